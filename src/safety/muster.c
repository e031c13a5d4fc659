/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-safety"

#include "safety/muster.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/time.h"
#include "muster-private.h"

/* So many names are said where a step is refused. */
#define NAMES_SAID 5

/* --- what is read ------------------------------------------------------------------------------------------------------ */

static void
person_free (AnlanMusterPerson *person)
{
  g_free (person->person);
  g_free (person->visit);
  g_free (person->name);
  g_free (person->company);
  g_free (person->zone);
  g_free (person->zone_name);
  g_free (person->how);
  g_free (person->word);
  g_free (person->line);
  g_free (person);
}

static void
department_free (AnlanMusterDepartment *department)
{
  g_free (department->id);
  g_free (department->name);
  g_free (department);
}

static void
point_free (AnlanMusterPoint *point)
{
  g_free (point->id);
  g_free (point->name);
  g_free (point->sign);
  g_free (point->safe_by);
  g_free (point);
}

void
anlan_muster_board_free (AnlanMusterBoard *board)
{
  if (board == NULL)
    return;
  g_clear_pointer (&board->muster, anlan_record_unref);
  g_ptr_array_unref (board->people);
  g_ptr_array_unref (board->departments);
  g_ptr_array_unref (board->points);
  g_free (board);
}

static AnlanMusterBoard *
board_new (void)
{
  AnlanMusterBoard *board = g_new0 (AnlanMusterBoard, 1);

  board->people = g_ptr_array_new_with_free_func ((GDestroyNotify)person_free);
  board->departments = g_ptr_array_new_with_free_func ((GDestroyNotify)department_free);
  board->points = g_ptr_array_new_with_free_func ((GDestroyNotify)point_free);
  return board;
}

