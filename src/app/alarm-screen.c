/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "alarm-screen.h"

#include <glib/gi18n-lib.h>

#include "alarm-say.h"
#include "resources.h"

/* So many others are named. */
#define MOST_OTHERS 4

/* A key that was on its way when the screen came means something else, ms. */
#define READ_MS 700

struct _AnlanAlarmScreen
{
  GtkWindow parent_instance;

  /* template */
  GtkLabel *title;
  GtkLabel *place;
  GtkLabel *value;
  GtkLabel *since;
  GtkLabel *response;
  GtkLabel *others;
  GtkLabel *aside;
  GtkButton *acknowledge;
  GtkButton *go;
  GtkButton *sign_in;

  AnlanAlarmDesk *desk;
  gboolean locked;
  char *shown; /* id, or NULL */
  gint64 shown_since;
  guint age_source;
};

G_DEFINE_FINAL_TYPE (AnlanAlarmScreen, anlan_alarm_screen, GTK_TYPE_WINDOW)

enum
{
  ACKNOWLEDGE,
  GO,
  FOLD,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
set_text (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && text[0] != '\0');
}

static char *
list_others (AnlanAlarmScreen *self, guint count)
{
  GListModel *alarms = anlan_alarm_desk_get_alarms (self->desk);
  GString *lines = g_string_new (NULL);
  guint most = self->locked ? 0 : MOST_OTHERS;

  for (guint i = 1; i < MIN (count, most + 1); i++)
    {
      g_autoptr (AnlanAlarmItem) item = g_list_model_get_item (alarms, i);
      const AnlanAlarm *alarm = item != NULL ? anlan_alarm_item_get (item) : NULL;
      g_autofree char *place = NULL;

      /* In a flood the list comes by and by. */
      if (alarm == NULL)
        break;
      place = anlan_alarm_say_place (self->desk, alarm);
      g_string_append_printf (lines, "%s%s · %s", i > 1 ? "\n" : "", alarm->title, place);
    }
  if (count > most + 1)
    {
      guint left = count - most - 1;

      if (lines->len > 0)
        g_string_append_c (lines, '\n');
      g_string_append_printf (lines, g_dngettext (GETTEXT_PACKAGE, "and %u more", "and %u more", left), left);
    }
  return g_string_free (lines, FALSE);
}

static void
show_alarm (AnlanAlarmScreen *self, const AnlanAlarm *alarm, guint count)
{
  g_autofree char *place =
      self->locked ? anlan_alarm_say_zone (self->desk, alarm) : anlan_alarm_say_place (self->desk, alarm);
  g_autofree char *value = anlan_alarm_say_value (alarm);
  gint64 now = anlan_plant_now (anlan_alarm_desk_get_plant (self->desk));
  g_autofree char *age = anlan_alarm_say_span (now - alarm->raised);
  g_autofree char *since = g_strdup_printf (_ ("for %s, not acknowledged"), age);
  g_autofree char *others = list_others (self, count);

  if (g_strcmp0 (self->shown, alarm->id) != 0)
    {
      g_free (self->shown);
      self->shown = g_strdup (alarm->id);
      self->shown_since = g_get_monotonic_time ();
    }
  gtk_label_set_label (self->title, alarm->title);
  set_text (self->place, place);
  set_text (self->value, value);
  set_text (self->since, since);
  /* What the plant does about it may name people, telephones, and what is kept where. */
  set_text (self->response, self->locked ? NULL : alarm->response);
  set_text (self->others, others);
}

static void
update (AnlanAlarmScreen *self)
{
  guint count;
  AnlanAlarmItem *item = anlan_alarm_desk_loudest (self->desk, ANLAN_SEVERITY_CRITICAL, &count);

  if (item != NULL)
    show_alarm (self, anlan_alarm_item_get (item), count);
}

static gboolean
age_cb (gpointer data)
{
  update (data);
  return G_SOURCE_CONTINUE;
}

/* --- what is done -------------------------------------------------------------------------------------------------------- */

static void
acknowledge (AnlanAlarmScreen *self)
{
  gboolean read = g_get_monotonic_time () - self->shown_since >= READ_MS * G_TIME_SPAN_MILLISECOND;

  if (self->shown != NULL && read && gtk_widget_get_visible (GTK_WIDGET (self->acknowledge)))
    g_signal_emit (self, signals[ACKNOWLEDGE], 0, self->shown);
}

static void
on_acknowledge_clicked_cb (GtkButton *button, AnlanAlarmScreen *self)
{
  acknowledge (self);
}

