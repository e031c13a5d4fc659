/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* What a hostile or broken client may do to the station's door. The table of attacks is the one that was tried against a bare
 * libsoup 3.2.3 server before this was written: each row does there what the comment says, and must not here. */

#include <locale.h>
#include <string.h>

#include "base/error.h"
#include "station-fixture.h"
#include "station/listener.h"

#define BIG (1024 * 1024)
#define HUGE_ANSWER (32 * 1024 * 1024)
#define BODY_MAX 4096

typedef struct
{
  AnlanListener *listener;
  guint16 port;
  int handled; /* atomic: requests that reached a handler */
  int late;    /* atomic: of these, answered later */
} Door;

static const AnlanListenerLimits quick = {
  .connections = 24, .per_address = 8, .idle = 1, .message = 600, .bodies = 3 * BODY_MAX
};

/* --- the listener under test -------------------------------------------------------------------------------------- */

/* Says back what was understood. */
static void
echo (AnlanExchange *exchange, gpointer data)
{
  Door *door = data;
  GBytes *body = anlan_exchange_get_body (exchange);
  g_autofree char *text = NULL;
  g_autofree char *query = anlan_exchange_get_query (exchange, "q");

  g_atomic_int_inc (&door->handled);
  g_assert_null (anlan_exchange_get_header (exchange, "Range"));
  text = g_strdup_printf ("%s|%s|%s|%s|%zu|%s", anlan_exchange_get_method (exchange),
                          anlan_exchange_get_rest (exchange), anlan_exchange_get_address (exchange),
                          query != NULL ? query : "", g_bytes_get_size (body),
                          anlan_exchange_is_secure (exchange) ? "secure" : "plain");
  anlan_exchange_answer_text (exchange, 200, "text/plain", text);
}

static void
answer_bytes (AnlanExchange *exchange, gsize length)
{
  g_autoptr (GBytes) body = g_bytes_new_take (g_malloc0 (length), length);

  anlan_exchange_answer (exchange, 200, "application/octet-stream", body);
}

static void
big (AnlanExchange *exchange, gpointer data)
{
  answer_bytes (exchange, BIG);
}

static void
enormous (AnlanExchange *exchange, gpointer data)
{
  answer_bytes (exchange, HUGE_ANSWER);
}

static gboolean
late_cb (gpointer data)
{
  anlan_exchange_say (data, 202, NULL);
  return G_SOURCE_REMOVE;
}

static void
late (AnlanExchange *exchange, gpointer data)
{
  Door *door = data;
  g_autoptr (GSource) source = g_timeout_source_new (300);

  g_atomic_int_inc (&door->handled);
  g_atomic_int_inc (&door->late);
  g_source_set_callback (source, late_cb, exchange, NULL);
  g_source_attach (source, anlan_listener_get_context (door->listener));
}

static void
fail (AnlanExchange *exchange, gpointer data)
{
  g_autoptr (GError) error = g_error_new_literal (
      ANLAN_ERROR, g_ascii_strtoll (anlan_exchange_get_rest (exchange), NULL, 10), "It did not work.");

  anlan_exchange_say_error (exchange, error);
}

static void
door_open (Door *door, const AnlanListenerLimits *limits, GTlsCertificate *certificate)
{
  g_autoptr (GError) error = NULL;

  door->listener = anlan_listener_new ();
  anlan_listener_set_limits (door->listener, limits);
  if (certificate != NULL)
    anlan_listener_set_certificate (door->listener, certificate);
  anlan_listener_allow_host (door->listener, "Station.Example");
  anlan_listener_add_route (door->listener, "/echo/", "GET POST PUT", BODY_MAX, echo, door, NULL);
  anlan_listener_add_route (door->listener, "/echo/none/", "DELETE", 0, echo, door, NULL);
  anlan_listener_add_route (door->listener, "/big", "GET", 0, big, NULL, NULL);
  anlan_listener_add_route (door->listener, "/enormous", "GET", 0, enormous, NULL, NULL);
  anlan_listener_add_route (door->listener, "/late", "POST", BODY_MAX, late, door, NULL);
  anlan_listener_add_route (door->listener, "/slow/", "POST", BODY_MAX, echo, door, NULL);
  anlan_listener_set_route_time (door->listener, "/slow/", 5000);
  anlan_listener_add_route (door->listener, "/fail/", "GET", 0, fail, NULL, NULL);
  anlan_listener_start (door->listener, "127.0.0.1", 0, &error);
  g_assert_no_error (error);
  door->port = anlan_listener_get_port (door->listener);
}

