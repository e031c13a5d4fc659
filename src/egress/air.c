/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "egress/air.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/error.h"

#define BREATHING_M 1.5
#define MOST_GASES 8
/* The air of a room is worked out in such steps, s, for no longer than four hours; then it stays as it is. */
#define ROOM_STEP_S 5.0
#define LONGEST_S 86400.0
#define ROOM_LONGEST_S 14400.0
#define WARM_C 20.0

/* In gas that bites the eyes people slow down between AEGL-2 and AEGL-3 for ten minutes to this part of their speed. An
 * assumption of this program: published curves are of wood smoke. */
#define BITTEN 0.5

typedef struct
{
  AnlanPlume *plume;
  guint gas;
  double began; /* of the plume's own clock */
  double from, until;
} Cloud;

typedef struct
{
  guint level;
  AnlanPoint *ring;
  guint n_points;
  AnlanPoint low, high;
} Place;

typedef struct
{
  Place place;
  double changes, began;
  float *ppm; /* by gas and step */
  guint steps;
} Room;

typedef struct
{
  Place place;
  AnlanAirSmoke smoke;
} Haze;

typedef struct
{
  guint gas, level;
  AnlanPoint place;
  double ppm, radius, from, until;
} Reading;

struct _AnlanAir
{
  gatomicrefcount refs;
  const AnlanToxic *gases[MOST_GASES];
  guint n_gases;
  GArray *clouds;   /* Cloud */
  GArray *rooms;    /* Room */
  GArray *hazes;    /* Haze */
  GArray *fires;    /* AnlanAirFire */
  GArray *readings; /* Reading */
};

static void
cloud_clear (gpointer data)
{
  anlan_plume_free (((Cloud *)data)->plume);
}

static void
room_clear (gpointer data)
{
  Room *room = data;

  g_free (room->place.ring);
  g_free (room->ppm);
}

static void
haze_clear (gpointer data)
{
  g_free (((Haze *)data)->place.ring);
}

static GArray *
array_of (gsize size, GDestroyNotify clear)
{
  GArray *array = g_array_new (FALSE, TRUE, (guint)size);

  g_array_set_clear_func (array, clear);
  return array;
}

AnlanAir *
anlan_air_new (void)
{
  AnlanAir *air = g_new0 (AnlanAir, 1);

  g_atomic_ref_count_init (&air->refs);
  air->clouds = array_of (sizeof (Cloud), cloud_clear);
  air->rooms = array_of (sizeof (Room), room_clear);
  air->hazes = array_of (sizeof (Haze), haze_clear);
  air->fires = array_of (sizeof (AnlanAirFire), NULL);
  air->readings = array_of (sizeof (Reading), NULL);
  return air;
}

AnlanAir *
anlan_air_ref (AnlanAir *air)
{
  g_atomic_ref_count_inc (&air->refs);
  return air;
}

void
anlan_air_unref (AnlanAir *air)
{
  if (!g_atomic_ref_count_dec (&air->refs))
    return;
  g_array_unref (air->clouds);
  g_array_unref (air->rooms);
  g_array_unref (air->hazes);
  g_array_unref (air->fires);
  g_array_unref (air->readings);
  g_free (air);
}

/* --- filling ------------------------------------------------------------------------------------------------------------ */

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, sentence);
  return FALSE;
}

static gboolean
is_span (double from, double until)
{
  return isfinite (from) && !isnan (until) && from <= until;
}

static int
gas_index (AnlanAir *air, const AnlanToxic *gas)
{
  for (guint i = 0; i < air->n_gases; i++)
    if (air->gases[i] == gas)
      return (int)i;
  if (air->n_gases == MOST_GASES)
    return -1;
  air->gases[air->n_gases] = gas;
  return (int)air->n_gases++;
}

gboolean
anlan_air_add_release (
    AnlanAir *air, const AnlanRelease *release, const AnlanWind *wind, double at, GError **error)
{
  Cloud cloud = { .began = at, .from = at, .until = INFINITY };
  int gas;

  if (!isfinite (at) || fabs (at) > LONGEST_S)
    return refuse (error, _ ("A release begins within a day of the alarm. Enter when, in seconds."));
  cloud.plume = anlan_plume_new (release, wind, error);
  if (cloud.plume == NULL)
    return FALSE;
  gas = gas_index (air, release->gas);
  if (gas < 0)
    {
      anlan_plume_free (cloud.plume);
      return refuse (error, _ ("At most eight gases can be looked at together."));
    }
  cloud.gas = (guint)gas;
  g_array_append_val (air->clouds, cloud);
  return TRUE;
}

