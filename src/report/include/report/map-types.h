/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/geo.h"

G_BEGIN_DECLS

/**
 * AnlanMapPoint:
 *
 * A position in world units: spherical Web Mercator (EPSG:3857) with the whole square world as 0 to 1, x to the
 * east, y to the south, as tiles count. A double holds it to a hundredth of a micrometre, so no local origin is
 * needed at any zoom.
 */
typedef AnlanPoint AnlanMapPoint;

/* In world units or in logical pixels, as the function says. Empty while x0 > x1. */
typedef struct
{
  double x0;
  double y0;
  double x1;
  double y1;
} AnlanMapRect;

#define ANLAN_MAP_RECT_EMPTY ((AnlanMapRect){ G_MAXDOUBLE, G_MAXDOUBLE, -G_MAXDOUBLE, -G_MAXDOUBLE })

/* Zoom at which the world is 256 logical pixels wide is 0; one step doubles it. 24 is 1 cm on a pixel. */
#define ANLAN_MAP_MIN_ZOOM 0.0
#define ANLAN_MAP_MAX_ZOOM 24.0

/* Equator of the sphere of EPSG:3857, 2 pi 6378137 m. */
#define ANLAN_MAP_EQUATOR_M 40075016.685578488

/* The latitude at which the square world ends, atan (sinh (pi)). */
#define ANLAN_MAP_MAX_LATITUDE 85.051128779806604

/**
 * AnlanMapViewport:
 * @centre: in world units
 * @zoom: fractional
 * @width, @height: in logical pixels
 * @scale: device pixels for one logical pixel, more than 0
 */
typedef struct
{
  AnlanMapPoint centre;
  double zoom;
  double width;
  double height;
  double scale;
} AnlanMapViewport;

/**
 * AnlanMapRisk:
 *
 * Risk grade, in rising order, so that the worst is the greatest. Nothing has been judged yet where it is NONE.
 */
typedef enum
{
  ANLAN_MAP_RISK_NONE,
  ANLAN_MAP_RISK_BLUE,
  ANLAN_MAP_RISK_YELLOW,
  ANLAN_MAP_RISK_ORANGE,
  ANLAN_MAP_RISK_RED,
} AnlanMapRisk;

#define ANLAN_MAP_N_RISKS (ANLAN_MAP_RISK_RED + 1)

/**
 * AnlanMapFloors:
 *
 * A set of floors, a bit each: what lies on any of the floors that are shown is shown. 0 is the ground.
 */
typedef guint64 AnlanMapFloors;

#define ANLAN_MAP_FLOORS_ALL G_MAXUINT64
#define ANLAN_MAP_LOWEST_FLOOR (-15)
#define ANLAN_MAP_HIGHEST_FLOOR 47

/* Floors beyond lie on the lowest or highest there is. */
static inline AnlanMapFloors
anlan_map_floor (int floor)
{
  return G_GUINT64_CONSTANT (1) << (CLAMP (floor, ANLAN_MAP_LOWEST_FLOOR, ANLAN_MAP_HIGHEST_FLOOR) -
                                    ANLAN_MAP_LOWEST_FLOOR);
}

/* "0", "-1", "0;1;2" as OSM and the kinds write them; all of them where @text is NULL, empty or something else. */
AnlanMapFloors
anlan_map_floors_from_text (const char *text);

/* Degrees (WGS-84, longitude first) to world units; latitudes beyond the square world are moved to its edge. */
AnlanMapPoint
anlan_map_project (double lon, double lat);

/* World units to degrees. */
void
anlan_map_unproject (AnlanMapPoint point, double *lon, double *lat);

/* Metres on the ground for one world unit at this y: the Mercator stretches by 1 / cos (latitude). */
double
anlan_map_metres_per_unit (double y);

/* Logical pixels for one world unit. */
double
anlan_map_pixels_per_unit (double zoom);

/* The viewport's own: logical pixels from its top left corner. */
AnlanMapPoint
anlan_map_viewport_to_screen (const AnlanMapViewport *viewport, AnlanMapPoint world);
AnlanMapPoint
anlan_map_viewport_to_world (const AnlanMapViewport *viewport, AnlanMapPoint screen);

/* What it shows, in world units. */
AnlanMapRect
anlan_map_viewport_get_bounds (const AnlanMapViewport *viewport);

/* Metres on the ground for one logical pixel in its middle. */
double
anlan_map_viewport_get_metres_per_pixel (const AnlanMapViewport *viewport);

/**
 * anlan_map_viewport_fit:
 * @viewport: keeps its size and scale
 * @bounds: world units; left alone where it is empty
 * @margin: logical pixels left free on each side
 * @max_zoom: a single point is not shown closer than this
 *
 * Moves the viewport so that @bounds is in its middle and wholly in view.
 */
void
anlan_map_viewport_fit (AnlanMapViewport *viewport, AnlanMapRect bounds, double margin, double max_zoom);

static inline gboolean
anlan_map_rect_is_empty (AnlanMapRect rect)
{
  return !(rect.x0 <= rect.x1 && rect.y0 <= rect.y1);
}

static inline gboolean
anlan_map_rect_intersects (AnlanMapRect a, AnlanMapRect b)
{
  return a.x0 <= b.x1 && b.x0 <= a.x1 && a.y0 <= b.y1 && b.y0 <= a.y1;
}

static inline gboolean
anlan_map_rect_contains (AnlanMapRect outer, AnlanMapRect inner)
{
  return outer.x0 <= inner.x0 && outer.y0 <= inner.y0 && outer.x1 >= inner.x1 && outer.y1 >= inner.y1;
}

static inline AnlanMapRect
anlan_map_rect_grow (AnlanMapRect rect, double by)
{
  return (AnlanMapRect){ rect.x0 - by, rect.y0 - by, rect.x1 + by, rect.y1 + by };
}

static inline void
anlan_map_rect_add_point (AnlanMapRect *rect, AnlanMapPoint point)
{
  rect->x0 = MIN (rect->x0, point.x);
  rect->y0 = MIN (rect->y0, point.y);
  rect->x1 = MAX (rect->x1, point.x);
  rect->y1 = MAX (rect->y1, point.y);
}

static inline void
anlan_map_rect_add (AnlanMapRect *rect, AnlanMapRect other)
{
  rect->x0 = MIN (rect->x0, other.x0);
  rect->y0 = MIN (rect->y0, other.y0);
  rect->x1 = MAX (rect->x1, other.x1);
  rect->y1 = MAX (rect->y1, other.y1);
}

G_END_DECLS
