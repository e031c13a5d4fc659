/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "openapi-private.h"

#include <math.h>
#include <string.h>

/* --- fields ---------------------------------------------------------------------------------------------------------------- */

static void
put_type (AnlanJson *json, const char *type)
{
  anlan_json_name (json, "type");
  anlan_json_open (json, '[');
  anlan_json_text (json, type);
  anlan_json_text (json, "null");
  anlan_json_close (json, ']');
}

static void
put_number (AnlanJson *json, const char *name, double number)
{
  anlan_json_name (json, name);
  anlan_json_real (json, number);
}

static void
put_bounds (AnlanJson *json, const AnlanField *field, const char *least, const char *most)
{
  if (field->has_min)
    put_number (json, least, field->min);
  if (field->has_max)
    put_number (json, most, field->max);
}

/* Any of the choices, or none. Those of one's own are not listed. */
static void
put_choices (AnlanJson *json, const AnlanField *field, gboolean empty)
{
  if (field->choices == NULL || field->open)
    return;
  anlan_json_name (json, "enum");
  anlan_json_open (json, '[');
  for (guint i = 0; i < field->choices->len; i++)
    anlan_json_text (json, ((const AnlanChoice *)g_ptr_array_index (field->choices, i))->id);
  if (empty)
    anlan_json_null (json);
  anlan_json_close (json, ']');
}

static void
put_items (AnlanJson *json, const AnlanField *field)
{
  put_type (json, "array");
  put_bounds (json, field, "minItems", "maxItems");
  openapi_open (json, "items");
  if (field->type == ANLAN_FIELD_CHECKLIST)
    openapi_text (json, "type", "object");
  else
    openapi_text (json, "type", "string");
  if (field->type == ANLAN_FIELD_CHOICES)
    put_choices (json, field, FALSE);
  if (field->type == ANLAN_FIELD_PHOTOS || field->type == ANLAN_FIELD_FILES)
    openapi_text (json, "pattern", "^[0-9a-f]{64}$");
  openapi_close (json);
}

static void
put_by_type (AnlanJson *json, const AnlanField *field)
{
  switch (field->type)
    {
    case ANLAN_FIELD_INTEGER:
    case ANLAN_FIELD_DURATION:
      put_type (json, "integer");
      put_bounds (json, field, "minimum", "maximum");
      break;
    case ANLAN_FIELD_NUMBER:
      put_type (json, "number");
      put_bounds (json, field, "minimum", "maximum");
      break;
    case ANLAN_FIELD_YESNO:
      put_type (json, "boolean");
      break;
    case ANLAN_FIELD_CHOICE:
      put_type (json, "string");
      put_choices (json, field, TRUE);
      break;
    case ANLAN_FIELD_DATE:
      put_type (json, "string");
      openapi_text (json, "format", "date");
      break;
    case ANLAN_FIELD_MOMENT:
      put_type (json, "string");
      openapi_text (json, "format", "date-time");
      break;
    case ANLAN_FIELD_PLACE:
    case ANLAN_FIELD_SIGNATURE:
      put_type (json, "object");
      break;
    case ANLAN_FIELD_CHOICES:
    case ANLAN_FIELD_REFS:
    case ANLAN_FIELD_PHOTOS:
    case ANLAN_FIELD_FILES:
    case ANLAN_FIELD_CHECKLIST:
      put_items (json, field);
      break;
    case ANLAN_FIELD_TEXT:
    case ANLAN_FIELD_NOTE:
      put_type (json, "string");
      put_bounds (json, field, "minLength", "maxLength");
      break;
    case ANLAN_FIELD_TIME:
    case ANLAN_FIELD_REF:
    case ANLAN_N_FIELD_TYPES:
    default:
      put_type (json, "string");
      break;
    }
}

