/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* Sources against what they really meet: the slave of pymodbus and the broker mosquitto, ended and started again. A program
 * that is not installed is said to be missing, and its tests are skipped. */

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#include "base/error.h"
#include "link-fixture.h"

typedef struct
{
  LinkFixture link;
  char *dir;
  guint port;
  GSubprocess *peer;   /* slave or broker */
  GSubprocess *sender; /* of a last will; what joins two serial lines */
} Peers;

static guint
free_port (void)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0), bound = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);

  g_assert_no_error (error);
  g_socket_bind (socket, any, TRUE, &error);
  g_assert_no_error (error);
  bound = g_socket_get_local_address (socket, &error);
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
}

static void
set_up (Peers *peers, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  link_set_up (&peers->link, data);
  peers->dir = g_dir_make_tmp ("anlan-peers-XXXXXX", &error);
  g_assert_no_error (error);
  peers->port = free_port ();
}

static void
kill_peer (GSubprocess **peer)
{
  if (*peer == NULL)
    return;
  g_subprocess_force_exit (*peer);
  g_subprocess_wait (*peer, NULL, NULL);
  g_clear_object (peer);
}

/* As the system stops it: what it has accepted is written. Killed, mosquitto forgets what came since its last autosave. */
static void
stop_peer (GSubprocess **peer)
{
  g_subprocess_send_signal (*peer, SIGTERM);
  g_subprocess_wait (*peer, NULL, NULL);
  g_clear_object (peer);
}

static void
tear_down (Peers *peers, gconstpointer data)
{
  static const char *const files[] = { "broker.conf", "mosquitto.db", "key.pem", "cert.pem" };

  link_tear_down (&peers->link, data);
  kill_peer (&peers->sender);
  kill_peer (&peers->peer);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (peers->dir, files[i], NULL);

      g_remove (path);
    }
  g_assert_cmpint (g_rmdir (peers->dir), ==, 0);
  g_free (peers->dir);
}

static gboolean
listens (LinkFixture *fixture, gpointer data)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;

  g_socket_client_set_enable_proxy (client, FALSE);
  connection =
      g_socket_client_connect_to_host (client, "127.0.0.1", (guint16)((Peers *)data)->port, NULL, NULL);
  return connection != NULL;
}

static GSubprocess *
spawn (const char *const *command)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *process = g_subprocess_newv (command,
                                            G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                                G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                                            &error);

  g_assert_no_error (error);
  return process;
}

/* --- Modbus ---------------------------------------------------------------------------------------------------- */

/* @where: a port, or a serial line. */
static gboolean
start_slave_at (Peers *peers, const char *where)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "peers", "modbus-slave.py", NULL);
  const char *check[] = {
    "/usr/bin/python3", "-c",
    "from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext\n"
    "from pymodbus.server import StartAsyncSerialServer, StartAsyncTcpServer\n"
    "from pymodbus.transaction import ModbusRtuFramer\nimport serial_asyncio",
    NULL
  };
  const char *command[] = { "/usr/bin/python3", script, where, NULL };
  g_autoptr (GSubprocess) probe =
      g_subprocess_newv (check, G_SUBPROCESS_FLAGS_STDERR_SILENCE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE, NULL);

  if (probe == NULL || !g_subprocess_wait_check (probe, NULL, NULL))
    {
      g_test_skip ("python3-pymodbus is not installed, or is another one than these tests know");
      return FALSE;
    }
  peers->peer = spawn (command);
  return TRUE;
}

static gboolean
start_slave (Peers *peers)
{
  g_autofree char *port = g_strdup_printf ("%u", peers->port);

  if (!start_slave_at (peers, port))
    return FALSE;
  link_wait (&peers->link, listens, peers);
  return TRUE;
}

static void
set_register (Peers *peers, guint address, guint value)
{
  GOutputStream *in = g_subprocess_get_stdin_pipe (peers->peer);
  GInputStream *out = g_subprocess_get_stdout_pipe (peers->peer);
  g_autoptr (GError) error = NULL;
  char answer[3];

  g_output_stream_printf (in, NULL, NULL, &error, "%u %u\n", address, value);
  g_assert_no_error (error);
  g_input_stream_read_all (out, answer, sizeof answer, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (answer, 3, "ok\n", 3);
}

static gboolean
set_rules (AnlanMonitor *monitor, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) rules = fixture_rules (data);

  return anlan_monitor_set_rules (monitor, rules, NULL, error);
}

