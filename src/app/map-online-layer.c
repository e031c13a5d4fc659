/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "map-online-layer.h"

#include <math.h>

#include "report/map-types.h"

/* So far up a larger tile is looked for where one is missing. */
#define MOST_ANCESTORS 5

struct _AnlanMapOnlineLayer
{
  ShumateLayer parent_instance;

  AnlanMapOnline *online;
};

G_DEFINE_FINAL_TYPE (AnlanMapOnlineLayer, anlan_map_online_layer, SHUMATE_TYPE_LAYER)

typedef struct
{
  AnlanMapViewport viewport; /* in the source's own world */
  int zoom;                  /* of the tiles */
} Sheet;

static graphene_rect_t
place_of (const Sheet *sheet, int zoom, int x, int y)
{
  double n = exp2 (zoom);
  AnlanMapPoint from = anlan_map_viewport_to_screen (&sheet->viewport, (AnlanMapPoint){ x / n, y / n });
  AnlanMapPoint to =
      anlan_map_viewport_to_screen (&sheet->viewport, (AnlanMapPoint){ (x + 1) / n, (y + 1) / n });
  double scale = sheet->viewport.scale;

  /* On whole device pixels, or what lies behind shows between two tiles. */
  from = (AnlanMapPoint){ round (from.x * scale) / scale, round (from.y * scale) / scale };
  to = (AnlanMapPoint){ round (to.x * scale) / scale, round (to.y * scale) / scale };
  return GRAPHENE_RECT_INIT ((float)from.x, (float)from.y, (float)(to.x - from.x), (float)(to.y - from.y));
}

/* What is there of the place meanwhile: a part of a tile of a smaller zoom. */
static void
stand_in (AnlanMapOnlineLayer *self, GtkSnapshot *snapshot, const Sheet *sheet, int x, int y)
{
  graphene_rect_t clip = place_of (sheet, sheet->zoom, x, y);

  for (int up = 1; up <= MIN (MOST_ANCESTORS, sheet->zoom); up++)
    {
      GdkTexture *texture = anlan_map_online_get (self->online, sheet->zoom - up, x >> up, y >> up, FALSE);
      graphene_rect_t area;

      if (texture == NULL)
        continue;
      area = place_of (sheet, sheet->zoom - up, x >> up, y >> up);
      gtk_snapshot_push_clip (snapshot, &clip);
      gtk_snapshot_append_texture (snapshot, texture, &area);
      gtk_snapshot_pop (snapshot);
      return;
    }
}

static gboolean
make_sheet (AnlanMapOnlineLayer *self, Sheet *sheet)
{
  ShumateViewport *viewport = shumate_layer_get_viewport (SHUMATE_LAYER (self));
  AnlanLonLat middle = { shumate_location_get_longitude (SHUMATE_LOCATION (viewport)),
                         shumate_location_get_latitude (SHUMATE_LOCATION (viewport)) };
  AnlanLonLat shifted = anlan_map_online_shift (self->online, middle);

  sheet->viewport = (AnlanMapViewport){ .centre = anlan_map_project (shifted.lon, shifted.lat),
                                        .zoom = shumate_viewport_get_zoom_level (viewport),
                                        .width = gtk_widget_get_width (GTK_WIDGET (self)),
                                        .height = gtk_widget_get_height (GTK_WIDGET (self)),
                                        .scale = gtk_widget_get_scale_factor (GTK_WIDGET (self)) };
  /* A finer screen gets finer tiles. */
  sheet->zoom = CLAMP ((int)floor (sheet->viewport.zoom + log2 (sheet->viewport.scale) + 0.3), 0,
                       ANLAN_MAP_ONLINE_MAX_ZOOM);
  return sheet->viewport.width > 0 && sheet->viewport.height > 0;
}

static void
anlan_map_online_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AnlanMapOnlineLayer *self = ANLAN_MAP_ONLINE_LAYER (widget);
  AnlanMapRect bounds;
  Sheet sheet;
  int n, x0, y0, x1, y1;

  if (self->online == NULL || !make_sheet (self, &sheet))
    return;
  bounds = anlan_map_viewport_get_bounds (&sheet.viewport);
  n = 1 << sheet.zoom;
  x0 = CLAMP ((int)floor (bounds.x0 * n), 0, n - 1);
  y0 = CLAMP ((int)floor (bounds.y0 * n), 0, n - 1);
  x1 = CLAMP ((int)floor (bounds.x1 * n), 0, n - 1);
  y1 = CLAMP ((int)floor (bounds.y1 * n), 0, n - 1);
  anlan_map_online_forget (self->online);
  for (int y = y0; y <= y1; y++)
    for (int x = x0; x <= x1; x++)
      {
        GdkTexture *texture = anlan_map_online_get (self->online, sheet.zoom, x, y, TRUE);
        graphene_rect_t area = place_of (&sheet, sheet.zoom, x, y);

        if (texture != NULL)
          gtk_snapshot_append_texture (snapshot, texture, &area);
        else
          stand_in (self, snapshot, &sheet, x, y);
      }
}

static void
anlan_map_online_layer_constructed (GObject *object)
{
  ShumateViewport *viewport = shumate_layer_get_viewport (SHUMATE_LAYER (object));

  G_OBJECT_CLASS (anlan_map_online_layer_parent_class)->constructed (object);
  g_signal_connect_object (viewport, "notify", G_CALLBACK (gtk_widget_queue_draw), object, G_CONNECT_SWAPPED);
}

static void
anlan_map_online_layer_dispose (GObject *object)
{
  g_clear_object (&ANLAN_MAP_ONLINE_LAYER (object)->online);
  G_OBJECT_CLASS (anlan_map_online_layer_parent_class)->dispose (object);
}

static void
anlan_map_online_layer_class_init (AnlanMapOnlineLayerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = anlan_map_online_layer_constructed;
  object_class->dispose = anlan_map_online_layer_dispose;
  GTK_WIDGET_CLASS (klass)->snapshot = anlan_map_online_layer_snapshot;
}

static void
anlan_map_online_layer_init (AnlanMapOnlineLayer *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

AnlanMapOnlineLayer *
anlan_map_online_layer_new (ShumateViewport *viewport)
{
  g_return_val_if_fail (SHUMATE_IS_VIEWPORT (viewport), NULL);

  return g_object_new (ANLAN_TYPE_MAP_ONLINE_LAYER, "viewport", viewport, NULL);
}

void
anlan_map_online_layer_set_source (AnlanMapOnlineLayer *self, AnlanMapOnline *online)
{
  g_return_if_fail (ANLAN_IS_MAP_ONLINE_LAYER (self));

  if (online == self->online)
    return;
  if (self->online != NULL)
    g_signal_handlers_disconnect_by_func (self->online, gtk_widget_queue_draw, self);
  g_set_object (&self->online, online);
  if (online != NULL)
    g_signal_connect_object (online, "changed", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
