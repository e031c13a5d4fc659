/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-monitor"

#include "monitor/batch.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/time.h"
#include "json-cursor.h"

/* Longer names are no names. */
#define NAME_MAX_BYTES 200

/* The last moment that is one: the end of the year 9999. */
#define LAST_MOMENT G_GINT64_CONSTANT (253402300799999)

static const char *const state_names[] = { "pulse", "start", "stop" };

const char *
anlan_detection_state_name (AnlanDetectionState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (state_names), NULL);

  return state_names[state];
}

AnlanBatch *
anlan_batch_new (gint64 received)
{
  AnlanBatch *batch = g_new0 (AnlanBatch, 1);

  batch->readings = g_array_new (FALSE, FALSE, sizeof (AnlanBatchReading));
  batch->detections = g_array_new (FALSE, FALSE, sizeof (AnlanDetection));
  batch->received = received;
  return batch;
}

void
anlan_batch_free (AnlanBatch *batch)
{
  if (batch == NULL)
    return;

  g_array_unref (batch->readings);
  g_array_unref (batch->detections);
  g_free (batch->reason);
  g_free (batch->text);
  g_clear_pointer (&batch->chunk, g_string_chunk_free);
  g_free (batch);
}

const char *
anlan_batch_keep (AnlanBatch *batch, const char *text)
{
  g_return_val_if_fail (batch != NULL, NULL);

  if (text == NULL)
    return NULL;
  if (batch->chunk == NULL)
    batch->chunk = g_string_chunk_new (1024);
  return g_string_chunk_insert (batch->chunk, text);
}

gboolean
anlan_batch_refuse (AnlanBatch *batch, const char *what, const char *reason)
{
  g_return_val_if_fail (batch != NULL && reason != NULL, FALSE);

  batch->refused++;
  if (batch->reason == NULL)
    batch->reason = what != NULL ? g_strdup_printf ("%s: %s", what, reason) : g_strdup (reason);
  return FALSE;
}

static gboolean
is_name (const char *text)
{
  return text != NULL && text[0] != '\0' && strlen (text) <= NAME_MAX_BYTES;
}

static gboolean
is_moment (gint64 ts)
{
  return ts >= 0 && ts <= LAST_MOMENT;
}

gboolean
anlan_batch_add_reading (AnlanBatch *batch, const AnlanBatchReading *reading)
{
  g_return_val_if_fail (batch != NULL && reading != NULL, FALSE);

  if (!is_name (reading->series))
    return anlan_batch_refuse (batch, NULL, _ ("a reading has no “series” of 1 to 200 bytes"));
  if (reading->ts != G_MININT64 && !is_moment (reading->ts))
    return anlan_batch_refuse (batch, reading->series, _ ("“ts” is no moment"));
  if (reading->unit != NULL && strlen (reading->unit) > NAME_MAX_BYTES)
    return anlan_batch_refuse (batch, reading->series, _ ("“unit” is too long"));
  g_array_append_val (batch->readings, *reading);
  return TRUE;
}

gboolean
anlan_batch_add_detection (AnlanBatch *batch, const AnlanDetection *detection)
{
  AnlanDetection added;

  g_return_val_if_fail (batch != NULL && detection != NULL, FALSE);

  if (!is_name (detection->source) || !is_name (detection->id) || !is_name (detection->type))
    return anlan_batch_refuse (batch, detection->source,
                               _ ("a detection needs “source”, “id” and “type” of 1 to 200 bytes"));
  if ((detection->zone != NULL && !is_name (detection->zone)) ||
      (detection->camera != NULL && !is_name (detection->camera)) ||
      (detection->picture != NULL && !is_name (detection->picture)))
    return anlan_batch_refuse (batch, detection->source,
                               _ ("“zone”, “camera” or “picture” is empty or too long"));
  added = *detection;
  if (!is_moment (added.ts))
    added.ts = batch->received;
  added.received = batch->received;
  if (isnan (added.confidence) || added.confidence < 0 || added.confidence > 1)
    added.confidence = NAN;
  g_array_append_val (batch->detections, added);
  return TRUE;
}

/* --- Anlan's own JSON -------------------------------------------------------------------------------------- */

/* A moment as number or text. What is no moment becomes -1, which the batch refuses. */
static gboolean
read_ts (AnlanJsonCursor *cursor, gint64 *ts)
{
  const char *text;
  double number;

  switch (anlan_json_cursor_peek (cursor))
    {
    case '0':
      if (!anlan_json_cursor_number (cursor, &number))
        return FALSE;
      *ts = number >= 0 && number <= (double)LAST_MOMENT ? (gint64)number : -1;
      return TRUE;
    case '"':
      if (!anlan_json_cursor_text (cursor, &text))
        return FALSE;
      if (!anlan_time_parse (text, ts))
        *ts = -1;
      return TRUE;
    case 'n':
      return anlan_json_cursor_null (cursor);
    default:
      *ts = -1;
      return anlan_json_cursor_skip (cursor);
    }
}

