/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "report/map-plant.h"

#include <string.h>

#include "base/error.h"
#include "model/query.h"
#include "report/geodata.h"
#include "safety/here.h"
#include "safety/inspection.h"

AnlanMapRisk
anlan_map_risk_from_text (const char *text)
{
  const char *const names[] = { "", "blue", "yellow", "orange", "red" };

  for (guint risk = ANLAN_MAP_RISK_BLUE; text != NULL && risk <= ANLAN_MAP_RISK_RED; risk++)
    if (strcmp (text, names[risk]) == 0)
      return (AnlanMapRisk)risk;
  return ANLAN_MAP_RISK_NONE;
}

/* All records of a kind; none where the plant has no such kind. */
static GPtrArray *
find_all (AnlanPlant *plant, const char *id, GCancellable *cancellable, GError **error)
{
  g_autoptr (AnlanKind) kind = anlan_plant_get_kind (plant, id);
  g_autoptr (AnlanQuery) query = anlan_query_new (id);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (kind == NULL)
    return g_ptr_array_new ();
  return anlan_plant_find (plant, query, error);
}

/* --- base map ------------------------------------------------------------------------------------------------ */

/* "key=value", a line each, as the import of base maps writes them. Borrows from @text, which it cuts into pieces. */
static GArray *
split_tags (char *text)
{
  GArray *tags = g_array_new (FALSE, FALSE, sizeof (AnlanTag));

  while (text != NULL && *text != '\0')
    {
      char *end = strchr (text, '\n');
      char *equals = strchr (text, '=');
      AnlanTag tag = { .type = ANLAN_TAG_TEXT };

      if (end != NULL)
        *end = '\0';
      if (equals != NULL && (end == NULL || equals < end))
        {
          *equals = '\0';
          tag.key = text;
          tag.value = equals + 1;
          g_array_append_val (tags, tag);
        }
      text = end != NULL ? end + 1 : NULL;
    }
  return tags;
}

static const char *
text_or_empty (const AnlanRecord *record, const char *field)
{
  const char *text = anlan_record_get_text (record, field);

  return text != NULL ? text : "";
}

static void
add_feature (AnlanMapBaseBuilder *builder, const AnlanRecord *record)
{
  g_autofree char *text = g_strdup (anlan_record_get_text (record, "tags"));
  g_autoptr (GArray) tags = split_tags (text);
  const char *place = anlan_record_get_text (record, "place");
  g_autoptr (AnlanGeometry) geometry = place != NULL ? anlan_geometry_from_json (place, -1, NULL) : NULL;
  AnlanFeature feature = { .id = "",
                           .name = text_or_empty (record, "name"),
                           .name_zh = "",
                           .name_en = "",
                           .level = text_or_empty (record, "level"),
                           .n_tags = tags->len,
                           .tags = (const AnlanTag *)tags->data };

  if (geometry == NULL ||
      !anlan_feature_class_from_text (text_or_empty (record, "feature"), &feature.feature_class))
    return;
  feature.geometry = *geometry;
  anlan_map_base_builder_add (builder, &feature);
}

AnlanMapBase *
anlan_map_base_from_plant (AnlanPlant *plant, GCancellable *cancellable, GError **error)
{
  g_autoptr (AnlanMapBaseBuilder) builder = anlan_map_base_builder_new ();
  g_autoptr (GPtrArray) records = NULL;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant), NULL);

  records = find_all (plant, "basemap", cancellable, error);
  if (records == NULL)
    return NULL;
  for (guint i = 0; i < records->len; i++)
    {
      if (i % 1024 == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      add_feature (builder, g_ptr_array_index (records, i));
    }
  return anlan_map_base_builder_end (builder);
}

/* --- zones and symbols --------------------------------------------------------------------------------------- */

/* Where something stands. */
typedef struct
{
  AnlanMapPoint at;
  char *floor; /* or NULL */
} Spot;

static void
spot_free (Spot *spot)
{
  g_free (spot->floor);
  g_free (spot);
}

typedef struct
{
  AnlanMapSceneBuilder *builder;
  GHashTable *overdue; /* id of a zone -> how many rounds */
  GHashTable
      *spots; /* id of a record -> Spot: the middles of zones, the places of risk points and equipment */
  AnlanMapPlantNotes notes;
} Filling;

