/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/json.h"
#include "base/slice.h"
#include "plant-private.h"
#include "record-private.h"
#include "store/search.h"

/* Taking back a large batch that did not come to its end: the program was killed, somebody stopped it, or a change was
 * refused. Its new rows, which nobody has seen, are deleted; the edits that were made in place are set back by new
 * changes. The lines that it wrote into the journal stay there, and one more says that it was withdrawn. All of it goes by
 * short transactions too, and can itself be cut off and taken up again. */

#define SLICE_MICROSECONDS 20000

typedef struct
{
  char *kind;
  char *record;
  char *op;
  char *patch;
} Line;

typedef struct
{
  AnlanPlant *plant;
  char *batch; /* NULL: nothing is left */
  gint64 seq;
  gboolean settling;
  GPtrArray *kinds; /* char* */
  GArray *firsts;   /* gint64 */
  GPtrArray *lines; /* Line: edits in place, oldest first */
  guint undone;     /* of them, from the end */
  guint kind;       /* whose rows are deleted just now */
  gboolean done;
} Left;

static void
line_free (Line *line)
{
  g_free (line->kind);
  g_free (line->record);
  g_free (line->op);
  g_free (line->patch);
  g_free (line);
}

static void
left_clear (Left *left)
{
  g_free (left->batch);
  g_clear_pointer (&left->kinds, g_ptr_array_unref);
  g_clear_pointer (&left->firsts, g_array_unref);
  g_clear_pointer (&left->lines, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Left, left_clear)

/* --- what there is ---------------------------------------------------------------------------------------------- */

static gboolean
keep_edit_cb (const AnlanLine *line, gpointer data)
{
  Left *left = data;
  Line *copy;

  if (line->rev == NULL || strcmp (line->op, "create") == 0 ||
      !anlan_patch_is_of_batch (line->patch, left->batch))
    return TRUE;
  copy = g_new0 (Line, 1);
  copy->kind = g_strdup (line->kind);
  copy->record = g_strdup (line->record);
  copy->op = g_strdup (line->op);
  copy->patch = g_strdup (line->patch);
  g_ptr_array_add (left->lines, copy);
  return TRUE;
}

static gboolean
read_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Left *left = data;
  AnlanStmt *stmt =
      anlan_db_statement (db, "SELECT kind, first, batch, seq FROM pending ORDER BY kind", error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      const char *kind = anlan_stmt_text (stmt, 0);
      gint64 first = anlan_stmt_integer (stmt, 1);

      if (strcmp (kind, "*") == 0)
        {
          left->settling = TRUE;
          continue;
        }
      g_free (left->batch);
      left->batch = g_strdup (anlan_stmt_text (stmt, 2));
      left->seq = anlan_stmt_integer (stmt, 3);
      if (*kind == '\0')
        continue;
      g_ptr_array_add (left->kinds, g_strdup (kind));
      g_array_append_val (left->firsts, first);
    }
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE &&
         (left->batch == NULL || anlan_journal_walk (db, left->seq, keep_edit_cb, left, error));
}

gboolean
anlan_plant_has_left (AnlanPlant *plant, gboolean *has, GError **error)
{
  g_auto (Left) left = { .plant = plant };
  gboolean ok;

  left.kinds = g_ptr_array_new_with_free_func (g_free);
  left.firsts = g_array_new (FALSE, FALSE, sizeof (gint64));
  left.lines = g_ptr_array_new_with_free_func ((GDestroyNotify)line_free);
  ok = anlan_store_read (plant->store, read_work, &left, error);
  *has = ok && (left.batch != NULL || left.settling);
  return ok;
}

/* --- edits in place --------------------------------------------------------------------------------------------- */

/* A field that still has what the batch put there gets what it had before; what somebody else has entered since stays. */
static void
set_back (AnlanChange *change, const AnlanRecord *record, const char *name, JsonObject *set, JsonObject *was)
{
  const AnlanField *field = anlan_kind_field (record->kind, name);
  g_auto (AnlanValue) put = ANLAN_VALUE_INIT;
  AnlanValue before;

  if (field == NULL || field->compute != NULL || !json_object_has_member (set, name))
    return;
  anlan_field_read_json (field, json_object_get_member (set, name), &put);
  if (!anlan_value_equal (&put, &record->values[field->index]))
    return;
  anlan_field_read_json (field, json_object_get_member (was, name), &before);
  anlan_change_take (change, field->id, &before);
}

