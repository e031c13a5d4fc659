/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "link/outbox.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "base/time.h"
#include "store/db.h"

#define NOW G_GINT64_CONSTANT (1795136400000) /* 2026-11-20T01:00:00Z: 09:00 in Shanghai */

#define WECOM "{\"type\":\"wecom\",\"address\":\"https://example.org/?key=K\""
#define SMS "{\"type\":\"sms\",\"profile\":\"aliyun\",\"phones\":\"13800000001\""

typedef struct
{
  char *dir;
  AnlanClock *clock;
  GTimeZone *zone;
  AnlanOutbox *outbox;
  AnlanChannel *channel;
  GPtrArray *channels;
} Fixture;

static AnlanChannel *
make_channel (const char *id, const char *settings, const char *more)
{
  g_autofree char *text = g_strconcat (settings, more, "}", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = anlan_json_parse (text, -1, 65536, &error);
  AnlanChannel *channel = node != NULL ? anlan_channel_new (id, json_node_get_object (node), &error) : NULL;

  g_assert_no_error (error);
  return channel;
}

static void
open_outbox (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&fixture->outbox, anlan_outbox_close);
  fixture->outbox = anlan_outbox_open (fixture->dir, fixture->clock, &error);
  g_assert_no_error (error);
}

static void
use_channel (Fixture *fixture, const char *settings, const char *more)
{
  g_clear_pointer (&fixture->channel, anlan_channel_unref);
  g_ptr_array_set_size (fixture->channels, 0);
  fixture->channel = make_channel ("ch-1", settings, more);
  g_ptr_array_add (fixture->channels, fixture->channel);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->dir = g_dir_make_tmp ("anlan-outbox-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->clock = anlan_clock_new_fixed (NOW);
  fixture->zone = g_time_zone_new_identifier ("Asia/Shanghai");
  fixture->channels = g_ptr_array_new ();
  use_channel (fixture, WECOM, "");
  open_outbox (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "outbox.db", "outbox.db-wal", "outbox.db-shm" };

  anlan_outbox_close (fixture->outbox);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (fixture->dir, names[i], NULL);

      g_unlink (path);
    }
  g_assert_cmpint (g_rmdir (fixture->dir), ==, 0);
  g_free (fixture->dir);
  g_ptr_array_unref (fixture->channels);
  anlan_channel_unref (fixture->channel);
  anlan_clock_unref (fixture->clock);
  g_time_zone_unref (fixture->zone);
}

static guint
put (Fixture *fixture, const char *key, AnlanSeverity severity, AnlanDanger danger)
{
  g_autoptr (AnlanMessage) message =
      anlan_message_new (key, key, NULL, severity, anlan_clock_now (fixture->clock));
  g_autoptr (GError) error = NULL;
  guint n = 0;

  message->danger = danger;
  g_assert_true (anlan_outbox_put (fixture->outbox, fixture->channels, message, &n, &error));
  g_assert_no_error (error);
  return n;
}

/* What goes out now, or NULL and when to ask again. */
static AnlanOutboxItem *
take (Fixture *fixture, gint64 *next)
{
  g_autoptr (GError) error = NULL;
  AnlanOutboxItem *item = NULL;
  gint64 when;

  g_assert_true (anlan_outbox_take (fixture->outbox, fixture->channel, fixture->zone, &item, &when, &error));
  g_assert_no_error (error);
  if (next != NULL)
    *next = when;
  return item;
}

static void
settle (Fixture *fixture, const AnlanOutboxItem *item, AnlanSent sent, gint64 wait)
{
  g_autoptr (GError) error = NULL;
  AnlanVerdict verdict = { .sent = sent,
                           .wait = wait,
                           .reason = sent == ANLAN_SENT_DONE ? NULL : (char *)"why" };

  g_assert_true (anlan_outbox_settle (fixture->outbox, fixture->channel, item, &verdict, &error));
  g_assert_no_error (error);
}

