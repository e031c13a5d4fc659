/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "app-desktop.h"
#include "app-fixture.h"
#include "evac-page.h"
#include "monitor/alarms.h"

#define MUSTER "MP-02"
#define DETECTOR "119.710197,34.438451"

/* The evacuation twin in the real window: files, playing, cancelling, and an alarm that opens it. */

/* A yard with a muster point at either end and chlorine in the middle. */
#define YARD(wind, count)                                                                                    \
  "{\"version\":1,\"units\":\"m\",\"levels\":[{\"id\":\"g\",\"spaces\":[{\"id\":\"yard\",\"polygon\":[[0,0]" \
  ",[90,0],[90,60],[0,"                                                                                      \
  "60]]}],\"doors\":[],\"obstacles\":[]}],\"stairs\":[],\"muster\":[{\"id\":\"MP-W\",\"level\":\"g\","       \
  "\"at\":[4,30],"                                                                                           \
  "\"radius\":2},{\"id\":\"MP-E\",\"level\":\"g\",\"at\":[86,30],\"radius\":2}],\"people\":[{"               \
  "\"count\":" count ",\"space\":\"yard\",\"speed\":1.3}],\"max_time\":900,\"wind\":{\"from\":" wind         \
  ",\"speed\":3,\"spread\":5},"                                                                              \
  "\"release\":{\"gas\":\"cl2\",\"at\":[45,30],\"rate\":0.5}}"

static AnlanEvacPage *
page_of (App *app)
{
  return ANLAN_EVAC_PAGE (app_page (app));
}

static gboolean
is_ready (App *app)
{
  return !anlan_page_is_busy (app_page (app)) && anlan_evac_page_get_evac (page_of (app)) != NULL;
}

typedef struct
{
  const char *path, *text;
} Written;

static gpointer
write_it (gpointer data)
{
  const Written *written = data;

  g_assert_true (g_file_set_contents (written->path, written->text, -1, NULL));
  return NULL;
}

/* On a thread of its own: the one that draws may not wait for files. */
static void
write_file (const char *path, const char *text)
{
  Written written = { path, text };

  g_thread_join (g_thread_new ("write", write_it, &written));
}

static void
open_text (App *app, const char *text)
{
  g_autofree char *path = g_build_filename (app->root, "scenario.json", NULL);

  write_file (path, text);
  anlan_evac_page_open_file (page_of (app), path);
}

