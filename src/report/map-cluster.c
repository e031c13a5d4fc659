/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "map-marks-private.h"

#include <math.h>
#include <string.h>

/* Symbols whose middles are nearer than this become one; logical pixels. Seen from far the names of zones need the room
 * more; on paper, too, where nobody can look into a crowd by coming closer. */
#define JOIN_NEAR_PX 24.0
#define JOIN_FAR_PX 52.0
#define JOIN_PRINTED_PX 40.0

/* From far to near; zoom. */
#define ZOOM_FAR 16.75
#define ZOOM_NEAR 18.25

/* From a symbol's rim to its name: more than the gap that is kept around both. */
#define NAME_GAP_PX 4.5

typedef struct
{
  AnlanMapPoint middle; /* world units */
  GArray *members;      /* guint32 */
  AnlanMapRisk risk;
  AnlanMapRect extent;
} Cluster;

static void
clear_cluster (gpointer data)
{
  Cluster *cluster = data;

  g_clear_pointer (&cluster->members, g_array_unref);
}

static AnlanMapLayers
symbol_layer (AnlanMapSymbolKind kind)
{
  switch (kind)
    {
    case ANLAN_MAP_SYMBOL_EQUIPMENT:
      return ANLAN_MAP_LAYER_EQUIPMENT;
    case ANLAN_MAP_SYMBOL_MAJOR_HAZARD:
      return ANLAN_MAP_LAYER_MAJOR_HAZARDS;
    case ANLAN_MAP_SYMBOL_MUSTER:
      return ANLAN_MAP_LAYER_MUSTER;
    case ANLAN_MAP_SYMBOL_HAZARD:
      return ANLAN_MAP_LAYER_HAZARDS;
    case ANLAN_MAP_SYMBOL_RISK_POINT:
    default:
      return ANLAN_MAP_LAYER_RISK_POINTS;
    }
}

static gboolean
is_shown (const AnlanMapPlan *plan, const AnlanMapSymbol *symbol)
{
  const AnlanMapLook *look = &plan->marks->look;

  return (look->floors & symbol->floors) && look->layers & symbol_layer (symbol->kind);
}

/* World units. */
static double
join_distance (const AnlanMapPlan *plan)
{
  double far = CLAMP ((ZOOM_NEAR - plan->marks->viewport.zoom) / (ZOOM_NEAR - ZOOM_FAR), 0, 1);
  double px = plan->marks->look.theme == ANLAN_MAP_THEME_PRINT
                  ? JOIN_PRINTED_PX
                  : JOIN_NEAR_PX + far * (JOIN_FAR_PX - JOIN_NEAR_PX);

  return px / plan->ppu;
}

static void
update_middle (const AnlanMapScene *scene, Cluster *cluster)
{
  AnlanMapPoint sum = { 0, 0 };
  AnlanMapPoint first =
      anlan_map_scene_symbol (scene, g_array_index (cluster->members, guint32, 0))->position;

  cluster->extent = ANLAN_MAP_RECT_EMPTY;
  for (guint i = 0; i < cluster->members->len; i++)
    {
      AnlanMapPoint at =
          anlan_map_scene_symbol (scene, g_array_index (cluster->members, guint32, i))->position;

      sum.x += at.x - first.x;
      sum.y += at.y - first.y;
      anlan_map_rect_add_point (&cluster->extent, at);
    }
  cluster->middle =
      (AnlanMapPoint){ first.x + sum.x / cluster->members->len, first.y + sum.y / cluster->members->len };
}

/* One symbol after the other takes all that are near it and still free. The whole scene is judged, not only what is
 * in view, so that nothing jumps while the map is moved. */
