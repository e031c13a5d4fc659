/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "map-scene-private.h"

#include <math.h>
#include <string.h>

typedef struct
{
  AnlanMapZone zone;
  AnlanMapSpan span;
  guint number;
} Entry;

struct _AnlanMapSceneBuilder
{
  AnlanMapBase *base;
  AnlanMapMbtiles *pictures;
  AnlanMapShapes *shapes;
  GArray *entries;
  GArray *symbols;
  GArray *drawings;
};

static void
clear_drawing (gpointer data)
{
  AnlanMapDrawing *drawing = data;

  anlan_map_image_unref (drawing->image);
}

static GArray *
new_drawings (void)
{
  GArray *drawings = g_array_new (FALSE, FALSE, sizeof (AnlanMapDrawing));

  g_array_set_clear_func (drawings, clear_drawing);
  return drawings;
}

/* --- builder ------------------------------------------------------------------------------------------------- */

AnlanMapSceneBuilder *
anlan_map_scene_builder_new (void)
{
  AnlanMapSceneBuilder *builder = g_new0 (AnlanMapSceneBuilder, 1);

  builder->shapes = anlan_map_shapes_new ();
  builder->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  builder->symbols = g_array_new (FALSE, FALSE, sizeof (AnlanMapSymbol));
  builder->drawings = new_drawings ();
  return builder;
}

void
anlan_map_scene_builder_free (AnlanMapSceneBuilder *builder)
{
  if (builder == NULL)
    return;
  g_clear_pointer (&builder->base, anlan_map_base_unref);
  g_clear_pointer (&builder->pictures, anlan_map_mbtiles_unref);
  anlan_map_shapes_free (builder->shapes);
  g_array_unref (builder->entries);
  g_array_unref (builder->symbols);
  g_array_unref (builder->drawings);
  g_free (builder);
}

void
anlan_map_scene_builder_set_base (AnlanMapSceneBuilder *builder, AnlanMapBase *base)
{
  g_return_if_fail (builder != NULL && base != NULL);

  anlan_map_base_ref (base);
  g_clear_pointer (&builder->base, anlan_map_base_unref);
  builder->base = base;
}

void
anlan_map_scene_builder_set_pictures (AnlanMapSceneBuilder *builder, AnlanMapMbtiles *pictures)
{
  g_return_if_fail (builder != NULL && pictures != NULL);

  anlan_map_mbtiles_ref (pictures);
  g_clear_pointer (&builder->pictures, anlan_map_mbtiles_unref);
  builder->pictures = pictures;
}

gboolean
anlan_map_scene_builder_add_zone (AnlanMapSceneBuilder *builder,
                                  const AnlanMapZone *zone,
                                  const AnlanShape *shape)
{
  Entry entry = { 0 };

  g_return_val_if_fail (builder != NULL && zone != NULL && shape != NULL, FALSE);
  g_return_val_if_fail (zone->risk < ANLAN_MAP_N_RISKS && zone->initial < ANLAN_MAP_N_RISKS, FALSE);

  if (shape->n_polygons == 0 ||
      !anlan_map_shapes_add_shape (builder->shapes, shape, &entry.span, &entry.zone.bounds))
    return FALSE;
  entry.zone.id = anlan_map_shapes_intern (builder->shapes, zone->id);
  entry.zone.label = anlan_map_shapes_intern (builder->shapes, zone->label);
  entry.zone.number = anlan_map_shapes_intern (builder->shapes, zone->number);
  entry.zone.risk = zone->risk;
  entry.zone.initial = zone->initial;
  entry.zone.flags = zone->flags;
  entry.zone.overdue = zone->overdue;
  entry.zone.floors = zone->floors;
  anlan_map_shapes_measure (builder->shapes, entry.span, &entry.zone.anchor, &entry.zone.radius,
                            &entry.zone.area);
  entry.number = builder->entries->len;
  g_array_append_val (builder->entries, entry);
  return TRUE;
}

void
anlan_map_scene_builder_add_symbol (AnlanMapSceneBuilder *builder, const AnlanMapSymbol *symbol)
{
  AnlanMapSymbol copy;

  g_return_if_fail (builder != NULL && symbol != NULL);
  g_return_if_fail (symbol->risk < ANLAN_MAP_N_RISKS && symbol->kind < ANLAN_MAP_N_SYMBOL_KINDS);
  g_return_if_fail (isfinite (symbol->position.x) && isfinite (symbol->position.y));

  copy = *symbol;
  copy.id = anlan_map_shapes_intern (builder->shapes, symbol->id);
  copy.label = anlan_map_shapes_intern (builder->shapes, symbol->label);
  g_array_append_val (builder->symbols, copy);
}

