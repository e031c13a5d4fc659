/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/paper.h"

G_BEGIN_DECLS

/**
 * AnlanFigures:
 *
 * A report that has been computed: sections with tables of typed values and charts. Paper and spreadsheet show the same
 * values, because neither computes any. Holds everything it needs and is
 * never changed once it is made: any thread. Reference counted.
 */
typedef struct _AnlanFigures AnlanFigures;

AnlanFigures *anlan_figures_ref       (AnlanFigures *figures);
void         anlan_figures_unref      (AnlanFigures *figures);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanFigures, anlan_figures_unref)

const char  *anlan_figures_get_title  (const AnlanFigures *figures); /* also a good name for a file */

/* The paper: A4 upright. @printer: (nullable): id of the person who prints. Blocks. */
AnlanPaper  *anlan_figures_make_paper (const AnlanFigures *figures, AnlanPlant *plant, const char *printer,
                                       GError **error);

/* A sheet for each section, numbers as numbers. The file appears under its name only when it is whole. Blocks. FALSE
 * with the errors of writing. */
gboolean     anlan_figures_write_xlsx (const AnlanFigures *figures, const char *path, GCancellable *cancellable,
                                       GError **error);

G_END_DECLS