static gboolean
read_value (AnlanJsonCursor *cursor, AnlanBatchReading *reading)
{
  gboolean boolean;

  switch (anlan_json_cursor_peek (cursor))
    {
    case '0':
      return anlan_json_cursor_number (cursor, &reading->value);
    case 't':
    case 'f':
      if (!anlan_json_cursor_boolean (cursor, &boolean))
        return FALSE;
      reading->value = boolean;
      return TRUE;
    default:
      /* A text, a list: whatever it is, it is no value, and the reading says so by its quality. */
      reading->quality |= ANLAN_QUALITY_BAD;
      return anlan_json_cursor_skip (cursor);
    }
}

/* A text, or NULL for anything else. */
static gboolean
read_text (AnlanJsonCursor *cursor, const char **text)
{
  if (anlan_json_cursor_peek (cursor) == '"')
    return anlan_json_cursor_text (cursor, text);
  *text = NULL;
  return anlan_json_cursor_skip (cursor);
}

static gboolean
read_quality (AnlanJsonCursor *cursor, AnlanQuality *quality)
{
  const char *text;

  if (!read_text (cursor, &text))
    return FALSE;
  /* A word that nobody knows is a doubt. */
  if (g_strcmp0 (text, "bad") == 0)
    *quality |= ANLAN_QUALITY_BAD;
  else if (text != NULL && strcmp (text, "good") != 0)
    *quality |= ANLAN_QUALITY_UNCERTAIN;
  return TRUE;
}

static gboolean
read_reading_member (AnlanJsonCursor *cursor, const char *name, AnlanBatchReading *reading)
{
  if (strcmp (name, "series") == 0)
    return read_text (cursor, &reading->series);
  if (strcmp (name, "ts") == 0)
    return read_ts (cursor, &reading->ts);
  if (strcmp (name, "value") == 0)
    return read_value (cursor, reading);
  if (strcmp (name, "unit") == 0)
    return read_text (cursor, &reading->unit);
  if (strcmp (name, "quality") == 0)
    return read_quality (cursor, &reading->quality);
  return anlan_json_cursor_skip (cursor);
}

static void
add_reading (AnlanBatch *batch, AnlanBatchReading *reading)
{
  if (isnan (reading->value))
    reading->quality |= ANLAN_QUALITY_BAD;
  anlan_batch_add_reading (batch, reading);
}

static void
read_reading (AnlanJsonCursor *cursor, AnlanBatch *batch)
{
  AnlanBatchReading reading = { .ts = G_MININT64, .value = NAN };
  const char *name;

  if (!anlan_json_cursor_open (cursor, '{'))
    return;
  while (anlan_json_cursor_member (cursor, &name))
    read_reading_member (cursor, name, &reading);
  if (cursor->trouble == NULL)
    add_reading (batch, &reading);
}

static gboolean
read_box (AnlanJsonCursor *cursor, double box[4])
{
  guint n = 0;
  double number;

  if (anlan_json_cursor_peek (cursor) != '[')
    return anlan_json_cursor_skip (cursor);
  anlan_json_cursor_open (cursor, '[');
  while (anlan_json_cursor_element (cursor))
    {
      if (anlan_json_cursor_peek (cursor) != '0')
        anlan_json_cursor_skip (cursor);
      else if (anlan_json_cursor_number (cursor, &number) && n < 4)
        box[n] = number;
      n++;
    }
  for (guint i = 0; n != 4 && i < 4; i++)
    box[i] = NAN;
  return cursor->trouble == NULL;
}

static gboolean
read_state (AnlanJsonCursor *cursor, AnlanDetectionState *state)
{
  const char *text;

  if (!read_text (cursor, &text))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (state_names); i++)
    if (g_strcmp0 (text, state_names[i]) == 0)
      *state = (AnlanDetectionState)i;
  return TRUE;
}

