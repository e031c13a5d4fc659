/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "map-draw-private.h"

#include <math.h>

/* The period of all hatches, logical pixels; it divides the size of a tile, so that tiles join. */
#define HATCH_PX 16

/* Zones smaller than these are drawn without what could not be seen; logical pixels. */
#define LEAST_HATCHED_PX 10
#define LEAST_INNER_EDGE_PX 8
#define LEAST_SHAPED_PX 1.5

typedef struct
{
  cairo_t *cr;
  const AnlanMapScene *scene;
  const AnlanMapViewport *viewport;
  const AnlanMapLook *look;
  AnlanMapPen pen;
  AnlanMapPoint phase;                         /* where the hatch's first period begins, logical pixels */
  cairo_pattern_t *hatches[ANLAN_MAP_N_RISKS]; /* of images only; else NULL and lines are drawn */
  double edge;                                 /* width, logical pixels */
} Drawing;

/* --- hatches ------------------------------------------------------------------------------------------------- */

static gboolean
has_hatch (AnlanMapRisk risk)
{
  return risk >= ANLAN_MAP_RISK_YELLOW;
}

static AnlanMapColour
hatch_colour (AnlanMapRisk risk, const AnlanMapLook *look)
{
  AnlanMapColour colour = anlan_map_risk_get_edge_colour (risk, look);

  colour.alpha = look->theme == ANLAN_MAP_THEME_PRINT || look->high_contrast ? 0.8 : 0.5;
  return colour;
}

/* Cross, diagonal, dots, none over a rectangle whose corner lies on the period's grid. */
static void
trace_hatch (cairo_t *cr, AnlanMapRisk risk, AnlanMapRect over)
{
  double height = over.y1 - over.y0;

  cairo_new_path (cr);
  if (risk == ANLAN_MAP_RISK_YELLOW)
    {
      for (double y = over.y0 + HATCH_PX / 4.0; y < over.y1; y += HATCH_PX / 2.0)
        for (double x = over.x0 + HATCH_PX / 4.0; x < over.x1; x += HATCH_PX / 2.0)
          {
            cairo_new_sub_path (cr);
            cairo_arc (cr, x, y, 1.1, 0, 2 * G_PI);
          }
      cairo_fill (cr);
      return;
    }
  for (double x = over.x0 - ceil (height / HATCH_PX) * HATCH_PX; x < over.x1; x += HATCH_PX / 2.0)
    {
      cairo_move_to (cr, x, over.y1);
      cairo_line_to (cr, x + height, over.y0);
      if (risk == ANLAN_MAP_RISK_RED)
        {
          cairo_move_to (cr, x, over.y0);
          cairo_line_to (cr, x + height, over.y1);
        }
    }
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

/* One period as an image that repeats; NULL where it would not be a whole number of device pixels. */
static cairo_pattern_t *
new_hatch_pattern (const Drawing *d, AnlanMapRisk risk)
{
  double size = HATCH_PX * d->viewport->scale;
  cairo_surface_t *surface;
  cairo_pattern_t *pattern;
  cairo_matrix_t matrix;
  cairo_t *cr;

  if (size != floor (size) || cairo_surface_get_type (cairo_get_target (d->cr)) != CAIRO_SURFACE_TYPE_IMAGE)
    return NULL;

  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int)size, (int)size);
  cr = cairo_create (surface);
  cairo_scale (cr, d->viewport->scale, d->viewport->scale);
  anlan_map_set_colour (cr, hatch_colour (risk, d->look));
  /* A period more on each side, or the lines' corners would be missing. */
  trace_hatch (cr, risk, (AnlanMapRect){ -HATCH_PX, -HATCH_PX, 2 * HATCH_PX, 2 * HATCH_PX });
  cairo_destroy (cr);

  pattern = cairo_pattern_create_for_surface (surface);
  cairo_surface_destroy (surface);
  cairo_pattern_set_extend (pattern, CAIRO_EXTEND_REPEAT);
  cairo_pattern_set_filter (pattern, CAIRO_FILTER_NEAREST);
  cairo_matrix_init_scale (&matrix, d->viewport->scale, d->viewport->scale);
  cairo_matrix_translate (&matrix, -d->phase.x, -d->phase.y);
  cairo_pattern_set_matrix (pattern, &matrix);
  return pattern;
}

