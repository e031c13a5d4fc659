/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "demo-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/json.h"
#include "base/time.h"
#include "model/query.h"
#include "store/files.h"

/* One event of the story: {"at", "by", "do": "create" or a step, "kind", "id" or "find", "set": {…}, "reason"}. */
typedef struct
{
  AnlanDemo *demo;
  JsonObject *event;
  AnlanKind *kind;
  AnlanChange *change;
  AnlanConverter *converter; /* while reading */
  AnlanDb *db;
} Event;

static const char *
text_of (JsonObject *object, const char *name)
{
  return json_object_get_string_member_with_default (object, name, NULL);
}

/* --- finding records by what they say --------------------------------------------------------------------------------- */

static gboolean
find_record (Event *event, const AnlanKind *kind, JsonObject *wanted, char **id, GError **error)
{
  g_autoptr (AnlanQuery) query = anlan_query_new (kind->id);
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (event->demo->plant);
  g_autoptr (GArray) rids = NULL;
  g_autoptr (GPtrArray) records = NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, wanted);
  while (json_object_iter_next (&iter, &name, &node))
    {
      const AnlanField *field = anlan_kind_field (kind, name);
      g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

      if (field == NULL ||
          !anlan_converter_parse (event->converter, field, json_node_get_string (node), &value, error))
        return FALSE;
      anlan_filter_add (anlan_query_filter (query, field->id, ANLAN_FILTER_IS), &value);
    }
  rids = anlan_query_rids (event->db, kinds, query, error);
  if (rids == NULL)
    return FALSE;
  if (rids->len != 1)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND, _ ("The story means one of %s and finds %u."),
                   anlan_kind_text (kind->plural), rids->len);
      return FALSE;
    }
  records = anlan_records_load (event->db, (AnlanKind *)kind, &g_array_index (rids, gint64, 0), 1, error);
  if (records == NULL)
    return FALSE;
  *id = g_strdup (((AnlanRecord *)g_ptr_array_index (records, 0))->id);
  return TRUE;
}

/* --- values -------------------------------------------------------------------------------------------------------------- */

static gboolean
set_photo (Event *event, const AnlanField *field, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (event->demo->folder, name, NULL);
  AnlanFile *file =
      anlan_files_add (anlan_plant_get_store (event->demo->plant), path,
                       field->type == ANLAN_FIELD_PHOTOS ? ANLAN_FILE_PHOTO : ANLAN_FILE_ANY, 0, FALSE, error);
  AnlanValue value = ANLAN_VALUE_INIT;

  if (file == NULL)
    return FALSE;
  g_ptr_array_add (event->change->files, file);
  anlan_value_set_items (&value, (const char *const[]){ file->sha256, NULL });
  anlan_change_take (event->change, field->id, &value);
  return TRUE;
}

/* Dates of the story move with it. */
static gboolean
set_moment (Event *event, const AnlanField *field, const char *text, GError **error)
{
  gint64 ms;

  if (!anlan_demo_moment (event->demo, text, &ms, error))
    return FALSE;
  {
    g_autofree char *stored = anlan_time_format (ms);
    g_autofree char *day = anlan_plant_day (ms, event->demo->zone, 0);

    anlan_change_set_text (event->change, field->id, field->type == ANLAN_FIELD_DATE ? day : stored);
  }
  return TRUE;
}

static gboolean
set_field (Event *event, const AnlanField *field, JsonNode *node, GError **error)
{
  AnlanValue value = ANLAN_VALUE_INIT;

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      g_autoptr (AnlanKind) to = anlan_plant_get_kind (event->demo->plant, field->to);
      g_autofree char *id = NULL;

      if (to == NULL || !find_record (event, to, json_node_get_object (node), &id, error))
        return FALSE;
      anlan_change_set_text (event->change, field->id, id);
      return TRUE;
    }
  if (json_node_get_value_type (node) == G_TYPE_STRING && json_node_get_string (node)[0] == '@')
    {
      /* Something that the story has made before. */
      anlan_change_set_text (event->change, field->id,
                             g_hash_table_lookup (event->demo->named, json_node_get_string (node) + 1));
      return TRUE;
    }
  if (json_node_get_value_type (node) != G_TYPE_STRING)
    {
      anlan_change_set_real (event->change, field->id, json_node_get_double (node));
      return TRUE;
    }
  if (field->type == ANLAN_FIELD_PHOTOS || field->type == ANLAN_FIELD_FILES)
    return set_photo (event, field, json_node_get_string (node), error);
  if (field->type == ANLAN_FIELD_MOMENT || field->type == ANLAN_FIELD_DATE)
    return set_moment (event, field, json_node_get_string (node), error);
  if (!anlan_converter_parse (event->converter, field, json_node_get_string (node), &value, error))
    return FALSE;
  anlan_change_take (event->change, field->id, &value);
  return TRUE;
}

