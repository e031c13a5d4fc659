/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "station/openapi.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "api.h"
#include "openapi-private.h"

void
openapi_text (AnlanJson *json, const char *name, const char *text)
{
  if (text == NULL)
    return;
  anlan_json_name (json, name);
  anlan_json_text (json, text);
}

void
openapi_open (AnlanJson *json, const char *name)
{
  anlan_json_name (json, name);
  anlan_json_open (json, '{');
}

void
openapi_close (AnlanJson *json)
{
  anlan_json_close (json, '}');
}

void
openapi_ref (AnlanJson *json, const char *name, const char *what, const char *id)
{
  g_autofree char *path = g_strdup_printf ("#/components/%s/%s", what, id);

  openapi_open (json, name);
  openapi_text (json, "$ref", path);
  openapi_close (json);
}

/* --- parts of an operation --------------------------------------------------------------------------------------------------- */

/* @id: of the operation; @scope: what the token must allow. */
static void
begin (AnlanJson *json,
       const char *method,
       const char *id,
       const char *summary,
       const char *tag,
       const char *scope)
{
  g_autofree char *allowed = g_strdup_printf (_ ("The token must allow %s."), scope);

  openapi_open (json, method);
  openapi_text (json, "operationId", id);
  openapi_text (json, "summary", summary);
  if (scope[0] != '\0')
    openapi_text (json, "description", allowed);
  anlan_json_name (json, "tags");
  anlan_json_open (json, '[');
  anlan_json_text (json, tag);
  anlan_json_close (json, ']');
}

static void
put_parameter (AnlanJson *json, const char *id)
{
  g_autofree char *path = g_strdup_printf ("#/components/parameters/%s", id);

  anlan_json_open (json, '{');
  openapi_text (json, "$ref", path);
  anlan_json_close (json, '}');
}

static void
put_parameters (AnlanJson *json, const char *const *ids)
{
  anlan_json_name (json, "parameters");
  anlan_json_open (json, '[');
  for (; *ids != NULL; ids++)
    put_parameter (json, *ids);
  anlan_json_close (json, ']');
}

static void
put_content (AnlanJson *json, const char *schema)
{
  openapi_open (json, "content");
  openapi_open (json, "application/json");
  if (schema[0] == '{')
    {
      anlan_json_name (json, "schema");
      anlan_json_raw (json, schema);
    }
  else
    openapi_ref (json, "schema", "schemas", schema);
  openapi_close (json);
  openapi_close (json);
}

static void
put_response (AnlanJson *json, const char *status, const char *description, const char *schema)
{
  openapi_open (json, status);
  openapi_text (json, "description", description);
  put_content (json, schema);
  openapi_close (json);
}

/* Ends the operation. @made: (nullable): schema of 201. */
static void
end (AnlanJson *json, const char *schema, const char *made)
{
  static const char *const errors[] = { "400", "401", "403", "404", "409", "422", "429", "503" };

  openapi_open (json, "responses");
  put_response (json, "200", _ ("Done."), schema);
  if (made != NULL)
    put_response (json, "201", _ ("Stored."), made);
  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    openapi_ref (json, errors[i], "responses", "Error");
  openapi_close (json);
  openapi_close (json);
}

/* @schema: of the body, a name or, beginning with a brace, the schema itself. */
static void
put_body (AnlanJson *json, const char *schema)
{
  openapi_open (json, "requestBody");
  anlan_json_name (json, "required");
  anlan_json_boolean (json, TRUE);
  put_content (json, schema);
  openapi_close (json);
}

/* {"fields": …} with further members, ",…". */
static char *
body_of (const AnlanKind *kind, const char *more)
{
  return g_strdup_printf (
      "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"fields\":{\"$ref\":"
      "\"#/components/schemas/%s.fields\"}%s}}",
      kind->id, more);
}

/* --- of a kind ------------------------------------------------------------------------------------------------------------------ */

static char *
name_of (const char *deed, const AnlanKind *kind)
{
  return g_strdup_printf ("%s_%s", deed, kind->id);
}

static void
put_filter (AnlanJson *json, const char *start, const char *field, const char *description)
{
  g_autofree char *name = g_strconcat (start, field, NULL);

  anlan_json_open (json, '{');
  openapi_text (json, "name", name);
  openapi_text (json, "in", "query");
  openapi_text (json, "description", description);
  anlan_json_name (json, "schema");
  anlan_json_raw (json, "{\"type\":\"string\"}");
  anlan_json_close (json, '}');
}

