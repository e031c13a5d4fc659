/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* From the bytes on the wire to the record of an alarm: a plant with its station, and devices that post to it. */

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/paths.h"
#include "base/time.h"
#include "link/inlet.h"
#include "link/types.h"
#include "model/query.h"
#include "monitor/alarms.h"
#include "monitor/station-kinds.h"
#include "report/training.h"
#include "station-fixture.h"
#include "station/sample.h"
#include "station/station.h"
#include "store/files.h"
#include "store/side.h"

#define NOW G_GINT64_CONSTANT (1795136400000) /* 2026-11-20T01:00:00Z */
#define JSON "application/json"

typedef struct
{
  char *root, *dir, *desk;
  AnlanClock *clock;
  AnlanPlant *plant;
  AnlanStation *station;
  guint16 port;
  char *source; /* id */
  char *token;
  guint alarms; /* ids that the signal has told */
} Plant;

/* --- a plant ----------------------------------------------------------------------------------------------------- */

static AnlanPlant *
open_plant (Plant *plant, gboolean create)
{
  g_autoptr (AnlanRegistry) registry = anlan_registry_new ();
  AnlanPlantOptions options = { .registry = registry, .clock = plant->clock, .desk_dir = plant->desk };
  AnlanPlantBirth birth = { .name = "Test", .time_zone = "Asia/Shanghai", .longitude = NAN, .latitude = NAN };
  g_autoptr (GError) error = NULL;
  AnlanPlant *opened;

  anlan_monitor_register (registry);
  opened = create ? anlan_plant_create (plant->dir, &birth, &options, &error)
                  : anlan_plant_open (plant->dir, &options, &error);
  g_assert_no_error (error);
  return opened;
}

static char *
add_record (Plant *plant, const char *kind, ...)
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
      double number = g_ascii_strtod (text, &end);

      if (*end == '\0' && *text != '\0')
        anlan_change_set_real (change, field, number);
      else
        anlan_change_set_text (change, field, text);
    }
  va_end (args);
  applied = anlan_plant_apply (plant->plant, change, &error);
  g_assert_no_error (error);
  return g_strdup (applied->after->id);
}

static void
set_field (Plant *plant, const char *id, const char *field, const char *text)
{
  g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_EDIT, "source", id);
  g_autoptr (AnlanApplied) applied = NULL;
  g_autoptr (GError) error = NULL;

  anlan_change_set_text (change, field, text);
  applied = anlan_plant_apply (plant->plant, change, &error);
  g_assert_no_error (error);
}

static char *
make_token (Plant *plant, const char *source)
{
  g_autoptr (GError) error = NULL;
  char *token = anlan_station_make_token (plant->plant, source, &error);

  g_assert_no_error (error);
  return token;
}

static void
alarms_cb (AnlanStation *station, char **ids, Plant *plant)
{
  plant->alarms += g_strv_length (ids);
}

static void
start (Plant *plant)
{
  const AnlanStationOptions options = { .address = "127.0.0.1" };
  g_autoptr (GError) error = NULL;

  plant->station = anlan_station_new (plant->plant, &options);
  g_signal_connect (plant->station, "alarms", G_CALLBACK (alarms_cb), plant);
  anlan_station_start (plant->station, &error);
  g_assert_no_error (error);
  plant->port = anlan_listener_get_port (anlan_station_get_listener (plant->station));
}

static void
stop (Plant *plant)
{
  if (plant->station == NULL)
    return;
  anlan_station_stop (plant->station);
  anlan_station_stop (plant->station);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (plant->station);
  plant->station = NULL;
}

static void
set_up (Plant *plant, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *rule = NULL, *camera = NULL;

  plant->root = g_dir_make_tmp ("anlan-station-XXXXXX", &error);
  g_assert_no_error (error);
  plant->dir = g_build_filename (plant->root, "plant", NULL);
  plant->desk = g_build_filename (plant->root, "desk", NULL);
  plant->clock = anlan_clock_new_fixed (NOW);
  plant->plant = open_plant (plant, TRUE);
  rule = add_record (plant, "rule", "title", "Hot", "type", "level", "series", "r/t*", "bound", "60",
                     "response", "Look", "severity", "high", NULL);
  camera = add_record (plant, "rule", "title", "Smoke", "type", "detection", "types", "smoke", "response",
                       "Look", "severity", "critical", "danger", "fire", NULL);
  plant->source = add_record (plant, "source", "name", "Gateway", "type", "push", "patience", "60", NULL);
  plant->token = make_token (plant, plant->source);
  start (plant);
}

static void
tear_down (Plant *plant, gconstpointer data)
{
  stop (plant);
  anlan_plant_close (plant->plant);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (plant->plant);
  anlan_clock_unref (plant->clock);
  anlan_remove_tree (plant->root);
  anlan_station_forget_token (plant->token);
  g_free (plant->source);
  g_free (plant->root);
  g_free (plant->dir);
  g_free (plant->desk);
}

/* --- posting -------------------------------------------------------------------------------------------------------- */

