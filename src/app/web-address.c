/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "web-address.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>

#include "station-child.h"

static void
interface_free (gpointer data)
{
  AnlanInterface *interface = data;

  g_free (interface->address);
  g_free (interface->name);
  g_free (interface);
}

GPtrArray *
anlan_interfaces_list (void)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (interface_free);
  struct ifaddrs *all = NULL;

  if (getifaddrs (&all) != 0)
    return found;
  for (const struct ifaddrs *each = all; each != NULL; each = each->ifa_next)
    {
      char address[INET_ADDRSTRLEN];
      AnlanInterface *interface;

      if (each->ifa_addr == NULL || each->ifa_addr->sa_family != AF_INET ||
          (each->ifa_flags & IFF_LOOPBACK) != 0 || (each->ifa_flags & IFF_UP) == 0 ||
          inet_ntop (AF_INET, &((const struct sockaddr_in *)(const void *)each->ifa_addr)->sin_addr, address,
                     sizeof address) == NULL)
        continue;
      interface = g_new0 (AnlanInterface, 1);
      interface->address = g_strdup (address);
      interface->name = g_strdup (each->ifa_name);
      g_ptr_array_add (found, interface);
    }
  freeifaddrs (all);
  return found;
}

char **
anlan_web_addresses (AnlanDesk *desk)
{
  AnlanStationChild *child = anlan_desk_get_station (desk);
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  g_autoptr (GPtrArray) interfaces = NULL;
  g_autofree char *own = NULL;
  const char *scheme;
  guint port;

  g_return_val_if_fail (child != NULL, NULL);

  own = anlan_station_child_get_address (child);
  scheme = anlan_station_child_get_tls (child) ? "https" : "http";
  port = anlan_station_child_get_port (child);
  if (!g_str_has_prefix (own, "127."))
    {
      interfaces = anlan_interfaces_list ();
      for (guint i = 0; i < interfaces->len; i++)
        {
          const AnlanInterface *interface = g_ptr_array_index (interfaces, i);

          if (g_str_equal (own, "0.0.0.0") || g_str_equal (own, interface->address))
            g_ptr_array_add (found, g_strdup_printf ("%s://%s:%u", scheme, interface->address, port));
        }
      /* Pulled out for now; it is still where phones will look for it. */
      if (found->len == 0 && !g_str_equal (own, "0.0.0.0"))
        g_ptr_array_add (found, g_strdup_printf ("%s://%s:%u", scheme, own, port));
      if (found->len > 0)
        g_ptr_array_add (found, g_strdup_printf ("%s://%s.local:%u", scheme, g_get_host_name (), port));
    }
  g_ptr_array_add (found, NULL);
  return (char **)g_ptr_array_steal (found, NULL);
}

/* --- posters that hang ------------------------------------------------------------------------------------------------- */

static char **
list_printed (AnlanDesk *desk)
{
  g_autofree char *text = anlan_plant_get_setting (anlan_desk_get_plant (desk), ANLAN_WEB_PRINTED_SETTING);

  return text != NULL && text[0] != '\0' ? g_strsplit (text, " ", -1) : g_new0 (char *, 1);
}

char *
anlan_web_stale (AnlanDesk *desk)
{
  g_auto (GStrv) printed = list_printed (desk), now = anlan_web_addresses (desk);
  g_autoptr (GString) stale = g_string_new (NULL);

  for (guint i = 0; printed[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *)now, printed[i]))
      g_string_append_printf (stale, "%s%s", stale->len > 0 ? ", " : "", printed[i]);
  return stale->len > 0 ? g_string_free (g_steal_pointer (&stale), FALSE) : NULL;
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanDesk) desk = data;
  g_autoptr (GError) error = NULL;

  if (!anlan_plant_set_setting_finish (ANLAN_PLANT (source), result, &error))
    anlan_desk_say (desk, error->message);
}

void
anlan_web_note_printed (AnlanDesk *desk, const char *base)
{
  g_auto (GStrv) printed = list_printed (desk);
  g_autofree char *before = NULL, *after = NULL;

  g_return_if_fail (base != NULL);

  if (g_strv_contains ((const char *const *)printed, base))
    return;
  before = g_strjoinv (" ", printed);
  after = before[0] != '\0' ? g_strconcat (before, " ", base, NULL) : g_strdup (base);
  anlan_plant_set_setting_async (anlan_desk_get_plant (desk), ANLAN_WEB_PRINTED_SETTING, after, kept_cb,
                                 g_object_ref (desk));
}

void
anlan_web_forget_printed (AnlanDesk *desk)
{
  g_auto (GStrv) printed = list_printed (desk), now = anlan_web_addresses (desk);
  g_autoptr (GString) left = g_string_new (NULL);

  for (guint i = 0; printed[i] != NULL; i++)
    if (g_strv_contains ((const char *const *)now, printed[i]))
      g_string_append_printf (left, "%s%s", left->len > 0 ? " " : "", printed[i]);
  anlan_plant_set_setting_async (anlan_desk_get_plant (desk), ANLAN_WEB_PRINTED_SETTING, left->str, kept_cb,
                                 g_object_ref (desk));
}
