/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-compare"

#include "app-fixture.h"

#include <math.h>

#include "compare-view.h"
#include "compare.h"

/* Before and after in the record of a hazard. */

/* Tanks before a wall; @spill: a puddle in front of the third one. @move: the second photo is never taken from quite the
 * same place. */
static char *
draw (const char *folder, const char *name, gboolean spill, double move)
{
  enum
  {
    WIDTH = 960,
    HEIGHT = 720
  };
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  char *path = g_build_filename (folder, name, NULL);

  cairo_set_source_rgb (cr, 0.72, 0.78, 0.85);
  cairo_paint (cr);
  cairo_translate (cr, move * WIDTH, move * HEIGHT / 3);
  cairo_set_source_rgb (cr, 0.55, 0.53, 0.5);
  cairo_rectangle (cr, -WIDTH, 520, 3 * WIDTH, HEIGHT);
  cairo_fill (cr);
  for (int i = -1; i < 6; i++)
    {
      cairo_set_source_rgb (cr, 0.3 + 0.1 * i, 0.42, 0.6 - 0.08 * i);
      cairo_rectangle (cr, 40 + 190 * i, 190 + 22 * i, 130, 380 - 30 * i);
      cairo_fill (cr);
      cairo_set_source_rgb (cr, 0.15, 0.15, 0.18);
      cairo_rectangle (cr, 90 + 190 * i, 90, 14, 240);
      cairo_fill (cr);
    }
  if (spill)
    {
      cairo_set_source_rgb (cr, 0.08, 0.07, 0.05);
      cairo_translate (cr, 480, 610);
      cairo_scale (cr, 1, 0.35);
      cairo_arc (cr, 0, 0, 150, 0, 2 * G_PI);
      cairo_fill (cr);
    }
  cairo_destroy (cr);
  g_assert_cmpint (cairo_surface_write_to_png (surface, path), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
  return path;
}

static AnlanCompare *
show (App *app, const char *before, const char *after)
{
  g_autofree char *photos = g_strconcat ("photos=", before, NULL);
  g_autofree char *done = g_strconcat ("after=", after, NULL);
  g_autofree char *out = app_ctl ("add", app->dir, "hazard", "what=Oil under the third tank",
                                  "source=government", photos, done, "--json", NULL);
  g_autofree char *id = g_strndup (out + strlen ("{\"id\":\""), 36);

  app_show_record (app, "hazard", id);
  app_settle (app);
  return ANLAN_COMPARE (app_by_type (GTK_WIDGET (app_page (app)), ANLAN_TYPE_COMPARE));
}

static void
test_difference (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autofree char *before = draw (app->root, "before.png", TRUE, 0);
  g_autofree char *after = draw (app->root, "after.png", FALSE, 0.03);
  AnlanCompare *compare = show (app, before, after);
  GtkWidget *view = app_by_type (GTK_WIDGET (compare), ANLAN_TYPE_COMPARE_VIEW), *toggle;
  g_autofree char *texts = NULL;
  double position;

  app_picture (app, "compare");
  gtk_widget_grab_focus (view);
  app_key (app, "Left");
  app_key (app, "Left");
  g_object_get (view, "position", &position, NULL);
  g_assert_cmpfloat_with_epsilon (position, 0.4, 1e-6);
  toggle = app_by_class (GTK_WIDGET (compare), "compare-toggle");
  app_press (app, gtk_widget_get_next_sibling (toggle));
  app_run (400);
  APP_AWAIT (!anlan_compare_is_busy (compare));
  texts = app_texts (GTK_WIDGET (compare));
  /* What it says has the part in it. */
  g_assert_nonnull (strstr (texts, "%"));
  app_picture (app, "compare-heat");
  app_press (app, toggle);
  app_run (400);
  app_settle (app);
  app_picture (app, "compare-beside");
}

/* A photo of something else, and the same photo again: both are said. */
static void
test_not_alike (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autofree char *before = draw (app->root, "before.png", TRUE, 0);
  GtkWidget *note, *toggle;
  AnlanCompare *compare = show (app, before, before);

  toggle = gtk_widget_get_next_sibling (app_by_class (GTK_WIDGET (compare), "compare-toggle"));
  app_press (app, toggle);
  app_run (400);
  APP_AWAIT (!anlan_compare_is_busy (compare));
  note = app_by_class (GTK_WIDGET (compare), "caption");
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (note)), !=, "");
  app_picture (app, "compare-same");
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/app/compare/difference", test_difference);
  g_test_add_func ("/app/compare/not-alike", test_not_alike);
  return g_test_run ();
}
