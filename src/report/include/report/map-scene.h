/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/affine.h"
#include "base/shape.h"
#include "report/map-base.h"
#include "report/map-image.h"
#include "report/map-mbtiles.h"
#include "report/map-types.h"

G_BEGIN_DECLS

/**
 * AnlanMapScene:
 *
 * Everything a map shows, at one moment: the base map, site drawings, zones and symbols. Made once by an
 * AnlanMapSceneBuilder, then immutable and reference counted, so that worker threads draw from it without a lock.
 * When a record changes, a new scene is made; the base map, which is most of it, is shared between the two.
 */
typedef struct _AnlanMapScene AnlanMapScene;
typedef struct _AnlanMapSceneBuilder AnlanMapSceneBuilder;

typedef enum
{
  ANLAN_MAP_ZONE_NO_FIRE = 1 << 0, /* no open flame: gets the sign */
  ANLAN_MAP_ZONE_STALE = 1 << 1,   /* its current colour rests on data that are too old: dashed edge */
} AnlanMapZoneFlags;

/**
 * AnlanMapZone:
 * @id: the record's id
 * @label: its name, "" for none
 * @number: as people see it ("Z-07"), "" for none: stands on the map where the name has no room
 * @risk: current colour, which is drawn
 * @initial: the colour it falls back to; where it differs from @risk, the label shows both
 * @overdue: rounds whose time is over and that have not been there
 * @floors: where it lies; what is on none is never shown
 * @bounds, @anchor, @radius, @area: computed by the builder, in world units: the extent, the middle and radius of
 *   the largest circle that fits inside, and the size
 *
 * Strings of a scene are borrowed from it.
 */
typedef struct
{
  const char *id;
  const char *label;
  const char *number;
  AnlanMapRisk risk;
  AnlanMapRisk initial;
  AnlanMapZoneFlags flags;
  guint overdue;
  AnlanMapFloors floors;
  AnlanMapRect bounds;
  AnlanMapPoint anchor;
  double radius;
  double area;
} AnlanMapZone;

typedef enum
{
  ANLAN_MAP_SYMBOL_RISK_POINT,
  ANLAN_MAP_SYMBOL_EQUIPMENT,
  ANLAN_MAP_SYMBOL_MAJOR_HAZARD, /* installation after GB 18218 */
  ANLAN_MAP_SYMBOL_MUSTER,       /* muster point: never hidden in a cluster */
  ANLAN_MAP_SYMBOL_HAZARD,       /* that is open */
} AnlanMapSymbolKind;

#define ANLAN_MAP_N_SYMBOL_KINDS (ANLAN_MAP_SYMBOL_HAZARD + 1)

/**
 * AnlanMapSymbol:
 * @risk: NONE where it has no grade
 * @position: world units
 */
typedef struct
{
  AnlanMapSymbolKind kind;
  const char *id;
  const char *label;
  AnlanMapRisk risk;
  AnlanMapFloors floors;
  AnlanMapPoint position;
} AnlanMapSymbol;

/**
 * AnlanMapDrawing:
 * @placement: from pixels of @image to world units
 * @opacity: 0 to 1
 *
 * A site drawing that lies over the base map and under the zones.
 */
typedef struct
{
  AnlanMapImage *image;
  AnlanAffine placement;
  double opacity;
  AnlanMapFloors floors;
} AnlanMapDrawing;

AnlanMapSceneBuilder *
anlan_map_scene_builder_new (void);
void
anlan_map_scene_builder_free (AnlanMapSceneBuilder *builder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanMapSceneBuilder, anlan_map_scene_builder_free)

/* Keeps a reference. */
void
anlan_map_scene_builder_set_base (AnlanMapSceneBuilder *builder, AnlanMapBase *base);

/* Map pictures that lie under everything. Keeps a reference. */
void
anlan_map_scene_builder_set_pictures (AnlanMapSceneBuilder *builder, AnlanMapMbtiles *pictures);

/**
 * anlan_map_scene_builder_add_zone:
 * @zone: its computed fields are ignored; strings are copied, NULL is ""
 * @shape: what its place field holds; only polygons are drawn
 *
 * Returns: whether there was something to draw; else nothing has been added.
 */
gboolean
anlan_map_scene_builder_add_zone (AnlanMapSceneBuilder *builder,
                                  const AnlanMapZone *zone,
                                  const AnlanShape *shape);

