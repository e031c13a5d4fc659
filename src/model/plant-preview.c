/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "plant-private.h"

/* What a form asks: how a change would look, and a place to judge expressions without waiting. */

typedef struct
{
  AnlanPlant *plant;
  AnlanChange *change;
  GPtrArray *candidates; /* AnlanApplied, at most one */
  GPtrArray *problems;   /* AnlanProblem */
} Preview;

static void
preview_free (Preview *preview)
{
  g_object_unref (preview->plant);
  anlan_change_unref (preview->change);
  g_ptr_array_unref (preview->candidates);
  g_ptr_array_unref (preview->problems);
  g_free (preview);
}

static gboolean
preview_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Preview *preview = data;
  AnlanContext *context = anlan_context_get (db);

  anlan_context_refresh (context);
  return anlan_apply_change (context, NULL, preview->plant->store, preview->change, preview->candidates,
                             preview->problems, 0, error);
}

static void
previewed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (anlan_store_read_finish (ANLAN_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
anlan_plant_preview_async (AnlanPlant *plant,
                           AnlanChange *change,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task;
  Preview *preview;

  g_return_if_fail (ANLAN_IS_PLANT (plant) && change != NULL);

  task = g_task_new (plant, cancellable, callback, user_data);
  g_task_set_source_tag (task, anlan_plant_preview_async);
  preview = g_new0 (Preview, 1);
  preview->plant = g_object_ref (plant);
  preview->change = anlan_change_ref (change);
  preview->candidates = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_applied_free);
  preview->problems = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_problem_free);
  g_task_set_task_data (task, preview, (GDestroyNotify)preview_free);
  anlan_store_read_async (plant->store, preview_work, preview, NULL, cancellable, previewed_cb, task);
}

AnlanRecord *
anlan_plant_preview_finish (AnlanPlant *plant, GAsyncResult *result, GPtrArray **problems, GError **error)
{
  GTask *task = G_TASK (result);
  Preview *preview = g_task_get_task_data (task);
  const AnlanApplied *candidate;

  g_return_val_if_fail (g_task_is_valid (result, plant), NULL);

  if (!g_task_propagate_boolean (task, error))
    return NULL;
  candidate = g_ptr_array_index (preview->candidates, 0);
  if (problems != NULL)
    *problems = g_ptr_array_ref (preview->problems);
  return anlan_record_ref (candidate->after);
}

AnlanDb *
anlan_plant_open_memory (AnlanPlant *plant, GError **error)
{
  g_return_val_if_fail (ANLAN_IS_PLANT (plant), NULL);

  return anlan_context_open_memory (&plant->setup, error);
}
