/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/change.h"
#include "model/query.h"

G_BEGIN_DECLS

/**
 * AnlanRoundSheet:
 *
 * A round with all that is asked on it and what has been answered: what stands on the printed sheet, and what is typed
 * in at the desk.
 */
typedef struct
{
  AnlanRecord *item;   /* checkitem */
  AnlanRecord *answer; /* or NULL */
} AnlanRoundLine;

typedef struct
{
  AnlanRecord *point;  /* roundpoint */
  GPtrArray   *lines;  /* AnlanRoundLine, in the order in which they are asked */
} AnlanRoundPoint;

typedef struct
{
  AnlanRecord *round;
  GPtrArray   *points; /* AnlanRoundPoint, in the order of the walk */
} AnlanRoundSheet;

/* @round: id or number. On a reader's connection (inside an AnlanWork). */
AnlanRoundSheet *anlan_round_sheet_load (AnlanDb *db, AnlanKinds *kinds, const char *round, GError **error);
void        anlan_round_sheet_free (AnlanRoundSheet *sheet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanRoundSheet, anlan_round_sheet_free)

/* Questions at the point that have no answer; 0 where it was left out. */
guint       anlan_round_sheet_count_open (const AnlanRoundPoint *point);

/* The change by which somebody is at the point, now or when the sheet says that the round was walked. @scanned: its code was. */
AnlanChange *anlan_round_sheet_arrive (const AnlanRoundSheet *sheet, const AnlanRoundPoint *point, gboolean scanned, gint64 now);

/* The change by which the point is left out. */
AnlanChange *anlan_round_sheet_skip   (const AnlanRoundPoint *point, const char *reason);

/* The usual step on from where the round stands, or NULL. */
const AnlanFlowStep *anlan_round_sheet_next_step (const AnlanRoundSheet *sheet);

/* What somebody has found; zero-initialised nothing but ok = FALSE. */
typedef struct
{
  gboolean         judge;    /* @ok is what the value or the choice says */
  gboolean         ok;
  double           value;    /* of a question for a value */
  const char      *choice;   /* or NULL, as those below */
  const char      *note;
  const char      *no_photo;
  const char      *photo;    /* SHA-256 of a stored file */
} AnlanFound;

/* The changes that enter an answer: somebody is at the point now, or was when the sheet says that the round was walked.
 * Of an answer that is there already the value, choice and judgement are corrected; notes stay where none is given. The
 * last change is that of the answer: the caller gives it the file of a new photo. */
GPtrArray  *anlan_round_sheet_answer (const AnlanRoundSheet *sheet, const AnlanRoundPoint *point, const AnlanRoundLine *line,
                                const AnlanFound *found, gint64 now);

/* The changes that make a bad answer a hazard, with place, words, photos and the control and risk point behind the
 * question; the hazard's id is that of the first change. @line must have an answer that is not in order. @kind: of
 * hazards. */
GPtrArray  *anlan_round_sheet_hazard (const AnlanRoundSheet *sheet, const AnlanRoundPoint *point, const AnlanRoundLine *line,
                                const AnlanKind *kind, gint64 now);

G_END_DECLS
