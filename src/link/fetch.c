/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include "link/fetch.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "link/settings.h"

#define TIMEOUT 30
#define TIMEOUT_MAX 600
#define REDIRECTS_MAX 5
#define RETRY_AFTER_MAX 3600
#define PIECE (64 * 1024)
#define HEADERS_MAX 50
#define TOO_MANY_REQUESTS 429 /* RFC 6585 */

struct _AnlanFetch
{
  SoupSession *session;
  GUri *uri;
  char *user, *password, *token;
  gboolean digest_only;
  GPtrArray *headers; /* (owned) name, value, name, … */
  gsize max_bytes;
  guint timeout; /* s */
};

/* One answer on its way. */
typedef struct
{
  AnlanFetch *fetch;
  GUri *uri; /* where it is asked now */
  guint redirects;
  char *etag, *modified;
  SoupMessage *message;
  GInputStream *stream;
  GByteArray *bytes;
  GCancellable *cancellable; /* of what is asked now; the deadline and the caller cancel it */
  GCancellable *callers;     /* or NULL */
  gulong cancelled;
  GSource *deadline;
  gboolean late;
  guint retry_after;
} Way;

void
anlan_fetched_free (AnlanFetched *fetched)
{
  if (fetched == NULL)
    return;

  g_clear_pointer (&fetched->bytes, g_bytes_unref);
  g_free (fetched->type);
  g_free (fetched->etag);
  g_free (fetched->modified);
  g_free (fetched);
}

static void
way_free (gpointer data)
{
  Way *way = data;

  g_cancellable_disconnect (way->callers, way->cancelled);
  if (way->deadline != NULL)
    g_source_destroy (way->deadline);
  g_clear_pointer (&way->deadline, g_source_unref);
  g_uri_unref (way->uri);
  g_free (way->etag);
  g_free (way->modified);
  g_clear_object (&way->message);
  g_clear_object (&way->stream);
  g_byte_array_unref (way->bytes);
  g_object_unref (way->cancellable);
  g_clear_object (&way->callers);
  g_free (way);
}

/* --- errors as sentences -------------------------------------------------------------------------------------- */

