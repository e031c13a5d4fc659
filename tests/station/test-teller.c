/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* From alarms into the outbox: who is told, once, whatever ends the program and however slow the other side is. */

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <libsoup/soup.h>

#include "base/error.h"
#include "base/paths.h"
#include "base/time.h"
#include "link/outbox.h"
#include "link/output.h"
#include "monitor/alarms.h"
#include "monitor/station-kinds.h"
#include "station-fixture.h"
#include "station/state.h"
#include "station/station.h"

/* 2026-11-20T01:00:00Z: a Friday, 09:00 in Shanghai. */
#define NOW G_GINT64_CONSTANT (1795136400000)

static const char *program;

typedef struct
{
  char *root, *dir, *desk, *home;
  AnlanClock *clock;
  AnlanPlant *plant;
  AnlanSecrets *secrets;
  AnlanStation *station;
  AnlanAlarms *alarms; /* another process's */
  AnlanOutbox *outbox;
  GSocketListener *hole; /* takes connections and says nothing */
  guint16 port;
} Plant;

static AnlanPlant *
open_plant (const char *dir, const char *desk, AnlanClock *clock, gboolean create)
{
  g_autoptr (AnlanRegistry) registry = anlan_registry_new ();
  AnlanPlantOptions options = { .registry = registry, .clock = clock, .desk_dir = desk, .poll = TRUE };
  AnlanPlantBirth birth = { .name = "Test", .time_zone = "Asia/Shanghai", .longitude = NAN, .latitude = NAN };
  g_autoptr (GError) error = NULL;
  AnlanPlant *plant;

  anlan_monitor_register (registry);
  plant =
      create ? anlan_plant_create (dir, &birth, &options, &error) : anlan_plant_open (dir, &options, &error);
  g_assert_no_error (error);
  return plant;
}

static char *
add (Plant *plant, const char *kind, ...) G_GNUC_NULL_TERMINATED;
static char *
add (Plant *plant, const char *kind, ...)
{
  g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_CREATE, kind, NULL);
  g_autoptr (AnlanApplied) applied = NULL;
  g_autoptr (GError) error = NULL;
  const char *field;
  va_list args;

  va_start (args, kind);
  while ((field = va_arg (args, const char *)) != NULL)
    {
      const char *text = va_arg (args, const char *);

      char *end;
      gint64 number = g_ascii_strtoll (text, &end, 10);

      if (*end == '\0' && *text != '\0')
        anlan_change_set_integer (change, field, number);
      else
        anlan_change_set_text (change, field, text);
    }
  va_end (args);
  applied = anlan_plant_apply (plant->plant, change, &error);
  g_assert_no_error (error);
  return g_strdup (applied->after->id);
}

/* A channel to where nobody answers. */
static char *
add_channel (Plant *plant, const char *name, const char *climb, const char *zones)
{
  g_autofree char *definition = g_strdup_printf ("{\"address\": \"http://127.0.0.1:%u\"}", plant->port);
  char *id = zones != NULL ? add (plant, "channel", "name", name, "type", "gotify", "least", "high", "climb",
                                  climb, "definition", definition, "zones", zones, NULL)
                           : add (plant, "channel", "name", name, "type", "gotify", "least", "high", "climb",
                                  climb, "definition", definition, NULL);

  g_assert_true (anlan_secrets_keep (plant->secrets, id, "token", "secret-token", NULL));
  return id;
}

static void
start (Plant *plant)
{
  AnlanStationOptions options = { .secrets = plant->secrets };
  g_autoptr (GError) error = NULL;

  plant->station = anlan_station_new (plant->plant, &options);
  anlan_station_start (plant->station, &error);
  g_assert_no_error (error);
}

static void
set_up (Plant *plant, gconstpointer data)
{
  g_autofree char *secrets = NULL;
  g_autoptr (GError) error = NULL;

  plant->root = g_dir_make_tmp ("anlan-teller-XXXXXX", NULL);
  plant->dir = g_build_filename (plant->root, "plant", NULL);
  plant->desk = g_build_filename (plant->root, "desk", NULL);
  secrets = g_build_filename (plant->root, "secrets", NULL);
  plant->clock = anlan_clock_new_fixed (NOW);
  plant->plant = open_plant (plant->dir, plant->desk, plant->clock, TRUE);
  plant->secrets = anlan_secrets_new_file (secrets);
  plant->alarms = anlan_alarms_open (plant->dir, plant->clock, &error);
  g_assert_no_error (error);
  plant->outbox = anlan_outbox_open (plant->dir, plant->clock, &error);
  g_assert_no_error (error);
  plant->hole = g_socket_listener_new ();
  plant->port = g_socket_listener_add_any_inet_port (plant->hole, NULL, NULL);
}

