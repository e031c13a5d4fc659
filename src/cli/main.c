/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlanctl"

#include "cli.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "base/paths.h"

static const struct
{
  const char *name;
  CliRun run;
  guint least, most; /* arguments */
  const char *usage;
} commands[] = {
  { "init", cli_init, 1, 1, "init DIR [--demo] [--name NAME] [--lang zh_CN] [--zone ZONE]" },
  { "kinds", cli_kinds, 1, 2, "kinds DIR [KIND]" },
  { "add", cli_add, 2, G_MAXUINT, "add DIR KIND field=value … [--draft]" },
  { "set", cli_set, 3, G_MAXUINT, "set DIR KIND ID field=value … [--reason TEXT]" },
  { "step", cli_step, 4, G_MAXUINT, "step DIR KIND ID STEP [field=value …] [--reason TEXT]" },
  { "void", cli_void, 3, 3, "void DIR KIND ID --reason TEXT" },
  { "show", cli_show, 3, 3, "show DIR KIND ID" },
  { "list", cli_list, 2, 2, "list DIR KIND [--where SQL] [--sort FIELD] [--csv|--json]" },
  { "import", cli_import, 3, 3,
    "import DIR KIND FILE [--map COLUMN=FIELD …] [--dry-run] [--good-rows] [--make-missing]" },
  { "export", cli_export, 3, 3, "export DIR KIND FILE [--where SQL]" },
  { "check", cli_check, 3, 3, "check DIR KIND ID" },
  { "evacuate", cli_evacuate, 0, 1,
    "evacuate SCENARIO.json [--simulate|--routes] [--seeds N] [--svg FILE [--moment SECONDS]] [-o FILE]; evacuate DIR [--plan ID [--alarm ID]] [-o FILE]; "
    "evacuate --verify [--json]" },
  { "checklists", cli_checklists, 1, 2,
    "checklists DIR [controls|fire|electrical|pressure|chemicals|confined|forklifts|ppe] [--dry-run] [--json]" },
  { "rounds", cli_rounds, 1, 1, "rounds DIR [--json]" },
  { "notices", cli_notices, 1, 1, "notices DIR [--as PERSON]" },
  { "feed", cli_feed, 2, G_MAXUINT, "feed DIR FILE.json … [--json]" },
  { "readings", cli_readings, 1, 4, "readings DIR [SERIES [FROM [TO]]] [--json]" },
  { "rules", cli_rules, 1, 5, "rules DIR [--json]; rules DIR replay RULE [FROM [TO]]" },
  { "alarms", cli_alarms, 1, 5,
    "alarms DIR [all|health] [--json]; alarms DIR ack ID --as PERSON; "
    "alarms DIR close ID real|drill|false|maintenance [--reason TEXT] --as PERSON; "
    "alarms DIR shelve rule|subject|zone WORD [HOURS] --reason TEXT --as PERSON; alarms DIR unshelve ID --as PERSON" },
  { "station", cli_station, 1, 2,
    "station DIR [--port N] [--bind ADDRESS] [--tls] [--certificate FILE.pem] [--json]; station DIR gaps [--json]" },
  { "source", cli_source, 2, 4, "source DIR token|revoke SOURCE [--json]; source DIR keep SOURCE NAME < FILE; source DIR try < FILE" },
  { "channel", cli_channel, 2, 4,
    "channel DIR list [--json]; channel DIR test CHANNEL; channel DIR retry [CHANNEL]; "
    "channel DIR keep CHANNEL NAME < FILE" },
  { "packs", cli_packs, 1, 4, "packs DIR [--json]; packs DIR gases [--json]; packs DIR add PACK [\"SERIES …\"]" },
  { "export-training", cli_export_training, 2, 2, "export-training DIR FOLDER" },
  { "weather", cli_weather, 1, 1, "weather DIR [--json]" },
  { "web", cli_web, 1, G_MAXUINT, "web DIR [--json]; web DIR on|off web|web-plain|web-report|web-api …" },
  { "token", cli_token, 2, G_MAXUINT,
    "token DIR list [--json]; token DIR log [ID] [--json]; "
    "token DIR api NAME SCOPE … [--record PERSON] [--until DATE] [--json]; token DIR poster KIND ID; "
    "token DIR link PERSON [PIN] [--json]; token DIR revoke ID; token DIR replace-posters" },
  { "openapi", cli_openapi, 1, 1, "openapi DIR [-o FILE]" },
  { "receipt", cli_receipt, 2, 2, "receipt DIR CODE" },
  { "verify", cli_verify, 1, 1, "verify DIR" },
  { "backup", cli_backup, 2, 2, "backup DIR FILE [--passphrase-file FILE]" },
  { "report", cli_report, 2, 3,
    "report DIR riskmap -o FILE.pdf|svg|png [--paper a3|a4] [--lang LANG]; report DIR list KIND -o FILE.pdf; "
    "report DIR record NUMBER -o FILE.pdf; report DIR ledger [--where SQL] -o FILE.pdf; "
    "report DIR notice|reply|roundsheet --record NUMBER -o FILE.pdf; "
    "report DIR posters KIND --base URL [--where SQL] [--paper a4|a6|label] -o FILE.pdf; "
    "report DIR hazards [--month 2026-10|2026-Q4|2026] -o FILE.pdf|xlsx" },
  { "restore", cli_restore, 2, 2, "restore FILE DIR [--passphrase-file FILE]" },
};

