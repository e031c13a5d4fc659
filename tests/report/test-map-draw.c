/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "map-fixture.h"
#include "map-picture.h"
#include "report/map-look.h"

static cairo_surface_t *
draw_ground (AnlanMapScene *scene, const AnlanMapViewport *viewport, const AnlanMapLook *look)
{
  cairo_surface_t *surface = picture_new (viewport->width, viewport->height, viewport->scale);
  cairo_t *cr = cairo_create (surface);

  anlan_map_draw_ground (cr, scene, viewport, look, NULL);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  return surface;
}

static AnlanMapScene *
make_single_zone (AnlanMapRisk risk)
{
  g_autoptr (AnlanMapSceneBuilder) builder = anlan_map_scene_builder_new ();

  map_add_zone_rect (builder, "z", risk, -30, -30, 60, 60);
  return anlan_map_scene_builder_end (builder);
}

static guint32
mix (guint32 ground, AnlanMapColour colour)
{
  const double parts[] = { colour.red, colour.green, colour.blue };
  guint32 result = 0xff000000;

  for (guint i = 0; i < 3; i++)
    {
      guint shift = 16 - 8 * i;
      double below = ((ground >> shift) & 255) / 255.0;

      result |= (guint32)lround (255 * (below + (parts[i] - below) * colour.alpha)) << shift;
    }
  return result;
}

/* The four colours are those of the design, and a zone is its colour over the ground. */
static void
test_colours (void)
{
  const guint32 wanted[] = { 0, 0x1a5fb4, 0xf5c211, 0xe66100, 0xc01c28 };
  AnlanMapViewport viewport = map_view (0, 0, 18, 200, 200, 1);

  for (AnlanMapTheme theme = ANLAN_MAP_THEME_LIGHT; theme <= ANLAN_MAP_THEME_DARK; theme++)
    for (AnlanMapRisk risk = ANLAN_MAP_RISK_BLUE; risk <= ANLAN_MAP_RISK_RED; risk++)
      {
        g_autoptr (AnlanMapScene) scene = make_single_zone (risk);
        AnlanMapColour colour = anlan_map_risk_get_colour (risk);
        AnlanMapLook look;
        cairo_surface_t *surface;
        guint32 ground;

        g_assert_cmphex (mix (0, (AnlanMapColour){ colour.red, colour.green, colour.blue, 1 }) & 0xffffff, ==,
                         wanted[risk]);
        anlan_map_look_init (&look, theme);
        surface = draw_ground (scene, &viewport, &look);
        ground = picture_pixel (surface, 2, 2);
        g_assert_cmpint (channel_distance (picture_pixel (surface, 100, 100),
                                           mix (ground, anlan_map_risk_get_fill_colour (risk, &look))),
                         <=, 1);
        cairo_surface_destroy (surface);
      }
}

/* Contrast after WCAG 2.1 (1.4.11): a boundary that has to be seen stands out 3:1 against what is beside it. */
static double
contrast (double a, double b)
{
  return (MAX (a, b) + 0.05) / (MIN (a, b) + 0.05);
}

static double
linear (double value)
{
  return value <= 0.04045 ? value / 12.92 : pow ((value + 0.055) / 1.055, 2.4);
}

static double
relative_luminance (AnlanMapColour colour)
{
  return 0.2126 * linear (colour.red) + 0.7152 * linear (colour.green) + 0.0722 * linear (colour.blue);
}

static void
test_edges_stand_out (void)
{
  for (AnlanMapTheme theme = ANLAN_MAP_THEME_LIGHT; theme <= ANLAN_MAP_THEME_PRINT; theme++)
    for (AnlanMapRisk risk = ANLAN_MAP_RISK_NONE; risk <= ANLAN_MAP_RISK_RED; risk++)
      {
        AnlanMapLook look;
        AnlanMapColour edge;
        double ground;

        anlan_map_look_init (&look, theme);
        edge = anlan_map_risk_get_edge_colour (risk, &look);
        ground = theme == ANLAN_MAP_THEME_DARK ? 0.015 : 0.92;
        g_test_message ("theme %d risk %d", theme, risk);
        g_assert_cmpfloat (contrast (relative_luminance (edge), ground), >=, 2.8);
        /* Letters on chips are large bold text: 3:1. */
        if (risk != ANLAN_MAP_RISK_NONE)
          g_assert_cmpfloat (contrast (relative_luminance (anlan_map_risk_get_colour (risk)),
                                       relative_luminance (anlan_map_risk_get_text_colour (risk))),
                             >=, 3);
      }
}