static void
fail (GTask *task, AnlanError code, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
fail (GTask *task, AnlanError code, const char *format, ...)
{
  va_list args;
  GError *error;

  va_start (args, format);
  error = g_error_new_valist (ANLAN_ERROR, (int)code, format, args);
  va_end (args);
  g_task_return_error (task, error);
}

/* What the network says, with what to do. */
static void
fail_network (GTask *task, const GError *wrong)
{
  const Way *way = g_task_get_task_data (task);
  const char *host = g_uri_get_host (way->uri);

  if (way->late || g_error_matches (wrong, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    fail (task, ANLAN_ERROR_LIMIT,
          _ ("%s did not answer in full within %u s. It is asked again by itself. If this stays so, "
             "check the "
             "device and its network, or allow it more time."),
          host, way->fetch->timeout);
  else if (g_cancellable_is_cancelled (way->cancellable))
    g_task_return_error (task, g_error_copy (wrong));
  else if (wrong->domain == G_RESOLVER_ERROR)
    fail (task, ANLAN_ERROR_IO,
          _ ("There is no computer with the name %s in this network. Check the address and the cable."),
          host);
  else if (wrong->domain == G_TLS_ERROR)
    fail (task, ANLAN_ERROR_DENIED,
          _ ("The certificate of %s is not trusted: %s. Nothing was sent. Install its authority on this "
             "computer, or have "
             "the certificate renewed."),
          host, wrong->message);
  else
    fail (task, ANLAN_ERROR_IO,
          _ ("%s cannot be read: %s. It is asked again by itself. If this stays so, check that it runs and "
             "can be reached "
             "from here."),
          host, wrong->message);
}

static guint
read_retry_after (SoupMessage *message)
{
  const char *text =
      soup_message_headers_get_one (soup_message_get_response_headers (message), "Retry-After");
  guint64 seconds;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT, &seconds, NULL))
    return 0;
  return (guint)MIN (seconds, RETRY_AFTER_MAX);
}

static void
fail_status (GTask *task, guint status)
{
  Way *way = g_task_get_task_data (task);
  const char *host = g_uri_get_host (way->uri);

  way->retry_after = read_retry_after (way->message);
  if (status == SOUP_STATUS_UNAUTHORIZED || status == SOUP_STATUS_FORBIDDEN ||
      status == SOUP_STATUS_PROXY_AUTHENTICATION_REQUIRED)
    fail (task, ANLAN_ERROR_DENIED,
          _ ("%s does not let us in (%u). Check user and password, or the token, and that this user may read "
             "there."),
          host, status);
  else if (status == SOUP_STATUS_NOT_FOUND || status == SOUP_STATUS_GONE)
    fail (task, ANLAN_ERROR_NOT_FOUND,
          _ ("%s has nothing at this address (%u). Check the address letter by letter."), host, status);
  else if (status == TOO_MANY_REQUESTS)
    fail (task, ANLAN_ERROR_BUSY,
          _ ("%s is asked too often (%u). It is left alone for a while; ask less often."), host, status);
  else if (status >= 500)
    fail (task, ANLAN_ERROR_IO,
          _ ("%s has trouble of its own (%u). It is asked again by itself. If this stays so, tell who looks "
             "after it."),
          host, status);
  else
    fail (task, ANLAN_ERROR_INPUT, _ ("%s does not understand what it is asked (%u). Check the address."),
          host, status);
}

/* --- asking --------------------------------------------------------------------------------------------------- */

static void
ask (GTask *task);

static gboolean
same_origin (GUri *one, GUri *other)
{
  return g_ascii_strcasecmp (g_uri_get_host (one), g_uri_get_host (other)) == 0 &&
         g_str_equal (g_uri_get_scheme (one), g_uri_get_scheme (other)) &&
         g_uri_get_port (one) == g_uri_get_port (other);
}

/* The password goes out only to whom it was given for, and not in the clear where the settings say so. */
static gboolean
authenticate_cb (SoupMessage *message, SoupAuth *auth, gboolean retrying, gpointer data)
{
  const Way *way = data;
  const AnlanFetch *fetch = way->fetch;

  if (retrying || fetch->user == NULL || soup_auth_is_for_proxy (auth) || !same_origin (way->uri, fetch->uri))
    return FALSE;
  if (fetch->digest_only && g_ascii_strcasecmp (soup_auth_get_scheme_name (auth), "digest") != 0)
    return FALSE;
  soup_auth_authenticate (auth, fetch->user, fetch->password != NULL ? fetch->password : "");
  return TRUE;
}

/* Asks @to, which the other side has named, next. */
static void
ask_there (GTask *task, const char *to)
{
  Way *way = g_task_get_task_data (task);
  g_autoptr (GUri) uri = to != NULL ? g_uri_parse_relative (way->uri, to, SOUP_HTTP_URI_FLAGS, NULL) : NULL;
  const char *host = g_uri_get_host (way->uri);

  if (uri == NULL || g_uri_get_host (uri) == NULL || g_uri_get_host (uri)[0] == '\0' ||
      (!g_str_equal (g_uri_get_scheme (uri), "http") && !g_str_equal (g_uri_get_scheme (uri), "https")))
    fail (task, ANLAN_ERROR_INPUT, _ ("%s sends us on to what is no web address. Check the address."), host);
  else if (g_str_equal (g_uri_get_scheme (way->uri), "https") && g_str_equal (g_uri_get_scheme (uri), "http"))
    fail (task, ANLAN_ERROR_INPUT,
          _ ("%s sends us from a protected address to an unprotected one, which is not followed. Check the "
             "address."),
          host);
  else
    {
      g_uri_unref (way->uri);
      way->uri = g_steal_pointer (&uri);
      ask (task);
    }
}

static void
follow (GTask *task)
{
  Way *way = g_task_get_task_data (task);

  if (++way->redirects > REDIRECTS_MAX)
    fail (task, ANLAN_ERROR_INPUT,
          _ ("%s sends us on and on, more than %d times. Enter the address where the data really are."),
          g_uri_get_host (way->uri), REDIRECTS_MAX);
  else
    ask_there (task,
               soup_message_headers_get_one (soup_message_get_response_headers (way->message), "Location"));
}

static char *
header_of (SoupMessage *message, const char *name)
{
  return g_strdup (soup_message_headers_get_one (soup_message_get_response_headers (message), name));
}

static void
finish (GTask *task, gboolean changed)
{
  Way *way = g_task_get_task_data (task);
  AnlanFetched *fetched = g_new0 (AnlanFetched, 1);
  const char *type =
      soup_message_headers_get_content_type (soup_message_get_response_headers (way->message), NULL);

  fetched->type = type != NULL ? g_ascii_strdown (type, -1) : NULL;
  fetched->open_ended = soup_message_headers_get_encoding (
                            soup_message_get_response_headers (way->message)) != SOUP_ENCODING_CONTENT_LENGTH;
  fetched->etag = header_of (way->message, "ETag");
  fetched->modified = header_of (way->message, "Last-Modified");
  if (changed)
    fetched->bytes = g_byte_array_free_to_bytes (g_steal_pointer (&way->bytes));
  way->bytes = changed ? g_byte_array_new () : way->bytes;
  g_task_return_pointer (task, fetched, (GDestroyNotify)anlan_fetched_free);
}

static void
read_more (GTask *task);

static void
read_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Way *way = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) piece = g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result, &error);

  if (piece == NULL)
    {
      fail_network (task, error);
      return;
    }
  if (g_bytes_get_size (piece) == 0)
    {
      finish (task, TRUE);
      return;
    }
  g_byte_array_append (way->bytes, g_bytes_get_data (piece, NULL), (guint)g_bytes_get_size (piece));
  if (way->bytes->len > way->fetch->max_bytes)
    {
      fail (task, ANLAN_ERROR_LIMIT,
            _ ("%s sends more than %u MiB, so nothing of it was taken. Have it send less, or ask for a "
               "shorter span."),
            g_uri_get_host (way->uri), (guint)(way->fetch->max_bytes / (1024 * 1024)));
      /* Closes the connection instead of reading to an end that may never come. */
      g_cancellable_cancel (way->cancellable);
      return;
    }
  read_more (g_steal_pointer (&task));
}

