/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

#include "base/geometry.h"

#include <geos_c.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/late-open.h"
#include "geo-private.h"
#include "shape-private.h"

/* Farther apart than this (degrees) a plane that touches the earth would bend distances; then degrees are the plane. */
#define PLANE_MAX 5.0
#define QUADRANT_SEGMENTS 8
/* How far drawn edges may miss each other (metres) and still be meant to meet. */
#define REACH 0.01
/* Metres on average; what is narrower was a slip of the hand. */
#define LEAST_WIDTH 0.005
/* The part of an area that may get lost when it is cut: what rounding makes, and no more. */
#define LOSS_MAX 1e-7

/* A fifth of all names that the program would look up at its start, and no page that it begins with asks for one. */
#define GEOS "libgeos_c.so.1"
#define GEOS_FUNCTIONS(X)                                                                                    \
  X (GEOSArea_r)                                                                                             \
  X (GEOSBoundary_r)                                                                                         \
  X (GEOSBuffer_r)                                                                                           \
  X (GEOSContains_r)                                                                                         \
  X (GEOSContext_setErrorMessageHandler_r)                                                                   \
  X (GEOSCoordSeq_copyFromBuffer_r)                                                                          \
  X (GEOSCoordSeq_destroy_r)                                                                                 \
  X (GEOSCoordSeq_getSize_r)                                                                                 \
  X (GEOSCoordSeq_getXY_r)                                                                                   \
  X (GEOSCovers_r)                                                                                           \
  X (GEOSFree_r)                                                                                             \
  X (GEOSGeomGetX_r)                                                                                         \
  X (GEOSGeomGetY_r)                                                                                         \
  X (GEOSGeomTypeId_r)                                                                                       \
  X (GEOSGeom_clone_r)                                                                                       \
  X (GEOSGeom_createCollection_r)                                                                            \
  X (GEOSGeom_createLineString_r)                                                                            \
  X (GEOSGeom_createLinearRing_r)                                                                            \
  X (GEOSGeom_createPoint_r)                                                                                 \
  X (GEOSGeom_createPolygon_r)                                                                               \
  X (GEOSGeom_destroy_r)                                                                                     \
  X (GEOSGeom_getCoordSeq_r)                                                                                 \
  X (GEOSGetExteriorRing_r)                                                                                  \
  X (GEOSGetGeometryN_r)                                                                                     \
  X (GEOSGetInteriorRingN_r)                                                                                 \
  X (GEOSGetNumGeometries_r)                                                                                 \
  X (GEOSGetNumInteriorRings_r)                                                                              \
  X (GEOSIntersects_r)                                                                                       \
  X (GEOSNearestPoints_r)                                                                                    \
  X (GEOSPointOnSurface_r)                                                                                   \
  X (GEOSPolygonize_r)                                                                                       \
  X (GEOSUnaryUnion_r)                                                                                       \
  X (GEOSUnion_r)                                                                                            \
  X (GEOS_finish_r)                                                                                          \
  X (GEOS_init_r)                                                                                            \
  X (GEOSisEmpty_r)                                                                                          \
  X (GEOSisValidDetail_r)

static struct
{
  GEOS_FUNCTIONS (ANLAN_LATE_MEMBER)
} geos;

typedef struct
{
  GEOSContextHandle_t handle;
  char message[200]; /* the last error */
} Context;

static void
keep_message_cb (const char *message, void *data)
{
  Context *context = data;

  g_strlcpy (context->message, message, sizeof context->message);
}

static void
context_free (gpointer data)
{
  Context *context = data;

  geos.GEOS_finish_r (context->handle);
  g_free (context);
}

/* The package brings the library along: without it nothing can be right. */
static gpointer
open_geos_cb (gpointer data)
{
  static const char *const names[] = { GEOS_FUNCTIONS (ANLAN_LATE_NAME) NULL };
  g_autoptr (GError) error = NULL;

  if (!anlan_late_open (GEOS, names, (gpointer *)&geos, &error))
    g_error ("%s", error->message);
  return &geos;
}

