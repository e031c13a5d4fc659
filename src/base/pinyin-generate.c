/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Build tool: writes the table of readings that pinyin.c uses, out of ICU's Han-Latin. Opening that transliterator
 * takes a tenth of a second and it wants a lock; the table takes nothing. */

#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#define FIRST 0x3400
#define LAST 0x9fff

/* Letters without tone marks; ü as v. */
static char *
plain (const char *latin)
{
  g_autofree char *apart = g_utf8_normalize (latin, -1, G_NORMALIZE_DEFAULT);
  GString *out = g_string_new (NULL);

  for (const char *at = apart; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == 0x308 && out->len > 0 && out->str[out->len - 1] == 'u')
        out->str[out->len - 1] = 'v';
      else if (c >= 'a' && c <= 'z')
        g_string_append_c (out, (char)c);
      else if (!g_unichar_ismark (c))
        {
          g_string_truncate (out, 0); /* not transliterated: the character itself is still there */
          break;
        }
    }
  return g_string_free (out, FALSE);
}

static char *
reading (UTransliterator *transliterator, gunichar c)
{
  UErrorCode status = U_ZERO_ERROR;
  UChar text[16] = { (UChar)c };
  g_autofree char *latin = NULL;
  int32_t length = 1, limit = 1;

  utrans_transUChars (transliterator, text, &length, G_N_ELEMENTS (text), 0, &limit, &status);
  if (U_FAILURE (status))
    g_error ("U+%04X: %s", c, u_errorName (status));
  latin = g_utf16_to_utf8 ((const gunichar2 *)text, length, NULL, NULL, NULL);
  return plain (g_strstrip (latin));
}

int
main (int argc, char **argv)
{
  UErrorCode status = U_ZERO_ERROR;
  UTransliterator *transliterator;
  UChar id[16];
  g_autoptr (GHashTable) places = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) syllables = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) table = g_string_new (NULL);
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  u_uastrcpy (id, "Han-Latin");
  transliterator = utrans_openU (id, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
  if (U_FAILURE (status))
    g_error ("ICU has no Han-Latin: %s", u_errorName (status));
  if (argc != 2)
    g_error ("usage: pinyin-generate OUTPUT.c");

  /* The first syllable is none at all, for characters that have no reading. */
  g_ptr_array_add (syllables, g_strdup (""));
  g_hash_table_insert (places, syllables->pdata[0], GUINT_TO_POINTER (0));
  for (gunichar c = FIRST; c <= LAST; c++)
    {
      g_autofree char *syllable = reading (transliterator, c);
      gpointer place;

      if (!g_hash_table_lookup_extended (places, syllable, NULL, &place))
        {
          place = GUINT_TO_POINTER (syllables->len);
          g_hash_table_insert (places, syllable, place);
          g_ptr_array_add (syllables, g_steal_pointer (&syllable));
        }
      g_string_append_printf (table, "%u,%s", GPOINTER_TO_UINT (place), c % 32 == 31 ? "\n" : "");
    }
  utrans_close (transliterator);

  g_string_append (out, "/* Written by pinyin-generate.c. */\n#include \"pinyin-private.h\"\n\n"
                        "const char *const anlan_pinyin_syllables[] = {\n");
  for (guint i = 0; i < syllables->len; i++)
    g_string_append_printf (out, "\"%s\",\n", (const char *)syllables->pdata[i]);
  g_string_append_printf (
      out, "};\n\nconst guint16 anlan_pinyin_table[PINYIN_LAST - PINYIN_FIRST + 1] = {\n%s};\n", table->str);
  if (!g_file_set_contents (argv[1], out->str, (gssize)out->len, &error))
    g_error ("%s", error->message);
  return 0;
}
