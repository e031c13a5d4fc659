/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <math.h>

#include "evac-private.h"
#include "map-text.h"

#define ARROW_APART_PX 26.0
#define ARROW_PX 10.0

/* Warm for danger, by AEGL; what people do; doors and density in one hue that means neither risk nor a way out. */
const double evac_band_colours[EVAC_N_BANDS][3] = { { 0.97, 0.76, 0.36 },
                                                    { 0.93, 0.45, 0.17 },
                                                    { 0.70, 0.10, 0.13 } };
const double evac_load_colours[4][3] = {
  { 0.62, 0.60, 0.66 }, { 0.66, 0.50, 0.76 }, { 0.53, 0.29, 0.69 }, { 0.36, 0.13, 0.50 }
};
const double evac_fruin_colours[6][3] = { { 1, 1, 1 },          { 0.86, 0.80, 0.92 }, { 0.74, 0.64, 0.84 },
                                          { 0.60, 0.45, 0.74 }, { 0.46, 0.28, 0.62 }, { 0.30, 0.10, 0.45 } };

const EvacInk *
evac_ink (gboolean dark)
{
  static const EvacInk light = { .ground = { 0.93, 0.93, 0.92 },
                                 .floor = { 1, 1, 1 },
                                 .wall = { 0.15, 0.16, 0.18 },
                                 .obstacle = { 0.82, 0.82, 0.81 },
                                 .quiet = { 0.42, 0.43, 0.45 },
                                 .text = { 0.12, 0.12, 0.13 },
                                 .way = { 0.09, 0.50, 0.27 },
                                 .strong = { 0.05, 0.05, 0.05 },
                                 .doing = { { 0.55, 0.56, 0.58 },     /* waiting */
                                            { 0.16, 0.42, 0.68 },     /* walking */
                                            { 0.56, 0.27, 0.68 },     /* held up */
                                            { 0.10, 0.10, 0.10 },     /* helpless */
                                            { 0.18, 0.60, 0.34 } } }; /* out */
  static const EvacInk night = { .ground = { 0.12, 0.12, 0.13 },
                                 .floor = { 0.19, 0.19, 0.20 },
                                 .wall = { 0.84, 0.84, 0.83 },
                                 .obstacle = { 0.30, 0.30, 0.31 },
                                 .quiet = { 0.66, 0.66, 0.66 },
                                 .text = { 0.95, 0.95, 0.95 },
                                 .way = { 0.34, 0.82, 0.52 },
                                 .strong = { 1, 1, 1 },
                                 .doing = { { 0.58, 0.59, 0.61 },
                                            { 0.38, 0.63, 0.90 },
                                            { 0.77, 0.52, 0.89 },
                                            { 1, 1, 1 },
                                            { 0.34, 0.78, 0.50 } } };

  return dark ? &night : &light;
}

static void
set_colour (cairo_t *cr, const double *colour, double alpha)
{
  cairo_set_source_rgba (cr, colour[0], colour[1], colour[2], alpha);
}

/* --- where things lie --------------------------------------------------------------------------------------------------- */

void
anlan_evac_look_fit (AnlanEvacLook *look, const AnlanEvac *evac, double width, double height)
{
  double across = evac->high.x - evac->low.x, up = evac->high.y - evac->low.y;

  *look = (AnlanEvacLook){ .width = width,
                           .height = height,
                           .scale = MIN (width / across, height / up),
                           .centre = { (evac->low.x + evac->high.x) / 2, (evac->low.y + evac->high.y) / 2 },
                           .show = ANLAN_EVAC_SHOW_USUAL,
                           .follow = -1,
                           .route = -1 };
}

void
anlan_evac_look_to_view (const AnlanEvacLook *look, AnlanPoint place, double *x, double *y)
{
  *x = look->width / 2 + (place.x - look->centre.x) * look->scale;
  *y = look->height / 2 - (place.y - look->centre.y) * look->scale;
}

AnlanPoint
anlan_evac_look_to_place (const AnlanEvacLook *look, double x, double y)
{
  return (AnlanPoint){ look->centre.x + (x - look->width / 2) / look->scale,
                       look->centre.y - (y - look->height / 2) / look->scale };
}