/* Of the columns of its list; the other fields can be asked for in the same way. */
static void
put_filters (AnlanJson *json, const AnlanKind *kind)
{
  if (anlan_kind_has_flow (kind))
    put_filter (json, "is.", "stage", _ ("The field has this value, or with several one of them"));
  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);

      if (!field->list || field->sensitive)
        continue;
      put_filter (json, "is.", field->id, _ ("The field has this value, or with several one of them"));
      if (!field->sortable)
        continue;
      put_filter (json, "from.", field->id, _ ("The field is at least this"));
      put_filter (json, "to.", field->id, _ ("The field is at most this"));
    }
}

static void
put_list (AnlanJson *json, const AnlanKind *kind)
{
  static const char *const parameters[] = { "where",  "words",  "sort",  "after",  "limit",
                                            "drafts", "voided", "empty", "filled", NULL };
  g_autofree char *id = name_of ("list", kind), *scope = g_strconcat (kind->id, ":read", NULL);
  g_autofree char *schema = g_strdup_printf (
      "{\"type\":\"object\",\"required\":[\"records\",\"after\"],\"properties\":{\"records\":{\"type\":"
      "\"array\","
      "\"items\":{\"$ref\":\"#/components/schemas/%s\"}},\"after\":{\"type\":[\"string\",\"null\"]}}}",
      kind->id);

  begin (json, "get", id, anlan_kind_text (kind->plural), kind->id, scope);
  anlan_json_name (json, "parameters");
  anlan_json_open (json, '[');
  for (guint i = 0; parameters[i] != NULL; i++)
    put_parameter (json, parameters[i]);
  put_filters (json, kind);
  anlan_json_close (json, ']');
  end (json, schema, NULL);
}

static void
put_add (AnlanJson *json, const AnlanKind *kind)
{
  g_autofree char *id = name_of ("add", kind), *scope = g_strconcat (kind->id, ":add", NULL);
  g_autofree char *body = body_of (
      kind,
      ",\"id\":{\"type\":\"string\",\"format\":\"uuid\"},\"draft\":{\"type\":\"boolean\",\"default\":false}");

  begin (json, "post", id, anlan_kind_text (kind->title), kind->id, scope);
  put_body (json, body);
  end (json, "Written", "Written");
}

static void
put_read (AnlanJson *json, const AnlanKind *kind)
{
  g_autofree char *id = name_of ("read", kind), *scope = g_strconcat (kind->id, ":read", NULL);

  begin (json, "get", id, anlan_kind_text (kind->title), kind->id, scope);
  end (json, kind->id, NULL);
}

static void
put_set (AnlanJson *json, const AnlanKind *kind)
{
  g_autofree char *id = name_of ("set", kind), *scope = g_strconcat (kind->id, ":set", NULL);
  g_autofree char *body = body_of (kind, ",\"rev\":{\"type\":\"string\"},\"reason\":{\"type\":\"string\"}");

  begin (json, "put", id, anlan_kind_text (kind->title), kind->id, scope);
  put_body (json, body);
  end (json, "Written", NULL);
}

static void
put_step (AnlanJson *json, const AnlanKind *kind, const AnlanFlowStep *step)
{
  g_autofree char *path = g_strdup_printf ("/records/%s/{id}/steps/%s", kind->id, step->id);
  g_autofree char *id = g_strdup_printf ("step_%s_%s", kind->id, step->id);
  g_autofree char *scope = g_strconcat (kind->id, ":step", NULL);
  g_autofree char *body = body_of (kind, ",\"rev\":{\"type\":\"string\"},\"reason\":{\"type\":\"string\"}");
  static const char *const parameters[] = { "id", NULL };

  openapi_open (json, path);
  put_parameters (json, parameters);
  begin (json, "post", id, anlan_kind_text (step->title), kind->id, scope);
  put_body (json, body);
  end (json, "Written", NULL);
  openapi_close (json);
}

static void
put_push (AnlanJson *json, const AnlanKind *kind)
{
  g_autofree char *path = g_strconcat ("/push/", kind->id, NULL), *id = name_of ("push", kind);
  g_autofree char *scope = g_strconcat (kind->id, ":push", NULL);

  openapi_open (json, path);
  begin (json, "post", id, anlan_kind_text (kind->plural), kind->id, scope);
  put_body (json, "Push");
  end (json, "Pushed", NULL);
  openapi_close (json);
}

