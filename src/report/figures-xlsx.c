/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <string.h>

#include "base/time.h"
#include "chart-private.h"
#include "figures-private.h"
#include "late.h"
#include "table-write-private.h"

#define DATE_BASE "1899-12-30"
#define WIDEST 48.0

typedef struct
{
  lxw_workbook *workbook;
  lxw_format *title, *note, *head, *text, *count, *number, *percent, *change, *change_count, *date;
  GHashTable *names; /* of sheets, folded */
  GArray *n_cells;   /* guint64, of each sheet */
  GString *buffer;
} Book;

/* --- formats ------------------------------------------------------------------------------------------------------------- */

static lxw_format *
add_format (Book *book, const char *code)
{
  lxw_format *format = late_xlsx.workbook_add_format (book->workbook);

  if (code != NULL)
    late_xlsx.format_set_num_format (format, code);
  late_xlsx.format_set_align (format, LXW_ALIGN_VERTICAL_TOP);
  late_xlsx.format_set_border (format, LXW_BORDER_THIN);
  late_xlsx.format_set_border_color (format, 0x8a9bab);
  return format;
}

static void
make_formats (Book *book)
{
  book->title = late_xlsx.workbook_add_format (book->workbook);
  late_xlsx.format_set_bold (book->title);
  late_xlsx.format_set_font_size (book->title, 14);
  book->note = late_xlsx.workbook_add_format (book->workbook);
  late_xlsx.format_set_font_color (book->note, 0x555555);
  book->head = add_format (book, NULL);
  late_xlsx.format_set_bold (book->head);
  late_xlsx.format_set_bg_color (book->head, 0xd9e2ec);
  late_xlsx.format_set_text_wrap (book->head);
  book->text = add_format (book, "@");
  late_xlsx.format_set_text_wrap (book->text);
  book->count = add_format (book, "0");
  book->number = add_format (book, "0.0");
  book->percent = add_format (book, "0.0%");
  book->change = add_format (book, "+0.0;-0.0;\"–\"");
  book->change_count = add_format (book, "+0;-0;\"–\"");
  book->date = add_format (book, "yyyy-mm-dd");
}

/* --- cells ---------------------------------------------------------------------------------------------------------------- */

static void
count_cell (Book *book)
{
  g_array_index (book->n_cells, guint64, book->n_cells->len - 1)++;
}

static lxw_error
write_text (Book *book, lxw_worksheet *sheet, guint row, guint column, const char *text, lxw_format *format)
{
  if (text == NULL || *text == '\0')
    {
      /* A framed cell without a text is none of ours to count by its content, but it is one. */
      if (format == book->title || format == book->note)
        return LXW_NO_ERROR;
      count_cell (book);
      return late_xlsx.worksheet_write_blank (sheet, row, (lxw_col_t)column, format);
    }
  count_cell (book);
  return late_xlsx.worksheet_write_string (sheet, row, (lxw_col_t)column,
                                           anlan_xlsx_escape (text, book->buffer), format);
}

static lxw_error
write_cell (Book *book, lxw_worksheet *sheet, guint row, guint column, const FigureCell *cell)
{
  lxw_format *const formats[] = {
    [FIGURE_TEXT] = book->text,
    [FIGURE_COUNT] = book->count,
    [FIGURE_NUMBER] = book->number,
    [FIGURE_PERCENT] = book->percent,
    [FIGURE_CHANGE_COUNT] = book->change_count,
    [FIGURE_CHANGE_NUMBER] = book->change,
    [FIGURE_CHANGE_PERCENT] = book->change,
    [FIGURE_DATE] = book->date,
  };
  const char *text = anlan_value_get_text (&cell->value);
  double number = anlan_value_get_real (&cell->value, 0);

  if (cell->type == FIGURE_DATE && text != NULL && anlan_date_valid (text))
    number = anlan_date_diff (DATE_BASE, text);
  else if (text != NULL || anlan_value_is_null (&cell->value))
    return write_text (book, sheet, row, column, text, formats[cell->type]);
  count_cell (book);
  /* Percentage points are numbers of their own: +5.0 is not 5 %. */
  return late_xlsx.worksheet_write_number (sheet, row, (lxw_col_t)column,
                                           cell->type == FIGURE_CHANGE_PERCENT ? number * 100 : number,
                                           formats[cell->type]);
}

