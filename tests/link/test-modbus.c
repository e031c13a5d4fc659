/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* The Modbus source against a slave of this test, over TCP and over a serial line (a pseudo-terminal): what comes, what a
 * device that is dead, lacks registers, or answers rubbish does to the others, and what is said of it. The real pymodbus
 * slave is asked in tests/peers. */

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <poll.h>
#include <pty.h>
#include <string.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include "link-fixture.h"

/* --- a slave ---------------------------------------------------------------------------------------------------- */

typedef struct
{
  LinkFixture link;

  GThread *thread;
  int listening, serial; /* -1: not this one */
  guint port;
  char tty[64];
  int end;       /* atomic */
  int garble;    /* atomic: answers cannot be understood */
  int requests;  /* atomic */
  int dead;      /* atomic: this unit does not answer */
  int words[64]; /* atomic: registers 0 to 63, for all functions */
  int others;    /* atomic: functions that write were asked so often */
} Slave;

/* CRC-16 of MODBUS over Serial Line V1.02, 6.2.2. */
static guint16
crc_of (const guint8 *bytes, gsize n)
{
  guint16 crc = 0xFFFF;

  for (gsize i = 0; i < n; i++)
    {
      crc ^= bytes[i];
      for (int bit = 0; bit < 8; bit++)
        crc = crc & 1 ? crc >> 1 ^ 0xA001 : crc >> 1;
    }
  return crc;
}

/* @pdu: function, address, count; the answer's PDU to @out. 0: silence. */
static gsize
answer (Slave *slave, guint8 unit, const guint8 *pdu, guint8 *out)
{
  guint address = pdu[1] << 8 | pdu[2], count = pdu[3] << 8 | pdu[4];

  g_atomic_int_inc (&slave->requests);
  if (unit == g_atomic_int_get (&slave->dead))
    return 0;
  if (pdu[0] > 4)
    g_atomic_int_inc (&slave->others);
  out[0] = pdu[0];
  if (pdu[0] > 4 || address + count > G_N_ELEMENTS (slave->words))
    {
      out[0] |= 0x80;
      out[1] = pdu[0] > 4 ? 1 : 2;
      return 2;
    }
  if (pdu[0] <= 2)
    {
      out[1] = (guint8)((count + 7) / 8);
      memset (out + 2, 0, out[1]);
      for (guint i = 0; i < count; i++)
        if (g_atomic_int_get (&slave->words[address + i]) != 0)
          out[2 + i / 8] |= (guint8)(1 << i % 8);
    }
  else
    {
      out[1] = (guint8)(2 * count);
      for (guint i = 0; i < count; i++)
        {
          int word = g_atomic_int_get (&slave->words[address + i]);

          out[2 + 2 * i] = (guint8)(word >> 8);
          out[3 + 2 * i] = (guint8)word;
        }
    }
  return 2u + out[1];
}

static gboolean
is_readable (Slave *slave, int fd)
{
  struct pollfd one = { .fd = fd, .events = POLLIN };

  while (!g_atomic_int_get (&slave->end))
    if (poll (&one, 1, 10) > 0)
      return TRUE;
  return FALSE;
}

static gboolean
read_all (Slave *slave, int fd, guint8 *bytes, gsize n)
{
  while (n > 0)
    {
      gssize got = is_readable (slave, fd) ? read (fd, bytes, n) : 0;

      if (got <= 0)
        return FALSE;
      bytes += got;
      n -= (gsize)got;
    }
  return TRUE;
}

static void
serve_tcp (Slave *slave, int fd)
{
  guint8 request[12], reply[300];

  while (read_all (slave, fd, request, sizeof request))
    {
      gsize n = answer (slave, request[6], request + 7, reply + 7);

      if (n == 0)
        continue;
      memcpy (reply, request, 7);
      reply[4] = 0;
      reply[5] = (guint8)(n + 1);
      if (g_atomic_int_get (&slave->garble))
        reply[0] ^= 0xFF; /* the number of another request */
      if (write (fd, reply, n + 7) < 0)
        break;
    }
}

static void
serve_serial (Slave *slave, int fd)
{
  guint8 request[8], reply[300];

  while (read_all (slave, fd, request, sizeof request))
    {
      gsize n;
      guint16 crc;

      g_assert_cmphex (crc_of (request, 6), ==, request[6] | request[7] << 8);
      n = answer (slave, request[0], request + 1, reply + 1);
      if (n == 0)
        continue;
      reply[0] = request[0];
      crc = crc_of (reply, n + 1);
      if (g_atomic_int_get (&slave->garble))
        crc ^= 0x5555;
      reply[n + 1] = (guint8)crc;
      reply[n + 2] = (guint8)(crc >> 8);
      if (write (fd, reply, n + 3) < 0)
        break;
    }
}

