/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "station-pictures.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/time.h"
#include "monitor/alarms.h"
#include "store/files.h"

/* More bytes do not wait for the disk. */
#define WAITING_MAX (64 * 1024 * 1024)

#define PER_DAY 500
#define DAYS 30

/* So often it looks for pictures that belong to alarms, ms, and so many times less for old ones. */
#define LOOK 2000
#define PRUNE_EVERY 600

/* A picture that comes later than this after the alarm is none of it, ms. */
#define RECENT (3 * ANLAN_MINUTE)

typedef struct
{
  StationPictures *pictures;
  char *source;
  gint64 day; /* since 1970 of the plant's clock */
  guint taken;
} Door;

typedef struct
{
  GBytes *bytes; /* NULL: nothing more comes */
  char *alarm;   /* or NULL */
  char *camera;  /* of a recording, or NULL */
  char *address;
  gint64 from, to;
} Job;

struct _StationPictures
{
  AnlanPlant *plant;
  AnlanAlarms *alarms; /* the thread's own, once it runs */
  GAsyncQueue *jobs;
  GThread *thread;
  guint rounds; /* the thread's own */

  GMutex mutex;      /* guards what follows */
  GHashTable *doors; /* source to (owned) Door */
  gsize waiting;
  char *why;
};

static void
door_free (gpointer data)
{
  Door *door = data;

  g_free (door->source);
  g_free (door);
}

static void
job_free (Job *job)
{
  g_clear_pointer (&job->bytes, g_bytes_unref);
  g_free (job->alarm);
  g_free (job->camera);
  g_free (job->address);
  g_free (job);
}

static void
set_why (StationPictures *self, const GError *trouble)
{
  g_mutex_lock (&self->mutex);
  g_free (self->why);
  self->why = trouble != NULL ? g_strdup (trouble->message) : NULL;
  g_mutex_unlock (&self->mutex);
}

static gint64
get_setting (StationPictures *self, const char *name, gint64 fallback)
{
  g_autofree char *text = anlan_plant_get_setting (self->plant, name);
  guint64 number;

  return text != NULL && g_ascii_string_to_unsigned (text, 10, 0, 1000000, &number, NULL) ? (gint64)number
                                                                                          : fallback;
}

/* --- handing in ---------------------------------------------------------------------------------------------- */

/* How many this source has had today, in an earlier run, too. Without an alarms.db it has had none. */
static void
count_taken (StationPictures *self, Door *door)
{
  AnlanStore *store = anlan_plant_get_store (self->plant);
  g_autoptr (AnlanAlarms) alarms =
      anlan_alarms_look (anlan_store_get_dir (store), anlan_store_get_clock (store), NULL);
  g_autoptr (GError) error = NULL;

  door->day = anlan_plant_now (self->plant) / ANLAN_DAY;
  if (alarms != NULL &&
      !anlan_alarms_count_pictures (alarms, door->source, door->day * ANLAN_DAY, &door->taken, &error))
    g_warning ("%s", error->message);
}

gpointer
station_pictures_door (StationPictures *pictures, const char *source)
{
  Door *door;

  g_mutex_lock (&pictures->mutex);
  door = g_hash_table_lookup (pictures->doors, source);
  if (door == NULL)
    {
      door = g_new0 (Door, 1);
      door->pictures = pictures;
      door->source = g_strdup (source);
      count_taken (pictures, door);
      g_hash_table_insert (pictures->doors, door->source, door);
    }
  g_mutex_unlock (&pictures->mutex);
  return door;
}

/* With the mutex held. */
static gboolean
let_in (StationPictures *self, Door *door, gsize length, gint64 most, GError **error)
{
  gint64 day = anlan_plant_now (self->plant) / ANLAN_DAY;

  if (door->day != day)
    door->taken = 0;
  door->day = day;
  if (door->taken >= most)
    g_set_error (
        error, ANLAN_ERROR, ANLAN_ERROR_LIMIT,
        _ ("%u pictures of this source were kept today, and no more are until tomorrow. The detections are "
           "kept as ever."),
        door->taken);
  else if (self->waiting + length > WAITING_MAX)
    g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_BUSY,
                         _ ("More pictures come than the disk can take. The detections are kept as ever."));
  else
    {
      door->taken++;
      self->waiting += length;
      return TRUE;
    }
  return FALSE;
}

gboolean
station_pictures_take (const void *bytes, gsize length, gpointer data, char **sha256, GError **error)
{
  Door *door = data;
  StationPictures *self = door->pictures;
  gint64 most = get_setting (self, "pictures-per-day", PER_DAY);
  char hex[ANLAN_SHA256_HEX + 1];
  gboolean in;
  Job *job;

  g_mutex_lock (&self->mutex);
  in = let_in (self, door, length, most, error);
  g_mutex_unlock (&self->mutex);
  if (!in)
    return FALSE;
  anlan_sha256_text (bytes, (gssize)length, hex);
  *sha256 = g_strdup (hex);
  job = g_new0 (Job, 1);
  job->bytes = g_bytes_new (bytes, length);
  g_async_queue_push (self->jobs, job);
  return TRUE;
}

