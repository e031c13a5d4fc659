/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "scenario-reader.h"

#define KELVIN 273.15

/* Who stays inside is looked at for so long after the last have left. */
#define SETTLED_LONGER_S 3600.0

static void
read_wind_into (ScenarioReader *reader, JsonNode *node, AnlanWind *wind)
{
  static const char *const classes[] = { "A", "B", "C", "D", "E", "F", NULL };
  static const char *const terrains[] = { "open", "urban", NULL };
  JsonObject *object =
      scenario_object (reader, node, "from speed spread stability terrain temperature mixing_height");

  if (object == NULL)
    return;
  *wind = (AnlanWind){ .from = scenario_number (reader, object, "from", NAN),
                       .speed = scenario_number (reader, object, "speed", NAN),
                       .spread = scenario_number (reader, object, "spread", NAN),
                       .stability = ANLAN_STABILITY_D,
                       .temperature = scenario_number (reader, object, "temperature", 20) + KELVIN,
                       .mixing = scenario_number (reader, object, "mixing_height", 0) };
  if (json_object_has_member (object, "stability"))
    wind->stability = (AnlanStability)scenario_word (reader, object, "stability", classes);
  wind->terrain = (AnlanTerrain)scenario_word (reader, object, "terrain", terrains);
}

static void
read_wind (ScenarioReader *reader, JsonNode *node)
{
  read_wind_into (reader, node, &reader->scenario->wind);
}

static const AnlanToxic *
read_gas (ScenarioReader *reader, JsonObject *object)
{
  const char *gas = scenario_text (reader, object, "gas", TRUE);
  const AnlanToxic *found = gas != NULL ? anlan_toxic_find (gas) : NULL;

  if (gas != NULL && found == NULL)
    {
      g_autoptr (GString) all = g_string_new (NULL);
      guint n;
      const AnlanToxic *gases = anlan_toxic_list (&n);

      for (guint i = 0; i < n; i++)
        g_string_append_printf (all, "%s%s", i > 0 ? ", " : "", gases[i].id);
      scenario_fault (reader, _ ("“%s” is “%s”; it can be: %s"), "gas", gas, all->str);
    }
  return found;
}

static void
read_release_into (ScenarioReader *reader, JsonObject *object, AnlanRelease *release)
{
  release->gas = read_gas (reader, object);
  release->place = scenario_point (reader, json_object_get_member (object, "at"));
  release->height = scenario_number (reader, object, "height", 0);
  release->rate = scenario_number (reader, object, "rate", 0);
  release->mass = scenario_number (reader, object, "mass", 0);
  release->duration = scenario_number (reader, object, "duration", INFINITY);
  release->width = scenario_number (reader, object, "width", 0);
  release->density = scenario_number (reader, object, "density", 0);
  if (json_object_has_member (object, "temperature"))
    release->temperature = scenario_number (reader, object, "temperature", 0) + KELVIN;
}

static void
read_release (ScenarioReader *reader, JsonNode *node)
{
  JsonObject *object = scenario_object (
      reader, node, "gas at height rate mass duration width density temperature since air_changes");

  if (object == NULL)
    return;
  read_release_into (reader, object, &reader->scenario->release);
  reader->scenario->since = scenario_number (reader, object, "since", 0);
  reader->scenario->air_changes = scenario_number (reader, object, "air_changes", 1);
  if (!(reader->scenario->air_changes >= 0))
    scenario_fault (reader, _ ("“%s” cannot be below 0"), "air_changes");
  if (!(reader->scenario->since >= 0))
    scenario_fault (reader, _ ("“%s” cannot be below 0"), "since");
}

/* One object of the scenario, named in the path. */
static void
read_part (ScenarioReader *reader,
           JsonObject *object,
           const char *name,
           void (*read) (ScenarioReader *, JsonNode *))
{
  if (!json_object_has_member (object, name) || reader->failed != NULL)
    return;
  g_string_assign (reader->path, name);
  read (reader, json_object_get_member (object, name));
  g_string_truncate (reader->path, 0);
}

/* --- what happens in time ----------------------------------------------------------------------------------------------- */

