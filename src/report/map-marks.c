/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "map-marks-private.h"

#include <math.h>
#include <stdlib.h>

/* Between labels; logical pixels. */
#define GAP_PX 2.0
#define CHIP_GAP_PX 3.0
/* From a chip to the one it falls back to, with the arrow between them. */
#define ARROW_PX 8.0
/* A zone whose largest circle is smaller than this gets no letter. */
#define LEAST_RADIUS_PX 8.0

/* --- items --------------------------------------------------------------------------------------------------- */

/* The box of an item in pixels of the plan's view; turned text as a row of squares along its base line. */
static guint
item_rects (const AnlanMapPlan *plan, const AnlanMapItem *item, AnlanMapRect *rects, guint max_rects)
{
  AnlanMapPoint at = anlan_map_viewport_to_screen (&plan->view, item->mark.anchor);
  AnlanMapRect box = item->mark.box;
  double length, height;
  guint n;

  if (item->angle == 0)
    {
      rects[0] = (AnlanMapRect){ at.x + box.x0 - GAP_PX, at.y + box.y0 - GAP_PX, at.x + box.x1 + GAP_PX,
                                 at.y + box.y1 + GAP_PX };
      return 1;
    }
  /* The box of turned text holds its width and height before the turn; see put_line_name(). */
  length = box.x1 - box.x0;
  height = box.y1 - box.y0;
  n = CLAMP ((guint)ceil (length / height), 1, max_rects);
  for (guint i = 0; i < n; i++)
    {
      double along = ((i + 0.5) / n - 0.5) * (length - height);
      double half = height / 2 + GAP_PX;
      double x = at.x + cos (item->angle) * along;
      double y = at.y + sin (item->angle) * along;

      rects[i] = (AnlanMapRect){ x - half, y - half, x + half, y + half };
    }
  return n;
}

#define MAX_RECTS 24

void
anlan_map_plan_put (AnlanMapPlan *plan, const AnlanMapItem *item)
{
  AnlanMapRect rects[MAX_RECTS];
  guint n = item_rects (plan, item, rects, MAX_RECTS);

  anlan_map_room_take (plan->room, rects, n);
  g_array_append_vals (plan->marks->items, item, 1);
}

gboolean
anlan_map_plan_try (AnlanMapPlan *plan, const AnlanMapItem *item)
{
  AnlanMapRect rects[MAX_RECTS];
  guint n = item_rects (plan, item, rects, MAX_RECTS);

  if (!anlan_map_room_is_free (plan->room, rects, n))
    return FALSE;
  if (plan->enclosed)
    for (guint i = 0; i < n; i++)
      if (!anlan_map_rect_contains ((AnlanMapRect){ 0, 0, plan->view.width, plan->view.height }, rects[i]))
        return FALSE;
  anlan_map_room_take (plan->room, rects, n);
  g_array_append_vals (plan->marks->items, item, 1);
  return TRUE;
}

/* --- zones --------------------------------------------------------------------------------------------------- */

typedef enum
{
  FORM_ROW,    /* letter and name beside each other */
  FORM_STACK,  /* name below the letter, on up to two lines */
  FORM_NUMBER, /* as ROW, with the number in place of the name */
  FORM_CHIPS,  /* letter alone */
} Form;

/* Sets the chips of a zone's label in a row that begins at x; returns where it ends. */
static double
set_chips (AnlanMapItem *item, const AnlanMapZone *zone, guint overdue, double x, double y)
{
  double half = ANLAN_MAP_CHIP_SIZE / 2;

  if (zone->initial != zone->risk && zone->initial != ANLAN_MAP_RISK_NONE)
    {
      item->parts |= ANLAN_MAP_ITEM_OPEN_CHIP;
      item->open_chip_at = (AnlanMapPoint){ x + half, y };
      x += 2 * half + ARROW_PX;
    }
  item->parts |= ANLAN_MAP_ITEM_CHIP;
  item->chip_at = (AnlanMapPoint){ x + half, y };
  x += 2 * half;
  if (zone->flags & ANLAN_MAP_ZONE_NO_FIRE)
    {
      item->parts |= ANLAN_MAP_ITEM_SIGN;
      item->sign_at = (AnlanMapPoint){ x + CHIP_GAP_PX + ANLAN_MAP_SIGN_SIZE / 2, y };
      x += CHIP_GAP_PX + ANLAN_MAP_SIGN_SIZE;
    }
  if (overdue > 0)
    {
      double width = anlan_map_glyph_overdue_width (overdue);

      item->parts |= ANLAN_MAP_ITEM_OVERDUE;
      item->overdue = overdue;
      item->overdue_at = (AnlanMapPoint){ x + CHIP_GAP_PX + width / 2, y };
      x += CHIP_GAP_PX + width;
    }
  return x;
}

