/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "apply-private.h"

#include <string.h>

#include "base/sentence.h"
#include "record-private.h"
#include "search-text.h"
#include "store/files.h"
#include "store/search.h"

static gboolean
is_changed (const AnlanApply *apply, guint i)
{
  if (apply->before == NULL)
    return !anlan_value_is_null (&apply->after->values[i]);
  return !anlan_value_equal (&apply->before->values[i], &apply->after->values[i]);
}

/* --- row ------------------------------------------------------------------------------------------------------ */

/* 0: whichever comes next. */
static gboolean
choose_place (AnlanApply *apply, GError **error)
{
  if (apply->before != NULL)
    return TRUE;
  apply->after->rid = apply->context->incoming != NULL
                          ? anlan_incoming_next_row (apply->context->incoming, apply->kind->id)
                          : 0;
  return apply->after->rid != 0 ||
         anlan_incoming_row_before (apply->db, apply->kind->id, &apply->after->rid, error);
}

static gboolean
write_row (AnlanApply *apply, GError **error)
{
  AnlanRecord *after = apply->after;
  AnlanStmt *stmt;

  if (!choose_place (apply, error))
    return FALSE;
  stmt = anlan_db_statement (apply->db, apply->before != NULL ? apply->table->update : apply->table->insert,
                             error);
  if (stmt == NULL)
    return FALSE;
  if (after->rid != 0)
    anlan_stmt_bind_integer (stmt, 1, after->rid);
  else
    anlan_stmt_bind_null (stmt, 1);
  anlan_stmt_bind_static (stmt, 2, after->id);
  anlan_stmt_bind_static (stmt, 3, after->number);
  anlan_stmt_bind_static (stmt, 4, after->stage);
  anlan_stmt_bind_static (stmt, 5, after->rev);
  anlan_stmt_bind_static (stmt, 6, after->created);
  anlan_stmt_bind_static (stmt, 7, after->changed);
  anlan_stmt_bind_static (stmt, 8, after->author);
  anlan_stmt_bind_integer (stmt, 9, after->draft);
  anlan_stmt_bind_integer (stmt, 10, after->voided);
  anlan_stmt_bind_static (stmt, 11, after->extra);
  for (guint i = 0; i < apply->kind->fields->len; i++)
    {
      const AnlanValue *value = &after->values[i];

      if (value->type == ANLAN_VALUE_TEXT)
        anlan_stmt_bind_static (stmt, 12 + (int)i, value->text);
      else
        anlan_stmt_bind_value (stmt, 12 + (int)i, value);
    }
  if (!anlan_stmt_run (stmt, error))
    return FALSE;
  if (apply->before == NULL)
    after->rid = anlan_db_last_rowid (apply->db);
  return TRUE;
}

static gboolean
write_links (AnlanApply *apply, const AnlanField *field, GError **error)
{
  g_autoptr (GString) drop = g_string_new ("DELETE FROM ");
  g_autoptr (GString) add = g_string_new ("INSERT OR IGNORE INTO ");
  g_auto (GStrv) items = anlan_value_get_items (&apply->after->values[field->index]);
  AnlanStmt *stmt;

  anlan_schema_link_name (drop, apply->kind->id, field->id);
  g_string_append (drop, " WHERE rid=?1");
  anlan_schema_link_name (add, apply->kind->id, field->id);
  g_string_append (add, " (rid, item) VALUES (?1, ?2)");
  if (apply->before != NULL)
    {
      stmt = anlan_db_statement (apply->db, drop->str, error);
      if (stmt == NULL)
        return FALSE;
      anlan_stmt_bind_integer (stmt, 1, apply->after->rid);
      if (!anlan_stmt_run (stmt, error))
        return FALSE;
    }
  for (guint i = 0; items[i] != NULL; i++)
    {
      stmt = anlan_db_statement (apply->db, add->str, error);
      if (stmt == NULL)
        return FALSE;
      anlan_stmt_bind_integer (stmt, 1, apply->after->rid);
      anlan_stmt_bind_static (stmt, 2, items[i]);
      if (!anlan_stmt_run (stmt, error))
        return FALSE;
    }
  return TRUE;
}

/* --- files ---------------------------------------------------------------------------------------------------- */

