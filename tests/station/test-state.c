/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* station.json, as the station writes it and any program reads it. */

#include <glib/gstdio.h>

#include "base/error.h"
#include "station/state.h"

/* 2026-11-22T05:00:00Z */
#define NOW G_GINT64_CONSTANT (1795323600000)

typedef struct
{
  char *dir;
  char *path;
} Folder;

static void
set_up (Folder *folder, gconstpointer data)
{
  folder->dir = g_dir_make_tmp ("anlan-state-XXXXXX", NULL);
  folder->path = g_build_filename (folder->dir, "station.json", NULL);
}

static void
tear_down (Folder *folder, gconstpointer data)
{
  g_remove (folder->path);
  g_rmdir (folder->dir);
  g_free (folder->path);
  g_free (folder->dir);
}

static void
fill (AnlanStationState *state)
{
  AnlanStationSource *source = g_new0 (AnlanStationSource, 1);
  AnlanStationChannel *channel = g_new0 (AnlanStationChannel, 1);

  anlan_station_state_init (state);
  state->url = g_strdup ("http://192.168.3.20:8765");
  state->tls = TRUE;
  state->figures = (AnlanListenerFigures){ 1, 2, 3, 4, 5, 6, 7 };
  state->waiting = 8;
  state->oldest = NOW - 5000;
  state->disk_free = G_GUINT64_CONSTANT (123456789012);
  state->disk_size = G_GUINT64_CONSTANT (987654321098);
  state->announced = g_strdup ("http://gate.local:8765");
  state->sleep = g_strdup ("No “logind”");
  g_ptr_array_add (state->problems, g_strdup ("规则: 不完整"));
  source->id = g_strdup ("s1");
  source->name = g_strdup ("气体控制器");
  source->type = g_strdup ("modbus");
  source->status = (AnlanSourceStatus){ ANLAN_SOURCE_FAILING,          NOW - 1000, 2.5, 10, 1, 2, NOW - 2000,
                                        g_strdup ("Is the cable in?"), -3500 };
  g_ptr_array_add (state->sources, source);
  source = g_new0 (AnlanStationSource, 1);
  source->id = g_strdup ("s2");
  source->status =
      (AnlanSourceStatus){ ANLAN_SOURCE_STARTING, G_MININT64, 0, 0, 0, 0, G_MININT64, NULL, G_MININT64 };
  g_ptr_array_add (state->sources, source);
  channel->id = g_strdup ("c1");
  channel->title = g_strdup ("Duty room");
  channel->type = g_strdup ("dingtalk");
  channel->waits = 3;
  channel->failed = 1;
  channel->sent = NOW - 60000;
  channel->trouble = g_strdup ("The token is wrong.");
  channel->since = NOW - 30000;
  g_ptr_array_add (state->channels, channel);
}

static void
assert_filled (const AnlanStationState *state)
{
  const AnlanStationSource *source;
  const AnlanStationChannel *channel;

  g_assert_true (state->said && state->tls);
  g_assert_cmpstr (state->url, ==, "http://192.168.3.20:8765");
  g_assert_cmpuint (state->figures.connections, ==, 1);
  g_assert_cmpuint (state->figures.turned_away, ==, 3);
  g_assert_cmpuint (state->figures.bytes, ==, 7);
  g_assert_cmpuint (state->waiting, ==, 8);
  g_assert_cmpint (state->oldest, ==, NOW - 5000);
  g_assert_cmpuint (state->disk_free, ==, G_GUINT64_CONSTANT (123456789012));
  g_assert_cmpuint (state->disk_size, ==, G_GUINT64_CONSTANT (987654321098));
  g_assert_cmpstr (state->announced, ==, "http://gate.local:8765");
  g_assert_cmpstr (state->sleep, ==, "No “logind”");
  g_assert_cmpuint (state->problems->len, ==, 1);
  g_assert_cmpuint (state->sources->len, ==, 2);
  source = g_ptr_array_index (state->sources, 0);
  g_assert_cmpstr (source->name, ==, "气体控制器");
  g_assert_cmpint (source->status.state, ==, ANLAN_SOURCE_FAILING);
  g_assert_cmpint (source->status.last, ==, NOW - 1000);
  g_assert_cmpfloat (source->status.rate, ==, 2.5);
  g_assert_cmpuint (source->status.items, ==, 10);
  g_assert_cmpuint (source->status.refused, ==, 1);
  g_assert_cmpuint (source->status.errors, ==, 2);
  g_assert_cmpstr (source->status.last_error, ==, "Is the cable in?");
  g_assert_cmpint (source->status.offset, ==, -3500);
  source = g_ptr_array_index (state->sources, 1);
  g_assert_cmpint (source->status.last, ==, G_MININT64);
  g_assert_cmpint (source->status.offset, ==, G_MININT64);
  g_assert_null (source->status.last_error);
  channel = g_ptr_array_index (state->channels, 0);
  g_assert_cmpstr (channel->title, ==, "Duty room");
  g_assert_cmpuint (channel->waits, ==, 3);
  g_assert_cmpint (channel->sent, ==, NOW - 60000);
  g_assert_cmpstr (channel->trouble, ==, "The token is wrong.");
  g_assert_cmpint (channel->since, ==, NOW - 30000);
}