static void
on_go_clicked_cb (GtkButton *button, AnlanAlarmScreen *self)
{
  if (self->shown != NULL)
    g_signal_emit (self, signals[GO], 0, self->shown);
}

static void
on_sign_in_clicked_cb (GtkButton *button, AnlanAlarmScreen *self)
{
  g_signal_emit (self, signals[FOLD], 0);
}

static gboolean
acknowledge_key_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  acknowledge (ANLAN_ALARM_SCREEN (widget));
  return TRUE;
}

static gboolean
fold_key_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  g_signal_emit (widget, signals[FOLD], 0);
  return TRUE;
}

/* Closing it by the window manager folds it: the alarm stands. */
static gboolean
anlan_alarm_screen_close_request (GtkWindow *window)
{
  g_signal_emit (window, signals[FOLD], 0);
  return TRUE;
}

/* --- object ---------------------------------------------------------------------------------------------------------------- */

static void
anlan_alarm_screen_dispose (GObject *object)
{
  AnlanAlarmScreen *self = ANLAN_ALARM_SCREEN (object);

  g_clear_handle_id (&self->age_source, g_source_remove);
  g_clear_object (&self->desk);
  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_ALARM_SCREEN);
  G_OBJECT_CLASS (anlan_alarm_screen_parent_class)->dispose (object);
}

static void
anlan_alarm_screen_finalize (GObject *object)
{
  g_free (ANLAN_ALARM_SCREEN (object)->shown);
  G_OBJECT_CLASS (anlan_alarm_screen_parent_class)->finalize (object);
}

static void
anlan_alarm_screen_class_init (AnlanAlarmScreenClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_alarm_screen_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_alarm_screen_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = anlan_alarm_screen_close_request;
  signals[ACKNOWLEDGE] = g_signal_new ("acknowledge", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[GO] = g_signal_new ("go", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[FOLD] = g_signal_new ("fold", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("alarm-screen"));
  gtk_widget_class_bind_template_child (widget_class, AnlanAlarmScreen, title);
  gtk_widget_class_bind_template_child (widget_class, AnlanAlarmScreen, place);
  gtk_widget_class_bind_template_child (widget_class, AnlanAlarmScreen, value);
  gtk_widget_class_bind_template_child (widget_class, AnlanAlarmScreen, since);
  gtk_widget_class_bind_template_child (widget_class, AnlanAlarmScreen, response);
  gtk_widget_class_bind_template_child (widget_class, AnlanAlarmScreen, others);
  gtk_widget_class_bind_template_child (widget_class, AnlanAlarmScreen, aside);
  gtk_widget_class_bind_template_child (widget_class, AnlanAlarmScreen, acknowledge);
  gtk_widget_class_bind_template_child (widget_class, AnlanAlarmScreen, go);
  gtk_widget_class_bind_template_child (widget_class, AnlanAlarmScreen, sign_in);
  gtk_widget_class_bind_template_callback (widget_class, on_acknowledge_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_go_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_sign_in_clicked_cb);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F8, 0, acknowledge_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, fold_key_cb, NULL);
}

static void
anlan_alarm_screen_init (AnlanAlarmScreen *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AnlanAlarmScreen *
anlan_alarm_screen_new (AnlanAlarmDesk *desk, GtkWindow *parent)
{
  AnlanAlarmScreen *self;

  g_return_val_if_fail (ANLAN_IS_ALARM_DESK (desk), NULL);

  self = g_object_new (ANLAN_TYPE_ALARM_SCREEN, "transient-for", parent, NULL);
  self->desk = g_object_ref (desk);
  g_signal_connect_object (desk, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "named", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  self->age_source = g_timeout_add_seconds (1, age_cb, self);
  update (self);
  gtk_window_fullscreen (GTK_WINDOW (self));
  return self;
}

void
anlan_alarm_screen_set_aside (AnlanAlarmScreen *self, const char *text)
{
  g_return_if_fail (ANLAN_IS_ALARM_SCREEN (self));

  set_text (self->aside, text);
}

void
anlan_alarm_screen_set_locked (AnlanAlarmScreen *self, gboolean locked)
{
  g_return_if_fail (ANLAN_IS_ALARM_SCREEN (self));

  gtk_widget_set_visible (GTK_WIDGET (self->acknowledge), !locked);
  gtk_widget_set_visible (GTK_WIDGET (self->go), !locked);
  gtk_widget_set_visible (GTK_WIDGET (self->sign_in), locked);
  self->locked = locked;
  update (self);
}
