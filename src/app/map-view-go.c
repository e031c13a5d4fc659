/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "map-places.h"
#include "map-view.h"

/* Room around what is brought into view; logical pixels. */
#define LOOK_MARGIN_PX 110.0
/* A cluster is taken apart by coming closer, until here. */
#define CLOSEST_ZOOM 21.5

static AnlanLonLat
lonlat_of (AnlanMapPoint point)
{
  AnlanLonLat at;

  anlan_map_unproject (point, &at.lon, &at.lat);
  return at;
}

gboolean
anlan_map_view_take_apart (AnlanMapView *view, const AnlanMapMark *cluster)
{
  AnlanMapViewport viewport, closer;

  g_return_val_if_fail (ANLAN_IS_MAP_VIEW (view) && cluster != NULL, FALSE);

  if (!anlan_map_view_get_viewport (view, &viewport))
    return FALSE;
  closer = viewport;
  anlan_map_viewport_fit (&closer, cluster->extent, LOOK_MARGIN_PX, CLOSEST_ZOOM);
  if (closer.zoom <= viewport.zoom + 0.3)
    return FALSE;
  anlan_map_view_go_to (view, lonlat_of (closer.centre), closer.zoom);
  return TRUE;
}

const AnlanMapSymbol *
anlan_map_view_find_symbol (AnlanMapView *view, const char *kind, const char *id)
{
  AnlanMapScene *scene;

  g_return_val_if_fail (ANLAN_IS_MAP_VIEW (view) && kind != NULL && id != NULL, NULL);

  scene = anlan_map_view_get_scene (view);
  for (guint i = 0; scene != NULL && i < anlan_map_scene_get_n_symbols (scene); i++)
    {
      const AnlanMapSymbol *symbol = anlan_map_scene_get_symbol (scene, i);

      if (g_strcmp0 (anlan_map_symbol_kind (symbol->kind), kind) == 0 && g_strcmp0 (symbol->id, id) == 0)
        return symbol;
    }
  return NULL;
}

gboolean
anlan_map_view_look (AnlanMapView *view, const char *kind, const char *id, double zoom)
{
  const AnlanMapSymbol *symbol = anlan_map_view_find_symbol (view, kind, id);
  AnlanMapScene *scene = anlan_map_view_get_scene (view);
  AnlanMapViewport viewport;
  guint zone;

  if (symbol != NULL)
    {
      anlan_map_view_go_to (view, lonlat_of (symbol->position), zoom);
      return TRUE;
    }
  if (scene == NULL || g_strcmp0 (kind, "zone") != 0 || !anlan_map_scene_find_zone (scene, id, &zone) ||
      !anlan_map_view_get_viewport (view, &viewport))
    return FALSE;
  anlan_map_viewport_fit (&viewport, anlan_map_scene_get_zone (scene, zone)->bounds, LOOK_MARGIN_PX, zoom);
  anlan_map_view_go_to (view, lonlat_of (viewport.centre), viewport.zoom);
  return TRUE;
}
