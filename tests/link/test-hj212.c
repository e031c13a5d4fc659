/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* HJ 212-2017: frames and their checksums, messages and the marks of their values, and data loggers on a real socket, with
 * those that send what they should not. */

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "hj212-frame.h"
#include "hj212.h"
#include "link-fixture.h"

/* A frame of a real data logger, whose checksum holds. */
#define REAL                                                                                                 \
  "##0231QN=20201216134702246;ST=32;CN=2011;PW=123456;MN=SD370300001043;CP=&&DataTime=20201216134641;011-"   \
  "Rtd=73.9200,"                                                                                             \
  "011-Flag=N;060-Rtd=1.0900,060-Flag=N;B01-Rtd=70.7000,B01-Flag=N;B00-Rtd=1395185.0000,B00-Flag=N;001-Rtd=" \
  "7.0380,001-"                                                                                              \
  "Flag=N&&0280\r\n"

/* The example of the standard for a command. */
#define STANDARD                                                                                             \
  "##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval="  \
  "30&&1C80\r\n"

#define REAL_READINGS                                                                                        \
  "SD370300001043/001/Rtd 1608097601000 7.038 0 -\nSD370300001043/011/Rtd 1608097601000 73.92 0 -\n"         \
  "SD370300001043/060/Rtd 1608097601000 1.09 0 -\nSD370300001043/B00/Rtd 1608097601000 1395185.0 0 -\n"      \
  "SD370300001043/B01/Rtd 1608097601000 70.7 0 -\n"

/* --- frames --------------------------------------------------------------------------------------------------------- */

typedef struct
{
  const char *bytes;
  AnlanHj212Cut cut;
  gsize used;
} Cut;

static void
test_cut (void)
{
  static const Cut cuts[] = {
    { REAL, ANLAN_HJ212_FRAME, sizeof REAL - 1 },
    { STANDARD, ANLAN_HJ212_FRAME, sizeof STANDARD - 1 },
    { REAL STANDARD, ANLAN_HJ212_FRAME, sizeof REAL - 1 },
    { "\r\n\n" REAL, ANLAN_HJ212_FRAME, sizeof REAL + 2 },
    { "##0002ab0000\r\n", ANLAN_HJ212_CRC, 14 },
    { "", ANLAN_HJ212_MORE, 0 },
    { "#", ANLAN_HJ212_MORE, 0 },
    { "\r\n", ANLAN_HJ212_MORE, 2 },
    { "##00", ANLAN_HJ212_MORE, 0 },
    { "##9999abc", ANLAN_HJ212_MORE, 0 },
    { "GET / HTTP/1.1\r\n\r\n", ANLAN_HJ212_JUNK, 18 },
    { "noise##0002ab0000\r\n", ANLAN_HJ212_JUNK, 5 },
    { "##00x2ab0000\r\n", ANLAN_HJ212_JUNK, 14 },
    { "##-001ab0000\r\n##0", ANLAN_HJ212_JUNK, 14 },
    /* Its length is wrong: what follows it is found all the same. */
    { "##0003ab0000\r\n##0002ab0000\r\n", ANLAN_HJ212_JUNK, 14 },
    { "##0002abZZZZ\r\n", ANLAN_HJ212_JUNK, 14 },
    { "##0002ab0000xx", ANLAN_HJ212_JUNK, 14 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cuts); i++)
    {
      const char *data;
      gsize used, length;

      g_test_message ("%s", cuts[i].bytes);
      g_assert_cmpint (anlan_hj212_cut (cuts[i].bytes, strlen (cuts[i].bytes), &used, &data, &length), ==,
                       cuts[i].cut);
      g_assert_cmpuint (used, ==, cuts[i].used);
    }
}

static void
test_wrap (void)
{
  g_autofree char *frame = anlan_hj212_wrap ("QN=20160801085857223;ST=32;CN=1062;PW=100000;MN="
                                             "010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&");

  g_assert_cmpstr (frame, ==, STANDARD);
}

/* --- messages ------------------------------------------------------------------------------------------------------- */

typedef struct
{
  const char *data;
  const char *expected; /* "series ts value quality" */
  guint refused;
  gboolean wants_answer;
} Message;

