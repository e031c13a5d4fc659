/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "map-glyphs.h"
#include "map-palette.h"
#include "map-scene-private.h"
#include "report/map-marks.h"

G_BEGIN_DECLS

typedef enum
{
  ANLAN_MAP_ITEM_TEXT = 1 << 0,
  ANLAN_MAP_ITEM_CHIP = 1 << 1,
  ANLAN_MAP_ITEM_OPEN_CHIP = 1 << 2, /* with a small arrow to the chip */
  ANLAN_MAP_ITEM_SIGN = 1 << 3,      /* no fire */
  ANLAN_MAP_ITEM_SYMBOL = 1 << 4,
  ANLAN_MAP_ITEM_CLUSTER = 1 << 5,
  ANLAN_MAP_ITEM_OVERDUE = 1 << 6, /* how many rounds it waits for */
} AnlanMapItemParts;

/**
 * AnlanMapItem: a mark and how it is drawn
 *
 * Positions of the parts are logical pixels from the anchor; text is turned around its own middle.
 */
typedef struct
{
  AnlanMapMark mark;
  AnlanMapItemParts parts;
  const char *text; /* the scene's */
  AnlanMapTextStyle style;
  double wrap;
  double angle;
  AnlanMapPoint text_at;
  AnlanMapPoint chip_at;
  AnlanMapPoint open_chip_at;
  AnlanMapPoint sign_at;
  AnlanMapPoint overdue_at;
  AnlanMapSymbolKind symbol;
  AnlanMapRisk initial;
  guint overdue;
  guint first_member;
  cairo_surface_t *picture; /* owned by the table of pictures */
} AnlanMapItem;

struct _AnlanMapMarks
{
  gatomicrefcount refs;
  AnlanMapScene *scene;
  AnlanMapViewport viewport;
  AnlanMapLook look;
  GArray *items;        /* AnlanMapItem, the lowest first */
  GArray *members;      /* guint32, of all clusters */
  GHashTable *pictures; /* what it looks like, as text -> cairo_surface_t */
};

/* --- room (map-room.c): what is already covered -------------------------------------------------------------- */

typedef struct _AnlanMapRoom AnlanMapRoom;

AnlanMapRoom *
anlan_map_room_new (double width, double height);
void
anlan_map_room_free (AnlanMapRoom *room);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanMapRoom, anlan_map_room_free)

gboolean
anlan_map_room_is_free (const AnlanMapRoom *room, const AnlanMapRect *rects, guint n_rects);
void
anlan_map_room_take (AnlanMapRoom *room, const AnlanMapRect *rects, guint n_rects);

/* --- planning ------------------------------------------------------------------------------------------------ */

/**
 * AnlanMapPlan: what the parts of the planning share
 * @view: the viewport with the margin of marks around it; rectangles of the room are its logical pixels
 */
typedef struct
{
  AnlanMapMarks *marks;
  const AnlanMapScene *scene;
  AnlanMapViewport view;
  AnlanMapRect reach; /* of @view, world units */
  AnlanMapRoom *room;
  AnlanMapTypesetter typesetter;
  gboolean enclosed;
  GCancellable *cancellable;
  double ppu;
} AnlanMapPlan;

/* Joins symbols that would overlap (map-cluster.c). */
void
anlan_map_plan_symbols (AnlanMapPlan *plan);
/* Names of symbols that stand alone. */
void
anlan_map_plan_symbol_names (AnlanMapPlan *plan);
/* map-names.c */
void
anlan_map_plan_names (AnlanMapPlan *plan);

/* Adds @item if there is room for its box, with its anchor at @at in pixels of the plan's view. */
gboolean
anlan_map_plan_try (AnlanMapPlan *plan, const AnlanMapItem *item);
/* Adds it whether or not there is. */
void
anlan_map_plan_put (AnlanMapPlan *plan, const AnlanMapItem *item);

/* Draws an item around 0, 0 (map-marks-draw.c). */
void
anlan_map_item_draw (const AnlanMapItem *item,
                     cairo_t *cr,
                     AnlanMapTypesetter *typesetter,
                     const AnlanMapLook *look);

G_END_DECLS
