/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

#include <string.h>

#include "basemap-dialog.h"
#include "drawing-place-dialog.h"
#include "base/shape.h"
#include "drawings-dialog.h"
#include "field-row.h"
#include "grid-dialog.h"
#include "map-page.h"
#include "map-paper-dialog.h"
#include "map-preferences.h"
#include "map-sheet.h"
#include "map-view.h"
#include "place-dialog.h"
#include "position-entry.h"
#include "preferences.h"

/* Dialogs around the map: positions and what they were read off, the plant's grid, site drawings, the base map from a
 * file, the risk map on paper. */

/* A button that is activated is pressed for a moment before it acts. */
static void
press (App *app, GtkWidget *button)
{
  app_press (app, button);
  app_run (400);
  app_settle (app);
}

static void
show_dialog (App *app, gpointer dialog)
{
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (app->window));
  gtk_window_present (GTK_WINDOW (dialog));
  app_settle (app);
}

static void
click_map (AnlanMapView *view, AnlanLonLat at)
{
  AnlanPoint screen = anlan_map_view_from_lonlat (view, at);
  AnlanMapEvent event = {
    .at = at, .x = screen.x, .y = screen.y, .button = GDK_BUTTON_PRIMARY, .n_press = 1
  };

  anlan_map_tool_click (anlan_map_view_get_tool (view), &event);
}

static char *
setting (App *app, const char *key)
{
  return anlan_plant_get_setting (app_plant (app), key);
}

/* The same numbers mean another place for each map; the plant's own is stored as WGS-84. */
static void
test_preferences (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanPreferences *dialog = anlan_preferences_new (app_desk (app));
  GtkWidget *page, *row;
  g_autofree char *latitude = NULL;

  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (dialog), "map");
  show_dialog (app, dialog);
  page = app_by_type (GTK_WIDGET (dialog), ANLAN_TYPE_MAP_PREFERENCES);
  app_picture (app, "map-preferences");
  row = app_by_id (page, "text_row");
  app_enter (row, "nowhere");
  g_assert_false (gtk_widget_get_sensitive (app_by_id (page, "position_button")));
  app_enter (row, "34.4400, 119.7050");
  adw_combo_row_set_selected (ADW_COMBO_ROW (app_by_id (page, "origin_row")), 1);
  app_settle (app);
  app_picture (app, "map-preferences-gcj02");
  press (app, app_by_id (page, "position_button"));
  latitude = setting (app, "latitude");
  /* GCJ-02 lies some 500 m off here, a thousandth of a degree and more. */
  g_assert_cmpfloat (ABS (g_ascii_strtod (latitude, NULL) - 34.44), >, 0.0005);
  g_assert_cmpfloat (ABS (g_ascii_strtod (latitude, NULL) - 34.44), <, 0.01);
  gtk_window_close (GTK_WINDOW (dialog));
}

static void
test_grid (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanGridDialog *dialog = anlan_grid_dialog_new (app_desk (app));
  AnlanPlantGrid grid;
  GtkWidget *first, *second;

  show_dialog (app, dialog);
  first = app_by_id (GTK_WIDGET (dialog), "first_entry");
  second = app_by_id (GTK_WIDGET (dialog), "second_entry");
  app_enter (app_by_id (GTK_WIDGET (dialog), "first_row"), "A=1000 B=500");
  app_enter (app_by_id (first, "text_row"), "34.4400 N 119.7050 E");
  app_enter (app_by_id (GTK_WIDGET (dialog), "second_row"), "A=1000 B=900");
  app_enter (app_by_id (second, "text_row"), "34.4400 N 119.7050 E");
  g_assert_false (gtk_widget_get_sensitive (app_by_id (GTK_WIDGET (dialog), "store_button")));
  app_picture (app, "map-grid-wrong");
  /* A tenth of a second of longitude here is 2.55 m. */
  app_enter (app_by_id (second, "text_row"), "34.4400 N 119.709354 E");
  app_settle (app);
  app_picture (app, "map-grid");
  press (app, app_by_id (GTK_WIDGET (dialog), "store_button"));
  g_assert_true (anlan_plant_read_grid (app_plant (app), &grid));
  g_assert_cmpfloat_with_epsilon (grid.turn, 0, 0.1);
  g_assert_cmpfloat_with_epsilon (grid.scale, 1, 0.01);
}

static gboolean
match_place_button (GtkWidget *widget, gconstpointer data)
{
  return GTK_IS_BUTTON (widget) &&
         g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (widget)), "mark-location-symbolic") == 0;
}

