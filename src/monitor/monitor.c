/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-monitor"

#include "monitor/monitor.h"

#include <math.h>
#include <string.h>

#include "base/time.h"
#include "expressions.h"

/* 2000-01-01T00:00:00Z: a clock that says less was never set. */
#define FIRST_MOMENT G_GINT64_CONSTANT (946684800000)
#define AHEAD_MAX ANLAN_DAY

/* A batch whose newest reading is further from now than this is judged as if that were now. */
#define JUDGED_LATE (2 * ANLAN_MINUTE)

/* Raw readings that stay before and behind what an alarm was about. */
#define KEEP_AROUND (30 * ANLAN_MINUTE)

/* A reading that is new, and when it is judged. */
typedef struct
{
  AnlanReading reading;
  gint64 at;
} Fresh;

struct _AnlanMonitor
{
  AnlanClock *clock;
  GTimeZone *zone;
  AnlanReadings *readings;
  AnlanAlarms *alarms;
  AnlanJudge *judge;
  AnlanExpressions *expressions;
  GPtrArray *rules;   /* (owned) AnlanRule */
  GHashTable *facts;  /* (owned): name -> AnlanSeriesFacts */
  GArray *sorted;     /* AnlanReading of the batch at hand, by series */
  GArray *fresh;      /* Fresh of it, by time */
  GArray *judgements; /* AnlanJudgement of the batch at hand */
};

AnlanSeriesFacts *
anlan_series_facts_new (const char *name)
{
  AnlanSeriesFacts *facts = g_new0 (AnlanSeriesFacts, 1);

  facts->name = g_strdup (name);
  return facts;
}

void
anlan_series_facts_free (AnlanSeriesFacts *facts)
{
  if (facts == NULL)
    return;

  g_free (facts->name);
  g_free (facts->title);
  g_free (facts->zone);
  g_free (facts->unit);
  g_free (facts);
}

void
anlan_taken_clear (AnlanTaken *taken)
{
  g_clear_pointer (&taken->alarms, g_ptr_array_unref);
  memset (taken, 0, sizeof *taken);
}

/* --- open -------------------------------------------------------------------------------------------------- */

static gboolean
usual_cb (guint series, gint64 at, guint weeks, double *mean, double *deviation, guint *n, gpointer data)
{
  AnlanMonitor *monitor = data;
  g_autoptr (GError) error = NULL;

  if (anlan_readings_usual (anlan_readings_get_db (monitor->readings), series, at, weeks, mean, deviation, n,
                            &error))
    return TRUE;
  g_warning ("What is usual at this hour could not be read: %s", error->message);
  return FALSE;
}

static gboolean
holds_cb (const AnlanRule *rule, gint64 now, gpointer data)
{
  AnlanMonitor *monitor = data;

  return anlan_expressions_hold (monitor->expressions, rule->expression, now);
}

/* After a failure the judge may think that an alarm stands which was never written, or the other way round. */
static gboolean
judge_anew (AnlanMonitor *monitor, GError **error)
{
  g_autoptr (GPtrArray) standing = anlan_alarms_list (monitor->alarms, FALSE, error);

  if (standing == NULL)
    return FALSE;
  anlan_judge_forget (monitor->judge);
  for (guint i = 0; i < standing->len; i++)
    {
      const AnlanAlarm *alarm = g_ptr_array_index (standing, i);

      if (alarm->cleared == G_MININT64)
        anlan_judge_set_on (monitor->judge, alarm->rule, alarm->subject);
    }
  anlan_judge_set_rules (monitor->judge, monitor->rules);
  return TRUE;
}