/* --- sheets --------------------------------------------------------------------------------------------------------------- */

/* No two sheets may have one name, whatever the case of letters. */
static lxw_worksheet *
add_sheet (Book *book, const char *title)
{
  g_autofree char *name = anlan_xlsx_sheet_name (title);
  guint64 none = 0;

  for (guint i = 2;; i++)
    {
      g_autofree char *folded = g_utf8_casefold (name, -1);
      g_autofree char *numbered = NULL, *shorter = NULL;

      if (g_hash_table_add (book->names, g_steal_pointer (&folded)))
        break;
      shorter = g_utf8_substring (name, 0, MIN (g_utf8_strlen (name, -1), 26));
      numbered = g_strdup_printf ("%s %u", shorter, i);
      g_free (name);
      name = g_steal_pointer (&numbered);
    }
  g_array_append_val (book->n_cells, none);
  return late_xlsx.workbook_add_worksheet (book->workbook, name);
}

static void
set_widths (lxw_worksheet *sheet, const FigureSection *section)
{
  for (guint i = 0; i < section->columns->len; i++)
    {
      double width = MIN (20, anlan_xlsx_shown_width (g_ptr_array_index (section->columns, i)) + 2);

      for (guint j = 0; j < section->rows->len; j++)
        {
          const FigureRow *row = g_ptr_array_index (section->rows, j);
          g_autofree char *text = anlan_figure_text (&row->cells[i]);

          width = MAX (width, anlan_xlsx_shown_width (text) + 2);
        }
      late_xlsx.worksheet_set_column (sheet, (lxw_col_t)i, (lxw_col_t)i, CLAMP (width, 9, WIDEST), NULL);
    }
}

static int
column_called (const FigureSection *section, const char *title)
{
  for (guint i = 0; i < section->columns->len; i++)
    if (g_strcmp0 (g_ptr_array_index (section->columns, i), title) == 0)
      return (int)i;
  return -1;
}

/* A chart of the sheet's own cells, so that it follows them; one whose series are no columns is only on the paper. */
static void
add_chart (Book *book,
           lxw_worksheet *sheet,
           const FigureSection *section,
           const AnlanChart *chart,
           guint first,
           guint at)
{
  const char *name = sheet->name;
  lxw_row_t begin = first, end = first + section->rows->len - 1;
  lxw_chart *made;

  for (guint i = 0; i < chart->series->len; i++)
    if (column_called (section, ((ChartSeries *)g_ptr_array_index (chart->series, i))->name) < 0)
      return;
  made = late_xlsx.workbook_add_chart (book->workbook,
                                       chart->type == ANLAN_CHART_LINES ? LXW_CHART_LINE : LXW_CHART_COLUMN);
  for (guint i = 0; i < chart->series->len; i++)
    {
      const ChartSeries *from = g_ptr_array_index (chart->series, i);
      lxw_col_t column = (lxw_col_t)column_called (section, from->name);
      lxw_chart_series *series = late_xlsx.chart_add_series (made, NULL, NULL);

      late_xlsx.chart_series_set_categories (series, name, begin, 0, end, 0);
      late_xlsx.chart_series_set_values (series, name, begin, column, end, column);
      late_xlsx.chart_series_set_name (series, from->name);
    }
  late_xlsx.chart_title_set_name (made, chart->title);
  late_xlsx.worksheet_insert_chart (sheet, at, (lxw_col_t)(section->columns->len + 1), made);
}

static lxw_error
write_table (Book *book, lxw_worksheet *sheet, const FigureSection *section, guint *at)
{
  lxw_error code = LXW_NO_ERROR;
  guint head = *at;

  for (guint i = 0; i < section->columns->len && code == LXW_NO_ERROR; i++)
    code = write_text (book, sheet, *at, i, g_ptr_array_index (section->columns, i), book->head);
  (*at)++;
  for (guint j = 0; j < section->rows->len; j++, (*at)++)
    {
      const FigureRow *row = g_ptr_array_index (section->rows, j);

      for (guint i = 0; i < row->n && code == LXW_NO_ERROR; i++)
        code = write_cell (book, sheet, *at, i, &row->cells[i]);
    }
  late_xlsx.worksheet_freeze_panes (sheet, head + 1, 0);
  late_xlsx.worksheet_repeat_rows (sheet, head, head);
  for (guint i = 0; section->rows->len > 0 && i < section->charts->len; i++)
    add_chart (book, sheet, section, g_ptr_array_index (section->charts, i), head + 1, head + i * 16);
  return code;
}