/* Sends what may be sent now; returns how many went out. */
static guint
drain (Fixture *fixture)
{
  guint n = 0;

  while (TRUE)
    {
      g_autoptr (AnlanOutboxItem) item = take (fixture, NULL);

      if (item == NULL)
        return n;
      settle (fixture, item, ANLAN_SENT_DONE, 0);
      n++;
    }
}

static AnlanOutboxRow *
row_of (Fixture *fixture, const char *key)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = anlan_outbox_list (fixture->outbox, NULL, 5000, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < rows->len; i++)
    if (g_str_equal (((AnlanOutboxRow *)rows->pdata[i])->message->key, key))
      return g_ptr_array_steal_index (rows, i);
  return NULL;
}

static void
assert_state (Fixture *fixture, const char *key, AnlanOutboxState state)
{
  g_autoptr (AnlanOutboxRow) row = row_of (fixture, key);

  g_assert_nonnull (row);
  g_assert_cmpint (row->state, ==, state);
}

/* The gravest first, each once, and never twice with the same key. */
static void
test_order (Fixture *fixture, gconstpointer data)
{
  static const char *const order[] = { "gas", "critical", "note" };
  gint64 next;

  g_assert_cmpuint (put (fixture, "note", ANLAN_SEVERITY_NOTE, ANLAN_DANGER_OTHER), ==, 1);
  g_assert_cmpuint (put (fixture, "critical", ANLAN_SEVERITY_CRITICAL, ANLAN_DANGER_OTHER), ==, 1);
  g_assert_cmpuint (put (fixture, "gas", ANLAN_SEVERITY_MEDIUM, ANLAN_DANGER_TOXIC), ==, 1);
  g_assert_cmpuint (put (fixture, "gas", ANLAN_SEVERITY_MEDIUM, ANLAN_DANGER_TOXIC), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      g_autoptr (AnlanOutboxItem) item = take (fixture, NULL);

      g_assert_cmpstr (item->message->key, ==, order[i]);
      g_assert_cmpuint (item->attempts, ==, 1);
      g_assert_false (item->again);
      settle (fixture, item, ANLAN_SENT_DONE, 0);
    }
  g_assert_null (take (fixture, &next));
  g_assert_cmpint (next, ==, G_MAXINT64);
  /* A replay after a restart. */
  open_outbox (fixture);
  g_assert_cmpuint (put (fixture, "gas", ANLAN_SEVERITY_MEDIUM, ANLAN_DANGER_TOXIC), ==, 0);
  assert_state (fixture, "gas", ANLAN_OUTBOX_SENT);
}

static void
test_channels (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanChannel) grave = make_channel ("ch-2", WECOM, ",\"least\":\"critical\"");

  g_ptr_array_add (fixture->channels, grave);
  g_assert_cmpuint (put (fixture, "a", ANLAN_SEVERITY_HIGH, ANLAN_DANGER_OTHER), ==, 1);
  g_assert_cmpuint (put (fixture, "b", ANLAN_SEVERITY_CRITICAL, ANLAN_DANGER_OTHER), ==, 2);
  /* Gas is never too little. */
  g_assert_cmpuint (put (fixture, "c", ANLAN_SEVERITY_NOTE, ANLAN_DANGER_FIRE), ==, 2);
}

/* In no minute more than 18 go out to DingTalk and WeCom, whose limit is 20, however many wait. A restart gives no new
 * tokens. */
static void
test_bucket (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) sent = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint most = 0;

  for (guint second = 0; second < 600; second++)
    {
      g_autofree char *key = g_strdup_printf ("m-%u", second);
      gint64 now = anlan_clock_now (fixture->clock);
      guint n;

      put (fixture, key, ANLAN_SEVERITY_CRITICAL, ANLAN_DANGER_FIRE);
      if (second % 100 == 50)
        open_outbox (fixture);
      n = drain (fixture);
      for (guint i = 0; i < n; i++)
        g_array_append_val (sent, now);
      anlan_clock_advance (fixture->clock, ANLAN_SECOND);
    }
  for (guint i = 0; i < sent->len; i++)
    {
      guint within = 0;

      for (guint j = i; j < sent->len; j++)
        within += g_array_index (sent, gint64, j) - g_array_index (sent, gint64, i) < ANLAN_MINUTE;
      most = MAX (most, within);
    }
  g_assert_cmpuint (most, <=, 18);
  g_assert_cmpuint (most, >=, 16);
  g_assert_cmpuint (sent->len, >, 110);
  /* Nobody waits for long: what the bucket held back went as digests. */
  anlan_clock_advance (fixture->clock, 10 * ANLAN_SECOND);
  drain (fixture);
  for (guint second = 0; second < 600; second++)
    {
      g_autofree char *key = g_strdup_printf ("m-%u", second);

      assert_state (fixture, key, ANLAN_OUTBOX_SENT);
    }
}

