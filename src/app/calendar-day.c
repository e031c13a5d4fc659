/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "calendar-day.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>

#include "calendar-private.h"

/* Lines in a day of a month; the last one says how many more there are. */
#define LINES 3

struct _AnlanCalendarDay
{
  GtkWidget parent_instance;

  AnlanDesk *desk;
  const AnlanKind *kind;
  char *date;

  GtkWidget *number;
  GtkWidget *count;
  GtkWidget *scrolled;
  GtkWidget *box;
};

G_DEFINE_FINAL_TYPE (AnlanCalendarDay, anlan_calendar_day, GTK_TYPE_WIDGET)

enum
{
  CHOSEN,
  DROPPED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- items -------------------------------------------------------------------------------------------------------- */

static void
on_item_clicked_cb (AnlanCalendarItem *item, AnlanCalendarDay *self)
{
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (item), GTK_TYPE_POPOVER);
  g_autoptr (AnlanRecord) record = anlan_record_ref (anlan_calendar_item_get_record (item));

  if (popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (popover));
  g_signal_emit (self, signals[CHOSEN], 0, record);
}

static void
add_items (AnlanCalendarDay *self,
           GtkWidget *box,
           const AnlanDay *day,
           const AnlanField *field,
           guint most,
           gboolean tall)
{
  for (guint i = 0; i < MIN (day->items->len, most); i++)
    {
      GtkWidget *item = anlan_calendar_item_new (anlan_desk_get_plant (self->desk),
                                                 g_ptr_array_index (day->items, i), field, tall);

      g_signal_connect_object (item, "clicked", G_CALLBACK (on_item_clicked_cb), self, 0);
      gtk_box_append (GTK_BOX (box), item);
    }
}

/* What there is no line for, behind a button. */
static void
add_more (AnlanCalendarDay *self, const AnlanDay *day, const AnlanField *field, guint shown)
{
  g_autofree char *text = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u more", "%u more", day->count - shown), day->count - shown);
  GtkWidget *button = gtk_menu_button_new (), *popover = gtk_popover_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  add_items (self, box, day, field, G_MAXUINT, FALSE);
  if (day->count > day->items->len)
    {
      g_autofree char *rest = g_strdup_printf (
          g_dngettext (GETTEXT_PACKAGE, "and %u more: narrow the list down by a filter",
                       "and %u more: narrow the list down by a filter", day->count - day->items->len),
          day->count - day->items->len);
      GtkWidget *label = gtk_label_new (rest);

      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_widget_add_css_class (label, "dim-label");
      gtk_box_append (GTK_BOX (box), label);
    }
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 360);
  gtk_widget_set_size_request (scrolled, 280, -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), box);
  gtk_popover_set_child (GTK_POPOVER (popover), scrolled);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), text);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "calendar-more");
  gtk_box_append (GTK_BOX (self->box), button);
}

/* --- public --------------------------------------------------------------------------------------------------------- */

void
anlan_calendar_day_set (AnlanCalendarDay *self,
                        const AnlanDay *day,
                        const AnlanField *field,
                        AnlanDayFlags flags)
{
  gboolean tall = (flags & ANLAN_DAY_TALL) != 0;
  guint lines = tall ? day->items->len : day->count > LINES ? LINES - 1 : LINES;
  GtkWidget *child;
  g_autofree char *number = NULL, *count = NULL, *spoken = NULL;

  g_return_if_fail (ANLAN_IS_CALENDAR_DAY (self) && day != NULL);

  g_free (self->date);
  self->date = g_strdup (day->date);
  number = g_strdup_printf ("%d", atoi (day->date + strlen ("2026-11-")));
  count = g_strdup_printf ("%u", day->count);
  gtk_label_set_label (GTK_LABEL (self->number), number);
  gtk_label_set_label (GTK_LABEL (self->count), day->count > 1 ? count : "");
  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  add_items (self, self->box, day, field, lines, tall);
  if (day->count > lines)
    add_more (self, day, field, MIN (lines, day->items->len));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER,
                                  tall ? GTK_POLICY_AUTOMATIC : GTK_POLICY_EXTERNAL);
  gtk_widget_remove_css_class (GTK_WIDGET (self), "today");
  gtk_widget_remove_css_class (GTK_WIDGET (self), "aside");
  if ((flags & ANLAN_DAY_TODAY) != 0)
    gtk_widget_add_css_class (GTK_WIDGET (self), "today");
  if ((flags & ANLAN_DAY_ASIDE) != 0)
    gtk_widget_add_css_class (GTK_WIDGET (self), "aside");
  spoken = g_strdup_printf (_ ("%s: %u"), day->date, day->count);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

const char *
anlan_calendar_day_get_date (AnlanCalendarDay *self)
{
  g_return_val_if_fail (ANLAN_IS_CALENDAR_DAY (self), NULL);

  return self->date;
}

gboolean
anlan_calendar_day_enter (AnlanCalendarDay *self)
{
  GtkWidget *first;

  g_return_val_if_fail (ANLAN_IS_CALENDAR_DAY (self), FALSE);

  first = gtk_widget_get_first_child (self->box);
  return first != NULL && gtk_widget_grab_focus (first);
}

/* --- object --------------------------------------------------------------------------------------------------------- */

static gboolean
on_drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, AnlanCalendarDay *self)
{
  gboolean taken = FALSE;

  g_signal_emit (self, signals[DROPPED], 0, g_value_get_object (value), &taken);
  return taken;
}

static void
on_pressed_cb (GtkGestureClick *gesture, int n, double x, double y, AnlanCalendarDay *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
anlan_calendar_day_dispose (GObject *object)
{
  AnlanCalendarDay *self = ANLAN_CALENDAR_DAY (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (anlan_calendar_day_parent_class)->dispose (object);
}

static void
anlan_calendar_day_finalize (GObject *object)
{
  g_free (ANLAN_CALENDAR_DAY (object)->date);
  G_OBJECT_CLASS (anlan_calendar_day_parent_class)->finalize (object);
}

static void
anlan_calendar_day_class_init (AnlanCalendarDayClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_calendar_day_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_calendar_day_finalize;
  signals[CHOSEN] =
      g_signal_new ("chosen", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[DROPPED] = g_signal_new ("dropped", type, G_SIGNAL_RUN_LAST, 0, g_signal_accumulator_true_handled,
                                   NULL, NULL, G_TYPE_BOOLEAN, 1, ANLAN_TYPE_CALENDAR_ITEM);
  gtk_widget_class_set_css_name (widget_class, "calendarday");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
anlan_calendar_day_init (AnlanCalendarDay *self)
{
  GtkDropTarget *target = gtk_drop_target_new (ANLAN_TYPE_CALENDAR_ITEM, GDK_ACTION_MOVE);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                                  GTK_ORIENTATION_VERTICAL);
  self->number = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->number, "day-number");
  self->count = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->count, "day-count");
  gtk_widget_set_hexpand (self->count, TRUE);
  gtk_widget_set_halign (self->count, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (head), self->number);
  gtk_box_append (GTK_BOX (head), self->count);
  gtk_widget_set_parent (head, GTK_WIDGET (self));
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), self->box);
  gtk_widget_set_vexpand (self->scrolled, TRUE);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  g_signal_connect (target, "drop", G_CALLBACK (on_drop_cb), self);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

GtkWidget *
anlan_calendar_day_new (AnlanDesk *desk, const AnlanKind *kind)
{
  AnlanCalendarDay *self = g_object_new (ANLAN_TYPE_CALENDAR_DAY, NULL);

  self->desk = g_object_ref (desk);
  self->kind = kind;
  return GTK_WIDGET (self);
}
