/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "ingest.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "link/push.h"
#include "outlet.h"
#include "station/sample.h"

#define PREFIX "/in/"
#define OUTLET "/sta/"

/* Who asks for what is not there is answered ever later: a device with an old address does not mind, and who guesses gets
 * nowhere with the eight connections that an address may have. ms */
#define FREE_GUESSES 3
#define FIRST_WAIT 100
#define LONGEST_WAIT 3000

/* So long after his last guess an address is forgotten, ms; so many are remembered. */
#define REMEMBERED (10 * 60 * 1000)
#define GUESSERS_MAX 1000

/* --- a source that is posted to ---------------------------------------------------------------------------------- */

struct _StationInlet
{
  AnlanSource parent_instance;

  AnlanInletRead read;
  JsonObject *settings;
  AnlanProfile *profile; /* or NULL */
  char *hash;
  gboolean outlet; /* it is read, and not posted to */
  gint64 sampled;  /* monotonic ms of the last sample, or 0; the listener's thread */

  /* Of one that a camera posts to; the listener's thread, once it runs. */
  AnlanCamera *camera;
  GQueue heard; /* AnlanBatch, of the message at hand */
  AnlanPictureFunc picture;
  gpointer picture_data;
};

G_DEFINE_FINAL_TYPE (StationInlet, station_inlet, ANLAN_TYPE_SOURCE)

static void
station_inlet_start (AnlanSource *source)
{
  anlan_source_ready (source);
}

static void
station_inlet_stop (AnlanSource *source)
{
}

static void
station_inlet_finalize (GObject *object)
{
  StationInlet *self = STATION_INLET (object);

  g_clear_pointer (&self->camera, anlan_camera_free);
  g_queue_clear_full (&self->heard, (GDestroyNotify)anlan_batch_free);
  json_object_unref (self->settings);
  g_clear_pointer (&self->profile, anlan_profile_unref);
  g_free (self->hash);
  G_OBJECT_CLASS (station_inlet_parent_class)->finalize (object);
}

static void
station_inlet_class_init (StationInletClass *class)
{
  G_OBJECT_CLASS (class)->finalize = station_inlet_finalize;
  ANLAN_SOURCE_CLASS (class)->start = station_inlet_start;
  ANLAN_SOURCE_CLASS (class)->stop = station_inlet_stop;
}

static void
station_inlet_init (StationInlet *self)
{
}

static void
camera_cb (AnlanBatch *batch, gpointer data)
{
  StationInlet *self = data;

  g_queue_push_tail (&self->heard, batch);
}

static gboolean
picture_cb (const void *bytes, gsize length, gpointer data, char **sha256, GError **error)
{
  StationInlet *self = data;

  return self->picture == NULL || self->picture (bytes, length, self->picture_data, sha256, error);
}

void
station_inlet_set_pictures (StationInlet *inlet, AnlanPictureFunc func, gpointer data)
{
  inlet->picture = func;
  inlet->picture_data = data;
}

StationInlet *
station_inlet_new (
    const char *id, const char *type, const char *hash, JsonObject *settings, GTimeZone *zone, GError **error)
{
  g_autoptr (StationInlet) self = g_object_new (STATION_TYPE_INLET, "id", id, NULL);
  AnlanCameraMake make;

  self->read = anlan_inlet_find (type);
  self->hash = g_strdup (hash);
  self->outlet = anlan_inlet_is_outlet (type);
  self->settings = json_object_ref (settings);
  if (!anlan_profile_of_settings (settings, zone, &self->profile, error))
    return NULL;
  if (!anlan_inlet_is_camera (type, &make))
    return g_steal_pointer (&self);
  self->camera = anlan_camera_new (make, id, settings, picture_cb, camera_cb, self, error);
  return self->camera != NULL ? g_steal_pointer (&self) : NULL;
}

/* --- taking in --------------------------------------------------------------------------------------------------- */

struct _StationIngest
{
  AnlanIntake *intake;
  AnlanClock *clock;
  AnlanPlant *plant;
  char *dir;            /* of it */
  GHashTable *guessers; /* address: (owned) Guesser; the listener's thread */
  GMutex mutex;         /* guards what follows */
  GPtrArray *inlets;    /* StationInlet */
};

