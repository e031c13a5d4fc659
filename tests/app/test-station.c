/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-station"

#include "app-fixture.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <signal.h>
#include <string.h>

#include "base/blocking.h"
#include "base/time.h"
#include "camera-card.h"
#include "mapping-dialog.h"
#include "source-dialog.h"
#include "station-child.h"
#include "station-page.h"
#include "station/live.h"
#include "station/wish.h"

/*
 * The station as the window shows and runs it: a real process of its own, real posts over HTTP, real ends.
 */

static AnlanStationChild *
child_of (App *app)
{
  return anlan_desk_get_station (app_desk (app));
}

static AnlanWatchState
state_of (App *app)
{
  return anlan_station_watch_get_state (anlan_station_child_get_watch (child_of (app)));
}

static int
pid_of (App *app)
{
  return anlan_station_watch_get_pid (anlan_station_child_get_watch (child_of (app)), NULL);
}

static guint
free_port (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);

  g_assert_cmpuint (port, !=, 0);
  g_socket_listener_close (listener);
  return port;
}

/* A plant whose station listens where nobody else does. */
static App *
open_plant (guint *port)
{
  App *app = app_open (APP_EMPTY);

  *port = free_port ();
  anlan_station_child_set_listening (child_of (app), "127.0.0.1", *port, FALSE);
  app_show (app, "station");
  return app;
}

/* The station outlives the window: each case ends its own. */
static void
end_station (App *app)
{
  anlan_station_child_set_on (child_of (app), FALSE);
  APP_AWAIT (state_of (app) == ANLAN_WATCH_OFF || state_of (app) == ANLAN_WATCH_NEVER);
}

/* What is answered to a POST; the caller frees it. */
static char *
post_bytes (guint port, const char *path, const char *type, const char *body, gsize size)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *request = g_strdup_printf ("POST %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nContent-Type: %s\r\n"
                                              "Connection: close\r\nContent-Length: %zu\r\n\r\n",
                                              path, port, type, size);
  GOutputStream *out;
  char answer[4096];
  gsize length = 0;

  connection = g_socket_client_connect_to_host (client, "127.0.0.1", (guint16)port, NULL, &error);
  g_assert_no_error (error);
  out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_output_stream_write_all (out, request, strlen (request), NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (out, body, size, NULL, NULL, &error);
  g_assert_no_error (error);
  g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (connection)), answer, sizeof answer - 1,
                           &length, NULL, &error);
  g_assert_no_error (error);
  answer[length] = '\0';
  return g_strdup (answer);
}

static char *
post (guint port, const char *path, const char *body)
{
  return post_bytes (port, path, "application/json", body, strlen (body));
}

static gboolean
page_says (App *app, const char *text)
{
  g_autofree char *texts = app_texts (GTK_WIDGET (app_page (app)));

  return strstr (texts, text) != NULL;
}

static gboolean
dialog_says (App *app, const char *text)
{
  g_autofree char *texts = app_texts (GTK_WIDGET (app_top (app)));

  return strstr (texts, text) != NULL;
}

static const char *
title_of (App *app, const char *id)
{
  return adw_preferences_row_get_title (ADW_PREFERENCES_ROW (app_by_id (GTK_WIDGET (app_top (app)), id)));
}

/* --- switched on, heard, killed, switched off ------------------------------------------------------------------------------ */

static gboolean
has_word (App *app)
{
  const AnlanStationState *facts =
      anlan_station_watch_get_facts (anlan_station_child_get_watch (child_of (app)));

  return facts != NULL && facts->sources->len == 1 &&
         ((const AnlanStationSource *)g_ptr_array_index (facts->sources, 0))->status.items == 2;
}

