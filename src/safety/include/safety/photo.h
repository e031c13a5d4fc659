/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

#include "store/files.h"

G_BEGIN_DECLS

/**
 * AnlanPhotoPrint:
 *
 * What is left of a photo to tell whether another one is the same exposure: its luminance on a small square. Turning
 * by quarters, mirroring, trimming up to a fifth, compressing again and brightening change the file and not the
 * exposure. A second photo of the same place differs by where the camera stood and how the light fell.
 */
typedef struct _AnlanPhotoPrint AnlanPhotoPrint;

/* Hashes by which a print is found among many: of the whole picture and of fourteen trimmed windows. */
#define ANLAN_PHOTO_HASHES 15

/* From here on two photos count as the same exposure (anlan_photo_compare()). Copies that were trimmed, turned,
 * mirrored, brightened and compressed reach 0.97 and more, tilted by five degrees 0.72; different photos stay under
 * 0.35 (the test measures it). */
#define ANLAN_PHOTO_SAME 0.6

/* Pixels of the longer edge that are enough. */
#define ANLAN_PHOTO_EDGE 360

/* Of what is stored: the hashes as the sign, the square as the print. */
#define ANLAN_PHOTO_VERSION 1
extern const AnlanPhotoReader anlan_photo_reader;

/* What anlan_files_thumbnail() gives for ANLAN_PHOTO_EDGE. Decodes: off the main thread only. */
AnlanPhotoPrint *anlan_photo_print_new_png (GBytes *png, GError **error);
AnlanPhotoPrint *anlan_photo_print_new    (GdkPixbuf *pixbuf);
void             anlan_photo_print_free   (AnlanPhotoPrint *print);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanPhotoPrint, anlan_photo_print_free)

/* As it is stored in photo_print; NULL where the bytes are no print. */
GBytes          *anlan_photo_print_to_bytes  (const AnlanPhotoPrint *print);
AnlanPhotoPrint *anlan_photo_print_new_bytes (gconstpointer data, gsize length);

void             anlan_photo_print_hashes (const AnlanPhotoPrint *print, guint64 hashes[ANLAN_PHOTO_HASHES]);

/* Whether any of the stored @hashes may belong to the exposure of @print, however it was turned. Lets one in some thousand others
 * through, and misses tilted copies: anlan_photo_compare() decides. */
gboolean         anlan_photo_print_may_match (const AnlanPhotoPrint *print, const guint64 hashes[ANLAN_PHOTO_HASHES]);

/* How alike the fine structure of two photos is when the one is laid on the other as well as it goes: 1 the same,
 * about 0 unrelated. A few dozen milliseconds. */
double           anlan_photo_compare      (const AnlanPhotoPrint *a, const AnlanPhotoPrint *b);

G_END_DECLS
