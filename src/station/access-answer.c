/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

/* What a call is asked for, and how it is answered. */

#include "access-private.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#include "base/json.h"

/* "same-origin" and not "no-referrer": with that, browsers name no origin with a form, and it would be refused. */
static const char *const usual_headers[][2] = {
  { "Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' "
                               "blob: data:; media-src 'self' blob:; "
                               "connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; "
                               "form-action 'self'; base-uri 'none'; "
                               "frame-ancestors 'none'" },
  { "X-Content-Type-Options", "nosniff" },
  { "Referrer-Policy", "same-origin" },
  { "Cross-Origin-Opener-Policy", "same-origin" },
  { "Cross-Origin-Resource-Policy", "same-origin" },
  { "Permissions-Policy", "camera=(self), geolocation=(self), microphone=()" },
};

static void
call_clear (gpointer data)
{
  AnlanCall *call = data;

  g_free (call->method);
  g_free (call->path);
  g_free (call->raw_query);
  g_clear_pointer (&call->query, g_hash_table_unref);
  g_hash_table_unref (call->headers);
  g_hash_table_unref (call->answer_headers);
  g_bytes_unref (call->body);
  g_free (call->address);
  g_free (call->base);
  g_clear_pointer (&call->token, anlan_token_unref);
  anlan_token_forget (call->secret);
  g_free (call->form);
  g_free (call->trouble);
  g_free (call->what);
  g_free (call->note);
}

void
station_call_free (AnlanCall *call)
{
  g_rc_box_release_full (call, call_clear);
}

/* --- asking -------------------------------------------------------------------------------------------------------------- */

const char *
anlan_call_get_method (AnlanCall *call)
{
  g_return_val_if_fail (call != NULL, NULL);

  return call->method;
}

const char *
anlan_call_get_path (AnlanCall *call)
{
  g_return_val_if_fail (call != NULL, NULL);

  return call->path;
}

const char *
anlan_call_get_rest (AnlanCall *call)
{
  g_return_val_if_fail (call != NULL, NULL);

  return call->path + strlen (call->route->prefix);
}

const char *
anlan_call_get_header (AnlanCall *call, const char *name)
{
  g_autofree char *key = NULL;

  g_return_val_if_fail (call != NULL && name != NULL, NULL);

  key = g_ascii_strdown (name, -1);
  return g_hash_table_lookup (call->headers, key);
}

const char *
anlan_call_get_query (AnlanCall *call, const char *name)
{
  const char *value;

  g_return_val_if_fail (call != NULL && name != NULL, NULL);

  if (call->raw_query == NULL)
    return NULL;
  if (call->query == NULL)
    call->query = soup_form_decode (call->raw_query);
  value = g_hash_table_lookup (call->query, name);
  return value != NULL && g_utf8_validate (value, -1, NULL) ? value : NULL;
}

const char *
anlan_call_get_raw_query (AnlanCall *call)
{
  g_return_val_if_fail (call != NULL, NULL);

  return call->raw_query;
}

GBytes *
anlan_call_get_body (AnlanCall *call)
{
  g_return_val_if_fail (call != NULL, NULL);

  return call->body;
}

const char *
anlan_call_get_address (AnlanCall *call)
{
  g_return_val_if_fail (call != NULL, NULL);

  return call->address;
}

gboolean
anlan_call_is_secure (AnlanCall *call)
{
  g_return_val_if_fail (call != NULL, FALSE);

  return call->tls || call->local;
}

AnlanPlant *
anlan_call_get_plant (AnlanCall *call)
{
  g_return_val_if_fail (call != NULL, NULL);

  return call->access->plant;
}

const char *
anlan_call_get_base (AnlanCall *call)
{
  g_return_val_if_fail (call != NULL, NULL);

  return call->base;
}

AnlanCaller
anlan_call_get_caller (AnlanCall *call)
{
  g_return_val_if_fail (call != NULL, ANLAN_CALLER_NOBODY);

  return call->caller;
}

AnlanToken *
anlan_call_get_token (AnlanCall *call)
{
  g_return_val_if_fail (call != NULL, NULL);

  return call->token;
}

const char *
anlan_call_get_person (AnlanCall *call)
{
  g_return_val_if_fail (call != NULL, NULL);

  return call->caller == ANLAN_CALLER_PERSON || call->caller == ANLAN_CALLER_API ? call->token->record : NULL;
}

const char *
anlan_call_get_trouble (AnlanCall *call)
{
  g_return_val_if_fail (call != NULL, NULL);

  return call->trouble;
}

/* --- the log ------------------------------------------------------------------------------------------------------------- */

void
anlan_call_set_what (AnlanCall *call, const char *what)
{
  g_return_if_fail (call != NULL && what != NULL);

  g_free (call->what);
  call->what = g_strdup (what);
}

