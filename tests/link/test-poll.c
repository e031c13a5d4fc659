/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* Polling over HTTP: what changes is read once and stored, and whatever the other side does wrong ends in a sentence and
 * another try, never in a hang. */

#include <libsoup/soup.h>
#include <string.h>

#include "base/error.h"
#include "link-fixture.h"
#include "poll-source.h"

typedef struct
{
  LinkFixture link;
  SoupServer *server;
  GSocketService *raw; /* for answers that no server would give */
  const char *raw_answer;
  char *absolute; /* that of /paged */
  char *base;     /* address of the server, without a slash at its end */
  guint asked;
  guint unchanged; /* how often it was answered 304 */
  guint status;    /* that /status answers with */
  GPtrArray *paused;
  char *seen; /* the Authorization header of the last */
} Poll;

#define BODY "{\"readings\":[{\"series\":\"a\",\"ts\":1795136340000,\"value\":1.5}]}"

static void
answer (SoupServerMessage *message, guint status, const char *type, const char *body)
{
  soup_server_message_set_status (message, status, NULL);
  if (body != NULL)
    soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, body, strlen (body));
}

static void
tagged (Poll *poll, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *tag = soup_message_headers_get_one (headers, "If-None-Match");
  const char *since = soup_message_headers_get_one (headers, "If-Modified-Since");

  soup_message_headers_replace (soup_server_message_get_response_headers (message), "ETag", "\"one\"");
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Last-Modified",
                                "Fri, 20 Nov 2026 00:00:00 GMT");
  if (g_strcmp0 (tag, "\"one\"") == 0 && g_strcmp0 (since, "Fri, 20 Nov 2026 00:00:00 GMT") == 0)
    {
      poll->unchanged++;
      answer (message, SOUP_STATUS_NOT_MODIFIED, NULL, NULL);
    }
  else
    answer (message, SOUP_STATUS_OK, "application/json", BODY);
}

/* In chunks; @poll->unchanged: how often it was asked with its tag. */
static void
open_ended (Poll *poll, SoupServerMessage *message)
{
  static const char body[] = "series,value\na,12.5\n";
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  poll->unchanged += soup_message_headers_get_one (soup_server_message_get_request_headers (message),
                                                   "If-None-Match") != NULL;
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_headers_replace (headers, "ETag", "\"one\"");
  soup_message_headers_set_content_type (headers, "text/csv", NULL);
  soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_STATIC, body,
                            strlen (body));
  soup_message_body_complete (soup_server_message_get_response_body (message));
}

/* A Datastream's Observations, two to a page; the address of the next page is opaque. */
static void
paged (Poll *poll, SoupServerMessage *message)
{
  const char *query = g_uri_get_query (soup_server_message_get_uri (message));
  guint page = query != NULL ? (guint)g_ascii_strtoull (query + strlen ("%24skiptoken="), NULL, 10) : 0;
  g_autoptr (GString) body = g_string_new ("{");

  if (page < 4)
    g_string_append_printf (body, "\"@iot.nextLink\":\"%s?%%24skiptoken=%u\",",
                            page % 2 == 0 ? "/paged" : poll->absolute, page + 1);
  g_string_append (body, "\"value\":[");
  for (guint i = 0; i < 2; i++)
    g_string_append_printf (body, "%s{\"phenomenonTime\":\"2026-11-20T00:5%u:0%uZ\",\"result\":%u}",
                            i > 0 ? "," : "", page, i, 10 * page + i);
  g_string_append (body, "]}");
  answer (message, SOUP_STATUS_OK, "application/json", body->str);
}

static void
more_cb (SoupServerMessage *message, gpointer data)
{
  static const char piece[4096] = { 0 };

  soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_STATIC, piece,
                            sizeof piece);
}

static void
endless (SoupServerMessage *message)
{
  soup_message_headers_set_encoding (soup_server_message_get_response_headers (message),
                                     SOUP_ENCODING_CHUNKED);
  soup_message_body_set_accumulate (soup_server_message_get_response_body (message), FALSE);
  g_signal_connect (message, "wrote-chunk", G_CALLBACK (more_cb), NULL);
  g_signal_connect (message, "wrote-headers", G_CALLBACK (more_cb), NULL);
}

