/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include "hj212.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "hj212-frame.h"
#include "link/settings.h"

#define CONNECTIONS_MAX 64
#define CONNECTIONS_MAX_EACH 8
#define TIMEOUT 3600
#define TIMEOUT_MAX 86400
#define PIECE 4096

/* s; a port that is taken may be free again soon. */
#define LISTEN_AGAIN 10

/* Who sends so many bytes without a frame speaks something else. */
#define JUNK_MAX (64 * 1024)

/* s; whoever drips a message for longer holds a place that others need. */
#define FRAME_TIME 60

struct _AnlanHj212Source
{
  AnlanSource parent_instance;

  AnlanIntake *intake;
  GSocketAddress *address;
  char **stations; /* or NULL: all */
  char *password;  /* or NULL: any */
  guint timeout;   /* s */
  gboolean lenient;

  /* On the main context that start() was called on. */
  GSocketService *service; /* NULL while it does not listen */
  GSource *again;
  GPtrArray *peers; /* Peer, each until its connection is closed */
  guint16 port;
};

G_DEFINE_FINAL_TYPE (AnlanHj212Source, anlan_hj212_source, ANLAN_TYPE_SOURCE)

/* One connection. It holds itself until it is closed and nothing of it is under way. */
typedef struct
{
  AnlanHj212Source *self;
  GSocketConnection *connection;
  GCancellable *cancellable;
  char *host;
  GByteArray *bytes;   /* what came and is no frame yet */
  gsize junk;          /* bytes since the last frame */
  gint64 since;        /* monotonic: when a frame was begun that is not whole; or 0 */
  AnlanHj212 *message; /* that is being stored */
  char *answer;        /* that is being written */
} Peer;

static void
listen_now (AnlanHj212Source *self);

/* --- connections ---------------------------------------------------------------------------------------------- */

static void
peer_close (Peer *peer)
{
  g_ptr_array_remove_fast (peer->self->peers, peer);
  /* Not waited for: what was answered lies in the system's hands. */
  g_io_stream_close_async (G_IO_STREAM (peer->connection), G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  g_object_unref (peer->connection);
  g_object_unref (peer->cancellable);
  g_object_unref (peer->self);
  g_byte_array_unref (peer->bytes);
  anlan_hj212_free (peer->message);
  g_free (peer->answer);
  g_free (peer->host);
  g_free (peer);
}

/* Takes @error. */
static void
fail (AnlanHj212Source *self, GError *error)
{
  anlan_source_failed (ANLAN_SOURCE (self), anlan_clock_now (anlan_intake_get_clock (self->intake)), error);
  g_error_free (error);
}

static void
go_on (Peer *peer);

static void
answered_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Peer *peer = data;

  g_clear_pointer (&peer->answer, g_free);
  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, NULL))
    go_on (peer);
  else
    /* It is gone; it will send again, and the repeat is recognised. */
    peer_close (peer);
}

static void
answer (Peer *peer)
{
  g_autofree char *data = NULL;

  data = anlan_hj212_answer (peer->message);
  peer->answer = anlan_hj212_wrap (data);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (peer->connection)),
                                   peer->answer, strlen (peer->answer), G_PRIORITY_DEFAULT, peer->cancellable,
                                   answered_cb, peer);
}

static void
pushed_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Peer *peer = data;
  GError *error = NULL;

  if (!anlan_intake_push_finish (ANLAN_INTAKE (object), result, &error))
    {
      /* No answer: the logger keeps it and sends it again. */
      fail (peer->self, error);
      peer_close (peer);
    }
  else if (peer->message->wants_answer)
    answer (peer);
  else
    go_on (peer);
}

/* --- messages ------------------------------------------------------------------------------------------------- */

static gboolean
is_let_in (Peer *peer, const AnlanHj212 *message)
{
  const AnlanHj212Source *self = peer->self;

  if (self->stations != NULL && !g_strv_contains ((const char *const *)self->stations, message->mn))
    fail (peer->self, g_error_new (ANLAN_ERROR, ANLAN_ERROR_DENIED,
                                   _ ("%s sends as station %s, which is not among those that may. Nothing "
                                      "of it was taken. If it is "
                                      "one of yours, add its MN to “stations”."),
                                   peer->host, message->mn));
  else if (self->password != NULL && g_strcmp0 (self->password, message->pw) != 0)
    fail (peer->self, g_error_new (ANLAN_ERROR, ANLAN_ERROR_DENIED,
                                   _ ("Station %s at %s sends another password (PW). Nothing of it was "
                                      "taken. Set the same one in "
                                      "the data logger and here."),
                                   message->mn, peer->host));
  else
    return TRUE;
  return FALSE;
}

