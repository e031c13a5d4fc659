/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-monitor"

/* What happens to alarms: raised, acknowledged, cleared, closed. */

#include "alarms-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/ids.h"
#include "base/time.h"

/* So many alarms within a minute are a storm. */
#define STORM_ALARMS 10
#define STORM_MS ANLAN_MINUTE

/* The alarm that stands for others must be of the same storm. */
#define STORM_HEAD_MS (10 * ANLAN_MINUTE)

/* Pulses closer together than this are one going on: whoever has acknowledged it knows. */
#define PULSE_MS (5 * ANLAN_MINUTE)

/* --- raising ----------------------------------------------------------------------------------------------- */

static gint64
climbs_at (AnlanSeverity severity, gint64 now)
{
  gint64 climb = anlan_severity_climb (severity);

  return climb > 0 ? now + climb : G_MININT64;
}

static gboolean
is_storm (AnlanAlarms *alarms, gint64 at, gboolean *storm, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (
      alarms->db, "SELECT count(*) FROM alarm WHERE raised > ? AND raised <= ? AND NOT test", error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_integer (stmt, 1, at - STORM_MS);
  anlan_stmt_bind_integer (stmt, 2, at);
  step = anlan_stmt_step (stmt, error);
  *storm = step == ANLAN_STEP_ROW && anlan_stmt_integer (stmt, 0) >= STORM_ALARMS;
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_ROW;
}

/* The alarm that is loud for this one in a storm: of the same zone and danger, no less severe, loud itself. */
static gboolean
find_head (AnlanAlarms *alarms, const AnlanJudgement *judgement, char **head, GError **error)
{
  g_autoptr (AnlanAlarm) alarm = NULL;
  gboolean storm;

  *head = NULL;
  if (judgement->test)
    return TRUE;
  if (!is_storm (alarms, judgement->at, &storm, error))
    return FALSE;
  if (!storm)
    return TRUE;
  if (!anlan_alarms_find (
          alarms, &alarm, error,
          "closed IS NULL AND zone = ? AND danger = ? AND severity >= ? AND raised > ? AND NOT test AND "
          "folded IS NULL AND shelf IS NULL ORDER BY raised, id LIMIT 1",
          "tiii", judgement->zone, (gint64)judgement->rule->danger, (gint64)judgement->rule->severity,
          judgement->at - STORM_HEAD_MS))
    return FALSE;
  if (alarm != NULL)
    *head = g_steal_pointer (&alarm->id);
  return TRUE;
}

static gboolean
is_known_origin (AnlanAlarms *alarms, const char *origin, gboolean *known, GError **error)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  if (!anlan_db_lookup (alarms->db, "SELECT 1 FROM alarm WHERE origin = ?", origin, &value, error))
    return FALSE;
  *known = !anlan_value_is_null (&value);
  return TRUE;
}

static gboolean
insert_alarm (AnlanAlarms *alarms,
              const AnlanJudgement *judgement,
              const char *id,
              const char *origin,
              const char *head,
              const char *shelf,
              GError **error)
{
  const AnlanRule *rule = judgement->rule;
  gboolean loud = !judgement->test && head == NULL && shelf == NULL;
  gint64 change;

  return anlan_alarms_next_change (alarms, &change, error) &&
         anlan_alarms_run (
             alarms, error,
             "INSERT INTO alarm (id, rule, subject, origin, title, zone, danger, severity, response, unit, "
             "value, bound, device_ts, raised, last, cleared, test, folded, shelf, climbs_at, change) "
             "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
             "ttttttiitt"
             "rriiini"
             "ttni",
             id, rule->id, judgement->subject, origin, rule->title != NULL ? rule->title : rule->id,
             judgement->zone, (gint64)rule->danger, (gint64)rule->severity,
             rule->response != NULL ? rule->response : "", judgement->unit, judgement->value, rule->bound,
             judgement->device_ts, judgement->at, judgement->at,
             judgement->pulse ? judgement->at : G_MININT64, (gint64)judgement->test, head, shelf,
             loud ? climbs_at (rule->severity, judgement->at) : G_MININT64, change);
}

