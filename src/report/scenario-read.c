/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "report/scenario.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "base/json.h"
#include "egress/walking.h"

#define MOST_BYTES (64 * 1024 * 1024)

/* A place in the file, for sentences: levels[0].doors[2]. @failed holds the first fault. */
typedef struct
{
  AnlanPlan *plan;
  GString *path;
  GError *failed;
  GHashTable *spaces; /* id → index + 1 */
  GHashTable *doors;  /* id → index + 1 */
  GHashTable *levels; /* id → index + 1 */
  AnlanScenario *scenario;
} Reader;

static void
fault (Reader *reader, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
fault (Reader *reader, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  if (reader->failed != NULL)
    return;
  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  reader->failed = g_error_new (ANLAN_ERROR, ANLAN_ERROR_INPUT, "%s: %s",
                                reader->path->len > 0 ? reader->path->str : "{}", what);
}

typedef void (*ItemFunc) (Reader *reader, JsonNode *item, gpointer data);

/* Calls for each member of the array @name of @object; none is no fault. */
static void
each (Reader *reader, JsonObject *object, const char *name, ItemFunc func, gpointer data)
{
  JsonNode *node = json_object_get_member (object, name);
  gsize length = reader->path->len;
  JsonArray *array;

  if (node == NULL || reader->failed != NULL)
    return;
  g_string_append_printf (reader->path, "%s%s", length > 0 ? "." : "", name);
  if (!JSON_NODE_HOLDS_ARRAY (node))
    fault (reader, _ ("a list is needed here"));
  array = reader->failed == NULL ? json_node_get_array (node) : NULL;
  for (guint i = 0; array != NULL && i < json_array_get_length (array) && reader->failed == NULL; i++)
    {
      gsize named = reader->path->len;

      g_string_append_printf (reader->path, "[%u]", i);
      func (reader, json_array_get_element (array, i), data);
      g_string_truncate (reader->path, named);
    }
  g_string_truncate (reader->path, length);
}

/* The object, with no members but those named in @known (separated by spaces). NULL after a fault. */
static JsonObject *
object_of (Reader *reader, JsonNode *node, const char *known)
{
  g_auto (GStrv) names = g_strsplit (known, " ", -1);
  JsonObjectIter iter;
  const char *name;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      fault (reader, _ ("an object is needed here"));
      return NULL;
    }
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &name, NULL))
    if (!g_strv_contains ((const char *const *)names, name))
      {
        fault (reader, _ ("“%s” is not known here; known are: %s"), name, known);
        return NULL;
      }
  return json_node_get_object (node);
}

static gboolean
is_number (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
         (json_node_get_value_type (node) == G_TYPE_INT64 ||
          json_node_get_value_type (node) == G_TYPE_DOUBLE);
}

static double
number_of (Reader *reader, JsonObject *object, const char *name, double otherwise)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    return otherwise;
  if (!is_number (node))
    {
      fault (reader, _ ("“%s” must be a number"), name);
      return otherwise;
    }
  return json_node_get_double (node);
}

static gboolean
flag_of (Reader *reader, JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    return FALSE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    {
      fault (reader, _ ("“%s” must be true or false"), name);
      return FALSE;
    }
  return json_node_get_boolean (node);
}

/* NULL if it is missing: a fault if it is @needed. */
static const char *
text_of (Reader *reader, JsonObject *object, const char *name, gboolean needed)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL && !needed)
    return NULL;
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    {
      fault (reader, _ ("“%s” must be a text"), name);
      return NULL;
    }
  return json_node_get_string (node);
}

/* Index of the thing called by the member @name. */
static guint
named (
    Reader *reader, GHashTable *table, JsonObject *object, const char *name, gboolean needed, guint otherwise)
{
  const char *id = text_of (reader, object, name, needed);
  guint index = id != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (table, id)) : 0;

  if (id != NULL && index == 0)
    fault (reader, _ ("“%s” names “%s”, which is not there"), name, id);
  return index > 0 ? index - 1 : otherwise;
}

static void
remember (Reader *reader, GHashTable *table, const char *id, guint index)
{
  if (id != NULL && !g_hash_table_insert (table, g_strdup (id), GUINT_TO_POINTER (index + 1)))
    fault (reader, _ ("“%s” is there twice"), id);
}

/* --- geometry ----------------------------------------------------------------------------------------------------------- */

