/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/progress.h"
#include "model/plant.h"

G_BEGIN_DECLS

/* One that was left as it was, and why. */
typedef struct
{
  gint64 rid;
  char  *label;
  char  *number; /* or NULL */
  char  *why;
} AnlanBulkRefused;

/**
 * AnlanBulk:
 *
 * The same change for many records of a kind: one batch, with each refusal and its reason.
 */
typedef struct
{
  AnlanPlant  *plant;
  char        *kind;
  GArray      *rids;       /* gint64 */
  AnlanChange *like;       /* what is done to each of them; its record is left open */
  gboolean     only_empty; /* an edit leaves alone what has a value already */
  /* out */
  char        *batch;      /* NULL: nothing was written */
  GArray      *changed;    /* gint64 */
  guint        n_same;     /* had nothing to be changed */
  GPtrArray   *refused;    /* AnlanBulkRefused */
} AnlanBulk;

/* @like: an edit with one field, or a step. */
AnlanBulk *anlan_bulk_new  (AnlanPlant *plant, const char *kind, GArray *rids, AnlanChange *like);
void       anlan_bulk_free (gpointer bulk);

/* An AnlanChoreFunc. FALSE where nothing at all could be done. */
gboolean   anlan_bulk_run  (gpointer data, AnlanProgress progress, gpointer progress_data,
                            GCancellable *cancellable, GError **error);

/* Whether @field can be given one value for many records: what people enter, and what more than one record may share. */
gboolean   anlan_bulk_can  (const AnlanKind *kind, const AnlanField *field);

G_END_DECLS
