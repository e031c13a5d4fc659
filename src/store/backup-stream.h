/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A file that is written or read from one end to the other and, with a passphrase, encrypted on the way
 * (crypto_secretstream_xchacha20poly1305, key by argon2id; a chunk that was changed, moved, left out or cut off is
 * noticed). Blocks. */

typedef struct _AnlanOut AnlanOut;
typedef struct _AnlanIn AnlanIn;

/* Makes @path, which must not be there. */
AnlanOut *
anlan_out_open (const char *path, const char *passphrase, GError **error);
gboolean
anlan_out_write (AnlanOut *out, const void *data, gsize length, GError **error);
gboolean
anlan_out_finish (AnlanOut *out, GError **error); /* on the disk when it returns */
void
anlan_out_free (AnlanOut *out);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanOut, anlan_out_free)

/* ANLAN_ERROR_DENIED where a passphrase is needed or is the wrong one. */
AnlanIn *
anlan_in_open (const char *path, const char *passphrase, GError **error);

/* The next piece, which stays the stream's; @length 0 at the end. */
gboolean
anlan_in_read (AnlanIn *in, const guchar **data, gsize *length, GError **error);
void
anlan_in_free (AnlanIn *in);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanIn, anlan_in_free)

G_END_DECLS
