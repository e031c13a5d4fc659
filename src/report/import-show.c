/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "import-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/query.h"
#include "report/table-write.h"

/* What people look at before they import: samples of the columns, what becomes of each cell, the rows to be mended. */

/* Rows looked at for samples. */
#define LOOK_AT 200
#define SAMPLE_LENGTH 40

/* --- samples -------------------------------------------------------------------------------------------------------- */

static char *
shorten (const char *text)
{
  g_autofree char *line = g_strdup (text);

  g_strdelimit (line, "\n\t", ' ');
  g_strstrip (line);
  if (g_utf8_strlen (line, -1) <= SAMPLE_LENGTH)
    return g_steal_pointer (&line);
  *g_utf8_offset_to_pointer (line, SAMPLE_LENGTH) = '\0';
  return g_strconcat (line, "…", NULL);
}

char **
anlan_import_dup_samples (AnlanImport *import, guint column, guint n)
{
  g_autoptr (GPtrArray) samples = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (AnlanImportWalk) walk = NULL;
  gpointer cells;
  guint row;

  g_return_val_if_fail (import != NULL && column < import->columns->len, NULL);

  walk = anlan_import_walk_new (import);
  for (guint i = 0; i < LOOK_AT && samples->len < n && anlan_import_walk_next (walk, &row, &cells); i++)
    {
      g_autofree char *text = anlan_import_source_text (import, cells, column);
      char *sample = shorten (text);

      if (sample[0] != '\0' && !g_ptr_array_find_with_equal_func (samples, sample, g_str_equal, NULL))
        g_ptr_array_add (samples, sample);
      else
        g_free (sample);
    }
  g_ptr_array_add (samples, NULL);
  return (char **)g_ptr_array_steal (samples, NULL);
}

/* --- cells ---------------------------------------------------------------------------------------------------------- */

static void
cell_clear (AnlanImportCell *cell)
{
  g_free (cell->text);
  g_free (cell->becomes);
  g_free (cell->was);
  g_free (cell->problem);
}

typedef struct
{
  AnlanImport *import;
  const guint *rows;
  guint n;
  GTimeZone *zone;
  GPtrArray *lines; /* GArray of AnlanImportCell */
} Showing;

static const AnlanValue *
find_value (const AnlanChange *change, const char *field)
{
  guint i;

  if (field == NULL || !g_ptr_array_find_with_equal_func (change->fields, field, g_str_equal, &i))
    return NULL;
  return &g_array_index (change->values, AnlanValue, i);
}

/* A name that this import itself brings is known by no label yet: it is shown as the file has it. */
static char *
format_value (AnlanConverter *converter, const AnlanField *field, const AnlanValue *value, const char *text)
{
  gboolean reference = field->type == ANLAN_FIELD_REF || field->type == ANLAN_FIELD_REFS;

  return reference ? g_strdup (text) : anlan_converter_format (converter, field, value);
}

static char *
find_problem (const AnlanImportRow *row, const char *field)
{
  for (guint i = 0; row->problems != NULL && field != NULL && i < row->problems->len; i++)
    {
      const AnlanProblem *problem = g_ptr_array_index (row->problems, i);

      if (g_strcmp0 (problem->field, field) == 0)
        return g_strdup (problem->message);
    }
  return NULL;
}

static void
fill_cell (Showing *showing,
           AnlanConverter *converter,
           const AnlanImportRow *row,
           const AnlanRecord *record,
           guint column,
           AnlanImportCell *cell)
{
  AnlanImport *import = showing->import;
  const char *id = g_ptr_array_index (import->fields, column);
  const AnlanField *field = id != NULL ? anlan_kind_field (import->kind, id) : NULL;
  const AnlanValue *value = find_value (row->change, id);

  cell->text = anlan_import_row_text (import, row, column);
  g_strstrip (cell->text);
  cell->problem = find_problem (row, id);
  if (field == NULL)
    {
      cell->becomes = id != NULL ? g_strdup (cell->text) : NULL;
      return;
    }
  if (value != NULL && !anlan_value_is_null (value))
    cell->becomes = format_value (converter, field, value, cell->text);
  else if (record != NULL && value == NULL)
    cell->becomes = anlan_converter_format (converter, field, &record->values[field->index]);
  if (record != NULL && value != NULL && !field->sensitive)
    cell->was = anlan_converter_format (converter, field, &record->values[field->index]);
}

static gboolean
show_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Showing *showing = data;
  AnlanImport *import = showing->import;
  g_autoptr (AnlanConverter) converter = anlan_converter_new (db, import->kinds, showing->zone);

  for (guint i = 0; i < showing->n; i++)
    {
      const AnlanImportRow *row = g_ptr_array_index (import->rows, showing->rows[i]);
      g_autoptr (AnlanRecord) record = row->change->op == ANLAN_OP_EDIT
                                           ? anlan_record_load (db, import->kind, row->change->record, NULL)
                                           : NULL;
      GArray *cells = g_array_sized_new (FALSE, TRUE, sizeof (AnlanImportCell), import->columns->len);

      g_array_set_clear_func (cells, (GDestroyNotify)cell_clear);
      g_array_set_size (cells, import->columns->len);
      for (guint column = 0; column < import->columns->len; column++)
        fill_cell (showing, converter, row, record, column, &g_array_index (cells, AnlanImportCell, column));
      g_ptr_array_add (showing->lines, cells);
    }
  return TRUE;
}

