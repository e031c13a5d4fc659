/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "link/channel.h"

G_BEGIN_DECLS

/* Carries requests out and comes back with verdicts, on the thread whose main context was the default when it was made. */
typedef struct _AnlanWire AnlanWire;

AnlanWire *
anlan_wire_new (void);
void
anlan_wire_free (AnlanWire *wire);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanWire, anlan_wire_free)

/* From the first byte to the last, ms. */
void
anlan_wire_set_deadline (AnlanWire *wire, guint deadline);

/* @attempt is copied. The callback comes in every case; @wire must live until then. */
void
anlan_wire_send_async (AnlanWire *wire,
                       AnlanChannel *channel,
                       const AnlanMessage *message,
                       const AnlanAttempt *attempt,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
/* There is always a verdict: what fails is one. */
void
anlan_wire_send_finish (AnlanWire *wire, GAsyncResult *result, AnlanVerdict *verdict);

/* Gives @request to a mail server and waits for its answer, @deadline ms at most. Blocks; any thread. */
void
anlan_wire_mail (const AnlanChannel *channel,
                 const AnlanRequest *request,
                 guint deadline,
                 GCancellable *cancellable,
                 AnlanVerdict *verdict);

/* The same for a modem on a serial line; many numbers may take longer. */
void
anlan_wire_modem (const AnlanChannel *channel,
                  const AnlanRequest *request,
                  guint deadline,
                  GCancellable *cancellable,
                  AnlanVerdict *verdict);

G_END_DECLS
