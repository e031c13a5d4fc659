/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "apply-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/slice.h"
#include "base/time.h"

/* Computed fields that read other records. Which records a change can touch is known from what the authorizer saw
 * when the expression was prepared, and from the field's "depends", which says by which reference to get there: one that leads here, or one's own.
 * Without that every record of the kind is worked out again: slower, never wrong. */

/* A field whose value still moves after so many rounds reads itself through other records. */
#define MOST_ROUNDS 20

/* --- who depends on whom ------------------------------------------------------------------------------------------ */

/* The reference among the field's "depends" that stands in @from and leads to @to, or NULL. */
static char *
find_reference (const AnlanField *field, const AnlanKind *from, const AnlanKind *to)
{
  g_auto (GStrv) parts = g_strsplit (field->depends != NULL ? field->depends : "", " ", -1);
  gsize length = strlen (from->id);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      const AnlanField *reference;

      if (strncmp (parts[i], from->id, length) != 0 || parts[i][length] != '.')
        continue;
      reference = anlan_kind_field (from, parts[i] + length + 1);
      if (reference != NULL && g_strcmp0 (reference->to, to->id) == 0)
        return g_strdup (reference->id);
    }
  return NULL;
}

static AnlanDependent *
dependent_at (AnlanTable *table, AnlanKind *kind, const AnlanField *field)
{
  AnlanDependent *dependent;

  for (guint i = 0; i < table->dependents->len; i++)
    {
      dependent = g_ptr_array_index (table->dependents, i);
      if (dependent->field == field)
        return dependent;
    }
  dependent = g_new0 (AnlanDependent, 1);
  dependent->kind = kind;
  dependent->field = field;
  dependent->columns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  dependent->via = find_reference (field, table->kind, kind);
  if (dependent->via == NULL)
    dependent->own = find_reference (field, kind, table->kind);
  g_ptr_array_add (table->dependents, dependent);
  return dependent;
}

static gboolean
prepare_field (AnlanContext *context, AnlanTable *table, const AnlanField *field, GError **error)
{
  g_auto (AnlanReads) reads = { 0 };
  GHashTableIter iter;
  gpointer key;

  if (!anlan_scope_reads (table->scope, field->compute, &reads, error))
    return FALSE;
  if (reads.timed || reads.columns == NULL)
    return TRUE;
  g_hash_table_iter_init (&iter, reads.columns);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      g_auto (GStrv) names = g_strsplit (key, ".", 2);
      AnlanTable *other = anlan_context_table (context, names[0]);

      if (other != NULL && names[1] != NULL)
        g_hash_table_add (dependent_at (other, table->kind, field)->columns, g_strdup (names[1]));
    }
  return TRUE;
}

gboolean
anlan_recompute_prepare (AnlanContext *context, GError **error)
{
  GHashTableIter iter;
  gpointer value;

  if (context->prepared)
    return TRUE;
  g_hash_table_iter_init (&iter, context->tables);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      AnlanTable *table = value;

      for (guint i = 0; i < table->kind->fields->len; i++)
        {
          const AnlanField *field = g_ptr_array_index (table->kind->fields, i);

          if (field->compute != NULL && !prepare_field (context, table, field, error))
            return FALSE;
        }
    }
  context->prepared = TRUE;
  return TRUE;
}

/* --- noting -------------------------------------------------------------------------------------------------------- */

void
anlan_recompute_note_record (AnlanContext *context, const char *kind, const char *record)
{
  g_hash_table_add (context->stale, g_strdup_printf ("%s/%s", kind, record));
}

static gboolean
touches (const AnlanDependent *dependent, const AnlanRecord *before, const AnlanRecord *after)
{
  if (before == NULL || before->voided != after->voided || before->draft != after->draft ||
      g_strcmp0 (before->stage, after->stage) != 0)
    return TRUE;
  for (guint i = 0; i < after->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (after->kind->fields, i);

      if (!anlan_value_equal (&before->values[i], &after->values[i]) &&
          (g_hash_table_contains (dependent->columns, field->id) ||
           g_strcmp0 (dependent->via, field->id) == 0))
        return TRUE;
    }
  return FALSE;
}