/* One for each thread that ever asks: GEOS' functions are safe as long as no two threads share a handle. */
static Context *
get_context (void)
{
  static GPrivate private = G_PRIVATE_INIT (context_free);
  static GOnce opened = G_ONCE_INIT;
  Context *context = g_private_get (&private);

  if (context == NULL)
    {
      g_once (&opened, open_geos_cb, NULL);
      context = g_new0 (Context, 1);
      context->handle = geos.GEOS_init_r ();
      geos.GEOSContext_setErrorMessageHandler_r (context->handle, keep_message_cb, context);
      g_private_set (&private, context);
    }
  context->message[0] = '\0';
  return context;
}

/* The plane in which a group of shapes is worked on, and what is alive in it. */
typedef struct
{
  Context *context;
  GEOSContextHandle_t handle;
  AnlanLocal local;
  gboolean degrees;
  GPtrArray *made; /* geometries to free */
} Plane;

static void
plane_init (Plane *plane, const AnlanShape *const *shapes, guint count)
{
  AnlanBounds all = { INFINITY, INFINITY, -INFINITY, -INFINITY }, one = all;

  for (guint i = count; i-- > 0;)
    {
      anlan_shape_get_bounds (shapes[i], &one);
      all = (AnlanBounds){ MIN (all.west, one.west), MIN (all.south, one.south), MAX (all.east, one.east),
                           MAX (all.north, one.north) };
    }
  plane->context = get_context ();
  plane->handle = plane->context->handle;
  plane->degrees = all.east - all.west > PLANE_MAX || all.north - all.south > PLANE_MAX;
  plane->made = g_ptr_array_new ();
  anlan_local_init (&plane->local, (AnlanLonLat){ (one.west + one.east) / 2, (one.south + one.north) / 2 });
}

