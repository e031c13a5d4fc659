/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

#include "base/csv-scan.h"

#include <string.h>

/* How far the end of a field is looked for after a quote that should have been doubled. */
#define LOOK_AHEAD 4096
/* Opening quotes that nothing closes cost a second look at what follows them. */
#define MAX_REWINDS 1000u
#define GUESS_BYTES (64u * 1024)
#define GUESS_RECORDS 200u

void
anlan_csv_scan_init (AnlanCsvScan *scan, const char *text, gsize length, char separator, gsize max_field)
{
  *scan = (AnlanCsvScan){
    .p = text,
    .end = text + length,
    .separator = separator,
    .max_field = max_field,
    .buffer = g_string_new (NULL),
    .no_closer_before = text,
  };
}

void
anlan_csv_scan_clear (AnlanCsvScan *scan)
{
  g_string_free (scan->buffer, TRUE);
  scan->buffer = NULL;
}

gboolean
anlan_csv_scan_at_end (const AnlanCsvScan *scan)
{
  return scan->p >= scan->end;
}

static gboolean
ends_field (const AnlanCsvScan *scan, const char *p)
{
  return p >= scan->end || *p == scan->separator || *p == '\n' || *p == '\r';
}

/* From @p on blanks, then the end of the field? Returns where, or NULL. */
static const char *
find_end_after_blanks (const AnlanCsvScan *scan, const char *p)
{
  while (p < scan->end && *p == ' ' && scan->separator != ' ')
    p++;
  return ends_field (scan, p) ? p : NULL;
}

/* Whether the line still has a quote that ends a field. What was seen is remembered: a line can be one of many stray
 * quotes. */
static gboolean
closes_later (AnlanCsvScan *scan, const char *p)
{
  const char *limit = p + MIN (scan->end - p, LOOK_AHEAD);

  if (scan->closer != NULL && p <= scan->closer)
    return TRUE;
  for (p = MAX (p, scan->no_closer_before); p < limit && *p != '\n' && *p != '\r'; p++)
    if (*p == '"' && ends_field (scan, p + 1))
      {
        scan->closer = p;
        return TRUE;
      }
  scan->no_closer_before = p;
  return FALSE;
}

/* Steps over what ends the field. */
static AnlanCsvStatus
finish (AnlanCsvScan *scan, const char *p)
{
  if (p < scan->end && *p == scan->separator)
    {
      scan->p = p + 1;
      return ANLAN_CSV_FIELD;
    }
  if (p < scan->end && *p == '\r')
    p++;
  if (p < scan->end && *p == '\n')
    p++;
  scan->p = p;
  return ANLAN_CSV_LAST;
}

static AnlanCsvStatus
read_plain (AnlanCsvScan *scan)
{
  const char *p = scan->p;

  while (!ends_field (scan, p))
    {
      if (*p == '"')
        scan->repaired = TRUE;
      p++;
    }
  scan->field = scan->p;
  scan->length = (gsize)(p - scan->p);
  return scan->length > scan->max_field ? ANLAN_CSV_TOO_LONG : finish (scan, p);
}

/* What stands between a closing quote and the end of the field belongs to the text after all. */
static const char *
append_rest (AnlanCsvScan *scan, const char *p)
{
  const char *begin = p;

  while (!ends_field (scan, p))
    p++;
  g_string_append_len (scan->buffer, begin, p - begin);
  scan->repaired = TRUE;
  return p;
}

/* @p stands behind the opening quote. Returns the end of the field, or NULL if no quote closes it. */
static const char *
read_quoted (AnlanCsvScan *scan, const char *p)
{
  g_string_truncate (scan->buffer, 0);
  while (scan->buffer->len <= scan->max_field)
    {
      gsize left = MIN ((gsize)(scan->end - p), scan->max_field + 1);
      const char *quote = left > 0 ? memchr (p, '"', left) : NULL;
      const char *end;

      if (quote == NULL)
        return NULL;
      g_string_append_len (scan->buffer, p, quote - p);
      p = quote + 1;
      if (p < scan->end && *p == '"')
        {
          g_string_append_c (scan->buffer, '"');
          p++;
          continue;
        }
      end = find_end_after_blanks (scan, p);
      if (end != NULL)
        return end;
      if (!closes_later (scan, p))
        return append_rest (scan, p);
      g_string_append_c (scan->buffer, '"');
      scan->repaired = TRUE;
    }
  return NULL;
}

AnlanCsvStatus
anlan_csv_scan_next (AnlanCsvScan *scan)
{
  const char *p = scan->p;
  const char *end;

  scan->quoted = scan->repaired = FALSE;
  while (p < scan->end && *p == ' ')
    p++;
  if (p >= scan->end || *p != '"' || scan->rewinds >= MAX_REWINDS)
    return read_plain (scan);
  scan->quoted = TRUE;
  end = read_quoted (scan, p + 1);
  if (end == NULL)
    {
      scan->rewinds++;
      scan->quoted = FALSE;
      return read_plain (scan);
    }
  scan->field = scan->buffer->str;
  scan->length = scan->buffer->len;
  return scan->length > scan->max_field ? ANLAN_CSV_TOO_LONG : finish (scan, end);
}

/* How well a separator fits: the share of records that have as many fields as most have. */
static double
judge_separator (const char *text, gsize length, char separator)
{
  guint counts[64] = { 0 };
  guint n_records = 0, best = 0;
  AnlanCsvScan scan;

  anlan_csv_scan_init (&scan, text, length, separator, length);
  while (!anlan_csv_scan_at_end (&scan) && n_records < GUESS_RECORDS)
    {
      guint fields = 1;
      gboolean blank = TRUE;
      AnlanCsvStatus status = anlan_csv_scan_next (&scan);

      blank = scan.length == 0;
      for (; status == ANLAN_CSV_FIELD; fields++)
        {
          status = anlan_csv_scan_next (&scan);
          blank = blank && scan.length == 0;
        }
      if (blank)
        continue;
      counts[MIN (fields, G_N_ELEMENTS (counts) - 1)]++;
      n_records++;
    }
  anlan_csv_scan_clear (&scan);
  for (guint i = 2; i < G_N_ELEMENTS (counts); i++)
    if (best == 0 || counts[i] > counts[best])
      best = i;
  if (n_records == 0 || counts[best] == 0)
    return 0;
  /* Between equals more columns win: a separator that occurs once a line by chance loses. */
  return (double)counts[best] / n_records + best / 1000.0;
}

char
anlan_csv_guess_separator (const char *text, gsize length)
{
  static const char candidates[] = { ',', '\t', ';', '|' };
  gsize taken = MIN (length, GUESS_BYTES);
  double best = 0;
  char separator = ',';

  /* Not into the middle of a line. */
  while (taken < length && taken > 0 && text[taken - 1] != '\n')
    taken--;
  if (taken == 0)
    taken = MIN (length, GUESS_BYTES);
  for (guint i = 0; i < G_N_ELEMENTS (candidates); i++)
    {
      double score = judge_separator (text, taken, candidates[i]);

      if (score > best)
        {
          best = score;
          separator = candidates[i];
        }
    }
  return separator;
}