/* A storm becomes one digest, the first message of it does not; one that did not get through is folded again with what came
 * meanwhile. */
static void
test_storm (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanOutboxItem) first = NULL, storm = NULL, next_storm = NULL;
  g_autofree char *old_key = NULL;
  gint64 next;

  put (fixture, "m-0", ANLAN_SEVERITY_HIGH, ANLAN_DANGER_OTHER);
  first = take (fixture, NULL);
  g_assert_cmpstr (first->message->key, ==, "m-0");
  settle (fixture, first, ANLAN_SENT_DONE, 0);
  for (guint i = 1; i <= 200; i++)
    {
      g_autofree char *key = g_strdup_printf ("m-%u", i);

      put (fixture, key, ANLAN_SEVERITY_MEDIUM, ANLAN_DANGER_OTHER);
    }
  storm = take (fixture, NULL);
  g_assert_cmpuint (storm->message->count, ==, 200);
  old_key = g_strdup (storm->message->key);
  assert_state (fixture, "m-17", ANLAN_OUTBOX_FOLDED);
  settle (fixture, storm, ANLAN_SENT_LATER, 0);

  for (guint i = 201; i <= 220; i++)
    {
      g_autofree char *key = g_strdup_printf ("m-%u", i);

      put (fixture, key, ANLAN_SEVERITY_MEDIUM, ANLAN_DANGER_OTHER);
    }
  g_assert_null (take (fixture, &next));
  g_assert_cmpint (next, >, NOW);
  anlan_clock_advance (fixture->clock, ANLAN_MINUTE);
  open_outbox (fixture);
  next_storm = take (fixture, NULL);
  g_assert_cmpuint (next_storm->message->count, ==, 220);
  g_assert_null (row_of (fixture, old_key));
  settle (fixture, next_storm, ANLAN_SENT_DONE, 0);
  assert_state (fixture, "m-17", ANLAN_OUTBOX_SENT);
  assert_state (fixture, "m-217", ANLAN_OUTBOX_SENT);
  g_assert_null (take (fixture, &next));
  g_assert_cmpint (next, ==, G_MAXINT64);
}

/* Quiet hours hold back until their end what may wait, over a restart too, and never gas. */
static void
test_quiet (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanOutboxItem) gas = NULL, held = NULL;
  g_autoptr (GPtrArray) late = NULL;
  g_autoptr (GError) error = NULL;
  gint64 next;

  use_channel (fixture, WECOM, ",\"quiet-from\":\"08:00\",\"quiet-to\":\"10:00\"");
  put (fixture, "helmet", ANLAN_SEVERITY_HIGH, ANLAN_DANGER_OTHER);
  g_assert_null (take (fixture, &next));
  g_assert_cmpint (next, ==, NOW + ANLAN_HOUR);
  put (fixture, "gas", ANLAN_SEVERITY_NOTE, ANLAN_DANGER_COMBUSTIBLE);
  gas = take (fixture, NULL);
  g_assert_cmpstr (gas->message->key, ==, "gas");
  settle (fixture, gas, ANLAN_SENT_DONE, 0);

  /* It is not late: it is held. */
  anlan_clock_advance (fixture->clock, 30 * ANLAN_MINUTE);
  late = anlan_outbox_late (fixture->outbox, 5 * ANLAN_MINUTE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (late->len, ==, 0);
  open_outbox (fixture);
  g_assert_null (take (fixture, &next));
  g_assert_cmpint (next, ==, NOW + ANLAN_HOUR);
  anlan_clock_advance (fixture->clock, 30 * ANLAN_MINUTE);
  held = take (fixture, NULL);
  g_assert_cmpstr (held->message->key, ==, "helmet");
  settle (fixture, held, ANLAN_SENT_DONE, 0);

  /* Where somebody ends the quiet hours, what they held goes. */
  anlan_clock_set (fixture->clock, NOW);
  put (fixture, "vest", ANLAN_SEVERITY_HIGH, ANLAN_DANGER_OTHER);
  g_assert_null (take (fixture, NULL));
  use_channel (fixture, WECOM, "");
  g_assert_true (anlan_outbox_refresh (fixture->outbox, &error));
  g_assert_cmpuint (drain (fixture), ==, 1);
}