/* Who has asked for sources that are not there. */
typedef struct
{
  guint times;
  gint64 last; /* monotonic, ms */
} Guesser;

/* A message that waits for its commit. */
typedef struct
{
  AnlanExchange *exchange;
  StationInlet *inlet;
  gint64 received;
  guint readings, detections, refused;
  char *reason;
} Post;

/* One that is posted to, or one that is read. All are looked at, so that the time does not tell which one it was. */
static StationInlet *
find_inlet (StationIngest *self, const char *token, gboolean outlet)
{
  StationInlet *found = NULL;

  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->inlets->len; i++)
    {
      StationInlet *inlet = g_ptr_array_index (self->inlets, i);

      if (anlan_inlet_is_token (token, inlet->hash) && inlet->outlet == outlet)
        g_set_object (&found, inlet);
    }
  g_mutex_unlock (&self->mutex);
  return found;
}

static char *
say_taken (const Post *post)
{
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "ok");
  anlan_json_boolean (&json, TRUE);
  anlan_json_name (&json, "readings");
  anlan_json_integer (&json, post->readings);
  anlan_json_name (&json, "detections");
  anlan_json_integer (&json, post->detections);
  anlan_json_name (&json, "refused");
  anlan_json_integer (&json, post->refused);
  if (post->reason != NULL)
    {
      anlan_json_name (&json, "reason");
      anlan_json_text (&json, post->reason);
    }
  anlan_json_close (&json, '}');
  return anlan_json_end (&json);
}

static void
committed_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Post *post = data;
  g_autoptr (GError) error = NULL;

  if (anlan_intake_push_finish (ANLAN_INTAKE (object), result, &error))
    {
      g_autofree char *body = say_taken (post);

      anlan_exchange_answer_text (post->exchange, 200, "application/json", body);
    }
  else
    {
      anlan_source_failed (ANLAN_SOURCE (post->inlet), post->received, error);
      anlan_exchange_say_error (post->exchange, error);
    }
  g_object_unref (post->inlet);
  g_free (post->reason);
  g_free (post);
}

static AnlanBatch *
read_message (AnlanExchange *exchange, StationInlet *inlet, gint64 received, GError **error)
{
  const AnlanInletMessage message = {
    .source = anlan_source_get_id (ANLAN_SOURCE (inlet)),
    .settings = inlet->settings,
    .profile = inlet->profile,
    .headers = { .content_type = anlan_exchange_get_header (exchange, "Content-Type"),
                 .specversion = anlan_exchange_get_header (exchange, "ce-specversion"),
                 .id = anlan_exchange_get_header (exchange, "ce-id"),
                 .source = anlan_exchange_get_header (exchange, "ce-source"),
                 .type = anlan_exchange_get_header (exchange, "ce-type"),
                 .time = anlan_exchange_get_header (exchange, "ce-time"),
                 .subject = anlan_exchange_get_header (exchange, "ce-subject") },
    .body = anlan_exchange_get_body (exchange),
    .address = anlan_exchange_get_address (exchange),
    .received = received,
  };

  return inlet->read (&message, error);
}

/* What a camera says may be several batches. The intake keeps their order, so the answer after the last is one for all. */
static AnlanBatch *
read_camera (
    StationIngest *self, AnlanExchange *exchange, StationInlet *inlet, gint64 received, GError **error)
{
  gsize length;
  const void *bytes = g_bytes_get_data (anlan_exchange_get_body (exchange), &length);
  g_autoptr (GError) trouble = NULL;
  gboolean read = anlan_camera_read (inlet->camera, anlan_exchange_get_header (exchange, "Content-Type"),
                                     bytes != NULL ? bytes : "", length, received, &trouble);

  while (inlet->heard.length > 1)
    anlan_source_push (ANLAN_SOURCE (inlet), self->intake, g_queue_pop_head (&inlet->heard));
  if (inlet->heard.length == 1)
    return g_queue_pop_head (&inlet->heard);
  if (read)
    return anlan_batch_new (received); /* a heartbeat */
  g_propagate_error (error, g_steal_pointer (&trouble));
  return NULL;
}

