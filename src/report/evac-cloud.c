/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <math.h>

#include "evac-private.h"

/* Cells along the longer side, and moments: what an eye tells apart on a screen, in some tenths of a second. */
#define CELLS 240
#define MOMENTS 20
#define STEP_S 30.0
/* At first it moves fast. */
#define FIRST_S 30.0
#define FIRST_STEP_S 5.0
/* So much of the plan's width is looked at beyond it on each side. */
#define BEYOND 0.25
/* Exposure that the bands are for, min; where a gas has no AEGL-1, a tenth of its lower limit of burning is the first band. */
#define EXPOSURE_MIN 10.0
#define LEL_PART 0.1
#define PPM_PER_CENT 1e4
/* A cloud that differs by less from the one before is not kept. */
#define SAME 0.002
#define REACH_MOST 5000.0

typedef struct
{
  guint nx, ny;
  double cell;
  AnlanPoint origin;
  float *parts[EVAC_N_BANDS]; /* of the concentration where the band begins, at the corners of cells */
} Field;

void
evac_cloud_free (gpointer data)
{
  EvacCloud *cloud = data;

  for (guint b = 0; b < EVAC_N_BANDS; b++)
    {
      g_array_unref (cloud->bands[b].points);
      g_array_unref (cloud->bands[b].ends);
    }
  g_free (cloud);
}

static void
find_levels (const AnlanToxic *gas, double *levels)
{
  for (guint b = 0; b < EVAC_N_BANDS; b++)
    levels[b] = anlan_toxic_aegl (gas, (AnlanAegl)b, EXPOSURE_MIN);
  if (isnan (levels[0]) && !isnan (gas->lel))
    levels[0] = gas->lel * LEL_PART * PPM_PER_CENT;
  if (isnan (levels[2]) && anlan_toxic_deadly (gas) < G_MAXDOUBLE)
    levels[2] = anlan_toxic_deadly (gas);
}

/* The sum of what was found, to know whether anything has changed. */
static double
fill (AnlanEvac *evac, Field *field, double seconds)
{
  const AnlanToxic *known = NULL;
  double levels[EVAC_N_BANDS] = { NAN, NAN, NAN };
  double sum = 0;

  for (guint y = 0; y < field->ny; y++)
    for (guint x = 0; x < field->nx; x++)
      {
        AnlanPoint place = { field->origin.x + x * field->cell, field->origin.y + y * field->cell };
        gsize i = (gsize)y * field->nx + x;
        AnlanAirState state;

        anlan_air_at (evac->scenario->air, 0, place, seconds, &state);
        if (state.gas != NULL && state.gas != known)
          {
            known = state.gas;
            find_levels (known, levels);
            if (isnan (evac->levels[0]) && isnan (evac->levels[1]) && isnan (evac->levels[2]))
              memcpy (evac->levels, levels, sizeof levels);
          }
        for (guint b = 0; b < EVAC_N_BANDS; b++)
          field->parts[b][i] = state.gas != NULL && levels[b] > 0 ? (float)(state.ppm / levels[b]) : 0;
        sum += MIN (field->parts[1][i], 10) + MIN (field->parts[2][i], 10);
      }
  return sum;
}

/* --- from a field of values to an area ---------------------------------------------------------------------------------- */

static void
add_corner (EvacBand *band, AnlanPoint p)
{
  g_array_append_val (band->points, p);
}

static void
end_ring (EvacBand *band)
{
  g_array_append_val (band->ends, band->points->len);
}

static void
add_box (const Field *field, EvacBand *band, guint x0, guint x1, guint y)
{
  AnlanPoint low = { field->origin.x + x0 * field->cell, field->origin.y + y * field->cell };
  AnlanPoint high = { field->origin.x + x1 * field->cell, low.y + field->cell };

  add_corner (band, low);
  add_corner (band, (AnlanPoint){ high.x, low.y });
  add_corner (band, high);
  add_corner (band, (AnlanPoint){ low.x, high.y });
  end_ring (band);
}

