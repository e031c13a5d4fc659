/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/geodata.h"
#include "report/map-types.h"

G_BEGIN_DECLS

/**
 * AnlanMapBase:
 *
 * The vector base map: what the world around the zones looks like. Immutable and reference counted.
 */
typedef struct _AnlanMapBase AnlanMapBase;
typedef struct _AnlanMapBaseBuilder AnlanMapBaseBuilder;

/**
 * AnlanMapFeatureKind:
 *
 * What a feature is drawn as, in drawing order: areas of ground, water, ways by rising importance, what stands on
 * them, what bounds them.
 */
typedef enum
{
  ANLAN_MAP_FEATURE_NONE, /* not drawn */
  ANLAN_MAP_FEATURE_SITE, /* industrial, campus, … : the quiet ground of a whole site */
  ANLAN_MAP_FEATURE_GRASS,
  ANLAN_MAP_FEATURE_WOOD,
  ANLAN_MAP_FEATURE_PITCH,
  ANLAN_MAP_FEATURE_WATER,  /* area */
  ANLAN_MAP_FEATURE_CANAL,  /* line */
  ANLAN_MAP_FEATURE_STREAM, /* ditch, drain */
  ANLAN_MAP_FEATURE_PARKING,
  ANLAN_MAP_FEATURE_SQUARE, /* paved area, platform */
  ANLAN_MAP_FEATURE_PATH,
  ANLAN_MAP_FEATURE_TRACK,
  ANLAN_MAP_FEATURE_SERVICE,
  ANLAN_MAP_FEATURE_STREET,
  ANLAN_MAP_FEATURE_TERTIARY,
  ANLAN_MAP_FEATURE_SECONDARY,
  ANLAN_MAP_FEATURE_PRIMARY,
  ANLAN_MAP_FEATURE_TRUNK,
  ANLAN_MAP_FEATURE_RAIL,
  ANLAN_MAP_FEATURE_BUILDING,
  ANLAN_MAP_FEATURE_TANK,
  ANLAN_MAP_FEATURE_ROOF, /* no walls: canopy, shed */
  ANLAN_MAP_FEATURE_PIPE, /* pipeline, pipe rack, power line, conveyor */
  ANLAN_MAP_FEATURE_HEDGE,
  ANLAN_MAP_FEATURE_FENCE,
  ANLAN_MAP_FEATURE_WALL,
  ANLAN_MAP_FEATURE_GATE,
} AnlanMapFeatureKind;

#define ANLAN_MAP_N_FEATURE_KINDS (ANLAN_MAP_FEATURE_GATE + 1)

typedef enum
{
  ANLAN_MAP_FEATURE_TUNNEL = 1 << 0, /* under ground or covered: drawn faint, below buildings */
  ANLAN_MAP_FEATURE_BRIDGE = 1 << 1, /* drawn over what it crosses */
} AnlanMapFeatureFlags;

/**
 * AnlanMapFeature:
 * @width: metres, of ways and pipes; 0 for the kind's own
 * @geometry: of what type it is; polygons are filled, lines stroked
 * @bounds: computed, world units
 * @anchor, @radius: computed, of a polygon with a name: the largest circle that fits inside; of a point where it is
 */
typedef struct
{
  AnlanMapFeatureKind kind;
  AnlanMapFeatureFlags flags;
  AnlanGeometryType geometry;
  const char *name;
  double width;
  AnlanMapRect bounds;
  AnlanMapPoint anchor;
  double radius;
} AnlanMapFeature;

AnlanMapBaseBuilder *
anlan_map_base_builder_new (void);
void
anlan_map_base_builder_free (AnlanMapBaseBuilder *builder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanMapBaseBuilder, anlan_map_base_builder_free)

/**
 * anlan_map_base_builder_add:
 * @feature: as it was read; its tags say what it is drawn as
 *
 * Returns: whether it is something that is drawn
 */
gboolean
anlan_map_base_builder_add (AnlanMapBaseBuilder *builder, const AnlanFeature *feature);

AnlanMapBase *
anlan_map_base_builder_end (AnlanMapBaseBuilder *builder);

AnlanMapBase *
anlan_map_base_ref (AnlanMapBase *base);
void
anlan_map_base_unref (AnlanMapBase *base);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanMapBase, anlan_map_base_unref)

guint
anlan_map_base_get_n_features (const AnlanMapBase *base);
const AnlanMapFeature *
anlan_map_base_get_feature (const AnlanMapBase *base, guint index);
AnlanMapRect
anlan_map_base_get_bounds (const AnlanMapBase *base);

/* Bounds of what is built (buildings, tanks, roofs), world units; empty where nothing is. Files of the world hold whole
 * railways and rivers that only cross the site: what is built tells where it lies. */
AnlanMapRect
anlan_map_base_get_built_bounds (const AnlanMapBase *base);

/**
 * anlan_map_base_snap:
 * @point: world units
 * @within: farthest distance, world units
 * @snapped: (out): the nearest corner of a building, fence or wall, or where there is none the nearest point on one
 *   of their edges
 *
 * For drawing zones along what is there. Returns: whether anything was near enough
 */
gboolean
anlan_map_base_snap (const AnlanMapBase *base, AnlanMapPoint point, double within, AnlanMapPoint *snapped);

/* What a feature is drawn as, and its width in metres where its tags say so (else 0). */
AnlanMapFeatureKind
anlan_map_classify (const AnlanFeature *feature, AnlanMapFeatureFlags *flags, double *width);

G_END_DECLS