static void
test_life (void)
{
  guint port;
  g_autoptr (App) app = open_plant (&port);
  g_autofree char *added = app_ctl ("add", app->dir, "source", "name=Box 7", "type=push", NULL),
                  *told = app_ctl ("source", app->dir, "token", "Box 7", "--json", NULL), *path = NULL,
                  *answer = NULL;
  g_autoptr (JsonNode) node = json_from_string (told, NULL);
  int first;

  /* Off until somebody switches it on. */
  app_run (2500);
  g_assert_cmpint (state_of (app), ==, ANLAN_WATCH_NEVER);
  g_assert_false (anlan_station_child_is_on (child_of (app)));
  app_picture (app, "station-never");
  app_press (app, app_by_id (GTK_WIDGET (app_page (app)), "on_row"));
  APP_AWAIT (state_of (app) == ANLAN_WATCH_ON);
  g_assert_true (anlan_station_child_is_ours (child_of (app)));
  first = pid_of (app);

  path = g_strdup (json_object_get_string_member (json_node_get_object (node), "path"));
  answer = post (
      port, path,
      "{\"readings\": [{\"series\": \"tank/1\", \"value\": 1.5}, {\"series\": \"tank/2\", \"value\": 2}]}");
  g_assert_nonnull (strstr (answer, "HTTP/1.1 200"));
  APP_AWAIT (has_word (app));
  app_settle (app);
  g_assert_true (page_says (app, "Box 7"));
  g_assert_true (page_says (app, g_str_equal (app_language (), "en") ? "last word" : "最近消息"));
  app_picture (app, "station-on");

  g_assert_cmpint (kill (first, SIGKILL), ==, 0);
  APP_AWAIT (anlan_station_child_get_trouble (child_of (app)) != NULL);
  APP_AWAIT (gtk_widget_get_visible (app_by_id (GTK_WIDGET (app_page (app)), "trouble_label")));
  app_picture (app, "station-killed");
  APP_AWAIT (state_of (app) == ANLAN_WATCH_ON && pid_of (app) != 0 && pid_of (app) != first);
  APP_AWAIT (anlan_station_child_get_trouble (child_of (app)) == NULL);

  app_press (app, app_by_id (GTK_WIDGET (app_page (app)), "on_row"));
  APP_AWAIT (state_of (app) == ANLAN_WATCH_OFF);
  g_assert_cmpint (pid_of (app), ==, 0);
}

/* --- cameras --------------------------------------------------------------------------------------------------------------- */

/* What a camera may see: a photo of the demo plant, as cameras pack it. */
static char *
make_jpeg (gsize *length)
{
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "..", "data", "demo", "photos", "flange-before.png", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbuf) photo = NULL;
  char *jpeg = NULL;

  anlan_permit_blocking ();
  photo = gdk_pixbuf_new_from_file (path, &error);
  anlan_forbid_blocking ();
  g_assert_no_error (error);
  gdk_pixbuf_save_to_buffer (photo, &jpeg, length, "jpeg", &error, "quality", "80", NULL);
  g_assert_no_error (error);
  return jpeg;
}

static void
camera_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  g_autofree char *jpeg = NULL;
  guint *asked = data;
  gsize length;

  if (!g_str_has_suffix (path, "/picture"))
    {
      soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
      return;
    }
  (*asked)++;
  jpeg = make_jpeg (&length);
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, "image/jpeg", SOUP_MEMORY_COPY, jpeg, length);
}

/* A device that shows the yard to whoever asks. */
static SoupServer *
start_camera (guint *asked, char **address)
{
  SoupServer *server = soup_server_new (NULL, NULL);
  g_autoptr (GError) error = NULL;
  GSList *uris;

  soup_server_add_handler (server, NULL, camera_cb, asked, NULL);
  soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (server);
  *address = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  return server;
}

/* As a camera posts an event with its picture: two hours old by its clock. */
static void
post_picture (guint port, const char *path, const char *event)
{
  gsize length;
  g_autofree char *jpeg = make_jpeg (&length), *answer = NULL, *when = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc (), before = g_date_time_add_hours (now, -2);
  g_autoptr (GString) body = g_string_new (NULL);

  when = g_date_time_format (before, "%Y-%m-%dT%H:%M:%SZ");
  g_string_append_printf (
      body,
      "--MIME_boundary\r\nContent-Disposition: form-data; name=\"event.xml\"\r\nContent-Type: application/xml"
      "\r\n\r\n<EventNotificationAlert version=\"2.0\"><channelID>1</channelID><dateTime>%s</dateTime>"
      "<activePostCount>1</activePostCount><eventType>%s</eventType><eventState>active</eventState>"
      "<channelName>COUR NORD</channelName><detectionPictureTransType>binary</detectionPictureTransType>"
      "<detectionPicturesNumber>1</detectionPicturesNumber></EventNotificationAlert>\r\n--MIME_boundary\r\n"
      "Content-Disposition: form-data; name=\"detectionPicture\"; filename=\"a.jpg\"\r\nContent-Type: "
      "image/jpeg"
      "\r\n\r\n",
      when, event);
  g_string_append_len (body, jpeg, (gssize)length);
  g_string_append (body, "\r\n--MIME_boundary--\r\n");
  answer = post_bytes (port, path, "multipart/form-data; boundary=MIME_boundary", body->str, body->len);
  g_assert_nonnull (strstr (answer, "HTTP/1.1 200"));
}

