/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-alarms"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <math.h>
#include <signal.h>
#include <string.h>

#include "alarm-banner.h"
#include "alarm-bell.h"
#include "alarm-detail.h"
#include "alarm-page.h"
#include "alarm-row.h"
#include "app-desktop.h"
#include "app-fixture.h"
#include "app-meter.h"
#include "base/time.h"
#include "camera-card.h"
#include "camera-page.h"
#include "map-page-private.h"
#include "series-page.h"
#include "station-page.h"

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
  guint told = app_desktop.count;

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
  APP_AWAIT (app_desktop.count > told);
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
  /* The desktop was told too, and its message is taken back. */
  g_assert_cmpuint (app_desktop.count, >, told);
  g_assert_nonnull (strstr (app_desktop.title, gas.title));
  APP_AWAIT (app_desktop.closed > 0);
  seen = stored (app, &gas);
  g_assert_nonnull (seen->acknowledged_by);
}

/* The page with some of each, and its pictures. */
/* A plant whose station is off has no alarms, and the page does not call that good. */
static void
test_unwatched (void)
{
  g_autoptr (App) app = open_app ();
  AdwStatusPage *empty;

  app_show (app, "alarms");
  empty = ADW_STATUS_PAGE (app_by_id (GTK_WIDGET (app->window), "empty"));
  APP_AWAIT (strstr (adw_status_page_get_title (empty), _ ("Station is off")) != NULL);
  app_click (app, app_by_id (GTK_WIDGET (app->window), "station_button"), 1);
  APP_AWAIT (G_OBJECT_TYPE (app_page (app)) == ANLAN_TYPE_STATION_PAGE);
}

static void
test_page (void)
{
  g_autoptr (App) app = open_app ();
  static const Case *const cases[] = { &note, &helmet, &heat };
  g_autofree char *health = NULL;
  Case old = gas;

  old.before = 26 * ANLAN_HOUR;
  old.severity = ANLAN_SEVERITY_HIGH;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    report (app, cases[i]);
  report (app, &old);
  APP_AWAIT (n_open (app) == 4);
  app_show (app, "alarms");
  app_picture (app, "alarms");
  app_click (app, app_by_id (GTK_WIDGET (app->window), "health_button"), 1);
  APP_AWAIT (
      g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (app_by_id (GTK_WIDGET (app->window), "views"))),
                 "health") == 0);
  app_settle (app);
  app_picture (app, "alarm-health");
  health = app_texts (GTK_WIDGET (app_page (app)));
  /* Chattering, standing and worst are named with the alarm they are about. */
  g_assert_nonnull (strstr (health, old.title));
  g_assert_nonnull (strstr (health, "4"));
  app_key (app, "Escape");
  app_activate (app, "win.page::today");
  app_settle (app);
  app_click (app, app_by_class (GTK_WIDGET (app->window), "alarm-bell"), 1);
  app_settle (app);
  app_picture (app, "alarm-bell");
  /* A popover that is open keeps the keys from the next window. */
  app_key (app, "Escape");
}

/* Several at once: acknowledged and closed together; what cannot be done to one is said. */
static void
test_several (void)
{
  g_autoptr (App) app = open_app ();
  g_autoptr (AnlanAlarm) first = NULL, second = NULL, left = NULL;

  report (app, &helmet);
  report (app, &heat);
  report (app, &note);
  end (app, &helmet);
  end (app, &heat);
  APP_AWAIT (n_open (app) == 3);
  app_show (app, "alarms");
  app_click (app, app_by_type (GTK_WIDGET (app->window), ANLAN_TYPE_ALARM_ROW), 1);
  app_key (app, "ctrl+a");
  app_settle (app);
  app_picture (app, "alarm-several");
  app_press (app, app_by_id (GTK_WIDGET (app->window), "many_acknowledge"));
  APP_AWAIT (n_loud (app, ANLAN_SEVERITY_NOTE) == 0);
  app_press (app, app_by_id (GTK_WIDGET (app->window), "many_close"));
  APP_AWAIT (ADW_IS_MESSAGE_DIALOG (app_top (app)));
  gtk_widget_grab_focus (app_by_type (GTK_WIDGET (app_top (app)), GTK_TYPE_CHECK_BUTTON));
  app_key (app, "Down");
  app_key (app, "Down");
  app_key (app, "space");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (app_top (app)), "do");
  APP_AWAIT (n_open (app) == 1);
  /* Its condition still holds. */
  APP_AWAIT (app->window->toast != NULL);
  first = stored (app, &helmet);
  second = stored (app, &heat);
  left = stored (app, &note);
  g_assert_cmpint (first->state, ==, ANLAN_ALARM_CLOSED);
  g_assert_cmpint (second->state, ==, ANLAN_ALARM_CLOSED);
  g_assert_true (anlan_alarm_cause_valid (first->cause));
  g_assert_cmpstr (first->cause, ==, second->cause);
  g_assert_cmpint (left->state, ==, ANLAN_ALARM_ACKNOWLEDGED);
}

