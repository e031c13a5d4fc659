/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <string.h>

#include "geo-osm-private.h"

/* The rings of a multipolygon (wiki.openstreetmap.org, Relation:multipolygon): ways that do not close by themselves are
 * joined at their end nodes; then each inner ring goes to the outer ring around it. */

/* Comparing every ring with every other is bounded; real multipolygons stay far below. */
#define MAX_PAIRS 25000000u

typedef struct
{
  const gint64 *refs;
  guint n;
  OsmRole role;
  gboolean used;
} Piece;

typedef struct
{
  GArray *points; /* AnlanLonLat, closed */
  OsmRole role;
  guint depth;  /* how many other rings are around it, where roles are not said */
  double area2; /* without sign */
  AnlanLonLatBounds bounds;
} Ring;

/* A hole and the outer ring that it goes to, as indexes of rings. */
typedef struct
{
  guint outer;
  guint inner;
} HoleOf;

typedef struct
{
  OsmData *data;
  GArray *pieces;   /* Piece */
  GHashTable *ends; /* gint64 node -> GArray of guint, the pieces that begin or end there */
  GPtrArray *rings; /* Ring */
} Assembly;

static void
ring_free (gpointer data)
{
  Ring *ring = data;

  g_array_unref (ring->points);
  g_free (ring);
}

static void
collect_pieces (Assembly *assembly, const OsmElement *relation)
{
  OsmData *data = assembly->data;
  AnlanGeodataCounts *counts = anlan_geodata_edit_counts (data->geodata);

  for (guint i = 0; i < relation->n; i++)
    {
      const OsmMember *member = &g_array_index (data->members, OsmMember, relation->first + i);
      const OsmElement *way = anlan_osm_find_way (data, member->way);
      Piece piece = { .role = member->role };

      if (way == NULL)
        {
          counts->missing_ways++;
          continue;
        }
      piece.refs = (const gint64 *)(gpointer)data->refs->data + way->first;
      piece.n = way->n;
      if (piece.n >= 2)
        g_array_append_val (assembly->pieces, piece);
    }
}

static void
add_end (GHashTable *ends, const gint64 *node, guint piece)
{
  GArray *at = g_hash_table_lookup (ends, node);

  if (at == NULL)
    {
      at = g_array_new (FALSE, FALSE, sizeof (guint));
      g_hash_table_insert (ends, (gpointer)node, at);
    }
  g_array_append_val (at, piece);
}

static void
index_ends (Assembly *assembly)
{
  for (guint i = 0; i < assembly->pieces->len; i++)
    {
      const Piece *piece = &g_array_index (assembly->pieces, Piece, i);

      if (piece->refs[0] == piece->refs[piece->n - 1])
        continue;
      add_end (assembly->ends, &piece->refs[0], i);
      add_end (assembly->ends, &piece->refs[piece->n - 1], i);
    }
}

/* Appends a piece, begun from the end that lies at @from, without its first node. Returns the node at its other end. */
static gint64
append_piece (GArray *nodes, Piece *piece, gint64 from)
{
  gboolean forward = piece->refs[0] == from;

  piece->used = TRUE;
  for (guint i = 1; i < piece->n; i++)
    g_array_append_val (nodes, piece->refs[forward ? i : piece->n - 1 - i]);
  return piece->refs[forward ? piece->n - 1 : 0];
}

/* An unused piece of the same role at a node. Pieces once used are dropped from the list, so no list is walked twice. */
static Piece *
next_piece (Assembly *assembly, gint64 node, OsmRole role)
{
  GArray *at = g_hash_table_lookup (assembly->ends, &node);

  for (guint i = 0; at != NULL && i < at->len;)
    {
      Piece *piece = &g_array_index (assembly->pieces, Piece, g_array_index (at, guint, i));

      if (piece->used)
        g_array_remove_index_fast (at, i);
      else if ((piece->role == OSM_ROLE_INNER) == (role == OSM_ROLE_INNER))
        return piece;
      else
        i++;
    }
  return NULL;
}

static void
take_ring (Assembly *assembly, GArray *nodes, OsmRole role)
{
  AnlanGeodataCounts *counts = anlan_geodata_edit_counts (assembly->data->geodata);
  Ring *ring = g_new0 (Ring, 1);

  ring->role = role;
  ring->points = g_array_new (FALSE, FALSE, sizeof (AnlanLonLat));
  for (guint i = 0; i < nodes->len; i++)
    {
      const AnlanLonLat *point = anlan_osm_find_node (assembly->data, g_array_index (nodes, gint64, i));

      if (point != NULL)
        g_array_append_val (ring->points, *point);
      else
        counts->missing_nodes++;
    }
  if (ring->points->len < 3)
    {
      counts->open_rings++;
      ring_free (ring);
      return;
    }
  ring->bounds = anlan_geometry_get_bounds (&(AnlanGeometry){
      .points = (const AnlanLonLat *)(gpointer)ring->points->data, .n_points = ring->points->len });
  ring->area2 = ABS (anlan_ring_area2 ((AnlanLonLat *)(gpointer)ring->points->data, ring->points->len));
  g_ptr_array_add (assembly->rings, ring);
}

