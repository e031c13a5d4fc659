/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/registry.h"
#include "photo-index.h"

G_BEGIN_DECLS

/* One reason to think that a hazard was closed on paper only. */
typedef struct
{
  const char *flaw;   /* choice of the field of that name of kind finding */
  char *why;          /* whole sentence with its figures, as anlan_sentence_new() keeps it */
  char *photo;        /* SHA-256, or NULL */
  char *other;        /* of the photo it is compared with, or NULL */
  char *other_hazard; /* id, or NULL */
  char *mark;         /* what it rests on: the same evidence is the same finding */
} HazardFlaw;

void hazard_flaw_free (HazardFlaw *flaw);

/**
 * HazardCase:
 *
 * A hazard that is judged: as the change would leave it, with what the checks need to know around it.
 */
typedef struct
{
  AnlanDb *db;
  PhotoIndex *index;
  const AnlanRecord *hazard;
  GPtrArray *files; /* (nullable) (element-type AnlanFile): that come with the change */
  GTimeZone *zone;
  GPtrArray *flaws; /* HazardFlaw: what was found */
} HazardCase;

/* Takes what may be NULL of photos and hazard. */
void     hazard_case_add    (HazardCase *kase, const char *flaw, const char *photo, const char *other,
                             const char *other_hazard, const char *mark, char *why);

/* Fills kase->flaws. A hazard that nobody says is rectified has none. */
gboolean hazard_case_judge  (HazardCase *kase, GError **error);

/* hazard-photos.c: after = before, used before, older than the order, taken elsewhere. */
gboolean hazard_case_judge_photos (HazardCase *kase, GError **error);

/* hazard-words.c */
gboolean hazard_says_nothing (const char *text, const char *more);

/* The plant's setting as a number, or @fallback. */
gboolean hazard_setting     (AnlanDb *db, const char *key, double fallback, double *value, GError **error);

G_END_DECLS
