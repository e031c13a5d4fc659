/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "station-live.h"

#include <glib/gi18n-lib.h>

#include "link/camera-source.h"
#include "station/live.h"

struct _StationLive
{
  char *dir;
  AnlanPlant *plant;
  GHashTable *members; /* (borrowed): Member */
  GHashTable *eyes;    /* "source/channel" to (owned) Eye */
  GCancellable *cancellable;
  guint pending;
  gboolean failing;
};

/* A camera that somebody looks at. */
typedef struct
{
  StationLive *live;
  char *source;
  guint channel;
  gint64 asked; /* monotonic ms, or 0 */
  gint64 seen;  /* moment of its last picture, or G_MININT64 */
  gboolean busy;
  gboolean wanted;
} Eye;

static void
eye_free (gpointer data)
{
  Eye *eye = data;

  g_free (eye->source);
  g_free (eye);
}

/* A folder that cannot be written is told once. */
static void
say (StationLive *self, const Eye *eye, GBytes *picture, const char *trouble)
{
  const AnlanLive live = {
    .at = anlan_plant_now (self->plant), .seen = eye->seen, .picture = picture, .trouble = (char *)trouble
  };
  g_autoptr (GError) error = NULL;
  gboolean written = anlan_live_write (self->dir, eye->source, eye->channel, &live, &error);

  if (!written && !self->failing)
    g_warning ("%s", error->message);
  self->failing = !written;
}

/* What fails here is seen by who looks, and is no fault of the source: it may have many cameras, and one of them is asked. */
static void
seen_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Eye *eye = data;
  StationLive *self = eye->live;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) picture = anlan_camera_snapshot_finish (result, &error);

  self->pending--;
  eye->busy = FALSE;
  if (picture != NULL)
    eye->seen = anlan_plant_now (self->plant);
  /* Who has looked away meanwhile wants no picture left behind. */
  if (eye->wanted && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    say (self, eye, picture, error != NULL ? error->message : NULL);
}

static void
ask (StationLive *self, Eye *eye)
{
  const Member *member = g_hash_table_lookup (self->members, eye->source);
  AnlanCameraMake make;

  if (member == NULL || !station_member_has_pictures (member, &make))
    {
      say (self, eye, NULL,
           _ ("The station asks no such camera. See whether its source is switched on, and of a kind that "
              "gives "
              "pictures."));
      return;
    }
  eye->busy = TRUE;
  self->pending++;
  anlan_camera_snapshot_async (make, member->settings,
                               eye->channel != ANLAN_LIVE_USUAL ? eye->channel
                                                                : station_member_channel (member),
                               self->cancellable, seen_cb, eye);
}

static void
look_at (StationLive *self, const AnlanLiveLook *look)
{
  g_autofree char *key = g_strdup_printf ("%s/%u", look->source, look->channel);
  Eye *eye = g_hash_table_lookup (self->eyes, key);
  gint64 now = g_get_monotonic_time () / 1000;

  if (eye == NULL)
    {
      eye = g_new0 (Eye, 1);
      eye->live = self;
      eye->source = g_strdup (look->source);
      eye->channel = look->channel;
      eye->seen = G_MININT64;
      g_hash_table_insert (self->eyes, g_steal_pointer (&key), eye);
    }
  eye->wanted = TRUE;
  if (eye->busy || (eye->asked != 0 && now - eye->asked < ANLAN_LIVE_EVERY))
    return;
  eye->asked = now;
  ask (self, eye);
}

static gboolean
is_left (gpointer key, gpointer value, gpointer data)
{
  const Eye *eye = value;

  return !eye->wanted && !eye->busy;
}

void
station_live_look (StationLive *live)
{
  g_autoptr (GPtrArray) looks = anlan_live_looks (live->dir, anlan_plant_now (live->plant));
  GHashTableIter iter;
  gpointer eye;

  g_hash_table_iter_init (&iter, live->eyes);
  while (g_hash_table_iter_next (&iter, NULL, &eye))
    ((Eye *)eye)->wanted = FALSE;
  for (guint i = 0; i < looks->len && i < ANLAN_LIVE_CAMERAS; i++)
    look_at (live, g_ptr_array_index (looks, i));
  g_hash_table_foreach_remove (live->eyes, is_left, NULL);
}

StationLive *
station_live_new (AnlanPlant *plant, GHashTable *members)
{
  StationLive *self = g_new0 (StationLive, 1);

  self->dir = g_strdup (anlan_store_get_dir (anlan_plant_get_store (plant)));
  self->plant = plant;
  self->members = members;
  self->eyes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, eye_free);
  self->cancellable = g_cancellable_new ();
  return self;
}

void
station_live_free (StationLive *live)
{
  g_cancellable_cancel (live->cancellable);
  while (live->pending > 0)
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
  g_hash_table_unref (live->eyes);
  g_object_unref (live->cancellable);
  g_free (live->dir);
  g_free (live);
}
