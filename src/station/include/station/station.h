/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "link/secrets.h"
#include "model/plant.h"
#include "monitor/intake.h"
#include "station/state.h"

G_BEGIN_DECLS

/**
 * AnlanStation:
 *
 * The part of a plant that must run whether or not a window is open: it takes what the plant's sources say, judges it by the
 * plant's rules, keeps alarms, and brings them into the plant's records. Exactly one process runs it for a plant. Records of
 * sources, measuring points and rules that change meanwhile take effect by themselves, where the plant watches for commits
 * (AnlanPlantOptions.poll) also those of other processes.
 *
 * Signals, on the main context that was the thread default when it was made:
 *   "alarms" (GStrv ids)  alarms were raised or have changed, and are committed
 *   "sources"             other sources, or one is in another state
 *   "restart"             somebody wishes that it is started anew (station/wish.h): it goes on until it is stopped
 */
#define ANLAN_TYPE_STATION (anlan_station_get_type ())
G_DECLARE_FINAL_TYPE (AnlanStation, anlan_station, ANLAN, STATION, GObject)

/**
 * AnlanStationOptions:
 * @address: (nullable): where it listens; NULL: it does not
 * @port: 0: any that is free
 * @certificate: (nullable): it speaks HTTPS with this one
 * @secrets: (nullable): without it, sources that need a password do not run
 */
typedef struct
{
  const char      *address;
  guint16          port;
  GTlsCertificate *certificate;
  AnlanSecrets    *secrets;
} AnlanStationOptions;

/* @options is copied. */
AnlanStation  *anlan_station_new          (AnlanPlant *plant, const AnlanStationOptions *options);

/* Before it is started: others add their routes and names. NULL where it does not listen. Borrowed. */
AnlanListener *anlan_station_get_listener (AnlanStation *station);

/**
 * anlan_station_start:
 *
 * Blocks until it runs. ANLAN_ERROR_LOCKED where another process is the plant's station, or the port is taken; a record that
 * makes no sense is left out, and no error (anlan_station_list_problems()). Once only.
 */
gboolean       anlan_station_start        (AnlanStation *station, GError **error);

/* What has come is committed and answered, then all ends. Blocks; idempotent; done by the last reference, too. */
void           anlan_station_stop         (AnlanStation *station);

/* While it runs. Borrowed. */
AnlanIntake   *anlan_station_get_intake   (AnlanStation *station);

/* (element-type AnlanStationSource): those of the plant that are switched on, in the order of their names. Any thread. */
GPtrArray     *anlan_station_list_sources (AnlanStation *station);

/**
 * anlan_station_make_token:
 * @source: id or name of a source that is posted to
 *
 * Gives it a new address, /in/ and the token; one that it had is no longer taken. Blocks; in any process.
 *
 * Returns: the token, which is stored nowhere and can be shown once; freed by the caller with anlan_station_forget_token().
 */
char          *anlan_station_make_token   (AnlanPlant *plant, const char *source, GError **error);
void           anlan_station_forget_token (char *token);

/* Nothing is taken for the source any more until it has a new one. */
gboolean       anlan_station_revoke_token (AnlanPlant *plant, const char *source, GError **error);

/* Keeps what the setting @name of a source needs and the plant must not have; NULL forgets it. Blocks; in any process. */
gboolean       anlan_station_keep_secret  (AnlanPlant *plant, AnlanSecrets *secrets, const char *source, const char *name,
                                           const char *secret, GError **error);

/* (element-type utf8): a sentence for each record that cannot take part as it stands. Any thread. */
GPtrArray     *anlan_station_list_problems (AnlanStation *station);

G_END_DECLS
