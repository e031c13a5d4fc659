/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-safety"

#include "safety/repeat.h"

#include <string.h>

#include "base/time.h"
#include "hazard-private.h"
#include "model/query.h"
#include "text-likeness.h"

#define REPEAT_DAYS 90

/* Settings "watch-hazards" in "watch-days". */
#define WATCH_HAZARDS 3
#define WATCH_DAYS 30

/* Hazards of one place and category that are held against each other; the newest count. */
#define MOST_IN_GROUP 400

typedef struct
{
  char *id;
  char *what;
  char *found_at;
  char *equipment, *zone, *category, *unit; /* or NULL */
  char *group;                              /* what must be the same */
  GHashTable *tokens;
  guint root; /* of the hazards that are linked */
} Hazard;

static void
hazard_free (Hazard *hazard)
{
  g_free (hazard->id);
  g_free (hazard->what);
  g_free (hazard->found_at);
  g_free (hazard->equipment);
  g_free (hazard->zone);
  g_free (hazard->category);
  g_free (hazard->unit);
  g_free (hazard->group);
  g_clear_pointer (&hazard->tokens, g_hash_table_unref);
  g_free (hazard);
}

/* What somebody has to decide, or has decided. */
typedef struct
{
  char *id;
  char *stage;
  GPtrArray *hazards; /* ids, sorted */
} Cluster;

static void
cluster_free (Cluster *cluster)
{
  g_free (cluster->id);
  g_free (cluster->stage);
  g_ptr_array_unref (cluster->hazards);
  g_free (cluster);
}

typedef struct
{
  AnlanPlant *plant;
  gint64 now;
  GPtrArray *hazards;  /* Hazard, by group and time */
  GPtrArray *clusters; /* Cluster */
  GPtrArray *changes;  /* AnlanChange */
} Proposing;

/* --- reading ---------------------------------------------------------------------------------------------------------- */

static char *
days_ago (gint64 now, double days)
{
  return anlan_time_format (now - (gint64)(days * ANLAN_DAY));
}

static Hazard *
read_hazard (AnlanStmt *stmt)
{
  Hazard *hazard = g_new0 (Hazard, 1);

  hazard->id = g_strdup (anlan_stmt_text (stmt, 0));
  hazard->what = g_strdup (anlan_stmt_text (stmt, 1));
  hazard->found_at = g_strdup (anlan_stmt_text (stmt, 2));
  hazard->equipment = g_strdup (anlan_stmt_text (stmt, 3));
  hazard->zone = g_strdup (anlan_stmt_text (stmt, 4));
  hazard->category = g_strdup (anlan_stmt_text (stmt, 5));
  hazard->unit = g_strdup (anlan_stmt_text (stmt, 6));
  hazard->group = g_strconcat (hazard->equipment != NULL ? hazard->equipment : hazard->zone, "/",
                               hazard->category != NULL ? hazard->category : "", NULL);
  hazard->tokens = text_tokens (hazard->what);
  return hazard;
}

static gboolean
read_hazards (AnlanDb *db, Proposing *proposing, GError **error)
{
  g_autofree char *since = days_ago (proposing->now, REPEAT_DAYS);
  AnlanStmt *stmt = anlan_db_statement (
      db,
      "SELECT id, what, found_at, equipment, zone, category, unit FROM k_hazard WHERE found_at >= ?1 "
      "AND voided = 0 AND draft = 0 AND stage <> 'cancelled' AND coalesce (equipment, zone) IS NOT NULL "
      "ORDER BY coalesce (equipment, zone), category, found_at DESC",
      error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_static (stmt, 1, since);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      Hazard *hazard = read_hazard (stmt);

      hazard->root = proposing->hazards->len;
      g_ptr_array_add (proposing->hazards, hazard);
    }
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE;
}

