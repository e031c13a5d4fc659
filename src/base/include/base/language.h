/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* gettext knows one language for a whole process. The station answers people of several at once, so a thread can be told to
 * speak another one; everything that is translated on it from then on (also below, and by works that the store does for it)
 * is in that language. Texts of other libraries stay in the language of the process. */

/**
 * anlan_language_set:
 * @language: (nullable): "zh_CN", "en"; NULL: that of the process
 *
 * For this thread, until it is told otherwise. A language that there are no translations for is English.
 */
void        anlan_language_set  (const char *language);

/* What this thread was told; NULL: nothing. Never freed. */
const char *anlan_language_get  (void);

/* The best of those there are for an Accept-Language header (RFC 9110, 12.5.4), "en" among them; NULL where it asks for none
 * of them. Never freed. */
const char *anlan_language_pick (const char *accept);

G_END_DECLS
