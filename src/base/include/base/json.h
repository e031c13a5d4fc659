/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "base/value.h"

G_BEGIN_DECLS

/**
 * AnlanJson:
 *
 * A writer of compact JSON into one GString, in the forms of RFC 8785: numbers as ECMAScript prints them, strings
 * with the least escapes. The caller adds object members in any order when order is free, or sorted when the
 * text is to be canonical; anlan_json_canonical() sorts a whole parsed tree.
 */
typedef struct
{
  GString *text;
  guint    depth;
  guint64  filled; /* a bit a level: something has been written there */
} AnlanJson;

void  anlan_json_init    (AnlanJson *json);
char *anlan_json_end     (AnlanJson *json); /* the text; the caller frees it */
void  anlan_json_clear   (AnlanJson *json); /* drops what was written */

void  anlan_json_open    (AnlanJson *json, char bracket);  /* '{' or '[' */
void  anlan_json_close   (AnlanJson *json, char bracket);  /* '}' or ']' */
void  anlan_json_name    (AnlanJson *json, const char *name);
void  anlan_json_text    (AnlanJson *json, const char *text); /* NULL writes null */
void  anlan_json_integer (AnlanJson *json, gint64 integer);
void  anlan_json_real    (AnlanJson *json, double real);      /* not finite writes null */
void  anlan_json_boolean (AnlanJson *json, gboolean boolean);
void  anlan_json_null    (AnlanJson *json);
void  anlan_json_value   (AnlanJson *json, const AnlanValue *value);
void  anlan_json_raw     (AnlanJson *json, const char *raw);  /* already JSON */

/* Writes @text as a JSON string, quotes included, at the end of @out. */
void  anlan_json_append_string (GString *out, const char *text);

/* A number as ECMAScript's Number::toString writes it (RFC 8785, 3.2.2.3): 1, 0.5, 1e+21. */
void  anlan_json_append_real   (GString *out, double real);

/* Parses untrusted JSON: at most @max_bytes, nested at most 64 deep. NULL with ANLAN_ERROR_INPUT. */
JsonNode *anlan_json_parse     (const char *text, gssize length, gsize max_bytes, GError **error);

/* The RFC 8785 text of a tree: members sorted by UTF-16 code units, no white space. */
char     *anlan_json_canonical (JsonNode *node);

G_END_DECLS
