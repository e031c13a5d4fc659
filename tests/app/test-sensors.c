/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-sensors"

/* What sensors measure, seen in the real window: tiles that follow, one series over time, comparison, table, export, wall,
 * map, and the trial of a rule on past readings. Readings of the demo plant end with the present minute; its hydrogen
 * sulphide passed the first level once, twenty hours ago (data/demo/readings.json). */

#include "app-fixture.h"

#include <string.h>

#include "base/blocking.h"
#include "base/time.h"
#include "map-page-private.h"
#include "series-page.h"
#include "series-table.h"
#include "series-tile.h"
#include "series-wall.h"

#define N_POINTS 20
#define H2S "GT-1201"

static AnlanSeriesPage *
open_page (App *app)
{
  app_show (app, "sensors");
  g_assert_true (ANLAN_IS_SERIES_PAGE (app_page (app)));
  return ANLAN_SERIES_PAGE (app_page (app));
}

static gboolean
is_named (GtkWidget *widget, gconstpointer name)
{
  return ANLAN_IS_SERIES_TILE (widget) &&
         g_strcmp0 (anlan_series_tile_get_name (ANLAN_SERIES_TILE (widget)), name) == 0;
}

static AnlanSeriesTile *
tile_of (App *app, const char *name)
{
  GtkWidget *tile = app_find (GTK_WIDGET (app_top (app)), is_named, name);

  g_assert_nonnull (tile);
  return ANLAN_SERIES_TILE (tile);
}

static guint
n_tiles (GtkWidget *root)
{
  g_autoptr (GPtrArray) tiles =
      app_find_all (root, app_match_type, GSIZE_TO_POINTER (ANLAN_TYPE_SERIES_TILE));

  return tiles->len;
}

/* Another process writes while the window reads. */
static void
feed (App *app, const char *format, ...)
{
  g_autofree char *path = g_build_filename (app->root, "feed.json", NULL);
  g_autofree char *text = NULL, *said = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  anlan_permit_blocking ();
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  anlan_forbid_blocking ();
  said = app_ctl ("feed", app->dir, path, NULL);
}

static gboolean
is_there (const char *path)
{
  gboolean there;

  anlan_permit_blocking ();
  there = g_file_test (path, G_FILE_TEST_EXISTS);
  anlan_forbid_blocking ();
  return there;
}

static AnlanSeriesView *
open_one (App *app, const char *name)
{
  AnlanSeriesPage *page;

  gtk_widget_activate_action (GTK_WIDGET (app->window), "win.work-on", "(ss)", "series", name);
  app_settle (app);
  page = ANLAN_SERIES_PAGE (app_page (app));
  g_assert_nonnull (anlan_series_page_get_view (page));
  return anlan_series_page_get_view (page);
}

static gint64
span_of (AnlanSeriesView *view)
{
  gint64 from, to;

  anlan_chart_view_get_span (anlan_series_view_get_chart (view), &from, &to);
  return to - from;
}

/* A button is pressed for a moment before it acts. */
static void
press (App *app, const char *id)
{
  app_press (app, app_by_id (GTK_WIDGET (app_top (app)), id));
  app_run (400);
  app_settle (app);
}

/* --- tiles ------------------------------------------------------------------------------------------------------------------ */

