/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "api-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/language.h"
#include "station/openapi.h"

#define BODY_MAX (4 * 1024 * 1024)
#define MOST_PARTS 8

/* --- what several need --------------------------------------------------------------------------------------------------- */

gboolean
api_wrong (const char *name, GError **error)
{
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("“%s” makes no sense here."), name);
  return FALSE;
}

static gboolean
not_allowed (GError **error)
{
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_DENIED,
                       _ ("This token does not allow that. The safety office can make one that does."));
  return FALSE;
}

gboolean
api_take_kind (Api *api, const char *what, GError **error)
{
  api->kind = anlan_plant_get_kind (api->plant, api->parts[1]);
  if (api->kind == NULL)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND, _ ("There is no kind “%s”."), api->parts[1]);
      return FALSE;
    }
  return anlan_token_may (api->token, api->kind->id, what) || not_allowed (error);
}

JsonNode *
api_read_body (Api *api, JsonObject **object, GError **error)
{
  const char *type = anlan_call_get_header (api->call, "Content-Type");
  gsize length;
  const char *bytes = g_bytes_get_data (anlan_call_get_body (api->call), &length);
  JsonNode *node;

  if (length == 0)
    node = json_node_init_object (json_node_alloc (), json_object_new ());
  else if (type == NULL || g_ascii_strncasecmp (type, "application/json", strlen ("application/json")) != 0)
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("Send the body as application/json."));
      return NULL;
    }
  else
    node = anlan_json_parse (bytes, (gssize)length, BODY_MAX, error);
  if (node != NULL && !JSON_NODE_HOLDS_OBJECT (node))
    {
      g_clear_pointer (&node, json_node_unref);
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("The body must be one JSON object."));
    }
  if (node != NULL)
    *object = json_node_get_object (node);
  return node;
}

gboolean
api_read_count (Api *api, const char *name, guint fallback, guint most, guint *count, GError **error)
{
  const char *text = anlan_call_get_query (api->call, name);
  guint64 number;

  *count = fallback;
  if (text == NULL)
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, 1, most, &number, NULL))
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("“%s” is a number from 1 to %u."), name, most);
      return FALSE;
    }
  *count = (guint)number;
  return TRUE;
}

void
api_answer_raw (Api *api, guint status, char *text)
{
  g_autoptr (GBytes) body = g_bytes_new_take (text, strlen (text));

  anlan_call_answer (api->call, status, "application/json", body);
  api->call = NULL;
}

void
api_answer (Api *api, guint status, AnlanJson *json)
{
  api_answer_raw (api, status, anlan_json_end (json));
}

/* --- errors --------------------------------------------------------------------------------------------------------------- */

static guint
status_of (const GError *error)
{
  if (g_error_matches (error, ANLAN_ERROR, ANLAN_ERROR_LIMIT))
    return 422;
  return anlan_access_status (error);
}

static void
refuse (Api *api, guint status, const char *message)
{
  AnlanJson json;

  anlan_call_note (api->call, message);
  if (status == 503)
    anlan_call_set_header (api->call, "Retry-After", "2");
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "ok");
  anlan_json_boolean (&json, FALSE);
  anlan_json_name (&json, "error");
  anlan_json_text (&json, message);
  if (api->field != NULL)
    {
      anlan_json_name (&json, "field");
      anlan_json_text (&json, api->field);
    }
  anlan_json_close (&json, '}');
  api_answer (api, status, &json);
}

/* --- documents -------------------------------------------------------------------------------------------------------------- */

static gboolean
send_openapi (Api *api, GError **error)
{
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (api->plant);
  g_autofree char *server = g_strconcat (anlan_call_get_base (api->call), STATION_API, NULL);

  api_answer_raw (api, 200, anlan_openapi_document (kinds, server));
  return TRUE;
}

/* Who asks, what it may, and where the rest is. */
static gboolean
send_index (Api *api, GError **error)
{
  g_autofree char *name = anlan_plant_get_setting (api->plant, "name");
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "id");
  anlan_json_text (&json, api->token->id);
  anlan_json_name (&json, "name");
  anlan_json_text (&json, api->token->name);
  anlan_json_name (&json, "plant");
  anlan_json_text (&json, name);
  anlan_json_name (&json, "version");
  anlan_json_text (&json, ANLAN_VERSION);
  anlan_json_name (&json, "scopes");
  anlan_json_open (&json, '[');
  for (guint i = 0; api->token->scopes[i] != NULL; i++)
    anlan_json_text (&json, api->token->scopes[i]);
  anlan_json_close (&json, ']');
  anlan_json_name (&json, "openapi");
  anlan_json_text (&json, STATION_API "/openapi.json");
  anlan_json_close (&json, '}');
  api_answer (api, 200, &json);
  return TRUE;
}

