/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-safety"

#include "photo-private.h"

#include <math.h>
#include <string.h>

/* Edge of the square whose lowest frequencies make a hash, and of the block of them that is taken. */
#define HASH_EDGE 32
#define HASH_BLOCK 8

/* Bits that may differ. Copies of one photo stay under it in at least one pair of windows. */
#define NEAR_BITS 12

void
photo_normalise (float *square, int edge)
{
  int n = edge * edge;
  double mean = 0, sum = 0;

  for (int i = 0; i < n; i++)
    mean += (double)square[i];
  mean /= n;
  for (int i = 0; i < n; i++)
    {
      square[i] -= (float)mean;
      sum += (double)square[i] * (double)square[i];
    }
  /* One grey has nothing but rounding left. */
  sum = sum > 1e-6 * n ? 1 / sqrt (sum) : 0;
  for (int i = 0; i < n; i++)
    square[i] *= (float)sum;
}

double
photo_product (const float *a, const float *b, int edge)
{
  float sums[8] = { 0 };
  int n = edge * edge;

  /* Eight sums side by side let the compiler use the wide registers. Edges are multiples of eight. */
  for (int i = 0; i < n; i += 8)
    for (int j = 0; j < 8; j++)
      sums[j] += a[i + j] * b[i + j];
  return (double)(sums[0] + sums[1] + sums[2] + sums[3] + sums[4] + sums[5] + sums[6] + sums[7]);
}

/* --- drawing -------------------------------------------------------------------------------------------------------- */

/* Where the unit square's point goes when the picture is turned: quarters clockwise, mirrored from the fourth on. */
static void
turn_point (int turn, double *u, double *v)
{
  double x = turn >= 4 ? 1 - *u : *u, y = *v, keep;

  for (int i = 0; i < turn % 4; i++)
    {
      keep = x;
      x = y;
      y = 1 - keep;
    }
  *u = x;
  *v = y;
}

/* Between the four pixels around (@x, @y), which are counted from the middle of the first one. */
static inline float
at_point (const float *from, int edge, float x, float y)
{
  float most = (float)edge - 1.001f, dx, dy, top, bottom;
  int column, row;

  x = CLAMP (x, 0, most);
  y = CLAMP (y, 0, most);
  column = (int)x;
  row = (int)y;
  dx = x - (float)column;
  dy = y - (float)row;
  from += row * edge + column;
  top = from[0] + dx * (from[1] - from[0]);
  bottom = from[edge] + dx * (from[edge + 1] - from[edge]);
  return top + dy * (bottom - top);
}

/* Where in the pixels of the picture a point of the unit square of the drawing lies. */
static void
locate (const PhotoWindow *window, int turn, int edge, double u, double v, double at[2])
{
  double cosine = cos (window->tilt), sine = sin (window->tilt), x, y;

  turn_point (turn, &u, &v);
  x = (u - 0.5) * window->width;
  y = (v - 0.5) * window->height;
  at[0] = (window->x + x * cosine - y * sine) * edge - 0.5;
  at[1] = (window->y + x * sine + y * cosine) * edge - 0.5;
}

/* Turning, tilting and trimming are one affine map, so a step to the next pixel is the same everywhere. */
void
photo_sample (const float *from, int from_edge, const PhotoWindow *window, int turn, float *to, int to_edge)
{
  double first[2], right[2], below[2];
  double middle = 0.5 / to_edge, next = 1.5 / to_edge;

  locate (window, turn, from_edge, middle, middle, first);
  locate (window, turn, from_edge, next, middle, right);
  locate (window, turn, from_edge, middle, next, below);
  for (int row = 0; row < to_edge; row++)
    {
      float x = (float)(first[0] + row * (below[0] - first[0]));
      float y = (float)(first[1] + row * (below[1] - first[1]));
      float dx = (float)(right[0] - first[0]), dy = (float)(right[1] - first[1]);

      for (int column = 0; column < to_edge; column++)
        *to++ = at_point (from, from_edge, x + (float)column * dx, y + (float)column * dy);
    }
}

/* The mean of the pixels that fall into each cell; cells without one take their neighbour's. Whole grey levels, as they
 * are stored. */
