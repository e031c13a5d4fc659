/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

/* One record: read, made, changed, moved on. What is written goes the one way in, with the same guards as at the desk. */

#include "api-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/ids.h"
#include "model/checks.h"
#include "model/convert.h"

static AnlanRecord *
load (Api *api, const char *what, GError **error)
{
  if (!api_take_kind (api, what, error))
    return NULL;
  return anlan_plant_load (api->plant, api->kind->id, api->parts[2], error);
}

gboolean
api_read_record (Api *api, GError **error)
{
  g_autoptr (AnlanRecord) record = load (api, "read", error);
  g_autoptr (AnlanRecord) seen = record != NULL ? api_mask (api, record) : NULL;

  if (seen == NULL)
    return FALSE;
  api_answer_raw (api, 200, anlan_record_to_json (seen));
  return TRUE;
}

gboolean
api_check_record (Api *api, GError **error)
{
  g_autoptr (AnlanRecord) record = load (api, "read", error);
  g_autoptr (GPtrArray) checks = record != NULL ? anlan_plant_checks (api->plant, record, error) : NULL;

  if (checks == NULL)
    return FALSE;
  api_answer_raw (api, 200, anlan_checks_to_json (record->id, checks, NULL));
  return TRUE;
}

/* --- changes ---------------------------------------------------------------------------------------------------------------- */

/* What a body says: {"fields": {…}, "rev", "reason", "id", "draft"}. */
typedef struct
{
  Api *api;
  AnlanChange *change;
  JsonObject *fields; /* or NULL */
} Saying;

static gboolean
take_text (Api *api, JsonNode *node, const char *name, char **text, GError **error)
{
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    {
      g_free (*text);
      *text = g_strdup (json_node_get_string (node));
      return TRUE;
    }
  api->field = g_strdup (name);
  return api_wrong (name, error);
}

static gboolean
take_member (Saying *saying, const char *name, JsonNode *node, GError **error)
{
  AnlanChange *change = saying->change;
  const gboolean creates = change->op == ANLAN_OP_CREATE;

  if (strcmp (name, "fields") == 0 && JSON_NODE_HOLDS_OBJECT (node))
    {
      saying->fields = json_node_get_object (node);
      return TRUE;
    }
  if (strcmp (name, "rev") == 0 && !creates)
    return take_text (saying->api, node, name, &change->base_rev, error);
  if (strcmp (name, "reason") == 0 && !creates)
    return take_text (saying->api, node, name, &change->reason, error);
  if (strcmp (name, "id") == 0 && creates)
    {
      if (!take_text (saying->api, node, name, &change->record, error))
        return FALSE;
      if (anlan_uuid_valid (change->record))
        return TRUE;
    }
  if (strcmp (name, "draft") == 0 && creates && JSON_NODE_HOLDS_VALUE (node) &&
      json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    {
      change->draft = json_node_get_boolean (node);
      return TRUE;
    }
  saying->api->field = g_strdup (name);
  return api_wrong (name, error);
}

static gboolean
fields_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Saying *saying = data;
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (saying->api->plant);
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (saying->api->plant);
  g_autoptr (AnlanConverter) converter = anlan_converter_new (db, kinds, zone);

  return anlan_converter_read_json (converter, saying->api->kind, saying->fields, saying->change,
                                    &saying->api->field, error);
}

static AnlanChange *
read_change (Api *api, AnlanOp op, const char *record, JsonObject *body, GError **error)
{
  g_autoptr (AnlanChange) change = anlan_change_new (op, api->kind->id, record);
  Saying saying = { .api = api, .change = change };
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  change->actor = g_strdup (api->token->record);
  json_object_iter_init (&iter, body);
  while (json_object_iter_next (&iter, &name, &node))
    if (!take_member (&saying, name, node, error))
      return NULL;
  if (op == ANLAN_OP_EDIT && change->reason != NULL)
    change->op = ANLAN_OP_AMEND;
  if (saying.fields != NULL &&
      !anlan_store_read (anlan_plant_get_store (api->plant), fields_work, &saying, error))
    return NULL;
  return g_steal_pointer (&change);
}

