/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <math.h>

#include "table-store.h"

AnlanTableKind
anlan_table_get_kind (const AnlanTable *table)
{
  g_return_val_if_fail (table != NULL, ANLAN_TABLE_CSV);
  return table->kind;
}

const char *
anlan_table_get_encoding (const AnlanTable *table)
{
  g_return_val_if_fail (table != NULL, NULL);
  return table->encoding;
}

char
anlan_table_get_separator (const AnlanTable *table)
{
  g_return_val_if_fail (table != NULL, 0);
  return table->separator;
}

gboolean
anlan_table_get_1904 (const AnlanTable *table)
{
  g_return_val_if_fail (table != NULL, FALSE);
  return table->system_1904;
}

guint
anlan_table_get_n_sheets (const AnlanTable *table)
{
  g_return_val_if_fail (table != NULL, 0);
  return table->sheets->len;
}

static const AnlanSheet *
get_sheet (const AnlanTable *table, guint sheet)
{
  g_return_val_if_fail (table != NULL, NULL);
  g_return_val_if_fail (sheet < table->sheets->len, NULL);
  return g_ptr_array_index (table->sheets, sheet);
}

const char *
anlan_table_get_sheet_name (const AnlanTable *table, guint sheet)
{
  const AnlanSheet *found = get_sheet (table, sheet);

  return found != NULL ? found->name : NULL;
}

gboolean
anlan_table_get_sheet_hidden (const AnlanTable *table, guint sheet)
{
  const AnlanSheet *found = get_sheet (table, sheet);

  return found != NULL && found->hidden;
}

guint
anlan_table_get_n_rows (const AnlanTable *table, guint sheet)
{
  const AnlanSheet *found = get_sheet (table, sheet);

  if (found == NULL || found->rows->len == 0)
    return 0;
  return g_array_index (found->rows, AnlanStoredRow, found->rows->len - 1).row + 1;
}

guint
anlan_table_get_n_columns (const AnlanTable *table, guint sheet)
{
  const AnlanSheet *found = get_sheet (table, sheet);

  return found != NULL ? found->n_columns : 0;
}

static const AnlanStoredRow *
find_row (const AnlanSheet *sheet, guint row)
{
  const AnlanStoredRow *rows = (const AnlanStoredRow *)(gpointer)sheet->rows->data;
  guint low = 0, high = sheet->rows->len;

  /* Most sheets have no gaps. */
  if (row < high && rows[row].row == row)
    return &rows[row];
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (rows[middle].row < row)
        low = middle + 1;
      else
        high = middle;
    }
  return low < sheet->rows->len && rows[low].row == row ? &rows[low] : NULL;
}

static const AnlanStoredCell *
find_cell (const AnlanStoredRow *row, guint column)
{
  guint low = 0, high = row->n_cells;

  if (column < high && row->cells[column].column == column)
    return &row->cells[column];
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (row->cells[middle].column < column)
        low = middle + 1;
      else
        high = middle;
    }
  return low < row->n_cells && row->cells[low].column == column ? &row->cells[low] : NULL;
}

gboolean
anlan_table_get_row_hidden (const AnlanTable *table, guint sheet, guint row)
{
  const AnlanSheet *found = get_sheet (table, sheet);
  const AnlanStoredRow *stored = found != NULL ? find_row (found, row) : NULL;

  return stored != NULL && stored->hidden;
}

static gboolean
is_blank_text (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_isspace (c) && !g_unichar_iszerowidth (c))
        return FALSE;
    }
  return TRUE;
}

gboolean
anlan_table_get_row_blank (const AnlanTable *table, guint sheet, guint row)
{
  const AnlanSheet *found = get_sheet (table, sheet);
  const AnlanStoredRow *stored = found != NULL ? find_row (found, row) : NULL;

  if (stored == NULL)
    return TRUE;
  for (guint i = 0; i < stored->n_cells; i++)
    if (stored->cells[i].type != ANLAN_CELL_TEXT || !is_blank_text (stored->cells[i].text))
      return FALSE;
  return TRUE;
}

static void
show_cell (const AnlanTable *table, const AnlanStoredCell *stored, AnlanCell *cell)
{
  const AnlanTableStyle *style = &g_array_index (table->styles, AnlanTableStyle, stored->style);

  cell->type = stored->type;
  cell->flags = stored->flags;
  cell->format = style->format;
  cell->fill = style->fill;
  if (stored->type == ANLAN_CELL_NUMBER)
    {
      cell->number = stored->number;
      cell->text = cell->buffer;
      anlan_table_style_show (style, stored->number, table->system_1904, cell->buffer);
    }
  else if (stored->type == ANLAN_CELL_BOOLEAN)
    {
      cell->number = stored->number;
      cell->text = stored->number != 0 ? "TRUE" : "FALSE";
    }
  else
    cell->text = stored->text;
}

