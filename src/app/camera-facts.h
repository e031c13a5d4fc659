/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/record.h"
#include "monitor/spotted.h"

G_BEGIN_DECLS

/* So many of what it saw last stand on its card. */
#define ANLAN_CAMERA_LATEST 3

/**
 * AnlanCameraFacts:
 * @name: as people know it
 * @source: (nullable): its record of kind "source", or that of its recorder; NULL: it is known only by what a broker told
 * @camera: (nullable): its name in what the source tells
 * @last: (nullable): its latest alarm, a record of kind "alarm"
 * @latest: (element-type AnlanSpotted): what it saw last, the newest first
 * @picture: (nullable): SHA-256 of its newest picture
 * @pictured: moment of that
 * @alarms, @judged, @wrong: how many there are, of how many it was said what they were, and how many of those were false
 *
 * What the plant's files say of a camera.
 */
typedef struct
{
  char *name;
  AnlanRecord *source;
  char *camera;
  AnlanRecord *last;
  GPtrArray *latest;
  char *picture;
  gint64 pictured;
  guint alarms;
  guint judged;
  guint wrong;
} AnlanCameraFacts;

void
anlan_camera_facts_free (AnlanCameraFacts *facts);

/* Whether a source of this type is a camera, or a recorder of some. */
gboolean
anlan_camera_is_type (const char *type);
/* Whether the station can ask one of this type for what it sees now. */
gboolean
anlan_camera_is_live_type (const char *type);

/**
 * anlan_camera_facts_gather:
 * @sources: (element-type AnlanRecord): of kind "source", all of them
 * @alarms: (element-type AnlanRecord): of kind "alarm", the latest first
 * @spotted: (element-type AnlanSpotted): the latest first
 *
 * Returns: (element-type AnlanCameraFacts): sources first, by name, a recorder's further cameras among them; then cameras that
 * only pictures name.
 */
GPtrArray *
anlan_camera_facts_gather (GPtrArray *sources, GPtrArray *alarms, GPtrArray *spotted);

/* "No helmet", for the words of resources/link/camera/types.json; another word as it is. */
const char *
anlan_camera_say_type (const char *type);

/* Address of what the recorder of a source has of a quarter of an hour before and after @at (station/recording.h), or NULL where
 * the source names none. @zone: of the plant. The caller frees it. */
char *
anlan_camera_recording (const AnlanRecord *source, gint64 at, GTimeZone *zone);

G_END_DECLS
