/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-monitor"

#include "monitor/grid.h"

#include <math.h>

#include "base/error.h"

/* Points made of whole quarters: the query puts what is finer together by the same borders. */
static gboolean
load (AnlanDb *db, const char *name, gint64 from, gint64 to, GArray **points, GError **error)
{
  g_autoptr (GError) trouble = NULL;

  *points = anlan_readings_query (db, name, from, to, (guint)((to - from) / ANLAN_GRID_STEP), NULL, &trouble);
  if (*points != NULL)
    return TRUE;
  if (!g_error_matches (trouble, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&trouble));
      return FALSE;
    }
  *points = g_array_new (FALSE, FALSE, sizeof (AnlanStretch));
  return TRUE;
}

static gint64
quarter_of (GArray *points, guint i)
{
  gint64 ts = g_array_index (points, AnlanStretch, i).ts;

  return ts - ts % ANLAN_GRID_STEP;
}

static gint64
first_quarter (GArray *const *points, const guint *at, guint n)
{
  gint64 first = G_MAXINT64;

  for (guint i = 0; i < n; i++)
    if (at[i] < points[i]->len)
      first = MIN (first, quarter_of (points[i], at[i]));
  return first;
}

GArray *
anlan_readings_grid (AnlanDb *db, const char *const *names, guint n, gint64 from, gint64 to, GError **error)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (AnlanGridRow));
  GArray *points[ANLAN_GRID_SERIES_MAX] = { NULL };
  guint at[ANLAN_GRID_SERIES_MAX] = { 0 };
  gboolean ok = TRUE;
  gint64 ts;

  g_return_val_if_fail (db != NULL && names != NULL && n >= 1 && n <= ANLAN_GRID_SERIES_MAX && from < to,
                        NULL);

  from -= from % ANLAN_GRID_STEP;
  to += (ANLAN_GRID_STEP - to % ANLAN_GRID_STEP) % ANLAN_GRID_STEP;
  for (guint i = 0; ok && i < n; i++)
    ok = load (db, names[i], from, to, &points[i], error);
  while (ok && (ts = first_quarter (points, at, n)) != G_MAXINT64)
    {
      AnlanGridRow row = { .ts = ts };

      for (guint i = 0; i < ANLAN_GRID_SERIES_MAX; i++)
        {
          gboolean here = i < n && at[i] < points[i]->len && quarter_of (points[i], at[i]) == ts;

          row.mean[i] = here ? g_array_index (points[i], AnlanStretch, at[i]).mean : NAN;
          at[i] += here;
        }
      g_array_append_val (rows, row);
    }
  for (guint i = 0; i < n; i++)
    g_clear_pointer (&points[i], g_array_unref);
  return ok ? g_steal_pointer (&rows) : NULL;
}
