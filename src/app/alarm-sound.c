/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "alarm-sound.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <gsound.h>

#include "resources.h"

/* A critical alarm sounds again after so long; the sound itself lasts 1.1 s. */
#define AGAIN_MS 2200

/* What the thread is asked for. */
typedef enum
{
  SOUND_END = 1, /* a queue takes no NULL */
  SOUND_CRITICAL,
  SOUND_HIGH,
} Sound;

/* Lives until both the object and its thread are done with it. */
typedef struct
{
  gatomicrefcount refs;
  GAsyncQueue *queue; /* Sound */
  GWeakRef object;
} Shared;

struct _AnlanAlarmSound
{
  GObject parent_instance;

  Shared *shared;
  gboolean started; /* the thread lives */
  gboolean urgent;
  guint again_source;
  guint count;
  char *trouble;
};

G_DEFINE_FINAL_TYPE (AnlanAlarmSound, anlan_alarm_sound, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
shared_unref (Shared *shared)
{
  if (!g_atomic_ref_count_dec (&shared->refs))
    return;
  g_weak_ref_clear (&shared->object);
  g_async_queue_unref (shared->queue);
  g_free (shared);
}

/* --- the thread -------------------------------------------------------------------------------------------------------- */

typedef struct
{
  Shared *shared;
  char *trouble; /* NULL: it was played */
} Outcome;

static gboolean
outcome_cb (gpointer data)
{
  Outcome *outcome = data;
  g_autoptr (AnlanAlarmSound) self = g_weak_ref_get (&outcome->shared->object);
  gboolean changed;

  if (self == NULL)
    return G_SOURCE_REMOVE;
  changed = g_strcmp0 (self->trouble, outcome->trouble) != 0;
  self->count += outcome->trouble == NULL;
  g_free (self->trouble);
  self->trouble = g_steal_pointer (&outcome->trouble);
  if (changed)
    g_signal_emit (self, signals[CHANGED], 0);
  return G_SOURCE_REMOVE;
}

static void
outcome_free (gpointer data)
{
  Outcome *outcome = data;

  shared_unref (outcome->shared);
  g_free (outcome->trouble);
  g_free (outcome);
}

static void
tell (Shared *shared, const GError *error)
{
  Outcome *outcome = g_new0 (Outcome, 1);

  g_atomic_ref_count_inc (&shared->refs);
  outcome->shared = shared;
  outcome->trouble = error != NULL ? g_strdup (error->message) : NULL;
  g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, outcome_cb, outcome, outcome_free);
}

/* The sound service reads files: what is compiled in is put beside what else the user's caches hold. */
static char *
extract (const char *name, GError **error)
{
  g_autofree char *resource = g_strconcat (ANLAN_RESOURCE_PATH "/sounds/", name, NULL);
  g_autofree char *dir = g_build_filename (g_get_user_cache_dir (), "anlan", "sounds", NULL);
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autoptr (GBytes) bytes = g_resources_lookup_data (resource, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autofree char *there = NULL;
  gsize length;

  if (bytes == NULL)
    return NULL;
  if (g_file_get_contents (path, &there, &length, NULL) && length == g_bytes_get_size (bytes))
    return g_steal_pointer (&path);
  g_mkdir_with_parents (dir, 0700);
  if (!g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes), error))
    return NULL;
  return g_steal_pointer (&path);
}

static gboolean
play (GSoundContext **context, Sound sound, GError **error)
{
  g_autofree char *path = extract (sound == SOUND_CRITICAL ? "critical.wav" : "high.wav", error);

  if (path == NULL)
    return FALSE;
  if (*context == NULL)
    *context = gsound_context_new (NULL, error);
  return *context != NULL &&
         gsound_context_play_simple (*context, NULL, error, GSOUND_ATTR_MEDIA_FILENAME, path,
                                     GSOUND_ATTR_MEDIA_ROLE, "alarm", GSOUND_ATTR_EVENT_ID, "dialog-warning",
                                     GSOUND_ATTR_CANBERRA_ENABLE, "1", NULL);
}

