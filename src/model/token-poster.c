/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "token-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/query.h"

/* A poster's token: the number of the key, its id, and the tag of both with what it hangs at. No secret of it is stored, and
 * it can be made again as long as the key is there. */

#define MOST 5000

gboolean
anlan_poster_fits (const char *kind)
{
  static const char *const kinds[] = { "zone", "equipment", "riskpoint", "roundpoint", "musterpoint", NULL };

  return kind != NULL && g_strv_contains (kinds, kind);
}

/* --- making ---------------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanPlant *plant;
  char *kind;
  char **records;
  guint key;
  GPtrArray *ids; /* of the tokens, as @records */
} Making;

static void
making_free (gpointer data)
{
  Making *making = data;

  g_free (making->kind);
  g_strfreev (making->records);
  g_clear_pointer (&making->ids, g_ptr_array_unref);
  g_free (making);
}

static char *
sign (AnlanPlant *plant, guint key, const char *id, const char *kind, const char *record, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%s %s %s", id, kind, record);
  g_autofree char *tag = anlan_token_tag (plant->store, "poster", key, text, error);

  return tag != NULL ? g_strdup_printf ("%u.%s.%s", key, id, tag) : NULL;
}

static gboolean
find_present (Making *making, AnlanDb *db, const char *record, char **id, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (db,
                                        "SELECT id FROM token WHERE record = ?1 AND kind = ?2 AND key = ?3 "
                                        "AND use = 'poster' AND ended IS NULL",
                                        error);
  AnlanStep step;

  *id = NULL;
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, record);
  anlan_stmt_bind_text (stmt, 2, making->kind);
  anlan_stmt_bind_integer (stmt, 3, making->key);
  step = anlan_stmt_step (stmt, error);
  if (step == ANLAN_STEP_ROW)
    *id = g_strdup (anlan_stmt_text (stmt, 0));
  anlan_stmt_reset (stmt);
  return step != ANLAN_STEP_ERROR;
}

static gboolean
insert (Making *making,
        AnlanDb *db,
        AnlanJournal *journal,
        const AnlanRecord *record,
        const char *id,
        GError **error)
{
  g_autoptr (AnlanFacts) facts = anlan_plant_ref_facts (making->plant);
  AnlanStmt *stmt = anlan_db_statement (db,
                                        "INSERT INTO token (id, use, name, kind, record, key, made, made_by) "
                                        "VALUES (?1, 'poster', '', ?2, ?3, ?4, ?5, ?6)",
                                        error);
  g_autofree char *now = anlan_token_now (making->plant);
  g_autofree char *patch = NULL;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, id);
  anlan_stmt_bind_text (stmt, 2, making->kind);
  anlan_stmt_bind_text (stmt, 3, record->id);
  anlan_stmt_bind_integer (stmt, 4, making->key);
  anlan_stmt_bind_text (stmt, 5, now);
  anlan_stmt_bind_text (stmt, 6, facts->person);
  if (!anlan_stmt_run (stmt, error))
    return FALSE;
  patch = anlan_token_patch ("make", ANLAN_TOKEN_POSTER, making->kind, record->id,
                             anlan_record_label (record), NULL);
  return anlan_token_line (making->plant, db, journal, id, NULL, patch, error);
}

static gboolean
make_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Making *making = data;
  g_autoptr (AnlanKind) kind = anlan_plant_get_kind (making->plant, making->kind);
  gboolean managed = FALSE;

  g_ptr_array_set_size (making->ids, 0);
  for (guint i = 0; making->records[i] != NULL; i++)
    {
      g_autoptr (AnlanRecord) record = anlan_record_load (db, kind, making->records[i], error);
      char *id = NULL;

      if (record == NULL || !find_present (making, db, record->id, &id, error))
        return FALSE;
      if (id == NULL)
        {
          /* To print again what hangs there already is for everybody. */
          managed = managed || anlan_account_check_manager (db, NULL, error);
          if (!managed)
            return FALSE;
          id = anlan_token_new_id ();
          if (!insert (making, db, journal, record, id, error))
            {
              g_free (id);
              return FALSE;
            }
        }
      g_free (making->records[i]);
      making->records[i] = g_strdup (record->id);
      g_ptr_array_add (making->ids, id);
    }
  return TRUE;
}

static Making *
making_new (const char *kind, const char *const *records)
{
  Making *making = g_new0 (Making, 1);

  making->kind = g_strdup (kind);
  making->records = g_strdupv ((char **)records);
  making->ids = g_ptr_array_new_with_free_func (g_free);
  return making;
}

