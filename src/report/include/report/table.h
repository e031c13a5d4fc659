/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base/progress.h"

G_BEGIN_DECLS

/**
 * AnlanTable:
 *
 * What was read of one spreadsheet file: its sheets with rows of cells, as the file has them. Nothing is
 * interpreted here: which row is the header is a guess that the user may change (anlan_table_guess_header()),
 * and which column goes into which field is for the importer to say.
 *
 * Rows, columns and sheets count from 0; people are shown row + 1, and anlan_table_cell_name() for "C7". A row that
 * the file leaves out is there and blank, so that numbers are those that a spreadsheet program shows; for CSV it is
 * the record (a record with line breaks in a quoted cell counts once).
 *
 * Reference counted and immutable once read, so that threads may share it. 100,000 rows of 20 cells take about
 * 16 bytes a cell and each different text once.
 */
typedef struct _AnlanTable AnlanTable;

/**
 * AnlanTableKind: what the file is, judged by its content, never by its name.
 */
typedef enum
{
  ANLAN_TABLE_CSV,  /* any text with separators */
  ANLAN_TABLE_JSON, /* a list of objects */
  ANLAN_TABLE_XLSX, /* also .xlsm and templates */
  ANLAN_TABLE_XLS,  /* Excel 5 to 2003 */
} AnlanTableKind;

/* Bounds of what is read; a file beyond them is refused with ANLAN_ERROR_LIMIT. */
#define ANLAN_TABLE_MAX_FILE_BYTES (256u * 1024 * 1024)
#define ANLAN_TABLE_MAX_UNPACKED (512u * 1024 * 1024) /* of an .xlsx, all parts that are read */
#define ANLAN_TABLE_MAX_ROWS 1048576u                 /* Excel's own, a sheet */
#define ANLAN_TABLE_MAX_COLUMNS 16384u                /* Excel's own */
#define ANLAN_TABLE_MAX_CELLS 20000000u               /* not blank, all sheets */
#define ANLAN_TABLE_MAX_SHEETS 256u
#define ANLAN_TABLE_MAX_CELL_BYTES (1024u * 1024) /* text of one cell */
#define ANLAN_TABLE_MAX_NOTES 1000u               /* kept; all are counted */

typedef enum
{
  ANLAN_CELL_EMPTY, /* nothing, or a text without any character */
  ANLAN_CELL_TEXT,
  ANLAN_CELL_NUMBER,  /* dates of spreadsheets too: see AnlanCellFormat */
  ANLAN_CELL_BOOLEAN, /* number is 0 or 1, text TRUE or FALSE */
  ANLAN_CELL_ERROR,   /* text is #N/A, #DIV/0! … */
} AnlanCellType;

/**
 * AnlanCellFormat: the class of the number format that a spreadsheet cell carries. It says what a number means: the
 * same 45292 is a date under ANLAN_CELL_FORMAT_DATE and a quantity or an ID under others. Cells of CSV are all
 * ANLAN_CELL_FORMAT_GENERAL and ANLAN_CELL_TEXT.
 */
typedef enum
{
  ANLAN_CELL_FORMAT_GENERAL,
  ANLAN_CELL_FORMAT_NUMBER,   /* also currency, fractions and scientific */
  ANLAN_CELL_FORMAT_PERCENT,  /* number 0.125 is shown as 12.5% */
  ANLAN_CELL_FORMAT_DATE,     /* a day, no time */
  ANLAN_CELL_FORMAT_TIME,     /* a time of day */
  ANLAN_CELL_FORMAT_MOMENT,   /* a day with a time */
  ANLAN_CELL_FORMAT_DURATION, /* [h]:mm: elapsed time, in days */
  ANLAN_CELL_FORMAT_TEXT,     /* '@': typed as text, ID numbers as a rule */
} AnlanCellFormat;

typedef enum
{
  ANLAN_CELL_FORMULA =
      1 << 0, /* the value that the file had stored for a formula; formulas are never computed */
  ANLAN_CELL_ROUNDED = 1 << 1, /* a number of more than 15 digits: its last digits are lost in the file */
  ANLAN_CELL_GUARDED =
      1 << 2, /* CSV: the apostrophe before = + - @ was taken off (see report/table-write.h) */
  ANLAN_CELL_REPAIRED = 1 << 3, /* CSV: stray quotes or wrong bytes; a note says where */
} AnlanCellFlags;

