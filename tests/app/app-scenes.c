/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-app"

#include "app-scenes.h"

#include <stdio.h>

#include "grid-dialog.h"
#include "place-dialog.h"
#include "groups.h"
#include "list-page.h"
#include "record-page.h"
#include "mapping-dialog.h"
#include "source-dialog.h"

#define RICH_HAZARD "HZ-2026-0001" /* closed, with photos */
#define OPEN_HAZARD "HZ-2026-0004" /* assigned: to be rectified */

/* --- ways to get there --------------------------------------------------------------------------------------------- */

static void
rich_record (App *app)
{
  app_show_record (app, "hazard", RICH_HAZARD);
}

static void
open_record (App *app)
{
  app_show_record (app, "hazard", OPEN_HAZARD);
}

static void
risk_point (App *app)
{
  app_show_record (app, "riskpoint", "RP-048");
}

static void
person (App *app)
{
  app_show_record (app, "person", "LH0302");
}

static void
new_hazard (App *app)
{
  app_activate (app, "win.new-record::hazard");
}

static void
new_person (App *app)
{
  app_activate (app, "win.new-record::person");
}

static gboolean
match_step (GtkWidget *widget, gconstpointer data)
{
  return GTK_IS_BUTTON (widget) &&
         g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), "record.step") == 0;
}

static void
step_dialog (App *app)
{
  GtkWidget *button;

  open_record (app);
  button = app_find (GTK_WIDGET (app->window), match_step, NULL);
  g_assert_nonnull (button);
  app_press (app, button);
  APP_AWAIT (app_top (app) != GTK_WINDOW (app->window));
  app_settle (app);
}

static gboolean
match_picture (GtkWidget *widget, gconstpointer data)
{
  return GTK_IS_BUTTON (widget) &&
         app_find (widget, app_match_type, GSIZE_TO_POINTER (GTK_TYPE_PICTURE)) != NULL;
}

static void
picture_viewer (App *app)
{
  GtkWidget *tile;

  rich_record (app);
  APP_AWAIT (app_find (GTK_WIDGET (app->window), match_picture, NULL) != NULL);
  tile = app_find (GTK_WIDGET (app->window), match_picture, NULL);
  app_press (app, tile);
  APP_AWAIT (app_top (app) != GTK_WINDOW (app->window));
  app_settle (app);
}

static void
palette (App *app)
{
  app_activate (app, "win.palette");
  app_enter (app_by_type (GTK_WIDGET (app_top (app)), GTK_TYPE_EDITABLE), "801");
  app_run (600);
  app_settle (app);
}

static void
new_plant (App *app)
{
  app_activate (app, "win.new-plant");
}

static void
who_sits_here (App *app)
{
  app_activate (app, "win.person");
}

/* What the preferences of the map open. */
static void
plant_grid (App *app)
{
  GtkWindow *dialog = GTK_WINDOW (anlan_grid_dialog_new (app_desk (app)));

  gtk_window_set_transient_for (dialog, GTK_WINDOW (app->window));
  gtk_window_present (dialog);
  app_settle (app);
}

static void
preferences (App *app)
{
  g_action_group_activate_action (G_ACTION_GROUP (app->application), "preferences", NULL);
  app_settle (app);
}

static void
about (App *app)
{
  g_action_group_activate_action (G_ACTION_GROUP (app->application), "about", NULL);
  app_settle (app);
}

static void
shortcuts (App *app)
{
  app_activate (app, "win.show-help-overlay");
}

static void
help (App *app)
{
  g_action_group_activate_action (G_ACTION_GROUP (app->application), "help", NULL);
  app_settle (app);
}

/* All hazards chosen, to be given one value. */
static void
bulk (App *app)
{
  GtkWidget *list;

  app_show (app, "hazard");
  list = app_by_type (GTK_WIDGET (app_page (app)), ANLAN_TYPE_LIST_PAGE);
  g_assert_true (gtk_widget_activate_action (list, "list.choose-all", NULL));
  g_assert_true (gtk_widget_activate_action (list, "list.bulk-field", NULL));
  app_settle (app);
}

static void
split_unit (App *app)
{
  g_autofree char *line = app_ctl ("list", app->dir, "unit", "--where", "code = '061'", "--json", NULL);
  char id[64] = "";

  g_assert_cmpint (sscanf (line, "{\"id\":\"%63[^\"]", id), ==, 1);
  app_show_record (app, "unit", id);
  g_assert_true (gtk_widget_activate_action (
      app_by_type (GTK_WIDGET (app_page (app)), ANLAN_TYPE_RECORD_PAGE), "record.unit-change", "i", 1));
  app_settle (app);
}

static void
main_menu (App *app)
{
  app_activate (app, "win.menu");
}

/* The popover of the first filter of a list. */
static void
filter (App *app)
{
  g_autoptr (GPtrArray) buttons = NULL;

  app_show (app, "riskpoint");
  buttons = app_find_all (app_by_id (GTK_WIDGET (app->window), "filter_box"), app_match_type,
                          GSIZE_TO_POINTER (GTK_TYPE_MENU_BUTTON));
  g_assert_cmpuint (buttons->len, >, 0);
  gtk_menu_button_popup (g_ptr_array_index (buttons, 0));
  app_settle (app);
}

static void
views (App *app)
{
  app_show (app, "hazard");
  gtk_menu_button_popup (GTK_MENU_BUTTON (app_by_id (GTK_WIDGET (app->window), "view_button")));
  app_settle (app);
}

static void
do_on_map (App *app, const char *action)
{
  app_show (app, "map");
  gtk_widget_activate_action (GTK_WIDGET (app_page (app)), action, NULL);
  app_run (600);
  app_settle (app);
}

