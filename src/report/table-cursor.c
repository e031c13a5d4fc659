/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <string.h>

#include "table-private.h"

struct _AnlanTableCursor
{
  AnlanTable *table;
  guint sheet;
  guint first_column;
  guint n_columns;
  guint header_row; /* the last row of the header, G_MAXUINT if there is none */
  guint end;
  AnlanTableFill fill;
  gboolean *filled_down; /* by column: asked for */
  guint *above;          /* by column: the row that holds the last value, G_MAXUINT if there is none */
  guint next;
  guint row;
  AnlanRowKind kind;
};

AnlanTableCursor *
anlan_table_cursor_new (const AnlanTable *table, const AnlanTableHeader *header, AnlanTableFill fill)
{
  AnlanTableCursor *cursor;

  g_return_val_if_fail (table != NULL, NULL);
  g_return_val_if_fail (header != NULL, NULL);
  cursor = g_new0 (AnlanTableCursor, 1);
  cursor->table = anlan_table_ref ((AnlanTable *)table);
  cursor->sheet = header->sheet;
  cursor->first_column = header->first_column;
  cursor->n_columns = header->n_columns;
  cursor->header_row = header->n_rows > 0 ? header->first_row + header->n_rows - 1 : G_MAXUINT;
  cursor->end = anlan_table_get_n_rows (table, header->sheet);
  cursor->fill = fill;
  cursor->filled_down = g_new0 (gboolean, header->n_columns + 1);
  cursor->above = g_new (guint, header->n_columns + 1);
  memset (cursor->above, 0xff, (header->n_columns + 1) * sizeof (guint));
  cursor->next = header->body_row;
  cursor->row = G_MAXUINT;
  return cursor;
}

void
anlan_table_cursor_free (AnlanTableCursor *cursor)
{
  g_return_if_fail (cursor != NULL);
  anlan_table_unref (cursor->table);
  g_free (cursor->filled_down);
  g_free (cursor->above);
  g_free (cursor);
}

void
anlan_table_cursor_fill_down (AnlanTableCursor *cursor, guint column)
{
  g_return_if_fail (cursor != NULL);
  g_return_if_fail (column < cursor->n_columns);
  cursor->filled_down[column] = TRUE;
}

static gboolean
is_blank (const AnlanCell *cell)
{
  g_autofree char *tidy = NULL;

  if (cell->type != ANLAN_CELL_TEXT)
    return cell->type == ANLAN_CELL_EMPTY;
  tidy = anlan_table_tidy_text (cell->text);
  return *tidy == '\0';
}

/* All texts stand in cells merged sideways: a section title, or a line for signatures. */
static gboolean
is_banner (const AnlanTableCursor *cursor, guint row)
{
  gboolean found = FALSE;

  for (guint i = 0; i < cursor->n_columns; i++)
    {
      const AnlanTableRange *range;
      AnlanCell cell;

      if (!anlan_table_get_cell (cursor->table, cursor->sheet, row, cursor->first_column + i, &cell) ||
          is_blank (&cell))
        continue;
      range = anlan_table_find_merged (cursor->table, cursor->sheet, row, cursor->first_column + i);
      if (range == NULL || range->last_column == range->first_column)
        return FALSE;
      found = TRUE;
    }
  return found;
}

/* Every text of the row is the one that the last header row has in that column. */
static gboolean
is_header_again (const AnlanTableCursor *cursor, guint row)
{
  guint same = 0;

  if (cursor->header_row == G_MAXUINT)
    return FALSE;
  for (guint i = 0; i < cursor->n_columns; i++)
    {
      g_autofree char *tidy = NULL;
      g_autofree char *header = NULL;
      AnlanCell cell, head;

      if (!anlan_table_get_cell (cursor->table, cursor->sheet, row, cursor->first_column + i, &cell))
        continue;
      if (cell.type != ANLAN_CELL_TEXT)
        return FALSE;
      anlan_table_get_merged_cell (cursor->table, cursor->sheet, cursor->header_row, cursor->first_column + i,
                                   &head);
      tidy = anlan_table_tidy_text (cell.text);
      header = anlan_table_tidy_text (head.text);
      if (strcmp (tidy, header) != 0)
        return FALSE;
      same++;
    }
  return same > 1;
}

static AnlanRowKind
judge_row (const AnlanTableCursor *cursor, guint row)
{
  if (anlan_table_get_row_blank (cursor->table, cursor->sheet, row))
    return ANLAN_ROW_BLANK;
  if (is_banner (cursor, row))
    return ANLAN_ROW_BANNER;
  return is_header_again (cursor, row) ? ANLAN_ROW_HEADER : ANLAN_ROW_DATA;
}

static void
remember_values (AnlanTableCursor *cursor)
{
  for (guint i = 0; i < cursor->n_columns; i++)
    {
      AnlanCell cell;

      if (!cursor->filled_down[i])
        continue;
      if (cursor->kind == ANLAN_ROW_BANNER)
        cursor->above[i] = G_MAXUINT;
      else if (cursor->kind == ANLAN_ROW_DATA &&
               anlan_table_get_merged_cell (cursor->table, cursor->sheet, cursor->row,
                                            cursor->first_column + i, &cell) &&
               !is_blank (&cell))
        cursor->above[i] = cursor->row;
    }
}

gboolean
anlan_table_cursor_next (AnlanTableCursor *cursor)
{
  g_return_val_if_fail (cursor != NULL, FALSE);
  if (cursor->next >= cursor->end)
    return FALSE;
  cursor->row = cursor->next++;
  cursor->kind = judge_row (cursor, cursor->row);
  if (cursor->fill == ANLAN_TABLE_FILL_DOWN)
    remember_values (cursor);
  return TRUE;
}

AnlanRowKind
anlan_table_cursor_get_kind (const AnlanTableCursor *cursor)
{
  g_return_val_if_fail (cursor != NULL, ANLAN_ROW_BLANK);
  return cursor->kind;
}

guint
anlan_table_cursor_get_row (const AnlanTableCursor *cursor)
{
  g_return_val_if_fail (cursor != NULL, G_MAXUINT);
  return cursor->row;
}

gboolean
anlan_table_cursor_get_cell (const AnlanTableCursor *cursor, guint column, AnlanCell *cell)
{
  guint row, sheet_column;

  g_return_val_if_fail (cursor != NULL, FALSE);
  g_return_val_if_fail (cell != NULL, FALSE);
  row = cursor->row;
  /* A column outside the header is outside the table. */
  sheet_column = column < cursor->n_columns ? cursor->first_column + column : G_MAXUINT;
  if (cursor->fill == ANLAN_TABLE_FILL_NONE || sheet_column == G_MAXUINT)
    return anlan_table_get_cell (cursor->table, cursor->sheet, row, sheet_column, cell);
  if (cursor->fill == ANLAN_TABLE_FILL_DOWN && cursor->filled_down[column] &&
      cursor->kind == ANLAN_ROW_DATA && cursor->above[column] != G_MAXUINT)
    row = cursor->above[column];
  return anlan_table_get_merged_cell (cursor->table, cursor->sheet, row, sheet_column, cell);
}
