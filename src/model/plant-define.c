/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "plant-private.h"

#include "base/json.h"
#include "store/keys.h"

/* --- definitions ---------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanPlant *plant;
  const char *kind;
  const char *overlay; /* or NULL */
  AnlanKinds *kinds;   /* as they will be */
} Defining;

static gboolean
write_overlay (Defining *defining, AnlanDb *db, GError **error)
{
  AnlanStmt *stmt =
      anlan_db_statement (db,
                          defining->overlay != NULL ? "INSERT INTO definition (kind, overlay) VALUES (?1, "
                                                      "?2) ON CONFLICT (kind) DO UPDATE SET overlay=?2"
                                                    : "DELETE FROM definition WHERE kind=?1 AND ?2 IS NULL",
                          error);

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, defining->kind);
  anlan_stmt_bind_text (stmt, 2, defining->overlay);
  return anlan_stmt_run (stmt, error);
}

static char *
build_patch (const Defining *defining, const AnlanValue *was)
{
  const AnlanKind *kind = anlan_kinds_get (defining->kinds, defining->kind);
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "overlay");
  anlan_json_text (&json, defining->overlay);
  anlan_json_name (&json, "was");
  anlan_json_value (&json, was);
  anlan_json_name (&json, "hash");
  anlan_json_text (&json, kind != NULL ? kind->hash : NULL);
  anlan_json_close (&json, '}');
  return anlan_json_end (&json);
}

static gboolean
define_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Defining *defining = data;
  AnlanContext *context = anlan_context_get (db);
  g_autoptr (AnlanKinds) old = NULL;
  g_autoptr (GHashTable) settings = NULL;
  g_auto (AnlanValue) was = ANLAN_VALUE_INIT;
  g_autofree char *patch = NULL;

  if (!anlan_db_lookup (db, "SELECT overlay FROM definition WHERE kind=?1", defining->kind, &was, error) ||
      !write_overlay (defining, db, error) ||
      !anlan_plant_read_facts (db, &defining->kinds, &settings, error) ||
      !anlan_schema_ensure (db, defining->kinds, error) ||
      !anlan_context_try_kinds (context, defining->kinds, error))
    return FALSE;
  patch = build_patch (defining, &was);
  return anlan_plant_line (defining->plant, db, journal, "define", defining->kind, NULL, patch, error);
}

gboolean
anlan_plant_define (AnlanPlant *plant, const char *kind, const char *overlay, GError **error)
{
  Defining defining = { .plant = plant, .kind = kind, .overlay = overlay };
  gboolean ok;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && kind != NULL, FALSE);

  ok = anlan_store_write (plant->store, define_work, &defining, error);
  if (ok)
    anlan_plant_swap_facts (plant, defining.kinds, NULL);
  /* Also after a refusal: trying the definition has replaced the writer's views. */
  anlan_store_renew_connections (plant->store);
  if (ok)
    anlan_plant_emit (plant, "kinds-changed");
  g_clear_pointer (&defining.kinds, anlan_kinds_unref);
  return ok;
}

/* --- sealed values ----------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanPlant *plant;
  const char *op;
  const char *kind;
  const char *record;
  char *patch;
} Noting;

static gboolean
note_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Noting *noting = data;

  return anlan_plant_line (noting->plant, db, journal, noting->op, noting->kind, noting->record,
                           noting->patch, error);
}

static char *
one_member (const char *name, const char *text)
{
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, name);
  anlan_json_text (&json, text);
  anlan_json_close (&json, '}');
  return anlan_json_end (&json);
}

/* The line comes first: a key that is gone without a line could not be told from one that was lost. A restore reads
 * the lines and destroys the keys again. */
gboolean
anlan_plant_erase (AnlanPlant *plant, const char *person, const char *reason, GError **error)
{
  g_autofree char *patch = one_member ("reason", reason);
  Noting noting = { plant, "erase", "person", person, patch };

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && person != NULL, FALSE);

  return anlan_store_write (plant->store, note_work, &noting, error) &&
         anlan_keys_destroy (plant->store, person, error) && anlan_store_scrub (plant->store, error);
}

char *
anlan_plant_unseal (AnlanPlant *plant, AnlanRecord *record, const char *field, GError **error)
{
  const char *sealed = anlan_record_get_text (record, field);
  const char *subject = record->id;
  g_autofree char *patch = NULL;
  Noting noting = { plant, "look", record->kind->id, record->id, NULL };

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && field != NULL, NULL);

  if (sealed == NULL || !anlan_sealed_is (sealed))
    return g_strdup (sealed);
  if (record->kind->subject != NULL)
    subject = anlan_record_get_text (record, record->kind->subject);
  patch = one_member ("field", field);
  noting.patch = patch;
  if (!anlan_store_write (plant->store, note_work, &noting, error))
    return NULL;
  return anlan_keys_open (plant->store, subject, sealed, error);
}
