/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "monitor/batch.h"

G_BEGIN_DECLS

typedef enum
{
  ANLAN_CAMERA_HIKVISION,
  ANLAN_CAMERA_DAHUA,
} AnlanCameraMake;

/* Stores a picture; *sha256 (transfer full) is its name. Where it fails the detection stands without it, and the batch says so. */
typedef gboolean (*AnlanPictureFunc) (
    const void *bytes, gsize length, gpointer data, char **sha256, GError **error);

/* What a message came to: (transfer full); never empty. */
typedef void (*AnlanCameraFunc) (AnlanBatch *batch, gpointer data);

/**
 * AnlanCamera:
 *
 * What the cameras of one device (or recorder) say, as detections: untrusted texts in, batches out, without any network. It
 * remembers which events are going on, so that their repeats and their end get the id of their beginning. One thread.
 */
typedef struct _AnlanCamera AnlanCamera;

/**
 * anlan_camera_new:
 * @source: id of the source that the detections name
 * @settings: borrowed:
 *   types    list of {"event": regex, "rule": regex, "type": word}: the first that fits the event's type and the name of its
 *            rule (either may be left out) says what was seen; "" for what is not wanted. Then those that come with Anlan,
 *            then the device's own word. Also as the text of such a list
 *   zones    {"channel": zone}
 *   cameras  {"channel": camera}; else the channel's name
 *
 * Returns: NULL with ANLAN_ERROR_INPUT that names the setting.
 */
AnlanCamera *
anlan_camera_new (AnlanCameraMake make,
                  const char *source,
                  JsonObject *settings,
                  AnlanPictureFunc picture,
                  AnlanCameraFunc heard,
                  gpointer data,
                  GError **error);
void
anlan_camera_free (AnlanCamera *camera);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanCamera, anlan_camera_free)

/**
 * anlan_camera_take:
 * @type: (nullable): content type of a part or of a whole message that is none of parts
 *
 * One part: text of events, or a picture of the event before it. An event that announces pictures is handed on once they have
 * come.
 *
 * Returns: FALSE with ANLAN_ERROR_INPUT where it is nothing that such a device says; what was understood stands.
 */
gboolean
anlan_camera_take (
    AnlanCamera *camera, const char *type, const char *bytes, gsize length, gint64 received, GError **error);

/* Hands on what still waits for a picture. */
void
anlan_camera_flush (AnlanCamera *camera);

/* The body of one POST of a device, of one text or of parts (Content-Type @type), and then flushes. */
gboolean
anlan_camera_read (
    AnlanCamera *camera, const char *type, const void *bytes, gsize length, gint64 received, GError **error);

G_END_DECLS