/* The part of a cell where the value is 1 and above, between its corners on straight lines. */
static void
add_part (const Field *field, EvacBand *band, const float *values, guint x, guint y)
{
  static const guint dx[] = { 0, 1, 1, 0 }, dy[] = { 0, 0, 1, 1 };

  for (guint i = 0; i < 4; i++)
    {
      guint k = (i + 1) % 4;
      AnlanPoint a = { field->origin.x + (x + dx[i]) * field->cell,
                       field->origin.y + (y + dy[i]) * field->cell };
      AnlanPoint b = { field->origin.x + (x + dx[k]) * field->cell,
                       field->origin.y + (y + dy[k]) * field->cell };
      double at_a = values[(gsize)(y + dy[i]) * field->nx + x + dx[i]],
             at_b = values[(gsize)(y + dy[k]) * field->nx + x + dx[k]];

      if (at_a >= 1)
        add_corner (band, a);
      if ((at_a >= 1) != (at_b >= 1))
        {
          double part = (1 - at_a) / (at_b - at_a);

          add_corner (band, (AnlanPoint){ a.x + part * (b.x - a.x), a.y + part * (b.y - a.y) });
        }
    }
  end_ring (band);
}

static guint
corners_within (const Field *field, const float *values, guint x, guint y)
{
  const float *low = &values[(gsize)y * field->nx + x], *high = low + field->nx;

  return (low[0] >= 1) + (low[1] >= 1) + (high[0] >= 1) + (high[1] >= 1);
}

static void
trace (const Field *field, const float *values, EvacBand *band)
{
  band->points = g_array_new (FALSE, FALSE, sizeof (AnlanPoint));
  band->ends = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint y = 0; y + 1 < field->ny; y++)
    for (guint x = 0; x + 1 < field->nx;)
      {
        guint within = corners_within (field, values, x, y), from = x;

        if (within == 4)
          {
            while (x + 1 < field->nx && corners_within (field, values, x, y) == 4)
              x++;
            add_box (field, band, from, x, y);
            continue;
          }
        if (within > 0)
          add_part (field, band, values, x, y);
        x++;
      }
}

/* --- all moments -------------------------------------------------------------------------------------------------------- */

static void
lay_grid (const AnlanEvac *evac, Field *field)
{
  double width = evac->high.x - evac->low.x, height = evac->high.y - evac->low.y;
  double side = MAX (width, height);

  field->cell = side * (1 + 2 * BEYOND) / CELLS;
  field->origin = (AnlanPoint){ evac->low.x - BEYOND * side, evac->low.y - BEYOND * side };
  field->nx = (guint)ceil ((width + 2 * BEYOND * side) / field->cell) + 1;
  field->ny = (guint)ceil ((height + 2 * BEYOND * side) / field->cell) + 1;
  for (guint b = 0; b < EVAC_N_BANDS; b++)
    field->parts[b] = g_new0 (float, (gsize)field->nx * field->ny);
}

static void
keep_cloud (AnlanEvac *evac, const Field *field, double seconds)
{
  EvacCloud *cloud = g_new0 (EvacCloud, 1);

  cloud->seconds = seconds;
  for (guint b = 0; b < EVAC_N_BANDS; b++)
    trace (field, field->parts[b], &cloud->bands[b]);
  g_ptr_array_add (evac->clouds, cloud);
}

static void
find_reach (AnlanEvac *evac, double seconds)
{
  const AnlanPlume *plume = anlan_air_plume (evac->scenario->air, seconds);

  for (guint b = 0; plume != NULL && b < EVAC_N_BANDS && evac->reach <= 0; b++)
    if (evac->levels[b] > 0)
      evac->reach = anlan_plume_reach (plume, evac->levels[b], REACH_MOST);
}

gboolean
evac_make_clouds (AnlanEvac *evac, GCancellable *cancellable)
{
  double last = evac->scenario->plan->max_time, before = -1;
  double step = MAX (STEP_S, last / MOMENTS);
  Field field;

  for (guint b = 0; b < EVAC_N_BANDS; b++)
    evac->levels[b] = NAN;
  if (anlan_air_is_clear (evac->scenario->air) || evac->scenario->plan->levels->len == 0)
    return TRUE;
  lay_grid (evac, &field);
  for (double at = 0; at <= last && !g_cancellable_is_cancelled (cancellable);
       at += at < FIRST_S ? FIRST_STEP_S : step)
    {
      double sum = fill (evac, &field, at);

      if (before < 0 || fabs (sum - before) > SAME * MAX (sum, before))
        {
          keep_cloud (evac, &field, at);
          before = sum;
        }
      find_reach (evac, at);
    }
  for (guint b = 0; b < EVAC_N_BANDS; b++)
    g_free (field.parts[b]);
  return !g_cancellable_is_cancelled (cancellable);
}
