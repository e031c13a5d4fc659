/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/kind.h"

G_BEGIN_DECLS

AnlanKind     *anlan_kind_alloc    (void);
void           anlan_choice_free   (AnlanChoice *choice);
AnlanFlowStep *anlan_flow_step_new (void);
gboolean       anlan_kind_valid_id (const char *id);

/* Ends the building of a kind: what its parts say of each other must fit; fills in what is derived. */
gboolean       anlan_kind_check    (AnlanKind *kind, GError **error);

G_END_DECLS
