/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "context.h"

#include <string.h>

#include "base/geometry.h"
#include "base/hash.h"
#include "base/time.h"

/* Lowest first; the place is the rank. */
static const char *const colours[] = { NULL, "blue", "yellow", "orange", "red" };

static AnlanContext *
context_of (AnlanSqlCall *call)
{
  return anlan_context_get (anlan_sql_call_db (call));
}

static void
now_cb (AnlanSqlCall *call, gpointer data)
{
  anlan_sql_return_take (call, anlan_time_format (anlan_context_now (context_of (call))));
}

static void
today_cb (AnlanSqlCall *call, gpointer data)
{
  AnlanContext *context = context_of (call);

  anlan_sql_return_take (
      call, anlan_plant_day (anlan_context_now (context), context->facts->zone, context->facts->day_start));
}

/* The last second of a plant's day, as a moment: until when something is due that is due on a date. */
static void
day_end_cb (AnlanSqlCall *call, gpointer data)
{
  AnlanContext *context = context_of (call);
  const char *date = anlan_sql_call_text (call, 0);
  g_autofree char *next = NULL;
  g_autofree char *wall = NULL;
  g_autofree char *moment = NULL;
  gint64 ms;

  if (date == NULL || !anlan_date_valid (date))
    {
      anlan_sql_return_null (call);
      return;
    }
  next = anlan_date_add (date, 1);
  wall =
      g_strdup_printf ("%s %02d:%02d", next, context->facts->day_start / 60, context->facts->day_start % 60);
  moment = anlan_moment_from_text (wall, context->facts->zone);
  if (moment != NULL && anlan_time_parse (moment, &ms))
    anlan_sql_return_take (call, anlan_time_format (ms - ANLAN_SECOND));
  else
    anlan_sql_return_null (call);
}

static void
actor_cb (AnlanSqlCall *call, gpointer data)
{
  anlan_sql_return_text (call, anlan_context_person (context_of (call)));
}

/* Old ledgers lack what a report of today must say. */
static void
imported_cb (AnlanSqlCall *call, gpointer data)
{
  anlan_sql_return_integer (call, context_of (call)->imported);
}

/* A number from 0 to below 1 that belongs to a text for good: who is drawn by sample can be checked by anybody and
 * chosen by nobody. */
static void
share_cb (AnlanSqlCall *call, gpointer data)
{
  const char *text = anlan_sql_call_text (call, 0);
  char hash[ANLAN_SHA256_HEX + 1];

  if (text == NULL)
    {
      anlan_sql_return_null (call);
      return;
    }
  anlan_sha256_text (text, -1, hash);
  hash[8] = '\0';
  anlan_sql_return_real (call, (double)g_ascii_strtoull (hash, NULL, 16) / 4294967296.0);
}

static void
setting_cb (AnlanSqlCall *call, gpointer data)
{
  const char *key = anlan_sql_call_text (call, 0);

  anlan_sql_return_text (call,
                         key != NULL ? g_hash_table_lookup (context_of (call)->facts->settings, key) : NULL);
}

static void
colour_rank_cb (AnlanSqlCall *call, gpointer data)
{
  const char *colour = anlan_sql_call_text (call, 0);

  for (guint i = 1; colour != NULL && i < G_N_ELEMENTS (colours); i++)
    if (strcmp (colour, colours[i]) == 0)
      {
        anlan_sql_return_integer (call, i);
        return;
      }
  anlan_sql_return_null (call);
}

static void
colour_of_cb (AnlanSqlCall *call, gpointer data)
{
  gint64 rank = anlan_sql_call_is_null (call, 0) ? 0 : anlan_sql_call_integer (call, 0);

  anlan_sql_return_text (call, rank > 0 && rank < (gint64)G_N_ELEMENTS (colours) ? colours[rank] : NULL);
}

