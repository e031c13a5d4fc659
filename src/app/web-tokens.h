/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanWebTokens:
 *
 * What people and programs elsewhere come in with: personal links, tokens of programs and posters, who used which when, and
 * the ways to take them back.
 */
#define ANLAN_TYPE_WEB_TOKENS (anlan_web_tokens_get_type ())
G_DECLARE_FINAL_TYPE (AnlanWebTokens, anlan_web_tokens, ANLAN, WEB_TOKENS, AdwBin)

/* Once, while a plant is open. */
void     anlan_web_tokens_set_desk (AnlanWebTokens *tokens, AnlanDesk *desk);
/* Reads them anew. */
void     anlan_web_tokens_read     (AnlanWebTokens *tokens);
gboolean anlan_web_tokens_is_busy  (AnlanWebTokens *tokens);

G_END_DECLS
