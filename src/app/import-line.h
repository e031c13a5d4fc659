/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "report/import.h"

G_BEGIN_DECLS

/**
 * AnlanImportLine:
 *
 * One row of a file in the preview of an import, and the columns that show it: what becomes of each cell, what it was
 * before, and what is wrong with it.
 */
#define ANLAN_TYPE_IMPORT_LINE (anlan_import_line_get_type ())
G_DECLARE_FINAL_TYPE (AnlanImportLine, anlan_import_line, ANLAN, IMPORT_LINE, GObject)

/* @cells: AnlanImportCell for each column of the file; kept. What is needed of @row is copied. */
AnlanImportLine     *anlan_import_line_new    (const AnlanImportRow *row, GArray *cells);

#define ANLAN_IMPORT_LINE_ROW  (-1) /* the row of the file */
#define ANLAN_IMPORT_LINE_NOTE (-2) /* why it is rejected, or how its figures differ */

/* @column: of the file, or one of the above. */
GtkColumnViewColumn *anlan_import_line_column (const char *title, int column, int width);

G_END_DECLS