static void
set_all_back (AnlanChange *change, const AnlanRecord *record, const char *patch)
{
  g_autoptr (JsonNode) node = anlan_json_parse (patch, -1, G_MAXSIZE, NULL);
  JsonObject *object = node != NULL ? json_node_get_object (node) : NULL;
  g_autoptr (GList) names = NULL;
  JsonObject *set, *was;

  if (object == NULL || !json_object_has_member (object, "set") || !json_object_has_member (object, "was"))
    return;
  set = json_object_get_object_member (object, "set");
  was = json_object_get_object_member (object, "was");
  names = json_object_get_members (was);
  for (GList *name = names; name != NULL; name = name->next)
    set_back (change, record, name->data, set, was);
}

/* The change that takes @line back; NULL if there is nothing to take back any more. */
static AnlanChange *
make_opposite (const AnlanRecord *record, const Line *line)
{
  AnlanChange *change = NULL;

  if (strcmp (line->op, "void") == 0)
    change = record->voided ? anlan_change_new (ANLAN_OP_UNVOID, line->kind, line->record) : NULL;
  else if (strcmp (line->op, "unvoid") == 0)
    change = record->voided ? NULL : anlan_change_new (ANLAN_OP_VOID, line->kind, line->record);
  else
    {
      change = anlan_change_new (ANLAN_OP_AMEND, line->kind, line->record);
      set_all_back (change, record, line->patch);
      if (change->fields->len == 0)
        g_clear_pointer (&change, anlan_change_unref);
    }
  if (change != NULL)
    change->reason = g_strdup (_ ("Withdrawn, because the import did not come to its end"));
  return change;
}

/* Depth 1: no role is asked for what nobody decides. Where a guard forbids it now, because somebody has built on it since,
 * the record stays as it is: it is said aloud in the journal's last line. */
