/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The thread that draws the window must never wait for SQL, a disk, a network or a decoder. What may take long says so
 * with anlan_may_block(); a test, or a developer with ANLAN_DEBUG=blocking, forbids it to a thread, and the first
 * offence then ends the program with a trace. Otherwise it costs one look at a variable of the thread.
 */

void     anlan_forbid_blocking       (void); /* in the calling thread, from now on */
void     anlan_permit_blocking       (void); /* takes that back */
gboolean anlan_is_blocking_forbidden (void);

/* @what: what the caller is about to do: "SQL", "read a file". */
void     anlan_may_block             (const char *what);

G_END_DECLS