static AnlanPoint
point_of (Reader *reader, JsonNode *node)
{
  JsonArray *pair = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (pair == NULL || json_array_get_length (pair) != 2 || !is_number (json_array_get_element (pair, 0)) ||
      !is_number (json_array_get_element (pair, 1)))
    {
      fault (reader, _ ("a place is two numbers, x and y in metres"));
      return (AnlanPoint){ 0, 0 };
    }
  return (AnlanPoint){ json_array_get_double_element (pair, 0), json_array_get_double_element (pair, 1) };
}

static void
add_point_cb (Reader *reader, JsonNode *item, gpointer data)
{
  AnlanPoint place = point_of (reader, item);

  g_array_append_val ((GArray *)data, place);
}

static GArray *
points_of (Reader *reader, JsonObject *object, const char *name)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (AnlanPoint));

  each (reader, object, name, add_point_cb, points);
  /* GeoJSON's way of closing a ring is welcome. */
  if (points->len > 3 &&
      g_array_index (points, AnlanPoint, 0).x == g_array_index (points, AnlanPoint, points->len - 1).x &&
      g_array_index (points, AnlanPoint, 0).y == g_array_index (points, AnlanPoint, points->len - 1).y)
    g_array_set_size (points, points->len - 1);
  return points;
}

static void
read_space_cb (Reader *reader, JsonNode *item, gpointer data)
{
  JsonObject *object = object_of (reader, item, "id polygon name");
  g_autoptr (GArray) ring = NULL;
  const char *id;

  if (object == NULL)
    return;
  id = text_of (reader, object, "id", TRUE);
  ring = points_of (reader, object, "polygon");
  if (reader->failed == NULL)
    remember (reader, reader->spaces, id,
              anlan_plan_add_space (reader->plan, id, GPOINTER_TO_UINT (data),
                                    (AnlanPoint *)(gpointer)ring->data, ring->len));
}

static void
read_obstacle_cb (Reader *reader, JsonNode *item, gpointer data)
{
  JsonObject *object = object_of (reader, item, "id polygon name");
  g_autoptr (GArray) ring = NULL;
  const char *id;

  if (object == NULL)
    return;
  id = text_of (reader, object, "id", FALSE);
  ring = points_of (reader, object, "polygon");
  if (reader->failed == NULL)
    anlan_plan_add_obstacle (reader->plan, id != NULL ? id : reader->path->str, GPOINTER_TO_UINT (data),
                             (AnlanPoint *)(gpointer)ring->data, ring->len);
}

static void
read_wall_cb (Reader *reader, JsonNode *item, gpointer data)
{
  JsonArray *ends = JSON_NODE_HOLDS_ARRAY (item) ? json_node_get_array (item) : NULL;
  AnlanPlanWall wall = { .level = GPOINTER_TO_UINT (data) };

  if (ends == NULL || json_array_get_length (ends) != 2)
    {
      fault (reader, _ ("a wall is a list of two places"));
      return;
    }
  wall.from = point_of (reader, json_array_get_element (ends, 0));
  wall.to = point_of (reader, json_array_get_element (ends, 1));
  g_array_append_val (reader->plan->walls, wall);
}

static void
read_door_cb (Reader *reader, JsonNode *item, gpointer data)
{
  JsonObject *object = object_of (reader, item, "id from to exit open shut width flow name");
  AnlanPlanDoor door = { .level = GPOINTER_TO_UINT (data) };

  if (object == NULL)
    return;
  door.id = (char *)text_of (reader, object, "id", TRUE);
  door.from = point_of (reader, json_object_get_member (object, "from"));
  door.to = point_of (reader, json_object_get_member (object, "to"));
  door.exit = flag_of (reader, object, "exit");
  door.open = flag_of (reader, object, "open");
  door.shut = flag_of (reader, object, "shut");
  door.width = number_of (reader, object, "width", 0);
  door.flow = number_of (reader, object, "flow", 0);
  if (reader->failed == NULL)
    remember (reader, reader->doors, door.id, anlan_plan_add_door (reader->plan, &door));
}

static void
read_level_cb (Reader *reader, JsonNode *item, gpointer data)
{
  JsonObject *object = object_of (reader, item, "id name spaces doors obstacles walls");
  const char *id;
  gpointer level;

  if (object == NULL || (id = text_of (reader, object, "id", TRUE)) == NULL)
    return;
  level = GUINT_TO_POINTER (anlan_plan_add_level (reader->plan, id));
  remember (reader, reader->levels, id, GPOINTER_TO_UINT (level));
  each (reader, object, "spaces", read_space_cb, level);
  each (reader, object, "obstacles", read_obstacle_cb, level);
  each (reader, object, "walls", read_wall_cb, level);
  each (reader, object, "doors", read_door_cb, level);
}

