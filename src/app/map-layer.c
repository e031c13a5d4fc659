/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "map-layer.h"

#include "report/map-draw.h"

/* The zoom stands when it has not changed for so long. */
#define SETTLE_MS 60

struct _AnlanMapLayer
{
  ShumateLayer parent_instance;

  AnlanMapTiles *tiles;
  AnlanMapScene *scene;
  AnlanMapLook look;
  char *selected;
  double zoom;           /* of the last frame */
  guint settle;          /* source */
  guint announce;        /* source */
  gboolean told_blurred; /* somebody has been told that it is not sharp, and not yet that it is */
  gboolean is_still;
  /* Textures of the pictures of the last frame, by surface: made again where needed, so that none outlives its tile. */
  GHashTable *textures;
};

G_DEFINE_FINAL_TYPE (AnlanMapLayer, anlan_map_layer, SHUMATE_TYPE_LAYER)

enum
{
  READY,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- textures, for renderers that keep pictures on the graphics card ------------------------------------------------ */

typedef struct
{
  AnlanMapLayer *layer;
  GtkSnapshot *snapshot;
  GHashTable *used;
} Painting;

static GdkTexture *
texture_of (Painting *p, cairo_surface_t *surface)
{
  GdkTexture *texture = g_hash_table_lookup (p->used, surface);

  if (texture != NULL)
    return texture;
  texture = g_hash_table_lookup (p->layer->textures, surface);
  if (texture != NULL)
    g_object_ref (texture);
  else
    {
      gsize stride = (gsize)cairo_image_surface_get_stride (surface);
      int height = cairo_image_surface_get_height (surface);
      g_autoptr (GBytes) bytes = NULL;

      cairo_surface_flush (surface);
      bytes = g_bytes_new_with_free_func (cairo_image_surface_get_data (surface), stride * (gsize)height,
                                          (GDestroyNotify)cairo_surface_destroy,
                                          cairo_surface_reference (surface));
      texture = gdk_memory_texture_new (cairo_image_surface_get_width (surface), height, GDK_MEMORY_DEFAULT,
                                        bytes, stride);
    }
  /* The texture holds the surface, so the key stays its own. */
  g_hash_table_insert (p->used, surface, texture);
  return texture;
}

static graphene_rect_t
rect_of (AnlanMapRect r)
{
  return GRAPHENE_RECT_INIT ((float)r.x0, (float)r.y0, (float)(r.x1 - r.x0), (float)(r.y1 - r.y0));
}

static void
paint_texture (cairo_surface_t *picture, AnlanMapRect area, AnlanMapRect clip, gboolean opaque, gpointer data)
{
  Painting *p = data;
  graphene_rect_t area_rect = rect_of (area);
  graphene_rect_t clip_rect = rect_of (clip);
  gboolean whole = clip.x0 <= area.x0 && clip.y0 <= area.y0 && clip.x1 >= area.x1 && clip.y1 >= area.y1;

  if (!whole)
    gtk_snapshot_push_clip (p->snapshot, &clip_rect);
  gtk_snapshot_append_texture (p->snapshot, texture_of (p, picture), &area_rect);
  if (!whole)
    gtk_snapshot_pop (p->snapshot);
}

static void
paint_marks (Painting *p, const AnlanMapMarks *marks, const AnlanMapViewport *viewport)
{
  for (guint i = 0; i < anlan_map_marks_get_n (marks); i++)
    {
      cairo_surface_t *picture = anlan_map_marks_get_picture (marks, i);
      AnlanMapPoint at = anlan_map_marks_place (marks, i, viewport);
      double scale_x, scale_y;
      AnlanMapRect area;

      if (picture == NULL)
        continue;
      cairo_surface_get_device_scale (picture, &scale_x, &scale_y);
      area = (AnlanMapRect){ at.x, at.y, at.x + cairo_image_surface_get_width (picture) / scale_x,
                             at.y + cairo_image_surface_get_height (picture) / scale_y };
      if (area.x1 > 0 && area.y1 > 0 && area.x0 < viewport->width && area.y0 < viewport->height)
        paint_texture (picture, area, area, FALSE, p);
    }
}

static void
paint_with_textures (AnlanMapLayer *self, GtkSnapshot *snapshot, const AnlanMapViewport *viewport)
{
  Painting p = { self, snapshot, g_hash_table_new_full (NULL, NULL, NULL, g_object_unref) };
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float)viewport->width, (float)viewport->height);
  AnlanMapColour ground = anlan_map_tiles_get_background (self->tiles);
  GdkRGBA colour = { (float)ground.red, (float)ground.green, (float)ground.blue, (float)ground.alpha };
  const AnlanMapMarks *marks = anlan_map_tiles_get_marks (self->tiles);
  guint zone;

  gtk_snapshot_append_color (snapshot, &colour, &bounds);
  anlan_map_tiles_foreach_ground (self->tiles, viewport, paint_texture, &p);
  if (self->scene != NULL && self->selected != NULL &&
      anlan_map_scene_find_zone (self->scene, self->selected, &zone))
    {
      cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);

      anlan_map_draw_halo (cr, self->scene, zone, viewport, &self->look);
      cairo_destroy (cr);
    }
  if (marks != NULL)
    paint_marks (&p, marks, viewport);
  g_hash_table_unref (self->textures);
  self->textures = p.used;
}

