/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "link/sender.h"

#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "base/time.h"
#include "store/db.h"

#define NOW G_GINT64_CONSTANT (1795136400000) /* 2026-11-20T01:00:00Z */
#define TOKEN "tok-5f0c9a1e"

/* How the service in this test answers, one word a request; the last one stays. */
typedef struct
{
  char *dir;
  AnlanClock *clock;
  GTimeZone *zone;
  SoupServer *server;
  guint port;
  gboolean tls;
  const char *const *script;
  GPtrArray *bodies;  /* as they came */
  GPtrArray *headers; /* webhook-id of each */
  GPtrArray *held;    /* connections that say nothing */
  AnlanSender *sender;
  GString *escalated; /* key: reason, a line each */
  GString *troubles;
} Fixture;

static const char *self_path;

static void
answer (SoupServerMessage *message, guint status, const char *body)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, body, strlen (body));
}

static void
answer_raw (SoupServerMessage *message, const char *text)
{
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_io_stream_get_output_stream (stream), text, strlen (text), NULL, NULL, &error);
  g_assert_no_error (error);
  g_io_stream_close (stream, NULL, NULL);
}

static void
serve_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  Fixture *fixture = data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  const char *how = fixture->script[0];

  g_ptr_array_add (fixture->bodies, g_strndup (body->data, body->length));
  g_ptr_array_add (fixture->headers, g_strdup (soup_message_headers_get_one (
                                         soup_server_message_get_request_headers (message), "webhook-id")));
  if (fixture->script[1] != NULL)
    fixture->script++;
  if (g_str_equal (how, "ok"))
    answer (message, 200, "{\"errcode\":0,\"errmsg\":\"ok\"}");
  else if (g_str_equal (how, "fast"))
    answer (message, 200, "{\"errcode\":45009,\"errmsg\":\"api freq out of limit\"}");
  else if (g_str_equal (how, "invalid"))
    answer (message, 200, "{\"errcode\":93000,\"errmsg\":\"invalid webhook " TOKEN "\"}");
  else if (g_str_equal (how, "later"))
    {
      answer (message, 429, "{}");
      soup_message_headers_replace (soup_server_message_get_response_headers (message), "Retry-After", "120");
    }
  else if (g_str_equal (how, "move"))
    {
      answer (message, 307, "");
      soup_message_headers_replace (soup_server_message_get_response_headers (message), "Location",
                                    "http://127.0.0.1:1/elsewhere");
    }
  else if (g_str_equal (how, "gone"))
    answer (message, 410, "");
  else if (g_str_equal (how, "cut"))
    answer_raw (message, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"errcode\":0");
  else if (g_str_equal (how, "drop"))
    answer_raw (message, "");
  else if (g_str_equal (how, "nonsense"))
    answer_raw (message, "SSH-2.0-OpenSSH_9.2\r\n");
  else if (g_str_equal (how, "silent"))
    g_ptr_array_add (fixture->held, soup_server_message_steal_connection (message));
  else
    g_assert_not_reached ();
}

