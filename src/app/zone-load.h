/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/shape.h"
#include "model/plant.h"
#include "report/zone-split.h"

G_BEGIN_DECLS

/**
 * AnlanZoneLoad:
 * @zone: (nullable): the zone asked for
 * @area: (nullable): where it lies
 * @others: (element-type AnlanShape): the areas of all other zones, for snapping
 *
 * What editing a zone on the map begins with, read in a worker thread.
 */
typedef struct
{
  AnlanRecord *zone;
  AnlanShape *area;
  GPtrArray *others;
} AnlanZoneLoad;

void            anlan_zone_load_free   (AnlanZoneLoad *load);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanZoneLoad, anlan_zone_load_free)

/* @zone: (nullable): id; NULL: only the others. */
void            anlan_zone_load_async  (AnlanPlant *plant, const char *zone, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data);
AnlanZoneLoad  *anlan_zone_load_finish (GAsyncResult *result, GError **error);

/* Cuts @area of @zone along @line (AnlanLonLat) and works out what is to be written; @name is that of the new zone. */
void            anlan_zone_cut_async   (AnlanPlant *plant, AnlanRecord *zone, const AnlanShape *area, GArray *line,
                                        const char *name, GCancellable *cancellable, GAsyncReadyCallback callback,
                                        gpointer user_data);
AnlanZoneSplit *anlan_zone_cut_finish  (GAsyncResult *result, GError **error);

G_END_DECLS
