/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/error.h"
#include "base/json.h"
#include "base/time.h"
#include "egress/guide.h"
#include "model/query.h"
#include "monitor/gas.h"
#include "monitor/weather.h"
#include "report/site-plan.h"
#include "store/files.h"

#define MOST_BYTES (64 * 1024 * 1024)
#define SENSOR_RADIUS_M 20.0

/* --- GeoJSON in metres -------------------------------------------------------------------------------------------------- */

typedef struct
{
  GHashTable *levels; /* id → JsonObject, borrowed */
  JsonArray *in_order;
  JsonArray *musters, *people;
  guint count;
} Drawn;

static JsonObject *
level_of (Drawn *drawn, const char *id)
{
  JsonObject *level = g_hash_table_lookup (drawn->levels, id);
  static const char *const lists[] = { "spaces", "obstacles", "walls", "doors" };

  if (level != NULL)
    return level;
  level = json_object_new ();
  json_object_set_string_member (level, "id", id);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    json_object_set_array_member (level, lists[i], json_array_new ());
  json_array_add_object_element (drawn->in_order, level);
  g_hash_table_insert (drawn->levels, g_strdup (id), level);
  return level;
}

static const char *
text_of (JsonObject *object, const char *name, const char *otherwise)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : otherwise;
}

static gboolean
is_array_of (JsonNode *node, guint least)
{
  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) &&
         json_array_get_length (json_node_get_array (node)) >= least;
}

/* Takes over the properties that the scenario knows by the same names; what is wrong with them is its reader's to say. */
static void
take_over (JsonObject *from, JsonObject *to, const char *const *names)
{
  for (; *names != NULL; names++)
    if (json_object_has_member (from, *names))
      json_object_set_member (to, *names, json_node_copy (json_object_get_member (from, *names)));
}

static void
add_area (JsonObject *level, const char *list, const char *id, JsonNode *coordinates)
{
  JsonObject *area = json_object_new ();
  JsonNode *ring = json_array_get_element (json_node_get_array (coordinates), 0);

  json_object_set_string_member (area, "id", id);
  json_object_set_member (area, "polygon", json_node_copy (ring));
  json_array_add_object_element (json_object_get_array_member (level, list), area);
}

static void
add_walls (JsonObject *level, JsonNode *coordinates)
{
  JsonArray *line = json_node_get_array (coordinates);

  for (guint i = 0; i + 1 < json_array_get_length (line); i++)
    {
      JsonArray *wall = json_array_new ();

      json_array_add_element (wall, json_node_copy (json_array_get_element (line, i)));
      json_array_add_element (wall, json_node_copy (json_array_get_element (line, i + 1)));
      json_array_add_array_element (json_object_get_array_member (level, "walls"), wall);
    }
}

static void
add_door (JsonObject *level, const char *id, JsonNode *coordinates, JsonObject *properties, gboolean exit)
{
  static const char *const names[] = { "width", "open", "shut", "flow", "name", NULL };
  JsonObject *door = json_object_new ();
  JsonArray *line = json_node_get_array (coordinates);

  json_object_set_string_member (door, "id", id);
  json_object_set_member (door, "from", json_node_copy (json_array_get_element (line, 0)));
  json_object_set_member (door, "to",
                          json_node_copy (json_array_get_element (line, json_array_get_length (line) - 1)));
  json_object_set_boolean_member (door, "exit", exit);
  take_over (properties, door, names);
  json_array_add_object_element (json_object_get_array_member (level, "doors"), door);
}

static void
add_muster (Drawn *drawn, const char *id, const char *level, JsonNode *coordinates, JsonObject *properties)
{
  static const char *const names[] = { "radius", "capacity", "indoor", "name", NULL };
  JsonObject *muster = json_object_new ();

  json_object_set_string_member (muster, "id", id);
  json_object_set_string_member (muster, "level", level);
  json_object_set_member (muster, "at", json_node_copy (coordinates));
  take_over (properties, muster, names);
  json_array_add_object_element (drawn->musters, muster);
}