/* --- frames ----------------------------------------------------------------------------------------------------- */

static gboolean
settle_cb (gpointer data)
{
  AnlanMapLayer *self = data;

  self->settle = 0;
  self->is_still = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return G_SOURCE_REMOVE;
}

static void
note_zoom (AnlanMapLayer *self, double zoom)
{
  if (zoom == self->zoom)
    return;
  /* The first picture of all need not wait. */
  self->is_still = self->zoom < 0;
  self->zoom = zoom;
  g_clear_handle_id (&self->settle, g_source_remove);
  if (!self->is_still)
    self->settle = g_timeout_add (SETTLE_MS, settle_cb, self);
}

static gboolean
draws_with_cairo (AnlanMapLayer *self)
{
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (self));

  /* Without a card each texture would be copied in each frame. */
  return native == NULL || GSK_IS_CAIRO_RENDERER (gtk_native_get_renderer (native));
}

static gboolean
announce_cb (gpointer data)
{
  AnlanMapLayer *self = data;

  self->announce = 0;
  self->told_blurred = FALSE;
  g_signal_emit (self, signals[READY], 0);
  return G_SOURCE_REMOVE;
}

/* Not out of the middle of a frame: who hears it may want to change widgets. */
static void
note_sharpness (AnlanMapLayer *self)
{
  if (self->told_blurred && anlan_map_layer_is_sharp (self) && self->announce == 0)
    self->announce = g_idle_add (announce_cb, self);
}

static void
anlan_map_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AnlanMapLayer *self = ANLAN_MAP_LAYER (widget);
  AnlanMapViewport viewport;

  if (!anlan_map_layer_get_viewport (self, &viewport))
    return;
  note_zoom (self, viewport.zoom);
  anlan_map_tiles_update (self->tiles, &viewport, !self->is_still);
  if (draws_with_cairo (self))
    {
      graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float)viewport.width, (float)viewport.height);
      cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);

      anlan_map_tiles_draw (self->tiles, cr, &viewport);
      cairo_destroy (cr);
    }
  else
    paint_with_textures (self, snapshot, &viewport);
  note_sharpness (self);
}

static void
ready_cb (gpointer data)
{
  gtk_widget_queue_draw (data);
}

static void
anlan_map_layer_unmap (GtkWidget *widget)
{
  AnlanMapLayer *self = ANLAN_MAP_LAYER (widget);

  g_clear_handle_id (&self->settle, g_source_remove);
  self->is_still = TRUE;
  GTK_WIDGET_CLASS (anlan_map_layer_parent_class)->unmap (widget);
}

/* --- object ------------------------------------------------------------------------------------------------------ */

