/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "zone-tool.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/error.h"
#include "zone-tool-private.h"

/* Logical pixels within which a corner or edge is meant, and within which a corner snaps. */
#define PICK_PX 9.0
#define SNAP_PX 10.0

G_DEFINE_FINAL_TYPE (AnlanZoneTool, anlan_zone_tool, ANLAN_TYPE_MAP_TOOL)

enum
{
  CHANGED,
  FINISHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- what it says ---------------------------------------------------------------------------------------------- */

static const char *
hint_drawing (AnlanZoneTool *self)
{
  guint n = anlan_zone_edit_n_corners (self->edit);

  if (n == 0)
    return _ (
        "Click the first corner. By keys: move the map with the arrows, Space sets a corner at the cross.");
  if (n < 3)
    return _ ("Click the next corner; Backspace takes one back. By keys: arrows and Space.");
  return _ ("Click the next corner, or the first one again to close the area. By keys: arrows and Space, "
            "Ctrl+Enter closes.");
}

static const char *
hint_editing (AnlanZoneTool *self)
{
  switch (self->hold)
    {
    case ANLAN_ZONE_HOLD_CORNER:
    case ANLAN_ZONE_HOLD_EDGE:
      return _ ("Put the corner where it belongs. By keys: arrows, with Shift finely, then Space. Alt does "
                "not snap.");
    case ANLAN_ZONE_HOLD_ALL:
      return _ ("Put the area where it belongs. By keys: arrows, with Shift finely, then Space.");
    case ANLAN_ZONE_HOLD_NOTHING:
    default:
      return self->corner != ANLAN_ZONE_NOTHING ? _ ("Drag the corner, or press Delete to remove it. By "
                                                     "keys: Space takes it, Page Up and Page Down "
                                                     "choose another.")
                                                : _ ("Drag a corner or an edge; with Ctrl, drag the whole "
                                                     "area. By keys: Page Down chooses a corner, "
                                                     "M takes the area.");
    }
}

static const char *
hint_splitting (AnlanZoneTool *self)
{
  if (self->line->len == 0)
    return _ (
        "Click beside the zone where the cut begins. By keys: arrows, Space sets a point at the cross.");
  if (self->line->len == 1)
    return _ ("Click on the other side of the zone, or on the way there; Backspace takes one back.");
  return _ ("Click the same place again to cut, or go on. By keys: arrows and Space, Ctrl+Enter cuts.");
}

static void
update (AnlanZoneTool *self)
{
  const char *hint;

  if (self->trouble != NULL)
    hint = self->trouble;
  else if (self->mode == ANLAN_ZONE_TOOL_SPLIT)
    hint = hint_splitting (self);
  else if (anlan_zone_edit_is_open (self->edit))
    hint = hint_drawing (self);
  else
    hint = hint_editing (self);
  anlan_map_tool_set_hint (ANLAN_MAP_TOOL (self), hint);
  anlan_map_tool_queue_draw (ANLAN_MAP_TOOL (self));
  g_signal_emit (self, signals[CHANGED], 0);
}

/* @error: (transfer full) (nullable) */
static void
take_trouble (AnlanZoneTool *self, GError *error)
{
  g_clear_pointer (&self->trouble, g_free);
  if (error != NULL)
    self->trouble = g_strdup (error->message);
  g_clear_error (&error);
}

/* --- where things are ------------------------------------------------------------------------------------------- */

static double
metres_of (AnlanZoneTool *self, double pixels)
{
  AnlanMapView *view = anlan_map_tool_get_view (ANLAN_MAP_TOOL (self));
  AnlanMapViewport viewport;

  if (view == NULL || !anlan_map_view_get_viewport (view, &viewport))
    return 0;
  return pixels * anlan_map_viewport_get_metres_per_pixel (&viewport);
}

static void
look (AnlanZoneTool *self, const AnlanMapEvent *event)
{
  self->has_here = TRUE;
  self->here = event->at;
  self->snap = ANLAN_SNAP_NONE;
  if (self->hold != ANLAN_ZONE_HOLD_ALL && !(event->state & GDK_ALT_MASK))
    self->snap = anlan_zone_edit_snap (self->edit, event->at, metres_of (self, SNAP_PX), &self->here);
}

static AnlanPoint
way_of_hold (AnlanZoneTool *self)
{
  AnlanLocal local;

  anlan_local_init (&local, self->from);
  return anlan_local_from_lonlat (&local, self->here);
}

AnlanLonLat
anlan_zone_tool_shown_corner (AnlanZoneTool *self, guint ring, guint corner)
{
  AnlanLonLat at = anlan_zone_edit_get_corner (self->edit, ring, corner);
  AnlanPoint way, place;
  AnlanLocal local;

  if (self->hold == ANLAN_ZONE_HOLD_CORNER && self->ring == ring && self->corner == corner)
    return self->here;
  if (self->hold != ANLAN_ZONE_HOLD_ALL)
    return at;
  way = way_of_hold (self);
  anlan_local_init (&local, self->from);
  place = anlan_local_from_lonlat (&local, at);
  return anlan_local_to_lonlat (&local, (AnlanPoint){ place.x + way.x, place.y + way.y });
}

/* --- taking and putting down -------------------------------------------------------------------------------------- */

static void
hold (AnlanZoneTool *self, AnlanZoneHold what, guint ring, guint corner, AnlanLonLat from)
{
  self->hold = what;
  self->ring = ring;
  self->corner = corner;
  self->from = self->here = from;
  self->snap = ANLAN_SNAP_NONE;
  take_trouble (self, NULL);
}

static void
let_go (AnlanZoneTool *self)
{
  self->hold = ANLAN_ZONE_HOLD_NOTHING;
  self->snap = ANLAN_SNAP_NONE;
}

static void
put_down (AnlanZoneTool *self)
{
  GError *error = NULL;
  AnlanPoint way;

  switch (self->hold)
    {
    case ANLAN_ZONE_HOLD_CORNER:
      anlan_zone_edit_place (self->edit, self->ring, self->corner, self->here, &error);
      break;
    case ANLAN_ZONE_HOLD_EDGE:
      if (anlan_zone_edit_insert (self->edit, self->ring, self->corner, self->here, &error))
        self->corner++;
      else
        self->corner = ANLAN_ZONE_NOTHING;
      break;
    case ANLAN_ZONE_HOLD_ALL:
      way = way_of_hold (self);
      anlan_zone_edit_shift (self->edit, way.x, way.y, &error);
      self->corner = ANLAN_ZONE_NOTHING;
      break;
    case ANLAN_ZONE_HOLD_NOTHING:
    default:
      break;
    }
  let_go (self);
  take_trouble (self, error);
}

/* Takes what lies at @event; FALSE if there is nothing. */
static gboolean
take (AnlanZoneTool *self, const AnlanMapEvent *event)
{
  guint ring, corner;

  if (self->mode == ANLAN_ZONE_TOOL_SPLIT || anlan_zone_edit_is_open (self->edit))
    return FALSE;
  switch (anlan_zone_edit_pick (self->edit, event->at, metres_of (self, PICK_PX), &ring, &corner))
    {
    case ANLAN_ZONE_PICK_CORNER:
      hold (self, ANLAN_ZONE_HOLD_CORNER, ring, corner,
            anlan_zone_edit_get_corner (self->edit, ring, corner));
      return TRUE;
    case ANLAN_ZONE_PICK_EDGE:
      hold (self, ANLAN_ZONE_HOLD_EDGE, ring, corner, event->at);
      return TRUE;
    case ANLAN_ZONE_PICK_INSIDE:
      if (!(event->state & GDK_CONTROL_MASK))
        return FALSE;
      hold (self, ANLAN_ZONE_HOLD_ALL, 0, ANLAN_ZONE_NOTHING, event->at);
      return TRUE;
    case ANLAN_ZONE_PICK_NONE:
    default:
      return FALSE;
    }
}

/* While a corner is on its way: whether it could stay there. */
static void
judge (AnlanZoneTool *self)
{
  GError *error = NULL;

  if (self->hold == ANLAN_ZONE_HOLD_CORNER)
    anlan_zone_edit_can_place (self->edit, self->ring, self->corner, self->here, &error);
  if (self->hold != ANLAN_ZONE_HOLD_NOTHING)
    take_trouble (self, error);
}

/* --- pointer ------------------------------------------------------------------------------------------------------- */

static gboolean
anlan_zone_tool_pressed (AnlanMapTool *tool, const AnlanMapEvent *event)
{
  AnlanZoneTool *self = ANLAN_ZONE_TOOL (tool);

  if (event->button != GDK_BUTTON_PRIMARY || event->keyboard || !take (self, event))
    return FALSE;
  update (self);
  return TRUE;
}

static void
anlan_zone_tool_moved (AnlanMapTool *tool, const AnlanMapEvent *event)
{
  AnlanZoneTool *self = ANLAN_ZONE_TOOL (tool);

  look (self, event);
  judge (self);
  update (self);
}

static void
anlan_zone_tool_released (AnlanMapTool *tool, const AnlanMapEvent *event)
{
  AnlanZoneTool *self = ANLAN_ZONE_TOOL (tool);
  AnlanPoint from, to;

  if (self->hold == ANLAN_ZONE_HOLD_NOTHING)
    return;
  from = anlan_map_view_from_lonlat (anlan_map_tool_get_view (tool), self->from);
  to = (AnlanPoint){ event->x, event->y };
  /* A click chooses; only a drag moves. */
  if (hypot (to.x - from.x, to.y - from.y) < PICK_PX / 2)
    {
      if (self->hold != ANLAN_ZONE_HOLD_CORNER)
        self->corner = ANLAN_ZONE_NOTHING;
      let_go (self);
      take_trouble (self, NULL);
    }
  else
    {
      look (self, event);
      put_down (self);
    }
  update (self);
}

static gboolean
is_near_px (AnlanZoneTool *self, AnlanLonLat at, const AnlanMapEvent *event)
{
  AnlanPoint place = anlan_map_view_from_lonlat (anlan_map_tool_get_view (ANLAN_MAP_TOOL (self)), at);

  return hypot (place.x - event->x, place.y - event->y) < PICK_PX;
}

static void
click_drawing (AnlanZoneTool *self, const AnlanMapEvent *event)
{
  guint n = anlan_zone_edit_n_corners (self->edit);
  GError *error = NULL;

  if (n >= 3 &&
      (is_near_px (self, anlan_zone_edit_get_corner (self->edit, 0, 0), event) || event->n_press > 1 ||
       is_near_px (self, anlan_zone_edit_get_corner (self->edit, 0, n - 1), event)))
    anlan_zone_edit_close (self->edit, &error);
  else if (event->n_press < 2)
    anlan_zone_edit_add (self->edit, self->here, &error);
  self->corner = ANLAN_ZONE_NOTHING;
  take_trouble (self, error);
}

static void
click_splitting (AnlanZoneTool *self, const AnlanMapEvent *event)
{
  guint n = self->line->len;

  take_trouble (self, NULL);
  if (n > 0 &&
      (event->n_press > 1 || is_near_px (self, g_array_index (self->line, AnlanLonLat, n - 1), event)))
    {
      if (n > 1)
        anlan_zone_tool_finish (self);
    }
  else
    g_array_append_val (self->line, self->here);
}

static gboolean
anlan_zone_tool_clicked (AnlanMapTool *tool, const AnlanMapEvent *event)
{
  AnlanZoneTool *self = ANLAN_ZONE_TOOL (tool);

  if (event->button != GDK_BUTTON_PRIMARY)
    return FALSE;
  look (self, event);
  if (self->mode == ANLAN_ZONE_TOOL_SPLIT)
    click_splitting (self, event);
  else if (anlan_zone_edit_is_open (self->edit))
    click_drawing (self, event);
  else if (self->hold != ANLAN_ZONE_HOLD_NOTHING)
    put_down (self);
  else if (!event->keyboard || !take (self, event))
    self->corner = ANLAN_ZONE_NOTHING;
  update (self);
  return TRUE;
}

/* --- keys ------------------------------------------------------------------------------------------------------------ */

static void
remove_corner (AnlanZoneTool *self)
{
  GError *error = NULL;

  if (self->corner == ANLAN_ZONE_NOTHING || self->mode == ANLAN_ZONE_TOOL_SPLIT)
    return;
  let_go (self);
  if (anlan_zone_edit_remove (self->edit, self->ring, self->corner, &error))
    self->corner = ANLAN_ZONE_NOTHING;
  take_trouble (self, error);
}

/* The chosen corner comes under the cross, so that Space takes it. */
static void
choose_next (AnlanZoneTool *self, int step)
{
  AnlanMapView *view = anlan_map_tool_get_view (ANLAN_MAP_TOOL (self));
  guint n;

  if (self->mode == ANLAN_ZONE_TOOL_SPLIT || anlan_zone_edit_n_corners (self->edit) == 0)
    return;
  let_go (self);
  take_trouble (self, NULL);
  if (self->corner == ANLAN_ZONE_NOTHING)
    self->ring = 0;
  anlan_zone_edit_get_ring (self->edit, self->ring, &n);
  if (self->corner == ANLAN_ZONE_NOTHING)
    self->corner = step > 0 ? 0 : n - 1;
  else if (step > 0 && self->corner + 1 == n)
    {
      self->ring = (self->ring + 1) % anlan_zone_edit_n_rings (self->edit);
      self->corner = 0;
    }
  else
    self->corner = (self->corner + n + (guint)step) % n;
  anlan_map_view_jump_to (view, anlan_zone_edit_get_corner (self->edit, self->ring, self->corner), -1);
}

static void
take_all (AnlanZoneTool *self)
{
  if (self->mode == ANLAN_ZONE_TOOL_SPLIT || anlan_zone_edit_is_open (self->edit))
    return;
  hold (self, ANLAN_ZONE_HOLD_ALL, 0, ANLAN_ZONE_NOTHING,
        anlan_map_view_get_middle (anlan_map_tool_get_view (ANLAN_MAP_TOOL (self))));
}

static gboolean
key_with_control (AnlanZoneTool *self, guint keyval, GdkModifierType state)
{
  switch (keyval)
    {
    case GDK_KEY_z:
    case GDK_KEY_Z:
      if (state & GDK_SHIFT_MASK)
        anlan_zone_tool_redo (self);
      else
        anlan_zone_tool_undo (self);
      return TRUE;
    case GDK_KEY_y:
      anlan_zone_tool_redo (self);
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      anlan_zone_tool_finish (self);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
anlan_zone_tool_key (AnlanMapTool *tool, guint keyval, GdkModifierType state)
{
  AnlanZoneTool *self = ANLAN_ZONE_TOOL (tool);

  if (state & GDK_CONTROL_MASK)
    return key_with_control (self, keyval, state);
  switch (keyval)
    {
    case GDK_KEY_BackSpace:
      anlan_zone_tool_undo (self);
      return TRUE;
    case GDK_KEY_Delete:
    case GDK_KEY_KP_Delete:
      remove_corner (self);
      break;
    case GDK_KEY_Page_Down:
      choose_next (self, 1);
      break;
    case GDK_KEY_Page_Up:
      choose_next (self, -1);
      break;
    case GDK_KEY_m:
    case GDK_KEY_M:
      take_all (self);
      break;
    default:
      return FALSE;
    }
  update (self);
  return TRUE;
}

/* What is held is put back; all else is the owner's to ask about. */
static gboolean
anlan_zone_tool_cancel (AnlanMapTool *tool)
{
  AnlanZoneTool *self = ANLAN_ZONE_TOOL (tool);

  if (self->hold == ANLAN_ZONE_HOLD_NOTHING && self->corner == ANLAN_ZONE_NOTHING)
    return FALSE;
  if (self->hold == ANLAN_ZONE_HOLD_NOTHING)
    self->corner = ANLAN_ZONE_NOTHING;
  let_go (self);
  take_trouble (self, NULL);
  update (self);
  return TRUE;
}

/* --- object ----------------------------------------------------------------------------------------------------------- */

static void
anlan_zone_tool_attached (AnlanMapTool *tool)
{
  update (ANLAN_ZONE_TOOL (tool));
}

static void
anlan_zone_tool_finalize (GObject *object)
{
  AnlanZoneTool *self = ANLAN_ZONE_TOOL (object);

  g_clear_pointer (&self->edit, anlan_zone_edit_free);
  g_array_unref (self->line);
  g_free (self->trouble);
  G_OBJECT_CLASS (anlan_zone_tool_parent_class)->finalize (object);
}

static void
anlan_zone_tool_class_init (AnlanZoneToolClass *klass)
{
  AnlanMapToolClass *tool_class = ANLAN_MAP_TOOL_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = anlan_zone_tool_finalize;
  tool_class->attached = anlan_zone_tool_attached;
  tool_class->pressed = anlan_zone_tool_pressed;
  tool_class->moved = anlan_zone_tool_moved;
  tool_class->released = anlan_zone_tool_released;
  tool_class->clicked = anlan_zone_tool_clicked;
  tool_class->key = anlan_zone_tool_key;
  tool_class->cancel = anlan_zone_tool_cancel;
  tool_class->snapshot = anlan_zone_tool_snapshot;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[FINISHED] = g_signal_new ("finished", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 0);
}

static void
anlan_zone_tool_init (AnlanZoneTool *self)
{
  self->line = g_array_new (FALSE, FALSE, sizeof (AnlanLonLat));
  self->corner = ANLAN_ZONE_NOTHING;
}

AnlanZoneTool *
anlan_zone_tool_new (AnlanZoneToolMode mode, const AnlanShape *shape)
{
  AnlanZoneTool *self;

  g_return_val_if_fail (shape != NULL || mode == ANLAN_ZONE_TOOL_DRAW, NULL);

  self = g_object_new (ANLAN_TYPE_ZONE_TOOL, NULL);
  self->mode = mode;
  self->edit = anlan_zone_edit_new (mode != ANLAN_ZONE_TOOL_DRAW ? shape : NULL);
  return self;
}

void
anlan_zone_tool_set_surroundings (AnlanZoneTool *self,
                                  AnlanMapBase *base,
                                  const AnlanShape *const *shapes,
                                  guint n_shapes)
{
  g_return_if_fail (ANLAN_IS_ZONE_TOOL (self));

  anlan_zone_edit_set_surroundings (self->edit, base, shapes, n_shapes);
}

AnlanZoneToolMode
anlan_zone_tool_get_mode (AnlanZoneTool *self)
{
  g_return_val_if_fail (ANLAN_IS_ZONE_TOOL (self), ANLAN_ZONE_TOOL_DRAW);

  return self->mode;
}

AnlanZoneEdit *
anlan_zone_tool_get_edit (AnlanZoneTool *self)
{
  g_return_val_if_fail (ANLAN_IS_ZONE_TOOL (self), NULL);

  return self->edit;
}

const double *
anlan_zone_tool_get_line (AnlanZoneTool *self, guint *n_points)
{
  g_return_val_if_fail (ANLAN_IS_ZONE_TOOL (self) && n_points != NULL, NULL);

  *n_points = self->line->len;
  return (const double *)(gpointer)self->line->data;
}

const char *
anlan_zone_tool_get_trouble (AnlanZoneTool *self)
{
  g_return_val_if_fail (ANLAN_IS_ZONE_TOOL (self), NULL);

  return self->trouble;
}

gboolean
anlan_zone_tool_can_undo (AnlanZoneTool *self)
{
  g_return_val_if_fail (ANLAN_IS_ZONE_TOOL (self), FALSE);

  return self->mode == ANLAN_ZONE_TOOL_SPLIT ? self->line->len > 0 : anlan_zone_edit_can_undo (self->edit);
}

gboolean
anlan_zone_tool_can_redo (AnlanZoneTool *self)
{
  g_return_val_if_fail (ANLAN_IS_ZONE_TOOL (self), FALSE);

  return self->mode != ANLAN_ZONE_TOOL_SPLIT && anlan_zone_edit_can_redo (self->edit);
}

void
anlan_zone_tool_undo (AnlanZoneTool *self)
{
  g_return_if_fail (ANLAN_IS_ZONE_TOOL (self));

  let_go (self);
  self->corner = ANLAN_ZONE_NOTHING;
  take_trouble (self, NULL);
  if (self->mode != ANLAN_ZONE_TOOL_SPLIT)
    anlan_zone_edit_undo (self->edit);
  else if (self->line->len > 0)
    g_array_set_size (self->line, self->line->len - 1);
  update (self);
}

void
anlan_zone_tool_redo (AnlanZoneTool *self)
{
  g_return_if_fail (ANLAN_IS_ZONE_TOOL (self));

  if (self->mode == ANLAN_ZONE_TOOL_SPLIT)
    return;
  let_go (self);
  self->corner = ANLAN_ZONE_NOTHING;
  take_trouble (self, NULL);
  anlan_zone_edit_redo (self->edit);
  update (self);
}

gboolean
anlan_zone_tool_is_changed (AnlanZoneTool *self)
{
  g_return_val_if_fail (ANLAN_IS_ZONE_TOOL (self), FALSE);

  return self->mode == ANLAN_ZONE_TOOL_SPLIT ? self->line->len > 0 : anlan_zone_edit_is_changed (self->edit);
}

gboolean
anlan_zone_tool_can_finish (AnlanZoneTool *self)
{
  g_return_val_if_fail (ANLAN_IS_ZONE_TOOL (self), FALSE);

  if (self->mode == ANLAN_ZONE_TOOL_SPLIT)
    return self->line->len > 1;
  return anlan_zone_edit_n_corners (self->edit) >= 3 && anlan_zone_edit_is_changed (self->edit);
}

void
anlan_zone_tool_finish (AnlanZoneTool *self)
{
  g_autoptr (AnlanShape) shape = NULL;
  GError *error = NULL;

  g_return_if_fail (ANLAN_IS_ZONE_TOOL (self));

  if (self->hold != ANLAN_ZONE_HOLD_NOTHING)
    put_down (self);
  if (self->mode == ANLAN_ZONE_TOOL_SPLIT)
    {
      g_signal_emit (self, signals[FINISHED], 0);
      return;
    }
  if (!anlan_zone_edit_is_open (self->edit) || anlan_zone_edit_close (self->edit, &error))
    shape = anlan_zone_edit_get_shape (self->edit, &error);
  take_trouble (self, error);
  update (self);
  if (shape != NULL)
    g_signal_emit (self, signals[FINISHED], 0);
}

gboolean
anlan_zone_tool_set_positions (AnlanZoneTool *self, const double *lonlat, guint count, GError **error)
{
  g_return_val_if_fail (ANLAN_IS_ZONE_TOOL (self) && lonlat != NULL && count > 0, FALSE);

  if (self->mode == ANLAN_ZONE_TOOL_SPLIT)
    {
      g_array_set_size (self->line, 0);
      g_array_append_vals (self->line, lonlat, count);
    }
  else if (!anlan_zone_edit_set_ring (self->edit, lonlat, count, error))
    return FALSE;
  let_go (self);
  self->corner = ANLAN_ZONE_NOTHING;
  take_trouble (self, NULL);
  update (self);
  return TRUE;
}
