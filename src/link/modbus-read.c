/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include <math.h>
#include <string.h>

#include "modbus-private.h"

/* NAMUR NE 43: a transmitter measures with 3.8 to 20.5 mA, and tells its own failure by 3.6 or less, 21 or more. */
#define BROKEN_BELOW 3.6
#define SHORTED_ABOVE 21.0

/* --- what is read together ---------------------------------------------------------------------------------- */

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const Place *one = *(Place *const *)a, *other = *(Place *const *)b;

  if (one->function != other->function)
    return one->function < other->function ? -1 : 1;
  if (one->address != other->address)
    return one->address < other->address ? -1 : 1;
  return 0;
}

static gboolean
joins (const AnlanModbusDevice *device, const AnlanModbusBlock *block, const Place *place)
{
  guint most = block->function <= 2 ? ANLAN_MODBUS_MAX_BITS : device->most;
  guint end = (guint)block->address + block->count;

  return block->function == place->function && place->address <= end + device->gap &&
         MAX (end, place->address + place->count) - block->address <= most;
}

void
anlan_modbus_device_plan (AnlanModbusDevice *device)
{
  g_autoptr (GPtrArray) places = g_ptr_array_new ();

  for (guint i = 0; i < device->points->len; i++)
    {
      Point *point = g_ptr_array_index (device->points, i);

      if (point->value.function != 0)
        g_ptr_array_add (places, &point->value);
      if (point->status.function != 0)
        g_ptr_array_add (places, &point->status);
    }
  g_ptr_array_sort (places, compare_places);
  for (guint i = 0; i < places->len; i++)
    {
      Place *place = g_ptr_array_index (places, i);
      AnlanModbusBlock *last = NULL;

      if (device->blocks->len > 0)
        last = &g_array_index (device->blocks, AnlanModbusBlock, device->blocks->len - 1);
      if (last == NULL || !joins (device, last, place))
        {
          AnlanModbusBlock block = { place->function, (guint16)place->address, 0 };

          g_array_append_val (device->blocks, block);
          last = &g_array_index (device->blocks, AnlanModbusBlock, device->blocks->len - 1);
        }
      last->count = (guint16)MAX (last->count, place->address + place->count - last->address);
      place->block = device->blocks->len - 1;
      place->at = place->address - last->address;
    }
  device->words = g_new0 (guint16 *, device->blocks->len);
  device->known = g_new0 (gboolean, device->blocks->len);
  for (guint i = 0; i < device->blocks->len; i++)
    device->words[i] = g_new0 (guint16, g_array_index (device->blocks, AnlanModbusBlock, i).count);
}

void
anlan_modbus_device_forget (AnlanModbusDevice *device)
{
  g_return_if_fail (device != NULL);

  memset (device->known, 0, device->blocks->len * sizeof *device->known);
}

void
anlan_modbus_device_set (AnlanModbusDevice *device, guint index, const guint16 *words)
{
  g_return_if_fail (device != NULL && index < device->blocks->len && words != NULL);

  memcpy (device->words[index], words,
          g_array_index (device->blocks, AnlanModbusBlock, index).count * sizeof *words);
  device->known[index] = TRUE;
}

/* NULL where the block could not be read. */
static const guint16 *
words_at (const AnlanModbusDevice *device, const Place *place)
{
  if (place->function == 0 || !device->known[place->block])
    return NULL;
  return device->words[place->block] + place->at;
}

/* --- conditions ------------------------------------------------------------------------------------------------ */

/* @what: the register and what it held, for whoever doubts it later. */
static void
settle (const Point *point, Condition *condition, gboolean on, const char *what, AnlanBatch *batch)
{
  AnlanDetection detection = { .confidence = NAN, .box = { NAN, NAN, NAN, NAN } };
  char id[100];

  if (condition->state == (int)on)
    return;
  /* A stop belongs to its start; one that is the first word has none, and is only for whoever remembers an older one. */
  if (on || condition->state < 0)
    condition->since = batch->received;
  condition->state = on;
  g_snprintf (id, sizeof id, "%s@%" G_GINT64_FORMAT, condition->condition, condition->since);
  detection.source = anlan_batch_keep (batch, point->name);
  detection.id = anlan_batch_keep (batch, id);
  detection.type = anlan_batch_keep (batch, condition->condition);
  detection.state = on ? ANLAN_DETECTION_START : ANLAN_DETECTION_STOP;
  detection.ts = batch->received;
  detection.zone = anlan_batch_keep (batch, point->zone);
  detection.raw = anlan_batch_keep (batch, what);
  anlan_batch_add_detection (batch, &detection);
}

