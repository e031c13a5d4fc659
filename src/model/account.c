/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "model/account.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/json.h"
#include "base/time.h"
#include "context.h"
#include "plant-private.h"
#include "store/keys.h"

gboolean
anlan_accounts_are_on (AnlanPlant *plant)
{
  g_autofree char *accounts = anlan_plant_get_setting (plant, "accounts");

  return g_strcmp0 (accounts, "on") == 0;
}

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED, why);
  return FALSE;
}

gboolean
anlan_account_check_manager (AnlanDb *db, const char *own, GError **error)
{
  AnlanContext *context = anlan_context_get (db);
  gboolean may;

  anlan_context_refresh (context);
  if (own != NULL && g_strcmp0 (own, context->facts->person) == 0)
    return TRUE;
  if (!anlan_person_may_manage (context, context->facts->person, &may, error))
    return FALSE;
  if (!may)
    g_set_error_literal (
        error, ANLAN_ERROR, ANLAN_ERROR_DENIED,
        _ ("Only the head of the firm, a deputy in charge or a safety manager may do this. Nothing "
           "was changed."));
  return may;
}

/* --- setting ---------------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanPlant *plant;
  const char *person;
  char *login;
  const char *hash;
  gboolean shared;
  gboolean disable;
} Setting;

static gboolean
find_login (Setting *setting, AnlanDb *db, GError **error)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  if (setting->login != NULL)
    return TRUE;
  if (!anlan_db_lookup (db,
                        "SELECT coalesce ((SELECT login FROM account WHERE person=?1),"
                        " (SELECT name FROM k_person WHERE id=?1 AND voided=0))",
                        setting->person, &value, error))
    return FALSE;
  setting->login = g_strdup (anlan_value_get_text (&value));
  return setting->login != NULL || refuse (error, _ ("There is no such person in the plant."));
}

static gboolean
is_taken (Setting *setting, AnlanDb *db, gboolean *taken, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (db, "SELECT 1 FROM account WHERE login=?1 AND person<>?2", error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, setting->login);
  anlan_stmt_bind_text (stmt, 2, setting->person);
  step = anlan_stmt_step (stmt, error);
  anlan_stmt_reset (stmt);
  *taken = step == ANLAN_STEP_ROW;
  return step != ANLAN_STEP_ERROR;
}

static gboolean
has_password (Setting *setting, AnlanDb *db, GError **error)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  if (!anlan_db_lookup (db, "SELECT password FROM account WHERE person=?1", setting->person, &value, error))
    return FALSE;
  return anlan_value_get_text (&value) != NULL ||
         refuse (error, _ ("The password needs at least eight characters."));
}

/* The line says who has an account now, never what the password is made of. */
static gboolean
write_line (Setting *setting, AnlanDb *db, AnlanJournal *journal, GError **error)
{
  g_autofree char *patch = NULL;
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "disabled");
  anlan_json_boolean (&json, setting->disable);
  anlan_json_name (&json, "login");
  anlan_json_text (&json, setting->login);
  anlan_json_name (&json, "shared");
  anlan_json_boolean (&json, setting->shared);
  anlan_json_close (&json, '}');
  patch = anlan_json_end (&json);
  return anlan_plant_line (setting->plant, db, journal, "account", "person", setting->person, patch, error);
}

static gboolean
set_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  static const char sql[] =
      "INSERT INTO account (person, login, password, shared) VALUES (?1, ?2, ?3, ?4)"
      " ON CONFLICT (person) DO UPDATE SET login=?2, password=coalesce (?3, password), shared=?4, disabled=0,"
      " failures=0, locked_until=NULL";
  Setting *setting = data;
  AnlanStmt *stmt;
  gboolean taken;

  if (!anlan_account_check_manager (db, setting->person, error) || !find_login (setting, db, error) ||
      !is_taken (setting, db, &taken, error))
    return FALSE;
  if (taken)
    return refuse (error, _ ("Somebody else signs in by this name."));
  if (setting->hash == NULL && !has_password (setting, db, error))
    return FALSE;
  stmt = anlan_db_statement (db, sql, error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, setting->person);
  anlan_stmt_bind_text (stmt, 2, setting->login);
  anlan_stmt_bind_text (stmt, 3, setting->hash);
  anlan_stmt_bind_integer (stmt, 4, setting->shared);
  return anlan_stmt_run (stmt, error) && write_line (setting, db, journal, error);
}

