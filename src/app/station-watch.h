/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"
#include "station/state.h"

G_BEGIN_DECLS

/* Whether somebody watches. */
typedef enum
{
  ANLAN_WATCH_UNREAD, /* not looked yet */
  ANLAN_WATCH_NEVER,  /* no station has ever run for this plant */
  ANLAN_WATCH_OFF,    /* it was told to end */
  ANLAN_WATCH_COMING, /* a process has the plant's station, and has not said yet that it lives */
  ANLAN_WATCH_ON,
  ANLAN_WATCH_SILENT, /* it should watch, and does not: it ended without being told to, or hangs */
} AnlanWatchState;

/**
 * AnlanStationWatch:
 *
 * What this computer can see of the plant's station, whoever runs it: this window, another one, the system. Nothing is asked
 * of the station itself: what it says lies in the plant's folder, and who holds the plant's lock is told by the kernel. Both
 * are looked at every other second, on a thread of their own.
 *
 * Signal "changed": something is different, or a minute has passed and ages have to be said anew.
 */
#define ANLAN_TYPE_STATION_WATCH (anlan_station_watch_get_type ())
G_DECLARE_FINAL_TYPE (AnlanStationWatch, anlan_station_watch, ANLAN, STATION_WATCH, GObject)

AnlanStationWatch *
anlan_station_watch_new (AnlanPlant *plant);

/* Looks no more. */
void
anlan_station_watch_stop (AnlanStationWatch *watch);

/* Looks now, and not only when it is time to. */
void
anlan_station_watch_look (AnlanStationWatch *watch);

AnlanWatchState
anlan_station_watch_get_state (AnlanStationWatch *watch);

/* The process that has the plant's station; 0: none. @known: (out) (optional): FALSE where the kernel does not tell. */
int
anlan_station_watch_get_pid (AnlanStationWatch *watch, gboolean *known);

/* What the station has said of itself last; borrowed until "changed". NULL before it was read, and where it cannot be. */
const AnlanStationState *
anlan_station_watch_get_facts (AnlanStationWatch *watch);

/* What it says of the source with this id; borrowed until "changed". NULL where nobody watches, or not this source. */
const AnlanStationSource *
anlan_station_watch_find_source (AnlanStationWatch *watch, const char *id);

/* Why that cannot be read, or NULL. */
const char *
anlan_station_watch_get_trouble (AnlanStationWatch *watch);

/* "Watches", "Silent since 13:05": in a few words. The caller frees it. */
char *
anlan_station_watch_say (AnlanStationWatch *watch);

G_END_DECLS
