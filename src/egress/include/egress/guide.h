/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "egress/danger.h"

G_BEGIN_DECLS

/* --- what is believed of the wind --------------------------------------------------------------------------------------- */

typedef enum
{
  ANLAN_WIND_KNOWN,
  ANLAN_WIND_OLD,   /* measured more than ten minutes ago */
  ANLAN_WIND_STALE, /* its sensor is not believed */
  ANLAN_WIND_WEAK,  /* below the speed set: it has no direction */
  ANLAN_WIND_NONE,  /* nobody measures it */
} AnlanWindTrust;

#define ANLAN_WIND_OLDEST_S 600.0

/**
 * anlan_wind_trust:
 * @age: s since it was measured; NAN: never
 * @stale: its sensor is said to be
 * @least: m/s below which its direction is not believed; no less than ANLAN_CALM
 *
 * Anything but ANLAN_WIND_KNOWN means: no direction is advised by. anlan_wind_all_round() then makes the plume a circle, and
 * the plan's fixed instruction holds.
 */
AnlanWindTrust
anlan_wind_trust (const AnlanWind *wind, double age, gboolean stale, double least);

/* Takes the direction out of it: the plume is the same all round (anlan_plume_is_calm()). */
void
anlan_wind_all_round (AnlanWind *wind);

/* Degrees from north, clockwise, that it blows TOWARDS. */
double
anlan_wind_towards (const AnlanWind *wind);

/* --- muster points ------------------------------------------------------------------------------------------------------ */

/* Nothing here says "safe": that is for a named person to say. */
typedef enum
{
  ANLAN_MUSTER_NOT_KNOWN, /* nothing was computed: no gas, no place, or nothing in the air is known */
  ANLAN_MUSTER_IN_DANGER,
  ANLAN_MUSTER_NO_DANGER_COMPUTED,
} AnlanMusterState;

/**
 * anlan_muster_state:
 * @air: (nullable): NULL is not known
 * @from, @until: s; looked at in steps of 30 s
 *
 * In danger is where somebody who stays for ten minutes takes up the load of AEGL-2, a tenth of the lower limit of burning, 1.58
 * kW/m² (API 521, continuous) or a dose of smoke of 0.3 is there at any time between; within the wind's wedge as if the wind blew
 * straight there.
 */
AnlanMusterState
anlan_muster_state (const AnlanAir *air, guint level, AnlanPoint place, double from, double until);

/* --- ways out that follow the air --------------------------------------------------------------------------------------- */

/**
 * AnlanGuide:
 *
 * The ways out of a site as they stand now. Told of the air, of doors and of exits as they change, it solves again only what
 * hangs on the changes, and it holds on to what it said: cells whose cost is a tenth or less off what was reckoned with stay, and
 * so does a way that costs no more than a tenth more than the best. Not to be used by two threads at once.
 */
typedef struct _AnlanGuide AnlanGuide;

AnlanGuide *
anlan_guide_new (AnlanSite *site);
void
anlan_guide_free (AnlanGuide *guide);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanGuide, anlan_guide_free)

/**
 * anlan_guide_update:
 * @air: (nullable): settled
 * @seconds: on its clock
 * @shut: (nullable): by door of the plan; NULL: as the plan begins
 * @exits: bits of those that may be used
 *
 * Exits that lie in what is deadly, and muster points in danger, are left out as long as there are others.
 *
 * Returns: how many cells were solved again; 0: nothing has changed
 */
guint32
anlan_guide_update (
    AnlanGuide *guide, const AnlanAir *air, double seconds, const gboolean *shut, guint64 exits);

/* The times and ways as they stand; owned by the guide, good until the next update. */
const AnlanPotential *
anlan_guide_field (const AnlanGuide *guide);

/* Bits of the exits that are made for now. */
guint64
anlan_guide_exits (const AnlanGuide *guide);

/**
 * AnlanAdvice:
 * @route: (nullable): none leads out
 * @walk, @shelter: doses
 * @walk_peak, @shelter_peak: ppm
 * @go: the walk is the smaller dose, or as small
 * @kept: the way is still that of last time, though another is better by up to a tenth
 */
typedef struct
{
  const AnlanRoute *route;
  double walk, shelter, walk_peak, shelter_peak;
  gboolean go;
  gboolean kept;
} AnlanAdvice;

/**
 * anlan_guide_advise:
 * @key: of the building or group that asks, so that it is known what it was told last
 * @changes: of its air in an hour
 * @speed: m/s
 * @stay: s that one would stay inside
 *
 * Both numbers, and the smaller (leaving by a way that takes up more than staying inside is no advice). @advice holds until the
 * next call for the same @key.
 */
void
anlan_guide_advise (AnlanGuide *guide,
                    guint key,
                    guint level,
                    AnlanPoint place,
                    double changes,
                    double speed,
                    double stay,
                    AnlanAdvice *advice);

G_END_DECLS
