/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <math.h>

#include "evac-private.h"

/* Breadth and depth of shoulders, and the head, m (95 of 100 people, clothed). Never smaller than can be seen. */
#define SHOULDERS_M 0.46
#define DEPTH 0.56 /* of the breadth */
#define HEAD 0.46
#define LEAST_PX 6.5
#define TURNS 32

/* --- one figure --------------------------------------------------------------------------------------------------------- */

static void
ellipse (cairo_t *cr, double x, double y, double rx, double ry)
{
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, rx, ry);
  cairo_new_sub_path (cr);
  cairo_arc (cr, 0, 0, 1, 0, 2 * G_PI);
  cairo_restore (cr);
}

/* Seen from above, about 0, 0, looking along x: shoulders, and a head that is a little ahead of them. */
static void
figure (cairo_t *cr, double breadth, const double *colour)
{
  ellipse (cr, 0, 0, breadth * DEPTH / 2, breadth / 2);
  cairo_set_source_rgb (cr, colour[0], colour[1], colour[2]);
  cairo_fill_preserve (cr);
  cairo_set_source_rgba (cr, 0, 0, 0, 0.45);
  cairo_set_line_width (cr, MAX (0.6, breadth * 0.04));
  cairo_stroke (cr);
  ellipse (cr, breadth * 0.1, 0, breadth * HEAD / 2, breadth * HEAD / 2);
  cairo_set_source_rgb (cr, colour[0] * 0.55, colour[1] * 0.55, colour[2] * 0.55);
  cairo_fill (cr);
}

/* --- figures drawn once, for many people -------------------------------------------------------------------------------- */

typedef struct
{
  double breadth; /* device pixels */
  const EvacInk *ink;
  int side;
  guint32 *pixels; /* by doing, then turn: side * side, premultiplied */
} Stamps;

static void
stamps_free (gpointer data)
{
  Stamps *stamps = data;

  g_free (stamps->pixels);
  g_free (stamps);
}

static GPrivate stamps_of_thread = G_PRIVATE_INIT (stamps_free);

static void
make_stamp (const Stamps *stamps, AnlanEvacDoing doing, guint turn, guint32 *pixels)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, stamps->side, stamps->side);
  cairo_t *cr = cairo_create (surface);
  int stride = cairo_image_surface_get_stride (surface);

  cairo_translate (cr, stamps->side / 2.0, stamps->side / 2.0);
  /* North is up on the picture, where y runs down. */
  cairo_rotate (cr, -2 * G_PI * turn / TURNS);
  figure (cr, stamps->breadth, stamps->ink->doing[doing]);
  cairo_surface_flush (surface);
  for (int y = 0; y < stamps->side; y++)
    memcpy (&pixels[y * stamps->side], cairo_image_surface_get_data (surface) + y * stride,
            (gsize)stamps->side * sizeof *pixels);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static const Stamps *
get_stamps (double breadth, const EvacInk *ink)
{
  Stamps *stamps = g_private_get (&stamps_of_thread);

  if (stamps != NULL && stamps->ink == ink && fabs (stamps->breadth - breadth) < 0.01)
    return stamps;
  stamps = g_new0 (Stamps, 1);
  stamps->breadth = breadth;
  stamps->ink = ink;
  stamps->side = (int)ceil (breadth) + 3;
  stamps->pixels = g_new0 (guint32, (gsize)ANLAN_EVAC_GONE * TURNS * (guint)(stamps->side * stamps->side));
  for (guint doing = 0; doing < ANLAN_EVAC_GONE; doing++)
    for (guint turn = 0; turn < TURNS; turn++)
      make_stamp (stamps, (AnlanEvacDoing)doing, turn,
                  &stamps->pixels[(doing * TURNS + turn) * (guint)(stamps->side * stamps->side)]);
  g_private_replace (&stamps_of_thread, stamps);
  return stamps;
}

/* Over what is there, both premultiplied. */
static inline guint32
over (guint32 above, guint32 below)
{
  guint32 left = 255 - (above >> 24);
  guint32 rb = (below & 0x00ff00ff) * left + 0x00800080, ag = ((below >> 8) & 0x00ff00ff) * left + 0x00800080;

  rb = ((rb + ((rb >> 8) & 0x00ff00ff)) >> 8) & 0x00ff00ff;
  ag = (ag + ((ag >> 8) & 0x00ff00ff)) & 0xff00ff00;
  return above + (rb | ag);
}

static void
stamp (cairo_surface_t *target, const Stamps *stamps, double x, double y, const AnlanEvacPerson *person)
{
  guchar *data = cairo_image_surface_get_data (target);
  int stride = cairo_image_surface_get_stride (target), width = cairo_image_surface_get_width (target),
      height = cairo_image_surface_get_height (target), side = stamps->side;
  int left = (int)lround (x - side / 2.0), top = (int)lround (y - side / 2.0);
  guint turn = (guint)((lround (person->heading * TURNS / (2 * G_PI)) % TURNS + TURNS) % TURNS);
  const guint32 *pixels = &stamps->pixels[((guint)person->doing * TURNS + turn) * (guint)(side * side)];

  for (int row = MAX (0, -top); row < MIN (side, height - top); row++)
    {
      guint32 *line = (guint32 *)(gpointer)(data + (gsize)(top + row) * (gsize)stride);

      for (int column = MAX (0, -left); column < MIN (side, width - left); column++)
        if (pixels[row * side + column] != 0)
          line[left + column] = over (pixels[row * side + column], line[left + column]);
    }
}

