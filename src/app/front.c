/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "front.h"

struct _AnlanFront
{
  GtkWidget parent_instance;

  GtkWidget *shown; /* borrowed, or NULL */
};

G_DEFINE_FINAL_TYPE (AnlanFront, anlan_front, GTK_TYPE_WIDGET)

/* Those behind are measured too and found again when they come to the front; what is in front says how large it is. */
static void
anlan_front_measure (GtkWidget *widget,
                     GtkOrientation orientation,
                     int for_size,
                     int *minimum,
                     int *natural,
                     int *minimum_baseline,
                     int *natural_baseline)
{
  AnlanFront *front = ANLAN_FRONT (widget);

  *minimum = *natural = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int least, wanted;

      gtk_widget_measure (child, orientation, for_size, &least, &wanted, NULL, NULL);
      /* Narrower than what comes the window must not become meanwhile. */
      if (child == front->shown || orientation == GTK_ORIENTATION_HORIZONTAL)
        {
          *minimum = MAX (*minimum, least);
          *natural = MAX (*natural, wanted);
        }
    }
}

static void
anlan_front_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AnlanFront *front = ANLAN_FRONT (widget);

  if (front->shown != NULL)
    gtk_widget_allocate (front->shown, width, height, -1, NULL);
}

static GtkSizeRequestMode
anlan_front_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
anlan_front_dispose (GObject *object)
{
  GtkWidget *child;

  ANLAN_FRONT (object)->shown = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (anlan_front_parent_class)->dispose (object);
}

static void
anlan_front_class_init (AnlanFrontClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_front_dispose;
  widget_class->measure = anlan_front_measure;
  widget_class->size_allocate = anlan_front_size_allocate;
  widget_class->get_request_mode = anlan_front_get_request_mode;
  gtk_widget_class_set_css_name (widget_class, "front");
}

static void
anlan_front_init (AnlanFront *front)
{
}

GtkWidget *
anlan_front_new (void)
{
  return g_object_new (ANLAN_TYPE_FRONT, NULL);
}

void
anlan_front_add (AnlanFront *front, GtkWidget *child)
{
  g_return_if_fail (ANLAN_IS_FRONT (front) && GTK_IS_WIDGET (child));

  gtk_widget_set_child_visible (child, FALSE);
  gtk_widget_set_parent (child, GTK_WIDGET (front));
}

void
anlan_front_remove (AnlanFront *front, GtkWidget *child)
{
  g_return_if_fail (ANLAN_IS_FRONT (front) && gtk_widget_get_parent (child) == GTK_WIDGET (front));

  if (front->shown == child)
    front->shown = NULL;
  gtk_widget_unparent (child);
}

void
anlan_front_show (AnlanFront *front, GtkWidget *child)
{
  g_return_if_fail (ANLAN_IS_FRONT (front) && gtk_widget_get_parent (child) == GTK_WIDGET (front));

  if (front->shown == child)
    return;
  if (front->shown != NULL)
    gtk_widget_set_child_visible (front->shown, FALSE);
  front->shown = child;
  gtk_widget_set_child_visible (child, TRUE);
  gtk_widget_queue_resize (GTK_WIDGET (front));
}