void
anlan_call_note (AnlanCall *call, const char *note)
{
  g_return_if_fail (call != NULL);

  g_free (call->note);
  call->note = g_strdup (note);
}

void
anlan_call_set_quiet (AnlanCall *call)
{
  g_return_if_fail (call != NULL);

  call->quiet = TRUE;
}

static void
log_call (AnlanCall *call, guint status)
{
  const AnlanVisitLine line = {
    .at = anlan_plant_now (call->access->plant),
    .token = call->token != NULL ? call->token->id : NULL,
    .device = call->token != NULL ? call->token->device : NULL,
    .person = anlan_call_get_person (call),
    .address = call->address,
    .what = call->what,
    .status = status,
    .note = call->note,
  };

  if (!call->quiet || status >= 400)
    anlan_access_log_add (call->access->log, &line);
}

/* --- answering ------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanExchange *exchange;
  guint status;
  char *type;
  GBytes *body;
  GHashTable *headers;
} Answer;

static gboolean
answer_cb (gpointer data)
{
  Answer *answer = data;
  GHashTableIter iter;
  gpointer name, value;

  for (guint i = 0; i < G_N_ELEMENTS (usual_headers); i++)
    anlan_exchange_set_header (answer->exchange, usual_headers[i][0], usual_headers[i][1]);
  g_hash_table_iter_init (&iter, answer->headers);
  while (g_hash_table_iter_next (&iter, &name, &value))
    anlan_exchange_set_header (answer->exchange, name, value);
  anlan_exchange_answer (answer->exchange, answer->status, answer->type, answer->body);
  return G_SOURCE_REMOVE;
}

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_free (answer->type);
  g_clear_pointer (&answer->body, g_bytes_unref);
  g_hash_table_unref (answer->headers);
  g_free (answer);
}

void
anlan_call_set_header (AnlanCall *call, const char *name, const char *value)
{
  g_return_if_fail (call != NULL && name != NULL && value != NULL);
  g_return_if_fail (strpbrk (value, "\r\n") == NULL);

  g_hash_table_replace (call->answer_headers, g_strdup (name), g_strdup (value));
}

void
anlan_call_answer (AnlanCall *call, guint status, const char *type, GBytes *body)
{
  Answer *answer;

  g_return_if_fail (call != NULL && !call->answered && status >= 200 && status < 600);

  call->answered = TRUE;
  log_call (call, status);
  answer = g_new0 (Answer, 1);
  answer->exchange = g_steal_pointer (&call->exchange);
  answer->status = status;
  answer->type = g_strdup (type);
  answer->body = body != NULL ? g_bytes_ref (body) : NULL;
  answer->headers = g_hash_table_ref (call->answer_headers);
  g_main_context_invoke_full (anlan_listener_get_context (call->access->listener), G_PRIORITY_DEFAULT,
                              answer_cb, answer, answer_free);
  station_call_free (call);
}

void
anlan_call_answer_text (AnlanCall *call, guint status, const char *type, const char *text)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

  anlan_call_answer (call, status, type, body);
}

void
anlan_call_redirect (AnlanCall *call, const char *location)
{
  g_return_if_fail (call != NULL && location != NULL && location[0] == '/' && location[1] != '/');

  anlan_call_set_header (call, "Location", location);
  anlan_call_answer (call, 303, NULL, NULL);
}

void
anlan_call_refuse (AnlanCall *call, guint status, const char *sentence)
{
  AnlanAccess *access = call->access;
  AnlanJson json;
  g_autofree char *text = NULL;

  if (call->note == NULL)
    anlan_call_note (call, sentence);
  if (access->refuse != NULL && call->route->part != ANLAN_WEB_API)
    {
      access->refuse (call, status, sentence, access->refuse_data);
      return;
    }
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "ok");
  anlan_json_boolean (&json, FALSE);
  anlan_json_name (&json, "error");
  anlan_json_text (&json, sentence);
  anlan_json_close (&json, '}');
  text = anlan_json_end (&json);
  anlan_call_answer_text (call, status, "application/json", text);
}

guint
anlan_access_status (const GError *error)
{
  g_return_val_if_fail (error != NULL, 500);

  if (g_error_matches (error, ANLAN_ERROR, ANLAN_ERROR_LIMIT))
    return 429;
  if (g_error_matches (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED))
    return 422;
  return anlan_exchange_status_of (error);
}

void
anlan_call_refuse_error (AnlanCall *call, const GError *error)
{
  guint status;

  g_return_if_fail (call != NULL && error != NULL);

  status = anlan_access_status (error);
  if (status == 503)
    anlan_call_set_header (call, "Retry-After", "2");
  anlan_call_refuse (call, status, error->message);
}
