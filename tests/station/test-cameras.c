/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* A station and a camera that is asked for what it sees: at an alarm, and while somebody looks. The camera wants digest
 * sign-in, and gives pictures, halves of them, too much, something else, or nothing. */

#include <libsoup/soup.h>
#include <string.h>

#include "base/error.h"
#include "base/time.h"
#include "model/query.h"
#include "plant-fixture.h"
#include "station-fixture.h"
#include "station/live.h"
#include "station/recording.h"
#include "station/station.h"
#include "station/wish.h"
#include "store/files.h"

#define HUGE_SIZE (200 * 1024 * 1024)

typedef enum
{
  GOOD,
  CUT,      /* the connection ends within the picture */
  CUT_OPEN, /* the same, and its length was not told before */
  SLOW,     /* nothing, for longer than is waited */
  TEXT,     /* a page that says what is wrong */
  VAST,
  NONE, /* 404 */
} Manner;

typedef struct
{
  Station base;
  AnlanSecrets *secrets;
  AnlanStation *station;
  SoupServer *server;
  guint port;
  Manner manner;
  guint asked;  /* for pictures, once signed in */
  guint denied; /* with a wrong password */
  gsize sent;   /* of VAST; atomic */
  char *jpeg;
  gsize length;
  char *zone, *camera, *token; /* ids; the address of who posts readings */
  guint restarts;
} Yard;

/* --- the camera ---------------------------------------------------------------------------------------------------- */

static char *
password_cb (SoupAuthDomain *domain, SoupServerMessage *message, const char *user, gpointer data)
{
  return g_str_equal (user, "admin") ? soup_auth_domain_digest_encode_password ("admin", "camera", "geheim")
                                     : NULL;
}

typedef struct
{
  Yard *yard;
  GIOStream *stream;
  Manner manner;
} Rude;

/* What no server would do is done on the bare connection. */
static gpointer
rude_thread (gpointer data)
{
  Rude *rude = data;
  GOutputStream *out = g_io_stream_get_output_stream (rude->stream);
  g_autofree char *head = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n%s%zu\r\n\r\n",
                                           rude->manner == CUT_OPEN ? "X-Size: " : "Content-Length: ",
                                           rude->manner == VAST ? (gsize)HUGE_SIZE : rude->yard->length);
  g_autofree char *piece = g_malloc0 (1024 * 1024);

  g_output_stream_write_all (out, head, strlen (head), NULL, NULL, NULL);
  g_output_stream_write_all (out, rude->yard->jpeg, rude->yard->length / 2, NULL, NULL, NULL);
  for (gsize sent = 0; rude->manner == VAST && sent < HUGE_SIZE; sent += 1024 * 1024)
    {
      if (!g_output_stream_write_all (out, piece, 1024 * 1024, NULL, NULL, NULL))
        break;
      g_atomic_pointer_add (&rude->yard->sent, 1024 * 1024);
    }
  g_io_stream_close (rude->stream, NULL, NULL);
  g_object_unref (rude->stream);
  g_free (rude);
  return NULL;
}

static void
be_rude (Yard *yard, SoupServerMessage *message)
{
  Rude *rude = g_new0 (Rude, 1);

  rude->yard = yard;
  rude->manner = yard->manner;
  rude->stream = soup_server_message_steal_connection (message);
  g_thread_unref (g_thread_new ("rude", rude_thread, rude));
}

static void
give_picture (Yard *yard, SoupServerMessage *message)
{
  yard->asked++;
  soup_server_message_set_status (message, yard->manner == NONE ? 404 : 200, NULL);
  if (yard->manner == GOOD)
    soup_server_message_set_response (message, "image/jpeg", SOUP_MEMORY_COPY, yard->jpeg, yard->length);
  else if (yard->manner == TEXT)
    soup_server_message_set_response (message, "text/html", SOUP_MEMORY_STATIC, "<p>Device busy", 14);
  else if (yard->manner == SLOW)
    soup_server_message_pause (message);
  else if (yard->manner != NONE)
    be_rude (yard, message);
}