static AnlanCameraCard *
card_of (App *app, guint i)
{
  g_autoptr (GPtrArray) cards =
      app_find_all (GTK_WIDGET (app_page (app)), app_match_type, GSIZE_TO_POINTER (ANLAN_TYPE_CAMERA_CARD));

  return i < cards->len ? g_ptr_array_index (cards, i) : NULL;
}

static gboolean
card_says (App *app, guint i, const char *text)
{
  AnlanCameraCard *card = card_of (app, i);
  g_autofree char *texts = card != NULL ? app_texts (GTK_WIDGET (card)) : NULL;

  return texts != NULL && strstr (texts, text) != NULL;
}

static gboolean
has_texture (App *app, guint i)
{
  AnlanCameraCard *card = card_of (app, i);

  return card != NULL &&
         gtk_picture_get_paintable (GTK_PICTURE (app_by_type (GTK_WIDGET (card), GTK_TYPE_PICTURE))) != NULL;
}

/* Two cameras at a real station: one whose picture it fetches while somebody looks, and no longer; and one that posted an
 * event with a picture two hours ago, which raised an alarm and was judged false. */
static void
test_cameras (void)
{
  guint port, asked = 0;
  g_autofree char *address = NULL;
  g_autoptr (SoupServer) camera = start_camera (&asked, &address);
  g_autoptr (App) app = open_plant (&port);
  g_autofree char *set = g_strdup_printf ("address=%s", address);
  g_autofree char *told = NULL, *path = NULL;
  g_autoptr (JsonNode) node = NULL;

  g_free (app_ctl ("add", app->dir, "source", "name=A gate", "type=hikvision", set, NULL));
  g_free (app_ctl ("add", app->dir, "source", "name=B yard", "type=hikvision-push",
                   "definition={\"recorder\":\"rtsp://192.0.2.9/tracks/101?starttime={start}\"}", NULL));
  g_free (app_ctl ("add", app->dir, "rule", "title=Somebody is there", "type=detection", "cameras=COUR*",
                   "severity=medium", "response=Look", NULL));
  told = app_ctl ("source", app->dir, "token", "B yard", "--json", NULL);
  node = json_from_string (told, NULL);
  path = g_strdup (json_object_get_string_member (json_node_get_object (node), "path"));
  anlan_station_child_set_on (child_of (app), TRUE);
  APP_AWAIT (state_of (app) == ANLAN_WATCH_ON);
  app_show (app, "cameras");
  APP_AWAIT (card_of (app, 1) != NULL);
  g_assert_false (has_texture (app, 1));
  g_assert_cmpstr (anlan_camera_card_get_age (card_of (app, 1)), ==, _ ("No picture yet"));
  post_picture (port, path, "fielddetection");

  APP_AWAIT (has_texture (app, 0) && !anlan_camera_card_is_stale (card_of (app, 0)));
  APP_AWAIT (has_texture (app, 1));
  g_assert_true (anlan_camera_card_is_stale (card_of (app, 1)));
  APP_AWAIT (card_says (app, 1, "Somebody is there"));
  g_assert_true (card_says (app, 1, anlan_camera_say_type ("intrusion")));
  g_assert_true (card_says (app, 1, _ ("Recording, 15 min before and after")));
  app_settle (app);
  app_picture (app, "cameras");

  /* Nobody looks any more: the last look ends by itself. */
  g_assert_cmpuint (asked, >, 0);
  app_show (app, "today");
  app_settle (app);
  anlan_permit_blocking ();
  {
    g_autoptr (GPtrArray) now = anlan_live_looks (app->dir, anlan_plant_now (app_plant (app)));
    g_autoptr (GPtrArray) later =
        anlan_live_looks (app->dir, anlan_plant_now (app_plant (app)) + 20 * ANLAN_SECOND);

    g_assert_cmpuint (now->len, ==, 1);
    g_assert_cmpuint (later->len, ==, 0);
  }
  anlan_forbid_blocking ();
  app_show (app, "cameras");
  APP_AWAIT (card_of (app, 0) != NULL);
  end_station (app);
  app_settle (app);
  APP_AWAIT (card_says (app, 0, _ ("Nobody listens to it now")));
  soup_server_disconnect (camera);
}

