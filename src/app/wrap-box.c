/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "wrap-box.h"

#define SPACING 6

struct _AnlanWrapBox
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (AnlanWrapBox, anlan_wrap_box, GTK_TYPE_WIDGET)

/* What @child takes of a line that has @spare pixels beyond the least widths of all in it. */
static int
width_of (GtkWidget *child, int spare)
{
  int minimum, natural;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  return minimum + CLAMP (natural - minimum, 0, spare);
}

static int
height_of (GtkWidget *child, int width)
{
  int natural;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

/* The first child of the next line, how high the line that begins with @first is, and what it has to spare: before a
 * line is begun, what can be narrower is. @room: negative: any. */
static GtkWidget *
end_of_line (GtkWidget *first, int room, int *height, int *spare)
{
  GtkWidget *child;
  int used = 0;

  *height = 0;
  for (child = first; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int width;

      if (!gtk_widget_should_layout (child))
        continue;
      width = width_of (child, 0);
      if (used > 0 && room >= 0 && used + SPACING + width > room)
        break;
      used += (used > 0 ? SPACING : 0) + width;
      *height = MAX (*height, height_of (child, width));
    }
  *spare = room < 0 ? G_MAXINT : MAX (0, room - used);
  return child;
}

static void
place (GtkWidget *child, int x, int y, int width, int line)
{
  int height = height_of (child, width);

  gtk_widget_size_allocate (
      child, &(GtkAllocation){ .x = x, .y = y + (line - height) / 2, .width = width, .height = height }, -1);
}

static void
place_line (GtkWidget *first, GtkWidget *end, int room, int spare, int y, int height, gboolean mirrored)
{
  int x = 0;

  for (GtkWidget *child = first; child != end; child = gtk_widget_get_next_sibling (child))
    {
      int width;

      if (!gtk_widget_should_layout (child))
        continue;
      width = width_of (child, spare);
      spare -= width - width_of (child, 0);
      place (child, mirrored ? room - x - width : x, y, width, height);
      x += width + SPACING;
    }
}

static void
anlan_wrap_box_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
           child = gtk_widget_get_next_sibling (child))
        {
          int min, nat;

          if (!gtk_widget_should_layout (child))
            continue;
          gtk_widget_measure (child, orientation, -1, &min, &nat, NULL, NULL);
          *minimum = MAX (*minimum, min);
          *natural += (*natural > 0 ? SPACING : 0) + nat;
        }
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;)
    {
      int height, spare;

      child = end_of_line (child, for_size, &height, &spare);
      *natural += (*natural > 0 ? SPACING : 0) + height;
    }
  *minimum = *natural;
}

static void
anlan_wrap_box_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int y = 0;

  for (GtkWidget *first = gtk_widget_get_first_child (widget); first != NULL;)
    {
      int line, spare;
      GtkWidget *end = end_of_line (first, width, &line, &spare);

      place_line (first, end, width, spare, y, line, mirrored);
      y += line + SPACING;
      first = end;
    }
}

static GtkSizeRequestMode
anlan_wrap_box_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
anlan_wrap_box_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (anlan_wrap_box_parent_class)->dispose (object);
}

static void
anlan_wrap_box_class_init (AnlanWrapBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_wrap_box_dispose;
  widget_class->measure = anlan_wrap_box_measure;
  widget_class->size_allocate = anlan_wrap_box_size_allocate;
  widget_class->get_request_mode = anlan_wrap_box_get_request_mode;
}

static void
anlan_wrap_box_init (AnlanWrapBox *self)
{
}
