/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <librsvg/rsvg.h>
#include <poppler.h>
#include <signal.h>
#include <sys/resource.h>

#include "base/error.h"
#include "map-fixture.h"
#include "map-paper-private.h"
#include "map-picture.h"
#include "report/map-furniture.h"
#include "report/map-paper.h"

/* --- furniture ----------------------------------------------------------------------------------------------- */

static void
test_scale_bar (void)
{
  /* At 1 pixel a metre on the equator (zoom 17.256), 120 pixels hold 100 m. */
  const struct
  {
    double zoom;
    double max_width;
    double metres;
    const char *label;
  } cases[] = {
    { 17, 120, 100, "100 m" },   { 17, 50, 50, "50 m" },         { 18.5, 120, 50, "50 m" },
    { 13, 120, 2000, "2 km" },   { 24, 120, 1, "1 m" },          { 24, 60, 0.5, "50 cm" },
    { 10, 120, 10000, "10 km" }, { 3, 120, 2000000, "2000 km" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      AnlanMapViewport viewport = { { 0.5, 0.5 }, cases[i].zoom, 800, 600, 1 };
      g_autofree char *label = NULL;
      double width = anlan_map_scale_bar_measure (&viewport, cases[i].max_width, &label);

      g_test_message ("zoom %g", cases[i].zoom);
      g_assert_cmpstr (label, ==, cases[i].label);
      g_assert_cmpfloat (width, <=, cases[i].max_width);
      g_assert_cmpfloat_with_epsilon (width * anlan_map_viewport_get_metres_per_pixel (&viewport),
                                      cases[i].metres, cases[i].metres * 1e-9);
    }
}

static void
test_format (void)
{
  const struct
  {
    double value;
    const char *length;
    const char *area;
  } cases[] = {
    { 0, "0.00 m", "0.00 m²" },         { 1.234, "1.23 m", "1.23 m²" }, { 12.34, "12.3 m", "12.3 m²" },
    { 999.4, "999 m", "999 m²" },       { 1250, "1.25 km", "1250 m²" }, { 12500, "12.5 km", "1.25 ha" },
    { 3400000, "3400 km", "3.40 km²" },
  };
  g_autofree char *position = anlan_map_format_position (anlan_map_project (121.39, 31.316), 18);
  g_autofree char *southern = anlan_map_format_position (anlan_map_project (-70.5, -33.25), 8);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *length = anlan_map_format_length (cases[i].value);
      g_autofree char *area = anlan_map_format_area (cases[i].value);

      g_assert_cmpstr (length, ==, cases[i].length);
      g_assert_cmpstr (area, ==, cases[i].area);
    }
  /* A pixel is 5e-6 degrees at zoom 18 and 0.0055 at 8. */
  g_assert_cmpstr (position, ==, "31.316000° N  121.390000° E");
  g_assert_cmpstr (southern, ==, "33.250° S  70.500° W");
}

static guint
count_ink (cairo_surface_t *surface)
{
  guint n = 0;

  for (int y = 0; y < cairo_image_surface_get_height (surface); y++)
    for (int x = 0; x < cairo_image_surface_get_width (surface); x++)
      n += picture_pixel (surface, x, y) != 0;
  return n;
}

