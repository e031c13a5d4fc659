/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "table-store.h"

/* Pages grow from the first to the last size, so that small tables stay small. */
#define FIRST_PAGE 256u
#define LAST_PAGE 65536u
/* Ranges over many columns are indexed a column each; more than this is no table made by people. */
#define MAX_SPANS 1000000u

static void
sheet_free (gpointer data)
{
  AnlanSheet *sheet = data;

  g_free (sheet->name);
  g_array_unref (sheet->rows);
  g_array_unref (sheet->merged);
  g_array_unref (sheet->spans);
  g_free (sheet);
}

static void
note_clear (gpointer data)
{
  g_free (((AnlanTableNote *)data)->message);
}

AnlanTable *
anlan_table_new (AnlanTableKind kind)
{
  AnlanTable *table = g_atomic_rc_box_new0 (AnlanTable);
  AnlanTableStyle general = ANLAN_TABLE_STYLE_INIT;

  table->kind = kind;
  table->encoding = g_strdup ("UTF-8");
  table->styles = g_array_new (FALSE, FALSE, sizeof (AnlanTableStyle));
  table->sheets = g_ptr_array_new_with_free_func (sheet_free);
  table->pages = g_ptr_array_new_with_free_func (g_free);
  table->texts = g_string_chunk_new (16384);
  table->notes = g_array_new (FALSE, FALSE, sizeof (AnlanTableNote));
  g_array_set_clear_func (table->notes, note_clear);
  table->interned = g_hash_table_new (g_str_hash, g_str_equal);
  table->cleaned = g_string_new (NULL);
  table->cells = g_array_new (FALSE, FALSE, sizeof (AnlanStoredCell));
  anlan_table_add_style (table, &general);
  return table;
}

static void
table_clear (gpointer data)
{
  AnlanTable *table = data;

  g_free (table->encoding);
  g_array_unref (table->styles);
  g_ptr_array_unref (table->sheets);
  g_ptr_array_unref (table->pages);
  g_string_chunk_free (table->texts);
  g_array_unref (table->notes);
  g_clear_pointer (&table->interned, g_hash_table_unref);
  if (table->cleaned != NULL)
    g_string_free (table->cleaned, TRUE);
  g_clear_pointer (&table->cells, g_array_unref);
}

AnlanTable *
anlan_table_ref (AnlanTable *table)
{
  g_return_val_if_fail (table != NULL, NULL);
  return g_atomic_rc_box_acquire (table);
}

void
anlan_table_unref (AnlanTable *table)
{
  g_return_if_fail (table != NULL);
  g_atomic_rc_box_release_full (table, table_clear);
}

void
anlan_table_set_text_source (AnlanTable *table, const char *encoding, char separator)
{
  g_free (table->encoding);
  table->encoding = g_strdup (encoding);
  table->separator = separator;
}

void
anlan_table_set_1904 (AnlanTable *table, gboolean system_1904)
{
  table->system_1904 = system_1904;
}

guint
anlan_table_add_style (AnlanTable *table, const AnlanTableStyle *style)
{
  g_array_append_val (table->styles, *style);
  return table->styles->len - 1;
}

AnlanTableStyle *
anlan_table_edit_style (AnlanTable *table, guint style)
{
  return &g_array_index (table->styles, AnlanTableStyle, style);
}

static gboolean
is_control (char c)
{
  return ((guchar)c < 0x20 && c != '\t' && c != '\n') || c == 0x7f;
}

const char *
anlan_table_intern (AnlanTable *table, const char *text, gssize length)
{
  GString *cleaned = table->cleaned;
  gsize size = length < 0 ? strlen (text) : (gsize)length;
  const char *kept;

  g_string_truncate (cleaned, 0);
  for (gsize i = 0, begin = 0; i <= size; i++)
    if (i == size || is_control (text[i]))
      {
        g_string_append_len (cleaned, text + begin, (gssize)(i - begin));
        /* A lone CR is the line break of old Macs. */
        if (i < size && text[i] == '\r' && (i + 1 == size || text[i + 1] != '\n'))
          g_string_append_c (cleaned, '\n');
        begin = i + 1;
      }
  if (cleaned->len == 0)
    return "";
  kept = g_hash_table_lookup (table->interned, cleaned->str);
  if (kept == NULL)
    {
      kept = g_string_chunk_insert_len (table->texts, cleaned->str, (gssize)cleaned->len);
      g_hash_table_add (table->interned, (gpointer)kept);
    }
  return kept;
}

static AnlanSheet *
last_sheet (AnlanTable *table)
{
  g_assert (table->sheets->len > 0);
  return g_ptr_array_index (table->sheets, table->sheets->len - 1);
}

