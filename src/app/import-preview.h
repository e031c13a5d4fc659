/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "import-work.h"

G_BEGIN_DECLS

/**
 * AnlanImportPreview:
 *
 * The step of an import that shows what would happen, before anything has: how many rows are new, changed, the same,
 * rejected, how many differ from their own figures, what the file does not name any more; and of each of these the first
 * rows with what becomes of each cell.
 *
 * Property "good-rows": the good rows go in although others are rejected. Property "make-missing": names that are not
 * there are entered too. Signal "save-rejected".
 */
#define ANLAN_TYPE_IMPORT_PREVIEW (anlan_import_preview_get_type ())
G_DECLARE_FINAL_TYPE (AnlanImportPreview, anlan_import_preview, ANLAN, IMPORT_PREVIEW, AdwBin)

/* After a check; @opening is kept until the next call, or NULL. @missing: (nullable): the first of what is missing. */
void     anlan_import_preview_set_opening (AnlanImportPreview *self, AnlanImportOpening *opening,
                                           const AnlanKind *kind, char **missing);
gboolean anlan_import_preview_get_good_rows (AnlanImportPreview *self);
/* How many rows would be written now: 0 if there is nothing to do, or a rejected row stands in the way. */
guint    anlan_import_preview_n_to_write (AnlanImportPreview *self);
gboolean anlan_import_preview_is_busy    (AnlanImportPreview *self);

G_END_DECLS
