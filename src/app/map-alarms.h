/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alarm-desk.h"
#include "map-view.h"

G_BEGIN_DECLS

/**
 * AnlanMapAlarms:
 *
 * Zones in which an alarm stands, over the map: a double edge and a sign with how many there are. One that nobody has
 * acknowledged pulses, once in two seconds; where animations are switched off it keeps still, with the edge at its broadest.
 * No layer of the map hides it, and it takes no clicks.
 */
#define ANLAN_TYPE_MAP_ALARMS (anlan_map_alarms_get_type ())
G_DECLARE_FINAL_TYPE (AnlanMapAlarms, anlan_map_alarms, ANLAN, MAP_ALARMS, GtkWidget)

AnlanMapAlarms *anlan_map_alarms_new (AnlanMapView *view, AnlanAlarmDesk *desk);

/* In how many zones of the map an alarm stands, and in how many of them one that nobody has acknowledged. */
void            anlan_map_alarms_count (AnlanMapAlarms *alarms, guint *zones, guint *loud);
/* How strong the pulse is now, 0 to 1; a constant 1 where nothing moves. */
double          anlan_map_alarms_get_pulse (AnlanMapAlarms *alarms);
/* Whether anything moves now. */
gboolean        anlan_map_alarms_is_moving (AnlanMapAlarms *alarms);

G_END_DECLS
