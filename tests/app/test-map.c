/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-map"

#include <math.h>
#include <string.h>

#include "app-fixture.h"
#include "list-page.h"
#include "map-handles.h"
#include "map-measure.h"
#include "map-page-private.h"
#include "map-view-private.h"

static AnlanMapPage *
open_map (App *app)
{
  app_show (app, "map");
  return ANLAN_MAP_PAGE (app_page (app));
}

static const AnlanMapZone *
zone_by_number (AnlanMapPage *page, const char *number)
{
  AnlanMapScene *scene = anlan_map_view_get_scene (page->view);

  for (guint i = 0; i < anlan_map_scene_get_n_zones (scene); i++)
    if (g_strcmp0 (anlan_map_scene_get_zone (scene, i)->number, number) == 0)
      return anlan_map_scene_get_zone (scene, i);
  g_error ("there is no zone %s", number);
}

static AnlanMapViewport
viewport_of (AnlanMapPage *page)
{
  AnlanMapViewport viewport;

  g_assert_true (anlan_map_view_get_viewport (page->view, &viewport));
  return viewport;
}

/* A click on the map, as the gesture gives it. */
static void
click_at (App *app, AnlanMapPage *page, double x, double y)
{
  g_signal_emit_by_name (page->view, "clicked", x, y, 1);
  app_settle (app);
}

/* The demo plant comes up whole and sharp, with all its zones to be reached by keyboard. */
static void
test_shown (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanMapPage *page = open_map (app);
  AnlanMapViewport viewport = viewport_of (page);
  AnlanMapScene *scene = anlan_map_view_get_scene (page->view);

  g_assert_true (anlan_map_view_is_sharp (page->view));
  for (guint i = 0; i < anlan_map_scene_get_n_zones (scene); i++)
    g_assert_true (anlan_map_rect_contains (anlan_map_viewport_get_bounds (&viewport),
                                            anlan_map_scene_get_zone (scene, i)->bounds));
  APP_AWAIT (anlan_map_handles_get_n (page->handles) == 26);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (page->stack), ==, "map");
  g_assert_nonnull (anlan_page_get_subtitle (ANLAN_PAGE (page)));
  app_picture (app, "map");
}

/* What the viewport of libshumate shows is what the page's own arithmetic says, at whole zooms and between. */
static void
test_projection (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanMapPage *page = open_map (app);
  ShumateViewport *shumate = shumate_map_get_viewport (page->view->map);
  AnlanLonLat middle = anlan_map_view_get_middle (page->view);

  for (double zoom = 10; zoom <= 24; zoom += 0.37)
    {
      AnlanMapViewport viewport;

      anlan_map_view_jump_to (page->view, middle, zoom);
      viewport = viewport_of (page);
      g_assert_cmpfloat_with_epsilon (viewport.zoom, MIN (zoom, 24), 1e-9);
      for (double x = 0; x <= viewport.width; x += viewport.width / 2)
        {
          AnlanLonLat at = anlan_map_view_to_lonlat (page->view, x, 10);
          AnlanPoint back = anlan_map_view_from_lonlat (page->view, at);
          double sx, sy;

          shumate_viewport_location_to_widget_coords (shumate, GTK_WIDGET (page->view->map), at.lat, at.lon,
                                                      &sx, &sy);
          g_assert_cmpfloat_with_epsilon (sx, x, 0.5);
          g_assert_cmpfloat_with_epsilon (sy, 10, 0.5);
          g_assert_cmpfloat_with_epsilon (back.x, x, 1e-3);
          g_assert_cmpfloat_with_epsilon (back.y, 10, 1e-3);
        }
    }
}

/* A click into a zone opens its card; a link on it the record beside the map; Escape goes back step by step. */
static void
test_card (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanMapPage *page = open_map (app);
  const AnlanMapZone *zone = zone_by_number (page, "Z-15");
  g_autofree char *id = g_strdup (zone->id);
  AnlanMapViewport viewport = viewport_of (page);
  AnlanMapPoint at = anlan_map_viewport_to_screen (&viewport, zone->anchor);
  g_autofree char *texts = NULL;

  anlan_map_page_unselect (page);
  anlan_map_page_look (page, "zone", id);
  app_settle (app);
  viewport = viewport_of (page);
  at = anlan_map_viewport_to_screen (&viewport, zone_by_number (page, "Z-15")->anchor);
  g_assert_cmpfloat (at.x, >, 0);
  g_assert_cmpfloat (at.x, <, viewport.width);
  g_assert_cmpstr (anlan_map_card_get_id (page->card), ==, id);
  g_assert_cmpstr (anlan_map_page_get_zone (page), ==, id);
  texts = app_texts (GTK_WIDGET (page->card));
  g_assert_nonnull (strstr (texts, "Z-15"));
  app_picture (app, "map-card");

  app_press (app, app_by_class (GTK_WIDGET (page->card), "map-card-open"));
  /* A button that is activated shows itself pressed for a quarter of a second first. */
  APP_AWAIT (anlan_record_pane_get_page (page->pane) != NULL);
  app_settle (app);
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (page->card)));
  app_picture (app, "map-record");
  g_assert_true (anlan_page_back (ANLAN_PAGE (page)));
  app_settle (app);
  g_assert_null (anlan_record_pane_get_page (page->pane));
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (page->card)));
  g_assert_true (anlan_page_back (ANLAN_PAGE (page)));
  app_settle (app);
  g_assert_null (anlan_map_page_get_zone (page));
  g_assert_false (anlan_page_back (ANLAN_PAGE (page)));
}

