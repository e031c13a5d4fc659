/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "map-geometry.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NODE_SIZE 16
/* 16^8 is more than a guint32 can count. */
#define MAX_LEVELS 9

struct _AnlanMapIndex
{
  AnlanMapRect
      *boxes;    /* items first, in the order of a Hilbert curve, then level upon level up to the root */
  guint32 *refs; /* of an item: its number; of a node: where its children begin */
  guint n_items;
  guint n_nodes;
  guint level_ends[MAX_LEVELS];
  guint n_levels;
};

typedef struct
{
  guint32 key;
  guint32 item;
} Place;

/* Position along a Hilbert curve of order 16; neighbours on it are neighbours on the map, so that nodes are compact.
 * The usual rotate-and-reflect walk from the largest quadrant down. */
static guint32
hilbert_key (guint32 x, guint32 y)
{
  guint32 key = 0;

  for (guint32 s = 1u << 15; s > 0; s >>= 1)
    {
      guint32 rx = (x & s) ? 1 : 0;
      guint32 ry = (y & s) ? 1 : 0;

      key += s * s * ((3 * rx) ^ ry);
      if (ry == 0)
        {
          guint32 swap;

          if (rx == 1)
            {
              x = 0xffff - x;
              y = 0xffff - y;
            }
          swap = x;
          x = y;
          y = swap;
        }
    }
  return key;
}

static int
compare_places (const void *a, const void *b)
{
  const Place *pa = a;
  const Place *pb = b;

  if (pa->key != pb->key)
    return pa->key < pb->key ? -1 : 1;
  return pa->item < pb->item ? -1 : pa->item > pb->item;
}

static Place *
sort_places (const AnlanMapRect *rects, guint n_rects)
{
  g_autofree Place *places = g_new (Place, n_rects);
  AnlanMapRect all = ANLAN_MAP_RECT_EMPTY;
  double width, height;

  for (guint i = 0; i < n_rects; i++)
    anlan_map_rect_add (&all, rects[i]);
  width = all.x1 > all.x0 ? all.x1 - all.x0 : 1;
  height = all.y1 > all.y0 ? all.y1 - all.y0 : 1;
  for (guint i = 0; i < n_rects; i++)
    {
      double x = ((rects[i].x0 + rects[i].x1) / 2 - all.x0) / width;
      double y = ((rects[i].y0 + rects[i].y1) / 2 - all.y0) / height;

      places[i].key = hilbert_key ((guint32)(CLAMP (x, 0, 1) * 0xffff), (guint32)(CLAMP (y, 0, 1) * 0xffff));
      places[i].item = i;
    }
  qsort (places, n_rects, sizeof *places, compare_places);
  return g_steal_pointer (&places);
}

AnlanMapIndex *
anlan_map_index_new (const AnlanMapRect *rects, guint n_rects)
{
  AnlanMapIndex *index = g_new0 (AnlanMapIndex, 1);
  g_autofree Place *places = NULL;
  guint width, at, child;

  index->n_items = n_rects;
  if (n_rects == 0)
    return index;

  width = n_rects;
  index->n_nodes = n_rects;
  index->level_ends[index->n_levels++] = n_rects;
  do
    {
      width = (width + NODE_SIZE - 1) / NODE_SIZE;
      index->n_nodes += width;
      index->level_ends[index->n_levels++] = index->n_nodes;
    }
  while (width > 1);

  index->boxes = g_new (AnlanMapRect, index->n_nodes);
  index->refs = g_new (guint32, index->n_nodes);
  places = sort_places (rects, n_rects);
  for (guint i = 0; i < n_rects; i++)
    {
      index->boxes[i] = rects[places[i].item];
      index->refs[i] = places[i].item;
    }

  at = n_rects;
  child = 0;
  for (guint level = 0; level + 1 < index->n_levels; level++)
    while (child < index->level_ends[level])
      {
        guint end = MIN (child + NODE_SIZE, index->level_ends[level]);

        index->refs[at] = child;
        index->boxes[at] = ANLAN_MAP_RECT_EMPTY;
        for (; child < end; child++)
          anlan_map_rect_add (&index->boxes[at], index->boxes[child]);
        at++;
      }
  g_assert (at == index->n_nodes);
  return index;
}

void
anlan_map_index_free (AnlanMapIndex *index)
{
  if (index == NULL)
    return;
  g_free (index->boxes);
  g_free (index->refs);
  g_free (index);
}

static int
compare_numbers (const void *a, const void *b)
{
  guint32 na = *(const guint32 *)a;
  guint32 nb = *(const guint32 *)b;

  return na < nb ? -1 : na > nb;
}

/* A node's children all lie on one level, so the end of that level bounds the last, shorter node. */
static void
query_node (const AnlanMapIndex *index, guint node, guint level, const AnlanMapRect *rect, GArray *found)
{
  guint begin = index->refs[node];
  guint end = MIN (begin + NODE_SIZE, index->level_ends[level - 1]);

  for (guint i = begin; i < end; i++)
    {
      if (!anlan_map_rect_intersects (index->boxes[i], *rect))
        continue;
      if (level == 1)
        g_array_append_val (found, index->refs[i]);
      else
        query_node (index, i, level - 1, rect, found);
    }
}

void
anlan_map_index_query (const AnlanMapIndex *index, AnlanMapRect rect, GArray *found)
{
  g_array_set_size (found, 0);
  if (index->n_items == 0)
    return;
  query_node (index, index->n_nodes - 1, index->n_levels - 1, &rect, found);
  if (found->len > 1)
    qsort (found->data, found->len, sizeof (guint32), compare_numbers);
}
