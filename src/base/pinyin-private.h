/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* The table is written at build time by pinyin-generate.c: for each character from PINYIN_FIRST to PINYIN_LAST the
 * place of its syllable in anlan_pinyin_syllables, 0 (an empty text) where it has none. */
#define PINYIN_FIRST 0x3400
#define PINYIN_LAST 0x9fff

extern const char *const anlan_pinyin_syllables[];
extern const guint16 anlan_pinyin_table[PINYIN_LAST - PINYIN_FIRST + 1];

typedef struct
{
  const char *word;
  const char *reading; /* a syllable for each character, a blank between them */
  const char *stand_in; /* of a surname: a text sorted where the reading belongs */
} PinyinWord;

/* The entry of the longest surname, with @person, or word that @text begins with; NULL if there is none. */
const PinyinWord *anlan_pinyin_find_word (const char *text, gboolean person, gboolean at_start);
