/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/query.h"

G_BEGIN_DECLS

/* What the Today page says beside what is owed. */
typedef struct
{
  GPtrArray  *burning;  /* AnlanRecord: what raises something's risk at this moment, and what is raised */
  GPtrArray  *reasons;  /* char*, parallel: why each burns */
  gboolean    more;     /* there is more than was read */
  GHashTable *headed;   /* set of ids of the units that the person is the head of */
  GHashTable *below;    /* set of those and all units under them */
  GPtrArray  *away;     /* AnlanRecord of kind absence: who is away now */
} AnlanTodayFacts;

void             anlan_today_facts_free   (AnlanTodayFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanTodayFacts, anlan_today_facts_free)

/* Read off the main thread, for @person (nullable). What burns comes from the definitions: the records for which a
 * kind's <raise> holds, and the kind's view "raised". */
void             anlan_today_facts_async  (AnlanPlant *plant, const char *person, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
AnlanTodayFacts *anlan_today_facts_finish (GAsyncResult *result, GError **error);

G_END_DECLS
