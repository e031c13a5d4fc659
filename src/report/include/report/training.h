/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"

G_BEGIN_DECLS

/**
 * anlan_training_export:
 * @folder: that must not be there, or be empty
 * @n: (out) (optional): how many pictures
 *
 * The pictures of alarms that somebody has closed as real or false, with that as their label, for the maker of the model that
 * raised them:
 *
 *   labels.csv               a line a picture: file, label, alarm, type, camera, zone, confidence, box, moment
 *   pictures/real/AL-….jpg
 *   pictures/false/AL-….jpg
 *   README.txt               what this is
 *
 * "box" is left, top, width and height as parts of the picture, where the camera said them. Names of persons are in none of
 * it; faces may be in the pictures: whoever gets them must be allowed to. Blocks.
 *
 * Returns: FALSE with ANLAN_ERROR_REFUSED where the folder holds something, or as the disk says; what was written is then
 * taken away again.
 */
gboolean anlan_training_export (AnlanPlant *plant, const char *folder, guint *n, GError **error);

G_END_DECLS