static double
chips_width (const AnlanMapZone *zone, guint overdue)
{
  AnlanMapItem item = { 0 };

  return set_chips (&item, zone, overdue, 0, 0);
}

/* What the zone says about its rounds; 0 while nobody asked for it. */
static guint
overdue_of (const AnlanMapPlan *plan, const AnlanMapZone *zone)
{
  return plan->marks->look.layers & ANLAN_MAP_LAYER_OVERDUE ? zone->overdue : 0;
}

static void
shift_item (AnlanMapItem *item, double dx, double dy)
{
  item->text_at = (AnlanMapPoint){ item->text_at.x + dx, item->text_at.y + dy };
  item->chip_at = (AnlanMapPoint){ item->chip_at.x + dx, item->chip_at.y + dy };
  item->open_chip_at = (AnlanMapPoint){ item->open_chip_at.x + dx, item->open_chip_at.y + dy };
  item->sign_at = (AnlanMapPoint){ item->sign_at.x + dx, item->sign_at.y + dy };
  item->overdue_at = (AnlanMapPoint){ item->overdue_at.x + dx, item->overdue_at.y + dy };
  item->mark.box = (AnlanMapRect){ item->mark.box.x0 + dx, item->mark.box.y0 + dy, item->mark.box.x1 + dx,
                                   item->mark.box.y1 + dy };
}

/* @width, @height: of the zone on the screen. FALSE where the form is too large for it. */
static gboolean
form_label (AnlanMapPlan *plan,
            const AnlanMapZone *zone,
            Form form,
            double width,
            double height,
            gboolean force,
            AnlanMapItem *item)
{
  guint overdue = overdue_of (plan, zone);
  double chips = chips_width (zone, overdue);
  double half = ANLAN_MAP_CHIP_SIZE / 2;
  double text_width = 0;
  double text_height = 0;
  double total;

  if (form != FORM_CHIPS)
    {
      item->parts |= ANLAN_MAP_ITEM_TEXT;
      item->style = form == FORM_NUMBER ? ANLAN_MAP_TEXT_SYMBOL : ANLAN_MAP_TEXT_ZONE;
      item->text = form == FORM_NUMBER ? zone->number : zone->label;
      item->wrap = form == FORM_STACK ? CLAMP (width, 72, 160) : 0;
      if (form != FORM_STACK && !force &&
          anlan_map_text_estimate (item->style, item->text) + chips > 1.6 * width)
        return FALSE;
      anlan_map_typesetter_measure (&plan->typesetter, item->style, item->text, item->wrap, &text_width,
                                    &text_height);
    }

  switch (form)
    {
    case FORM_ROW:
    case FORM_NUMBER:
      total = chips + CHIP_GAP_PX + text_width;
      set_chips (item, zone, overdue, -total / 2, 0);
      item->text_at = (AnlanMapPoint){ total / 2 - text_width / 2, 0 };
      item->mark.box = (AnlanMapRect){ -total / 2, -half, total / 2, half };
      return force || (total <= 1.05 * width && 2 * half <= 1.3 * height);
    case FORM_STACK:
      total = 2 * half + text_height;
      set_chips (item, zone, overdue, -chips / 2, -total / 2 + half);
      item->text_at = (AnlanMapPoint){ 0, total / 2 - text_height / 2 };
      item->mark.box =
          (AnlanMapRect){ -MAX (chips, text_width) / 2, -total / 2, MAX (chips, text_width) / 2, total / 2 };
      return force || (text_width <= 1.3 * width && total <= 1.2 * height);
    case FORM_CHIPS:
    default:
      set_chips (item, zone, overdue, -chips / 2, 0);
      item->mark.box = (AnlanMapRect){ -chips / 2, -half, chips / 2, half };
      return TRUE;
    }
}

typedef struct
{
  double x;
  double y;
  double distance;
} Place;

