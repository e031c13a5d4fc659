/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "egress/dose.h"
#include "egress/plume.h"

G_BEGIN_DECLS

/**
 * AnlanAir:
 *
 * What people breathe, see and feel at a place and a time: plumes of releases with the turns of the wind, the air of rooms that
 * gas comes into slowly, smoke in rooms, fires that radiate, and sensors, which are believed more than the model. Times are
 * seconds of whoever asks (of a crowd: since people were warned); a release may have begun before. Filled by one thread, then
 * settled, then read by any number of threads.
 */
typedef struct _AnlanAir AnlanAir;

AnlanAir *
anlan_air_new (void);
AnlanAir *
anlan_air_ref (AnlanAir *air);
void
anlan_air_unref (AnlanAir *air);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanAir, anlan_air_unref)

/* A release that begins at @at. FALSE with the errors of anlan_plume_new(), and for more than eight gases. */
gboolean
anlan_air_add_release (
    AnlanAir *air, const AnlanRelease *release, const AnlanWind *wind, double at, GError **error);

/* From @at on, no earlier than what was told before, the wind is @wind. */
gboolean
anlan_air_turn_wind (AnlanAir *air, double at, const AnlanWind *wind, GError **error);

/* Whatever comes out is stopped at @at. */
void
anlan_air_stop_releases (AnlanAir *air, double at);

/**
 * AnlanAirSmoke:
 * @ring: (nullable): of the room, borrowed until added; NULL: everywhere on the level
 * @grows: seconds until it is as thick as said, in even steps; 0: at once
 * @extinction: 1/m
 * @celsius: of the air; 20 and below is no heat
 */
typedef struct
{
  guint level;
  const AnlanPoint *ring;
  guint n_points;
  double from, until, grows;
  double extinction;
  double celsius;
  AnlanSmoke smoke;
} AnlanAirSmoke;

gboolean
anlan_air_add_smoke (AnlanAir *air, const AnlanAirSmoke *smoke, GError **error);

/* A fire radiates as a point (egress/dose.h): @rate kg/s of @heat kJ/kg, @part of it radiated. */
typedef struct
{
  guint level;
  AnlanPoint place;
  double from, until;
  double rate, heat, part;
} AnlanAirFire;

gboolean
anlan_air_add_fire (AnlanAir *air, const AnlanAirFire *fire, GError **error);

/* Indoors, gas comes in with so many changes of air in an hour. */
gboolean
anlan_air_add_room (
    AnlanAir *air, guint level, const AnlanPoint *ring, guint n_points, double changes, GError **error);

/**
 * anlan_air_add_reading:
 * @ppm: measured
 * @radius: m; at the sensor the reading holds, from there to @radius off it goes over into the model in even steps
 * @from, @until: while it is believed
 */
gboolean
anlan_air_add_reading (AnlanAir *air,
                       const AnlanToxic *gas,
                       guint level,
                       AnlanPoint place,
                       double ppm,
                       double radius,
                       double from,
                       double until,
                       GError **error);

/* Works out the air of the rooms up to @until (at most four hours). Nothing is added after it. */
void
anlan_air_settle (AnlanAir *air, double until);

/* Nothing is in it. */
gboolean
anlan_air_is_clear (const AnlanAir *air);

/* The plume that a release makes at @seconds, the first still going; NULL: none. Borrowed. */
const AnlanPlume *
anlan_air_plume (const AnlanAir *air, double seconds);

/**
 * AnlanAirState:
 * @ppm: of the gas that is nearest to being deadly
 * @gas: that one, or NULL
 * @deadly: parts of the concentration from which on nobody is sent through (anlan_toxic_deadly()), the greatest; or of 5 kW/m²
 * @load: toxic load a minute, parts of AEGL-3's for ten minutes, of all gases together
 * @escape: the same, parts of the load of AEGL-2, from which on somebody may no longer get away
 * @lel: parts of the lower limit of burning, of all gases together
 * @smoke: dose of smoke gases a minute
 * @heat: dose of heat a minute, of air and radiation together
 * @extinction: 1/m
 * @sight: m
 * @speed: part of their speed that people keep: the lesser of what smoke and what irritants leave
 */
typedef struct
{
  double ppm;
  const AnlanToxic *gas;
  double deadly;
  double load, escape;
  double lel;
  double smoke, heat;
  double extinction, sight;
  double celsius, kw_m2;
  double speed;
} AnlanAirState;

void
anlan_air_at (const AnlanAir *air, guint level, AnlanPoint place, double seconds, AnlanAirState *state);

/**
 * anlan_air_shelter_load:
 * @changes: of the air of the building in an hour, 0 and above
 * @from, @until: nobody goes out between
 * @peak: (out) (optional): ppm
 *
 * What somebody takes up indoors at @place, by C' = changes (C outside - C): gas comes in slowly and goes slowly. The building
 * was clean at the beginning of the release. Sensors and smoke are left out.
 */
double
anlan_air_shelter_load (
    const AnlanAir *air, AnlanPoint place, double changes, double from, double until, double *peak);

/* The same where @place lies within the wedge of a plume: as if the wind blew straight there. FALSE where it lies in none, and
 * @state then is that of anlan_air_at(). */
gboolean
anlan_air_worst_at (const AnlanAir *air, guint level, AnlanPoint place, double seconds, AnlanAirState *state);

/* Whether @place lies in the wedge of any plume. */
gboolean
anlan_air_in_wedge (const AnlanAir *air, AnlanPoint place, double seconds);

/* Heat radiation on the way: from here on nobody is sent through (API 521 has 4.73 kW/m² for two to three minutes). */
#define ANLAN_AIR_DEADLY_KW_M2 5.0

G_END_DECLS