gboolean
anlan_table_get_cell (const AnlanTable *table, guint sheet, guint row, guint column, AnlanCell *cell)
{
  const AnlanSheet *found = get_sheet (table, sheet);
  const AnlanStoredRow *stored_row = found != NULL ? find_row (found, row) : NULL;
  const AnlanStoredCell *stored = stored_row != NULL ? find_cell (stored_row, column) : NULL;

  g_return_val_if_fail (cell != NULL, FALSE);
  cell->type = ANLAN_CELL_EMPTY;
  cell->format = ANLAN_CELL_FORMAT_GENERAL;
  cell->flags = 0;
  cell->number = NAN;
  cell->fill = -1;
  cell->text = "";
  if (stored != NULL)
    show_cell (table, stored, cell);
  return stored != NULL;
}

const AnlanTableRange *
anlan_table_find_merged (const AnlanTable *table, guint sheet, guint row, guint column)
{
  const AnlanSheet *found = get_sheet (table, sheet);
  const AnlanMergedSpan *spans;
  const AnlanTableRange *range;
  guint low = 0, high;

  if (found == NULL || found->spans->len == 0)
    return NULL;
  spans = (const AnlanMergedSpan *)(gpointer)found->spans->data;
  high = found->spans->len;
  /* The last span that begins at or above the cell. */
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (spans[middle].column < column || (spans[middle].column == column && spans[middle].first_row <= row))
        low = middle + 1;
      else
        high = middle;
    }
  if (low == 0 || spans[low - 1].column != column)
    return NULL;
  range = &g_array_index (found->merged, AnlanTableRange, spans[low - 1].range);
  return row <= range->last_row ? range : NULL;
}

gboolean
anlan_table_get_merged_cell (const AnlanTable *table, guint sheet, guint row, guint column, AnlanCell *cell)
{
  const AnlanTableRange *range = anlan_table_find_merged (table, sheet, row, column);

  if (range != NULL)
    return anlan_table_get_cell (table, sheet, range->first_row, range->first_column, cell);
  return anlan_table_get_cell (table, sheet, row, column, cell);
}

char *
anlan_table_dup_text (const AnlanTable *table, guint sheet, guint row, guint column)
{
  AnlanCell cell;

  anlan_table_get_cell (table, sheet, row, column, &cell);
  return g_strdup (cell.text);
}

const AnlanTableRange *
anlan_table_get_merged (const AnlanTable *table, guint sheet, guint *n_ranges)
{
  const AnlanSheet *found = get_sheet (table, sheet);

  g_return_val_if_fail (n_ranges != NULL, NULL);
  *n_ranges = found != NULL ? found->merged->len : 0;
  return found != NULL ? (const AnlanTableRange *)(gpointer)found->merged->data : NULL;
}

const AnlanTableNote *
anlan_table_get_notes (const AnlanTable *table, guint *n_notes, guint *n_total)
{
  g_return_val_if_fail (table != NULL, NULL);
  g_return_val_if_fail (n_notes != NULL, NULL);
  *n_notes = table->notes->len;
  if (n_total != NULL)
    *n_total = table->n_notes;
  return (const AnlanTableNote *)(gpointer)table->notes->data;
}

guint
anlan_table_guess_sheet (const AnlanTable *table)
{
  guint best = 0;
  guint64 most = 0;

  g_return_val_if_fail (table != NULL, 0);
  for (guint i = 0; i < table->sheets->len; i++)
    {
      const AnlanSheet *sheet = g_ptr_array_index (table->sheets, i);

      if (!sheet->hidden && sheet->n_cells > most)
        {
          best = i;
          most = sheet->n_cells;
        }
    }
  return best;
}

char *
anlan_table_column_name (guint column)
{
  char name[8];
  char *p = name + sizeof name - 1;

  g_return_val_if_fail (column < ANLAN_TABLE_MAX_COLUMNS, NULL);
  *p = '\0';
  for (guint rest = column + 1; rest > 0; rest = (rest - 1) / 26)
    *--p = (char)('A' + (rest - 1) % 26);
  return g_strdup (p);
}

char *
anlan_table_cell_name (guint row, guint column)
{
  g_autofree char *name = anlan_table_column_name (column);

  return g_strdup_printf ("%s%u", name, row + 1);
}
