/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

#include <string.h>

#include "map-page.h"
#include "map-page-private.h"
#include "model/query.h"
#include "name-dialog.h"
#include "zone-tool.h"

/* Areas of the demo plant's map are drawn, changed and cut by the tool's own events and by real keys. */

static AnlanMapPage *
open_map (App *app)
{
  app_show (app, "map");
  return ANLAN_MAP_PAGE (app_page (app));
}

static gboolean
is_idle (gpointer data)
{
  AnlanMapPage *page = data;

  return !anlan_map_editor_is_busy (page->editor) && !anlan_map_model_is_busy (page->model);
}

static void
do_edit (App *app, const char *name, const char *format, ...)
{
  AnlanMapPage *page = ANLAN_MAP_PAGE (app_page (app));
  GVariant *parameter = NULL;
  va_list args;

  if (format != NULL)
    {
      va_start (args, format);
      parameter = g_variant_new_va (format, NULL, &args);
      va_end (args);
    }
  g_action_group_activate_action (G_ACTION_GROUP (anlan_map_editor_get_actions (page->editor)), name,
                                  parameter);
  app_await (is_idle, page, name);
  app_settle (app);
}

static AnlanZoneTool *
get_tool (AnlanMapPage *page)
{
  AnlanMapTool *tool = anlan_map_view_get_tool (page->view);

  g_assert_true (ANLAN_IS_ZONE_TOOL (tool));
  return ANLAN_ZONE_TOOL (tool);
}

/* Logical pixels from the middle of the map. */
static AnlanMapEvent
event_at (AnlanMapPage *page, double x, double y)
{
  AnlanMapEvent event = { .x = gtk_widget_get_width (GTK_WIDGET (page->view)) / 2.0 + x,
                          .y = gtk_widget_get_height (GTK_WIDGET (page->view)) / 2.0 + y,
                          .button = GDK_BUTTON_PRIMARY,
                          .n_press = 1,
                          .state = GDK_ALT_MASK };

  event.at = anlan_map_view_to_lonlat (page->view, event.x, event.y);
  return event;
}

static void
click (AnlanMapPage *page, double x, double y)
{
  AnlanMapTool *tool = anlan_map_view_get_tool (page->view);
  AnlanMapEvent event = event_at (page, x, y);

  anlan_map_tool_move (tool, &event);
  if (!anlan_map_tool_press (tool, &event))
    anlan_map_tool_click (tool, &event);
  else
    anlan_map_tool_release (tool, &event);
}

static void
drag (AnlanMapPage *page, AnlanLonLat from, double dx, double dy, GdkModifierType state)
{
  AnlanMapTool *tool = anlan_map_view_get_tool (page->view);
  AnlanPoint at = anlan_map_view_from_lonlat (page->view, from);
  AnlanMapEvent event = { .at = from,
                          .x = at.x,
                          .y = at.y,
                          .button = GDK_BUTTON_PRIMARY,
                          .n_press = 1,
                          .state = state | GDK_ALT_MASK };

  g_assert_true (anlan_map_tool_press (tool, &event));
  event.x += dx;
  event.y += dy;
  event.at = anlan_map_view_to_lonlat (page->view, event.x, event.y);
  anlan_map_tool_move (tool, &event);
  anlan_map_tool_release (tool, &event);
}

static void
keep_result_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static GPtrArray *
find (App *app, AnlanQuery *query)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *records;

  anlan_plant_find_async (app_plant (app), query, NULL, keep_result_cb, &result);
  APP_AWAIT (result != NULL);
  records = anlan_plant_find_finish (app_plant (app), result, &error);
  g_assert_no_error (error);
  return records;
}

static AnlanRecord *
load (App *app, const char *kind, const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  AnlanRecord *record;

  anlan_plant_load_async (app_plant (app), kind, id, NULL, keep_result_cb, &result);
  APP_AWAIT (result != NULL);
  record = anlan_plant_load_finish (app_plant (app), result, &error);
  g_assert_no_error (error);
  return record;
}