void
anlan_map_scene_builder_add_drawing (AnlanMapSceneBuilder *builder, const AnlanMapDrawing *drawing)
{
  AnlanMapDrawing copy;

  g_return_if_fail (builder != NULL && drawing != NULL && drawing->image != NULL);

  copy = *drawing;
  anlan_map_image_ref (copy.image);
  copy.opacity = CLAMP (copy.opacity, 0, 1);
  g_array_append_val (builder->drawings, copy);
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const Entry *ea = a;
  const Entry *eb = b;

  if (ea->zone.area != eb->zone.area)
    return ea->zone.area > eb->zone.area ? -1 : 1;
  return ea->number < eb->number ? -1 : ea->number > eb->number;
}

static void
place_zones (AnlanMapScene *scene, GArray *entries)
{
  g_autofree AnlanMapRect *rects = g_new (AnlanMapRect, entries->len);

  g_array_sort (entries, compare_entries);
  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = &g_array_index (entries, Entry, i);

      g_array_append_val (scene->zones, entry->zone);
      g_array_append_val (scene->spans, entry->span);
      g_hash_table_insert (scene->by_id, (gpointer)entry->zone.id, GUINT_TO_POINTER (i + 1));
      rects[i] = entry->zone.bounds;
      anlan_map_rect_add (&scene->bounds, rects[i]);
    }
  scene->zone_index = anlan_map_index_new (rects, entries->len);
}

static void
place_symbols (AnlanMapScene *scene)
{
  g_autofree AnlanMapRect *rects = g_new (AnlanMapRect, scene->symbols->len);

  for (guint i = 0; i < scene->symbols->len; i++)
    {
      AnlanMapPoint at = anlan_map_scene_symbol (scene, i)->position;

      rects[i] = (AnlanMapRect){ at.x, at.y, at.x, at.y };
      anlan_map_rect_add (&scene->bounds, rects[i]);
    }
  scene->symbol_index = anlan_map_index_new (rects, scene->symbols->len);
}

AnlanMapRect
anlan_map_scene_get_plant_bounds (const AnlanMapScene *scene)
{
  AnlanMapRect bounds = ANLAN_MAP_RECT_EMPTY;

  g_return_val_if_fail (scene != NULL, bounds);

  for (guint i = 0; i < anlan_map_scene_get_n_zones (scene); i++)
    anlan_map_rect_add (&bounds, anlan_map_scene_get_zone (scene, i)->bounds);
  for (guint i = 0; i < anlan_map_scene_get_n_symbols (scene); i++)
    anlan_map_rect_add_point (&bounds, anlan_map_scene_get_symbol (scene, i)->position);
  if (anlan_map_rect_is_empty (bounds) && scene->base != NULL)
    bounds = anlan_map_base_get_built_bounds (scene->base);
  return anlan_map_rect_is_empty (bounds) ? scene->bounds : bounds;
}

gboolean
anlan_map_drawing_covers (const AnlanMapDrawing *drawing, AnlanMapFloors floors, AnlanMapPoint point)
{
  AnlanAffine to_pixels;
  AnlanPoint at;

  g_return_val_if_fail (drawing != NULL, FALSE);

  if (!(drawing->floors & floors) || !anlan_affine_invert (&drawing->placement, &to_pixels))
    return FALSE;
  at = anlan_affine_apply (&to_pixels, point);
  return at.x >= 0 && at.y >= 0 && at.x <= anlan_map_image_get_width (drawing->image) &&
         at.y <= anlan_map_image_get_height (drawing->image);
}

AnlanMapRect
anlan_map_drawing_get_bounds (const AnlanMapDrawing *drawing)
{
  AnlanMapRect bounds = ANLAN_MAP_RECT_EMPTY;
  double width = anlan_map_image_get_width (drawing->image);
  double height = anlan_map_image_get_height (drawing->image);
  const AnlanMapPoint corners[] = { { 0, 0 }, { width, 0 }, { width, height }, { 0, height } };

  for (guint i = 0; i < G_N_ELEMENTS (corners); i++)
    anlan_map_rect_add_point (&bounds, anlan_affine_apply (&drawing->placement, corners[i]));
  return bounds;
}