static gpointer
serve (gpointer data)
{
  Slave *slave = data;

  if (slave->serial >= 0)
    serve_serial (slave, slave->serial);
  while (slave->listening >= 0 && is_readable (slave, slave->listening))
    {
      int fd = accept (slave->listening, NULL, NULL);

      if (fd < 0)
        break;
      serve_tcp (slave, fd);
      close (fd);
    }
  return NULL;
}

/* @port: 0 for any that is free. */
static void
listen_on (Slave *slave, guint port)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, (guint16)port), bound = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);

  g_assert_no_error (error);
  g_socket_bind (socket, address, TRUE, &error);
  g_assert_no_error (error);
  g_socket_listen (socket, &error);
  g_assert_no_error (error);
  bound = g_socket_get_local_address (socket, &error);
  slave->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  slave->listening = dup (g_socket_get_fd (socket));
}

static void
slave_start (Slave *slave, guint port)
{
  g_atomic_int_set (&slave->end, 0);
  listen_on (slave, port);
  slave->thread = g_thread_new ("slave", serve, slave);
}

static void
slave_start_serial (Slave *slave)
{
  struct termios raw = { 0 };
  int other;

  cfmakeraw (&raw);
  g_assert_cmpint (openpty (&slave->serial, &other, slave->tty, &raw, NULL), ==, 0);
  /* The other end stays open, for the master would hang up without it. */
  slave->listening = -1;
  slave->port = (guint)other;
  slave->thread = g_thread_new ("slave", serve, slave);
}

static void
slave_stop (Slave *slave)
{
  if (slave->thread == NULL)
    return;
  g_atomic_int_set (&slave->end, 1);
  g_thread_join (g_steal_pointer (&slave->thread));
  if (slave->serial >= 0)
    {
      close (slave->serial);
      close ((int)slave->port);
    }
  if (slave->listening >= 0)
    close (slave->listening);
  slave->serial = slave->listening = -1;
}

static void
set_up (Slave *slave, gconstpointer data)
{
  link_set_up (&slave->link, data);
  slave->serial = slave->listening = -1;
  slave->dead = -1;
}

static void
tear_down (Slave *slave, gconstpointer data)
{
  link_tear_down (&slave->link, data);
  slave_stop (slave);
  g_assert_cmpint (slave->others, ==, 0);
}

static AnlanSourceState
state_of (Slave *slave)
{
  g_auto (AnlanSourceStatus) status = { 0 };

  link_status (&slave->link, &status);
  return status.state;
}

/* --- TCP -------------------------------------------------------------------------------------------------------- */

#define POINTS                                                                                               \
  "[{\"series\":\"gas\",\"address\":2,\"scale\":0.1,\"measure\":\"%%LEL\","                                  \
  "\"status\":{\"address\":1,\"bits\":{\"8\":\"low-alarm\"}}}]"