AnlanMonitor *
anlan_monitor_open (const char *dir, AnlanClock *clock, GTimeZone *zone, GError **error)
{
  AnlanMonitor *monitor;

  g_return_val_if_fail (dir != NULL && clock != NULL && zone != NULL, NULL);

  monitor = g_new0 (AnlanMonitor, 1);
  monitor->clock = anlan_clock_ref (clock);
  monitor->zone = g_time_zone_ref (zone);
  monitor->judge = anlan_judge_new (zone, anlan_clock_now (clock));
  monitor->rules = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_rule_unref);
  monitor->facts =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)anlan_series_facts_free);
  monitor->sorted = g_array_new (FALSE, FALSE, sizeof (AnlanReading));
  monitor->fresh = g_array_new (FALSE, FALSE, sizeof (Fresh));
  monitor->judgements = g_array_new (FALSE, FALSE, sizeof (AnlanJudgement));
  anlan_judge_set_usual (monitor->judge, usual_cb, monitor);
  anlan_judge_set_holds (monitor->judge, holds_cb, monitor);
  monitor->expressions = anlan_expressions_new (monitor->judge, error);
  if (monitor->expressions != NULL)
    monitor->alarms = anlan_alarms_open (dir, clock, error);
  if (monitor->alarms != NULL)
    monitor->readings = anlan_readings_open (dir, zone, error);
  if (monitor->readings == NULL || !judge_anew (monitor, error))
    {
      anlan_monitor_close (monitor);
      return NULL;
    }
  return monitor;
}

void
anlan_monitor_close (AnlanMonitor *monitor)
{
  if (monitor == NULL)
    return;

  g_clear_pointer (&monitor->readings, anlan_readings_close);
  g_clear_pointer (&monitor->alarms, anlan_alarms_close);
  g_clear_pointer (&monitor->expressions, anlan_expressions_free);
  anlan_judge_free (monitor->judge);
  g_ptr_array_unref (monitor->rules);
  g_hash_table_unref (monitor->facts);
  g_array_unref (monitor->sorted);
  g_array_unref (monitor->fresh);
  g_array_unref (monitor->judgements);
  anlan_clock_unref (monitor->clock);
  g_time_zone_unref (monitor->zone);
  g_free (monitor);
}

AnlanClock *
anlan_monitor_get_clock (AnlanMonitor *monitor)
{
  g_return_val_if_fail (monitor != NULL, NULL);

  return monitor->clock;
}

GTimeZone *
anlan_monitor_get_zone (AnlanMonitor *monitor)
{
  g_return_val_if_fail (monitor != NULL, NULL);

  return monitor->zone;
}

AnlanAlarms *
anlan_monitor_get_alarms (AnlanMonitor *monitor)
{
  g_return_val_if_fail (monitor != NULL, NULL);

  return monitor->alarms;
}

AnlanReadings *
anlan_monitor_get_readings (AnlanMonitor *monitor)
{
  g_return_val_if_fail (monitor != NULL, NULL);

  return monitor->readings;
}

static void
tell_series (AnlanMonitor *monitor, const char *name, gpointer facts)
{
  const AnlanSeriesFacts *known = facts;

  anlan_judge_set_series (monitor->judge, 0, name, known->zone, known->unit);
}

gboolean
anlan_monitor_set_rules (AnlanMonitor *monitor, GPtrArray *rules, GPtrArray *facts, GError **error)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer name, known;

  g_return_val_if_fail (monitor != NULL && rules != NULL, FALSE);

  g_ptr_array_set_size (monitor->rules, 0);
  for (guint i = 0; i < rules->len; i++)
    {
      AnlanRule *rule = g_ptr_array_index (rules, i);

      g_ptr_array_add (monitor->rules, anlan_rule_ref (rule));
      if (!rule->off)
        g_hash_table_add (ids, rule->id);
    }
  g_hash_table_remove_all (monitor->facts);
  for (guint i = 0; facts != NULL && i < facts->len; i++)
    {
      const AnlanSeriesFacts *from = g_ptr_array_index (facts, i);
      AnlanSeriesFacts *copy = anlan_series_facts_new (from->name);

      copy->title = g_strdup (from->title);
      copy->zone = g_strdup (from->zone);
      copy->unit = g_strdup (from->unit);
      copy->gas = from->gas;
      copy->calibration_due = from->calibration_due;
      copy->keep = from->keep;
      g_hash_table_replace (monitor->facts, copy->name, copy);
    }
  if (!anlan_alarms_forget_rules (monitor->alarms, ids, error) || !judge_anew (monitor, error))
    return FALSE;
  g_hash_table_iter_init (&iter, monitor->facts);
  while (g_hash_table_iter_next (&iter, &name, &known))
    tell_series (monitor, name, known);
  return TRUE;
}

