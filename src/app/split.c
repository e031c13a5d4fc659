/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "split.h"

#include <math.h>

/* On each side of the line between the two, for the mouse. */
#define HANDLE 6
#define DEFAULT_FRACTION 0.5
#define KEY_STEP 0.04

struct _AnlanSplit
{
  GtkWidget parent_instance;

  GtkWidget *content;
  GtkWidget *aside;
  GtkWidget *line;
  gboolean wide;
  gboolean folded;
  double fraction;
  double drag_from; /* fraction when the drag began; negative: it did not begin on the handle */
  guint notify_idle;
};

G_DEFINE_FINAL_TYPE (AnlanSplit, anlan_split, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_CONTENT,
  PROP_ASIDE,
  PROP_WIDE,
  PROP_FOLDED,
  PROP_FRACTION,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static int
least_width (GtkWidget *widget)
{
  int min = 0;

  if (widget != NULL && gtk_widget_get_visible (widget))
    gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &min, NULL, NULL, NULL);
  return min;
}

static gboolean
has_aside (AnlanSplit *split)
{
  return split->aside != NULL && gtk_widget_get_visible (split->aside);
}

/* --- layout ----------------------------------------------------------------------------------------------------------- */

static void
anlan_split_measure (GtkWidget *widget,
                     GtkOrientation orientation,
                     int for_size,
                     int *minimum,
                     int *natural,
                     int *minimum_baseline,
                     int *natural_baseline)
{
  AnlanSplit *split = ANLAN_SPLIT (widget);
  GtkWidget *children[] = { split->content, split->aside };

  *minimum = *natural = 0;
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    {
      int min = 0, nat = 0;

      if (children[i] == NULL || !gtk_widget_get_visible (children[i]))
        continue;
      gtk_widget_measure (children[i], orientation, -1, &min, &nat, NULL, NULL);
      *minimum = MAX (*minimum, min);
      *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? *natural + nat : MAX (*natural, nat);
    }
  *natural = MAX (*natural, *minimum);
}

static gboolean
notify_folded_cb (gpointer data)
{
  AnlanSplit *split = data;

  split->notify_idle = 0;
  g_object_notify_by_pspec (G_OBJECT (split), properties[PROP_FOLDED]);
  return G_SOURCE_REMOVE;
}

static void
set_folded (AnlanSplit *split, gboolean folded)
{
  if (split->folded == folded)
    return;
  split->folded = folded;
  /* Who hears of it changes widgets, which cannot be done in the middle of laying out. */
  if (split->notify_idle == 0)
    split->notify_idle = g_idle_add (notify_folded_cb, split);
}

static void
place (AnlanSplit *split, GtkWidget *child, int x, int width, int height)
{
  int whole = gtk_widget_get_width (GTK_WIDGET (split));

  if (gtk_widget_get_direction (GTK_WIDGET (split)) == GTK_TEXT_DIR_RTL)
    x = whole - x - width;
  gtk_widget_allocate (child, width, height, -1,
                       gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT ((float)x, 0)));
}

static int
aside_width (AnlanSplit *split, int width)
{
  int wanted = (int)round (width * split->fraction);

  return CLAMP (wanted, least_width (split->aside),
                MAX (least_width (split->aside), width - least_width (split->content)));
}

static void
anlan_split_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AnlanSplit *split = ANLAN_SPLIT (widget);
  gboolean aside = has_aside (split);
  gboolean folded = width < least_width (split->content) + least_width (split->aside);
  gboolean alone = aside && (split->wide || folded);
  gboolean both = aside && !alone;
  int beside = alone ? width : both ? aside_width (split, width) : 0;

  if (aside)
    set_folded (split, folded);
  if (split->content != NULL)
    {
      gtk_widget_set_child_visible (split->content, !alone);
      if (!alone)
        place (split, split->content, 0, width - beside, height);
    }
  gtk_widget_set_child_visible (split->line, both);
  if (both)
    place (split, split->line, width - beside, 1, height);
  if (aside)
    {
      gtk_widget_set_child_visible (split->aside, TRUE);
      place (split, split->aside, width - beside + (both ? 1 : 0), beside - (both ? 1 : 0), height);
    }
}