static gboolean
undo_line (Left *left, AnlanContext *context, AnlanJournal *journal, const Line *line, GError **error)
{
  AnlanTable *table = anlan_context_table (context, line->kind);
  g_autoptr (GPtrArray) applied = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_applied_free);
  g_autoptr (AnlanChange) change = NULL;
  g_autoptr (AnlanRecord) record = NULL;
  g_autoptr (GError) local = NULL;

  if (table != NULL)
    record = anlan_table_load (table, context->db, line->record, &local);
  if (record != NULL)
    change = make_opposite (record, line);
  if (change == NULL ||
      anlan_apply_change (context, journal, left->plant->store, change, applied, NULL, 1, &local))
    {
      if (local == NULL)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (g_error_matches (local, ANLAN_ERROR, ANLAN_ERROR_REFUSED))
    {
      g_message ("%s %s stays as the import left it: %s", line->kind, line->record, local->message);
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
undo_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Left *left = data;
  AnlanContext *context = anlan_context_get (db);
  AnlanSlice slice = anlan_slice_new (SLICE_MICROSECONDS);
  gboolean ok;

  anlan_context_refresh (context);
  context->now = anlan_clock_now (context->facts->clock);
  ok = anlan_recompute_prepare (context, error);
  while (ok && left->undone < left->lines->len && anlan_slice_goes_on (&slice))
    {
      ok = undo_line (left, context, journal,
                      g_ptr_array_index (left->lines, left->lines->len - 1 - left->undone), error);
      left->undone++;
    }
  ok = ok && anlan_recompute_run (context, error);
  g_hash_table_remove_all (context->stale);
  context->now = 0;
  return ok;
}

/* --- rows that nobody has seen ---------------------------------------------------------------------------------- */

static gboolean
run_bound (AnlanDb *db, const char *sql, const char *text, gint64 number, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (db, sql, error);

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_static (stmt, 1, text);
  if (strstr (sql, "?2") != NULL)
    anlan_stmt_bind_integer (stmt, 2, number);
  return anlan_stmt_run (stmt, error);
}

static gboolean
drop_links (AnlanDb *db, const AnlanKind *kind, gint64 rid, GError **error)
{
  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);
      g_autoptr (GString) sql = NULL;

      if (!anlan_schema_has_links (field))
        continue;
      sql = g_string_new ("DELETE FROM ");
      anlan_schema_link_name (sql, kind->id, field->id);
      g_string_append (sql, " WHERE ?1 IS NULL AND rid = ?2");
      if (!run_bound (db, sql->str, NULL, rid, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
drop_row (AnlanDb *db, const AnlanKind *kind, gint64 rid, const char *id, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("DELETE FROM ");

  anlan_schema_table_name (sql, kind->id);
  g_string_append (sql, " WHERE id = ?1 AND rid = ?2");
  return drop_links (db, kind, rid, error) && anlan_search_put (db, kind->id, id, NULL, NULL, error) &&
         run_bound (db, "DELETE FROM file_use WHERE record = ?1", id, 0, error) &&
         run_bound (db, "DELETE FROM duty WHERE record = ?1", id, 0, error) &&
         run_bound (db, "DELETE FROM raising WHERE source = ?1", id, 0, error) &&
         run_bound (db, sql->str, id, rid, error);
}

/* The last row of the kind, if it is one of the batch's; *rid 0 otherwise. */
static gboolean
find_row (AnlanDb *db, const AnlanKind *kind, gint64 first, gint64 *rid, char **id, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("SELECT rid, id FROM ");
  AnlanStmt *stmt;
  AnlanStep step;

  anlan_schema_table_name (sql, kind->id);
  g_string_append (sql, " WHERE rid >= ?1 ORDER BY rid DESC LIMIT 1");
  stmt = anlan_db_statement (db, sql->str, error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_integer (stmt, 1, first);
  step = anlan_stmt_step (stmt, error);
  *rid = step == ANLAN_STEP_ROW ? anlan_stmt_integer (stmt, 0) : 0;
  *id = step == ANLAN_STEP_ROW ? g_strdup (anlan_stmt_text (stmt, 1)) : NULL;
  anlan_stmt_reset (stmt);
  return step != ANLAN_STEP_ERROR;
}

static gboolean
drop_next (Left *left, AnlanContext *context, GError **error)
{
  AnlanTable *table = anlan_context_table (context, g_ptr_array_index (left->kinds, left->kind));
  g_autofree char *id = NULL;
  gint64 rid = 0;

  if (table != NULL && !find_row (context->db, table->kind, g_array_index (left->firsts, gint64, left->kind),
                                  &rid, &id, error))
    return FALSE;
  if (rid == 0)
    {
      left->kind++;
      return TRUE;
    }
  return drop_row (context->db, table->kind, rid, id, error);
}

static gboolean
drop_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Left *left = data;
  AnlanContext *context = anlan_context_get (db);
  AnlanSlice slice = anlan_slice_new (SLICE_MICROSECONDS);

  anlan_context_refresh (context);
  anlan_db_widen (db);
  anlan_db_keep_wide (db, TRUE);
  while (left->kind < left->kinds->len && anlan_slice_goes_on (&slice))
    if (!drop_next (left, context, error))
      return FALSE;
  return TRUE;
}

static gboolean
end_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Left *left = data;
  g_autofree char *patch = g_strdup_printf ("{\"batch\":\"%s\"}", left->batch);

  anlan_db_keep_wide (db, FALSE);
  return run_bound (db, "DELETE FROM pending WHERE batch = ?1", left->batch, 0, error) &&
         anlan_plant_line (left->plant, db, journal, "withdraw", NULL, NULL, patch, error);
}

/* --- all -------------------------------------------------------------------------------------------------------- */

static gboolean
take_back (Left *left, GError **error)
{
  AnlanStore *store = left->plant->store;

  while (left->undone < left->lines->len)
    if (!anlan_store_write (store, undo_work, left, error))
      return FALSE;
  while (left->kind < left->kinds->len)
    if (!anlan_store_write (store, drop_work, left, error))
      return FALSE;
  return anlan_store_write (store, end_work, left, error);
}

gboolean
anlan_plant_withdraw (AnlanPlant *plant, GError **error)
{
  g_auto (Left) left = { .plant = plant };

  left.kinds = g_ptr_array_new_with_free_func (g_free);
  left.firsts = g_array_new (FALSE, FALSE, sizeof (gint64));
  left.lines = g_ptr_array_new_with_free_func ((GDestroyNotify)line_free);
  if (!anlan_store_read (plant->store, read_work, &left, error))
    return FALSE;
  if (left.batch != NULL && !take_back (&left, error))
    return FALSE;
  return !left.settling || anlan_plant_settle (plant, error);
}
