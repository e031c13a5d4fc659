/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "demo-private.h"

#include <glib/gi18n-lib.h>

#include "base/json.h"
#include "base/paths.h"
#include "base/time.h"
#include "monitor/station-kinds.h"
#include "report/basemap.h"
#include "report/import.h"
#include "safety/safety.h"
#include "store/files.h"

#define MAX_MANIFEST (4 * 1024 * 1024)

static JsonNode *
read_json (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  return anlan_json_parse (text, (gssize)length, MAX_MANIFEST, error);
}

/* A member that is a text, or an object with a text for each language. */
static const char *
local_text (const AnlanDemo *demo, JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_object_get_string_member_with_default (json_node_get_object (node), demo->language, NULL);
  return json_node_get_string (node);
}

gboolean
anlan_demo_moment (AnlanDemo *demo, const char *text, gint64 *ms, GError **error)
{
  g_autofree char *stored = text != NULL ? anlan_moment_from_text (text, demo->zone) : NULL;

  if (stored == NULL || !anlan_time_parse (stored, ms))
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("“%s” is no date and time."),
                   text != NULL ? text : "");
      return FALSE;
    }
  *ms += demo->move * ANLAN_DAY;
  return TRUE;
}

/* --- persons ------------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanDemo *demo;
  const char *name;
  AnlanValue id;
} Finding;

static gboolean
find_person (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Finding *finding = data;
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (finding->demo->plant);
  g_autoptr (AnlanConverter) converter = anlan_converter_new (db, kinds, finding->demo->zone);
  const AnlanField *field = anlan_kind_field (anlan_kinds_get (kinds, "membership"), "person");

  return anlan_converter_parse (converter, field, finding->name, &finding->id, error);
}

char *
anlan_demo_person (AnlanDemo *demo, const char *name, GError **error)
{
  Finding finding = { demo, name, ANLAN_VALUE_INIT };
  char *id;

  if (!anlan_store_read (anlan_plant_get_store (demo->plant), find_person, &finding, error))
    return NULL;
  id = g_strdup (anlan_value_get_text (&finding.id));
  anlan_value_clear (&finding.id);
  return id;
}

/* --- imports --------------------------------------------------------------------------------------------------------- */

/* The first reason says more than the number of rows. */
static void
add_first_reason (AnlanImport *import, const char *file, GError **error)
{
  for (guint i = 0; i < anlan_import_n_rows (import); i++)
    {
      const AnlanImportRow *row = anlan_import_get_row (import, i);

      if (row->outcome == ANLAN_IMPORT_REJECTED)
        {
          g_prefix_error (error, "%s, %u: %s\n", file, row->row + 1, row->message);
          return;
        }
    }
  g_prefix_error (error, "%s: ", file);
}

static gboolean
map_columns (AnlanDemo *demo, AnlanImport *import, JsonObject *entry, GError **error)
{
  JsonObject *maps =
      json_object_has_member (entry, "map") ? json_object_get_object_member (entry, "map") : NULL;
  JsonObject *map = maps != NULL ? json_object_get_object_member (maps, demo->language) : NULL;

  for (guint i = 0; map != NULL && i < anlan_import_n_columns (import); i++)
    {
      const char *name = anlan_import_column_name (import, i);

      if (!anlan_import_set_field (import, i, json_object_get_string_member_with_default (map, name, NULL),
                                   error))
        return FALSE;
    }
  return TRUE;
}

/* Days of the week stay what they were. */
static int
whole_weeks (int days)
{
  return days - (((days % 7) + 7) % 7);
}

static gboolean
import_rows (AnlanDemo *demo, JsonObject *entry, const char *kind, const char *path, GError **error)
{
  g_autoptr (AnlanImport) import = anlan_import_open (demo->plant, kind, path, NULL, NULL, NULL, error);

  if (import == NULL || !map_columns (demo, import, entry, error))
    return FALSE;
  if (json_object_get_boolean_member_with_default (entry, "move-dates", TRUE))
    anlan_import_move_dates (import, json_object_get_boolean_member_with_default (entry, "whole-weeks", FALSE)
                                         ? whole_weeks (demo->move)
                                         : demo->move);
  if (!anlan_import_check (import, NULL, NULL, NULL, error))
    return FALSE;
  if (anlan_import_apply (import, FALSE, NULL, error))
    return TRUE;
  add_first_reason (import, path, error);
  return FALSE;
}

