/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "account-jobs.h"

#include <string.h>

#include "model/query.h"

typedef struct
{
  AnlanPlant *plant;
  char *person;
  char *login;
  char *old;
  char *password;
  gboolean on; /* or shared */
  gboolean may_manage;
} Job;

/* Passwords do not stay in memory that is given back. */
static void
forget (char *password)
{
  if (password != NULL)
    explicit_bzero (password, strlen (password));
  g_free (password);
}

static void
job_free (Job *job)
{
  g_object_unref (job->plant);
  g_free (job->person);
  g_free (job->login);
  forget (job->old);
  forget (job->password);
  g_free (job);
}

static Job *
job_new (AnlanPlant *plant, const char *person)
{
  Job *job = g_new0 (Job, 1);

  job->plant = g_object_ref (plant);
  job->person = g_strdup (person);
  return job;
}

static void
run (Job *job,
     GTaskThreadFunc thread,
     GCancellable *cancellable,
     GAsyncReadyCallback callback,
     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (job->plant, cancellable, callback, user_data);

  g_task_set_task_data (task, job, (GDestroyNotify)job_free);
  g_task_run_in_thread (task, thread);
}

static void
give_back (GTask *task, gboolean ok, GError *error)
{
  if (ok)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

gboolean
anlan_account_job_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- signing in -------------------------------------------------------------------------------------------------- */

void
anlan_signed_in_free (AnlanSignedIn *signed_in)
{
  g_free (signed_in->person);
  g_free (signed_in->name);
  g_free (signed_in);
}

static void
sign_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  g_autoptr (AnlanSignedIn) answer = g_new0 (AnlanSignedIn, 1);
  g_autoptr (AnlanRecord) record = NULL;

  answer->person = anlan_account_sign_in (job->plant, job->login, job->password, &error);
  if (answer->person != NULL)
    record = anlan_plant_load (job->plant, "person", answer->person, &error);
  if (record == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  answer->name = g_strdup (anlan_record_label (record));
  answer->shared = anlan_account_is_shared (job->plant, answer->person);
  answer->may_manage = anlan_account_may_manage (job->plant, answer->person);
  g_task_return_pointer (task, g_steal_pointer (&answer), (GDestroyNotify)anlan_signed_in_free);
}

void
anlan_sign_in_async (AnlanPlant *plant,
                     const char *login,
                     const char *password,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  Job *job;

  g_return_if_fail (ANLAN_IS_PLANT (plant) && login != NULL && password != NULL);

  job = job_new (plant, NULL);
  job->login = g_strdup (login);
  job->password = g_strdup (password);
  run (job, sign_in_thread, NULL, callback, user_data);
}

AnlanSignedIn *
anlan_sign_in_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- changing ---------------------------------------------------------------------------------------------------- */

static void
save_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  gboolean ok = TRUE;

  if (job->old != NULL)
    {
      g_autofree char *person = anlan_account_sign_in (job->plant, job->person, job->old, &error);

      ok = person != NULL;
    }
  ok = ok && anlan_account_set (job->plant, job->person, job->login, job->password, job->on, &error);
  give_back (task, ok, error);
}

void
anlan_account_save_async (AnlanPlant *plant,
                          const char *person,
                          const char *login,
                          const char *old,
                          const char *password,
                          gboolean shared,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  Job *job;

  g_return_if_fail (ANLAN_IS_PLANT (plant) && person != NULL);

  job = job_new (plant, person);
  job->login = g_strdup (login);
  job->old = g_strdup (old);
  job->password = g_strdup (password);
  job->on = shared;
  run (job, save_thread, NULL, callback, user_data);
}

static void
close_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  gboolean ok = anlan_account_disable (job->plant, job->person, &error);

  give_back (task, ok, error);
}

void
anlan_account_close_async (AnlanPlant *plant,
                           const char *person,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (ANLAN_IS_PLANT (plant) && person != NULL);

  run (job_new (plant, person), close_thread, NULL, callback, user_data);
}

static void
switch_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  gboolean ok = anlan_accounts_switch (job->plant, job->person, job->on, job->password, &error);

  give_back (task, ok, error);
}

void
anlan_accounts_switch_async (AnlanPlant *plant,
                             const char *person,
                             gboolean on,
                             const char *password,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  Job *job;

  g_return_if_fail (ANLAN_IS_PLANT (plant) && person != NULL);

  job = job_new (plant, person);
  job->on = on;
  job->password = g_strdup (password);
  run (job, switch_thread, NULL, callback, user_data);
}

/* --- reading ----------------------------------------------------------------------------------------------------- */

static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  GPtrArray *list = anlan_accounts_list (job->plant, &error);

  job->may_manage = anlan_account_may_manage (job->plant, job->person);
  if (list != NULL)
    g_task_return_pointer (task, list, (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
anlan_accounts_load_async (AnlanPlant *plant,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (ANLAN_IS_PLANT (plant));

  run (job_new (plant, anlan_plant_get_person (plant)), load_thread, cancellable, callback, user_data);
}

GPtrArray *
anlan_accounts_load_finish (GAsyncResult *result, gboolean *may_manage, GError **error)
{
  GPtrArray *list;

  g_return_val_if_fail (G_IS_TASK (result) && may_manage != NULL, NULL);

  list = g_task_propagate_pointer (G_TASK (result), error);
  *may_manage = list != NULL && ((Job *)g_task_get_task_data (G_TASK (result)))->may_manage;
  return list;
}
