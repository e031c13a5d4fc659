/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "link/push.h"

G_BEGIN_DECLS

/**
 * anlan_source_make:
 * @type: a name of anlan_source_types()
 * @id: of the plant's record of the source; series and detections are told apart by it where a device names none
 * @settings: what that record says, with its secrets filled in
 *
 * Returns: (transfer full): a source that is stopped; NULL with ANLAN_ERROR_NOT_FOUND where there is no such type, else
 * with ANLAN_ERROR_INPUT that names the setting and what may stand there.
 */
AnlanSource       *anlan_source_make  (const char *type, const char *id, AnlanIntake *intake, JsonObject *settings,
                                       GError **error);

/* The names of all types, in the order in which they are offered; NULL behind the last. Static. */
const char *const *anlan_source_types (void);

G_END_DECLS
