/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "station/listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <string.h>

#include "base/blocking.h"
#include "base/error.h"
#include "listener-private.h"

/* How long is waited for handlers when it is stopped. */
#define STOP_MS 5000

const AnlanListenerLimits anlan_listener_usual_limits = {
  .connections = 64, .per_address = 8, .idle = 10, .message = 30000, .bodies = 64 * 1024 * 1024
};

G_DEFINE_FINAL_TYPE (AnlanListener, anlan_listener, G_TYPE_OBJECT)

static void
route_free (gpointer data)
{
  Route *route = data;

  if (route->destroy != NULL)
    route->destroy (route->data);
  g_free (route->prefix);
  g_strfreev (route->methods);
  g_free (route);
}

/* --- before it is started --------------------------------------------------------------------------------------- */

void
anlan_listener_set_limits (AnlanListener *listener, const AnlanListenerLimits *limits)
{
  g_return_if_fail (ANLAN_IS_LISTENER (listener) && limits != NULL && listener->thread == NULL);
  g_return_if_fail (limits->connections > 0 && limits->per_address > 0 && limits->idle > 0 &&
                    limits->message > 0);

  listener->limits = *limits;
}

void
anlan_listener_set_certificate (AnlanListener *listener, GTlsCertificate *certificate)
{
  g_return_if_fail (ANLAN_IS_LISTENER (listener) && listener->thread == NULL);

  g_set_object (&listener->certificate, certificate);
}

void
anlan_listener_allow_host (AnlanListener *listener, const char *host)
{
  g_return_if_fail (ANLAN_IS_LISTENER (listener) && host != NULL && listener->thread == NULL);

  g_hash_table_add (listener->hosts, g_ascii_strdown (host, -1));
}

static int
compare_routes (gconstpointer a, gconstpointer b)
{
  gsize one = strlen ((*(Route *const *)a)->prefix), other = strlen ((*(Route *const *)b)->prefix);

  return one < other ? 1 : one > other ? -1 : 0;
}

static Route *
find_route (AnlanListener *self, const char *prefix)
{
  for (guint i = 0; i < self->routes->len; i++)
    {
      Route *route = g_ptr_array_index (self->routes, i);

      if (strcmp (route->prefix, prefix) == 0)
        return route;
    }
  return NULL;
}

void
anlan_listener_add_route (AnlanListener *listener,
                          const char *prefix,
                          const char *methods,
                          gsize max_body,
                          AnlanRouteFunc func,
                          gpointer data,
                          GDestroyNotify destroy)
{
  Route *route;

  g_return_if_fail (ANLAN_IS_LISTENER (listener) && prefix != NULL && prefix[0] == '/');
  g_return_if_fail (methods != NULL && func != NULL && listener->thread == NULL);

  if (find_route (listener, prefix) != NULL)
    {
      g_critical ("The route “%s” is there already.", prefix);
      if (destroy != NULL)
        destroy (data);
      return;
    }
  route = g_new0 (Route, 1);
  route->prefix = g_strdup (prefix);
  route->whole = !g_str_has_suffix (prefix, "/");
  route->methods = g_strsplit (methods, " ", -1);
  route->max_body = max_body;
  route->func = func;
  route->data = data;
  route->destroy = destroy;
  g_ptr_array_add (listener->routes, route);
  g_ptr_array_sort (listener->routes, compare_routes);
}

void
anlan_listener_set_refused (AnlanListener *listener, AnlanRefusedFunc func, gpointer data)
{
  g_return_if_fail (ANLAN_IS_LISTENER (listener) && (listener->thread == NULL || func == NULL));

  listener->refused = func;
  listener->refused_data = data;
}

void
anlan_listener_set_route_time (AnlanListener *listener, const char *prefix, guint message)
{
  Route *route;

  g_return_if_fail (ANLAN_IS_LISTENER (listener) && prefix != NULL && listener->thread == NULL);

  route = find_route (listener, prefix);
  g_return_if_fail (route != NULL);
  route->message = message;
}

