/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "monitor/follow.h"
#include "monitor/station-kinds.h"
#include "station-private.h"

/* What could not be brought is tried again so much later. */
#define AGAIN (5 * G_USEC_PER_SEC)

struct _StationMirror
{
  AnlanPlant *plant;
  GThread *thread;
  GMutex mutex; /* guards what follows */
  GCond cond;
  gboolean dirty;
  gboolean stop;

  AnlanAlarms *alarms; /* the thread's own */
};

/* An import may hold the plant for long: that is why this has a thread, and nobody else waits for it. */
static gboolean
bring (StationMirror *self)
{
  g_autoptr (GError) error = NULL;

  if (anlan_alarms_mirror (self->alarms, self->plant, NULL, &error) &&
      anlan_alarms_follow (self->alarms, self->plant, NULL, &error))
    return TRUE;
  g_warning ("Alarms are not among the plant's records yet, or not all has followed of them: %s",
             error->message);
  return FALSE;
}

static gpointer
run (gpointer data)
{
  StationMirror *self = data;
  gboolean brought = TRUE;

  g_mutex_lock (&self->mutex);
  for (;;)
    {
      gint64 again = g_get_monotonic_time () + AGAIN;

      while (!self->dirty && !self->stop && (brought || g_get_monotonic_time () < again))
        if (brought)
          g_cond_wait (&self->cond, &self->mutex);
        else
          g_cond_wait_until (&self->cond, &self->mutex, again);
      if (self->stop && !self->dirty && brought)
        break;
      self->dirty = FALSE;
      g_mutex_unlock (&self->mutex);
      brought = bring (self);
      g_mutex_lock (&self->mutex);
      /* What is left is brought by the next start. */
      if (self->stop && !brought)
        break;
    }
  g_mutex_unlock (&self->mutex);
  return NULL;
}

void
station_mirror_wake (StationMirror *mirror)
{
  g_mutex_lock (&mirror->mutex);
  mirror->dirty = TRUE;
  g_cond_signal (&mirror->cond);
  g_mutex_unlock (&mirror->mutex);
}

StationMirror *
station_mirror_new (AnlanPlant *plant, GError **error)
{
  AnlanStore *store = anlan_plant_get_store (plant);
  AnlanAlarms *alarms = anlan_alarms_open (anlan_store_get_dir (store), anlan_store_get_clock (store), error);
  StationMirror *self;

  if (alarms == NULL)
    return NULL;
  self = g_new0 (StationMirror, 1);
  self->plant = g_object_ref (plant);
  self->alarms = alarms;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  /* What a crash has left out. */
  self->dirty = TRUE;
  self->thread = g_thread_new ("anlan-mirror", run, self);
  return self;
}

void
station_mirror_free (StationMirror *mirror)
{
  g_mutex_lock (&mirror->mutex);
  mirror->stop = TRUE;
  mirror->dirty = TRUE;
  g_cond_signal (&mirror->cond);
  g_mutex_unlock (&mirror->mutex);
  g_thread_join (mirror->thread);
  anlan_alarms_close (mirror->alarms);
  g_object_unref (mirror->plant);
  g_mutex_clear (&mirror->mutex);
  g_cond_clear (&mirror->cond);
  g_free (mirror);
}
