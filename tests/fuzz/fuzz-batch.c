/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Untrusted messages of sources: whatever comes, what is taken keeps the promises of monitor/batch.h, and what this reader
 * takes for JSON, json-glib does too. */
#define G_LOG_DOMAIN "anlan-fuzz"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "monitor/batch.h"

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

static void
check_name (const char *name)
{
  g_assert_nonnull (name);
  g_assert_true (name[0] != '\0' && strlen (name) <= 200);
  g_assert_true (g_utf8_validate (name, -1, NULL));
}

static void
check_readings (GArray *readings)
{
  for (guint i = 0; i < readings->len; i++)
    {
      const AnlanBatchReading *reading = &g_array_index (readings, AnlanBatchReading, i);

      check_name (reading->series);
      g_assert_true (reading->ts == G_MININT64 || reading->ts >= 0);
      g_assert_false (isinf (reading->value));
      g_assert_true (!isnan (reading->value) || (reading->quality & ANLAN_QUALITY_BAD) != 0);
    }
}

static void
check_detections (GArray *detections)
{
  for (guint i = 0; i < detections->len; i++)
    {
      const AnlanDetection *detection = &g_array_index (detections, AnlanDetection, i);

      check_name (detection->source);
      check_name (detection->id);
      check_name (detection->type);
      g_assert_true (detection->ts >= 0);
      g_assert_true (isnan (detection->confidence) ||
                     (detection->confidence >= 0 && detection->confidence <= 1));
      g_assert_true (g_utf8_validate (detection->raw, -1, NULL));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanBatch) batch = anlan_batch_read (bytes, size, 1000, &error);
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;

  g_assert_true ((batch == NULL) == (error != NULL));
  if (batch == NULL)
    return 0;
  g_assert_true (batch->readings->len + batch->detections->len <= ANLAN_BATCH_MAX_ITEMS + 1);
  g_assert_true ((batch->refused > 0) == (batch->reason != NULL));
  check_readings (batch->readings);
  check_detections (batch->detections);
  text = g_strndup ((const char *)bytes, size);
  node = json_from_string (text, NULL);
  g_assert_nonnull (node);
  return 0;
}
