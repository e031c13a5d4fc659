/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "alarm-watch.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/error.h"
#include "store/db.h"

/* So often it is asked whether anything was committed, where nobody says so, ms. */
#define ASK_EVERY 250

/* A write to the log comes before the commit: after one it is asked this often, for so long, ms. */
#define ASK_SOON 4
#define SOON_FOR 1000

/* What cannot be read is tried again so often, ms. */
#define TRY_EVERY 1000

/* In a storm the window is told no more often than this, ms: that is soon enough for people, and leaves it time to draw. */
#define TELL_EVERY 40

#define WAL "alarms.db-wal"

struct _AnlanAlarmWatch
{
  gatomicrefcount refs;
  char *dir;
  AnlanClock *clock;
  GMainContext *context;
  int wake; /* eventfd: it is to end */
  int stop;

  /* caller's thread */
  AnlanAlarmsSeenFunc func;
  gpointer data;

  /* its own thread */
  struct
  {
    AnlanAlarms *alarms; /* NULL: there is none yet, or it cannot be read */
    gint64 version;      /* data_version of what was told last */
    int notify;          /* inotify, or -1 */
    int wal;             /* its watch of the log, or -1 */
    gint64 soon_until;   /* µs */
    char *trouble;       /* told last, or NULL */
    gboolean told;
    gboolean upgraded; /* it was tried */
    gint64 told_at;    /* µs */
  } thread;

  /* shared */
  GMutex mutex;
  AnlanAlarmsSeen *seen; /* not taken yet */
};

static void
seen_free (AnlanAlarmsSeen *seen)
{
  if (seen == NULL)
    return;

  g_ptr_array_unref (seen->alarms);
  g_ptr_array_unref (seen->shelves);
  g_free (seen->trouble);
  g_free (seen);
}

static void
watch_unref (gpointer data)
{
  AnlanAlarmWatch *watch = data;

  if (!g_atomic_ref_count_dec (&watch->refs))
    return;
  seen_free (watch->seen);
  g_mutex_clear (&watch->mutex);
  g_main_context_unref (watch->context);
  anlan_clock_unref (watch->clock);
  if (watch->wake >= 0)
    close (watch->wake);
  g_free (watch->dir);
  g_free (watch);
}

/* --- telling ----------------------------------------------------------------------------------------------------------- */

static gboolean
tell_cb (gpointer data)
{
  AnlanAlarmWatch *watch = data;
  AnlanAlarmsSeen *seen;

  g_mutex_lock (&watch->mutex);
  seen = g_steal_pointer (&watch->seen);
  g_mutex_unlock (&watch->mutex);
  if (seen != NULL && watch->func != NULL)
    watch->func (seen, watch->data);
  seen_free (seen);
  return G_SOURCE_REMOVE;
}

/* What the window has not taken yet is replaced: in a storm it sees the last state and not each on the way. */
static void
tell (AnlanAlarmWatch *watch, GPtrArray *alarms, GPtrArray *shelves, const char *trouble)
{
  AnlanAlarmsSeen *seen = g_new0 (AnlanAlarmsSeen, 1), *old;

  seen->alarms = alarms != NULL ? alarms : g_ptr_array_new ();
  seen->shelves = shelves != NULL ? shelves : g_ptr_array_new ();
  seen->trouble = g_strdup (trouble);
  g_free (watch->thread.trouble);
  watch->thread.trouble = g_strdup (trouble);
  watch->thread.told = TRUE;
  watch->thread.told_at = g_get_monotonic_time ();
  g_mutex_lock (&watch->mutex);
  old = watch->seen;
  watch->seen = seen;
  g_mutex_unlock (&watch->mutex);
  if (old == NULL)
    {
      GSource *source = g_idle_source_new ();

      g_source_set_priority (source, G_PRIORITY_DEFAULT);
      g_atomic_ref_count_inc (&watch->refs);
      g_source_set_callback (source, tell_cb, watch, watch_unref);
      g_source_attach (source, watch->context);
      g_source_unref (source);
    }
  seen_free (old);
}

static void
fail (AnlanAlarmWatch *watch, const GError *error)
{
  g_clear_pointer (&watch->thread.alarms, anlan_alarms_close);
  if (!watch->thread.told || g_strcmp0 (watch->thread.trouble, error->message) != 0)
    tell (watch, NULL, NULL, error->message);
}

/* --- looking ----------------------------------------------------------------------------------------------------------- */

static gboolean
read_all (AnlanAlarmWatch *watch, GError **error)
{
  g_autoptr (GPtrArray) shelves = anlan_alarms_shelves (watch->thread.alarms, error);
  GPtrArray *alarms = shelves != NULL ? anlan_alarms_list (watch->thread.alarms, FALSE, error) : NULL;

  if (alarms == NULL)
    return FALSE;
  tell (watch, alarms, g_steal_pointer (&shelves), NULL);
  return TRUE;
}

/* Once the database has been read its log is there, and stays while the connection is open. */
static void
watch_log (AnlanAlarmWatch *watch)
{
  g_autofree char *wal = NULL;

  if (watch->thread.wal >= 0 || watch->thread.notify < 0)
    return;
  wal = g_build_filename (watch->dir, WAL, NULL);
  watch->thread.wal = inotify_add_watch (watch->thread.notify, wal, IN_MODIFY);
}

/* What an older version has written is brought up to date once, as its station would. */
static gboolean
upgrade (AnlanAlarmWatch *watch)
{
  g_autoptr (AnlanAlarms) alarms = NULL;

  if (watch->thread.upgraded)
    return FALSE;
  watch->thread.upgraded = TRUE;
  alarms = anlan_alarms_open (watch->dir, watch->clock, NULL);
  return alarms != NULL;
}