static gboolean
read_clusters (AnlanDb *db, Proposing *proposing, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (
      db,
      "SELECT k.id, k.stage, l.item FROM k_cluster k JOIN l_cluster_hazards l ON l.rid = k.rid "
      "WHERE k.voided = 0 AND k.draft = 0 ORDER BY k.rid, l.item",
      error);
  AnlanStep step;
  Cluster *cluster = NULL;

  if (stmt == NULL)
    return FALSE;
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      if (cluster == NULL || strcmp (cluster->id, anlan_stmt_text (stmt, 0)) != 0)
        {
          cluster = g_new0 (Cluster, 1);
          cluster->id = g_strdup (anlan_stmt_text (stmt, 0));
          cluster->stage = g_strdup (anlan_stmt_text (stmt, 1));
          cluster->hazards = g_ptr_array_new_with_free_func (g_free);
          g_ptr_array_add (proposing->clusters, cluster);
        }
      g_ptr_array_add (cluster->hazards, g_strdup (anlan_stmt_text (stmt, 2)));
    }
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE;
}

/* --- which belong together -------------------------------------------------------------------------------------------- */

static guint
find_root (GPtrArray *hazards, guint i)
{
  Hazard *hazard = g_ptr_array_index (hazards, i);

  if (hazard->root != i)
    hazard->root = find_root (hazards, hazard->root);
  return hazard->root;
}

/* Each with each: what is like one of them belongs to all. */
static void
link_group (GPtrArray *hazards, guint from, guint to)
{
  to = MIN (to, from + MOST_IN_GROUP);
  for (guint i = from; i < to; i++)
    for (guint j = i + 1; j < to; j++)
      {
        const Hazard *a = g_ptr_array_index (hazards, i), *b = g_ptr_array_index (hazards, j);
        guint root = find_root (hazards, i), other = find_root (hazards, j);

        if (root != other && text_tokens_likeness (a->tokens, b->tokens) >= ANLAN_REPEAT_LIKENESS)
          ((Hazard *)g_ptr_array_index (hazards, MAX (root, other)))->root = MIN (root, other);
      }
}

static void
link_hazards (GPtrArray *hazards)
{
  guint from = 0;

  for (guint i = 1; i <= hazards->len; i++)
    if (i == hazards->len || strcmp (((Hazard *)g_ptr_array_index (hazards, i))->group,
                                     ((Hazard *)g_ptr_array_index (hazards, from))->group) != 0)
      {
        link_group (hazards, from, i);
        from = i;
      }
}

/* --- proposing -------------------------------------------------------------------------------------------------------- */

static gboolean
contains (GPtrArray *ids, const char *id)
{
  return g_ptr_array_find_with_equal_func (ids, id, g_str_equal, NULL);
}

static guint
count_common (const Cluster *cluster, GPtrArray *members)
{
  guint n = 0;

  for (guint i = 0; i < members->len; i++)
    n += contains (cluster->hazards, ((Hazard *)g_ptr_array_index (members, i))->id);
  return n;
}

/* "2026-10: 1, 2026-11: 3": how often in each month. @members: the newest first. */
static char *
make_curve (GPtrArray *members)
{
  GString *curve = g_string_new (NULL);

  for (guint i = members->len; i > 0;)
    {
      const char *found_at = ((Hazard *)g_ptr_array_index (members, i - 1))->found_at;
      guint n = 0;

      while (i > 0 && strncmp (((Hazard *)g_ptr_array_index (members, i - 1))->found_at, found_at, 7) == 0)
        {
          n++;
          i--;
        }
      g_string_append_printf (curve, "%s%.7s: %u", curve->len > 0 ? ", " : "", found_at, n);
    }
  return g_string_free (curve, FALSE);
}

