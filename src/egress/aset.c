/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "egress/many.h"

#include <math.h>

#define STEP_S 5.0
/* So many places a side of the space's box are looked at, those that lie within it. */
#define PLACES 5
#define DOSE_LIMIT 0.3
#define LEL_LIMIT 0.1
#define KW_LIMIT 2.5

typedef struct
{
  AnlanPoint at;
  double smoke, escape, toxic, heat;
} Sample;

static guint
lay_samples (const AnlanPlanArea *space, Sample *samples)
{
  AnlanPoint low = space->ring[0], high = space->ring[0];
  guint n = 0;

  for (guint i = 1; i < space->n_points; i++)
    {
      low = (AnlanPoint){ MIN (low.x, space->ring[i].x), MIN (low.y, space->ring[i].y) };
      high = (AnlanPoint){ MAX (high.x, space->ring[i].x), MAX (high.y, space->ring[i].y) };
    }
  for (guint j = 0; j < PLACES; j++)
    for (guint i = 0; i < PLACES; i++)
      {
        AnlanPoint at = { low.x + (high.x - low.x) * (i + 0.5) / PLACES,
                          low.y + (high.y - low.y) * (j + 0.5) / PLACES };

        if (anlan_plan_area_has (space, at))
          samples[n++] = (Sample){ .at = at };
      }
  if (n == 0) /* a strip askew: the middle of its first side, a little inwards */
    samples[n++] = (Sample){ .at = { (space->ring[0].x + space->ring[1].x) / 2,
                                     (space->ring[0].y + space->ring[1].y) / 2 } };
  return n;
}

static void
reach (AnlanAset *aset, AnlanLimit limit, gboolean reached, double seconds)
{
  if (reached)
    aset->at[limit] = MIN (aset->at[limit], seconds);
}

void
anlan_aset (const AnlanAir *air, const AnlanPlanArea *space, double sight, double until, AnlanAset *aset)
{
  Sample samples[PLACES * PLACES];
  guint n = lay_samples (space, samples);
  double minutes = STEP_S / 60;

  for (guint i = 0; i < ANLAN_N_LIMITS; i++)
    aset->at[i] = INFINITY;
  for (double t = 0; !anlan_air_is_clear (air) && t <= until; t += STEP_S)
    for (guint i = 0; i < n; i++)
      {
        Sample *sample = &samples[i];
        AnlanAirState state;

        anlan_air_at (air, space->level, sample->at, t, &state);
        sample->smoke += state.smoke * minutes;
        sample->escape += state.escape * minutes;
        sample->toxic += state.load * minutes;
        sample->heat += state.heat * minutes;
        reach (aset, ANLAN_LIMIT_SMOKE, sample->smoke >= DOSE_LIMIT, t + STEP_S);
        reach (aset, ANLAN_LIMIT_ESCAPE, sample->escape >= 1, t + STEP_S);
        reach (aset, ANLAN_LIMIT_TOXIC, sample->toxic >= 1, t + STEP_S);
        reach (aset, ANLAN_LIMIT_HEAT, sample->heat >= DOSE_LIMIT, t + STEP_S);
        reach (aset, ANLAN_LIMIT_SIGHT, state.sight < sight, t);
        reach (aset, ANLAN_LIMIT_FIRE, state.lel >= LEL_LIMIT, t);
        reach (aset, ANLAN_LIMIT_RADIATION, state.kw_m2 >= KW_LIMIT, t);
      }
  aset->first = ANLAN_LIMIT_SMOKE;
  for (guint i = 1; i < ANLAN_N_LIMITS; i++)
    if (aset->at[i] < aset->at[aset->first])
      aset->first = (AnlanLimit)i;
  aset->aset = aset->at[aset->first];
}