/* Takes @task. */
static void
read_more (GTask *task)
{
  Way *way = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (way->stream, PIECE, G_PRIORITY_DEFAULT, way->cancellable, read_cb, task);
}

static void
sent_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Way *way = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  guint status;

  way->stream = soup_session_send_finish (SOUP_SESSION (object), result, &error);
  if (way->stream == NULL)
    {
      fail_network (task, error);
      return;
    }
  status = soup_message_get_status (way->message);
  if (status == SOUP_STATUS_OK)
    {
      read_more (g_steal_pointer (&task));
      return;
    }
  /* The body of all others is not read, for it may never end: its connection is given up. */
  g_cancellable_cancel (way->cancellable);
  g_clear_object (&way->stream);
  if (status == SOUP_STATUS_NOT_MODIFIED)
    finish (task, FALSE);
  else if (SOUP_STATUS_IS_REDIRECTION (status))
    follow (task);
  else if (SOUP_STATUS_IS_SUCCESSFUL (status))
    fail (task, ANLAN_ERROR_INPUT, _ ("%s answers without data (%u). Check the address."),
          g_uri_get_host (way->uri), status);
  else
    fail_status (task, status);
}

static void
ask (GTask *task)
{
  Way *way = g_task_get_task_data (task);
  const AnlanFetch *fetch = way->fetch;
  SoupMessageHeaders *headers;

  g_clear_object (&way->message);
  g_object_unref (way->cancellable);
  way->cancellable = g_cancellable_new ();
  way->message = soup_message_new_from_uri ("GET", way->uri);
  soup_message_add_flags (way->message, SOUP_MESSAGE_NO_REDIRECT);
  g_signal_connect (way->message, "authenticate", G_CALLBACK (authenticate_cb), way);
  headers = soup_message_get_request_headers (way->message);
  if (same_origin (way->uri, fetch->uri))
    {
      for (guint i = 0; i + 1 < fetch->headers->len; i += 2)
        soup_message_headers_replace (headers, g_ptr_array_index (fetch->headers, i),
                                      g_ptr_array_index (fetch->headers, i + 1));
      if (fetch->token != NULL)
        {
          g_autofree char *bearer = g_strconcat ("Bearer ", fetch->token, NULL);

          soup_message_headers_replace (headers, "Authorization", bearer);
        }
    }
  if (way->etag != NULL)
    soup_message_headers_replace (headers, "If-None-Match", way->etag);
  if (way->modified != NULL)
    soup_message_headers_replace (headers, "If-Modified-Since", way->modified);
  soup_session_send_async (fetch->session, way->message, G_PRIORITY_DEFAULT, way->cancellable, sent_cb,
                           g_object_ref (task));
}

