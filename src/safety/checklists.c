/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-safety"

#include "safety/checklists.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/ids.h"
#include "base/json.h"
#include "base/paths.h"
#include "inspection-private.h"

#define MAX_PACK (4 * 1024 * 1024)

/* --- an update ----------------------------------------------------------------------------------------------------------- */

static void
question_free (AnlanQuestionChange *question)
{
  g_free (question->checklist);
  g_free (question->question);
  g_free (question->before);
  g_free (question);
}

void
anlan_list_update_free (AnlanListUpdate *update)
{
  g_ptr_array_unref (update->questions);
  g_ptr_array_unref (update->changes);
  g_free (update);
}

static AnlanListUpdate *
update_new (void)
{
  AnlanListUpdate *update = g_new0 (AnlanListUpdate, 1);

  update->questions = g_ptr_array_new_with_free_func ((GDestroyNotify)question_free);
  update->changes = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_change_unref);
  return update;
}

static void
note (AnlanListUpdate *update,
      AnlanQuestionFate fate,
      const char *checklist,
      const char *question,
      const char *before)
{
  AnlanQuestionChange *change = g_new0 (AnlanQuestionChange, 1);

  change->fate = fate;
  change->checklist = g_strdup (checklist);
  change->question = g_strdup (question);
  change->before = g_strdup (before);
  g_ptr_array_add (update->questions, change);
}

/* --- what is there ---------------------------------------------------------------------------------------------------------- */

typedef struct
{
  char *id;
  char *question;
  gboolean active;
} Known;

static void
known_free (Known *known)
{
  g_free (known->id);
  g_free (known->question);
  g_free (known);
}

/* The id of the checklist that was made from @made_from, or NULL in @id. */
static gboolean
find_list (AnlanDb *db, const char *made_from, char **id, GError **error)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  if (!anlan_db_lookup (db, "SELECT id FROM checklist WHERE made_from = ?1", made_from, &value, error))
    return FALSE;
  *id = g_strdup (anlan_value_get_text (&value));
  return TRUE;
}

/* Questions of a checklist by @sql: key, id, question, active -> Known. */
static GHashTable *
read_known (AnlanDb *db, const char *sql, const char *checklist, GError **error)
{
  g_autoptr (GHashTable) all =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)known_free);
  AnlanStmt *stmt = anlan_db_statement (db, sql, error);
  AnlanStep step;

  if (stmt == NULL)
    return NULL;
  anlan_stmt_bind_text (stmt, 1, checklist);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      Known *known = g_new0 (Known, 1);

      known->id = g_strdup (anlan_stmt_text (stmt, 1));
      known->question = g_strdup (anlan_stmt_text (stmt, 2));
      known->active = anlan_stmt_integer (stmt, 3) != 0;
      g_hash_table_insert (all, g_strdup (anlan_stmt_text (stmt, 0)), known);
    }
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE ? g_steal_pointer (&all) : NULL;
}

/* --- the pack ------------------------------------------------------------------------------------------------------------ */

typedef struct
{
  AnlanPlant *plant;
  AnlanListUpdate *update;
  JsonObject *pack; /* the whole of it; of a built-in list that list */
  const char *language;
} Work;

static JsonNode *
read_pack (GError **error)
{
  g_autofree char *path = anlan_path_data ("packs/checklists.json");
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  return anlan_json_parse (text, (gssize)length, MAX_PACK, error);
}

/* The plant's language, of those that the pack speaks. */
static const char *
language_of (AnlanPlant *plant)
{
  g_autofree char *setting = anlan_plant_get_setting (plant, "language");

  if (setting == NULL)
    return g_str_has_prefix (g_get_language_names ()[0], "zh") ? "zh_CN" : "en";
  return g_str_has_prefix (setting, "zh") ? "zh_CN" : "en";
}

static const char *
local (JsonObject *object, const char *name, const char *language)
{
  JsonObject *texts =
      json_object_has_member (object, name) ? json_object_get_object_member (object, name) : NULL;

  return texts != NULL ? json_object_get_string_member_with_default (texts, language, NULL) : NULL;
}

/* --- from controls -------------------------------------------------------------------------------------------------------------- */

/* One checklist that is being compared: @known loses what is asked again; what is left at the end has gone. */
typedef struct
{
  AnlanListUpdate *update;
  char *key; /* made from */
  char *name;
  char *id; /* of the checklist, there or to be */
  GHashTable *known;
} Making;

static void
making_clear (Making *making)
{
  g_clear_pointer (&making->key, g_free);
  g_clear_pointer (&making->name, g_free);
  g_clear_pointer (&making->id, g_free);
  g_clear_pointer (&making->known, g_hash_table_unref);
}

