/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "report/map-furniture.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/collate.h"
#include "map-glyphs.h"
#include "map-palette.h"
#include "map-text.h"
#include "report/map-draw.h"

/* --- words --------------------------------------------------------------------------------------------------- */

const char *
anlan_map_risk_get_words (AnlanMapRisk risk)
{
  switch (risk)
    {
    case ANLAN_MAP_RISK_RED:
      return _ ("Major risk");
    case ANLAN_MAP_RISK_ORANGE:
      return _ ("Considerable risk");
    case ANLAN_MAP_RISK_YELLOW:
      return _ ("General risk");
    case ANLAN_MAP_RISK_BLUE:
      return _ ("Low risk");
    case ANLAN_MAP_RISK_NONE:
    default:
      return _ ("Not assessed");
    }
}

const char *
anlan_map_risk_get_name (AnlanMapRisk risk)
{
  switch (risk)
    {
    case ANLAN_MAP_RISK_RED:
      return _ ("Red");
    case ANLAN_MAP_RISK_ORANGE:
      return _ ("Orange");
    case ANLAN_MAP_RISK_YELLOW:
      return _ ("Yellow");
    case ANLAN_MAP_RISK_BLUE:
      return _ ("Blue");
    case ANLAN_MAP_RISK_NONE:
    default:
      return _ ("No colour");
    }
}

static const char *
symbol_words (AnlanMapSymbolKind kind)
{
  switch (kind)
    {
    case ANLAN_MAP_SYMBOL_EQUIPMENT:
      return _ ("Equipment");
    case ANLAN_MAP_SYMBOL_MAJOR_HAZARD:
      return _ ("Major-hazard installation");
    case ANLAN_MAP_SYMBOL_MUSTER:
      return _ ("Muster point");
    case ANLAN_MAP_SYMBOL_HAZARD:
      return _ ("Open hazard");
    case ANLAN_MAP_SYMBOL_RISK_POINT:
    default:
      return _ ("Risk point");
    }
}

/* Digits that say no more than three figures. */
static char *
format_number (double value, const char *format)
{
  int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  g_autofree char *number = g_strdup_printf ("%.*f", decimals, value);

  return g_strdup_printf (format, number);
}

char *
anlan_map_format_length (double metres)
{
  /* Translators: a length in metres or kilometres */
  return metres < 1000 ? format_number (metres, _ ("%s m")) : format_number (metres / 1000, _ ("%s km"));
}

char *
anlan_map_format_area (double square_metres)
{
  /* Translators: an area in square metres, hectares or square kilometres */
  if (square_metres < 10000)
    return format_number (square_metres, _ ("%s m²"));
  return square_metres < 1000000 ? format_number (square_metres / 10000, _ ("%s ha"))
                                 : format_number (square_metres / 1000000, _ ("%s km²"));
}

char *
anlan_map_format_position (AnlanMapPoint world, double zoom)
{
  double lon, lat;
  double degrees_per_pixel = 360 / anlan_map_pixels_per_unit (zoom);
  int decimals = CLAMP ((int)ceil (-log10 (degrees_per_pixel)), 0, 7);

  g_autofree char *lat_number = NULL;
  g_autofree char *lon_number = NULL;
  g_autofree char *lat_text = NULL;
  g_autofree char *lon_text = NULL;

  anlan_map_unproject (world, &lon, &lat);
  lat_number = g_strdup_printf ("%.*f", decimals, fabs (lat));
  lon_number = g_strdup_printf ("%.*f", decimals, fabs (lon));
  /* Translators: a position in degrees */
  lat_text = g_strdup_printf (lat < 0 ? _ ("%s° S") : _ ("%s° N"), lat_number);
  lon_text = g_strdup_printf (lon < 0 ? _ ("%s° W") : _ ("%s° E"), lon_number);
  return g_strdup_printf ("%s  %s", lat_text, lon_text);
}

/* --- scale and north ----------------------------------------------------------------------------------------- */

double
anlan_map_scale_bar_measure (const AnlanMapViewport *viewport, double max_width, char **label)
{
  double metres_per_pixel, power, metres;

  g_return_val_if_fail (viewport != NULL && max_width > 0, 0);

  metres_per_pixel = anlan_map_viewport_get_metres_per_pixel (viewport);
  power = pow (10, floor (log10 (max_width * metres_per_pixel)));
  metres = power;
  if (5 * power <= max_width * metres_per_pixel)
    metres = 5 * power;
  else if (2 * power <= max_width * metres_per_pixel)
    metres = 2 * power;

  if (label != NULL)
    {
      if (metres >= 1000)
        *label = g_strdup_printf (_ ("%g km"), metres / 1000);
      else if (metres >= 1)
        *label = g_strdup_printf (_ ("%g m"), metres);
      else
        *label = g_strdup_printf (_ ("%g cm"), metres * 100);
    }
  return metres / metres_per_pixel;
}