void
scenario_read_air_event (ScenarioReader *reader, JsonObject *event, const char *what, double time)
{
  ScenarioTurn turn = { .time = time };
  gsize length = reader->path->len;

  g_string_append_printf (reader->path, ".%s", what);
  if (g_str_equal (what, "stop"))
    {
      turn.stop = scenario_flag (reader, event, "stop");
      if (!turn.stop)
        scenario_fault (reader, _ ("“%s” must be true"), "stop");
    }
  else if (g_str_equal (what, "wind"))
    read_wind_into (reader, json_object_get_member (event, what), &turn.wind);
  else
    {
      JsonObject *object = scenario_object (reader, json_object_get_member (event, what),
                                            "gas at height rate mass duration width density temperature");

      if (object != NULL)
        read_release_into (reader, object, &turn.release);
    }
  g_string_truncate (reader->path, length);
  if (reader->failed == NULL)
    g_array_append_val (reader->turns, turn);
}

static int
compare_turns (gconstpointer a, gconstpointer b)
{
  double d = ((const ScenarioTurn *)a)->time - ((const ScenarioTurn *)b)->time;

  return d < 0 ? -1 : d > 0;
}

/* --- smoke, fires and readings ------------------------------------------------------------------------------------------ */

static void
read_gases (ScenarioReader *reader, JsonObject *object, AnlanSmoke *smoke)
{
  static const struct
  {
    const char *id;
    gsize at;
  } gases[] = {
    { "co", G_STRUCT_OFFSET (AnlanSmoke, co) },    { "co2", G_STRUCT_OFFSET (AnlanSmoke, co2) },
    { "hcn", G_STRUCT_OFFSET (AnlanSmoke, hcn) },  { "nox", G_STRUCT_OFFSET (AnlanSmoke, nox) },
    { "no2", G_STRUCT_OFFSET (AnlanSmoke, no2) },  { "hcl", G_STRUCT_OFFSET (AnlanSmoke, hcl) },
    { "hbr", G_STRUCT_OFFSET (AnlanSmoke, hbr) },  { "hf", G_STRUCT_OFFSET (AnlanSmoke, hf) },
    { "so2", G_STRUCT_OFFSET (AnlanSmoke, so2) },  { "acrolein", G_STRUCT_OFFSET (AnlanSmoke, acrolein) },
    { "ch2o", G_STRUCT_OFFSET (AnlanSmoke, ch2o) }
  };

  for (guint i = 0; i < G_N_ELEMENTS (gases); i++)
    G_STRUCT_MEMBER (double, smoke, gases[i].at) = scenario_number (reader, object, gases[i].id, 0);
  smoke->o2 = scenario_number (reader, object, "o2", 20.9);
}

static void
take_error (ScenarioReader *reader, GError *error)
{
  if (error != NULL)
    scenario_fault (reader, "%s", error->message);
  g_clear_error (&error);
}

static void
read_smoke_cb (ScenarioReader *reader, JsonNode *item, gpointer data)
{
  JsonObject *object =
      scenario_object (reader, item,
                       "space level from until grows extinction temperature co co2 o2 hcn nox no2 hcl hbr hf "
                       "so2 acrolein ch2o");
  AnlanAirSmoke smoke = { 0 };
  GError *error = NULL;

  if (object == NULL)
    return;
  smoke.level = scenario_named (reader, reader->levels, object, "level", FALSE, 0);
  if (json_object_has_member (object, "space"))
    {
      guint space = scenario_named (reader, reader->spaces, object, "space", TRUE, G_MAXUINT);

      if (space < reader->plan->spaces->len)
        {
          const AnlanPlanArea *area = &g_array_index (reader->plan->spaces, AnlanPlanArea, space);

          smoke.level = area->level;
          smoke.ring = area->ring;
          smoke.n_points = area->n_points;
        }
    }
  smoke.from = scenario_number (reader, object, "from", 0);
  smoke.until = scenario_number (reader, object, "until", INFINITY);
  smoke.grows = scenario_number (reader, object, "grows", 0);
  smoke.extinction = scenario_number (reader, object, "extinction", 0);
  smoke.celsius = scenario_number (reader, object, "temperature", 20);
  read_gases (reader, object, &smoke.smoke);
  if (reader->failed == NULL)
    anlan_air_add_smoke (reader->scenario->air, &smoke, &error);
  take_error (reader, error);
}