/* @headers: whole lines, or "". */
static char *
post (Plant *plant, const char *token, const char *type, const char *headers, const char *body)
{
  g_autoptr (GSocket) socket = wire_connect (plant->port, NULL);

  wire_print (socket,
              "POST /in/%s HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\n%sContent-Length: %zu\r\n\r\n",
              token, type, headers, strlen (body));
  wire_send (socket, body, strlen (body));
  return wire_answer (socket);
}

static void
assert_post (
    Plant *plant, guint status, const char *type, const char *headers, const char *body, const char *said)
{
  g_autofree char *answer = post (plant, plant->token, type, headers, body);

  g_test_message ("%s", answer);
  g_assert_cmpuint (wire_status (answer), ==, status);
  g_assert_nonnull (strstr (answer, said));
}

static gint64
count (Plant *plant, AnlanSide side, const char *sql)
{
  g_autoptr (GError) error = NULL;
  AnlanDb *db = anlan_side_open (plant->dir, side, FALSE, &error);
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  g_assert_no_error (error);
  anlan_db_lookup (db, sql, NULL, &value, &error);
  g_assert_no_error (error);
  anlan_db_close (db);
  return anlan_value_get_integer (&value, 0);
}

static GPtrArray *
alarm_records (Plant *plant)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("alarm");
  g_autoptr (GError) error = NULL;
  GPtrArray *records = anlan_plant_find (plant->plant, query, &error);

  g_assert_no_error (error);
  return records;
}

/* Until the plant has so many alarms; at most 10 s. */
static void
wait_for_records (Plant *plant, guint n)
{
  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr (GPtrArray) records = alarm_records (plant);

      if (records->len >= n)
        return;
      while (g_main_context_iteration (NULL, FALSE))
        continue;
      g_usleep (10000);
    }
  g_assert_not_reached ();
}

/* Until a message is answered so, because a changed record counts; at most 10 s. */
static void
wait_for_status (Plant *plant, const char *token, guint status)
{
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *answer = post (plant, token, JSON, "", "[]");

      if (wire_status (answer) == status)
        return;
      while (g_main_context_iteration (NULL, FALSE))
        continue;
      g_usleep (10000);
    }
  g_assert_not_reached ();
}

static AnlanStationSource *
status_of (Plant *plant, const char *id)
{
  g_autoptr (GPtrArray) list = anlan_station_list_sources (plant->station);

  for (guint i = 0; i < list->len; i++)
    if (strcmp (((AnlanStationSource *)g_ptr_array_index (list, i))->id, id) == 0)
      return g_ptr_array_steal_index (list, i);
  return NULL;
}

/* --- tests ---------------------------------------------------------------------------------------------------------- */

static void
test_json (Plant *plant, gconstpointer data)
{
  AnlanStationSource *status = status_of (plant, plant->source);

  g_assert_cmpint (status->status.state, ==, ANLAN_SOURCE_RUNNING);
  g_assert_cmpint (status->status.last, ==, G_MININT64);
  anlan_station_source_free (status);
  assert_post (plant, 200, JSON, "",
               "{\"readings\":[{\"series\":\"a\",\"ts\":1795136300000,\"value\":1},"
               "{\"series\":\"b\",\"ts\":1795136300000,\"value\":2},{\"series\":\"\",\"value\":3}]}",
               "{\"ok\":true,\"readings\":2,\"detections\":0,\"refused\":1,\"reason\":");
  /* It was committed before the answer came. */
  g_assert_cmpint (count (plant, ANLAN_SIDE_READINGS, "SELECT count(*) FROM raw"), ==, 2);
  /* The same once more is taken for what it is. */
  assert_post (plant, 200, JSON, "", "[{\"series\":\"a\",\"ts\":1795136300000,\"value\":1}]",
               "\"readings\":1");
  g_assert_cmpint (count (plant, ANLAN_SIDE_READINGS, "SELECT count(*) FROM raw"), ==, 2);
  status = status_of (plant, plant->source);
  g_assert_cmpstr (status->name, ==, "Gateway");
  g_assert_cmpstr (status->type, ==, "push");
  g_assert_cmpint (status->status.last, ==, NOW);
  g_assert_cmpint (status->status.offset, ==, 100000);
  g_assert_cmpuint (status->status.items, ==, 3);
  g_assert_cmpuint (status->status.refused, ==, 1);
  anlan_station_source_free (status);
  anlan_clock_advance (plant->clock, ANLAN_MINUTE);
  status = status_of (plant, plant->source);
  g_assert_cmpint (status->status.state, ==, ANLAN_SOURCE_SILENT);
  anlan_station_source_free (status);
}

