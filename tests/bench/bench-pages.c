/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench"

/* What the drawing thread has to do: the time of its own that each page of the demo plant takes from being asked for to
 * its first frame (at most 150 ms), how long single turns of the main loop take while 20,000 records are brought in under
 * the list that shows them (at most 16 ms at the 99th percentile), and the same of Today with 500 duties and of the live
 * tiles of 200 sensors, each read once a second. The reference
 * of all is a turn that only draws an empty page. */

#include <stdlib.h>

#include "app-fixture.h"
#include "app-meter.h"
#include "base/time.h"
#include "groups.h"
#include "monitor/readings.h"

#define RUNS 5
#define RECORDS 20000
#define DUTIES 500
#define SENSORS 200
#define SENSOR_SECONDS 20
#define MOST_PAGE 150.0
#define MOST_TURN 16.0

/* --- pages --------------------------------------------------------------------------------------------------------- */

static void
on_painted_cb (GdkFrameClock *clock, gboolean *painted)
{
  *painted = TRUE;
}

/* A page that was never shown is built by this. */
static double
time_page (App *app, const char *name)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (app->window));
  gboolean painted = FALSE;
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (on_painted_cb), &painted);
  double began = app_meter_worked (), took;

  g_assert_true (anlan_window_show_page (app->window, name));
  while (!painted)
    g_main_context_iteration (NULL, TRUE);
  took = app_meter_worked () - began;
  g_signal_handler_disconnect (clock, handler);
  app_settle (app);
  return took;
}

static void
measure_pages (void)
{
  g_auto (GStrv) names = anlan_groups_list_names ();
  g_autoptr (GPtrArray) times = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);

  for (guint i = 0; names[i] != NULL; i++)
    g_ptr_array_add (times, g_array_new (FALSE, FALSE, sizeof (double)));
  for (int run = 0; run < RUNS; run++)
    {
      g_autoptr (App) app = app_open (APP_DEMO);

      for (guint i = 0; names[i] != NULL; i++)
        {
          double took;

          /* The one that the window opens with is there already. */
          if (i == 0)
            continue;
          took = time_page (app, names[i]);

          g_array_append_val (g_ptr_array_index (times, i), took);
        }
    }
  for (guint i = 1; names[i] != NULL; i++)
    g_print ("page %s: %.1f ms to its first frame (at most %.0f)\n", names[i],
             app_meter_percentile (g_ptr_array_index (times, i), 0.5), MOST_PAGE);
}

/* --- turns of the main loop ------------------------------------------------------------------------------------------ */

static void
print_turns (const char *what)
{
  g_autoptr (GArray) turns = app_meter_stop ();

  g_print ("turns of the main loop, %s: %u, median %.2f ms, 99th %.2f ms (at most %.0f), longest %.1f ms\n",
           what, turns->len, app_meter_percentile (turns, 0.5), app_meter_percentile (turns, 0.99), MOST_TURN,
           app_meter_percentile (turns, 1));
}

static void
applied_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *batch = anlan_plant_apply_batch_finish (ANLAN_PLANT (source), result, NULL, &error);

  if (batch == NULL)
    g_error ("%s", error->message);
  *(gboolean *)data = TRUE;
}

static GPtrArray *
make_changes (void)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_change_unref);

  for (guint i = 0; i < RECORDS; i++)
    {
      AnlanChange *change = anlan_change_new (ANLAN_OP_CREATE, "equipment", NULL);
      g_autofree char *tag = g_strdup_printf ("N-%06u", i);

      anlan_change_set_text (change, "tag", tag);
      anlan_change_set_text (change, "name", "Vessel");
      g_ptr_array_add (changes, change);
    }
  return changes;
}

/* The bar that shows how far an import is moves all the time. */
static gboolean
draw_cb (gpointer window)
{
  gtk_widget_queue_draw (window);
  return G_SOURCE_CONTINUE;
}

static void
measure_turns (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autoptr (GPtrArray) changes = make_changes ();
  gboolean applied = FALSE;
  guint bar;

  app_show (app, "equipment");
  app_meter_start ();
  for (int i = 0; i < 100; i++)
    {
      gtk_widget_queue_draw (GTK_WIDGET (app->window));
      app_run (10);
    }
  print_turns ("drawing only");

  app_meter_start ();
  bar = g_timeout_add (40, draw_cb, app->window);
  anlan_plant_apply_batch_async (app_plant (app), changes, NULL, NULL, applied_cb, &applied);
  while (!applied)
    g_main_context_iteration (NULL, TRUE);
  app_settle (app);
  g_source_remove (bar);
  print_turns ("while 20,000 records are brought in");
}

/* --- today with much that is owed ------------------------------------------------------------------------------------- */

