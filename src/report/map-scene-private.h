/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "map-base-private.h"
#include "report/map-scene.h"

G_BEGIN_DECLS

struct _AnlanMapScene
{
  gatomicrefcount refs;
  AnlanMapBase *base;        /* (nullable) */
  AnlanMapMbtiles *pictures; /* (nullable) */
  AnlanMapShapes *shapes;
  GArray *zones;     /* AnlanMapZone, in drawing order */
  GArray *spans;     /* AnlanMapSpan, one a zone */
  GHashTable *by_id; /* id -> number of the zone + 1 */
  AnlanMapIndex *zone_index;
  GArray *symbols; /* AnlanMapSymbol */
  AnlanMapIndex *symbol_index;
  GArray *drawings; /* AnlanMapDrawing */
  AnlanMapRect bounds;
};

static inline const AnlanMapZone *
anlan_map_scene_zone (const AnlanMapScene *scene, guint index)
{
  return &g_array_index (scene->zones, AnlanMapZone, index);
}

static inline AnlanMapSpan
anlan_map_scene_span (const AnlanMapScene *scene, guint index)
{
  return g_array_index (scene->spans, AnlanMapSpan, index);
}

static inline const AnlanMapSymbol *
anlan_map_scene_symbol (const AnlanMapScene *scene, guint index)
{
  return &g_array_index (scene->symbols, AnlanMapSymbol, index);
}

G_END_DECLS
