/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Descriptions ("c TOPIC JSON") and states ("s TOPIC PAYLOAD", "r …" for retained ones), a line each: what is taken keeps the
 * promises of monitor/batch.h, and every topic that is asked for can be subscribed to. */
#define G_LOG_DOMAIN "anlan-fuzz"

#include <math.h>
#include <string.h>

#include "hass.h"

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

static void
check (const AnlanBatch *batch)
{
  for (guint i = 0; i < batch->readings->len; i++)
    {
      const AnlanBatchReading *reading = &g_array_index (batch->readings, AnlanBatchReading, i);

      g_assert_true (reading->series[0] != '\0' && strlen (reading->series) <= 200);
      g_assert_true (g_utf8_validate (reading->series, -1, NULL));
      g_assert_true (isfinite (reading->value) || (reading->quality & ANLAN_QUALITY_BAD) != 0);
    }
  for (guint i = 0; i < batch->detections->len; i++)
    {
      const AnlanDetection *detection = &g_array_index (batch->detections, AnlanDetection, i);

      g_assert_true (detection->id[0] != '\0' && strlen (detection->id) <= 200);
      g_assert_true (g_utf8_validate (detection->raw, -1, NULL));
    }
}

static void
read_line (AnlanHass *hass, char *line)
{
  g_autoptr (AnlanBatch) batch = anlan_batch_new (1000);
  g_autoptr (GError) error = NULL;
  char *topic = strlen (line) > 2 ? line + 2 : line + strlen (line), *payload = strchr (topic, ' ');

  if (payload != NULL)
    *payload++ = '\0';
  else
    payload = topic + strlen (topic);
  if (line[0] == 'c')
    {
      gboolean ok = anlan_hass_configure (hass, topic, payload, strlen (payload), &error);

      g_assert_true (ok == (error == NULL));
    }
  else
    anlan_hass_read (hass, topic, payload, strlen (payload), line[0] == 'r', batch);
  check (batch);
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  g_autoptr (AnlanHass) hass = anlan_hass_new ();
  g_autofree char *text = g_strndup ((const char *)bytes, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GPtrArray) topics = NULL;

  for (guint i = 0; lines[i] != NULL; i++)
    read_line (hass, lines[i]);
  topics = anlan_hass_list_topics (hass);
  for (guint i = 0; i < topics->len; i++)
    {
      const char *topic = g_ptr_array_index (topics, i);

      g_assert_true (topic[0] != '\0' && strpbrk (topic, "+#") == NULL);
      g_assert_true (g_utf8_validate (topic, -1, NULL));
    }
  return 0;
}
