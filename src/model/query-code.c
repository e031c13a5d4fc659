/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "model/query.h"

#include <string.h>

#include "context.h"
#include "store/search.h"

#define SCHEME "anlan:"

typedef struct
{
  AnlanKinds *kinds;
  char *code;
  AnlanHit *hit; /* NULL: nothing has this code */
} Question;

static void
question_free (Question *question)
{
  anlan_kinds_unref (question->kinds);
  g_free (question->code);
  if (question->hit != NULL)
    anlan_hit_free (question->hit);
  g_free (question);
}

char *
anlan_code_of (const AnlanRecord *record)
{
  g_return_val_if_fail (record != NULL, NULL);

  return g_strdup_printf (SCHEME "%s/%s", record->kind->id,
                          record->number != NULL ? record->number : record->id);
}

static void
answer (Question *question, const AnlanKind *kind, const char *id)
{
  question->hit = g_new0 (AnlanHit, 1);
  question->hit->kind = g_strdup (kind->id);
  question->hit->record = g_strdup (id);
}

/* @column is an identifier of the definition's, never a text from outside. */
static gboolean
try_column (Question *question,
            AnlanDb *db,
            const AnlanKind *kind,
            const char *column,
            const char *code,
            GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  g_string_append_printf (sql, "SELECT id FROM k_%s WHERE \"%s\"=?1 AND voided=0 AND rid < ", kind->id,
                          column);
  anlan_incoming_append_limit (sql, kind->id);
  if (!anlan_db_lookup (db, sql->str, code, &value, error))
    return FALSE;
  if (anlan_value_get_text (&value) != NULL)
    answer (question, kind, anlan_value_get_text (&value));
  return TRUE;
}

static gboolean
try_kind (Question *question, AnlanDb *db, const AnlanKind *kind, const char *code, GError **error)
{
  if (!try_column (question, db, kind, "number", code, error))
    return FALSE;
  for (guint i = 0; question->hit == NULL && i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);

      if (field->unique && field->type == ANLAN_FIELD_TEXT && !field->sensitive &&
          !try_column (question, db, kind, field->id, code, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
try_all (Question *question, AnlanDb *db, const char *code, GError **error)
{
  for (guint i = 0; question->hit == NULL && i < anlan_kinds_count (question->kinds); i++)
    if (!try_kind (question, db, anlan_kinds_at (question->kinds, i), code, error))
      return FALSE;
  return TRUE;
}

/* "anlan:KIND/NUMBER" or "anlan:KIND/ID", as our own labels say it. */
static gboolean
try_own (Question *question, AnlanDb *db, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (question->code + strlen (SCHEME), "/", 2);
  AnlanKind *kind = parts[0] != NULL ? anlan_kinds_get (question->kinds, parts[0]) : NULL;

  if (kind == NULL || parts[1] == NULL)
    return TRUE;
  return try_column (question, db, kind, "number", parts[1], error) &&
         (question->hit != NULL || try_column (question, db, kind, "id", parts[1], error));
}

/* As with Caps Lock on. */
static char *
swap_case (const char *text)
{
  GString *swapped = g_string_new (NULL);

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      g_string_append_unichar (swapped,
                               g_unichar_isupper (c) ? g_unichar_tolower (c) : g_unichar_toupper (c));
    }
  return g_string_free (swapped, FALSE);
}

static gboolean
code_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Question *question = data;
  g_autofree char *swapped = swap_case (question->code);

  if (g_ascii_strncasecmp (question->code, SCHEME, strlen (SCHEME)) == 0)
    {
      if (!try_own (question, db, error))
        return FALSE;
      if (question->hit == NULL)
        {
          g_free (question->code);
          question->code = g_steal_pointer (&swapped);
          return try_own (question, db, error);
        }
      return TRUE;
    }
  return try_all (question, db, question->code, error) &&
         (question->hit != NULL || try_all (question, db, swapped, error));
}

static void
read_done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Question *question = g_task_get_task_data (task);
  GError *error = NULL;

  if (!anlan_store_read_finish (ANLAN_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&question->hit), (GDestroyNotify)anlan_hit_free);
}

void
anlan_plant_find_code_async (AnlanPlant *plant,
                             const char *code,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task;
  Question *question;

  g_return_if_fail (ANLAN_IS_PLANT (plant) && code != NULL);

  task = g_task_new (plant, cancellable, callback, user_data);
  g_task_set_source_tag (task, anlan_plant_find_code_async);
  question = g_new0 (Question, 1);
  question->kinds = anlan_plant_ref_kinds (plant);
  question->code = g_strstrip (g_strdup (code));
  g_task_set_task_data (task, question, (GDestroyNotify)question_free);
  anlan_store_read_async (anlan_plant_get_store (plant), code_work, question, NULL, cancellable, read_done_cb,
                          task);
}

AnlanHit *
anlan_plant_find_code_finish (AnlanPlant *plant, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, plant), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
