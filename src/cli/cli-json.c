/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlanctl"

#include "cli-json.h"

#include <stdio.h>

#include "base/time.h"

void
cli_put_text (AnlanJson *json, const char *name, const char *text)
{
  anlan_json_name (json, name);
  anlan_json_text (json, text);
}

void
cli_put_real (AnlanJson *json, const char *name, double real)
{
  anlan_json_name (json, name);
  anlan_json_real (json, real);
}

void
cli_put_integer (AnlanJson *json, const char *name, gint64 integer)
{
  anlan_json_name (json, name);
  anlan_json_integer (json, integer);
}

void
cli_put_boolean (AnlanJson *json, const char *name, gboolean boolean)
{
  anlan_json_name (json, name);
  anlan_json_boolean (json, boolean);
}

void
cli_put_moment (AnlanJson *json, const char *name, gint64 ms)
{
  g_autofree char *moment = ms != G_MININT64 ? anlan_time_format (ms) : NULL;

  cli_put_text (json, name, moment);
}

void
cli_print_json (AnlanJson *json)
{
  g_autofree char *text = anlan_json_end (json);

  printf ("%s\n", text);
}
