/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"

G_BEGIN_DECLS

/* How alike two descriptions are in their words: 1 the same, 0 nothing in common. Chinese counts by characters and their
 * pairs, other scripts by words; the cosine of the two sets. */
double   anlan_text_likeness (const char *a, const char *b);

/* From here on descriptions of one category at one place are taken for the same hazard, and proposed to who reports. */
#define ANLAN_REPEAT_LIKENESS 0.45
#define ANLAN_SIMILAR_LIKENESS 0.35

/* A hazard, or a knowledge card, that is like what somebody writes. */
typedef struct
{
  char  *id;
  char  *number; /* of a hazard, or NULL */
  char  *text;   /* what was found; the sign of a card */
  char  *more;   /* stage of a hazard; cause of a card */
  double likeness;
} AnlanSimilar;

void       anlan_similar_free   (AnlanSimilar *similar);

/**
 * anlan_hazards_similar:
 * @what: the words, also unfinished.
 * @equipment: (nullable): id; hazards of the same count for more, as those of the same @zone.
 * @open_only: leave out what is closed or cancelled.
 *
 * The @limit hazards that are most like it. On a reader's connection.
 *
 * Returns: (transfer full) (element-type AnlanSimilar): the most alike first.
 */
GPtrArray *anlan_hazards_similar (AnlanDb *db, const char *what, const char *equipment, const char *zone,
                                  gboolean open_only, guint limit, GError **error);

/* The knowledge cards whose sign or other words are like it. */
GPtrArray *anlan_cards_similar   (AnlanDb *db, const char *what, guint limit, GError **error);

/**
 * anlan_repeat_propose:
 *
 * Looks through the hazards of the last 90 days and proposes those that seem to come again as records of kind cluster, and
 * equipment with many of them as records of kind watch. What was proposed before is brought up to date or, once decided,
 * left alone. Blocks; each proposal is a change of its own.
 */
gboolean   anlan_repeat_propose  (AnlanPlant *plant, GCancellable *cancellable, GError **error);

/**
 * anlan_repeat_count:
 * @from: moment, inclusive; @to: moment, exclusive.
 * @n_hazards: (out): hazards found in that time, without cancelled ones.
 * @n_repeats: (out): of these, how many are in a confirmed cluster and not its first.
 *
 * The repeat rate is the second by the first.
 */
gboolean   anlan_repeat_count    (AnlanDb *db, const char *from, const char *to, guint *n_hazards, guint *n_repeats,
                                  GError **error);

G_END_DECLS
