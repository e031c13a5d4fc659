/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlanctl"

/* What the station serves to people and programs elsewhere: switches, tokens, who used what. */

#include "cli-json.h"
#include "cli.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "model/access-log.h"
#include "model/query.h"
#include "model/token.h"
#include "station/openapi.h"
#include "station/web-parts.h"

#define LINES 200

typedef gboolean (*Verb) (Cli *cli, AnlanPlant *plant, GError **error);

static CliStatus
with_plant (Cli *cli, gboolean read_only, Verb verb)
{
  CliStatus status;
  AnlanPlant *plant = cli_open (cli, read_only, &status);
  GError *error = NULL;
  gboolean done;

  if (plant == NULL)
    return status;
  done = verb (cli, plant, &error);
  anlan_plant_close (plant);
  g_object_unref (plant);
  return done ? CLI_DONE : cli_refuse (error);
}

/* --- web ------------------------------------------------------------------------------------------------------------------- */

static gboolean
print_parts (Cli *cli, AnlanPlant *plant, GError **error)
{
  g_autofree char *all = anlan_plant_get_setting (plant, ANLAN_WEB_SETTING);
  AnlanJson json;

  if (!cli->json)
    printf ("%s\t%s\n", ANLAN_WEB_SETTING, g_strcmp0 (all, "on") == 0 ? "on" : "off");
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  cli_put_boolean (&json, ANLAN_WEB_SETTING, g_strcmp0 (all, "on") == 0);
  for (guint i = 0; i < ANLAN_WEB_N_PARTS; i++)
    {
      g_autofree char *value = anlan_plant_get_setting (plant, anlan_web_part_setting (i));
      const gboolean on = g_strcmp0 (value, "on") == 0;

      if (!cli->json)
        printf ("%s\t%s\t%s\n", anlan_web_part_setting (i), on ? "on" : "off", anlan_web_part_title (i));
      cli_put_boolean (&json, anlan_web_part_setting (i), on);
    }
  anlan_json_close (&json, '}');
  if (cli->json)
    cli_print_json (&json);
  else
    anlan_json_clear (&json);
  return TRUE;
}

static gboolean
is_part (const char *name)
{
  if (strcmp (name, ANLAN_WEB_SETTING) == 0 || strcmp (name, ANLAN_WEB_PLAIN_SETTING) == 0)
    return TRUE;
  for (guint i = 0; i < ANLAN_WEB_N_PARTS; i++)
    if (strcmp (name, anlan_web_part_setting (i)) == 0)
      return TRUE;
  return FALSE;
}

/* "web DIR on web web-api": each by its name. */
static gboolean
switch_parts (Cli *cli, AnlanPlant *plant, GError **error)
{
  for (guint i = 2; cli_arg (cli, i) != NULL; i++)
    {
      if (!is_part (cli_arg (cli, i)))
        {
          g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("There is no part “%s”."), cli_arg (cli, i));
          return FALSE;
        }
      if (!anlan_plant_set_setting (plant, cli_arg (cli, i), cli_arg (cli, 1), error))
        return FALSE;
    }
  return TRUE;
}

CliStatus
cli_web (Cli *cli)
{
  const char *verb = cli_arg (cli, 1);

  if (verb == NULL)
    return with_plant (cli, TRUE, print_parts);
  if ((strcmp (verb, "on") == 0 || strcmp (verb, "off") == 0) && cli_arg (cli, 2) != NULL)
    return with_plant (cli, FALSE, switch_parts);
  fputs (_ ("Say on or off, and which parts.\n"), stderr);
  return CLI_USAGE;
}

/* --- token ----------------------------------------------------------------------------------------------------------------- */

/* @secret is taken. @pin: (nullable), taken. */
static void
print_secret (Cli *cli, char *secret, char *pin)
{
  AnlanJson json;

  if (cli->json)
    {
      anlan_json_init (&json);
      anlan_json_open (&json, '{');
      cli_put_text (&json, "token", secret);
      if (pin != NULL)
        cli_put_text (&json, "pin", pin);
      anlan_json_close (&json, '}');
      cli_print_json (&json);
    }
  else
    {
      printf ("%s\n", secret);
      if (pin != NULL)
        printf (_ ("PIN, told once: %s\n"), pin);
    }
  anlan_token_forget (secret);
  anlan_token_forget (pin);
}

static gboolean
make_api (Cli *cli, AnlanPlant *plant, GError **error)
{
  const char *const *scopes = (const char *const *)cli->args + 4;
  g_autoptr (AnlanRecord) person = NULL;
  char *token;

  if (cli->record != NULL)
    {
      person = anlan_plant_load (plant, "person", cli->record, error);
      if (person == NULL)
        return FALSE;
    }
  token = anlan_token_make_api (plant, cli_arg (cli, 2), person != NULL ? person->id : NULL, scopes,
                                cli->period, error);
  if (token == NULL)
    return FALSE;
  print_secret (cli, token, NULL);
  return TRUE;
}

static gboolean
make_poster (Cli *cli, AnlanPlant *plant, GError **error)
{
  char *token = anlan_poster_make (plant, cli_arg (cli, 2), cli_arg (cli, 3), error);

  if (token == NULL)
    return FALSE;
  print_secret (cli, token, NULL);
  return TRUE;
}

static gboolean
make_link (Cli *cli, AnlanPlant *plant, GError **error)
{
  g_autoptr (AnlanRecord) person = anlan_plant_load (plant, "person", cli_arg (cli, 2), error);
  char *pin = NULL,
       *token = person != NULL ? anlan_link_make (plant, person->id, cli_arg (cli, 3), &pin, error) : NULL;

  if (token == NULL)
    return FALSE;
  print_secret (cli, token, pin);
  return TRUE;
}

