/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <xlsxwriter.h>

#include "report/table.h"

/* Files for the tests of report/, made where the test runs; nothing is kept between runs. */

/* A new file of that name with these bytes, in a folder of its own. The caller frees the path. */
char *fixture_file (const char *name, const void *bytes, gssize length);
/* A path for a file that is not there yet, in a folder of its own. */
char *fixture_path (const char *name);
/* Removes the folder that a path of the above lies in, and asserts that nothing is left in it but the file itself (or
 * nothing, where @left is FALSE). */
void fixture_remove (const char *path, gboolean left);

/* An archive of parts: name, text, name, text … NULL. @password makes its parts locked. */
GBytes *fixture_zip (const char *password, ...) G_GNUC_NULL_TERMINATED;

/* The same with one more part of that many blanks. */
GBytes *fixture_zip_with_blanks (const char *blank_name, guint64 n_blanks, ...) G_GNUC_NULL_TERMINATED;

/* A workbook of one sheet around the inner XML of its <worksheet>; @styles and @strings may be NULL, @workbook_pr too. */
GBytes *fixture_workbook (const char *sheet_xml, const char *styles_xml, const char *strings_xml,
                          const char *workbook_pr);

AnlanTable *fixture_read (GBytes *bytes, const char *name);
AnlanTable *fixture_read_text (const char *text);

/* Asserts that reading fails with this code of ANLAN_ERROR and a sentence that contains @words. */
void fixture_assert_refused (GBytes *bytes, const char *name, int code, const char *words);

/* Asserts a cell's text. */
#define assert_cell(table, row, column, expected) \
  G_STMT_START \
  { \
    g_autofree char *cell_text = anlan_table_dup_text (table, 0, row, column); \
    g_assert_cmpstr (cell_text, ==, expected); \
  } \
  G_STMT_END

/* The file of shared data, or NULL after g_test_skip(). */
char *fixture_shared (const char *name);
