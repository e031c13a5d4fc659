/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "alarm-bell.h"

#include <glib/gi18n-lib.h>

#include "alarm-say.h"

/* The rest is on the page. */
#define MOST_ROWS 8

struct _AnlanAlarmBell
{
  AdwBin parent_instance;

  GtkMenuButton *button;
  GtkImage *icon;
  GtkLabel *count;
  AnlanAlarmDesk *desk;
};

G_DEFINE_FINAL_TYPE (AnlanAlarmBell, anlan_alarm_bell, ADW_TYPE_BIN)

/* --- the list ------------------------------------------------------------------------------------------------------------ */

static void
row_cb (GtkListBox *list, GtkListBoxRow *row, AnlanAlarmBell *self)
{
  const char *id = g_object_get_data (G_OBJECT (row), "anlan-alarm");

  gtk_menu_button_popdown (self->button);
  gtk_widget_activate_action (GTK_WIDGET (self), "alarm.open", "s", id);
}

static GtkWidget *
make_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 42);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
make_row (AnlanAlarmBell *self, const AnlanAlarm *alarm)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *icon = gtk_image_new_from_icon_name (anlan_alarm_icon (alarm->severity));
  g_autofree char *place = anlan_alarm_say_place (self->desk, alarm);
  gint64 now = anlan_plant_now (anlan_alarm_desk_get_plant (self->desk));
  g_autofree char *age = anlan_alarm_say_span (now - alarm->raised);
  g_autofree char *second = g_strdup_printf (C_ ("since when, place, state", "%s · %s · %s"), age, place,
                                             anlan_alarm_say_state (alarm));
  g_autofree char *spoken =
      g_strdup_printf (C_ ("severity, alarm, place and state", "%s: %s, %s"),
                       anlan_alarm_say_severity (alarm->severity), alarm->title, second);

  gtk_widget_add_css_class (icon, "alarm-mark");
  gtk_widget_add_css_class (icon, anlan_alarm_css_class (alarm->severity));
  gtk_box_append (GTK_BOX (lines), make_label (alarm->title, NULL));
  gtk_box_append (GTK_BOX (lines), make_label (second, "caption"));
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), lines);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_object_set_data_full (G_OBJECT (row), "anlan-alarm", g_strdup (alarm->id), g_free);
  return row;
}

static void
all_cb (AnlanAlarmBell *self)
{
  gtk_menu_button_popdown (self->button);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.page", "s", "alarms");
}

static char *
say_rest (AnlanAlarmBell *self, guint alarms)
{
  guint shelves = anlan_alarm_desk_get_shelves (self->desk)->len;
  const char *trouble = anlan_alarm_desk_get_trouble (self->desk);

  if (trouble != NULL)
    return g_strdup (trouble);
  if (shelves > 0)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%u shelf is quiet now", "%u shelves are quiet now", shelves), shelves);
  return g_strdup (alarms == 0 ? _ ("No alarm is open.") : "");
}

/* Made when it is asked for, of what is open then. */
static void
fill_cb (GtkMenuButton *button, gpointer data)
{
  AnlanAlarmBell *self = data;
  GListModel *alarms = anlan_alarm_desk_get_alarms (self->desk);
  guint count = g_list_model_get_n_items (alarms);
  g_autofree char *rest = say_rest (self, count);
  GtkWidget *popover = gtk_popover_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *list = gtk_list_box_new (), *all = gtk_button_new_with_mnemonic (_ ("_All alarms"));

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "picker-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Open alarms"),
                                  -1);
  for (guint i = 0; i < MIN (count, MOST_ROWS); i++)
    {
      g_autoptr (AnlanAlarmItem) item = g_list_model_get_item (alarms, i);

      gtk_list_box_append (GTK_LIST_BOX (list), make_row (self, anlan_alarm_item_get (item)));
    }
  g_signal_connect_object (list, "row-activated", G_CALLBACK (row_cb), self, 0);
  g_signal_connect_object (all, "clicked", G_CALLBACK (all_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_visible (list, count > 0);
  gtk_box_append (GTK_BOX (box), list);
  if (rest[0] != '\0')
    gtk_box_append (GTK_BOX (box), make_label (rest, "dim-label"));
  gtk_box_append (GTK_BOX (box), all);
  gtk_widget_add_css_class (box, "bell-list");
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_menu_button_set_popover (button, popover);
}

/* --- the bell ------------------------------------------------------------------------------------------------------------ */

static void
update (AnlanAlarmBell *self)
{
  guint count;
  AnlanAlarmItem *item = anlan_alarm_desk_loudest (self->desk, ANLAN_SEVERITY_MEDIUM, &count);
  const char *trouble = anlan_alarm_desk_get_trouble (self->desk);
  g_autofree char *number = count > 99 ? g_strdup ("99+") : g_strdup_printf ("%u", count);
  g_autofree char *spoken =
      count == 0 ? g_strdup (_ ("Alarms: none is waiting to be acknowledged"))
                 : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Alarms: %u is waiting to be acknowledged",
                                                 "Alarms: %u are waiting to be acknowledged", count),
                                    count);

  /* What cannot be read is not taken for none. */
  if (count == 0 && trouble != NULL)
    {
      g_free (spoken);
      spoken = g_strdup (trouble);
    }
  gtk_image_set_from_icon_name (self->icon, item != NULL
                                                ? anlan_alarm_icon (anlan_alarm_item_get (item)->severity)
                                            : trouble != NULL ? anlan_alarm_icon (ANLAN_SEVERITY_HIGH)
                                                              : "anlan-bell-symbolic");
  gtk_label_set_label (self->count, number);
  gtk_widget_set_visible (GTK_WIDGET (self->count), count > 0);
  if (count > 0)
    gtk_widget_add_css_class (GTK_WIDGET (self->button), "ringing");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->button), "ringing");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
anlan_alarm_bell_dispose (GObject *object)
{
  g_clear_object (&ANLAN_ALARM_BELL (object)->desk);
  G_OBJECT_CLASS (anlan_alarm_bell_parent_class)->dispose (object);
}

static void
anlan_alarm_bell_class_init (AnlanAlarmBellClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anlan_alarm_bell_dispose;
}

static void
anlan_alarm_bell_init (AnlanAlarmBell *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->icon = GTK_IMAGE (gtk_image_new ());
  self->count = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "numeric");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->count));
  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_child (self->button, box);
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "alarm-bell");
  gtk_menu_button_set_create_popup_func (self->button, fill_cb, self, NULL);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->button));
}

AnlanAlarmBell *
anlan_alarm_bell_new (AnlanAlarmDesk *desk)
{
  AnlanAlarmBell *self;

  g_return_val_if_fail (ANLAN_IS_ALARM_DESK (desk), NULL);

  self = g_object_new (ANLAN_TYPE_ALARM_BELL, NULL);
  self->desk = g_object_ref (desk);
  g_signal_connect_object (desk, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return self;
}