static void
plane_clear (Plane *plane)
{
  if (plane->made == NULL)
    return;
  for (guint i = 0; i < plane->made->len; i++)
    geos.GEOSGeom_destroy_r (plane->handle, plane->made->pdata[i]);
  g_clear_pointer (&plane->made, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Plane, plane_clear)

/* Keeps @geometry until the plane goes; NULL passes through. */
static GEOSGeometry *
keep (Plane *plane, GEOSGeometry *geometry)
{
  if (geometry != NULL)
    g_ptr_array_add (plane->made, geometry);
  return geometry;
}

static AnlanPoint
to_plane (const Plane *plane, double lon, double lat)
{
  return plane->degrees ? (AnlanPoint){ lon, lat }
                        : anlan_local_from_lonlat (&plane->local, (AnlanLonLat){ lon, lat });
}

static AnlanLonLat
from_plane (const Plane *plane, AnlanPoint point)
{
  return plane->degrees ? (AnlanLonLat){ point.x, point.y } : anlan_local_to_lonlat (&plane->local, point);
}

static GEOSCoordSequence *
make_sequence (const Plane *plane, const double *lonlat, guint count, gboolean close)
{
  guint length = count + (close ? 1 : 0);
  g_autofree AnlanPoint *points = g_new (AnlanPoint, length);

  for (guint i = 0; i < length; i++)
    points[i] = to_plane (plane, lonlat[2 * (i % count)], lonlat[2 * (i % count) + 1]);
  return geos.GEOSCoordSeq_copyFromBuffer_r (plane->handle, &points[0].x, length, FALSE, FALSE);
}

static GEOSGeometry *
make_ring (const Plane *plane, const AnlanShape *shape, guint ring)
{
  guint count;
  const double *lonlat = anlan_shape_get_ring (shape, ring, &count);

  return geos.GEOSGeom_createLinearRing_r (plane->handle, make_sequence (plane, lonlat, count, TRUE));
}

/* NULL where a ring has no area to it at all: GEOS makes none of fewer than three positions. */
static GEOSGeometry *
make_polygon (const Plane *plane, const AnlanShape *shape, guint polygon)
{
  g_autoptr (GPtrArray) rings = g_ptr_array_new ();
  gboolean good = TRUE;
  guint first, end;

  anlan_shape_get_polygon (shape, polygon, &first, &end);
  for (guint ring = first; ring < end; ring++)
    {
      g_ptr_array_add (rings, make_ring (plane, shape, ring));
      good = good && rings->pdata[ring - first] != NULL;
    }
  if (good)
    return geos.GEOSGeom_createPolygon_r (plane->handle, rings->pdata[0], (GEOSGeometry **)rings->pdata + 1,
                                          rings->len - 1);
  for (guint i = 0; i < rings->len; i++)
    if (rings->pdata[i] != NULL)
      geos.GEOSGeom_destroy_r (plane->handle, rings->pdata[i]);
  return NULL;
}

static GEOSGeometry *
make_polygons (const Plane *plane, const AnlanShape *shape)
{
  g_autoptr (GPtrArray) polygons = g_ptr_array_new ();

  for (guint i = 0; i < shape->n_polygons; i++)
    {
      GEOSGeometry *polygon = make_polygon (plane, shape, i);

      if (polygon != NULL)
        g_ptr_array_add (polygons, polygon);
    }
  return geos.GEOSGeom_createCollection_r (plane->handle, GEOS_MULTIPOLYGON, (GEOSGeometry **)polygons->pdata,
                                           polygons->len);
}

static GEOSGeometry *
make_geometry (Plane *plane, const AnlanShape *shape)
{
  switch (shape->type)
    {
    case ANLAN_SHAPE_POINT:
      return keep (
          plane, geos.GEOSGeom_createPoint_r (plane->handle, make_sequence (plane, shape->lonlat, 1, FALSE)));
    case ANLAN_SHAPE_LINE:
      return keep (plane, geos.GEOSGeom_createLineString_r (
                              plane->handle, make_sequence (plane, shape->lonlat, shape->count, FALSE)));
    case ANLAN_SHAPE_POLYGON:
      return keep (plane, make_polygon (plane, shape, 0));
    case ANLAN_SHAPE_MULTI_POLYGON:
    default:
      return keep (plane, make_polygons (plane, shape));
    }
}

static void
set_failure (const Plane *plane, GError **error)
{
  g_set_error (
      error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
      /* Translators: %s is what the geometry library says, in English */
      _ ("These areas cannot be computed with, probably because an edge crosses itself (%s). Nothing was "
         "changed."),
      plane->context->message);
}

static void
add_ring (const Plane *plane, AnlanShapeBuilder *builder, const GEOSGeometry *ring)
{
  const GEOSCoordSequence *sequence = geos.GEOSGeom_getCoordSeq_r (plane->handle, ring);
  unsigned int size = 0;

  geos.GEOSCoordSeq_getSize_r (plane->handle, sequence, &size);
  for (unsigned int i = 0; i < size; i++)
    {
      AnlanPoint point = { 0, 0 };
      AnlanLonLat position;

      geos.GEOSCoordSeq_getXY_r (plane->handle, sequence, i, &point.x, &point.y);
      position = from_plane (plane, point);
      anlan_shape_builder_add (builder, position.lon, position.lat);
    }
  anlan_shape_builder_end_ring (builder);
}

static void
add_polygons (const Plane *plane, AnlanShapeBuilder *builder, const GEOSGeometry *geometry)
{
  int type = geos.GEOSGeomTypeId_r (plane->handle, geometry);

  if (type == GEOS_POLYGON && !geos.GEOSisEmpty_r (plane->handle, geometry))
    {
      int holes = geos.GEOSGetNumInteriorRings_r (plane->handle, geometry);

      add_ring (plane, builder, geos.GEOSGetExteriorRing_r (plane->handle, geometry));
      for (int i = 0; i < holes; i++)
        add_ring (plane, builder, geos.GEOSGetInteriorRingN_r (plane->handle, geometry, i));
      anlan_shape_builder_end_polygon (builder);
    }
  else if (type == GEOS_MULTIPOLYGON || type == GEOS_GEOMETRYCOLLECTION)
    for (int i = 0; i < geos.GEOSGetNumGeometries_r (plane->handle, geometry); i++)
      add_polygons (plane, builder, geos.GEOSGetGeometryN_r (plane->handle, geometry, i));
}

/* The polygons of @geometry; NULL if it has none. */
static AnlanShape *
make_shape (const Plane *plane, const GEOSGeometry *geometry, const char *level)
{
  g_auto (AnlanShapeBuilder) builder = { 0 };

  anlan_shape_builder_init (&builder);
  add_polygons (plane, &builder, geometry);
  if (builder.polygon_ends->len == 0)
    return NULL;
  return anlan_shape_builder_end (
      &builder, builder.polygon_ends->len == 1 ? ANLAN_SHAPE_POLYGON : ANLAN_SHAPE_MULTI_POLYGON, level);
}

/* What GEOS calls a fault, and the sentence for it, whose %s is a position. */
static const struct
{
  const char *reason;
  const char *sentence;
} faults[] = {
  { "Self-intersection",
    N_ ("The edge of this area crosses itself at %s. Please move or remove a corner there.") },
  { "Ring Self-intersection",
    N_ ("The edge of this area touches itself at %s. Please move or remove a corner there.") },
  { "Hole lies outside shell",
    N_ ("A hole lies outside of its area, at %s. Please move it inside, or remove it.") },
  { "Holes are nested", N_ ("A hole lies inside another one, at %s. Please remove one of them.") },
  { "Interior is disconnected",
    N_ ("Holes cut this area into pieces, at %s. Please draw the pieces one by one.") },
  { "Nested shells", N_ ("A part of this area lies on another part, at %s. Please remove one of them.") },
  { "Duplicate Rings", N_ ("Two edges of this area lie on each other, at %s. Please remove one of them.") },
  { "Too few points in geometry component",
    N_ ("Too few different positions are left of this shape, at %s. Please draw it larger.") },
};

static void
set_fault (const char *reason, AnlanLonLat where, GError **error)
{
  g_autofree char *position = anlan_position_to_text (where);
  const char *sentence = N_ ("The edge of this area is not in order at %s. Please draw that part again.");

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    if (g_strcmp0 (reason, faults[i].reason) == 0)
      sentence = faults[i].sentence;
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ (sentence), position);
}

