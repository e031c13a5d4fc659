/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/progress.h"
#include "model/plant.h"

G_BEGIN_DECLS

/* "en" or "zh_CN": which of them is nearer to what the user reads. */
const char *anlan_demo_language (void);

/**
 * anlan_demo_create:
 * @dir: the plant folder to make; absent or empty.
 * @language: "en" or "zh_CN".
 * @name: (nullable): another name than the demo plant's own.
 * @desk_dir: (nullable): see AnlanPlantOptions.
 *
 * Makes the demo plant: its files (data/demo/) come in by the same import as a user's own, and then its story is told
 * step by step, each by the person and at the time it says, so that the journal is a real one. All dates are moved so
 * that the story ends yesterday; those of shifts by whole weeks. What fails leaves an unfinished folder behind. Blocks.
 */
gboolean anlan_demo_create (const char *dir, const char *language, const char *name, const char *desk_dir,
                            AnlanProgress progress, gpointer data, GError **error);

G_END_DECLS
