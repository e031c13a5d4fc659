/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-monitor"

#include "monitor/intake.h"

#include <glib/gi18n-lib.h>

#include "base/blocking.h"
#include "base/error.h"

/* What is committed together: an answer should not wait for longer than a few hundred milliseconds. */
#define TOGETHER 256

/* More than this waiting is more than the disk can take: whoever sends must slow down. */
#define WAITING_MAX 4096

/* Where several came together last, the others of them are waited for so long: a commit of one costs as much as one of
 * many, and an alarm may take a hundred times as long. */
#define LINGER_MICROSECONDS 1000

#define TICK_MICROSECONDS G_USEC_PER_SEC

/* What is past its time is deleted in slices of some milliseconds, one a tick as long as there is more, else once in so many
 * ticks. */
#define PURGE_TICKS 600

typedef enum
{
  ITEM_BATCH,
  ITEM_CALL,
  ITEM_STOP,
} ItemKind;

typedef struct
{
  ItemKind kind;
  AnlanBatch *batch;
  GTask *task; /* of a batch */
  AnlanIntakeFunc func;
  gpointer data;
  GMutex mutex; /* of a call: guards what follows */
  GCond cond;
  gboolean done, ok;
  GError *error;
} Item;

struct _AnlanIntake
{
  GObject parent_instance;

  GMainContext *context;
  GThread *thread;
  GAsyncQueue *queue; /* Item */
  gboolean stopped;   /* guarded by the queue's lock */
  AnlanClock *clock;
  GTimeZone *zone;

  /* The thread's own. */
  AnlanMonitor *monitor;
  guint purge_in;    /* ticks until old readings are looked for */
  GPtrArray *taking; /* (owned) Item, batches that are taken together */
  guint usual;       /* how many were taken together last */
};

G_DEFINE_FINAL_TYPE (AnlanIntake, anlan_intake, G_TYPE_OBJECT)

enum
{
  ALARMS,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
item_free (gpointer data)
{
  Item *item = data;

  anlan_batch_free (item->batch);
  g_clear_object (&item->task);
  g_free (item);
}

/* --- telling ------------------------------------------------------------------------------------------------ */

typedef struct
{
  GWeakRef intake;
  char **ids;
} Told;

static void
told_free (gpointer data)
{
  Told *told = data;

  g_weak_ref_clear (&told->intake);
  g_strfreev (told->ids);
  g_free (told);
}

static gboolean
tell_cb (gpointer data)
{
  Told *told = data;
  g_autoptr (AnlanIntake) intake = g_weak_ref_get (&told->intake);

  if (intake != NULL)
    g_signal_emit (intake, signals[ALARMS], 0, told->ids);
  return G_SOURCE_REMOVE;
}

static void
tell_alarms (AnlanIntake *self, GPtrArray *ids)
{
  Told *told;

  if (ids->len == 0)
    return;
  told = g_new0 (Told, 1);
  g_weak_ref_init (&told->intake, self);
  told->ids = g_new0 (char *, ids->len + 1);
  for (guint i = 0; i < ids->len; i++)
    told->ids[i] = g_strdup (g_ptr_array_index (ids, i));
  g_main_context_invoke_full (self->context, G_PRIORITY_DEFAULT, tell_cb, told, told_free);
}

/* A task holds the intake: it is let go on its own context, so that our thread never drops the last reference. */
static gboolean
let_go_cb (gpointer data)
{
  g_object_unref (data);
  return G_SOURCE_REMOVE;
}

static void
answer (Item *item, const GError *error)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  GTask *task = g_steal_pointer (&item->task);

  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_error_copy (error));
  g_source_set_callback (source, let_go_cb, task, NULL);
  g_source_attach (source, g_task_get_context (task));
}

/* --- the thread ---------------------------------------------------------------------------------------------- */

static gboolean
take_items (AnlanIntake *self, Item **items, guint n, GError **error)
{
  g_autofree AnlanBatch **batches = g_new (AnlanBatch *, n);
  g_auto (AnlanTaken) taken = { 0 };

  for (guint i = 0; i < n; i++)
    batches[i] = items[i]->batch;
  if (!anlan_monitor_take (self->monitor, batches, n, &taken, error))
    {
      /* Alarms are committed before readings: what was raised must be heard, whatever became of the rest. */
      tell_alarms (self, taken.alarms);
      return FALSE;
    }
  tell_alarms (self, taken.alarms);
  return TRUE;
}

