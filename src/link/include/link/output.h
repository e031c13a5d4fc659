/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * AnlanOutput:
 *
 * A lamp or a horn: the only thing that the station ever writes to. One coil of a relay by Modbus, or one web address. Not
 * changed after it is made; any thread.
 */
typedef struct _AnlanOutput AnlanOutput;

/**
 * anlan_output_new:
 * @type: "modbus" or "http"
 * @settings: of a coil: those of a Modbus line ("host" and "port", or "serial", "baud", …, "timeout_ms"), "device" (0 to 247)
 *   and "coil" (0 to 65535); of a web address: "on" and "off", whole addresses, "method" (GET, POST, PUT; POST), "body_on" and
 *   "body_off". Borrowed
 *
 * Returns: NULL with ANLAN_ERROR_INPUT that names the setting and what may stand there.
 */
AnlanOutput *anlan_output_new  (const char *type, JsonObject *settings, GError **error);
void         anlan_output_free (AnlanOutput *output);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanOutput, anlan_output_free)

/* Switches it. Doing it twice does no more. Blocks, at most some seconds; FALSE with the reason and what to do. */
gboolean     anlan_output_set  (AnlanOutput *output, gboolean on, GError **error);

G_END_DECLS
