/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/plant.h"

G_BEGIN_DECLS

/**
 * AnlanPictureTile:
 *
 * A stored photo as a button of a fixed height; pressing it shows the photo large, with those beside it.
 */
#define ANLAN_TYPE_PICTURE_TILE (anlan_picture_tile_get_type ())
G_DECLARE_FINAL_TYPE (AnlanPictureTile, anlan_picture_tile, ANLAN, PICTURE_TILE, AdwBin)

/* @all: ids of the photos beside it, of which it is number @place. */
GtkWidget *anlan_picture_tile_new (AnlanPlant *plant, const char *const *all, guint place, const char *title);

G_END_DECLS
