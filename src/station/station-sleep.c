/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "station-sleep.h"

#include <gio/gunixfdlist.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

/* A login manager that does not answer is none, ms. */
#define PATIENCE 5000

struct _StationSleep
{
  GCancellable *cancellable;
  guint pending; /* calls that will still be answered */
  int fd;        /* as long as it is open the computer stays awake; -1 */
  char *why;
};

static void
set_why (StationSleep *self, const char *trouble)
{
  self->why = g_strdup_printf (
      _ ("This computer may fall asleep, and then nobody watches: its sleep could not be held up "
         "(%s). Switch it off in the settings of the computer."),
      trouble);
}

static void
inhibited_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  StationSleep *self = data;
  g_autoptr (GUnixFDList) list = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_with_unix_fd_list_finish (G_DBUS_CONNECTION (object), &list, result, &error);
  int place;

  self->pending--;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (answer != NULL)
    {
      g_variant_get (answer, "(h)", &place);
      self->fd = list != NULL ? g_unix_fd_list_get (list, place, &error) : -1;
    }
  if (self->fd < 0)
    {
      if (error != NULL)
        g_dbus_error_strip_remote_error (error);
      set_why (self, error != NULL ? error->message : "logind");
    }
}

static void
connected_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  StationSleep *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);

  self->pending--;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (bus == NULL)
    {
      set_why (self, error->message);
      return;
    }
  self->pending++;
  g_dbus_connection_call_with_unix_fd_list (
      bus, "org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager", "Inhibit",
      g_variant_new ("(ssss)", "sleep:idle", "Anlan", _ ("The station of the plant watches."), "block"),
      G_VARIANT_TYPE ("(h)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, PATIENCE, NULL, self->cancellable,
      inhibited_cb, self);
}

StationSleep *
station_sleep_new (void)
{
  StationSleep *self = g_new0 (StationSleep, 1);

  self->fd = -1;
  self->cancellable = g_cancellable_new ();
  self->pending = 1;
  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, connected_cb, self);
  return self;
}

char *
station_sleep_why (StationSleep *sleep)
{
  return g_strdup (sleep->why);
}

void
station_sleep_free (StationSleep *sleep)
{
  GMainContext *context = g_main_context_get_thread_default ();

  g_cancellable_cancel (sleep->cancellable);
  /* Whoever still answers finds it alive. */
  while (sleep->pending > 0)
    g_main_context_iteration (context, TRUE);
  if (sleep->fd >= 0)
    close (sleep->fd);
  g_object_unref (sleep->cancellable);
  g_free (sleep->why);
  g_free (sleep);
}
