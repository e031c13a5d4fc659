/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "receipt-private.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "base/hash.h"
#include "model/query.h"
#include "model/timeline.h"

/* Letters and digits that are not taken for each other: 32 of them, 5 bits each, 60 bits a code. */
static const char letters[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

#define LENGTH 12
#define GROUP 4

static void
passage_free (AnlanPassage *passage)
{
  g_free (passage->stage);
  g_free (passage->at);
  g_free (passage);
}

void
anlan_receipt_free (AnlanReceipt *receipt)
{
  g_free (receipt->kind);
  g_free (receipt->record);
  g_free (receipt->number);
  g_free (receipt->stage);
  g_ptr_array_unref (receipt->passages);
  g_free (receipt);
}

/* --- making ----------------------------------------------------------------------------------------------------------- */

/* As typed by anybody: only what can stand in a code. */
static char *
fold_code (const char *code)
{
  GString *out = g_string_new (NULL);

  for (const char *p = code; *p != '\0'; p++)
    {
      char letter = g_ascii_toupper (*p);

      if (strchr (letters, letter) != NULL)
        g_string_append_c (out, letter);
    }
  return g_string_free (out, FALSE);
}

static void
hash_code (const char *code, char hash[ANLAN_SHA256_HEX + 1])
{
  g_autofree char *folded = fold_code (code);
  g_autofree char *salted = g_strconcat ("anlan receipt ", folded, NULL);

  anlan_sha256_text (salted, -1, hash);
}

static char *
random_code (void)
{
  GString *code = g_string_new (NULL);

  if (sodium_init () < 0)
    g_error ("libsodium cannot be initialised: no source of random numbers");
  for (guint i = 0; i < LENGTH; i++)
    {
      if (i > 0 && i % GROUP == 0)
        g_string_append_c (code, '-');
      g_string_append_c (code, letters[randombytes_uniform (sizeof letters - 1)]);
    }
  return g_string_free (code, FALSE);
}

char *
anlan_receipt_code (const char *secret)
{
  g_autofree char *salted = g_strconcat ("anlan receipt code ", secret, NULL);
  char hex[ANLAN_SHA256_HEX + 1];
  GString *code = g_string_new (NULL);

  anlan_sha256_text (salted, -1, hex);
  for (guint i = 0; i < LENGTH; i++)
    {
      if (i > 0 && i % GROUP == 0)
        g_string_append_c (code, '-');
      /* Five of the eight bits of two digits: 32 letters, each as likely as the next. */
      g_string_append_c (
          code, letters[(g_ascii_xdigit_value (hex[2 * i]) * 16 + g_ascii_xdigit_value (hex[2 * i + 1])) % 32]);
    }
  return g_string_free (code, FALSE);
}

char *
anlan_receipt_make (AnlanDb *db, const AnlanRecord *record, const char *wanted, GError **error)
{
  AnlanStmt *stmt =
      anlan_db_statement (db, "INSERT INTO receipt (hash, kind, record) VALUES (?1, ?2, ?3)", error);
  g_autofree char *code = NULL;
  char hash[ANLAN_SHA256_HEX + 1];

  if (stmt == NULL)
    return NULL;
  code = wanted != NULL ? g_strdup (wanted) : random_code ();
  hash_code (code, hash);
  anlan_stmt_bind_text (stmt, 1, hash);
  anlan_stmt_bind_static (stmt, 2, record->kind->id);
  anlan_stmt_bind_static (stmt, 3, record->id);
  return anlan_stmt_run (stmt, error) ? g_steal_pointer (&code) : NULL;
}

/* --- looking up --------------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanPlant *plant;
  char *code;
  AnlanReceipt *receipt;
} Asking;

static void
asking_free (Asking *asking)
{
  g_object_unref (asking->plant);
  g_free (asking->code);
  g_clear_pointer (&asking->receipt, anlan_receipt_free);
  g_free (asking);
}

static gboolean
set_not_found (GError **error)
{
  g_set_error_literal (
      error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND,
      _ ("No report has this code. Compare it with what you wrote down; codes have twelve letters "
         "and digits, none of them 0, 1, I or O."));
  return FALSE;
}

static gboolean
find_record (AnlanDb *db, Asking *asking, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (db, "SELECT kind, record FROM receipt WHERE hash = ?1", error);
  char hash[ANLAN_SHA256_HEX + 1];
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  hash_code (asking->code, hash);
  anlan_stmt_bind_text (stmt, 1, hash);
  step = anlan_stmt_step (stmt, error);
  if (step == ANLAN_STEP_ROW)
    {
      asking->receipt = g_new0 (AnlanReceipt, 1);
      asking->receipt->kind = g_strdup (anlan_stmt_text (stmt, 0));
      asking->receipt->record = g_strdup (anlan_stmt_text (stmt, 1));
      asking->receipt->passages = g_ptr_array_new_with_free_func ((GDestroyNotify)passage_free);
    }
  anlan_stmt_reset (stmt);
  if (step == ANLAN_STEP_DONE)
    return set_not_found (error);
  return step == ANLAN_STEP_ROW;
}

static const char *
stage_title (const AnlanKind *kind, const char *id)
{
  const AnlanStage *stage = anlan_kind_stage (kind, id);

  return stage != NULL ? anlan_kind_text (stage->title) : id;
}

static gboolean
read_receipt (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Asking *asking = data;
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (asking->plant);
  g_autoptr (AnlanRecord) record = NULL;
  AnlanKind *kind;

  if (!find_record (db, asking, error))
    return FALSE;
  kind = anlan_kinds_get (kinds, asking->receipt->kind);
  if (kind == NULL)
    return set_not_found (error);
  record = anlan_record_load (db, kind, asking->receipt->record, error);
  if (record == NULL)
    return FALSE;
  asking->receipt->number = g_strdup (record->number);
  asking->receipt->stage = g_strdup (stage_title (kind, record->stage));
  return TRUE;
}

static gboolean
add_passages (Asking *asking, GError **error)
{
  AnlanReceipt *receipt = asking->receipt;
  g_autoptr (AnlanKind) kind = anlan_plant_get_kind (asking->plant, receipt->kind);
  g_autoptr (GPtrArray) stories = anlan_plant_timeline (asking->plant, receipt->kind, receipt->record, error);
  const char *last = NULL;

  if (stories == NULL)
    return FALSE;
  for (guint i = 0; i < stories->len; i++)
    {
      const AnlanStory *story = g_ptr_array_index (stories, i);
      AnlanPassage *passage;

      /* A draft stands in the first stage already, and there is nothing to learn from that. */
      if (story->stage == NULL || g_strcmp0 (story->stage, last) == 0)
        continue;
      last = story->stage;
      passage = g_new0 (AnlanPassage, 1);
      passage->stage = g_strdup (stage_title (kind, story->stage));
      passage->at = g_strdup (story->at);
      g_ptr_array_add (receipt->passages, passage);
    }
  return TRUE;
}

