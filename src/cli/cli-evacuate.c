/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlanctl"

#include "cli.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "base/json.h"
#include "egress/verify.h"
#include "report/evac-draw.h"

/* --- the table of tests ------------------------------------------------------------------------------------------------- */

static void
print_case_json (AnlanJson *json, const AnlanVerifyResult *result)
{
  anlan_json_open (json, '{');
  anlan_json_name (json, "test");
  anlan_json_text (json, result->test);
  anlan_json_name (json, "source");
  anlan_json_text (json, result->source);
  anlan_json_name (json, "expected");
  anlan_json_text (json, result->expected);
  anlan_json_name (json, "obtained");
  anlan_json_text (json, result->obtained);
  anlan_json_name (json, "pass");
  anlan_json_boolean (json, result->pass);
  anlan_json_name (json, "note");
  anlan_json_text (json, result->note);
  anlan_json_close (json, '}');
}

static CliStatus
verify (Cli *cli)
{
  g_autoptr (GPtrArray) results = anlan_verify_run ();
  guint passed = 0;
  AnlanJson json;

  if (cli->json)
    {
      g_autofree char *text = NULL;

      anlan_json_init (&json);
      anlan_json_open (&json, '[');
      for (guint i = 0; i < results->len; i++)
        print_case_json (&json, g_ptr_array_index (results, i));
      anlan_json_close (&json, ']');
      text = anlan_json_end (&json);
      printf ("%s\n", text);
      return CLI_DONE;
    }
  for (guint i = 0; i < results->len; i++)
    {
      const AnlanVerifyResult *result = g_ptr_array_index (results, i);

      passed += result->pass != FALSE;
      printf ("%s  %s (%s): %s; %s%s%s\n", result->pass ? _ ("passed") : _ ("FAILED"), result->test,
              result->source, result->expected, result->obtained, result->note != NULL ? "; " : "",
              result->note != NULL ? result->note : "");
    }
  printf (_ ("%u of %u tests passed.\n"), passed, results->len);
  return CLI_DONE;
}

/* --- scenarios ---------------------------------------------------------------------------------------------------------- */

static CliStatus
write_answer (Cli *cli, const char *answer)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;

  if (cli->output == NULL)
    {
      printf ("%s\n", answer);
      return CLI_DONE;
    }
  line = g_strconcat (answer, "\n", NULL);
  if (!g_file_set_contents (cli->output, line, -1, &error))
    return cli_refuse (g_steal_pointer (&error));
  return CLI_DONE;
}

/* The picture of the moment asked for; of when half of the time is over without one. */
static CliStatus
write_picture (Cli *cli, AnlanScenario *scenario)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanEvac) evac = anlan_evac_new (scenario, NULL, NULL, NULL, &error);

  if (evac == NULL ||
      !anlan_evac_write (evac, cli->svg, cli->moment >= 0 ? cli->moment : anlan_evac_total (evac) / 2,
                         &error))
    return cli_refuse (g_steal_pointer (&error));
  return CLI_DONE;
}

CliStatus
cli_evacuate (Cli *cli)
{
  g_autoptr (AnlanScenario) scenario = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;
  guint asked = (cli->verify != FALSE) + (cli->routes != FALSE) + (cli->simulate != FALSE);

  if (asked > 1 || (cli->verify != FALSE) == (cli->n_args == 1) || cli->seeds < 0 || cli->seeds > 100000)
    {
      fputs (
          _ ("Usage: anlanctl evacuate SCENARIO.json [--simulate|--routes] [--seeds N] [--svg FILE [--moment "
             "SECONDS]]; anlanctl evacuate --verify\n"),
          stderr);
      return CLI_USAGE;
    }
  if (cli->verify)
    return verify (cli);
  scenario = anlan_scenario_load (cli_arg (cli, 0), &error);
  if (scenario == NULL)
    return cli_refuse (g_steal_pointer (&error));
  if (cli->svg != NULL)
    {
      CliStatus status = write_picture (cli, g_steal_pointer (&scenario));

      /* A picture alone is an answer; with a question, it goes beside its answer. */
      if (status != CLI_DONE || asked == 0)
        return status;
      scenario = anlan_scenario_load (cli_arg (cli, 0), &error);
      if (scenario == NULL)
        return cli_refuse (g_steal_pointer (&error));
    }
  if (cli->routes)
    answer = anlan_scenario_routes (scenario, &error);
  else
    answer = anlan_scenario_simulate (scenario, (guint)MAX (1, cli->seeds), NULL, &error);
  if (answer == NULL)
    return cli_refuse (g_steal_pointer (&error));
  return write_answer (cli, answer);
}
