/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "report/map-types.h"

#include <math.h>

AnlanMapFloors
anlan_map_floors_from_text (const char *text)
{
  AnlanMapFloors floors = 0;

  if (text == NULL)
    return ANLAN_MAP_FLOORS_ALL;
  for (;;)
    {
      char *end;
      gint64 floor = g_ascii_strtoll (text, &end, 10);

      if (end == text)
        return ANLAN_MAP_FLOORS_ALL;
      floors |= anlan_map_floor ((int)CLAMP (floor, -1000, 1000));
      while (*end == ' ')
        end++;
      if (*end == '\0')
        return floors;
      if (*end != ';')
        return ANLAN_MAP_FLOORS_ALL;
      text = end + 1;
    }
}

AnlanMapPoint
anlan_map_project (double lon, double lat)
{
  double phi = CLAMP (lat, -ANLAN_MAP_MAX_LATITUDE, ANLAN_MAP_MAX_LATITUDE) * G_PI / 180;
  AnlanMapPoint point = { lon / 360 + 0.5, 0.5 - asinh (tan (phi)) / (2 * G_PI) };

  return point;
}

void
anlan_map_unproject (AnlanMapPoint point, double *lon, double *lat)
{
  g_return_if_fail (lon != NULL && lat != NULL);

  *lon = (point.x - 0.5) * 360;
  *lat = atan (sinh ((0.5 - point.y) * 2 * G_PI)) * 180 / G_PI;
}

double
anlan_map_metres_per_unit (double y)
{
  return ANLAN_MAP_EQUATOR_M / cosh ((0.5 - y) * 2 * G_PI);
}

double
anlan_map_pixels_per_unit (double zoom)
{
  return 256 * exp2 (zoom);
}

AnlanMapPoint
anlan_map_viewport_to_screen (const AnlanMapViewport *viewport, AnlanMapPoint world)
{
  double ppu = anlan_map_pixels_per_unit (viewport->zoom);
  AnlanMapPoint screen = { (world.x - viewport->centre.x) * ppu + viewport->width / 2,
                           (world.y - viewport->centre.y) * ppu + viewport->height / 2 };

  return screen;
}

AnlanMapPoint
anlan_map_viewport_to_world (const AnlanMapViewport *viewport, AnlanMapPoint screen)
{
  double ppu = anlan_map_pixels_per_unit (viewport->zoom);
  AnlanMapPoint world = { viewport->centre.x + (screen.x - viewport->width / 2) / ppu,
                          viewport->centre.y + (screen.y - viewport->height / 2) / ppu };

  return world;
}

AnlanMapRect
anlan_map_viewport_get_bounds (const AnlanMapViewport *viewport)
{
  AnlanMapPoint a = anlan_map_viewport_to_world (viewport, (AnlanMapPoint){ 0, 0 });
  AnlanMapPoint b =
      anlan_map_viewport_to_world (viewport, (AnlanMapPoint){ viewport->width, viewport->height });

  return (AnlanMapRect){ a.x, a.y, b.x, b.y };
}

double
anlan_map_viewport_get_metres_per_pixel (const AnlanMapViewport *viewport)
{
  return anlan_map_metres_per_unit (viewport->centre.y) / anlan_map_pixels_per_unit (viewport->zoom);
}

void
anlan_map_viewport_fit (AnlanMapViewport *viewport, AnlanMapRect bounds, double margin, double max_zoom)
{
  double width, height, zoom;

  g_return_if_fail (viewport != NULL);
  g_return_if_fail (viewport->width > 0 && viewport->height > 0);

  if (anlan_map_rect_is_empty (bounds))
    return;

  /* A window narrower than its margins still shows something: the middle. */
  width = MAX (viewport->width - 2 * margin, viewport->width / 4);
  height = MAX (viewport->height - 2 * margin, viewport->height / 4);
  zoom = max_zoom;
  if (bounds.x1 > bounds.x0)
    zoom = MIN (zoom, log2 (width / (bounds.x1 - bounds.x0) / 256));
  if (bounds.y1 > bounds.y0)
    zoom = MIN (zoom, log2 (height / (bounds.y1 - bounds.y0) / 256));

  viewport->zoom = CLAMP (zoom, ANLAN_MAP_MIN_ZOOM, ANLAN_MAP_MAX_ZOOM);
  viewport->centre =
      (AnlanMapPoint){ bounds.x0 + (bounds.x1 - bounds.x0) / 2, bounds.y0 + (bounds.y1 - bounds.y0) / 2 };
}