static void
asked_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  Poll *poll = data;

  poll->asked++;
  g_free (poll->seen);
  poll->seen = g_strdup (
      soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Authorization"));
  if (g_str_equal (path, "/json"))
    answer (message, SOUP_STATUS_OK, "application/json", BODY);
  else if (g_str_equal (path, "/sometimes") && poll->status == 200)
    answer (message, SOUP_STATUS_OK, "application/json", BODY);
  else if (g_str_equal (path, "/tagged"))
    tagged (poll, message);
  else if (g_str_equal (path, "/paged"))
    paged (poll, message);
  else if (g_str_equal (path, "/elsewhere"))
    answer (message, SOUP_STATUS_OK, "application/json", "{\"value\":[],\"@iot.nextLink\":\"mailto:me\"}");
  else if (g_str_equal (path, "/csv"))
    answer (message, SOUP_STATUS_OK, "text/csv; charset=utf-8", "series,value\na,2\nb,3\n");
  else if (g_str_equal (path, "/open-ended"))
    open_ended (poll, message);
  else if (g_str_equal (path, "/foreign"))
    answer (message, SOUP_STATUS_OK, "application/json", "{\"t\":12.5}");
  else if (g_str_equal (path, "/html"))
    answer (message, SOUP_STATUS_OK, "text/html", "<html>sign in</html>");
  else if (g_str_equal (path, "/loop"))
    soup_server_message_set_redirect (message, SOUP_STATUS_FOUND, "/loop");
  else if (g_str_equal (path, "/moved"))
    soup_server_message_set_redirect (message, SOUP_STATUS_MOVED_PERMANENTLY, "/json");
  else if (g_str_equal (path, "/away"))
    soup_server_message_set_redirect (message, SOUP_STATUS_FOUND, "ftp://127.0.0.1/x");
  else if (g_str_equal (path, "/endless"))
    {
      soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
      endless (message);
    }
  else if (g_str_equal (path, "/endless-trouble"))
    {
      soup_server_message_set_status (message, SOUP_STATUS_INTERNAL_SERVER_ERROR, NULL);
      endless (message);
    }
  else if (g_str_equal (path, "/never"))
    {
      soup_server_message_pause (message);
      g_ptr_array_add (poll->paused, g_object_ref (message));
    }
  else
    {
      if (poll->status == 429)
        soup_message_headers_replace (soup_server_message_get_response_headers (message), "Retry-After", "2");
      answer (message, poll->status, NULL, NULL);
    }
}

static char *
base_of (SoupServer *server)
{
  GSList *uris = soup_server_get_uris (server);
  char *base = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));

  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  return base;
}

