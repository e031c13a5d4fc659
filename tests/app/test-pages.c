/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-pages"

#include "app-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "groups.h"

/* Every page that the program names can be shown, of a full plant and of an empty one. */
static void
show_all (AppPlant plant)
{
  g_autoptr (App) app = app_open (plant);
  g_auto (GStrv) names = anlan_groups_list_names ();

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *texts = NULL;

      app_show (app, names[i]);
      g_assert_nonnull (app_page (app));
      texts = app_texts (GTK_WIDGET (app_page (app)));
      g_assert_cmpstr (texts, !=, "");
      app_picture (app, names[i]);
    }
}

static void
test_demo (void)
{
  show_all (APP_DEMO);
}

static void
test_empty (void)
{
  show_all (APP_EMPTY);
}

static void
test_welcome (void)
{
  g_autoptr (App) app = app_open (APP_WELCOME);

  g_assert_null (app_page (app));
  app_by_type (GTK_WIDGET (app->window), ANLAN_TYPE_WELCOME);
}

/* The demo plant is one press away, is made whole or not at all, and is there the next time. */
static void
test_welcome_demo (void)
{
  g_autofree char *parent = g_build_filename (g_get_user_data_dir (), "anlan", NULL);
  g_autofree char *dir = g_build_filename (parent, "demo", NULL);

  /* A file where the folder should be. */
  g_assert_true (g_file_set_contents (parent, "", 0, NULL));
  for (guint time = 0; time < 3; time++)
    {
      g_autoptr (App) app = app_open (APP_WELCOME);
      GtkWidget *row = app_by_id (GTK_WIDGET (app->window), "demo_row");

      if (time == 0)
        {
          app_press (app, row);
          APP_AWAIT (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), parent) != NULL);
          g_assert_true (gtk_widget_get_sensitive (row));
          app_picture (app, "welcome");
          g_clear_pointer (&app, app_close);
          g_assert_cmpint (g_remove (parent), ==, 0);
          continue;
        }
      app_press (app, row);
      APP_AWAIT (app_page (app) != NULL);
      g_assert_cmpstr (anlan_store_get_dir (anlan_plant_get_store (app_plant (app))), ==, dir);
    }
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/app/pages/welcome", test_welcome);
  g_test_add_func ("/app/pages/welcome-demo", test_welcome_demo);
  g_test_add_func ("/app/pages/empty", test_empty);
  g_test_add_func ("/app/pages/demo", test_demo);
  return g_test_run ();
}