gboolean
anlan_air_turn_wind (AnlanAir *air, double at, const AnlanWind *wind, GError **error)
{
  guint count = air->clouds->len;

  if (!isfinite (at))
    return refuse (error, _ ("The wind turns at a time that is no number."));
  for (guint i = 0; i < count; i++)
    {
      Cloud *cloud = &g_array_index (air->clouds, Cloud, i), next;

      if (cloud->until <= at || !anlan_plume_is_going (cloud->plume, at - cloud->began))
        continue;
      if (cloud->from > at)
        return refuse (
            error, _ ("The wind turns before a release that is told of already: tell them in the order of "
                      "time."));
      next = *cloud;
      next.plume = anlan_plume_turn (cloud->plume, at - cloud->began, wind, &next.began, error);
      if (next.plume == NULL)
        return FALSE;
      next.began += cloud->began;
      next.from = at;
      /* What drifts already drifts on; a cloud that came at once is all in the new wind. */
      if (anlan_plume_is_cloud (cloud->plume))
        cloud->until = at;
      else
        anlan_plume_stop (cloud->plume, at - cloud->began);
      g_array_append_val (air->clouds, next);
    }
  return TRUE;
}

void
anlan_air_stop_releases (AnlanAir *air, double at)
{
  for (guint i = 0; i < air->clouds->len; i++)
    {
      Cloud *cloud = &g_array_index (air->clouds, Cloud, i);

      anlan_plume_stop (cloud->plume, at - cloud->began);
    }
}

static gboolean
set_place (Place *place, guint level, const AnlanPoint *ring, guint n_points, GError **error)
{
  *place = (Place){ .level = level, .n_points = ring != NULL ? n_points : 0 };
  if (ring == NULL)
    return TRUE;
  if (n_points < 3)
    return refuse (error, _ ("A room has at least three corners."));
  place->low = place->high = ring[0];
  for (guint i = 0; i < n_points; i++)
    {
      if (!isfinite (ring[i].x) || !isfinite (ring[i].y))
        return refuse (error, _ ("A corner of a room is no place."));
      place->low = (AnlanPoint){ MIN (place->low.x, ring[i].x), MIN (place->low.y, ring[i].y) };
      place->high = (AnlanPoint){ MAX (place->high.x, ring[i].x), MAX (place->high.y, ring[i].y) };
    }
  place->ring = g_memdup2 (ring, sizeof *ring * n_points);
  return TRUE;
}

gboolean
anlan_air_add_smoke (AnlanAir *air, const AnlanAirSmoke *smoke, GError **error)
{
  Haze haze = { .smoke = *smoke };
  const double *fractions = (const double *)&smoke->smoke;

  if (!is_span (smoke->from, smoke->until) || !(smoke->grows >= 0) || !isfinite (smoke->grows))
    return refuse (error,
                   _ ("Smoke needs a time at which it begins and one, not earlier, at which it ends."));
  if (!(smoke->extinction >= 0) || !isfinite (smoke->extinction) || !isfinite (smoke->celsius) ||
      smoke->celsius > 2000)
    return refuse (
        error, _ ("The thickness of smoke must be 0 or more in 1/m, and its temperature at most 2,000 °C."));
  for (guint i = 0; i < sizeof smoke->smoke / sizeof (double); i++)
    if (!(fractions[i] >= 0) || !(fractions[i] <= 1e6))
      return refuse (error, _ ("The gases in smoke are 0 or more, in ppm or per cent."));
  if (!set_place (&haze.place, smoke->level, smoke->ring, smoke->n_points, error))
    return FALSE;
  haze.smoke.ring = NULL;
  g_array_append_val (air->hazes, haze);
  return TRUE;
}

gboolean
anlan_air_add_fire (AnlanAir *air, const AnlanAirFire *fire, GError **error)
{
  if (!is_span (fire->from, fire->until) || !isfinite (fire->place.x) || !isfinite (fire->place.y))
    return refuse (
        error, _ ("A fire needs a place, a time at which it begins and one, not earlier, at which it ends."));
  if (!(fire->rate > 0 && fire->rate < 1e5) || !(fire->heat > 0 && fire->heat < 1e6) ||
      !(fire->part > 0 && fire->part <= 1))
    return refuse (
        error,
        _ ("A fire burns more than 0 kg/s of more than 0 kJ/kg, and radiates a part of that up to 1."));
  g_array_append_val (air->fires, *fire);
  return TRUE;
}