/* Temporary errors are tried again, ever more slowly, an urgent message at least every 72 seconds; what the service asks for
 * holds for the whole channel. */
static void
test_again (Fixture *fixture, gconstpointer data)
{
  gint64 next = 0, longest = 0;

  put (fixture, "gas", ANLAN_SEVERITY_HIGH, ANLAN_DANGER_TOXIC);
  for (guint i = 1; i <= 10; i++)
    {
      g_autoptr (AnlanOutboxItem) item = take (fixture, NULL);
      g_autoptr (AnlanOutboxRow) row = NULL;
      gint64 now = anlan_clock_now (fixture->clock);

      g_assert_cmpuint (item->attempts, ==, i);
      settle (fixture, item, ANLAN_SENT_LATER, 0);
      row = row_of (fixture, "gas");
      g_assert_cmpstr (row->last_error, ==, "why");
      g_assert_false (row->permanent);
      longest = MAX (longest, row->next_try - now);
      g_assert_cmpint (row->next_try - now, >=, i == 1 ? 4000 : 10000);
      anlan_clock_set (fixture->clock, row->next_try);
    }
  g_assert_cmpint (longest, <=, 72 * ANLAN_SECOND);
  g_assert_cmpuint (drain (fixture), ==, 1);

  put (fixture, "a", ANLAN_SEVERITY_HIGH, ANLAN_DANGER_OTHER);
  put (fixture, "b", ANLAN_SEVERITY_HIGH, ANLAN_DANGER_OTHER);
  {
    g_autoptr (AnlanOutboxItem) item = take (fixture, NULL);

    settle (fixture, item, ANLAN_SENT_LATER, 10 * ANLAN_MINUTE);
  }
  g_assert_null (take (fixture, &next));
  g_assert_cmpint (next, ==, anlan_clock_now (fixture->clock) + 10 * ANLAN_MINUTE);
  anlan_clock_advance (fixture->clock, 10 * ANLAN_MINUTE);
  g_assert_cmpuint (drain (fixture), ==, 2);
}

