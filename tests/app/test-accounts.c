/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-accounts"

#include "app-desktop.h"
#include "app-fixture.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "account-dialog.h"
#include "accounts-page.h"
#include "alarm-banner.h"
#include "model/account.h"
#include "person-dialog.h"
#include "record-page.h"
#include "text-row.h"

#define PASSWORD "correct horse"

/* --- who sits here --------------------------------------------------------------------------------------------------- */

static void
test_first_run (void)
{
  g_autofree char *root = g_dir_make_tmp ("anlan-first-XXXXXX", NULL);
  g_autofree char *dir = app_make_plant (root, APP_EMPTY);
  g_autoptr (App) app = app_open (APP_WELCOME);
  g_autofree char *first = NULL;
  GtkWidget *dialog;

  g_free (app->root);
  app->root = g_steal_pointer (&root);
  anlan_window_open_plant (app->window, dir);
  app_settle (app);
  dialog = GTK_WIDGET (app_top (app));
  g_assert_true (ANLAN_IS_PERSON_DIALOG (dialog));
  app_enter (app_by_id (dialog, "entry"), "王芳");
  APP_AWAIT (app_find (dialog, app_match_type, GSIZE_TO_POINTER (ADW_TYPE_ACTION_ROW)) != NULL);
  app_press (app, app_by_type (dialog, ADW_TYPE_ACTION_ROW));
  APP_AWAIT (anlan_plant_get_person (app_plant (app)) != NULL);
  g_assert_cmpstr (anlan_desk_get_person_name (app_desk (app)), ==, "王芳");
  APP_AWAIT ((g_free (first), first = anlan_plant_get_setting (app_plant (app), "first-person")) != NULL);
  g_assert_cmpstr (first, ==, anlan_plant_get_person (app_plant (app)));
}

/* Another desk is told by the plant. */
static void
test_first_person (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autofree char *first = anlan_plant_get_setting (app_plant (app), "first-person");

  APP_AWAIT (anlan_plant_get_person (app_plant (app)) != NULL);
  g_assert_cmpstr (anlan_plant_get_person (app_plant (app)), ==, first);
  g_assert_nonnull (anlan_desk_get_person_name (app_desk (app)));
}

/* --- passwords ------------------------------------------------------------------------------------------------------- */

static GtkWidget *
open_accounts (App *app)
{
  GtkWidget *window;

  app_activate (app, "app.preferences");
  window = GTK_WIDGET (app_top (app));
  g_assert_true (ADW_IS_PREFERENCES_WINDOW (window));
  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (window), "accounts");
  app_settle (app);
  return app_by_type (window, ANLAN_TYPE_ACCOUNTS_PAGE);
}

static void
close_dialogs (App *app)
{
  while (app_top (app) != GTK_WINDOW (app->window))
    {
      gtk_window_close (app_top (app));
      app_settle (app);
    }
}

static void
fill_dialog (App *app, const char *password, const char *again)
{
  GtkWidget *dialog = GTK_WIDGET (app_top (app));

  g_assert_true (ANLAN_IS_ACCOUNT_DIALOG (dialog));
  app_enter (app_by_id (dialog, "password_row"), password);
  app_enter (app_by_id (dialog, "again_row"), again);
}

static GtkWidget *
save_button (App *app)
{
  return app_by_id (GTK_WIDGET (app_top (app)), "save_button");
}

static void
switch_on (App *app)
{
  GtkWidget *page;

  APP_AWAIT (anlan_plant_get_person (app_plant (app)) != NULL);
  page = open_accounts (app);
  app_press (app, app_by_id (page, "on_switch"));
  APP_AWAIT (ANLAN_IS_ACCOUNT_DIALOG (app_top (app)));
  fill_dialog (app, PASSWORD, PASSWORD);
  app_press (app, save_button (app));
  APP_AWAIT (anlan_accounts_are_on (app_plant (app)));
  app_settle (app);
  app_picture (app, "accounts");
  close_dialogs (app);
}

static gboolean
match_problem (GtkWidget *widget, gconstpointer data)
{
  return GTK_IS_LABEL (widget) && gtk_widget_has_css_class (widget, "error");
}

