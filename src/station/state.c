/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "station/state.h"

#include <math.h>
#include <string.h>

#include "base/json.h"
#include "base/time.h"
#include "link/json-get.h"
#include "vigil-private.h"

void
anlan_station_source_free (AnlanStationSource *source)
{
  g_free (source->id);
  g_free (source->name);
  g_free (source->type);
  anlan_source_status_clear (&source->status);
  g_free (source);
}

void
anlan_station_channel_free (AnlanStationChannel *channel)
{
  g_free (channel->id);
  g_free (channel->title);
  g_free (channel->type);
  g_free (channel->trouble);
  g_free (channel);
}

void
anlan_station_state_init (AnlanStationState *state)
{
  g_return_if_fail (state != NULL);

  *state = (AnlanStationState){ .oldest = G_MININT64 };
  state->sources = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_station_source_free);
  state->channels = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_station_channel_free);
  state->problems = g_ptr_array_new_with_free_func (g_free);
}

void
anlan_station_state_clear (AnlanStationState *state)
{
  anlan_vigil_clear (&state->vigil);
  g_clear_pointer (&state->url, g_free);
  g_clear_pointer (&state->sources, g_ptr_array_unref);
  g_clear_pointer (&state->channels, g_ptr_array_unref);
  g_clear_pointer (&state->problems, g_ptr_array_unref);
  g_clear_pointer (&state->announced, g_free);
  g_clear_pointer (&state->sleep, g_free);
}

/* --- reading --------------------------------------------------------------------------------------------------- */

static gint64
get_integer (JsonObject *object, const char *name, gint64 fallback)
{
  double number = anlan_json_get_number (object, name);

  return isnan (number) || fabs (number) > 9e15 ? fallback : (gint64)number;
}

static guint64
get_count (JsonObject *object, const char *name)
{
  return (guint64)MAX (0, get_integer (object, name, 0));
}

static gint64
get_moment (JsonObject *object, const char *name)
{
  const char *text = anlan_json_get_text (object, name);
  gint64 ms;

  return text != NULL && anlan_time_parse (text, &ms) ? ms : G_MININT64;
}

static AnlanSourceState
get_state (JsonObject *object)
{
  const char *text = anlan_json_get_text (object, "state");

  for (AnlanSourceState state = ANLAN_SOURCE_OFF; state <= ANLAN_SOURCE_FAILING; state++)
    if (g_strcmp0 (text, anlan_source_state_name (state)) == 0)
      return state;
  return ANLAN_SOURCE_OFF;
}

static gpointer
read_source (JsonObject *object)
{
  AnlanStationSource *source = g_new0 (AnlanStationSource, 1);
  double rate = anlan_json_get_number (object, "rate");

  source->id = g_strdup (anlan_json_get_text (object, "id"));
  source->name = g_strdup (anlan_json_get_text (object, "name"));
  source->type = g_strdup (anlan_json_get_text (object, "type"));
  source->status = (AnlanSourceStatus){
    .state = get_state (object),
    .last = get_moment (object, "last"),
    .rate = isnan (rate) ? 0 : rate,
    .items = get_count (object, "items"),
    .refused = get_count (object, "refused"),
    .errors = get_count (object, "errors"),
    .last_error_at = get_moment (object, "last_error_at"),
    .last_error = g_strdup (anlan_json_get_text (object, "last_error")),
    .offset = get_integer (object, "offset", G_MININT64),
  };
  return source;
}

static gpointer
read_channel (JsonObject *object)
{
  AnlanStationChannel *channel = g_new0 (AnlanStationChannel, 1);

  channel->id = g_strdup (anlan_json_get_text (object, "id"));
  channel->title = g_strdup (anlan_json_get_text (object, "title"));
  channel->type = g_strdup (anlan_json_get_text (object, "type"));
  channel->waits = (guint)get_count (object, "waits");
  channel->failed = (guint)get_count (object, "failed");
  channel->sent = get_moment (object, "sent");
  channel->trouble = g_strdup (anlan_json_get_text (object, "trouble"));
  channel->since = get_moment (object, "since");
  return channel;
}

/* One without an id is nobody's. */
static void
read_list (JsonObject *object, const char *name, gpointer (*read) (JsonObject *object), GPtrArray *list)
{
  JsonArray *array = anlan_json_get_list (object, name);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      JsonObject *one = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

      if (one != NULL && anlan_json_get_text (one, "id") != NULL)
        g_ptr_array_add (list, read (one));
    }
}

static void
read_problems (JsonObject *object, GPtrArray *list)
{
  JsonArray *array = anlan_json_get_list (object, "problems");

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      const char *text = anlan_json_element_text (array, i);

      if (text != NULL)
        g_ptr_array_add (list, g_strdup (text));
    }
}

static void
read_figures (JsonObject *object, AnlanListenerFigures *figures)
{
  if (object == NULL)
    return;
  *figures = (AnlanListenerFigures){
    .connections = (guint)get_count (object, "connections"),
    .accepted = get_count (object, "accepted"),
    .turned_away = get_count (object, "turned_away"),
    .requests = get_count (object, "requests"),
    .refused = get_count (object, "refused"),
    .cut = get_count (object, "cut"),
    .bytes = get_count (object, "bytes"),
  };
}