static void
test_tcp (Slave *slave, gconstpointer data)
{
  slave_start (slave, 0);
  g_atomic_int_set (&slave->words[2], 282);
  link_make (&slave->link, "modbus",
             "{\"host\":\"127.0.0.1\",\"port\":%u,\"poll_ms\":20,\"points\":" POINTS "}", slave->port);
  g_assert_cmpint (state_of (slave), ==, ANLAN_SOURCE_OFF);
  anlan_source_start (slave->link.source);
  link_wait_text (&slave->link, " 28.2 0 %LEL");
  g_assert_cmpint (state_of (slave), ==, ANLAN_SOURCE_RUNNING);
  g_assert_true (link_has_text (&slave->link, " low-alarm 2 "));
  g_atomic_int_set (&slave->words[1], 1 << 8);
  g_atomic_int_set (&slave->words[2], 300);
  link_wait_text (&slave->link, " low-alarm 1 ");
  link_wait_text (&slave->link, " 30.0 0 %LEL");

  /* It is switched off, and on again: nothing but the gap, and no second alarm. */
  slave_stop (slave);
  link_wait_error (&slave->link, "nothing listens on port");
  g_assert_cmpint (state_of (slave), ==, ANLAN_SOURCE_FAILING);
  g_atomic_int_set (&slave->words[2], 310);
  slave_start (slave, slave->port);
  link_wait_text (&slave->link, " 31.0 0 %LEL");
  g_assert_cmpint (state_of (slave), ==, ANLAN_SOURCE_RUNNING);
  g_atomic_int_set (&slave->words[1], 0);
  g_atomic_int_set (&slave->words[2], 320);
  link_wait_text (&slave->link, " 32.0 0 %LEL");
  {
    g_autofree char *text = link_detections (&slave->link);
    g_auto (GStrv) lines = g_strsplit (g_strchomp (text), "\n", -1);
    g_auto (GStrv) start = NULL, stop = NULL;

    g_assert_cmpuint (g_strv_length (lines), ==, 3);
    start = g_strsplit (lines[1], " ", -1);
    stop = g_strsplit (lines[2], " ", -1);
    g_assert_cmpstr (start[3], ==, "1");
    g_assert_cmpstr (stop[3], ==, "2");
    g_assert_cmpstr (start[1], ==, stop[1]);
  }

  /* Stopped it is silent, and started it goes on, also at once. */
  anlan_source_stop (slave->link.source);
  anlan_source_start (slave->link.source);
  anlan_source_stop (slave->link.source);
  g_assert_cmpint (state_of (slave), ==, ANLAN_SOURCE_OFF);
  anlan_source_start (slave->link.source);
  g_atomic_int_set (&slave->words[2], 330);
  link_wait_text (&slave->link, " 33.0 0 %LEL");
}

/* Of three units one is dead and one has not all of its registers: what there is comes all the same. */
static void
test_units (Slave *slave, gconstpointer data)
{
  slave_start (slave, 0);
  g_atomic_int_set (&slave->dead, 2);
  g_atomic_int_set (&slave->words[5], 55);
  link_make (
      &slave->link, "modbus",
      "{\"host\":\"localhost:%u\",\"poll_ms\":20,\"timeout_ms\":100,\"table\":{\"devices\":["
      "{\"unit_id\":2,\"points\":[{\"series\":\"dead\",\"address\":5}]},"
      "{\"unit_id\":3,\"points\":[{\"series\":\"{device}/there\",\"address\":5},"
      "{\"series\":\"missing\",\"address\":200}]},"
      "{\"name\":\"c\",\"unit_id\":4,\"points\":[{\"series\":\"{device}/on\",\"function\":2,\"address\":5,"
      "\"type\":\"bit\"}]}]}}",
      slave->port);
  anlan_source_start (slave->link.source);
  link_wait_error (&slave->link, "Unit 2 has not answered within 100 ms");
  link_wait_error (&slave->link, "Unit 3 has no addresses 0x00C8 to 0x00C8 for function 3");
  link_wait_text (&slave->link, "one-2/there ");
  link_wait_text (&slave->link, "c/on ");
  g_assert_cmpint (state_of (slave), !=, ANLAN_SOURCE_OFF);
  g_assert_false (link_has_text (&slave->link, "dead"));
  g_assert_false (link_has_text (&slave->link, "missing"));
  g_atomic_int_set (&slave->words[5], 66);
  link_wait_text (&slave->link, " 66.0 0 ");
}

static void
test_garbled (Slave *slave, gconstpointer data)
{
  slave_start (slave, 0);
  g_atomic_int_set (&slave->garble, 1);
  g_atomic_int_set (&slave->words[2], 7);
  link_make (&slave->link, "modbus",
             "{\"host\":\"127.0.0.1\",\"port\":%u,\"poll_ms\":20,\"timeout_ms\":200,\"points\":"
             "[{\"series\":\"v\",\"address\":2}]}",
             slave->port);
  anlan_source_start (slave->link.source);
  link_wait_error (&slave->link, "What unit 1 answers cannot be understood");
  g_assert_false (link_has_text (&slave->link, "v "));
  g_atomic_int_set (&slave->garble, 0);
  link_wait_text (&slave->link, " 7.0 0 ");
}

/* What the disk did not take is told again: here the station has ended, and says so. */
static void
test_not_kept (Slave *slave, gconstpointer data)
{
  slave_start (slave, 0);
  link_make (&slave->link, "modbus",
             "{\"host\":\"127.0.0.1\",\"port\":%u,\"poll_ms\":20,\"points\":" POINTS "}", slave->port);
  anlan_intake_stop (slave->link.intake);
  anlan_source_start (slave->link.source);
  link_wait_error (&slave->link, "The station has been stopped");
  link_wait_errors (&slave->link, 3);
}

