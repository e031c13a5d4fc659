/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/json.h"
#include "model/kind.h"

G_BEGIN_DECLS

void openapi_text    (AnlanJson *json, const char *name, const char *text); /* a member; none for NULL */
void openapi_open    (AnlanJson *json, const char *name);                   /* "name": { */
void openapi_close   (AnlanJson *json);
void openapi_ref     (AnlanJson *json, const char *name, const char *what, const char *id); /* "name": {"$ref": "#/components/…"} */

/* --- openapi-schemas.c --- */

/* Members of components/schemas: of records as they are read and as they are written, and those that all share. */
void openapi_put_schemas (AnlanJson *json, AnlanKinds *kinds);

/* Schema of the value of a field, without a name. */
void openapi_put_field   (AnlanJson *json, const AnlanField *field);

/* Whether anybody may say what it is. */
gboolean openapi_is_said (const AnlanField *field);

G_END_DECLS
