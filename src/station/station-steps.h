/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "link/outbox.h"
#include "station/channels.h"

G_BEGIN_DECLS

/**
 * station_steps_tell:
 * @channels: (element-type AnlanPlantChannel)
 * @put: (out): whether something waits to go out now
 *
 * Tells the programs that wish it of what has become of records: a bounded number of new lines of the journal, each put into
 * the outbox for the webhooks that ask for it. How far it has come stands in the outbox: what happened while the station did
 * not run is told when it does, once. Blocks.
 */
gboolean station_steps_tell    (AnlanPlant *plant, AnlanOutbox *outbox, GPtrArray *channels, gboolean *put, GError **error);

/* Whether @wishes ("hazard:close", "hazard:*", "*:create") has @step of @kind. */
gboolean station_steps_is_wish (const char *const *wishes, const char *kind, const char *step);

/* After so many days in which nothing went through, a webhook that tells of steps is switched off, with the reason in its
 * note. @day: so many ms. */
#define STATION_STEPS_PATIENCE (3 * G_GINT64_CONSTANT (86400000))

gboolean station_steps_give_up (AnlanPlant *plant, AnlanOutbox *outbox, GPtrArray *channels, GError **error);

G_END_DECLS