/* --- the serial line ------------------------------------------------------------------------------------------- */

static void
test_serial (Slave *slave, gconstpointer data)
{
  slave_start_serial (slave);
  g_atomic_int_set (&slave->dead, 9);
  g_atomic_int_set (&slave->words[2], 282);
  link_make (&slave->link, "modbus",
             "{\"serial\":\"%s\",\"baud\":9600,\"poll_ms\":20,\"timeout_ms\":100,\"table\":{\"devices\":["
             "{\"points\":" POINTS "},{\"unit_id\":9,\"template\":\"float\"}]}}",
             slave->tty);
  anlan_source_start (slave->link.source);
  link_wait_text (&slave->link, " 28.2 0 %LEL");
  link_wait_error (&slave->link,
                   "Unit 9 has not answered within 100 ms. Check its number, its power, the wires");
  g_atomic_int_set (&slave->garble, 1);
  link_wait_error (&slave->link, "What unit 1 answers cannot be understood (Invalid CRC)");
  g_atomic_int_set (&slave->garble, 0);
  g_atomic_int_set (&slave->words[2], 290);
  link_wait_text (&slave->link, " 29.0 0 %LEL");
}

static void
test_no_port (Slave *slave, gconstpointer data)
{
  g_autofree char *file = g_build_filename (slave->link.base.dir, "file", NULL);

  link_make (&slave->link, "modbus", "{\"serial\":\"%s\",\"poll_ms\":20,\"template\":\"ax100\"}", file);
  anlan_source_start (slave->link.source);
  link_wait_error (&slave->link, "is not there. Plug the adapter in");
  g_assert_true (g_file_set_contents (file, "no line", -1, NULL));
  link_wait_error (&slave->link, "is no serial port, or does not know this speed");
}

static void
test_no_host (Slave *slave, gconstpointer data)
{
  link_make (&slave->link, "modbus", "{\"host\":\"no such host\",\"template\":\"ax100\"}");
  anlan_source_start (slave->link.source);
  link_wait_error (&slave->link, "The network knows no “no such host”");
}

/* --- settings --------------------------------------------------------------------------------------------------- */

static void
test_settings (Slave *slave, gconstpointer data)
{
  static const struct
  {
    const char *settings;
    const char *part;
  } cases[] = {
    { "\"template\":\"ax100\"", "Fill in “host”" },
    { "\"host\":\"a\",\"serial\":\"b\",\"template\":\"ax100\"", "one of the two" },
    { "\"host\":\"a\",\"port\":70000,\"template\":\"ax100\"", "“port” must be" },
    { "\"host\":\"a:b\",\"template\":\"ax100\"", "“a:b” is no address" },
    { "\"host\":\"a:0\",\"template\":\"ax100\"", "“a:0” is no address" },
    { "\"host\":\"a\",\"poll_ms\":1,\"template\":\"ax100\"", "“poll_ms” must be" },
    { "\"host\":\"a\",\"timeout_ms\":1,\"template\":\"ax100\"", "“timeout_ms” must be" },
    { "\"serial\":\"a\",\"parity\":\"mark\",\"template\":\"ax100\"", "“parity” must be none" },
    { "\"serial\":\"a\",\"stop_bits\":3,\"template\":\"ax100\"", "“stop_bits” must be" },
    { "\"serial\":\"a\",\"unit_id\":0,\"template\":\"ax100\"", "from 1 to 247" },
    { "\"host\":\"a\"", "“points” must be a list" },
    { "\"host\":\"a\",\"table\":\"{\"", "“table” must be JSON" },
    { "\"host\":\"a\",\"devices\":[]", "“devices” must be a list of 1 to 32" },
    { "\"host\":\"a\",\"devices\":[5]", "“devices” must be a list of 1 to 32" },
    { "\"host\":\"a\",\"devices\":[{}]", "“points” must be a list" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *sentence = link_refusal (&slave->link, "modbus", "{%s}", cases[i].settings);

      if (strstr (sentence, cases[i].part) == NULL)
        g_error ("%s: “%s”", cases[i].settings, sentence);
    }
}

#define ADD(path, func) g_test_add ("/link/modbus/" path, Slave, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("tcp", test_tcp);
  ADD ("units", test_units);
  ADD ("garbled", test_garbled);
  ADD ("not-kept", test_not_kept);
  ADD ("serial", test_serial);
  ADD ("no-port", test_no_port);
  ADD ("no-host", test_no_host);
  ADD ("settings", test_settings);
  return g_test_run ();
}
