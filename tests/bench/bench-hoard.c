/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench"

/* 100 million raw readings of 200 series at 1 Hz, really written with all their rollups: bytes a row, the time of any span
 * of any series, and what it takes to delete what is past its time. They lie beside this program, take about 4 GB, and go
 * away with it. ANLAN_BENCH_MILLIONS says another number of millions. */

#include <glib/gstdio.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/statvfs.h>

#include "base/time.h"
#include "bench-feed.h"
#include "monitor/readings.h"
#include "store/side.h"

/* What the station would commit together if it came in minutes. */
#define SECONDS_A_COMMIT 60
#define BYTES_A_ROW 40 /* more than it will take */
#define TRIES 20

static gint64
look_up (AnlanDb *db, const char *sql, const char *text)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  if (!anlan_db_lookup (db, sql, text, &value, &error))
    g_error ("%s", error->message);
  return anlan_value_get_integer (&value, 0);
}

static void
make_series (AnlanReadings *readings, guint *numbers)
{
  g_autoptr (GError) error = NULL;

  if (!anlan_readings_begin (readings, &error))
    g_error ("%s", error->message);
  for (guint i = 0; i < SERIES; i++)
    {
      g_autofree char *name = g_strdup_printf ("hoard/%03u", i);

      numbers[i] = anlan_readings_series (readings, name, "%LEL", &error);
    }
  if (!anlan_readings_commit (readings, &error))
    g_error ("%s", error->message);
}

/* As it comes in life: all series go on together. Returns: s. */
static double
write_all (AnlanReadings *readings, const guint *numbers, gint64 seconds)
{
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  for (gint64 second = 0; second < seconds; second += SECONDS_A_COMMIT)
    {
      if (!anlan_readings_begin (readings, &error))
        g_error ("%s", error->message);
      for (guint i = 0; i < SERIES; i++)
        for (gint64 s = second; s < MIN (second + SECONDS_A_COMMIT, seconds); s++)
          {
            gint64 ts = START + s * ANLAN_SECOND;
            AnlanReading reading = { .series = numbers[i],
                                     .ts = ts,
                                     .received = ts,
                                     .device = ts,
                                     .value = (double)((s * 7 + i) % 1000) / 10 };
            AnlanFate fate;

            if (!anlan_readings_add (readings, &reading, &fate, &error))
              g_error ("%s", error->message);
          }
      if (!anlan_readings_commit (readings, &error))
        g_error ("%s", error->message);
    }
  return feed_seconds (start);
}

static void
say_sizes (AnlanDb *db, double rows)
{
  static const char *const tables[] = { "minute", "quarter", "hour", "day" };
  double bytes = (double)(look_up (db, "PRAGMA page_count", NULL) * look_up (db, "PRAGMA page_size", NULL));
  g_autoptr (GString) rollups = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *count = g_strdup_printf ("SELECT count(*) FROM %s", tables[i]);

      g_string_append_printf (rollups, ", %" G_GINT64_FORMAT " of a %s", look_up (db, count, NULL),
                              tables[i]);
    }
  g_print ("    %.2f GB, %.1f bytes a reading with all rollups; rows%s\n", bytes / 1e9, bytes / rows,
           rollups->str + 1);
}

