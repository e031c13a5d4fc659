/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/db.h"

G_BEGIN_DECLS

/**
 * AnlanSide:
 * @ANLAN_SIDE_READINGS: readings.db. WAL with synchronous=NORMAL: what was committed outlives the program, and loses at
 *   most the last moments where the power fails.
 * @ANLAN_SIDE_ALARMS: alarms.db. WAL with synchronous=FULL: what was committed outlives a power cut.
 * @ANLAN_SIDE_OUTBOX: outbox.db, as ANLAN_SIDE_ALARMS: what people are to be told. It is in no backup: what was restored
 *   would be told again.
 * @ANLAN_SIDE_ACCESS: access.db, as ANLAN_SIDE_READINGS: who came to the station's pages by what. It is in no backup.
 *
 * The databases of a plant beside plant.db. They have no journal: what people do with them is mirrored into plant.db.
 */
typedef enum
{
  ANLAN_SIDE_READINGS,
  ANLAN_SIDE_ALARMS,
  ANLAN_SIDE_OUTBOX,
  ANLAN_SIDE_ACCESS,
} AnlanSide;

/**
 * anlan_side_open:
 * @dir: folder of the plant, which must be there.
 * @writable: makes the file where it is not there, and brings its schema up to date. Otherwise it is only read, and
 *   ANLAN_ERROR_NOT_FOUND says that nothing has been written yet.
 *
 * Returns: a connection of the caller's own, to be closed with anlan_db_close(). NULL with the reason, among them
 * ANLAN_ERROR_NEWER.
 */
AnlanDb *anlan_side_open (const char *dir, AnlanSide side, gboolean writable, GError **error);

G_END_DECLS
