/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-shapes"

#include "app-fixture.h"

#include "board-private.h"
#include "calendar-day.h"
#include "calendar.h"
#include "change-dialog.h"
#include "list-page-private.h"
#include "record-page.h"

/* The records of a kind as a board of its flow. */

static void
show_shape (App *app, const char *shape)
{
  app_show (app, "hazard");
  g_assert_true (gtk_widget_activate_action (app_by_id (GTK_WIDGET (app_page (app)), "shapes_bin"),
                                             "list.shape", "s", shape));
  app_settle (app);
}

static AnlanBoard *
show_board (App *app)
{
  show_shape (app, "board");
  return ANLAN_BOARD (app_by_type (GTK_WIDGET (app_page (app)), ANLAN_TYPE_BOARD));
}

static AnlanBoardColumn *
column_of (AnlanBoard *board, const char *stage)
{
  for (guint i = 0; i < board->columns->len; i++)
    if (g_strcmp0 (anlan_board_column_get_stage (g_ptr_array_index (board->columns, i))->id, stage) == 0)
      return g_ptr_array_index (board->columns, i);
  g_error ("no column %s", stage);
}

static AnlanBoardCard *
first_card (AnlanBoardColumn *column)
{
  return ANLAN_BOARD_CARD (app_by_type (GTK_WIDGET (column), ANLAN_TYPE_BOARD_CARD));
}

static AnlanRecord *
record_of (AnlanBoardCard *card)
{
  return anlan_row_get_record (anlan_board_card_get_row (card));
}

static guint
count (App *app, const char *stage)
{
  g_autofree char *where = g_strdup_printf ("stage = '%s'", stage);
  g_autofree char *out = app_ctl ("list", app->dir, "hazard", "--json", "--where", where, NULL);
  guint n = 0;

  for (const char *line = out; *line != '\0'; line++)
    n += *line == '\n';
  return n;
}

/* Each stage has its column, with as many cards as the command line counts records. */
static void
test_columns (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanBoard *board = show_board (app);
  g_autoptr (AnlanKind) kind = anlan_plant_get_kind (app_plant (app), "hazard");
  guint cards = 0;

  g_assert_cmpuint (board->columns->len, ==, kind->stages->len);
  for (guint i = 0; i < kind->stages->len; i++)
    {
      const AnlanStage *stage = g_ptr_array_index (kind->stages, i);
      AnlanBoardColumn *column = g_ptr_array_index (board->columns, i);
      g_autofree char *shown = g_strdup_printf ("%u", count (app, stage->id));
      g_autofree char *texts = app_texts (GTK_WIDGET (column));
      g_auto (GStrv) lines = g_strsplit (texts, "\n", 3);

      g_assert_cmpstr (lines[0], ==, anlan_kind_text (stage->title));
      if (!stage->final)
        g_assert_cmpstr (lines[1], ==, shown);
      g_assert_true (anlan_board_column_is_folded (column) == stage->final);
      cards += count (app, stage->id);
    }
  g_assert_cmpuint (cards, >, 0);
  app_picture (app, "board");
}

/* A card that is let go of where no step leads stays, and the reason is said under the board. */
static void
test_no_way (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanBoard *board = show_board (app);
  AnlanBoardCard *card = first_card (column_of (board, "found"));
  g_autofree char *id = g_strdup (record_of (card)->id);

  app_drag (app, GTK_WIDGET (card), GTK_WIDGET (column_of (board, "rechecked")));
  g_assert_true (app_top (app) == GTK_WINDOW (app->window));
  g_assert_true (gtk_revealer_get_reveal_child (GTK_REVEALER (board->bar)));
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (board->reason)), !=, "");
  g_assert_cmpstr (record_of (first_card (column_of (board, "found")))->id, ==, id);
  app_picture (app, "board-no-way");
}