/* Permanent errors are not tried again, are told, and can be tried again by hand. */
static void
test_permanent (Fixture *fixture, gconstpointer data)
{
  static const AnlanSent kinds[] = { ANLAN_SENT_REFUSED, ANLAN_SENT_BROKEN, ANLAN_SENT_GONE };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) late = NULL, none = NULL;
  g_autofree char *trouble = NULL, *healthy = NULL;
  gint64 next, since;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *key = g_strdup_printf ("m-%u", i);
      g_autoptr (AnlanOutboxItem) item = NULL;
      g_autoptr (AnlanOutboxRow) row = NULL;

      put (fixture, key, ANLAN_SEVERITY_HIGH, ANLAN_DANGER_OTHER);
      item = take (fixture, NULL);
      settle (fixture, item, kinds[i], 0);
      row = row_of (fixture, key);
      g_assert_cmpint (row->state, ==, ANLAN_OUTBOX_FAILED);
      g_assert_true (row->permanent);
      g_assert_null (take (fixture, &next));
      g_assert_cmpint (next, ==, G_MAXINT64);
    }
  /* The receiver wants no more: nothing is even tried. */
  put (fixture, "m-3", ANLAN_SEVERITY_HIGH, ANLAN_DANGER_OTHER);
  g_assert_null (take (fixture, NULL));
  assert_state (fixture, "m-3", ANLAN_OUTBOX_FAILED);

  late = anlan_outbox_late (fixture->outbox, ANLAN_HOUR, &error);
  g_assert_cmpuint (late->len, ==, 4);
  none = anlan_outbox_late (fixture->outbox, ANLAN_HOUR, &error);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_true (anlan_outbox_trouble (fixture->outbox, "ch-1", &trouble, &since, &error));
  g_assert_cmpstr (trouble, ==, "why");
  g_assert_cmpint (since, ==, NOW);

  g_assert_true (anlan_outbox_retry (fixture->outbox, "ch-other", &error));
  g_assert_cmpuint (drain (fixture), ==, 0);
  g_assert_true (anlan_outbox_retry (fixture->outbox, "ch-1", &error));
  g_assert_cmpuint (drain (fixture), >=, 1);
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *key = g_strdup_printf ("m-%u", i);

      assert_state (fixture, key, ANLAN_OUTBOX_SENT);
    }
  g_assert_true (anlan_outbox_trouble (fixture->outbox, "ch-1", &healthy, &since, &error));
  g_assert_null (healthy);
  g_assert_no_error (error);
}

static void
test_late (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) soon = NULL, late = NULL;
  g_autoptr (AnlanOutboxItem) item = NULL;

  put (fixture, "medium", ANLAN_SEVERITY_MEDIUM, ANLAN_DANGER_OTHER);
  put (fixture, "gas", ANLAN_SEVERITY_NOTE, ANLAN_DANGER_TOXIC);
  item = take (fixture, NULL);
  settle (fixture, item, ANLAN_SENT_LATER, 0);
  soon = anlan_outbox_late (fixture->outbox, 2 * ANLAN_MINUTE, &error);
  g_assert_cmpuint (soon->len, ==, 0);
  anlan_clock_advance (fixture->clock, 2 * ANLAN_MINUTE);
  late = anlan_outbox_late (fixture->outbox, 2 * ANLAN_MINUTE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (late->len, ==, 1);
  g_assert_cmpstr (((AnlanOutboxRow *)late->pdata[0])->message->key, ==, "gas");
}

/* After three days without a network it is given up, and said. */
static void
test_given_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanOutboxItem) item = NULL, last = NULL;

  put (fixture, "a", ANLAN_SEVERITY_HIGH, ANLAN_DANGER_OTHER);
  item = take (fixture, NULL);
  settle (fixture, item, ANLAN_SENT_LATER, 0);
  anlan_clock_advance (fixture->clock, 3 * ANLAN_DAY + 1);
  last = take (fixture, NULL);
  g_assert_nonnull (last);
  settle (fixture, last, ANLAN_SENT_LATER, 0);
  assert_state (fixture, "a", ANLAN_OUTBOX_FAILED);
}

/* The program ended while something was on its way: it is sent again and says so, but by SMS only what is urgent. */
static void
test_recover (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *settings;
    AnlanDanger danger;
    gboolean again;
  } cases[] = {
    { WECOM, ANLAN_DANGER_OTHER, TRUE },
    { SMS, ANLAN_DANGER_OTHER, FALSE },
    { SMS, ANLAN_DANGER_FIRE, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *key = g_strdup_printf ("m-%u", i);
      g_autoptr (AnlanOutboxItem) item = NULL, again = NULL;
      g_autoptr (GError) error = NULL;

      use_channel (fixture, cases[i].settings, "");
      put (fixture, key, ANLAN_SEVERITY_HIGH, cases[i].danger);
      item = take (fixture, NULL);
      g_assert_null (take (fixture, NULL));
      open_outbox (fixture);
      g_assert_null (take (fixture, NULL));
      g_assert_true (anlan_outbox_recover (fixture->outbox, &error));
      g_assert_no_error (error);
      again = take (fixture, NULL);
      g_assert_cmpint (again != NULL, ==, cases[i].again);
      assert_state (fixture, key, cases[i].again ? ANLAN_OUTBOX_GOING : ANLAN_OUTBOX_FAILED);
      if (again == NULL)
        continue;
      g_assert_true (again->again);
      g_assert_cmpuint (again->attempts, ==, 2);
      settle (fixture, again, ANLAN_SENT_DONE, 0);
    }
}

