/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "map-facts.h"

#include <string.h>

#include "grade-chip.h"
#include "model/convert.h"
#include "safety/here.h"

/* A card is read at a glance. */
#define MOST_FACTS 7

typedef struct
{
  char *kind;
  char *record;
  AnlanUnitHabit habit;
} Wanted;

static void
wanted_free (Wanted *wanted)
{
  g_free (wanted->kind);
  g_free (wanted->record);
  g_free (wanted);
}

static void
reason_free (AnlanMapReason *reason)
{
  anlan_record_unref (reason->record);
  g_free (reason->text);
  g_free (reason);
}

static void
fact_free (AnlanMapFact *fact)
{
  g_free (fact->title);
  g_free (fact->text);
  g_free (fact);
}

void
anlan_map_facts_free (AnlanMapFacts *facts)
{
  if (facts == NULL)
    return;
  g_clear_pointer (&facts->record, anlan_record_unref);
  g_clear_pointer (&facts->facts, g_ptr_array_unref);
  g_clear_pointer (&facts->reasons, g_ptr_array_unref);
  g_clear_pointer (&facts->points, g_ptr_array_unref);
  g_clear_pointer (&facts->hazards, g_ptr_array_unref);
  g_free (facts);
}

/* --- in a worker thread --------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanPlant *plant;
  GHashTable *labels; /* id -> label */
} Labels;

static const char *
label_cb (const char *kind, const char *id, gpointer data)
{
  Labels *labels = data;
  const char *label = g_hash_table_lookup (labels->labels, id);
  g_autoptr (AnlanRecord) record = NULL;

  if (label != NULL)
    return label;
  record = anlan_plant_load (labels->plant, kind, id, NULL);
  g_hash_table_insert (labels->labels, g_strdup (id),
                       g_strdup (record != NULL ? anlan_record_label (record) : "…"));
  return g_hash_table_lookup (labels->labels, id);
}

/* What a zone's card tells; of other kinds it tells what their lists do. */
static gboolean
is_told (const AnlanKind *kind, const AnlanField *field)
{
  static const char *const of_zone[] = { "level", "unit", "owner", "media", "people", "no_fire", NULL };
  const AnlanChoice *first =
      field->choices != NULL && field->choices->len > 0 ? g_ptr_array_index (field->choices, 0) : NULL;

  if (strcmp (kind->id, "zone") == 0)
    return g_strv_contains (of_zone, field->id);
  /* The colour stands at the top as a chip, and the name beside it. */
  return field->list && strcmp (field->id, kind->label) != 0 && (first == NULL || first->colour == NULL);
}

static GPtrArray *
collect_facts (AnlanPlant *plant, const AnlanRecord *record, const AnlanUnitHabit *habit)
{
  GPtrArray *facts = g_ptr_array_new_with_free_func ((GDestroyNotify)fact_free);
  g_autoptr (GHashTable) labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);
  Labels context = { plant, labels };

  for (guint i = 0; i < record->kind->fields->len && facts->len < MOST_FACTS; i++)
    {
      const AnlanField *field = g_ptr_array_index (record->kind->fields, i);
      g_autofree char *text = NULL;

      if (!is_told (record->kind, field))
        continue;
      text = anlan_field_format (field, &record->values[field->index], zone, habit, label_cb, &context);
      /* The ground goes without saying. */
      if (text != NULL && *text != '\0' && !(strcmp (field->id, "level") == 0 && strcmp (text, "0") == 0))
        {
          AnlanMapFact *fact = g_new (AnlanMapFact, 1);

          fact->title = g_strdup (anlan_kind_text (field->title));
          fact->text = g_steal_pointer (&text);
          g_ptr_array_add (facts, fact);
        }
    }
  return facts;
}

static gboolean
collect_raise (AnlanPlant *plant,
               AnlanKind *kind,
               const AnlanRaise *raise,
               const AnlanRecord *of,
               GPtrArray *reasons,
               GError **error)
{
  g_autoptr (AnlanQuery) query = anlan_query_new (kind->id);
  g_autoptr (GPtrArray) records = NULL;

  query->where = g_strdup_printf ("EXISTS (SELECT 1 FROM raised r WHERE r.source = this.id AND r.cause = '%s'"
                                  " AND r.record = '%s')",
                                  raise->id, of->id);
  records = anlan_plant_find (plant, query, error);
  if (records == NULL)
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    {
      AnlanMapReason *reason = g_new (AnlanMapReason, 1);

      reason->record = anlan_record_ref (g_ptr_array_index (records, i));
      reason->text = g_strdup (anlan_kind_text (raise->text));
      g_ptr_array_add (reasons, reason);
    }
  return TRUE;
}

