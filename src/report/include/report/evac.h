/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base/progress.h"
#include "egress/guide.h"
#include "report/chart.h"
#include "report/scenario.h"

G_BEGIN_DECLS

/**
 * AnlanEvac:
 *
 * A scenario that has been run, kept so that any moment of it can be looked at: who stood where and did what, the queues at
 * doors, how the gas lay, the ways out, the state of the muster points, the time that is needed against the time that there is.
 * Reference counted; never changed once it is made, so any thread may read it.
 *
 * All its levels lie side by side in one plane of metres, x east and y north: the first where its plan has it, the others to
 * the east of it.
 */
typedef struct _AnlanEvac AnlanEvac;

/**
 * anlan_evac_new:
 * @scenario: (transfer full): freed here also where it fails
 * @cancellable: (nullable): ends it at the next step
 *
 * Blocks; to be called on a thread of its own.
 *
 * Returns: NULL with the errors of anlan_site_new() and anlan_crowd_new(), or G_IO_ERROR_CANCELLED
 */
AnlanEvac *
anlan_evac_new (AnlanScenario *scenario,
                GCancellable *cancellable,
                AnlanProgress progress,
                gpointer data,
                GError **error);
AnlanEvac *
anlan_evac_ref (AnlanEvac *evac);
void
anlan_evac_unref (AnlanEvac *evac);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanEvac, anlan_evac_unref)

/* Borrowed. */
const AnlanScenario *
anlan_evac_scenario (const AnlanEvac *evac);

/* Where the levels lie, with room around them. */
void
anlan_evac_bounds (const AnlanEvac *evac, AnlanPoint *south_west, AnlanPoint *north_east);
/* A place of a level in the plane of all levels. */
AnlanPoint
anlan_evac_place (const AnlanEvac *evac, guint level, AnlanPoint place);

/* --- people ------------------------------------------------------------------------------------------------------------- */

typedef enum
{
  ANLAN_EVAC_WAITING, /* has not set out */
  ANLAN_EVAC_WALKING,
  ANLAN_EVAC_QUEUEING, /* held up: under a third of the own speed */
  ANLAN_EVAC_HELPLESS, /* has fallen, or waits for crew */
  ANLAN_EVAC_OUT,      /* behind the line of an exit, or at a muster point */
  ANLAN_EVAC_GONE,     /* no longer to be seen */
} AnlanEvacDoing;

typedef struct
{
  AnlanPoint place; /* in the plane of all levels */
  double heading;   /* radians from east, counter-clockwise */
  AnlanEvacDoing doing;
} AnlanEvacPerson;

double
anlan_evac_seconds (const AnlanEvac *evac); /* how long it was run */
guint
anlan_evac_people (const AnlanEvac *evac);
/* Changes where the gas is drawn anew: as long as it is the same, nothing of it has moved. */
guint
anlan_evac_cloud (const AnlanEvac *evac, double seconds);
/* Between two moments that were kept, on the straight line. */
void
anlan_evac_person (const AnlanEvac *evac, guint person, double seconds, AnlanEvacPerson *state);
/* How many do what then; @counts has ANLAN_EVAC_GONE + 1. Who is gone is out as well. */
void
anlan_evac_count (const AnlanEvac *evac, double seconds, guint *counts);

/* --- doors, exits, muster points ---------------------------------------------------------------------------------------- */

/* The people held up within three metres of a door then, and how much of what it can take it takes: 0 to 1. */
guint
anlan_evac_door (const AnlanEvac *evac, guint door, double seconds, double *load);

guint
anlan_evac_n_exits (const AnlanEvac *evac);
/* Id in the plan; borrowed. */
const char *
anlan_evac_exit_id (const AnlanEvac *evac, guint exit);
guint
anlan_evac_exit_count (const AnlanEvac *evac, guint exit, double seconds);

AnlanMusterState
anlan_evac_muster (const AnlanEvac *evac, guint muster);
/* "inside danger", "no danger computed", "not known", in the user's language. Static. */
const char *
anlan_evac_muster_words (AnlanMusterState state);

/* --- ways out ----------------------------------------------------------------------------------------------------------- */

/**
 * AnlanEvacRoute:
 * @space: of the plan, or -1
 * @group: of the plan's people, where they stand at places of their own; or -1
 * @exit: id, or NULL: none leads out
 * @points: (element-type AnlanPoint): in the plane of all levels; NAN where it goes on on another level
 * @walk, @shelter: doses, parts of AEGL-3 for ten minutes; 0 without a gas
 * @go: the walk is the smaller, or as small
 */
typedef struct
{
  int space;
  int group;
  const char *exit;
  GArray *points;
  double length;
  double seconds;
  double walk, shelter;
  gboolean go;
} AnlanEvacRoute;

/* (element-type AnlanEvacRoute): of each group of people that stands at places of its own, and of the spaces where others are;
 * of all spaces where there is no such group. Borrowed. */
const GArray *
anlan_evac_routes (const AnlanEvac *evac);

/* --- times -------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  double rset; /* s until nobody is in it; below 0: nobody ever was */
  double aset; /* s; INFINITY: within the time looked at nothing makes it untenable */
} AnlanEvacZone;

/* By space of the plan. */
const AnlanEvacZone *
anlan_evac_zone (const AnlanEvac *evac, guint space);

double
anlan_evac_hand_calculation (const AnlanEvac *evac); /* s */
/* When the last got out; the time looked at where not all did. */
double
anlan_evac_total (const AnlanEvac *evac);

/* "Wind from NW (315°), 3.2 m/s, blowing towards SE", or that it is too weak to have a direction. The caller frees it. */
char *
anlan_evac_wind_words (const AnlanWind *wind);

/* People out by exit over time, and those held up at the doors: lines for the whole run. */
AnlanChart *
anlan_evac_chart_out (const AnlanEvac *evac);
AnlanChart *
anlan_evac_chart_queues (const AnlanEvac *evac);

G_END_DECLS