static gboolean
late_cb (gpointer data)
{
  Way *way = data;

  way->late = TRUE;
  g_cancellable_cancel (way->cancellable);
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *callers, gpointer data)
{
  const Way *way = data;

  g_cancellable_cancel (way->cancellable);
}

static GTask *
way_new (AnlanFetch *fetch, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Way *way = g_new0 (Way, 1);

  g_task_set_source_tag (task, way_new);
  way->fetch = fetch;
  way->uri = g_uri_ref (fetch->uri);
  way->bytes = g_byte_array_new ();
  way->cancellable = g_cancellable_new ();
  g_task_set_task_data (task, way, way_free);
  if (cancellable != NULL)
    {
      way->callers = g_object_ref (cancellable);
      way->cancelled = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), way, NULL);
    }
  way->deadline = g_timeout_source_new_seconds (fetch->timeout);
  g_source_set_callback (way->deadline, late_cb, way, NULL);
  g_source_attach (way->deadline, g_main_context_get_thread_default ());
  return task;
}

void
anlan_fetch_async (AnlanFetch *fetch,
                   const char *etag,
                   const char *modified,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Way *way;

  g_return_if_fail (fetch != NULL);

  task = way_new (fetch, cancellable, callback, user_data);
  way = g_task_get_task_data (task);
  way->etag = g_strdup (etag);
  way->modified = g_strdup (modified);
  ask (task);
}

void
anlan_fetch_there_async (AnlanFetch *fetch,
                         const char *to,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (fetch != NULL && to != NULL);

  task = way_new (fetch, cancellable, callback, user_data);
  ask_there (task, to);
}