/* A button that is activated is pressed for a moment before it acts. */
static void
press (App *app, GtkWidget *button)
{
  app_press (app, button);
  app_run (400);
  app_settle (app);
}

static guint
count_zones (App *app)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("zone");
  g_autoptr (GPtrArray) zones = find (app, query);

  return zones->len;
}

/* The largest one with at least @points risk points. */
static char *
some_zone (App *app, int points)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("zone");
  g_autoptr (GPtrArray) zones = NULL;
  double largest = 0;
  char *id = NULL;

  query->where = g_strdup_printf ("riskpoints >= %d AND area IS NOT NULL", points);
  zones = find (app, query);
  for (guint i = 0; i < zones->len; i++)
    {
      AnlanRecord *zone = zones->pdata[i];
      g_autoptr (AnlanShape) shape = anlan_shape_parse (anlan_record_get_text (zone, "area"), -1, NULL);

      if (anlan_shape_area_m2 (shape) <= largest)
        continue;
      largest = anlan_shape_area_m2 (shape);
      g_free (id);
      id = g_strdup (zone->id);
    }
  g_assert_nonnull (id);
  return id;
}

static void
answer_name (App *app, AnlanMapPage *page, const char *name)
{
  GtkWidget *dialog = GTK_WIDGET (app_top (app));

  g_assert_true (ANLAN_IS_NAME_DIALOG (dialog));
  app_enter (app_by_type (dialog, ADW_TYPE_ENTRY_ROW), name);
  app_key (app, "Return");
  app_run (50);
  app_await (is_idle, page, "storing");
  app_settle (app);
}

static void
test_draw (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanMapPage *page = open_map (app);
  guint before = count_zones (app);
  AnlanZoneTool *tool;

  do_edit (app, "draw", NULL);
  tool = get_tool (page);
  g_assert_false (gtk_widget_get_visible (page->done_button));
  click (page, -80, -60);
  click (page, 80, -60);
  click (page, 80, 60);
  /* Across the first edge: refused, with both edges named. */
  click (page, 0, -120);
  g_assert_nonnull (anlan_zone_tool_get_trouble (tool));
  g_assert_cmpuint (anlan_zone_edit_n_corners (anlan_zone_tool_get_edit (tool)), ==, 3);
  click (page, -80, 60);
  g_assert_null (anlan_zone_tool_get_trouble (tool));
  app_settle (app);
  app_picture (app, "map-edit-draw");
  click (page, -80, -60);
  g_assert_false (anlan_zone_edit_is_open (anlan_zone_tool_get_edit (tool)));
  g_assert_cmpfloat (anlan_zone_edit_get_area (anlan_zone_tool_get_edit (tool)), >, 100);

  do_edit (app, "store", NULL);
  app_picture (app, "map-edit-name");
  answer_name (app, page, "A <new> & drawn zone");
  g_assert_null (anlan_map_view_get_tool (page->view));
  g_assert_cmpuint (count_zones (app), ==, before + 1);
  app_picture (app, "map-edit-stored");

  app_activate (app, "win.undo");
  app_run (50);
  app_await (is_idle, page, "undo");
  APP_AWAIT (count_zones (app) == before);
}

/* The same by keys alone. */
static void
test_draw_by_keys (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanMapPage *page = open_map (app);
  AnlanZoneTool *tool;

  do_edit (app, "draw", NULL);
  tool = get_tool (page);
  app_key (app, "space");
  app_key (app, "Right");
  app_key (app, "space");
  app_key (app, "Down");
  app_key (app, "space");
  g_assert_cmpuint (anlan_zone_edit_n_corners (anlan_zone_tool_get_edit (tool)), ==, 3);
  app_key (app, "BackSpace");
  g_assert_cmpuint (anlan_zone_edit_n_corners (anlan_zone_tool_get_edit (tool)), ==, 2);
  app_key (app, "space");
  app_key (app, "ctrl+Return");
  answer_name (app, page, "By keys");
  g_assert_null (anlan_map_view_get_tool (page->view));
}

