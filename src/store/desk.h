/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "base/clock.h"
#include "base/hash.h"

G_BEGIN_DECLS

/**
 * AnlanDesk:
 *
 * This installation: its id, its ed25519 key, and its own copies of the checkpoints of each plant it has written to.
 * All of it lies in the user's data folder, none in the plant.
 */
typedef struct _AnlanDesk AnlanDesk;

/* @dir NULL: the user's data folder. @create: makes the identity if there is none; else NULL without an error. */
AnlanDesk *
anlan_desk_load (const char *dir, gboolean create, AnlanClock *clock, GError **error);
void
anlan_desk_free (AnlanDesk *desk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanDesk, anlan_desk_free)

const char *
anlan_desk_get_id (AnlanDesk *desk);
const char *
anlan_desk_get_name (AnlanDesk *desk); /* of the machine */
const char *
anlan_desk_get_public_key (AnlanDesk *desk); /* base64 */

/* One signed state of a journal. */
typedef struct
{
  gint64 seq;
  gint64 count;
  char *head;
  char *at;
  char *desk;
  char *signature; /* base64 */
} AnlanCheckpoint;

void
anlan_checkpoint_free (AnlanCheckpoint *checkpoint);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanCheckpoint, anlan_checkpoint_free)

/* Sets the desk and the signature. */
void
anlan_checkpoint_sign (AnlanCheckpoint *checkpoint, const char *plant, AnlanDesk *desk);
gboolean
anlan_checkpoint_verify (const AnlanCheckpoint *checkpoint, const char *plant, const char *public_key);

/* The desk's copies for a plant. After a restore from a backup, what was signed behind its end counts no more, and
 * the copy says so in a line of its own. */
gboolean
anlan_desk_copy_checkpoint (AnlanDesk *desk,
                            const char *plant,
                            const AnlanCheckpoint *checkpoint,
                            GError **error);
gboolean
anlan_desk_copy_restore (AnlanDesk *desk, const char *plant, gint64 seq, GError **error);

/* (element-type AnlanCheckpoint): those that count, oldest first; empty if there are none. */
GPtrArray *
anlan_desk_read_copies (AnlanDesk *desk, const char *plant, GError **error);

/* Whom this desk has erased in a plant: ids, a line each. A backup of the plant that is older than the erasure does not
 * know of it. */
gboolean
anlan_desk_note_erasure (AnlanDesk *desk, const char *plant, const char *subject, GError **error);

/* Adds them to @subjects, a set of texts it owns. */
gboolean
anlan_desk_read_erasures (AnlanDesk *desk, const char *plant, GHashTable *subjects, GError **error);

G_END_DECLS
