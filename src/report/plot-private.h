/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/plot.h"

G_BEGIN_DECLS

typedef struct
{
  double value;
  char *unit; /* or NULL */
  char *words;
} PlotLimit;

typedef struct
{
  gint64 since;
  gint64 until;
  guint weight;
  char *words;
} PlotAlarm;

struct _AnlanPlot
{
  gatomicrefcount refs;
  gint64 from, to;
  GTimeZone *zone;
  GPtrArray *lines;                        /* AnlanPlotLine */
  GPtrArray *limits;                       /* PlotLimit */
  GPtrArray *alarms;                       /* PlotAlarm */
  const char *units[ANLAN_PLOT_UNITS_MAX]; /* borrowed from the lines */
  guint n_units;
};

/* Which axis has @unit: 0 or 1; -1: none. */
int
anlan_plot_axis_of (const AnlanPlot *plot, const char *unit);

/* The first point that begins after @at. */
guint
anlan_plot_line_after (const AnlanPlotLine *line, gint64 at);

G_END_DECLS