/* Twice the area over the length of the edges is about how wide something long and thin is. */
static gboolean
has_extent (const AnlanShape *shape)
{
  return shape->n_polygons == 0 ||
         2 * anlan_shape_area_m2 (shape) > anlan_shape_length_m (shape) * LEAST_WIDTH;
}

gboolean
anlan_shape_is_valid (const AnlanShape *shape, AnlanLonLat *where, GError **error)
{
  g_auto (Plane) plane = { 0 };
  GEOSGeometry *geometry, *place = NULL;
  AnlanLonLat position;
  AnlanPoint point;
  char *reason = NULL;
  char valid;

  g_return_val_if_fail (shape != NULL && shape->count > 0, FALSE);

  plane_init (&plane, &shape, 1);
  geometry = make_geometry (&plane, shape);
  valid = geometry != NULL ? geos.GEOSisValidDetail_r (plane.handle, geometry, 0, &reason, &place) : 2;
  keep (&plane, place);
  if (valid == 1 && has_extent (shape))
    return TRUE;

  position = (AnlanLonLat){ shape->lonlat[0], shape->lonlat[1] };
  if (place != NULL && geos.GEOSGeomGetX_r (plane.handle, place, &point.x) == 1 &&
      geos.GEOSGeomGetY_r (plane.handle, place, &point.y) == 1)
    position = from_plane (&plane, point);
  if (where != NULL)
    *where = position;
  if (valid == 1)
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                 _ ("This area has no extent: all its corners lie in one line. Please draw it again."));
  else
    set_fault (reason, position, error);
  if (reason != NULL)
    geos.GEOSFree_r (plane.handle, reason);
  return FALSE;
}

gboolean
anlan_shape_intersects (const AnlanShape *a, const AnlanShape *b, GError **error)
{
  const AnlanShape *both[] = { a, b };
  g_auto (Plane) plane = { 0 };
  GEOSGeometry *first, *second;
  char answer = 2;

  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  plane_init (&plane, both, 2);
  first = make_geometry (&plane, a);
  second = make_geometry (&plane, b);
  if (first != NULL && second != NULL)
    answer = geos.GEOSIntersects_r (plane.handle, first, second);
  if (answer == 2)
    set_failure (&plane, error);
  return answer == 1;
}

/* Corners that were snapped to an edge lie beside it by what rounding makes of them, so @a is tried once more a little
 * wider. */