gboolean
anlan_air_add_room (
    AnlanAir *air, guint level, const AnlanPoint *ring, guint n_points, double changes, GError **error)
{
  Room room = { .changes = changes };

  if (!(changes >= 0 && changes <= 1000))
    return refuse (error, _ ("The air of a room changes 0 to 1,000 times an hour."));
  if (!set_place (&room.place, level, ring, n_points, error))
    return FALSE;
  g_array_append_val (air->rooms, room);
  return TRUE;
}

gboolean
anlan_air_add_reading (AnlanAir *air,
                       const AnlanToxic *gas,
                       guint level,
                       AnlanPoint place,
                       double ppm,
                       double radius,
                       double from,
                       double until,
                       GError **error)
{
  Reading reading = { 0, level, place, ppm, radius, from, until };
  int index = gas_index (air, gas);

  if (index < 0)
    return refuse (error, _ ("At most eight gases can be looked at together."));
  if (!(ppm >= 0 && ppm <= 1e6) || !(radius > 0) || !isfinite (radius) || !is_span (from, until) ||
      !isfinite (place.x) || !isfinite (place.y))
    return refuse (error, _ ("A reading is 0 to 1,000,000 ppm, at a place, within more than 0 m of it."));
  reading.gas = (guint)index;
  g_array_append_val (air->readings, reading);
  return TRUE;
}

/* --- gas ---------------------------------------------------------------------------------------------------------------- */

static gboolean
in_place (const Place *place, guint level, AnlanPoint at)
{
  const AnlanPlanArea area = { NULL, place->level, place->ring, place->n_points };

  if (place->level != level)
    return FALSE;
  if (place->ring == NULL)
    return TRUE;
  return at.x >= place->low.x && at.x <= place->high.x && at.y >= place->low.y && at.y <= place->high.y &&
         anlan_plan_area_has (&area, at);
}

static double
outside_ppm (const AnlanAir *air, guint gas, AnlanPoint place, double seconds)
{
  double sum = 0;

  for (guint i = 0; i < air->clouds->len; i++)
    {
      const Cloud *cloud = &g_array_index (air->clouds, Cloud, i);

      if (cloud->gas == gas && seconds >= cloud->from && seconds < cloud->until)
        sum += anlan_plume_at (cloud->plume, place, BREATHING_M, seconds - cloud->began);
    }
  return MIN (sum, 1e6);
}

/* A sensor is believed where it hangs, and the less the farther off. */
static double
with_readings (const AnlanAir *air, guint gas, guint level, AnlanPoint place, double seconds, double model)
{
  double weight = 0, sum = 0;

  for (guint i = 0; i < air->readings->len; i++)
    {
      const Reading *reading = &g_array_index (air->readings, Reading, i);
      double part;

      if (reading->gas != gas || reading->level != level || seconds < reading->from ||
          seconds >= reading->until)
        continue;
      part = 1 - hypot (place.x - reading->place.x, place.y - reading->place.y) / reading->radius;
      if (part <= 0)
        continue;
      weight += part;
      sum += part * reading->ppm;
    }
  if (weight <= 0)
    return model;
  return weight >= 1 ? sum / weight : sum + (1 - weight) * model;
}

static const Room *
room_at (const AnlanAir *air, guint level, AnlanPoint place)
{
  for (guint i = 0; i < air->rooms->len; i++)
    if (in_place (&g_array_index (air->rooms, Room, i).place, level, place))
      return &g_array_index (air->rooms, Room, i);
  return NULL;
}

static double
ppm_at (const AnlanAir *air, guint gas, const Room *room, guint level, AnlanPoint place, double seconds)
{
  double ppm;

  if (room != NULL && room->ppm != NULL)
    {
      double step = (seconds - room->began) / ROOM_STEP_S;

      ppm = step <= 0 ? 0 : room->ppm[gas * room->steps + (guint)MIN (step, room->steps - 1)];
    }
  else
    ppm = outside_ppm (air, gas, place, seconds);
  return with_readings (air, gas, level, place, seconds, ppm);
}

