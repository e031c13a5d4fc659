/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What gases of chemical plants do to people who breathe them on their way out. For plumes and doses only: detectors are set
 * by the limits of monitor/gas.h. */

typedef enum
{
  ANLAN_AEGL_1, /* discomfort */
  ANLAN_AEGL_2, /* lasting harm, or somebody can no longer get away */
  ANLAN_AEGL_3, /* danger of life */
} AnlanAegl;

/**
 * AnlanToxic:
 * @id: as monitor/gas.h has it, static
 * @molar_mass: g/mol
 * @aegl: ppm by level, for 10, 30 and 60 minutes; NAN where there is none. EPA's final tables as two transcriptions have them
 * @erpg: ppm, ERPG-1 to 3; NAN where there is none. Of one source only
 * @idlh: ppm, NIOSH Pocket Guide; NAN where there is none
 * @lel: % by volume; NAN where it does not burn
 * @exponent: n of the toxic load C^n t, from AEGL-3 of 10 and 60 minutes; NAN where there is no dose
 */
typedef struct
{
  const char *id;
  double molar_mass;
  double aegl[3][3];
  double erpg[3];
  double idlh;
  double lel;
  double exponent;
} AnlanToxic;

/* NULL where @id is none of them. Static. */
const AnlanToxic *
anlan_toxic_find (const char *id);

/* All of them, @n. Static. */
const AnlanToxic *
anlan_toxic_list (guint *n);

/* The AEGL for an exposure of so many minutes: between 10, 30 and 60 on a straight line of log C over log t, below and beyond
 * as at the ends. NAN where there is none. */
double
anlan_toxic_aegl (const AnlanToxic *gas, AnlanAegl level, double minutes);

/**
 * anlan_toxic_load_rate:
 * @ppm: breathed; below 0 is 0
 *
 * What a minute adds to the load, as a part of that of AEGL-3: 1 after ten minutes at AEGL-3 for ten minutes, by
 * (C / AEGL-3)^n / 10. 0 for a gas without a dose.
 */
double
anlan_toxic_load_rate (const AnlanToxic *gas, double ppm);

/* The load at which AEGL-2 is reached, in the same measure: below it nobody is kept from walking away. NAN without AEGL-2. */
double
anlan_toxic_escape_load (const AnlanToxic *gas);

/* ppm from which on nobody is sent through, whoever is in it is brought out: the least of AEGL-3 for ten minutes, IDLH and 60 %
 * of the lower limit of burning, where pockets of it burn (ALOHA). G_MAXDOUBLE where none is known. */
double
anlan_toxic_deadly (const AnlanToxic *gas);

/* Between ppm and kg/m³ at 101.325 kPa and @kelvin. */
double
anlan_toxic_to_ppm (const AnlanToxic *gas, double kg_m3, double kelvin);
double
anlan_toxic_from_ppm (const AnlanToxic *gas, double ppm, double kelvin);

G_END_DECLS