static void
add_people (Drawn *drawn, const char *level, JsonNode *coordinates, JsonObject *properties)
{
  static const char *const names[] = { "speed", "premovement", "role", "together",
                                       "helps", "masked",      "name", NULL };
  JsonObject *people = json_object_new ();
  JsonArray *places = json_array_new ();

  json_object_set_string_member (people, "level", level);
  json_array_add_element (places, json_node_copy (coordinates));
  json_object_set_array_member (people, "places", places);
  take_over (properties, people, names);
  json_array_add_object_element (drawn->people, people);
}

/* FALSE: @why says what is wrong. */
static gboolean
draw_feature (Drawn *drawn, JsonObject *feature, const char **why)
{
  JsonNode *geometry = json_object_get_member (feature, "geometry"),
           *node = json_object_get_member (feature, "properties");
  JsonObject *properties = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonObject *shape =
      geometry != NULL && JSON_NODE_HOLDS_OBJECT (geometry) ? json_node_get_object (geometry) : NULL;
  const char *type = text_of (shape, "type", ""), *what = text_of (properties, "what", ""),
             *level = text_of (properties, "level", "g");
  JsonNode *coordinates = shape != NULL ? json_object_get_member (shape, "coordinates") : NULL;
  g_autofree char *made = g_strdup_printf ("%s-%u", what, ++drawn->count);
  const char *id = text_of (properties, "id", made);
  gboolean polygon = g_str_equal (type, "Polygon") && is_array_of (coordinates, 1) &&
                     is_array_of (json_array_get_element (json_node_get_array (coordinates), 0), 3);
  gboolean line = g_str_equal (type, "LineString") && is_array_of (coordinates, 2);
  gboolean point = g_str_equal (type, "Point") && is_array_of (coordinates, 2);

  *why = NULL;
  if (polygon && g_str_equal (what, "space"))
    add_area (level_of (drawn, level), "spaces", id, coordinates);
  else if (polygon && g_str_equal (what, "obstacle"))
    add_area (level_of (drawn, level), "obstacles", id, coordinates);
  else if (line && g_str_equal (what, "wall"))
    add_walls (level_of (drawn, level), coordinates);
  else if (line && (g_str_equal (what, "door") || g_str_equal (what, "exit")))
    add_door (level_of (drawn, level), id, coordinates, properties, g_str_equal (what, "exit"));
  else if (point && g_str_equal (what, "muster"))
    add_muster (drawn, id, level, coordinates, properties);
  else if (point && g_str_equal (what, "people"))
    add_people (drawn, level, coordinates, properties);
  else
    *why = polygon || line || point ? _ ("its property “what” is none of space, obstacle, wall, door, exit, "
                                         "muster and people for such a shape")
                                    : _ ("it has no Polygon, LineString or Point with coordinates");
  return *why == NULL;
}

static char *
drawn_to_text (Drawn *drawn)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "version", 1);
  json_object_set_array_member (object, "levels", json_array_ref (drawn->in_order));
  json_object_set_array_member (object, "muster", json_array_ref (drawn->musters));
  json_object_set_array_member (object, "people", json_array_ref (drawn->people));
  json_node_take_object (root, object);
  return json_to_string (root, FALSE);
}

char *
anlan_site_plan_from_geojson (const char *text, gssize length, GError **error)
{
  g_autoptr (JsonNode) root = anlan_json_parse (text, length, MOST_BYTES, error);
  g_autoptr (GHashTable) levels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (JsonArray) in_order = json_array_new (), musters = json_array_new (), people = json_array_new ();
  Drawn drawn = { levels, in_order, musters, people, 0 };
  JsonNode *features;

  if (root == NULL)
    return NULL;
  features =
      JSON_NODE_HOLDS_OBJECT (root) ? json_object_get_member (json_node_get_object (root), "features") : NULL;
  if (!is_array_of (features, 1))
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                           _ ("This is no GeoJSON FeatureCollection with features in it."));
      return NULL;
    }
  for (guint i = 0; i < json_array_get_length (json_node_get_array (features)); i++)
    {
      JsonNode *node = json_array_get_element (json_node_get_array (features), i);
      const char *why = _ ("it is no object");

      if (JSON_NODE_HOLDS_OBJECT (node) && draw_feature (&drawn, json_node_get_object (node), &why))
        continue;
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("Feature %u cannot be used: %s."), i + 1, why);
      return NULL;
    }
  return drawn_to_text (&drawn);
}

/* --- at an alarm -------------------------------------------------------------------------------------------------------- */

