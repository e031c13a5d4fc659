/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "listener-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"

/* Whoever is refused gets so long to read why, and may go on to send so much of what nobody wants: a connection closed on
 * unread bytes would take the answer away from him. */
#define LINGER_MS 2000
#define LINGER_BYTES (16 * 1024 * 1024)
#define LINGER_BUFFER 16384

struct _AnlanExchange
{
  AnlanListener *listener;
  SoupServerMessage *message; /* (owned) */
  Route *route;
  char *path;
  char *address;
  GBytes *body; /* or NULL: not asked for yet */
  gulong finished;
  gboolean gone;   /* nobody waits for the answer */
  gboolean inside; /* the handler has not come back yet */
  gboolean answered;
};

char *
anlan_listener_sentence (guint status, const char *sentence)
{
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "ok");
  anlan_json_boolean (&json, status < 400);
  if (status >= 400)
    {
      anlan_json_name (&json, "error");
      anlan_json_text (&json, sentence);
    }
  anlan_json_close (&json, '}');
  return anlan_json_end (&json);
}

/* --- refusing --------------------------------------------------------------------------------------------------- */

typedef struct
{
  GIOStream *stream;
  GCancellable *cancellable;
  GSocket *socket; /* to be shut down behind the answer; NULL with TLS, which has its own end */
  char *answer;
  char *buffer;
  gsize drained;
} Farewell;

static void
closed_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  /* Nobody is left who could be told. */
  g_io_stream_close_finish (G_IO_STREAM (object), result, NULL);
}

static void
farewell_end (Farewell *farewell)
{
  g_io_stream_close_async (farewell->stream, G_PRIORITY_DEFAULT, NULL, closed_cb, NULL);
  g_object_unref (farewell->stream);
  g_object_unref (farewell->cancellable);
  g_clear_object (&farewell->socket);
  g_free (farewell->answer);
  g_free (farewell->buffer);
  g_free (farewell);
}

static void
drain (Farewell *farewell);

static void
drained_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Farewell *farewell = data;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (object), result, NULL);

  if (n > 0)
    farewell->drained += (gsize)n;
  if (n > 0 && farewell->drained < LINGER_BYTES)
    drain (farewell);
  else
    farewell_end (farewell);
}

static void
drain (Farewell *farewell)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (farewell->stream), farewell->buffer, LINGER_BUFFER,
                             G_PRIORITY_DEFAULT, farewell->cancellable, drained_cb, farewell);
}

static void
told_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Farewell *farewell = data;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, NULL))
    {
      farewell_end (farewell);
      return;
    }
  if (farewell->socket != NULL)
    g_socket_shutdown (farewell->socket, FALSE, TRUE, NULL);
  drain (farewell);
}

static char *
refusal (const Verdict *verdict, gboolean head)
{
  g_autofree char *body = anlan_listener_sentence (verdict->status, verdict->sentence);

  return g_strdup_printf ("HTTP/1.1 %u %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n"
                          "X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n"
                          "Connection: close\r\n%s%s\r\n%s",
                          verdict->status, soup_status_get_phrase (verdict->status), strlen (body),
                          verdict->header != NULL ? verdict->header : "",
                          verdict->header != NULL ? "\r\n" : "", head ? "" : body);
}

void
anlan_listener_refuse (AnlanListener *self,
                       Client *client,
                       SoupServerMessage *message,
                       const Verdict *verdict)
{
  Farewell *farewell = g_new0 (Farewell, 1);

  ANLAN_LISTENER_COUNT (self, refused, 1);
  if (self->refused != NULL)
    self->refused (client->address, soup_server_message_get_method (message), verdict->status, verdict->sentence,
                   self->refused_data);
  farewell->answer = refusal (verdict, strcmp (soup_server_message_get_method (message), "HEAD") == 0);
  farewell->stream = soup_server_message_steal_connection (message);
  farewell->cancellable = g_object_ref (self->cancellable);
  farewell->buffer = g_malloc (LINGER_BUFFER);
  if (self->certificate == NULL)
    farewell->socket = g_object_ref (client->socket);
  anlan_listener_message_over (client);
  client->leaving = TRUE;
  client->deadline = g_get_monotonic_time () + LINGER_MS * (G_USEC_PER_SEC / 1000);
  g_socket_set_timeout (client->socket, self->limits.idle);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (farewell->stream), farewell->answer,
                                   strlen (farewell->answer), G_PRIORITY_DEFAULT, farewell->cancellable,
                                   told_cb, farewell);
}