static void
put_kind (AnlanJson *json, const AnlanKind *kind)
{
  g_autofree char *all = g_strconcat ("/records/", kind->id, NULL);
  g_autofree char *one = g_strconcat (all, "/{id}", NULL), *check = g_strconcat (one, "/check", NULL);
  g_autofree char *checks = name_of ("check", kind);
  static const char *const parameters[] = { "id", NULL };
  const gboolean written = !kind->kept && !kind->derived;

  openapi_open (json, all);
  put_list (json, kind);
  if (written)
    put_add (json, kind);
  openapi_close (json);
  openapi_open (json, one);
  put_parameters (json, parameters);
  put_read (json, kind);
  if (written)
    put_set (json, kind);
  openapi_close (json);
  openapi_open (json, check);
  put_parameters (json, parameters);
  begin (json, "get", checks, _ ("What stands against it"), kind->id, "check");
  end (json, "Verdict", NULL);
  openapi_close (json);
  for (guint i = 0; i < kind->steps->len; i++)
    put_step (json, kind, g_ptr_array_index (kind->steps, i));
  if (written)
    put_push (json, kind);
}

/* --- of the plant ---------------------------------------------------------------------------------------------------------------- */

static const struct
{
  const char *path;
  const char *id;
  const char *summary;
  const char *scope;
  const char *parameters[5];
  const char *schema;
} plain[] = {
  { "/", "index", N_ ("What this token may do"), "", { NULL }, "{\"type\":\"object\"}" },
  { "/openapi.json", "openapi", N_ ("This document"), "", { NULL }, "{\"type\":\"object\"}" },
  { "/kinds", "kinds", N_ ("Definitions of the ledgers"), "", { NULL }, "{\"type\":\"object\"}" },
  { "/kinds/{kind}", "kind", N_ ("Definition of a ledger"), "", { "kind", NULL }, "{\"type\":\"object\"}" },
  { "/readings",
    "readings",
    N_ ("Series, or the readings of one"),
    "readings",
    { "series", "from_moment", "to_moment", "max", NULL },
    "Readings" },
  { "/alarms",
    "alarms",
    N_ ("Alarms that are not closed, or all of the last ones"),
    "alarms",
    { "all", NULL },
    "{\"type\":\"object\",\"properties\":{\"alarms\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/"
    "schemas/Alarm\"}}}}" },
  { "/alarms/{id}", "alarm", N_ ("One alarm"), "alarms", { "id", NULL }, "Alarm" },
  { "/gate",
    "gate",
    N_ ("May this person enter this zone now?"),
    "gate",
    { "person", "zone", NULL },
    "Verdict" },
  { "/journal",
    "journal",
    N_ ("What has been changed, since a line"),
    "journal",
    { "since", "lines", NULL },
    "Journal" },
};

/* @style: of a schema. */
static const struct
{
  const char *id;
  const char *name;
  const char *in;
  const char *description;
  const char *schema;
} parameters[] = {
  { "id", "id", "path", N_ ("Id or number of the record"), "{\"type\":\"string\"}" },
  { "kind", "kind", "path", N_ ("Id of the ledger"), "{\"type\":\"string\"}" },
  { "where", "where", "query", N_ ("Expression over the record; for tokens that read every kind"),
    "{\"type\":\"string\"}" },
  { "words", "words", "query", N_ ("Words that it must have"), "{\"type\":\"string\"}" },
  { "sort", "sort", "query", N_ ("Field, number, stage, created or changed; with - before it descending"),
    "{\"type\":\"string\"}" },
  { "after", "after", "query", N_ ("The last record of the page before"), "{\"type\":\"string\"}" },
  { "limit", "limit", "query", N_ ("Records of a page"),
    "{\"type\":\"integer\",\"minimum\":1,\"maximum\":1000,\"default\":100}" },
  { "drafts", "drafts", "query", N_ ("Drafts, too"), "{\"type\":\"boolean\",\"default\":false}" },
  { "voided", "voided", "query", N_ ("Voided ones, too"), "{\"type\":\"boolean\",\"default\":false}" },
  { "empty", "empty", "query", N_ ("A field without a value"), "{\"type\":\"string\"}" },
  { "filled", "filled", "query", N_ ("A field with a value"), "{\"type\":\"string\"}" },
  { "series", "series", "query", N_ ("Name of the series; without it all are listed"),
    "{\"type\":\"string\"}" },
  { "from_moment", "from", "query", N_ ("From this moment"),
    "{\"type\":\"string\",\"format\":\"date-time\"}" },
  { "to_moment", "to", "query", N_ ("Before this moment"), "{\"type\":\"string\",\"format\":\"date-time\"}" },
  { "max", "max", "query", N_ ("Points at most"),
    "{\"type\":\"integer\",\"minimum\":1,\"maximum\":10000,\"default\":1000}" },
  { "all", "all", "query", N_ ("Closed ones, too"), "{\"type\":\"boolean\",\"default\":false}" },
  { "person", "person", "query", N_ ("Id, badge or employee number of the person"), "{\"type\":\"string\"}" },
  { "zone", "zone", "query", N_ ("Id or number of the zone"), "{\"type\":\"string\"}" },
  { "since", "since", "query", N_ ("The last line that is known"),
    "{\"type\":\"integer\",\"minimum\":0,\"default\":0}" },
  { "lines", "limit", "query", N_ ("Lines at most"),
    "{\"type\":\"integer\",\"minimum\":1,\"maximum\":1000,\"default\":200}" },
};