/* Where a group cannot be taken, each is tried alone: one that the disk or a rule does not stand harms no other. */
static void
take_together (AnlanIntake *self)
{
  Item **items = (Item **)self->taking->pdata;
  guint n = self->taking->len;
  g_autoptr (GError) error = NULL;
  gboolean together;

  if (n == 0)
    return;
  self->usual = n;
  together = take_items (self, items, n, &error);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) trouble = NULL;

      if (together)
        answer (items[i], NULL);
      else if (n == 1)
        answer (items[i], error);
      else if (take_items (self, &items[i], 1, &trouble))
        answer (items[i], NULL);
      else
        answer (items[i], trouble);
    }
  g_ptr_array_set_size (self->taking, 0);
}

static void
run_call (AnlanIntake *self, Item *item)
{
  GError *error = NULL;
  gboolean ok = item->func (self->monitor, item->data, &error);

  g_mutex_lock (&item->mutex);
  item->ok = ok;
  item->error = error;
  item->done = TRUE;
  g_cond_signal (&item->cond);
  g_mutex_unlock (&item->mutex);
}

static void
tick (AnlanIntake *self)
{
  g_autoptr (GPtrArray) changed = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  /* It is tried again a second later; what comes meanwhile tells its own failure to its sender. */
  if (!anlan_monitor_tick (self->monitor, changed, &error))
    g_warning ("Alarms could not be judged by time: %s", error->message);
  tell_alarms (self, changed);
}

static void
purge (AnlanIntake *self)
{
  g_autoptr (GError) error = NULL;
  gboolean more = FALSE;

  if (self->purge_in > 0)
    {
      self->purge_in--;
      return;
    }
  if (!anlan_monitor_purge (self->monitor, &more, &error))
    g_warning ("Old readings could not be deleted: %s", error->message);
  self->purge_in = more ? 0 : PURGE_TICKS;
}

/* The next one that is there already, or may be expected at once. */
static Item *
pop_more (AnlanIntake *self)
{
  Item *item;

  if (self->taking->len >= TOGETHER)
    return NULL;
  item = g_async_queue_try_pop (self->queue);
  return item == NULL && self->taking->len > 0 && self->taking->len < self->usual
             ? g_async_queue_timeout_pop (self->queue, LINGER_MICROSECONDS)
             : item;
}

static gpointer
run (gpointer data)
{
  AnlanIntake *self = data;
  gint64 due = g_get_monotonic_time ();
  gboolean stop = FALSE;

  while (!stop)
    {
      gint64 now = g_get_monotonic_time ();
      Item *item;

      if (now >= due)
        {
          tick (self);
          purge (self);
          due = now + TICK_MICROSECONDS;
        }
      item = g_async_queue_timeout_pop (self->queue, (guint64)MAX (due - now, 0));
      for (; item != NULL; item = pop_more (self))
        {
          if (item->kind == ITEM_BATCH)
            {
              g_ptr_array_add (self->taking, item);
              continue;
            }
          take_together (self);
          if (item->kind == ITEM_CALL)
            run_call (self, item);
          else
            {
              stop = TRUE;
              g_free (item);
              break;
            }
        }
      take_together (self);
    }
  g_clear_pointer (&self->monitor, anlan_monitor_close);
  return NULL;
}

/* --- outside ------------------------------------------------------------------------------------------------- */

static gboolean
push (AnlanIntake *self, Item *item, GError **error)
{
  gboolean open, full;

  g_async_queue_lock (self->queue);
  open = !self->stopped;
  full = item->kind == ITEM_BATCH && g_async_queue_length_unlocked (self->queue) >= WAITING_MAX;
  if (open && !full)
    g_async_queue_push_unlocked (self->queue, item);
  g_async_queue_unlock (self->queue);
  if (!open)
    g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_FAILED,
                         _ ("The station has been stopped, so this was not taken. Start it and send again."));
  else if (full)
    g_set_error_literal (
        error, ANLAN_ERROR, ANLAN_ERROR_BUSY,
        _ ("More has come than can be written at once, so this was not taken. Send it again later."));
  return open && !full;
}