static gboolean
raise_alarm (AnlanAlarms *alarms, const AnlanJudgement *judgement, GPtrArray *changed, GError **error)
{
  g_autofree char *origin = g_strdup_printf ("%s\n%s\n%" G_GINT64_FORMAT, judgement->rule->id,
                                             judgement->subject, judgement->device_ts);
  g_autofree char *id = NULL, *head = NULL, *shelf = NULL;
  gboolean known;

  if (!is_known_origin (alarms, origin, &known, error))
    return FALSE;
  if (known)
    return TRUE;
  if (!anlan_alarms_find_shelf (alarms, judgement->rule->id, judgement->subject, judgement->zone, &shelf,
                                error) ||
      !find_head (alarms, judgement, &head, error))
    return FALSE;
  id = anlan_uuid_new (anlan_clock_now (alarms->clock));
  if (!insert_alarm (alarms, judgement, id, origin, head, shelf, error) ||
      !anlan_alarms_note (alarms, id, "raised", NULL, NULL, error) ||
      (head != NULL && !anlan_alarms_note (alarms, id, "folded", NULL, head, error)) ||
      (shelf != NULL && !anlan_alarms_note (alarms, id, "shelved", NULL, shelf, error)))
    return FALSE;
  if (changed != NULL)
    g_ptr_array_add (changed, g_steal_pointer (&id));
  return TRUE;
}

/* Whether this very beginning has been written down before: alarms are committed before the readings that they are made of,
 * so that a station which dies between the two is sent the same readings again. */
static gboolean
is_known_repeat (AnlanAlarms *alarms,
                 const AnlanAlarm *alarm,
                 const AnlanJudgement *judgement,
                 gboolean *known,
                 GError **error)
{
  AnlanStmt *stmt;
  AnlanStep step;

  *known = judgement->series != 0 && !judgement->pulse && alarm->device_ts == judgement->device_ts;
  if (*known || judgement->series == 0 || judgement->pulse)
    return TRUE;
  stmt = anlan_db_statement (alarms->db, "SELECT 1 FROM event WHERE alarm = ? AND device_ts = ?", error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, alarm->id);
  anlan_stmt_bind_integer (stmt, 2, judgement->device_ts);
  step = anlan_stmt_step (stmt, error);
  anlan_stmt_reset (stmt);
  *known = step == ANLAN_STEP_ROW;
  return step != ANLAN_STEP_ERROR;
}

/* Nothing new, but its condition is met at this moment. */
static gboolean
resume_alarm (AnlanAlarms *alarms, const AnlanAlarm *alarm, GPtrArray *changed, GError **error)
{
  gint64 change;

  if (!anlan_alarms_next_change (alarms, &change, error) ||
      !anlan_alarms_run (alarms, error, "UPDATE alarm SET cleared = NULL, change = ?2 WHERE id = ?1", "ti",
                         alarm->id, change))
    return FALSE;
  if (changed != NULL)
    g_ptr_array_add (changed, g_strdup (alarm->id));
  return TRUE;
}

static gboolean
note_repeat (AnlanAlarms *alarms, const AnlanAlarm *alarm, const AnlanJudgement *judgement, GError **error)
{
  return anlan_alarms_run (
      alarms, error, "INSERT INTO event (alarm, at, what, device_ts) VALUES (?, ?, 'repeated', ?)", "tin",
      alarm->id, anlan_clock_now (alarms->clock), judgement->series != 0 ? judgement->device_ts : G_MININT64);
}

