/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlanctl"

#include "cli.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "report/poster.h"

static gboolean
choose_sheet (const char *name, AnlanPosterSheet *sheet)
{
  static const char *const names[] = { "a4", "a6", "label" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (name == NULL || g_ascii_strcasecmp (name, names[i]) == 0)
      {
        *sheet = (AnlanPosterSheet)i;
        return TRUE;
      }
  fprintf (stderr, _ ("There are no posters of the size “%s”. There are: a4, a6, label.\n"), name);
  return FALSE;
}

/* What phones open: a scheme, a name and perhaps a port. */
static gboolean
is_base (const char *text)
{
  g_autoptr (GUri) uri = text != NULL ? g_uri_parse (text, G_URI_FLAGS_NONE, NULL) : NULL;

  return uri != NULL && g_uri_get_host (uri) != NULL && g_uri_get_path (uri)[0] == '\0' &&
         (g_strcmp0 (g_uri_get_scheme (uri), "http") == 0 ||
          g_strcmp0 (g_uri_get_scheme (uri), "https") == 0);
}

static CliStatus
write_posters (Cli *cli, AnlanPlant *plant, AnlanPosterSheet sheet)
{
  AnlanPosterWish wish = { cli_arg (cli, 2), cli->where, cli->base, NULL, sheet };
  g_autoptr (AnlanPaper) paper = NULL;
  GError *error = NULL;

  cli_speak_as_plant (cli, plant);
  paper = anlan_poster_new (plant, &wish, NULL, &error);
  if (paper == NULL || !anlan_paper_write_pdf (paper, cli->output, NULL, &error))
    return cli_refuse (error);
  return CLI_DONE;
}

CliStatus
cli_posters (Cli *cli)
{
  CliStatus status = CLI_REFUSED;
  AnlanPosterSheet sheet;
  AnlanPlant *plant;

  if (cli_arg (cli, 2) == NULL || !is_base (cli->base))
    {
      fputs (_ ("Say of what, and which address phones open: report DIR posters KIND --base "
                "http://192.168.3.20:8765\n"),
             stderr);
      return CLI_USAGE;
    }
  if (!g_str_has_suffix (cli->output, ".pdf"))
    {
      fprintf (stderr, _ ("The name of the paper must end in .pdf: %s\n"), cli->output);
      return CLI_REFUSED;
    }
  if (!choose_sheet (cli->paper, &sheet))
    return CLI_REFUSED;
  plant = cli_open (cli, FALSE, &status);
  if (plant == NULL)
    return status;
  status = write_posters (cli, plant, sheet);
  anlan_plant_close (plant);
  g_object_unref (plant);
  return status;
}
