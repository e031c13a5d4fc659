/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "report/map-scene.h"

/* A path in a folder of its own, which is removed after the test. The caller frees it. */
static inline char *
test_path (const char *name)
{
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "XXXXXX", NULL);

  g_assert_cmpint (g_mkdir_with_parents (g_get_user_cache_dir (), 0700), ==, 0);
  g_assert_nonnull (g_mkdtemp (folder));
  return g_build_filename (folder, name, NULL);
}

/* A made-up plant around this place, positions in metres east and north of it. */
#define MAP_LON 121.39
#define MAP_LAT 31.316

static inline AnlanLonLat
map_at (double east, double north)
{
  double metres_per_degree = ANLAN_MAP_EQUATOR_M / 360;

  return (AnlanLonLat){ MAP_LON + east / metres_per_degree / cos (MAP_LAT * G_PI / 180),
                        MAP_LAT + north / metres_per_degree };
}

static inline AnlanMapPoint
map_world_at (double east, double north)
{
  AnlanLonLat at = map_at (east, north);

  return anlan_map_project (at.lon, at.lat);
}

typedef struct
{
  AnlanGeometry geometry;
  AnlanLonLat points[64];
  guint32 ends[4];
  guint8 holes[4];
} MapShape;

/* Adds a part of @n corners, each east and north; a ring is closed by itself. */
static inline void
map_shape_add (MapShape *shape, gboolean hole, const double *metres, guint n)
{
  AnlanGeometry *g = &shape->geometry;
  gboolean ring = g->type == ANLAN_GEOMETRY_POLYGON;

  g_assert_cmpuint (g->n_points + n + 1, <=, G_N_ELEMENTS (shape->points));
  g_assert_cmpuint (g->n_parts, <, G_N_ELEMENTS (shape->ends));
  for (guint i = 0; i < n; i++)
    shape->points[g->n_points + i] = map_at (metres[2 * i], metres[2 * i + 1]);
  if (ring)
    shape->points[g->n_points + n] = shape->points[g->n_points];
  g->n_points += n + (ring ? 1 : 0);
  shape->ends[g->n_parts] = g->n_points;
  shape->holes[g->n_parts] = hole;
  g->n_parts++;
  g->points = shape->points;
  g->part_ends = shape->ends;
  g->part_holes = ring ? shape->holes : NULL;
}

static inline void
map_shape_add_rect (MapShape *shape, gboolean hole, double x, double y, double width, double height)
{
  const double metres[] = { x, y, x + width, y, x + width, y + height, x, y + height };

  map_shape_add (shape, hole, metres, 4);
}

/* The polygon of a shape as a place field holds it. */
static inline AnlanShape *
map_shape_to_place (const MapShape *shape)
{
  g_autoptr (GString) text = g_string_new ("{\"type\":\"Polygon\",\"coordinates\":[");
  guint first = 0;
  AnlanShape *place;

  for (guint i = 0; i < shape->geometry.n_parts; i++)
    {
      g_string_append (text, i > 0 ? ",[" : "[");
      for (guint k = first; k < shape->ends[i]; k++)
        {
          char lon[G_ASCII_DTOSTR_BUF_SIZE], lat[G_ASCII_DTOSTR_BUF_SIZE];

          g_string_append_printf (text, "%s[%s,%s]", k > first ? "," : "",
                                  g_ascii_dtostr (lon, sizeof lon, shape->points[k].lon),
                                  g_ascii_dtostr (lat, sizeof lat, shape->points[k].lat));
        }
      g_string_append (text, "]");
      first = shape->ends[i];
    }
  g_string_append (text, "]}");
  place = anlan_shape_parse (text->str, -1, NULL);
  g_assert_nonnull (place);
  return place;
}

static inline void
map_add_zone (AnlanMapSceneBuilder *builder, const AnlanMapZone *zone, const MapShape *shape)
{
  g_autoptr (AnlanShape) place = map_shape_to_place (shape);

  g_assert_true (anlan_map_scene_builder_add_zone (builder, zone, place));
}