static AnlanQuality
tell_status (const AnlanModbusDevice *device, Point *point, AnlanBatch *batch)
{
  const guint16 *words = words_at (device, &point->status);
  AnlanQuality quality = ANLAN_QUALITY_GOOD;

  if (point->status.function == 0)
    return quality;
  if (words == NULL)
    return ANLAN_QUALITY_UNCERTAIN;
  for (guint i = 0; i < point->conditions->len; i++)
    {
      Condition *condition = &g_array_index (point->conditions, Condition, i);
      gboolean bits = point->status.function <= 2;
      guint16 word = words[bits ? condition->bit : 0];
      gboolean on = bits ? word != 0 : (word >> condition->bit & 1) != 0;
      char what[80];

      g_snprintf (what, sizeof what, "function %u, address 0x%04X: 0x%04X", point->status.function,
                  point->status.address + (bits ? condition->bit : 0), word);
      settle (point, condition, on, what, batch);
      if (on)
        quality |= condition->quality;
    }
  return quality;
}

/* --- values ------------------------------------------------------------------------------------------------------ */

static double
decode (const Point *point, const guint16 *words)
{
  guint16 first = words[0], second = point->value.count > 1 ? words[1] : 0;
  guint32 both;
  float real;

  if (point->swap_bytes)
    {
      first = GUINT16_SWAP_LE_BE (first);
      second = GUINT16_SWAP_LE_BE (second);
    }
  both = point->swap_words ? (guint32)second << 16 | first : (guint32)first << 16 | second;
  switch (point->type)
    {
    case REGISTER_S16:
      return (gint16)first;
    case REGISTER_U32:
      return both;
    case REGISTER_S32:
      return (gint32)both;
    case REGISTER_FLOAT:
      memcpy (&real, &both, sizeof real);
      return isfinite (real) ? (double)real : NAN;
    case REGISTER_U16:
    case REGISTER_BIT:
    default:
      return first;
    }
}

static double
interpolate (double x, const double from[2], const double to[2])
{
  return to[0] + (x - from[0]) / (from[1] - from[0]) * (to[1] - to[0]);
}

static double
tell_loop (Point *point, double number, AnlanQuality *quality, AnlanBatch *batch)
{
  static const double live[2] = { 4, 20 };
  double current = interpolate (number, point->raw, point->current);
  char what[80];

  g_snprintf (what, sizeof what, "function %u, address 0x%04X: %g, %.3f mA", point->value.function,
              point->value.address, number, current);
  settle (point, &point->broken, current < BROKEN_BELOW, what, batch);
  settle (point, &point->shorted, current > SHORTED_ABOVE, what, batch);
  if (current < BROKEN_BELOW || current > SHORTED_ABOVE)
    *quality |= ANLAN_QUALITY_BAD;
  else if (number >= point->raw[1])
    *quality |= ANLAN_QUALITY_UNCERTAIN;
  return interpolate (current, live, point->range);
}

static void
tell_value (const AnlanModbusDevice *device, Point *point, AnlanQuality quality, AnlanBatch *batch)
{
  const guint16 *words = words_at (device, &point->value);
  AnlanBatchReading reading = { .ts = G_MININT64 };
  double number;

  if (words == NULL)
    return;
  number = decode (point, words);
  if (point->loop)
    number = tell_loop (point, number, &quality, batch);
  reading.value = number * point->scale + point->offset;
  if (!isfinite (reading.value))
    reading.value = NAN;
  if (!(reading.value >= point->valid[0] && reading.value <= point->valid[1]))
    quality |= ANLAN_QUALITY_BAD;
  reading.quality = quality;
  reading.series = anlan_batch_keep (batch, point->series);
  reading.unit = anlan_batch_keep (batch, point->measure);
  anlan_batch_add_reading (batch, &reading);
}

void
anlan_modbus_device_tell (AnlanModbusDevice *device, AnlanBatch *batch)
{
  g_return_if_fail (device != NULL && batch != NULL);

  for (guint i = 0; i < device->points->len; i++)
    {
      Point *point = g_ptr_array_index (device->points, i);
      AnlanQuality quality = tell_status (device, point, batch);

      if (point->series != NULL)
        tell_value (device, point, quality, batch);
    }
}

void
anlan_modbus_device_repeat (AnlanModbusDevice *device)
{
  g_return_if_fail (device != NULL);

  for (guint i = 0; i < device->points->len; i++)
    {
      Point *point = g_ptr_array_index (device->points, i);

      point->broken.state = point->shorted.state = -1;
      for (guint j = 0; j < point->conditions->len; j++)
        g_array_index (point->conditions, Condition, j).state = -1;
    }
}