static GArray *
gather (const AnlanMapPlan *plan)
{
  const AnlanMapScene *scene = plan->scene;
  GArray *clusters = g_array_new (FALSE, FALSE, sizeof (Cluster));
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autofree guint8 *taken = g_new0 (guint8, scene->symbols->len);
  double reach = join_distance (plan);

  g_array_set_clear_func (clusters, clear_cluster);
  for (guint i = 0; i < scene->symbols->len; i++)
    taken[i] = !is_shown (plan, anlan_map_scene_symbol (scene, i));
  for (guint i = 0; i < scene->symbols->len && !g_cancellable_is_cancelled (plan->cancellable); i++)
    {
      const AnlanMapSymbol *symbol = anlan_map_scene_symbol (scene, i);
      AnlanMapPoint at = symbol->position;
      Cluster cluster = { .risk = symbol->risk };

      if (taken[i])
        continue;
      cluster.members = g_array_new (FALSE, FALSE, sizeof (guint32));
      anlan_map_index_query (scene->symbol_index,
                             anlan_map_rect_grow ((AnlanMapRect){ at.x, at.y, at.x, at.y }, reach), found);
      for (guint k = 0; k < found->len; k++)
        {
          guint32 other = g_array_index (found, guint32, k);
          const AnlanMapSymbol *near = anlan_map_scene_symbol (scene, other);

          if (taken[other] || (other != i && (symbol->kind == ANLAN_MAP_SYMBOL_MUSTER ||
                                              near->kind == ANLAN_MAP_SYMBOL_MUSTER)))
            continue;
          taken[other] = TRUE;
          g_array_append_val (cluster.members, other);
          cluster.risk = MAX (cluster.risk, near->risk);
        }
      update_middle (scene, &cluster);
      g_array_append_val (clusters, cluster);
    }
  return clusters;
}

static gboolean
is_muster (const AnlanMapScene *scene, const Cluster *cluster)
{
  return anlan_map_scene_symbol (scene, g_array_index (cluster->members, guint32, 0))->kind ==
         ANLAN_MAP_SYMBOL_MUSTER;
}

/* The middles of two neighbours may have come too near to each other: the later joins the earlier. */
static gboolean
join_neighbours (const AnlanMapPlan *plan, GArray *clusters)
{
  g_autofree AnlanMapRect *rects = g_new (AnlanMapRect, clusters->len);
  g_autoptr (AnlanMapIndex) index = NULL;
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint32));
  gboolean joined = FALSE;
  guint kept = 0;

  for (guint i = 0; i < clusters->len; i++)
    {
      AnlanMapPoint at = g_array_index (clusters, Cluster, i).middle;

      rects[i] = (AnlanMapRect){ at.x, at.y, at.x, at.y };
    }
  index = anlan_map_index_new (rects, clusters->len);
  for (guint i = 0; i < clusters->len; i++)
    {
      Cluster *cluster = &g_array_index (clusters, Cluster, i);
      gboolean grown = FALSE;

      if (cluster->members->len == 0 || is_muster (plan->scene, cluster))
        continue;
      anlan_map_index_query (index, anlan_map_rect_grow (rects[i], join_distance (plan)), found);
      for (guint k = 0; k < found->len; k++)
        {
          Cluster *other = &g_array_index (clusters, Cluster, g_array_index (found, guint32, k));

          if (other <= cluster || other->members->len == 0 || is_muster (plan->scene, other))
            continue;
          g_array_append_vals (cluster->members, other->members->data, other->members->len);
          cluster->risk = MAX (cluster->risk, other->risk);
          g_array_set_size (other->members, 0);
          grown = TRUE;
        }
      if (grown)
        update_middle (plan->scene, cluster);
      joined |= grown;
    }
  for (guint i = 0; i < clusters->len; i++)
    {
      Cluster *cluster = &g_array_index (clusters, Cluster, i);

      if (cluster->members->len > 0)
        {
          Cluster swap = g_array_index (clusters, Cluster, kept);

          g_array_index (clusters, Cluster, kept++) = *cluster;
          *cluster = swap;
        }
    }
  g_array_set_size (clusters, kept);
  return joined;
}