#define GRID 7

static int
compare_places (const void *a, const void *b)
{
  const Place *pa = a;
  const Place *pb = b;

  return pa->distance < pb->distance ? -1 : pa->distance > pb->distance;
}

/* Where else in a zone a label may stand: a grid over its extent, the nearest to its anchor first. Pixels from the
 * anchor; only places inside the zone. */
static guint
find_places (const AnlanMapPlan *plan, guint number, Place places[GRID * GRID])
{
  const AnlanMapZone *zone = anlan_map_scene_zone (plan->scene, number);
  g_autoptr (GArray) rings =
      anlan_map_shapes_get_rings (plan->scene->shapes, anlan_map_scene_span (plan->scene, number));
  guint n = 0;

  for (guint row = 0; row < GRID; row++)
    for (guint column = 0; column < GRID; column++)
      {
        AnlanMapPoint at = { zone->bounds.x0 + (column + 0.5) / GRID * (zone->bounds.x1 - zone->bounds.x0),
                             zone->bounds.y0 + (row + 0.5) / GRID * (zone->bounds.y1 - zone->bounds.y0) };
        Place place = { (at.x - zone->anchor.x) * plan->ppu, (at.y - zone->anchor.y) * plan->ppu, 0 };

        if (!anlan_map_rings_contain ((const AnlanMapRing *)rings->data, rings->len, at))
          continue;
        place.distance = hypot (place.x, place.y);
        places[n++] = place;
      }
  if (n > 1)
    qsort (places, n, sizeof *places, compare_places);
  return n;
}

/* A label may overhang its zone a little where it is in the middle, but not more because it was moved. */
static gboolean
is_inside (const AnlanMapItem *item, AnlanMapRect extent)
{
  double over_x = MAX (0, (item->mark.box.x1 - item->mark.box.x0) - (extent.x1 - extent.x0)) / 2;
  double over_y = MAX (0, (item->mark.box.y1 - item->mark.box.y0) - (extent.y1 - extent.y0)) / 2;

  extent.x0 -= over_x;
  extent.x1 += over_x;
  extent.y0 -= over_y;
  extent.y1 += over_y;
  return anlan_map_rect_contains (extent, item->mark.box);
}

static gboolean
try_form (AnlanMapPlan *plan, guint number, Form form)
{
  const AnlanMapZone *zone = anlan_map_scene_zone (plan->scene, number);
  AnlanMapRect extent = { (zone->bounds.x0 - zone->anchor.x) * plan->ppu,
                          (zone->bounds.y0 - zone->anchor.y) * plan->ppu,
                          (zone->bounds.x1 - zone->anchor.x) * plan->ppu,
                          (zone->bounds.y1 - zone->anchor.y) * plan->ppu };
  Place places[GRID * GRID];
  AnlanMapItem item = { 0 };
  guint n_places;

  item.mark.kind = ANLAN_MAP_MARK_ZONE;
  item.mark.anchor = zone->anchor;
  item.mark.risk = zone->risk;
  item.mark.subject = number;
  item.initial = zone->initial;
  if (!form_label (plan, zone, form, extent.x1 - extent.x0, extent.y1 - extent.y0, FALSE, &item))
    return FALSE;
  if (anlan_map_plan_try (plan, &item))
    return TRUE;

  n_places = find_places (plan, number, places);
  for (guint i = 0; i < n_places; i++)
    {
      AnlanMapItem moved = item;

      shift_item (&moved, places[i].x, places[i].y);
      if (is_inside (&moved, extent) && anlan_map_plan_try (plan, &moved))
        return TRUE;
    }
  return FALSE;
}

/* The chosen zone's name is always shown: below or above the zone where there is no room inside, over other things
 * where there is none at all. */
