/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "verify-private.h"

#include <math.h>

#include "egress/dose.h"
#include "egress/plume.h"
#include "egress/release.h"

/* Published examples of how gas spreads and what it does. The limit is the rounding of what was published; where a textbook
 * rounds on its way, 5 %. */
static void
figure (AnlanVerifyResult *result, double expected, double obtained, double part, const char *unit)
{
  verify_say (result, fabs (obtained - expected) <= part * fabs (expected),
              g_strdup_printf ("%.4g ±%.2g %% %s", expected, part * 100, unit),
              g_strdup_printf ("%.5g %s", obtained, unit), NULL);
}

/* --- Gaussian ---------------------------------------------------------------------------------------------------- */

static void
turner_1 (AnlanVerifyResult *result)
{
  figure (result, 1.1e-5, anlan_gauss_plume (3, 7, 190, 65, 0, 0, 0, 0), 0.01, "g/m³");
}

static void
turner_2 (AnlanVerifyResult *result)
{
  figure (result, 3.3e-5, anlan_gauss_plume (80, 6, 36, 18.5, 0, 0, 60, 0), 0.02, "g/m³");
}

static void
turner_3 (AnlanVerifyResult *result)
{
  figure (result, 1.26e-5, anlan_gauss_plume (80, 6, 36, 18.5, 50, 0, 60, 0), 0.02, "g/m³");
}

static void
ccps_sigma_y (AnlanVerifyResult *result)
{
  figure (result, 19.52, anlan_sigma_y (500, ANLAN_STABILITY_F, ANLAN_TERRAIN_OPEN), 0.0005, "m");
}

static void
ccps_sigma_z (AnlanVerifyResult *result)
{
  figure (result, 6.957, anlan_sigma_z (500, ANLAN_STABILITY_F, ANLAN_TERRAIN_OPEN), 0.0005, "m");
}

static void
ccps_plume (AnlanVerifyResult *result)
{
  double y = anlan_sigma_y (500, ANLAN_STABILITY_F, ANLAN_TERRAIN_OPEN);
  double z = anlan_sigma_z (500, ANLAN_STABILITY_F, ANLAN_TERRAIN_OPEN);

  figure (result, 1.172e-4, anlan_gauss_plume (0.1, 2, y, z, 0, 0, 0, 0), 0.0005, "kg/m³");
}

static void
ccps_puff (AnlanVerifyResult *result)
{
  double y = anlan_puff_sigma_y (500, ANLAN_STABILITY_F), z = anlan_puff_sigma_z (500, ANLAN_STABILITY_F);

  figure (result, 2.25e-3, anlan_gauss_puff (1, y, y, z, 0, 0, 0, 0, 0), 0.002, "kg/m³");
}

/* --- what comes out ------------------------------------------------------------------------------------------------- */

static void
ccps_liquid (AnlanVerifyResult *result)
{
  figure (result, 0.2169, anlan_release_liquid (0.010, 0.63, 120935, 101325, 490), 0.0005, "kg/s");
}

static void
ccps_liquid_speed (AnlanVerifyResult *result)
{
  figure (result, 5.636, anlan_release_liquid_speed (0.63, 120935, 101325, 490), 0.0005, "m/s");
}

static void
ccps_gas (AnlanVerifyResult *result)
{
  figure (result, 0.09003, anlan_release_gas (0.010, 0.85, 501000, 101325, 8.90, 1.15, NULL), 0.005, "kg/s");
}

/* --- heavy gas ------------------------------------------------------------------------------------------------------ */

static double
lng (double x)
{
  return anlan_dense_plume_fraction (x, 1.76, 353.0 / 298, 0.23 * 425.6 / 1.76, 10.9, 111.15 / 298);
}

static void
lng_near (AnlanVerifyResult *result)
{
  figure (result, 0.672, lng (45.2), 0.002, "of volume");
}

static void
lng_middle (AnlanVerifyResult *result)
{
  figure (result, 0.0507, lng (367), 0.01, "of volume");
}

static void
lng_far (AnlanVerifyResult *result)
{
  figure (result, 0.00492, lng (1200), 0.01, "of volume");
}