/* --- the handle ---------------------------------------------------------------------------------------------------------- */

static gboolean
is_on_handle (AnlanSplit *split, double x)
{
  int width = gtk_widget_get_width (GTK_WIDGET (split));
  double line;

  if (!gtk_widget_get_child_visible (split->line))
    return FALSE;
  if (gtk_widget_get_direction (GTK_WIDGET (split)) == GTK_TEXT_DIR_RTL)
    x = width - x;
  line = width - aside_width (split, width);
  return fabs (x - line) <= HANDLE;
}

static void
on_motion_cb (GtkEventControllerMotion *motion, double x, double y, AnlanSplit *split)
{
  gtk_widget_set_cursor_from_name (GTK_WIDGET (split), is_on_handle (split, x) ? "col-resize" : NULL);
}

static void
on_drag_begin_cb (GtkGestureDrag *drag, double x, double y, AnlanSplit *split)
{
  int width = gtk_widget_get_width (GTK_WIDGET (split));

  if (!is_on_handle (split, x))
    {
      gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_DENIED);
      split->drag_from = -1;
      return;
    }
  gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_CLAIMED);
  split->drag_from = (double)aside_width (split, width) / MAX (width, 1);
}

static void
on_drag_update_cb (GtkGestureDrag *drag, double dx, double dy, AnlanSplit *split)
{
  double width = MAX (gtk_widget_get_width (GTK_WIDGET (split)), 1);

  if (split->drag_from < 0)
    return;
  if (gtk_widget_get_direction (GTK_WIDGET (split)) == GTK_TEXT_DIR_RTL)
    dx = -dx;
  anlan_split_set_fraction (split, split->drag_from - dx / width);
}

static gboolean
key_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  AnlanSplit *split = ANLAN_SPLIT (widget);
  double step;

  g_variant_get (arguments, "(d)", &step);
  anlan_split_set_fraction (split, split->fraction + step);
  return GDK_EVENT_STOP;
}

/* --- public ---------------------------------------------------------------------------------------------------------------- */

static void
set_child (AnlanSplit *split, GtkWidget **place_of, GtkWidget *child)
{
  if (*place_of == child)
    return;
  g_clear_pointer (place_of, gtk_widget_unparent);
  *place_of = child;
  if (child != NULL)
    gtk_widget_set_parent (child, GTK_WIDGET (split));
}

void
anlan_split_set_content (AnlanSplit *split, GtkWidget *content)
{
  g_return_if_fail (ANLAN_IS_SPLIT (split));

  set_child (split, &split->content, content);
  if (content != NULL)
    gtk_widget_insert_before (content, GTK_WIDGET (split), split->line);
}

void
anlan_split_set_aside (AnlanSplit *split, GtkWidget *aside)
{
  g_return_if_fail (ANLAN_IS_SPLIT (split));

  set_child (split, &split->aside, aside);
}

void
anlan_split_set_wide (AnlanSplit *split, gboolean wide)
{
  g_return_if_fail (ANLAN_IS_SPLIT (split));

  if (split->wide == wide)
    return;
  split->wide = wide;
  gtk_widget_queue_resize (GTK_WIDGET (split));
  g_object_notify_by_pspec (G_OBJECT (split), properties[PROP_WIDE]);
}

gboolean
anlan_split_is_folded (AnlanSplit *split)
{
  g_return_val_if_fail (ANLAN_IS_SPLIT (split), FALSE);

  return split->folded;
}

double
anlan_split_get_fraction (AnlanSplit *split)
{
  g_return_val_if_fail (ANLAN_IS_SPLIT (split), 0);

  return split->fraction;
}

