/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "record-private.h"

#include <string.h>

#include "base/sentence.h"
AnlanRecord *
anlan_record_new (AnlanKind *kind, const char *id)
{
  AnlanRecord *record;

  g_return_val_if_fail (kind != NULL, NULL);

  record = g_new0 (AnlanRecord, 1);
  g_atomic_ref_count_init (&record->refs);
  record->kind = anlan_kind_ref (kind);
  record->id = g_strdup (id);
  record->values = g_new0 (AnlanValue, kind->fields->len);
  return record;
}

AnlanRecord *
anlan_record_ref (AnlanRecord *record)
{
  g_return_val_if_fail (record != NULL, NULL);

  g_atomic_ref_count_inc (&record->refs);
  return record;
}

void
anlan_record_unref (AnlanRecord *record)
{
  g_return_if_fail (record != NULL);

  if (!g_atomic_ref_count_dec (&record->refs))
    return;
  for (guint i = 0; i < record->kind->fields->len; i++)
    anlan_value_clear (&record->values[i]);
  g_free (record->values);
  g_free (record->id);
  g_free (record->number);
  g_free (record->stage);
  g_free (record->rev);
  g_free (record->created);
  g_free (record->changed);
  g_free (record->author);
  g_free (record->extra);
  g_free (record->said);
  anlan_kind_unref (record->kind);
  g_free (record);
}

AnlanRecord *
anlan_record_copy (const AnlanRecord *record)
{
  AnlanRecord *copy;

  g_return_val_if_fail (record != NULL, NULL);

  copy = anlan_record_new (record->kind, record->id);
  copy->number = g_strdup (record->number);
  copy->stage = g_strdup (record->stage);
  copy->rev = g_strdup (record->rev);
  copy->created = g_strdup (record->created);
  copy->changed = g_strdup (record->changed);
  copy->author = g_strdup (record->author);
  copy->draft = record->draft;
  copy->voided = record->voided;
  copy->rid = record->rid;
  copy->extra = g_strdup (record->extra);
  for (guint i = 0; i < record->kind->fields->len; i++)
    anlan_value_copy (&record->values[i], &copy->values[i]);
  return copy;
}

const AnlanValue *
anlan_record_get (const AnlanRecord *record, const char *field_id)
{
  static const AnlanValue null = ANLAN_VALUE_INIT;
  const AnlanField *field;

  g_return_val_if_fail (record != NULL, &null);

  field = anlan_kind_field (record->kind, field_id);
  return field != NULL ? &record->values[field->index] : &null;
}

const char *
anlan_record_get_text (const AnlanRecord *record, const char *field)
{
  return anlan_value_get_text (anlan_record_get (record, field));
}

/* Made by the first thread that asks. */
static const char *
say_label (AnlanRecord *record, const char *label)
{
  char *said = g_atomic_pointer_get (&record->said);

  if (said == NULL)
    {
      said = anlan_sentence_say (label);
      if (!g_atomic_pointer_compare_and_exchange (&record->said, NULL, said))
        {
          g_free (said);
          said = g_atomic_pointer_get (&record->said);
        }
    }
  return said;
}

const char *
anlan_record_label (const AnlanRecord *record)
{
  const char *label;

  g_return_val_if_fail (record != NULL, NULL);

  label = anlan_record_get_text (record, record->kind->label);
  if (label != NULL && label[0] != '\0')
    return anlan_sentence_is (label) ? say_label ((AnlanRecord *)record, label) : label;
  return record->number != NULL ? record->number : anlan_kind_text (record->kind->title);
}

char **
anlan_value_get_items (const AnlanValue *value)
{
  GPtrArray *items = g_ptr_array_new ();
  const char *text = anlan_value_get_text (value);

  if (text != NULL)
    {
      g_autoptr (JsonNode) node = anlan_json_parse (text, -1, strlen (text) + 1, NULL);
      JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

      for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
        {
          JsonNode *item = json_array_get_element (array, i);

          if (JSON_NODE_HOLDS_VALUE (item) && json_node_get_value_type (item) == G_TYPE_STRING)
            g_ptr_array_add (items, json_node_dup_string (item));
        }
    }
  g_ptr_array_add (items, NULL);
  return (char **)g_ptr_array_free (items, FALSE);
}

void
anlan_value_set_items (AnlanValue *value, const char *const *items)
{
  AnlanJson json;

  if (items == NULL || items[0] == NULL)
    {
      anlan_value_set_null (value);
      return;
    }
  anlan_json_init (&json);
  anlan_json_open (&json, '[');
  for (guint i = 0; items[i] != NULL; i++)
    anlan_json_text (&json, items[i]);
  anlan_json_close (&json, ']');
  anlan_value_take_text (value, anlan_json_end (&json));
}

/* --- body and revision ------------------------------------------------------------------------------------- */

