/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire.h"

#include <string.h>

#include "base/json.h"

#define NOW G_GINT64_CONSTANT (1795136400000) /* 2026-11-20T01:00:00Z */

/* A small mail server on a thread of its own: RFC 5321 as far as a sender needs it, failing where a case says so. */
typedef struct
{
  GSocketService *service;
  guint port;
  const char *fails; /* the command that gets @reply */
  const char *reply; /* NULL: silence; "": the connection ends */
  gboolean wants_sign_in;
  GString *heard;
} Server;

static void
say (GOutputStream *out, const char *text)
{
  /* The client may have gone. */
  if (!g_output_stream_write_all (out, text, strlen (text), NULL, NULL, NULL))
    g_test_message ("the client has gone");
}

/* TRUE where the command has failed as the case says, and the connection is to end with *end. */
static gboolean
fail_here (Server *server, GOutputStream *out, const char *command, gboolean *end)
{
  if (server->fails == NULL || !g_str_has_prefix (command, server->fails))
    return FALSE;
  if (server->reply == NULL)
    g_usleep (1500 * 1000);
  else if (*server->reply != '\0')
    say (out, server->reply);
  *end = server->reply == NULL || *server->reply == '\0';
  return TRUE;
}

static gboolean
read_data (Server *server, GDataInputStream *in)
{
  char *line;

  while ((line = g_data_input_stream_read_line (in, NULL, NULL, NULL)) != NULL)
    {
      g_autofree char *own = line;

      if (g_str_equal (own, ".\r") || g_str_equal (own, "."))
        return TRUE;
      g_string_append_printf (server->heard, "%s\n", own);
    }
  return FALSE;
}

static gboolean
run_cb (GThreadedSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  Server *server = data;
  g_autoptr (GDataInputStream) in =
      g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  gboolean end = FALSE;

  if (!fail_here (server, out, "greeting", &end))
    say (out, "220 test ESMTP\r\n");
  while (!end)
    {
      g_autofree char *line = g_data_input_stream_read_line (in, NULL, NULL, NULL);

      if (line == NULL)
        break;
      g_string_append_printf (server->heard, "> %s\n", g_strchomp (line));
      if (fail_here (server, out, line, &end))
        continue;
      if (g_str_has_prefix (line, "EHLO"))
        say (out, server->wants_sign_in ? "250-test\r\n250 AUTH PLAIN\r\n" : "250 test\r\n");
      else if (g_str_has_prefix (line, "AUTH"))
        {
          g_autofree char *word = NULL;

          say (out, "334 \r\n");
          word = g_data_input_stream_read_line (in, NULL, NULL, NULL);
          /* RFC 4616: nothing, NUL, anlan, NUL, geheim. */
          say (out,
               g_strcmp0 (word, "AGFubGFuAGdlaGVpbQ==\r") == 0 ? "235 2.7.0 ok\r\n" : "535 5.7.8 no\r\n");
        }
      else if (g_str_equal (line, "DATA"))
        {
          say (out, "354 go on\r\n");
          if (!read_data (server, in))
            break;
          if (!fail_here (server, out, "whole", &end))
            say (out, "250 2.0.0 queued\r\n");
        }
      else if (g_str_equal (line, "QUIT"))
        {
          say (out, "221 bye\r\n");
          break;
        }
      else
        say (out, "250 ok\r\n");
    }
  return TRUE;
}

static void
server_start (Server *server)
{
  g_autoptr (GError) error = NULL;

  server->heard = g_string_new (NULL);
  server->service = g_threaded_socket_service_new (4);
  server->port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (server->service), NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (server->service, "run", G_CALLBACK (run_cb), server);
  g_socket_service_start (server->service);
}

