/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "map-online.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <string.h>

#include "map-online-cache.h"

/* As gentle to a free source as a browser is. */
#define MOST_AT_ONCE 4
/* In memory: some screens full. */
#define MOST_TILES 400
#define MOST_TILE_BYTES (2 * 1024 * 1024)
/* A tile that could not be had is not asked for again for so long. */
#define PATIENCE_US (30 * G_USEC_PER_SEC)
/* A tile on the disk is shown at once; older than this, a new one is fetched as well. */
#define FRESH_S (30 * 24 * 3600)
#define TIMEOUT_S 15
/* The size of what is kept is looked at after each of these, a thirtieth of the limit. */
#define LOOK_AFTER(limit) ((limit) / 30)

typedef struct
{
  GdkTexture *texture; /* or NULL */
  gint64 failed_at;    /* 0: it has not */
  gboolean pending;    /* it is being read or fetched */
  guint64 used;
} Tile;

typedef struct
{
  int zoom, x, y;
} Place;

struct _AnlanMapOnline
{
  GObject parent_instance;

  char *address;
  char *folder;
  char *kept_in; /* of all sources; this is what the limit is for */
  guint64 limit; /* bytes on the disk */
  gboolean gcj02;
  char *problem;
  SoupSession *session;
  GCancellable *cancellable;
  GHashTable *tiles; /* Place -> Tile */
  GArray *wanted;    /* Place, the latest at the end */
  guint running;
  guint64 clock;

  /* Any thread. */
  GMutex lock;
  guint64 written; /* bytes since the size was looked at */
  gboolean trimming;
};

G_DEFINE_FINAL_TYPE (AnlanMapOnline, anlan_map_online, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_PROBLEM,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
begin_next (AnlanMapOnline *self);

static void
tile_free (Tile *tile)
{
  g_clear_object (&tile->texture);
  g_free (tile);
}

static guint
place_hash (gconstpointer data)
{
  const Place *place = data;

  return (guint)place->zoom * 73856093u ^ (guint)place->x * 19349663u ^ (guint)place->y * 83492791u;
}

static gboolean
place_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (Place)) == 0;
}

/* --- addresses --------------------------------------------------------------------------------------------------------- */