double
anlan_map_draw_scale_bar (cairo_t *cr,
                          const AnlanMapViewport *viewport,
                          const AnlanMapLook *look,
                          double x,
                          double y,
                          double max_width,
                          gboolean halo)
{
  const AnlanMapPalette *palette;
  g_auto (AnlanMapTypesetter) typesetter = { 0 };
  g_autofree char *label = NULL;
  double width, base;

  g_return_val_if_fail (cr != NULL && viewport != NULL && look != NULL, 0);

  palette = anlan_map_look_get_palette (look);
  width = anlan_map_scale_bar_measure (viewport, max_width, &label);
  base = y + ANLAN_MAP_SCALE_BAR_HEIGHT - 2;
  anlan_map_typesetter_init (&typesetter);
  cairo_save (cr);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_MITER);
  cairo_new_path (cr);
  cairo_move_to (cr, x + 0.75, base - 5);
  cairo_line_to (cr, x + 0.75, base);
  cairo_line_to (cr, x + width - 0.75, base);
  cairo_line_to (cr, x + width - 0.75, base - 5);
  if (halo)
    {
      anlan_map_set_hex (cr, palette->halo);
      cairo_set_line_width (cr, 4.5);
      cairo_stroke_preserve (cr);
    }
  anlan_map_set_hex (cr, palette->text);
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
  anlan_map_typesetter_draw (&typesetter, cr, ANLAN_MAP_TEXT_PLACE, label, 0, x + width / 2, base - 9,
                             anlan_map_hex (palette->text), anlan_map_hex (halo ? palette->halo : 0));
  cairo_restore (cr);
  return width;
}

void
anlan_map_draw_north (cairo_t *cr, const AnlanMapLook *look, double x, double y, double size)
{
  const AnlanMapPalette *palette;
  g_auto (AnlanMapTypesetter) typesetter = { 0 };

  g_return_if_fail (cr != NULL && look != NULL && size > 0);

  palette = anlan_map_look_get_palette (look);
  anlan_map_typesetter_init (&typesetter);
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, size / 48, size / 48);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  /* One half full, one half open, as a compass needle seen from above. */
  cairo_move_to (cr, 0, -8);
  cairo_line_to (cr, -9, 23);
  cairo_line_to (cr, 0, 17);
  cairo_close_path (cr);
  anlan_map_set_hex (cr, palette->text);
  cairo_fill (cr);
  cairo_move_to (cr, 0, -8);
  cairo_line_to (cr, -9, 23);
  cairo_line_to (cr, 0, 17);
  cairo_line_to (cr, 9, 23);
  cairo_close_path (cr);
  cairo_set_line_width (cr, 1.25);
  cairo_stroke (cr);
  anlan_map_typesetter_draw (&typesetter, cr, ANLAN_MAP_TEXT_ZONE, look->han_letters ? "北" : "N", 0, 0, -16,
                             anlan_map_hex (palette->text), anlan_map_hex (0));
  cairo_restore (cr);
}

/* --- legend -------------------------------------------------------------------------------------------------- */

#define ROW_PX 26.0
#define SWATCH_WIDTH 52.0
#define SWATCH_HEIGHT 18.0
#define TEXT_INDENT 62.0

typedef struct
{
  cairo_t *cr;
  AnlanMapTypesetter typesetter;
  const AnlanMapLook *look;
  const AnlanMapPalette *palette;
  double x;
  double y;
  double width;
} Legend;

static void
put_text (Legend *l, AnlanMapTextStyle style, const char *text, double x, double middle)
{
  double room = l->width - (x - l->x);
  double width, height;

  if (l->cr == NULL)
    return;
  anlan_map_typesetter_measure (&l->typesetter, style, text, room, &width, &height);
  anlan_map_typesetter_draw (&l->typesetter, l->cr, style, text, room, x + width / 2, middle,
                             anlan_map_hex (l->palette->text), anlan_map_hex (0));
}

static void
put_heading (Legend *l, const char *text)
{
  put_text (l, ANLAN_MAP_TEXT_ZONE, text, l->x, l->y + 10);
  l->y += ROW_PX;
}

