/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <math.h>

#include "chart-private.h"

/* Height of a lying bar with its gap. */
#define ROW_HEIGHT 17.0
#define UPRIGHT_HEIGHT 130.0
/* Title, legend and note. */
#define EDGES 46.0

static void
series_free (ChartSeries *series)
{
  g_free (series->name);
  g_free (series->values);
  g_free (series);
}

AnlanChart *
anlan_chart_new (AnlanChartType type, const char *title, const char *const *categories)
{
  AnlanChart *chart = g_new0 (AnlanChart, 1);

  g_return_val_if_fail (title != NULL && categories != NULL, NULL);

  g_atomic_ref_count_init (&chart->refs);
  chart->type = type;
  chart->title = g_strdup (title);
  chart->categories = g_strdupv ((char **)categories);
  chart->n = g_strv_length (chart->categories);
  chart->series = g_ptr_array_new_with_free_func ((GDestroyNotify)series_free);
  return chart;
}

AnlanChart *
anlan_chart_ref (AnlanChart *chart)
{
  g_atomic_ref_count_inc (&chart->refs);
  return chart;
}

void
anlan_chart_unref (AnlanChart *chart)
{
  if (!g_atomic_ref_count_dec (&chart->refs))
    return;
  g_free (chart->title);
  g_strfreev (chart->categories);
  g_ptr_array_unref (chart->series);
  g_free (chart->target_name);
  g_free (chart->note);
  g_free (chart);
}

void
anlan_chart_add_series (AnlanChart *chart, const char *name, const double *values, const char *grade)
{
  ChartSeries *series = g_new0 (ChartSeries, 1);

  g_return_if_fail (chart != NULL && name != NULL && values != NULL);

  series->name = g_strdup (name);
  series->values = g_memdup2 (values, chart->n * sizeof (double));
  series->grade = g_intern_string (grade);
  for (guint i = 0; i < chart->n; i++)
    if (!isfinite (series->values[i]))
      series->values[i] = NAN;
  g_ptr_array_add (chart->series, series);
}

void
anlan_chart_set_percent (AnlanChart *chart, gboolean percent)
{
  g_return_if_fail (chart != NULL);

  chart->percent = percent;
}

void
anlan_chart_set_target (AnlanChart *chart, double value, const char *name)
{
  g_return_if_fail (chart != NULL && isfinite (value));

  chart->has_target = TRUE;
  chart->target = value;
  g_free (chart->target_name);
  chart->target_name = g_strdup (name);
}

void
anlan_chart_set_note (AnlanChart *chart, const char *note)
{
  g_return_if_fail (chart != NULL);

  g_free (chart->note);
  chart->note = g_strdup (note);
}

guint
anlan_chart_n_categories (const AnlanChart *chart)
{
  return chart->n;
}

double
anlan_chart_get_height (const AnlanChart *chart, double width)
{
  return EDGES + (chart->type == ANLAN_CHART_ROWS ? MAX (1, chart->n) * ROW_HEIGHT : UPRIGHT_HEIGHT);
}

double
anlan_chart_ticks (double top, guint most, gboolean whole)
{
  static const double steps[] = { 1, 2, 5, 10 };
  double power;

  g_return_val_if_fail (most > 0, 1);

  if (!(top > 0) || !isfinite (top))
    return 1;
  power = pow (10, floor (log10 (top / most)));
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      double step = steps[i] * power;

      /* The division may miss a whole number by a rounding error. */
      if (step * most >= top * (1 - 1e-12))
        return whole ? MAX (1, step) : step;
    }
  return 10 * power;
}
