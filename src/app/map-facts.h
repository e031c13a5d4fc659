/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/units.h"
#include "model/query.h"

G_BEGIN_DECLS

typedef struct
{
  AnlanRecord *record;
  char *text; /* why it raises a colour, as people read it */
} AnlanMapReason;

typedef struct
{
  char *title;
  char *text;
} AnlanMapFact;

/**
 * AnlanMapFacts:
 * @facts: (element-type AnlanMapFact): what stands on the card, in order; nothing that is empty
 * @reasons: (element-type AnlanMapReason): which records raise the current colour over the initial one
 * @points: (element-type AnlanRecord): the risk points of a zone, the worst first; empty for other kinds
 *
 * What the map's card says about one record, read at one moment.
 */
typedef struct
{
  AnlanRecord *record;
  GPtrArray *facts;
  GPtrArray *reasons;
  GPtrArray *points;
  GPtrArray *hazards; /* AnlanRecord: open ones that name it, the worst first */
} AnlanMapFacts;

void           anlan_map_facts_free         (AnlanMapFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanMapFacts, anlan_map_facts_free)

/* @record: id or number. @habit: in whose units numbers are. Read in a worker thread. */
void           anlan_map_facts_load_async  (AnlanPlant *plant, const char *kind, const char *record,
                                            const AnlanUnitHabit *habit, GCancellable *cancellable, GAsyncReadyCallback callback,
                                            gpointer user_data);
AnlanMapFacts *anlan_map_facts_load_finish (GAsyncResult *result, GError **error);

G_END_DECLS
