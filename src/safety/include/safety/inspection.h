/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"

G_BEGIN_DECLS

/* Guard "round.complete": every point of the round is left out with a reason, or somebody was there and every question
 * asked at it has an answer. Effect "round.checked": the controls whose questions were answered have been checked on the
 * day of the round. */
void anlan_inspection_register (AnlanRegistry *registry);

/* What anlan_rounds_make() did. */
typedef struct
{
  guint      made;    /* rounds */
  guint      missed;  /* rounds whose time was over */
  GPtrArray *refused; /* (element-type utf8): why rounds could not be made, a sentence each */
} AnlanRoundsMade;

void anlan_rounds_made_clear (AnlanRoundsMade *made);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AnlanRoundsMade, anlan_rounds_made_clear)

/**
 * anlan_rounds_make:
 * @made: (out): cleared by the caller.
 *
 * Makes the rounds that the inspection plans ask for, from ANLAN_ROUNDS_BACK days ago to as many days ahead as each plan
 * says, with their points in the order of the walk; those of days that have passed while nothing ran count as missed like
 * any other. The same plan, day and shift (or test date) never gives a second round, also where the first one was
 * voided. Then marks as missed what nobody has begun in its time. Writes in slices, so that others get their turn. To be
 * run when a plant is opened and again and again; blocks, not on the main thread.
 */
#define ANLAN_ROUNDS_BACK 14
gboolean anlan_rounds_make (AnlanPlant *plant, GCancellable *cancellable, AnlanRoundsMade *made, GError **error);

/* For the heat map: how many rounds each zone waits for, whose time was over before @now and that have not been at a point
 * there: zone id -> GUINT_TO_POINTER. Zones without one are absent. On a reader's connection. */
GHashTable *anlan_rounds_overdue_by_zone (AnlanDb *db, gint64 now, GError **error);

G_END_DECLS
