/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/kind.h"

G_BEGIN_DECLS

/**
 * AnlanStagePath:
 *
 * Where a record stands on its way: the stages of the usual path as a line of dots, those passed filled, the present one
 * named, the next one in small.
 */
#define ANLAN_TYPE_STAGE_PATH (anlan_stage_path_get_type ())
G_DECLARE_FINAL_TYPE (AnlanStagePath, anlan_stage_path, ANLAN, STAGE_PATH, GtkWidget)

GtkWidget *anlan_stage_path_new (void);
void       anlan_stage_path_set (AnlanStagePath *path, const AnlanKind *kind, const char *stage);

/* When it came to which stage, as one line; NULL for nothing. */
void       anlan_stage_path_set_times (AnlanStagePath *path, const char *times);

/* The stages of the usual path: from the first one along the primary steps. AnlanStage, borrowed from @kind. */
GPtrArray *anlan_kind_usual_path (const AnlanKind *kind);

G_END_DECLS