static void
set_up (Door *door, gconstpointer data)
{
  door_open (door, &quick, NULL);
}

static void
tear_down (Door *door, gconstpointer data)
{
  anlan_listener_stop (door->listener);
  anlan_listener_stop (door->listener);
  g_assert_finalize_object (door->listener);
}

static AnlanListenerFigures
figures_of (Door *door)
{
  AnlanListenerFigures figures;

  anlan_listener_get_figures (door->listener, &figures);
  return figures;
}

/* Closing is seen by the listener's thread a moment later. */
static void
wait_for_connections (Door *door, guint n)
{
  for (guint i = 0; i < 500 && figures_of (door).connections != n; i++)
    g_usleep (10000);
  g_assert_cmpuint (figures_of (door).connections, ==, n);
}

static void
assert_served (Door *door)
{
  g_autofree char *answer = wire_ask (door->port, "GET /echo/a HTTP/1.1\r\nHost: localhost\r\n\r\n");

  g_assert_cmpuint (wire_status (answer), ==, 200);
}

/* --- requests that are answered ----------------------------------------------------------------------------------- */

#define HOST "Host: 127.0.0.1\r\n"
#define POST(length, more) "POST /echo/p HTTP/1.1\r\n" HOST more "Content-Length: " length "\r\n\r\n"

