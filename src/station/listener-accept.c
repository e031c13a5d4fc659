/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

/* Connections: how many, of whom, and for how long. */

#include "listener-private.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

/* How often is looked for connections whose time is up, at the least. */
#define TICK_MS 250

void
client_free (gpointer data)
{
  Client *client = data;

  g_clear_weak_pointer (&client->wire);
  g_object_unref (client->remote);
  g_object_unref (client->socket);
  g_free (client->address);
  g_free (client->local);
  g_free (client);
}

static char *
address_text (GSocketAddress *address)
{
  return G_IS_INET_SOCKET_ADDRESS (address)
             ? g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)))
             : g_strdup ("");
}

Client *
anlan_listener_find_client (AnlanListener *self, SoupServerMessage *message)
{
  return g_hash_table_lookup (self->clients, soup_server_message_get_remote_address (message));
}

/* --- time ------------------------------------------------------------------------------------------------------- */

static gint64
message_time (const Client *client)
{
  guint ms = client->route != NULL && client->route->message != 0 ? client->route->message
                                                                  : client->listener->limits.message;

  return g_get_monotonic_time () + ms * (G_USEC_PER_SEC / 1000);
}

void
anlan_listener_give_time (Client *client)
{
  client->deadline = message_time (client);
}

void
anlan_listener_message_over (Client *client)
{
  client->listener->bodies -= client->admitted;
  client->admitted = 0;
  client->route = NULL;
  /* Between two messages the time limit of a silent connection counts. */
  client->deadline = 0;
  if (client->wire != NULL)
    station_wire_set_idle (client->wire, TRUE);
}

/* libsoup sees the end of the stream and lets go of it by itself, whatever it was doing. */
static void
cut (Client *client)
{
  client->deadline = 0;
  if (!client->leaving)
    ANLAN_LISTENER_COUNT (client->listener, cut, 1);
  g_socket_shutdown (client->socket, TRUE, TRUE, NULL);
}

/* Whether somebody waits for us, or we for him. */
static gboolean
is_busy (AnlanListener *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->clients);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((const Client *)value)->route != NULL || ((const Client *)value)->leaving)
      return TRUE;
  return self->exchanges > 0;
}

void
anlan_listener_end_if_idle (AnlanListener *self)
{
  if (self->closing && (!is_busy (self) || g_get_monotonic_time () >= self->close_by))
    g_main_loop_quit (self->loop);
}

static gboolean
tick_cb (gpointer data)
{
  AnlanListener *self = data;
  gint64 now = g_get_monotonic_time ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->clients);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Client *client = value;

      if (client->deadline != 0 && now >= client->deadline)
        cut (client);
    }
  anlan_listener_end_if_idle (self);
  return G_SOURCE_CONTINUE;
}

void
anlan_listener_watch_time (AnlanListener *self)
{
  self->tick = g_timeout_source_new (CLAMP (self->limits.message / 8, 10, TICK_MS));
  g_source_set_callback (self->tick, tick_cb, self, NULL);
  g_source_attach (self->tick, self->context);
}

/* --- connections ------------------------------------------------------------------------------------------------- */

static guint
count_of_address (AnlanListener *self, const char *address)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->addresses, address));
}

static void
set_count_of_address (AnlanListener *self, const char *address, guint n)
{
  if (n == 0)
    g_hash_table_remove (self->addresses, address);
  else
    g_hash_table_replace (self->addresses, g_strdup (address), GUINT_TO_POINTER (n));
}

static void
connection_gone_cb (gpointer data, GObject *where)
{
  Client *client = data;
  AnlanListener *self = client->listener;

  anlan_listener_message_over (client);
  set_count_of_address (self, client->address, count_of_address (self, client->address) - 1);
  ANLAN_LISTENER_COUNT (self, connections, -1);
  g_hash_table_remove (self->clients, client->remote);
}

static Client *
client_new (AnlanListener *self, GSocketConnection *connection, GSocketAddress *remote, GSocketAddress *local)
{
  Client *client = g_new0 (Client, 1);

  client->listener = self;
  client->remote = g_object_ref (remote);
  client->address = address_text (remote);
  client->local = address_text (local);
  client->socket = g_object_ref (g_socket_connection_get_socket (connection));
  return client;
}

static gboolean
may_come_in (AnlanListener *self, const Client *client)
{
  return !self->closing && g_hash_table_size (self->clients) < self->limits.connections &&
         count_of_address (self, client->address) < self->limits.per_address;
}

static void
take_in (AnlanListener *self, Client *client, GSocketConnection *connection)
{
  set_count_of_address (self, client->address, count_of_address (self, client->address) + 1);
  ANLAN_LISTENER_COUNT (self, connections, 1);
  ANLAN_LISTENER_COUNT (self, accepted, 1);
  g_hash_table_insert (self->clients, client->remote, client);
  g_object_weak_ref (G_OBJECT (connection), connection_gone_cb, client);
  g_socket_set_timeout (client->socket, self->limits.idle);
  g_socket_set_keepalive (client->socket, TRUE);
  g_socket_set_option (client->socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  /* A handshake or a first line that never comes to its end. */
  client->deadline = message_time (client);
}

static void
serve (AnlanListener *self, Client *client, GSocketConnection *connection, GSocketAddress *local)
{
  g_autoptr (GIOStream) stream = NULL;
  g_autoptr (StationWire) wire = NULL;
  g_autoptr (GError) error = NULL;

  if (self->certificate == NULL)
    stream = g_object_ref (G_IO_STREAM (connection));
  else
    stream = g_tls_server_connection_new (G_IO_STREAM (connection), self->certificate, &error);
  if (stream != NULL)
    {
      wire = station_wire_new (stream, client->socket);
      g_set_weak_pointer (&client->wire, wire);
    }
  if (wire == NULL ||
      !soup_server_accept_iostream (self->server, G_IO_STREAM (wire), local, client->remote, &error))
    g_warning ("A connection could not be served: %s", error->message);
}

/* What is not taken is closed by the last reference to it. */
static gboolean
incoming_cb (GSocketService *service, GSocketConnection *connection, GObject *source, AnlanListener *self)
{
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (connection, NULL);
  g_autoptr (GSocketAddress) local = g_socket_connection_get_local_address (connection, NULL);
  Client *client;

  if (remote == NULL || local == NULL)
    return TRUE;
  client = client_new (self, connection, remote, local);
  if (!may_come_in (self, client))
    {
      ANLAN_LISTENER_COUNT (self, turned_away, 1);
      client_free (client);
      return TRUE;
    }
  take_in (self, client, connection);
  serve (self, client, connection, local);
  return TRUE;
}

void
anlan_listener_open_service (AnlanListener *self)
{
  g_autoptr (GError) error = NULL;

  self->service = g_socket_service_new ();
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  if (g_socket_listener_add_socket (G_SOCKET_LISTENER (self->service), self->socket, NULL, &error))
    g_socket_service_start (self->service);
  else
    g_warning ("The station cannot listen: %s", error->message);
}
