/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanPalette:
 *
 * Ctrl+K: one entry that finds any record, page or command. A page that is called so comes first, then what a number
 * names. It closes when something
 * was chosen, with Escape, or when it loses the focus.
 */
#define ANLAN_TYPE_PALETTE (anlan_palette_get_type ())
G_DECLARE_FINAL_TYPE (AnlanPalette, anlan_palette, ANLAN, PALETTE, GtkWindow)

AnlanPalette *anlan_palette_new (AnlanDesk *desk);
/* As if @words had been typed. */
void anlan_palette_search (AnlanPalette *palette, const char *words);

G_END_DECLS