/* One end of a stair: {"level", "from", "to"}. */
static void
read_stair_end (Reader *reader, JsonObject *stair, const char *name, guint *level, AnlanPoint *ends)
{
  gsize length = reader->path->len;
  JsonObject *object;

  g_string_append_printf (reader->path, ".%s", name);
  object = object_of (reader, json_object_get_member (stair, name), "level from to");
  if (object != NULL)
    {
      *level = named (reader, reader->levels, object, "level", TRUE, 0);
      ends[0] = point_of (reader, json_object_get_member (object, "from"));
      ends[1] = point_of (reader, json_object_get_member (object, "to"));
    }
  g_string_truncate (reader->path, length);
}

/* Without speeds of its own a stair has those of IMO MSC.1/Circ.1533 tables 3.4 and 3.5 for men of 30 to 50 years, as
 * parts of their speed on the flat: 0.63 / 1.295 up, 0.855 / 1.295 down; with riser and tread the one of the SFPE
 * Handbook, both ways. */
static void
read_stair_cb (Reader *reader, JsonNode *item, gpointer data)
{
  JsonObject *object = object_of (reader, item, "id name low high length width riser tread up down");
  AnlanPlanStair stair = { .id = NULL };
  double riser, tread, part;

  if (object == NULL)
    return;
  stair.id = (char *)text_of (reader, object, "id", TRUE);
  read_stair_end (reader, object, "low", &stair.low_level, stair.low);
  read_stair_end (reader, object, "high", &stair.high_level, stair.high);
  stair.length = number_of (reader, object, "length", 0);
  stair.width = number_of (reader, object, "width", 0);
  riser = number_of (reader, object, "riser", 0);
  tread = number_of (reader, object, "tread", 0);
  part = riser > 0 && tread > 0 ? anlan_sfpe_k_stair (riser, tread) / ANLAN_SFPE_K_LEVEL : 0;
  stair.up = number_of (reader, object, "up", part > 0 ? part : 0.63 / 1.295);
  stair.down = number_of (reader, object, "down", part > 0 ? part : 0.855 / 1.295);
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
read_spread (
    Reader *reader, JsonObject *group, const char *name, AnlanSpread *spread, double least, double most)
{
  JsonNode *node = json_object_get_member (group, name);
  gsize length = reader->path->len;
  JsonObject *object;

  if (is_number (node))
    {
      *spread = (AnlanSpread){ ANLAN_SPREAD_FIXED, json_node_get_double (node), 0,
                               json_node_get_double (node), json_node_get_double (node) };
      return;
    }
  g_string_append_printf (reader->path, ".%s", name);
  object = object_of (reader, node, "min max normal lognormal gamma weibull");
  if (object != NULL)
    {
      gboolean ends = json_object_has_member (object, "min") && json_object_has_member (object, "max");

      spread->form = ANLAN_SPREAD_UNIFORM;
      spread->a = spread->min = number_of (reader, object, "min", least);
      spread->b = spread->max = number_of (reader, object, "max", most);
      for (guint i = 0; i < G_N_ELEMENTS (spread_forms); i++)
        if (json_object_has_member (object, spread_forms[i].id))
          {
            AnlanPoint pair = point_of (reader, json_object_get_member (object, spread_forms[i].id));

            spread->form = spread_forms[i].form;
            spread->a = pair.x;
            spread->b = pair.y;
            ends = TRUE;
          }
      if (!ends)
        fault (reader,
               _ ("min and max are needed here, or normal, lognormal, gamma or weibull with two numbers"));
    }
  g_string_truncate (reader->path, length);
}

static void
add_exit_cb (Reader *reader, JsonNode *item, gpointer data)
{
  guint64 *bits = data;
  guint exit = 0, index;
  const char *id = JSON_NODE_HOLDS_VALUE (item) ? json_node_get_string (item) : NULL;

  index = id != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (reader->doors, id)) : 0;
  if (index == 0 || !g_array_index (reader->plan->doors, AnlanPlanDoor, index - 1).exit)
    {
      fault (reader, _ ("“%s” is no exit"), id != NULL ? id : "");
      return;
    }
  for (guint i = 0; i + 1 < index; i++)
    exit += g_array_index (reader->plan->doors, AnlanPlanDoor, i).exit != FALSE;
  if (exit < 64)
    *bits |= G_GUINT64_CONSTANT (1) << exit;
}