static void
test_withdraw (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanOutboxItem) going = NULL;
  g_autoptr (GError) error = NULL;

  put (fixture, "alarm/1/climb-1", ANLAN_SEVERITY_CRITICAL, ANLAN_DANGER_OTHER);
  put (fixture, "alarm/1/climb-2", ANLAN_SEVERITY_HIGH, ANLAN_DANGER_OTHER);
  put (fixture, "alarm/10/raised", ANLAN_SEVERITY_HIGH, ANLAN_DANGER_OTHER);
  going = take (fixture, NULL);
  g_assert_true (anlan_outbox_withdraw (fixture->outbox, "alarm/1/", &error));
  g_assert_no_error (error);
  assert_state (fixture, "alarm/1/climb-1", ANLAN_OUTBOX_GOING);
  assert_state (fixture, "alarm/1/climb-2", ANLAN_OUTBOX_WITHDRAWN);
  assert_state (fixture, "alarm/10/raised", ANLAN_OUTBOX_WAITS);
  settle (fixture, going, ANLAN_SENT_DONE, 0);
  g_assert_cmpuint (drain (fixture), ==, 1);
}

static void
test_prune (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  put (fixture, "sent", ANLAN_SEVERITY_HIGH, ANLAN_DANGER_OTHER);
  drain (fixture);
  put (fixture, "waits", ANLAN_SEVERITY_HIGH, ANLAN_DANGER_OTHER);
  anlan_clock_advance (fixture->clock, 31 * ANLAN_DAY);
  g_assert_true (anlan_outbox_prune (fixture->outbox, &error));
  g_assert_no_error (error);
  g_assert_null (row_of (fixture, "sent"));
  assert_state (fixture, "waits", ANLAN_OUTBOX_WAITS);
}

/* A row that cannot be read goes out as what can be said of it, and holds back nothing. */
static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "outbox.db", NULL);
  g_autoptr (AnlanOutboxItem) item = NULL;
  g_autoptr (GError) error = NULL;
  AnlanDb *db;

  put (fixture, "bad", ANLAN_SEVERITY_CRITICAL, ANLAN_DANGER_OTHER);
  put (fixture, "good", ANLAN_SEVERITY_HIGH, ANLAN_DANGER_OTHER);
  db = anlan_db_open (path, ANLAN_DB_WRITE, &error);
  g_assert_no_error (error);
  g_assert_true (anlan_db_exec (db, "UPDATE message SET payload = '{' WHERE key = 'bad'", &error));
  anlan_db_close (db);
  item = take (fixture, NULL);
  g_assert_cmpstr (item->message->key, ==, "bad");
  g_assert_nonnull (strstr (item->message->title, "damaged"));
  settle (fixture, item, ANLAN_SENT_DONE, 0);
  g_assert_cmpuint (drain (fixture), ==, 1);
}

static void
test_newer (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "outbox.db", NULL);
  g_autoptr (GError) error = NULL;
  AnlanDb *db = anlan_db_open (path, ANLAN_DB_WRITE, &error);

  g_assert_no_error (error);
  g_assert_true (anlan_db_exec (db, "PRAGMA user_version = 99", &error));
  anlan_db_close (db);
  g_assert_null (anlan_outbox_open (fixture->dir, fixture->clock, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NEWER);
}

int
main (int argc, char *argv[])
{
#define ADD(name) g_test_add ("/link/outbox/" #name, Fixture, NULL, set_up, test_##name, tear_down)
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD (order);
  ADD (channels);
  ADD (bucket);
  ADD (storm);
  ADD (quiet);
  ADD (again);
  ADD (permanent);
  ADD (late);
  ADD (given_up);
  ADD (recover);
  ADD (withdraw);
  ADD (prune);
  ADD (damaged);
  ADD (newer);
  return g_test_run ();
}
