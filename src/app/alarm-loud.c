/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "alarm-loud.h"

#include <glib/gi18n-lib.h>

#include "alarm-say.h"

/* What was put aside comes back after so long while it is not acknowledged, s. */
#define BACK_AFTER 60

/* The desktop is told no more often: in a storm it is one message that changes, s. */
#define TELL_EVERY 1

#define NOTIFICATION "alarm"

struct _AnlanAlarmLoud
{
  GObject parent_instance;

  AnlanDesk *desk;
  AnlanAlarmDesk *alarms;
  GtkWindow *window;        /* borrowed, weak */
  AnlanAlarmScreen *screen; /* NULL: not shown */
  AnlanAlarmSound *sound;
  char *aside;
  guint back_source;
  guint tell_source;
  gboolean told; /* the desktop shows something */
};

G_DEFINE_FINAL_TYPE (AnlanAlarmLoud, anlan_alarm_loud, G_TYPE_OBJECT)

enum
{
  ACKNOWLEDGE,
  GO,
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- the screen ---------------------------------------------------------------------------------------------------------- */

static void
hide_screen (AnlanAlarmLoud *self)
{
  g_clear_handle_id (&self->back_source, g_source_remove);
  if (self->screen != NULL)
    gtk_window_destroy (GTK_WINDOW (g_steal_pointer (&self->screen)));
}

static gboolean
back_cb (gpointer data);

static void
put_aside (AnlanAlarmLoud *self)
{
  hide_screen (self);
  self->back_source = g_timeout_add_seconds (BACK_AFTER, back_cb, self);
}

static void
acknowledge_cb (AnlanAlarmScreen *screen, const char *id, AnlanAlarmLoud *self)
{
  g_signal_emit (self, signals[ACKNOWLEDGE], 0, id);
}

static void
go_cb (AnlanAlarmScreen *screen, const char *id, AnlanAlarmLoud *self)
{
  g_autofree char *kept = g_strdup (id);

  put_aside (self);
  g_signal_emit (self, signals[GO], 0, kept);
}

static gboolean
is_locked (AnlanAlarmLoud *self)
{
  return anlan_desk_is_locked (self->desk) || anlan_desk_needs_sign_in (self->desk);
}

static void
show_screen (AnlanAlarmLoud *self)
{
  g_clear_handle_id (&self->back_source, g_source_remove);
  if (self->screen != NULL || self->window == NULL)
    return;
  self->screen = anlan_alarm_screen_new (self->alarms, self->window);
  anlan_alarm_screen_set_aside (self->screen, self->aside);
  anlan_alarm_screen_set_locked (self->screen, is_locked (self));
  g_signal_connect_object (self->screen, "acknowledge", G_CALLBACK (acknowledge_cb), self, 0);
  g_signal_connect_object (self->screen, "go", G_CALLBACK (go_cb), self, 0);
  g_signal_connect_object (self->screen, "fold", G_CALLBACK (put_aside), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (self->screen));
}

static gboolean
back_cb (gpointer data)
{
  AnlanAlarmLoud *self = data;

  self->back_source = 0;
  if (anlan_alarm_desk_loudest (self->alarms, ANLAN_SEVERITY_CRITICAL, NULL) != NULL)
    show_screen (self);
  return G_SOURCE_REMOVE;
}

/* --- the desktop --------------------------------------------------------------------------------------------------------- */

static void
tell_desktop (AnlanAlarmLoud *self)
{
  guint count;
  AnlanAlarmItem *item = anlan_alarm_desk_loudest (self->alarms, ANLAN_SEVERITY_HIGH, &count);
  GApplication *application = g_application_get_default ();
  g_autoptr (GNotification) notification = NULL;
  g_autofree char *title = NULL, *place = NULL, *value = NULL, *body = NULL;
  const AnlanAlarm *alarm;

  if (application == NULL || item == NULL)
    return;
  alarm = anlan_alarm_item_get (item);
  place = is_locked (self) ? anlan_alarm_say_zone (self->alarms, alarm)
                           : anlan_alarm_say_place (self->alarms, alarm);
  value = anlan_alarm_say_value (alarm);
  title = g_strdup_printf (C_ ("severity, alarm", "%s: %s"), anlan_alarm_say_severity (alarm->severity),
                           alarm->title);
  body = value[0] != '\0' ? g_strdup_printf (C_ ("place, value", "%s · %s"), place, value) : g_strdup (place);
  if (count > 1)
    {
      g_autofree char *first = g_steal_pointer (&body);
      g_autofree char *more =
          g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "and %u more", "and %u more", count - 1), count - 1);

      body = g_strdup_printf ("%s\n%s", first, more);
    }
  notification = g_notification_new (title);
  g_notification_set_body (notification, body);
  g_notification_set_priority (notification, alarm->severity == ANLAN_SEVERITY_CRITICAL
                                                 ? G_NOTIFICATION_PRIORITY_URGENT
                                                 : G_NOTIFICATION_PRIORITY_HIGH);
  g_notification_set_default_action_and_target (notification, "app.alarm", "s", alarm->id);
  g_notification_add_button_with_target (notification, _ ("Open the alarm"), "app.alarm", "s", alarm->id);
  g_application_send_notification (application, NOTIFICATION, notification);
  self->told = TRUE;
}

static void
untell_desktop (AnlanAlarmLoud *self)
{
  GApplication *application = g_application_get_default ();

  g_clear_handle_id (&self->tell_source, g_source_remove);
  if (self->told && application != NULL)
    g_application_withdraw_notification (application, NOTIFICATION);
  self->told = FALSE;
}

