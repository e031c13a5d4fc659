/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

#include "base/collate.h"

#include <string.h>
#include <unicode/ucol.h>

#include "pinyin-private.h"

struct _AnlanCollator
{
  UCollator *ucol;
};

AnlanCollator *
anlan_collator_new (const char *language)
{
  AnlanCollator *collator = g_new0 (AnlanCollator, 1);
  UErrorCode status = U_ZERO_ERROR;

  if (language == NULL)
    language = g_get_language_names ()[0];
  /* Taiwan and Hong Kong look names up by strokes. */
  if (strcmp (language, "zh") == 0 || g_str_has_prefix (language, "zh_CN") ||
      g_str_has_prefix (language, "zh_SG"))
    language = "zh@collation=pinyin";
  else if (strcmp (language, "C") == 0 || strcmp (language, "POSIX") == 0)
    language = "";
  collator->ucol = ucol_open (language, &status);
  if (U_FAILURE (status))
    {
      status = U_ZERO_ERROR;
      collator->ucol = ucol_open ("", &status);
    }
  if (U_SUCCESS (status))
    ucol_setAttribute (collator->ucol, UCOL_NUMERIC_COLLATION, UCOL_ON, &status);
  /* The root's rules are part of ICU: without them the library itself is broken. */
  if (U_FAILURE (status))
    g_error ("ICU has no collation rules: %s", u_errorName (status));
  return collator;
}

void
anlan_collator_free (AnlanCollator *collator)
{
  g_return_if_fail (collator != NULL);

  ucol_close (collator->ucol);
  g_free (collator);
}

int
anlan_collator_compare (
    const AnlanCollator *collator, const char *a, int a_length, const char *b, int b_length)
{
  UErrorCode status = U_ZERO_ERROR;
  UCollationResult result;

  g_return_val_if_fail (collator != NULL && a != NULL && b != NULL, 0);

  result = ucol_strcollUTF8 (collator->ucol, a, a_length, b, b_length, &status);
  return result == UCOL_LESS ? -1 : result == UCOL_GREATER;
}

char *
anlan_collator_key (const AnlanCollator *collator, const char *text)
{
  g_autofree gunichar2 *wide = NULL;
  glong length;
  char stack[256];
  char *key;
  int32_t bytes;

  g_return_val_if_fail (collator != NULL, NULL);
  g_return_val_if_fail (text != NULL, NULL);

  wide = g_utf8_to_utf16 (text, -1, NULL, &length, NULL);
  g_return_val_if_fail (wide != NULL, NULL);
  bytes = ucol_getSortKey (collator->ucol, wide, (int32_t)length, (uint8_t *)stack, sizeof stack);
  key = g_malloc ((gsize)bytes);
  if (bytes <= (int32_t)sizeof stack)
    memcpy (key, stack, (gsize)bytes);
  else
    ucol_getSortKey (collator->ucol, wide, (int32_t)length, (uint8_t *)key, bytes);
  return key;
}

char *
anlan_collator_stand_in (const char *name)
{
  const PinyinWord *surname;

  g_return_val_if_fail (name != NULL, NULL);

  surname = anlan_pinyin_find_word (name, TRUE, TRUE);
  return surname != NULL ? g_strconcat (surname->stand_in, name + strlen (surname->word), NULL) : NULL;
}

char *
anlan_collator_name_key (const AnlanCollator *collator, const char *name)
{
  g_autofree char *other = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  g_return_val_if_fail (collator != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  other = anlan_collator_stand_in (name);
  if (other == NULL)
    return anlan_collator_key (collator, name);
  first = anlan_collator_key (collator, other);
  second = anlan_collator_key (collator, name);
  /* 1 parts the levels inside a key, so nothing that begins like @first comes between. */
  return g_strconcat (first, "\x01", second, NULL);
}
