/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlanctl"

#include "cli.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>

#include "report/paper-form.h"

/* A paper speaks the language of the plant, or the one asked for, whoever prints it. */
void
cli_speak (const char *language)
{
  const char *locale = setlocale (LC_MESSAGES, NULL);

  if (language == NULL || *language == '\0')
    return;
  g_setenv ("LANGUAGE", language, TRUE);
  /* gettext translates nothing in the C locale; setting a locale again makes it look at LANGUAGE. */
  setlocale (LC_MESSAGES,
             g_strcmp0 (locale, "C") == 0 || g_strcmp0 (locale, "POSIX") == 0 ? "C.UTF-8" : locale);
}

void
cli_speak_as_plant (Cli *cli, AnlanPlant *plant)
{
  g_autofree char *language = anlan_plant_get_setting (plant, "language");

  cli_speak (cli->language != NULL ? cli->language : language);
}

static AnlanPaper *
make_list (Cli *cli, AnlanPlant *plant, const AnlanKind *kind, GError **error)
{
  g_autoptr (AnlanQuery) query = anlan_query_new (kind->id);

  query->where = g_strdup (cli->where);
  query->sort = g_strdup (cli->sort);
  return anlan_paper_new_list (plant, query, NULL, NULL, NULL, NULL, NULL, NULL, error);
}

static AnlanPaper *
make_ledger (Cli *cli, AnlanPlant *plant, const AnlanPaperForm *form, GError **error)
{
  g_autoptr (AnlanQuery) query = anlan_query_new (anlan_paper_form_get_kind (form));

  query->where = g_strdup (cli->where);
  query->sort = g_strdup (cli->sort != NULL ? cli->sort : "number");
  return anlan_paper_new_ledger (plant, form, query, NULL, NULL, NULL, NULL, NULL, error);
}

/* Whether the paper is a list, which needs no record. */
static gboolean
is_ledger (Cli *cli)
{
  const AnlanPaperForm *form = anlan_paper_forms_find (cli_arg (cli, 1));

  return form != NULL && anlan_paper_form_is_list (form);
}

/* The record that the paper is about. */
static const char *
about (Cli *cli)
{
  return cli->record != NULL ? cli->record : cli_arg (cli, 2);
}

static CliStatus
write_paper (Cli *cli, AnlanPlant *plant)
{
  const AnlanPaperForm *form = anlan_paper_forms_find (cli_arg (cli, 1));
  gboolean list = g_strcmp0 (cli_arg (cli, 1), "list") == 0;
  g_autoptr (AnlanKind) kind = list ? cli_kind (plant, cli_arg (cli, 2)) : NULL;
  g_autoptr (AnlanPaper) paper = NULL;
  GError *error = NULL;

  if (list && kind == NULL)
    return CLI_REFUSED;
  cli_speak_as_plant (cli, plant);
  if (list)
    paper = make_list (cli, plant, kind, &error);
  else if (form != NULL && anlan_paper_form_is_list (form))
    paper = make_ledger (cli, plant, form, &error);
  else if (form != NULL)
    paper = anlan_paper_new_form (plant, form, about (cli), NULL, NULL, &error);
  else
    paper = anlan_paper_new_record (plant, NULL, about (cli), NULL, NULL, &error);
  if (paper == NULL || !anlan_paper_write_pdf (paper, cli->output, NULL, &error))
    return cli_refuse (error);
  return CLI_DONE;
}

CliStatus
cli_paper (Cli *cli)
{
  CliStatus status = CLI_REFUSED;
  g_autoptr (AnlanPlant) plant = NULL;

  if (about (cli) == NULL && !is_ledger (cli))
    {
      fprintf (stderr,
               _ ("Say what is to be on the paper: report DIR list KIND, or report DIR %s --record NUMBER\n"),
               g_strcmp0 (cli_arg (cli, 1), "list") == 0 ? "record" : cli_arg (cli, 1));
      return CLI_USAGE;
    }
  if (!g_str_has_suffix (cli->output, ".pdf"))
    {
      fprintf (stderr, _ ("The name of the paper must end in .pdf: %s\n"), cli->output);
      return CLI_REFUSED;
    }
  plant = cli_open (cli, TRUE, &status);
  if (plant == NULL)
    return status;
  status = write_paper (cli, plant);
  anlan_plant_close (plant);
  return status;
}