/* A click shows as a position, a position shows as a pin; a form's place is set by it. */
static void
test_place (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanPlaceDialog *dialog = anlan_place_dialog_new (app_desk (app), "Place", NULL);
  AnlanMapView *view;
  AnlanLonLat at;
  GtkWidget *take;

  show_dialog (app, dialog);
  APP_AWAIT (!anlan_place_dialog_is_busy (dialog));
  app_settle (app);
  view = ANLAN_MAP_VIEW (app_by_id (GTK_WIDGET (dialog), "view"));
  take = app_by_id (GTK_WIDGET (dialog), "take_button");
  g_assert_false (gtk_widget_get_sensitive (take));
  click_map (view, (AnlanLonLat){ 119.706, 34.441 });
  g_assert_true (gtk_widget_get_sensitive (take));
  g_assert_true (anlan_position_entry_get_position (
      ANLAN_POSITION_ENTRY (app_by_id (GTK_WIDGET (dialog), "entry")), &at, NULL));
  g_assert_cmpfloat_with_epsilon (anlan_distance_m (at, (AnlanLonLat){ 119.706, 34.441 }), 0, 0.2);
  app_settle (app);
  app_picture (app, "map-place");
  app_enter (app_by_id (GTK_WIDGET (dialog), "text_row"), "34.4400, 119.7050");
  app_settle (app);
  at = anlan_map_view_get_middle (view);
  g_assert_cmpfloat_with_epsilon (anlan_distance_m (at, (AnlanLonLat){ 119.705, 34.44 }), 0, 5);
  gtk_window_close (GTK_WINDOW (dialog));
}

/* The same from a record's own form. */
static void
test_place_in_form (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  GtkWidget *button;
  AnlanMapView *view;

  app_show_record (app, "riskpoint", "RP-001");
  button = app_find (GTK_WIDGET (app->window), match_place_button, NULL);
  g_assert_nonnull (button);
  press (app, button);
  g_assert_true (ANLAN_IS_PLACE_DIALOG (app_top (app)));
  APP_AWAIT (!anlan_place_dialog_is_busy (ANLAN_PLACE_DIALOG (app_top (app))));
  app_settle (app);
  view = ANLAN_MAP_VIEW (app_by_id (GTK_WIDGET (app_top (app)), "view"));
  click_map (view, (AnlanLonLat){ 119.706, 34.441 });
  press (app, app_by_id (GTK_WIDGET (app_top (app)), "take_button"));
  app_settle (app);
  {
    AnlanFieldRow *row = ANLAN_FIELD_ROW (gtk_widget_get_ancestor (button, ANLAN_TYPE_FIELD_ROW));
    g_autoptr (AnlanShape) place =
        anlan_shape_parse (anlan_value_get_text (anlan_field_row_get_value (row)), -1, NULL);

    g_assert_cmpfloat_with_epsilon (
        anlan_distance_m (anlan_shape_get_label (place), (AnlanLonLat){ 119.706, 34.441 }), 0, 0.2);
    g_assert_false (anlan_field_row_has_problem (row));
  }
  app_picture (app, "map-place-in-form");
}

static char *
make_file (App *app, const char *name, const char *text)
{
  g_autoptr (GFile) file = g_file_new_build_filename (app->root, name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GOutputStream) stream = NULL;

  stream = G_OUTPUT_STREAM (g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_output_stream_write_all (stream, text, strlen (text), NULL, NULL, &error));
  g_assert_true (g_output_stream_close (stream, NULL, &error));
  return g_file_get_path (file);
}

static void
test_basemap (void)
{
  static const char GEOJSON[] = "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","
                                "\"properties\":{\"building\":\"yes\"},"
                                "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[119.7,34.44],[119.701,"
                                "34.44],[119.701,34.441],[119.7,34.44]]]}}]}";
  g_autoptr (App) app = app_open (APP_EMPTY);
  g_autofree char *good = make_file (app, "site.geojson", GEOJSON);
  g_autofree char *bad = make_file (app, "broken.osm", "<osm><node");
  AnlanBasemapDialog *dialog;
  AnlanMapPage *page;

  app_show (app, "map");
  page = ANLAN_MAP_PAGE (app_page (app));
  app_picture (app, "map-empty");
  dialog = anlan_basemap_dialog_new (app_desk (app), bad);
  show_dialog (app, dialog);
  APP_AWAIT (!anlan_basemap_dialog_is_busy (dialog));
  app_settle (app);
  app_picture (app, "map-basemap-bad");
  g_assert_true (anlan_map_model_is_empty (anlan_map_page_get_model (page)));
  gtk_window_close (GTK_WINDOW (dialog));
  app_settle (app);

  dialog = anlan_basemap_dialog_new (app_desk (app), good);
  show_dialog (app, dialog);
  APP_AWAIT (!anlan_basemap_dialog_is_busy (dialog));
  app_settle (app);
  app_picture (app, "map-basemap");
  gtk_window_close (GTK_WINDOW (dialog));
  APP_AWAIT (!anlan_map_model_is_empty (anlan_map_page_get_model (page)));
}