void
anlan_table_begin_sheet (AnlanTable *table, const char *name, gboolean hidden)
{
  AnlanSheet *sheet = g_new0 (AnlanSheet, 1);

  sheet->name = g_strdup (name);
  sheet->hidden = hidden;
  sheet->rows = g_array_new (FALSE, FALSE, sizeof (AnlanStoredRow));
  sheet->merged = g_array_new (FALSE, FALSE, sizeof (AnlanTableRange));
  sheet->spans = g_array_new (FALSE, FALSE, sizeof (AnlanMergedSpan));
  g_ptr_array_add (table->sheets, sheet);
}

void
anlan_table_begin_row (AnlanTable *table, guint row, gboolean hidden)
{
  g_array_set_size (table->cells, 0);
  table->cells_unsorted = FALSE;
  table->row = row;
  table->row_hidden = hidden;
}

static void
add_cell (AnlanTable *table, AnlanStoredCell cell, guint column)
{
  GArray *cells = table->cells;

  if (column >= ANLAN_TABLE_MAX_COLUMNS)
    {
      last_sheet (table)->wide_cells++;
      return;
    }
  cell.column = (guint16)column;
  if (cells->len > 0 && g_array_index (cells, AnlanStoredCell, cells->len - 1).column >= column)
    table->cells_unsorted = TRUE;
  g_array_append_val (cells, cell);
}

void
anlan_table_add_text (
    AnlanTable *table, guint column, guint style, AnlanCellType type, AnlanCellFlags flags, const char *text)
{
  if (*text == '\0')
    return;
  add_cell (table,
            (AnlanStoredCell){
                .text = text, .style = (guint16)style, .type = (guint8)type, .flags = (guint8)flags },
            column);
}

void
anlan_table_add_number (
    AnlanTable *table, guint column, guint style, AnlanCellType type, AnlanCellFlags flags, double number)
{
  add_cell (table,
            (AnlanStoredCell){
                .number = number, .style = (guint16)style, .type = (guint8)type, .flags = (guint8)flags },
            column);
}

static int
compare_cells (gconstpointer a, gconstpointer b)
{
  return (int)((const AnlanStoredCell *)a)->column - (int)((const AnlanStoredCell *)b)->column;
}

/* Cells of one column twice are a damaged file; the first is kept, as spreadsheet programs do. */
static void
sort_cells (GArray *cells)
{
  guint kept = 0;

  g_array_sort (cells, compare_cells);
  for (guint i = 0; i < cells->len; i++)
    if (kept == 0 || g_array_index (cells, AnlanStoredCell, kept - 1).column !=
                         g_array_index (cells, AnlanStoredCell, i).column)
      g_array_index (cells, AnlanStoredCell, kept++) = g_array_index (cells, AnlanStoredCell, i);
  g_array_set_size (cells, kept);
}

gboolean
anlan_table_end_row (AnlanTable *table, GError **error)
{
  AnlanSheet *sheet = last_sheet (table);
  GArray *cells = table->cells;
  AnlanStoredRow row = { .row = table->row, .hidden = (guint8)(table->row_hidden != FALSE) };
  AnlanStoredCell *page;

  if (table->cells_unsorted)
    sort_cells (cells);
  if (cells->len == 0)
    return TRUE;
  table->n_cells += cells->len;
  sheet->n_cells += cells->len;
  if (table->n_cells > ANLAN_TABLE_MAX_CELLS || table->row >= ANLAN_TABLE_MAX_ROWS)
    {
      g_set_error (
          error, ANLAN_ERROR, ANLAN_ERROR_LIMIT,
          _ ("The table is too large: at most %u rows and %u filled cells can be read. Nothing was taken "
             "over. Split the file into several and read them one after the other."),
          ANLAN_TABLE_MAX_ROWS, ANLAN_TABLE_MAX_CELLS);
      return FALSE;
    }

  if (table->page_used + cells->len > table->page_size)
    {
      table->page_size = MAX (CLAMP (2 * table->page_size, FIRST_PAGE, LAST_PAGE), cells->len);
      g_ptr_array_add (table->pages, g_new (AnlanStoredCell, table->page_size));
      table->page_used = 0;
    }
  page = g_ptr_array_index (table->pages, table->pages->len - 1);
  memcpy (page + table->page_used, cells->data, cells->len * sizeof (AnlanStoredCell));
  row.cells = page + table->page_used;
  row.n_cells = (guint16)cells->len;
  table->page_used += cells->len;

  if (sheet->rows->len > 0 &&
      g_array_index (sheet->rows, AnlanStoredRow, sheet->rows->len - 1).row >= row.row)
    sheet->rows_unsorted = TRUE;
  g_array_append_val (sheet->rows, row);
  sheet->n_columns = MAX (sheet->n_columns, row.cells[row.n_cells - 1].column + 1u);
  return TRUE;
}