static gboolean
import_entry (AnlanDemo *demo, JsonObject *entry, GError **error)
{
  const char *kind_id = json_object_get_string_member_with_default (entry, "kind", "");
  const char *file = json_object_get_string_member_with_default (entry, "file", "");
  g_autofree char *path = g_build_filename (demo->folder, file, NULL);
  g_autoptr (AnlanKind) kind = anlan_plant_get_kind (demo->plant, kind_id);

  if (kind == NULL)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND, _ ("There is no kind “%s”."), kind_id);
      return FALSE;
    }
  anlan_clock_advance (demo->clock, ANLAN_MINUTE);
  if (kind->derived)
    return anlan_basemap_import (demo->plant, path, NULL, NULL, NULL, NULL, error);
  return import_rows (demo, entry, kind_id, path, error);
}

/* --- drawings ---------------------------------------------------------------------------------------------------------- */

static gboolean
register_file (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  return anlan_files_register (db, data, NULL, error);
}

static gboolean
write_drawing (AnlanDemo *demo, AnlanJson *json, JsonObject *entry, GError **error)
{
  AnlanStore *store = anlan_plant_get_store (demo->plant);
  const char *name = json_object_get_string_member_with_default (entry, "file", "");
  g_autofree char *path = g_build_filename (demo->folder, name, NULL);
  g_autofree char *points = anlan_json_canonical (json_object_get_member (entry, "points"));
  g_autoptr (AnlanFile) file = anlan_files_add (store, path, ANLAN_FILE_ANY, 0, FALSE, error);

  if (file == NULL || !anlan_store_write (store, register_file, file, error))
    return FALSE;
  anlan_json_open (json, '{');
  anlan_json_name (json, "file");
  anlan_json_text (json, file->sha256);
  anlan_json_name (json, "title");
  anlan_json_text (json, local_text (demo, entry, "title"));
  anlan_json_name (json, "level");
  anlan_json_text (json, json_object_get_string_member_with_default (entry, "level", "0"));
  anlan_json_name (json, "points");
  anlan_json_raw (json, points);
  anlan_json_close (json, '}');
  return TRUE;
}

/* Setting "drawings": what lies over the base map, each a stored file with its control points. */
static gboolean
place_drawings (AnlanDemo *demo, JsonObject *manifest, GError **error)
{
  JsonArray *list = json_object_has_member (manifest, "drawings")
                        ? json_object_get_array_member (manifest, "drawings")
                        : NULL;
  g_autofree char *text = NULL;
  gboolean ok = TRUE;
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '[');
  for (guint i = 0; ok && list != NULL && i < json_array_get_length (list); i++)
    ok = write_drawing (demo, &json, json_array_get_object_element (list, i), error);
  anlan_json_close (&json, ']');
  text = anlan_json_end (&json);
  return ok && anlan_plant_set_setting (demo->plant, "drawings", text, error);
}

/* --- all ------------------------------------------------------------------------------------------------------------------ */

static gboolean
set_settings (AnlanDemo *demo, JsonObject *manifest, GError **error)
{
  JsonObject *settings = json_object_get_object_member (manifest, "settings");
  JsonObjectIter iter;
  const char *key;
  JsonNode *node;

  json_object_iter_init (&iter, settings);
  while (json_object_iter_next (&iter, &key, &node))
    if (!anlan_plant_set_setting (demo->plant, key, json_node_get_string (node), error))
      return FALSE;
  return TRUE;
}

/* Setting "first-person": who sits at a desk that has not been told yet. */
static gboolean
seat_somebody (AnlanDemo *demo, JsonObject *manifest, GError **error)
{
  g_autofree char *id = anlan_demo_person (demo, local_text (demo, manifest, "sits-there"), error);

  return id != NULL && anlan_plant_set_setting (demo->plant, "first-person", id, error);
}

/* Days from @as_of to yesterday: what the story has going on is as fresh as can be, and nothing lies ahead. */
static int
days_to_yesterday (const char *as_of, GTimeZone *zone)
{
  g_autofree char *today = anlan_plant_day (g_get_real_time () / 1000, zone, 0);

  return anlan_date_diff (as_of, today) - 1;
}

/* Checklists come before the plans that name them. */
static gboolean
plan_rounds (AnlanDemo *demo, JsonObject *rounds, GError **error)
{
  g_autofree char *path = NULL;

  if (rounds == NULL)
    return TRUE;
  path = g_build_filename (demo->folder, json_object_get_string_member (rounds, "plans"), NULL);
  return anlan_demo_make_lists (demo, rounds, error) && import_rows (demo, rounds, "roundplan", path, error);
}

