/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "backups.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "backup-plan.h"
#include "base/error.h"
#include "base/time.h"
#include "store/backup.h"

#define LOOK_EVERY_SECONDS 60
#define GROUP "backup"
#define KEEP 14
#define WARN_DAYS 3

struct _AnlanBackups
{
  GObject parent_instance;

  AnlanDesk *desk; /* weak: the desk owns this */
  AnlanPlant *plant;
  char *trouble;
  GTask *running; /* or NULL */
  GQueue endings; /* GTask: who waits for the end of what is running */
  double fraction;
  guint timeout;
  gboolean encrypted;
};

G_DEFINE_FINAL_TYPE (AnlanBackups, anlan_backups, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static char *
passphrase_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "anlan", "backup-passphrase", NULL);
}

static void
tell (AnlanBackups *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- what is remembered --------------------------------------------------------------------------------------------- */

static gint64
get_time (AnlanBackups *self, const char *key)
{
  AnlanUiState *state = self->desk != NULL ? anlan_desk_get_state (self->desk) : NULL;
  g_autofree char *text = state != NULL ? anlan_ui_state_get (state, GROUP, key) : NULL;

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

static void
set_time (AnlanBackups *self, const char *key, gint64 time)
{
  AnlanUiState *state = self->desk != NULL ? anlan_desk_get_state (self->desk) : NULL;
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, time);

  if (state != NULL)
    anlan_ui_state_set (state, GROUP, key, text);
}

static guint
get_setting (AnlanBackups *self, const char *key, guint otherwise)
{
  GSettings *settings = self->desk != NULL ? anlan_desk_get_settings (self->desk) : NULL;

  return settings != NULL ? g_settings_get_uint (settings, key) : otherwise;
}

char *
anlan_backups_get_folder (AnlanBackups *self)
{
  g_return_val_if_fail (ANLAN_IS_BACKUPS (self), NULL);

  return anlan_desk_get_string (self->desk, "backup-folder");
}

void
anlan_backups_set_folder (AnlanBackups *self, const char *folder)
{
  g_return_if_fail (ANLAN_IS_BACKUPS (self) && folder != NULL);

  anlan_desk_set_string (self->desk, "backup-folder", folder);
  g_clear_pointer (&self->trouble, g_free);
  tell (self);
}

gint64
anlan_backups_get_good (AnlanBackups *self)
{
  g_return_val_if_fail (ANLAN_IS_BACKUPS (self), 0);

  return get_time (self, "good");
}

const char *
anlan_backups_get_trouble (AnlanBackups *self)
{
  g_return_val_if_fail (ANLAN_IS_BACKUPS (self), NULL);

  return self->trouble;
}

gboolean
anlan_backups_is_running (AnlanBackups *self)
{
  g_return_val_if_fail (ANLAN_IS_BACKUPS (self), FALSE);

  return self->running != NULL;
}

double
anlan_backups_get_fraction (AnlanBackups *self)
{
  g_return_val_if_fail (ANLAN_IS_BACKUPS (self), 0);

  return self->fraction;
}

gboolean
anlan_backups_is_encrypted (AnlanBackups *self)
{
  g_return_val_if_fail (ANLAN_IS_BACKUPS (self), FALSE);

  return self->encrypted;
}

char *
anlan_backups_get_warning (AnlanBackups *self)
{
  guint days;

  g_return_val_if_fail (ANLAN_IS_BACKUPS (self), NULL);

  if (self->plant == NULL || anlan_store_is_read_only (anlan_plant_get_store (self->plant)))
    return NULL;
  days = anlan_backup_days_without (anlan_plant_now (self->plant), get_time (self, "good"),
                                    get_time (self, "first"));
  if (days < get_setting (self, "backup-warn-days", WARN_DAYS))
    return NULL;
  if (get_time (self, "good") == 0)
    return g_strdup (_ ("This plant has never been backed up. If the disk breaks, everything is lost."));
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "The last good backup is %u day old.",
                                       "The last good backup is %u days old.", days),
                          days);
}

/* --- writing one ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  AnlanPlant *plant;
  char *folder;
  char *name;
  guint keep;
  gboolean encrypted; /* out */
} Job;

static void
job_free (Job *job)
{
  g_object_unref (job->plant);
  g_free (job->folder);
  g_free (job->name);
  g_free (job);
}

typedef struct
{
  AnlanBackups *backups;
  double fraction;
} Step;