static gboolean
tell_cb (gpointer data)
{
  AnlanAlarmLoud *self = data;

  self->tell_source = 0;
  tell_desktop (self);
  return G_SOURCE_REMOVE;
}

/* --- what happens -------------------------------------------------------------------------------------------------------- */

static void
loud_cb (AnlanAlarmDesk *alarms, AnlanAlarmItem *item, AnlanAlarmLoud *self)
{
  AnlanSeverity severity = anlan_alarm_item_get (item)->severity;

  if (severity < ANLAN_SEVERITY_HIGH)
    return;
  if (severity == ANLAN_SEVERITY_CRITICAL)
    show_screen (self);
  else
    anlan_alarm_sound_chime (self->sound);
  if (self->tell_source == 0)
    self->tell_source = g_timeout_add_seconds (TELL_EVERY, tell_cb, self);
}

static void
changed_cb (AnlanAlarmDesk *alarms, AnlanAlarmLoud *self)
{
  gboolean urgent = anlan_alarm_desk_loudest (alarms, ANLAN_SEVERITY_CRITICAL, NULL) != NULL;

  anlan_alarm_sound_set_urgent (self->sound, urgent);
  if (!urgent)
    hide_screen (self);
  if (anlan_alarm_desk_loudest (alarms, ANLAN_SEVERITY_HIGH, NULL) == NULL)
    untell_desktop (self);
}

static void
sound_changed_cb (AnlanAlarmSound *sound, AnlanAlarmLoud *self)
{
  const char *trouble = anlan_alarm_sound_get_trouble (sound);

  g_clear_pointer (&self->aside, g_free);
  if (trouble != NULL)
    self->aside = g_strdup_printf (
        _ ("This computer makes no sound (%s): watch the screen, and switch its sound on."), trouble);
  if (self->screen != NULL)
    anlan_alarm_screen_set_aside (self->screen, self->aside);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- object ---------------------------------------------------------------------------------------------------------------- */

void
anlan_alarm_loud_stop (AnlanAlarmLoud *self)
{
  g_return_if_fail (ANLAN_IS_ALARM_LOUD (self));

  if (self->alarms != NULL)
    g_signal_handlers_disconnect_by_data (self->alarms, self);
  hide_screen (self);
  untell_desktop (self);
  anlan_alarm_sound_set_urgent (self->sound, FALSE);
  if (self->window != NULL)
    g_object_remove_weak_pointer (G_OBJECT (self->window), (gpointer *)&self->window);
  self->window = NULL;
}

static void
anlan_alarm_loud_dispose (GObject *object)
{
  AnlanAlarmLoud *self = ANLAN_ALARM_LOUD (object);

  anlan_alarm_loud_stop (self);
  g_clear_object (&self->alarms);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (anlan_alarm_loud_parent_class)->dispose (object);
}

static void
anlan_alarm_loud_finalize (GObject *object)
{
  AnlanAlarmLoud *self = ANLAN_ALARM_LOUD (object);

  g_object_unref (self->sound);
  g_free (self->aside);
  G_OBJECT_CLASS (anlan_alarm_loud_parent_class)->finalize (object);
}

static void
anlan_alarm_loud_class_init (AnlanAlarmLoudClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anlan_alarm_loud_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_alarm_loud_finalize;
  signals[ACKNOWLEDGE] = g_signal_new ("acknowledge", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[GO] = g_signal_new ("go", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
anlan_alarm_loud_init (AnlanAlarmLoud *self)
{
  self->sound = anlan_alarm_sound_new ();
  g_signal_connect_object (self->sound, "changed", G_CALLBACK (sound_changed_cb), self, 0);
}

AnlanAlarmLoud *
anlan_alarm_loud_new (AnlanDesk *desk, GtkWindow *window)
{
  AnlanAlarmLoud *self;

  g_return_val_if_fail (ANLAN_IS_DESK (desk) && anlan_desk_get_alarms (desk) != NULL, NULL);

  self = g_object_new (ANLAN_TYPE_ALARM_LOUD, NULL);
  self->desk = g_object_ref (desk);
  self->alarms = g_object_ref (anlan_desk_get_alarms (desk));
  self->window = window;
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *)&self->window);
  g_signal_connect_object (self->alarms, "loud", G_CALLBACK (loud_cb), self, 0);
  g_signal_connect_object (self->alarms, "changed", G_CALLBACK (changed_cb), self, 0);
  return self;
}

void
anlan_alarm_loud_look_again (AnlanAlarmLoud *self)
{
  g_return_if_fail (ANLAN_IS_ALARM_LOUD (self));

  if (self->screen != NULL)
    anlan_alarm_screen_set_locked (self->screen, is_locked (self));
}

const char *
anlan_alarm_loud_get_aside (AnlanAlarmLoud *self)
{
  g_return_val_if_fail (ANLAN_IS_ALARM_LOUD (self), NULL);

  return self->aside;
}

AnlanAlarmScreen *
anlan_alarm_loud_get_screen (AnlanAlarmLoud *self)
{
  g_return_val_if_fail (ANLAN_IS_ALARM_LOUD (self), NULL);

  return self->screen;
}

AnlanAlarmSound *
anlan_alarm_loud_get_sound (AnlanAlarmLoud *self)
{
  g_return_val_if_fail (ANLAN_IS_ALARM_LOUD (self), NULL);

  return self->sound;
}