/* Where nothing is, a click closes the card; on a zone's own label it opens it. */
static void
test_pick (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanMapPage *page = open_map (app);
  AnlanMapScene *scene = anlan_map_view_get_scene (page->view);
  const AnlanMapMarks *marks = anlan_map_view_get_marks (page->view);
  AnlanMapViewport viewport = viewport_of (page);
  guint picked = 0;

  g_assert_nonnull (marks);
  for (guint i = 0; i < anlan_map_marks_get_n (marks); i++)
    {
      const AnlanMapMark *mark = anlan_map_marks_get (marks, i);
      AnlanMapPoint at = anlan_map_viewport_to_screen (&viewport, mark->anchor);

      guint subject = mark->subject;

      if (mark->kind != ANLAN_MAP_MARK_ZONE || picked == 3)
        continue;
      click_at (app, page, at.x + (mark->box.x0 + mark->box.x1) / 2,
                at.y + (mark->box.y0 + mark->box.y1) / 2);
      g_assert_cmpstr (anlan_map_page_get_zone (page), ==, anlan_map_scene_get_zone (scene, subject)->id);
      anlan_map_view_jump_to_world (page->view, viewport.centre, viewport.zoom);
      app_settle (app);
      marks = anlan_map_view_get_marks (page->view);
      picked++;
    }
  g_assert_cmpuint (picked, ==, 3);
  click_at (app, page, 2, 2);
  g_assert_null (anlan_map_page_get_zone (page));
  g_assert_true (anlan_map_card_is_empty (page->card));
}

/* A cluster opens by coming closer, or as a list. */
static void
test_cluster (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanMapPage *page = open_map (app);
  const AnlanMapMarks *marks = anlan_map_view_get_marks (page->view);
  AnlanMapViewport viewport = viewport_of (page);
  AnlanMapPoint at = { -1, -1 };

  for (guint i = 0; i < anlan_map_marks_get_n (marks) && at.x < 0; i++)
    if (anlan_map_marks_get (marks, i)->kind == ANLAN_MAP_MARK_CLUSTER)
      at = anlan_map_viewport_to_screen (&viewport, anlan_map_marks_get (marks, i)->anchor);
  g_assert_cmpfloat (at.x, >=, 0);
  click_at (app, page, at.x, at.y);
  g_assert_true (viewport_of (page).zoom > viewport.zoom || !anlan_map_card_is_empty (page->card));
}

/* Everything by keys alone: move, zoom, all, from zone to zone, its card. */
static void
test_keys (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanMapPage *page = open_map (app);
  AnlanMapViewport before = viewport_of (page), after;

  gtk_widget_grab_focus (GTK_WIDGET (page->view));
  app_key (app, "Right");
  after = viewport_of (page);
  g_assert_cmpfloat_with_epsilon (
      (after.centre.x - before.centre.x) * anlan_map_pixels_per_unit (before.zoom), 96, 1e-6);
  app_key (app, "plus");
  app_settle (app);
  g_assert_cmpfloat_with_epsilon (viewport_of (page).zoom, before.zoom + 1, 1e-6);
  app_key (app, "minus");
  app_key (app, "Home");
  app_settle (app);
  g_assert_cmpfloat_with_epsilon (viewport_of (page).zoom, before.zoom, 1e-6);

  app_run (300);
  app_key (app, "Tab");
  app_key (app, "Return");
  app_settle (app);
  g_assert_nonnull (anlan_map_page_get_zone (page));
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (page->card)));
  app_picture (app, "map-keys");
  app_key (app, "Escape");
  g_assert_null (anlan_map_page_get_zone (page));
}

