/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include "folder.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/encoding.h"
#include "base/error.h"
#include "base/time.h"
#include "folder-files.h"
#include "link/profile.h"
#include "link/settings.h"

#define INTERVAL 5
#define INTERVAL_MAX 3600

/* A file may be longer than a message: it is handed in part by part. */
#define MAX_BYTES (32 * 1024 * 1024)

struct _AnlanFolderSource
{
  AnlanSource parent_instance;

  AnlanIntake *intake;
  char *folder;
  AnlanProfile *profile; /* or NULL: our own JSON and CSV */
  AnlanProfile *own;     /* of our own CSV */
  guint interval;        /* s */

  /* On the main context that start() was called on. */
  GMainContext *context;
  GSource *timer;
  gboolean running;
  gboolean busy; /* a thread looks, reads or moves, or the intake writes: nothing else happens meanwhile */
  GQueue ready;  /* (owned) names that were found complete and wait for their turn */

  GHashTable *seen; /* name to AnlanFolderFile: of whoever is busy */
};

G_DEFINE_FINAL_TYPE (AnlanFolderSource, anlan_folder_source, ANLAN_TYPE_SOURCE)

/* One file on its way: it is read once, and handed in a part after the other. */
typedef struct
{
  AnlanFolderSource *self;
  char *name;
  char *text; /* UTF-8 */
  gsize at;   /* how much of it is handed in */
  gint64 changed;
  AnlanBatch *batch; /* a part, until the intake has it */
  guint taken, refused;
  char *refusal; /* why the first of them was refused */
  char *reason;  /* why it belongs to bad/, or NULL */
} File;

static void
file_free (File *file)
{
  g_object_unref (file->self);
  g_free (file->name);
  g_free (file->text);
  g_free (file->refusal);
  g_free (file->reason);
  anlan_batch_free (file->batch);
  g_free (file);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (File, file_free)

static void
take_next (AnlanFolderSource *self);
static void
read_part (File *file);

static void
fail (AnlanFolderSource *self, const char *name, const GError *wrong)
{
  g_autoptr (GError) error = NULL;

  if (name != NULL)
    {
      g_autofree char *shown = g_filename_display_name (name);

      error = g_error_new (wrong->domain, wrong->code, "%s: %s", shown, wrong->message);
    }
  anlan_source_failed (ANLAN_SOURCE (self), anlan_clock_now (anlan_intake_get_clock (self->intake)),
                       error != NULL ? error : wrong);
}

/* --- moving away -------------------------------------------------------------------------------------------- */

static void
put_away_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  AnlanFolderSource *self = source;
  const File *file = data;
  GError *error = NULL;
  AnlanFolderFile *seen;

  if (anlan_folder_put_away (self->folder, file->name, file->reason, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  seen = g_hash_table_lookup (self->seen, file->name);
  if (seen != NULL)
    seen->finished = TRUE;
  g_task_return_error (task, error);
}

static void
put_away_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  AnlanFolderSource *self = ANLAN_FOLDER_SOURCE (object);
  g_autoptr (File) file = data;
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    fail (self, NULL, error);
  else if (file->reason != NULL)
    {
      g_set_error (&error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("It was moved to the folder “bad”. %s"),
                   file->reason);
      fail (self, file->name, error);
    }
  take_next (self);
}

/* Takes @file. */
static void
put_away (File *file)
{
  g_autoptr (GTask) task = g_task_new (file->self, NULL, put_away_cb, file);

  if (file->reason == NULL && file->refused > 0)
    file->reason = g_strdup_printf (
        _ ("%u of its items were taken, %u were not. The first of these: %s. Correct them and drop the "
           "file again: what was taken already is not counted twice."),
        file->taken, file->refused, file->refusal);
  g_task_set_source_tag (task, put_away);
  g_task_set_task_data (task, file, NULL);
  g_task_run_in_thread (task, put_away_thread);
}

/* --- reading and handing in --------------------------------------------------------------------------------- */

/* What was not dated stands at the moment the file was written, not when it was read: read again after a crash, it is the
 * same reading. */
static void
date_readings (AnlanBatch *batch, gint64 changed)
{
  for (guint i = 0; i < batch->readings->len; i++)
    {
      AnlanBatchReading *reading = &g_array_index (batch->readings, AnlanBatchReading, i);

      if (reading->ts == G_MININT64)
        reading->ts = changed;
    }
}

static gboolean
read_text (AnlanFolderSource *self, File *file, GError **error)
{
  g_autoptr (GBytes) bytes = anlan_folder_read (self->folder, file->name, MAX_BYTES, &file->changed, error);
  const void *data;
  gsize length, mark;

  if (bytes == NULL)
    return FALSE;
  data = g_bytes_get_data (bytes, &length);
  file->text = anlan_encoding_to_utf8 (data, length, anlan_encoding_detect (data, length, &mark), error);
  return file->text != NULL;
}

/* By the profile, if there is one; else our own JSON or CSV, as the name says. */
static AnlanBatch *
parse_part (AnlanFolderSource *self, File *file, GError **error)
{
  gint64 received = anlan_clock_now (anlan_intake_get_clock (self->intake));
  g_autofree char *lower = g_ascii_strdown (file->name, -1);

  if (self->profile == NULL && g_str_has_suffix (lower, ".json"))
    {
      file->at = strlen (file->text);
      return anlan_batch_read (file->text, file->at, received, error);
    }
  return anlan_profile_read_part (self->profile != NULL ? self->profile : self->own, file->text, &file->at,
                                  received, error);
}

static void
read_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  AnlanFolderSource *self = source;
  File *file = data;
  g_autoptr (GError) error = NULL;

  if (file->text != NULL || read_text (self, file, &error))
    file->batch = parse_part (self, file, &error);
  if (file->batch != NULL)
    {
      date_readings (file->batch, file->changed);
      file->taken += file->batch->readings->len + file->batch->detections->len;
      file->refused += file->batch->refused;
      if (file->refusal == NULL)
        file->refusal = g_strdup (file->batch->reason);
    }
  else if (g_error_matches (error, ANLAN_ERROR, ANLAN_ERROR_INPUT) ||
           g_error_matches (error, ANLAN_ERROR, ANLAN_ERROR_LIMIT))
    file->reason = g_strdup (error->message);
  else
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_task_return_boolean (task, TRUE);
}

