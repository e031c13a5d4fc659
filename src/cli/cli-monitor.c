/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlanctl"

/* The chain from bytes to alarms without a network: feed, and what can be looked at. */

#include "cli-json.h"
#include "cli.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "monitor/replay.h"
#include "monitor/station-kinds.h"
#include "monitor/tell-json.h"
#include "store/side.h"

/* As many points as a picture of a series has. */
#define POINTS 500

/* --- feed -------------------------------------------------------------------------------------------------- */

static AnlanMonitor *
open_monitor (AnlanPlant *plant, GError **error)
{
  AnlanStore *store = anlan_plant_get_store (plant);
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (AnlanMonitor) monitor = NULL;

  if (!anlan_store_lock (store, "station", error))
    return NULL;
  monitor = anlan_monitor_open (anlan_store_get_dir (store), anlan_store_get_clock (store), zone, error);
  if (monitor == NULL || !anlan_monitor_load (monitor, plant, problems, error))
    return NULL;
  for (guint i = 0; i < problems->len; i++)
    fprintf (stderr, "%s\n", (const char *)g_ptr_array_index (problems, i));
  return g_steal_pointer (&monitor);
}

static gboolean
feed_file (AnlanMonitor *monitor, AnlanPlant *plant, const char *path, AnlanTaken *taken, GError **error)
{
  g_autoptr (AnlanBatch) batch = NULL;
  g_autofree char *bytes = NULL;
  gsize length;

  if (!g_file_get_contents (path, &bytes, &length, error))
    return FALSE;
  batch = anlan_batch_read (bytes, length, anlan_plant_now (plant), error);
  if (batch == NULL)
    return FALSE;
  if (batch->refused > 0)
    fprintf (stderr, _ ("%u items were refused; the first: %s\n"), batch->refused, batch->reason);
  return anlan_monitor_take (monitor, &batch, 1, taken, error);
}

static void
print_taken (Cli *cli, const AnlanTaken *taken)
{
  AnlanJson json;

  if (!cli->json)
    {
      printf (_ ("%u readings and %u detections were taken, %u were known already, %u alarms changed.\n"),
              taken->readings, taken->detections, taken->repeats + taken->conflicts + taken->known,
              taken->alarms->len);
      return;
    }
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  cli_put_integer (&json, "readings", taken->readings);
  cli_put_integer (&json, "repeats", taken->repeats);
  cli_put_integer (&json, "conflicts", taken->conflicts);
  cli_put_integer (&json, "stale", taken->stale);
  cli_put_integer (&json, "detections", taken->detections);
  cli_put_integer (&json, "known", taken->known);
  cli_put_integer (&json, "refused", taken->refused);
  anlan_json_name (&json, "alarms");
  anlan_json_open (&json, '[');
  for (guint i = 0; i < taken->alarms->len; i++)
    anlan_json_text (&json, g_ptr_array_index (taken->alarms, i));
  anlan_json_close (&json, ']');
  anlan_json_close (&json, '}');
  cli_print_json (&json);
}

static gboolean
feed (Cli *cli, AnlanPlant *plant, GError **error)
{
  g_autoptr (AnlanMonitor) monitor = open_monitor (plant, error);
  g_auto (AnlanTaken) taken = { 0 };

  if (monitor == NULL)
    return FALSE;
  for (guint i = 1; cli_arg (cli, i) != NULL; i++)
    if (!feed_file (monitor, plant, cli_arg (cli, i), &taken, error))
      return FALSE;
  if (!anlan_monitor_tick (monitor, taken.alarms, error) ||
      !anlan_alarms_mirror (anlan_monitor_get_alarms (monitor), plant, NULL, error))
    return FALSE;
  print_taken (cli, &taken);
  return TRUE;
}

static CliStatus
finish (AnlanPlant *plant, gboolean done, GError *error)
{
  CliStatus status = done ? CLI_DONE : cli_refuse (error);

  anlan_plant_close (plant);
  g_object_unref (plant);
  return status;
}

CliStatus
cli_feed (Cli *cli)
{
  CliStatus status;
  AnlanPlant *plant = cli_open (cli, FALSE, &status);
  GError *error = NULL;
  gboolean done;

  if (plant == NULL)
    return status;
  done = feed (cli, plant, &error);
  return finish (plant, done, error);
}

