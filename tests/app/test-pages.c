/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-pages"

#include "app-fixture.h"

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

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/app/pages/welcome", test_welcome);
  g_test_add_func ("/app/pages/empty", test_empty);
  g_test_add_func ("/app/pages/demo", test_demo);
  return g_test_run ();
}
