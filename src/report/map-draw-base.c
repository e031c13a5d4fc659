/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "map-draw-private.h"

#include <math.h>

/**
 * Way: how wide a way is drawn
 * @metres: of one whose tags do not say
 * @least: logical pixels, at any zoom where it is drawn
 * @casing: logical pixels of edge on each side
 * @from_zoom: below this it is left out
 */
typedef struct
{
  double metres;
  double least;
  double casing;
  double from_zoom;
} Way;

static const Way ways[ANLAN_MAP_N_FEATURE_KINDS] = {
  [ANLAN_MAP_FEATURE_CANAL] = { 12, 2, 0, 10 },      [ANLAN_MAP_FEATURE_STREAM] = { 2, 1, 0, 14 },
  [ANLAN_MAP_FEATURE_SQUARE] = { 3, 1.5, 0, 16 },    [ANLAN_MAP_FEATURE_PATH] = { 2, 1, 0.75, 16 },
  [ANLAN_MAP_FEATURE_TRACK] = { 3, 1.25, 0.75, 15 }, [ANLAN_MAP_FEATURE_SERVICE] = { 5, 1.5, 0.75, 15 },
  [ANLAN_MAP_FEATURE_STREET] = { 7, 2, 0.75, 13 },   [ANLAN_MAP_FEATURE_TERTIARY] = { 9, 2.5, 0.75, 12 },
  [ANLAN_MAP_FEATURE_SECONDARY] = { 13, 3, 1, 11 },  [ANLAN_MAP_FEATURE_PRIMARY] = { 16, 3.5, 1, 9 },
  [ANLAN_MAP_FEATURE_TRUNK] = { 20, 4, 1, 0 },       [ANLAN_MAP_FEATURE_RAIL] = { 2.2, 2, 0, 12 },
  [ANLAN_MAP_FEATURE_PIPE] = { 0.8, 1, 0, 15 },      [ANLAN_MAP_FEATURE_HEDGE] = { 1, 1.5, 0, 16 },
  [ANLAN_MAP_FEATURE_FENCE] = { 0.2, 1, 0, 15 },     [ANLAN_MAP_FEATURE_WALL] = { 0.4, 1.5, 0, 15 },
};

typedef struct
{
  cairo_t *cr;
  const AnlanMapBase *base;
  const AnlanMapPalette *palette;
  GCancellable *cancellable;
  AnlanMapPen pen;
  GArray *found; /* numbers of the features in reach, in drawing order */
  double zoom;
  double pixels_per_metre;
} Drawing;

static const AnlanMapFeature *
get_feature (const Drawing *d, guint i)
{
  return anlan_map_base_feature (d->base, g_array_index (d->found, guint32, i));
}

static AnlanMapSpan
get_span (const Drawing *d, guint i)
{
  return anlan_map_base_span (d->base, g_array_index (d->found, guint32, i));
}

static gboolean
is_visible (const Drawing *d, const AnlanMapFeature *feature)
{
  AnlanMapRect b = feature->bounds;

  if (d->zoom < ways[feature->kind].from_zoom)
    return FALSE;
  return feature->geometry == ANLAN_GEOMETRY_POINT || MAX (b.x1 - b.x0, b.y1 - b.y0) * d->pen.ppu >= 0.75;
}

/* Logical pixels. */
static double
way_width (const Drawing *d, const AnlanMapFeature *feature)
{
  const Way *way = &ways[feature->kind];
  double metres = feature->width > 0 ? feature->width : way->metres;

  return MAX (metres * d->pixels_per_metre, way->least);
}

static gboolean
is_road (AnlanMapFeatureKind kind)
{
  return kind >= ANLAN_MAP_FEATURE_PATH && kind <= ANLAN_MAP_FEATURE_TRUNK;
}

static void
set_dash (cairo_t *cr, double on, double off)
{
  const double dashes[] = { on, off };

  cairo_set_dash (cr, dashes, 2, 0);
}

/* --- areas --------------------------------------------------------------------------------------------------- */

static void
draw_area (Drawing *d, guint i)
{
  const AnlanMapInk *ink = &d->palette->inks[get_feature (d, i)->kind];

  cairo_new_path (d->cr);
  anlan_map_pen_add_polygon (&d->pen, d->base->shapes, get_span (d, i));
  anlan_map_set_hex (d->cr, ink->fill);
  if (ink->edge == 0)
    {
      cairo_fill (d->cr);
      return;
    }
  cairo_fill_preserve (d->cr);
  anlan_map_set_hex (d->cr, ink->edge);
  cairo_set_line_width (d->cr, 1);
  cairo_stroke (d->cr);
}

