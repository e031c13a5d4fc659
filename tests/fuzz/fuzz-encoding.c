/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes of a text file in whatever encoding: what is converted is UTF-8 without NUL and stays what it is. */
#define G_LOG_DOMAIN "anlan-fuzz"

#include <string.h>

#include "base/encoding.h"

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  g_autoptr (GError) error = NULL;
  gsize mark = 0;
  AnlanEncoding encoding = anlan_encoding_detect (bytes, size, &mark);
  g_assert_cmpuint (mark, <=, size);

  g_autofree char *text = anlan_encoding_to_utf8 (bytes, size, encoding, &error);
  if (text == NULL)
    {
      g_assert_nonnull (error);
      return 0;
    }
  g_assert_no_error (error);
  g_assert_true (anlan_encoding_is_utf8 (text, strlen (text), NULL));
  g_autofree char *again = anlan_encoding_to_utf8 (text, strlen (text), ANLAN_ENCODING_UTF8, &error);
  g_assert_no_error (error);
  /* A second mark is a character of the text the first time. */
  if (!g_str_has_prefix (text, "\357\273\277"))
    g_assert_cmpstr (again, ==, text);
  return 0;
}
