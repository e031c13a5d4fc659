/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include "link/sender.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "base/ids.h"
#include "base/time.h"
#include "wire.h"

/* So long at most until it looks again by itself: another program may have put something in. */
#define LOOK_EVERY (5 * ANLAN_SECOND)

#define LATE_EVERY (10 * ANLAN_SECOND)
#define PRUNE_EVERY ANLAN_DAY

/* A channel, and what it has on its way. Only on the sender's thread. */
typedef struct
{
  AnlanSender *sender; /* borrowed: it outlives its thread */
  AnlanChannel *channel;
  AnlanOutboxItem *item; /* on its way, or judged and not yet settled */
  AnlanVerdict verdict;
  gboolean judged;
  gboolean dropped; /* no longer set: forgotten once it is free */
} Lane;

struct _AnlanSender
{
  GObject parent_instance;

  AnlanClock *clock;
  GTimeZone *zone;
  GMainContext *owner; /* where signals are emitted */
  GThread *thread;     /* NULL once it has been stopped */
  GMainContext *context;
  GMainLoop *loop;

  struct
  {
    AnlanOutbox *outbox;
    AnlanWire *wire;
    GPtrArray *lanes;
    GCancellable *cancellable;
    GSource *timer;
    guint going; /* requests whose answer has not come */
    gboolean ending;
    gint64 late_at, prune_at;
    char *trouble; /* the last that was told */
  } worker;        /* only on its thread, once that has begun */
};

G_DEFINE_FINAL_TYPE (AnlanSender, anlan_sender, G_TYPE_OBJECT)

enum
{
  SIGNAL_ESCALATE,
  SIGNAL_TROUBLE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
pump (AnlanSender *self);

static void
lane_free (gpointer data)
{
  Lane *lane = data;

  anlan_channel_unref (lane->channel);
  g_clear_pointer (&lane->item, anlan_outbox_item_free);
  anlan_verdict_clear (&lane->verdict);
  g_free (lane);
}

/* --- signals ------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanSender *sender;
  guint signal;
  char *texts[4];
} Told;

static gboolean
told_cb (gpointer data)
{
  Told *told = data;

  if (told->signal == SIGNAL_ESCALATE)
    g_signal_emit (told->sender, signals[SIGNAL_ESCALATE], 0, told->texts[0], told->texts[1], told->texts[2],
                   told->texts[3]);
  else
    g_signal_emit (told->sender, signals[SIGNAL_TROUBLE], 0, told->texts[0]);
  return G_SOURCE_REMOVE;
}

static void
told_free (gpointer data)
{
  Told *told = data;

  for (guint i = 0; i < G_N_ELEMENTS (told->texts); i++)
    g_free (told->texts[i]);
  g_object_unref (told->sender);
  g_free (told);
}

static void
tell (AnlanSender *self, guint signal, const char *a, const char *b, const char *c, const char *d)
{
  Told *told = g_new0 (Told, 1);
  GSource *source = g_idle_source_new ();

  told->sender = g_object_ref (self);
  told->signal = signal;
  told->texts[0] = g_strdup (a);
  told->texts[1] = g_strdup (b);
  told->texts[2] = g_strdup (c);
  told->texts[3] = g_strdup (d);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, told_cb, told, told_free);
  g_source_attach (source, self->owner);
  g_source_unref (source);
}

static void
tell_trouble (AnlanSender *self, const GError *error)
{
  if (g_strcmp0 (self->worker.trouble, error->message) == 0)
    return;
  g_free (self->worker.trouble);
  self->worker.trouble = g_strdup (error->message);
  tell (self, SIGNAL_TROUBLE, error->message, NULL, NULL, NULL);
}

/* --- sending, on the thread ------------------------------------------------------------------------------------ */

static gboolean
settle (Lane *lane, GError **error)
{
  if (!anlan_outbox_settle (lane->sender->worker.outbox, lane->channel, lane->item, &lane->verdict, error))
    return FALSE;
  lane->judged = FALSE;
  /* What has failed for good is told at once. */
  if (lane->verdict.sent != ANLAN_SENT_DONE)
    lane->sender->worker.late_at = 0;
  anlan_verdict_clear (&lane->verdict);
  g_clear_pointer (&lane->item, anlan_outbox_item_free);
  return TRUE;
}

static void
sent_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Lane *lane = data;
  AnlanSender *self = lane->sender;

