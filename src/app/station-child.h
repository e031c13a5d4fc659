/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desk.h"
#include "station-watch.h"

G_BEGIN_DECLS

/**
 * AnlanStationChild:
 *
 * The station of the open plant, where it runs with this desk: once switched on, and while nobody else runs it, a process of
 * its own (anlanctl station) is started, which goes on when the window closes. One that ends without having been told to is
 * started again, after 1, 2, 4 … seconds, at most a minute. Whether it is switched on, and how it listens, is remembered for
 * this plant at this desk.
 *
 * Signal "changed": switched, started, ended, or something is wrong; also whatever its watch tells.
 */
#define ANLAN_TYPE_STATION_CHILD (anlan_station_child_get_type ())
G_DECLARE_FINAL_TYPE (AnlanStationChild, anlan_station_child, ANLAN, STATION_CHILD, GObject)

/* Of the plant that is open at @desk, which owns it. */
AnlanStationChild *
anlan_station_child_new (AnlanDesk *desk);

/* The plant is closed: looks and starts no more. A station that runs goes on. */
void
anlan_station_child_leave (AnlanStationChild *child);

AnlanStationWatch *
anlan_station_child_get_watch (AnlanStationChild *child); /* borrowed */

gboolean
anlan_station_child_is_on (AnlanStationChild *child);
/* Off until somebody switches it on. Switched off, a station that this desk has started is told to end. */
void
anlan_station_child_set_on (AnlanStationChild *child, gboolean on);

/* Whether the one that runs now was started by this desk: only such a one is told to end. */
gboolean
anlan_station_child_is_ours (AnlanStationChild *child);

/* Ends it, and starts it anew: with what was changed below. One that somebody else runs is asked to by a mark in the plant's
 * folder (station/wish.h): it ends with a status that lets whoever started it start it again. */
void
anlan_station_child_restart (AnlanStationChild *child);

/* Passwords in the keyring have changed: whoever runs the station is asked to read them again. */
void
anlan_station_child_tell_secrets (AnlanStationChild *child);

/* Tells one that is ours to end, for now: it stays switched on for the next time the plant is opened here. */
void
anlan_station_child_end (AnlanStationChild *child);

/* Why it does not run as it should, or NULL; borrowed. */
const char *
anlan_station_child_get_trouble (AnlanStationChild *child);

/* --- how it listens ---------------------------------------------------------------------------------------------- */

char *
anlan_station_child_get_address (AnlanStationChild *child); /* "127.0.0.1": this computer only */
guint
anlan_station_child_get_port (AnlanStationChild *child);
gboolean
anlan_station_child_get_tls (AnlanStationChild *child);
/* One that runs is started anew with it. */
void
anlan_station_child_set_listening (AnlanStationChild *child, const char *address, guint port, gboolean tls);

/* Path of anlanctl, that belongs to this program. The caller frees it. */
char *
anlan_station_program (void);

G_END_DECLS
