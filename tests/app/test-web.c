/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-web"

#include "app-fixture.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/blocking.h"
#include "model/access-log.h"
#include "model/token.h"
#include "station-child.h"
#include "station/web-parts.h"
#include "web-address.h"
#include "web-tokens.h"

/*
 * The page for people elsewhere: switches, ways in, who came by them, and posters whose address is old.
 */

static gboolean
says (GtkWidget *root, const char *text)
{
  g_autofree char *texts = app_texts (root);

  return strstr (texts, text) != NULL;
}

/* As it is read: without the underscore of its mnemonic. */
static const char *
plain (const char *text)
{
  GString *said = g_string_new (text);
  const char *bare;

  g_string_replace (said, "_", "", 1);
  bare = g_intern_string (said->str);
  g_string_free (said, TRUE);
  return bare;
}

static void
answer (App *app, const char *response)
{
  APP_AWAIT (ADW_IS_MESSAGE_DIALOG (app_top (app)));
  app_settle (app);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (app_top (app)), response);
  gtk_window_close (app_top (app)); /* as the button does */
  APP_AWAIT (!ADW_IS_MESSAGE_DIALOG (app_top (app)));
  app_settle (app);
}

/* All is off at first; a part counts only behind the switch for all of it. */
static void
test_switches (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanPlant *plant = app_plant (app);
  GtkWidget *row;

  app_show (app, "web");
  for (AnlanWebPart part = 0; part < ANLAN_WEB_N_PARTS; part++)
    {
      row = app_by_text (GTK_WIDGET (app_top (app)), ADW_TYPE_ACTION_ROW, anlan_web_part_title (part));
      g_assert_false (gtk_widget_get_sensitive (row));
      /* What plain HTTP allows is said of each. */
      g_assert_true (
          says (row, anlan_web_part_is_plain (part) ? _ ("Works without TLS.") : _ ("Needs TLS.")));
    }
  gtk_switch_set_active (GTK_SWITCH (app_by_id (GTK_WIDGET (app_top (app)), "on_switch")), TRUE);
  row =
      app_by_text (GTK_WIDGET (app_top (app)), ADW_TYPE_ACTION_ROW, anlan_web_part_title (ANLAN_WEB_REPORT));
  APP_AWAIT (gtk_widget_get_sensitive (row));
  g_assert_false (anlan_web_is_on (plant, ANLAN_WEB_REPORT));
  gtk_switch_set_active (GTK_SWITCH (app_find (row, app_match_type, GSIZE_TO_POINTER (GTK_TYPE_SWITCH))),
                         TRUE);
  APP_AWAIT (anlan_web_is_on (plant, ANLAN_WEB_REPORT));
  g_assert_false (anlan_web_is_on (plant, ANLAN_WEB_DUTIES));
  app_settle (app);
  app_picture (app, "web-switches");
  gtk_switch_set_active (GTK_SWITCH (app_by_id (GTK_WIDGET (app_top (app)), "on_switch")), FALSE);
  APP_AWAIT (!anlan_web_is_on (plant, ANLAN_WEB_REPORT));
}

/* Posters printed for an address that is not the station's any more are told of, until somebody says they are replaced. */
static void
test_stale (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanStationChild *child = anlan_desk_get_station (app_desk (app));
  g_autofree char *printed = NULL;

  anlan_station_child_set_listening (child, "10.9.8.7", 8765, FALSE);
  app_show (app, "web");
  g_assert_true (says (GTK_WIDGET (app_page (app)), "http://10.9.8.7:8765"));
  anlan_web_note_printed (app_desk (app), "http://10.9.8.7:8765");
  app_settle (app);
  g_assert_null (
      app_find (GTK_WIDGET (app_top (app)), app_match_text, plain (_ ("They have been _replaced"))));
  anlan_station_child_set_listening (child, "10.9.8.8", 8765, FALSE);
  APP_AWAIT (app_find (GTK_WIDGET (app_top (app)), app_match_text, plain (_ ("They have been _replaced"))) !=
             NULL);
  g_assert_true (says (GTK_WIDGET (app_page (app)), "10.9.8.7"));
  app_picture (app, "web-stale");
  app_press (
      app, app_by_text (GTK_WIDGET (app_top (app)), GTK_TYPE_BUTTON, plain (_ ("They have been _replaced"))));
  APP_AWAIT (app_find (GTK_WIDGET (app_top (app)), app_match_text, plain (_ ("They have been _replaced"))) ==
             NULL);
  printed = anlan_plant_get_setting (app_plant (app), ANLAN_WEB_PRINTED_SETTING);
  g_assert_cmpstr (printed, ==, "");
}

static AnlanToken *
find_token (App *app, AnlanTokenUse use)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tokens = NULL;
  AnlanToken *found = NULL;

  anlan_permit_blocking ();
  tokens = anlan_tokens_list (app_plant (app), &error);
  anlan_forbid_blocking ();
  g_assert_no_error (error);
  for (guint i = 0; found == NULL && i < tokens->len; i++)
    if (((AnlanToken *)g_ptr_array_index (tokens, i))->use == use)
      found = anlan_token_ref (g_ptr_array_index (tokens, i));
  return found;
}