/* Measuring and drawing agree, and the legend explains only what is there. */
static void
test_legend (void)
{
  g_autoptr (AnlanMapScene) plant = map_make_plant ();
  g_autoptr (AnlanMapSceneBuilder) builder = anlan_map_scene_builder_new ();
  g_autoptr (AnlanMapScene) plain = NULL;
  cairo_surface_t *surface = picture_new (300, 700, 1);
  cairo_t *cr = cairo_create (surface);
  AnlanMapLook look;
  double measured;

  map_add_zone_rect (builder, "z", ANLAN_MAP_RISK_BLUE, 0, 0, 10, 10);
  plain = anlan_map_scene_builder_end (builder);
  anlan_map_look_init (&look, ANLAN_MAP_THEME_PRINT);
  measured = anlan_map_draw_legend (NULL, plant, &look, 10, 10, 260);
  g_assert_cmpfloat_with_epsilon (measured, anlan_map_draw_legend (cr, plant, &look, 10, 10, 260), 0.1);
  g_assert_cmpuint (count_ink (surface), >, 3000);
  for (int x = 0; x < 300; x++)
    g_assert_cmphex (picture_pixel (surface, x, (int)measured + 14), ==, 0);
  g_assert_cmpfloat (anlan_map_draw_legend (NULL, plain, &look, 0, 0, 260), <, measured - 100);
  /* A heading, four steps and a count: rows of 26 px. */
  look.layers |= ANLAN_MAP_LAYER_OVERDUE;
  g_assert_cmpfloat (anlan_map_draw_legend (cr, plant, &look, 10, 10, 260), >, measured + 6 * 26);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
test_zone_list_has_its_room (void)
{
  g_autoptr (AnlanMapSceneBuilder) builder = anlan_map_scene_builder_new ();
  g_autoptr (AnlanMapScene) scene = NULL;
  cairo_surface_t *surface = picture_new (200, 300, 1);
  cairo_t *cr = cairo_create (surface);
  AnlanMapLook look;

  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *id = g_strdup_printf ("一个名字很长很长很长很长很长的分区 %u", i);

      map_add_zone_rect (builder, id, ANLAN_MAP_RISK_RED, 20.0 * i, 0, 10, 10);
    }
  scene = anlan_map_scene_builder_end (builder);
  anlan_map_look_init (&look, ANLAN_MAP_THEME_PRINT);
  anlan_map_draw_zone_list (cr, scene, &look, 10, 10, 150, 250);
  g_assert_cmpuint (count_ink (surface), >, 2000);
  for (int i = 0; i < 200; i++)
    {
      g_assert_cmphex (picture_pixel (surface, i, 263), ==, 0);
      g_assert_cmphex (picture_pixel (surface, 163, i), ==, 0);
    }
  cairo_destroy (cr);
  cairo_surface_destroy (surface);

  /* Too little room: nothing rather than a line of it. */
  surface = picture_new (200, 300, 1);
  cr = cairo_create (surface);
  anlan_map_draw_zone_list (cr, scene, &look, 10, 10, 150, 60);
  g_assert_cmpuint (count_ink (surface), ==, 0);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

/* A key that has no room beside the map lies below it, wholly on the sheet, and all zones stand on it. */
static void
test_key_has_a_place (void)
{
  static const struct
  {
    AnlanMapPaperSize size;
    guint n_zones;
    gboolean below;
  } cases[] = { { ANLAN_MAP_PAPER_A4, 26, TRUE },
                { ANLAN_MAP_PAPER_A4, 2, FALSE },
                { ANLAN_MAP_PAPER_A3, 8, FALSE },
                { ANLAN_MAP_PAPER_A3, 400, TRUE } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AnlanMapSceneBuilder) builder = anlan_map_scene_builder_new ();
      g_autoptr (AnlanMapScene) scene = NULL;
      AnlanMapPaper paper;
      PaperLayout layout;

      for (guint k = 0; k < cases[i].n_zones; k++)
        {
          g_autofree char *id = g_strdup_printf ("罐区 %u", k);

          map_add_zone_rect (builder, id, ANLAN_MAP_RISK_RED, 20.0 * k, 0, 10, 10);
        }
      scene = anlan_map_scene_builder_end (builder);
      anlan_map_paper_init (&paper);
      paper.size = cases[i].size;
      anlan_map_paper_lay_out (&paper, scene, &layout);
      g_assert_cmpint (layout.key.height > 0, ==, cases[i].below);
      g_assert_cmpfloat (layout.map.height, >, layout.height / 3);
      if (!cases[i].below)
        continue;
      g_assert_cmpfloat (layout.key.y, >=, layout.border.y + layout.border.height);
      g_assert_cmpfloat (layout.key.y + layout.key.height, <=, layout.signatures.y);
      if (cases[i].n_zones < 100)
        g_assert_cmpfloat_with_epsilon (
            layout.key.height,
            layout.unit * anlan_map_measure_zone_list (scene, &paper.look, layout.key.width / layout.unit),
            0.01);
    }
}

/* --- paper --------------------------------------------------------------------------------------------------- */

static void
set_up_paper (AnlanMapPaper *paper)
{
  anlan_map_paper_init (paper);
  paper->plant = "Anlan Ammonia Works";
  paper->number = "RM-2026-0003";
  paper->date = "2 March 2026";
  paper->checkpoint = "18204 9f2c41ab";
  paper->signatures[0] = "Drawn by";
  paper->signatures[1] = "Approved by";
}

static char *
write_paper (const AnlanMapPaper *paper, AnlanMapPaperFormat format, const char *name)
{
  g_autoptr (AnlanMapScene) scene = map_make_plant ();
  g_autoptr (GError) error = NULL;
  char *path = test_path (name);

  g_assert_true (anlan_map_paper_write (paper, scene, format, path, NULL, &error));
  g_assert_no_error (error);
  return path;
}

