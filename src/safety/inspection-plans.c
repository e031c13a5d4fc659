/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-safety"

#include "inspection-private.h"

#include <math.h>
#include <string.h>

#include "base/shape.h"
#include "base/time.h"
#include "safety/route.h"

/* --- small readers ---------------------------------------------------------------------------------------------------- */

char **
anlan_stmt_items (AnlanStmt *stmt, int i)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  anlan_stmt_value (stmt, i, &value);
  return anlan_value_get_items (&value);
}

char **
anlan_read_texts (AnlanDb *db, const char *sql, const char *parameter, GError **error)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  AnlanStmt *stmt = anlan_db_statement (db, sql, error);
  AnlanStep step;

  if (stmt == NULL)
    return NULL;
  if (parameter != NULL)
    anlan_stmt_bind_text (stmt, 1, parameter);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    g_ptr_array_add (texts, g_strdup (anlan_stmt_text (stmt, 0)));
  anlan_stmt_reset (stmt);
  if (step == ANLAN_STEP_ERROR)
    return NULL;
  g_ptr_array_add (texts, NULL);
  return (char **)g_ptr_array_steal (texts, NULL);
}

/* Where the shape in column @i stands on the map; NAN if it has none. */
static AnlanLonLat
read_place (AnlanStmt *stmt, int i)
{
  const char *text = anlan_stmt_text (stmt, i);
  g_autoptr (AnlanShape) shape = text != NULL ? anlan_shape_parse (text, -1, NULL) : NULL;

  return shape != NULL ? anlan_shape_get_label (shape) : (AnlanLonLat){ NAN, NAN };
}

/* --- stops -------------------------------------------------------------------------------------------------------------- */

static void
stop_free (AnlanStop *stop)
{
  g_free (stop->zone);
  g_free (stop->equipment);
  g_free (stop->riskpoint);
  g_free (stop->type);
  g_free (stop->letter);
  g_free (stop->test);
  g_free (stop);
}

/* What is not on the map itself lies in the middle of its zone. */
static const char zone_stop[] =
    "SELECT z.id, NULL, NULL, NULL, z.inspection_class, NULL, z.area, NULL FROM zone z"
    " WHERE z.id = ?1 AND NOT z.draft";
static const char equipment_stop[] =
    "SELECT e.zone, e.id, NULL, e.type, z.inspection_class, e.next_test, e.place, z.area FROM equipment e"
    " LEFT JOIN zone z ON z.id = e.zone WHERE e.id = ?1 AND NOT e.draft AND e.state <> 'scrapped'";
static const char riskpoint_stop[] =
    "SELECT coalesce(p.zone, e.zone), p.equipment, p.id, e.type, z.inspection_class, e.next_test,"
    " coalesce(p.place, e.place), z.area FROM riskpoint p LEFT JOIN equipment e ON e.id = p.equipment"
    " LEFT JOIN zone z ON z.id = coalesce(p.zone, e.zone) WHERE p.id = ?1 AND NOT p.draft";

/* What is gone or taken out of use gives no stop. */
static gboolean
add_stop (AnlanDb *db, const char *sql, const char *id, GPtrArray *stops, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (db, sql, error);
  AnlanStop *stop;
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, id);
  step = anlan_stmt_step (stmt, error);
  if (step == ANLAN_STEP_ROW)
    {
      stop = g_new0 (AnlanStop, 1);
      stop->zone = g_strdup (anlan_stmt_text (stmt, 0));
      stop->equipment = g_strdup (anlan_stmt_text (stmt, 1));
      stop->riskpoint = g_strdup (anlan_stmt_text (stmt, 2));
      stop->type = g_strdup (anlan_stmt_text (stmt, 3));
      stop->letter = g_strdup (anlan_stmt_text (stmt, 4));
      stop->test = g_strdup (anlan_stmt_text (stmt, 5));
      stop->place = read_place (stmt, 6);
      if (isnan (stop->place.lon))
        stop->place = read_place (stmt, 7);
      g_ptr_array_add (stops, stop);
    }
  anlan_stmt_reset (stmt);
  return step != ANLAN_STEP_ERROR;
}