void
anlan_intake_push_async (AnlanIntake *intake,
                         AnlanBatch *batch,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GError *error = NULL;
  Item *item;

  g_return_if_fail (ANLAN_IS_INTAKE (intake) && batch != NULL);

  item = g_new0 (Item, 1);
  item->kind = ITEM_BATCH;
  item->batch = batch;
  item->task = g_task_new (intake, NULL, callback, user_data);
  g_task_set_source_tag (item->task, anlan_intake_push_async);
  if (push (intake, item, &error))
    return;
  g_task_return_error (item->task, error);
  item_free (item);
}

gboolean
anlan_intake_push_finish (AnlanIntake *intake, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (ANLAN_IS_INTAKE (intake) && g_task_is_valid (result, intake), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

AnlanClock *
anlan_intake_get_clock (AnlanIntake *intake)
{
  g_return_val_if_fail (ANLAN_IS_INTAKE (intake), NULL);

  return intake->clock;
}

GTimeZone *
anlan_intake_get_zone (AnlanIntake *intake)
{
  g_return_val_if_fail (ANLAN_IS_INTAKE (intake), NULL);

  return intake->zone;
}

guint
anlan_intake_get_waiting (AnlanIntake *intake)
{
  g_return_val_if_fail (ANLAN_IS_INTAKE (intake), 0);

  return (guint)MAX (g_async_queue_length (intake->queue), 0);
}

gboolean
anlan_intake_call (AnlanIntake *intake, AnlanIntakeFunc func, gpointer data, GError **error)
{
  Item item = { .kind = ITEM_CALL, .func = func, .data = data };

  g_return_val_if_fail (ANLAN_IS_INTAKE (intake) && func != NULL, FALSE);

  anlan_may_block ("wait for the station");
  g_mutex_init (&item.mutex);
  g_cond_init (&item.cond);
  if (push (intake, &item, error))
    {
      g_mutex_lock (&item.mutex);
      while (!item.done)
        g_cond_wait (&item.cond, &item.mutex);
      g_mutex_unlock (&item.mutex);
      if (!item.ok)
        g_propagate_error (error, item.error);
    }
  g_mutex_clear (&item.mutex);
  g_cond_clear (&item.cond);
  return item.ok;
}

void
anlan_intake_stop (AnlanIntake *intake)
{
  Item *item;

  g_return_if_fail (ANLAN_IS_INTAKE (intake));

  if (intake->thread == NULL)
    return;
  item = g_new0 (Item, 1);
  item->kind = ITEM_STOP;
  g_async_queue_lock (intake->queue);
  intake->stopped = TRUE;
  g_async_queue_push_unlocked (intake->queue, item);
  g_async_queue_unlock (intake->queue);
  g_thread_join (g_steal_pointer (&intake->thread));
}

static void
anlan_intake_finalize (GObject *object)
{
  AnlanIntake *self = ANLAN_INTAKE (object);

  anlan_intake_stop (self);
  g_async_queue_unref (self->queue);
  g_ptr_array_unref (self->taking);
  g_main_context_unref (self->context);
  g_clear_pointer (&self->clock, anlan_clock_unref);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  G_OBJECT_CLASS (anlan_intake_parent_class)->finalize (object);
}

static void
anlan_intake_class_init (AnlanIntakeClass *class)
{
  G_OBJECT_CLASS (class)->finalize = anlan_intake_finalize;

  signals[ALARMS] = g_signal_new ("alarms", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRV);
}

static void
anlan_intake_init (AnlanIntake *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->queue = g_async_queue_new ();
  self->taking = g_ptr_array_new_with_free_func (item_free);
}

AnlanIntake *
anlan_intake_new (AnlanMonitor *monitor)
{
  AnlanIntake *self;

  g_return_val_if_fail (monitor != NULL, NULL);

  self = g_object_new (ANLAN_TYPE_INTAKE, NULL);
  self->monitor = monitor;
  self->clock = anlan_clock_ref (anlan_monitor_get_clock (monitor));
  self->zone = g_time_zone_ref (anlan_monitor_get_zone (monitor));
  self->thread = g_thread_new ("anlan-intake", run, self);
  return self;
}
