/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanWelcome:
 *
 * What the window shows while no plant is open: plants opened before, and how to begin.
 */
#define ANLAN_TYPE_WELCOME (anlan_welcome_get_type ())
G_DECLARE_FINAL_TYPE (AnlanWelcome, anlan_welcome, ANLAN, WELCOME, AdwBin)

AnlanWelcome *anlan_welcome_new     (AnlanDesk *desk);

/* Reads anew which plants were opened. */
void          anlan_welcome_refresh (AnlanWelcome *welcome);

G_END_DECLS