static void
listen_at (Fixture *fixture, guint port)
{
  g_autoptr (GError) error = NULL;
  GSList *uris;

  fixture->server = soup_server_new (NULL, NULL);
  if (fixture->tls)
    {
      g_autofree char *path = g_test_build_filename (G_TEST_DIST, "station", "data", "certificate.pem", NULL);
      g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_file (path, &error);

      g_assert_no_error (error);
      soup_server_set_tls_certificate (fixture->server, certificate);
    }
  soup_server_add_handler (fixture->server, NULL, serve_cb, fixture, NULL);
  soup_server_listen_local (fixture->server, port,
                            SOUP_SERVER_LISTEN_IPV4_ONLY | (fixture->tls ? SOUP_SERVER_LISTEN_HTTPS : 0),
                            &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (fixture->server);
  fixture->port = (guint)g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
}

static void
escalate_cb (AnlanSender *sender,
             const char *channel,
             const char *key,
             const char *title,
             const char *reason,
             gpointer data)
{
  g_string_append_printf (((Fixture *)data)->escalated, "%s: %s\n", key, reason);
}

static void
trouble_cb (AnlanSender *sender, const char *sentence, gpointer data)
{
  g_string_append (((Fixture *)data)->troubles, sentence);
}

static AnlanChannel *
make_channel (Fixture *fixture, const char *type)
{
  g_autofree char *text = g_strdup_printf ("{\"type\":\"%s\",\"address\":\"%s://127.0.0.1:%u/send?key=" TOKEN
                                           "\",\"secret\":\"whsec_c2VjcmV0LWtleQ==\"}",
                                           type, fixture->tls ? "https" : "http", fixture->port);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = anlan_json_parse (text, -1, 65536, &error);
  AnlanChannel *channel = node != NULL ? anlan_channel_new (type, json_node_get_object (node), &error) : NULL;

  g_assert_no_error (error);
  return channel;
}

static void
start (Fixture *fixture, const char *type)
{
  g_autoptr (GPtrArray) channels = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_channel_unref);
  g_autoptr (GError) error = NULL;

  fixture->sender = anlan_sender_new (fixture->dir, fixture->clock, fixture->zone, &error);
  g_assert_no_error (error);
  g_signal_connect (fixture->sender, "escalate", G_CALLBACK (escalate_cb), fixture);
  g_signal_connect (fixture->sender, "trouble", G_CALLBACK (trouble_cb), fixture);
  anlan_sender_set_deadline (fixture->sender, 300);
  g_ptr_array_add (channels, make_channel (fixture, type));
  anlan_sender_set_channels (fixture->sender, channels);
}

static void
stop (Fixture *fixture)
{
  anlan_sender_stop (fixture->sender);
  g_clear_object (&fixture->sender);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const well[] = { "ok", NULL };
  g_autoptr (GError) error = NULL;

  fixture->dir = g_dir_make_tmp ("anlan-sender-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->clock = anlan_clock_new_fixed (NOW);
  fixture->zone = g_time_zone_new_utc ();
  fixture->bodies = g_ptr_array_new_with_free_func (g_free);
  fixture->headers = g_ptr_array_new_with_free_func (g_free);
  fixture->held = g_ptr_array_new_with_free_func (g_object_unref);
  fixture->escalated = g_string_new (NULL);
  fixture->troubles = g_string_new (NULL);
  fixture->script = well;
  listen_at (fixture, 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "outbox.db", "outbox.db-wal", "outbox.db-shm" };

  if (fixture->sender != NULL)
    stop (fixture);
  if (fixture->server != NULL)
    soup_server_disconnect (fixture->server);
  g_clear_object (&fixture->server);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (fixture->dir, names[i], NULL);

      g_unlink (path);
    }
  g_assert_cmpint (g_rmdir (fixture->dir), ==, 0);
  g_free (fixture->dir);
  g_ptr_array_unref (fixture->bodies);
  g_ptr_array_unref (fixture->headers);
  g_ptr_array_unref (fixture->held);
  g_string_free (fixture->escalated, TRUE);
  g_string_free (fixture->troubles, TRUE);
  anlan_clock_unref (fixture->clock);
  g_time_zone_unref (fixture->zone);
}

static gboolean
tick_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Lets the service answer until @condition. */
#define WAIT_FOR(condition)                                                                                  \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    gint64 wait_end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;                                         \
    guint wait_tick = g_timeout_add (10, tick_cb, NULL);                                                     \
                                                                                                             \
    while (!(condition))                                                                                     \
      {                                                                                                      \
        g_assert_cmpint (g_get_monotonic_time (), <, wait_end);                                              \
        g_main_context_iteration (NULL, TRUE);                                                               \
      }                                                                                                      \
    g_source_remove (wait_tick);                                                                             \
  }                                                                                                          \
  G_STMT_END

