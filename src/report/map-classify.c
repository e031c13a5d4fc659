/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "report/map-base.h"

#include <math.h>
#include <string.h>

typedef struct
{
  const char *key;
  const char *value; /* NULL for any */
  AnlanMapFeatureKind kind;
} Rule;

/* Values of OSM tags as its wiki documents them (pages Key:highway, Key:railway, Key:waterway, Key:man_made, …). */
static const Rule road_rules[] = {
  { "highway", "motorway", ANLAN_MAP_FEATURE_TRUNK },
  { "highway", "motorway_link", ANLAN_MAP_FEATURE_PRIMARY },
  { "highway", "trunk", ANLAN_MAP_FEATURE_TRUNK },
  { "highway", "trunk_link", ANLAN_MAP_FEATURE_PRIMARY },
  { "highway", "primary", ANLAN_MAP_FEATURE_PRIMARY },
  { "highway", "primary_link", ANLAN_MAP_FEATURE_SECONDARY },
  { "highway", "secondary", ANLAN_MAP_FEATURE_SECONDARY },
  { "highway", "secondary_link", ANLAN_MAP_FEATURE_TERTIARY },
  { "highway", "tertiary", ANLAN_MAP_FEATURE_TERTIARY },
  { "highway", "tertiary_link", ANLAN_MAP_FEATURE_STREET },
  { "highway", "service", ANLAN_MAP_FEATURE_SERVICE },
  { "highway", "track", ANLAN_MAP_FEATURE_TRACK },
  { "highway", "path", ANLAN_MAP_FEATURE_PATH },
  { "highway", "footway", ANLAN_MAP_FEATURE_PATH },
  { "highway", "cycleway", ANLAN_MAP_FEATURE_PATH },
  { "highway", "bridleway", ANLAN_MAP_FEATURE_PATH },
  { "highway", "steps", ANLAN_MAP_FEATURE_PATH },
  { "highway", "corridor", ANLAN_MAP_FEATURE_NONE },
  { "highway", "proposed", ANLAN_MAP_FEATURE_NONE },
  { "highway", "construction", ANLAN_MAP_FEATURE_NONE },
  { "highway", NULL, ANLAN_MAP_FEATURE_STREET },
};

static const Rule green_rules[] = {
  { "natural", "wood", ANLAN_MAP_FEATURE_WOOD },     { "natural", "scrub", ANLAN_MAP_FEATURE_WOOD },
  { "landuse", "forest", ANLAN_MAP_FEATURE_WOOD },   { "landuse", "orchard", ANLAN_MAP_FEATURE_WOOD },
  { "leisure", "pitch", ANLAN_MAP_FEATURE_PITCH },   { "leisure", "track", ANLAN_MAP_FEATURE_PITCH },
  { "leisure", "stadium", ANLAN_MAP_FEATURE_PITCH }, { "leisure", "playground", ANLAN_MAP_FEATURE_PITCH },
};

static const Rule area_rules[] = {
  { "man_made", "storage_tank", ANLAN_MAP_FEATURE_TANK },
  { "man_made", "silo", ANLAN_MAP_FEATURE_TANK },
  { "man_made", "gasometer", ANLAN_MAP_FEATURE_TANK },
  { "man_made", "chimney", ANLAN_MAP_FEATURE_TANK },
  { "man_made", "tower", ANLAN_MAP_FEATURE_TANK },
  { "man_made", "water_tower", ANLAN_MAP_FEATURE_TANK },
  { "man_made", "wastewater_plant", ANLAN_MAP_FEATURE_SITE },
  { "man_made", "works", ANLAN_MAP_FEATURE_SITE },
  { "man_made", "bridge", ANLAN_MAP_FEATURE_SQUARE },
  { "man_made", "pier", ANLAN_MAP_FEATURE_SQUARE },
  { "railway", "platform", ANLAN_MAP_FEATURE_SQUARE },
  { "public_transport", "platform", ANLAN_MAP_FEATURE_SQUARE },
  { "power", "plant", ANLAN_MAP_FEATURE_SITE },
  { "power", "substation", ANLAN_MAP_FEATURE_SITE },
  { "landuse", "industrial", ANLAN_MAP_FEATURE_SITE },
  { "landuse", "commercial", ANLAN_MAP_FEATURE_SITE },
  { "landuse", "education", ANLAN_MAP_FEATURE_SITE },
  { "amenity", "university", ANLAN_MAP_FEATURE_SITE },
  { "amenity", "college", ANLAN_MAP_FEATURE_SITE },
  { "amenity", "school", ANLAN_MAP_FEATURE_SITE },
};