/* --- readings ---------------------------------------------------------------------------------------------- */

static gboolean
print_series (Cli *cli, AnlanDb *db, GError **error)
{
  g_autoptr (GPtrArray) list = anlan_readings_list (db, error);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const AnlanSeriesInfo *info = g_ptr_array_index (list, i);
      g_autofree char *moment = info->ts != G_MININT64 ? anlan_time_format (info->ts) : g_strdup ("");
      AnlanJson json;

      if (!cli->json)
        {
          printf ("%s\t%s\t%g\t%s\t%" G_GINT64_FORMAT "\n", info->name, moment, info->value,
                  info->unit != NULL ? info->unit : "", info->count);
          continue;
        }
      anlan_json_init (&json);
      anlan_series_put_json (&json, info);
      cli_print_json (&json);
    }
  return list != NULL;
}

static void
print_point (Cli *cli, const AnlanStretch *point, AnlanRollup rollup)
{
  g_autofree char *moment = anlan_time_format (point->ts);
  AnlanJson json;

  if (!cli->json)
    {
      printf ("%s\t%g\t%g\t%g\t%g\t%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT "\n", moment, point->low,
              point->mean, point->high, point->last, point->count, point->bad);
      return;
    }
  anlan_json_init (&json);
  anlan_stretch_put_json (&json, point, rollup);
  cli_print_json (&json);
}

/* The moments are those of the plant's clocks, or say their offset. */
static gboolean
read_moment (AnlanPlant *plant, const char *text, gint64 fallback, gint64 *ms)
{
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);
  g_autofree char *moment = text != NULL ? anlan_moment_from_text (text, zone) : NULL;

  *ms = fallback;
  return text == NULL || (moment != NULL && anlan_time_parse (moment, ms));
}

/* From argument @first on. */
static gboolean
read_span (Cli *cli,
           AnlanPlant *plant,
           guint first,
           gint64 from_else,
           gint64 to_else,
           gint64 *from,
           gint64 *to,
           GError **error)
{
  if (read_moment (plant, cli_arg (cli, first), from_else, from) &&
      read_moment (plant, cli_arg (cli, first + 1), to_else, to) && *from < *to)
    return TRUE;
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                       _ ("Say from when to when, such as “2026-11-20 08:00”."));
  return FALSE;
}

static gboolean
print_points (Cli *cli, AnlanPlant *plant, AnlanDb *db, GError **error)
{
  gint64 now = anlan_plant_now (plant), from, to;
  g_autoptr (GArray) points = NULL;
  AnlanRollup rollup;

  if (!read_span (cli, plant, 2, now - ANLAN_DAY, now + ANLAN_DAY, &from, &to, error))
    return FALSE;
  points = anlan_readings_query (db, cli_arg (cli, 1), from, to, POINTS, &rollup, error);
  for (guint i = 0; points != NULL && i < points->len; i++)
    print_point (cli, &g_array_index (points, AnlanStretch, i), rollup);
  return points != NULL;
}

CliStatus
cli_readings (Cli *cli)
{
  CliStatus status;
  AnlanPlant *plant = cli_open (cli, TRUE, &status);
  GError *error = NULL;
  gboolean done = FALSE;
  AnlanDb *db;

  if (plant == NULL)
    return status;
  db = anlan_side_open (anlan_store_get_dir (anlan_plant_get_store (plant)), ANLAN_SIDE_READINGS, FALSE,
                        &error);
  if (db != NULL)
    {
      done =
          cli_arg (cli, 1) != NULL ? print_points (cli, plant, db, &error) : print_series (cli, db, &error);
      anlan_db_close (db);
    }
  return finish (plant, done, error);
}

/* --- rules ------------------------------------------------------------------------------------------------- */

