/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanImportDialog:
 *
 * A file on its way into the plant, in four steps: the file, where its columns go, what would happen, what has happened.
 * Nothing is written before the third step's button, and all of it can be taken back as one after it. Everything that
 * blocks runs on other threads and can be cancelled.
 */
#define ANLAN_TYPE_IMPORT_DIALOG (anlan_import_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AnlanImportDialog, anlan_import_dialog, ANLAN, IMPORT_DIALOG, AdwWindow)

/* @kind: (nullable): id of the kind that the user is looking at. */
AnlanImportDialog *anlan_import_dialog_new     (AnlanDesk *desk, const char *kind);
/* Begins with this file instead of asking for one. */
void               anlan_import_dialog_open    (AnlanImportDialog *self, const char *path);

/* "file", "busy", "columns", "preview", "done": for tests. */
const char        *anlan_import_dialog_get_step (AnlanImportDialog *self);

G_END_DECLS