static void
set_up (Poll *poll, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  link_set_up (&poll->link, data);
  poll->paused = g_ptr_array_new_with_free_func (g_object_unref);
  poll->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (poll->server, NULL, asked_cb, poll, NULL);
  g_assert_true (soup_server_listen_local (poll->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  g_assert_no_error (error);
  poll->base = base_of (poll->server);
  poll->absolute = g_strconcat (poll->base, "/paged", NULL);
}

static void
tear_down (Poll *poll, gconstpointer data)
{
  link_tear_down (&poll->link, data);
  g_ptr_array_unref (poll->paused);
  soup_server_disconnect (poll->server);
  g_clear_object (&poll->server);
  if (poll->raw != NULL)
    g_socket_service_stop (poll->raw);
  g_clear_object (&poll->raw);
  g_free (poll->absolute);
  g_free (poll->base);
  g_free (poll->seen);
}

/* @rest: further settings, each with a comma before it. */
static void
start (Poll *poll, const char *path, const char *rest)
{
  link_make (&poll->link, "poll", "{\"interval\":1,\"url\":\"%s%s\"%s}", poll->base, path, rest);
  anlan_source_start (poll->link.source);
}

static void
assert_error (Poll *poll, const char *said)
{
  g_auto (AnlanSourceStatus) status = { 0 };

  link_wait_errors (&poll->link, 1);
  link_status (&poll->link, &status);
  g_test_message ("%s", status.last_error);
  g_assert_cmpint (status.state, ==, ANLAN_SOURCE_FAILING);
  g_assert_nonnull (strstr (status.last_error, said));
  g_assert_nonnull (strstr (status.last_error, "127.0.0.1"));
}

static gboolean
asked_often (LinkFixture *link, gpointer data)
{
  return ((Poll *)link)->asked >= *(guint *)data;
}

static void
wait_asked (Poll *poll, guint n)
{
  link_wait (&poll->link, asked_often, &n);
}

static void
test_read (Poll *poll, gconstpointer data)
{
  g_auto (AnlanSourceStatus) status = { 0 };
  g_autofree char *readings = NULL;

  start (poll, "/json", "");
  link_wait_readings (&poll->link, 1);
  wait_asked (poll, 3);
  readings = link_readings (&poll->link);
  g_assert_cmpstr (readings, ==, "a 1795136340000 1.5 0 -\n");
  link_status (&poll->link, &status);
  g_assert_cmpint (status.state, ==, ANLAN_SOURCE_RUNNING);
  g_assert_cmpuint (status.errors, ==, 0);
}

static gboolean
was_unchanged (LinkFixture *link, gpointer data)
{
  return ((Poll *)link)->unchanged >= 2;
}

static void
test_unchanged (Poll *poll, gconstpointer data)
{
  g_auto (AnlanSourceStatus) status = { 0 };

  start (poll, "/tagged", "");
  link_wait (&poll->link, was_unchanged, NULL);
  link_status (&poll->link, &status);
  g_assert_cmpuint (status.items, ==, 1);
  g_assert_cmpuint (status.errors, ==, 0);
}

/* What could not be stored is asked for anew, tag or not. */
static void
test_not_stored (Poll *poll, gconstpointer data)
{
  anlan_intake_stop (poll->link.intake);
  start (poll, "/tagged", "");
  link_wait_errors (&poll->link, 2);
  g_assert_cmpuint (poll->unchanged, ==, 0);
}

static void
test_csv (Poll *poll, gconstpointer data)
{
  g_autofree char *readings = NULL;

  start (poll, "/csv", "");
  link_wait_readings (&poll->link, 2);
  readings = link_readings (&poll->link);
  g_assert_cmpstr (readings, ==, "a 1795136400000 2.0 0 -\nb 1795136400000 3.0 0 -\n");
}

static void
test_profile (Poll *poll, gconstpointer data)
{
  g_autofree char *readings = NULL;

  start (poll, "/foreign",
         ",\"profile\":{\"readings\":[{\"series\":\"weather/t\",\"value\":\"/t\",\"unit\":\"°C\"}]}");
  link_wait_readings (&poll->link, 1);
  readings = link_readings (&poll->link);
  g_assert_cmpstr (readings, ==, "weather/t 1795136400000 12.5 0 °C\n");
}

#define SENSOR_THINGS                                                                                        \
  ",\"next\":\"/@iot.nextLink\",\"profile\":{\"readings\":[{\"items\":\"/value\",\"series\":\"sta/"          \
  "1\",\"value\":\"/result\","                                                                               \
  "\"ts\":\"/phenomenonTime\"}]}"

/* SensorThings: page by page, to the last or to as many as may be. */
static void
test_pages (Poll *poll, gconstpointer data)
{
  g_autofree char *readings = NULL;

  start (poll, "/paged", SENSOR_THINGS);
  link_wait_readings (&poll->link, 10);
  readings = link_readings (&poll->link);
  g_assert_true (g_str_has_prefix (
      readings, "sta/1 1795135800000 0.0 0 -\nsta/1 1795135801000 1.0 0 -\nsta/1 1795135860000"));
}

static void
test_pages_bound (Poll *poll, gconstpointer data)
{
  g_auto (AnlanSourceStatus) status = { 0 };

  link_make (&poll->link, "poll", "{\"interval\":60,\"pages\":2,\"url\":\"%s/paged\"" SENSOR_THINGS "}",
             poll->base);
  anlan_source_start (poll->link.source);
  link_wait_readings (&poll->link, 4);
  link_pass (&poll->link, 200);
  g_assert_cmpuint (poll->asked, ==, 2);
  link_status (&poll->link, &status);
  g_assert_cmpuint (status.items, ==, 4);
  g_assert_cmpuint (status.errors, ==, 0);
}

static void
test_pages_wrong (Poll *poll, gconstpointer data)
{
  start (poll, "/elsewhere", SENSOR_THINGS);
  assert_error (poll, "no web address");
}

static void
test_moved (Poll *poll, gconstpointer data)
{
  start (poll, "/moved", "");
  link_wait_readings (&poll->link, 1);
}

typedef struct
{
  const char *name;
  const char *path;
  guint status;
  const char *said;
} Wrong;

static const Wrong wrongs[] = {
  { "401", "/status", 401, "(401)" },
  { "403", "/status", 403, "(403)" },
  { "404", "/status", 404, "(404)" },
  { "400", "/status", 400, "(400)" },
  { "204", "/status", 204, "(204)" },
  { "429", "/status", 429, "(429)" },
  { "500", "/status", 500, "(500)" },
  { "loop", "/loop", 0, "more than 5 times" },
  { "away", "/away", 0, "no web address" },
  { "endless", "/endless", 0, "more than 4 MiB" },
  { "endless-trouble", "/endless-trouble", 0, "(500)" },
  { "never", "/never", 0, "within 1 s" },
};

static void
test_wrong (Poll *poll, gconstpointer data)
{
  const Wrong *wrong = data;

  poll->status = wrong->status;
  start (poll, wrong->path, ",\"timeout\":1");
  assert_error (poll, wrong->said);
}

/* It is asked again, and all is well; and after it was stopped nothing is asked. */
static void
test_recovers (Poll *poll, gconstpointer data)
{
  g_auto (AnlanSourceStatus) status = { 0 };
  guint asked;

  poll->status = 500;
  start (poll, "/sometimes", "");
  link_wait_errors (&poll->link, 1);
  poll->status = 200;
  link_wait_readings (&poll->link, 1);
  link_status (&poll->link, &status);
  g_assert_cmpint (status.state, ==, ANLAN_SOURCE_RUNNING);
  g_assert_cmpuint (status.errors, ==, 1);
  g_assert_nonnull (strstr (status.last_error, "(500)"));
  anlan_source_status_clear (&status);

  anlan_source_stop (poll->link.source);
  asked = poll->asked;
  link_pass (&poll->link, 1500);
  g_assert_cmpuint (poll->asked, ==, asked);
  link_status (&poll->link, &status);
  g_assert_cmpint (status.state, ==, ANLAN_SOURCE_OFF);
  anlan_source_start (poll->link.source);
  wait_asked (poll, asked + 1);
}

/* Stopped while it waits for an answer that does not come. */
static void
test_stopped (Poll *poll, gconstpointer data)
{
  g_auto (AnlanSourceStatus) status = { 0 };

  start (poll, "/never", "");
  wait_asked (poll, 1);
  anlan_source_stop (poll->link.source);
  link_pass (&poll->link, 200);
  link_status (&poll->link, &status);
  g_assert_cmpuint (status.errors, ==, 0);
}

static void
test_html (Poll *poll, gconstpointer data)
{
  g_auto (AnlanSourceStatus) status = { 0 };

  start (poll, "/html", "");
  link_wait_errors (&poll->link, 2);
  link_status (&poll->link, &status);
  g_assert_nonnull (strstr (status.last_error, "not the JSON that was expected"));
}

/* --- answers that no server gives ------------------------------------------------------------------------------- */

static void
written_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GSocketConnection) connection = data;

  g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, NULL);
  g_socket_shutdown (g_socket_connection_get_socket (connection), FALSE, TRUE, NULL);
}

