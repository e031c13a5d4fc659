/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * anlan_source_try_async:
 * @asked: what "anlanctl source DIR try" takes: {"type", "name", "address", "settings", "sample"}
 *
 * Tries a source in a process of its own, for some seconds. Nothing of it is kept, and what is secret in @asked is on no
 * command line.
 */
void
anlan_source_try_async (AnlanDesk *desk,
                        JsonObject *asked,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);

/* The object that it has printed; NULL with the sentence that it has said. */
JsonNode *
anlan_source_try_finish (GAsyncResult *result, GError **error);

G_END_DECLS
