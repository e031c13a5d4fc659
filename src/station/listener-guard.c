/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

/* libsoup 3.2 takes two lengths, two hosts, a length beside chunks and ranges without end as they come. Here is what a request
 * must keep to; it is judged by its headers, before a byte of its body is read. */

#include "listener-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Longer numbers are nonsense, and do not overflow. */
#define LENGTH_DIGITS 15

static gboolean
refuse (Verdict *verdict, guint status, const char *sentence)
{
  verdict->status = status;
  verdict->sentence = sentence;
  return FALSE;
}

/* libsoup has decoded it, and put a status where it found something wrong in it. */
static gboolean
check_path (SoupServerMessage *message, const char *path, Verdict *verdict)
{
  gboolean fine = soup_server_message_get_status (message) == 0 && path[0] == '/' &&
                  !soup_server_message_is_options_ping (message) && g_utf8_validate (path, -1, NULL);

  for (const char *p = path; fine && *p != '\0'; p++)
    fine = !g_ascii_iscntrl (*p);
  return fine || refuse (verdict, SOUP_STATUS_BAD_REQUEST, _ ("The address cannot be read."));
}

/* --- Host and Origin ------------------------------------------------------------------------------------------ */

static gboolean
is_loopback (const char *address)
{
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (address);

  return inet != NULL && g_inet_address_get_is_loopback (inet);
}

/* An address as a name is only the one that the sender has reached: all others may be somebody else's. */
static gboolean
is_own_host (AnlanListener *self, const Client *client, const char *host)
{
  g_autofree char *name = g_ascii_strdown (host, -1);

  if (strcmp (name, client->local) == 0 || g_hash_table_contains (self->hosts, name))
    return TRUE;
  return strcmp (name, "localhost") == 0 && is_loopback (client->local);
}

static gboolean
check_host (AnlanListener *self, const Client *client, SoupServerMessage *message, Verdict *verdict)
{
  const char *value =
      soup_message_headers_get_list (soup_server_message_get_request_headers (message), "Host");
  g_autofree char *text = value != NULL ? g_strconcat ("http://", value, NULL) : NULL;
  g_autoptr (GUri) uri = text != NULL ? g_uri_parse (text, SOUP_HTTP_URI_FLAGS, NULL) : NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL || host[0] == '\0' || strpbrk (value, ", \t/?#@\\") != NULL)
    return refuse (verdict, SOUP_STATUS_BAD_REQUEST, _ ("The request must name its host once."));
  /* Where the request line has a whole address, it must be of the same host. */
  if (g_ascii_strcasecmp (host, g_uri_get_host (soup_server_message_get_uri (message))) != 0)
    return refuse (verdict, SOUP_STATUS_BAD_REQUEST, _ ("The request names two hosts."));
  if (!is_own_host (self, client, host))
    return refuse (verdict, SOUP_STATUS_FORBIDDEN, _ ("This station is not known by that name."));
  return TRUE;
}

/* A page of another site must not do anything here with the help of a browser that may reach us. */
static gboolean
check_origin (AnlanListener *self, SoupServerMessage *message, Verdict *verdict)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *origin = soup_message_headers_get_list (headers, "Origin");
  g_autofree char *own = NULL;

  if (origin == NULL)
    return TRUE;
  own = g_strconcat (self->certificate != NULL ? "https://" : "http://",
                     soup_message_headers_get_list (headers, "Host"), NULL);
  return g_ascii_strcasecmp (origin, own) == 0 ||
         refuse (verdict, SOUP_STATUS_FORBIDDEN, _ ("A page of another site may not send anything here."));
}

/* --- route ------------------------------------------------------------------------------------------------------ */

static Route *
find_route (AnlanListener *self, const char *path)
{
  for (guint i = 0; i < self->routes->len; i++)
    {
      Route *route = g_ptr_array_index (self->routes, i);

      if (route->whole ? strcmp (path, route->prefix) == 0 : g_str_has_prefix (path, route->prefix))
        return route;
    }
  return NULL;
}

static gboolean
check_route (AnlanListener *self, const char *method, const char *path, Verdict *verdict)
{
  const char *wanted = strcmp (method, "HEAD") == 0 ? "GET" : method;
  g_autofree char *allowed = NULL;

  verdict->route = find_route (self, path);
  if (verdict->route == NULL)
    return refuse (verdict, SOUP_STATUS_NOT_FOUND, _ ("There is nothing at this address."));
  if (g_strv_contains ((const char *const *)verdict->route->methods, wanted))
    return TRUE;
  allowed = g_strjoinv (", ", verdict->route->methods);
  verdict->header = g_strconcat ("Allow: ", allowed, NULL);
  return refuse (verdict, SOUP_STATUS_METHOD_NOT_ALLOWED, _ ("This address does not take such a request."));
}

/* --- framing ---------------------------------------------------------------------------------------------------- */

static gboolean
takes_body (const char *method)
{
  return strcmp (method, "POST") == 0 || strcmp (method, "PUT") == 0;
}

static gboolean
check_length (SoupServerMessage *message, const char *method, Verdict *verdict)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *length = soup_message_headers_get_list (headers, "Content-Length");

  if (soup_message_headers_get_list (headers, "Transfer-Encoding") != NULL ||
      (length == NULL && takes_body (method)))
    return refuse (verdict, SOUP_STATUS_LENGTH_REQUIRED, _ ("The request must say how long its body is."));
  if (length == NULL)
    return TRUE;
  if (length[0] == '\0' || strspn (length, "0123456789") != strlen (length))
    return refuse (verdict, SOUP_STATUS_BAD_REQUEST, _ ("The length of the body is no number."));
  if (strlen (length) > LENGTH_DIGITS)
    return refuse (verdict, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE,
                   _ ("The body is too large for this address."));
  verdict->length = (gsize)g_ascii_strtoull (length, NULL, 10);
  if (verdict->length > (takes_body (method) ? verdict->route->max_body : 0))
    return refuse (verdict, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE,
                   _ ("The body is too large for this address."));
  return TRUE;
}

static gboolean
check_room (AnlanListener *self, Verdict *verdict)
{
  if (!self->closing && self->bodies + verdict->length <= self->limits.bodies)
    return TRUE;
  verdict->header = g_strdup ("Retry-After: 1");
  return refuse (verdict, SOUP_STATUS_SERVICE_UNAVAILABLE,
                 self->closing ? _ ("The station is just being stopped. Send again later.")
                               : _ ("More comes than can be taken at once. Send again later."));
}

void
anlan_listener_judge (AnlanListener *self, Client *client, SoupServerMessage *message, Verdict *verdict)
{
  const char *method = soup_server_message_get_method (message);
  const char *path = g_uri_get_path (soup_server_message_get_uri (message));
  gboolean safe = strcmp (method, "GET") == 0 || strcmp (method, "HEAD") == 0;

  if (!check_path (message, path, verdict) || !check_host (self, client, message, verdict) ||
      !check_route (self, method, path, verdict) || (!safe && !check_origin (self, message, verdict)) ||
      !check_length (message, method, verdict) || !check_room (self, verdict))
    return;
  /* Ranges that overlap would be answered each by itself, a hundred times over. */
  soup_message_headers_remove (soup_server_message_get_request_headers (message), "Range");
}
