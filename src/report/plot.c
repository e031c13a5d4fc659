/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/error.h"
#include "base/time.h"
#include "plot-private.h"

/* Points that lie further apart than so many of their usual distances have a gap between them. */
#define GAP_DISTANCES 3

static void
line_free (gpointer data)
{
  AnlanPlotLine *line = data;

  g_free (line->name);
  g_free (line->title);
  g_free (line->unit);
  g_array_unref (line->points);
  g_free (line);
}

static void
limit_free (gpointer data)
{
  PlotLimit *limit = data;

  g_free (limit->unit);
  g_free (limit->words);
  g_free (limit);
}

static void
alarm_free (gpointer data)
{
  PlotAlarm *alarm = data;

  g_free (alarm->words);
  g_free (alarm);
}

AnlanPlot *
anlan_plot_new (gint64 from, gint64 to, GTimeZone *zone)
{
  AnlanPlot *plot;

  g_return_val_if_fail (from < to && zone != NULL, NULL);

  plot = g_new0 (AnlanPlot, 1);
  g_atomic_ref_count_init (&plot->refs);
  plot->from = from;
  plot->to = to;
  plot->zone = g_time_zone_ref (zone);
  plot->lines = g_ptr_array_new_with_free_func (line_free);
  plot->limits = g_ptr_array_new_with_free_func (limit_free);
  plot->alarms = g_ptr_array_new_with_free_func (alarm_free);
  return plot;
}

AnlanPlot *
anlan_plot_ref (AnlanPlot *plot)
{
  g_atomic_ref_count_inc (&plot->refs);
  return plot;
}

void
anlan_plot_unref (AnlanPlot *plot)
{
  if (!g_atomic_ref_count_dec (&plot->refs))
    return;
  g_time_zone_unref (plot->zone);
  g_ptr_array_unref (plot->lines);
  g_ptr_array_unref (plot->limits);
  g_ptr_array_unref (plot->alarms);
  g_free (plot);
}

/* --- what it shows ---------------------------------------------------------------------------------------------- */

int
anlan_plot_axis_of (const AnlanPlot *plot, const char *unit)
{
  for (guint i = 0; i < plot->n_units; i++)
    if (g_strcmp0 (plot->units[i], unit) == 0)
      return (int)i;
  return -1;
}

static int
compare_distances (gconstpointer a, gconstpointer b)
{
  const gint64 *one = a, *other = b;

  return *one < *other ? -1 : *one > *other;
}

/* The middle one of all distances says how often readings come, whatever gaps there are. */
static gint64
find_gap (GArray *points)
{
  g_autoptr (GArray) distances = g_array_sized_new (FALSE, FALSE, sizeof (gint64), points->len);

  for (guint i = 1; i < points->len; i++)
    {
      gint64 distance =
          g_array_index (points, AnlanStretch, i).ts - g_array_index (points, AnlanStretch, i - 1).ts;

      g_array_append_val (distances, distance);
    }
  if (distances->len == 0)
    return G_MAXINT64;
  g_array_sort (distances, compare_distances);
  return GAP_DISTANCES * MAX (1, g_array_index (distances, gint64, distances->len / 2));
}

gboolean
anlan_plot_add_line (AnlanPlot *plot,
                     const char *name,
                     const char *title,
                     const char *unit,
                     GArray *points,
                     AnlanRollup rollup,
                     GError **error)
{
  AnlanPlotLine *line;
  int axis;

  g_return_val_if_fail (plot != NULL && name != NULL && points != NULL, FALSE);

  if (plot->lines->len >= ANLAN_PLOT_LINES_MAX)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED,
                   _ ("More than %d curves in one picture cannot be told apart. Take one away first."),
                   ANLAN_PLOT_LINES_MAX);
      return FALSE;
    }
  axis = anlan_plot_axis_of (plot, unit);
  if (axis < 0 && plot->n_units >= ANLAN_PLOT_UNITS_MAX)
    {
      g_set_error (
          error, ANLAN_ERROR, ANLAN_ERROR_REFUSED,
          _ ("“%s” is measured in %s, and the picture has two units already: %s and %s. Look at it by "
             "itself."),
          title != NULL ? title : name, unit != NULL ? unit : _ ("no unit"),
          plot->units[0] != NULL ? plot->units[0] : _ ("no unit"),
          plot->units[1] != NULL ? plot->units[1] : _ ("no unit"));
      return FALSE;
    }
  line = g_new0 (AnlanPlotLine, 1);
  line->name = g_strdup (name);
  line->title = g_strdup (title != NULL ? title : name);
  line->unit = g_strdup (unit);
  line->points = g_array_ref (points);
  line->rollup = rollup;
  line->gap = find_gap (points);
  if (axis < 0)
    {
      axis = (int)plot->n_units++;
      plot->units[axis] = line->unit;
    }
  line->axis = (guint)axis;
  g_ptr_array_add (plot->lines, line);
  return TRUE;
}

