/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlanctl"

#include "cli-json.h"
#include "cli.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "monitor/health.h"
#include "monitor/station-kinds.h"
#include "monitor/tell-json.h"

static void
print_alarm_json (const AnlanAlarm *alarm)
{
  AnlanJson json;

  anlan_json_init (&json);
  anlan_alarm_put_json (&json, alarm);
  cli_print_json (&json);
}

static gboolean
list_alarms (Cli *cli, AnlanAlarms *alarms, gboolean all, GError **error)
{
  g_autoptr (GPtrArray) list = anlan_alarms_list (alarms, all, error);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const AnlanAlarm *alarm = g_ptr_array_index (list, i);
      g_autofree char *raised = anlan_time_format (alarm->raised);

      if (cli->json)
        print_alarm_json (alarm);
      else
        printf ("%s\t%s\t%s\t%s\t%s\t%s\t%g\n", alarm->id, raised, anlan_alarm_state_name (alarm->state),
                anlan_severity_name (alarm->severity), alarm->title, alarm->subject, alarm->value);
    }
  return list != NULL;
}

/* --- health ------------------------------------------------------------------------------------------------ */

static void
put_counts (AnlanJson *json, const char *name, GPtrArray *counts)
{
  anlan_json_name (json, name);
  anlan_json_open (json, '[');
  for (guint i = 0; i < counts->len; i++)
    {
      const AnlanAlarmCount *count = g_ptr_array_index (counts, i);

      anlan_json_open (json, '{');
      cli_put_text (json, "rule", count->rule);
      cli_put_text (json, "subject", count->subject);
      cli_put_integer (json, "count", count->count);
      anlan_json_close (json, '}');
    }
  anlan_json_close (json, ']');
}

/* Of the last 30 days. */
static gboolean
print_health (AnlanAlarms *alarms, gint64 now, GError **error)
{
  g_auto (AnlanAlarmHealth) health = { 0 };
  AnlanJson json;

  if (!anlan_alarms_health (alarms, now - 30 * ANLAN_DAY, now + 1, &health, error))
    return FALSE;
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  cli_put_integer (&json, "total", health.total);
  cli_put_real (&json, "per_ten_minutes", health.per_ten_minutes);
  cli_put_integer (&json, "worst_ten_minutes", health.worst_ten_minutes);
  cli_put_real (&json, "flood", health.flood);
  anlan_json_name (&json, "share");
  anlan_json_open (&json, '{');
  for (guint i = 0; i < ANLAN_N_SEVERITIES; i++)
    cli_put_real (&json, anlan_severity_name (i), health.share[i]);
  anlan_json_close (&json, '}');
  put_counts (&json, "worst", health.worst);
  put_counts (&json, "chattering", health.chattering);
  cli_put_integer (&json, "standing", health.standing->len);
  cli_put_real (&json, "false_share", health.false_share);
  anlan_json_close (&json, '}');
  cli_print_json (&json);
  return TRUE;
}

/* --- what people do ---------------------------------------------------------------------------------------- */

static gboolean
shelve (Cli *cli, AnlanAlarms *alarms, const char *person, gint64 now, GError **error)
{
  const char *what = cli_arg (cli, 2), *word = cli_arg (cli, 3), *hours = cli_arg (cli, 4);
  double number = hours != NULL ? g_ascii_strtod (hours, NULL) : ANLAN_SHELF_HOURS;
  gint64 until = now + (gint64)(CLAMP (number, 0, 1000) * (double)ANLAN_HOUR);
  g_autofree char *id = anlan_alarms_shelve (
      alarms, strcmp (what, "rule") == 0 ? word : NULL, strcmp (what, "subject") == 0 ? word : NULL,
      strcmp (what, "zone") == 0 ? word : NULL, person, cli->reason, until, error);

  if (id != NULL)
    printf ("%s\n", id);
  return id != NULL;
}

typedef enum
{
  FAILED,
  DONE,
  UNKNOWN, /* no such verb, or words that are missing */
} Outcome;

static Outcome
run_verb (Cli *cli, AnlanPlant *plant, AnlanAlarms *alarms, GError **error)
{
  const char *verb = cli_arg (cli, 1), *id = cli_arg (cli, 2), *word = cli_arg (cli, 3);
  const char *person = anlan_plant_get_person (plant);
  gint64 now = anlan_plant_now (plant);

  if (verb == NULL || strcmp (verb, "all") == 0)
    return list_alarms (cli, alarms, verb != NULL, error);
  if (strcmp (verb, "health") == 0)
    return print_health (alarms, now, error);
  if (id != NULL && strcmp (verb, "ack") == 0)
    return anlan_alarms_acknowledge (alarms, id, person, error);
  if (word != NULL && strcmp (verb, "close") == 0)
    return anlan_alarms_close_alarm (alarms, id, person, word, cli->reason, error);
  if (word != NULL && strcmp (verb, "shelve") == 0)
    return shelve (cli, alarms, person, now, error);
  if (id != NULL && strcmp (verb, "unshelve") == 0)
    {
      if (person != NULL)
        return anlan_alarms_unshelve (alarms, id, person, error);
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED, _ ("Say who does it: --as PERSON."));
      return FAILED;
    }
  return UNKNOWN;
}

CliStatus
cli_alarms (Cli *cli)
{
  CliStatus status;
  AnlanPlant *plant = cli_open (cli, FALSE, &status);
  AnlanAlarms *alarms;
  AnlanStore *store;
  GError *error = NULL;
  Outcome outcome = FAILED;

  if (plant == NULL)
    return status;
  store = anlan_plant_get_store (plant);
  alarms = anlan_alarms_open (anlan_store_get_dir (store), anlan_store_get_clock (store), &error);
  if (alarms != NULL)
    {
      outcome = run_verb (cli, plant, alarms, &error);
      if (outcome == DONE && !anlan_alarms_mirror (alarms, plant, NULL, &error))
        outcome = FAILED;
      anlan_alarms_close (alarms);
    }
  status = outcome == DONE ? CLI_DONE : outcome == UNKNOWN ? CLI_USAGE : cli_refuse (error);
  if (outcome == UNKNOWN)
    fputs (_ ("Say all, health, ack ID, close ID CAUSE, shelve rule|subject|zone WORD [HOURS], or unshelve "
              "ID.\n"),
           stderr);
  anlan_plant_close (plant);
  g_object_unref (plant);
  return status;
}