static inline void
map_add_zone_rect (AnlanMapSceneBuilder *builder,
                   const char *id,
                   AnlanMapRisk risk,
                   double x,
                   double y,
                   double width,
                   double height)
{
  MapShape shape = { .geometry.type = ANLAN_GEOMETRY_POLYGON };
  AnlanMapZone zone = {
    .id = id, .label = id, .risk = risk, .initial = risk, .floors = ANLAN_MAP_FLOORS_ALL
  };

  map_shape_add_rect (&shape, FALSE, x, y, width, height);
  map_add_zone (builder, &zone, &shape);
}

static inline void
map_add_symbol (AnlanMapSceneBuilder *builder,
                AnlanMapSymbolKind kind,
                const char *label,
                AnlanMapRisk risk,
                double x,
                double y)
{
  AnlanMapSymbol symbol = {
    .kind = kind, .id = label, .label = label, .risk = risk, .floors = ANLAN_MAP_FLOORS_ALL
  };

  symbol.position = map_world_at (x, y);
  anlan_map_scene_builder_add_symbol (builder, &symbol);
}

/* A feature of the base map with up to one tag more than its class needs. */
static inline gboolean
map_add_feature (AnlanMapBaseBuilder *builder,
                 AnlanFeatureClass feature_class,
                 const char *key,
                 const char *value,
                 const char *name,
                 const MapShape *shape)
{
  AnlanTag tag = { key, value, ANLAN_TAG_TEXT, NAN };
  AnlanFeature feature = { .feature_class = feature_class,
                           .id = "",
                           .name = name,
                           .name_zh = "",
                           .name_en = "",
                           .level = "",
                           .n_tags = 1,
                           .tags = &tag,
                           .geometry = shape->geometry };

  return anlan_map_base_builder_add (builder, &feature);
}

static inline void
map_add_line (AnlanMapBaseBuilder *builder,
              AnlanFeatureClass feature_class,
              const char *key,
              const char *value,
              const char *name,
              double x0,
              double y0,
              double x1,
              double y1)
{
  MapShape shape = { .geometry.type = ANLAN_GEOMETRY_LINE };
  const double metres[] = { x0, y0, x1, y1 };

  map_shape_add (&shape, FALSE, metres, 2);
  g_assert_true (map_add_feature (builder, feature_class, key, value, name, &shape));
}

static inline void
map_add_area (AnlanMapBaseBuilder *builder,
              AnlanFeatureClass feature_class,
              const char *key,
              const char *value,
              const char *name,
              double x,
              double y,
              double width,
              double height)
{
  MapShape shape = { .geometry.type = ANLAN_GEOMETRY_POLYGON };

  map_shape_add_rect (&shape, FALSE, x, y, width, height);
  g_assert_true (map_add_feature (builder, feature_class, key, value, name, &shape));
}