static void
test_tiles (void)
{
  g_autoptr (App) app = app_open (APP_DEMO_NOW);
  AnlanSeriesPage *page = open_page (app);
  guint all, shown;

  g_assert_cmpuint (n_tiles (GTK_WIDGET (app_top (app))), ==, N_POINTS);
  g_assert_nonnull (strstr (anlan_page_get_subtitle (ANLAN_PAGE (page)), "20"));
  APP_AWAIT (strstr (anlan_series_tile_get_words (tile_of (app, H2S)), "mg/m³") != NULL);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (tile_of (app, H2S)), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       anlan_series_tile_get_words (tile_of (app, H2S)));
  app_picture (app, "sensors-tiles");

  app_enter (app_by_id (GTK_WIDGET (app_top (app)), "entry"), "t-301 mg/m³");
  APP_AWAIT (n_tiles (GTK_WIDGET (app_top (app))) < N_POINTS);
  anlan_series_board_count (anlan_series_page_get_board (page), &all, NULL, NULL, &shown);
  g_assert_cmpuint (all, ==, N_POINTS);
  g_assert_cmpuint (shown, ==, 1);
  g_assert_cmpuint (n_tiles (GTK_WIDGET (app_top (app))), ==, 1);
  app_enter (app_by_id (GTK_WIDGET (app_top (app)), "entry"), "nothing is called so");
  APP_AWAIT (n_tiles (GTK_WIDGET (app_top (app))) == 0);
  /* One Escape takes the words away. */
  g_assert_true (anlan_page_back (ANLAN_PAGE (page)));
  APP_AWAIT (n_tiles (GTK_WIDGET (app_top (app))) == N_POINTS);
}

/* Readings that another process writes are there within moments, in the same widgets; a level that is reached is said; what
 * was never entered as a point has a tile too. */
static void
test_live (void)
{
  g_autoptr (App) app = app_open (APP_DEMO_NOW);
  AnlanSeriesPage *page = open_page (app);
  AnlanSeriesTile *tile = tile_of (app, "TT-2402");
  g_autofree char *id =
      app_ctl ("add", app->dir, "rule", "title=Warm bearing", "type=level", "series=TT-2402", "crosses=over",
               "bound=90", "severity=note", "response=Look", NULL);
  guint before, over;

  APP_AWAIT (anlan_series_tile_get_state (tile) == ANLAN_SENSOR_GOOD);
  /* Another of the demo plant's points may stand over a level of its own at this hour. */
  anlan_series_board_count (anlan_series_page_get_board (page), NULL, &before, NULL, NULL);
  feed (app, "{\"series\":\"TT-2402\",\"value\":91.5}");
  APP_AWAIT (anlan_series_tile_get_state (tile) == ANLAN_SENSOR_OVER);
  g_assert_true (tile == tile_of (app, "TT-2402"));
  g_assert_nonnull (strstr (anlan_series_tile_get_words (tile), "91.5"));
  anlan_series_board_count (anlan_series_page_get_board (page), NULL, &over, NULL, NULL);
  g_assert_cmpuint (over, ==, before + 1);
  app_picture (app, "sensors-over");

  feed (app, "{\"series\":\"TT-2402\",\"value\":null,\"quality\":\"bad\"}");
  APP_AWAIT (anlan_series_tile_get_state (tile) == ANLAN_SENSOR_BAD);
  feed (app, "{\"series\":\"new/one\",\"value\":1}");
  APP_AWAIT (n_tiles (GTK_WIDGET (app_top (app))) == N_POINTS + 1);
}

#define MANY 150

static gboolean
is_below (GtkWidget *tile)
{
  GtkWidget *scrolled = gtk_widget_get_ancestor (tile, GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (tile, scrolled, &bounds));
  return bounds.origin.y > (float)gtk_widget_get_height (scrolled);
}

/* What nobody sees is not drawn anew for each value, and is right when it comes into sight; that nothing comes any more is said
 * of it all the same, and it looks it. */
