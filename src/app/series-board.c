/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "series-board.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/text.h"
#include "series-tile.h"
#include "wrap-box.h"

/* A tile that is so far outside is not drawn; logical pixels. */
#define BESIDE_PX 40.0f
#define SPACING_PX 6
/* So many parts, one after the other. */
#define SLICES 4
#define SLICE_MS 40
/* What the style leaves free beside the tiles. */
#define EDGES_PX 26

/* The tiles of one zone. */
typedef struct
{
  GtkWidget *box;
  GtkWidget *heading;
  GtkWidget *flow;
  GPtrArray *tiles; /* AnlanSeriesTile, borrowed */
} Group;

struct _AnlanSeriesBoard
{
  GtkWidget parent_instance;

  GtkWidget *scrolled;
  GtkWidget *box;
  AnlanSeriesDesk *desk;
  GPtrArray *groups; /* Group */
  GHashTable *tiles; /* name -> AnlanSeriesTile, borrowed */
  char *words;       /* folded, or NULL */
  AnlanBoardFilter filter;
  guint columns; /* of tiles that the width has room for */
  guint arrange; /* source */
  guint slicing; /* source */
  guint slice;   /* of the tiles that are drawn anew next */
  gboolean large;
  gboolean holds;
  guint counts[4];
};

G_DEFINE_FINAL_TYPE (AnlanSeriesBoard, anlan_series_board, GTK_TYPE_WIDGET)