static void
note_via (AnlanContext *context, const AnlanDependent *dependent, const AnlanRecord *record)
{
  const char *target = record != NULL ? anlan_record_get_text (record, dependent->via) : NULL;

  if (target != NULL)
    anlan_recompute_note_record (context, dependent->kind->id, target);
}

/* The records that refer to @record by the dependent kind's own reference; it is indexed. */
static gboolean
note_own (AnlanContext *context, const AnlanDependent *dependent, const AnlanRecord *record, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("SELECT id FROM ");
  AnlanStmt *stmt;
  AnlanStep step;

  anlan_schema_table_name (sql, dependent->kind->id);
  g_string_append (sql, " WHERE ");
  anlan_sql_append_identifier (sql, dependent->own);
  g_string_append (sql, "=?1");
  stmt = anlan_db_statement (context->db, sql->str, error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, record->id);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    anlan_recompute_note_record (context, dependent->kind->id, anlan_stmt_text (stmt, 0));
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE;
}

gboolean
anlan_recompute_note (AnlanContext *context,
                      const AnlanRecord *before,
                      const AnlanRecord *after,
                      GError **error)
{
  AnlanTable *table = anlan_context_table (context, after->kind->id);

  for (guint i = 0; i < table->dependents->len; i++)
    {
      const AnlanDependent *dependent = g_ptr_array_index (table->dependents, i);

      if (!touches (dependent, before, after))
        continue;
      if (dependent->own != NULL)
        {
          if (!note_own (context, dependent, after, error))
            return FALSE;
        }
      else if (dependent->via == NULL)
        anlan_recompute_note_record (context, dependent->kind->id, "*");
      else
        {
          note_via (context, dependent, before);
          note_via (context, dependent, after);
        }
    }
  return TRUE;
}

void
anlan_recompute_note_setting (AnlanContext *context)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, context->tables);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      AnlanTable *table = value;

      for (guint i = 0; i < table->kind->fields->len; i++)
        {
          const AnlanField *field = g_ptr_array_index (table->kind->fields, i);

          if (field->compute != NULL && strstr (field->compute, "setting") != NULL)
            anlan_recompute_note_record (context, table->kind->id, "*");
        }
    }
}

/* --- working out ----------------------------------------------------------------------------------------------------- */