static void
put_swatch (Legend *l, AnlanMapRisk risk)
{
  double top = l->y + (ROW_PX - SWATCH_HEIGHT) / 2;

  cairo_save (l->cr);
  cairo_translate (l->cr, l->x, top);
  cairo_rectangle (l->cr, 0, 0, SWATCH_WIDTH, SWATCH_HEIGHT);
  anlan_map_set_colour (l->cr, anlan_map_risk_get_fill_colour (risk, l->look));
  cairo_fill (l->cr);
  if (anlan_map_look_has_patterns (l->look))
    anlan_map_draw_hatch (l->cr, risk, l->look, SWATCH_WIDTH, SWATCH_HEIGHT);
  cairo_rectangle (l->cr, 1, 1, SWATCH_WIDTH - 2, SWATCH_HEIGHT - 2);
  anlan_map_set_colour (l->cr, anlan_map_risk_get_edge_colour (risk, l->look));
  cairo_set_line_width (l->cr, 2);
  cairo_stroke (l->cr);
  /* To one side, so that the hatch is seen beside it. */
  cairo_translate (l->cr, ANLAN_MAP_CHIP_SIZE / 2 + 3, SWATCH_HEIGHT / 2);
  anlan_map_glyph_chip (l->cr, &l->typesetter, risk, l->look);
  cairo_restore (l->cr);
}

static void
put_risk (Legend *l, AnlanMapRisk risk, gboolean counted, guint zones, guint points)
{
  /* Translators: a colour and what it means, as "Red: major risk" */
  g_autofree char *words =
      g_strdup_printf (_ ("%s: %s"), anlan_map_risk_get_name (risk), anlan_map_risk_get_words (risk));

  if (l->cr != NULL)
    put_swatch (l, risk);
  put_text (l, ANLAN_MAP_TEXT_PLACE, words, l->x + TEXT_INDENT, l->y + ROW_PX / 2);
  l->y += ROW_PX;
  if (counted)
    {
      g_autofree char *zone_count = g_strdup_printf (ngettext ("%u zone", "%u zones", zones), zones);
      g_autofree char *point_count =
          g_strdup_printf (ngettext ("%u risk point", "%u risk points", points), points);
      /* Translators: two counts beside each other, as "3 zones, 12 risk points" */
      g_autofree char *both = g_strdup_printf (_ ("%s, %s"), zone_count, point_count);

      put_text (l, ANLAN_MAP_TEXT_SYMBOL, both, l->x + TEXT_INDENT, l->y + 2);
      l->y += 16;
    }
}

static void
put_sign_row (Legend *l, const char *words)
{
  double height, width;

  anlan_map_typesetter_measure (&l->typesetter, ANLAN_MAP_TEXT_PLACE, words, l->width - TEXT_INDENT, &width,
                                &height);
  /* The sign stands beside the first line. */
  put_text (l, ANLAN_MAP_TEXT_PLACE, words, l->x + TEXT_INDENT, l->y + MAX (ROW_PX, height + 10) / 2);
  l->y += MAX (ROW_PX, height + 10);
}

static void
begin_sign (Legend *l)
{
  cairo_save (l->cr);
  cairo_translate (l->cr, l->x + SWATCH_WIDTH / 2, l->y + ROW_PX / 2);
}