/* --- readings ---------------------------------------------------------------------------------------------- */

static gboolean
is_believable (gint64 ts, gint64 received)
{
  return ts >= FIRST_MOMENT && ts <= received + AHEAD_MAX;
}

static int
compare_readings (gconstpointer a, gconstpointer b)
{
  const AnlanReading *first = a, *second = b;

  if (first->series != second->series)
    return first->series < second->series ? -1 : 1;
  return first->device < second->device ? -1 : first->device > second->device;
}

static gboolean
know_series (AnlanMonitor *monitor, guint id, const char *name, const char *unit, GError **error)
{
  const AnlanSeriesFacts *facts;

  if (anlan_judge_has_series (monitor->judge, id))
    return TRUE;
  facts = g_hash_table_lookup (monitor->facts, name);
  anlan_judge_set_series (monitor->judge, id, name, facts != NULL ? facts->zone : NULL,
                          facts != NULL && facts->unit != NULL ? facts->unit : unit);
  if (facts == NULL || facts->keep <= 0)
    return TRUE;
  return anlan_readings_set_keep (monitor->readings, id, facts->keep, MAX (facts->keep, 400),
                                  MAX (facts->keep, 1830), error);
}

/* Brings a value into the unit of its series. One that cannot be brought there must not be judged by levels of another
 * unit: it is kept as a bad one. */
static void
bring_into_unit (const AnlanSeriesFacts *facts, const char *name, AnlanReading *reading)
{
  const AnlanUnit *from, *to;

  if (facts == NULL || facts->unit == NULL || name == NULL || strcmp (facts->unit, name) == 0)
    return;
  from = anlan_unit_find (name);
  to = anlan_unit_find (facts->unit);
  if (from != NULL && from == to)
    return;
  if (from == NULL || to == NULL ||
      !(facts->gas != NULL ? anlan_gas_convert (facts->gas, reading->value, from, to, &reading->value)
                           : anlan_unit_convert (reading->value, from, to, &reading->value)))
    reading->quality |= ANLAN_QUALITY_BAD;
}

/* The batch's readings as numbers, by series and time. */
static gboolean
number_readings (AnlanMonitor *monitor, const AnlanBatch *batch, GError **error)
{
  const AnlanSeriesFacts *facts = NULL;
  const char *last = NULL;
  guint id = 0;

  g_array_set_size (monitor->sorted, 0);
  for (guint i = 0; i < batch->readings->len; i++)
    {
      const AnlanBatchReading *from = &g_array_index (batch->readings, AnlanBatchReading, i);
      AnlanReading reading = { .quality = from->quality, .received = batch->received, .value = from->value };

      if (last == NULL || strcmp (last, from->series) != 0)
        {
          facts = g_hash_table_lookup (monitor->facts, from->series);
          id = anlan_readings_series (monitor->readings, from->series,
                                      facts != NULL && facts->unit != NULL ? facts->unit : from->unit, error);
          if (id == 0 || !know_series (monitor, id, from->series, from->unit, error))
            return FALSE;
          last = from->series;
        }
      reading.series = id;
      bring_into_unit (facts, from->unit, &reading);
      if (facts != NULL && facts->calibration_due > 0 && batch->received >= facts->calibration_due)
        reading.quality |= ANLAN_QUALITY_UNCERTAIN;
      reading.ts = reading.device = from->ts != G_MININT64 ? from->ts : batch->received;
      g_array_append_val (monitor->sorted, reading);
    }
  g_array_sort (monitor->sorted, compare_readings);
  return TRUE;
}

