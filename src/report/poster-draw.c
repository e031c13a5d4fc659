/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <math.h>

#include "map-text.h"
#include "poster-private.h"

/* A sheet of label paper, 3 x 8: 70 x 37 mm, half a millimetre above the first row. */
#define LABEL_WIDTH (70 * MM)
#define LABEL_HEIGHT (37 * MM)
#define LABEL_TOP (0.5 * MM)
#define CARD_COLUMNS 2
#define CARD_ROWS 4

/* --- parts ------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  cairo_t *cr;
  PaperText *text;
  double scale; /* 1 on A4 */
} Pen;

static PangoLayout *
make_layout (
    const Pen *pen, const char *string, double size, PangoWeight weight, double width, PangoAlignment align)
{
  PangoLayout *layout = pango_layout_new (pen->text->context);
  PangoFontDescription *font = anlan_map_font_new (size * pen->scale, weight);

  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_width (layout, (int)(width * PANGO_SCALE));
  pango_layout_set_alignment (layout, align);
  pango_layout_set_text (layout, string, -1);
  return layout;
}

static double
height_of (PangoLayout *layout)
{
  int height;

  pango_layout_get_size (layout, NULL, &height);
  return (double)height / PANGO_SCALE;
}

/* The height that it took. */
static double
write_text (const Pen *pen,
            const char *string,
            double size,
            PangoWeight weight,
            double grey,
            double x,
            double y,
            double width,
            PangoAlignment align)
{
  PangoLayout *layout;
  double height;

  if (string == NULL || string[0] == '\0')
    return 0;
  layout = make_layout (pen, string, size, weight, width, align);
  anlan_paper_grey (pen->cr, grey);
  anlan_paper_show (pen->cr, layout, x, y);
  height = height_of (layout);
  g_object_unref (layout);
  return height;
}

/* As large as it fits into @height, from @most down to @least; what is longer still is cut with dots. */
static double
write_fitting (const Pen *pen,
               const char *string,
               double most,
               double least,
               double x,
               double y,
               double width,
               double height,
               PangoAlignment align)
{
  for (double size = most;; size = MAX (least, size * 0.9))
    {
      PangoLayout *layout = make_layout (pen, string, size, PANGO_WEIGHT_BOLD, width, align);
      double taken = height_of (layout);

      if (taken > height && size > least)
        {
          g_object_unref (layout);
          continue;
        }
      if (taken > height)
        {
          pango_layout_set_height (layout, (int)(height * PANGO_SCALE));
          pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
          taken = height_of (layout);
        }
      anlan_paper_grey (pen->cr, PAPER_INK);
      anlan_paper_show (pen->cr, layout, x, y);
      g_object_unref (layout);
      return taken;
    }
}

static void
draw_code (const Pen *pen, const PaperQr *qr, double x, double y, double size)
{
  anlan_paper_qr_draw (qr, pen->cr, x, y, size);
}

/* --- a poster: drawn for A4, and smaller for A6 --------------------------------------------------------------------------- */

static double
write_steps (const Pen *pen, const Posters *posters, double x, double y, double width)
{
  double s = pen->scale, from = y;

  for (guint i = 0; i < G_N_ELEMENTS (posters->words.steps); i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", i + 1);

      write_text (pen, number, 19, PANGO_WEIGHT_BOLD, PAPER_INK, x, y, 10 * MM * s, PANGO_ALIGN_LEFT);
      y += write_text (pen, posters->words.steps[i], 16, PANGO_WEIGHT_BOLD, PAPER_INK, x + 9 * MM * s, y,
                       width - 9 * MM * s, PANGO_ALIGN_LEFT);
      y += write_text (pen, posters->others.steps[i], 12, PANGO_WEIGHT_NORMAL, PAPER_QUIET, x + 9 * MM * s, y,
                       width - 9 * MM * s, PANGO_ALIGN_LEFT);
      y += 2.2 * MM * s;
    }
  return y - from;
}

