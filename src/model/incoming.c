/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "incoming.h"

#include "context.h"
#include "model/query.h"

struct _AnlanIncoming
{
  char *batch;
  gint64 seq;
  GHashTable *first; /* kind -> gint64* */
  GHashTable *next;  /* kind -> gint64*; '' stands for the search rows */
};

static gint64 *
place_new (gint64 place)
{
  gint64 *copy = g_new (gint64, 1);

  *copy = place;
  return copy;
}

static void
reserve (AnlanIncoming *incoming, const char *kind, gint64 last)
{
  gint64 first = last + 1 + ANLAN_INCOMING_GAP;

  g_hash_table_insert (incoming->first, g_strdup (kind), place_new (first));
  g_hash_table_insert (incoming->next, g_strdup (kind), place_new (first));
}

static gboolean
reserve_kind (AnlanIncoming *incoming, AnlanDb *db, const char *kind, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("SELECT max (rid) FROM ");
  g_auto (AnlanValue) last = ANLAN_VALUE_INIT;

  anlan_schema_table_name (sql, kind);
  if (!anlan_db_lookup (db, sql->str, NULL, &last, error))
    return FALSE;
  reserve (incoming, kind, anlan_value_get_integer (&last, 0));
  return TRUE;
}

AnlanIncoming *
anlan_incoming_new (AnlanDb *db, const char *batch, GPtrArray *kinds, gint64 seq, GError **error)
{
  g_autoptr (AnlanIncoming) incoming = g_new0 (AnlanIncoming, 1);
  g_auto (AnlanValue) last = ANLAN_VALUE_INIT;

  incoming->batch = g_strdup (batch);
  incoming->seq = seq;
  incoming->first = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  incoming->next = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!anlan_db_lookup (db, "SELECT max (id) FROM search_doc", NULL, &last, error))
    return NULL;
  reserve (incoming, "", anlan_value_get_integer (&last, 0));
  for (guint i = 0; i < kinds->len; i++)
    if (!reserve_kind (incoming, db, g_ptr_array_index (kinds, i), error))
      return NULL;
  return g_steal_pointer (&incoming);
}

void
anlan_incoming_free (AnlanIncoming *incoming)
{
  if (incoming == NULL)
    return;
  g_free (incoming->batch);
  g_hash_table_unref (incoming->first);
  g_hash_table_unref (incoming->next);
  g_free (incoming);
}

const char *
anlan_incoming_get_batch (const AnlanIncoming *incoming)
{
  return incoming->batch;
}

/* Effects make records of kinds that nobody has named: these are not part of it. */
static gint64
next (AnlanIncoming *incoming, const char *kind)
{
  gint64 *place = g_hash_table_lookup (incoming->next, kind);

  return place != NULL ? (*place)++ : 0;
}

gint64
anlan_incoming_next_row (AnlanIncoming *incoming, const char *kind)
{
  return next (incoming, kind);
}

gint64
anlan_incoming_next_doc (AnlanIncoming *incoming)
{
  return next (incoming, "");
}

gint64
anlan_incoming_first_row (const AnlanIncoming *incoming, const char *kind)
{
  const gint64 *first = g_hash_table_lookup (incoming->first, kind);

  return first != NULL ? *first : 0;
}

gboolean
anlan_incoming_lift (AnlanIncoming *incoming, AnlanDb *db, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (db, "DELETE FROM pending WHERE batch = ?1", error);

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_static (stmt, 1, incoming->batch);
  return anlan_stmt_run (stmt, error);
}

gboolean
anlan_incoming_cover (AnlanIncoming *incoming, AnlanDb *db, GError **error)
{
  GHashTableIter iter;
  gpointer kind, first;

  g_hash_table_iter_init (&iter, incoming->first);
  while (g_hash_table_iter_next (&iter, &kind, &first))
    {
      AnlanStmt *stmt = anlan_db_statement (
          db, "INSERT INTO pending (kind, first, batch, seq) VALUES (?1, ?2, ?3, ?4)", error);

      if (stmt == NULL)
        return FALSE;
      anlan_stmt_bind_static (stmt, 1, kind);
      anlan_stmt_bind_integer (stmt, 2, *(gint64 *)first);
      anlan_stmt_bind_static (stmt, 3, incoming->batch);
      anlan_stmt_bind_integer (stmt, 4, incoming->seq);
      if (!anlan_stmt_run (stmt, error))
        return FALSE;
    }
  return TRUE;
}

/* --- for all others --------------------------------------------------------------------------------------------- */

gboolean
anlan_incoming_limit (AnlanDb *db, const char *kind, gint64 *limit, GError **error)
{
  g_auto (AnlanValue) first = ANLAN_VALUE_INIT;

  if (!anlan_db_lookup (db, "SELECT first FROM pending WHERE kind = ?1", kind, &first, error))
    return FALSE;
  *limit = anlan_value_get_integer (&first, G_MAXINT64);
  return TRUE;
}

gboolean
anlan_incoming_row_before (AnlanDb *db, const char *kind, gint64 *rid, GError **error)
{
  g_autoptr (GString) sql = NULL;
  g_auto (AnlanValue) last = ANLAN_VALUE_INIT;
  gint64 limit;

  *rid = 0;
  if (!anlan_incoming_limit (db, kind, &limit, error))
    return FALSE;
  if (limit == G_MAXINT64)
    return TRUE;
  sql = g_string_new ("SELECT max (rid) FROM ");
  anlan_schema_table_name (sql, kind);
  g_string_append (sql, " WHERE rid < ");
  anlan_incoming_append_limit (sql, kind);
  if (!anlan_db_lookup (db, sql->str, NULL, &last, error))
    return FALSE;
  *rid = anlan_value_get_integer (&last, 0) + 1;
  return TRUE;
}

/* The name of a kind needs no quoting: see anlan_kind_valid_id(). */
void
anlan_incoming_append_limit (GString *sql, const char *kind)
{
  g_string_append_printf (
      sql, "coalesce ((SELECT first FROM main.pending WHERE kind = '%s'), 9223372036854775807)", kind);
}

void
anlan_query_append_shown (GString *sql, const char *kind)
{
  g_string_append (sql, " AND rid < ");
  anlan_incoming_append_limit (sql, kind);
}
