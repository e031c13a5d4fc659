/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* All texts are UTF-8; functions here take what they get from files and keyboards, but it must be valid (see
 * base/encoding.h for what is not). What they return is freed by the caller. */

/**
 * anlan_text_split_for_index:
 *
 * Prepares a text for FTS5's unicode61 tokenizer, which knows no Chinese words: what it is given here are tokens
 * with single blanks between them, compatibility forms folded (NFKC) and lower-cased.
 *
 * - A run of Han, kana or hangul becomes its overlapping pairs and its last character: "动火作业" gives
 *   "动火 火作 作业 业".
 * - All else is cut where unicode61 would cut it: "HZ-2026-0217" gives "hz 2026 0217".
 * - What is joined by - _ / or . and has letters as well as digits stands once more in one piece behind all
 *   others: "HZ-2026-0217" adds "hz20260217", so that R101 finds R-101.
 *
 * Returns: the tokens, "" if there are none.
 */
char *anlan_text_split_for_index (const char *text);

/**
 * anlan_text_match_query:
 *
 * What a person typed into a search box as the right side of FTS5's MATCH, over text that went through
 * anlan_text_split_for_index(). Every word must occur; a word of several tokens must occur as such; the last
 * word may be unfinished. Quotes, operators and column names lose their meaning. No more than 200 characters and
 * 16 words are taken.
 *
 * Returns: (nullable): NULL if there is nothing to search for.
 */
char *anlan_text_match_query     (const char *typed);

/* Whether @c is of a script that is written without blanks between words: Han, kana, bopomofo, hangul. */
gboolean anlan_text_is_cjk       (gunichar c);

/* White space here is that of Unicode, with the ideographic space, no-break spaces and the invisible characters of
 * zero width that web pages leave in copied text. */
char *anlan_text_trim     (char *text);       /* in place; returns @text */
char *anlan_text_collapse (const char *text); /* trimmed, and each inner run of white space one blank */

/* Full-width letters, digits and signs to ASCII, the ideographic space to a blank; nothing else changes. */
char *anlan_text_narrow   (const char *text);

/* Folds for comparing what people typed: NFKC, lower case, white space collapsed. */
char *anlan_text_fold     (const char *text);

/**
 * anlan_text_to_number:
 * @percent: (nullable) (out): whether a per cent sign stood behind; the number is as written, 5 for "5 %". With
 *   NULL such a text is no number.
 *
 * A number as spreadsheets and people write it: "1,200" (commas or no-break spaces only before groups of three),
 * "３．５", "-0.5", "−0.5", "1.2e3", ".5". Refused is all that says more than a number or may mean two: "<0.5",
 * "3,5", "1.200,5", "12 t", "5-10", "0x10", "inf".
 */
gboolean anlan_text_to_number  (const char *text, double *number, gboolean *percent);

/* As anlan_text_to_number() for a whole number: also "12.0", not "12.5". */
gboolean anlan_text_to_integer (const char *text, gint64 *integer);

/* A Chinese numeral: 三, 十二, 二十, 一百零五, 两千, 叁, 〇; up to 99,999,999. FALSE where it is none. */
gboolean anlan_text_chinese_number (const char *text, gint64 *number);

/* A level, class or grade: 一级, 第二级, Ⅲ级, IV, 4级, Level 1, class II, 三. Returns 1 to 99, or 0 where it is none. */
int      anlan_text_level          (const char *text);

/* A number of a Chinese identity card (GB 11643-1999), 18 places: date of birth and check digit (ISO 7064, MOD
 * 11-2) must be right. Blanks and full-width digits are tidied, x becomes X. NULL with ANLAN_ERROR_INPUT and a
 * sentence that does not contain the number. */
char    *anlan_text_id_number      (const char *text, GError **error);

/* A telephone number in one form: 13812345678, 010-12345678, 0571-87654321-801, 8000 (a plant's own exchange),
 * 87654321#801, others international, +4930123456. NULL where it is none. */
char    *anlan_text_phone          (const char *text);

G_END_DECLS
