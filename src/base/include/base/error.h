/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnlanError:
 * @ANLAN_ERROR_FAILED: something failed that has no better word.
 * @ANLAN_ERROR_INPUT: what was given cannot be read, or is out of range.
 * @ANLAN_ERROR_REFUSED: a field, a guard or a lock says no; the message has one reason a line.
 * @ANLAN_ERROR_DENIED: the person may not do this.
 * @ANLAN_ERROR_NOT_FOUND: no such thing.
 * @ANLAN_ERROR_CONFLICT: the record has changed since it was read.
 * @ANLAN_ERROR_BUSY: another program is writing just now; trying again helps.
 * @ANLAN_ERROR_LOCKED: another program holds the plant and will not let go by itself.
 * @ANLAN_ERROR_READ_ONLY: the folder or the disk does not allow writing.
 * @ANLAN_ERROR_DISK_FULL: no space left.
 * @ANLAN_ERROR_CORRUPT: the stored bytes are damaged.
 * @ANLAN_ERROR_NEWER: written by a newer Anlan than this one.
 * @ANLAN_ERROR_NOT_PLANT: the folder is no plant.
 * @ANLAN_ERROR_NETWORK_FS: the folder lies on a network file system.
 * @ANLAN_ERROR_IO: reading or writing failed.
 * @ANLAN_ERROR_LIMIT: a bound on size, time or steps was reached.
 *
 * The one error domain of Anlan. Messages are whole translated sentences that say what happened, what is
 * safe and what to do; they can be shown as they are.
 */
typedef enum
{
  ANLAN_ERROR_FAILED,
  ANLAN_ERROR_INPUT,
  ANLAN_ERROR_REFUSED,
  ANLAN_ERROR_DENIED,
  ANLAN_ERROR_NOT_FOUND,
  ANLAN_ERROR_CONFLICT,
  ANLAN_ERROR_BUSY,
  ANLAN_ERROR_LOCKED,
  ANLAN_ERROR_READ_ONLY,
  ANLAN_ERROR_DISK_FULL,
  ANLAN_ERROR_CORRUPT,
  ANLAN_ERROR_NEWER,
  ANLAN_ERROR_NOT_PLANT,
  ANLAN_ERROR_NETWORK_FS,
  ANLAN_ERROR_IO,
  ANLAN_ERROR_LIMIT,
} AnlanError;

#define ANLAN_ERROR (anlan_error_quark ())

GQuark anlan_error_quark (void);

G_END_DECLS