/* A condition that has come again must be heard again, unless it is a pulse among pulses. */
static gboolean
repeat_alarm (AnlanAlarms *alarms,
              const AnlanAlarm *alarm,
              const AnlanJudgement *judgement,
              GPtrArray *changed,
              GError **error)
{
  gboolean anew = !judgement->pulse || judgement->at - alarm->last > PULSE_MS;
  gboolean loud = anew && !alarm->test && alarm->folded == NULL && alarm->shelf == NULL;
  gint64 change;

  if (!anlan_alarms_next_change (alarms, &change, error) ||
      !anlan_alarms_run (
          alarms, error,
          "UPDATE alarm SET repeats = repeats + 1, last = ?2, cleared = ?3, "
          "acknowledged = iif(?4, NULL, acknowledged), "
          "acknowledged_by = iif(?4, NULL, acknowledged_by), "
          "climbed = iif(?4, 0, climbed), climbs_at = iif(?4, ?5, climbs_at), change = ?6 WHERE id = ?1",
          "tinini", alarm->id, judgement->at, judgement->pulse ? judgement->at : G_MININT64, (gint64)anew,
          loud ? climbs_at (alarm->severity, judgement->at) : G_MININT64, change) ||
      !note_repeat (alarms, alarm, judgement, error))
    return FALSE;
  if (changed != NULL)
    g_ptr_array_add (changed, g_strdup (alarm->id));
  return TRUE;
}

static gboolean
clear_alarm (AnlanAlarms *alarms,
             const AnlanAlarm *alarm,
             gint64 at,
             double peak,
             const char *note,
             GPtrArray *changed,
             GError **error)
{
  gint64 change;

  if (!anlan_alarms_next_change (alarms, &change, error) ||
      !anlan_alarms_run (
          alarms, error,
          "UPDATE alarm SET cleared = ?2, peak = coalesce(?3, peak, value), change = ?4 WHERE id = ?1",
          "tiri", alarm->id, at, peak, change) ||
      !anlan_alarms_note (alarms, alarm->id, "cleared", NULL, note, error))
    return FALSE;
  if (changed != NULL)
    g_ptr_array_add (changed, g_strdup (alarm->id));
  return TRUE;
}

static gboolean
take_judgement (AnlanAlarms *alarms, const AnlanJudgement *judgement, GPtrArray *changed, GError **error)
{
  g_autoptr (AnlanAlarm) alarm = NULL;
  gboolean stands, known;

  if (!anlan_alarms_find (alarms, &alarm, error,
                          "rule = ? AND subject = ? AND closed IS NULL ORDER BY raised DESC LIMIT 1", "tt",
                          judgement->rule->id, judgement->subject))
    return FALSE;
  stands = alarm != NULL && alarm->cleared == G_MININT64;
  if (!judgement->on)
    return !stands || clear_alarm (alarms, alarm, judgement->at, judgement->value, NULL, changed, error);
  if (alarm == NULL)
    return raise_alarm (alarms, judgement, changed, error);
  if (stands && !judgement->pulse)
    return TRUE;
  if (!is_known_repeat (alarms, alarm, judgement, &known, error))
    return FALSE;
  return known ? resume_alarm (alarms, alarm, changed, error)
               : repeat_alarm (alarms, alarm, judgement, changed, error);
}

gboolean
anlan_alarms_judged (AnlanAlarms *alarms, const AnlanJudgement *judgement, GPtrArray *changed, GError **error)
{
  g_return_val_if_fail (alarms != NULL && judgement != NULL, FALSE);

  return anlan_alarms_enter (alarms, error) &&
         anlan_alarms_leave (alarms, take_judgement (alarms, judgement, changed, error), error);
}

/* --- what people do ---------------------------------------------------------------------------------------- */

static gboolean
check_person (const char *person, GError **error)
{
  if (person != NULL && person[0] != '\0')
    return TRUE;
  g_set_error_literal (
      error, ANLAN_ERROR, ANLAN_ERROR_REFUSED,
      _ ("Nobody is named who does this, so nothing was changed. Sign in, or name the person."));
  return FALSE;
}

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED, message);
  return FALSE;
}

