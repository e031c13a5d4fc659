/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnlanMultipart:
 *
 * Reads multipart/mixed and multipart/form-data (RFC 2046, 5.1) as it comes in, untrusted and without end: what cameras send.
 * No more than one part and its headers are kept. Lenient where cameras are: lines may end in LF, the boundary may be told
 * with its leading dashes, a part may or may not say its length.
 */
typedef struct _AnlanMultipart AnlanMultipart;

/* Borrowed until the function returns; texts are NULL where the part does not name them. */
typedef struct
{
  const char *type; /* content type, lower case, without parameters */
  const char *name;
  const char *file; /* file name */
  const char *bytes;
  gsize length;
} AnlanPart;

/* FALSE with an error ends the reading. */
typedef gboolean (*AnlanPartFunc) (const AnlanPart *part, gpointer data, GError **error);

/* @content_type: of the whole, with its boundary. @max_part: bytes of one part. NULL with ANLAN_ERROR_INPUT where it names no
 * boundary. */
AnlanMultipart *
anlan_multipart_new (
    const char *content_type, gsize max_part, AnlanPartFunc func, gpointer data, GError **error);
void
anlan_multipart_free (AnlanMultipart *multipart);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanMultipart, anlan_multipart_free)

/* FALSE with ANLAN_ERROR_LIMIT where a part or its headers are too large, or with the function's own error; nothing may be
 * fed after that. */
gboolean
anlan_multipart_feed (AnlanMultipart *multipart, const void *bytes, gsize length, GError **error);

/* Whether the closing boundary has been read. */
gboolean
anlan_multipart_is_complete (AnlanMultipart *multipart);

G_END_DECLS
