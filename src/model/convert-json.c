/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "convert-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "record-private.h"
#include "store/keys.h"

/* More than any field takes; the field's own bound is told by whoever applies the change. */
#define MOST_TEXT 200000

static gboolean
refuse (const AnlanField *field, const char *why, GError **error)
{
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("%s: %s"), anlan_kind_text (field->title), why);
  return FALSE;
}

static gboolean
is_structured (const AnlanField *field)
{
  return anlan_field_is_list (field) || field->type == ANLAN_FIELD_PLACE ||
         field->type == ANLAN_FIELD_SIGNATURE;
}

/* What it must be for the field, where it is no text. */
static gboolean
fits (const AnlanField *field, JsonNode *node)
{
  const GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  if (JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (is_structured (field))
    return field->type == ANLAN_FIELD_PLACE || field->type == ANLAN_FIELD_SIGNATURE
               ? JSON_NODE_HOLDS_OBJECT (node)
               : JSON_NODE_HOLDS_ARRAY (node);
  switch (field->type)
    {
    case ANLAN_FIELD_YESNO:
      return type == G_TYPE_BOOLEAN || type == G_TYPE_INT64;
    case ANLAN_FIELD_INTEGER:
    case ANLAN_FIELD_NUMBER:
    case ANLAN_FIELD_DURATION:
      return type == G_TYPE_INT64 || type == G_TYPE_DOUBLE;
    case ANLAN_FIELD_TEXT:
    case ANLAN_FIELD_NOTE:
    case ANLAN_FIELD_CHOICE:
    case ANLAN_FIELD_CHOICES:
    case ANLAN_FIELD_DATE:
    case ANLAN_FIELD_TIME:
    case ANLAN_FIELD_MOMENT:
    case ANLAN_FIELD_REF:
    case ANLAN_FIELD_REFS:
    case ANLAN_FIELD_PHOTOS:
    case ANLAN_FIELD_FILES:
    case ANLAN_FIELD_PLACE:
    case ANLAN_FIELD_SIGNATURE:
    case ANLAN_FIELD_CHECKLIST:
    case ANLAN_N_FIELD_TYPES:
    default:
      return FALSE;
    }
}

static gboolean
read_text (
    AnlanConverter *converter, const AnlanField *field, const char *text, AnlanValue *value, GError **error)
{
  if (strlen (text) > MOST_TEXT)
    return refuse (field, _ ("this is too long."), error);
  /* It would be taken as sealed already, and nobody could ever open it. */
  if (field->sensitive && anlan_sealed_is (text))
    return refuse (field, _ ("a sealed value cannot be set."), error);
  if (field->type == ANLAN_FIELD_PHOTOS || field->type == ANLAN_FIELD_FILES)
    return refuse (field, _ ("a list is wanted."), error);
  return anlan_converter_parse (converter, field, text, value, error);
}

static gboolean
read_member (
    AnlanConverter *converter, const AnlanField *field, JsonNode *node, AnlanValue *value, GError **error)
{
  const char *text = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
                         ? json_node_get_string (node)
                         : NULL;

  if (text != NULL)
    return read_text (converter, field, text, value, error);
  if (!fits (field, node))
    return refuse (field, _ ("a value of this type cannot be taken."), error);
  anlan_field_read_json (field, node, value);
  return TRUE;
}

static gboolean
read_number (JsonNode *node, AnlanChange *change, GError **error)
{
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    {
      anlan_change_set_text (change, "number", json_node_get_string (node));
      return TRUE;
    }
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("A number of a record is a text."));
  return FALSE;
}

gboolean
anlan_converter_read_json (AnlanConverter *converter,
                           AnlanKind *kind,
                           JsonObject *fields,
                           AnlanChange *change,
                           char **wrong,
                           GError **error)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  g_return_val_if_fail (converter != NULL && kind != NULL && fields != NULL && change != NULL, FALSE);

  json_object_iter_init (&iter, fields);
  while (json_object_iter_next (&iter, &name, &node))
    {
      const AnlanField *field = anlan_kind_field (kind, name);
      AnlanValue value = ANLAN_VALUE_INIT;
      gboolean ok;

      if (field == NULL && strcmp (name, "number") == 0)
        ok = read_number (node, change, error);
      else if (field == NULL)
        {
          g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("%s has no field “%s”."),
                       anlan_kind_text (kind->title), name);
          ok = FALSE;
        }
      else
        ok = read_member (converter, field, node, &value, error);
      if (!ok)
        {
          if (wrong != NULL)
            *wrong = g_strdup (field != NULL ? field->id : name);
          return FALSE;
        }
      if (field != NULL)
        anlan_change_take (change, field->id, &value);
    }
  return TRUE;
}