static void
stop (Plant *plant)
{
  if (plant->station != NULL)
    anlan_station_stop (plant->station);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_clear_object (&plant->station);
}

static void
tear_down (Plant *plant, gconstpointer data)
{
  stop (plant);
  anlan_alarms_close (plant->alarms);
  anlan_outbox_close (plant->outbox);
  anlan_plant_close (plant->plant);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_object_unref (plant->plant);
  g_object_unref (plant->secrets);
  g_object_unref (plant->hole);
  anlan_clock_unref (plant->clock);
  anlan_remove_tree (plant->root);
  g_free (plant->root);
  g_free (plant->dir);
  g_free (plant->desk);
}

/* A condition begins or ends, as the judge says it. */
static char *
judge (Plant *plant,
       const char *subject,
       const char *zone,
       AnlanSeverity severity,
       AnlanDanger danger,
       gboolean on)
{
  g_autoptr (AnlanRule) rule = anlan_rule_new ("test");
  g_autoptr (GPtrArray) changed = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  gint64 now = anlan_clock_now (plant->clock);
  AnlanJudgement judgement = { .rule = rule,
                               .subject = subject,
                               .zone = zone,
                               .unit = "mg/m³",
                               .on = on,
                               .at = now,
                               .device_ts = now,
                               .began = G_MININT64,
                               .value = 25 };

  rule->title = g_strdup ("Too much");
  rule->response = g_strdup ("Leave against the wind.");
  rule->severity = severity;
  rule->danger = danger;
  rule->bound = 20;
  anlan_alarms_judged (plant->alarms, &judgement, changed, &error);
  g_assert_no_error (error);
  return changed->len > 0 ? g_strdup (g_ptr_array_index (changed, 0)) : NULL;
}

/* The message of @key on @channel, in state @state (or in any, -1); waits 10 s. */
static AnlanOutboxRow *
wait_row (Plant *plant, const char *channel, const char *key, int state)
{
  for (guint i = 0; i < 500; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) rows = anlan_outbox_list (plant->outbox, channel, 100, &error);

      g_assert_no_error (error);
      for (guint j = 0; j < rows->len; j++)
        {
          AnlanOutboxRow *row = g_ptr_array_index (rows, j);

          if (strcmp (row->message->key, key) == 0 && (state < 0 || (int)row->state == state))
            return g_ptr_array_steal_index (rows, j);
        }
      while (g_main_context_iteration (NULL, FALSE))
        continue;
      g_usleep (20000);
    }
  g_error ("No message “%s” in state %d", key, state);
}

/* Of alarms; what another channel could not send comes besides. */
static guint
count_rows (Plant *plant, const char *channel)
{
  g_autoptr (GPtrArray) rows = anlan_outbox_list (plant->outbox, channel, 1000, NULL);
  guint n = 0;

  for (guint i = 0; i < rows->len; i++)
    n += !g_str_has_prefix (((AnlanOutboxRow *)g_ptr_array_index (rows, i))->message->key, "late/");
  return n;
}