gboolean
anlan_account_set (AnlanPlant *plant,
                   const char *person,
                   const char *login,
                   const char *password,
                   gboolean shared,
                   GError **error)
{
  Setting setting = { .plant = plant, .person = person, .shared = shared };
  g_autofree char *hash = NULL;
  gboolean ok;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && person != NULL, FALSE);

  if (password != NULL && g_utf8_strlen (password, -1) < ANLAN_ACCOUNT_LEAST_PASSWORD)
    return refuse (error, _ ("The password needs at least eight characters."));
  hash = password != NULL ? anlan_password_hash (password, error) : NULL;
  if (password != NULL && hash == NULL)
    return FALSE;
  setting.hash = hash;
  setting.login = g_strdup (login);
  ok = anlan_store_write (plant->store, set_work, &setting, error);
  g_free (setting.login);
  return ok;
}

static gboolean
disable_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Setting *setting = data;
  AnlanStmt *stmt;

  if (!anlan_account_check_manager (db, NULL, error))
    return FALSE;
  stmt = anlan_db_statement (db, "UPDATE account SET disabled=1 WHERE person=?1", error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, setting->person);
  return anlan_stmt_run (stmt, error) && write_line (setting, db, journal, error);
}

gboolean
anlan_account_disable (AnlanPlant *plant, const char *person, GError **error)
{
  Setting setting = { .plant = plant, .person = person, .disable = TRUE };

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && person != NULL, FALSE);

  return anlan_store_write (plant->store, disable_work, &setting, error);
}

/* --- reading ------------------------------------------------------------------------------------------------------------ */

typedef struct
{
  const char *login;
  char *person;
  char *hash;
  gboolean shared;
  gboolean disabled;
  gint64 locked_until; /* ms, 0 if not */
} Account;

static void
account_clear (Account *account)
{
  g_free (account->person);
  g_free (account->hash);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Account, account_clear)

static gboolean
read_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Account *account = data;
  AnlanStmt *stmt = anlan_db_statement (
      db, "SELECT person, password, shared, disabled, locked_until FROM account WHERE login=?1 OR person=?1",
      error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, account->login);
  step = anlan_stmt_step (stmt, error);
  if (step == ANLAN_STEP_ROW)
    {
      account->person = g_strdup (anlan_stmt_text (stmt, 0));
      account->hash = g_strdup (anlan_stmt_text (stmt, 1));
      account->shared = anlan_stmt_integer (stmt, 2) != 0;
      account->disabled = anlan_stmt_integer (stmt, 3) != 0;
      if (!anlan_stmt_is_null (stmt, 4))
        anlan_time_parse (anlan_stmt_text (stmt, 4), &account->locked_until);
    }
  anlan_stmt_reset (stmt);
  return step != ANLAN_STEP_ERROR;
}

gboolean
anlan_account_is_shared (AnlanPlant *plant, const char *person)
{
  g_auto (Account) account = { .login = person };

  return person != NULL && anlan_store_read (plant->store, read_work, &account, NULL) && account.shared;
}

/* --- all of them ---------------------------------------------------------------------------------------------------------- */

void
anlan_account_info_free (AnlanAccountInfo *info)
{
  g_free (info->person);
  g_free (info->name);
  g_free (info->login);
  g_free (info);
}

static gboolean
list_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  GPtrArray *list = data;
  AnlanStmt *stmt = anlan_db_statement (
      db,
      "SELECT a.person, p.name, a.login, a.shared, a.disabled, a.locked_until"
      " FROM account a LEFT JOIN k_person p ON p.id = a.person ORDER BY a.disabled, a.login",
      error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      AnlanAccountInfo *info = g_new0 (AnlanAccountInfo, 1);

      info->person = g_strdup (anlan_stmt_text (stmt, 0));
      info->name = g_strdup (anlan_stmt_text (stmt, 1));
      info->login = g_strdup (anlan_stmt_text (stmt, 2));
      info->shared = anlan_stmt_integer (stmt, 3) != 0;
      info->disabled = anlan_stmt_integer (stmt, 4) != 0;
      if (!anlan_stmt_is_null (stmt, 5))
        anlan_time_parse (anlan_stmt_text (stmt, 5), &info->locked_until);
      g_ptr_array_add (list, info);
    }
  anlan_stmt_reset (stmt);
  return step != ANLAN_STEP_ERROR;
}