enum
{
  CHOSEN,
  COUNTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
group_free (gpointer data)
{
  Group *group = data;

  g_ptr_array_unref (group->tiles);
  g_free (group);
}

/* --- which tiles ------------------------------------------------------------------------------------------------------------ */

static gboolean
has_words (const AnlanSensor *sensor, const char *words)
{
  g_autofree char *all = NULL, *folded = NULL;
  g_auto (GStrv) parts = NULL;

  if (words == NULL)
    return TRUE;
  all = g_strjoin (" ", sensor->title, sensor->name, sensor->zone_name != NULL ? sensor->zone_name : "",
                   sensor->unit != NULL ? sensor->unit : "", NULL);
  folded = anlan_text_fold (all);
  parts = g_strsplit (words, " ", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    if (strstr (folded, parts[i]) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
is_wanted (AnlanSeriesBoard *self, const AnlanSensor *sensor, AnlanSensorState state)
{
  if (self->filter == ANLAN_BOARD_OVER && state != ANLAN_SENSOR_OVER)
    return FALSE;
  if (self->filter == ANLAN_BOARD_TROUBLE && (state == ANLAN_SENSOR_OVER || state == ANLAN_SENSOR_GOOD))
    return FALSE;
  return has_words (sensor, self->words);
}

/* What the wall cannot see need not be drawn now. */
static gboolean
is_seen (AnlanSeriesBoard *self, GtkWidget *tile)
{
  graphene_rect_t bounds;

  return gtk_widget_get_mapped (tile) && gtk_widget_compute_bounds (tile, self->scrolled, &bounds) &&
         bounds.origin.y < (float)gtk_widget_get_height (self->scrolled) + BESIDE_PX &&
         bounds.origin.y + bounds.size.height > -BESIDE_PX;
}

/* As wide as its tiles are, so that small zones stand beside each other; a large one has lines of its own. */
static void
set_abreast (const Group *group, guint n)
{
  GtkFlowBox *flow = GTK_FLOW_BOX (group->flow);

  if (gtk_flow_box_get_max_children_per_line (flow) == n &&
      gtk_flow_box_get_min_children_per_line (flow) == n)
    return;
  gtk_flow_box_set_min_children_per_line (flow, 1);
  gtk_flow_box_set_max_children_per_line (flow, n);
  gtk_flow_box_set_min_children_per_line (flow, n);
}

static void
update_group (AnlanSeriesBoard *self, const Group *group, gint64 now, gboolean all, guint counts[4])
{
  guint shown = 0;

  for (guint i = 0; i < group->tiles->len; i++)
    {
      AnlanSeriesTile *tile = g_ptr_array_index (group->tiles, i);
      const AnlanSensor *sensor = anlan_series_desk_find (self->desk, anlan_series_tile_get_name (tile));
      AnlanSensorState state;
      gboolean wanted;

      if (sensor == NULL)
        continue;
      state = anlan_sensor_get_state (sensor, now);
      wanted = is_wanted (self, sensor, state);
      if (wanted != gtk_widget_get_visible (GTK_WIDGET (tile)))
        gtk_widget_set_visible (GTK_WIDGET (tile), wanted);
      /* What nobody sees is said anew when it comes into sight, or when its state is another. */
      if (anlan_series_tile_get_words (tile) == NULL || anlan_series_tile_get_state (tile) != state ||
          (wanted && (all || counts[0] % SLICES == self->slice) && is_seen (self, GTK_WIDGET (tile))))
        anlan_series_tile_update (tile, sensor, now);
      shown += wanted;
      counts[0]++;
      counts[1] += state == ANLAN_SENSOR_OVER;
      counts[2] += state != ANLAN_SENSOR_OVER && state != ANLAN_SENSOR_GOOD;
    }
  counts[3] += shown;
  gtk_widget_set_visible (group->box, shown > 0);
  if (shown > 0)
    set_abreast (group, MIN (shown, self->columns));
}

static void
update_tiles (AnlanSeriesBoard *self, gboolean all)
{
  gint64 now = anlan_series_desk_now (self->desk);
  guint counts[4] = { 0 };

  for (guint i = 0; i < self->groups->len; i++)
    update_group (self, g_ptr_array_index (self->groups, i), now, all, counts);
  if (memcmp (counts, self->counts, sizeof counts) != 0)
    {
      memcpy (self->counts, counts, sizeof counts);
      g_signal_emit (self, signals[COUNTED], 0);
    }
}

static void
update (AnlanSeriesBoard *self)
{
  update_tiles (self, TRUE);
}

static gboolean
slice_cb (gpointer data)
{
  AnlanSeriesBoard *self = data;

  update_tiles (self, FALSE);
  if (++self->slice < SLICES)
    return G_SOURCE_CONTINUE;
  self->slice = 0;
  self->slicing = 0;
  return G_SOURCE_REMOVE;
}

/* A part of the tiles in each frame: drawing all that are seen takes longer than one may. */
static void
values_changed_cb (AnlanSeriesBoard *self)
{
  if (self->slicing == 0)
    self->slicing = g_timeout_add (SLICE_MS, slice_cb, self);
}

static gboolean
arrange_cb (gpointer data)
{
  AnlanSeriesBoard *self = data;
  int width = gtk_widget_get_width (self->scrolled) - EDGES_PX, tile = anlan_series_tile_width (self->large);
  guint columns = (guint)MAX (1, (width + SPACING_PX) / (tile + SPACING_PX));

  self->arrange = 0;
  if (columns != self->columns)
    {
      self->columns = columns;
      update (self);
    }
  return G_SOURCE_REMOVE;
}

/* It comes while sizes are given out: none can be changed then. */
static void
width_cb (AnlanSeriesBoard *self)
{
  if (self->arrange == 0)
    self->arrange = g_idle_add_full (G_PRIORITY_DEFAULT, arrange_cb, self, NULL);
}

/* --- the tiles of each zone ---------------------------------------------------------------------------------------------------- */

static void
activated_cb (GtkFlowBox *flow, GtkFlowBoxChild *child, AnlanSeriesBoard *self)
{
  g_signal_emit (self, signals[CHOSEN], 0, anlan_series_tile_get_name (ANLAN_SERIES_TILE (child)));
}

static Group *
add_group (AnlanSeriesBoard *self, const char *name)
{
  Group *group = g_new0 (Group, 1);
  const char *title = name != NULL ? name : _ ("Without a zone");

  group->tiles = g_ptr_array_new ();
  group->heading = gtk_label_new (title);
  gtk_label_set_xalign (GTK_LABEL (group->heading), 0);
  gtk_label_set_ellipsize (GTK_LABEL (group->heading), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (group->heading), 20);
  gtk_widget_set_tooltip_text (group->heading, title);
  gtk_widget_add_css_class (group->heading, self->large ? "title-2" : "heading");
  group->flow = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (group->flow), GTK_SELECTION_NONE);
  gtk_flow_box_set_activate_on_single_click (GTK_FLOW_BOX (group->flow), TRUE);
  gtk_flow_box_set_homogeneous (GTK_FLOW_BOX (group->flow), TRUE);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (group->flow), SPACING_PX);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (group->flow), SPACING_PX);
  gtk_accessible_update_property (GTK_ACCESSIBLE (group->flow), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect_object (group->flow, "child-activated", G_CALLBACK (activated_cb), self, 0);
  group->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (group->box, "series-group");
  gtk_box_append (GTK_BOX (group->box), group->heading);
  gtk_box_append (GTK_BOX (group->box), group->flow);
  gtk_widget_insert_before (group->box, self->box, NULL);
  g_ptr_array_add (self->groups, group);
  return group;
}

static void
rebuild (AnlanSeriesBoard *self)
{
  GPtrArray *sensors = anlan_series_desk_get_sensors (self->desk);
  const char *zone = NULL;
  Group *group = NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_widget_unparent (child);
  g_hash_table_remove_all (self->tiles);
  g_ptr_array_set_size (self->groups, 0);
  for (guint i = 0; sensors != NULL && i < sensors->len; i++)
    {
      const AnlanSensor *sensor = g_ptr_array_index (sensors, i);
      GtkWidget *tile = anlan_series_tile_new (sensor->name, self->large);

      if (group == NULL || g_strcmp0 (zone, sensor->zone_name) != 0)
        group = add_group (self, sensor->zone_name);
      zone = sensor->zone_name;
      gtk_flow_box_insert (GTK_FLOW_BOX (group->flow), tile, -1);
      g_ptr_array_add (group->tiles, tile);
      g_hash_table_insert (self->tiles, g_strdup (sensor->name), tile);
    }
}

/* Whether the tiles that are there are those that are wanted, in order: then they stay, and with them the focus. */
static gboolean
is_same (AnlanSeriesBoard *self)
{
  GPtrArray *sensors = anlan_series_desk_get_sensors (self->desk);
  guint n = 0;

  for (guint i = 0; i < self->groups->len; i++)
    {
      const Group *group = g_ptr_array_index (self->groups, i);

      for (guint j = 0; j < group->tiles->len; j++, n++)
        {
          const AnlanSensor *sensor;

          if (sensors == NULL || n >= sensors->len)
            return FALSE;
          sensor = g_ptr_array_index (sensors, n);
          if (g_strcmp0 (sensor->name, anlan_series_tile_get_name (g_ptr_array_index (group->tiles, j))) !=
                  0 ||
              g_strcmp0 (sensor->zone_name != NULL ? sensor->zone_name : _ ("Without a zone"),
                         gtk_label_get_text (GTK_LABEL (group->heading))) != 0)
            return FALSE;
        }
    }
  return n == (sensors != NULL ? sensors->len : 0);
}

static void
sensors_changed_cb (AnlanSeriesBoard *self)
{
  if (!is_same (self))
    rebuild (self);
  update (self);
}

/* --- object -------------------------------------------------------------------------------------------------------------------- */

static void
anlan_series_board_map (GtkWidget *widget)
{
  AnlanSeriesBoard *self = ANLAN_SERIES_BOARD (widget);

  GTK_WIDGET_CLASS (anlan_series_board_parent_class)->map (widget);
  self->holds = TRUE;
  anlan_series_desk_hold (self->desk);
}

static void
anlan_series_board_unmap (GtkWidget *widget)
{
  AnlanSeriesBoard *self = ANLAN_SERIES_BOARD (widget);

  GTK_WIDGET_CLASS (anlan_series_board_parent_class)->unmap (widget);
  if (self->holds)
    anlan_series_desk_release (self->desk);
  self->holds = FALSE;
}

static void
anlan_series_board_dispose (GObject *object)
{
  AnlanSeriesBoard *self = ANLAN_SERIES_BOARD (object);

  g_clear_handle_id (&self->arrange, g_source_remove);
  g_clear_handle_id (&self->slicing, g_source_remove);
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (anlan_series_board_parent_class)->dispose (object);
}

static void
anlan_series_board_finalize (GObject *object)
{
  AnlanSeriesBoard *self = ANLAN_SERIES_BOARD (object);

  g_ptr_array_unref (self->groups);
  g_hash_table_unref (self->tiles);
  g_free (self->words);
  G_OBJECT_CLASS (anlan_series_board_parent_class)->finalize (object);
}

static void
anlan_series_board_class_init (AnlanSeriesBoardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = anlan_series_board_dispose;
  object_class->finalize = anlan_series_board_finalize;
  widget_class->map = anlan_series_board_map;
  widget_class->unmap = anlan_series_board_unmap;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[COUNTED] = g_signal_new ("counted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
anlan_series_board_init (AnlanSeriesBoard *self)
{
  GtkAdjustment *adjustment;

  self->groups = g_ptr_array_new_with_free_func (group_free);
  self->tiles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->scrolled = gtk_scrolled_window_new ();
  self->box = g_object_new (ANLAN_TYPE_WRAP_BOX, NULL);
  gtk_widget_add_css_class (self->box, "series-board");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), self->box);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scrolled));
  self->columns = 1;
  g_signal_connect_object (gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scrolled)),
                           "notify::page-size", G_CALLBACK (width_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}