static gboolean
is_json (const AnlanField *field)
{
  return anlan_field_is_list (field) || field->type == ANLAN_FIELD_PLACE ||
         field->type == ANLAN_FIELD_SIGNATURE || field->type == ANLAN_FIELD_CHECKLIST;
}

void
anlan_field_write_json (AnlanJson *json, const AnlanField *field, const AnlanValue *value)
{
  if (value->type == ANLAN_VALUE_TEXT && is_json (field))
    anlan_json_raw (json, value->text);
  else if (value->type == ANLAN_VALUE_INTEGER && field->type == ANLAN_FIELD_YESNO)
    anlan_json_boolean (json, value->integer != 0);
  else
    anlan_json_value (json, value);
}

void
anlan_field_read_json (const AnlanField *field, JsonNode *node, AnlanValue *value)
{
  *value = (AnlanValue)ANLAN_VALUE_INIT;
  if (JSON_NODE_HOLDS_NULL (node))
    return;
  if (is_json (field))
    anlan_value_take_text (value, anlan_json_canonical (node));
  else if (!JSON_NODE_HOLDS_VALUE (node))
    return;
  else if (json_node_get_value_type (node) == G_TYPE_STRING)
    anlan_value_set_text (value, json_node_get_string (node));
  else if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    anlan_value_set_integer (value, json_node_get_boolean (node));
  else if (json_node_get_value_type (node) == G_TYPE_INT64 && field->type != ANLAN_FIELD_NUMBER)
    anlan_value_set_integer (value, json_node_get_int (node));
  else
    anlan_value_set_real (value, json_node_get_double (node));
}

/* A member of the body that is not a field. */
typedef struct
{
  const char *name;
  const char *text; /* NULL: true */
} Meta;

static void
write_meta (AnlanJson *json, const Meta *meta)
{
  anlan_json_name (json, meta->name);
  if (meta->text != NULL)
    anlan_json_text (json, meta->text);
  else
    anlan_json_boolean (json, TRUE);
}

/* Both lists are sorted; the ids are ASCII, so byte order is the order that RFC 8785 asks for. */
static char *
body_of_fields (const AnlanRecord *record)
{
  Meta metas[4];
  guint n = 0, next = 0;
  AnlanJson json;

  if (record->draft)
    metas[n++] = (Meta){ "draft", NULL };
  if (record->number != NULL)
    metas[n++] = (Meta){ "number", record->number };
  if (record->stage != NULL)
    metas[n++] = (Meta){ "stage", record->stage };
  if (record->voided)
    metas[n++] = (Meta){ "voided", NULL };
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  for (guint i = 0; i < record->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (record->kind->fields, record->kind->sorted[i]);
      const AnlanValue *value = &record->values[field->index];

      if (value->type == ANLAN_VALUE_NULL || field->compute != NULL)
        continue;
      while (next < n && strcmp (metas[next].name, field->id) < 0)
        write_meta (&json, &metas[next++]);
      anlan_json_name (&json, field->id);
      anlan_field_write_json (&json, field, value);
    }
  while (next < n)
    write_meta (&json, &metas[next++]);
  anlan_json_close (&json, '}');
  return anlan_json_end (&json);
}

static void
add_member_cb (JsonObject *object, const char *name, JsonNode *node, gpointer data)
{
  json_object_set_member (data, name, json_node_copy (node));
}

char *
anlan_record_body (const AnlanRecord *record)
{
  g_autofree char *body = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonNode) extra = NULL;

  g_return_val_if_fail (record != NULL, NULL);

  body = body_of_fields (record);
  if (record->extra == NULL)
    return g_steal_pointer (&body);
  node = anlan_json_parse (body, -1, G_MAXSIZE, NULL);
  extra = anlan_json_parse (record->extra, -1, G_MAXSIZE, NULL);
  if (node == NULL || extra == NULL || !JSON_NODE_HOLDS_OBJECT (extra))
    return g_steal_pointer (&body);
  json_object_foreach_member (json_node_get_object (extra), add_member_cb, json_node_get_object (node));
  return anlan_json_canonical (node);
}

char *
anlan_revision_next (const char *parent, const char *body)
{
  char hex[ANLAN_SHA256_HEX + 1];
  AnlanSha256 state;
  guint64 generation = parent != NULL ? g_ascii_strtoull (parent, NULL, 10) : 0;

  g_return_val_if_fail (body != NULL, NULL);

  anlan_sha256_init (&state);
  if (parent != NULL)
    anlan_sha256_update (&state, parent, strlen (parent));
  anlan_sha256_update (&state, "\n", 1);
  anlan_sha256_update (&state, body, strlen (body));
  anlan_sha256_hex (&state, hex);
  hex[32] = '\0';
  return g_strdup_printf ("%" G_GUINT64_FORMAT "-%s", generation + 1, hex);
}