static void
test_out_of_sight (void)
{
  g_autoptr (App) app = app_open (APP_EMPTY);
  g_autoptr (GString) all = g_string_new ("[");
  g_autofree char *silent =
      app_ctl ("add", app->dir, "series", "name=s/149", "title=Last", "silent_after=4", NULL);
  AnlanSeriesPage *page;
  AnlanSeriesTile *tile, *near;
  GtkAdjustment *adjustment;
  guint trouble;

  for (guint i = 0; i < MANY; i++)
    g_string_append_printf (all, "%s{\"series\":\"s/%u\",\"value\":1}", i > 0 ? "," : "", i);
  g_string_append_c (all, ']');
  feed (app, "%s", all->str);
  page = open_page (app);
  APP_AWAIT (n_tiles (GTK_WIDGET (app_top (app))) == MANY);
  tile = tile_of (app, "s/149");
  near = tile_of (app, "s/0");
  APP_AWAIT (anlan_series_tile_get_words (near) != NULL && anlan_series_tile_get_words (tile) != NULL);
  if (!is_below (GTK_WIDGET (tile)))
    {
      AnlanSeriesTile *other = near;

      near = tile;
      tile = other;
    }
  APP_AWAIT (anlan_series_tile_get_state (tile_of (app, "s/149")) == ANLAN_SENSOR_STALE);
  anlan_series_board_count (anlan_series_page_get_board (page), NULL, NULL, &trouble, NULL);
  g_assert_cmpuint (trouble, ==, 1);

  feed (app, "[{\"series\":\"%s\",\"value\":7.5},{\"series\":\"%s\",\"value\":8.5}]",
        anlan_series_tile_get_name (tile), anlan_series_tile_get_name (near));
  APP_AWAIT (strstr (anlan_series_tile_get_words (near), "8.5") != NULL);
  app_settle (app);
  app_picture (app, "sensors-many");
  adjustment = gtk_scrolled_window_get_vadjustment (
      GTK_SCROLLED_WINDOW (gtk_widget_get_ancestor (GTK_WIDGET (tile), GTK_TYPE_SCROLLED_WINDOW)));
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  APP_AWAIT (!is_below (GTK_WIDGET (tile)) && strstr (anlan_series_tile_get_words (tile), "7.5") != NULL);
  APP_AWAIT (anlan_series_tile_get_state (tile_of (app, "s/149")) == ANLAN_SENSOR_STALE);
  gtk_adjustment_set_value (adjustment, 0);
  app_settle (app);
  app_picture (app, "sensors-stale");
}

/* A plant in which nothing was ever measured: no file comes of looking, and the first reading is seen as it comes. */
static void
test_empty (void)
{
  g_autoptr (App) app = app_open (APP_EMPTY);
  g_autofree char *path = g_build_filename (app->dir, "readings.db", NULL);

  open_page (app);
  g_assert_nonnull (app_by_id (GTK_WIDGET (app_top (app)), "enter_button"));
  app_run (1500);
  g_assert_false (is_there (path));
  feed (app, "{\"series\":\"a\",\"value\":1}");
  APP_AWAIT (n_tiles (GTK_WIDGET (app_top (app))) == 1);
}

/* --- one series --------------------------------------------------------------------------------------------------------------- */

static void
test_one (void)
{
  g_autoptr (App) app = app_open (APP_DEMO_NOW);
  AnlanSeriesPage *page = open_page (app);
  AnlanSeriesView *view;
  AnlanChartView *chart;
  gint64 first;

  app_press (app, GTK_WIDGET (tile_of (app, H2S)));
  view = anlan_series_page_get_view (page);
  g_assert_nonnull (view);
  chart = anlan_series_view_get_chart (view);
  g_assert_cmpint (span_of (view), ==, ANLAN_DAY);
  APP_AWAIT (anlan_chart_view_get_plot (chart) != NULL);
  app_picture (app, "sensors-one");

  /* By keys alone: to a value, closer, to the side, out again. */
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (chart)));
  app_key (app, "End");
  g_assert_cmpint (anlan_chart_view_get_cursor (chart), !=, G_MININT64);
  g_assert_nonnull (strstr (anlan_chart_view_get_words (chart), "mg/m³"));
  first = anlan_chart_view_get_cursor (chart);
  app_key (app, "Left");
  g_assert_cmpint (anlan_chart_view_get_cursor (chart), <, first);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (chart), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                       anlan_chart_view_get_words (chart));
  app_key (app, "plus");
  g_assert_cmpint (span_of (view), <, ANLAN_DAY);
  app_key (app, "minus");
  app_key (app, "minus");
  g_assert_cmpint (span_of (view), >, ANLAN_DAY);
  app_key (app, "Page_Up");
  press (app, "week_button");
  g_assert_cmpint (span_of (view), ==, 7 * ANLAN_DAY);
  app_picture (app, "sensors-week");
  press (app, "year_button");
  g_assert_cmpint (span_of (view), ==, 366 * ANLAN_DAY);

  app_key (app, "Escape");
  g_assert_null (anlan_series_page_get_view (page));
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (tile_of (app, H2S))));
}

