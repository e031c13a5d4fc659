/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "report/export.h"

#include <glib/gi18n-lib.h>

#include "model/export.h"
#include "report/geodata.h"
#include "report/table-write.h"

#define SLICE 500

typedef struct
{
  AnlanPlant *plant;
  const AnlanQuery *query;
  AnlanKinds *kinds;
  AnlanKind *kind; /* borrowed from @kinds */
  GTimeZone *zone;
  AnlanColumns *columns;
  AnlanTableWriter *table; /* or */
  AnlanGeojsonWriter *geojson;
  const AnlanField *place; /* of @geojson */
  AnlanValue *values;
  GArray *rids;
  guint done;
} Export;

static void
export_clear (Export *export)
{
  for (guint i = 0; export->values != NULL && i < anlan_columns_count (export->columns); i++)
    anlan_value_clear (&export->values[i]);
  g_free (export->values);
  g_clear_pointer (&export->table, anlan_table_writer_free);
  g_clear_pointer (&export->geojson, anlan_geojson_writer_free);
  g_clear_pointer (&export->columns, anlan_columns_free);
  g_clear_pointer (&export->rids, g_array_unref);
  g_clear_pointer (&export->kinds, anlan_kinds_unref);
  g_clear_pointer (&export->zone, g_time_zone_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Export, export_clear)

static gboolean
find_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Export *export = data;

  export->rids = anlan_query_rids (db, export->kinds, export->query, error);
  return export->rids != NULL;
}

/* --- map files -------------------------------------------------------------------------------------------------------- */

static const AnlanField *
find_place (const AnlanKind *kind)
{
  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);

      if (field->type == ANLAN_FIELD_PLACE)
        return field;
    }
  return NULL;
}

/* The properties are called as columns of a table would be, so that the mapping finds them again. */
static gboolean
write_feature (Export *export, const AnlanRecord *record, GError **error)
{
  guint n = anlan_columns_count (export->columns);
  g_autofree AnlanTag *tags = g_new0 (AnlanTag, n);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  const char *place = anlan_value_get_text (&record->values[export->place->index]);
  g_autoptr (AnlanGeometry) geometry = NULL;
  guint used = 0;

  for (guint i = 0; i < n; i++)
    {
      const AnlanColumn *column = anlan_columns_at (export->columns, i);
      const AnlanValue *value = &export->values[i];

      if (column->field == export->place || anlan_value_is_null (value))
        continue;
      tags[used].key = column->title;
      tags[used].type = value->type == ANLAN_VALUE_TEXT ? ANLAN_TAG_TEXT : ANLAN_TAG_NUMBER;
      tags[used].number = anlan_value_get_real (value, 0);
      tags[used].value = "";
      if (value->type == ANLAN_VALUE_TEXT)
        tags[used].value = value->text;
      used++;
    }
  if (place != NULL)
    {
      geometry = anlan_geometry_from_json (place, -1, error);
      if (geometry == NULL)
        return FALSE;
    }
  return anlan_geojson_writer_add (export->geojson, record->number != NULL ? record->number : record->id,
                                   geometry, tags, used, error);
}

/* --- slices -------------------------------------------------------------------------------------------------------------- */

static gboolean
slice_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Export *export = data;
  guint n = MIN (SLICE, export->rids->len - export->done);
  g_autoptr (AnlanConverter) converter = anlan_converter_new (db, export->kinds, export->zone);
  g_autoptr (GPtrArray) records =
      anlan_records_load (db, export->kind, &g_array_index (export->rids, gint64, export->done), n, error);

  if (records == NULL)
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    {
      const AnlanRecord *record = g_ptr_array_index (records, i);

      anlan_columns_fill (export->columns, converter, record, export->values);
      if (export->geojson != NULL ? !write_feature (export, record, error)
                                  : !anlan_table_writer_add_row (export->table, export->values, error))
        return FALSE;
    }
  export->done += n;
  return TRUE;
}

static gboolean
open_table (Export *export, AnlanTableFormat format, const char *path, GError **error)
{
  guint n = anlan_columns_count (export->columns);
  g_autofree AnlanWriteColumn *columns = g_new0 (AnlanWriteColumn, n);
  AnlanWriteOptions options = {
    .sheet = anlan_kind_text (export->kind->plural),
    .zone = export->zone,
    .yes_text = _ ("Yes"),
    .no_text = _ ("No"),
  };

  for (guint i = 0; i < n; i++)
    {
      const AnlanColumn *column = anlan_columns_at (export->columns, i);

      columns[i].id = column->id;
      columns[i].title = column->title;
      columns[i].type = column->type;
      columns[i].decimals = column->decimals;
    }
  export->table = anlan_table_writer_new (path, format, columns, n, &options, error);
  return export->table != NULL;
}

static gboolean
open_writer (Export *export, const char *const *ids, const char *path, GError **error)
{
  AnlanTableFormat format = ANLAN_TABLE_FORMAT_CSV;
  gboolean geojson = g_str_has_suffix (path, ".geojson");
  AnlanColumnsStyle style = ANLAN_COLUMNS_PEOPLE;

  if (!geojson && !anlan_table_format_from_name (path, &format))
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                           _ ("The name of the file must end in .csv, .xlsx, .json or .geojson."));
      return FALSE;
    }
  if (!geojson && format == ANLAN_TABLE_FORMAT_JSON_LINES)
    style = ANLAN_COLUMNS_STORED;
  export->columns = anlan_columns_new (export->kind, ids, style, error);
  if (export->columns == NULL)
    return FALSE;
  export->values = g_new0 (AnlanValue, anlan_columns_count (export->columns));
  if (!geojson)
    return open_table (export, format, path, error);
  export->place = find_place (export->kind);
  if (export->place == NULL)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   _ ("%s have no place on the map: choose .csv or .xlsx."),
                   anlan_kind_text (export->kind->plural));
      return FALSE;
    }
  export->geojson = anlan_geojson_writer_new (path, error);
  return export->geojson != NULL;
}

gboolean
anlan_export (AnlanPlant *plant,
              const AnlanQuery *query,
              const char *const *ids,
              const char *path,
              guint *n_rows,
              AnlanProgress progress,
              gpointer data,
              GCancellable *cancellable,
              GError **error)
{
  g_auto (Export) export = { .plant = plant, .query = query };
  AnlanStore *store;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && query != NULL && path != NULL, FALSE);

  store = anlan_plant_get_store (plant);
  export.kinds = anlan_plant_ref_kinds (plant);
  export.zone = anlan_plant_ref_zone (plant);
  export.kind = anlan_kinds_get (export.kinds, query->kind);
  g_return_val_if_fail (export.kind != NULL, FALSE);
  if (!open_writer (&export, ids, path, error) || !anlan_store_read (store, find_work, &export, error))
    return FALSE;
  while (export.done < export.rids->len)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !anlan_store_read (store, slice_work, &export, error))
        return FALSE;
      if (progress != NULL)
        progress ((double)export.done / export.rids->len, data);
    }
  if (n_rows != NULL)
    *n_rows = export.rids->len;
  return export.geojson != NULL ? anlan_geojson_writer_close (export.geojson, cancellable, error)
                                : anlan_table_writer_close (export.table, cancellable, error);
}