/* It goes on when the window is closed, is known again, and can be ended by the next one. */
static void
test_outlives_the_window (void)
{
  char *root = g_dir_make_tmp ("anlan-station-XXXXXX", NULL);
  g_autofree char *dir = app_make_plant (root, APP_DEMO);
  App *app = app_open_dir (dir);
  int pid;

  anlan_station_child_set_listening (child_of (app), "127.0.0.1", free_port (), FALSE);
  anlan_station_child_set_on (child_of (app), TRUE);
  APP_AWAIT (state_of (app) == ANLAN_WATCH_ON);
  pid = pid_of (app);
  app_close (app);
  g_assert_cmpint (kill (pid, 0), ==, 0);

  app = app_open_kept (root, dir);
  app_show (app, "station");
  APP_AWAIT (state_of (app) == ANLAN_WATCH_ON);
  g_assert_cmpint (pid_of (app), ==, pid);
  g_assert_true (anlan_station_child_is_ours (child_of (app)));
  app_run (3000);
  g_assert_cmpint (pid_of (app), ==, pid);
  end_station (app);
  app_close (app);
}

/* One that somebody else runs is recognised, and never started twice. */
static void
test_of_others (void)
{
  guint port;
  g_autoptr (App) app = open_plant (&port);
  g_autofree char *program = anlan_station_program ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) other = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, program,
                                                    "station", app->dir, "--port", "0", NULL);
  int pid;

  g_assert_no_error (error);
  APP_AWAIT (state_of (app) == ANLAN_WATCH_ON);
  pid = pid_of (app);
  g_assert_cmpint (pid, ==, atoi (g_subprocess_get_identifier (other)));
  g_assert_false (anlan_station_child_is_ours (child_of (app)));
  anlan_station_child_set_on (child_of (app), TRUE);
  app_run (3000);
  g_assert_cmpint (pid_of (app), ==, pid);
  g_assert_null (anlan_station_child_get_trouble (child_of (app)));
  /* Switched off here it goes on there. */
  anlan_station_child_set_on (child_of (app), FALSE);
  app_run (3000);
  g_assert_cmpint (pid_of (app), ==, pid);
  app_settle (app);
  app_picture (app, "station-of-others");
  /* Asked to start anew it ends with what tells systemd to start it again; new secrets reach it without that. */
  anlan_station_child_tell_secrets (child_of (app));
  app_run (3000);
  g_assert_cmpint (pid_of (app), ==, pid);
  app_press (app, app_by_id (GTK_WIDGET (app_page (app)), "restart_button"));
  APP_AWAIT (g_subprocess_get_identifier (other) == NULL);
  g_assert_true (g_subprocess_get_if_exited (other));
  g_assert_cmpint (g_subprocess_get_exit_status (other), ==, ANLAN_WISH_RESTART_STATUS);
}

/* The mapping of a device that posts what nobody understands is made beside what it really sent, without its password. */
static void
test_refused (void)
{
  guint port;
  g_autoptr (App) app = open_plant (&port);
  g_autofree char *told = NULL, *answer = NULL, *definition = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GPtrArray) sources = NULL;

  g_free (app_ctl ("add", app->dir, "source", "name=Box 9", "type=push", NULL));
  told = app_ctl ("source", app->dir, "token", "Box 9", "--json", NULL);
  node = json_from_string (told, NULL);
  anlan_station_child_set_on (child_of (app), TRUE);
  APP_AWAIT (state_of (app) == ANLAN_WATCH_ON);
  answer =
      post (port, json_object_get_string_member (json_node_get_object (node), "path"),
            "{\"password\": \"geheim\", \"sensors\": [{\"id\": \"g1\", \"val\": 28.2, \"u\": \"%LEL\"}]}");
  g_assert_nonnull (strstr (answer, "HTTP/1.1 4"));
  APP_AWAIT (page_says (app, "Box 9"));
  app_settle (app);
  app_press (app, app_by_text (GTK_WIDGET (app_page (app)), GTK_TYPE_BUTTON, _ ("Mapping…")));
  APP_AWAIT (ANLAN_IS_MAPPING_DIALOG (app_top (app)));
  APP_AWAIT (dialog_says (app, "sensors › 0 › val"));
  g_assert_false (dialog_says (app, "geheim"));
  app_settle (app);
  app_picture (app, "mapping-refused");
  app_press (app, app_by_text (GTK_WIDGET (app_top (app)), ADW_TYPE_ACTION_ROW, "28.2"));
  app_press (app, app_by_id (GTK_WIDGET (app_top (app)), "take_button"));
  APP_AWAIT (app_top (app) == GTK_WINDOW (app->window));
  while (sources == NULL || sources->len == 0)
    {
      g_clear_pointer (&sources, g_ptr_array_unref);
      app_run (50);
      sources = app_records (app, "source", "definition IS NOT NULL");
    }
  definition = g_strdup (anlan_record_get_text (g_ptr_array_index (sources, 0), "definition"));
  g_assert_nonnull (strstr (definition, "/val"));
  end_station (app);
}

