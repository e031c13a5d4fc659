/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"
#include "report/map-plant.h"

G_BEGIN_DECLS

/**
 * AnlanMapModel:
 *
 * The scene of a plant, read in a worker thread and read again when records that the map shows have changed. The base
 * map, which is most of it, is only read again when it has changed itself.
 *
 * Signal "changed": there is a new scene, reading has begun or ended, or it has failed.
 */
#define ANLAN_TYPE_MAP_MODEL (anlan_map_model_get_type ())
G_DECLARE_FINAL_TYPE (AnlanMapModel, anlan_map_model, ANLAN, MAP_MODEL, GObject)

/* @only: (nullable): see anlan_map_builder_add_plant(). */
AnlanMapModel *anlan_map_model_new          (AnlanPlant *plant, const AnlanQuery *only);
void           anlan_map_model_set_only     (AnlanMapModel *model, const AnlanQuery *only);

AnlanMapScene *anlan_map_model_get_scene    (AnlanMapModel *model); /* borrowed; NULL until the first is read */
/* Whether there is any base map, zone, symbol or drawing. */
gboolean       anlan_map_model_is_empty     (AnlanMapModel *model);
gboolean       anlan_map_model_is_busy      (AnlanMapModel *model);
const GError  *anlan_map_model_get_error    (AnlanMapModel *model); /* of the last reading; NULL: none */
/* Sentences on what is missing on the map although it was read: drawings, pictures; NULL: nothing. */
const char    *anlan_map_model_get_problem  (AnlanMapModel *model);
/* How much of the plant is not on the map; borrowed. */
const AnlanMapPlantNotes *anlan_map_model_get_notes (AnlanMapModel *model);
void           anlan_map_model_reload       (AnlanMapModel *model);

/* Map pictures: names of the files in the plant's folder "tiles", known once the first scene is. */
const char *const *anlan_map_model_get_pictures (AnlanMapModel *model);
/* Which of them lies under the map; NULL: none. */
const char    *anlan_map_model_get_picture  (AnlanMapModel *model);
void           anlan_map_model_set_picture  (AnlanMapModel *model, const char *name);

G_END_DECLS