/* What helps where no phone does; above the foot. */
static void
write_offline (
    const Pen *pen, const Posters *posters, const PosterItem *item, double x, double y, double width)
{
  double s = pen->scale, pad = 3 * MM * s, used = pad;
  g_autofree char *phone = item->phone != NULL ? g_strdup_printf ("☎ %s", item->phone) : NULL;

  used += write_text (pen, posters->words.offline, 12, PANGO_WEIGHT_BOLD, PAPER_INK, x + pad, y + used,
                      width - 2 * pad, PANGO_ALIGN_LEFT);
  used += write_text (pen, posters->others.offline, 9, PANGO_WEIGHT_NORMAL, PAPER_QUIET, x + pad, y + used,
                      width - 2 * pad, PANGO_ALIGN_LEFT);
  used += write_text (pen, phone, 14, PANGO_WEIGHT_BOLD, PAPER_INK, x + pad, y + used, width - 2 * pad,
                      PANGO_ALIGN_LEFT);
  cairo_set_line_width (pen->cr, 0.8 * s);
  anlan_paper_grey (pen->cr, PAPER_INK);
  cairo_rectangle (pen->cr, x, y, width, used + pad);
  cairo_stroke (pen->cr);
}

static void
write_foot (const Pen *pen, const Posters *posters, const PosterItem *item, double x, double y, double width)
{
  double s = pen->scale, code = item->second != NULL ? 27 * MM * s : 0;

  if (item->second != NULL)
    {
      draw_code (pen, item->second, x + width - code, y, code);
      write_text (pen, posters->words.other, 8, PANGO_WEIGHT_NORMAL, PAPER_QUIET, x, y + 5 * MM * s,
                  width - code - 4 * MM * s, PANGO_ALIGN_RIGHT);
      write_text (pen, posters->others.other, 7, PANGO_WEIGHT_NORMAL, PAPER_QUIET, x, y + 11 * MM * s,
                  width - code - 4 * MM * s, PANGO_ALIGN_RIGHT);
    }
  write_text (pen, item->url, 7, PANGO_WEIGHT_NORMAL, PAPER_QUIET, x, y + 20 * MM * s,
              width - code - 4 * MM * s, PANGO_ALIGN_LEFT);
}

static void
draw_poster (const Pen *pen, const Posters *posters, const PosterItem *item, double x, double y, double width)
{
  double s = pen->scale, margin = 14 * MM * s, inner = width - 2 * margin, at = y + 12 * MM * s;
  double code = 108 * MM * s;
  g_autofree char *kind = g_strdup_printf ("%s · %s", posters->words.kind, posters->others.kind);

  x += margin;
  at += write_text (pen, posters->plant, 12, PANGO_WEIGHT_NORMAL, PAPER_QUIET, x, at, inner,
                    PANGO_ALIGN_CENTER);
  at +=
      write_text (pen, kind, 11, PANGO_WEIGHT_NORMAL, PAPER_QUIET, x, at, inner, PANGO_ALIGN_CENTER) + MM * s;
  at += write_fitting (pen, item->title, 48, 22, x, at, inner, 38 * MM * s, PANGO_ALIGN_CENTER);
  at += write_text (pen, item->detail, 16, PANGO_WEIGHT_NORMAL, PAPER_INK, x, at, inner, PANGO_ALIGN_CENTER);
  at = MAX (at, y + 58 * MM * s);
  draw_code (pen, item->qr, x + (inner - code) / 2, at, code);
  at += code + 2 * MM * s;
  at += write_text (pen, item->note, 12, PANGO_WEIGHT_BOLD, PAPER_INK, x, at, inner, PANGO_ALIGN_CENTER);
  at += MM * s;
  write_steps (pen, posters, x, at, inner);
  write_offline (pen, posters, item, x, y + 236 * MM * s, inner);
  write_foot (pen, posters, item, x, y + 264 * MM * s, inner);
}

