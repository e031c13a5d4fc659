/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-monitor"

/* One rule at one subject: whether its condition holds. */

#include "judge-private.h"

#include <math.h>

#include "base/time.h"

/* Expressions look at the whole plant, and are judged no more often. */
#define EXPRESSION_EVERY (10 * ANLAN_SECOND)

/* Readings that must agree before a sensor is called stuck, where the rule does not say. */
#define STUCK_LEAST 10

/* Weeks that must be known before a deviation means something, where the rule does not say. */
#define USUAL_LEAST 3

AnlanWatch *
anlan_watch_new (const AnlanRule *rule, AnlanSubject *subject, const char *key)
{
  AnlanWatch *watch = g_new0 (AnlanWatch, 1);

  watch->rule = rule;
  watch->subject = subject;
  watch->key = g_strdup (key);
  watch->since = watch->began = watch->usual_hour = watch->judged_at = G_MININT64;
  watch->worst = watch->still = NAN;
  if (rule->type == ANLAN_RULE_COUNT)
    watch->members = g_ptr_array_new ();
  if (rule->type == ANLAN_RULE_RATE)
    watch->samples = g_array_new (FALSE, FALSE, sizeof (AnlanSample));
  return watch;
}

void
anlan_watch_free (gpointer data)
{
  AnlanWatch *watch = data;

  g_free (watch->key);
  g_free (watch->zone);
  g_clear_pointer (&watch->members, g_ptr_array_unref);
  g_clear_pointer (&watch->samples, g_array_unref);
  g_free (watch);
}

const char *
anlan_watch_key (const AnlanWatch *watch)
{
  return watch->subject != NULL ? watch->subject->name : watch->key;
}

/* --- schedule ---------------------------------------------------------------------------------------------- */

static void
find_minute (AnlanJudge *judge, gint64 at)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) here = NULL;

  if (at / ANLAN_MINUTE == judge->minute)
    return;
  utc = g_date_time_new_from_unix_utc (at / 1000);
  here = g_date_time_to_timezone (utc, judge->zone);
  judge->minute = at / ANLAN_MINUTE;
  judge->weekday = (guint)g_date_time_get_day_of_week (here) - 1;
  judge->minute_of_day = g_date_time_get_hour (here) * 60 + g_date_time_get_minute (here);
}

/* A night from 22:00 to 06:00 belongs to the day on which it begins. */
static gboolean
is_in_force (AnlanJudge *judge, const AnlanRule *rule, gint64 at)
{
  guint days = rule->days != 0 ? rule->days : 0x7f, day;

  if ((rule->days == 0 && rule->from == rule->to) || anlan_rule_is_never_held (rule))
    return TRUE;
  find_minute (judge, at);
  day = judge->weekday;
  if (rule->from < rule->to && (judge->minute_of_day < rule->from || judge->minute_of_day >= rule->to))
    return FALSE;
  if (rule->from > rule->to && judge->minute_of_day < rule->from)
    {
      if (judge->minute_of_day >= rule->to)
        return FALSE;
      day = (day + 6) % 7;
    }
  return (days & 1u << day) != 0;
}

/* --- beginning and ending ---------------------------------------------------------------------------------- */

static void
emit (AnlanWatch *watch, gboolean on, gint64 at, double value, gint64 device_ts, GArray *out)
{
  const AnlanSubject *subject = watch->subject;
  const AnlanRule *rule = watch->rule;
  AnlanJudgement judgement = { .rule = rule,
                               .subject = anlan_watch_key (watch),
                               .on = on,
                               .at = at,
                               .device_ts = device_ts,
                               .value = value };

  if (subject == NULL && watch->members != NULL && watch->members->len > 0)
    subject = g_ptr_array_index (watch->members, 0);
  judgement.began = on ? device_ts : watch->began;
  judgement.series = watch->subject != NULL ? watch->subject->number : 0;
  judgement.zone = watch->zone != NULL ? watch->zone : subject != NULL ? subject->zone : "";
  judgement.unit = watch->subject != NULL ? watch->subject->unit : NULL;
  judgement.test = rule->test_until > at && !anlan_rule_is_never_held (rule);
  g_array_append_val (out, judgement);
}

static double
worse (const AnlanRule *rule, double a, double b)
{
  return rule->under ? fmin (a, b) : fmax (a, b); /* what is not a number does not count */
}

