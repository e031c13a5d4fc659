/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-safety"

#include "safety/inspection.h"

#include "base/time.h"

GHashTable *
anlan_rounds_overdue_by_zone (AnlanDb *db, gint64 now, GError **error)
{
  g_autoptr (GHashTable) zones = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *moment = anlan_time_format (now);
  AnlanStmt *stmt = anlan_db_statement (
      db,
      "SELECT p.zone, count(DISTINCT r.id) FROM round r JOIN roundpoint p ON p.round = r.id"
      " WHERE r.stage IN ('planned', 'running', 'paused', 'missed') AND r.closes < ?1 AND p.zone IS NOT NULL"
      " AND p.arrived_at IS NULL AND p.skipped IS NULL GROUP BY p.zone",
      error);
  AnlanStep step;

  if (stmt == NULL)
    return NULL;
  anlan_stmt_bind_text (stmt, 1, moment);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    g_hash_table_insert (zones, g_strdup (anlan_stmt_text (stmt, 0)),
                         GUINT_TO_POINTER ((guint)anlan_stmt_integer (stmt, 1)));
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE ? g_steal_pointer (&zones) : NULL;
}
