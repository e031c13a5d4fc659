/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"

G_BEGIN_DECLS

/**
 * Formal closure: hazards that are closed on paper only.
 *
 * Effect "hazard.judge" writes what speaks against a hazard's closure as records of kind finding, and mends those that do
 * not hold any more. Guard "hazard.findings" lets nothing through that has an open one. Guards "finding.made",
 * "finding.mends" and "finding.waits", and effect "finding.again", belong to the kind finding itself.
 */
void     anlan_hazard_register (AnlanRegistry *registry);

/**
 * anlan_hazard_catch_up:
 *
 * After a plant has been opened: reads photos that came in before they were read (anlan_photos_catch_up()), then judges the
 * hazards again that waited for it. Does nothing where nothing waits, or in a plant that is open for reading only. Blocks,
 * for long where there is much to read; what it writes it writes in short pieces.
 */
gboolean anlan_hazard_catch_up (AnlanPlant *plant, GCancellable *cancellable, GError **error);

G_END_DECLS