static gboolean
add_stops (AnlanDb *db, const char *sql, char **ids, GPtrArray *stops, GError **error)
{
  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    if (!add_stop (db, sql, ids[i], stops, error))
      return FALSE;
  return ids != NULL;
}

/* Zones of the plan's class in its unit and the units below it. */
static gboolean
add_class_zones (AnlanDb *db, AnlanRoundPlan *plan, GError **error)
{
  const char letter[] = { plan->days.letter, 0 };
  g_auto (GStrv) ids = NULL;

  if (plan->unit == NULL)
    ids = anlan_read_texts (
        db, "SELECT id FROM zone WHERE inspection_class = ?1 AND NOT draft ORDER BY name, id", letter, error);
  else
    {
      g_autofree char *both = g_strconcat (letter, plan->unit, NULL);

      ids = anlan_read_texts (
          db,
          "WITH RECURSIVE below(id) AS (SELECT substr(?1, 2) UNION SELECT u.id FROM unit u"
          " JOIN below b ON u.parent = b.id) SELECT z.id FROM zone z WHERE z.inspection_class ="
          " substr(?1, 1, 1) AND NOT z.draft AND z.unit IN below ORDER BY z.name, z.id",
          both, error);
    }
  return add_stops (db, zone_stop, ids, plan->stops, error);
}

/* Equipment with a test date in the plan's unit and below. */
static gboolean
add_tested_equipment (AnlanDb *db, AnlanRoundPlan *plan, GError **error)
{
  g_auto (GStrv) ids = anlan_read_texts (
      db,
      "WITH RECURSIVE below(id) AS (SELECT ?1 UNION SELECT u.id FROM unit u JOIN below b ON u.parent = b.id)"
      " SELECT e.id FROM equipment e WHERE e.next_test IS NOT NULL AND NOT e.draft AND e.state IN "
      "('running', 'standby')"
      " AND (?1 = '' OR e.unit IN below) ORDER BY e.next_test, e.tag",
      plan->unit != NULL ? plan->unit : "", error);

  return add_stops (db, equipment_stop, ids, plan->stops, error);
}

/* Where the checklists that the plan names are asked. */
static gboolean
add_asked_stops (AnlanDb *db, AnlanRoundPlan *plan, GError **error)
{
  for (guint i = 0; i < plan->asked->len; i++)
    {
      const AnlanAsked *asked = g_ptr_array_index (plan->asked, i);

      if ((asked->zone != NULL && !add_stop (db, zone_stop, asked->zone, plan->stops, error)) ||
          (asked->equipment != NULL &&
           !add_stop (db, equipment_stop, asked->equipment, plan->stops, error)) ||
          (asked->riskpoint != NULL && !add_stop (db, riskpoint_stop, asked->riskpoint, plan->stops, error)))
        return FALSE;
    }
  return TRUE;
}

static void
put_in_order (AnlanRoundPlan *plan, AnlanLonLat start)
{
  g_autofree AnlanLonLat *places = g_new (AnlanLonLat, plan->stops->len + 1);
  g_autofree guint *order = NULL;
  GPtrArray *ordered = g_ptr_array_new_with_free_func ((GDestroyNotify)stop_free);

  for (guint i = 0; i < plan->stops->len; i++)
    places[i] = ((AnlanStop *)g_ptr_array_index (plan->stops, i))->place;
  order = anlan_route_order (places, plan->stops->len, isnan (start.lon) ? NULL : &start);
  for (guint i = 0; i < plan->stops->len; i++)
    g_ptr_array_add (ordered, g_ptr_array_index (plan->stops, order[i]));
  g_ptr_array_set_free_func (plan->stops, NULL);
  g_ptr_array_unref (plan->stops);
  plan->stops = ordered;
}

/* --- checklists ----------------------------------------------------------------------------------------------------------- */

static void
asked_free (AnlanAsked *asked)
{
  g_free (asked->id);
  g_strfreev (asked->types);
  g_strfreev (asked->letters);
  g_free (asked->zone);
  g_free (asked->equipment);
  g_free (asked->riskpoint);
  g_free (asked);
}

