/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "station/state.h"

/* As anlan_vigil_read(), and the file itself: *node (transfer full) is NULL where there is none. */
gboolean station_vigil_load (const char *dir, AnlanVigil *vigil, JsonNode **node, GError **error);

/* What stands under "station". The caller frees it. */
char    *station_state_text (const AnlanStationState *state);
