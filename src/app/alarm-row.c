/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "alarm-row.h"

#include <glib/gi18n-lib.h>

#include "alarm-say.h"
#include "say.h"

struct _AnlanAlarmRow
{
  AdwBin parent_instance;

  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *place;
  GtkLabel *value;
  GtkLabel *when;
  GtkLabel *state;
  GtkImage *quiet;

  AnlanAlarmDesk *desk;
  AnlanAlarmItem *item; /* or NULL */
  gulong handler;
  const char *css_class;
};

G_DEFINE_FINAL_TYPE (AnlanAlarmRow, anlan_alarm_row, ADW_TYPE_BIN)

static void
set_severity (AnlanAlarmRow *self, AnlanSeverity severity)
{
  gtk_image_set_from_icon_name (self->icon, anlan_alarm_icon (severity));
  if (self->css_class != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), self->css_class);
  self->css_class = anlan_alarm_css_class (severity);
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), self->css_class);
}

static void
set_class (GtkWidget *widget, const char *css_class, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, css_class);
  else
    gtk_widget_remove_css_class (widget, css_class);
}

static void
update (AnlanAlarmRow *self)
{
  const AnlanAlarm *alarm = anlan_alarm_item_get (self->item);
  AnlanPlant *plant = anlan_alarm_desk_get_plant (self->desk);
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);
  g_autofree char *place = anlan_alarm_say_place (self->desk, alarm);
  g_autofree char *value = anlan_alarm_say_number (alarm->value, alarm->unit);
  g_autofree char *when = anlan_say_moment (alarm->raised, anlan_plant_now (plant), zone);
  g_autofree char *quiet = anlan_alarm_say_quiet (self->desk, alarm);
  g_autofree char *spoken = g_strdup_printf (C_ ("severity, alarm, place, state", "%s: %s, %s, %s"),
                                             anlan_alarm_say_severity (alarm->severity), alarm->title, place,
                                             anlan_alarm_say_state (alarm));

  set_severity (self, alarm->severity);
  gtk_label_set_label (self->title, alarm->title);
  gtk_label_set_label (self->place, place);
  gtk_label_set_label (self->value, value);
  gtk_label_set_label (self->when, when);
  gtk_label_set_label (self->state, anlan_alarm_say_state (alarm));
  gtk_widget_set_visible (GTK_WIDGET (self->quiet), quiet != NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->quiet), quiet);
  set_class (GTK_WIDGET (self), "loud", anlan_alarm_is_loud (alarm));
  set_class (GTK_WIDGET (self), "quiet", quiet != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

void
anlan_alarm_row_set (AnlanAlarmRow *self, AnlanAlarmItem *item)
{
  g_return_if_fail (ANLAN_IS_ALARM_ROW (self));

  if (self->item != NULL)
    g_clear_signal_handler (&self->handler, self->item);
  g_set_object (&self->item, item);
  if (item == NULL)
    return;
  self->handler = g_signal_connect_swapped (item, "changed", G_CALLBACK (update), self);
  update (self);
}

static void
anlan_alarm_row_dispose (GObject *object)
{
  AnlanAlarmRow *self = ANLAN_ALARM_ROW (object);

  anlan_alarm_row_set (self, NULL);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (anlan_alarm_row_parent_class)->dispose (object);
}

static void
anlan_alarm_row_class_init (AnlanAlarmRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anlan_alarm_row_dispose;
}

static GtkLabel *
add_label (GtkWidget *box, float xalign, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static void
anlan_alarm_row_init (AnlanAlarmRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *first = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1),
            *last = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *state = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->icon = GTK_IMAGE (gtk_image_new ());
  gtk_image_set_pixel_size (self->icon, 22);
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), "alarm-mark");
  self->title = add_label (first, 0, "alarm-title");
  self->place = add_label (first, 0, "caption");
  gtk_widget_set_hexpand (first, TRUE);
  self->value = add_label (last, 1, "alarm-value");
  gtk_widget_add_css_class (GTK_WIDGET (self->value), "numeric");
  self->quiet = GTK_IMAGE (gtk_image_new_from_icon_name ("audio-volume-muted-symbolic"));
  gtk_box_append (GTK_BOX (state), GTK_WIDGET (self->quiet));
  self->state = add_label (state, 1, "caption");
  self->when = add_label (state, 1, "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->when), "numeric");
  gtk_widget_set_halign (state, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (last), state);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (box), first);
  gtk_box_append (GTK_BOX (box), last);
  gtk_widget_add_css_class (GTK_WIDGET (self), "alarm-row");
  adw_bin_set_child (ADW_BIN (self), box);
}

GtkWidget *
anlan_alarm_row_new (AnlanAlarmDesk *desk)
{
  AnlanAlarmRow *self = g_object_new (ANLAN_TYPE_ALARM_ROW, NULL);

  self->desk = g_object_ref (desk);
  return GTK_WIDGET (self);
}