static void
keep_spot (Filling *filling, const char *id, const AnlanShape *shape)
{
  AnlanLonLat middle = anlan_shape_get_label (shape);
  Spot *spot = g_new (Spot, 1);

  spot->at = anlan_map_project (middle.lon, middle.lat);
  spot->floor = g_strdup (shape->level);
  g_hash_table_insert (filling->spots, g_strdup (id), spot);
}

static const Spot *
spot_of (Filling *filling, const AnlanRecord *record, const char *reference)
{
  const char *id = anlan_record_get_text (record, reference);

  return id != NULL ? g_hash_table_lookup (filling->spots, id) : NULL;
}

static gboolean
is_true (const AnlanRecord *record, const char *field)
{
  return anlan_value_get_integer (anlan_record_get (record, field), 0) != 0;
}

/* NULL where there is no place, or one that is none. */
static AnlanShape *
read_place (Filling *filling, const AnlanRecord *record, const char *field)
{
  const char *text = anlan_record_get_text (record, field);
  AnlanShape *shape = text != NULL ? anlan_shape_parse (text, -1, NULL) : NULL;

  if (text != NULL && shape == NULL)
    filling->notes.n_bad++;
  return shape;
}

static void
add_zone (Filling *filling, const AnlanRecord *record)
{
  g_autoptr (AnlanShape) shape = read_place (filling, record, "area");
  AnlanMapZone zone = { .id = record->id,
                        .label = anlan_record_label (record),
                        .number = record->number,
                        .risk = anlan_map_risk_from_text (anlan_record_get_text (record, "current_colour")),
                        .initial =
                            anlan_map_risk_from_text (anlan_record_get_text (record, "initial_colour")),
                        .overdue = GPOINTER_TO_UINT (g_hash_table_lookup (filling->overdue, record->id)),
                        .floors = anlan_map_floors_from_text (anlan_record_get_text (record, "level")) };

  if (shape == NULL)
    return;
  if (is_true (record, "no_fire"))
    zone.flags |= ANLAN_MAP_ZONE_NO_FIRE;
  if (!anlan_map_scene_builder_add_zone (filling->builder, &zone, shape))
    {
      filling->notes.n_bad++;
      return;
    }
  keep_spot (filling, record->id, shape);
}

static void
add_symbol (Filling *filling,
            AnlanMapSymbolKind kind,
            const AnlanRecord *record,
            AnlanMapPoint at,
            AnlanMapRisk risk,
            const char *floor)
{
  AnlanMapSymbol symbol = { .kind = kind,
                            .id = record->id,
                            .label = anlan_record_label (record),
                            .risk = risk,
                            .floors = anlan_map_floors_from_text (floor),
                            .position = at };

  anlan_map_scene_builder_add_symbol (filling->builder, &symbol);
}

/* The colour that the definition gives to what is chosen in the first field of which it gives any. */
static AnlanMapRisk
grade_of (const AnlanRecord *record)
{
  for (guint i = 0; i < record->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (record->kind->fields, i);
      const char *id =
          field->type == ANLAN_FIELD_CHOICE ? anlan_value_get_text (&record->values[field->index]) : NULL;
      const AnlanChoice *choice = id != NULL ? anlan_field_choice (field, id) : NULL;

      if (choice != NULL && choice->colour != NULL)
        return anlan_map_risk_from_text (choice->colour);
    }
  return ANLAN_MAP_RISK_NONE;
}

/* At its own place, else at that of the first of @via (fields that refer to something with a place) that has one. What is
 * several in one place becomes a cluster. Returns whether there was any. */
static gboolean
add_placed (Filling *filling, AnlanMapSymbolKind kind, const AnlanRecord *record, const char *const *via)
{
  g_autoptr (AnlanShape) shape = read_place (filling, record, "place");
  const Spot *spot = NULL;

  if (shape != NULL)
    {
      keep_spot (filling, record->id, shape);
      spot = g_hash_table_lookup (filling->spots, record->id);
    }
  for (guint i = 0; spot == NULL && via[i] != NULL; i++)
    spot = spot_of (filling, record, via[i]);
  if (spot == NULL)
    return FALSE;
  add_symbol (filling, kind, record, spot->at, grade_of (record), spot->floor);
  return TRUE;
}