/* The gas that a detector's is for the sake of spreading: combustible gas as methane. */
static const AnlanToxic *
toxic_of (const char *gas)
{
  if (g_strcmp0 (gas, "combustible") == 0)
    return anlan_toxic_find ("methane");
  return gas != NULL ? anlan_toxic_find (gas) : NULL;
}

static AnlanRecord *
find_series (AnlanPlant *plant, const char *name, GError **error)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("series");
  g_autoptr (GPtrArray) found = NULL;

  anlan_query_add_is (query, "name", name != NULL ? name : "");
  found = anlan_plant_find (plant, query, error);
  if (found == NULL)
    return NULL;
  if (found->len == 0)
    {
      g_set_error (
          error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND,
          _ ("The alarm is of “%s”, which is no series with a gas and a place: no plume can be computed."),
          name != NULL ? name : "");
      return NULL;
    }
  return anlan_record_ref (g_ptr_array_index (found, 0));
}

static double
real_of (const AnlanRecord *record, const char *field, double otherwise)
{
  const AnlanValue *value = anlan_record_get (record, field);

  if (value->type == ANLAN_VALUE_REAL)
    return value->real;
  return value->type == ANLAN_VALUE_INTEGER ? (double)value->integer : otherwise;
}

/* What the detector shows, in ppm; NAN where its unit does not say. */
static double
ppm_of (const AnlanRecord *alarm, const AnlanRecord *series, const AnlanToxic *gas)
{
  double value = real_of (alarm, "value", NAN), ppm = NAN;
  const char *measure = anlan_record_get_text (alarm, "measure"), *id = anlan_record_get_text (series, "gas");
  const AnlanUnit *from = measure != NULL ? anlan_unit_find (measure) : NULL, *to = anlan_unit_find ("ppm");
  const AnlanGas *kind = id != NULL ? anlan_gas_find (id) : NULL;

  if (isnan (value) || measure == NULL)
    return NAN;
  if (strstr (measure, "LEL") != NULL)
    return value / 100 * gas->lel * 1e4;
  if (from != NULL && to != NULL && kind != NULL && anlan_gas_convert (kind, value, from, to, &ppm))
    return ppm;
  return NAN;
}

static JsonArray *
place_json (AnlanPoint at)
{
  JsonArray *place = json_array_new ();

  json_array_add_double_element (place, round (at.x * 100) / 100);
  json_array_add_double_element (place, round (at.y * 100) / 100);
  return place;
}

/* The plant's own wind, or all round where that is not to be believed. */
static gboolean
add_wind (AnlanPlant *plant, JsonObject *scenario, double least, AnlanWindTrust *trust, GError **error)
{
  g_auto (AnlanWeather) weather = { 0 };
  JsonObject *member = json_object_new ();
  gint64 now = anlan_plant_now (plant);
  const AnlanWeatherPart *from, *speed;
  AnlanWind wind = { 0 };
  double age = NAN;

  if (!anlan_weather_read (plant, now, &weather, error))
    {
      json_object_unref (member);
      return FALSE;
    }
  from = &weather.parts[ANLAN_WEATHER_WIND_FROM];
  speed = &weather.parts[ANLAN_WEATHER_WIND_SPEED];
  wind.from = isnan (from->mean) ? from->value : from->mean;
  wind.speed = isnan (speed->mean) ? speed->value : speed->mean;
  if (!isnan (from->value) && !isnan (speed->value))
    age = (double)(now - MIN (from->at, speed->at)) / ANLAN_SECOND;
  *trust = anlan_wind_trust (&wind, age, FALSE, least);
  if (*trust != ANLAN_WIND_KNOWN)
    anlan_wind_all_round (&wind);
  else
    {
      json_object_set_double_member (member, "from", fmod (wind.from + 360, 360));
      if (!isnan (from->spread))
        json_object_set_double_member (member, "spread", from->spread);
    }
  json_object_set_double_member (member, "speed", wind.speed);
  if (!isnan (weather.parts[ANLAN_WEATHER_TEMPERATURE].value))
    json_object_set_double_member (member, "temperature", weather.parts[ANLAN_WEATHER_TEMPERATURE].value);
  json_object_set_object_member (scenario, "wind", member);
  return TRUE;
}

