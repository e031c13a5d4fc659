/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "evac-work.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/json.h"
#include "base/time.h"
#include "model/query.h"
#include "monitor/weather.h"
#include "report/site-plan.h"
#include "store/files.h"

#define MOST_BYTES (64 * 1024 * 1024)
/* A wind that has turned or freshened by less is the wind that it was. */
#define TURNED_DEGREES 5.0
#define FRESHENED 0.15
/* Sensors around the same value are the same leak. */
#define GREW 0.1

AnlanEvacJob *
anlan_evac_job_new (
    AnlanPlant *plant, const char *plan, const char *path, const char *alarm, AnlanEvac *before)
{
  AnlanEvacJob *job = g_new0 (AnlanEvacJob, 1);

  job->plant = g_object_ref (plant);
  job->plan = g_strdup (plan);
  job->path = g_strdup (path);
  job->alarm = g_strdup (alarm);
  job->before = before != NULL ? anlan_evac_ref (before) : NULL;
  job->groups = g_ptr_array_new_with_free_func (g_free);
  job->trust = ANLAN_WIND_NONE;
  job->measured = G_MININT64;
  return job;
}

void
anlan_evac_job_free (AnlanEvacJob *job)
{
  g_object_unref (job->plant);
  g_clear_pointer (&job->before, anlan_evac_unref);
  g_clear_pointer (&job->evac, anlan_evac_unref);
  g_ptr_array_unref (job->groups);
  g_free (job->plan);
  g_free (job->path);
  g_free (job->alarm);
  g_free (job->name);
  g_free (job->instruction);
  g_free (job);
}

/* --- which plan --------------------------------------------------------------------------------------------------------- */

char *
anlan_evac_keep_plan (AnlanPlant *plant, GCancellable *cancellable, GError **error)
{
  g_autofree char *text = anlan_site_plan_from_plant (plant, NULL, cancellable, error);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (AnlanChange) change = NULL;
  g_autoptr (AnlanApplied) applied = NULL;
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
  const char *items[] = { NULL, NULL };
  AnlanFile *file;

  if (text == NULL)
    return NULL;
  bytes = g_bytes_new (text, strlen (text));
  file = anlan_files_add_bytes (anlan_plant_get_store (plant), bytes, "site-plan.json", ANLAN_FILE_ANY,
                                MOST_BYTES, FALSE, error);
  if (file == NULL)
    return NULL;
  items[0] = file->sha256;
  anlan_value_set_items (&value, items);
  change = anlan_change_new (ANLAN_OP_CREATE, "plan", NULL);
  anlan_change_set_text (change, "name", _ ("Site"));
  anlan_change_take (change, "geometry", &value);
  g_ptr_array_add (change->files, file);
  applied = anlan_plant_apply (plant, change, error);
  return applied != NULL ? g_strdup (applied->after->id) : NULL;
}

/* The first that is in use; NULL: there is none, which is no error. */
static gboolean
find_plan (AnlanEvacJob *job, GError **error)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("plan");
  g_autoptr (GPtrArray) plans = NULL;

  query->where = g_strdup ("state = 'used'");
  query->sort = g_strdup ("number");
  query->limit = 1;
  plans = anlan_plant_find (job->plant, query, error);
  if (plans == NULL)
    return FALSE;
  if (plans->len > 0)
    job->plan = g_strdup (((AnlanRecord *)g_ptr_array_index (plans, 0))->id);
  return TRUE;
}

static char *
read_text (AnlanEvacJob *job, GCancellable *cancellable, GError **error)
{
  char *text = NULL;

  if (job->path != NULL)
    {
      job->name = g_path_get_basename (job->path);
      return g_file_get_contents (job->path, &text, NULL, error) ? text : NULL;
    }
  if (job->plan == NULL && !find_plan (job, error))
    return NULL;
  if (job->plan == NULL && job->alarm != NULL)
    {
      /* In an emergency nobody is asked whether a plan is to be kept. */
      job->plan = anlan_evac_keep_plan (job->plant, cancellable, error);
      if (job->plan == NULL)
        return NULL;
    }
  if (job->plan == NULL)
    {
      job->made = TRUE;
      job->name = g_strdup (_ ("Site, as the plant’s records have it"));
      return anlan_site_plan_from_plant (job->plant, NULL, cancellable, error);
    }
  text = anlan_site_plan_load (job->plant, job->plan, job->alarm, &job->trust, &job->instruction, error);
  if (text != NULL)
    {
      g_autoptr (AnlanRecord) record = anlan_plant_load (job->plant, "plan", job->plan, NULL);

      job->name = g_strdup (record != NULL ? anlan_record_label (record) : job->plan);
    }
  return text;
}

/* --- what it says ------------------------------------------------------------------------------------------------------- */

/* The groups of people by name, as the file has them in the same order as the plan. */
static void
read_names (AnlanEvacJob *job, const char *text)
{
  g_autoptr (JsonNode) root = anlan_json_parse (text, -1, MOST_BYTES, NULL);
  JsonArray *people = root != NULL && JSON_NODE_HOLDS_OBJECT (root)
                          ? json_object_get_array_member (json_node_get_object (root), "people")
                          : NULL;

  for (guint i = 0; people != NULL && i < json_array_get_length (people); i++)
    {
      JsonObject *group = json_array_get_object_element (people, i);

      g_ptr_array_add (job->groups,
                       g_strdup (json_object_get_string_member_with_default (group, "name", "")));
    }
}

static void
read_age (AnlanEvacJob *job)
{
  g_auto (AnlanWeather) weather = { 0 };

  if (anlan_weather_read (job->plant, anlan_plant_now (job->plant), &weather, NULL))
    job->measured = weather.parts[ANLAN_WEATHER_WIND_FROM].at;
}

static gboolean
differs (double a, double b, double part)
{
  if (!isfinite (a) || !isfinite (b))
    return isfinite (a) != isfinite (b);
  return fabs (a - b) > part * MAX (fabs (a), fabs (b));
}

/* Nothing that would change what is advised. */
static gboolean
is_the_same (const AnlanScenario *a, const AnlanScenario *b)
{
  double turned = fabs (remainder (a->wind.from - b->wind.from, 360));

  return a->plan->people->len == b->plan->people->len && a->plan->spaces->len == b->plan->spaces->len &&
         a->release.gas == b->release.gas && a->release.place.x == b->release.place.x &&
         a->release.place.y == b->release.place.y && !differs (a->release.rate, b->release.rate, GREW) &&
         !differs (a->wind.speed, b->wind.speed, FRESHENED) && !(turned > TURNED_DEGREES);
}

gboolean
anlan_evac_work (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  AnlanEvacJob *job = data;
  g_autofree char *text = read_text (job, cancellable, error);
  AnlanScenario *scenario;

  if (text == NULL)
    return FALSE;
  scenario = anlan_scenario_parse (text, -1, error);
  if (scenario == NULL)
    return FALSE;
  read_names (job, text);
  read_age (job);
  if (job->before != NULL && is_the_same (anlan_evac_scenario (job->before), scenario))
    {
      anlan_scenario_free (scenario);
      return TRUE;
    }
  job->evac = anlan_evac_new (scenario, cancellable, progress, progress_data, error);
  return job->evac != NULL;
}