/* The wheel comes closer to what lies under the pointer, and dragging leads to earlier values. */
static void
test_pointer (void)
{
  g_autoptr (App) app = app_open (APP_DEMO_NOW);
  AnlanSeriesView *view = open_one (app, H2S);
  AnlanChartView *chart = anlan_series_view_get_chart (view);
  gint64 from, to, earlier, later, closer;

  APP_AWAIT (anlan_chart_view_get_plot (chart) != NULL);
  app_click (app, GTK_WIDGET (chart), 4);
  APP_AWAIT (span_of (view) < ANLAN_DAY);
  closer = span_of (view);
  app_click (app, GTK_WIDGET (chart), 5);
  APP_AWAIT (span_of (view) > closer);
  anlan_chart_view_get_span (chart, &from, &to);
  app_drag (app, GTK_WIDGET (chart), app_by_id (GTK_WIDGET (app_top (app)), "table_button"));
  anlan_chart_view_get_span (chart, &earlier, &later);
  g_assert_cmpint (earlier, <, from);
  g_assert_cmpint (later - earlier, ==, to - from);
  app_settle (app);
  app_picture (app, "sensors-dragged");
}

/* What has just come is in the curve, which moves along. */
static void
test_follow (void)
{
  g_autoptr (App) app = app_open (APP_DEMO_NOW);
  AnlanSeriesView *view = open_one (app, H2S);
  AnlanChartView *chart = anlan_series_view_get_chart (view);
  const AnlanPlotLine *line;
  gint64 from, to, later;

  g_assert_true (anlan_series_view_set_span (view, "hour"));
  app_settle (app);
  anlan_chart_view_get_span (chart, &from, &to);
  feed (app, "{\"series\":\"" H2S "\",\"value\":7.25}");
  for (gboolean seen = FALSE; !seen;)
    {
      app_run (50);
      line = anlan_plot_get_line (anlan_chart_view_get_plot (chart), 0);
      seen = line->points->len > 0 &&
             g_array_index (line->points, AnlanStretch, line->points->len - 1).last == 7.25;
    }
  anlan_chart_view_get_span (chart, &from, &later);
  g_assert_cmpint (later, >, to);
}

