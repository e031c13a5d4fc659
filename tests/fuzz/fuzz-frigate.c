/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages of Frigate, a line each ("tracked_object_update" where it begins with a blank): what is taken keeps the promises
 * of monitor/batch.h, and nothing starts twice without having stopped. */
#define G_LOG_DOMAIN "anlan-fuzz"

#include <string.h>

#include "frigate.h"

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

static void
check (const AnlanDetection *detection, GHashTable *going)
{
  g_autofree char *key = NULL;

  g_assert_true (detection->id[0] != '\0' && strlen (detection->id) <= 200);
  g_assert_true (detection->type[0] != '\0' && strlen (detection->type) <= 200);
  g_assert_true (g_utf8_validate (detection->id, -1, NULL));
  g_assert_true (g_utf8_validate (detection->raw, -1, NULL));
  g_assert_cmpuint (strlen (detection->raw), <=, 3 * ANLAN_DETECTION_MAX_RAW);
  g_assert_cmpint (detection->ts, >=, 0);
  key = g_strdup (detection->id);
  if (detection->state == ANLAN_DETECTION_STOP)
    g_hash_table_remove (going, key);
  else
    g_assert_true (g_hash_table_add (going, g_steal_pointer (&key)));
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  g_autoptr (AnlanFrigate) frigate = anlan_frigate_new ("nvr", "http://nvr", NULL);
  g_autoptr (GHashTable) going = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const guint8 *end = bytes + size;

  while (bytes < end)
    {
      const guint8 *line_end = memchr (bytes, '\n', (gsize)(end - bytes));
      gsize length = (gsize)((line_end != NULL ? line_end : end) - bytes);
      g_autoptr (AnlanBatch) batch = anlan_batch_new (1000);
      g_autoptr (GError) error = NULL;
      const char *topic = length > 0 && bytes[0] == ' ' ? "tracked_object_update" : "events";
      gboolean ok = anlan_frigate_read (frigate, topic, bytes, length, batch, &error);

      g_assert_true (ok == (error == NULL));
      g_assert_true (ok || batch->detections->len == 0);
      g_assert_cmpuint (batch->readings->len, ==, 0);
      for (guint i = 0; i < batch->detections->len; i++)
        check (&g_array_index (batch->detections, AnlanDetection, i), going);
      bytes += length + (line_end != NULL ? 1 : 0);
    }
  return 0;
}