static gboolean
acknowledge (AnlanAlarms *alarms, const char *id, const char *person, GError **error)
{
  g_autoptr (AnlanAlarm) alarm = anlan_alarms_get (alarms, id, error);
  gint64 now = anlan_clock_now (alarms->clock), change;

  if (alarm == NULL)
    return FALSE;
  if (alarm->state != ANLAN_ALARM_RAISED)
    return refuse (error, alarm->closed != G_MININT64 ? _ ("This alarm is closed.")
                                                      : _ ("This alarm has been acknowledged already."));
  return anlan_alarms_next_change (alarms, &change, error) &&
         anlan_alarms_run (
             alarms, error,
             "UPDATE alarm SET acknowledged = ?2, acknowledged_by = ?3, climbs_at = NULL, change = ?4 "
             "WHERE id = ?1",
             "titi", id, now, person, change) &&
         anlan_alarms_note (alarms, id, "acknowledged", person, NULL, error);
}

gboolean
anlan_alarms_acknowledge (AnlanAlarms *alarms, const char *id, const char *person, GError **error)
{
  g_return_val_if_fail (alarms != NULL && id != NULL, FALSE);

  return check_person (person, error) && anlan_alarms_enter (alarms, error) &&
         anlan_alarms_leave (alarms, acknowledge (alarms, id, person, error), error);
}

