/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-monitor"

#include "monitor/replay.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/time.h"
#include "expressions.h"
#include "replay-private.h"

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

void
anlan_replayed_alarm_free (AnlanReplayedAlarm *alarm)
{
  if (alarm == NULL)
    return;

  g_free (alarm->subject);
  g_free (alarm);
}

/* --- judging ----------------------------------------------------------------------------------------------- */

/* The label that covers a moment, the last one where several do; NULL: nothing is known. */
const AnlanLabel *
anlan_replay_find_label (GArray *labels, gint64 ts)
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
anlan_replay_count_moment (GArray *labels, gint64 at, gboolean on, AnlanReplayed *replayed)
{
  count_moment (anlan_replay_find_label (labels, at), on, replayed);
}

/* What one judgement adds to the list: a beginning a line, an end its moment to the line that has none. */
void
anlan_replay_list_alarm (GPtrArray *alarms, const AnlanJudgement *judgement)
{
  AnlanReplayedAlarm *alarm;

  if (judgement->on)
    {
      if (alarms->len >= ANLAN_REPLAY_ALARMS_MAX)
        return;
      alarm = g_new0 (AnlanReplayedAlarm, 1);
      alarm->subject = g_strdup (judgement->subject);
      alarm->since = judgement->at;
      alarm->until = judgement->pulse ? judgement->at : G_MAXINT64;
      alarm->value = judgement->value;
      g_ptr_array_add (alarms, alarm);
      return;
    }
  for (guint i = alarms->len; i > 0; i--)
    {
      alarm = g_ptr_array_index (alarms, i - 1);
      if (alarm->until == G_MAXINT64 && g_strcmp0 (alarm->subject, judgement->subject) == 0)
        {
          alarm->until = judgement->at;
          return;
        }
    }
}

/* One replay under way. */
typedef struct
{
  AnlanJudge *judge;
  GArray *out; /* AnlanJudgement */
  GArray *labels;
  AnlanReplayed *replayed;
  GPtrArray *alarms; /* or NULL */
  int standing;
  AnlanDb *db;                   /* (borrowed): where what was usual stands, or NULL */
  gint64 end;                    /* so far it is heard that nothing comes; 0: only between readings */
  GArray *numbers;               /* gint64: of the series there, by their place from 1; or NULL */
  AnlanExpressions *expressions; /* or NULL */
} Replay;

static void
take_judgements (Replay *replay)
{
  for (guint i = 0; i < replay->out->len; i++)
    {
      const AnlanJudgement *judgement = &g_array_index (replay->out, AnlanJudgement, i);

      replay->replayed->begins += judgement->on ? 1 : 0;
      replay->standing += judgement->on ? 1 : -1;
      if (replay->alarms != NULL)
        anlan_replay_list_alarm (replay->alarms, judgement);
    }
  g_array_set_size (replay->out, 0);
}

/* Judgements borrow from the judge: they are taken before it is asked again. */
static void
replay_reading (Replay *replay, const AnlanReading *reading, gboolean last)
{
  anlan_judge_reading (replay->judge, reading, reading->ts, replay->out);
  take_judgements (replay);
  if (!last)
    return;
  anlan_judge_tick (replay->judge, reading->ts, replay->out);
  take_judgements (replay);
  anlan_replay_count_moment (replay->labels, reading->ts, replay->standing > 0, replay->replayed);
}

/* Silence is heard while nothing comes, and so is the age of a reading: time goes by in steps of the rule's window, or of what
 * the judge leaves between two looks at an expression, no more than so many. */
#define MOST_STEPS 1000
#define EXPRESSION_STEP (10 * ANLAN_SECOND)

static void
pass_silence (Replay *replay, const AnlanRule *rule, gint64 from, gint64 to)
{
  gint64 step = rule->type == ANLAN_RULE_SILENCE      ? rule->window
                : rule->type == ANLAN_RULE_EXPRESSION ? EXPRESSION_STEP
                                                      : 0;

  for (guint i = 0; step > 0 && i < MOST_STEPS && from + step < to; i++)
    {
      from += step;
      anlan_judge_tick (replay->judge, from, replay->out);
      take_judgements (replay);
    }
}

/* So many readings come between two looks at whether anybody still wants it. */
#define READINGS_A_LOOK 65536

static gboolean
run (Replay *replay,
     const AnlanRule *rule,
     GArray *readings,
     AnlanProgress progress,
     gpointer data,
     GCancellable *cancellable,
     GError **error)
{
  for (guint i = 0; i < readings->len; i++)
    {
      const AnlanReading *reading = &g_array_index (readings, AnlanReading, i);

      if (i % READINGS_A_LOOK == 0)
        {
          if (g_cancellable_set_error_if_cancelled (cancellable, error))
            return FALSE;
          if (progress != NULL)
            progress (0.5 + 0.5 * i / readings->len, data);
        }
      if (i > 0)
        pass_silence (replay, rule, reading[-1].ts, reading->ts);
      replay_reading (replay, reading, i + 1 == readings->len || reading[1].ts != reading->ts);
    }
  if (readings->len > 0)
    pass_silence (replay, rule, g_array_index (readings, AnlanReading, readings->len - 1).ts, replay->end);
  return TRUE;
}

