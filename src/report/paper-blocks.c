/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <glib/gi18n-lib.h>

#include "paper-private.h"

#define GAP 8.0
/* Of a row of photos, without its caption. */
#define SIDE_HEIGHT (54 * MM)
#define CAPTION 15.0

/* --- masthead --------------------------------------------------------------------------------------------------------- */

/* The title stands in the middle of the sheet, so the other side keeps as much room as the code takes. */
static double
title_room (const AnlanPaper *paper, const PaperBlock *block)
{
  return anlan_paper_inner_width (paper) - (block->qr != NULL ? 2 * (QR_SIZE + GAP) : 0);
}

double
anlan_paper_masthead_height (PaperText *text, const AnlanPaper *paper, const PaperBlock *block)
{
  double room = title_room (paper, block);
  double height = anlan_paper_text_height (text, PAPER_STYLE_TITLE, block->text, room);

  if (block->second != NULL)
    height += 6 + anlan_paper_text_height (text, PAPER_STYLE_NOTE, block->second, room);
  return block->qr != NULL ? MAX (height, QR_SIZE + 2) : height;
}

/* One path: squares side by side leave no hair line between them. */
static void
draw_qr (cairo_t *cr, const PaperQr *qr, double x, double y, double size)
{
  double edge = size / qr->width;

  for (guint row = 0; row < qr->width; row++)
    for (guint column = 0; column < qr->width; column++)
      {
        guint from = column;

        while (column < qr->width && qr->squares[row * qr->width + column])
          column++;
        if (column > from)
          cairo_rectangle (cr, x + from * edge, y + row * edge, (column - from) * edge, edge);
      }
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_fill (cr);
}

void
anlan_paper_draw_masthead (AnlanPaper *paper, cairo_t *cr, PaperText *text, const PaperBlock *block, double y)
{
  double room = title_room (paper, block), x = PAPER_LEFT + (anlan_paper_inner_width (paper) - room) / 2;
  double height = anlan_paper_text_height (text, PAPER_STYLE_TITLE, block->text, room);
  double lines = height;
  PangoLayout *layout;

  if (block->second != NULL)
    lines += 6 + anlan_paper_text_height (text, PAPER_STYLE_NOTE, block->second, room);
  if (block->qr != NULL)
    {
      draw_qr (cr, block->qr, PAPER_LEFT + anlan_paper_inner_width (paper) - QR_SIZE, y, QR_SIZE);
      y += MAX (0, (QR_SIZE - lines) / 2);
    }
  anlan_paper_grey (cr, PAPER_INK);
  layout = anlan_paper_text_set (text, PAPER_STYLE_TITLE, block->text, room);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  anlan_paper_show (cr, layout, x, y);
  if (block->second == NULL)
    return;
  anlan_paper_grey (cr, PAPER_QUIET);
  layout = anlan_paper_text_set (text, PAPER_STYLE_NOTE, block->second, room);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  anlan_paper_show (cr, layout, x, y + height + 6);
}

/* --- points of a round ---------------------------------------------------------------------------------------------------- */

void
anlan_paper_draw_point (AnlanPaper *paper, cairo_t *cr, PaperText *text, const PaperBlock *block, double y)
{
  double room = anlan_paper_inner_width (paper) - POINT_QR_SIZE - GAP;

  y += 10;
  anlan_paper_grey (cr, PAPER_INK);
  anlan_paper_show (cr, anlan_paper_text_set (text, PAPER_STYLE_HEADING, block->text, room), PAPER_LEFT,
                    y + 4);
  anlan_paper_show (cr, anlan_paper_text_set (text, PAPER_STYLE_BODY, block->second, room), PAPER_LEFT,
                    y + POINT_QR_SIZE - 15);
  if (block->qr != NULL)
    draw_qr (cr, block->qr, PAPER_LEFT + room + GAP, y, POINT_QR_SIZE);
}

/* --- photos beside each other -------------------------------------------------------------------------------------------- */

guint
anlan_paper_sides_rows (const PaperBlock *block)
{
  guint rows = 1;

  if (block->sides->len == 1)
    return MAX (1, (((PaperSide *)g_ptr_array_index (block->sides, 0))->pictures->len + 1) / 2);
  for (guint i = 0; i < block->sides->len; i++)
    rows = MAX (rows, ((PaperSide *)g_ptr_array_index (block->sides, i))->pictures->len);
  return rows;
}

double
anlan_paper_sides_height (void)
{
  return SIDE_HEIGHT + CAPTION;
}

/* Empty room says why there is no photo, or where one is to be glued. */
static void
draw_empty (cairo_t *cr, PaperText *text, const PaperSide *side, double x, double y, double width)
{
  static const double dashes[] = { 3, 3 };
  const char *words = side->instead != NULL ? side->instead : _ ("Photo");
  double height = anlan_paper_text_height (text, PAPER_STYLE_BODY, words, width - 20);
  PangoLayout *layout = anlan_paper_text_set (text, PAPER_STYLE_BODY, words, width - 20);

  cairo_save (cr);
  cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  anlan_paper_frame (cr, x, y, width, SIDE_HEIGHT);
  cairo_restore (cr);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  anlan_paper_grey (cr, side->instead != NULL ? PAPER_INK : PAPER_LINE);
  anlan_paper_show (cr, layout, x + 10, y + MAX (4, (SIDE_HEIGHT - height) / 2));
}

static void
draw_side (cairo_t *cr, PaperText *text, const PaperSide *side, guint at, double x, double y, double width)
{
  gboolean there = at < side->pictures->len;
  g_autofree char *caption = there ? g_strdup_printf ("%s %u · %s", side->title, at + 1,
                                                      (const char *)g_ptr_array_index (side->captions, at))
                                   : g_strdup (side->title);
  PangoLayout *layout;

  if (there)
    anlan_paper_draw_picture (cr, g_ptr_array_index (side->pictures, at), x, y, width, SIDE_HEIGHT);
  else if (at == 0)
    draw_empty (cr, text, side, x, y, width);
  else
    return;
  anlan_paper_grey (cr, PAPER_QUIET);
  layout = anlan_paper_text_set (text, PAPER_STYLE_LABEL, caption, width);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  anlan_paper_show (cr, layout, x, y + SIDE_HEIGHT + 1.5);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_NONE);
}

/* One column alone takes both places of a row. */
void
anlan_paper_draw_sides (
    AnlanPaper *paper, cairo_t *cr, PaperText *text, const PaperBlock *block, guint row, double y)
{
  gboolean alone = block->sides->len == 1;
  guint abreast = alone ? 2 : block->sides->len;
  double width = (anlan_paper_inner_width (paper) - GAP * (abreast - 1)) / abreast;

  for (guint i = 0; i < abreast; i++)
    draw_side (cr, text, g_ptr_array_index (block->sides, alone ? 0 : i), alone ? 2 * row + i : row,
               PAPER_LEFT + i * (width + GAP), y, width);
}
