/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "table-private.h"

/* A cell takes 16 bytes. Cells lie in pages, a row never over two of them; only cells that hold something are kept,
 * in the order of their columns, and only rows that have a cell. Texts are kept once each. */
typedef struct
{
  union
  {
    double number;
    const char *text;
  };
  guint16 column;
  guint16 style;
  guint8 type;
  guint8 flags;
} StoredCell;

typedef struct
{
  const StoredCell *cells;
  guint row;
  guint16 n_cells;
  guint8 hidden;
} StoredRow;

/* A merged range seen from one column, for finding it from a cell. */
typedef struct
{
  guint column;
  guint first_row;
  guint range;
} MergedSpan;

typedef struct
{
  char *name;
  gboolean hidden;
  guint n_columns;
  guint64 n_cells;
  GArray *rows;   /* StoredRow, by row */
  GArray *merged; /* AnlanTableRange */
  GArray *spans;  /* MergedSpan, by column, then row */
  gboolean rows_unsorted;
  gboolean merged_lost;
  guint wide_cells; /* cells left out because they lie too far right */
} Sheet;

struct _AnlanTable
{
  AnlanTableKind kind;
  char *encoding;
  char separator;
  gboolean system_1904;
  GArray *styles; /* AnlanTableStyle */
  GPtrArray *sheets;
  GPtrArray *pages; /* of StoredCell */
  GStringChunk *texts;
  GArray *notes;
  guint n_notes; /* also of those that were not kept */

  /* only while building */
  GHashTable *interned;
  GString *cleaned;
  GArray *cells; /* StoredCell of the row in hand */
  gboolean cells_unsorted;
  guint row;
  gboolean row_hidden;
  guint page_used;
  guint64 n_cells;
};

#define PAGE_CELLS 65536u
/* Ranges over many columns are indexed a column each; more than this is no table made by people. */
#define MAX_SPANS 1000000u

