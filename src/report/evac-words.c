/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <math.h>

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "evac-private.h"

#define EDGE 12.0
#define ROW 17.0
#define ROSE 24.0
#define LEGEND 250.0
/* Of a file, units: as a screen has it, or an A4 sheet across at 96 to the inch. */
#define FILE_WIDTH 1123.0
#define FILE_HEIGHT 794.0
#define FILE_HEAD 48.0

static void
set_colour (cairo_t *cr, const double *colour)
{
  cairo_set_source_rgb (cr, colour[0], colour[1], colour[2]);
}

/* --- wind, north, scale ------------------------------------------------------------------------------------------------- */

static void
draw_rose (cairo_t *cr, const AnlanEvac *evac, const AnlanEvacLook *look)
{
  const EvacInk *ink = evac_ink (look->dark);
  const AnlanWind *wind = &evac->scenario->wind;
  double x = look->width - EDGE - ROSE, y = EDGE + ROSE + 12, angle;

  /* Translators: north, the letter on a compass rose */
  evac_write_text (cr, _ ("N"), x, EDGE - 6, 12, TRUE, 0.5, ink->text, ink->ground);
  cairo_new_path (cr);
  cairo_arc (cr, x, y, ROSE, 0, 2 * G_PI);
  set_colour (cr, ink->floor);
  cairo_fill_preserve (cr);
  set_colour (cr, ink->quiet);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  for (guint i = 0; i < 8; i++)
    {
      angle = i * G_PI / 4;
      cairo_move_to (cr, x + ROSE * 0.85 * sin (angle), y - ROSE * 0.85 * cos (angle));
      cairo_line_to (cr, x + ROSE * sin (angle), y - ROSE * cos (angle));
    }
  cairo_stroke (cr);
  if (!(wind->speed >= ANLAN_CALM) || !isfinite (wind->from))
    return;
  /* From where it comes, through the middle, to where it blows. */
  angle = anlan_wind_towards (wind) * G_PI / 180;
  cairo_move_to (cr, x - ROSE * 0.7 * sin (angle), y + ROSE * 0.7 * cos (angle));
  cairo_line_to (cr, x + ROSE * 0.7 * sin (angle), y - ROSE * 0.7 * cos (angle));
  cairo_line_to (cr, x + ROSE * 0.3 * sin (angle - 0.6), y - ROSE * 0.3 * cos (angle - 0.6));
  cairo_move_to (cr, x + ROSE * 0.7 * sin (angle), y - ROSE * 0.7 * cos (angle));
  cairo_line_to (cr, x + ROSE * 0.3 * sin (angle + 0.6), y - ROSE * 0.3 * cos (angle + 0.6));
  set_colour (cr, ink->strong);
  cairo_set_line_width (cr, 2.5);
  cairo_stroke (cr);
}

static void
draw_scale (cairo_t *cr, const AnlanEvacLook *look)
{
  const EvacInk *ink = evac_ink (look->dark);
  double metres = anlan_chart_ticks (100 / look->scale, 1, FALSE), length;
  double right = look->width - EDGE, y = look->height - EDGE;
  g_autofree char *words = NULL;

  /* The smallest round length of at least a hundred units; half of it is enough where that is long. */
  if (metres * look->scale > 160)
    metres /= 2;
  length = metres * look->scale;
  words = g_strdup_printf (_ ("%g m"), metres);
  cairo_move_to (cr, right - length, y - 5);
  cairo_line_to (cr, right - length, y);
  cairo_line_to (cr, right, y);
  cairo_line_to (cr, right, y - 5);
  set_colour (cr, ink->text);
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
  evac_write_text (cr, words, right - length / 2, y - 19, 11, FALSE, 0.5, ink->text, ink->ground);
}