static void
result_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static void
put (Fixture *fixture, const char *key, AnlanSeverity severity)
{
  g_autoptr (AnlanMessage) message =
      anlan_message_new (key, key, NULL, severity, anlan_clock_now (fixture->clock));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  anlan_sender_put_async (fixture->sender, message, NULL, result_cb, &result);
  WAIT_FOR (result != NULL);
  g_assert_true (anlan_sender_put_finish (fixture->sender, result, &error));
  g_assert_no_error (error);
}

/* The row of @key as another program sees it. */
static AnlanOutboxRow *
look (Fixture *fixture, const char *key)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanOutbox) outbox = anlan_outbox_open (fixture->dir, fixture->clock, &error);
  g_autoptr (GPtrArray) rows = NULL;

  g_assert_no_error (error);
  rows = anlan_outbox_list (outbox, NULL, 1000, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < rows->len; i++)
    if (g_str_equal (((AnlanOutboxRow *)rows->pdata[i])->message->key, key))
      return g_ptr_array_steal_index (rows, i);
  return NULL;
}

static gboolean
is_in (Fixture *fixture, const char *key, AnlanOutboxState state)
{
  g_autoptr (AnlanOutboxRow) row = look (fixture, key);

  return row != NULL && row->state == state;
}

static gboolean
was_tried (Fixture *fixture, const char *key, guint attempts)
{
  g_autoptr (AnlanOutboxRow) row = look (fixture, key);

  return row != NULL && row->attempts >= attempts && row->state != ANLAN_OUTBOX_GOING;
}

static void
pass (Fixture *fixture, gint64 ms)
{
  anlan_clock_advance (fixture->clock, ms);
  anlan_sender_wake (fixture->sender);
}

/* Nothing of what the plant keeps or says has the channel's keys in it. */
static void
assert_no_secret (Fixture *fixture)
{
  static const char *const names[] = { "outbox.db", "outbox.db-wal" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (fixture->dir, names[i], NULL), *bytes = NULL;
      gsize length;

      if (!g_file_get_contents (path, &bytes, &length, NULL))
        continue;
      g_assert_null (memmem (bytes, length, TOKEN, strlen (TOKEN)));
      g_assert_null (memmem (bytes, length, "c2VjcmV0", 8));
    }
  g_assert_null (strstr (fixture->escalated->str, TOKEN));
}

/* --- how services fail: the facts of the field ------------------------------------------------------------------ */

static void
test_failures (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *type;
    const char *how;
    AnlanOutboxState after; /* the first try */
    gboolean again;         /* the second try says that the first may have arrived */
    gint64 wait;            /* at least, ms */
  } cases[] = {
    { "wecom", "fast", ANLAN_OUTBOX_WAITS, FALSE, 60000 },
    { "wecom", "invalid", ANLAN_OUTBOX_FAILED, FALSE, 0 },
    { "wecom", "cut", ANLAN_OUTBOX_WAITS, TRUE, 4000 },
    { "wecom", "drop", ANLAN_OUTBOX_WAITS, TRUE, 4000 },
    { "wecom", "nonsense", ANLAN_OUTBOX_WAITS, TRUE, 4000 },
    { "wecom", "silent", ANLAN_OUTBOX_WAITS, TRUE, 4000 },
    { "webhook", "later", ANLAN_OUTBOX_WAITS, FALSE, 120000 },
    { "webhook", "move", ANLAN_OUTBOX_FAILED, FALSE, 0 },
    { "webhook", "gone", ANLAN_OUTBOX_FAILED, FALSE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *script[] = { cases[i].how, "ok", NULL };
      g_autofree char *key = g_strdup_printf ("m-%u", i);
      g_autoptr (AnlanOutboxRow) row = NULL;
      guint before = fixture->bodies->len;

      g_test_message ("%s %s", cases[i].type, cases[i].how);
      fixture->script = script;
      start (fixture, cases[i].type);
      put (fixture, key, ANLAN_SEVERITY_HIGH);
      WAIT_FOR (was_tried (fixture, key, 1));
      row = look (fixture, key);
      g_assert_cmpint (row->state, ==, cases[i].after);
      g_assert_nonnull (row->last_error);
      g_assert_cmpuint (fixture->bodies->len, ==, before + 1);
      if (row->state == ANLAN_OUTBOX_WAITS)
        {
          g_assert_cmpint (row->next_try - NOW, >=, cases[i].wait);
          pass (fixture, row->next_try - NOW);
          WAIT_FOR (is_in (fixture, key, ANLAN_OUTBOX_SENT));
          g_assert_cmpint (strstr (fixture->bodies->pdata[before + 1], "Sent again") != NULL, ==,
                           cases[i].again);
        }
      else
        WAIT_FOR (strstr (fixture->escalated->str, key) != NULL);
      assert_no_secret (fixture);
      stop (fixture);
      anlan_clock_set (fixture->clock, NOW);
      /* The bucket of the next case begins full. */
      {
        g_autofree char *path = g_build_filename (fixture->dir, "outbox.db", NULL);

        g_unlink (path);
      }
    }
  g_assert_cmpstr (fixture->troubles->str, ==, "");
}

