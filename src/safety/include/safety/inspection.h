/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"

G_BEGIN_DECLS

/* Guard "round.complete": every point of the round is left out with a reason, or somebody was there and every question
 * asked at it has an answer. Effect "round.checked": the controls whose questions were answered have been checked on the
 * day of the round. */
void anlan_inspection_register (AnlanRegistry *registry);

G_END_DECLS
