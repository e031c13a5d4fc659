/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanSeriesWall:
 *
 * The board in large tiles over a whole screen, to hang on the wall: with the plant's name, the time, and how many points
 * want to be looked at. Escape or F11 ends it.
 */
#define ANLAN_TYPE_SERIES_WALL (anlan_series_wall_get_type ())
G_DECLARE_FINAL_TYPE (AnlanSeriesWall, anlan_series_wall, ANLAN, SERIES_WALL, AdwWindow)

GtkWindow *
anlan_series_wall_new (AnlanDesk *desk);

G_END_DECLS