static void
test_file (void)
{
  g_autoptr (App) app = app_open (APP_EMPTY);
  AnlanEvacView *view;
  AnlanEvac *evac;

  /* A plant that has no place on the map has no plan: it says so. */
  app_show (app, "evacuate");
  APP_AWAIT (!anlan_page_is_busy (app_page (app)));
  g_assert_null (anlan_evac_page_get_evac (page_of (app)));

  /* What cannot be read is told in a sentence that names the place of the fault. */
  open_text (app, "{\"version\":1,\"units\":\"m\",\"levles\":[]}");
  app_settle (app);
  {
    g_autofree char *texts = app_texts (GTK_WIDGET (app_page (app)));

    g_assert_nonnull (strstr (texts, "levles"));
  }

  open_text (app, YARD ("270", "60"));
  APP_AWAIT (is_ready (app));
  evac = anlan_evac_page_get_evac (page_of (app));
  g_assert_cmpint (anlan_evac_muster (evac, 1), ==, ANLAN_MUSTER_IN_DANGER);
  g_assert_cmpint (anlan_evac_muster (evac, 0), ==, ANLAN_MUSTER_NO_DANGER_COMPUTED);
  g_assert_cmpstr (g_array_index (anlan_evac_routes (evac), AnlanEvacRoute, 0).exit, ==, "MP-W");
  app_settle (app);
  {
    g_autofree char *texts = app_texts (GTK_WIDGET (app_page (app)));
    g_autofree char *state = g_strdup_printf ("MP-E: %s", anlan_evac_muster_words (ANLAN_MUSTER_IN_DANGER));

    g_assert_nonnull (strstr (texts, state));
  }

  /* It plays, and the keys go through its time. */
  view = ANLAN_EVAC_VIEW (app_by_type (GTK_WIDGET (app_page (app)), ANLAN_TYPE_EVAC_VIEW));
  app_press (app, app_by_id (GTK_WIDGET (app_page (app)), "play_button"));
  APP_AWAIT (anlan_evac_view_get_moment (view) > 5);
  app_press (app, app_by_id (GTK_WIDGET (app_page (app)), "play_button"));
  g_assert_false (anlan_evac_view_is_playing (view));
  app_picture (app, "evacuate-file");
  {
    double before = anlan_evac_view_get_moment (view);

    gtk_widget_grab_focus (GTK_WIDGET (view));
    app_key (app, "period");
    g_assert_cmpfloat_with_epsilon (anlan_evac_view_get_moment (view),
                                    MIN (before + 10, anlan_evac_seconds (evac)), 1e-6);
  }

  open_text (app, YARD ("90", "60"));
  APP_AWAIT (is_ready (app));
  evac = anlan_evac_page_get_evac (page_of (app));
  g_assert_cmpint (anlan_evac_muster (evac, 0), ==, ANLAN_MUSTER_IN_DANGER);
  g_assert_cmpint (anlan_evac_muster (evac, 1), ==, ANLAN_MUSTER_NO_DANGER_COMPUTED);

  /* Much to compute, and it ends at once when nobody wants it any more. */
  open_text (app, YARD ("90", "5000"));
  APP_AWAIT (anlan_page_is_busy (app_page (app)));
  app_run (100);
  g_signal_emit_by_name (app_by_id (GTK_WIDGET (app_page (app)), "cancel_button"), "clicked");
  APP_AWAIT (!anlan_page_is_busy (app_page (app)));
  g_assert_null (anlan_evac_page_get_evac (page_of (app)));
}

/* --- an alarm ----------------------------------------------------------------------------------------------------------- */

typedef struct
{
  App *app;
  AnlanPlant *plant;
  char *id;
  double value;
} Raised;

/* As the station does it: in alarms.db, and mirrored into the plant. */
static gpointer
raise_alarm (gpointer data)
{
  Raised *raised = data;
  g_autoptr (AnlanClock) clock = anlan_clock_new_system ();
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanAlarms) alarms = anlan_alarms_open (raised->app->dir, clock, &error);
  g_autoptr (AnlanRule) rule = anlan_rule_new ("h2s");
  g_autoptr (GPtrArray) changed = g_ptr_array_new_with_free_func (g_free);
  gint64 now = g_get_real_time () / 1000;
  AnlanJudgement judgement = { .rule = rule,
                               .subject = "test/h2s",
                               .zone = "Tank farm",
                               .unit = "ppm",
                               .on = TRUE,
                               .at = now,
                               .device_ts = now,
                               .began = G_MININT64,
                               .value = raised->value };

  g_assert_no_error (error);
  rule->title = g_strdup ("Hydrogen sulphide");
  rule->severity = ANLAN_SEVERITY_HIGH;
  rule->danger = ANLAN_DANGER_TOXIC;
  rule->bound = 10;
  anlan_alarms_judged (alarms, &judgement, changed, &error);
  g_assert_no_error (error);
  if (raised->id == NULL)
    {
      g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_CREATE, "alarm", changed->pdata[0]);
      g_autoptr (AnlanApplied) applied = NULL;

      raised->id = g_strdup (changed->pdata[0]);
      change->unasked = TRUE;
      change->batch = g_strdup (raised->id);
      anlan_change_set_text (change, "name", "Hydrogen sulphide");
      anlan_change_set_text (change, "subject", "test/h2s");
      anlan_change_set_text (change, "severity", "high");
      anlan_change_set_text (change, "state", "raised");
      anlan_change_set_text (change, "raised_at", "2026-11-23T02:10:00.000Z");
      anlan_change_set_real (change, "value", raised->value);
      anlan_change_set_text (change, "measure", "ppm");
      applied = anlan_plant_apply (raised->plant, change, &error);
      g_assert_no_error (error);
      anlan_alarms_evacuate (alarms, raised->id, &error);
      g_assert_no_error (error);
    }
  return NULL;
}

