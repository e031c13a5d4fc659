/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Hanyu pinyin in plain lower-case letters, without tones, ü as the v that people type for it. One reading for each
 * character (that of ICU's Han-Latin, built in as a table); a few words of the trade and, with @person, the surnames
 * whose reading differs (单 shan, 曾 zeng, 尉迟 yu chi) are known as a whole. Nothing here needs a lock or takes
 * time to start. The caller frees what is returned. */

/* "王芳" gives "wf", "R-101泵房" gives "r101bf". A text without Chinese gives the first letters of its words: "John
 * Smith" gives "js". */
char *anlan_pinyin_initials (const char *text, gboolean person);

/* "王芳" gives "wangfang"; Latin letters and digits stay, all else is left out. */
char *anlan_pinyin_full     (const char *text, gboolean person);

/* What to add to a record's search text so that it is found by typing pinyin: initials, the whole, each syllable;
 * "wf wangfang wang fang". With ü in it also the spelling with u: people type both. "" without Chinese. */
char *anlan_pinyin_terms    (const char *text, gboolean person);

G_END_DECLS
