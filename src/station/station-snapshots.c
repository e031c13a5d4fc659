/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include <string.h>

#include "base/time.h"
#include "link/camera-source.h"
#include "link/settings.h"
#include "monitor/alarms.h"
#include "station-private.h"
#include "station/recording.h"

/* A recorder has many cameras, and an alarm needs no film. */
#define PER_ALARM 4

/* A camera is not asked more often, ms. */
#define PAUSE 10000

/* Alarms that have been looked at; older ones come no more. */
#define KNOWN_MAX 1000

struct _StationSnapshots
{
  AnlanAlarms *alarms;
  AnlanPlant *plant;
  GHashTable *members; /* (borrowed): Member */
  StationPictures *pictures;
  GHashTable *known; /* ids of alarms */
  GHashTable *asked; /* id of a source to monotonic ms as gint64 */
  GCancellable *cancellable;
  guint pending;
};

typedef struct
{
  StationSnapshots *snapshots;
  char *alarm;
  AnlanSource *source;
} Asked;

static void
seen_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Asked *asked = data;
  StationSnapshots *self = asked->snapshots;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = anlan_camera_snapshot_finish (result, &error);

  self->pending--;
  if (bytes != NULL)
    station_pictures_attach (self->pictures, asked->alarm, bytes);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    anlan_source_failed (asked->source, anlan_plant_now (self->plant), error);
  g_object_unref (asked->source);
  g_free (asked->alarm);
  g_free (asked);
}

static gboolean
may_ask (StationSnapshots *self, const Member *member)
{
  const char *id = anlan_source_get_id (member->source);
  gint64 now = g_get_monotonic_time () / 1000, *last = g_hash_table_lookup (self->asked, id);

  if (last != NULL && now - *last < PAUSE)
    return FALSE;
  g_hash_table_insert (self->asked, g_strdup (id), g_memdup2 (&now, sizeof now));
  return TRUE;
}

static gboolean
ask (StationSnapshots *self, const Member *member, const AnlanAlarm *alarm)
{
  AnlanCameraMake make;
  Asked *asked;

  if (!station_member_has_pictures (member, &make) || g_strcmp0 (member->zone, alarm->zone) != 0 ||
      !may_ask (self, member))
    return FALSE;
  asked = g_new0 (Asked, 1);
  asked->snapshots = self;
  asked->alarm = g_strdup (alarm->id);
  asked->source = g_object_ref (member->source);
  self->pending++;
  anlan_camera_snapshot_async (make, member->settings, station_member_channel (member), self->cancellable,
                               seen_cb, asked);
  return TRUE;
}

/* Where the recorder of a camera of this zone shows what was around the alarm, by the recorder's own clock. */
static gboolean
point (StationSnapshots *self, const Member *member, const AnlanAlarm *alarm)
{
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (self->plant);
  g_auto (AnlanSourceStatus) status = { 0 };
  g_autofree char *address = NULL;
  const char *template;

  if (g_strcmp0 (member->zone, alarm->zone) != 0 ||
      !anlan_settings_text (member->settings, "recorder", NULL, &template, NULL) || template == NULL)
    return FALSE;
  anlan_source_get_status (member->source, anlan_plant_now (self->plant), &status);
  address = anlan_recording_address (
      template, station_member_channel (member), alarm->raised - ANLAN_RECORDING_AROUND,
      alarm->raised + ANLAN_RECORDING_AROUND, status.offset != G_MININT64 ? status.offset : 0, zone);
  station_pictures_link (self->pictures, alarm->id, member->name, address,
                         alarm->raised - ANLAN_RECORDING_AROUND, alarm->raised + ANLAN_RECORDING_AROUND);
  return TRUE;
}

static void
look_at (StationSnapshots *self, const AnlanAlarm *alarm)
{
  GHashTableIter iter;
  gpointer member;
  guint n = 0, pointed = 0;

  if (!anlan_alarm_is_loud (alarm) || alarm->zone[0] == '\0')
    return;
  g_hash_table_iter_init (&iter, self->members);
  while (n < PER_ALARM && g_hash_table_iter_next (&iter, NULL, &member))
    n += ask (self, member, alarm);
  g_hash_table_iter_init (&iter, self->members);
  while (pointed < PER_ALARM && g_hash_table_iter_next (&iter, NULL, &member))
    pointed += point (self, member, alarm);
}

void
station_snapshots_alarms (StationSnapshots *snapshots, char **ids)
{
  if (g_hash_table_size (snapshots->known) > KNOWN_MAX)
    g_hash_table_remove_all (snapshots->known);
  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (AnlanAlarm) alarm = NULL;

      if (!g_hash_table_add (snapshots->known, g_strdup (ids[i])))
        continue;
      alarm = anlan_alarms_get (snapshots->alarms, ids[i], NULL);
      if (alarm != NULL)
        look_at (snapshots, alarm);
    }
}

StationSnapshots *
station_snapshots_new (AnlanPlant *plant, GHashTable *members, StationPictures *pictures, GError **error)
{
  AnlanStore *store = anlan_plant_get_store (plant);
  AnlanAlarms *alarms = anlan_alarms_open (anlan_store_get_dir (store), anlan_store_get_clock (store), error);
  StationSnapshots *self;

  if (alarms == NULL)
    return NULL;
  self = g_new0 (StationSnapshots, 1);
  self->alarms = alarms;
  self->plant = plant;
  self->members = members;
  self->pictures = pictures;
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->cancellable = g_cancellable_new ();
  return self;
}

void
station_snapshots_free (StationSnapshots *snapshots)
{
  g_cancellable_cancel (snapshots->cancellable);
  while (snapshots->pending > 0)
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
  anlan_alarms_close (snapshots->alarms);
  g_hash_table_unref (snapshots->known);
  g_hash_table_unref (snapshots->asked);
  g_object_unref (snapshots->cancellable);
  g_free (snapshots);
}
