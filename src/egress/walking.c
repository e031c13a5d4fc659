/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "egress/walking.h"

#include <math.h>

#define WEIDMANN_GAMMA 1.913
#define WEIDMANN_FULL 5.4
#define SFPE_FREE 0.54
#define SFPE_FREE_PART 0.856

double
anlan_walking_part (AnlanWalking law, double density)
{
  if (law == ANLAN_WALKING_WEIDMANN)
    return density <= 0 ? 1 : MAX (0, 1 - exp (-WEIDMANN_GAMMA * (1 / density - 1 / WEIDMANN_FULL)));
  return density <= SFPE_FREE ? 1 : MAX (0, (1 - ANLAN_SFPE_A * density) / SFPE_FREE_PART);
}

double
anlan_walking_at_age (double years)
{
  static const double speeds[] = { 1.62, 1.54, 1.48, 1.41, 1.27, 1.07 };
  double at = CLAMP ((years - 20) / 10, 0, G_N_ELEMENTS (speeds) - 1);
  guint i = MIN ((guint)at, G_N_ELEMENTS (speeds) - 2);

  return speeds[i] + (speeds[i + 1] - speeds[i]) * (at - i);
}

double
anlan_walking_most (AnlanWalking law)
{
  return law == ANLAN_WALKING_WEIDMANN ? WEIDMANN_FULL : 2.75;
}

/* --- streams ------------------------------------------------------------------------------------------------------------ */

double
anlan_sfpe_k_stair (double riser, double tread)
{
  return 51.8 / 60 * sqrt (tread / riser);
}

double
anlan_sfpe_speed (double k, double density)
{
  return k * MAX (0, 1 - ANLAN_SFPE_A * MAX (density, SFPE_FREE));
}

double
anlan_sfpe_flow (double k, double density)
{
  return anlan_sfpe_speed (k, density) * density;
}

double
anlan_sfpe_most_flow (double k)
{
  return k / (4 * ANLAN_SFPE_A);
}

double
anlan_sfpe_density (double k, double flow)
{
  double root = 1 - 4 * ANLAN_SFPE_A * flow / k;

  if (root <= 0)
    return 1 / (2 * ANLAN_SFPE_A);
  return MIN ((1 - sqrt (root)) / (2 * ANLAN_SFPE_A), 1 / (2 * ANLAN_SFPE_A));
}

/* --- drawing by lot ----------------------------------------------------------------------------------------------------- */

/* The finalizer of splitmix64 (Steele, Lea, Flood 2014): a counter goes in, 64 well-mixed bits come out, so that a draw
 * depends on nothing but its own number. */
static guint64
mix (guint64 z)
{
  z += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

double
anlan_draw_even (guint64 seed, guint64 person, guint64 stream, guint64 count)
{
  guint64 bits = mix (mix (mix (mix (seed) ^ person) ^ stream) ^ count);

  return (double)(bits >> 11) * 0x1.0p-53;
}

typedef struct
{
  guint64 seed, person, stream, count;
} Lot;

static double
even (Lot *lot)
{
  return anlan_draw_even (lot->seed, lot->person, lot->stream, lot->count++);
}

/* Box and Muller 1958. */
static double
normal (Lot *lot)
{
  double radius = sqrt (-2 * log (1 - even (lot)));

  return radius * cos (2 * G_PI * even (lot));
}

/* Marsaglia and Tsang 2000; below a shape of 1 by a draw of shape + 1. */
static double
gamma_draw (Lot *lot, double shape)
{
  double boost = shape < 1 ? pow (1 - even (lot), 1 / shape) : 1;
  double d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3, c = 1 / sqrt (9 * d);

  for (;;)
    {
      double x = normal (lot), v = pow (1 + c * x, 3);

      if (v > 0 && log (1 - even (lot)) < 0.5 * x * x + d - d * v + d * log (v))
        return boost * d * v;
    }
}

static double
triangle_draw (Lot *lot, double low, double mode, double high)
{
  double u = even (lot), part = high > low ? (mode - low) / (high - low) : 0;

  return u < part ? low + sqrt (u * (high - low) * (mode - low))
                  : high - sqrt ((1 - u) * (high - low) * (high - mode));
}

static double
draw_once (const AnlanSpread *spread, Lot *lot)
{
  switch (spread->form)
    {
    case ANLAN_SPREAD_FIXED:
      return spread->a;
    case ANLAN_SPREAD_UNIFORM:
      return spread->a + (spread->b - spread->a) * even (lot);
    case ANLAN_SPREAD_NORMAL:
      return spread->a + spread->b * normal (lot);
    case ANLAN_SPREAD_LOGNORMAL:
      return exp (spread->a + spread->b * normal (lot));
    case ANLAN_SPREAD_GAMMA:
      return spread->b * gamma_draw (lot, spread->a);
    case ANLAN_SPREAD_TRIANGLE:
      return triangle_draw (lot, spread->min, spread->b, spread->max);
    case ANLAN_SPREAD_WEIBULL:
      return spread->b * pow (-log (1 - even (lot)), 1 / spread->a);
    default:
      g_return_val_if_reached (spread->a);
    }
}

#define TRIES 100

double
anlan_spread_draw (const AnlanSpread *spread, guint64 seed, guint64 person, guint64 stream)
{
  Lot lot = { seed, person, stream, 0 };
  double value = 0;

  for (guint i = 0; i < TRIES; i++)
    {
      value = draw_once (spread, &lot);
      if (value >= spread->min && value <= spread->max)
        return value;
    }
  return CLAMP (value, spread->min, spread->max);
}
