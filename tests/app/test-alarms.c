/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-alarms"

#include <math.h>
#include <string.h>

#include "alarm-banner.h"
#include "alarm-bell.h"
#include "alarm-detail.h"
#include "alarm-page.h"
#include "alarm-row.h"
#include "app-fixture.h"
#include "base/time.h"

/* What a person at the desk gets when something is wrong: alarms are raised in alarms.db by a thread that stands for the
 * station, and are seen, heard, acknowledged and closed in the real window. */

/* --- the station ----------------------------------------------------------------------------------------------------- */

typedef void (*Deed) (AnlanAlarms *alarms, gpointer data);

typedef struct
{
  const char *dir;
  Deed deed;
  gpointer data;
} Station;

static gpointer
run_station (gpointer data)
{
  Station *station = data;
  g_autoptr (AnlanClock) clock = anlan_clock_new_system ();
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanAlarms) alarms = anlan_alarms_open (station->dir, clock, &error);

  g_assert_no_error (error);
  station->deed (alarms, station->data);
  return NULL;
}

/* On a thread of its own, as what is another process in life. */
static void
at_station (App *app, Deed deed, gpointer data)
{
  Station station = { app->dir, deed, data };

  g_thread_join (g_thread_new ("station", run_station, &station));
}

typedef struct
{
  const char *rule;
  const char *title;
  AnlanSeverity severity;
  AnlanDanger danger;
  const char *zone;
  const char *subject;
  double value;
  double bound;
  const char *unit;
  gboolean off;  /* it ends */
  gint64 before; /* ms ago */
} Case;

static void
judge (AnlanAlarms *alarms, gpointer data)
{
  const Case *one = data;
  g_autoptr (AnlanRule) rule = anlan_rule_new (one->rule);
  g_autoptr (GError) error = NULL;
  gint64 now = g_get_real_time () / 1000 - one->before;
  AnlanJudgement judgement = { .rule = rule,
                               .subject = one->subject,
                               .zone = one->zone,
                               .unit = one->unit,
                               .on = !one->off,
                               .at = now,
                               .device_ts = now - 300,
                               .began = G_MININT64,
                               .value = one->value };

  rule->title = g_strdup (one->title);
  rule->response = g_strdup ("Leave the zone against the wind, close valve XV-305, call the shift leader.");
  rule->severity = one->severity;
  rule->danger = one->danger;
  rule->bound = one->bound;
  anlan_alarms_judged (alarms, &judgement, NULL, &error);
  g_assert_no_error (error);
}

static const Case gas = { "gas-2",
                          "Combustible gas, second level",
                          ANLAN_SEVERITY_CRITICAL,
                          ANLAN_DANGER_COMBUSTIBLE,
                          "Tank farm",
                          "tank-farm/gas/001",
                          52.4,
                          50,
                          "%LEL",
                          FALSE,
                          0 };
static const Case heat = { "heat",
                           "Pump bearing too hot",
                           ANLAN_SEVERITY_HIGH,
                           ANLAN_DANGER_OTHER,
                           "Pump house",
                           "pump-house/temp/P-102A",
                           96.5,
                           90,
                           "°C",
                           FALSE,
                           0 };
static const Case helmet = { "helmet",
                             "Somebody without a helmet",
                             ANLAN_SEVERITY_MEDIUM,
                             ANLAN_DANGER_OTHER,
                             "Loading bay",
                             "cam-04",
                             NAN,
                             NAN,
                             NULL,
                             FALSE,
                             0 };
static const Case note = { "silent",
                           "Rain gauge is silent",
                           ANLAN_SEVERITY_NOTE,
                           ANLAN_DANGER_OTHER,
                           "Roof",
                           "roof/rain/001",
                           NAN,
                           NAN,
                           NULL,
                           FALSE,
                           0 };

static void
report (App *app, const Case *one)
{
  at_station (app, judge, (gpointer)one);
}

