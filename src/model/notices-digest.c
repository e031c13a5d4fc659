/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "incoming.h"
#include "notices-private.h"

#include <stdio.h>
#include <string.h>

#include "base/slice.h"
#include "base/time.h"

/* One notice a day and person at the plant's morning hour: what is due that day or late, and with it everything told of
 * since the last one that does not go out by itself. */

#define SLICE_MICROSECONDS 12000
#define MORNING "07:30"
#define DAY "digest-day"

/* Who was told of something so long ago and has no digest since is not reached by one now. */
#define LOOK_BACK (8 * ANLAN_DAY)

typedef struct
{
  AnlanTelling *telling;
  char *day;        /* the plant's */
  char *until;      /* its end */
  GHashTable *owed; /* person -> count, GUINT_TO_POINTER */
} Morning;

static void
digest_free (AnlanDigest *digest)
{
  g_free (digest->person);
  g_free (digest);
}

static void
count (Morning *morning, const char *person, guint n)
{
  guint before = GPOINTER_TO_UINT (g_hash_table_lookup (morning->owed, person));

  g_hash_table_insert (morning->owed, g_strdup (person), GUINT_TO_POINTER (before + n));
}

static gboolean
count_duties (Morning *morning, AnlanDb *db, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (db,
                                        "SELECT person, unit, count (*) FROM duty"
                                        " WHERE done IS NULL AND due <= ?1 AND " ANLAN_INCOMING_SHOWN
                                        " GROUP BY person, unit",
                                        error);
  gboolean ok = TRUE;
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, morning->until);
  while (ok && (step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      const char *who;

      ok = anlan_telling_owner (morning->telling, anlan_stmt_text (stmt, 0), anlan_stmt_text (stmt, 1), &who,
                                error);
      if (ok && who != NULL)
        count (morning, who, (guint)anlan_stmt_integer (stmt, 2));
    }
  anlan_stmt_reset (stmt);
  return ok && step == ANLAN_STEP_DONE;
}

static gboolean
add_told (Morning *morning, AnlanDb *db, GError **error)
{
  static const char sql[] =
      "SELECT DISTINCT n.person FROM notice n WHERE n.single = 0 AND n.why <> 'digest' AND n.at > ?1 AND "
      "n.id >"
      " coalesce ((SELECT max (m.upto) FROM notice m WHERE m.person = n.person AND m.why = 'digest'), 0)";
  AnlanStmt *stmt = anlan_db_statement (db, sql, error);
  g_autofree char *since = anlan_time_format (morning->telling->now - LOOK_BACK);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, since);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    count (morning, anlan_stmt_text (stmt, 0), 0);
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE;
}

static gboolean
read_morning (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Morning *morning = data;

  anlan_telling_begin (morning->telling, db);
  return count_duties (morning, db, error) && add_told (morning, db, error);
}

/* --- writing ------------------------------------------------------------------------------------------------------------- */

static gboolean
put_digest (AnlanTelling *telling, const AnlanDigest *digest, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (telling->context->db,
                                        "INSERT OR IGNORE INTO notice (person, why, at, day, owed, upto)"
                                        " VALUES (?1, 'digest', ?2, ?3, ?4,"
                                        " (SELECT coalesce (max (id), 0) FROM notice))",
                                        error);

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_static (stmt, 1, digest->person);
  anlan_stmt_bind_static (stmt, 2, telling->at);
  anlan_stmt_bind_static (stmt, 3, telling->after);
  anlan_stmt_bind_integer (stmt, 4, digest->owed);
  if (!anlan_stmt_run (stmt, error))
    return FALSE;
  telling->made += (guint)anlan_db_changes (telling->context->db);
  return TRUE;
}

static gboolean
digest_slice (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  AnlanTelling *telling = data;
  AnlanSlice slice = anlan_slice_new (SLICE_MICROSECONDS);

  anlan_telling_begin (telling, db);
  while (telling->digests->len > 0 && anlan_slice_goes_on (&slice))
    {
      guint last = telling->digests->len - 1;

      if (!put_digest (telling, g_ptr_array_index (telling->digests, last), error))
        return FALSE;
      g_ptr_array_set_size (telling->digests, (int)last);
    }
  telling->more = telling->digests->len > 0;
  return telling->more || anlan_telling_set_state (db, DAY, telling->after, error);
}

static gboolean
write_digests (Morning *morning, GCancellable *cancellable, GError **error)
{
  AnlanTelling *telling = morning->telling;
  GHashTableIter iter;
  gpointer person, owed;
  gboolean ok;

  telling->digests = g_ptr_array_new_with_free_func ((GDestroyNotify)digest_free);
  g_hash_table_iter_init (&iter, morning->owed);
  while (g_hash_table_iter_next (&iter, &person, &owed))
    {
      AnlanDigest *digest = g_new0 (AnlanDigest, 1);

      digest->person = g_strdup (person);
      digest->owed = GPOINTER_TO_UINT (owed);
      g_ptr_array_add (telling->digests, digest);
    }
  g_free (telling->after);
  telling->after = g_strdup (morning->day);
  ok = anlan_telling_in_slices (telling, digest_slice, cancellable, error);
  g_clear_pointer (&telling->digests, g_ptr_array_unref);
  return ok;
}

/* --- whether it is morning ---------------------------------------------------------------------------------------------- */

static gboolean
is_morning (AnlanFacts *facts, gint64 now)
{
  const char *setting = g_hash_table_lookup (facts->settings, "digest-hour");
  g_autofree char *time = anlan_local_format (now, facts->zone, "%H:%M");
  int hours, minutes;
  g_autofree char *hour = setting != NULL && sscanf (setting, "%d:%d", &hours, &minutes) == 2
                              ? g_strdup_printf ("%02d:%02d", CLAMP (hours, 0, 23), CLAMP (minutes, 0, 59))
                              : g_strdup (MORNING);

  return strcmp (time, hour) >= 0;
}

static gboolean
read_day (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  return anlan_telling_get_state (db, DAY, data, error);
}

gboolean
anlan_telling_digests (AnlanTelling *telling, GCancellable *cancellable, GError **error)
{
  g_autoptr (AnlanFacts) facts = anlan_plant_ref_facts (telling->plant);
  g_autofree char *day = anlan_local_format (telling->now, facts->zone, "%Y-%m-%d");
  g_autofree char *end = g_strconcat (day, " 23:59:59", NULL);
  g_autofree char *last = NULL;
  g_autofree char *until = NULL;
  g_autoptr (GHashTable) owed = NULL;
  Morning morning = { telling, day, NULL, NULL };

  if (!is_morning (facts, telling->now))
    return TRUE;
  if (!anlan_store_read (telling->plant->store, read_day, &last, error))
    return FALSE;
  if (last != NULL && strcmp (last, day) >= 0)
    return TRUE;
  until = anlan_moment_from_text (end, facts->zone);
  owed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  morning.until = until;
  morning.owed = owed;
  return anlan_store_read (telling->plant->store, read_morning, &morning, error) &&
         write_digests (&morning, cancellable, error);
}
