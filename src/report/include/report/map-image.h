/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "report/map-types.h"

G_BEGIN_DECLS

/**
 * AnlanMapImage:
 *
 * The pixels of a site drawing, with halved copies of it down to a few pixels, so that it is drawn quickly and
 * without sparkle at any scale. Immutable and reference counted; any thread may draw it.
 */
typedef struct _AnlanMapImage AnlanMapImage;

/**
 * anlan_map_image_new:
 * @pixels: premultiplied native-endian ARGB as cairo has it (CAIRO_FORMAT_ARGB32), @stride bytes a row, a multiple
 *   of 4
 * @columns, @rows: how many pixels there are, at most 32767 each way
 * @width, @height: the drawing's size in units of its own: pixels of a photo, points of a PDF. Positions on the
 *   drawing are in these units, so that they stay true when it is one day read with more pixels or fewer.
 */
AnlanMapImage *
anlan_map_image_new (GBytes *pixels, int columns, int rows, int stride, double width, double height);
AnlanMapImage *
anlan_map_image_ref (AnlanMapImage *image);
void
anlan_map_image_unref (AnlanMapImage *image);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanMapImage, anlan_map_image_unref)

double
anlan_map_image_get_width (const AnlanMapImage *image);
double
anlan_map_image_get_height (const AnlanMapImage *image);
int
anlan_map_image_get_columns (const AnlanMapImage *image);
int
anlan_map_image_get_rows (const AnlanMapImage *image);
/* Of all sizes it is kept in. */
gsize
anlan_map_image_get_n_bytes (const AnlanMapImage *image);

G_END_DECLS
