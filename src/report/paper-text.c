/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "map-text.h"
#include "paper-private.h"

static const struct
{
  double size; /* points */
  PangoWeight weight;
} faces[PAPER_N_STYLES] = {
  [PAPER_STYLE_TITLE] = { 17, PANGO_WEIGHT_BOLD },    [PAPER_STYLE_NOTE] = { 9.5, PANGO_WEIGHT_NORMAL },
  [PAPER_STYLE_HEADING] = { 11, PANGO_WEIGHT_BOLD },  [PAPER_STYLE_BODY] = { 9, PANGO_WEIGHT_NORMAL },
  [PAPER_STYLE_LABEL] = { 8.5, PANGO_WEIGHT_NORMAL }, [PAPER_STYLE_HEAD] = { 8.5, PANGO_WEIGHT_BOLD },
  [PAPER_STYLE_TEXT] = { 10, PANGO_WEIGHT_NORMAL },   [PAPER_STYLE_EDGE] = { 8, PANGO_WEIGHT_NORMAL },
};

void
anlan_paper_text_init (PaperText *text)
{
  cairo_font_options_t *options = cairo_font_options_create ();

  text->context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  /* What was measured on one surface must fit on every other. */
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options (text->context, options);
  cairo_font_options_destroy (options);
  pango_context_set_round_glyph_positions (text->context, FALSE);
  pango_context_set_language (text->context, pango_language_from_string ("zh-cn"));
  for (guint i = 0; i < PAPER_N_STYLES; i++)
    {
      PangoFontDescription *font = anlan_map_font_new (faces[i].size, faces[i].weight);

      text->layouts[i] = pango_layout_new (text->context);
      pango_layout_set_font_description (text->layouts[i], font);
      pango_layout_set_wrap (text->layouts[i], PANGO_WRAP_WORD_CHAR);
      pango_font_description_free (font);
    }
}

void
anlan_paper_text_clear (PaperText *text)
{
  for (guint i = 0; i < PAPER_N_STYLES; i++)
    g_clear_object (&text->layouts[i]);
  g_clear_object (&text->context);
}

PangoLayout *
anlan_paper_text_set (PaperText *text, PaperStyle style, const char *string, double width)
{
  PangoLayout *layout = text->layouts[style];

  pango_layout_set_alignment (layout, PANGO_ALIGN_LEFT);
  pango_layout_set_width (layout, width < 0 ? -1 : (int)(width * PANGO_SCALE));
  pango_layout_set_text (layout, string != NULL ? string : "", -1);
  return layout;
}

double
anlan_paper_text_height (PaperText *text, PaperStyle style, const char *string, double width)
{
  int height;

  pango_layout_get_size (anlan_paper_text_set (text, style, string, width), NULL, &height);
  return (double)height / PANGO_SCALE;
}

double
anlan_paper_text_width (PaperText *text, PaperStyle style, const char *string)
{
  int width;

  pango_layout_get_size (anlan_paper_text_set (text, style, string, -1), &width, NULL);
  return (double)width / PANGO_SCALE;
}