/* Strings are copied, NULL is "". */
void
anlan_map_scene_builder_add_symbol (AnlanMapSceneBuilder *builder, const AnlanMapSymbol *symbol);

/* Keeps a reference to the image. */
void
anlan_map_scene_builder_add_drawing (AnlanMapSceneBuilder *builder, const AnlanMapDrawing *drawing);

/* (transfer full): the scene; the builder is empty afterwards. */
AnlanMapScene *
anlan_map_scene_builder_end (AnlanMapSceneBuilder *builder);

AnlanMapScene *
anlan_map_scene_ref (AnlanMapScene *scene);
void
anlan_map_scene_unref (AnlanMapScene *scene);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanMapScene, anlan_map_scene_unref)

/* Zones in the order they are drawn: larger ones first, so that a small one inside a large one stays visible. */
guint
anlan_map_scene_get_n_zones (const AnlanMapScene *scene);
const AnlanMapZone *
anlan_map_scene_get_zone (const AnlanMapScene *scene, guint index);
/* Returns FALSE if there is no zone of that id. */
gboolean
anlan_map_scene_find_zone (const AnlanMapScene *scene, const char *id, guint *index);

guint
anlan_map_scene_get_n_symbols (const AnlanMapScene *scene);
const AnlanMapSymbol *
anlan_map_scene_get_symbol (const AnlanMapScene *scene, guint index);

guint
anlan_map_scene_get_n_drawings (const AnlanMapScene *scene);
const AnlanMapDrawing *
anlan_map_scene_get_drawing (const AnlanMapScene *scene, guint index);

/* On which floors there is something that is not on all of them; 0 where the map has no floors. */
AnlanMapFloors
anlan_map_scene_get_floors (const AnlanMapScene *scene);

/* World units. */
AnlanMapRect
anlan_map_drawing_get_bounds (const AnlanMapDrawing *drawing);

/* Whether it is on one of @floors and its sheet lies over @point, world units. */
gboolean
anlan_map_drawing_covers (const AnlanMapDrawing *drawing, AnlanMapFloors floors, AnlanMapPoint point);

/* (nullable) */
AnlanMapBase *
anlan_map_scene_get_base (const AnlanMapScene *scene);

/* World units, of zones, symbols and drawings; of the base map where there are none; empty of an empty scene. */
AnlanMapRect
anlan_map_scene_get_bounds (const AnlanMapScene *scene);

/* World units, of what one wants to see: zones and symbols, where there are none what is built, else all of it. Drawings
 * have wide margins, and a base map reaches far beyond the fence. */
AnlanMapRect
anlan_map_scene_get_plant_bounds (const AnlanMapScene *scene);

/* (element-type guint32): the zones that wait for rounds, who waits for most first. */
GArray *
anlan_map_scene_list_overdue (const AnlanMapScene *scene, AnlanMapFloors floors);

/* How many zones and how many risk points have each colour: counts[risk]. */
void
anlan_map_scene_count_zones (const AnlanMapScene *scene,
                             AnlanMapFloors floors,
                             guint counts[ANLAN_MAP_N_RISKS]);
void
anlan_map_scene_count_symbols (const AnlanMapScene *scene,
                               AnlanMapSymbolKind kind,
                               AnlanMapFloors floors,
                               guint counts[ANLAN_MAP_N_RISKS]);

/**
 * anlan_map_scene_pick_zones:
 * @floors: only zones on one of these
 *
 * Returns: (transfer full) (element-type guint32): the zones under @point, the topmost first
 */
GArray *
anlan_map_scene_pick_zones (const AnlanMapScene *scene, AnlanMapPoint point, AnlanMapFloors floors);

/* (transfer full) (element-type guint32): zones whose extents touch @bounds, in drawing order. */
GArray *
anlan_map_scene_query_zones (const AnlanMapScene *scene, AnlanMapRect bounds, AnlanMapFloors floors);

/**
 * AnlanMapRingFunc: one ring of a zone, closed; @hole as in AnlanGeometry
 */
typedef void (*AnlanMapRingFunc) (const AnlanMapPoint *points, guint n_points, gboolean hole, gpointer data);

void
anlan_map_scene_foreach_ring (const AnlanMapScene *scene, guint zone, AnlanMapRingFunc func, gpointer data);

G_END_DECLS