static void
put_plain_paths (AnlanJson *json)
{
  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    {
      openapi_open (json, plain[i].path);
      if (plain[i].parameters[0] != NULL)
        put_parameters (json, plain[i].parameters);
      begin (json, "get", plain[i].id, _ (plain[i].summary), "plant", plain[i].scope);
      end (json, plain[i].schema, NULL);
      openapi_close (json);
    }
}

static void
put_all_parameters (AnlanJson *json)
{
  openapi_open (json, "parameters");
  for (guint i = 0; i < G_N_ELEMENTS (parameters); i++)
    {
      const gboolean path = strcmp (parameters[i].in, "path") == 0;
      const gboolean needed =
          path || strcmp (parameters[i].id, "person") == 0 || strcmp (parameters[i].id, "zone") == 0;

      openapi_open (json, parameters[i].id);
      openapi_text (json, "name", parameters[i].name);
      openapi_text (json, "in", parameters[i].in);
      anlan_json_name (json, "required");
      anlan_json_boolean (json, needed);
      openapi_text (json, "description", _ (parameters[i].description));
      anlan_json_name (json, "schema");
      anlan_json_raw (json, parameters[i].schema);
      openapi_close (json);
    }
  openapi_close (json);
}

static void
put_components (AnlanJson *json, AnlanKinds *kinds)
{
  openapi_open (json, "components");
  openapi_open (json, "securitySchemes");
  openapi_open (json, "token");
  openapi_text (json, "type", "http");
  openapi_text (json, "scheme", "bearer");
  openapi_text (json, "description",
                _ ("A token that the safety office makes, with what it may be used for."));
  openapi_close (json);
  openapi_close (json);
  put_all_parameters (json);
  openapi_open (json, "responses");
  put_response (json, "Error", _ ("Refused: the reason, for people. Nothing was changed."), "Error");
  openapi_close (json);
  openapi_open (json, "schemas");
  openapi_put_schemas (json, kinds);
  openapi_close (json);
  openapi_close (json);
}

static void
put_info (AnlanJson *json)
{
  openapi_open (json, "info");
  openapi_text (json, "title", "Anlan");
  openapi_text (json, "version", ANLAN_VERSION);
  openapi_text (json, "description",
                _ ("What other programs may ask of and say to the safety office of a plant. Everything that "
                   "is written goes the "
                   "same way as at the desk: the same required fields, guards, roles and journal."));
  openapi_open (json, "license");
  openapi_text (json, "name", "GPL-3.0-or-later");
  openapi_text (json, "identifier", "GPL-3.0-or-later");
  openapi_close (json);
  openapi_close (json);
}

static void
put_tags (AnlanJson *json, AnlanKinds *kinds)
{
  anlan_json_name (json, "tags");
  anlan_json_open (json, '[');
  anlan_json_open (json, '{');
  openapi_text (json, "name", "plant");
  anlan_json_close (json, '}');
  for (guint i = 0; i < anlan_kinds_count (kinds); i++)
    {
      const AnlanKind *kind = anlan_kinds_at (kinds, i);

      anlan_json_open (json, '{');
      openapi_text (json, "name", kind->id);
      openapi_text (json, "description", anlan_kind_text (kind->plural));
      anlan_json_close (json, '}');
    }
  anlan_json_close (json, ']');
}

char *
anlan_openapi_document (AnlanKinds *kinds, const char *server)
{
  AnlanJson json;

  g_return_val_if_fail (kinds != NULL, NULL);

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  openapi_text (&json, "openapi", "3.1.0");
  put_info (&json);
  anlan_json_name (&json, "servers");
  anlan_json_open (&json, '[');
  anlan_json_open (&json, '{');
  openapi_text (&json, "url", server != NULL ? server : STATION_API);
  anlan_json_close (&json, '}');
  anlan_json_close (&json, ']');
  anlan_json_name (&json, "security");
  anlan_json_raw (&json, "[{\"token\":[]}]");
  put_tags (&json, kinds);
  openapi_open (&json, "paths");
  put_plain_paths (&json);
  for (guint i = 0; i < anlan_kinds_count (kinds); i++)
    put_kind (&json, anlan_kinds_at (kinds, i));
  openapi_close (&json);
  put_components (&json, kinds);
  anlan_json_close (&json, '}');
  return anlan_json_end (&json);
}
