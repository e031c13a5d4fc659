/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "map-paper-private.h"

#include <math.h>

#include "report/map-furniture.h"

#define FRAME_MARGIN (9 * MM)
#define TITLE_HEIGHT (18 * MM)
#define SIGNATURE_HEIGHT (19 * MM)
#define BORDER (4.5 * MM)
#define GAP (4 * MM)

/* Scales as they are printed; above the last one, times ten. */
static const double denominators[] = { 100,  150,   200,   250,   300,   400,   500,   600,  750,
                                       1000, 1250,  1500,  2000,  2500,  3000,  4000,  5000, 6000,
                                       7500, 10000, 12500, 15000, 20000, 25000, 30000, 50000 };

/* A logical pixel of paper, metres. */
#define PAPER_METRES (0.0254 / 96)

/* --- layout -------------------------------------------------------------------------------------------------- */

/* The legend's own room, and what is left of the block for facts. */
static void
lay_out_across (PaperLayout *l, double column, double legend_height)
{
  double top = l->frame.y + TITLE_HEIGHT + GAP;
  double bottom = l->signatures.y - GAP;
  double x = l->frame.x + l->frame.width - column - GAP;

  l->border = (PaperBox){ l->frame.x + GAP, top, x - l->frame.x - 2 * GAP, bottom - top };
  l->legend = (PaperBox){ x, top, column, legend_height };
  l->facts = (PaperBox){ x, top + legend_height + 3 * MM, column, bottom - top - legend_height - 3 * MM };
}

static void
lay_out_upright (PaperLayout *l, double column, double legend_height)
{
  double top = l->frame.y + TITLE_HEIGHT + GAP;
  double bottom = l->signatures.y - GAP;
  double block = MAX (legend_height, 62 * MM);

  l->border = (PaperBox){ l->frame.x + GAP, top, l->frame.width - 2 * GAP, bottom - block - GAP - top };
  l->legend = (PaperBox){ l->frame.x + GAP, bottom - block, column, block };
  l->facts = (PaperBox){ l->frame.x + 2 * GAP + column, bottom - block, column, block };
}

/* Scale, date and the like take so much, logical pixels of a unit. */
#define FACTS_PX 200.0
/* The key of the zones may take so much of the map's room. */
#define MOST_KEY 0.3

/* Numbers on a map say nothing without a key: where it has no room beside the map it goes below. */
static void
make_room_for_key (PaperLayout *l, AnlanMapScene *scene, const AnlanMapLook *look)
{
  double beside = anlan_map_measure_zone_list (scene, look, l->facts.width / l->unit) + FACTS_PX;
  double height;

  if (beside <= FACTS_PX || beside * l->unit <= l->facts.height)
    return;
  height = l->unit * anlan_map_measure_zone_list (scene, look, l->border.width / l->unit);
  height = MIN (height, MOST_KEY * l->border.height);
  l->key = (PaperBox){ l->border.x, l->border.y + l->border.height - height, l->border.width, height };
  l->border.height -= height + GAP;
}

void
anlan_map_paper_lay_out (const AnlanMapPaper *paper, AnlanMapScene *scene, PaperLayout *layout)
{
  AnlanMapLook look = paper->look;
  gboolean signed_for = paper->signatures[0] != NULL;
  double width, height, column, legend_height;

  *layout = (PaperLayout){ 0 };
  anlan_map_paper_get_size (paper, &width, &height);
  layout->width = width / 0.75;
  layout->height = height / 0.75;
  layout->frame = (PaperBox){ FRAME_MARGIN, FRAME_MARGIN, layout->width - 2 * FRAME_MARGIN,
                              layout->height - 2 * FRAME_MARGIN };
  layout->title = layout->frame;
  layout->title.height = TITLE_HEIGHT;
  layout->signatures = layout->frame;
  layout->signatures.height = signed_for ? SIGNATURE_HEIGHT : 0;
  layout->signatures.y += layout->frame.height - layout->signatures.height;

  look.theme = ANLAN_MAP_THEME_PRINT;
  layout->unit = paper->size == ANLAN_MAP_PAPER_A3 ? 1 : 0.84;
  column = paper->portrait ? (layout->frame.width - 3 * GAP) / 2
                           : (paper->size == ANLAN_MAP_PAPER_A3 ? 68 : 58) * MM;
  legend_height = layout->unit * anlan_map_draw_legend (NULL, scene, &look, 0, 0, column / layout->unit);
  if (paper->portrait)
    lay_out_upright (layout, column, legend_height);
  else
    lay_out_across (layout, column, legend_height);
  make_room_for_key (layout, scene, &look);
  layout->map = (PaperBox){ layout->border.x + BORDER, layout->border.y + BORDER,
                            layout->border.width - 2 * BORDER, layout->border.height - 2 * BORDER };
}