static void
draw_line (Drawing *d, guint i)
{
  const AnlanMapFeature *feature = get_feature (d, i);

  cairo_new_path (d->cr);
  anlan_map_pen_add_line (&d->pen, d->base->shapes, get_span (d, i));
  anlan_map_set_hex (d->cr, d->palette->inks[feature->kind].fill);
  cairo_set_line_width (d->cr, way_width (d, feature));
  cairo_stroke (d->cr);
}

static void
draw_areas (Drawing *d)
{
  for (guint i = 0; i < d->found->len && !g_cancellable_is_cancelled (d->cancellable); i++)
    {
      const AnlanMapFeature *feature = get_feature (d, i);

      if (feature->kind > ANLAN_MAP_FEATURE_SQUARE)
        break;
      if (!is_visible (d, feature))
        continue;
      if (feature->geometry == ANLAN_GEOMETRY_POLYGON)
        draw_area (d, i);
      else
        draw_line (d, i);
    }
}

/* --- ways ---------------------------------------------------------------------------------------------------- */

static void
trace_way (Drawing *d, guint i, double width)
{
  cairo_new_path (d->cr);
  anlan_map_pen_add_line (&d->pen, d->base->shapes, get_span (d, i));
  cairo_set_line_width (d->cr, width);
}

/* Too narrow for two edges: a row of dashes says "on foot". */
static gboolean
is_dashed (const Drawing *d, const AnlanMapFeature *feature)
{
  return feature->kind <= ANLAN_MAP_FEATURE_TRACK && way_width (d, feature) < 4;
}

static void
draw_casing (Drawing *d, guint i)
{
  const AnlanMapFeature *feature = get_feature (d, i);
  const AnlanMapInk *ink = &d->palette->inks[feature->kind];
  gboolean bridge = (feature->flags & ANLAN_MAP_FEATURE_BRIDGE) != 0;

  if (is_dashed (d, feature))
    return;
  trace_way (d, i, way_width (d, feature) + 2 * ways[feature->kind].casing + (bridge ? 1 : 0));
  cairo_set_line_cap (d->cr, bridge ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_ROUND);
  anlan_map_set_hex (d->cr, ink->edge);
  cairo_stroke (d->cr);
}

static void
draw_fill (Drawing *d, guint i)
{
  const AnlanMapFeature *feature = get_feature (d, i);
  const AnlanMapInk *ink = &d->palette->inks[feature->kind];

  if (is_dashed (d, feature))
    {
      cairo_save (d->cr);
      anlan_map_pen_set_whole_lines (&d->pen, TRUE);
      trace_way (d, i, MIN (way_width (d, feature), 1.5));
      anlan_map_pen_set_whole_lines (&d->pen, FALSE);
      set_dash (d->cr, 5, 2.5);
      cairo_set_line_cap (d->cr, CAIRO_LINE_CAP_BUTT);
      anlan_map_set_hex (d->cr, ink->edge);
      cairo_stroke (d->cr);
      cairo_restore (d->cr);
      return;
    }
  trace_way (d, i, way_width (d, feature));
  cairo_set_line_cap (d->cr, CAIRO_LINE_CAP_ROUND);
  anlan_map_set_hex (d->cr, ink->fill);
  cairo_stroke (d->cr);
}

/* A dark line with light sleepers' gaps in it, as maps have drawn railways since there are any. */
static void
draw_rail (Drawing *d, guint i)
{
  const AnlanMapFeature *feature = get_feature (d, i);
  const AnlanMapInk *ink = &d->palette->inks[ANLAN_MAP_FEATURE_RAIL];
  double width = CLAMP (way_width (d, feature), 2, 5);

  cairo_save (d->cr);
  anlan_map_pen_set_whole_lines (&d->pen, TRUE);
  cairo_set_line_cap (d->cr, CAIRO_LINE_CAP_BUTT);
  trace_way (d, i, width);
  anlan_map_set_hex (d->cr, ink->edge);
  cairo_stroke_preserve (d->cr);
  cairo_set_line_width (d->cr, width - 1.25);
  set_dash (d->cr, 7, 7);
  anlan_map_set_hex (d->cr, ink->fill);
  cairo_stroke (d->cr);
  anlan_map_pen_set_whole_lines (&d->pen, FALSE);
  cairo_restore (d->cr);
}

