/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench"

/* How long an alarm takes, from the first byte of the reading that raises it until it is committed (FULL) and known: to who
 * runs the station, to another process that looks at alarms.db, and to the device that posted it. Meanwhile 10,000 readings
 * a second come from others; then, besides, 100,000 rows are imported into plant.db by another process. */

#include <locale.h>
#include <math.h>
#include <stdio.h>

#include "base/time.h"
#include "bench-feed.h"
#include "bench-plant.h"
#include "station/station.h"
#include "store/side.h"

#define FEEDERS 4
#define A_SECOND 25 /* messages of 100 readings of each feeder */
#define ALARMS 200
#define APART_MS 60
#define ROWS 100000

/* How often who is not the station looks whether alarms.db has changed, ms. */
#define LOOK_MS 10

typedef struct
{
  AnlanPlant *plant;
  char *dir;
  const char *token;
  guint16 port;
  int stop;    /* atomic */
  gint64 sent; /* atomic: monotonic time of the probe at hand, or 0 */
  gint64 told; /* atomic: when the station told of it */
  gint64 seen; /* atomic: when it was seen in the file */
} Bench;

/* --- those who send ------------------------------------------------------------------------------------------------ */

typedef struct
{
  Bench *bench;
  guint number;
  guint64 sent;
} Feeder;

static char *
message_of (guint feeder, gint64 now)
{
  GString *text = g_string_new ("{\"readings\":[");

  /* Fifty series, two readings each, which a message holds in the order of time. */
  for (guint i = 0; i < 100; i++)
    g_string_append_printf (text,
                            "%s{\"series\":\"tank-farm/gas/%03u\",\"ts\":%" G_GINT64_FORMAT ",\"value\":%u}",
                            i > 0 ? "," : "", feeder * 50 + i / 2, now - 20 + (gint64)(i % 2) * 20, i % 20);
  g_string_append (text, "]}");
  return g_string_free (text, FALSE);
}

static gpointer
feed_thread (gpointer data)
{
  Feeder *feeder = data;
  Bench *bench = feeder->bench;
  g_autoptr (GSocket) socket = bench_connect (bench->port, feeder->number);
  gint64 due = g_get_monotonic_time ();

  while (!g_atomic_int_get (&bench->stop))
    {
      g_autofree char *body = message_of (feeder->number, g_get_real_time () / 1000);

      bench_post (socket, bench->token, body);
      feeder->sent += 100;
      due += G_USEC_PER_SEC / A_SECOND;
      if (due > g_get_monotonic_time ())
        g_usleep ((gulong)(due - g_get_monotonic_time ()));
    }
  return NULL;
}

/* --- those who look ------------------------------------------------------------------------------------------------- */

static gint64
look_up (AnlanDb *db, const char *sql)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  if (!anlan_db_lookup (db, sql, NULL, &value, &error))
    g_error ("%s", error->message);
  return anlan_value_get_integer (&value, 0);
}

/* As the window does: no call into the station. */
static gpointer
look_thread (gpointer data)
{
  Bench *bench = data;
  g_autoptr (GError) error = NULL;
  AnlanDb *db = anlan_side_open (bench->dir, ANLAN_SIDE_ALARMS, FALSE, &error);
  gint64 version = 0, alarms = 0;

  if (db == NULL)
    g_error ("%s", error->message);
  while (!g_atomic_int_get (&bench->stop))
    {
      gint64 now = look_up (db, "PRAGMA data_version"), n;

      g_usleep (LOOK_MS * 1000);
      if (now == version)
        continue;
      version = now;
      n = look_up (db, "SELECT coalesce(sum(repeats + 1), 0) FROM alarm WHERE rule = 'probe'");
      if (n > alarms)
        __atomic_store_n (&bench->seen, g_get_monotonic_time (), __ATOMIC_SEQ_CST);
      alarms = n;
    }
  anlan_db_close (db);
  return NULL;
}