/* Without a network nothing is lost; once it is there again, the one and the many go out. */
static void
test_no_network (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanOutboxRow) row = NULL;

  soup_server_disconnect (fixture->server);
  g_clear_object (&fixture->server);
  start (fixture, "wecom");
  put (fixture, "first", ANLAN_SEVERITY_HIGH);
  WAIT_FOR (was_tried (fixture, "first", 1));
  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *key = g_strdup_printf ("m-%u", i);

      put (fixture, key, ANLAN_SEVERITY_MEDIUM);
    }
  pass (fixture, 5 * ANLAN_MINUTE);
  WAIT_FOR (strstr (fixture->escalated->str, "first: ") != NULL);
  g_assert_cmpuint (fixture->bodies->len, ==, 0);
  stop (fixture);

  listen_at (fixture, fixture->port);
  start (fixture, "wecom");
  pass (fixture, ANLAN_HOUR);
  WAIT_FOR (is_in (fixture, "m-29", ANLAN_OUTBOX_SENT));
  g_assert_true (is_in (fixture, "first", ANLAN_OUTBOX_SENT));
  g_assert_cmpuint (fixture->bodies->len, ==, 1);
  g_assert_nonnull (strstr (fixture->bodies->pdata[0], "31 messages at once"));
  assert_no_secret (fixture);
}

/* A service that is silent holds back no other channel. */
static void
test_beside (Fixture *fixture, gconstpointer data)
{
  static const char *const script[] = { "silent", "ok", NULL };
  g_autoptr (GPtrArray) channels = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_channel_unref);
  gint64 begun;

  start (fixture, "wecom");
  anlan_sender_set_deadline (fixture->sender, 15000);
  g_ptr_array_add (channels, make_channel (fixture, "wecom"));
  g_ptr_array_add (channels, make_channel (fixture, "webhook"));
  anlan_sender_set_channels (fixture->sender, channels);
  fixture->script = script;
  begun = g_get_monotonic_time ();
  put (fixture, "a", ANLAN_SEVERITY_HIGH);
  WAIT_FOR (fixture->bodies->len == 2);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 10 * G_USEC_PER_SEC);
  /* Stopping does not wait for it either, and what was on its way may have arrived. */
  begun = g_get_monotonic_time ();
  stop (fixture);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 5 * G_USEC_PER_SEC);
  g_assert_true (is_in (fixture, "a", ANLAN_OUTBOX_WAITS) || is_in (fixture, "a", ANLAN_OUTBOX_SENT));
}

