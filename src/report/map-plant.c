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

/* --- what stands on the map as symbols ----------------------------------------------------------------------- */

static const char *const of_zone[] = { "zone", NULL };
static const char *const of_point[] = { "equipment", "zone", NULL };
static const char *const of_hazard[] = { "equipment", "riskpoint", "zone", NULL };
static const char *const of_none[] = { NULL };

/* In the order in which they are read: who refers to something comes after it. */
typedef struct
{
  const char *id;
  AnlanMapSymbolKind symbol;
  gboolean open_only;     /* of a flow */
  const char *place;      /* field; NULL: it has none of its own */
  const char *const *via; /* fields that refer to something with a place */
  gboolean graded;        /* Grades I to IV of GB 18218 are no risk colours: the sign says what it is */
} Placed;

static const Placed placed[] = {
  { "equipment", ANLAN_MAP_SYMBOL_EQUIPMENT, FALSE, "place", of_none, TRUE },
  { "riskpoint", ANLAN_MAP_SYMBOL_RISK_POINT, FALSE, "place", of_point, TRUE },
  { "majorhazard", ANLAN_MAP_SYMBOL_MAJOR_HAZARD, FALSE, NULL, of_zone, FALSE },
  { "hazard", ANLAN_MAP_SYMBOL_HAZARD, TRUE, "place", of_hazard, TRUE },
};

gboolean
anlan_map_can_show (const char *kind)
{
  g_return_val_if_fail (kind != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (placed); i++)
    if (strcmp (placed[i].id, kind) == 0)
      return TRUE;
  return strcmp (kind, "zone") == 0;
}

/* At its own place, else at that of the first of what it refers to that has one. What is several in one place becomes a
 * cluster. Returns whether there was any. */
static gboolean
add_placed (Filling *filling, const Placed *what, const AnlanRecord *record, gboolean visible)
{
  g_autoptr (AnlanShape) shape = what->place != NULL ? read_place (filling, record, what->place) : NULL;
  const Spot *spot = NULL;

  if (shape != NULL)
    {
      keep_spot (filling, record->id, shape);
      spot = g_hash_table_lookup (filling->spots, record->id);
    }
  for (guint i = 0; spot == NULL && what->via[i] != NULL; i++)
    spot = spot_of (filling, record, what->via[i]);
  if (spot != NULL && visible)
    add_symbol (filling, what->symbol, record, spot->at,
                what->graded ? grade_of (record) : ANLAN_MAP_RISK_NONE,
                what->place != NULL ? spot->floor : NULL);
  return spot != NULL;
}

/* Those of @only where it asks for this kind. */
static GPtrArray *
find_placed (AnlanPlant *plant,
             const char *kind,
             gboolean open_only,
             const AnlanQuery *only,
             GCancellable *cancellable,
             GError **error)
{
  if (only != NULL && strcmp (only->kind, kind) == 0)
    return g_cancellable_set_error_if_cancelled (cancellable, error) ? NULL
                                                                     : anlan_plant_find (plant, only, error);
  return open_only ? anlan_find_open (plant, kind, cancellable, error)
                   : find_all (plant, kind, cancellable, error);
}

static gboolean
add_kind (Filling *filling,
          AnlanPlant *plant,
          const Placed *what,
          const AnlanQuery *only,
          GCancellable *cancellable,
          GError **error)
{
  gboolean asked = only != NULL && strcmp (only->kind, what->id) == 0;
  g_autoptr (GPtrArray) records = NULL;
  guint missing = 0;

  /* Nothing else refers to the places of hazards. */
  if (only != NULL && !asked && what->open_only)
    return TRUE;
  records = find_placed (plant, what->id, what->open_only, only, cancellable, error);
  if (records == NULL)
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    missing += !add_placed (filling, what, g_ptr_array_index (records, i), only == NULL || asked);
  if (what->symbol == ANLAN_MAP_SYMBOL_RISK_POINT)
    filling->notes.n_points_without_place = missing;
  if (what->symbol == ANLAN_MAP_SYMBOL_HAZARD)
    filling->notes.n_hazards_without_place = missing;
  if (asked)
    {
      filling->notes.n_asked = records->len;
      filling->notes.n_asked_without_place = missing;
    }
  return TRUE;
}

/* All of them keep their place for what refers to them; those are drawn that are asked for. */
static gboolean
add_zones (
    Filling *filling, AnlanPlant *plant, const AnlanQuery *only, GCancellable *cancellable, GError **error)
{
  gboolean asked = only != NULL && strcmp (only->kind, "zone") == 0;
  g_autoptr (GPtrArray) zones = find_placed (plant, "zone", FALSE, only, cancellable, error);

  if (zones == NULL)
    return FALSE;
  for (guint i = 0; i < zones->len; i++)
    {
      const AnlanRecord *zone = g_ptr_array_index (zones, i);

      add_zone (filling, zone);
      if (asked && !g_hash_table_contains (filling->spots, zone->id))
        filling->notes.n_asked_without_place++;
    }
  if (asked)
    filling->notes.n_asked = zones->len;
  return TRUE;
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
                             const AnlanQuery *only,
                             AnlanMapPlantNotes *notes,
                             GCancellable *cancellable,
                             GError **error)
{
  g_autoptr (GHashTable) spots =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)spot_free);
  g_autoptr (GHashTable) overdue = NULL;
  Filling filling = { builder, NULL, spots, { 0 } };

  g_return_val_if_fail (builder != NULL && ANLAN_IS_PLANT (plant), FALSE);
  g_return_val_if_fail (only == NULL || anlan_map_can_show (only->kind), FALSE);

  overdue = find_overdue (plant, error);
  if (overdue == NULL)
    return FALSE;
  filling.overdue = overdue;
  if (!add_zones (&filling, plant, only, cancellable, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (placed); i++)
    if (!add_kind (&filling, plant, &placed[i], only, cancellable, error))
      return FALSE;
  if (notes != NULL)
    *notes = filling.notes;
  return TRUE;
}
