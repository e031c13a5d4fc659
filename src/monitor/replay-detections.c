/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-monitor"

/* What a rule of detections would have done, and what people have said was there. */

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "alarms-private.h"
#include "base/error.h"
#include "replay-private.h"
#include "store/side.h"

/* --- detections ------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanJudge *judge;
  GArray *out; /* AnlanJudgement */
  const AnlanRule *rule;
  GArray *labels;
  AnlanReplayed *replayed;
  GPtrArray *alarms; /* or NULL */
  int standing;
  gint64 last; /* moment of the detection before, or G_MININT64 */
} Replay;

/* Returns: whether there was a pulse: it holds at its moment, and has no end. */
static gboolean
take_judgements (Replay *replay)
{
  gboolean pulsed = FALSE;

  for (guint i = 0; i < replay->out->len; i++)
    {
      const AnlanJudgement *judgement = &g_array_index (replay->out, AnlanJudgement, i);

      replay->replayed->begins += judgement->on ? 1 : 0;
      pulsed = pulsed || judgement->pulse;
      if (!judgement->pulse)
        replay->standing += judgement->on ? 1 : -1;
      if (replay->alarms != NULL)
        anlan_replay_list_alarm (replay->alarms, judgement);
    }
  g_array_set_size (replay->out, 0);
  return pulsed;
}

/* What must have lasted is judged when its time is over, not when the next camera speaks. */
static void
pass (Replay *replay, gint64 to)
{
  gint64 due = replay->last + replay->rule->lasting;

  if (replay->last == G_MININT64 || replay->rule->lasting <= 0 || due >= to)
    return;
  anlan_judge_tick (replay->judge, due, replay->out);
  take_judgements (replay);
}

static gboolean
allows (char **patterns, const char *word)
{
  if (patterns == NULL)
    return TRUE;
  for (guint i = 0; word != NULL && patterns[i] != NULL; i++)
    if (g_pattern_match_simple (patterns[i], word))
      return TRUE;
  return FALSE;
}

static void
replay_detection (Replay *replay, const AnlanDetection *detection)
{
  const AnlanRule *rule = replay->rule;
  gboolean pulsed;

  if (!allows (rule->types, detection->type) || !allows (rule->zones, detection->zone) ||
      !allows (rule->cameras, detection->camera))
    return;
  pass (replay, detection->ts);
  replay->last = detection->ts;
  anlan_judge_detection (replay->judge, detection, detection->ts, replay->out);
  pulsed = take_judgements (replay);
  anlan_replay_count_moment (replay->labels, detection->ts, pulsed || replay->standing > 0, replay->replayed);
}

/* One row of @stmt: its texts are borrowed from it. */
static void
read_row (AnlanStmt *stmt, AnlanDetection *detection)
{
  *detection =
      (AnlanDetection){ .source = anlan_stmt_text (stmt, 0),
                        .id = anlan_stmt_text (stmt, 1),
                        .ts = anlan_stmt_integer (stmt, 2),
                        .received = anlan_stmt_integer (stmt, 3),
                        .type = anlan_stmt_text (stmt, 4),
                        .state = (AnlanDetectionState)anlan_stmt_integer (stmt, 5),
                        .zone = anlan_stmt_text (stmt, 6),
                        .camera = anlan_stmt_text (stmt, 7),
                        .confidence = anlan_stmt_is_null (stmt, 8) ? NAN : anlan_stmt_real (stmt, 8) };
}

static AnlanStmt *
find_detections (AnlanAlarms *alarms, gint64 from, gint64 to, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (alarms->db,
                                        "SELECT source, id, ts, received, type, state, zone, camera, "
                                        "confidence FROM detection WHERE ts >= ? AND "
                                        "ts < ? ORDER BY ts, received, source, id, state LIMIT ?",
                                        error);

  if (stmt == NULL)
    return NULL;
  anlan_stmt_bind_integer (stmt, 1, from);
  anlan_stmt_bind_integer (stmt, 2, to);
  anlan_stmt_bind_integer (stmt, 3, ANLAN_REPLAY_MAX + 1);
  return stmt;
}