  anlan_wire_send_finish (self->worker.wire, result, &lane->verdict);
  lane->judged = TRUE;
  self->worker.going--;
  pump (self);
}

/* The same for each try of a message on a channel, and of no other message. */
static char *
delivery_id (const AnlanChannel *channel, const AnlanMessage *message)
{
  g_autofree char *text = g_strconcat (channel->id, "\n", message->key, NULL);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

  return g_strdup_printf ("msg_%.32s", hash);
}

static void
send (Lane *lane)
{
  AnlanSender *self = lane->sender;
  gint64 now = anlan_clock_now (self->clock);
  g_autofree char *id = delivery_id (lane->channel, lane->item->message), *nonce = anlan_uuid_new (now);
  AnlanAttempt attempt = { .now = now, .id = id, .nonce = nonce, .again = lane->item->again };

  self->worker.going++;
  anlan_wire_send_async (self->worker.wire, lane->channel, lane->item->message, &attempt,
                         self->worker.cancellable, sent_cb, lane);
}

/* Lets @lane do what it can now; *next: when it is to be looked at again. */
static gboolean
pump_lane (Lane *lane, gint64 *next, GError **error)
{
  *next = G_MAXINT64;
  if (lane->judged && !settle (lane, error))
    return FALSE;
  if (lane->item != NULL || lane->dropped || lane->sender->worker.ending)
    return TRUE;
  if (!anlan_outbox_take (lane->sender->worker.outbox, lane->channel, lane->sender->zone, &lane->item, next,
                          error))
    return FALSE;
  if (lane->item != NULL)
    send (lane);
  return TRUE;
}

static gboolean
tell_late (AnlanSender *self, GError **error)
{
  g_autoptr (GPtrArray) late = anlan_outbox_late (self->worker.outbox, ANLAN_SENDER_PATIENCE, error);

  if (late == NULL)
    return FALSE;
  for (guint i = 0; i < late->len; i++)
    {
      const AnlanOutboxRow *row = late->pdata[i];

      tell (self, SIGNAL_ESCALATE, row->channel, row->message->key, row->message->title,
            row->last_error != NULL ? row->last_error : _ ("It has not gone out yet."));
    }
  return TRUE;
}

static gboolean
do_chores (AnlanSender *self, gint64 now, GError **error)
{
  if (now >= self->worker.late_at || self->worker.late_at > now + LATE_EVERY)
    {
      if (!tell_late (self, error))
        return FALSE;
      self->worker.late_at = now + LATE_EVERY;
    }
  if (now >= self->worker.prune_at || self->worker.prune_at > now + PRUNE_EVERY)
    {
      if (!anlan_outbox_prune (self->worker.outbox, error))
        return FALSE;
      self->worker.prune_at = now + PRUNE_EVERY;
    }
  return TRUE;
}

static gboolean
timer_cb (gpointer data)
{
  AnlanSender *self = data;

  g_clear_pointer (&self->worker.timer, g_source_unref);
  pump (self);
  return G_SOURCE_REMOVE;
}

static void
set_timer (AnlanSender *self, gint64 ms)
{
  if (self->worker.timer != NULL)
    {
      g_source_destroy (self->worker.timer);
      g_source_unref (self->worker.timer);
    }
  self->worker.timer = g_timeout_source_new ((guint)CLAMP (ms, 20, LOOK_EVERY));
  g_source_set_callback (self->worker.timer, timer_cb, self, NULL);
  g_source_attach (self->worker.timer, self->context);
}