GPtrArray *
anlan_import_load_cells (AnlanImport *import, const guint *rows, guint n, GError **error)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);
  g_autoptr (GTimeZone) zone = NULL;
  Showing showing = { .import = import, .rows = rows, .n = n, .lines = lines };

  g_return_val_if_fail (import != NULL, NULL);

  showing.zone = zone = anlan_plant_ref_zone (import->plant);
  if (!anlan_store_read (anlan_plant_get_store (import->plant), show_work, &showing, error))
    return NULL;
  return g_steal_pointer (&lines);
}

/* --- what the file does not have any more ------------------------------------------------------------------------------ */

typedef struct
{
  AnlanImport *import;
  guint most;
  GPtrArray *labels;
} Missing;

static char *
name_record (const AnlanRecord *record)
{
  const char *label = anlan_record_label (record);

  if (record->number == NULL || g_strcmp0 (record->number, label) == 0)
    return g_strdup (label);
  return g_strdup_printf ("%s %s", record->number, label);
}

static gboolean
missing_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Missing *missing = data;
  AnlanImport *import = missing->import;
  g_autoptr (AnlanQuery) query = anlan_query_new (import->kind->id);
  g_autoptr (GArray) rids = anlan_query_rids (db, import->kinds, query, error);

  for (guint i = 0; rids != NULL && i < rids->len && missing->labels->len < missing->most; i++)
    {
      g_autoptr (GPtrArray) records =
          anlan_records_load (db, import->kind, &g_array_index (rids, gint64, i), 1, error);

      if (records == NULL)
        return FALSE;
      if (records->len == 1 &&
          !g_hash_table_contains (import->matched, ((AnlanRecord *)g_ptr_array_index (records, 0))->id))
        g_ptr_array_add (missing->labels, name_record (g_ptr_array_index (records, 0)));
    }
  return rids != NULL;
}

char **
anlan_import_dup_missing (AnlanImport *import, guint most, GError **error)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);
  Missing missing = { import, most, labels };

  g_return_val_if_fail (import != NULL && import->matched != NULL, NULL);

  if (!anlan_store_read (anlan_plant_get_store (import->plant), missing_work, &missing, error))
    return NULL;
  g_ptr_array_add (labels, NULL);
  return (char **)g_ptr_array_steal (labels, NULL);
}

/* --- the rows to be mended --------------------------------------------------------------------------------------------- */

static AnlanTableWriter *
open_rejected (AnlanImport *import, const char *path, GError **error)
{
  g_autofree AnlanWriteColumn *columns = g_new0 (AnlanWriteColumn, import->columns->len + 2);
  AnlanTableFormat format;

  if (!anlan_table_format_from_name (path, &format) || format == ANLAN_TABLE_FORMAT_JSON_LINES)
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                           _ ("The name of the file must end in .csv or .xlsx."));
      return NULL;
    }
  for (guint i = 0; i < import->columns->len; i++)
    columns[i].id = columns[i].title = g_ptr_array_index (import->columns, i);
  columns[import->columns->len].id = "row";
  columns[import->columns->len].title = _ ("Row of the file");
  columns[import->columns->len].type = ANLAN_COLUMN_INTEGER;
  columns[import->columns->len + 1].id = "wrong";
  columns[import->columns->len + 1].title = _ ("What is wrong");
  columns[import->columns->len + 1].width = 60;
  return anlan_table_writer_new (path, format, columns, import->columns->len + 2, NULL, error);
}

static gboolean
write_rejected_row (AnlanImport *import, AnlanTableWriter *writer, const AnlanImportRow *row, GError **error)
{
  guint n = import->columns->len + 2;
  g_autofree AnlanValue *values = g_new0 (AnlanValue, n);
  gboolean ok;

  for (guint i = 0; i < import->columns->len; i++)
    anlan_value_take_text (&values[i], anlan_import_row_text (import, row, i));
  anlan_value_set_integer (&values[n - 2], row->row + 1);
  anlan_value_set_text (&values[n - 1], row->message);
  ok = anlan_table_writer_add_row (writer, values, error);
  for (guint i = 0; i < n; i++)
    anlan_value_clear (&values[i]);
  return ok;
}

gboolean
anlan_import_write_rejected (AnlanImport *import, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (AnlanTableWriter) writer = NULL;

  g_return_val_if_fail (import != NULL && path != NULL, FALSE);

  writer = open_rejected (import, path, error);
  if (writer == NULL)
    return FALSE;
  for (guint i = 0; i < import->rows->len; i++)
    {
      const AnlanImportRow *row = g_ptr_array_index (import->rows, i);

      if (row->outcome == ANLAN_IMPORT_REJECTED && !write_rejected_row (import, writer, row, error))
        return FALSE;
    }
  return anlan_table_writer_close (writer, cancellable, error);
}
