/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "window-private.h"

#include <glib/gi18n-lib.h>

#include "alarm-banner.h"
#include "alarm-bell.h"
#include "alarm-page.h"
#include "camera-page.h"
#include "series-page.h"

#define PAGE "alarms"

/* --- acknowledging ------------------------------------------------------------------------------------------------- */

static void
acknowledged_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanWindow) window = data;
  g_autoptr (GError) error = NULL;

  if (!anlan_alarm_desk_finish (ANLAN_ALARM_DESK (source), result, NULL, &error) && window->desk != NULL)
    anlan_window_toast (window, adw_toast_new (error->message));
}

void
anlan_window_acknowledge_alarm (AnlanWindow *window, const char *id)
{
  AnlanAlarmDesk *alarms = anlan_desk_get_alarms (window->desk);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  if (alarms == NULL || anlan_desk_is_locked (window->desk) || anlan_desk_needs_sign_in (window->desk))
    return;
  /* It can be told later who did it only where it is known who sits here. */
  if (anlan_plant_get_person (anlan_alarm_desk_get_plant (alarms)) == NULL)
    {
      anlan_window_ask_person (window);
      return;
    }
  g_ptr_array_add (ids, (gpointer)id);
  anlan_alarm_desk_acknowledge (alarms, ids, acknowledged_cb, g_object_ref (window));
}

void
anlan_window_show_alarm (AnlanWindow *window, const char *id)
{
  AnlanPage *page;

  g_return_if_fail (ANLAN_IS_WINDOW (window) && id != NULL);

  if (!anlan_window_show_page (window, PAGE))
    return;
  page = anlan_window_get_page (window);
  anlan_page_open (page, "alarm", id);
  gtk_window_present (GTK_WINDOW (window));
}

static void
loud_acknowledge_cb (AnlanAlarmLoud *loud, const char *id, AnlanWindow *window)
{
  anlan_window_acknowledge_alarm (window, id);
}

static void
loud_go_cb (AnlanAlarmLoud *loud, const char *id, AnlanWindow *window)
{
  anlan_window_show_alarm (window, id);
}

static void
loud_changed_cb (AnlanAlarmLoud *loud, AnlanWindow *window)
{
  GtkWidget *banner = adw_bin_get_child (window->alarm_bin);

  if (banner != NULL)
    anlan_alarm_banner_set_aside (ANLAN_ALARM_BANNER (banner), anlan_alarm_loud_get_aside (loud));
}

/* --- actions ----------------------------------------------------------------------------------------------------------- */

static void
acknowledge_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  anlan_window_acknowledge_alarm (ANLAN_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
open_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  anlan_window_show_alarm (ANLAN_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
readings_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanWindow *window = ANLAN_WINDOW (widget);
  const char *alarm, *series;
  gint64 moment;

  g_variant_get (parameter, "(&s&sx)", &alarm, &series, &moment);
  if (anlan_window_show_page (window, "sensors"))
    anlan_series_page_show_at (ANLAN_SERIES_PAGE (anlan_window_get_page (window)), series, moment, alarm);
}

static void
camera_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanWindow *window = ANLAN_WINDOW (widget);
  const char *alarm, *camera;

  g_variant_get (parameter, "(&s&s)", &alarm, &camera);
  if (anlan_window_show_page (window, "cameras"))
    anlan_camera_page_show (ANLAN_CAMERA_PAGE (anlan_window_get_page (window)), camera, alarm);
}

/* F8: the alarm in the banner, once it has been there long enough to be seen. */
static void
acknowledge_shown_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanWindow *window = ANLAN_WINDOW (widget);
  GtkWidget *banner = adw_bin_get_child (window->alarm_bin);
  const char *id = banner != NULL ? anlan_alarm_banner_get_read (ANLAN_ALARM_BANNER (banner)) : NULL;

  if (id != NULL)
    anlan_window_acknowledge_alarm (window, id);
}

void
anlan_window_install_alarms (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, AnlanWindow, alarm_bin);
  gtk_widget_class_bind_template_child (widget_class, AnlanWindow, bell_bin);
  gtk_widget_class_install_action (widget_class, "alarm.acknowledge", "s", acknowledge_cb);
  gtk_widget_class_install_action (widget_class, "alarm.open", "s", open_cb);
  gtk_widget_class_install_action (widget_class, "alarm.readings", "(ssx)", readings_cb);
  gtk_widget_class_install_action (widget_class, "alarm.camera", "(ss)", camera_cb);
  gtk_widget_class_install_action (widget_class, "alarm.acknowledge-shown", NULL, acknowledge_shown_cb);
}

/* --- a plant comes and goes ------------------------------------------------------------------------------------------ */

/* It is loud also while the window is locked: the danger does not wait for a password. */
void
anlan_window_start_alarms (AnlanWindow *window)
{
  AnlanAlarmDesk *alarms = anlan_desk_get_alarms (window->desk);

  anlan_window_stop_alarms (window);
  if (alarms == NULL)
    return;
  window->loud = anlan_alarm_loud_new (window->desk, GTK_WINDOW (window));
  g_signal_connect_object (window->loud, "acknowledge", G_CALLBACK (loud_acknowledge_cb), window, 0);
  g_signal_connect_object (window->loud, "go", G_CALLBACK (loud_go_cb), window, 0);
  g_signal_connect_object (window->loud, "changed", G_CALLBACK (loud_changed_cb), window, 0);
  adw_bin_set_child (window->alarm_bin, GTK_WIDGET (anlan_alarm_banner_new (alarms)));
  adw_bin_set_child (window->bell_bin, GTK_WIDGET (anlan_alarm_bell_new (alarms)));
}

void
anlan_window_stop_alarms (AnlanWindow *window)
{
  if (window->loud != NULL)
    anlan_alarm_loud_stop (window->loud);
  g_clear_object (&window->loud);
  if (window->alarm_bin == NULL)
    return;
  adw_bin_set_child (window->alarm_bin, NULL);
  adw_bin_set_child (window->bell_bin, NULL);
}