/* C' = changes (C outside - C), from clean air, with the concentration outside at the room's middle. */
static void
settle_room (const AnlanAir *air, Room *room, double from, double until)
{
  AnlanPoint middle = { (room->place.low.x + room->place.high.x) / 2,
                        (room->place.low.y + room->place.high.y) / 2 };
  double kept = exp (-room->changes / 3600 * ROOM_STEP_S);

  room->began = from;
  room->steps = (guint)MAX (1, ceil ((until - from) / ROOM_STEP_S) + 1);
  room->ppm = g_new0 (float, (gsize)room->steps *MAX (1, air->n_gases));
  for (guint g = 0; g < air->n_gases; g++)
    {
      double inside = 0;

      for (guint i = 0; i < room->steps; i++)
        {
          double outside = outside_ppm (air, g, middle, from + (i + 0.5) * ROOM_STEP_S);

          inside = outside + (inside - outside) * kept;
          room->ppm[g * room->steps + i] = (float)inside;
        }
    }
}

double
anlan_air_shelter_load (
    const AnlanAir *air, AnlanPoint place, double changes, double from, double until, double *peak)
{
  double inside[MOST_GASES] = { 0 }, load = 0, most = 0, kept = exp (-changes / 3600 * ROOM_STEP_S),
         began = from;

  for (guint i = 0; i < air->clouds->len; i++)
    began = MIN (began, g_array_index (air->clouds, Cloud, i).from);
  for (double t = began; t < until; t += ROOM_STEP_S)
    for (guint g = 0; g < air->n_gases; g++)
      {
        double outside = outside_ppm (air, g, place, t + ROOM_STEP_S / 2);

        inside[g] = outside + (inside[g] - outside) * kept;
        if (t < from)
          continue;
        load += anlan_toxic_load_rate (air->gases[g], inside[g]) * MIN (ROOM_STEP_S, until - t) / 60;
        most = MAX (most, inside[g]);
      }
  if (peak != NULL)
    *peak = most;
  return load;
}

void
anlan_air_settle (AnlanAir *air, double until)
{
  double from = 0;

  for (guint i = 0; i < air->clouds->len; i++)
    from = MIN (from, g_array_index (air->clouds, Cloud, i).from);
  for (guint i = 0; air->n_gases > 0 && i < air->rooms->len; i++)
    settle_room (air, &g_array_index (air->rooms, Room, i), from, CLAMP (until, 0, ROOM_LONGEST_S));
}

/* --- reading ------------------------------------------------------------------------------------------------------------ */

gboolean
anlan_air_is_clear (const AnlanAir *air)
{
  return air == NULL ||
         (air->clouds->len == 0 && air->hazes->len == 0 && air->fires->len == 0 && air->readings->len == 0);
}

const AnlanPlume *
anlan_air_plume (const AnlanAir *air, double seconds)
{
  for (guint i = air->clouds->len; i > 0; i--)
    {
      const Cloud *cloud = &g_array_index (air->clouds, Cloud, i - 1);

      if (seconds >= cloud->from && seconds < cloud->until &&
          anlan_plume_is_going (cloud->plume, seconds - cloud->began))
        return cloud->plume;
    }
  return NULL;
}

static gboolean
bites (const AnlanToxic *gas)
{
  static const char *const biting[] = { "nh3", "cl2", "so2", "hcl", "hf", "no2", NULL };

  return g_strv_contains (biting, gas->id);
}

static void
add_gas (const AnlanToxic *gas, double ppm, AnlanAirState *state)
{
  double load, escape = anlan_toxic_escape_load (gas), deadly = ppm / anlan_toxic_deadly (gas);

  if (ppm <= 0)
    return;
  load = anlan_toxic_load_rate (gas, ppm);
  state->load += load;
  state->escape += escape > 0 ? load / escape : load;
  if (!isnan (gas->lel))
    state->lel += ppm / 1e4 / gas->lel;
  if (state->gas == NULL || deadly > state->deadly)
    {
      state->gas = gas;
      state->ppm = ppm;
      state->deadly = deadly;
    }
  if (bites (gas))
    {
      double low = anlan_toxic_aegl (gas, ANLAN_AEGL_2, 10), high = anlan_toxic_aegl (gas, ANLAN_AEGL_3, 10);

      state->speed = MIN (state->speed, 1 - (1 - BITTEN) * CLAMP ((ppm - low) / (high - low), 0, 1));
    }
}

