/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "import-work.h"

G_BEGIN_DECLS

/**
 * AnlanImportColumns:
 *
 * The step of an import in which each column of the file gets its field: what the file is about, which sheet, where the
 * header is, and for each column samples and a choice of fields.
 *
 * Signal "reopen": kind, sheet or header have been changed; the import is to be opened anew from
 * anlan_import_columns_dup_opening(). Signal "changed": a column has got another field.
 */
#define ANLAN_TYPE_IMPORT_COLUMNS (anlan_import_columns_get_type ())
G_DECLARE_FINAL_TYPE (AnlanImportColumns, anlan_import_columns, ANLAN, IMPORT_COLUMNS, AdwBin)

/* @kind: (nullable): what the user was looking at when the import began; else the likeliest. */
void                anlan_import_columns_set_file    (AnlanImportColumns *self, AnlanImportFile *file, const char *kind);
/* What was opened; @opening is borrowed and must stay until the next one, or NULL. */
void                anlan_import_columns_set_opening (AnlanImportColumns *self, AnlanImportOpening *opening);
AnlanImportOpening *anlan_import_columns_dup_opening (AnlanImportColumns *self);
const AnlanKind    *anlan_import_columns_get_kind    (AnlanImportColumns *self);
/* Whether there is something to import: a column with a field, and none missing that a new record needs. */
gboolean            anlan_import_columns_is_ready    (AnlanImportColumns *self);

G_END_DECLS