static const Rule line_rules[] = {
  { "man_made", "pipeline", ANLAN_MAP_FEATURE_PIPE },
  { "man_made", "goods_conveyor", ANLAN_MAP_FEATURE_PIPE },
  { "man_made", "embankment", ANLAN_MAP_FEATURE_WALL },
  { "power", "line", ANLAN_MAP_FEATURE_PIPE },
};

static const char *
get_tag (const AnlanFeature *feature, const char *key)
{
  for (guint i = 0; i < feature->n_tags; i++)
    if (strcmp (feature->tags[i].key, key) == 0)
      return feature->tags[i].value;
  return NULL;
}

static gboolean
tag_is (const AnlanFeature *feature, const char *key, const char *value)
{
  return g_strcmp0 (get_tag (feature, key), value) == 0;
}

static gboolean
match_rules (const AnlanFeature *feature, const Rule *rules, guint n_rules, AnlanMapFeatureKind *kind)
{
  for (guint i = 0; i < n_rules; i++)
    {
      const char *value = get_tag (feature, rules[i].key);

      if (value == NULL || (rules[i].value != NULL && strcmp (value, rules[i].value) != 0))
        continue;
      *kind = rules[i].kind;
      return TRUE;
    }
  return FALSE;
}

/* Metres: "6", "6.5 m"; feet and other units are left to the default of the kind. */
static double
read_metres (const char *text)
{
  char *end;
  double metres;

  if (text == NULL)
    return 0;
  metres = g_ascii_strtod (text, &end);
  while (*end == ' ')
    end++;
  if (*end != '\0' && strcmp (end, "m") != 0)
    return 0;
  return metres > 0.1 && metres < 200 ? metres : 0;
}

static AnlanMapFeatureKind
classify_road (const AnlanFeature *feature, double *width)
{
  AnlanMapFeatureKind kind = ANLAN_MAP_FEATURE_NONE;
  double lanes;

  if (feature->geometry.type == ANLAN_GEOMETRY_POLYGON)
    return tag_is (feature, "amenity", "parking") ? ANLAN_MAP_FEATURE_PARKING : ANLAN_MAP_FEATURE_SQUARE;
  match_rules (feature, road_rules, G_N_ELEMENTS (road_rules), &kind);
  lanes = read_metres (get_tag (feature, "lanes"));
  /* A lane of a town road is 3.25 to 3.75 m wide (CJJ 37-2012). */
  if (*width == 0 && lanes >= 1 && lanes <= 16)
    *width = lanes * 3.5;
  return kind;
}

static AnlanMapFeatureKind
classify_building (const AnlanFeature *feature)
{
  const char *building = get_tag (feature, "building");
  AnlanMapFeatureKind kind;

  /* Its parts lie inside the building; drawn on it they would only add lines. */
  if (building == NULL && get_tag (feature, "building:part") != NULL)
    return ANLAN_MAP_FEATURE_NONE;
  if (g_strcmp0 (building, "roof") == 0 || g_strcmp0 (building, "carport") == 0)
    return ANLAN_MAP_FEATURE_ROOF;
  if (g_strcmp0 (building, "storage_tank") == 0 || g_strcmp0 (building, "silo") == 0)
    return ANLAN_MAP_FEATURE_TANK;
  if (match_rules (feature, area_rules, G_N_ELEMENTS (area_rules), &kind) && kind == ANLAN_MAP_FEATURE_TANK)
    return kind;
  return ANLAN_MAP_FEATURE_BUILDING;
}

