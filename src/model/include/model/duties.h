/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/query.h"

G_BEGIN_DECLS

/**
 * AnlanOwed:
 *
 * Something that somebody owes by a time: an open duty of a record, with what is needed to show it.
 */
typedef struct
{
  AnlanRecord *record;
  const AnlanDuty *duty;  /* of the record's kind */
  char        *person;    /* id of who owes it, or NULL: then the head of the unit */
  char        *person_label;
  char        *unit;      /* id, or NULL */
  char        *unit_label;
  char        *opened;    /* moment */
  char        *due;       /* moment, or NULL: no deadline */
  gboolean     urgent;    /* its notices go out one by one: a red hazard */
  gboolean     escalated; /* the superior has been told */
} AnlanOwed;

void         anlan_owed_free           (AnlanOwed *owed);

typedef struct
{
  GPtrArray  *owed;    /* AnlanOwed, the one due first at the head, those without a deadline last */
  GHashTable *overdue; /* kind id -> GUINT_TO_POINTER: how many are due before now, all of them */
  GHashTable *open;    /* kind id -> GUINT_TO_POINTER: how many are open */
} AnlanOwedList;

void         anlan_owed_list_free      (AnlanOwedList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanOwedList, anlan_owed_list_free)

typedef enum
{
  ANLAN_OWED_ALL,     /* by anybody */
  ANLAN_OWED_BY_ME,   /* by @person, by those they stand in for now, or by a unit they lead if nobody is named */
  ANLAN_OWED_BY_MINE, /* by those who work in the units that @person leads, and in the units below */
  ANLAN_OWED_BURNING, /* by anybody: urgent ones */
} AnlanOwedBy;

/* The first @limit of the open duties @by says, with the counts of all of those. */
void           anlan_plant_owed_by_async (AnlanPlant *plant, AnlanOwedBy by, const char *person, guint limit,
                                          GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);

/* The first @limit of all open duties, with the counts of all; behind them, what is asked of who sits at the desk (see
 * AnlanKind.asks) and has no deadline. anlan_plant_owed_finish() ends both. */
void           anlan_plant_owed_async  (AnlanPlant *plant, guint limit, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data);
AnlanOwedList *anlan_plant_owed_finish (AnlanPlant *plant, GAsyncResult *result, GError **error);

/* The same for @person, blocking, on any thread: what they owe, and what is asked of them; without counts. */
AnlanOwedList *anlan_plant_owed_by_person (AnlanPlant *plant, const char *person, guint limit, GError **error);

/* Which duties of one record @person owes; without counts. */
AnlanOwedList *anlan_plant_owed_of_record (AnlanPlant *plant, const char *person, const char *record, GError **error);

/* --- handing over --- */

/* The field that names who owes @owed, or NULL where it follows from something else. */
const AnlanField *anlan_owed_owner_field (const AnlanOwed *owed);

/* The change by which @to owes it; @reason is needed where the field is locked, and kept anyway. NULL as above. */
AnlanChange      *anlan_owed_hand_over   (const AnlanOwed *owed, const char *to, const char *reason);

G_END_DECLS
