/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench"

/* Readings a second from the bytes of a message to the commit: parsed, stored, summed up and judged by 500 rules, against a
 * bare loop that parses the same messages and inserts the same rows; the time of a span of one series; bytes a row. */

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <glib/gstdio.h>

#include "base/json.h"
#include "base/time.h"
#include "monitor/monitor.h"
#include "store/side.h"

#define SERIES 200
#define A_MESSAGE 100
#define MESSAGES 6000
#define TOGETHER 50
#define RULES 500
#define START G_GINT64_CONSTANT (1795136400000)

static double
seconds_since (gint64 start)
{
  return (double)(g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

/* 200 sensors once a second, two messages each. */
static GPtrArray *
make_messages (void)
{
  GPtrArray *messages = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < MESSAGES; i++)
    {
      g_autoptr (GString) text = g_string_new ("{\"gateway\":\"bench\",\"readings\":[");

      for (guint j = 0; j < A_MESSAGE; j++)
        g_string_append_printf (text,
                                "%s{\"series\":\"tank-farm/gas/%03u\",\"ts\":%" G_GINT64_FORMAT
                                ",\"value\":%u.%u,\"unit\":\"%%LEL\"}",
                                j > 0 ? "," : "", (i % 2) * A_MESSAGE + j,
                                (gint64)(START + i / 2 * ANLAN_SECOND), (i + j) % 20, (i * j) % 10);
      g_string_append (text, "]}");
      g_ptr_array_add (messages, g_string_free (g_steal_pointer (&text), FALSE));
    }
  return messages;
}

static GPtrArray *
make_rules (void)
{
  GPtrArray *rules = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_rule_unref);
  g_autoptr (GString) xml = g_string_new ("<rules>");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < RULES; i++)
    g_string_append_printf (
        xml, "<rule id='r%u' type='%s' series='tank-farm/gas/%03u' bound='%u' window='PT60S'/>", i,
        i % 5 == 4   ? "rate"
        : i % 5 == 3 ? "silence"
                     : "level",
        i % SERIES, 25 + i % 5 * 5000);
  g_string_append (xml, "</rules>");
  if (!anlan_rules_parse (xml->str, -1, rules, &error))
    g_error ("%s", error->message);
  return rules;
}

static double
run_monitor (const char *dir, GPtrArray *messages)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Asia/Shanghai");
  g_autoptr (AnlanClock) clock = anlan_clock_new_fixed (START);
  g_autoptr (GPtrArray) rules = make_rules ();
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanMonitor) monitor = anlan_monitor_open (dir, clock, zone, &error);
  AnlanBatch *batches[TOGETHER];
  gint64 start;

  if (monitor == NULL || !anlan_monitor_set_rules (monitor, rules, NULL, &error))
    g_error ("%s", error->message);
  start = g_get_monotonic_time ();
  for (guint i = 0; i < messages->len; i += TOGETHER)
    {
      g_auto (AnlanTaken) taken = { 0 };

      for (guint j = 0; j < TOGETHER; j++)
        {
          const char *text = g_ptr_array_index (messages, i + j);

          batches[j] = anlan_batch_read (text, strlen (text), START + (i + j) / 2 * ANLAN_SECOND, &error);
          if (batches[j] == NULL)
            g_error ("%s", error->message);
        }
      if (!anlan_monitor_take (monitor, batches, TOGETHER, &taken, &error))
        g_error ("%s", error->message);
      if (taken.readings != TOGETHER * A_MESSAGE)
        g_error ("%u readings were taken of %u", taken.readings, TOGETHER * A_MESSAGE);
      for (guint j = 0; j < TOGETHER; j++)
        anlan_batch_free (batches[j]);
    }
  return seconds_since (start);
}

static guint
series_number (GHashTable *numbers, const char *name)
{
  gpointer number = g_hash_table_lookup (numbers, name);

  if (number == NULL)
    {
      number = GUINT_TO_POINTER (g_hash_table_size (numbers) + 1);
      g_hash_table_insert (numbers, g_strdup (name), number);
    }
  return GPOINTER_TO_UINT (number);
}