/* The accident of Potchefstroom: 38 t of ammonia in 72,500 m³ of cloud of 1.434 kg/m³, -33 °C, into air of 20 °C. */
static double
potchefstroom (double x)
{
  return anlan_dense_puff_fraction (x, 1.434, 353.0 / 293.15, 7.25e4, 2, 239.834 / 293.15);
}

static void
potchefstroom_near (AnlanVerifyResult *result)
{
  figure (result, 0.11110 / (38e3 / 7.25e4), potchefstroom (160), 0.005, "of the cloud");
}

static void
potchefstroom_middle (AnlanVerifyResult *result)
{
  figure (result, 0.06264 / (38e3 / 7.25e4), potchefstroom (355), 0.005, "of the cloud");
}

static void
potchefstroom_far (AnlanVerifyResult *result)
{
  figure (result, 6.404e-4 / (38e3 / 7.25e4), potchefstroom (3133), 0.02, "of the cloud");
}

/* What the same accident is given with elsewhere; what its figures are parts of is not said there. */
static void
potchefstroom_other (AnlanVerifyResult *result)
{
  verify_say (result, fabs (potchefstroom (333) - 0.00610) <= 0.02 * 0.00610,
              g_strdup ("0.0061 ±2 % at 333 m, 124 s"),
              g_strdup_printf ("%.5f of volume", potchefstroom (333)),
              "Not reached with the inputs given (72,500 m³ of 1.434 kg/m³, 2 m/s), whatever it is a part "
              "of; three other figures "
              "of the accident are.");
}

/* --- doses ---------------------------------------------------------------------------------------------------------- */

static void
smoke_case (AnlanVerifyResult *result, AnlanSmoke smoke, double seconds, const char *note)
{
  verify_say (result, fabs (60 / anlan_smoke_dose_rate (&smoke) - seconds) <= 0.1,
              g_strdup_printf ("%.1f ±0.1 s", seconds),
              g_strdup_printf ("%.2f s", 60 / anlan_smoke_dose_rate (&smoke)), note);
}

static void
iso_19_all (AnlanVerifyResult *result)
{
  smoke_case (result, (AnlanSmoke){ .co = 1000, .co2 = 2, .o2 = 15 }, 981.7, NULL);
}

static void
iso_19_oxygen (AnlanVerifyResult *result)
{
  smoke_case (result, (AnlanSmoke){ .o2 = 12 }, 1666.5,
              "The published formula, 1 / exp (8.13 - 0.54 (20.9 - 12)) a minute, gives 1666.27 s: the "
              "published time is 0.014 % off it.");
}

static void
iso_19_co (AnlanVerifyResult *result)
{
  smoke_case (result, (AnlanSmoke){ .co = 1000, .o2 = 21 }, 1692.8, NULL);
}

static void
iso_19_co2 (AnlanVerifyResult *result)
{
  smoke_case (result, (AnlanSmoke){ .co = 1000, .co2 = 3.43, .o2 = 21 }, 846.5, NULL);
}

/* The published limit is a step of a second. */
static void
nist_2_6 (AnlanVerifyResult *result)
{
  AnlanSmoke smoke = { .co = 5000, .co2 = 2, .o2 = 18 };
  double seconds = 60 / anlan_smoke_dose_rate (&smoke);

  verify_say (result, fabs (seconds - 207.58) <= 1, g_strdup ("207.58 ±1 s"),
              g_strdup_printf ("%.2f s", seconds),
              "Published with the exponent 0.1930 of CO2; this uses 0.1903, which ISO 20414 test 19 "
              "decides.");
}

static void
smoke_speed (AnlanVerifyResult *result)
{
  static const double at[] = { 0, 4.35, 8.7, 13.05 }, part[] = { 1, 0.649, 0.298, 0.1 };
  double off = 0;

  for (guint i = 0; i < G_N_ELEMENTS (at); i++)
    off = MAX (off, fabs (anlan_smoke_speed (at[i]) - part[i]));
  verify_say (result, off <= 0.0006, g_strdup ("1, 0.649, 0.298, 0.1 of the speed"),
              g_strdup_printf ("at most %.4f off", off), NULL);
}