static void
test_switch_on (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  GtkWidget *page;

  APP_AWAIT (anlan_plant_get_person (app_plant (app)) != NULL);
  page = open_accounts (app);
  app_press (app, app_by_id (page, "on_switch"));
  APP_AWAIT (ANLAN_IS_ACCOUNT_DIALOG (app_top (app)));
  app_settle (app);
  app_picture (app, "account-dialog");
  /* Not the same twice, and too short. */
  fill_dialog (app, PASSWORD, "another");
  g_assert_false (gtk_widget_get_sensitive (save_button (app)));
  fill_dialog (app, "short", "short");
  app_press (app, save_button (app));
  APP_AWAIT (app_find (GTK_WIDGET (app_top (app)), match_problem, NULL) != NULL);
  g_assert_true (gtk_widget_get_sensitive (save_button (app)));
  g_assert_false (anlan_accounts_are_on (app_plant (app)));
  gtk_window_close (app_top (app));
  app_settle (app);
  close_dialogs (app);

  switch_on (app);
  /* Who switched it on goes on working, and others ask him. */
  g_assert_false (anlan_desk_needs_sign_in (app_desk (app)));
  app_show (app, "hazard");
  page = open_accounts (app);
  APP_AWAIT (app_find (page, app_match_text, anlan_desk_get_person_name (app_desk (app))) != NULL);
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (app_by_id (page, "on_switch"))));

  /* Off goes with the password only. */
  for (guint i = 0; i < 2; i++)
    {
      app_press (app, app_by_id (page, "on_switch"));
      APP_AWAIT (ADW_IS_MESSAGE_DIALOG (app_top (app)));
      app_settle (app);
      app_picture (app, "accounts-off");
      app_enter (app_by_type (GTK_WIDGET (app_top (app)), ADW_TYPE_PASSWORD_ENTRY_ROW),
                 i == 0 ? "wrong" : PASSWORD);
      adw_message_dialog_response (ADW_MESSAGE_DIALOG (app_top (app)), "off");
      gtk_window_close (app_top (app)); /* as the button does */
      APP_AWAIT (!ADW_IS_MESSAGE_DIALOG (app_top (app)));
      app_settle (app);
      if (i == 0)
        g_assert_true (anlan_accounts_are_on (app_plant (app)));
    }
  APP_AWAIT (!anlan_accounts_are_on (app_plant (app)));
}

/* --- signing in ------------------------------------------------------------------------------------------------------ */

static GtkWidget *
sign_in_page (App *app)
{
  return app_by_type (GTK_WIDGET (app->window), ANLAN_TYPE_SIGN_IN_PAGE);
}

static void
give_password (App *app, const char *login, const char *password)
{
  GtkWidget *page = sign_in_page (app);

  if (login != NULL)
    app_enter (app_by_id (page, "login_row"), login);
  app_enter (app_by_id (page, "password_row"), password);
  app_press (app, app_by_id (page, "button"));
}

