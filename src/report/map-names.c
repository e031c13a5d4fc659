/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "map-marks-private.h"

#include <math.h>
#include <stdlib.h>

/* A name is not repeated nearer than this; logical pixels. */
#define REPEAT_PX 280.0

/* A road bends no more than this under its name; radians. */
#define STRAIGHT (12 * G_PI / 180)

typedef struct
{
  AnlanMapPlan *plan;
  GHashTable *placed; /* name (borrowed) -> GArray of AnlanMapPoint, pixels of the plan's view */
} Naming;

static gboolean
is_near_its_like (Naming *naming, const char *name, AnlanMapPoint at)
{
  const GArray *points = g_hash_table_lookup (naming->placed, name);

  for (guint i = 0; points != NULL && i < points->len; i++)
    {
      AnlanMapPoint other = g_array_index (points, AnlanMapPoint, i);

      if (hypot (other.x - at.x, other.y - at.y) < REPEAT_PX)
        return TRUE;
    }
  return FALSE;
}

static void
remember (Naming *naming, const char *name, AnlanMapPoint at)
{
  GArray *points = g_hash_table_lookup (naming->placed, name);

  if (points == NULL)
    {
      points = g_array_new (FALSE, FALSE, sizeof (AnlanMapPoint));
      g_hash_table_insert (naming->placed, (gpointer)name, points);
    }
  g_array_append_val (points, at);
}

static AnlanMapTextStyle
name_style (AnlanMapFeatureKind kind)
{
  switch ((int)kind)
    {
    case ANLAN_MAP_FEATURE_SITE:
      return ANLAN_MAP_TEXT_SITE;
    case ANLAN_MAP_FEATURE_WATER:
    case ANLAN_MAP_FEATURE_CANAL:
    case ANLAN_MAP_FEATURE_STREAM:
      return ANLAN_MAP_TEXT_WATER;
    default:
      return kind >= ANLAN_MAP_FEATURE_PATH && kind <= ANLAN_MAP_FEATURE_RAIL ? ANLAN_MAP_TEXT_ROAD
                                                                              : ANLAN_MAP_TEXT_PLACE;
    }
}

/* A site drawing has the names of what it shows on it. */
static gboolean
is_under_drawing (const AnlanMapPlan *plan, AnlanMapPoint at)
{
  const AnlanMapLook *look = &plan->marks->look;

  if (look->names_below || !(look->layers & ANLAN_MAP_LAYER_DRAWINGS))
    return FALSE;
  for (guint i = 0; i < anlan_map_scene_get_n_drawings (plan->scene); i++)
    if (anlan_map_drawing_covers (anlan_map_scene_get_drawing (plan->scene, i), look->floors, at))
      return TRUE;
  return FALSE;
}

static gboolean
try_name (Naming *naming, AnlanMapItem *item)
{
  return !is_under_drawing (naming->plan, item->mark.anchor) && anlan_map_plan_try (naming->plan, item);
}

/* --- areas and points ---------------------------------------------------------------------------------------- */

static void
name_area (Naming *naming, const AnlanMapFeature *feature)
{
  AnlanMapPlan *plan = naming->plan;
  AnlanMapPoint at = anlan_map_viewport_to_screen (&plan->view, feature->anchor);
  double width = (feature->bounds.x1 - feature->bounds.x0) * plan->ppu;
  double height = (feature->bounds.y1 - feature->bounds.y0) * plan->ppu;
  AnlanMapItem item = { 0 };
  double text_width, text_height;

  item.style = name_style (feature->kind);
  item.wrap = feature->kind == ANLAN_MAP_FEATURE_SITE ? 260 : CLAMP (width * 1.1, 48, 132);
  /* Two lines hold twice the width; what is longer would be cut. */
  if (anlan_map_text_estimate (item.style, feature->name) > 2.4 * item.wrap ||
      feature->radius * plan->ppu < 6 || is_near_its_like (naming, feature->name, at))
    return;
  anlan_map_typesetter_measure (&plan->typesetter, item.style, feature->name, item.wrap, &text_width,
                                &text_height);
  if (text_width > 1.35 * width || text_height > 1.35 * height)
    return;

  item.mark.kind = ANLAN_MAP_MARK_NAME;
  item.mark.anchor = feature->anchor;
  item.mark.box = (AnlanMapRect){ -text_width / 2, -text_height / 2, text_width / 2, text_height / 2 };
  item.parts = ANLAN_MAP_ITEM_TEXT;
  item.text = feature->name;
  if (try_name (naming, &item))
    remember (naming, feature->name, at);
}

