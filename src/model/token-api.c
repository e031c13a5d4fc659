/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "token-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/time.h"
#include "convert-private.h"

#define SECRET_BYTES 32
/* Where a token is found in a file or a mail by mistake, it says by itself what it is. */
#define PREFIX "anlan_"
#define MOST_SCOPES 200
#define LONGEST_NAME 80

static const char *const deeds[] = { "read", "add", "set", "step", "push", NULL };
static const char *const wholes[] = { "readings", "alarms", "check", "gate", "journal", "authority", NULL };

/* --- scopes ---------------------------------------------------------------------------------------------------------- */

static gboolean
check_scope (AnlanPlant *plant, const char *scope, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (scope, ":", 3);
  const guint n = g_strv_length (parts);

  if (n == 1 && g_strv_contains (wholes, scope))
    return TRUE;
  if (n == 2 && g_strv_contains (deeds, parts[1]))
    {
      g_autoptr (AnlanKind) kind = anlan_plant_get_kind (plant, parts[0]);

      if (kind != NULL || strcmp (parts[0], "*") == 0)
        return TRUE;
    }
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
               _ ("“%s” is nothing that a token can be allowed. Write KIND:read, KIND:add, KIND:set, "
                  "KIND:step, KIND:push (* for "
                  "any kind), readings, alarms, check, gate, journal or authority."),
               scope);
  return FALSE;
}

static gboolean
check_scopes (AnlanPlant *plant, const char *const *scopes, GError **error)
{
  guint n = 0;

  while (scopes[n] != NULL)
    if (!check_scope (plant, scopes[n++], error))
      return FALSE;
  if (n > 0 && n <= MOST_SCOPES)
    return TRUE;
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                       n == 0
                           ? _ ("Say what this token may be used for.")
                           : _ ("So many permissions are more than a token can have. Write * for any kind."));
  return FALSE;
}

gboolean
anlan_token_may (const AnlanToken *token, const char *kind, const char *what)
{
  g_autofree char *own = NULL, *any = NULL;

  g_return_val_if_fail (token != NULL && what != NULL, FALSE);

  if (kind == NULL)
    return g_strv_contains ((const char *const *)token->scopes, what);
  own = g_strconcat (kind, ":", what, NULL);
  any = g_strconcat ("*:", what, NULL);
  return g_strv_contains ((const char *const *)token->scopes, own) ||
         g_strv_contains ((const char *const *)token->scopes, any);
}

/* --- making ------------------------------------------------------------------------------------------------------------ */

typedef struct
{
  AnlanPlant *plant;
  const char *id;
  const char *hash;
  const char *name;
  const char *person;
  const char *expires;
  const char *scopes;
} Making;

static gboolean
check_person (AnlanDb *db, const char *person, GError **error)
{
  gboolean here = TRUE;

  if (person != NULL && !anlan_token_person_is_here (db, person, &here, error))
    return FALSE;
  if (!here)
    g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED,
                         _ ("This person does not belong to the plant, or has left. Nothing was changed."));
  return here;
}

static gboolean
make_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Making *making = data;
  g_autoptr (AnlanFacts) facts = anlan_plant_ref_facts (making->plant);
  g_autofree char *now = anlan_token_now (making->plant);
  g_autofree char *patch = NULL;
  AnlanStmt *stmt;

  if (!anlan_account_check_manager (db, NULL, error) || !check_person (db, making->person, error))
    return FALSE;
  stmt = anlan_db_statement (
      db,
      "INSERT INTO token (id, use, name, kind, record, hash, scopes, expires, made, made_by)"
      " VALUES (?1, 'api', ?2, iif (?3 IS NULL, NULL, 'person'), ?3, ?4, ?5, ?6, ?7, ?8)",
      error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, making->id);
  anlan_stmt_bind_text (stmt, 2, making->name);
  anlan_stmt_bind_text (stmt, 3, making->person);
  anlan_stmt_bind_text (stmt, 4, making->hash);
  anlan_stmt_bind_text (stmt, 5, making->scopes);
  anlan_stmt_bind_text (stmt, 6, making->expires);
  anlan_stmt_bind_text (stmt, 7, now);
  anlan_stmt_bind_text (stmt, 8, facts->person);
  if (!anlan_stmt_run (stmt, error))
    return FALSE;
  patch = anlan_token_patch ("make", ANLAN_TOKEN_API, making->person != NULL ? "person" : NULL,
                             making->person, making->name, making->scopes);
  return anlan_token_line (making->plant, db, journal, making->id, NULL, patch, error);
}

static gboolean
check_form (const char *name, const char *expires, GError **error)
{
  if (name[0] == '\0' || g_utf8_strlen (name, -1) > LONGEST_NAME)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   _ ("A token needs a name of at most %d characters."), LONGEST_NAME);
      return FALSE;
    }
  if (expires == NULL || anlan_date_valid (expires))
    return TRUE;
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("“%s” is no date. Write it such as 2026-12-31."),
               expires);
  return FALSE;
}

char *
anlan_token_make_api (AnlanPlant *plant,
                      const char *name,
                      const char *person,
                      const char *const *scopes,
                      const char *expires,
                      GError **error)
{
  Making making = { .plant = plant, .person = person, .expires = expires };
  char hash[ANLAN_SHA256_HEX + 1];
  g_autofree char *id = NULL, *joined = NULL, *tidy = NULL;
  char *random, *token;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && name != NULL && scopes != NULL, NULL);

  tidy = anlan_tidy (name, FALSE);
  if (!check_form (tidy, expires, error) || !check_scopes (plant, scopes, error))
    return NULL;
  random = anlan_token_secret (SECRET_BYTES, hash);
  token = g_strconcat (PREFIX, random, NULL);
  anlan_token_forget (random);
  anlan_sha256_text (token, -1, hash);
  id = anlan_token_new_id ();
  joined = g_strjoinv (" ", (char **)scopes);
  making.id = id;
  making.hash = hash;
  making.name = tidy;
  making.scopes = joined;
  if (anlan_store_write (plant->store, make_work, &making, error))
    return token;
  anlan_token_forget (token);
  return NULL;
}

AnlanToken *
anlan_token_check_api (AnlanPlant *plant, const char *text, GError **error)
{
  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && text != NULL, NULL);

  return anlan_token_check (plant, ANLAN_TOKEN_API, text, error);
}