static void
test_read (void)
{
  static const Message messages[] = {
    { "QN=20260122050916001;ST=31;CN=2051;PW=1;MN=M;Flag=5;CP=&&DataTime=20260122050000;a21026-Min=1,a21026-"
      "Avg=2.5,"
      "a21026-Max=4,a21026-Cou=0.1,a21026-ZsAvg=3,a21026-Flag=N&&",
      "M/a21026/Min/minute 1769029200000 1 0\nM/a21026/Avg/minute 1769029200000 2.5 0\nM/a21026/Max/minute "
      "1769029200000 4 0\n"
      "M/a21026/Cou/minute 1769029200000 0.1 0\nM/a21026/ZsAvg/minute 1769029200000 3 0\n",
      0, TRUE },
    { "CN=2061;MN=M;CP=&&DataTime=20260122050000;a-Avg=1&&", "M/a/Avg/hour 1769029200000 1 0\n", 0, FALSE },
    { "CN=2031;MN=M;Flag=4;CP=&&DataTime=20260122000000;a-Avg=1&&", "M/a/Avg/day 1769011200000 1 0\n", 0,
      FALSE },
    /* Marks. A value beyond the range is kept in doubt: it must still raise its alarm. */
    { "CN=2011;MN=M;Flag=9;CP=&&n-Rtd=1,n-Flag=N;d-Rtd=1,d-Flag=D;m-Rtd=1,m-Flag=M;c-Rtd=1,c-Flag=C;t-Rtd=1,"
      "t-Flag=T;"
      "f-Rtd=1,f-Flag=F;b-Rtd=1,b-Flag=B;s-Rtd=1,s-Flag=S;q-Rtd=1,q-Flag=Q;x-Rtd=1&&",
      "M/n/Rtd - 1 0\nM/d/Rtd - 1 1\nM/m/Rtd - 1 1\nM/c/Rtd - 1 1\nM/t/Rtd - 1 2\nM/f/Rtd - 1 1\nM/b/Rtd - 1 "
      "1\n"
      "M/s/Rtd - 1 2\nM/q/Rtd - 1 2\nM/x/Rtd - 1 0\n",
      0, TRUE },
    /* The mark before its value; a time that is none of the values; nothing; what is no number. */
    { "CN=2011;MN=M;CP=&&DataTime=20260122050000;a-Flag=D,a-SampleTime=20260122045900,a-Rtd=2;b-Rtd=;c-Rtd=-,"
      "c-Flag=D;"
      "d-Rtd=warm;e-Rtd=1e999;-Rtd=1;f=1;g-Rtd&&",
      "M/a/Rtd 1769029200000 2 1\nM/b/Rtd 1769029200000 nan 1\nM/c/Rtd 1769029200000 nan 1\n", 2, FALSE },
    /* No moment but that of the message itself. */
    { "QN=20260122050000250;CN=2011;MN=M;CP=&&a-Rtd=1&&", "M/a/Rtd 1769029200250 1 0\n", 0, FALSE },
    { "QN=20261399050000250;CN=2011;MN=M;CP=&&DataTime=yesterday;a-Rtd=1&&", "M/a/Rtd - 1 0\n", 0, FALSE },
    { "CN=2011;MN=M", "", 0, FALSE },
    /* Its end is missing. */
    { "CN=2011;MN=M;CP=&&a-Rtd=1;b-Rtd=2", "M/a/Rtd - 1 0\nM/b/Rtd - 2 0\n", 0, FALSE },
  };
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Asia/Shanghai");

  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (AnlanHj212) message =
          anlan_hj212_read (messages[i].data, strlen (messages[i].data), FIXTURE_NOW, zone, FALSE, &error);
      g_autoptr (GString) text = g_string_new (NULL);

      g_test_message ("%s", messages[i].data);
      g_assert_no_error (error);
      for (guint j = 0; j < message->batch->readings->len; j++)
        {
          const AnlanBatchReading *reading = &g_array_index (message->batch->readings, AnlanBatchReading, j);
          g_autofree char *ts = g_strdup_printf ("%" G_GINT64_FORMAT, reading->ts);

          g_string_append_printf (text, "%s %s %g %u\n", reading->series,
                                  reading->ts != G_MININT64 ? ts : "-", fabs (reading->value),
                                  reading->quality);
        }
      g_assert_cmpstr (text->str, ==, messages[i].expected);
      g_assert_cmpuint (message->batch->refused, ==, messages[i].refused);
      g_assert_cmpint (message->wants_answer, ==, messages[i].wants_answer);
    }
}

