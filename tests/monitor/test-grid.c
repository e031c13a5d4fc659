/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* Several series on quarters of an hour: each mean is that of its own readings, what did not come is not there. */

#include "monitor/grid.h"

#include <math.h>

#include "base/time.h"
#include "monitor-fixture.h"

/* FIXTURE_NOW is a whole hour. */
static GArray *
read_grid (Fixture *fixture, const char *const *names, guint n, gint64 from, gint64 to)
{
  g_autoptr (GError) error = NULL;
  GArray *rows = anlan_readings_grid (anlan_readings_get_db (anlan_monitor_get_readings (fixture->monitor)),
                                      names, n, from, to, &error);

  g_assert_no_error (error);
  return rows;
}

static void
test_rows (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "a", "b", "never" };
  /* Worked out by hand: a has the minute as its value, b twice that every fifth minute, none in the second quarter. */
  static const struct
  {
    guint quarter;
    double a, b;
  } expected[] = { { 0, 7, 10 }, { 1, 22, NAN }, { 2, 37, 70 }, { 4, 67, 130 } };
  g_autoptr (GArray) rows = NULL;
  g_autoptr (GArray) odd = NULL;

  fixture_open (fixture, NULL);
  for (guint i = 0; i < 75; i++)
    {
      if (i < 45 || i >= 60)
        fixture_read (fixture, "a", i);
      if (i % 5 == 0 && i / 15 != 1 && i / 15 != 3)
        fixture_read (fixture, "b", 2 * i);
      anlan_clock_advance (fixture->clock, ANLAN_MINUTE);
    }
  rows = read_grid (fixture, names, 3, FIXTURE_NOW, FIXTURE_NOW + 5 * ANLAN_GRID_STEP);
  g_assert_cmpuint (rows->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < rows->len; i++)
    {
      const AnlanGridRow *row = &g_array_index (rows, AnlanGridRow, i);

      g_assert_cmpint (row->ts, ==, FIXTURE_NOW + expected[i].quarter * ANLAN_GRID_STEP);
      g_assert_cmpfloat (row->mean[0], ==, expected[i].a);
      if (isnan (expected[i].b))
        g_assert_true (isnan (row->mean[1]));
      else
        g_assert_cmpfloat (row->mean[1], ==, expected[i].b);
      g_assert_true (isnan (row->mean[2]));
    }
  /* A span that begins and ends anywhere is widened to whole quarters. */
  odd = read_grid (fixture, names, 1, FIXTURE_NOW + 20 * ANLAN_MINUTE, FIXTURE_NOW + 31 * ANLAN_MINUTE);
  g_assert_cmpuint (odd->len, ==, 2);
  g_assert_cmpfloat (g_array_index (odd, AnlanGridRow, 0).mean[0], ==, 22);
  g_assert_cmpfloat (g_array_index (odd, AnlanGridRow, 1).mean[0], ==, 37);
}

static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "never" };
  g_autoptr (GArray) rows = NULL;

  fixture_open (fixture, NULL);
  rows = read_grid (fixture, names, 1, FIXTURE_NOW, FIXTURE_NOW + ANLAN_DAY);
  g_assert_cmpuint (rows->len, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/monitor/grid/nothing", Fixture, NULL, fixture_set_up, test_nothing, fixture_tear_down);
  g_test_add ("/monitor/grid/rows", Fixture, NULL, fixture_set_up, test_rows, fixture_tear_down);

  return g_test_run ();
}
