/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "report/zone-edit.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "zone-edit-private.h"

#define MAX_STEPS 200

typedef struct
{
  AnlanShape *shape;
  gboolean open;
} State;

struct _AnlanZoneEdit
{
  GPtrArray *states; /* State; never empty */
  guint now;         /* which of them holds */
  gboolean unsound;  /* it was no proper area when it came: what it is as a whole is judged at the end only */
  AnlanMapBase *base;
  GPtrArray *around; /* AnlanShape */
};

static void
state_free (gpointer data)
{
  State *state = data;

  anlan_shape_free (state->shape);
  g_free (state);
}

static State *
state_new (AnlanShape *shape, gboolean open)
{
  State *state = g_new (State, 1);

  *state = (State){ shape, open };
  return state;
}

static State *
now_of (AnlanZoneEdit *edit)
{
  return g_ptr_array_index (edit->states, edit->now);
}

static AnlanShape *
make_empty (void)
{
  AnlanShape *shape = g_new0 (AnlanShape, 1);

  shape->type = ANLAN_SHAPE_POLYGON;
  shape->n_rings = shape->n_polygons = 1;
  shape->ring_ends = g_new0 (guint, 1);
  shape->polygon_ends = g_new0 (guint, 1);
  shape->polygon_ends[0] = 1;
  return shape;
}

AnlanZoneEdit *
anlan_zone_edit_new (const AnlanShape *shape)
{
  AnlanZoneEdit *edit;

  g_return_val_if_fail (shape == NULL || shape->n_polygons > 0, NULL);

  edit = g_new0 (AnlanZoneEdit, 1);
  edit->states = g_ptr_array_new_with_free_func (state_free);
  edit->around = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_shape_free);
  edit->unsound = shape != NULL && !anlan_shape_is_valid (shape, NULL, NULL);
  g_ptr_array_add (edit->states,
                   state_new (shape != NULL ? anlan_shape_copy (shape) : make_empty (), shape == NULL));
  return edit;
}

void
anlan_zone_edit_free (AnlanZoneEdit *edit)
{
  g_return_if_fail (edit != NULL);

  g_ptr_array_unref (edit->states);
  g_ptr_array_unref (edit->around);
  g_clear_pointer (&edit->base, anlan_map_base_unref);
  g_free (edit);
}

void
anlan_zone_edit_set_surroundings (AnlanZoneEdit *edit,
                                  AnlanMapBase *base,
                                  const AnlanShape *const *shapes,
                                  guint n_shapes)
{
  g_return_if_fail (edit != NULL && (shapes != NULL || n_shapes == 0));

  if (base != NULL)
    anlan_map_base_ref (base);
  g_clear_pointer (&edit->base, anlan_map_base_unref);
  edit->base = base;
  g_ptr_array_set_size (edit->around, 0);
  for (guint i = 0; i < n_shapes; i++)
    g_ptr_array_add (edit->around, anlan_shape_copy (shapes[i]));
}

/* --- what it is now --------------------------------------------------------------------------------------- */

gboolean
anlan_zone_edit_is_open (AnlanZoneEdit *edit)
{
  g_return_val_if_fail (edit != NULL, FALSE);

  return now_of (edit)->open;
}

guint
anlan_zone_edit_n_rings (AnlanZoneEdit *edit)
{
  g_return_val_if_fail (edit != NULL, 0);

  return now_of (edit)->shape->n_rings;
}

guint
anlan_zone_edit_n_corners (AnlanZoneEdit *edit)
{
  g_return_val_if_fail (edit != NULL, 0);

  return now_of (edit)->shape->count;
}

const double *
anlan_zone_edit_get_ring (AnlanZoneEdit *edit, guint ring, guint *n_corners)
{
  g_return_val_if_fail (edit != NULL && n_corners != NULL, NULL);
  g_return_val_if_fail (ring < now_of (edit)->shape->n_rings, NULL);

  return anlan_shape_get_ring (now_of (edit)->shape, ring, n_corners);
}