static void
add_haze (const Haze *haze, double seconds, AnlanAirState *state)
{
  const AnlanAirSmoke *smoke = &haze->smoke;
  double part = smoke->grows > 0 ? MIN (1, (seconds - smoke->from) / smoke->grows) : 1;
  AnlanSmoke here = smoke->smoke;
  double *fractions = (double *)&here;

  for (guint i = 0; i < sizeof here / sizeof (double); i++)
    fractions[i] *= part;
  here.o2 = 20.9 + (smoke->smoke.o2 - 20.9) * part;
  state->extinction += smoke->extinction * part;
  state->celsius = MAX (state->celsius, WARM_C + (smoke->celsius - WARM_C) * part);
  state->smoke += anlan_smoke_dose_rate (&here);
}

static void
add_rest (const AnlanAir *air,
          guint level,
          AnlanPoint place,
          double seconds,
          gboolean indoors,
          AnlanAirState *state)
{
  for (guint i = 0; i < air->hazes->len; i++)
    {
      const Haze *haze = &g_array_index (air->hazes, Haze, i);

      if (seconds >= haze->smoke.from && seconds < haze->smoke.until && in_place (&haze->place, level, place))
        add_haze (haze, seconds, state);
    }
  for (guint i = 0; i < air->fires->len; i++)
    {
      const AnlanAirFire *fire = &g_array_index (air->fires, AnlanAirFire, i);

      /* Walls and floors between are a shield. */
      if (!indoors && fire->level == level && seconds >= fire->from && seconds < fire->until)
        state->kw_m2 += anlan_fire_radiation (fire->rate, fire->heat, fire->part,
                                              hypot (place.x - fire->place.x, place.y - fire->place.y));
    }
  if (state->celsius > WARM_C)
    state->heat = 1 / anlan_heat_minutes (state->celsius, TRUE);
  state->heat += anlan_radiation_dose_rate (state->kw_m2);
  state->deadly = MAX (state->deadly, state->kw_m2 / ANLAN_AIR_DEADLY_KW_M2);
  if (state->extinction > 0)
    {
      state->sight = anlan_smoke_sight (state->extinction, FALSE);
      state->speed = MIN (state->speed, anlan_smoke_speed (state->extinction));
    }
}

void
anlan_air_at (const AnlanAir *air, guint level, AnlanPoint place, double seconds, AnlanAirState *state)
{
  const Room *room = room_at (air, level, place);

  *state = (AnlanAirState){ .celsius = WARM_C, .sight = INFINITY, .speed = 1 };
  for (guint g = 0; g < air->n_gases; g++)
    add_gas (air->gases[g], ppm_at (air, g, room, level, place, seconds), state);
  add_rest (air, level, place, seconds, room != NULL, state);
}

gboolean
anlan_air_in_wedge (const AnlanAir *air, AnlanPoint place, double seconds)
{
  for (guint i = 0; i < air->clouds->len; i++)
    {
      const Cloud *cloud = &g_array_index (air->clouds, Cloud, i);

      if (seconds >= cloud->from && seconds < cloud->until && anlan_plume_in_wedge (cloud->plume, place))
        return TRUE;
    }
  return FALSE;
}

gboolean
anlan_air_worst_at (const AnlanAir *air, guint level, AnlanPoint place, double seconds, AnlanAirState *state)
{
  double ppm[MOST_GASES] = { 0 };
  gboolean within = FALSE;

  for (guint i = 0; i < air->clouds->len; i++)
    {
      const Cloud *cloud = &g_array_index (air->clouds, Cloud, i);

      if (seconds < cloud->from || seconds >= cloud->until || !anlan_plume_in_wedge (cloud->plume, place))
        continue;
      within = TRUE;
      ppm[cloud->gas] += anlan_plume_straight_at (cloud->plume, place, BREATHING_M, seconds - cloud->began);
    }
  if (!within)
    {
      anlan_air_at (air, level, place, seconds, state);
      return FALSE;
    }
  *state = (AnlanAirState){ .celsius = WARM_C, .sight = INFINITY, .speed = 1 };
  for (guint g = 0; g < air->n_gases; g++)
    add_gas (air->gases[g], MIN (ppm[g], 1e6), state);
  add_rest (air, level, place, seconds, FALSE, state);
  return TRUE;
}
