/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/slice.h"
#include "context.h"
#include "model/change.h"
#include "store/store.h"

G_BEGIN_DECLS

/**
 * AnlanApply:
 *
 * One change on its way in. Made by anlan_apply_change(), passed through the parts that check, judge and write.
 */
typedef struct
{
  AnlanContext *context;
  AnlanDb *db;
  AnlanJournal *journal; /* NULL: only to judge */
  AnlanStore *store;
  AnlanChange *change;
  AnlanTable *table;
  AnlanKind *kind;
  const AnlanFlowStep *step; /* or NULL */
  gboolean entering;         /* takes its place in the ledger: is no draft any more */
  AnlanRecord *before;       /* or NULL */
  AnlanRecord *after;        /* the candidate */
  GPtrArray *problems;       /* AnlanProblem */
  guint depth;               /* of effects that made this change */
  char *moment;              /* now, as stored */
} AnlanApply;

void
anlan_apply_problem (AnlanApply *apply, const char *field, const char *guard, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

/* apply-values.c: lays the change's values over the candidate; each is brought into its field's form. */
gboolean
anlan_apply_values (AnlanApply *apply, GError **error);
gboolean
anlan_apply_defaults (AnlanApply *apply, GError **error);

/* apply-judge.c: required fields, uniqueness, role, guards. */
gboolean
anlan_apply_judge (AnlanApply *apply, GError **error);

/* apply-number.c: gives the candidate its number, or takes note of the one it brings. */
gboolean
anlan_apply_number (AnlanApply *apply, GError **error);

/* apply-write.c: row, links, files, search, journal. */
gboolean
anlan_apply_write (AnlanApply *apply, gint64 *seq, GError **error);

/* apply-follow.c: duties, raised colours; notes whose computed fields are stale. */
gboolean
anlan_apply_follow (AnlanApply *apply, GError **error);

/* apply-values.c: sensitive values, when it is clear whom they are about. */
gboolean
anlan_apply_seal (AnlanApply *apply, GError **error);

/* apply-judge.c: of fields that must be unique alone. */
gboolean
anlan_apply_judge_unique (AnlanApply *apply, GError **error);

/* --- what was judged before (apply-verdict.c) ----------------------------------------------------------------- */

void
anlan_verdict_free (AnlanApplyVerdict *verdict);

/* Keeps @after, which @change was found to make, with @change. @seq: the last journal line that was seen. */
void
anlan_verdict_keep (AnlanChange *change, AnlanRecord *after, gint64 seq, gint64 at);
AnlanRecord *
anlan_verdict_take (AnlanChange *change); /* transfer full */

/* Takes away the verdicts that what was written since may have changed. In the transaction that applies @changes. */
gboolean
anlan_verdicts_settle (AnlanContext *context, GPtrArray *changes, GError **error);
/* The same bit by bit, while others write in between. look() reads what they have written since it was called last (the
 * caller's own lines are passed over by skip()) and says whether there is any; settle() judges one change by that. */
typedef struct _AnlanStanding AnlanStanding;

AnlanStanding *
anlan_standing_new (GPtrArray *changes);
void
anlan_standing_free (AnlanStanding *standing);
gboolean
anlan_standing_look (AnlanStanding *standing, AnlanContext *context, gboolean *news, GError **error);
void
anlan_standing_skip (AnlanStanding *standing, gint64 seq);
gboolean
anlan_standing_settle (AnlanStanding *standing, AnlanContext *context, AnlanChange *change, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanStanding, anlan_standing_free)

void
anlan_verdicts_drop (GPtrArray *changes, guint from);

/* recompute.c */
gboolean
anlan_recompute_prepare (AnlanContext *context, GError **error);
gboolean
anlan_recompute_note (AnlanContext *context,
                      const AnlanRecord *before,
                      const AnlanRecord *after,
                      GError **error);
/* Duties and raised colours of a record that was worked out or looked at anew. */
gboolean
anlan_recompute_follow (
    AnlanContext *context, AnlanTable *table, AnlanRecord *before, AnlanRecord *after, GError **error);

/* Whether whoever makes the change wants not to be known, and then that nothing is left that would say who it was and at
 * what time of the day. Before the candidate is begun. */
void
anlan_apply_anonymous (AnlanApply *apply);

/* Then: an own time that was said of the candidate is rounded to the day too, whoever brings it. */
void
anlan_apply_blur (AnlanApply *apply);

void
anlan_recompute_note_record (AnlanContext *context, const char *kind, const char *record);
void
anlan_recompute_note_setting (AnlanContext *context);
gboolean
anlan_recompute_run (AnlanContext *context, GError **error);
/* Notes all that is computed from other records. */
void
anlan_recompute_note_all (AnlanContext *context);
/* As anlan_recompute_run(), but ends at @until (monotonic microseconds) with the rest still noted. */
gboolean
anlan_recompute_some (AnlanContext *context, AnlanSlice *slice, GError **error);

/**
 * anlan_apply_change:
 * @journal: (nullable): NULL to judge only.
 * @applied: (element-type AnlanApplied): what was written is appended, effects after their cause; what would be
 *   written, without effects, if it is only judged. NULL then if nobody wants to see it.
 * @problems: (nullable) (element-type AnlanProblem): gets what stands against it.
 *
 * The way in, on the writer's connection inside its transaction. Does not run anlan_recompute_run().
 */
gboolean
anlan_apply_change (AnlanContext *context,
                    AnlanJournal *journal,
                    AnlanStore *store,
                    AnlanChange *change,
                    GPtrArray *applied,
                    GPtrArray *problems,
                    guint depth,
                    GError **error);

G_END_DECLS
