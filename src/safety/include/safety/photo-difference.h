/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

G_BEGIN_DECLS

/* How a second photo lies on a first one. Lengths are in parts of the first one's width. */
typedef struct
{
  double scale;   /* width of the second one */
  double x, y;    /* its upper left corner */
  double likeness; /* normalised correlation where both are, -1 to 1 */
} AnlanPhotoFit;

/* From here on two photos count as taken of the same scene from about the same place: two that have nothing in common
 * stay under 0.45, a shifted, brighter one with a patch changed reaches 0.6 (the test measures it). */
#define ANLAN_PHOTO_FITS 0.5

/**
 * anlan_photo_difference:
 * @before, @after: upright pictures; a few hundred pixels wide are enough.
 * @fit: (out): how @after lies on @before.
 * @part: (out): how much of what both show differs, 0 to 1.
 *
 * Lays @after on @before by scaling it by 0.8 to 1.25 and shifting it by up to a fifth, levels its brightness, and tells
 * where something else is to be seen. Some tens of milliseconds: off the main thread.
 *
 * Returns: (transfer full) (nullable): a picture of the proportions of @before, one pixel a place that was looked at,
 *   whose opacity says how much it differs there; NULL where the two do not fit (ANLAN_PHOTO_FITS), and only @fit is
 *   meant.
 */
GdkPixbuf *anlan_photo_difference (GdkPixbuf *before, GdkPixbuf *after, AnlanPhotoFit *fit, double *part);

G_END_DECLS
