/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "map-marks-private.h"

#include <math.h>

/* About as large as a label, so that a test looks at few cells and few rectangles. */
#define CELL_PX 64.0

struct _AnlanMapRoom
{
  guint columns;
  guint rows;
  GArray **cells; /* of AnlanMapRect; NULL while nothing is there */
};

AnlanMapRoom *
anlan_map_room_new (double width, double height)
{
  AnlanMapRoom *room = g_new (AnlanMapRoom, 1);

  room->columns = (guint)ceil (MAX (width, 1) / CELL_PX);
  room->rows = (guint)ceil (MAX (height, 1) / CELL_PX);
  room->cells = g_new0 (GArray *, (gsize)room->columns * room->rows);
  return room;
}

void
anlan_map_room_free (AnlanMapRoom *room)
{
  if (room == NULL)
    return;
  for (gsize i = 0; i < (gsize)room->columns * room->rows; i++)
    g_clear_pointer (&room->cells[i], g_array_unref);
  g_free (room->cells);
  g_free (room);
}

/* What lies outside of the room is kept in the cells at its edge. */
static guint
clamp_cell (double at, guint n)
{
  return (guint)CLAMP (floor (at / CELL_PX), 0, n - 1);
}

static gboolean
cell_is_free (const GArray *cell, const AnlanMapRect *rect)
{
  if (cell == NULL)
    return TRUE;
  for (guint i = 0; i < cell->len; i++)
    if (anlan_map_rect_intersects (g_array_index (cell, AnlanMapRect, i), *rect))
      return FALSE;
  return TRUE;
}

gboolean
anlan_map_room_is_free (const AnlanMapRoom *room, const AnlanMapRect *rects, guint n_rects)
{
  for (guint i = 0; i < n_rects; i++)
    for (guint y = clamp_cell (rects[i].y0, room->rows); y <= clamp_cell (rects[i].y1, room->rows); y++)
      for (guint x = clamp_cell (rects[i].x0, room->columns); x <= clamp_cell (rects[i].x1, room->columns);
           x++)
        if (!cell_is_free (room->cells[(gsize)y * room->columns + x], &rects[i]))
          return FALSE;
  return TRUE;
}

void
anlan_map_room_take (AnlanMapRoom *room, const AnlanMapRect *rects, guint n_rects)
{
  for (guint i = 0; i < n_rects; i++)
    for (guint y = clamp_cell (rects[i].y0, room->rows); y <= clamp_cell (rects[i].y1, room->rows); y++)
      for (guint x = clamp_cell (rects[i].x0, room->columns); x <= clamp_cell (rects[i].x1, room->columns);
           x++)
        {
          GArray **cell = &room->cells[(gsize)y * room->columns + x];

          if (*cell == NULL)
            *cell = g_array_new (FALSE, FALSE, sizeof (AnlanMapRect));
          g_array_append_val (*cell, rects[i]);
        }
}