/* A port that is taken is said with what the station has said, and it is tried again until the port is free. */
static void
test_port_taken (void)
{
  guint port;
  g_autoptr (App) app = open_plant (&port);
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  g_autoptr (GError) error = NULL;

  g_socket_listener_add_address (listener, address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, NULL,
                                 &error);
  g_assert_no_error (error);
  anlan_station_child_set_on (child_of (app), TRUE);
  APP_AWAIT (anlan_station_child_get_trouble (child_of (app)) != NULL);
  {
    g_autofree char *number = g_strdup_printf ("%u", port);

    g_assert_nonnull (strstr (anlan_station_child_get_trouble (child_of (app)), number));
  }
  g_socket_listener_close (listener);
  APP_AWAIT (state_of (app) == ANLAN_WATCH_ON);
  end_station (app);
}

/* What the station says of itself is damaged: that is said, and mended by a station that runs. */
static void
test_damaged (void)
{
  guint port;
  g_autoptr (App) app = open_plant (&port);
  g_autofree char *path = g_build_filename (app->dir, "station.json", NULL);

  anlan_permit_blocking ();
  g_assert_true (g_file_set_contents (path, "{\"alive\": \"yester", -1, NULL));
  APP_AWAIT (state_of (app) == ANLAN_WATCH_SILENT);
  APP_AWAIT (gtk_widget_get_visible (app_by_id (GTK_WIDGET (app_page (app)), "trouble_label")));
  g_assert_true (page_says (app, "station.json"));
  app_picture (app, "station-damaged");
  anlan_station_child_set_on (child_of (app), TRUE);
  APP_AWAIT (state_of (app) == ANLAN_WATCH_ON);
  g_assert_null (anlan_station_watch_get_trouble (anlan_station_child_get_watch (child_of (app))));
  end_station (app);
}

/* --- a source made with the keyboard alone ------------------------------------------------------------------------------------ */

static gboolean
is_done (App *app)
{
  return g_strcmp0 (
             gtk_stack_get_visible_child_name (GTK_STACK (app_by_id (GTK_WIDGET (app_top (app)), "stack"))),
             "done") == 0;
}

static void
test_new_source (void)
{
  guint port;
  g_autoptr (App) app = open_plant (&port);
  g_autoptr (GPtrArray) records = NULL;
  g_autofree char *url = NULL, *answer = NULL;
  const char *hash, *path;

  anlan_station_child_set_on (child_of (app), TRUE);
  APP_AWAIT (state_of (app) == ANLAN_WATCH_ON);
  app_key (app, "ctrl+n");
  APP_AWAIT (ANLAN_IS_SOURCE_DIALOG (app_top (app)));
  app_picture (app, "source-types");
  app_key (app, "Return");
  app_type (app, "Gateway of the tank farm");
  app_picture (app, "source-settings");
  app_key (app, "Return");
  APP_AWAIT (is_done (app));
  app_settle (app);
  url = g_strdup (title_of (app, "token_row"));
  path = strstr (url, "/in/");
  g_assert_nonnull (path);

  records = app_records (app, "source", NULL);
  g_assert_cmpuint (records->len, ==, 1);
  g_assert_cmpstr (anlan_record_label (g_ptr_array_index (records, 0)), ==, "Gateway of the tank farm");
  /* Of the token only its hash is kept. */
  hash = anlan_record_get_text (g_ptr_array_index (records, 0), "token");
  g_assert_nonnull (hash);
  g_assert_null (strstr (hash, path + strlen ("/in/")));

  APP_AWAIT (anlan_station_watch_find_source (anlan_station_child_get_watch (child_of (app)),
                                              ((AnlanRecord *)g_ptr_array_index (records, 0))->id) != NULL);
  answer = post (
      port, path,
      "{\"readings\": [{\"series\": \"tank/1\", \"value\": 1.5}, {\"series\": \"t/2\", \"value\": 2}]}");
  g_assert_nonnull (strstr (answer, "HTTP/1.1 200"));
  APP_AWAIT (has_word (app));
  app_settle (app);
  app_picture (app, "source-done");
  app_key (app, "Return");
  APP_AWAIT (app_top (app) == GTK_WINDOW (app->window));
  app_settle (app);
  g_assert_true (page_says (app, "Gateway of the tank farm"));
  end_station (app);
}