static void
test_letters (void)
{
  g_assert_cmpstr (anlan_map_risk_get_letter (ANLAN_MAP_RISK_RED, FALSE), ==, "R");
  g_assert_cmpstr (anlan_map_risk_get_letter (ANLAN_MAP_RISK_ORANGE, TRUE), ==, "橙");
  g_assert_cmpstr (anlan_map_risk_get_letter (ANLAN_MAP_RISK_YELLOW, TRUE), ==, "黄");
  g_assert_cmpstr (anlan_map_risk_get_letter (ANLAN_MAP_RISK_BLUE, FALSE), ==, "B");
}

/* In grey, the four grades are told apart by their hatch alone: how much of the zone is ink, and along which lines. */
static void
test_hatches (void)
{
  AnlanMapViewport viewport = map_view (0, 0, 18, 200, 200, 1);
  double shares[ANLAN_MAP_N_RISKS] = { 0 };
  AnlanMapLook look;

  anlan_map_look_init (&look, ANLAN_MAP_THEME_PRINT);
  for (AnlanMapRisk risk = ANLAN_MAP_RISK_BLUE; risk <= ANLAN_MAP_RISK_RED; risk++)
    {
      g_autoptr (AnlanMapScene) scene = make_single_zone (risk);
      cairo_surface_t *surface = draw_ground (scene, &viewport, &look);
      double plain = luminance (mix (0xffffffff, anlan_map_risk_get_fill_colour (risk, &look)));
      guint inked = 0;

      for (int y = 68; y < 132; y++)
        for (int x = 68; x < 132; x++)
          inked += luminance (picture_pixel (surface, x, y)) < plain - 0.05;
      shares[risk] = inked / 4096.0;
      cairo_surface_destroy (surface);
    }
  g_assert_cmpfloat (shares[ANLAN_MAP_RISK_BLUE], ==, 0);
  g_assert_cmpfloat (shares[ANLAN_MAP_RISK_YELLOW], >, 0.03);
  g_assert_cmpfloat (shares[ANLAN_MAP_RISK_ORANGE], >, shares[ANLAN_MAP_RISK_YELLOW] * 1.3);
  g_assert_cmpfloat (shares[ANLAN_MAP_RISK_RED], >, shares[ANLAN_MAP_RISK_ORANGE] * 1.3);
}

/* Four tiles beside each other are the same as the whole, hatches, dashes and edges included. */
static void
check_tiles_join (AnlanMapTheme theme, double scale, double zoom)
{
  g_autoptr (AnlanMapScene) scene = map_make_plant ();
  AnlanMapViewport whole = map_view (0, 0, zoom, 512, 512, scale);
  double ppu = anlan_map_pixels_per_unit (zoom);
  AnlanMapLook look;
  cairo_surface_t *wanted;
  cairo_surface_t *joined = picture_new (512, 512, scale);
  cairo_t *cr = cairo_create (joined);

  anlan_map_look_init (&look, theme);
  look.patterns = TRUE;
  whole.centre.x = floor (whole.centre.x * ppu / 256) * 256 / ppu;
  whole.centre.y = floor (whole.centre.y * ppu / 256) * 256 / ppu;
  wanted = draw_ground (scene, &whole, &look);
  for (int y = 0; y < 2; y++)
    for (int x = 0; x < 2; x++)
      {
        AnlanMapViewport tile = whole;
        cairo_surface_t *surface;

        tile.width = tile.height = 256;
        tile.centre.x += (x - 0.5) * 256 / ppu;
        tile.centre.y += (y - 0.5) * 256 / ppu;
        surface = draw_ground (scene, &tile, &look);
        cairo_set_source_surface (cr, surface, x * 256, y * 256);
        cairo_paint (cr);
        cairo_surface_destroy (surface);
      }
  cairo_destroy (cr);
  g_assert_cmpuint (picture_count_differences (wanted, joined, 8), ==, 0);
  cairo_surface_destroy (wanted);
  cairo_surface_destroy (joined);
}