/* What is shelved is quiet, in everybody's view with name and reason, and is loud again once the shelf is ended. */
static void
test_shelf (void)
{
  g_autoptr (App) app = open_app ();
  g_autofree char *texts = NULL;
  GtkWidget *shelves;

  report (app, &heat);
  APP_AWAIT (n_loud (app, ANLAN_SEVERITY_HIGH) == 1);
  app_show (app, "alarms");
  gtk_widget_grab_focus (app_by_type (GTK_WIDGET (app->window), GTK_TYPE_LIST_VIEW));
  app_key (app, "Down");
  app_key (app, "space");
  app_settle (app);
  app_key (app, "alt+s");
  APP_AWAIT (ADW_IS_MESSAGE_DIALOG (app_top (app)));
  /* Without a reason there is no shelf. */
  g_assert_false (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (app_top (app)), "do"));
  gtk_widget_grab_focus (app_by_type (GTK_WIDGET (app_top (app)), ADW_TYPE_ENTRY_ROW));
  app_type (app, "bearing is being changed");
  app_settle (app);
  app_picture (app, "alarm-shelve");
  app_key (app, "Return");
  APP_AWAIT (n_loud (app, ANLAN_SEVERITY_NOTE) == 0);
  app_settle (app);
  g_assert_false (gtk_revealer_get_reveal_child (banner_revealer (app)));
  shelves = app_by_id (GTK_WIDGET (app->window), "shelves");
  texts = app_texts (shelves);
  g_assert_nonnull (strstr (texts, "bearing is being changed"));
  g_assert_nonnull (strstr (texts, anlan_desk_get_person_name (app_desk (app))));
  app_picture (app, "alarm-shelved");
  app_press (app, app_by_type (shelves, GTK_TYPE_BUTTON));
  APP_AWAIT (n_loud (app, ANLAN_SEVERITY_HIGH) == 1);
}

/* --- where it leads ------------------------------------------------------------------------------------------------------ */

static void
set_animations (gboolean on)
{
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", on, NULL);
}

/* The zone of an alarm nobody has acknowledged pulses on the map, no faster than once in two seconds; without animations it
 * stands still; acknowledged it keeps its edge and no longer moves; what is over marks no zone. */
static void
test_map (void)
{
  g_autoptr (App) app = open_app ();
  g_autoptr (GPtrArray) records = app_records (app, "zone", NULL);
  const AnlanRecord *zone = g_ptr_array_index (records, 0);
  AnlanMapAlarms *map;
  Case here = heat;
  guint zones, loud, turns_of_pulse = 0;
  double last = 0;
  gboolean rising = TRUE;

  here.zone = zone->id;
  app_show (app, "map");
  map = ANLAN_MAP_PAGE (app_page (app))->alarms;
  anlan_map_alarms_count (map, &zones, &loud);
  g_assert_cmpuint (zones, ==, 0);
  report (app, &here);
  APP_AWAIT ((anlan_map_alarms_count (map, &zones, &loud), loud == 1));
  g_assert_cmpuint (zones, ==, 1);
  g_assert_false (anlan_map_alarms_is_moving (map));
  g_assert_cmpfloat (anlan_map_alarms_get_pulse (map), ==, 1);
  app_settle (app);
  app_picture (app, "alarm-map");

  set_animations (TRUE);
  g_assert_true (anlan_map_alarms_is_moving (map));
  for (gint64 end = g_get_monotonic_time () + 2 * G_USEC_PER_SEC; g_get_monotonic_time () < end; app_run (20))
    {
      double now = anlan_map_alarms_get_pulse (map);

      g_assert_cmpfloat (now, >=, 0);
      g_assert_cmpfloat (now, <=, 1);
      turns_of_pulse += now != last && rising != (now > last);
      if (now != last)
        rising = now > last;
      last = now;
    }
  g_assert_cmpuint (turns_of_pulse, >=, 1);
  g_assert_cmpuint (turns_of_pulse, <=, 3);
  set_animations (FALSE);
  g_assert_false (anlan_map_alarms_is_moving (map));

  set_animations (TRUE);
  app_run (1);
  APP_AWAIT (anlan_alarm_banner_get_read (ANLAN_ALARM_BANNER (adw_bin_get_child (app->window->alarm_bin))) !=
             NULL);
  app_key (app, "F8");
  APP_AWAIT ((anlan_map_alarms_count (map, &zones, &loud), loud == 0));
  g_assert_cmpuint (zones, ==, 1);
  g_assert_false (anlan_map_alarms_is_moving (map));
  set_animations (FALSE);
  app_settle (app);
  app_picture (app, "alarm-map-acknowledged");
  end (app, &here);
  APP_AWAIT ((anlan_map_alarms_count (map, &zones, &loud), zones == 0));
}

