/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stream of HJ 212: whatever comes, it is cut to its end without standing still, in whatever pieces it arrives, and what
 * is read keeps the promises of monitor/batch.h. */
#define G_LOG_DOMAIN "anlan-fuzz"

#include <math.h>
#include <string.h>

#include "hj212-frame.h"

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

static void
check_message (const char *data, gsize length)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanHj212) message = anlan_hj212_read (data, length, 1000, zone, FALSE, &error);
  g_autofree char *answer = NULL, *frame = NULL;
  const char *inner;
  gsize used, inner_length;

  g_assert_true ((message == NULL) == (error != NULL));
  if (message == NULL)
    return;
  answer = anlan_hj212_answer (message);
  frame = anlan_hj212_wrap (answer);
  g_assert_cmpint (anlan_hj212_cut (frame, strlen (frame), &used, &inner, &inner_length), ==,
                   ANLAN_HJ212_FRAME);
  g_assert_cmpuint (used, ==, strlen (frame));
  for (guint i = 0; message->batch != NULL && i < message->batch->readings->len; i++)
    {
      const AnlanBatchReading *reading = &g_array_index (message->batch->readings, AnlanBatchReading, i);

      g_assert_true (g_utf8_validate (reading->series, -1, NULL));
      g_assert_true (reading->ts == G_MININT64 || reading->ts >= 0);
      g_assert_false (isinf (reading->value));
      g_assert_true (!isnan (reading->value) || (reading->quality & ANLAN_QUALITY_BAD) != 0);
    }
}

/* How many frames there are where the bytes come in pieces of @piece. */
static guint
count_frames (const guint8 *bytes, size_t size, gsize piece, gboolean check)
{
  g_autoptr (GByteArray) waiting = g_byte_array_new ();
  guint frames = 0;

  for (gsize at = 0; at < size; at += piece)
    {
      AnlanHj212Cut cut;

      g_byte_array_append (waiting, bytes + at, (guint)MIN (piece, size - at));
      do
        {
          const char *data = NULL;
          gsize used, length = 0;

          cut = anlan_hj212_cut ((const char *)waiting->data, waiting->len, &used, &data, &length);
          g_assert_true (used <= waiting->len);
          g_assert_true (cut == ANLAN_HJ212_MORE || used > 0);
          if (cut == ANLAN_HJ212_FRAME || cut == ANLAN_HJ212_CRC)
            {
              frames++;
              if (check)
                check_message (data, length);
            }
          if (used > 0)
            g_byte_array_remove_range (waiting, 0, (guint)used);
        }
      while (cut != ANLAN_HJ212_MORE);
      g_assert_true (waiting->len < ANLAN_HJ212_MAX_BYTES);
    }
  return frames;
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  guint whole = count_frames (bytes, size, MAX (size, 1), TRUE);

  g_assert_cmpuint (count_frames (bytes, size, 1, FALSE), ==, whole);
  g_assert_cmpuint (count_frames (bytes, size, 13, FALSE), ==, whole);
  return 0;
}
