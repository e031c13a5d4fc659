/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "egress/plan.h"
#include "egress/toxic.h"
#include "egress/weather.h"

G_BEGIN_DECLS

/* What came out. Places are metres in the plan's plane, x east and y north. */
typedef struct
{
  const AnlanToxic *gas;
  AnlanPoint place;
  double height;   /* above ground, m */
  double rate;     /* kg/s; 0: all at once */
  double mass;     /* kg, where @rate is 0 */
  double duration; /* s that it lasts; INFINITY: as long as one looks. Not for a release at once */
  double
      width; /* of the source across the wind, m: of a pool, of a jet where it has slowed down; 0: a point */
  double
      density; /* of what came out, where it is as cold as then and not yet diluted, kg/m³; 0: as warm air would have it */
  double temperature; /* of it, K; 0: that of the air */
} AnlanRelease;

typedef struct
{
  double from;   /* degrees from north, clockwise, where it comes FROM */
  double speed;  /* m/s at 10 m */
  double spread; /* standard deviation of the direction, degrees; NAN: unknown */
  AnlanStability stability;
  AnlanTerrain terrain;
  double temperature; /* of the air, K */
  double mixing;      /* height that nothing rises above, m; 0: none */
} AnlanWind;

/* Below this, m/s, no direction is believed: see anlan_plume_is_calm(). */
#define ANLAN_CALM 0.5

typedef enum
{
  ANLAN_PLUME_GAUSSIAN,
  ANLAN_PLUME_DENSE, /* heavier than air, along the ground (Britter and McQuaid 1988) */
} AnlanPlumeModel;

/**
 * AnlanPlume:
 *
 * How a release spreads in the present wind: a plume or puff of normal distributions with reflection at the ground and below
 * the mixing height, of a source with its own width, never more than pure gas; or, where it is heavy enough by Britter and
 * McQuaid's criterion, their correlation. Buildings, hills and chemistry are not in it: within some ten metres of the source
 * and between tall buildings it is an estimate, and a sensor that measures is better. Made once and read by any number of
 * threads.
 */
typedef struct _AnlanPlume AnlanPlume;

/**
 * anlan_plume_new:
 *
 * Returns: NULL with ANLAN_ERROR_INPUT for a rate, mass, duration, height or wind that cannot be: a sentence says which.
 */
AnlanPlume *
anlan_plume_new (const AnlanRelease *release, const AnlanWind *wind, GError **error);
void
anlan_plume_free (AnlanPlume *plume);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanPlume, anlan_plume_free)

/**
 * anlan_plume_turn:
 * @seconds: after the release began, at which the wind becomes @wind
 * @began: (out): on the old clock, when what is returned began
 *
 * What comes out from then on, or the cloud that was let out at once as it goes on from where it is: it has come as far as it
 * had. What was let out before drifts on in the old wind; its plume has to be told with anlan_plume_stop().
 *
 * Returns: NULL with the errors of anlan_plume_new()
 */
AnlanPlume *
anlan_plume_turn (
    const AnlanPlume *plume, double seconds, const AnlanWind *wind, double *began, GError **error);

/* Nothing comes out after so many seconds. A cloud let out at once is not changed. */
void
anlan_plume_stop (AnlanPlume *plume, double seconds);

/* All of it came out at once. */
gboolean
anlan_plume_is_cloud (const AnlanPlume *plume);

/* Whether something still comes out then, or a cloud let out at once is under way. */
gboolean
anlan_plume_is_going (const AnlanPlume *plume, double seconds);

/* Where it comes out. */
AnlanPoint
anlan_plume_source (const AnlanPlume *plume);

AnlanPlumeModel
anlan_plume_model (const AnlanPlume *plume);

/* The wind is too weak to have a direction: the same concentration is then given all round the source, that of a wind of
 * 1 m/s straight towards the place, which is on the safe side. */
gboolean
anlan_plume_is_calm (const AnlanPlume *plume);

/* Concentration in ppm at @place, @height m above ground, @seconds after the release began; 0 before it arrives. */
double
anlan_plume_at (const AnlanPlume *plume, AnlanPoint place, double height, double seconds);

/**
 * anlan_plume_fill:
 * @ppm: (array): of @nx times @ny cells, row by row from the south-west
 * @origin: the south-west corner
 * @cell: width of a cell, m
 *
 * The concentrations at the middles of a grid's cells.
 */
void
anlan_plume_fill (const AnlanPlume *plume,
                  double height,
                  double seconds,
                  AnlanPoint origin,
                  double cell,
                  guint nx,
                  guint ny,
                  float *ppm);

/* Degrees to each side of the direction that it blows to, within which the plume may well go: two standard deviations of the
 * wind; 180 in calm. */
double
anlan_plume_wedge (const AnlanPlume *plume);

/* Whether @place lies downwind within that wedge. */
gboolean
anlan_plume_in_wedge (const AnlanPlume *plume, AnlanPoint place);

/* As anlan_plume_at(), but as if the wind blew straight from the source to @place. */
double
anlan_plume_straight_at (const AnlanPlume *plume, AnlanPoint place, double height, double seconds);

/* How far downwind, in m, @ppm may reach at breathing height, at most @limit. */
double
anlan_plume_reach (const AnlanPlume *plume, double ppm, double limit);

/* --- the formulas alone, for who checks them ------------------------------------------------------------------------ */

/* kg/m³ of a continuous point source of @rate kg/s at @source m: q / (2 pi u sy sz) ..., reflected at the ground and, with
 * @mixing above 0, at that height (Turner 1970, eq. 3.1 and 5.11). */
double
anlan_gauss_plume (double rate,
                   double wind,
                   double sigma_y,
                   double sigma_z,
                   double y,
                   double z,
                   double source,
                   double mixing);

/* kg/m³ of @mass kg released at once, whose middle is @x m downwind of where it is looked at (CCPS 1999, eq. 2.1.61). */
double
anlan_gauss_puff (double mass,
                  double sigma_x,
                  double sigma_y,
                  double sigma_z,
                  double x,
                  double y,
                  double z,
                  double source,
                  double mixing);

/* Britter and McQuaid's criterion of a heavy release: continuous by (g0 q0 / (u³ D))^(1/3) >= 0.15 with D = (q0 / u)^(1/2), at
 * once by (g0 V0)^(1/2) / (u D) >= 0.20 with D = V0^(1/3). @volume: m³/s or m³ as it came out. */
gboolean
anlan_dense_plume (double density, double air, double volume, double wind);
gboolean
anlan_dense_puff (double density, double air, double volume, double wind);

/**
 * anlan_dense_fraction:
 * @x: downwind, m
 * @ratio: temperature of what came out over that of the air
 *
 * Volume fraction along the axis of a heavy plume, or of a heavy cloud whose front passes @x, by the correlations of Britter
 * and McQuaid (1988) as digitised for TSCREEN (EPA-454/B-94-023): straight lines between the curves, near and far as CCPS
 * (1999) has it.
 */
double
anlan_dense_plume_fraction (double x, double density, double air, double volume, double wind, double ratio);
double
anlan_dense_puff_fraction (double x, double density, double air, double volume, double wind, double ratio);

G_END_DECLS
