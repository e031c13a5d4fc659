/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "hazard-report-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/time.h"

/* The longest clusters that are listed. */
#define MOST_CLUSTERS 30
/* Periods in the chart of how it went. */
#define TREND 12

/* --- key figures -------------------------------------------------------------------------------------------------------- */

static void
add_count (FigureSection *section, const char *title, guint now, guint then)
{
  FigureRow *row = anlan_figures_add_row (section);

  anlan_figure_set_text (row, 0, title);
  anlan_figure_set_count (row, 1, now);
  anlan_figure_set_count (row, 2, then);
  anlan_figure_set_real (row, 3, FIGURE_CHANGE_COUNT, (double)now - then);
}

static void
add_number (FigureSection *section, const char *title, double now, double then)
{
  FigureRow *row = anlan_figures_add_row (section);

  anlan_figure_set_text (row, 0, title);
  anlan_figure_set_real (row, 1, FIGURE_NUMBER, now);
  anlan_figure_set_real (row, 2, FIGURE_NUMBER, then);
  anlan_figure_set_real (row, 3, FIGURE_CHANGE_NUMBER, now - then);
}

/* A rate never stands without what it was counted from. */
static void
add_rate (
    FigureSection *section, const char *title, guint part, guint whole, guint part_then, guint whole_then)
{
  FigureRow *row = anlan_figures_add_row (section);
  g_autofree char *counted = g_strdup_printf ("%u / %u", part, whole);

  anlan_figure_set_text (row, 0, title);
  anlan_figure_set_real (row, 1, FIGURE_PERCENT, hazard_rate (part, whole));
  anlan_figure_set_real (row, 2, FIGURE_PERCENT, hazard_rate (part_then, whole_then));
  anlan_figure_set_real (row, 3, FIGURE_CHANGE_PERCENT,
                         hazard_rate (part, whole) - hazard_rate (part_then, whole_then));
  anlan_figure_set_text (row, 4, counted);
}

void
hazard_report_add_keys (HazardReport *report)
{
  const HazardCounts *now = &report->now, *then = &report->then;
  FigureSection *s = anlan_figures_add_section (report->figures, _ ("Key figures"), NULL, _ ("Figure"),
                                                hazard_report_this (report), hazard_report_before (report),
                                                C_ ("difference", "Change"), _ ("Counted"), (char *)NULL);

  add_count (s, _ ("Found"), now->found, then->found);
  add_count (s, _ ("Major ones found"), now->found_major, then->found_major);
  add_count (s, _ ("Closed"), now->closed, then->closed);
  add_count (s, _ ("Open at the end"), now->open, then->open);
  add_count (s, _ ("Major ones open at the end"), now->open_major, then->open_major);
  add_count (s, _ ("Overdue at the end"), now->overdue, then->overdue);
  add_rate (s, _ ("Closure rate"), now->due_closed, now->due, then->due_closed, then->due);
  add_rate (s, _ ("Closed on time"), now->due_closed_in_time, now->due, then->due_closed_in_time, then->due);
  add_rate (s, _ ("Put right on time"), now->due_done_in_time, now->due, then->due_done_in_time, then->due);
  add_rate (s, _ ("Verified closures"), now->verified, now->closed, then->verified, then->closed);
  add_rate (s, _ ("First answer in time"), now->answered, now->answer_due, then->answered, then->answer_due);
  add_rate (s, _ ("First answer within 2 hours"), now->answered_soon, now->answer_due, then->answered_soon,
            then->answer_due);
  if (report->data.has_findings)
    add_rate (s, _ ("Formal closure rate"), report->data.failed, now->closed, report->data.failed_then,
              then->closed);
  if (report->data.has_clusters)
    add_rate (s, _ ("Came again"), now->repeated, now->found, then->repeated, then->found);
  add_number (s, _ ("Mean age of open ones, days"), now->mean_age, then->mean_age);
  add_number (s, _ ("Age that 9 of 10 open ones do not pass, days"), now->p90_age, then->p90_age);
}

