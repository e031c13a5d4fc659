/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/origin.h"

#include <math.h>
#include <string.h>

#include "base/error.h"

#define HERE ((AnlanLonLat){ 121.4737, 31.2304 })

static AnlanLonLat
ground (double east, double north)
{
  AnlanLocal local;

  anlan_local_init (&local, HERE);
  return anlan_local_to_lonlat (&local, (AnlanPoint){ east, north });
}

/* A grid whose A axis points 30° east of north; (1000, 500) is HERE. One step of 100 along A is then 50 m east and
 * 86.6025 m north, one of 100 along B 86.6025 m east and -50 m north. */
static void
make_grid (AnlanPlantGrid *grid)
{
  const AnlanGridPoint points[] = { { 1000, 500, HERE }, { 1100, 500, ground (50, 86.60254) } };
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_plant_grid_init (grid, TRUE, points, &error));
  g_assert_no_error (error);
}

static void
test_grid (void)
{
  AnlanPlantGrid grid, again;
  g_autofree char *text = NULL, *written = NULL;
  g_autoptr (GError) error = NULL;
  AnlanLonLat at;
  double a, b;

  make_grid (&grid);
  g_assert_cmpfloat_with_epsilon (grid.scale, 1, 1e-6);
  g_assert_cmpfloat_with_epsilon (grid.turn, 30, 1e-4);
  at = anlan_plant_grid_to_lonlat (&grid, 1000, 600);
  g_assert_cmpfloat_with_epsilon (anlan_distance_m (at, ground (86.60254, -50)), 0, 0.001);
  anlan_plant_grid_from_lonlat (&grid, ground (50, 86.60254), &a, &b);
  g_assert_cmpfloat_with_epsilon (a, 1100, 0.001);
  g_assert_cmpfloat_with_epsilon (b, 500, 0.001);
  written = anlan_position_write (at, ANLAN_ORIGIN_GRID, &grid);
  g_assert_cmpstr (written, ==, "A=1000.00 B=600.00");

  text = anlan_plant_grid_to_text (&grid);
  g_assert_true (anlan_plant_grid_from_text (&again, text, &error));
  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (anlan_distance_m (anlan_plant_grid_to_lonlat (&again, 1000, 600), at), 0,
                                  1e-6);
}

