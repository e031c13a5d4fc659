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
  char *number;
  char *place;    /* equipment or zone */
  char *category;
  char *first, *last; /* dates */
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
  GPtrArray *clusters; /* HazardCluster, the longest first */
} HazardData;

/* Reads all hazards found before @to. @progress gets 0 to 1. Blocks. */
gboolean hazard_data_read  (HazardData *data, AnlanPlant *plant, gint64 from, gint64 to, AnlanProgress progress,
                            gpointer progress_data, GCancellable *cancellable, GError **error);
void     hazard_data_clear (HazardData *data);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HazardData, hazard_data_clear)

const HazardRow *hazard_data_rows (const HazardData *data, gsize *n);
/* The choices of a field, or NULL where the kind has no such field. */
const GPtrArray *hazard_data_choices (const HazardData *data, const char *field);

G_END_DECLS