/* --- what it answers, and what is kept of it --------------------------------------------------------------------------------- */

#define PASSWORD "kirschbaum-4711"

/* Answers with one reading, and counts what is posted to it. */
static void
serve_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  static const char body[] =
      "{\"readings\": [{\"series\": \"boiler/1\", \"value\": 81.5, \"unit\": \"°C\"}]}";

  if (g_str_equal (soup_server_message_get_method (message), "POST"))
    (*(guint *)data)++;
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, body, strlen (body));
}

static SoupServer *
serve (guint *posts, char **address)
{
  SoupServer *server = soup_server_new (NULL, NULL);
  g_autoptr (GError) error = NULL;
  GSList *uris;

  soup_server_add_handler (server, NULL, serve_cb, posts, NULL);
  soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (server);
  *address = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  return server;
}

static GtkWidget *
entry_called (App *app, const char *title)
{
  GtkWidget *row = app_by_text (GTK_WIDGET (app_top (app)), ADW_TYPE_ACTION_ROW, title);

  return adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row));
}

/* Whether any file of the folder holds @text. */
static gboolean
is_in_folder (const char *folder, const char *text)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL), *bytes = NULL;
      gsize length;

      if (g_file_test (path, G_FILE_TEST_IS_DIR) ? is_in_folder (path, text)
                                                 : g_file_get_contents (path, &bytes, &length, NULL) &&
                                                       memmem (bytes, length, text, strlen (text)) != NULL)
        return TRUE;
    }
  return FALSE;
}

static void
test_try (void)
{
  gboolean english = g_str_equal (app_language (), "en");
  guint port, posts = 0;
  g_autoptr (App) app = open_plant (&port);
  g_autofree char *address = NULL;
  g_autoptr (SoupServer) server = serve (&posts, &address);
  g_autoptr (GPtrArray) records = NULL;
  const AnlanRecord *record;

  app_activate (app, "win.primary");
  APP_AWAIT (ANLAN_IS_SOURCE_DIALOG (app_top (app)));
  app_press (app, app_by_text (GTK_WIDGET (app_top (app)), ADW_TYPE_ACTION_ROW,
                               english ? "A web address with JSON or CSV" : "提供 JSON 或 CSV 的网址"));
  app_enter (app_by_id (GTK_WIDGET (app_top (app)), "name_row"), "Boiler house");
  /* What is missing is said. */
  app_press (app, app_by_id (GTK_WIDGET (app_top (app)), "keep_button"));
  APP_AWAIT (dialog_says (app, english ? "is missing" : "缺少"));
  app_enter (entry_called (app, english ? "Address" : "地址"), address);
  app_enter (entry_called (app, english ? "Password" : "密码"), PASSWORD);
  app_press (app, app_by_id (GTK_WIDGET (app_top (app)), "try_button"));
  APP_AWAIT (dialog_says (app, "boiler/1: 81.5 °C"));
  app_picture (app, "source-tried");
  app_press (app, app_by_id (GTK_WIDGET (app_top (app)), "keep_button"));
  APP_AWAIT (is_done (app));

  records = app_records (app, "source", NULL);
  g_assert_cmpuint (records->len, ==, 1);
  record = g_ptr_array_index (records, 0);
  g_assert_cmpstr (anlan_record_get_text (record, "address"), ==, address);
  g_assert_cmpstr (anlan_record_get_text (record, "secret"), ==, "password");
  anlan_permit_blocking ();
  g_assert_false (is_in_folder (app->dir, PASSWORD));
  /* The station has it all the same, and reads what stands there. */
  anlan_station_child_set_on (child_of (app), TRUE);
  APP_AWAIT (anlan_station_watch_find_source (anlan_station_child_get_watch (child_of (app)), record->id) !=
                 NULL &&
             anlan_station_watch_find_source (anlan_station_child_get_watch (child_of (app)), record->id)
                     ->status.items == 1);
  end_station (app);
}

/* --- channels -------------------------------------------------------------------------------------------------------------------- */