void
anlan_watch_settle (AnlanJudge *judge,
                    AnlanWatch *watch,
                    gboolean met,
                    gboolean ended,
                    gint64 at,
                    double value,
                    gint64 device_ts,
                    GArray *out)
{
  if (!is_in_force (judge, watch->rule, at))
    {
      met = FALSE;
      ended = TRUE;
    }
  if (watch->on)
    {
      watch->worst = worse (watch->rule, watch->worst, value);
      if (!ended)
        return;
      watch->on = FALSE;
      watch->since = G_MININT64;
      anlan_judge_note (judge, watch);
      emit (watch, FALSE, at, watch->worst, device_ts, out);
      return;
    }
  if (!met)
    {
      watch->since = G_MININT64;
      return;
    }
  if (watch->since == G_MININT64)
    watch->since = at;
  if (at - watch->since < watch->rule->lasting)
    return;
  watch->on = TRUE;
  watch->worst = value;
  watch->began = device_ts;
  anlan_judge_note (judge, watch);
  emit (watch, TRUE, at, value, device_ts, out);
}

/* --- conditions -------------------------------------------------------------------------------------------- */

/* At the set point is beyond it: a detector that shows its first level is at its first level. */
static gboolean
is_beyond (double value, gboolean under, double bound)
{
  return under ? value <= bound : value >= bound;
}

/* The bound that counts now: where the condition holds, the one that ends it. Equal to that ends it, unless it is the
 * bound itself. */
static gboolean
is_beyond_still (const AnlanRule *rule, gboolean on, double value)
{
  if (!on || isnan (rule->clear) || rule->clear == rule->bound)
    return is_beyond (value, rule->under, rule->bound);
  return rule->under ? value < rule->clear : value > rule->clear;
}

static void
read_level (AnlanJudge *judge, AnlanWatch *watch, const AnlanSubject *subject, GArray *out)
{
  gboolean beyond = is_beyond_still (watch->rule, watch->on, subject->value);

  anlan_watch_settle (judge, watch, beyond, !beyond, subject->at, subject->value, subject->device_ts, out);
}

/* Between the oldest reading within the window and this one, in units a minute; a pair that is closer together than half
 * the window says nothing. */
static gboolean
find_rate (AnlanWatch *watch, const AnlanSubject *subject, double *rate)
{
  GArray *samples = watch->samples;
  AnlanSample sample = { subject->at, subject->value };
  const AnlanSample *oldest;

  g_array_append_val (samples, sample);
  while (g_array_index (samples, AnlanSample, watch->head).at < subject->at - watch->rule->window)
    watch->head++;
  if (watch->head > 64 && watch->head > samples->len / 2)
    {
      g_array_remove_range (samples, 0, watch->head);
      watch->head = 0;
    }
  oldest = &g_array_index (samples, AnlanSample, watch->head);
  if (subject->at - oldest->at < MAX (watch->rule->window / 2, 1))
    return FALSE;
  *rate = (subject->value - oldest->value) * (double)ANLAN_MINUTE / (double)(subject->at - oldest->at);
  return TRUE;
}

static void
read_rate (AnlanJudge *judge, AnlanWatch *watch, const AnlanSubject *subject, GArray *out)
{
  gboolean beyond;
  double rate;

  if (!find_rate (watch, subject, &rate))
    return;
  beyond = is_beyond_still (watch->rule, watch->on, rate);
  anlan_watch_settle (judge, watch, beyond, !beyond, subject->at, rate, subject->device_ts, out);
}

/* A series that has not spoken within the window (where there is one) does not count. */
static void
judge_count (AnlanJudge *judge, AnlanWatch *watch, gint64 at, gint64 device_ts, GArray *out)
{
  const AnlanRule *rule = watch->rule;
  guint count = 0;

  for (guint i = 0; i < watch->members->len; i++)
    {
      const AnlanSubject *member = g_ptr_array_index (watch->members, i);

      if (!isnan (member->value) && (rule->window == 0 || at - member->good_at <= rule->window))
        count += is_beyond_still (rule, watch->on, member->value);
    }
  anlan_watch_settle (judge, watch, count >= rule->least, count < rule->least, at, count, device_ts, out);
}

static void
judge_pair (AnlanJudge *judge, AnlanWatch *watch, gint64 at, gint64 device_ts, GArray *out)
{
  const AnlanRule *rule = watch->rule;
  const AnlanSubject *first = watch->subject, *second = watch->other;
  gboolean beyond;

  if (isnan (first->value) || isnan (second->value))
    return;
  beyond = is_beyond_still (rule, watch->on, first->value) &&
           is_beyond (second->value, rule->other_under, rule->other_bound) &&
           (rule->window == 0 || ABS (first->good_at - second->good_at) <= rule->window);
  anlan_watch_settle (judge, watch, beyond, !beyond, at, first->value, device_ts, out);
}

