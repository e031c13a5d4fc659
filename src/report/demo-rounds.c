/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "demo-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/json.h"
#include "base/time.h"
#include "safety/checklists.h"
#include "safety/inspection.h"
#include "safety/round-sheet.h"

/* The rounds of the demo plant: checklists and plans are made as a user makes them, then its last days are walked through
 * one by one: {"lists": ["controls", "fire", …], "from": "2026-11-19", "to": "2026-11-23", "walks": "rounds.json"}. The
 * walks name what happens: {"plan", "day", "do": "done", "half" or "missed", "bad": [{"line", "note", "value"}]}; what
 * they do not name is done. */

/* Somebody looks at a question for so long. */
#define SECONDS_A_QUESTION 25

/* --- checklists -------------------------------------------------------------------------------------------------------- */

static gboolean
make_lists (AnlanDemo *demo, JsonArray *sources, GError **error)
{
  for (guint i = 0; i < json_array_get_length (sources); i++)
    {
      const char *source = json_array_get_string_element (sources, i);
      g_autoptr (AnlanListUpdate) update = strcmp (source, "controls") == 0
                                               ? anlan_checklists_from_controls (demo->plant, error)
                                               : anlan_checklists_from_built_in (demo->plant, source, error);
      g_autofree char *batch =
          update != NULL ? anlan_plant_apply_batch (demo->plant, update->changes, NULL, NULL, error) : NULL;

      if (batch == NULL)
        return FALSE;
      anlan_clock_advance (demo->clock, ANLAN_MINUTE);
    }
  return TRUE;
}

/* --- one round ------------------------------------------------------------------------------------------------------------ */

typedef struct
{
  AnlanDemo *demo;
  AnlanRecord *round;
  JsonObject *walk; /* or NULL */
  AnlanRoundSheet *sheet;
} Walk;

static gboolean
load_sheet (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Walk *walk = data;
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (walk->demo->plant);

  g_clear_pointer (&walk->sheet, anlan_round_sheet_free);
  walk->sheet = anlan_round_sheet_load (db, kinds, walk->round->id, error);
  return walk->sheet != NULL;
}

static gboolean
step_round (Walk *walk, const char *step, GError **error)
{
  g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_STEP, "round", walk->round->id);
  g_autoptr (AnlanApplied) applied = NULL;

  change->step = g_strdup (step);
  applied = anlan_plant_apply (walk->demo->plant, change, error);
  return applied != NULL;
}

/* What is in order: the middle between the limits, the first good answer. */
static void
find_good (const AnlanRoundLine *line, AnlanFound *found, char **choice)
{
  double low = anlan_value_get_real (anlan_record_get (line->item, "low"), NAN);
  double high = anlan_value_get_real (anlan_record_get (line->item, "high"), NAN);
  const char *good = anlan_record_get_text (line->item, "good_options");

  *found = (AnlanFound){ .judge = TRUE, .ok = TRUE, .value = NAN };
  if (g_strcmp0 (anlan_record_get_text (line->item, "answers"), "value") == 0)
    found->value = isnan (low) && isnan (high) ? 1
                   : isnan (low)               ? high * 0.6
                   : isnan (high)              ? low * 1.1
                                               : (low + high) / 2;
  if (good != NULL)
    {
      g_auto (GStrv) lines = g_strsplit (good, "\n", 2);

      found->choice = *choice = g_strdup (lines[0]);
    }
}

/* @line counts from 1 through all points. */
static JsonObject *
bad_at (Walk *walk, guint line)
{
  JsonArray *bad = walk->walk != NULL && json_object_has_member (walk->walk, "bad")
                       ? json_object_get_array_member (walk->walk, "bad")
                       : NULL;

  for (guint i = 0; bad != NULL && i < json_array_get_length (bad); i++)
    if (json_object_get_int_member (json_array_get_object_element (bad, i), "line") == line)
      return json_array_get_object_element (bad, i);
  return NULL;
}

static gboolean
answer_line (Walk *walk, const AnlanRoundPoint *point, guint place, guint count, GError **error)
{
  const AnlanRoundLine *line = g_ptr_array_index (point->lines, place);
  JsonObject *bad = bad_at (walk, count);
  g_autoptr (GPtrArray) changes = NULL;
  g_autofree char *choice = NULL, *batch = NULL;
  AnlanFound found;

  find_good (line, &found, &choice);
  if (bad != NULL)
    {
      found.judge = found.ok = FALSE;
      found.note = json_object_get_string_member_with_default (bad, "note", NULL);
      found.no_photo = json_object_get_string_member_with_default (bad, "no_photo", NULL);
    }
  anlan_clock_advance (walk->demo->clock, SECONDS_A_QUESTION * ANLAN_SECOND);
  changes = anlan_round_sheet_answer (walk->sheet, point, line, &found, anlan_clock_now (walk->demo->clock));
  /* At the first question of a point its code is scanned. */
  if (changes->len > 1 && place == 0)
    anlan_change_set_integer (g_ptr_array_index (changes, 0), "scanned", 1);
  batch = anlan_plant_apply_batch (walk->demo->plant, changes, NULL, NULL, error);
  return batch != NULL;
}

