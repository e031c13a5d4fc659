/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "report/evac-draw.h"

G_BEGIN_DECLS

/**
 * AnlanEvacView:
 *
 * An evacuation to be watched. The wheel and + and - zoom, dragging and the arrows move, Home shows all of it, Space plays
 * and stops, comma and full stop go back and on by ten seconds; a click follows a person, another click beside everybody
 * follows nobody.
 *
 * Signals: "moment-changed"; "playing-changed".
 */
#define ANLAN_TYPE_EVAC_VIEW (anlan_evac_view_get_type ())
G_DECLARE_FINAL_TYPE (AnlanEvacView, anlan_evac_view, ANLAN, EVAC_VIEW, GtkWidget)

/* @evac: (nullable). The first one is shown whole; what is shown of another stays as long as its plan lies where the other's
 * does. */
void
anlan_evac_view_set_evac (AnlanEvacView *view, AnlanEvac *evac);
AnlanEvac *
anlan_evac_view_get_evac (AnlanEvacView *view); /* borrowed, or NULL */

void
anlan_evac_view_set_moment (AnlanEvacView *view, double seconds);
double
anlan_evac_view_get_moment (AnlanEvacView *view);
/* From the start where it stood at the end. */
void
anlan_evac_view_set_playing (AnlanEvacView *view, gboolean playing);
gboolean
anlan_evac_view_is_playing (AnlanEvacView *view);
/* Seconds of the evacuation by second of who watches. */
void
anlan_evac_view_set_speed (AnlanEvacView *view, double speed);

void
anlan_evac_view_set_show (AnlanEvacView *view, AnlanEvacShow what, gboolean shown);
/* A way of anlan_evac_routes() that stands out; -1: none. */
void
anlan_evac_view_set_route (AnlanEvacView *view, int route);
void
anlan_evac_view_follow (AnlanEvacView *view, int person); /* -1: nobody */
int
anlan_evac_view_get_followed (AnlanEvacView *view);
/* How many pictures it has drawn, for who measures. */
guint
anlan_evac_view_get_drawn (AnlanEvacView *view);

G_END_DECLS
