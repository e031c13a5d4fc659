/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlanctl"

#include "cli.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "base/json.h"
#include "model/query.h"

/* What a record must have and what its kind's guards ask for, each with its verdict. */

typedef struct
{
  Cli *cli;
  GPtrArray *problems; /* AnlanProblem */
  GHashTable *told;    /* set of AnlanProblem */
  AnlanJson json;
  gboolean ok;
} Verdict;

static const AnlanProblem *
find_problem (Verdict *verdict, const char *field, const char *guard)
{
  const AnlanProblem *first = NULL;

  for (guint i = 0; i < verdict->problems->len; i++)
    {
      const AnlanProblem *problem = g_ptr_array_index (verdict->problems, i);

      if (guard != NULL ? g_strcmp0 (problem->guard, guard) != 0
                        : problem->guard != NULL || g_strcmp0 (problem->field, field) != 0)
        continue;
      g_hash_table_add (verdict->told, (gpointer)problem);
      if (first == NULL)
        first = problem;
    }
  return first;
}

static void
text_member (AnlanJson *json, const char *name, const char *text)
{
  anlan_json_name (json, name);
  if (text != NULL)
    anlan_json_text (json, text);
  else
    anlan_json_null (json);
}

/* @mend: (nullable): what is wrong. @judged: FALSE where more has to be mended before it can be said. */
static void
tell (Verdict *verdict, const char *check, const char *title, gboolean judged, const char *mend)
{
  AnlanJson *json = &verdict->json;

  verdict->ok = verdict->ok && judged && mend == NULL;
  if (!verdict->cli->json)
    {
      printf ("%-8s %s: %s\n",
              !judged        ? _ ("open")
              : mend == NULL ? _ ("good")
                             : _ ("not good"),
              check, mend != NULL ? mend : title);
      return;
    }
  anlan_json_open (json, '{');
  text_member (json, "check", check);
  anlan_json_name (json, "ok");
  if (judged)
    anlan_json_boolean (json, mend == NULL);
  else
    anlan_json_null (json);
  text_member (json, "value", NULL);
  text_member (json, "limit", NULL);
  text_member (json, "source", NULL);
  text_member (json, "mend", mend);
  anlan_json_close (json, '}');
}

static void
tell_all (Verdict *verdict, const AnlanKind *kind)
{
  gboolean whole = TRUE;

  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);
      const AnlanProblem *problem = find_problem (verdict, field->id, NULL);

      whole = whole && problem == NULL;
      if (field->required || problem != NULL)
        tell (verdict, field->id, anlan_kind_text (field->title), TRUE,
              problem != NULL ? problem->message : NULL);
    }
  for (guint i = 0; i < kind->guards->len; i++)
    {
      const AnlanGuard *guard = g_ptr_array_index (kind->guards, i);
      const AnlanProblem *problem = find_problem (verdict, NULL, guard->id);

      /* Guards read fields: they are judged once none is missing. */
      tell (verdict, guard->id, anlan_kind_text (guard->text), whole || problem != NULL,
            problem != NULL ? problem->message : NULL);
    }
  for (guint i = 0; i < verdict->problems->len; i++)
    {
      const AnlanProblem *problem = g_ptr_array_index (verdict->problems, i);

      if (!g_hash_table_contains (verdict->told, problem))
        tell (verdict, problem->guard != NULL ? problem->guard : problem->field, "", TRUE, problem->message);
    }
}

static CliStatus
check_record (Cli *cli, AnlanPlant *plant, AnlanRecord *record)
{
  g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_EDIT, record->kind->id, record->id);
  g_autoptr (GHashTable) told = g_hash_table_new (NULL, NULL);
  GError *error = NULL;
  g_autoptr (GPtrArray) problems = anlan_plant_check (plant, change, &error);
  g_autofree char *text = NULL;
  Verdict verdict = { .cli = cli, .problems = problems, .told = told, .ok = TRUE };

  if (problems == NULL)
    return cli_refuse (error);
  anlan_json_init (&verdict.json);
  anlan_json_open (&verdict.json, '[');
  tell_all (&verdict, record->kind);
  anlan_json_close (&verdict.json, ']');
  text = anlan_json_end (&verdict.json);
  if (cli->json)
    printf ("{\"id\":\"%s\",\"ok\":%s,\"checks\":%s}\n", record->id, verdict.ok ? "true" : "false", text);
  return CLI_DONE;
}

CliStatus
cli_check (Cli *cli)
{
  CliStatus status;
  g_autoptr (AnlanPlant) plant = cli_open (cli, TRUE, &status);
  g_autoptr (AnlanRecord) record = NULL;
  GError *error = NULL;

  if (plant == NULL)
    return status;
  record = anlan_plant_load (plant, cli_arg (cli, 1), cli_arg (cli, 2), &error);
  status = record != NULL ? check_record (cli, plant, record) : cli_refuse (error);
  anlan_plant_close (plant);
  return status;
}