/* FALSE where the connection was closed, or goes on when the message is stored or answered. */
static gboolean
take_message (Peer *peer, const char *data, gsize length, gboolean doubt)
{
  AnlanHj212Source *self = peer->self;
  g_autoptr (AnlanHj212) message = NULL;
  AnlanBatch *batch;
  GError *error = NULL;

  message = anlan_hj212_read (data, length, anlan_clock_now (anlan_intake_get_clock (self->intake)),
                              anlan_intake_get_zone (self->intake), doubt, &error);
  if (message == NULL)
    {
      fail (self, error);
      return TRUE;
    }
  if (!is_let_in (peer, message))
    {
      peer_close (peer);
      return FALSE;
    }
  anlan_hj212_free (peer->message);
  peer->message = g_steal_pointer (&message);
  batch = g_steal_pointer (&peer->message->batch);
  if (batch == NULL)
    {
      /* A heartbeat, a clock that was set: it works. */
      anlan_source_ready (ANLAN_SOURCE (self));
      if (peer->message->wants_answer)
        answer (peer);
      return !peer->message->wants_answer;
    }
  anlan_source_heard (ANLAN_SOURCE (self), batch);
  anlan_intake_push_async (self->intake, batch, pushed_cb, peer);
  return FALSE;
}

static void
count_crc (Peer *peer)
{
  fail (peer->self,
        g_error_new (ANLAN_ERROR, ANLAN_ERROR_INPUT,
                     peer->self->lenient ? _ ("A message of %s has a wrong checksum. It was taken, and its "
                                              "readings are marked as uncertain. "
                                              "Check the line and the settings of the data logger.")
                                         : _ ("A message of %s has a wrong checksum, so it was not taken. "
                                              "Check the line and the settings of "
                                              "the data logger."),
                     peer->host));
}

/* FALSE once there is too much of what is no message: the connection was closed. */
static gboolean
count_junk (Peer *peer, gsize bytes)
{
  gboolean first = peer->junk == 0;

  peer->junk += bytes;
  if (first)
    fail (peer->self, g_error_new (ANLAN_ERROR, ANLAN_ERROR_INPUT,
                                   _ ("%s sends what is no message of HJ 212. It was passed over. Check what "
                                      "is connected to this port."),
                                   peer->host));
  if (peer->junk <= JUNK_MAX)
    return TRUE;
  peer_close (peer);
  return FALSE;
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Peer *peer = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result, &error);

  /* Closed by the other side, silent for too long, too slow, or stopped. */
  if (bytes == NULL || g_bytes_get_size (bytes) == 0 ||
      (peer->since != 0 && g_get_monotonic_time () - peer->since > FRAME_TIME * G_USEC_PER_SEC))
    {
      peer_close (peer);
      return;
    }
  g_byte_array_append (peer->bytes, g_bytes_get_data (bytes, NULL), (guint)g_bytes_get_size (bytes));
  go_on (peer);
}

/* Takes what has come, one message after the other, and reads on. A message that is being stored or answered comes back
 * here. */
static void
go_on (Peer *peer)
{
  for (;;)
    {
      const char *data = NULL;
      gsize used, length = 0;
      g_autofree char *frame = NULL;
      AnlanHj212Cut cut =
          anlan_hj212_cut ((const char *)peer->bytes->data, peer->bytes->len, &used, &data, &length);

      if (data != NULL)
        frame = g_memdup2 (data, length + 1);
      if (used > 0)
        g_byte_array_remove_range (peer->bytes, 0, (guint)used);
      if (cut == ANLAN_HJ212_MORE)
        break;
      if (cut == ANLAN_HJ212_JUNK && !count_junk (peer, used))
        return;
      if (cut == ANLAN_HJ212_CRC)
        count_crc (peer);
      if (cut == ANLAN_HJ212_FRAME || (cut == ANLAN_HJ212_CRC && peer->self->lenient))
        {
          peer->junk = 0;
          peer->since = 0;
          if (!take_message (peer, frame, length, cut == ANLAN_HJ212_CRC))
            return;
        }
    }
  if (peer->bytes->len == 0)
    peer->since = 0;
  else if (peer->since == 0)
    peer->since = g_get_monotonic_time ();
  g_input_stream_read_bytes_async (g_io_stream_get_input_stream (G_IO_STREAM (peer->connection)), PIECE,
                                   G_PRIORITY_DEFAULT, peer->cancellable, read_cb, peer);
}