AnlanMapScene *
anlan_map_scene_builder_end (AnlanMapSceneBuilder *builder)
{
  AnlanMapScene *scene;

  g_return_val_if_fail (builder != NULL, NULL);

  scene = g_new0 (AnlanMapScene, 1);
  g_atomic_ref_count_init (&scene->refs);
  scene->bounds = ANLAN_MAP_RECT_EMPTY;
  scene->base = g_steal_pointer (&builder->base);
  scene->pictures = g_steal_pointer (&builder->pictures);
  scene->shapes = builder->shapes;
  scene->zones = g_array_sized_new (FALSE, FALSE, sizeof (AnlanMapZone), builder->entries->len);
  scene->spans = g_array_sized_new (FALSE, FALSE, sizeof (AnlanMapSpan), builder->entries->len);
  scene->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  place_zones (scene, builder->entries);
  scene->symbols = builder->symbols;
  place_symbols (scene);
  scene->drawings = builder->drawings;
  for (guint i = 0; i < scene->drawings->len; i++)
    anlan_map_rect_add (&scene->bounds,
                        anlan_map_drawing_get_bounds (&g_array_index (scene->drawings, AnlanMapDrawing, i)));
  if (anlan_map_rect_is_empty (scene->bounds) && scene->base != NULL)
    scene->bounds = scene->base->bounds;

  builder->shapes = anlan_map_shapes_new ();
  g_array_set_size (builder->entries, 0);
  builder->symbols = g_array_new (FALSE, FALSE, sizeof (AnlanMapSymbol));
  builder->drawings = new_drawings ();
  return scene;
}

/* --- scene --------------------------------------------------------------------------------------------------- */

AnlanMapScene *
anlan_map_scene_ref (AnlanMapScene *scene)
{
  g_return_val_if_fail (scene != NULL, NULL);

  g_atomic_ref_count_inc (&scene->refs);
  return scene;
}

void
anlan_map_scene_unref (AnlanMapScene *scene)
{
  g_return_if_fail (scene != NULL);

  if (!g_atomic_ref_count_dec (&scene->refs))
    return;
  g_clear_pointer (&scene->base, anlan_map_base_unref);
  g_clear_pointer (&scene->pictures, anlan_map_mbtiles_unref);
  anlan_map_shapes_free (scene->shapes);
  anlan_map_index_free (scene->zone_index);
  anlan_map_index_free (scene->symbol_index);
  g_hash_table_unref (scene->by_id);
  g_array_unref (scene->zones);
  g_array_unref (scene->spans);
  g_array_unref (scene->symbols);
  g_array_unref (scene->drawings);
  g_free (scene);
}

guint
anlan_map_scene_get_n_zones (const AnlanMapScene *scene)
{
  g_return_val_if_fail (scene != NULL, 0);

  return scene->zones->len;
}

const AnlanMapZone *
anlan_map_scene_get_zone (const AnlanMapScene *scene, guint index)
{
  g_return_val_if_fail (scene != NULL && index < scene->zones->len, NULL);

  return anlan_map_scene_zone (scene, index);
}

gboolean
anlan_map_scene_find_zone (const AnlanMapScene *scene, const char *id, guint *index)
{
  guint found;

  g_return_val_if_fail (scene != NULL && id != NULL && index != NULL, FALSE);

  found = GPOINTER_TO_UINT (g_hash_table_lookup (scene->by_id, id));
  if (found == 0)
    return FALSE;
  *index = found - 1;
  return TRUE;
}

guint
anlan_map_scene_get_n_symbols (const AnlanMapScene *scene)
{
  g_return_val_if_fail (scene != NULL, 0);

  return scene->symbols->len;
}

const AnlanMapSymbol *
anlan_map_scene_get_symbol (const AnlanMapScene *scene, guint index)
{
  g_return_val_if_fail (scene != NULL && index < scene->symbols->len, NULL);

  return anlan_map_scene_symbol (scene, index);
}

guint
anlan_map_scene_get_n_drawings (const AnlanMapScene *scene)
{
  g_return_val_if_fail (scene != NULL, 0);

  return scene->drawings->len;
}

const AnlanMapDrawing *
anlan_map_scene_get_drawing (const AnlanMapScene *scene, guint index)
{
  g_return_val_if_fail (scene != NULL && index < scene->drawings->len, NULL);

  return &g_array_index (scene->drawings, AnlanMapDrawing, index);
}

AnlanMapFloors
anlan_map_scene_get_floors (const AnlanMapScene *scene)
{
  AnlanMapFloors floors = 0;

  g_return_val_if_fail (scene != NULL, 0);

  for (guint i = 0; i < scene->zones->len; i++)
    if (anlan_map_scene_zone (scene, i)->floors != ANLAN_MAP_FLOORS_ALL)
      floors |= anlan_map_scene_zone (scene, i)->floors;
  for (guint i = 0; i < scene->symbols->len; i++)
    if (anlan_map_scene_symbol (scene, i)->floors != ANLAN_MAP_FLOORS_ALL)
      floors |= anlan_map_scene_symbol (scene, i)->floors;
  for (guint i = 0; i < scene->drawings->len; i++)
    if (g_array_index (scene->drawings, AnlanMapDrawing, i).floors != ANLAN_MAP_FLOORS_ALL)
      floors |= g_array_index (scene->drawings, AnlanMapDrawing, i).floors;
  return floors;
}

