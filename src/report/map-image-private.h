/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gdk-pixbuf/gdk-pixbuf.h>

#include "base/affine.h"
#include "report/map-image.h"

G_BEGIN_DECLS

/* @placement: from the image's pixels to the user space of @cr; @negative: light for dark, for a sheet on a dark map */
void
anlan_map_image_paint (
    const AnlanMapImage *image, cairo_t *cr, const AnlanAffine *placement, double opacity, gboolean negative);

/* Whether it is lines on white paper, that can be looked at as a negative, and no photo. */
gboolean
anlan_map_image_is_sheet (const AnlanMapImage *image);

/* All of it over @area of user space, without a seam to what is painted beside it; only the part in @clip is painted,
 * which lies inside. */
void
anlan_map_image_paint_tile (const AnlanMapImage *image, cairo_t *cr, AnlanMapRect area, AnlanMapRect clip);

/* @width, @height: as anlan_map_image_new() has them */
AnlanMapImage *
anlan_map_image_new_from_pixbuf (GdkPixbuf *pixbuf, double width, double height);

G_END_DECLS
