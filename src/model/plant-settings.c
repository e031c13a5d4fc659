/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "plant-private.h"

#include <glib/gi18n-lib.h>

#include "base/json.h"

typedef struct
{
  AnlanPlant *plant;
  char *key;
  char *value;
  AnlanSettingCheck check; /* or NULL */
  gpointer check_data;
} Setting;

static void
setting_free (Setting *setting)
{
  g_object_unref (setting->plant);
  g_free (setting->key);
  g_free (setting->value);
  g_free (setting);
}

static Setting *
setting_new (AnlanPlant *plant, const char *key, const char *value)
{
  Setting *setting = g_new0 (Setting, 1);

  setting->plant = g_object_ref (plant);
  setting->key = g_strdup (key);
  setting->value = g_strdup (value);
  return setting;
}

char *
anlan_plant_get_setting (AnlanPlant *plant, const char *key)
{
  g_autoptr (AnlanFacts) facts = NULL;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && key != NULL, NULL);

  facts = anlan_plant_ref_facts (plant);
  return g_strdup (g_hash_table_lookup (facts->settings, key));
}

static char *
build_patch (const Setting *setting, const AnlanValue *was)
{
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "key");
  anlan_json_text (&json, setting->key);
  anlan_json_name (&json, "value");
  anlan_json_text (&json, setting->value);
  anlan_json_name (&json, "was");
  anlan_json_value (&json, was);
  anlan_json_close (&json, '}');
  return anlan_json_end (&json);
}

gboolean
anlan_plant_line (AnlanPlant *plant,
                  AnlanDb *db,
                  AnlanJournal *journal,
                  const char *op,
                  const char *kind,
                  const char *record,
                  const char *patch,
                  GError **error)
{
  g_autoptr (AnlanFacts) facts = anlan_plant_ref_facts (plant);
  AnlanLine line = {
    .actor = facts->person,
    .os_user = g_get_user_name (),
    .kind = kind,
    .record = record,
    .op = op,
    .patch = patch,
  };

  return anlan_journal_append (journal, db, &line, error);
}

/* Accounts that are on are not switched off like any other setting: see anlan_accounts_switch(). */
static gboolean
may_write (const Setting *setting, AnlanDb *db, GError **error)
{
  AnlanContext *context = anlan_context_get (db);

  if (setting->check != NULL)
    return setting->check (db, setting->check_data, error);
  anlan_context_refresh (context);
  if (g_strcmp0 (setting->key, "accounts") != 0 ||
      g_strcmp0 (g_hash_table_lookup (context->facts->settings, "accounts"), "on") != 0 ||
      g_strcmp0 (setting->value, "on") == 0)
    return TRUE;
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_DENIED,
                       _ ("Accounts are switched on and off on their own page, with the password."));
  return FALSE;
}

static gboolean
write_setting (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Setting *setting = data;
  AnlanContext *context = anlan_context_get (db);
  g_auto (AnlanValue) was = ANLAN_VALUE_INIT;
  g_autofree char *patch = NULL;
  AnlanStmt *stmt;

  if (!may_write (setting, db, error) ||
      !anlan_db_lookup (db, "SELECT value FROM setting WHERE key=?1", setting->key, &was, error))
    return FALSE;
  stmt = anlan_db_statement (
      db, "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value=?2", error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, setting->key);
  anlan_stmt_bind_text (stmt, 2, setting->value);
  patch = build_patch (setting, &was);
  if (!anlan_stmt_run (stmt, error) ||
      !anlan_plant_line (setting->plant, db, journal, "setting", NULL, NULL, patch, error))
    return FALSE;
  /* Expressions see the new value while what depends on it is worked out again. */
  anlan_context_override_setting (context, setting->key, setting->value);
  anlan_recompute_note_setting (context);
  return anlan_recompute_prepare (context, error) && anlan_recompute_run (context, error);
}

static void
take_over (const Setting *setting)
{
  anlan_plant_swap_setting (setting->plant, setting->key, setting->value);
  anlan_plant_emit (setting->plant, "settings-changed");
}

gboolean
anlan_plant_set_setting (AnlanPlant *plant, const char *key, const char *value, GError **error)
{
  return anlan_plant_set_guarded (plant, key, value, NULL, NULL, error);
}

gboolean
anlan_plant_set_guarded (AnlanPlant *plant,
                         const char *key,
                         const char *value,
                         AnlanSettingCheck check,
                         gpointer data,
                         GError **error)
{
  Setting *setting;
  gboolean ok;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && key != NULL, FALSE);

  setting = setting_new (plant, key, value);
  setting->check = check;
  setting->check_data = data;
  ok = anlan_store_write (plant->store, write_setting, setting, error);
  if (ok)
    take_over (setting);
  setting_free (setting);
  return ok;
}

static void
setting_written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (!anlan_store_write_finish (ANLAN_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  take_over (g_task_get_task_data (task));
  g_task_return_boolean (task, TRUE);
}

void
anlan_plant_set_setting_async (
    AnlanPlant *plant, const char *key, const char *value, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (plant, NULL, callback, user_data);
  Setting *setting;

  g_return_if_fail (ANLAN_IS_PLANT (plant) && key != NULL);

  g_task_set_source_tag (task, anlan_plant_set_setting_async);
  setting = setting_new (plant, key, value);
  g_task_set_task_data (task, setting, (GDestroyNotify)setting_free);
  anlan_store_write_async (plant->store, write_setting, setting, NULL, NULL, setting_written_cb,
                           g_steal_pointer (&task));
}

gboolean
anlan_plant_set_setting_finish (AnlanPlant *plant, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
