/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "table-private.h"
#include "xml-read.h"
#include "zip.h"

G_BEGIN_DECLS

/**
 * AnlanXlsx: one workbook being read. Everything is borrowed from anlan_table_read_xlsx().
 * @strings: the shared strings, interned in @table
 * @styles: guint: of each style of the workbook, the style of @table
 * @unpacked, @expected: bytes, for the progress
 */
typedef struct
{
  AnlanTable *table;
  AnlanZip *zip;
  const char *file;
  AnlanStep *step;
  GPtrArray *strings;
  GArray *styles;
  guint64 unpacked;
  guint64 expected;
} AnlanXlsx;

gboolean anlan_xlsx_parse_part ( AnlanXlsx *xlsx, const char *part, const AnlanXmlHandlers *handlers,
                                gpointer data, GError **error);

/* Fill xlsx->styles and xlsx->strings. */
gboolean anlan_xlsx_read_styles (AnlanXlsx *xlsx, const char *part, GError **error);
gboolean anlan_xlsx_read_strings (AnlanXlsx *xlsx, const char *part, GError **error);

/* Adds rows and merged ranges to the sheet that was begun. */
gboolean anlan_xlsx_read_sheet (AnlanXlsx *xlsx, const char *part, GError **error);

/* Turns the _xHHHH_ of OOXML texts into the characters they stand for (ECMA-376-1, 22.9.2.19), in place. */
void anlan_xlsx_unescape (GString *text);

G_END_DECLS
