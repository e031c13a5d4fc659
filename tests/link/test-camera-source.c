/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "link/camera-source.h"

#include <libsoup/soup.h>
#include <string.h>

#include "base/error.h"
#include "link-fixture.h"

#define EVENT                                                                                                \
  "<EventNotificationAlert><channelID>1</channelID><dateTime>2026-11-20T08:59:58+08:00</dateTime>"           \
  "<eventType>linedetection</eventType><eventState>active</eventState>"                                      \
  "<detectionPicturesNumber>1</detectionPicturesNumber></EventNotificationAlert>"
#define JPEG "\xFF\xD8\xFF\xE0picture\xFF\xD9"

/* A camera that asks for digest sign-in, streams what it is told to, and ends the stream where a case says so. */
typedef struct
{
  LinkFixture link;
  SoupServer *server;
  guint port;
  const char *stream;
  gboolean ends;
  guint calls;
  guint snapshots;
  const char *snapshot; /* path that has one */
  guint pictures;
} CameraFixture;

static char *
password_cb (SoupAuthDomain *domain, SoupServerMessage *message, const char *user, gpointer data)
{
  return g_str_equal (user, "admin") ? soup_auth_domain_digest_encode_password ("admin", "camera", "geheim")
                                     : NULL;
}

static void
serve_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  CameraFixture *fixture = data;

  if (g_str_has_suffix (path, "/picture") || g_str_has_suffix (path, "/snapshot.cgi"))
    {
      fixture->snapshots++;
      soup_server_message_set_status (message, g_strcmp0 (path, fixture->snapshot) == 0 ? 200 : 404, NULL);
      if (g_strcmp0 (path, fixture->snapshot) == 0)
        soup_server_message_set_response (message, "image/jpeg", SOUP_MEMORY_STATIC, JPEG, strlen (JPEG));
      return;
    }
  fixture->calls++;
  soup_server_message_set_status (message, 200, NULL);
  soup_message_headers_set_encoding (soup_server_message_get_response_headers (message),
                                     SOUP_ENCODING_CHUNKED);
  soup_message_headers_set_content_type (soup_server_message_get_response_headers (message),
                                         "multipart/mixed; boundary=boundary", NULL);
  soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_STATIC,
                            fixture->stream, strlen (fixture->stream));
  if (fixture->ends)
    soup_message_body_complete (soup_server_message_get_response_body (message));
}