/* --- messages --------------------------------------------------------------------------------------------------- */

static void
over_cb (SoupServer *server, SoupServerMessage *message, AnlanListener *self)
{
  Client *client = anlan_listener_find_client (self, message);

  if (client != NULL && !client->leaving)
    anlan_listener_message_over (client);
}

static void
admit (AnlanListener *self, Client *client, const Verdict *verdict)
{
  client->route = verdict->route;
  client->admitted = verdict->length;
  self->bodies += verdict->length;
  if (verdict->route->message != 0)
    anlan_listener_give_time (client);
}

/* The headers are there. This comes behind what libsoup itself does with them, and, unlike an early handler of a server, also
 * where libsoup has found something wrong: it would go on to read a body of any length. */
static void
headers_cb (SoupServerMessage *message, AnlanListener *self)
{
  Client *client = anlan_listener_find_client (self, message);
  Verdict verdict = { 0 };

  if (client == NULL)
    return;
  ANLAN_LISTENER_COUNT (self, requests, 1);
  anlan_listener_judge (self, client, message, &verdict);
  if (verdict.status != 0)
    anlan_listener_refuse (self, client, message, &verdict);
  else
    admit (self, client, &verdict);
  g_free (verdict.header);
}

static void
started_cb (SoupServer *server, SoupServerMessage *message, AnlanListener *self)
{
  Client *client = anlan_listener_find_client (self, message);

  if (client == NULL || client->wire == NULL || station_wire_has_ended (client->wire))
    return;
  station_wire_set_idle (client->wire, FALSE);
  anlan_listener_give_time (client);
  g_signal_connect (message, "got-headers", G_CALLBACK (headers_cb), self);
}

/* The body is there as well. */
static void
handler_cb (
    SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  AnlanListener *self = data;
  Client *client = anlan_listener_find_client (self, message);

  /* What libsoup itself has found wrong has a status already. */
  if (client != NULL && client->route != NULL)
    anlan_listener_handle (self, client, message, path);
  else if (soup_server_message_get_status (message) == 0)
    soup_server_message_set_status (message, SOUP_STATUS_BAD_REQUEST, NULL);
}

/* --- the thread ------------------------------------------------------------------------------------------------- */

/* libsoup 3.2 keeps a connection for the next request only where it listens itself, on whatever it may be: this is a socket
 * whose name is gone before anybody could know it. Where it cannot be made, each connection is good for one request. */
static void
let_connections_live (AnlanListener *self)
{
  g_autofree char *dir = g_dir_make_tmp ("anlan-XXXXXX", NULL);
  g_autofree char *path = dir != NULL ? g_build_filename (dir, "none", NULL) : NULL;
  g_autoptr (GSocketAddress) address = path != NULL ? g_unix_socket_address_new (path) : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, &error);
  gboolean bound = socket != NULL && address != NULL && g_socket_bind (socket, address, FALSE, &error) &&
                   g_socket_listen (socket, &error);

  if (path != NULL)
    g_unlink (path);
  if (dir != NULL)
    g_rmdir (dir);
  if (!bound || !soup_server_listen_socket (self->server, socket, 0, &error))
    g_info ("Connections are not kept: %s", error != NULL ? error->message : g_strerror (errno));
}

static void
open_server (AnlanListener *self)
{
  self->cancellable = g_cancellable_new ();
  self->clients = g_hash_table_new_full (NULL, NULL, NULL, client_free);
  self->addresses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->server = soup_server_new (NULL, NULL);
  g_signal_connect (self->server, "request-started", G_CALLBACK (started_cb), self);
  g_signal_connect (self->server, "request-finished", G_CALLBACK (over_cb), self);
  g_signal_connect (self->server, "request-aborted", G_CALLBACK (over_cb), self);
  soup_server_add_handler (self->server, NULL, handler_cb, self, NULL);
  let_connections_live (self);
}

