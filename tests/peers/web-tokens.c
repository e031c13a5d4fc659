/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* Switches the pages of a plant on, and says with what somebody comes in:
 *
 * usage: web-tokens PLANT KIND:RECORD… PERSON…  prints {"posters": […], "links": [{"link", "pin"}, …]} in their order */

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/paths.h"
#include "model/plant.h"
#include "model/token.h"
#include "monitor/station-kinds.h"
#include "safety/safety.h"

static const char *const settings[] = {
  "web",      "web-report", "web-status",    "web-duties", "web-rounds",
  "web-read", "web-verify", "web-broadcast", "web-muster", "web-plain"
};

static void
put_posters (AnlanPlant *plant, char **arguments, AnlanJson *json)
{
  g_autoptr (GError) error = NULL;

  anlan_json_name (json, "posters");
  anlan_json_open (json, '[');
  for (guint i = 0; arguments[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (arguments[i], ":", 2);
      g_autofree char *token =
          parts[1] != NULL ? anlan_poster_make (plant, parts[0], parts[1], &error) : NULL;

      if (error != NULL)
        g_error ("%s", error->message);
      if (token != NULL)
        anlan_json_text (json, token);
    }
  anlan_json_close (json, ']');
}

static void
put_links (AnlanPlant *plant, char **arguments, AnlanJson *json)
{
  g_autoptr (GError) error = NULL;

  anlan_json_name (json, "links");
  anlan_json_open (json, '[');
  for (guint i = 0; arguments[i] != NULL; i++)
    {
      char *pin = NULL;
      g_autofree char *link = strchr (arguments[i], ':') == NULL
                                  ? anlan_link_make (plant, arguments[i], NULL, &pin, &error)
                                  : NULL;

      if (error != NULL)
        g_error ("%s", error->message);
      if (link == NULL)
        continue;
      anlan_json_open (json, '{');
      anlan_json_name (json, "link");
      anlan_json_text (json, link);
      anlan_json_name (json, "pin");
      anlan_json_text (json, pin);
      anlan_json_close (json, '}');
      anlan_token_forget (pin);
    }
  anlan_json_close (json, ']');
}

int
main (int argc, char *argv[])
{
  g_autoptr (AnlanRegistry) registry = anlan_registry_new ();
  AnlanPlantOptions options = { .registry = registry };
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  AnlanPlant *plant;
  AnlanJson json;

  anlan_path_init_locale ();
  anlan_safety_register (registry);
  anlan_monitor_register (registry);
  plant = anlan_plant_open (argv[1], &options, &error);
  if (plant == NULL)
    g_error ("%s", error->message);
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    if (!anlan_plant_set_setting (plant, settings[i], "on", &error))
      g_error ("%s", error->message);
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  put_posters (plant, argv + 2, &json);
  put_links (plant, argv + 2, &json);
  anlan_json_close (&json, '}');
  text = anlan_json_end (&json);
  puts (text);
  anlan_plant_close (plant);
  g_object_unref (plant);
  return 0;
}