gboolean
anlan_shape_contains (const AnlanShape *a, const AnlanShape *b, GError **error)
{
  const AnlanShape *both[] = { a, b };
  g_auto (Plane) plane = { 0 };
  GEOSGeometry *first, *second, *wide;
  char answer = 2;

  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  plane_init (&plane, both, 2);
  first = make_geometry (&plane, a);
  second = make_geometry (&plane, b);
  if (first != NULL && second != NULL)
    answer = geos.GEOSCovers_r (plane.handle, first, second);
  if (answer == 0 && !plane.degrees)
    {
      wide = keep (&plane, geos.GEOSBuffer_r (plane.handle, first, REACH, QUADRANT_SEGMENTS));
      answer = wide != NULL ? geos.GEOSCovers_r (plane.handle, wide, second) : 2;
    }
  if (answer == 2)
    set_failure (&plane, error);
  return answer == 1;
}

double
anlan_shape_distance_m (const AnlanShape *a, const AnlanShape *b, GError **error)
{
  const AnlanShape *both[] = { a, b };
  g_auto (Plane) plane = { 0 };
  GEOSGeometry *first, *second;
  GEOSCoordSequence *nearest = NULL;
  AnlanPoint from, to;
  double distance = -1;

  g_return_val_if_fail (a != NULL && b != NULL, -1);

  plane_init (&plane, both, 2);
  first = make_geometry (&plane, a);
  second = make_geometry (&plane, b);
  if (first != NULL && second != NULL)
    nearest = geos.GEOSNearestPoints_r (plane.handle, first, second);
  if (nearest != NULL && geos.GEOSCoordSeq_getXY_r (plane.handle, nearest, 0, &from.x, &from.y) == 1 &&
      geos.GEOSCoordSeq_getXY_r (plane.handle, nearest, 1, &to.x, &to.y) == 1)
    distance = anlan_distance_m (from_plane (&plane, from), from_plane (&plane, to));
  else
    set_failure (&plane, error);
  if (nearest != NULL)
    geos.GEOSCoordSeq_destroy_r (plane.handle, nearest);
  return distance;
}

AnlanShape *
anlan_shape_union (const AnlanShape *const *shapes, guint count, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_auto (Plane) plane = { 0 };
  GEOSGeometry *collection, *united = NULL;
  AnlanShape *result = NULL;

  g_return_val_if_fail (shapes != NULL && count > 0, NULL);

  plane_init (&plane, shapes, count);
  for (guint i = 0; i < count; i++)
    {
      GEOSGeometry *geometry = make_geometry (&plane, shapes[i]);

      if (geometry == NULL)
        {
          set_failure (&plane, error);
          return NULL;
        }
      g_ptr_array_add (all, geos.GEOSGeom_clone_r (plane.handle, geometry));
    }
  collection = keep (&plane, geos.GEOSGeom_createCollection_r (plane.handle, GEOS_GEOMETRYCOLLECTION,
                                                               (GEOSGeometry **)all->pdata, all->len));
  if (collection != NULL)
    united = keep (&plane, geos.GEOSUnaryUnion_r (plane.handle, collection));
  if (united != NULL)
    result = make_shape (&plane, united, shapes[0]->level);
  if (result == NULL)
    set_failure (&plane, error);
  return result;
}

AnlanShape *
anlan_shape_buffer (const AnlanShape *shape, double metres, GError **error)
{
  g_auto (Plane) plane = { 0 };
  GEOSGeometry *geometry, *wide = NULL;
  AnlanShape *result = NULL;

  g_return_val_if_fail (shape != NULL, NULL);
  g_return_val_if_fail (isfinite (metres), NULL);

  plane_init (&plane, &shape, 1);
  if (plane.degrees)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   _ ("This shape is larger than a country: no distance can be drawn around it."));
      return NULL;
    }
  geometry = make_geometry (&plane, shape);
  if (geometry != NULL)
    wide = keep (&plane, geos.GEOSBuffer_r (plane.handle, geometry, metres, QUADRANT_SEGMENTS));
  if (wide == NULL)
    set_failure (&plane, error);
  else if ((result = make_shape (&plane, wide, shape->level)) == NULL)
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                 _ ("Nothing would be left of this area: it is narrower than twice the distance."));
  return result;
}

