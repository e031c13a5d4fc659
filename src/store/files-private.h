/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

#include "store/files.h"

G_BEGIN_DECLS

/* As much of a file as the kind can be told from. */
#define ANLAN_SNIFF_BYTES 65536

/* The kind of a file by its content. @path: (nullable): where the rest of it is, for archives whose kind stands in the
 * names within. Static text. */
const char *
anlan_sniff_mime (const guchar *head, gsize length, const char *path);

/* --- pictures (JPEG, PNG) ---------------------------------------------------------------------------------- */

typedef struct
{
  int width; /* upright */
  int height;
  int orientation; /* EXIF: 1 to 8 */
  char *taken;     /* (owned) (nullable) */
  double latitude; /* NAN if none */
  double longitude;
} AnlanPicture;

void
anlan_picture_clear (AnlanPicture *picture);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AnlanPicture, anlan_picture_clear)

/* Reads the headers only, nothing is decoded. FALSE with ANLAN_ERROR_INPUT where the picture is damaged, with
 * ANLAN_ERROR_LIMIT where it would take too much memory to show. */
gboolean
anlan_picture_read (GBytes *bytes, const char *mime, AnlanPicture *picture, GError **error);

/* Whether its end is there. Of a JPEG: whether it can be shown for the most part without, for some cameras leave the last
 * marker out. */
gboolean
anlan_picture_is_whole (GBytes *bytes, const char *mime);

/* Decoded to at most @edge pixels, and turned upright. What a JPEG lacks at its end is left grey. */
GdkPixbuf *
anlan_picture_decode (GBytes *bytes, const char *mime, int edge, GError **error);

/* files-photo.c: fills in what the store's reader makes of a picture; nothing if it has none. */
gboolean
anlan_photo_read (AnlanStore *store, GBytes *bytes, AnlanFile *file, GError **error);
gboolean
anlan_photo_register (AnlanDb *db, const AnlanFile *file, GError **error);

/* The picture without anything that tells who made it, where, when and with what. Of a JPEG, which way is up stays. */
GBytes *
anlan_picture_strip (GBytes *bytes, const char *mime, GError **error);

G_END_DECLS