static void
force_label (AnlanMapPlan *plan, guint number, Form form)
{
  const AnlanMapZone *zone = anlan_map_scene_zone (plan->scene, number);
  double width = (zone->bounds.x1 - zone->bounds.x0) * plan->ppu;
  double below = (zone->bounds.y1 - zone->anchor.y) * plan->ppu + 8;
  double above = (zone->bounds.y0 - zone->anchor.y) * plan->ppu - 8;
  AnlanMapItem item = { 0 };
  AnlanMapItem moved;

  item.mark.kind = ANLAN_MAP_MARK_ZONE;
  item.mark.anchor = zone->anchor;
  item.mark.risk = zone->risk;
  item.mark.subject = number;
  item.initial = zone->initial;
  form_label (plan, zone, form, MAX (width, 160), 0, TRUE, &item);
  moved = item;
  shift_item (&moved, 0, below - item.mark.box.y0);
  if (anlan_map_plan_try (plan, &moved))
    return;
  moved = item;
  shift_item (&moved, 0, above - item.mark.box.y1);
  if (anlan_map_plan_try (plan, &moved))
    return;
  anlan_map_plan_put (plan, &item);
}

static void
plan_zone (AnlanMapPlan *plan, guint number, gboolean force)
{
  const AnlanMapZone *zone = anlan_map_scene_zone (plan->scene, number);
  gboolean labelled = (plan->marks->look.layers & ANLAN_MAP_LAYER_LABELS) != 0;
  gboolean has_text = *zone->label != '\0' && labelled;
  gboolean has_number = *zone->number != '\0' && labelled;

  if (!force && zone->radius * plan->ppu < LEAST_RADIUS_PX)
    return;
  if (has_text && (try_form (plan, number, FORM_ROW) || try_form (plan, number, FORM_STACK)))
    return;
  if (!force && has_number && try_form (plan, number, FORM_NUMBER))
    return;
  if (force)
    force_label (plan, number, has_text ? FORM_STACK : FORM_CHIPS);
  else
    try_form (plan, number, FORM_CHIPS);
}

typedef struct
{
  guint32 number;
  guint overdue;
  AnlanMapRisk risk;
} Turn;

/* Where rounds are asked for, who waits for most; then the worst colour; of one colour the largest, which is the first drawn. */
static int
compare_turns (const void *a, const void *b)
{
  const Turn *ta = a;
  const Turn *tb = b;

  if (ta->overdue != tb->overdue)
    return ta->overdue > tb->overdue ? -1 : 1;
  if (ta->risk != tb->risk)
    return ta->risk > tb->risk ? -1 : 1;
  return ta->number < tb->number ? -1 : ta->number > tb->number;
}

static void
plan_zones (AnlanMapPlan *plan, const char *selected)
{
  g_autoptr (GArray) found = NULL;
  g_autofree Turn *turns = NULL;
  guint chosen;
  gboolean has_chosen;

  if (!(plan->marks->look.layers & ANLAN_MAP_LAYER_ZONES))
    return;
  found = anlan_map_scene_query_zones (plan->scene, plan->reach, plan->marks->look.floors);
  turns = g_new (Turn, found->len);
  for (guint i = 0; i < found->len; i++)
    {
      turns[i].number = g_array_index (found, guint32, i);
      turns[i].risk = anlan_map_scene_zone (plan->scene, turns[i].number)->risk;
      turns[i].overdue = overdue_of (plan, anlan_map_scene_zone (plan->scene, turns[i].number));
    }
  if (found->len > 1)
    qsort (turns, found->len, sizeof *turns, compare_turns);

  has_chosen = selected != NULL && anlan_map_scene_find_zone (plan->scene, selected, &chosen);
  if (has_chosen && (plan->marks->look.floors & anlan_map_scene_zone (plan->scene, chosen)->floors))
    plan_zone (plan, chosen, TRUE);
  for (guint i = 0; i < found->len && !g_cancellable_is_cancelled (plan->cancellable); i++)
    if (!has_chosen || turns[i].number != chosen)
      plan_zone (plan, turns[i].number, FALSE);
}

/* --- marks --------------------------------------------------------------------------------------------------- */