static void
set_up (CameraFixture *fixture, gconstpointer data)
{
  g_autoptr (SoupAuthDomain) domain = soup_auth_domain_digest_new ("realm", "camera", NULL);
  g_autoptr (GError) error = NULL;
  GSList *uris;

  link_set_up (&fixture->link, data);
  fixture->stream = "";
  fixture->server = soup_server_new (NULL, NULL);
  soup_auth_domain_add_path (domain, "/");
  soup_auth_domain_digest_set_auth_callback (domain, password_cb, NULL, NULL);
  soup_server_add_auth_domain (fixture->server, domain);
  soup_server_add_handler (fixture->server, NULL, serve_cb, fixture, NULL);
  soup_server_listen_local (fixture->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (fixture->server);
  fixture->port = (guint)g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
}

static void
tear_down (CameraFixture *fixture, gconstpointer data)
{
  link_tear_down (&fixture->link, data);
  soup_server_disconnect (fixture->server);
  g_object_unref (fixture->server);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static gboolean
picture_cb (const void *bytes, gsize length, gpointer data, char **sha256, GError **error)
{
  ((CameraFixture *)data)->pictures++;
  *sha256 = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, length);
  return TRUE;
}

static void
begin (CameraFixture *fixture, const char *type, const char *password)
{
  link_make (
      &fixture->link, type,
      "{\"url\":\"http://127.0.0.1:%u\",\"user\":\"admin\",\"password\":\"%s\",\"zones\":{\"1\":\"Z-04\"}}",
      fixture->port, password);
  anlan_camera_source_set_pictures (ANLAN_CAMERA_SOURCE (fixture->link.source), picture_cb, fixture);
  anlan_source_start (fixture->link.source);
}

static gboolean
is_stored (LinkFixture *link, gpointer data)
{
  g_autofree char *lines = link_detections (link);

  return strstr (lines, data) != NULL;
}

/* An event with its picture comes through the endless stream and is stored. */
static void
test_hikvision (CameraFixture *fixture, gconstpointer data)
{
  g_auto (AnlanSourceStatus) status = { 0 };

  fixture->stream = "--boundary\r\nContent-Type: application/xml\r\n\r\n" EVENT
                    "\r\n--boundary\r\nContent-Type: image/jpeg\r\n\r\n" JPEG "\r\n--boundary\r\n";
  begin (fixture, "hikvision", "geheim");
  link_wait (&fixture->link, is_stored, (gpointer) "line-crossed");
  g_assert_cmpuint (fixture->pictures, ==, 1);
  g_assert_cmpuint (fixture->calls, ==, 1);
  link_status (&fixture->link, &status);
  g_assert_cmpint (status.state, ==, ANLAN_SOURCE_RUNNING);
  g_assert_cmpuint (status.errors, ==, 0);
}

/* One part makes no sense: that is said, and the next one counts. */
static void
test_dahua (CameraFixture *fixture, gconstpointer data)
{
  g_auto (AnlanSourceStatus) status = { 0 };

  fixture->stream = "--boundary\r\nContent-Type: text/plain\r\nContent-Length:5\r\n\r\nwhat?\r\n"
                    "--boundary\r\nContent-Type: text/plain\r\n\r\n"
                    "Code=FireDetection;action=Start;index=0;data={}\r\n--boundary\r\n";
  begin (fixture, "dahua", "geheim");
  link_wait (&fixture->link, is_stored, (gpointer) "fire");
  link_status (&fixture->link, &status);
  g_assert_cmpuint (status.errors, ==, 1);
  g_assert_cmpuint (fixture->calls, ==, 1);
}

static gboolean
called_again (LinkFixture *link, gpointer data)
{
  return ((CameraFixture *)data)->calls >= 2;
}

/* A stream that ends is an error, and the camera is called again. */
static void
test_again (CameraFixture *fixture, gconstpointer data)
{
  g_auto (AnlanSourceStatus) status = { 0 };

  fixture->stream = "--boundary\r\n";
  fixture->ends = TRUE;
  begin (fixture, "hikvision", "geheim");
  link_wait (&fixture->link, called_again, fixture);
  link_status (&fixture->link, &status);
  g_assert_cmpuint (status.errors, >=, 1);
  g_assert_nonnull (strstr (status.last_error, "ended the connection"));
}

static void
test_denied (CameraFixture *fixture, gconstpointer data)
{
  g_auto (AnlanSourceStatus) status = { 0 };

  begin (fixture, "hikvision", "wrong");
  link_wait_errors (&fixture->link, 1);
  link_status (&fixture->link, &status);
  g_assert_nonnull (strstr (status.last_error, "password"));
  g_assert_null (strstr (status.last_error, "wrong"));
  g_assert_cmpuint (fixture->calls, ==, 0);
}

static void
test_settings (CameraFixture *fixture, gconstpointer data)
{
  static const char *const bad[] = { "{}",
                                     "{\"url\":\"192.168.1.64\"}",
                                     "{\"url\":\"ftp://h\"}",
                                     "{\"url\":\"http://admin:geheim@h\"}",
                                     "{\"url\":\"http://h\",\"silence\":1}",
                                     "{\"url\":\"http://h\",\"types\":\"[\"}" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *sentence = link_refusal (&fixture->link, i % 2 ? "dahua" : "hikvision", "%s", bad[i]);

      g_assert_null (strstr (sentence, "geheim"));
    }
}

static void
result_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

/* From the camera itself, from a recorder, from none. */
static void
test_snapshot (CameraFixture *fixture, gconstpointer data)
{
  static const struct
  {
    AnlanCameraMake make;
    const char *path;
    const char *password;
    guint asked;
    int code; /* -1: a picture */
  } cases[] = {
    { ANLAN_CAMERA_HIKVISION, "/ISAPI/Streaming/channels/101/picture", "geheim", 1, -1 },
    { ANLAN_CAMERA_HIKVISION, "/ISAPI/ContentMgmt/StreamingProxy/channels/101/picture", "geheim", 2, -1 },
    { ANLAN_CAMERA_HIKVISION, NULL, "geheim", 2, ANLAN_ERROR_NOT_FOUND },
    { ANLAN_CAMERA_HIKVISION, NULL, "wrong", 0, ANLAN_ERROR_DENIED },
    { ANLAN_CAMERA_DAHUA, "/cgi-bin/snapshot.cgi", "geheim", 1, -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/", fixture->port);
      g_autoptr (JsonObject) settings = json_object_new ();
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GError) error = NULL;

      fixture->snapshot = cases[i].path;
      fixture->snapshots = 0;
      json_object_set_string_member (settings, "url", url);
      json_object_set_string_member (settings, "user", "admin");
      json_object_set_string_member (settings, "password", cases[i].password);
      anlan_camera_snapshot_async (cases[i].make, settings, 1, NULL, result_cb, &result);
      while (result == NULL)
        g_main_context_iteration (NULL, TRUE);
      bytes = anlan_camera_snapshot_finish (result, &error);
      g_assert_cmpint (bytes != NULL, ==, cases[i].code < 0);
      if (bytes == NULL)
        g_assert_error (error, ANLAN_ERROR, cases[i].code);
      g_assert_cmpuint (fixture->snapshots, ==, cases[i].asked);
    }
}

int
main (int argc, char *argv[])
{
#define ADD(name)                                                                                            \
  g_test_add ("/link/camera-source/" #name, CameraFixture, NULL, set_up, test_##name, tear_down)
  /* That of the desktop reads settings, which tests have none of. */
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD (hikvision);
  ADD (dahua);
  ADD (again);
  ADD (denied);
  ADD (settings);
  ADD (snapshot);
  return g_test_run ();
}