static void
test_round_trip (Folder *folder, gconstpointer data)
{
  g_auto (AnlanStationState) state = { 0 }, back = { 0 }, end = { 0 };
  g_auto (AnlanVigil) vigil = { 0 };

  g_assert_true (anlan_station_state_read (folder->dir, &back, NULL));
  g_assert_false (back.said);
  g_assert_cmpint (back.vigil.alive, ==, G_MININT64);
  anlan_station_state_clear (&back);

  fill (&state);
  g_assert_true (anlan_vigil_begin (folder->dir, NOW, &vigil, NULL));
  g_assert_true (anlan_station_state_write (folder->dir, NOW + 1000, &vigil, &state, NULL));
  g_assert_true (anlan_station_state_read (folder->dir, &back, NULL));
  assert_filled (&back);
  g_assert_cmpint (back.vigil.since, ==, NOW);
  g_assert_cmpint (back.vigil.alive, ==, NOW + 1000);

  /* The next word that it lives, and its last one, keep the rest. */
  g_assert_true (anlan_vigil_end (folder->dir, NOW + 2000, &vigil, NULL));
  g_assert_true (anlan_station_state_read (folder->dir, &end, NULL));
  assert_filled (&end);
  g_assert_true (end.vigil.stopped);
}

/* Whatever stands under "station": what makes no sense is as if it were not there. */
static void
test_strange (Folder *folder, gconstpointer data)
{
  static const char *const rests[] = {
    "null",
    "7",
    "[]",
    "{\"sources\":7,\"channels\":{},\"problems\":[1,null,{}],\"listener\":[]}",
    "{\"sources\":[null,1,[],{},{\"id\":\"\"},{\"id\":7}],\"channels\":[\"a\"],\"url\":5,\"tls\":\"yes\"}",
    "{\"waiting\":-4,\"disk_free\":1e300,\"oldest\":\"yesterday\",\"sleep\":[]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (rests); i++)
    {
      g_autofree char *text =
          g_strdup_printf ("{\"alive\":\"2026-11-22T05:00:00Z\",\"station\":%s}", rests[i]);
      g_auto (AnlanStationState) state = { 0 };

      g_file_set_contents (folder->path, text, -1, NULL);
      g_assert_true (anlan_station_state_read (folder->dir, &state, NULL));
      g_assert_cmpint (state.vigil.alive, ==, NOW);
      g_assert_cmpuint (state.sources->len + state.channels->len + state.problems->len, ==, 0);
      g_assert_cmpuint (state.waiting, ==, 0);
      g_assert_cmpuint (state.disk_free, ==, 0);
      g_assert_cmpint (state.oldest, ==, G_MININT64);
      g_assert_null (state.url);
      g_assert_null (state.sleep);
    }
}

static void
test_damaged (Folder *folder, gconstpointer data)
{
  g_auto (AnlanStationState) state = { 0 };
  g_autoptr (GError) error = NULL;

  g_file_set_contents (folder->path, "{\"alive\":\"2026-11-22T05:00:00Z\",\"station\":{", -1, NULL);
  g_assert_false (anlan_station_state_read (folder->dir, &state, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_CORRUPT);
  g_assert_false (state.said);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/station/state/round-trip", Folder, NULL, set_up, test_round_trip, tear_down);
  g_test_add ("/station/state/strange", Folder, NULL, set_up, test_strange, tear_down);
  g_test_add ("/station/state/damaged", Folder, NULL, set_up, test_damaged, tear_down);
  return g_test_run ();
}
