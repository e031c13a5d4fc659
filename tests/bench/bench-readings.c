/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench"

/* Readings a second from the bytes of a message to the commit: parsed, stored, summed up and judged by 500 rules, against a
 * bare loop that parses the same messages and inserts the same rows; the time of a span of one series; bytes a row. */

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <glib/gstdio.h>

#include "base/time.h"
#include "bench-feed.h"
#include "monitor/monitor.h"
#include "store/side.h"

static double
run_monitor (const char *dir, GPtrArray *messages)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Asia/Shanghai");
  g_autoptr (AnlanClock) clock = anlan_clock_new_fixed (START);
  g_autoptr (GPtrArray) rules = feed_rules ();
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanMonitor) monitor = anlan_monitor_open (dir, clock, zone, &error);
  AnlanBatch *batches[TOGETHER];
  gint64 start;

  if (monitor == NULL || !anlan_monitor_set_rules (monitor, rules, NULL, &error))
    g_error ("%s", error->message);
  start = g_get_monotonic_time ();
  for (guint i = 0; i < messages->len; i += TOGETHER)
    {
      g_auto (AnlanTaken) taken = { 0 };

      for (guint j = 0; j < TOGETHER; j++)
        {
          const char *text = g_ptr_array_index (messages, i + j);

          batches[j] = anlan_batch_read (text, strlen (text), START + (i + j) / 2 * ANLAN_SECOND, &error);
          if (batches[j] == NULL)
            g_error ("%s", error->message);
        }
      if (!anlan_monitor_take (monitor, batches, TOGETHER, &taken, &error))
        g_error ("%s", error->message);
      if (taken.readings != TOGETHER * A_MESSAGE)
        g_error ("%u readings were taken of %u", taken.readings, TOGETHER * A_MESSAGE);
      for (guint j = 0; j < TOGETHER; j++)
        anlan_batch_free (batches[j]);
    }
  return feed_seconds (start);
}

/* The slowest of the spans that a picture of one series asks for, ms. */
static double
time_spans (const char *dir)
{
  static const gint64 spans[] = { ANLAN_MINUTE, 10 * ANLAN_MINUTE, ANLAN_HOUR,
                                  ANLAN_DAY,    30 * ANLAN_DAY,    365 * ANLAN_DAY };
  g_autoptr (GError) error = NULL;
  AnlanDb *db = anlan_side_open (dir, ANLAN_SIDE_READINGS, FALSE, &error);
  double slowest = 0;

  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    {
      gint64 start = g_get_monotonic_time ();
      g_autoptr (GArray) points =
          anlan_readings_query (db, "tank-farm/gas/077", START, START + spans[i], 1000, NULL, &error);

      if (points == NULL)
        g_error ("%s", error->message);
      slowest = fmax (slowest, feed_seconds (start) * 1000);
    }
  anlan_db_close (db);
  return slowest;
}

static goffset
file_size (const char *dir, const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  GStatBuf info;

  return g_stat (path, &info) == 0 ? info.st_size : 0;
}

int
main (int argc, char *argv[])
{
  const double n = (double)MESSAGES * A_MESSAGE;
  g_autofree char *dir = g_dir_make_tmp ("anlan-bench-XXXXXX", NULL);
  g_autoptr (GPtrArray) messages = feed_messages (0);
  double bare, monitor;

  setlocale (LC_ALL, "");
  bare = feed_bare (dir, messages);
  monitor = run_monitor (dir, messages);
  g_print ("readings: %.0f a second, parsed, stored, summed up, judged by %u rules; bare parse and insert "
           "%.0f; ratio %.2f\n",
           n / monitor, RULES, n / bare, bare / monitor);
  g_print ("span of a series: %.1f ms at the slowest; %.1f bytes a reading with all rollups\n",
           time_spans (dir), (double)file_size (dir, "readings.db") / n);
  feed_remove (dir);
  return 0;
}