GPtrArray *
anlan_accounts_list (AnlanPlant *plant, GError **error)
{
  g_autoptr (GPtrArray) list = NULL;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant), NULL);

  list = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_account_info_free);
  return anlan_store_read (plant->store, list_work, list, error) ? g_steal_pointer (&list) : NULL;
}

typedef struct
{
  const char *person;
  gboolean may;
} Managing;

static gboolean
managing_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Managing *managing = data;
  AnlanContext *context = anlan_context_get (db);

  anlan_context_refresh (context);
  return anlan_person_may_manage (context, managing->person, &managing->may, error);
}

gboolean
anlan_account_may_manage (AnlanPlant *plant, const char *person)
{
  Managing managing = { .person = person };

  g_return_val_if_fail (ANLAN_IS_PLANT (plant), FALSE);

  return anlan_store_read (plant->store, managing_work, &managing, NULL) && managing.may;
}

/* --- switching ------------------------------------------------------------------------------------------------------------ */

static gboolean
switch_check (AnlanDb *db, gpointer data, GError **error)
{
  return anlan_account_check_manager (db, NULL, error);
}

gboolean
anlan_accounts_switch (
    AnlanPlant *plant, const char *person, gboolean on, const char *password, GError **error)
{
  g_auto (Account) account = { .login = person };

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && person != NULL, FALSE);

  if (!anlan_store_read (plant->store, read_work, &account, error))
    return FALSE;
  if (on && (account.person == NULL || account.disabled))
    return refuse (error, _ ("First give yourself a password: without one you would lock yourself out."));
  if (!on && anlan_accounts_are_on (plant))
    {
      g_autoptr (AnlanFacts) facts = anlan_plant_ref_facts (plant);
      g_autofree char *who = anlan_account_sign_in (plant, person, password != NULL ? password : "", error);

      if (who == NULL)
        return FALSE;
      if (g_strcmp0 (who, facts->person) != 0)
        return refuse (error, _ ("Accounts are switched off by who is signed in."));
    }
  return anlan_plant_set_guarded (plant, "accounts", on ? "on" : "off", switch_check, NULL, error);
}

/* --- signing in ------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanPlant *plant;
  const char *person;
  gboolean right;
} Trying;

static gboolean
note_try (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Trying *trying = data;
  g_autofree char *until =
      anlan_time_format (anlan_plant_now (trying->plant) + ANLAN_ACCOUNT_WAIT_MINUTES * ANLAN_MINUTE);
  AnlanStmt *stmt = anlan_db_statement (
      db,
      trying->right
          ? "UPDATE account SET failures=0, locked_until=NULL WHERE person=?1 AND ?2 IS NOT NULL AND ?3 > 0"
          : "UPDATE account SET failures=CASE WHEN failures+1 >= ?3 THEN 0 ELSE failures+1 END,"
            " locked_until=CASE WHEN failures+1 >= ?3 THEN ?2 ELSE locked_until END WHERE person=?1",
      error);

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, trying->person);
  anlan_stmt_bind_text (stmt, 2, until);
  anlan_stmt_bind_integer (stmt, 3, ANLAN_ACCOUNT_TRIES);
  return anlan_stmt_run (stmt, error);
}

static char *
deny (GError **error, const char *why)
{
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_DENIED, why);
  return NULL;
}

char *
anlan_account_sign_in (AnlanPlant *plant, const char *login, const char *password, GError **error)
{
  g_auto (Account) account = { .login = login };
  Trying trying = { .plant = plant };

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && login != NULL && password != NULL, NULL);

  if (!anlan_store_read (plant->store, read_work, &account, error))
    return NULL;
  if (account.person != NULL && account.locked_until > anlan_plant_now (plant))
    return deny (error, _ ("Too many wrong passwords. Wait five minutes and try again."));
  trying.right = account.person != NULL && !account.disabled && account.hash != NULL &&
                 anlan_password_matches (account.hash, password);
  trying.person = account.person;
  if (account.person != NULL && !anlan_store_is_read_only (plant->store) &&
      !anlan_store_write (plant->store, note_try, &trying, error))
    return NULL;
  if (!trying.right)
    return deny (error, _ ("Name or password is wrong."));
  return g_steal_pointer (&account.person);
}