AnlanLonLat
anlan_zone_edit_get_corner (AnlanZoneEdit *edit, guint ring, guint corner)
{
  guint count;
  const double *lonlat = anlan_zone_edit_get_ring (edit, ring, &count);

  g_return_val_if_fail (lonlat != NULL && corner < count, ((AnlanLonLat){ 0, 0 }));

  return (AnlanLonLat){ lonlat[2 * corner], lonlat[2 * corner + 1] };
}

double
anlan_zone_edit_get_area (AnlanZoneEdit *edit)
{
  g_return_val_if_fail (edit != NULL, 0);

  return now_of (edit)->open ? 0 : anlan_shape_area_m2 (now_of (edit)->shape);
}

double
anlan_zone_edit_get_length (AnlanZoneEdit *edit)
{
  const State *state;

  g_return_val_if_fail (edit != NULL, 0);

  state = now_of (edit);
  if (!state->open)
    return anlan_shape_length_m (state->shape);
  return state->shape->count > 1 ? anlan_line_length_m (state->shape->lonlat, state->shape->count) : 0;
}

AnlanShape *
anlan_zone_edit_get_shape (AnlanZoneEdit *edit, GError **error)
{
  g_return_val_if_fail (edit != NULL, NULL);

  if (now_of (edit)->open)
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                           _ ("The area is not closed yet: it needs three corners and the way back to the "
                              "first."));
      return NULL;
    }
  if (!anlan_shape_is_valid (now_of (edit)->shape, NULL, error))
    return NULL;
  return anlan_shape_copy (now_of (edit)->shape);
}

/* --- pointing at it --------------------------------------------------------------------------------------- */

static double
distance_to_edge (AnlanPoint a, AnlanPoint b)
{
  double dx = b.x - a.x, dy = b.y - a.y, along = dx * dx + dy * dy;
  double t = along > 0 ? CLAMP (-(a.x * dx + a.y * dy) / along, 0, 1) : 0;

  return hypot (a.x + t * dx, a.y + t * dy);
}

typedef struct
{
  double distance;
  guint ring, corner;
} Nearest;

static void
look (Nearest *nearest, double distance, guint ring, guint corner)
{
  if (distance <= nearest->distance)
    *nearest = (Nearest){ distance, ring, corner };
}

static void
look_at_ring (const State *state, guint ring, const AnlanLocal *local, Nearest *corner, Nearest *edge)
{
  guint n;
  const double *lonlat = anlan_shape_get_ring (state->shape, ring, &n);

  for (guint i = 0; i < n; i++)
    {
      guint j = (i + 1) % n;
      AnlanPoint a = anlan_local_from_lonlat (local, (AnlanLonLat){ lonlat[2 * i], lonlat[2 * i + 1] });
      AnlanPoint b = anlan_local_from_lonlat (local, (AnlanLonLat){ lonlat[2 * j], lonlat[2 * j + 1] });

      look (corner, hypot (a.x, a.y), ring, i);
      if (!state->open || j > 0)
        look (edge, distance_to_edge (a, b), ring, i);
    }
}

AnlanZonePick
anlan_zone_edit_pick (AnlanZoneEdit *edit, AnlanLonLat at, double tolerance, guint *ring, guint *corner)
{
  Nearest nearest_corner = { tolerance, G_MAXUINT, 0 }, nearest_edge = { tolerance, G_MAXUINT, 0 };
  const State *state;
  AnlanLocal local;

  g_return_val_if_fail (edit != NULL && ring != NULL && corner != NULL, ANLAN_ZONE_PICK_NONE);

  state = now_of (edit);
  anlan_local_init (&local, at);
  for (guint i = 0; i < state->shape->n_rings; i++)
    look_at_ring (state, i, &local, &nearest_corner, &nearest_edge);
  *ring = nearest_corner.ring != G_MAXUINT ? nearest_corner.ring : nearest_edge.ring;
  *corner = nearest_corner.ring != G_MAXUINT ? nearest_corner.corner : nearest_edge.corner;
  if (nearest_corner.ring != G_MAXUINT)
    return ANLAN_ZONE_PICK_CORNER;
  if (nearest_edge.ring != G_MAXUINT)
    return ANLAN_ZONE_PICK_EDGE;
  *ring = *corner = 0;
  return !state->open && anlan_shape_has_position (state->shape, at) ? ANLAN_ZONE_PICK_INSIDE
                                                                     : ANLAN_ZONE_PICK_NONE;
}