/* --- handling --------------------------------------------------------------------------------------------------- */

static void
exchange_clear (gpointer data)
{
  AnlanExchange *exchange = data;

  g_signal_handler_disconnect (exchange->message, exchange->finished);
  g_object_unref (exchange->message);
  g_clear_pointer (&exchange->body, g_bytes_unref);
  g_free (exchange->path);
  g_free (exchange->address);
}

static void
finished_cb (SoupServerMessage *message, AnlanExchange *exchange)
{
  exchange->gone = TRUE;
}

void
anlan_listener_handle (AnlanListener *self, Client *client, SoupServerMessage *message, const char *path)
{
  AnlanExchange *exchange = g_rc_box_new0 (AnlanExchange);

  exchange->listener = self;
  exchange->message = g_object_ref (message);
  exchange->route = client->route;
  exchange->path = g_strdup (path);
  exchange->address = g_strdup (client->address);
  exchange->finished = g_signal_connect (message, "finished", G_CALLBACK (finished_cb), exchange);
  exchange->inside = TRUE;
  self->exchanges++;
  ANLAN_LISTENER_COUNT (self, bytes, client->admitted);
  anlan_listener_give_time (client);
  g_rc_box_acquire (exchange);
  exchange->route->func (exchange, exchange->route->data);
  if (!exchange->answered)
    soup_server_message_pause (message);
  exchange->inside = FALSE;
  g_rc_box_release_full (exchange, exchange_clear);
}

/* --- asking ----------------------------------------------------------------------------------------------------- */

const char *
anlan_exchange_get_method (AnlanExchange *exchange)
{
  g_return_val_if_fail (exchange != NULL, NULL);

  return soup_server_message_get_method (exchange->message);
}

const char *
anlan_exchange_get_path (AnlanExchange *exchange)
{
  g_return_val_if_fail (exchange != NULL, NULL);

  return exchange->path;
}

const char *
anlan_exchange_get_rest (AnlanExchange *exchange)
{
  g_return_val_if_fail (exchange != NULL, NULL);

  return exchange->path + strlen (exchange->route->prefix);
}

const char *
anlan_exchange_get_header (AnlanExchange *exchange, const char *name)
{
  g_return_val_if_fail (exchange != NULL && name != NULL, NULL);

  return soup_message_headers_get_list (soup_server_message_get_request_headers (exchange->message), name);
}

void
anlan_exchange_each_header (AnlanExchange *exchange, AnlanHeaderFunc func, gpointer data)
{
  g_return_if_fail (exchange != NULL && func != NULL);

  soup_message_headers_foreach (soup_server_message_get_request_headers (exchange->message), func, data);
}

const char *
anlan_exchange_get_address (AnlanExchange *exchange)
{
  g_return_val_if_fail (exchange != NULL, NULL);

  return exchange->address;
}

gboolean
anlan_exchange_is_secure (AnlanExchange *exchange)
{
  g_return_val_if_fail (exchange != NULL, FALSE);

  return exchange->listener->certificate != NULL;
}

GBytes *
anlan_exchange_get_body (AnlanExchange *exchange)
{
  g_return_val_if_fail (exchange != NULL, NULL);

  if (exchange->body == NULL)
    exchange->body = soup_message_body_flatten (soup_server_message_get_request_body (exchange->message));
  return exchange->body;
}

char *
anlan_exchange_get_query (AnlanExchange *exchange, const char *name)
{
  g_autoptr (GHashTable) form = NULL;
  const char *query, *value;

  g_return_val_if_fail (exchange != NULL && name != NULL, NULL);

  query = g_uri_get_query (soup_server_message_get_uri (exchange->message));
  if (query == NULL)
    return NULL;
  form = soup_form_decode (query);
  value = g_hash_table_lookup (form, name);
  return value != NULL && g_utf8_validate (value, -1, NULL) ? g_strdup (value) : NULL;
}

