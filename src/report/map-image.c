/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "report/map-image.h"
#include "map-image-private.h"

#include <math.h>

/* 2^15 pixels are as wide as cairo's images can be. */
#define MAX_SIZES 16

typedef struct
{
  GBytes *pixels;
  int columns;
  int rows;
  int stride;
} Size;

struct _AnlanMapImage
{
  gatomicrefcount refs;
  double width;
  double height;
  Size sizes[MAX_SIZES]; /* each half of the one before */
  guint n_sizes;
  gboolean is_sheet;
};

/* Mean of four premultiplied pixels, two channels at a time: 0x00ff00ff leaves each channel room for the sum. */
static guint32
mean_of_four (guint32 a, guint32 b, guint32 c, guint32 d)
{
  const guint32 even = 0x00ff00ff;
  guint32 low = (a & even) + (b & even) + (c & even) + (d & even) + 0x00020002;
  guint32 high = ((a >> 8) & even) + ((b >> 8) & even) + ((c >> 8) & even) + ((d >> 8) & even) + 0x00020002;

  return ((low >> 2) & even) | (((high >> 2) & even) << 8);
}

static Size
halve (const Size *from)
{
  Size to = { NULL, (from->columns + 1) / 2, (from->rows + 1) / 2, 0 };
  const guint8 *source = g_bytes_get_data (from->pixels, NULL);
  guint32 *target;

  to.stride = to.columns * 4;
  target = g_malloc ((gsize)to.stride * to.rows);
  for (int y = 0; y < to.rows; y++)
    {
      const guint32 *upper = (const guint32 *)(const void *)(source + (gsize)(2 * y) * from->stride);
      const guint32 *lower =
          (const guint32 *)(const void *)(source + (gsize)MIN (2 * y + 1, from->rows - 1) * from->stride);

      for (int x = 0; x < to.columns; x++)
        {
          int left = 2 * x;
          int right = MIN (left + 1, from->columns - 1);

          target[(gsize)y * to.columns + x] =
              mean_of_four (upper[left], upper[right], lower[left], lower[right]);
        }
    }
  to.pixels = g_bytes_new_take (target, (gsize)to.stride * to.rows);
  return to;
}

/* Brighter than this in the mean, 0 to 255, it is lines on white and no photo. */
#define SHEET_BRIGHTNESS 190

static gboolean
looks_like_sheet (const Size *size)
{
  const guint8 *rows = g_bytes_get_data (size->pixels, NULL);
  guint64 sum = 0;
  guint64 n = (guint64)size->columns * (guint64)size->rows;

  for (int y = 0; y < size->rows; y++)
    {
      const guint32 *row = (const guint32 *)(const void *)(rows + (gsize)y * size->stride);

      for (int x = 0; x < size->columns; x++)
        {
          /* What can be seen through would turn white. */
          if (row[x] >> 24 < 250)
            return FALSE;
          sum += (2 * ((row[x] >> 16) & 255) + 7 * ((row[x] >> 8) & 255) + (row[x] & 255)) / 10;
        }
    }
  return n > 0 && sum / n >= SHEET_BRIGHTNESS;
}

gboolean
anlan_map_image_is_sheet (const AnlanMapImage *image)
{
  g_return_val_if_fail (image != NULL, FALSE);

  return image->is_sheet;
}

