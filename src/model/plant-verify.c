/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "plant-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The journal's last word on a record. */
typedef struct
{
  char *kind;
  char *rev;
  char *parent_rev;
  char *batch;    /* that made it, or NULL */
  gboolean found; /* its row has been seen */
} Last;

typedef struct
{
  AnlanPlant *plant;
  GPtrArray *findings;
  GCancellable *cancellable;
  GHashTable *last; /* record id -> Last */
} Verifying;

static void
last_free (Last *last)
{
  g_free (last->kind);
  g_free (last->rev);
  g_free (last->parent_rev);
  g_free (last->batch);
  g_free (last);
}

/* "batch":"ID" as the last member of the patch. */
static char *
find_batch (const char *patch)
{
  static const char start[] = "\"batch\":\"";
  const char *found = g_strrstr (patch, start);

  return found != NULL && g_str_has_suffix (found, "\"}")
             ? g_strndup (found + strlen (start), strlen (found) - strlen (start) - 2)
             : NULL;
}

static gboolean
is_of_batch (gpointer id, gpointer last, gpointer batch)
{
  return g_strcmp0 (((Last *)last)->batch, batch) == 0;
}

static gboolean
keep_last_cb (const AnlanLine *line, gpointer data)
{
  Verifying *verifying = data;
  Last *last;

  /* The records that a withdrawn batch made were never part of the plant. */
  if (strcmp (line->op, "withdraw") == 0)
    {
      g_autofree char *batch = find_batch (line->patch);

      if (batch != NULL)
        g_hash_table_foreach_remove (verifying->last, is_of_batch, batch);
    }
  if (line->record == NULL || line->rev == NULL)
    return !g_cancellable_is_cancelled (verifying->cancellable);
  last = g_hash_table_lookup (verifying->last, line->record);
  if (last == NULL)
    {
      last = g_new0 (Last, 1);
      last->kind = g_strdup (line->kind);
      last->batch = strcmp (line->op, "create") == 0 ? find_batch (line->patch) : NULL;
      g_hash_table_insert (verifying->last, g_strdup (line->record), last);
    }
  g_free (last->rev);
  g_free (last->parent_rev);
  last->rev = g_strdup (line->rev);
  last->parent_rev = g_strdup (line->parent_rev);
  return !g_cancellable_is_cancelled (verifying->cancellable);
}

static const char *
name_of (const AnlanRecord *record)
{
  return record->number != NULL ? record->number : record->id;
}

static void
check_record (Verifying *verifying, const AnlanRecord *record)
{
  Last *last = g_hash_table_lookup (verifying->last, record->id);
  const char *title = anlan_kind_text (record->kind->title);
  g_autofree char *body = NULL;
  g_autofree char *rev = NULL;

  if (last == NULL)
    {
      g_ptr_array_add (verifying->findings,
                       anlan_finding_new ("row",
                                          _ ("%s %s stands in the plant without a line in the journal."),
                                          title, name_of (record)));
      return;
    }
  last->found = TRUE;
  body = anlan_record_body (record);
  rev = anlan_revision_next (last->parent_rev, body);
  if (strcmp (rev, last->rev) != 0 || strcmp (record->rev, last->rev) != 0)
    g_ptr_array_add (verifying->findings,
                     anlan_finding_new ("row", _ ("%s %s has been changed behind the journal's back."), title,
                                        name_of (record)));
}

static gboolean
check_kind (Verifying *verifying, AnlanDb *db, AnlanKind *kind, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("SELECT ");
  AnlanStmt *stmt;
  AnlanStep step;

  anlan_table_columns (sql, kind);
  g_string_append (sql, " FROM ");
  anlan_schema_table_name (sql, kind->id);
  stmt = anlan_db_statement (db, sql->str, error);
  if (stmt == NULL)
    return FALSE;
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW &&
         !g_cancellable_is_cancelled (verifying->cancellable))
    {
      g_autoptr (AnlanRecord) record = anlan_table_read_row (kind, stmt);

      check_record (verifying, record);
    }
  anlan_stmt_reset (stmt);
  return step != ANLAN_STEP_ERROR;
}

static void
check_missing (Verifying *verifying)
{
  GHashTableIter iter;
  gpointer id, value;

  g_hash_table_iter_init (&iter, verifying->last);
  while (g_hash_table_iter_next (&iter, &id, &value))
    {
      const Last *last = value;

      if (!last->found)
        g_ptr_array_add (verifying->findings,
                         anlan_finding_new ("line",
                                            _ ("The journal tells of %s %s, which is not in the plant."),
                                            last->kind, (char *)id));
    }
}

static gboolean
verify_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Verifying *verifying = data;
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (verifying->plant);

  if (!anlan_journal_walk (db, 0, keep_last_cb, verifying, error))
    return FALSE;
  for (guint i = 0; i < anlan_kinds_count (kinds); i++)
    {
      AnlanKind *kind = anlan_kinds_at (kinds, i);
      g_autoptr (GHashTable) columns = NULL;

      if (kind->derived)
        continue;
      columns = anlan_schema_columns (db, kind->id, error);
      if (columns == NULL)
        return FALSE;
      if (g_hash_table_size (columns) > 0 && !check_kind (verifying, db, kind, error))
        return FALSE;
    }
  check_missing (verifying);
  return !g_cancellable_set_error_if_cancelled (verifying->cancellable, error);
}

gboolean
anlan_plant_verify (AnlanPlant *plant, GPtrArray *findings, GCancellable *cancellable, GError **error)
{
  Verifying verifying = { plant, findings, cancellable, NULL };
  gboolean ok;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && findings != NULL, FALSE);

  if (!anlan_store_verify (plant->store, findings, cancellable, error))
    return FALSE;
  verifying.last = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)last_free);
  ok = anlan_store_read (plant->store, verify_work, &verifying, error);
  g_hash_table_unref (verifying.last);
  return ok;
}
