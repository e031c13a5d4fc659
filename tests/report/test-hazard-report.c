/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/paths.h"
#include "base/time.h"
#include "figures-private.h"
#include "hazard-count.h"
#include "model/query.h"
#include "paper-fixture.h"
#include "report/hazard-report.h"
#include "report/period.h"

/* Figures worked out by hand. October 2026 in Shanghai (UTC+8, no summer time) is 2026-09-30T16:00Z up to
 * 2026-10-31T16:00Z. */

static gint64
at (const char *text)
{
  gint64 ms;

  if (text == NULL)
    return HAZARD_NEVER;
  g_assert_true (anlan_time_parse (text, &ms));
  return ms;
}

static HazardRow
row (const char *found, const char *action, const char *due, const char *done, const char *closed)
{
  return (HazardRow){ .found = at (found),
                      .action = at (action),
                      .due = at (due),
                      .done = at (done),
                      .closed = at (closed),
                      .funds = NAN,
                      .class = -1,
                      .category = -1,
                      .source = -1 };
}

static void
october (gint64 *from, gint64 *to)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Asia/Shanghai");

  anlan_period_edges ((AnlanPeriod){ ANLAN_PERIOD_MONTH, 2026, 10 }, zone, from, to);
}

/* --- periods ---------------------------------------------------------------------------------------------------------- */

