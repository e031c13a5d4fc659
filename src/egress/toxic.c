/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "egress/toxic.h"

#include <math.h>

/* m³ of an ideal gas a kmol, by kelvin, at 101.325 kPa. */
#define MOLAR_VOLUME (8.314462618 / 101.325)

static const double MINUTES[] = { 10, 30, 60 };

#define NONE                                                                                                 \
  {                                                                                                          \
    NAN, NAN, NAN                                                                                            \
  }

/* AEGL-1 stands for ten minutes only and is taken for all of them, which is on the safe side. Exponents are those that the
 * AEGL-3 of 10 and 60 minutes imply; ethylene oxide's is that of 30 and 60 (its first half hour has one value). */
static const AnlanToxic gases[] = {
  { "h2s",
    34.08,
    { { 0.75, 0.75, 0.75 }, { 41, 32, 27 }, { 76, 59, 50 } },
    { 0.1, 30, 100 },
    100,
    4.0,
    4.28 },
  { "nh3",
    17.03,
    { { 30, 30, 30 }, { 220, 220, 160 }, { 2700, 1600, 1100 } },
    { 25, 150, 1500 },
    300,
    15,
    2.00 },
  { "cl2", 70.91, { { 0.5, 0.5, 0.5 }, { 2.8, 2.8, 2.0 }, { 50, 28, 20 } }, { 1, 3, 20 }, 10, NAN, 1.96 },
  { "co", 28.01, { NONE, { 420, 150, 83 }, { 1700, 600, 330 } }, { 200, 350, 500 }, 1200, 12.5, 1.09 },
  { "so2",
    64.07,
    { { 0.2, 0.2, 0.2 }, { 0.75, 0.75, 0.75 }, { 30, 30, 30 } },
    { 0.3, 3, 25 },
    100,
    NAN,
    NAN },
  { "hcl", 36.46, { { 1.8, 1.8, 1.8 }, { 100, 43, 22 }, { 620, 210, 100 } }, { 3, 20, 150 }, 50, NAN, 0.98 },
  { "hf", 20.01, { { 1.0, 1.0, 1.0 }, { 95, 34, 24 }, { 170, 62, 44 } }, { 2, 20, 50 }, 30, NAN, 1.33 },
  { "no2", 46.01, { { 0.5, 0.5, 0.5 }, { 20, 15, 12 }, { 34, 25, 20 } }, { 1, 15, 30 }, 13, NAN, 3.38 },
  { "hcn", 27.03, { NONE, { 17, 10, 7.1 }, { 27, 21, 15 } }, { NAN, 10, 25 }, 50, 5.6, 3.05 },
  { "methane", 16.04, { NONE, NONE, NONE }, NONE, NAN, 5.0, NAN },
  { "propane",
    44.10,
    { { 10000, 10000, 10000 }, { 17000, 17000, 17000 }, { 33000, 33000, 33000 } },
    NONE,
    2100,
    2.1,
    NAN },
  { "methanol",
    32.04,
    { NONE, { 11000, 4000, 2100 }, { NAN, 14000, 7200 } },
    { 200, 1000, 5000 },
    6000,
    6.0,
    1.04 },
  { "benzene",
    78.11,
    { { 130, 130, 130 }, { 2000, 1100, 800 }, { 9700, 5600, 4000 } },
    { 50, 150, 1000 },
    500,
    1.2,
    2.02 },
  { "ethylene-oxide", 44.05, { NONE, { 80, 80, 45 }, { 360, 360, 200 } }, { NAN, 50, 500 }, 800, 3.0, 1.18 },
};

const AnlanToxic *
anlan_toxic_list (guint *n)
{
  *n = G_N_ELEMENTS (gases);
  return gases;
}

const AnlanToxic *
anlan_toxic_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (gases); i++)
    if (g_ascii_strcasecmp (gases[i].id, id) == 0)
      return &gases[i];
  return NULL;
}

double
anlan_toxic_aegl (const AnlanToxic *gas, AnlanAegl level, double minutes)
{
  const double *ppm = gas->aegl[level];
  guint i = minutes > MINUTES[1] ? 1 : 0;
  double t = CLAMP (minutes, MINUTES[0], MINUTES[2]);

  /* Methanol has no AEGL-3 for ten minutes: that for thirty holds, which is lower. */
  if (i == 0 && isnan (ppm[0]))
    return ppm[1];
  return exp (log (ppm[i]) + (log (ppm[i + 1]) - log (ppm[i])) * (log (t) - log (MINUTES[i])) /
                                 (log (MINUTES[i + 1]) - log (MINUTES[i])));
}

/* The load that AEGL-3 is: C^n times its minutes, by ten, or by thirty where there is none for ten. */
static double
reference_ppm (const AnlanToxic *gas, double *minutes)
{
  guint i = isnan (gas->aegl[ANLAN_AEGL_3][0]) ? 1 : 0;

  *minutes = MINUTES[i];
  return gas->aegl[ANLAN_AEGL_3][i];
}

double
anlan_toxic_load_rate (const AnlanToxic *gas, double ppm)
{
  double minutes, reference = reference_ppm (gas, &minutes);

  if (isnan (gas->exponent) || isnan (reference) || !(ppm > 0))
    return 0;
  return pow (ppm / reference, gas->exponent) / minutes;
}

double
anlan_toxic_escape_load (const AnlanToxic *gas)
{
  double least = G_MAXDOUBLE;

  /* AEGL-2 has an exponent of its own: the least of the loads that its three values make. */
  for (guint i = 0; i < G_N_ELEMENTS (MINUTES); i++)
    if (!isnan (gas->aegl[ANLAN_AEGL_2][i]))
      least = MIN (least, anlan_toxic_load_rate (gas, gas->aegl[ANLAN_AEGL_2][i]) * MINUTES[i]);
  return least < G_MAXDOUBLE ? least : NAN;
}

double
anlan_toxic_to_ppm (const AnlanToxic *gas, double kg_m3, double kelvin)
{
  return kg_m3 / gas->molar_mass * MOLAR_VOLUME * kelvin * 1e6;
}

double
anlan_toxic_from_ppm (const AnlanToxic *gas, double ppm, double kelvin)
{
  return ppm * 1e-6 * gas->molar_mass / (MOLAR_VOLUME * kelvin);
}

double
anlan_toxic_deadly (const AnlanToxic *gas)
{
  double aegl = anlan_toxic_aegl (gas, ANLAN_AEGL_3, 10), burning = gas->lel * 1e4 * 0.6;
  double least = G_MAXDOUBLE;

  if (!isnan (aegl))
    least = MIN (least, aegl);
  if (!isnan (gas->idlh))
    least = MIN (least, gas->idlh);
  /* Pockets of flame from 60 % of the lower limit on (ALOHA). */
  if (!isnan (burning))
    least = MIN (least, burning);
  return least;
}
