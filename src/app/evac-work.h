/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"
#include "report/evac.h"

G_BEGIN_DECLS

/**
 * AnlanEvacJob:
 * @plan: (nullable): id of kind "plan"; NULL with @path NULL: the first in use, or what the plant's records make
 * @path: (nullable): a scenario file
 * @alarm: (nullable): id of the alarm that it is about
 * @before: (nullable): where it would come out the same, it is not computed again
 *
 * What is asked of an evacuation, and what has come of it; for anlan_evac_work() on a thread of its own.
 */
typedef struct
{
  AnlanPlant *plant;
  char *plan;
  char *path;
  char *alarm;
  AnlanEvac *before;

  AnlanEvac *evac;      /* NULL: as before */
  char *name;           /* of the plan */
  char *instruction;    /* (nullable): the plan's fixed one */
  GPtrArray *groups;    /* char*: names of the plan's groups of people, "" without */
  AnlanWindTrust trust; /* with an alarm */
  gint64 measured;      /* when the wind's direction was last measured, or G_MININT64 */
  gboolean made;        /* of the plant's records, and kept nowhere */
} AnlanEvacJob;

AnlanEvacJob *
anlan_evac_job_new (
    AnlanPlant *plant, const char *plan, const char *path, const char *alarm, AnlanEvac *before);
void
anlan_evac_job_free (AnlanEvacJob *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanEvacJob, anlan_evac_job_free)

/* An AnlanChoreFunc of an AnlanEvacJob. */
gboolean
anlan_evac_work (
    gpointer job, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error);

/* Keeps the plan that the plant's records make as a record of kind "plan". Blocks. Its id, or NULL. */
char *
anlan_evac_keep_plan (AnlanPlant *plant, GCancellable *cancellable, GError **error);

G_END_DECLS