static void
test_change (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanMapPage *page = open_map (app);
  g_autofree char *id = some_zone (app, 1);
  g_autoptr (AnlanRecord) before = load (app, "zone", id), after = NULL;
  AnlanZoneEdit *edit;
  AnlanLonLat first;
  AnlanPoint corners[3], last, over;
  double area;

  do_edit (app, "change", "s", id);
  edit = anlan_zone_tool_get_edit (get_tool (page));
  area = anlan_zone_edit_get_area (edit);
  first = anlan_zone_edit_get_corner (edit, 0, 0);
  for (guint i = 0; i < 3; i++)
    corners[i] = anlan_map_view_from_lonlat (page->view, anlan_zone_edit_get_corner (edit, 0, i));
  last = anlan_map_view_from_lonlat (
      page->view, anlan_zone_edit_get_corner (edit, 0, anlan_zone_edit_n_corners (edit) - 1));

  /* From the last corner through the middle of the edge from 2 to 3 and beyond: the area would cross itself. */
  over = (AnlanPoint){ (corners[1].x + corners[2].x) / 2, (corners[1].y + corners[2].y) / 2 };
  over.x += 0.3 * (over.x - last.x);
  over.y += 0.3 * (over.y - last.y);
  drag (page, first, over.x - corners[0].x, over.y - corners[0].y, 0);
  g_assert_nonnull (anlan_zone_tool_get_trouble (get_tool (page)));
  g_assert_cmpfloat (anlan_zone_edit_get_area (edit), ==, area);
  app_settle (app);
  app_picture (app, "map-edit-refused");
  /* Outwards a little, then the whole of it with Ctrl. */
  drag (page, first, (corners[0].x - corners[2].x) / 20, (corners[0].y - corners[2].y) / 20, 0);
  g_assert_null (anlan_zone_tool_get_trouble (get_tool (page)));
  g_assert_cmpfloat (anlan_zone_edit_get_area (edit), !=, area);
  area = anlan_zone_edit_get_area (edit);
  drag (page, anlan_map_view_get_middle (page->view), 30, 12, GDK_CONTROL_MASK);
  g_assert_cmpfloat_with_epsilon (anlan_zone_edit_get_area (edit), area, 0.1);
  app_settle (app);
  app_picture (app, "map-edit-change");

  do_edit (app, "store", NULL);
  g_assert_null (anlan_map_view_get_tool (page->view));
  after = load (app, "zone", id);
  g_assert_cmpstr (anlan_record_get_text (after, "area"), !=, anlan_record_get_text (before, "area"));
}

/* By keys: choose a corner, take it, carry it, put it down, remove it. */
static void
test_change_by_keys (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanMapPage *page = open_map (app);
  g_autofree char *id = some_zone (app, 1);
  AnlanZoneEdit *edit;
  AnlanLonLat before, after;
  guint n;

  do_edit (app, "change", "s", id);
  edit = anlan_zone_tool_get_edit (get_tool (page));
  n = anlan_zone_edit_n_corners (edit);
  before = anlan_zone_edit_get_corner (edit, 0, 0);
  app_key (app, "Page_Down");
  app_key (app, "space");
  app_key (app, "shift+Left");
  app_key (app, "shift+Up");
  app_key (app, "alt+space");
  app_key (app, "space");
  after = anlan_zone_edit_get_corner (edit, 0, 0);
  g_assert_cmpfloat (anlan_distance_m (before, after), >, 0.1);
  app_key (app, "Page_Down");
  app_key (app, "Delete");
  g_assert_cmpuint (anlan_zone_edit_n_corners (edit), ==, n > 3 ? n - 1 : n);
  app_key (app, "BackSpace");
  g_assert_cmpuint (anlan_zone_edit_n_corners (edit), ==, n);
}

