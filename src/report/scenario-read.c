/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "scenario-reader.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "egress/walking.h"

#define MOST_BYTES (64 * 1024 * 1024)

/* --- geometry ----------------------------------------------------------------------------------------------------------- */

static void
read_space_cb (ScenarioReader *reader, JsonNode *item, gpointer data)
{
  JsonObject *object = scenario_object (reader, item, "id polygon name indoor air_changes");
  g_autoptr (GArray) ring = NULL;
  ScenarioRoom room = { 0 };
  const char *id;

  if (object == NULL)
    return;
  id = scenario_text (reader, object, "id", TRUE);
  ring = scenario_points (reader, object, "polygon");
  room.space = reader->plan->spaces->len;
  room.changes = scenario_number (reader, object, "air_changes", 1);
  if (scenario_flag (reader, object, "indoor") || json_object_has_member (object, "air_changes"))
    g_array_append_val (reader->rooms, room);
  if (reader->failed == NULL)
    scenario_remember (reader, reader->spaces, id,
                       anlan_plan_add_space (reader->plan, id, GPOINTER_TO_UINT (data),
                                             (AnlanPoint *)(gpointer)ring->data, ring->len));
}

static void
read_obstacle_cb (ScenarioReader *reader, JsonNode *item, gpointer data)
{
  JsonObject *object = scenario_object (reader, item, "id polygon name");
  g_autoptr (GArray) ring = NULL;
  const char *id;

  if (object == NULL)
    return;
  id = scenario_text (reader, object, "id", FALSE);
  ring = scenario_points (reader, object, "polygon");
  if (reader->failed == NULL)
    anlan_plan_add_obstacle (reader->plan, id != NULL ? id : reader->path->str, GPOINTER_TO_UINT (data),
                             (AnlanPoint *)(gpointer)ring->data, ring->len);
}

static void
read_wall_cb (ScenarioReader *reader, JsonNode *item, gpointer data)
{
  JsonArray *ends = JSON_NODE_HOLDS_ARRAY (item) ? json_node_get_array (item) : NULL;
  AnlanPlanWall wall = { .level = GPOINTER_TO_UINT (data) };

  if (ends == NULL || json_array_get_length (ends) != 2)
    {
      scenario_fault (reader, _ ("a wall is a list of two places"));
      return;
    }
  wall.from = scenario_point (reader, json_array_get_element (ends, 0));
  wall.to = scenario_point (reader, json_array_get_element (ends, 1));
  g_array_append_val (reader->plan->walls, wall);
}

static void
read_door_cb (ScenarioReader *reader, JsonNode *item, gpointer data)
{
  JsonObject *object = scenario_object (reader, item, "id from to exit open shut width flow name");
  AnlanPlanDoor door = { .level = GPOINTER_TO_UINT (data) };

  if (object == NULL)
    return;
  door.id = (char *)scenario_text (reader, object, "id", TRUE);
  door.from = scenario_point (reader, json_object_get_member (object, "from"));
  door.to = scenario_point (reader, json_object_get_member (object, "to"));
  door.exit = scenario_flag (reader, object, "exit");
  door.open = scenario_flag (reader, object, "open");
  door.shut = scenario_flag (reader, object, "shut");
  door.width = scenario_number (reader, object, "width", 0);
  door.flow = scenario_number (reader, object, "flow", 0);
  if (reader->failed == NULL)
    scenario_remember (reader, reader->doors, door.id, anlan_plan_add_door (reader->plan, &door));
}

static void
read_level_cb (ScenarioReader *reader, JsonNode *item, gpointer data)
{
  JsonObject *object = scenario_object (reader, item, "id name spaces doors obstacles walls");
  const char *id;
  gpointer level;

  if (object == NULL || (id = scenario_text (reader, object, "id", TRUE)) == NULL)
    return;
  level = GUINT_TO_POINTER (anlan_plan_add_level (reader->plan, id));
  scenario_remember (reader, reader->levels, id, GPOINTER_TO_UINT (level));
  scenario_each (reader, object, "spaces", read_space_cb, level);
  scenario_each (reader, object, "obstacles", read_obstacle_cb, level);
  scenario_each (reader, object, "walls", read_wall_cb, level);
  scenario_each (reader, object, "doors", read_door_cb, level);
}

