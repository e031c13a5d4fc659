/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Members of JSON that nobody vouches for: what is not there, or is something else, is as if it were not there. Borrowed. */

const char *anlan_json_get_text    (JsonObject *object, const char *name); /* NULL; also where it is "" */
double      anlan_json_get_number  (JsonObject *object, const char *name); /* NAN; also where it is not finite */
gboolean    anlan_json_get_boolean (JsonObject *object, const char *name); /* FALSE */
JsonObject *anlan_json_get_object  (JsonObject *object, const char *name); /* NULL */
JsonArray  *anlan_json_get_list    (JsonObject *object, const char *name); /* NULL */

/* The text at @index, or NULL. */
const char *anlan_json_element_text (JsonArray *list, guint index);

G_END_DECLS
