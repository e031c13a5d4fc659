/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "wire.h"

/* --- what is read --------------------------------------------------------------------------------------------- */

#define STATION_TYPE_WIRE_INPUT (station_wire_input_get_type ())
G_DECLARE_FINAL_TYPE (StationWireInput, station_wire_input, STATION, WIRE_INPUT, GInputStream)

struct _StationWireInput
{
  GInputStream parent_instance;

  GInputStream *base; /* (owned) */
  GSocket *socket;    /* (owned) */
  gboolean idle;
  gboolean ended;
};

static void
station_wire_input_pollable_init (GPollableInputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (StationWireInput,
                               station_wire_input,
                               G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM,
                                                      station_wire_input_pollable_init))

/* Gives what the base gave, or, at the end of an idle connection, the byte that makes libsoup look again. */
static gssize
pass_on (StationWireInput *self, gssize n, void *buffer, GError **error)
{
  if (n > 0)
    self->idle = FALSE;
  if (n > 0 || !self->idle ||
      (n < 0 && error != NULL && g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)))
    return n;
  g_clear_error (error);
  self->idle = FALSE;
  self->ended = TRUE;
  g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
  *(char *)buffer = 'X';
  return 1;
}

static gssize
station_wire_input_read (
    GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable, GError **error)
{
  StationWireInput *self = STATION_WIRE_INPUT (stream);

  if (self->ended)
    return 0;
  return pass_on (self, g_input_stream_read (self->base, buffer, count, cancellable, error), buffer, error);
}

static gssize
station_wire_input_read_nonblocking (GPollableInputStream *stream, void *buffer, gsize count, GError **error)
{
  StationWireInput *self = STATION_WIRE_INPUT (stream);
  GError *trouble = NULL;
  gssize n;

  if (self->ended)
    return 0;
  n = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (self->base), buffer, count, NULL,
                                                &trouble);
  n = pass_on (self, n, buffer, &trouble);
  if (trouble != NULL)
    g_propagate_error (error, trouble);
  return n;
}

static gboolean
station_wire_input_can_poll (GPollableInputStream *stream)
{
  return g_pollable_input_stream_can_poll (G_POLLABLE_INPUT_STREAM (STATION_WIRE_INPUT (stream)->base));
}

static gboolean
station_wire_input_is_readable (GPollableInputStream *stream)
{
  StationWireInput *self = STATION_WIRE_INPUT (stream);

  return self->ended || g_pollable_input_stream_is_readable (G_POLLABLE_INPUT_STREAM (self->base));
}

static GSource *
station_wire_input_create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  StationWireInput *self = STATION_WIRE_INPUT (stream);
  g_autoptr (GSource) base =
      self->ended ? g_timeout_source_new (0)
                  : g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (self->base), cancellable);

  return g_pollable_source_new_full (stream, base, cancellable);
}

static void
station_wire_input_finalize (GObject *object)
{
  StationWireInput *self = STATION_WIRE_INPUT (object);

  g_object_unref (self->base);
  g_object_unref (self->socket);
  G_OBJECT_CLASS (station_wire_input_parent_class)->finalize (object);
}

static void
station_wire_input_class_init (StationWireInputClass *class)
{
  G_OBJECT_CLASS (class)->finalize = station_wire_input_finalize;
  G_INPUT_STREAM_CLASS (class)->read_fn = station_wire_input_read;
}

static void
station_wire_input_pollable_init (GPollableInputStreamInterface *iface)
{
  iface->can_poll = station_wire_input_can_poll;
  iface->is_readable = station_wire_input_is_readable;
  iface->create_source = station_wire_input_create_source;
  iface->read_nonblocking = station_wire_input_read_nonblocking;
}

static void
station_wire_input_init (StationWireInput *self)
{
  self->idle = TRUE;
}

/* --- the connection ------------------------------------------------------------------------------------------- */

struct _StationWire
{
  GIOStream parent_instance;

  GIOStream *base;         /* (owned) */
  StationWireInput *input; /* (owned) */
};

G_DEFINE_FINAL_TYPE (StationWire, station_wire, G_TYPE_IO_STREAM)

static GInputStream *
station_wire_get_input_stream (GIOStream *stream)
{
  return G_INPUT_STREAM (STATION_WIRE (stream)->input);
}

static GOutputStream *
station_wire_get_output_stream (GIOStream *stream)
{
  return g_io_stream_get_output_stream (STATION_WIRE (stream)->base);
}

static gboolean
station_wire_close (GIOStream *stream, GCancellable *cancellable, GError **error)
{
  return g_io_stream_close (STATION_WIRE (stream)->base, cancellable, error);
}

static void
closed_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (g_io_stream_close_finish (G_IO_STREAM (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
station_wire_close_async (GIOStream *stream,
                          int priority,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (stream, cancellable, callback, user_data);

  g_task_set_source_tag (task, station_wire_close_async);
  g_io_stream_close_async (STATION_WIRE (stream)->base, priority, cancellable, closed_cb, task);
}

static gboolean
station_wire_close_finish (GIOStream *stream, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
station_wire_finalize (GObject *object)
{
  StationWire *self = STATION_WIRE (object);

  g_object_unref (self->input);
  g_object_unref (self->base);
  G_OBJECT_CLASS (station_wire_parent_class)->finalize (object);
}

static void
station_wire_class_init (StationWireClass *class)
{
  GIOStreamClass *stream = G_IO_STREAM_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = station_wire_finalize;
  stream->get_input_stream = station_wire_get_input_stream;
  stream->get_output_stream = station_wire_get_output_stream;
  stream->close_fn = station_wire_close;
  stream->close_async = station_wire_close_async;
  stream->close_finish = station_wire_close_finish;
}

static void
station_wire_init (StationWire *self)
{
}

StationWire *
station_wire_new (GIOStream *stream, GSocket *socket)
{
  StationWire *self = g_object_new (STATION_TYPE_WIRE, NULL);

  self->base = g_object_ref (stream);
  self->input = g_object_new (STATION_TYPE_WIRE_INPUT, NULL);
  self->input->base = g_object_ref (g_io_stream_get_input_stream (stream));
  self->input->socket = g_object_ref (socket);
  return self;
}

void
station_wire_set_idle (StationWire *wire, gboolean idle)
{
  wire->input->idle = idle;
}

gboolean
station_wire_has_ended (StationWire *wire)
{
  return wire->input->ended;
}
