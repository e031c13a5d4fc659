/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlanctl"

#include "cli.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "base/time.h"
#include "report/map-drawings.h"
#include "report/map-paper.h"
#include "report/map-plant.h"
#include "report/paper-form.h"
#include "store/store.h"

/* What a file is to be, by the end of its name. FALSE: has been said on standard error. */
static gboolean
choose_format (const char *path, AnlanMapPaperFormat *format)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  if (g_str_has_suffix (lower, ".pdf"))
    *format = ANLAN_MAP_PAPER_PDF;
  else if (g_str_has_suffix (lower, ".svg"))
    *format = ANLAN_MAP_PAPER_SVG;
  else if (g_str_has_suffix (lower, ".png"))
    *format = ANLAN_MAP_PAPER_PNG;
  else
    {
      fprintf (stderr, _ ("The name of the paper must end in .pdf, .svg or .png: %s\n"), path);
      return FALSE;
    }
  return TRUE;
}

static gboolean
choose_size (const char *name, AnlanMapPaperSize *size)
{
  if (name == NULL || g_ascii_strcasecmp (name, "a3") == 0)
    *size = ANLAN_MAP_PAPER_A3;
  else if (g_ascii_strcasecmp (name, "a4") == 0)
    *size = ANLAN_MAP_PAPER_A4;
  else
    {
      fprintf (stderr, _ ("There is no paper of the size “%s” here. There are: a3, a4.\n"), name);
      return FALSE;
    }
  return TRUE;
}

static gboolean
write_risk_map (
    Cli *cli, AnlanPlant *plant, AnlanMapPaperFormat format, AnlanMapPaperSize size, GError **error)
{
  g_autoptr (AnlanMapSceneBuilder) builder = anlan_map_scene_builder_new ();
  g_autoptr (AnlanMapScene) scene = NULL;
  g_autoptr (AnlanMapBase) base = anlan_map_base_from_plant (plant, NULL, error);
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);
  g_autofree char *name = anlan_plant_get_setting (plant, "name");
  g_autofree char *plant_language = anlan_plant_get_setting (plant, "language");
  const char *language = cli->language != NULL ? cli->language : plant_language;
  g_autofree char *date = anlan_local_format (anlan_plant_now (plant), zone, "%F");
  g_autofree char *checkpoint = anlan_store_checkpoint_text (anlan_plant_get_store (plant));
  g_autoptr (AnlanMapDrawings) drawings = NULL;
  AnlanMapPaper paper;

  if (base == NULL || !anlan_map_builder_add_plant (builder, plant, NULL, NULL, NULL, error))
    return FALSE;
  drawings = anlan_map_drawings_load (plant, NULL, NULL, error);
  if (drawings == NULL)
    return FALSE;
  if (anlan_map_drawings_get_problems (drawings) != NULL)
    fprintf (stderr, "%s\n", anlan_map_drawings_get_problems (drawings));
  anlan_map_drawings_add (drawings, builder);
  anlan_map_scene_builder_set_base (builder, base);
  scene = anlan_map_scene_builder_end (builder);

  cli_speak (language);
  anlan_map_paper_init (&paper);
  paper.size = size;
  paper.plant = name != NULL ? name : "";
  paper.date = date;
  paper.checkpoint = checkpoint;
  paper.signatures[0] = C_ ("box for a signature", "Drawn by");
  paper.signatures[1] = C_ ("box for a signature", "Checked by");
  paper.signatures[2] = C_ ("box for a signature", "Approved by");
  paper.look.han_letters = language != NULL && g_str_has_prefix (language, "zh");
  return anlan_map_paper_write (&paper, scene, format, cli->output, NULL, error);
}

static CliStatus
refuse_name (const char *name)
{
  g_autoptr (GString) names = g_string_new ("riskmap, list, record, posters, hazards");

  for (guint i = 0; i < anlan_paper_forms_count (); i++)
    g_string_append_printf (names, ", %s", anlan_paper_form_get_id (anlan_paper_forms_at (i)));
  fprintf (stderr, _ ("There is no paper called “%s”. There are: %s.\n"), name, names->str);
  return CLI_REFUSED;
}

CliStatus
cli_report (Cli *cli)
{
  CliStatus status = CLI_REFUSED;
  g_autoptr (AnlanPlant) plant = NULL;
  AnlanMapPaperFormat format;
  AnlanMapPaperSize size;
  GError *error = NULL;

  if (cli->output == NULL)
    {
      fputs (_ ("Say where the paper is to be written: -o FILE.pdf\n"), stderr);
      return CLI_USAGE;
    }
  if (g_strcmp0 (cli_arg (cli, 1), "list") == 0 || g_strcmp0 (cli_arg (cli, 1), "record") == 0 ||
      anlan_paper_forms_find (cli_arg (cli, 1)) != NULL)
    return cli_paper (cli);
  if (g_strcmp0 (cli_arg (cli, 1), "posters") == 0)
    return cli_posters (cli);
  if (g_strcmp0 (cli_arg (cli, 1), "hazards") == 0)
    return cli_figures (cli);
  if (g_strcmp0 (cli_arg (cli, 1), "riskmap") != 0)
    return refuse_name (cli_arg (cli, 1));
  if (!choose_format (cli->output, &format) || !choose_size (cli->paper, &size))
    return CLI_REFUSED;
  plant = cli_open (cli, TRUE, &status);
  if (plant == NULL)
    return status;
  status = write_risk_map (cli, plant, format, size, &error) ? CLI_DONE : cli_refuse (error);
  anlan_plant_close (plant);
  return status;
}