/* A way of two points measured by keys, against the distance of the ellipsoid. */
static void
test_measure (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanMapPage *page = open_map (app);
  AnlanMapMeasure *measure;
  AnlanLonLat from, to;

  gtk_widget_activate_action (GTK_WIDGET (page), "map.measure-distance", NULL);
  app_settle (app);
  measure = ANLAN_MAP_MEASURE (anlan_map_view_get_tool (page->view));
  g_assert_true (gtk_widget_get_mapped (page->tool_bar));
  from = anlan_map_view_get_middle (page->view);
  app_key (app, "space");
  app_key (app, "Right");
  app_key (app, "Up");
  to = anlan_map_view_get_middle (page->view);
  app_key (app, "space");
  g_assert_cmpfloat_with_epsilon (anlan_map_measure_get_value (measure), anlan_distance_m (from, to), 0.01);
  g_assert_nonnull (anlan_map_measure_get_result (measure));
  app_picture (app, "map-measure");
  app_key (app, "BackSpace");
  app_key (app, "Escape");
  app_key (app, "Escape");
  g_assert_null (anlan_map_view_get_tool (page->view));
  g_assert_false (gtk_widget_get_mapped (page->tool_bar));

  gtk_widget_activate_action (GTK_WIDGET (page), "map.measure-area", NULL);
  app_settle (app);
  measure = ANLAN_MAP_MEASURE (anlan_map_view_get_tool (page->view));
  app_key (app, "space");
  app_key (app, "Right");
  app_key (app, "space");
  app_key (app, "Down");
  app_key (app, "space");
  app_key (app, "space");
  {
    AnlanMapViewport viewport = viewport_of (page);
    double metres = 96 * anlan_map_viewport_get_metres_per_pixel (&viewport);

    /* Half of a square of one step; the sphere of Mercator and the ellipsoid differ by less than a percent. */
    g_assert_cmpfloat_with_epsilon (anlan_map_measure_get_value (measure), metres * metres / 2,
                                    metres * metres / 100);
  }
  anlan_map_view_set_tool (page->view, NULL);
}

/* "Find" has all zones, finds by part of a name, and goes there. */
static void
test_find (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanMapPage *page = open_map (app);
  GtkWidget *popover, *entry, *list;
  guint rows = 0;

  app_activate (app, "win.find");
  popover = GTK_WIDGET (gtk_menu_button_get_popover (page->places_button));
  APP_AWAIT (gtk_widget_get_mapped (popover));
  entry = app_by_type (popover, GTK_TYPE_SEARCH_ENTRY);
  list = app_by_type (popover, GTK_TYPE_LIST_BOX);
  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    rows++;
  g_assert_cmpuint (rows, ==, 26);
  app_picture (app, "map-find");
  gtk_editable_set_text (GTK_EDITABLE (entry), "z-09");
  app_run (400);
  g_assert_nonnull (gtk_widget_get_first_child (list));
  g_assert_null (gtk_widget_get_next_sibling (gtk_widget_get_first_child (list)));
  g_signal_emit_by_name (entry, "activate");
  app_settle (app);
  g_assert_cmpstr (anlan_map_page_get_zone (page), ==, zone_by_number (page, "Z-09")->id);
}

/* A record that changes is seen on the map without asking for it. */
static void
test_follows (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanMapPage *page = open_map (app);
  g_autofree char *output = NULL;

  output = app_ctl ("set", app->dir, "zone", "Z-26", "hand_colour=red", "hand_reason=test", NULL);
  APP_AWAIT (zone_by_number (page, "Z-26")->risk == ANLAN_MAP_RISK_RED);
  app_settle (app);
}

/* Which layers are off is remembered in words, and words that a later version knows are left alone. */
static void
test_layers (void)
{
  AnlanMapLayers without =
      ANLAN_MAP_LAYER_ALL & ~(AnlanMapLayers)(ANLAN_MAP_LAYER_EQUIPMENT | ANLAN_MAP_LAYER_LABELS);
  g_autofree char *text = anlan_map_layers_to_text (without);

  g_assert_cmpstr (text, ==, "equipment labels");
  g_assert_cmpint (anlan_map_layers_from_text (text), ==, without);
  g_assert_cmpint (anlan_map_layers_from_text (NULL), ==, ANLAN_MAP_LAYER_ALL);
  g_assert_cmpint (anlan_map_layers_from_text ("nonsense zones"), ==,
                   ANLAN_MAP_LAYER_ALL & ~(AnlanMapLayers)ANLAN_MAP_LAYER_ZONES);
}

