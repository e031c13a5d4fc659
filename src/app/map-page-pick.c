/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include <glib/gi18n-lib.h>

#include "map-page-private.h"

/* Room around what is brought into view; logical pixels. */
#define LOOK_MARGIN_PX 110.0
#define LOOK_ZOOM 19.0
/* The card covers so much of the right side. */
#define CARD_PX 360.0

static AnlanLonLat
lonlat_of (AnlanMapPoint point)
{
  AnlanLonLat at;

  anlan_map_unproject (point, &at.lon, &at.lat);
  return at;
}

static void
go_to_bounds (AnlanMapPage *self, AnlanMapRect bounds, double closest)
{
  AnlanMapViewport viewport;

  if (!anlan_map_view_get_viewport (self->view, &viewport))
    return;
  /* In the middle of what the card leaves free. */
  if (viewport.width > 2 * CARD_PX)
    {
      viewport.width -= CARD_PX;
      anlan_map_viewport_fit (&viewport, bounds, LOOK_MARGIN_PX, closest);
      viewport.centre.x += CARD_PX / 2 / anlan_map_pixels_per_unit (viewport.zoom);
    }
  else
    anlan_map_viewport_fit (&viewport, bounds, LOOK_MARGIN_PX, closest);
  anlan_map_view_go_to (self->view, lonlat_of (viewport.centre), viewport.zoom);
}

/* So that it stands beside the card and not under it. */
static void
uncover (AnlanMapPage *self, AnlanMapPoint point)
{
  AnlanMapViewport viewport;
  AnlanMapPoint at;

  if (!anlan_map_view_get_viewport (self->view, &viewport) || viewport.width < 2 * CARD_PX)
    return;
  at = anlan_map_viewport_to_screen (&viewport, point);
  if (at.x < viewport.width - CARD_PX)
    return;
  at.x -= (viewport.width - CARD_PX) / 2;
  at.y = viewport.height / 2;
  anlan_map_view_go_to (
      self->view,
      lonlat_of (anlan_map_viewport_to_world (&viewport, (AnlanMapPoint){ at.x + CARD_PX / 2, at.y })), -1);
}

void
anlan_map_page_unselect (AnlanMapPage *self)
{
  anlan_map_view_set_selected (self->view, NULL);
  anlan_map_card_show (self->card, NULL, NULL);
}

void
anlan_map_page_select (AnlanMapPage *self, const char *kind, const char *id)
{
  anlan_map_view_set_selected (self->view, g_strcmp0 (kind, "zone") == 0 ? id : NULL);
  anlan_map_card_show (self->card, kind, id);
}

static void
select_zone (AnlanMapPage *self, const AnlanMapZone *zone)
{
  anlan_map_page_select (self, "zone", zone->id);
  uncover (self, zone->anchor);
}

void
anlan_map_page_select_zone (AnlanMapPage *self, const char *id)
{
  AnlanMapScene *scene = anlan_map_view_get_scene (self->view);
  guint zone;

  if (scene != NULL && anlan_map_scene_find_zone (scene, id, &zone))
    select_zone (self, anlan_map_scene_get_zone (scene, zone));
}

static void
select_symbol (AnlanMapPage *self, const AnlanMapSymbol *symbol)
{
  const char *kind = anlan_map_symbol_kind (symbol->kind);

  if (kind == NULL)
    return;
  anlan_map_page_select (self, kind, symbol->id);
  uncover (self, symbol->position);
}

static void
open_cluster (AnlanMapPage *self, const AnlanMapMark *cluster)
{
  if (anlan_map_view_take_apart (self->view, cluster))
    return;
  anlan_map_view_set_selected (self->view, NULL);
  anlan_map_card_show_cluster (self->card, anlan_map_view_get_scene (self->view), cluster);
}

static gboolean
pick_mark (AnlanMapPage *self, const AnlanMapViewport *viewport, double x, double y)
{
  AnlanMapScene *scene = anlan_map_view_get_scene (self->view);
  const AnlanMapMarks *marks = anlan_map_view_get_marks (self->view);
  const AnlanMapMark *mark = marks != NULL ? anlan_map_marks_pick (marks, viewport, x, y) : NULL;

  if (mark == NULL)
    return FALSE;
  switch (mark->kind)
    {
    case ANLAN_MAP_MARK_ZONE:
      if (mark->subject >= anlan_map_scene_get_n_zones (scene))
        return FALSE;
      select_zone (self, anlan_map_scene_get_zone (scene, mark->subject));
      return TRUE;
    case ANLAN_MAP_MARK_SYMBOL:
      if (mark->subject >= anlan_map_scene_get_n_symbols (scene))
        return FALSE;
      select_symbol (self, anlan_map_scene_get_symbol (scene, mark->subject));
      return TRUE;
    case ANLAN_MAP_MARK_CLUSTER:
      open_cluster (self, mark);
      return TRUE;
    case ANLAN_MAP_MARK_NAME:
      return FALSE;
    default:
      g_return_val_if_reached (FALSE);
    }
}

/* A measured value leads to what was measured before it. */
static gboolean
pick_sensor (AnlanMapPage *self, double x, double y)
{
  const AnlanSensor *sensor = anlan_map_sensors_pick (self->sensors, x, y);

  if (sensor == NULL)
    return FALSE;
  gtk_widget_activate_action (GTK_WIDGET (self), "win.work-on", "(ss)", "series",
                              sensor->id != NULL ? sensor->id : sensor->name);
  return TRUE;
}

void
anlan_map_page_pick (AnlanMapPage *self, double x, double y)
{
  AnlanMapScene *scene = anlan_map_view_get_scene (self->view);
  g_autoptr (GArray) zones = NULL;
  AnlanMapViewport viewport;
  AnlanMapLook look;

  if (scene == NULL || !anlan_map_view_get_viewport (self->view, &viewport) || pick_sensor (self, x, y) ||
      pick_mark (self, &viewport, x, y))
    return;
  anlan_map_view_get_look (self->view, &look);
  if (look.layers & ANLAN_MAP_LAYER_ZONES)
    zones = anlan_map_scene_pick_zones (
        scene, anlan_map_viewport_to_world (&viewport, (AnlanMapPoint){ x, y }), look.floors);
  if (zones != NULL && zones->len > 0)
    select_zone (self, anlan_map_scene_get_zone (scene, g_array_index (zones, guint32, 0)));
  else
    anlan_map_page_unselect (self);
}

gboolean
anlan_map_page_look (AnlanMapPage *self, const char *kind, const char *id)
{
  AnlanMapScene *scene;
  guint zone;

  g_return_val_if_fail (ANLAN_IS_MAP_PAGE (self) && kind != NULL && id != NULL, FALSE);

  scene = anlan_map_view_get_scene (self->view);
  if (scene == NULL)
    return FALSE;
  if (g_strcmp0 (kind, "zone") == 0 && anlan_map_scene_find_zone (scene, id, &zone))
    {
      go_to_bounds (self, anlan_map_scene_get_zone (scene, zone)->bounds, LOOK_ZOOM);
      anlan_map_page_select (self, kind, id);
    }
  else
    {
      const AnlanMapSymbol *symbol = anlan_map_view_find_symbol (self->view, kind, id);

      if (symbol == NULL)
        return FALSE;
      anlan_map_view_go_to (self->view, lonlat_of (symbol->position), LOOK_ZOOM);
      anlan_map_page_select (self, kind, id);
    }
  return TRUE;
}
