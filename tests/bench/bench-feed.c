/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench"

#include "bench-feed.h"

#include <glib/gstdio.h>

#include "base/json.h"
#include "base/time.h"
#include "monitor/rule.h"
#include "store/db.h"

double
feed_seconds (gint64 start)
{
  return (double)(g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

GPtrArray *
feed_messages (guint hour)
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
                                (gint64)(START + hour * ANLAN_HOUR + i / 2 * ANLAN_SECOND), (i + j) % 20,
                                (i * j) % 10);
      g_string_append (text, "]}");
      g_ptr_array_add (messages, g_string_free (g_steal_pointer (&text), FALSE));
    }
  return messages;
}

GPtrArray *
feed_rules (void)
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

double
feed_bare (const char *dir, GPtrArray *messages)
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
  seconds = feed_seconds (start);
  g_clear_pointer (&stmt, anlan_stmt_free);
  anlan_db_close (db);
  return seconds;
}

void
feed_remove (const char *path)
{
  g_autoptr (GDir) names = g_dir_open (path, 0, NULL);
  const char *name;

  while (names != NULL && (name = g_dir_read_name (names)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      feed_remove (child);
    }
  g_remove (path);
}