#define ANLAN_CELL_TEXT_MAX 64

/**
 * AnlanCell:
 * @text: as shown, UTF-8, never NULL; borrowed from the table, or in @buffer: do not copy the struct by assignment.
 *   Dates are shown in the stored form ("2026-11-22", "2026-11-22 13:05", "13:05"), whatever order the file's
 *   format has; integers with all their digits (an ID of 18 digits never as 3.1E+17), formats such as 00000 with
 *   their leading zeros, decimals as the format rounds them. Control characters other than tab and line
 *   break are taken out; ends are not trimmed.
 * @number: the raw value of NUMBER (serial day of dates) and BOOLEAN, NAN for others. Never rounded to the shown text.
 * @fill: 0xRRGGBB of the cell's solid background in .xlsx and .xls, -1 if it has none: risk tables say the grade by colour.
 */
typedef struct
{
  AnlanCellType type;
  AnlanCellFormat format;
  AnlanCellFlags flags;
  double number;
  int fill;
  const char *text;
  char buffer[ANLAN_CELL_TEXT_MAX];
} AnlanCell;

/* A block of cells, edges included. */
typedef struct
{
  guint first_row;
  guint first_column;
  guint last_row;
  guint last_column;
} AnlanTableRange;

/**
 * AnlanTableNote: something odd that reading mended or left out. @message is a translated sentence. @row and @column
 * are G_MAXUINT where the note is about the whole sheet, @sheet too where it is about the whole file.
 */
typedef struct
{
  guint sheet;
  guint row;
  guint column;
  char *message;
} AnlanTableNote;

/**
 * AnlanTableOptions: what the user may set where a guess went wrong. Zero-initialised everything is guessed.
 * @encoding: of text files: "UTF-8", "UTF-16LE", "UTF-16BE", "GB18030"; NULL to detect.
 * @separator: of text files: ',', ';', '\t', '|'; 0 to detect.
 * @keep_apostrophes: leaves the apostrophe before = + - @ in cells of text files.
 */
typedef struct
{
  const char *encoding;
  char separator;
  gboolean keep_apostrophes;
} AnlanTableOptions;

/**
 * anlan_table_read:
 * @options: (nullable): NULL for all guessed
 * @progress: (nullable): called on this thread
 *
 * Reads a whole file. Blocks: on the main thread use anlan_table_read_async().
 *
 * Errors, each a sentence that can be shown: ANLAN_ERROR_INPUT for what is no table or a damaged one, and for kinds
 * that must be saved as .xlsx first (.et, .ods, .numbers, .xlsb, old Excel, anything with a password);
 * ANLAN_ERROR_LIMIT beyond the bounds above; ANLAN_ERROR_NOT_FOUND, ANLAN_ERROR_DENIED, ANLAN_ERROR_IO from
 * the disk; G_IO_ERROR_CANCELLED. An empty file is ANLAN_ERROR_INPUT.
 *
 * Returns: (transfer full): the table, with at least one sheet; NULL with @error
 */
AnlanTable *anlan_table_read (const char *path, const AnlanTableOptions *options, AnlanProgress progress,
                              gpointer data, GCancellable *cancellable, GError **error);

/* The same in a worker thread. @options is copied; @progress runs on the thread-default main context of the caller and
 * never after @callback. */
void anlan_table_read_async (const char *path, const AnlanTableOptions *options, AnlanProgress progress,
                             gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer data);
AnlanTable *anlan_table_read_finish (GAsyncResult *result, GError **error);

/* The same from memory. @name is shown in sentences only. */
AnlanTable *anlan_table_read_bytes (GBytes *bytes, const char *name, const AnlanTableOptions *options,
                                    AnlanProgress progress, gpointer data, GCancellable *cancellable,
                                    GError **error);

AnlanTable *anlan_table_ref (AnlanTable *table);
void anlan_table_unref (AnlanTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanTable, anlan_table_unref)