static const struct
{
  const char *name;
  const char *request;
  guint status;
  gboolean closed;    /* the connection, behind the answer */
  const char *answer; /* stands in it, or NULL */
} requests[] = {
  { "plain", "GET /echo/a%20b?q=%E5%AE%89 HTTP/1.1\r\n" HOST "\r\n", 200, FALSE,
    "GET|a b|127.0.0.1|安|0|plain" },
  { "post", POST ("5", "") "hello", 200, FALSE, "POST|p|127.0.0.1||5|plain" },
  { "put", "PUT /echo/p HTTP/1.1\r\n" HOST "Content-Length: 2\r\n\r\nab", 200, FALSE,
    "PUT|p|127.0.0.1||2|plain" },
  { "empty post", POST ("0", ""), 200, FALSE, "|0|" },
  { "longest prefix", "DELETE /echo/none/x HTTP/1.1\r\n" HOST "\r\n", 200, FALSE, "DELETE|x|" },
  { "old protocol", "GET /echo/a HTTP/1.0\r\n" HOST "\r\n", 200, TRUE, "GET|a|" },
  { "nosniff", "GET /echo/a HTTP/1.1\r\n" HOST "\r\n", 200, FALSE, "X-Content-Type-Options: nosniff" },
  { "later", "POST /late HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n", 202, FALSE, "{\"ok\":true}" },
  { "nothing there", "GET /nothing HTTP/1.1\r\n" HOST "\r\n", 404, TRUE, "\"ok\":false" },
  { "whole path only", "GET /bigger HTTP/1.1\r\n" HOST "\r\n", 404, TRUE, NULL },
  { "method", "DELETE /echo/a HTTP/1.1\r\n" HOST "\r\n", 405, TRUE, "Allow: GET, POST, PUT\r\n" },
  { "trace", "TRACE /echo/a HTTP/1.1\r\n" HOST "\r\n", 405, TRUE, NULL },
  { "connect", "CONNECT 127.0.0.1:22 HTTP/1.1\r\n" HOST "\r\n", 404, TRUE, NULL },
  { "options", "OPTIONS * HTTP/1.1\r\n" HOST "\r\n", 400, TRUE, NULL },

  /* A page of another site that has its name point here. libsoup: 200. */
  { "strange host", "GET /echo/a HTTP/1.1\r\nHost: evil.example\r\n\r\n", 403, TRUE, NULL },
  { "strange address", "GET /echo/a HTTP/1.1\r\nHost: 192.168.9.9\r\n\r\n", 403, TRUE, NULL },
  { "host with port", "GET /echo/a HTTP/1.1\r\nHost: localhost:9\r\n\r\n", 200, FALSE, NULL },
  { "host we know", "GET /echo/a HTTP/1.1\r\nHost: station.EXAMPLE\r\n\r\n", 200, FALSE, NULL },
  { "host with user", "GET /echo/a HTTP/1.1\r\nHost: localhost@evil.example\r\n\r\n", 400, TRUE, NULL },
  { "no host", "GET /echo/a HTTP/1.1\r\n\r\n", 400, TRUE, NULL },
  { "no host, old", "GET /echo/a HTTP/1.0\r\n\r\n", 400, TRUE, NULL },
  { "empty host", "GET /echo/a HTTP/1.1\r\nHost: \r\n\r\n", 400, TRUE, NULL },
  /* libsoup: 200. */
  { "two hosts", "GET /echo/a HTTP/1.1\r\n" HOST "Host: evil.example\r\n\r\n", 400, TRUE, NULL },
  { "the same host twice", "GET /echo/a HTTP/1.1\r\n" HOST HOST "\r\n", 400, TRUE, NULL },
  { "whole address", "GET http://127.0.0.1/echo/a HTTP/1.1\r\n" HOST "\r\n", 200, FALSE, NULL },
  { "whole address of another", "GET http://evil.example/echo/a HTTP/1.1\r\n" HOST "\r\n", 400, TRUE, NULL },

  { "own origin", POST ("0", "Origin: http://127.0.0.1\r\n"), 200, FALSE, NULL },
  { "strange origin", POST ("0", "Origin: http://evil.example\r\n"), 403, TRUE, NULL },
  { "other scheme", POST ("0", "Origin: https://127.0.0.1\r\n"), 403, TRUE, NULL },
  { "no origin at all", POST ("0", "Origin: null\r\n"), 403, TRUE, NULL },
  { "origin of a look", "GET /echo/a HTTP/1.1\r\n" HOST "Origin: http://evil.example\r\n\r\n", 200, FALSE,
    NULL },

  { "no length", "POST /echo/p HTTP/1.1\r\n" HOST "\r\nhello", 411, TRUE, NULL },
  { "chunks", "POST /echo/p HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    411, TRUE, NULL },
  { "chunks of a look", "GET /echo/a HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411,
    TRUE, NULL },
  /* libsoup waits for these for ever. */
  { "length below nothing", POST ("-1", "") "x", 400, TRUE, NULL },
  { "length of 9e18", POST ("9000000000000000000", "") "x", 413, TRUE, NULL },
  { "length in words", POST ("five", "") "hello", 400, TRUE, NULL },
  { "length with a sign", POST ("+5", "") "hello", 400, TRUE, NULL },
  { "two lengths", POST ("5", "Content-Length: 3\r\n") "hello", 400, TRUE, NULL },
  { "the same length twice", POST ("5", "Content-Length: 5\r\n") "hello", 400, TRUE, NULL },
  { "list of lengths", POST ("5, 5", "") "hello", 400, TRUE, NULL },
  { "too long", POST ("4097", ""), 413, TRUE, NULL },
  { "too long, asked first", POST ("4097", "Expect: 100-continue\r\n"), 413, TRUE, NULL },
  { "body of a look", "GET /echo/a HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabc", 413, TRUE, NULL },
  { "looks take none", "GET /echo/a HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n", 200, FALSE, NULL },

  /* A path is never one of a file; what is no text does not come near a handler. */
  { "way up", "GET /echo/../../etc/passwd HTTP/1.1\r\n" HOST "\r\n", 404, TRUE, NULL },
  { "way up, hidden", "GET /echo/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n" HOST "\r\n", 404, TRUE, NULL },
  { "slash, hidden", "GET /echo/..%2fpasswd HTTP/1.1\r\n" HOST "\r\n", 400, TRUE, NULL },
  { "way up, hidden, with a body without end",
    "POST /echo/..%2f..%2fx HTTP/1.1\r\n" HOST "Content-Length: 99999999999\r\n\r\nabc", 400, TRUE, NULL },
  { "nothing byte", "GET /echo/a%00b HTTP/1.1\r\n" HOST "\r\n", 400, TRUE, NULL },
  { "no text", "GET /echo/%ff%fe HTTP/1.1\r\n" HOST "\r\n", 400, TRUE, NULL },
  { "line end", "GET /echo/a%0d%0aX:%20y HTTP/1.1\r\n" HOST "\r\n", 400, TRUE, NULL },

  { "no protocol", "GET /echo/a\r\n\r\n", 400, TRUE, NULL },
  { "noise", "\x16\x03\x01\x02\x01\xfc\x03\x03\r\n\r\n", 400, TRUE, NULL },
};

static void
test_requests (Door *door, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autoptr (GSocket) socket = wire_connect (door->port, NULL);
      g_autofree char *answer = NULL;
      gint64 closed;

      g_test_message ("%s", requests[i].name);
      wire_send (socket, requests[i].request, strlen (requests[i].request));
      answer = wire_answer (socket);
      g_test_message ("%s", answer);
      g_assert_cmpuint (wire_status (answer), ==, requests[i].status);
      if (requests[i].answer != NULL)
        g_assert_nonnull (strstr (answer, requests[i].answer));
      closed = wire_wait_closed (socket, requests[i].closed ? 500 : 100);
      g_assert_cmpint (closed >= 0, ==, requests[i].closed);
    }
}