static void
read_fire_cb (ScenarioReader *reader, JsonNode *item, gpointer data)
{
  JsonObject *object = scenario_object (reader, item, "at level from until rate heat part");
  AnlanAirFire fire = { 0 };
  GError *error = NULL;

  if (object == NULL)
    return;
  fire.level = scenario_named (reader, reader->levels, object, "level", FALSE, 0);
  fire.place = scenario_point (reader, json_object_get_member (object, "at"));
  fire.from = scenario_number (reader, object, "from", 0);
  fire.until = scenario_number (reader, object, "until", INFINITY);
  fire.rate = scenario_number (reader, object, "rate", 0);
  fire.heat = scenario_number (reader, object, "heat", 0);
  fire.part = scenario_number (reader, object, "part", 0.3);
  if (reader->failed == NULL)
    anlan_air_add_fire (reader->scenario->air, &fire, &error);
  take_error (reader, error);
}

static void
read_reading_cb (ScenarioReader *reader, JsonNode *item, gpointer data)
{
  JsonObject *object = scenario_object (reader, item, "gas at level ppm radius from until name");
  const AnlanToxic *gas;
  GError *error = NULL;
  guint level;
  AnlanPoint place;
  double ppm, radius, from, until;

  if (object == NULL)
    return;
  gas = read_gas (reader, object);
  level = scenario_named (reader, reader->levels, object, "level", FALSE, 0);
  place = scenario_point (reader, json_object_get_member (object, "at"));
  ppm = scenario_number (reader, object, "ppm", NAN);
  radius = scenario_number (reader, object, "radius", 20);
  from = scenario_number (reader, object, "from", 0);
  until = scenario_number (reader, object, "until", INFINITY);
  if (reader->failed == NULL)
    anlan_air_add_reading (reader->scenario->air, gas, level, place, ppm, radius, from, until, &error);
  take_error (reader, error);
}

/* --- the whole ---------------------------------------------------------------------------------------------------------- */

/* The wind that a release at @time comes out into. */
static const AnlanWind *
wind_then (ScenarioReader *reader, guint before)
{
  for (guint i = before; i > 0; i--)
    if (g_array_index (reader->turns, ScenarioTurn, i - 1).wind.temperature > 0)
      return &g_array_index (reader->turns, ScenarioTurn, i - 1).wind;
  return &reader->scenario->wind;
}

/* All that comes out, in the order of time: its sentences are those of the scenario. */
static void
fill_air (ScenarioReader *reader)
{
  AnlanScenario *scenario = reader->scenario;
  GError *error = NULL;

  g_string_assign (reader->path, "release");
  g_array_sort (reader->turns, compare_turns);
  if (scenario->release.gas != NULL)
    anlan_air_add_release (scenario->air, &scenario->release, &scenario->wind, -scenario->since, &error);
  for (guint i = 0; i < reader->turns->len && error == NULL; i++)
    {
      const ScenarioTurn *turn = &g_array_index (reader->turns, ScenarioTurn, i);

      if (turn->stop)
        anlan_air_stop_releases (scenario->air, turn->time);
      else if (turn->release.gas != NULL)
        anlan_air_add_release (scenario->air, &turn->release, wind_then (reader, i), turn->time, &error);
      else
        anlan_air_turn_wind (scenario->air, turn->time, &turn->wind, &error);
    }
  for (guint i = 0; i < reader->rooms->len && error == NULL; i++)
    {
      const ScenarioRoom *room = &g_array_index (reader->rooms, ScenarioRoom, i);
      const AnlanPlanArea *area = &g_array_index (reader->plan->spaces, AnlanPlanArea, room->space);

      anlan_air_add_room (scenario->air, area->level, area->ring, area->n_points, room->changes, &error);
    }
  take_error (reader, error);
  g_string_truncate (reader->path, 0);
  if (reader->failed == NULL && isfinite (reader->plan->max_time))
    anlan_air_settle (scenario->air, reader->plan->max_time + SETTLED_LONGER_S);
}

void
scenario_read_air (ScenarioReader *reader, JsonObject *object)
{
  read_part (reader, object, "wind", read_wind);
  read_part (reader, object, "release", read_release);
  scenario_each (reader, object, "smoke", read_smoke_cb, NULL);
  scenario_each (reader, object, "fires", read_fire_cb, NULL);
  scenario_each (reader, object, "readings", read_reading_cb, NULL);
  if (reader->failed == NULL)
    fill_air (reader);
}