static gboolean
is_called (GtkWidget *widget, gconstpointer name)
{
  return g_str_equal (gtk_widget_get_name (widget), name);
}

static GtkWidget *
find_link (App *app, const char *name)
{
  GtkWidget *detail = app_by_type (GTK_WIDGET (app->window), ANLAN_TYPE_ALARM_DETAIL);

  return app_find (detail, is_called, name);
}

/* Names that become known make the buttons anew, and one that was just pressed is gone. */
static void
follow (App *app, const char *name, GType page)
{
  for (guint i = 0; i < 10 && G_OBJECT_TYPE (app_page (app)) != page; i++)
    {
      GtkWidget *link = find_link (app, name);

      if (link != NULL)
        app_press (app, link);
      app_run (400);
    }
  APP_AWAIT (G_OBJECT_TYPE (app_page (app)) == page);
}

static void
show_detail (App *app)
{
  app_show (app, "alarms");
  gtk_widget_grab_focus (app_by_type (GTK_WIDGET (app->window), GTK_TYPE_LIST_VIEW));
  app_key (app, "Down");
  app_key (app, "space");
  app_settle (app);
}

/* An alarm leads to what was measured then and to the camera that looks there, and Escape back to it. */
static void
test_links (void)
{
  g_autoptr (App) app = open_app ();
  g_autoptr (GPtrArray) zones = app_records (app, "zone", NULL);
  const AnlanRecord *zone = g_ptr_array_index (zones, 0);
  g_autofree char *in_zone = g_strdup_printf ("zone=%s", zone->id);
  Case here = gas;
  AnlanSeriesView *view;
  g_autofree char *texts = NULL;
  GtkWidget *card;
  gint64 from, to;

  here.severity = ANLAN_SEVERITY_HIGH;
  here.subject = "GT-1201";
  here.zone = zone->id;
  here.before = 3 * ANLAN_HOUR;
  g_free (app_ctl ("add", app->dir, "source", "name=0 Camera at the gate", "type=hikvision",
                   "address=http://192.0.2.9", in_zone,
                   "definition={\"recorder\":\"rtsp://192.0.2.9/tracks/101?starttime={start}\"}", NULL));
  report (app, &here);
  APP_AWAIT (n_open (app) == 1);
  show_detail (app);
  app_picture (app, "alarm-links");
  /* Nobody has asked for the evacuation view, and there is none. */
  g_assert_null (find_link (app, "evacuate"));
  g_assert_nonnull (find_link (app, "recording"));
  app_picture (app, "alarm-links");
  follow (app, "readings", ANLAN_TYPE_SERIES_PAGE);
  app_settle (app);
  view = anlan_series_page_get_view (ANLAN_SERIES_PAGE (app_page (app)));
  g_assert_cmpstr (anlan_series_view_get_name (view), ==, "GT-1201");
  anlan_chart_view_get_span (anlan_series_view_get_chart (view), &from, &to);
  g_assert_cmpint (from, <, g_get_real_time () / 1000 - here.before);
  g_assert_cmpint (to, >, g_get_real_time () / 1000 - here.before);
  g_assert_cmpint (to - from, ==, ANLAN_HOUR);
  g_assert_true (anlan_chart_view_get_limits (anlan_series_view_get_chart (view)));
  app_settle (app);
  app_picture (app, "alarm-readings");
  app_key (app, "Escape");
  g_assert_true (ANLAN_IS_ALARM_PAGE (app_page (app)));
  g_assert_nonnull (find_link (app, "readings"));
  follow (app, "camera", ANLAN_TYPE_CAMERA_PAGE);
  app_settle (app);
  card = gtk_widget_get_ancestor (gtk_window_get_focus (GTK_WINDOW (app->window)), ANLAN_TYPE_CAMERA_CARD);
  texts = app_texts (card);
  g_assert_nonnull (strstr (texts, "0 Camera at the gate"));
  app_key (app, "Escape");
  g_assert_true (ANLAN_IS_ALARM_PAGE (app_page (app)));
}