static AnlanMapFeatureKind
classify_area (const AnlanFeature *feature)
{
  AnlanMapFeatureKind kind = ANLAN_MAP_FEATURE_NONE;

  switch (feature->feature_class)
    {
    case ANLAN_FEATURE_BUILDING:
      return classify_building (feature);
    case ANLAN_FEATURE_WATER:
      return ANLAN_MAP_FEATURE_WATER;
    case ANLAN_FEATURE_GREEN:
      kind = ANLAN_MAP_FEATURE_GRASS;
      match_rules (feature, green_rules, G_N_ELEMENTS (green_rules), &kind);
      return kind;
    case ANLAN_FEATURE_FENCE:
      return tag_is (feature, "barrier", "hedge") ? ANLAN_MAP_FEATURE_HEDGE : ANLAN_MAP_FEATURE_FENCE;
    case ANLAN_FEATURE_RAIL:
    case ANLAN_FEATURE_OTHER:
      match_rules (feature, area_rules, G_N_ELEMENTS (area_rules), &kind);
      return kind;
    case ANLAN_FEATURE_GATE:
    case ANLAN_FEATURE_ROAD:
    default:
      return ANLAN_MAP_FEATURE_NONE;
    }
}

static AnlanMapFeatureKind
classify_line (const AnlanFeature *feature)
{
  AnlanMapFeatureKind kind = ANLAN_MAP_FEATURE_NONE;

  switch (feature->feature_class)
    {
    case ANLAN_FEATURE_FENCE:
      if (tag_is (feature, "barrier", "hedge"))
        return ANLAN_MAP_FEATURE_HEDGE;
      if (tag_is (feature, "barrier", "kerb"))
        return ANLAN_MAP_FEATURE_NONE;
      return tag_is (feature, "barrier", "wall") || tag_is (feature, "barrier", "retaining_wall")
                 ? ANLAN_MAP_FEATURE_WALL
                 : ANLAN_MAP_FEATURE_FENCE;
    case ANLAN_FEATURE_RAIL:
      if (tag_is (feature, "railway", "platform"))
        return ANLAN_MAP_FEATURE_SQUARE;
      return tag_is (feature, "railway", "abandoned") || tag_is (feature, "railway", "razed")
                 ? ANLAN_MAP_FEATURE_NONE
                 : ANLAN_MAP_FEATURE_RAIL;
    case ANLAN_FEATURE_WATER:
      return tag_is (feature, "waterway", "river") || tag_is (feature, "waterway", "canal")
                 ? ANLAN_MAP_FEATURE_CANAL
                 : ANLAN_MAP_FEATURE_STREAM;
    case ANLAN_FEATURE_OTHER:
      match_rules (feature, line_rules, G_N_ELEMENTS (line_rules), &kind);
      return kind;
    case ANLAN_FEATURE_BUILDING:
    case ANLAN_FEATURE_GATE:
    case ANLAN_FEATURE_ROAD:
    case ANLAN_FEATURE_GREEN:
    default:
      return ANLAN_MAP_FEATURE_NONE;
    }
}

AnlanMapFeatureKind
anlan_map_classify (const AnlanFeature *feature, AnlanMapFeatureFlags *flags, double *width)
{
  const char *covered;

  g_return_val_if_fail (feature != NULL && flags != NULL && width != NULL, ANLAN_MAP_FEATURE_NONE);

  *flags = 0;
  *width = read_metres (get_tag (feature, "width"));
  covered = get_tag (feature, "tunnel");
  if ((covered != NULL && strcmp (covered, "no") != 0) || tag_is (feature, "covered", "yes") ||
      tag_is (feature, "railway", "subway"))
    *flags |= ANLAN_MAP_FEATURE_TUNNEL;
  if (get_tag (feature, "bridge") != NULL && !tag_is (feature, "bridge", "no"))
    {
      *flags |= ANLAN_MAP_FEATURE_BRIDGE;
      *flags &= ~ANLAN_MAP_FEATURE_TUNNEL;
    }

  switch (feature->geometry.type)
    {
    case ANLAN_GEOMETRY_POINT:
      return feature->feature_class == ANLAN_FEATURE_GATE ? ANLAN_MAP_FEATURE_GATE : ANLAN_MAP_FEATURE_NONE;
    case ANLAN_GEOMETRY_LINE:
      return feature->feature_class == ANLAN_FEATURE_ROAD ? classify_road (feature, width)
                                                          : classify_line (feature);
    case ANLAN_GEOMETRY_POLYGON:
      return feature->feature_class == ANLAN_FEATURE_ROAD ? classify_road (feature, width)
                                                          : classify_area (feature);
    case ANLAN_GEOMETRY_NONE:
    default:
      return ANLAN_MAP_FEATURE_NONE;
    }
}