static void
pump (AnlanSender *self)
{
  gint64 now = anlan_clock_now (self->clock), soonest = G_MAXINT64;
  gboolean well = TRUE;

  for (guint i = 0; i < self->worker.lanes->len;)
    {
      Lane *lane = self->worker.lanes->pdata[i];
      g_autoptr (GError) error = NULL;
      gint64 next;

      if (!pump_lane (lane, &next, &error))
        {
          tell_trouble (self, error);
          well = FALSE;
        }
      soonest = MIN (soonest, next);
      if (lane->dropped && lane->item == NULL)
        g_ptr_array_remove_index (self->worker.lanes, i);
      else
        i++;
    }
  if (self->worker.ending)
    {
      if (self->worker.going == 0)
        g_main_loop_quit (self->loop);
      return;
    }
  {
    g_autoptr (GError) error = NULL;

    if (!do_chores (self, now, &error))
      {
        tell_trouble (self, error);
        well = FALSE;
      }
  }
  if (well)
    g_clear_pointer (&self->worker.trouble, g_free);
  set_timer (self, well && soonest < G_MAXINT64 ? soonest - now : LOOK_EVERY);
}

/* --- the thread ---------------------------------------------------------------------------------------------- */

static gpointer
thread_main (gpointer data)
{
  AnlanSender *self = data;

  g_main_context_push_thread_default (self->context);
  self->worker.wire = anlan_wire_new ();
  pump (self);
  g_main_loop_run (self->loop);
  if (self->worker.timer != NULL)
    {
      g_source_destroy (self->worker.timer);
      g_clear_pointer (&self->worker.timer, g_source_unref);
    }
  /* What was asked for last, and what the session leaves behind. */
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_clear_pointer (&self->worker.wire, anlan_wire_free);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

/* What is asked of the thread borrows the sender: anlan_sender_stop() lets it do all that was asked before it ends. */
static void
run_there (AnlanSender *self, GSourceFunc func, gpointer data, GDestroyNotify destroy)
{
  GSource *source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, data, destroy);
  g_source_attach (source, self->context);
  g_source_unref (source);
}

static gboolean
end_cb (gpointer data)
{
  AnlanSender *self = data;

  self->worker.ending = TRUE;
  g_cancellable_cancel (self->worker.cancellable);
  pump (self);
  return G_SOURCE_REMOVE;
}

void
anlan_sender_stop (AnlanSender *sender)
{
  g_return_if_fail (ANLAN_IS_SENDER (sender));

  if (sender->thread == NULL)
    return;
  run_there (sender, end_cb, sender, NULL);
  g_thread_join (sender->thread);
  g_atomic_pointer_set (&sender->thread, NULL);
}

/* --- what others ask for --------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanSender *sender; /* borrowed */
  GPtrArray *channels;
  guint deadline;
} Order;

static Order *
order_new (AnlanSender *self)
{
  Order *order = g_new0 (Order, 1);

  order->sender = self;
  return order;
}

static void
order_free (gpointer data)
{
  Order *order = data;

  g_clear_pointer (&order->channels, g_ptr_array_unref);
  g_free (order);
}

static gboolean
is_running (AnlanSender *self)
{
  return g_atomic_pointer_get (&self->thread) != NULL;
}

static gboolean
wake_cb (gpointer data)
{
  pump (((Order *)data)->sender);
  return G_SOURCE_REMOVE;
}

void
anlan_sender_wake (AnlanSender *sender)
{
  g_return_if_fail (ANLAN_IS_SENDER (sender));

  if (is_running (sender))
    run_there (sender, wake_cb, order_new (sender), order_free);
}

static gboolean
deadline_cb (gpointer data)
{
  Order *order = data;

  anlan_wire_set_deadline (order->sender->worker.wire, order->deadline);
  return G_SOURCE_REMOVE;
}

void
anlan_sender_set_deadline (AnlanSender *sender, guint deadline)
{
  Order *order;

  g_return_if_fail (ANLAN_IS_SENDER (sender) && deadline > 0);

  if (!is_running (sender))
    return;
  order = order_new (sender);
  order->deadline = deadline;
  run_there (sender, deadline_cb, order, order_free);
}