static gboolean
has_changed_zone (const AnlanMapScene *scene, AnlanMapFloors floors)
{
  for (guint i = 0; i < anlan_map_scene_get_n_zones (scene); i++)
    {
      const AnlanMapZone *zone = anlan_map_scene_get_zone (scene, i);

      if (zone->floors & floors && zone->initial != zone->risk && zone->initial != ANLAN_MAP_RISK_NONE)
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_flagged_zone (const AnlanMapScene *scene, AnlanMapFloors floors, AnlanMapZoneFlags flag)
{
  for (guint i = 0; i < anlan_map_scene_get_n_zones (scene); i++)
    if (anlan_map_scene_get_zone (scene, i)->floors & floors &&
        anlan_map_scene_get_zone (scene, i)->flags & flag)
      return TRUE;
  return FALSE;
}

static void
put_changed (Legend *l)
{
  if (l->cr != NULL)
    {
      begin_sign (l);
      cairo_translate (l->cr, -10, 0);
      anlan_map_glyph_open_chip (l->cr, &l->typesetter, ANLAN_MAP_RISK_YELLOW, l->look);
      cairo_translate (l->cr, 20, 0);
      anlan_map_glyph_chip (l->cr, &l->typesetter, ANLAN_MAP_RISK_RED, l->look);
      cairo_restore (l->cr);
    }
  put_sign_row (l, _ ("Initial colour, and the current one"));
}

/* One step of the heat map; the sign with a number says the same without colour. */
static void
put_overdue (Legend *l, guint step, guint sample, const char *words)
{
  double top = l->y + (ROW_PX - SWATCH_HEIGHT) / 2;

  if (l->cr != NULL)
    {
      cairo_save (l->cr);
      cairo_rectangle (l->cr, l->x, top, SWATCH_WIDTH, SWATCH_HEIGHT);
      anlan_map_set_colour (l->cr, anlan_map_overdue_get_fill_colour (step, l->look));
      cairo_fill (l->cr);
      cairo_rectangle (l->cr, l->x + 0.5, top + 0.5, SWATCH_WIDTH - 1, SWATCH_HEIGHT - 1);
      anlan_map_set_hex (l->cr, l->palette->quiet_text);
      cairo_set_line_width (l->cr, 1);
      cairo_stroke (l->cr);
      cairo_restore (l->cr);
      if (sample > 0)
        {
          begin_sign (l);
          anlan_map_glyph_overdue (l->cr, &l->typesetter, sample, l->look);
          cairo_restore (l->cr);
        }
    }
  put_sign_row (l, words);
}

/* What the inside of zones means while the layer of overdue rounds is on. */
static void
put_overdue_steps (Legend *l, const AnlanMapScene *scene)
{
  put_heading (l, _ ("Overdue rounds"));
  put_overdue (l, 0, 0, _ ("No round is overdue"));
  put_overdue (l, anlan_map_overdue_get_step (1), 1, _ ("One round"));
  put_overdue (l, anlan_map_overdue_get_step (2), 2, _ ("Two or three rounds"));
  put_overdue (l, anlan_map_overdue_get_step (4), 4, _ ("Four rounds or more"));
  if (scene != NULL)
    {
      g_autoptr (GArray) zones = anlan_map_scene_list_overdue (scene, l->look->floors);
      g_autofree char *count = g_strdup_printf (
          ngettext ("%u zone waits for a round", "%u zones wait for rounds", zones->len), zones->len);

      put_sign_row (l, count);
    }
  l->y += 8;
}

static AnlanMapLayers
layer_of (AnlanMapSymbolKind kind)
{
  const AnlanMapLayers layers[ANLAN_MAP_N_SYMBOL_KINDS] = {
    [ANLAN_MAP_SYMBOL_RISK_POINT] = ANLAN_MAP_LAYER_RISK_POINTS,
    [ANLAN_MAP_SYMBOL_EQUIPMENT] = ANLAN_MAP_LAYER_EQUIPMENT,
    [ANLAN_MAP_SYMBOL_MAJOR_HAZARD] = ANLAN_MAP_LAYER_MAJOR_HAZARDS,
    [ANLAN_MAP_SYMBOL_MUSTER] = ANLAN_MAP_LAYER_MUSTER,
    [ANLAN_MAP_SYMBOL_HAZARD] = ANLAN_MAP_LAYER_HAZARDS
  };

  return layers[kind];
}

static gboolean
has_symbols (const AnlanMapScene *scene, AnlanMapSymbolKind kind, AnlanMapFloors floors)
{
  guint counts[ANLAN_MAP_N_RISKS];
  guint sum = 0;

  anlan_map_scene_count_symbols (scene, kind, floors, counts);
  for (guint risk = 0; risk < ANLAN_MAP_N_RISKS; risk++)
    sum += counts[risk];
  return sum > 0;
}

/* Only what the map has: a legend that explains what is not there makes one look for it. */
static void
put_symbols (Legend *l, const AnlanMapScene *scene)
{
  gboolean any = FALSE;

  for (guint kind = 0; kind < ANLAN_MAP_N_SYMBOL_KINDS; kind++)
    {
      if (!(l->look->layers & layer_of ((AnlanMapSymbolKind)kind)) ||
          (scene != NULL && !has_symbols (scene, (AnlanMapSymbolKind)kind, l->look->floors)))
        continue;
      any = TRUE;
      if (l->cr != NULL)
        {
          AnlanMapRisk risk = kind == ANLAN_MAP_SYMBOL_EQUIPMENT || kind == ANLAN_MAP_SYMBOL_MUSTER
                                  ? ANLAN_MAP_RISK_NONE
                                  : ANLAN_MAP_RISK_ORANGE;

          begin_sign (l);
          anlan_map_glyph_symbol (l->cr, &l->typesetter, (AnlanMapSymbolKind)kind, risk, l->look);
          cairo_restore (l->cr);
        }
      put_sign_row (l, symbol_words ((AnlanMapSymbolKind)kind));
    }
  if (!any)
    return;
  if (l->cr != NULL)
    {
      begin_sign (l);
      cairo_scale (l->cr, 0.85, 0.85);
      anlan_map_glyph_cluster (l->cr, &l->typesetter, 5, ANLAN_MAP_RISK_RED, l->look);
      cairo_restore (l->cr);
    }
  put_sign_row (l, _ ("Several in one place, the worst colour among them"));
}

double
anlan_map_draw_legend (
    cairo_t *cr, const AnlanMapScene *scene, const AnlanMapLook *look, double x, double y, double width)
{
  guint zones[ANLAN_MAP_N_RISKS] = { 0 };
  guint points[ANLAN_MAP_N_RISKS] = { 0 };
  Legend l = { .cr = cr, .look = look, .x = x, .y = y, .width = width };

  g_return_val_if_fail (look != NULL && width > TEXT_INDENT, 0);

  l.palette = anlan_map_look_get_palette (look);
  anlan_map_typesetter_init (&l.typesetter);
  pango_layout_set_alignment (l.typesetter.layout, PANGO_ALIGN_LEFT);
  if (scene != NULL)
    {
      anlan_map_scene_count_zones (scene, look->floors, zones);
      anlan_map_scene_count_symbols (scene, ANLAN_MAP_SYMBOL_RISK_POINT, look->floors, points);
    }
  if (look->layers & ANLAN_MAP_LAYER_OVERDUE)
    put_overdue_steps (&l, scene);
  put_heading (&l, _ ("Risk grade"));
  for (guint risk = ANLAN_MAP_RISK_RED; risk > ANLAN_MAP_RISK_NONE; risk--)
    put_risk (&l, (AnlanMapRisk)risk, scene != NULL, zones[risk], points[risk]);
  if (zones[ANLAN_MAP_RISK_NONE] + points[ANLAN_MAP_RISK_NONE] > 0)
    put_risk (&l, ANLAN_MAP_RISK_NONE, TRUE, zones[ANLAN_MAP_RISK_NONE], points[ANLAN_MAP_RISK_NONE]);
  l.y += 8;
  put_heading (&l, _ ("Signs"));
  if (scene == NULL || has_changed_zone (scene, look->floors))
    put_changed (&l);
  if (scene == NULL || has_flagged_zone (scene, look->floors, ANLAN_MAP_ZONE_NO_FIRE))
    {
      if (cr != NULL)
        {
          begin_sign (&l);
          anlan_map_glyph_no_fire (cr);
          cairo_restore (cr);
        }
      put_sign_row (&l, _ ("No open flame or smoking"));
    }
  put_symbols (&l, scene);
  anlan_map_typesetter_clear (&l.typesetter);
  return l.y - y;
}

/* --- list of zones ------------------------------------------------------------------------------------------- */

#define LIST_ROW_PX 19.0
#define LIST_INDENT 24.0
/* A column is never narrower. */
#define LIST_COLUMN_PX 190.0

typedef struct
{
  const AnlanMapScene *scene;
  AnlanCollator *collator;
} Ordering;

static int
compare_zones (gconstpointer a, gconstpointer b, gpointer data)
{
  const Ordering *ordering = data;
  const AnlanMapZone *za = anlan_map_scene_get_zone (ordering->scene, *(const guint32 *)a);
  const AnlanMapZone *zb = anlan_map_scene_get_zone (ordering->scene, *(const guint32 *)b);

  if (za->risk != zb->risk)
    return za->risk > zb->risk ? -1 : 1;
  return anlan_collator_compare (ordering->collator, za->label, -1, zb->label, -1);
}

static void
put_zone_row (Legend *l, const AnlanMapZone *zone, double indent)
{
  cairo_save (l->cr);
  cairo_translate (l->cr, l->x + ANLAN_MAP_CHIP_SIZE / 2, l->y + LIST_ROW_PX / 2);
  anlan_map_glyph_chip (l->cr, &l->typesetter, zone->risk, l->look);
  cairo_restore (l->cr);
  if (*zone->number != '\0')
    put_text (l, ANLAN_MAP_TEXT_SYMBOL, zone->number, l->x + LIST_INDENT, l->y + LIST_ROW_PX / 2);
  put_text (l, ANLAN_MAP_TEXT_PLACE, zone->label, l->x + indent, l->y + LIST_ROW_PX / 2);
  l->y += LIST_ROW_PX;
}

/* Where names begin: behind the widest number. */
static double
measure_numbers (Legend *l, const AnlanMapScene *scene, GArray *numbers)
{
  double widest = 0;

  for (guint i = 0; i < numbers->len; i++)
    {
      const AnlanMapZone *zone = anlan_map_scene_get_zone (scene, g_array_index (numbers, guint32, i));
      double width, height;

      anlan_map_typesetter_measure (&l->typesetter, ANLAN_MAP_TEXT_SYMBOL, zone->number, 0, &width, &height);
      widest = MAX (widest, width);
    }
  return widest > 0 ? MIN (LIST_INDENT + widest + 8, l->width / 2) : LIST_INDENT;
}

static GArray *
listed_zones (const AnlanMapScene *scene, const AnlanMapLook *look)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 i = 0; i < anlan_map_scene_get_n_zones (scene); i++)
    if (anlan_map_scene_get_zone (scene, i)->floors & look->floors &&
        *anlan_map_scene_get_zone (scene, i)->label != '\0')
      g_array_append_val (numbers, i);
  return numbers;
}

