/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-safety"

#include "inspection-private.h"

#include <string.h>

#include "base/ids.h"
#include "base/time.h"
#include "safety/inspection.h"

/* A batch holds the writer: no more changes than this in one, whole rounds only. */
#define SLICE 200

/* A round that is to be made. */
typedef struct
{
  const AnlanRoundPlan *plan;
  const AnlanStop *stop; /* of a test: its only point; else NULL */
  char *slot;
  char *day;
  const char *turn; /* or NULL */
  char *unit;
  char *person;
  char *opens;
  char *closes;
} Wanted;

/* A shift of a shift pattern. */
typedef struct
{
  const char *turn;
  char letter;
  int from, to; /* columns of the statement */
} Turn;

static const Turn turns[] = { { "day", 'D', 4, 5 }, { "evening", 'E', 6, 7 }, { "night", 'N', 8, 9 } };

/* What is worked out for all plans, on a reader's connection. */
typedef struct
{
  AnlanDb *db;
  GTimeZone *zone;
  gint64 now;
  char *today;
  AnlanHolidays *holidays;
  GPtrArray *plans;  /* AnlanRoundPlan */
  GHashTable *slots; /* set: rounds that are there */
  GPtrArray *wanted; /* Wanted */
  GPtrArray *over;   /* ids of rounds whose time is over */
} Work;

static void
wanted_free (Wanted *wanted)
{
  g_free (wanted->slot);
  g_free (wanted->day);
  g_free (wanted->unit);
  g_free (wanted->person);
  g_free (wanted->opens);
  g_free (wanted->closes);
  g_free (wanted);
}

