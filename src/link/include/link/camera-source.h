/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "link/camera.h"
#include "monitor/source.h"

G_BEGIN_DECLS

/* A source of type "hikvision" or "dahua". */
#define ANLAN_TYPE_CAMERA_SOURCE (anlan_camera_source_get_type ())
G_DECLARE_FINAL_TYPE (AnlanCameraSource, anlan_camera_source, ANLAN, CAMERA_SOURCE, AnlanSource)

/* Where the pictures that its events bring are stored; before it is started. On the thread that it was started on. */
void
anlan_camera_source_set_pictures (AnlanCameraSource *source, AnlanPictureFunc func, gpointer data);

/**
 * anlan_camera_snapshot_async:
 * @settings: "url", "user", "password" of the device, and "snapshot_timeout", the seconds that a picture may take: 1 to 60, 10
 * @channel: counted from 1
 *
 * What the camera sees now.
 */
void
anlan_camera_snapshot_async (AnlanCameraMake make,
                             JsonObject *settings,
                             guint channel,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* The bytes of a JPEG. NULL with the reason. */
GBytes *
anlan_camera_snapshot_finish (GAsyncResult *result, GError **error);

G_END_DECLS