static gboolean
snap_to_base (AnlanZoneEdit *edit, AnlanLonLat at, double tolerance, AnlanLonLat *snapped)
{
  AnlanMapPoint world = anlan_map_project (at.lon, at.lat), found;

  if (edit->base == NULL ||
      !anlan_map_base_snap (edit->base, world, tolerance / anlan_map_metres_per_unit (world.y), &found))
    return FALSE;
  anlan_map_unproject (found, &snapped->lon, &snapped->lat);
  return TRUE;
}

AnlanSnap
anlan_zone_edit_snap (AnlanZoneEdit *edit, AnlanLonLat at, double tolerance, AnlanLonLat *snapped)
{
  AnlanLonLat base;
  AnlanSnap snap;

  g_return_val_if_fail (edit != NULL && snapped != NULL, ANLAN_SNAP_NONE);

  snap = anlan_shape_snap (at, (const AnlanShape *const *)edit->around->pdata, edit->around->len, tolerance,
                           snapped);
  if (snap == ANLAN_SNAP_VERTEX || !snap_to_base (edit, at, tolerance, &base))
    return snap;
  if (snap == ANLAN_SNAP_EDGE && anlan_distance_m (at, *snapped) < anlan_distance_m (at, base))
    return snap;
  *snapped = base;
  return ANLAN_SNAP_EDGE;
}

/* --- changing it ------------------------------------------------------------------------------------------ */

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, sentence);
  return FALSE;
}

static gboolean
check_position (AnlanLonLat at, GError **error)
{
  /* The comparison is false for what is no number, too. */
  if (fabs (at.lon) <= 180 && fabs (at.lat) <= 90)
    return TRUE;
  return refuse (error, _ ("This is no place on the earth. Nothing was changed."));
}

/* @shape: (transfer full). What had been undone is gone. */
static void
push (AnlanZoneEdit *edit, AnlanShape *shape, gboolean open)
{
  g_ptr_array_set_size (edit->states, edit->now + 1);
  g_ptr_array_add (edit->states, state_new (shape, open));
  /* The first one stays: it is what the area was. */
  if (edit->states->len > MAX_STEPS)
    g_ptr_array_remove_index (edit->states, 1);
  edit->now = edit->states->len - 1;
}

/* Takes @shape, which differs from now by the @n_edges edges from @first of @ring on, unless it is no area. */
static gboolean
adopt (AnlanZoneEdit *edit,
       AnlanShape *shape,
       gboolean open,
       guint ring,
       guint first,
       guint n_edges,
       GError **error)
{
  g_autoptr (AnlanShape) next = shape;

  if (!anlan_zone_check_edges (next, open, ring, first, n_edges, error))
    return FALSE;
  /* What no pair of edges tells: a hole that has been left outside. */
  if (!open && !edit->unsound && !anlan_shape_is_valid (next, NULL, error))
    return FALSE;
  push (edit, g_steal_pointer (&next), open);
  return TRUE;
}

static AnlanShape *
dup_now (AnlanZoneEdit *edit, guint ring, guint *start, guint *n)
{
  AnlanShape *shape = anlan_shape_copy (now_of (edit)->shape);

  *start = ring > 0 ? shape->ring_ends[ring - 1] : 0;
  *n = shape->ring_ends[ring] - *start;
  return shape;
}

static void
put (AnlanShape *shape, guint i, AnlanLonLat at)
{
  shape->lonlat[2 * i] = at.lon;
  shape->lonlat[2 * i + 1] = at.lat;
}

/* Makes room for one more position before @place, in ring @ring. */
static void
open_gap (AnlanShape *shape, guint ring, guint place)
{
  shape->lonlat = g_renew (double, shape->lonlat, 2 * (gsize)(shape->count + 1));
  memmove (shape->lonlat + 2 * (place + 1), shape->lonlat + 2 * place,
           2 * (shape->count - place) * sizeof (double));
  shape->count++;
  for (guint i = ring; i < shape->n_rings; i++)
    shape->ring_ends[i]++;
}