AnlanMapBase *
anlan_map_scene_get_base (const AnlanMapScene *scene)
{
  g_return_val_if_fail (scene != NULL, NULL);

  return scene->base;
}

AnlanMapRect
anlan_map_scene_get_bounds (const AnlanMapScene *scene)
{
  g_return_val_if_fail (scene != NULL, ANLAN_MAP_RECT_EMPTY);

  return scene->bounds;
}

void
anlan_map_scene_count_zones (const AnlanMapScene *scene,
                             AnlanMapFloors floors,
                             guint counts[ANLAN_MAP_N_RISKS])
{
  g_return_if_fail (scene != NULL && counts != NULL);

  memset (counts, 0, ANLAN_MAP_N_RISKS * sizeof *counts);
  for (guint i = 0; i < scene->zones->len; i++)
    if (floors & anlan_map_scene_zone (scene, i)->floors)
      counts[anlan_map_scene_zone (scene, i)->risk]++;
}

static int
compare_overdue (gconstpointer a, gconstpointer b, gpointer data)
{
  guint first = anlan_map_scene_zone (data, *(const guint32 *)a)->overdue;
  guint second = anlan_map_scene_zone (data, *(const guint32 *)b)->overdue;

  return first < second ? 1 : first > second ? -1 : 0;
}

GArray *
anlan_map_scene_list_overdue (const AnlanMapScene *scene, AnlanMapFloors floors)
{
  GArray *zones = g_array_new (FALSE, FALSE, sizeof (guint32));

  g_return_val_if_fail (scene != NULL, zones);

  for (guint32 i = 0; i < scene->zones->len; i++)
    if (floors & anlan_map_scene_zone (scene, i)->floors && anlan_map_scene_zone (scene, i)->overdue > 0)
      g_array_append_val (zones, i);
  g_array_sort_with_data (zones, compare_overdue, (gpointer)scene);
  return zones;
}

void
anlan_map_scene_count_symbols (const AnlanMapScene *scene,
                               AnlanMapSymbolKind kind,
                               AnlanMapFloors floors,
                               guint counts[ANLAN_MAP_N_RISKS])
{
  g_return_if_fail (scene != NULL && counts != NULL);

  memset (counts, 0, ANLAN_MAP_N_RISKS * sizeof *counts);
  for (guint i = 0; i < scene->symbols->len; i++)
    {
      const AnlanMapSymbol *symbol = anlan_map_scene_symbol (scene, i);

      if (symbol->kind == kind && floors & symbol->floors)
        counts[symbol->risk]++;
    }
}

GArray *
anlan_map_scene_query_zones (const AnlanMapScene *scene, AnlanMapRect bounds, AnlanMapFloors floors)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint kept = 0;

  g_return_val_if_fail (scene != NULL, found);

  anlan_map_index_query (scene->zone_index, bounds, found);
  for (guint i = 0; i < found->len; i++)
    {
      guint32 number = g_array_index (found, guint32, i);

      if (floors & anlan_map_scene_zone (scene, number)->floors)
        g_array_index (found, guint32, kept++) = number;
    }
  g_array_set_size (found, kept);
  return found;
}

GArray *
anlan_map_scene_pick_zones (const AnlanMapScene *scene, AnlanMapPoint point, AnlanMapFloors floors)
{
  GArray *picked = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) found = NULL;

  g_return_val_if_fail (scene != NULL, picked);

  found = anlan_map_scene_query_zones (scene, (AnlanMapRect){ point.x, point.y, point.x, point.y }, floors);
  for (guint i = found->len; i-- > 0;)
    {
      guint32 number = g_array_index (found, guint32, i);
      g_autoptr (GArray) rings =
          anlan_map_shapes_get_rings (scene->shapes, anlan_map_scene_span (scene, number));

      if (anlan_map_rings_contain ((const AnlanMapRing *)rings->data, rings->len, point))
        g_array_append_val (picked, number);
    }
  return picked;
}

void
anlan_map_scene_foreach_ring (const AnlanMapScene *scene, guint zone, AnlanMapRingFunc func, gpointer data)
{
  AnlanMapSpan span;

  g_return_if_fail (scene != NULL && zone < scene->zones->len && func != NULL);

  span = anlan_map_scene_span (scene, zone);
  for (guint part = span.first_part; part < span.first_part + span.n_parts; part++)
    func (anlan_map_shapes_get_points (scene->shapes, part),
          anlan_map_shapes_get_part (scene->shapes, part)->n,
          anlan_map_shapes_get_part (scene->shapes, part)->hole, data);
}