/* --- the authority's table ------------------------------------------------------------------------------------------------ */

static gboolean
pick_level (const HazardRow *row, gpointer data)
{
  return row->major == GPOINTER_TO_UINT (data);
}

/* Statistics that the firm hands in by the 15th after a quarter and by 31 January (order 16, art. 14): found, put right,
 * rate and money of general and of major ones; of the major ones that are left, how many have each part of their plan. */
void
hazard_report_add_authority (HazardReport *report)
{
  static const char *const parts[] = { N_ ("Aims and tasks"), N_ ("Money and materials"),
                                       N_ ("Bodies and people"), N_ ("Time limit"),
                                       N_ ("Measures and contingency plan") };
  const char *const titles[] = { _ ("General hazards"), _ ("Major hazards") };
  gsize n;
  const HazardRow *rows = hazard_data_rows (&report->data, &n);
  FigureSection *s = anlan_figures_add_section (
      report->figures, _ ("Hazards found and put right"), NULL, _ ("Hazard grade"), _ ("Found"),
      _ ("Of these put right"), _ ("Rate"), _ ("Open at the end"), _ ("Money, 10,000 yuan"), (char *)NULL);
  guint planned[G_N_ELEMENTS (parts)] = { 0 };

  for (guint major = 0; major < 2; major++)
    {
      FigureRow *row = anlan_figures_add_row (s);
      HazardCounts counts;
      guint done = 0;

      hazard_count_picked (rows, n, pick_level, GUINT_TO_POINTER (major), report->from, report->to,
                           report->as_of, &counts);
      for (gsize i = 0; i < n; i++)
        done += rows[i].major == major && rows[i].found >= report->from && rows[i].done < report->as_of;
      anlan_figure_set_text (row, 0, titles[major]);
      anlan_figure_set_count (row, 1, counts.found);
      anlan_figure_set_count (row, 2, done);
      anlan_figure_set_real (row, 3, FIGURE_PERCENT, hazard_rate (done, counts.found));
      anlan_figure_set_count (row, 4, counts.open);
      anlan_figure_set_real (row, 5, FIGURE_NUMBER, counts.funds / 10000);
    }
  for (gsize i = 0; i < n; i++)
    for (guint j = 0; j < G_N_ELEMENTS (parts); j++)
      planned[j] += rows[i].major && hazard_is_open (&rows[i], report->as_of) && (rows[i].planned >> j & 1);
  s = anlan_figures_add_section (report->figures, _ ("Plans of the major hazards that are left"), NULL,
                                 _ ("Part of the plan"), _ ("In place"), _ ("Major ones open"), (char *)NULL);
  for (guint j = 0; j < G_N_ELEMENTS (parts); j++)
    {
      FigureRow *row = anlan_figures_add_row (s);

      anlan_figure_set_text (row, 0, _ (parts[j]));
      anlan_figure_set_count (row, 1, planned[j]);
      anlan_figure_set_count (row, 2, report->now.open_major);
    }
}

/* --- how it went ---------------------------------------------------------------------------------------------------------- */

static void
add_trend_charts (FigureSection *section,
                  char **names,
                  const double *found,
                  const double *closed,
                  const double *open,
                  const double *overdue)
{
  AnlanChart *bars = anlan_chart_new (ANLAN_CHART_BARS, _ ("Found and closed"), (const char *const *)names);
  AnlanChart *lines =
      anlan_chart_new (ANLAN_CHART_LINES, _ ("Open and overdue at the end"), (const char *const *)names);

  anlan_chart_add_series (bars, _ ("Found"), found, NULL);
  anlan_chart_add_series (bars, _ ("Closed"), closed, NULL);
  anlan_chart_add_series (lines, _ ("Open at the end"), open, NULL);
  anlan_chart_add_series (lines, _ ("Overdue at the end"), overdue, NULL);
  anlan_figures_add_chart (section, bars);
  anlan_figures_add_chart (section, lines);
}