/* What was usual then is what the weeks before it say: they are there as they were, whatever has come since. */
static gboolean
usual_cb (guint series, gint64 at, guint weeks, double *mean, double *deviation, guint *n, gpointer data)
{
  const Replay *replay = data;
  g_autoptr (GError) error = NULL;

  if (anlan_readings_usual (replay->db, (guint)g_array_index (replay->numbers, gint64, series - 1), at, weeks,
                            mean, deviation, n, &error))
    return TRUE;
  g_warning ("What is usual at this hour could not be read: %s", error->message);
  return FALSE;
}

static gboolean
holds_cb (const AnlanRule *rule, gint64 now, gpointer data)
{
  const Replay *replay = data;

  return anlan_expressions_hold (replay->expressions, rule->expression, now);
}

static gboolean
give_judge_more (Replay *replay, const AnlanRule *rule, GError **error)
{
  if (replay->db != NULL && replay->numbers != NULL)
    anlan_judge_set_usual (replay->judge, usual_cb, replay);
  if (rule->type != ANLAN_RULE_EXPRESSION)
    return TRUE;
  replay->expressions = anlan_expressions_new (replay->judge, error);
  if (replay->expressions == NULL)
    return FALSE;
  anlan_judge_set_holds (replay->judge, holds_cb, replay);
  return TRUE;
}

static gboolean
replay_all (AnlanRule *rule,
            GTimeZone *zone,
            const char *const *names,
            guint n_names,
            GArray *readings,
            Replay *replay,
            AnlanProgress progress,
            gpointer data,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (GPtrArray) rules = g_ptr_array_new ();
  g_autoptr (GArray) out = g_array_new (FALSE, FALSE, sizeof (AnlanJudgement));
  g_autoptr (AnlanJudge) judge = NULL;
  gboolean done;

  memset (replay->replayed, 0, sizeof *replay->replayed);
  if (readings->len == 0)
    return TRUE;
  judge = anlan_judge_new (zone, g_array_index (readings, AnlanReading, 0).ts);
  g_ptr_array_add (rules, rule);
  anlan_judge_set_rules (judge, rules);
  for (guint i = 0; i < n_names; i++)
    anlan_judge_set_series (judge, i + 1, names[i], NULL, NULL);
  replay->judge = judge;
  replay->out = out;
  done = give_judge_more (replay, rule, error) &&
         run (replay, rule, readings, progress, data, cancellable, error);
  g_clear_pointer (&replay->expressions, anlan_expressions_free);
  return done;
}

void
anlan_replay (AnlanRule *rule,
              GTimeZone *zone,
              const char *const *names,
              guint n_names,
              GArray *readings,
              GArray *labels,
              AnlanReplayed *replayed,
              GPtrArray *alarms)
{
  Replay replay = { .labels = labels, .replayed = replayed, .alarms = alarms };

  g_return_if_fail (rule != NULL && zone != NULL && readings != NULL && replayed != NULL);

  replay_all (rule, zone, names, n_names, readings, &replay, NULL, NULL, NULL, NULL);
}

/* --- history ----------------------------------------------------------------------------------------------- */

/* An expression names its series as texts: reading_last('tank/1'). */
static gboolean
is_in_expression (const AnlanRule *rule, const char *name)
{
  g_auto (GStrv) parts = NULL;
  g_autofree char *doubled = NULL, *quoted = NULL;

  if (rule->type != ANLAN_RULE_EXPRESSION || rule->expression == NULL)
    return FALSE;
  parts = g_strsplit (name, "'", -1);
  doubled = g_strjoinv ("''", parts);
  quoted = g_strdup_printf ("'%s'", doubled);
  return strstr (rule->expression, quoted) != NULL;
}

static gboolean
is_looked_at (const AnlanRule *rule, const char *name)
{
  if (is_in_expression (rule, name))
    return TRUE;
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

static gboolean
find_number (AnlanDb *db, const char *name, GArray *numbers, GError **error)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
  gint64 number;

  if (!anlan_db_lookup (db, "SELECT id FROM series WHERE name = ?", name, &value, error))
    return FALSE;
  number = anlan_value_get_integer (&value, 0);
  g_array_append_val (numbers, number);
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
                      GPtrArray *alarms,
                      AnlanProgress progress,
                      gpointer data,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (GArray) readings = g_array_new (FALSE, FALSE, sizeof (AnlanReading));
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GPtrArray) list = NULL;
  Replay replay = { .labels = labels,
                    .replayed = replayed,
                    .alarms = alarms,
                    .db = db,
                    .end = to < G_MAXINT64 ? to : 0,
                    .numbers = numbers };

  g_return_val_if_fail (db != NULL && rule != NULL && zone != NULL && replayed != NULL, FALSE);

  list = anlan_readings_list (db, error);
  if (list == NULL)
    return FALSE;
  for (guint i = 0; i < list->len; i++)
    {
      const AnlanSeriesInfo *info = g_ptr_array_index (list, i);

      if (!is_looked_at (rule, info->name))
        continue;
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      g_ptr_array_add (names, info->name);
      if (!find_number (db, info->name, numbers, error) ||
          !load_series (db, info->name, names->len, from, to, readings, error))
        return FALSE;
      if (progress != NULL)
        progress (0.5 * (i + 1) / list->len, data);
    }
  g_array_sort (readings, compare_moments);
  return replay_all (rule, zone, (const char *const *)names->pdata, names->len, readings, &replay, progress,
                     data, cancellable, error);
}
