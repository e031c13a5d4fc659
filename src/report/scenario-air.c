/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "scenario-reader.h"

#define KELVIN 273.15

static void
read_wind (ScenarioReader *reader, JsonNode *node)
{
  static const char *const classes[] = { "A", "B", "C", "D", "E", "F", NULL };
  static const char *const terrains[] = { "open", "urban", NULL };
  JsonObject *object =
      scenario_object (reader, node, "from speed spread stability terrain temperature mixing_height");
  AnlanWind *wind = &reader->scenario->wind;

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
read_release (ScenarioReader *reader, JsonNode *node)
{
  JsonObject *object = scenario_object (
      reader, node, "gas at height rate mass duration width density temperature since air_changes");
  AnlanRelease *release = &reader->scenario->release;
  const char *gas;

  if (object == NULL)
    return;
  gas = scenario_text (reader, object, "gas", TRUE);
  release->gas = gas != NULL ? anlan_toxic_find (gas) : NULL;
  if (gas != NULL && release->gas == NULL)
    {
      g_autoptr (GString) all = g_string_new (NULL);
      guint n;
      const AnlanToxic *gases = anlan_toxic_list (&n);

      for (guint i = 0; i < n; i++)
        g_string_append_printf (all, "%s%s", i > 0 ? ", " : "", gases[i].id);
      scenario_fault (reader, _ ("“%s” is “%s”; it can be: %s"), "gas", gas, all->str);
    }
  release->place = scenario_point (reader, json_object_get_member (object, "at"));
  release->height = scenario_number (reader, object, "height", 0);
  release->rate = scenario_number (reader, object, "rate", 0);
  release->mass = scenario_number (reader, object, "mass", 0);
  release->duration = scenario_number (reader, object, "duration", INFINITY);
  release->width = scenario_number (reader, object, "width", 0);
  release->density = scenario_number (reader, object, "density", 0);
  if (json_object_has_member (object, "temperature"))
    release->temperature = scenario_number (reader, object, "temperature", 0) + KELVIN;
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

/* A plume is made to see whether it can be: its sentences are those of the scenario. */
static void
check_plume (ScenarioReader *reader)
{
  g_autoptr (AnlanPlume) plume = NULL;
  GError *error = NULL;

  if (reader->scenario->release.gas == NULL || reader->failed != NULL)
    return;
  plume = anlan_plume_new (&reader->scenario->release, &reader->scenario->wind, &error);
  if (error != NULL)
    scenario_fault (reader, "%s", error->message);
  g_clear_error (&error);
}

void
scenario_read_air (ScenarioReader *reader, JsonObject *object)
{
  read_part (reader, object, "wind", read_wind);
  read_part (reader, object, "release", read_release);
  check_plume (reader);
}