static void
alarms_cb (AnlanStation *station, char **ids, Bench *bench)
{
  if (__atomic_load_n (&bench->told, __ATOMIC_SEQ_CST) == 0)
    __atomic_store_n (&bench->told, g_get_monotonic_time (), __ATOMIC_SEQ_CST);
}

static void
turn_until (const gint64 *moment)
{
  while (__atomic_load_n (moment, __ATOMIC_SEQ_CST) == 0)
    {
      while (g_main_context_iteration (NULL, FALSE))
        continue;
      g_usleep (200);
    }
}

/* --- measuring ------------------------------------------------------------------------------------------------------- */

typedef struct
{
  Bench *bench;
  GSocket *socket;
  guint value;
  double answered;
} Probe;

static gpointer
probe_thread (gpointer data)
{
  Probe *probe = data;
  g_autofree char *body =
      g_strdup_printf ("{\"readings\":[{\"series\":\"probe\",\"value\":%u}]}", probe->value);

  probe->answered = bench_post (probe->socket, probe->bench->token, body);
  return NULL;
}

static void
send_probe (Bench *bench, GSocket *socket, guint value, double *answered)
{
  Probe probe = { bench, socket, value, 0 };
  GThread *thread = g_thread_new ("probe", probe_thread, &probe);

  turn_until (&bench->told);
  g_thread_join (thread);
  *answered = probe.answered;
}

static void
add (GArray *values, double value)
{
  g_array_append_val (values, value);
}

static void
say (const char *what, GArray *values)
{
  double half = bench_percentile (values, 50), most = bench_percentile (values, 99);

  g_print ("    %s: %.1f ms at the median, %.1f at the 99th percentile, %.1f at worst\n", what, half, most,
           bench_percentile (values, 100));
}

static void
measure (Bench *bench, const char *while_what, GSubprocess *import)
{
  g_autoptr (GSocket) socket = bench_connect (bench->port, 16);
  g_autoptr (GArray) told = g_array_new (FALSE, FALSE, sizeof (double)),
                     seen = g_array_new (FALSE, FALSE, sizeof (double)),
                     answers = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < ALARMS && (import == NULL || g_subprocess_get_identifier (import) != NULL); i++)
    {
      gint64 start;
      double answered;

      __atomic_store_n (&bench->told, 0, __ATOMIC_SEQ_CST);
      __atomic_store_n (&bench->seen, 0, __ATOMIC_SEQ_CST);
      start = g_get_monotonic_time ();
      send_probe (bench, socket, 100, &answered);
      turn_until (&bench->seen);
      add (told, (double)(bench->told - start) / 1000);
      add (seen, (double)(bench->seen - start) / 1000);
      add (answers, answered);
      /* And it is over again. */
      __atomic_store_n (&bench->told, 0, __ATOMIC_SEQ_CST);
      send_probe (bench, socket, 0, &answered);
      g_usleep (APART_MS * 1000 + g_random_int_range (0, 20) * 1000);
    }
  g_print ("alarm, %s, %u times:\n", while_what, told->len);
  say ("committed and told by the station", told);
  say ("seen by another process that looks every 10 ms", seen);
  say ("answered to the device, its reading committed", answers);
}

/* --- an import beside it ------------------------------------------------------------------------------------------------ */

static GSubprocess *
start_import (Bench *bench, const char *program, const char *root)
{
  g_autofree char *ctl = g_path_get_dirname (program);
  g_autofree char *path = g_build_filename (ctl, "..", "..", "src", "cli", "anlanctl", NULL);
  g_autofree char *csv = g_build_filename (root, "risks.csv", NULL);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autoptr (GError) error = NULL;
  FILE *file = fopen (csv, "w");
  GSubprocess *import;

  if (file == NULL)
    g_error ("%s cannot be written", csv);
  fputs ("风险点名称,危险源,L,E,C,D\n", file);
  for (guint i = 0; i < ROWS; i++)
    fprintf (file, "阀组 V-%u 法兰,密封失效导致可燃气体泄漏,%d,6,%d,%d\n", i, i % 3 == 0 ? 3 : 1,
             i % 2 ? 7 : 15, 42);
  fclose (file);
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", root, TRUE);
  import = g_subprocess_launcher_spawn (launcher, &error, path, "import", bench->dir, "riskpoint", csv, NULL);
  if (import == NULL)
    g_error ("%s", error->message);
  return import;
}