void
anlan_split_set_fraction (AnlanSplit *split, double fraction)
{
  g_return_if_fail (ANLAN_IS_SPLIT (split));

  fraction = isfinite (fraction) ? CLAMP (fraction, 0.1, 0.9) : DEFAULT_FRACTION;
  if (fraction == split->fraction)
    return;
  split->fraction = fraction;
  gtk_widget_queue_allocate (GTK_WIDGET (split));
  g_object_notify_by_pspec (G_OBJECT (split), properties[PROP_FRACTION]);
}

/* --- object ------------------------------------------------------------------------------------------------------------------ */

static void
anlan_split_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AnlanSplit *split = ANLAN_SPLIT (object);

  switch (id)
    {
    case PROP_CONTENT:
      g_value_set_object (value, split->content);
      break;
    case PROP_ASIDE:
      g_value_set_object (value, split->aside);
      break;
    case PROP_WIDE:
      g_value_set_boolean (value, split->wide);
      break;
    case PROP_FOLDED:
      g_value_set_boolean (value, split->folded);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, split->fraction);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
anlan_split_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  AnlanSplit *split = ANLAN_SPLIT (object);

  switch (id)
    {
    case PROP_CONTENT:
      anlan_split_set_content (split, g_value_get_object (value));
      break;
    case PROP_ASIDE:
      anlan_split_set_aside (split, g_value_get_object (value));
      break;
    case PROP_WIDE:
      anlan_split_set_wide (split, g_value_get_boolean (value));
      break;
    case PROP_FRACTION:
      anlan_split_set_fraction (split, g_value_get_double (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
anlan_split_dispose (GObject *object)
{
  AnlanSplit *split = ANLAN_SPLIT (object);

  g_clear_handle_id (&split->notify_idle, g_source_remove);
  g_clear_pointer (&split->content, gtk_widget_unparent);
  g_clear_pointer (&split->aside, gtk_widget_unparent);
  g_clear_pointer (&split->line, gtk_widget_unparent);
  G_OBJECT_CLASS (anlan_split_parent_class)->dispose (object);
}

static void
anlan_split_class_init (AnlanSplitClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = anlan_split_get_property;
  object_class->set_property = anlan_split_set_property;
  object_class->dispose = anlan_split_dispose;
  widget_class->measure = anlan_split_measure;
  widget_class->size_allocate = anlan_split_size_allocate;

  properties[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET,
                                                  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ASIDE] =
      g_param_spec_object ("aside", NULL, NULL, GTK_TYPE_WIDGET, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_WIDE] = g_param_spec_boolean (
      "wide", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_FOLDED] =
      g_param_spec_boolean ("folded", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_FRACTION] =
      g_param_spec_double ("fraction", NULL, NULL, 0, 1, DEFAULT_FRACTION,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, GDK_CONTROL_MASK | GDK_ALT_MASK, key_cb, "(d)",
                                KEY_STEP);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Right, GDK_CONTROL_MASK | GDK_ALT_MASK, key_cb, "(d)",
                                -KEY_STEP);
}

static void
anlan_split_init (AnlanSplit *split)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();

  split->fraction = DEFAULT_FRACTION;
  split->line = gtk_separator_new (GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_parent (split->line, GTK_WIDGET (split));
  g_signal_connect_object (motion, "motion", G_CALLBACK (on_motion_cb), split, 0);
  gtk_widget_add_controller (GTK_WIDGET (split), motion);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (drag), GTK_PHASE_CAPTURE);
  g_signal_connect_object (drag, "drag-begin", G_CALLBACK (on_drag_begin_cb), split, 0);
  g_signal_connect_object (drag, "drag-update", G_CALLBACK (on_drag_update_cb), split, 0);
  gtk_widget_add_controller (GTK_WIDGET (split), GTK_EVENT_CONTROLLER (drag));
}
