/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "evac-private.h"

#define SIGN_PX 15.0

/* --- gas ---------------------------------------------------------------------------------------------------------------- */

guint
anlan_evac_cloud (const AnlanEvac *evac, double seconds)
{
  guint found = 0;

  for (guint i = 0; i < evac->clouds->len; i++)
    if (((const EvacCloud *)g_ptr_array_index (evac->clouds, i))->seconds <= seconds)
      found = i;
  return found;
}

static void
fill_band (cairo_t *cr, const AnlanEvacLook *look, const EvacBand *band, const double *colour)
{
  guint at = 0;

  for (guint r = 0; r < band->ends->len; r++)
    {
      for (guint i = at; i < g_array_index (band->ends, guint, r); i++)
        {
          double x, y;

          anlan_evac_look_to_view (look, g_array_index (band->points, AnlanPoint, i), &x, &y);
          if (i == at)
            cairo_move_to (cr, x, y);
          else
            cairo_line_to (cr, x, y);
        }
      cairo_close_path (cr);
      at = g_array_index (band->ends, guint, r);
    }
  cairo_set_source_rgba (cr, colour[0], colour[1], colour[2], 0.38);
  cairo_fill (cr);
}

/* Where the wind may carry it as well: two standard deviations to each side; all round in calm. */
static void
draw_wedge (cairo_t *cr, const AnlanEvac *evac, const AnlanEvacLook *look)
{
  const AnlanPlume *plume = anlan_air_plume (evac->scenario->air, look->seconds);
  static const double dashes[] = { 7, 5 };
  double x, y, half, towards, radius = evac->reach * look->scale;

  if (plume == NULL || evac->scenario->release.gas == NULL || radius <= 0)
    return;
  half = anlan_plume_wedge (plume) * G_PI / 180;
  anlan_evac_look_to_view (look, evac->scenario->release.place, &x, &y);
  /* From north clockwise to from east clockwise, as the picture has it. */
  towards = (anlan_wind_towards (&evac->scenario->wind) - 90) * G_PI / 180;
  cairo_new_path (cr);
  if (half >= G_PI - 1e-6 || anlan_plume_is_calm (plume))
    cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  else
    {
      cairo_move_to (cr, x, y);
      cairo_arc (cr, x, y, radius, towards - half, towards + half);
      cairo_close_path (cr);
    }
  cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_set_line_width (cr, 1.5);
  cairo_set_source_rgb (cr, evac_band_colours[2][0], evac_band_colours[2][1], evac_band_colours[2][2]);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

void
anlan_evac_draw_danger (cairo_t *cr, const AnlanEvac *evac, const AnlanEvacLook *look)
{
  guint at = anlan_evac_cloud (evac, look->seconds);
  const EvacCloud *cloud = at < evac->clouds->len ? g_ptr_array_index (evac->clouds, at) : NULL;

  for (guint b = 0; cloud != NULL && b < EVAC_N_BANDS; b++)
    fill_band (cr, look, &cloud->bands[b], evac_band_colours[b]);
  draw_wedge (cr, evac, look);
}

/* --- muster points ------------------------------------------------------------------------------------------------------ */

/* Four arrows towards the middle, as the sign of a muster point has them; in danger the sign is barred, not known it is hollow:
 * the state is told by its shape and in words, not by a colour alone. */
static void
draw_sign (cairo_t *cr, const EvacInk *ink, double x, double y, AnlanMusterState state)
{
  const double *danger = evac_band_colours[2];
  const double *frame = state == ANLAN_MUSTER_IN_DANGER ? danger : ink->way;

  cairo_rectangle (cr, x - SIGN_PX, y - SIGN_PX, 2 * SIGN_PX, 2 * SIGN_PX);
  if (state == ANLAN_MUSTER_NO_DANGER_COMPUTED)
    cairo_set_source_rgb (cr, ink->way[0], ink->way[1], ink->way[2]);
  else
    cairo_set_source_rgb (cr, ink->floor[0], ink->floor[1], ink->floor[2]);
  cairo_fill_preserve (cr);
  cairo_set_source_rgb (cr, frame[0], frame[1], frame[2]);
  cairo_set_line_width (cr, 2);
  cairo_stroke (cr);
  if (state == ANLAN_MUSTER_NO_DANGER_COMPUTED)
    cairo_set_source_rgb (cr, 1, 1, 1);
  for (guint i = 0; i < 4; i++)
    {
      cairo_save (cr);
      cairo_translate (cr, x, y);
      cairo_rotate (cr, G_PI / 4 + i * G_PI / 2);
      cairo_move_to (cr, SIGN_PX * 1.05, 0);
      cairo_line_to (cr, SIGN_PX * 0.4, 0);
      cairo_move_to (cr, SIGN_PX * 0.65, -SIGN_PX * 0.25);
      cairo_line_to (cr, SIGN_PX * 0.35, 0);
      cairo_line_to (cr, SIGN_PX * 0.65, SIGN_PX * 0.25);
      cairo_set_line_width (cr, 2);
      cairo_stroke (cr);
      cairo_restore (cr);
    }
  if (state != ANLAN_MUSTER_IN_DANGER)
    return;
  cairo_set_source_rgb (cr, danger[0], danger[1], danger[2]);
  cairo_set_line_width (cr, 4);
  cairo_move_to (cr, x - SIGN_PX, y - SIGN_PX);
  cairo_line_to (cr, x + SIGN_PX, y + SIGN_PX);
  cairo_move_to (cr, x - SIGN_PX, y + SIGN_PX);
  cairo_line_to (cr, x + SIGN_PX, y - SIGN_PX);
  cairo_stroke (cr);
}

static int
exit_of_muster (const AnlanEvac *evac, guint muster)
{
  for (guint e = 0; e < evac->exits->len; e++)
    if (anlan_site_exit_muster (evac->site, e) == (int)muster)
      return (int)e;
  return -1;
}

void
evac_draw_musters (cairo_t *cr, const AnlanEvac *evac, const AnlanEvacLook *look)
{
  const EvacInk *ink = evac_ink (look->dark);

  for (guint i = 0; i < evac->scenario->plan->musters->len; i++)
    {
      const AnlanPlanMuster *muster = &g_array_index (evac->scenario->plan->musters, AnlanPlanMuster, i);
      int exit = exit_of_muster (evac, i);
      g_autofree char *count = NULL;
      double x, y;

      anlan_evac_look_to_view (look, anlan_evac_place (evac, muster->level, muster->place), &x, &y);
      draw_sign (cr, ink, x, y, evac->musters[i]);
      evac_write_text (cr, muster->id, x, y + SIGN_PX + 3, 12, TRUE, 0.5, ink->text, ink->ground);
      evac_write_text (cr, anlan_evac_muster_words (evac->musters[i]), x, y + SIGN_PX + 19, 11, FALSE, 0.5,
                       evac->musters[i] == ANLAN_MUSTER_IN_DANGER ? evac_band_colours[2] : ink->text,
                       ink->ground);
      if (exit < 0)
        continue;
      count = g_strdup_printf (_ ("%u here"), anlan_evac_exit_count (evac, (guint)exit, look->seconds));
      evac_write_text (cr, count, x, y + SIGN_PX + 34, 11, FALSE, 0.5, ink->text, ink->ground);
    }
}
