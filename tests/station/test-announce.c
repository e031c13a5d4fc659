/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* The station says where it is, by an Avahi of our own on a bus of our own; where there is none, it says nothing. */

#include <string.h>

#include "station-announce.h"

/* As avahi-daemon 0.8 has them; only what is called. */
static const char introspection[] =
    "<node><interface name='org.freedesktop.Avahi.Server'>"
    "<method name='GetHostNameFqdn'><arg type='s' direction='out'/></method>"
    "<method name='EntryGroupNew'><arg type='o' direction='out'/></method></interface>"
    "<interface name='org.freedesktop.Avahi.EntryGroup'>"
    "<method name='AddService'><arg type='i' direction='in'/><arg type='i' direction='in'/><arg type='u' "
    "direction='in'/>"
    "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' "
    "direction='in'/>"
    "<arg type='q' direction='in'/><arg type='aay' direction='in'/></method>"
    "<method name='Commit'/><method name='Reset'/><method name='Free'/>"
    "<signal name='StateChanged'><arg type='i'/><arg type='s'/></signal></interface></node>";

typedef struct
{
  GTestDBus *bus;
  GDBusConnection *connection; /* Avahi's */
  GDBusConnection *ours;
  GDBusNodeInfo *node;
  GPtrArray *services; /* "name type port text text …" */
  guint objects[2];
  guint collisions; /* so many names are taken */
  guint freed;
  guint changes;
} Network;

static void
take_service (Network *network, GVariant *parameters)
{
  g_autoptr (GVariant) texts = g_variant_get_child_value (parameters, 8);
  const char *name, *type, *domain, *host;
  GString *line;
  gint32 interface, protocol;
  guint32 flags;
  guint16 port;

  g_variant_get (parameters, "(iiu&s&s&s&sq@aay)", &interface, &protocol, &flags, &name, &type, &domain,
                 &host, &port, NULL);
  g_assert_cmpint (interface, ==, -1);
  g_assert_cmpint (protocol, ==, -1);
  g_assert_cmpuint (flags, ==, 0);
  g_assert_cmpstr (domain, ==, "");
  g_assert_cmpstr (host, ==, "");
  line = g_string_new (NULL);
  g_string_append_printf (line, "%s|%s|%u", name, type, port);
  for (gsize i = 0; i < g_variant_n_children (texts); i++)
    {
      g_autoptr (GVariant) text = g_variant_get_child_value (texts, i);
      gsize length;
      const char *bytes = g_variant_get_fixed_array (text, &length, 1);

      g_string_append_printf (line, "|%.*s", (int)length, bytes);
    }
  g_ptr_array_add (network->services, g_string_free (line, FALSE));
}

static void
commit (Network *network)
{
  const gint32 state = network->collisions > 0 ? 3 : 2;

  if (network->collisions > 0)
    network->collisions--;
  g_assert_true (g_dbus_connection_emit_signal (network->connection, NULL, "/Client0/EntryGroup1",
                                                "org.freedesktop.Avahi.EntryGroup", "StateChanged",
                                                g_variant_new ("(is)", state, ""), NULL));
}

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
  Network *network = data;

  if (strcmp (method, "GetHostNameFqdn") == 0)
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(s)", "gate.local"));
  else if (strcmp (method, "EntryGroupNew") == 0)
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", "/Client0/EntryGroup1"));
  else
    {
      if (strcmp (method, "AddService") == 0)
        take_service (network, parameters);
      else if (strcmp (method, "Reset") == 0)
        g_ptr_array_set_size (network->services, 0);
      else if (strcmp (method, "Free") == 0)
        network->freed++;
      g_dbus_method_invocation_return_value (invocation, NULL);
      if (strcmp (method, "Commit") == 0)
        commit (network);
    }
}

static GDBusConnection *
connect_to (GTestDBus *bus)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection = g_dbus_connection_new_for_address_sync (
      g_test_dbus_get_bus_address (bus),
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL,
      NULL, &error);

  g_assert_no_error (error);
  return connection;
}

static void
owned_cb (GDBusConnection *connection, const char *name, gpointer data)
{
  *(gboolean *)data = TRUE;
}

/* Returns: what g_bus_unown_name() takes. */
static guint
start_avahi (Network *network)
{
  static const GDBusInterfaceVTable table = { call_cb, NULL, NULL };
  gboolean owned = FALSE;
  guint name;

  network->objects[0] = g_dbus_connection_register_object (
      network->connection, "/", network->node->interfaces[0], &table, network, NULL, NULL);
  network->objects[1] = g_dbus_connection_register_object (
      network->connection, "/Client0/EntryGroup1", network->node->interfaces[1], &table, network, NULL, NULL);
  name = g_bus_own_name_on_connection (network->connection, "org.freedesktop.Avahi",
                                       G_BUS_NAME_OWNER_FLAGS_NONE, owned_cb, NULL, &owned, NULL);
  while (!owned)
    g_main_context_iteration (NULL, TRUE);
  return name;
}