static gboolean
count_alarms (AnlanMonitor *monitor, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) list = anlan_alarms_list (anlan_monitor_get_alarms (monitor), TRUE, error);

  *(guint *)data = list != NULL ? list->len : G_MAXUINT;
  return list != NULL;
}

static guint
n_alarms (Peers *peers)
{
  g_autoptr (GError) error = NULL;
  guint n;

  anlan_intake_call (peers->link.intake, count_alarms, &n, &error);
  g_assert_no_error (error);
  return n;
}

/* The AX100's map: from registers to readings, from its alarm bit to one alarm, however often the slave is killed. */
static void
test_modbus (Peers *peers, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!start_slave (peers))
    return;
  anlan_intake_call (peers->link.intake, set_rules,
                     (gpointer) "<rule id='low' type='detection' types='low-alarm' danger='combustible'/>",
                     &error);
  g_assert_no_error (error);
  set_register (peers, 0x0102, 123);
  set_register (peers, 0x0103, 1 << 11);
  link_make (&peers->link, "modbus",
             "{\"host\":\"127.0.0.1\",\"port\":%u,\"poll_ms\":20,\"template\":\"ax100\",\"channels\":2,"
             "\"name\":\"tank\"}",
             peers->port);
  anlan_source_start (peers->link.source);
  link_wait_text (&peers->link, " 12.3 0 %LEL");
  link_wait_text (&peers->link, "fault 1 ");
  g_assert_cmpuint (n_alarms (peers), ==, 0);
  set_register (peers, 0x0102, 282);
  set_register (peers, 0x0101, 1 << 8);
  link_wait_text (&peers->link, "low-alarm 1 ");
  g_assert_cmpuint (n_alarms (peers), ==, 1);

  kill_peer (&peers->peer);
  link_wait_error (&peers->link, "nothing listens on port");
  link_wait_state (&peers->link, ANLAN_SOURCE_FAILING);
  g_assert_true (start_slave (peers));
  set_register (peers, 0x0102, 333);
  set_register (peers, 0x0101, 1 << 8);
  link_wait_text (&peers->link, " 33.3 0 %LEL");
  link_wait_state (&peers->link, ANLAN_SOURCE_RUNNING);
  g_assert_cmpuint (n_alarms (peers), ==, 1);
}

static void
test_modbus_missing (Peers *peers, gconstpointer data)
{
  if (!start_slave (peers))
    return;
  set_register (peers, 7, 7);
  link_make (
      &peers->link, "modbus",
      "{\"host\":\"127.0.0.1\",\"port\":%u,\"poll_ms\":20,\"points\":[{\"series\":\"there\",\"address\":7},"
      "{\"series\":\"not\",\"address\":5000}]}",
      peers->port);
  anlan_source_start (peers->link.source);
  link_wait_error (&peers->link, "Unit 1 has no addresses 0x1388 to 0x1388 for function 3");
  link_wait_text (&peers->link, " 7.0 0 ");
}

static gboolean
is_there (LinkFixture *fixture, gpointer data)
{
  return g_file_test (data, G_FILE_TEST_EXISTS);
}

/* The same slave on a serial line: two pseudo-terminals that socat joins. */
static void
test_modbus_rtu (Peers *peers, gconstpointer data)
{
  g_autofree char *one = g_build_filename (peers->dir, "one", NULL),
                  *other = g_build_filename (peers->dir, "other", NULL);
  g_autofree char *first = g_strconcat ("pty,raw,echo=0,link=", one, NULL);
  g_autofree char *second = g_strconcat ("pty,raw,echo=0,link=", other, NULL);
  g_autofree char *socat = g_find_program_in_path ("socat");
  const char *command[] = { "socat", first, second, NULL };

  if (socat == NULL)
    {
      g_test_skip ("socat is not installed");
      return;
    }
  peers->sender = spawn (command);
  link_wait (&peers->link, is_there, one);
  link_wait (&peers->link, is_there, other);
  if (start_slave_at (peers, one))
    {
      set_register (peers, 0x0102, 282);
      link_make (&peers->link, "modbus",
                 "{\"serial\":\"%s\",\"poll_ms\":50,\"timeout_ms\":500,\"template\":\"ax100\",\"channels\":2,"
                 "\"name\":\"tank\"}",
                 other);
      anlan_source_start (peers->link.source);
      link_wait_text (&peers->link, " 28.2 0 %LEL");
      set_register (peers, 0x0101, 1 << 9);
      link_wait_text (&peers->link, "high-alarm 1 ");
      kill_peer (&peers->peer);
      link_wait_error (&peers->link, "Unit 1 has not answered within 500 ms");
    }
  /* Ended gently it takes its two links with it. */
  stop_peer (&peers->sender);
}