static void
feed_wind (App *app, int from)
{
  g_autofree char *path = g_build_filename (app->root, "wind.json", NULL);
  g_autofree char *text = g_strdup_printf (
      "[{\"series\":\"mast/%d\",\"value\":%d},{\"series\":\"mast/speed\",\"value\":4}]", from, from);

  write_file (path, text);
  g_free (app_ctl ("feed", app->dir, path, NULL));
}

static AnlanMusterState
state_of (App *app, const char *muster)
{
  AnlanEvac *evac = anlan_evac_page_get_evac (page_of (app));
  const GArray *musters = evac != NULL ? anlan_evac_scenario (evac)->plan->musters : NULL;

  for (guint i = 0; musters != NULL && i < musters->len; i++)
    if (g_str_equal (g_array_index (musters, AnlanPlanMuster, i).id, muster))
      return anlan_evac_muster (evac, i);
  return ANLAN_MUSTER_NOT_KNOWN;
}

static gboolean
blows_from (App *app, double from)
{
  AnlanEvac *evac = anlan_evac_page_get_evac (page_of (app));

  return evac != NULL && fabs (remainder (anlan_evac_scenario (evac)->wind.from - from, 360)) < 1;
}

static void
test_alarm (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  Raised raised = { app, app_plant (app), NULL, 60 };

  /* A detector sixty metres west of the muster point. */
  g_free (app_ctl ("add", app->dir, "series", "name=test/h2s", "title=Hydrogen sulphide", "gas=h2s",
                   "measure=ppm", "place={\"type\":\"Point\",\"coordinates\":[" DETECTOR "]}", NULL));
  /* Two masts: of several the one that spoke last is believed, and the ten minutes of one know no turn of the other. */
  g_free (app_ctl ("add", app->dir, "series", "name=mast/270", "title=Wind", "weather=wind_from", NULL));
  g_free (app_ctl ("add", app->dir, "series", "name=mast/90", "title=Wind", "weather=wind_from", NULL));
  g_free (app_ctl ("add", app->dir, "series", "name=mast/speed", "title=Wind", "weather=wind_speed",
                   "measure=m/s", NULL));
  feed_wind (app, 270);
  g_thread_join (g_thread_new ("station", raise_alarm, &raised));
  app_show (app, "evacuate");
  APP_AWAIT (blows_from (app, 270));
  g_assert_cmpint (state_of (app, MUSTER), ==, ANLAN_MUSTER_IN_DANGER);
  g_assert_true (gtk_widget_get_visible (app_by_id (GTK_WIDGET (app_page (app)), "live_head")));
  /* Nobody is sent there. */
  {
    const GArray *routes = anlan_evac_routes (anlan_evac_page_get_evac (page_of (app)));

    for (guint i = 0; i < routes->len; i++)
      g_assert_cmpstr (g_array_index (routes, AnlanEvacRoute, i).exit, !=, MUSTER);
  }
  app_settle (app);
  app_picture (app, "evacuate-alarm");

  /* The wind turns; at the alarm's next value, or at the latest after ten seconds, it is seen. */
  feed_wind (app, 90);
  APP_AWAIT (blows_from (app, 90));
  g_assert_cmpint (state_of (app, MUSTER), ==, ANLAN_MUSTER_NO_DANGER_COMPUTED);
  g_free (raised.id);
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  app_desktop_start ();
  g_test_add_func ("/app/evacuate/file", test_file);
  g_test_add_func ("/app/evacuate/alarm", test_alarm);
  return g_test_run ();
}
