/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "notices-private.h"

#include <string.h>

#include "base/slice.h"

/* Whom a duty falls to depends on who leads which unit. When that has changed, open duties are looked at again, a slice
 * at a time; how far that has come survives the end of the program. */

#define SLICE_MICROSECONDS 12000
#define RECORDS_AT_ONCE 128

#define SEEN "seen-seq"
#define AFTER "owners-after"

gboolean
anlan_telling_get_state (AnlanDb *db, const char *key, char **value, GError **error)
{
  g_auto (AnlanValue) found = ANLAN_VALUE_INIT;

  *value = NULL;
  if (!anlan_db_lookup (db, "SELECT value FROM notice_state WHERE key = ?1", key, &found, error))
    return FALSE;
  *value = g_strdup (anlan_value_get_text (&found));
  return TRUE;
}

gboolean
anlan_telling_set_state (AnlanDb *db, const char *key, const char *value, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (
      db,
      value != NULL
          ? "INSERT INTO notice_state (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2"
          : "DELETE FROM notice_state WHERE key = ?1 AND ?2 IS NULL",
      error);

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, key);
  anlan_stmt_bind_text (stmt, 2, value);
  return anlan_stmt_run (stmt, error);
}

/* --- has anything changed ------------------------------------------------------------------------------------------- */

typedef struct
{
  gint64 seen, last;
  gboolean known;   /* somebody has looked before */
  gboolean changed; /* who leads what */
  gboolean begun;   /* a pass was not finished */
} News;

static gboolean
read_seen (AnlanDb *db, News *news, GError **error)
{
  g_autofree char *seen = NULL;
  g_autofree char *after = NULL;

  if (!anlan_telling_get_state (db, SEEN, &seen, error) ||
      !anlan_telling_get_state (db, AFTER, &after, error))
    return FALSE;
  news->known = seen != NULL;
  news->seen = seen != NULL ? g_ascii_strtoll (seen, NULL, 10) : 0;
  news->begun = after != NULL;
  return TRUE;
}

static gboolean
read_news (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  News *news = data;
  AnlanStmt *stmt;
  AnlanStep step;

  if (!read_seen (db, news, error))
    return FALSE;
  stmt = anlan_db_statement (db,
                             "SELECT max (seq), max (kind IN ('unit', 'membership', 'person', 'dispatch'))"
                             " FROM journal WHERE seq > ?1",
                             error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_integer (stmt, 1, news->seen);
  step = anlan_stmt_step (stmt, error);
  if (step == ANLAN_STEP_ROW && !anlan_stmt_is_null (stmt, 0))
    {
      news->last = anlan_stmt_integer (stmt, 0);
      news->changed = anlan_stmt_integer (stmt, 1) != 0;
    }
  anlan_stmt_reset (stmt);
  return step != ANLAN_STEP_ERROR;
}

/* What comes after the line looked at now is found by the next run. */
static gboolean
begin_pass (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  News *news = data;
  g_autofree char *last = g_strdup_printf ("%" G_GINT64_FORMAT, news->last);

  return anlan_telling_set_state (db, SEEN, last, error) &&
         ((!news->changed && news->known) || anlan_telling_set_state (db, AFTER, "", error));
}

/* --- the pass ---------------------------------------------------------------------------------------------------------- */

typedef struct
{
  char *kind, *record;
} Owed;

static void
owed_clear (Owed *owed)
{
  g_free (owed->kind);
  g_free (owed->record);
}

static GArray *
read_owed (AnlanTelling *telling, GError **error)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Owed));
  AnlanStmt *stmt =
      anlan_db_statement (telling->context->db,
                          "SELECT DISTINCT kind, record FROM duty WHERE record > ?1 AND done IS NULL"
                          " ORDER BY record LIMIT ?2",
                          error);
  AnlanStep step;

  g_array_set_clear_func (all, (GDestroyNotify)owed_clear);
  if (stmt == NULL)
    return NULL;
  anlan_stmt_bind_text (stmt, 1, telling->after);
  anlan_stmt_bind_integer (stmt, 2, RECORDS_AT_ONCE);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      Owed owed = { g_strdup (anlan_stmt_text (stmt, 0)), g_strdup (anlan_stmt_text (stmt, 1)) };

      g_array_append_val (all, owed);
    }
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE ? g_steal_pointer (&all) : NULL;
}

static gboolean
look_again (AnlanTelling *telling, const Owed *owed, GError **error)
{
  AnlanTable *table = anlan_context_table (telling->context, owed->kind);
  g_autoptr (GError) local = NULL;
  g_autoptr (AnlanRecord) record = NULL;

  if (table == NULL)
    return TRUE;
  record = anlan_table_load (table, telling->context->db, owed->record, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return record == NULL || anlan_recompute_follow (telling->context, table, record, record, error);
}

static gboolean
owners_slice (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  AnlanTelling *telling = data;
  AnlanSlice slice = anlan_slice_new (SLICE_MICROSECONDS);
  g_autoptr (GArray) all = NULL;
  guint i;

  anlan_telling_begin (telling, db);
  g_clear_pointer (&telling->after, g_free);
  telling->more = FALSE;
  if (!anlan_telling_get_state (db, AFTER, &telling->after, error))
    return FALSE;
  if (telling->after == NULL)
    return TRUE;
  all = read_owed (telling, error);
  if (all == NULL)
    return FALSE;
  for (i = 0; i < all->len && anlan_slice_goes_on (&slice); i++)
    if (!look_again (telling, &g_array_index (all, Owed, i), error))
      return FALSE;
  telling->more = i < all->len || all->len == RECORDS_AT_ONCE;
  return anlan_telling_set_state (db, AFTER, telling->more ? g_array_index (all, Owed, i - 1).record : NULL,
                                  error);
}

gboolean
anlan_telling_owners (AnlanTelling *telling, GCancellable *cancellable, GError **error)
{
  News news = { 0 };

  if (!anlan_store_read (telling->plant->store, read_news, &news, error))
    return FALSE;
  if ((news.last > news.seen || !news.known) &&
      !anlan_store_write (telling->plant->store, begin_pass, &news, error))
    return FALSE;
  if (!news.changed && news.known && !news.begun)
    return TRUE;
  return anlan_telling_in_slices (telling, owners_slice, cancellable, error);
}
