/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "map-glyphs.h"

#include <math.h>

#include "map-palette.h"

/* Safety green and signal red of ISO 3864-4, as they come out on a screen. */
#define SAFETY_GREEN 0x237f52ff
#define SIGNAL_RED 0xa8232aff
#define NEUTRAL 0x4a4850ff
#define NEUTRAL_DARK 0x77757fff

void
anlan_map_rounded_rectangle (cairo_t *cr, double x, double y, double width, double height, double radius)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - radius, y + radius, radius, -G_PI_2, 0);
  cairo_arc (cr, x + width - radius, y + height - radius, radius, 0, G_PI_2);
  cairo_arc (cr, x + radius, y + height - radius, radius, G_PI_2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
}

/* A light rim keeps a symbol apart from whatever is under it; a hint of shadow lifts it off. */
static void
paint_rim (cairo_t *cr, const AnlanMapLook *look)
{
  cairo_path_t *path = cairo_copy_path (cr);

  if (look->theme != ANLAN_MAP_THEME_PRINT)
    {
      cairo_save (cr);
      cairo_new_path (cr);
      cairo_translate (cr, 0, 1);
      cairo_append_path (cr, path);
      anlan_map_set_hex (cr, 0x00000040);
      cairo_set_line_width (cr, 4);
      cairo_stroke (cr);
      cairo_restore (cr);
      cairo_append_path (cr, path);
    }
  anlan_map_set_hex (cr, look->theme == ANLAN_MAP_THEME_DARK ? 0xe8e8e8ff : 0xffffffff);
  cairo_set_line_width (cr, 3);
  cairo_stroke (cr);
  cairo_append_path (cr, path);
  cairo_path_destroy (path);
}

static void
paint_letter (cairo_t *cr, AnlanMapTypesetter *typesetter, const char *letter, AnlanMapColour colour)
{
  anlan_map_typesetter_draw (typesetter, cr, ANLAN_MAP_TEXT_CHIP, letter, 0, 0, 0, colour, anlan_map_hex (0));
}

static void
draw_risk_point (cairo_t *cr, AnlanMapTypesetter *typesetter, AnlanMapRisk risk, const AnlanMapLook *look)
{
  cairo_new_path (cr);
  cairo_arc (cr, 0, 0, 8.5, 0, 2 * G_PI);
  paint_rim (cr, look);
  anlan_map_set_colour (cr, anlan_map_risk_get_colour (risk));
  cairo_fill_preserve (cr);
  anlan_map_set_colour (cr, anlan_map_risk_get_edge_colour (risk, look));
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  paint_letter (cr, typesetter, anlan_map_risk_get_letter (risk, look->han_letters),
                anlan_map_risk_get_text_colour (risk));
}

static AnlanMapColour
neutral (const AnlanMapLook *look)
{
  return anlan_map_hex (look->theme == ANLAN_MAP_THEME_DARK ? NEUTRAL_DARK : NEUTRAL);
}

/* Equipment: a standing vessel with its nozzles. */
static void
draw_equipment (cairo_t *cr, AnlanMapRisk risk, const AnlanMapLook *look)
{
  cairo_new_path (cr);
  anlan_map_rounded_rectangle (cr, -8, -8, 16, 16, 4);
  paint_rim (cr, look);
  anlan_map_set_colour (cr, neutral (look));
  cairo_fill_preserve (cr);
  if (risk != ANLAN_MAP_RISK_NONE)
    {
      anlan_map_set_colour (cr, anlan_map_risk_get_colour (risk));
      cairo_set_line_width (cr, 2.5);
      cairo_stroke (cr);
    }
  cairo_new_path (cr);
  anlan_map_rounded_rectangle (cr, -2.5, -5, 5, 8, 2.4);
  anlan_map_set_hex (cr, 0xffffffff);
  cairo_fill (cr);
  cairo_set_line_width (cr, 1.2);
  cairo_move_to (cr, -2, 2.5);
  cairo_line_to (cr, -2, 5.5);
  cairo_move_to (cr, 2, 2.5);
  cairo_line_to (cr, 2, 5.5);
  cairo_move_to (cr, -5, -2);
  cairo_line_to (cr, 5, -2);
  cairo_stroke (cr);
}