/* One end of a stair: {"level", "from", "to"}. */
static void
read_stair_end (ScenarioReader *reader, JsonObject *stair, const char *name, guint *level, AnlanPoint *ends)
{
  gsize length = reader->path->len;
  JsonObject *object;

  g_string_append_printf (reader->path, ".%s", name);
  object = scenario_object (reader, json_object_get_member (stair, name), "level from to");
  if (object != NULL)
    {
      *level = scenario_named (reader, reader->levels, object, "level", TRUE, 0);
      ends[0] = scenario_point (reader, json_object_get_member (object, "from"));
      ends[1] = scenario_point (reader, json_object_get_member (object, "to"));
    }
  g_string_truncate (reader->path, length);
}

/* Without speeds of its own a stair has those of IMO MSC.1/Circ.1533 tables 3.4 and 3.5 for men of 30 to 50 years, as
 * parts of their speed on the flat: 0.63 / 1.295 up, 0.855 / 1.295 down; with riser and tread the one of the SFPE
 * Handbook, both ways. */
static void
read_stair_cb (ScenarioReader *reader, JsonNode *item, gpointer data)
{
  JsonObject *object = scenario_object (reader, item, "id name low high length width riser tread up down");
  AnlanPlanStair stair = { .id = NULL };
  double riser, tread, part;

  if (object == NULL)
    return;
  stair.id = (char *)scenario_text (reader, object, "id", TRUE);
  read_stair_end (reader, object, "low", &stair.low_level, stair.low);
  read_stair_end (reader, object, "high", &stair.high_level, stair.high);
  stair.length = scenario_number (reader, object, "length", 0);
  stair.width = scenario_number (reader, object, "width", 0);
  riser = scenario_number (reader, object, "riser", 0);
  tread = scenario_number (reader, object, "tread", 0);
  part = riser > 0 && tread > 0 ? anlan_sfpe_k_stair (riser, tread) / ANLAN_SFPE_K_LEVEL : 0;
  stair.up = scenario_number (reader, object, "up", part > 0 ? part : 0.63 / 1.295);
  stair.down = scenario_number (reader, object, "down", part > 0 ? part : 0.855 / 1.295);
  if (reader->failed == NULL)
    anlan_plan_add_stair (reader->plan, &stair);
}

/* --- events in time ------------------------------------------------------------------------------------------------------ */

static void
read_event_cb (ScenarioReader *reader, JsonNode *item, gpointer data)
{
  static const char *const whats[] = { "shut", "open", "wind", "release", "stop", NULL };
  JsonObject *object = scenario_object (reader, item, "time shut open wind release stop");
  AnlanPlanEvent event = { 0 };
  guint found = 0, what = 0;

  if (object == NULL)
    return;
  for (guint i = 0; whats[i] != NULL; i++)
    if (json_object_has_member (object, whats[i]))
      {
        found++;
        what = i;
      }
  event.time = scenario_number (reader, object, "time", -1);
  if (found != 1)
    scenario_fault (
        reader,
        _ ("an event needs one of “shut” or “open” with the id of a door, “wind”, “release” or “stop”"));
  else if (!(event.time >= 0))
    scenario_fault (reader, _ ("an event needs a “time” from 0 s on"));
  else if (what >= 2)
    scenario_read_air_event (reader, object, whats[what], event.time);
  else
    {
      event.what = what == 0 ? ANLAN_EVENT_SHUT : ANLAN_EVENT_OPEN;
      event.door = scenario_named (reader, reader->doors, object, whats[what], TRUE, 0);
      g_array_append_val (reader->plan->events, event);
    }
}

/* --- the whole ---------------------------------------------------------------------------------------------------------- */

