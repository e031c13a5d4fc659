/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "scenario-reader.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "egress/walking.h"

#define MOST_BYTES (64 * 1024 * 1024)

/* Index of the thing called by the member @name. */
static guint
named (ScenarioReader *reader,
       GHashTable *table,
       JsonObject *object,
       const char *name,
       gboolean needed,
       guint otherwise)
{
  const char *id = scenario_text (reader, object, name, needed);
  guint index = id != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (table, id)) : 0;

  if (id != NULL && index == 0)
    scenario_fault (reader, _ ("“%s” names “%s”, which is not there"), name, id);
  return index > 0 ? index - 1 : otherwise;
}

static void
remember (ScenarioReader *reader, GHashTable *table, const char *id, guint index)
{
  if (id != NULL && !g_hash_table_insert (table, g_strdup (id), GUINT_TO_POINTER (index + 1)))
    scenario_fault (reader, _ ("“%s” is there twice"), id);
}

/* --- geometry ----------------------------------------------------------------------------------------------------------- */

static void
read_space_cb (ScenarioReader *reader, JsonNode *item, gpointer data)
{
  JsonObject *object = scenario_object (reader, item, "id polygon name");
  g_autoptr (GArray) ring = NULL;
  const char *id;

  if (object == NULL)
    return;
  id = scenario_text (reader, object, "id", TRUE);
  ring = scenario_points (reader, object, "polygon");
  if (reader->failed == NULL)
    remember (reader, reader->spaces, id,
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
    remember (reader, reader->doors, door.id, anlan_plan_add_door (reader->plan, &door));
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
  remember (reader, reader->levels, id, GPOINTER_TO_UINT (level));
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
      *level = named (reader, reader->levels, object, "level", TRUE, 0);
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

/* --- people ------------------------------------------------------------------------------------------------------------- */

static const struct
{
  const char *id;
  AnlanSpreadForm form;
} spread_forms[] = {
  { "normal", ANLAN_SPREAD_NORMAL },
  { "lognormal", ANLAN_SPREAD_LOGNORMAL },
  { "gamma", ANLAN_SPREAD_GAMMA },
  { "weibull", ANLAN_SPREAD_WEIBULL },
};

/* A number; {"min", "max"}: evenly between; or {"normal": [mean, sd]} and its like, held between min and max. */
static void
read_spread (ScenarioReader *reader,
             JsonObject *group,
             const char *name,
             AnlanSpread *spread,
             double least,
             double most)
{
  JsonNode *node = json_object_get_member (group, name);
  gsize length = reader->path->len;
  JsonObject *object;

  if (scenario_is_number (node))
    {
      *spread = (AnlanSpread){ ANLAN_SPREAD_FIXED, json_node_get_double (node), 0,
                               json_node_get_double (node), json_node_get_double (node) };
      return;
    }
  g_string_append_printf (reader->path, ".%s", name);
  object = scenario_object (reader, node, "min max normal lognormal gamma weibull");
  if (object != NULL)
    {
      gboolean ends = json_object_has_member (object, "min") && json_object_has_member (object, "max");

      spread->form = ANLAN_SPREAD_UNIFORM;
      spread->a = spread->min = scenario_number (reader, object, "min", least);
      spread->b = spread->max = scenario_number (reader, object, "max", most);
      for (guint i = 0; i < G_N_ELEMENTS (spread_forms); i++)
        if (json_object_has_member (object, spread_forms[i].id))
          {
            AnlanPoint pair = scenario_point (reader, json_object_get_member (object, spread_forms[i].id));

            spread->form = spread_forms[i].form;
            spread->a = pair.x;
            spread->b = pair.y;
            ends = TRUE;
          }
      if (!ends)
        scenario_fault (
            reader,
            _ ("min and max are needed here, or normal, lognormal, gamma or weibull with two numbers"));
    }
  g_string_truncate (reader->path, length);
}

static void
add_exit_cb (ScenarioReader *reader, JsonNode *item, gpointer data)
{
  guint64 *bits = data;
  guint exit = 0, index;
  const char *id = JSON_NODE_HOLDS_VALUE (item) ? json_node_get_string (item) : NULL;

  index = id != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (reader->doors, id)) : 0;
  if (index == 0 || !g_array_index (reader->plan->doors, AnlanPlanDoor, index - 1).exit)
    {
      scenario_fault (reader, _ ("“%s” is no exit"), id != NULL ? id : "");
      return;
    }
  for (guint i = 0; i + 1 < index; i++)
    exit += g_array_index (reader->plan->doors, AnlanPlanDoor, i).exit != FALSE;
  if (exit < 64)
    *bits |= G_GUINT64_CONSTANT (1) << exit;
}

static void
read_people_cb (ScenarioReader *reader, JsonNode *item, gpointer data)
{
  JsonObject *object =
      scenario_object (reader, item, "count space level places speed premovement exits name");
  AnlanPlanPeople people = { .space = -1, .premovement = { ANLAN_SPREAD_FIXED, 0, 0, 0, 0 } };
  g_autoptr (GArray) places = NULL;
  double count;

  if (object == NULL)
    return;
  places = scenario_points (reader, object, "places");
  count = scenario_number (reader, object, "count", places->len);
  if (!(count >= 0 && count <= 1e6) || count != floor (count))
    scenario_fault (reader, _ ("“%s” must be a whole number up to a million"), "count");
  else if (places->len > 0 && count != places->len)
    scenario_fault (reader, _ ("there are %u places for %.0f people"), places->len, count);
  if (places->len == 0)
    people.space = (int)named (reader, reader->spaces, object, "space", TRUE, 0);
  people.places = places->len > 0 ? (AnlanPoint *)(gpointer)places->data : NULL;
  people.level = named (reader, reader->levels, object, "level", FALSE, 0);
  people.count = reader->failed == NULL ? (guint)count : 0;
  if (!json_object_has_member (object, "speed"))
    people.speed =
        (AnlanSpread){ ANLAN_SPREAD_UNIFORM, 0.97, 1.62, 0.97, 1.62 }; /* IMO: men of 30 to 50 years */
  else
    read_spread (reader, object, "speed", &people.speed, 0.1, 3);
  if (json_object_has_member (object, "premovement"))
    read_spread (reader, object, "premovement", &people.premovement, 0, 86400);
  scenario_each (reader, object, "exits", add_exit_cb, &people.exits);
  if (reader->failed == NULL)
    anlan_plan_add_people (reader->plan, &people);
}

static void
read_event_cb (ScenarioReader *reader, JsonNode *item, gpointer data)
{
  JsonObject *object = scenario_object (reader, item, "time shut open");
  AnlanPlanEvent event = { 0 };
  gboolean shut;

  if (object == NULL)
    return;
  shut = json_object_has_member (object, "shut");
  if (shut == json_object_has_member (object, "open"))
    {
      scenario_fault (reader, _ ("an event needs “shut” or “open” with the id of a door, and not both"));
      return;
    }
  event.time = scenario_number (reader, object, "time", -1);
  event.what = shut ? ANLAN_EVENT_SHUT : ANLAN_EVENT_OPEN;
  event.door = named (reader, reader->doors, object, shut ? "shut" : "open", TRUE, 0);
  g_array_append_val (reader->plan->events, event);
}

/* --- the whole ---------------------------------------------------------------------------------------------------------- */

static void
read_muster_cb (ScenarioReader *reader, JsonNode *item, gpointer data)
{
  scenario_fault (reader, _ ("muster points are not part of a simulation; leave the list empty"));
}

static void
read_scenario (ScenarioReader *reader, JsonNode *root)
{
  static const char *const flows[] = { "sfpe", "imo", "experiment", NULL };
  static const char *const laws[] = { "weidmann", "sfpe", NULL };
  static const char *const choices[] = { "queue", "nearest", NULL };
  JsonObject *object = scenario_object (
      reader, root,
      "version name units levels stairs muster people door_flow walking exit_choice seed max_time "
      "events trajectories wind release");
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
  scenario_each (reader, object, "muster", read_muster_cb, NULL);
  scenario_each (reader, object, "people", read_people_cb, NULL);
  scenario_each (reader, object, "events", read_event_cb, NULL);
  reader->plan->door_flow = (AnlanDoorFlow)scenario_word (reader, object, "door_flow", flows);
  reader->plan->walking = (AnlanWalking)scenario_word (reader, object, "walking", laws);
  reader->plan->nearest = scenario_word (reader, object, "exit_choice", choices) == 1;
  reader->plan->seed = (guint64)CLAMP (scenario_number (reader, object, "seed", 1), 0, 9e15);
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
  /* A release into a wind that nobody has said is refused, not guessed. */
  scenario->wind.from = scenario->wind.speed = NAN;
  reader.scenario = scenario;
  reader.plan = scenario->plan;
  reader.path = g_string_new (NULL);
  reader.spaces = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  reader.doors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  reader.levels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  read_scenario (&reader, root);
  g_string_free (reader.path, TRUE);
  g_hash_table_unref (reader.spaces);
  g_hash_table_unref (reader.doors);
  g_hash_table_unref (reader.levels);
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
  g_free (scenario);
}
