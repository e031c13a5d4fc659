/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ingest.h"
#include "link/camera.h"
#include "station-pictures.h"
#include "station/station.h"

/* --- station-sources.c: sources of the plant's records --- */

/* One that runs. */
typedef struct
{
  char *rev; /* of the record that it was made of */
  char *name;
  char *type;
  char *zone;           /* or NULL */
  JsonObject *settings; /* (owned): with its secrets */
  gboolean secretive;   /* it has some */
  AnlanSource *source;  /* (owned) */
} Member;

typedef struct
{
  AnlanPlant *plant;
  AnlanIntake *intake;
  StationIngest *ingest; /* or NULL */
  AnlanSecrets *secrets; /* or NULL */
  StationPictures *pictures;      /* or NULL */
  GHashTable *members;            /* id to (owned) Member; of the station's thread */
  void (*changed) (gpointer data); /* a source is in another state; any thread */
  gpointer changed_data;
} StationSources;

/* Makes, keeps and ends sources so that they are those of the records. @problems gets sentences. On the station's thread. */
gboolean station_sources_load (StationSources *sources, GPtrArray *problems, GError **error);

/* Ends all of them. */
void     station_sources_end  (StationSources *sources);

/* What is in the keyring may be another: the next load makes those that have something there anew. */
void     station_sources_doubt (StationSources *sources);

void     station_member_free  (gpointer data);

/* Whether it is a camera or recorder that can be asked for a picture. */
gboolean station_member_has_pictures (const Member *member, AnlanCameraMake *make);

/* Its setting "snapshot_channel", from 1. */
guint    station_member_channel      (const Member *member);

/* --- station-snapshots.c: what cameras see when an alarm is raised --- */

typedef struct _StationSnapshots StationSnapshots;

/* On the station's thread, as what follows. */
StationSnapshots *station_snapshots_new    (AnlanPlant *plant, GHashTable *members, StationPictures *pictures, GError **error);

/* Asks the cameras in the zones of these alarms, once for each. */
void              station_snapshots_alarms (StationSnapshots *snapshots, char **ids);
void              station_snapshots_free   (StationSnapshots *snapshots);

/* --- station-mirror.c: alarms into records, on a thread of its own --- */

typedef struct _StationMirror StationMirror;

StationMirror *station_mirror_new  (AnlanPlant *plant, GError **error);

/* Something has changed; any thread. */
void           station_mirror_wake (StationMirror *mirror);

/* Brings what is left, and ends. */
void           station_mirror_free (StationMirror *mirror);
