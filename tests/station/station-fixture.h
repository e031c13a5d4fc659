/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* A client that says exactly what a test wants, byte by byte. */

/* Connects from @from (NULL: 127.0.0.1; all of 127.0.0.0/8 is this machine). */
GSocket *
wire_connect (guint16 port, const char *from);

/* Sends all of it; what the other side no longer takes is dropped, as a hostile client would. */
void
wire_send (GSocket *socket, const void *bytes, gsize length);
void
wire_print (GSocket *socket, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* One answer with its body as text; "" where the connection was closed without one. At most 10 s. */
char *
wire_answer (GSocket *socket);

/* The status of an answer, or 0. */
guint
wire_status (const char *answer);

/* How many ms it took the other side to close, at most @limit; -1: it did not. What comes meanwhile is dropped. */
gint64
wire_wait_closed (GSocket *socket, gint64 limit);

/* Connects, says it, and gives the first answer. */
char *
wire_ask (guint16 port, const char *format, ...) G_GNUC_PRINTF (2, 3);