void
anlan_table_add_merged (AnlanTable *table, const AnlanTableRange *range)
{
  AnlanSheet *sheet = last_sheet (table);

  if (range->first_row > range->last_row || range->first_column > range->last_column ||
      range->last_row >= ANLAN_TABLE_MAX_ROWS || range->last_column >= ANLAN_TABLE_MAX_COLUMNS)
    {
      anlan_table_take_note (table, G_MAXUINT, G_MAXUINT,
                             g_strdup (_ ("A merged range with wrong corners was left out.")));
      return;
    }
  if (range->first_row == range->last_row && range->first_column == range->last_column)
    return;
  if (sheet->merged->len >= MAX_SPANS)
    {
      if (!sheet->merged_lost)
        anlan_table_take_note (
            table, G_MAXUINT, G_MAXUINT,
            g_strdup (_ ("This sheet has more merged ranges than can be read; the last ones were "
                         "left out.")));
      sheet->merged_lost = TRUE;
      return;
    }
  g_array_append_val (sheet->merged, *range);
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const AnlanStoredRow *first = a, *second = b;

  return (first->row > second->row) - (first->row < second->row);
}

static void
sort_rows (AnlanTable *table, AnlanSheet *sheet)
{
  guint kept = 0, doubled = 0;

  g_array_sort (sheet->rows, compare_rows);
  for (guint i = 0; i < sheet->rows->len; i++)
    {
      AnlanStoredRow row = g_array_index (sheet->rows, AnlanStoredRow, i);

      if (kept > 0 && g_array_index (sheet->rows, AnlanStoredRow, kept - 1).row == row.row)
        doubled++;
      else
        g_array_index (sheet->rows, AnlanStoredRow, kept++) = row;
    }
  g_array_set_size (sheet->rows, kept);
  if (doubled > 0)
    anlan_table_take_note (
        table, G_MAXUINT, G_MAXUINT,
        g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                      "%u row has the number of another row and was left out; the "
                                      "file is damaged.",
                                      "%u rows have the number of another row and were left out; "
                                      "the file is damaged.",
                                      doubled),
                         doubled));
}

static int
compare_ranges (gconstpointer a, gconstpointer b)
{
  const AnlanTableRange *first = a, *second = b;

  if (first->first_row != second->first_row)
    return first->first_row < second->first_row ? -1 : 1;
  return (first->first_column > second->first_column) - (first->first_column < second->first_column);
}

static int
compare_spans (gconstpointer a, gconstpointer b)
{
  const AnlanMergedSpan *first = a, *second = b;

  if (first->column != second->column)
    return first->column < second->column ? -1 : 1;
  return (first->first_row > second->first_row) - (first->first_row < second->first_row);
}

/* Ranges do not overlap in sound files; where they do, a cell finds the one that begins nearest above it. */
static void
index_merged (AnlanSheet *sheet)
{
  g_array_sort (sheet->merged, compare_ranges);
  for (guint i = 0; i < sheet->merged->len; i++)
    {
      const AnlanTableRange *range = &g_array_index (sheet->merged, AnlanTableRange, i);
      guint last = MIN (range->last_column, MAX (sheet->n_columns, range->first_column + 1) - 1);

      for (guint column = range->first_column; column <= last && sheet->spans->len < MAX_SPANS; column++)
        g_array_append_vals (sheet->spans, &(AnlanMergedSpan){ column, range->first_row, i }, 1);
    }
  g_array_sort (sheet->spans, compare_spans);
}

void
anlan_table_end_sheet (AnlanTable *table)
{
  AnlanSheet *sheet = last_sheet (table);

  if (sheet->rows_unsorted)
    sort_rows (table, sheet);
  if (sheet->wide_cells > 0)
    anlan_table_take_note (
        table, G_MAXUINT, G_MAXUINT,
        g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u cell to the right of column %s was left out.",
                                      "%u cells to the right of column %s were left out.", sheet->wide_cells),
                         sheet->wide_cells, "XFD"));
  index_merged (sheet);
}

static void
take_note (AnlanTable *table, AnlanTableNote note)
{
  table->n_notes++;
  if (table->notes->len < ANLAN_TABLE_MAX_NOTES)
    g_array_append_val (table->notes, note);
  else
    g_free (note.message);
}

void
anlan_table_take_note (AnlanTable *table, guint row, guint column, char *message)
{
  take_note (table, (AnlanTableNote){ table->sheets->len - 1, row, column, message });
}

void
anlan_table_take_file_note (AnlanTable *table, char *message)
{
  take_note (table, (AnlanTableNote){ G_MAXUINT, G_MAXUINT, G_MAXUINT, message });
}

void
anlan_table_finish (AnlanTable *table)
{
  g_clear_pointer (&table->interned, g_hash_table_unref);
  g_string_free (table->cleaned, TRUE);
  table->cleaned = NULL;
  g_clear_pointer (&table->cells, g_array_unref);
}
