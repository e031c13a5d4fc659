/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desk.h"
#include "link/outbox.h"

G_BEGIN_DECLS

/* A message that only tries a channel: put into the plant's outbox, from where the station takes it. */

/* Puts it in for the channel that is @record. */
void
anlan_channel_test_async (AnlanDesk *desk,
                          AnlanRecord *record,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);

/* Its key, by which it is found again; freed by the caller. NULL with what is missing of the channel. */
char *
anlan_channel_test_finish (GAsyncResult *result, GError **error);

/* What has become of it. */
typedef struct
{
  gboolean found;
  AnlanOutboxState state;
  gint64 done; /* or G_MININT64 */
  char *error; /* or NULL: of the last try */
} AnlanChannelFate;

void
anlan_channel_fate_free (AnlanChannelFate *fate);

void
anlan_channel_look_async (AnlanDesk *desk,
                          const char *channel,
                          const char *key,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
AnlanChannelFate *
anlan_channel_look_finish (GAsyncResult *result, GError **error);

G_END_DECLS
