/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-rounds"

#include "app-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "checklists-dialog.h"
#include "round-item.h"
#include "round-page.h"
#include "round-walk.h"

/* Whole rounds at the desk, by keyboard alone. */

/* A plant with two points, three questions at the first and one at the second, and the rounds of a daily plan. */
static char *
make_plant (const char *root)
{
  char *dir = app_make_plant (root, APP_EMPTY);
  static const char *const questions[][5] = {
    { "question=Pressure", "low=1", "high=1.4", "measured_in=MPa", NULL },
    { "question=Is the way free?", "photo_when_bad=1", NULL },
    { "question=Seal", "good_options=sealed\nnew", "bad_options=broken\nmissing", NULL },
  };

  g_free (app_ctl ("add", dir, "zone", "name=Tanks", "inspection_class=a", NULL));
  g_free (app_ctl ("add", dir, "zone", "name=Pumps", NULL));
  g_free (app_ctl ("add", dir, "checklist", "name=Extinguishers", "zone_classes=a", NULL));
  g_free (app_ctl ("add", dir, "checklist", "name=Pumps", "zone=Pumps", NULL));
  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    g_free (app_ctl ("add", dir, "checkitem", "checklist=Extinguishers", questions[i][0], questions[i][1],
                     questions[i][2], questions[i][3], NULL));
  g_free (app_ctl ("add", dir, "checkitem", "checklist=Pumps", "question=Does it leak?", NULL));
  g_free (app_ctl ("add", dir, "roundplan", "name=Daily", "class=a", "zones=Tanks;Pumps", "route=listed",
                   "from_time=00:00", "to_time=23:59", "ahead=1", NULL));
  g_free (app_ctl ("rounds", dir, NULL));
  return dir;
}

static AnlanRoundWalk *
get_walk (App *app)
{
  return ANLAN_ROUND_WALK (app_by_type (GTK_WIDGET (app_page (app)), ANLAN_TYPE_ROUND_WALK));
}

static GtkWidget *
get_focus (App *app)
{
  return gtk_root_get_focus (GTK_ROOT (app_top (app)));
}

/* Tab goes on until the focus is on a widget of @type, as a person does. */
static void
tab_to (App *app, GType type)
{
  for (guint i = 0; i < 40; i++)
    {
      GtkWidget *focus = get_focus (app);

      if (focus != NULL &&
          (G_TYPE_CHECK_INSTANCE_TYPE (focus, type) || gtk_widget_get_ancestor (focus, type) != NULL))
        return;
      app_key (app, "Tab");
    }
  g_error ("the focus never came to a %s", g_type_name (type));
}

static void
await_stored (App *app)
{
  APP_AWAIT (!anlan_round_walk_is_busy (get_walk (app)));
  app_settle (app);
}

/* Opens the first round of the list and begins it. */
static void
begin (App *app)
{
  app_show (app, "rounds");
  tab_to (app, ADW_TYPE_ACTION_ROW);
  app_key (app, "Return");
  APP_AWAIT (app_find (GTK_WIDGET (app_page (app)), app_match_type,
                       GSIZE_TO_POINTER (ANLAN_TYPE_ROUND_WALK)) != NULL);
  await_stored (app);
  app_picture (app, "round-planned");
  app_key (app, "Return");
  await_stored (app);
}

static void
assert_list (const char *dir, const char *kind, const char *where, guint expected)
{
  g_autofree char *text = app_ctl ("list", dir, kind, "--where", where, "--json", NULL);
  g_auto (GStrv) lines = g_strsplit (g_strchomp (text), "\n", -1);
  guint n = text[0] != '\0' ? g_strv_length (lines) : 0;

  if (n != expected)
    g_error ("%u of %s are not %u: %s", n, where, expected, text);
}