/* Where the ledger begins within the chart, it begins there too: what was before is not known to have been nothing. */
static guint
trend_length (const HazardReport *report, const HazardRow *rows, gsize n)
{
  guint count = report->period.type == ANLAN_PERIOD_YEAR ? 3 : TREND;
  gint64 first = G_MAXINT64;

  for (gsize i = 0; i < n; i++)
    first = MIN (first, rows[i].found);
  for (; count > 2; count--)
    {
      gint64 from, to;

      anlan_period_edges (anlan_period_add (report->period, 1 - (int)count), report->data.zone, &from, &to);
      if (to > first)
        break;
    }
  return count;
}

void
hazard_report_add_trend (HazardReport *report)
{
  gsize n;
  const HazardRow *rows = hazard_data_rows (&report->data, &n);
  FigureSection *s = anlan_figures_add_section (
      report->figures, _ ("How it went"), NULL, _ ("Period"), _ ("Found"), _ ("Closed"),
      _ ("Open at the end"), _ ("Overdue at the end"), _ ("Put right on time"), (char *)NULL);
  guint count = trend_length (report, rows, n);
  double found[TREND], closed[TREND], open[TREND], overdue[TREND];
  g_auto (GStrv) names = g_new0 (char *, count + 1);

  for (guint i = 0; i < count; i++)
    {
      AnlanPeriod period = anlan_period_add (report->period, (int)i + 1 - (int)count);
      FigureRow *row = anlan_figures_add_row (s);
      HazardCounts counts;
      gint64 from, to;

      anlan_period_edges (period, report->data.zone, &from, &to);
      hazard_count (rows, n, from, to, MIN (to, report->as_of), &counts);
      names[i] = anlan_period_id (period);
      found[i] = counts.found;
      closed[i] = counts.closed;
      open[i] = counts.open;
      overdue[i] = counts.overdue;
      anlan_figure_set_text (row, 0, names[i]);
      anlan_figure_set_count (row, 1, counts.found);
      anlan_figure_set_count (row, 2, counts.closed);
      anlan_figure_set_count (row, 3, counts.open);
      anlan_figure_set_count (row, 4, counts.overdue);
      anlan_figure_set_real (row, 5, FIGURE_PERCENT, hazard_rate (counts.due_done_in_time, counts.due));
    }
  add_trend_charts (s, names, found, closed, open, overdue);
}

/* --- by class, level, category, source ------------------------------------------------------------------------------------ */

typedef struct
{
  const char *field;
  gint8 choice; /* -1: none */
} Pick;

static gboolean
pick_choice (const HazardRow *row, gpointer data)
{
  const Pick *pick = data;

  switch (pick->field[0])
    {
    case 'l':
      return row->major == (pick->choice == 1);
    case 's':
      return row->source == pick->choice;
    default:
      return (pick->field[1] == 'l' ? row->class : row->category) == pick->choice;
    }
}

static void
add_group_row (
    HazardReport *report, FigureSection *section, Pick *pick, const char *title, const char *colour)
{
  gsize n;
  const HazardRow *rows = hazard_data_rows (&report->data, &n);
  HazardCounts now, then;
  FigureRow *row;

  hazard_count_picked (rows, n, pick_choice, pick, report->from, report->to, report->as_of, &now);
  hazard_count_picked (rows, n, pick_choice, pick, report->before, report->before_to, report->before_to,
                       &then);
  if (pick->choice < 0 && now.found + then.found + now.closed + now.open == 0)
    return; /* nobody asks for an empty line of what has no choice */
  row = anlan_figures_add_row (section);
  anlan_figure_set_text (row, 0, title);
  row->cells[0].colour = g_intern_string (colour);
  anlan_figure_set_count (row, 1, now.found);
  anlan_figure_set_real (row, 2, FIGURE_PERCENT, hazard_rate (now.found, report->now.found));
  anlan_figure_set_count (row, 3, then.found);
  anlan_figure_set_count (row, 4, now.closed);
  anlan_figure_set_count (row, 5, now.open);
  anlan_figure_set_count (row, 6, now.overdue);
}