/* Overdue rounds are off at first; switched on in the menu, zones say how many wait, and so does the legend. */
static void
test_overdue (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanMapPage *page = open_map (app);
  g_autoptr (GArray) zones =
      anlan_map_scene_list_overdue (anlan_map_view_get_scene (page->view), ANLAN_MAP_FLOORS_ALL);
  g_autofree char *text = NULL;
  AnlanMapLook look;
  GtkWidget *check;

  g_assert_cmpuint (zones->len, >, 0);
  anlan_map_view_get_look (page->view, &look);
  g_assert_false (look.layers & ANLAN_MAP_LAYER_OVERDUE);
  gtk_menu_button_popup (page->layers_button);
  app_settle (app);
  check = app_by_text (GTK_WIDGET (page->layers), GTK_TYPE_CHECK_BUTTON, g_dgettext ("anlan", "Overdue rounds"));
  app_press (app, check);
  gtk_menu_button_popdown (page->layers_button);
  anlan_map_view_get_look (page->view, &look);
  g_assert_true (look.layers & ANLAN_MAP_LAYER_OVERDUE);
  g_assert_true (look.layers & ANLAN_MAP_LAYER_PICTURES);
  text = anlan_map_layers_to_text (look.layers);
  g_assert_cmpstr (text, ==, "overdue");
  g_assert_cmpint (anlan_map_layers_from_text (text), ==, look.layers);
  app_settle (app);
  app_picture (app, "map-overdue");
  gtk_menu_button_popup (page->legend_button);
  app_settle (app);
  app_picture (app, "map-overdue-legend");
  gtk_menu_button_popdown (page->legend_button);
  app_settle (app);
}

/* A new plant has nothing but the file of the world around it: all of it is what is built, not a railway across. */
static void
test_show_all_of_base (void)
{
  static const char json[] =
      "{\"type\":\"FeatureCollection\",\"features\":["
      "{\"type\":\"Feature\",\"properties\":{\"building\":\"yes\"},\"geometry\":{\"type\":\"Polygon\","
      "\"coordinates\":"
      "[[[121.39,31.31],[121.392,31.31],[121.392,31.312],[121.39,31.312],[121.39,31.31]]]}},"
      "{\"type\":\"Feature\",\"properties\":{\"railway\":\"rail\"},\"geometry\":{\"type\":\"LineString\","
      "\"coordinates\":[[121.2,31.2],[121.6,31.5]]}}]}";
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanMapPage *page = open_map (app);
  g_autoptr (GBytes) bytes = g_bytes_new_static (json, sizeof json - 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanGeodata) geodata =
      anlan_geodata_read_bytes (bytes, "map.geojson", NULL, NULL, NULL, &error);
  g_autoptr (AnlanMapBaseBuilder) features = anlan_map_base_builder_new ();
  g_autoptr (AnlanMapSceneBuilder) builder = anlan_map_scene_builder_new ();
  g_autoptr (AnlanMapBase) base = NULL;
  g_autoptr (AnlanMapScene) scene = NULL;
  AnlanMapViewport viewport;
  AnlanMapRect shown;

  g_assert_no_error (error);
  for (guint i = 0; i < anlan_geodata_get_n_features (geodata); i++)
    anlan_map_base_builder_add (features, anlan_geodata_get_feature (geodata, i));
  base = anlan_map_base_builder_end (features);
  anlan_map_scene_builder_set_base (builder, base);
  scene = anlan_map_scene_builder_end (builder);
  anlan_map_view_set_scene (page->view, scene);
  anlan_map_view_show_all (page->view);
  app_settle (app);
  viewport = viewport_of (page);
  shown = anlan_map_viewport_get_bounds (&viewport);
  g_assert_true (anlan_map_rect_contains (shown, anlan_map_base_get_feature (base, 1)->bounds));
  /* Drawn last: the building. 0.002 degrees of 360 in the middle of the picture, and not the railway's 0.4. */
  g_assert_cmpfloat (shown.x1 - shown.x0, <, 0.02 / 360);
}

/* The wheel and a double click go nearer and farther and leave what lies under the pointer where it is. libshumate
 * 1.0.3 copies its viewport for that, and warns of every zoom limit over 20. */
static void
test_wheel (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanMapPage *page = open_map (app);
  AnlanMapViewport before = viewport_of (page), after;

  /* GDK keeps the first step of a wheel for itself, to know where the wheel stands. */
  for (int i = 0; i < 2 && viewport_of (page).zoom == before.zoom; i++)
    app_click (app, GTK_WIDGET (page->view), 4);
  APP_AWAIT (fabs (viewport_of (page).zoom - before.zoom - 1) < 1e-6);
  after = viewport_of (page);
  g_assert_cmpfloat_with_epsilon (after.centre.x, before.centre.x,
                                  2 / anlan_map_pixels_per_unit (before.zoom));
  for (int i = 0; i < 3; i++)
    app_click (app, GTK_WIDGET (page->view), 5);
  APP_AWAIT (fabs (viewport_of (page).zoom - before.zoom + 2) < 1e-6);
}

