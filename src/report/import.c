/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "import-private.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

void
anlan_import_row_free (AnlanImportRow *row)
{
  g_free (row->label);
  g_free (row->message);
  g_free (row->difference);
  g_clear_pointer (&row->problems, g_ptr_array_unref);
  g_clear_pointer (&row->change, anlan_change_unref);
  g_clear_pointer (&row->makes, g_ptr_array_unref);
  g_free (row);
}

void
anlan_import_reject (AnlanImportRow *row, const char *field, const char *message)
{
  AnlanProblem *problem = g_new0 (AnlanProblem, 1);
  char *joined = row->message != NULL ? g_strconcat (row->message, "\n", message, NULL) : g_strdup (message);

  g_free (row->message);
  row->message = joined;
  problem->field = g_strdup (field);
  problem->message = g_strdup (message);
  if (row->problems == NULL)
    row->problems = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_problem_free);
  g_ptr_array_add (row->problems, problem);
  row->outcome = ANLAN_IMPORT_REJECTED;
}

static AnlanImport *
import_new (AnlanPlant *plant, const char *kind_id, GError **error)
{
  g_autoptr (AnlanImport) import = g_new0 (AnlanImport, 1);

  import->plant = g_object_ref (plant);
  import->kinds = anlan_plant_ref_kinds (plant);
  import->kind = anlan_kinds_get (import->kinds, kind_id);
  import->columns = g_ptr_array_new_with_free_func (g_free);
  import->fields = g_ptr_array_new_with_free_func (g_free);
  import->rows = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_import_row_free);
  anlan_import_made_init (import);
  if (import->kind != NULL)
    return g_steal_pointer (&import);
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND, _ ("There is no kind “%s”."), kind_id);
  return NULL;
}

static gboolean
has_column (AnlanImport *import, const char *name)
{
  return g_ptr_array_find_with_equal_func (import->columns, name, g_str_equal, NULL);
}

AnlanImport *
anlan_import_new_table (
    AnlanPlant *plant, const char *kind, AnlanTable *table, const AnlanTableHeader *header, GError **error)
{
  AnlanImport *import;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && kind != NULL && table != NULL, NULL);

  import = import_new (plant, kind, error);
  if (import == NULL)
    return NULL;
  import->table = anlan_table_ref (table);
  import->header = header != NULL
                       ? anlan_table_make_header (table, header->sheet, header->first_row, header->n_rows)
                       : anlan_table_guess_header (table, anlan_table_guess_sheet (table));
  anlan_import_source_columns (import);
  import->own = anlan_table_get_kind (table) == ANLAN_TABLE_JSON && has_column (import, "id") &&
                has_column (import, "rev");
  anlan_import_guess_fields (import);
  return import;
}

AnlanImport *
anlan_import_new_geodata (AnlanPlant *plant, const char *kind, AnlanGeodata *geodata, GError **error)
{
  AnlanImport *import;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && kind != NULL && geodata != NULL, NULL);

  import = import_new (plant, kind, error);
  if (import == NULL)
    return NULL;
  import->geodata = anlan_geodata_ref (geodata);
  anlan_import_source_columns (import);
  anlan_import_guess_fields (import);
  return import;
}

gboolean
anlan_import_is_geodata (const char *path)
{
  g_autofree char *head = g_malloc0 (1024);
  FILE *file = fopen (path, "re");
  gsize n = file != NULL ? fread (head, 1, 1023, file) : 0;
  const char *p = head;

  if (file != NULL)
    fclose (file);
  if (n >= 3 && memcmp (head, "\xef\xbb\xbf", 3) == 0)
    p += 3;
  while (g_ascii_isspace (*p))
    p++;
  if (*p != '{')
    return *p == '<';
  /* A map says what it is. A bare geometry has a type too, as our records may have; these have a revision. An object
   * without a type is a list of rows with something around it. */
  return strstr (p, "\"FeatureCollection\"") != NULL || strstr (p, "\"Feature\"") != NULL ||
         (strstr (p, "\"type\"") != NULL && strstr (p, "\"rev\"") == NULL);
}

gboolean
anlan_import_note_file (AnlanImport *import, const char *path, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (GMappedFile) mapped = g_mapped_file_new (path, FALSE, error);
  char hex[ANLAN_SHA256_HEX + 1];

  if (mapped == NULL)
    return FALSE;
  anlan_sha256_text (g_mapped_file_get_contents (mapped), (gssize)g_mapped_file_get_length (mapped), hex);
  anlan_import_set_source (import, name, hex);
  return TRUE;
}

