/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "access-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Handlers wait for the database more than they work. */
#define THREADS 4

/* A plant's phones may all come from one address: that of its wireless network. */
static const StationLimit calls = { 2000, 1 };
/* Of lines about what never came to a handler. */
static const StationLimit lines = { 30, 2000 };

/* --- what the listener turned away ------------------------------------------------------------------------------------- */

static gint64
monotonic (void)
{
  return g_get_monotonic_time () / 1000;
}

/* On the listener's thread. The path may be a token with a slip in it. */
static void
refused_cb (const char *address, const char *method, guint status, const char *sentence, gpointer data)
{
  AnlanAccess *self = data;
  g_autofree char *name = g_strconcat ("line ", address, NULL);
  const AnlanVisitLine line = { .at = anlan_plant_now (self->plant),
                                .address = address,
                                .what = method,
                                .status = status,
                                .note = sentence };
  gint64 wait;

  if (station_limits_take (self->limits, name, &lines, monotonic (), TRUE, &wait))
    anlan_access_log_add (self->log, &line);
}

/* --- arriving ------------------------------------------------------------------------------------------------------------ */

static void
keep_header (const char *name, const char *value, gpointer data)
{
  GHashTable *headers = data;
  char *key = g_ascii_strdown (name, -1);
  const char *before = g_hash_table_lookup (headers, key);
  char *text = g_utf8_validate (value, -1, NULL) ? g_strdup (value) : g_utf8_make_valid (value, -1);

  if (before != NULL)
    {
      char *both = g_strconcat (before, ", ", text, NULL);

      g_free (text);
      text = both;
    }
  g_hash_table_replace (headers, key, text);
}

static gboolean
is_this_machine (const char *address)
{
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (address);

  return inet != NULL && g_inet_address_get_is_loopback (inet);
}

static AnlanCall *
call_new (const AccessRoute *route, AnlanExchange *exchange)
{
  AnlanCall *call = g_rc_box_new0 (AnlanCall);
  const char *method = anlan_exchange_get_method (exchange);

  call->access = route->access;
  call->route = route;
  call->exchange = exchange;
  call->method = g_strdup (strcmp (method, "HEAD") == 0 ? "GET" : method);
  call->path = g_strdup (anlan_exchange_get_path (exchange));
  call->raw_query = g_strdup (anlan_exchange_get_raw_query (exchange));
  call->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  call->answer_headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  anlan_exchange_each_header (exchange, keep_header, call->headers);
  call->body = g_bytes_ref (anlan_exchange_get_body (exchange));
  call->address = g_strdup (anlan_exchange_get_address (exchange));
  call->tls = anlan_exchange_is_secure (exchange);
  call->local = is_this_machine (call->address);
  call->base =
      g_strdup_printf ("%s://%s", call->tls ? "https" : "http", anlan_call_get_header (call, "Host"));
  call->what = g_strdup_printf ("%s %s", call->method, route->prefix);
  return call;
}

static void
arrived_cb (AnlanExchange *exchange, gpointer data)
{
  const AccessRoute *route = data;
  AnlanAccess *self = route->access;
  g_autofree char *name = g_strconcat ("call ", anlan_exchange_get_address (exchange), NULL);
  gint64 wait;

  if (!station_limits_take (self->limits, name, &calls, monotonic (), TRUE, &wait))
    {
      anlan_exchange_set_header (exchange, "Retry-After", "1");
      refused_cb (anlan_exchange_get_address (exchange), anlan_exchange_get_method (exchange), 429, "", self);
      anlan_exchange_say (exchange, 429,
                          _ ("Too much comes from this address. Wait a moment and try again."));
      return;
    }
  g_thread_pool_push (self->pool, call_new (route, exchange), NULL);
}

static gboolean
check_part (AnlanCall *call)
{
  const AnlanWebPart part = call->route->part;

  if (!anlan_web_is_on (call->access->plant, part))
    anlan_call_refuse (call, 404, _ ("This part of the station is switched off. Ask the safety office."));
  else if (!call->tls && !call->local && !anlan_web_may_be_plain (call->access->plant, part))
    anlan_call_refuse (
        call, 403,
        _ ("This is only given over HTTPS, for others in the network could read along. Ask the safety office "
           "for the address that begins with https."));
  else
    return TRUE;
  return FALSE;
}

static void
handle (gpointer data, gpointer user_data)
{
  AnlanCall *call = g_rc_box_acquire (data);

  if (check_part (call) && station_call_identify (call))
    call->route->func (call, call->route->data);
  if (!call->answered)
    {
      g_critical ("a handler of %s has not answered", call->route->prefix);
      anlan_call_refuse (call, 500, _ ("This did not work. Nothing was changed."));
    }
  station_call_free (call);
}

/* --- access ---------------------------------------------------------------------------------------------------------------- */

AnlanAccess *
anlan_access_new (AnlanPlant *plant, AnlanListener *listener, GError **error)
{
  AnlanAccess *self;
  AnlanAccessLog *log;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && ANLAN_IS_LISTENER (listener), NULL);

  log = anlan_access_log_new (anlan_store_get_dir (anlan_plant_get_store (plant)), 0, error);
  if (log == NULL)
    return NULL;
  self = g_new0 (AnlanAccess, 1);
  self->plant = g_object_ref (plant);
  self->listener = g_object_ref (listener);
  self->log = log;
  self->limits = station_limits_new ();
  self->pool = g_thread_pool_new (handle, self, THREADS, FALSE, NULL);
  anlan_listener_set_refused (listener, refused_cb, self);
  return self;
}

void
anlan_access_free (AnlanAccess *access)
{
  g_return_if_fail (access != NULL);

  g_thread_pool_free (access->pool, FALSE, TRUE);
  anlan_listener_set_refused (access->listener, NULL, NULL);
  anlan_access_log_free (access->log);
  station_limits_free (access->limits);
  g_object_unref (access->listener);
  g_object_unref (access->plant);
  g_free (access);
}

static void
route_free (gpointer data)
{
  AccessRoute *route = data;

  if (route->destroy != NULL)
    route->destroy (route->data);
  g_free (route->prefix);
  g_free (route);
}

void
anlan_access_add_route (AnlanAccess *access,
                        const char *prefix,
                        const char *methods,
                        gsize max_body,
                        AnlanWebPart part,
                        AnlanCallFunc func,
                        gpointer data,
                        GDestroyNotify destroy)
{
  AccessRoute *route;

  g_return_if_fail (access != NULL && prefix != NULL && methods != NULL && func != NULL &&
                    part <= ANLAN_WEB_ANY);

  route = g_new0 (AccessRoute, 1);
  route->access = access;
  route->prefix = g_strdup (prefix);
  route->part = part;
  route->func = func;
  route->data = data;
  route->destroy = destroy;
  anlan_listener_add_route (access->listener, prefix, methods, max_body, arrived_cb, route, route_free);
}

void
anlan_access_set_refuse (AnlanAccess *access, AnlanCallRefuseFunc func, gpointer data)
{
  g_return_if_fail (access != NULL);

  access->refuse = func;
  access->refuse_data = data;
}

AnlanPlant *
anlan_access_get_plant (AnlanAccess *access)
{
  g_return_val_if_fail (access != NULL, NULL);

  return access->plant;
}