AnlanMapImage *
anlan_map_image_new (GBytes *pixels, int columns, int rows, int stride, double width, double height)
{
  AnlanMapImage *image;

  g_return_val_if_fail (pixels != NULL, NULL);
  g_return_val_if_fail (columns > 0 && rows > 0 && columns <= 32767 && rows <= 32767, NULL);
  g_return_val_if_fail (stride >= columns * 4 && stride % 4 == 0, NULL);
  g_return_val_if_fail (g_bytes_get_size (pixels) >= (gsize)stride * rows, NULL);
  g_return_val_if_fail (width > 0 && height > 0, NULL);

  image = g_new0 (AnlanMapImage, 1);
  g_atomic_ref_count_init (&image->refs);
  image->width = width;
  image->height = height;
  image->sizes[0] = (Size){ g_bytes_ref (pixels), columns, rows, stride };
  image->n_sizes = 1;
  while (image->n_sizes < MAX_SIZES)
    {
      const Size *last = &image->sizes[image->n_sizes - 1];

      if (last->columns <= 16 && last->rows <= 16)
        break;
      image->sizes[image->n_sizes] = halve (last);
      image->n_sizes++;
    }
  image->is_sheet = looks_like_sheet (&image->sizes[image->n_sizes - 1]);
  return image;
}

static guint32
premultiply (const guchar *pixel, gboolean has_alpha)
{
  guint alpha = has_alpha ? pixel[3] : 255;
  guint red = (pixel[0] * alpha + 127) / 255;
  guint green = (pixel[1] * alpha + 127) / 255;
  guint blue = (pixel[2] * alpha + 127) / 255;

  return alpha << 24 | red << 16 | green << 8 | blue;
}

AnlanMapImage *
anlan_map_image_new_from_pixbuf (GdkPixbuf *pixbuf, double width, double height)
{
  int columns = gdk_pixbuf_get_width (pixbuf);
  int rows = gdk_pixbuf_get_height (pixbuf);
  int n_channels = gdk_pixbuf_get_n_channels (pixbuf);
  gboolean has_alpha = gdk_pixbuf_get_has_alpha (pixbuf);
  const guchar *source = gdk_pixbuf_read_pixels (pixbuf);
  guint32 *target = g_malloc ((gsize)columns * rows * 4);
  g_autoptr (GBytes) pixels = g_bytes_new_take (target, (gsize)columns * rows * 4);

  for (int y = 0; y < rows; y++)
    {
      const guchar *row = source + (gsize)y * gdk_pixbuf_get_rowstride (pixbuf);

      for (int x = 0; x < columns; x++)
        target[(gsize)y * columns + x] = premultiply (row + (gsize)x * n_channels, has_alpha);
    }
  return anlan_map_image_new (pixels, columns, rows, columns * 4, width, height);
}

AnlanMapImage *
anlan_map_image_ref (AnlanMapImage *image)
{
  g_return_val_if_fail (image != NULL, NULL);

  g_atomic_ref_count_inc (&image->refs);
  return image;
}

void
anlan_map_image_unref (AnlanMapImage *image)
{
  g_return_if_fail (image != NULL);

  if (!g_atomic_ref_count_dec (&image->refs))
    return;
  for (guint i = 0; i < image->n_sizes; i++)
    g_bytes_unref (image->sizes[i].pixels);
  g_free (image);
}

double
anlan_map_image_get_width (const AnlanMapImage *image)
{
  g_return_val_if_fail (image != NULL, 0);

  return image->width;
}

double
anlan_map_image_get_height (const AnlanMapImage *image)
{
  g_return_val_if_fail (image != NULL, 0);

  return image->height;
}

int
anlan_map_image_get_columns (const AnlanMapImage *image)
{
  g_return_val_if_fail (image != NULL, 0);

  return image->sizes[0].columns;
}

int
anlan_map_image_get_rows (const AnlanMapImage *image)
{
  g_return_val_if_fail (image != NULL, 0);

  return image->sizes[0].rows;
}

gsize
anlan_map_image_get_n_bytes (const AnlanMapImage *image)
{
  gsize sum = 0;

  g_return_val_if_fail (image != NULL, 0);

  for (guint i = 0; i < image->n_sizes; i++)
    sum += g_bytes_get_size (image->sizes[i].pixels);
  return sum;
}

/* The smallest copy that is still at least as fine as the target, so that bilinear sampling sees every pixel.
 * @scale: user units for a pixel of the largest copy */