/* What is shown of an alarm that changes is made anew, but not under a finger: a press that began on a button is its own. And who
 * has read on to the end of it is not thrown back to the beginning. */
static void
test_press (void)
{
  g_autoptr (App) app = open_app ();
  g_autoptr (AnlanAlarm) before = NULL, after = NULL;
  GtkAdjustment *scrolled;
  double place;

  report (app, &heat);
  APP_AWAIT (n_open (app) == 1);
  show_detail (app);
  app_hold (app, find_link (app, "acknowledge"));
  end (app, &heat);
  app_run (1500);
  app_let_go (app);
  before = stored (app, &heat);
  g_assert_cmpint (before->state, ==, ANLAN_ALARM_CLEARED);
  g_assert_nonnull (before->acknowledged_by);
  APP_AWAIT (find_link (app, "acknowledge") == NULL);

  gtk_window_set_default_size (GTK_WINDOW (app->window), 900, 420);
  app_settle (app);
  scrolled = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (app_by_type (
      app_by_type (GTK_WIDGET (app->window), ANLAN_TYPE_ALARM_DETAIL), GTK_TYPE_SCROLLED_WINDOW)));
  place = gtk_adjustment_get_upper (scrolled) - gtk_adjustment_get_page_size (scrolled);
  g_assert_cmpfloat (place, >, 20);
  gtk_adjustment_set_value (scrolled, place);
  report (app, &heat);
  app_run (1500);
  app_settle (app);
  after = stored (app, &heat);
  g_assert_cmpint (after->change, !=, before->change);
  scrolled = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (app_by_type (
      app_by_type (GTK_WIDGET (app->window), ANLAN_TYPE_ALARM_DETAIL), GTK_TYPE_SCROLLED_WINDOW)));
  g_assert_cmpfloat (gtk_adjustment_get_value (scrolled), >, place / 2);
}

static void
evacuate (AnlanAlarms *alarms, gpointer data)
{
  g_autoptr (GError) error = NULL;

  anlan_alarms_evacuate (alarms, data, &error);
  g_assert_no_error (error);
}

static AnlanPage *
create_evacuation (AnlanDesk *desk, const char *name)
{
  return g_object_new (ANLAN_TYPE_ALARM_PAGE, "desk", desk, "title", name, NULL);
}

/* An alarm for which the evacuation view is to be open offers it once the program has that page. */
static void
test_evacuate (void)
{
  static const AnlanPageInfo info = { "evacuate", "Evacuation",     "anlan-bell-symbolic", NULL,
                                      6,          create_evacuation };
  g_autoptr (App) app = open_app ();
  g_autoptr (AnlanAlarm) alarm = NULL;

  report (app, &heat);
  APP_AWAIT (n_open (app) == 1);
  alarm = stored (app, &heat);
  at_station (app, evacuate, alarm->id);
  show_detail (app);
  if (anlan_pages_find (anlan_desk_get_pages (app_desk (app)), "evacuate") == NULL)
    {
      g_assert_null (find_link (app, "evacuate"));
      g_assert_false (anlan_window_show_page (app->window, "evacuate"));
      anlan_pages_add (anlan_desk_get_pages (app_desk (app)), &info);
    }
  app_show (app, "today");
  anlan_window_show_alarm (app->window, alarm->id);
  end (app, &heat);
  APP_AWAIT (find_link (app, "evacuate") != NULL);
  app_settle (app);
  app_picture (app, "alarm-evacuate");
  app_press (app, find_link (app, "evacuate"));
  APP_AWAIT (g_strcmp0 (app->window->shown, "evacuate") == 0);
}

/* --- a flood ------------------------------------------------------------------------------------------------------------- */

#define FLOOD 300

#define ALONE 8
#define MOST_OF_ONE 8

