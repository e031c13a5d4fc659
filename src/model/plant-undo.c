/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "plant-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/ids.h"
#include "base/json.h"
#include "record-private.h"

/* Undoing is a new change that sets back what the journal says was there. */

/* What an undo needs of a line. */
typedef struct
{
  gint64 seq;
  char *kind;
  char *record;
  char *op;
  char *patch;
  char *rev;
  char *parent_rev;
} Line;

static void
line_free (Line *line)
{
  g_free (line->kind);
  g_free (line->record);
  g_free (line->op);
  g_free (line->patch);
  g_free (line->rev);
  g_free (line->parent_rev);
  g_free (line);
}

static Line *
line_copy (const AnlanLine *line)
{
  Line *copy = g_new0 (Line, 1);

  copy->seq = line->seq;
  copy->kind = g_strdup (line->kind);
  copy->record = g_strdup (line->record);
  copy->op = g_strdup (line->op);
  copy->patch = g_strdup (line->patch);
  copy->rev = g_strdup (line->rev);
  copy->parent_rev = g_strdup (line->parent_rev);
  return copy;
}

/* Fields as they were before the line. */
static void
set_back (AnlanChange *change, const AnlanKind *kind, const char *patch)
{
  g_autoptr (JsonNode) node = anlan_json_parse (patch, -1, G_MAXSIZE, NULL);
  JsonObject *object = node != NULL ? json_node_get_object (node) : NULL;
  JsonObject *was = object != NULL && json_object_has_member (object, "was")
                        ? json_object_get_object_member (object, "was")
                        : NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  if (was == NULL)
    return;
  json_object_iter_init (&iter, was);
  while (json_object_iter_next (&iter, &name, &member))
    {
      const AnlanField *field = anlan_kind_field (kind, name);
      AnlanValue value;

      if (field == NULL || field->compute != NULL)
        continue;
      anlan_field_read_json (field, member, &value);
      anlan_change_take (change, field->id, &value);
    }
}

static AnlanChange *
cannot (GError **error, const char *why)
{
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED, why);
  return NULL;
}

static AnlanChange *
make_undo (AnlanKinds *kinds, const Line *line, GError **error)
{
  AnlanKind *kind = anlan_kinds_get (kinds, line->kind);
  AnlanChange *change;

  if (kind == NULL)
    return cannot (error, _ ("The kind of this record is not there any more."));
  if (strcmp (line->op, "create") == 0 || strcmp (line->op, "unvoid") == 0)
    change = anlan_change_new (ANLAN_OP_VOID, line->kind, line->record);
  else if (strcmp (line->op, "void") == 0)
    change = anlan_change_new (ANLAN_OP_UNVOID, line->kind, line->record);
  else if (strcmp (line->op, "edit") == 0 || strcmp (line->op, "amend") == 0)
    {
      change = anlan_change_new (strcmp (line->op, "edit") == 0 ? ANLAN_OP_EDIT : ANLAN_OP_AMEND, line->kind,
                                 line->record);
      set_back (change, kind, line->patch);
    }
  else
    return cannot (error, _ ("A step is not undone but reopened with a reason."));
  change->base_rev = g_strdup (line->rev);
  change->undoes = g_strdup (line->rev);
  change->reason = g_strdup (_ ("Undone"));
  return change;
}

/* --- one record -------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanWriting *writing;
  char *record;
} Undoing;

/* What a record has been through: its lines without those that were taken back, and those that did so. */
typedef struct
{
  GPtrArray *lines; /* Line, oldest first */
  char *rev;        /* of the last line, whatever it did */
} Past;

static void
past_clear (Past *past)
{
  g_clear_pointer (&past->lines, g_ptr_array_unref);
  g_free (past->rev);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Past, past_clear)

/* Whether the line takes back the last one that is kept. */
static gboolean
takes_back (const AnlanLine *line, const Past *past)
{
  const Line *last = past->lines->len > 0 ? g_ptr_array_index (past->lines, past->lines->len - 1) : NULL;
  g_autofree char *member = last != NULL ? g_strdup_printf ("\"undoes\":\"%s\"", last->rev) : NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;

  if (member == NULL || strstr (line->patch, member) == NULL)
    return FALSE;
  /* It may be what somebody typed. */
  node = anlan_json_parse (line->patch, -1, G_MAXSIZE, NULL);
  object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  return object != NULL &&
         g_strcmp0 (json_object_get_string_member_with_default (object, "undoes", NULL), last->rev) == 0;
}

static gboolean
keep_past_cb (const AnlanLine *line, gpointer data)
{
  Past *past = data;

  /* Who looked at a sealed value has changed nothing. */
  if (line->rev == NULL)
    return TRUE;
  g_free (past->rev);
  past->rev = g_strdup (line->rev);
  if (takes_back (line, past))
    g_ptr_array_set_size (past->lines, (int)past->lines->len - 1);
  else
    g_ptr_array_add (past->lines, line_copy (line));
  return TRUE;
}