static gpointer
run (gpointer data)
{
  Shared *shared = data;
  GSoundContext *context = NULL;
  Sound sound;

  while ((sound = GPOINTER_TO_INT (g_async_queue_pop (shared->queue))) != SOUND_END)
    {
      g_autoptr (GError) error = NULL;

      /* A service that has come later, or come back, is asked anew. */
      if (!play (&context, sound, &error))
        g_clear_object (&context);
      tell (shared, error);
    }
  g_clear_object (&context);
  shared_unref (shared);
  return NULL;
}

static void
ask (AnlanAlarmSound *self, Sound sound)
{
  /* What is still waiting to be played is not asked for twice. */
  if (self->started && g_async_queue_length (self->shared->queue) > 0)
    return;
  if (!self->started)
    {
      self->started = TRUE;
      g_atomic_ref_count_inc (&self->shared->refs);
      g_thread_unref (g_thread_new ("sound", run, self->shared));
    }
  g_async_queue_push (self->shared->queue, GINT_TO_POINTER (sound));
}

/* --- object ------------------------------------------------------------------------------------------------------------ */

static void
anlan_alarm_sound_dispose (GObject *object)
{
  AnlanAlarmSound *self = ANLAN_ALARM_SOUND (object);

  g_clear_handle_id (&self->again_source, g_source_remove);
  if (self->started)
    g_async_queue_push_front (self->shared->queue, GINT_TO_POINTER (SOUND_END));
  self->started = FALSE;
  G_OBJECT_CLASS (anlan_alarm_sound_parent_class)->dispose (object);
}

static void
anlan_alarm_sound_finalize (GObject *object)
{
  AnlanAlarmSound *self = ANLAN_ALARM_SOUND (object);

  shared_unref (self->shared);
  g_free (self->trouble);
  G_OBJECT_CLASS (anlan_alarm_sound_parent_class)->finalize (object);
}

static void
anlan_alarm_sound_class_init (AnlanAlarmSoundClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anlan_alarm_sound_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_alarm_sound_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
anlan_alarm_sound_init (AnlanAlarmSound *self)
{
  self->shared = g_new0 (Shared, 1);
  g_atomic_ref_count_init (&self->shared->refs);
  self->shared->queue = g_async_queue_new ();
  g_weak_ref_init (&self->shared->object, self);
}

AnlanAlarmSound *
anlan_alarm_sound_new (void)
{
  return g_object_new (ANLAN_TYPE_ALARM_SOUND, NULL);
}

static gboolean
again_cb (gpointer data)
{
  ask (data, SOUND_CRITICAL);
  return G_SOURCE_CONTINUE;
}

void
anlan_alarm_sound_set_urgent (AnlanAlarmSound *self, gboolean urgent)
{
  g_return_if_fail (ANLAN_IS_ALARM_SOUND (self));

  if (self->urgent == urgent)
    return;
  self->urgent = urgent;
  if (urgent)
    {
      ask (self, SOUND_CRITICAL);
      self->again_source = g_timeout_add (AGAIN_MS, again_cb, self);
    }
  else
    g_clear_handle_id (&self->again_source, g_source_remove);
}

gboolean
anlan_alarm_sound_is_urgent (AnlanAlarmSound *self)
{
  g_return_val_if_fail (ANLAN_IS_ALARM_SOUND (self), FALSE);

  return self->urgent;
}

void
anlan_alarm_sound_chime (AnlanAlarmSound *self)
{
  g_return_if_fail (ANLAN_IS_ALARM_SOUND (self));

  if (!self->urgent)
    ask (self, SOUND_HIGH);
}

guint
anlan_alarm_sound_get_count (AnlanAlarmSound *self)
{
  g_return_val_if_fail (ANLAN_IS_ALARM_SOUND (self), 0);

  return self->count;
}

const char *
anlan_alarm_sound_get_trouble (AnlanAlarmSound *self)
{
  g_return_val_if_fail (ANLAN_IS_ALARM_SOUND (self), NULL);

  return self->trouble;
}