static void
add_group (HazardReport *report, const char *field, const char *title)
{
  const GPtrArray *choices = hazard_data_choices (&report->data, field);
  FigureSection *s;
  Pick pick = { field, -1 };

  if (choices == NULL)
    return;
  s = anlan_figures_add_section (report->figures, title, NULL, title, _ ("Found"), _ ("Share"),
                                 hazard_report_before (report), _ ("Closed"), _ ("Open at the end"),
                                 _ ("Overdue at the end"), (char *)NULL);
  for (guint i = 0; i < choices->len; i++)
    {
      const AnlanChoice *choice = g_ptr_array_index (choices, i);

      pick.choice = (gint8)i;
      add_group_row (report, s, &pick, anlan_kind_text (choice->title), choice->colour);
    }
  pick.choice = -1;
  if (field[0] != 'l')
    add_group_row (report, s, &pick, _ ("Not said"), NULL);
}

void
hazard_report_add_groups (HazardReport *report)
{
  add_group (report, "class", _ ("By class"));
  add_group (report, "level", _ ("By level"));
  add_group (report, "category", _ ("By category"));
  add_group (report, "source", _ ("By source"));
}

/* --- units ------------------------------------------------------------------------------------------------------------------ */

typedef struct
{
  guint unit;
  HazardCounts counts;
} UnitCounts;

static gboolean
pick_unit (const HazardRow *row, gpointer data)
{
  return row->unit == GPOINTER_TO_UINT (data);
}

/* What burns first: overdue, then open. */
static int
compare_units (gconstpointer a, gconstpointer b)
{
  const UnitCounts *x = a, *y = b;

  if (x->counts.overdue != y->counts.overdue)
    return x->counts.overdue > y->counts.overdue ? -1 : 1;
  if (x->counts.open != y->counts.open)
    return x->counts.open > y->counts.open ? -1 : 1;
  return x->unit < y->unit ? -1 : 1;
}

/* The rows by unit, so that each unit is not counted by going through all of them. */
static int
compare_by_unit (gconstpointer a, gconstpointer b)
{
  guint x = ((const HazardRow *)a)->unit, y = ((const HazardRow *)b)->unit;

  return x < y ? -1 : x > y;
}

static GArray *
count_units (HazardReport *report)
{
  GArray *units = g_array_new (FALSE, TRUE, sizeof (UnitCounts));
  const HazardRow *rows;
  gsize n, begin = 0;

  g_array_sort (report->data.rows, compare_by_unit);
  rows = hazard_data_rows (&report->data, &n);
  for (gsize i = 1; i <= n; i++)
    {
      UnitCounts one = { 0 };

      if (i < n && rows[i].unit == rows[begin].unit)
        continue;
      one.unit = rows[begin].unit;
      hazard_count_picked (rows + begin, i - begin, pick_unit, GUINT_TO_POINTER (one.unit), report->from,
                           report->to, report->as_of, &one.counts);
      if (one.counts.found + one.counts.closed + one.counts.open + one.counts.due > 0)
        g_array_append_val (units, one);
      begin = i;
    }
  g_array_sort (units, compare_units);
  return units;
}

static const char *
unit_name (const HazardReport *report, guint unit)
{
  return unit > 0 ? g_ptr_array_index (report->data.units, unit) : _ ("No unit");
}