/* Where the readings of one series stand in time, and by how much later they are judged. */
static gint64
place_run (AnlanReading *run, guint n)
{
  gint64 received = run->received, newest = run[n - 1].device, shift = received - newest;

  for (guint i = 0; i < n; i++)
    if (!is_believable (run[i].device, received))
      {
        run[i].ts = MAX (run[i].device + shift, 0);
        run[i].quality |= ANLAN_QUALITY_CLOCK;
      }
  newest = run[n - 1].ts;
  return ABS (received - newest) <= JUDGED_LATE ? 0 : received - newest;
}

static void
add_fresh (AnlanMonitor *monitor, const AnlanReading *reading, gint64 at)
{
  Fresh fresh = { *reading, at };

  g_array_append_val (monitor->fresh, fresh);
}

static int
compare_fresh (gconstpointer a, gconstpointer b)
{
  const Fresh *first = a, *second = b;

  return first->at < second->at ? -1 : first->at > second->at;
}

/* Stored by series, judged by time: rules over several series must see what was at the same time together. */
static void
judge_fresh (AnlanMonitor *monitor)
{
  g_array_sort (monitor->fresh, compare_fresh);
  for (guint i = 0; i < monitor->fresh->len; i++)
    {
      const Fresh *fresh = &g_array_index (monitor->fresh, Fresh, i);

      anlan_judge_reading (monitor->judge, &fresh->reading, fresh->at, monitor->judgements);
    }
}

static gboolean
take_run (AnlanMonitor *monitor, AnlanReading *run, guint n, AnlanTaken *taken, GError **error)
{
  gint64 shift = place_run (run, n);

  for (guint i = 0; i < n; i++)
    {
      AnlanFate fate;

      if (!anlan_readings_add (monitor->readings, &run[i], &fate, error))
        return FALSE;
      switch (fate)
        {
        case ANLAN_FATE_NEW:
          taken->readings++;
          add_fresh (monitor, &run[i], run[i].ts + shift);
          break;
        case ANLAN_FATE_REPEAT:
          taken->repeats++;
          break;
        case ANLAN_FATE_CONFLICT:
          taken->conflicts++;
          break;
        case ANLAN_FATE_STALE:
        default:
          taken->stale++;
          break;
        }
    }
  return TRUE;
}

static gboolean
take_readings (AnlanMonitor *monitor, const AnlanBatch *batch, AnlanTaken *taken, GError **error)
{
  GArray *sorted = monitor->sorted;
  guint start = 0;

  g_array_set_size (monitor->fresh, 0);
  if (!number_readings (monitor, batch, error))
    return FALSE;
  while (start < sorted->len)
    {
      AnlanReading *run = &g_array_index (sorted, AnlanReading, start);
      guint n = 1;

      while (start + n < sorted->len && run[n].series == run->series)
        n++;
      if (!take_run (monitor, run, n, taken, error))
        return FALSE;
      start += n;
    }
  judge_fresh (monitor);
  return TRUE;
}

/* --- alarms ------------------------------------------------------------------------------------------------ */

/* Inside the transaction of the readings: what was around an alarm stays. */
static gboolean
keep_around (AnlanMonitor *monitor, const AnlanJudgement *judgement, GError **error)
{
  gint64 began = judgement->began != G_MININT64 ? judgement->began : judgement->device_ts;

  if (judgement->series == 0)
    return TRUE;
  return anlan_readings_keep (monitor->readings, judgement->series, began - KEEP_AROUND,
                              MAX (judgement->device_ts, began) + KEEP_AROUND, error);
}

