/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

#include "base/pinyin.h"

#include <string.h>

#include "base/text.h"
#include "pinyin-private.h"

/* Surnames read otherwise than the character by itself, those of two characters first. The stand-in has the reading and
 * is no surname, so that nobody's names get mixed up with it in a sorted list. */
static const PinyinWord surnames[] = {
  { "尉迟", "yu chi", "玉迟" }, { "万俟", "mo qi", "墨奇" }, { "澹台", "tan tai", "痰台" },
  { "单", "shan", "膳" },       { "曾", "zeng", "憎" },      { "仇", "qiu", "囚" },
  { "解", "xie", "械" },        { "区", "ou", "藕" },        { "查", "zha", "渣" },
  { "盖", "ge", "舸" },         { "朴", "piao", "瓢" },      { "翟", "zhai", "窄" },
  { "缪", "miao", "妙" },       { "召", "shao", "哨" },      { "折", "she", "舌" },
  { "黑", "he", "喝" },         { "秘", "bi", "蔽" },        { "乐", "yue", "钥" },
  { "员", "yun", "晕" },        { "种", "chong", "虫" },     { "繁", "po", "婆" },
  { "洗", "xian", "显" },       { "覃", "qin", "勤" },       { "乜", "nie", "啮" },
  { "隗", "wei", "伪" },        { "薄", "bo", "驳" },        { "阚", "kan", "瞰" },
  { "祭", "zhai", "债" },       { "卜", "bu", "补" },        { "佴", "nai", "耐" },
  { "藏", "zang", "脏" },       { "句", "gou", "钩" },       { "都", "du", "督" },
  { "蔚", "yu", "欲" },
};

/* Words of the trade, and others that are common, in which a character is read otherwise than by itself. */
static const PinyinWord words[] = {
  { "重复", "chong fu", NULL },   { "重新", "chong xin", NULL },  { "重庆", "chong qing", NULL },
  { "长度", "chang du", NULL },   { "长期", "chang qi", NULL },   { "长输", "chang shu", NULL },
  { "长沙", "chang sha", NULL },  { "会计", "kuai ji", NULL },    { "银行", "yin hang", NULL },
  { "行业", "hang ye", NULL },    { "行车", "hang che", NULL },   { "校验", "jiao yan", NULL },
  { "校准", "jiao zhun", NULL },  { "校正", "jiao zheng", NULL }, { "模具", "mu ju", NULL },
  { "模板", "mu ban", NULL },     { "着火", "zhao huo", NULL },   { "弹簧", "tan huang", NULL },
  { "给水", "ji shui", NULL },    { "给料", "ji liao", NULL },    { "供给", "gong ji", NULL },
  { "补给", "bu ji", NULL },      { "调节", "tiao jie", NULL },   { "调试", "tiao shi", NULL },
  { "调整", "tiao zheng", NULL }, { "调压", "tiao ya", NULL },    { "空调", "kong tiao", NULL },
  { "曾经", "ceng jing", NULL },  { "似的", "shi de", NULL },     { "地", "di", NULL },
  { "似", "si", NULL },
};

/* Asked for each character of a ledger that comes in: most entries part at one of the first three bytes. */
static const PinyinWord *
find_in (const PinyinWord *list, gsize count, const char *text)
{
  for (gsize i = 0; i < count; i++)
    {
      const char *word = list[i].word;

      if (text[0] == word[0] && text[1] == word[1] && text[2] == word[2] && g_str_has_prefix (text, word))
        return &list[i];
    }
  return NULL;
}

const PinyinWord *
anlan_pinyin_find_word (const char *text, gboolean person, gboolean at_start)
{
  const PinyinWord *found = NULL;

  if (person && at_start)
    found = find_in (surnames, G_N_ELEMENTS (surnames), text);
  /* In a given name a character stands for itself. */
  else if (!person)
    found = find_in (words, G_N_ELEMENTS (words), text);
  return found;
}

static const char *
reading_of (gunichar c)
{
  if (c == 0x3007) /* 〇 */
    return "ling";
  if (c < PINYIN_FIRST || c > PINYIN_LAST)
    return "";
  return anlan_pinyin_syllables[anlan_pinyin_table[c - PINYIN_FIRST]];
}