/* @line with both ends a little longer. */
static GEOSGeometry *
make_knife (Plane *plane, const AnlanShape *line)
{
  g_autofree AnlanPoint *points = g_new (AnlanPoint, line->count);
  double reach = plane->degrees ? REACH / 111000 : REACH;
  guint last = line->count - 1;

  for (guint i = 0; i < line->count; i++)
    points[i] = to_plane (plane, line->lonlat[2 * i], line->lonlat[2 * i + 1]);
  for (guint end = 0; end < 2; end++)
    {
      AnlanPoint *tip = end == 0 ? &points[0] : &points[last];
      AnlanPoint before = end == 0 ? points[1] : points[last - 1];
      double length = hypot (tip->x - before.x, tip->y - before.y);

      if (length > 0)
        {
          tip->x += (tip->x - before.x) * reach / length;
          tip->y += (tip->y - before.y) * reach / length;
        }
    }
  return keep (plane, geos.GEOSGeom_createLineString_r (
                          plane->handle, geos.GEOSCoordSeq_copyFromBuffer_r (plane->handle, &points[0].x,
                                                                             line->count, FALSE, FALSE)));
}

static int
compare_areas (gconstpointer a, gconstpointer b)
{
  double left = anlan_shape_area_m2 (*(const AnlanShape *const *)a);
  double right = anlan_shape_area_m2 (*(const AnlanShape *const *)b);

  return (left < right) - (left > right);
}

/* The faces of the net that edges and knife make together, those of them that lie inside. @whole becomes whether
 * nothing of the area is lost: a line that runs back on itself, or along an edge, may leave slivers that close to
 * no face. */
static GPtrArray *
cut (Plane *plane, const GEOSGeometry *area, const GEOSGeometry *knife, const char *level, gboolean *whole)
{
  GPtrArray *pieces = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_shape_free);
  GEOSGeometry *edges = keep (plane, geos.GEOSBoundary_r (plane->handle, area));
  GEOSGeometry *net = edges != NULL ? keep (plane, geos.GEOSUnion_r (plane->handle, edges, knife)) : NULL;
  const GEOSGeometry *const lines[] = { net };
  GEOSGeometry *faces = net != NULL ? keep (plane, geos.GEOSPolygonize_r (plane->handle, lines, 1)) : NULL;
  double all = 0, sum = 0, part = 0;

  for (int i = 0; faces != NULL && i < geos.GEOSGetNumGeometries_r (plane->handle, faces); i++)
    {
      const GEOSGeometry *face = geos.GEOSGetGeometryN_r (plane->handle, faces, i);
      GEOSGeometry *inner = keep (plane, geos.GEOSPointOnSurface_r (plane->handle, face));

      if (inner == NULL || geos.GEOSContains_r (plane->handle, area, inner) != 1)
        continue;
      g_ptr_array_add (pieces, make_shape (plane, face, level));
      if (geos.GEOSArea_r (plane->handle, face, &part) == 1)
        sum += part;
    }
  *whole = geos.GEOSArea_r (plane->handle, area, &all) == 1 && fabs (all - sum) <= all * LOSS_MAX;
  g_ptr_array_sort (pieces, compare_areas);
  return pieces;
}

GPtrArray *
anlan_shape_split (const AnlanShape *polygon, const AnlanShape *line, GError **error)
{
  const AnlanShape *both[] = { polygon, line };
  g_autoptr (GPtrArray) pieces = NULL;
  g_auto (Plane) plane = { 0 };
  GEOSGeometry *area, *knife;
  gboolean whole;

  g_return_val_if_fail (polygon != NULL && polygon->n_polygons > 0, NULL);
  g_return_val_if_fail (line != NULL && line->type == ANLAN_SHAPE_LINE, NULL);

  if (!anlan_shape_is_valid (polygon, NULL, error))
    return NULL;
  plane_init (&plane, both, 2);
  area = make_geometry (&plane, polygon);
  knife = make_knife (&plane, line);
  if (area == NULL || knife == NULL)
    {
      set_failure (&plane, error);
      return NULL;
    }
  pieces = cut (&plane, area, knife, polygon->level, &whole);
  if (pieces->len <= polygon->n_polygons)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   _ ("The line does not divide the area. Please begin and end it outside, or on the edge."));
      return NULL;
    }
  if (!whole)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   _ ("The line runs too close along an edge or along itself to divide the area cleanly. "
                      "Please draw a "
                      "simpler one."));
      return NULL;
    }
  return g_steal_pointer (&pieces);
}