/* A program's token is shown once, stands in the list, and is revoked. */
static void
test_program (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autoptr (AnlanToken) made = NULL, revoked = NULL;

  app_show (app, "web");
  app_press (app, app_by_text (GTK_WIDGET (app_top (app)), GTK_TYPE_BUTTON, plain (_ ("Make a _token…"))));
  APP_AWAIT (app_top (app) != GTK_WINDOW (app->window));
  g_assert_false (gtk_widget_get_sensitive (
      app_by_text (GTK_WIDGET (app_top (app)), GTK_TYPE_BUTTON, plain (_ ("_Make")))));
  app_enter (app_by_text (GTK_WIDGET (app_top (app)), ADW_TYPE_ENTRY_ROW, _ ("What the program is called")),
             "HR");
  app_enter (
      app_by_text (GTK_WIDGET (app_top (app)), ADW_TYPE_ENTRY_ROW, _ ("Other rights, such as permit:read")),
      "nonsense");
  app_press (app, app_by_text (GTK_WIDGET (app_top (app)), GTK_TYPE_BUTTON, plain (_ ("_Make"))));
  /* No such right: it says so and nothing is made. */
  APP_AWAIT (app_find (GTK_WIDGET (app_top (app)), app_match_text, "nonsense") == NULL ||
             says (GTK_WIDGET (app_top (app)), "nonsense"));
  made = find_token (app, ANLAN_TOKEN_API);
  g_assert_null (made);
  app_enter (
      app_by_text (GTK_WIDGET (app_top (app)), ADW_TYPE_ENTRY_ROW, _ ("Other rights, such as permit:read")),
      "person:push");
  APP_AWAIT (gtk_widget_get_sensitive (
      app_by_text (GTK_WIDGET (app_top (app)), GTK_TYPE_BUTTON, plain (_ ("_Make")))));
  app_picture (app, "web-program");
  app_press (app, app_by_text (GTK_WIDGET (app_top (app)), GTK_TYPE_BUTTON, plain (_ ("_Make"))));
  APP_AWAIT (ADW_IS_MESSAGE_DIALOG (app_top (app)));
  made = find_token (app, ANLAN_TOKEN_API);
  g_assert_nonnull (made);
  g_assert_cmpstr (made->name, ==, "HR");
  g_assert_cmpstr (made->scopes[0], ==, "person:push");
  answer (app, "close");
  APP_AWAIT (app_find (GTK_WIDGET (app_top (app)), app_match_text, "HR") != NULL);
  gtk_widget_activate_action (app_by_type (GTK_WIDGET (app_top (app)), ANLAN_TYPE_WEB_TOKENS),
                              "tokens.revoke", "s", made->id);
  answer (app, "revoke");
  APP_AWAIT (app_find (GTK_WIDGET (app_top (app)), app_match_text, "HR") == NULL);
  revoked = find_token (app, ANLAN_TOKEN_API);
  g_assert_cmpint (revoked->state, ==, ANLAN_TOKEN_REVOKED);
}

static gpointer
make_link (AnlanPlant *plant, gpointer data, GError **error)
{
  return anlan_link_make (plant, data, NULL, NULL, error);
}

static void
linked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  *(char **)data = anlan_token_task_finish (ANLAN_PLANT (source), result, &error);
  g_assert_no_error (error);
}

/* A new PIN is shown once; who came by the link is listed, with what was refused. */
static void
test_link (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autoptr (GPtrArray) people = app_records (app, "person", "employee_no = 'LH0402'");
  const AnlanRecord *person = g_ptr_array_index (people, 0);
  g_autoptr (AnlanToken) link = NULL;
  AnlanAccessLog *log;
  AnlanVisitLine line = { .address = "192.168.3.77", .what = "GET /my", .status = 200 };
  g_autoptr (GError) error = NULL;
  char *made = NULL;

  anlan_token_task_async (app_plant (app), make_link, g_strdup (person->id), g_free, NULL, NULL, linked_cb,
                          &made);
  APP_AWAIT (made != NULL);
  anlan_token_forget (made);
  link = find_token (app, ANLAN_TOKEN_LINK);
  anlan_permit_blocking ();
  log = anlan_access_log_new (app->dir, 0, &error);
  g_assert_no_error (error);
  line.at = anlan_plant_now (app_plant (app));
  line.token = link->id;
  anlan_access_log_add (log, &line);
  anlan_access_log_free (log);
  anlan_forbid_blocking ();

  app_show (app, "web");
  APP_AWAIT (app_find (GTK_WIDGET (app_top (app)), app_match_text, anlan_record_label (person)) != NULL);
  g_assert_true (says (GTK_WIDGET (app_page (app)), "192.168.3.77"));
  gtk_widget_activate_action (app_by_type (GTK_WIDGET (app_top (app)), ANLAN_TYPE_WEB_TOKENS),
                              "tokens.visits", "s", link->id);
  APP_AWAIT (says (GTK_WIDGET (app_top (app)), "GET /my"));
  app_picture (app, "web-visits");
  gtk_window_close (app_top (app));
  app_settle (app);
  gtk_widget_activate_action (app_by_type (GTK_WIDGET (app_top (app)), ANLAN_TYPE_WEB_TOKENS), "tokens.pin",
                              "s", link->id);
  answer (app, "pin");
  APP_AWAIT (ADW_IS_MESSAGE_DIALOG (app_top (app)));
  g_assert_true (says (GTK_WIDGET (app_top (app)), _ ("The new PIN is shown only now")));
  answer (app, "close");
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/app/web/switches", test_switches);
  g_test_add_func ("/app/web/stale", test_stale);
  g_test_add_func ("/app/web/program", test_program);
  g_test_add_func ("/app/web/link", test_link);
  return g_test_run ();
}
