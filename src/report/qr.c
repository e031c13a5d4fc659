/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "report/qr.h"

#include "paper-private.h"

/* White around a code, in squares: a scanner needs four. */
#define QUIET 4

void
anlan_paper_qr_draw (const PaperQr *qr, cairo_t *cr, double x, double y, double size)
{
  double square = size / (qr->width + 2 * QUIET);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_rectangle (cr, x, y, size, size);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 0, 0, 0);
  for (guint row = 0; row < qr->width; row++)
    for (guint from = 0, to; from < qr->width; from = to)
      {
        /* Squares beside each other are one rectangle, so that no hair line lies between them. */
        for (to = from; to < qr->width && qr->squares[row * qr->width + to]; to++)
          ;
        if (to == from)
          to++;
        else
          cairo_rectangle (cr, x + (from + QUIET) * square, y + (row + QUIET) * square, (to - from) * square,
                           square);
      }
  cairo_fill (cr);
}

gboolean
anlan_qr_draw (cairo_t *cr, const char *text, double x, double y, double size)
{
  PaperQr *qr;

  g_return_val_if_fail (cr != NULL && text != NULL, FALSE);

  qr = anlan_paper_qr_new_small (text);
  if (qr == NULL)
    return FALSE;
  anlan_paper_qr_draw (qr, cr, x, y, size);
  anlan_paper_qr_free (qr);
  return TRUE;
}
