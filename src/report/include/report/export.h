/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/query.h"

G_BEGIN_DECLS

/**
 * anlan_export:
 * @query: which records, in which order.
 * @ids: (nullable): the columns; NULL for all.
 * @path: its ending says the form: .csv, .xlsx, .json (an object a line), .geojson.
 * @n_rows: (out) (optional)
 *
 * Writes records as a file that can be imported again. Records are read in slices, so that no read transaction stays
 * open. The file appears under its name only when it is whole. Blocks.
 */
gboolean anlan_export (AnlanPlant *plant, const AnlanQuery *query, const char *const *ids, const char *path,
                       guint *n_rows, AnlanProgress progress, gpointer data, GCancellable *cancellable,
                       GError **error);

/* Writes a .csv or .xlsx with the headers that an import of @kind understands and no rows; an asterisk marks what must be
 * filled in. Blocks. */
gboolean anlan_export_template (const AnlanKind *kind, const char *path, GError **error);

G_END_DECLS
