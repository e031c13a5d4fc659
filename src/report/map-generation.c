/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "map-tiles-private.h"

#include <math.h>

#include "report/map-draw.h"

void
anlan_map_job_free (Job *job)
{
  g_clear_pointer (&job->generation, anlan_map_generation_unref);
  g_clear_pointer (&job->surface, cairo_surface_destroy);
  g_clear_pointer (&job->scene, anlan_map_scene_unref);
  g_clear_pointer (&job->selected, g_free);
  g_clear_object (&job->cancellable);
  g_clear_pointer (&job->previous, anlan_map_marks_unref);
  g_clear_pointer (&job->marks, anlan_map_marks_unref);
  g_free (job);
}

/* --- generations --------------------------------------------------------------------------------------------- */

static void
free_tile (Tile *tile)
{
  g_clear_pointer (&tile->surface, cairo_surface_destroy);
  g_free (tile);
}

Generation *
anlan_map_generation_new (AnlanMapScene *scene, const AnlanMapLook *look, double zoom, double scale)
{
  Generation *generation = g_new0 (Generation, 1);

  g_atomic_ref_count_init (&generation->refs);
  generation->scene = anlan_map_scene_ref (scene);
  generation->look = *look;
  generation->zoom = zoom;
  generation->scale = scale;
  generation->pixels = (int)lround (ANLAN_MAP_TILE_PX * scale);
  generation->side = generation->pixels / scale;
  generation->cancellable = g_cancellable_new ();
  generation->tiles = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)free_tile);
  return generation;
}

Generation *
anlan_map_generation_ref (Generation *generation)
{
  g_atomic_ref_count_inc (&generation->refs);
  return generation;
}

void
anlan_map_generation_unref (Generation *generation)
{
  if (!g_atomic_ref_count_dec (&generation->refs))
    return;
  anlan_map_scene_unref (generation->scene);
  g_object_unref (generation->cancellable);
  g_hash_table_unref (generation->tiles);
  g_free (generation);
}

Tile *
anlan_map_generation_find (const Generation *generation, int x, int y)
{
  gint64 key = tile_key (x, y);

  return g_hash_table_lookup (generation->tiles, &key);
}

TileRange
anlan_map_generation_get_range (const Generation *generation, AnlanMapRect world)
{
  double tiles = anlan_map_pixels_per_unit (generation->zoom) / generation->side;
  double most = MIN (ceil (tiles), G_MAXINT) - 1;

  return (TileRange){ (int)CLAMP (floor (world.x0 * tiles), 0, most),
                      (int)CLAMP (floor (world.y0 * tiles), 0, most),
                      (int)CLAMP (ceil (world.x1 * tiles) - 1, 0, most),
                      (int)CLAMP (ceil (world.y1 * tiles) - 1, 0, most) };
}

/* Device pixels of a tile's edge from the viewport's own first pixel. Both are rounded on their own, so that tiles
 * keep their places to each other and to the marks while the map moves by parts of a pixel. */
static double
place_edge (const Generation *generation, int at, double zoom, double centre, double extent, double scale)
{
  double ppu = anlan_map_pixels_per_unit (zoom) * scale;
  double tiles = anlan_map_pixels_per_unit (generation->zoom) / generation->side;

  return (floor (at / tiles * ppu + 0.5) - floor (centre * ppu - extent * scale / 2 + 0.5)) / scale;
}

AnlanMapRect
anlan_map_generation_place (const Generation *generation, int x, int y, const AnlanMapViewport *viewport)
{
  double zoom = viewport->zoom;
  double scale = viewport->scale;
  double cx = viewport->centre.x;
  double cy = viewport->centre.y;

  return (AnlanMapRect){ place_edge (generation, x, zoom, cx, viewport->width, scale),
                         place_edge (generation, y, zoom, cy, viewport->height, scale),
                         place_edge (generation, x + 1, zoom, cx, viewport->width, scale),
                         place_edge (generation, y + 1, zoom, cy, viewport->height, scale) };
}

gboolean
anlan_map_generation_is (const Generation *generation,
                         const AnlanMapScene *scene,
                         const AnlanMapLook *look,
                         double zoom,
                         double scale)
{
  return generation->scene == scene && generation->zoom == zoom && generation->scale == scale &&
         anlan_map_look_equal (&generation->look, look);
}

/* --- workers ------------------------------------------------------------------------------------------------- */

static void
draw_tile (Job *job)
{
  Generation *generation = job->generation;
  AnlanMapViewport viewport = { .zoom = generation->zoom,
                                .width = generation->side,
                                .height = generation->side,
                                .scale = generation->scale };
  double units = generation->side / anlan_map_pixels_per_unit (generation->zoom);
  cairo_t *cr;

  if (g_cancellable_is_cancelled (job->cancellable) || job->x < g_atomic_int_get (&generation->wanted[0]) ||
      job->y < g_atomic_int_get (&generation->wanted[1]) ||
      job->x > g_atomic_int_get (&generation->wanted[2]) ||
      job->y > g_atomic_int_get (&generation->wanted[3]))
    return;

  viewport.centre = (AnlanMapPoint){ (job->x + 0.5) * units, (job->y + 0.5) * units };
  job->surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, generation->pixels, generation->pixels);
  cairo_surface_set_device_scale (job->surface, generation->scale, generation->scale);
  cr = cairo_create (job->surface);
  anlan_map_draw_ground (cr, generation->scene, &viewport, &generation->look, job->cancellable);
  cairo_destroy (cr);
  cairo_surface_flush (job->surface);
  if (g_cancellable_is_cancelled (job->cancellable))
    g_clear_pointer (&job->surface, cairo_surface_destroy);
}

static void
plan_marks (Job *job)
{
  job->marks =
      anlan_map_marks_new (job->scene, &job->viewport, &job->look, job->selected, FALSE, job->cancellable);
  if (job->marks != NULL)
    anlan_map_marks_render (job->marks, job->previous);
}

void
anlan_map_job_work (Job *job)
{
  if (job->generation != NULL)
    draw_tile (job);
  else
    plan_marks (job);
}