/* --- MQTT ------------------------------------------------------------------------------------------------------- */

static char *
find_broker (void)
{
  char *path = g_find_program_in_path ("mosquitto");

  if (path == NULL && g_file_test ("/usr/sbin/mosquitto", G_FILE_TEST_IS_EXECUTABLE))
    path = g_strdup ("/usr/sbin/mosquitto");
  return path;
}

/* What is published for a client that is away outlives the broker. @more: further lines of its configuration. */
static gboolean
start_broker (Peers *peers, const char *more)
{
  g_autofree char *program = find_broker (), *publish = g_find_program_in_path ("mosquitto_pub");
  g_autofree char *conf = g_build_filename (peers->dir, "broker.conf", NULL);
  g_autofree char *text =
      g_strdup_printf ("listener %u 127.0.0.1\npersistence true\npersistence_location %s/\n"
                       "user %s\n%s",
                       peers->port, peers->dir, g_get_user_name (), more);
  const char *command[] = { program, "-c", conf, NULL };
  g_autoptr (GError) error = NULL;

  if (program == NULL || publish == NULL)
    {
      g_test_skip ("mosquitto or mosquitto-clients is not installed");
      return FALSE;
    }
  g_file_set_contents (conf, text, -1, &error);
  g_assert_no_error (error);
  peers->peer = spawn (command);
  link_wait (&peers->link, listens, peers);
  return TRUE;
}

static void
publish (Peers *peers, const char *topic, const char *more, const char *text)
{
  g_autofree char *port = g_strdup_printf ("%u", peers->port);
  const char *command[] = { "mosquitto_pub", "-h", "127.0.0.1", "-p", port, "-q", "1", "-t",
                            topic,           "-m", text,        more, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (command, G_SUBPROCESS_FLAGS_NONE, &error);

  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
}

#define ANYBODY "allow_anonymous true\n"

static void
listen_to (Peers *peers, const char *topics)
{
  link_make (&peers->link, "mqtt", "{\"host\":\"127.0.0.1\",\"port\":%u,\"topics\":%s}", peers->port, topics);
  anlan_source_start (peers->link.source);
  link_wait_state (&peers->link, ANLAN_SOURCE_RUNNING);
  /* The broker has accepted; that it has subscribed us shows in the first message, for which it is asked again. */
}

/* Until the subscription stands: a message that is published before it is nobody's. */
static void
wait_subscribed (Peers *peers)
{
  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *text = NULL;

      publish (peers, "plant/first", NULL, "{\"series\":\"first\",\"value\":1,\"ts\":1795136400000}");
      link_pass (&peers->link, 50);
      text = link_readings (&peers->link);
      if (strstr (text, "first ") != NULL)
        return;
    }
  g_assert_not_reached ();
}

static guint
count (const char *text, const char *part)
{
  guint n = 0;

  for (const char *at = strstr (text, part); at != NULL; at = strstr (at + 1, part))
    n++;
  return n;
}

static void
assert_once (Peers *peers, const char *part)
{
  g_autofree char *readings = link_readings (&peers->link);

  g_assert_cmpuint (count (readings, part), ==, 1);
}

#define READING(series, ts, value) "{\"series\":\"" series "\",\"ts\":" ts ",\"value\":" value "}"

static void
test_mqtt (Peers *peers, gconstpointer data)
{
  if (!start_broker (peers, ANYBODY))
    return;
  listen_to (peers, "[{\"topic\":\"plant/#\"},{\"topic\":\"v/+\",\"format\":\"value\"}]");
  wait_subscribed (peers);
  publish (peers, "plant/a", NULL, READING ("a", "1795136400001", "1.5"));
  publish (peers, "v/level", NULL, "61.5");
  link_wait_text (&peers->link, "a 1795136400001 1.5 ");
  link_wait_text (&peers->link, "v/level ");

  /* Nothing is lost while we are away: neither where the broker runs on, nor where it is started again meanwhile. */
  anlan_source_stop (peers->link.source);
  while (G_OBJECT (peers->link.source)->ref_count > 1)
    link_pass (&peers->link, 5);
  publish (peers, "plant/a", NULL, READING ("a", "1795136400002", "2.5"));
  stop_peer (&peers->peer);
  g_assert_true (start_broker (peers, ANYBODY));
  publish (peers, "plant/a", NULL, READING ("a", "1795136400003", "3.5"));
  anlan_source_start (peers->link.source);
  link_wait_text (&peers->link, "a 1795136400002 2.5 ");
  link_wait_text (&peers->link, "a 1795136400003 3.5 ");
  assert_once (peers, "a 1795136400002 ");
  assert_once (peers, "a 1795136400003 ");

  /* It ends under us, and what comes before we are back waits. */
  stop_peer (&peers->peer);
  link_wait_state (&peers->link, ANLAN_SOURCE_FAILING);
  g_assert_true (start_broker (peers, ANYBODY));
  publish (peers, "plant/a", NULL, READING ("a", "1795136400004", "4.5"));
  link_wait_text (&peers->link, "a 1795136400004 4.5 ");
  assert_once (peers, "a 1795136400004 ");
  link_wait_state (&peers->link, ANLAN_SOURCE_RUNNING);
}

