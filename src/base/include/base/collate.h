/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnlanCollator:
 *
 * The order in which people look for names, by ICU: simplified Chinese by pinyin, other languages by their own
 * rules; R-2 comes before R-10. It never changes once made and may be used by several threads at once; opening
 * one takes about a millisecond, so it is made once.
 */
typedef struct _AnlanCollator AnlanCollator;

/* @language: as in a locale's name, "zh_CN"; NULL for the user's own. Languages that ICU does not know have the
 * order of the Unicode root. */
AnlanCollator *anlan_collator_new      (const char *language);
void           anlan_collator_free     (AnlanCollator *collator);

/* As strcmp(). Lengths in bytes; -1 for a text that ends with NUL. */
int            anlan_collator_compare  (const AnlanCollator *collator, const char *a, int a_length, const char *b,
                                        int b_length);

/* A key whose strcmp() order is the collator's order. It is no text: no UTF-8, not to be stored, since it changes
 * with ICU's version. The caller frees it. */
char          *anlan_collator_key      (const AnlanCollator *collator, const char *text);

/* As anlan_collator_key() for a person's name: surnames are sorted by their own reading (曾 as zeng). */
char          *anlan_collator_name_key (const AnlanCollator *collator, const char *name);

/* What a person's name is compared as where its surname has a reading of its own; NULL where it is the name itself. */
char          *anlan_collator_stand_in (const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanCollator, anlan_collator_free)

G_END_DECLS
