/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/geo.h"

#include <math.h>
#include <string.h>

#include "base/error.h"

#define LAT (31 + 13 / 60.0 + 49.4 / 3600)
#define LON (121 + 28 / 60.0 + 25.3 / 3600)

static void
test_clear (void)
{
  static const struct
  {
    const char *text;
    double lon, lat;
  } cases[] = {
    { "31.2304, 121.4737", 121.4737, 31.2304 },
    { "121.4737,31.2304", 121.4737, 31.2304 }, /* beyond 90 it can only be a longitude */
    { "121.4737 31.2304", 121.4737, 31.2304 },
    { "31.2304N 121.4737E", 121.4737, 31.2304 },
    { "31.2304 N, 121.4737 E", 121.4737, 31.2304 },
    { "121.4737E,31.2304N", 121.4737, 31.2304 },
    { "N31.2304 E121.4737", 121.4737, 31.2304 },
    { "N31.2304E121.4737", 121.4737, 31.2304 },
    { "31.2304n121.4737e", 121.4737, 31.2304 },
    { "E 121.4737; N 31.2304", 121.4737, 31.2304 },
    { "31°13'49.4\"N 121°28'25.3\"E", LON, LAT },
    { "31°13′49.4″N, 121°28′25.3″E", LON, LAT },
    { "31° 13’ 49.4” N 121° 28’ 25.3” E", LON, LAT },
    { "31°13'49.4''N 121°28'25.3''E", LON, LAT },
    { "31°13'49.4\" 121°28'25.3\"", LON, LAT },
    { "31 13 49.4 N, 121 28 25.3 E", LON, LAT },
    { "31 13 49.4 121 28 25.3", LON, LAT },
    { "31°13.5'N 121°28.25'E", 121 + 28.25 / 60, 31.225 },
    { "北纬31°13′49.4″ 东经121°28′25.3″", LON, LAT },
    { "东经121度28分25.3秒，北纬31度13分49.4秒", LON, LAT },
    { "北纬31.2304° 东经121.4737°", 121.4737, 31.2304 },
    { "纬度：31.2304 经度：121.4737", 121.4737, 31.2304 },
    { "经度121.4737，纬度31.2304", 121.4737, 31.2304 },
    { "lat: 31.2304, lon: 121.4737", 121.4737, 31.2304 },
    { "lat 31.2304 N lon 121.4737 E", 121.4737, 31.2304 },
    { "Longitude=121.4737 Latitude=31.2304", 121.4737, 31.2304 },
    { "geo:31.2304,121.4737", 121.4737, 31.2304 },
    { "（３１．２３０４，１２１．４７３７）", 121.4737, 31.2304 },
    { "33.86 S, 151.21 E", 151.21, -33.86 },
    { "-33.86, 151.21", 151.21, -33.86 },
    { "\xe2\x88\x92"
      "33.86, +151.21",
      151.21, -33.86 },
    { "40.7 N 74.0 W", -74.0, 40.7 },
    { "南纬33度 西经70度30分", -70.5, -33 },
    { "30 N, 60 E", 60, 30 },
    { "45, 45", 45, 45 },
    { "lon 30, lat 60", 30, 60 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      AnlanLonLat position = { NAN, NAN };
      gboolean ambiguous = TRUE;

      g_test_message ("%s", cases[i].text);
      g_assert_true (anlan_position_from_text (cases[i].text, NULL, &position, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpfloat_with_epsilon (position.lon, cases[i].lon, 1e-12);
      g_assert_cmpfloat_with_epsilon (position.lat, cases[i].lat, 1e-12);
      g_assert_true (anlan_position_from_text (cases[i].text, NULL, &position, &ambiguous, NULL));
      g_assert_false (ambiguous);
    }
}

static void
test_ambiguous (void)
{
  AnlanLonLat urumqi = { 87.6, 43.8 };
  AnlanLonLat position = { 1, 2 };
  g_autoptr (GError) error = NULL;
  gboolean ambiguous = FALSE;

  g_assert_false (anlan_position_from_text ("87.61, 43.82", NULL, &position, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_assert_nonnull (strstr (error->message, "N or S"));
  g_assert_cmpfloat (position.lon, ==, 1);

  g_assert_true (anlan_position_from_text ("43.82, 87.61", NULL, &position, &ambiguous, NULL));
  g_assert_true (ambiguous);
  g_assert_cmpfloat (position.lat, ==, 43.82);

  /* The plant itself tells which is which. */
  g_assert_true (anlan_position_from_text ("87.61, 43.82", &urumqi, &position, &ambiguous, NULL));
  g_assert_false (ambiguous);
  g_assert_cmpfloat (position.lat, ==, 43.82);
  g_assert_true (anlan_position_from_text ("43.82, 87.61", &urumqi, &position, NULL, NULL));
  g_assert_cmpfloat (position.lat, ==, 43.82);
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    const char *says;
  } cases[] = {
    { "", "cannot be read" },
    { "121.4737", "cannot be read" },
    { "31.2304,", "cannot be read" },
    { ",31.2304", "cannot be read" },
    { "31.2304 N", "cannot be read" },
    { "1, 2, 3", "cannot be read" },
    { "31.2304 N, 121.4737 N", "no such position" },
    { "31.2304 E, 121.4737 E", "no such position" },
    { "31°61' N 121°28' E", "cannot be read" },
    { "31°13'60\" N 121°28' E", "cannot be read" },
    { "31.5°13' N 121°28' E", "cannot be read" },
    { "31°13\" N 121°28' E", "cannot be read" },
    { "-31 N, 121 E", "cannot be read" },
    { "N S 31, 121", "cannot be read" },
    { "31 13 49 5 N, 121 E", "cannot be read" },
    { "91 N, 121 E", "no such position" },
    { "31 N, 181 E", "no such position" },
    { "95, 121", "no such position" },
    { "somewhere", "cannot be read" },
    { "31.2304x, 121", "cannot be read" },
    { "31..2, 121", "cannot be read" },
    { "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17", "cannot be read" },
    { "1e3, 2", "cannot be read" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      AnlanLonLat position = { 1, 2 };
      gboolean ambiguous;

      g_test_message ("%s", cases[i].text);
      g_assert_false (anlan_position_from_text (cases[i].text, NULL, &position, &ambiguous, &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
      g_assert_nonnull (strstr (error->message, cases[i].says));
      g_assert_cmpfloat (position.lon, ==, 1);
    }
}

static void
test_to_text (void)
{
  AnlanLonLat position = { 121.4737014, -31.2304166 }, back;
  g_autofree char *text = anlan_position_to_text (position);

  g_assert_cmpstr (text, ==, "-31.230417, 121.473701");
  g_assert_true (anlan_position_from_text (text, NULL, &back, NULL, NULL));
  g_assert_cmpfloat_with_epsilon (back.lat, position.lat, 1e-6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/base/position/clear", test_clear);
  g_test_add_func ("/base/position/ambiguous", test_ambiguous);
  g_test_add_func ("/base/position/refused", test_refused);
  g_test_add_func ("/base/position/to-text", test_to_text);
  return g_test_run ();
}