static void
insert_message (AnlanStmt *stmt, GHashTable *numbers, JsonNode *node)
{
  JsonArray *readings = json_object_get_array_member (json_node_get_object (node), "readings");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < json_array_get_length (readings); i++)
    {
      JsonObject *reading = json_array_get_object_element (readings, i);

      anlan_stmt_bind_integer (stmt, 1,
                               series_number (numbers, json_object_get_string_member (reading, "series")));
      anlan_stmt_bind_integer (stmt, 2, json_object_get_int_member (reading, "ts"));
      anlan_stmt_bind_real (stmt, 3, json_object_get_double_member (reading, "value"));
      if (!anlan_stmt_run (stmt, &error))
        g_error ("%s", error->message);
    }
}

/* json-glib and one table with the same key and durability, the same messages to a commit. */
static double
run_bare (const char *dir, GPtrArray *messages)
{
  g_autofree char *path = g_build_filename (dir, "bare.db", NULL);
  g_autoptr (GHashTable) numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  AnlanDb *db = anlan_db_open (path, ANLAN_DB_CREATE, &error);
  g_autoptr (AnlanStmt) stmt = NULL;
  gint64 start;
  double seconds;

  if (db == NULL ||
      !anlan_db_exec (
          db,
          "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE raw (series INTEGER, "
          "ts INTEGER, value REAL, PRIMARY KEY (series, ts)) WITHOUT ROWID",
          &error))
    g_error ("%s", error->message);
  stmt = anlan_db_prepare (db, "INSERT INTO raw VALUES (?, ?, ?)", &error);
  start = g_get_monotonic_time ();
  for (guint i = 0; i < messages->len; i++)
    {
      if (i % TOGETHER == 0 && !anlan_db_begin (db, &error))
        g_error ("%s", error->message);
      if (!json_parser_load_from_data (parser, g_ptr_array_index (messages, i), -1, &error))
        g_error ("%s", error->message);
      insert_message (stmt, numbers, json_parser_get_root (parser));
      if (i % TOGETHER == TOGETHER - 1 && !anlan_db_commit (db, &error))
        g_error ("%s", error->message);
    }
  seconds = seconds_since (start);
  g_clear_pointer (&stmt, anlan_stmt_free);
  anlan_db_close (db);
  return seconds;
}

/* The slowest of the spans that a picture of one series asks for, ms. */
static double
time_spans (const char *dir)
{
  static const gint64 spans[] = { ANLAN_MINUTE, 10 * ANLAN_MINUTE, ANLAN_HOUR,
                                  ANLAN_DAY,    30 * ANLAN_DAY,    365 * ANLAN_DAY };
  g_autoptr (GError) error = NULL;
  AnlanDb *db = anlan_side_open (dir, ANLAN_SIDE_READINGS, FALSE, &error);
  double slowest = 0;

  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    {
      gint64 start = g_get_monotonic_time ();
      g_autoptr (GArray) points =
          anlan_readings_query (db, "tank-farm/gas/077", START, START + spans[i], 1000, NULL, &error);

      if (points == NULL)
        g_error ("%s", error->message);
      slowest = fmax (slowest, seconds_since (start) * 1000);
    }
  anlan_db_close (db);
  return slowest;
}

static goffset
file_size (const char *dir, const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  GStatBuf info;

  return g_stat (path, &info) == 0 ? info.st_size : 0;
}

static void
remove_folder (const char *dir)
{
  g_autoptr (GDir) names = g_dir_open (dir, 0, NULL);
  const char *name;

  while (names != NULL && (name = g_dir_read_name (names)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);

      g_remove (path);
    }
  g_rmdir (dir);
}

int
main (int argc, char *argv[])
{
  const double n = (double)MESSAGES * A_MESSAGE;
  g_autofree char *dir = g_dir_make_tmp ("anlan-bench-XXXXXX", NULL);
  g_autoptr (GPtrArray) messages = make_messages ();
  double bare, monitor;

  setlocale (LC_ALL, "");
  bare = run_bare (dir, messages);
  monitor = run_monitor (dir, messages);
  g_print ("readings: %.0f a second, parsed, stored, summed up, judged by %u rules; bare parse and insert "
           "%.0f; ratio %.2f\n",
           n / monitor, RULES, n / bare, bare / monitor);
  g_print ("span of a series: %.1f ms at the slowest; %.1f bytes a reading with all rollups\n",
           time_spans (dir), (double)file_size (dir, "readings.db") / n);
  remove_folder (dir);
  return 0;
}