/* What is retained comes again with each connection, and counts once. */
static void
test_mqtt_retained (Peers *peers, gconstpointer data)
{
  g_autofree char *readings = NULL, *detections = NULL;

  if (!start_broker (peers, ANYBODY))
    return;
  publish (peers, "plant/r", "-r",
           "[" READING ("r", "1795136400001", "1") ",{\"series\":\"timeless\",\"value\":2}]");
  publish (peers, "plant/d", "-r", "{\"detections\":[{\"source\":\"c\",\"id\":\"7\",\"type\":\"smoke\"}]}");
  publish (peers, "homeassistant/binary_sensor/g/config", "-r",
           "{\"uniq_id\":\"g\",\"stat_t\":\"zigbee/g\",\"dev_cla\":\"gas\",\"avty_t\":\"zigbee/up\"}");
  publish (peers, "zigbee/up", "-r", "online");
  publish (peers, "zigbee/g", "-r", "ON");
  listen_to (peers, "[{\"topic\":\"plant/#\"},{\"format\":\"hass\"}]");
  link_wait_text (&peers->link, "r 1795136400001 1.0 ");
  link_wait_text (&peers->link, "c 7 smoke 0 ");
  link_wait_text (&peers->link, "gas 1 ");
  for (guint i = 0; i < 2; i++)
    {
      stop_peer (&peers->peer);
      link_wait_state (&peers->link, ANLAN_SOURCE_FAILING);
      g_assert_true (start_broker (peers, ANYBODY));
      link_wait_state (&peers->link, ANLAN_SOURCE_RUNNING);
      wait_subscribed (peers);
    }
  readings = link_readings (&peers->link);
  g_assert_cmpuint (count (readings, "r 1795136400001 "), ==, 1);
  g_assert_null (strstr (readings, "timeless"));
  detections = link_detections (&peers->link);
  g_assert_cmpuint (count (detections, "smoke"), ==, 1);
  g_assert_cmpuint (count (detections, " gas "), ==, 1);
}

/* What could not be kept is not acknowledged: the broker has it still, and sends it to whoever comes after us. */
static void
test_mqtt_not_kept (Peers *peers, gconstpointer data)
{
  if (!start_broker (peers, ANYBODY))
    return;
  listen_to (peers, "[{\"topic\":\"plant/#\"}]");
  wait_subscribed (peers);
  anlan_intake_stop (peers->link.intake);
  publish (peers, "plant/a", NULL, READING ("a", "1795136400009", "9.5"));
  link_wait_error (&peers->link, "The station has been stopped");
  g_assert_false (link_has_text (&peers->link, "1795136400009"));
  anlan_source_stop (peers->link.source);
  while (G_OBJECT (peers->link.source)->ref_count > 1)
    link_pass (&peers->link, 5);
  g_assert_finalize_object (peers->link.source);
  g_assert_finalize_object (peers->link.intake);
  fixture_open (&peers->link.base, NULL);
  peers->link.intake = anlan_intake_new (g_steal_pointer (&peers->link.base.monitor));
  listen_to (peers, "[{\"topic\":\"plant/#\"}]");
  link_wait_text (&peers->link, "a 1795136400009 9.5 ");
  assert_once (peers, "a 1795136400009 ");
}