static void
work_clear (Work *work)
{
  g_free (work->today);
  g_clear_pointer (&work->zone, g_time_zone_unref);
  g_clear_pointer (&work->holidays, g_hash_table_unref);
  g_clear_pointer (&work->wanted, g_ptr_array_unref);
  g_clear_pointer (&work->plans, g_ptr_array_unref);
  g_clear_pointer (&work->slots, g_hash_table_unref);
  g_clear_pointer (&work->over, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

void
anlan_rounds_made_clear (AnlanRoundsMade *made)
{
  g_clear_pointer (&made->refused, g_ptr_array_unref);
}

/* --- what there is ----------------------------------------------------------------------------------------------------- */

static gboolean
read_holidays (Work *work, GError **error)
{
  AnlanStmt *stmt =
      anlan_db_statement (work->db, "SELECT day, type FROM calendar WHERE NOT draft ORDER BY day", error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  work->holidays = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    g_hash_table_insert (work->holidays, g_strdup (anlan_stmt_text (stmt, 0)),
                         g_strdup (anlan_stmt_text (stmt, 1)));
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE;
}

/* Voided rounds too: what somebody took away does not come back. */
static gboolean
read_slots (Work *work, GError **error)
{
  g_autofree char *since = anlan_date_add (work->today, -2 * ANLAN_ROUNDS_BACK);
  AnlanStmt *stmt = anlan_db_statement (
      work->db, "SELECT slot FROM main.k_round WHERE slot IS NOT NULL AND (day >= ?1 OR closes >= ?1)",
      error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, since);
  work->slots = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    g_hash_table_add (work->slots, g_strdup (anlan_stmt_text (stmt, 0)));
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE;
}

static gboolean
read_over (Work *work, GError **error)
{
  g_autofree char *now = anlan_time_format (work->now);
  g_auto (GStrv) ids = anlan_read_texts (
      work->db, "SELECT id FROM round WHERE stage = 'planned' AND closes < ?1 ORDER BY closes", now, error);

  work->over = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    g_ptr_array_add (work->over, g_strdup (ids[i]));
  return ids != NULL;
}

/* --- who goes ------------------------------------------------------------------------------------------------------------- */

/* Whoever is on the roster there for that turn and leads or inspects; leaders last, they have the shift to run. */
static gboolean
find_person (Work *work, const char *unit, const char *day, const char *turn, char **person, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (
      work->db,
      "SELECT r.person FROM roster r JOIN membership m ON m.person = r.person AND m.role IN ('inspector', "
      "'shift-leader')"
      " AND m.since <= r.day AND (m.until IS NULL OR m.until >= r.day)"
      " WHERE r.day = ?1 AND r.turn = ?2 AND r.unit = ?3 ORDER BY m.role, r.person LIMIT 1",
      error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, day);
  anlan_stmt_bind_text (stmt, 2, turn);
  anlan_stmt_bind_text (stmt, 3, unit);
  step = anlan_stmt_step (stmt, error);
  if (step == ANLAN_STEP_ROW)
    *person = g_strdup (anlan_stmt_text (stmt, 0));
  anlan_stmt_reset (stmt);
  return step != ANLAN_STEP_ERROR;
}

/* --- when ------------------------------------------------------------------------------------------------------------------ */

static char *
moment_of (Work *work, const char *day, const char *time)
{
  g_autofree char *wall = g_strconcat (day, " ", time, NULL);

  return anlan_moment_from_text (wall, work->zone);
}

/* From @from to @to on that day, or on the next one where that is not later. */
static void
set_window (Work *work, Wanted *wanted, const char *from, const char *to)
{
  g_autofree char *next = anlan_date_add (wanted->day, 1);

  wanted->opens = moment_of (work, wanted->day, from);
  wanted->closes = moment_of (work, strcmp (to, from) > 0 ? wanted->day : next, to);
}

/* Whether it can be made: its window is one, and it is not there yet. Else it is freed. */
static gboolean
want (Work *work, Wanted *wanted)
{
  if (wanted->opens != NULL && wanted->closes != NULL && strcmp (wanted->opens, wanted->closes) < 0 &&
      g_hash_table_add (work->slots, g_strdup (wanted->slot)))
    {
      g_ptr_array_add (work->wanted, wanted);
      return TRUE;
    }
  wanted_free (wanted);
  return FALSE;
}

static Wanted *
begin_wanted (const AnlanRoundPlan *plan, const char *day, const char *turn)
{
  Wanted *wanted = g_new0 (Wanted, 1);

  wanted->plan = plan;
  wanted->day = g_strdup (day);
  wanted->turn = turn;
  wanted->slot =
      turn != NULL ? g_strjoin (" ", plan->id, day, turn, NULL) : g_strjoin (" ", plan->id, day, NULL);
  wanted->unit = g_strdup (plan->unit);
  wanted->person = g_strdup (plan->person);
  return wanted;
}

static gboolean
want_day (Work *work, const AnlanRoundPlan *plan, const char *day, GError **error)
{
  Wanted *wanted = begin_wanted (plan, day, NULL);

  set_window (work, wanted, plan->from, plan->to);
  return !want (work, wanted) || wanted->person != NULL || wanted->unit == NULL ||
         find_person (work, wanted->unit, day, "day", &wanted->person, error);
}

/* A shift's round belongs to the crew that has it. */
static gboolean
want_turn (Work *work,
           const AnlanRoundPlan *plan,
           AnlanStmt *stmt,
           const Turn *turn,
           const char *crew,
           const char *day,
           GError **error)
{
  const char *from = anlan_stmt_text (stmt, turn->from), *to = anlan_stmt_text (stmt, turn->to);
  Wanted *wanted;

  if (from == NULL || to == NULL)
    return TRUE;
  wanted = begin_wanted (plan, day, turn->turn);
  if (crew != NULL)
    {
      g_free (wanted->unit);
      wanted->unit = g_strdup (crew);
    }
  set_window (work, wanted, from, to);
  return !want (work, wanted) || wanted->person != NULL || wanted->unit == NULL ||
         find_person (work, wanted->unit, day, turn->turn, &wanted->person, error);
}

static gboolean
want_turns (Work *work, const AnlanRoundPlan *plan, AnlanStmt *stmt, const char *day, GError **error)
{
  g_auto (GStrv) crews = anlan_stmt_items (stmt, 3);
  const char *cycle = anlan_stmt_text (stmt, 0), *start = anlan_stmt_text (stmt, 1);
  int lag = (int)anlan_stmt_integer (stmt, 2);
  guint n = MAX (1, g_strv_length (crews));

  for (guint i = 0; i < G_N_ELEMENTS (turns); i++)
    for (guint crew = 0; crew < n; crew++)
      if (anlan_shift_letter (cycle, start, lag, crew, day) == turns[i].letter)
        {
          if (!want_turn (work, plan, stmt, &turns[i], crews[0] != NULL ? crews[crew] : NULL, day, error))
            return FALSE;
          break;
        }
  return TRUE;
}

/* The days of a plan of shifts, from @first to @last. */
static gboolean
want_shifts (Work *work, const AnlanRoundPlan *plan, const char *first, int n, GError **error)
{
  g_autoptr (AnlanStmt) stmt = anlan_db_prepare (
      work->db,
      "SELECT cycle, start, lag, crews, day_from, day_to, evening_from, evening_to, night_from, night_to"
      " FROM shift WHERE id = ?1",
      error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, plan->shift);
  step = anlan_stmt_step (stmt, error);
  for (int i = 0; step == ANLAN_STEP_ROW && i <= n; i++)
    {
      g_autofree char *day = anlan_date_add (first, i);

      if (anlan_round_days_has (&plan->days, work->holidays, day) &&
          !want_turns (work, plan, stmt, day, error))
        return FALSE;
    }
  return step != ANLAN_STEP_ERROR;
}

/* So many hours before the day of the test begins, or today where that is over already; until the test. */
static gboolean
want_tests (Work *work, const AnlanRoundPlan *plan, GError **error)
{
  g_autofree char *last = anlan_date_add (work->today, plan->ahead);

  for (guint i = 0; i < plan->stops->len; i++)
    {
      const AnlanStop *stop = g_ptr_array_index (plan->stops, i);
      g_autofree char *day = NULL;
      Wanted *wanted;

      if (stop->test == NULL || stop->equipment == NULL || strcmp (stop->test, work->today) <= 0)
        continue;
      day = anlan_date_add (stop->test, -((plan->lead + 23) / 24));
      if (strcmp (day, work->today) < 0)
        {
          g_free (day);
          day = g_strdup (work->today);
        }
      if (strcmp (day, last) > 0 || (plan->until != NULL && strcmp (day, plan->until) > 0))
        continue;
      wanted = begin_wanted (plan, day, NULL);
      wanted->stop = stop;
      g_free (wanted->slot);
      wanted->slot = g_strjoin (" ", plan->id, stop->equipment, stop->test, NULL);
      wanted->opens = moment_of (work, day, "00:00");
      wanted->closes = moment_of (work, stop->test, "00:00");
      want (work, wanted);
    }
  return TRUE;
}

static gboolean
want_plan (Work *work, const AnlanRoundPlan *plan, GError **error)
{
  g_autofree char *back = anlan_date_add (work->today, -ANLAN_ROUNDS_BACK);
  const char *first = strcmp (plan->begins, back) > 0 ? plan->begins : back;
  int n = anlan_date_diff (first, work->today) + plan->ahead;

  if (plan->days.pattern == ANLAN_ROUNDS_TEST)
    return want_tests (work, plan, error);
  if (plan->days.pattern == ANLAN_ROUNDS_SHIFT)
    return plan->shift == NULL || want_shifts (work, plan, first, n, error);
  for (int i = 0; i <= n; i++)
    {
      g_autofree char *day = anlan_date_add (first, i);

      if (anlan_round_days_has (&plan->days, work->holidays, day) && !want_day (work, plan, day, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
find_wanted (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Work *work = data;

  work->db = db;
  work->wanted = g_ptr_array_new_with_free_func ((GDestroyNotify)wanted_free);
  work->plans = anlan_round_plans_load (db, work->today, work->zone, error);
  if (work->plans == NULL || !read_holidays (work, error) || !read_slots (work, error))
    return FALSE;
  for (guint i = 0; i < work->plans->len; i++)
    if (!want_plan (work, g_ptr_array_index (work->plans, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
find_over (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Work *work = data;

  work->db = db;
  return read_over (work, error);
}

/* --- changes ---------------------------------------------------------------------------------------------------------------- */

static void
set_list (AnlanChange *change, const char *field, char **items)
{
  AnlanValue value = ANLAN_VALUE_INIT;

  anlan_value_set_items (&value, (const char *const *)items);
  anlan_change_take (change, field, &value);
}

static void
add_point (GPtrArray *changes, const Wanted *wanted, const char *round, const AnlanStop *stop, guint rank)
{
  AnlanChange *change = anlan_change_new (ANLAN_OP_CREATE, "roundpoint", NULL);
  g_autofree char **asked = anlan_round_plan_asked_at (wanted->plan, stop);

  anlan_change_set_text (change, "round", round);
  anlan_change_set_integer (change, "rank", rank);
  if (stop->zone != NULL)
    anlan_change_set_text (change, "zone", stop->zone);
  if (stop->equipment != NULL)
    anlan_change_set_text (change, "equipment", stop->equipment);
  if (stop->riskpoint != NULL)
    anlan_change_set_text (change, "riskpoint", stop->riskpoint);
  if (asked[0] != NULL)
    set_list (change, "checklists", asked);
  g_ptr_array_add (changes, change);
}

static void
add_round (GPtrArray *changes, const Wanted *wanted, gint64 now)
{
  g_autofree char *id = anlan_uuid_new (now);
  AnlanChange *change = anlan_change_new (ANLAN_OP_CREATE, "round", id);

  anlan_change_set_text (change, "plan", wanted->plan->id);
  anlan_change_set_text (change, "day", wanted->day);
  anlan_change_set_text (change, "slot", wanted->slot);
  anlan_change_set_text (change, "opens", wanted->opens);
  anlan_change_set_text (change, "closes", wanted->closes);
  if (wanted->turn != NULL)
    anlan_change_set_text (change, "turn", wanted->turn);
  if (wanted->unit != NULL)
    anlan_change_set_text (change, "unit", wanted->unit);
  if (wanted->person != NULL)
    anlan_change_set_text (change, "person", wanted->person);
  g_ptr_array_add (changes, change);
  if (wanted->stop != NULL)
    add_point (changes, wanted, id, wanted->stop, 1);
  else
    for (guint i = 0; i < wanted->plan->stops->len; i++)
      add_point (changes, wanted, id, g_ptr_array_index (wanted->plan->stops, i), i + 1);
}

/* Applies and empties @changes. @counted: how many of those of @kind stand. */
static gboolean
write_slice (AnlanPlant *plant,
             GPtrArray *changes,
             const char *kind,
             guint *counted,
             GPtrArray *sentences,
             GError **error)
{
  g_autoptr (GPtrArray) refused = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *batch = NULL;

  if (changes->len == 0)
    return TRUE;
  for (guint i = 0; i < changes->len; i++)
    ((AnlanChange *)g_ptr_array_index (changes, i))->unasked = TRUE;
  batch = anlan_plant_apply_good (plant, changes, NULL, refused, error);
  for (guint i = 0; batch != NULL && i < changes->len; i++)
    {
      const AnlanChange *change = g_ptr_array_index (changes, i);
      const char *why = g_ptr_array_index (refused, i);

      if (strcmp (change->kind, kind) != 0)
        continue;
      if (why == NULL)
        (*counted)++;
      else
        g_ptr_array_add (sentences, g_strdup (why));
    }
  g_ptr_array_set_size (changes, 0);
  return batch != NULL;
}

static gboolean
write_rounds (AnlanPlant *plant, Work *work, GCancellable *cancellable, AnlanRoundsMade *made, GError **error)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_change_unref);

  for (guint i = 0; i < work->wanted->len; i++)
    {
      add_round (changes, g_ptr_array_index (work->wanted, i), work->now);
      if (changes->len < SLICE && i + 1 < work->wanted->len)
        continue;
      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !write_slice (plant, changes, "round", &made->made, made->refused, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_missed (AnlanPlant *plant, Work *work, GCancellable *cancellable, AnlanRoundsMade *made, GError **error)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_change_unref);

  for (guint i = 0; i < work->over->len; i++)
    {
      AnlanChange *change = anlan_change_new (ANLAN_OP_STEP, "round", g_ptr_array_index (work->over, i));

      change->step = g_strdup ("miss");
      g_ptr_array_add (changes, change);
      if (changes->len < SLICE && i + 1 < work->over->len)
        continue;
      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !write_slice (plant, changes, "round", &made->missed, made->refused, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
anlan_rounds_make (AnlanPlant *plant, GCancellable *cancellable, AnlanRoundsMade *made, GError **error)
{
  AnlanStore *store = anlan_plant_get_store (plant);
  g_auto (Work) work = { .zone = anlan_plant_ref_zone (plant), .now = anlan_plant_now (plant) };

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && made != NULL, FALSE);

  *made = (AnlanRoundsMade){ .refused = g_ptr_array_new_with_free_func (g_free) };
  work.today = anlan_plant_day (work.now, work.zone, 0);
  return anlan_store_read (store, find_wanted, &work, error) &&
         write_rounds (plant, &work, cancellable, made, error) &&
         anlan_store_read (store, find_over, &work, error) &&
         write_missed (plant, &work, cancellable, made, error);
}