static void
join_rings (Assembly *assembly)
{
  g_autoptr (GArray) nodes = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < assembly->pieces->len; i++)
    {
      Piece *piece = &g_array_index (assembly->pieces, Piece, i);
      OsmRole role = piece->role;
      gint64 start, end;

      if (piece->used)
        continue;
      g_array_set_size (nodes, 0);
      start = piece->refs[0];
      g_array_append_val (nodes, start);
      end = append_piece (nodes, piece, start);
      while (end != start && (piece = next_piece (assembly, end, role)) != NULL)
        end = append_piece (nodes, piece, end);
      if (end == start)
        take_ring (assembly, nodes, role);
      else
        anlan_geodata_edit_counts (assembly->data->geodata)->open_rings++;
    }
}

/* By most of a few corners: rings may touch, and a corner on the other's edge says nothing. */
static gboolean
lies_in (const Ring *inner, const Ring *outer)
{
  const AnlanLonLat *outer_points = (const AnlanLonLat *)(gpointer)outer->points->data;
  guint step = MAX (inner->points->len / 8, 1), inside = 0, asked = 0;

  if (inner == outer || inner->area2 > outer->area2 || inner->bounds.east < outer->bounds.west ||
      inner->bounds.west > outer->bounds.east || inner->bounds.north < outer->bounds.south ||
      inner->bounds.south > outer->bounds.north)
    return FALSE;
  for (guint i = 0; i < inner->points->len; i += step, asked++)
    if (anlan_ring_contains (outer_points, outer->points->len, g_array_index (inner->points, AnlanLonLat, i)))
      inside++;
  return 2 * inside > asked;
}

/* Where no role is said, every second ring from outside is a hole. */
static void
guess_roles (Assembly *assembly)
{
  for (guint i = 0; i < assembly->rings->len; i++)
    {
      Ring *ring = g_ptr_array_index (assembly->rings, i);

      for (guint j = 0; j < assembly->rings->len; j++)
        if (lies_in (ring, g_ptr_array_index (assembly->rings, j)))
          ring->depth++;
    }
  for (guint i = 0; i < assembly->rings->len; i++)
    {
      Ring *ring = g_ptr_array_index (assembly->rings, i);

      if (ring->role == OSM_ROLE_NONE)
        ring->role = ring->depth % 2 == 1 ? OSM_ROLE_INNER : OSM_ROLE_OUTER;
    }
}

static void
add_ring (AnlanShape *shape, const Ring *ring)
{
  g_array_append_vals (shape->points, ring->points->data, ring->points->len);
  anlan_shape_end_part (shape, ring->role == OSM_ROLE_INNER);
}

/* The smallest outer ring around a hole: with rings in rings the nearest one. */
static guint
find_outer (const Assembly *assembly, const Ring *inner)
{
  guint found = G_MAXUINT;

  for (guint i = 0; i < assembly->rings->len; i++)
    {
      const Ring *ring = g_ptr_array_index (assembly->rings, i);

      if (ring->role != OSM_ROLE_INNER && lies_in (inner, ring) &&
          (found == G_MAXUINT || ring->area2 < ((Ring *)g_ptr_array_index (assembly->rings, found))->area2))
        found = i;
    }
  return found;
}

static int
compare_holes (gconstpointer a, gconstpointer b)
{
  const HoleOf *first = a, *second = b;

  if (first->outer != second->outer)
    return first->outer < second->outer ? -1 : 1;
  return (first->inner > second->inner) - (first->inner < second->inner);
}

static GArray *
find_holes (const Assembly *assembly)
{
  GArray *holes = g_array_new (FALSE, FALSE, sizeof (HoleOf));
  gboolean bounded = (guint64)assembly->rings->len * assembly->rings->len <= MAX_PAIRS;

  for (guint i = 0; i < assembly->rings->len; i++)
    {
      const Ring *ring = g_ptr_array_index (assembly->rings, i);
      HoleOf hole = { .inner = i };

      if (ring->role != OSM_ROLE_INNER)
        continue;
      hole.outer = bounded ? find_outer (assembly, ring) : G_MAXUINT;
      if (hole.outer != G_MAXUINT)
        g_array_append_val (holes, hole);
      else
        anlan_geodata_edit_counts (assembly->data->geodata)->open_rings++;
    }
  g_array_sort (holes, compare_holes);
  return holes;
}

static void
add_rings (Assembly *assembly, AnlanShape *shape)
{
  g_autoptr (GArray) holes = find_holes (assembly);
  guint next = 0;

  for (guint i = 0; i < assembly->rings->len; i++)
    {
      const Ring *ring = g_ptr_array_index (assembly->rings, i);

      if (ring->role == OSM_ROLE_INNER)
        continue;
      add_ring (shape, ring);
      for (; next < holes->len && g_array_index (holes, HoleOf, next).outer == i; next++)
        add_ring (shape, g_ptr_array_index (assembly->rings, g_array_index (holes, HoleOf, next).inner));
    }
}

void
anlan_osm_assemble (OsmData *data, const OsmElement *relation, AnlanShape *shape)
{
  g_autoptr (GArray) pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  g_autoptr (GHashTable) ends =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify)g_array_unref);
  g_autoptr (GPtrArray) rings = g_ptr_array_new_with_free_func (ring_free);
  Assembly assembly = { data, pieces, ends, rings };
  gboolean roles_missing = FALSE;

  collect_pieces (&assembly, relation);
  index_ends (&assembly);
  join_rings (&assembly);
  for (guint i = 0; i < rings->len; i++)
    roles_missing = roles_missing || ((Ring *)g_ptr_array_index (rings, i))->role == OSM_ROLE_NONE;
  if (roles_missing && rings->len > 1 && (guint64)rings->len * rings->len <= MAX_PAIRS)
    guess_roles (&assembly);
  add_rings (&assembly, shape);
}