static void
read_station (JsonObject *object, AnlanStationState *state)
{
  state->said = TRUE;
  state->url = g_strdup (anlan_json_get_text (object, "url"));
  state->tls = anlan_json_get_boolean (object, "tls");
  state->waiting = (guint)get_count (object, "waiting");
  state->oldest = get_moment (object, "oldest");
  state->disk_free = get_count (object, "disk_free");
  state->disk_size = get_count (object, "disk_size");
  state->announced = g_strdup (anlan_json_get_text (object, "announced"));
  state->sleep = g_strdup (anlan_json_get_text (object, "sleep"));
  read_figures (anlan_json_get_object (object, "listener"), &state->figures);
  read_list (object, "sources", read_source, state->sources);
  read_list (object, "channels", read_channel, state->channels);
  read_problems (object, state->problems);
}

gboolean
anlan_station_state_read (const char *dir, AnlanStationState *state, GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;

  g_return_val_if_fail (dir != NULL && state != NULL, FALSE);

  anlan_station_state_init (state);
  if (!station_vigil_load (dir, &state->vigil, &node, error))
    return FALSE;
  object = node != NULL ? anlan_json_get_object (json_node_get_object (node), "station") : NULL;
  if (object != NULL)
    read_station (object, state);
  return TRUE;
}

/* --- writing --------------------------------------------------------------------------------------------------- */

static void
put_text (AnlanJson *json, const char *name, const char *text)
{
  if (text == NULL)
    return;
  anlan_json_name (json, name);
  anlan_json_text (json, text);
}

static void
put_count (AnlanJson *json, const char *name, guint64 count)
{
  anlan_json_name (json, name);
  anlan_json_integer (json, (gint64)count);
}

static void
put_moment (AnlanJson *json, const char *name, gint64 ms)
{
  g_autofree char *moment = ms != G_MININT64 ? anlan_time_format (ms) : NULL;

  put_text (json, name, moment);
}

static void
put_source (AnlanJson *json, const AnlanStationSource *source)
{
  const AnlanSourceStatus *status = &source->status;

  anlan_json_open (json, '{');
  put_text (json, "id", source->id);
  put_text (json, "name", source->name);
  put_text (json, "type", source->type);
  put_text (json, "state", anlan_source_state_name (status->state));
  put_moment (json, "last", status->last);
  anlan_json_name (json, "rate");
  anlan_json_real (json, status->rate);
  put_count (json, "items", status->items);
  put_count (json, "refused", status->refused);
  put_count (json, "errors", status->errors);
  put_moment (json, "last_error_at", status->last_error_at);
  put_text (json, "last_error", status->last_error);
  if (status->offset != G_MININT64)
    {
      anlan_json_name (json, "offset");
      anlan_json_integer (json, status->offset);
    }
  anlan_json_close (json, '}');
}

static void
put_channel (AnlanJson *json, const AnlanStationChannel *channel)
{
  anlan_json_open (json, '{');
  put_text (json, "id", channel->id);
  put_text (json, "title", channel->title);
  put_text (json, "type", channel->type);
  put_count (json, "waits", channel->waits);
  put_count (json, "failed", channel->failed);
  put_moment (json, "sent", channel->sent);
  put_text (json, "trouble", channel->trouble);
  if (channel->trouble != NULL)
    put_moment (json, "since", channel->since);
  anlan_json_close (json, '}');
}

static void
put_figures (AnlanJson *json, const AnlanListenerFigures *figures)
{
  anlan_json_name (json, "listener");
  anlan_json_open (json, '{');
  put_count (json, "connections", figures->connections);
  put_count (json, "accepted", figures->accepted);
  put_count (json, "turned_away", figures->turned_away);
  put_count (json, "requests", figures->requests);
  put_count (json, "refused", figures->refused);
  put_count (json, "cut", figures->cut);
  put_count (json, "bytes", figures->bytes);
  anlan_json_close (json, '}');
}

static void
put_lists (AnlanJson *json, const AnlanStationState *state)
{
  anlan_json_name (json, "sources");
  anlan_json_open (json, '[');
  for (guint i = 0; i < state->sources->len; i++)
    put_source (json, g_ptr_array_index (state->sources, i));
  anlan_json_close (json, ']');
  anlan_json_name (json, "channels");
  anlan_json_open (json, '[');
  for (guint i = 0; i < state->channels->len; i++)
    put_channel (json, g_ptr_array_index (state->channels, i));
  anlan_json_close (json, ']');
  anlan_json_name (json, "problems");
  anlan_json_open (json, '[');
  for (guint i = 0; i < state->problems->len; i++)
    anlan_json_text (json, g_ptr_array_index (state->problems, i));
  anlan_json_close (json, ']');
}

char *
station_state_text (const AnlanStationState *state)
{
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  put_text (&json, "url", state->url);
  anlan_json_name (&json, "tls");
  anlan_json_boolean (&json, state->tls);
  if (state->url != NULL)
    put_figures (&json, &state->figures);
  put_count (&json, "waiting", state->waiting);
  put_moment (&json, "oldest", state->oldest);
  put_count (&json, "disk_free", state->disk_free);
  put_count (&json, "disk_size", state->disk_size);
  put_text (&json, "announced", state->announced);
  put_text (&json, "sleep", state->sleep);
  put_lists (&json, state);
  anlan_json_close (&json, '}');
  return anlan_json_end (&json);
}

gboolean
anlan_station_state_write (
    const char *dir, gint64 now, AnlanVigil *vigil, const AnlanStationState *state, GError **error)
{
  g_return_val_if_fail (dir != NULL && vigil != NULL && state != NULL, FALSE);

  g_free (vigil->more);
  vigil->more = station_state_text (state);
  return anlan_vigil_beat (dir, now, vigil, error);
}
