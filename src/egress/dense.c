/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "egress/plume.h"

#include <math.h>

#define GRAVITY 9.80616

/* A curve of log10 of the scaled distance over alpha: straight pieces, each up to its alpha; the last one goes on. */
typedef struct
{
  double fraction; /* concentration over that of what came out */
  guint n;
  struct
  {
    double up_to, slope, base;
  } pieces[4];
} Curve;

/* TSCREEN's straight lines (EPA-454/B-94-023) for Britter and McQuaid's curves, falling fractions. */
static const Curve plume_curves[] = {
  { 0.1, 3, { { -0.55, 0, 1.75 }, { -0.14, 0.24, 1.88 }, { 1, -0.50, 1.78 } } },
  { 0.05, 4, { { -0.68, 0, 1.92 }, { -0.29, 0.36, 2.16 }, { -0.18, 0, 2.06 }, { 1, -0.56, 1.96 } } },
  { 0.02, 4, { { -0.69, 0, 2.08 }, { -0.31, 0.45, 2.39 }, { -0.16, 0, 2.25 }, { 1, -0.54, 2.16 } } },
  { 0.01, 4, { { -0.70, 0, 2.25 }, { -0.29, 0.49, 2.59 }, { -0.20, 0, 2.45 }, { 1, -0.52, 2.35 } } },
  { 0.005, 4, { { -0.67, 0, 2.40 }, { -0.28, 0.59, 2.80 }, { -0.15, 0, 2.63 }, { 1, -0.48, 2.56 } } },
  { 0.002, 4, { { -0.69, 0, 2.60 }, { -0.25, 0.39, 2.87 }, { -0.13, 0, 2.77 }, { 1, -0.50, 2.71 } } },
};

static const Curve puff_curves[] = {
  { 0.1, 3, { { -0.44, 0, 0.70 }, { 0.43, 0.26, 0.81 }, { 1, 0, 0.93 } } },
  { 0.05, 3, { { -0.56, 0, 0.85 }, { 0.31, 0.26, 1.00 }, { 1, -0.12, 1.12 } } },
  { 0.02, 3, { { -0.66, 0, 0.95 }, { 0.32, 0.36, 1.19 }, { 1, -0.26, 1.38 } } },
  { 0.01, 3, { { -0.71, 0, 1.15 }, { 0.37, 0.34, 1.39 }, { 1, -0.38, 1.66 } } },
  { 0.005, 3, { { -0.52, 0, 1.48 }, { 0.24, 0.26, 1.62 }, { 1, -0.30, 1.75 } } },
  { 0.002, 2, { { 0.27, 0, 1.83 }, { 1, -0.32, 1.92 } } },
  { 0.001, 2, { { -0.10, 0, 2.075 }, { 1, -0.27, 2.05 } } },
};

static double
curve_at (const Curve *curve, double alpha)
{
  guint i = 0;

  while (i + 1 < curve->n && alpha > curve->pieces[i].up_to)
    i++;
  return curve->pieces[i].slope * MIN (alpha, 1) + curve->pieces[i].base;
}

/* The fraction at @scaled: what is nearer than the first curve is @near, but no less than that curve's; what is farther than
 * the last one falls with the square of the distance. */
static double
between_curves (const Curve *curves, guint n, double alpha, double scaled, double near)
{
  double distance = log10 (scaled), before = curve_at (&curves[0], alpha);

  if (distance <= before)
    return MAX (near, curves[0].fraction);
  for (guint i = 1; i < n; i++)
    {
      double here = curve_at (&curves[i], alpha);

      if (distance <= here)
        return curves[i - 1].fraction +
               (curves[i].fraction - curves[i - 1].fraction) * (distance - before) / (here - before);
      before = here;
    }
  return curves[n - 1].fraction * pow (pow (10, before) / scaled, 2);
}

/* Air that mixes in warms cold gas, which makes more of it: the correlations are those of gas as warm as the air. */
static double
warmed (double fraction, double ratio)
{
  return fraction / (fraction + (1 - fraction) * ratio);
}

static double
reduced_gravity (double density, double air)
{
  return GRAVITY * (density - air) / air;
}

gboolean
anlan_dense_plume (double density, double air, double volume, double wind)
{
  double g0 = reduced_gravity (density, air);

  return g0 > 0 && cbrt (g0 * volume / (pow (wind, 3) * sqrt (volume / wind))) >= 0.15;
}

gboolean
anlan_dense_puff (double density, double air, double volume, double wind)
{
  double g0 = reduced_gravity (density, air);

  return g0 > 0 && sqrt (g0 * volume) / (wind * cbrt (volume)) >= 0.20;
}

double
anlan_dense_plume_fraction (double x, double density, double air, double volume, double wind, double ratio)
{
  double scaled = x / sqrt (volume / wind);
  double g0 = reduced_gravity (density, air);

  if (!(x > 0))
    return 1;
  return warmed (between_curves (plume_curves, G_N_ELEMENTS (plume_curves),
                                 0.2 * log10 (g0 * g0 * volume / pow (wind, 5)), scaled,
                                 306 / (306 + scaled * scaled)),
                 ratio);
}

double
anlan_dense_puff_fraction (double x, double density, double air, double volume, double wind, double ratio)
{
  double scaled = x / cbrt (volume);
  double g0 = reduced_gravity (density, air);

  if (!(x > 0))
    return 1;
  return warmed (between_curves (puff_curves, G_N_ELEMENTS (puff_curves),
                                 0.5 * log10 (g0 * cbrt (volume) / (wind * wind)), scaled,
                                 3.24 / (3.24 + scaled * scaled)),
                 ratio);
}