/* Four of two units; what finds no room is refused with a sentence. */
static void
test_compare (void)
{
  g_autoptr (App) app = app_open (APP_DEMO_NOW);
  AnlanSeriesView *view = open_one (app, "TT-2101");
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_series_view_compare (view, "TT-2102", TRUE, NULL));
  g_assert_true (anlan_series_view_compare (view, "PT-2201", TRUE, NULL));
  g_assert_false (anlan_series_view_compare (view, "LT-2301", TRUE, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  app_settle (app);
  g_assert_cmpuint (anlan_plot_get_n_lines (anlan_chart_view_get_plot (anlan_series_view_get_chart (view))),
                    ==, 3);
  app_picture (app, "sensors-compare");
  g_assert_true (anlan_series_view_compare (view, "PT-2201", FALSE, NULL));
  g_assert_true (anlan_series_view_compare (view, "LT-2301", TRUE, NULL));
  app_settle (app);
  g_assert_cmpuint (anlan_plot_get_n_lines (anlan_chart_view_get_plot (anlan_series_view_get_chart (view))),
                    ==, 3);
}

static char *
export_to (App *app, AnlanSeriesView *view, const char *name)
{
  g_autofree char *path = g_build_filename (app->root, name, NULL);

  anlan_series_view_export (view, path);
  APP_AWAIT (is_there (path));
  return app_read_file (path);
}

static void
test_export (void)
{
  g_autoptr (App) app = app_open (APP_DEMO_NOW);
  AnlanSeriesView *view = open_one (app, H2S);
  AnlanPlot *plot = anlan_chart_view_get_plot (anlan_series_view_get_chart (view));
  g_autofree char *text = NULL, *book = NULL, *picture = NULL, *paper = NULL;
  g_autofree char *odd = g_build_filename (app->root, "a.doc", NULL);
  g_auto (GStrv) lines = NULL;
  guint n;

  g_assert_nonnull (plot);
  n = anlan_plot_get_line (plot, 0)->points->len;
  text = export_to (app, view, "a.csv");
  lines = g_strsplit (text, "\r\n", -1);
  /* A header, and a line for each point; meanwhile one may have come, or have left the day. */
  g_assert_cmpuint (g_strv_length (lines), >=, n + 1);
  g_assert_cmpuint (g_strv_length (lines), <=, n + 3);
  book = export_to (app, view, "a.xlsx");
  g_assert_true (g_str_has_prefix (book, "PK"));
  picture = export_to (app, view, "a.png");
  g_assert_cmpmem (picture + 1, 3, "PNG", 3);
  paper = export_to (app, view, "a.pdf");
  g_assert_true (g_str_has_prefix (paper, "%PDF"));
  /* Refused with a sentence, and no file. */
  app_settle (app);
  anlan_series_view_export (view, odd);
  APP_AWAIT (app->window->toast != NULL && strstr (adw_toast_get_title (app->window->toast), ".pdf") != NULL);
  g_assert_false (is_there (odd));
}

/* Quarters of an hour, newest first; Enter leads to the readings of one, Escape back and out. */
static void
test_table (void)
{
  g_autoptr (App) app = app_open (APP_DEMO_NOW);
  AnlanSeriesView *view = open_one (app, "TT-2101");
  AnlanSeriesTable *table;
  GtkWidget *list;

  g_assert_true (anlan_series_view_compare (view, "TT-2102", TRUE, NULL));
  app_settle (app);
  press (app, "table_button");
  g_assert_true (ANLAN_IS_SERIES_TABLE (app_top (app)));
  table = ANLAN_SERIES_TABLE (app_top (app));
  APP_AWAIT (!anlan_series_table_is_busy (table));
  /* A day, and the quarters at its two ends. */
  g_assert_cmpuint (g_list_model_get_n_items (anlan_series_table_get_rows (table)), >=, 96);
  g_assert_cmpuint (g_list_model_get_n_items (anlan_series_table_get_rows (table)), <=, 97);
  app_settle (app);
  app_picture (app, "sensors-table");
  list = app_by_type (GTK_WIDGET (table), GTK_TYPE_COLUMN_VIEW);
  g_signal_emit_by_name (list, "activate", 3);
  APP_AWAIT (!anlan_series_table_is_busy (table));
  /* Two series with a reading a minute. */
  g_assert_cmpuint (g_list_model_get_n_items (anlan_series_table_get_rows (table)), ==, 30);
  app_settle (app);
  app_key (app, "Escape");
  g_assert_cmpuint (g_list_model_get_n_items (anlan_series_table_get_rows (table)), >=, 96);
  app_key (app, "Escape");
  g_assert_false (ANLAN_IS_SERIES_TABLE (app_top (app)));
}

/* --- wall, map, trial --------------------------------------------------------------------------------------------------------- */

/* A window of its own, which may hang on another screen. */
static GtkWidget *
find_wall (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (ANLAN_IS_SERIES_WALL (window))
        return window;
    }
  return NULL;
}

static void
test_wall (void)
{
  g_autoptr (App) app = app_open (APP_DEMO_NOW);

  open_page (app);
  press (app, "wall_button");
  APP_AWAIT (find_wall () != NULL && n_tiles (find_wall ()) == N_POINTS);
  g_assert_true (gtk_window_is_fullscreen (GTK_WINDOW (find_wall ())) ||
                 g_getenv ("WAYLAND_DISPLAY") == NULL);
  app_key_to (app, GTK_WINDOW (find_wall ()), "Escape");
  APP_AWAIT (find_wall () == NULL);

  /* The same key opens and leaves it. */
  app_key (app, "F11");
  APP_AWAIT (find_wall () != NULL);
  app_key_to (app, GTK_WINDOW (find_wall ()), "F11");
  APP_AWAIT (find_wall () == NULL);
}