static void
read_people_cb (Reader *reader, JsonNode *item, gpointer data)
{
  JsonObject *object = object_of (reader, item, "count space level places speed premovement exits name");
  AnlanPlanPeople people = { .space = -1, .premovement = { ANLAN_SPREAD_FIXED, 0, 0, 0, 0 } };
  g_autoptr (GArray) places = NULL;
  double count;

  if (object == NULL)
    return;
  places = points_of (reader, object, "places");
  count = number_of (reader, object, "count", places->len);
  if (!(count >= 0 && count <= 1e6) || count != floor (count))
    fault (reader, _ ("“%s” must be a whole number up to a million"), "count");
  else if (places->len > 0 && count != places->len)
    fault (reader, _ ("there are %u places for %.0f people"), places->len, count);
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
  each (reader, object, "exits", add_exit_cb, &people.exits);
  if (reader->failed == NULL)
    anlan_plan_add_people (reader->plan, &people);
}

static void
read_event_cb (Reader *reader, JsonNode *item, gpointer data)
{
  JsonObject *object = object_of (reader, item, "time shut open");
  AnlanPlanEvent event = { 0 };
  gboolean shut;

  if (object == NULL)
    return;
  shut = json_object_has_member (object, "shut");
  if (shut == json_object_has_member (object, "open"))
    {
      fault (reader, _ ("an event needs “shut” or “open” with the id of a door, and not both"));
      return;
    }
  event.time = number_of (reader, object, "time", -1);
  event.what = shut ? ANLAN_EVENT_SHUT : ANLAN_EVENT_OPEN;
  event.door = named (reader, reader->doors, object, shut ? "shut" : "open", TRUE, 0);
  g_array_append_val (reader->plan->events, event);
}

static guint
one_of (Reader *reader, JsonObject *object, const char *name, const char *const *words)
{
  const char *word = text_of (reader, object, name, FALSE);
  g_autofree char *all = g_strjoinv (", ", (char **)words);

  for (guint i = 0; word != NULL && words[i] != NULL; i++)
    if (g_strcmp0 (word, words[i]) == 0)
      return i;
  if (word != NULL)
    fault (reader, _ ("“%s” is “%s”; it can be: %s"), name, word, all);
  return 0;
}

/* --- what comes out, and the wind ------------------------------------------------------------------------------------- */

#define KELVIN 273.15

static void
read_wind (Reader *reader, JsonNode *node)
{
  static const char *const classes[] = { "A", "B", "C", "D", "E", "F", NULL };
  static const char *const terrains[] = { "open", "urban", NULL };
  JsonObject *object =
      object_of (reader, node, "from speed spread stability terrain temperature mixing_height");
  AnlanWind *wind = &reader->scenario->wind;

  if (object == NULL)
    return;
  *wind = (AnlanWind){ .from = number_of (reader, object, "from", NAN),
                       .speed = number_of (reader, object, "speed", NAN),
                       .spread = number_of (reader, object, "spread", NAN),
                       .stability = ANLAN_STABILITY_D,
                       .temperature = number_of (reader, object, "temperature", 20) + KELVIN,
                       .mixing = number_of (reader, object, "mixing_height", 0) };
  if (json_object_has_member (object, "stability"))
    wind->stability = (AnlanStability)one_of (reader, object, "stability", classes);
  wind->terrain = (AnlanTerrain)one_of (reader, object, "terrain", terrains);
}