static void
end (App *app, const Case *one)
{
  Case over = *one;

  over.off = TRUE;
  report (app, &over);
}

typedef struct
{
  const char *rule;
  AnlanAlarm *found;
} Search;

static void
search (AnlanAlarms *alarms, gpointer data)
{
  Search *wanted = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = anlan_alarms_list (alarms, TRUE, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < all->len && wanted->found == NULL; i++)
    {
      AnlanAlarm *alarm = g_ptr_array_index (all, i);

      if (g_strcmp0 (alarm->rule, wanted->rule) == 0)
        wanted->found = anlan_alarms_get (alarms, alarm->id, &error);
    }
  g_assert_no_error (error);
}

/* What alarms.db says of it. */
static AnlanAlarm *
stored (App *app, const Case *one)
{
  Search wanted = { one->rule, NULL };

  at_station (app, search, &wanted);
  g_assert_nonnull (wanted.found);
  return wanted.found;
}

static AnlanAlarmDesk *
alarms_of (App *app)
{
  return anlan_desk_get_alarms (app_desk (app));
}

static guint
n_open (App *app)
{
  return g_list_model_get_n_items (anlan_alarm_desk_get_alarms (alarms_of (app)));
}

static guint
n_loud (App *app, AnlanSeverity severity)
{
  guint count;

  anlan_alarm_desk_loudest (alarms_of (app), severity, &count);
  return count;
}

static GtkRevealer *
banner_revealer (App *app)
{
  return GTK_REVEALER (gtk_widget_get_first_child (adw_bin_get_child (app->window->alarm_bin)));
}

static App *
open_app (void)
{
  App *app = app_open (APP_DEMO);

  APP_AWAIT (!anlan_alarm_desk_is_loading (alarms_of (app)));
  return app;
}

static AnlanAlarmScreen *
screen_of (App *app)
{
  return anlan_alarm_loud_get_screen (app->window->loud);
}

/* --- cases ------------------------------------------------------------------------------------------------------------- */

/* A high one: banner, bell, badge; acknowledged by a key; closed with its cause, by keys alone. */
static void
test_life (void)
{
  g_autoptr (App) app = open_app ();
  g_autoptr (AnlanAlarm) seen = NULL, closed = NULL;
  g_autofree char *texts = NULL;

  g_assert_false (gtk_revealer_get_reveal_child (banner_revealer (app)));
  report (app, &heat);
  APP_AWAIT (gtk_revealer_get_reveal_child (banner_revealer (app)));
  app_settle (app);
  texts = app_texts (GTK_WIDGET (app->window->alarm_bin));
  g_assert_nonnull (strstr (texts, heat.title));
  g_assert_nonnull (strstr (texts, "96.5 °C"));
  g_assert_null (screen_of (app));
  g_assert_cmpuint (n_loud (app, ANLAN_SEVERITY_MEDIUM), ==, 1);
  app_picture (app, "alarm-banner");

  APP_AWAIT (anlan_alarm_banner_get_read (ANLAN_ALARM_BANNER (adw_bin_get_child (app->window->alarm_bin))) !=
             NULL);
  app_key (app, "F8");
  APP_AWAIT (n_loud (app, ANLAN_SEVERITY_NOTE) == 0);
  seen = stored (app, &heat);
  g_assert_cmpint (seen->state, ==, ANLAN_ALARM_ACKNOWLEDGED);
  g_assert_cmpstr (seen->acknowledged_by, ==, anlan_plant_get_person (app_plant (app)));
  g_assert_false (gtk_revealer_get_reveal_child (banner_revealer (app)));

  end (app, &heat);
  app_show (app, "alarms");
  APP_AWAIT (n_open (app) == 1);
  gtk_widget_grab_focus (app_by_type (GTK_WIDGET (app->window), GTK_TYPE_LIST_VIEW));
  app_key (app, "Down");
  app_key (app, "space");
  app_settle (app);
  app_picture (app, "alarm-cleared");
  app_key (app, "alt+l");
  APP_AWAIT (ADW_IS_MESSAGE_DIALOG (app_top (app)));
  app_settle (app);
  app_picture (app, "alarm-close");
  gtk_widget_grab_focus (app_by_type (GTK_WIDGET (app_top (app)), GTK_TYPE_CHECK_BUTTON));
  app_key (app, "space");
  gtk_widget_grab_focus (app_by_type (GTK_WIDGET (app_top (app)), ADW_TYPE_ENTRY_ROW));
  app_type (app, "flange");
  app_settle (app);
  app_picture (app, "alarm-close-typed");
  app_key (app, "Return");
  APP_AWAIT (n_open (app) == 0);
  closed = stored (app, &heat);
  g_assert_cmpint (closed->state, ==, ANLAN_ALARM_CLOSED);
  g_assert_cmpstr (closed->cause, ==, "real");
  g_assert_cmpstr (closed->note, ==, "flange");
}

