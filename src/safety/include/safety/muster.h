/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/query.h"

G_BEGIN_DECLS

/* Who is missing in an evacuation. Moments are milliseconds (base/time.h). */

typedef enum
{
  ANLAN_MUSTER_UNKNOWN,   /* nobody has said anything about this person */
  ANLAN_MUSTER_MISSING,   /* known to be missing, with a word */
  ANLAN_MUSTER_HURT,
  ANLAN_MUSTER_ELSEWHERE, /* well, but at no muster point */
  ANLAN_MUSTER_HERE,
} AnlanMusterState;

/**
 * AnlanMusterPerson:
 * @person: (nullable): id; NULL for a visitor of the register
 * @visit: (nullable): id of the line of the register
 * @department: index in the board's departments
 * @expected: FALSE: was counted although neither roster nor register knows of it
 * @zone, @zone_name: (nullable): where the person was last seen, before the evacuation began
 * @seen_at: when, or G_MININT64
 * @point: index in the board's points, or -1
 * @line: (nullable): id of the line of the count that holds
 */
typedef struct
{
  char *person;
  char *visit;
  char *name;
  char *company;
  guint department;
  gboolean expected;
  AnlanMusterState state;
  char *zone;
  char *zone_name;
  gint64 seen_at;
  int point;
  char *how;
  char *word;
  gint64 counted_at;
  char *line;
} AnlanMusterPerson;

/**
 * AnlanMusterDepartment:
 * @expected: who should be there
 * @here: of those at a muster point, by name
 * @unnamed: counted as a number
 * @extra: at a muster point by name although not expected
 * @word: not at a muster point, but there is a word about them
 * @open: neither counted by name nor with a word, less what was counted as a number
 */
typedef struct
{
  char *id; /* of the unit below the firm; "" where a person has none */
  char *name;
  guint expected, here, unnamed, extra, word, open;
} AnlanMusterDepartment;

/* @said_at: when somebody declared it safe after the evacuation began, or G_MININT64. */
typedef struct
{
  char *id;
  char *name;
  char *sign;
  gint64 capacity; /* 0: not known */
  guint here;      /* people, without names too */
  char *safe_by;
  gint64 said_at;
} AnlanMusterPoint;

/**
 * AnlanMusterBoard:
 * @people: AnlanMusterPerson: who is not accounted for first, by zone and name
 * @departments: AnlanMusterDepartment: of who is expected first; further ones come behind as they are counted
 * @points: AnlanMusterPoint, by sign
 *
 * Who should be there: those whose turn of the roster or whose day's work covers the beginning, without who is away or
 * has gone out since the turn began, and all who are on site by the register. A number without names settles as many of
 * its department as it says.
 */
typedef struct
{
  AnlanRecord *muster;
  gint64 began_at;
  gint64 ended_at; /* G_MAXINT64 while it runs */
  GPtrArray *people;
  GPtrArray *departments;
  GPtrArray *points;
  guint expected;
  guint here; /* named, unnamed and extra */
  guint word;
  guint hurt; /* of those with a word */
  guint open;
} AnlanMusterBoard;

void anlan_muster_board_free (AnlanMusterBoard *board);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanMusterBoard, anlan_muster_board_free)

/* On a connection. NULL with ANLAN_ERROR_NOT_FOUND or the errors of reading. */
AnlanMusterBoard *anlan_muster_read (AnlanDb *db, AnlanKinds *kinds, const char *muster, GError **error);

/* Blocks. */
AnlanMusterBoard *anlan_muster_look (AnlanPlant *plant, const char *muster, GError **error);
void              anlan_muster_look_async (AnlanPlant *plant, const char *muster, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
AnlanMusterBoard *anlan_muster_look_finish (GAsyncResult *result, GError **error);

/* The guard "muster.accounted". */
void anlan_muster_register (AnlanRegistry *registry);

G_END_DECLS