static void
set_members (AnlanChange *change, GPtrArray *members, const Cluster *known)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  const Hazard *latest = g_ptr_array_index (members, 0);
  const Hazard *first = g_ptr_array_index (members, members->len - 1);
  g_autofree char *curve = make_curve (members);
  AnlanValue value = ANLAN_VALUE_INIT;

  for (guint i = 0; known != NULL && i < known->hazards->len; i++)
    g_ptr_array_add (ids, g_ptr_array_index (known->hazards, i));
  for (guint i = 0; i < members->len; i++)
    if (known == NULL || !contains (known->hazards, ((Hazard *)g_ptr_array_index (members, i))->id))
      g_ptr_array_add (ids, ((Hazard *)g_ptr_array_index (members, i))->id);
  anlan_change_set_integer (change, "count", ids->len);
  g_ptr_array_add (ids, NULL);
  anlan_value_set_items (&value, (const char *const *)ids->pdata);
  anlan_change_take (change, "hazards", &value);
  anlan_change_set_text (change, "name", latest->what);
  anlan_change_set_text (change, "last", latest->found_at);
  anlan_change_set_text (change, "curve", curve);
  /* What lies further back than 90 days is known from before. */
  if (known == NULL)
    anlan_change_set_text (change, "first", first->found_at);
}

static AnlanChange *
new_cluster (GPtrArray *members)
{
  AnlanChange *change = anlan_change_new (ANLAN_OP_CREATE, "cluster", NULL);
  const Hazard *latest = g_ptr_array_index (members, 0);

  set_members (change, members, NULL);
  if (latest->equipment != NULL)
    anlan_change_set_text (change, "equipment", latest->equipment);
  if (latest->zone != NULL)
    anlan_change_set_text (change, "zone", latest->zone);
  if (latest->category != NULL)
    anlan_change_set_text (change, "category", latest->category);
  if (latest->unit != NULL)
    anlan_change_set_text (change, "unit", latest->unit);
  return change;
}

/* @members: (element-type Hazard): the newest first. */
static void
propose_cluster (Proposing *proposing, GPtrArray *members)
{
  AnlanChange *change;

  for (guint i = 0; i < proposing->clusters->len; i++)
    {
      const Cluster *cluster = g_ptr_array_index (proposing->clusters, i);
      guint common = count_common (cluster, members);

      if (common == 0)
        continue;
      if (common == members->len)
        return;
      /* What was rejected comes again only where more than one has joined it since. */
      if (strcmp (cluster->stage, "rejected") == 0)
        {
          if (common > 1)
            return;
          continue;
        }
      change = anlan_change_new (ANLAN_OP_EDIT, "cluster", cluster->id);
      set_members (change, members, cluster);
      g_ptr_array_add (proposing->changes, change);
      return;
    }
  g_ptr_array_add (proposing->changes, new_cluster (members));
}

static void
propose_clusters (Proposing *proposing)
{
  g_autoptr (GHashTable) groups = g_hash_table_new (NULL, NULL); /* root -> members */
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);

  link_hazards (proposing->hazards);
  for (guint i = 0; i < proposing->hazards->len; i++)
    {
      gpointer root = GUINT_TO_POINTER (find_root (proposing->hazards, i));
      GPtrArray *members = g_hash_table_lookup (groups, root);

      if (members == NULL)
        {
          members = g_ptr_array_new ();
          g_hash_table_insert (groups, root, members);
          g_ptr_array_add (all, members);
        }
      g_ptr_array_add (members, g_ptr_array_index (proposing->hazards, i));
    }
  for (guint i = 0; i < all->len; i++)
    if (((GPtrArray *)g_ptr_array_index (all, i))->len > 1)
      propose_cluster (proposing, g_ptr_array_index (all, i));
}

/* --- watch list ------------------------------------------------------------------------------------------------------- */

