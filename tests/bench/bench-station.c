/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench"

/* From the bytes on the wire to the commit and the answer: batches of 100 readings and single ones over HTTP to a station that
 * judges 500 rules, against a bare loop that parses the same messages and inserts the same rows. Those who send share the
 * machine with it. */

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "bench-feed.h"
#include "monitor/station-kinds.h"
#include "station/station.h"

/* Eight to an address, as the station allows. */
#define SENDERS 32
#define AN_ADDRESS 8
#define SINGLES 30000

typedef struct
{
  guint16 port;
  const char *token;
  GPtrArray *messages; /* utf8 */
  guint first;         /* and each SENDERS-th from there */
  GArray *took;        /* (element-type double): ms of each */
} Sender;

/* --- a plant ----------------------------------------------------------------------------------------------------- */

static AnlanPlant *
make_plant (const char *dir, AnlanClock *clock)
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

static char *
make_source (AnlanPlant *plant)
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

static gboolean
set_rules (AnlanMonitor *monitor, gpointer data, GError **error)
{
  return anlan_monitor_set_rules (monitor, data, NULL, error);
}

/* --- sending ----------------------------------------------------------------------------------------------------- */

static GSocket *
connect_to (guint16 port, guint sender)
{
  g_autofree char *from = g_strdup_printf ("127.0.0.%u", 1 + sender / AN_ADDRESS);
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

static gpointer
send_thread (gpointer data)
{
  Sender *sender = data;
  g_autoptr (GSocket) socket = connect_to (sender->port, sender->first);

  for (guint i = sender->first; i < sender->messages->len; i += SENDERS)
    {
      const char *body = g_ptr_array_index (sender->messages, i);
      g_autofree char *request =
          g_strdup_printf ("POST /in/%s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                           "Content-Length: %zu\r\n\r\n%s",
                           sender->token, strlen (body), body);
      gint64 start = g_get_monotonic_time ();
      double ms;

      send_all (socket, request);
      read_answer (socket);
      ms = feed_seconds (start) * 1000;
      g_array_append_val (sender->took, ms);
    }
  return NULL;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double one = *(const double *)a, other = *(const double *)b;

  return (one > other) - (one < other);
}

/* @p99: (out): ms from the first byte sent to the answer. Returns: s. */
static double
send_messages (guint16 port, const char *token, GPtrArray *messages, double *p99)
{
  g_autoptr (GArray) took = g_array_new (FALSE, FALSE, sizeof (double));
  Sender senders[SENDERS];
  GThread *threads[SENDERS];
  gint64 start = g_get_monotonic_time ();
  double seconds;

  for (guint i = 0; i < SENDERS; i++)
    {
      senders[i] = (Sender){ port, token, messages, i, g_array_new (FALSE, FALSE, sizeof (double)) };
      threads[i] = g_thread_new ("sender", send_thread, &senders[i]);
    }
  for (guint i = 0; i < SENDERS; i++)
    g_thread_join (threads[i]);
  seconds = feed_seconds (start);
  for (guint i = 0; i < SENDERS; i++)
    {
      g_array_append_vals (took, senders[i].took->data, senders[i].took->len);
      g_array_unref (senders[i].took);
    }
  g_array_sort (took, compare_doubles);
  *p99 = g_array_index (took, double, took->len * 99 / 100);
  return seconds;
}

static GPtrArray *
make_singles (void)
{
  GPtrArray *messages = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < SINGLES; i++)
    g_ptr_array_add (messages,
                     g_strdup_printf ("{\"series\":\"single/%03u\",\"ts\":%" G_GINT64_FORMAT ",\"value\":%u}",
                                      i % SERIES, (gint64)(START + i / SERIES * ANLAN_SECOND), i % 20));
  return messages;
}

int
main (int argc, char *argv[])
{
  const double n = (double)MESSAGES * A_MESSAGE;
  g_autofree char *dir = g_dir_make_tmp ("anlan-bench-XXXXXX", NULL);
  g_autoptr (AnlanClock) clock = anlan_clock_new_fixed (START);
  g_autoptr (AnlanPlant) plant = make_plant (dir, clock);
  const AnlanStationOptions options = { .address = "127.0.0.1" };
  g_autoptr (AnlanStation) station = anlan_station_new (plant, &options);
  g_autoptr (GPtrArray) rules = feed_rules ();
  g_autoptr (GPtrArray) messages = feed_messages ();
  g_autoptr (GPtrArray) singles = make_singles ();
  g_autoptr (GError) error = NULL;
  char *token = make_source (plant);
  double bare, batched, single, batched_p99, single_p99;
  guint16 port;

  setlocale (LC_ALL, "");
  bare = feed_bare (dir, messages);
  if (!anlan_station_start (station, &error) ||
      !anlan_intake_call (anlan_station_get_intake (station), set_rules, rules, &error))
    g_error ("%s", error->message);
  port = anlan_listener_get_port (anlan_station_get_listener (station));
  batched = send_messages (port, token, messages, &batched_p99);
  single = send_messages (port, token, singles, &single_p99);
  anlan_station_stop (station);
  g_print ("station: %.0f readings a second over HTTP in messages of %u, judged by %u rules, answered after "
           "the commit "
           "(%.1f ms at the 99th percentile); bare parse and insert %.0f; ratio %.2f\n",
           n / batched, A_MESSAGE, RULES, batched_p99, n / bare, bare / batched);
  g_print ("station: %.0f single posts a second on %u connections (%.1f ms at the 99th percentile)\n",
           SINGLES / single, SENDERS, single_p99);
  anlan_station_forget_token (token);
  anlan_plant_close (plant);
  feed_remove (dir);
  return 0;
}
