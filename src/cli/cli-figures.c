/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlanctl"

#include "cli.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "report/hazard-report.h"

/* The period asked for; FALSE: has been said. */
static gboolean
choose_period (Cli *cli, AnlanPlant *plant, AnlanPeriod *period)
{
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);
  g_autoptr (GError) error = NULL;

  if (cli->period == NULL)
    {
      /* The report that is due is the one of the month that has ended. */
      *period = anlan_period_add (anlan_period_at (ANLAN_PERIOD_MONTH, anlan_plant_now (plant), zone), -1);
      return TRUE;
    }
  if (anlan_period_parse (cli->period, period, &error))
    return TRUE;
  fprintf (stderr, "%s\n", error->message);
  return FALSE;
}

static gboolean
write_figures (Cli *cli, AnlanPlant *plant, const AnlanFigures *figures, GError **error)
{
  g_autoptr (AnlanPaper) paper = NULL;

  if (g_str_has_suffix (cli->output, ".xlsx"))
    return anlan_figures_write_xlsx (figures, cli->output, NULL, error);
  paper = anlan_figures_make_paper (figures, plant, NULL, error);
  return paper != NULL && anlan_paper_write_pdf (paper, cli->output, NULL, error);
}

CliStatus
cli_figures (Cli *cli)
{
  CliStatus status = CLI_REFUSED;
  g_autoptr (AnlanPlant) plant = NULL;
  g_autoptr (AnlanFigures) figures = NULL;
  AnlanPeriod period;
  GError *error = NULL;

  if (!g_str_has_suffix (cli->output, ".pdf") && !g_str_has_suffix (cli->output, ".xlsx"))
    {
      fprintf (stderr, _ ("The name of the report must end in .pdf or .xlsx: %s\n"), cli->output);
      return CLI_REFUSED;
    }
  plant = cli_open (cli, TRUE, &status);
  if (plant == NULL)
    return status;
  status = CLI_REFUSED;
  if (choose_period (cli, plant, &period))
    {
      cli_speak_as_plant (cli, plant);
      figures = anlan_hazard_report_new (plant, period, NULL, NULL, NULL, &error);
      status = figures != NULL && write_figures (cli, plant, figures, &error) ? CLI_DONE : cli_refuse (error);
    }
  anlan_plant_close (plant);
  return status;
}
