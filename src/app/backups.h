/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanBackups:
 *
 * The daily backup of the open plant into the folder that this desk has chosen: when the plant's day has begun, after
 * sleep as soon as the computer is awake, on demand, and where it is still due when the plant is closed. It is written,
 * read back and verified in a thread of its own. What came of it is remembered beside the window's state.
 *
 * The passphrase lies where the desk's signing key lies, in the user's data folder, for this user's eyes only: it
 * protects the disk that the backups are on, not this computer, on which the plant itself is.
 *
 * Signal "changed": any of what can be asked for has.
 */
#define ANLAN_TYPE_BACKUPS (anlan_backups_get_type ())
G_DECLARE_FINAL_TYPE (AnlanBackups, anlan_backups, ANLAN, BACKUPS, GObject)

AnlanBackups *anlan_backups_new           (AnlanDesk *desk);

char         *anlan_backups_get_folder    (AnlanBackups *backups); /* "" if none is chosen; freed by the caller */
void          anlan_backups_set_folder    (AnlanBackups *backups, const char *folder);
gint64        anlan_backups_get_good      (AnlanBackups *backups); /* ms of the last good one; 0: none */
const char   *anlan_backups_get_trouble   (AnlanBackups *backups); /* why the last attempt failed, or NULL */
gboolean      anlan_backups_is_running    (AnlanBackups *backups);
double        anlan_backups_get_fraction  (AnlanBackups *backups);
/* What is to be said when there has been none for days, or NULL; freed by the caller. */
char         *anlan_backups_get_warning   (AnlanBackups *backups);

/* Writes one now, unless one is being written or no folder is chosen. */
void          anlan_backups_run           (AnlanBackups *backups);
/* Looks whether one is due, and then writes it. */
void          anlan_backups_look          (AnlanBackups *backups);

/* For the closing of a plant: whether one is being written or due; and writes it and waits for it. */
gboolean      anlan_backups_must_end      (AnlanBackups *backups);
void          anlan_backups_end_async     (AnlanBackups *backups, GAsyncReadyCallback callback, gpointer user_data);
void          anlan_backups_end_finish    (AnlanBackups *backups, GAsyncResult *result);

gboolean      anlan_backups_is_encrypted  (AnlanBackups *backups); /* known once the plant is open */
/* @passphrase: (nullable): NULL writes the next ones without. */
void          anlan_backups_set_passphrase_async  (AnlanBackups *backups, const char *passphrase,
                                                   GAsyncReadyCallback callback, gpointer user_data);
gboolean      anlan_backups_set_passphrase_finish (AnlanBackups *backups, GAsyncResult *result, GError **error);

G_END_DECLS