static void
find_usual (AnlanJudge *judge, AnlanWatch *watch, gint64 at)
{
  if (at / ANLAN_HOUR == watch->usual_hour)
    return;
  watch->usual_hour = at / ANLAN_HOUR;
  if (judge->usual == NULL ||
      !judge->usual (watch->subject->number, at, watch->rule->weeks, &watch->usual_mean,
                     &watch->usual_deviation, &watch->usual_n, judge->usual_data))
    watch->usual_n = 0;
}

/* The bound, where there is one, is the least distance that counts: what was always the same has no deviation. */
static void
read_deviation (AnlanJudge *judge, AnlanWatch *watch, const AnlanSubject *subject, GArray *out)
{
  const AnlanRule *rule = watch->rule;
  double distance;
  gboolean beyond;

  find_usual (judge, watch, subject->at);
  if (watch->usual_n < MAX (rule->least != 0 ? rule->least : USUAL_LEAST, 2))
    return;
  distance = fabs (subject->value - watch->usual_mean);
  beyond = distance > rule->deviations * watch->usual_deviation &&
           (isnan (rule->bound) || distance >= rule->bound);
  anlan_watch_settle (judge, watch, beyond, !beyond, subject->at, subject->value, subject->device_ts, out);
}

static void
read_stuck (AnlanJudge *judge, AnlanWatch *watch, const AnlanSubject *subject, GArray *out)
{
  const AnlanRule *rule = watch->rule;
  gboolean stuck;

  if (isnan (watch->still) || fabs (subject->value - watch->still) > rule->band)
    {
      watch->still = subject->value;
      watch->still_at = subject->at;
      watch->same = 0;
    }
  watch->same++;
  stuck = subject->at - watch->still_at >= rule->window &&
          watch->same >= (rule->least != 0 ? rule->least : STUCK_LEAST);
  anlan_watch_settle (judge, watch, stuck, !stuck, subject->at, subject->value, subject->device_ts, out);
}

static void
judge_silence (AnlanJudge *judge, AnlanWatch *watch, gint64 now, GArray *out)
{
  const AnlanSubject *subject = watch->subject;
  gboolean silent = now - subject->good_at >= watch->rule->window;

  anlan_watch_settle (judge, watch, silent, !silent, now, subject->value, subject->device_ts, out);
}

void
anlan_watch_read (
    AnlanJudge *judge, AnlanWatch *watch, const AnlanSubject *subject, gboolean good, GArray *out)
{
  if (!good)
    return;
  switch (watch->rule->type)
    {
    case ANLAN_RULE_LEVEL:
      read_level (judge, watch, subject, out);
      break;
    case ANLAN_RULE_RATE:
      read_rate (judge, watch, subject, out);
      break;
    case ANLAN_RULE_COUNT:
      judge_count (judge, watch, subject->at, subject->device_ts, out);
      break;
    case ANLAN_RULE_PAIR:
      judge_pair (judge, watch, subject->at, subject->device_ts, out);
      break;
    case ANLAN_RULE_DEVIATION:
      read_deviation (judge, watch, subject, out);
      break;
    case ANLAN_RULE_SILENCE:
      judge_silence (judge, watch, subject->at, out);
      break;
    case ANLAN_RULE_STUCK:
      read_stuck (judge, watch, subject, out);
      break;
    case ANLAN_RULE_DETECTION:
    case ANLAN_RULE_EXPRESSION:
    case ANLAN_N_RULE_TYPES:
    default:
      break;
    }
}

/* What waits for its time to pass does not need another reading: a sensor that speaks only of changes has said all. */
void
anlan_watch_tick (AnlanJudge *judge, AnlanWatch *watch, gint64 now, GArray *out)
{
  const AnlanRule *rule = watch->rule;
  gboolean holds;

  if (rule->type == ANLAN_RULE_SILENCE)
    judge_silence (judge, watch, now, out);
  else if (rule->type == ANLAN_RULE_COUNT)
    judge_count (judge, watch, now, now, out);
  else if (rule->type == ANLAN_RULE_EXPRESSION)
    {
      if (judge->holds == NULL ||
          (watch->judged_at != G_MININT64 && now - watch->judged_at < EXPRESSION_EVERY))
        return;
      watch->judged_at = now;
      holds = judge->holds (rule, now, judge->holds_data);
      anlan_watch_settle (judge, watch, holds, !holds, now, NAN, now, out);
    }
  else if (watch->since != G_MININT64 && !watch->on && !watch->pulsed)
    anlan_watch_settle (judge, watch, TRUE, FALSE, MAX (now, watch->since),
                        watch->subject != NULL ? watch->subject->value : NAN,
                        watch->subject != NULL ? watch->subject->device_ts : now, out);
}
