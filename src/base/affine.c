/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

#include "base/affine.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/error.h"

/* Points closer together than this part of the extent of all count as one. */
#define DEGENERATE 1e-6

static AnlanPoint
centre (const AnlanPoint *points, gsize count)
{
  AnlanPoint sum = { 0, 0 };

  for (gsize i = 0; i < count; i++)
    {
      sum.x += points[i].x;
      sum.y += points[i].y;
    }
  return (AnlanPoint){ sum.x / (double)count, sum.y / (double)count };
}

/* Sums of products of the coordinates around the centres: all that least squares needs. */
typedef struct
{
  AnlanPoint from, to;   /* the centres */
  double xx, xy, yy;     /* from with from */
  double xX, xY, yX, yY; /* from with to */
} Moments;

static Moments
take_moments (const AnlanPoint *from, const AnlanPoint *to, gsize count)
{
  Moments m = { .from = centre (from, count), .to = centre (to, count) };

  for (gsize i = 0; i < count; i++)
    {
      double x = from[i].x - m.from.x, y = from[i].y - m.from.y;
      double X = to[i].x - m.to.x, Y = to[i].y - m.to.y;

      m.xx += x * x;
      m.xy += x * y;
      m.yy += y * y;
      m.xX += x * X;
      m.xY += x * Y;
      m.yX += y * X;
      m.yY += y * Y;
    }
  return m;
}

/* With z = x + iy (its mirror image, if mirrored), Z = c z: c is the sum of Z conj(z) over that of |z|². */
static gboolean
fit_similar (const Moments *m, gboolean mirrored, AnlanAffine *affine)
{
  double size = m->xx + m->yy;
  double flip = mirrored ? -1 : 1;
  double real = m->xX + flip * m->yY;
  double imaginary = m->xY - flip * m->yX;

  if (!(size > 0))
    return FALSE;
  affine->xx = real / size;
  affine->yx = imaginary / size;
  affine->xy = -flip * affine->yx;
  affine->yy = flip * affine->xx;
  return isnormal (affine->xx) || isnormal (affine->yx);
}

/* The normal equations, two by two and the same for X and Y. */
static gboolean
fit_affine (const Moments *m, AnlanAffine *affine)
{
  double size = m->xx + m->yy;
  double determinant = m->xx * m->yy - m->xy * m->xy;

  if (!(determinant > size * size * DEGENERATE))
    return FALSE;
  affine->xx = (m->xX * m->yy - m->yX * m->xy) / determinant;
  affine->xy = (m->yX * m->xx - m->xX * m->xy) / determinant;
  affine->yx = (m->xY * m->yy - m->yY * m->xy) / determinant;
  affine->yy = (m->yY * m->xx - m->xY * m->xy) / determinant;
  return TRUE;
}

static gboolean
all_apart (const AnlanPoint *points, gsize count)
{
  AnlanPoint middle = centre (points, count);
  double extent = 0;

  for (gsize i = 0; i < count; i++)
    extent = MAX (extent, hypot (points[i].x - middle.x, points[i].y - middle.y));
  for (gsize i = 0; i < count; i++)
    for (gsize j = 0; j < i; j++)
      if (!(hypot (points[i].x - points[j].x, points[i].y - points[j].y) > extent * DEGENERATE))
        return FALSE;
  return TRUE;
}

gboolean
anlan_affine_fit (const AnlanPoint *from,
                  const AnlanPoint *to,
                  gsize count,
                  gboolean similar,
                  gboolean mirrored,
                  AnlanAffine *affine,
                  double *residuals,
                  GError **error)
{
  AnlanAffine found = { 0 }, inverse;
  Moments m;

  g_return_val_if_fail (from != NULL && to != NULL, FALSE);
  g_return_val_if_fail (affine != NULL, FALSE);

  if (count < (similar ? 2 : 3))
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   similar ? _ ("At least two control points are needed.")
                           : _ ("At least three control points are needed."));
      return FALSE;
    }
  m = take_moments (from, to, count);
  if (!all_apart (from, count) || !all_apart (to, count))
    {
      g_set_error (
          error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
          _ ("Two control points fall together. Please place them far apart, near opposite corners."));
      return FALSE;
    }
  if (!(similar ? fit_similar (&m, mirrored, &found) : fit_affine (&m, &found)) ||
      !anlan_affine_invert (&found, &inverse))
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   _ ("The control points lie in one line or contradict each other. Please place one of them "
                      "to the side, or use only two."));
      return FALSE;
    }
  found.x0 = m.to.x - found.xx * m.from.x - found.xy * m.from.y;
  found.y0 = m.to.y - found.yx * m.from.x - found.yy * m.from.y;
  for (gsize i = 0; residuals != NULL && i < count; i++)
    {
      AnlanPoint there = anlan_affine_apply (&found, from[i]);

      residuals[i] = hypot (there.x - to[i].x, there.y - to[i].y);
    }
  *affine = found;
  return TRUE;
}

AnlanPoint
anlan_affine_apply (const AnlanAffine *affine, AnlanPoint point)
{
  return (AnlanPoint){
    affine->xx * point.x + affine->xy * point.y + affine->x0,
    affine->yx * point.x + affine->yy * point.y + affine->y0,
  };
}

gboolean
anlan_affine_invert (const AnlanAffine *affine, AnlanAffine *inverse)
{
  double determinant, size;

  g_return_val_if_fail (affine != NULL && inverse != NULL, FALSE);

  determinant = affine->xx * affine->yy - affine->xy * affine->yx;
  size =
      affine->xx * affine->xx + affine->xy * affine->xy + affine->yx * affine->yx + affine->yy * affine->yy;
  if (!(fabs (determinant) > size * 1e-9))
    return FALSE;
  *inverse = (AnlanAffine){
    .xx = affine->yy / determinant,
    .xy = -affine->xy / determinant,
    .yx = -affine->yx / determinant,
    .yy = affine->xx / determinant,
  };
  inverse->x0 = -(inverse->xx * affine->x0 + inverse->xy * affine->y0);
  inverse->y0 = -(inverse->yx * affine->x0 + inverse->yy * affine->y0);
  return TRUE;
}