/* Equipment that is on the list is not proposed again; once ended, only for hazards found since. */
static gboolean
propose_watches (AnlanDb *db, Proposing *proposing, GError **error)
{
  static const char sql[] =
      "SELECT h.equipment, count(*), json_group_array (h.id) FROM k_hazard h WHERE h.found_at >= ?1 AND "
      "h.voided = 0 "
      "AND h.draft = 0 AND h.stage <> 'cancelled' AND h.equipment IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "
      "k_watch w "
      "WHERE w.equipment = h.equipment AND w.voided = 0 AND (w.stage <> 'ended' OR w.changed > h.found_at)) "
      "GROUP BY h.equipment HAVING count(*) >= ?2";
  double days, most;
  g_autofree char *since = NULL;
  AnlanStmt *stmt;
  AnlanStep step;

  if (!hazard_setting (db, "watch-days", WATCH_DAYS, &days, error) ||
      !hazard_setting (db, "watch-hazards", WATCH_HAZARDS, &most, error))
    return FALSE;
  since = days_ago (proposing->now, days);
  stmt = anlan_db_statement (db, sql, error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_static (stmt, 1, since);
  anlan_stmt_bind_integer (stmt, 2, MAX (2, (gint64)most));
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      AnlanChange *change = anlan_change_new (ANLAN_OP_CREATE, "watch", NULL);

      anlan_change_set_text (change, "equipment", anlan_stmt_text (stmt, 0));
      anlan_change_set_integer (change, "count", anlan_stmt_integer (stmt, 1));
      anlan_change_set_integer (change, "days", (gint64)days);
      anlan_change_set_text (change, "hazards", anlan_stmt_text (stmt, 2));
      g_ptr_array_add (proposing->changes, change);
    }
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE;
}

/* --- all -------------------------------------------------------------------------------------------------------------- */

static gboolean
read_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  return read_hazards (db, data, error) && read_clusters (db, data, error) &&
         propose_watches (db, data, error);
}

gboolean
anlan_repeat_propose (AnlanPlant *plant, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) hazards = g_ptr_array_new_with_free_func ((GDestroyNotify)hazard_free);
  g_autoptr (GPtrArray) clusters = g_ptr_array_new_with_free_func ((GDestroyNotify)cluster_free);
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_change_unref);
  Proposing proposing = { plant, 0, hazards, clusters, changes };

  g_return_val_if_fail (ANLAN_IS_PLANT (plant), FALSE);

  if (anlan_store_is_read_only (anlan_plant_get_store (plant)))
    return TRUE;
  proposing.now = anlan_plant_now (plant);
  if (!anlan_store_read (anlan_plant_get_store (plant), read_work, &proposing, error))
    return FALSE;
  propose_clusters (&proposing);
  for (guint i = 0; i < changes->len; i++)
    {
      g_autoptr (AnlanApplied) applied = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      ((AnlanChange *)g_ptr_array_index (changes, i))->unasked = TRUE;
      applied = anlan_plant_apply (plant, g_ptr_array_index (changes, i), error);
      if (applied == NULL)
        return FALSE;
    }
  return TRUE;
}

gboolean
anlan_repeat_count (
    AnlanDb *db, const char *from, const char *to, guint *n_hazards, guint *n_repeats, GError **error)
{
  AnlanStmt *stmt;
  AnlanStep step;

  g_return_val_if_fail (db != NULL && from != NULL && to != NULL && n_hazards != NULL && n_repeats != NULL,
                        FALSE);

  stmt = anlan_db_statement (
      db,
      "SELECT count(*), coalesce (sum (EXISTS (SELECT 1 FROM l_cluster_hazards l JOIN k_cluster k ON k.rid = "
      "l.rid "
      "WHERE l.item = h.id AND k.stage = 'confirmed' AND k.voided = 0 AND EXISTS (SELECT 1 FROM "
      "l_cluster_hazards m "
      "JOIN k_hazard e ON e.id = m.item WHERE m.rid = k.rid AND (e.found_at, e.id) < (h.found_at, h.id)))), "
      "0) "
      "FROM k_hazard h WHERE h.found_at >= ?1 AND h.found_at < ?2 AND h.voided = 0 AND h.draft = 0 "
      "AND h.stage <> 'cancelled'",
      error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_static (stmt, 1, from);
  anlan_stmt_bind_static (stmt, 2, to);
  step = anlan_stmt_step (stmt, error);
  if (step == ANLAN_STEP_ROW)
    {
      *n_hazards = (guint)anlan_stmt_integer (stmt, 0);
      *n_repeats = (guint)anlan_stmt_integer (stmt, 1);
    }
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_ROW;
}
