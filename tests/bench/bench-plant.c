/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench"

#include "bench-plant.h"

#include <math.h>
#include <string.h>

#include "bench-feed.h"
#include "monitor/station-kinds.h"
#include "station/station.h"

#define AN_ADDRESS 8

/* --- a plant ----------------------------------------------------------------------------------------------------- */

AnlanPlant *
bench_plant (const char *dir, AnlanClock *clock)
{
  g_autofree char *path = g_build_filename (dir, "plant", NULL);
  g_autofree char *desk = g_build_filename (dir, "desk", NULL);
  g_autoptr (AnlanRegistry) registry = anlan_registry_new ();
  AnlanPlantOptions options = { .registry = registry, .clock = clock, .desk_dir = desk };
  AnlanPlantBirth birth = {
    .name = "Bench", .time_zone = "Asia/Shanghai", .longitude = NAN, .latitude = NAN
  };
  g_autoptr (GError) error = NULL;
  AnlanPlant *plant;

  anlan_monitor_register (registry);
  plant = anlan_plant_create (path, &birth, &options, &error);
  if (plant == NULL)
    g_error ("%s", error->message);
  return plant;
}

char *
bench_source (AnlanPlant *plant)
{
  g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_CREATE, "source", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanApplied) applied = NULL;
  char *token;

  anlan_change_set_text (change, "name", "Bench");
  applied = anlan_plant_apply (plant, change, &error);
  token = applied != NULL ? anlan_station_make_token (plant, "Bench", &error) : NULL;
  if (token == NULL)
    g_error ("%s", error->message);
  return token;
}

/* --- sending ----------------------------------------------------------------------------------------------------- */

GSocket *
bench_connect (guint16 port, guint device)
{
  g_autofree char *from = g_strdup_printf ("127.0.0.%u", 1 + device / AN_ADDRESS);
  g_autoptr (GSocketAddress) own = g_inet_socket_address_new_from_string (from, 0);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  g_autoptr (GError) error = NULL;
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);

  if (socket == NULL || !g_socket_bind (socket, own, FALSE, &error) ||
      !g_socket_connect (socket, address, NULL, &error))
    g_error ("%s", error->message);
  return socket;
}

/* An answer is short, and its end is that of its JSON. */
static void
read_answer (GSocket *socket)
{
  char buffer[4096];
  gsize length = 0;

  do
    {
      gssize n = g_socket_receive (socket, buffer + length, sizeof buffer - 1 - length, NULL, NULL);

      if (n <= 0)
        g_error ("The station has closed the connection.");
      length += (gsize)n;
      buffer[length] = '\0';
    }
  while (buffer[length - 1] != '}');
  if (!g_str_has_prefix (buffer, "HTTP/1.1 200"))
    g_error ("%s", buffer);
}

static void
send_all (GSocket *socket, const char *text)
{
  for (gsize left = strlen (text); left > 0;)
    {
      gssize n = g_socket_send (socket, text, left, NULL, NULL);

      if (n <= 0)
        g_error ("The station does not read on.");
      text += n;
      left -= (gsize)n;
    }
}

double
bench_post (GSocket *socket, const char *token, const char *body)
{
  g_autofree char *request =
      g_strdup_printf ("POST /in/%s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                       "Content-Length: %zu\r\n\r\n%s",
                       token, strlen (body), body);
  gint64 start = g_get_monotonic_time ();

  send_all (socket, request);
  read_answer (socket);
  return feed_seconds (start) * 1000;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double one = *(const double *)a, other = *(const double *)b;

  return (one > other) - (one < other);
}

double
bench_percentile (GArray *values, guint percent)
{
  g_array_sort (values, compare_doubles);
  return values->len > 0 ? g_array_index (values, double, MIN (values->len - 1, values->len * percent / 100))
                         : NAN;
}
