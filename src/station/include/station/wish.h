/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What others wish of a station that they have not started: marks in the plant's folder (station/NAME.wish). Each wish has a
 * stamp of its own; the station acts where a stamp is another one than when it last looked, within two seconds, and what was
 * wished before it started is fulfilled by that. */
typedef enum
{
  ANLAN_WISH_SECRETS, /* passwords and tokens have changed: read them again */
  ANLAN_WISH_RESTART, /* end in good order, with a status that lets systemd (or the window) start it anew */
} AnlanWish;

#define ANLAN_WISHES (ANLAN_WISH_RESTART + 1)

/* "anlanctl station" ends with it where a restart was wished: sysexits.h calls it a temporary failure, and the unit's
 * Restart=on-failure starts it again. */
#define ANLAN_WISH_RESTART_STATUS 75

/* @dir: of the plant. ANLAN_ERROR_IO. Any process; blocks. */
gboolean anlan_wish_make  (const char *dir, AnlanWish wish, GError **error);

/* The stamp, or NULL where it was never wished; the caller frees it. Blocks. */
char    *anlan_wish_stamp (const char *dir, AnlanWish wish);

G_END_DECLS
