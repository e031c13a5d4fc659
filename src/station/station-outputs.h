/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"

/**
 * StationOutputs:
 *
 * Lamps and horns, on a thread of their own: on as long as an alarm that a reaction gives them is loud, off otherwise. What
 * they should be is worked out anew each time and said again every minute and at the start, so that nothing need be
 * remembered: whatever ends the program, they are right soon after it begins again.
 */
typedef struct _StationOutputs StationOutputs;

StationOutputs *station_outputs_new  (AnlanPlant *plant, GError **error);

/* Records have changed: @outputs (element-type AnlanRecord) that are released, @reactions (element-type AnlanRecord).
 * @problems gets sentences. Any thread. */
void            station_outputs_set  (StationOutputs *outputs, GPtrArray *records, GPtrArray *reactions, GPtrArray *problems);

/* An alarm has changed. Any thread. */
void            station_outputs_wake (StationOutputs *outputs);

/* @problems gets a sentence for each that does not switch. Any thread. */
void            station_outputs_show (StationOutputs *outputs, GPtrArray *problems);

/* Leaves them as they are: nobody is silenced because a program ends. */
void            station_outputs_free (StationOutputs *outputs);
