/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "bulk-work.h"
#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanBulkDialog:
 *
 * Gives one field of many records the same value, or takes all of them the same step. All that can be changed is changed
 * in one batch; those that were refused are listed with the reason. Signal "done" (AnlanBulk *) once it is stored; the
 * dialog stays to show what came of it.
 */
#define ANLAN_TYPE_BULK_DIALOG (anlan_bulk_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AnlanBulkDialog, anlan_bulk_dialog, ANLAN, BULK_DIALOG, AdwWindow)

/* @rids: (element-type gint64): row ids. @step: (nullable): id of the step, or "submit"; NULL: a field is asked for. */
AnlanBulkDialog *anlan_bulk_dialog_new (AnlanDesk *desk, AnlanKind *kind, GArray *rids, const char *step);

G_END_DECLS