static void
test_tiles_join (void)
{
  check_tiles_join (ANLAN_MAP_THEME_LIGHT, 1, 17.3);
  check_tiles_join (ANLAN_MAP_THEME_DARK, 2, 18);
  check_tiles_join (ANLAN_MAP_THEME_PRINT, 1.25, 18.77);
}

/* A zone 60 m wide at zoom 24, where it is 9,400 pixels wide, and one around half the world. */
static void
test_close_up (void)
{
  g_autoptr (AnlanMapScene) scene = make_single_zone (ANLAN_MAP_RISK_RED);
  g_autoptr (AnlanMapSceneBuilder) builder = anlan_map_scene_builder_new ();
  g_autoptr (AnlanMapScene) world = NULL;
  AnlanMapViewport viewport = map_view (0, 0, 24, 300, 200, 1);
  AnlanMapViewport edge = map_view (30, 0, 24, 300, 200, 1);
  AnlanMapZone zone = { .id = "w", .risk = ANLAN_MAP_RISK_BLUE, .floors = ANLAN_MAP_FLOORS_ALL };
  const double half[] = { 0, 0, 170, 0, 170, 80, 0, 80 };
  g_autoptr (AnlanShape) place = anlan_shape_new_polygon (half, 4, NULL);
  AnlanMapLook look;
  cairo_surface_t *surface;
  guint32 ground;

  anlan_map_look_init (&look, ANLAN_MAP_THEME_LIGHT);
  surface = draw_ground (scene, &viewport, &look);
  g_assert_cmpuint (picture_pixel (surface, 0, 0), ==, picture_pixel (surface, 299, 199));
  cairo_surface_destroy (surface);

  /* At its eastern border: inside to the left of the middle, edge, ground to the right. */
  surface = draw_ground (scene, &edge, &look);
  ground = picture_pixel (surface, 299, 100);
  g_assert_cmpint (channel_distance (picture_pixel (surface, 149, 100), picture_pixel (surface, 20, 100)), >,
                   40);
  g_assert_cmpint (channel_distance (picture_pixel (surface, 20, 100), ground), >, 40);
  g_assert_cmpint (channel_distance (picture_pixel (surface, 151, 100), ground), ==, 0);
  cairo_surface_destroy (surface);

  g_assert_true (anlan_map_scene_builder_add_zone (builder, &zone, place));
  world = anlan_map_scene_builder_end (builder);
  surface = draw_ground (world, &viewport, &look);
  g_assert_cmpint (
      channel_distance (picture_pixel (surface, 150, 100),
                        mix (ground, anlan_map_risk_get_fill_colour (ANLAN_MAP_RISK_BLUE, &look))),
      <=, 1);
  cairo_surface_destroy (surface);
}

/* Too small to be seen, and yet seen. */
static void
test_speck (void)
{
  g_autoptr (AnlanMapScene) scene = make_single_zone (ANLAN_MAP_RISK_RED);
  AnlanMapViewport viewport = map_view (0, 0, 10, 21, 21, 1);
  AnlanMapLook look;
  cairo_surface_t *surface;

  anlan_map_look_init (&look, ANLAN_MAP_THEME_LIGHT);
  surface = draw_ground (scene, &viewport, &look);
  g_assert_cmpint (channel_distance (picture_pixel (surface, 10, 10), picture_pixel (surface, 2, 2)), >, 60);
  cairo_surface_destroy (surface);
}