static void
add_units_chart (HazardReport *report, FigureSection *section, const GArray *units)
{
  guint n = MIN (units->len, 15);
  g_auto (GStrv) names = g_new0 (char *, n + 1);
  g_autofree double *late = g_new (double, MAX (1, n)), *rest = g_new (double, MAX (1, n));
  AnlanChart *chart;

  if (n < 2)
    return;
  for (guint i = 0; i < n; i++)
    {
      const UnitCounts *one = &g_array_index (units, UnitCounts, i);

      names[i] = g_strdup (unit_name (report, one->unit));
      late[i] = one->counts.overdue;
      rest[i] = one->counts.open - one->counts.overdue;
    }
  chart = anlan_chart_new (ANLAN_CHART_ROWS, _ ("Open at the end, by unit"), (const char *const *)names);
  anlan_chart_add_series (chart, _ ("Overdue"), late, NULL);
  anlan_chart_add_series (chart, _ ("Not overdue"), rest, NULL);
  anlan_figures_add_chart (section, chart);
}

void
hazard_report_add_units (HazardReport *report)
{
  g_autoptr (GArray) units = count_units (report);
  FigureSection *s =
      anlan_figures_add_section (report->figures, _ ("By unit"), NULL, _ ("Unit"), _ ("Found"), _ ("Due"),
                                 _ ("Put right on time"), _ ("Closed"), _ ("Open at the end"),
                                 _ ("Overdue at the end"), _ ("Mean age of open ones, days"), (char *)NULL);

  for (guint i = 0; i < units->len; i++)
    {
      const UnitCounts *one = &g_array_index (units, UnitCounts, i);
      FigureRow *row = anlan_figures_add_row (s);

      anlan_figure_set_text (row, 0, unit_name (report, one->unit));
      anlan_figure_set_count (row, 1, one->counts.found);
      anlan_figure_set_count (row, 2, one->counts.due);
      anlan_figure_set_real (row, 3, FIGURE_PERCENT,
                             hazard_rate (one->counts.due_done_in_time, one->counts.due));
      anlan_figure_set_count (row, 4, one->counts.closed);
      anlan_figure_set_count (row, 5, one->counts.open);
      anlan_figure_set_count (row, 6, one->counts.overdue);
      anlan_figure_set_real (row, 7, FIGURE_NUMBER, one->counts.mean_age);
    }
  add_units_chart (report, s, units);
}

/* --- ages -------------------------------------------------------------------------------------------------------------------- */

void
hazard_report_add_ages (HazardReport *report)
{
  FigureSection *s = anlan_figures_add_section (report->figures, _ ("Age of the open ones"), NULL,
                                                _ ("Days since found"), _ ("Open at the end"), _ ("Share"),
                                                hazard_report_before (report), (char *)NULL);

  for (guint i = 0; i < HAZARD_N_AGES; i++)
    {
      FigureRow *row = anlan_figures_add_row (s);
      g_autofree char *title = i == 0 ? g_strdup_printf (_ ("up to %d"), hazard_ages[0])
                               : i < HAZARD_N_AGES - 1
                                   ? g_strdup_printf ("%d – %d", hazard_ages[i - 1] + 1, hazard_ages[i])
                                   : g_strdup_printf (_ ("more than %d"), hazard_ages[i - 1]);

      anlan_figure_set_text (row, 0, title);
      anlan_figure_set_count (row, 1, report->now.ages[i]);
      anlan_figure_set_real (row, 2, FIGURE_PERCENT, hazard_rate (report->now.ages[i], report->now.open));
      anlan_figure_set_count (row, 3, report->then.ages[i]);
    }
}

/* --- formal closures, and what came again ---------------------------------------------------------------------------------- */