/* Told with what one must know; taken back where somebody has seen it; told anew when it comes again. */
static void
test_alarm (Plant *plant, gconstpointer data)
{
  g_autofree char *zone = add (plant, "zone", "name", "Tank farm", NULL);
  g_autofree char *first = add_channel (plant, "First", "0", NULL);
  g_autofree char *second = add_channel (plant, "Second", "0", NULL);
  g_autofree char *id = NULL, *key = NULL, *anew = NULL;

  start (plant);
  /* One message is on its way to nobody, and stays there: the others wait behind it. */
  g_free (judge (plant, "r/0", zone, ANLAN_SEVERITY_HIGH, ANLAN_DANGER_OTHER, TRUE));
  id = judge (plant, "r/1", zone, ANLAN_SEVERITY_HIGH, ANLAN_DANGER_OTHER, TRUE);
  key = g_strdup_printf ("alarm/%s/0/0", id);
  anew = g_strdup_printf ("alarm/%s/1/0", id);
  {
    g_autoptr (AnlanOutboxRow) row = wait_row (plant, first, key, -1);
    g_autoptr (AnlanOutboxRow) other = wait_row (plant, second, key, -1);

    g_assert_cmpstr (row->message->title, ==, "Tank farm · Too much");
    g_assert_cmpstr (row->message->text, ==,
                     "r/1\n25 mg/m³, alarm at 20 mg/m³\n2026-11-20 09:00:00\nLeave against the wind.");
    g_assert_cmpint (row->message->severity, ==, ANLAN_SEVERITY_HIGH);
    g_assert_nonnull (other);
  }
  g_assert_true (anlan_alarms_acknowledge (plant->alarms, id, "p", NULL));
  {
    g_autoptr (AnlanOutboxRow) row = wait_row (plant, first, key, ANLAN_OUTBOX_WITHDRAWN);

    g_assert_nonnull (row);
  }
  anlan_clock_advance (plant->clock, ANLAN_MINUTE);
  g_free (judge (plant, "r/1", zone, ANLAN_SEVERITY_HIGH, ANLAN_DANGER_OTHER, FALSE));
  anlan_clock_advance (plant->clock, ANLAN_MINUTE);
  g_free (judge (plant, "r/1", zone, ANLAN_SEVERITY_HIGH, ANLAN_DANGER_OTHER, TRUE));
  {
    g_autoptr (AnlanOutboxRow) row = wait_row (plant, first, anew, -1);

    g_assert_nonnull (row);
  }
}

/* Who is next is told when nobody has acknowledged in time; other zones, and lesser alarms, are not theirs. */
static void
test_climb (Plant *plant, gconstpointer data)
{
  g_autofree char *zone = add (plant, "zone", "name", "Tank farm", NULL);
  g_autofree char *other = add (plant, "zone", "name", "Loading", NULL);
  g_autofree char *zones = g_strdup_printf ("[\"%s\"]", zone);
  g_autofree char *first = add_channel (plant, "First", "0", NULL);
  g_autofree char *head = add_channel (plant, "Head", "1", NULL);
  g_autofree char *here = add_channel (plant, "Here", "0", zones);
  g_autofree char *note = NULL, *id = NULL, *key = NULL, *climbed = NULL;

  start (plant);
  note = judge (plant, "r/9", zone, ANLAN_SEVERITY_MEDIUM, ANLAN_DANGER_OTHER, TRUE);
  id = judge (plant, "r/1", other, ANLAN_SEVERITY_HIGH, ANLAN_DANGER_OTHER, TRUE);
  key = g_strdup_printf ("alarm/%s/0/0", id);
  climbed = g_strdup_printf ("alarm/%s/0/1", id);
  anlan_outbox_row_free (wait_row (plant, first, key, -1));
  g_assert_cmpuint (count_rows (plant, head), ==, 0);
  g_assert_cmpuint (count_rows (plant, here), ==, 0);
  anlan_clock_advance (plant->clock, 5 * ANLAN_MINUTE + ANLAN_SECOND);
  {
    g_autoptr (AnlanOutboxRow) row = wait_row (plant, head, climbed, -1);

    g_assert_nonnull (strstr (row->message->title, "Too much"));
    g_assert_cmpuint (count_rows (plant, here), ==, 0);
  }
}

/* The window is told to open the evacuation view by alarms.db alone. */
static void
test_evacuation (Plant *plant, gconstpointer data)
{
  g_autofree char *zone = add (plant, "zone", "name", "Tank farm", NULL);
  g_autofree char *high = NULL, *critical = NULL;
  g_autoptr (AnlanAlarm) alarm = NULL;

  start (plant);
  high = judge (plant, "r/1", zone, ANLAN_SEVERITY_HIGH, ANLAN_DANGER_TOXIC, TRUE);
  critical = judge (plant, "r/2", zone, ANLAN_SEVERITY_CRITICAL, ANLAN_DANGER_TOXIC, TRUE);
  for (guint i = 0; i < 500; i++)
    {
      g_clear_pointer (&alarm, anlan_alarm_free);
      alarm = anlan_alarms_get (plant->alarms, critical, NULL);
      if (alarm->evacuate != G_MININT64)
        break;
      while (g_main_context_iteration (NULL, FALSE))
        continue;
      g_usleep (20000);
    }
  g_assert_cmpint (alarm->evacuate, ==, NOW);
  g_clear_pointer (&alarm, anlan_alarm_free);
  alarm = anlan_alarms_get (plant->alarms, high, NULL);
  g_assert_cmpint (alarm->evacuate, ==, G_MININT64);
}