static void
end_list (Making *making)
{
  GHashTableIter iter;
  gpointer value;

  if (making->known != NULL)
    {
      g_hash_table_iter_init (&iter, making->known);
      while (g_hash_table_iter_next (&iter, NULL, &value))
        {
          const Known *known = value;
          AnlanChange *change;

          if (!known->active)
            continue;
          change = anlan_change_new (ANLAN_OP_EDIT, "checkitem", known->id);
          anlan_change_set_integer (change, "active", 0);
          g_ptr_array_add (making->update->changes, change);
          note (making->update, ANLAN_QUESTION_GONE, making->name, known->question, NULL);
        }
    }
  making_clear (making);
}

enum
{
  KEY,
  NAME,
  ZONE,
  RISKPOINT,
  LIST_UNIT,
  CONTROL,
  QUESTION,
  FREQUENCY,
  CONTROL_POINT
};

static const char controls_sql[] =
    "SELECT CASE WHEN z.id IS NULL THEN 'riskpoint ' || p.id ELSE 'zone ' || z.id END || ' ' ||"
    " coalesce(c.frequency, 'none') AS made_from, coalesce(z.name, p.name || ' ' || p.number), z.id,"
    " CASE WHEN z.id IS NULL THEN p.id END, coalesce(z.unit, p.unit), c.id,"
    " substr(p.name || CASE WHEN p.item IS NULL THEN '' ELSE ' · ' || p.item END || ': ' || c.to_check, 1, "
    "500),"
    " c.frequency, p.id FROM control c JOIN riskpoint p ON p.id = c.riskpoint"
    " LEFT JOIN zone z ON z.id = coalesce(c.zone, p.zone)"
    " WHERE c.to_check IS NOT NULL AND NOT c.draft AND NOT p.draft ORDER BY made_from, p.name, c.rid";

/* Controls are known again by their id, whatever the words. */
static const char by_control_sql[] =
    "SELECT control, id, question, active FROM checkitem WHERE checklist = ?1"
    " AND control IS NOT NULL";

static AnlanChange *
begin_new_list (const char *id, const char *key, const char *name, const char *source)
{
  AnlanChange *change = anlan_change_new (ANLAN_OP_CREATE, "checklist", id);

  anlan_change_set_text (change, "name", name);
  anlan_change_set_text (change, "source", source);
  anlan_change_set_text (change, "made_from", key);
  return change;
}

static gboolean
begin_list (AnlanDb *db, AnlanStmt *stmt, const Work *work, Making *making, GError **error)
{
  const char *frequency, *often;
  AnlanChange *change;

  making->key = g_strdup (anlan_stmt_text (stmt, KEY));
  frequency = anlan_stmt_is_null (stmt, FREQUENCY) ? "none" : anlan_stmt_text (stmt, FREQUENCY);
  often = local (json_object_get_object_member (work->pack, "frequencies"), frequency, work->language);
  making->name =
      g_strdup_printf (_ ("%s · %s"), anlan_stmt_text (stmt, NAME), often != NULL ? often : frequency);
  if (!find_list (db, making->key, &making->id, error))
    return FALSE;
  if (making->id != NULL)
    {
      making->known = read_known (db, by_control_sql, making->id, error);
      return making->known != NULL;
    }
  making->id = anlan_uuid_new (anlan_plant_now (work->plant));
  change = begin_new_list (making->id, making->key, making->name, "controls");
  if (!anlan_stmt_is_null (stmt, ZONE))
    anlan_change_set_text (change, "zone", anlan_stmt_text (stmt, ZONE));
  if (!anlan_stmt_is_null (stmt, RISKPOINT))
    anlan_change_set_text (change, "riskpoint", anlan_stmt_text (stmt, RISKPOINT));
  if (!anlan_stmt_is_null (stmt, LIST_UNIT))
    anlan_change_set_text (change, "unit", anlan_stmt_text (stmt, LIST_UNIT));
  g_ptr_array_add (making->update->changes, change);
  return TRUE;
}

static void
ask (AnlanStmt *stmt, Making *making)
{
  const char *control = anlan_stmt_text (stmt, CONTROL), *question = anlan_stmt_text (stmt, QUESTION);
  const Known *known = making->known != NULL ? g_hash_table_lookup (making->known, control) : NULL;
  AnlanChange *change;

  if (known != NULL && known->active && strcmp (known->question, question) == 0)
    {
      g_hash_table_remove (making->known, control);
      return;
    }
  if (known != NULL)
    {
      change = anlan_change_new (ANLAN_OP_EDIT, "checkitem", known->id);
      anlan_change_set_integer (change, "active", 1);
      note (making->update, ANLAN_QUESTION_CHANGED, making->name, question, known->question);
    }
  else
    {
      change = anlan_change_new (ANLAN_OP_CREATE, "checkitem", NULL);
      anlan_change_set_text (change, "checklist", making->id);
      anlan_change_set_text (change, "control", control);
      anlan_change_set_text (change, "riskpoint", anlan_stmt_text (stmt, CONTROL_POINT));
      note (making->update, ANLAN_QUESTION_NEW, making->name, question, NULL);
    }
  anlan_change_set_text (change, "question", question);
  g_ptr_array_add (making->update->changes, change);
  if (known != NULL)
    g_hash_table_remove (making->known, control);
}