static void
read_release (Reader *reader, JsonNode *node)
{
  JsonObject *object = object_of (
      reader, node, "gas at height rate mass duration width density temperature since air_changes");
  AnlanRelease *release = &reader->scenario->release;
  const char *gas;

  if (object == NULL)
    return;
  gas = text_of (reader, object, "gas", TRUE);
  release->gas = gas != NULL ? anlan_toxic_find (gas) : NULL;
  if (gas != NULL && release->gas == NULL)
    {
      g_autoptr (GString) all = g_string_new (NULL);
      guint n;
      const AnlanToxic *gases = anlan_toxic_list (&n);

      for (guint i = 0; i < n; i++)
        g_string_append_printf (all, "%s%s", i > 0 ? ", " : "", gases[i].id);
      fault (reader, _ ("“%s” is “%s”; it can be: %s"), "gas", gas, all->str);
    }
  release->place = point_of (reader, json_object_get_member (object, "at"));
  release->height = number_of (reader, object, "height", 0);
  release->rate = number_of (reader, object, "rate", 0);
  release->mass = number_of (reader, object, "mass", 0);
  release->duration = number_of (reader, object, "duration", INFINITY);
  release->width = number_of (reader, object, "width", 0);
  release->density = number_of (reader, object, "density", 0);
  if (json_object_has_member (object, "temperature"))
    release->temperature = number_of (reader, object, "temperature", 0) + KELVIN;
  reader->scenario->since = number_of (reader, object, "since", 0);
  reader->scenario->air_changes = number_of (reader, object, "air_changes", 1);
  if (!(reader->scenario->air_changes >= 0))
    fault (reader, _ ("“%s” cannot be below 0"), "air_changes");
  if (!(reader->scenario->since >= 0))
    fault (reader, _ ("“%s” cannot be below 0"), "since");
}

/* One object of the scenario, named in the path. */
static void
read_part (Reader *reader, JsonObject *object, const char *name, void (*read) (Reader *, JsonNode *))
{
  if (!json_object_has_member (object, name) || reader->failed != NULL)
    return;
  g_string_assign (reader->path, name);
  read (reader, json_object_get_member (object, name));
  g_string_truncate (reader->path, 0);
}

/* A plume is made to see whether it can be: its sentences are those of the scenario. */
static void
check_plume (Reader *reader)
{
  g_autoptr (AnlanPlume) plume = NULL;
  GError *error = NULL;

  if (reader->scenario->release.gas == NULL || reader->failed != NULL)
    return;
  plume = anlan_plume_new (&reader->scenario->release, &reader->scenario->wind, &error);
  if (error != NULL)
    fault (reader, "%s", error->message);
  g_clear_error (&error);
}

/* --- the whole ---------------------------------------------------------------------------------------------------------- */

static void
read_muster_cb (Reader *reader, JsonNode *item, gpointer data)
{
  fault (reader, _ ("muster points are not part of a simulation; leave the list empty"));
}

static void
read_scenario (Reader *reader, JsonNode *root)
{
  static const char *const flows[] = { "sfpe", "imo", "experiment", NULL };
  static const char *const laws[] = { "weidmann", "sfpe", NULL };
  static const char *const choices[] = { "queue", "nearest", NULL };
  JsonObject *object =
      object_of (reader, root,
                 "version name units levels stairs muster people door_flow walking exit_choice seed max_time "
                 "events trajectories wind release");
  const char *units;

  if (object == NULL)
    return;
  if (number_of (reader, object, "version", 0) != 1)
    fault (reader, _ ("“version” must be 1"));
  units = text_of (reader, object, "units", FALSE);
  if (units != NULL && g_strcmp0 (units, "m") != 0)
    fault (reader, _ ("“units” must be “m”: coordinates are metres"));
  each (reader, object, "levels", read_level_cb, NULL);
  each (reader, object, "stairs", read_stair_cb, NULL);
  each (reader, object, "muster", read_muster_cb, NULL);
  each (reader, object, "people", read_people_cb, NULL);
  each (reader, object, "events", read_event_cb, NULL);
  reader->plan->door_flow = (AnlanDoorFlow)one_of (reader, object, "door_flow", flows);
  reader->plan->walking = (AnlanWalking)one_of (reader, object, "walking", laws);
  reader->plan->nearest = one_of (reader, object, "exit_choice", choices) == 1;
  reader->plan->seed = (guint64)CLAMP (number_of (reader, object, "seed", 1), 0, 9e15);
  reader->plan->max_time = number_of (reader, object, "max_time", 3600);
  reader->scenario->trajectories = number_of (reader, object, "trajectories", 0);
  if (!(reader->scenario->trajectories >= 0))
    fault (reader, _ ("“%s” must be a number"), "trajectories");
  read_part (reader, object, "wind", read_wind);
  read_part (reader, object, "release", read_release);
  check_plume (reader);
}

AnlanScenario *
anlan_scenario_parse (const char *text, gssize length, GError **error)
{
  g_autoptr (JsonNode) root = anlan_json_parse (text, length, MOST_BYTES, error);
  g_autoptr (AnlanScenario) scenario = NULL;
  Reader reader = { 0 };

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