static void
name_gate (Naming *naming, const AnlanMapFeature *feature)
{
  AnlanMapPlan *plan = naming->plan;
  AnlanMapItem item = { 0 };
  double width, height;

  if (plan->view.zoom < 16.5)
    return;
  item.style = ANLAN_MAP_TEXT_PLACE;
  item.wrap = 110;
  anlan_map_typesetter_measure (&plan->typesetter, item.style, feature->name, item.wrap, &width, &height);
  item.mark.kind = ANLAN_MAP_MARK_NAME;
  item.mark.anchor = feature->anchor;
  item.text_at = (AnlanMapPoint){ 0, 5 + height / 2 };
  item.mark.box = (AnlanMapRect){ -width / 2, 5, width / 2, 5 + height };
  item.parts = ANLAN_MAP_ITEM_TEXT;
  item.text = feature->name;
  try_name (naming, &item);
}

/* --- lines --------------------------------------------------------------------------------------------------- */

static double
turn_between (double a, double b)
{
  return fabs (remainder (a - b, 2 * G_PI));
}

static gboolean
put_line_name (Naming *naming,
               const AnlanMapFeature *feature,
               AnlanMapPoint middle,
               double angle,
               double width,
               double height)
{
  AnlanMapPlan *plan = naming->plan;
  AnlanMapItem item = { 0 };

  item.angle = angle;
  item.mark.kind = ANLAN_MAP_MARK_NAME;
  item.mark.anchor = anlan_map_viewport_to_world (&plan->view, middle);
  item.mark.box = (AnlanMapRect){ -width / 2, -height / 2, width / 2, height / 2 };
  item.parts = ANLAN_MAP_ITEM_TEXT;
  item.style = name_style (feature->kind);
  item.text = feature->name;
  return try_name (naming, &item);
}

/* On the straight stretch from @from to @to, if it is long enough; on a long one again and again, at places that do
 * not depend on what is in view, so that names stay where they are while the map is moved. */
static void
name_stretch (Naming *naming,
              const AnlanMapFeature *feature,
              AnlanMapPoint from,
              AnlanMapPoint to,
              double width,
              double height)
{
  AnlanMapPlan *plan = naming->plan;
  double length = hypot (to.x - from.x, to.y - from.y);
  double angle = atan2 (to.y - from.y, to.x - from.x);
  guint n;

  if (length < width + 12)
    return;
  /* Read from the left or from below, never upside down. */
  if (angle > G_PI_2 - 0.01)
    angle -= G_PI;
  else if (angle < -G_PI_2 - 0.01)
    angle += G_PI;
  n = 1 + (guint)MIN (length / (2 * REPEAT_PX), 1000);
  for (guint i = 0; i < n; i++)
    {
      double t = (i + 0.5) / n;
      AnlanMapPoint at = { from.x + t * (to.x - from.x), from.y + t * (to.y - from.y) };

      if (at.x < 0 || at.y < 0 || at.x > plan->view.width || at.y > plan->view.height ||
          is_near_its_like (naming, feature->name, at))
        continue;
      if (put_line_name (naming, feature, at, angle, width, height))
        remember (naming, feature->name, at);
    }
}

static void
name_part (Naming *naming, const AnlanMapFeature *feature, guint part, double width, double height)
{
  AnlanMapPlan *plan = naming->plan;
  const AnlanMapPoint *points = anlan_map_shapes_get_points (plan->scene->base->shapes, part);
  guint n = anlan_map_shapes_get_part (plan->scene->base->shapes, part)->n;
  AnlanMapPoint begin = anlan_map_viewport_to_screen (&plan->view, points[0]);
  AnlanMapPoint last = begin;
  double direction = NAN;

  for (guint i = 1; i < n; i++)
    {
      AnlanMapPoint next = anlan_map_viewport_to_screen (&plan->view, points[i]);
      double heading = atan2 (next.y - last.y, next.x - last.x);

      if (hypot (next.x - last.x, next.y - last.y) < 1 && i + 1 < n)
        continue;
      if (!isnan (direction) && turn_between (heading, direction) > STRAIGHT)
        {
          name_stretch (naming, feature, begin, last, width, height);
          begin = last;
          direction = heading;
        }
      else
        direction = atan2 (next.y - begin.y, next.x - begin.x);
      last = next;
    }
  name_stretch (naming, feature, begin, last, width, height);
}