static const char SVG[] =
    "<svg xmlns='http://www.w3.org/2000/svg' width='400' height='300'><rect width='400' height='300' "
    "fill='#eee'/><rect x='40' y='40' width='320' height='220' fill='none' stroke='#333' "
    "stroke-width='6'/><circle cx='200' cy='150' r='60' fill='#99b'/></svg>";

/* A drawing 400 units wide laid over 200 m by three corners, one of which is 4 m wrong. */
static void
test_drawings (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autofree char *path = make_file (app, "plan.svg", SVG), *dwg = make_file (app, "plan.dwg", "AC1032");
  AnlanDrawingsDialog *list = anlan_drawings_dialog_new (app_desk (app));
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) drawings = NULL;
  AnlanDrawingPlaceDialog *dialog;
  AnlanMapView *drawing_view, *map_view;
  AnlanLocal local;
  const double corners[3][4] = { { 0, 0, 0, 150 }, { 400, 0, 200, 150 }, { 0, 300, 4, 0 } };

  show_dialog (app, list);
  app_picture (app, "map-drawings");
  anlan_drawings_dialog_add (list, dwg);
  APP_AWAIT (!anlan_drawings_dialog_is_busy (list));
  app_settle (app);
  app_picture (app, "map-drawings-dwg");
  g_assert_true (ADW_IS_MESSAGE_DIALOG (app_top (app)));
  gtk_window_close (app_top (app));
  app_settle (app);

  anlan_drawings_dialog_add (list, path);
  APP_AWAIT (ANLAN_IS_DRAWING_PLACE_DIALOG (app_top (app)));
  dialog = ANLAN_DRAWING_PLACE_DIALOG (app_top (app));
  APP_AWAIT (!anlan_drawing_place_dialog_is_busy (dialog));
  app_settle (app);
  drawing_view = ANLAN_MAP_VIEW (app_by_id (GTK_WIDGET (dialog), "drawing_view"));
  map_view = ANLAN_MAP_VIEW (app_by_id (GTK_WIDGET (dialog), "map_view"));
  anlan_local_init (&local, (AnlanLonLat){ 119.706, 34.441 });
  for (guint i = 0; i < 3; i++)
    {
      AnlanMapRect whole = anlan_map_scene_get_bounds (anlan_map_view_get_scene (drawing_view));
      AnlanLonLat on_drawing;

      anlan_map_unproject ((AnlanMapPoint){ whole.x0 + (whole.x1 - whole.x0) * corners[i][0] / 400,
                                            whole.y0 + (whole.y1 - whole.y0) * corners[i][1] / 300 },
                           &on_drawing.lon, &on_drawing.lat);
      click_map (drawing_view, on_drawing);
      click_map (map_view, anlan_local_to_lonlat (&local, (AnlanPoint){ corners[i][2], corners[i][3] }));
    }
  app_settle (app);
  app_picture (app, "map-drawing-place");
  press (app, app_by_id (GTK_WIDGET (dialog), "take_button"));
  APP_AWAIT (!anlan_drawings_dialog_is_busy (list));
  app_settle (app);
  app_picture (app, "map-drawings-two");

  text = setting (app, "drawings");
  drawings = anlan_site_drawings_from_text (text, NULL);
  g_assert_cmpuint (drawings->len, ==, 2);
  {
    const AnlanSiteDrawing *laid = drawings->pdata[1];
    double residuals[ANLAN_MAP_CONTROLS_MAX], rms;
    AnlanAffine placement;

    g_assert_cmpuint (laid->n_controls, ==, 3);
    g_assert_cmpstr (laid->title, ==, "plan");
    g_assert_cmpfloat_with_epsilon (laid->controls[1].drawing.x, 400, 0.01);
    g_assert_true (anlan_site_drawing_fit (laid, &placement, residuals, &rms, NULL));
    g_assert_cmpfloat (rms, >, 0.5);
    g_assert_cmpfloat (rms, <, 4);
  }
  gtk_window_close (GTK_WINDOW (list));
}

