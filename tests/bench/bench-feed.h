/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What the benches of readings share: the messages, the rules, and the bare loop beside which their figures stand. */

#define SERIES 200
#define A_MESSAGE 100
#define MESSAGES 6000
#define TOGETHER 50
#define RULES 500
#define START G_GINT64_CONSTANT (1795136400000)

/* (element-type utf8): of 200 sensors once a second, two messages each, from this hour on. */
GPtrArray *
feed_messages (guint hour);

/* (element-type AnlanRule) */
GPtrArray *
feed_rules (void);

/* json-glib and one table with the same key and durability, the same messages to a commit; s. */
double
feed_bare (const char *dir, GPtrArray *messages);

double
feed_seconds (gint64 start);

/* The folder with all that is in it. */
void
feed_remove (const char *path);
