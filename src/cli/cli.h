/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"

G_BEGIN_DECLS

/* Exit status of every command. */
typedef enum
{
  CLI_DONE = 0,
  CLI_REFUSED = 1, /* the reason stands on standard error, a line each */
  CLI_USAGE = 2,
  CLI_AGAIN = 75, /* of the station alone: a restart was wished (station/wish.h), and who looks after it starts it anew */
} CliStatus;

/**
 * Cli:
 *
 * One call of anlanctl: its options and what is left after them. Filled in by main.c.
 */
typedef struct
{
  gboolean json;
  gboolean csv;
  gboolean demo;
  gboolean draft;
  gboolean dry_run;
  gboolean good_rows;
  gboolean make_missing;
  gboolean simulate;
  gboolean routes;
  gboolean verify;
  gboolean tls;
  gboolean poll;     /* the plant watches for commits of other processes */
  int      port;     /* -1: the usual one */
  int      seeds;
  char    *name;
  char    *language;
  char    *zone;
  char    *where;
  char    *sort;
  char    *reason;
  char    *as;
  char    *password_file;
  char    *passphrase_file;
  char    *output;
  char    *svg;      /* picture of an evacuation: .svg, .pdf or .png */
  double   moment;   /* of it, s; below 0: where half of the time is over */
  char    *bind;
  char    *certificate;
  char    *paper;
  char    *base;     /* "http://192.168.3.20:8765" */
  char    *record;   /* id or number */
  char    *plan;     /* id or number */
  char    *alarm;    /* id or number */
  char    *period;   /* "2026-10", "2026-Q4", "2026" */
  char   **maps;     /* COLUMN=FIELD */
  char   **args;     /* command first */
  guint    n_args;   /* without the command */
} Cli;

typedef CliStatus (*CliRun) (Cli *cli);

/* Argument @i after the command, or NULL. */
const char *cli_arg      (Cli *cli, guint i);

/* Prints the error's lines on standard error and says CLI_REFUSED. Takes the error. */
CliStatus   cli_refuse   (GError *error);

/* Opens the plant of argument 0, as the person of --as where accounts are on. NULL: *status says what to exit with. */
AnlanPlant *cli_open     (Cli *cli, gboolean read_only, CliStatus *status);

/* The kind called @id. NULL: has been said on standard error. */
AnlanKind  *cli_kind     (AnlanPlant *plant, const char *id);

/* Reads "field=value" arguments from @first on into @change. */
gboolean    cli_read_fields (Cli *cli, AnlanPlant *plant, AnlanKind *kind, guint first, AnlanChange *change,
                             GError **error);

CliStatus   cli_init     (Cli *cli);
CliStatus   cli_kinds    (Cli *cli);
CliStatus   cli_add      (Cli *cli);
CliStatus   cli_set      (Cli *cli);
CliStatus   cli_step     (Cli *cli);
CliStatus   cli_void     (Cli *cli);
CliStatus   cli_show     (Cli *cli);
CliStatus   cli_check    (Cli *cli);
CliStatus   cli_evacuate (Cli *cli);
CliStatus   cli_list     (Cli *cli);
CliStatus   cli_checklists (Cli *cli); /* makes them from controls or takes over built-in ones */
CliStatus   cli_rounds   (Cli *cli); /* makes those of the coming days, and marks what was missed */
CliStatus   cli_verify   (Cli *cli);
CliStatus   cli_import   (Cli *cli);
CliStatus   cli_export   (Cli *cli);
CliStatus   cli_backup   (Cli *cli);
CliStatus   cli_report   (Cli *cli);
CliStatus   cli_paper    (Cli *cli); /* a list or a record, for cli_report() */
CliStatus   cli_posters  (Cli *cli); /* for cli_report() */
CliStatus   cli_figures  (Cli *cli); /* counts and rates of a period, for cli_report() */

/* From now on in this language (NULL: as before), whatever the user has set: a paper speaks that of the plant. */
void        cli_speak    (const char *language);
/* The language of the plant, unless another one is asked for. */
void        cli_speak_as_plant (Cli *cli, AnlanPlant *plant);
CliStatus   cli_restore  (Cli *cli);
CliStatus   cli_feed     (Cli *cli); /* takes messages of sources from files */
CliStatus   cli_readings (Cli *cli);
CliStatus   cli_rules    (Cli *cli); /* those that are judged */
CliStatus   cli_alarms   (Cli *cli);
CliStatus   cli_station  (Cli *cli); /* runs until it is told to end */
CliStatus   cli_source   (Cli *cli); /* the address that a source is posted to, and its secrets */
/* The source that standard input describes, tried for some seconds; what came is printed as JSON. */
gboolean    cli_try      (AnlanPlant *plant, GError **error);
CliStatus   cli_packs    (Cli *cli); /* rules that come with the program, and the set points of gases */
CliStatus   cli_export_training (Cli *cli); /* labelled pictures of alarms */
CliStatus   cli_weather  (Cli *cli); /* what the plant's measuring points say of it */
CliStatus   cli_channel  (Cli *cli); /* the ways out to people */
/* Keeps what stands on the first line of standard input in the keyring; nothing forgets it. */
gboolean    cli_keep_secret (const char *owner, const char *name, GError **error);
CliStatus   cli_notices  (Cli *cli); /* makes those that are due, shows those of --as */
CliStatus   cli_web      (Cli *cli); /* switches of what the station serves to people and programs elsewhere */
CliStatus   cli_token    (Cli *cli); /* what they come in with, and who used what */
CliStatus   cli_openapi  (Cli *cli); /* the API's document */
CliStatus   cli_receipt  (Cli *cli); /* how far an anonymous report is */

G_END_DECLS
