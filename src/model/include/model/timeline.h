/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/units.h"
#include "model/plant.h"

G_BEGIN_DECLS

/* One line of a record's story, ready to be shown. */
typedef struct
{
  gint64 seq;
  char  *at;       /* moment */
  char  *actor;    /* label of the person, or NULL */
  char  *op;
  char  *stage;    /* id of the stage it came to by this, or NULL */
  char  *sentence; /* "Wang Fang assigned it to Zhao Lei, due 14:00" */
  char  *detail;   /* field by field, old → new, one a line; or NULL */
} AnlanStory;

void         anlan_story_free            (AnlanStory *story);

/* Oldest first. */
GPtrArray   *anlan_plant_timeline        (AnlanPlant *plant, const char *kind, const char *record,
                                          GError **error);
/* @habit: (nullable): in whose units numbers are told. */
void         anlan_plant_timeline_async  (AnlanPlant *plant, const char *kind, const char *record,
                                          const AnlanUnitHabit *habit, GCancellable *cancellable, GAsyncReadyCallback callback,
                                          gpointer user_data);
GPtrArray   *anlan_plant_timeline_finish (AnlanPlant *plant, GAsyncResult *result, GError **error);

G_END_DECLS