static void
test_head (Door *door, gconstpointer data)
{
  g_autoptr (GSocket) socket = wire_connect (door->port, NULL);
  char buffer[4096];
  gssize n;

  wire_print (socket, "HEAD /echo/a HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n");
  n = g_socket_receive (socket, buffer, sizeof buffer - 1, NULL, NULL);
  g_assert_cmpint (n, >, 0);
  buffer[n] = '\0';
  g_assert_cmpuint (wire_status (buffer), ==, 200);
  g_assert_true (g_str_has_suffix (buffer, "\r\n\r\n"));
  g_assert_cmpint (wire_wait_closed (socket, 900), >=, 0);
}

static void
test_expect (Door *door, gconstpointer data)
{
  g_autoptr (GSocket) socket = wire_connect (door->port, NULL);
  g_autofree char *go = NULL;
  g_autofree char *answer = NULL;

  wire_print (socket, POST ("5", "Expect: 100-continue\r\n"));
  go = wire_answer (socket);
  g_assert_cmpuint (wire_status (go), ==, 100);
  wire_print (socket, "hello");
  answer = wire_answer (socket);
  g_assert_cmpuint (wire_status (answer), ==, 200);
}

static void
test_keep_alive (Door *door, gconstpointer data)
{
  g_autoptr (GSocket) socket = wire_connect (door->port, NULL);

  /* Two at once, a late one first: in their order. */
  wire_print (socket, "POST /late HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n" POST ("3", "") "abc");
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *answer = wire_answer (socket);

      g_assert_cmpuint (wire_status (answer), ==, i == 0 ? 202 : 200);
    }
  g_assert_cmpuint (figures_of (door).accepted, ==, 1);
  g_assert_cmpuint (figures_of (door).requests, ==, 2);
  g_assert_cmpuint (figures_of (door).bytes, ==, 3);
}

