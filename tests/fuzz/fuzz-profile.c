/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A profile in the first line, an untrusted message behind it: whatever comes, what is taken keeps the promises of
 * monitor/batch.h and of the bounds. */
#define G_LOG_DOMAIN "anlan-fuzz"

#include <math.h>
#include <string.h>

#include "base/json.h"
#include "link/profile.h"

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

static void
check_batch (const AnlanBatch *batch)
{
  g_assert_true (batch->readings->len + batch->detections->len + batch->refused <= ANLAN_BATCH_MAX_ITEMS);
  g_assert_true ((batch->refused > 0) == (batch->reason != NULL));
  for (guint i = 0; i < batch->readings->len; i++)
    {
      const AnlanBatchReading *reading = &g_array_index (batch->readings, AnlanBatchReading, i);

      g_assert_true (reading->series[0] != '\0' && strlen (reading->series) <= 200);
      g_assert_true (g_utf8_validate (reading->series, -1, NULL));
      g_assert_true (reading->ts == G_MININT64 || reading->ts >= 0);
      g_assert_false (isinf (reading->value));
      g_assert_true (!isnan (reading->value) || (reading->quality & ANLAN_QUALITY_BAD) != 0);
    }
  for (guint i = 0; i < batch->detections->len; i++)
    {
      const AnlanDetection *detection = &g_array_index (batch->detections, AnlanDetection, i);

      g_assert_true (detection->source[0] != '\0' && detection->type[0] != '\0' && detection->id[0] != '\0');
      g_assert_true (g_utf8_validate (detection->source, -1, NULL) &&
                     g_utf8_validate (detection->type, -1, NULL));
      g_assert_true (g_utf8_validate (detection->id, -1, NULL) && g_utf8_validate (detection->raw, -1, NULL));
      g_assert_true (detection->ts >= 0);
      g_assert_true (isnan (detection->confidence) ||
                     (detection->confidence >= 0 && detection->confidence <= 1));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  const guint8 *end = size > 0 ? memchr (bytes, '\n', size) : NULL;
  g_autoptr (AnlanProfile) profile = NULL;
  g_autoptr (AnlanBatch) batch = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;

  if (end == NULL)
    return 0;
  node = anlan_json_parse ((const char *)bytes, end - bytes, 1 << 20, NULL);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return 0;
  profile = anlan_profile_new (json_node_get_object (node), zone, &error);
  g_assert_true ((profile == NULL) == (error != NULL));
  if (profile == NULL)
    return 0;
  batch = anlan_profile_read (profile, end + 1, (gsize)(bytes + size - end - 1), 1000, &error);
  g_assert_true ((batch == NULL) == (error != NULL));
  if (batch != NULL)
    check_batch (batch);
  return 0;
}