/* A lane that is on its way with a message of the same channel keeps it: else the new one would send beside it. */
static void
set_lane (AnlanSender *self, AnlanChannel *channel)
{
  Lane *lane;

  for (guint i = 0; i < self->worker.lanes->len; i++)
    {
      lane = self->worker.lanes->pdata[i];
      if (g_strcmp0 (lane->channel->id, channel->id) != 0)
        continue;
      anlan_channel_ref (channel);
      anlan_channel_unref (lane->channel);
      lane->channel = channel;
      lane->dropped = FALSE;
      return;
    }
  lane = g_new0 (Lane, 1);
  lane->sender = self;
  lane->channel = anlan_channel_ref (channel);
  g_ptr_array_add (self->worker.lanes, lane);
}

static gboolean
channels_cb (gpointer data)
{
  Order *order = data;
  AnlanSender *self = order->sender;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < self->worker.lanes->len; i++)
    ((Lane *)self->worker.lanes->pdata[i])->dropped = TRUE;
  for (guint i = 0; i < order->channels->len; i++)
    set_lane (self, order->channels->pdata[i]);
  if (!anlan_outbox_refresh (self->worker.outbox, &error))
    tell_trouble (self, error);
  pump (self);
  return G_SOURCE_REMOVE;
}

static gpointer
ref_cb (gconstpointer channel, gpointer data)
{
  return anlan_channel_ref ((AnlanChannel *)channel);
}

void
anlan_sender_set_channels (AnlanSender *sender, GPtrArray *channels)
{
  Order *order;

  g_return_if_fail (ANLAN_IS_SENDER (sender) && channels != NULL);

  if (!is_running (sender))
    return;
  order = order_new (sender);
  order->channels = g_ptr_array_copy (channels, ref_cb, NULL);
  g_ptr_array_set_free_func (order->channels, (GDestroyNotify)anlan_channel_unref);
  run_there (sender, channels_cb, order, order_free);
}

typedef struct
{
  AnlanSender *sender; /* borrowed */
  AnlanMessage *message;
  char **channels;
  AnlanChannel *channel; /* of a test */
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_clear_pointer (&request->message, anlan_message_free);
  g_strfreev (request->channels);
  g_clear_pointer (&request->channel, anlan_channel_unref);
  g_free (request);
}

/* Where the thread has ended nothing runs there any more. */
static gboolean
check_running (AnlanSender *self, GTask *task)
{
  if (is_running (self) && !g_cancellable_is_cancelled (self->worker.cancellable))
    return TRUE;
  g_task_return_new_error (task, ANLAN_ERROR, ANLAN_ERROR_BUSY,
                           _ ("Messages are not being sent just now. Start the station, then try again."));
  return FALSE;
}