/* A small plant of 320 m x 200 m with one of everything. */
static inline AnlanMapBase *
map_make_base (void)
{
  g_autoptr (AnlanMapBaseBuilder) builder = anlan_map_base_builder_new ();
  MapShape gate = { .geometry.type = ANLAN_GEOMETRY_POINT };
  const double gate_at[] = { 0, -90 };

  map_add_area (builder, ANLAN_FEATURE_OTHER, "landuse", "industrial", "", -150, -90, 300, 180);
  map_add_area (builder, ANLAN_FEATURE_GREEN, "landuse", "grass", "", -140, 40, 60, 40);
  map_add_area (builder, ANLAN_FEATURE_GREEN, "natural", "wood", "", -75, 50, 30, 30);
  map_add_area (builder, ANLAN_FEATURE_WATER, "natural", "water", "消防水池", 90, 40, 50, 40);
  map_add_line (builder, ANLAN_FEATURE_ROAD, "highway", "primary", "安澜大道", -400, -110, 400, -110);
  map_add_line (builder, ANLAN_FEATURE_ROAD, "highway", "service", "中路", 0, -110, 0, 90);
  map_add_line (builder, ANLAN_FEATURE_ROAD, "highway", "footway", "", -140, 20, 140, 20);
  map_add_line (builder, ANLAN_FEATURE_RAIL, "railway", "rail", "", -400, -130, 400, -125);
  map_add_line (builder, ANLAN_FEATURE_FENCE, "barrier", "fence", "", -150, -90, -10, -90);
  map_add_line (builder, ANLAN_FEATURE_FENCE, "barrier", "wall", "", 10, -90, 150, -90);
  map_add_area (builder, ANLAN_FEATURE_BUILDING, "building", "industrial", "压缩机厂房", 20, -70, 60, 30);
  map_add_area (builder, ANLAN_FEATURE_BUILDING, "building", "yes", "中控楼", -130, -70, 40, 25);
  map_add_area (builder, ANLAN_FEATURE_BUILDING, "man_made", "storage_tank", "", 100, -20, 20, 20);
  map_shape_add (&gate, FALSE, gate_at, 1);
  g_assert_true (map_add_feature (builder, ANLAN_FEATURE_GATE, "barrier", "gate", "南门", &gate));
  return anlan_map_base_builder_end (builder);
}

static inline AnlanMapScene *
map_make_plant (void)
{
  g_autoptr (AnlanMapSceneBuilder) builder = anlan_map_scene_builder_new ();
  g_autoptr (AnlanMapBase) base = map_make_base ();
  MapShape shape = { .geometry.type = ANLAN_GEOMETRY_POLYGON };
  AnlanMapZone zone = { .id = "changed",
                        .label = "装卸区",
                        .risk = ANLAN_MAP_RISK_ORANGE,
                        .initial = ANLAN_MAP_RISK_YELLOW,
                        .flags = ANLAN_MAP_ZONE_NO_FIRE | ANLAN_MAP_ZONE_STALE,
                        .overdue = 12,
                        .floors = ANLAN_MAP_FLOORS_ALL };

  anlan_map_scene_builder_set_base (builder, base);
  map_add_zone_rect (builder, "液氨罐区", ANLAN_MAP_RISK_RED, 80, -40, 60, 60);
  map_add_zone_rect (builder, "压缩", ANLAN_MAP_RISK_YELLOW, 15, -75, 60, 40);
  map_add_zone_rect (builder, "办公区", ANLAN_MAP_RISK_BLUE, -140, -80, 60, 50);
  map_shape_add_rect (&shape, FALSE, -60, -40, 50, 50);
  map_shape_add_rect (&shape, TRUE, -20, -10, 8, 16);
  map_add_zone (builder, &zone, &shape);
  map_add_symbol (builder, ANLAN_MAP_SYMBOL_RISK_POINT, "r1", ANLAN_MAP_RISK_RED, 125, 5);
  map_add_symbol (builder, ANLAN_MAP_SYMBOL_RISK_POINT, "r2", ANLAN_MAP_RISK_YELLOW, 129, 5);
  map_add_symbol (builder, ANLAN_MAP_SYMBOL_EQUIPMENT, "V-305", ANLAN_MAP_RISK_NONE, 30, 0);
  map_add_symbol (builder, ANLAN_MAP_SYMBOL_MAJOR_HAZARD, "重大危险源", ANLAN_MAP_RISK_ORANGE, 60, 60);
  map_add_symbol (builder, ANLAN_MAP_SYMBOL_MUSTER, "集合点", ANLAN_MAP_RISK_NONE, -110, 0);
  return anlan_map_scene_builder_end (builder);
}

static inline AnlanMapViewport
map_view (double east, double north, double zoom, double width, double height, double scale)
{
  return (AnlanMapViewport){ map_world_at (east, north), zoom, width, height, scale };
}