/* Its events: none, for ever. */
static void
serve_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  if (g_str_has_suffix (path, "/picture"))
    {
      give_picture (data, message);
      return;
    }
  soup_server_message_set_status (message, 200, NULL);
  soup_message_headers_set_encoding (soup_server_message_get_response_headers (message),
                                     SOUP_ENCODING_CHUNKED);
  soup_message_headers_set_content_type (soup_server_message_get_response_headers (message),
                                         "multipart/mixed; boundary=boundary", NULL);
  soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_STATIC,
                            "--boundary\r\n", 12);
}

static void
start_camera (Yard *yard)
{
  g_autoptr (SoupAuthDomain) domain = soup_auth_domain_digest_new ("realm", "camera", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "station", "data", "yard.jpg", NULL);
  g_autoptr (GError) error = NULL;
  GSList *uris;

  g_file_get_contents (path, &yard->jpeg, &yard->length, &error);
  g_assert_no_error (error);
  yard->server = soup_server_new (NULL, NULL);
  soup_auth_domain_add_path (domain, "/");
  soup_auth_domain_digest_set_auth_callback (domain, password_cb, NULL, NULL);
  soup_server_add_auth_domain (yard->server, domain);
  soup_server_add_handler (yard->server, NULL, serve_cb, yard, NULL);
  soup_server_listen_local (yard->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (yard->server);
  yard->port = (guint)g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
}

/* --- the plant ----------------------------------------------------------------------------------------------------- */

static void
restart_cb (AnlanStation *station, Yard *yard)
{
  yard->restarts++;
}

static void
start (Yard *yard)
{
  const AnlanStationOptions options = { .address = "127.0.0.1", .secrets = yard->secrets };
  g_autoptr (GError) error = NULL;

  yard->station = anlan_station_new (yard->base.plant, &options);
  g_signal_connect (yard->station, "restart", G_CALLBACK (restart_cb), yard);
  anlan_station_start (yard->station, &error);
  g_assert_no_error (error);
}

static void
stop (Yard *yard)
{
  anlan_station_stop (yard->station);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (yard->station);
  yard->station = NULL;
}

static void
keep_password (Yard *yard, const char *password)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_station_keep_secret (yard->base.plant, yard->secrets, yard->camera, "password",
                                            password, &error));
  g_assert_no_error (error);
}

static void
set_up (Yard *yard, gconstpointer data)
{
  g_autofree char *secrets = NULL, *url = NULL, *series = NULL, *rule = NULL, *box = NULL;

  station_set_up (&yard->base, data);
  start_camera (yard);
  secrets = g_build_filename (yard->base.base.dir, "..", "secrets", NULL);
  yard->secrets = anlan_secrets_new_file (secrets);
  url = g_strdup_printf ("http://127.0.0.1:%u", yard->port);
  yard->zone = station_add (&yard->base, TRUE, "zone", "name", "Yard", NULL);
  yard->camera = station_add (
      &yard->base, TRUE, "source", "name", "Gate", "type", "hikvision", "address", url, "zone", yard->zone,
      "secret", "password", "definition",
      "{\"user\":\"admin\",\"snapshot_timeout\":1,\"recorder\":\"http://nvr/cgi-bin/loadfile.cgi?"
      "action=startLoad&channel={channel}&startTime={start_local}&endTime={end_local}\"}",
      NULL);
  series =
      station_add (&yard->base, TRUE, "series", "name", "gas/1", "title", "Gas", "zone", yard->zone, NULL);
  rule = station_add (&yard->base, TRUE, "rule", "title", "Gas", "type", "level", "series", "gas/1", "bound",
                      "60", "response", "Look", "severity", "high", "danger", "combustible", NULL);
  box = station_add (&yard->base, TRUE, "source", "name", "Box", "type", "push", NULL);
  yard->token = anlan_station_make_token (yard->base.plant, box, NULL);
  keep_password (yard, "geheim");
  start (yard);
}