/* An empty plant says how to begin. */
/* What is not on the map is counted on it, and the line opens the list of it. */
static void
test_missing (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanMapPage *page = open_map (app);
  g_autofree char *output = NULL;
  GtkWidget *line;
  AnlanListPage *list;

  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (page->missing_box)));
  output = app_ctl ("add", app->dir, "riskpoint", "name=Somewhere on the site", NULL);
  APP_AWAIT (gtk_widget_get_visible (GTK_WIDGET (page->missing_box)));
  app_settle (app);
  line = gtk_widget_get_first_child (GTK_WIDGET (page->missing_box));
  app_picture (app, "map-missing");
  app_press (app, line);
  APP_AWAIT (app_page (app) != ANLAN_PAGE (page));
  app_settle (app);
  list = ANLAN_LIST_PAGE (app_by_type (GTK_WIDGET (app_page (app)), ANLAN_TYPE_LIST_PAGE));
  g_assert_cmpstr (anlan_list_page_get_kind (list)->id, ==, "riskpoint");
  /* "1 shown", "共 1 条": no other digit is in it */
  APP_AWAIT (strpbrk (anlan_list_page_get_subtitle (list), "0123456789") != NULL &&
             strspn (strpbrk (anlan_list_page_get_subtitle (list), "0123456789"), "0123456789") == 1 &&
             strchr (anlan_list_page_get_subtitle (list), '1') != NULL);
}

/* An open hazard stands on the map, and on the card of the zone it was found in. */
static void
test_hazards (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanMapPage *page = open_map (app);
  g_autofree char *zone = g_strdup (zone_by_number (page, "Z-15")->id);
  g_autofree char *output = app_ctl ("add", app->dir, "hazard", "what=Seal is worn out", "zone=Z-15",
                                     "no_photo=It was dark", "source=camera", NULL);
  g_autofree char *id = g_strndup (output, strcspn (output, " \t\n"));
  g_autofree char *texts = NULL;
  AnlanMapLook look;

  APP_AWAIT (anlan_map_page_look (page, "hazard", id));
  app_settle (app);
  g_assert_cmpstr (anlan_map_card_get_id (page->card), ==, id);
  app_picture (app, "map-hazard");
  anlan_map_page_select_zone (page, zone);
  app_settle (app);
  texts = app_texts (GTK_WIDGET (page->card));
  g_assert_nonnull (strstr (texts, "Seal is worn out"));
  app_picture (app, "map-hazard-zone");
  anlan_map_view_get_look (page->view, &look);
  g_assert_true (look.layers & ANLAN_MAP_LAYER_HAZARDS);
  g_assert_cmpuint (anlan_map_layers_from_text ("hazards"), ==,
                    ANLAN_MAP_LAYER_ALL & ~(guint)ANLAN_MAP_LAYER_HAZARDS);
}

static void
test_empty (void)
{
  g_autoptr (App) app = app_open (APP_EMPTY);
  AnlanMapPage *page = open_map (app);

  g_assert_cmpstr (gtk_stack_get_visible_child_name (page->stack), ==, "empty");
  app_picture (app, "map-empty");
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/app/map/shown", test_shown);
  g_test_add_func ("/app/map/overdue", test_overdue);
  g_test_add_func ("/app/map/projection", test_projection);
  /* Before an app is closed with a popover open, after which GDK 4.8 gives no wheel to the next one. */
  g_test_add_func ("/app/map/wheel", test_wheel);
  g_test_add_func ("/app/map/card", test_card);
  g_test_add_func ("/app/map/pick", test_pick);
  g_test_add_func ("/app/map/cluster", test_cluster);
  g_test_add_func ("/app/map/keys", test_keys);
  g_test_add_func ("/app/map/measure", test_measure);
  g_test_add_func ("/app/map/find", test_find);
  g_test_add_func ("/app/map/follows", test_follows);
  g_test_add_func ("/app/map/show-all-of-base", test_show_all_of_base);
  g_test_add_func ("/app/map/layers", test_layers);
  g_test_add_func ("/app/map/missing", test_missing);
  g_test_add_func ("/app/map/hazards", test_hazards);
  g_test_add_func ("/app/map/empty", test_empty);
  return g_test_run ();
}