static void
put_description (AnlanJson *json, const AnlanField *field)
{
  g_autoptr (GString) text = g_string_new (field->help != NULL ? anlan_kind_text (field->help) : NULL);

  if (field->to != NULL)
    g_string_append_printf (text, "%sid: %s", text->len > 0 ? " " : "", field->to);
  if (field->unit != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", field->unit);
  if (field->type == ANLAN_FIELD_DURATION)
    g_string_append_printf (text, "%ss", text->len > 0 ? " " : "");
  if (text->len > 0)
    openapi_text (json, "description", text->str);
}

gboolean
openapi_is_said (const AnlanField *field)
{
  return field->compute == NULL && !field->readonly;
}

void
openapi_put_field (AnlanJson *json, const AnlanField *field)
{
  anlan_json_open (json, '{');
  openapi_text (json, "title", anlan_kind_text (field->title));
  put_by_type (json, field);
  put_description (json, field);
  if (!openapi_is_said (field))
    {
      anlan_json_name (json, "readOnly");
      anlan_json_boolean (json, TRUE);
    }
  if (field->sensitive)
    {
      anlan_json_name (json, "writeOnly");
      anlan_json_boolean (json, TRUE);
    }
  anlan_json_close (json, '}');
}

/* --- records ----------------------------------------------------------------------------------------------------------------- */

static void
put_plain (AnlanJson *json, const char *name, const char *type, gboolean empty)
{
  openapi_open (json, name);
  if (empty)
    put_type (json, type);
  else
    openapi_text (json, "type", type);
  openapi_close (json);
}

static void
put_stage (AnlanJson *json, const AnlanKind *kind)
{
  openapi_open (json, "stage");
  put_type (json, "string");
  if (anlan_kind_has_flow (kind))
    {
      anlan_json_name (json, "enum");
      anlan_json_open (json, '[');
      for (guint i = 0; i < kind->stages->len; i++)
        anlan_json_text (json, ((const AnlanStage *)g_ptr_array_index (kind->stages, i))->id);
      anlan_json_null (json);
      anlan_json_close (json, ']');
    }
  openapi_close (json);
}

static void
put_required (AnlanJson *json)
{
  static const char *const always[] = { "id", "number", "stage", "rev" };

  anlan_json_name (json, "required");
  anlan_json_open (json, '[');
  for (guint i = 0; i < G_N_ELEMENTS (always); i++)
    anlan_json_text (json, always[i]);
  anlan_json_close (json, ']');
}

/* A record as it is read. */
static void
put_record (AnlanJson *json, const AnlanKind *kind)
{
  openapi_open (json, kind->id);
  openapi_text (json, "type", "object");
  openapi_text (json, "title", anlan_kind_text (kind->title));
  openapi_text (json, "description", kind->description != NULL ? anlan_kind_text (kind->description) : NULL);
  put_required (json);
  openapi_open (json, "properties");
  put_plain (json, "id", "string", FALSE);
  put_plain (json, "number", "string", TRUE);
  put_stage (json, kind);
  put_plain (json, "rev", "string", FALSE);
  put_plain (json, "draft", "boolean", FALSE);
  put_plain (json, "voided", "boolean", FALSE);
  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);

      if (field->sensitive)
        continue;
      anlan_json_name (json, field->id);
      openapi_put_field (json, field);
    }
  openapi_close (json);
  openapi_close (json);
}

/* What may be said of it. What must be there is judged by the plant: it depends on the stage and on other fields. */
static void
put_said (AnlanJson *json, const AnlanKind *kind)
{
  g_autofree char *name = g_strconcat (kind->id, ".fields", NULL);

  openapi_open (json, name);
  openapi_text (json, "type", "object");
  openapi_text (json, "title", anlan_kind_text (kind->title));
  anlan_json_name (json, "additionalProperties");
  anlan_json_boolean (json, FALSE);
  openapi_open (json, "properties");
  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);

      if (!openapi_is_said (field))
        continue;
      anlan_json_name (json, field->id);
      openapi_put_field (json, field);
    }
  openapi_close (json);
  openapi_close (json);
}

/* --- what all share -------------------------------------------------------------------------------------------------------------- */