/* The ASCII letter or digit that @c is at heart (é is e); 0 if it is none. */
static char
latin_of (gunichar c)
{
  gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];

  if (c >= 0x80)
    {
      g_unichar_fully_decompose (c, TRUE, parts, G_N_ELEMENTS (parts));
      c = parts[0];
    }
  return c < 0x80 && g_ascii_isalnum ((char)c) ? g_ascii_tolower ((char)c) : '\0';
}

typedef struct
{
  GString *initials; /* of syllables, with Latin letters and digits whole */
  GString *words;    /* first letters of Latin words */
  GString *full;
  GString *syllables; /* with blanks between them */
  guint count;        /* of syllables */
} Reading;

static void
reading_init (Reading *reading)
{
  reading->initials = g_string_new (NULL);
  reading->words = g_string_new (NULL);
  reading->full = g_string_new (NULL);
  reading->syllables = g_string_new (NULL);
  reading->count = 0;
}

static void
reading_clear (Reading *reading)
{
  g_string_free (reading->initials, TRUE);
  g_string_free (reading->words, TRUE);
  g_string_free (reading->full, TRUE);
  g_string_free (reading->syllables, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

static void
add_syllable (Reading *reading, const char *syllable, gsize length)
{
  if (length == 0)
    return;
  g_string_append_c (reading->initials, *syllable);
  g_string_append_len (reading->full, syllable, (gssize)length);
  if (reading->count++ > 0)
    g_string_append_c (reading->syllables, ' ');
  g_string_append_len (reading->syllables, syllable, (gssize)length);
}

static const char *
add_word (Reading *reading, const PinyinWord *word, const char *at)
{
  for (const char *syllable = word->reading; syllable != NULL;)
    {
      const char *end = strchr (syllable, ' ');

      add_syllable (reading, syllable, end != NULL ? (gsize)(end - syllable) : strlen (syllable));
      syllable = end != NULL ? end + 1 : NULL;
    }
  return at + strlen (word->word);
}

static void
read_text (Reading *reading, const char *text, gboolean person)
{
  gboolean in_word = FALSE;

  reading_init (reading);
  while (g_unichar_isspace (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  for (const char *at = text; *at != '\0';)
    {
      gunichar c = g_utf8_get_char (at);
      gboolean chinese = anlan_text_is_cjk (c);
      const PinyinWord *word = chinese ? anlan_pinyin_find_word (at, person, at == text) : NULL;
      char latin = chinese ? '\0' : latin_of (c);

      if (word != NULL)
        {
          at = add_word (reading, word, at);
          in_word = FALSE;
          continue;
        }
      if (chinese)
        {
          const char *syllable = reading_of (c);

          add_syllable (reading, syllable, strlen (syllable));
        }
      else if (latin != '\0')
        {
          if (!in_word)
            g_string_append_c (reading->words, latin);
          g_string_append_c (reading->initials, latin);
          g_string_append_c (reading->full, latin);
        }
      in_word = latin != '\0';
      at = g_utf8_next_char (at);
    }
}

char *
anlan_pinyin_initials (const char *text, gboolean person)
{
  g_auto (Reading) reading = { 0 };

  g_return_val_if_fail (text != NULL, NULL);

  read_text (&reading, text, person);
  return g_strdup (reading.count > 0 ? reading.initials->str : reading.words->str);
}

char *
anlan_pinyin_full (const char *text, gboolean person)
{
  g_auto (Reading) reading = { 0 };

  g_return_val_if_fail (text != NULL, NULL);

  read_text (&reading, text, person);
  return g_strdup (reading.full->str);
}

char *
anlan_pinyin_terms (const char *text, gboolean person)
{
  g_auto (Reading) reading = { 0 };
  GString *terms;

  g_return_val_if_fail (text != NULL, NULL);

  read_text (&reading, text, person);
  terms = g_string_new (NULL);
  if (reading.count == 0)
    return g_string_free (terms, FALSE);
  g_string_printf (terms, "%s %s", reading.initials->str, reading.full->str);
  if (reading.count > 1)
    g_string_append_printf (terms, " %s", reading.syllables->str);
  if (strchr (reading.syllables->str, 'v') != NULL)
    {
      g_string_replace (reading.full, "v", "u", 0);
      g_string_append_printf (terms, " %s", reading.full->str);
      g_string_replace (reading.syllables, "v", "u", 0);
      if (reading.count > 1)
        g_string_append_printf (terms, " %s", reading.syllables->str);
    }
  return g_string_free (terms, FALSE);
}
