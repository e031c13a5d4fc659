/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "report/zone-split.h"

#include <string.h>

#include "base/ids.h"
#include "model/query.h"

typedef enum
{
  SIDE_UNKNOWN,
  SIDE_KEPT,
  SIDE_NEW,
} Side;

void
anlan_zone_split_free (AnlanZoneSplit *split)
{
  g_return_if_fail (split != NULL);

  g_ptr_array_unref (split->changes);
  g_free (split->zone);
  g_free (split);
}

/* Stored positions are rounded: what lies on the edge by a hair belongs to the nearer label. */
static Side
side_of (GPtrArray *parts, AnlanLonLat at)
{
  const AnlanShape *kept = parts->pdata[0], *made = parts->pdata[1];
  gboolean in_kept = anlan_shape_has_position (kept, at), in_made = anlan_shape_has_position (made, at);

  if (in_kept != in_made)
    return in_made ? SIDE_NEW : SIDE_KEPT;
  return anlan_distance_m (anlan_shape_get_label (made), at) <
                 anlan_distance_m (anlan_shape_get_label (kept), at)
             ? SIDE_NEW
             : SIDE_KEPT;
}

static Side
side_of_record (GPtrArray *parts, const AnlanRecord *record)
{
  const char *text = anlan_record_get_text (record, "place");
  g_autoptr (AnlanShape) place = text != NULL ? anlan_shape_parse (text, -1, NULL) : NULL;

  return place != NULL ? side_of (parts, anlan_shape_get_label (place)) : SIDE_UNKNOWN;
}

static GPtrArray *
find_in_zone (AnlanPlant *plant, const char *kind, const char *zone, GError **error)
{
  g_autoptr (AnlanQuery) query = anlan_query_new (kind);
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  query->drafts = TRUE;
  anlan_value_set_text (&value, zone);
  anlan_filter_add (anlan_query_filter (query, "zone", ANLAN_FILTER_IS), &value);
  return anlan_plant_find (plant, query, error);
}

static void
move_record (AnlanZoneSplit *split, const AnlanRecord *record)
{
  AnlanChange *change = anlan_change_new (ANLAN_OP_EDIT, record->kind->id, record->id);

  change->base_rev = g_strdup (record->rev);
  anlan_change_set_text (change, "zone", split->zone);
  g_ptr_array_add (split->changes, change);
}

static void
change_areas (AnlanZoneSplit *split, const AnlanRecord *zone, GPtrArray *parts, const char *name)
{
  static const char *const own[] = { "area", "people", "name", NULL };
  AnlanChange *kept = anlan_change_new (ANLAN_OP_EDIT, zone->kind->id, zone->id);
  AnlanChange *made = anlan_change_new (ANLAN_OP_CREATE, zone->kind->id, split->zone);
  g_autofree char *kept_area = anlan_shape_to_text (parts->pdata[0]);
  g_autofree char *made_area = anlan_shape_to_text (parts->pdata[1]);

  kept->base_rev = g_strdup (zone->rev);
  anlan_change_set_text (kept, "area", kept_area);
  anlan_change_set_text (made, "name", name);
  anlan_change_set_text (made, "area", made_area);
  for (guint i = 0; i < zone->kind->fields->len; i++)
    {
      const AnlanField *field = zone->kind->fields->pdata[i];

      if (field->compute == NULL && !field->readonly && !g_strv_contains (own, field->id) &&
          !anlan_value_is_null (&zone->values[field->index]))
        anlan_change_set (made, field->id, &zone->values[field->index]);
    }
  g_ptr_array_add (split->changes, kept);
  g_ptr_array_add (split->changes, made);
}

/* @sides: (out): id of each piece of equipment -> Side */
static void
change_equipment (AnlanZoneSplit *split, GPtrArray *equipment, GPtrArray *parts, GHashTable *sides)
{
  for (guint i = 0; i < equipment->len; i++)
    {
      const AnlanRecord *record = equipment->pdata[i];
      Side side = side_of_record (parts, record);

      g_hash_table_insert (sides, record->id, GINT_TO_POINTER (side));
      if (side != SIDE_NEW)
        continue;
      move_record (split, record);
      split->n_equipment++;
    }
}

static void
change_points (AnlanZoneSplit *split, GPtrArray *points, GPtrArray *parts, GHashTable *sides)
{
  for (guint i = 0; i < points->len; i++)
    {
      const AnlanRecord *record = points->pdata[i];
      const char *equipment = anlan_record_get_text (record, "equipment");
      Side side = side_of_record (parts, record);

      if (side == SIDE_UNKNOWN && equipment != NULL)
        side = GPOINTER_TO_INT (g_hash_table_lookup (sides, equipment));
      if (side == SIDE_UNKNOWN)
        split->n_unplaced++;
      if (side != SIDE_NEW)
        continue;
      move_record (split, record);
      split->n_points++;
    }
}

AnlanZoneSplit *
anlan_zone_split_plan (
    AnlanPlant *plant, const AnlanRecord *zone, GPtrArray *parts, const char *name, GError **error)
{
  g_autoptr (AnlanZoneSplit) split = NULL;
  g_autoptr (GPtrArray) equipment = NULL, points = NULL;
  g_autoptr (GHashTable) sides = g_hash_table_new (g_str_hash, g_str_equal);

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && zone != NULL && name != NULL, NULL);
  g_return_val_if_fail (parts != NULL && parts->len == 2, NULL);

  equipment = find_in_zone (plant, "equipment", zone->id, error);
  if (equipment == NULL)
    return NULL;
  points = find_in_zone (plant, "riskpoint", zone->id, error);
  if (points == NULL)
    return NULL;
  split = g_new0 (AnlanZoneSplit, 1);
  split->changes = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_change_unref);
  split->zone = anlan_uuid_new (anlan_plant_now (plant));
  change_areas (split, zone, parts, name);
  change_equipment (split, equipment, parts, sides);
  change_points (split, points, parts, sides);
  return g_steal_pointer (&split);
}
