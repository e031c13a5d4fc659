/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A sentence that the program writes into a record is read by people of other languages, years later: what is stored is
 * its English text as the catalogue knows it and what stands at its places, {"say":"… %s …","with":["…"]}. */

/* The stored form. @text: N_(); then the texts for its places (%s, %d, %.2f, … whatever the conversion), in order, NULL
 * at the end. The caller frees it. */
char    *anlan_sentence_new (const char *text, ...) G_GNUC_NULL_TERMINATED;

/* In the language of who reads. Any other text, such as a sentence stored by an earlier version, comes back as it is.
 * (nullable) for NULL; the caller frees it. */
char    *anlan_sentence_say (const char *stored);
gboolean anlan_sentence_is  (const char *stored);

/* What stands at its places alone (names, numbers, dates, quotations), with spaces between: the same in every language.
 * Any other text comes back as it is. (nullable) for NULL; the caller frees it. */
char    *anlan_sentence_bare (const char *stored);

G_END_DECLS
