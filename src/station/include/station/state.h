/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "monitor/source.h"
#include "station/listener.h"
#include "station/vigil.h"

G_BEGIN_DECLS

/* What the station says of itself in station.json, which any program may read: no call goes into the station. The file holds
 * the vigil's members and, under "station", what follows here; what is unknown to a reader is passed over. */

/* The station writes at most once in so many ms where something is in another state, and no sooner than the second where only
 * figures have moved. Without any change it says that it lives, every ANLAN_VIGIL_BEAT. */
#define ANLAN_STATION_STATE_EVERY   1000
#define ANLAN_STATION_STATE_FIGURES 5000

/* With less than so many bytes left on the plant's disk, it says so. */
#define ANLAN_STATION_DISK_LOW (G_GUINT64_CONSTANT (2) * 1024 * 1024 * 1024)

/* A source as it is now. */
typedef struct
{
  char             *id;   /* of its record */
  char             *name;
  char             *type; /* as the record has it */
  AnlanSourceStatus status;
} AnlanStationSource;

void anlan_station_source_free (AnlanStationSource *source);

/**
 * AnlanStationChannel:
 * @waits: messages that are still to go out; @failed: that were given up within three days
 * @sent: moment of the last message that went out, or G_MININT64
 * @trouble: (nullable): why nothing goes through, with what to do; @since: since when
 *
 * A way out to people as it is now.
 */
typedef struct
{
  char  *id;
  char  *title;
  char  *type;
  guint  waits;
  guint  failed;
  gint64 sent;
  char  *trouble;
  gint64 since;
} AnlanStationChannel;

void anlan_station_channel_free (AnlanStationChannel *channel);

/**
 * AnlanStationState:
 * @vigil: whether it watches, and when nobody did; anlan_vigil_is_on() says whether what stands here is of now
 * @said: whether a station has said more than that it lives; without it all that follows is empty
 * @url: (nullable): where it listens; NULL: it does not
 * @tls: others must come by HTTPS
 * @figures: of the listener
 * @waiting: batches that are not committed yet
 * @sources: (element-type AnlanStationSource): those that are switched on, by name
 * @channels: (element-type AnlanStationChannel): those that are switched on, by title
 * @problems: (element-type utf8): a sentence for each record that cannot take part, and for what else is wrong
 * @oldest: moment of the message that has waited longest, or G_MININT64
 * @disk_free, @disk_size: bytes of the plant's disk; 0 where not known
 * @announced: (nullable): its address by the name that the network knows it by, as printed codes have it besides an address;
 *   NULL: nobody announces it
 * @sleep: (nullable): why this computer may fall asleep although the station runs; NULL: it is kept awake
 */
typedef struct
{
  AnlanVigil           vigil;
  gboolean             said;
  char                *url;
  gboolean             tls;
  AnlanListenerFigures figures;
  guint                waiting;
  GPtrArray           *sources;
  GPtrArray           *channels;
  GPtrArray           *problems;
  gint64               oldest;
  guint64              disk_free;
  guint64              disk_size;
  char                *announced;
  char                *sleep;
} AnlanStationState;

/* Empty, with its lists. */
void     anlan_station_state_init  (AnlanStationState *state);
void     anlan_station_state_clear (AnlanStationState *state);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AnlanStationState, anlan_station_state_clear)

/* @dir: of the plant. @state is overwritten. ANLAN_ERROR_CORRUPT where the file makes no sense, ANLAN_ERROR_IO where it cannot
 * be read; no file is no error (@vigil says that it never ran). Blocks. */
gboolean anlan_station_state_read  (const char *dir, AnlanStationState *state, GError **error);

/* For the station: says that it lives at @now, and how. @vigil: what anlan_vigil_begin() has begun; that of @state is not
 * looked at. As a whole or not at all; blocks. */
gboolean anlan_station_state_write (const char *dir, gint64 now, AnlanVigil *vigil, const AnlanStationState *state,
                                    GError **error);

G_END_DECLS