static void
test_channel (void)
{
  guint port, posts = 0;
  g_autoptr (App) app = open_plant (&port);
  g_autofree char *address = NULL, *definition = NULL, *added = NULL;
  g_autoptr (SoupServer) server = serve (&posts, &address);
  GtkWidget *entry;

  definition = g_strdup_printf ("definition={\"address\": \"%s\"}", address);
  added = app_ctl ("add", app->dir, "channel", "name=Shift leader", "type=gotify", "least=high", definition,
                   NULL);
  app_show (app, "channels");
  APP_AWAIT (page_says (app, "Shift leader"));
  /* Its token is missing: the test says so, and nothing is put in. */
  app_press (app, app_by_text (GTK_WIDGET (app_page (app)), GTK_TYPE_BUTTON,
                               g_str_equal (app_language (), "en") ? "Test" : "测试"));
  APP_AWAIT (page_says (app, "token"));
  app_press (app, app_by_text (GTK_WIDGET (app_page (app)), GTK_TYPE_BUTTON,
                               g_str_equal (app_language (), "en") ? "Secrets…" : "密钥…"));
  APP_AWAIT (app_top (app) != GTK_WINDOW (app->window));
  app_settle (app);
  app_picture (app, "channel-secrets");
  entry = app_by_type (GTK_WIDGET (app_top (app)), GTK_TYPE_PASSWORD_ENTRY);
  app_enter (entry, PASSWORD);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (app_top (app)), "keep");
  gtk_window_close (app_top (app));
  APP_AWAIT (app_top (app) == GTK_WINDOW (app->window));
  app_run (500);
  anlan_station_child_set_on (child_of (app), TRUE);
  APP_AWAIT (state_of (app) == ANLAN_WATCH_ON);
  /* Its row is made anew as the station says what it knows of the channel. */
  app_run (1500);
  app_settle (app);
  app_press (app, app_by_text (GTK_WIDGET (app_page (app)), GTK_TYPE_BUTTON,
                               g_str_equal (app_language (), "en") ? "Test" : "测试"));
  APP_AWAIT (posts == 1);
  APP_AWAIT (page_says (app, g_str_equal (app_language (), "en") ? "Test: sent" : "测试：已发出"));
  app_settle (app);
  app_picture (app, "channels");
  anlan_permit_blocking ();
  g_assert_false (is_in_folder (app->dir, PASSWORD));
  end_station (app);
}

/* Whoever quits is asked whether the watching shall end, too. */
static void
test_quit (void)
{
  guint port;
  g_autoptr (App) app = open_plant (&port);
  int pid;

  anlan_station_child_set_on (child_of (app), TRUE);
  APP_AWAIT (state_of (app) == ANLAN_WATCH_ON);
  pid = pid_of (app);
  app_key (app, "ctrl+q");
  APP_AWAIT (app_top (app) != GTK_WINDOW (app->window));
  app_settle (app);
  app_picture (app, "station-quit");
  app_key (app, "Escape");
  APP_AWAIT (app_top (app) == GTK_WINDOW (app->window));
  g_assert_cmpint (pid_of (app), ==, pid);
  end_station (app);
}

/* --- mapping ---------------------------------------------------------------------------------------------------------------------- */

#define FOREIGN                                                                                              \
  "{\"imei\": \"8612\", \"time\": 1795318956, \"sensors\": ["                                                \
  "{\"id\": \"g1\", \"val\": \"28.2\", \"status\": 2, \"unit\": \"%LEL\"},"                                  \
  "{\"id\": \"g2\", \"val\": 3, \"status\": 0, \"unit\": \"%LEL\"}]}"

static void
on_mapped_cb (AnlanMappingDialog *dialog, const char *profile, char **mapped)
{
  *mapped = g_strdup (profile);
}