/* The slowest and the usual time of a span, at places and of series by chance. */
static void
time_spans (const char *dir, gint64 seconds)
{
  static const struct
  {
    const char *name;
    gint64 span;
  } spans[] = { { "1 min", ANLAN_MINUTE },  { "10 min", 10 * ANLAN_MINUTE },
                { "1 h", ANLAN_HOUR },      { "6 h", 6 * ANLAN_HOUR },
                { "1 d", ANLAN_DAY },       { "5 d", 5 * ANLAN_DAY },
                { "30 d", 30 * ANLAN_DAY }, { "1 a", 365 * ANLAN_DAY } };
  g_autoptr (GError) error = NULL;
  AnlanDb *db = anlan_side_open (dir, ANLAN_SIDE_READINGS, FALSE, &error);

  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    {
      double worst = 0, sum = 0;
      AnlanRollup rollup = ANLAN_ROLLUP_RAW;

      for (guint try = 0; try < TRIES; try++)
        {
          g_autofree char *name = g_strdup_printf ("hoard/%03d", g_random_int_range (0, SERIES));
          gint64 from =
              START + (gint64)(g_random_double () * (double)MAX (0, seconds * ANLAN_SECOND - spans[i].span));
          gint64 start = g_get_monotonic_time ();
          g_autoptr (GArray) points =
              anlan_readings_query (db, name, from, from + spans[i].span, 1000, &rollup, &error);
          double ms = feed_seconds (start) * 1000;

          if (points == NULL)
            g_error ("%s", error->message);
          worst = fmax (worst, ms);
          sum += ms;
        }
      g_print ("    a span of %s: %.1f ms, %.1f at worst, from %s\n", spans[i].name, sum / TRIES, worst,
               anlan_rollup_name (rollup));
    }
  anlan_db_close (db);
}

/* The first day is past its time: in slices, as the station does it beside its work. */
static void
time_purge (AnlanReadings *readings)
{
  gint64 before = look_up (anlan_readings_get_db (readings), "SELECT count(*) FROM raw", NULL), after, start;
  double worst = 0, seconds;
  gboolean more = TRUE;
  guint slices = 0;
  g_autoptr (GError) error = NULL;

  start = g_get_monotonic_time ();
  while (more)
    {
      gint64 began = g_get_monotonic_time ();

      if (!anlan_readings_purge (readings, START + 32 * ANLAN_DAY, &more, &error))
        g_error ("%s", error->message);
      worst = fmax (worst, feed_seconds (began) * 1000);
      slices++;
    }
  seconds = feed_seconds (start);
  after = look_up (anlan_readings_get_db (readings), "SELECT count(*) FROM raw", NULL);
  g_print ("    deleted: %" G_GINT64_FORMAT
           " rows in %.1f s of %u slices, %.0f rows a second, a slice %.1f ms, %.1f at "
           "worst\n",
           before - after, seconds, slices, (double)(before - after) / seconds, seconds * 1000 / slices,
           worst);
}

static gboolean
has_room (const char *dir, double bytes)
{
  struct statvfs room;

  if (statvfs (dir, &room) != 0 || (double)room.f_bavail * (double)room.f_frsize < bytes * 1.5)
    {
      g_print ("hoard: there is no room for it in %s\n", dir);
      return FALSE;
    }
  return TRUE;
}

int
main (int argc, char *argv[])
{
  const char *millions = g_getenv ("ANLAN_BENCH_MILLIONS");
  double rows = (millions != NULL ? g_ascii_strtod (millions, NULL) : 100) * 1e6;
  gint64 seconds = (gint64)(rows / SERIES);
  g_autofree char *own = g_path_get_dirname (argv[0]);
  g_autofree char *dir = g_build_filename (own, "hoard-XXXXXX", NULL);
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Asia/Shanghai");
  g_autoptr (GError) error = NULL;
  AnlanReadings *readings;
  guint numbers[SERIES];
  double took;

  setlocale (LC_ALL, "");
  setvbuf (stdout, NULL, _IOLBF, 0);
  rows = (double)seconds * SERIES;
  if (!has_room (own, rows * BYTES_A_ROW))
    return 0;
  if (g_mkdtemp (dir) == NULL || (readings = anlan_readings_open (dir, zone, &error)) == NULL)
    g_error ("%s: %s", dir, error != NULL ? error->message : "cannot be made");
  make_series (readings, numbers);
  took = write_all (readings, numbers, seconds);
  g_print ("hoard: %.0f readings of %u series at 1 Hz, written with all rollups in %.0f s, %.0f a second\n",
           rows, SERIES, took, rows / took);
  say_sizes (anlan_readings_get_db (readings), rows);
  time_spans (dir, seconds);
  time_purge (readings);
  anlan_readings_close (readings);
  feed_remove (dir);
  return 0;
}