static void
test_paper (void)
{
  static const char *const names[] = { "risk.pdf", "risk.svg", "risk.png" };
  static const char *const heads[] = { "%PDF", "<?xml", "\211PNG" };
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanMapPaperDialog *dialog;
  AnlanMapPage *page;
  AnlanMapLook look;
  AnlanMapScene *scene;

  app_show (app, "map");
  page = ANLAN_MAP_PAGE (app_page (app));
  scene = anlan_map_view_get_scene (anlan_map_page_get_view (page));
  anlan_map_view_get_look (anlan_map_page_get_view (page), &look);
  dialog = anlan_map_paper_dialog_new (app_desk (app), scene, &look, anlan_map_scene_get_bounds (scene));
  show_dialog (app, dialog);
  APP_AWAIT (anlan_map_paper_dialog_is_idle (dialog));
  app_settle (app);
  g_assert_nonnull (gtk_picture_get_paintable (GTK_PICTURE (app_by_id (GTK_WIDGET (dialog), "preview"))));
  app_picture (app, "map-paper");
  adw_combo_row_set_selected (ADW_COMBO_ROW (app_by_id (GTK_WIDGET (dialog), "size_row")), 3);
  APP_AWAIT (anlan_map_paper_dialog_is_idle (dialog));
  app_settle (app);
  app_picture (app, "map-paper-upright");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GFile) file = g_file_new_build_filename (app->root, names[i], NULL);
      g_autoptr (GFileInputStream) stream = NULL;
      char head[8] = "";

      anlan_map_paper_dialog_save_to (dialog, g_file_peek_path (file));
      APP_AWAIT (anlan_map_paper_dialog_is_idle (dialog));
      stream = g_file_read (file, NULL, NULL);
      g_assert_nonnull (stream);
      g_assert_cmpint (g_input_stream_read (G_INPUT_STREAM (stream), head, sizeof head - 1, NULL, NULL), >,
                       4);
      g_assert_true (g_str_has_prefix (head, heads[i]));
    }
  /* A folder that is not there: said, and nothing written. */
  anlan_map_paper_dialog_save_to (dialog, "/nowhere/at/all.pdf");
  APP_AWAIT (anlan_map_paper_dialog_is_idle (dialog));
  app_settle (app);
  gtk_window_close (GTK_WINDOW (dialog));
}

static void
done_cb (GtkPrintOperation *operation, GtkPrintOperationResult result, gpointer data)
{
  *(int *)data = (int)result;
}

/* The way to the printer, into a file. */
static void
test_print (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autofree char *path = g_build_filename (app->root, "printed.pdf", NULL);
  g_autoptr (GtkPrintOperation) operation = NULL;
  g_autoptr (AnlanMapSheet) sheet = NULL;
  g_autoptr (GError) error = NULL;
  AnlanMapPaper paper;
  int result = -1;

  app_show (app, "map");
  anlan_map_paper_init (&paper);
  sheet = anlan_map_sheet_new (
      &paper, anlan_map_view_get_scene (anlan_map_page_get_view (ANLAN_MAP_PAGE (app_page (app)))));
  operation = anlan_map_sheet_print (sheet);
  gtk_print_operation_set_export_filename (operation, path);
  g_signal_connect (operation, "done", G_CALLBACK (done_cb), &result);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_EXPORT, GTK_WINDOW (app->window), &error);
  g_assert_no_error (error);
  APP_AWAIT (result >= 0);
  g_assert_cmpint (result, ==, GTK_PRINT_OPERATION_RESULT_APPLY);
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/app/map-dialogs/preferences", test_preferences);
  g_test_add_func ("/app/map-dialogs/grid", test_grid);
  g_test_add_func ("/app/map-dialogs/place", test_place);
  g_test_add_func ("/app/map-dialogs/place-in-form", test_place_in_form);
  g_test_add_func ("/app/map-dialogs/basemap", test_basemap);
  g_test_add_func ("/app/map-dialogs/drawings", test_drawings);
  g_test_add_func ("/app/map-dialogs/paper", test_paper);
  g_test_add_func ("/app/map-dialogs/print", test_print);
  return g_test_run ();
}
