/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/geo.h"
#include "monitor/glance.h"
#include "monitor/rule.h"

G_BEGIN_DECLS

typedef enum
{
  ANLAN_SENSOR_EMPTY, /* nothing has come yet */
  ANLAN_SENSOR_GOOD,
  ANLAN_SENSOR_STALE, /* what came last is too old to be a live value */
  ANLAN_SENSOR_BAD,   /* what came last means nothing */
  ANLAN_SENSOR_OVER,  /* a level is reached */
} AnlanSensorState;

/**
 * AnlanSensorLimit:
 * @under: the level is reached from above
 */
typedef struct
{
  double value;
  gboolean under;
  AnlanSeverity severity;
  char *words;
} AnlanSensorLimit;

/**
 * AnlanSensor:
 * @id: of its record; NULL: its readings come without anybody having entered it
 * @zone: (nullable): id of its record
 * @limits: (element-type AnlanSensorLimit)
 * @silent_after: ms; 0: nobody has said
 * @calibration_due: moment from which on its readings are uncertain; 0: never
 * @glance: (nullable): what came last
 *
 * A measuring point as people see it: what the plant knows of it, and its last value. Owned by the AnlanSeriesDesk, main
 * thread only.
 */
typedef struct
{
  char *id;
  char *name;
  char *title;
  char *zone;
  char *zone_name;
  char *unit;
  gboolean has_place;
  AnlanLonLat place;
  GArray *limits;
  gint64 silent_after;
  gint64 calibration_due;
  AnlanGlance *glance;
} AnlanSensor;

AnlanSensor *
anlan_sensor_new (const char *name);
void
anlan_sensor_free (AnlanSensor *sensor);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanSensor, anlan_sensor_free)

/* Adds the level that @rule has, if it has one for this sensor; with hours and silence nothing is drawn. */
void
anlan_sensor_add_rule (AnlanSensor *sensor, const AnlanRule *rule);

AnlanSensorState
anlan_sensor_get_state (const AnlanSensor *sensor, gint64 now);
/* The gravest level that the last value reaches, or NULL. It says nothing of its age. */
const AnlanSensorLimit *
anlan_sensor_get_limit (const AnlanSensor *sensor);

/* --- words; the caller frees them ----------------------------------------------------------------------------------- */

/* "12.5"; "–" where there is none. */
char *
anlan_sensor_say_value (const AnlanSensor *sensor);
/* "2 min old", "Second level reached", "Sensor fault", or "" where there is nothing to say of a good value. */
char *
anlan_sensor_say_state (const AnlanSensor *sensor, gint64 now);
/* "40 s", "12 min", "3 h", "5 days". */
char *
anlan_sensor_say_age (gint64 age);
/* All of it, as a screen reader says it. */
char *
anlan_sensor_say (const AnlanSensor *sensor, gint64 now);

G_END_DECLS
