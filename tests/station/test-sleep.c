/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* The computer is kept awake as long as the station runs, by a login manager of our own; and where there is none, that is
 * said. */

#include <gio/gunixfdlist.h>
#include <string.h>
#include <unistd.h>

#include "station-sleep.h"

static const char introspection[] =
    "<node><interface name='org.freedesktop.login1.Manager'><method name='Inhibit'><arg type='s' "
    "direction='in'/>"
    "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='h' direction='out'/></method></interface></node>";

typedef struct
{
  int ends[2];
  char *what, *mode;
  gboolean refuse;
} Manager;

static void
call_cb (GDBusConnection *connection,
         const char *sender,
         const char *path,
         const char *interface,
         const char *method,
         GVariant *parameters,
         GDBusMethodInvocation *invocation,
         gpointer data)
{
  Manager *manager = data;
  g_autoptr (GUnixFDList) list = NULL;

  g_variant_get (parameters, "(s&s&ss)", &manager->what, NULL, NULL, &manager->mode);
  if (manager->refuse)
    {
      g_dbus_method_invocation_return_error_literal (invocation, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED,
                                                     "Not by you");
      return;
    }
  g_assert_cmpint (pipe (manager->ends), ==, 0);
  list = g_unix_fd_list_new_from_array (&manager->ends[1], 1);
  g_dbus_method_invocation_return_value_with_unix_fd_list (invocation, g_variant_new ("(h)", 0), list);
}

static void
owned_cb (GDBusConnection *connection, const char *name, gpointer data)
{
  *(gboolean *)data = TRUE;
}

static void
run_manager (Manager *manager)
{
  static const GDBusInterfaceVTable table = { call_cb, NULL, NULL };
  /* The connection to the system's bus is one for the whole program. */
  static GTestDBus *bus;
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (introspection, NULL);
  g_autoptr (GDBusConnection) connection = NULL;
  gboolean owned = FALSE;
  StationSleep *sleep;
  guint name, object;

  if (bus == NULL)
    {
      bus = g_test_dbus_new (G_TEST_DBUS_NONE);
      g_test_dbus_up (bus);
    }
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_test_dbus_get_bus_address (bus), TRUE);
  connection = g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, NULL);
  g_assert_nonnull (connection);
  g_dbus_connection_set_exit_on_close (connection, FALSE);
  object = g_dbus_connection_register_object (connection, "/org/freedesktop/login1", node->interfaces[0],
                                              &table, manager, NULL, NULL);
  g_assert_cmpuint (object, >, 0);
  name = g_bus_own_name_on_connection (connection, "org.freedesktop.login1", G_BUS_NAME_OWNER_FLAGS_NONE,
                                       owned_cb, NULL, &owned, NULL);
  while (!owned)
    g_main_context_iteration (NULL, TRUE);
  sleep = station_sleep_new ();
  while (manager->what == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (manager->what, ==, "sleep:idle");
  g_assert_cmpstr (manager->mode, ==, "block");
  if (manager->refuse)
    {
      g_autofree char *why = NULL;

      while ((why = station_sleep_why (sleep)) == NULL)
        g_main_context_iteration (NULL, TRUE);
      g_assert_nonnull (strstr (why, "Not by you"));
      station_sleep_free (sleep);
    }
  else
    {
      char byte;

      for (guint i = 0; i < 20; i++)
        {
          while (g_main_context_iteration (NULL, FALSE))
            continue;
          g_usleep (5000);
        }
      g_assert_null (station_sleep_why (sleep));
      close (manager->ends[1]);
      station_sleep_free (sleep);
      /* Nobody holds the other end any more: the computer may sleep. */
      g_assert_cmpint (read (manager->ends[0], &byte, 1), ==, 0);
      close (manager->ends[0]);
    }
  g_bus_unown_name (name);
  g_dbus_connection_unregister_object (connection, object);
  if (manager->refuse)
    g_test_dbus_stop (bus);
  g_free (manager->what);
  g_free (manager->mode);
}

static void
test_inhibits (void)
{
  Manager manager = { 0 };

  run_manager (&manager);
}

static void
test_refused (void)
{
  Manager manager = { .refuse = TRUE };

  run_manager (&manager);
}

/* No bus at all; and one that ends before anybody has answered. */
static void
test_none (void)
{
  StationSleep *sleep;
  g_autofree char *why = NULL;

  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
  sleep = station_sleep_new ();
  while ((why = station_sleep_why (sleep)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  station_sleep_free (sleep);
  sleep = station_sleep_new ();
  station_sleep_free (sleep);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/station/sleep/none", test_none);
  g_test_add_func ("/station/sleep/inhibits", test_inhibits);
  g_test_add_func ("/station/sleep/refused", test_refused);
  return g_test_run ();
}