static AnlanBatch *
read_any (StationIngest *self, AnlanExchange *exchange, StationInlet *inlet, gint64 received, GError **error)
{
  g_autoptr (AnlanBatch) batch = inlet->camera != NULL ? read_camera (self, exchange, inlet, received, error)
                                                       : read_message (exchange, inlet, received, error);

  if (batch == NULL)
    return NULL;
  if (batch->refused == 0 || batch->readings->len + batch->detections->len > 0)
    return g_steal_pointer (&batch);
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, batch->reason);
  return NULL;
}

/* What was not understood stays to be looked at. @batch: (nullable): what was taken of it all the same. */
static void
keep_sample (StationIngest *self,
             AnlanExchange *exchange,
             StationInlet *inlet,
             gint64 received,
             const AnlanBatch *batch,
             const char *reason)
{
  const char *const secrets[] = { anlan_exchange_get_rest (exchange), NULL };
  GBytes *body = anlan_exchange_get_body (exchange);
  const AnlanSample sample = { .source = (char *)anlan_source_get_id (ANLAN_SOURCE (inlet)),
                               .at = received,
                               .type = (char *)anlan_exchange_get_header (exchange, "Content-Type"),
                               .address = (char *)anlan_exchange_get_address (exchange),
                               .reason = (char *)reason,
                               .taken = batch != NULL ? batch->readings->len + batch->detections->len : 0,
                               .refused = batch != NULL ? batch->refused : 0,
                               .size = g_bytes_get_size (body),
                               .body = body };
  gint64 now = g_get_monotonic_time () / 1000;
  g_autoptr (GError) error = NULL;

  if (inlet->sampled != 0 && now - inlet->sampled < ANLAN_SAMPLE_EVERY)
    return;
  inlet->sampled = now;
  if (!anlan_sample_write (self->dir, &sample, secrets, &error))
    g_warning ("%s", error->message);
}

static void
take (StationIngest *self, AnlanExchange *exchange, StationInlet *inlet)
{
  gint64 received = anlan_clock_now (self->clock);
  g_autoptr (GError) error = NULL;
  AnlanBatch *batch = read_any (self, exchange, inlet, received, &error);
  Post *post;

  if (batch == NULL)
    {
      keep_sample (self, exchange, inlet, received, NULL, error->message);
      anlan_source_failed (ANLAN_SOURCE (inlet), received, error);
      anlan_exchange_say_error (exchange, error);
      return;
    }
  if (batch->refused > 0)
    keep_sample (self, exchange, inlet, received, batch, batch->reason);
  anlan_source_heard (ANLAN_SOURCE (inlet), batch);
  post = g_new0 (Post, 1);
  *post = (Post){ .exchange = exchange,
                  .inlet = g_object_ref (inlet),
                  .received = received,
                  .readings = batch->readings->len,
                  .detections = batch->detections->len,
                  .refused = batch->refused,
                  .reason = g_strdup (batch->reason) };
  anlan_intake_push_async (self->intake, batch, committed_cb, post);
}

/* --- wrong addresses ---------------------------------------------------------------------------------------------- */

static gboolean
is_old (gpointer address, gpointer guesser, gpointer now)
{
  return ((const Guesser *)guesser)->last + REMEMBERED < *(const gint64 *)now;
}

/* How long the sender waits for his answer, ms. */
static guint
count_guess (StationIngest *self, const char *address)
{
  gint64 now = g_get_monotonic_time () / 1000;
  Guesser *guesser = g_hash_table_lookup (self->guessers, address);

  if (guesser == NULL || is_old (NULL, guesser, &now))
    {
      g_hash_table_foreach_remove (self->guessers, is_old, &now);
      /* As many as this come from nowhere but a network that is no plant's: those already here keep their waits. */
      if (g_hash_table_size (self->guessers) >= GUESSERS_MAX)
        return LONGEST_WAIT;
      guesser = g_new0 (Guesser, 1);
      g_hash_table_insert (self->guessers, g_strdup (address), guesser);
    }
  guesser->last = now;
  guesser->times++;
  if (guesser->times <= FREE_GUESSES)
    return 0;
  return (guint)MIN (LONGEST_WAIT, (guint64)FIRST_WAIT << MIN (guesser->times - FREE_GUESSES - 1, 10));
}