static void
test_no_message (void)
{
  static const char *const wrongs[] = { "",    "CN=2011;CP=&&a-Rtd=1&&", "MN=;CN=2011", "MN=M;CN=x", "&&&&",
                                        ";;;=" };
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (AnlanHj212) heartbeat = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (wrongs); i++)
    {
      g_assert_null (anlan_hj212_read (wrongs[i], strlen (wrongs[i]), FIXTURE_NOW, zone, FALSE, &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
      g_clear_error (&error);
    }
  heartbeat = anlan_hj212_read ("MN=M;CN=9015", 12, FIXTURE_NOW, zone, FALSE, &error);
  g_assert_no_error (error);
  g_assert_null (heartbeat->batch);
}

/* --- on the wire ------------------------------------------------------------------------------------------------------ */

static void
start (LinkFixture *link, const char *rest)
{
  link_make (link, "hj212", "{\"address\":\"127.0.0.1\",\"port\":0%s}", rest);
  anlan_source_start (link->source);
}

static GSocketConnection *
dial (LinkFixture *link)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  guint16 port = anlan_hj212_source_get_port (ANLAN_HJ212_SOURCE (link->source));
  GSocketConnection *connection;

  g_assert_cmpuint (port, >, 0);
  connection = g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, &error);
  g_assert_no_error (error);
  g_socket_set_blocking (g_socket_connection_get_socket (connection), FALSE);
  return connection;
}

static void
send_text (GSocketConnection *connection, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_socket_send (g_socket_connection_get_socket (connection), text, strlen (text), NULL, &error);
  g_assert_no_error (error);
}

typedef struct
{
  GSocketConnection *connection;
  GString *text;
  gboolean closed;
  gsize enough;
} Heard;

static gboolean
heard_enough (LinkFixture *link, gpointer data)
{
  Heard *heard = data;
  char bytes[1024];
  gssize n =
      g_socket_receive (g_socket_connection_get_socket (heard->connection), bytes, sizeof bytes, NULL, NULL);

  if (n > 0)
    g_string_append_len (heard->text, bytes, n);
  heard->closed = n == 0;
  return heard->closed || (heard->enough > 0 && heard->text->len >= heard->enough);
}

/* What the source answers, until there is that much; or all until it closes. */
static char *
hear (LinkFixture *link, GSocketConnection *connection, gsize enough)
{
  Heard heard = { connection, g_string_new (NULL), FALSE, enough };

  link_wait (link, heard_enough, &heard);
  g_assert_cmpint (heard.closed, ==, enough == 0);
  return g_string_free (heard.text, FALSE);
}

static void
test_socket (LinkFixture *link, gconstpointer data)
{
  g_auto (AnlanSourceStatus) status = { 0 };
  g_autoptr (GSocketConnection) connection = NULL;
  g_autofree char *readings = NULL;

  start (link, "");
  connection = dial (link);
  /* In pieces, as a radio link brings it. */
  for (const char *at = REAL; *at != '\0'; at += 7)
    {
      g_autofree char *piece = g_strndup (at, 7);

      send_text (connection, piece);
      link_pass (link, 1);
      if (strlen (at) < 7)
        break;
    }
  link_wait_readings (link, 5);
  readings = link_readings (link);
  g_assert_cmpstr (readings, ==, REAL_READINGS);
  link_status (link, &status);
  g_assert_cmpint (status.state, ==, ANLAN_SOURCE_RUNNING);
  g_assert_cmpuint (status.errors, ==, 0);
  g_assert_cmpuint (status.items, ==, 5);
}

/* Answered once it is stored, in the order in which they came; what does not ask is not answered. */
static void
test_answer (LinkFixture *link, gconstpointer data)
{
  static const char expected[] = "QN=20260122050916001;ST=91;CN=9014;PW=1;MN=M;Flag=4;CP=&&&&";
  g_autofree char *asks =
      anlan_hj212_wrap ("QN=20260122050916001;ST=31;CN=2011;PW=1;MN=M;Flag=5;CP=&&a-Rtd=1&&");
  g_autofree char *other =
      anlan_hj212_wrap ("QN=20260122050917001;ST=31;CN=2011;PW=1;MN=M;Flag=4;CP=&&a-Rtd=2&&");
  g_autofree char *beat = anlan_hj212_wrap ("QN=20260122050918001;ST=31;CN=9015;PW=1;MN=M;Flag=5;CP=&&&&");
  g_autofree char *all = g_strconcat (asks, other, beat, NULL);
  g_autofree char *wrapped = anlan_hj212_wrap (expected);
  g_autofree char *answers = NULL;
  g_autoptr (GSocketConnection) connection = NULL;

  start (link, "");
  connection = dial (link);
  send_text (connection, all);
  answers = hear (link, connection, 2 * strlen (wrapped));
  g_assert_cmpuint (strlen (answers), ==, 2 * strlen (wrapped));
  g_assert_true (g_str_has_prefix (answers, wrapped));
  g_assert_nonnull (strstr (answers + strlen (wrapped), "QN=20260122050918001;"));
  link_wait_readings (link, 2);
}