static CliStatus
print_usage (FILE *stream)
{
  fputs (_ ("Usage:\n"), stream);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    fprintf (stream, "  anlanctl %s\n", commands[i].usage);
  return stream == stdout ? CLI_DONE : CLI_USAGE;
}

static GOptionEntry *
option_entries (Cli *cli)
{
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &cli->json, N_ ("Print JSON"), NULL },
    { "csv", 0, 0, G_OPTION_ARG_NONE, &cli->csv, N_ ("Print CSV"), NULL },
    { "demo", 0, 0, G_OPTION_ARG_NONE, &cli->demo, N_ ("Fill the new plant with the demo plant"), NULL },
    { "name", 0, 0, G_OPTION_ARG_STRING, &cli->name, N_ ("Name of the new plant"), N_ ("NAME") },
    { "lang", 0, 0, G_OPTION_ARG_STRING, &cli->language, N_ ("Language of the new plant or of the paper"),
      N_ ("LANG") },
    { "zone", 0, 0, G_OPTION_ARG_STRING, &cli->zone, N_ ("Time zone of the new plant"), N_ ("ZONE") },
    { "draft", 0, 0, G_OPTION_ARG_NONE, &cli->draft, N_ ("Keep the new entry a draft"), NULL },
    { "where", 0, 0, G_OPTION_ARG_STRING, &cli->where, N_ ("Only entries for which this holds"), N_ ("SQL") },
    { "sort", 0, 0, G_OPTION_ARG_STRING, &cli->sort, N_ ("Order by this field, -FIELD: descending"),
      N_ ("FIELD") },
    { "reason", 0, 0, G_OPTION_ARG_STRING, &cli->reason, N_ ("Why; kept in the journal"), N_ ("TEXT") },
    { "map", 0, 0, G_OPTION_ARG_STRING_ARRAY, &cli->maps, N_ ("Which column fills which field"),
      N_ ("COLUMN=FIELD") },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &cli->dry_run, N_ ("Only say what would be imported"), NULL },
    { "make-missing", 0, 0, G_OPTION_ARG_NONE, &cli->make_missing,
      N_ ("Enter the units, persons and whatever else rows name and that is not there"), NULL },
    { "good-rows", 0, 0, G_OPTION_ARG_NONE, &cli->good_rows, N_ ("Import the good rows, leave the bad ones"),
      NULL },
    { "simulate", 0, 0, G_OPTION_ARG_NONE, &cli->simulate, N_ ("Let the people of the scenario walk out"), NULL },
    { "routes", 0, 0, G_OPTION_ARG_NONE, &cli->routes, N_ ("Only the ways out"), NULL },
    { "verify", 0, 0, G_OPTION_ARG_NONE, &cli->verify, N_ ("Run the published tests of the model"), NULL },
    { "plan", 0, 0, G_OPTION_ARG_STRING, &cli->plan, N_ ("Evacuation plan of the plant: id or number"), N_ ("ID") },
    { "alarm", 0, 0, G_OPTION_ARG_STRING, &cli->alarm, N_ ("As at this alarm: id or number"), N_ ("ID") },
    { "seeds", 0, 0, G_OPTION_ARG_INT, &cli->seeds, N_ ("Run it so many times, each drawn anew"), N_ ("N") },
    { "svg", 0, 0, G_OPTION_ARG_FILENAME, &cli->svg, N_ ("Draw the evacuation: .svg, .pdf or .png"), N_ ("FILE") },
    { "moment", 0, 0, G_OPTION_ARG_DOUBLE, &cli->moment, N_ ("Moment that is drawn, in seconds"), N_ ("SECONDS") },
    { "as", 0, 0, G_OPTION_ARG_STRING, &cli->as, N_ ("Act as this person: id, number or name"),
      N_ ("PERSON") },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &cli->password_file, N_ ("File with the password"),
      N_ ("FILE") },
    { "passphrase-file", 0, 0, G_OPTION_ARG_FILENAME, &cli->passphrase_file,
      N_ ("File with the passphrase of the backup"), N_ ("FILE") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &cli->output, N_ ("Write to this file"), N_ ("FILE") },
    { "record", 0, 0, G_OPTION_ARG_STRING, &cli->record, N_ ("Record that the paper is about: id or number"),
      N_ ("NUMBER") },
    { "month", 0, 0, G_OPTION_ARG_STRING, &cli->period, N_ ("Period of the report: 2026-10, 2026-Q4 or 2026"),
      N_ ("PERIOD") },
    { "until", 0, 0, G_OPTION_ARG_STRING, &cli->period, N_ ("Last day of a token"), N_ ("DATE") },
    { "period", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, &cli->period, NULL, NULL },
    { "paper", 0, 0, G_OPTION_ARG_STRING, &cli->paper, N_ ("Size of the paper: a3 or a4"), N_ ("SIZE") },
    { "base", 0, 0, G_OPTION_ARG_STRING, &cli->base, N_ ("Address that phones open from a poster"), N_ ("URL") },
    { "port", 0, 0, G_OPTION_ARG_INT, &cli->port, N_ ("Port that the station listens on; 0: any"), N_ ("N") },
    { "bind", 0, 0, G_OPTION_ARG_STRING, &cli->bind, N_ ("Address of the interface that the station listens on"),
      N_ ("ADDRESS") },
    { "tls", 0, 0, G_OPTION_ARG_NONE, &cli->tls, N_ ("Speak HTTPS, with a certificate of the station's own"), NULL },
    { "certificate", 0, 0, G_OPTION_ARG_FILENAME, &cli->certificate, N_ ("Speak HTTPS with this certificate and key"),
      N_ ("FILE") },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &cli->args, NULL, NULL },
    { NULL },
  };

  return g_memdup2 (entries, sizeof entries);
}

