/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

#include "base/text.h"

#include <string.h>

#define TYPED_MAX 200
#define WORDS_MAX 16

gboolean
anlan_text_is_cjk (gunichar c)
{
  if (c < 0x1100)
    return FALSE;
  if (c >= 0x4e00 && c <= 0x9fff)
    return TRUE;
  return c <= 0x11ff || (c >= 0x2e80 && c <= 0x2fdf) || (c >= 0x3005 && c <= 0x3007) ||
         (c >= 0x3021 && c <= 0x3029) || (c >= 0x3031 && c <= 0x3035) || (c >= 0x3038 && c <= 0x303c) ||
         (c >= 0x3041 && c <= 0x3096) || (c >= 0x309d && c <= 0x309f) || (c >= 0x30a1 && c <= 0x30fa) ||
         (c >= 0x30fc && c <= 0x312f) || (c >= 0x3131 && c <= 0x318e) || (c >= 0x31a0 && c <= 0x31bf) ||
         (c >= 0x31f0 && c <= 0x31ff) || (c >= 0x3400 && c <= 0x4dbf) || (c >= 0xa960 && c <= 0xa97c) ||
         (c >= 0xac00 && c <= 0xd7fb) || (c >= 0xf900 && c <= 0xfaff) || (c >= 0xff66 && c <= 0xffdc) ||
         (c >= 0x20000 && c <= 0x3ffff);
}

/* Characters that NFKC leaves alone whatever stands beside them, or whose folding narrow() knows. The texts of a
 * Chinese plant have hardly others, and to normalise costs more than all the rest of an import's search row. */
static gboolean
is_plain (gunichar c)
{
  return c < 0x80 || (c >= 0x4e00 && c <= 0x9fff) || (c >= 0xff01 && c <= 0xff5e) ||
         (c >= 0x3000 && c <= 0x3002) || (c >= 0x3008 && c <= 0x3011) || c == 0x201c || c == 0x201d ||
         c == 0x00b7 || c == 0x2014;
}

static gunichar
narrow (gunichar c)
{
  if (c >= 0xff01 && c <= 0xff5e)
    return c - 0xfee0;
  return c == 0x3000 ? ' ' : c;
}

/* @text itself, or its NFKC form, then also in @owned. */
static const char *
normalised (const char *text, char **owned)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if ((guchar)*at >= 0x80 && !is_plain (g_utf8_get_char (at)))
      {
        *owned = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);
        return *owned != NULL ? *owned : "";
      }
  return text;
}

typedef enum
{
  GAP,  /* white space */
  MARK, /* a sign that ends a token */
  JOIN, /* a sign that ends a token, but may join two into one name */
  WORD,
  CJK,
} Class;

static Class
classify (gunichar c)
{
  if (c < 0x80)
    {
      if (g_ascii_isalnum ((char)c))
        return WORD;
      if (c == '-' || c == '_' || c == '/' || c == '.')
        return JOIN;
      return g_ascii_isspace ((char)c) ? GAP : MARK;
    }
  if (anlan_text_is_cjk (c))
    return CJK;
  if (g_unichar_isalnum (c) || g_unichar_ismark (c))
    return WORD;
  return g_unichar_isspace (c) ? GAP : MARK;
}

/* Walks over tokens. @whole: the run of CJK is closed with its last character, as the index has it. */
typedef struct
{
  GString *out;    /* the tokens */
  GString *joined; /* names in one piece; NULL if nobody wants them */
  GString *piece;  /* the name being put together */
  guint parts;
  gboolean letters;
  gboolean digits;
  gboolean joining; /* just one joining sign has been seen since the last part */
  gunichar last;    /* of a CJK run */
  guint run;        /* length of the CJK run */
} Splitter;

static void
begin_token (Splitter *splitter)
{
  if (splitter->out->len > 0)
    g_string_append_c (splitter->out, ' ');
}

static void
end_run (Splitter *splitter, gboolean whole)
{
  if (splitter->run == 1 || (splitter->run > 1 && whole))
    {
      begin_token (splitter);
      g_string_append_unichar (splitter->out, splitter->last);
    }
  splitter->run = 0;
}

static void
end_piece (Splitter *splitter)
{
  if (splitter->joined != NULL && splitter->parts > 1 && splitter->letters && splitter->digits)
    {
      if (splitter->joined->len > 0)
        g_string_append_c (splitter->joined, ' ');
      g_string_append_len (splitter->joined, splitter->piece->str, (gssize)splitter->piece->len);
    }
  g_string_truncate (splitter->piece, 0);
  splitter->parts = 0;
  splitter->letters = splitter->digits = splitter->joining = FALSE;
}

static void
add_cjk (Splitter *splitter, gunichar c)
{
  if (splitter->parts > 0)
    end_piece (splitter);
  if (splitter->run > 0)
    {
      begin_token (splitter);
      g_string_append_unichar (splitter->out, splitter->last);
      g_string_append_unichar (splitter->out, c);
    }
  splitter->run++;
  splitter->last = c;
}