char *
anlan_map_online_dup_address (const char *address, int zoom, int x, int y)
{
  g_autoptr (GString) text = NULL;
  char number[16];

  g_return_val_if_fail (address != NULL, NULL);

  text = g_string_new (address);
  g_snprintf (number, sizeof number, "%d", x);
  g_string_replace (text, "{x}", number, 0);
  g_snprintf (number, sizeof number, "%d", y);
  g_string_replace (text, "{y}", number, 0);
  g_snprintf (number, sizeof number, "%d", zoom);
  g_string_replace (text, "{z}", number, 0);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
anlan_map_online_dup_host (const char *address)
{
  g_autofree char *one = NULL;
  g_autoptr (GUri) uri = NULL;
  const char *scheme;

  if (address == NULL || strstr (address, "{x}") == NULL || strstr (address, "{y}") == NULL ||
      strstr (address, "{z}") == NULL)
    return NULL;
  one = anlan_map_online_dup_address (address, 0, 0, 0);
  uri = g_uri_parse (one, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    return NULL;
  scheme = g_uri_get_scheme (uri);
  return strcmp (scheme, "https") == 0 || strcmp (scheme, "http") == 0 ? g_strdup (g_uri_get_host (uri))
                                                                       : NULL;
}

AnlanLonLat
anlan_map_online_shift (AnlanMapOnline *self, AnlanLonLat wgs84)
{
  g_return_val_if_fail (ANLAN_IS_MAP_ONLINE (self), wgs84);

  return self->gcj02 ? anlan_datum_from_wgs84 (wgs84, ANLAN_DATUM_GCJ02) : wgs84;
}

/* --- in worker threads ---------------------------------------------------------------------------------------------------- */

typedef struct
{
  Place place;
  char *file;
  GBytes *bytes;     /* that came over the line; NULL: look on the disk */
  gboolean is_fresh; /* (out) */
} Work;

static void
work_free (Work *work)
{
  g_clear_pointer (&work->bytes, g_bytes_unref);
  g_free (work->file);
  g_free (work);
}

static char *
file_of (AnlanMapOnline *self, Place place)
{
  return g_strdup_printf ("%s/%d/%d_%d", self->folder, place.zoom, place.x, place.y);
}

/* A tile that cannot be kept is only fetched again next time. */
static void
keep (const char *file, GBytes *bytes)
{
  g_autofree char *folder = g_path_get_dirname (file);
  g_autoptr (GError) error = NULL;
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  if (g_mkdir_with_parents (folder, 0700) != 0 ||
      !g_file_set_contents_full (file, data, (gssize)size, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_debug ("a tile of the online map was not kept: %s",
             error != NULL ? error->message : g_strerror (errno));
}

/* One worker looks at a time; what the others write meanwhile counts for the next look. */
static void
note_kept (AnlanMapOnline *self, gsize size, GCancellable *cancellable)
{
  gboolean look;

  g_mutex_lock (&self->lock);
  self->written += size;
  look = self->written > LOOK_AFTER (self->limit) && !self->trimming;
  if (look)
    {
      self->written = 0;
      self->trimming = TRUE;
    }
  g_mutex_unlock (&self->lock);
  if (!look)
    return;
  anlan_map_online_cache_trim (self->kept_in, self->limit, cancellable);
  g_mutex_lock (&self->lock);
  self->trimming = FALSE;
  g_mutex_unlock (&self->lock);
}

static void
load_tile (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  g_autoptr (GBytes) bytes = NULL;
  GdkTexture *texture;
  GError *error = NULL;

  if (work->bytes != NULL)
    bytes = g_bytes_ref (work->bytes);
  else
    {
      GStatBuf about;
      char *text;
      gsize size;

      if (!g_file_get_contents (work->file, &text, &size, &error))
        {
          g_task_return_error (task, error);
          return;
        }
      bytes = g_bytes_new_take (text, size);
      work->is_fresh =
          g_stat (work->file, &about) == 0 && g_get_real_time () / G_USEC_PER_SEC - about.st_mtime < FRESH_S;
    }
  texture = gdk_texture_new_from_bytes (bytes, &error);
  if (texture == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (work->bytes != NULL)
    {
      keep (work->file, bytes);
      note_kept (source, g_bytes_get_size (bytes), cancellable);
    }
  g_task_return_pointer (task, texture, g_object_unref);
}

static void
run_work (AnlanMapOnline *self, Place place, GBytes *bytes, GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, callback, NULL);
  Work *work = g_new0 (Work, 1);

  work->place = place;
  work->file = file_of (self, place);
  work->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  g_task_set_source_tag (task, run_work);
  g_task_set_task_data (task, work, (GDestroyNotify)work_free);
  g_task_run_in_thread (task, load_tile);
}

/* --- one tile: the disk, then the line ---------------------------------------------------------------------------------------- */

static void
set_problem (AnlanMapOnline *self, const char *problem)
{
  if (g_strcmp0 (problem, self->problem) == 0)
    return;
  g_free (self->problem);
  self->problem = g_strdup (problem);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

static void
put (AnlanMapOnline *self, Place place, GdkTexture *texture)
{
  Tile *tile = g_hash_table_lookup (self->tiles, &place);

  if (tile == NULL)
    return;
  g_set_object (&tile->texture, texture);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* @reason: (nullable): for people; NULL: it has come */
static void
finish (AnlanMapOnline *self, Place place, const char *reason)
{
  Tile *tile = g_hash_table_lookup (self->tiles, &place);

  self->running--;
  if (tile != NULL)
    {
      tile->pending = FALSE;
      tile->failed_at = reason != NULL ? g_get_monotonic_time () : 0;
    }
  if (reason != NULL)
    {
      g_autofree char *host = anlan_map_online_dup_host (self->address);
      g_autofree char *text = g_strdup_printf (
          _ ("The online map of %s does not come: %s. Everything of the plant itself is shown."), host,
          reason);

      set_problem (self, text);
    }
  else
    set_problem (self, NULL);
  begin_next (self);
}

static void
decoded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AnlanMapOnline *self = ANLAN_MAP_ONLINE (source);
  const Work *work = g_task_get_task_data (G_TASK (result));
  Place place = work->place;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (texture != NULL)
    put (self, place, texture);
  finish (self, place, texture != NULL ? NULL : _ ("what it sends is no picture"));
}

typedef struct
{
  AnlanMapOnline *self;
  SoupMessage *message;
  Place place;
} Fetch;

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fetch *fetch = data;
  g_autoptr (AnlanMapOnline) self = fetch->self;
  g_autoptr (SoupMessage) message = fetch->message;
  Place place = fetch->place;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);

  g_free (fetch);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (bytes == NULL)
    finish (self, place, error->message);
  else if (soup_message_get_status (message) != SOUP_STATUS_OK)
    {
      g_autofree char *reason = g_strdup_printf (_ ("it answers “%u %s”"), soup_message_get_status (message),
                                                 soup_status_get_phrase (soup_message_get_status (message)));

      finish (self, place, reason);
    }
  else if (g_bytes_get_size (bytes) > MOST_TILE_BYTES)
    finish (self, place, _ ("what it sends is too large for a tile"));
  else
    run_work (self, place, bytes, decoded_cb);
}

static void
fetch_tile (AnlanMapOnline *self, Place place)
{
  g_autofree char *address = anlan_map_online_dup_address (self->address, place.zoom, place.x, place.y);
  SoupMessage *message = soup_message_new (SOUP_METHOD_GET, address);
  Fetch *fetch;

  if (message == NULL)
    {
      finish (self, place, _ ("its address is none"));
      return;
    }
  fetch = g_new0 (Fetch, 1);
  fetch->self = g_object_ref (self);
  fetch->message = message;
  fetch->place = place;
  soup_session_send_and_read_async (self->session, message, G_PRIORITY_LOW, self->cancellable, fetched_cb,
                                    fetch);
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AnlanMapOnline *self = ANLAN_MAP_ONLINE (source);
  const Work *work = g_task_get_task_data (G_TASK (result));
  Place place = work->place;
  gboolean is_fresh = work->is_fresh;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (texture != NULL)
    put (self, place, texture);
  if (texture != NULL && is_fresh)
    finish (self, place, NULL);
  else
    fetch_tile (self, place);
}

/* The latest first: that is where the user looks now. */
static void
begin_next (AnlanMapOnline *self)
{
  while (self->running < MOST_AT_ONCE && self->wanted->len > 0)
    {
      Place place = g_array_index (self->wanted, Place, self->wanted->len - 1);

      g_array_set_size (self->wanted, self->wanted->len - 1);
      self->running++;
      run_work (self, place, NULL, looked_up_cb);
    }
}

/* --- memory --------------------------------------------------------------------------------------------------------------------- */

static void
drop_oldest (AnlanMapOnline *self)
{
  GHashTableIter iter;
  gpointer key, value;
  const Place *oldest = NULL;
  guint64 used = G_MAXUINT64;

  g_hash_table_iter_init (&iter, self->tiles);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (!((Tile *)value)->pending && ((Tile *)value)->used < used)
      {
        used = ((Tile *)value)->used;
        oldest = key;
      }
  if (oldest != NULL)
    g_hash_table_remove (self->tiles, oldest);
}

GdkTexture *
anlan_map_online_get (AnlanMapOnline *self, int zoom, int x, int y, gboolean fetch)
{
  Place place = { zoom, x, y };
  gint64 now = g_get_monotonic_time ();
  Tile *tile;

  g_return_val_if_fail (ANLAN_IS_MAP_ONLINE (self), NULL);

  tile = g_hash_table_lookup (self->tiles, &place);
  if (tile == NULL)
    {
      if (!fetch)
        return NULL;
      if (g_hash_table_size (self->tiles) >= MOST_TILES)
        drop_oldest (self);
      tile = g_new0 (Tile, 1);
      g_hash_table_insert (self->tiles, g_memdup2 (&place, sizeof place), tile);
    }
  tile->used = ++self->clock;
  if (fetch && tile->texture == NULL && !tile->pending &&
      (tile->failed_at == 0 || now - tile->failed_at > PATIENCE_US))
    {
      tile->pending = TRUE;
      g_array_append_val (self->wanted, place);
      begin_next (self);
    }
  return tile->texture;
}

void
anlan_map_online_forget (AnlanMapOnline *self)
{
  g_return_if_fail (ANLAN_IS_MAP_ONLINE (self));

  for (guint i = 0; i < self->wanted->len; i++)
    g_hash_table_remove (self->tiles, &g_array_index (self->wanted, Place, i));
  g_array_set_size (self->wanted, 0);
}

gboolean
anlan_map_online_is_idle (AnlanMapOnline *self)
{
  g_return_val_if_fail (ANLAN_IS_MAP_ONLINE (self), TRUE);

  return self->running == 0 && self->wanted->len == 0;
}

const char *
anlan_map_online_get_problem (AnlanMapOnline *self)
{
  g_return_val_if_fail (ANLAN_IS_MAP_ONLINE (self), NULL);

  return self->problem;
}

/* --- object ------------------------------------------------------------------------------------------------------------------------- */

static void
anlan_map_online_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_PROBLEM)
    g_value_set_string (value, ANLAN_MAP_ONLINE (object)->problem);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
anlan_map_online_dispose (GObject *object)
{
  AnlanMapOnline *self = ANLAN_MAP_ONLINE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (anlan_map_online_parent_class)->dispose (object);
}

static void
anlan_map_online_finalize (GObject *object)
{
  AnlanMapOnline *self = ANLAN_MAP_ONLINE (object);

  g_object_unref (self->cancellable);
  g_hash_table_unref (self->tiles);
  g_array_unref (self->wanted);
  g_free (self->address);
  g_free (self->folder);
  g_free (self->kept_in);
  g_mutex_clear (&self->lock);
  g_free (self->problem);
  G_OBJECT_CLASS (anlan_map_online_parent_class)->finalize (object);
}

static void
anlan_map_online_class_init (AnlanMapOnlineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = anlan_map_online_get_property;
  object_class->dispose = anlan_map_online_dispose;
  object_class->finalize = anlan_map_online_finalize;
  properties[PROP_PROBLEM] =
      g_param_spec_string ("problem", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHANGED] =
      g_signal_new ("changed", ANLAN_TYPE_MAP_ONLINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
anlan_map_online_init (AnlanMapOnline *self)
{
  self->tiles = g_hash_table_new_full (place_hash, place_equal, g_free, (GDestroyNotify)tile_free);
  self->wanted = g_array_new (FALSE, FALSE, sizeof (Place));
  self->cancellable = g_cancellable_new ();
  self->limit = ANLAN_MAP_ONLINE_CACHE_BYTES;
  /* Another program, or an earlier one, may have left more than there may be: the first tile looks. */
  self->written = G_MAXUINT64 / 2;
  g_mutex_init (&self->lock);
  self->session = soup_session_new_with_options ("user-agent", "Anlan/" ANLAN_VERSION, "timeout", TIMEOUT_S,
                                                 "max-conns-per-host", MOST_AT_ONCE, NULL);
}

AnlanMapOnline *
anlan_map_online_new (const char *address, gboolean gcj02, const char *cache)
{
  AnlanMapOnline *self;

  g_return_val_if_fail (address != NULL, NULL);

  self = g_object_new (ANLAN_TYPE_MAP_ONLINE, NULL);
  self->address = g_strdup (address);
  self->gcj02 = gcj02;
  if (cache != NULL)
    {
      self->folder = g_strdup (cache);
      self->kept_in = g_strdup (cache);
    }
  else
    {
      /* One folder for each source; its address may hold a key, which is nobody's business in a folder's name. */
      g_autofree char *name = g_compute_checksum_for_string (G_CHECKSUM_SHA256, address, -1);

      name[16] = '\0';
      self->kept_in = g_build_filename (g_get_user_cache_dir (), "anlan", "tiles", NULL);
      self->folder = g_build_filename (self->kept_in, name, NULL);
    }
  return self;
}

void
anlan_map_online_set_limit (AnlanMapOnline *self, guint64 bytes)
{
  g_return_if_fail (ANLAN_IS_MAP_ONLINE (self) && self->running == 0);

  self->limit = bytes;
}
