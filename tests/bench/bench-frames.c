/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench"

/* How long single turns of the window's main loop take (at most 16 ms at the 99th percentile) on each page that follows the
 * station, while a real station takes 10,000 readings a second of 200 sensors; and then besides while another process brings
 * 100,000 rows into the plant. The reference is a turn in which the same page is only drawn. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app-fixture.h"
#include "app-meter.h"
#include "base/blocking.h"
#include "bench-plant.h"
#include "series-tile.h"
#include "station-child.h"

#define ANLANCTL ANLAN_BUILD_DIR "/src/cli/anlanctl"
#define FEEDERS 4
#define A_SECOND 25 /* messages of 100 readings of each feeder */
#define PAGE_MS 6000
#define ROWS 100000
#define MOST_TURN 16.0

typedef struct
{
  const char *token;
  guint16 port;
  guint number;
  int *stop;    /* atomic */
  guint64 sent; /* readings */
} Feeder;

/* Fifty sensors, two readings each. */
static char *
message_of (guint feeder, gint64 now)
{
  GString *text = g_string_new ("{\"readings\":[");

  for (guint i = 0; i < 100; i++)
    g_string_append_printf (
        text,
        "%s{\"series\":\"tank-farm/gas/%03u\",\"ts\":%" G_GINT64_FORMAT ",\"value\":%u,\"unit\":\"ppm\"}",
        i > 0 ? "," : "", feeder * 50 + i / 2, now - 20 + (gint64)(i % 2) * 20, (guint)(now / 100 + i) % 20);
  g_string_append (text, "]}");
  return g_string_free (text, FALSE);
}

static gpointer
feed_thread (gpointer data)
{
  Feeder *feeder = data;
  g_autoptr (GSocket) socket = bench_connect (feeder->port, feeder->number);
  gint64 due = g_get_monotonic_time ();

  while (!g_atomic_int_get (feeder->stop))
    {
      g_autofree char *body = message_of (feeder->number, g_get_real_time () / 1000);

      bench_post (socket, feeder->token, body);
      feeder->sent += 100;
      due += G_USEC_PER_SEC / A_SECOND;
      if (due > g_get_monotonic_time ())
        g_usleep ((gulong)(due - g_get_monotonic_time ()));
    }
  return NULL;
}

static void
print_turns (const char *page, const char *what)
{
  g_autoptr (GArray) turns = app_meter_stop ();
  double most = app_meter_percentile (turns, 0.99);

  g_print ("    %s, %s: %u turns, median %.2f ms, 99th %.2f ms%s, longest %.1f ms\n", page, what, turns->len,
           app_meter_percentile (turns, 0.5), most, most > MOST_TURN ? "  OVER" : "",
           app_meter_percentile (turns, 1));
}

static void
measure_drawing (App *app, const char *page)
{
  app_show (app, page);
  app_meter_start ();
  for (guint i = 0; i < 100; i++)
    {
      gtk_widget_queue_draw (GTK_WIDGET (app->window));
      app_run (10);
    }
  print_turns (page, "drawing only");
}

static guint
n_tiles (App *app)
{
  g_autoptr (GPtrArray) tiles = app_find_all (GTK_WIDGET (app->window), app_match_type,
                                              GSIZE_TO_POINTER (ANLAN_TYPE_SERIES_TILE));

  return tiles->len;
}

static void
measure_pages (App *app, const char *what)
{
  static const char *const pages[] = { "sensors", "map", "alarms", "cameras", "station", "today" };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      app_show (app, pages[i]);
      app_meter_start ();
      app_run (PAGE_MS);
      print_turns (pages[i], what);
      app_picture (app, pages[i]);
    }
  gtk_widget_activate_action (GTK_WIDGET (app->window), "win.work-on", "(ss)", "series", "tank-farm/gas/007");
  app_settle (app);
  app_meter_start ();
  app_run (PAGE_MS);
  print_turns ("one series", what);
  app_key (app, "Escape");
}

/* --- an import beside it ------------------------------------------------------------------------------------------------ */