static gboolean
refuse_cb (gpointer exchange)
{
  anlan_exchange_say (
      exchange, 404,
      _ ("No source has this address. Have a new one made at the station, and set it in the device."));
  return G_SOURCE_REMOVE;
}

static void
refuse_later (StationIngest *self, AnlanExchange *exchange)
{
  guint wait = count_guess (self, anlan_exchange_get_address (exchange));
  g_autoptr (GSource) source = NULL;

  if (wait == 0)
    {
      refuse_cb (exchange);
      return;
    }
  source = g_timeout_source_new (wait);
  g_source_set_callback (source, refuse_cb, exchange, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
post_cb (AnlanExchange *exchange, gpointer data)
{
  StationIngest *self = data;
  g_autoptr (StationInlet) inlet = find_inlet (self, anlan_exchange_get_rest (exchange), FALSE);

  if (inlet == NULL)
    {
      /* The address may be a token with a slip in it: it is not written anywhere. */
      g_message ("A message from %s came to no source.", anlan_exchange_get_address (exchange));
      refuse_later (self, exchange);
      return;
    }
  take (self, exchange, inlet);
}

/* TOKEN/v1.1 and what follows. */
static void
read_cb (AnlanExchange *exchange, gpointer data)
{
  StationIngest *self = data;
  const char *rest = anlan_exchange_get_rest (exchange), *slash = strchr (rest, '/');
  g_autofree char *token = slash != NULL ? g_strndup (rest, (gsize)(slash - rest)) : g_strdup (rest);
  g_autoptr (StationInlet) inlet = find_inlet (self, token, TRUE);
  g_autofree char *base = NULL;

  if (inlet == NULL || slash == NULL || !g_str_has_prefix (slash, "/v1.1") ||
      (slash[strlen ("/v1.1")] != '\0' && slash[strlen ("/v1.1")] != '/'))
    {
      refuse_later (self, exchange);
      return;
    }
  base = g_strdup_printf ("%s://%s" OUTLET "%s/v1.1", anlan_exchange_is_secure (exchange) ? "https" : "http",
                          anlan_exchange_get_header (exchange, "Host"), token);
  station_outlet_answer (exchange, self->plant, base, slash + strlen ("/v1.1"));
}

void
station_ingest_set_inlets (StationIngest *ingest, GPtrArray *inlets)
{
  g_autoptr (GPtrArray) before = NULL;

  g_mutex_lock (&ingest->mutex);
  before = g_steal_pointer (&ingest->inlets);
  ingest->inlets = g_ptr_array_ref (inlets);
  g_mutex_unlock (&ingest->mutex);
}

StationIngest *
station_ingest_new (AnlanListener *listener, AnlanIntake *intake, AnlanPlant *plant)
{
  StationIngest *self = g_new0 (StationIngest, 1);

  self->intake = g_object_ref (intake);
  self->plant = g_object_ref (plant);
  self->clock = anlan_clock_ref (anlan_store_get_clock (anlan_plant_get_store (plant)));
  self->dir = g_strdup (anlan_store_get_dir (anlan_plant_get_store (plant)));
  self->inlets = g_ptr_array_new_with_free_func (g_object_unref);
  self->guessers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_mutex_init (&self->mutex);
  anlan_listener_add_route (listener, PREFIX, "POST PUT", ANLAN_BATCH_MAX_BYTES, post_cb, self, NULL);
  anlan_listener_add_route (listener, OUTLET, "GET", 0, read_cb, self, NULL);
  return self;
}

void
station_ingest_free (StationIngest *ingest)
{
  g_object_unref (ingest->intake);
  g_object_unref (ingest->plant);
  anlan_clock_unref (ingest->clock);
  g_ptr_array_unref (ingest->inlets);
  g_hash_table_unref (ingest->guessers);
  g_free (ingest->dir);
  g_mutex_clear (&ingest->mutex);
  g_free (ingest);
}
