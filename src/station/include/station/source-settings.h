/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * anlan_source_settings:
 * @type: of the source
 * @name, @zone, @address: (nullable): what its record says in fields of its own
 * @definition: (nullable): its field of that name: a JSON object
 *
 * The settings that link/ makes a source of: the definition's members, and over them the record's fields under the names that
 * its type gives them. Secrets are not among them.
 *
 * Returns: (transfer full): NULL with ANLAN_ERROR_INPUT where @definition is none.
 */
JsonObject *anlan_source_settings (const char *type, const char *name, const char *zone, const char *address,
                                   const char *definition, GError **error);

G_END_DECLS
