/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-safety"

#include "photo-private.h"

#include <string.h>

/* The first search: squares this large, windows from this part of the edge on. */
#define SEARCH_EDGE 24
#define LEAST_WINDOW 0.75
#define WINDOW_STEP 0.05
#define WINDOW_SIZES 6
#define CANDIDATES 6

#define REFINE_EDGE 64
#define FINAL_EDGE 128

/* One way to lay a photo on the other. */
typedef struct
{
  int turn;
  gboolean in_b; /* the window is b's and the whole is a's */
  PhotoWindow window;
  double likeness;
} Laying;

typedef struct
{
  const AnlanPhotoPrint *a, *b;
  Laying best[CANDIDATES]; /* best first */
  int n;
} Search;

static const PhotoWindow whole = { 0.5, 0.5, 1, 1, 0 };

/* Candidates that differ only by a step lead to the same end: one of them is kept for each turn and side. */
static void
keep_laying (Search *search, const Laying *laying)
{
  int at = 0;

  for (int i = 0; i < search->n; i++)
    if (search->best[i].turn == laying->turn && search->best[i].in_b == laying->in_b)
      {
        if (search->best[i].likeness >= laying->likeness)
          return;
        memmove (search->best + i, search->best + i + 1, sizeof *search->best * (gsize)(search->n - i - 1));
        search->n--;
        break;
      }
  while (at < search->n && search->best[at].likeness >= laying->likeness)
    at++;
  if (at == CANDIDATES)
    return;
  search->n = MIN (search->n + 1, CANDIDATES);
  memmove (search->best + at + 1, search->best + at, sizeof *search->best * (gsize)(search->n - at - 1));
  search->best[at] = *laying;
}

/* All windows of one picture against the eight turns of the other's whole. */
static void
search_windows (Search *search, gboolean in_b)
{
  const AnlanPhotoPrint *part = in_b ? search->b : search->a, *other = in_b ? search->a : search->b;
  float wholes[PRINT_TURNS][SEARCH_EDGE * SEARCH_EDGE], square[SEARCH_EDGE * SEARCH_EDGE];

  for (int turn = 0; turn < PRINT_TURNS; turn++)
    {
      photo_sample (other->rough, ROUGH_EDGE, &whole, turn, wholes[turn], SEARCH_EDGE);
      photo_normalise (wholes[turn], SEARCH_EDGE);
    }
  for (int size = 0; size < WINDOW_SIZES * WINDOW_SIZES; size++)
    {
      double width = LEAST_WINDOW + WINDOW_STEP * (size % WINDOW_SIZES);
      double height = LEAST_WINDOW + WINDOW_STEP * (size / WINDOW_SIZES);

      for (int place = 0; place < 9; place++)
        {
          Laying laying = { .in_b = in_b };

          laying.window = (PhotoWindow){ 0.5 + (1 - width) * 0.5 * (place % 3 - 1),
                                         0.5 + (1 - height) * 0.5 * (place / 3 - 1), width, height, 0 };
          photo_sample (part->rough, ROUGH_EDGE, &laying.window, 0, square, SEARCH_EDGE);
          photo_normalise (square, SEARCH_EDGE);
          for (laying.turn = 0; laying.turn < PRINT_TURNS; laying.turn++)
            {
              laying.likeness = photo_product (square, wholes[laying.turn], SEARCH_EDGE);
              keep_laying (search, &laying);
            }
        }
    }
}

/* --- refining ------------------------------------------------------------------------------------------------------- */

/* Means over 2 @radius + 1 values of a line of @n, the last of which stands for those beyond the end; neighbours are
 * @stride apart. A running sum, as each value is needed in many windows. */
static void
blur_line (const float *from, float *to, int n, int stride, int radius)
{
  float sum = (float)(radius + 1) * from[0], share = 1 / (float)(2 * radius + 1);

  for (int i = 1; i <= radius; i++)
    sum += from[MIN (i, n - 1) * stride];
  for (int i = 0; i < n; i++)
    {
      to[i * stride] = sum * share;
      sum += from[MIN (i + radius + 1, n - 1) * stride] - from[MAX (i - radius, 0) * stride];
    }
}

static void
blur (const float *from, float *to, int edge, int radius)
{
  g_autofree float *rows = g_new (float, edge *edge);

  for (int y = 0; y < edge; y++)
    blur_line (from + y * edge, rows + y * edge, edge, 1, radius);
  for (int x = 0; x < edge; x++)
    blur_line (rows + x, to + x, edge, edge, radius);
}

/* What is finer than a ninth of the edge and coarser than single pixels: compression and brightness leave it, another
 * stand of the camera does not. */
static void
keep_structure (float *square, int edge)
{
  g_autofree float *fine = g_new (float, edge *edge);
  g_autofree float *coarse = g_new (float, edge *edge);

  blur (square, fine, edge, 1);
  blur (fine, coarse, edge, edge / 16);
  for (int i = 0; i < edge * edge; i++)
    square[i] = fine[i] - coarse[i];
  photo_normalise (square, edge);
}

static double
judge (const Search *search, const Laying *laying, const float *other, int edge, gboolean structure)
{
  const AnlanPhotoPrint *part = laying->in_b ? search->b : search->a;
  g_autofree float *square = g_new (float, edge *edge);

  photo_sample (part->fine, PRINT_EDGE, &laying->window, 0, square, edge);
  if (structure)
    keep_structure (square, edge);
  else
    photo_normalise (square, edge);
  return photo_product (square, other, edge);
}

/* Moves one after the other of the window's five measures as long as that helps, in ever smaller steps. */
static void
refine (const Search *search, Laying *laying, const float *other, int edge, double step, gboolean structure)
{
  laying->likeness = judge (search, laying, other, edge, structure);
  for (; step > 0.002; step /= 2)
    for (gboolean better = TRUE; better;)
      {
        better = FALSE;
        for (int i = 0; i < 10; i++)
          {
            Laying moved = *laying;
            double by = i % 2 ? -step : step;

            *(double *[]){ &moved.window.x, &moved.window.y, &moved.window.width, &moved.window.height,
                           &moved.window.tilt }[i / 2] += by;
            moved.likeness = judge (search, &moved, other, edge, structure);
            if (moved.likeness <= laying->likeness + 1e-4)
              continue;
            *laying = moved;
            better = TRUE;
          }
      }
}

static double
finish (const Search *search, const Laying *candidate)
{
  Laying laying = *candidate;
  const AnlanPhotoPrint *from = laying.in_b ? search->a : search->b;
  g_autofree float *other = g_new (float, FINAL_EDGE *FINAL_EDGE);

  photo_sample (from->fine, PRINT_EDGE, &whole, laying.turn, other, REFINE_EDGE);
  keep_structure (other, REFINE_EDGE);
  refine (search, &laying, other, REFINE_EDGE, 0.025, TRUE);
  photo_sample (from->fine, PRINT_EDGE, &whole, laying.turn, other, FINAL_EDGE);
  keep_structure (other, FINAL_EDGE);
  return judge (search, &laying, other, FINAL_EDGE, TRUE);
}

double
anlan_photo_compare (const AnlanPhotoPrint *a, const AnlanPhotoPrint *b)
{
  Search search = { .a = a, .b = b };
  double best = 0;

  g_return_val_if_fail (a != NULL && b != NULL, 0);

  search_windows (&search, FALSE);
  search_windows (&search, TRUE);
  for (int i = 0; i < search.n; i++)
    best = MAX (best, finish (&search, &search.best[i]));
  return best;
}
