/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What the types of sources read their settings with. A member that is left out, null or "" was not set. Each fails with
 * ANLAN_ERROR_INPUT and a sentence that names the setting and what may stand there. */

/* @fallback: (nullable): what holds where it was not set. Borrowed from @settings, or @fallback. */
gboolean anlan_settings_text    (JsonObject *settings, const char *name, const char *fallback, const char **text,
                                 GError **error);

/* The same, and it must be set. */
gboolean anlan_settings_need    (JsonObject *settings, const char *name, const char **text, GError **error);

/* A number, also as text. */
gboolean anlan_settings_integer (JsonObject *settings, const char *name, gint64 min, gint64 max, gint64 fallback,
                                 gint64 *value, GError **error);

/* true or false, also as "yes" or "no", or 1 or 0. */
gboolean anlan_settings_boolean (JsonObject *settings, const char *name, gboolean fallback, gboolean *value,
                                 GError **error);

/* An object, also as the text of one, which is how a record keeps it; NULL where it was not set. @node: (transfer full). */
gboolean anlan_settings_object  (JsonObject *settings, const char *name, JsonNode **node, GError **error);

/* "host", also with its port behind a colon, and "port". @host: (transfer full). */
gboolean anlan_settings_host    (JsonObject *settings, guint16 fallback, char **host, guint16 *port, GError **error);

G_END_DECLS
