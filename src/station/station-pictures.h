/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"

/**
 * StationPictures:
 *
 * Pictures of detections and alarms become files of the plant, on a thread of its own: who hands one in only waits for its
 * name. So many a day and source are kept (setting "pictures-per-day", 500), for so many days (setting "picture-days", 30);
 * those of alarms stay. Where one cannot be stored, that is said, and the detection stands.
 */
typedef struct _StationPictures StationPictures;

StationPictures *station_pictures_new    (AnlanPlant *plant, GError **error);

/* What anlan_camera_source_set_pictures() and an inlet take as data for station_pictures_take(). Borrowed. Any thread. */
gpointer         station_pictures_door   (StationPictures *pictures, const char *source);

/* An AnlanPictureFunc. ANLAN_ERROR_LIMIT where the day has enough, ANLAN_ERROR_BUSY where too many wait. */
gboolean         station_pictures_take   (const void *bytes, gsize length, gpointer door, char **sha256, GError **error);

/* @bytes: what a camera saw when @alarm was raised. Any thread. */
void             station_pictures_attach (StationPictures *pictures, const char *alarm, GBytes *bytes);

/* Where @camera's recording around @alarm can be seen. Any thread. */
void             station_pictures_link   (StationPictures *pictures, const char *alarm, const char *camera, const char *address,
                                          gint64 from, gint64 to);

/* Why the last picture could not be stored, or NULL; the caller frees it. Any thread. */
char            *station_pictures_why    (StationPictures *pictures);

/* Stores what waits, and ends. */
void             station_pictures_free   (StationPictures *pictures);