const char *
anlan_exchange_get_raw_query (AnlanExchange *exchange)
{
  g_return_val_if_fail (exchange != NULL, NULL);

  return g_uri_get_query (soup_server_message_get_uri (exchange->message));
}

/* --- answering -------------------------------------------------------------------------------------------------- */

void
anlan_exchange_set_header (AnlanExchange *exchange, const char *name, const char *value)
{
  g_return_if_fail (exchange != NULL && name != NULL && value != NULL);

  soup_message_headers_replace (soup_server_message_get_response_headers (exchange->message), name, value);
}

static void
set_usual_header (SoupMessageHeaders *headers, const char *name, const char *value)
{
  if (soup_message_headers_get_one (headers, name) == NULL)
    soup_message_headers_append (headers, name, value);
}

static void
set_answer (AnlanExchange *exchange, guint status, const char *type, GBytes *body)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (exchange->message);
  Client *client = anlan_listener_find_client (exchange->listener, exchange->message);

  set_usual_header (headers, "X-Content-Type-Options", "nosniff");
  set_usual_header (headers, "Cache-Control", "no-store");
  soup_server_message_set_status (exchange->message, status, NULL);
  if (type != NULL && body != NULL)
    {
      soup_message_headers_set_content_type (headers, type, NULL);
      soup_message_body_append_bytes (soup_server_message_get_response_body (exchange->message), body);
    }
  /* A handler may have taken most of the time: who reads the answer gets his own. */
  if (client != NULL)
    anlan_listener_give_time (client);
}

void
anlan_exchange_answer (AnlanExchange *exchange, guint status, const char *type, GBytes *body)
{
  g_return_if_fail (exchange != NULL && !exchange->answered && status >= 200 && status < 600);
  g_return_if_fail (g_main_context_is_owner (exchange->listener->context));

  exchange->answered = TRUE;
  exchange->listener->exchanges--;
  if (!exchange->gone)
    {
      set_answer (exchange, status, type, body);
      if (!exchange->inside)
        soup_server_message_unpause (exchange->message);
    }
  g_rc_box_release_full (exchange, exchange_clear);
}

void
anlan_exchange_answer_text (AnlanExchange *exchange, guint status, const char *type, const char *text)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

  anlan_exchange_answer (exchange, status, type, body);
}

void
anlan_exchange_say (AnlanExchange *exchange, guint status, const char *sentence)
{
  g_autofree char *body = anlan_listener_sentence (status, sentence);

  anlan_exchange_answer_text (exchange, status, "application/json", body);
}

guint
anlan_exchange_status_of (const GError *error)
{
  g_return_val_if_fail (error != NULL, SOUP_STATUS_INTERNAL_SERVER_ERROR);

  if (error->domain != ANLAN_ERROR)
    return SOUP_STATUS_INTERNAL_SERVER_ERROR;
  switch (error->code)
    {
    case ANLAN_ERROR_INPUT:
      return SOUP_STATUS_BAD_REQUEST;
    case ANLAN_ERROR_REFUSED:
    case ANLAN_ERROR_DENIED:
      return SOUP_STATUS_FORBIDDEN;
    case ANLAN_ERROR_NOT_FOUND:
      return SOUP_STATUS_NOT_FOUND;
    case ANLAN_ERROR_CONFLICT:
      return SOUP_STATUS_CONFLICT;
    case ANLAN_ERROR_LIMIT:
      return SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE;
    case ANLAN_ERROR_BUSY:
    case ANLAN_ERROR_FAILED:
    case ANLAN_ERROR_DISK_FULL:
    case ANLAN_ERROR_IO:
      return SOUP_STATUS_SERVICE_UNAVAILABLE;
    default:
      return SOUP_STATUS_INTERNAL_SERVER_ERROR;
    }
}

void
anlan_exchange_say_error (AnlanExchange *exchange, const GError *error)
{
  guint status;

  g_return_if_fail (exchange != NULL && error != NULL);

  status = anlan_exchange_status_of (error);
  if (status == SOUP_STATUS_SERVICE_UNAVAILABLE)
    anlan_exchange_set_header (exchange, "Retry-After", "2");
  anlan_exchange_say (exchange, status, error->message);
}
