/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * StationAnnounce:
 *
 * Says in the plant's network where the station is, by multicast DNS (RFC 6762, 6763): _http._tcp (with TLS _https._tcp) and
 * _anlan._tcp, by Avahi's D-Bus interface. Where there is no Avahi nothing is said, and nobody is told of that: printed codes
 * have an address. It comes back when Avahi does. All on one thread, with its main context.
 */
typedef struct _StationAnnounce StationAnnounce;

/* @bus: (nullable): the system's; @plant: name of the plant; @changed: (nullable): what is announced is another now. */
StationAnnounce *station_announce_new  (GDBusConnection *bus, const char *plant, guint16 port, gboolean tls,
                                        void (*changed) (gpointer data), gpointer data);
void             station_announce_free (StationAnnounce *announce);

/* "http://station.local:8765", by the name that the network knows this machine by; NULL while nothing is announced. Borrowed. */
const char      *station_announce_url  (StationAnnounce *announce);

/* Under which name, "Plant #2" where another one had it; NULL as above. Borrowed. */
const char      *station_announce_name (StationAnnounce *announce);

G_END_DECLS