void
anlan_plot_add_limit (AnlanPlot *plot, double value, const char *unit, const char *words)
{
  PlotLimit *limit;

  g_return_if_fail (plot != NULL && words != NULL);

  if (!isfinite (value))
    return;
  limit = g_new0 (PlotLimit, 1);
  limit->value = value;
  limit->unit = g_strdup (unit);
  limit->words = g_strdup (words);
  g_ptr_array_add (plot->limits, limit);
}

void
anlan_plot_add_alarm (AnlanPlot *plot, gint64 since, gint64 until, guint weight, const char *words)
{
  PlotAlarm *alarm;

  g_return_if_fail (plot != NULL && words != NULL);

  alarm = g_new0 (PlotAlarm, 1);
  alarm->since = since;
  alarm->until = until;
  alarm->weight = MIN (weight, 3);
  alarm->words = g_strdup (words);
  g_ptr_array_add (plot->alarms, alarm);
}

guint
anlan_plot_get_n_lines (const AnlanPlot *plot)
{
  return plot->lines->len;
}

const AnlanPlotLine *
anlan_plot_get_line (const AnlanPlot *plot, guint i)
{
  g_return_val_if_fail (plot != NULL && i < plot->lines->len, NULL);

  return g_ptr_array_index (plot->lines, i);
}

guint
anlan_plot_get_n_alarms (const AnlanPlot *plot)
{
  return plot->alarms->len;
}

const char *
anlan_plot_get_alarm (const AnlanPlot *plot, guint i, gint64 *since, gint64 *until)
{
  const PlotAlarm *alarm;

  g_return_val_if_fail (plot != NULL && i < plot->alarms->len, NULL);

  alarm = g_ptr_array_index (plot->alarms, i);
  *since = alarm->since;
  *until = alarm->until;
  return alarm->words;
}

gint64
anlan_plot_get_from (const AnlanPlot *plot)
{
  return plot->from;
}

gint64
anlan_plot_get_to (const AnlanPlot *plot)
{
  return plot->to;
}

GTimeZone *
anlan_plot_get_zone (const AnlanPlot *plot)
{
  return plot->zone;
}

/* --- points --------------------------------------------------------------------------------------------------------- */

static const AnlanStretch *
point_at (const AnlanPlotLine *line, guint i)
{
  return &g_array_index (line->points, AnlanStretch, i);
}

gboolean
anlan_plot_line_is_gap (const AnlanPlotLine *line, guint i)
{
  g_return_val_if_fail (line != NULL && i < line->points->len, TRUE);

  return i == 0 || point_at (line, i)->count == 0 || point_at (line, i - 1)->count == 0 ||
         point_at (line, i)->ts - point_at (line, i - 1)->ts > line->gap;
}

guint
anlan_plot_line_after (const AnlanPlotLine *line, gint64 at)
{
  guint low = 0, high = line->points->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (point_at (line, middle)->ts <= at)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

const AnlanStretch *
anlan_plot_line_at (const AnlanPlotLine *line, gint64 at)
{
  guint after;

  g_return_val_if_fail (line != NULL, NULL);

  after = anlan_plot_line_after (line, at);
  if (after == 0 || (line->gap < G_MAXINT64 && at - point_at (line, after - 1)->ts > line->gap))
    return NULL;
  return point_at (line, after - 1);
}

gint64
anlan_plot_next_moment (const AnlanPlot *plot, gint64 at, gboolean forward)
{
  gint64 next = at;

  g_return_val_if_fail (plot != NULL, at);

  for (guint i = 0; i < plot->lines->len; i++)
    {
      const AnlanPlotLine *line = g_ptr_array_index (plot->lines, i);
      guint after = anlan_plot_line_after (line, forward ? at : at - 1);
      gint64 ts;

      if (forward ? after >= line->points->len : after == 0)
        continue;
      ts = point_at (line, forward ? after : after - 1)->ts;
      if (next == at || (forward ? ts < next : ts > next))
        next = ts;
    }
  return next;
}
