/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/map-drawings.h"

#include <glib/gstdio.h>
#include <string.h>

#include "../model/fixture.h"
#include "store/files.h"

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const char SVG[] =
    "<svg xmlns='http://www.w3.org/2000/svg' width='200' height='100'><rect width='200' "
    "height='100' fill='#888'/></svg>";

static char *
write_file (Fixture *fixture, const char *name, const char *text)
{
  char *path = g_build_filename (fixture->root, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return path;
}

static void
put_corner (AnlanSiteDrawing *drawing, double x, double y, double lon, double lat)
{
  drawing->controls[drawing->n_controls++] = (AnlanMapControl){ { x, y }, { lon, lat } };
}

static void
test_setting (void)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_site_drawing_free);
  AnlanSiteDrawing *drawing = anlan_site_drawing_new (HASH, "General plan");
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) again = NULL, none = NULL;
  g_autoptr (GError) error = NULL;
  const AnlanSiteDrawing *read;

  put_corner (drawing, 0, 0, 120, 30);
  put_corner (drawing, 200.5, 100, 120.002, 29.999);
  drawing->opacity = 0.6;
  drawing->page = 3;
  drawing->distorted = TRUE;
  g_free (drawing->level);
  drawing->level = g_strdup ("1;2");
  g_ptr_array_add (list, drawing);
  text = anlan_site_drawings_to_text (list);
  again = anlan_site_drawings_from_text (text, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again->len, ==, 1);
  read = again->pdata[0];
  g_assert_cmpstr (read->file, ==, HASH);
  g_assert_cmpstr (read->title, ==, "General plan");
  g_assert_cmpstr (read->level, ==, "1;2");
  g_assert_cmpuint (read->page, ==, 3);
  g_assert_cmpfloat (read->opacity, ==, 0.6);
  g_assert_true (read->distorted);
  g_assert_cmpuint (read->n_controls, ==, 2);
  g_assert_cmpfloat (read->controls[1].drawing.x, ==, 200.5);
  g_assert_cmpfloat (read->controls[1].ground.lat, ==, 29.999);
  none = anlan_site_drawings_from_text (NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_bad_setting (void)
{
  static const char *const texts[] = {
    "{}",
    "[1]",
    "[{}]",
    "[{\"file\":\"../../etc/passwd\",\"points\":[]}]",
    "[{\"file\":\"" HASH "\"}]",
    "[{\"file\":\"" HASH "\",\"points\":[3]}]",
    "[{\"file\":\"" HASH "\",\"points\":[{\"x\":1,\"y\":1,\"longitude\":500,\"latitude\":1}]}]",
    "[{\"file\":\"" HASH "\",\"points\":[{\"x\":\"1\",\"y\":1,\"longitude\":5,\"latitude\":1}]}]",
    "[{\"file\":\"" HASH "\",\"points\":[],\"opacity\":7}]",
    "[{\"file\":\"" HASH "\",\"points\":[],\"page\":-1}]",
    "not JSON",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      GPtrArray *read = anlan_site_drawings_from_text (texts[i], &error);

      g_test_message ("%s", texts[i]);
      g_assert_null (read);
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
    }
}

/* A drawing of 200 x 100 whose corners lie 0.002° x 0.001° apart; the second page that a picture does not have, a file
 * that is gone and a drawing with one control point are named and do not stand in the way. */
static void
test_load (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_file (fixture, "plan.svg", SVG), *setting = NULL, *file = NULL;
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_site_drawing_free);
  g_autoptr (AnlanMapDrawings) drawings = NULL, again = NULL;
  g_autoptr (AnlanMapSceneBuilder) builder = anlan_map_scene_builder_new ();
  g_autoptr (AnlanMapScene) scene = NULL;
  g_autoptr (GError) error = NULL;
  AnlanSiteDrawing *good, *gone, *loose;
  AnlanMapRect bounds;
  double lon, lat;

  file = anlan_site_drawing_store (fixture->plant, path, NULL, &error);
  g_assert_no_error (error);
  good = anlan_site_drawing_new (file, "Plan");
  put_corner (good, 0, 0, 120, 30.001);
  put_corner (good, 200, 100, 120.002, 30);
  put_corner (good, 0, 100, 120, 30);
  good->distorted = TRUE;
  gone = anlan_site_drawing_new (HASH, "Gone");
  put_corner (gone, 0, 0, 120, 30.001);
  put_corner (gone, 200, 100, 120.002, 30);
  loose = anlan_site_drawing_new (file, "Loose");
  put_corner (loose, 0, 0, 120, 30.001);
  g_ptr_array_add (list, good);
  g_ptr_array_add (list, gone);
  g_ptr_array_add (list, loose);
  setting = anlan_site_drawings_to_text (list);
  g_assert_true (anlan_plant_set_setting (fixture->plant, "drawings", setting, &error));

  drawings = anlan_map_drawings_load (fixture->plant, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (anlan_map_drawings_get_n (drawings), ==, 1);
  g_assert_nonnull (strstr (anlan_map_drawings_get_problems (drawings), "Gone: "));
  g_assert_nonnull (strstr (anlan_map_drawings_get_problems (drawings), "\nLoose: "));
  anlan_map_drawings_add (drawings, builder);
  scene = anlan_map_scene_builder_end (builder);
  g_assert_cmpuint (anlan_map_scene_get_n_drawings (scene), ==, 1);
  bounds = anlan_map_drawing_get_bounds (anlan_map_scene_get_drawing (scene, 0));
  anlan_map_unproject ((AnlanMapPoint){ bounds.x1, bounds.y1 }, &lon, &lat);
  g_assert_cmpfloat_with_epsilon (lon, 120.002, 1e-7);
  g_assert_cmpfloat_with_epsilon (lat, 30, 1e-7);

  /* The second time nothing is decoded: the file may be gone. */
  {
    g_autofree char *stored = anlan_files_path (anlan_plant_get_store (fixture->plant), file);
    g_autofree char *aside = g_strconcat (stored, ".aside", NULL);

    g_assert_cmpint (g_rename (stored, aside), ==, 0);
    again = anlan_map_drawings_load (fixture->plant, drawings, NULL, &error);
    g_assert_cmpuint (anlan_map_drawings_get_n (again), ==, 1);
    g_assert_cmpint (g_rename (aside, stored), ==, 0);
  }
}

static void
test_bad_list (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanMapDrawings) drawings = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_plant_set_setting (fixture->plant, "drawings", "[4]", &error));
  drawings = anlan_map_drawings_load (fixture->plant, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (anlan_map_drawings_get_n (drawings), ==, 0);
  g_assert_nonnull (strstr (anlan_map_drawings_get_problems (drawings), "cannot be read"));
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *path = write_file (fixture, "plan.svg", SVG), *file = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  file = anlan_site_drawing_store (fixture->plant, path, cancellable, &error);
  g_assert_null (file);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *name;
    const char *text;
    const char *words;
  } cases[] = {
    { "plan.dwg", "AC1032\0\0\0", "DWG to PDF" },
    { "plan.dxf", "  0\nSECTION\n  2\nHEADER\n", "DWG to PDF" },
    { "plan.pdf", "AC1018 with a wrong name", "DWG to PDF" },
    { "plan.png", "hello", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = write_file (fixture, cases[i].name, cases[i].text);
      g_autoptr (GError) error = NULL;
      g_autofree char *file = anlan_site_drawing_store (fixture->plant, path, NULL, &error);

      g_assert_null (file);
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
      g_assert_nonnull (strstr (error->message, cases[i].words));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/map-drawings/setting", test_setting);
  g_test_add_func ("/map-drawings/bad-setting", test_bad_setting);
  g_test_add ("/map-drawings/load", Fixture, NULL, fixture_set_up, test_load, fixture_tear_down);
  g_test_add ("/map-drawings/bad-list", Fixture, NULL, fixture_set_up, test_bad_list, fixture_tear_down);
  g_test_add ("/map-drawings/cancel", Fixture, NULL, fixture_set_up, test_cancel, fixture_tear_down);
  g_test_add ("/map-drawings/refused", Fixture, NULL, fixture_set_up, test_refused, fixture_tear_down);
  return g_test_run ();
}