AnlanFetched *
anlan_fetch_finish (GAsyncResult *result, guint *retry_after, GError **error)
{
  const Way *way = g_task_get_task_data (G_TASK (result));

  *retry_after = way->retry_after;
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- settings ------------------------------------------------------------------------------------------------- */

/* A line of a header: nothing that would begin another. */
static gboolean
is_line (const char *text)
{
  for (; *text != '\0'; text++)
    if ((guchar)*text < 0x20 || *text == 0x7f)
      return FALSE;
  return TRUE;
}

static gboolean
is_token (const char *text)
{
  return text[0] != '\0' &&
         strspn (text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.!#$%&'*+^`|~") ==
             strlen (text);
}

static gboolean
wrong (GError **error, const char *sentence)
{
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, sentence);
  return FALSE;
}

static gboolean
read_url (AnlanFetch *fetch, JsonObject *settings, GError **error)
{
  const char *url;

  if (!anlan_settings_need (settings, "url", &url, error))
    return FALSE;
  fetch->uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  if (fetch->uri == NULL || g_uri_get_host (fetch->uri) == NULL || g_uri_get_host (fetch->uri)[0] == '\0' ||
      (!g_str_equal (g_uri_get_scheme (fetch->uri), "http") &&
       !g_str_equal (g_uri_get_scheme (fetch->uri), "https")))
    return wrong (
        error, _ ("The setting “url” must be a whole web address, such as http://192.168.1.20/data.json."));
  if (g_uri_get_user (fetch->uri) != NULL || g_uri_get_userinfo (fetch->uri) != NULL)
    return wrong (
        error,
        _ ("The setting “url” holds a user or password. Take them out and fill in “user” and “password”, "
           "which are kept as secrets."));
  return TRUE;
}

static gboolean
read_headers (AnlanFetch *fetch, JsonObject *settings, GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (!anlan_settings_object (settings, "headers", &node, error))
    return FALSE;
  if (node == NULL)
    return TRUE;
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &name, &value))
    {
      const char *text =
          json_node_get_value_type (value) == G_TYPE_STRING ? json_node_get_string (value) : NULL;

      if (!is_token (name) || text == NULL || !is_line (text) || fetch->headers->len >= 2 * HEADERS_MAX)
        return wrong (
            error, _ ("The setting “headers” must be an object of names and texts, {\"X-Api-Key\": \"…\"}."));
      g_ptr_array_add (fetch->headers, g_strdup (name));
      g_ptr_array_add (fetch->headers, g_strdup (text));
    }
  return TRUE;
}

static gboolean
read_settings (AnlanFetch *fetch, JsonObject *settings, GError **error)
{
  const char *user, *password, *token, *signin;
  gint64 timeout;

  if (!read_url (fetch, settings, error) || !anlan_settings_text (settings, "user", NULL, &user, error) ||
      !anlan_settings_text (settings, "password", NULL, &password, error) ||
      !anlan_settings_text (settings, "token", NULL, &token, error) ||
      !anlan_settings_text (settings, "signin", "any", &signin, error) ||
      !anlan_settings_integer (settings, "timeout", 1, TIMEOUT_MAX, TIMEOUT, &timeout, error) ||
      !read_headers (fetch, settings, error))
    return FALSE;
  if (!g_str_equal (signin, "any") && !g_str_equal (signin, "digest"))
    return wrong (error, _ ("The setting “signin” must be “any” or “digest”."));
  if (token != NULL && !is_line (token))
    return wrong (error, _ ("The setting “token” must be one line."));
  fetch->user = g_strdup (user);
  fetch->password = g_strdup (password);
  fetch->token = g_strdup (token);
  fetch->digest_only = g_str_equal (signin, "digest");
  fetch->timeout = (guint)timeout;
  return TRUE;
}

AnlanFetch *
anlan_fetch_new (JsonObject *settings, gsize max_bytes, GError **error)
{
  g_autoptr (AnlanFetch) fetch = g_new0 (AnlanFetch, 1);

  g_return_val_if_fail (settings != NULL && max_bytes > 0, NULL);

  fetch->headers = g_ptr_array_new_with_free_func (g_free);
  fetch->max_bytes = max_bytes;
  if (!read_settings (fetch, settings, error))
    return NULL;
  /* No cookies, no cache. What its own timeout does not see (bytes that drip) the deadline of each fetch does. */
  fetch->session = soup_session_new_with_options ("timeout", fetch->timeout, "idle-timeout", 60, "user-agent",
                                                  "Anlan/" ANLAN_VERSION, NULL);
  return g_steal_pointer (&fetch);
}

void
anlan_fetch_free (AnlanFetch *fetch)
{
  if (fetch == NULL)
    return;

  if (fetch->session != NULL)
    soup_session_abort (fetch->session);
  g_clear_object (&fetch->session);
  g_clear_pointer (&fetch->uri, g_uri_unref);
  g_free (fetch->user);
  g_free (fetch->password);
  g_free (fetch->token);
  g_ptr_array_unref (fetch->headers);
  g_free (fetch);
}