/* --- scale --------------------------------------------------------------------------------------------------- */

static AnlanMapRect
shown_bounds (const AnlanMapPaper *paper, AnlanMapScene *scene)
{
  AnlanMapRect bounds = paper->bounds;

  if (anlan_map_rect_is_empty (bounds))
    bounds = anlan_map_scene_get_plant_bounds (scene);
  if (anlan_map_rect_is_empty (bounds))
    bounds = (AnlanMapRect){ 0, 0, 1, 1 };
  return bounds;
}

static double
round_up (double denominator)
{
  double times = 1;

  for (;;)
    {
      for (guint i = 0; i < G_N_ELEMENTS (denominators); i++)
        /* Not for a hair's breadth beyond the edge. */
        if (denominator <= denominators[i] * times * 1.0001)
          return denominators[i] * times;
      times *= 10;
    }
}

static double
choose_denominator (const AnlanMapPaper *paper, AnlanMapScene *scene, const PaperLayout *layout)
{
  AnlanMapRect bounds = shown_bounds (paper, scene);
  double metres = anlan_map_metres_per_unit ((bounds.y0 + bounds.y1) / 2);
  double margin = 6 * MM;
  double needed;

  if (paper->denominator > 0)
    return paper->denominator;
  needed = MAX ((bounds.x1 - bounds.x0) * metres / (layout->map.width - 2 * margin),
                (bounds.y1 - bounds.y0) * metres / (layout->map.height - 2 * margin)) /
           PAPER_METRES;
  return round_up (needed);
}

double
anlan_map_paper_get_denominator (const AnlanMapPaper *paper, AnlanMapScene *scene)
{
  PaperLayout layout;

  g_return_val_if_fail (paper != NULL && scene != NULL, 0);

  anlan_map_paper_lay_out (paper, scene, &layout);
  return choose_denominator (paper, scene, &layout);
}

AnlanMapViewport
anlan_map_paper_get_viewport (const AnlanMapPaper *paper, AnlanMapScene *scene, const PaperLayout *layout)
{
  AnlanMapRect bounds = shown_bounds (paper, scene);
  AnlanMapViewport viewport = { .centre = { (bounds.x0 + bounds.x1) / 2, (bounds.y0 + bounds.y1) / 2 },
                                .width = layout->map.width,
                                .height = layout->map.height,
                                /* Finer than any printer, so that nothing is left out that could be seen. */
                                .scale = 8 };
  double metres_per_pixel = choose_denominator (paper, scene, layout) * PAPER_METRES;

  viewport.zoom = log2 (anlan_map_metres_per_unit (viewport.centre.y) / 256 / metres_per_pixel);
  return viewport;
}

/* --- text and border ----------------------------------------------------------------------------------------- */

double
anlan_map_paper_text (cairo_t *cr,
                      PaperBox box,
                      double size,
                      PangoWeight weight,
                      PangoAlignment align,
                      AnlanMapHex colour,
                      const char *text)
{
  g_auto (AnlanMapTypesetter) typesetter = { 0 };
  PangoFontDescription *font = anlan_map_font_new (size, weight);
  PangoRectangle rect;

  anlan_map_typesetter_init (&typesetter);
  pango_layout_set_font_description (typesetter.layout, font);
  pango_font_description_free (font);
  pango_layout_set_alignment (typesetter.layout, align);
  pango_layout_set_ellipsize (typesetter.layout, PANGO_ELLIPSIZE_NONE);
  pango_layout_set_width (typesetter.layout, (int)(box.width * PANGO_SCALE));
  pango_layout_set_text (typesetter.layout, text, -1);
  pango_cairo_update_layout (cr, typesetter.layout);
  pango_layout_get_extents (typesetter.layout, NULL, &rect);
  anlan_map_set_hex (cr, colour);
  cairo_move_to (cr, box.x, box.y);
  pango_cairo_show_layout (cr, typesetter.layout);
  cairo_new_path (cr);
  return (double)rect.height / PANGO_SCALE;
}

