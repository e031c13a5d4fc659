/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-monitor"

#include "monitor/health.h"

#include <math.h>
#include <string.h>

#include "alarms-private.h"
#include "base/time.h"

#define SPAN (10 * ANLAN_MINUTE)
#define FLOOD 10

static void
count_free (gpointer data)
{
  AnlanAlarmCount *count = data;

  g_free (count->rule);
  g_free (count->subject);
  g_free (count->title);
  g_free (count);
}

static void
mistakes_free (gpointer data)
{
  AnlanAlarmMistakes *mistakes = data;

  g_free (mistakes->rule);
  g_free (mistakes->subject);
  g_free (mistakes->title);
  g_free (mistakes);
}

void
anlan_alarm_health_clear (AnlanAlarmHealth *health)
{
  g_clear_pointer (&health->worst, g_ptr_array_unref);
  g_clear_pointer (&health->chattering, g_ptr_array_unref);
  g_clear_pointer (&health->standing, g_ptr_array_unref);
  g_clear_pointer (&health->mistakes, g_ptr_array_unref);
}

static AnlanStmt *
prepare (AnlanAlarms *alarms, const char *sql, const AnlanAlarmHealth *health, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (alarms->db, sql, error);

  if (stmt != NULL)
    {
      anlan_stmt_bind_integer (stmt, 1, health->from);
      anlan_stmt_bind_integer (stmt, 2, health->to);
    }
  return stmt;
}

/* Every time that an alarm came, first or again. */
#define CAME                                                                                                 \
  "FROM event e JOIN alarm a ON a.id = e.alarm WHERE e.what IN ('raised', 'repeated') AND NOT a.test AND "   \
  "e.at >= ?1 AND e.at < ?2 "

static gboolean
count_spans (AnlanAlarms *alarms, AnlanAlarmHealth *health, GError **error)
{
  AnlanStmt *stmt = prepare (alarms, "SELECT count(*) " CAME "GROUP BY (e.at - ?1) / 600000", health, error);
  double spans = ceil ((double)(health->to - health->from) / (double)SPAN);
  guint floods = 0;
  AnlanStep step = ANLAN_STEP_ERROR;

  while (stmt != NULL && (step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      guint count = (guint)anlan_stmt_integer (stmt, 0);

      health->total += count;
      health->worst_ten_minutes = MAX (health->worst_ten_minutes, count);
      floods += count > FLOOD;
    }
  health->per_ten_minutes = health->total / spans;
  health->flood = floods / spans;
  return step == ANLAN_STEP_DONE;
}

static gboolean
count_severities (AnlanAlarms *alarms, AnlanAlarmHealth *health, GError **error)
{
  AnlanStmt *stmt = prepare (alarms, "SELECT a.severity, count(*) " CAME "GROUP BY 1", health, error);
  AnlanStep step = ANLAN_STEP_ERROR;

  while (stmt != NULL && (step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      gint64 severity = anlan_stmt_integer (stmt, 0);

      if (severity >= 0 && severity < ANLAN_N_SEVERITIES && health->total > 0)
        health->share[severity] = (double)anlan_stmt_integer (stmt, 1) / health->total;
    }
  return step == ANLAN_STEP_DONE;
}

static GPtrArray *
list_counts (AnlanAlarms *alarms, const char *sql, const AnlanAlarmHealth *health, GError **error)
{
  g_autoptr (GPtrArray) counts = g_ptr_array_new_with_free_func (count_free);
  AnlanStmt *stmt = prepare (alarms, sql, health, error);
  AnlanStep step = ANLAN_STEP_ERROR;

  while (stmt != NULL && (step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      AnlanAlarmCount *count = g_new0 (AnlanAlarmCount, 1);

      count->rule = g_strdup (anlan_stmt_text (stmt, 0));
      count->subject = g_strdup (anlan_stmt_text (stmt, 1));
      count->title = g_strdup (anlan_stmt_text (stmt, 2));
      count->count = (guint)anlan_stmt_integer (stmt, 3);
      g_ptr_array_add (counts, count);
    }
  return step == ANLAN_STEP_DONE ? g_steal_pointer (&counts) : NULL;
}

/* The third of three that came within a minute makes a chatterer. */
static const char chattering_sql[] =
    "SELECT rule, subject, title, count(*) FROM (SELECT a.rule, a.subject, a.title, e.at - lag(e.at, 2) OVER "
    "(PARTITION BY a.rule, a.subject ORDER BY e.at, e.id) AS within " CAME ") WHERE within < 60000 "
    "GROUP BY rule, subject ORDER BY 4 DESC, rule, subject";

static const char worst_sql[] = "SELECT a.rule, a.subject, a.title, count(*) " CAME
                                "GROUP BY a.rule, a.subject ORDER BY 4 DESC, 1, 2 LIMIT 10";

static gboolean
count_false (AnlanAlarms *alarms, AnlanAlarmHealth *health, GError **error)
{
  AnlanStmt *stmt = prepare (
      alarms, "SELECT avg(cause = 'false') FROM alarm WHERE closed >= ?1 AND closed < ?2 AND NOT test",
      health, error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  step = anlan_stmt_step (stmt, error);
  health->false_share =
      step == ANLAN_STEP_ROW && !anlan_stmt_is_null (stmt, 0) ? anlan_stmt_real (stmt, 0) : NAN;
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_ROW;
}

static GPtrArray *
list_mistakes (AnlanAlarms *alarms, const AnlanAlarmHealth *health, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (mistakes_free);
  AnlanStmt *stmt = prepare (alarms,
                             "SELECT rule, subject, title, count(*), sum(cause = 'false') FROM alarm "
                             "WHERE closed >= ?1 AND closed < ?2 AND NOT test GROUP BY rule, subject "
                             "HAVING sum(cause = 'false') > 0 ORDER BY 5 DESC, 4, rule, subject LIMIT 100",
                             health, error);
  AnlanStep step = ANLAN_STEP_ERROR;

  while (stmt != NULL && (step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      AnlanAlarmMistakes *mistakes = g_new0 (AnlanAlarmMistakes, 1);

      mistakes->rule = g_strdup (anlan_stmt_text (stmt, 0));
      mistakes->subject = g_strdup (anlan_stmt_text (stmt, 1));
      mistakes->title = g_strdup (anlan_stmt_text (stmt, 2));
      mistakes->closed = (guint)anlan_stmt_integer (stmt, 3);
      mistakes->mistaken = (guint)anlan_stmt_integer (stmt, 4);
      g_ptr_array_add (list, mistakes);
    }
  return step == ANLAN_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

gboolean
anlan_alarms_health (AnlanAlarms *alarms, gint64 from, gint64 to, AnlanAlarmHealth *health, GError **error)
{
  g_return_val_if_fail (alarms != NULL && from < to && health != NULL, FALSE);

  memset (health, 0, sizeof *health);
  health->from = from;
  health->to = to;
  if (!count_spans (alarms, health, error) || !count_severities (alarms, health, error) ||
      !count_false (alarms, health, error))
    return FALSE;
  health->worst = list_counts (alarms, worst_sql, health, error);
  if (health->worst != NULL)
    health->chattering = list_counts (alarms, chattering_sql, health, error);
  if (health->chattering != NULL)
    health->standing = anlan_alarms_select (
        alarms, error, "closed IS NULL AND cleared IS NULL AND NOT test AND last <= ? ORDER BY last", "i",
        to - ANLAN_DAY);
  if (health->standing != NULL)
    health->mistakes = list_mistakes (alarms, health, error);
  if (health->mistakes != NULL)
    return TRUE;
  anlan_alarm_health_clear (health);
  return FALSE;
}
