/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "profile-private.h"

/* Longer than any name that a batch takes: what a template makes is cut off by that. */
#define FILLED_MAX 1000

/* --- texts ---------------------------------------------------------------------------------------------------- */

/* As a text, appended to @text; FALSE where there is none. */
static gboolean
append_scalar (GString *text, const AnlanScalar *scalar)
{
  switch (scalar->kind)
    {
    case ANLAN_SCALAR_INTEGER:
      g_string_append_printf (text, "%" G_GINT64_FORMAT, scalar->integer);
      return TRUE;
    case ANLAN_SCALAR_REAL:
      anlan_json_append_real (text, scalar->real);
      return TRUE;
    case ANLAN_SCALAR_BOOLEAN:
      g_string_append (text, scalar->integer ? "true" : "false");
      return TRUE;
    case ANLAN_SCALAR_TEXT:
      g_string_append (text, scalar->text);
      return scalar->text[0] != '\0';
    case ANLAN_SCALAR_MISSING:
    case ANLAN_SCALAR_NULL:
    case ANLAN_SCALAR_OTHER:
    default:
      return FALSE;
    }
}

/* NULL where there is none. */
static char *
text_of (const AnlanScalar *scalar)
{
  g_autoptr (GString) text = g_string_new (NULL);

  return append_scalar (text, scalar) ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static char *
text_at (const AnlanItem *item, const AnlanPlace *place)
{
  AnlanScalar scalar;

  item->get (item, place, &scalar);
  return text_of (&scalar);
}

char *
anlan_template_fill (const AnlanTemplate *template, const AnlanItem *item, const AnlanPlace **missing)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < template->literals->len; i++)
    {
      AnlanScalar scalar;

      g_string_append (text, g_ptr_array_index (template->literals, i));
      if (i >= template->places->len)
        break;
      item->get (item, g_ptr_array_index (template->places, i), &scalar);
      if (!append_scalar (text, &scalar))
        {
          if (missing != NULL)
            *missing = g_ptr_array_index (template->places, i);
          return NULL;
        }
      if (text->len > FILLED_MAX)
        break;
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Kept by @batch; NULL where @template is, or has no text here. */
static const char *
keep_filled (AnlanBatch *batch,
             const AnlanTemplate *template,
             const AnlanItem *item,
             const AnlanPlace **missing)
{
  g_autofree char *text = template != NULL ? anlan_template_fill (template, item, missing) : NULL;

  return text != NULL && text[0] != '\0' ? anlan_batch_keep (batch, text) : NULL;
}

/* --- what both have ------------------------------------------------------------------------------------------- */

static gboolean
refuse_place (AnlanBatch *batch, const char *what, const AnlanPlace *place, const char *format)
{
  g_autofree char *reason = g_strdup_printf (format, place->text);

  return anlan_batch_refuse (batch, what, reason);
}

static gboolean
is_wanted (const AnlanMapping *mapping, const AnlanItem *item)
{
  for (guint i = 0; i < mapping->only_places->len; i++)
    {
      g_autofree char *text = text_at (item, g_ptr_array_index (mapping->only_places, i));

      if (text == NULL || !g_strv_contains (g_ptr_array_index (mapping->only_texts, i), text))
        return FALSE;
    }
  return TRUE;
}

/* @ms: G_MININT64 where none was told. FALSE where what stands there is no moment. */
static gboolean
read_moment (const AnlanProfile *profile, const AnlanMapping *mapping, const AnlanItem *item, gint64 *ms)
{
  g_autofree char *text = NULL;

  *ms = G_MININT64;
  if (mapping->ts == NULL)
    return TRUE;
  if (mapping->ts->places->len == 1)
    {
      AnlanScalar scalar;

      item->get (item, g_ptr_array_index (mapping->ts->places, 0), &scalar);
      if (scalar.kind == ANLAN_SCALAR_INTEGER)
        return anlan_moment_of_integer (scalar.integer, mapping->time, profile->zone, ms);
      if (scalar.kind == ANLAN_SCALAR_REAL)
        return anlan_moment_of_real (scalar.real, mapping->time, ms);
      if (scalar.kind == ANLAN_SCALAR_BOOLEAN || scalar.kind == ANLAN_SCALAR_OTHER)
        return FALSE;
    }
  text = anlan_template_fill (mapping->ts, item, NULL);
  return text == NULL || anlan_moment_of_text (text, mapping->time, profile->zone, ms);
}

/* What the word at @place stands for: a number of the list, ANLAN_WORD_SKIP or ANLAN_WORD_UNKNOWN. */
static int
read_word (const AnlanWords *words, const char *const *names, const char *text)
{
  gpointer meaning;

  if (words->words == NULL)
    {
      for (int i = 0; names[i] != NULL; i++)
        if (g_str_equal (names[i], text))
          return i;
      return ANLAN_WORD_UNKNOWN;
    }
  return g_hash_table_lookup_extended (words->words, text, NULL, &meaning) ? GPOINTER_TO_INT (meaning)
                                                                           : words->others;
}

/* --- readings ------------------------------------------------------------------------------------------------- */

static gboolean
number_of_text (const AnlanProfile *profile, const char *text, double *number)
{
  g_autofree char *pointed = NULL;

  if (profile->decimal == ',' && strchr (text, '.') == NULL)
    {
      pointed = g_strdelimit (g_strdup (text), ",", '.');
      text = pointed;
    }
  return anlan_text_to_number (text, number, NULL);
}

static gboolean
number_of (const AnlanProfile *profile, const AnlanScalar *scalar, double *number)
{
  switch (scalar->kind)
    {
    case ANLAN_SCALAR_INTEGER:
    case ANLAN_SCALAR_BOOLEAN:
      *number = (double)scalar->integer;
      return TRUE;
    case ANLAN_SCALAR_REAL:
      *number = scalar->real;
      return TRUE;
    case ANLAN_SCALAR_TEXT:
      return number_of_text (profile, scalar->text, number);
    case ANLAN_SCALAR_MISSING:
    case ANLAN_SCALAR_NULL:
    case ANLAN_SCALAR_OTHER:
    default:
      return FALSE;
    }
}

/* The value of @scalar; NAN where it says that there is none. */
static gboolean
read_value (const AnlanProfile *profile,
            const AnlanMapping *mapping,
            const AnlanScalar *scalar,
            double *value)
{
  g_autofree char *text = text_of (scalar);
  const double *known =
      text != NULL && mapping->values != NULL ? g_hash_table_lookup (mapping->values, text) : NULL;

  *value = NAN;
  if (scalar->kind == ANLAN_SCALAR_NULL ||
      (text != NULL && mapping->none != NULL && g_hash_table_contains (mapping->none, text)))
    return TRUE;
  if (known != NULL)
    *value = *known;
  else if (!number_of (profile, scalar, value))
    return FALSE;
  *value = *value * mapping->scale + mapping->offset;
  return isfinite (*value);
}

/* FALSE where the item is to be passed over. */
static gboolean
read_quality (const AnlanMapping *mapping, const AnlanItem *item, AnlanQuality *quality)
{
  static const char *const names[] = { "good", "uncertain", "bad", NULL };
  static const AnlanQuality qualities[] = { ANLAN_QUALITY_GOOD, ANLAN_QUALITY_UNCERTAIN, ANLAN_QUALITY_BAD };
  g_autofree char *text = mapping->quality != NULL ? text_at (item, mapping->quality) : NULL;
  int word = text != NULL ? read_word (&mapping->words, names, text) : 0;

  /* A word that nobody knows is a doubt. */
  *quality |= word >= 0 ? qualities[word] : ANLAN_QUALITY_UNCERTAIN;
  return word != ANLAN_WORD_SKIP;
}

static void
add_reading (const AnlanProfile *profile,
             const AnlanMapping *mapping,
             const AnlanItem *item,
             AnlanBatch *batch)
{
  AnlanBatchReading reading = { .ts = G_MININT64, .value = NAN };
  const AnlanPlace *missing = NULL;
  AnlanScalar scalar;

  item->get (item, mapping->value, &scalar);
  /* A gap of a table is a gap; null is a device that says that it has no value. */
  if ((scalar.kind == ANLAN_SCALAR_MISSING && mapping->optional) ||
      (scalar.kind == ANLAN_SCALAR_NULL && profile->csv) || !read_quality (mapping, item, &reading.quality))
    return;
  reading.series = keep_filled (batch, mapping->series, item, &missing);
  if (reading.series == NULL && missing != NULL)
    refuse_place (batch, NULL, missing, _ ("there is no text at “%s”, so its series has no name"));
  else if (scalar.kind == ANLAN_SCALAR_MISSING)
    refuse_place (batch, reading.series, mapping->value, _ ("there is no value at “%s”"));
  else if (!read_value (profile, mapping, &scalar, &reading.value))
    refuse_place (batch, reading.series, mapping->value, _ ("what stands at “%s” is no number"));
  else if (!read_moment (profile, mapping, item, &reading.ts))
    refuse_place (batch, reading.series, g_ptr_array_index (mapping->ts->places, 0),
                  _ ("what stands at “%s” is no moment of the form that the profile names"));
  else
    {
      if (isnan (reading.value))
        reading.quality |= ANLAN_QUALITY_BAD;
      reading.unit = keep_filled (batch, mapping->unit, item, NULL);
      anlan_batch_add_reading (batch, &reading);
    }
}

/* --- detections ----------------------------------------------------------------------------------------------- */

static void
read_box (const AnlanProfile *profile, const AnlanMapping *mapping, const AnlanItem *item, double box[4])
{
  double number[4];

  for (guint i = 0; i < 4; i++)
    {
      AnlanScalar scalar;

      box[i] = NAN;
      if (mapping->box[i] == NULL)
        return;
      item->get (item, mapping->box[i], &scalar);
      if (!number_of (profile, &scalar, &number[i]))
        return;
      number[i] /= mapping->box_size[i % 2];
    }
  if (mapping->box_form == ANLAN_BOX_LTRB)
    {
      number[2] -= number[0];
      number[3] -= number[1];
    }
  else if (mapping->box_form == ANLAN_BOX_CENTER)
    {
      number[0] -= number[2] / 2;
      number[1] -= number[3] / 2;
    }
  memcpy (box, number, sizeof number);
}

/* FALSE where the item is passed over or refused. */
static gboolean
read_state (const AnlanMapping *mapping, const AnlanItem *item, AnlanBatch *batch, AnlanDetection *detection)
{
  static const char *const names[] = { "pulse", "start", "stop", NULL };
  g_autofree char *text = mapping->state != NULL ? text_at (item, mapping->state) : NULL;
  int word;

  if (mapping->state == NULL)
    return TRUE;
  word = read_word (&mapping->states, names, text != NULL ? text : "");
  if (word == ANLAN_WORD_UNKNOWN)
    refuse_place (batch, NULL, mapping->state, _ ("the profile knows no such state as stands at “%s”"));
  if (word < 0)
    return FALSE;
  detection->state = (AnlanDetectionState)word;
  return TRUE;
}

/* A device that numbers nothing: the same word at the same moment is the same event. */
static const char *
make_id (AnlanBatch *batch, const AnlanDetection *detection)
{
  g_autofree char *id = g_strdup_printf ("%.100s:%s:%" G_GINT64_FORMAT, detection->type,
                                         anlan_detection_state_name (detection->state), detection->ts);
  g_autofree char *valid = g_utf8_make_valid (id, -1);

  return anlan_batch_keep (batch, valid);
}

static const char *
keep_raw (AnlanBatch *batch, const AnlanItem *item)
{
  g_autofree char *raw = item->raw (item), *valid = NULL;

  if (strlen (raw) > ANLAN_DETECTION_MAX_RAW)
    raw[ANLAN_DETECTION_MAX_RAW] = '\0';
  valid = g_utf8_make_valid (raw, -1);
  return anlan_batch_keep (batch, valid);
}

static void
add_detection (const AnlanProfile *profile,
               const AnlanMapping *mapping,
               const AnlanItem *item,
               AnlanBatch *batch)
{
  AnlanDetection detection = { .confidence = NAN, .box = { NAN, NAN, NAN, NAN } };
  const AnlanPlace *missing = NULL;
  AnlanScalar scalar;

  if (!read_state (mapping, item, batch, &detection))
    return;
  detection.source = keep_filled (batch, mapping->source, item, &missing);
  if (detection.source != NULL)
    detection.type = keep_filled (batch, mapping->type, item, &missing);
  if (detection.type == NULL)
    {
      if (missing != NULL)
        refuse_place (batch, detection.source, missing,
                      _ ("there is no text at “%s”, so its source or type is unknown"));
      else
        anlan_batch_add_detection (batch, &detection);
      return;
    }
  if (!read_moment (profile, mapping, item, &detection.ts))
    {
      refuse_place (batch, detection.source, g_ptr_array_index (mapping->ts->places, 0),
                    _ ("what stands at “%s” is no moment of the form that the profile names"));
      return;
    }
  if (detection.ts == G_MININT64)
    detection.ts = batch->received;
  detection.id =
      mapping->id != NULL ? keep_filled (batch, mapping->id, item, NULL) : make_id (batch, &detection);
  detection.zone = keep_filled (batch, mapping->zone, item, NULL);
  detection.camera = keep_filled (batch, mapping->camera, item, NULL);
  if (mapping->confidence != NULL)
    {
      item->get (item, mapping->confidence, &scalar);
      if (number_of (profile, &scalar, &detection.confidence))
        detection.confidence *= mapping->confidence_scale;
    }
  read_box (profile, mapping, item, detection.box);
  detection.raw = keep_raw (batch, item);
  anlan_batch_add_detection (batch, &detection);
}

void
anlan_mapping_apply (const AnlanProfile *profile,
                     const AnlanMapping *mapping,
                     const AnlanItem *item,
                     AnlanBatch *batch)
{
  if (!is_wanted (mapping, item))
    return;
  if (mapping->detection)
    add_detection (profile, mapping, item, batch);
  else
    add_reading (profile, mapping, item, batch);
}