/* Between these two lies all that the desk and whoever listens to it does in a turn. */
static GArray *own;
static double own_began;

static void
changing_cb (void)
{
  own_began = app_meter_worked ();
}

static void
changed_cb (void)
{
  double took = app_meter_worked () - own_began;

  g_array_append_val (own, took);
}

static void
flood (AnlanAlarms *alarms, gpointer data)
{
  for (guint i = 0; i < FLOOD; i++)
    {
      g_autofree char *rule = g_strdup_printf ("flood-%u", i);
      g_autofree char *zone = g_strdup_printf ("Zone %u", i % 40);
      Case one = {
        rule, "Level in the tank", i % 4, ANLAN_DANGER_OTHER, zone, rule, 12 + i, 10, "m", FALSE, 0
      };

      /* Critical ones have their own case. */
      one.severity = MIN (one.severity, ANLAN_SEVERITY_HIGH);
      judge (alarms, &one);
    }
}

static gpointer
run_flood (gpointer data)
{
  App *app = data;

  at_station (app, flood, NULL);
  return NULL;
}

/* One alarm after the other, with time between them: what each costs our own callbacks. */
static void
trickle (App *app)
{
  for (guint i = 0; i < ALONE; i++)
    {
      g_autofree char *rule = g_strdup_printf ("alone-%u", i);
      Case one = heat;

      one.rule = one.subject = rule;
      report (app, &one);
      APP_AWAIT (n_open (app) == i + 3);
      app_settle (app);
    }
}

/* 300 alarms while the page is on the screen. bench-frames holds the window to the goal of issue 4, 16 ms at the 99th percentile
 * of our own callbacks; on a machine that does much else the same work takes several times the time. So here a turn of a flood
 * stands beside what a single alarm takes in the same run: there may be more of them, but none is much longer. */
static void
test_flood (void)
{
  g_autoptr (App) app = open_app ();
  g_autoptr (GArray) turns = NULL;
  GThread *thread;
  double alone, mine;

  /* What is made once, the banner and the first rows, is not of the flood. */
  report (app, &heat);
  report (app, &helmet);
  APP_AWAIT (n_open (app) == 2);
  app_show (app, "alarms");
  own = g_array_new (FALSE, FALSE, sizeof (double));
  g_signal_connect (alarms_of (app), "changing", G_CALLBACK (changing_cb), NULL);
  g_signal_connect_after (alarms_of (app), "changed", G_CALLBACK (changed_cb), NULL);
  trickle (app);
  alone = app_meter_percentile (own, 0.9);
  g_array_set_size (own, 0);
  app_meter_start ();
  thread = g_thread_new ("flood", run_flood, app);
  APP_AWAIT (n_open (app) == FLOOD + ALONE + 2);
  turns = app_meter_stop ();
  g_thread_join (thread);
  g_signal_handlers_disconnect_by_func (alarms_of (app), changing_cb, NULL);
  g_signal_handlers_disconnect_by_func (alarms_of (app), changed_cb, NULL);
  mine = app_meter_percentile (own, 0.99);
  g_test_message ("%u callbacks, 99th %.2f ms, one alone %.2f ms; %u turns with their drawing, 99th %.2f ms",
                  own->len, mine, alone, turns->len, app_meter_percentile (turns, 0.99));
  g_clear_pointer (&own, g_array_unref);
  g_assert_cmpfloat (mine, <, MOST_OF_ONE * alone);
  app_settle (app);
  app_picture (app, "alarm-flood");
  /* The storm is folded: who is loud are the first of their zone and severity, not all. */
  g_assert_cmpuint (n_loud (app, ANLAN_SEVERITY_NOTE), <, FLOOD);
}

/* --- what cannot be read ----------------------------------------------------------------------------------------------- */

static gpointer
spoil (gpointer data)
{
  App *app = data;
  g_autofree char *path = g_build_filename (app->dir, "alarms.db", NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, "this was a database once, and something wrote over it from its first byte on",
                       -1, &error);
  g_assert_no_error (error);
  return NULL;
}