/* What the closed one was loud for is loud by itself again, where nobody has seen it. */
static gboolean
unfold (AnlanAlarms *alarms, const char *head, gint64 now, GError **error)
{
  g_autoptr (GPtrArray) folded = anlan_alarms_select (
      alarms, error, "folded = ? AND closed IS NULL AND acknowledged IS NULL", "t", head);

  if (folded == NULL)
    return FALSE;
  for (guint i = 0; i < folded->len; i++)
    {
      const AnlanAlarm *alarm = g_ptr_array_index (folded, i);
      gint64 change;

      if (!anlan_alarms_next_change (alarms, &change, error) ||
          !anlan_alarms_run (alarms, error,
                             "UPDATE alarm SET folded = NULL, climbs_at = ?2, change = ?3 WHERE id = ?1",
                             "tni", alarm->id,
                             alarm->shelf == NULL ? climbs_at (alarm->severity, now) : G_MININT64, change) ||
          !anlan_alarms_note (alarms, alarm->id, "unfolded", NULL, NULL, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
close_alarm (AnlanAlarms *alarms,
             const char *id,
             const char *person,
             const char *cause,
             const char *note,
             GError **error)
{
  g_autoptr (AnlanAlarm) alarm = anlan_alarms_get (alarms, id, error);
  gint64 now = anlan_clock_now (alarms->clock), change;

  if (alarm == NULL)
    return FALSE;
  if (alarm->closed != G_MININT64)
    return refuse (error, _ ("This alarm is closed."));
  if (alarm->cleared == G_MININT64)
    return refuse (error, _ ("The condition of this alarm still holds. It can be closed once that is over."));
  return anlan_alarms_next_change (alarms, &change, error) &&
         anlan_alarms_run (
             alarms, error,
             "UPDATE alarm SET acknowledged = coalesce(acknowledged, ?2), "
             "acknowledged_by = coalesce(acknowledged_by, ?3), closed = ?2, closed_by = ?3, cause = ?4, "
             "note = ?5, climbs_at = NULL, change = ?6 WHERE id = ?1",
             "tittti", id, now, person, cause, note, change) &&
         anlan_alarms_note (alarms, id, "closed", person, cause, error) && unfold (alarms, id, now, error);
}

gboolean
anlan_alarms_close_alarm (AnlanAlarms *alarms,
                          const char *id,
                          const char *person,
                          const char *cause,
                          const char *note,
                          GError **error)
{
  g_return_val_if_fail (alarms != NULL && id != NULL, FALSE);

  if (!check_person (person, error))
    return FALSE;
  if (!anlan_alarm_cause_valid (cause))
    return refuse (error, _ ("Say what it was: real, drill, false or maintenance."));
  return anlan_alarms_enter (alarms, error) &&
         anlan_alarms_leave (alarms, close_alarm (alarms, id, person, cause, note, error), error);
}

/* --- time -------------------------------------------------------------------------------------------------- */

static gboolean
climb (AnlanAlarms *alarms, const AnlanAlarm *alarm, gint64 now, GError **error)
{
  gint64 change;
  gboolean last = alarm->climbed + 1 >= ANLAN_CLIMB_MAX;

  return anlan_alarms_next_change (alarms, &change, error) &&
         anlan_alarms_run (
             alarms, error,
             "UPDATE alarm SET climbed = climbed + 1, climbs_at = ?2, change = ?3 WHERE id = ?1", "tni",
             alarm->id, last ? G_MININT64 : climbs_at (alarm->severity, now), change) &&
         anlan_alarms_note (alarms, alarm->id, "climbed", NULL, NULL, error);
}

static gboolean
end_shelves (AnlanAlarms *alarms, gint64 now, GPtrArray *changed, GError **error)
{
  g_autoptr (GPtrArray) shelves = anlan_alarms_shelves (alarms, error);

  for (guint i = 0; shelves != NULL && i < shelves->len; i++)
    {
      const AnlanShelf *shelf = g_ptr_array_index (shelves, i);

      if (shelf->until <= now && !anlan_alarms_end_shelf (alarms, shelf->id, NULL, changed, error))
        return FALSE;
    }
  return shelves != NULL;
}

static gboolean
tick (AnlanAlarms *alarms, gint64 now, GPtrArray *changed, GError **error)
{
  g_autoptr (GPtrArray) due = NULL;

  if (!end_shelves (alarms, now, changed, error))
    return FALSE;
  due = anlan_alarms_select (alarms, error, "climbs_at <= ? ORDER BY climbs_at", "i", now);
  for (guint i = 0; due != NULL && i < due->len; i++)
    {
      const AnlanAlarm *alarm = g_ptr_array_index (due, i);

      if (!climb (alarms, alarm, now, error))
        return FALSE;
      if (changed != NULL)
        g_ptr_array_add (changed, g_strdup (alarm->id));
    }
  return due != NULL;
}

/* Nothing is due most of the time: then nothing is written, and no disk waited for. */
static gboolean
is_due (AnlanAlarms *alarms, gint64 now, gboolean *due, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (alarms->db,
                                        "SELECT EXISTS (SELECT 1 FROM alarm WHERE climbs_at <= ?1) OR "
                                        "EXISTS (SELECT 1 FROM shelf WHERE ended IS NULL AND until <= ?1)",
                                        error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_integer (stmt, 1, now);
  step = anlan_stmt_step (stmt, error);
  *due = step == ANLAN_STEP_ROW && anlan_stmt_integer (stmt, 0) != 0;
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_ROW;
}

gboolean
anlan_alarms_tick (AnlanAlarms *alarms, GPtrArray *changed, GError **error)
{
  gint64 now;
  gboolean due;

  g_return_val_if_fail (alarms != NULL, FALSE);

  now = anlan_clock_now (alarms->clock);
  if (!is_due (alarms, now, &due, error))
    return FALSE;
  if (!due)
    return TRUE;
  return anlan_alarms_enter (alarms, error) &&
         anlan_alarms_leave (alarms, tick (alarms, now, changed, error), error);
}

static gboolean
forget_rules (AnlanAlarms *alarms, GHashTable *rules, GError **error)
{
  g_autoptr (GPtrArray) standing =
      anlan_alarms_select (alarms, error, "closed IS NULL AND cleared IS NULL", "");

  for (guint i = 0; standing != NULL && i < standing->len; i++)
    {
      const AnlanAlarm *alarm = g_ptr_array_index (standing, i);

      if (!g_hash_table_contains (rules, alarm->rule) &&
          !clear_alarm (alarms, alarm, anlan_clock_now (alarms->clock), NAN,
                        _ ("The rule is no longer judged."), NULL, error))
        return FALSE;
    }
  return standing != NULL;
}

gboolean
anlan_alarms_forget_rules (AnlanAlarms *alarms, GHashTable *rules, GError **error)
{
  g_return_val_if_fail (alarms != NULL && rules != NULL, FALSE);

  return anlan_alarms_enter (alarms, error) &&
         anlan_alarms_leave (alarms, forget_rules (alarms, rules, error), error);
}
