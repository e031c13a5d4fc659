/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

#include "model/plant.h"

G_BEGIN_DECLS

/**
 * AnlanCameraLive:
 * @seen: moment of @texture, or G_MININT64
 * @texture: (nullable): what the camera saw then
 * @trouble: (nullable): why there is no newer one
 */
typedef struct
{
  gint64 seen;
  GdkTexture *texture;
  char *trouble;
} AnlanCameraLive;

/**
 * AnlanCameraLook:
 * @sources, @alarms: (element-type AnlanRecord): what the plant has of these kinds
 * @cameras: (element-type AnlanCameraFacts): all cameras
 * @live: id of source -> AnlanCameraLive, of those that the station is asked to look through
 */
typedef struct
{
  GPtrArray *sources;
  GPtrArray *alarms;
  GPtrArray *cameras;
  GHashTable *live;
} AnlanCameraLook;

/**
 * anlan_camera_look_async:
 * @look_through: whether the station is asked to fetch what each camera sees now
 * @before: what was seen last: the records are read again where it has none, and a picture is not decoded twice
 *
 * Reads what the plant's files say of its cameras, and what the station has fetched from them.
 */
void             anlan_camera_look_async  (AnlanPlant *plant, gboolean look_through, const AnlanCameraLook *before,
                                           GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* @look: (out caller-allocates) */
gboolean         anlan_camera_look_finish (GAsyncResult *result, AnlanCameraLook *look, GError **error);
void             anlan_camera_look_clear  (AnlanCameraLook *look);

G_END_DECLS