/* An alarms.db that is no database is said across the window, and the page says why. */
static void
test_damaged (void)
{
  g_autoptr (App) app = open_app ();
  g_autofree char *texts = NULL;

  g_thread_join (g_thread_new ("spoil", spoil, app));
  APP_AWAIT (anlan_alarm_desk_get_trouble (alarms_of (app)) != NULL);
  APP_AWAIT (gtk_revealer_get_reveal_child (banner_revealer (app)));
  app_show (app, "alarms");
  app_picture (app, "alarm-damaged");
  /* What cannot be read is not taken for none. */
  g_assert_cmpstr (
      gtk_stack_get_visible_child_name (GTK_STACK (app_by_id (GTK_WIDGET (app->window), "lists"))), !=,
      "empty");
  texts = app_texts (GTK_WIDGET (app->window));
  g_assert_nonnull (strstr (texts, anlan_alarm_desk_get_trouble (alarms_of (app))));
}

typedef struct
{
  GMutex mutex;
  GCond cond;
  gboolean held, go;
} Lock;

static void
hold (AnlanAlarms *alarms, gpointer data)
{
  Lock *lock = data;
  g_autoptr (GError) error = NULL;

  anlan_alarms_begin (alarms, &error);
  g_assert_no_error (error);
  g_mutex_lock (&lock->mutex);
  lock->held = TRUE;
  g_cond_broadcast (&lock->cond);
  while (!lock->go)
    g_cond_wait (&lock->cond, &lock->mutex);
  g_mutex_unlock (&lock->mutex);
  anlan_alarms_rollback (alarms);
}

static gpointer
run_hold (gpointer data)
{
  gpointer *both = data;

  at_station (both[0], hold, both[1]);
  return NULL;
}

/* While another program holds alarms.db, acknowledging ends with a sentence, and nothing is taken for done. */
static void
test_held (void)
{
  g_autoptr (App) app = open_app ();
  Lock lock = { 0 };
  gpointer both[2] = { app, &lock };
  GThread *thread;
  AnlanAlarmItem *item;

  report (app, &heat);
  APP_AWAIT (n_loud (app, ANLAN_SEVERITY_HIGH) == 1);
  item = anlan_alarm_desk_loudest (alarms_of (app), ANLAN_SEVERITY_HIGH, NULL);
  thread = g_thread_new ("hold", run_hold, both);
  g_mutex_lock (&lock.mutex);
  while (!lock.held)
    g_cond_wait (&lock.cond, &lock.mutex);
  g_mutex_unlock (&lock.mutex);
  anlan_window_acknowledge_alarm (app->window, anlan_alarm_item_get (item)->id);
  APP_AWAIT (app->window->toast != NULL);
  app_picture (app, "alarm-held");
  g_assert_cmpuint (n_loud (app, ANLAN_SEVERITY_HIGH), ==, 1);
  g_mutex_lock (&lock.mutex);
  lock.go = TRUE;
  g_cond_broadcast (&lock.cond);
  g_mutex_unlock (&lock.mutex);
  g_thread_join (thread);
}

/* --- a real station ---------------------------------------------------------------------------------------------------- */

/* The text of a member of what `--json` printed. */
static char *
member (const char *json, const char *name)
{
  g_autofree char *key = g_strdup_printf ("\"%s\":\"", name);
  const char *begin = strstr (json, key);
  const char *finish = begin != NULL ? strchr (begin + strlen (key), '"') : NULL;

  g_assert_nonnull (finish);
  begin += strlen (key);
  return g_strndup (begin, finish - begin);
}

static char *
id_of (char *said)
{
  char *id = member (said, "id");

  g_free (said);
  return id;
}

typedef struct
{
  const char *dir;
  char *path; /* of the source's address */
  GSubprocess *process;
  char *url;
  double value;
} Real;

static gpointer
start_real (gpointer data)
{
  Real *real = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  g_autofree char *line = NULL;

  real->process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, ANLAN_BUILD_DIR "/src/cli/anlanctl",
                        "station", real->dir, "--port", "0", "--json", NULL);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (real->process));
  line = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  real->url = member (line, "url");
  return NULL;
}

static gpointer
post_reading (gpointer data)
{
  Real *real = data;
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autofree char *address =
      g_strdup_printf ("%.*s%s", (int)strcspn (real->url + 8, "/") + 8, real->url, real->path);
  g_autoptr (SoupMessage) message = soup_message_new ("POST", address);
  g_autofree char *body =
      g_strdup_printf ("{\"readings\":[{\"series\":\"test/h2s/1\",\"ts\":%" G_GINT64_FORMAT
                       ",\"value\":%g,\"unit\":\"mg/m³\"}]}",
                       g_get_real_time () / 1000, real->value);
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) answer = NULL;

  g_assert_nonnull (message);
  soup_message_set_request_body_from_bytes (message, "application/json", bytes);
  answer = soup_session_send_and_read (session, message, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (soup_message_get_status (message) / 100, ==, 2);
  return NULL;
}