/* --- the way to them ---------------------------------------------------------------------------------------------------------- */

/* @path: behind /api/v1/; "*" is any part. @scope: (nullable): what the token must allow besides what @func asks for. */
static const struct
{
  const char *method;
  const char *path;
  const char *scope;
  ApiFunc func;
} ways[] = {
  { "GET", "", NULL, send_index },
  { "GET", "openapi.json", NULL, send_openapi },
  { "GET", "kinds", NULL, api_list_kinds },
  { "GET", "kinds/*", NULL, api_read_kind },
  { "GET", "records/*", NULL, api_list_records },
  { "POST", "records/*", NULL, api_add_record },
  { "GET", "records/*/*", NULL, api_read_record },
  { "PUT", "records/*/*", NULL, api_set_record },
  { "GET", "records/*/*/check", "check", api_check_record },
  { "POST", "records/*/*/steps/*", NULL, api_step_record },
  { "POST", "push/*", NULL, api_push },
  { "GET", "readings", "readings", api_readings },
  { "GET", "alarms", "alarms", api_alarms },
  { "GET", "alarms/*", "alarms", api_alarm },
  { "GET", "gate", "gate", api_gate },
  { "GET", "journal", "journal", api_journal },
};

static gboolean
fits (const char *path, char **parts)
{
  g_auto (GStrv) wanted = g_strsplit (path, "/", -1);
  guint i;

  if (path[0] == '\0')
    return parts[0][0] == '\0' && parts[1] == NULL;
  for (i = 0; wanted[i] != NULL && parts[i] != NULL; i++)
    if (strcmp (wanted[i], "*") == 0 ? parts[i][0] == '\0' : strcmp (wanted[i], parts[i]) != 0)
      return FALSE;
  return wanted[i] == NULL && parts[i] == NULL;
}

static void
refuse_way (Api *api, GString *methods)
{
  if (methods->len == 0)
    {
      refuse (api, 404, _ ("There is nothing at this address."));
      return;
    }
  anlan_call_set_header (api->call, "Allow", methods->str);
  refuse (api, 405, _ ("This address does not take such a request."));
}

static void
go (Api *api)
{
  const char *method = anlan_call_get_method (api->call);
  g_autoptr (GString) methods = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      gboolean done;

      if (!fits (ways[i].path, api->parts))
        continue;
      g_string_append_printf (methods, "%s%s", methods->len > 0 ? ", " : "", ways[i].method);
      if (strcmp (ways[i].method, method) != 0)
        continue;
      done = (ways[i].scope == NULL || anlan_token_may (api->token, NULL, ways[i].scope) ||
              not_allowed (&error)) &&
             ways[i].func (api, &error);
      if (!done)
        refuse (api, status_of (error), error->message);
      return;
    }
  refuse_way (api, methods);
}

static void
called (AnlanCall *call, gpointer data)
{
  const char *rest = anlan_call_get_rest (call);
  g_autofree char *what = g_strdup_printf ("%s %s", anlan_call_get_method (call), anlan_call_get_path (call));
  g_auto (GStrv) parts = g_strsplit (rest[0] == '/' ? rest + 1 : rest, "/", MOST_PARTS);
  Api api = { .call = call, .plant = anlan_call_get_plant (call), .token = anlan_call_get_token (call) };

  anlan_language_set (anlan_language_pick (anlan_call_get_header (call, "Accept-Language")));
  anlan_token_ref (api.token);
  anlan_call_set_what (call, what);
  /* "".split() is no part at all. */
  if (parts[0] == NULL)
    {
      g_strfreev (parts);
      parts = g_strsplit ("/", "/", 1);
      parts[0][0] = '\0';
    }
  api.parts = parts;
  api.authority = anlan_token_may (api.token, NULL, "authority");
  go (&api);
  g_clear_pointer (&api.kind, anlan_kind_unref);
  g_free (api.field);
  anlan_token_unref (api.token);
  anlan_language_set (NULL);
}

void
station_api_add_routes (AnlanAccess *access)
{
  g_return_if_fail (access != NULL);

  anlan_access_add_route (access, STATION_API, "GET", 0, ANLAN_WEB_API, called, NULL, NULL);
  anlan_access_add_route (access, STATION_API "/", "GET POST PUT", BODY_MAX, ANLAN_WEB_API, called, NULL,
                          NULL);
}