static void
test_put_aside (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanMapPage *page = open_map (app);
  GtkWidget *button;

  do_edit (app, "draw", NULL);
  click (page, -80, -60);
  click (page, 80, -60);
  app_key (app, "Escape");
  g_assert_null (anlan_map_view_get_tool (page->view));
  button = app_by_type (GTK_WIDGET (app->window), g_type_from_name ("AdwToastWidget"));
  button = app_by_type (button, GTK_TYPE_BUTTON);
  app_press (app, button);
  APP_AWAIT (anlan_map_view_get_tool (page->view) != NULL);
  g_assert_cmpuint (anlan_zone_edit_n_corners (anlan_zone_tool_get_edit (get_tool (page))), ==, 2);
  do_edit (app, "give-up", NULL);
  g_assert_null (anlan_map_view_get_tool (page->view));
}

/* The plant is closed while a zone is drawn: the next time the map offers to go on. */
static void
test_interrupted (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanMapPage *page = open_map (app);

  do_edit (app, "draw", NULL);
  click (page, -80, -60);
  click (page, 80, -60);
  click (page, 80, 60);
  app_settle (app);
  app_activate (app, "win.close-plant");
  anlan_window_open_plant (app->window, app->dir);
  app_settle (app);
  page = open_map (app);
  press (app, app_by_type (app_by_type (GTK_WIDGET (app->window), g_type_from_name ("AdwToastWidget")),
                           GTK_TYPE_BUTTON));
  APP_AWAIT (anlan_map_view_get_tool (page->view) != NULL);
  g_assert_cmpuint (anlan_zone_edit_n_corners (anlan_zone_tool_get_edit (get_tool (page))), ==, 3);
}

static void
test_split (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanMapPage *page = open_map (app);
  g_autofree char *id = some_zone (app, 4);
  g_autoptr (AnlanRecord) before = load (app, "zone", id), after = NULL, again = NULL;
  g_autoptr (AnlanShape) area = anlan_shape_parse (anlan_record_get_text (before, "area"), -1, NULL);
  guint zones = count_zones (app);
  AnlanBounds bounds;
  AnlanLonLat middle;
  AnlanMapEvent event;
  AnlanPoint at;

  do_edit (app, "split", "s", id);
  anlan_shape_get_bounds (area, &bounds);
  middle = (AnlanLonLat){ bounds.west * 0.4 + bounds.east * 0.6, bounds.south };
  for (guint i = 0; i < 3; i++)
    {
      at = anlan_map_view_from_lonlat (page->view,
                                       (AnlanLonLat){ middle.lon, i == 0 ? bounds.south : bounds.north });
      event = event_at (page, at.x - gtk_widget_get_width (GTK_WIDGET (page->view)) / 2.0,
                        at.y + (i == 0 ? 25 : -25) - gtk_widget_get_height (GTK_WIDGET (page->view)) / 2.0);
      if (i == 2)
        {
          app_settle (app);
          app_picture (app, "map-edit-split");
        }
      anlan_map_tool_click (anlan_map_view_get_tool (page->view), &event);
    }
  app_run (50);
  app_await (is_idle, page, "cutting");
  app_settle (app);
  app_picture (app, "map-edit-split-name");
  answer_name (app, page, "The other part");
  g_assert_cmpuint (count_zones (app), ==, zones + 1);
  after = load (app, "zone", id);
  g_assert_cmpstr (anlan_record_get_text (after, "area"), !=, anlan_record_get_text (before, "area"));
  g_assert_cmpint (anlan_value_get_integer (anlan_record_get (after, "riskpoints"), 0), <,
                   anlan_value_get_integer (anlan_record_get (before, "riskpoints"), 0));

  press (app, app_by_type (app_by_type (GTK_WIDGET (app->window), g_type_from_name ("AdwToastWidget")),
                           GTK_TYPE_BUTTON));
  app_run (50);
  APP_AWAIT (count_zones (app) == zones);
  again = load (app, "zone", id);
  g_assert_cmpstr (anlan_record_get_text (again, "area"), ==, anlan_record_get_text (before, "area"));
}

