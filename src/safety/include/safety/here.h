/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/shape.h"
#include "model/query.h"

G_BEGIN_DECLS

/**
 * AnlanWhere:
 * @position: (nullable): WGS-84 degrees
 * @level: (nullable): the floor @position lies on; NULL: any
 * @zone, @equipment: (nullable): ids of what somebody has said it is
 * @except: (nullable): id of a hazard that does not count: the one that is being written
 * @reach_m: how far the neighbourhood goes, metres
 *
 * Where something has been found. What was said is believed before what the map tells: a zone that is named counts even
 * if @position lies outside of it. Without a position that of the equipment is taken, without one of that the zone itself.
 */
typedef struct
{
  const AnlanLonLat *position;
  const char *level;
  const char *zone;
  const char *equipment;
  const char *except;
  double reach_m;
} AnlanWhere;

/* Half a minute's walk, and what a flange fire on a unit next door reaches. */
#define ANLAN_HERE_REACH_M 50.0

/**
 * AnlanNearby:
 * @metres: to the edge of a zone, to a hazard; less than 0 where a hazard has no place of its own and is in the zone
 */
typedef struct
{
  AnlanRecord *record;
  double metres;
} AnlanNearby;

/**
 * AnlanHere:
 * @zones: AnlanRecord: the zones it lies in, what was named first, then the smaller before the larger
 * @media: AnlanRecord of kind substance: in the equipment and in the zones
 * @unit: (nullable): of the first of the zones that has one, else of the equipment
 * @neighbours: AnlanNearby: the other zones within reach, the nearest first
 * @units: AnlanRecord: the units that the neighbours belong to, without @unit
 * @open: AnlanNearby: open hazards in the zones, at the equipment or within reach, the nearest first, then those in the
 *   zone with no place of their own
 *
 * What a plant knows of one place. All of it are records, so that each can be opened.
 */
typedef struct
{
  GPtrArray *zones;
  GPtrArray *media;
  AnlanRecord *unit;
  GPtrArray *neighbours;
  GPtrArray *units;
  GPtrArray *open;
} AnlanHere;

void anlan_here_free (AnlanHere *here);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanHere, anlan_here_free)

/**
 * anlan_here_look:
 *
 * Reads the zones and open hazards of the plant: milliseconds on a common plant, a tenth of a second with 5,000 zones. Not
 * for the main thread, which takes anlan_here_look_async(). A zone or hazard with a place that cannot be read is left out;
 * what is named and is not there, too. @here->zones is empty where the plant has no zone there.
 *
 * Returns: (transfer full): NULL with an error of the store, or if it was cancelled.
 */
AnlanHere *anlan_here_look        (AnlanPlant *plant, const AnlanWhere *where, GCancellable *cancellable, GError **error);
/* @where is copied. */
void       anlan_here_look_async  (AnlanPlant *plant, const AnlanWhere *where, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
AnlanHere *anlan_here_look_finish (GAsyncResult *result, GError **error);

/* An expression that holds for records of @kind which have not come to an end: those in a stage that is not final. The
 * caller frees it. */
char      *anlan_kind_open_expression (const AnlanKind *kind);

/* The open records of a kind; none where the plant has no such kind, or the kind no stages. Not for the main thread. */
GPtrArray *anlan_find_open        (AnlanPlant *plant, const char *kind, GCancellable *cancellable, GError **error);

G_END_DECLS