/* --- labels and cards --------------------------------------------------------------------------------------------------------- */

static void
draw_label (const Pen *pen, const Posters *posters, const PosterItem *item, double x, double y)
{
  double code = LABEL_HEIGHT - 3 * MM, left = x + code + 3 * MM, width = LABEL_WIDTH - code - 6 * MM;
  double at = y + 4 * MM;

  draw_code (pen, item->qr, x + 1.5 * MM, y + 1.5 * MM, code);
  at += write_fitting (pen, item->title, 13, 7, left, at, width, 15 * MM, PANGO_ALIGN_LEFT);
  at += write_text (pen, item->detail, 8, PANGO_WEIGHT_NORMAL, PAPER_INK, left, at, width, PANGO_ALIGN_LEFT);
  at = MAX (at + MM, y + 22 * MM);
  at += write_text (pen, posters->words.scan, 8, PANGO_WEIGHT_BOLD, PAPER_INK, left, at, width,
                    PANGO_ALIGN_LEFT);
  write_text (pen, posters->others.scan, 7, PANGO_WEIGHT_NORMAL, PAPER_QUIET, left, at, width,
              PANGO_ALIGN_LEFT);
}

/* Below the dashes stands what must not stay with the link. */
static void
draw_card (const Pen *pen,
           const Posters *posters,
           const PosterItem *item,
           double x,
           double y,
           double width,
           double height)
{
  const double dashes[] = { 3, 3 };
  double pad = 5 * MM, strip = item->pin != NULL ? 13 * MM : 0, code = height - strip - 2 * pad;
  double left = x + pad + code + 3 * MM, room = width - code - 3 * MM - 2 * pad, at = y + pad + 2 * MM;
  g_autofree char *pin = NULL;

  draw_code (pen, item->qr, x + pad, y + pad, code);
  at += write_text (pen, posters->plant, 8, PANGO_WEIGHT_NORMAL, PAPER_QUIET, left, at, room,
                    PANGO_ALIGN_LEFT) +
        MM;
  at += write_fitting (pen, item->title, 18, 10, left, at, room, 16 * MM, PANGO_ALIGN_LEFT);
  at += write_text (pen, item->detail, 9, PANGO_WEIGHT_NORMAL, PAPER_INK, left, at, room, PANGO_ALIGN_LEFT) +
        2 * MM;
  at += write_text (pen, posters->words.scan, 9, PANGO_WEIGHT_BOLD, PAPER_INK, left, at, room,
                    PANGO_ALIGN_LEFT);
  write_text (pen, posters->others.scan, 7, PANGO_WEIGHT_NORMAL, PAPER_QUIET, left, at, room,
              PANGO_ALIGN_LEFT);
  anlan_paper_grey (pen->cr, PAPER_LINE);
  cairo_set_line_width (pen->cr, 0.5);
  cairo_rectangle (pen->cr, x, y, width, height);
  cairo_stroke (pen->cr);
  if (item->pin == NULL)
    return;
  cairo_set_dash (pen->cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_move_to (pen->cr, x, y + height - strip);
  cairo_line_to (pen->cr, x + width, y + height - strip);
  cairo_stroke (pen->cr);
  cairo_set_dash (pen->cr, NULL, 0, 0);
  pin = g_strdup_printf ("%s · %s  %s", item->title, posters->words.pin, item->pin);
  at = y + height - strip + 1.5 * MM;
  at +=
      write_text (pen, pin, 12, PANGO_WEIGHT_BOLD, PAPER_INK, x + pad, at, width - 2 * pad, PANGO_ALIGN_LEFT);
  write_text (pen, posters->words.apart, 7, PANGO_WEIGHT_NORMAL, PAPER_QUIET, x + pad, at, width - 2 * pad,
              PANGO_ALIGN_LEFT);
}

/* --- sheets ---------------------------------------------------------------------------------------------------------------------- */

static guint
count_on_sheet (const Posters *posters)
{
  if (posters->cards)
    return CARD_COLUMNS * CARD_ROWS;
  return posters->sheet == ANLAN_POSTER_ONE ? 1 : posters->sheet == ANLAN_POSTER_FOUR ? 4 : 24;
}

static guint
count_sheets (gconstpointer data)
{
  const Posters *posters = data;
  guint n = count_on_sheet (posters);

  return (posters->items->len + n - 1) / n;
}

static void
draw_four (
    const Pen *pen, const Posters *posters, const PosterItem *item, guint place, double width, double height)
{
  double x = place % 2 * width / 2, y = place / 2 * height / 2;

  cairo_save (pen->cr);
  cairo_rectangle (pen->cr, x, y, width / 2, height / 2);
  cairo_clip (pen->cr);
  draw_poster (pen, posters, item, x, y, width / 2);
  cairo_restore (pen->cr);
  anlan_paper_grey (pen->cr, PAPER_LINE);
  cairo_set_line_width (pen->cr, 0.4);
  cairo_move_to (pen->cr, width / 2, 0);
  cairo_line_to (pen->cr, width / 2, height);
  cairo_move_to (pen->cr, 0, height / 2);
  cairo_line_to (pen->cr, width, height / 2);
  cairo_stroke (pen->cr);
}

static void
draw_one (
    const Pen *pen, const Posters *posters, const PosterItem *item, guint place, double width, double height)
{
  if (posters->cards)
    draw_card (pen, posters, item, place % CARD_COLUMNS * width / CARD_COLUMNS,
               place / CARD_COLUMNS * height / CARD_ROWS, width / CARD_COLUMNS, height / CARD_ROWS);
  else if (posters->sheet == ANLAN_POSTER_ONE)
    draw_poster (pen, posters, item, 0, 0, width);
  else if (posters->sheet == ANLAN_POSTER_FOUR)
    draw_four (pen, posters, item, place, width, height);
  else
    draw_label (pen, posters, item, place % 3 * LABEL_WIDTH, LABEL_TOP + place / 3 * LABEL_HEIGHT);
}

static void
draw_sheet (gconstpointer data, cairo_t *cr, double width, double height, guint page)
{
  const Posters *posters = data;
  g_auto (PaperText) text = { NULL };
  guint n = count_on_sheet (posters), first = page * n;
  /* Everything is measured on A4; on another sheet it grows or shrinks with it, labels stay where their paper has them. */
  double scale = posters->cards || posters->sheet == ANLAN_POSTER_LABEL
                     ? 1
                     : MIN (width / ANLAN_PAPER_A4_WIDTH, height / ANLAN_PAPER_A4_HEIGHT) *
                           (posters->sheet == ANLAN_POSTER_FOUR ? 0.5 : 1);
  Pen pen = { cr, &text, scale };

  anlan_paper_text_init (&text);
  for (guint i = first; i < posters->items->len && i < first + n; i++)
    draw_one (&pen, posters, g_ptr_array_index (posters->items, i), i - first, width, height);
}

/* --- freeing ---------------------------------------------------------------------------------------------------------------------- */

static void
words_clear (PosterWords *words)
{
  g_free (words->kind);
  g_free (words->scan);
  for (guint i = 0; i < G_N_ELEMENTS (words->steps); i++)
    g_free (words->steps[i]);
  g_free (words->offline);
  g_free (words->other);
  g_free (words->apart);
  g_free (words->pin);
}

static void
free_posters (gpointer data)
{
  Posters *posters = data;

  g_free (posters->plant);
  words_clear (&posters->words);
  words_clear (&posters->others);
  g_ptr_array_unref (posters->items);
  g_free (posters);
}

const PaperSheets poster_sheets = { count_sheets, draw_sheet, free_posters };