/* A critical one takes the screen and sounds until it is acknowledged; what is typed on meanwhile acknowledges nothing. */
static void
test_critical (void)
{
  g_autoptr (App) app = open_app ();
  g_autoptr (AnlanAlarm) seen = NULL;
  AnlanAlarmSound *sound = anlan_alarm_loud_get_sound (app->window->loud);

  report (app, &gas);
  APP_AWAIT (screen_of (app) != NULL);
  g_assert_true (anlan_alarm_sound_is_urgent (sound));
  app_key (app, "space");
  app_key (app, "Return");
  app_settle (app);
  g_assert_true (app_top (app) == GTK_WINDOW (screen_of (app)));
  g_assert_cmpuint (n_loud (app, ANLAN_SEVERITY_CRITICAL), ==, 1);
  /* Either the sound service takes it, or the screen says that nothing is heard. */
  APP_AWAIT (anlan_alarm_sound_get_count (sound) > 0 || anlan_alarm_sound_get_trouble (sound) != NULL);
  if (anlan_alarm_sound_get_trouble (sound) != NULL)
    {
      g_autofree char *texts = app_texts (GTK_WIDGET (screen_of (app)));

      g_assert_nonnull (strstr (texts, anlan_alarm_loud_get_aside (app->window->loud)));
    }
  app_picture (app, "alarm-screen");
  /* Put aside, and louder again with the next one. */
  app_key (app, "Escape");
  g_assert_null (screen_of (app));
  g_assert_true (anlan_alarm_sound_is_urgent (sound));
  APP_AWAIT (gtk_revealer_get_reveal_child (banner_revealer (app)));
  app_settle (app);
  app_picture (app, "alarm-banner-critical");
  APP_AWAIT (anlan_alarm_banner_get_read (ANLAN_ALARM_BANNER (adw_bin_get_child (app->window->alarm_bin))) !=
             NULL);
  app_key (app, "F8");
  APP_AWAIT (n_loud (app, ANLAN_SEVERITY_NOTE) == 0);
  g_assert_false (anlan_alarm_sound_is_urgent (sound));
  seen = stored (app, &gas);
  g_assert_nonnull (seen->acknowledged_by);
}

/* The page with some of each, and its pictures. */
static void
test_page (void)
{
  g_autoptr (App) app = open_app ();
  static const Case *const cases[] = { &note, &helmet, &heat };
  Case old = gas;

  old.before = 26 * ANLAN_HOUR;
  old.severity = ANLAN_SEVERITY_HIGH;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    report (app, cases[i]);
  report (app, &old);
  APP_AWAIT (n_open (app) == 4);
  app_show (app, "alarms");
  app_picture (app, "alarms");
  app_press (app, app_by_id (GTK_WIDGET (app->window), "health_button"));
  app_settle (app);
  app_picture (app, "alarm-health");
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/app/alarms/life", test_life);
  g_test_add_func ("/app/alarms/critical", test_critical);
  g_test_add_func ("/app/alarms/page", test_page);
  return g_test_run ();
}