/* A step whose guard nothing in its dialog could satisfy is refused at once, with the guard's own words. */
static void
test_guard (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanBoard *board = show_board (app);
  AnlanBoardCard *card = first_card (column_of (board, "rectified"));
  AnlanRecord *record = record_of (card);
  const char *owner = anlan_record_get_text (record, "owner");

  g_assert_nonnull (owner);
  /* Who put it right cannot recheck it. */
  anlan_plant_set_person (app_plant (app), owner);
  app_drag (app, GTK_WIDGET (card), GTK_WIDGET (column_of (board, "rechecked")));
  APP_AWAIT (gtk_revealer_get_reveal_child (GTK_REVEALER (board->bar)));
  g_assert_true (app_top (app) == GTK_WINDOW (app->window));
  app_picture (app, "board-guard");
}

/* Dragged to the column that a step leads to, its dialog asks for what is missing; cancelled, the card stays. */
static void
test_dialog (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanBoard *board = show_board (app);
  AnlanBoardCard *card = first_card (column_of (board, "found"));
  g_autofree char *id = g_strdup (record_of (card)->id);

  app_drag (app, GTK_WIDGET (card), GTK_WIDGET (column_of (board, "confirmed")));
  APP_AWAIT (ANLAN_IS_CHANGE_DIALOG (app_top (app)));
  app_settle (app);
  app_picture (app, "board-step");
  gtk_window_close (app_top (app));
  app_settle (app);
  g_assert_cmpstr (record_of (first_card (column_of (board, "found")))->id, ==, id);
}

/* The same by keys: between columns with the arrows, the steps in a menu, Enter opens. */
static void
test_keys (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanBoard *board = show_board (app);
  AnlanBoardColumn *found = column_of (board, "found");
  AnlanBoardCard *first;

  anlan_board_focus (board);
  app_settle (app);
  first = anlan_board_column_get_focused (found);
  g_assert_nonnull (first);
  app_key (app, "Right");
  g_assert_null (anlan_board_column_get_focused (found));
  app_key (app, "Left");
  g_assert_true (anlan_board_column_get_focused (found) == first);
  app_key (app, "ctrl+m");
  app_picture (app, "board-menu");
  app_by_type (GTK_WIDGET (first), GTK_TYPE_POPOVER_MENU);
  app_key (app, "Escape");
  app_key (app, "ctrl+Right");
  APP_AWAIT (ANLAN_IS_CHANGE_DIALOG (app_top (app)));
  gtk_window_close (app_top (app));
  app_settle (app);
  app_key (app, "Return");
  app_by_type (GTK_WIDGET (app_page (app)), ANLAN_TYPE_RECORD_PAGE);
  app_picture (app, "board-open");
}

/* --- calendar -------------------------------------------------------------------------------------------------------- */

static AnlanCalendarItem *
movable_item (App *app)
{
  g_autoptr (GPtrArray) items =
      app_find_all (GTK_WIDGET (app_page (app)), app_match_type, GSIZE_TO_POINTER (ANLAN_TYPE_CALENDAR_ITEM));

  for (guint i = 0; i < items->len; i++)
    if (anlan_calendar_item_get_movable (g_ptr_array_index (items, i)) != NULL)
      return g_ptr_array_index (items, i);
  g_error ("nothing can be moved");
}

static char *
due_of (App *app, const char *id)
{
  g_autofree char *out = app_ctl ("show", app->dir, "hazard", id, "--json", NULL);
  const char *at = strstr (out, "\"due\"");

  g_assert_nonnull (at);
  at = strchr (at + strlen ("\"due\""), '"') + 1;
  return g_strndup (at, (gsize)(strchr (at, '"') - at));
}

/* What is due once that is no longer @before; fails the test after ten seconds. The caller frees it. */
static char *
await_due (App *app, const char *id, const char *before)
{
  for (int i = 0; i < 50; i++)
    {
      g_autofree char *due = due_of (app, id);

      if (g_strcmp0 (due, before) != 0)
        return g_steal_pointer (&due);
      app_run (200);
    }
  g_error ("%s is still due at %s", id, before);
}