static void
heat (AnlanVerifyResult *result)
{
  static const double at[] = { 100, 120, 150, 200 };
  static const double clothed[] = { 24.7, 12.8, 5.72, 2.02 }, bare[] = { 7.92, 4.26, 2.00, 0.75 };
  double off = 0;

  for (guint i = 0; i < G_N_ELEMENTS (at); i++)
    {
      off = MAX (off, fabs (anlan_heat_minutes (at[i], TRUE) / clothed[i] - 1));
      off = MAX (off, fabs (anlan_heat_minutes (at[i], FALSE) / bare[i] - 1));
    }
  verify_say (result, off <= 0.01, g_strdup ("24.7 to 2.02 and 7.92 to 0.75 min ±1 %"),
              g_strdup_printf ("at most %.2f %% off", off * 100), NULL);
}

/* The exponent of each gas takes the AEGL-3 of ten minutes to that of an hour. */
static void
exponents (AnlanVerifyResult *result)
{
  guint n;
  const AnlanToxic *gases = anlan_toxic_list (&n);
  double off = 0;
  guint counted = 0;

  for (guint i = 0; i < n; i++)
    if (!isnan (gases[i].exponent) && !isnan (gases[i].aegl[ANLAN_AEGL_3][0]) &&
        gases[i].aegl[ANLAN_AEGL_3][0] > gases[i].aegl[ANLAN_AEGL_3][1])
      {
        off = MAX (off, fabs (anlan_toxic_load_rate (&gases[i], gases[i].aegl[ANLAN_AEGL_3][2]) * 60 - 1));
        counted++;
      }
  verify_say (result, off <= 0.02 && counted >= 8, g_strdup ("a load of 1 ±2 % for each gas"),
              g_strdup_printf ("%u gases, at most %.2f %% off", counted, off * 100), NULL);
}

const VerifyCase verify_hazard_cases[] = {
  { "Plume: Turner, problem 1", "Turner 1970, Workbook", turner_1 },
  { "Plume: Turner, problem 2", "Turner 1970, Workbook", turner_2 },
  { "Plume: Turner, problem 3", "Turner 1970, Workbook", turner_3 },
  { "Plume: spread across at 500 m, F", "CCPS 1999, p. 97", ccps_sigma_y },
  { "Plume: spread upwards at 500 m, F", "CCPS 1999, p. 97", ccps_sigma_z },
  { "Plume: 0.1 kg/s on the ground at 500 m", "CCPS 1999, p. 97", ccps_plume },
  { "Puff: 1 kg at 500 m", "CCPS 1999, p. 101", ccps_puff },
  { "Release: liquid jet", "CCPS 1999, p. 40", ccps_liquid },
  { "Release: speed of the liquid jet", "CCPS 1999, p. 40", ccps_liquid_speed },
  { "Release: choked gas jet", "CCPS 1999, p. 47", ccps_gas },
  { "Heavy gas: LNG at 45.2 m", "CCPS 1999, p. 122", lng_near },
  { "Heavy gas: LNG at 367 m", "CCPS 1999, p. 122", lng_middle },
  { "Heavy gas: LNG at 1,200 m", "CCPS 1999, p. 122", lng_far },
  { "Heavy gas: Potchefstroom at 160 m", "Britter and McQuaid 1988", potchefstroom_near },
  { "Heavy gas: Potchefstroom at 355 m", "Britter and McQuaid 1988", potchefstroom_middle },
  { "Heavy gas: Potchefstroom at 3,133 m", "Britter and McQuaid 1988", potchefstroom_far },
  { "Heavy gas: Potchefstroom at 333 m", "GasDispersion examples", potchefstroom_other },
  { "Dose: CO, CO2 and little oxygen", "ISO 20414:2020, test 19", iso_19_all },
  { "Dose: little oxygen", "ISO 20414:2020, test 19", iso_19_oxygen },
  { "Dose: CO", "ISO 20414:2020, test 19", iso_19_co },
  { "Dose: CO and CO2", "ISO 20414:2020, test 19", iso_19_co2 },
  { "Dose: CO 5,000 ppm, CO2 2 %, O2 18 %", "NIST TN 1822, 2.6", nist_2_6 },
  { "Smoke: speed", "FDS+Evac guide, eq. 11", smoke_speed },
  { "Heat: air of 100 to 200 °C", "ISO 13571", heat },
  { "Toxic load: AEGL-3 of ten minutes and of an hour", "EPA, AEGL", exponents },
  { NULL, NULL, NULL },
};