static void
test_alive (Plant *plant, gconstpointer data)
{
  g_autofree char *definition = g_strdup_printf ("{\"address\": \"http://127.0.0.1:%u\"}", plant->port);
  g_autofree char *mail = add (plant, "channel", "name", "Daily", "type", "gotify", "least", "high",
                               "definition", definition, "alive_at", "09:05", NULL);
  g_autofree char *hook =
      add (plant, "channel", "name", "Beat", "type", "webhook", "least", "high", "heartbeat", "300", NULL);
  g_autofree char *address = g_strdup_printf ("http://127.0.0.1:%u/", plant->port);
  g_autofree char *key = g_strdup_printf ("heartbeat/%s/%" G_GINT64_FORMAT, hook, NOW / 300000);
  g_autofree char *next = g_strdup_printf ("heartbeat/%s/%" G_GINT64_FORMAT, hook, NOW / 300000 + 2);

  anlan_secrets_keep (plant->secrets, mail, "token", "secret-token", NULL);
  anlan_secrets_keep (plant->secrets, hook, "address", address, NULL);
  anlan_secrets_keep (plant->secrets, hook, "secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", NULL);
  start (plant);
  anlan_outbox_row_free (wait_row (plant, hook, key, -1));
  g_assert_cmpuint (count_rows (plant, mail), ==, 0);
  anlan_clock_advance (plant->clock, 10 * ANLAN_MINUTE);
  anlan_outbox_row_free (wait_row (plant, mail, "alive/2026-11-20", -1));
  anlan_outbox_row_free (wait_row (plant, hook, next, -1));
}

/* station.json: what is wrong with a channel, and that an alarm is not held up by one. */
static void
test_shown (Plant *plant, gconstpointer data)
{
  g_autofree char *good = add_channel (plant, "Good", "0", NULL);
  g_autofree char *bad = add (plant, "channel", "name", "No token", "type", "gotify", "definition",
                              "{\"address\": \"http://127.0.0.1:1\"}", NULL);
  gboolean seen = FALSE;

  start (plant);
  g_free (judge (plant, "r/1", "", ANLAN_SEVERITY_CRITICAL, ANLAN_DANGER_FIRE, TRUE));
  for (guint i = 0; i < 500 && !seen; i++)
    {
      g_auto (AnlanStationState) state = { 0 };
      const AnlanStationChannel *shown;

      g_assert_true (anlan_station_state_read (plant->dir, &state, NULL));
      shown = state.channels->len > 0 ? g_ptr_array_index (state.channels, 0) : NULL;
      seen = shown != NULL && shown->waits > 0 && state.oldest == NOW;
      if (seen)
        {
          gboolean named = FALSE;

          g_assert_cmpstr (shown->title, ==, "Good");
          g_assert_cmpstr (shown->id, ==, good);
          g_assert_cmpuint (state.disk_size, >, 0);
          for (guint j = 0; j < state.problems->len; j++)
            named = named || g_str_has_prefix (g_ptr_array_index (state.problems, j), "No token: ");
          g_assert_true (named);
          g_assert_null (state.url);
        }
      while (g_main_context_iteration (NULL, FALSE))
        continue;
      g_usleep (20000);
    }
  g_assert_true (seen);
  stop (plant);
  {
    g_auto (AnlanStationState) state = { 0 };

    g_assert_true (anlan_station_state_read (plant->dir, &state, NULL));
    g_assert_true (state.vigil.stopped);
  }
}

/* --- lamps and horns ----------------------------------------------------------------------------------------- */

static void
switched_cb (
    SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  GPtrArray *paths = data;

  if (paths->len == 0 || strcmp (g_ptr_array_index (paths, paths->len - 1), path) != 0)
    g_ptr_array_add (paths, g_strdup (path));
  soup_server_message_set_status (message, SOUP_STATUS_NO_CONTENT, NULL);
}

static void
wait_paths (GPtrArray *paths, guint n)
{
  for (guint i = 0; i < 1000 && paths->len < n; i++)
    {
      while (g_main_context_iteration (NULL, FALSE))
        continue;
      g_usleep (10000);
    }
  g_assert_cmpuint (paths->len, ==, n);
}

