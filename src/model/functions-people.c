/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "context.h"

#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "base/worktime.h"

/* Who answers for what: holders of roles, superiors, who stands in for whom, and deadlines in working hours. */

/* Units from the one asked for up to the firm; without one, the firm itself. One that has ended is followed by who took
 * over. */
#define UPWARDS                                                                                              \
  "WITH RECURSIVE up(id, depth) AS (SELECT id, 0 FROM k_unit WHERE id = ?1 OR (?1 IS NULL AND"               \
  " parent IS NULL AND voided = 0 AND draft = 0)"                                                            \
  " UNION SELECT iif (u.closed <= ?3, coalesce (u.merged_into, u.parent), u.parent), up.depth + 1"           \
  " FROM k_unit u JOIN up ON u.id = up.id WHERE up.depth < 20)"

/* A unit that is in use on the day ?3. */
#define IN_USE "u.voided = 0 AND u.draft = 0 AND (u.closed IS NULL OR u.closed > ?3)"

/* A person who still works here then. */
#define HERE                                                                                                 \
  "JOIN k_person p ON p.id = c.person WHERE p.voided = 0 AND p.draft = 0 AND p.state IS NOT 'left'"          \
  " AND (p.left_on IS NULL OR p.left_on >= ?3)"

/* Absences that hand on to somebody who is away too are followed so far. */
#define MOST_DELEGATES 8

static AnlanContext *
context_of (AnlanSqlCall *call)
{
  return anlan_context_get (anlan_sql_call_db (call));
}

/* The first column of the first row, or NULL; ?3 is the plant's day. */
static gboolean
ask (AnlanContext *context,
     const char *sql,
     const char *first,
     const char *second,
     char **answer,
     GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (context->db, sql, error);
  g_autofree char *today = NULL;
  AnlanStep step;

  *answer = NULL;
  if (stmt == NULL)
    return FALSE;
  today = anlan_plant_day (anlan_context_now (context), context->facts->zone, context->facts->day_start);
  anlan_stmt_bind_text (stmt, 1, first);
  anlan_stmt_bind_text (stmt, 2, second);
  anlan_stmt_bind_text (stmt, 3, today);
  step = anlan_stmt_step (stmt, error);
  if (step == ANLAN_STEP_ROW)
    *answer = g_strdup (anlan_stmt_text (stmt, 0));
  anlan_stmt_reset (stmt);
  return step != ANLAN_STEP_ERROR;
}

static void
give (AnlanSqlCall *call, gboolean ok, char *answer, GError *error)
{
  if (ok)
    anlan_sql_return_take (call, answer);
  else
    anlan_sql_return_error (call, error->message);
}

/* --- roles ---------------------------------------------------------------------------------------------------- */

/* Whoever leads the nearest unit, the unit itself or one above, that is large enough for the role: a team leader does not
 * stand for a workshop head, nor a workshop head for the deputy of the firm. */
static const char leader[] =
    UPWARDS " SELECT c.person FROM (SELECT coalesce (u.head, u.deputy) AS person, up.depth AS depth FROM up"
            " JOIN k_unit u ON u.id = up.id WHERE " IN_USE " AND (?2 IN ('leader', 'shift-leader')"
            " OR u.type <> 'team') AND (?2 NOT IN ('head', 'deputy', 'safety-manager') OR u.type = 'firm'"
            " OR u.parent IS NULL)) c " HERE " ORDER BY c.depth, c.person LIMIT 1";

gboolean
anlan_role_holder (AnlanContext *context, const char *role, const char *unit, char **person, GError **error)
{
  /* Who leads a unit has the role that goes with its type, as in anlan_person_has_role(), and comes before those who
   * have it by a membership; the deputy of a unit below the firm comes last. */
  static const char holder[] = UPWARDS
      " SELECT c.person FROM (SELECT u.head AS person, up.depth AS depth, 0 AS rank, '' AS since FROM up"
      " JOIN k_unit u ON u.id = up.id WHERE " IN_USE " AND ?2 = CASE u.type WHEN 'firm' THEN 'head'"
      " WHEN 'team' THEN 'shift-leader' ELSE 'workshop-head' END UNION ALL"
      " SELECT u.deputy, up.depth, iif (u.type = 'firm', 0, 2), '' FROM up JOIN k_unit u ON u.id = up.id"
      " WHERE " IN_USE " AND ?2 = CASE u.type WHEN 'firm' THEN 'deputy' WHEN 'team' THEN 'shift-leader'"
      " ELSE 'workshop-head' END UNION ALL"
      " SELECT m.person, up.depth, 1, coalesce (m.since, '') FROM up JOIN k_membership m ON m.unit = up.id"
      " WHERE m.role = ?2 AND m.voided = 0 AND m.draft = 0 AND (m.since IS NULL OR m.since <= ?3)"
      " AND (m.until IS NULL OR m.until >= ?3)) c " HERE
      " ORDER BY c.depth, c.rank, c.since, c.person LIMIT 1";
  return ask (context, holder, unit, role, person, error) &&
         (*person != NULL || ask (context, leader, unit, role, person, error));
}