/* It is committed, or nothing of it is: then it stays, and is tried again at the next look. */
static void
pushed_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (File) file = data;
  AnlanFolderSource *self = file->self;
  g_autoptr (GError) error = NULL;

  if (!anlan_intake_push_finish (ANLAN_INTAKE (object), result, &error))
    {
      fail (self, file->name, error);
      g_queue_clear_full (&self->ready, g_free);
      take_next (self);
    }
  else if (file->text[file->at] == '\0')
    put_away (g_steal_pointer (&file));
  else if (self->running)
    read_part (g_steal_pointer (&file));
  else
    take_next (self);
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  AnlanFolderSource *self = ANLAN_FOLDER_SOURCE (object);
  g_autoptr (GError) error = NULL;
  g_autoptr (File) file = data;
  AnlanBatch *batch;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      /* Gone, or still being written: the next look tells. */
      if (!g_error_matches (error, ANLAN_ERROR, ANLAN_ERROR_BUSY))
        fail (self, file->name, error);
      take_next (self);
      return;
    }
  batch = g_steal_pointer (&file->batch);
  if (batch == NULL)
    {
      put_away (g_steal_pointer (&file));
      return;
    }
  anlan_source_heard (ANLAN_SOURCE (self), batch);
  anlan_intake_push_async (self->intake, batch, pushed_cb, g_steal_pointer (&file));
}

/* Takes @file. */
static void
read_part (File *file)
{
  g_autoptr (GTask) task = g_task_new (file->self, NULL, read_cb, file);

  g_task_set_source_tag (task, read_part);
  g_task_set_task_data (task, file, NULL);
  g_task_run_in_thread (task, read_thread);
}

static void
take_next (AnlanFolderSource *self)
{
  File *file;

  if (!self->running || g_queue_is_empty (&self->ready))
    {
      self->busy = FALSE;
      return;
    }
  file = g_new0 (File, 1);
  file->self = g_object_ref (self);
  file->name = g_queue_pop_head (&self->ready);
  read_part (file);
}

/* --- looking ------------------------------------------------------------------------------------------------ */

static void
look_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  AnlanFolderSource *self = source;
  GError *error = NULL;
  GPtrArray *names = anlan_folder_look (self->folder, self->seen, &error);

  if (names == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, names, (GDestroyNotify)g_ptr_array_unref);
}