gboolean
anlan_zone_edit_add (AnlanZoneEdit *edit, AnlanLonLat at, GError **error)
{
  AnlanShape *shape;
  guint start, n;

  g_return_val_if_fail (edit != NULL && now_of (edit)->open, FALSE);

  if (!check_position (at, error))
    return FALSE;
  if (now_of (edit)->shape->count >= ANLAN_SHAPE_POSITIONS_MAX)
    return refuse (error, _ ("The area has as many corners as one can have. Nothing was changed."));
  shape = dup_now (edit, 0, &start, &n);
  open_gap (shape, 0, n);
  put (shape, n, at);
  return adopt (edit, shape, TRUE, 0, n > 0 ? n - 1 : 0, n > 0 ? 1 : 0, error);
}

gboolean
anlan_zone_edit_close (AnlanZoneEdit *edit, GError **error)
{
  AnlanShape *shape;
  guint start, n;

  g_return_val_if_fail (edit != NULL && now_of (edit)->open, FALSE);

  if (now_of (edit)->shape->count < 3)
    return refuse (error, _ ("An area needs three corners at least. Nothing was changed."));
  shape = dup_now (edit, 0, &start, &n);
  return adopt (edit, shape, FALSE, 0, n - 1, 1, error);
}

gboolean
anlan_zone_edit_insert (AnlanZoneEdit *edit, guint ring, guint after, AnlanLonLat at, GError **error)
{
  AnlanShape *shape;
  guint start, n;

  g_return_val_if_fail (edit != NULL && ring < now_of (edit)->shape->n_rings, FALSE);

  if (!check_position (at, error))
    return FALSE;
  if (now_of (edit)->shape->count >= ANLAN_SHAPE_POSITIONS_MAX)
    return refuse (error, _ ("The area has as many corners as one can have. Nothing was changed."));
  shape = dup_now (edit, ring, &start, &n);
  if (after >= n)
    after = n - 1;
  open_gap (shape, ring, start + after + 1);
  put (shape, start + after + 1, at);
  return adopt (edit, shape, now_of (edit)->open, ring, after, 2, error);
}

static AnlanShape *
placed (AnlanZoneEdit *edit, guint ring, guint corner, AnlanLonLat at, guint *n)
{
  guint start;
  AnlanShape *shape = dup_now (edit, ring, &start, n);

  put (shape, start + corner, at);
  return shape;
}

/* An open line has no edge before its first corner, nor behind its last. */
static void
edges_around (gboolean open, guint corner, guint n, guint *first, guint *n_edges)
{
  *first = (corner + n - 1) % n;
  *n_edges = 2;
  if (open && corner == 0)
    *first = 0;
  if (open && (corner == 0 || corner == n - 1))
    *n_edges = n > 1 ? 1 : 0;
}

gboolean
anlan_zone_edit_place (AnlanZoneEdit *edit, guint ring, guint corner, AnlanLonLat at, GError **error)
{
  gboolean open;
  AnlanShape *shape;
  guint n, first, n_edges;

  g_return_val_if_fail (edit != NULL && ring < now_of (edit)->shape->n_rings, FALSE);

  if (!check_position (at, error))
    return FALSE;
  open = now_of (edit)->open;
  shape = placed (edit, ring, corner, at, &n);
  edges_around (open, corner, n, &first, &n_edges);
  return adopt (edit, shape, open, ring, first, n_edges, error);
}

gboolean
anlan_zone_edit_can_place (AnlanZoneEdit *edit, guint ring, guint corner, AnlanLonLat at, GError **error)
{
  g_autoptr (AnlanShape) shape = NULL;
  guint n, first, n_edges;

  g_return_val_if_fail (edit != NULL && ring < now_of (edit)->shape->n_rings, FALSE);

  if (!check_position (at, error))
    return FALSE;
  shape = placed (edit, ring, corner, at, &n);
  edges_around (now_of (edit)->open, corner, n, &first, &n_edges);
  return anlan_zone_check_edges (shape, now_of (edit)->open, ring, first, n_edges, error);
}