static void
tear_down (Yard *yard, gconstpointer data)
{
  stop (yard);
  soup_server_disconnect (yard->server);
  g_clear_object (&yard->server);
  g_object_unref (yard->secrets);
  station_tear_down (&yard->base, data);
  anlan_station_forget_token (yard->token);
  g_free (yard->jpeg);
  g_free (yard->zone);
  g_free (yard->camera);
}

/* The camera is of this thread, so that it goes on to answer meanwhile. At most 20 s. */
static void
wait_until (Yard *yard, gboolean (*done) (Yard *yard))
{
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  while (!done (yard))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      while (g_main_context_iteration (NULL, FALSE))
        continue;
      g_usleep (2000);
    }
}

/* --- while somebody looks -------------------------------------------------------------------------------------------- */

static void
look (Yard *yard, const char *source, guint channel)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_live_look (yard->base.dir, source, channel,
                                  anlan_plant_now (yard->base.plant) + 15 * ANLAN_SECOND, &error));
  g_assert_no_error (error);
}

static void
read_live (Yard *yard, const char *source, guint channel, AnlanLive *live)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_live_read (yard->base.dir, source, channel, live, &error));
  g_assert_no_error (error);
}

static gboolean
is_seen (Yard *yard)
{
  g_auto (AnlanLive) live = { 0 };

  read_live (yard, yard->camera, ANLAN_LIVE_USUAL, &live);
  return live.picture != NULL;
}

static gboolean
is_in_trouble (Yard *yard)
{
  g_auto (AnlanLive) live = { 0 };

  read_live (yard, yard->camera, ANLAN_LIVE_USUAL, &live);
  return live.trouble != NULL;
}

/* Nobody looks, nobody asks; then it is seen, and what is wrong stands beside the last picture. */
static void
test_live (Yard *yard, gconstpointer data)
{
  g_auto (AnlanLive) live = { 0 };

  g_assert_cmpuint (yard->asked, ==, 0);
  look (yard, yard->camera, ANLAN_LIVE_USUAL);
  wait_until (yard, is_seen);
  read_live (yard, yard->camera, ANLAN_LIVE_USUAL, &live);
  g_assert_cmpmem (g_bytes_get_data (live.picture, NULL), g_bytes_get_size (live.picture), yard->jpeg,
                   yard->length);
  g_assert_cmpint (live.seen, ==, FIXTURE_NOW);
  g_assert_null (live.trouble);
  g_assert_cmpuint (yard->asked, ==, 1);
  anlan_live_clear (&live);
  yard->manner = TEXT;
  wait_until (yard, is_in_trouble);
  g_assert_true (is_seen (yard));
}

static gboolean
is_foreign_told (Yard *yard)
{
  g_auto (AnlanLive) live = { 0 };

  read_live (yard, "0192f0c8-0000-7000-8000-000000000001", 1, &live);
  return live.trouble != NULL && live.picture == NULL;
}

static void
test_live_none (Yard *yard, gconstpointer data)
{
  look (yard, "0192f0c8-0000-7000-8000-000000000001", 1);
  wait_until (yard, is_foreign_told);
  g_assert_cmpuint (yard->asked, ==, 0);
}

/* --- wishes ------------------------------------------------------------------------------------------------------------ */

/* A new password counts without a restart, whoever has started the station. */
static void
test_secrets (Yard *yard, gconstpointer data)
{
  stop (yard);
  keep_password (yard, "old");
  start (yard);
  look (yard, yard->camera, ANLAN_LIVE_USUAL);
  wait_until (yard, is_in_trouble);
  g_assert_cmpuint (yard->asked, ==, 0);
  keep_password (yard, "geheim");
  wait_until (yard, is_seen);
}

static gboolean
is_restarted (Yard *yard)
{
  return yard->restarts > 0;
}