static gboolean
undo_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Undoing *undoing = data;
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (undoing->writing->plant);
  g_auto (Past) past = { g_ptr_array_new_with_free_func ((GDestroyNotify)line_free), NULL };
  AnlanChange *change = NULL;

  if (!anlan_journal_walk_record (db, undoing->record, keep_past_cb, &past, error))
    return FALSE;
  if (past.lines->len == 0)
    cannot (error, _ ("There is nothing to undo."));
  else
    change = make_undo (kinds, g_ptr_array_index (past.lines, past.lines->len - 1), error);
  if (change == NULL)
    return FALSE;
  /* What came after it has been taken back already. */
  g_free (change->base_rev);
  change->base_rev = g_steal_pointer (&past.rev);
  g_ptr_array_add (undoing->writing->changes, change);
  return anlan_writing_run (db, journal, undoing->writing, error);
}

static Undoing *
undoing_new (AnlanPlant *plant, const char *record)
{
  Undoing *undoing = g_new0 (Undoing, 1);

  undoing->writing = anlan_writing_new (plant);
  undoing->record = g_strdup (record);
  return undoing;
}

static void
undoing_free (Undoing *undoing)
{
  anlan_writing_free (undoing->writing);
  g_free (undoing->record);
  g_free (undoing);
}

static AnlanApplied *
undone (Undoing *undoing)
{
  return anlan_applied_copy (g_ptr_array_index (undoing->writing->applied, 0));
}

AnlanApplied *
anlan_plant_undo (AnlanPlant *plant, const char *kind, const char *record, GError **error)
{
  Undoing *undoing = undoing_new (plant, record);
  AnlanApplied *applied = NULL;

  if (anlan_store_write (plant->store, undo_work, undoing, error))
    {
      anlan_plant_emit_applied (plant, undoing->writing->applied);
      applied = undone (undoing);
    }
  undoing_free (undoing);
  return applied;
}

static void
undo_written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Undoing *undoing = g_task_get_task_data (task);
  GError *error = NULL;

  if (!anlan_store_write_finish (ANLAN_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  anlan_plant_emit_applied (undoing->writing->plant, undoing->writing->applied);
  g_task_return_pointer (task, undone (undoing), (GDestroyNotify)anlan_applied_free);
}

void
anlan_plant_undo_async (
    AnlanPlant *plant, const char *kind, const char *record, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (plant, NULL, callback, user_data);
  Undoing *undoing = undoing_new (plant, record);

  g_task_set_source_tag (task, anlan_plant_undo_async);
  g_task_set_task_data (task, undoing, (GDestroyNotify)undoing_free);
  anlan_store_write_async (plant->store, undo_work, undoing, NULL, NULL, undo_written_cb, task);
}

AnlanApplied *
anlan_plant_undo_finish (AnlanPlant *plant, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- a batch --------------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanWriting *writing;
  char *batch;
  gint64 first, last;
  GPtrArray *lines; /* Line, oldest first */
} BatchUndoing;

static void
batch_undoing_free (BatchUndoing *undoing)
{
  anlan_writing_free (undoing->writing);
  g_free (undoing->batch);
  g_ptr_array_unref (undoing->lines);
  g_free (undoing);
}

static BatchUndoing *
batch_undoing_new (AnlanPlant *plant, const char *batch)
{
  BatchUndoing *undoing = g_new0 (BatchUndoing, 1);

  undoing->writing = anlan_writing_new (plant);
  undoing->batch = g_strdup (batch);
  undoing->lines = g_ptr_array_new_with_free_func ((GDestroyNotify)line_free);
  return undoing;
}

static gboolean
find_batch (BatchUndoing *undoing, AnlanDb *db, GError **error)
{
  AnlanStmt *stmt =
      anlan_db_statement (db, "SELECT first_seq, last_seq, undone_by FROM batch WHERE id=?1", error);
  gboolean done = FALSE;
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, undoing->batch);
  step = anlan_stmt_step (stmt, error);
  if (step == ANLAN_STEP_ROW)
    {
      undoing->first = anlan_stmt_integer (stmt, 0);
      undoing->last = anlan_stmt_integer (stmt, 1);
      done = !anlan_stmt_is_null (stmt, 2);
    }
  anlan_stmt_reset (stmt);
  if (step == ANLAN_STEP_ERROR)
    return FALSE;
  if (step == ANLAN_STEP_ROW && !done)
    return TRUE;
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED,
                       done ? _ ("This import has been undone already.") : _ ("There is no such import."));
  return FALSE;
}

static gboolean
keep_line_cb (const AnlanLine *line, gpointer data)
{
  BatchUndoing *undoing = data;

  if (line->seq > undoing->last)
    return FALSE;
  /* Others may have written in between. */
  if (line->rev != NULL && anlan_patch_is_of_batch (line->patch, undoing->batch))
    g_ptr_array_add (undoing->lines, line_copy (line));
  return TRUE;
}