static gboolean
walk_points (Walk *walk, gboolean half, GError **error)
{
  guint points = walk->sheet->points->len, count = 0;

  if (half)
    points = (points + 1) / 2;
  for (guint i = 0; i < points; i++)
    {
      const AnlanRoundPoint *point = g_ptr_array_index (walk->sheet->points, i);

      for (guint j = 0; j < point->lines->len; j++)
        {
          if (!answer_line (walk, point, j, ++count, error))
            return FALSE;
          /* The arrival is stored with the first answer; the last one reads whether anybody has left. */
          if (j == 0 || j + 2 == point->lines->len)
            {
              if (!anlan_store_read (anlan_plant_get_store (walk->demo->plant), load_sheet, walk, error))
                return FALSE;
              point = g_ptr_array_index (walk->sheet->points, i);
            }
        }
      anlan_clock_advance (walk->demo->clock, 3 * ANLAN_MINUTE);
    }
  return TRUE;
}

static gboolean
do_round (AnlanDemo *demo, AnlanRecord *round, JsonObject *told, GError **error)
{
  Walk walk = { demo, round, told, NULL };
  const char *what = told != NULL ? json_object_get_string_member (told, "do") : "done";
  gboolean half = strcmp (what, "half") == 0, ok = TRUE;
  gint64 opens;

  if (strcmp (what, "missed") == 0 || !anlan_time_parse (anlan_record_get_text (round, "opens"), &opens))
    return TRUE;
  anlan_clock_set (demo->clock, MAX (anlan_clock_now (demo->clock), opens + 10 * ANLAN_MINUTE));
  anlan_plant_set_person (demo->plant, anlan_record_get_text (round, "person"));
  ok = step_round (&walk, "start", error) &&
       anlan_store_read (anlan_plant_get_store (demo->plant), load_sheet, &walk, error) &&
       walk_points (&walk, half, error) && (half || step_round (&walk, "finish", error));
  g_clear_pointer (&walk.sheet, anlan_round_sheet_free);
  return ok;
}

/* --- days -------------------------------------------------------------------------------------------------------------------- */

static JsonObject *
find_walk (AnlanDemo *demo, JsonArray *walks, const AnlanRecord *round)
{
  for (guint i = 0; i < json_array_get_length (walks); i++)
    {
      JsonObject *walk = json_array_get_object_element (walks, i);
      g_autofree char *day = anlan_date_add (json_object_get_string_member (walk, "day"), demo->move);
      const char *turn = json_object_get_string_member_with_default (walk, "turn", NULL);

      if (g_strcmp0 (anlan_record_get_text (round, "name"), json_object_get_string_member (walk, "plan")) ==
              0 &&
          g_strcmp0 (anlan_record_get_text (round, "day"), day) == 0 &&
          g_strcmp0 (anlan_record_get_text (round, "turn"), turn) == 0)
        return walk;
    }
  return NULL;
}

static gboolean
do_day (AnlanDemo *demo, const char *day, JsonArray *walks, GError **error)
{
  g_auto (AnlanRoundsMade) made = { 0 };
  g_autoptr (AnlanQuery) query = anlan_query_new ("round");
  g_autoptr (GPtrArray) rounds = NULL;
  g_autofree char *morning = g_strconcat (day, " 00:05", NULL);
  g_autofree char *stored = anlan_moment_from_text (morning, demo->zone);
  gint64 ms;

  if (stored == NULL || !anlan_time_parse (stored, &ms))
    return TRUE;
  anlan_clock_set (demo->clock, ms);
  if (!anlan_rounds_make (demo->plant, NULL, &made, error))
    return FALSE;
  query->where = g_strdup_printf ("stage = 'planned' AND day = '%s' AND plan IS NOT NULL", day);
  query->sort = g_strdup ("opens");
  rounds = anlan_plant_find (demo->plant, query, error);
  for (guint i = 0; rounds != NULL && i < rounds->len; i++)
    {
      AnlanRecord *round = g_ptr_array_index (rounds, i);

      if (!do_round (demo, round, find_walk (demo, walks, round), error))
        {
          g_prefix_error (error, "%s: ", round->number);
          return FALSE;
        }
    }
  return rounds != NULL;
}

static JsonNode *
read_walks (AnlanDemo *demo, const char *file, GError **error)
{
  g_autofree char *path = g_build_filename (demo->folder, file, NULL);
  g_autofree char *text = NULL;
  gsize length;

  return g_file_get_contents (path, &text, &length, error)
             ? anlan_json_parse (text, (gssize)length, G_MAXSIZE, error)
             : NULL;
}

gboolean
anlan_demo_make_lists (AnlanDemo *demo, JsonObject *rounds, GError **error)
{
  return make_lists (demo, json_object_get_array_member (rounds, "lists"), error);
}

gboolean
anlan_demo_walk (AnlanDemo *demo, JsonObject *rounds, GError **error)
{
  g_autofree char *day = anlan_date_add (json_object_get_string_member (rounds, "from"), demo->move);
  g_autofree char *last = anlan_date_add (json_object_get_string_member (rounds, "to"), demo->move);
  g_autoptr (JsonNode) walks = read_walks (demo, json_object_get_string_member (rounds, "walks"), error);

  if (walks == NULL)
    return FALSE;
  while (strcmp (day, last) <= 0)
    {
      char *next = anlan_date_add (day, 1);

      if (!do_day (demo, day, json_node_get_array (walks), error))
        {
          g_free (next);
          return FALSE;
        }
      g_free (day);
      day = next;
    }
  return TRUE;
}
