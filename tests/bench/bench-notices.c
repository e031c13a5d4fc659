/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench"

/* How long it takes to tell of 200,000 duties (or of as many as the argument says) that are due in the same minute, and
 * how long somebody else's small change waits meanwhile. The write lock is to be held no longer than 50 ms at a time. */

#include <math.h>
#include <stdlib.h>

#include "base/time.h"
#include "model/notices.h"

#define NOW G_GINT64_CONSTANT (1795338000000) /* 2026-11-22T09:00:00Z */
#define PERSONS 200
#define HAZARDS 50

static guint rows = 200000;

typedef struct
{
  GPtrArray *persons; /* ids */
  GPtrArray *hazards;
} People;

static char *
add (AnlanPlant *plant, const char *kind, const char *const *fields)
{
  g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_CREATE, kind, NULL);
  g_autoptr (AnlanApplied) applied = NULL;
  g_autoptr (GError) error = NULL;

  for (; fields[0] != NULL; fields += 2)
    anlan_change_set_text (change, fields[0], fields[1]);
  applied = anlan_plant_apply (plant, change, &error);
  g_assert_no_error (error);
  return g_strdup (applied->after->id);
}

static void
add_people (AnlanPlant *plant, People *people)
{
  g_autofree char *unit = add (plant, "unit", (const char *[]){ "name", "Firm", "type", "firm", NULL });

  people->persons = g_ptr_array_new_with_free_func (g_free);
  people->hazards = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < PERSONS; i++)
    {
      g_autofree char *name = g_strdup_printf ("Person %u", i);

      g_ptr_array_add (people->persons,
                       add (plant, "person", (const char *[]){ "name", name, "unit", unit, NULL }));
    }
  for (guint i = 0; i < HAZARDS; i++)
    g_ptr_array_add (people->hazards,
                     add (plant, "hazard",
                          (const char *[]){ "what", "Flange weeps", "no_photo", "dark", "unit", unit,
                                            "finder", g_ptr_array_index (people->persons, 0), NULL }));
}

/* Rows of duties as the model makes them: to make as many records would take longer than what is measured. */
static gboolean
fill (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  People *people = data;
  AnlanStmt *stmt = anlan_db_statement (
      db,
      "INSERT INTO duty (id, kind, record, duty, person, opened, due, urgent, next)"
      " VALUES (?1, 'hazard', ?2, 'confirm', ?3, '2026-11-20T00:00:00Z', '2026-11-22T09:00:00Z', 0,"
      " '2026-11-22T09:00:00Z')",
      error);

  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; i < rows; i++)
    {
      g_autofree char *id = g_strdup_printf ("duty-%u", i);

      anlan_stmt_bind_text (stmt, 1, id);
      anlan_stmt_bind_text (stmt, 2, g_ptr_array_index (people->hazards, i % HAZARDS));
      anlan_stmt_bind_text (stmt, 3, g_ptr_array_index (people->persons, i % PERSONS));
      if (!anlan_stmt_run (stmt, error))
        return FALSE;
    }
  return TRUE;
}

typedef struct
{
  gboolean done;
  guint made;
  double seconds;
  gint64 begun;
} Told;

static void
told_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Told *told = data;
  g_autoptr (GError) error = NULL;

  anlan_plant_tell_finish (ANLAN_PLANT (source), result, &told->made, &error);
  g_assert_no_error (error);
  told->seconds = (g_get_monotonic_time () - told->begun) / 1e6;
  told->done = TRUE;
}

static gboolean
nothing (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  return anlan_db_exec (db, "UPDATE sequence SET value = value WHERE name = 'bench'", error);
}

/* Somebody who writes a line every 20 ms while it goes on. */
static void
measure (AnlanPlant *plant)
{
  Told told = { .begun = g_get_monotonic_time () };
  double worst = 0, all = 0;
  guint n = 0;

  anlan_plant_tell_async (plant, NULL, told_cb, &told);
  while (!told.done)
    {
      gint64 begun = g_get_monotonic_time ();
      g_autoptr (GError) error = NULL;
      double ms;

      anlan_store_write (anlan_plant_get_store (plant), nothing, NULL, &error);
      g_assert_no_error (error);
      ms = (g_get_monotonic_time () - begun) / 1e3;
      worst = MAX (worst, ms);
      all += ms;
      n++;
      while (g_main_context_iteration (NULL, FALSE))
        continue;
      g_usleep (20000);
    }
  g_print ("%u notices in %.1f s; %u small changes meanwhile waited %.1f ms on average, %.1f ms at worst\n",
           told.made, told.seconds, n, all / n, worst);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *root = g_dir_make_tmp ("anlan-bench-XXXXXX", NULL);
  g_autofree char *dir = g_build_filename (root, "plant", NULL);
  g_autofree char *remove = g_strdup_printf ("rm -rf '%s'", root);
  g_autoptr (AnlanClock) clock = anlan_clock_new_fixed (NOW);
  AnlanPlantOptions options = { .clock = clock, .desk_dir = root };
  AnlanPlantBirth birth = {
    .name = "Bench", .time_zone = "Asia/Shanghai", .longitude = NAN, .latitude = NAN
  };
  g_autoptr (AnlanPlant) plant = NULL;
  People people;

  if (argc > 1)
    rows = (guint)atoi (argv[1]);
  plant = anlan_plant_create (dir, &birth, &options, &error);
  g_assert_no_error (error);
  add_people (plant, &people);
  anlan_plant_tell (plant, NULL, NULL, &error);
  anlan_store_write (anlan_plant_get_store (plant), fill, &people, &error);
  g_assert_no_error (error);
  measure (plant);
  anlan_plant_close (plant);
  g_ptr_array_unref (people.persons);
  g_ptr_array_unref (people.hazards);
  return system (remove) == 0 ? 0 : 1;
}