/* Off, on with the alarm, off once somebody has seen it; on again after a restart where it is loud still. */
static void
test_output (Plant *plant, gconstpointer data)
{
  g_autoptr (SoupServer) server = soup_server_new (NULL, NULL);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *zone = add (plant, "zone", "name", "Tank farm", NULL);
  g_autofree char *person = add (plant, "person", "name", "Wang Fang", NULL);
  g_autofree char *on = NULL, *off = NULL, *horn = NULL, *outputs = NULL, *reaction = NULL, *id = NULL,
                  *held = NULL;
  g_autofree char *other = NULL;
  GSList *uris;

  soup_server_add_handler (server, NULL, switched_cb, paths, NULL);
  g_assert_true (soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (server);
  on = g_strdup_printf ("http://127.0.0.1:%d/on", g_uri_get_port (uris->data));
  off = g_strdup_printf ("http://127.0.0.1:%d/off", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  horn = add (plant, "output", "name", "Horn", "type", "http", "address", on, "address_off", off, "state",
              "on", "allowed_by", person, NULL);
  /* One that nobody has released is never touched. */
  held = add (plant, "output", "name", "Held", "type", "http", "address", on, "address_off", off, NULL);
  outputs = g_strdup_printf ("[\"%s\",\"%s\"]", horn, held);
  reaction =
      add (plant, "reaction", "name", "Horn", "severity", "high", "does", "output", "outputs", outputs, NULL);
  start (plant);
  wait_paths (paths, 1);
  other = judge (plant, "r/0", zone, ANLAN_SEVERITY_MEDIUM, ANLAN_DANGER_OTHER, TRUE);
  id = judge (plant, "r/1", zone, ANLAN_SEVERITY_HIGH, ANLAN_DANGER_OTHER, TRUE);
  wait_paths (paths, 2);
  stop (plant);
  start (plant);
  g_assert_true (anlan_alarms_acknowledge (plant->alarms, id, "p", NULL));
  wait_paths (paths, 3);
  g_assert_cmpstr (g_ptr_array_index (paths, 0), ==, "/off");
  g_assert_cmpstr (g_ptr_array_index (paths, 1), ==, "/on");
  g_assert_cmpstr (g_ptr_array_index (paths, 2), ==, "/off");
  stop (plant);
}

/* What is no lamp is refused before anything is sent. */
static void
test_output_settings (void)
{
  static const struct
  {
    const char *type;
    const char *settings;
  } cases[] = {
    { "valve", "{}" },
    { "modbus", "{}" },
    { "modbus", "{\"host\":\"10.0.0.1\"}" },
    { "modbus", "{\"host\":\"10.0.0.1\",\"coil\":70000}" },
    { "modbus", "{\"host\":\"10.0.0.1\",\"coil\":1,\"device\":300}" },
    { "http", "{\"on\":\"http://a/\"}" },
    { "http", "{\"on\":\"file:///etc/passwd\",\"off\":\"http://a/\"}" },
    { "http", "{\"on\":\"http://a/\",\"off\":\"http://a/\",\"method\":\"DELETE\"}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) node = json_from_string (cases[i].settings, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_null (anlan_output_new (cases[i].type, json_node_get_object (node), &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
    }
  {
    g_autoptr (JsonNode) node =
        json_from_string ("{\"host\":\"127.0.0.1\",\"port\":1,\"coil\":3,\"timeout_ms\":100}", NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (AnlanOutput) output = anlan_output_new ("modbus", json_node_get_object (node), &error);

    g_assert_no_error (error);
    g_assert_false (anlan_output_set (output, TRUE, &error));
    g_assert_nonnull (error);
  }
}

/* MODBUS Application Protocol V1.1b3, 6.5: function 5, the address, FF00 for on; the answer is the request. */
static gboolean
relay_cb (GThreadedSocketService *service, GSocketConnection *connection, GObject *source, GByteArray *heard)
{
  guint8 frame[12];
  gsize length = 0;

  if (g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (connection)), frame, sizeof frame,
                               &length, NULL, NULL) &&
      length == sizeof frame)
    {
      g_byte_array_append (heard, frame, sizeof frame);
      g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), frame,
                                 sizeof frame, NULL, NULL, NULL);
    }
  return TRUE;
}

static gpointer
serve (gpointer data)
{
  g_main_loop_run (data);
  return NULL;
}

