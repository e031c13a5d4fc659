/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "hazard-read.h"

#include <string.h>

#include "base/time.h"

/* --- findings of the formal-closure check -------------------------------------------------------------------------------- */

static HazardCheck *
check_at (HazardData *data, const GPtrArray *choices, const char *flaw)
{
  for (guint i = 0; i < choices->len; i++)
    if (g_strcmp0 (((AnlanChoice *)g_ptr_array_index (choices, i))->id, flaw) == 0)
      return g_ptr_array_index (data->checks, i);
  return NULL;
}

static void
add_checks (HazardData *data, const GPtrArray *choices)
{
  for (guint i = 0; i < choices->len; i++)
    {
      HazardCheck *check = g_new0 (HazardCheck, 1);

      check->title = g_strdup (anlan_kind_text (((AnlanChoice *)g_ptr_array_index (choices, i))->title));
      g_ptr_array_add (data->checks, check);
    }
}

/* A hazard in which more than one flaw was found failed once. */
static void
count_finding (
    HazardData *data, const GPtrArray *choices, AnlanStmt *stmt, const gint64 edges[3], GHashTable *failed[2])
{
  const char *found = anlan_stmt_text (stmt, 2), *stage = anlan_stmt_text (stmt, 3);
  HazardCheck *check = check_at (data, choices, anlan_stmt_text (stmt, 1));
  gint64 at;

  if (found == NULL || !anlan_time_parse (found, &at) || at < edges[0] || at >= edges[2])
    return;
  g_hash_table_add (failed[at >= edges[1] ? 1 : 0], g_strdup (anlan_stmt_text (stmt, 0)));
  if (at < edges[1] || check == NULL)
    return;
  check->found++;
  check->overruled += g_strcmp0 (stage, "overruled") == 0;
  check->mended += g_strcmp0 (stage, "mended") == 0;
}

gboolean
hazard_read_findings (HazardData *data, AnlanDb *db, gint64 before, gint64 from, gint64 to, GError **error)
{
  AnlanKind *kind = anlan_kinds_get (data->kinds, "finding");
  const AnlanField *flaw = kind != NULL ? anlan_kind_field (kind, "flaw") : NULL;
  const gint64 edges[3] = { before, from, to };
  g_autoptr (GHashTable) then = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) now = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTable *failed[2] = { then, now };
  AnlanStmt *stmt;
  AnlanStep step;

  if (flaw == NULL || flaw->choices == NULL || anlan_kind_field (kind, "hazard") == NULL ||
      anlan_kind_field (kind, "found_at") == NULL)
    return TRUE;
  data->has_findings = TRUE;
  add_checks (data, flaw->choices);
  stmt =
      anlan_db_statement (db,
                          "SELECT hazard, flaw, found_at, stage FROM k_finding WHERE draft = 0 AND voided = 0"
                          " AND hazard IS NOT NULL",
                          error);
  if (stmt == NULL)
    return FALSE;
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    count_finding (data, flaw->choices, stmt, edges, failed);
  anlan_stmt_reset (stmt);
  data->failed_then = g_hash_table_size (then);
  data->failed = g_hash_table_size (now);
  return step == ANLAN_STEP_DONE;
}

/* --- hazards that came again ---------------------------------------------------------------------------------------------- */

static void
mark_repeated (HazardData *data, GHashTable *places, gint64 rid)
{
  gpointer place;

  if (g_hash_table_lookup_extended (places, &rid, NULL, &place))
    g_array_index (data->rows, HazardRow, GPOINTER_TO_UINT (place)).repeated = TRUE;
}

static HazardCluster *
cluster_new (AnlanStmt *stmt)
{
  HazardCluster *cluster = g_new0 (HazardCluster, 1);

  cluster->title = g_strdup (anlan_stmt_text (stmt, 1));
  cluster->first = g_strdup (anlan_stmt_text (stmt, 3));
  return cluster;
}

static int
compare_clusters (gconstpointer a, gconstpointer b)
{
  const HazardCluster *x = *(const HazardCluster *const *)a, *y = *(const HazardCluster *const *)b;

  return x->now != y->now ? (x->now > y->now ? -1 : 1) : x->count > y->count ? -1 : x->count < y->count;
}

static char *
cluster_select (const AnlanKind *kind)
{
  g_autoptr (GString) sql = g_string_new ("SELECT c.rid, c.");

  anlan_sql_append_identifier (sql, kind->label);
  /* Its hazards in the order in which they were found: all after the first one came again. */
  g_string_append (
      sql, ", h.rid, h.found_at FROM k_cluster c, json_each (c.hazards) j JOIN k_hazard h ON h.id = j.value"
           " WHERE c.draft = 0 AND c.voided = 0 AND c.stage = 'confirmed' AND h.draft = 0 AND h.voided = 0"
           " AND h.stage IS NOT 'cancelled' AND h.found_at IS NOT NULL ORDER BY c.rid, h.found_at, h.rid");
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

static GHashTable *
places_of_rows (const HazardData *data)
{
  GHashTable *places = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, NULL);

  for (guint i = 0; i < data->rows->len; i++)
    g_hash_table_insert (places, &g_array_index (data->rows, HazardRow, i).rid, GUINT_TO_POINTER (i));
  return places;
}

gboolean
hazard_read_clusters (HazardData *data, AnlanDb *db, gint64 from, gint64 to, GError **error)
{
  AnlanKind *kind = anlan_kinds_get (data->kinds, "cluster");
  g_autoptr (GHashTable) places = NULL;
  g_autofree char *sql = NULL;
  HazardCluster *cluster = NULL;
  gint64 present = -1;
  AnlanStmt *stmt;
  AnlanStep step;

  if (kind == NULL || anlan_kind_field (kind, "hazards") == NULL)
    return TRUE;
  data->has_clusters = TRUE;
  sql = cluster_select (kind);
  stmt = anlan_db_statement (db, sql, error);
  if (stmt == NULL)
    return FALSE;
  places = places_of_rows (data);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      gint64 found;

      if (!anlan_time_parse (anlan_stmt_text (stmt, 3), &found) || found >= to)
        continue;
      if (cluster == NULL || anlan_stmt_integer (stmt, 0) != present)
        {
          present = anlan_stmt_integer (stmt, 0);
          cluster = cluster_new (stmt);
          g_ptr_array_add (data->clusters, cluster);
        }
      else
        mark_repeated (data, places, anlan_stmt_integer (stmt, 2));
      cluster->count++;
      cluster->now += found >= from;
      g_free (cluster->last);
      cluster->last = g_strdup (anlan_stmt_text (stmt, 3));
    }
  anlan_stmt_reset (stmt);
  g_ptr_array_sort (data->clusters, compare_clusters);
  return step == ANLAN_STEP_DONE;
}
