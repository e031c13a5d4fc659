/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "zone-load.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "model/query.h"
#include "report/zone-edit.h"

void
anlan_zone_load_free (AnlanZoneLoad *load)
{
  g_return_if_fail (load != NULL);

  g_clear_pointer (&load->zone, anlan_record_unref);
  g_clear_pointer (&load->area, anlan_shape_free);
  g_clear_pointer (&load->others, g_ptr_array_unref);
  g_free (load);
}

typedef struct
{
  AnlanPlant *plant;
  char *id; /* or NULL */
} Loading;

static void
loading_free (gpointer data)
{
  Loading *loading = data;

  g_object_unref (loading->plant);
  g_free (loading->id);
  g_free (loading);
}

static AnlanShape *
area_of (const AnlanRecord *record)
{
  const char *text = anlan_record_get_text (record, "area");

  return text != NULL ? anlan_shape_parse (text, -1, NULL) : NULL;
}

static void
sort_out (AnlanZoneLoad *load, GPtrArray *zones, const char *id)
{
  for (guint i = 0; i < zones->len; i++)
    {
      AnlanRecord *record = zones->pdata[i];
      AnlanShape *area = area_of (record);

      if (g_strcmp0 (record->id, id) == 0)
        {
          load->zone = anlan_record_ref (record);
          load->area = area;
        }
      else if (area != NULL)
        g_ptr_array_add (load->others, area);
    }
}

static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Loading *loading = data;
  g_autoptr (AnlanQuery) query = anlan_query_new ("zone");
  g_autoptr (AnlanZoneLoad) load = NULL;
  g_autoptr (GPtrArray) zones = NULL;
  GError *error = NULL;

  query->drafts = TRUE;
  zones = anlan_plant_find (loading->plant, query, &error);
  if (zones == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  load = g_new0 (AnlanZoneLoad, 1);
  load->others = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_shape_free);
  sort_out (load, zones, loading->id);
  if (loading->id != NULL && load->zone == NULL)
    g_task_return_new_error (task, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND, "%s",
                             _ ("This zone is not there any more. Nothing was changed."));
  else
    g_task_return_pointer (task, g_steal_pointer (&load), (GDestroyNotify)anlan_zone_load_free);
}

void
anlan_zone_load_async (AnlanPlant *plant,
                       const char *zone,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Loading *loading;

  g_return_if_fail (ANLAN_IS_PLANT (plant));

  task = g_task_new (plant, cancellable, callback, user_data);
  g_task_set_source_tag (task, anlan_zone_load_async);
  loading = g_new (Loading, 1);
  *loading = (Loading){ g_object_ref (plant), g_strdup (zone) };
  g_task_set_task_data (task, loading, loading_free);
  g_task_run_in_thread (task, load_thread);
}

AnlanZoneLoad *
anlan_zone_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- cutting ------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanPlant *plant;
  AnlanRecord *zone;
  AnlanShape *area;
  GArray *line;
  char *name;
} Cutting;

static void
cutting_free (gpointer data)
{
  Cutting *cutting = data;

  g_object_unref (cutting->plant);
  anlan_record_unref (cutting->zone);
  anlan_shape_free (cutting->area);
  g_array_unref (cutting->line);
  g_free (cutting->name);
  g_free (cutting);
}

static void
cut_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Cutting *cutting = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) parts = anlan_zone_split (
      cutting->area, (const double *)(gpointer)cutting->line->data, cutting->line->len, &error);
  AnlanZoneSplit *split = NULL;

  if (parts != NULL)
    split = anlan_zone_split_plan (cutting->plant, cutting->zone, parts, cutting->name, &error);
  if (split != NULL)
    g_task_return_pointer (task, split, (GDestroyNotify)anlan_zone_split_free);
  else
    g_task_return_error (task, error);
}

void
anlan_zone_cut_async (AnlanPlant *plant,
                      AnlanRecord *zone,
                      const AnlanShape *area,
                      GArray *line,
                      const char *name,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Cutting *cutting;

  g_return_if_fail (ANLAN_IS_PLANT (plant) && zone != NULL && area != NULL && name != NULL);
  g_return_if_fail (line != NULL && line->len >= 2);

  task = g_task_new (plant, cancellable, callback, user_data);
  g_task_set_source_tag (task, anlan_zone_cut_async);
  cutting = g_new (Cutting, 1);
  *cutting = (Cutting){ g_object_ref (plant), anlan_record_ref (zone), anlan_shape_copy (area),
                        g_array_ref (line), g_strdup (name) };
  g_task_set_task_data (task, cutting, cutting_free);
  g_task_run_in_thread (task, cut_thread);
}

AnlanZoneSplit *
anlan_zone_cut_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