AnlanTableKind anlan_table_get_kind (const AnlanTable *table);
/* Of text files the encoding and the separator that were used; "UTF-8" and 0 for others. */
const char *anlan_table_get_encoding (const AnlanTable *table);
char anlan_table_get_separator (const AnlanTable *table);
/* Whether serial days count from 1904 (workbooks made on old Macs): pass it to anlan_date_from_serial(). */
gboolean anlan_table_get_1904 (const AnlanTable *table);

/* Sheets that hold cells, hidden ones too; chart sheets are left out. */
guint anlan_table_get_n_sheets (const AnlanTable *table);
/* The name on the tab; "" for a text file. */
const char *anlan_table_get_sheet_name (const AnlanTable *table, guint sheet);
gboolean anlan_table_get_sheet_hidden (const AnlanTable *table, guint sheet);
/* One more than the last row and column that hold a cell that is not blank. */
guint anlan_table_get_n_rows (const AnlanTable *table, guint sheet);
guint anlan_table_get_n_columns (const AnlanTable *table, guint sheet);
/* Rows that a filter or the user has hidden are kept. */
gboolean anlan_table_get_row_hidden (const AnlanTable *table, guint sheet, guint row);
/* Whether no cell of the row holds more than white space. */
gboolean anlan_table_get_row_blank (const AnlanTable *table, guint sheet, guint row);

/**
 * anlan_table_get_cell:
 * @cell: (out): always filled; ANLAN_CELL_EMPTY outside the sheet
 *
 * The cell as the file has it: of a merged range only the upper left cell holds the value.
 *
 * Returns: whether it is not empty
 */
gboolean anlan_table_get_cell (const AnlanTable *table, guint sheet, guint row, guint column, AnlanCell *cell);

/* The same, but every cell of a merged range shows the value of its upper left cell. */
gboolean anlan_table_get_merged_cell (const AnlanTable *table, guint sheet, guint row, guint column,
                                      AnlanCell *cell);

/* The text alone, as a copy; "" for an empty cell. */
char *anlan_table_dup_text (const AnlanTable *table, guint sheet, guint row, guint column);

/* Merged ranges of a sheet, by first row, then column. Borrowed. Text files and Excel 95 know
 * none. */
const AnlanTableRange *anlan_table_get_merged (const AnlanTable *table, guint sheet, guint *n_ranges);
/* The merged range that covers a cell, or NULL. */
const AnlanTableRange *anlan_table_find_merged (const AnlanTable *table, guint sheet, guint row, guint column);

/* What was odd: at most ANLAN_TABLE_MAX_NOTES are kept, @n_total counts all. Borrowed. */
const AnlanTableNote *anlan_table_get_notes (const AnlanTable *table, guint *n_notes, guint *n_total);

/* "C7" of row 6, column 2; "A" to "XFD" are the columns. The caller frees it. */
char *anlan_table_cell_name (guint row, guint column);
char *anlan_table_column_name (guint column);

/**
 * anlan_cell_dup_date:
 * @ambiguous: (out) (optional): day and month could be the other way round, or the number has no date format
 *
 * The day that a cell means, in the stored form "2026-11-22": a number under a date format, text in any order that
 * anlan_date_from_text() knows (20260105 as a number too), or a bare serial number between 1955 and 2119, which
 * spreadsheets give for a date whose format got lost (@ambiguous).
 *
 * Returns: (transfer full) (nullable): NULL where the cell is empty or no date
 */
char *anlan_cell_dup_date (const AnlanTable *table, const AnlanCell *cell, gboolean *ambiguous);

/* A time of day as "13:05", from a time format, a fraction of a day or text. NULL where it is none. */
char *anlan_cell_dup_clock_time (const AnlanTable *table, const AnlanCell *cell);

/* A wall time of @zone as stored UTC text "2026-11-22T05:05:00Z"; a day without time is its midnight. NULL where it
 * is none. */
char *anlan_cell_dup_moment (const AnlanTable *table, const AnlanCell *cell, GTimeZone *zone);

