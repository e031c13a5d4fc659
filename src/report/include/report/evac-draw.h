/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

#include "report/evac.h"

G_BEGIN_DECLS

/*
 * An evacuation drawn with cairo, the same on paper, in an SVG and in the window: the plan, the danger, the ways out and the
 * people at a moment. Lengths are units of the user space, a pixel in the window, from the upper left corner.
 */

typedef enum
{
  ANLAN_EVAC_SHOW_ARROWS = 1 << 0,  /* the way out from everywhere */
  ANLAN_EVAC_SHOW_ROUTES = 1 << 1,  /* of each space */
  ANLAN_EVAC_SHOW_DENSITY = 1 << 2, /* levels of service after Fruin */
  ANLAN_EVAC_SHOW_DANGER = 1 << 3,
  ANLAN_EVAC_SHOW_PEOPLE = 1 << 4,
  ANLAN_EVAC_SHOW_WORDS = 1 << 5, /* legend, scale, north, wind */
  ANLAN_EVAC_SHOW_TIME = 1 << 6,  /* the moment and the wind in words */
} AnlanEvacShow;

#define ANLAN_EVAC_SHOW_USUAL                                                                                \
  (ANLAN_EVAC_SHOW_ARROWS | ANLAN_EVAC_SHOW_ROUTES | ANLAN_EVAC_SHOW_DANGER | ANLAN_EVAC_SHOW_PEOPLE |       \
   ANLAN_EVAC_SHOW_WORDS | ANLAN_EVAC_SHOW_TIME)

/**
 * AnlanEvacLook:
 * @scale: units a metre
 * @centre: what of the plane of all levels lies in the middle
 * @seconds: the moment
 * @follow: the person with a ring around, or -1
 * @route: the way (anlan_evac_routes()) that is drawn strongly, or -1
 */
typedef struct
{
  double width, height;
  double scale;
  AnlanPoint centre;
  double seconds;
  AnlanEvacShow show;
  gboolean dark;
  int follow;
  int route;
} AnlanEvacLook;

/* Fits the whole into @width x @height, at moment 0. */
void
anlan_evac_look_fit (AnlanEvacLook *look, const AnlanEvac *evac, double width, double height);
void
anlan_evac_look_to_view (const AnlanEvacLook *look, AnlanPoint place, double *x, double *y);
AnlanPoint
anlan_evac_look_to_place (const AnlanEvacLook *look, double x, double y);

/* What does not move: ground, rooms, walls, ways out. */
void
anlan_evac_draw_plan (cairo_t *cr, const AnlanEvac *evac, const AnlanEvacLook *look);
void
anlan_evac_draw_danger (cairo_t *cr, const AnlanEvac *evac, const AnlanEvacLook *look);
/* What changes with the moment: danger, load of doors, density, people, muster points. */
void
anlan_evac_draw_moment (cairo_t *cr, const AnlanEvac *evac, const AnlanEvacLook *look);
/* Legend, scale, north and wind, on top of all. */
void
anlan_evac_draw_words (cairo_t *cr, const AnlanEvac *evac, const AnlanEvacLook *look);
/* All of it. */
void
anlan_evac_draw (cairo_t *cr, const AnlanEvac *evac, const AnlanEvacLook *look);

/* The whole at a moment as a file, .svg, .pdf or .png by its name. Blocks. */
gboolean
anlan_evac_write (const AnlanEvac *evac, const char *path, double seconds, GError **error);

G_END_DECLS