/* Computed values are in neither journal nor revision, so only the row is written. */
static gboolean
store_computed (AnlanContext *context, AnlanTable *table, const AnlanRecord *record, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("UPDATE ");
  AnlanStmt *stmt;
  int n = 1;

  anlan_schema_table_name (sql, table->kind->id);
  for (guint i = 0; i < table->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (table->kind->fields, i);

      if (field->compute == NULL)
        continue;
      g_string_append (sql, n == 1 ? " SET " : ",");
      anlan_sql_append_identifier (sql, field->id);
      g_string_append_printf (sql, "=?%d", ++n);
    }
  g_string_append (sql, " WHERE rid=?1");
  stmt = anlan_db_statement (context->db, sql->str, error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_integer (stmt, 1, record->rid);
  n = 1;
  for (guint i = 0; i < table->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (table->kind->fields, i);

      if (field->compute != NULL)
        anlan_stmt_bind_value (stmt, ++n, &record->values[i]);
    }
  return anlan_stmt_run (stmt, error);
}

/* Duties and raised colours may hang on what was worked out anew. */
gboolean
anlan_recompute_follow (
    AnlanContext *context, AnlanTable *table, AnlanRecord *before, AnlanRecord *after, GError **error)
{
  g_autofree char *moment = anlan_time_format (anlan_context_now (context));
  AnlanApply apply = {
    .context = context,
    .db = context->db,
    .table = table,
    .kind = table->kind,
    .before = before,
    .after = after,
    .moment = moment,
  };

  return anlan_apply_follow (&apply, error);
}

static gboolean
recompute_record (AnlanContext *context, AnlanTable *table, const char *id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (AnlanRecord) before = anlan_table_load (table, context->db, id, &local);
  g_autoptr (AnlanRecord) after = NULL;
  gboolean same = TRUE;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (before == NULL)
    return TRUE;
  after = anlan_record_copy (before);
  if (!anlan_scope_compute (table->scope, after, error))
    return FALSE;
  for (guint i = 0; i < table->kind->fields->len && same; i++)
    same = anlan_value_equal (&before->values[i], &after->values[i]);
  if (same)
    return TRUE;
  return store_computed (context, table, after, error) &&
         anlan_recompute_follow (context, table, before, after, error);
}

static gboolean
recompute_all (AnlanContext *context, AnlanTable *table, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("SELECT id FROM ");
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  AnlanStmt *stmt;
  AnlanStep step;

  anlan_schema_table_name (sql, table->kind->id);
  stmt = anlan_db_statement (context->db, sql->str, error);
  if (stmt == NULL)
    return FALSE;
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    g_ptr_array_add (ids, g_strdup (anlan_stmt_text (stmt, 0)));
  anlan_stmt_reset (stmt);
  if (step == ANLAN_STEP_ERROR)
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    if (!recompute_record (context, table, g_ptr_array_index (ids, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
recompute_key (AnlanContext *context, const char *key, GError **error)
{
  g_auto (GStrv) names = g_strsplit (key, "/", 2);
  AnlanTable *table = anlan_context_table (context, names[0]);

  if (table == NULL)
    return TRUE;
  return strcmp (names[1], "*") == 0 ? recompute_all (context, table, error)
                                     : recompute_record (context, table, names[1], error);
}

gboolean
anlan_recompute_run (AnlanContext *context, GError **error)
{
  for (guint round = 0; g_hash_table_size (context->stale) > 0; round++)
    {
      g_autoptr (GHashTable) stale = g_steal_pointer (&context->stale);
      GHashTableIter iter;
      gpointer key;

      context->stale = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      if (round >= MOST_ROUNDS)
        {
          g_set_error_literal (
              error, ANLAN_ERROR, ANLAN_ERROR_LIMIT,
              _ ("Computed fields of the definitions need each other without end. Nothing was changed."));
          return FALSE;
        }
      g_hash_table_iter_init (&iter, stale);
      while (g_hash_table_iter_next (&iter, &key, NULL))
        if (!recompute_key (context, key, error))
          return FALSE;
    }
  return TRUE;
}

/* --- bit by bit --------------------------------------------------------------------------------------------------- */

void
anlan_recompute_note_all (AnlanContext *context)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, context->tables);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      AnlanTable *table = value;

      for (guint i = 0; i < table->dependents->len; i++)
        anlan_recompute_note_record (
            context, ((AnlanDependent *)g_ptr_array_index (table->dependents, i))->kind->id, "*");
    }
}

/* A note for all of a kind becomes a note for each record. */
static gboolean
note_each (AnlanContext *context, AnlanTable *table, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("SELECT id FROM ");
  AnlanStmt *stmt;
  AnlanStep step;

  anlan_schema_table_name (sql, table->kind->id);
  stmt = anlan_db_statement (context->db, sql->str, error);
  if (stmt == NULL)
    return FALSE;
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    anlan_recompute_note_record (context, table->kind->id, anlan_stmt_text (stmt, 0));
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE;
}

static gboolean
recompute_one (AnlanContext *context, const char *key, GError **error)
{
  g_auto (GStrv) names = g_strsplit (key, "/", 2);
  AnlanTable *table = anlan_context_table (context, names[0]);

  if (table == NULL)
    return TRUE;
  return strcmp (names[1], "*") == 0 ? note_each (context, table, error)
                                     : recompute_record (context, table, names[1], error);
}

gboolean
anlan_recompute_some (AnlanContext *context, AnlanSlice *slice, GError **error)
{
  while (g_hash_table_size (context->stale) > 0 && anlan_slice_goes_on (slice))
    {
      GHashTableIter iter;
      gpointer key;
      g_autofree char *taken = NULL;

      g_hash_table_iter_init (&iter, context->stale);
      g_hash_table_iter_next (&iter, &key, NULL);
      g_hash_table_steal (context->stale, key);
      taken = key;
      if (!recompute_one (context, taken, error))
        return FALSE;
    }
  return TRUE;
}