/* --- listening ------------------------------------------------------------------------------------------------ */

static char *
host_of (GSocketConnection *connection)
{
  g_autoptr (GSocketAddress) address = g_socket_connection_get_remote_address (connection, NULL);

  if (address == NULL || !G_IS_INET_SOCKET_ADDRESS (address))
    return g_strdup ("?");
  return g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

static gboolean
has_room (AnlanHj212Source *self, const char *host)
{
  guint same = 0;

  for (guint i = 0; i < self->peers->len; i++)
    same += g_str_equal (((const Peer *)g_ptr_array_index (self->peers, i))->host, host);
  return self->peers->len < CONNECTIONS_MAX && same < CONNECTIONS_MAX_EACH;
}

static gboolean
incoming_cb (GSocketService *service, GSocketConnection *connection, GObject *object, gpointer data)
{
  AnlanHj212Source *self = data;
  g_autofree char *host = host_of (connection);
  Peer *peer;

  if (!has_room (self, host))
    {
      fail (self,
            g_error_new (
                ANLAN_ERROR, ANLAN_ERROR_LIMIT,
                _ ("%s has opened too many connections; the newest was closed. Those that are open go on. "
                   "Check its settings."),
                host));
      return TRUE;
    }
  g_socket_set_timeout (g_socket_connection_get_socket (connection), self->timeout);
  g_socket_set_keepalive (g_socket_connection_get_socket (connection), TRUE);
  peer = g_new0 (Peer, 1);
  peer->self = g_object_ref (self);
  peer->connection = g_object_ref (connection);
  peer->cancellable = g_cancellable_new ();
  peer->host = g_steal_pointer (&host);
  peer->bytes = g_byte_array_new ();
  g_ptr_array_add (self->peers, peer);
  go_on (peer);
  return TRUE;
}

static gboolean
listen_again_cb (gpointer data)
{
  AnlanHj212Source *self = data;

  g_clear_pointer (&self->again, g_source_unref);
  listen_now (self);
  return G_SOURCE_REMOVE;
}

static void
fail_listening (AnlanHj212Source *self, const GError *wrong)
{
  fail (
      self,
      g_error_new (
          ANLAN_ERROR, ANLAN_ERROR_IO,
          _ ("Nothing can be received on this port: %s. It is tried again by itself. Choose another port or "
             "address, or end the program that uses it."),
          wrong->message));
  self->again = g_timeout_source_new_seconds (LISTEN_AGAIN);
  g_source_set_callback (self->again, listen_again_cb, self, NULL);
  g_source_attach (self->again, g_main_context_get_thread_default ());
}

static void
listen_now (AnlanHj212Source *self)
{
  g_autoptr (GSocketService) service = g_socket_service_new ();
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (service), self->address, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error))
    {
      fail_listening (self, error);
      return;
    }
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  self->service = g_steal_pointer (&service);
  g_signal_connect_object (self->service, "incoming", G_CALLBACK (incoming_cb), self, 0);
  g_socket_service_start (self->service);
  anlan_source_ready (ANLAN_SOURCE (self));
}

/* --- the source ----------------------------------------------------------------------------------------------- */

static void
anlan_hj212_source_start (AnlanSource *source)
{
  listen_now (ANLAN_HJ212_SOURCE (source));
}

static void
anlan_hj212_source_stop (AnlanSource *source)
{
  AnlanHj212Source *self = ANLAN_HJ212_SOURCE (source);

  if (self->again != NULL)
    g_source_destroy (self->again);
  g_clear_pointer (&self->again, g_source_unref);
  if (self->service != NULL)
    {
      g_socket_service_stop (self->service);
      g_socket_listener_close (G_SOCKET_LISTENER (self->service));
    }
  g_clear_object (&self->service);
  self->port = 0;
  /* Each closes when it learns of it, or when what it is storing is stored. */
  for (guint i = 0; i < self->peers->len; i++)
    g_cancellable_cancel (((Peer *)g_ptr_array_index (self->peers, i))->cancellable);
}