/* Of several reasons the first that is about a field is where the caller looks. */
static void
find_field (Api *api, AnlanChange *change)
{
  g_autoptr (GPtrArray) problems = anlan_plant_check (api->plant, change, NULL);

  for (guint i = 0; api->field == NULL && problems != NULL && i < problems->len; i++)
    api->field = g_strdup (((const AnlanProblem *)g_ptr_array_index (problems, i))->field);
}

static void
answer_record (Api *api, guint status, const AnlanRecord *record, const char *receipt)
{
  g_autofree char *note =
      g_strdup_printf ("%s %s", record->kind->id, record->number != NULL ? record->number : record->id);
  AnlanJson json;

  anlan_call_note (api->call, note);
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "id");
  anlan_json_text (&json, record->id);
  anlan_json_name (&json, "number");
  anlan_json_text (&json, record->number);
  anlan_json_name (&json, "stage");
  anlan_json_text (&json, record->stage);
  anlan_json_name (&json, "rev");
  anlan_json_text (&json, record->rev);
  if (receipt != NULL)
    {
      anlan_json_name (&json, "receipt");
      anlan_json_text (&json, receipt);
    }
  anlan_json_close (&json, '}');
  api_answer (api, status, &json);
}

/* @body is read a second time for a change that was refused: one that was handed over is not touched again. */
static gboolean
apply (Api *api, AnlanOp op, const char *record, const char *step, JsonObject *body, GError **error)
{
  g_autoptr (AnlanChange) change = read_change (api, op, record, body, error);
  g_autoptr (AnlanApplied) applied = NULL;
  GError *trouble = NULL;

  if (change == NULL)
    return FALSE;
  change->step = g_strdup (step);
  applied = anlan_plant_apply (api->plant, change, &trouble);
  if (applied != NULL)
    {
      answer_record (api, op == ANLAN_OP_CREATE ? 201 : 200, applied->after, applied->receipt);
      return TRUE;
    }
  if (g_error_matches (trouble, ANLAN_ERROR, ANLAN_ERROR_REFUSED))
    {
      g_autoptr (AnlanChange) again = read_change (api, op, record, body, NULL);

      if (again != NULL)
        {
          again->step = g_strdup (step);
          find_field (api, again);
        }
    }
  g_propagate_error (error, trouble);
  return FALSE;
}

/* The same one sent twice is stored once: with an id of the sender's the second time finds it there. */
static gboolean
is_there (Api *api, JsonObject *body)
{
  JsonNode *node = json_object_get_member (body, "id");
  const char *id =
      node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
          ? json_node_get_string (node)
          : NULL;
  g_autoptr (AnlanRecord) record =
      id != NULL && anlan_uuid_valid (id) ? anlan_plant_load (api->plant, api->kind->id, id, NULL) : NULL;

  if (record != NULL)
    answer_record (api, 200, record, NULL);
  return record != NULL;
}

gboolean
api_add_record (Api *api, GError **error)
{
  JsonObject *body;
  g_autoptr (JsonNode) node = NULL;

  if (!api_take_kind (api, "add", error))
    return FALSE;
  if (api->kind->kept || api->kind->derived)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED,
                   _ ("Records of “%s” are kept by the program itself; nobody adds one by hand."),
                   api->kind->id);
      return FALSE;
    }
  node = api_read_body (api, &body, error);
  if (node == NULL)
    return FALSE;
  return is_there (api, body) || apply (api, ANLAN_OP_CREATE, NULL, NULL, body, error);
}

gboolean
api_set_record (Api *api, GError **error)
{
  g_autoptr (AnlanRecord) record = load (api, "set", error);
  JsonObject *body;
  g_autoptr (JsonNode) node = record != NULL ? api_read_body (api, &body, error) : NULL;

  return node != NULL && apply (api, ANLAN_OP_EDIT, record->id, NULL, body, error);
}

gboolean
api_step_record (Api *api, GError **error)
{
  g_autoptr (AnlanRecord) record = load (api, "step", error);
  JsonObject *body;
  g_autoptr (JsonNode) node = record != NULL ? api_read_body (api, &body, error) : NULL;

  return node != NULL && apply (api, ANLAN_OP_STEP, record->id, api->parts[4], body, error);
}
