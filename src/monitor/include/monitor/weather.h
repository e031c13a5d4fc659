/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"

G_BEGIN_DECLS

/* What a measuring point can say of the weather: field "weather" of kind "series". */
typedef enum
{
  ANLAN_WEATHER_WIND_FROM,   /* degrees from north, clockwise: where the wind comes from */
  ANLAN_WEATHER_WIND_SPEED,  /* m/s */
  ANLAN_WEATHER_GUST,        /* m/s */
  ANLAN_WEATHER_TEMPERATURE, /* °C */
  ANLAN_WEATHER_RAIN,        /* mm/h */
  ANLAN_WEATHER_WARNING,     /* 0 none, then as the source counts: 1 blue, 2 yellow, 3 orange, 4 red */
  ANLAN_N_WEATHERS,
} AnlanWeatherWhat;

const char *anlan_weather_name (AnlanWeatherWhat what); /* "wind_from", … */

/* Wind is looked at over so long, ms (WMO-No. 8: ten minutes). */
#define ANLAN_WEATHER_SPAN (10 * 60 * 1000)

/**
 * AnlanWeatherPart:
 * @value: the latest; NAN where nothing is known
 * @at: moment of it, or G_MININT64; how old it is, is for the reader to judge
 * @mean: over the last ten minutes before it: of a direction the mean direction; NAN where nothing is known
 * @spread: standard deviation over them; of a direction in degrees (Yamartino 1984)
 * @n: readings in them
 * @series: (nullable): name of the measuring point
 */
typedef struct
{
  double value;
  gint64 at;
  double mean;
  double spread;
  guint  n;
  char  *series;
} AnlanWeatherPart;

/* The plant's weather. */
typedef struct
{
  AnlanWeatherPart parts[ANLAN_N_WEATHERS];
} AnlanWeather;

void     anlan_weather_clear (AnlanWeather *weather);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AnlanWeather, anlan_weather_clear)

/* What the plant's measuring points said last, at most a day ago; of several for the same the one that spoke last. Without any
 * all is unknown, which is no error. @weather is overwritten. Blocks. */
gboolean anlan_weather_read  (AnlanPlant *plant, gint64 now, AnlanWeather *weather, GError **error);

/* Mean direction and its standard deviation, degrees, of @n directions (R. J. Yamartino, J. Climate Appl. Meteor. 23 (1984)
 * 1362). FALSE where they cancel each other out: there is no mean. */
gboolean anlan_weather_direction (const double *degrees, guint n, double *mean, double *spread);

G_END_DECLS