/* Without accounts whoever sits at the desk acts for everybody, as for the roles of steps; papers say so. */
static void
has_role_cb (AnlanSqlCall *call, gpointer data)
{
  AnlanContext *context = context_of (call);
  const char *roles[] = { anlan_sql_call_text (call, 0), NULL };
  const char *unit = anlan_sql_call_text (call, 1);
  const char *person = anlan_context_person (context);
  const char *accounts = g_hash_table_lookup (context->facts->settings, "accounts");
  g_autoptr (GError) error = NULL;
  gboolean has = g_strcmp0 (accounts, "on") != 0;

  if (!has && person != NULL && roles[0] != NULL &&
      !anlan_person_has_role (context, person, roles, unit, &has, &error))
    anlan_sql_return_error (call, error->message);
  else
    anlan_sql_return_integer (call, has);
}

/* distance_m(place, place): metres between two places, 0 where they overlap; null where one is none. */
static void
distance_cb (AnlanSqlCall *call, gpointer data)
{
  const char *from = anlan_sql_call_text (call, 0), *to = anlan_sql_call_text (call, 1);
  g_autoptr (AnlanShape) a = from != NULL ? anlan_shape_parse (from, -1, NULL) : NULL;
  g_autoptr (AnlanShape) b = to != NULL ? anlan_shape_parse (to, -1, NULL) : NULL;
  double metres = a != NULL && b != NULL ? anlan_shape_distance_m (a, b, NULL) : -1;

  if (metres < 0)
    anlan_sql_return_null (call);
  else
    anlan_sql_return_real (call, metres);
}

gboolean
anlan_functions_add (AnlanContext *context, GError **error)
{
  static const struct
  {
    const char *name;
    int n_args;
    AnlanFunctionFlags flags;
    AnlanSqlFunction func;
  } functions[] = {
    { "now", 0, ANLAN_FUNCTION_TIMED, now_cb },
    { "today", 0, ANLAN_FUNCTION_TIMED, today_cb },
    { "actor", 0, ANLAN_FUNCTION_TIMED, actor_cb },
    { "day_end", 1, ANLAN_FUNCTION_READS, day_end_cb },
    { "imported", 0, ANLAN_FUNCTION_TIMED, imported_cb },
    { "share", 1, ANLAN_FUNCTION_DETERMINISTIC, share_cb },
    { "setting", 1, ANLAN_FUNCTION_NONE, setting_cb }, /* a changed setting recomputes what names it */
    { "colour_rank", 1, ANLAN_FUNCTION_DETERMINISTIC, colour_rank_cb },
    { "colour_of", 1, ANLAN_FUNCTION_DETERMINISTIC, colour_of_cb },
    { "distance_m", 2, ANLAN_FUNCTION_DETERMINISTIC, distance_cb },
    { "has_role", 2, ANLAN_FUNCTION_TIMED, has_role_cb },
  };

  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    if (!anlan_db_add_function (context->db, functions[i].name, functions[i].n_args, functions[i].flags,
                                functions[i].func, NULL, NULL, error))
      return FALSE;
  return anlan_functions_add_people (context, error);
}

/* Who leads a unit is said with the unit: head, and deputy, have the role that goes with its type. A membership says it
 * only where the unit names no head, and for roles that several may have. Both end when the unit does. */
#define ROLE_OF(u)                                                                                           \
  "CASE " u ".type WHEN 'firm' THEN 'head' WHEN 'team' THEN 'shift-leader' ELSE 'workshop-head' END"
#define STANDS(u) u ".voided = 0 AND " u ".draft = 0 AND (" u ".closed IS NULL OR " u ".closed > ?4)"
#define IN_FORCE                                                                                             \
  "m.voided = 0 AND m.draft = 0 AND (m.since IS NULL OR m.since <= ?4) AND (m.until IS NULL OR m.until >= "  \
  "?4)"                                                                                                      \
  " AND m.rid < coalesce ((SELECT first FROM pending WHERE kind = 'membership'), 9223372036854775807)"

