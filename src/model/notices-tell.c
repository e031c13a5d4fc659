/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "incoming.h"
#include "notices-private.h"

#include <string.h>

#include "base/slice.h"
#include "base/time.h"

/* One slice holds the write lock about so long; then others have their turn. */
#define SLICE_MICROSECONDS 12000
#define PAUSE_MICROSECONDS 5000
#define ROWS_AT_ONCE 512

const char *const anlan_notice_words[] = { "new", "remind", "due", "escalate", "digest" };

/* A duty as its row has it. */
typedef struct
{
  char *id, *kind, *record, *duty, *person, *unit;
  AnlanDutyState state;
} Row;

static void
row_free (Row *row)
{
  g_free (row->id);
  g_free (row->kind);
  g_free (row->record);
  g_free (row->duty);
  g_free (row->person);
  g_free (row->unit);
  g_free (row);
}

static gint64
moment (AnlanStmt *stmt, int column)
{
  gint64 ms;

  return anlan_time_parse (anlan_stmt_text (stmt, column), &ms) ? ms : ANLAN_NEVER;
}

static Row *
read_row (AnlanStmt *stmt)
{
  Row *row = g_new0 (Row, 1);

  row->id = g_strdup (anlan_stmt_text (stmt, 0));
  row->kind = g_strdup (anlan_stmt_text (stmt, 1));
  row->record = g_strdup (anlan_stmt_text (stmt, 2));
  row->duty = g_strdup (anlan_stmt_text (stmt, 3));
  row->person = g_strdup (anlan_stmt_text (stmt, 4));
  row->unit = g_strdup (anlan_stmt_text (stmt, 5));
  row->state.urgent = anlan_stmt_integer (stmt, 6) != 0;
  row->state.opened = moment (stmt, 7);
  row->state.due = moment (stmt, 8);
  for (guint i = 0; i < ANLAN_N_DUTY_EVENTS; i++)
    if (!anlan_stmt_is_null (stmt, 9 + (int)i))
      row->state.done |= 1u << i;
  return row;
}

static GPtrArray *
read_rows (AnlanTelling *telling, GError **error)
{
  static const char sql[] =
      "SELECT id, kind, record, duty, person, unit, urgent, opened, due, told, reminded, told_due, escalated"
      " FROM duty WHERE done IS NULL AND next <= ?1 AND " ANLAN_INCOMING_SHOWN " ORDER BY next LIMIT ?2";
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)row_free);
  AnlanStmt *stmt = anlan_db_statement (telling->context->db, sql, error);
  AnlanStep step;

  if (stmt == NULL)
    return NULL;
  anlan_stmt_bind_text (stmt, 1, telling->at);
  anlan_stmt_bind_integer (stmt, 2, ROWS_AT_ONCE);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    g_ptr_array_add (rows, read_row (stmt));
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE ? g_steal_pointer (&rows) : NULL;
}

/* --- who is told -------------------------------------------------------------------------------------------------- */

static char *
key_of (const char *kind, const char *person, const char *unit)
{
  return g_strconcat (kind, ":", person != NULL ? person : "", ":", unit != NULL ? unit : "", NULL);
}

gboolean
anlan_telling_owner (
    AnlanTelling *telling, const char *person, const char *unit, const char **who, GError **error)
{
  g_autofree char *key = key_of ("owner", person, unit);
  g_autofree char *leader = NULL;
  char *found;
  gpointer known;

  if (g_hash_table_lookup_extended (telling->people, key, NULL, &known))
    {
      *who = known;
      return TRUE;
    }
  if (person == NULL && !anlan_unit_leader (telling->context, unit, &leader, error))
    return FALSE;
  if (!anlan_stand_in (telling->context, person != NULL ? person : leader, telling->at, &found, error))
    return FALSE;
  g_hash_table_insert (telling->people, g_steal_pointer (&key), found);
  *who = found;
  return TRUE;
}

static gboolean
find_superior (AnlanTelling *telling, const Row *row, const char **who, GError **error)
{
  g_autofree char *key = key_of ("superior", row->person, row->unit);
  g_autofree char *superior = NULL;
  char *found;
  gpointer known;

  if (g_hash_table_lookup_extended (telling->people, key, NULL, &known))
    {
      *who = known;
      return TRUE;
    }
  if (!anlan_superior (telling->context, row->person != NULL ? row->person : row->unit, &superior, error) ||
      !anlan_stand_in (telling->context, superior, telling->at, &found, error))
    return FALSE;
  g_hash_table_insert (telling->people, g_steal_pointer (&key), found);
  *who = found;
  return TRUE;
}