/* Two faint dashed edges below everything that stands on the ground. */
static void
draw_tunnel (Drawing *d, guint i)
{
  const AnlanMapFeature *feature = get_feature (d, i);
  AnlanMapColour colour = anlan_map_hex (d->palette->inks[feature->kind].edge);

  cairo_save (d->cr);
  anlan_map_pen_set_whole_lines (&d->pen, TRUE);
  trace_way (d, i, feature->kind == ANLAN_MAP_FEATURE_RAIL ? 1.5 : MIN (way_width (d, feature), 3));
  anlan_map_pen_set_whole_lines (&d->pen, FALSE);
  set_dash (d->cr, 4, 4);
  cairo_set_line_cap (d->cr, CAIRO_LINE_CAP_BUTT);
  colour.alpha *= 0.4;
  anlan_map_set_colour (d->cr, colour);
  cairo_stroke (d->cr);
  cairo_restore (d->cr);
}

typedef enum
{
  PASS_TUNNELS,
  PASS_GROUND,
  PASS_BRIDGES,
} Pass;

static Pass
feature_pass (const AnlanMapFeature *feature)
{
  if (feature->flags & ANLAN_MAP_FEATURE_TUNNEL)
    return PASS_TUNNELS;
  return feature->flags & ANLAN_MAP_FEATURE_BRIDGE ? PASS_BRIDGES : PASS_GROUND;
}

/* All edges first and all insides after them, so that roads open into each other where they meet. */
static void
draw_ways (Drawing *d, Pass pass)
{
  for (guint stage = 0; stage < 2; stage++)
    for (guint i = 0; i < d->found->len && !g_cancellable_is_cancelled (d->cancellable); i++)
      {
        const AnlanMapFeature *feature = get_feature (d, i);

        if (feature->geometry != ANLAN_GEOMETRY_LINE || feature_pass (feature) != pass ||
            !is_visible (d, feature))
          continue;
        if (!is_road (feature->kind) && feature->kind != ANLAN_MAP_FEATURE_RAIL)
          continue;
        if (pass == PASS_TUNNELS)
          {
            if (stage == 0)
              draw_tunnel (d, i);
          }
        else if (feature->kind == ANLAN_MAP_FEATURE_RAIL)
          {
            if (stage == 1)
              draw_rail (d, i);
          }
        else if (stage == 0)
          draw_casing (d, i);
        else
          draw_fill (d, i);
      }
}

/* --- what stands on the ground ------------------------------------------------------------------------------- */

static gboolean
is_building (const AnlanMapFeature *feature)
{
  return feature->geometry == ANLAN_GEOMETRY_POLYGON && feature->kind >= ANLAN_MAP_FEATURE_BUILDING &&
         feature->kind <= ANLAN_MAP_FEATURE_ROOF;
}

static void
draw_shadows (Drawing *d)
{
  double drop = CLAMP (d->pixels_per_metre * 1.2, 0, 3);

  if (d->palette->shadow == 0 || drop < 0.75)
    return;
  cairo_save (d->cr);
  cairo_translate (d->cr, drop * 0.6, drop);
  anlan_map_set_hex (d->cr, d->palette->shadow);
  for (guint i = 0; i < d->found->len && !g_cancellable_is_cancelled (d->cancellable); i++)
    if (is_building (get_feature (d, i)) && get_feature (d, i)->kind != ANLAN_MAP_FEATURE_ROOF)
      {
        cairo_new_path (d->cr);
        anlan_map_pen_add_polygon (&d->pen, d->base->shapes, get_span (d, i));
        cairo_fill (d->cr);
      }
  cairo_restore (d->cr);
}

static void
draw_building (Drawing *d, guint i)
{
  const AnlanMapFeature *feature = get_feature (d, i);
  const AnlanMapInk *ink = &d->palette->inks[feature->kind];

  cairo_new_path (d->cr);
  anlan_map_pen_add_polygon (&d->pen, d->base->shapes, get_span (d, i));
  anlan_map_set_hex (d->cr, ink->fill);
  cairo_fill_preserve (d->cr);
  anlan_map_set_hex (d->cr, ink->edge);
  cairo_set_line_width (d->cr, feature->kind == ANLAN_MAP_FEATURE_TANK ? 1.25 : d->zoom >= 16 ? 1 : 0.5);
  if (feature->kind == ANLAN_MAP_FEATURE_ROOF)
    set_dash (d->cr, 4, 2);
  cairo_stroke (d->cr);
  cairo_set_dash (d->cr, NULL, 0, 0);
}

static void
draw_buildings (Drawing *d)
{
  draw_shadows (d);
  for (guint i = 0; i < d->found->len && !g_cancellable_is_cancelled (d->cancellable); i++)
    if (is_building (get_feature (d, i)) && is_visible (d, get_feature (d, i)))
      draw_building (d, i);
}

