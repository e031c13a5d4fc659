/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "access-limit.h"
#include "model/access-log.h"
#include "station/access.h"

G_BEGIN_DECLS

struct _AnlanAccess
{
  AnlanPlant *plant;       /* (owned) */
  AnlanListener *listener; /* (owned) */
  AnlanAccessLog *log;
  StationLimits *limits;
  GThreadPool *pool;
  AnlanCallRefuseFunc refuse;
  gpointer refuse_data;
};

typedef struct
{
  AnlanAccess *access;
  char *prefix;
  AnlanWebPart part;
  AnlanCallFunc func;
  gpointer data;
  GDestroyNotify destroy;
} AccessRoute;

struct _AnlanCall
{
  AnlanAccess *access;
  const AccessRoute *route;
  AnlanExchange *exchange; /* the listener's thread's, until it is answered there */
  char *method;
  char *path;
  char *raw_query;   /* or NULL */
  GHashTable *query; /* made when it is asked for */
  GHashTable *headers; /* lower case */
  GBytes *body;
  char *address;
  char *base;
  gboolean tls;
  gboolean local; /* from this machine */

  AnlanCaller caller;
  AnlanToken *token;
  char *secret; /* of the device, or NULL */
  char *form;
  char *trouble;

  char *what;
  char *note;
  gboolean quiet;
  GHashTable *answer_headers;
  gboolean answered;
};

/* access-caller.c: finds out who it is, and whether it may come in. FALSE: it has been refused. */
gboolean station_call_identify (AnlanCall *call);

/* The name of the device's cookie. */
const char *station_call_cookie (AnlanCall *call);

/* access-answer.c */
void station_call_free (AnlanCall *call);

G_END_DECLS