/* Questions of lists for which there is no control at all any more. */
static gboolean
end_lost_lists (AnlanDb *db, AnlanListUpdate *update, GHashTable *seen, GError **error)
{
  g_auto (GStrv) keys = anlan_read_texts (
      db, "SELECT made_from FROM checklist WHERE source = 'controls' AND made_from IS NOT NULL ORDER BY name",
      NULL, error);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      Making making = { .update = update };
      g_auto (AnlanValue) name = ANLAN_VALUE_INIT;

      if (g_hash_table_contains (seen, keys[i]))
        continue;
      if (!find_list (db, keys[i], &making.id, error) ||
          !anlan_db_lookup (db, "SELECT name FROM checklist WHERE id = ?1", making.id, &name, error))
        {
          making_clear (&making);
          return FALSE;
        }
      making.name = g_strdup (anlan_value_get_text (&name));
      making.known = read_known (db, by_control_sql, making.id, error);
      if (making.known == NULL)
        {
          making_clear (&making);
          return FALSE;
        }
      end_list (&making);
    }
  return keys != NULL;
}

static gboolean
compare_controls (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Work *work = data;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (AnlanStmt) stmt = anlan_db_prepare (db, controls_sql, error);
  Making making = { .update = work->update };
  AnlanStep step = ANLAN_STEP_ERROR;

  while (stmt != NULL && (step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      if (g_strcmp0 (making.key, anlan_stmt_text (stmt, KEY)) != 0)
        {
          end_list (&making);
          if (!begin_list (db, stmt, work, &making, error))
            {
              making_clear (&making);
              return FALSE;
            }
          g_hash_table_add (seen, g_strdup (making.key));
        }
      ask (stmt, &making);
    }
  if (step == ANLAN_STEP_DONE)
    end_list (&making);
  making_clear (&making);
  return step == ANLAN_STEP_DONE && end_lost_lists (db, work->update, seen, error);
}

AnlanListUpdate *
anlan_checklists_from_controls (AnlanPlant *plant, GError **error)
{
  g_autoptr (AnlanListUpdate) update = update_new ();
  g_autoptr (JsonNode) pack = read_pack (error);
  Work work = { plant, update, NULL, language_of (plant) };

  g_return_val_if_fail (ANLAN_IS_PLANT (plant), NULL);

  if (pack == NULL)
    return NULL;
  work.pack = json_node_get_object (pack);
  return anlan_store_read (anlan_plant_get_store (plant), compare_controls, &work, error)
             ? g_steal_pointer (&update)
             : NULL;
}

/* --- built-in ones ------------------------------------------------------------------------------------------------------------------ */

static void
built_in_free (AnlanBuiltIn *built_in)
{
  g_free (built_in->id);
  g_free (built_in->name);
  g_free (built_in);
}

GPtrArray *
anlan_checklists_list_built_in (AnlanPlant *plant, GError **error)
{
  g_autoptr (JsonNode) pack = read_pack (error);
  GPtrArray *all;
  JsonArray *lists;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant), NULL);

  if (pack == NULL)
    return NULL;
  all = g_ptr_array_new_with_free_func ((GDestroyNotify)built_in_free);
  lists = json_object_get_array_member (json_node_get_object (pack), "lists");
  for (guint i = 0; i < json_array_get_length (lists); i++)
    {
      JsonObject *list = json_array_get_object_element (lists, i);
      AnlanBuiltIn *built_in = g_new0 (AnlanBuiltIn, 1);

      built_in->id = g_strdup (json_object_get_string_member (list, "id"));
      built_in->name = g_strdup (local (list, "name", language_of (plant)));
      built_in->questions = json_array_get_length (json_object_get_array_member (list, "items"));
      g_ptr_array_add (all, built_in);
    }
  return all;
}

static char *
join (JsonObject *item, const char *name, const char *language)
{
  JsonObject *texts = json_object_has_member (item, name) ? json_object_get_object_member (item, name) : NULL;
  JsonArray *array = texts != NULL ? json_object_get_array_member (texts, language) : NULL;
  g_autoptr (GString) lines = NULL;

  if (array == NULL)
    return NULL;
  lines = g_string_new (NULL);
  for (guint i = 0; i < json_array_get_length (array); i++)
    g_string_append_printf (lines, "%s%s", i > 0 ? "\n" : "", json_array_get_string_element (array, i));
  return g_string_free (g_steal_pointer (&lines), FALSE);
}

