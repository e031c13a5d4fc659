/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/query.h"
#include "report/map-scene.h"

G_BEGIN_DECLS

/* A plant's records as what a map draws. All of it blocks while it reads: to be called in a worker thread. */

/* The base map that was imported; an empty one where there is none. NULL with an error if it could not be read. */
AnlanMapBase *
anlan_map_base_from_plant (AnlanPlant *plant, GCancellable *cancellable, GError **error);

/**
 * AnlanMapPlantNotes: how much of a plant is not on its map
 * @n_bad: places that cannot be read
 * @n_points_without_place, @n_hazards_without_place: risk points and open hazards that have no place, nor anything they
 *   belong to
 * @n_asked, @n_asked_without_place: the same of the records of a query
 */
typedef struct
{
  guint n_bad;
  guint n_points_without_place;
  guint n_hazards_without_place;
  guint n_asked;
  guint n_asked_without_place;
} AnlanMapPlantNotes;

/**
 * anlan_map_builder_add_plant:
 * @only: (nullable): of a kind that anlan_map_can_show(): only what it finds is on the map (of a kind with a flow: also
 *   what is closed), and of other kinds the zones
 * @notes: (out) (optional)
 *
 * Adds the zones that are drawn, with current and initial colour, and symbols: equipment where it has a place, risk points
 * and open hazards at their own place, else at that of their equipment (a hazard then: of its risk point), else in the
 * middle of their zone; major-hazard installations in the middle of their zone. What colour a risk point or hazard has,
 * the definition of its kind says. Drafts and voided records are left out.
 */
gboolean
anlan_map_builder_add_plant (AnlanMapSceneBuilder *builder,
                             AnlanPlant *plant,
                             const AnlanQuery *only,
                             AnlanMapPlantNotes *notes,
                             GCancellable *cancellable,
                             GError **error);

/* Whether records of a kind stand on the map, as a zone or a symbol. */
gboolean
anlan_map_can_show (const char *kind);

/* The grade of a choice "red", "orange", "yellow", "blue"; NONE of NULL and all else. */
AnlanMapRisk
anlan_map_risk_from_text (const char *text);

G_END_DECLS