static guint
count_pages (GtkWidget *widget)
{
  guint n = ADW_IS_PREFERENCES_PAGE (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    n += count_pages (child);
  return n;
}

static void
test_sign_in (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autofree char *name = NULL, *texts = NULL;

  switch_on (app);
  name = g_strdup (anlan_desk_get_person_name (app_desk (app)));
  app_show (app, "hazard");
  app_activate (app, "win.sign-out");
  g_assert_null (app_page (app));
  g_assert_null (anlan_plant_get_person (app_plant (app)));
  /* No way around it. */
  g_assert_false (anlan_window_show_page (app->window, "hazard"));
  anlan_window_show_record (app->window, "hazard", "HZ-2026-0008");
  app_settle (app);
  g_assert_null (app_page (app));
  texts = app_texts (GTK_WIDGET (app->window));
  g_assert_null (strstr (texts, "HZ-2026"));
  app_picture (app, "sign-in");
  app_activate (app, "app.preferences");
  g_assert_cmpuint (count_pages (GTK_WIDGET (app_top (app))), ==,
                    2); /* this desk's and that of the search, nothing of the plant */
  close_dialogs (app);

  give_password (app, name, "wrong horse");
  APP_AWAIT (app_find (sign_in_page (app), match_problem, NULL) != NULL);
  app_enter (app_by_id (sign_in_page (app), "password_row"), PASSWORD);
  g_assert_false (gtk_widget_get_sensitive (app_by_id (sign_in_page (app), "button")));
  APP_AWAIT (gtk_widget_get_sensitive (app_by_id (sign_in_page (app), "button")));
  app_press (app, app_by_id (sign_in_page (app), "button"));
  APP_AWAIT (app_page (app) != NULL);
  g_assert_cmpstr (anlan_desk_get_person_name (app_desk (app)), ==, name);
}

/* --- locking --------------------------------------------------------------------------------------------------------- */

static gboolean
match_open_text (GtkWidget *widget, gconstpointer data)
{
  return ANLAN_IS_TEXT_ROW (widget) && anlan_field_row_is_open (ANLAN_FIELD_ROW (widget));
}

static void
test_lock (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  GtkWidget *row, *view;
  GtkTextBuffer *buffer;
  GtkTextIter start, end;
  g_autofree char *before = NULL, *after = NULL, *texts = NULL, *kept = NULL;

  switch_on (app);
  app_show_record (app, "hazard", "HZ-2026-0008");
  row = app_find (GTK_WIDGET (app->window), match_open_text, NULL);
  g_assert_nonnull (row);
  anlan_field_row_focus (ANLAN_FIELD_ROW (row));
  app_settle (app);
  view = app_by_type (row, GTK_TYPE_TEXT_VIEW);
  app_enter (view, "half typ");
  before = app_ctl ("show", app->dir, "hazard", "HZ-2026-0008", "--json", NULL);

  app_activate (app, "win.lock");
  app_settle (app);
  texts = app_texts (GTK_WIDGET (app->window));
  g_assert_null (strstr (texts, "HZ-2026"));
  app_picture (app, "locked");
  app_run (300);
  after = app_ctl ("show", app->dir, "hazard", "HZ-2026-0008", "--json", NULL);
  g_assert_cmpstr (before, ==, after);
  /* Page and record stay shut, by scanner too. */
  g_assert_false (anlan_window_show_page (app->window, "person"));

  give_password (app, NULL, PASSWORD);
  APP_AWAIT (!anlan_desk_is_locked (app_desk (app)));
  app_settle (app);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (app->window)) == view);
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  kept = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  g_assert_cmpstr (kept, ==, "half typ");
}

static void
test_idle (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  gint64 now = g_get_real_time ();

  /* Without accounts there is nobody to be kept out. */
  anlan_window_look_idle (app->window, now + G_TIME_SPAN_HOUR);
  g_assert_false (anlan_desk_is_locked (app_desk (app)));
  switch_on (app);
  now = g_get_real_time ();
  anlan_window_look_idle (app->window, now + 14 * G_TIME_SPAN_MINUTE);
  g_assert_false (anlan_desk_is_locked (app_desk (app)));
  anlan_window_look_idle (app->window, now + 16 * G_TIME_SPAN_MINUTE);
  g_assert_true (anlan_desk_is_locked (app_desk (app)));
}

/* On a thread of its own, as what is another process in life. */
static gpointer
raise_thread (gpointer data)
{
  App *app = data;
  g_autoptr (AnlanClock) clock = anlan_clock_new_system ();
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanAlarms) alarms = anlan_alarms_open (app->dir, clock, &error);
  g_autoptr (AnlanRule) rule = anlan_rule_new ("gas-2");
  AnlanJudgement judgement = { .rule = rule,
                               .subject = "tank-farm/gas/001",
                               .zone = "Tank farm",
                               .unit = "%LEL",
                               .on = TRUE,
                               .at = g_get_real_time () / 1000,
                               .device_ts = g_get_real_time () / 1000,
                               .began = G_MININT64,
                               .value = 52.4 };

  g_assert_no_error (error);
  rule->title = g_strdup ("Combustible gas, second level");
  rule->response = g_strdup ("Call 5550123");
  rule->severity = ANLAN_SEVERITY_CRITICAL;
  rule->danger = ANLAN_DANGER_COMBUSTIBLE;
  rule->bound = 50;
  anlan_alarms_judged (alarms, &judgement, NULL, &error);
  g_assert_no_error (error);
  return NULL;
}

static AnlanAlarmScreen *
screen_of (App *app)
{
  return anlan_alarm_loud_get_screen (app->window->loud);
}

static gboolean
match_button (GtkWidget *widget, gconstpointer text)
{
  return GTK_IS_BUTTON (widget) && app_match_text (widget, text);
}

