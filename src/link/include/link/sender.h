/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "link/outbox.h"

G_BEGIN_DECLS

/* A message of severity high that has not gone out after so long is told another way. */
#define ANLAN_SENDER_PATIENCE (2 * 60 * 1000)

/**
 * AnlanSender:
 *
 * Empties a plant's outbox, on a thread of its own: each channel sends one message at a time, and none waits for another.
 * Without a network everything stays in the outbox. One of them works for a plant at a time (the station's).
 *
 * Signals, on the main context that was the thread default when it was made:
 *  "escalate" (channel, key, title, reason: texts): a message has failed for good or is late: tell somebody another way;
 *  "trouble" (sentence): the outbox itself cannot be read or written; the same trouble is told once.
 */
#define ANLAN_TYPE_SENDER (anlan_sender_get_type ())
G_DECLARE_FINAL_TYPE (AnlanSender, anlan_sender, ANLAN, SENDER, GObject)

/* Opens the outbox of the plant in @dir and starts. @zone: of quiet hours. Blocks. */
AnlanSender *
anlan_sender_new (const char *dir, AnlanClock *clock, GTimeZone *zone, GError **error);

/* What is on its way is let go (it is sent again at the next start, and says so). Blocks for the moment that takes;
 * idempotent. */
void
anlan_sender_stop (AnlanSender *sender);

/* (element-type AnlanChannel): from now on these. Messages of others stay in the outbox. Any thread. */
void
anlan_sender_set_channels (AnlanSender *sender, GPtrArray *channels);

/* How long a service may take over one message, ms. Any thread. */
void
anlan_sender_set_deadline (AnlanSender *sender, guint deadline);

/* Something was put into the outbox, or the clock was changed. Any thread. */
void
anlan_sender_wake (AnlanSender *sender);

/**
 * anlan_sender_put_async:
 * @channels: (nullable): ids; NULL: all that are set
 *
 * Puts a message into the outbox from a thread that must not wait; answered once it is committed there.
 */
void
anlan_sender_put_async (AnlanSender *sender,
                        const AnlanMessage *message,
                        const char *const *channels,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
gboolean
anlan_sender_put_finish (AnlanSender *sender, GAsyncResult *result, GError **error);

/* Sends a test message by @channel at once, past the outbox; it need not be one of those that are set. The error says why
 * the service did not take it, and what to do. */
void
anlan_sender_test_async (AnlanSender *sender,
                         AnlanChannel *channel,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
gboolean
anlan_sender_test_finish (AnlanSender *sender, GAsyncResult *result, GError **error);

G_END_DECLS