static void
look_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  AnlanFolderSource *self = ANLAN_FOLDER_SOURCE (object);
  g_autoptr (GPtrArray) names = NULL;
  g_autoptr (GError) error = NULL;

  names = g_task_propagate_pointer (G_TASK (result), &error);
  if (names == NULL)
    fail (self, NULL, error);
  else if (self->running)
    anlan_source_ready (ANLAN_SOURCE (self));
  g_queue_clear_full (&self->ready, g_free);
  for (guint i = 0; names != NULL && i < names->len; i++)
    g_queue_push_tail (&self->ready, g_steal_pointer (&names->pdata[i]));
  take_next (self);
}

static gboolean
look_again_cb (gpointer data)
{
  AnlanFolderSource *self = data;
  g_autoptr (GTask) task = NULL;

  if (self->busy)
    return G_SOURCE_CONTINUE;
  self->busy = TRUE;
  task = g_task_new (self, NULL, look_cb, NULL);
  g_task_set_source_tag (task, look_again_cb);
  g_task_run_in_thread (task, look_thread);
  return G_SOURCE_CONTINUE;
}

/* --- the source --------------------------------------------------------------------------------------------- */

static void
anlan_folder_source_start (AnlanSource *source)
{
  AnlanFolderSource *self = ANLAN_FOLDER_SOURCE (source);

  self->running = TRUE;
  self->context = g_main_context_ref_thread_default ();
  self->timer = g_timeout_source_new_seconds (self->interval);
  g_source_set_static_name (self->timer, "anlan-folder");
  g_source_set_callback (self->timer, look_again_cb, self, NULL);
  g_source_attach (self->timer, self->context);
  look_again_cb (self);
}

static void
anlan_folder_source_stop (AnlanSource *source)
{
  AnlanFolderSource *self = ANLAN_FOLDER_SOURCE (source);

  self->running = FALSE;
  g_queue_clear_full (&self->ready, g_free);
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
}

static void
anlan_folder_source_dispose (GObject *object)
{
  AnlanFolderSource *self = ANLAN_FOLDER_SOURCE (object);

  anlan_folder_source_stop (ANLAN_SOURCE (self));
  g_clear_object (&self->intake);
  G_OBJECT_CLASS (anlan_folder_source_parent_class)->dispose (object);
}

static void
anlan_folder_source_finalize (GObject *object)
{
  AnlanFolderSource *self = ANLAN_FOLDER_SOURCE (object);

  g_free (self->folder);
  g_clear_pointer (&self->profile, anlan_profile_unref);
  g_clear_pointer (&self->own, anlan_profile_unref);
  g_hash_table_unref (self->seen);
  G_OBJECT_CLASS (anlan_folder_source_parent_class)->finalize (object);
}

static void
anlan_folder_source_class_init (AnlanFolderSourceClass *class)
{
  G_OBJECT_CLASS (class)->dispose = anlan_folder_source_dispose;
  G_OBJECT_CLASS (class)->finalize = anlan_folder_source_finalize;
  ANLAN_SOURCE_CLASS (class)->start = anlan_folder_source_start;
  ANLAN_SOURCE_CLASS (class)->stop = anlan_folder_source_stop;
}

static void
anlan_folder_source_init (AnlanFolderSource *self)
{
  g_queue_init (&self->ready);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

AnlanSource *
anlan_folder_source_make (const char *id, AnlanIntake *intake, JsonObject *settings, GError **error)
{
  g_autoptr (AnlanFolderSource) self = NULL;
  g_autoptr (AnlanProfile) profile = NULL;
  const char *folder;
  gint64 interval;

  if (!anlan_settings_need (settings, "folder", &folder, error) ||
      !anlan_profile_of_settings (settings, anlan_intake_get_zone (intake), &profile, error) ||
      !anlan_settings_integer (settings, "interval", 1, INTERVAL_MAX, INTERVAL, &interval, error))
    return NULL;
  if (!g_path_is_absolute (folder))
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                           _ ("The setting “folder” must be a whole path that begins with /."));
      return NULL;
    }
  self = g_object_new (ANLAN_TYPE_FOLDER_SOURCE, "id", id, NULL);
  self->intake = g_object_ref (intake);
  self->profile = g_steal_pointer (&profile);
  self->own = anlan_profile_new_own_csv (anlan_intake_get_zone (intake));
  self->folder = g_strdup (folder);
  self->interval = (guint)interval;
  return ANLAN_SOURCE (g_steal_pointer (&self));
}