static void
test_layers_and_floors (void)
{
  g_autoptr (AnlanMapSceneBuilder) builder = anlan_map_scene_builder_new ();
  g_autoptr (AnlanMapScene) scene = NULL;
  AnlanMapViewport viewport = map_view (0, 0, 18, 100, 100, 1);
  MapShape shape = { .geometry.type = ANLAN_GEOMETRY_POLYGON };
  AnlanMapZone zone = { .id = "z", .risk = ANLAN_MAP_RISK_RED };
  AnlanMapLook look;
  cairo_surface_t *surface;
  guint32 ground;

  zone.floors = anlan_map_floor (1);
  map_shape_add_rect (&shape, FALSE, -30, -30, 60, 60);
  map_add_zone (builder, &zone, &shape);
  scene = anlan_map_scene_builder_end (builder);

  anlan_map_look_init (&look, ANLAN_MAP_THEME_LIGHT);
  look.floors = anlan_map_floor (0);
  surface = draw_ground (scene, &viewport, &look);
  ground = picture_pixel (surface, 50, 50);
  cairo_surface_destroy (surface);
  look.floors = zone.floors;
  surface = draw_ground (scene, &viewport, &look);
  g_assert_cmphex (picture_pixel (surface, 50, 50), !=, ground);
  cairo_surface_destroy (surface);
  look.layers &= ~ANLAN_MAP_LAYER_ZONES;
  surface = draw_ground (scene, &viewport, &look);
  g_assert_cmphex (picture_pixel (surface, 50, 50), ==, ground);
  cairo_surface_destroy (surface);
  /* Over somebody else's tiles: nothing where there is nothing. */
  look.clear = TRUE;
  surface = draw_ground (scene, &viewport, &look);
  g_assert_cmphex (picture_pixel (surface, 50, 50), ==, 0);
  cairo_surface_destroy (surface);
}

/* Each step of the heat map is told from the others and from no round at all; off, the grade is inside as ever. */
static void
test_overdue (void)
{
  const guint rounds[] = { 0, 1, 2, 4 };
  AnlanMapViewport viewport = map_view (0, 0, 17, 100, 100, 1);
  guint32 seen[G_N_ELEMENTS (rounds)];
  AnlanMapLook look;

  for (guint theme = 0; theme <= ANLAN_MAP_THEME_PRINT; theme++)
    for (guint i = 0; i < G_N_ELEMENTS (rounds); i++)
      {
        g_autoptr (AnlanMapSceneBuilder) builder = anlan_map_scene_builder_new ();
        g_autoptr (AnlanMapScene) scene = NULL;
        MapShape shape = { .geometry.type = ANLAN_GEOMETRY_POLYGON };
        AnlanMapZone zone = { .id = "z",
                              .risk = ANLAN_MAP_RISK_BLUE,
                              .overdue = rounds[i],
                              .floors = ANLAN_MAP_FLOORS_ALL };
        cairo_surface_t *surface;
        guint32 plain;

        map_shape_add_rect (&shape, FALSE, -30, -30, 60, 60);
        map_add_zone (builder, &zone, &shape);
        scene = anlan_map_scene_builder_end (builder);
        anlan_map_look_init (&look, (AnlanMapTheme)theme);
        surface = draw_ground (scene, &viewport, &look);
        plain = picture_pixel (surface, 50, 50);
        cairo_surface_destroy (surface);
        look.layers |= ANLAN_MAP_LAYER_OVERDUE;
        surface = draw_ground (scene, &viewport, &look);
        seen[i] = picture_pixel (surface, 50, 50);
        cairo_surface_destroy (surface);
        g_assert_cmphex (seen[i], !=, plain);
        for (guint before = 0; before < i; before++)
          g_assert_cmphex (seen[i], !=, seen[before]);
      }
}