static void
stop_avahi (Network *network, guint name)
{
  g_bus_unown_name (name);
  for (guint i = 0; i < G_N_ELEMENTS (network->objects); i++)
    g_dbus_connection_unregister_object (network->connection, network->objects[i]);
  g_ptr_array_set_size (network->services, 0);
}

static void
network_set_up (Network *network, gconstpointer data)
{
  network->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (network->bus);
  network->connection = connect_to (network->bus);
  network->ours = connect_to (network->bus);
  network->node = g_dbus_node_info_new_for_xml (introspection, NULL);
  network->services = g_ptr_array_new_with_free_func (g_free);
}

static void
network_tear_down (Network *network, gconstpointer data)
{
  g_dbus_connection_close_sync (network->ours, NULL, NULL);
  g_dbus_connection_close_sync (network->connection, NULL, NULL);
  g_object_unref (network->ours);
  g_object_unref (network->connection);
  g_test_dbus_down (network->bus);
  g_object_unref (network->bus);
  g_dbus_node_info_unref (network->node);
  g_ptr_array_unref (network->services);
}

static void
changed_cb (gpointer data)
{
  ((Network *)data)->changes++;
}

static void
assert_service (Network *network, guint i, const char *service)
{
  g_assert_cmpuint (network->services->len, >, i);
  g_assert_cmpstr (g_ptr_array_index (network->services, i), ==, service);
}

static void
test_announced (Network *network, gconstpointer data)
{
  guint name = start_avahi (network);
  StationAnnounce *announce =
      station_announce_new (network->ours, "滨海化工", 8765, FALSE, changed_cb, network);

  g_assert_null (station_announce_url (announce));
  while (station_announce_url (announce) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (station_announce_url (announce), ==, "http://gate.local:8765");
  g_assert_cmpstr (station_announce_name (announce), ==, "滨海化工");
  g_assert_cmpuint (network->services->len, ==, 2);
  assert_service (network, 0, "滨海化工|_http._tcp|8765|path=/|v=1|plant=滨海化工");
  assert_service (network, 1, "滨海化工|_anlan._tcp|8765|path=/|v=1|plant=滨海化工");

  /* It goes, and comes back. */
  stop_avahi (network, name);
  while (station_announce_url (announce) != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (station_announce_name (announce));
  name = start_avahi (network);
  while (station_announce_url (announce) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (network->services->len, ==, 2);
  g_assert_cmpuint (network->changes, >=, 3);

  station_announce_free (announce);
  while (network->freed == 0)
    g_main_context_iteration (NULL, TRUE);
  stop_avahi (network, name);
}

/* Two plants of one name in one network. */
static void
test_collision (Network *network, gconstpointer data)
{
  guint name;
  StationAnnounce *announce;

  network->collisions = 2;
  name = start_avahi (network);
  announce = station_announce_new (network->ours, "Works", 443, TRUE, NULL, NULL);
  while (station_announce_url (announce) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (station_announce_name (announce), ==, "Works #3");
  g_assert_cmpstr (station_announce_url (announce), ==, "https://gate.local:443");
  g_assert_cmpuint (network->services->len, ==, 2);
  assert_service (network, 0, "Works #3|_https._tcp|443|path=/|v=1|plant=Works");
  station_announce_free (announce);
  stop_avahi (network, name);
}

/* A name longer than a label of DNS is cut between characters. */
static void
test_long (Network *network, gconstpointer data)
{
  guint name = start_avahi (network);
  StationAnnounce *announce = station_announce_new (
      network->ours, "一二三四五六七八九十一二三四五六七八九十一二三四五六", 80, FALSE, NULL, NULL);

  while (station_announce_url (announce) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (station_announce_name (announce), ==, "一二三四五六七八九十一二三四五六七八九");
  station_announce_free (announce);
  stop_avahi (network, name);
}

static gboolean
late_cb (gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
test_silent (Network *network, gconstpointer data)
{
  StationAnnounce *announce = station_announce_new (network->ours, "Works", 80, FALSE, NULL, NULL);
  gboolean late = FALSE;

  g_timeout_add (100, late_cb, &late);
  while (!late)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (station_announce_url (announce));
  station_announce_free (announce);
  /* Nor without any bus at all. */
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere/at/all", TRUE);
  announce = station_announce_new (NULL, "Works", 80, FALSE, NULL, NULL);
  late = FALSE;
  g_timeout_add (100, late_cb, &late);
  while (!late)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (station_announce_url (announce));
  station_announce_free (announce);
}

static void
add (const char *path, void (*test) (Network *network, gconstpointer data))
{
  g_test_add (path, Network, NULL, network_set_up, test, network_tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  add ("/announce/announced", test_announced);
  add ("/announce/collision", test_collision);
  add ("/announce/long", test_long);
  add ("/announce/silent", test_silent);
  return g_test_run ();
}