/* Name and JSON schema; written by hand, for they follow from this program and not from kinds. */
static const char *const shared[][2] = {
  { "Error", "{\"type\":\"object\",\"required\":[\"ok\",\"error\"],\"properties\":{\"ok\":{\"const\":false},"
             "\"error\":{\"type\":\"string\",\"description\":\"A sentence for people.\"},"
             "\"field\":{\"type\":\"string\",\"description\":\"What it is about.\"}}}" },
  { "Written",
    "{\"type\":\"object\",\"required\":[\"id\",\"number\",\"stage\",\"rev\"],\"properties\":{"
    "\"id\":{\"type\":\"string\"},\"number\":{\"type\":[\"string\",\"null\"]},"
    "\"stage\":{\"type\":[\"string\",\"null\"]},\"rev\":{\"type\":\"string\"},"
    "\"receipt\":{\"type\":\"string\",\"description\":\"Of an anonymous report: its code, told once.\"}}}" },
  { "Check",
    "{\"type\":\"object\",\"required\":[\"check\",\"ok\"],\"properties\":{\"check\":{\"type\":\"string\"},"
    "\"ok\":{\"type\":[\"boolean\",\"null\"]},\"value\":{\"type\":[\"string\",\"null\"]},"
    "\"limit\":{\"type\":[\"string\",\"null\"]},\"source\":{\"type\":[\"string\",\"null\"]},"
    "\"mend\":{\"type\":[\"string\",\"null\"]}}}" },
  { "Verdict", "{\"type\":\"object\",\"required\":[\"id\",\"ok\",\"checks\"],\"properties\":{\"id\":{"
               "\"type\":\"string\"},"
               "\"ok\":{\"type\":\"boolean\"},\"checks\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/"
               "components/schemas/Check\"}},"
               "\"at\":{\"type\":\"string\",\"format\":\"date-time\"}}}" },
  { "Push", "{\"type\":\"object\",\"required\":[\"rows\"],\"additionalProperties\":false,\"properties\":{"
            "\"rows\":{\"type\":\"array\",\"minItems\":1,\"maxItems\":5000,\"items\":{\"type\":\"object\"}},"
            "\"good_rows\":{\"type\":\"boolean\",\"default\":false},\"make_missing\":{\"type\":\"boolean\","
            "\"default\":false},"
            "\"dry_run\":{\"type\":\"boolean\",\"default\":false}}}" },
  { "Pushed",
    "{\"type\":\"object\",\"required\":[\"ok\",\"new\",\"updated\",\"unchanged\",\"rejected\",\"rows\"],"
    "\"properties\":{"
    "\"ok\":{\"type\":\"boolean\"},\"error\":{\"type\":\"string\"},\"new\":{\"type\":\"integer\"},"
    "\"updated\":{\"type\":\"integer\"},\"unchanged\":{\"type\":\"integer\"},\"rejected\":{\"type\":"
    "\"integer\"},"
    "\"made\":{\"type\":\"integer\"},\"batch\":{\"type\":[\"string\",\"null\"]},\"rows\":{\"type\":\"array\","
    "\"items\":{"
    "\"type\":\"object\",\"properties\":{\"row\":{\"type\":\"integer\"},\"error\":{\"type\":\"string\"},"
    "\"field\":{\"type\":[\"string\",\"null\"]}}}}}}" },
  { "Alarm",
    "{\"type\":\"object\",\"required\":[\"id\",\"title\",\"state\",\"severity\",\"raised\"],\"properties\":{"
    "\"id\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},\"rule\":{\"type\":\"string\"},"
    "\"subject\":{\"type\":\"string\"},\"zone\":{\"type\":\"string\"},\"severity\":{\"type\":\"string\"},"
    "\"danger\":{\"type\":\"string\"},\"state\":{\"type\":\"string\"},\"loud\":{\"type\":\"boolean\"},"
    "\"value\":{\"type\":[\"number\",\"null\"]},\"raised\":{\"type\":\"string\",\"format\":\"date-time\"}}"
    "}" },
  { "Series", "{\"type\":\"object\",\"required\":[\"id\"],\"properties\":{\"id\":{\"type\":\"string\"},"
              "\"unit\":{\"type\":[\"string\",\"null\"]},\"ts\":{\"type\":[\"string\",\"null\"],\"format\":"
              "\"date-time\"},"
              "\"value\":{\"type\":[\"number\",\"null\"]},\"quality\":{\"type\":\"integer\"}}}" },
  { "Stretch", "{\"type\":\"object\",\"required\":[\"ts\",\"rollup\"],\"properties\":{"
               "\"ts\":{\"type\":\"string\",\"format\":\"date-time\"},\"rollup\":{\"type\":\"string\"},"
               "\"low\":{\"type\":[\"number\",\"null\"]},\"mean\":{\"type\":[\"number\",\"null\"]},"
               "\"high\":{\"type\":[\"number\",\"null\"]},\"last\":{\"type\":[\"number\",\"null\"]},"
               "\"count\":{\"type\":\"integer\"},\"bad\":{\"type\":\"integer\"}}}" },
  { "Readings", "{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"string\"},\"series\":{\"type\":"
                "\"array\",\"items\":{"
                "\"$ref\":\"#/components/schemas/Series\"}},\"readings\":{\"type\":\"array\",\"items\":{"
                "\"$ref\":\"#/components/schemas/Stretch\"}}}}" },
  { "Line", "{\"type\":\"object\",\"required\":[\"id\",\"op\",\"hash\"],\"properties\":{\"id\":{\"type\":"
            "\"integer\"},"
            "\"at\":{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"},\"desk\":{\"type\":\"string\"},"
            "\"actor\":{\"type\":[\"string\",\"null\"]},\"op\":{\"type\":\"string\"},\"kind\":{\"type\":["
            "\"string\",\"null\"]},"
            "\"record\":{\"type\":[\"string\",\"null\"]},\"rev\":{\"type\":[\"string\",\"null\"]},\"hash\":{"
            "\"type\":\"string\"},"
            "\"patch\":{\"type\":\"object\"}}}" },
  { "Journal", "{\"type\":\"object\",\"required\":[\"lines\",\"since\"],\"properties\":{\"lines\":{\"type\":"
               "\"array\",\"items\":{"
               "\"$ref\":\"#/components/schemas/Line\"}},\"since\":{\"type\":\"integer\"}}}" },
};

void
openapi_put_schemas (AnlanJson *json, AnlanKinds *kinds)
{
  for (guint i = 0; i < G_N_ELEMENTS (shared); i++)
    {
      anlan_json_name (json, shared[i][0]);
      anlan_json_raw (json, shared[i][1]);
    }
  for (guint i = 0; i < anlan_kinds_count (kinds); i++)
    {
      put_record (json, anlan_kinds_at (kinds, i));
      put_said (json, anlan_kinds_at (kinds, i));
    }
}
