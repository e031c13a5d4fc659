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
#include "bench-plant.h"
#include "monitor/station-kinds.h"
#include "station/station.h"

#define SENDERS 32
#define SINGLES 30000

typedef struct
{
  guint16 port;
  const char *token;
  GPtrArray *messages; /* utf8 */
  guint first, all;    /* and each @all-th from there */
  GArray *took;        /* (element-type double): ms of each */
} Sender;

static gboolean
set_rules (AnlanMonitor *monitor, gpointer data, GError **error)
{
  return anlan_monitor_set_rules (monitor, data, NULL, error);
}

/* --- sending ----------------------------------------------------------------------------------------------------- */

static gpointer
send_thread (gpointer data)
{
  Sender *sender = data;
  g_autoptr (GSocket) socket = bench_connect (sender->port, sender->first);

  for (guint i = sender->first; i < sender->messages->len; i += sender->all)
    {
      const char *body = g_ptr_array_index (sender->messages, i);
      double ms = bench_post (socket, sender->token, body);

      g_array_append_val (sender->took, ms);
    }
  return NULL;
}

/* @p99: (out): ms from the first byte sent to the answer. Returns: s. */
static double
send_messages (guint16 port, const char *token, GPtrArray *messages, guint all, double *p99)
{
  g_autoptr (GArray) took = g_array_new (FALSE, FALSE, sizeof (double));
  Sender senders[SENDERS];
  GThread *threads[SENDERS];
  gint64 start = g_get_monotonic_time ();
  double seconds;

  for (guint i = 0; i < all; i++)
    {
      senders[i] = (Sender){ port, token, messages, i, all, g_array_new (FALSE, FALSE, sizeof (double)) };
      threads[i] = g_thread_new ("sender", send_thread, &senders[i]);
    }
  for (guint i = 0; i < all; i++)
    g_thread_join (threads[i]);
  seconds = feed_seconds (start);
  for (guint i = 0; i < all; i++)
    {
      g_array_append_vals (took, senders[i].took->data, senders[i].took->len);
      g_array_unref (senders[i].took);
    }
  *p99 = bench_percentile (took, 99);
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

/* @all connections, one message after the other on each. */
static void
run_batches (guint16 port, const char *token, guint hour, guint all, double bare)
{
  const double n = (double)MESSAGES * A_MESSAGE;
  g_autoptr (GPtrArray) messages = feed_messages (hour);
  double p99, seconds = send_messages (port, token, messages, all, &p99);

  g_print (
      "station: %.0f readings a second over HTTP in messages of %u on %u connections, judged by %u rules, "
      "answered after the commit (%.1f ms at the 99th percentile); bare parse and insert %.0f; ratio %.2f\n",
      n / seconds, A_MESSAGE, all, RULES, p99, n / bare, bare / seconds);
}

int
main (int argc, char *argv[])
{
  static const guint connections[] = { 2, 6, SENDERS };
  g_autofree char *dir = g_dir_make_tmp ("anlan-bench-XXXXXX", NULL);
  g_autoptr (AnlanClock) clock = anlan_clock_new_fixed (START);
  g_autoptr (AnlanPlant) plant = bench_plant (dir, clock);
  const AnlanStationOptions options = { .address = "127.0.0.1" };
  g_autoptr (AnlanStation) station = anlan_station_new (plant, &options);
  g_autoptr (GPtrArray) rules = feed_rules (), singles = make_singles (), messages = feed_messages (0);
  g_autoptr (GError) error = NULL;
  char *token = bench_source (plant);
  double bare, single, p99;
  guint16 port;

  setlocale (LC_ALL, "");
  bare = feed_bare (dir, messages);
  if (!anlan_station_start (station, &error) ||
      !anlan_intake_call (anlan_station_get_intake (station), set_rules, rules, &error))
    g_error ("%s", error->message);
  port = anlan_listener_get_port (anlan_station_get_listener (station));
  for (guint i = 0; i < G_N_ELEMENTS (connections); i++)
    run_batches (port, token, i, connections[i], bare);
  single = send_messages (port, token, singles, SENDERS, &p99);
  anlan_station_stop (station);
  g_print ("station: %.0f single posts a second on %u connections (%.1f ms at the 99th percentile)\n",
           SINGLES / single, SENDERS, p99);
  anlan_station_forget_token (token);
  anlan_plant_close (plant);
  feed_remove (dir);
  return 0;
}
