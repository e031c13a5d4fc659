/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * StationWire:
 *
 * A connection as libsoup is given it. Between two requests it does not tell libsoup that the other side has gone: libsoup
 * 3.2 would then keep the connection for ever. Instead it hands it a first byte that nobody has sent, closes, and so has
 * libsoup fail at a request, of which it lets go.
 */
#define STATION_TYPE_WIRE (station_wire_get_type ())
G_DECLARE_FINAL_TYPE (StationWire, station_wire, STATION, WIRE, GIOStream)

/* @stream: that of @socket, or TLS over it. */
StationWire *station_wire_new       (GIOStream *stream, GSocket *socket);

/* Whether no request is under way. */
void         station_wire_set_idle  (StationWire *wire, gboolean idle);

/* Whether it has come to its end while it was idle: the request that begins now is none. */
gboolean     station_wire_has_ended (StationWire *wire);