static void
test_take_off_and_place (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanMapPage *page = open_map (app);
  g_autofree char *id = some_zone (app, 1);
  g_autoptr (AnlanRecord) zone = NULL, point = NULL, moved = NULL;
  g_autoptr (AnlanQuery) query = anlan_query_new ("riskpoint");
  g_autoptr (GPtrArray) points = NULL;
  AnlanMapEvent event;

  do_edit (app, "take-off", "s", id);
  zone = load (app, "zone", id);
  g_assert_null (anlan_record_get_text (zone, "area"));
  /* Now it is drawn anew, as the zone it is. */
  do_edit (app, "change", "s", id);
  g_assert_cmpint (anlan_zone_tool_get_mode (get_tool (page)), ==, ANLAN_ZONE_TOOL_DRAW);
  do_edit (app, "give-up", NULL);

  query->limit = 1;
  points = find (app, query);
  point = anlan_record_ref (points->pdata[0]);
  do_edit (app, "place", "(ss)", "riskpoint", point->id);
  event = event_at (page, 33, 44);
  anlan_map_tool_click (anlan_map_view_get_tool (page->view), &event);
  app_run (50);
  app_await (is_idle, page, "placing");
  moved = load (app, "riskpoint", point->id);
  {
    g_autoptr (AnlanShape) place = anlan_shape_parse (anlan_record_get_text (moved, "place"), -1, NULL);

    g_assert_cmpfloat_with_epsilon (anlan_distance_m (anlan_shape_get_label (place), event.at), 0, 0.01);
  }
}

/* Corners from a survey table, read off AMap: they are moved to where they are. */
static void
test_corners (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanMapPage *page = open_map (app);
  GtkWidget *dialog;
  AnlanZoneEdit *edit;

  do_edit (app, "draw", NULL);
  edit = anlan_zone_tool_get_edit (get_tool (page));
  do_edit (app, "corners", NULL);
  dialog = GTK_WIDGET (app_top (app));
  adw_combo_row_set_selected (ADW_COMBO_ROW (app_by_id (dialog, "origin_row")), 1);
  app_enter (app_by_id (dialog, "text_view"), "34.4400, 119.7050\n34.4400, 119.7060\nnonsense");
  press (app, app_by_id (dialog, "apply_button"));
  g_assert_true (gtk_widget_get_visible (app_by_id (dialog, "problem_label")));
  app_picture (app, "map-edit-corners");
  app_enter (app_by_id (dialog, "text_view"), "34.4400, 119.7050\n34.4400, 119.7060\n119.7060, 34.4410");
  press (app, app_by_id (dialog, "apply_button"));
  g_assert_cmpuint (anlan_zone_edit_n_corners (edit), ==, 3);
  g_assert_false (anlan_zone_edit_is_open (edit));
  g_assert_cmpfloat (
      anlan_distance_m (anlan_zone_edit_get_corner (edit, 0, 0), (AnlanLonLat){ 119.7050, 34.4400 }), >, 300);
  do_edit (app, "undo", NULL);
  g_assert_cmpuint (anlan_zone_edit_n_corners (edit), ==, 0);
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/app/map-edit/draw", test_draw);
  g_test_add_func ("/app/map-edit/draw-by-keys", test_draw_by_keys);
  g_test_add_func ("/app/map-edit/change", test_change);
  g_test_add_func ("/app/map-edit/change-by-keys", test_change_by_keys);
  g_test_add_func ("/app/map-edit/put-aside", test_put_aside);
  g_test_add_func ("/app/map-edit/interrupted", test_interrupted);
  g_test_add_func ("/app/map-edit/split", test_split);
  g_test_add_func ("/app/map-edit/take-off-and-place", test_take_off_and_place);
  g_test_add_func ("/app/map-edit/corners", test_corners);
  return g_test_run ();
}