static guint
list_columns (double width)
{
  return MAX (1, (guint)(width / LIST_COLUMN_PX));
}

double
anlan_map_measure_zone_list (const AnlanMapScene *scene, const AnlanMapLook *look, double width)
{
  g_autoptr (GArray) numbers = NULL;
  guint columns = list_columns (width);

  g_return_val_if_fail (scene != NULL && look != NULL, 0);

  numbers = listed_zones (scene, look);
  return numbers->len > 0 ? ROW_PX + (numbers->len + columns - 1) / columns * LIST_ROW_PX : 0;
}

/* Column by column, as one reads a register. */
static void
put_zone_rows (Legend *l, const AnlanMapScene *scene, GArray *numbers, guint rows)
{
  guint columns = list_columns (l->width), room = rows * columns;
  guint shown = numbers->len > room ? room - 1 : numbers->len;
  guint each = MIN (rows, (numbers->len + columns - 1) / columns);
  double left = l->x, top = l->y, indent;

  l->width /= columns;
  indent = measure_numbers (l, scene, numbers);
  for (guint i = 0; i < shown; i++)
    {
      l->x = left + i / each * l->width;
      l->y = top + i % each * LIST_ROW_PX;
      put_zone_row (l, anlan_map_scene_get_zone (scene, g_array_index (numbers, guint32, i)), indent);
    }
  if (shown < numbers->len)
    {
      guint out = numbers->len - shown;
      g_autofree char *words = g_strdup_printf (ngettext ("and %u more", "and %u more", out), out);

      l->x = left + shown / each * l->width;
      l->y = top + shown % each * LIST_ROW_PX;
      put_text (l, ANLAN_MAP_TEXT_SYMBOL, words, l->x + LIST_INDENT, l->y + LIST_ROW_PX / 2);
    }
}

