/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Untrusted events: the first line of the input says by a digit which form it has, the lines up to an empty one are the values
 * of its headers, and the rest is its body. Whatever comes, what is taken keeps the promises of link/cloudevents.h. */
#define G_LOG_DOMAIN "anlan-fuzz"

#include <math.h>
#include <string.h>

#include "link/cloudevents.h"

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

static void
check_text (const char *text)
{
  g_assert_true (text == NULL || (text[0] != '\0' && strlen (text) <= 200));
}

static void
check_detection (const AnlanDetection *detection)
{
  g_assert_nonnull (detection->source);
  g_assert_nonnull (detection->id);
  g_assert_nonnull (detection->type);
  check_text (detection->source);
  check_text (detection->id);
  check_text (detection->type);
  check_text (detection->zone);
  check_text (detection->camera);
  check_text (detection->picture);
  g_assert_true (detection->ts >= 0);
  g_assert_true (isnan (detection->confidence) || (detection->confidence >= 0 && detection->confidence <= 1));
  g_assert_true (detection->raw == NULL || (strlen (detection->raw) <= ANLAN_DETECTION_MAX_RAW &&
                                            g_utf8_validate (detection->raw, -1, NULL)));
}

/* The next line, without its end; NULL behind the empty one. */
static char *
next_line (const char **at, const char *end)
{
  const char *line = *at, *stop = line < end ? memchr (line, '\n', (gsize)(end - line)) : NULL;

  if (stop == NULL || stop == line)
    {
      *at = stop != NULL ? stop + 1 : end;
      return NULL;
    }
  *at = stop + 1;
  return g_strndup (line, (gsize)(stop - line));
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  static const char *const forms[] = { NULL, "application/cloudevents+json",
                                       "application/cloudevents-batch+json" };
  const char *at = (const char *)bytes, *end = at + size;
  char *lines[7] = { NULL };
  AnlanCloudHeaders headers = { NULL };
  g_autoptr (AnlanBatch) batch = NULL;
  g_autoptr (GError) error = NULL;
  guint n = 0;

  while (n < G_N_ELEMENTS (lines) && (lines[n] = next_line (&at, end)) != NULL)
    n++;
  headers.content_type = forms[(lines[0] != NULL ? (guint)lines[0][0] : 0) % G_N_ELEMENTS (forms)];
  headers.specversion = lines[1] != NULL ? lines[1] : "1.0";
  headers.id = lines[2];
  headers.source = lines[3];
  headers.type = lines[4];
  headers.time = lines[5];
  headers.subject = lines[6];
  batch = anlan_cloudevents_read (&headers, at, (gsize)(end - at), 1000, &error);
  g_assert_true ((batch == NULL) == (error != NULL));
  if (batch != NULL)
    {
      g_assert_true ((batch->refused > 0) == (batch->reason != NULL));
      for (guint i = 0; i < batch->detections->len; i++)
        check_detection (&g_array_index (batch->detections, AnlanDetection, i));
      for (guint i = 0; i < batch->readings->len; i++)
        g_assert_false (isinf (g_array_index (batch->readings, AnlanBatchReading, i).value));
    }
  for (guint i = 0; i < n; i++)
    g_free (lines[i]);
  return 0;
}