static CliStatus
run (Cli *cli)
{
  const char *command = cli->args != NULL ? cli->args[0] : NULL;

  if (command == NULL)
    return print_usage (stderr);
  cli->n_args = g_strv_length (cli->args) - 1;
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      if (g_strcmp0 (commands[i].name, command) != 0)
        continue;
      if (cli->n_args >= commands[i].least && cli->n_args <= commands[i].most)
        return commands[i].run (cli);
      fprintf (stderr, _ ("Usage: anlanctl %s\n"), commands[i].usage);
      return CLI_USAGE;
    }
  fprintf (stderr, _ ("anlanctl has no command “%s”.\n"), command);
  return print_usage (stderr);
}

static void
cli_clear (Cli *cli)
{
  g_free (cli->name);
  g_free (cli->language);
  g_free (cli->zone);
  g_free (cli->where);
  g_free (cli->sort);
  g_free (cli->bind);
  g_free (cli->certificate);
  g_free (cli->reason);
  g_free (cli->as);
  g_free (cli->password_file);
  g_free (cli->passphrase_file);
  g_free (cli->output);
  g_free (cli->svg);
  g_free (cli->paper);
  g_free (cli->base);
  g_free (cli->record);
  g_free (cli->period);
  g_strfreev (cli->maps);
  g_strfreev (cli->args);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = NULL;
  g_autofree GOptionEntry *entries = NULL;
  g_autoptr (GError) error = NULL;
  Cli cli = { .port = -1, .moment = -1 };
  CliStatus status;

  anlan_path_init_locale ();
  context = g_option_context_new (_ ("COMMAND DIR …"));
  g_option_context_set_summary (context, _ ("Anlan without a window: makes, reads and changes plants."));
  entries = option_entries (&cli);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (g_option_context_parse (context, &argc, &argv, &error))
    status = run (&cli);
  else
    {
      fprintf (stderr, "%s\n", error->message);
      status = CLI_USAGE;
    }
  cli_clear (&cli);
  return (int)status;
}