static void
test_whole_round (void)
{
  g_autofree char *root = g_dir_make_tmp ("anlan-round-XXXXXX", NULL);
  g_autofree char *dir = make_plant (root);
  g_autoptr (App) app = app_open_dir (dir);

  begin (app);
  /* A value, in order. */
  app_type (app, "1.2");
  app_key (app, "Return");
  /* Not in order; the photo is asked for, and why there is none. */
  app_key (app, "2");
  app_type (app, "pallet");
  app_key (app, "Return");
  app_type (app, "no camera");
  app_key (app, "ctrl+Return");
  /* One of several answers: the second good one. Then the next point, by itself. */
  app_key (app, "2");
  await_stored (app);
  app_picture (app, "round-running");
  app_key (app, "1");
  await_stored (app);
  assert_list (dir, "answer", "ok", 3);
  assert_list (dir, "answer", "NOT ok AND note = 'pallet' AND no_photo = 'no camera'", 1);
  assert_list (dir, "hazard", "source = 'patrol' AND what = 'Is the way free?: pallet'", 1);
  assert_list (dir, "answer", "hazard IS NOT NULL", 1);
  /* The focus lies on the button that ends it. */
  app_key (app, "Return");
  await_stored (app);
  assert_list (dir, "round", "stage = 'done' AND in_time AND reached = 2 AND bad = 1", 1);
  app_picture (app, "round-done");
}

/* What cannot be is refused, and comes back with the reason; a point is left out with one. */
static void
test_refusals (void)
{
  g_autofree char *root = g_dir_make_tmp ("anlan-round-XXXXXX", NULL);
  g_autofree char *dir = make_plant (root);
  g_autoptr (App) app = app_open_dir (dir);
  GtkWidget *focus;

  begin (app);
  app_type (app, "one");
  app_key (app, "Return");
  app_settle (app);
  assert_list (dir, "answer", "1", 0);
  focus = get_focus (app);
  g_assert_true (gtk_widget_get_ancestor (focus, ANLAN_TYPE_ROUND_ITEM) != NULL);
  app_enter (focus, "0.4");
  /* Outside its limits: words are asked for first. */
  app_key (app, "Return");
  app_settle (app);
  assert_list (dir, "answer", "1", 0);
  app_type (app, "empty");
  app_key (app, "Return");
  await_stored (app);
  assert_list (dir, "answer", "NOT ok AND value = 0.4 AND note = 'empty'", 1);
  /* Up again and one key: a hazard. */
  app_key (app, "Up");
  app_key (app, "h");
  await_stored (app);
  assert_list (dir, "hazard", "what = 'Pressure: 0.4 MPa; empty'", 1);
  app_key (app, "h");
  await_stored (app);
  assert_list (dir, "hazard", "1", 1);
  /* Finishing now is refused: questions are open. */
  app_activate (app, "win.primary");
  await_stored (app);
  assert_list (dir, "round", "stage = 'running'", 1);
  /* The rest of this point, then the other one is left out. */
  anlan_round_walk_focus (get_walk (app));
  app_key (app, "1");
  app_key (app, "1");
  await_stored (app);
  app_key (app, "s");
  app_type (app, "gate locked");
  app_key (app, "Return");
  await_stored (app);
  assert_list (dir, "roundpoint", "skipped = 'gate locked'", 1);
  app_key (app, "Return");
  await_stored (app);
  assert_list (dir, "round", "stage = 'done' AND left_out = 1 AND reached = 1", 1);
  /* Escape leads back to the list, which no longer has it. */
  app_key (app, "Escape");
  app_settle (app);
  g_assert_null (
      app_find (GTK_WIDGET (app_page (app)), app_match_type, GSIZE_TO_POINTER (ANLAN_TYPE_ROUND_WALK)));
  g_assert_null (
      app_find (GTK_WIDGET (app_page (app)), app_match_type, GSIZE_TO_POINTER (ADW_TYPE_ACTION_ROW)));
}

/* The code on the thing itself brings its point to the front and says that somebody was there. */
static void
test_scanned (void)
{
  g_autofree char *root = g_dir_make_tmp ("anlan-round-XXXXXX", NULL);
  g_autofree char *dir = make_plant (root);
  g_autoptr (App) app = app_open_dir (dir);

  begin (app);
  anlan_window_scanned (app->window, "anlan:zone/Z-02");
  /* Its name stands above the questions. */
  APP_AWAIT (app_find (GTK_WIDGET (app_page (app)), app_match_text, "Pumps") != NULL);
  await_stored (app);
  assert_list (dir, "roundpoint", "scanned AND arrived_at IS NOT NULL AND name = 'Pumps'", 1);
  app_key (app, "1");
  await_stored (app);
  assert_list (dir, "answer", "ok AND question = 'Does it leak?'", 1);
}

/* From the record of a round to doing it, by its button; and the code of a point, wherever it is scanned, leads into its
 * round and says that somebody was there. */