/* Grades I to IV of GB 18218 are no risk colours: the sign says what it is, the zone how great the risk. */
static void
add_in_zone (Filling *filling, const AnlanRecord *record)
{
  const Spot *spot = spot_of (filling, record, "zone");

  if (spot != NULL)
    add_symbol (filling, ANLAN_MAP_SYMBOL_MAJOR_HAZARD, record, spot->at, ANLAN_MAP_RISK_NONE, NULL);
}

typedef struct
{
  gint64 now;
  GHashTable *zones;
} Overdue;

static gboolean
read_overdue (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Overdue *overdue = data;

  overdue->zones = anlan_rounds_overdue_by_zone (db, overdue->now, error);
  return overdue->zones != NULL;
}

/* Zone id -> rounds; empty where the plant has no rounds at all. */
static GHashTable *
find_overdue (AnlanPlant *plant, GError **error)
{
  g_autoptr (AnlanKind) round = anlan_plant_get_kind (plant, "round");
  g_autoptr (AnlanKind) point = anlan_plant_get_kind (plant, "roundpoint");
  Overdue overdue = { anlan_plant_now (plant), NULL };

  if (round == NULL || point == NULL)
    return g_hash_table_new (g_str_hash, g_str_equal);
  return anlan_store_read (anlan_plant_get_store (plant), read_overdue, &overdue, error) ? overdue.zones
                                                                                         : NULL;
}

gboolean
anlan_map_builder_add_plant (AnlanMapSceneBuilder *builder,
                             AnlanPlant *plant,
                             AnlanMapPlantNotes *notes,
                             GCancellable *cancellable,
                             GError **error)
{
  static const char *const of_point[] = { "equipment", "zone", NULL };
  static const char *const of_hazard[] = { "equipment", "riskpoint", "zone", NULL };
  static const char *const own[] = { NULL };
  g_autoptr (GHashTable) spots =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)spot_free);
  g_autoptr (GPtrArray) zones = NULL;
  g_autoptr (GPtrArray) points = NULL;
  g_autoptr (GPtrArray) equipment = NULL;
  g_autoptr (GPtrArray) installations = NULL;
  g_autoptr (GPtrArray) hazards = NULL;
  g_autoptr (GHashTable) overdue = NULL;
  Filling filling = { builder, NULL, spots, { 0 } };

  g_return_val_if_fail (builder != NULL && ANLAN_IS_PLANT (plant), FALSE);

  zones = find_all (plant, "zone", cancellable, error);
  points = zones != NULL ? find_all (plant, "riskpoint", cancellable, error) : NULL;
  equipment = points != NULL ? find_all (plant, "equipment", cancellable, error) : NULL;
  installations = equipment != NULL ? find_all (plant, "majorhazard", cancellable, error) : NULL;
  hazards = installations != NULL ? anlan_find_open (plant, "hazard", cancellable, error) : NULL;
  overdue = hazards != NULL ? find_overdue (plant, error) : NULL;
  if (overdue == NULL)
    return FALSE;
  filling.overdue = overdue;
  for (guint i = 0; i < zones->len; i++)
    add_zone (&filling, g_ptr_array_index (zones, i));
  for (guint i = 0; i < equipment->len; i++)
    add_placed (&filling, ANLAN_MAP_SYMBOL_EQUIPMENT, g_ptr_array_index (equipment, i), own);
  for (guint i = 0; i < points->len; i++)
    filling.notes.n_points_without_place +=
        !add_placed (&filling, ANLAN_MAP_SYMBOL_RISK_POINT, g_ptr_array_index (points, i), of_point);
  for (guint i = 0; i < installations->len; i++)
    add_in_zone (&filling, g_ptr_array_index (installations, i));
  for (guint i = 0; i < hazards->len; i++)
    filling.notes.n_hazards_without_place +=
        !add_placed (&filling, ANLAN_MAP_SYMBOL_HAZARD, g_ptr_array_index (hazards, i), of_hazard);
  if (notes != NULL)
    *notes = filling.notes;
  return TRUE;
}
