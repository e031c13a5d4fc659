/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-safety"

#include "safety/route.h"

#include <math.h>
#include <string.h>

/* Less than this, in metres, is no gain: rounding must not turn pieces round for ever. */
#define GAIN 1e-6

/* Passes over a long route; each pass only shortens it, and a few are always enough. */
#define MOST_PASSES 60

/* The longest piece that is moved elsewhere as a whole. */
#define LONGEST_PIECE 3

static gboolean
is_known (AnlanLonLat point)
{
  return isfinite (point.lon) && isfinite (point.lat);
}

/* Points of the way as points of a plane; the first one is where it begins. */
typedef struct
{
  guint n;
  AnlanPoint *at;
} Way;

static double
distance (const Way *way, guint a, guint b)
{
  return hypot (way->at[a].x - way->at[b].x, way->at[a].y - way->at[b].y);
}

/* --- few points: the shortest of all ---------------------------------------------------------------------------------- */

typedef struct
{
  double length; /* of the best way from the start through the set to this end */
  guint before;
} Best;

/* @order: gets the places 1 … n-1 behind the start, 0. */
static void
order_exactly (const Way *way, guint *order)
{
  guint m = way->n - 1, full = (1u << m) - 1, end = 0;
  g_autofree Best *best = g_new (Best, (gsize)(full + 1) * m);

  for (gsize i = 0; i < (gsize)(full + 1) * m; i++)
    best[i] = (Best){ INFINITY, 0 };
  for (guint i = 0; i < m; i++)
    best[(gsize)(1u << i) * m + i].length = distance (way, 0, i + 1);
  for (guint set = 1; set <= full; set++)
    for (guint last = 0; last < m; last++)
      {
        double so_far = best[(gsize)set * m + last].length;

        if ((set & (1u << last)) == 0)
          continue;
        for (guint next = 0; next < m; next++)
          {
            Best *there = &best[(gsize)(set | 1u << next) * m + next];
            double length = so_far + distance (way, last + 1, next + 1);

            /* Of ways of the same length, as through points at one place, the one in the order given. */
            if ((set & (1u << next)) == 0 && length <= there->length)
              *there = (Best){ length, last };
          }
      }
  for (guint i = 1; i < m; i++)
    if (best[(gsize)full * m + i].length <= best[(gsize)full * m + end].length)
      end = i;
  for (guint set = full, i = m; i > 0; i--)
    {
      guint before = best[(gsize)set * m + end].before;

      order[i] = end + 1;
      set &= ~(1u << end);
      end = before;
    }
}

/* --- many points --------------------------------------------------------------------------------------------------------- */

static void
order_by_nearest (const Way *way, guint *order)
{
  g_autofree gboolean *used = g_new0 (gboolean, way->n);

  used[0] = TRUE;
  for (guint i = 1; i < way->n; i++)
    {
      guint nearest = 0;

      for (guint j = 1; j < way->n; j++)
        if (!used[j] &&
            (nearest == 0 || distance (way, order[i - 1], j) < distance (way, order[i - 1], nearest)))
          nearest = j;
      used[nearest] = TRUE;
      order[i] = nearest;
    }
}

/* Length of the edge between two places of the order; after the last there is none. */
static double
edge (const Way *way, const guint *order, guint i)
{
  return i + 1 < way->n ? distance (way, order[i], order[i + 1]) : 0;
}

static void
turn_round (guint *order, guint from, guint to)
{
  for (; from < to; from++, to--)
    {
      guint kept = order[from];

      order[from] = order[to];
      order[to] = kept;
    }
}

/* Turns pieces round where that shortens the way. TRUE: it did. */
static gboolean
turn_pieces (const Way *way, guint *order)
{
  gboolean gained = FALSE;

  for (guint i = 1; i + 1 < way->n; i++)
    for (guint j = i + 1; j < way->n; j++)
      {
        double now = distance (way, order[i - 1], order[i]) + edge (way, order, j);
        double then = distance (way, order[i - 1], order[j]) +
                      (j + 1 < way->n ? distance (way, order[i], order[j + 1]) : 0);

        if (then < now - GAIN)
          {
            turn_round (order, i, j);
            gained = TRUE;
          }
      }
  return gained;
}

