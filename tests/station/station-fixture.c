/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

#include "station-fixture.h"

#include <stdlib.h>
#include <string.h>

#define PATIENCE 10 /* s */

GSocket *
wire_connect (guint16 port, const char *from)
{
  g_autoptr (GSocketAddress) own =
      g_inet_socket_address_new_from_string (from != NULL ? from : "127.0.0.1", 0);
  g_autoptr (GSocketAddress) other = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  g_autoptr (GError) error = NULL;
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);

  g_assert_no_error (error);
  g_socket_set_timeout (socket, PATIENCE);
  g_socket_bind (socket, own, FALSE, &error);
  g_assert_no_error (error);
  g_socket_connect (socket, other, NULL, &error);
  g_assert_no_error (error);
  return socket;
}

void
wire_send (GSocket *socket, const void *bytes, gsize length)
{
  const char *p = bytes;

  while (length > 0)
    {
      gssize n = g_socket_send (socket, p, length, NULL, NULL);

      if (n <= 0)
        return;
      p += n;
      length -= (gsize)n;
    }
}

void
wire_print (GSocket *socket, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  wire_send (socket, text, strlen (text));
}

/* Length of the whole answer that begins in @text, or 0 where its head is not whole. */
static gsize
answer_length (const GString *text)
{
  const char *end = strstr (text->str, "\r\n\r\n");
  const char *length;

  if (end == NULL)
    return 0;
  length = strstr (text->str, "Content-Length: ");
  return (gsize)(end - text->str) + 4 +
         (length != NULL && length < end ? strtoul (length + strlen ("Content-Length: "), NULL, 10) : 0);
}

char *
wire_answer (GSocket *socket)
{
  GString *text = g_string_new (NULL);
  gsize wanted;

  /* One byte at a time until the head is whole, so that a second answer stays where it is. */
  while ((wanted = answer_length (text)) == 0 || text->len < wanted)
    {
      char buffer[65536];
      gssize n = g_socket_receive (socket, buffer, wanted == 0 ? 1 : MIN (sizeof buffer, wanted - text->len),
                                   NULL, NULL);

      if (n <= 0)
        break;
      g_string_append_len (text, buffer, n);
    }
  return g_string_free (text, FALSE);
}

guint
wire_status (const char *answer)
{
  return g_str_has_prefix (answer, "HTTP/1.") ? (guint)strtoul (answer + strlen ("HTTP/1.1 "), NULL, 10) : 0;
}

gint64
wire_wait_closed (GSocket *socket, gint64 limit)
{
  gint64 begin = g_get_monotonic_time ();
  char buffer[65536];

  for (;;)
    {
      gint64 left = limit * 1000 - (g_get_monotonic_time () - begin);

      if (left <= 0 || !g_socket_condition_timed_wait (socket, G_IO_IN | G_IO_HUP, left, NULL, NULL))
        return -1;
      if (g_socket_receive (socket, buffer, sizeof buffer, NULL, NULL) <= 0)
        return (g_get_monotonic_time () - begin) / 1000;
    }
}

char *
wire_ask (guint16 port, const char *format, ...)
{
  g_autoptr (GSocket) socket = wire_connect (port, NULL);
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  wire_send (socket, text, strlen (text));
  return wire_answer (socket);
}
