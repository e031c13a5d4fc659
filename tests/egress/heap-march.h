/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <math.h>

#include "egress/potential.h"

/* Plain fast marching with a binary heap, as Sethian 1996 has it: what the bucketed one is measured against. */

typedef struct
{
  double time;
  guint32 cell;
} HeapEntry;

typedef struct
{
  HeapEntry *entries;
  gsize used, size;
} Heap;

static void
heap_push (Heap *heap, double time, guint32 cell)
{
  gsize at = heap->used++;

  if (heap->used > heap->size)
    {
      heap->size = MAX (1024, 2 * heap->size);
      heap->entries = g_renew (HeapEntry, heap->entries, heap->size);
    }
  for (; at > 0 && heap->entries[(at - 1) / 2].time > time; at = (at - 1) / 2)
    heap->entries[at] = heap->entries[(at - 1) / 2];
  heap->entries[at] = (HeapEntry){ time, cell };
}

static HeapEntry
heap_pop (Heap *heap)
{
  HeapEntry top = heap->entries[0], last = heap->entries[--heap->used];
  gsize at = 0;

  for (;;)
    {
      gsize child = 2 * at + 1;

      if (child >= heap->used)
        break;
      if (child + 1 < heap->used && heap->entries[child + 1].time < heap->entries[child].time)
        child++;
      if (heap->entries[child].time >= last.time)
        break;
      heap->entries[at] = heap->entries[child];
      at = child;
    }
  heap->entries[at] = last;
  return top;
}

/* The lesser time on both sides along one axis; infinite where walls are. */
static double
heap_least (const double *times, const guint8 *sides, guint32 cell, guint plus, gssize step, guint minus)
{
  double a = (sides[cell] & plus) ? times[(gssize)cell + step] : INFINITY;
  double b = (sides[cell] & minus) ? times[(gssize)cell - step] : INFINITY;

  return MIN (a, b);
}

/* Seconds by cell, infinite where there is no way. Free with g_free(). */
static double *
heap_march (guint nx,
            guint ny,
            double width,
            const double *slowness,
            const guint8 *sides,
            const AnlanPotentialGoal *goals,
            guint n_goals)
{
  double *times = g_new (double, (gsize)nx *ny);
  guint8 *done = g_malloc0 ((gsize)nx * ny);
  Heap heap = { NULL, 0, 0 };
  const gssize steps[4] = { 1, nx, -1, -(gssize)nx };

  for (gsize i = 0; i < (gsize)nx * ny; i++)
    times[i] = INFINITY;
  for (guint i = 0; i < n_goals; i++)
    {
      times[goals[i].cell] = goals[i].time;
      heap_push (&heap, goals[i].time, goals[i].cell);
    }
  while (heap.used > 0)
    {
      guint32 cell = heap_pop (&heap).cell;

      if (done[cell])
        continue;
      done[cell] = 1;
      for (guint k = 0; k < 4; k++)
        {
          guint32 next = (guint32)((gssize)cell + steps[k]);
          double a, b, cost, time;

          if ((sides[cell] & (1u << k)) == 0 || done[next])
            continue;
          a = heap_least (times, sides, next, ANLAN_SIDE_EAST, 1, ANLAN_SIDE_WEST);
          b = heap_least (times, sides, next, ANLAN_SIDE_NORTH, nx, ANLAN_SIDE_SOUTH);
          cost = slowness[next] * width;
          time = fabs (a - b) >= cost ? MIN (a, b) + cost
                                      : (a + b + sqrt (2 * cost * cost - (a - b) * (a - b))) / 2;
          if (time < times[next])
            {
              times[next] = time;
              heap_push (&heap, time, next);
            }
        }
    }
  g_free (heap.entries);
  g_free (done);
  return times;
}
