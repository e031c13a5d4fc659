/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-widgets"

#include <string.h>
#include <time.h>

#include "app-scenes.h"
#include "base/blocking.h"
#include "groups.h"
#include "list-cell.h"
#include "resources.h"

/* How much the widgets themselves may cost: templates that build, pages that go when they are closed, work per page. */

#define ROUNDS 50
/* A page of a list stays far below; a list that makes a widget for every record does not. */
#define MOST_WIDGETS 3000
/* Of the drawing thread's own time. A page takes 150 ms at most (./dev bench says how many); here ten times that, so
 * that a slow machine is no failure. */
#define MOST_MICROSECONDS 1500000

/* --- templates --------------------------------------------------------------------------------------------------------- */

static gboolean
note_types (GtkWidget *widget, gconstpointer data)
{
  for (GType type = G_OBJECT_TYPE (widget); type != GTK_TYPE_WIDGET; type = g_type_parent (type))
    g_hash_table_add ((GHashTable *)data, (gpointer)g_type_name (type));
  return FALSE;
}

static void
collect_types (App *app, const char *scene, gpointer data)
{
  app_find (GTK_WIDGET (app_top (app)), note_types, data);
}

/* The class that a .ui file is the template of; NULL: it is none. */
static char *
template_class (const char *path)
{
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, 0, NULL);
  g_autoptr (GRegex) regex = g_regex_new ("<template class=\"(\\w+)\"", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  g_assert_nonnull (bytes);
  if (!g_regex_match_full (regex, g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes), 0, 0,
                           &match, NULL))
    return NULL;
  return g_match_info_fetch (match, 1);
}

/* Warnings are fatal, so that a template which names what is not there ends the test. */
static void
test_templates (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autoptr (GHashTable) types = g_hash_table_new (g_str_hash, g_str_equal);
  g_auto (GStrv) files = g_resources_enumerate_children (ANLAN_RESOURCE_PATH "/ui", 0, NULL);
  guint templates = 0;

  g_assert_nonnull (files);
  app_visit_scenes (app, collect_types, types);
  {
    g_autoptr (App) welcome = NULL;

    app_close (g_steal_pointer (&app));
    welcome = app_open (APP_WELCOME);
    collect_types (welcome, "welcome", types);
  }
  for (guint i = 0; files[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat (ANLAN_RESOURCE_PATH "/ui/", files[i], NULL);
      g_autofree char *name = template_class (path);

      if (name == NULL)
        continue;
      templates++;
      if (!g_hash_table_contains (types, name))
        g_test_message ("%s was never on the screen: give it a line in app-scenes.c", name);
    }
  g_assert_cmpuint (templates, >=, 10);
}

/* --- work ---------------------------------------------------------------------------------------------------------------- */

static gint64
thread_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static gboolean
match_any (GtkWidget *widget, gconstpointer data)
{
  return TRUE;
}

static void
test_work (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_auto (GStrv) names = anlan_groups_list_names ();

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr (GPtrArray) widgets = NULL;
      gint64 began = thread_time (), took;

      g_assert_true (anlan_window_show_page (app->window, names[i]));
      took = thread_time () - began;
      app_settle (app);
      widgets = app_find_all (GTK_WIDGET (app_page (app)), match_any, NULL);
      g_test_message ("%s: %.1f ms, %u widgets", names[i], (double)took / 1000, widgets->len);
      g_assert_cmpuint (widgets->len, <, MOST_WIDGETS);
      g_assert_cmpint (took, <, MOST_MICROSECONDS);
    }
}

/* --- cells of lists ----------------------------------------------------------------------------------------------------- */

static gboolean
has_more_to_say (GtkWidget *widget, gconstpointer data)
{
  g_autoptr (GtkTooltip) tooltip = NULL;
  gboolean says = FALSE;

  if (!ANLAN_IS_LIST_CELL (widget) ||
      anlan_list_cell_get_column (ANLAN_LIST_CELL (widget))->type != (AnlanColumnType)GPOINTER_TO_INT (data))
    return FALSE;
  /* As text of its own it would be asked of the screen for each cell: a table of 300 rows took twice as long. */
  g_assert_null (gtk_widget_get_tooltip_text (widget));
  g_assert_true (gtk_widget_get_has_tooltip (widget));
  tooltip = g_object_new (GTK_TYPE_TOOLTIP, NULL);
  g_signal_emit_by_name (widget, "query-tooltip", 1, 1, FALSE, tooltip, &says);
  return says;
}

/* A deadline is said in full on hover, and an empty cell says nothing. */
static void
test_cells_say_in_full (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);

  app_show (app, "equipment");
  g_assert_nonnull (app_find (GTK_WIDGET (app->window), has_more_to_say, GINT_TO_POINTER (ANLAN_COLUMN_DUE)));
  app_show (app, "control");
  g_assert_nonnull (
      app_find (GTK_WIDGET (app->window), has_more_to_say, GINT_TO_POINTER (ANLAN_COLUMN_TEXT)));
  g_assert_null (app_find (GTK_WIDGET (app->window), has_more_to_say, GINT_TO_POINTER (ANLAN_COLUMN_YESNO)));
}

/* --- memory -------------------------------------------------------------------------------------------------------------- */

/* Set of the widgets watched that are still there. */
static GHashTable *alive;

static void
gone_cb (gpointer data, GObject *object)
{
  g_hash_table_remove (alive, object);
}