static GPtrArray *
make_tests (App *app)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_change_unref);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  for (int i = 0; i < DUTIES; i++)
    {
      AnlanChange *change = anlan_change_new (ANLAN_OP_CREATE, "equipment", NULL);
      g_autofree char *tag = g_strdup_printf ("D-%06d", i);
      g_autoptr (GDateTime) due = g_date_time_add_days (now, i % 11 - 4);
      g_autofree char *date = g_date_time_format (due, "%Y-%m-%d");

      anlan_change_set_text (change, "tag", tag);
      anlan_change_set_text (change, "name", "Vessel");
      anlan_change_set_text (change, "state", "running");
      anlan_change_set_text (change, "next_test", date);
      if (i % 2 == 0)
        anlan_change_set_text (change, "owner", anlan_plant_get_person (app_plant (app)));
      g_ptr_array_add (changes, change);
    }
  return changes;
}

static void
print_today (const char *what, double took)
{
  g_print ("Today with %d duties, %s: there after %.0f ms (at most %.0f)\n", DUTIES, what, took, MOST_PAGE);
  print_turns (what);
}

static double
time_settling (App *app)
{
  gint64 began = g_get_monotonic_time ();

  do
    g_main_context_iteration (NULL, TRUE);
  while (anlan_page_is_busy (app_page (app)));
  return (double)(g_get_monotonic_time () - began) / 1000;
}

static gboolean
is_more (GtkWidget *widget, gconstpointer data)
{
  const char *label = GTK_IS_BUTTON (widget) ? gtk_button_get_label (GTK_BUTTON (widget)) : NULL;

  return label != NULL && g_str_has_prefix (label, "Show ");
}

static void
measure_today (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autoptr (GPtrArray) changes = make_tests (app);
  gboolean applied = FALSE;
  GtkWidget *more;
  double took;

  app_show (app, "unit");
  anlan_plant_apply_batch_async (app_plant (app), changes, NULL, NULL, applied_cb, &applied);
  while (!applied)
    g_main_context_iteration (NULL, TRUE);
  app_run (2000);
  app_settle (app);
  app_meter_start ();
  g_assert_true (anlan_window_show_page (app->window, "today"));
  took = time_settling (app);
  app_run (500);
  app_settle (app);
  print_today ("shown again", took);

  more = app_find (GTK_WIDGET (app_page (app)), is_more, NULL);
  g_assert_nonnull (more);
  app_meter_start ();
  app_press (app, more);
  took = time_settling (app);
  app_run (500);
  app_settle (app);
  print_today ("a hundred lines", took);
}

/* --- live tiles ------------------------------------------------------------------------------------------------------- */

typedef struct
{
  char *dir;
  int stop;
} Writer;

static void
write_second (AnlanReadings *readings, gint64 now)
{
  g_autoptr (GError) error = NULL;
  AnlanFate fate;

  if (!anlan_readings_begin (readings, &error))
    g_error ("%s", error->message);
  for (guint i = 0; i < SENSORS; i++)
    {
      g_autofree char *name = g_strdup_printf ("S-%03u", i);
      AnlanReading reading = {
        .ts = now, .received = now, .device = now, .value = (double)(now / 1000 * (i + 3) % 997) / 10
      };

      reading.series = anlan_readings_series (readings, name, "ppm", &error);
      if (reading.series == 0 || !anlan_readings_add (readings, &reading, &fate, &error))
        g_error ("%s", error->message);
    }
  if (!anlan_readings_commit (readings, &error))
    g_error ("%s", error->message);
}

/* As a station does it: all of a second with one commit; first a whole hour, for the lines behind the values. */
static gpointer
write_thread (gpointer data)
{
  Writer *writer = data;
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (AnlanReadings) readings = anlan_readings_open (writer->dir, zone, NULL);
  gint64 now = g_get_real_time () / 1000;

  for (gint64 ts = now - ANLAN_HOUR; ts < now; ts += 20 * ANLAN_SECOND)
    write_second (readings, ts);
  while (!g_atomic_int_get (&writer->stop))
    {
      write_second (readings, g_get_real_time () / 1000);
      g_usleep (G_USEC_PER_SEC);
    }
  return NULL;
}

static void
measure_sensors (void)
{
  g_autoptr (App) app = app_open (APP_EMPTY);
  Writer writer = { .dir = app->dir };
  GThread *thread = g_thread_new ("writer", write_thread, &writer);

  app_show (app, "sensors");
  /* Until all are there. */
  app_run (10000);
  app_meter_start ();
  app_run (SENSOR_SECONDS * 1000);
  print_turns ("200 sensors, a reading a second each");
  g_atomic_int_set (&writer.stop, 1);
  g_thread_join (thread);
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  /* One part alone when it is named, to look at it closely. */
  if (argc < 2 || strcmp (argv[1], "pages") == 0)
    measure_pages ();
  if (argc < 2 || strcmp (argv[1], "turns") == 0)
    measure_turns ();
  if (argc < 2 || strcmp (argv[1], "today") == 0)
    measure_today ();
  if (argc < 2 || strcmp (argv[1], "sensors") == 0)
    measure_sensors ();
  return EXIT_SUCCESS;
}