static void
read_scenario (ScenarioReader *reader, JsonNode *root)
{
  static const char *const flows[] = { "sfpe", "imo", "experiment", NULL };
  static const char *const laws[] = { "weidmann", "sfpe", NULL };
  static const char *const choices[] = { "queue", "nearest", NULL };
  JsonObject *object = scenario_object (
      reader, root,
      "version name units origin levels stairs muster people door_flow walking exit_choice seed max_time "
      "events trajectories wind release smoke fires readings follow endure");
  const char *units;

  if (object == NULL)
    return;
  if (scenario_number (reader, object, "version", 0) != 1)
    scenario_fault (reader, _ ("“version” must be 1"));
  units = scenario_text (reader, object, "units", FALSE);
  if (units != NULL && g_strcmp0 (units, "m") != 0)
    scenario_fault (reader, _ ("“units” must be “m”: coordinates are metres"));
  scenario_each (reader, object, "levels", read_level_cb, NULL);
  scenario_each (reader, object, "stairs", read_stair_cb, NULL);
  scenario_each (reader, object, "muster", scenario_read_muster_cb, NULL);
  scenario_each (reader, object, "people", scenario_read_people_cb, NULL);
  scenario_each (reader, object, "events", read_event_cb, NULL);
  reader->plan->door_flow = (AnlanDoorFlow)scenario_word (reader, object, "door_flow", flows);
  reader->plan->walking = (AnlanWalking)scenario_word (reader, object, "walking", laws);
  reader->plan->nearest = scenario_word (reader, object, "exit_choice", choices) == 1;
  reader->plan->seed = (guint64)CLAMP (scenario_number (reader, object, "seed", 1), 0, 9e15);
  reader->plan->follow = scenario_number (reader, object, "follow", 0);
  reader->plan->endure = scenario_number (reader, object, "endure", 0);
  reader->plan->max_time = scenario_number (reader, object, "max_time", 3600);
  reader->scenario->trajectories = scenario_number (reader, object, "trajectories", 0);
  if (!(reader->scenario->trajectories >= 0))
    scenario_fault (reader, _ ("“%s” must be a number"), "trajectories");
  scenario_read_air (reader, object);
}

AnlanScenario *
anlan_scenario_parse (const char *text, gssize length, GError **error)
{
  g_autoptr (JsonNode) root = anlan_json_parse (text, length, MOST_BYTES, error);
  g_autoptr (AnlanScenario) scenario = NULL;
  ScenarioReader reader = { 0 };

  if (root == NULL)
    return NULL;
  scenario = g_new0 (AnlanScenario, 1);
  scenario->plan = anlan_plan_new ();
  scenario->air = anlan_air_new ();
  scenario->air_changes = 1;
  /* A release into a wind that nobody has said is refused, not guessed. */
  scenario->wind.from = scenario->wind.speed = NAN;
  reader.scenario = scenario;
  reader.rooms = g_array_new (FALSE, FALSE, sizeof (ScenarioRoom));
  reader.turns = g_array_new (FALSE, FALSE, sizeof (ScenarioTurn));
  reader.plan = scenario->plan;
  reader.path = g_string_new (NULL);
  reader.spaces = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  reader.doors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  reader.levels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  reader.musters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  read_scenario (&reader, root);
  g_string_free (reader.path, TRUE);
  g_hash_table_unref (reader.spaces);
  g_hash_table_unref (reader.doors);
  g_hash_table_unref (reader.levels);
  g_hash_table_unref (reader.musters);
  g_array_unref (reader.rooms);
  g_array_unref (reader.turns);
  if (reader.failed != NULL)
    {
      g_propagate_error (error, reader.failed);
      return NULL;
    }
  return anlan_plan_check (scenario->plan, error) ? g_steal_pointer (&scenario) : NULL;
}

AnlanScenario *
anlan_scenario_load (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  return anlan_scenario_parse (text, (gssize)length, error);
}

void
anlan_scenario_free (AnlanScenario *scenario)
{
  anlan_plan_free (scenario->plan);
  anlan_air_unref (scenario->air);
  g_free (scenario);
}