static void
test_errors (Door *door, gconstpointer data)
{
  static const struct
  {
    AnlanError code;
    guint status;
  } cases[] = {
    { ANLAN_ERROR_INPUT, 400 },     { ANLAN_ERROR_REFUSED, 403 }, { ANLAN_ERROR_NOT_FOUND, 404 },
    { ANLAN_ERROR_CONFLICT, 409 },  { ANLAN_ERROR_LIMIT, 413 },   { ANLAN_ERROR_BUSY, 503 },
    { ANLAN_ERROR_DISK_FULL, 503 }, { ANLAN_ERROR_CORRUPT, 500 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *answer =
          wire_ask (door->port, "GET /fail/%d HTTP/1.1\r\n" HOST "\r\n", (int)cases[i].code);

      g_assert_cmpuint (wire_status (answer), ==, cases[i].status);
      g_assert_nonnull (strstr (answer, "{\"ok\":false,\"error\":\"It did not work.\"}"));
      g_assert_cmpint (strstr (answer, "Retry-After: 2\r\n") != NULL, ==, cases[i].status == 503);
    }
}

/* --- attacks -------------------------------------------------------------------------------------------------------- */

/* libsoup: open for ever. */
static void
test_half_request (Door *door, gconstpointer data)
{
  static const char *const halves[] = {
    "",
    "GET /echo/a HT",
    "POST /echo/p HTTP/1.1\r\n" HOST "Content-Length: 100\r\n\r\nabc",
  };

  for (guint i = 0; i < G_N_ELEMENTS (halves); i++)
    {
      g_autoptr (GSocket) socket = wire_connect (door->port, NULL);
      gint64 closed;

      wire_send (socket, halves[i], strlen (halves[i]));
      closed = wire_wait_closed (socket, 4000);
      g_test_message ("%s: %d ms", halves[i], (int)closed);
      g_assert_cmpint (closed, >=, 400);
      g_assert_cmpint (closed, <, 2500);
    }
  g_assert_cmpint (door->handled, ==, 0);
}

static guint
count_files (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* libsoup: 1,027 half-open connections, and nobody is served any more, for want of files. */
static void
test_flood (Door *unused, gconstpointer data)
{
  const guint most = anlan_listener_usual_limits.per_address;
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GSocket) other = NULL;
  g_autofree char *answer = NULL;
  guint before, closed = 0;
  Door door = { 0 };

  door_open (&door, &anlan_listener_usual_limits, NULL);
  assert_served (&door);
  wait_for_connections (&door, 0);
  before = count_files ();
  for (guint i = 0; i < 1027; i++)
    {
      g_autoptr (GSocket) socket = wire_connect (door.port, NULL);

      wire_print (socket, "GET /ec");
      if (i < most)
        g_ptr_array_add (held, g_object_ref (socket));
      else
        closed += wire_wait_closed (socket, 2000) >= 0;
    }
  g_assert_cmpuint (closed, ==, 1027 - most);
  g_assert_cmpuint (figures_of (&door).turned_away, ==, closed);
  g_assert_cmpuint (figures_of (&door).connections, ==, most);
  /* One address has all that it gets; another one is served meanwhile. */
  other = wire_connect (door.port, "127.0.0.9");
  wire_print (other, "GET /echo/a HTTP/1.1\r\n" HOST "\r\n");
  answer = wire_answer (other);
  g_assert_cmpuint (wire_status (answer), ==, 200);
  g_clear_object (&other);
  g_ptr_array_set_size (held, 0);
  wait_for_connections (&door, 0);
  g_assert_cmpuint (count_files (), <=, before);
  assert_served (&door);
  tear_down (&door, NULL);
}

static void
test_cap (Door *door, gconstpointer data)
{
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GSocket) more = NULL;

  for (guint i = 0; i < quick.connections; i++)
    {
      g_autofree char *from = g_strdup_printf ("127.0.1.%u", 1 + i / quick.per_address);

      g_ptr_array_add (held, wire_connect (door->port, from));
    }
  more = wire_connect (door->port, "127.0.2.1");
  g_assert_cmpint (wire_wait_closed (more, 500), >=, 0);
  g_assert_cmpuint (figures_of (door).turned_away, ==, 1);
  g_ptr_array_set_size (held, 0);
  wait_for_connections (door, 0);
  assert_served (door);
}

/* libsoup: 100 MB for 1 MB. */
static void
test_ranges (Door *door, gconstpointer data)
{
  g_autoptr (GString) ranges = g_string_new ("bytes=0-");
  g_autofree char *answer = NULL;
  g_autoptr (GSocket) socket = wire_connect (door->port, NULL);
  gsize length;

  for (guint i = 0; i < 199; i++)
    g_string_append (ranges, ",0-");
  wire_print (socket, "GET /big HTTP/1.1\r\n" HOST "Range: %s\r\n\r\n", ranges->str);
  answer = wire_answer (socket);
  g_assert_cmpuint (wire_status (answer), ==, 200);
  length = (gsize)(strstr (answer, "\r\n\r\n") - answer);
  g_assert_cmpuint (length, <, 1000);
  g_assert_nonnull (strstr (answer, "Content-Length: 1048576\r\n"));
  /* Nothing more comes. */
  g_assert_cmpint (wire_wait_closed (socket, 200), ==, -1);
}

