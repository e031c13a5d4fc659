/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include "report/table.h"

/* What must hold for any bytes: reading ends in a table or in a sentence, and whatever a table says of itself can be
 * asked of it. Returns the table or NULL. */
static inline AnlanTable *
fuzz_read_table (const void *bytes, gsize size, const char *name)
{
  g_autoptr (GBytes) held = g_bytes_new (bytes, size);
  g_autoptr (GError) error = NULL;
  AnlanTable *table = anlan_table_read_bytes (held, name, NULL, NULL, NULL, NULL, &error);

  g_assert_true ((table == NULL) == (error != NULL));
  if (error != NULL)
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  return table;
}

static inline void
fuzz_check_cell (const AnlanTable *table, const AnlanCell *cell)
{
  g_autofree char *date = anlan_cell_dup_date (table, cell, NULL);
  g_autofree char *time = anlan_cell_dup_clock_time (table, cell);

  g_assert_true (date == NULL || strlen (date) == 10);
  g_assert_true (time == NULL || strlen (time) == 5);
  g_assert_true (g_utf8_validate (cell->text, -1, NULL));
  g_assert_true ((cell->type == ANLAN_CELL_EMPTY) == (*cell->text == '\0') || cell->type == ANLAN_CELL_NUMBER);
}

/* Every cell of the body, through the header that is guessed. The widest sheets only cost time. */
static inline void
fuzz_walk_sheet (const AnlanTable *table, guint sheet)
{
  if (anlan_table_get_n_columns (table, sheet) > 1024)
    return;

  g_autoptr (AnlanTableHeader) header = anlan_table_guess_header (table, sheet);
  g_autoptr (AnlanTableCursor) cursor = anlan_table_cursor_new (table, header, ANLAN_TABLE_FILL_DOWN);
  guint n_columns = MIN (header->n_columns, 64), n_ranges, rows = 0;
  const AnlanTableRange *ranges = anlan_table_get_merged (table, sheet, &n_ranges);

  g_assert_cmpuint (g_strv_length (header->names), ==, header->n_columns);
  for (guint i = 0; i < n_columns; i++)
    {
      g_assert_true (g_utf8_validate (header->names[i], -1, NULL));
      anlan_table_cursor_fill_down (cursor, i);
    }
  if (n_columns > 0)
    anlan_table_header_find (header, header->names[n_columns - 1]);
  for (guint i = 0; i < MIN (n_ranges, 1000); i++)
    anlan_table_find_merged (table, sheet, ranges[i].last_row, ranges[i].last_column);
  while (anlan_table_cursor_next (cursor) && rows++ < 1000)
    for (guint i = 0; i < n_columns; i++)
      {
        AnlanCell cell;

        anlan_table_cursor_get_cell (cursor, i, &cell);
        fuzz_check_cell (table, &cell);
      }
}

static inline void
fuzz_walk_table (const AnlanTable *table)
{
  guint n_notes;
  const AnlanTableNote *notes = anlan_table_get_notes (table, &n_notes, NULL);

  g_assert_cmpuint (anlan_table_get_n_sheets (table), >, 0);
  g_assert_cmpuint (anlan_table_guess_sheet (table), <, anlan_table_get_n_sheets (table));
  for (guint i = 0; i < anlan_table_get_n_sheets (table); i++)
    {
      g_assert_true (g_utf8_validate (anlan_table_get_sheet_name (table, i), -1, NULL));
      fuzz_walk_sheet (table, i);
    }
  for (guint i = 0; i < n_notes; i++)
    g_assert_true (g_utf8_validate (notes[i].message, -1, NULL));
}