static void
draw_square (GdkPixbuf *pixbuf, float *square, int edge)
{
  int width = gdk_pixbuf_get_width (pixbuf), height = gdk_pixbuf_get_height (pixbuf);
  int channels = gdk_pixbuf_get_n_channels (pixbuf), stride = gdk_pixbuf_get_rowstride (pixbuf);
  const guchar *pixels = gdk_pixbuf_read_pixels (pixbuf);

  for (int row = 0; row < edge; row++)
    for (int column = 0; column < edge; column++)
      {
        int top = (int)((gint64)row * height / edge), left = (int)((gint64)column * width / edge);
        int bottom = MAX (top + 1, (int)((gint64)(row + 1) * height / edge));
        int right = MAX (left + 1, (int)((gint64)(column + 1) * width / edge));
        gint64 sum = 0;

        for (int y = top; y < bottom; y++)
          for (int x = left; x < right; x++)
            {
              const guchar *p = pixels + (gsize)y * (gsize)stride + (gsize)x * (gsize)channels;

              sum += 299 * p[0] + 587 * p[1] + 114 * p[2]; /* luminance of ITU-R BT.601 */
            }
        *square++ = roundf ((float)sum / (float)(1000 * (bottom - top) * (right - left)));
      }
}

/* --- hashes --------------------------------------------------------------------------------------------------------- */

static int
compare_floats (gconstpointer a, gconstpointer b)
{
  float x = *(const float *)a, y = *(const float *)b;

  return x < y ? -1 : x > y;
}

/* The signs of the lowest frequencies of the cosine transform against their median: what pHash does. */
static guint64
hash_square (const float *square)
{
  static gsize ready;
  static float cosines[HASH_BLOCK + 1][HASH_EDGE];
  float rows[HASH_BLOCK + 1][HASH_EDGE], values[64], sorted[64];
  guint64 hash = 0;

  if (g_once_init_enter (&ready))
    {
      for (int k = 0; k <= HASH_BLOCK; k++)
        for (int i = 0; i < HASH_EDGE; i++)
          cosines[k][i] = (float)cos (G_PI * k * (2 * i + 1) / (2.0 * HASH_EDGE));
      g_once_init_leave (&ready, 1);
    }
  for (int k = 1; k <= HASH_BLOCK; k++)
    for (int x = 0; x < HASH_EDGE; x++)
      {
        rows[k][x] = 0;
        for (int y = 0; y < HASH_EDGE; y++)
          rows[k][x] += cosines[k][y] * square[y * HASH_EDGE + x];
      }
  for (int k = 1; k <= HASH_BLOCK; k++)
    for (int l = 1; l <= HASH_BLOCK; l++)
      {
        float sum = 0;

        for (int x = 0; x < HASH_EDGE; x++)
          sum += cosines[l][x] * rows[k][x];
        values[(k - 1) * HASH_BLOCK + l - 1] = sum;
      }
  memcpy (sorted, values, sizeof sorted);
  qsort (sorted, 64, sizeof *sorted, compare_floats);
  for (int i = 0; i < 64; i++)
    hash |= (guint64)(values[i] > (sorted[31] + sorted[32]) / 2) << i;
  return hash;
}

/* The whole; nine tenths of both edges at nine places; four fifths; nine tenths of one edge at either end. */
static PhotoWindow
hash_window (int i)
{
  if (i == 0)
    return (PhotoWindow){ 0.5, 0.5, 1, 1, 0 };
  if (i < 10)
    return (PhotoWindow){ 0.45 + 0.05 * ((i - 1) % 3), 0.45 + 0.05 * ((i - 1) / 3), 0.9, 0.9, 0 };
  if (i == 10)
    return (PhotoWindow){ 0.5, 0.5, 0.8, 0.8, 0 };
  if (i < 13)
    return (PhotoWindow){ i == 11 ? 0.45 : 0.55, 0.5, 0.9, 1, 0 };
  return (PhotoWindow){ 0.5, i == 13 ? 0.45 : 0.55, 1, 0.9, 0 };
}

static void
hash_turn (AnlanPhotoPrint *print, int turn, guint64 *hashes)
{
  float square[HASH_EDGE * HASH_EDGE];

  for (int i = 0; i < ANLAN_PHOTO_HASHES; i++)
    {
      PhotoWindow window = hash_window (i);

      photo_sample (print->fine, PRINT_EDGE, &window, turn, square, HASH_EDGE);
      hashes[i] = hash_square (square);
    }
}

/* --- prints --------------------------------------------------------------------------------------------------------- */

/* All else follows from the fine square. */
static AnlanPhotoPrint *
complete (AnlanPhotoPrint *print)
{
  const int part = PRINT_EDGE / ROUGH_EDGE;

  memset (print->rough, 0, sizeof print->rough);
  for (int y = 0; y < PRINT_EDGE; y++)
    for (int x = 0; x < PRINT_EDGE; x++)
      print->rough[y / part * ROUGH_EDGE + x / part] +=
          print->fine[y * PRINT_EDGE + x] / (float)(part * part);
  for (int turn = 0; turn < PRINT_TURNS; turn++)
    hash_turn (print, turn, print->turned + turn * ANLAN_PHOTO_HASHES);
  return print;
}

