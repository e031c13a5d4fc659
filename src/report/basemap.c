/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "report/basemap.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/json.h"
#include "model/derived.h"

#define KIND "basemap"

static void
set_text (AnlanRecord *record, const char *field_id, const char *text)
{
  const AnlanField *field = anlan_kind_field (record->kind, field_id);

  if (field != NULL && text != NULL && text[0] != '\0')
    anlan_value_set_text (&record->values[field->index], text);
}

static char *
join_tags (const AnlanFeature *feature)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < feature->n_tags; i++)
    g_string_append_printf (text, "%s%s=%s", i > 0 ? "\n" : "", feature->tags[i].key, feature->tags[i].value);
  return g_string_free (text, FALSE);
}

/* The geometry in the form that place fields hold: canonical, with the level where the feature names one. */
static char *
place_of (const AnlanFeature *feature)
{
  g_autofree char *text = anlan_geometry_to_json (&feature->geometry);
  g_autoptr (JsonNode) node = NULL;

  if (text[0] == '\0' || feature->level[0] == '\0')
    return g_steal_pointer (&text);
  node = anlan_json_parse (text, -1, G_MAXSIZE, NULL);
  json_object_set_string_member (json_node_get_object (node), "level", feature->level);
  return anlan_json_canonical (node);
}

static AnlanRecord *
make_record (AnlanKind *kind, const AnlanFeature *feature)
{
  AnlanRecord *record = anlan_record_new (kind, NULL);
  g_autofree char *tags = join_tags (feature);
  g_autofree char *place = place_of (feature);

  set_text (record, "name", feature->name);
  set_text (record, "feature", anlan_feature_class_to_text (feature->feature_class));
  set_text (record, "source_id", feature->id);
  set_text (record, "place", place);
  set_text (record, "level", feature->level);
  set_text (record, "tags", tags);
  return record;
}

static GPtrArray *
make_records (AnlanKind *kind, AnlanGeodata *geodata)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_record_unref);

  for (guint i = 0; i < anlan_geodata_get_n_features (geodata); i++)
    {
      const AnlanFeature *feature = anlan_geodata_get_feature (geodata, i);

      if (feature->geometry.type != ANLAN_GEOMETRY_NONE)
        g_ptr_array_add (records, make_record (kind, feature));
    }
  return records;
}

gboolean
anlan_basemap_import (AnlanPlant *plant,
                      const char *path,
                      AnlanGeodataCounts *counts,
                      AnlanProgress progress,
                      gpointer data,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (AnlanKind) kind = NULL;
  g_autoptr (AnlanGeodata) geodata = NULL;
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (AnlanFile) file = NULL;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && path != NULL, FALSE);

  kind = anlan_plant_get_kind (plant, KIND);
  geodata = anlan_geodata_read (path, progress, data, cancellable, error);
  if (geodata == NULL)
    return FALSE;
  records = make_records (kind, geodata);
  if (records->len == 0)
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                           _ ("The file has nothing that could be drawn. The base map was left as it was."));
      return FALSE;
    }
  file = anlan_files_add (anlan_plant_get_store (plant), path, ANLAN_FILE_ANY, ANLAN_GEODATA_MAX_FILE_BYTES,
                          FALSE, error);
  if (file == NULL || !anlan_plant_replace_derived (plant, KIND, file, records, error))
    return FALSE;
  if (counts != NULL)
    *counts = *anlan_geodata_get_counts (geodata);
  return TRUE;
}

gboolean
anlan_basemap_verify (AnlanPlant *plant, GPtrArray *findings, GCancellable *cancellable, GError **error)
{
  g_autoptr (AnlanKind) kind = anlan_plant_get_kind (plant, KIND);
  g_autofree char *sha256 = NULL, *written = NULL, *found = NULL, *path = NULL, *rebuilt = NULL;
  g_autoptr (AnlanGeodata) geodata = NULL;
  g_autoptr (GPtrArray) records = NULL;

  if (!anlan_plant_derived_source (plant, KIND, &sha256, &written, &found, error))
    return FALSE;
  if (sha256 == NULL)
    return TRUE;
  path = anlan_files_path (anlan_plant_get_store (plant), sha256);
  /* A file that is gone or changed is the store's finding, not ours. */
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  geodata = anlan_geodata_read (path, NULL, NULL, cancellable, error);
  if (geodata == NULL)
    return FALSE;
  records = make_records (kind, geodata);
  rebuilt = anlan_derived_hash (records);
  if (strcmp (found, written) != 0 || strcmp (rebuilt, written) != 0)
    g_ptr_array_add (findings, anlan_finding_new ("row", _ ("The base map is not what its file gives.")));
  return TRUE;
}
