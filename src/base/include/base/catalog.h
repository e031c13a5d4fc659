/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnlanCatalogs:
 *
 * The compiled translations of Anlan in every language that is installed, not only in the user's: a spreadsheet may
 * say "重大" where the user's Anlan says "Major". gettext itself knows one language at a time.
 */
typedef struct _AnlanCatalogs AnlanCatalogs;

/* Those under @dir (LANGUAGE/LC_MESSAGES/anlan.mo); a file that is missing or damaged gives no translations. */
AnlanCatalogs *
anlan_catalogs_new (const char *dir);
void
anlan_catalogs_free (AnlanCatalogs *catalogs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanCatalogs, anlan_catalogs_free)

/* Every translation of @text, without @text itself. Elements are borrowed from @catalogs. */
GPtrArray *
anlan_catalogs_find (AnlanCatalogs *catalogs, const char *text);

/* The translation of @text into @language ("zh_CN"), or NULL. Borrowed from @catalogs. */
const char *
anlan_catalogs_get (AnlanCatalogs *catalogs, const char *language, const char *text);

/* The language that is there and that @wanted ("zh-Hans-CN", "zh") asks for, or NULL. Borrowed from @catalogs. */
const char *
anlan_catalogs_match (AnlanCatalogs *catalogs, const char *wanted);

G_END_DECLS