static void
test_mqtt_will (Peers *peers, gconstpointer data)
{
  g_autofree char *port = g_strdup_printf ("%u", peers->port);
  const char *command[] = { "mosquitto_sub", "-h",    "127.0.0.1",      "-p",      port,         "-t", "x",
                            "--will-topic",  "gw/up", "--will-payload", "offline", "--will-qos", "1",  "-i",
                            "gateway",       NULL };

  if (!start_broker (peers, ANYBODY))
    return;
  listen_to (peers, "[{\"topic\":\"gw/up\",\"format\":\"status\"},{\"topic\":\"plant/#\"}]");
  wait_subscribed (peers);
  peers->sender = spawn (command);
  link_pass (&peers->link, 300);
  publish (peers, "gw/up", NULL, "online");
  link_pass (&peers->link, 100);
  kill_peer (&peers->sender);
  link_wait_error (&peers->link, "gw/up: it is off, or has lost its connection");
  link_wait_state (&peers->link, ANLAN_SOURCE_FAILING);
  publish (peers, "gw/up", NULL, "online");
  link_wait_state (&peers->link, ANLAN_SOURCE_RUNNING);
}

static void
test_mqtt_denied (Peers *peers, gconstpointer data)
{
  if (!start_broker (peers, "allow_anonymous false\n"))
    return;
  link_make (&peers->link, "mqtt",
             "{\"host\":\"127.0.0.1\",\"port\":%u,\"topic\":\"#\",\"user\":\"anlan\",\"password\":\"wrong\"}",
             peers->port);
  anlan_source_start (peers->link.source);
  link_wait_error (&peers->link, "does not let us in. Correct the user name and the password");
  link_wait_state (&peers->link, ANLAN_SOURCE_FAILING);
}

static void
test_mqtt_plain_port (Peers *peers, gconstpointer data)
{
  if (!start_broker (peers, ANYBODY))
    return;
  link_make (&peers->link, "mqtt", "{\"host\":\"127.0.0.1\",\"port\":%u,\"topic\":\"#\",\"tls\":true}",
             peers->port);
  anlan_source_start (peers->link.source);
  link_wait_error (&peers->link, "No encrypted connection to the broker 127.0.0.1");
}

/* With a certificate of its own, which is trusted where its file is named. */
static void
test_mqtt_tls (Peers *peers, gconstpointer data)
{
  g_autofree char *key = g_build_filename (peers->dir, "key.pem", NULL);
  g_autofree char *certificate = g_build_filename (peers->dir, "cert.pem", NULL);
  g_autofree char *conf = g_strdup_printf (ANYBODY "certfile %s\nkeyfile %s\n", certificate, key);
  const char *make[] = {
    "openssl", "req", "-x509", "-newkey",       "rsa:2048", "-nodes",
    "-days",   "2",   "-subj", "/CN=localhost", "-addext",  "subjectAltName=IP:127.0.0.1",
    "-keyout", key,   "-out",  certificate,     NULL
  };
  g_autofree char *openssl = g_find_program_in_path ("openssl");
  g_autoptr (GSubprocess) maker = NULL;

  if (openssl == NULL)
    {
      g_test_skip ("openssl is not installed");
      return;
    }
  maker = spawn (make);
  g_assert_true (g_subprocess_wait_check (maker, NULL, NULL));
  if (!start_broker (peers, conf))
    return;
  link_make (&peers->link, "mqtt", "{\"host\":\"127.0.0.1\",\"port\":%u,\"topic\":\"#\",\"tls\":true}",
             peers->port);
  anlan_source_start (peers->link.source);
  link_wait_error (&peers->link, "its certificate is not one that is trusted here");
  anlan_source_stop (peers->link.source);
  while (G_OBJECT (peers->link.source)->ref_count > 1)
    link_pass (&peers->link, 5);
  g_assert_finalize_object (peers->link.source);
  link_make (&peers->link, "mqtt",
             "{\"host\":\"127.0.0.1\",\"port\":%u,\"topic\":\"#\",\"tls\":\"yes\",\"ca\":\"%s\"}",
             peers->port, certificate);
  anlan_source_start (peers->link.source);
  link_wait_state (&peers->link, ANLAN_SOURCE_RUNNING);
}

#define ADD(path, func) g_test_add ("/peers/link/" path, Peers, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("modbus", test_modbus);
  ADD ("modbus-missing", test_modbus_missing);
  ADD ("modbus-rtu", test_modbus_rtu);
  ADD ("mqtt", test_mqtt);
  ADD ("mqtt-retained", test_mqtt_retained);
  ADD ("mqtt-not-kept", test_mqtt_not_kept);
  ADD ("mqtt-will", test_mqtt_will);
  ADD ("mqtt-denied", test_mqtt_denied);
  ADD ("mqtt-plain-port", test_mqtt_plain_port);
  ADD ("mqtt-tls", test_mqtt_tls);
  return g_test_run ();
}
