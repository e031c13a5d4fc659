/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"
#include "report/geodata.h"
#include "egress/guide.h"
#include "report/scenario.h"

G_BEGIN_DECLS

/* Plans of a site made of what is known of it, as the text of a scenario (report/scenario.h) with the member "origin", the
 * longitude and latitude of its 0, 0. All of it blocks: to be called in a worker thread. */

/* How much was left out. */
typedef struct
{
  guint buildings; /* taken */
  guint
      left_out; /* buildings, fences and gates that cannot be used: crossing themselves, too small, too far off */
  guint musters, gates;
  guint people;
  guint unplaced; /* people of zones that have no free place */
} AnlanSitePlanNotes;

/**
 * anlan_site_plan_from_plant:
 * @notes: (out) (optional)
 *
 * The open ground about all zones, muster points and gates, 20 m wider than they reach: buildings of the base map in the way,
 * its fences as walls with its gates as openings in them, muster points in use and gates as where people go to, and each zone's
 * people at even distances on its free ground.
 *
 * Returns: NULL with ANLAN_ERROR_NOT_FOUND where the plant has no zone, muster point or gate with a place, ANLAN_ERROR_LIMIT
 * where it is wider than 20 km
 */
char *
anlan_site_plan_from_plant (AnlanPlant *plant,
                            AnlanSitePlanNotes *notes,
                            GCancellable *cancellable,
                            GError **error);

/* The same of a map file alone (GeoJSON in degrees, or OSM): buildings, fences and gates. */
char *
anlan_site_plan_from_geodata (const AnlanGeodata *geodata, AnlanSitePlanNotes *notes, GError **error);

/**
 * anlan_site_plan_from_geojson:
 *
 * GeoJSON in metres. Each feature says what it is with the property "what": "space" and "obstacle" (polygons), "wall" (line),
 * "door" and "exit" (line of two places; "width", "open"), "muster" (point; "radius", "capacity"), "people" (point or space's
 * polygon; "count"); "level" and "id" where there are several.
 *
 * Returns: NULL with ANLAN_ERROR_INPUT and which feature is at fault; the plan is not checked yet
 */
char *
anlan_site_plan_from_geojson (const char *text, gssize length, GError **error);

/**
 * anlan_site_plan_load:
 * @id: or number, of kind "plan"
 * @alarm: (nullable): id or number of a gas alarm: the presumed leak of the plan at the detector's place, what it measures, and
 *   the wind as the plant's own sensors have it; a wind that is old, stale or too weak makes the plume a circle
 * @trust: (out) (optional): what is believed of the wind, with @alarm
 * @instruction: (out) (optional) (transfer full) (nullable): the fixed one of the plan
 *
 * Returns: the scenario's text; NULL where there is no such record, no file, or no place for the alarm
 */
char *
anlan_site_plan_load (AnlanPlant *plant,
                      const char *id,
                      const char *alarm,
                      AnlanWindTrust *trust,
                      char **instruction,
                      GError **error);

G_END_DECLS
