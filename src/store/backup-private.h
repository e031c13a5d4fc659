/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/backup.h"

G_BEGIN_DECLS

#define ANLAN_MANIFEST "manifest.json"

/* How far the work has come, reported at most ten times a second. */
typedef struct
{
  AnlanProgress progress; /* (nullable) */
  gpointer data;
  gint64 total; /* bytes, at least 1 */
  gint64 done;
  gint64 said_at;
} AnlanMeter;

void
anlan_meter_add (AnlanMeter *meter, gsize bytes);

/* What a backup holds. */
typedef struct
{
  char *path; /* inside the plant */
  gint64 size;
  char sha256[ANLAN_SHA256_HEX + 1];
} AnlanPiece;

void
anlan_piece_free (AnlanPiece *piece);

/* Reads @file from one end to the other, and compares what is in it with the list in it. With @dir each piece is
 * written there. @expected: (nullable) (element-type AnlanPiece): what must be in it. */
gboolean
anlan_backup_read (const char *file,
                   const char *dir,
                   const char *passphrase,
                   GPtrArray *expected,
                   AnlanMeter *meter,
                   GCancellable *cancellable,
                   GError **error);

G_END_DECLS