/* Inside the current clip. @bounds: logical pixels */
static void
hatch (Drawing *d, AnlanMapRisk risk, AnlanMapRect bounds)
{
  AnlanMapRect view = { 0, 0, d->viewport->width, d->viewport->height };
  AnlanMapRect over = { MAX (bounds.x0, view.x0), MAX (bounds.y0, view.y0), MIN (bounds.x1, view.x1),
                        MIN (bounds.y1, view.y1) };

  if (!has_hatch (risk) || anlan_map_rect_is_empty (over))
    return;
  if (d->hatches[risk] != NULL)
    {
      cairo_set_source (d->cr, d->hatches[risk]);
      cairo_new_path (d->cr);
      cairo_rectangle (d->cr, over.x0, over.y0, over.x1 - over.x0, over.y1 - over.y0);
      cairo_fill (d->cr);
      return;
    }
  over.x0 = floor ((over.x0 - d->phase.x) / HATCH_PX) * HATCH_PX + d->phase.x;
  over.y0 = floor ((over.y0 - d->phase.y) / HATCH_PX) * HATCH_PX + d->phase.y;
  over.x1 = ceil ((over.x1 - d->phase.x) / HATCH_PX) * HATCH_PX + d->phase.x;
  over.y1 = ceil ((over.y1 - d->phase.y) / HATCH_PX) * HATCH_PX + d->phase.y;
  anlan_map_set_colour (d->cr, hatch_colour (risk, d->look));
  trace_hatch (d->cr, risk, over);
}

void
anlan_map_draw_hatch (cairo_t *cr, AnlanMapRisk risk, const AnlanMapLook *look, double width, double height)
{
  g_return_if_fail (cr != NULL && look != NULL && risk < ANLAN_MAP_N_RISKS);

  if (!has_hatch (risk))
    return;
  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_clip (cr);
  anlan_map_set_colour (cr, hatch_colour (risk, look));
  trace_hatch (
      cr, risk,
      (AnlanMapRect){ 0, 0, ceil (width / HATCH_PX) * HATCH_PX, ceil (height / HATCH_PX) * HATCH_PX });
  cairo_restore (cr);
}

/* --- zones --------------------------------------------------------------------------------------------------- */

static AnlanMapRect
place_rect (const AnlanMapPen *pen, AnlanMapRect world)
{
  AnlanMapPoint a = anlan_map_pen_place (pen, (AnlanMapPoint){ world.x0, world.y0 });
  AnlanMapPoint b = anlan_map_pen_place (pen, (AnlanMapPoint){ world.x1, world.y1 });

  return (AnlanMapRect){ a.x, a.y, b.x, b.y };
}

/* Hardly more than a pixel: a dot of its colour, so that it does not vanish. */
static void
draw_speck (Drawing *d, const AnlanMapZone *zone, AnlanMapRect bounds)
{
  cairo_rectangle (d->cr, (bounds.x0 + bounds.x1) / 2 - 0.75, (bounds.y0 + bounds.y1) / 2 - 0.75, 1.5, 1.5);
  anlan_map_set_colour (d->cr, anlan_map_risk_get_edge_colour (zone->risk, d->look));
  cairo_fill (d->cr);
}

static void
stroke_edge (Drawing *d, const AnlanMapZone *zone, double width)
{
  const double dashes[] = { 7, 5 };

  anlan_map_set_colour (d->cr, anlan_map_risk_get_edge_colour (zone->risk, d->look));
  cairo_set_line_width (d->cr, width);
  if (zone->flags & ANLAN_MAP_ZONE_STALE)
    cairo_set_dash (d->cr, dashes, 2, 0);
  cairo_stroke (d->cr);
  cairo_set_dash (d->cr, NULL, 0, 0);
}

/* The edge lies inside of the zone, so that two zones that share a border show both their colours there. */
static void
draw_edge (Drawing *d, guint number, double width)
{
  const AnlanMapZone *zone = anlan_map_scene_zone (d->scene, number);
  AnlanMapSpan span = anlan_map_scene_span (d->scene, number);

  cairo_new_path (d->cr);
  if (zone->flags & ANLAN_MAP_ZONE_STALE)
    {
      cairo_save (d->cr);
      anlan_map_pen_add_polygon (&d->pen, d->scene->shapes, span);
      cairo_clip (d->cr);
      anlan_map_pen_set_whole_lines (&d->pen, TRUE);
      anlan_map_pen_add_line (&d->pen, d->scene->shapes, span);
      anlan_map_pen_set_whole_lines (&d->pen, FALSE);
      stroke_edge (d, zone, 2 * width);
      cairo_restore (d->cr);
      return;
    }
  anlan_map_pen_add_band (&d->pen, d->scene->shapes, span, width);
  anlan_map_set_colour (d->cr, anlan_map_risk_get_edge_colour (zone->risk, d->look));
  cairo_fill (d->cr);
}

static AnlanMapColour
fill_colour (const Drawing *d, const AnlanMapZone *zone)
{
  if (d->look->layers & ANLAN_MAP_LAYER_OVERDUE)
    return anlan_map_overdue_get_fill_colour (anlan_map_overdue_get_step (zone->overdue), d->look);
  return anlan_map_risk_get_fill_colour (zone->risk, d->look);
}

