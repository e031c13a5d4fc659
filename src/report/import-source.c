/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "import-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/json.h"

/* The cells of a row are an AnlanTableCursor or an AnlanFeature, by what the import has. */

#define GEOMETRY_COLUMN "geometry"

/* --- columns -------------------------------------------------------------------------------------------------------- */

static void
add_column (AnlanImport *import, const char *name)
{
  g_ptr_array_add (import->columns, g_strdup (name));
  g_ptr_array_add (import->fields, NULL);
}

static void
feature_columns (AnlanImport *import)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < anlan_geodata_get_n_features (import->geodata); i++)
    {
      const AnlanFeature *feature = anlan_geodata_get_feature (import->geodata, i);

      for (guint j = 0; j < feature->n_tags; j++)
        if (g_hash_table_add (seen, (char *)feature->tags[j].key))
          add_column (import, feature->tags[j].key);
    }
  add_column (import, GEOMETRY_COLUMN);
}

void
anlan_import_source_columns (AnlanImport *import)
{
  if (import->geodata != NULL)
    feature_columns (import);
  else
    for (guint i = 0; i < import->header->n_columns; i++)
      add_column (import, import->header->names[i]);
}

/* --- rows ------------------------------------------------------------------------------------------------------------ */

struct _AnlanImportWalk
{
  AnlanImport *import;
  AnlanTableCursor *cursor; /* of a table */
  guint feature;            /* the next one */
};

AnlanImportWalk *
anlan_import_walk_new (AnlanImport *import)
{
  AnlanImportWalk *walk = g_new0 (AnlanImportWalk, 1);

  walk->import = import;
  if (import->table != NULL)
    walk->cursor = anlan_table_cursor_new (import->table, import->header, ANLAN_TABLE_FILL_MERGED);
  return walk;
}

void
anlan_import_walk_free (AnlanImportWalk *walk)
{
  g_clear_pointer (&walk->cursor, anlan_table_cursor_free);
  g_free (walk);
}

gboolean
anlan_import_walk_next (AnlanImportWalk *walk, guint *row, gpointer *cells)
{
  AnlanGeodata *geodata = walk->import->geodata;

  if (geodata != NULL)
    {
      if (walk->feature >= anlan_geodata_get_n_features (geodata))
        return FALSE;
      *row = walk->feature;
      *cells = (gpointer)anlan_geodata_get_feature (geodata, walk->feature++);
      return TRUE;
    }
  while (anlan_table_cursor_next (walk->cursor))
    if (anlan_table_cursor_get_kind (walk->cursor) == ANLAN_ROW_DATA)
      {
        *row = anlan_table_cursor_get_row (walk->cursor);
        *cells = walk->cursor;
        return TRUE;
      }
  return FALSE;
}

/* --- cells ------------------------------------------------------------------------------------------------------------- */

static char *
feature_text (AnlanImport *import, const AnlanFeature *feature, guint column)
{
  const char *name = g_ptr_array_index (import->columns, column);
  const AnlanTag *tag;

  if (strcmp (name, GEOMETRY_COLUMN) == 0 && column + 1 == import->columns->len)
    return feature->geometry.type != ANLAN_GEOMETRY_NONE ? anlan_geometry_to_json (&feature->geometry)
                                                         : g_strdup ("");
  tag = anlan_feature_find_tag (feature, name);
  return g_strdup (tag != NULL ? tag->value : "");
}

char *
anlan_import_source_text (AnlanImport *import, gpointer cells, guint column)
{
  AnlanCell cell;

  if (import->geodata != NULL)
    return feature_text (import, cells, column);
  anlan_table_cursor_get_cell (cells, column, &cell);
  return g_strdup (cell.text);
}

/* What a spreadsheet says by a cell's format and not by its text. NULL: the text says it. */
static char *
text_of_cell (AnlanImport *import, const AnlanCell *cell, const AnlanField *field, GTimeZone *zone)
{
  switch ((guint)field->type)
    {
    case ANLAN_FIELD_DATE:
      return anlan_cell_dup_date (import->table, cell, NULL);
    case ANLAN_FIELD_TIME:
      return anlan_cell_dup_clock_time (import->table, cell);
    case ANLAN_FIELD_MOMENT:
      return anlan_cell_dup_moment (import->table, cell, zone);
    default:
      return NULL;
    }
}

static gboolean
is_number (AnlanImport *import, const AnlanCell *cell, const AnlanField *field)
{
  return cell->type == ANLAN_CELL_NUMBER &&
         (field->type == ANLAN_FIELD_NUMBER || field->type == ANLAN_FIELD_INTEGER ||
          (field->type == ANLAN_FIELD_DURATION && import->own)) &&
         (cell->format == ANLAN_CELL_FORMAT_GENERAL || cell->format == ANLAN_CELL_FORMAT_NUMBER);
}

static gboolean
table_value (AnlanImport *import,
             AnlanTableCursor *cursor,
             guint column,
             AnlanConverter *converter,
             const AnlanField *field,
             GTimeZone *zone,
             AnlanValue *value,
             GError **error)
{
  g_autofree char *text = NULL;
  AnlanCell cell;

  anlan_table_cursor_get_cell (cursor, column, &cell);
  if (cell.type == ANLAN_CELL_ERROR)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("%s: the cell shows the error %s."),
                   anlan_kind_text (field->title), cell.text);
      return FALSE;
    }
  if (is_number (import, &cell, field))
    {
      /* The raw value, not what the cell's format rounds it to. */
      if (field->type != ANLAN_FIELD_NUMBER && cell.number == floor (cell.number))
        anlan_value_set_integer (value, (gint64)cell.number);
      else
        anlan_value_set_real (value, cell.number);
      return TRUE;
    }
  text = text_of_cell (import, &cell, field, zone);
  return anlan_converter_parse (converter, field, text != NULL ? text : cell.text, value, error);
}

gboolean
anlan_import_source_value (AnlanImport *import,
                           gpointer cells,
                           guint column,
                           AnlanConverter *converter,
                           const AnlanField *field,
                           GTimeZone *zone,
                           AnlanValue *value,
                           GError **error)
{
  g_autofree char *text = NULL;

  *value = (AnlanValue)ANLAN_VALUE_INIT;
  if (import->geodata == NULL)
    return table_value (import, cells, column, converter, field, zone, value, error);
  text = feature_text (import, cells, column);
  return anlan_converter_parse (converter, field, text, value, error);
}

/* --- one row again ------------------------------------------------------------------------------------------------------ */

char *
anlan_import_row_text (AnlanImport *import, const AnlanImportRow *row, guint column)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  AnlanCell cell;

  if (import->geodata != NULL)
    return feature_text (import, anlan_geodata_get_feature (import->geodata, row->row), column);
  anlan_table_get_merged_cell (import->table, import->header->sheet, row->row,
                               import->header->first_column + column, &cell);
  /* What the cell's format rounds away is not lost. */
  if (cell.type == ANLAN_CELL_NUMBER &&
      (cell.format == ANLAN_CELL_FORMAT_GENERAL || cell.format == ANLAN_CELL_FORMAT_NUMBER) &&
      fabs (cell.number) < 1e15 && cell.number != floor (cell.number))
    return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.15g", cell.number));
  return g_strdup (cell.text);
}

char *
anlan_import_dup_text (AnlanImport *import, guint i, guint column)
{
  g_return_val_if_fail (column < import->columns->len, NULL);

  return anlan_import_row_text (import, anlan_import_get_row (import, i), column);
}