static gboolean
measure (AnlanDemo *demo, JsonObject *manifest, GError **error)
{
  const char *file = json_object_get_string_member_with_default (manifest, "readings", NULL);
  g_autofree char *path = file != NULL ? g_build_filename (demo->folder, file, NULL) : NULL;
  g_autoptr (JsonNode) recipe = NULL;

  if (path == NULL)
    return TRUE;
  recipe = read_json (path, error);
  return recipe != NULL && anlan_demo_measure (demo, json_node_get_object (recipe), error);
}

static gboolean
fill (AnlanDemo *demo, JsonObject *manifest, AnlanProgress progress, gpointer data, GError **error)
{
  JsonArray *imports = json_object_get_array_member (manifest, "imports");
  JsonObject *rounds =
      json_object_has_member (manifest, "rounds") ? json_object_get_object_member (manifest, "rounds") : NULL;
  guint n = json_array_get_length (imports);

  if (!set_settings (demo, manifest, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      if (!import_entry (demo, json_array_get_object_element (imports, i), error))
        return FALSE;
      if (progress != NULL)
        progress ((i + 1.0) / (n + 1.0), data);
    }
  return place_drawings (demo, manifest, error) && seat_somebody (demo, manifest, error) &&
         plan_rounds (demo, rounds, error) &&
         anlan_demo_tell (demo, json_object_get_string_member (manifest, "story"), error) &&
         (rounds == NULL || anlan_demo_walk (demo, rounds, error)) && measure (demo, manifest, error);
}

static gboolean
make_plant (AnlanDemo *demo,
            const char *dir,
            const char *name,
            const char *desk_dir,
            JsonObject *manifest,
            GError **error)
{
  g_autoptr (AnlanRegistry) registry = anlan_safety_registry_new ();
  AnlanPlantOptions options = { .clock = demo->clock, .desk_dir = desk_dir, .registry = registry };
  AnlanPlantBirth birth = {
    .name = name != NULL ? name : local_text (demo, manifest, "name"),
    .time_zone = json_object_get_string_member (manifest, "time-zone"),
    .language = demo->language,
    .longitude = json_object_get_double_member (manifest, "longitude"),
    .latitude = json_object_get_double_member (manifest, "latitude"),
  };

  anlan_monitor_register (registry);
  demo->plant = anlan_plant_create (dir, &birth, &options, error);
  return demo->plant != NULL;
}

static void
demo_clear (AnlanDemo *demo)
{
  g_clear_object (&demo->plant);
  g_clear_pointer (&demo->clock, anlan_clock_unref);
  g_clear_pointer (&demo->zone, g_time_zone_unref);
  g_clear_pointer (&demo->named, g_hash_table_unref);
  g_free (demo->folder);
}

const char *
anlan_demo_language (void)
{
  const char *const *names = g_get_language_names ();

  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_has_prefix (names[i], "zh"))
      return "zh_CN";
  return "en";
}

gboolean
anlan_demo_create (const char *dir,
                   const char *language,
                   const char *name,
                   const char *desk_dir,
                   AnlanProgress progress,
                   gpointer data,
                   GError **error)
{
  g_autofree char *path = anlan_path_data ("demo/manifest.json");
  g_autofree char *folder = g_strconcat ("demo/", language, NULL);
  g_autoptr (JsonNode) node = NULL;
  AnlanDemo demo = { .language = language };
  JsonObject *manifest;
  gint64 begin;
  gboolean ok;

  g_return_val_if_fail (dir != NULL && language != NULL, FALSE);

  node = read_json (path, error);
  if (node == NULL)
    return FALSE;
  manifest = json_node_get_object (node);
  demo.folder = anlan_path_data (folder);
  demo.zone = g_time_zone_new_identifier (json_object_get_string_member (manifest, "time-zone"));
  demo.move = days_to_yesterday (json_object_get_string_member (manifest, "as-of"), demo.zone);
  demo.named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  ok = anlan_demo_moment (&demo, json_object_get_string_member (manifest, "begin"), &begin, error);
  demo.clock = anlan_clock_new_fixed (ok ? begin : 0);
  ok = ok && make_plant (&demo, dir, name, desk_dir, manifest, error) &&
       fill (&demo, manifest, progress, data, error);
  if (demo.plant != NULL)
    anlan_plant_close (demo.plant);
  demo_clear (&demo);
  return ok;
}
