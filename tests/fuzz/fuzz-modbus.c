/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table (JSON up to the first 0 byte) and the registers behind it: every block can be asked for in one request, and what
 * is told keeps the promises of monitor/batch.h. */
#define G_LOG_DOMAIN "anlan-fuzz"

#include <math.h>
#include <string.h>

#include "base/json.h"
#include "link/modbus-table.h"

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

static void
load (AnlanModbusDevice *device, const guint8 *bytes, gsize size)
{
  guint16 words[ANLAN_MODBUS_MAX_BITS] = { 0 };
  const AnlanModbusBlock *blocks;
  guint n;

  memcpy (words, bytes, MIN (size, sizeof words));
  blocks = anlan_modbus_device_get_blocks (device, &n);
  anlan_modbus_device_forget (device);
  for (guint i = 0; i < n; i++)
    {
      g_assert_true (blocks[i].function >= 1 && blocks[i].function <= 4);
      g_assert_cmpuint (blocks[i].count, >, 0);
      g_assert_cmpuint (blocks[i].count, <=,
                        blocks[i].function <= 2 ? ANLAN_MODBUS_MAX_BITS : ANLAN_MODBUS_MAX_WORDS);
      g_assert_cmpuint (blocks[i].address + blocks[i].count, <=, 0x10000);
      if (size == 0 || bytes[i % size] != 0)
        anlan_modbus_device_set (device, i, words);
    }
}

static void
check (const AnlanBatch *batch)
{
  /* Names that monitor/batch.h refuses are refused, and all else is taken. */
  for (guint i = 0; i < batch->readings->len; i++)
    {
      const AnlanBatchReading *reading = &g_array_index (batch->readings, AnlanBatchReading, i);

      g_assert_true (reading->series[0] != '\0' && strlen (reading->series) <= 200);
      g_assert_true (isfinite (reading->value) || (reading->quality & ANLAN_QUALITY_BAD) != 0);
    }
  for (guint i = 0; i < batch->detections->len; i++)
    g_assert_cmpuint (strlen (g_array_index (batch->detections, AnlanDetection, i).id), <=, 200);
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  const guint8 *end = size > 0 ? memchr (bytes, 0, size) : NULL;
  gsize length = end != NULL ? (gsize)(end - bytes) : size;
  g_autoptr (JsonNode) node =
      length > 0 ? anlan_json_parse ((const char *)bytes, (gssize)length, 1 << 20, NULL) : NULL;
  g_autoptr (AnlanModbusDevice) device = NULL;
  g_autoptr (GError) error = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return 0;
  device = anlan_modbus_device_new (json_node_get_object (node), "dev", &error);
  g_assert_true ((device == NULL) == (error != NULL));
  for (guint turn = 0; device != NULL && turn < 2; turn++)
    {
      g_autoptr (AnlanBatch) batch = anlan_batch_new (1000 + turn);

      load (device, turn == 0 ? bytes + length : bytes, turn == 0 ? size - length : length);
      anlan_modbus_device_tell (device, batch);
      check (batch);
    }
  return 0;
}
