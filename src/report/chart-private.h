/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/chart.h"

G_BEGIN_DECLS

typedef struct
{
  char *name;
  double *values;
  const char *grade; /* interned, or NULL */
} ChartSeries;

struct _AnlanChart
{
  gatomicrefcount refs;
  AnlanChartType type;
  char *title;
  char **categories;
  guint n;
  GPtrArray *series; /* ChartSeries */
  gboolean percent;
  gboolean has_target;
  double target;
  char *target_name;
  char *note;
};

/* Fills the present path as series @i is: its lightness or grade, with its hatch. Consumes the path. */
void anlan_chart_fill (cairo_t *cr, guint i, const char *grade, const AnlanChartInk *ink);
/* Sets colour and dash of the line of series @i. */
void anlan_chart_pen (cairo_t *cr, guint i, const AnlanChartInk *ink);
/* Its mark around a point. */
void anlan_chart_mark (cairo_t *cr, guint i, double x, double y, const AnlanChartInk *ink);

/* chart-draw.c: text */
char *anlan_chart_number (const AnlanChart *chart, double value);

G_END_DECLS