/* A role held for a unit holds for the units below it. */
static gboolean
holds_role (AnlanContext *context,
            const char *person,
            const char *role,
            const char *unit,
            gboolean *has,
            GError **error)
{
  static const char sql[] =
      "WITH RECURSIVE up(id, depth) AS (SELECT ?3, 0 UNION"
      " SELECT u.parent, up.depth + 1 FROM k_unit u JOIN up ON u.id = up.id"
      " WHERE u.parent IS NOT NULL AND up.depth < 20)"
      " SELECT 1 FROM k_unit u WHERE (u.head = ?1 OR u.deputy = ?1) AND " STANDS (
          "u") " AND (?3 IS NULL OR u.id IN (SELECT id FROM up))"
               " AND ?2 = CASE WHEN u.type = 'firm' AND u.head IS NOT ?1 THEN 'deputy' ELSE " ROLE_OF (
                   "u") " END"
                        " UNION ALL SELECT 1 FROM k_membership m LEFT JOIN k_unit u ON u.id = m.unit"
                        " WHERE m.person = ?1 AND m.role = ?2 AND " IN_FORCE
                        " AND (?3 IS NULL OR m.unit IS NULL OR m.unit IN (SELECT id FROM up))"
                        " AND (u.id IS NULL OR (" STANDS (
                            "u") " AND NOT (u.head IS NOT NULL AND u.head <> ?1 AND"
                                 " u.deputy IS NOT ?1 AND ?2 = " ROLE_OF ("u") "))) LIMIT 1";
  AnlanStmt *stmt = anlan_db_statement (context->db, sql, error);
  g_autofree char *today = NULL;
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  today = anlan_plant_day (anlan_context_now (context), context->facts->zone, context->facts->day_start);
  anlan_stmt_bind_text (stmt, 1, person);
  anlan_stmt_bind_text (stmt, 2, role);
  anlan_stmt_bind_text (stmt, 3, unit);
  anlan_stmt_bind_text (stmt, 4, today);
  step = anlan_stmt_step (stmt, error);
  anlan_stmt_reset (stmt);
  *has = step == ANLAN_STEP_ROW;
  return step != ANLAN_STEP_ERROR;
}

gboolean
anlan_person_has_role (AnlanContext *context,
                       const char *person,
                       const char *const *roles,
                       const char *unit,
                       gboolean *has,
                       GError **error)
{
  *has = FALSE;
  for (guint i = 0; roles[i] != NULL && !*has; i++)
    if (!holds_role (context, person, roles[i], unit, has, error))
      return FALSE;
  return TRUE;
}

/* Somebody with an account that can be used, other than whom it is asked about, may be the only one there is. */
gboolean
anlan_person_may_manage (AnlanContext *context, const char *person, gboolean *may, GError **error)
{
  static const char *const roles[] = { "head", "deputy", "safety-manager", NULL };
  const char *accounts = g_hash_table_lookup (context->facts->settings, "accounts");
  g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func (g_free);
  gboolean any = FALSE;
  AnlanStmt *stmt;
  AnlanStep step;

  *may = g_strcmp0 (accounts, "on") != 0;
  if (*may)
    return TRUE;
  stmt = anlan_db_statement (context->db, "SELECT person FROM account WHERE disabled = 0", error);
  if (stmt == NULL)
    return FALSE;
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    g_ptr_array_add (people, g_strdup (anlan_stmt_text (stmt, 0)));
  anlan_stmt_reset (stmt);
  if (step == ANLAN_STEP_ERROR)
    return FALSE;
  for (guint i = 0; i < people->len && !*may; i++)
    {
      const char *id = g_ptr_array_index (people, i);
      gboolean has;

      if (!anlan_person_has_role (context, id, roles, NULL, &has, error))
        return FALSE;
      any = any || has;
      *may = has && g_strcmp0 (id, person) == 0;
    }
  *may = *may || !any;
  return TRUE;
}