/* libsoup: the second request, hidden in the body of the first one, is run. */
static void
test_smuggling (Door *door, gconstpointer data)
{
  static const char *const tricks[] = {
    "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n",
    "Transfer-Encoding: chunked\r\nContent-Length: 6\r\n",
    "Content-Length: 6\r\nTransfer-Encoding: xchunked\r\n",
    "Content-Length: 6\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
    "Content-Length: 0\r\nContent-Length: 60\r\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (tricks); i++)
    {
      g_autoptr (GSocket) socket = wire_connect (door->port, NULL);
      g_autofree char *answer = NULL;
      g_autofree char *second = NULL;

      wire_print (socket,
                  "POST /echo/p HTTP/1.1\r\n" HOST "%s\r\n0\r\n\r\nGET /echo/smuggled HTTP/1.1\r\n" HOST
                  "\r\n",
                  tricks[i]);
      answer = wire_answer (socket);
      g_test_message ("%s: %s", tricks[i], answer);
      g_assert_cmpuint (wire_status (answer), >=, 400);
      second = wire_answer (socket);
      g_assert_cmpstr (second, ==, "");
    }
  g_assert_cmpint (door->handled, ==, 0);
}

static void
test_huge_headers (Door *door, gconstpointer data)
{
  g_autoptr (GSocket) socket = wire_connect (door->port, NULL);
  g_autofree char *line = g_strnfill (1000, 'x');
  g_autofree char *answer = NULL;

  wire_print (socket, "GET /echo/a HTTP/1.1\r\n" HOST);
  for (guint i = 0; i < 1000; i++)
    wire_print (socket, "X-%u: %s\r\n", i, line);
  wire_print (socket, "\r\n");
  answer = wire_answer (socket);
  g_assert_cmpuint (wire_status (answer), !=, 200);
  g_assert_cmpint (door->handled, ==, 0);
  assert_served (door);
}

/* libsoup, once it keeps connections: one that has gone between two requests is kept for ever. */
static void
test_idle (Door *door, gconstpointer data)
{
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GSocket) socket = wire_connect (door->port, NULL);
      g_autofree char *answer = NULL;

      if (i > 0)
        {
          wire_print (socket, "GET /echo/a HTTP/1.1\r\n" HOST "\r\n");
          answer = wire_answer (socket);
          g_assert_cmpuint (wire_status (answer), ==, 200);
        }
      if (i == 2)
        {
          g_autofree char *nothing = NULL;

          g_assert_true (g_socket_shutdown (socket, FALSE, TRUE, NULL));
          nothing = wire_answer (socket);
          g_assert_cmpstr (nothing, ==, "");
        }
    }
  wait_for_connections (door, 0);
  g_assert_cmpuint (figures_of (door).requests, ==, 2);
  g_assert_cmpuint (figures_of (door).cut, ==, 0);
}

/* libsoup: accepted, however long it takes. */
static void
test_drip (Door *door, gconstpointer data)
{
  static const char *const begins[] = {
    "POST /echo/p HTTP/1.1\r\n" HOST "Content-Length: 1000\r\n\r\n",
    "GET /echo/a HTTP/1.1\r\n" HOST "X-Slow: ",
  };

  for (guint i = 0; i < G_N_ELEMENTS (begins); i++)
    {
      g_autoptr (GSocket) socket = wire_connect (door->port, NULL);
      gint64 begin = g_get_monotonic_time (), took = -1;

      wire_send (socket, begins[i], strlen (begins[i]));
      for (guint n = 0; n < 100 && took < 0; n++)
        {
          wire_print (socket, "x");
          if (wire_wait_closed (socket, 50) >= 0)
            took = (g_get_monotonic_time () - begin) / 1000;
        }
      g_test_message ("cut after %d ms", (int)took);
      g_assert_cmpint (took, >=, quick.message - 50);
      g_assert_cmpint (took, <, quick.message + 900);
    }
  g_assert_cmpint (door->handled, ==, 0);
  g_assert_cmpuint (figures_of (door).cut, ==, 2);
}

/* A route that gives its senders more time does so. */
static void
test_slow_route (Door *door, gconstpointer data)
{
  g_autoptr (GSocket) socket = wire_connect (door->port, NULL);
  g_autofree char *answer = NULL;

  wire_print (socket, "POST /slow/p HTTP/1.1\r\n" HOST "Content-Length: 20\r\n\r\n");
  for (guint n = 0; n < 20; n++)
    {
      wire_print (socket, "x");
      g_usleep (50000);
    }
  answer = wire_answer (socket);
  g_assert_cmpuint (wire_status (answer), ==, 200);
}

/* Who asks and does not read holds a connection no longer than anybody else. */
static void
test_slow_reader (Door *door, gconstpointer data)
{
  g_autoptr (GSocket) socket = wire_connect (door->port, NULL);

  wire_print (socket, "GET /enormous HTTP/1.1\r\n" HOST "\r\n");
  for (guint n = 0; n < 20; n++)
    {
      char byte;

      if (g_socket_receive (socket, &byte, 1, NULL, NULL) <= 0)
        break;
      g_usleep (50000);
    }
  wait_for_connections (door, 0);
  assert_served (door);
}