gboolean
anlan_unit_leader (AnlanContext *context, const char *unit, char **person, GError **error)
{
  return ask (context, leader, unit, "leader", person, error);
}

static void
role_holder_cb (AnlanSqlCall *call, gpointer data)
{
  g_autoptr (GError) error = NULL;
  char *person = NULL;
  gboolean ok = anlan_role_holder (context_of (call), anlan_sql_call_text (call, 0),
                                   anlan_sql_call_text (call, 1), &person, &error);

  give (call, ok, person, error);
}

gboolean
anlan_superior (AnlanContext *context, const char *whose, char **person, GError **error)
{
  /* Of a unit it is whoever its head answers to. */
  static const char sql[] =
      "WITH RECURSIVE me(person, unit) AS (SELECT u.head, u.id FROM k_unit u WHERE u.id = ?1 UNION ALL"
      " SELECT p.id, coalesce ((SELECT u.id FROM k_unit u WHERE u.head = p.id AND u.voided = 0 AND u.draft = "
      "0"
      " AND (u.closed IS NULL OR u.closed > ?3) ORDER BY u.type = 'firm' DESC, u.rid LIMIT 1), p.unit,"
      " (SELECT u.id FROM k_unit u WHERE u.deputy = p.id AND u.voided = 0 AND u.draft = 0"
      " AND (u.closed IS NULL OR u.closed > ?3) ORDER BY u.rid LIMIT 1),"
      " (SELECT m.unit FROM k_membership m WHERE m.person = p.id AND m.voided = 0 AND m.draft = 0 AND (m.since IS NULL OR "
      "m.since <= ?3)"
      " AND (m.until IS NULL OR m.until >= ?3) ORDER BY m.rid LIMIT 1)) FROM k_person p WHERE p.id = ?1),"
      " up(id, depth) AS (SELECT unit, 0 FROM me UNION SELECT u.parent, up.depth + 1 FROM k_unit u"
      " JOIN up ON u.id = up.id WHERE u.parent IS NOT NULL AND up.depth < 20)"
      " SELECT c.person FROM (SELECT u.head AS person, up.depth AS depth FROM up JOIN k_unit u ON u.id = "
      "up.id"
      " WHERE " IN_USE " AND ?2 IS NULL AND u.head IS NOT (SELECT person FROM me LIMIT 1)) c " HERE
      " ORDER BY c.depth LIMIT 1";

  return ask (context, sql, whose, NULL, person, error);
}

static void
superior_cb (AnlanSqlCall *call, gpointer data)
{
  g_autoptr (GError) error = NULL;
  char *person = NULL;
  gboolean ok = anlan_superior (context_of (call), anlan_sql_call_text (call, 0), &person, &error);

  give (call, ok, person, error);
}

/* --- absences --------------------------------------------------------------------------------------------------- */

gboolean
anlan_stand_in (AnlanContext *context, const char *person, const char *at, char **who, GError **error)
{
  static const char sql[] = "SELECT a.delegate FROM k_absence a WHERE a.person = ?1 AND a.since <= ?2 AND "
                            "a.until > ?2 AND a.voided = 0"
                            " AND a.draft = 0 AND ?3 IS NOT NULL ORDER BY a.since DESC, a.rid DESC LIMIT 1";

  *who = g_strdup (person);
  for (guint i = 0; *who != NULL && i < MOST_DELEGATES; i++)
    {
      char *delegate;

      if (!ask (context, sql, *who, at, &delegate, error))
        return FALSE;
      /* Two who stand in for each other are both away: it stays with the first. */
      if (delegate == NULL || g_strcmp0 (delegate, person) == 0)
        {
          g_free (delegate);
          break;
        }
      g_free (*who);
      *who = delegate;
    }
  return TRUE;
}

