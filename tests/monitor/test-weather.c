/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

#include <math.h>

#include "base/time.h"
#include "monitor/weather.h"
#include "plant-fixture.h"

static void
assert_near (double value, double expected, double tolerance)
{
  if (fabs (value - expected) > tolerance)
    g_error ("%g is not %g", value, expected);
}

/* Worked by hand: two directions d apart have s = sin (d/2), and the mean between them; over north, too. */
static void
test_direction (void)
{
  const double north[] = { 350, 10 }, same[] = { 90, 90, 90 }, opposite[] = { 0, 180 };
  double mean, spread;

  g_assert_true (anlan_weather_direction (north, 2, &mean, &spread));
  assert_near (fmod (mean + 1, 360), 1, 1e-9);
  assert_near (spread, 10 * (1 + 0.1547005 * pow (sin (10 * G_PI / 180), 3)), 1e-3);
  g_assert_true (anlan_weather_direction (same, 3, &mean, &spread));
  assert_near (mean, 90, 1e-9);
  assert_near (spread, 0, 1e-6);
  g_assert_false (anlan_weather_direction (opposite, 2, &mean, &spread));
  g_assert_true (isnan (mean));
  g_assert_false (anlan_weather_direction (same, 0, &mean, &spread));
}

static void
test_read (Station *station, gconstpointer data)
{
  g_autofree char *from = station_add (station, TRUE, "series", "name", "mast/dir", "title", "Wind",
                                       "weather", "wind_from", NULL);
  g_autofree char *speed = station_add (station, TRUE, "series", "name", "mast/speed", "title", "Wind",
                                        "weather", "wind_speed", "measure", "km/h", NULL);
  g_autofree char *old =
      station_add (station, TRUE, "series", "name", "old/dir", "title", "Wind", "weather", "wind_from", NULL);
  g_auto (AnlanWeather) none = { 0 }, weather = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_weather_read (station->plant, FIXTURE_NOW, &none, &error));
  g_assert_true (isnan (none.parts[ANLAN_WEATHER_WIND_FROM].value));
  station_load (station, 0);
  fixture_read (&station->base, "old/dir", 180);
  anlan_clock_advance (station->base.clock, ANLAN_HOUR);
  fixture_read (&station->base, "mast/dir", 350);
  fixture_read (&station->base, "mast/speed", 36);
  anlan_clock_advance (station->base.clock, 5 * ANLAN_MINUTE);
  fixture_read (&station->base, "mast/dir", 10);
  g_assert_true (anlan_weather_read (station->plant, anlan_clock_now (station->base.clock) + ANLAN_MINUTE,
                                     &weather, &error));
  g_assert_no_error (error);
  {
    const AnlanWeatherPart *wind = &weather.parts[ANLAN_WEATHER_WIND_FROM];

    g_assert_cmpstr (wind->series, ==, "mast/dir");
    assert_near (wind->value, 10, 1e-9);
    assert_near (fmod (wind->mean + 1, 360), 1, 1e-6);
    g_assert_cmpuint (wind->n, ==, 2);
    g_assert_cmpint (wind->at, ==, anlan_clock_now (station->base.clock));
  }
  assert_near (weather.parts[ANLAN_WEATHER_WIND_SPEED].value, 10, 1e-6);
  g_assert_true (isnan (weather.parts[ANLAN_WEATHER_RAIN].value));
  g_assert_cmpint (weather.parts[ANLAN_WEATHER_RAIN].at, ==, G_MININT64);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/monitor/weather/direction", test_direction);
  g_test_add ("/monitor/weather/read", Station, NULL, station_set_up, test_read, station_tear_down);
  return g_test_run ();
}