static gboolean
step_cb (gpointer data)
{
  Step *step = data;

  if (step->backups->running != NULL)
    {
      step->backups->fraction = step->fraction;
      tell (step->backups);
    }
  g_object_unref (step->backups);
  g_free (step);
  return G_SOURCE_REMOVE;
}

static void
progress_cb (double fraction, gpointer data)
{
  Step *step = g_new0 (Step, 1);

  step->backups = g_object_ref (data);
  step->fraction = fraction;
  g_idle_add (step_cb, step);
}

static gboolean
read_passphrase (char **passphrase, GError **error)
{
  g_autofree char *path = passphrase_path ();
  g_autoptr (GError) local = NULL;

  if (g_file_get_contents (path, passphrase, NULL, &local))
    {
      g_strchomp (*passphrase);
      return TRUE;
    }
  if (g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return TRUE;
  /* Rather none than one that is not encrypted though it should be. */
  g_set_error (
      error, ANLAN_ERROR, ANLAN_ERROR_IO,
      _ ("The backup was not written, because its passphrase cannot be read: %s. Set it again in the "
         "preferences."),
      local->message);
  return FALSE;
}

static void
forget (char *passphrase)
{
  if (passphrase != NULL)
    explicit_bzero (passphrase, strlen (passphrase));
  g_free (passphrase);
}

static void
write_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  char *passphrase = NULL;
  GError *error = NULL;
  gboolean ok = read_passphrase (&passphrase, &error) &&
                anlan_backup_rotate (anlan_plant_get_store (job->plant), job->folder, job->name, job->keep,
                                     passphrase, progress_cb, source, cancellable, &error);

  job->encrypted = passphrase != NULL;
  forget (passphrase);
  if (ok)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AnlanBackups *self = ANLAN_BACKUPS (source);
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  GTask *ending;
  gboolean ok = g_task_propagate_boolean (G_TASK (result), &error);

  g_clear_object (&self->running);
  g_clear_pointer (&self->trouble, g_free);
  if (!ok)
    self->trouble = g_strdup (error->message);
  else if (self->plant == job->plant)
    {
      self->encrypted = job->encrypted;
      set_time (self, "good", anlan_plant_now (job->plant));
    }
  tell (self);
  while ((ending = g_queue_pop_head (&self->endings)) != NULL)
    {
      g_task_return_boolean (ending, TRUE);
      g_object_unref (ending);
    }
}

void
anlan_backups_run (AnlanBackups *self)
{
  g_autofree char *folder = NULL;
  Job *job;

  g_return_if_fail (ANLAN_IS_BACKUPS (self));

  folder = anlan_backups_get_folder (self);
  if (self->plant == NULL || self->running != NULL || folder[0] == '\0')
    return;
  job = g_new0 (Job, 1);
  job->plant = g_object_ref (self->plant);
  job->folder = g_steal_pointer (&folder);
  job->name = anlan_plant_get_setting (self->plant, "name");
  if (job->name == NULL)
    job->name = g_path_get_basename (anlan_store_get_dir (anlan_plant_get_store (self->plant)));
  job->keep = get_setting (self, "backup-keep", KEEP);
  set_time (self, "tried", anlan_plant_now (self->plant));
  self->fraction = 0;
  self->running = g_task_new (self, NULL, written_cb, NULL);
  g_task_set_task_data (self->running, job, (GDestroyNotify)job_free);
  g_task_run_in_thread (self->running, write_thread);
  tell (self);
}

static gboolean
is_due (AnlanBackups *self)
{
  g_autofree char *folder = anlan_backups_get_folder (self);
  g_autofree char *day_start = NULL;
  g_autoptr (GTimeZone) zone = NULL;

  if (self->plant == NULL || folder[0] == '\0')
    return FALSE;
  day_start = anlan_plant_get_setting (self->plant, "day-start");
  zone = anlan_plant_ref_zone (self->plant);
  return anlan_backup_is_due (anlan_plant_now (self->plant), get_time (self, "good"),
                              get_time (self, "tried"), zone, day_start);
}

void
anlan_backups_look (AnlanBackups *self)
{
  g_return_if_fail (ANLAN_IS_BACKUPS (self));

  if (is_due (self))
    anlan_backups_run (self);
  else
    tell (self);
}

static gboolean
look_cb (gpointer data)
{
  anlan_backups_look (data);
  return G_SOURCE_CONTINUE;
}

gboolean
anlan_backups_must_end (AnlanBackups *self)
{
  g_return_val_if_fail (ANLAN_IS_BACKUPS (self), FALSE);

  return self->running != NULL || is_due (self);
}

