/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-monitor"

/* The connection and the rows. What happens to alarms is in alarms-life.c and alarms-shelf.c. */

#include "alarms-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/time.h"
#include "store/side.h"

static const char *const state_names[] = { "raised", "acknowledged", "cleared", "closed" };

const char *
anlan_alarm_state_name (AnlanAlarmState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (state_names), NULL);

  return state_names[state];
}

gboolean
anlan_alarm_cause_valid (const char *cause)
{
  static const char *const causes[] = { "real", "drill", "false", "maintenance", NULL };

  return cause != NULL && g_strv_contains (causes, cause);
}

void
anlan_alarm_free (AnlanAlarm *alarm)
{
  if (alarm == NULL)
    return;

  g_free (alarm->id);
  g_free (alarm->rule);
  g_free (alarm->subject);
  g_free (alarm->title);
  g_free (alarm->zone);
  g_free (alarm->response);
  g_free (alarm->unit);
  g_free (alarm->acknowledged_by);
  g_free (alarm->closed_by);
  g_free (alarm->cause);
  g_free (alarm->note);
  g_free (alarm->folded);
  g_free (alarm->shelf);
  g_free (alarm->pictures);
  g_free (alarm->recordings);
  g_free (alarm);
}

gboolean
anlan_alarm_is_loud (const AnlanAlarm *alarm)
{
  g_return_val_if_fail (alarm != NULL, FALSE);

  return alarm->state == ANLAN_ALARM_RAISED && !alarm->test && alarm->folded == NULL && alarm->shelf == NULL;
}

/* --- open, transactions ------------------------------------------------------------------------------------ */

static AnlanAlarms *
open_side (const char *dir, gboolean writable, AnlanClock *clock, GError **error)
{
  AnlanAlarms *alarms;
  AnlanDb *db = anlan_side_open (dir, ANLAN_SIDE_ALARMS, writable, error);

  if (db == NULL)
    return NULL;
  alarms = g_new0 (AnlanAlarms, 1);
  alarms->db = db;
  alarms->clock = anlan_clock_ref (clock);
  return alarms;
}

AnlanAlarms *
anlan_alarms_open (const char *dir, AnlanClock *clock, GError **error)
{
  g_return_val_if_fail (dir != NULL && clock != NULL, NULL);

  return open_side (dir, TRUE, clock, error);
}

AnlanAlarms *
anlan_alarms_look (const char *dir, AnlanClock *clock, GError **error)
{
  g_return_val_if_fail (dir != NULL && clock != NULL, NULL);

  return open_side (dir, FALSE, clock, error);
}

void
anlan_alarms_close (AnlanAlarms *alarms)
{
  if (alarms == NULL)
    return;

  anlan_db_rollback (alarms->db);
  anlan_db_close (alarms->db);
  anlan_clock_unref (alarms->clock);
  g_free (alarms);
}

AnlanDb *
anlan_alarms_get_db (AnlanAlarms *alarms)
{
  g_return_val_if_fail (alarms != NULL, NULL);

  return alarms->db;
}

gboolean
anlan_alarms_begin (AnlanAlarms *alarms, GError **error)
{
  g_return_val_if_fail (alarms != NULL && !alarms->open, FALSE);

  alarms->open = anlan_db_begin (alarms->db, error);
  return alarms->open;
}

gboolean
anlan_alarms_commit (AnlanAlarms *alarms, GError **error)
{
  g_return_val_if_fail (alarms != NULL && alarms->open, FALSE);

  alarms->open = FALSE;
  return anlan_db_commit (alarms->db, error);
}

void
anlan_alarms_rollback (AnlanAlarms *alarms)
{
  g_return_if_fail (alarms != NULL);

  alarms->open = FALSE;
  anlan_db_rollback (alarms->db);
}

gboolean
anlan_alarms_enter (AnlanAlarms *alarms, GError **error)
{
  return alarms->open || anlan_db_begin (alarms->db, error);
}

gboolean
anlan_alarms_leave (AnlanAlarms *alarms, gboolean done, GError **error)
{
  if (alarms->open)
    return done;
  if (done)
    return anlan_db_commit (alarms->db, error);
  anlan_db_rollback (alarms->db);
  return FALSE;
}

/* --- statements -------------------------------------------------------------------------------------------- */

gboolean
anlan_alarms_run (AnlanAlarms *alarms, GError **error, const char *sql, const char *types, ...)
{
  AnlanStmt *stmt = anlan_db_statement (alarms->db, sql, error);
  va_list args;

  if (stmt == NULL)
    return FALSE;
  va_start (args, types);
  anlan_stmt_bind_list (stmt, types, &args);
  va_end (args);
  return anlan_stmt_run (stmt, error);
}

