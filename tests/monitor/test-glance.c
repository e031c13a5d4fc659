/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* What a tile shows: the last reading, the hour behind it, and from when on it is old. */

#include "monitor/glance.h"

#include <math.h>

#include "base/time.h"
#include "monitor-fixture.h"
#include "store/side.h"

static AnlanDb *
look (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  AnlanDb *db = anlan_side_open (fixture->dir, ANLAN_SIDE_READINGS, FALSE, &error);

  g_assert_no_error (error);
  return db;
}

static GPtrArray *
read_new (AnlanDb *db, GHashTable *seen)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *glances = anlan_glances_read (db, seen, &error);

  g_assert_no_error (error);
  return glances;
}

static const AnlanGlance *
find (GPtrArray *glances, const char *name)
{
  for (guint i = 0; i < glances->len; i++)
    if (g_strcmp0 (((AnlanGlance *)g_ptr_array_index (glances, i))->name, name) == 0)
      return g_ptr_array_index (glances, i);
  return NULL;
}

/* Only what is newer is read again. */
static void
test_follow (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) seen = anlan_glances_seen_new ();
  g_autoptr (GPtrArray) first = NULL, second = NULL, third = NULL;
  const AnlanGlance *glance;
  AnlanDb *db;

  fixture_open (fixture, NULL);
  fixture_read (fixture, "a", 1.5);
  fixture_read (fixture, "b", 7);
  db = look (fixture);
  first = read_new (db, seen);
  g_assert_cmpuint (first->len, ==, 2);
  glance = find (first, "a");
  g_assert_cmpfloat (glance->value, ==, 1.5);
  g_assert_cmpint (glance->ts, ==, FIXTURE_NOW);
  g_assert_cmpuint (glance->minutes->len, ==, 1);
  g_assert_cmpint (glance->usual, ==, 0);
  second = read_new (db, seen);
  g_assert_cmpuint (second->len, ==, 0);

  anlan_clock_advance (fixture->clock, ANLAN_MINUTE);
  fixture_read (fixture, "a", 2.5);
  third = read_new (db, seen);
  g_assert_cmpuint (third->len, ==, 1);
  glance = find (third, "a");
  g_assert_cmpfloat (glance->value, ==, 2.5);
  g_assert_cmpuint (glance->minutes->len, ==, 2);
  g_assert_cmpint (glance->usual, ==, ANLAN_MINUTE);
  anlan_db_close (db);
}

/* A reading that comes late opens its minute again: what stood there and what comes now are one minute. */
static void
test_late (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) seen = anlan_glances_seen_new ();
  g_autoptr (GPtrArray) glances = NULL;
  const AnlanGlance *glance;
  AnlanDb *db;

  fixture_open (fixture, NULL);
  fixture_read (fixture, "a", 1);
  anlan_clock_advance (fixture->clock, ANLAN_MINUTE);
  fixture_read (fixture, "a", 5);
  anlan_clock_advance (fixture->clock, -ANLAN_MINUTE + ANLAN_SECOND);
  fixture_read (fixture, "a", 3);
  db = look (fixture);
  glances = read_new (db, seen);
  glance = find (glances, "a");
  g_assert_cmpfloat (glance->value, ==, 5);
  g_assert_cmpuint (glance->minutes->len, ==, 2);
  g_assert_cmpint (g_array_index (glance->minutes, AnlanStretch, 0).count, ==, 2);
  g_assert_cmpfloat (g_array_index (glance->minutes, AnlanStretch, 0).mean, ==, 2);
  g_assert_cmpfloat (g_array_index (glance->minutes, AnlanStretch, 0).high, ==, 3);
  anlan_db_close (db);
}

/* An hour is seen, no more; a minute in which nothing came is not there; a bad one has no value. */
static void
test_hour (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) seen = anlan_glances_seen_new ();
  g_autoptr (GPtrArray) glances = NULL;
  const AnlanGlance *glance;
  AnlanDb *db;

  fixture_open (fixture, NULL);
  for (guint i = 0; i < 90; i++)
    {
      if (i < 40 || i >= 50)
        fixture_read (fixture, "a", i);
      anlan_clock_advance (fixture->clock, ANLAN_MINUTE);
    }
  fixture_feed (fixture, NULL, "{\"series\":\"a\",\"value\":null,\"quality\":\"bad\"}");
  db = look (fixture);
  glances = read_new (db, seen);
  glance = find (glances, "a");
  g_assert_cmpint (glance->ts, ==, FIXTURE_NOW + 90 * ANLAN_MINUTE);
  g_assert_true (isnan (glance->value));
  g_assert_true (glance->quality & ANLAN_QUALITY_BAD);
  /* Minutes 31 to 90 without 40 to 49. */
  g_assert_cmpuint (glance->minutes->len, ==, 50);
  g_assert_cmpfloat (g_array_index (glance->minutes, AnlanStretch, 0).mean, ==, 31);
  g_assert_true (isnan (g_array_index (glance->minutes, AnlanStretch, 49).mean));
  g_assert_cmpint (g_array_index (glance->minutes, AnlanStretch, 49).bad, ==, 1);
  anlan_db_close (db);
}

static void
test_stale (void)
{
  static const struct
  {
    gint64 usual, silent_after, expected;
  } cases[] = {
    { 0, 0, 15 * ANLAN_MINUTE },
    { ANLAN_SECOND, 0, 30 * ANLAN_SECOND },
    { ANLAN_MINUTE, 0, 3 * ANLAN_MINUTE },
    { 3 * ANLAN_MINUTE, 0, 9 * ANLAN_MINUTE },
    { ANLAN_MINUTE, 10 * ANLAN_SECOND, 10 * ANLAN_SECOND },
    { 0, ANLAN_HOUR, ANLAN_HOUR },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      AnlanGlance glance = { .usual = cases[i].usual };

      g_assert_cmpint (anlan_glance_stale_after (&glance, cases[i].silent_after), ==, cases[i].expected);
    }
  g_assert_cmpint (anlan_glance_stale_after (NULL, 0), ==, 15 * ANLAN_MINUTE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/monitor/glance/follow", Fixture, NULL, fixture_set_up, test_follow, fixture_tear_down);
  g_test_add ("/monitor/glance/late", Fixture, NULL, fixture_set_up, test_late, fixture_tear_down);
  g_test_add ("/monitor/glance/hour", Fixture, NULL, fixture_set_up, test_hour, fixture_tear_down);
  g_test_add_func ("/monitor/glance/stale", test_stale);

  return g_test_run ();
}