static gboolean
raw_cb (GSocketService *service, GSocketConnection *connection, GObject *object, gpointer data)
{
  Poll *poll = data;

  poll->asked++;
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (connection)), poll->raw_answer,
                                   strlen (poll->raw_answer), G_PRIORITY_DEFAULT, NULL, written_cb,
                                   g_object_ref (connection));
  return TRUE;
}

static const char *const cuts[] = {
  "",
  "HTTP/1.1 200 OK\r\nContent-Le",
  "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nContent-Type: application/json\r\n\r\n{\"readings\":[",
  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: "
  "text/csv\r\n\r\n18\r\nseries,value\na,12.5\nb,13.",
  "SSH-2.0-OpenSSH_9.2\r\n",
  /* At the end of a line, but its length was told. */
  "HTTP/1.1 200 OK\r\nContent-Length: 40\r\nContent-Type: text/csv\r\n\r\nseries,value\na,12.5\nb,13\n",
};

static void
serve_raw (Poll *poll, const char *answer)
{
  g_autoptr (GError) error = NULL;
  guint16 port;

  poll->raw_answer = answer;
  poll->raw = g_socket_service_new ();
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (poll->raw), NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (poll->raw, "incoming", G_CALLBACK (raw_cb), poll);
  g_free (poll->base);
  poll->base = g_strdup_printf ("http://127.0.0.1:%u", port);
}