static void
test_pdf (void)
{
  const struct
  {
    AnlanMapPaperSize size;
    gboolean portrait;
    double width;
    double height;
  } cases[] = {
    /* ISO 216 in points */
    { ANLAN_MAP_PAPER_A4, FALSE, 841.89, 595.28 },
    { ANLAN_MAP_PAPER_A4, TRUE, 595.28, 841.89 },
    { ANLAN_MAP_PAPER_A3, FALSE, 1190.55, 841.89 },
    { ANLAN_MAP_PAPER_A3, TRUE, 841.89, 1190.55 },
  };
  const char *const wanted[] = { "Anlan Ammonia Works",
                                 "RM-2026-0003",
                                 "2 March 2026",
                                 "18204 9f2c41ab",
                                 "Drawn by",
                                 "Approved by",
                                 "Four-colour map of safety risks",
                                 "Red: Major risk",
                                 "1 zone, 1 risk point",
                                 "1 zone, 0 risk points",
                                 "Muster point",
                                 "1 : 1500",
                                 "液氨罐区" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      AnlanMapPaper paper;
      g_autofree char *path = NULL;
      g_autofree char *uri = NULL;
      g_autofree char *text = NULL;
      PopplerDocument *document;
      PopplerPage *page;
      g_autoptr (GError) error = NULL;
      double width, height;

      set_up_paper (&paper);
      paper.size = cases[i].size;
      paper.portrait = cases[i].portrait;
      paper.denominator = 1500;
      path = write_paper (&paper, ANLAN_MAP_PAPER_PDF, "paper.pdf");
      uri = g_filename_to_uri (path, NULL, NULL);
      document = poppler_document_new_from_file (uri, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpint (poppler_document_get_n_pages (document), ==, 1);
      page = poppler_document_get_page (document, 0);
      poppler_page_get_size (page, &width, &height);
      g_assert_cmpfloat_with_epsilon (width, cases[i].width, 0.05);
      g_assert_cmpfloat_with_epsilon (height, cases[i].height, 0.05);
      text = poppler_page_get_text (page);
      for (guint k = 0; k < G_N_ELEMENTS (wanted); k++)
        {
          g_test_message ("case %u: %s", i, wanted[k]);
          g_assert_nonnull (strstr (text, wanted[k]));
        }
      g_object_unref (page);
      g_object_unref (document);
      g_unlink (path);
    }
}

/* The scale that is printed is the scale of the drawing: a building of 60 m is 60 m / 1500 = 40 mm wide on paper. */
static void
test_scale_is_true (void)
{
  g_autoptr (AnlanMapSceneBuilder) builder = anlan_map_scene_builder_new ();
  g_autoptr (AnlanMapScene) scene = NULL;
  AnlanMapPaper paper;
  const double dots_per_mm = 10;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 4200, 2970);
  cairo_t *cr = cairo_create (surface);
  int first = -1, last = -1;

  map_add_zone_rect (builder, "", ANLAN_MAP_RISK_BLUE, 0, 0, 60, 60);
  scene = anlan_map_scene_builder_end (builder);
  anlan_map_paper_init (&paper);
  paper.denominator = 1500;
  g_assert_cmpfloat (anlan_map_paper_get_denominator (&paper, scene), ==, 1500);
  cairo_scale (cr, dots_per_mm * 25.4 / 72, dots_per_mm * 25.4 / 72);
  anlan_map_paper_draw (&paper, scene, cr);
  for (int x = 300; x < 3000; x++)
    {
      guint32 pixel = picture_pixel (surface, x, 1485);
      gboolean blue = (int)(pixel & 255) - (int)((pixel >> 16) & 255) > 60;

      if (blue && first < 0)
        first = x;
      if (blue)
        last = x;
    }
  g_assert_cmpfloat_with_epsilon ((last - first + 1) / dots_per_mm, 40, 0.25);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

/* The largest round scale at which all of it is on the paper. */
static void
test_scale_is_round (void)
{
  g_autoptr (AnlanMapScene) scene = map_make_plant ();
  AnlanMapPaper paper;
  double a3, a4;

  anlan_map_paper_init (&paper);
  a3 = anlan_map_paper_get_denominator (&paper, scene);
  paper.size = ANLAN_MAP_PAPER_A4;
  a4 = anlan_map_paper_get_denominator (&paper, scene);
  /* 280 m on some 310 mm and 210 mm of map. */
  g_assert_cmpfloat (a3, ==, 1000);
  g_assert_cmpfloat (a4, ==, 1500);
  /* A village, and nothing at all. */
  paper.bounds = (AnlanMapRect){ 0.5, 0.5, 0.501, 0.5005 };
  g_assert_cmpfloat (fmod (anlan_map_paper_get_denominator (&paper, scene), 10000), ==, 0);
  {
    g_autoptr (AnlanMapSceneBuilder) builder = anlan_map_scene_builder_new ();
    g_autoptr (AnlanMapScene) empty = anlan_map_scene_builder_end (builder);

    anlan_map_paper_init (&paper);
    g_assert_cmpfloat (anlan_map_paper_get_denominator (&paper, empty), >, 1e7);
  }
}

static void
test_svg (void)
{
  AnlanMapPaper paper;
  g_autofree char *path = NULL;
  RsvgHandle *handle;
  g_autoptr (GError) error = NULL;
  double width, height;

  set_up_paper (&paper);
  path = write_paper (&paper, ANLAN_MAP_PAPER_SVG, "paper.svg");
  handle = rsvg_handle_new_from_file (path, &error);
  g_assert_no_error (error);
  g_assert_true (rsvg_handle_get_intrinsic_size_in_pixels (handle, &width, &height));
  /* 420 mm x 297 mm at 96 pixels an inch */
  g_assert_cmpfloat_with_epsilon (width / height, 420 / 297.0, 0.001);
  g_object_unref (handle);
  g_unlink (path);
}

static void
test_png (void)
{
  AnlanMapPaper paper;
  g_autofree char *path = NULL;
  cairo_surface_t *surface;

  set_up_paper (&paper);
  paper.size = ANLAN_MAP_PAPER_A4;
  path = write_paper (&paper, ANLAN_MAP_PAPER_PNG, "paper.png");
  surface = cairo_image_surface_create_from_png (path);
  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  /* 297 mm x 210 mm at 200 dots an inch */
  g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 2339);
  g_assert_cmpint (cairo_image_surface_get_height (surface), ==, 1654);
  cairo_surface_destroy (surface);
  g_unlink (path);
}