/* What was wished before it started is no wish to it. */
static void
test_restart (Yard *yard, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_wish_make (yard->base.dir, ANLAN_WISH_RESTART, &error));
  wait_until (yard, is_restarted);
  stop (yard);
  yard->restarts = 0;
  start (yard);
  look (yard, yard->camera, ANLAN_LIVE_USUAL);
  wait_until (yard, is_seen);
  g_assert_cmpuint (yard->restarts, ==, 0);
  g_assert_true (anlan_wish_make (yard->base.dir, ANLAN_WISH_RESTART, &error));
  wait_until (yard, is_restarted);
  g_assert_cmpuint (yard->restarts, ==, 1);
}

/* --- at an alarm --------------------------------------------------------------------------------------------------------- */

static void
post_gas (Yard *yard, double value)
{
  guint16 port = anlan_listener_get_port (anlan_station_get_listener (yard->station));
  g_autofree char *body =
      g_strdup_printf ("[{\"series\":\"gas/1\",\"ts\":%" G_GINT64_FORMAT ",\"value\":%g}]",
                       anlan_plant_now (yard->base.plant), value);
  g_autofree char *answer =
      wire_ask (port, "POST /in/%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %zu\r\n\r\n%s", yard->token,
                strlen (body), body);

  g_assert_cmpuint (wire_status (answer), ==, 200);
}

/* The alarm's record, or NULL. */
static AnlanRecord *
find_alarm (Yard *yard)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("alarm");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = anlan_plant_find (yard->base.plant, query, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (records->len, <=, 1);
  return records->len > 0 ? g_ptr_array_steal_index (records, 0) : NULL;
}

static gboolean
has_recording (Yard *yard)
{
  g_autoptr (AnlanRecord) alarm = find_alarm (yard);

  return alarm != NULL && anlan_record_get_text (alarm, "recordings") != NULL;
}

static gboolean
has_picture (Yard *yard)
{
  g_autoptr (AnlanRecord) alarm = find_alarm (yard);

  return alarm != NULL && anlan_record_get_text (alarm, "pictures") != NULL;
}

/* What the camera's source says is wrong. */
static char *
trouble_of (Yard *yard)
{
  g_autoptr (GPtrArray) list = anlan_station_list_sources (yard->station);

  for (guint i = 0; i < list->len; i++)
    {
      const AnlanStationSource *source = g_ptr_array_index (list, i);

      if (g_str_equal (source->id, yard->camera))
        return g_strdup (source->status.last_error);
    }
  return NULL;
}

static gboolean
is_complained (Yard *yard)
{
  g_autofree char *trouble = trouble_of (yard);

  return trouble != NULL;
}

/* The picture is a file of the plant and stands with the alarm, and so does the way to its recording, in the time of the zone. */
static void
test_alarm (Yard *yard, gconstpointer data)
{
  g_autoptr (AnlanRecord) alarm = NULL;
  g_auto (AnlanValue) list = ANLAN_VALUE_INIT;
  g_auto (GStrv) names = NULL;
  g_autofree char *stored = NULL, *bytes = NULL;
  gsize n;

  post_gas (yard, 61);
  wait_until (yard, has_picture);
  wait_until (yard, has_recording);
  alarm = find_alarm (yard);
  anlan_value_set_text (&list, anlan_record_get_text (alarm, "pictures"));
  names = anlan_value_get_items (&list);
  g_assert_cmpuint (g_strv_length (names), ==, 1);
  stored = anlan_files_path (anlan_plant_get_store (yard->base.plant), names[0]);
  g_assert_true (g_file_get_contents (stored, &bytes, &n, NULL));
  g_assert_cmpmem (bytes, n, yard->jpeg, yard->length);
  /* 01:00 UTC is 09:00 there. */
  g_assert_cmpstr (anlan_record_get_text (alarm, "recordings"), ==,
                   "Gate: http://nvr/cgi-bin/loadfile.cgi?action=startLoad&channel=1&startTime="
                   "2026-11-20%2008:45:00&endTime=2026-11-20%2009:15:00");
  /* It is asked once for an alarm, and its repeats bring nothing. */
  g_assert_cmpuint (yard->asked, ==, 1);
}