/* An honest client with a file that is too large goes on to send, and still reads why it was refused. */
static void
test_too_large (Door *door, gconstpointer data)
{
  g_autoptr (GSocket) socket = wire_connect (door->port, NULL);
  g_autofree char *body = g_malloc0 (5 * 1024 * 1024);
  g_autofree char *answer = NULL;

  wire_print (socket, POST ("5242880", ""));
  wire_send (socket, body, 5 * 1024 * 1024);
  answer = wire_answer (socket);
  g_assert_cmpuint (wire_status (answer), ==, 413);
  g_assert_nonnull (strstr (answer, "too large"));
  g_assert_cmpint (door->handled, ==, 0);
}

static void
test_room (Door *door, gconstpointer data)
{
  GSocket *held[3];
  g_autofree char *answer = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (held); i++)
    {
      held[i] = wire_connect (door->port, NULL);
      wire_print (held[i], POST ("4096", ""));
    }
  g_usleep (100000);
  answer = wire_ask (door->port, POST ("1", "") "x");
  g_assert_cmpuint (wire_status (answer), ==, 503);
  g_assert_nonnull (strstr (answer, "Retry-After: 1\r\n"));
  for (guint i = 0; i < G_N_ELEMENTS (held); i++)
    g_object_unref (held[i]);
  wait_for_connections (door, 0);
  g_clear_pointer (&answer, g_free);
  answer = wire_ask (door->port, POST ("1", "") "x");
  g_assert_cmpuint (wire_status (answer), ==, 200);
}

/* Who has gone before his answer comes harms nobody. */
static void
test_gone (Door *door, gconstpointer data)
{
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (GSocket) socket = wire_connect (door->port, NULL);

      wire_print (socket, "POST /late HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n");
      while ((guint)g_atomic_int_get (&door->late) <= i)
        g_usleep (1000);
    }
  wait_for_connections (door, 0);
  assert_served (door);
}

/* --- starting and stopping ------------------------------------------------------------------------------------------ */

static void
test_stop (Door *door, gconstpointer data)
{
  g_autoptr (GSocket) socket = wire_connect (door->port, NULL);
  g_autoptr (GSocket) idle = wire_connect (door->port, NULL);
  g_autoptr (GSocket) half = wire_connect (door->port, NULL);
  g_autofree char *answer = NULL;

  wire_print (half, "GET /ec");
  wire_print (socket, "POST /late HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n");
  while (g_atomic_int_get (&door->late) == 0)
    g_usleep (1000);
  anlan_listener_stop (door->listener);
  answer = wire_answer (socket);
  g_assert_cmpuint (wire_status (answer), ==, 202);
  g_assert_cmpint (wire_wait_closed (socket, 100), >=, 0);
  g_assert_cmpint (wire_wait_closed (idle, 100), >=, 0);
  g_assert_cmpint (wire_wait_closed (half, 100), >=, 0);
}

static void
test_start (Door *door, gconstpointer data)
{
  static const struct
  {
    const char *address;
    gboolean same_port;
    AnlanError code;
  } cases[] = {
    { "localhost", FALSE, ANLAN_ERROR_INPUT },
    { "192.0.2.1", FALSE, ANLAN_ERROR_INPUT },
    { "127.0.0.1", TRUE, ANLAN_ERROR_LOCKED },
  };
  g_autofree char *url = anlan_listener_get_url (door->listener);
  g_autofree char *expected = g_strdup_printf ("http://127.0.0.1:%u", door->port);

  g_assert_cmpstr (url, ==, expected);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AnlanListener) listener = anlan_listener_new ();
      g_autoptr (GError) error = NULL;

      g_assert_false (
          anlan_listener_start (listener, cases[i].address, cases[i].same_port ? door->port : 0, &error));
      g_assert_error (error, ANLAN_ERROR, (int)cases[i].code);
    }
}

static void
test_any (Door *door, gconstpointer data)
{
  g_autoptr (AnlanListener) listener = anlan_listener_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;

  anlan_listener_start (listener, "0.0.0.0", 0, &error);
  g_assert_no_error (error);
  url = anlan_listener_get_url (listener);
  g_assert_null (strstr (url, "0.0.0.0"));
  g_assert_null (strstr (url, "127.0.0.1"));
}