/* --- telling ------------------------------------------------------------------------------------------------------ */

static gboolean
put_notice (AnlanTelling *telling, const Row *row, AnlanDutyEvent event, GError **error)
{
  AnlanStmt *stmt;
  const char *who;

  if (event == ANLAN_DUTY_ESCALATE ? !find_superior (telling, row, &who, error)
                                   : !anlan_telling_owner (telling, row->person, row->unit, &who, error))
    return FALSE;
  if (who == NULL)
    return TRUE;
  stmt = anlan_db_statement (telling->context->db,
                             "INSERT INTO notice (person, why, duty, kind, record, at, single)"
                             " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                             error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_static (stmt, 1, who);
  anlan_stmt_bind_static (stmt, 2, anlan_notice_words[event]);
  anlan_stmt_bind_static (stmt, 3, row->id);
  anlan_stmt_bind_static (stmt, 4, row->kind);
  anlan_stmt_bind_static (stmt, 5, row->record);
  anlan_stmt_bind_static (stmt, 6, telling->at);
  anlan_stmt_bind_integer (stmt, 7, row->state.urgent);
  telling->made++;
  return anlan_stmt_run (stmt, error);
}

static gboolean
note_told (AnlanTelling *telling, const Row *row, guint told, gint64 next, GError **error)
{
  static const char sql[] =
      "UPDATE duty SET told = iif (?3 & 1, ?2, told), reminded = iif (?3 & 2, ?2, reminded),"
      " told_due = iif (?3 & 4, ?2, told_due), escalated = iif (?3 & 8, ?2, escalated), next = ?4 WHERE id = "
      "?1";
  AnlanStmt *stmt = anlan_db_statement (telling->context->db, sql, error);
  g_autofree char *then = next != G_MAXINT64 ? anlan_time_format (next) : NULL;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_static (stmt, 1, row->id);
  anlan_stmt_bind_static (stmt, 2, telling->at);
  anlan_stmt_bind_integer (stmt, 3, told);
  anlan_stmt_bind_text (stmt, 4, then);
  return anlan_stmt_run (stmt, error);
}

static gboolean
tell_row (AnlanTelling *telling, const Row *row, GError **error)
{
  AnlanTable *table = anlan_context_table (telling->context, row->kind);
  const AnlanDuty *duty = table != NULL ? anlan_kind_duty (table->kind, row->duty) : NULL;
  guint pending = 0;
  gint64 next = G_MAXINT64;

  /* A duty that a newer definition has dropped is nothing to be told of any more. */
  if (duty != NULL)
    pending = anlan_duty_pending (duty, &row->state, telling->now, &next);
  for (guint i = 0; i < ANLAN_N_DUTY_EVENTS; i++)
    if ((pending & (1u << i)) != 0 && !put_notice (telling, row, i, error))
      return FALSE;
  return note_told (telling, row, pending, next, error);
}

gboolean
anlan_telling_slice (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  AnlanTelling *telling = data;
  AnlanSlice slice = anlan_slice_new (SLICE_MICROSECONDS);
  g_autoptr (GPtrArray) rows = NULL;
  guint i;

  anlan_telling_begin (telling, db);
  rows = read_rows (telling, error);
  if (rows == NULL)
    return FALSE;
  for (i = 0; i < rows->len && anlan_slice_goes_on (&slice); i++)
    if (!tell_row (telling, g_ptr_array_index (rows, i), error))
      return FALSE;
  telling->more = rows->len == ROWS_AT_ONCE || i < rows->len;
  return TRUE;
}

gboolean
anlan_telling_in_slices (AnlanTelling *telling, AnlanWork work, GCancellable *cancellable, GError **error)
{
  do
    {
      guint made = telling->made;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (!anlan_store_write (telling->plant->store, work, telling, error))
        {
          telling->made = made;
          return FALSE;
        }
      if (telling->more)
        g_usleep (PAUSE_MICROSECONDS);
    }
  while (telling->more);
  return TRUE;
}
