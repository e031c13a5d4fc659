/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "station-watch.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "chore.h"
#include "say.h"

#define LOOK_EVERY_MS 2000
#define TELL_EVERY_LOOKS 30

/* A process that has just taken the lock opens databases first. */
#define COMING_MS (30 * 1000)

/* What was seen at one moment. */
typedef struct
{
  char *dir;
  gint64 now;
  gboolean pid_known;
  int pid;
  GStatBuf file; /* of what the station has written */
  AnlanStationState facts;
  char *trouble;
} Sight;

struct _AnlanStationWatch
{
  GObject parent_instance;

  AnlanPlant *plant; /* NULL: stopped */
  Sight *sight;      /* NULL: nothing was seen yet */
  gint64 held_since; /* since when another process than before has the lock, or the station has none */
  guint timeout;
  guint looks;
  gboolean looking;
  gboolean look_again;
};

G_DEFINE_FINAL_TYPE (AnlanStationWatch, anlan_station_watch, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
sight_free (gpointer data)
{
  Sight *sight = data;

  g_free (sight->dir);
  g_free (sight->trouble);
  anlan_station_state_clear (&sight->facts);
  g_free (sight);
}

/* --- looking: a thread of its own ------------------------------------------------------------------------------------ */

/* proc(5): "1: FLOCK  ADVISORY  WRITE 1234 fe:00:5678 0 EOF". Some file systems (btrfs, overlays) show another device there
 * than stat() does, under a major number of 0: there the inode has to do. */
static gboolean
is_lock_of (const char *line, const GStatBuf *file, int *pid)
{
  char kind[16], mode[16], access[16];
  unsigned int device_major, device_minor;
  unsigned long inode;

  if (sscanf (line, "%*d: %15s %15s %15s %d %x:%x:%lu", kind, mode, access, pid, &device_major, &device_minor,
              &inode) != 7 ||
      g_strcmp0 (kind, "FLOCK") != 0 || inode != (unsigned long)file->st_ino)
    return FALSE;
  return major (file->st_dev) == 0 ||
         (device_major == major (file->st_dev) && device_minor == minor (file->st_dev));
}

/* Trying to take the lock would tell, too, but a station that starts in that moment would find it taken. */
static void
see_lock (Sight *sight)
{
  g_autofree char *path = g_build_filename (sight->dir, "station.lock", NULL), *text = NULL;
  g_auto (GStrv) lines = NULL;
  GStatBuf file;
  int pid;

  if (!g_file_get_contents ("/proc/locks", &text, NULL, NULL))
    return;
  sight->pid_known = TRUE;
  if (g_stat (path, &file) != 0)
    return;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (is_lock_of (lines[i], &file, &pid))
      sight->pid = pid;
}

static gboolean
look_work (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Sight *sight = data;
  g_autofree char *path = g_build_filename (sight->dir, "station.json", NULL);
  g_autoptr (GError) trouble = NULL;

  see_lock (sight);
  if (g_stat (path, &sight->file) != 0)
    memset (&sight->file, 0, sizeof sight->file);
  if (!anlan_station_state_read (sight->dir, &sight->facts, &trouble))
    sight->trouble = g_strdup (trouble->message);
  return TRUE;
}

/* --- what it comes to ------------------------------------------------------------------------------------------------- */

static gboolean
is_same (const Sight *one, const Sight *other)
{
  return one != NULL && one->pid == other->pid && one->pid_known == other->pid_known &&
         one->file.st_ino == other->file.st_ino && one->file.st_size == other->file.st_size &&
         one->file.st_mtim.tv_sec == other->file.st_mtim.tv_sec &&
         one->file.st_mtim.tv_nsec == other->file.st_mtim.tv_nsec &&
         g_strcmp0 (one->trouble, other->trouble) == 0;
}

static void
tell (AnlanStationWatch *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanStationWatch) self = ANLAN_STATION_WATCH (g_object_ref (source));
  gpointer seen;
  Sight *sight;
  AnlanWatchState before = anlan_station_watch_get_state (self);
  gboolean same;

  self->looking = FALSE;
  if (!anlan_chore_finish (result, &seen, NULL) || self->plant == NULL)
    return;
  sight = g_memdup2 (seen, sizeof *sight);
  memset (seen, 0, sizeof *sight);
  sight->now = anlan_plant_now (self->plant);
  same = is_same (self->sight, sight);
  if (self->sight == NULL || self->sight->pid != sight->pid)
    self->held_since = sight->now;
  g_clear_pointer (&self->sight, sight_free);
  self->sight = sight;
  self->looks++;
  if (!same || anlan_station_watch_get_state (self) != before || self->looks % TELL_EVERY_LOOKS == 0)
    tell (self);
  if (self->look_again)
    anlan_station_watch_look (self);
}

void
anlan_station_watch_look (AnlanStationWatch *self)
{
  Sight *sight;

  g_return_if_fail (ANLAN_IS_STATION_WATCH (self));

  self->look_again = self->looking;
  if (self->looking || self->plant == NULL)
    return;
  self->looking = TRUE;
  sight = g_new0 (Sight, 1);
  sight->dir = g_strdup (anlan_store_get_dir (anlan_plant_get_store (self->plant)));
  anlan_chore_run (self, look_work, sight, sight_free, NULL, NULL, looked_cb, NULL);
}

static gboolean
look_cb (gpointer data)
{
  anlan_station_watch_look (data);
  return G_SOURCE_CONTINUE;
}