void
anlan_backups_end_async (AnlanBackups *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_return_if_fail (ANLAN_IS_BACKUPS (self));

  g_task_set_source_tag (task, anlan_backups_end_async);
  if (is_due (self))
    anlan_backups_run (self);
  if (self->running != NULL)
    g_queue_push_tail (&self->endings, g_steal_pointer (&task));
  else
    g_task_return_boolean (task, TRUE);
}

void
anlan_backups_end_finish (AnlanBackups *self, GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}

/* --- the passphrase ---------------------------------------------------------------------------------------------------- */

static void
set_passphrase_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const char *passphrase = data;
  g_autofree char *path = passphrase_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  GError *error = NULL;
  gboolean ok;

  if (passphrase == NULL)
    {
      ok = g_unlink (path) == 0 || errno == ENOENT;
      if (!ok)
        g_set_error (&error, ANLAN_ERROR, ANLAN_ERROR_IO, _ ("The passphrase was not taken away: %s."),
                     g_strerror (errno));
    }
  else
    {
      g_mkdir_with_parents (folder, 0700);
      ok = g_file_set_contents_full (
          path, passphrase, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &error);
      if (!ok)
        g_prefix_error (&error, "%s ", _ ("The passphrase was not kept."));
    }
  if (ok)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
anlan_backups_set_passphrase_async (AnlanBackups *self,
                                    const char *passphrase,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_return_if_fail (ANLAN_IS_BACKUPS (self));

  g_task_set_source_tag (task, anlan_backups_set_passphrase_async);
  g_task_set_task_data (task, g_strdup (passphrase), (GDestroyNotify)forget);
  g_task_run_in_thread (task, set_passphrase_thread);
}

gboolean
anlan_backups_set_passphrase_finish (AnlanBackups *self, GAsyncResult *result, GError **error)
{
  gboolean ok;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  ok = g_task_propagate_boolean (G_TASK (result), error);
  if (ok)
    {
      self->encrypted = g_task_get_task_data (G_TASK (result)) != NULL;
      tell (self);
    }
  return ok;
}

static void
exists_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autofree char *path = passphrase_path ();

  g_task_return_boolean (task, g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
exists_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AnlanBackups *self = ANLAN_BACKUPS (source);

  self->encrypted = g_task_propagate_boolean (G_TASK (result), NULL);
  tell (self);
}

/* --- object ------------------------------------------------------------------------------------------------------------- */

static void
on_plant_cb (AnlanDesk *desk, GParamSpec *pspec, AnlanBackups *self)
{
  AnlanPlant *plant = anlan_desk_get_plant (desk);
  g_autoptr (GTask) task = NULL;

  g_clear_handle_id (&self->timeout, g_source_remove);
  g_set_object (&self->plant, plant);
  g_clear_pointer (&self->trouble, g_free);
  if (plant != NULL)
    {
      if (get_time (self, "first") == 0)
        set_time (self, "first", anlan_plant_now (plant));
      /* Not in the first minute: then somebody waits for the window. */
      self->timeout = g_timeout_add_seconds (LOOK_EVERY_SECONDS, look_cb, self);
      task = g_task_new (self, NULL, exists_cb, NULL);
      g_task_run_in_thread (task, exists_thread);
    }
  tell (self);
}

static void
anlan_backups_dispose (GObject *object)
{
  AnlanBackups *self = ANLAN_BACKUPS (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_object (&self->plant);
  g_clear_weak_pointer (&self->desk);
  G_OBJECT_CLASS (anlan_backups_parent_class)->dispose (object);
}

static void
anlan_backups_finalize (GObject *object)
{
  g_free (ANLAN_BACKUPS (object)->trouble);
  G_OBJECT_CLASS (anlan_backups_parent_class)->finalize (object);
}

static void
anlan_backups_class_init (AnlanBackupsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anlan_backups_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_backups_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
anlan_backups_init (AnlanBackups *self)
{
}

AnlanBackups *
anlan_backups_new (AnlanDesk *desk)
{
  AnlanBackups *self = g_object_new (ANLAN_TYPE_BACKUPS, NULL);

  g_return_val_if_fail (ANLAN_IS_DESK (desk), self);

  g_set_weak_pointer (&self->desk, desk);
  g_signal_connect_object (desk, "notify::plant", G_CALLBACK (on_plant_cb), self, 0);
  return self;
}