static const char *const states[] = {
  [ANLAN_TOKEN_GOOD] = "good",         [ANLAN_TOKEN_REVOKED] = "revoked", [ANLAN_TOKEN_EXPIRED] = "expired",
  [ANLAN_TOKEN_REPLACED] = "replaced", [ANLAN_TOKEN_LEFT] = "left",       [ANLAN_TOKEN_LOCKED] = "locked",
};

static void
print_token (Cli *cli, const AnlanToken *token)
{
  g_autofree char *scopes = g_strjoinv (" ", token->scopes);
  AnlanJson json;

  if (!cli->json)
    {
      printf ("%s\t%s\t%s\t%s\t%" G_GUINT64_FORMAT "\t%s\n", token->id, anlan_token_use_name (token->use),
              states[token->state], token->name, token->times, scopes);
      return;
    }
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  cli_put_text (&json, "id", token->id);
  cli_put_text (&json, "use", anlan_token_use_name (token->use));
  cli_put_text (&json, "state", states[token->state]);
  cli_put_text (&json, "name", token->name);
  cli_put_text (&json, "kind", token->kind);
  cli_put_text (&json, "record", token->record);
  cli_put_text (&json, "scopes", scopes);
  cli_put_text (&json, "expires", token->expires);
  cli_put_integer (&json, "devices", token->devices);
  cli_put_integer (&json, "times", (gint64)token->times);
  cli_put_moment (&json, "last_used", token->last_used != 0 ? token->last_used : G_MININT64);
  cli_put_text (&json, "last_address", token->last_address);
  anlan_json_close (&json, '}');
  cli_print_json (&json);
}

static gboolean
list_tokens (Cli *cli, AnlanPlant *plant, GError **error)
{
  g_autoptr (GPtrArray) tokens = anlan_tokens_list (plant, error);

  for (guint i = 0; tokens != NULL && i < tokens->len; i++)
    print_token (cli, g_ptr_array_index (tokens, i));
  return tokens != NULL;
}

static gboolean
revoke_token (Cli *cli, AnlanPlant *plant, GError **error)
{
  return anlan_token_revoke (plant, cli_arg (cli, 2), error);
}

static gboolean
replace_posters (Cli *cli, AnlanPlant *plant, GError **error)
{
  return anlan_posters_replace_key (plant, error);
}

static void
print_visit (Cli *cli, const AnlanVisit *visit)
{
  g_autofree char *at = anlan_time_format (visit->at);
  AnlanJson json;

  if (!cli->json)
    {
      printf ("%s\t%s\t%s\t%u\t%s\t%s\n", at, visit->address, visit->token != NULL ? visit->token : "-",
              visit->status, visit->what, visit->note != NULL ? visit->note : "");
      return;
    }
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  cli_put_integer (&json, "id", visit->id);
  cli_put_text (&json, "at", at);
  cli_put_text (&json, "token", visit->token);
  cli_put_text (&json, "device", visit->device);
  cli_put_text (&json, "person", visit->person);
  cli_put_text (&json, "address", visit->address);
  cli_put_text (&json, "what", visit->what);
  cli_put_integer (&json, "status", visit->status);
  cli_put_text (&json, "note", visit->note);
  anlan_json_close (&json, '}');
  cli_print_json (&json);
}

static gboolean
print_log (Cli *cli, AnlanPlant *plant, GError **error)
{
  g_autoptr (GPtrArray) visits = anlan_access_log_read (anlan_store_get_dir (anlan_plant_get_store (plant)),
                                                        cli_arg (cli, 2), FALSE, 0, LINES, error);

  for (guint i = visits != NULL ? visits->len : 0; i > 0; i--)
    print_visit (cli, g_ptr_array_index (visits, i - 1));
  return visits != NULL;
}

static const struct
{
  const char *name;
  guint least, most; /* arguments, with the plant and the verb */
  gboolean read_only;
  Verb verb;
} verbs[] = {
  { "list", 2, 2, TRUE, list_tokens },
  { "log", 2, 3, TRUE, print_log },
  { "api", 4, G_MAXUINT, FALSE, make_api },
  { "poster", 4, 4, FALSE, make_poster },
  { "link", 3, 4, FALSE, make_link },
  { "revoke", 3, 3, FALSE, revoke_token },
  { "replace-posters", 2, 2, FALSE, replace_posters },
};

CliStatus
cli_token (Cli *cli)
{
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (strcmp (cli_arg (cli, 1), verbs[i].name) == 0 && cli->n_args >= verbs[i].least &&
        cli->n_args <= verbs[i].most)
      return with_plant (cli, verbs[i].read_only, verbs[i].verb);
  fputs (_ ("Say list, log, api with a name and what it may, poster with what it hangs at, link with a "
            "person, revoke with an "
            "id, or replace-posters.\n"),
         stderr);
  return CLI_USAGE;
}

/* --- openapi --------------------------------------------------------------------------------------------------------------- */

static gboolean
print_openapi (Cli *cli, AnlanPlant *plant, GError **error)
{
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (plant);
  g_autofree char *document = anlan_openapi_document (kinds, NULL);

  if (cli->output != NULL)
    return g_file_set_contents (cli->output, document, -1, error);
  printf ("%s\n", document);
  return TRUE;
}

CliStatus
cli_openapi (Cli *cli)
{
  return with_plant (cli, TRUE, print_openapi);
}
