/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hazard-count.h"
#include "model/query.h"

G_BEGIN_DECLS

/* A formal-closure check and how often it found something. */
typedef struct
{
  char *title;
  guint found, overruled, mended;
} HazardCheck;

/* Hazards that came again: confirmed as one. */
typedef struct
{
  char *title;
  char *first, *last; /* moments */
  guint count;    /* in all */
  guint now;      /* of these found in the period */
} HazardCluster;

/* What of the ledger a report is computed from. */
typedef struct
{
  AnlanKinds *kinds;
  AnlanKind *kind; /* borrowed */
  GTimeZone *zone;
  GArray *rows;     /* HazardRow */
  GPtrArray *units; /* utf8: labels; the first one is that of none */
  gboolean has_findings, has_clusters; /* the plant keeps such kinds */
  GPtrArray *checks;   /* HazardCheck */
  guint failed, failed_then; /* hazards in which the check found a flaw, in the period and in the one before */
  GPtrArray *clusters; /* HazardCluster; what came again in the period first */
} HazardData;

/* Reads all hazards found before @to, what the formal-closure check found since @before, and the clusters; @from is the
 * beginning of the period. @progress gets 0 to 1. Blocks. */
gboolean hazard_data_read  (HazardData *data, AnlanPlant *plant, gint64 before, gint64 from, gint64 to,
                            AnlanProgress progress, gpointer progress_data, GCancellable *cancellable,
                            GError **error);
void     hazard_data_clear (HazardData *data);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HazardData, hazard_data_clear)

const HazardRow *hazard_data_rows (const HazardData *data, gsize *n);
/* The choices of a field, or NULL where the kind has no such field. */
const GPtrArray *hazard_data_choices (const HazardData *data, const char *field);

/* --- hazard-read-judged.c: nothing is read where the plant does not keep such kinds --------------------------------- */

gboolean hazard_read_findings (HazardData *data, AnlanDb *db, gint64 before, gint64 from, gint64 to, GError **error);
gboolean hazard_read_clusters (HazardData *data, AnlanDb *db, gint64 from, gint64 to, GError **error);

G_END_DECLS