gboolean
anlan_zone_edit_remove (AnlanZoneEdit *edit, guint ring, guint corner, GError **error)
{
  AnlanShape *shape;
  gboolean open;
  guint start, n;

  g_return_val_if_fail (edit != NULL && ring < now_of (edit)->shape->n_rings, FALSE);

  open = now_of (edit)->open;
  shape = dup_now (edit, ring, &start, &n);
  if (corner >= n || (!open && n <= 3))
    {
      anlan_shape_free (shape);
      return refuse (error, _ ("An area needs three corners at least. Nothing was changed."));
    }
  memmove (shape->lonlat + 2 * (start + corner), shape->lonlat + 2 * (start + corner + 1),
           2 * (shape->count - start - corner - 1) * sizeof (double));
  shape->count--;
  for (guint i = ring; i < shape->n_rings; i++)
    shape->ring_ends[i]--;
  n--;
  if (open && (corner == 0 || corner == n))
    return adopt (edit, shape, TRUE, ring, 0, 0, error);
  return adopt (edit, shape, open, ring, (corner + n - 1) % n, 1, error);
}

gboolean
anlan_zone_edit_set_ring (AnlanZoneEdit *edit, const double *lonlat, guint count, GError **error)
{
  const AnlanShape *now;
  AnlanShape *shape;
  guint old, rest;

  g_return_val_if_fail (edit != NULL && lonlat != NULL, FALSE);

  /* People also repeat the first corner at the end. */
  if (count > 3 && lonlat[0] == lonlat[2 * count - 2] && lonlat[1] == lonlat[2 * count - 1])
    count--;
  if (count < 3)
    return refuse (error, _ ("An area needs three corners at least. Nothing was changed."));
  now = now_of (edit)->shape;
  old = now->ring_ends[0];
  rest = now->count - old;
  if (count + rest > ANLAN_SHAPE_POSITIONS_MAX)
    return refuse (error, _ ("The area has as many corners as one can have. Nothing was changed."));
  for (guint i = 0; i < count; i++)
    if (!check_position ((AnlanLonLat){ lonlat[2 * i], lonlat[2 * i + 1] }, error))
      return FALSE;
  shape = anlan_shape_copy (now);
  shape->count = count + rest;
  shape->lonlat = g_renew (double, shape->lonlat, 2 * (gsize)shape->count);
  memcpy (shape->lonlat, lonlat, 2 * (gsize)count * sizeof (double));
  if (rest > 0)
    memcpy (shape->lonlat + 2 * (gsize)count, now->lonlat + 2 * (gsize)old,
            2 * (gsize)rest * sizeof (double));
  for (guint i = 0; i < shape->n_rings; i++)
    shape->ring_ends[i] = shape->ring_ends[i] - old + count;
  return adopt (edit, shape, FALSE, 0, 0, count, error);
}

gboolean
anlan_zone_edit_shift (AnlanZoneEdit *edit, double east, double north, GError **error)
{
  AnlanShape *shape;
  AnlanLocal local;
  guint start, n;

  g_return_val_if_fail (edit != NULL, FALSE);

  if (now_of (edit)->shape->count == 0 || (east == 0 && north == 0))
    return TRUE;
  /* Within this a plane around the first corner is as good as the ground, see AnlanLocal. */
  if (!(hypot (east, north) < 20000))
    return refuse (error, _ ("An area is moved 20 km at most at a time. Nothing was changed."));
  shape = dup_now (edit, 0, &start, &n);
  anlan_local_init (&local, (AnlanLonLat){ shape->lonlat[0], shape->lonlat[1] });
  for (guint i = 0; i < shape->count; i++)
    {
      AnlanPoint at =
          anlan_local_from_lonlat (&local, (AnlanLonLat){ shape->lonlat[2 * i], shape->lonlat[2 * i + 1] });

      put (shape, i, anlan_local_to_lonlat (&local, (AnlanPoint){ at.x + east, at.y + north }));
    }
  return adopt (edit, shape, now_of (edit)->open, 0, 0, 0, error);
}

/* --- undo -------------------------------------------------------------------------------------------------- */