static gboolean
says_where (const AnlanAsked *asked)
{
  return asked->types[0] != NULL || asked->letters[0] != NULL || asked->zone != NULL ||
         asked->equipment != NULL || asked->riskpoint != NULL;
}

/* All checklists in use: id -> AnlanAsked. */
static GPtrArray *
load_asked (AnlanDb *db, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)asked_free);
  AnlanStmt *stmt = anlan_db_statement (db,
                                        "SELECT id, equipment_types, zone_classes, zone, equipment, "
                                        "riskpoint FROM checklist WHERE active AND NOT draft"
                                        " ORDER BY name, id",
                                        error);
  AnlanStep step;

  if (stmt == NULL)
    return NULL;
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      AnlanAsked *asked = g_new0 (AnlanAsked, 1);

      asked->id = g_strdup (anlan_stmt_text (stmt, 0));
      asked->types = anlan_stmt_items (stmt, 1);
      asked->letters = anlan_stmt_items (stmt, 2);
      asked->zone = g_strdup (anlan_stmt_text (stmt, 3));
      asked->equipment = g_strdup (anlan_stmt_text (stmt, 4));
      asked->riskpoint = g_strdup (anlan_stmt_text (stmt, 5));
      g_ptr_array_add (all, asked);
    }
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE ? g_steal_pointer (&all) : NULL;
}

static AnlanAsked *
asked_copy (const AnlanAsked *asked)
{
  AnlanAsked *copy = g_new0 (AnlanAsked, 1);

  copy->id = g_strdup (asked->id);
  copy->types = g_strdupv (asked->types);
  copy->letters = g_strdupv (asked->letters);
  copy->zone = g_strdup (asked->zone);
  copy->equipment = g_strdup (asked->equipment);
  copy->riskpoint = g_strdup (asked->riskpoint);
  return copy;
}

/* Those that the plan names, in its order; if it names none, all that say where they belong. */
static GPtrArray *
choose_asked (GPtrArray *all, char **named)
{
  GPtrArray *chosen = g_ptr_array_new_with_free_func ((GDestroyNotify)asked_free);

  for (guint i = 0; named[0] == NULL && i < all->len; i++)
    if (says_where (g_ptr_array_index (all, i)))
      g_ptr_array_add (chosen, asked_copy (g_ptr_array_index (all, i)));
  for (guint i = 0; named[i] != NULL; i++)
    for (guint j = 0; j < all->len; j++)
      if (strcmp (named[i], ((AnlanAsked *)g_ptr_array_index (all, j))->id) == 0)
        g_ptr_array_add (chosen, asked_copy (g_ptr_array_index (all, j)));
  return chosen;
}

static gboolean
holds (char **items, const char *item)
{
  return item != NULL && g_strv_contains ((const char *const *)items, item);
}

static gboolean
fits (const AnlanAsked *asked, const AnlanStop *stop)
{
  gboolean is_zone = stop->equipment == NULL && stop->riskpoint == NULL;

  if (!says_where (asked))
    return TRUE;
  return (asked->riskpoint != NULL && g_strcmp0 (asked->riskpoint, stop->riskpoint) == 0) ||
         (asked->equipment != NULL && g_strcmp0 (asked->equipment, stop->equipment) == 0) ||
         (asked->zone != NULL && is_zone && g_strcmp0 (asked->zone, stop->zone) == 0) ||
         (stop->equipment != NULL && holds (asked->types, stop->type)) ||
         (is_zone && holds (asked->letters, stop->letter));
}

char **
anlan_round_plan_asked_at (const AnlanRoundPlan *plan, const AnlanStop *stop)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < plan->asked->len; i++)
    if (fits (g_ptr_array_index (plan->asked, i), stop))
      g_ptr_array_add (ids, ((AnlanAsked *)g_ptr_array_index (plan->asked, i))->id);
  g_ptr_array_add (ids, NULL);
  return (char **)g_ptr_array_steal (ids, NULL);
}

/* --- plans ----------------------------------------------------------------------------------------------------------------- */