static void
anlan_hj212_source_dispose (GObject *object)
{
  AnlanHj212Source *self = ANLAN_HJ212_SOURCE (object);

  anlan_hj212_source_stop (ANLAN_SOURCE (self));
  g_clear_object (&self->intake);
  G_OBJECT_CLASS (anlan_hj212_source_parent_class)->dispose (object);
}

static void
anlan_hj212_source_finalize (GObject *object)
{
  AnlanHj212Source *self = ANLAN_HJ212_SOURCE (object);

  g_clear_object (&self->address);
  g_strfreev (self->stations);
  g_free (self->password);
  g_ptr_array_unref (self->peers);
  G_OBJECT_CLASS (anlan_hj212_source_parent_class)->finalize (object);
}

static void
anlan_hj212_source_class_init (AnlanHj212SourceClass *class)
{
  G_OBJECT_CLASS (class)->dispose = anlan_hj212_source_dispose;
  G_OBJECT_CLASS (class)->finalize = anlan_hj212_source_finalize;
  ANLAN_SOURCE_CLASS (class)->start = anlan_hj212_source_start;
  ANLAN_SOURCE_CLASS (class)->stop = anlan_hj212_source_stop;
}

static void
anlan_hj212_source_init (AnlanHj212Source *self)
{
  self->peers = g_ptr_array_new ();
}

guint16
anlan_hj212_source_get_port (AnlanHj212Source *self)
{
  g_return_val_if_fail (ANLAN_IS_HJ212_SOURCE (self), 0);

  return self->port;
}

/* The parts between commas, tidied; NULL where there are none. */
static char **
split_stations (const char *text)
{
  g_autoptr (GPtrArray) stations = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", ",", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (g_strstrip (parts[i])[0] != '\0')
      g_ptr_array_add (stations, g_strdup (parts[i]));
  if (stations->len == 0)
    return NULL;
  g_ptr_array_add (stations, NULL);
  g_ptr_array_set_free_func (stations, NULL);
  return (char **)g_ptr_array_free (g_steal_pointer (&stations), FALSE);
}

/* "192.168.1.10" with @port, or "192.168.1.10:9000" where that is -1; NULL where it is no address, or has no port. */
static GSocketAddress *
parse_address (const char *text, gint64 port)
{
  const char *colon = strrchr (text, ':');
  g_autofree char *host = NULL;
  guint64 found;

  if (port >= 0)
    return g_inet_socket_address_new_from_string (text, (guint)port);
  if (colon == NULL || !g_ascii_string_to_unsigned (colon + 1, 10, 0, 65535, &found, NULL))
    return NULL;
  /* [::1]:9000 */
  if (text[0] == '[' && colon > text && colon[-1] == ']')
    host = g_strndup (text + 1, (gsize)(colon - text - 2));
  else
    host = g_strndup (text, (gsize)(colon - text));
  return g_inet_socket_address_new_from_string (host, (guint)found);
}

AnlanSource *
anlan_hj212_source_make (const char *id, AnlanIntake *intake, JsonObject *settings, GError **error)
{
  const char *address, *stations, *password;
  gint64 port, timeout;
  gboolean lenient;
  g_autoptr (GSocketAddress) bind = NULL;
  AnlanHj212Source *self;

  if (!anlan_settings_need (settings, "address", &address, error) ||
      !anlan_settings_integer (settings, "port", 0, 65535, -1, &port, error) ||
      !anlan_settings_text (settings, "stations", NULL, &stations, error) ||
      !anlan_settings_text (settings, "password", NULL, &password, error) ||
      !anlan_settings_integer (settings, "timeout", 1, TIMEOUT_MAX, TIMEOUT, &timeout, error) ||
      !anlan_settings_boolean (settings, "lenient", FALSE, &lenient, error))
    return NULL;
  bind = parse_address (address, port);
  if (bind == NULL)
    {
      g_set_error_literal (
          error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
          _ ("The settings “address” and “port” must be the address of one of this computer's networks and "
             "the port that the data loggers send to, such as 192.168.1.10 and 9000, or 0.0.0.0 for all "
             "networks."));
      return NULL;
    }
  self = g_object_new (ANLAN_TYPE_HJ212_SOURCE, "id", id, NULL);
  self->intake = g_object_ref (intake);
  self->address = g_steal_pointer (&bind);
  self->stations = split_stations (stations);
  self->password = g_strdup (password);
  self->timeout = (guint)timeout;
  self->lenient = lenient;
  return ANLAN_SOURCE (self);
}
