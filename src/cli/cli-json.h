/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/json.h"

G_BEGIN_DECLS

/* A member of an object: its name and its value. */
void
cli_put_text (AnlanJson *json, const char *name, const char *text);
void
cli_put_real (AnlanJson *json, const char *name, double real);
void
cli_put_integer (AnlanJson *json, const char *name, gint64 integer);
void
cli_put_boolean (AnlanJson *json, const char *name, gboolean boolean);
/* As stored; G_MININT64 is null. */
void
cli_put_moment (AnlanJson *json, const char *name, gint64 ms);

/* Ends it and prints it as a line. */
void
cli_print_json (AnlanJson *json);

G_END_DECLS