void
anlan_round_plan_free (AnlanRoundPlan *plan)
{
  g_free (plan->id);
  g_free (plan->unit);
  g_free (plan->person);
  g_free (plan->begins);
  g_free (plan->start);
  g_free (plan->until);
  g_free (plan->from);
  g_free (plan->to);
  g_free (plan->shift);
  g_clear_pointer (&plan->stops, g_ptr_array_unref);
  g_clear_pointer (&plan->asked, g_ptr_array_unref);
  g_free (plan);
}

static guint
bits_of (AnlanStmt *stmt, int i, const char *const *names)
{
  g_auto (GStrv) items = anlan_stmt_items (stmt, i);
  guint bits = 0;

  for (guint bit = 0; names[bit] != NULL; bit++)
    if (holds (items, names[bit]))
      bits |= 1u << bit;
  return bits;
}

static guint
place_of (const char *text, const char *const *names)
{
  guint i = 0;

  while (names[i] != NULL && g_strcmp0 (text, names[i]) != 0)
    i++;
  return names[i] != NULL ? i : 0;
}

enum
{
  ID,
  UNIT,
  PERSON,
  PATTERN,
  CLASS,
  WEEKDAYS,
  MONTHS,
  MONTH_DAY,
  HOLIDAY_WHEN,
  REST_DAYS,
  CREATED,
  UNTIL,
  FROM,
  TO,
  AHEAD,
  LEAD,
  SHIFT,
  CHECKLISTS,
  ZONES,
  EQUIPMENT,
  RISKPOINTS,
  ROUTE,
  BEGINS_AT,
  START
};

static const char select_plans[] =
    "SELECT id, unit, person, pattern, class, weekdays, months, month_day, holiday_when, rest_days,"
    " created, until, from_time, to_time, ahead, lead, shift, checklists, zones, equipment,"
    " riskpoints, route, begins_at, start FROM roundplan WHERE active AND NOT draft AND (until IS NULL OR "
    "until >= date(?1,"
    " '-31 days')) ORDER BY id";

static void
read_days (AnlanStmt *stmt, AnlanRoundPlan *plan)
{
  static const char *const patterns[] = {
    "class", "shift", "week", "month", "season", "holiday", "test", NULL
  };
  static const char *const rests[] = { "go", "leave", "move", NULL };
  static const char *const whens[] = { "before", "during", "after", NULL };
  static const char *const weekdays[] = { "monday", "tuesday",  "wednesday", "thursday",
                                          "friday", "saturday", "sunday",    NULL };
  static const char *const months[] = { "m1", "m2", "m3",  "m4",  "m5",  "m6", "m7",
                                        "m8", "m9", "m10", "m11", "m12", NULL };
  const char *letter = anlan_stmt_text (stmt, CLASS);

  plan->days = (AnlanRoundDays){
    .pattern = (AnlanRoundsPattern)place_of (anlan_stmt_text (stmt, PATTERN), patterns),
    .letter = letter != NULL ? letter[0] : 'a',
    .weekdays = bits_of (stmt, WEEKDAYS, weekdays),
    .months = bits_of (stmt, MONTHS, months),
    .month_day = anlan_stmt_is_null (stmt, MONTH_DAY) ? 1 : (int)anlan_stmt_integer (stmt, MONTH_DAY),
    .holiday_when = bits_of (stmt, HOLIDAY_WHEN, whens),
    .rest = (AnlanRest)place_of (anlan_stmt_text (stmt, REST_DAYS), rests),
  };
  plan->until = g_strdup (anlan_stmt_text (stmt, UNTIL));
  plan->days.until = plan->until;
}

static char *
text_or (AnlanStmt *stmt, int i, const char *otherwise)
{
  const char *text = anlan_stmt_text (stmt, i);

  return g_strdup (text != NULL ? text : otherwise);
}