static void
test_halo (void)
{
  g_autoptr (AnlanMapScene) scene = make_single_zone (ANLAN_MAP_RISK_YELLOW);
  AnlanMapViewport viewport = map_view (0, 0, 18, 200, 200, 1);
  AnlanMapLook look;
  cairo_surface_t *surface, *plain;
  cairo_t *cr;
  guint changed_inside = 0;

  anlan_map_look_init (&look, ANLAN_MAP_THEME_LIGHT);
  plain = draw_ground (scene, &viewport, &look);
  surface = draw_ground (scene, &viewport, &look);
  cr = cairo_create (surface);
  anlan_map_draw_halo (cr, scene, 0, &viewport, &look);
  cairo_destroy (cr);
  g_assert_cmpuint (picture_count_differences (plain, surface, 20), >, 500);
  /* 60 m at this zoom and latitude is 118 pixels: from 41 to 159. */
  for (int y = 43; y < 157; y++)
    for (int x = 43; x < 157; x++)
      changed_inside += picture_pixel (plain, x, y) != picture_pixel (surface, x, y);
  g_assert_cmpuint (changed_inside, ==, 0);
  cairo_surface_destroy (plain);
  cairo_surface_destroy (surface);
}

/* A drawing of two colours, halved again and again: no sparkle, no seam, and its mean where it is small. */
static void
test_site_drawing (void)
{
  const int side = 512;
  g_autofree guint32 *pixels = g_new (guint32, side * side);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (AnlanMapImage) image = NULL;
  g_autoptr (AnlanMapSceneBuilder) builder = anlan_map_scene_builder_new ();
  g_autoptr (AnlanMapScene) scene = NULL;
  AnlanMapDrawing drawing = { .opacity = 1, .floors = ANLAN_MAP_FLOORS_ALL };
  AnlanMapViewport viewport = map_view (0, 0, 18, 100, 100, 1);
  AnlanMapLook look;
  cairo_surface_t *surface;
  double metre = 1 / anlan_map_metres_per_unit (map_world_at (0, 0).y);

  for (int i = 0; i < side * side; i++)
    pixels[i] = (i + i / side) % 2 ? 0xff000000 : 0xffffffff;
  bytes = g_bytes_new (pixels, side * side * 4);
  image = anlan_map_image_new (bytes, side, side, side * 4, side, side);
  g_assert_cmpuint (anlan_map_image_get_n_bytes (image), >, (gsize)side * side * 5);
  drawing.image = image;
  drawing.placement.xx = drawing.placement.yy = 40 * metre / side;
  drawing.placement.x0 = map_world_at (-20, 20).x;
  drawing.placement.y0 = map_world_at (-20, 20).y;
  anlan_map_scene_builder_add_drawing (builder, &drawing);
  scene = anlan_map_scene_builder_end (builder);

  anlan_map_look_init (&look, ANLAN_MAP_THEME_LIGHT);
  surface = draw_ground (scene, &viewport, &look);
  for (int y = 25; y < 75; y++)
    for (int x = 25; x < 75; x++)
      g_assert_cmpint (channel_distance (picture_pixel (surface, x, y), 0xff808080), <=, 4);
  g_assert_cmpint (channel_distance (picture_pixel (surface, 5, 50), 0xff808080), >, 40);
  cairo_surface_destroy (surface);
}

static void
test_cancelled (void)
{
  g_autoptr (AnlanMapScene) scene = map_make_plant ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  AnlanMapViewport viewport = map_view (0, 0, 17, 100, 100, 1);
  cairo_surface_t *surface = picture_new (100, 100, 1);
  cairo_t *cr = cairo_create (surface);
  AnlanMapLook look;
  guint32 ground;

  anlan_map_look_init (&look, ANLAN_MAP_THEME_LIGHT);
  g_cancellable_cancel (cancellable);
  anlan_map_draw_ground (cr, scene, &viewport, &look, cancellable);
  ground = picture_pixel (surface, 0, 0);
  for (int i = 0; i < 100; i++)
    g_assert_cmphex (picture_pixel (surface, i, i), ==, ground);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static gboolean
has_font (const char *family)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  PangoFontDescription *wanted = pango_font_description_from_string (family);
  PangoFont *font = pango_context_load_font (context, wanted);
  PangoFontDescription *found = pango_font_describe (font);
  gboolean has = strcmp (pango_font_description_get_family (found), family) == 0;

  pango_font_description_free (found);
  g_object_unref (font);
  pango_font_description_free (wanted);
  g_object_unref (context);
  return has;
}