static void
test_mapping (void)
{
  guint port;
  g_autoptr (App) app = open_plant (&port);
  AnlanMappingDialog *dialog = anlan_mapping_dialog_new (app_desk (app), NULL, NULL);
  GtkWidget *view, *take;
  g_autofree char *mapped = NULL;
  g_autoptr (GPtrArray) toggles = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *reading;

  g_signal_connect (dialog, "mapped", G_CALLBACK (on_mapped_cb), &mapped);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (app->window));
  gtk_window_present (GTK_WINDOW (dialog));
  APP_AWAIT (app_top (app) == GTK_WINDOW (dialog));
  app_settle (app);
  view = app_by_id (GTK_WIDGET (dialog), "sample_view");
  take = app_by_id (GTK_WIDGET (dialog), "take_button");
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), "no message at all", -1);
  app_run (400);
  g_assert_false (gtk_widget_get_sensitive (take));
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), FOREIGN, -1);
  APP_AWAIT (dialog_says (app, "sensors › 1 › val"));
  /* One value is chosen; name, unit and time stand beside it. */
  app_press (app, app_by_text (GTK_WIDGET (dialog), ADW_TYPE_ACTION_ROW, "28.2"));
  g_assert_true (dialog_says (app, "g1 = 28.2 %LEL"));
  g_assert_true (dialog_says (app, "g2 = 3 %LEL"));
  g_assert_true (gtk_widget_get_sensitive (take));
  app_picture (app, "mapping");

  /* Then the status, and what its words mean. */
  app_press (app, app_by_text (GTK_WIDGET (dialog), ADW_TYPE_ACTION_ROW, "2"));
  toggles = app_find_all (GTK_WIDGET (dialog), app_match_type, GSIZE_TO_POINTER (ADW_TYPE_COMBO_ROW));
  for (guint i = 0; i < toggles->len; i++)
    if (g_str_equal (adw_preferences_row_get_title (g_ptr_array_index (toggles, i)), "2"))
      adw_combo_row_set_selected (g_ptr_array_index (toggles, i), 2);
    else if (g_str_equal (adw_preferences_row_get_title (g_ptr_array_index (toggles, i)), "0"))
      adw_combo_row_set_selected (g_ptr_array_index (toggles, i), 0);
  app_settle (app);
  app_picture (app, "mapping-words");
  app_press (app, take);
  APP_AWAIT (mapped != NULL);
  node = json_from_string (mapped, NULL);
  g_assert_nonnull (node);
  reading = json_array_get_object_element (
      json_object_get_array_member (json_node_get_object (node), "readings"), 0);
  g_assert_cmpstr (json_object_get_string_member (reading, "items"), ==, "/sensors");
  g_assert_cmpstr (json_object_get_string_member (reading, "value"), ==, "/val");
  g_assert_cmpstr (json_object_get_string_member (reading, "series"), ==, "{/id}");
  g_assert_cmpstr (json_object_get_string_member (reading, "unit"), ==, "{/unit}");
  g_assert_cmpstr (json_object_get_string_member (reading, "ts"), ==, "$/time");
  g_assert_cmpstr (json_object_get_string_member (reading, "quality"), ==, "/status");
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (reading, "words"), "2"), ==,
                   "bad");
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (reading, "words"), "0"), ==,
                   "good");
}

/* --- preferences -------------------------------------------------------------------------------------------------------------------- */

static void
test_preferences (void)
{
  guint port;
  g_autoptr (App) app = open_plant (&port);
  GtkWidget *row;

  app_activate (app, "app.preferences-page::station");
  APP_AWAIT (app_top (app) != GTK_WINDOW (app->window));
  app_settle (app);
  app_picture (app, "station-preferences");
  row = app_by_id (GTK_WIDGET (app_top (app)), "port_row");
  app_enter (row, "70000");
  g_signal_emit_by_name (row, "apply");
  g_assert_cmpuint (anlan_station_child_get_port (child_of (app)), ==, port);
  app_enter (row, "8799");
  g_signal_emit_by_name (row, "apply");
  g_assert_cmpuint (anlan_station_child_get_port (child_of (app)), ==, 8799);
  app_press (app, app_by_id (GTK_WIDGET (app_top (app)), "tls_row"));
  g_assert_true (anlan_station_child_get_tls (child_of (app)));
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  /* A keyring that is started for us asks for a password that nobody types: there is none, and the file has to do. */
  g_setenv ("SECRET_SERVICE_BUS_NAME", "io.github.anlan.NoKeyring", TRUE);
  g_test_add_func ("/app/station/life", test_life);
  g_test_add_func ("/app/station/outlives-the-window", test_outlives_the_window);
  g_test_add_func ("/app/station/of-others", test_of_others);
  g_test_add_func ("/app/station/port-taken", test_port_taken);
  g_test_add_func ("/app/station/refused", test_refused);
  g_test_add_func ("/app/station/damaged", test_damaged);
  g_test_add_func ("/app/station/cameras", test_cameras);
  g_test_add_func ("/app/station/new-source", test_new_source);
  g_test_add_func ("/app/station/try", test_try);
  g_test_add_func ("/app/station/channel", test_channel);
  g_test_add_func ("/app/station/quit", test_quit);
  g_test_add_func ("/app/station/mapping", test_mapping);
  g_test_add_func ("/app/station/preferences", test_preferences);
  return g_test_run ();
}
