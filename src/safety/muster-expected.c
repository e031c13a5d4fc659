/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-safety"

#include "base/time.h"
#include "inspection-private.h"
#include "muster-private.h"
#include "safety/round-days.h"

/* A sighting tells something for as long as a long shift lasts. */
#define SEEN_BACK (12 * ANLAN_HOUR)

typedef struct
{
  AnlanMustering *mustering;
  char *began; /* stored moment */
  char *day, *before;
  GHashTable *on_roster; /* set: who has a line of today, whatever it says */
  GHashTable *gone;      /* person -> when they last went out, before the beginning */
} Expecting;

static void
expecting_clear (Expecting *e)
{
  g_free (e->began);
  g_free (e->day);
  g_free (e->before);
  g_clear_pointer (&e->on_roster, g_hash_table_unref);
  g_clear_pointer (&e->gone, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Expecting, expecting_clear)

static void
expect (Expecting *e, const char *person, const char *name, const char *unit)
{
  AnlanMusterPerson *found = anlan_mustering_take (e->mustering, person, NULL, name, NULL, unit);

  found->expected = TRUE;
}

/* Whether the hours @from to @to of @day hold the beginning; the end may lie on the next day. Who has gone out since they
 * began is not there any more. */
static gboolean
covers (Expecting *e, const char *person, const char *day, const char *from, const char *to)
{
  g_autofree char *next = anlan_date_add (day, g_strcmp0 (to, from) <= 0 ? 1 : 0);
  g_autofree char *begin_wall = g_strconcat (day, " ", from, NULL);
  g_autofree char *end_wall = g_strconcat (next, " ", to, NULL);
  g_autofree char *begin = anlan_moment_from_text (begin_wall, e->mustering->zone);
  g_autofree char *end = anlan_moment_from_text (end_wall, e->mustering->zone);
  const char *out = g_hash_table_lookup (e->gone, person);

  return begin != NULL && end != NULL && g_strcmp0 (begin, e->began) <= 0 && g_strcmp0 (e->began, end) < 0 &&
         (out == NULL || g_strcmp0 (out, begin) < 0);
}

static gboolean
read_gone (Expecting *e, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (
      e->mustering->db,
      "SELECT o.person, max(o.left_at) FROM onsite o WHERE o.person IS NOT NULL AND NOT o.draft"
      " AND o.left_at <= ?1 AND NOT EXISTS (SELECT 1 FROM onsite i WHERE i.person = o.person"
      " AND i.came_at >= o.left_at AND i.came_at <= ?1 AND NOT i.draft) GROUP BY o.person",
      error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, e->began);
  e->gone = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    g_hash_table_insert (e->gone, g_strdup (anlan_stmt_text (stmt, 0)), g_strdup (anlan_stmt_text (stmt, 1)));
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE;
}

/* Of the turn before midnight too. Hours that nobody has given are those of the shift pattern, or of the usual eight. */
static gboolean
read_roster (Expecting *e, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (
      e->mustering->db,
      "SELECT r.person, p.name, coalesce(p.unit, r.unit), r.day, r.turn,"
      " coalesce(r.begins, CASE r.turn WHEN 'day' THEN coalesce(s.day_from, '08:00')"
      "  WHEN 'evening' THEN coalesce(s.evening_from, '16:00') ELSE coalesce(s.night_from, '00:00') END),"
      " coalesce(r.ends, CASE r.turn WHEN 'day' THEN coalesce(s.day_to, '16:00')"
      "  WHEN 'evening' THEN coalesce(s.evening_to, '00:00') ELSE coalesce(s.night_to, '08:00') END)"
      " FROM roster r JOIN person p ON p.id = r.person LEFT JOIN shift s ON s.id = r.shift"
      " WHERE r.day IN (?1, ?2) AND p.state = 'active' AND NOT r.draft AND NOT p.draft",
      error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, e->day);
  anlan_stmt_bind_text (stmt, 2, e->before);
  e->on_roster = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      const char *person = anlan_stmt_text (stmt, 0), *day = anlan_stmt_text (stmt, 3);
      const char *turn = anlan_stmt_text (stmt, 4);

      if (g_strcmp0 (day, e->day) == 0)
        g_hash_table_add (e->on_roster, g_strdup (person));
      if ((g_strcmp0 (turn, "day") == 0 || g_strcmp0 (turn, "evening") == 0 ||
           g_strcmp0 (turn, "night") == 0) &&
          covers (e, person, day, anlan_stmt_text (stmt, 5), anlan_stmt_text (stmt, 6)))
        expect (e, person, anlan_stmt_text (stmt, 1), anlan_stmt_text (stmt, 2));
    }
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE;
}

static gboolean
is_work_day (Expecting *e, gboolean *works, GError **error)
{
  g_autoptr (GHashTable) holidays = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (AnlanValue) type = ANLAN_VALUE_INIT;

  if (!anlan_db_lookup (e->mustering->db, "SELECT type FROM calendar WHERE day = ?1 AND NOT draft", e->day,
                        &type, error))
    return FALSE;
  if (anlan_value_get_text (&type) != NULL)
    g_hash_table_insert (holidays, g_strdup (e->day), g_strdup (anlan_value_get_text (&type)));
  *works = anlan_day_is_work (holidays, e->day);
  return TRUE;
}

