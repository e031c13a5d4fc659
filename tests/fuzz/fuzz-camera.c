/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Untrusted cameras: the first byte says of which make and how it comes; whatever comes, what is handed on keeps the promises
 * of monitor/batch.h, and nothing is handed on empty. */
#define G_LOG_DOMAIN "anlan-fuzz"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "link/camera.h"

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

static void
heard_cb (AnlanBatch *batch, gpointer data)
{
  g_assert_true (batch->detections->len > 0 || batch->refused > 0);
  for (guint i = 0; i < batch->detections->len; i++)
    {
      const AnlanDetection *detection = &g_array_index (batch->detections, AnlanDetection, i);

      g_assert_cmpstr (detection->source, ==, "cam");
      g_assert_true (detection->id[0] != '\0' && detection->type[0] != '\0');
      g_assert_true (detection->ts >= 0);
      g_assert_true (isnan (detection->confidence) ||
                     (detection->confidence >= 0 && detection->confidence <= 1));
      g_assert_true (g_utf8_validate (detection->id, -1, NULL));
    }
  anlan_batch_free (batch);
}

static gboolean
picture_cb (const void *bytes, gsize length, gpointer data, char **sha256, GError **error)
{
  *sha256 = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, length);
  return TRUE;
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  g_autoptr (JsonObject) settings = json_object_new ();
  g_autoptr (AnlanCamera) camera = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done;

  if (size == 0)
    return 0;
  camera = anlan_camera_new ((bytes[0] & 1) != 0 ? ANLAN_CAMERA_DAHUA : ANLAN_CAMERA_HIKVISION, "cam",
                             settings, picture_cb, heard_cb, NULL, &error);
  g_assert_no_error (error);
  done = anlan_camera_read (camera, (bytes[0] & 2) != 0 ? "multipart/mixed; boundary=b" : "text/plain",
                            bytes + 1, size - 1, 1000, &error);
  g_assert_true (done == (error == NULL));
  return 0;
}