static void
print_rule (Cli *cli, const AnlanRule *rule)
{
  AnlanJson json;

  if (!cli->json)
    {
      printf ("%s\t%s\t%s\t%g\t%s\n", rule->id, anlan_rule_type_name (rule->type),
              anlan_severity_name (rule->severity), rule->bound, rule->title != NULL ? rule->title : "");
      return;
    }
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  cli_put_text (&json, "id", rule->id);
  cli_put_text (&json, "type", anlan_rule_type_name (rule->type));
  cli_put_text (&json, "title", rule->title);
  cli_put_text (&json, "severity", anlan_severity_name (rule->severity));
  cli_put_text (&json, "danger", anlan_danger_name (rule->danger));
  cli_put_real (&json, "bound", rule->bound);
  cli_put_real (&json, "clear", rule->clear);
  cli_put_text (&json, "crosses", rule->under ? "under" : "over");
  cli_put_integer (&json, "lasting", rule->lasting / ANLAN_SECOND);
  cli_put_integer (&json, "window", rule->window / ANLAN_SECOND);
  cli_put_text (&json, "source", rule->source);
  anlan_json_close (&json, '}');
  cli_print_json (&json);
}

static AnlanRule *
find_rule (GPtrArray *rules, const char *word, GError **error)
{
  for (guint i = 0; i < rules->len; i++)
    {
      AnlanRule *rule = g_ptr_array_index (rules, i);

      if (strcmp (rule->id, word) == 0 || g_strcmp0 (rule->title, word) == 0)
        return rule;
    }
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND, _ ("There is no rule “%s”."), word);
  return NULL;
}

/* rules DIR replay RULE [FROM [TO]]: of the last 30 days where nothing else is said. */
static gboolean
replay (Cli *cli, AnlanPlant *plant, GPtrArray *rules, GPtrArray *facts, GError **error)
{
  AnlanStore *store = anlan_plant_get_store (plant);
  AnlanRule *rule = find_rule (rules, cli_arg (cli, 2), error);
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);
  gint64 now = anlan_plant_now (plant), from, to;
  AnlanReplayed replayed;
  AnlanJson json;
  guint labels;

  if (rule == NULL || !read_span (cli, plant, 3, now - 30 * ANLAN_DAY, now + ANLAN_DAY, &from, &to, error))
    return FALSE;
  if (!anlan_replay_of_plant (anlan_store_get_dir (store), anlan_store_get_clock (store), rule, facts, zone,
                              from, to, &replayed, &labels, NULL, NULL, NULL, NULL, error))
    return FALSE;
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  cli_put_text (&json, "id", rule->id);
  cli_put_moment (&json, "from", from);
  cli_put_moment (&json, "to", to);
  cli_put_integer (&json, "begins", replayed.begins);
  cli_put_integer (&json, "moments", replayed.moments);
  cli_put_integer (&json, "on", replayed.on);
  cli_put_integer (&json, "labels", labels);
  cli_put_real (&json, "false_percent", anlan_replayed_mistaken (&replayed));
  cli_put_real (&json, "missed_percent", anlan_replayed_missed (&replayed));
  anlan_json_close (&json, '}');
  cli_print_json (&json);
  return TRUE;
}

static gboolean
run_rules (Cli *cli, AnlanPlant *plant, GPtrArray *rules, GPtrArray *facts, GError **error)
{
  if (cli_arg (cli, 1) != NULL)
    return replay (cli, plant, rules, facts, error);
  for (guint i = 0; i < rules->len; i++)
    print_rule (cli, g_ptr_array_index (rules, i));
  return TRUE;
}

CliStatus
cli_rules (Cli *cli)
{
  g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_rule_unref);
  g_autoptr (GPtrArray) facts = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_series_facts_free);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  CliStatus status;
  AnlanPlant *plant;
  GError *error = NULL;
  gboolean done;

  if (cli_arg (cli, 1) != NULL && (strcmp (cli_arg (cli, 1), "replay") != 0 || cli_arg (cli, 2) == NULL))
    {
      fputs (_ ("Say replay RULE [FROM [TO]], or nothing.\n"), stderr);
      return CLI_USAGE;
    }
  plant = cli_open (cli, TRUE, &status);
  if (plant == NULL)
    return status;
  done = anlan_rules_of_plant (plant, rules, facts, problems, &error) &&
         run_rules (cli, plant, rules, facts, &error);
  for (guint i = 0; i < problems->len; i++)
    fprintf (stderr, "%s\n", (const char *)g_ptr_array_index (problems, i));
  return finish (plant, done, error);
}