static void
sheet_free (gpointer data)
{
  Sheet *sheet = data;

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
  table->texts = g_string_chunk_new (65536);
  table->notes = g_array_new (FALSE, FALSE, sizeof (AnlanTableNote));
  g_array_set_clear_func (table->notes, note_clear);
  table->interned = g_hash_table_new (g_str_hash, g_str_equal);
  table->cleaned = g_string_new (NULL);
  table->cells = g_array_new (FALSE, FALSE, sizeof (StoredCell));
  table->page_used = PAGE_CELLS;
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

/* Building */

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

static Sheet *
last_sheet (AnlanTable *table)
{
  g_assert (table->sheets->len > 0);
  return g_ptr_array_index (table->sheets, table->sheets->len - 1);
}

void
anlan_table_begin_sheet (AnlanTable *table, const char *name, gboolean hidden)
{
  Sheet *sheet = g_new0 (Sheet, 1);

  sheet->name = g_strdup (name);
  sheet->hidden = hidden;
  sheet->rows = g_array_new (FALSE, FALSE, sizeof (StoredRow));
  sheet->merged = g_array_new (FALSE, FALSE, sizeof (AnlanTableRange));
  sheet->spans = g_array_new (FALSE, FALSE, sizeof (MergedSpan));
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
add_cell (AnlanTable *table, StoredCell cell, guint column)
{
  GArray *cells = table->cells;

  if (column >= ANLAN_TABLE_MAX_COLUMNS)
    {
      last_sheet (table)->wide_cells++;
      return;
    }
  cell.column = (guint16)column;
  if (cells->len > 0 && g_array_index (cells, StoredCell, cells->len - 1).column >= column)
    table->cells_unsorted = TRUE;
  g_array_append_val (cells, cell);
}

void
anlan_table_add_text (
    AnlanTable *table, guint column, guint style, AnlanCellType type, AnlanCellFlags flags, const char *text)
{
  if (*text == '\0')
    return;
  add_cell (
      table,
      (StoredCell){ .text = text, .style = (guint16)style, .type = (guint8)type, .flags = (guint8)flags },
      column);
}

void
anlan_table_add_number (
    AnlanTable *table, guint column, guint style, AnlanCellType type, AnlanCellFlags flags, double number)
{
  add_cell (
      table,
      (StoredCell){ .number = number, .style = (guint16)style, .type = (guint8)type, .flags = (guint8)flags },
      column);
}

static int
compare_cells (gconstpointer a, gconstpointer b)
{
  return (int)((const StoredCell *)a)->column - (int)((const StoredCell *)b)->column;
}

/* Cells of one column twice are a damaged file; the first is kept, as spreadsheet programs do. */
static void
sort_cells (GArray *cells)
{
  guint kept = 0;

  g_array_sort (cells, compare_cells);
  for (guint i = 0; i < cells->len; i++)
    if (kept == 0 ||
        g_array_index (cells, StoredCell, kept - 1).column != g_array_index (cells, StoredCell, i).column)
      g_array_index (cells, StoredCell, kept++) = g_array_index (cells, StoredCell, i);
  g_array_set_size (cells, kept);
}

gboolean
anlan_table_end_row (AnlanTable *table, GError **error)
{
  Sheet *sheet = last_sheet (table);
  GArray *cells = table->cells;
  StoredRow row = { .row = table->row, .hidden = (guint8)(table->row_hidden != FALSE) };
  StoredCell *page;

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

  if (table->page_used + cells->len > PAGE_CELLS)
    {
      g_ptr_array_add (table->pages, g_new (StoredCell, PAGE_CELLS));
      table->page_used = 0;
    }
  page = g_ptr_array_index (table->pages, table->pages->len - 1);
  memcpy (page + table->page_used, cells->data, cells->len * sizeof (StoredCell));
  row.cells = page + table->page_used;
  row.n_cells = (guint16)cells->len;
  table->page_used += cells->len;

  if (sheet->rows->len > 0 && g_array_index (sheet->rows, StoredRow, sheet->rows->len - 1).row >= row.row)
    sheet->rows_unsorted = TRUE;
  g_array_append_val (sheet->rows, row);
  sheet->n_columns = MAX (sheet->n_columns, row.cells[row.n_cells - 1].column + 1u);
  return TRUE;
}

void
anlan_table_add_merged (AnlanTable *table, const AnlanTableRange *range)
{
  Sheet *sheet = last_sheet (table);

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
  const StoredRow *first = a, *second = b;

  return (first->row > second->row) - (first->row < second->row);
}

static void
sort_rows (AnlanTable *table, Sheet *sheet)
{
  guint kept = 0, doubled = 0;

  g_array_sort (sheet->rows, compare_rows);
  for (guint i = 0; i < sheet->rows->len; i++)
    {
      StoredRow row = g_array_index (sheet->rows, StoredRow, i);

      if (kept > 0 && g_array_index (sheet->rows, StoredRow, kept - 1).row == row.row)
        doubled++;
      else
        g_array_index (sheet->rows, StoredRow, kept++) = row;
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
  const MergedSpan *first = a, *second = b;

  if (first->column != second->column)
    return first->column < second->column ? -1 : 1;
  return (first->first_row > second->first_row) - (first->first_row < second->first_row);
}

/* Ranges do not overlap in sound files; where they do, a cell finds the one that begins nearest above it. */
static void
index_merged (Sheet *sheet)
{
  g_array_sort (sheet->merged, compare_ranges);
  for (guint i = 0; i < sheet->merged->len; i++)
    {
      const AnlanTableRange *range = &g_array_index (sheet->merged, AnlanTableRange, i);
      guint last = MIN (range->last_column, MAX (sheet->n_columns, range->first_column + 1) - 1);

      for (guint column = range->first_column; column <= last && sheet->spans->len < MAX_SPANS; column++)
        g_array_append_vals (sheet->spans, &(MergedSpan){ column, range->first_row, i }, 1);
    }
  g_array_sort (sheet->spans, compare_spans);
}

void
anlan_table_end_sheet (AnlanTable *table)
{
  Sheet *sheet = last_sheet (table);

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

/* Reading */

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

static const Sheet *
get_sheet (const AnlanTable *table, guint sheet)
{
  g_return_val_if_fail (table != NULL, NULL);
  g_return_val_if_fail (sheet < table->sheets->len, NULL);
  return g_ptr_array_index (table->sheets, sheet);
}

const char *
anlan_table_get_sheet_name (const AnlanTable *table, guint sheet)
{
  const Sheet *found = get_sheet (table, sheet);

  return found != NULL ? found->name : NULL;
}

gboolean
anlan_table_get_sheet_hidden (const AnlanTable *table, guint sheet)
{
  const Sheet *found = get_sheet (table, sheet);

  return found != NULL && found->hidden;
}

guint
anlan_table_get_n_rows (const AnlanTable *table, guint sheet)
{
  const Sheet *found = get_sheet (table, sheet);

  if (found == NULL || found->rows->len == 0)
    return 0;
  return g_array_index (found->rows, StoredRow, found->rows->len - 1).row + 1;
}

guint
anlan_table_get_n_columns (const AnlanTable *table, guint sheet)
{
  const Sheet *found = get_sheet (table, sheet);

  return found != NULL ? found->n_columns : 0;
}

static const StoredRow *
find_row (const Sheet *sheet, guint row)
{
  const StoredRow *rows = (const StoredRow *)(gpointer)sheet->rows->data;
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

static const StoredCell *
find_cell (const StoredRow *row, guint column)
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
  const Sheet *found = get_sheet (table, sheet);
  const StoredRow *stored = found != NULL ? find_row (found, row) : NULL;

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
  const Sheet *found = get_sheet (table, sheet);
  const StoredRow *stored = found != NULL ? find_row (found, row) : NULL;

  if (stored == NULL)
    return TRUE;
  for (guint i = 0; i < stored->n_cells; i++)
    if (stored->cells[i].type != ANLAN_CELL_TEXT || !is_blank_text (stored->cells[i].text))
      return FALSE;
  return TRUE;
}

static void
show_cell (const AnlanTable *table, const StoredCell *stored, AnlanCell *cell)
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
  const Sheet *found = get_sheet (table, sheet);
  const StoredRow *stored_row = found != NULL ? find_row (found, row) : NULL;
  const StoredCell *stored = stored_row != NULL ? find_cell (stored_row, column) : NULL;

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
  const Sheet *found = get_sheet (table, sheet);
  const MergedSpan *spans;
  const AnlanTableRange *range;
  guint low = 0, high;

  if (found == NULL || found->spans->len == 0)
    return NULL;
  spans = (const MergedSpan *)(gpointer)found->spans->data;
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
  const Sheet *found = get_sheet (table, sheet);

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
      const Sheet *sheet = g_ptr_array_index (table->sheets, i);

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