/* --- TLS ------------------------------------------------------------------------------------------------------------ */

static gboolean
trust_cb (GTlsConnection *connection, GTlsCertificate *certificate, GTlsCertificateFlags flags, gpointer data)
{
  return g_tls_certificate_is_same (certificate, data);
}

static char *
ask_secure (guint16 port, GTlsCertificate *certificate, const char *request)
{
  g_autoptr (GSocket) socket = wire_connect (port, NULL);
  g_autoptr (GSocketConnection) connection = g_socket_connection_factory_create_connection (socket);
  g_autoptr (GSocketConnectable) identity = g_network_address_new ("localhost", port);
  g_autoptr (GError) error = NULL;
  g_autoptr (GIOStream) secure = g_tls_client_connection_new (G_IO_STREAM (connection), identity, &error);
  g_autoptr (GString) text = g_string_new (NULL);
  char buffer[4096];
  gssize n;

  g_assert_no_error (error);
  g_signal_connect (secure, "accept-certificate", G_CALLBACK (trust_cb), certificate);
  g_output_stream_write_all (g_io_stream_get_output_stream (secure), request, strlen (request), NULL, NULL,
                             &error);
  g_assert_no_error (error);
  while ((n = g_input_stream_read (g_io_stream_get_input_stream (secure), buffer, sizeof buffer, NULL,
                                   NULL)) > 0)
    g_string_append_len (text, buffer, n);
  return g_strdup (text->str);
}

static void
test_tls (Door *unused, gconstpointer data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "station", "data", "certificate.pem", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_file (path, &error);
  g_autoptr (GSocket) plain = NULL;
  g_autoptr (GSocket) silent = NULL;
  g_autofree char *answer = NULL;
  g_autofree char *refused = NULL;
  g_autofree char *nothing = NULL;
  g_autofree char *url = NULL;
  AnlanListenerLimits limits = quick;
  Door door = { 0 };

  g_assert_no_error (error);
  /* A handshake takes its time where a sanitizer looks on. */
  limits.message = 10000;
  door_open (&door, &limits, certificate);
  url = anlan_listener_get_url (door.listener);
  g_assert_true (g_str_has_prefix (url, "https://127.0.0.1:"));
  answer = ask_secure (door.port, certificate,
                       "POST /echo/p HTTP/1.1\r\nHost: localhost\r\nOrigin: https://localhost\r\n"
                       "Content-Length: 2\r\nConnection: close\r\n\r\nhi");
  g_assert_cmpuint (wire_status (answer), ==, 200);
  g_assert_nonnull (strstr (answer, "|2|secure"));
  refused = ask_secure (door.port, certificate, "POST /echo/p HTTP/1.1\r\nHost: localhost\r\n\r\n");
  g_assert_cmpuint (wire_status (refused), ==, 411);
  /* Who speaks plainly gets nothing, and who never greets is cut. */
  plain = wire_connect (door.port, NULL);
  wire_print (plain, "GET /echo/a HTTP/1.1\r\n" HOST "\r\n");
  nothing = wire_answer (plain);
  g_assert_cmpuint (wire_status (nothing), ==, 0);
  silent = wire_connect (door.port, NULL);
  g_assert_cmpint (wire_wait_closed (silent, 4000), >=, 0);
  tear_down (&door, NULL);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*run) (Door *, gconstpointer);
  } tests[] = {
    { "requests", test_requests },
    { "head", test_head },
    { "expect", test_expect },
    { "keep-alive", test_keep_alive },
    { "errors", test_errors },
    { "half-request", test_half_request },
    { "flood", test_flood },
    { "cap", test_cap },
    { "idle", test_idle },
    { "ranges", test_ranges },
    { "smuggling", test_smuggling },
    { "huge-headers", test_huge_headers },
    { "drip", test_drip },
    { "slow-route", test_slow_route },
    { "slow-reader", test_slow_reader },
    { "too-large", test_too_large },
    { "room", test_room },
    { "gone", test_gone },
    { "stop", test_stop },
    { "start", test_start },
    { "any", test_any },
    { "tls", test_tls },
  };

  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/station/listener/", tests[i].path, NULL);

      g_test_add (path, Door, NULL, set_up, tests[i].run, tear_down);
    }
  return g_test_run ();
}
