/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "link/channel.h"
#include "link/secrets.h"
#include "model/plant.h"

G_BEGIN_DECLS

/**
 * AnlanPlantChannel:
 * @zones: (nullable): ids of the zones whose alarms go out by it; NULL: of all
 * @climb: it gets alarms that have climbed so often
 * @alive: minutes since midnight of the plant at which it says daily that the station lives; -1: never
 * @heartbeat: every so many ms, or 0
 * @steps: (nullable): of a webhook, which steps of which kinds it is told of: "hazard:close", "hazard:*", "*:create"
 *
 * A record of kind "channel", with its secrets.
 */
typedef struct
{
  AnlanChannel *channel;
  char        **zones;
  guint         climb;
  int           alive;
  gint64        heartbeat;
  char        **steps;
} AnlanPlantChannel;

void       anlan_plant_channel_free  (AnlanPlantChannel *channel);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanPlantChannel, anlan_plant_channel_free)

/* NULL with the reason and what to do: a setting that makes no sense, a secret that the keyring does not have. Blocks. */
AnlanPlantChannel *anlan_plant_channel_new (const AnlanRecord *record, AnlanSecrets *secrets, GError **error);

/* (element-type AnlanPlantChannel): those that are switched on; of each that cannot take part a sentence in @problems. */
GPtrArray *anlan_plant_channels      (AnlanPlant *plant, AnlanSecrets *secrets, GPtrArray *problems, GError **error);

/* By its id or its name. */
AnlanRecord *anlan_plant_find_channel (AnlanPlant *plant, const char *channel, GError **error);

G_END_DECLS
