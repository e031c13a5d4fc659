/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "link/sender.h"
#include "model/plant.h"
#include "station/channels.h"
#include "station/state.h"

/**
 * StationTeller:
 *
 * Tells people of alarms, on a thread of its own that waits for no import: from alarms.db into the outbox, which the sender
 * empties; opens the evacuation view; says daily that the station lives. Each is noted only after it is durable, and harmless
 * to do twice.
 */
typedef struct _StationTeller StationTeller;

/* What it goes by. */
typedef struct
{
  GPtrArray *channels;    /* (element-type AnlanPlantChannel) */
  GPtrArray *reactions;   /* (element-type AnlanRecord): that tell people, or open the evacuation view */
  GHashTable *zones;      /* id to name of the plant's zones */
} StationTold;

void           station_told_free  (StationTold *told);

/* @foreign: another process has changed an alarm; on the teller's thread. */
StationTeller *station_teller_new (AnlanPlant *plant, void (*foreign) (gpointer data), gpointer data, GError **error);

/* @told: (transfer full): from now on. Any thread. */
void           station_teller_set  (StationTeller *teller, StationTold *told);

/* Something has changed; any thread. */
void           station_teller_wake (StationTeller *teller);

/* Adds the channels and what is wrong with the outbox to @state. Any thread. */
void           station_teller_show (StationTeller *teller, AnlanStationState *state);

void           station_teller_free (StationTeller *teller);