gboolean
anlan_alarms_next_change (AnlanAlarms *alarms, gint64 *change, GError **error)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  if (!anlan_alarms_run (alarms, error, "UPDATE counter SET change = change + 1", "") ||
      !anlan_db_lookup (alarms->db, "SELECT change FROM counter", NULL, &value, error))
    return FALSE;
  *change = anlan_value_get_integer (&value, 0);
  return TRUE;
}

gboolean
anlan_alarms_note (AnlanAlarms *alarms,
                   const char *alarm,
                   const char *what,
                   const char *who,
                   const char *note,
                   GError **error)
{
  return anlan_alarms_run (alarms, error,
                           "INSERT INTO event (alarm, at, what, who, note) VALUES (?, ?, ?, ?, ?)", "tittt",
                           alarm, anlan_clock_now (alarms->clock), what, who, note);
}

/* --- rows -------------------------------------------------------------------------------------------------- */

#define COLUMNS                                                                                              \
  "id, rule, subject, title, zone, danger, severity, response, unit, value, peak, bound, device_ts, "        \
  "raised, "                                                                                                 \
  "last, repeats, acknowledged, acknowledged_by, cleared, closed, closed_by, cause, note, test, folded, "    \
  "shelf, climbed, climbs_at, change, mirrored, evacuate, pictures, recordings"

static double
get_real (AnlanStmt *stmt, int i)
{
  return anlan_stmt_is_null (stmt, i) ? NAN : anlan_stmt_real (stmt, i);
}

static gint64
get_moment (AnlanStmt *stmt, int i)
{
  return anlan_stmt_is_null (stmt, i) ? G_MININT64 : anlan_stmt_integer (stmt, i);
}

static char *
get_text (AnlanStmt *stmt, int i)
{
  return g_strdup (anlan_stmt_text (stmt, i));
}

/* A condition that is over before anybody has seen it stays raised: somebody must see it. */
static AnlanAlarmState
state_of (const AnlanAlarm *alarm)
{
  if (alarm->closed != G_MININT64)
    return ANLAN_ALARM_CLOSED;
  if (alarm->acknowledged == G_MININT64)
    return ANLAN_ALARM_RAISED;
  return alarm->cleared != G_MININT64 ? ANLAN_ALARM_CLEARED : ANLAN_ALARM_ACKNOWLEDGED;
}

static AnlanAlarm *
load (AnlanStmt *stmt)
{
  AnlanAlarm *alarm = g_new0 (AnlanAlarm, 1);

  alarm->id = get_text (stmt, 0);
  alarm->rule = get_text (stmt, 1);
  alarm->subject = get_text (stmt, 2);
  alarm->title = get_text (stmt, 3);
  alarm->zone = get_text (stmt, 4);
  alarm->danger = (AnlanDanger)CLAMP (anlan_stmt_integer (stmt, 5), 0, ANLAN_N_DANGERS - 1);
  alarm->severity = (AnlanSeverity)CLAMP (anlan_stmt_integer (stmt, 6), 0, ANLAN_N_SEVERITIES - 1);
  alarm->response = get_text (stmt, 7);
  alarm->unit = get_text (stmt, 8);
  alarm->value = get_real (stmt, 9);
  alarm->peak = get_real (stmt, 10);
  alarm->bound = get_real (stmt, 11);
  alarm->device_ts = anlan_stmt_integer (stmt, 12);
  alarm->raised = anlan_stmt_integer (stmt, 13);
  alarm->last = anlan_stmt_integer (stmt, 14);
  alarm->repeats = anlan_stmt_integer (stmt, 15);
  alarm->acknowledged = get_moment (stmt, 16);
  alarm->acknowledged_by = get_text (stmt, 17);
  alarm->cleared = get_moment (stmt, 18);
  alarm->closed = get_moment (stmt, 19);
  alarm->closed_by = get_text (stmt, 20);
  alarm->cause = get_text (stmt, 21);
  alarm->note = get_text (stmt, 22);
  alarm->test = anlan_stmt_integer (stmt, 23) != 0;
  alarm->folded = get_text (stmt, 24);
  alarm->shelf = get_text (stmt, 25);
  alarm->climbed = (guint)anlan_stmt_integer (stmt, 26);
  alarm->climbs_at = get_moment (stmt, 27);
  alarm->change = anlan_stmt_integer (stmt, 28);
  alarm->mirrored = anlan_stmt_integer (stmt, 29);
  alarm->evacuate = get_moment (stmt, 30);
  alarm->pictures = get_text (stmt, 31);
  alarm->recordings = get_text (stmt, 32);
  alarm->state = state_of (alarm);
  return alarm;
}

