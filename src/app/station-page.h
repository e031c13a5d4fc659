/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "page.h"

G_BEGIN_DECLS

/**
 * AnlanStationPage:
 *
 * Whether somebody watches, and how well: the station with its switch, its sources with their last word and what is wrong
 * with them, what waits to be told, the computer, and when nobody watched.
 */
#define ANLAN_TYPE_STATION_PAGE (anlan_station_page_get_type ())
G_DECLARE_FINAL_TYPE (AnlanStationPage, anlan_station_page, ANLAN, STATION_PAGE, AnlanPage)

AnlanPage *
anlan_station_page_new (AnlanDesk *desk);

G_END_DECLS