double
evac_write_text (cairo_t *cr,
                 const char *text,
                 double x,
                 double y,
                 double size,
                 gboolean bold,
                 double align,
                 const double *colour,
                 const double *halo)
{
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (cr);
  PangoFontDescription *font = anlan_map_font_new (size, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  int width;

  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_size (layout, &width, NULL);
  x -= align * width / PANGO_SCALE;
  cairo_move_to (cr, x, y);
  if (halo != NULL)
    {
      pango_cairo_layout_path (cr, layout);
      set_colour (cr, halo, 0.85);
      cairo_set_line_width (cr, 3);
      cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
      cairo_stroke (cr);
      cairo_move_to (cr, x, y);
    }
  set_colour (cr, colour, 1);
  pango_cairo_show_layout (cr, layout);
  cairo_new_path (cr);
  return (double)width / PANGO_SCALE;
}

/* --- the plan ----------------------------------------------------------------------------------------------------------- */

static void
ring (cairo_t *cr, const AnlanEvac *evac, const AnlanEvacLook *look, const AnlanPlanArea *area)
{
  for (guint i = 0; i < area->n_points; i++)
    {
      double x, y;

      anlan_evac_look_to_view (look, anlan_evac_place (evac, area->level, area->ring[i]), &x, &y);
      if (i == 0)
        cairo_move_to (cr, x, y);
      else
        cairo_line_to (cr, x, y);
    }
  cairo_close_path (cr);
}

static void
line (cairo_t *cr,
      const AnlanEvac *evac,
      const AnlanEvacLook *look,
      guint level,
      AnlanPoint from,
      AnlanPoint to)
{
  double x, y;

  anlan_evac_look_to_view (look, anlan_evac_place (evac, level, from), &x, &y);
  cairo_move_to (cr, x, y);
  anlan_evac_look_to_view (look, anlan_evac_place (evac, level, to), &x, &y);
  cairo_line_to (cr, x, y);
}

static double
wall_width (const AnlanEvacLook *look)
{
  return CLAMP (0.18 * look->scale, 1.2, 5);
}

static void
draw_rooms (cairo_t *cr, const AnlanEvac *evac, const AnlanEvacLook *look)
{
  const AnlanPlan *plan = evac->scenario->plan;
  const EvacInk *ink = evac_ink (look->dark);

  for (guint i = 0; i < plan->spaces->len; i++)
    ring (cr, evac, look, &g_array_index (plan->spaces, AnlanPlanArea, i));
  set_colour (cr, ink->floor, 1);
  cairo_fill (cr);
  for (guint i = 0; i < plan->obstacles->len; i++)
    ring (cr, evac, look, &g_array_index (plan->obstacles, AnlanPlanArea, i));
  set_colour (cr, ink->obstacle, 1);
  cairo_fill_preserve (cr);
  for (guint i = 0; i < plan->spaces->len; i++)
    ring (cr, evac, look, &g_array_index (plan->spaces, AnlanPlanArea, i));
  for (guint i = 0; i < plan->walls->len; i++)
    {
      const AnlanPlanWall *wall = &g_array_index (plan->walls, AnlanPlanWall, i);

      line (cr, evac, look, wall->level, wall->from, wall->to);
    }
  set_colour (cr, ink->wall, 1);
  cairo_set_line_width (cr, wall_width (look));
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_MITER);
  cairo_stroke (cr);
}

