/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-monitor"

#include "monitor/replay.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"

double
anlan_replayed_missed (const AnlanReplayed *replayed)
{
  return replayed->real > 0 ? 100.0 * replayed->missed / replayed->real : NAN;
}

double
anlan_replayed_mistaken (const AnlanReplayed *replayed)
{
  return replayed->unreal > 0 ? 100.0 * replayed->mistaken / replayed->unreal : NAN;
}

/* --- judging ----------------------------------------------------------------------------------------------- */

/* The label that covers a moment, the last one where several do; NULL: nothing is known. */
static const AnlanLabel *
find_label (GArray *labels, gint64 ts)
{
  for (guint i = labels != NULL ? labels->len : 0; i > 0; i--)
    {
      const AnlanLabel *label = &g_array_index (labels, AnlanLabel, i - 1);

      if (label->since <= ts && ts < label->until)
        return label;
    }
  return NULL;
}

static void
count_moment (const AnlanLabel *label, gboolean on, AnlanReplayed *replayed)
{
  replayed->moments++;
  replayed->on += on;
  if (label == NULL)
    return;
  if (label->real)
    {
      replayed->real++;
      replayed->missed += !on;
    }
  else
    {
      replayed->unreal++;
      replayed->mistaken += on;
    }
}

void
anlan_replay (AnlanRule *rule,
              GTimeZone *zone,
              const char *const *names,
              guint n_names,
              GArray *readings,
              GArray *labels,
              AnlanReplayed *replayed)
{
  g_autoptr (GPtrArray) rules = g_ptr_array_new ();
  g_autoptr (GArray) out = g_array_new (FALSE, FALSE, sizeof (AnlanJudgement));
  g_autoptr (AnlanJudge) judge = NULL;
  guint standing = 0;

  g_return_if_fail (rule != NULL && zone != NULL && readings != NULL && replayed != NULL);

  memset (replayed, 0, sizeof *replayed);
  if (readings->len == 0)
    return;
  judge = anlan_judge_new (zone, g_array_index (readings, AnlanReading, 0).ts);
  g_ptr_array_add (rules, rule);
  anlan_judge_set_rules (judge, rules);
  for (guint i = 0; i < n_names; i++)
    anlan_judge_set_series (judge, i + 1, names[i], NULL, NULL);
  for (guint i = 0; i < readings->len; i++)
    {
      const AnlanReading *reading = &g_array_index (readings, AnlanReading, i);
      gboolean last = i + 1 == readings->len || reading[1].ts != reading->ts;

      g_array_set_size (out, 0);
      anlan_judge_reading (judge, reading, reading->ts, out);
      if (last)
        anlan_judge_tick (judge, reading->ts, out);
      for (guint j = 0; j < out->len; j++)
        {
          gboolean begins = g_array_index (out, AnlanJudgement, j).on;

          replayed->begins += begins;
          standing += begins ? 1 : -1;
        }
      if (last)
        count_moment (find_label (labels, reading->ts), standing > 0, replayed);
    }
}

/* --- history ----------------------------------------------------------------------------------------------- */

static gboolean
is_looked_at (const AnlanRule *rule, const char *name)
{
  if (g_strcmp0 (rule->other, name) == 0)
    return TRUE;
  for (guint i = 0; rule->series != NULL && rule->series[i] != NULL; i++)
    if (g_pattern_match_simple (rule->series[i], name))
      return TRUE;
  return FALSE;
}

static int
compare_moments (gconstpointer a, gconstpointer b)
{
  const AnlanReading *first = a, *second = b;

  return first->ts < second->ts ? -1 : first->ts > second->ts;
}

static gboolean
load_series (
    AnlanDb *db, const char *name, guint number, gint64 from, gint64 to, GArray *readings, GError **error)
{
  g_autoptr (GArray) raw = anlan_readings_raw (db, name, from, to, ANLAN_REPLAY_MAX + 1, error);

  if (raw == NULL)
    return FALSE;
  if (readings->len + raw->len > ANLAN_REPLAY_MAX)
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_LIMIT,
                           _ ("There are too many readings in this span of time. Choose a shorter one."));
      return FALSE;
    }
  for (guint i = 0; i < raw->len; i++)
    g_array_index (raw, AnlanReading, i).series = number;
  g_array_append_vals (readings, raw->data, raw->len);
  return TRUE;
}

gboolean
anlan_replay_history (AnlanDb *db,
                      AnlanRule *rule,
                      GTimeZone *zone,
                      gint64 from,
                      gint64 to,
                      GArray *labels,
                      AnlanReplayed *replayed,
                      GError **error)
{
  g_autoptr (GArray) readings = g_array_new (FALSE, FALSE, sizeof (AnlanReading));
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GPtrArray) list = NULL;

  g_return_val_if_fail (db != NULL && rule != NULL && replayed != NULL, FALSE);

  list = anlan_readings_list (db, error);
  if (list == NULL)
    return FALSE;
  for (guint i = 0; i < list->len; i++)
    {
      const AnlanSeriesInfo *info = g_ptr_array_index (list, i);

      if (!is_looked_at (rule, info->name))
        continue;
      g_ptr_array_add (names, info->name);
      if (!load_series (db, info->name, names->len, from, to, readings, error))
        return FALSE;
    }
  g_array_sort (readings, compare_moments);
  anlan_replay (rule, zone, (const char *const *)names->pdata, names->len, readings, labels, replayed);
  return TRUE;
}