static void
close_server (AnlanListener *self)
{
  gint64 end = g_get_monotonic_time () + G_USEC_PER_SEC;

  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_cancellable_cancel (self->cancellable);
  soup_server_disconnect (self->server);
  /* What was under way comes to its end; the tick wakes us where nothing else does. */
  while (g_hash_table_size (self->clients) > 0 && g_get_monotonic_time () < end)
    g_main_context_iteration (self->context, TRUE);
  g_source_destroy (self->tick);
  while (g_main_context_iteration (self->context, FALSE))
    continue;
  g_clear_pointer (&self->tick, g_source_unref);
  g_clear_object (&self->server);
  g_clear_object (&self->service);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->addresses, g_hash_table_unref);
  g_clear_pointer (&self->clients, g_hash_table_unref);
}

static gpointer
run (gpointer data)
{
  AnlanListener *self = data;

  g_main_context_push_thread_default (self->context);
  open_server (self);
  anlan_listener_watch_time (self);
  anlan_listener_open_service (self);
  g_main_loop_run (self->loop);
  close_server (self);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

/* --- starting and stopping -------------------------------------------------------------------------------------- */

static gboolean
refuse_start (AnlanListener *self, guint16 port, const GError *trouble, GError **error)
{
  if (g_error_matches (trouble, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_LOCKED,
                 _ ("Another program listens on port %u already. Choose another port, or end that program."),
                 port);
  else if (g_error_matches (trouble, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_DENIED,
                 _ ("Port %u may not be used by this user. Choose one above 1023."), port);
  else
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                 _ ("The station cannot listen on the address “%s”: %s. Choose one of this machine."),
                 self->address, trouble->message);
  return FALSE;
}

static GSocket *
open_socket (AnlanListener *self, GInetAddress *inet, guint16 port, GError **error)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (inet, port);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) trouble = NULL;
  g_autoptr (GSocket) socket =
      g_socket_new (g_inet_address_get_family (inet), G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &trouble);

  if (socket != NULL)
    g_socket_set_listen_backlog (socket, 128);
  if (socket == NULL || !g_socket_bind (socket, address, TRUE, &trouble) ||
      !g_socket_listen (socket, &trouble) || (bound = g_socket_get_local_address (socket, &trouble)) == NULL)
    {
      refuse_start (self, port, trouble, error);
      return NULL;
    }
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  return g_steal_pointer (&socket);
}

gboolean
anlan_listener_start (AnlanListener *listener, const char *address, guint16 port, GError **error)
{
  g_autoptr (GInetAddress) inet = NULL;

  g_return_val_if_fail (ANLAN_IS_LISTENER (listener) && address != NULL, FALSE);
  g_return_val_if_fail (listener->thread == NULL, FALSE);

  inet = g_inet_address_new_from_string (address);
  if (inet == NULL)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   _ ("“%s” is no address. Say one such as 127.0.0.1 or 192.168.1.20."), address);
      return FALSE;
    }
  g_free (listener->address);
  listener->address = g_strdup (address);
  listener->socket = open_socket (listener, inet, port, error);
  if (listener->socket == NULL)
    return FALSE;
  listener->thread = g_thread_new ("anlan-listener", run, listener);
  return TRUE;
}

static gboolean
close_cb (gpointer data)
{
  AnlanListener *self = data;

  self->closing = TRUE;
  self->close_by = g_get_monotonic_time () + STOP_MS * (G_USEC_PER_SEC / 1000);
  g_socket_service_stop (self->service);
  anlan_listener_end_if_idle (self);
  return G_SOURCE_REMOVE;
}

void
anlan_listener_stop (AnlanListener *listener)
{
  g_return_if_fail (ANLAN_IS_LISTENER (listener));

  if (listener->thread == NULL || listener->socket == NULL)
    return;
  anlan_may_block ("stop listening");
  g_main_context_invoke (listener->context, close_cb, listener);
  g_thread_join (listener->thread);
  g_clear_object (&listener->socket);
}