static void
test_period_edges (void)
{
  static const struct
  {
    const char *zone;
    const char *period;
    const char *from, *to;
  } cases[] = {
    { "Asia/Shanghai", "2026-10", "2026-09-30T16:00:00Z", "2026-10-31T16:00:00Z" },
    { "Asia/Shanghai", "2026-12", "2026-11-30T16:00:00Z", "2026-12-31T16:00:00Z" },
    { "Asia/Shanghai", "2026-02", "2026-01-31T16:00:00Z", "2026-02-28T16:00:00Z" },
    { "Asia/Shanghai", "2028-02", "2028-01-31T16:00:00Z", "2028-02-29T16:00:00Z" },
    { "Asia/Shanghai", "2026-Q4", "2026-09-30T16:00:00Z", "2026-12-31T16:00:00Z" },
    { "Asia/Shanghai", "2026", "2025-12-31T16:00:00Z", "2026-12-31T16:00:00Z" },
    /* Summer time ends on 25 October: the month is an hour longer. */
    { "Europe/Berlin", "2026-10", "2026-09-30T22:00:00Z", "2026-10-31T23:00:00Z" },
    { "UTC", "2026-Q1", "2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (cases[i].zone);
      g_autoptr (GError) error = NULL;
      g_autofree char *from_text = NULL, *to_text = NULL, *id = NULL;
      AnlanPeriod period;
      gint64 from, to;

      g_assert_true (anlan_period_parse (cases[i].period, &period, &error));
      g_assert_no_error (error);
      anlan_period_edges (period, zone, &from, &to);
      from_text = anlan_time_format (from);
      to_text = anlan_time_format (to);
      id = anlan_period_id (period);
      g_assert_cmpstr (from_text, ==, cases[i].from);
      g_assert_cmpstr (to_text, ==, cases[i].to);
      g_assert_cmpstr (id, ==, cases[i].period);
    }
}

static void
test_period_wrong (void)
{
  static const char *const wrong[] = { "",      "2026-13", "2026-00",    "2026-Q0", "2026-Q5", "2026-1",
                                       "26-10", "October", "2026-10-01", "2026-",   "2026-Qx", "1800-01" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      AnlanPeriod period;

      g_assert_false (anlan_period_parse (wrong[i], &period, &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
    }
}

static void
test_period_add (void)
{
  static const struct
  {
    const char *from;
    int n;
    const char *to;
  } cases[] = {
    { "2026-01", -1, "2025-12" }, { "2026-12", 1, "2027-01" }, { "2026-03", -15, "2024-12" },
    { "2026-Q1", -1, "2025-Q4" }, { "2026-Q4", 1, "2027-Q1" }, { "2026", -1, "2025" },
    { "2026-07", 0, "2026-07" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *id = NULL;
      AnlanPeriod period;

      g_assert_true (anlan_period_parse (cases[i].from, &period, NULL));
      id = anlan_period_id (anlan_period_add (period, cases[i].n));
      g_assert_cmpstr (id, ==, cases[i].to);
    }
}

/* The last second of September and the first of October in the plant's time lie eight hours off those of UTC. */
static void
test_period_at (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Asia/Shanghai");
  AnlanPeriod period = anlan_period_at (ANLAN_PERIOD_MONTH, at ("2026-09-30T15:59:59Z"), zone);

  g_assert_cmpint (period.number, ==, 9);
  period = anlan_period_at (ANLAN_PERIOD_MONTH, at ("2026-09-30T16:00:00Z"), zone);
  g_assert_cmpint (period.number, ==, 10);
  period = anlan_period_at (ANLAN_PERIOD_QUARTER, at ("2026-09-30T16:00:00Z"), zone);
  g_assert_cmpint (period.number, ==, 4);
  period = anlan_period_at (ANLAN_PERIOD_YEAR, at ("2026-12-31T16:00:00Z"), zone);
  g_assert_cmpint (period.year, ==, 2027);
}

/* --- counts ------------------------------------------------------------------------------------------------------------- */

/* A moment on the edge belongs to the period that begins with it. */
static void
test_edges (void)
{
  const HazardRow rows[] = {
    row ("2026-09-30T15:59:59Z", NULL, NULL, NULL, NULL), /* 23:59:59 on 30 September */
    row ("2026-09-30T16:00:00Z", NULL, NULL, NULL, NULL), /* midnight: October */
    row ("2026-10-31T15:59:59Z", NULL, NULL, NULL, NULL),
    row ("2026-10-31T16:00:00Z", NULL, NULL, NULL, NULL),                   /* November */
    row ("2026-09-01T00:00:00Z", NULL, NULL, NULL, "2026-09-30T16:00:00Z"), /* closed in October */
    row ("2026-09-01T00:00:00Z", NULL, NULL, NULL, "2026-10-31T16:00:00Z"), /* open at its end */
  };
  HazardCounts counts;
  gint64 from, to;

  october (&from, &to);
  hazard_count (rows, G_N_ELEMENTS (rows), from, to, to, &counts);
  g_assert_cmpuint (counts.found, ==, 2);
  g_assert_cmpuint (counts.closed, ==, 1);
  /* The three found up to its last second, and the one that was closed with November's first. */
  g_assert_cmpuint (counts.open, ==, 4);
}

/* Due in October: A, B, C, D. A done and closed before its date; B done in time, closed after it; C done late and closed
 * in November; D not done. E is due in November. */
static void
test_rates (void)
{
  HazardRow rows[] = {
    row ("2026-10-01T00:00:00Z", "2026-10-01T01:00:00Z", "2026-10-10T00:00:00Z", "2026-10-08T00:00:00Z",
         "2026-10-09T00:00:00Z"),
    row ("2026-10-02T00:00:00Z", "2026-10-02T20:00:00Z", "2026-10-10T00:00:00Z", "2026-10-10T00:00:00Z",
         "2026-10-12T00:00:00Z"),
    row ("2026-09-20T00:00:00Z", "2026-09-20T01:00:00Z", "2026-10-11T00:00:00Z", "2026-10-12T00:00:00Z",
         "2026-11-02T00:00:00Z"),
    row ("2026-10-05T00:00:00Z", "2026-10-06T01:00:00Z", "2026-10-31T15:00:00Z", NULL, NULL),
    row ("2026-10-20T00:00:00Z", NULL, "2026-11-20T00:00:00Z", NULL, NULL),
  };
  HazardCounts counts;
  gint64 from, to;

  rows[0].proven = rows[0].rechecked = TRUE; /* verified */
  rows[1].proven = TRUE;                     /* closed without an independent recheck */
  rows[3].urgent = TRUE;                     /* answered after 25 hours */
  rows[0].funds = 100;
  rows[1].funds = 20;
  rows[2].funds = 7; /* closed in November */
  october (&from, &to);
  hazard_count (rows, G_N_ELEMENTS (rows), from, to, to, &counts);
  g_assert_cmpuint (counts.due, ==, 4);
  g_assert_cmpuint (counts.closed, ==, 2);
  g_assert_cmpfloat_with_epsilon (hazard_rate (counts.closed, counts.due), 0.5, 1e-12);
  g_assert_cmpuint (counts.due_closed, ==, 2);
  g_assert_cmpuint (counts.due_closed_in_time, ==, 1); /* A */
  g_assert_cmpuint (counts.due_done_in_time, ==, 2);   /* A; B on the very moment */
  g_assert_cmpuint (counts.overdue, ==, 1);            /* D; C is done and only waits for its closing */
  g_assert_cmpuint (counts.verified, ==, 1);
  /* Found in October: A 1 h, B 20 h of 24, D 25 h of 4, E not at all and its 24 h are over. */
  g_assert_cmpuint (counts.answer_due, ==, 4);
  g_assert_cmpuint (counts.answered, ==, 2);
  g_assert_cmpuint (counts.answered_soon, ==, 1);
  g_assert_cmpfloat_with_epsilon (counts.funds, 120, 1e-9);
}

/* What is not yet due is not missed: a month that has not ended. */
static void
test_running (void)
{
  const HazardRow rows[] = {
    row ("2026-10-10T00:00:00Z", NULL, "2026-10-20T00:00:00Z", NULL, NULL), /* due later this month */
    row ("2026-10-09T00:00:00Z", NULL, "2026-10-09T12:00:00Z", NULL, NULL), /* late */
    row ("2026-10-10T02:00:00Z", NULL, NULL, NULL, NULL),                   /* no date yet */
  };
  HazardCounts counts;
  gint64 from, to;

  october (&from, &to);
  hazard_count (rows, G_N_ELEMENTS (rows), from, to, at ("2026-10-10T12:00:00Z"), &counts);
  g_assert_cmpuint (counts.found, ==, 3);
  g_assert_cmpuint (counts.due, ==, 1);
  g_assert_cmpuint (counts.overdue, ==, 1);
  g_assert_cmpuint (counts.answer_due, ==, 1); /* the other two have their 24 hours */
  g_assert_cmpuint (counts.answered, ==, 0);
}

/* Ten open ones of 1, 2 … 10 days at the end: mean 5.5; nine of ten are not older than 9. */
static void
test_ages (void)
{
  HazardRow rows[10];
  HazardCounts counts;
  gint64 from, to;

  october (&from, &to);
  for (int i = 0; i < 10; i++)
    {
      rows[i] = row ("2026-10-01T00:00:00Z", NULL, NULL, NULL, NULL);
      rows[i].found = to - (i + 1) * ANLAN_DAY;
    }
  hazard_count (rows, 10, from, to, to, &counts);
  g_assert_cmpuint (counts.open, ==, 10);
  g_assert_cmpfloat_with_epsilon (counts.mean_age, 5.5, 1e-9);
  g_assert_cmpfloat_with_epsilon (counts.p90_age, 9, 1e-9);
  g_assert_cmpuint (counts.ages[0], ==, 7); /* up to and with 7 days */
  g_assert_cmpuint (counts.ages[1], ==, 3);
  for (int i = 0; i < 10; i++)
    rows[i].found = to - (i * 15 + 1) * ANLAN_DAY; /* 1, 16, 31, 46, 61, 76, 91, 106, 121, 136 */
  hazard_count (rows, 10, from, to, to, &counts);
  g_assert_cmpuint (counts.ages[0], ==, 1);
  g_assert_cmpuint (counts.ages[1], ==, 1);
  g_assert_cmpuint (counts.ages[2], ==, 4);
  g_assert_cmpuint (counts.ages[3], ==, 4);
  g_assert_cmpfloat_with_epsilon (counts.mean_age, 68.5, 1e-9);
  g_assert_cmpfloat_with_epsilon (counts.p90_age, 121, 1e-9);
}

/* Nothing under the line: no rate, not 0 and not 100 %. */
static void
test_nothing (void)
{
  HazardCounts counts;
  gint64 from, to;

  october (&from, &to);
  hazard_count (NULL, 0, from, to, to, &counts);
  g_assert_cmpuint (counts.found + counts.open + counts.due, ==, 0);
  g_assert_true (isnan (counts.mean_age) && isnan (counts.p90_age));
  g_assert_true (isnan (hazard_rate (0, 0)));
}

/* --- the whole ------------------------------------------------------------------------------------------------------------ */

/* The cell of a table, by the text in its first column. */
static const FigureCell *
cell (const AnlanFigures *figures, guint section, const char *row_title, guint column)
{
  const FigureSection *s = g_ptr_array_index (figures->sections, section);

  for (guint i = 0; i < s->rows->len; i++)
    {
      const FigureRow *one = g_ptr_array_index (s->rows, i);

      if (g_strcmp0 (anlan_value_get_text (&one->cells[0].value), row_title) == 0)
        return &one->cells[column];
    }
  g_error ("no row %s", row_title);
}

static guint
count_where (PaperPlant *self, const char *where)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("hazard");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = NULL;

  query->where = g_strdup (where);
  found = anlan_plant_find (self->plant, query, &error);
  g_assert_no_error (error);
  return found->len;
}

static AnlanFigures *
make_report (PaperPlant *self, AnlanPeriodType type)
{
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (self->plant);
  g_autoptr (GError) error = NULL;
  AnlanPeriod period = anlan_period_at (type, anlan_plant_now (self->plant), zone);
  AnlanFigures *figures = anlan_hazard_report_new (self->plant, period, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  return figures;
}

/* What the report says of the demo plant's running month is what its ledger answers when it is asked in its own words. */
static void
test_demo (PaperPlant *self, gconstpointer data)
{
  g_autoptr (AnlanFigures) figures = make_report (self, ANLAN_PERIOD_MONTH);
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (self->plant);
  g_autofree char *begin = NULL, *found = NULL, *closed = NULL;
  gint64 from, to;

  anlan_period_edges (anlan_period_at (ANLAN_PERIOD_MONTH, anlan_plant_now (self->plant), zone), zone, &from,
                      &to);
  begin = anlan_time_format (from);
  found = g_strdup_printf ("stage <> 'cancelled' AND found_at >= '%s'", begin);
  closed = g_strdup_printf ("stage = 'closed' AND closed_at >= '%s'", begin);
  g_assert_cmpint (cell (figures, 0, "Found", 1)->value.integer, ==, count_where (self, found));
  g_assert_cmpint (cell (figures, 0, "Closed", 1)->value.integer, ==, count_where (self, closed));
  g_assert_cmpint (cell (figures, 0, "Open at the end", 1)->value.integer, ==,
                   count_where (self, "stage NOT IN ('closed', 'cancelled')"));
  g_assert_cmpint (cell (figures, 0, "Overdue at the end", 1)->value.integer, ==,
                   count_where (self, "stage IN ('found', 'confirmed', 'assigned') AND due < now()"));
  g_assert_cmpint (cell (figures, 0, "Found", 1)->value.integer, >, 3);
}

/* Of those that were due in the year, how many are closed: as the ledger counts them, and so on paper. */
static void
test_closure_rate (PaperPlant *self, gconstpointer data)
{
  g_autoptr (AnlanFigures) figures = make_report (self, ANLAN_PERIOD_YEAR);
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (self->plant);
  g_autofree char *begin = NULL, *end = NULL, *due = NULL, *closed = NULL, *counted = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanPaper) paper = NULL;
  g_autoptr (GPtrArray) pages = NULL;
  gint64 from, to;
  guint part, whole;

  anlan_period_edges (anlan_period_at (ANLAN_PERIOD_YEAR, anlan_plant_now (self->plant), zone), zone, &from,
                      &to);
  begin = anlan_time_format (from);
  /* The year is not over: what is due later counts when it is. */
  end = anlan_time_format (MIN (to, anlan_plant_now (self->plant)));
  due = g_strdup_printf ("stage <> 'cancelled' AND due >= '%s' AND due < '%s'", begin, end);
  closed = g_strdup_printf ("stage = 'closed' AND due >= '%s' AND due < '%s'", begin, end);
  whole = count_where (self, due);
  part = count_where (self, closed);
  g_assert_cmpuint (part, >, 0);
  g_assert_cmpuint (whole, >, part);
  counted = g_strdup_printf ("%u / %u", part, whole);
  g_assert_cmpstr (anlan_value_get_text (&cell (figures, 0, "Closure rate", 4)->value), ==, counted);
  g_assert_cmpfloat_with_epsilon (cell (figures, 0, "Closure rate", 1)->value.real, (double)part / whole,
                                  1e-9);

  paper = anlan_figures_make_paper (figures, self->plant, NULL, &error);
  g_assert_no_error (error);
  pages = paper_read_pages (paper);
  paper_assert_has (g_ptr_array_index (pages, 0), "Closure rate");
  paper_assert_has (g_ptr_array_index (pages, 0), counted);
}

/* Paper and spreadsheet hold the same report, and none is left half where it cannot be written. */
static void
test_files (PaperPlant *self, gconstpointer data)
{
  static const AnlanPeriodType types[] = { ANLAN_PERIOD_MONTH, ANLAN_PERIOD_QUARTER, ANLAN_PERIOD_YEAR };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (AnlanFigures) figures = make_report (self, types[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (AnlanPaper) paper = anlan_figures_make_paper (figures, self->plant, NULL, &error);
      g_autoptr (GPtrArray) pages = NULL;
      g_autofree char *path = g_build_filename (self->root, "report.xlsx", NULL);
      g_autofree char *nowhere = g_build_filename (self->root, "nowhere", "report.xlsx", NULL);

      g_assert_no_error (error);
      pages = paper_read_pages (paper);
      paper_assert_has (g_ptr_array_index (pages, 0), anlan_figures_get_title (figures));
      paper_assert_has (g_ptr_array_index (pages, 0), "Key figures");
      paper_assert_has (g_ptr_array_index (pages, pages->len - 1), "Approved by");
      g_assert_true (anlan_figures_write_xlsx (figures, path, NULL, &error));
      g_assert_no_error (error);
      g_assert_false (anlan_figures_write_xlsx (figures, nowhere, NULL, &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
    }
}

static void
test_refused (PaperPlant *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();

  g_assert_null (anlan_hazard_report_new (self->plant, (AnlanPeriod){ ANLAN_PERIOD_MONTH, 2199, 1 }, NULL,
                                          NULL, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_clear_error (&error);
  g_cancellable_cancel (cancelled);
  g_assert_null (anlan_hazard_report_new (self->plant, (AnlanPeriod){ ANLAN_PERIOD_MONTH, 2026, 1 }, NULL,
                                          NULL, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD(path, func)                                                                                      \
  g_test_add ("/hazard-report/" path, PaperPlant, NULL, paper_plant_set_up, func, paper_plant_tear_down)

int
main (int argc, char **argv)
{
  anlan_path_init_locale ();
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/period/edges", test_period_edges);
  g_test_add_func ("/period/wrong", test_period_wrong);
  g_test_add_func ("/period/add", test_period_add);
  g_test_add_func ("/period/at", test_period_at);
  g_test_add_func ("/hazard-count/edges", test_edges);
  g_test_add_func ("/hazard-count/rates", test_rates);
  g_test_add_func ("/hazard-count/running", test_running);
  g_test_add_func ("/hazard-count/ages", test_ages);
  g_test_add_func ("/hazard-count/nothing", test_nothing);
  ADD ("demo", test_demo);
  ADD ("closure-rate", test_closure_rate);
  ADD ("files", test_files);
  ADD ("refused", test_refused);
  return g_test_run ();
}
