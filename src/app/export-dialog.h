/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"
#include "model/query.h"

G_BEGIN_DECLS

/**
 * AnlanExportDialog:
 *
 * What a list shows, as a file: as Excel, CSV, JSON or, where the kind has a place, GeoJSON. The file is written on
 * another thread, with progress, and can be cancelled; then nothing of it is left.
 */
#define ANLAN_TYPE_EXPORT_DIALOG (anlan_export_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AnlanExportDialog, anlan_export_dialog, ANLAN, EXPORT_DIALOG, AdwWindow)

/* @ids: the columns that are shown. @count: rows that are shown. */
AnlanExportDialog *anlan_export_dialog_new   (AnlanDesk *desk, const AnlanQuery *query, const char *const *ids,
                                              guint count);
/* Writes to @path, by its ending, without asking for a file. */
void               anlan_export_dialog_write (AnlanExportDialog *self, const char *path);

G_END_DECLS
