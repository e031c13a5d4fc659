/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "account-jobs.h"

#include <string.h>

#include "chore.h"
#include "model/query.h"

typedef struct
{
  AnlanPlant *plant;
  char *person;
  char *login;
  char *old;
  char *password;
  gboolean on; /* or shared */
  /* out */
  AnlanSignedIn *signed_in;
  GPtrArray *accounts;
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
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->signed_in, anlan_signed_in_free);
  g_clear_pointer (&job->accounts, g_ptr_array_unref);
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
     AnlanChoreFunc func,
     GCancellable *cancellable,
     GAsyncReadyCallback callback,
     gpointer user_data)
{
  anlan_chore_run (job->plant, func, job, job_free, NULL, cancellable, callback, user_data);
}

gboolean
anlan_account_job_finish (GAsyncResult *result, GError **error)
{
  return anlan_chore_finish (result, NULL, error);
}

/* --- signing in -------------------------------------------------------------------------------------------------- */

void
anlan_signed_in_free (AnlanSignedIn *signed_in)
{
  g_free (signed_in->person);
  g_free (signed_in->name);
  g_free (signed_in);
}

static gboolean
sign_in_work (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  g_autoptr (AnlanSignedIn) answer = g_new0 (AnlanSignedIn, 1);
  g_autoptr (AnlanRecord) record = NULL;

  answer->person = anlan_account_sign_in (job->plant, job->login, job->password, error);
  if (answer->person != NULL)
    record = anlan_plant_load (job->plant, "person", answer->person, error);
  if (record == NULL)
    return FALSE;
  answer->name = g_strdup (anlan_record_label (record));
  answer->shared = anlan_account_is_shared (job->plant, answer->person);
  answer->may_manage = anlan_account_may_manage (job->plant, answer->person);
  job->signed_in = g_steal_pointer (&answer);
  return TRUE;
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
  run (job, sign_in_work, NULL, callback, user_data);
}

AnlanSignedIn *
anlan_sign_in_finish (GAsyncResult *result, GError **error)
{
  gpointer job;

  return anlan_chore_finish (result, &job, error) ? g_steal_pointer (&((Job *)job)->signed_in) : NULL;
}

/* --- changing ---------------------------------------------------------------------------------------------------- */

static gboolean
save_work (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  if (job->old != NULL)
    {
      g_autofree char *person = anlan_account_sign_in (job->plant, job->person, job->old, error);

      if (person == NULL)
        return FALSE;
    }
  return anlan_account_set (job->plant, job->person, job->login, job->password, job->on, error);
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
  run (job, save_work, NULL, callback, user_data);
}

static gboolean
close_work (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  return anlan_account_disable (job->plant, job->person, error);
}

void
anlan_account_close_async (AnlanPlant *plant,
                           const char *person,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (ANLAN_IS_PLANT (plant) && person != NULL);

  run (job_new (plant, person), close_work, NULL, callback, user_data);
}

static gboolean
switch_work (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  return anlan_accounts_switch (job->plant, job->person, job->on, job->password, error);
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
  run (job, switch_work, NULL, callback, user_data);
}

/* --- reading ----------------------------------------------------------------------------------------------------- */

static gboolean
load_work (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  job->accounts = anlan_accounts_list (job->plant, error);
  job->may_manage = anlan_account_may_manage (job->plant, job->person);
  return job->accounts != NULL;
}

void
anlan_accounts_load_async (AnlanPlant *plant,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (ANLAN_IS_PLANT (plant));

  run (job_new (plant, anlan_plant_get_person (plant)), load_work, cancellable, callback, user_data);
}

GPtrArray *
anlan_accounts_load_finish (GAsyncResult *result, gboolean *may_manage, GError **error)
{
  gpointer data;
  Job *job;

  g_return_val_if_fail (G_IS_TASK (result) && may_manage != NULL, NULL);

  *may_manage = FALSE;
  /* Whoever asked may be gone by now. */
  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (G_TASK (result)), error) ||
      !anlan_chore_finish (result, &data, error))
    return NULL;
  job = data;
  *may_manage = job->may_manage;
  return g_steal_pointer (&job->accounts);
}