/* A camera that gives no picture is said to, and the alarm stands. */
static void
test_alarm_without (Yard *yard, gconstpointer data)
{
  static const struct
  {
    Manner manner;
    const char *said;
    guint asked;
  } cases[] = {
    { CUT, "cannot be read", 2 },     { CUT_OPEN, "was cut", 1 }, { SLOW, "did not answer in full", 2 },
    { TEXT, "without a picture", 2 }, { VAST, "16 MiB", 2 },      { NONE, "nothing at this address", 2 },
  };
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *trouble = NULL;
  g_autoptr (AnlanRecord) alarm = NULL;

  yard->manner = cases[i].manner;
  post_gas (yard, 61);
  wait_until (yard, is_complained);
  wait_until (yard, has_recording);
  trouble = trouble_of (yard);
  g_assert_nonnull (strstr (trouble, cases[i].said));
  g_assert_null (strstr (trouble, "geheim"));
  g_assert_cmpuint (yard->asked, ==, cases[i].asked);
  g_assert_false (has_picture (yard));
  /* What is too much is left where it is. */
  g_assert_cmpuint (g_atomic_pointer_get (&yard->sent), <, 2 * 40 * 1024 * 1024);
}

/* --- addresses of recordings ---------------------------------------------------------------------------------------------- */

/* 2026-11-22T05:09:16Z, from a quarter of an hour before it to one after. */
static void
test_recording (void)
{
  static const struct
  {
    const char *template;
    gint64 offset;
    const char *zone;
    const char *address;
  } cases[] = {
    { "rtsp://r/Streaming/tracks/{channel}01?starttime={start}&endtime={end}", 0, NULL,
      "rtsp://r/Streaming/tracks/301?starttime=20261122T045416Z&endtime=20261122T052416Z" },
    /* The device is ten minutes slow: what it has of then is found under an earlier time. */
    { "{start_s} {end_s}", 10 * ANLAN_MINUTE, NULL, "1795322656 1795324456" },
    { "s={start_local}&e={end_local}", 0, "Asia/Shanghai",
      "s=2026-11-22%2012:54:16&e=2026-11-22%2013:24:16" },
    { "{start_wall}/{end_wall}", -ANLAN_HOUR, "Asia/Shanghai", "20261122T135416Z/20261122T142416Z" },
    { "rtsp://r/{other}{start", 0, NULL, "rtsp://r/{other}{start" },
  };
  const gint64 at = G_GINT64_CONSTANT (1795324156000);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GTimeZone) zone = cases[i].zone != NULL ? g_time_zone_new_identifier (cases[i].zone) : NULL;
      g_autofree char *address = anlan_recording_address (cases[i].template, 3, at - ANLAN_RECORDING_AROUND,
                                                          at + ANLAN_RECORDING_AROUND, cases[i].offset, zone);

      g_assert_cmpstr (address, ==, cases[i].address);
    }
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*run) (Yard *yard, gconstpointer data);
  } tests[] = {
    { "/station/cameras/live", test_live },       { "/station/cameras/live/none", test_live_none },
    { "/station/cameras/secrets", test_secrets }, { "/station/cameras/restart", test_restart },
    { "/station/cameras/alarm", test_alarm },
  };

  /* That of the desktop reads settings, which tests have none of. */
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Yard, NULL, set_up, tests[i].run, tear_down);
  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *path = g_strdup_printf ("/station/cameras/alarm/without/%u", i);

      g_test_add (path, Yard, GUINT_TO_POINTER (i), set_up, test_alarm_without, tear_down);
    }
  g_test_add_func ("/station/cameras/recording", test_recording);
  return g_test_run ();
}