double
anlan_map_paper_measure (double size, PangoWeight weight, const char *text)
{
  g_auto (AnlanMapTypesetter) typesetter = { 0 };
  PangoFontDescription *font = anlan_map_font_new (size, weight);
  PangoRectangle rect;

  anlan_map_typesetter_init (&typesetter);
  pango_layout_set_font_description (typesetter.layout, font);
  pango_font_description_free (font);
  pango_layout_set_text (typesetter.layout, text, -1);
  pango_layout_get_extents (typesetter.layout, NULL, &rect);
  return (double)rect.width / PANGO_SCALE;
}

/* A round step of degrees, so that some five marks stand along @degrees. */
static double
choose_step (double degrees)
{
  double power = pow (10, floor (log10 (degrees / 4)));

  if (degrees / (5 * power) >= 3.5)
    return 5 * power;
  return degrees / (2 * power) >= 3.5 ? 2 * power : power;
}

static void
put_mark (cairo_t *cr, double x, double y, gboolean turned, double value, double step)
{
  int decimals = CLAMP ((int)ceil (-log10 (step) - 1e-9), 0, 7);
  g_autofree char *text = g_strdup_printf ("%.*f°", decimals, value);
  PaperBox box = { -30 * MM, -BORDER / 2 + 0.6 * MM, 60 * MM, BORDER };

  cairo_save (cr);
  cairo_translate (cr, x, y);
  if (turned)
    cairo_rotate (cr, -G_PI_2);
  cairo_move_to (cr, 0, -BORDER / 2);
  cairo_line_to (cr, 0, -BORDER / 2 + 1.2 * MM);
  cairo_move_to (cr, 0, BORDER / 2);
  cairo_line_to (cr, 0, BORDER / 2 - 1.2 * MM);
  cairo_set_line_width (cr, 0.6);
  anlan_map_set_hex (cr, 0x3c3c40ff);
  cairo_stroke (cr);
  anlan_map_paper_text (cr, box, 7.5, PANGO_WEIGHT_NORMAL, PANGO_ALIGN_CENTER, 0x3c3c40ff, text);
  cairo_restore (cr);
}

void
anlan_map_paper_draw_border (cairo_t *cr, const PaperLayout *layout, const AnlanMapViewport *viewport)
{
  PaperBox map = layout->map;
  PaperBox border = layout->border;
  AnlanMapRect bounds = anlan_map_viewport_get_bounds (viewport);
  double west, north, east, south, step;

  cairo_rectangle (cr, border.x, border.y, border.width, border.height);
  cairo_rectangle (cr, map.x, map.y, map.width, map.height);
  anlan_map_set_hex (cr, 0x3c3c40ff);
  cairo_set_line_width (cr, 0.9);
  cairo_stroke (cr);

  anlan_map_unproject ((AnlanMapPoint){ bounds.x0, bounds.y0 }, &west, &north);
  anlan_map_unproject ((AnlanMapPoint){ bounds.x1, bounds.y1 }, &east, &south);
  step = choose_step (east - west);
  for (double lon = ceil (west / step) * step; lon < east; lon += step)
    {
      double x =
          map.x + anlan_map_viewport_to_screen (viewport, anlan_map_project (lon, (north + south) / 2)).x;

      if (x < map.x + 12 * MM || x > map.x + map.width - 12 * MM)
        continue;
      put_mark (cr, x, border.y + BORDER / 2, FALSE, lon, step);
      put_mark (cr, x, map.y + map.height + BORDER / 2, FALSE, lon, step);
    }
  step = choose_step (north - south);
  for (double lat = ceil (south / step) * step; lat < north; lat += step)
    {
      double y =
          map.y + anlan_map_viewport_to_screen (viewport, anlan_map_project ((west + east) / 2, lat)).y;

      if (y < map.y + 12 * MM || y > map.y + map.height - 12 * MM)
        continue;
      put_mark (cr, border.x + BORDER / 2, y, TRUE, lat, step);
      put_mark (cr, map.x + map.width + BORDER / 2, y, TRUE, lat, step);
    }
}