static void
append_char (GString *out, gunichar c)
{
  if (c < 0x80)
    g_string_append_c (out, (char)c);
  else
    g_string_append_unichar (out, c);
}

static void
add_word (Splitter *splitter, gunichar c, gboolean first)
{
  if (splitter->run > 0)
    end_run (splitter, TRUE);
  if (first)
    {
      begin_token (splitter);
      if (!splitter->joining)
        end_piece (splitter);
      splitter->parts++;
      splitter->joining = FALSE;
    }
  if (c < 0x80)
    {
      c = (gunichar)g_ascii_tolower ((char)c);
      if (g_ascii_isdigit ((char)c))
        splitter->digits = TRUE;
      else
        splitter->letters = TRUE;
    }
  else
    {
      c = g_unichar_tolower (c);
      splitter->letters = TRUE;
    }
  append_char (splitter->out, c);
  append_char (splitter->piece, c);
}

/* Cuts the @length bytes at @text, which are folded already. */
static void
split (Splitter *splitter, const char *text, gsize length, gboolean whole)
{
  const char *end = text + length;
  Class before = GAP;

  for (const char *at = text; at < end;)
    {
      gunichar c = (guchar)*at < 0x80 ? (gunichar)*at : narrow (g_utf8_get_char (at));
      Class class = classify (c);

      at = g_utf8_next_char (at);
      switch (class)
        {
        case CJK:
          add_cjk (splitter, c);
          break;
        case WORD:
          add_word (splitter, c, before != WORD);
          break;
        case JOIN:
          end_run (splitter, TRUE);
          splitter->joining = before == WORD;
          break;
        case MARK:
        case GAP:
        default:
          end_run (splitter, TRUE);
          splitter->joining = FALSE;
          break;
        }
      before = class;
    }
  end_run (splitter, whole);
  end_piece (splitter);
}

char *
anlan_text_split_for_index (const char *text)
{
  g_autofree char *owned = NULL;
  g_autoptr (GString) joined = g_string_new (NULL);
  g_autoptr (GString) piece = g_string_new (NULL);
  Splitter splitter = { .joined = joined, .piece = piece };
  gsize length;

  g_return_val_if_fail (text != NULL, NULL);

  text = normalised (text, &owned);
  length = strlen (text);
  splitter.out = g_string_sized_new (length * 3 + 16);
  split (&splitter, text, length, TRUE);
  if (joined->len > 0)
    {
      begin_token (&splitter);
      g_string_append_len (splitter.out, joined->str, (gssize)joined->len);
    }
  return g_string_free (splitter.out, FALSE);
}

/* One word of the query as a phrase; what is joined may also stand in one piece. */
static void
append_word (GString *query, const char *word, gsize length, gboolean last)
{
  g_autoptr (GString) tokens = g_string_new (NULL);
  g_autoptr (GString) joined = g_string_new (NULL);
  g_autoptr (GString) piece = g_string_new (NULL);
  Splitter splitter = { .out = tokens, .joined = joined, .piece = piece };
  const char *final, *star;

  split (&splitter, word, length, FALSE);
  if (tokens->len == 0)
    return;

  /* One Chinese character is the beginning of a pair, wherever the word stands. */
  final = strrchr (tokens->str, ' ');
  final = final != NULL ? final + 1 : tokens->str;
  if (anlan_text_is_cjk (g_utf8_get_char (final)))
    last = g_utf8_strlen (final, -1) == 1;
  star = last ? " *" : "";

  if (query->len > 0)
    g_string_append (query, " AND ");
  /* Only if the piece is the whole word: R-101泵 has no other spelling that the index knows. */
  if (joined->len > 0 && strchr (joined->str, ' ') == NULL && !anlan_text_is_cjk (g_utf8_get_char (final)) &&
      !anlan_text_is_cjk (g_utf8_get_char (tokens->str)))
    g_string_append_printf (query, "(\"%s\"%s OR \"%s\"%s)", tokens->str, star, joined->str, star);
  else
    g_string_append_printf (query, "\"%s\"%s", tokens->str, star);
}

char *
anlan_text_match_query (const char *typed)
{
  g_autofree char *cut = NULL;
  g_autofree char *owned = NULL;
  g_autoptr (GString) query = g_string_new (NULL);
  guint count = 0;

  g_return_val_if_fail (typed != NULL, NULL);

  if (g_utf8_strlen (typed, -1) > TYPED_MAX)
    {
      cut = g_utf8_substring (typed, 0, TYPED_MAX);
      typed = cut;
    }
  typed = normalised (typed, &owned);
  for (const char *at = typed; *at != '\0' && count < WORDS_MAX; count++)
    {
      const char *end;

      while (*at != '\0' && classify (narrow (g_utf8_get_char (at))) == GAP)
        at = g_utf8_next_char (at);
      for (end = at; *end != '\0' && classify (narrow (g_utf8_get_char (end))) != GAP;)
        end = g_utf8_next_char (end);
      if (end > at)
        append_word (query, at, (gsize)(end - at), *end == '\0');
      at = end;
    }
  return query->len > 0 ? g_string_free (g_steal_pointer (&query), FALSE) : NULL;
}
