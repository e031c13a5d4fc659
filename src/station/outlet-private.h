/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "outlet.h"

/* Entities of the SensorThings API. A series is a Datastream with a Sensor and an ObservedProperty of its own, all of one number;
 * the plant is the one Thing, and its place the one Location. */
typedef enum
{
  OUTLET_THING,
  OUTLET_LOCATION,
  OUTLET_STREAM,
  OUTLET_SENSOR,
  OUTLET_PROPERTY,
  OUTLET_OBSERVATION,
  OUTLET_N_TYPES,
  OUTLET_SERVICE = OUTLET_N_TYPES, /* the landing page */
} OutletType;

/* How many there are of the other side of a link. */
typedef struct
{
  const char *name; /* of the navigation: "Datastreams", "Sensor" */
  OutletType type;
  gboolean many;
} OutletLink;

/* Plural of a type as the path has it. */
const char       *outlet_set_name (OutletType type);

/* Where one leads from a type; ends with a name of NULL. */
const OutletLink *outlet_links    (OutletType type);
const OutletLink *outlet_find_link (OutletType type, const char *name);

/* What the result is compared with: @op is SQL. */
typedef struct
{
  const char *op;
  double value;
} OutletBound;

#define OUTLET_BOUNDS_MAX 8

typedef struct _OutletAsk OutletAsk;

/* What is asked of a type, at the top or in an $expand. */
struct _OutletAsk
{
  OutletType type;
  gboolean many;
  gint64 id;   /* of the one, or of the one series that the list has; 0: all */
  guint top, skip;
  gboolean count, down, by_result;
  gint64 from, to; /* moments of Observations; @to is not part of it */
  OutletBound bounds[OUTLET_BOUNDS_MAX];
  guint n_bounds;
  gint64 after;       /* number of the last entity of the page before */
  char **select;      /* or NULL: all */
  GPtrArray *expands; /* OutletExpand, or NULL */
  char *path;         /* of a list, for the next page: "/Datastreams(3)/Observations" */
  char *rest;         /* the query as it came, without its $skiptoken and $skip, for the next page */
};

typedef struct
{
  const OutletLink *link;
  OutletAsk *ask;
} OutletExpand;

OutletAsk *outlet_ask_new  (OutletType type, gboolean many);
void       outlet_ask_free (OutletAsk *ask);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OutletAsk, outlet_ask_free)

/* Reads path and query. NULL with ANLAN_ERROR_INPUT (it makes no sense) or G_IO_ERROR_NOT_SUPPORTED (this service has no such
 * thing). */
OutletAsk *outlet_ask_read (const char *path, const char *query, GError **error);