static void
set_member (AnlanChange *change, const char *field, const char *text)
{
  if (text != NULL)
    anlan_change_set_text (change, field, text);
}

static AnlanChange *
question_of (JsonObject *item, const char *checklist, const char *language)
{
  AnlanChange *change = anlan_change_new (ANLAN_OP_CREATE, "checkitem", NULL);
  g_autofree char *good = join (item, "good", language), *bad = join (item, "bad", language);
  const char *unit = json_object_get_string_member_with_default (item, "unit", NULL);

  anlan_change_set_text (change, "checklist", checklist);
  anlan_change_set_text (change, "question", json_object_get_string_member (item, language));
  set_member (change, "how", local (item, "how", language));
  set_member (change, "measured_in", unit);
  set_member (change, "good_options", good);
  set_member (change, "bad_options", bad);
  if (json_object_has_member (item, "low"))
    anlan_change_set_real (change, "low", json_object_get_double_member (item, "low"));
  if (json_object_has_member (item, "high"))
    anlan_change_set_real (change, "high", json_object_get_double_member (item, "high"));
  anlan_change_set_integer (change, "photo_when_bad",
                            json_object_get_boolean_member_with_default (item, "photo", FALSE));
  return change;
}

static AnlanChange *
built_in_list (JsonObject *pack, const char *id, const char *key, const char *language)
{
  AnlanChange *change = begin_new_list (id, key, local (pack, "name", language), "pack");
  JsonArray *types = json_object_get_array_member (pack, "types");
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  AnlanValue value = ANLAN_VALUE_INIT;

  for (guint i = 0; i < json_array_get_length (types); i++)
    g_ptr_array_add (items, (gpointer)json_array_get_string_element (types, i));
  g_ptr_array_add (items, NULL);
  if (items->len > 1)
    {
      anlan_value_set_items (&value, (const char *const *)items->pdata);
      anlan_change_take (change, "equipment_types", &value);
    }
  return change;
}

/* Questions are known again by their words; those that somebody has changed or switched off stay so. */
static gboolean
compare_built_in (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Work *work = data;
  JsonArray *items = json_object_get_array_member (work->pack, "items");
  g_autofree char *key = g_strdup_printf ("pack %s", json_object_get_string_member (work->pack, "id"));
  g_autofree char *id = NULL;
  g_autoptr (GHashTable) known = NULL;

  if (!find_list (db, key, &id, error))
    return FALSE;
  /* Voided ones count as known: what was taken away does not come back. */
  if (id != NULL)
    known = read_known (
        db, "SELECT question, id, question, active FROM main.k_checkitem WHERE checklist = ?1", id, error);
  if (id != NULL && known == NULL)
    return FALSE;
  if (id == NULL)
    {
      id = anlan_uuid_new (anlan_plant_now (work->plant));
      g_ptr_array_add (work->update->changes, built_in_list (work->pack, id, key, work->language));
    }
  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonObject *item = json_array_get_object_element (items, i);
      const char *question = json_object_get_string_member (item, work->language);

      /* Of a list that is there only what is new in the pack is added at the end, by its place. */
      if (known != NULL && (g_hash_table_contains (known, question) || i < g_hash_table_size (known)))
        continue;
      g_ptr_array_add (work->update->changes, question_of (item, id, work->language));
      note (work->update, ANLAN_QUESTION_NEW, local (work->pack, "name", work->language), question, NULL);
    }
  return TRUE;
}

AnlanListUpdate *
anlan_checklists_from_built_in (AnlanPlant *plant, const char *id, GError **error)
{
  g_autoptr (AnlanListUpdate) update = update_new ();
  g_autoptr (JsonNode) pack = read_pack (error);
  Work work = { plant, update, NULL, NULL };
  JsonArray *lists;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && id != NULL, NULL);

  if (pack == NULL)
    return NULL;
  work.language = language_of (plant);
  lists = json_object_get_array_member (json_node_get_object (pack), "lists");
  for (guint i = 0; i < json_array_get_length (lists); i++)
    if (strcmp (json_object_get_string_member (json_array_get_object_element (lists, i), "id"), id) == 0)
      work.pack = json_array_get_object_element (lists, i);
  if (work.pack == NULL)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND, _ ("There is no built-in checklist “%s”."), id);
      return NULL;
    }
  return anlan_store_read (anlan_plant_get_store (plant), compare_built_in, &work, error)
             ? g_steal_pointer (&update)
             : NULL;
}