/* Each record must stand as the batch left it. A record the batch touched twice is judged by its later line. */
static gboolean
check_untouched (BatchUndoing *undoing, AnlanContext *context, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GString) touched = g_string_new (NULL);
  guint n = 0;

  for (guint i = undoing->lines->len; i > 0; i--)
    {
      const Line *line = g_ptr_array_index (undoing->lines, i - 1);
      AnlanTable *table = anlan_context_table (context, line->kind);
      g_autoptr (AnlanRecord) record = NULL;
      g_autoptr (GError) local = NULL;

      if (table == NULL || !g_hash_table_add (seen, line->record))
        continue;
      record = anlan_table_load (table, context->db, line->record, &local);
      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (record != NULL && strcmp (record->rev, line->rev) != 0 && ++n <= 10)
        g_string_append_printf (touched, "\n%s", anlan_record_label (record));
    }
  if (n == 0)
    return TRUE;
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED,
               g_dngettext (GETTEXT_PACKAGE,
                            "Somebody has worked on %u imported entry since. Nothing was undone.%s",
                            "Somebody has worked on %u imported entries since. Nothing was undone.%s", n),
               n, touched->str);
  return FALSE;
}

static gboolean
mark_undone (BatchUndoing *undoing, AnlanDb *db, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (db, "UPDATE batch SET undone_by=?2 WHERE id=?1", error);

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, undoing->batch);
  anlan_stmt_bind_text (stmt, 2, undoing->writing->batch);
  return anlan_stmt_run (stmt, error);
}

/* Fills in the changes. On whatever connection. */
static gboolean
make_undos (BatchUndoing *undoing, AnlanDb *db, GError **error)
{
  AnlanContext *context = anlan_context_get (db);
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (undoing->writing->plant);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  if (!find_batch (undoing, db, error) ||
      !anlan_journal_walk (db, undoing->first - 1, keep_line_cb, undoing, error) ||
      !check_untouched (undoing, context, error))
    return FALSE;
  /* Backwards, so that what refers goes before what it refers to. */
  for (guint i = undoing->lines->len; i > 0; i--)
    {
      const Line *line = g_ptr_array_index (undoing->lines, i - 1);
      AnlanChange *change = make_undo (kinds, line, error);

      if (change == NULL)
        return FALSE;
      /* The earlier lines of a record no longer end in its present revision. */
      if (!g_hash_table_add (seen, line->record))
        g_clear_pointer (&change->base_rev, g_free);
      change->batch = g_strdup (undoing->writing->batch);
      g_ptr_array_add (undoing->writing->changes, change);
    }
  return TRUE;
}

static gboolean
read_undos (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  return make_undos (data, db, error);
}

static gboolean
undo_batch_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  BatchUndoing *undoing = data;

  return find_batch (undoing, db, error) && anlan_writing_run (db, journal, undoing->writing, error) &&
         mark_undone (undoing, db, error);
}

static gboolean
end_undo_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  BatchUndoing *undoing = data;

  return find_batch (undoing, db, error) && mark_undone (undoing, db, error);
}

/* What is to be done is read first; each change then finds out whether somebody else was quicker. */
static gboolean
undo_batch (BatchUndoing *undoing, GError **error)
{
  AnlanStore *store = undoing->writing->plant->store;

  if (!anlan_store_read (store, read_undos, undoing, error))
    return FALSE;
  if (!anlan_writing_is_large (undoing->writing))
    return anlan_store_write (store, undo_batch_work, undoing, error);
  return anlan_writing_run_large (undoing->writing, end_undo_work, undoing, NULL, NULL, NULL, error);
}

static void
name_batch (BatchUndoing *undoing)
{
  AnlanJson json;

  undoing->writing->batch = anlan_uuid_new (anlan_plant_now (undoing->writing->plant));
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "undoes");
  anlan_json_text (&json, undoing->batch);
  anlan_json_close (&json, '}');
  undoing->writing->note = anlan_json_end (&json);
}

char *
anlan_plant_undo_batch (AnlanPlant *plant, const char *batch, GError **error)
{
  BatchUndoing *undoing = batch_undoing_new (plant, batch);
  char *id = NULL;

  name_batch (undoing);
  if (undo_batch (undoing, error))
    {
      anlan_plant_emit_applied (plant, undoing->writing->applied);
      id = g_strdup (undoing->writing->batch);
    }
  batch_undoing_free (undoing);
  return id;
}

static void
undo_batch_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  BatchUndoing *undoing = data;
  GError *error = NULL;

  if (!undo_batch (undoing, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  anlan_plant_emit_applied (undoing->writing->plant, undoing->writing->applied);
  g_task_return_pointer (task, g_strdup (undoing->writing->batch), g_free);
}

void
anlan_plant_undo_batch_async (AnlanPlant *plant,
                              const char *batch,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (plant, NULL, callback, user_data);
  BatchUndoing *undoing = batch_undoing_new (plant, batch);

  g_task_set_source_tag (task, anlan_plant_undo_batch_async);
  name_batch (undoing);
  g_task_set_task_data (task, undoing, (GDestroyNotify)batch_undoing_free);
  g_task_run_in_thread (task, undo_batch_thread);
}

char *
anlan_plant_undo_batch_finish (AnlanPlant *plant, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
