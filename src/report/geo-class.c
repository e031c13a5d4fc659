/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <string.h>

#include "geo-private.h"

/* What tags of OpenStreetMap mean for a base map (wiki.openstreetmap.org, Map features and Area). */

static const char *const class_words[] = { "building", "gate",  "fence", "road",
                                           "rail",     "water", "green", "other" };
G_STATIC_ASSERT (G_N_ELEMENTS (class_words) == ANLAN_N_FEATURE_CLASSES);

static const char *const gates[] = { "gate",
                                     "lift_gate",
                                     "swing_gate",
                                     "sliding_gate",
                                     "sliding_beam",
                                     "wicket_gate",
                                     "entrance",
                                     "bollard",
                                     "full-height_turnstile",
                                     "turnstile",
                                     "cattle_grid",
                                     "toll_booth",
                                     "border_control",
                                     "sally_port",
                                     "kissing_gate",
                                     "hampshire_gate",
                                     NULL };
/* Plans and memories of roads and rails. */
static const char *const gone[] = { "no",         "proposed", "abandoned", "razed", "dismantled",
                                    "demolished", "disused",  "planned",   NULL };
static const char *const natural_water[] = { "water", "bay", "wetland", "spring", "strait", NULL };
static const char *const landuse_water[] = { "reservoir", "basin", "salt_pond", "aquaculture", NULL };
static const char *const natural_green[] = { "wood",     "scrub",     "grassland", "heath", "tree",
                                             "tree_row", "shrubbery", "fell",      NULL };
static const char *const landuse_green[] = {
  "grass",      "forest",    "meadow",   "village_green", "recreation_ground", "orchard",
  "allotments", "flowerbed", "greenery", "plant_nursery", "vineyard",          NULL
};
static const char *const leisure_green[] = { "park",           "garden",     "pitch", "golf_course",
                                             "nature_reserve", "playground", "track", NULL };

const char *
anlan_tags_get (const AnlanTag *tags, guint n_tags, const char *key)
{
  for (guint i = 0; i < n_tags; i++)
    if (strcmp (tags[i].key, key) == 0)
      return tags[i].type == ANLAN_TAG_NULL ? NULL : tags[i].value;
  return NULL;
}

static gboolean
is_one_of (const char *value, const char *const *words)
{
  return value != NULL && g_strv_contains (words, value);
}

/* Set to something, and not to "no". */
static gboolean
is_set (const char *value)
{
  return value != NULL && *value != '\0' && strcmp (value, "no") != 0 && strcmp (value, "false") != 0;
}

static gboolean
is_water (const AnlanTag *tags, guint n_tags)
{
  return is_set (anlan_tags_get (tags, n_tags, "waterway")) ||
         is_one_of (anlan_tags_get (tags, n_tags, "natural"), natural_water) ||
         is_one_of (anlan_tags_get (tags, n_tags, "landuse"), landuse_water) ||
         g_strcmp0 (anlan_tags_get (tags, n_tags, "leisure"), "swimming_pool") == 0 ||
         is_set (anlan_tags_get (tags, n_tags, "water"));
}

static gboolean
is_green (const AnlanTag *tags, guint n_tags)
{
  return is_one_of (anlan_tags_get (tags, n_tags, "natural"), natural_green) ||
         is_one_of (anlan_tags_get (tags, n_tags, "landuse"), landuse_green) ||
         is_one_of (anlan_tags_get (tags, n_tags, "leisure"), leisure_green);
}