static gboolean
set_rules (AnlanMonitor *monitor, gpointer data, GError **error)
{
  return anlan_monitor_set_rules (monitor, data, NULL, error);
}

static GPtrArray *
make_rules (void)
{
  GPtrArray *rules = feed_rules ();
  g_autoptr (GError) error = NULL;

  if (!anlan_rules_parse (
          "<rules><rule id='probe' type='level' series='probe' bound='50' danger='toxic'/></rules>", -1,
          rules, &error))
    g_error ("%s", error->message);
  return rules;
}

int
main (int argc, char *argv[])
{
  g_autofree char *dir = g_dir_make_tmp ("anlan-bench-XXXXXX", NULL);
  g_autoptr (AnlanClock) clock = anlan_clock_new_system ();
  g_autoptr (AnlanPlant) plant = bench_plant (dir, clock);
  const AnlanStationOptions options = { .address = "127.0.0.1" };
  g_autoptr (AnlanStation) station = anlan_station_new (plant, &options);
  g_autoptr (GPtrArray) rules = make_rules ();
  g_autoptr (GSubprocess) import = NULL;
  g_autoptr (GError) error = NULL;
  char *token = bench_source (plant);
  Bench bench = { .plant = plant, .token = token, .dir = g_build_filename (dir, "plant", NULL) };
  Feeder feeders[FEEDERS];
  GThread *threads[FEEDERS + 1];
  gint64 start;
  guint64 fed = 0;

  setlocale (LC_ALL, "");
  setvbuf (stdout, NULL, _IOLBF, 0);
  if (!anlan_station_start (station, &error))
    g_error ("%s", error->message);
  /* It loads its rules once more when it hears of its source; ours come behind that. */
  for (guint i = 0; i < 100; i++)
    {
      while (g_main_context_iteration (NULL, FALSE))
        continue;
      g_usleep (5000);
    }
  if (!anlan_intake_call (anlan_station_get_intake (station), set_rules, rules, &error))
    g_error ("%s", error->message);
  g_signal_connect (station, "alarms", G_CALLBACK (alarms_cb), &bench);
  bench.port = anlan_listener_get_port (anlan_station_get_listener (station));
  start = g_get_monotonic_time ();
  for (guint i = 0; i < FEEDERS; i++)
    {
      feeders[i] = (Feeder){ &bench, i, 0 };
      threads[i] = g_thread_new ("feeder", feed_thread, &feeders[i]);
    }
  threads[FEEDERS] = g_thread_new ("looker", look_thread, &bench);
  measure (&bench, "under 10,000 readings a second and 501 rules", NULL);
  import = start_import (&bench, argv[0], dir);
  measure (&bench, "and while 100,000 rows are imported", import);
  g_atomic_int_set (&bench.stop, TRUE);
  for (guint i = 0; i <= FEEDERS; i++)
    g_thread_join (threads[i]);
  for (guint i = 0; i < FEEDERS; i++)
    fed += feeders[i].sent;
  g_print ("    %.0f readings a second came from others\n", (double)fed / feed_seconds (start));
  if (!g_subprocess_wait_check (import, NULL, &error))
    g_error ("the import: %s", error->message);
  anlan_station_stop (station);
  anlan_station_forget_token (token);
  g_free (bench.dir);
  anlan_plant_close (plant);
  feed_remove (dir);
  return 0;
}
