/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

#include "plant-fixture.h"

#include <math.h>

#include "base/error.h"
#include "base/paths.h"
#include "monitor/station-kinds.h"

AnlanPlant *
station_open (const char *dir, const char *desk, AnlanClock *clock, gboolean create)
{
  g_autoptr (AnlanRegistry) registry = anlan_registry_new ();
  AnlanPlantOptions options = { .registry = registry, .clock = clock, .desk_dir = desk };
  AnlanPlantBirth birth = { .name = "Test", .time_zone = "Asia/Shanghai", .longitude = NAN, .latitude = NAN };
  g_autoptr (GError) error = NULL;
  AnlanPlant *plant;

  anlan_monitor_register (registry);
  plant =
      create ? anlan_plant_create (dir, &birth, &options, &error) : anlan_plant_open (dir, &options, &error);
  g_assert_no_error (error);
  return plant;
}

void
station_set_up (Station *station, gconstpointer data)
{
  fixture_set_up (&station->base, data);
  station->dir = g_build_filename (station->base.dir, "plant", NULL);
  station->desk = g_build_filename (station->base.dir, "desk", NULL);
  station->plant = station_open (station->dir, station->desk, station->base.clock, TRUE);
  g_free (station->base.dir);
  station->base.dir = g_strdup (station->dir);
}

void
station_close_plant (Station *station)
{
  if (station->plant == NULL)
    return;
  anlan_plant_close (station->plant);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (station->plant);
  station->plant = NULL;
}

void
station_tear_down (Station *station, gconstpointer data)
{
  g_autofree char *root = g_path_get_dirname (station->dir);

  station_close_plant (station);
  fixture_tear_down (&station->base, data);
  anlan_remove_tree (root);
  g_free (station->dir);
  g_free (station->desk);
}

char *
station_add (Station *station, gboolean accepted, const char *kind, ...)
{
  g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_CREATE, kind, NULL);
  g_autoptr (AnlanApplied) applied = NULL;
  g_autoptr (GError) error = NULL;
  const char *field;
  va_list args;

  va_start (args, kind);
  while ((field = va_arg (args, const char *)) != NULL)
    {
      const char *text = va_arg (args, const char *);
      char *end;
      double number = g_ascii_strtod (text, &end);

      if (*end == '\0' && *text != '\0')
        anlan_change_set_real (change, field, number);
      else
        anlan_change_set_text (change, field, text);
    }
  va_end (args);
  applied = anlan_plant_apply (station->plant, change, &error);
  if (!accepted)
    {
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
      return NULL;
    }
  g_assert_no_error (error);
  return g_strdup (applied->after->id);
}

void
station_load (Station *station, guint problems)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  if (station->base.monitor == NULL)
    fixture_open (&station->base, NULL);
  anlan_monitor_load (station->base.monitor, station->plant, found, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, problems);
}

guint
station_mirror (Station *station)
{
  g_autoptr (GError) error = NULL;
  guint n;

  anlan_alarms_mirror (anlan_monitor_get_alarms (station->base.monitor), station->plant, &n, &error);
  g_assert_no_error (error);
  return n;
}