AnlanImport *
anlan_import_open (AnlanPlant *plant,
                   const char *kind,
                   const char *path,
                   AnlanProgress progress,
                   gpointer data,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (AnlanImport) import = NULL;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && kind != NULL && path != NULL, NULL);

  if (anlan_import_is_geodata (path))
    {
      g_autoptr (AnlanGeodata) geodata = anlan_geodata_read (path, progress, data, cancellable, error);

      import = geodata != NULL ? anlan_import_new_geodata (plant, kind, geodata, error) : NULL;
    }
  else
    {
      g_autoptr (AnlanTable) table = anlan_table_read (path, NULL, progress, data, cancellable, error);

      import = table != NULL ? anlan_import_new_table (plant, kind, table, NULL, error) : NULL;
    }
  return import != NULL && anlan_import_note_file (import, path, error) ? g_steal_pointer (&import) : NULL;
}

void
anlan_import_free (AnlanImport *import)
{
  if (import == NULL)
    return;
  g_clear_pointer (&import->table, anlan_table_unref);
  g_clear_pointer (&import->header, anlan_table_header_free);
  g_clear_pointer (&import->geodata, anlan_geodata_unref);
  g_ptr_array_unref (import->columns);
  g_ptr_array_unref (import->fields);
  g_ptr_array_unref (import->rows);
  g_clear_pointer (&import->matched, g_hash_table_unref);
  g_ptr_array_unref (import->made);
  g_hash_table_unref (import->made_by);
  g_free (import->source_name);
  g_free (import->source_sha256);
  anlan_kinds_unref (import->kinds);
  g_object_unref (import->plant);
  g_free (import);
}

void
anlan_import_set_source (AnlanImport *import, const char *name, const char *sha256)
{
  g_free (import->source_name);
  g_free (import->source_sha256);
  import->source_name = g_strdup (name);
  import->source_sha256 = g_strdup (sha256);
}

void
anlan_import_move_dates (AnlanImport *import, int days)
{
  import->move_days = days;
}

/* --- mapping ------------------------------------------------------------------------------------------------------ */

guint
anlan_import_n_columns (AnlanImport *import)
{
  return import->columns->len;
}

const char *
anlan_import_column_name (AnlanImport *import, guint column)
{
  g_return_val_if_fail (column < import->columns->len, NULL);

  return g_ptr_array_index (import->columns, column);
}

const char *
anlan_import_get_field (AnlanImport *import, guint column)
{
  g_return_val_if_fail (column < import->columns->len, NULL);

  return g_ptr_array_index (import->fields, column);
}

int
anlan_import_column_of (AnlanImport *import, const char *field)
{
  for (guint i = 0; i < import->fields->len; i++)
    if (g_strcmp0 (g_ptr_array_index (import->fields, i), field) == 0)
      return (int)i;
  return -1;
}

void
anlan_import_put_field (AnlanImport *import, guint column, const char *field)
{
  g_free (g_ptr_array_index (import->fields, column));
  g_ptr_array_index (import->fields, column) = g_strdup (field);
}

gboolean
anlan_import_set_field (AnlanImport *import, guint column, const char *id, GError **error)
{
  const AnlanField *field = anlan_kind_field (import->kind, id);
  int other;

  g_return_val_if_fail (column < import->columns->len, FALSE);

  if (id == NULL)
    {
      anlan_import_put_field (import, column, NULL);
      return TRUE;
    }
  if (strcmp (id, "number") != 0 && (field == NULL || field->compute != NULL))
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   field == NULL ? _ ("%s has no field “%s”.")
                                 : _ ("%s: “%s” is worked out from other fields and cannot be imported."),
                   anlan_kind_text (import->kind->title), id);
      return FALSE;
    }
  if (field != NULL)
    id = field->id;
  other = anlan_import_column_of (import, id);
  if (other >= 0)
    anlan_import_put_field (import, (guint)other, NULL);
  anlan_import_put_field (import, column, id);
  return TRUE;
}

/* --- asking --------------------------------------------------------------------------------------------------------- */

const AnlanImportSummary *
anlan_import_get_summary (AnlanImport *import)
{
  return &import->summary;
}

guint
anlan_import_n_rows (AnlanImport *import)
{
  return import->rows->len;
}

const AnlanImportRow *
anlan_import_get_row (AnlanImport *import, guint i)
{
  g_return_val_if_fail (i < import->rows->len, NULL);

  return g_ptr_array_index (import->rows, i);
}