static GSubprocess *
start_import (App *app)
{
  g_autofree char *csv = g_build_filename (app->root, "risks.csv", NULL);
  g_autoptr (GError) error = NULL;
  GSubprocess *import;
  FILE *file;

  anlan_permit_blocking ();
  file = fopen (csv, "w");
  if (file == NULL)
    g_error ("%s cannot be written", csv);
  fputs ("风险点名称,危险源,L,E,C,D\n", file);
  for (guint i = 0; i < ROWS; i++)
    fprintf (file, "阀组 V-%u 法兰,密封失效导致可燃气体泄漏,%d,6,%d,%d\n", i, i % 3 == 0 ? 3 : 1,
             i % 2 ? 7 : 15, 42);
  fclose (file);
  import = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, ANLANCTL, "import", app->dir,
                             "riskpoint", csv, NULL);
  anlan_forbid_blocking ();
  if (import == NULL)
    g_error ("%s", error->message);
  return import;
}

static void
measure_import (App *app)
{
  g_autoptr (GSubprocess) import = start_import (app);
  static const char *const pages[] = { "sensors", "riskpoint", "map", "alarms", "today" };

  for (guint i = 0; g_subprocess_get_identifier (import) != NULL; i = (i + 1) % G_N_ELEMENTS (pages))
    {
      app_show (app, pages[i]);
      app_meter_start ();
      for (guint j = 0; j < PAGE_MS / 500 && g_subprocess_get_identifier (import) != NULL; j++)
        app_run (500);
      print_turns (pages[i], "and while 100,000 rows are imported");
    }
  if (!g_subprocess_get_successful (import))
    g_error ("the import failed");
}

/* --- all ------------------------------------------------------------------------------------------------------------------ */

static guint16
start_station (App *app, AnlanStationChild **child)
{
  const AnlanStationState *facts;
  const char *colon;
  AnlanStationWatch *watch;

  *child = anlan_desk_get_station (app_desk (app));
  watch = anlan_station_child_get_watch (*child);
  anlan_station_child_set_listening (*child, "127.0.0.1", 18650, FALSE);
  anlan_station_child_set_on (*child, TRUE);
  APP_AWAIT (anlan_station_watch_get_state (watch) == ANLAN_WATCH_ON);
  APP_AWAIT ((facts = anlan_station_watch_get_facts (watch)) != NULL && facts->url != NULL);
  colon = strrchr (facts->url, ':');
  return (guint16)atoi (colon + 1);
}

int
main (int argc, char **argv)
{
  g_autoptr (App) app = NULL;
  g_autofree char *told = NULL;
  g_auto (GStrv) words = NULL;
  Feeder feeders[FEEDERS] = { { NULL } };
  GThread *threads[FEEDERS];
  AnlanStationChild *child;
  const char *token;
  gint64 began;
  guint64 sent = 0;
  guint16 port;
  int stop = 0;

  app_test_init (&argc, &argv);
  app = app_open (APP_DEMO);
  g_free (app_ctl ("add", app->dir, "source", "name=Bench", "type=push", NULL));
  told = app_ctl ("source", app->dir, "token", "Bench", NULL);
  token = strstr (told, "/in/");
  g_assert_nonnull (token);
  words = g_strsplit_set (token + strlen ("/in/"), " \n\r", 2);
  measure_drawing (app, "sensors");
  measure_drawing (app, "map");
  port = start_station (app, &child);
  began = g_get_monotonic_time ();
  for (guint i = 0; i < FEEDERS; i++)
    {
      feeders[i] = (Feeder){ words[0], port, i, &stop, 0 };
      threads[i] = g_thread_new ("feeder", feed_thread, &feeders[i]);
    }
  app_show (app, "sensors");
  /* Nothing is measured where nothing is shown. */
  APP_AWAIT (n_tiles (app) >= FEEDERS * 50);
  app_enter (app_by_id (GTK_WIDGET (app->window), "entry"), "tank-farm/gas");
  APP_AWAIT (n_tiles (app) == FEEDERS * 50);
  measure_pages (app, "10,000 readings a second");
  measure_import (app);
  g_atomic_int_set (&stop, 1);
  for (guint i = 0; i < FEEDERS; i++)
    {
      g_thread_join (threads[i]);
      sent += feeders[i].sent;
    }
  g_print ("    %.0f readings a second were taken all the time\n",
           (double)sent * G_USEC_PER_SEC / (double)(g_get_monotonic_time () - began));
  anlan_station_child_set_on (child, FALSE);
  APP_AWAIT (anlan_station_watch_get_state (anlan_station_child_get_watch (child)) == ANLAN_WATCH_OFF);
  return EXIT_SUCCESS;
}