static void
draw_zone (Drawing *d, guint number)
{
  const AnlanMapZone *zone = anlan_map_scene_zone (d->scene, number);
  gboolean hatched = anlan_map_look_has_patterns (d->look) && !(d->look->layers & ANLAN_MAP_LAYER_OVERDUE);
  AnlanMapRect bounds = place_rect (&d->pen, zone->bounds);
  double size = MAX (bounds.x1 - bounds.x0, bounds.y1 - bounds.y0);

  if (size < LEAST_SHAPED_PX)
    {
      draw_speck (d, zone, bounds);
      return;
    }

  cairo_new_path (d->cr);
  anlan_map_pen_add_polygon (&d->pen, d->scene->shapes, anlan_map_scene_span (d->scene, number));
  anlan_map_set_colour (d->cr, fill_colour (d, zone));
  cairo_fill_preserve (d->cr);
  if (size < LEAST_INNER_EDGE_PX)
    {
      stroke_edge (d, zone, 1);
      return;
    }
  if (size >= LEAST_HATCHED_PX && hatched && has_hatch (zone->risk))
    {
      cairo_save (d->cr);
      cairo_clip (d->cr);
      hatch (d, zone->risk, bounds);
      cairo_restore (d->cr);
    }
  draw_edge (d, number, size < 24 ? d->edge / 2 : d->edge);
}

void
anlan_map_draw_zones (cairo_t *cr,
                      const AnlanMapScene *scene,
                      const AnlanMapViewport *viewport,
                      const AnlanMapLook *look,
                      GCancellable *cancellable)
{
  g_autoptr (GArray) found =
      anlan_map_scene_query_zones (scene, anlan_map_viewport_get_reach (viewport, 2), look->floors);
  Drawing d = { .cr = cr, .scene = scene, .viewport = viewport, .look = look };
  double ppu = anlan_map_pixels_per_unit (viewport->zoom);

  if (found->len == 0)
    return;

  d.edge = look->high_contrast ? 3 : 2;
  d.phase.x = -fmod (viewport->centre.x * ppu - viewport->width / 2, HATCH_PX);
  d.phase.y = -fmod (viewport->centre.y * ppu - viewport->height / 2, HATCH_PX);
  anlan_map_pen_init (&d.pen, cr, viewport, ANLAN_MAP_PEN_MARGIN);
  if (anlan_map_look_has_patterns (look))
    for (guint risk = 0; risk < ANLAN_MAP_N_RISKS; risk++)
      if (has_hatch (risk))
        d.hatches[risk] = new_hatch_pattern (&d, risk);

  cairo_save (cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (guint i = 0; i < found->len && !g_cancellable_is_cancelled (cancellable); i++)
    draw_zone (&d, g_array_index (found, guint32, i));
  cairo_restore (cr);

  for (guint risk = 0; risk < ANLAN_MAP_N_RISKS; risk++)
    g_clear_pointer (&d.hatches[risk], cairo_pattern_destroy);
  anlan_map_pen_clear (&d.pen);
}

void
anlan_map_draw_halo (cairo_t *cr,
                     const AnlanMapScene *scene,
                     guint zone,
                     const AnlanMapViewport *viewport,
                     const AnlanMapLook *look)
{
  gboolean is_dark;
  g_auto (AnlanMapPen) pen = { 0 };

  g_return_if_fail (cr != NULL && scene != NULL && viewport != NULL && look != NULL);
  g_return_if_fail (zone < scene->zones->len);

  is_dark = look->theme == ANLAN_MAP_THEME_DARK;
  anlan_map_pen_init (&pen, cr, viewport, ANLAN_MAP_PEN_MARGIN);
  cairo_save (cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);

  /* Clip to the outside: all that is seen, with the zone cut out of it. */
  cairo_new_path (cr);
  cairo_rectangle (cr, pen.clip.x0 - 1, pen.clip.y0 - 1, pen.clip.x1 - pen.clip.x0 + 2,
                   pen.clip.y1 - pen.clip.y0 + 2);
  anlan_map_pen_add_polygon (&pen, scene->shapes, anlan_map_scene_span (scene, zone));
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_clip (cr);

  anlan_map_pen_add_polygon (&pen, scene->shapes, anlan_map_scene_span (scene, zone));
  anlan_map_set_hex (cr, is_dark ? 0x000000d0 : 0x241f31e0);
  cairo_set_line_width (cr, 14);
  cairo_stroke_preserve (cr);
  anlan_map_set_hex (cr, 0xffffffff);
  cairo_set_line_width (cr, 9);
  cairo_stroke (cr);
  cairo_restore (cr);
}