gboolean
anlan_zone_edit_can_undo (AnlanZoneEdit *edit)
{
  g_return_val_if_fail (edit != NULL, FALSE);

  return edit->now > 0;
}

gboolean
anlan_zone_edit_can_redo (AnlanZoneEdit *edit)
{
  g_return_val_if_fail (edit != NULL, FALSE);

  return edit->now + 1 < edit->states->len;
}

void
anlan_zone_edit_undo (AnlanZoneEdit *edit)
{
  if (anlan_zone_edit_can_undo (edit))
    edit->now--;
}

void
anlan_zone_edit_redo (AnlanZoneEdit *edit)
{
  if (anlan_zone_edit_can_redo (edit))
    edit->now++;
}

gboolean
anlan_zone_edit_is_changed (AnlanZoneEdit *edit)
{
  const State *first;

  g_return_val_if_fail (edit != NULL, FALSE);

  first = g_ptr_array_index (edit->states, 0);
  return now_of (edit)->open != first->open || now_of (edit)->shape->count != first->shape->count ||
         (first->shape->count > 0 && memcmp (now_of (edit)->shape->lonlat, first->shape->lonlat,
                                             2 * first->shape->count * sizeof (double)) != 0);
}

/* --- splitting --------------------------------------------------------------------------------------------- */

/* On which side of a straight line a piece lies. */
static gboolean
is_left (const AnlanShape *piece, const double *line)
{
  AnlanLonLat at = anlan_shape_get_label (piece);
  AnlanPoint b, c;
  AnlanLocal local;

  anlan_local_init (&local, (AnlanLonLat){ line[0], line[1] });
  b = anlan_local_from_lonlat (&local, (AnlanLonLat){ line[2], line[3] });
  c = anlan_local_from_lonlat (&local, at);
  return b.x * c.y - b.y * c.x > 0;
}

static int
compare_area (gconstpointer a, gconstpointer b)
{
  double x = anlan_shape_area_m2 (*(AnlanShape *const *)a), y = anlan_shape_area_m2 (*(AnlanShape *const *)b);

  return x < y ? 1 : x > y ? -1 : 0;
}

static GPtrArray *
join_sides (GPtrArray *pieces, const double *line, GError **error)
{
  g_autoptr (GPtrArray) sides = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_shape_free);

  for (int side = 0; side < 2; side++)
    {
      g_autoptr (GPtrArray) one = g_ptr_array_new ();
      AnlanShape *joined;

      for (guint i = 0; i < pieces->len; i++)
        if (is_left (pieces->pdata[i], line) == (side == 1))
          g_ptr_array_add (one, pieces->pdata[i]);
      if (one->len == 0)
        {
          refuse (error, _ ("The line leaves nothing on one of its sides. Nothing was changed."));
          return NULL;
        }
      joined = anlan_shape_union ((const AnlanShape *const *)one->pdata, one->len, error);
      if (joined == NULL)
        return NULL;
      g_ptr_array_add (sides, joined);
    }
  g_ptr_array_sort (sides, compare_area);
  return g_steal_pointer (&sides);
}

GPtrArray *
anlan_zone_split (const AnlanShape *area, const double *line, guint count, GError **error)
{
  g_autoptr (AnlanShape) knife = NULL;
  g_autoptr (GPtrArray) pieces = NULL;

  g_return_val_if_fail (area != NULL && line != NULL && count >= 2, NULL);

  knife = anlan_shape_new_line (line, count, NULL);
  if (knife == NULL)
    {
      refuse (error, _ ("This is no place on the earth. Nothing was changed."));
      return NULL;
    }
  pieces = anlan_shape_split (area, knife, error);
  if (pieces == NULL)
    return NULL;
  if (pieces->len == 2)
    return g_steal_pointer (&pieces);
  if (count == 2)
    return join_sides (pieces, line, error);
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
               g_dngettext (GETTEXT_PACKAGE,
                            "The line cuts the area into %u piece. A straight line parts it in two. Nothing "
                            "was changed.",
                            "The line cuts the area into %u pieces. A straight line parts it in two. Nothing "
                            "was changed.",
                            pieces->len),
               pieces->len);
  return NULL;
}