/* Major-hazard installation: a diamond with an exclamation mark, like the placards of dangerous goods. */
static void
draw_major_hazard (cairo_t *cr, AnlanMapRisk risk, const AnlanMapLook *look)
{
  cairo_new_path (cr);
  cairo_move_to (cr, 0, -10);
  cairo_line_to (cr, 10, 0);
  cairo_line_to (cr, 0, 10);
  cairo_line_to (cr, -10, 0);
  cairo_close_path (cr);
  cairo_save (cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  paint_rim (cr, look);
  anlan_map_set_hex (cr, 0xffffffff);
  cairo_fill_preserve (cr);
  anlan_map_set_colour (cr, risk == ANLAN_MAP_RISK_NONE ? neutral (look) : anlan_map_risk_get_colour (risk));
  cairo_set_line_width (cr, 2.5);
  cairo_stroke (cr);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  anlan_map_set_hex (cr, 0x241f31ff);
  cairo_set_line_width (cr, 2.4);
  cairo_move_to (cr, 0, -4.5);
  cairo_line_to (cr, 0, 0.6);
  cairo_stroke (cr);
  cairo_restore (cr);
  cairo_arc (cr, 0, 4.2, 1.5, 0, 2 * G_PI);
  cairo_fill (cr);
}

/* Open hazard: a warning triangle in the colour of its class, with the letter that says it without colour. */
static void
draw_hazard (cairo_t *cr, AnlanMapTypesetter *typesetter, AnlanMapRisk risk, const AnlanMapLook *look)
{
  cairo_save (cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_new_path (cr);
  cairo_move_to (cr, 0, -10.5);
  cairo_line_to (cr, 11, 8.5);
  cairo_line_to (cr, -11, 8.5);
  cairo_close_path (cr);
  paint_rim (cr, look);
  anlan_map_set_colour (cr, anlan_map_risk_get_colour (risk));
  cairo_fill_preserve (cr);
  anlan_map_set_colour (cr, anlan_map_risk_get_edge_colour (risk, look));
  cairo_set_line_width (cr, 1.4);
  cairo_stroke (cr);
  cairo_translate (cr, 0, 3);
  cairo_scale (cr, 0.9, 0.9);
  paint_letter (cr, typesetter, anlan_map_risk_get_letter (risk, look->han_letters),
                anlan_map_risk_get_text_colour (risk));
  cairo_restore (cr);
}

static void
draw_person (cairo_t *cr, double x, double y)
{
  cairo_new_path (cr);
  cairo_arc (cr, x, y - 2.1, 1.25, 0, 2 * G_PI);
  cairo_fill (cr);
  anlan_map_rounded_rectangle (cr, x - 1.3, y - 0.6, 2.6, 3.8, 1);
  cairo_fill (cr);
}

/* Muster point: people and four arrows towards them (the meaning of ISO 7010 E007). */
static void
draw_muster (cairo_t *cr, const AnlanMapLook *look)
{
  cairo_new_path (cr);
  anlan_map_rounded_rectangle (cr, -9, -9, 18, 18, 2);
  paint_rim (cr, look);
  anlan_map_set_hex (cr, SAFETY_GREEN);
  cairo_fill (cr);
  anlan_map_set_hex (cr, 0xffffffff);
  draw_person (cr, -2.1, 0.2);
  draw_person (cr, 2.1, 0.2);
  for (guint corner = 0; corner < 4; corner++)
    {
      cairo_save (cr);
      cairo_rotate (cr, corner * G_PI_2);
      cairo_move_to (cr, -4.2, -4.2);
      cairo_line_to (cr, -7.4, -4.9);
      cairo_line_to (cr, -4.9, -7.4);
      cairo_close_path (cr);
      cairo_fill (cr);
      cairo_set_line_width (cr, 1.3);
      cairo_move_to (cr, -7.6, -7.6);
      cairo_line_to (cr, -5.5, -5.5);
      cairo_stroke (cr);
      cairo_restore (cr);
    }
}

void
anlan_map_glyph_symbol (cairo_t *cr,
                        AnlanMapTypesetter *typesetter,
                        AnlanMapSymbolKind kind,
                        AnlanMapRisk risk,
                        const AnlanMapLook *look)
{
  switch (kind)
    {
    case ANLAN_MAP_SYMBOL_EQUIPMENT:
      draw_equipment (cr, risk, look);
      break;
    case ANLAN_MAP_SYMBOL_MAJOR_HAZARD:
      draw_major_hazard (cr, risk, look);
      break;
    case ANLAN_MAP_SYMBOL_MUSTER:
      draw_muster (cr, look);
      break;
    case ANLAN_MAP_SYMBOL_HAZARD:
      draw_hazard (cr, typesetter, risk, look);
      break;
    case ANLAN_MAP_SYMBOL_RISK_POINT:
    default:
      draw_risk_point (cr, typesetter, risk, look);
      break;
    }
}

double
anlan_map_glyph_cluster_radius (guint count)
{
  return count < 10 ? 13 : count < 100 ? 15 : count < 1000 ? 18 : 21;
}

void
anlan_map_glyph_cluster (
    cairo_t *cr, AnlanMapTypesetter *typesetter, guint count, AnlanMapRisk risk, const AnlanMapLook *look)
{
  double radius = anlan_map_glyph_cluster_radius (count);
  gboolean is_dark = look->theme == ANLAN_MAP_THEME_DARK;
  char number[16];

  g_snprintf (number, sizeof number, "%u", count);
  cairo_new_path (cr);
  cairo_arc (cr, 0, 0, radius - 2, 0, 2 * G_PI);
  paint_rim (cr, look);
  anlan_map_set_hex (cr, is_dark ? 0x2b2b2fff : 0xffffffff);
  cairo_fill (cr);
  cairo_arc (cr, 0, 0, radius - 3.75, 0, 2 * G_PI);
  anlan_map_set_colour (cr, anlan_map_risk_get_colour (risk));
  cairo_set_line_width (cr, 3.5);
  cairo_stroke (cr);
  cairo_arc (cr, 0, 0, radius - 2, 0, 2 * G_PI);
  anlan_map_set_colour (cr, anlan_map_risk_get_edge_colour (risk, look));
  cairo_set_line_width (cr, 0.75);
  cairo_stroke (cr);
  anlan_map_typesetter_draw (typesetter, cr, ANLAN_MAP_TEXT_CLUSTER, number, 0, 0, 0,
                             anlan_map_hex (is_dark ? 0xffffffff : 0x241f31ff), anlan_map_hex (0));
}

void
anlan_map_glyph_chip (cairo_t *cr,
                      AnlanMapTypesetter *typesetter,
                      AnlanMapRisk risk,
                      const AnlanMapLook *look)
{
  double half = ANLAN_MAP_CHIP_SIZE / 2;

  cairo_new_path (cr);
  anlan_map_rounded_rectangle (cr, -half + 0.5, -half + 0.5, 2 * half - 1, 2 * half - 1, 3.5);
  anlan_map_set_colour (cr, anlan_map_risk_get_colour (risk));
  cairo_fill_preserve (cr);
  anlan_map_set_colour (cr, anlan_map_risk_get_edge_colour (risk, look));
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  paint_letter (cr, typesetter, anlan_map_risk_get_letter (risk, look->han_letters),
                anlan_map_risk_get_text_colour (risk));
}

void
anlan_map_glyph_open_chip (cairo_t *cr,
                           AnlanMapTypesetter *typesetter,
                           AnlanMapRisk risk,
                           const AnlanMapLook *look)
{
  double half = ANLAN_MAP_CHIP_SIZE / 2;
  gboolean is_dark = look->theme == ANLAN_MAP_THEME_DARK;

  cairo_new_path (cr);
  anlan_map_rounded_rectangle (cr, -half + 1, -half + 1, 2 * half - 2, 2 * half - 2, 3.5);
  anlan_map_set_hex (cr, is_dark ? 0x202124ff : 0xffffffff);
  cairo_fill_preserve (cr);
  anlan_map_set_colour (cr, anlan_map_risk_get_edge_colour (risk, look));
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
  paint_letter (cr, typesetter, anlan_map_risk_get_letter (risk, look->han_letters),
                anlan_map_hex (is_dark ? 0xffffffff : 0x241f31ff));
}

double
anlan_map_glyph_overdue_width (guint count)
{
  return count < 10 ? 30 : count < 100 ? 37 : count < 1000 ? 45 : 53;
}

void
anlan_map_glyph_overdue (cairo_t *cr, AnlanMapTypesetter *typesetter, guint count, const AnlanMapLook *look)
{
  double half = ANLAN_MAP_CHIP_SIZE / 2;
  double width = anlan_map_glyph_overdue_width (count);
  double clock = -width / 2 + half;
  gboolean is_dark = look->theme == ANLAN_MAP_THEME_DARK;
  AnlanMapHex ink = is_dark ? 0x241f31ff : 0xffffffff;
  char number[16];

  g_snprintf (number, sizeof number, "%u", count);
  cairo_new_path (cr);
  anlan_map_rounded_rectangle (cr, -width / 2 + 0.5, -half + 0.5, width - 1, 2 * half - 1, half - 0.5);
  anlan_map_set_hex (cr, is_dark ? 0xdc8addff : 0x50187aff);
  cairo_fill_preserve (cr);
  anlan_map_set_hex (cr, ink);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  cairo_arc (cr, clock, 0, half - 3.5, 0, 2 * G_PI);
  cairo_set_line_width (cr, 1.25);
  cairo_stroke (cr);
  cairo_move_to (cr, clock, -half + 5.5);
  cairo_line_to (cr, clock, 0);
  cairo_line_to (cr, clock + 2.5, 1.25);
  cairo_stroke (cr);
  anlan_map_typesetter_draw (typesetter, cr, ANLAN_MAP_TEXT_CLUSTER, number, 0, half - 3, 0,
                             anlan_map_hex (ink), anlan_map_hex (0));
}

void
anlan_map_glyph_no_fire (cairo_t *cr)
{
  double radius = ANLAN_MAP_SIGN_SIZE / 2 - 1.5;

  cairo_new_path (cr);
  cairo_arc (cr, 0, 0, radius, 0, 2 * G_PI);
  anlan_map_set_hex (cr, 0xffffffff);
  cairo_fill (cr);

  /* A flame: a drop with a curl. */
  cairo_move_to (cr, 0.4, -4.4);
  cairo_curve_to (cr, 0.6, -2.2, 3.2, -1.2, 3.0, 1.4);
  cairo_curve_to (cr, 2.9, 3.4, 1.4, 4.3, 0, 4.3);
  cairo_curve_to (cr, -1.6, 4.3, -3.0, 3.2, -3.0, 1.4);
  cairo_curve_to (cr, -3.0, 0.2, -2.2, -0.4, -1.9, -1.6);
  cairo_curve_to (cr, -1.2, -1.0, -1.0, -0.4, -0.9, 0.2);
  cairo_curve_to (cr, 0.4, -1.0, 0.4, -2.8, 0.4, -4.4);
  anlan_map_set_hex (cr, 0x1c1b20ff);
  cairo_fill (cr);

  anlan_map_set_hex (cr, SIGNAL_RED);
  cairo_set_line_width (cr, 1.6);
  cairo_arc (cr, 0, 0, radius, 0, 2 * G_PI);
  cairo_stroke (cr);
  cairo_move_to (cr, -radius * G_SQRT2 / 2, -radius * G_SQRT2 / 2);
  cairo_line_to (cr, radius * G_SQRT2 / 2, radius * G_SQRT2 / 2);
  cairo_stroke (cr);
}
