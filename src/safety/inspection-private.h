/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/geo.h"
#include "model/plant.h"
#include "safety/round-days.h"

G_BEGIN_DECLS

/* --- inspection-plans.c: what a plan is made of, read once for all its rounds ------------------------------------------- */

typedef struct
{
  char *zone;      /* ids, or NULL */
  char *equipment;
  char *riskpoint;
  char *type;      /* of the equipment */
  char *letter;    /* inspection class of the zone */
  char *test;      /* date of the next test of the equipment */
  AnlanLonLat place; /* NAN if nobody knows */
} AnlanStop;

typedef struct
{
  char *id;
  char **types;       /* of equipment */
  char **letters;     /* classes of zones */
  char *zone;
  char *equipment;
  char *riskpoint;
} AnlanAsked;

typedef struct
{
  char *id;
  char *unit;         /* or NULL */
  char *person;       /* or NULL */
  AnlanRoundDays days;
  char *begins;       /* first day of which rounds are owed */
  char *start;        /* what days.start and days.until point to */
  char *until;
  char *from, *to;    /* times of the clock */
  int ahead;          /* days */
  int lead;           /* hours before a test */
  char *shift;        /* or NULL */
  GPtrArray *stops;   /* AnlanStop, in the order of the walk */
  GPtrArray *asked;   /* AnlanAsked: checklists, those it names or all that say where they belong */
} AnlanRoundPlan;

void       anlan_round_plan_free        (AnlanRoundPlan *plan);

/* All plans in use, on a reader's connection: AnlanRoundPlan. */
GPtrArray *anlan_round_plans_load       (AnlanDb *db, const char *today, GTimeZone *zone, GError **error);

/* Ids of the checklists that are asked there, in the order of the plan; NULL-terminated, borrowed. */
char     **anlan_round_plan_asked_at    (const AnlanRoundPlan *plan, const AnlanStop *stop);

/* --- small readers ----------------------------------------------------------------------------------------------------- */

/* The rows of @sql, of which the first column is a text, with up to one parameter. */
char     **anlan_read_texts       (AnlanDb *db, const char *sql, const char *parameter, GError **error);
/* The items of a list in column @i. */
char     **anlan_stmt_items       (AnlanStmt *stmt, int i);

G_END_DECLS
