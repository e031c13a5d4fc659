/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * AnlanZip:
 *
 * The parts of a ZIP archive in memory, by name. What is unpacked is counted over all parts, so that no archive can
 * grow beyond a bound; names are compared without letter case and with either slash, as Office does.
 */
typedef struct _AnlanZip AnlanZip;

typedef gboolean (*AnlanZipSink) (const char *bytes, gsize length, gpointer data, GError **error);

/* NULL if the bytes are no whole archive, or have more than 10,000 parts. */
AnlanZip *anlan_zip_new (GBytes *bytes, guint64 max_unpacked);
void anlan_zip_free (AnlanZip *zip);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanZip, anlan_zip_free)

gboolean anlan_zip_has (const AnlanZip *zip, const char *name);
gboolean anlan_zip_has_prefix (const AnlanZip *zip, const char *prefix);
/* Whether any part has a password. */
gboolean anlan_zip_is_locked (const AnlanZip *zip);
/* What the archive says of the unpacked size of a part: good for progress only; 0 if it does not say. */
guint64 anlan_zip_get_size (const AnlanZip *zip, const char *name);

/* Unpacks a part piece by piece into @sink. FALSE with ANLAN_ERROR_INPUT if it is missing or damaged,
 * ANLAN_ERROR_LIMIT beyond the bound, or the error of @sink. @file is the file's name for sentences. */
gboolean anlan_zip_unpack ( AnlanZip *zip, const char *name, const char *file, AnlanZipSink sink, gpointer data,
                           GError **error);

G_END_DECLS