/* What is owed stands on its day; a deadline that may be changed is moved by keys, and Ctrl+Z takes it back. */
static void
test_calendar (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanCalendarItem *item;
  g_autofree char *id = NULL, *before = NULL, *after = NULL, *back = NULL;

  show_shape (app, "calendar");
  app_picture (app, "calendar");
  item = movable_item (app);
  id = g_strdup (anlan_calendar_item_get_record (item)->id);
  before = due_of (app, id);
  gtk_widget_grab_focus (GTK_WIDGET (item));
  app_key (app, "alt+Right");
  after = await_due (app, id, before);
  /* The time of day is kept. */
  g_assert_cmpstr (strchr (after, 'T'), ==, strchr (before, 'T'));
  app_key (app, "ctrl+z");
  for (int i = 0; i < 50 && (back == NULL || g_strcmp0 (back, before) != 0); i++)
    {
      app_run (200);
      g_free (back);
      back = due_of (app, id);
    }
  g_assert_cmpstr (back, ==, before);
}

/* By keys from day to day, into the next month, and by a real drag to another day. */
static void
test_calendar_days (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanCalendarDay *day;
  AnlanCalendarItem *item;
  GtkWidget *cell;
  g_autofree char *id = NULL, *before = NULL, *after = NULL, *date = NULL;

  show_shape (app, "calendar");
  anlan_calendar_focus (ANLAN_CALENDAR (app_by_type (GTK_WIDGET (app_page (app)), ANLAN_TYPE_CALENDAR)));
  app_settle (app);
  day = ANLAN_CALENDAR_DAY (gtk_root_get_focus (GTK_ROOT (app->window)));
  date = g_strdup (anlan_calendar_day_get_date (day));
  app_key (app, "Next");
  day = ANLAN_CALENDAR_DAY (gtk_root_get_focus (GTK_ROOT (app->window)));
  g_assert_true (strncmp (anlan_calendar_day_get_date (day), date, 7) != 0);
  app_key (app, "Home");
  day = ANLAN_CALENDAR_DAY (gtk_root_get_focus (GTK_ROOT (app->window)));
  g_assert_cmpstr (anlan_calendar_day_get_date (day), ==, date);
  item = movable_item (app);
  id = g_strdup (anlan_calendar_item_get_record (item)->id);
  before = due_of (app, id);
  cell = gtk_widget_get_ancestor (GTK_WIDGET (item), ANLAN_TYPE_CALENDAR_DAY);
  cell = gtk_widget_get_next_sibling (cell) != NULL ? gtk_widget_get_next_sibling (cell)
                                                    : gtk_widget_get_prev_sibling (cell);
  app_drag (app, GTK_WIDGET (item), cell);
  after = await_due (app, id, before);
  g_object_set (
      app_by_text (GTK_WIDGET (app_page (app)), GTK_TYPE_TOGGLE_BUTTON, g_dgettext ("anlan", "Week")),
      "active", TRUE, NULL);
  app_settle (app);
  app_picture (app, "calendar-week");
}

static AnlanListPage *
list_page (App *app)
{
  return ANLAN_LIST_PAGE (app_by_type (GTK_WIDGET (app_page (app)), ANLAN_TYPE_LIST_PAGE));
}

static guint
on_map (AnlanListPage *page)
{
  return anlan_map_scene_get_n_symbols (anlan_map_view_get_scene (anlan_list_map_get_view (page->map)));
}

