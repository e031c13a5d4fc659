/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "map-draw-private.h"
#include "map-image-private.h"
#include "map-mbtiles-private.h"
#include "report/map-marks.h"

AnlanMapRect
anlan_map_viewport_get_reach (const AnlanMapViewport *viewport, double margin)
{
  return anlan_map_rect_grow (anlan_map_viewport_get_bounds (viewport),
                              margin / anlan_map_pixels_per_unit (viewport->zoom));
}

static void
draw_drawings (cairo_t *cr,
               const AnlanMapScene *scene,
               const AnlanMapViewport *viewport,
               const AnlanMapLook *look,
               GCancellable *cancellable)
{
  AnlanMapRect reach = anlan_map_viewport_get_reach (viewport, 1);
  double ppu = anlan_map_pixels_per_unit (viewport->zoom);

  for (guint i = 0; i < scene->drawings->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      const AnlanMapDrawing *drawing = &g_array_index (scene->drawings, AnlanMapDrawing, i);
      AnlanAffine placement = drawing->placement;

      if (!(look->floors & drawing->floors) ||
          !anlan_map_rect_intersects (anlan_map_drawing_get_bounds (drawing), reach))
        continue;
      placement.xx *= ppu;
      placement.xy *= ppu;
      placement.yx *= ppu;
      placement.yy *= ppu;
      placement.x0 = (placement.x0 - viewport->centre.x) * ppu + viewport->width / 2;
      placement.y0 = (placement.y0 - viewport->centre.y) * ppu + viewport->height / 2;
      anlan_map_image_paint (drawing->image, cr, &placement, drawing->opacity,
                             look->theme == ANLAN_MAP_THEME_DARK &&
                                 anlan_map_image_is_sheet (drawing->image));
    }
}

void
anlan_map_draw_ground (cairo_t *cr,
                       const AnlanMapScene *scene,
                       const AnlanMapViewport *viewport,
                       const AnlanMapLook *look,
                       GCancellable *cancellable)
{
  gboolean has_pictures;

  g_return_if_fail (cr != NULL && scene != NULL && viewport != NULL && look != NULL);
  g_return_if_fail (viewport->scale > 0);

  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, viewport->width, viewport->height);
  cairo_clip (cr);
  if (!look->clear)
    {
      anlan_map_set_hex (cr, anlan_map_look_get_palette (look)->ground);
      cairo_paint (cr);
    }
  has_pictures = scene->pictures != NULL && look->layers & ANLAN_MAP_LAYER_PICTURES;
  if (has_pictures)
    anlan_map_mbtiles_draw (scene->pictures, cr, viewport, cancellable);
  if (scene->base != NULL && look->layers & ANLAN_MAP_LAYER_BASE)
    anlan_map_draw_base (cr, scene->base, viewport, look, has_pictures, cancellable);
  if (look->layers & ANLAN_MAP_LAYER_DRAWINGS)
    draw_drawings (cr, scene, viewport, look, cancellable);
  if (look->layers & ANLAN_MAP_LAYER_ZONES)
    anlan_map_draw_zones (cr, scene, viewport, look, cancellable);
  cairo_restore (cr);
}

void
anlan_map_draw (cairo_t *cr,
                AnlanMapScene *scene,
                const AnlanMapViewport *viewport,
                const AnlanMapLook *look,
                const char *selected)
{
  g_autoptr (AnlanMapMarks) marks = NULL;
  guint zone;

  g_return_if_fail (cr != NULL && scene != NULL && viewport != NULL && look != NULL);

  anlan_map_draw_ground (cr, scene, viewport, look, NULL);
  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, viewport->width, viewport->height);
  cairo_clip (cr);
  if (selected != NULL && anlan_map_scene_find_zone (scene, selected, &zone))
    anlan_map_draw_halo (cr, scene, zone, viewport, look);
  marks = anlan_map_marks_new (scene, viewport, look, selected, TRUE, NULL);
  if (marks != NULL)
    anlan_map_marks_draw (marks, cr, viewport);
  cairo_restore (cr);
}