static void
test_cut (Poll *poll, gconstpointer data)
{
  serve_raw (poll, cuts[GPOINTER_TO_UINT (data)]);
  start (poll, "/json", ",\"timeout\":2");
  assert_error (poll, "127.0.0.1");
  link_pass (&poll->link, 100);
  {
    g_autofree char *readings = link_readings (&poll->link);

    g_assert_cmpstr (readings, ==, "");
  }
}

/* Cut at the border of a chunk, which the library takes for the end. */
static const char *const cut_chunks[] = {
  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: "
  "text/csv\r\n\r\n18\r\nseries,value\na,12.5\nb,13.\r\n",
  "HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\n\r\nseries,value\na,12.5\nb,13.",
};

static void
test_cut_chunk (Poll *poll, gconstpointer data)
{
  g_auto (AnlanSourceStatus) status = { 0 };
  g_autofree char *readings = NULL;

  serve_raw (poll, data);
  start (poll, "/csv", "");
  link_wait_errors (&poll->link, 2);
  link_status (&poll->link, &status);
  g_assert_nonnull (strstr (status.last_error, "within a line"));
  readings = link_readings (&poll->link);
  g_assert_cmpstr (readings, ==, "");
}

/* Cut between two lines, which nothing shows but the line that is missing: with the last chunk, without it, without any. */
static const char *const ends[] = {
  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/csv\r\n\r\n"
  "14\r\nseries,value\na,12.5\n\r\n",
  "HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\n\r\nseries,value\na,12.5\n",
  "HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\n\r\nseries,value\na,12.5\nb,#END\n",
};

static void
test_end_missing (Poll *poll, gconstpointer data)
{
  g_auto (AnlanSourceStatus) status = { 0 };
  g_autofree char *readings = NULL;

  serve_raw (poll, data);
  start (poll, "/csv", ",\"end\":\"#END\"");
  link_wait_errors (&poll->link, 1);
  link_status (&poll->link, &status);
  g_assert_nonnull (strstr (status.last_error, "“#END”"));
  readings = link_readings (&poll->link);
  g_assert_cmpstr (readings, ==, "");
}

static void
test_end (Poll *poll, gconstpointer data)
{
  g_auto (AnlanSourceStatus) status = { 0 };

  serve_raw (poll,
             "HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\n\r\nseries,value\na,12.5\nb,13\n#END\r\n\r\n");
  start (poll, "/csv", ",\"end\":\"#END\"");
  link_wait_readings (&poll->link, 2);
  link_status (&poll->link, &status);
  g_assert_cmpuint (status.refused, ==, 0);
}

/* With the end of a line it is taken, but not for unchanged the next time: what was cut there comes then. */
static void
test_open_end (Poll *poll, gconstpointer data)
{
  start (poll, "/open-ended", "");
  link_wait_readings (&poll->link, 1);
  wait_asked (poll, 3);
  g_assert_cmpuint (poll->unchanged, ==, 0);
}

static void
test_nobody (Poll *poll, gconstpointer data)
{
  soup_server_disconnect (poll->server);
  start (poll, "/json", "");
  assert_error (poll, "cannot be read");
}

/* --- signing in --------------------------------------------------------------------------------------------------- */

