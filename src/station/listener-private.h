/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "station/listener.h"
#include "wire.h"

typedef struct
{
  char *prefix;
  gboolean whole; /* the path alone, not what begins so */
  char **methods;
  gsize max_body;
  guint message; /* ms; 0: as the listener */
  AnlanRouteFunc func;
  gpointer data;
  GDestroyNotify destroy;
} Route;

/* A connection, from its acceptance until it is really closed. */
typedef struct
{
  AnlanListener *listener;
  GSocketAddress *remote; /* (owned) the very object that libsoup gives back with each message */
  char *address;          /* of the sender */
  char *local;            /* ours, as the sender reached it */
  GSocket *socket;        /* (owned) */
  StationWire *wire;      /* (weak) */
  gint64 deadline;        /* monotonic time at which it is cut, or 0 */
  gboolean leaving;       /* it has been refused, and only gets time to read why */
  Route *route;           /* (borrowed) of the present message, or NULL */
  gsize admitted;         /* bytes of its body */
} Client;

struct _AnlanListener
{
  GObject parent_instance;

  /* Set before the start, and only read after it. */
  AnlanListenerLimits limits;
  GTlsCertificate *certificate;
  GHashTable *hosts; /* (element-type utf8), lower case */
  GPtrArray *routes; /* Route, the longest prefix first */
  AnlanRefusedFunc refused;
  gpointer refused_data;
  char *address;
  guint16 port;
  GMainContext *context;
  GThread *thread;
  GSocket *socket; /* that listens; the thread's from then on */

  /* The thread's own. */
  GMainLoop *loop;
  GSocketService *service;
  SoupServer *server;
  GHashTable *clients;   /* GSocketAddress: (owned) Client */
  GHashTable *addresses; /* utf8: how many connections */
  GCancellable *cancellable;
  GSource *tick;
  gsize bodies;     /* bytes that are read or wait */
  guint exchanges;  /* with handlers */
  gboolean closing; /* no more requests */
  gint64 close_by;  /* monotonic time, when closing */

  GMutex mutex; /* guards what follows */
  AnlanListenerFigures figures;
};

/* --- listener-accept.c: connections and their time --- */

void     anlan_listener_open_service (AnlanListener *self);
void     anlan_listener_watch_time   (AnlanListener *self);
Client  *anlan_listener_find_client  (AnlanListener *self, SoupServerMessage *message);
void     client_free                 (gpointer data);

/* Ends the thread where it is being stopped, and nobody waits any more or has waited for too long. */
void     anlan_listener_end_if_idle  (AnlanListener *self);

/* From now on the message may take so long (that of its route). */
void     anlan_listener_give_time    (Client *client);

/* Nothing of a message is with us any more. */
void     anlan_listener_message_over (Client *client);

#define ANLAN_LISTENER_COUNT(self, field, n)                                                                           \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    g_mutex_lock (&(self)->mutex);                                                                                     \
    (self)->figures.field += (n);                                                                                      \
    g_mutex_unlock (&(self)->mutex);                                                                                   \
  }                                                                                                                    \
  G_STMT_END

/* --- listener-guard.c: what a request must keep to before anything of its body is read --- */

typedef struct
{
  guint status; /* 0: it may come in */
  const char *sentence;
  char *header; /* (owned) one more line of the answer, or NULL */
  Route *route;
  gsize length;
} Verdict;

void anlan_listener_judge (AnlanListener *self, Client *client, SoupServerMessage *message, Verdict *verdict);

/* --- listener-exchange.c --- */

/* Answers by itself, on the connection taken from libsoup (which would read the body first), and closes it. */
void anlan_listener_refuse (AnlanListener *self, Client *client, SoupServerMessage *message, const Verdict *verdict);

void anlan_listener_handle (AnlanListener *self, Client *client, SoupServerMessage *message, const char *path);

/* The JSON of anlan_exchange_say(). Freed by the caller. */
char *anlan_listener_sentence (guint status, const char *sentence);