static gboolean
put_cb (gpointer data)
{
  GTask *task = data;
  Request *request = g_task_get_task_data (task);
  AnlanSender *self = request->sender;
  g_autoptr (GPtrArray) channels = g_ptr_array_new ();
  GError *error = NULL;

  for (guint i = 0; i < self->worker.lanes->len; i++)
    {
      Lane *lane = self->worker.lanes->pdata[i];

      if (!lane->dropped && (request->channels == NULL ||
                             g_strv_contains ((const char *const *)request->channels, lane->channel->id)))
        g_ptr_array_add (channels, lane->channel);
    }
  if (anlan_outbox_put (self->worker.outbox, channels, request->message, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
  pump (self);
  return G_SOURCE_REMOVE;
}

void
anlan_sender_put_async (AnlanSender *sender,
                        const AnlanMessage *message,
                        const char *const *channels,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Request *request;

  g_return_if_fail (ANLAN_IS_SENDER (sender) && message != NULL);

  task = g_task_new (NULL, NULL, callback, user_data);
  request = g_new0 (Request, 1);
  request->sender = sender;
  request->message = anlan_message_copy (message);
  request->channels = g_strdupv ((char **)channels);
  g_task_set_task_data (task, request, request_free);
  if (check_running (sender, task))
    run_there (sender, put_cb, g_steal_pointer (&task), g_object_unref);
}

gboolean
anlan_sender_put_finish (AnlanSender *sender, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (ANLAN_IS_SENDER (sender) && g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- a test message ------------------------------------------------------------------------------------------ */

static void
tested_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  AnlanSender *self = ((Request *)g_task_get_task_data (task))->sender;
  g_auto (AnlanVerdict) verdict = { 0 };

  anlan_wire_send_finish (self->worker.wire, result, &verdict);
  if (verdict.sent == ANLAN_SENT_DONE)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, ANLAN_ERROR, ANLAN_ERROR_FAILED, "%s", verdict.reason);
  self->worker.going--;
  pump (self);
}

static gboolean
test_cb (gpointer data)
{
  GTask *task = data;
  Request *request = g_task_get_task_data (task);
  AnlanSender *self = request->sender;
  gint64 now = anlan_clock_now (self->clock);
  g_autofree char *nonce = anlan_uuid_new (now);
  AnlanAttempt attempt = { .now = now, .id = nonce, .nonce = nonce };

  if (!check_running (self, task))
    return G_SOURCE_REMOVE;
  self->worker.going++;
  anlan_wire_send_async (self->worker.wire, request->channel, request->message, &attempt,
                         self->worker.cancellable, tested_cb, g_object_ref (task));
  return G_SOURCE_REMOVE;
}

void
anlan_sender_test_async (AnlanSender *sender,
                         AnlanChannel *channel,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Request *request;

  g_return_if_fail (ANLAN_IS_SENDER (sender) && channel != NULL);

  task = g_task_new (NULL, NULL, callback, user_data);
  request = g_new0 (Request, 1);
  request->sender = sender;
  request->channel = anlan_channel_ref (channel);
  request->message = anlan_message_new ("test", _ ("Anlan: test message"),
                                        _ ("This way of telling people works. Nothing has happened."),
                                        ANLAN_SEVERITY_NOTE, anlan_clock_now (sender->clock));
  request->message->test = TRUE;
  g_task_set_task_data (task, request, request_free);
  if (check_running (sender, task))
    run_there (sender, test_cb, g_steal_pointer (&task), g_object_unref);
}

gboolean
anlan_sender_test_finish (AnlanSender *sender, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (ANLAN_IS_SENDER (sender) && g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- the object ------------------------------------------------------------------------------------------------ */

static void
anlan_sender_dispose (GObject *object)
{
  anlan_sender_stop (ANLAN_SENDER (object));
  G_OBJECT_CLASS (anlan_sender_parent_class)->dispose (object);
}

static void
anlan_sender_finalize (GObject *object)
{
  AnlanSender *self = ANLAN_SENDER (object);

  g_clear_pointer (&self->worker.lanes, g_ptr_array_unref);
  g_clear_pointer (&self->worker.outbox, anlan_outbox_close);
  g_clear_object (&self->worker.cancellable);
  g_free (self->worker.trouble);
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->owner, g_main_context_unref);
  g_clear_pointer (&self->clock, anlan_clock_unref);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  G_OBJECT_CLASS (anlan_sender_parent_class)->finalize (object);
}

static void
anlan_sender_class_init (AnlanSenderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = anlan_sender_dispose;
  object_class->finalize = anlan_sender_finalize;

  signals[SIGNAL_ESCALATE] =
      g_signal_new ("escalate", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 4, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
  signals[SIGNAL_TROUBLE] = g_signal_new ("trouble", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
anlan_sender_init (AnlanSender *self)
{
  self->owner = g_main_context_ref_thread_default ();
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->worker.lanes = g_ptr_array_new_with_free_func (lane_free);
  self->worker.cancellable = g_cancellable_new ();
}

AnlanSender *
anlan_sender_new (const char *dir, AnlanClock *clock, GTimeZone *zone, GError **error)
{
  g_autoptr (AnlanSender) self = NULL;

  g_return_val_if_fail (dir != NULL && clock != NULL && zone != NULL, NULL);

  self = g_object_new (ANLAN_TYPE_SENDER, NULL);
  self->clock = anlan_clock_ref (clock);
  self->zone = g_time_zone_ref (zone);
  self->worker.outbox = anlan_outbox_open (dir, clock, error);
  if (self->worker.outbox == NULL || !anlan_outbox_recover (self->worker.outbox, error))
    return NULL;
  self->thread = g_thread_new ("sender", thread_main, self);
  return g_steal_pointer (&self);
}