static const Size *
choose_size (const AnlanMapImage *image, cairo_t *cr, double scale)
{
  double device_x = 1;
  double device_y = 0;
  guint use = 0;

  cairo_user_to_device_distance (cr, &device_x, &device_y);
  scale *= hypot (device_x, device_y);
  /* A unit of a PDF or SVG is 1/72 inch, and it will be printed four times finer. */
  if (cairo_surface_get_type (cairo_get_target (cr)) != CAIRO_SURFACE_TYPE_IMAGE)
    scale *= 4;
  while (use + 1 < image->n_sizes && scale * (2 << use) <= 1.01)
    use++;
  return &image->sizes[use];
}

/* A surface of our own on the shared bytes: cairo's surfaces themselves must not be shared by threads. */
static cairo_pattern_t *
new_pattern (const Size *size)
{
  cairo_surface_t *surface =
      cairo_image_surface_create_for_data ((guchar *)g_bytes_get_data (size->pixels, NULL),
                                           CAIRO_FORMAT_ARGB32, size->columns, size->rows, size->stride);
  cairo_pattern_t *pattern = cairo_pattern_create_for_surface (surface);

  cairo_surface_destroy (surface);
  cairo_pattern_set_filter (pattern, CAIRO_FILTER_BILINEAR);
  return pattern;
}

/* White paper becomes the grey of a dark map rather than black. */
#define NEGATIVE_VEIL 0.12

void
anlan_map_image_paint (
    const AnlanMapImage *image, cairo_t *cr, const AnlanAffine *placement, double opacity, gboolean negative)
{
  double scale = sqrt (fabs (placement->xx * placement->yy - placement->xy * placement->yx)) * image->width /
                 image->sizes[0].columns;
  const Size *size = choose_size (image, cr, scale);
  cairo_pattern_t *pattern = new_pattern (size);
  cairo_matrix_t matrix;

  cairo_save (cr);
  cairo_matrix_init (&matrix, placement->xx, placement->yx, placement->xy, placement->yy, placement->x0,
                     placement->y0);
  cairo_transform (cr, &matrix);
  cairo_scale (cr, image->width / size->columns, image->height / size->rows);
  cairo_set_source (cr, pattern);
  cairo_rectangle (cr, 0, 0, size->columns, size->rows);
  cairo_clip (cr);
  if (negative)
    {
      cairo_push_group (cr);
      cairo_set_source (cr, pattern);
      cairo_paint (cr);
      cairo_set_operator (cr, CAIRO_OPERATOR_DIFFERENCE);
      cairo_set_source_rgb (cr, 1, 1, 1);
      cairo_paint (cr);
      cairo_set_operator (cr, CAIRO_OPERATOR_OVER);
      cairo_set_source_rgba (cr, 1, 1, 1, NEGATIVE_VEIL);
      cairo_paint (cr);
      cairo_pop_group_to_source (cr);
    }
  cairo_paint_with_alpha (cr, opacity);
  cairo_restore (cr);
  cairo_pattern_destroy (pattern);
}

void
anlan_map_image_paint_tile (const AnlanMapImage *image, cairo_t *cr, AnlanMapRect area, AnlanMapRect clip)
{
  const Size *size = choose_size (image, cr, (area.x1 - area.x0) / image->sizes[0].columns);
  cairo_pattern_t *pattern = new_pattern (size);
  cairo_matrix_t matrix;

  cairo_matrix_init_scale (&matrix, size->columns / (area.x1 - area.x0), size->rows / (area.y1 - area.y0));
  cairo_matrix_translate (&matrix, -area.x0, -area.y0);
  cairo_pattern_set_matrix (pattern, &matrix);
  /* Or its edges would fade into what is behind, and a seam would show between two of them. */
  cairo_pattern_set_extend (pattern, CAIRO_EXTEND_PAD);
  cairo_set_source (cr, pattern);
  cairo_rectangle (cr, clip.x0, clip.y0, clip.x1 - clip.x0, clip.y1 - clip.y0);
  cairo_fill (cr);
  cairo_pattern_destroy (pattern);
}
