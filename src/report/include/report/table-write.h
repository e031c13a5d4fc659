/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base/column.h"
#include "base/value.h"

G_BEGIN_DECLS

/**
 * AnlanTableWriter:
 *
 * Writes rows of values to a file, one row after the other, in constant memory. The rows go to a temporary file beside
 * the target; only anlan_table_writer_close() flushes it to the disk, reads it back where the format needs that, and
 * puts it in the place of the target in one step. Freed before, or after an error, it leaves the old target as it
 * was and no half file. Blocks: use it in a worker thread; one thread at a time.
 */
typedef struct _AnlanTableWriter AnlanTableWriter;

typedef enum
{
  /* UTF-8 with BOM, so that Excel knows the encoding; RFC 4180: CRLF, quotes doubled. A text that begins with
   * = + - @ and is no number gets an apostrophe before it, so that no spreadsheet program takes it for a
   * formula; a text that has that form already gets one more. The reader takes exactly one off again. */
  ANLAN_TABLE_FORMAT_CSV,
  /* Header frozen and styled, autofilter, column widths; texts as texts (ID numbers keep every digit), days and
   * times as real dates, numbers as numbers. At most 1,048,575 rows. Texts of more than 32,767 characters, which no
   * cell can hold, are cut and counted; integers of more than 15 digits become texts. */
  ANLAN_TABLE_FORMAT_XLSX,
  /* One object a line, members in the order of the columns, named by their ids; null values are left out. */
  ANLAN_TABLE_FORMAT_JSON_LINES,
} AnlanTableFormat;

/**
 * AnlanWriteColumn:
 * @id: the member's name in JSON lines
 * @title: the header in CSV and XLSX
 * @decimals: of NUMBER, for the format of XLSX cells; -1: as many as the number has
 * @width: in characters of XLSX; 0: from title and type
 */
typedef struct
{
  const char *id;
  const char *title;
  AnlanColumnType type;
  int decimals;
  double width;
} AnlanWriteColumn;

/**
 * AnlanWriteOptions: zero-initialised is fine.
 * @sheet: name of the sheet of XLSX; characters that Excel forbids are replaced, 31 characters are kept
 * @title: a line above the header of XLSX (left out if NULL); the reader skips it again
 * @zone: for MOMENT; NULL is UTC
 * @yes_text, @no_text: for BOOLEAN in CSV and XLSX; NULL: TRUE and FALSE
 */
typedef struct
{
  const char *sheet;
  const char *title;
  GTimeZone *zone;
  const char *yes_text;
  const char *no_text;
} AnlanWriteOptions;

/**
 * anlan_table_writer_new:
 * @options: (nullable)
 *
 * Opens a temporary file beside @path and writes the header. Columns and options are copied.
 *
 * Returns: (transfer full): NULL with ANLAN_ERROR_READ_ONLY, ANLAN_ERROR_DENIED, ANLAN_ERROR_DISK_FULL,
 *   ANLAN_ERROR_NOT_FOUND (no such folder) or ANLAN_ERROR_IO
 */
AnlanTableWriter *anlan_table_writer_new (const char *path, AnlanTableFormat format,
                                          const AnlanWriteColumn *columns, guint n_columns,
                                          const AnlanWriteOptions *options, GError **error);

/* Adds a row of as many values as there are columns. A value that does not fit its column's type is written as the text
 * that it is. FALSE with ANLAN_ERROR_DISK_FULL, ANLAN_ERROR_LIMIT (too many rows for XLSX) or ANLAN_ERROR_IO; the
 * writer is then of no more use than to be freed. */
gboolean anlan_table_writer_add_row (AnlanTableWriter *writer, const AnlanValue *values, GError **error);

/* Ends the file and puts it in its place. Only TRUE means that it is there, whole and on the disk. To be called once. */
gboolean anlan_table_writer_close (AnlanTableWriter *writer, GCancellable *cancellable, GError **error);

void anlan_table_writer_free (AnlanTableWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanTableWriter, anlan_table_writer_free)

/* Rows added so far, and texts that had to be cut to what a cell of XLSX can hold: tell the user of them. */
guint64 anlan_table_writer_get_n_rows (const AnlanTableWriter *writer);
guint64 anlan_table_writer_get_n_cut (const AnlanTableWriter *writer);

/* By the ending of a file name: ".csv", ".xlsx", ".json" and ".jsonl". FALSE for any other. */
gboolean anlan_table_format_from_name (const char *path, AnlanTableFormat *format);

/* The form of a text in CSV against formulas, and back: guard(text) is @text itself where it needs no guard, and
 * unguard(guard(text)) is @text for every text. The caller frees them. */
char *anlan_csv_guard (const char *text);
char *anlan_csv_unguard (const char *text);

G_END_DECLS
