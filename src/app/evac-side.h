/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "evac-work.h"

G_BEGIN_DECLS

/**
 * AnlanEvacSide:
 *
 * What stands beside the plan of an evacuation: who is out, the hand calculation, the ways of buildings and groups with both
 * doses, the muster points, the time that is needed against the time that there is, and the curves.
 *
 * Signal "route" (int): a way has been pointed at; -1: none.
 */
#define ANLAN_TYPE_EVAC_SIDE (anlan_evac_side_get_type ())
G_DECLARE_FINAL_TYPE (AnlanEvacSide, anlan_evac_side, ANLAN, EVAC_SIDE, GtkBox)

/* @groups: (element-type utf8): names of the plan's groups of people. */
void
anlan_evac_side_show (AnlanEvacSide *side, AnlanEvac *evac, GPtrArray *groups);
void
anlan_evac_side_set_moment (AnlanEvacSide *side, double seconds);

/* What a building or group is told in a sentence; the caller frees it. */
char *
anlan_evac_say_route (const AnlanEvac *evac, const AnlanEvacRoute *route, GPtrArray *groups);

G_END_DECLS