/**
 * AnlanTableHeader: which rows name the columns, and where the body begins.
 * @first_row: the first of @n_rows header rows; what stands above are titles. @n_rows 0: no header was found, and names
 *   are "A", "B", …
 * @body_row: the first row of the body; later than the header where lines such as 1, 2, 3 number the columns.
 * @first_column, @n_columns: the block of columns that have a name or values.
 * @names: @n_columns names, never NULL. Two header rows are joined as "group/sub", white space and line breaks are
 *   taken out between Chinese characters and become one blank elsewhere. A column without a name is called by
 *   its letter, and a second column of the same name gets " (2)", so that each name is there once.
 * @title: the title rows above, joined by blanks; "" if none.
 */
typedef struct
{
  guint sheet;
  guint first_row;
  guint n_rows;
  guint body_row;
  guint first_column;
  guint n_columns;
  char **names; /* NULL-terminated */
  char *title;
} AnlanTableHeader;

/* The sheet with the most cells among those that are not hidden, the first at a tie. */
guint anlan_table_guess_sheet (const AnlanTable *table);

/* Looks for one or two header rows in the first 30. Never fails. */
AnlanTableHeader *anlan_table_guess_header (const AnlanTable *table, guint sheet);

/* A header where the user says it is; @n_rows 0 to 4. */
AnlanTableHeader *anlan_table_make_header (const AnlanTable *table, guint sheet, guint first_row, guint n_rows);

void anlan_table_header_free (AnlanTableHeader *header);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanTableHeader, anlan_table_header_free)

/* The index into header->names, or -1. White space, full-width forms and letter case do not count, nor does what
 * stands in brackets; "sub" finds "group/sub" where only one column has it. */
int anlan_table_header_find (const AnlanTableHeader *header, const char *name);

typedef enum
{
  ANLAN_ROW_DATA,
  ANLAN_ROW_BLANK,  /* nothing but white space */
  ANLAN_ROW_BANNER, /* texts only in cells merged sideways: a section title, or a line for signatures */
  ANLAN_ROW_HEADER, /* the header again, as printed tables repeat it on each page */
} AnlanRowKind;

/**
 * AnlanTableFill: what a blank cell of the body takes over from above.
 * @ANLAN_TABLE_FILL_MERGED: within a merged range its upper left cell; exact.
 * @ANLAN_TABLE_FILL_DOWN: that, and the last value above in the columns that were named to
 *   anlan_table_cursor_fill_down(); for files that know no merged ranges (.csv, Excel 95). A banner ends it.
 */
typedef enum
{
  ANLAN_TABLE_FILL_NONE,
  ANLAN_TABLE_FILL_MERGED,
  ANLAN_TABLE_FILL_DOWN,
} AnlanTableFill;

/**
 * AnlanTableCursor:
 *
 * Goes through the rows of the body once, from top to bottom, and says of each what it is. Columns are those of the
 * header: 0 is header->first_column.
 *
 * |[<!-- language="C" -->
 * g_autoptr (AnlanTableCursor) cursor = anlan_table_cursor_new (table, header, ANLAN_TABLE_FILL_MERGED);
 * while (anlan_table_cursor_next (cursor))
 *   if (anlan_table_cursor_get_kind (cursor) == ANLAN_ROW_DATA)
 *     anlan_table_cursor_get_cell (cursor, 3, &cell);
 * ]|
 */
typedef struct _AnlanTableCursor AnlanTableCursor;

AnlanTableCursor *anlan_table_cursor_new (const AnlanTable *table, const AnlanTableHeader *header,
                                          AnlanTableFill fill); /* keeps a reference on @table, copies @header */
void anlan_table_cursor_free (AnlanTableCursor *cursor);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanTableCursor, anlan_table_cursor_free)

/* Before the first row: blank cells of this column take the last value above them (ANLAN_TABLE_FILL_DOWN). */
void anlan_table_cursor_fill_down (AnlanTableCursor *cursor, guint column);
/* FALSE after the last row. */
gboolean anlan_table_cursor_next (AnlanTableCursor *cursor);
AnlanRowKind anlan_table_cursor_get_kind (const AnlanTableCursor *cursor);
/* The row of the sheet, from 0. */
guint anlan_table_cursor_get_row (const AnlanTableCursor *cursor);
/* As anlan_table_get_cell(), filled as asked for. */
gboolean anlan_table_cursor_get_cell (const AnlanTableCursor *cursor, guint column, AnlanCell *cell);

G_END_DECLS
