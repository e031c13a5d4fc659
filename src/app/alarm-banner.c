/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "alarm-banner.h"

#include <glib/gi18n-lib.h>

#include "alarm-say.h"
#include "resources.h"

/* Nobody reads faster. */
#define READ_MS 700

struct _AnlanAlarmBanner
{
  AdwBin parent_instance;

  /* template */
  GtkRevealer *revealer;
  GtkWidget *box;
  GtkImage *icon;
  GtkLabel *severity;
  GtkLabel *title;
  GtkLabel *more;
  GtkLabel *detail;
  GtkLabel *aside;
  GtkButton *acknowledge;
  GtkButton *open;

  AnlanAlarmDesk *desk;
  char *shown;        /* id, or NULL */
  gint64 shown_since; /* µs */
  guint age_source;
  const char *css_class;
};

G_DEFINE_FINAL_TYPE (AnlanAlarmBanner, anlan_alarm_banner, ADW_TYPE_BIN)

static void
set_class (AnlanAlarmBanner *self, const char *css_class)
{
  if (self->css_class != NULL)
    gtk_widget_remove_css_class (self->box, self->css_class);
  gtk_widget_add_css_class (self->box, css_class);
  self->css_class = css_class;
}

static void
set_shown (AnlanAlarmBanner *self, const char *id)
{
  if (g_strcmp0 (self->shown, id) == 0)
    return;
  g_free (self->shown);
  self->shown = g_strdup (id);
  self->shown_since = g_get_monotonic_time ();
}

static char *
say_detail (AnlanAlarmBanner *self, const AnlanAlarm *alarm)
{
  g_autofree char *place = anlan_alarm_say_place (self->desk, alarm);
  g_autofree char *value = anlan_alarm_say_value (alarm);
  gint64 now = anlan_plant_now (anlan_alarm_desk_get_plant (self->desk));
  g_autofree char *age = anlan_alarm_say_span (now - alarm->raised);
  g_autofree char *since = g_strdup_printf (_ ("for %s"), age);

  if (value[0] == '\0')
    return g_strdup_printf (C_ ("place, since when", "%s · %s"), place, since);
  return g_strdup_printf (C_ ("place, value, since when", "%s · %s · %s"), place, value, since);
}

static void
show_alarm (AnlanAlarmBanner *self, const AnlanAlarm *alarm, guint count)
{
  g_autofree char *detail = say_detail (self, alarm), *more = NULL;

  set_shown (self, alarm->id);
  set_class (self, anlan_alarm_css_class (alarm->severity));
  gtk_image_set_from_icon_name (self->icon, anlan_alarm_icon (alarm->severity));
  gtk_label_set_label (self->severity, anlan_alarm_say_severity (alarm->severity));
  gtk_label_set_label (self->title, alarm->title);
  gtk_label_set_label (self->detail, detail);
  if (count > 1)
    more =
        g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "and %u more", "and %u more", count - 1), count - 1);
  gtk_label_set_label (self->more, more != NULL ? more : "");
  gtk_widget_set_visible (GTK_WIDGET (self->more), more != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->severity), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->acknowledge), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->open), TRUE);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->acknowledge), "s", alarm->id);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->open), "s", alarm->id);
  /* GTK complains of an action that has no target yet. */
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->acknowledge), "alarm.acknowledge");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->open), "alarm.open");
}

static void
show_trouble (AnlanAlarmBanner *self, const char *trouble)
{
  set_shown (self, NULL);
  set_class (self, "trouble");
  gtk_image_set_from_icon_name (self->icon, anlan_alarm_icon (ANLAN_SEVERITY_HIGH));
  gtk_label_set_label (self->title, _ ("The alarms of this plant cannot be read"));
  gtk_label_set_label (self->detail, trouble);
  gtk_widget_set_visible (GTK_WIDGET (self->severity), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->more), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->acknowledge), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->open), FALSE);
}

static void
update (AnlanAlarmBanner *self)
{
  const char *trouble = anlan_alarm_desk_get_trouble (self->desk);
  guint count;
  AnlanAlarmItem *item = anlan_alarm_desk_loudest (self->desk, ANLAN_SEVERITY_HIGH, &count);

  if (item != NULL)
    show_alarm (self, anlan_alarm_item_get (item), count);
  else if (trouble != NULL)
    show_trouble (self, trouble);
  else
    set_shown (self, NULL);
  gtk_revealer_set_reveal_child (self->revealer, item != NULL || trouble != NULL);
}

/* How long it has stood is read from afar. */
static gboolean
age_cb (gpointer data)
{
  AnlanAlarmBanner *self = data;

  if (self->shown != NULL)
    update (self);
  return G_SOURCE_CONTINUE;
}

static void
anlan_alarm_banner_dispose (GObject *object)
{
  AnlanAlarmBanner *self = ANLAN_ALARM_BANNER (object);

  g_clear_handle_id (&self->age_source, g_source_remove);
  g_clear_object (&self->desk);
  /* AdwBin lets its child go, which is a child of the template too: gtk_widget_dispose_template() would take it away
   * from under it. */
  G_OBJECT_CLASS (anlan_alarm_banner_parent_class)->dispose (object);
}

static void
anlan_alarm_banner_finalize (GObject *object)
{
  g_free (ANLAN_ALARM_BANNER (object)->shown);
  G_OBJECT_CLASS (anlan_alarm_banner_parent_class)->finalize (object);
}

static void
anlan_alarm_banner_class_init (AnlanAlarmBannerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_alarm_banner_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_alarm_banner_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("alarm-banner"));
  gtk_widget_class_bind_template_child (widget_class, AnlanAlarmBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, AnlanAlarmBanner, box);
  gtk_widget_class_bind_template_child (widget_class, AnlanAlarmBanner, icon);
  gtk_widget_class_bind_template_child (widget_class, AnlanAlarmBanner, severity);
  gtk_widget_class_bind_template_child (widget_class, AnlanAlarmBanner, title);
  gtk_widget_class_bind_template_child (widget_class, AnlanAlarmBanner, more);
  gtk_widget_class_bind_template_child (widget_class, AnlanAlarmBanner, detail);
  gtk_widget_class_bind_template_child (widget_class, AnlanAlarmBanner, aside);
  gtk_widget_class_bind_template_child (widget_class, AnlanAlarmBanner, acknowledge);
  gtk_widget_class_bind_template_child (widget_class, AnlanAlarmBanner, open);
}

static void
anlan_alarm_banner_init (AnlanAlarmBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AnlanAlarmBanner *
anlan_alarm_banner_new (AnlanAlarmDesk *desk)
{
  AnlanAlarmBanner *self;

  g_return_val_if_fail (ANLAN_IS_ALARM_DESK (desk), NULL);

  self = g_object_new (ANLAN_TYPE_ALARM_BANNER, NULL);
  self->desk = g_object_ref (desk);
  g_signal_connect_object (desk, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "named", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  self->age_source = g_timeout_add_seconds (1, age_cb, self);
  update (self);
  return self;
}

void
anlan_alarm_banner_set_aside (AnlanAlarmBanner *self, const char *text)
{
  g_return_if_fail (ANLAN_IS_ALARM_BANNER (self));

  gtk_label_set_label (self->aside, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->aside), text != NULL);
}

const char *
anlan_alarm_banner_get_read (AnlanAlarmBanner *self)
{
  g_return_val_if_fail (ANLAN_IS_ALARM_BANNER (self), NULL);

  if (g_get_monotonic_time () - self->shown_since < READ_MS * G_TIME_SPAN_MILLISECOND)
    return NULL;
  return self->shown;
}