/* What the way would gain if the piece of @length points from @from stood behind place @to, which is not in it. */
static double
gain_of_move (const Way *way, const guint *order, guint from, guint length, guint to)
{
  guint last = from + length - 1;
  gboolean ends = last + 1 == way->n;
  double now = distance (way, order[from - 1], order[from]) + edge (way, order, last) + edge (way, order, to);
  double then = (ends ? 0 : distance (way, order[from - 1], order[last + 1])) +
                distance (way, order[to], order[from]) +
                (to + 1 < way->n ? distance (way, order[last], order[to + 1]) : 0);

  return now - then;
}

static void
move_piece (guint *order, guint n, guint from, guint length, guint to)
{
  guint piece[LONGEST_PIECE];

  memcpy (piece, order + from, length * sizeof *order);
  if (to > from)
    {
      memmove (order + from, order + from + length, (to - from - length + 1) * sizeof *order);
      memcpy (order + to - length + 1, piece, length * sizeof *order);
      return;
    }
  memmove (order + to + 1 + length, order + to + 1, (from - to - 1) * sizeof *order);
  memcpy (order + to + 1, piece, length * sizeof *order);
}

static gboolean
move_pieces (const Way *way, guint *order)
{
  gboolean gained = FALSE;

  for (guint length = 1; length <= LONGEST_PIECE; length++)
    for (guint from = 1; from + length <= way->n; from++)
      for (guint to = 0; to < way->n; to++)
        if ((to + 1 < from || to >= from + length) && gain_of_move (way, order, from, length, to) > GAIN)
          {
            move_piece (order, way->n, from, length, to);
            gained = TRUE;
            break;
          }
  return gained;
}

static void
order_way (const Way *way, guint *order)
{
  order[0] = 0;
  if (way->n - 1 <= ANLAN_ROUTE_EXACT)
    {
      order_exactly (way, order);
      return;
    }
  order_by_nearest (way, order);
  for (guint i = 0; i < MOST_PASSES; i++)
    {
      gboolean turned = turn_pieces (way, order);

      if (!move_pieces (way, order) && !turned)
        break;
    }
}

/* --- positions --------------------------------------------------------------------------------------------------------------- */

guint *
anlan_route_order (const AnlanLonLat *points, guint n, const AnlanLonLat *start)
{
  g_autofree guint *known = g_new (guint, n + 1), *order = g_new (guint, n + 1);
  g_autofree AnlanPoint *at = g_new (AnlanPoint, n + 1);
  guint *result, n_known = 0, filled = 0, first;
  gboolean gate = start != NULL && is_known (*start);
  AnlanLocal local;
  Way way = { 0, at };

  g_return_val_if_fail (n == 0 || points != NULL, NULL);

  if (n == 0)
    return NULL;
  for (guint i = 0; i < n; i++)
    if (is_known (points[i]))
      known[n_known++] = i;
  result = g_new (guint, n);
  if (n_known > 0)
    {
      anlan_local_init (&local, gate ? *start : points[known[0]]);
      if (gate)
        at[way.n++] = anlan_local_from_lonlat (&local, *start);
      for (guint i = 0; i < n_known; i++)
        at[way.n++] = anlan_local_from_lonlat (&local, points[known[i]]);
      order_way (&way, order);
      first = gate ? 1 : 0;
      for (guint i = first; i < way.n; i++)
        result[filled++] = known[order[i] - first];
    }
  for (guint i = 0; i < n; i++)
    if (!is_known (points[i]))
      result[filled++] = i;
  return result;
}

double
anlan_route_length_m (const AnlanLonLat *points, const guint *order, guint n, const AnlanLonLat *start)
{
  AnlanLonLat at = start != NULL ? *start : (AnlanLonLat){ NAN, NAN };
  double length = 0;

  g_return_val_if_fail (n == 0 || (points != NULL && order != NULL), 0);

  for (guint i = 0; i < n; i++)
    {
      AnlanLonLat next = points[order[i]];

      if (!is_known (next))
        continue;
      if (is_known (at))
        length += anlan_distance_m (at, next);
      at = next;
    }
  return length;
}