AnlanPhotoPrint *
anlan_photo_print_new (GdkPixbuf *pixbuf)
{
  AnlanPhotoPrint *print;

  g_return_val_if_fail (GDK_IS_PIXBUF (pixbuf), NULL);

  print = g_new (AnlanPhotoPrint, 1);
  draw_square (pixbuf, print->fine, PRINT_EDGE);
  return complete (print);
}

GBytes *
anlan_photo_print_to_bytes (const AnlanPhotoPrint *print)
{
  guchar *bytes = g_malloc (PRINT_EDGE * PRINT_EDGE);

  g_return_val_if_fail (print != NULL, NULL);

  for (int i = 0; i < PRINT_EDGE * PRINT_EDGE; i++)
    bytes[i] = (guchar)print->fine[i];
  return g_bytes_new_take (bytes, PRINT_EDGE * PRINT_EDGE);
}

AnlanPhotoPrint *
anlan_photo_print_new_bytes (gconstpointer data, gsize length)
{
  const guchar *bytes = data;
  AnlanPhotoPrint *print;

  if (length != PRINT_EDGE * PRINT_EDGE)
    return NULL;
  print = g_new (AnlanPhotoPrint, 1);
  for (int i = 0; i < PRINT_EDGE * PRINT_EDGE; i++)
    print->fine[i] = bytes[i];
  return complete (print);
}

void
anlan_photo_print_free (AnlanPhotoPrint *print)
{
  g_free (print);
}

AnlanPhotoPrint *
anlan_photo_print_new_png (GBytes *png, GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = NULL;
  gboolean read;

  g_return_val_if_fail (png != NULL, NULL);

  loader = gdk_pixbuf_loader_new_with_type ("png", error);
  if (loader == NULL)
    return NULL;
  read = gdk_pixbuf_loader_write_bytes (loader, png, error);
  /* It has to be closed in any case, but the first thing that went wrong is the one to tell. */
  if (!gdk_pixbuf_loader_close (loader, read ? error : NULL) || !read)
    return NULL;
  return anlan_photo_print_new (gdk_pixbuf_loader_get_pixbuf (loader));
}

/* Kept as they lie in memory here would tie a plant to the machine it was made on. */
static GBytes *
hashes_to_bytes (const AnlanPhotoPrint *print)
{
  guint64 hashes[ANLAN_PHOTO_HASHES];

  anlan_photo_print_hashes (print, hashes);
  for (int i = 0; i < ANLAN_PHOTO_HASHES; i++)
    hashes[i] = GUINT64_TO_LE (hashes[i]);
  return g_bytes_new (hashes, sizeof hashes);
}

static void
read_photo (GdkPixbuf *picture, GBytes **sign, GBytes **print)
{
  g_autoptr (AnlanPhotoPrint) made = anlan_photo_print_new (picture);

  *sign = hashes_to_bytes (made);
  *print = anlan_photo_print_to_bytes (made);
}

const AnlanPhotoReader anlan_photo_reader = { ANLAN_PHOTO_EDGE, ANLAN_PHOTO_VERSION, read_photo };

void
anlan_photo_print_hashes (const AnlanPhotoPrint *print, guint64 hashes[ANLAN_PHOTO_HASHES])
{
  g_return_if_fail (print != NULL && hashes != NULL);

  memcpy (hashes, print->turned, ANLAN_PHOTO_HASHES * sizeof *hashes);
}

/* Where the compiler would count bits by a table, the processor's own instruction is ten times as fast. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)
#define COUNTS_BITS __attribute__ ((target_clones ("popcnt", "default")))
#else
#define COUNTS_BITS
#endif

static inline int
differing (guint64 a, guint64 b)
{
  return __builtin_popcountll (a ^ b);
}

/* Whoever trims a photo leaves a window of the one that is the whole of the other: the windows of each are held against
 * the whole of the other. */
COUNTS_BITS int
photo_bits (const AnlanPhotoPrint *print, const guint64 *hashes)
{
  int least = 64;

  for (int turn = 0; turn < PRINT_TURNS; turn++)
    {
      const guint64 *turned = print->turned + turn * ANLAN_PHOTO_HASHES;

      for (int i = 0; i < ANLAN_PHOTO_HASHES; i++)
        least = MIN (least, differing (turned[0], hashes[i]));
      for (int i = 1; i < ANLAN_PHOTO_HASHES; i++)
        least = MIN (least, differing (turned[i], hashes[0]));
    }
  return least;
}

gboolean
anlan_photo_print_may_match (const AnlanPhotoPrint *print, const guint64 hashes[ANLAN_PHOTO_HASHES])
{
  g_return_val_if_fail (print != NULL && hashes != NULL, FALSE);

  return photo_bits (print, hashes) <= NEAR_BITS;
}
