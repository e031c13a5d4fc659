/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts from spreadsheets and search boxes, through all that folds, splits and reads them. */
#define G_LOG_DOMAIN "anlan-fuzz"

#include <math.h>
#include <string.h>

#include "base/pinyin.h"
#include "base/text.h"
#include "base/units.h"

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

/* Splitting what is split changes nothing but adds what it joined. */
static void
check_search (const char *text)
{
  g_autofree char *tokens = anlan_text_split_for_index (text);
  g_autofree char *query = anlan_text_match_query (text);

  g_assert_true (g_utf8_validate (tokens, -1, NULL));
  g_assert_null (strstr (tokens, "  "));
  g_assert_null (strchr (tokens, '"'));
  if (query != NULL)
    {
      guint quotes = 0;

      for (const char *at = query; *at != '\0'; at++)
        quotes += *at == '"';
      g_assert_cmpuint (quotes % 2, ==, 0);
      g_assert_cmpuint (quotes, >, 0);
    }
}

static void
check_numbers (const char *text)
{
  double number;
  gint64 integer;
  gboolean percent;

  if (anlan_text_to_number (text, &number, &percent))
    g_assert_true (isfinite (number));
  anlan_text_to_integer (text, &integer);
  if (anlan_text_chinese_number (text, &integer))
    g_assert_true (integer >= 0 && integer <= 99999999);
  g_assert_cmpint (anlan_text_level (text), <=, 99);
  for (guint i = 0; anlan_unit_get (i) != NULL; i += 7)
    if (anlan_quantity_from_text (text, anlan_unit_get (i), &number, NULL))
      g_assert_true (!isnan (number));
}

static void
check_forms (const char *text)
{
  g_autofree char *trimmed = anlan_text_trim (g_strdup (text));
  g_autofree char *again = anlan_text_trim (g_strdup (trimmed));
  g_autofree char *collapsed = anlan_text_collapse (text);
  g_autofree char *narrow = anlan_text_narrow (text);
  g_autofree char *id = anlan_text_id_number (text, NULL);
  g_autofree char *phone = anlan_text_phone (text);
  g_autofree char *terms = anlan_pinyin_terms (text, TRUE);

  g_assert_cmpstr (trimmed, ==, again);
  g_assert_cmpuint (strlen (collapsed), <=, strlen (text));
  g_assert_true (g_utf8_validate (narrow, -1, NULL));
  g_assert_cmpint (terms[strspn (terms, "abcdefghijklmnopqrstuvwxyz0123456789 ")], ==, '\0');
  if (id != NULL)
    {
      g_autofree char *same = anlan_text_id_number (id, NULL);

      g_assert_cmpstr (id, ==, same);
    }
  if (phone != NULL)
    {
      g_autofree char *same = anlan_text_phone (phone);

      g_assert_cmpstr (phone, ==, same);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  g_autofree char *raw = g_strndup ((const char *)bytes, size);
  g_autofree char *text = g_utf8_make_valid (raw, -1);

  check_search (text);
  check_numbers (text);
  check_forms (text);
  return 0;
}