static gboolean
run (Replay *replay, AnlanStmt *stmt, GCancellable *cancellable, GError **error)
{
  AnlanStep step = ANLAN_STEP_DONE;
  AnlanDetection detection;

  for (guint i = 0; (step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW; i++)
    {
      if (i >= ANLAN_REPLAY_MAX)
        {
          g_set_error_literal (
              error, ANLAN_ERROR, ANLAN_ERROR_LIMIT,
              _ ("There are too many detections in this span of time. Choose a shorter one."));
          return FALSE;
        }
      if (i % 1024 == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      read_row (stmt, &detection);
      replay_detection (replay, &detection);
    }
  return step == ANLAN_STEP_DONE;
}

gboolean
anlan_replay_detections (AnlanAlarms *alarms_db,
                         AnlanRule *rule,
                         GTimeZone *zone,
                         gint64 from,
                         gint64 to,
                         GArray *labels,
                         AnlanReplayed *replayed,
                         GPtrArray *alarms,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (GPtrArray) rules = g_ptr_array_new ();
  g_autoptr (GArray) out = g_array_new (FALSE, FALSE, sizeof (AnlanJudgement));
  g_autoptr (AnlanJudge) judge = NULL;
  Replay replay = {
    .out = out, .rule = rule, .labels = labels, .replayed = replayed, .alarms = alarms, .last = G_MININT64
  };
  AnlanStmt *stmt;
  gboolean done;

  g_return_val_if_fail (alarms_db != NULL && rule != NULL && zone != NULL && replayed != NULL, FALSE);

  memset (replayed, 0, sizeof *replayed);
  stmt = find_detections (alarms_db, from, to, error);
  if (stmt == NULL)
    return FALSE;
  judge = replay.judge = anlan_judge_new (zone, from);
  g_ptr_array_add (rules, rule);
  anlan_judge_set_rules (judge, rules);
  done = run (&replay, stmt, cancellable, error);
  anlan_stmt_reset (stmt);
  if (done)
    pass (&replay, to);
  return done;
}

/* --- labels ------------------------------------------------------------------------------------------------------ */

/* Zones of the series that it looks at, and those that it names itself. */
static GHashTable *
zones_of (const AnlanRule *rule, GPtrArray *facts)
{
  GHashTable *zones = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; facts != NULL && rule->series != NULL && i < facts->len; i++)
    {
      const AnlanSeriesFacts *one = g_ptr_array_index (facts, i);

      if (one->zone != NULL && allows (rule->series, one->name))
        g_hash_table_add (zones, one->zone);
    }
  return zones;
}

static gboolean
is_about (const AnlanRule *rule, GHashTable *zones, const AnlanAlarm *alarm)
{
  gboolean in_zone = alarm->zone[0] != '\0' && (g_hash_table_contains (zones, alarm->zone) ||
                                                (rule->zones != NULL && allows (rule->zones, alarm->zone)));

  if (strcmp (alarm->rule, rule->id) == 0)
    return TRUE;
  if ((rule->series != NULL && allows (rule->series, alarm->subject)) ||
      g_strcmp0 (rule->other, alarm->subject) == 0 ||
      (rule->type == ANLAN_RULE_DETECTION && rule->cameras != NULL && allows (rule->cameras, alarm->subject)))
    return TRUE;
  return in_zone && rule->danger != ANLAN_DANGER_OTHER && alarm->danger == rule->danger;
}

GArray *
anlan_replay_labels (
    AnlanAlarms *alarms_db, const AnlanRule *rule, GPtrArray *facts, gint64 from, gint64 to, GError **error)
{
  g_autoptr (GArray) labels = g_array_new (FALSE, FALSE, sizeof (AnlanLabel));
  g_autoptr (GHashTable) zones = NULL;
  g_autoptr (GPtrArray) list = NULL;

  g_return_val_if_fail (alarms_db != NULL && rule != NULL, NULL);

  list =
      anlan_alarms_select (alarms_db, error,
                           "cause IN ('real', 'false') AND raised < ?2 AND coalesce (cleared, closed) >= ?1 "
                           "ORDER BY raised",
                           "ii", from, to);
  if (list == NULL)
    return NULL;
  zones = zones_of (rule, facts);
  for (guint i = 0; i < list->len; i++)
    {
      const AnlanAlarm *alarm = g_ptr_array_index (list, i);
      AnlanLabel label = { .since = alarm->raised,
                           .until = alarm->cleared != G_MININT64 ? alarm->cleared : alarm->closed,
                           .real = strcmp (alarm->cause, "real") == 0 };

      if (is_about (rule, zones, alarm))
        g_array_append_val (labels, label);
    }
  return g_steal_pointer (&labels);
}

/* --- both --------------------------------------------------------------------------------------------------------- */

/* No alarms.db: nobody has said anything yet. */
static GArray *
labels_of (
    AnlanAlarms *alarms_db, const AnlanRule *rule, GPtrArray *facts, gint64 from, gint64 to, GError **error)
{
  if (alarms_db == NULL)
    return g_array_new (FALSE, FALSE, sizeof (AnlanLabel));
  return anlan_replay_labels (alarms_db, rule, facts, from, to, error);
}

gboolean
anlan_replay_of_plant (const char *dir,
                       AnlanClock *clock,
                       AnlanRule *rule,
                       GPtrArray *facts,
                       GTimeZone *zone,
                       gint64 from,
                       gint64 to,
                       AnlanReplayed *replayed,
                       guint *n_labels,
                       GPtrArray *alarms,
                       AnlanProgress progress,
                       gpointer data,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (GError) trouble = NULL;
  g_autoptr (AnlanAlarms) alarms_db = NULL;
  g_autoptr (GArray) labels = NULL;
  gboolean seen, done;
  AnlanDb *db;

  g_return_val_if_fail (dir != NULL && clock != NULL && rule != NULL && zone != NULL && replayed != NULL,
                        FALSE);

  seen = rule->type == ANLAN_RULE_DETECTION;
  alarms_db = anlan_alarms_look (dir, clock, &trouble);
  if (alarms_db == NULL && (seen || !g_error_matches (trouble, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND)))
    {
      g_propagate_error (error, g_steal_pointer (&trouble));
      return FALSE;
    }
  labels = labels_of (alarms_db, rule, facts, from, to, error);
  if (labels == NULL)
    return FALSE;
  if (n_labels != NULL)
    *n_labels = labels->len;
  if (seen)
    return anlan_replay_detections (alarms_db, rule, zone, from, to, labels, replayed, alarms, cancellable,
                                    error);
  db = anlan_side_open (dir, ANLAN_SIDE_READINGS, FALSE, error);
  /* Nobody is silent in the future. */
  to = MIN (to, anlan_clock_now (clock) + 1);
  if (db == NULL)
    return FALSE;
  done = anlan_replay_history (db, rule, zone, from, to, labels, replayed, alarms, progress, data,
                               cancellable, error);
  anlan_db_close (db);
  return done;
}