static void
add_findings (HazardReport *report)
{
  FigureSection *s = anlan_figures_add_section (report->figures, _ ("Formal closures"), NULL, _ ("Flaw"),
                                                _ ("Found in the period"), _ ("Overruled"), _ ("Mended"),
                                                _ ("Stand"), (char *)NULL);

  for (guint i = 0; i < report->data.checks->len; i++)
    {
      const HazardCheck *check = g_ptr_array_index (report->data.checks, i);
      FigureRow *row = anlan_figures_add_row (s);

      anlan_figure_set_text (row, 0, check->title);
      anlan_figure_set_count (row, 1, check->found);
      anlan_figure_set_count (row, 2, check->overruled);
      anlan_figure_set_count (row, 3, check->mended);
      anlan_figure_set_count (row, 4, check->found - check->overruled - check->mended);
    }
}

static void
set_day_of (FigureRow *row, guint at, const HazardReport *report, const char *moment)
{
  gint64 ms;
  g_autofree char *day =
      anlan_time_parse (moment, &ms) ? anlan_local_format (ms, report->data.zone, "%F") : NULL;

  anlan_figure_set_date (row, at, day);
}

static void
add_clusters (HazardReport *report)
{
  const GPtrArray *clusters = report->data.clusters;
  FigureSection *s = anlan_figures_add_section (report->figures, _ ("Hazards that came again"),
                                                clusters->len == 0 ? _ ("None.") : NULL,
                                                _ ("Confirmed cluster"), _ ("Found in the period"),
                                                _ ("In all"), _ ("First"), _ ("Last"), (char *)NULL);

  for (guint i = 0; i < MIN (clusters->len, MOST_CLUSTERS); i++)
    {
      const HazardCluster *cluster = g_ptr_array_index (clusters, i);
      FigureRow *row = anlan_figures_add_row (s);

      anlan_figure_set_text (row, 0, cluster->title);
      anlan_figure_set_count (row, 1, cluster->now);
      anlan_figure_set_count (row, 2, cluster->count);
      set_day_of (row, 3, report, cluster->first);
      set_day_of (row, 4, report, cluster->last);
    }
}

void
hazard_report_add_judged (HazardReport *report)
{
  if (report->data.has_findings)
    add_findings (report);
  if (report->data.has_clusters)
    add_clusters (report);
}

/* --- how it was counted ------------------------------------------------------------------------------------------------------- */

void
hazard_report_add_method (HazardReport *report)
{
  const gboolean *const findings = &report->data.has_findings, *const clusters = &report->data.has_clusters;
  const struct
  {
    const char *title;
    const char *meaning;
    const gboolean *kept; /* FALSE there: the plant does not keep what it is counted from */
  } lines[] = {
    { N_ ("Closure rate"), N_ ("of those due in the period (not of the found): closed by its end") },
    { N_ ("Closed on time"), N_ ("of those due in the period: closed by their date") },
    { N_ ("Put right on time"), N_ ("of those due in the period: put right by their date") },
    { N_ ("Verified closures"),
      N_ ("of the closed: with proof of the state after, and rechecked by another person") },
    { N_ ("First answer in time"),
      N_ ("of the found: confirmed or assigned within 4 h (red and major) or 24 h") },
    { N_ ("Formal closure rate"),
      N_ ("hazards in which the formal-closure check found a flaw in the period / closed in the period"),
      findings },
    { N_ ("Came again"), N_ ("of the found: in a confirmed cluster, and not the first one there"), clusters },
    { N_ ("Overdue at the end"), N_ ("open, not yet put right, and the date has passed") },
  };
  FigureSection *s = anlan_figures_add_section (report->figures, _ ("How it was counted"),
                                                _ ("Periods begin at midnight of the plant's time. Cancelled "
                                                   "entries are not counted. The ledger is taken as it "
                                                   "stands now: what was reopened since counts as open."),
                                                _ ("Figure"), _ ("Meaning"), (char *)NULL);

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      FigureRow *row = anlan_figures_add_row (s);
      gboolean kept = lines[i].kept == NULL || *lines[i].kept;

      anlan_figure_set_text (row, 0, _ (lines[i].title));
      anlan_figure_set_text (row, 1,
                             kept ? _ (lines[i].meaning) : _ ("not counted: this plant does not keep them"));
    }
}