/* A critical alarm is seen and heard while nobody is here, and says what, where and how much, and nothing else; nobody takes it
 * away without having signed in. */
static void
test_alarm_while_locked (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autofree char *locked = NULL, *open = NULL;
  AnlanAlarmSound *sound;
  GListModel *alarms;
  guint loud;

  switch_on (app);
  alarms = anlan_alarm_desk_get_alarms (anlan_desk_get_alarms (app_desk (app)));
  anlan_window_look_idle (app->window, g_get_real_time () + G_TIME_SPAN_HOUR);
  g_assert_true (anlan_desk_is_locked (app_desk (app)));
  g_thread_join (g_thread_new ("station", raise_thread, app));
  APP_AWAIT (screen_of (app) != NULL);
  sound = anlan_alarm_loud_get_sound (app->window->loud);
  g_assert_true (anlan_alarm_sound_is_urgent (sound));
  APP_AWAIT (gtk_window_is_active (GTK_WINDOW (screen_of (app))));
  APP_AWAIT (app_desktop.count > 0);
  app_run (1000);
  app_picture (app, "alarm-locked");
  locked = app_texts (GTK_WIDGET (screen_of (app)));
  g_assert_nonnull (strstr (locked, "Combustible gas, second level"));
  g_assert_nonnull (strstr (locked, "Tank farm"));
  g_assert_nonnull (strstr (locked, "52.4"));
  g_assert_null (strstr (locked, "tank-farm/gas"));
  g_assert_null (strstr (locked, "5550123"));
  g_assert_null (app_find (GTK_WIDGET (screen_of (app)), match_button, _ ("Acknowledge (F8)")));

  app_key (app, "F8");
  app_run (500);
  anlan_alarm_desk_loudest (anlan_desk_get_alarms (app_desk (app)), ANLAN_SEVERITY_CRITICAL, &loud);
  g_assert_cmpuint (loud, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (alarms), ==, 1);
  g_assert_true (anlan_desk_is_locked (app_desk (app)));

  /* It folds for who goes to sign in, and sounds on. */
  app_press (app, app_by_text (GTK_WIDGET (screen_of (app)), GTK_TYPE_BUTTON, _ ("Sign in to acknowledge")));
  APP_AWAIT (screen_of (app) == NULL);
  g_assert_true (anlan_alarm_sound_is_urgent (sound));
  give_password (app, NULL, PASSWORD);
  APP_AWAIT (!anlan_desk_is_locked (app_desk (app)));
  app_settle (app);
  open = app_texts (GTK_WIDGET (app->window->alarm_bin));
  g_assert_nonnull (strstr (open, "tank-farm/gas"));
  APP_AWAIT (anlan_alarm_banner_get_read (ANLAN_ALARM_BANNER (adw_bin_get_child (app->window->alarm_bin))) !=
             NULL);
  app_key (app, "F8");
  APP_AWAIT (!anlan_alarm_sound_is_urgent (sound));
}

/* A dialog over the window is hidden with it, and comes back as it was. */
static void
test_lock_dialog (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);

  switch_on (app);
  open_accounts (app);
  anlan_window_lock (app->window);
  app_settle (app);
  g_assert_true (app_top (app) == GTK_WINDOW (app->window));
  give_password (app, NULL, PASSWORD);
  APP_AWAIT (ADW_IS_PREFERENCES_WINDOW (app_top (app)));
  /* Somebody else signs in: it goes. */
  anlan_window_lock (app->window);
  app_activate (app, "win.sign-out");
  g_assert_false (anlan_desk_is_locked (app_desk (app)));
  give_password (app, "nobody", "wrong horse");
  g_assert_true (app_top (app) == GTK_WINDOW (app->window));
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  app_desktop_start ();
  g_test_add_func ("/app/accounts/first-run", test_first_run);
  g_test_add_func ("/app/accounts/first-person", test_first_person);
  g_test_add_func ("/app/accounts/switch-on", test_switch_on);
  g_test_add_func ("/app/accounts/sign-in", test_sign_in);
  g_test_add_func ("/app/accounts/alarm-while-locked", test_alarm_while_locked);
  g_test_add_func ("/app/accounts/lock", test_lock);
  g_test_add_func ("/app/accounts/lock-dialog", test_lock_dialog);
  g_test_add_func ("/app/accounts/idle", test_idle);
  return g_test_run ();
}