/* What came in vain stays to be looked at, without the address that it was posted to; what was taken leaves it alone. */
static void
test_refused (Plant *plant, gconstpointer data)
{
  g_autoptr (AnlanSample) sample = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *body =
      g_strdup_printf ("{\"imei\":\"86\",\"url\":\"/in/%s\",\"sensors\":[1]}", plant->token);

  assert_post (plant, 200, JSON, "", "[{\"series\":\"a\",\"value\":1}]", "\"readings\":1");
  g_assert_null (anlan_sample_read (plant->dir, plant->source, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  assert_post (plant, 400, JSON, "", body, "error");
  /* Another at once would only write. */
  assert_post (plant, 400, JSON, "", "{", "error");
  assert_post (plant, 200, JSON, "", "[{\"series\":\"a\",\"value\":2}]", "\"readings\":1");
  sample = anlan_sample_read (plant->dir, plant->source, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sample->at, ==, NOW);
  g_assert_cmpstr (sample->type, ==, JSON);
  g_assert_cmpstr (sample->address, ==, "127.0.0.1");
  g_assert_nonnull (sample->reason);
  g_assert_cmpuint (sample->size, ==, strlen (body));
  g_assert_true (sample->masked);
  g_assert_cmpmem (g_bytes_get_data (sample->body, NULL), g_bytes_get_size (sample->body),
                   "{\"imei\":\"86\",\"url\":\"/in/***\",\"sensors\":[1]}", 43);
}

/* Of a post that was taken in part, the rest is told. */
static void
test_refused_part (Plant *plant, gconstpointer data)
{
  g_autoptr (AnlanSample) sample = NULL;
  g_autoptr (GError) error = NULL;

  assert_post (plant, 200, JSON, "", "[{\"series\":\"a\",\"value\":1},{\"series\":\"\",\"value\":3}]",
               "\"refused\":1");
  sample = anlan_sample_read (plant->dir, plant->source, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sample->taken, ==, 1);
  g_assert_cmpuint (sample->refused, ==, 1);
  g_assert_false (sample->masked);
}

/* Each form raises the alarm of its camera once, whatever comes again. */
static void
test_events (Plant *plant, gconstpointer data)
{
  for (guint i = 0; i < 2; i++)
    {
      /* The monitor looks at its clock in between. */
      g_usleep (i * 1200000);
      assert_post (plant, 200, "application/cloudevents+json; charset=utf-8", "",
                   "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"c1\",\"type\":\"smoke\"}",
                   "\"detections\":1");
      assert_post (plant, 200, "application/cloudevents-batch+json", "",
                   "[{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"c2\",\"type\":\"smoke\"},"
                   "{\"specversion\":\"1.0\",\"id\":\"2\",\"source\":\"c2\",\"type\":\"dog\"}]",
                   "\"detections\":2");
      assert_post (plant, 200, JSON,
                   "ce-specversion: 1.0\r\nce-id: 1\r\nce-source: c3\r\nce-type: smoke\r\n"
                   "ce-time: 2026-11-20T00:59:58Z\r\n",
                   "{\"zone\":\"Z-1\"}", "\"detections\":1");
    }
  g_assert_cmpint (count (plant, ANLAN_SIDE_ALARMS, "SELECT count(*) FROM detection"), ==, 4);
  g_assert_cmpint (count (plant, ANLAN_SIDE_ALARMS, "SELECT count(*) FROM alarm"), ==, 3);
  g_assert_cmpint (count (plant, ANLAN_SIDE_ALARMS, "SELECT sum(repeats) FROM alarm"), ==, 0);
}

static void
test_bad (Plant *plant, gconstpointer data)
{
  static const struct
  {
    const char *type;
    const char *headers;
    const char *body;
    const char *said;
  } cases[] = {
    { JSON, "", "", "\"error\":" },
    { JSON, "", "{\"readings\":[", "\"error\":" },
    { JSON, "", "{\"temperature\":3}", "\"error\":" },
    { JSON, "", "[{\"series\":\"\",\"value\":3}]", "series" },
    { "application/cloudevents+json", "", "{\"specversion\":\"0.3\"}", "1.0" },
    { "application/cloudevents-batch+json", "", "[{}]", "1.0" },
    { JSON, "ce-specversion: 1.0\r\nce-id: 1\r\n", "{}", "source" },
  };
  AnlanStationSource *status;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_post (plant, 400, cases[i].type, cases[i].headers, cases[i].body, cases[i].said);
  status = status_of (plant, plant->source);
  g_assert_cmpint (status->status.state, ==, ANLAN_SOURCE_FAILING);
  g_assert_cmpuint (status->status.errors, ==, G_N_ELEMENTS (cases));
  g_assert_nonnull (status->status.last_error);
  anlan_station_source_free (status);
  assert_post (plant, 200, JSON, "", "[{\"series\":\"a\",\"value\":3}]", "\"ok\":true");
  status = status_of (plant, plant->source);
  g_assert_cmpint (status->status.state, ==, ANLAN_SOURCE_RUNNING);
  anlan_station_source_free (status);
}

static void
test_large (Plant *plant, gconstpointer data)
{
  g_autoptr (GString) body = g_string_sized_new (ANLAN_BATCH_MAX_BYTES + 1);
  g_autofree char *answer = NULL;

  g_string_append (body, "[{\"series\":\"a\",\"ts\":1795136300000,\"value\":1}");
  while (body->len < ANLAN_BATCH_MAX_BYTES - 1)
    g_string_append_c (body, ' ');
  g_string_append_c (body, ']');
  assert_post (plant, 200, JSON, "", body->str, "\"readings\":1");
  g_string_append_c (body, ' ');
  assert_post (plant, 413, JSON, "", body->str, "too large");
}

static void
test_tokens (Plant *plant, gconstpointer data)
{
  static const char *const wrong[] = { "", "x", "../in", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" };
  g_autofree char *before = g_strdup (plant->token);
  g_autofree char *folder =
      add_record (plant, "source", "name", "F", "type", "folder", "address", "/none", NULL);
  g_autoptr (AnlanRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (strlen (plant->token), ==, 32);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *answer = post (plant, wrong[i], JSON, "", "[{\"series\":\"a\",\"value\":3}]");

      g_assert_cmpuint (wire_status (answer), ==, 404);
    }
  /* Nobody finds it in the plant. */
  record = anlan_plant_load (plant->plant, "source", plant->source, &error);
  g_assert_cmpstr (anlan_record_get_text (record, "token"), !=, plant->token);
  g_assert_cmpuint (strlen (anlan_record_get_text (record, "token")), ==, 64);

  /* A new one, none, switched off and on again. */
  anlan_station_forget_token (plant->token);
  plant->token = make_token (plant, plant->source);
  g_assert_cmpstr (plant->token, !=, before);
  wait_for_status (plant, before, 404);
  wait_for_status (plant, plant->token, 200);
  set_field (plant, plant->source, "state", "off");
  wait_for_status (plant, plant->token, 404);
  set_field (plant, plant->source, "state", "on");
  wait_for_status (plant, plant->token, 200);
  g_assert_true (anlan_station_revoke_token (plant->plant, plant->source, &error));
  wait_for_status (plant, plant->token, 404);

  g_assert_null (anlan_station_make_token (plant->plant, "nowhere", &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (anlan_station_make_token (plant->plant, folder, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
}

/* Who guesses is answered ever later; who knows his address is not, though he comes from the same machine. */
static void
test_guesses (Plant *plant, gconstpointer data)
{
  gint64 began, first = 0, last = 0;

  for (guint i = 0; i < 7; i++)
    {
      g_autofree char *answer = NULL;

      began = g_get_monotonic_time ();
      answer = post (plant, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", JSON, "", "[{\"series\":\"a\",\"value\":3}]");
      last = g_get_monotonic_time () - began;
      if (i == 0)
        first = last;
      g_assert_cmpuint (wire_status (answer), ==, 404);
    }
  /* 0, 0, 0, 0.1, 0.2, 0.4, 0.8 s */
  g_test_message ("%" G_GINT64_FORMAT " and %" G_GINT64_FORMAT " us", first, last);
  g_assert_cmpint (last, >=, 790 * 1000);
  began = g_get_monotonic_time ();
  assert_post (plant, 200, JSON, "", "[{\"series\":\"a\",\"value\":3}]", "\"ok\":true");
  g_assert_cmpint (g_get_monotonic_time () - began, <, last);

  /* One that waits for its answer does not hold up the end. */
  {
    g_autoptr (GSocket) socket = wire_connect (plant->port, NULL);

    wire_print (socket, "POST /in/BBBB HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n[]");
    g_usleep (50 * 1000);
    began = g_get_monotonic_time ();
    stop (plant);
    g_assert_cmpint (g_get_monotonic_time () - began, <, 6 * G_USEC_PER_SEC);
  }
}

/* Committed and told in alarms.db, then among the plant's records; a rule that comes later counts as well. */
static void
test_alarm (Plant *plant, gconstpointer data)
{
  g_autoptr (GPtrArray) records = NULL;
  g_autofree char *rule = NULL;

  assert_post (plant, 200, JSON, "", "[{\"series\":\"r/t1\",\"ts\":1795136399000,\"value\":71.5}]",
               "\"ok\":true");
  g_assert_cmpint (count (plant, ANLAN_SIDE_ALARMS, "SELECT count(*) FROM alarm"), ==, 1);
  wait_for_records (plant, 1);
  /* The word of it takes a way of its own, and may come after the record. */
  for (guint i = 0; i < 1000 && plant->alarms == 0; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (10000);
    }
  g_assert_cmpuint (plant->alarms, ==, 1);
  records = alarm_records (plant);
  g_assert_cmpstr (anlan_record_get_text (g_ptr_array_index (records, 0), "name"), ==, "Hot");
  g_assert_cmpstr (anlan_record_get_text (g_ptr_array_index (records, 0), "subject"), ==, "r/t1");
  g_assert_cmpfloat (anlan_value_get_real (anlan_record_get (g_ptr_array_index (records, 0), "value"), 0), ==,
                     71.5);

  rule = add_record (plant, "rule", "title", "Cold", "type", "level", "series", "c", "bound", "-5", "crosses",
                     "under", "response", "Look", "severity", "medium", NULL);
  for (guint i = 0; i < 1000 && plant->alarms < 2; i++)
    {
      g_autofree char *body = g_strdup_printf (
          "[{\"series\":\"c\",\"ts\":%" G_GINT64_FORMAT ",\"value\":-10}]", (gint64)(NOW + i));

      assert_post (plant, 200, JSON, "", body, "\"ok\":true");
      while (g_main_context_iteration (NULL, FALSE))
        continue;
      g_usleep (10000);
    }
  wait_for_records (plant, 2);
}

typedef struct
{
  GMutex mutex;
  GCond cond;
  gboolean entered, go;
  AnlanIntake *intake;
} Hold;

static gboolean
hold_intake (AnlanMonitor *monitor, gpointer data, GError **error)
{
  Hold *hold = data;

  g_mutex_lock (&hold->mutex);
  hold->entered = TRUE;
  g_cond_broadcast (&hold->cond);
  while (!hold->go)
    g_cond_wait (&hold->cond, &hold->mutex);
  g_mutex_unlock (&hold->mutex);
  return TRUE;
}

static gpointer
hold_thread (gpointer data)
{
  Hold *hold = data;

  anlan_intake_call (hold->intake, hold_intake, hold, NULL);
  return NULL;
}

static gpointer
let_go_thread (gpointer data)
{
  Hold *hold = data;

  g_usleep (300000);
  g_mutex_lock (&hold->mutex);
  hold->go = TRUE;
  g_cond_broadcast (&hold->cond);
  g_mutex_unlock (&hold->mutex);
  return NULL;
}

/* What has come is committed and answered before the station ends. */
static void
test_stop (Plant *plant, gconstpointer data)
{
  g_autoptr (GSocket) socket = wire_connect (plant->port, NULL);
  const char *body = "[{\"series\":\"a\",\"ts\":1795136300000,\"value\":1}]";
  g_autofree char *answer = NULL;
  Hold hold = { .intake = anlan_station_get_intake (plant->station) };
  GThread *holder, *releaser;

  g_mutex_init (&hold.mutex);
  g_cond_init (&hold.cond);
  holder = g_thread_new ("hold", hold_thread, &hold);
  g_mutex_lock (&hold.mutex);
  while (!hold.entered)
    g_cond_wait (&hold.cond, &hold.mutex);
  g_mutex_unlock (&hold.mutex);
  wire_print (socket, "POST /in/%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %zu\r\n\r\n%s",
              plant->token, strlen (body), body);
  while (anlan_intake_get_waiting (hold.intake) == 0)
    g_usleep (1000);
  releaser = g_thread_new ("let-go", let_go_thread, &hold);
  anlan_station_stop (plant->station);
  answer = wire_answer (socket);
  g_assert_cmpuint (wire_status (answer), ==, 200);
  g_assert_cmpint (count (plant, ANLAN_SIDE_READINGS, "SELECT count(*) FROM raw"), ==, 1);
  g_thread_join (holder);
  g_thread_join (releaser);
  g_mutex_clear (&hold.mutex);
  g_cond_clear (&hold.cond);
}

/* A foreign device, with the profile that its source has; and sources that make no sense, which harm nobody. */
static void
test_sources (Plant *plant, gconstpointer data)
{
  g_autofree char *box = add_record (plant, "source", "name", "Box", "type", "push", "definition",
                                     "{\"profile\":{\"readings\":[{\"items\":\"/sensors\",\"series\":\"dtu/"
                                     "{$/imei}/{/id}\",\"value\":\"/val\"}]}}",
                                     NULL);
  g_autofree char *wrong = add_record (plant, "source", "name", "Wrong", "type", "push", "definition",
                                       "{\"profile\":{\"x\":1}}", NULL);
  g_autofree char *bare = add_record (plant, "source", "name", "Bare", "type", "push", NULL);
  g_autofree char *keyed = add_record (plant, "source", "name", "Keyed", "type", "folder", "address", "/none",
                                       "secret", "gate", NULL);
  g_autofree char *off =
      add_record (plant, "source", "name", "Off", "type", "push", "definition", "{}", "state", "off", NULL);
  static const char *const nonsense[] = { "{", "[1]", "7" };
  char *token = make_token (plant, box);
  g_autofree char *answer = NULL;
  g_autoptr (GPtrArray) problems = NULL;

  anlan_station_forget_token (make_token (plant, wrong));
  /* What is no JSON object is not even entered. */
  for (guint i = 0; i < G_N_ELEMENTS (nonsense); i++)
    {
      g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_CREATE, "source", NULL);
      g_autoptr (GError) error = NULL;

      anlan_change_set_text (change, "name", "Nonsense");
      anlan_change_set_text (change, "type", "push");
      anlan_change_set_text (change, "definition", nonsense[i]);
      g_assert_null (anlan_plant_apply (plant->plant, change, &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
    }
  stop (plant);
  start (plant);
  answer = post (plant, token, JSON, "",
                 "{\"imei\":\"86\",\"sensors\":[{\"id\":1,\"val\":0.5},{\"id\":2,\"val\":0.7}]}");
  anlan_station_forget_token (token);
  g_assert_cmpuint (wire_status (answer), ==, 200);
  g_assert_cmpint (
      count (plant, ANLAN_SIDE_READINGS, "SELECT count(*) FROM series WHERE name LIKE 'dtu/86/%'"), ==, 2);
  problems = anlan_station_list_problems (plant->station);
  for (guint i = 0; i < problems->len; i++)
    g_test_message ("%s", (const char *)g_ptr_array_index (problems, i));
  g_assert_cmpuint (problems->len, ==, 3);
  g_assert_null (status_of (plant, off));
  g_assert_null (status_of (plant, bare));
  g_assert_null (status_of (plant, keyed));
}

/* Closed as a false alarm, its picture is one more that the maker of the model may learn from. */
static void
assert_training (Plant *plant)
{
  g_autoptr (AnlanAlarms) alarms = anlan_alarms_open (plant->dir, plant->clock, NULL);
  g_autoptr (GPtrArray) open = anlan_alarms_list (alarms, FALSE, NULL);
  const char *id = ((AnlanAlarm *)g_ptr_array_index (open, 0))->id;
  g_autofree char *folder = g_build_filename (plant->root, "training", NULL);
  g_autofree char *labels = g_build_filename (folder, "labels.csv", NULL);
  g_autofree char *text = NULL, *picture = NULL;
  g_autoptr (GError) error = NULL;
  guint n;

  /* A detection that has begun and not ended. */
  g_assert_false (anlan_alarms_close_alarm (alarms, id, "p", "false", NULL, NULL));
  g_assert_true (anlan_db_exec (anlan_alarms_get_db (alarms), "UPDATE alarm SET cleared = raised", NULL));
  g_assert_true (anlan_alarms_close_alarm (alarms, id, "p", "false", "A shadow", NULL));
  g_assert_true (anlan_alarms_mirror (alarms, plant->plant, NULL, NULL));
  g_assert_true (anlan_training_export (plant->plant, folder, &n, &error));
  g_assert_cmpuint (n, ==, 1);
  g_assert_true (g_file_get_contents (labels, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "file,label,alarm,type,camera,zone,confidence,box,moment"));
  g_assert_nonnull (
      strstr (text, "pictures/false/AL-2026-00001-1.jpg,false,AL-2026-00001,intrusion,COUR NORD,"));
  picture = g_build_filename (folder, "pictures", "false", "AL-2026-00001-1.jpg", NULL);
  g_assert_true (g_file_test (picture, G_FILE_TEST_IS_REGULAR));
  /* What is there is never overwritten. */
  g_assert_false (anlan_training_export (plant->plant, folder, &n, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
}

/* The picture of a posted event is a file of the plant, and stands with the alarm that the event raised. */
static void
test_picture (Plant *plant, gconstpointer data)
{
  g_autofree char *camera = add_record (plant, "source", "name", "Yard", "type", "hikvision-push", NULL);
  g_autofree char *rule =
      add_record (plant, "rule", "title", "Somebody is there", "type", "detection", "cameras", "COUR*",
                  "severity", "high", "danger", "fire", "response", "Look", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "station", "data", "yard.jpg", NULL);
  g_autofree char *jpeg = NULL, *token = make_token (plant, camera), *answer = NULL, *pictures = NULL;
  g_autoptr (GString) body = g_string_new (
      "--MIME_boundary\r\nContent-Disposition: form-data; name=\"event.xml\"\r\nContent-Type: "
      "application/xml\r\n\r\n"
      "<EventNotificationAlert version=\"2.0\"><channelID>1</channelID>"
      "<dateTime>2026-11-20T08:59:58+08:00</dateTime><activePostCount>1</activePostCount>"
      "<eventType>fielddetection</eventType><eventState>active</eventState><channelName>COUR "
      "NORD</channelName>"
      "<detectionPictureTransType>binary</detectionPictureTransType>"
      "<detectionPicturesNumber>1</detectionPicturesNumber></EventNotificationAlert>\r\n--MIME_boundary\r\n"
      "Content-Disposition: form-data; name=\"detectionPicture\"; filename=\"a.jpg\"\r\nContent-Type: "
      "image/jpeg\r\n\r\n");
  GSocket *socket;
  gsize length;

  g_assert_true (g_file_get_contents (path, &jpeg, &length, NULL));
  g_string_append_len (body, jpeg, (gssize)length);
  g_string_append (body, "\r\n--MIME_boundary--\r\n");
  stop (plant);
  start (plant);
  socket = wire_connect (plant->port, NULL);
  wire_print (socket,
              "POST /in/%s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; "
              "boundary=MIME_boundary\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n",
              token, body->len);
  wire_send (socket, body->str, body->len);
  answer = wire_answer (socket);
  g_object_unref (socket);
  g_assert_cmpuint (wire_status (answer), ==, 200);
  for (guint i = 0; i < 1000 && pictures == NULL; i++)
    {
      g_autoptr (GPtrArray) records = alarm_records (plant);

      if (records->len > 0)
        pictures = g_strdup (anlan_record_get_text (g_ptr_array_index (records, 0), "pictures"));
      while (g_main_context_iteration (NULL, FALSE))
        continue;
      g_usleep (10000);
    }
  g_assert_nonnull (pictures);
  {
    g_auto (AnlanValue) list = ANLAN_VALUE_INIT;
    g_auto (GStrv) names = NULL;
    g_autofree char *stored = NULL, *bytes = NULL;
    gsize n;

    anlan_value_set_text (&list, pictures);
    names = anlan_value_get_items (&list);
    g_assert_cmpuint (g_strv_length (names), ==, 1);
    stored = anlan_files_path (anlan_plant_get_store (plant->plant), names[0]);
    g_assert_true (g_file_get_contents (stored, &bytes, &n, NULL));
    g_assert_cmpmem (bytes, n, jpeg, length);
  }
  assert_training (plant);
}

/* Where the plant is, to whom reads it by the SensorThings API. */
static void
test_location (Plant *plant, gconstpointer data)
{
  g_autofree char *source =
      add_record (plant, "source", "name", "Others", "type", "sensorthings-server", NULL);
  char *token = make_token (plant, source);
  g_autofree char *answer = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_plant_set_setting (plant->plant, "longitude", "120.5", &error));
  g_assert_true (anlan_plant_set_setting (plant->plant, "latitude", "31.25", &error));
  assert_post (plant, 200, JSON, "", "[{\"series\":\"a\",\"value\":1}]", "\"readings\":1");
  stop (plant);
  start (plant);
  answer = wire_ask (plant->port, "GET /sta/%s/v1.1/Things(1)/Locations HTTP/1.1\r\nHost: localhost\r\n\r\n",
                     token);
  g_assert_cmpuint (wire_status (answer), ==, 200);
  g_assert_nonnull (strstr (answer, "\"location\":{\"type\":\"Point\",\"coordinates\":[120.5,31.25]}"));
  anlan_station_forget_token (token);
}

/* One event with a picture, as a camera posts it; each picture differs from the others. */
static void
post_picture (Plant *plant, const char *token, guint number)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "station", "data", "yard.jpg", NULL);
  g_autoptr (GString) body = g_string_new (NULL);
  g_autofree char *jpeg = NULL, *answer = NULL;
  g_autoptr (GSocket) socket = wire_connect (plant->port, NULL);
  gsize length;

  g_assert_true (g_file_get_contents (path, &jpeg, &length, NULL));
  g_string_append_printf (
      body,
      "--B\r\nContent-Type: application/xml\r\n\r\n<EventNotificationAlert "
      "version=\"2.0\"><channelID>1</channelID>"
      "<dateTime>2026-11-20T09:00:%02u+08:00</dateTime><activePostCount>1</activePostCount>"
      "<eventType>scenechangedetection</eventType><eventState>active</eventState><channelName>Y%u</"
      "channelName>"
      "<detectionPictureTransType>binary</detectionPictureTransType>"
      "<detectionPicturesNumber>1</detectionPicturesNumber></EventNotificationAlert>\r\n--B\r\n"
      "Content-Type: image/jpeg\r\n\r\n",
      number, number);
  g_string_append_len (body, jpeg, (gssize)length);
  g_string_append_printf (body, "%u\r\n--B--\r\n", number);
  wire_print (socket,
              "POST /in/%s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=B\r\n"
              "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n",
              token, body->len);
  wire_send (socket, body->str, body->len);
  answer = wire_answer (socket);
  g_assert_cmpuint (wire_status (answer), ==, 200);
}

static gint64
count_pictures (Plant *plant)
{
  return count (plant, ANLAN_SIDE_ALARMS, "SELECT count(picture) FROM detection");
}

/* A day's pictures are counted through a restart; the detections come all the same. */
static void
test_picture_cap (Plant *plant, gconstpointer data)
{
  g_autofree char *camera = add_record (plant, "source", "name", "Yard", "type", "hikvision-push", NULL);
  g_autofree char *token = make_token (plant, camera);
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_plant_set_setting (plant->plant, "pictures-per-day", "2", &error));
  g_assert_no_error (error);
  stop (plant);
  start (plant);
  post_picture (plant, token, 1);
  stop (plant);
  start (plant);
  post_picture (plant, token, 2);
  g_assert_cmpint (count_pictures (plant), ==, 2);
  stop (plant);
  start (plant);
  post_picture (plant, token, 3);
  g_assert_cmpint (count_pictures (plant), ==, 2);
  g_assert_cmpint (count (plant, ANLAN_SIDE_ALARMS, "SELECT count(*) FROM detection"), ==, 3);
  /* The next day it begins anew. */
  anlan_clock_advance (plant->clock, ANLAN_DAY);
  post_picture (plant, token, 4);
  g_assert_cmpint (count_pictures (plant), ==, 3);
}

/* As a camera posts it (the body is the one captured from a real device, without its polygon); a heartbeat is fine, and what is
 * none of its words is refused. */
static void
test_camera (Plant *plant, gconstpointer data)
{
  static const char alert[] =
      "<EventNotificationAlert version=\"2.0\" xmlns=\"http://www.hikvision.com/ver20/XMLSchema\">"
      "<ipAddress>1.0.0.255</ipAddress><macAddress>ac:b9:2f:49:44:75</macAddress><channelID>1</channelID>"
      "<dateTime>2026-11-20T08:59:58+08:00</dateTime><activePostCount>1</activePostCount>"
      "<eventType>fielddetection</eventType><eventState>active</eventState>"
      "<eventDescription>fielddetection alarm</eventDescription><DetectionRegionList><DetectionRegionEntry>"
      "<regionID>3</regionID><detectionTarget>human</detectionTarget></DetectionRegionEntry></"
      "DetectionRegionList>"
      "<channelName>COUR NORD</channelName></EventNotificationAlert>";
  static const char heartbeat[] =
      "<EventNotificationAlert version=\"2.0\"><ipAddress>1.0.0.255</ipAddress><channelID>1</channelID>"
      "<dateTime>2026-11-20T08:59:59+08:00</dateTime><activePostCount>0</"
      "activePostCount><eventType>heartBeat</eventType>"
      "<eventState>active</eventState></EventNotificationAlert>";
  g_autofree char *camera = add_record (plant, "source", "name", "Yard", "type", "hikvision-push", NULL);
  g_autofree char *beat = NULL, *refused = NULL;
  char *token = make_token (plant, camera);

  stop (plant);
  start (plant);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *answer = post (plant, token, "application/xml; charset=\"UTF-8\"", "", alert);

      g_assert_cmpuint (wire_status (answer), ==, 200);
    }
  g_assert_cmpint (count (plant, ANLAN_SIDE_ALARMS, "SELECT count(*) FROM detection"), ==, 1);
  beat = post (plant, token, "application/xml", "", heartbeat);
  g_assert_cmpuint (wire_status (beat), ==, 200);
  refused = post (plant, token, "application/xml", "", "<nonsense>");
  g_assert_cmpuint (wire_status (refused), ==, 400);
  g_assert_cmpint (count (plant, ANLAN_SIDE_ALARMS, "SELECT count(*) FROM detection"), ==, 1);
  anlan_station_forget_token (token);
}

/* Each type there is can be chosen, and each that can be chosen is there. */
static void
test_types (Plant *plant, gconstpointer data)
{
  AnlanKind *kind = anlan_plant_get_kind (plant->plant, "source");
  const AnlanField *field = anlan_kind_field (kind, "type");
  const char *const *types = anlan_source_types ();

  for (guint i = 0; types[i] != NULL; i++)
    {
      g_test_message ("%s", types[i]);
      g_assert_nonnull (anlan_field_choice (field, types[i]));
    }
  for (guint i = 0; i < field->choices->len; i++)
    {
      const AnlanChoice *choice = g_ptr_array_index (field->choices, i);

      g_test_message ("%s", choice->id);
      g_assert_true (g_strv_contains (types, choice->id) != anlan_inlet_is_posted (choice->id));
    }
  anlan_kind_unref (kind);
}

/* What must not be in the plant comes from the keyring, and a change of the record brings it in. */
static void
test_secret (Plant *plant, gconstpointer data)
{
  g_autofree char *path = g_build_filename (plant->root, "secrets", NULL);
  g_autofree char *folder = g_build_filename (plant->root, "drop", NULL);
  g_autofree char *source = NULL;
  AnlanStationOptions options = { .secrets = anlan_secrets_new_file (path) };
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  stop (plant);
  source = add_record (plant, "source", "name", "Drop", "type", "folder", "address", folder, "secret",
                       "password", NULL);
  plant->station = anlan_station_new (plant->plant, &options);
  g_assert_true (anlan_station_start (plant->station, &error));
  problems = anlan_station_list_problems (plant->station);
  g_assert_cmpuint (problems->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (problems, 0), "“password”"));
  g_assert_false (
      anlan_station_keep_secret (plant->plant, options.secrets, "Drop", "pass word", "x", &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_true (anlan_station_keep_secret (plant->plant, options.secrets, "Drop", "password", "x", &error));
  set_field (plant, source, "note", "now it has one");
  for (guint i = 0; i < 1000 && problems->len > 0; i++)
    {
      while (g_main_context_iteration (NULL, FALSE))
        continue;
      g_usleep (10000);
      g_ptr_array_unref (problems);
      problems = anlan_station_list_problems (plant->station);
    }
  g_assert_cmpuint (problems->len, ==, 0);
  g_object_unref (options.secrets);
}

static void
test_start (Plant *plant, gconstpointer data)
{
  AnlanPlant *other = open_plant (plant, FALSE);
  AnlanStationOptions options = { .address = "127.0.0.1" };
  AnlanStation *second = anlan_station_new (other, &options);
  g_autoptr (GError) error = NULL;

  g_assert_false (anlan_station_start (second, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_finalize_object (second);
  stop (plant);

  /* What cannot listen lets go of the plant again. */
  options.address = "192.0.2.1";
  second = anlan_station_new (other, &options);
  g_assert_false (anlan_station_start (second, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_finalize_object (second);

  /* Without a door it runs all the same. */
  options.address = NULL;
  second = anlan_station_new (other, &options);
  g_assert_null (anlan_station_get_listener (second));
  g_assert_true (anlan_station_start (second, &error));
  g_assert_no_error (error);
  anlan_station_stop (second);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (second);
  anlan_plant_close (other);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (other);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*run) (Plant *, gconstpointer);
  } tests[] = {
    { "json", test_json },         { "events", test_events },
    { "bad", test_bad },           { "large", test_large },
    { "tokens", test_tokens },     { "alarm", test_alarm },
    { "stop", test_stop },         { "sources", test_sources },
    { "start", test_start },       { "types", test_types },
    { "camera", test_camera },     { "secret", test_secret },
    { "guesses", test_guesses },   { "picture", test_picture },
    { "location", test_location }, { "picture/cap", test_picture_cap },
    { "refused", test_refused },   { "refused/part", test_refused_part },
  };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/station/ingest/", tests[i].path, NULL);

      g_test_add (path, Plant, NULL, set_up, tests[i].run, tear_down);
    }
  return g_test_run ();
}