AnlanSeriesBoard *
anlan_series_board_new (AnlanSeriesDesk *desk, gboolean large)
{
  AnlanSeriesBoard *self;

  g_return_val_if_fail (ANLAN_IS_SERIES_DESK (desk), NULL);

  self = g_object_new (ANLAN_TYPE_SERIES_BOARD, NULL);
  self->desk = g_object_ref (desk);
  self->large = large;
  g_signal_connect_object (desk, "sensors-changed", G_CALLBACK (sensors_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "values-changed", G_CALLBACK (values_changed_cb), self, G_CONNECT_SWAPPED);
  sensors_changed_cb (self);
  return self;
}

void
anlan_series_board_set_words (AnlanSeriesBoard *self, const char *words)
{
  g_autofree char *folded = NULL;

  g_return_if_fail (ANLAN_IS_SERIES_BOARD (self));

  folded = words != NULL ? anlan_text_fold (words) : NULL;
  g_free (self->words);
  self->words = folded != NULL && *folded != '\0' ? g_steal_pointer (&folded) : NULL;
  update (self);
}

void
anlan_series_board_set_filter (AnlanSeriesBoard *self, AnlanBoardFilter filter)
{
  g_return_if_fail (ANLAN_IS_SERIES_BOARD (self));

  self->filter = filter;
  update (self);
}

void
anlan_series_board_count (AnlanSeriesBoard *self, guint *all, guint *over, guint *trouble, guint *shown)
{
  guint *const places[] = { all, over, trouble, shown };

  g_return_if_fail (ANLAN_IS_SERIES_BOARD (self));

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (places[i] != NULL)
      *places[i] = self->counts[i];
}

gboolean
anlan_series_board_focus (AnlanSeriesBoard *self, const char *name)
{
  GtkWidget *tile;

  g_return_val_if_fail (ANLAN_IS_SERIES_BOARD (self) && name != NULL, FALSE);

  tile = g_hash_table_lookup (self->tiles, name);
  return tile != NULL && gtk_widget_grab_focus (tile);
}
