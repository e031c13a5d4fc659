/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"
#include "report/map-scene.h"

G_BEGIN_DECLS

/* A plant's records as what a map draws. All of it blocks while it reads: to be called in a worker thread. */

/* The base map that was imported; an empty one where there is none. NULL with an error if it could not be read. */
AnlanMapBase *
anlan_map_base_from_plant (AnlanPlant *plant, GCancellable *cancellable, GError **error);

/**
 * anlan_map_builder_add_plant:
 *
 * Adds the zones that are drawn, with current and initial colour, and the symbols of risk points and equipment that
 * have a place and of major-hazard installations, which stand in the middle of their zone. Drafts and voided records
 * are left out. A place that cannot be read is left out, too, and counted in @n_bad (out) (optional).
 */
gboolean
anlan_map_builder_add_plant (AnlanMapSceneBuilder *builder,
                             AnlanPlant *plant,
                             guint *n_bad,
                             GCancellable *cancellable,
                             GError **error);

/* The grade of a choice "red", "orange", "yellow", "blue"; NONE of NULL and all else. */
AnlanMapRisk
anlan_map_risk_from_text (const char *text);

G_END_DECLS
