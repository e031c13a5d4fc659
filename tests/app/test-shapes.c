/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-shapes"

#include "app-fixture.h"

#include "board-private.h"
#include "change-dialog.h"
#include "record-page.h"

/* The records of a kind as a board of its flow. */

static AnlanBoard *
show_board (App *app)
{
  app_show (app, "hazard");
  g_assert_true (gtk_widget_activate_action (app_by_id (GTK_WIDGET (app_page (app)), "shapes_bin"),
                                             "list.shape", "s", "board"));
  app_settle (app);
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

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/app/shapes/board/columns", test_columns);
  g_test_add_func ("/app/shapes/board/no-way", test_no_way);
  g_test_add_func ("/app/shapes/board/guard", test_guard);
  g_test_add_func ("/app/shapes/board/dialog", test_dialog);
  g_test_add_func ("/app/shapes/board/keys", test_keys);
  return g_test_run ();
}