/* --- asking ----------------------------------------------------------------------------------------------------- */

guint16
anlan_listener_get_port (AnlanListener *listener)
{
  g_return_val_if_fail (ANLAN_IS_LISTENER (listener), 0);

  return listener->port;
}

GMainContext *
anlan_listener_get_context (AnlanListener *listener)
{
  g_return_val_if_fail (ANLAN_IS_LISTENER (listener), NULL);

  return listener->context;
}

void
anlan_listener_get_figures (AnlanListener *listener, AnlanListenerFigures *figures)
{
  g_return_if_fail (ANLAN_IS_LISTENER (listener) && figures != NULL);

  g_mutex_lock (&listener->mutex);
  *figures = listener->figures;
  g_mutex_unlock (&listener->mutex);
}

/* The first address of this machine that others on the network know, of the same family; NULL where there is none. */
static char *
find_own_address (int family)
{
  struct ifaddrs *list = NULL;
  char text[INET6_ADDRSTRLEN], *found = NULL;

  if (getifaddrs (&list) != 0)
    return NULL;
  for (struct ifaddrs *item = list; item != NULL && found == NULL; item = item->ifa_next)
    {
      const void *bytes;

      if (item->ifa_addr == NULL || item->ifa_addr->sa_family != family ||
          (item->ifa_flags & IFF_LOOPBACK) != 0)
        continue;
      bytes = family == AF_INET ? (const void *)&((struct sockaddr_in *)(void *)item->ifa_addr)->sin_addr
                                : (const void *)&((struct sockaddr_in6 *)(void *)item->ifa_addr)->sin6_addr;
      if (inet_ntop (family, bytes, text, sizeof text) != NULL)
        found = g_strdup (text);
    }
  freeifaddrs (list);
  return found;
}

char *
anlan_listener_get_url (AnlanListener *listener)
{
  g_autoptr (GInetAddress) inet = NULL;
  g_autofree char *address = NULL;

  g_return_val_if_fail (ANLAN_IS_LISTENER (listener) && listener->address != NULL, NULL);

  inet = g_inet_address_new_from_string (listener->address);
  if (g_inet_address_get_is_any (inet))
    address = find_own_address ((int)g_inet_address_get_family (inet));
  if (address == NULL)
    address = g_strdup (g_inet_address_get_is_any (inet) ? "localhost" : listener->address);
  return g_strdup_printf (strchr (address, ':') != NULL ? "%s://[%s]:%u" : "%s://%s:%u",
                          listener->certificate != NULL ? "https" : "http", address, listener->port);
}

/* --- object ----------------------------------------------------------------------------------------------------- */

static void
anlan_listener_finalize (GObject *object)
{
  AnlanListener *self = ANLAN_LISTENER (object);

  anlan_listener_stop (self);
  g_clear_object (&self->certificate);
  g_hash_table_unref (self->hosts);
  g_ptr_array_unref (self->routes);
  g_free (self->address);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (anlan_listener_parent_class)->finalize (object);
}

static void
anlan_listener_class_init (AnlanListenerClass *class)
{
  G_OBJECT_CLASS (class)->finalize = anlan_listener_finalize;
}

static void
anlan_listener_init (AnlanListener *self)
{
  g_autofree char *name = g_ascii_strdown (g_get_host_name (), -1);

  self->limits = anlan_listener_usual_limits;
  self->hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_add (self->hosts, g_strconcat (name, ".local", NULL));
  g_hash_table_add (self->hosts, g_steal_pointer (&name));
  self->routes = g_ptr_array_new_with_free_func (route_free);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  g_mutex_init (&self->mutex);
}

AnlanListener *
anlan_listener_new (void)
{
  return g_object_new (ANLAN_TYPE_LISTENER, NULL);
}
