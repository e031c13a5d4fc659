/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/keys.h"

G_BEGIN_DECLS

/* Runs @work on the connection to keys.db, alone. */
gboolean
anlan_keys_with (AnlanStore *store, AnlanWork work, gpointer data, GError **error);

void
anlan_keys_set_erased (GError **error);

G_END_DECLS