static gboolean
basic_cb (
    SoupAuthDomain *domain, SoupServerMessage *message, const char *user, const char *password, gpointer data)
{
  return g_str_equal (user, "anlan") && g_str_equal (password, "secret");
}

static char *
digest_cb (SoupAuthDomain *domain, SoupServerMessage *message, const char *user, gpointer data)
{
  return g_str_equal (user, "anlan") ? soup_auth_domain_digest_encode_password ("anlan", "plant", "secret")
                                     : NULL;
}

static void
protect (Poll *poll, gboolean digest)
{
  g_autoptr (SoupAuthDomain) domain =
      digest ? soup_auth_domain_digest_new ("realm", "plant", "auth-callback", digest_cb, NULL)
             : soup_auth_domain_basic_new ("realm", "plant", "auth-callback", basic_cb, NULL);

  soup_auth_domain_add_path (domain, "/json");
  soup_server_add_auth_domain (poll->server, domain);
}

static void
test_basic (Poll *poll, gconstpointer data)
{
  protect (poll, FALSE);
  start (poll, "/json", ",\"user\":\"anlan\",\"password\":\"secret\"");
  link_wait_readings (&poll->link, 1);
}

static void
test_digest (Poll *poll, gconstpointer data)
{
  protect (poll, TRUE);
  start (poll, "/json", ",\"user\":\"anlan\",\"password\":\"secret\",\"signin\":\"digest\"");
  link_wait_readings (&poll->link, 1);
  g_assert_true (g_str_has_prefix (poll->seen, "Digest "));
}

static void
test_wrong_password (Poll *poll, gconstpointer data)
{
  protect (poll, FALSE);
  start (poll, "/json", ",\"user\":\"anlan\",\"password\":\"guess\"");
  assert_error (poll, "(401)");
}

/* Who asks for digest only does not tell its password to whoever asks for basic. */
static void
test_digest_only (Poll *poll, gconstpointer data)
{
  protect (poll, FALSE);
  start (poll, "/json", ",\"user\":\"anlan\",\"password\":\"secret\",\"signin\":\"digest\"");
  assert_error (poll, "(401)");
  g_assert_null (poll->seen);
}

static void
test_token (Poll *poll, gconstpointer data)
{
  start (poll, "/json", ",\"token\":\"abc\"");
  wait_asked (poll, 1);
  g_assert_cmpstr (poll->seen, ==, "Bearer abc");
}

static void
elsewhere_cb (
    SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  soup_server_message_set_redirect (message, SOUP_STATUS_FOUND, data);
}

