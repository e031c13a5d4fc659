/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "map-base-private.h"

#include <math.h>
#include <string.h>

typedef struct
{
  AnlanMapFeature feature;
  AnlanMapSpan span;
  guint number;
} Entry;

struct _AnlanMapBaseBuilder
{
  AnlanMapShapes *shapes;
  GArray *entries;
};

AnlanMapBaseBuilder *
anlan_map_base_builder_new (void)
{
  AnlanMapBaseBuilder *builder = g_new (AnlanMapBaseBuilder, 1);

  builder->shapes = anlan_map_shapes_new ();
  builder->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  return builder;
}

void
anlan_map_base_builder_free (AnlanMapBaseBuilder *builder)
{
  if (builder == NULL)
    return;
  anlan_map_shapes_free (builder->shapes);
  g_array_unref (builder->entries);
  g_free (builder);
}

gboolean
anlan_map_base_builder_add (AnlanMapBaseBuilder *builder, const AnlanFeature *feature)
{
  Entry entry = { 0 };

  g_return_val_if_fail (builder != NULL && feature != NULL, FALSE);

  entry.feature.kind = anlan_map_classify (feature, &entry.feature.flags, &entry.feature.width);
  if (entry.feature.kind == ANLAN_MAP_FEATURE_NONE ||
      !anlan_map_shapes_add (builder->shapes, &feature->geometry, &entry.span, &entry.feature.bounds))
    return FALSE;

  entry.number = builder->entries->len;
  entry.feature.geometry = feature->geometry.type;
  entry.feature.name = anlan_map_shapes_intern (builder->shapes, feature->name);
  if (entry.feature.geometry == ANLAN_GEOMETRY_POINT)
    entry.feature.anchor = *anlan_map_shapes_get_points (builder->shapes, entry.span.first_part);
  else if (entry.feature.geometry == ANLAN_GEOMETRY_POLYGON && *entry.feature.name != '\0')
    {
      double area;

      anlan_map_shapes_measure (builder->shapes, entry.span, &entry.feature.anchor, &entry.feature.radius,
                                &area);
    }
  g_array_append_val (builder->entries, entry);
  return TRUE;
}

static double
rect_size (AnlanMapRect rect)
{
  return (rect.x1 - rect.x0) * (rect.y1 - rect.y0);
}

/* By kind; of areas of one kind the larger first, so that a pond in a lake's extent is not hidden; then as read. */
static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const Entry *ea = a;
  const Entry *eb = b;

  if (ea->feature.kind != eb->feature.kind)
    return ea->feature.kind < eb->feature.kind ? -1 : 1;
  if (ea->feature.geometry == ANLAN_GEOMETRY_POLYGON && eb->feature.geometry == ANLAN_GEOMETRY_POLYGON)
    {
      double sa = rect_size (ea->feature.bounds);
      double sb = rect_size (eb->feature.bounds);

      if (sa != sb)
        return sa > sb ? -1 : 1;
    }
  return ea->number < eb->number ? -1 : ea->number > eb->number;
}

static gboolean
is_built (AnlanMapFeatureKind kind)
{
  return kind == ANLAN_MAP_FEATURE_BUILDING || kind == ANLAN_MAP_FEATURE_TANK ||
         kind == ANLAN_MAP_FEATURE_ROOF;
}

AnlanMapBase *
anlan_map_base_builder_end (AnlanMapBaseBuilder *builder)
{
  AnlanMapBase *base;
  g_autofree AnlanMapRect *rects = NULL;

  g_return_val_if_fail (builder != NULL, NULL);

  base = g_new0 (AnlanMapBase, 1);
  g_atomic_ref_count_init (&base->refs);
  g_array_sort (builder->entries, compare_entries);
  base->features = g_array_sized_new (FALSE, FALSE, sizeof (AnlanMapFeature), builder->entries->len);
  base->spans = g_array_sized_new (FALSE, FALSE, sizeof (AnlanMapSpan), builder->entries->len);
  base->bounds = base->built = ANLAN_MAP_RECT_EMPTY;
  rects = g_new (AnlanMapRect, builder->entries->len);
  for (guint i = 0; i < builder->entries->len; i++)
    {
      const Entry *entry = &g_array_index (builder->entries, Entry, i);

      g_array_append_val (base->features, entry->feature);
      g_array_append_val (base->spans, entry->span);
      rects[i] = entry->feature.bounds;
      anlan_map_rect_add (&base->bounds, rects[i]);
      if (is_built (entry->feature.kind))
        anlan_map_rect_add (&base->built, rects[i]);
    }
  base->index = anlan_map_index_new (rects, builder->entries->len);
  base->shapes = builder->shapes;
  builder->shapes = anlan_map_shapes_new ();
  g_array_set_size (builder->entries, 0);
  return base;
}

