/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "hazard-report-private.h"

#include <glib/gi18n-lib.h>

#include "base/time.h"

const char *
hazard_report_this (const HazardReport *report)
{
  switch (report->period.type)
    {
    case ANLAN_PERIOD_QUARTER:
      return _ ("This quarter");
    case ANLAN_PERIOD_YEAR:
      return _ ("This year");
    case ANLAN_PERIOD_MONTH:
    default:
      return _ ("This month");
    }
}

const char *
hazard_report_before (const HazardReport *report)
{
  switch (report->period.type)
    {
    case ANLAN_PERIOD_QUARTER:
      return _ ("Quarter before");
    case ANLAN_PERIOD_YEAR:
      return _ ("Year before");
    case ANLAN_PERIOD_MONTH:
    default:
      return _ ("Month before");
    }
}

static char *
make_title (AnlanPeriod period)
{
  g_autofree char *words = anlan_period_title (period);

  if (period.type == ANLAN_PERIOD_MONTH)
    /* Translators: %s is a month */
    return g_strdup_printf (_ ("Monthly hazard report %s"), words);
  if (period.type == ANLAN_PERIOD_QUARTER)
    /* Translators: %s is a quarter */
    return g_strdup_printf (_ ("Quarterly hazard statistics %s"), words);
  /* Translators: %s is a year */
  return g_strdup_printf (_ ("Yearly hazard statistics %s"), words);
}

/* The last day, not the midnight after it. */
static char *
make_note (const HazardReport *report)
{
  GTimeZone *zone = report->data.zone;
  g_autofree char *first = anlan_local_format (report->from, zone, "%F");
  g_autofree char *last = anlan_local_format (report->to - 1, zone, "%F");
  g_autofree char *now = anlan_local_format (report->as_of, zone, "%F %R");

  if (report->as_of < report->to)
    /* Translators: first and last day, and the moment up to which it is counted */
    return g_strdup_printf (_ ("%s to %s, not over yet: as of %s"), first, last, now);
  return g_strdup_printf (_ ("%s to %s"), first, last);
}

static gboolean
set_period (HazardReport *report, GError **error)
{
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (report->plant);
  gint64 now = anlan_plant_now (report->plant);

  anlan_period_edges (report->period, zone, &report->from, &report->to);
  anlan_period_edges (anlan_period_add (report->period, -1), zone, &report->before, &report->before_to);
  report->as_of = MIN (report->to, now);
  if (report->from > now)
    {
      g_autofree char *title = anlan_period_title (report->period);

      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   _ ("%s has not begun: there is nothing to report yet."), title);
      return FALSE;
    }
  return TRUE;
}

static gboolean
fill (HazardReport *report, GError **error)
{
  gsize n;
  const HazardRow *rows = hazard_data_rows (&report->data, &n);
  g_autofree char *title = make_title (report->period), *note = make_note (report);

  hazard_count (rows, n, report->from, report->to, report->as_of, &report->now);
  hazard_count (rows, n, report->before, report->before_to, report->before_to, &report->then);
  report->figures = anlan_figures_new (title, note);
  hazard_report_add_keys (report);
  if (report->period.type != ANLAN_PERIOD_MONTH)
    hazard_report_add_authority (report);
  hazard_report_add_trend (report);
  hazard_report_add_groups (report);
  hazard_report_add_units (report);
  hazard_report_add_ages (report);
  hazard_report_add_judged (report);
  if (!hazard_report_add_lists (report, error))
    return FALSE;
  hazard_report_add_method (report);
  return TRUE;
}

AnlanFigures *
anlan_hazard_report_new (AnlanPlant *plant,
                         AnlanPeriod period,
                         AnlanProgress progress,
                         gpointer data,
                         GCancellable *cancellable,
                         GError **error)
{
  HazardReport report = { .plant = plant, .period = period };
  gboolean ok;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant), NULL);

  ok = set_period (&report, error) &&
       hazard_data_read (&report.data, plant, report.before, report.from, report.to, progress, data,
                         cancellable, error) &&
       fill (&report, error) && !g_cancellable_set_error_if_cancelled (cancellable, error);
  hazard_data_clear (&report.data);
  if (!ok)
    g_clear_pointer (&report.figures, anlan_figures_unref);
  return report.figures;
}