static void
anlan_map_layer_constructed (GObject *object)
{
  ShumateViewport *viewport = shumate_layer_get_viewport (SHUMATE_LAYER (object));

  G_OBJECT_CLASS (anlan_map_layer_parent_class)->constructed (object);
  g_signal_connect_object (viewport, "notify::longitude", G_CALLBACK (gtk_widget_queue_draw), object,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (viewport, "notify::latitude", G_CALLBACK (gtk_widget_queue_draw), object,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (viewport, "notify::zoom-level", G_CALLBACK (gtk_widget_queue_draw), object,
                           G_CONNECT_SWAPPED);
  g_signal_connect (object, "notify::scale-factor", G_CALLBACK (gtk_widget_queue_draw), NULL);
}

static void
anlan_map_layer_dispose (GObject *object)
{
  AnlanMapLayer *self = ANLAN_MAP_LAYER (object);

  g_clear_handle_id (&self->settle, g_source_remove);
  g_clear_handle_id (&self->announce, g_source_remove);
  g_clear_pointer (&self->tiles, anlan_map_tiles_free);
  g_clear_pointer (&self->scene, anlan_map_scene_unref);
  g_clear_pointer (&self->textures, g_hash_table_unref);
  g_clear_pointer (&self->selected, g_free);
  G_OBJECT_CLASS (anlan_map_layer_parent_class)->dispose (object);
}

static void
anlan_map_layer_class_init (AnlanMapLayerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = anlan_map_layer_constructed;
  object_class->dispose = anlan_map_layer_dispose;
  widget_class->snapshot = anlan_map_layer_snapshot;
  widget_class->unmap = anlan_map_layer_unmap;

  signals[READY] =
      g_signal_new ("ready", ANLAN_TYPE_MAP_LAYER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
anlan_map_layer_init (AnlanMapLayer *self)
{
  self->zoom = -1;
  self->is_still = TRUE;
  self->textures = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self->tiles = anlan_map_tiles_new (ANLAN_MAP_TILES_DEFAULT_BYTES, ready_cb, self);
  anlan_map_look_init (&self->look, ANLAN_MAP_THEME_LIGHT);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

AnlanMapLayer *
anlan_map_layer_new (ShumateViewport *viewport)
{
  g_return_val_if_fail (SHUMATE_IS_VIEWPORT (viewport), NULL);

  return g_object_new (ANLAN_TYPE_MAP_LAYER, "viewport", viewport, NULL);
}

void
anlan_map_layer_set_scene (AnlanMapLayer *self, AnlanMapScene *scene)
{
  g_return_if_fail (ANLAN_IS_MAP_LAYER (self));

  if (scene == self->scene)
    return;
  g_clear_pointer (&self->scene, anlan_map_scene_unref);
  if (scene != NULL)
    self->scene = anlan_map_scene_ref (scene);
  anlan_map_tiles_set_scene (self->tiles, scene);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
anlan_map_layer_set_look (AnlanMapLayer *self, const AnlanMapLook *look)
{
  g_return_if_fail (ANLAN_IS_MAP_LAYER (self) && look != NULL);

  self->look = *look;
  anlan_map_tiles_set_look (self->tiles, look);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
anlan_map_layer_set_selected (AnlanMapLayer *self, const char *zone)
{
  g_return_if_fail (ANLAN_IS_MAP_LAYER (self));

  if (g_strcmp0 (zone, self->selected) == 0)
    return;
  g_free (self->selected);
  self->selected = g_strdup (zone);
  anlan_map_tiles_set_selected (self->tiles, zone);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gboolean
anlan_map_layer_get_viewport (AnlanMapLayer *self, AnlanMapViewport *viewport)
{
  ShumateViewport *of;

  g_return_val_if_fail (ANLAN_IS_MAP_LAYER (self) && viewport != NULL, FALSE);

  of = shumate_layer_get_viewport (SHUMATE_LAYER (self));
  *viewport = (AnlanMapViewport){
    .centre = anlan_map_project (shumate_location_get_longitude (SHUMATE_LOCATION (of)),
                                 shumate_location_get_latitude (SHUMATE_LOCATION (of))),
    .zoom = shumate_viewport_get_zoom_level (of),
    .width = gtk_widget_get_width (GTK_WIDGET (self)),
    .height = gtk_widget_get_height (GTK_WIDGET (self)),
    .scale = gtk_widget_get_scale_factor (GTK_WIDGET (self)),
  };
  return viewport->width > 0 && viewport->height > 0;
}

const AnlanMapMarks *
anlan_map_layer_get_marks (AnlanMapLayer *self)
{
  g_return_val_if_fail (ANLAN_IS_MAP_LAYER (self), NULL);

  return anlan_map_tiles_get_marks (self->tiles);
}

gboolean
anlan_map_layer_is_sharp (AnlanMapLayer *self)
{
  AnlanMapViewport viewport;

  g_return_val_if_fail (ANLAN_IS_MAP_LAYER (self), FALSE);

  if (anlan_map_layer_get_viewport (self, &viewport) && self->settle == 0 &&
      anlan_map_tiles_is_sharp (self->tiles, &viewport))
    return TRUE;
  self->told_blurred = TRUE;
  return FALSE;
}