static gboolean
open_alarms (AnlanAlarmWatch *watch, GError **error)
{
  watch->thread.alarms = anlan_alarms_look (watch->dir, watch->clock, error);
  watch->thread.version = -1;
  return watch->thread.alarms != NULL;
}

/* Another connection's commit changes data_version. */
static gboolean
look (AnlanAlarmWatch *watch, GError **error)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
  gint64 version;

  if (watch->thread.alarms == NULL && !open_alarms (watch, error))
    return FALSE;
  if (!anlan_db_lookup (anlan_alarms_get_db (watch->thread.alarms), "PRAGMA data_version", NULL, &value,
                        error))
    return FALSE;
  watch_log (watch);
  version = anlan_value_get_integer (&value, 0);
  if (version == watch->thread.version ||
      g_get_monotonic_time () - watch->thread.told_at < TELL_EVERY * G_TIME_SPAN_MILLISECOND)
    return TRUE;
  watch->thread.version = version;
  return read_all (watch, error);
}

/* --- waiting ----------------------------------------------------------------------------------------------------------- */

/* Whether anything was written to the log. */
static gboolean
drain (AnlanAlarmWatch *watch)
{
  char buffer[4096] __attribute__ ((aligned (__alignof__(struct inotify_event))));
  gboolean any = FALSE;
  ssize_t length;

  while ((length = read (watch->thread.notify, buffer, sizeof buffer)) > 0)
    for (ssize_t at = 0; at < length;)
      {
        const struct inotify_event *event = (const void *)(buffer + at);

        /* Another log has taken its place. */
        if (event->wd == watch->thread.wal && (event->mask & IN_IGNORED) != 0)
          watch->thread.wal = -1;
        any = TRUE;
        at += (ssize_t)(sizeof *event + event->len);
      }
  return any;
}

static void
wait (AnlanAlarmWatch *watch)
{
  struct pollfd fds[2] = { { .fd = watch->wake, .events = POLLIN },
                           { .fd = watch->thread.notify, .events = POLLIN } };
  gint64 now = g_get_monotonic_time ();
  gboolean soon = now < watch->thread.soon_until;
  int timeout = watch->thread.alarms == NULL && watch->thread.trouble != NULL ? TRY_EVERY : ASK_EVERY;

  /* While it is asked soon anyway, further writes need not wake it; and what was held back in a storm is told soon. */
  if (soon || now - watch->thread.told_at < 2 * TELL_EVERY * G_TIME_SPAN_MILLISECOND)
    poll (fds, 1, ASK_SOON);
  else
    poll (fds, watch->thread.notify >= 0 ? 2 : 1, timeout);
  if (watch->thread.notify >= 0 && drain (watch))
    watch->thread.soon_until = g_get_monotonic_time () + SOON_FOR * G_TIME_SPAN_MILLISECOND;
}

static gpointer
run (gpointer data)
{
  AnlanAlarmWatch *watch = data;

  watch->thread.notify = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);
  watch->thread.wal = -1;
  while (!g_atomic_int_get (&watch->stop))
    {
      gint64 version = watch->thread.version;
      g_autoptr (GError) error = NULL;

      if (look (watch, &error))
        {
          /* What was written has been seen. */
          if (watch->thread.version != version)
            watch->thread.soon_until = 0;
        }
      else if (watch->thread.alarms != NULL && upgrade (watch))
        {
          g_clear_pointer (&watch->thread.alarms, anlan_alarms_close);
          continue;
        }
      else if (!g_error_matches (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND))
        fail (watch, error);
      else if (!watch->thread.told || watch->thread.trouble != NULL)
        tell (watch, NULL, NULL, NULL);
      wait (watch);
    }
  g_clear_pointer (&watch->thread.alarms, anlan_alarms_close);
  if (watch->thread.notify >= 0)
    close (watch->thread.notify);
  g_clear_pointer (&watch->thread.trouble, g_free);
  watch_unref (watch);
  return NULL;
}

AnlanAlarmWatch *
anlan_alarm_watch_new (const char *dir, AnlanClock *clock, AnlanAlarmsSeenFunc func, gpointer data)
{
  AnlanAlarmWatch *watch;

  g_return_val_if_fail (dir != NULL && clock != NULL && func != NULL, NULL);

  watch = g_new0 (AnlanAlarmWatch, 1);
  g_atomic_ref_count_init (&watch->refs);
  g_mutex_init (&watch->mutex);
  watch->dir = g_strdup (dir);
  watch->clock = anlan_clock_ref (clock);
  watch->context = g_main_context_ref_thread_default ();
  watch->wake = eventfd (0, EFD_NONBLOCK | EFD_CLOEXEC);
  watch->func = func;
  watch->data = data;
  g_atomic_ref_count_inc (&watch->refs);
  g_thread_unref (g_thread_new ("alarms", run, watch));
  return watch;
}

void
anlan_alarm_watch_free (AnlanAlarmWatch *watch)
{
  guint64 one = 1;

  if (watch == NULL)
    return;

  watch->func = NULL;
  g_atomic_int_set (&watch->stop, TRUE);
  /* Where it cannot be woken it looks around by itself soon. */
  if (watch->wake >= 0 && write (watch->wake, &one, sizeof one) < 0)
    g_debug ("the watch over alarms is not woken: %s", g_strerror (errno));
  watch_unref (watch);
}