static void
mustering_clear (AnlanMustering *mustering)
{
  g_clear_pointer (&mustering->zone, g_time_zone_unref);
  g_clear_pointer (&mustering->parents, g_hash_table_unref);
  g_clear_pointer (&mustering->names, g_hash_table_unref);
  g_clear_pointer (&mustering->departments, g_hash_table_unref);
  g_clear_pointer (&mustering->persons, g_hash_table_unref);
  g_clear_pointer (&mustering->points, g_hash_table_unref);
  g_clear_pointer (&mustering->board, anlan_muster_board_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AnlanMustering, mustering_clear)

/* --- departments ----------------------------------------------------------------------------------------------------------- */

static gboolean
read_units (AnlanMustering *mustering, GError **error)
{
  AnlanStmt *stmt =
      anlan_db_statement (mustering->db, "SELECT id, coalesce(parent, ''), name FROM unit", error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      g_hash_table_insert (mustering->parents, g_strdup (anlan_stmt_text (stmt, 0)),
                           g_strdup (anlan_stmt_text (stmt, 1)));
      g_hash_table_insert (mustering->names, g_strdup (anlan_stmt_text (stmt, 0)),
                           g_strdup (anlan_stmt_text (stmt, 2)));
    }
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE;
}

/* The unit right below the firm; a tree that closes on itself ends where it has as many steps as there are units. */
static const char *
climb (AnlanMustering *mustering, const char *unit)
{
  for (guint i = 0; i <= g_hash_table_size (mustering->parents); i++)
    {
      const char *parent = g_hash_table_lookup (mustering->parents, unit);
      const char *above = parent != NULL ? g_hash_table_lookup (mustering->parents, parent) : NULL;

      if (above == NULL || above[0] == '\0')
        break;
      unit = parent;
    }
  return unit;
}

guint
anlan_mustering_department (AnlanMustering *mustering, const char *unit)
{
  const char *top =
      unit != NULL && g_hash_table_contains (mustering->names, unit) ? climb (mustering, unit) : "";
  guint known = GPOINTER_TO_UINT (g_hash_table_lookup (mustering->departments, top));
  AnlanMusterDepartment *department;

  if (known > 0)
    return known - 1;
  department = g_new0 (AnlanMusterDepartment, 1);
  department->id = g_strdup (top);
  department->name =
      g_strdup (top[0] != '\0' ? g_hash_table_lookup (mustering->names, top) : _ ("Without a unit"));
  g_ptr_array_add (mustering->board->departments, department);
  g_hash_table_insert (mustering->departments, g_strdup (top),
                       GUINT_TO_POINTER (mustering->board->departments->len));
  return mustering->board->departments->len - 1;
}

/* --- people ------------------------------------------------------------------------------------------------------------------ */

AnlanMusterPerson *
anlan_mustering_take (AnlanMustering *mustering,
                      const char *person,
                      const char *visit,
                      const char *name,
                      const char *company,
                      const char *unit)
{
  const char *key = person != NULL ? person : visit;
  AnlanMusterPerson *found = g_hash_table_lookup (mustering->persons, key);

  if (found != NULL)
    return found;
  found = g_new0 (AnlanMusterPerson, 1);
  found->person = g_strdup (person);
  found->visit = g_strdup (visit);
  found->name = g_strdup (name != NULL ? name : "");
  found->company = g_strdup (company);
  found->department = anlan_mustering_department (mustering, unit);
  found->seen_at = G_MININT64;
  found->counted_at = G_MININT64;
  found->point = -1;
  g_ptr_array_add (mustering->board->people, found);
  g_hash_table_insert (mustering->persons, g_strdup (key), found);
  return found;
}

/* --- points ------------------------------------------------------------------------------------------------------------------ */

static gboolean
read_points (AnlanMustering *mustering, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (
      mustering->db,
      "SELECT m.id, m.name, m.sign, m.capacity, p.name, m.safe_at FROM musterpoint m"
      " LEFT JOIN person p ON p.id = m.safe_by WHERE NOT m.draft AND (m.state = 'used' OR m.id IN"
      " (SELECT point FROM presence WHERE muster = ?1)) ORDER BY coalesce(m.sign, m.name), m.name",
      error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, mustering->board->muster->id);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      AnlanMusterPoint *point = g_new0 (AnlanMusterPoint, 1);
      const char *said = anlan_stmt_text (stmt, 5);

      point->id = g_strdup (anlan_stmt_text (stmt, 0));
      point->name = g_strdup (anlan_stmt_text (stmt, 1));
      point->sign = g_strdup (anlan_stmt_text (stmt, 2));
      point->capacity = anlan_stmt_integer (stmt, 3);
      point->safe_by = g_strdup (anlan_stmt_text (stmt, 4));
      /* What somebody said before this evacuation says nothing about it. */
      if (point->safe_by == NULL || said == NULL || !anlan_time_parse (said, &point->said_at) ||
          point->said_at < mustering->board->began_at)
        point->said_at = G_MININT64;
      g_ptr_array_add (mustering->board->points, point);
      g_hash_table_insert (mustering->points, g_strdup (point->id),
                           GUINT_TO_POINTER (mustering->board->points->len));
    }
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE;
}

/* --- the count --------------------------------------------------------------------------------------------------------------- */

static AnlanMusterState
state_of (const char *text)
{
  static const char *const names[] = { "withdrawn", "missing", "hurt", "elsewhere", "here" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (text, names[i]) == 0)
      return (AnlanMusterState)i;
  return ANLAN_MUSTER_UNKNOWN;
}

static void
count_number (AnlanMustering *mustering, AnlanStmt *stmt, int point)
{
  AnlanMusterBoard *board = mustering->board;
  guint place = anlan_mustering_department (mustering, anlan_stmt_text (stmt, 3));
  AnlanMusterDepartment *department = g_ptr_array_index (board->departments, place);
  guint people = (guint)anlan_stmt_integer (stmt, 2);

  if (state_of (anlan_stmt_text (stmt, 4)) != ANLAN_MUSTER_HERE)
    return;
  department->unnamed += people;
  board->here += people;
  if (point >= 0)
    ((AnlanMusterPoint *)g_ptr_array_index (board->points, point))->here += people;
}