/* --- legend ------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  const double *colour;
  double alpha;
  char *words;
  gboolean figure;
} Entry;

static void
entry_clear (gpointer entry)
{
  g_free (((Entry *)entry)->words);
}

static void
add_entry (GArray *entries, const double *colour, double alpha, gboolean round, char *words)
{
  Entry entry = { colour, alpha, words, round };

  g_array_append_val (entries, entry);
}

static void
add_danger_entries (GArray *entries, const AnlanEvac *evac)
{
  const AnlanToxic *gas = evac->scenario->release.gas;

  const char *name = gas != NULL ? gas->id : _ ("Gas");

  if (evac->levels[0] > 0)
    add_entry (entries, evac_band_colours[0], 0.55, FALSE,
               g_strdup_printf (_ ("%s: discomfort, from %.3g ppm"), name, evac->levels[0]));
  if (evac->levels[1] > 0)
    add_entry (entries, evac_band_colours[1], 0.55, FALSE,
               g_strdup_printf (_ ("%s: lasting harm, from %.3g ppm"), name, evac->levels[1]));
  if (evac->levels[2] > 0)
    add_entry (entries, evac_band_colours[2], 0.55, FALSE,
               g_strdup_printf (_ ("%s: danger of life, from %.3g ppm"), name, evac->levels[2]));
}

static GArray *
list_entries (const AnlanEvac *evac, const AnlanEvacLook *look)
{
  static const char *const doings[] = { N_ ("has not set out"), N_ ("walks"), N_ ("is held up"),
                                        N_ ("cannot walk"), N_ ("is out") };
  static const char *const letters = "ABCDEF";
  GArray *entries = g_array_new (FALSE, FALSE, sizeof (Entry));

  g_array_set_clear_func (entries, entry_clear);
  if (look->show & ANLAN_EVAC_SHOW_DANGER)
    add_danger_entries (entries, evac);
  for (guint d = 0; (look->show & ANLAN_EVAC_SHOW_PEOPLE) && evac->n_people > 0 && d < G_N_ELEMENTS (doings);
       d++)
    add_entry (entries, evac_ink (look->dark)->doing[d], 1, TRUE, g_strdup (_ (doings[d])));
  for (guint l = 1; (look->show & ANLAN_EVAC_SHOW_DENSITY) && l < 6; l++)
    add_entry (entries, evac_fruin_colours[l], 1, FALSE,
               g_strdup_printf (_ ("Density: level %c"), letters[l]));
  return entries;
}

static void
draw_legend (cairo_t *cr, const AnlanEvac *evac, const AnlanEvacLook *look)
{
  const EvacInk *ink = evac_ink (look->dark);
  g_autoptr (GArray) entries = list_entries (evac, look);
  double y = look->height - EDGE - entries->len * ROW;

  cairo_rectangle (cr, 0, y - 4, LEGEND, entries->len * ROW + EDGE + 4);
  cairo_set_source_rgba (cr, ink->ground[0], ink->ground[1], ink->ground[2], 0.8);
  cairo_fill (cr);
  for (guint i = 0; i < entries->len; i++, y += ROW)
    {
      const Entry *entry = &g_array_index (entries, Entry, i);

      cairo_new_path (cr);
      if (entry->figure)
        cairo_arc (cr, EDGE + 7, y + 8, 5, 0, 2 * G_PI);
      else
        cairo_rectangle (cr, EDGE, y + 2, 14, 12);
      cairo_set_source_rgba (cr, entry->colour[0], entry->colour[1], entry->colour[2], entry->alpha);
      cairo_fill (cr);
      evac_write_text (cr, entry->words, EDGE + 20, y, 11, FALSE, 0, ink->text, ink->ground);
    }
}

static void
draw_time (cairo_t *cr, const AnlanEvac *evac, const AnlanEvacLook *look)
{
  const EvacInk *ink = evac_ink (look->dark);
  guint counts[ANLAN_EVAC_GONE + 1], at = (guint)MAX (0, look->seconds);
  g_autofree char *words = NULL, *wind = NULL;

  anlan_evac_count (evac, look->seconds, counts);
  words = g_strdup_printf (_ ("%u:%02u · %u of %u out"), at / 60, at % 60,
                           counts[ANLAN_EVAC_OUT] + counts[ANLAN_EVAC_GONE], evac->n_people);
  evac_write_text (cr, words, EDGE, EDGE - 4, 15, TRUE, 0, ink->text, ink->ground);
  if (evac->scenario->release.gas != NULL || isfinite (evac->scenario->wind.speed))
    {
      wind = anlan_evac_wind_words (&evac->scenario->wind);
      evac_write_text (cr, wind, EDGE, EDGE + 18, 12, FALSE, 0, ink->text, ink->ground);
    }
}

void
anlan_evac_draw_words (cairo_t *cr, const AnlanEvac *evac, const AnlanEvacLook *look)
{
  if (look->show & ANLAN_EVAC_SHOW_TIME)
    draw_time (cr, evac, look);
  draw_legend (cr, evac, look);
  draw_rose (cr, evac, look);
  draw_scale (cr, look);
}

/* --- files -------------------------------------------------------------------------------------------------------------- */

static cairo_surface_t *
make_surface (const char *path)
{
  if (g_str_has_suffix (path, ".svg"))
    return cairo_svg_surface_create (path, FILE_WIDTH, FILE_HEIGHT);
  if (g_str_has_suffix (path, ".pdf"))
    return cairo_pdf_surface_create (path, FILE_WIDTH * 0.75, FILE_HEIGHT * 0.75);
  return cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int)FILE_WIDTH, (int)FILE_HEIGHT);
}

gboolean
anlan_evac_write (const AnlanEvac *evac, const char *path, double seconds, GError **error)
{
  gboolean png = g_str_has_suffix (path, ".png");
  cairo_surface_t *surface;
  cairo_status_t status;
  AnlanEvacLook look;
  cairo_t *cr;

  g_return_val_if_fail (evac != NULL && path != NULL, FALSE);

  if (!png && !g_str_has_suffix (path, ".svg") && !g_str_has_suffix (path, ".pdf"))
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   _ ("“%s”: a picture is written as .svg, .pdf or .png; the name must end in one of them."),
                   path);
      return FALSE;
    }
  surface = make_surface (path);
  cr = cairo_create (surface);
  if (g_str_has_suffix (path, ".pdf"))
    cairo_scale (cr, 0.75, 0.75);
  /* Beside the legend, below the words. */
  anlan_evac_look_fit (&look, evac, FILE_WIDTH - LEGEND, FILE_HEIGHT - 2 * FILE_HEAD);
  look.centre.x -= LEGEND / 2 / look.scale;
  look.width = FILE_WIDTH;
  look.height = FILE_HEIGHT;
  look.seconds = seconds;
  anlan_evac_draw (cr, evac, &look);
  status = cairo_status (cr);
  if (png && status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png (surface, path);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_IO, _ ("“%s” could not be written: %s"), path,
               cairo_status_to_string (status));
  return FALSE;
}
