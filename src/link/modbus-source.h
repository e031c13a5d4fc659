/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "link/modbus-table.h"
#include "link/push.h"

G_BEGIN_DECLS

/**
 * anlan_modbus_source_make:
 *
 * Reads Modbus devices over TCP or a serial line (RTU), as their tables say (link/modbus-table.h). It only ever reads: no
 * function that writes is called. Settings:
 *
 * - "host" and "port" (502; also behind a colon of "host"), or "serial" ("/dev/ttyUSB0") with "baud" (9600), "parity" ("none", "even", "odd"),
 *   "data_bits" (8), "stop_bits" (1)
 * - "poll_ms" (1000): how often each device is read; "timeout_ms" (1000): how long an answer may take
 * - "table": one device, or {"devices": [device, …]} for several on the same line; without it the settings themselves say
 *   what the device is: "template", "unit_id", "name", "names", "channels", …
 *
 * All of it happens on a thread of its own: a device that does not answer holds up nothing but the others on its line, and
 * those only once in a while, for it is then asked more and more seldom, until once in half a minute. What one block of
 * registers cannot be read for, the others are. A poll is over when it is committed; what could not be kept is told again.
 */
AnlanSource *anlan_modbus_source_make (const char *id, AnlanIntake *intake, JsonObject *settings, GError **error);

/* --- for the source and its tests ------------------------------------------------------------------------------- */

/* What is at the other end, and how it is reached. */
typedef struct
{
  char *host; /* or NULL */
  guint16 port;
  char *serial; /* or NULL */
  int baud, data_bits, stop_bits;
  char parity; /* 'N', 'E', 'O' */
  int timeout; /* ms */
} AnlanModbusLine;

gboolean anlan_modbus_line_read  (AnlanModbusLine *line, JsonObject *settings, GError **error);
void     anlan_modbus_line_clear (AnlanModbusLine *line);

/* A connection; struct _modbus of libmodbus. NULL with a sentence. Blocks for the timeout, and for a name to be found. */
struct _modbus *anlan_modbus_line_open (const AnlanModbusLine *line, GError **error);

/* What became of a request. */
typedef enum
{
  ANLAN_MODBUS_READ,
  ANLAN_MODBUS_REFUSED, /* the device answers that it does not have this; others may be asked */
  ANLAN_MODBUS_SILENT,  /* no answer, or one that cannot be understood */
  ANLAN_MODBUS_BROKEN,  /* the connection is gone */
} AnlanModbusOutcome;

/* @words: room for the block. */
AnlanModbusOutcome anlan_modbus_line_ask (const AnlanModbusLine *line, struct _modbus *bus, int unit_id,
                                          const AnlanModbusBlock *block, guint16 *words, GError **error);

G_END_DECLS