/* On both levels, from line to line, with treads. */
static void
draw_stair (
    cairo_t *cr, const AnlanEvac *evac, const AnlanEvacLook *look, const AnlanPlanStair *stair, guint level)
{
  const EvacInk *ink = evac_ink (look->dark);

  for (guint i = 0; i <= 8; i++)
    {
      double up = i / 8.0;
      AnlanPoint a = { stair->low[0].x + up * (stair->high[0].x - stair->low[0].x),
                       stair->low[0].y + up * (stair->high[0].y - stair->low[0].y) };
      AnlanPoint b = { stair->low[1].x + up * (stair->high[1].x - stair->low[1].x),
                       stair->low[1].y + up * (stair->high[1].y - stair->low[1].y) };

      line (cr, evac, look, level, a, b);
    }
  set_colour (cr, ink->quiet, 1);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

static void
draw_names (cairo_t *cr, const AnlanEvac *evac, const AnlanEvacLook *look)
{
  const AnlanPlan *plan = evac->scenario->plan;
  const EvacInk *ink = evac_ink (look->dark);

  for (guint i = 0; i < plan->spaces->len; i++)
    {
      const AnlanPlanArea *space = &g_array_index (plan->spaces, AnlanPlanArea, i);
      double left = INFINITY, right = -INFINITY, x, y;
      AnlanPoint middle = { 0, 0 };

      for (guint k = 0; k < space->n_points; k++)
        {
          left = MIN (left, space->ring[k].x);
          right = MAX (right, space->ring[k].x);
          middle.x += space->ring[k].x / space->n_points;
          middle.y += space->ring[k].y / space->n_points;
        }
      if ((right - left) * look->scale < 11 * (double)g_utf8_strlen (space->id, -1))
        continue;
      anlan_evac_look_to_view (look, anlan_evac_place (evac, space->level, middle), &x, &y);
      evac_write_text (cr, space->id, x, y - 9, 13, FALSE, 0.5, ink->quiet, ink->floor);
    }
}

/* --- ways out ----------------------------------------------------------------------------------------------------------- */

static void
arrow_head (cairo_t *cr, double x, double y, double angle, double size)
{
  cairo_move_to (cr, x - size * cos (angle - 0.5), y - size * sin (angle - 0.5));
  cairo_line_to (cr, x, y);
  cairo_line_to (cr, x - size * cos (angle + 0.5), y - size * sin (angle + 0.5));
}

static void
draw_arrows_of_level (cairo_t *cr, const AnlanEvac *evac, const AnlanEvacLook *look, guint level)
{
  const AnlanPotential *field = anlan_guide_field (evac->guide);

  for (double y = ARROW_APART_PX / 2; y < look->height; y += ARROW_APART_PX)
    for (double x = ARROW_APART_PX / 2; x < look->width; x += ARROW_APART_PX)
      {
        AnlanPoint place = anlan_evac_look_to_place (look, x, y);
        double dx, dy, angle;
        gint64 cell;
        int link;

        place.x -= evac->offsets[level].x;
        place.y -= evac->offsets[level].y;
        cell = anlan_site_cell_at (evac->site, level, place);
        if (cell < 0 || anlan_site_space_at (evac->site, level, place) < 0)
          continue;
        anlan_potential_way (field, (guint32)cell, &dx, &dy, &link);
        if (dx == 0 && dy == 0)
          continue;
        angle = atan2 (-dy, dx);
        cairo_move_to (cr, x - ARROW_PX / 2 * cos (angle), y - ARROW_PX / 2 * sin (angle));
        cairo_line_to (cr, x + ARROW_PX / 2 * cos (angle), y + ARROW_PX / 2 * sin (angle));
        arrow_head (cr, x + ARROW_PX / 2 * cos (angle), y + ARROW_PX / 2 * sin (angle), angle, 4);
      }
}

static void
draw_arrows (cairo_t *cr, const AnlanEvac *evac, const AnlanEvacLook *look)
{
  for (guint level = 0; level < evac->scenario->plan->levels->len; level++)
    draw_arrows_of_level (cr, evac, look, level);
  set_colour (cr, evac_ink (look->dark)->way, 0.5);
  cairo_set_line_width (cr, 1.2);
  cairo_stroke (cr);
}

static void
draw_route (cairo_t *cr,
            const AnlanEvac *evac,
            const AnlanEvacLook *look,
            const AnlanEvacRoute *route,
            gboolean chosen)
{
  const EvacInk *ink = evac_ink (look->dark);
  double x = 0, y = 0, before_x = 0, before_y = 0;

  if (route->points->len < 2)
    return;
  cairo_new_path (cr);
  for (guint i = 0; i < route->points->len; i++)
    {
      AnlanPoint point = g_array_index (route->points, AnlanPoint, i);
      gboolean begins = i == 0 || isnan (g_array_index (route->points, AnlanPoint, i - 1).x);

      if (isnan (point.x))
        continue;
      before_x = x;
      before_y = y;
      anlan_evac_look_to_view (look, point, &x, &y);
      if (begins)
        cairo_move_to (cr, x, y);
      else
        cairo_line_to (cr, x, y);
    }
  if (hypot (x - before_x, y - before_y) > 0.1)
    arrow_head (cr, x, y, atan2 (y - before_y, x - before_x), chosen ? 14 : 10);
  set_colour (cr, ink->way, chosen ? 1 : 0.8);
  cairo_set_line_width (cr, chosen ? 4.5 : 2.5);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_stroke (cr);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
}

void
anlan_evac_draw_plan (cairo_t *cr, const AnlanEvac *evac, const AnlanEvacLook *look)
{
  const AnlanPlan *plan = evac->scenario->plan;

  set_colour (cr, evac_ink (look->dark)->ground, 1);
  cairo_paint (cr);
  draw_rooms (cr, evac, look);
  for (guint i = 0; i < plan->stairs->len; i++)
    {
      const AnlanPlanStair *stair = &g_array_index (plan->stairs, AnlanPlanStair, i);

      draw_stair (cr, evac, look, stair, stair->low_level);
      draw_stair (cr, evac, look, stair, stair->high_level);
    }
  if (look->show & ANLAN_EVAC_SHOW_ARROWS)
    draw_arrows (cr, evac, look);
  for (guint i = 0; (look->show & ANLAN_EVAC_SHOW_ROUTES) && i < evac->routes->len; i++)
    draw_route (cr, evac, look, &g_array_index (evac->routes, AnlanEvacRoute, i), look->route == (int)i);
  draw_names (cr, evac, look);
}

/* --- doors -------------------------------------------------------------------------------------------------------------- */

/* A gap in the wall with a leaf of the colour of its load, exits broad and green at their ends; how many wait stands beside. */
static void
draw_door (cairo_t *cr, const AnlanEvac *evac, const AnlanEvacLook *look, guint index)
{
  const AnlanPlanDoor *door = &g_array_index (evac->scenario->plan->doors, AnlanPlanDoor, index);
  const EvacInk *ink = evac_ink (look->dark);
  double load, x, y, width = wall_width (look);
  guint queue = anlan_evac_door (evac, index, look->seconds, &load);
  const double *colour = evac_load_colours[load <= 0 ? 0 : load < 0.5 ? 1 : load < 0.9 ? 2 : 3];
  g_autofree char *words = NULL;

  line (cr, evac, look, door->level, door->from, door->to);
  set_colour (cr, ink->floor, 1);
  cairo_set_line_width (cr, width + 1);
  cairo_stroke (cr);
  if (door->open)
    return;
  if (door->exit)
    {
      line (cr, evac, look, door->level, door->from, door->to);
      set_colour (cr, ink->way, 1);
      cairo_set_line_width (cr, width + 5);
      cairo_stroke (cr);
    }
  line (cr, evac, look, door->level, door->from, door->to);
  set_colour (cr, colour, 1);
  cairo_set_line_width (cr, MAX (2, width));
  cairo_stroke (cr);
  if (queue < 2)
    return;
  anlan_evac_look_to_view (look, anlan_evac_place (evac, door->level, door->to), &x, &y);
  words = g_strdup_printf ("%u", queue);
  evac_write_text (cr, words, x + 6, y - 16, 12, TRUE, 0, evac_load_colours[3], evac_ink (FALSE)->floor);
}

void
anlan_evac_draw_moment (cairo_t *cr, const AnlanEvac *evac, const AnlanEvacLook *look)
{
  if (look->show & ANLAN_EVAC_SHOW_DENSITY)
    evac_draw_density (cr, evac, look);
  if (look->show & ANLAN_EVAC_SHOW_DANGER)
    anlan_evac_draw_danger (cr, evac, look);
  for (guint i = 0; i < evac->n_doors; i++)
    draw_door (cr, evac, look, i);
  evac_draw_musters (cr, evac, look);
  if (look->show & ANLAN_EVAC_SHOW_PEOPLE)
    evac_draw_people (cr, evac, look);
}

void
anlan_evac_draw (cairo_t *cr, const AnlanEvac *evac, const AnlanEvacLook *look)
{
  anlan_evac_draw_plan (cr, evac, look);
  anlan_evac_draw_moment (cr, evac, look);
  if (look->show & ANLAN_EVAC_SHOW_WORDS)
    anlan_evac_draw_words (cr, evac, look);
}