static gboolean
collect_reasons (AnlanPlant *plant, const AnlanRecord *of, GPtrArray *reasons, GError **error)
{
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (plant);

  for (guint i = 0; i < anlan_kinds_count (kinds); i++)
    {
      AnlanKind *kind = anlan_kinds_at (kinds, i);

      for (guint k = 0; k < kind->raises->len; k++)
        {
          const AnlanRaise *raise = g_ptr_array_index (kind->raises, k);
          const AnlanField *via = anlan_kind_field (kind, raise->via);

          if (via != NULL && g_strcmp0 (via->to, of->kind->id) == 0 &&
              !collect_raise (plant, kind, raise, of, reasons, error))
            return FALSE;
        }
    }
  return TRUE;
}

static GPtrArray *
find_points (AnlanPlant *plant, const AnlanRecord *zone, GError **error)
{
  g_autoptr (AnlanQuery) query = NULL;
  g_auto (AnlanValue) id = ANLAN_VALUE_INIT;

  if (strcmp (zone->kind->id, "zone") != 0)
    return g_ptr_array_new ();
  query = anlan_query_new ("riskpoint");
  query->sort = g_strdup ("level");
  anlan_value_set_text (&id, zone->id);
  anlan_filter_add (anlan_query_filter (query, "zone", ANLAN_FILTER_IS), &id);
  return anlan_plant_find (plant, query, error);
}

/* Open hazards that name the record, whatever it is: a zone, equipment or risk point. */
static GPtrArray *
find_hazards (AnlanPlant *plant, const AnlanRecord *of, GError **error)
{
  g_autoptr (AnlanKind) kind = anlan_plant_get_kind (plant, "hazard");
  const AnlanField *via = kind != NULL ? anlan_kind_field (kind, of->kind->id) : NULL;
  const AnlanField *grade = kind != NULL ? anlan_kind_grade_field (kind) : NULL;
  g_autoptr (AnlanQuery) query = NULL;
  g_auto (AnlanValue) id = ANLAN_VALUE_INIT;

  if (via == NULL || g_strcmp0 (via->to, of->kind->id) != 0)
    return g_ptr_array_new ();
  query = anlan_query_new (kind->id);
  query->where = anlan_kind_open_expression (kind);
  query->sort = g_strdup (grade != NULL ? grade->id : NULL);
  anlan_value_set_text (&id, of->id);
  anlan_filter_add (anlan_query_filter (query, via->id, ANLAN_FILTER_IS), &id);
  return anlan_plant_find (plant, query, error);
}

static void
load (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  AnlanPlant *plant = source;
  const Wanted *wanted = data;
  g_autoptr (AnlanMapFacts) facts = g_new0 (AnlanMapFacts, 1);
  GError *error = NULL;

  facts->reasons = g_ptr_array_new_with_free_func ((GDestroyNotify)reason_free);
  facts->record = anlan_plant_load (plant, wanted->kind, wanted->record, &error);
  if (facts->record != NULL)
    facts->points = find_points (plant, facts->record, &error);
  if (facts->points != NULL)
    facts->hazards = find_hazards (plant, facts->record, &error);
  if (facts->hazards == NULL || !collect_reasons (plant, facts->record, facts->reasons, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  facts->facts = collect_facts (plant, facts->record, &wanted->habit);
  g_task_return_pointer (task, g_steal_pointer (&facts), (GDestroyNotify)anlan_map_facts_free);
}

void
anlan_map_facts_load_async (AnlanPlant *plant,
                            const char *kind,
                            const char *record,
                            const AnlanUnitHabit *habit,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Wanted *wanted;

  g_return_if_fail (ANLAN_IS_PLANT (plant) && kind != NULL && record != NULL && habit != NULL);

  task = g_task_new (plant, cancellable, callback, user_data);
  wanted = g_new (Wanted, 1);
  wanted->kind = g_strdup (kind);
  wanted->record = g_strdup (record);
  wanted->habit = *habit;
  g_task_set_source_tag (task, anlan_map_facts_load_async);
  g_task_set_task_data (task, wanted, (GDestroyNotify)wanted_free);
  g_task_run_in_thread (task, load);
}

AnlanMapFacts *
anlan_map_facts_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