static void
test_map (void)
{
  g_autoptr (App) app = app_open (APP_DEMO_NOW);
  AnlanMapPage *page;
  AnlanMapLook look;

  app_show (app, "map");
  page = ANLAN_MAP_PAGE (app_page (app));
  APP_AWAIT (anlan_map_sensors_count (page->sensors) > N_POINTS / 2);
  app_settle (app);
  app_picture (app, "sensors-map");
  anlan_map_view_zoom (page->view, 2);
  app_settle (app);
  app_picture (app, "sensors-map-close");
  anlan_map_view_get_look (page->view, &look);
  look.layers &= ~(AnlanMapLayers)ANLAN_MAP_LAYER_SENSORS;
  anlan_map_view_set_look (page->view, &look);
  anlan_map_sensors_update (page->sensors);
  APP_AWAIT (anlan_map_sensors_count (page->sensors) == 0);
}

/* The rule would have raised one alarm: the one excursion; a row leads to the readings around it, Escape back. */
static void
test_trial (void)
{
  g_autoptr (App) app = app_open (APP_DEMO_NOW);
  g_autofree char *id = app_ctl ("add", app->dir, "rule", "title=Trial", "type=level", "series=" H2S,
                                 "crosses=over", "bound=10", "severity=high", "response=Look", "off=1", NULL);
  g_auto (GStrv) words = g_strsplit (g_strchomp (id), " ", 2);
  AnlanSeriesPage *page;
  AnlanSeriesReplay *replay;
  g_autoptr (GPtrArray) rows = NULL;

  gtk_widget_activate_action (GTK_WIDGET (app->window), "win.work-on", "(ss)", "rule", words[0]);
  app_settle (app);
  page = ANLAN_SERIES_PAGE (app_page (app));
  replay = anlan_series_page_get_replay (page);
  g_assert_nonnull (replay);
  APP_AWAIT (g_strcmp0 (anlan_series_replay_get_title (replay), "Trial") == 0);
  anlan_series_replay_run (replay, 7);
  APP_AWAIT (!anlan_series_replay_is_busy (replay));
  app_settle (app);
  app_picture (app, "sensors-trial");
  rows = app_find_all (GTK_WIDGET (replay), app_match_type, GSIZE_TO_POINTER (ADW_TYPE_ACTION_ROW));
  g_assert_cmpuint (rows->len, ==, 1);
  app_press (app, g_ptr_array_index (rows, 0));
  g_assert_nonnull (anlan_series_page_get_view (page));
  g_assert_cmpint (span_of (anlan_series_page_get_view (page)), ==, ANLAN_HOUR);
  app_key (app, "Escape");
  g_assert_true (anlan_series_page_get_replay (page) == replay);
  app_key (app, "Escape");
  g_assert_null (anlan_series_page_get_replay (page));
}

int
main (int argc, char *argv[])
{
  app_test_init (&argc, &argv);

  g_test_add_func ("/app/sensors/compare", test_compare);
  g_test_add_func ("/app/sensors/empty", test_empty);
  g_test_add_func ("/app/sensors/export", test_export);
  g_test_add_func ("/app/sensors/follow", test_follow);
  g_test_add_func ("/app/sensors/live", test_live);
  g_test_add_func ("/app/sensors/map", test_map);
  g_test_add_func ("/app/sensors/one", test_one);
  g_test_add_func ("/app/sensors/out-of-sight", test_out_of_sight);
  g_test_add_func ("/app/sensors/pointer", test_pointer);
  g_test_add_func ("/app/sensors/table", test_table);
  g_test_add_func ("/app/sensors/tiles", test_tiles);
  g_test_add_func ("/app/sensors/trial", test_trial);
  g_test_add_func ("/app/sensors/wall", test_wall);

  return g_test_run ();
}