static void
test_bad_grid (void)
{
  const AnlanGridPoint same[] = { { 0, 0, HERE }, { 0.2, 0, HERE } };
  const AnlanGridPoint stretched[] = { { 0, 0, HERE }, { 100, 0, ground (0, 105) } };
  const AnlanGridPoint far[] = { { 0, 0, HERE }, { 60000, 0, ground (0, 60000) } };
  const AnlanGridPoint nowhere[] = { { 0, 0, HERE }, { 100, 0, { NAN, 0 } } };
  const AnlanGridPoint *const cases[] = { same, stretched, far, nowhere };
  const char *const texts[] = {
    "", "[]", "{}", "{\"points\":[1,2]}", "{\"points\":[{\"a\":\"x\"},{}]}", "{\"points\":[{}]}"
  };
  AnlanPlantGrid grid;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (anlan_plant_grid_init (&grid, TRUE, cases[i], &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
    }
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (anlan_plant_grid_from_text (&grid, texts[i], &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
    }
}

static void
test_numbers (void)
{
  static const struct
  {
    const char *text;
    gboolean north_first;
    double a, b; /* NAN: refused */
  } cases[] = {
    { "1250.5, 380.2", TRUE, 1250.5, 380.2 },
    { "1250.5 380.2", TRUE, 1250.5, 380.2 },
    { "A=1250.5 B=380.2", TRUE, 1250.5, 380.2 },
    { "B=380.2 A=1250.5", TRUE, 1250.5, 380.2 },
    { "X1250.5;Y-380.2", TRUE, 1250.5, -380.2 },
    { "Ａ＝１２５０．５，Ｂ＝３８０．２", TRUE, 1250.5, 380.2 },
    { "N 10 m E 20 m", TRUE, 10, 20 },
    { "N 10 E 20", FALSE, 20, 10 },
    { "e20,n10", TRUE, 10, 20 },
    { "1250.5", TRUE, NAN, NAN },
    { "", TRUE, NAN, NAN },
    { "A=1 A=2", TRUE, NAN, NAN },
    { "A=1 2", TRUE, NAN, NAN },
    { "1 2 3", TRUE, NAN, NAN },
    { "nan, inf", TRUE, NAN, NAN },
    { "0x10, 5", TRUE, NAN, NAN },
    { "Q1 R2", TRUE, NAN, NAN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      double a, b;
      gboolean read = anlan_grid_numbers_from_text (cases[i].text, cases[i].north_first, &a, &b, &error);

      g_test_message ("%s", cases[i].text);
      if (isnan (cases[i].a))
        {
          g_assert_false (read);
          g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpfloat (a, ==, cases[i].a);
      g_assert_cmpfloat (b, ==, cases[i].b);
    }
}

/* The same place as each map writes it comes back as one; what the maps write is by the module's own conversion, whose
 * numbers test-geo.c judges. */
static void
test_origins (void)
{
  AnlanPlantGrid grid;

  make_grid (&grid);
  for (guint i = 0; i < ANLAN_N_ORIGINS; i++)
    {
      g_autofree char *text = anlan_position_write (HERE, (AnlanOrigin)i, &grid);
      g_autoptr (GError) error = NULL;
      AnlanLonLat read;

      g_test_message ("%s: %s", anlan_origin_to_text (i), text);
      g_assert_cmpint (anlan_origin_from_text (anlan_origin_to_text (i)), ==, i);
      g_assert_true (anlan_position_read (text, (AnlanOrigin)i, &grid, NULL, &read, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpfloat_with_epsilon (anlan_distance_m (read, HERE), 0, 0.15);
    }
  g_assert_cmpint (anlan_origin_from_text ("else"), ==, ANLAN_ORIGIN_WGS84);
}

static void
test_shifted (void)
{
  AnlanLonLat plain, shifted;

  /* Around Shanghai GCJ-02 lies some 500 m off, BD-09 about 1 km. */
  g_assert_true (
      anlan_position_read ("31.2304, 121.4737", ANLAN_ORIGIN_WGS84, NULL, NULL, &plain, NULL, NULL));
  g_assert_true (
      anlan_position_read ("31.2304, 121.4737", ANLAN_ORIGIN_GCJ02, NULL, NULL, &shifted, NULL, NULL));
  g_assert_cmpfloat (anlan_distance_m (plain, shifted), >, 300);
  g_assert_cmpfloat (anlan_distance_m (plain, shifted), <, 700);
  g_assert_true (
      anlan_position_read ("31.2304, 121.4737", ANLAN_ORIGIN_BD09, NULL, NULL, &shifted, NULL, NULL));
  g_assert_cmpfloat (anlan_distance_m (plain, shifted), >, 700);
}

static void
test_bad_position (void)
{
  static const struct
  {
    const char *text;
    AnlanOrigin origin;
    gboolean with_grid;
    const char *words;
  } cases[] = {
    { "1, 2", ANLAN_ORIGIN_GRID, FALSE, "no grid yet" },
    { "900000, 2", ANLAN_ORIGIN_GRID, TRUE, "50 km" },
    { "here", ANLAN_ORIGIN_GRID, TRUE, "no two numbers" },
    { "here", ANLAN_ORIGIN_WGS84, TRUE, "cannot be read" },
  };
  AnlanPlantGrid grid;

  make_grid (&grid);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      AnlanLonLat read;

      g_assert_false (anlan_position_read (cases[i].text, cases[i].origin, cases[i].with_grid ? &grid : NULL,
                                           NULL, &read, NULL, &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
      g_assert_nonnull (strstr (error->message, cases[i].words));
    }
}

static void
test_lines (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) read =
      anlan_positions_read ("31.2304, 121.4737\r\n\n 31.2305 N 121.4738 E\n121.4739,31.2306",
                            ANLAN_ORIGIN_WGS84, NULL, NULL, &error);
  GArray *none;

  g_assert_no_error (error);
  g_assert_cmpuint (read->len, ==, 3);
  g_assert_cmpfloat (g_array_index (read, AnlanLonLat, 2).lon, ==, 121.4739);
  none = anlan_positions_read ("31.2304, 121.4737\r\n\nfoo", ANLAN_ORIGIN_WGS84, NULL, NULL, &error);
  g_assert_null (none);
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_assert_true (g_str_has_prefix (error->message, "Line 3: "));
  g_clear_error (&error);
  none = anlan_positions_read ("\n\n", ANLAN_ORIGIN_WGS84, NULL, NULL, &error);
  g_assert_null (none);
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/origin/grid", test_grid);
  g_test_add_func ("/origin/bad-grid", test_bad_grid);
  g_test_add_func ("/origin/numbers", test_numbers);
  g_test_add_func ("/origin/origins", test_origins);
  g_test_add_func ("/origin/shifted", test_shifted);
  g_test_add_func ("/origin/bad-position", test_bad_position);
  g_test_add_func ("/origin/lines", test_lines);
  return g_test_run ();
}
