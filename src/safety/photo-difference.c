/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-safety"

#include "safety/photo-difference.h"

#include <math.h>
#include <stdlib.h>

/* Places across a picture that are looked at, and those of the rough search. */
#define FINE_WIDTH 144
#define ROUGH_WIDTH 36
/* Where the two overlap less than this, the correlation says little. */
#define LEAST_OVERLAP 0.5
/* Half the edge of the square over which a difference is averaged: leaves and sensor noise are smaller. */
#define BLUR 2
/* What differs by less than this of the whole range, over what is usual in this pair, is noise; as much again is a
 * full difference. */
#define NOISE 0.07
#define FULL 0.16
/* Violet: neither a risk grade nor a way out. */
#define TINT 0x9141acU

typedef struct
{
  int width, height;
  float *at; /* luminance, 0 to 1 */
} Grid;

static void
grid_clear (Grid *grid)
{
  g_clear_pointer (&grid->at, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Grid, grid_clear)

static void
grid_init (Grid *grid, GdkPixbuf *pixbuf, int width)
{
  double ratio = (double)gdk_pixbuf_get_height (pixbuf) / gdk_pixbuf_get_width (pixbuf);
  int height = CLAMP ((int)lround (width * ratio), 4, 4 * width);
  g_autoptr (GdkPixbuf) small = gdk_pixbuf_scale_simple (pixbuf, width, height, GDK_INTERP_BILINEAR);
  const guchar *pixels = gdk_pixbuf_read_pixels (small);
  int stride = gdk_pixbuf_get_rowstride (small), channels = gdk_pixbuf_get_n_channels (small);

  grid->width = width;
  grid->height = height;
  grid->at = g_new (float, (gsize)width *(gsize)height);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        const guchar *p = pixels + y * stride + x * channels;

        /* ITU-R BT.601 luma. */
        grid->at[y * width + x] = (0.299F * p[0] + 0.587F * p[1] + 0.114F * p[2]) / 255;
      }
}

/* --- laying the one on the other -------------------------------------------------------------------------------------- */

/* The luminance of @b at the place of @a's (x, y), or a negative number where it does not reach. @scale and shifts as in
 * AnlanPhotoFit, in places of @a. */
static float
sample (const Grid *a, const Grid *b, const AnlanPhotoFit *fit, int x, int y)
{
  double step = b->width / (fit->scale * a->width);
  double u = (x + 0.5 - fit->x * a->width) * step - 0.5, v = (y + 0.5 - fit->y * a->width) * step - 0.5;
  int column = (int)floor (u), row = (int)floor (v);
  float du = (float)(u - column), dv = (float)(v - row), top, bottom;
  const float *p;

  if (column < 0 || row < 0 || column + 1 >= b->width || row + 1 >= b->height)
    return -1;
  p = b->at + row * b->width + column;
  top = p[0] + du * (p[1] - p[0]);
  bottom = p[b->width] + du * (p[b->width + 1] - p[b->width]);
  return top + dv * (bottom - top);
}

/* Gain and offset that bring @b to @a's brightness are returned with the correlation. */
static double
correlate (const Grid *a, const Grid *b, const AnlanPhotoFit *fit, double *gain, double *offset)
{
  double n = 0, sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0, va, vb, cov;

  for (int y = 0; y < a->height; y++)
    for (int x = 0; x < a->width; x++)
      {
        double p = (double)a->at[y * a->width + x], q = (double)sample (a, b, fit, x, y);

        if (q < 0)
          continue;
        n++;
        sa += p;
        sb += q;
        saa += p * p;
        sbb += q * q;
        sab += p * q;
      }
  if (n < LEAST_OVERLAP * a->width * a->height)
    return -1;
  va = saa / n - sa * sa / n / n;
  vb = sbb / n - sb * sb / n / n;
  cov = sab / n - sa * sb / n / n;
  if (gain != NULL)
    {
      *gain = vb > 1e-6 ? CLAMP (cov / vb, 0.5, 2) : 1;
      *offset = sa / n - *gain * sb / n;
    }
  return va > 1e-6 && vb > 1e-6 ? cov / sqrt (va * vb) : 0;
}

static void
try_fit (const Grid *a, const Grid *b, const AnlanPhotoFit *tried, AnlanPhotoFit *best)
{
  double likeness = correlate (a, b, tried, NULL, NULL);

  if (likeness > best->likeness)
    {
      *best = *tried;
      best->likeness = likeness;
    }
}

/* Around @fit: @n steps each way of its size and its place. */
static void
search (
    const Grid *a, const Grid *b, double factor, int n_scales, double shift, int n_shifts, AnlanPhotoFit *fit)
{
  const AnlanPhotoFit from = *fit;

  /* Another grid gives another number for the same fit. */
  fit->likeness = correlate (a, b, fit, NULL, NULL);
  for (int k = -n_scales; k <= n_scales; k++)
    for (int i = -n_shifts; i <= n_shifts; i++)
      for (int j = -n_shifts; j <= n_shifts; j++)
        {
          AnlanPhotoFit tried = { .scale = from.scale * pow (factor, k) };
          double grown = (from.scale - tried.scale) / 2;

          /* It grows from its middle. */
          tried.x = from.x + grown + i * shift;
          tried.y = from.y + grown * b->height / b->width + j * shift;
          try_fit (a, b, &tried, fit);
        }
}