static void
test_no_folder (void)
{
  g_autoptr (AnlanMapScene) scene = map_make_plant ();
  g_autoptr (GError) error = NULL;
  AnlanMapPaper paper;

  set_up_paper (&paper);
  g_assert_false (
      anlan_map_paper_write (&paper, scene, ANLAN_MAP_PAPER_PDF, "/nowhere/at/all.pdf", NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
}

static void
test_cancelled (void)
{
  g_autoptr (AnlanMapScene) scene = map_make_plant ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *path = test_path ("cancelled.pdf");
  AnlanMapPaper paper;

  set_up_paper (&paper);
  g_cancellable_cancel (cancellable);
  for (AnlanMapPaperFormat format = ANLAN_MAP_PAPER_PDF; format <= ANLAN_MAP_PAPER_PNG; format++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (anlan_map_paper_write (&paper, scene, format, path, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    }
}

/* A limit on the size of files stands for a full disk: the kernel refuses to write on. */
static void
test_full_disk (void)
{
  g_autofree char *path = test_path ("full.pdf");

  if (g_test_subprocess ())
    {
      g_autoptr (AnlanMapScene) scene = map_make_plant ();
      g_autoptr (GError) error = NULL;
      struct rlimit limit = { 4096, 4096 };
      AnlanMapPaper paper;

      set_up_paper (&paper);
      signal (SIGXFSZ, SIG_IGN);
      g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
      g_assert_false (anlan_map_paper_write (&paper, scene, ANLAN_MAP_PAPER_PDF, path, NULL, &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_DISK_FULL);
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/map/furniture/scale-bar", test_scale_bar);
  g_test_add_func ("/map/furniture/format", test_format);
  g_test_add_func ("/map/furniture/legend", test_legend);
  g_test_add_func ("/map/furniture/zone-list-has-its-room", test_zone_list_has_its_room);
  g_test_add_func ("/map/paper/key-has-a-place", test_key_has_a_place);
  g_test_add_func ("/map/paper/pdf", test_pdf);
  g_test_add_func ("/map/paper/scale-is-true", test_scale_is_true);
  g_test_add_func ("/map/paper/scale-is-round", test_scale_is_round);
  g_test_add_func ("/map/paper/svg", test_svg);
  g_test_add_func ("/map/paper/png", test_png);
  g_test_add_func ("/map/paper/no-folder", test_no_folder);
  g_test_add_func ("/map/paper/cancelled", test_cancelled);
  g_test_add_func ("/map/paper/full-disk", test_full_disk);
  return g_test_run ();
}