static gboolean
read_stops (AnlanDb *db, AnlanStmt *stmt, AnlanRoundPlan *plan, GError **error)
{
  g_auto (GStrv) zones = anlan_stmt_items (stmt, ZONES), equipment = anlan_stmt_items (stmt, EQUIPMENT);
  g_auto (GStrv) riskpoints = anlan_stmt_items (stmt, RISKPOINTS),
                 named = anlan_stmt_items (stmt, CHECKLISTS);
  gboolean listed = g_strcmp0 (anlan_stmt_text (stmt, ROUTE), "listed") == 0;
  AnlanLonLat start = read_place (stmt, BEGINS_AT);
  gboolean any = zones[0] != NULL || equipment[0] != NULL || riskpoints[0] != NULL;
  gboolean ok;

  if (any)
    ok = add_stops (db, zone_stop, zones, plan->stops, error) &&
         add_stops (db, equipment_stop, equipment, plan->stops, error) &&
         add_stops (db, riskpoint_stop, riskpoints, plan->stops, error);
  else if (plan->days.pattern == ANLAN_ROUNDS_TEST)
    ok = add_tested_equipment (db, plan, error);
  else if (named[0] != NULL && plan->days.pattern != ANLAN_ROUNDS_CLASS)
    ok = add_asked_stops (db, plan, error);
  else
    ok = plan->days.pattern != ANLAN_ROUNDS_CLASS || add_class_zones (db, plan, error);
  if (ok && !listed)
    put_in_order (plan, start);
  return ok;
}

/* A plan owes nothing for the time before somebody made it. */
static char *
first_owed (const char *created, const char *start, GTimeZone *zone)
{
  g_autofree char *day = NULL;
  gint64 ms;

  if (created == NULL || !anlan_time_parse (created, &ms))
    return g_strdup (start);
  day = anlan_plant_day (ms, zone, 0);
  return g_strdup (strcmp (day, start) > 0 ? day : start);
}

static AnlanRoundPlan *
read_plan (AnlanDb *db, AnlanStmt *stmt, GPtrArray *all, GTimeZone *zone, GError **error)
{
  AnlanRoundPlan *plan = g_new0 (AnlanRoundPlan, 1);
  g_auto (GStrv) named = anlan_stmt_items (stmt, CHECKLISTS);

  plan->id = g_strdup (anlan_stmt_text (stmt, ID));
  plan->unit = g_strdup (anlan_stmt_text (stmt, UNIT));
  plan->person = g_strdup (anlan_stmt_text (stmt, PERSON));
  plan->start = g_strdup (anlan_stmt_text (stmt, START));
  plan->begins = first_owed (anlan_stmt_text (stmt, CREATED), plan->start, zone);
  read_days (stmt, plan);
  plan->days.start = plan->start;
  plan->from = text_or (stmt, FROM, "08:00");
  plan->to = text_or (stmt, TO, "18:00");
  plan->ahead = anlan_stmt_is_null (stmt, AHEAD) ? 3 : (int)anlan_stmt_integer (stmt, AHEAD);
  plan->lead = anlan_stmt_is_null (stmt, LEAD) ? 72 : (int)anlan_stmt_integer (stmt, LEAD);
  plan->shift = g_strdup (anlan_stmt_text (stmt, SHIFT));
  plan->stops = g_ptr_array_new_with_free_func ((GDestroyNotify)stop_free);
  plan->asked = choose_asked (all, named);
  if (read_stops (db, stmt, plan, error))
    return plan;
  anlan_round_plan_free (plan);
  return NULL;
}

GPtrArray *
anlan_round_plans_load (AnlanDb *db, const char *today, GTimeZone *zone, GError **error)
{
  g_autoptr (GPtrArray) plans = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_round_plan_free);
  g_autoptr (GPtrArray) all = load_asked (db, error);
  g_autoptr (AnlanStmt) stmt = all != NULL ? anlan_db_prepare (db, select_plans, error) : NULL;
  AnlanStep step;

  if (stmt == NULL)
    return NULL;
  anlan_stmt_bind_text (stmt, 1, today);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      AnlanRoundPlan *plan = read_plan (db, stmt, all, zone, error);

      if (plan == NULL)
        return NULL;
      g_ptr_array_add (plans, plan);
    }
  return step == ANLAN_STEP_DONE ? g_steal_pointer (&plans) : NULL;
}
