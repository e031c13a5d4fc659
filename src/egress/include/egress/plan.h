/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/geo.h"

G_BEGIN_DECLS

/* What people leave, in metres: x east, y north, a plane for each level. */

/* A value that differs from person to person. */
typedef enum
{
  ANLAN_SPREAD_FIXED,     /* a */
  ANLAN_SPREAD_UNIFORM,   /* from a to b */
  ANLAN_SPREAD_NORMAL,    /* mean a, standard deviation b */
  ANLAN_SPREAD_LOGNORMAL, /* a, b of the logarithm */
  ANLAN_SPREAD_GAMMA,     /* shape a, scale b */
  ANLAN_SPREAD_WEIBULL,   /* shape a, scale b */
  ANLAN_SPREAD_TRIANGLE,  /* from min to max, most often b */
} AnlanSpreadForm;

typedef struct
{
  AnlanSpreadForm form;
  double a, b;
  double min, max; /* draws beyond are drawn again, at most a hundred times, then held there */
} AnlanSpread;

/* A ring of corners; the last is joined to the first. */
typedef struct
{
  char *id;
  guint level;
  AnlanPoint *ring;
  guint n_points;
} AnlanPlanArea;

/* A line that people may cross. It lies on walls and cuts them. */
typedef struct
{
  char *id;
  guint level;
  AnlanPoint from, to;
  gboolean exit; /* what lies behind is outside and safe */
  gboolean open; /* no more than a line: takes any number of people */
  gboolean shut; /* at the start */
  double width;  /* clear width in metres; 0: the length of the line */
  double flow;   /* persons a second; 0: by the plan's rule for doors */
} AnlanPlanDoor;

/* Joins a line on one level with a line on another. Its two lines are walked onto as doors are. */
typedef struct
{
  char *id;
  guint low_level, high_level;
  AnlanPoint low[2], high[2]; /* the left end first, seen by who walks up */
  double length;              /* metres along the slope */
  double width;               /* clear; 0: the length of the lower line */
  double up, down;            /* speed on it as a part of that on the flat */
} AnlanPlanStair;

typedef struct
{
  guint level;
  AnlanPoint from, to;
} AnlanPlanWall;

/* What somebody is there for. */
typedef enum
{
  ANLAN_PERSON_ABLE,     /* leaves by themselves */
  ANLAN_PERSON_ASSISTED, /* waits until crew has come who help, and walks with them */
  ANLAN_PERSON_CREW,     /* looks into rooms, helps, and then leaves */
} AnlanPersonRole;

typedef struct
{
  guint count;
  int space;               /* index; -1: at @places */
  AnlanPoint *places;      /* (nullable) @count of them */
  guint level;             /* of @places */
  AnlanSpread speed;       /* m/s on the flat, alone */
  AnlanSpread premovement; /* s */
  guint64
      exits; /* bits of the exits that they use: doors that are exits in their order, then muster points; 0: any */

  AnlanPersonRole role;
  guint together;  /* so many at a time keep together at the speed of the slowest; 0: each alone */
  double size;     /* room that each takes, as so many people; 0: 1 */
  gboolean masked; /* breathe air of their own: gas and smoke do nothing to them, heat does */
  guint helpers;   /* of crew that it takes to bring one who is assisted, 1 to 4; 0: 1 */
  guint *rooms;    /* (nullable): of crew: spaces that they look into first, shared out among them in turn */
  guint n_rooms;
  double room_time; /* s in each; who is there and has not set out does so then */
  gboolean helps;   /* crew: goes to who waits for help, and to who has fallen */
} AnlanPlanPeople;

/* A place where people are counted: on a site's plan it is what an exit is in a building. */
typedef struct
{
  char *id;
  guint level;
  AnlanPoint place;
  double radius;  /* m; who is so near is there; at least 1 */
  guint capacity; /* 0: any number */
  gboolean indoor;
} AnlanPlanMuster;