static gboolean
read_detection_member (AnlanJsonCursor *cursor, const char *name, AnlanDetection *detection)
{
  const struct
  {
    const char *name;
    const char **text;
  } texts[] = {
    { "source", &detection->source }, { "id", &detection->id },         { "type", &detection->type },
    { "zone", &detection->zone },     { "camera", &detection->camera }, { "picture", &detection->picture },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (strcmp (name, texts[i].name) == 0)
      return read_text (cursor, texts[i].text);
  if (strcmp (name, "ts") == 0)
    return read_ts (cursor, &detection->ts);
  if (strcmp (name, "state") == 0)
    return read_state (cursor, &detection->state);
  if (strcmp (name, "box") == 0)
    return read_box (cursor, detection->box);
  if (strcmp (name, "confidence") == 0 && anlan_json_cursor_peek (cursor) == '0')
    return anlan_json_cursor_number (cursor, &detection->confidence);
  return anlan_json_cursor_skip (cursor);
}

/* The raw text is taken before it is read, for reading unescapes it in place: @copy is the whole body as it came. */
static const char *
keep_raw (AnlanBatch *batch, const char *copy, const AnlanJsonCursor *cursor, const char *from)
{
  gsize length = (gsize)(cursor->at - from);
  g_autofree char *raw = NULL, *valid = NULL;

  raw = g_strndup (copy + (from - cursor->start), MIN (length, ANLAN_DETECTION_MAX_RAW));
  valid = g_utf8_make_valid (raw, -1);
  return anlan_batch_keep (batch, valid);
}

static void
read_detection (AnlanJsonCursor *cursor, AnlanBatch *batch, const char *copy)
{
  AnlanDetection detection = { .ts = -1, .confidence = NAN, .box = { NAN, NAN, NAN, NAN } };
  const char *from, *name;

  anlan_json_cursor_peek (cursor);
  from = cursor->at;
  if (!anlan_json_cursor_open (cursor, '{'))
    return;
  while (anlan_json_cursor_member (cursor, &name))
    read_detection_member (cursor, name, &detection);
  if (cursor->trouble != NULL)
    return;
  detection.raw = keep_raw (batch, copy, cursor, from);
  anlan_batch_add_detection (batch, &detection);
}

static gboolean
check_count (AnlanBatch *batch, AnlanJsonCursor *cursor)
{
  if (batch->readings->len + batch->detections->len + batch->refused <= ANLAN_BATCH_MAX_ITEMS)
    return TRUE;
  if (cursor->trouble == NULL)
    cursor->trouble = N_ ("too many items");
  return FALSE;
}

static void
read_list (AnlanJsonCursor *cursor, AnlanBatch *batch, const char *copy, gboolean detections)
{
  if (!anlan_json_cursor_open (cursor, '['))
    return;
  while (check_count (batch, cursor) && anlan_json_cursor_element (cursor))
    {
      if (anlan_json_cursor_peek (cursor) != '{')
        {
          anlan_json_cursor_skip (cursor);
          anlan_batch_refuse (batch, NULL, _ ("an item is no object"));
        }
      else if (detections)
        read_detection (cursor, batch, copy);
      else
        read_reading (cursor, batch);
    }
}

/* The whole envelope, or one reading alone. */
static gboolean
read_object (AnlanJsonCursor *cursor, AnlanBatch *batch, const char *copy)
{
  AnlanBatchReading reading = { .ts = G_MININT64, .value = NAN };
  gboolean found = FALSE;
  const char *name;

  if (!anlan_json_cursor_open (cursor, '{'))
    return FALSE;
  while (anlan_json_cursor_member (cursor, &name))
    {
      if (strcmp (name, "gateway") == 0)
        read_text (cursor, &batch->gateway);
      else if (strcmp (name, "readings") == 0 || strcmp (name, "detections") == 0)
        {
          read_list (cursor, batch, copy, name[0] == 'd');
          found = TRUE;
        }
      else
        read_reading_member (cursor, name, &reading);
    }
  if (cursor->trouble == NULL && reading.series != NULL)
    {
      add_reading (batch, &reading);
      found = TRUE;
    }
  return found;
}

static gboolean
set_trouble (const AnlanJsonCursor *cursor, gboolean found, GError **error)
{
  if (cursor->trouble != NULL)
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                 _ ("This is not the JSON that was expected: %s (byte %u). Nothing of it was taken."),
                 _ (cursor->trouble), (guint)(cursor->at - cursor->start) + 1);
  else if (!found)
    g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                         _ ("This JSON has neither “readings” nor “detections”. Nothing of it was taken."));
  else
    return TRUE;
  return FALSE;
}

AnlanBatch *
anlan_batch_read (const void *bytes, gsize length, gint64 received, GError **error)
{
  g_autoptr (AnlanBatch) batch = NULL;
  g_autofree char *copy = NULL;
  AnlanJsonCursor cursor;
  gboolean found = TRUE;

  g_return_val_if_fail (bytes != NULL || length == 0, NULL);

  if (length > ANLAN_BATCH_MAX_BYTES)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_LIMIT,
                   _ ("This has more than %d MiB, so nothing of it was taken. Send it in smaller pieces."),
                   ANLAN_BATCH_MAX_BYTES / (1024 * 1024));
      return NULL;
    }
  batch = anlan_batch_new (received);
  batch->text = g_strndup (bytes, length);
  /* Only detections keep what they were: for readings there is no second copy. */
  if (length > 0 && memmem (bytes, length, "\"detections\"", 12) != NULL)
    copy = g_strndup (bytes, length);
  anlan_json_cursor_init (&cursor, batch->text, length);
  if (anlan_json_cursor_peek (&cursor) == '[')
    read_list (&cursor, batch, NULL, FALSE);
  else
    found = read_object (&cursor, batch, copy != NULL ? copy : batch->text);
  anlan_json_cursor_finish (&cursor);
  return set_trouble (&cursor, found, error) ? g_steal_pointer (&batch) : NULL;
}
