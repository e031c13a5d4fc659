/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The first page of a morning: what is new, what is owed. */

#include "app-fixture.h"
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

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/app/today/news", test_news);
  g_test_add_func ("/app/today/opens", test_opens);
  return g_test_run ();
}