AnlanMapBase *
anlan_map_base_ref (AnlanMapBase *base)
{
  g_return_val_if_fail (base != NULL, NULL);

  g_atomic_ref_count_inc (&base->refs);
  return base;
}

void
anlan_map_base_unref (AnlanMapBase *base)
{
  g_return_if_fail (base != NULL);

  if (!g_atomic_ref_count_dec (&base->refs))
    return;
  anlan_map_shapes_free (base->shapes);
  anlan_map_index_free (base->index);
  g_array_unref (base->features);
  g_array_unref (base->spans);
  g_free (base);
}

guint
anlan_map_base_get_n_features (const AnlanMapBase *base)
{
  g_return_val_if_fail (base != NULL, 0);

  return base->features->len;
}

const AnlanMapFeature *
anlan_map_base_get_feature (const AnlanMapBase *base, guint index)
{
  g_return_val_if_fail (base != NULL && index < base->features->len, NULL);

  return anlan_map_base_feature (base, index);
}

AnlanMapRect
anlan_map_base_get_bounds (const AnlanMapBase *base)
{
  g_return_val_if_fail (base != NULL, ANLAN_MAP_RECT_EMPTY);

  return base->bounds;
}

AnlanMapRect
anlan_map_base_get_built_bounds (const AnlanMapBase *base)
{
  g_return_val_if_fail (base != NULL, ANLAN_MAP_RECT_EMPTY);

  return base->built;
}

/* --- snapping ------------------------------------------------------------------------------------------------ */

typedef struct
{
  AnlanMapPoint point;
  double corner2; /* squared distances of the best so far */
  double edge2;
  AnlanMapPoint corner;
  AnlanMapPoint edge;
} Snap;

static double
distance2 (AnlanMapPoint a, AnlanMapPoint b)
{
  return (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y);
}

static void
snap_to_part (Snap *snap, const AnlanMapPoint *points, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      AnlanMapPoint a = points[i];
      double d2 = distance2 (a, snap->point);

      if (d2 < snap->corner2)
        {
          snap->corner2 = d2;
          snap->corner = a;
        }
      if (i + 1 < n)
        {
          AnlanMapPoint b = points[i + 1];
          double length2 = distance2 (a, b);
          double t =
              length2 > 0
                  ? ((snap->point.x - a.x) * (b.x - a.x) + (snap->point.y - a.y) * (b.y - a.y)) / length2
                  : 0;
          AnlanMapPoint foot;

          t = CLAMP (t, 0, 1);
          foot = (AnlanMapPoint){ a.x + t * (b.x - a.x), a.y + t * (b.y - a.y) };
          d2 = distance2 (foot, snap->point);
          if (d2 < snap->edge2)
            {
              snap->edge2 = d2;
              snap->edge = foot;
            }
        }
    }
}

static gboolean
can_snap_to (AnlanMapFeatureKind kind)
{
  return is_built (kind) || kind == ANLAN_MAP_FEATURE_FENCE || kind == ANLAN_MAP_FEATURE_WALL ||
         kind == ANLAN_MAP_FEATURE_HEDGE;
}

gboolean
anlan_map_base_snap (const AnlanMapBase *base, AnlanMapPoint point, double within, AnlanMapPoint *snapped)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint32));
  AnlanMapRect around;
  Snap snap = { point, within * within, within * within, point, point };

  g_return_val_if_fail (base != NULL && snapped != NULL, FALSE);

  around = anlan_map_rect_grow ((AnlanMapRect){ point.x, point.y, point.x, point.y }, within);
  anlan_map_index_query (base->index, around, found);
  for (guint i = 0; i < found->len; i++)
    {
      guint32 number = g_array_index (found, guint32, i);
      AnlanMapSpan span = anlan_map_base_span (base, number);

      if (!can_snap_to (anlan_map_base_feature (base, number)->kind))
        continue;
      for (guint p = span.first_part; p < span.first_part + span.n_parts; p++)
        snap_to_part (&snap, anlan_map_shapes_get_points (base->shapes, p),
                      anlan_map_shapes_get_part (base->shapes, p)->n);
    }

  /* A corner within reach wins over a nearer edge: corners are what one aims at. */
  if (snap.corner2 < within * within)
    *snapped = snap.corner;
  else if (snap.edge2 < within * within)
    *snapped = snap.edge;
  else
    return FALSE;
  return TRUE;
}