/* --- where they differ --------------------------------------------------------------------------------------------------- */

/* Of each place of @a how far @b is from it; negative where there is nothing to compare. */
static float *
measure (const Grid *a, const Grid *b, const AnlanPhotoFit *fit)
{
  float *found = g_new (float, (gsize)a->width *(gsize)a->height);
  double gain, offset;

  correlate (a, b, fit, &gain, &offset);
  for (int y = 0; y < a->height; y++)
    for (int x = 0; x < a->width; x++)
      {
        float q = sample (a, b, fit, x, y);

        found[y * a->width + x] =
            q < 0 ? -1 : (float)fabs (gain * (double)q + offset - (double)a->at[y * a->width + x]);
      }
  return found;
}

static float *
blur (const Grid *a, const float *from)
{
  float *to = g_new (float, (gsize)a->width *(gsize)a->height);

  for (int y = 0; y < a->height; y++)
    for (int x = 0; x < a->width; x++)
      {
        float sum = 0;
        int n = 0;

        for (int v = MAX (0, y - BLUR); v <= MIN (a->height - 1, y + BLUR); v++)
          for (int u = MAX (0, x - BLUR); u <= MIN (a->width - 1, x + BLUR); u++)
            if (from[v * a->width + u] >= 0)
              {
                sum += from[v * a->width + u];
                n++;
              }
        to[y * a->width + x] = from[y * a->width + x] < 0 || n == 0 ? -1 : sum / (float)n;
      }
  return to;
}

static int
compare_floats (const void *a, const void *b)
{
  float left = *(const float *)a, right = *(const float *)b;

  return (left > right) - (left < right);
}

/* What the most ordinary place of the pair differs by: another light, another second. */
static float
usual (const float *found, int n)
{
  g_autofree float *sorted = g_new (float, (gsize)n);
  int m = 0;

  for (int i = 0; i < n; i++)
    if (found[i] >= 0)
      sorted[m++] = found[i];
  if (m == 0)
    return 0;
  qsort (sorted, (gsize)m, sizeof *sorted, compare_floats);
  return sorted[m / 2];
}

static GdkPixbuf *
draw (const Grid *a, const float *found, double *part)
{
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, TRUE, 8, a->width, a->height);
  guchar *pixels = gdk_pixbuf_get_pixels (pixbuf);
  int stride = gdk_pixbuf_get_rowstride (pixbuf), seen = 0, differ = 0;
  double floor_of = (double)usual (found, a->width * a->height) + NOISE;

  for (int y = 0; y < a->height; y++)
    for (int x = 0; x < a->width; x++)
      {
        guchar *p = pixels + y * stride + 4 * x;
        double value = ((double)found[y * a->width + x] - floor_of) / FULL;

        p[0] = TINT >> 16;
        p[1] = TINT >> 8 & 0xff;
        p[2] = TINT & 0xff;
        p[3] = (guchar)(190 * CLAMP (value, 0, 1));
        seen += found[y * a->width + x] >= 0;
        differ += value > 0.5;
      }
  *part = seen > 0 ? (double)differ / seen : 0;
  return pixbuf;
}

GdkPixbuf *
anlan_photo_difference (GdkPixbuf *before, GdkPixbuf *after, AnlanPhotoFit *fit, double *part)
{
  g_auto (Grid) rough_a = { 0 }, rough_b = { 0 }, a = { 0 }, b = { 0 };
  g_autofree float *raw = NULL, *found = NULL;

  g_return_val_if_fail (GDK_IS_PIXBUF (before) && GDK_IS_PIXBUF (after) && fit != NULL && part != NULL, NULL);

  grid_init (&rough_a, before, ROUGH_WIDTH);
  grid_init (&rough_b, after, ROUGH_WIDTH);
  grid_init (&a, before, FINE_WIDTH);
  grid_init (&b, after, FINE_WIDTH);
  *part = 0;
  /* Middle on middle. */
  *fit = (AnlanPhotoFit){ .scale = 1, .y = ((double)a.height - b.height) / 2 / a.width };
  search (&rough_a, &rough_b, 1.058, 4, 1.0 / ROUGH_WIDTH, 7, fit);
  search (&a, &b, 1.014, 2, 2.0 / FINE_WIDTH, 2, fit);
  search (&a, &b, 1.006, 1, 1.0 / FINE_WIDTH, 1, fit);
  if (fit->likeness < ANLAN_PHOTO_FITS)
    return NULL;
  raw = measure (&a, &b, fit);
  found = blur (&a, raw);
  return draw (&a, found, part);
}