static gpointer
stop_real (gpointer data)
{
  Real *real = data;

  g_subprocess_send_signal (real->process, SIGTERM);
  g_subprocess_wait (real->process, NULL, NULL);
  return NULL;
}

static gboolean
is_paused (App *app, const char *round)
{
  g_autofree char *where = g_strdup_printf ("this.id = '%s' AND stage = 'paused'", round);
  g_autoptr (GPtrArray) found = app_records (app, "round", where);

  return found->len == 1;
}

/* Hydrogen sulphide over its second level (GB/T 50493-2019: 20 mg/m³), posted to a real station, takes the screen of the
 * window and pauses the inspection round that is under way in its zone; the window shows both. */
static void
test_follows (void)
{
  g_autoptr (App) app = open_app ();
  g_autoptr (GPtrArray) zones = app_records (app, "zone", NULL);
  const AnlanRecord *zone = g_ptr_array_index (zones, 0);
  g_autofree char *in_zone = g_strdup_printf ("zone=%s", zone->id);
  g_autofree char *round = NULL, *of_round = NULL, *token = NULL, *texts = NULL, *screen = NULL;
  Real real = { .dir = app->dir, .value = 25 };
  const AnlanStage *paused;

  g_free (app_ctl ("add", app->dir, "series", "name=test/h2s/1", "title=Hydrogen sulphide", "gas=h2s",
                   "measure=mg/m³", in_zone, NULL));
  round = id_of (app_ctl ("add", app->dir, "round", "name=Round of the morning", "--json", NULL));
  of_round = g_strdup_printf ("round=%s", round);
  g_free (app_ctl ("add", app->dir, "roundpoint", of_round, "rank=1", "name=Pump", in_zone, NULL));
  g_free (app_ctl ("step", app->dir, "round", round, "start", NULL));
  g_free (app_ctl ("add", app->dir, "source", "name=Gas gateway", "type=push", NULL));
  token = app_ctl ("source", app->dir, "token", "Gas gateway", "--json", NULL);
  real.path = member (token, "path");
  g_thread_join (g_thread_new ("start", start_real, &real));
  app_show_record (app, "round", round);
  g_assert_false (is_paused (app, round));

  g_thread_join (g_thread_new ("post", post_reading, &real));
  APP_AWAIT (screen_of (app) != NULL);
  APP_AWAIT (is_paused (app, round));
  app_settle (app);
  screen = app_texts (GTK_WIDGET (screen_of (app)));
  g_assert_nonnull (strstr (screen, "25"));
  g_assert_nonnull (strstr (screen, anlan_record_label (zone)));
  app_key (app, "Escape");
  app_settle (app);
  app_picture (app, "alarm-follows");
  /* Beneath it the round that was on the screen all the time says what has become of it. */
  {
    g_autoptr (AnlanKind) kind = anlan_plant_get_kind (app_plant (app), "round");

    paused = anlan_kind_stage (kind, "paused");
    texts = app_texts (GTK_WIDGET (app->window));
    g_assert_nonnull (strstr (texts, anlan_kind_text (paused->title)));
  }
  g_thread_join (g_thread_new ("stop", stop_real, &real));
  g_clear_object (&real.process);
  g_free (real.url);
  g_free (real.path);
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  app_desktop_start ();
  g_test_add_func ("/app/alarms/life", test_life);
  g_test_add_func ("/app/alarms/critical", test_critical);
  g_test_add_func ("/app/alarms/unwatched", test_unwatched);
  g_test_add_func ("/app/alarms/page", test_page);
  g_test_add_func ("/app/alarms/several", test_several);
  g_test_add_func ("/app/alarms/shelf", test_shelf);
  g_test_add_func ("/app/alarms/map", test_map);
  g_test_add_func ("/app/alarms/links", test_links);
  g_test_add_func ("/app/alarms/press", test_press);
  g_test_add_func ("/app/alarms/evacuate", test_evacuate);
  g_test_add_func ("/app/alarms/flood", test_flood);
  g_test_add_func ("/app/alarms/damaged", test_damaged);
  g_test_add_func ("/app/alarms/held", test_held);
  g_test_add_func ("/app/alarms/follows", test_follows);
  return g_test_run ();
}