static lxw_error
write_section (Book *book, const AnlanFigures *figures, const FigureSection *section)
{
  lxw_worksheet *sheet = add_sheet (book, section->title);
  g_autofree char *title = g_strdup_printf ("%s · %s", figures->title, section->title);
  lxw_error code;
  guint at = 0;

  if (sheet == NULL)
    return LXW_ERROR_MEMORY_MALLOC_FAILED;
  code = write_text (book, sheet, at++, 0, title, book->title);
  if (code == LXW_NO_ERROR)
    code = write_text (book, sheet, at++, 0, figures->note, book->note);
  if (section->note != NULL && code == LXW_NO_ERROR)
    code = write_text (book, sheet, at++, 0, section->note, book->note);
  if (section->columns != NULL && code == LXW_NO_ERROR)
    {
      set_widths (sheet, section);
      code = write_table (book, sheet, section, &at);
    }
  late_xlsx.worksheet_set_landscape (sheet);
  late_xlsx.worksheet_set_paper (sheet, 9); /* A4 */
  late_xlsx.worksheet_fit_to_pages (sheet, 1, 0);
  return code;
}

/* --- the file --------------------------------------------------------------------------------------------------------------- */

static void
book_clear (Book *book)
{
  /* Only closing gives back what the library holds; the file goes with its hidden name. */
  if (book->workbook != NULL)
    late_xlsx.workbook_close (book->workbook);
  g_hash_table_unref (book->names);
  g_array_unref (book->n_cells);
  g_string_free (book->buffer, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Book, book_clear)

static lxw_error
write_book (Book *book, const AnlanFigures *figures)
{
  lxw_error code = LXW_NO_ERROR;
  /* The library prints numbers with printf(), which must not write a decimal comma into the file. */
  locale_t c_locale = newlocale (LC_NUMERIC_MASK, "C", duplocale (uselocale ((locale_t)0)));
  locale_t before = uselocale (c_locale);

  make_formats (book);
  for (guint i = 0; i < figures->sections->len && code == LXW_NO_ERROR; i++)
    code = write_section (book, figures, g_ptr_array_index (figures->sections, i));
  if (code == LXW_NO_ERROR)
    code = late_xlsx.workbook_close (g_steal_pointer (&book->workbook));
  uselocale (before);
  freelocale (c_locale);
  return code;
}

gboolean
anlan_figures_write_xlsx (const AnlanFigures *figures,
                          const char *path,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (AnlanSafeFile) file = NULL;
  g_autofree char *folder = NULL;
  const char *temporary;
  g_auto (Book) book = { NULL };
  lxw_error code;
  lxw_workbook_options options = { .constant_memory = LXW_FALSE };

  g_return_val_if_fail (figures != NULL && path != NULL, FALSE);

  book.names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  book.n_cells = g_array_new (FALSE, TRUE, sizeof (guint64));
  book.buffer = g_string_new (NULL);
  file = anlan_safe_file_new (path, error);
  if (file == NULL || !late_need_xlsx (error))
    return FALSE;
  temporary = anlan_safe_file_get_temporary (file);
  folder = g_path_get_dirname (temporary);
  options.tmpdir = folder;
  errno = 0;
  book.workbook = late_xlsx.workbook_new_opt (temporary, &options);
  if (book.workbook == NULL)
    return anlan_xlsx_fail (path, LXW_ERROR_CREATING_TMPFILE, error);
  code = write_book (&book, figures);
  if (code != LXW_NO_ERROR)
    return anlan_xlsx_fail (path, (int)code, error);
  for (guint i = 0; i < book.n_cells->len; i++)
    if (!anlan_xlsx_check_cells (temporary, path, i + 1, g_array_index (book.n_cells, guint64, i),
                                 cancellable, error))
      return FALSE;
  return anlan_safe_file_commit (file, cancellable, error);
}