static void
name_line (Naming *naming, guint number)
{
  AnlanMapPlan *plan = naming->plan;
  const AnlanMapFeature *feature = anlan_map_base_feature (plan->scene->base, number);
  AnlanMapSpan span = anlan_map_base_span (plan->scene->base, number);
  AnlanMapRect b = feature->bounds;
  AnlanMapTextStyle style = name_style (feature->kind);
  double width, height;

  if (hypot (b.x1 - b.x0, b.y1 - b.y0) * plan->ppu < anlan_map_text_estimate (style, feature->name))
    return;
  anlan_map_typesetter_measure (&plan->typesetter, style, feature->name, 0, &width, &height);
  for (guint part = span.first_part; part < span.first_part + span.n_parts; part++)
    name_part (naming, feature, part, width, height);
}

/* --- all ----------------------------------------------------------------------------------------------------- */

typedef struct
{
  guint32 number;
  int rank;
  double size;
} Turn;

/* Whole grounds first, as there are few; then buildings and what else stands there, roads, water. */
static int
name_rank (const AnlanMapFeature *feature)
{
  if (feature->kind == ANLAN_MAP_FEATURE_SITE)
    return 0;
  if (feature->kind >= ANLAN_MAP_FEATURE_BUILDING)
    return 1;
  if (feature->kind >= ANLAN_MAP_FEATURE_PATH)
    return 2;
  return 3;
}

static int
compare_turns (const void *a, const void *b)
{
  const Turn *ta = a;
  const Turn *tb = b;

  if (ta->rank != tb->rank)
    return ta->rank < tb->rank ? -1 : 1;
  if (ta->size != tb->size)
    return ta->size > tb->size ? -1 : 1;
  return ta->number < tb->number ? -1 : ta->number > tb->number;
}

static GArray *
collect_turns (const AnlanMapPlan *plan)
{
  const AnlanMapBase *base = plan->scene->base;
  GArray *turns = g_array_new (FALSE, FALSE, sizeof (Turn));
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint32));

  anlan_map_index_query (base->index, plan->reach, found);
  for (guint i = 0; i < found->len; i++)
    {
      guint32 number = g_array_index (found, guint32, i);
      const AnlanMapFeature *feature = anlan_map_base_feature (base, number);
      AnlanMapRect b = feature->bounds;
      Turn turn = { number, name_rank (feature), (b.x1 - b.x0) * (b.y1 - b.y0) };

      if (*feature->name == '\0' || feature->flags & ANLAN_MAP_FEATURE_TUNNEL)
        continue;
      /* A ground whose middle is out of sight, or that is all one sees, has its name elsewhere. */
      if (feature->kind == ANLAN_MAP_FEATURE_SITE && (b.x1 - b.x0) * plan->ppu > 2.5 * plan->view.width)
        continue;
      g_array_append_val (turns, turn);
    }
  if (turns->len > 1)
    qsort (turns->data, turns->len, sizeof (Turn), compare_turns);
  return turns;
}

void
anlan_map_plan_names (AnlanMapPlan *plan)
{
  g_autoptr (GArray) turns = collect_turns (plan);
  g_autoptr (GHashTable) placed =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_array_unref);
  Naming naming = { plan, placed };

  for (guint i = 0; i < turns->len && !g_cancellable_is_cancelled (plan->cancellable); i++)
    {
      guint32 number = g_array_index (turns, Turn, i).number;
      const AnlanMapFeature *feature = anlan_map_base_feature (plan->scene->base, number);

      switch (feature->geometry)
        {
        case ANLAN_GEOMETRY_POLYGON:
          name_area (&naming, feature);
          break;
        case ANLAN_GEOMETRY_LINE:
          name_line (&naming, number);
          break;
        case ANLAN_GEOMETRY_POINT:
          name_gate (&naming, feature);
          break;
        case ANLAN_GEOMETRY_NONE:
        default:
          break;
        }
    }
}