/* Flow of a door by its clear width w in metres. */
typedef enum
{
  ANLAN_DOOR_FLOW_SFPE, /* 1.316 persons a second and metre of w - 0.30 (SFPE Handbook, 5th ed., ch. 59) */
  ANLAN_DOOR_FLOW_IMO,  /* 1.33 a metre of w (IMO MSC.1/Circ.1533; also NIST TN 1822 5.2) */
  ANLAN_DOOR_FLOW_EXPERIMENT, /* 1.8 a metre of w, the middle of the 1.6 to 2.0 that experiments show */
} AnlanDoorFlow;

typedef enum
{
  ANLAN_EVENT_SHUT, /* a door */
  ANLAN_EVENT_OPEN,
} AnlanEventWhat;

typedef struct
{
  double time; /* s */
  AnlanEventWhat what;
  guint door;
} AnlanPlanEvent;

typedef enum
{
  ANLAN_WALKING_WEIDMANN, /* Weidmann 1993 */
  ANLAN_WALKING_SFPE,
} AnlanWalking;

typedef struct
{
  GPtrArray *levels; /* char*: ids */
  GArray *spaces;    /* AnlanPlanArea */
  GArray *obstacles; /* AnlanPlanArea */
  GArray *doors;     /* AnlanPlanDoor */
  GArray *stairs;    /* AnlanPlanStair */
  GArray *walls;     /* AnlanPlanWall: besides the edges of spaces and obstacles */
  GArray *people;    /* AnlanPlanPeople */
  GArray *events;    /* AnlanPlanEvent */
  GArray *musters;   /* AnlanPlanMuster */

  AnlanDoorFlow door_flow;
  AnlanWalking walking;
  gboolean nearest; /* everybody takes the nearest exit, whatever the queue */
  double follow;    /* 0 to 0.9: how much cheaper an exit seems that all others on the level make for */
  double endure;    /* dose at which people fall; 0: 1, at which half of them do */
  guint64 seed;
  double max_time; /* s */
} AnlanPlan;

AnlanPlan *
anlan_plan_new (void);
void
anlan_plan_free (AnlanPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanPlan, anlan_plan_free)

/* Each copies what it is given and returns its index. */
guint
anlan_plan_add_level (AnlanPlan *plan, const char *id);
guint
anlan_plan_add_space (AnlanPlan *plan, const char *id, guint level, const AnlanPoint *ring, guint n_points);
guint
anlan_plan_add_obstacle (
    AnlanPlan *plan, const char *id, guint level, const AnlanPoint *ring, guint n_points);
guint
anlan_plan_add_door (AnlanPlan *plan, const AnlanPlanDoor *door);
guint
anlan_plan_add_stair (AnlanPlan *plan, const AnlanPlanStair *stair);
guint
anlan_plan_add_people (AnlanPlan *plan, const AnlanPlanPeople *people);
guint
anlan_plan_add_muster (AnlanPlan *plan, const AnlanPlanMuster *muster);

/* Whether a place lies within the ring (even-odd). */
gboolean
anlan_plan_area_has (const AnlanPlanArea *area, AnlanPoint place);

/**
 * anlan_plan_check:
 *
 * Whether the plan can be walked at all: finite numbers, in metres (nothing farther than 20 km apart, no space smaller
 * than a tenth of a square metre), rings that do not cross themselves, exits, doors and stairs of some length, at most
 * six people to a square metre, people in spaces that are there.
 *
 * Returns: FALSE with ANLAN_ERROR_INPUT and a sentence for the first fault.
 */
gboolean
anlan_plan_check (const AnlanPlan *plan, GError **error);

/* Persons a second that may pass a door; 0 if it is too narrow for anybody, infinite if it is open. */
double
anlan_plan_door_flow (const AnlanPlan *plan, const AnlanPlanDoor *door);

/* Persons a second that may walk onto a stair (SFPE Handbook, 5th ed., ch. 59: k²/4ak of the stair's effective width). */
double
anlan_plan_stair_flow (const AnlanPlanStair *stair);

double
anlan_plan_area_m2 (const AnlanPlanArea *area);

G_END_DECLS
