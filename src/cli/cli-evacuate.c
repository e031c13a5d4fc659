/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlanctl"

#include "cli.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "base/json.h"
#include "egress/verify.h"
#include "report/evac-draw.h"
#include "report/site-plan.h"

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

/* Answers, draws or both. Takes the scenario's text: a picture keeps a scenario of its own. */
static CliStatus
run_text (Cli *cli, const char *text, gssize length, gboolean asked, gboolean routes)
{
  g_autoptr (AnlanScenario) scenario = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;

  if (cli->svg != NULL)
    {
      AnlanScenario *drawn = anlan_scenario_parse (text, length, &error);
      CliStatus status = drawn != NULL ? write_picture (cli, drawn) : cli_refuse (g_steal_pointer (&error));

      /* A picture alone is an answer; with a question, it goes beside its answer. */
      if (status != CLI_DONE || !asked)
        return status;
    }
  scenario = anlan_scenario_parse (text, length, &error);
  if (scenario == NULL)
    return cli_refuse (g_steal_pointer (&error));
  if (routes)
    answer = anlan_scenario_routes (scenario, &error);
  else
    answer = anlan_scenario_simulate (scenario, (guint)MAX (1, cli->seeds), NULL, &error);
  if (answer == NULL)
    return cli_refuse (g_steal_pointer (&error));
  return write_answer (cli, answer);
}

/* --- plans of a plant --------------------------------------------------------------------------------------------------- */

/* What was left out, and why no direction is advised, is for people: it does not stand in the answer. */
static void
say_notes (const AnlanSitePlanNotes *notes)
{
  fprintf (stderr, _ ("%u buildings, %u muster points, %u gates and %u people are on the plan.\n"),
           notes->buildings, notes->musters, notes->gates, notes->people);
  if (notes->left_out > 0)
    fprintf (stderr, _ ("%u outlines were left out: they cross themselves or are too small.\n"),
             notes->left_out);
  if (notes->unplaced > 0)
    fprintf (stderr, _ ("%u people were left out: their zones have no free ground.\n"), notes->unplaced);
}

static void
say_wind (AnlanWindTrust trust, const char *instruction)
{
  const char *const sentences[] = {
    NULL,
    _ ("The wind was measured more than ten minutes ago: no direction is advised by, danger is all round."),
    _ ("The wind sensor is not believed: no direction is advised by, danger is all round."),
    _ ("The wind is too weak to have a direction: danger is all round."),
    _ ("Nobody measures the wind: no direction is advised by, danger is all round."),
  };

  if (trust == ANLAN_WIND_KNOWN)
    return;
  fprintf (stderr, "%s\n", sentences[trust]);
  if (instruction != NULL)
    fprintf (stderr, "%s\n", instruction);
}

static CliStatus
of_plant (Cli *cli, AnlanPlant *plant)
{
  g_autofree char *text = NULL, *instruction = NULL;
  AnlanWindTrust trust = ANLAN_WIND_KNOWN;
  AnlanSitePlanNotes notes;
  GError *error = NULL;

  if (cli->plan == NULL)
    {
      text = anlan_site_plan_from_plant (plant, &notes, NULL, &error);
      if (text == NULL)
        return cli_refuse (error);
      say_notes (&notes);
      return write_answer (cli, text);
    }
  text = anlan_site_plan_load (plant, cli->plan, cli->alarm, &trust, &instruction, &error);
  if (text == NULL)
    return cli_refuse (error);
  say_wind (trust, instruction);
  return run_text (cli, text, -1, cli->routes || cli->simulate || cli->alarm != NULL,
                   cli->routes || (cli->alarm != NULL && !cli->simulate));
}

CliStatus
cli_evacuate (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  guint asked = (cli->verify != FALSE) + (cli->routes != FALSE) + (cli->simulate != FALSE);
  CliStatus status;
  gsize length;

  if (asked > 1 || (cli->verify != FALSE) == (cli->n_args == 1) || cli->seeds < 0 || cli->seeds > 100000 ||
      (cli->alarm != NULL && cli->plan == NULL))
    {
      fputs (_ ("Usage: anlanctl evacuate SCENARIO.json [--simulate|--routes] [--seeds N] [--svg FILE [--moment "
                "SECONDS]]; anlanctl evacuate DIR [--plan ID [--alarm ID]]; anlanctl evacuate --verify\n"),
             stderr);
      return CLI_USAGE;
    }
  if (cli->verify)
    return verify (cli);
  if (g_file_test (cli_arg (cli, 0), G_FILE_TEST_IS_DIR))
    {
      g_autoptr (AnlanPlant) plant = cli_open (cli, TRUE, &status);

      if (plant == NULL)
        return status;
      status = of_plant (cli, plant);
      anlan_plant_close (plant);
      return status;
    }
  if (!g_file_get_contents (cli_arg (cli, 0), &text, &length, &error))
    return cli_refuse (g_steal_pointer (&error));
  return run_text (cli, text, (gssize)length, asked > 0, cli->routes);
}
