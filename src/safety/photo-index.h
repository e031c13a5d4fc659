/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "safety/photo.h"

G_BEGIN_DECLS

/**
 * PhotoIndex:
 *
 * The signs of all photos of a plant, held in memory so that looking through them takes milliseconds. What came in last is
 * always read from the table: it may belong to a transaction that is rolled back. Any thread.
 */
typedef struct _PhotoIndex PhotoIndex;

PhotoIndex *photo_index_new  (void);
void        photo_index_free (PhotoIndex *index);

/* Reads what has come in since the last time, or all of it where @db is another plant's. */
gboolean    photo_index_read (PhotoIndex *index, AnlanDb *db, GError **error);

typedef struct
{
  gint64 id; /* in photo_sign */
  int bits;  /* that differ */
} PhotoNear;

/* The photos that may show the exposure of @print, the nearest first; the photo itself is among them. Reads first.
 * (element-type PhotoNear) */
GArray     *photo_index_find (PhotoIndex *index, AnlanDb *db, const AnlanPhotoPrint *print, GError **error);

/* As many bits may differ in a plant with many photos, where chance would find some that are as near as
 * anlan_photo_print_may_match() allows. */
#define PHOTO_FAR_BITS 10

G_END_DECLS