static gboolean
take_detections (AnlanMonitor *monitor, const AnlanBatch *batch, AnlanTaken *taken, GError **error)
{
  for (guint i = 0; i < batch->detections->len; i++)
    {
      const AnlanDetection *detection = &g_array_index (batch->detections, AnlanDetection, i);
      gboolean fresh;

      if (!anlan_alarms_keep_detection (monitor->alarms, detection, &fresh, error))
        return FALSE;
      if (fresh)
        {
          taken->detections++;
          anlan_judge_detection (monitor->judge, detection, batch->received, monitor->judgements);
        }
      else
        taken->known++;
    }
  return TRUE;
}

static gboolean
write_judgements (AnlanMonitor *monitor, GPtrArray *changed, GError **error)
{
  for (guint i = 0; i < monitor->judgements->len; i++)
    if (!anlan_alarms_judged (monitor->alarms, &g_array_index (monitor->judgements, AnlanJudgement, i),
                              changed, error))
      return FALSE;
  return TRUE;
}

/* Detections and alarms of one batch, committed before the readings that belong to them. */
static gboolean
take_alarms (AnlanMonitor *monitor, const AnlanBatch *batch, AnlanTaken *taken, GError **error)
{
  if (monitor->judgements->len == 0 && (batch == NULL || batch->detections->len == 0))
    return TRUE;
  if (!anlan_alarms_begin (monitor->alarms, error))
    return FALSE;
  if ((batch == NULL || take_detections (monitor, batch, taken, error)) &&
      write_judgements (monitor, taken->alarms, error))
    return anlan_alarms_commit (monitor->alarms, error);
  anlan_alarms_rollback (monitor->alarms);
  return FALSE;
}

static gboolean
take_batch (AnlanMonitor *monitor, const AnlanBatch *batch, AnlanTaken *taken, GError **error)
{
  g_array_set_size (monitor->judgements, 0);
  taken->refused += batch->refused;
  if (!take_readings (monitor, batch, taken, error) || !take_alarms (monitor, batch, taken, error))
    return FALSE;
  for (guint i = 0; i < monitor->judgements->len; i++)
    if (!keep_around (monitor, &g_array_index (monitor->judgements, AnlanJudgement, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
take_all (AnlanMonitor *monitor, AnlanBatch *const *batches, guint n, AnlanTaken *taken, GError **error)
{
  if (!anlan_readings_begin (monitor->readings, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!take_batch (monitor, batches[i], taken, error))
      {
        anlan_readings_rollback (monitor->readings);
        return FALSE;
      }
  return anlan_readings_commit (monitor->readings, error);
}

gboolean
anlan_monitor_take (
    AnlanMonitor *monitor, AnlanBatch *const *batches, guint n, AnlanTaken *taken, GError **error)
{
  g_return_val_if_fail (monitor != NULL && taken != NULL && (batches != NULL || n == 0), FALSE);

  if (taken->alarms == NULL)
    taken->alarms = g_ptr_array_new_with_free_func (g_free);
  if (take_all (monitor, batches, n, taken, error))
    return TRUE;
  /* The reason is in @error; where even the alarms cannot be read, the next call says so. */
  judge_anew (monitor, NULL);
  return FALSE;
}

gboolean
anlan_monitor_tick (AnlanMonitor *monitor, GPtrArray *changed, GError **error)
{
  AnlanTaken taken = { .alarms = changed };

  g_return_val_if_fail (monitor != NULL, FALSE);

  g_array_set_size (monitor->judgements, 0);
  anlan_judge_tick (monitor->judge, anlan_clock_now (monitor->clock), monitor->judgements);
  if (take_alarms (monitor, NULL, &taken, error) && anlan_alarms_tick (monitor->alarms, changed, error))
    return TRUE;
  judge_anew (monitor, NULL);
  return FALSE;
}

gboolean
anlan_monitor_purge (AnlanMonitor *monitor, gboolean *more, GError **error)
{
  g_return_val_if_fail (monitor != NULL && more != NULL, FALSE);

  return anlan_readings_purge (monitor->readings, anlan_clock_now (monitor->clock), more, error);
}
