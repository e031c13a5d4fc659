/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * AnlanListener:
 *
 * The station's one door for HTTP/1.1: sources that post, cameras that push, phones, other programs. It trusts nobody who
 * knocks. It has a thread of its own; handlers of routes run there and must return at once.
 *
 * What it sees to before a handler is called: no more connections than agreed, in all and of one address; time limits for a
 * silent sender and for a whole message; a request says its length once, in digits, and no more than its route takes; Host
 * is a name of this machine (so that no page of another site reaches it by a name of its own), and Origin, where a browser
 * sends one with anything but GET, is this listener's; the path is UTF-8 without control characters; Range is passed over.
 * What is refused is answered with a sentence and its connection closed.
 */
#define ANLAN_TYPE_LISTENER (anlan_listener_get_type ())
G_DECLARE_FINAL_TYPE (AnlanListener, anlan_listener, ANLAN, LISTENER, GObject)

/* The port unless another one is said. */
#define ANLAN_LISTENER_PORT 8765

/**
 * AnlanListenerLimits:
 * @connections: at the same time; more are closed at once
 * @per_address: of these, from one address
 * @idle: seconds without a byte, in either direction
 * @message: ms from the first byte of a request to its last, and once more from there to the last byte of its answer
 * @bodies: bytes of all bodies that are read or wait for their answer at the same time; more get 503
 */
typedef struct
{
  guint connections;
  guint per_address;
  guint idle;
  guint message;
  gsize bodies;
} AnlanListenerLimits;

/* 64 connections, 8 of one address, 10 s, 30 s, 64 MiB. */
extern const AnlanListenerLimits anlan_listener_usual_limits;

/**
 * AnlanExchange:
 *
 * One request and its answer. It belongs to the handler until it is answered, at once or later, always on the listener's
 * thread; each is answered exactly once, also where its sender has gone meanwhile.
 */
typedef struct _AnlanExchange AnlanExchange;

typedef void (*AnlanRouteFunc) (AnlanExchange *exchange, gpointer data);

AnlanListener *anlan_listener_new        (void);

/* --- before it is started --------------------------------------------------------------------------------------- */

void           anlan_listener_set_limits (AnlanListener *listener, const AnlanListenerLimits *limits);

/* With a certificate it speaks HTTPS, and nothing else. */
void           anlan_listener_set_certificate (AnlanListener *listener, GTlsCertificate *certificate);

/* A name that may stand in Host besides this machine's names and addresses: a name server or a proxy knows it by that. */
void           anlan_listener_allow_host (AnlanListener *listener, const char *host);

/**
 * anlan_listener_add_route:
 * @prefix: "/in/": all that begins so; "/health": this path alone. Of several the longest counts
 * @methods: separated by blanks, of GET, POST, PUT and DELETE; HEAD goes where GET goes
 * @max_body: bytes; 0 for a route that takes none
 * @destroy: (nullable): for @data, when the listener goes, or at once where the route is there already
 */
void           anlan_listener_add_route  (AnlanListener *listener, const char *prefix, const char *methods, gsize max_body,
                                          AnlanRouteFunc func, gpointer data, GDestroyNotify destroy);

/* Lets a route's messages take so many ms instead: a phone's photo comes slowly. */
void           anlan_listener_set_route_time (AnlanListener *listener, const char *prefix, guint message);

/* Calls @func, on the listener's thread, for each request that never reaches a handler; NULL: nobody. */
typedef void (*AnlanRefusedFunc) (const char *address, const char *method, guint status, const char *sentence, gpointer data);

void           anlan_listener_set_refused (AnlanListener *listener, AnlanRefusedFunc func, gpointer data);

/* --- running ----------------------------------------------------------------------------------------------------- */

/**
 * anlan_listener_start:
 * @address: of the interface, "127.0.0.1" for this machine only, "0.0.0.0" or "::" for all of them
 * @port: 0: any that is free
 *
 * Blocks until it listens. ANLAN_ERROR_INPUT where @address is none, ANLAN_ERROR_LOCKED where the port is taken,
 * ANLAN_ERROR_DENIED where it may not be used. Once only.
 */
gboolean       anlan_listener_start      (AnlanListener *listener, const char *address, guint16 port, GError **error);

/**
 * anlan_listener_stop:
 *
 * Takes no new requests, waits a few seconds for the answers of those that are with handlers, then closes all. Blocks;
 * idempotent. What handlers wait for must go on to come: stop that afterwards.
 */
void           anlan_listener_stop       (AnlanListener *listener);

guint16        anlan_listener_get_port   (AnlanListener *listener);

/* "http://192.168.3.20:8765"; of all interfaces one that others can reach. Freed by the caller. */
char          *anlan_listener_get_url    (AnlanListener *listener);

/* Context of its thread, for what answers from elsewhere (g_main_context_invoke()). Borrowed. */
GMainContext  *anlan_listener_get_context (AnlanListener *listener);

/* Counts since the start. */
typedef struct
{
  guint   connections; /* now */
  guint64 accepted;
  guint64 turned_away; /* connections over the limits */
  guint64 requests;
  guint64 refused;     /* requests that never reached a handler */
  guint64 cut;         /* connections that took too long */
  guint64 bytes;       /* of bodies */
} AnlanListenerFigures;

/* Any thread. */
void           anlan_listener_get_figures (AnlanListener *listener, AnlanListenerFigures *figures);

/* --- an exchange: the listener's thread --------------------------------------------------------------------------- */

/* Borrowed until it is answered. */
const char *anlan_exchange_get_method  (AnlanExchange *exchange);
const char *anlan_exchange_get_path    (AnlanExchange *exchange); /* decoded; never a path of a file */
const char *anlan_exchange_get_rest    (AnlanExchange *exchange); /* of the path, behind the route's prefix */
const char *anlan_exchange_get_header  (AnlanExchange *exchange, const char *name); /* NULL; "a, b" where it stands twice */
const char *anlan_exchange_get_address (AnlanExchange *exchange); /* of the sender, as text */
GBytes     *anlan_exchange_get_body    (AnlanExchange *exchange);
gboolean    anlan_exchange_is_secure   (AnlanExchange *exchange); /* by HTTPS */

/* Calls @func with each header, in the order they came. */
typedef void (*AnlanHeaderFunc) (const char *name, const char *value, gpointer data);
void        anlan_exchange_each_header (AnlanExchange *exchange, AnlanHeaderFunc func, gpointer data);

/* Value of @name in the query; NULL where there is none. Freed by the caller. */
char       *anlan_exchange_get_query   (AnlanExchange *exchange, const char *name);

/* The query as it came, percent-encoded; NULL where there is none. Borrowed until it is answered. */
const char *anlan_exchange_get_raw_query (AnlanExchange *exchange);

/* Of the answer. */
void        anlan_exchange_set_header  (AnlanExchange *exchange, const char *name, const char *value);

/* Each answers, and @exchange is gone. @type: (nullable): media type; without one there is no body. */
void        anlan_exchange_answer      (AnlanExchange *exchange, guint status, const char *type, GBytes *body);
void        anlan_exchange_answer_text (AnlanExchange *exchange, guint status, const char *type, const char *text);

/* {"ok": true} below 400, else {"ok": false, "error": sentence}. */
void        anlan_exchange_say         (AnlanExchange *exchange, guint status, const char *sentence);

/* The status and sentence that fit @error (BUSY: 503 with Retry-After). */
guint       anlan_exchange_status_of  (const GError *error);
void        anlan_exchange_say_error   (AnlanExchange *exchange, const GError *error);

G_END_DECLS