/* Who is on no roster works by day, where a pattern of day work holds for their unit or one above it. */
static gboolean
read_day_people (Expecting *e, GError **error)
{
  gboolean works = FALSE;
  AnlanStmt *stmt;
  AnlanStep step;

  if (!is_work_day (e, &works, error))
    return FALSE;
  if (!works)
    return TRUE;
  stmt = anlan_db_statement (
      e->mustering->db,
      "WITH RECURSIVE under(id, day_from, day_to) AS ("
      " SELECT u.id, s.day_from, s.day_to FROM shift s JOIN unit u ON u.id = s.unit"
      "  WHERE s.pattern = 'day' AND NOT s.draft"
      " UNION SELECT c.id, under.day_from, under.day_to FROM unit c JOIN under ON c.parent = under.id)"
      " SELECT p.id, p.name, p.unit, u.day_from, u.day_to FROM person p JOIN under u ON u.id = p.unit"
      " WHERE p.state = 'active' AND NOT p.draft AND u.day_from IS NOT NULL AND u.day_to IS NOT NULL",
      error);
  if (stmt == NULL)
    return FALSE;
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      const char *person = anlan_stmt_text (stmt, 0);

      if (!g_hash_table_contains (e->on_roster, person) &&
          covers (e, person, e->day, anlan_stmt_text (stmt, 3), anlan_stmt_text (stmt, 4)))
        expect (e, person, anlan_stmt_text (stmt, 1), anlan_stmt_text (stmt, 2));
    }
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE;
}

/* Who has said to be away is not looked for, unless the register has them on site. */
static gboolean
leave_out_absent (Expecting *e, GError **error)
{
  g_auto (GStrv) away = anlan_read_texts (
      e->mustering->db, "SELECT person FROM absence WHERE since <= ?1 AND until > ?1 AND NOT draft", e->began,
      error);

  for (guint i = 0; away != NULL && away[i] != NULL; i++)
    {
      AnlanMusterPerson *person = g_hash_table_lookup (e->mustering->persons, away[i]);

      if (person != NULL)
        person->expected = FALSE;
    }
  return away != NULL;
}

static void
note_seen (AnlanMusterPerson *person, const char *zone, const char *name, const char *at)
{
  gint64 ms;

  if (zone == NULL || at == NULL || !anlan_time_parse (at, &ms) || ms < person->seen_at)
    return;
  g_free (person->zone);
  g_free (person->zone_name);
  person->zone = g_strdup (zone);
  person->zone_name = g_strdup (name);
  person->seen_at = ms;
}

static gboolean
read_register (Expecting *e, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (
      e->mustering->db,
      "SELECT o.person, o.id, coalesce(p.name, o.visitor), o.company, coalesce(o.unit, p.unit), o.zone, "
      "z.name,"
      " coalesce(o.seen_at, o.came_at) FROM onsite o LEFT JOIN person p ON p.id = o.person"
      " LEFT JOIN zone z ON z.id = o.zone"
      " WHERE o.came_at <= ?1 AND (o.left_at IS NULL OR o.left_at > ?1) AND NOT o.draft",
      error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, e->began);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      const char *person = anlan_stmt_text (stmt, 0);
      AnlanMusterPerson *found = anlan_mustering_take (
          e->mustering, person, person == NULL ? anlan_stmt_text (stmt, 1) : NULL, anlan_stmt_text (stmt, 2),
          anlan_stmt_text (stmt, 3), anlan_stmt_text (stmt, 4));

      found->expected = TRUE;
      note_seen (found, anlan_stmt_text (stmt, 5), anlan_stmt_text (stmt, 6), anlan_stmt_text (stmt, 7));
    }
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE;
}

/* The last point of a round that each has come to. */
static gboolean
read_seen (Expecting *e, GError **error)
{
  gint64 began = e->mustering->board->began_at;
  g_autofree char *since = anlan_time_format (began - SEEN_BACK);
  AnlanStmt *stmt = anlan_db_statement (
      e->mustering->db,
      "SELECT r.person, p.zone, z.name, max(p.arrived_at) FROM roundpoint p JOIN round r ON r.id = p.round"
      " JOIN zone z ON z.id = p.zone WHERE p.arrived_at BETWEEN ?1 AND ?2 AND r.person IS NOT NULL"
      " GROUP BY r.person",
      error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, since);
  anlan_stmt_bind_text (stmt, 2, e->began);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      AnlanMusterPerson *person = g_hash_table_lookup (e->mustering->persons, anlan_stmt_text (stmt, 0));

      if (person != NULL)
        note_seen (person, anlan_stmt_text (stmt, 1), anlan_stmt_text (stmt, 2), anlan_stmt_text (stmt, 3));
    }
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE;
}

gboolean
anlan_mustering_expect (AnlanMustering *mustering, GError **error)
{
  g_auto (Expecting) e = { .mustering = mustering };

  e.began = anlan_time_format (mustering->board->began_at);
  e.day = anlan_plant_day (mustering->board->began_at, mustering->zone, 0);
  e.before = anlan_date_add (e.day, -1);
  return read_gone (&e, error) && read_roster (&e, error) && read_day_people (&e, error) &&
         leave_out_absent (&e, error) && read_register (&e, error) && read_seen (&e, error);
}