/* The map shows what the list shows, and follows what is typed; who is chosen on it is opened beside it. */
static void
test_map (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanListPage *page;
  AnlanMapView *view;
  const AnlanMapSymbol *symbol;
  g_autofree char *id = NULL;
  guint all;

  show_shape (app, "map");
  page = list_page (app);
  view = anlan_list_map_get_view (page->map);
  app_picture (app, "list-map");
  all = on_map (page);
  g_assert_cmpuint (all, >, 3);
  g_assert_cmpuint (all, <=, g_list_model_get_n_items (G_LIST_MODEL (page->ledger)));
  symbol = anlan_map_scene_get_symbol (anlan_map_view_get_scene (view), 0);
  g_assert_cmpint (symbol->kind, ==, ANLAN_MAP_SYMBOL_HAZARD);
  id = g_strdup (symbol->id);

  /* As a row of Find does. */
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (view), "map.look", "(ss)", "hazard", id));
  app_settle (app);
  g_assert_nonnull (anlan_record_pane_get_page (page->pane));
  g_assert_cmpstr (anlan_record_page_get_record (anlan_record_pane_get_page (page->pane))->id, ==, id);
  app_picture (app, "list-map-chosen");
  app_key (app, "Escape");

  /* What is typed holds for the map too. */
  gtk_editable_set_text (GTK_EDITABLE (page->search_entry), "nothing is called so");
  app_run (500);
  app_settle (app);
  APP_AWAIT (on_map (page) == 0);
  gtk_editable_set_text (GTK_EDITABLE (page->search_entry), "");
  app_run (500);
  APP_AWAIT (on_map (page) == all);
  app_settle (app);

  /* A kind without places has no such shape. */
  app_show (app, "person");
  g_assert_false (anlan_list_map_can (list_page (app)->kind));
}

/* --- the filters ------------------------------------------------------------------------------------------------------- */

static void
assert_uncut (GtkWidget *side, GtkWidget *label)
{
  graphene_rect_t bounds;
  int natural;

  gtk_widget_measure (label, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  if (gtk_widget_get_width (label) < natural ||
      pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (label))))
    g_error ("“%s” has %d of %d pixels", gtk_label_get_label (GTK_LABEL (label)),
             gtk_widget_get_width (label), natural);
  g_assert_true (gtk_widget_compute_bounds (label, side, &bounds));
  if (bounds.origin.x < 0 || bounds.origin.x + bounds.size.width > (float)gtk_widget_get_width (side))
    g_error ("“%s” ends at %.0f of %d pixels", gtk_label_get_label (GTK_LABEL (label)),
             (double)(bounds.origin.x + bounds.size.width), gtk_widget_get_width (side));
}

/* As much room as a record beside the list takes, the words of the filters are whole. */
static void
test_filters (void)
{
  static const double fractions[] = { 0.35, 0.5, 0.65 };
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanListPage *page;

  app_show (app, "hazard");
  app_show_record (app, "hazard", "HZ-2026-0002");
  page = list_page (app);
  for (gsize i = 0; i < G_N_ELEMENTS (fractions); i++)
    {
      g_autoptr (GPtrArray) labels = NULL;

      anlan_split_set_fraction (page->split, fractions[i]);
      app_run (300);
      app_settle (app);
      labels =
          app_find_all (GTK_WIDGET (page->filter_box), app_match_type, GSIZE_TO_POINTER (GTK_TYPE_LABEL));
      g_assert_cmpuint (labels->len, >=, 3);
      for (guint j = 0; j < labels->len; j++)
        if (gtk_widget_get_ancestor (g_ptr_array_index (labels, j), GTK_TYPE_SEARCH_ENTRY) == NULL)
          assert_uncut (GTK_WIDGET (page->list_side), g_ptr_array_index (labels, j));
    }
  app_picture (app, "filters-beside");
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/app/shapes/board/columns", test_columns);
  g_test_add_func ("/app/shapes/board/no-way", test_no_way);
  g_test_add_func ("/app/shapes/board/guard", test_guard);
  g_test_add_func ("/app/shapes/board/dialog", test_dialog);
  g_test_add_func ("/app/shapes/board/keys", test_keys);
  g_test_add_func ("/app/shapes/calendar/move", test_calendar);
  g_test_add_func ("/app/shapes/calendar/days", test_calendar_days);
  g_test_add_func ("/app/shapes/map", test_map);
  g_test_add_func ("/app/shapes/filters", test_filters);
  return g_test_run ();
}