/* On an aerial photo: where buildings are, so that zones can be drawn along them. */
static void
draw_outlines (Drawing *d)
{
  for (guint i = 0; i < d->found->len && !g_cancellable_is_cancelled (d->cancellable); i++)
    {
      if (!is_building (get_feature (d, i)) || !is_visible (d, get_feature (d, i)))
        continue;
      cairo_new_path (d->cr);
      anlan_map_pen_add_polygon (&d->pen, d->base->shapes, get_span (d, i));
      anlan_map_set_hex (d->cr, 0x00000066);
      cairo_set_line_width (d->cr, 3);
      cairo_stroke_preserve (d->cr);
      anlan_map_set_hex (d->cr, 0xffffffd9);
      cairo_set_line_width (d->cr, 1.25);
      cairo_stroke (d->cr);
    }
}

static void
draw_barrier (Drawing *d, guint i)
{
  const AnlanMapFeature *feature = get_feature (d, i);

  if (feature->geometry == ANLAN_GEOMETRY_POLYGON && feature->kind == ANLAN_MAP_FEATURE_HEDGE)
    {
      draw_area (d, i);
      return;
    }
  cairo_save (d->cr);
  anlan_map_pen_set_whole_lines (&d->pen, feature->kind == ANLAN_MAP_FEATURE_FENCE);
  cairo_set_line_cap (d->cr, CAIRO_LINE_CAP_BUTT);
  trace_way (d, i, MIN (way_width (d, feature), feature->kind == ANLAN_MAP_FEATURE_PIPE ? 8 : 4));
  anlan_map_set_hex (d->cr, d->palette->inks[feature->kind].fill);
  if (feature->kind == ANLAN_MAP_FEATURE_FENCE && d->zoom >= 17)
    {
      /* Posts: dashes shorter than the line is wide. */
      cairo_stroke_preserve (d->cr);
      cairo_set_line_width (d->cr, 5);
      set_dash (d->cr, 1, 13);
    }
  cairo_stroke (d->cr);
  anlan_map_pen_set_whole_lines (&d->pen, FALSE);
  cairo_restore (d->cr);
}

static void
draw_gate (Drawing *d, guint i)
{
  const AnlanMapFeature *feature = get_feature (d, i);
  const AnlanMapInk *ink = &d->palette->inks[ANLAN_MAP_FEATURE_GATE];
  AnlanMapPoint at = anlan_map_pen_place (&d->pen, feature->anchor);

  if (d->zoom < 16.5)
    return;
  cairo_rectangle (d->cr, at.x - 4, at.y - 1.75, 8, 3.5);
  anlan_map_set_hex (d->cr, ink->fill);
  cairo_fill_preserve (d->cr);
  anlan_map_set_hex (d->cr, ink->edge);
  cairo_set_line_width (d->cr, 1.25);
  cairo_stroke (d->cr);
}

static void
draw_barriers (Drawing *d)
{
  for (guint i = 0; i < d->found->len && !g_cancellable_is_cancelled (d->cancellable); i++)
    {
      const AnlanMapFeature *feature = get_feature (d, i);

      if (feature->kind < ANLAN_MAP_FEATURE_PIPE || !is_visible (d, feature))
        continue;
      if (feature->kind == ANLAN_MAP_FEATURE_GATE)
        draw_gate (d, i);
      else
        draw_barrier (d, i);
    }
}

void
anlan_map_draw_base (cairo_t *cr,
                     const AnlanMapBase *base,
                     const AnlanMapViewport *viewport,
                     const AnlanMapLook *look,
                     gboolean over_pictures,
                     GCancellable *cancellable)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint32));
  Drawing d = { .cr = cr,
                .base = base,
                .palette = anlan_map_look_get_palette (look),
                .cancellable = cancellable,
                .found = found,
                .zoom = viewport->zoom,
                .pixels_per_metre = 1 / anlan_map_viewport_get_metres_per_pixel (viewport) };

  anlan_map_index_query (base->index, anlan_map_viewport_get_reach (viewport, ANLAN_MAP_PEN_MARGIN), found);
  if (found->len == 0)
    return;

  anlan_map_pen_init (&d.pen, cr, viewport, ANLAN_MAP_PEN_MARGIN);
  cairo_save (cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  if (over_pictures)
    draw_outlines (&d);
  else
    {
      draw_areas (&d);
      draw_ways (&d, PASS_TUNNELS);
      draw_ways (&d, PASS_GROUND);
      draw_buildings (&d);
      draw_ways (&d, PASS_BRIDGES);
      draw_barriers (&d);
    }
  cairo_restore (cr);
  anlan_map_pen_clear (&d.pen);
}
