/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/table-write.h"
#include "safe-file.h"

G_BEGIN_DECLS

typedef struct
{
  char *id;
  char *title;
  AnlanColumnType type;
  int decimals;
  double width;
} AnlanOwnColumn;

typedef struct _AnlanXlsxWriter AnlanXlsxWriter;

struct _AnlanTableWriter
{
  AnlanTableFormat format;
  char *path;
  AnlanSafeFile *file;
  AnlanOwnColumn *columns;
  guint n_columns;
  char *sheet;
  char *title;
  GTimeZone *zone;
  char *yes_text;
  char *no_text;
  guint64 n_rows;
  guint64 n_cut;
  gboolean failed; /* nothing more may be written */
  gboolean closed;
  GString *line;         /* of CSV and JSON lines */
  AnlanXlsxWriter *xlsx; /* of XLSX */
};

/* The text of a value as people read it in a table, appended to @out; nothing for null. */
void anlan_table_writer_append_text (const AnlanTableWriter *writer, const AnlanOwnColumn *column,
                                     const AnlanValue *value, GString *out);
/* The wall time of a stored moment: FALSE if @text is none. */
gboolean anlan_table_writer_local_time (const AnlanTableWriter *writer, const char *text, GDateTime **local);

gboolean anlan_xlsx_writer_open (AnlanTableWriter *writer, GError **error);
gboolean anlan_xlsx_writer_add_row (AnlanTableWriter *writer, const AnlanValue *values, GError **error);
/* Ends the workbook under the temporary name and reads it back. */
gboolean anlan_xlsx_writer_close (AnlanTableWriter *writer, GCancellable *cancellable, GError **error);
void anlan_xlsx_writer_free (AnlanTableWriter *writer);

/* --- what every workbook needs ----------------------------------------------------------------------------------- */

/* In characters of which Han ones count twice. */
double anlan_xlsx_shown_width (const char *text);
/* A name that Excel takes for a sheet: not empty, none of []:*?/\, no apostrophe at an end, 31 characters. The caller
 * frees it. */
char *anlan_xlsx_sheet_name (const char *wanted);
/* "_x0041_" in a text would be read as an escape for "A": its first mark is escaped itself (ECMA-376-1, 22.9.2.19).
 * Returns @text or what is in @buffer. */
const char *anlan_xlsx_escape (const char *text, GString *buffer);
/* FALSE, with what errno says of @path; @code: the library's own. */
gboolean anlan_xlsx_fail (const char *path, int code, GError **error);
/* Whether the workbook under the name @temporary has @n_cells in its sheet @sheet, counted from 1. @path: for the
 * sentence. */
gboolean anlan_xlsx_check_cells (const char *temporary, const char *path, guint sheet, guint64 n_cells,
                                 GCancellable *cancellable, GError **error);

G_END_DECLS
