/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The first page of a morning: what is new, what is owed. */

#include "app-fixture.h"
#include "base/slice.h"
#include "front.h"
#include "today-news.h"

static GtkWidget *
news_of (App *app)
{
  GPtrArray *found =
      app_find_all (GTK_WIDGET (app->window), app_match_type, GSIZE_TO_POINTER (ANLAN_TYPE_TODAY_NEWS));
  GtkWidget *news = found->len > 0 ? g_ptr_array_index (found, 0) : NULL;

  g_ptr_array_unref (found);
  return news;
}

static guint
count_rows (GtkWidget *root)
{
  g_autoptr (GPtrArray) rows = app_find_all (root, app_match_type, GSIZE_TO_POINTER (ADW_TYPE_ACTION_ROW));

  return rows->len;
}

/* What has been told stands above what is owed until it is marked as seen, and does not come back. */
static void
test_news (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  GtkWidget *news, *seen;

  app_show (app, "today");
  APP_AWAIT (news_of (app) != NULL);
  app_settle (app);
  app_picture (app, "today-news");
  news = news_of (app);
  g_assert_cmpuint (count_rows (news), >=, 1);
  g_assert_cmpuint (count_rows (news), <=, 6);
  seen = app_by_type (news, GTK_TYPE_BUTTON);
  app_press (app, seen);
  APP_AWAIT (news_of (app) == NULL);
  app_picture (app, "today-seen");
  app_show (app, "hazard");
  app_show (app, "today");
  app_settle (app);
  g_assert_null (news_of (app));
  g_assert_cmpuint (count_rows (GTK_WIDGET (app_page (app))), >, 3);
}

/* A line leads to what it is about. */
static void
test_opens (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autoptr (GPtrArray) rows = NULL;

  app_show (app, "today");
  APP_AWAIT (news_of (app) != NULL);
  app_settle (app);
  rows = app_find_all (news_of (app), app_match_type, GSIZE_TO_POINTER (ADW_TYPE_ACTION_ROW));
  for (guint i = 0; i < rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (rows, i);

      if (!gtk_list_box_row_get_activatable (GTK_LIST_BOX_ROW (row)))
        continue;
      app_press (app, row);
      APP_AWAIT (g_strcmp0 (app->window->shown, "today") != 0);
      return;
    }
  g_assert_not_reached ();
}

static GtkWidget *
front_of (App *app)
{
  return app_by_type (GTK_WIDGET (app_page (app)), ANLAN_TYPE_FRONT);
}

static gboolean
is_more (GtkWidget *widget, gconstpointer data)
{
  const char *action = GTK_IS_BUTTON (widget) ? gtk_button_get_label (GTK_BUTTON (widget)) : NULL;

  return action != NULL && g_object_get_data (G_OBJECT (widget), "anlan-part") != NULL;
}

/* Also those that are not seen yet. */
static guint
count_made (GtkWidget *root)
{
  guint rows = ADW_IS_ACTION_ROW (root);

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    rows += count_made (child);
  return rows;
}

/* However much is owed, what is seen stays until all of the new is there, a line at a time where the machine is slow; and
 * what has not changed is not made again. */
static void
test_grows (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autoptr (GtkWidget) shown = NULL;
  GtkWidget *more;
  guint before, turns = 0;

  app_show (app, "today");
  app_settle (app);
  shown = g_object_ref (gtk_widget_get_last_child (front_of (app)));
  before = count_rows (shown);
  g_assert_cmpuint (before, >, 6);
  app_show (app, "hazard");
  app_show (app, "today");
  app_settle (app);
  g_assert_true (gtk_widget_get_last_child (front_of (app)) == shown);

  anlan_slice_hurry (TRUE);
  more = app_find (shown, is_more, NULL);
  g_assert_nonnull (more);
  app_press (app, more);
  APP_AWAIT (gtk_widget_get_last_child (front_of (app)) != shown);
  while (gtk_widget_get_parent (shown) != NULL)
    {
      GtkWidget *coming = gtk_widget_get_last_child (front_of (app));
      guint rows = count_made (coming);

      g_assert_true (anlan_page_is_busy (app_page (app)));
      g_main_context_iteration (NULL, TRUE);
      g_assert_cmpuint (count_made (coming), <=, rows + 1);
      turns++;
    }
  anlan_slice_hurry (FALSE);
  g_assert_cmpuint (turns, >, before);
  app_settle (app);
  g_assert_cmpuint (count_rows (front_of (app)), >, before);
  app_picture (app, "today-more");
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/app/today/news", test_news);
  g_test_add_func ("/app/today/opens", test_opens);
  g_test_add_func ("/app/today/grows", test_grows);
  return g_test_run ();
}
