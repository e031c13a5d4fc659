/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/record.h"

G_BEGIN_DECLS

/**
 * AnlanCameraFacts:
 * @name: as people know it
 * @source: (nullable): its record of kind "source"; NULL: it is known only by what a recorder or broker told
 * @last: (nullable): its latest alarm, a record of kind "alarm"
 * @pictured: (nullable): the latest that has a picture
 * @alarms, @judged, @wrong: how many there are, of how many it was said what they were, and how many of those were false
 *
 * What the plant's records say of a camera.
 */
typedef struct
{
  char *name;
  AnlanRecord *source;
  AnlanRecord *last;
  AnlanRecord *pictured;
  guint alarms;
  guint judged;
  guint wrong;
} AnlanCameraFacts;

void
anlan_camera_facts_free (AnlanCameraFacts *facts);

/* Whether a source of this type is a camera, or a recorder of some. */
gboolean
anlan_camera_is_type (const char *type);

/**
 * anlan_camera_facts_gather:
 * @sources: (element-type AnlanRecord): of kind "source", all of them
 * @alarms: (element-type AnlanRecord): of kind "alarm", the latest first
 *
 * Returns: (element-type AnlanCameraFacts): sources first, by name; then cameras that only alarms with pictures name.
 */
GPtrArray *
anlan_camera_facts_gather (GPtrArray *sources, GPtrArray *alarms);

/* The template that a source's definition has for the recordings of its recorder, as below, or NULL; the caller frees it. */
char *
anlan_camera_recorder (const AnlanRecord *source);

/**
 * anlan_camera_recording:
 * @template: "rtsp://192.168.1.10/Streaming/tracks/101?starttime={start}&endtime={end}"
 * @at: moment
 *
 * Address of a quarter of an hour before and after @at: {start} and {end} as 20261122T050916Z, {start_s} and {end_s} in seconds
 * since 1970. The caller frees it.
 */
char *
anlan_camera_recording (const char *template, gint64 at);

G_END_DECLS
