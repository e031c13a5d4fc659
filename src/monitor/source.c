/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-monitor"

#include "monitor/source.h"

#include <string.h>

#include "base/time.h"

/* The rate is that of the last minute, in slices of so many seconds. */
#define SLICE (5 * ANLAN_SECOND)
#define SLICES 12

typedef struct
{
  char *id;
  gint64 patience;
  GMutex mutex; /* guards all below */
  AnlanSourceStatus status;
  gboolean started;
  guint slices[SLICES];
  gint64 slice; /* number of the newest */
} AnlanSourcePrivate;

G_DEFINE_TYPE_WITH_PRIVATE (AnlanSource, anlan_source, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_ID,
  PROP_STATE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static const char *const state_names[] = { "off", "starting", "running", "silent", "failing" };

const char *
anlan_source_state_name (AnlanSourceState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (state_names), NULL);

  return state_names[state];
}

void
anlan_source_status_clear (AnlanSourceStatus *status)
{
  g_clear_pointer (&status->last_error, g_free);
}

/* What still arrives from other threads after the stop does not start it again. */
static void
set_state (AnlanSource *source, AnlanSourceState state)
{
  AnlanSourcePrivate *priv = anlan_source_get_instance_private (source);
  gboolean changed;

  g_mutex_lock (&priv->mutex);
  changed = priv->status.state != state && priv->started == (state != ANLAN_SOURCE_OFF);
  if (changed)
    priv->status.state = state;
  g_mutex_unlock (&priv->mutex);
  if (changed)
    g_object_notify_by_pspec (G_OBJECT (source), properties[PROP_STATE]);
}