static void
add_leak (JsonObject *scenario, const AnlanToxic *gas, AnlanPoint at, double rate, double ppm)
{
  JsonObject *release = json_object_new ();

  json_object_set_string_member (release, "gas", gas->id);
  json_object_set_array_member (release, "at", place_json (at));
  json_object_set_double_member (release, "rate", rate);
  json_object_set_object_member (scenario, "release", release);
  if (isfinite (ppm) && ppm >= 0)
    {
      JsonArray *readings = json_array_new ();
      JsonObject *reading = json_object_new ();

      json_object_set_string_member (reading, "gas", gas->id);
      json_object_set_array_member (reading, "at", place_json (at));
      json_object_set_double_member (reading, "ppm", MIN (ppm, 1e6));
      json_object_set_double_member (reading, "radius", SENSOR_RADIUS_M);
      json_array_add_object_element (readings, reading);
      json_object_set_array_member (scenario, "readings", readings);
    }
}

static gboolean
find_place (JsonObject *scenario, const AnlanRecord *series, AnlanPoint *at, GError **error)
{
  JsonNode *origin = json_object_get_member (scenario, "origin");
  const char *text = anlan_record_get_text (series, "place");
  g_autoptr (AnlanGeometry) geometry = text != NULL ? anlan_geometry_from_json (text, -1, NULL) : NULL;
  AnlanLocal local;

  if (geometry == NULL || geometry->n_points == 0 || !is_array_of (origin, 2))
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND,
                   _ ("“%s” has no place on this plan: put it on the map, and make the plan from the plant's "
                      "records."),
                   anlan_record_label (series));
      return FALSE;
    }
  anlan_local_init (&local, (AnlanLonLat){ json_array_get_double_element (json_node_get_array (origin), 0),
                                           json_array_get_double_element (json_node_get_array (origin), 1) });
  *at = anlan_local_from_lonlat (&local, geometry->points[0]);
  return TRUE;
}

static char *
with_alarm (AnlanPlant *plant,
            const AnlanRecord *plan,
            const char *text,
            const char *alarm_id,
            AnlanWindTrust *trust,
            GError **error)
{
  g_autoptr (AnlanRecord) alarm = anlan_plant_load (plant, "alarm", alarm_id, error), series = NULL;
  g_autoptr (JsonNode) root = NULL;
  const AnlanToxic *gas;
  JsonObject *scenario;
  AnlanPoint at;

  if (alarm == NULL)
    return NULL;
  series = find_series (plant, anlan_record_get_text (alarm, "subject"), error);
  root = series != NULL ? anlan_json_parse (text, -1, MOST_BYTES, error) : NULL;
  if (root == NULL)
    return NULL;
  gas = toxic_of (anlan_record_get_text (series, "gas"));
  if (gas == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED,
                   _ ("“%s” measures no gas whose spreading is known."), anlan_record_label (series));
      return NULL;
    }
  scenario = json_node_get_object (root);
  if (!find_place (scenario, series, &at, error) ||
      !add_wind (plant, scenario, real_of (plan, "least_wind", 1), trust, error))
    return NULL;
  add_leak (scenario, gas, at, real_of (plan, "leak_rate", 0.1), ppm_of (alarm, series, gas));
  return json_to_string (root, FALSE);
}

char *
anlan_site_plan_load (AnlanPlant *plant,
                      const char *id,
                      const char *alarm,
                      AnlanWindTrust *trust,
                      char **instruction,
                      GError **error)
{
  g_autoptr (AnlanRecord) record = anlan_plant_load (plant, "plan", id, error);
  AnlanWindTrust unsaid = ANLAN_WIND_NONE;
  g_auto (GStrv) files = NULL;
  g_autofree char *path = NULL, *text = NULL;

  if (record == NULL)
    return NULL;
  files = anlan_value_get_items (anlan_record_get (record, "geometry"));
  if (files[0] == NULL)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND, _ ("“%s” has no geometry file yet."),
                   anlan_record_label (record));
      return NULL;
    }
  path = anlan_files_path (anlan_plant_get_store (plant), files[0]);
  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;
  if (instruction != NULL)
    *instruction = g_strdup (anlan_record_get_text (record, "instruction"));
  if (alarm == NULL)
    return g_steal_pointer (&text);
  return with_alarm (plant, record, text, alarm, trust != NULL ? trust : &unsaid, error);
}