static gboolean
write_file_uses (AnlanApply *apply, const AnlanField *field, GError **error)
{
  g_auto (GStrv) items = anlan_value_get_items (&apply->after->values[field->index]);
  AnlanStmt *stmt =
      anlan_db_statement (apply->db, "DELETE FROM file_use WHERE record=?1 AND field=?2", error);

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_static (stmt, 1, apply->after->id);
  anlan_stmt_bind_static (stmt, 2, field->id);
  if (!anlan_stmt_run (stmt, error))
    return FALSE;
  for (guint i = 0; items[i] != NULL; i++)
    {
      stmt = anlan_db_statement (
          apply->db, "INSERT OR IGNORE INTO file_use (sha256, kind, record, field) VALUES (?1, ?2, ?3, ?4)",
          error);
      if (stmt == NULL)
        return FALSE;
      anlan_stmt_bind_static (stmt, 1, items[i]);
      anlan_stmt_bind_static (stmt, 2, apply->kind->id);
      anlan_stmt_bind_static (stmt, 3, apply->after->id);
      anlan_stmt_bind_static (stmt, 4, field->id);
      if (!anlan_stmt_run (stmt, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_parts (AnlanApply *apply, GError **error)
{
  for (guint i = 0; i < apply->change->files->len; i++)
    if (!anlan_files_register (apply->db, g_ptr_array_index (apply->change->files, i), apply->moment, error))
      return FALSE;
  for (guint i = 0; i < apply->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (apply->kind->fields, i);

      if (!is_changed (apply, i))
        continue;
      if (anlan_schema_has_links (field) && !write_links (apply, field, error))
        return FALSE;
      if ((field->type == ANLAN_FIELD_PHOTOS || field->type == ANLAN_FIELD_FILES) &&
          !write_file_uses (apply, field, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_search (AnlanApply *apply, GError **error)
{
  AnlanIncoming *incoming = apply->context->incoming;
  g_autofree char *text = NULL;
  const char *label;

  if (apply->after->draft || apply->after->voided)
    return apply->before == NULL ||
           anlan_search_put (apply->db, apply->kind->id, apply->after->id, NULL, NULL, error);
  /* What the program has written is put into words for whoever finds it. */
  label = anlan_record_get_text (apply->after, apply->kind->label);
  if (!anlan_sentence_is (label))
    label = anlan_record_label (apply->after);
  text = anlan_record_search_text (apply->after);
  if (apply->before != NULL)
    return anlan_search_put (apply->db, apply->kind->id, apply->after->id, label, text, error);
  return anlan_search_add (apply->db, incoming != NULL ? anlan_incoming_next_doc (incoming) : 0,
                           apply->kind->id, apply->after->id, label, text, error);
}

/* --- journal --------------------------------------------------------------------------------------------------- */

static void
text_change (AnlanJson *json, const char *name, const char *before, const char *now, gboolean old)
{
  if (g_strcmp0 (before, now) == 0)
    return;
  anlan_json_name (json, name);
  anlan_json_text (json, old ? before : now);
}

static void
flag_change (AnlanJson *json, const char *name, gboolean before, gboolean now, gboolean old)
{
  if (before == now)
    return;
  anlan_json_name (json, name);
  anlan_json_boolean (json, old ? before : now);
}

/* What has changed, as it is now or as it was. */
static void
write_changed (AnlanJson *json, const AnlanApply *apply, gboolean old)
{
  const AnlanRecord *before = apply->before, *after = apply->after;

  anlan_json_open (json, '{');
  flag_change (json, "draft", before->draft, after->draft, old);
  text_change (json, "number", before->number, after->number, old);
  text_change (json, "stage", before->stage, after->stage, old);
  flag_change (json, "voided", before->voided, after->voided, old);
  for (guint i = 0; i < apply->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (apply->kind->fields, i);

      if (field->compute != NULL || !is_changed (apply, i))
        continue;
      anlan_json_name (json, field->id);
      anlan_field_write_json (json, field, old ? &before->values[i] : &after->values[i]);
    }
  anlan_json_close (json, '}');
}

static void
text_member (AnlanJson *json, const char *name, const char *text)
{
  if (text == NULL)
    return;
  anlan_json_name (json, name);
  anlan_json_text (json, text);
}

static void
write_behalf (AnlanJson *json, const AnlanBehalf *behalf)
{
  if (behalf == NULL)
    return;
  anlan_json_name (json, "behalf");
  anlan_json_open (json, '{');
  text_member (json, "person", behalf->person);
  text_member (json, "at", behalf->at);
  text_member (json, "how", behalf->how);
  text_member (json, "photo", behalf->photo);
  anlan_json_close (json, '}');
}

static char *
build_patch (const AnlanApply *apply, const char *body)
{
  const AnlanChange *change = apply->change;
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "set");
  if (apply->before == NULL)
    anlan_json_raw (&json, body);
  else
    {
      write_changed (&json, apply, FALSE);
      anlan_json_name (&json, "was");
      write_changed (&json, apply, TRUE);
    }
  if (apply->step != NULL || change->op == ANLAN_OP_STEP)
    {
      text_member (&json, "step", change->step);
      text_member (&json, "from", apply->before->stage);
    }
  text_member (&json, "reason", change->reason);
  text_member (&json, "undoes", change->undoes);
  write_behalf (&json, change->behalf);
  text_member (&json, "batch", change->batch);
  anlan_json_close (&json, '}');
  return anlan_json_end (&json);
}

static gboolean
write_line (AnlanApply *apply, const char *body, gint64 *seq, GError **error)
{
  g_autofree char *patch = build_patch (apply, body);
  AnlanLine line = {
    .actor = apply->change->anonymous ? NULL : apply->change->actor,
    .os_user = apply->change->anonymous ? NULL : g_get_user_name (),
    .kind = apply->kind->id,
    .record = apply->after->id,
    .op = anlan_op_name (apply->change->op),
    .patch = patch,
    .rev = apply->after->rev,
    .parent_rev = apply->before != NULL ? apply->before->rev : NULL,
    .kind_hash = apply->kind->hash,
    .nobody_ms = apply->change->anonymous ? anlan_context_now (apply->context) : 0,
  };

  if (!anlan_journal_append (apply->journal, apply->db, &line, error))
    return FALSE;
  *seq = line.seq;
  return TRUE;
}

gboolean
anlan_apply_write (AnlanApply *apply, gint64 *seq, GError **error)
{
  g_autofree char *body = anlan_record_body (apply->after);

  g_free (apply->after->rev);
  apply->after->rev = anlan_revision_next (apply->before != NULL ? apply->before->rev : NULL, body);
  return write_row (apply, error) && write_parts (apply, error) && write_search (apply, error) &&
         write_line (apply, body, seq, error);
}