static void
test_opened (void)
{
  g_autofree char *root = g_dir_make_tmp ("anlan-round-XXXXXX", NULL);
  g_autofree char *dir = make_plant (root);
  g_autofree char *rounds = app_ctl ("list", dir, "round", "--json", "--where", "day = today()", NULL);
  g_autoptr (App) app = app_open_dir (dir);
  g_autofree char *out = NULL, *point = NULL, *code = NULL;
  const char *number = strstr (rounds, "\"number\":\"");
  GtkWidget *button;

  g_assert_nonnull (number);
  number += strlen ("\"number\":\"");
  point = g_strndup (number, strcspn (number, "\""));
  app_show_record (app, "round", point);
  button = app_by_text (GTK_WIDGET (app_page (app)), GTK_TYPE_BUTTON, g_dgettext ("anlan", "Do the round"));
  app_picture (app, "round-record");
  app_press (app, button);
  APP_AWAIT (ANLAN_IS_ROUND_PAGE (app_page (app)));
  await_stored (app);
  g_assert_cmpstr (anlan_page_get_title (app_page (app)), ==, "Daily");
  app_key (app, "Return"); /* Begin */
  await_stored (app);
  assert_list (dir, "round", "stage = 'running'", 1);

  /* From another page, the second point. */
  app_show (app, "today");
  out = app_ctl ("list", dir, "roundpoint", "--json", "--where",
                 "name = 'Pumps' AND (SELECT r.stage FROM round r WHERE r.id = round) = 'running'", NULL);
  g_clear_pointer (&point, g_free);
  number = strstr (out, "\"number\":\"");
  g_assert_nonnull (number);
  number += strlen ("\"number\":\"");
  point = g_strndup (number, strcspn (number, "\""));
  code = g_strdup_printf ("anlan:roundpoint/%s", point);
  anlan_window_scanned (app->window, code);
  APP_AWAIT (ANLAN_IS_ROUND_PAGE (app_page (app)));
  /* Its name stands above the questions. */
  APP_AWAIT (app_find (GTK_WIDGET (app_page (app)), app_match_text, "Pumps") != NULL);
  await_stored (app);
  app_picture (app, "round-point-scanned");
  assert_list (dir, "roundpoint", "scanned AND arrived_at IS NOT NULL AND name = 'Pumps'", 1);
  app_key (app, "1");
  await_stored (app);
  assert_list (dir, "answer", "ok AND question = 'Does it leak?'", 1);
}

/* Checklists are made from the window; what would change is shown first. */
static void
test_checklists (void)
{
  g_autofree char *root = g_dir_make_tmp ("anlan-round-XXXXXX", NULL);
  g_autofree char *dir = make_plant (root);
  g_autoptr (App) app = NULL;
  GtkWidget *source, *apply;

  g_free (app_ctl ("add", dir, "riskpoint", "name=Tank", "zone=Tanks", NULL));
  g_free (
      app_ctl ("add", dir, "control", "riskpoint=Tank", "measure=Alarm", "to_check=Does it sound?", NULL));
  app = app_open_dir (dir);
  app_show (app, "rounds");
  app_press (app, app_by_class (GTK_WIDGET (app_page (app)), "make-lists"));
  APP_AWAIT (ANLAN_IS_CHECKLISTS_DIALOG (app_top (app)));
  apply = app_by_class (GTK_WIDGET (app_top (app)), "suggested-action");
  APP_AWAIT (gtk_widget_get_sensitive (apply));
  app_picture (app, "checklists");
  assert_list (dir, "checklist", "source <> 'hand'", 0);
  source = app_by_type (GTK_WIDGET (app_top (app)), GTK_TYPE_DROP_DOWN);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (source), 1);
  g_assert_false (gtk_widget_get_sensitive (apply));
  APP_AWAIT (gtk_widget_get_sensitive (apply));
  app_press (app, apply);
  APP_AWAIT (!ANLAN_IS_CHECKLISTS_DIALOG (app_top (app)));
  assert_list (dir, "checklist", "source = 'pack' AND items = 9", 1);
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/rounds/whole-round", test_whole_round);
  g_test_add_func ("/rounds/refusals", test_refusals);
  g_test_add_func ("/rounds/scanned", test_scanned);
  g_test_add_func ("/rounds/opened", test_opened);
  g_test_add_func ("/rounds/checklists", test_checklists);
  return g_test_run ();
}
