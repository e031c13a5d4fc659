/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"

G_BEGIN_DECLS

/**
 * AnlanUnitChange:
 *
 * Units are merged, split or closed. What is open goes to who takes over, what is closed keeps the unit of its day:
 *
 *   people who have not left, and their memberships: the old one ends the day before, a new one begins on the day
 *   units below: get another unit above
 *   records that are not closed, by the unit-field of their kind and by lists of units; of a kind without flow those
 *   for which the kind's moves-when holds
 *   open duties: follow their records, or the unit's heir
 *   the unit itself: gets its day of closing and who has taken over; it is never deleted
 *
 * All of it is one batch, undone by anlan_plant_undo_batch(). Once accounts are on, it asks for the role that manages
 * accounts (model/account.h). Filled in on one thread, then handed over and not touched again.
 */
typedef enum
{
  ANLAN_UNIT_MERGE, /* one or more units go into another, which may be new */
  ANLAN_UNIT_SPLIT, /* one unit becomes several; it may go on as one of them */
  ANLAN_UNIT_CLOSE, /* one unit ends; by default the unit above takes over */
} AnlanUnitChangeType;

typedef struct _AnlanUnitChange AnlanUnitChange;

/* @unit: id of the unit that is merged into another, split or closed. */
AnlanUnitChange *anlan_unit_change_new        (AnlanPlant *plant, AnlanUnitChangeType type, const char *unit);
AnlanUnitChange *anlan_unit_change_ref        (AnlanUnitChange *change);
void             anlan_unit_change_unref      (AnlanUnitChange *change);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanUnitChange, anlan_unit_change_unref)

/* Of a merger: one more unit that goes into the same. */
void             anlan_unit_change_add        (AnlanUnitChange *change, const char *unit);

/* A unit that is made on the way, beside the first one (same type, same unit above). @code, @head and @deputy may be
 * NULL. Returns: (transfer none): its id, for set_heir() and send(). */
const char      *anlan_unit_change_add_new    (AnlanUnitChange *change, const char *name, const char *code,
                                               const char *head, const char *deputy);

/* Who takes over all that is not sent elsewhere: a unit, or a new one. By default: of a closing the unit above; of a
 * split the unit itself if it goes on, else the first new one; a merger must name it. */
void             anlan_unit_change_set_heir   (AnlanUnitChange *change, const char *unit);

/* Of a split: the unit goes on and keeps what is not sent elsewhere. */
void             anlan_unit_change_set_goes_on (AnlanUnitChange *change, gboolean goes_on);

/* A person, unit below or record goes to @unit instead; NULL: to the heir again. */
void             anlan_unit_change_send       (AnlanUnitChange *change, const char *record, const char *unit);

/* The first day of the new order, "2026-11-22"; by default today. It cannot lie ahead. */
void             anlan_unit_change_set_day    (AnlanUnitChange *change, const char *day);

/* Kept with every line that is written; NULL: a sentence that says what was done. */
void             anlan_unit_change_set_reason (AnlanUnitChange *change, const char *reason);

typedef struct
{
  AnlanRecord      *record; /* of any kind; "unit" for units below */
  const AnlanField *field;  /* that leads to the unit */
  char             *from;   /* unit; of a list the first of those that end */
  char             *to;     /* unit */
} AnlanUnitMove;

/* What will happen. */
typedef struct
{
  GPtrArray *moves;       /* AnlanUnitMove: units below, people, then the rest by kind */
  guint      memberships; /* that go over */
  guint      duties;      /* open ones of the units that end */
  guint      kept;        /* closed records that keep the unit of their day */
} AnlanUnitPlan;

void           anlan_unit_plan_free          (AnlanUnitPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanUnitPlan, anlan_unit_plan_free)

/* ANLAN_ERROR_REFUSED with the reason if it cannot be done as it stands. Nothing is written. */
AnlanUnitPlan *anlan_unit_change_plan        (AnlanUnitChange *change, GError **error);
void           anlan_unit_change_plan_async  (AnlanUnitChange *change, GCancellable *cancellable,
                                              GAsyncReadyCallback callback, gpointer user_data);
AnlanUnitPlan *anlan_unit_change_plan_finish (AnlanPlant *plant, GAsyncResult *result, GError **error);

/* Does it. Returns: (transfer full): the batch's id. @source of the callback is the plant. */
char          *anlan_unit_change_apply        (AnlanUnitChange *change, GError **error);
void           anlan_unit_change_apply_async  (AnlanUnitChange *change, GAsyncReadyCallback callback,
                                               gpointer user_data);
char          *anlan_unit_change_apply_finish (AnlanPlant *plant, GAsyncResult *result, GError **error);

G_END_DECLS