void
station_pictures_attach (StationPictures *pictures, const char *alarm, GBytes *bytes)
{
  Job *job = g_new0 (Job, 1);

  g_mutex_lock (&pictures->mutex);
  pictures->waiting += g_bytes_get_size (bytes);
  g_mutex_unlock (&pictures->mutex);
  job->bytes = g_bytes_ref (bytes);
  job->alarm = g_strdup (alarm);
  g_async_queue_push (pictures->jobs, job);
}

void
station_pictures_link (StationPictures *pictures,
                       const char *alarm,
                       const char *camera,
                       const char *address,
                       gint64 from,
                       gint64 to)
{
  Job *job = g_new0 (Job, 1);

  job->alarm = g_strdup (alarm);
  job->camera = g_strdup (camera);
  job->address = g_strdup (address);
  job->from = from;
  job->to = to;
  g_async_queue_push (pictures->jobs, job);
}

char *
station_pictures_why (StationPictures *pictures)
{
  char *why;

  g_mutex_lock (&pictures->mutex);
  why = g_strdup (pictures->why);
  g_mutex_unlock (&pictures->mutex);
  return why;
}

/* --- the thread ---------------------------------------------------------------------------------------------- */

static gboolean
store (StationPictures *self, const Job *job, GError **error)
{
  g_autoptr (AnlanFile) file = NULL;

  if (job->camera != NULL)
    return anlan_alarms_add_recording (self->alarms, job->alarm, job->camera, job->address, job->from,
                                       job->to, error);
  file = anlan_files_add_bytes (anlan_plant_get_store (self->plant), job->bytes, "camera.jpg", ANLAN_FILE_ANY,
                                0, FALSE, error);

  return file != NULL &&
         (job->alarm == NULL || anlan_alarms_add_picture (self->alarms, job->alarm, file->sha256, error));
}

static void
do_job (StationPictures *self, Job *job)
{
  g_autoptr (GError) error = NULL;

  store (self, job, &error);
  set_why (self, error);
  g_mutex_lock (&self->mutex);
  self->waiting -= job->bytes != NULL ? g_bytes_get_size (job->bytes) : 0;
  g_mutex_unlock (&self->mutex);
  job_free (job);
}

/* What no alarm and no record has. */
static gboolean
prune (StationPictures *self, GError **error)
{
  gint64 days = get_setting (self, "picture-days", DAYS);
  g_autoptr (GPtrArray) old =
      anlan_alarms_old_pictures (self->alarms, anlan_plant_now (self->plant) - days * ANLAN_DAY, error);

  for (guint i = 0; old != NULL && i < old->len; i++)
    if (!anlan_files_drop (anlan_plant_get_store (self->plant), g_ptr_array_index (old, i), error) ||
        !anlan_alarms_forget_picture (self->alarms, g_ptr_array_index (old, i), error))
      return FALSE;
  return old != NULL;
}

static void
look (StationPictures *self)
{
  g_autoptr (GError) error = NULL;

  if (!anlan_alarms_take_pictures (self->alarms, anlan_plant_now (self->plant) - RECENT, &error) ||
      !anlan_alarms_take_clips (self->alarms, anlan_plant_now (self->plant) - RECENT, &error) ||
      (self->rounds++ % PRUNE_EVERY == 0 && !prune (self, &error)))
    set_why (self, error);
}

static gpointer
run (gpointer data)
{
  StationPictures *self = data;

  for (;;)
    {
      Job *job = g_async_queue_timeout_pop (self->jobs, LOOK * 1000);

      if (job == NULL)
        look (self);
      else if (job->bytes != NULL || job->camera != NULL)
        do_job (self, job);
      else
        {
          job_free (job);
          break;
        }
    }
  return NULL;
}

StationPictures *
station_pictures_new (AnlanPlant *plant, GError **error)
{
  AnlanStore *store = anlan_plant_get_store (plant);
  AnlanAlarms *alarms = anlan_alarms_open (anlan_store_get_dir (store), anlan_store_get_clock (store), error);
  StationPictures *self;

  if (alarms == NULL)
    return NULL;
  self = g_new0 (StationPictures, 1);
  self->plant = g_object_ref (plant);
  self->alarms = alarms;
  self->jobs = g_async_queue_new ();
  self->doors = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, door_free);
  g_mutex_init (&self->mutex);
  self->thread = g_thread_new ("anlan-pictures", run, self);
  return self;
}

void
station_pictures_free (StationPictures *pictures)
{
  g_async_queue_push (pictures->jobs, g_new0 (Job, 1));
  g_thread_join (pictures->thread);
  anlan_alarms_close (pictures->alarms);
  g_async_queue_unref (pictures->jobs);
  g_hash_table_unref (pictures->doors);
  g_object_unref (pictures->plant);
  g_mutex_clear (&pictures->mutex);
  g_free (pictures->why);
  g_free (pictures);
}