/* Another host does not get what was meant for the first. */
static void
test_token_stays (Poll *poll, gconstpointer data)
{
  g_autoptr (SoupServer) other = soup_server_new (NULL, NULL);
  g_autofree char *to = g_strconcat (poll->base, "/json", NULL);
  g_autofree char *from = NULL;
  g_autoptr (GError) error = NULL;

  soup_server_add_handler (other, NULL, elsewhere_cb, to, NULL);
  g_assert_true (soup_server_listen_local (other, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  from = base_of (other);
  link_make (&poll->link, "poll", "{\"url\":\"%s/\",\"token\":\"abc\",\"headers\":{\"Authorization\":\"x\"}}",
             from);
  anlan_source_start (poll->link.source);
  wait_asked (poll, 1);
  g_assert_null (poll->seen);
  link_wait_readings (&poll->link, 1);
}

/* --- without a network -------------------------------------------------------------------------------------------- */

static void
test_settings (Poll *poll, gconstpointer data)
{
  static const struct
  {
    const char *settings;
    const char *named;
  } refused[] = {
    { "{}", "“url”" },
    { "{\"url\":\"ftp://x/y\"}", "“url”" },
    { "{\"url\":\"x/y\"}", "“url”" },
    { "{\"url\":\"http://me:secret@x/y\"}", "“user”" },
    { "{\"url\":\"http://x/y\",\"interval\":0}", "“interval”" },
    { "{\"url\":\"http://x/y\",\"timeout\":601}", "“timeout”" },
    { "{\"url\":\"http://x/y\",\"signin\":\"ntlm\"}", "“signin”" },
    { "{\"url\":\"http://x/y\",\"token\":\"a\\nb\"}", "“token”" },
    { "{\"url\":\"http://x/y\",\"headers\":{\"a b\":\"c\"}}", "“headers”" },
    { "{\"url\":\"http://x/y\",\"headers\":{\"a\":\"c\\r\\nd: e\"}}", "“headers”" },
    { "{\"url\":\"http://x/y\",\"profile\":{}}", "“readings”" },
    { "{\"url\":\"http://x/y\",\"next\":\"link\"}", "“next”" },
    { "{\"url\":\"http://x/y\",\"pages\":0}", "“pages”" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *sentence = link_refusal (&poll->link, "poll", "%s", refused[i].settings);

      g_test_message ("%s: %s", refused[i].settings, sentence);
      g_assert_nonnull (strstr (sentence, refused[i].named));
      g_assert_null (strstr (sentence, "secret@"));
    }
}

static void
test_delay (void)
{
  static const struct
  {
    guint interval, failures, retry_after;
    double chance;
    guint expected;
  } delays[] = {
    { 60, 0, 0, 0.9, 60000 },  { 60, 1, 0, 0.5, 5000 },         { 60, 1, 0, 0, 3750 },
    { 60, 1, 0, 1, 6250 },     { 60, 2, 0, 0.5, 10000 },        { 60, 5, 0, 0.5, 80000 },
    { 60, 7, 0, 0.5, 300000 }, { 60, 4000000, 0, 0.5, 300000 }, { 3600, 1000, 0, 0.5, 3600000 },
    { 1, 1, 0, 0.5, 1000 },    { 60, 1, 120, 0.5, 120000 },     { 86400, 0, 3600, 0, 86400000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (delays); i++)
    g_assert_cmpuint (
        anlan_poll_delay (delays[i].interval, delays[i].failures, delays[i].retry_after, delays[i].chance),
        ==, delays[i].expected);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  /* That of the desktop reads settings that an isolated test has not. */
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
#define ADD(path, test) g_test_add ("/link/poll/" path, Poll, NULL, set_up, test, tear_down)
  ADD ("read", test_read);
  ADD ("unchanged", test_unchanged);
  ADD ("not-stored", test_not_stored);
  ADD ("csv", test_csv);
  ADD ("profile", test_profile);
  ADD ("pages", test_pages);
  ADD ("pages-bound", test_pages_bound);
  ADD ("pages-wrong", test_pages_wrong);
  ADD ("moved", test_moved);
  for (guint i = 0; i < G_N_ELEMENTS (wrongs); i++)
    {
      g_autofree char *path = g_strconcat ("/link/poll/wrong/", wrongs[i].name, NULL);

      g_test_add (path, Poll, &wrongs[i], set_up, test_wrong, tear_down);
    }
  ADD ("recovers", test_recovers);
  ADD ("stopped", test_stopped);
  ADD ("html", test_html);
  for (guint i = 0; i < G_N_ELEMENTS (cuts); i++)
    {
      g_autofree char *path = g_strdup_printf ("/link/poll/cut/%u", i);

      g_test_add (path, Poll, GUINT_TO_POINTER (i), set_up, test_cut, tear_down);
    }
  for (guint i = 0; i < G_N_ELEMENTS (cut_chunks); i++)
    {
      g_autofree char *path = g_strdup_printf ("/link/poll/cut-chunk/%u", i);

      g_test_add (path, Poll, cut_chunks[i], set_up, test_cut_chunk, tear_down);
    }
  ADD ("open-end", test_open_end);
  ADD ("end", test_end);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *path = g_strdup_printf ("/link/poll/end-missing/%u", i);

      g_test_add (path, Poll, ends[i], set_up, test_end_missing, tear_down);
    }
  ADD ("nobody", test_nobody);
  ADD ("basic", test_basic);
  ADD ("digest", test_digest);
  ADD ("wrong-password", test_wrong_password);
  ADD ("digest-only", test_digest_only);
  ADD ("token", test_token);
  ADD ("token-stays", test_token_stays);
  ADD ("settings", test_settings);
#undef ADD
  g_test_add_func ("/link/poll/delay", test_delay);
  return g_test_run ();
}