static void
test_test (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *how;
    const char *says; /* NULL: it works */
  } cases[] = { { "ok", NULL }, { "invalid", "Copy it anew" }, { "silent", "did not come" } };
  g_autoptr (AnlanChannel) channel = make_channel (fixture, "wecom");
  g_autoptr (GAsyncResult) late = NULL;
  g_autoptr (GError) stopped = NULL;

  start (fixture, "webhook");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *script[] = { cases[i].how, NULL };
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      fixture->script = script;
      anlan_sender_test_async (fixture->sender, channel, result_cb, &result);
      WAIT_FOR (result != NULL);
      g_assert_cmpint (anlan_sender_test_finish (fixture->sender, result, &error), ==, cases[i].says == NULL);
      if (cases[i].says == NULL)
        continue;
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_FAILED);
      g_assert_nonnull (strstr (error->message, cases[i].says));
      g_assert_null (strstr (error->message, TOKEN));
    }
  anlan_sender_stop (fixture->sender);
  anlan_sender_test_async (fixture->sender, channel, result_cb, &late);
  WAIT_FOR (late != NULL);
  g_assert_false (anlan_sender_test_finish (fixture->sender, late, &stopped));
  g_assert_error (stopped, ANLAN_ERROR, ANLAN_ERROR_BUSY);
}

/* To a service that cannot prove who it is nothing is said, and it is tried again: it may be a gateway in between. */
static void
test_impostor (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanOutboxRow) row = NULL;

  soup_server_disconnect (fixture->server);
  g_clear_object (&fixture->server);
  fixture->tls = TRUE;
  listen_at (fixture, 0);
  start (fixture, "wecom");
  anlan_sender_set_deadline (fixture->sender, 10000);
  put (fixture, "m", ANLAN_SEVERITY_HIGH);
  WAIT_FOR (was_tried (fixture, "m", 1));
  row = look (fixture, "m");
  g_assert_cmpint (row->state, ==, ANLAN_OUTBOX_WAITS);
  g_assert_nonnull (strstr (row->last_error, "prove who it is"));
  g_assert_false (row->unsure);
  g_assert_cmpuint (fixture->bodies->len, ==, 0);
}

/* An outbox that cannot be read is told once, and works on once it is mended. */
static void
test_trouble (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "outbox.db", NULL), *told = NULL;
  g_autoptr (GError) error = NULL;
  AnlanDb *db;

  start (fixture, "wecom");
  put (fixture, "before", ANLAN_SEVERITY_HIGH);
  WAIT_FOR (is_in (fixture, "before", ANLAN_OUTBOX_SENT));
  db = anlan_db_open (path, ANLAN_DB_WRITE, &error);
  g_assert_no_error (error);
  g_assert_true (anlan_db_exec (db, "ALTER TABLE channel RENAME TO lost", &error));
  anlan_sender_wake (fixture->sender);
  WAIT_FOR (fixture->troubles->len > 0);
  told = g_strdup (fixture->troubles->str);
  for (guint i = 0; i < 5; i++)
    {
      anlan_sender_wake (fixture->sender);
      g_usleep (20 * 1000);
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpstr (fixture->troubles->str, ==, told);
  g_assert_true (anlan_db_exec (db, "ALTER TABLE lost RENAME TO channel", &error));
  g_assert_no_error (error);
  anlan_db_close (db);
  put (fixture, "after", ANLAN_SEVERITY_HIGH);
  WAIT_FOR (is_in (fixture, "after", ANLAN_OUTBOX_SENT));
}

/* --- kill -9 --------------------------------------------------------------------------------------------------- */

#define ROUNDS 8
#define A_ROUND 4

/* What the child does: puts the messages of its round in, and sends until it is killed. */
static int
run_child (char **argv)
{
  g_autoptr (AnlanClock) clock = anlan_clock_new_fixed (NOW + atoi (argv[3]) * ANLAN_HOUR);
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GPtrArray) channels = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_channel_unref);
  Fixture fixture = { .dir = argv[1], .clock = clock, .zone = zone, .port = (guint)atoi (argv[2]) };
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanOutbox) outbox = anlan_outbox_open (fixture.dir, clock, &error);

  g_assert_no_error (error);
  g_ptr_array_add (channels, make_channel (&fixture, "webhook"));
  for (guint i = 0; i < A_ROUND; i++)
    {
      g_autofree char *key = g_strdup_printf ("r-%s-%u", argv[3], i);
      g_autoptr (AnlanMessage) message = anlan_message_new (key, key, NULL, ANLAN_SEVERITY_HIGH, NOW);

      g_assert_true (anlan_outbox_put (outbox, channels, message, NULL, &error));
    }
  fixture.sender = anlan_sender_new (fixture.dir, clock, zone, &error);
  g_assert_no_error (error);
  anlan_sender_set_channels (fixture.sender, channels);
  while (TRUE)
    g_main_context_iteration (NULL, TRUE);
  return 0;
}