/* --- all of them -------------------------------------------------------------------------------------------------------- */

static void
draw_ring (cairo_t *cr, const AnlanEvacLook *look, double x, double y, double breadth)
{
  const double *colour = evac_ink (look->dark)->strong;

  ellipse (cr, x, y, breadth * 1.1 + 3, breadth * 1.1 + 3);
  cairo_set_source_rgb (cr, colour[0], colour[1], colour[2]);
  cairo_set_line_width (cr, 2);
  cairo_stroke (cr);
}

void
evac_draw_people (cairo_t *cr, const AnlanEvac *evac, const AnlanEvacLook *look)
{
  cairo_surface_t *target = cairo_get_target (cr);
  gboolean pixels = cairo_surface_get_type (target) == CAIRO_SURFACE_TYPE_IMAGE &&
                    cairo_image_surface_get_format (target) == CAIRO_FORMAT_ARGB32;
  double breadth = MAX (LEAST_PX, SHOULDERS_M * look->scale), sx = 1, sy = 1;
  const EvacInk *ink = evac_ink (look->dark);
  const Stamps *stamps = NULL;

  if (pixels)
    {
      cairo_surface_get_device_scale (target, &sx, &sy);
      stamps = get_stamps (breadth * sx, ink);
      cairo_surface_flush (target);
    }
  for (guint i = 0; i < evac->n_people; i++)
    {
      AnlanEvacPerson person;
      double x, y;

      anlan_evac_person (evac, i, look->seconds, &person);
      anlan_evac_look_to_view (look, person.place, &x, &y);
      if (person.doing == ANLAN_EVAC_GONE || x < -breadth || y < -breadth || x > look->width + breadth ||
          y > look->height + breadth)
        continue;
      if ((int)i == look->follow)
        draw_ring (cr, look, x, y, breadth);
      if (pixels)
        {
          cairo_user_to_device (cr, &x, &y);
          stamp (target, stamps, x * sx, y * sy, &person);
          continue;
        }
      cairo_save (cr);
      cairo_translate (cr, x, y);
      cairo_rotate (cr, -person.heading);
      figure (cr, breadth, ink->doing[person.doing]);
      cairo_restore (cr);
    }
  if (pixels)
    cairo_surface_mark_dirty (target);
}

/* --- density ------------------------------------------------------------------------------------------------------------ */

/* Persons a square metre from which on a walkway is at level B to F (Fruin 1971: 3.25, 2.32, 1.39, 0.93 and 0.46 m² each). */
static const double fruin[] = { 0.31, 0.43, 0.72, 1.08, 2.17 };

void
evac_draw_density (cairo_t *cr, const AnlanEvac *evac, const AnlanEvacLook *look)
{
  int nx = (int)ceil (evac->high.x - evac->low.x) + 2, ny = (int)ceil (evac->high.y - evac->low.y) + 2;
  g_autofree guint16 *counts = NULL;

  /* A site too large for square metres is looked at from too far off to see them. */
  if ((gint64)nx * ny > 4000000)
    return;
  counts = g_new0 (guint16, (gsize)nx * (gsize)ny);
  for (guint i = 0; i < evac->n_people; i++)
    {
      AnlanEvacPerson person;

      anlan_evac_person (evac, i, look->seconds, &person);
      if (person.doing == ANLAN_EVAC_GONE)
        continue;
      for (int dy = -1; dy <= 1; dy++)
        for (int dx = -1; dx <= 1; dx++)
          {
            int x = (int)floor (person.place.x - evac->low.x) + dx,
                y = (int)floor (person.place.y - evac->low.y) + dy;

            if (x >= 0 && y >= 0 && x < nx && y < ny)
              counts[(gsize)y * (gsize)nx + (gsize)x]++;
          }
    }
  for (int y = 0; y < ny; y++)
    for (int x = 0; x < nx; x++)
      {
        double density = counts[(gsize)y * (gsize)nx + (gsize)x] / 9.0, left, top;
        guint level = 0;

        while (level < G_N_ELEMENTS (fruin) && density > fruin[level])
          level++;
        if (level == 0)
          continue;
        anlan_evac_look_to_view (look, (AnlanPoint){ evac->low.x + x, evac->low.y + y + 1 }, &left, &top);
        cairo_set_source_rgba (cr, evac_fruin_colours[level][0], evac_fruin_colours[level][1],
                               evac_fruin_colours[level][2], 0.55);
        cairo_rectangle (cr, left, top, look->scale + 0.3, look->scale + 0.3);
        cairo_fill (cr);
      }
}
