/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/shape.h"
#include "model/plant.h"

G_BEGIN_DECLS

/**
 * AnlanZoneSplit:
 * @changes: (element-type AnlanChange): to be applied as one batch
 * @zone: id of the new zone
 * @n_points, @n_equipment: how many risk points and how much equipment go to it
 * @n_unplaced: risk points that stay because neither they nor their equipment are on the map
 *
 * What is to be written when a zone becomes two.
 */
typedef struct
{
  GPtrArray *changes;
  char *zone;
  guint n_points;
  guint n_equipment;
  guint n_unplaced;
} AnlanZoneSplit;

void            anlan_zone_split_free   (AnlanZoneSplit *split);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanZoneSplit, anlan_zone_split_free)

/**
 * anlan_zone_split_plan:
 * @zone: the zone as it is
 * @parts: (element-type AnlanShape): the area it keeps, and that of the new zone
 * @name: of the new zone
 *
 * The new zone has all that was entered for the old one but the area and the number of people, which nobody can divide.
 * Equipment and risk points go where they lie on the map; a risk point that is not on it goes with its equipment.
 * Blocks: reads the plant. NULL with @error if it cannot be read.
 */
AnlanZoneSplit *anlan_zone_split_plan   (AnlanPlant *plant, const AnlanRecord *zone, GPtrArray *parts,
                                         const char *name, GError **error);

G_END_DECLS
