/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

typedef struct _GdkPixbuf GdkPixbuf;

/**
 * AnlanFile:
 *
 * What is known of one stored file. @mime comes from its content, not from its name.
 */
typedef struct
{
  char    sha256[ANLAN_SHA256_HEX + 1];
  gint64  size;
  char   *mime;
  char   *name;      /* as it was called when it came in */
  char   *taken;     /* EXIF time of taking as local wall time "2026-11-22T13:05:00", or NULL */
  double  latitude;  /* EXIF position in WGS-84 degrees, NAN if none */
  double  longitude;
  int     width;     /* of pictures, 0 else */
  int     height;
  GBytes *sign;      /* what AnlanPhotoReader made of it, or NULL */
  GBytes *print;
  int     print_version;
} AnlanFile;

void       anlan_file_free (AnlanFile *file);
AnlanFile *anlan_file_copy (const AnlanFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanFile, anlan_file_free)

typedef enum
{
  ANLAN_FILE_ANY,
  ANLAN_FILE_PHOTO, /* JPEG or PNG, at most 5 MB by default, at most 100 megapixels */
  ANLAN_FILE_CLIP,  /* short video */
} AnlanFileKind;

/**
 * AnlanPhotoReader:
 * @edge: as many pixels of the longer edge as @read wants to see.
 * @version: of what @read makes; pictures with another one are read again by anlan_photos_catch_up().
 * @read: makes what tells this picture from others. @sign: a few bytes by which it is found among many; @print: what it
 *   is then compared by. On the thread that puts the picture into the plant.
 *
 * Handed in by AnlanStoreOptions; must outlive the store. A picture that cannot be decoded is then not taken.
 */
struct _AnlanPhotoReader
{
  int edge;
  int version;
  void (*read) (GdkPixbuf *picture, GBytes **sign, GBytes **print);
};

/* Checks, hashes and copies @path into the plant's files folder (to a temporary name, fsync, rename). Nothing is
 * written to plant.db: pass the answer to anlan_files_register() inside the change that refers to it. Blocks.
 * @max_bytes 0: the default of the kind. @anonymous: EXIF is stripped before storing. */
AnlanFile *anlan_files_add      (AnlanStore *store, const char *path, AnlanFileKind kind, gint64 max_bytes,
                                 gboolean anonymous, GError **error);
AnlanFile *anlan_files_add_bytes (AnlanStore *store, GBytes *bytes, const char *name, AnlanFileKind kind,
                                 gint64 max_bytes, gboolean anonymous, GError **error);

/* Inside a write: notes @file in the table of files. */
gboolean   anlan_files_register (AnlanDb *db, const AnlanFile *file, const char *added, GError **error);

/* Reads the pictures that came in before there was a reader of this version, a few in each write; once all are read
 * that is remembered. Those that are lost or cannot be decoded are noted as such. @n_read: (out) (optional). Blocks, for
 * long in a large plant. */
gboolean   anlan_photos_catch_up (AnlanStore *store, guint *n_read, GCancellable *cancellable, GError **error);

/* NULL with ANLAN_ERROR_NOT_FOUND. */
AnlanFile *anlan_files_lookup   (AnlanDb *db, const char *sha256, GError **error);

/* Removes what was stored by anlan_files_add() and then not wanted. A file that some change has brought in stays, which
 * is no error. Blocks. */
gboolean   anlan_files_drop     (AnlanStore *store, const char *sha256, GError **error);

/* Full path of a stored file, whether or not it is there. The caller frees it. */
char      *anlan_files_path     (AnlanStore *store, const char *sha256);

/* A JPEG or PNG that is not trusted, with bounds on its pixels, at most @edge pixels and upright. ANLAN_ERROR_INPUT. Decodes: off
 * the main thread only. */
struct _GdkPixbuf *anlan_files_decode (GBytes *bytes, int edge, GError **error);

/* A picture of at most @edge pixels, turned upright, as PNG bytes; kept in the user's cache folder. Blocks and
 * decodes: off the main thread only. */
GBytes    *anlan_files_thumbnail (AnlanStore *store, const char *sha256, int edge, GError **error);

G_END_DECLS