AnlanFeatureClass
anlan_feature_classify (const AnlanTag *tags, guint n_tags, AnlanGeometryType type)
{
  const char *barrier = anlan_tags_get (tags, n_tags, "barrier");
  const char *highway = anlan_tags_get (tags, n_tags, "highway");
  const char *railway = anlan_tags_get (tags, n_tags, "railway");
  gboolean point = type == ANLAN_GEOMETRY_POINT;

  if (is_set (anlan_tags_get (tags, n_tags, "building")))
    return ANLAN_FEATURE_BUILDING;
  if (is_one_of (barrier, gates) || is_set (anlan_tags_get (tags, n_tags, "entrance")))
    return ANLAN_FEATURE_GATE;
  if (is_set (barrier))
    return ANLAN_FEATURE_FENCE;
  /* Points along a road or a railway are stops, signals and crossings. */
  if (!point && is_set (highway) && !is_one_of (highway, gone))
    return ANLAN_FEATURE_ROAD;
  if (!point && (is_set (anlan_tags_get (tags, n_tags, "area:highway")) ||
                 g_strcmp0 (anlan_tags_get (tags, n_tags, "amenity"), "parking") == 0))
    return ANLAN_FEATURE_ROAD;
  if (!point && is_set (railway) && !is_one_of (railway, gone))
    return ANLAN_FEATURE_RAIL;
  if (is_water (tags, n_tags))
    return ANLAN_FEATURE_WATER;
  return is_green (tags, n_tags) ? ANLAN_FEATURE_GREEN : ANLAN_FEATURE_OTHER;
}

/* Keys that make a closed way an area: always, except for the values named, or only for them. */
typedef struct
{
  const char *key;
  gboolean only; /* @values are the only areas, else the only lines */
  const char *values[12];
} AreaKey;

static const AreaKey area_keys[] = {
  { "building", FALSE, { "no" } },
  { "building:part", FALSE, { "no" } },
  { "landuse", FALSE, { "no" } },
  { "amenity", FALSE, { "no" } },
  { "leisure", FALSE, { "track", "slipway" } },
  { "natural",
    FALSE,
    { "coastline", "cliff", "ridge", "arete", "tree_row", "valley", "gully", "earth_bank" } },
  { "water", FALSE, { "no" } },
  { "waterway", TRUE, { "riverbank", "dock", "boatyard", "dam", "fuel" } },
  { "area:highway", FALSE, { "no" } },
  { "highway", TRUE, { "services", "rest_area", "platform" } },
  { "railway", TRUE, { "station", "turntable", "roundhouse", "platform" } },
  { "man_made", FALSE, { "cutline", "embankment", "breakwater", "groyne", "pipeline", "dyke" } },
  { "power", TRUE, { "plant", "substation", "generator", "transformer" } },
  { "aeroway", FALSE, { "taxiway", "runway" } },
  { "tourism", FALSE, { "no" } },
  { "shop", FALSE, { "no" } },
  { "office", FALSE, { "no" } },
  { "place", FALSE, { "no" } },
  { "historic", FALSE, { "no" } },
  { "military", FALSE, { "no" } },
  { "healthcare", FALSE, { "no" } },
  { "emergency", FALSE, { "no" } },
  { "industrial", FALSE, { "no" } },
  { "boundary", FALSE, { "no" } },
  { "public_transport", TRUE, { "platform", "station" } },
};

gboolean
anlan_tags_make_area (const AnlanTag *tags, guint n_tags)
{
  const char *area = anlan_tags_get (tags, n_tags, "area");

  if (area != NULL)
    return is_set (area);
  for (guint i = 0; i < G_N_ELEMENTS (area_keys); i++)
    {
      const char *value = anlan_tags_get (tags, n_tags, area_keys[i].key);

      if (value != NULL && is_one_of (value, area_keys[i].values) == area_keys[i].only)
        return TRUE;
    }
  return FALSE;
}

const char *
anlan_feature_class_to_text (AnlanFeatureClass feature_class)
{
  g_return_val_if_fail (feature_class < ANLAN_N_FEATURE_CLASSES, NULL);
  return class_words[feature_class];
}

gboolean
anlan_feature_class_from_text (const char *text, AnlanFeatureClass *feature_class)
{
  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (feature_class != NULL, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (class_words); i++)
    if (strcmp (class_words[i], text) == 0)
      {
        *feature_class = i;
        return TRUE;
      }
  return FALSE;
}
