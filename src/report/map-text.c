/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "map-text.h"

#include <math.h>

/* The desktop's own face; then one for Chinese, named so that its Chinese forms are taken and not the Japanese. */
#define FAMILIES "Cantarell, Noto Sans CJK SC, Source Han Sans SC, WenQuanYi Micro Hei, Sans"

#define HALO_PX 3.0

typedef struct
{
  double size;
  PangoWeight weight;
  PangoStyle slant;
} Face;

static const Face faces[] = {
  [ANLAN_MAP_TEXT_ZONE] = { 12.5, PANGO_WEIGHT_BOLD, PANGO_STYLE_NORMAL },
  [ANLAN_MAP_TEXT_PLACE] = { 11, PANGO_WEIGHT_NORMAL, PANGO_STYLE_NORMAL },
  [ANLAN_MAP_TEXT_SITE] = { 13, PANGO_WEIGHT_BOLD, PANGO_STYLE_NORMAL },
  [ANLAN_MAP_TEXT_WATER] = { 11, PANGO_WEIGHT_NORMAL, PANGO_STYLE_ITALIC },
  [ANLAN_MAP_TEXT_ROAD] = { 10.5, PANGO_WEIGHT_NORMAL, PANGO_STYLE_NORMAL },
  [ANLAN_MAP_TEXT_SYMBOL] = { 10.5, PANGO_WEIGHT_NORMAL, PANGO_STYLE_NORMAL },
  [ANLAN_MAP_TEXT_CHIP] = { 11, PANGO_WEIGHT_BOLD, PANGO_STYLE_NORMAL },
  [ANLAN_MAP_TEXT_CLUSTER] = { 12, PANGO_WEIGHT_BOLD, PANGO_STYLE_NORMAL },
};

PangoFontDescription *
anlan_map_font_new (double size, PangoWeight weight)
{
  PangoFontDescription *font = pango_font_description_new ();

  pango_font_description_set_family_static (font, FAMILIES);
  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  pango_font_description_set_weight (font, weight);
  return font;
}

void
anlan_map_typesetter_init (AnlanMapTypesetter *typesetter)
{
  cairo_font_options_t *options = cairo_font_options_create ();

  typesetter->context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  /* No hints: a label is as wide on a screen of scale 1 as on one of scale 2 or on paper. Grey, because sprites are
   * moved over whatever lies below. */
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (typesetter->context, options);
  cairo_font_options_destroy (options);
  pango_context_set_round_glyph_positions (typesetter->context, FALSE);
  pango_context_set_language (typesetter->context, pango_language_from_string ("zh-cn"));
  typesetter->layout = pango_layout_new (typesetter->context);
  typesetter->lines = 2;
  pango_layout_set_alignment (typesetter->layout, PANGO_ALIGN_CENTER);
  pango_layout_set_wrap (typesetter->layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_ellipsize (typesetter->layout, PANGO_ELLIPSIZE_END);
}

void
anlan_map_typesetter_clear (AnlanMapTypesetter *typesetter)
{
  g_clear_object (&typesetter->layout);
  g_clear_object (&typesetter->context);
}

static void
set_text (AnlanMapTypesetter *typesetter, AnlanMapTextStyle style, const char *text, double wrap)
{
  PangoFontDescription *font = anlan_map_font_new (faces[style].size, faces[style].weight);

  pango_font_description_set_style (font, faces[style].slant);
  pango_layout_set_font_description (typesetter->layout, font);
  pango_font_description_free (font);
  pango_layout_set_width (typesetter->layout, wrap > 0 ? (int)(wrap * PANGO_SCALE) : -1);
  pango_layout_set_height (typesetter->layout, wrap > 0 ? -typesetter->lines : -1);
  pango_layout_set_text (typesetter->layout, text, -1);
}

void
anlan_map_typesetter_measure (AnlanMapTypesetter *typesetter,
                              AnlanMapTextStyle style,
                              const char *text,
                              double wrap,
                              double *width,
                              double *height)
{
  PangoRectangle rect;

  set_text (typesetter, style, text, wrap);
  pango_layout_get_extents (typesetter->layout, NULL, &rect);
  *width = (double)rect.width / PANGO_SCALE;
  *height = (double)rect.height / PANGO_SCALE;
}

void
anlan_map_typesetter_draw (AnlanMapTypesetter *typesetter,
                           cairo_t *cr,
                           AnlanMapTextStyle style,
                           const char *text,
                           double wrap,
                           double x,
                           double y,
                           AnlanMapColour colour,
                           AnlanMapColour halo)
{
  PangoRectangle rect;

  set_text (typesetter, style, text, wrap);
  pango_cairo_update_layout (cr, typesetter->layout);
  pango_layout_get_extents (typesetter->layout, NULL, &rect);
  x -= (rect.x + rect.width / 2.0) / PANGO_SCALE;
  y -= (rect.y + rect.height / 2.0) / PANGO_SCALE;

  if (halo.alpha > 0)
    {
      cairo_save (cr);
      cairo_move_to (cr, x, y);
      pango_cairo_layout_path (cr, typesetter->layout);
      cairo_set_line_width (cr, HALO_PX);
      cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
      anlan_map_set_colour (cr, halo);
      cairo_stroke (cr);
      cairo_restore (cr);
    }
  cairo_move_to (cr, x, y);
  anlan_map_set_colour (cr, colour);
  pango_cairo_show_layout (cr, typesetter->layout);
  cairo_new_path (cr);
}

double
anlan_map_text_estimate (AnlanMapTextStyle style, const char *text)
{
  double ems = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    ems += g_unichar_iswide (g_utf8_get_char (p)) ? 1 : 0.52;
  return ems * faces[style].size;
}