static void
result_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static void
send_mail (Server *server, const char *more, AnlanVerdict *verdict)
{
  g_autofree char *text = g_strdup_printf ("{\"type\":\"mail\",\"address\":\"smtp://127.0.0.1:%u\",\"from\":"
                                           "\"anlan@example.org\",\"to\":\"a@example.org, b@example.org\"%s}",
                                           server->port, more);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = anlan_json_parse (text, -1, 65536, &error);
  g_autoptr (AnlanChannel) channel = anlan_channel_new ("mail", json_node_get_object (node), &error);
  g_autoptr (AnlanMessage) message = anlan_message_new ("k", "罐区甲烷", ".\n..\n", ANLAN_SEVERITY_HIGH, NOW);
  AnlanAttempt attempt = { .now = NOW, .id = "msg_1", .nonce = "n" };
  g_autoptr (AnlanWire) wire = anlan_wire_new ();
  g_autoptr (GAsyncResult) result = NULL;

  g_assert_no_error (error);
  anlan_wire_set_deadline (wire, 1000);
  anlan_wire_send_async (wire, channel, message, &attempt, NULL, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  anlan_wire_send_finish (wire, result, verdict);
}

static void
server_stop (Server *server)
{
  g_socket_service_stop (server->service);
  g_socket_listener_close (G_SOCKET_LISTENER (server->service));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  /* Waits for its threads. */
  g_object_unref (server->service);
}

static void
test_sent (void)
{
  Server server = { .wants_sign_in = TRUE };
  g_auto (AnlanVerdict) verdict = { 0 };

  server_start (&server);
  send_mail (&server, ",\"user\":\"anlan\",\"password\":\"geheim\"", &verdict);
  g_assert_cmpstr (verdict.reason, ==, NULL);
  g_assert_cmpint (verdict.sent, ==, ANLAN_SENT_DONE);
  g_assert_nonnull (strstr (server.heard->str, "> MAIL FROM:<anlan@example.org>"));
  g_assert_nonnull (strstr (server.heard->str, "> RCPT TO:<a@example.org>"));
  g_assert_nonnull (strstr (server.heard->str, "> RCPT TO:<b@example.org>"));
  g_assert_nonnull (strstr (server.heard->str, "\nMessage-ID: <msg_1@example.org>"));
  g_assert_nonnull (strstr (server.heard->str, "\nSubject: =?UTF-8?B?"));
  server_stop (&server);
  g_string_free (server.heard, TRUE);
}

static void
test_failures (void)
{
  static const struct
  {
    const char *fails, *reply;
    AnlanSent sent;
    const char *says;
  } cases[] = {
    { "RCPT", "451 4.7.1 greylisted\r\n", ANLAN_SENT_LATER, "greylisted" },
    { "RCPT", "550 5.1.1 no such user\r\n", ANLAN_SENT_BROKEN, "no such user" },
    { "MAIL", "421 4.3.2 shutting down\r\n", ANLAN_SENT_LATER, "421" },
    { "AUTH", "535 5.7.8 wrong\r\n", ANLAN_SENT_BROKEN, "535" },
    { "whole", "554 5.6.0 spam\r\n", ANLAN_SENT_REFUSED, "spam" },
    { "whole", "452 4.3.1 full\r\n", ANLAN_SENT_LATER, "full" },
    { "whole", "", ANLAN_SENT_UNSURE, "" },
    { "whole", NULL, ANLAN_SENT_UNSURE, "" },
    { "MAIL", NULL, ANLAN_SENT_LATER, "" },
    { "greeting", "", ANLAN_SENT_LATER, "" },
    { "greeting", "554 no\r\n", ANLAN_SENT_REFUSED, "no" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Server server = { .fails = cases[i].fails, .reply = cases[i].reply, .wants_sign_in = TRUE };
      g_auto (AnlanVerdict) verdict = { 0 };

      server_start (&server);
      send_mail (&server, ",\"user\":\"anlan\",\"password\":\"geheim\"", &verdict);
      g_test_message ("%s %s: %d %s", cases[i].fails, cases[i].reply, verdict.sent, verdict.reason);
      g_assert_cmpint (verdict.sent, ==, cases[i].sent);
      g_assert_nonnull (strstr (verdict.reason, cases[i].says));
      g_assert_null (strstr (verdict.reason, "geheim"));
      server_stop (&server);
      g_string_free (server.heard, TRUE);
    }
}

static void
test_nobody (void)
{
  Server server = { 0 };
  g_auto (AnlanVerdict) verdict = { 0 };

  server_start (&server);
  server_stop (&server);
  send_mail (&server, "", &verdict);
  g_assert_cmpint (verdict.sent, ==, ANLAN_SENT_LATER);
  g_string_free (server.heard, TRUE);
}

int
main (int argc, char *argv[])
{
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/link/mail/sent", test_sent);
  g_test_add_func ("/link/mail/failures", test_failures);
  g_test_add_func ("/link/mail/nobody", test_nobody);
  return g_test_run ();
}
