/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "map-palette.h"
#include "map-tiles-private.h"
#include "report/map-draw.h"

#include <math.h>

typedef struct
{
  AnlanMapTiles *tiles;
  const AnlanMapViewport *viewport;
  AnlanMapPieceFunc func;
  gpointer data;
} Composing;

static AnlanMapRect
intersect (AnlanMapRect a, AnlanMapRect b)
{
  return (AnlanMapRect){ MAX (a.x0, b.x0), MAX (a.y0, b.y0), MIN (a.x1, b.x1), MIN (a.y1, b.y1) };
}

static gboolean
has_area (AnlanMapRect rect)
{
  return rect.x0 < rect.x1 && rect.y0 < rect.y1;
}

static AnlanMapRect
to_world (const AnlanMapViewport *viewport, AnlanMapRect screen)
{
  AnlanMapPoint a = anlan_map_viewport_to_world (viewport, (AnlanMapPoint){ screen.x0, screen.y0 });
  AnlanMapPoint b = anlan_map_viewport_to_world (viewport, (AnlanMapPoint){ screen.x1, screen.y1 });

  return (AnlanMapRect){ a.x, a.y, b.x, b.y };
}

static void
give_tile (Composing *c, const Generation *generation, Tile *tile, AnlanMapRect clip)
{
  AnlanMapRect area = anlan_map_generation_place (generation, tile->x, tile->y, c->viewport);

  clip = intersect (clip, area);
  tile->used = c->tiles->frame;
  if (has_area (clip))
    c->func (tile->surface, area, clip, !generation->look.clear, c->data);
}

/* The tiles of an older generation under @clip. Rounding to device pixels may move an edge by one, so a tile more on
 * each side is looked at. Returns whether they cover all of it. */
static gboolean
covers (const Generation *generation, AnlanMapRect world)
{
  TileRange range = anlan_map_generation_get_range (generation, world);

  if (world.x1 > 1 || world.y1 > 1 || world.x0 < 0 || world.y0 < 0)
    return FALSE;
  for (int y = range.y0; y <= range.y1; y++)
    for (int x = range.x0; x <= range.x1; x++)
      {
        const Tile *tile = anlan_map_generation_find (generation, x, y);

        if (tile == NULL || tile->state != TILE_READY)
          return FALSE;
      }
  return TRUE;
}

static void
give_range (Composing *c, const Generation *generation, AnlanMapRect clip)
{
  AnlanMapRect grown = anlan_map_rect_grow (clip, 1);
  TileRange range = anlan_map_generation_get_range (generation, to_world (c->viewport, grown));

  for (int y = range.y0; y <= range.y1; y++)
    for (int x = range.x0; x <= range.x1; x++)
      {
        Tile *tile = anlan_map_generation_find (generation, x, y);

        if (tile != NULL && tile->state == TILE_READY)
          give_tile (c, generation, tile, clip);
      }
}

/* Something to see where a tile is not ready: from the newest generation that covers the place, else bits of all. */
static void
stand_in (Composing *c, AnlanMapRect clip)
{
  AnlanMapTiles *tiles = c->tiles;
  AnlanMapRect world = to_world (c->viewport, clip);

  for (guint i = 0; i < N_FORMER && tiles->former[i] != NULL; i++)
    if (covers (tiles->former[i], world))
      {
        give_range (c, tiles->former[i], clip);
        return;
      }
  if (tiles->overview != NULL)
    give_range (c, tiles->overview, clip);
  for (guint i = N_FORMER; i-- > 0;)
    if (tiles->former[i] != NULL)
      give_range (c, tiles->former[i], clip);
}

void
anlan_map_tiles_foreach_ground (AnlanMapTiles *tiles,
                                const AnlanMapViewport *viewport,
                                AnlanMapPieceFunc func,
                                gpointer data)
{
  Composing c = { tiles, viewport, func, data };
  AnlanMapRect view = { 0, 0, viewport->width, viewport->height };
  TileRange range;

  g_return_if_fail (tiles != NULL && viewport != NULL && func != NULL);
  g_return_if_fail (tiles->thread == g_thread_self ());

  if (tiles->current == NULL)
    return;
  range = anlan_map_generation_get_range (
      tiles->current, to_world (viewport, anlan_map_rect_grow (view, 1 / viewport->scale)));
  for (int y = range.y0; y <= range.y1; y++)
    for (int x = range.x0; x <= range.x1; x++)
      {
        Tile *tile = anlan_map_generation_find (tiles->current, x, y);

        if (tile != NULL && tile->state == TILE_READY)
          give_tile (&c, tiles->current, tile, view);
        else
          {
            AnlanMapRect hole = intersect (view, anlan_map_generation_place (tiles->current, x, y, viewport));

            if (has_area (hole))
              stand_in (&c, hole);
          }
      }
}

AnlanMapColour
anlan_map_tiles_get_background (AnlanMapTiles *tiles)
{
  g_return_val_if_fail (tiles != NULL, anlan_map_hex (0));

  return anlan_map_hex (tiles->look.clear ? 0 : anlan_map_look_get_palette (&tiles->look)->ground);
}

/* --- a frame in cairo ---------------------------------------------------------------------------------------- */

static void
paint_piece (cairo_surface_t *picture, AnlanMapRect area, AnlanMapRect clip, gboolean opaque, gpointer data)
{
  cairo_t *cr = data;
  double scale_x, scale_y;
  cairo_pattern_t *pattern;
  cairo_matrix_t matrix;

  cairo_surface_get_device_scale (picture, &scale_x, &scale_y);
  pattern = cairo_pattern_create_for_surface (picture);
  cairo_matrix_init_scale (&matrix, cairo_image_surface_get_width (picture) / scale_x / (area.x1 - area.x0),
                           cairo_image_surface_get_height (picture) / scale_y / (area.y1 - area.y0));
  cairo_matrix_translate (&matrix, -area.x0, -area.y0);
  cairo_pattern_set_matrix (pattern, &matrix);
  cairo_pattern_set_filter (pattern, CAIRO_FILTER_BILINEAR);
  /* Or the edges of a scaled tile would fade into what is behind it. */
  cairo_pattern_set_extend (pattern, CAIRO_EXTEND_PAD);
  cairo_set_source (cr, pattern);
  cairo_set_operator (cr, opaque ? CAIRO_OPERATOR_SOURCE : CAIRO_OPERATOR_OVER);
  cairo_rectangle (cr, clip.x0, clip.y0, clip.x1 - clip.x0, clip.y1 - clip.y0);
  cairo_fill (cr);
  cairo_pattern_destroy (pattern);
}

void
anlan_map_tiles_draw (AnlanMapTiles *tiles, cairo_t *cr, const AnlanMapViewport *viewport)
{
  guint zone;

  g_return_if_fail (tiles != NULL && cr != NULL && viewport != NULL);

  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, viewport->width, viewport->height);
  cairo_clip (cr);
  anlan_map_set_colour (cr, anlan_map_tiles_get_background (tiles));
  cairo_paint (cr);
  anlan_map_tiles_foreach_ground (tiles, viewport, paint_piece, cr);
  cairo_set_operator (cr, CAIRO_OPERATOR_OVER);
  if (tiles->scene != NULL && tiles->selected != NULL &&
      anlan_map_scene_find_zone (tiles->scene, tiles->selected, &zone))
    anlan_map_draw_halo (cr, tiles->scene, zone, viewport, &tiles->look);
  if (tiles->marks != NULL)
    anlan_map_marks_draw (tiles->marks, cr, viewport);
  cairo_restore (cr);
}