static void
map_drawing (App *app)
{
  do_on_map (app, "edit.draw");
}

static void
map_drawings (App *app)
{
  do_on_map (app, "edit.drawings");
}

static void
map_drawing_place (App *app)
{
  do_on_map (app, "edit.drawings");
  app_press (app, app_by_type (app_by_id (GTK_WIDGET (app_top (app)), "group"), ADW_TYPE_ACTION_ROW));
  app_run (1500);
  app_settle (app);
}

static void
map_paper (App *app)
{
  do_on_map (app, "edit.paper");
}

static void
map_preferences (App *app)
{
  preferences (app);
  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (app_top (app)), "map");
  app_settle (app);
}

static void
map_place (App *app)
{
  GtkWindow *dialog = GTK_WINDOW (anlan_place_dialog_new (app_desk (app), "P-101", NULL));

  gtk_window_set_transient_for (dialog, GTK_WINDOW (app->window));
  gtk_window_present (dialog);
  app_run (600);
  app_settle (app);
}

static void
new_source (App *app)
{
  app_show (app, "station");
  anlan_source_dialog_show (app_desk (app), GTK_WINDOW (app->window));
  app_settle (app);
}

/* That with the most settings. */
static void
new_source_settings (App *app)
{
  GPtrArray *rows;

  new_source (app);
  rows = app_find_all (GTK_WIDGET (app_top (app)), app_match_type, GSIZE_TO_POINTER (ADW_TYPE_ACTION_ROW));
  app_press (app, g_ptr_array_index (rows, 5));
  g_ptr_array_unref (rows);
}

static void
mapping (App *app)
{
  AnlanMappingDialog *dialog = anlan_mapping_dialog_new (app_desk (app), NULL, NULL);
  GtkWidget *view;

  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (app->window));
  gtk_window_present (GTK_WINDOW (dialog));
  app_settle (app);
  view = app_by_id (GTK_WIDGET (dialog), "sample_view");
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), "[[1, 2], [3, 4]]", -1);
  app_run (500);
  app_settle (app);
}

static const struct
{
  const char *name;
  void (*go) (App *app);
} scenes[] = {
  { "rich-record", rich_record },
  { "open-record", open_record },
  { "risk-point", risk_point },
  { "person-record", person },
  { "new-hazard", new_hazard },
  { "new-person", new_person },
  { "step-dialog", step_dialog },
  { "picture-viewer", picture_viewer },
  { "palette", palette },
  { "filter", filter },
  { "views", views },
  { "main-menu", main_menu },
  { "new-plant", new_plant },
  { "who-sits-here", who_sits_here },
  { "preferences", preferences },
  { "map-drawing", map_drawing },
  { "map-drawings", map_drawings },
  { "map-drawing-place", map_drawing_place },
  { "map-paper", map_paper },
  { "map-preferences", map_preferences },
  { "map-place", map_place },
  { "plant-grid", plant_grid },
  { "about", about },
  { "shortcuts", shortcuts },
  { "help", help },
  { "bulk", bulk },
  { "split-unit", split_unit },
  { "new-source", new_source },
  { "new-source-settings", new_source_settings },
  { "mapping", mapping },
};

/* --- visiting -------------------------------------------------------------------------------------------------------- */

void
app_clear (App *app)
{
  g_autoptr (GPtrArray) popovers =
      app_find_all (GTK_WIDGET (app->window), app_match_type, GSIZE_TO_POINTER (GTK_TYPE_POPOVER));

  for (guint i = 0; i < popovers->len; i++)
    gtk_popover_popdown (g_ptr_array_index (popovers, i));
  while (app_top (app) != GTK_WINDOW (app->window))
    gtk_window_destroy (app_top (app));
  while (app_page (app) != NULL && anlan_page_back (app_page (app)))
    app_settle (app);
  app_settle (app);
}

static void
collect_pages (GtkWidget *widget, GPtrArray *pages)
{
  /* Another one shows what a search finds. */
  if (ADW_IS_PREFERENCES_PAGE (widget) && ADW_IS_VIEW_STACK (gtk_widget_get_parent (widget)))
    g_ptr_array_add (pages, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_pages (child, pages);
}

/* The first page of the preferences has been visited as a scene. */
static void
visit_preferences (App *app, AppSceneVisit visit, gpointer data)
{
  g_autoptr (GPtrArray) pages = g_ptr_array_new ();

  preferences (app);
  collect_pages (GTK_WIDGET (app_top (app)), pages);
  for (guint i = 1; i < pages->len; i++)
    {
      g_autofree char *name = g_strdup_printf ("preferences-%u", i + 1);

      adw_preferences_window_set_visible_page (ADW_PREFERENCES_WINDOW (app_top (app)),
                                               g_ptr_array_index (pages, i));
      app_settle (app);
      app_picture (app, name);
      visit (app, name, data);
    }
  app_clear (app);
}

void
app_visit_scenes (App *app, AppSceneVisit visit, gpointer data)
{
  g_auto (GStrv) pages = anlan_groups_list_names ();

  for (guint i = 0; pages[i] != NULL; i++)
    {
      app_show (app, pages[i]);
      visit (app, pages[i], data);
    }
  for (guint i = 0; i < G_N_ELEMENTS (scenes); i++)
    {
      g_test_message ("scene %s", scenes[i].name);
      scenes[i].go (app);
      app_picture (app, scenes[i].name);
      visit (app, scenes[i].name, data);
      app_clear (app);
    }
  visit_preferences (app, visit, data);
}