static void
test_coil (void)
{
  static const guint8 expected[] = { 0x00, 0x06, 0x07, 0x05, 0x00, 0x03, 0xff, 0x00,
                                     0x00, 0x06, 0x07, 0x05, 0x00, 0x03, 0x00, 0x00 };
  g_autoptr (GSocketService) service = g_threaded_socket_service_new (2);
  g_autoptr (GByteArray) heard = g_byte_array_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  guint16 port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, NULL);
  g_autofree char *text =
      g_strdup_printf ("{\"host\":\"127.0.0.1\",\"port\":%u,\"device\":7,\"coil\":3}", port);
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanOutput) output = anlan_output_new ("modbus", json_node_get_object (node), &error);
  GThread *thread;

  g_assert_no_error (error);
  g_signal_connect (service, "run", G_CALLBACK (relay_cb), heard);
  g_socket_service_start (service);
  thread = g_thread_new ("relay", serve, loop);
  g_assert_true (anlan_output_set (output, TRUE, &error));
  g_assert_true (anlan_output_set (output, FALSE, &error));
  g_main_loop_quit (loop);
  g_thread_join (thread);
  g_socket_service_stop (service);
  g_assert_cmpuint (heard->len, ==, 24);
  /* Behind the number of the transaction and of the protocol. */
  g_assert_cmpmem (heard->data + 4, 8, expected, 8);
  g_assert_cmpmem (heard->data + 16, 8, expected + 8, 8);
}

/* --- kill -9 ------------------------------------------------------------------------------------------------- */

#define ALARMS 20

static int
run_child (const char *dir, const char *desk, const char *secrets)
{
  g_autoptr (AnlanClock) clock = anlan_clock_new_fixed (NOW);
  Plant plant = { .plant = open_plant (dir, desk, clock, FALSE),
                  .secrets = anlan_secrets_new_file (secrets) };
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  start (&plant);
  if (write (STDOUT_FILENO, "r", 1) < 0)
    return 1;
  g_main_loop_run (loop);
  return 0;
}

static void
run_and_kill (Plant *plant, const char *secrets, gulong microseconds)
{
  const char *argv[] = { program, "--child", plant->dir, plant->desk, secrets, NULL };
  g_autoptr (GError) error = NULL;
  char buffer;
  GPid pid;
  int out;

  g_assert_true (g_spawn_async_with_pipes (NULL, (char **)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                                           &pid, NULL, &out, NULL, &error));
  g_assert_cmpint (read (out, &buffer, 1), ==, 1);
  g_usleep (microseconds);
  kill (pid, SIGKILL);
  while (waitpid (pid, NULL, 0) < 0 && errno == EINTR)
    ;
  close (out);
  g_spawn_close_pid (pid);
}

static void
test_kill (Plant *plant, gconstpointer data)
{
  g_autofree char *channel = add_channel (plant, "First", "0", NULL);
  g_autofree char *secrets = g_build_filename (plant->root, "secrets", NULL);
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) untold = NULL;

  for (guint round = 0; round < ALARMS; round++)
    {
      g_autofree char *subject = g_strdup_printf ("r/%u", round);
      /* Each in a place of its own, or a storm would fold it. */
      g_autofree char *id = judge (plant, subject, subject, ANLAN_SEVERITY_HIGH, ANLAN_DANGER_TOXIC, TRUE);

      g_ptr_array_add (keys, g_strdup_printf ("alarm/%s/0/0", id));
      run_and_kill (plant, secrets, (gulong)g_test_rand_int_range (0, 20000));
    }
  start (plant);
  for (guint i = 0; i < keys->len; i++)
    anlan_outbox_row_free (wait_row (plant, channel, g_ptr_array_index (keys, i), -1));
  g_assert_cmpuint (count_rows (plant, channel), ==, ALARMS);
  untold = anlan_alarms_untold (plant->alarms, NULL);
  g_test_message ("%u alarms, %u left", ALARMS, untold->len);
}

int
main (int argc, char *argv[])
{
  /* The proxy of the desktop is no business of a test, and asking for it needs schemas that are not there. */
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  if (argc == 5 && g_str_equal (argv[1], "--child"))
    return run_child (argv[2], argv[3], argv[4]);
  program = argv[0];
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, function) g_test_add ("/station/teller/" name, Plant, NULL, set_up, function, tear_down)
  ADD ("alarm", test_alarm);
  ADD ("climb", test_climb);
  ADD ("evacuation", test_evacuation);
  ADD ("alive", test_alive);
  ADD ("shown", test_shown);
  ADD ("output", test_output);
  ADD ("kill", test_kill);
  g_test_add_func ("/station/output/settings", test_output_settings);
  g_test_add_func ("/station/output/coil", test_coil);

  return g_test_run ();
}