static GPtrArray *
select_args (AnlanAlarms *alarms, const char *where, const char *types, va_list *args, GError **error)
{
  g_autofree char *sql = g_strconcat ("SELECT " COLUMNS " FROM alarm WHERE ", where, NULL);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_alarm_free);
  AnlanStmt *stmt = anlan_db_statement (alarms->db, sql, error);
  AnlanStep step;

  if (stmt == NULL)
    return NULL;
  anlan_stmt_bind_list (stmt, types, args);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    g_ptr_array_add (found, load (stmt));
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE ? g_steal_pointer (&found) : NULL;
}

GPtrArray *
anlan_alarms_select (AnlanAlarms *alarms, GError **error, const char *where, const char *types, ...)
{
  GPtrArray *found;
  va_list args;

  va_start (args, types);
  found = select_args (alarms, where, types, &args, error);
  va_end (args);
  return found;
}

gboolean
anlan_alarms_find (
    AnlanAlarms *alarms, AnlanAlarm **alarm, GError **error, const char *where, const char *types, ...)
{
  g_autoptr (GPtrArray) found = NULL;
  va_list args;

  va_start (args, types);
  found = select_args (alarms, where, types, &args, error);
  va_end (args);
  *alarm = found != NULL && found->len > 0 ? g_ptr_array_steal_index (found, 0) : NULL;
  return found != NULL;
}

AnlanAlarm *
anlan_alarms_get (AnlanAlarms *alarms, const char *id, GError **error)
{
  AnlanAlarm *alarm;

  g_return_val_if_fail (alarms != NULL && id != NULL, NULL);

  if (anlan_alarms_find (alarms, &alarm, error, "id = ?", "t", id) && alarm == NULL)
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND, _ ("There is no alarm “%s”."), id);
  return alarm;
}

GPtrArray *
anlan_alarms_list (AnlanAlarms *alarms, gboolean all, GError **error)
{
  g_return_val_if_fail (alarms != NULL, NULL);

  return anlan_alarms_select (alarms, error,
                              all ? "TRUE ORDER BY raised DESC, id DESC LIMIT 1000"
                                  : "closed IS NULL ORDER BY raised DESC, id DESC",
                              "");
}

void
anlan_alarm_event_free (AnlanAlarmEvent *event)
{
  if (event == NULL)
    return;

  g_free (event->what);
  g_free (event->who);
  g_free (event->note);
  g_free (event);
}

GPtrArray *
anlan_alarms_story (AnlanAlarms *alarms, const char *id, GError **error)
{
  g_autoptr (GPtrArray) story = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_alarm_event_free);
  AnlanStmt *stmt;
  AnlanStep step;

  g_return_val_if_fail (alarms != NULL && id != NULL, NULL);

  stmt = anlan_db_statement (alarms->db, "SELECT at, what, who, note FROM event WHERE alarm = ? ORDER BY id",
                             error);
  if (stmt == NULL)
    return NULL;
  anlan_stmt_bind_text (stmt, 1, id);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      AnlanAlarmEvent *event = g_new0 (AnlanAlarmEvent, 1);

      event->at = anlan_stmt_integer (stmt, 0);
      event->what = get_text (stmt, 1);
      event->who = get_text (stmt, 2);
      event->note = get_text (stmt, 3);
      g_ptr_array_add (story, event);
    }
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE ? g_steal_pointer (&story) : NULL;
}

/* Cameras are often a little off, and their picture comes with a later event. */
#define PICTURE_MS (30 * ANLAN_SECOND)

char *
anlan_alarms_picture (AnlanAlarms *alarms, const AnlanAlarm *alarm, GError **error)
{
  g_autofree char *picture = NULL;
  AnlanStmt *stmt;

  g_return_val_if_fail (alarms != NULL && alarm != NULL, NULL);

  stmt = anlan_db_statement (
      alarms->db,
      "SELECT picture FROM detection WHERE ?1 IN (camera, zone) AND picture IS NOT NULL AND "
      "ts BETWEEN ?2 - ?3 AND ?2 + ?3 ORDER BY abs(ts - ?2), received LIMIT 1",
      error);
  if (stmt == NULL)
    return NULL;
  anlan_stmt_bind_text (stmt, 1, alarm->subject);
  anlan_stmt_bind_integer (stmt, 2, alarm->device_ts);
  anlan_stmt_bind_integer (stmt, 3, PICTURE_MS);
  if (anlan_stmt_step (stmt, error) == ANLAN_STEP_ROW)
    picture = get_text (stmt, 0);
  anlan_stmt_reset (stmt);
  return g_steal_pointer (&picture);
}