typedef struct
{
  const char *name;
  AnlanMapTheme theme;
  double scale;
  gboolean patterns;
  gboolean high_contrast;
} PictureCase;

static const PictureCase picture_cases[] = {
  { "map-light", ANLAN_MAP_THEME_LIGHT, 1, FALSE, FALSE },
  { "map-dark", ANLAN_MAP_THEME_DARK, 1, FALSE, FALSE },
  { "map-print", ANLAN_MAP_THEME_PRINT, 1, FALSE, FALSE },
  { "map-contrast", ANLAN_MAP_THEME_LIGHT, 1, TRUE, TRUE },
  { "map-light-2x", ANLAN_MAP_THEME_LIGHT, 2, FALSE, FALSE },
};

static void
test_picture (gconstpointer data)
{
  const PictureCase *c = data;
  g_autoptr (AnlanMapScene) scene = map_make_plant ();
  AnlanMapViewport viewport = map_view (0, -15, 17.0, 360, 240, c->scale);
  cairo_surface_t *surface = picture_new (viewport.width, viewport.height, c->scale);
  cairo_t *cr = cairo_create (surface);
  AnlanMapLook look;

  anlan_map_look_init (&look, c->theme);
  look.patterns = c->patterns;
  look.high_contrast = c->high_contrast;
  look.han_letters = TRUE;
  anlan_map_draw (cr, scene, &viewport, &look, "办公区");
  cairo_destroy (cr);
  if (has_font ("Cantarell") && has_font ("Noto Sans CJK SC"))
    picture_check (surface, c->name);
  else
    g_test_skip ("the fonts Cantarell and Noto Sans CJK SC are not installed");
  cairo_surface_destroy (surface);
}

static cairo_status_t
append_bytes (void *data, const unsigned char *bytes, unsigned int length)
{
  g_byte_array_append (data, bytes, length);
  return CAIRO_STATUS_SUCCESS;
}

/* On paper the map is made of lines and letters, not of pictures of them. */
static void
test_vector (void)
{
  g_autoptr (AnlanMapScene) scene = map_make_plant ();
  g_autoptr (GByteArray) pdf = g_byte_array_new ();
  AnlanMapViewport viewport = map_view (0, -15, 17.0, 360, 240, 1);
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (append_bytes, pdf, 360, 240);
  cairo_t *cr = cairo_create (surface);
  AnlanMapLook look;

  anlan_map_look_init (&look, ANLAN_MAP_THEME_PRINT);
  anlan_map_draw (cr, scene, &viewport, &look, NULL);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
  g_assert_cmpuint (pdf->len, >, 2000);
  g_assert_null (memmem (pdf->data, pdf->len, "/Subtype /Image", 15));
  g_assert_nonnull (memmem (pdf->data, pdf->len, "/Font", 5));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/map/draw/colours", test_colours);
  g_test_add_func ("/map/draw/edges-stand-out", test_edges_stand_out);
  g_test_add_func ("/map/draw/letters", test_letters);
  g_test_add_func ("/map/draw/hatches", test_hatches);
  g_test_add_func ("/map/draw/tiles-join", test_tiles_join);
  g_test_add_func ("/map/draw/close-up", test_close_up);
  g_test_add_func ("/map/draw/speck", test_speck);
  g_test_add_func ("/map/draw/layers-and-floors", test_layers_and_floors);
  g_test_add_func ("/map/draw/overdue", test_overdue);
  g_test_add_func ("/map/draw/halo", test_halo);
  g_test_add_func ("/map/draw/site-drawing", test_site_drawing);
  g_test_add_func ("/map/draw/cancelled", test_cancelled);
  g_test_add_func ("/map/draw/vector", test_vector);
  for (guint i = 0; i < G_N_ELEMENTS (picture_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/map/draw/picture/", picture_cases[i].name, NULL);

      g_test_add_data_func (path, &picture_cases[i], test_picture);
    }
  return g_test_run ();
}
