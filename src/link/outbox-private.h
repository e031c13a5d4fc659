/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "link/outbox.h"
#include "store/db.h"

G_BEGIN_DECLS

struct _AnlanOutbox
{
  AnlanDb *db;
  AnlanClock *clock;
};

/* Binds and runs: as anlan_stmt_bind_list() does. */
gboolean
anlan_outbox_run (AnlanOutbox *outbox, GError **error, const char *sql, const char *types, ...);

/* (element-type AnlanOutboxRow) for which @where holds. */
GPtrArray *
anlan_outbox_select (AnlanOutbox *outbox, GError **error, const char *where, const char *types, ...);

/* Ends the transaction. */
gboolean
anlan_outbox_leave (AnlanOutbox *outbox, gboolean done, GError **error);

int
anlan_outbox_rank (const AnlanMessage *message);

G_END_DECLS