static gboolean
set_fields (Event *event, GError **error)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (!json_object_has_member (event->event, "set"))
    return TRUE;
  json_object_iter_init (&iter, json_object_get_object_member (event->event, "set"));
  while (json_object_iter_next (&iter, &name, &node))
    {
      const AnlanField *field = anlan_kind_field (event->kind, name);

      /* As the old ledger had it. */
      if (strcmp (name, "number") == 0)
        {
          anlan_change_set_text (event->change, name, json_node_get_string (node));
          continue;
        }
      if (field == NULL)
        {
          g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("%s has no field “%s”."),
                       anlan_kind_text (event->kind->title), name);
          return FALSE;
        }
      if (!set_field (event, field, node, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_event (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Event *event = data;
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (event->demo->plant);
  gboolean ok = TRUE;

  event->db = db;
  event->converter = anlan_converter_new (db, kinds, event->demo->zone);
  if (json_object_has_member (event->event, "find"))
    ok = find_record (event, event->kind, json_object_get_object_member (event->event, "find"),
                      &event->change->record, error);
  ok = ok && set_fields (event, error);
  g_clear_pointer (&event->converter, anlan_converter_free);
  return ok;
}

/* --- events ---------------------------------------------------------------------------------------------------------------- */

static AnlanChange *
begin_change (AnlanDemo *demo, JsonObject *event)
{
  const char *what = text_of (event, "do");
  const char *id = text_of (event, "id");
  gboolean create = g_strcmp0 (what, "create") == 0;
  const char *record = !create && id != NULL ? g_hash_table_lookup (demo->named, id) : NULL;
  AnlanChange *change =
      anlan_change_new (create ? ANLAN_OP_CREATE : ANLAN_OP_STEP, text_of (event, "kind"), record);

  if (!create)
    change->step = g_strdup (what);
  change->reason = g_strdup (text_of (event, "reason"));
  return change;
}

static gboolean
tell_event (AnlanDemo *demo, JsonObject *object, GError **error)
{
  g_autoptr (AnlanKind) kind = anlan_plant_get_kind (demo->plant, text_of (object, "kind"));
  g_autofree char *person = anlan_demo_person (demo, text_of (object, "by"), error);
  g_autoptr (AnlanChange) change = NULL;
  g_autoptr (AnlanApplied) applied = NULL;
  Event event = { .demo = demo, .event = object, .kind = kind };
  gint64 ms;

  if (person == NULL || kind == NULL || !anlan_demo_moment (demo, text_of (object, "at"), &ms, error))
    return FALSE;
  anlan_clock_set (demo->clock, ms);
  anlan_plant_set_person (demo->plant, person);
  event.change = change = begin_change (demo, object);
  if (!anlan_store_read (anlan_plant_get_store (demo->plant), read_event, &event, error))
    return FALSE;
  applied = anlan_plant_apply (demo->plant, change, error);
  if (applied == NULL)
    return FALSE;
  if (text_of (object, "id") != NULL)
    g_hash_table_insert (demo->named, g_strdup (text_of (object, "id")), g_strdup (applied->after->id));
  return TRUE;
}

gboolean
anlan_demo_tell (AnlanDemo *demo, const char *file, GError **error)
{
  g_autofree char *path = g_build_filename (demo->folder, file, NULL);
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonArray *events;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, error))
    return FALSE;
  node = anlan_json_parse (text, (gssize)length, G_MAXSIZE, error);
  if (node == NULL)
    return FALSE;
  events = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (events); i++)
    if (!tell_event (demo, json_array_get_object_element (events, i), error))
      {
        g_prefix_error (error, "%s, %u: ", file, i + 1);
        return FALSE;
      }
  return TRUE;
}
