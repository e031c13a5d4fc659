/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/table.h"
#include "step.h"
#include "table-format.h"

G_BEGIN_DECLS

/* The building side of AnlanTable, for the readers. A table is built by one thread: sheets one after the other, rows
 * of a sheet one after the other, cells of a row in any order. */

AnlanTable *anlan_table_new (AnlanTableKind kind);
void anlan_table_set_text_source (AnlanTable *table, const char *encoding, char separator);
void anlan_table_set_1904 (AnlanTable *table, gboolean system_1904);

/* Styles are numbered from 0 in the order they are added; style 0 exists from the start and is general. */
guint anlan_table_add_style (AnlanTable *table, const AnlanTableStyle *style);
AnlanTableStyle *anlan_table_edit_style (AnlanTable *table, guint style);

/* A text kept once, alive as long as the table; @length -1 for NUL-terminated. Control characters other than tab and
 * line break are taken out and CR LF becomes LF. Must be UTF-8. */
const char *anlan_table_intern (AnlanTable *table, const char *text, gssize length);

void anlan_table_begin_sheet (AnlanTable *table, const char *name, gboolean hidden);
void anlan_table_begin_row (AnlanTable *table, guint row, gboolean hidden);
/* @text must come from anlan_table_intern(). Columns beyond the bound are counted by a note and left out. */
void anlan_table_add_text ( AnlanTable *table, guint column, guint style, AnlanCellType type,
                           AnlanCellFlags flags, const char *text);
/* NUMBER or BOOLEAN. */
void anlan_table_add_number ( AnlanTable *table, guint column, guint style, AnlanCellType type,
                             AnlanCellFlags flags, double number);
/* FALSE with ANLAN_ERROR_LIMIT when the table has become too large. */
gboolean anlan_table_end_row (AnlanTable *table, GError **error);
void anlan_table_add_merged (AnlanTable *table, const AnlanTableRange *range);
void anlan_table_end_sheet (AnlanTable *table);

/* A note on the sheet that is being built; takes @message. @row and @column may be G_MAXUINT. */
void anlan_table_take_note (AnlanTable *table, guint row, guint column, char *message);
/* The same on the whole file. */
void anlan_table_take_file_note (AnlanTable *table, char *message);

/* Sorts and indexes, and drops what only building needed. */
void anlan_table_finish (AnlanTable *table);

/* The readers: each fills an empty table from the bytes of a file of its kind. */
gboolean anlan_table_read_csv (AnlanTable *table, GBytes *bytes, const char *name,
                               const AnlanTableOptions *options, AnlanStep *step, GError **error);
gboolean anlan_table_read_json (AnlanTable *table, GBytes *bytes, const char *name, AnlanStep *step,
                                GError **error);
gboolean anlan_table_read_xlsx (AnlanTable *table, GBytes *bytes, const char *name, AnlanStep *step,
                                GError **error);
gboolean anlan_table_read_xls (AnlanTable *table, GBytes *bytes, const char *name, AnlanStep *step,
                               GError **error);

/* A text without white space at its ends and between ideographs, and one blank for each run of it elsewhere. */
char *anlan_table_tidy_text (const char *text);

G_END_DECLS