static void
test_not_stored (LinkFixture *link, gconstpointer data)
{
  g_autofree char *asks = anlan_hj212_wrap ("QN=20260122050916001;CN=2011;MN=M;Flag=5;CP=&&a-Rtd=1&&");
  g_autoptr (GSocketConnection) connection = NULL;
  g_autofree char *answers = NULL;

  anlan_intake_stop (link->intake);
  start (link, "");
  connection = dial (link);
  send_text (connection, asks);
  answers = hear (link, connection, 0);
  g_assert_cmpstr (answers, ==, "");
  link_wait_errors (link, 1);
}

/* The same frame, one digit of a value edited. */
static void
test_edited (LinkFixture *link, gconstpointer data)
{
  gboolean lenient = GPOINTER_TO_INT (data);
  g_auto (AnlanSourceStatus) status = { 0 };
  g_autoptr (GSocketConnection) connection = NULL;
  g_autofree char *edited = g_strdup (REAL), *readings = NULL;

  *strstr (edited, "73.92") = '8';
  start (link, lenient ? ",\"lenient\":true" : "");
  connection = dial (link);
  send_text (connection, edited);
  link_wait_errors (link, 1);
  link_status (link, &status);
  g_assert_nonnull (strstr (status.last_error, "wrong checksum"));
  if (lenient)
    link_wait_readings (link, 5);
  readings = link_readings (link);
  if (lenient)
    g_assert_nonnull (strstr (readings, "SD370300001043/011/Rtd 1608097601000 83.92 2 -\n"));
  else
    g_assert_cmpstr (readings, ==, "");
  /* The connection goes on. */
  send_text (connection, REAL);
  link_wait_readings (link, 5);
}

static void
test_not_let_in (LinkFixture *link, gconstpointer data)
{
  g_auto (AnlanSourceStatus) status = { 0 };
  g_autoptr (GSocketConnection) connection = NULL;
  g_autofree char *answers = NULL, *readings = NULL;

  start (link, data);
  connection = dial (link);
  send_text (connection, REAL);
  answers = hear (link, connection, 0);
  g_assert_cmpstr (answers, ==, "");
  link_status (link, &status);
  g_assert_cmpuint (status.errors, ==, 1);
  g_assert_nonnull (strstr (status.last_error, "SD370300001043"));
  readings = link_readings (link);
  g_assert_cmpstr (readings, ==, "");
}

static void
test_let_in (LinkFixture *link, gconstpointer data)
{
  g_autoptr (GSocketConnection) connection = NULL;

  start (link, ",\"stations\":\"A, SD370300001043\",\"password\":\"123456\"");
  connection = dial (link);
  send_text (connection, REAL);
  link_wait_readings (link, 5);
}

/* Something else speaks on this port: passed over, and closed when it goes on and on. What a frame follows is read. */
static void
test_junk (LinkFixture *link, gconstpointer data)
{
  g_auto (AnlanSourceStatus) status = { 0 };
  g_autoptr (GSocketConnection) connection = NULL, other = NULL;
  g_autofree char *junk = g_malloc (8193), *answers = NULL;

  memset (junk, 'x', 8192);
  junk[8192] = '\0';
  start (link, "");
  connection = dial (link);
  send_text (connection, "GET / HTTP/1.1\r\nHost: x\r\n\r\n" REAL);
  link_wait_readings (link, 5);
  other = dial (link);
  for (guint i = 0; i < 9; i++)
    {
      g_socket_send (g_socket_connection_get_socket (other), junk, 8192, NULL, NULL);
      link_pass (link, 5);
    }
  answers = hear (link, other, 0);
  link_status (link, &status);
  g_assert_cmpuint (status.errors, ==, 2);
  g_assert_nonnull (strstr (status.last_error, "no message of HJ 212"));
  /* Who behaves is not harmed. */
  send_text (connection, STANDARD);
  link_pass (link, 20);
  g_assert_true (g_socket_connection_is_connected (connection));
}

/* The ninth of one address is closed, and says why; when one goes there is room again. */
static void
test_many (LinkFixture *link, gconstpointer data)
{
  g_auto (AnlanSourceStatus) status = { 0 };
  g_autoptr (GPtrArray) connections = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GSocketConnection) again = NULL;
  g_autofree char *answers = NULL;

  start (link, "");
  for (guint i = 0; i < 9; i++)
    {
      g_ptr_array_add (connections, dial (link));
      link_pass (link, 10);
    }
  answers = hear (link, g_ptr_array_index (connections, 8), 0);
  link_wait_errors (link, 1);
  link_status (link, &status);
  g_assert_nonnull (strstr (status.last_error, "too many connections"));
  g_ptr_array_remove_index (connections, 0);
  link_pass (link, 50);
  again = dial (link);
  send_text (again, REAL);
  link_wait_readings (link, 5);
}