static void
count_line (AnlanMustering *mustering, AnlanStmt *stmt)
{
  const char *who = anlan_stmt_text (stmt, 0), *visit = anlan_stmt_text (stmt, 1);
  const char *at = anlan_stmt_text (stmt, 8), *place = anlan_stmt_text (stmt, 5);
  int point = place != NULL ? GPOINTER_TO_INT (g_hash_table_lookup (mustering->points, place)) - 1 : -1;
  AnlanMusterPerson *person;

  if (who == NULL && visit == NULL)
    {
      count_number (mustering, stmt, point);
      return;
    }
  person = anlan_mustering_take (mustering, who, visit, anlan_stmt_text (stmt, 9), anlan_stmt_text (stmt, 10),
                                 anlan_stmt_text (stmt, 3));
  g_free (person->word);
  g_free (person->how);
  g_free (person->line);
  person->state = state_of (anlan_stmt_text (stmt, 4));
  person->point = person->state == ANLAN_MUSTER_HERE ? point : -1;
  person->word = g_strdup (anlan_stmt_text (stmt, 6));
  person->how = g_strdup (anlan_stmt_text (stmt, 7));
  person->line = g_strdup (anlan_stmt_text (stmt, 11));
  if (at == NULL || !anlan_time_parse (at, &person->counted_at))
    person->counted_at = G_MININT64;
}

/* In the order in which they were written: of several about one person the last holds. */
static gboolean
read_count (AnlanMustering *mustering, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (
      mustering->db,
      "SELECT c.person, c.visit, c.people, c.unit, c.state, c.point, c.word, c.how, c.counted_at,"
      " coalesce(p.name, o.visitor), o.company, c.id FROM presence c LEFT JOIN person p ON p.id = c.person"
      " LEFT JOIN onsite o ON o.id = c.visit WHERE c.muster = ?1 AND NOT c.draft ORDER BY c.counted_at, c.id",
      error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, mustering->board->muster->id);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    count_line (mustering, stmt);
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE;
}

/* --- sums -------------------------------------------------------------------------------------------------------------------- */

static void
sum_person (AnlanMusterBoard *board, const AnlanMusterPerson *person)
{
  AnlanMusterDepartment *department = g_ptr_array_index (board->departments, person->department);

  if (person->expected)
    {
      department->expected++;
      board->expected++;
    }
  if (person->state == ANLAN_MUSTER_HERE)
    {
      board->here++;
      if (person->expected)
        department->here++;
      else
        department->extra++;
      if (person->point >= 0)
        ((AnlanMusterPoint *)g_ptr_array_index (board->points, person->point))->here++;
    }
  else if (person->state != ANLAN_MUSTER_UNKNOWN)
    {
      department->word++;
      board->word++;
      board->hurt += person->state == ANLAN_MUSTER_HURT;
    }
  else if (person->expected)
    department->open++;
}

static int
compare_people (gconstpointer a, gconstpointer b)
{
  const AnlanMusterPerson *one = *(AnlanMusterPerson *const *)a, *other = *(AnlanMusterPerson *const *)b;
  int by_zone;

  if (one->state != other->state)
    return (int)one->state - (int)other->state;
  /* Who was seen nowhere comes last. */
  if ((one->zone_name == NULL) != (other->zone_name == NULL))
    return one->zone_name == NULL ? 1 : -1;
  by_zone = one->zone_name != NULL ? g_utf8_collate (one->zone_name, other->zone_name) : 0;
  if (by_zone == 0)
    by_zone = g_utf8_collate (one->name, other->name);
  return by_zone != 0 ? by_zone : g_strcmp0 (one->person, other->person);
}

static void
sum (AnlanMusterBoard *board)
{
  for (guint i = board->people->len; i > 0; i--)
    {
      const AnlanMusterPerson *person = g_ptr_array_index (board->people, i - 1);

      /* Away, and nobody has seen them. */
      if (!person->expected && person->state == ANLAN_MUSTER_UNKNOWN)
        g_ptr_array_remove_index_fast (board->people, i - 1);
      else
        sum_person (board, person);
    }
  for (guint i = 0; i < board->departments->len; i++)
    {
      AnlanMusterDepartment *department = g_ptr_array_index (board->departments, i);

      department->open -= MIN (department->open, department->unnamed);
      board->open += department->open;
    }
  g_ptr_array_sort (board->people, compare_people);
}

/* --- all of it ----------------------------------------------------------------------------------------------------------------- */

static gboolean
read_zone (AnlanMustering *mustering, GError **error)
{
  g_auto (AnlanValue) zone = ANLAN_VALUE_INIT;

  if (!anlan_db_lookup (mustering->db, "SELECT value FROM setting WHERE key = 'time-zone'", NULL, &zone,
                        error))
    return FALSE;
  if (anlan_value_get_text (&zone) != NULL)
    mustering->zone = g_time_zone_new_identifier (anlan_value_get_text (&zone));
  if (mustering->zone == NULL)
    mustering->zone = g_time_zone_new_local ();
  return TRUE;
}