AnlanWatchState
anlan_station_watch_get_state (AnlanStationWatch *self)
{
  const Sight *sight;
  gboolean says_so;

  g_return_val_if_fail (ANLAN_IS_STATION_WATCH (self), ANLAN_WATCH_UNREAD);

  sight = self->sight;
  if (sight == NULL || self->plant == NULL)
    return ANLAN_WATCH_UNREAD;
  says_so = sight->trouble == NULL && anlan_vigil_is_on (&sight->facts.vigil, sight->now);
  if (sight->pid_known && sight->pid == 0)
    {
      if (sight->trouble != NULL)
        return ANLAN_WATCH_SILENT;
      if (sight->facts.vigil.alive == G_MININT64)
        return ANLAN_WATCH_NEVER;
      return sight->facts.vigil.stopped ? ANLAN_WATCH_OFF : ANLAN_WATCH_SILENT;
    }
  if (says_so)
    return ANLAN_WATCH_ON;
  if (sight->pid != 0)
    return sight->now - self->held_since < COMING_MS ? ANLAN_WATCH_COMING : ANLAN_WATCH_SILENT;
  if (sight->trouble != NULL)
    return ANLAN_WATCH_SILENT;
  if (sight->facts.vigil.alive == G_MININT64)
    return ANLAN_WATCH_NEVER;
  return sight->facts.vigil.stopped ? ANLAN_WATCH_OFF : ANLAN_WATCH_SILENT;
}

int
anlan_station_watch_get_pid (AnlanStationWatch *self, gboolean *known)
{
  g_return_val_if_fail (ANLAN_IS_STATION_WATCH (self), 0);

  if (known != NULL)
    *known = self->sight != NULL && self->sight->pid_known;
  return self->sight != NULL ? self->sight->pid : 0;
}

const AnlanStationState *
anlan_station_watch_get_facts (AnlanStationWatch *self)
{
  g_return_val_if_fail (ANLAN_IS_STATION_WATCH (self), NULL);

  return self->sight != NULL && self->sight->trouble == NULL ? &self->sight->facts : NULL;
}

const AnlanStationSource *
anlan_station_watch_find_source (AnlanStationWatch *self, const char *id)
{
  const AnlanStationState *facts;

  g_return_val_if_fail (ANLAN_IS_STATION_WATCH (self) && id != NULL, NULL);

  facts =
      anlan_station_watch_get_state (self) == ANLAN_WATCH_ON ? anlan_station_watch_get_facts (self) : NULL;
  for (guint i = 0; facts != NULL && i < facts->sources->len; i++)
    {
      const AnlanStationSource *source = g_ptr_array_index (facts->sources, i);

      if (g_strcmp0 (source->id, id) == 0)
        return source;
    }
  return NULL;
}

const char *
anlan_station_watch_get_trouble (AnlanStationWatch *self)
{
  g_return_val_if_fail (ANLAN_IS_STATION_WATCH (self), NULL);

  return self->sight != NULL ? self->sight->trouble : NULL;
}

char *
anlan_station_watch_say (AnlanStationWatch *self)
{
  g_autofree char *since = NULL;

  g_return_val_if_fail (ANLAN_IS_STATION_WATCH (self), NULL);

  switch (anlan_station_watch_get_state (self))
    {
    case ANLAN_WATCH_ON:
      return g_strdup (_ ("Station watches"));
    case ANLAN_WATCH_COMING:
      return g_strdup (_ ("Station starts…"));
    case ANLAN_WATCH_SILENT:
      if (self->sight->trouble != NULL || self->sight->facts.vigil.alive == G_MININT64)
        return g_strdup (_ ("Station is silent"));
      {
        g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (self->plant);

        since = anlan_say_moment (self->sight->facts.vigil.alive, self->sight->now, zone);
      }
      return g_strdup_printf (C_ ("station", "Silent since %s"), since);
    case ANLAN_WATCH_NEVER:
    case ANLAN_WATCH_OFF:
      return g_strdup (_ ("Station is off"));
    case ANLAN_WATCH_UNREAD:
    default:
      return g_strdup (_ ("Station"));
    }
}

/* --- object ----------------------------------------------------------------------------------------------------------- */

void
anlan_station_watch_stop (AnlanStationWatch *self)
{
  g_return_if_fail (ANLAN_IS_STATION_WATCH (self));

  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_object (&self->plant);
}

static void
anlan_station_watch_dispose (GObject *object)
{
  anlan_station_watch_stop (ANLAN_STATION_WATCH (object));
  G_OBJECT_CLASS (anlan_station_watch_parent_class)->dispose (object);
}

static void
anlan_station_watch_finalize (GObject *object)
{
  g_clear_pointer (&ANLAN_STATION_WATCH (object)->sight, sight_free);
  G_OBJECT_CLASS (anlan_station_watch_parent_class)->finalize (object);
}

static void
anlan_station_watch_class_init (AnlanStationWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anlan_station_watch_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_station_watch_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
anlan_station_watch_init (AnlanStationWatch *self)
{
}

AnlanStationWatch *
anlan_station_watch_new (AnlanPlant *plant)
{
  AnlanStationWatch *self = g_object_new (ANLAN_TYPE_STATION_WATCH, NULL);

  self->plant = g_object_ref (plant);
  self->timeout = g_timeout_add (LOOK_EVERY_MS, look_cb, self);
  anlan_station_watch_look (self);
  return self;
}