static void
put_cluster (AnlanMapPlan *plan, const Cluster *cluster)
{
  AnlanMapItem item = { 0 };
  guint first = g_array_index (cluster->members, guint32, 0);
  const AnlanMapSymbol *symbol = anlan_map_scene_symbol (plan->scene, first);
  double radius = ANLAN_MAP_SYMBOL_RADIUS;

  item.mark.anchor = cluster->middle;
  item.mark.risk = cluster->risk;
  item.mark.subject = first;
  item.mark.extent = cluster->extent;
  if (cluster->members->len == 1)
    {
      item.mark.kind = ANLAN_MAP_MARK_SYMBOL;
      item.parts = ANLAN_MAP_ITEM_SYMBOL;
      item.symbol = symbol->kind;
    }
  else
    {
      item.mark.kind = ANLAN_MAP_MARK_CLUSTER;
      item.parts = ANLAN_MAP_ITEM_CLUSTER;
      item.mark.n_members = cluster->members->len;
      item.first_member = plan->marks->members->len;
      radius = anlan_map_glyph_cluster_radius (cluster->members->len);
      g_array_append_vals (plan->marks->members, cluster->members->data, cluster->members->len);
    }
  item.mark.box = (AnlanMapRect){ -radius, -radius, radius, radius };
  anlan_map_plan_put (plan, &item);
}

void
anlan_map_plan_symbols (AnlanMapPlan *plan)
{
  g_autoptr (GArray) clusters = NULL;

  if (plan->scene->symbols->len == 0)
    return;
  clusters = gather (plan);
  /* Each pass leaves fewer; three are enough on all that plants look like, and a touch of two rims does no harm. */
  for (guint pass = 0; pass < 3 && join_neighbours (plan, clusters); pass++)
    ;
  for (guint i = 0; i < clusters->len; i++)
    {
      const Cluster *cluster = &g_array_index (clusters, Cluster, i);
      AnlanMapPoint at = cluster->middle;

      if (anlan_map_rect_intersects (plan->reach, (AnlanMapRect){ at.x, at.y, at.x, at.y }))
        put_cluster (plan, cluster);
    }
}

void
anlan_map_plan_symbol_names (AnlanMapPlan *plan)
{
  guint n_items = plan->marks->items->len;

  if (!(plan->marks->look.layers & ANLAN_MAP_LAYER_LABELS))
    return;
  for (guint i = 0; i < n_items && !g_cancellable_is_cancelled (plan->cancellable); i++)
    {
      const AnlanMapItem *symbol = &g_array_index (plan->marks->items, AnlanMapItem, i);
      AnlanMapItem item = { 0 };
      double width, height, side;

      if (symbol->parts != ANLAN_MAP_ITEM_SYMBOL)
        continue;
      item.text = anlan_map_scene_symbol (plan->scene, symbol->mark.subject)->label;
      if (*item.text == '\0')
        continue;
      item.mark = symbol->mark;
      item.parts = ANLAN_MAP_ITEM_TEXT;
      item.style = ANLAN_MAP_TEXT_SYMBOL;
      item.wrap = 110;
      anlan_map_typesetter_measure (&plan->typesetter, item.style, item.text, item.wrap, &width, &height);
      side = ANLAN_MAP_SYMBOL_RADIUS + NAME_GAP_PX + width / 2;

      /* To the right, the left, below, above. */
      {
        const AnlanMapPoint places[] = { { side, 0 },
                                         { -side, 0 },
                                         { 0, ANLAN_MAP_SYMBOL_RADIUS + NAME_GAP_PX + height / 2 },
                                         { 0, -ANLAN_MAP_SYMBOL_RADIUS - NAME_GAP_PX - height / 2 } };

        for (guint k = 0; k < G_N_ELEMENTS (places); k++)
          {
            item.text_at = places[k];
            item.mark.box = (AnlanMapRect){ places[k].x - width / 2, places[k].y - height / 2,
                                            places[k].x + width / 2, places[k].y + height / 2 };
            if (anlan_map_plan_try (plan, &item))
              break;
          }
      }
    }
}