AnlanMusterBoard *
anlan_muster_read (AnlanDb *db, AnlanKinds *kinds, const char *muster, GError **error)
{
  g_auto (AnlanMustering) mustering = { .db = db };
  AnlanMusterBoard *board;

  g_return_val_if_fail (db != NULL && kinds != NULL && muster != NULL, NULL);

  mustering.board = board = board_new ();
  board->muster = anlan_record_load (db, anlan_kinds_get (kinds, "muster"), muster, error);
  if (board->muster == NULL)
    return NULL;
  if (!anlan_time_parse (anlan_record_get_text (board->muster, "began_at"), &board->began_at))
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_CORRUPT, _ ("The evacuation has no beginning."));
      return NULL;
    }
  if (anlan_record_get_text (board->muster, "ended_at") == NULL ||
      !anlan_time_parse (anlan_record_get_text (board->muster, "ended_at"), &board->ended_at))
    board->ended_at = G_MAXINT64;
  mustering.parents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  mustering.names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  mustering.departments = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  mustering.persons = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  mustering.points = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!read_zone (&mustering, error) || !read_units (&mustering, error) || !read_points (&mustering, error) ||
      !anlan_mustering_expect (&mustering, error) || !read_count (&mustering, error))
    return NULL;
  sum (board);
  return g_steal_pointer (&mustering.board);
}

typedef struct
{
  AnlanPlant *plant;
  const char *muster;
  AnlanMusterBoard *board;
} Looking;

static gboolean
look_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Looking *looking = data;
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (looking->plant);

  looking->board = anlan_muster_read (db, kinds, looking->muster, error);
  return looking->board != NULL;
}

AnlanMusterBoard *
anlan_muster_look (AnlanPlant *plant, const char *muster, GError **error)
{
  Looking looking = { plant, muster, NULL };

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && muster != NULL, NULL);

  if (!anlan_store_read (anlan_plant_get_store (plant), look_work, &looking, error))
    return NULL;
  return looking.board;
}

static void
look (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  AnlanMusterBoard *board = anlan_muster_look (ANLAN_PLANT (source), data, &error);

  if (board == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, board, (GDestroyNotify)anlan_muster_board_free);
}

void
anlan_muster_look_async (AnlanPlant *plant,
                         const char *muster,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (ANLAN_IS_PLANT (plant) && muster != NULL);

  task = g_task_new (plant, cancellable, callback, user_data);
  g_task_set_source_tag (task, anlan_muster_look_async);
  g_task_set_task_data (task, g_strdup (muster), g_free);
  g_task_run_in_thread (task, look);
}

AnlanMusterBoard *
anlan_muster_look_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- guard --------------------------------------------------------------------------------------------------------------------- */

/* Names of departments in which somebody is open, with how many. */
static char *
name_open (const AnlanMusterBoard *board)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint said = 0;

  for (guint i = 0; i < board->departments->len && said < NAMES_SAID; i++)
    {
      const AnlanMusterDepartment *department = g_ptr_array_index (board->departments, i);

      if (department->open == 0)
        continue;
      g_string_append_printf (names, "%s%s %u", said > 0 ? ", " : "", department->name, department->open);
      said++;
    }
  return g_string_free (g_steal_pointer (&names), FALSE);
}

static gboolean
is_accounted (const AnlanJudged *judged, char **message, gpointer data, GError **error)
{
  g_autoptr (AnlanMusterBoard) board =
      anlan_muster_read (judged->db, judged->kinds, judged->after->id, error);
  g_autofree char *names = NULL;

  if (board == NULL)
    return FALSE;
  if (board->open == 0)
    return TRUE;
  names = name_open (board);
  *message = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE,
                   "%u person is neither counted, nor is there a word about them (%s). Count them, or write "
                   "what is known.",
                   "%u people are neither counted, nor is there a word about them (%s). Count them, or write "
                   "what is known of each.",
                   board->open),
      board->open, names);
  return FALSE;
}

void
anlan_muster_register (AnlanRegistry *registry)
{
  g_return_if_fail (registry != NULL);

  anlan_registry_add_guard (registry, "muster.accounted", is_accounted, NULL);
}