static void
watch (GtkWidget *widget)
{
  if (alive == NULL)
    alive = g_hash_table_new (NULL, NULL);
  /* GTK keeps the one for the next tooltip. */
  if (g_str_equal (G_OBJECT_TYPE_NAME (widget), "GtkTooltipWindow"))
    return;
  if (g_hash_table_add (alive, widget))
    g_object_weak_ref (G_OBJECT (widget), gone_cb, NULL);
  /* The model by which libadwaita 1.2 searches the preferences keeps their groups: one of its own with a single row does
   * not go either. */
  if (ADW_IS_PREFERENCES_WINDOW (widget))
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    watch (child);
}

/* What is drawn last may be held for a frame. */
static void
assert_all_gone (const char *what)
{
  GHashTableIter iter;
  gpointer widget;

  for (int i = 0; i < 100 && g_hash_table_size (alive) > 0; i++)
    app_run (10);
  if (g_hash_table_size (alive) == 0)
    return;
  g_hash_table_iter_init (&iter, alive);
  while (g_hash_table_iter_next (&iter, &widget, NULL))
    g_test_message ("%s is still there, %u references", G_OBJECT_TYPE_NAME (widget),
                    G_OBJECT (widget)->ref_count);
  g_error ("%u widgets of %s are still there", g_hash_table_size (alive), what);
}

/* A page of its own, read to the end, and closed. @kind: what it shows, or NULL. */
static void
open_and_close (App *app, const AnlanPageInfo *info, const char *kind, const char *record, gboolean on_screen)
{
  GtkWidget *window = gtk_window_new ();
  AnlanPage *page = info->create (app_desk (app), info->name);

  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (page));
  if (kind != NULL)
    anlan_page_open (page, kind, record);
  anlan_page_shown (page);
  if (on_screen)
    {
      gtk_window_set_default_size (GTK_WINDOW (window), 1000, 700);
      gtk_window_present (GTK_WINDOW (window));
      APP_AWAIT (!anlan_page_is_busy (page));
      app_run (50);
    }
  watch (window);
  g_assert_cmpuint (g_hash_table_size (alive), >, 3);
  gtk_window_destroy (GTK_WINDOW (window));
  assert_all_gone (kind != NULL ? kind : info->name);
}

static void
test_pages_go (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanPages *pages = anlan_desk_get_pages (app_desk (app));

  for (guint i = 0; i < anlan_pages_count (pages); i++)
    for (guint round = 0; round < ROUNDS; round++)
      open_and_close (app, anlan_pages_at (pages, i), NULL, NULL, round < 2);
}

static void
test_lists_go (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (app_plant (app));

  for (guint i = 0; i < anlan_kinds_count (kinds); i++)
    {
      AnlanKind *kind = anlan_kinds_at (kinds, i);
      const AnlanPageInfo *info = anlan_pages_of_group (anlan_desk_get_pages (app_desk (app)),
                                                        kind->group != NULL ? kind->group : kind->id);

      open_and_close (app, info, kind->id, NULL, TRUE);
      open_and_close (app, info, kind->id, NULL, FALSE);
    }
}

static void
test_records_go (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  const AnlanPageInfo *info = anlan_pages_of_group (anlan_desk_get_pages (app_desk (app)), "hazards");

  for (guint round = 0; round < ROUNDS; round++)
    open_and_close (app, info, "hazard", "HZ-2026-0001", round < 5);
}

/* GTK keeps the overlay of shortcuts as long as the window. */
static gboolean
is_kept (const char *scene)
{
  return g_strcmp0 (scene, "shortcuts") == 0;
}

static void
visit_dialog (App *app, const char *scene, gpointer data)
{
  const char **last = data;

  /* The other pages of a dialog that was visited already. */
  if (g_str_has_prefix (scene, "preferences-"))
    return;
  if (*last != NULL)
    assert_all_gone (*last);
  *last = scene;
  if (app_top (app) != GTK_WINDOW (app->window) && !is_kept (scene))
    watch (GTK_WIDGET (app_top (app)));
}

static void
test_dialogs_go (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  const char *last = NULL;

  if (alive == NULL)
    alive = g_hash_table_new (NULL, NULL);
  app_visit_scenes (app, visit_dialog, &last);
  assert_all_gone ("the last scene");
}

static void
test_window_goes (void)
{
  App *app = app_open (APP_DEMO);

  app_show_record (app, "hazard", "HZ-2026-0001");
  watch (GTK_WIDGET (app->window));
  g_assert_cmpuint (g_hash_table_size (alive), >, 100);
  app_close (app);
  assert_all_gone ("the window");
}

/* --- the hooks ------------------------------------------------------------------------------------------------------------- */

static void
test_sql_is_refused (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (App) app = app_open (APP_EMPTY);

      anlan_plant_set_setting (app_plant (app), "name", "Other works", NULL);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*a thread that must not wait is about to wait for SQL*");
}

static void
test_files_are_refused (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (App) app = app_open (APP_EMPTY);

      g_file_test (app->dir, G_FILE_TEST_IS_DIR);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*is about to call g_file_test()*");
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/app/widgets/templates", test_templates);
  g_test_add_func ("/app/widgets/work", test_work);
  g_test_add_func ("/app/widgets/cells-say-in-full", test_cells_say_in_full);
  g_test_add_func ("/app/widgets/pages-go", test_pages_go);
  g_test_add_func ("/app/widgets/lists-go", test_lists_go);
  g_test_add_func ("/app/widgets/records-go", test_records_go);
  g_test_add_func ("/app/widgets/dialogs-go", test_dialogs_go);
  g_test_add_func ("/app/widgets/window-goes", test_window_goes);
  g_test_add_func ("/app/widgets/sql-is-refused", test_sql_is_refused);
  g_test_add_func ("/app/widgets/files-are-refused", test_files_are_refused);
  return g_test_run ();
}
