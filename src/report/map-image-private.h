/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

#include "base/affine.h"
#include "report/map-image.h"

G_BEGIN_DECLS

/* @placement: from the image's pixels to the user space of @cr */
void
anlan_map_image_paint (const AnlanMapImage *image, cairo_t *cr, const AnlanAffine *placement, double opacity);

G_END_DECLS