static void
test_silent (LinkFixture *link, gconstpointer data)
{
  g_autoptr (GSocketConnection) connection = NULL;
  g_autofree char *answers = NULL;

  start (link, ",\"timeout\":1");
  connection = dial (link);
  send_text (connection, "##0231QN=2020");
  answers = hear (link, connection, 0);
  g_assert_cmpstr (answers, ==, "");
}

/* Stopped with a connection open; and the port is free for the next. */
static void
test_stop (LinkFixture *link, gconstpointer data)
{
  g_autoptr (GSocketConnection) connection = NULL, other = NULL;
  g_autofree char *answers = NULL;

  start (link, "");
  connection = dial (link);
  link_pass (link, 20);
  anlan_source_stop (link->source);
  answers = hear (link, connection, 0);
  g_assert_cmpuint (anlan_hj212_source_get_port (ANLAN_HJ212_SOURCE (link->source)), ==, 0);
  anlan_source_start (link->source);
  other = dial (link);
  send_text (other, REAL);
  link_wait_readings (link, 5);
}

static void
test_address (LinkFixture *link, gconstpointer data)
{
  g_autoptr (GSocketConnection) connection = NULL;

  link_make (link, "hj212", "{\"address\":\"127.0.0.1:0\"}");
  anlan_source_start (link->source);
  connection = dial (link);
  send_text (connection, REAL);
  link_wait_readings (link, 5);
}

static void
test_taken_port (LinkFixture *link, gconstpointer data)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_auto (AnlanSourceStatus) status = { 0 };
  g_autoptr (GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, &error);

  g_assert_no_error (error);
  link_make (link, "hj212", "{\"address\":\"127.0.0.1\",\"port\":%u}", port);
  anlan_source_start (link->source);
  link_status (link, &status);
  g_assert_cmpint (status.state, ==, ANLAN_SOURCE_FAILING);
  g_assert_nonnull (strstr (status.last_error, "Choose another port"));
}

static void
test_settings (LinkFixture *link, gconstpointer data)
{
  static const char *const refused[][2] = {
    { "{}", "“address”" },
    { "{\"address\":\"127.0.0.1\"}", "“port”" },
    { "{\"address\":\"127.0.0.1:90000\"}", "“port”" },
    { "{\"address\":\"127.0.0.1:9000\",\"port\":9000}", "“address”" },
    { "{\"address\":\"[::1:9000\"}", "“address”" },
    { "{\"address\":\"everywhere\",\"port\":9000}", "“address”" },
    { "{\"address\":\"0.0.0.0\",\"port\":65536}", "“port”" },
    { "{\"address\":\"0.0.0.0\",\"port\":9000,\"timeout\":0}", "“timeout”" },
    { "{\"address\":\"0.0.0.0\",\"port\":9000,\"lenient\":\"perhaps\"}", "“lenient”" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *sentence = link_refusal (link, "hj212", "%s", refused[i][0]);

      g_test_message ("%s", sentence);
      g_assert_nonnull (strstr (sentence, refused[i][1]));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  /* That of the desktop reads settings that an isolated test has not. */
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_add_func ("/link/hj212/cut", test_cut);
  g_test_add_func ("/link/hj212/wrap", test_wrap);
  g_test_add_func ("/link/hj212/read", test_read);
  g_test_add_func ("/link/hj212/no-message", test_no_message);
#define ADD(path, data, test)                                                                                \
  g_test_add ("/link/hj212/" path, LinkFixture, data, link_set_up, test, link_tear_down)
  ADD ("socket", NULL, test_socket);
  ADD ("answer", NULL, test_answer);
  ADD ("not-stored", NULL, test_not_stored);
  ADD ("edited", GINT_TO_POINTER (FALSE), test_edited);
  ADD ("edited-lenient", GINT_TO_POINTER (TRUE), test_edited);
  ADD ("station", ",\"stations\":\"A,B\"", test_not_let_in);
  ADD ("password", ",\"password\":\"654321\"", test_not_let_in);
  ADD ("let-in", NULL, test_let_in);
  ADD ("junk", NULL, test_junk);
  ADD ("many", NULL, test_many);
  ADD ("silent", NULL, test_silent);
  ADD ("stop", NULL, test_stop);
  ADD ("address", NULL, test_address);
  ADD ("taken-port", NULL, test_taken_port);
  ADD ("settings", NULL, test_settings);
#undef ADD
  return g_test_run ();
}
