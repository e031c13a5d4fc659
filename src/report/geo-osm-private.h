/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "geo-private.h"

G_BEGIN_DECLS

/* An OSM file as it stands, before features are made of it: references may come before what they refer to. */

typedef struct
{
  gint64 id;
  AnlanLonLat point;
} OsmNode;

/* A node, way or relation with tags; @first and @n are its refs (of ways) or members (of relations). */
typedef struct
{
  gint64 id;
  guint first_tag;
  guint n_tags;
  guint first;
  guint n;
  gboolean used; /* of ways: an old multipolygon took its tags over */
} OsmElement;

typedef enum
{
  OSM_ROLE_OUTER,
  OSM_ROLE_INNER,
  OSM_ROLE_NONE, /* not said */
} OsmRole;

typedef struct
{
  gint64 way;
  OsmRole role;
} OsmMember;

typedef struct
{
  AnlanGeodata *geodata;
  GArray *nodes;        /* OsmNode, sorted by id once the file is read */
  GArray *tagged_nodes; /* OsmElement */
  GArray *ways;         /* OsmElement, sorted by id once the file is read */
  GArray *refs;         /* gint64 */
  GArray *relations;    /* OsmElement, multipolygons only */
  GArray *members;      /* OsmMember */
  GArray *tags;         /* AnlanTag */
} OsmData;

/* NULL if the file does not have it. */
const AnlanLonLat *anlan_osm_find_node (const OsmData *data, gint64 id);
OsmElement *anlan_osm_find_way (const OsmData *data, gint64 id);

/* Makes features of all that has been read. */
gboolean anlan_osm_build (OsmData *data, AnlanStep *step, GError **error);

/* Puts the rings of a multipolygon together from its member ways and adds them to @shape, each outer ring followed by
 * its holes. What does not close is counted. */
void anlan_osm_assemble (OsmData *data, const OsmElement *relation, AnlanShape *shape);

G_END_DECLS