static gboolean
is_put (Fixture *fixture, const char *key)
{
  g_autoptr (AnlanOutboxRow) row = look (fixture, key);

  return row != NULL;
}

/* Under how many different ids the message has come, by itself or in a digest. */
static guint
count_ids (Fixture *fixture, const char *key)
{
  g_autofree char *mark = g_strdup_printf ("\"key\":\"%s\"", key);
  g_autofree char *line = g_strdup_printf (" %s\\n", key), *last = g_strdup_printf (" %s\"", key);
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < fixture->bodies->len; i++)
    if (strstr (fixture->bodies->pdata[i], mark) != NULL ||
        strstr (fixture->bodies->pdata[i], line) != NULL || strstr (fixture->bodies->pdata[i], last) != NULL)
      g_hash_table_add (ids, fixture->headers->pdata[i]);
  return g_hash_table_size (ids);
}

/* What was put in arrives, whenever the program is killed; twice only what was on its way just then, under the same id, so
 * that a receiver can tell, and it says so. */
static void
test_kill (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint twice = 0, again = 0;

  for (guint round = 0; round < ROUNDS; round++)
    {
      g_autofree char *port = g_strdup_printf ("%u", fixture->port), *number = g_strdup_printf ("%u", round);
      g_autoptr (GError) error = NULL;
      g_autoptr (GSubprocess) child = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, self_path, "--child",
                                                        fixture->dir, port, number, NULL);
      g_autofree char *last = g_strdup_printf ("r-%u-%u", round, A_ROUND - 1);
      gint64 until;

      g_assert_no_error (error);
      WAIT_FOR (is_put (fixture, last));
      until = g_get_monotonic_time () + g_test_rand_int_range (0, 40) * 1000;
      WAIT_FOR (g_get_monotonic_time () >= until);
      g_subprocess_force_exit (child);
      g_assert_true (g_subprocess_wait (child, NULL, &error));
    }
  anlan_clock_set (fixture->clock, NOW + ROUNDS * ANLAN_HOUR);
  start (fixture, "webhook");
  anlan_sender_set_deadline (fixture->sender, 20000);
  for (guint round = 0; round < ROUNDS; round++)
    for (guint i = 0; i < A_ROUND; i++)
      {
        g_autofree char *key = g_strdup_printf ("r-%u-%u", round, i);

        WAIT_FOR (is_in (fixture, key, ANLAN_OUTBOX_SENT));
        g_assert_cmpuint (count_ids (fixture, key), ==, 1);
      }
  for (guint i = 0; i < fixture->bodies->len; i++)
    {
      /* A connection of a program that was killed may be heard after that of the next one. */
      twice += !g_hash_table_add (seen, fixture->headers->pdata[i]);
      again += strstr (fixture->bodies->pdata[i], "\"again\":true") != NULL;
    }
  g_assert_cmpuint (again, >=, twice);
  g_test_message ("%u of %u requests came twice after %d kills", twice, fixture->bodies->len, ROUNDS);
  g_assert_cmpuint (twice, <=, ROUNDS);
}

int
main (int argc, char *argv[])
{
#define ADD(name) g_test_add ("/link/sender/" #name, Fixture, NULL, set_up, test_##name, tear_down)
  /* That of the desktop reads settings, which tests have none of. */
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  if (argc > 4 && g_str_equal (argv[1], "--child"))
    return run_child (argv + 1);
  self_path = argv[0];
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD (failures);
  ADD (no_network);
  ADD (beside);
  ADD (test);
  ADD (impostor);
  ADD (trouble);
  ADD (kill);
  return g_test_run ();
}