void
anlan_map_draw_zone_list (cairo_t *cr,
                          const AnlanMapScene *scene,
                          const AnlanMapLook *look,
                          double x,
                          double y,
                          double width,
                          double height)
{
  g_autoptr (GArray) numbers = NULL;
  g_autoptr (AnlanCollator) collator = NULL;
  Ordering ordering = { scene, NULL };
  Legend l = { .cr = cr, .look = look, .x = x, .y = y, .width = width };

  g_return_if_fail (cr != NULL && scene != NULL && look != NULL && width > LIST_INDENT);

  numbers = listed_zones (scene, look);
  /* All of them, or at least some: one name and "and 40 more" would be worse than none. */
  if (numbers->len == 0 || height < MIN (ROW_PX + MIN (numbers->len, 6) * LIST_ROW_PX,
                                         anlan_map_measure_zone_list (scene, look, width)))
    return;
  collator = anlan_collator_new (NULL);
  ordering.collator = collator;
  g_array_sort_with_data (numbers, compare_zones, &ordering);

  l.palette = anlan_map_look_get_palette (look);
  anlan_map_typesetter_init (&l.typesetter);
  pango_layout_set_alignment (l.typesetter.layout, PANGO_ALIGN_LEFT);
  l.typesetter.lines = 1;
  put_heading (&l, _ ("Zones"));
  put_zone_rows (&l, scene, numbers, (guint)((height - ROW_PX) / LIST_ROW_PX + 1e-6));
  anlan_map_typesetter_clear (&l.typesetter);
}