static void
stand_in_cb (AnlanSqlCall *call, gpointer data)
{
  g_autoptr (GError) error = NULL;
  char *who = NULL;
  gboolean ok = anlan_stand_in (context_of (call), anlan_sql_call_text (call, 0),
                                anlan_sql_call_text (call, 1), &who, &error);

  give (call, ok, who, error);
}

/* --- deadlines ---------------------------------------------------------------------------------------------------- */

/* "08:00-12:00 13:30-17:30". */
static GArray *
read_spans (const char *text)
{
  g_auto (GStrv) parts = g_strsplit_set (text, " ,", -1);
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (AnlanSpan));
  int last = 0;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      int h1, m1, h2, m2;
      AnlanSpan span;

      if (sscanf (parts[i], "%d:%d-%d:%d", &h1, &m1, &h2, &m2) != 4)
        continue;
      span.start = h1 * 60 + m1;
      span.end = h2 * 60 + m2;
      if (span.start < last || span.end <= span.start || span.end > 1440)
        continue;
      g_array_append_val (spans, span);
      last = span.end;
    }
  return spans;
}

static GArray *
working_hours (AnlanContext *context)
{
  static const AnlanSpan usual[] = { { 480, 720 }, { 810, 1050 } };
  const char *text = g_hash_table_lookup (context->facts->settings, "work-hours");
  GArray *spans = read_spans (text != NULL ? text : "");

  if (spans->len == 0)
    g_array_append_vals (spans, usual, G_N_ELEMENTS (usual));
  return spans;
}

/* The week, unless the plant's calendar says otherwise of the day. */
static gboolean
is_workday (const char *date, gpointer data)
{
  static const char sql[] =
      "SELECT type FROM k_calendar WHERE day = ?1 AND voided = 0 AND draft = 0 AND type <> 'special'"
      " AND ?2 IS NULL AND ?3 IS NOT NULL";
  g_autofree char *type = NULL;
  g_autoptr (GError) error = NULL;

  if (!ask (data, sql, date, NULL, &type, &error))
    g_debug ("the calendar cannot be read: %s", error->message);
  if (type != NULL)
    return strcmp (type, "holiday") != 0;
  return anlan_date_weekday (date) <= 5;
}

/* deadline (from, hours, 'clock' or 'working'): a moment. */
static void
deadline_cb (AnlanSqlCall *call, gpointer data)
{
  AnlanContext *context = context_of (call);
  const char *from = anlan_sql_call_text (call, 0);
  g_autoptr (GArray) spans = NULL;
  AnlanWorkWeek week;
  gint64 ms, span;

  if (from == NULL || anlan_sql_call_is_null (call, 1) || !anlan_time_parse (from, &ms))
    {
      anlan_sql_return_null (call);
      return;
    }
  span = (gint64)(anlan_sql_call_real (call, 1) * ANLAN_HOUR);
  if (g_strcmp0 (anlan_sql_call_text (call, 2), "working") == 0)
    {
      spans = working_hours (context);
      week = (AnlanWorkWeek){ (const AnlanSpan *)spans->data, spans->len, is_workday, context,
                              context->facts->zone };
      ms = anlan_worktime_add (&week, ms, span);
    }
  else
    ms += span;
  if (ms == G_MININT64)
    anlan_sql_return_null (call);
  else
    anlan_sql_return_take (call, anlan_time_format (ms));
}

gboolean
anlan_functions_add_people (AnlanContext *context, GError **error)
{
  static const struct
  {
    const char *name;
    int n_args;
    AnlanSqlFunction func;
  } functions[] = {
    { "role_holder", 2, role_holder_cb },
    { "superior", 1, superior_cb },
    { "stand_in", 2, stand_in_cb },
    { "deadline", 3, deadline_cb },
  };

  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    if (!anlan_db_add_function (context->db, functions[i].name, functions[i].n_args, ANLAN_FUNCTION_TIMED,
                                functions[i].func, NULL, NULL, error))
      return FALSE;
  return TRUE;
}