AnlanReceipt *
anlan_plant_receipt (AnlanPlant *plant, const char *code, GError **error)
{
  Asking *asking;
  AnlanReceipt *receipt = NULL;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && code != NULL, NULL);

  asking = g_new0 (Asking, 1);
  asking->plant = g_object_ref (plant);
  asking->code = g_strdup (code);
  if (anlan_store_read (anlan_plant_get_store (plant), read_receipt, asking, error) &&
      add_passages (asking, error))
    receipt = g_steal_pointer (&asking->receipt);
  asking_free (asking);
  return receipt;
}

static void
receipt_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  AnlanReceipt *receipt = anlan_plant_receipt (source, data, &error);

  if (receipt != NULL)
    g_task_return_pointer (task, receipt, (GDestroyNotify)anlan_receipt_free);
  else
    g_task_return_error (task, error);
}

void
anlan_plant_receipt_async (AnlanPlant *plant,
                           const char *code,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (ANLAN_IS_PLANT (plant) && code != NULL);

  task = g_task_new (plant, cancellable, callback, user_data);
  g_task_set_source_tag (task, anlan_plant_receipt_async);
  g_task_set_task_data (task, g_strdup (code), g_free);
  g_task_run_in_thread (task, receipt_thread);
}

AnlanReceipt *
anlan_plant_receipt_finish (AnlanPlant *plant, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, plant), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
