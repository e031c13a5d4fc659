/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/geo.h"

G_BEGIN_DECLS

/**
 * AnlanAffine:
 *
 * x' = xx x + xy y + x0, y' = yx x + yy y + y0: where a drawing's points lie on the ground, or a plant grid's in local
 * metres (AnlanLocal).
 */
typedef struct
{
  double xx, xy, x0;
  double yx, yy, y0;
} AnlanAffine;

/**
 * anlan_affine_fit:
 * @from, @to: @count control points
 * @similar: only turn, move and scale alike in all directions; needed with two points
 * @mirrored: (only with @similar) the two y axes run against each other, as those of an image and a map do
 * @residuals: (nullable) (out) (array length=count): how far each point is off, in the unit of @to
 *
 * The transformation with the least sum of squared residuals. Three points or more may also be sheared and scaled
 * differently along two directions (unless @similar), so that three points always fit: only a fourth one tells whether
 * they were placed well.
 *
 * Returns: FALSE with ANLAN_ERROR_INPUT if points are missing, fall together or lie in one line.
 */
gboolean   anlan_affine_fit    (const AnlanPoint *from, const AnlanPoint *to, gsize count, gboolean similar,
                                gboolean mirrored, AnlanAffine *affine, double *residuals, GError **error);

AnlanPoint anlan_affine_apply  (const AnlanAffine *affine, AnlanPoint point);

/* FALSE if it flattens the plane to a line. */
gboolean   anlan_affine_invert (const AnlanAffine *affine, AnlanAffine *inverse);

G_END_DECLS
