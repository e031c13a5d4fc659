/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlanctl"

#include "cli-json.h"
#include "cli.h"

#include <math.h>
#include <stdio.h>

#include "base/time.h"
#include "monitor/weather.h"

static void
print_part (Cli *cli, AnlanWeatherWhat what, const AnlanWeatherPart *part, gint64 now)
{
  g_autofree char *at = NULL;
  AnlanJson json;

  if (isnan (part->value))
    return;
  if (!cli->json)
    {
      at = anlan_time_format (part->at);
      printf ("%s\t%g\t%g\t%g\t%s\t%s\n", anlan_weather_name (what), part->value, part->mean, part->spread,
              at, part->series);
      return;
    }
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  cli_put_text (&json, "what", anlan_weather_name (what));
  cli_put_real (&json, "value", part->value);
  cli_put_real (&json, "mean", part->mean);
  cli_put_real (&json, "spread", part->spread);
  cli_put_moment (&json, "at", part->at);
  cli_put_integer (&json, "age", (now - part->at) / ANLAN_SECOND);
  cli_put_text (&json, "series", part->series);
  anlan_json_close (&json, '}');
  cli_print_json (&json);
}

CliStatus
cli_weather (Cli *cli)
{
  CliStatus status;
  AnlanPlant *plant = cli_open (cli, TRUE, &status);
  g_auto (AnlanWeather) weather = { 0 };
  GError *error = NULL;
  gint64 now;

  if (plant == NULL)
    return status;
  now = anlan_plant_now (plant);
  if (!anlan_weather_read (plant, now, &weather, &error))
    status = cli_refuse (error);
  else
    {
      status = CLI_DONE;
      for (guint i = 0; i < ANLAN_N_WEATHERS; i++)
        print_part (cli, (AnlanWeatherWhat)i, &weather.parts[i], now);
    }
  anlan_plant_close (plant);
  g_object_unref (plant);
  return status;
}
