/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"
#include "monitor/alarms.h"

G_BEGIN_DECLS

/* What follows of alarms: records of kind "reaction" say it, records of kind "consequence" what became of it. */

/* Gives a plant the reactions that come with the program and that it never had. Blocks. */
gboolean  anlan_reactions_seed   (AnlanPlant *plant, GError **error);

/**
 * anlan_alarms_follow:
 * @n: (out) (optional): how many things were done
 *
 * Does what follows of alarms among the plant's records: moves records of the alarm's zone, gives duties, proposes hazards.
 * The alarms must have been mirrored (anlan_alarms_mirror()). Each thing is written in one batch with the consequence that
 * says so, whose id is made of alarm and reaction: whatever ends the program, it is done once. What a guard refuses is said
 * there, and no error. What was done for an alarm is done again only when its condition has come anew. Nothing follows of
 * alarms in test mode and of closed ones; of shelved ones not before they are back. May wait for an import.
 */
gboolean  anlan_alarms_follow    (AnlanAlarms *alarms, AnlanPlant *plant, guint *n, GError **error);

/* --- for what else follows ----------------------------------------------------------------------------------- */

/* (element-type AnlanRecord): reactions that are switched on and do @does (NULL: anything). NULL with @error. */
GPtrArray *anlan_reactions_load (AnlanPlant *plant, const char *does, GError **error);

/* Whether @reaction is one for @alarm as it stands now. @zone: (nullable): id of the zone's record. */
gboolean   anlan_reaction_fits  (const AnlanRecord *reaction, const AnlanAlarm *alarm, const char *zone);

G_END_DECLS