static gpointer
make (AnlanPlant *plant, gpointer data, GError **error)
{
  Making *making = data;
  g_autoptr (AnlanKind) kind = anlan_plant_get_kind (plant, making->kind);
  g_autoptr (GPtrArray) tokens = g_ptr_array_new_with_free_func (g_free);

  making->plant = plant;
  making->key = anlan_token_key (plant, "poster");
  if (kind == NULL || !anlan_poster_fits (making->kind))
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("There are no posters for “%s”."), making->kind);
      return NULL;
    }
  if (g_strv_length (making->records) > MOST)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_LIMIT,
                   _ ("So many posters cannot be made at once. Choose at most %d places."), MOST);
      return NULL;
    }
  if (!anlan_store_write (plant->store, make_work, making, error))
    return NULL;
  for (guint i = 0; i < making->ids->len; i++)
    {
      char *token = sign (plant, making->key, g_ptr_array_index (making->ids, i), making->kind,
                          making->records[i], error);

      if (token == NULL)
        return NULL;
      g_ptr_array_add (tokens, token);
    }
  return g_steal_pointer (&tokens);
}

GPtrArray *
anlan_posters_make (AnlanPlant *plant, const char *kind, const char *const *records, GError **error)
{
  GPtrArray *tokens;
  Making *making;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && kind != NULL && records != NULL, NULL);

  making = making_new (kind, records);
  tokens = make (plant, making, error);
  making_free (making);
  return tokens;
}

void
anlan_posters_make_async (AnlanPlant *plant,
                          const char *kind,
                          const char *const *records,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (ANLAN_IS_PLANT (plant) && kind != NULL && records != NULL);

  anlan_token_task_async (plant, make, making_new (kind, records), making_free,
                          (GDestroyNotify)g_ptr_array_unref, cancellable, callback, user_data);
}

GPtrArray *
anlan_posters_make_finish (AnlanPlant *plant, GAsyncResult *result, GError **error)
{
  return anlan_token_task_finish (plant, result, error);
}

char *
anlan_poster_make (AnlanPlant *plant, const char *kind, const char *record, GError **error)
{
  const char *records[] = { record, NULL };
  g_autoptr (GPtrArray) tokens = NULL;

  g_return_val_if_fail (record != NULL, NULL);

  tokens = anlan_posters_make (plant, kind, records, error);
  return tokens != NULL ? g_strdup (g_ptr_array_index (tokens, 0)) : NULL;
}

static gboolean
check_manager (AnlanDb *db, gpointer data, GError **error)
{
  return anlan_account_check_manager (db, NULL, error);
}

gboolean
anlan_posters_replace_key (AnlanPlant *plant, GError **error)
{
  g_autofree char *next = NULL;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant), FALSE);

  next = g_strdup_printf ("%u", anlan_token_key (plant, "poster") + 1);
  return anlan_plant_set_guarded (plant, "poster-key", next, check_manager, NULL, error);
}

/* --- checking ---------------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanPlant *plant;
  const char *id;
  AnlanToken *token;
} Checking;

static gboolean
find_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Checking *checking = data;
  GError *trouble = NULL;

  checking->token = anlan_token_find (checking->plant, db, "id", checking->id, &trouble);
  if (trouble == NULL)
    return TRUE;
  g_propagate_error (error, trouble);
  return FALSE;
}

/* Whether this plant once made it, whatever has become of it: a forged one learns nothing. */
static gboolean
is_ours (
    AnlanPlant *plant, const AnlanToken *token, guint key, const char *text, gboolean *ours, GError **error)
{
  g_autofree char *right = sign (plant, key, token->id, token->kind, token->record, error);

  if (right == NULL)
    return FALSE;
  *ours = anlan_token_same (right, text);
  return TRUE;
}

AnlanToken *
anlan_token_check_poster (AnlanPlant *plant, const char *text, GError **error)
{
  Checking checking = { .plant = plant };
  g_auto (GStrv) parts = NULL;
  g_autoptr (AnlanToken) token = NULL;
  gboolean ours = FALSE;
  guint64 key;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && text != NULL, NULL);

  parts = g_strsplit (text, ".", 4);
  if (g_strv_length (parts) == 3 &&
      g_ascii_string_to_unsigned (parts[0], 10, 1, anlan_token_key (plant, "poster"), &key, NULL))
    {
      checking.id = parts[1];
      if (!anlan_store_read (plant->store, find_work, &checking, error))
        return NULL;
      token = checking.token;
    }
  if (token != NULL && token->use == ANLAN_TOKEN_POSTER &&
      !is_ours (plant, token, (guint)key, text, &ours, error))
    return NULL;
  if (ours && token->state == ANLAN_TOKEN_GOOD)
    return g_steal_pointer (&token);
  anlan_token_deny (ours ? token : NULL, error);
  return NULL;
}
