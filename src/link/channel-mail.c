/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

/* A message as mail: RFC 5322 with its subject in the words of RFC 2047 and its text in base64, which no server on the way
 * has to change. */

#include "channel-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

#define MAIL_BYTES 20000

/* An encoded word may have 75 characters with its frame "=?UTF-8?B?" "?=": 63 of base64, 45 bytes of text. */
#define WORD_BYTES 45

/* The address in "Name <address>", or the whole. NULL where it is none that is safe in an envelope. */
static char *
bare_address (const char *text)
{
  const char *open = strrchr (text, '<'), *close = open != NULL ? strchr (open, '>') : NULL;
  g_autofree char *address = close != NULL ? g_strndup (open + 1, close - open - 1) : g_strdup (text);
  const char *at = strchr (address, '@');

  if (at == NULL || at == address || at[1] == '\0' || strchr (at + 1, '@') != NULL)
    return NULL;
  for (const char *c = address; *c != '\0'; c++)
    if ((guchar)*c <= ' ' || (guchar)*c >= 127 || strchr ("<>,;:\"\\()[]", *c) != NULL)
      return NULL;
  return g_steal_pointer (&address);
}

static void
append_subject (GString *mail, const char *title)
{
  g_autofree char *line = g_strdelimit (g_strdup (title), "\r\n\t", ' ');
  const char *c = line;

  g_string_append (mail, "Subject:");
  while (*c != '\0')
    {
      gsize length = MIN (strlen (c), WORD_BYTES);
      g_autofree char *word = NULL;

      while (length < strlen (c) && ((guchar)c[length] & 0xC0) == 0x80)
        length--;
      word = g_base64_encode ((const guchar *)c, length);
      g_string_append_printf (mail, "%s =?UTF-8?B?%s?=", c == line ? "" : "\r\n", word);
      c += length;
    }
  g_string_append (mail, "\r\n");
}

/* Lines of 76 characters. */
static void
append_base64 (GString *mail, const char *text)
{
  g_autofree char *code = g_base64_encode ((const guchar *)text, strlen (text));

  for (gsize at = 0, length = strlen (code); at < length; at += 76)
    g_string_append_printf (mail, "%.76s\r\n", code + at);
}

static char *
write_mail (const char *from, char **to, const AnlanMessage *message, const AnlanAttempt *attempt)
{
  g_autofree char *said = anlan_channel_say (message, attempt, NULL, FALSE, MAIL_BYTES);
  g_autofree char *list = g_strjoinv (",\r\n ", to);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (attempt->now / 1000);
  /* Mail names days and months in English, whatever the language of the program. */
  static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  GString *mail = g_string_new (NULL);

  g_string_append_printf (mail, "From: %s\r\nTo: %s\r\n", from, list);
  append_subject (mail, message->title);
  g_string_append_printf (
      mail, "Date: %s, %02d %s %04d %02d:%02d:%02d +0000\r\n", days[g_date_time_get_day_of_week (now) - 1],
      g_date_time_get_day_of_month (now), months[g_date_time_get_month (now) - 1], g_date_time_get_year (now),
      g_date_time_get_hour (now), g_date_time_get_minute (now), g_date_time_get_second (now));
  g_string_append_printf (mail, "Message-ID: <%s@%s>\r\n", attempt->id, strchr (from, '@') + 1);
  if (anlan_message_is_urgent (message) || message->severity >= ANLAN_SEVERITY_HIGH)
    g_string_append (mail, "X-Priority: 1\r\nImportance: high\r\n");
  g_string_append (mail,
                   "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
                   "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n");
  append_base64 (mail, said);
  return g_string_free (mail, FALSE);
}

static gboolean
set_bad_address (const char *name, GError **error)
{
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
               _ ("“%s” must have mail addresses such as safety@example.org, with commas between them."),
               name);
  return FALSE;
}

static char **
read_receivers (const AnlanChannel *channel, GError **error)
{
  g_auto (GStrv) parts = g_strsplit_set (anlan_channel_get (channel, "to"), ",;\r\n", -1);
  g_autoptr (GStrvBuilder) to = g_strv_builder_new ();
  guint n = 0;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *address = NULL;

      if (*g_strstrip (parts[i]) == '\0')
        continue;
      address = bare_address (parts[i]);
      if (address == NULL)
        {
          set_bad_address ("to", error);
          return NULL;
        }
      g_strv_builder_add (to, address);
      n++;
    }
  if (n > 0)
    return g_strv_builder_end (to);
  set_bad_address ("to", error);
  return NULL;
}

AnlanRequest *
anlan_mail_request (const AnlanChannel *channel,
                    const AnlanMessage *message,
                    const AnlanAttempt *attempt,
                    GError **error)
{
  g_autoptr (AnlanRequest) request = anlan_request_new ("MAIL", anlan_channel_get (channel, "address"));
  char *mail;

  request->from = bare_address (anlan_channel_get (channel, "from"));
  if (request->from == NULL)
    {
      set_bad_address ("from", error);
      return NULL;
    }
  request->to = read_receivers (channel, error);
  if (request->to == NULL)
    return NULL;
  mail = write_mail (request->from, request->to, message, attempt);
  request->body = g_bytes_new_take (mail, strlen (mail));
  return g_steal_pointer (&request);
}

/* RFC 5321, 4.2.1: 4yz may be tried again, 5yz not. 535 and 530 are about the sign-in (RFC 4954), 550 to 553 about the
 * addresses: those of this channel are its settings. */
void
anlan_mail_verdict (guint status, const char *said, AnlanVerdict *verdict)
{
  if (status >= 200 && status < 300)
    return;
  if (status >= 500 && (status == 552 || status == 554))
    anlan_verdict_set (
        verdict, ANLAN_SENT_REFUSED, 0,
        g_strdup_printf (_ ("The mail server does not take this message (%u %s)."), status, said));
  else if (status >= 500)
    anlan_verdict_set (
        verdict, ANLAN_SENT_BROKEN, 0,
        g_strdup_printf (_ ("The mail server refuses (%u %s). Look at the channel’s user name, "
                            "password and addresses."),
                         status, said));
  else
    anlan_verdict_set (
        verdict, ANLAN_SENT_LATER, 0,
        g_strdup_printf (_ ("The mail server is busy (%u %s); it is tried again."), status, said));
}