AnlanMapMarks *
anlan_map_marks_new (AnlanMapScene *scene,
                     const AnlanMapViewport *viewport,
                     const AnlanMapLook *look,
                     const char *selected,
                     gboolean enclosed,
                     GCancellable *cancellable)
{
  g_autoptr (AnlanMapMarks) marks = NULL;
  AnlanMapPlan plan = { 0 };

  g_return_val_if_fail (scene != NULL && viewport != NULL && look != NULL, NULL);
  g_return_val_if_fail (viewport->scale > 0, NULL);

  marks = g_new0 (AnlanMapMarks, 1);
  g_atomic_ref_count_init (&marks->refs);
  marks->scene = anlan_map_scene_ref (scene);
  marks->viewport = *viewport;
  marks->look = *look;
  marks->items = g_array_new (FALSE, FALSE, sizeof (AnlanMapItem));
  marks->members = g_array_new (FALSE, FALSE, sizeof (guint32));

  plan.marks = marks;
  plan.scene = scene;
  plan.cancellable = cancellable;
  plan.view = *viewport;
  plan.enclosed = enclosed;
  if (!enclosed)
    {
      plan.view.width += 2 * ANLAN_MAP_MARKS_MARGIN;
      plan.view.height += 2 * ANLAN_MAP_MARKS_MARGIN;
    }
  plan.reach = anlan_map_viewport_get_bounds (&plan.view);
  plan.ppu = anlan_map_pixels_per_unit (viewport->zoom);
  plan.room = anlan_map_room_new (plan.view.width, plan.view.height);
  anlan_map_typesetter_init (&plan.typesetter);

  anlan_map_plan_symbols (&plan);
  plan_zones (&plan, selected);
  anlan_map_plan_symbol_names (&plan);
  if (look->layers & ANLAN_MAP_LAYER_LABELS && look->layers & ANLAN_MAP_LAYER_BASE && scene->base != NULL)
    anlan_map_plan_names (&plan);

  anlan_map_typesetter_clear (&plan.typesetter);
  anlan_map_room_free (plan.room);
  if (g_cancellable_is_cancelled (cancellable))
    return NULL;

  for (guint i = 0; i < marks->items->len; i++)
    {
      AnlanMapItem *item = &g_array_index (marks->items, AnlanMapItem, i);

      if (item->mark.n_members > 0)
        item->mark.members = &g_array_index (marks->members, guint32, item->first_member);
    }
  return g_steal_pointer (&marks);
}

AnlanMapMarks *
anlan_map_marks_ref (AnlanMapMarks *marks)
{
  g_return_val_if_fail (marks != NULL, NULL);

  g_atomic_ref_count_inc (&marks->refs);
  return marks;
}

void
anlan_map_marks_unref (AnlanMapMarks *marks)
{
  g_return_if_fail (marks != NULL);

  if (!g_atomic_ref_count_dec (&marks->refs))
    return;
  anlan_map_scene_unref (marks->scene);
  g_array_unref (marks->items);
  g_array_unref (marks->members);
  g_clear_pointer (&marks->pictures, g_hash_table_unref);
  g_free (marks);
}

gboolean
anlan_map_marks_fits (const AnlanMapMarks *marks, const AnlanMapViewport *viewport)
{
  AnlanMapViewport view;

  g_return_val_if_fail (marks != NULL && viewport != NULL, FALSE);

  view = marks->viewport;
  view.width += 2 * ANLAN_MAP_MARKS_MARGIN;
  view.height += 2 * ANLAN_MAP_MARKS_MARGIN;
  return view.zoom == viewport->zoom && view.scale == viewport->scale &&
         anlan_map_rect_contains (anlan_map_viewport_get_bounds (&view),
                                  anlan_map_viewport_get_bounds (viewport));
}

guint
anlan_map_marks_get_n (const AnlanMapMarks *marks)
{
  g_return_val_if_fail (marks != NULL, 0);

  return marks->items->len;
}

const AnlanMapMark *
anlan_map_marks_get (const AnlanMapMarks *marks, guint index)
{
  g_return_val_if_fail (marks != NULL && index < marks->items->len, NULL);

  return &g_array_index (marks->items, AnlanMapItem, index).mark;
}

const AnlanMapMark *
anlan_map_marks_pick (const AnlanMapMarks *marks, const AnlanMapViewport *viewport, double x, double y)
{
  g_return_val_if_fail (marks != NULL && viewport != NULL, NULL);

  for (guint i = marks->items->len; i-- > 0;)
    {
      const AnlanMapMark *mark = &g_array_index (marks->items, AnlanMapItem, i).mark;
      AnlanMapPoint at = anlan_map_viewport_to_screen (viewport, mark->anchor);

      if (mark->kind != ANLAN_MAP_MARK_NAME && x >= at.x + mark->box.x0 && x <= at.x + mark->box.x1 &&
          y >= at.y + mark->box.y0 && y <= at.y + mark->box.y1)
        return mark;
    }
  return NULL;
}