static void
anlan_source_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AnlanSourcePrivate *priv = anlan_source_get_instance_private (ANLAN_SOURCE (object));

  if (id == PROP_ID)
    g_value_set_string (value, priv->id);
  else if (id == PROP_STATE)
    {
      g_mutex_lock (&priv->mutex);
      g_value_set_uint (value, priv->status.state);
      g_mutex_unlock (&priv->mutex);
    }
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
anlan_source_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  AnlanSourcePrivate *priv = anlan_source_get_instance_private (ANLAN_SOURCE (object));

  if (id == PROP_ID)
    priv->id = g_value_dup_string (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
anlan_source_finalize (GObject *object)
{
  AnlanSourcePrivate *priv = anlan_source_get_instance_private (ANLAN_SOURCE (object));

  g_free (priv->id);
  anlan_source_status_clear (&priv->status);
  g_mutex_clear (&priv->mutex);
  G_OBJECT_CLASS (anlan_source_parent_class)->finalize (object);
}

static void
anlan_source_class_init (AnlanSourceClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = anlan_source_get_property;
  object_class->set_property = anlan_source_set_property;
  object_class->finalize = anlan_source_finalize;

  properties[PROP_ID] = g_param_spec_string (
      "id", NULL, NULL, "", G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_STATE] =
      g_param_spec_uint ("state", NULL, NULL, 0, G_N_ELEMENTS (state_names) - 1, 0,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
anlan_source_init (AnlanSource *source)
{
  AnlanSourcePrivate *priv = anlan_source_get_instance_private (source);

  g_mutex_init (&priv->mutex);
  priv->status.last = priv->status.last_error_at = priv->status.offset = G_MININT64;
}

const char *
anlan_source_get_id (AnlanSource *source)
{
  AnlanSourcePrivate *priv = anlan_source_get_instance_private (source);

  g_return_val_if_fail (ANLAN_IS_SOURCE (source), NULL);

  return priv->id;
}

void
anlan_source_set_patience (AnlanSource *source, gint64 patience)
{
  AnlanSourcePrivate *priv = anlan_source_get_instance_private (source);

  g_return_if_fail (ANLAN_IS_SOURCE (source));

  g_mutex_lock (&priv->mutex);
  priv->patience = patience;
  g_mutex_unlock (&priv->mutex);
}

/* FALSE where it was so already. */
static gboolean
set_started (AnlanSourcePrivate *priv, gboolean started)
{
  gboolean changed;

  g_mutex_lock (&priv->mutex);
  changed = priv->started != started;
  priv->started = started;
  g_mutex_unlock (&priv->mutex);
  return changed;
}

void
anlan_source_start (AnlanSource *source)
{
  AnlanSourcePrivate *priv = anlan_source_get_instance_private (source);

  g_return_if_fail (ANLAN_IS_SOURCE (source));

  if (!set_started (priv, TRUE))
    return;
  set_state (source, ANLAN_SOURCE_STARTING);
  ANLAN_SOURCE_GET_CLASS (source)->start (source);
}

void
anlan_source_stop (AnlanSource *source)
{
  AnlanSourcePrivate *priv = anlan_source_get_instance_private (source);

  g_return_if_fail (ANLAN_IS_SOURCE (source));

  if (!set_started (priv, FALSE))
    return;
  ANLAN_SOURCE_GET_CLASS (source)->stop (source);
  set_state (source, ANLAN_SOURCE_OFF);
}

/* Slices between the newest and that of @now are empty. */
static void
move_slices (AnlanSourcePrivate *priv, gint64 now)
{
  gint64 slice = now / SLICE;

  if (slice - priv->slice >= SLICES)
    memset (priv->slices, 0, sizeof priv->slices);
  else
    for (gint64 i = priv->slice + 1; i <= slice; i++)
      priv->slices[i % SLICES] = 0;
  priv->slice = MAX (priv->slice, slice);
}

void
anlan_source_get_status (AnlanSource *source, gint64 now, AnlanSourceStatus *status)
{
  AnlanSourcePrivate *priv = anlan_source_get_instance_private (source);
  guint items = 0;

  g_return_if_fail (ANLAN_IS_SOURCE (source) && status != NULL);

  g_mutex_lock (&priv->mutex);
  move_slices (priv, now);
  for (guint i = 0; i < SLICES; i++)
    items += priv->slices[i];
  *status = priv->status;
  status->last_error = g_strdup (priv->status.last_error);
  status->rate = (double)items / ((double)SLICES * SLICE / ANLAN_SECOND);
  if (status->state == ANLAN_SOURCE_RUNNING && priv->patience > 0 && status->last != G_MININT64 &&
      now - status->last >= priv->patience)
    status->state = ANLAN_SOURCE_SILENT;
  g_mutex_unlock (&priv->mutex);
}

static gint64
offset_of (const AnlanBatch *batch)
{
  gint64 newest = G_MININT64;

  for (guint i = 0; i < batch->readings->len; i++)
    newest = MAX (newest, g_array_index (batch->readings, AnlanBatchReading, i).ts);
  return newest != G_MININT64 ? batch->received - newest : G_MININT64;
}

void
anlan_source_heard (AnlanSource *source, const AnlanBatch *batch)
{
  AnlanSourcePrivate *priv = anlan_source_get_instance_private (source);
  guint items;

  g_return_if_fail (ANLAN_IS_SOURCE (source) && batch != NULL);

  items = batch->readings->len + batch->detections->len;
  g_mutex_lock (&priv->mutex);
  move_slices (priv, batch->received);
  priv->slices[priv->slice % SLICES] += items;
  priv->status.last = batch->received;
  priv->status.items += items;
  priv->status.refused += batch->refused;
  priv->status.offset = offset_of (batch);
  g_mutex_unlock (&priv->mutex);
  set_state (source, ANLAN_SOURCE_RUNNING);
}

void
anlan_source_ready (AnlanSource *source)
{
  g_return_if_fail (ANLAN_IS_SOURCE (source));

  set_state (source, ANLAN_SOURCE_RUNNING);
}

void
anlan_source_failed (AnlanSource *source, gint64 now, const GError *error)
{
  AnlanSourcePrivate *priv = anlan_source_get_instance_private (source);

  g_return_if_fail (ANLAN_IS_SOURCE (source) && error != NULL);

  g_mutex_lock (&priv->mutex);
  priv->status.errors++;
  priv->status.last_error_at = now;
  g_free (priv->status.last_error);
  priv->status.last_error = g_strdup (error->message);
  g_mutex_unlock (&priv->mutex);
  set_state (source, ANLAN_SOURCE_FAILING);
}
