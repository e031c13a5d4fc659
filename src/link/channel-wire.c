/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

/* What the types of channels share when they write requests and read replies, and which does which. */

#include "channel-private.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"

/* No service asks for more patience than this; one that does is asked again meanwhile. */
#define LONGEST_WAIT (6 * ANLAN_HOUR)

/* Of what a service says, so much is repeated in a sentence. */
#define SAID_BYTES 200

void
anlan_request_free (AnlanRequest *request)
{
  if (request == NULL)
    return;

  g_free (request->method);
  g_free (request->url);
  g_ptr_array_unref (request->headers);
  g_free (request->content_type);
  g_clear_pointer (&request->body, g_bytes_unref);
  g_free (request->from);
  g_strfreev (request->to);
  g_free (request);
}

AnlanRequest *
anlan_request_new (const char *method, const char *url)
{
  AnlanRequest *request = g_new0 (AnlanRequest, 1);

  request->method = g_strdup (method);
  request->url = g_strdup (url);
  request->headers = g_ptr_array_new_with_free_func (g_free);
  return request;
}

AnlanRequest *
anlan_request_json (const char *url, AnlanJson *json)
{
  AnlanRequest *request = anlan_request_new ("POST", url);
  char *text = anlan_json_end (json);

  request->content_type = g_strdup ("application/json; charset=utf-8");
  request->body = g_bytes_new_take (text, strlen (text));
  return request;
}

void
anlan_request_add_header (AnlanRequest *request, const char *name, const char *value)
{
  g_ptr_array_add (request->headers, g_strdup (name));
  g_ptr_array_add (request->headers, g_strdup (value));
}

/* --- text ---------------------------------------------------------------------------------------------------- */

char *
anlan_channel_cut (const char *text, gsize bytes)
{
  gsize length = strlen (text), end;

  if (length <= bytes)
    return g_strdup (text);
  end = bytes - strlen ("…");
  while (end > 0 && ((guchar)text[end] & 0xC0) == 0x80)
    end--;
  return g_strdup_printf ("%.*s…", (int)end, text);
}

/* In markdown a zone's name must not become a link or a heading. The services differ in what they take a backslash for, so
 * signs that have a meaning are replaced by those of full width that look like them. */
static void
append_harmless (GString *out, const char *text)
{
  static const char *const signs = "[]<>*`#_|\\";
  static const char *const wide[] = { "［", "］", "＜", "＞", "＊", "＇", "＃", "＿", "｜", "＼" };

  for (const char *c = text; *c != '\0'; c++)
    {
      const char *sign = strchr (signs, *c);

      if (sign != NULL)
        g_string_append (out, wide[sign - signs]);
      else
        g_string_append_c (out, *c);
    }
}

static void
append_line (GString *out, const char *text, gboolean markdown)
{
  if (text == NULL || *text == '\0')
    return;
  /* In markdown it takes an empty line to begin a new one. */
  if (out->len > 0)
    g_string_append (out, markdown ? "\n\n" : "\n");
  if (markdown)
    append_harmless (out, text);
  else
    g_string_append (out, text);
}

char *
anlan_channel_say (const AnlanMessage *message,
                   const AnlanAttempt *attempt,
                   const char *keyword,
                   gboolean markdown,
                   gsize bytes)
{
  g_autoptr (GString) tail = g_string_new (NULL);
  g_autoptr (GString) body = g_string_new (NULL);
  g_autofree char *cut = NULL;

  if (attempt->again)
    append_line (body, _ ("Sent again, because it is not known whether it arrived:"), markdown);
  append_line (body, message->title, markdown);
  append_line (body, message->text, markdown);
  if (message->link != NULL)
    g_string_append_printf (tail, "\n%s", message->link);
  if (keyword != NULL && strstr (body->str, keyword) == NULL)
    g_string_append_printf (tail, "\n%s", keyword);
  /* What is cut is the text: the address and the word must be whole. */
  if (tail->len > bytes / 2)
    g_string_truncate (tail, 0);
  cut = anlan_channel_cut (body->str, bytes - tail->len);
  return g_strconcat (cut, tail->str, NULL);
}

char **
anlan_channel_list (const char *text)
{
  g_auto (GStrv) parts = g_strsplit_set (text, " ,;\t\r\n", -1);
  g_autoptr (GStrvBuilder) kept = g_strv_builder_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_strv_builder_add (kept, parts[i]);
  return g_strv_builder_end (kept);
}

/* --- replies ------------------------------------------------------------------------------------------------- */

JsonObject *
anlan_channel_read (const char *body, gsize length, JsonNode **node)
{
  *node = body != NULL ? anlan_json_parse (body, (gssize)length, 256 * 1024, NULL) : NULL;
  return *node != NULL && JSON_NODE_HOLDS_OBJECT (*node) ? json_node_get_object (*node) : NULL;
}

void
anlan_verdict_clear (AnlanVerdict *verdict)
{
  g_clear_pointer (&verdict->reason, g_free);
}

void
anlan_verdict_set (AnlanVerdict *verdict, AnlanSent sent, gint64 wait, char *reason)
{
  g_free (verdict->reason);
  *verdict = (AnlanVerdict){ .sent = sent, .wait = CLAMP (wait, 0, LONGEST_WAIT), .reason = reason };
}

/* RFC 9110, 10.2.3. */
static gint64
read_retry_after (const char *text, gint64 now)
{
  g_autoptr (GDateTime) date = NULL;
  guint64 seconds;

  if (text == NULL)
    return 0;
  if (g_ascii_string_to_unsigned (text, 10, 0, LONGEST_WAIT / 1000, &seconds, NULL))
    return (gint64)seconds * 1000;
  date = soup_date_time_new_from_http_string (text);
  return date != NULL ? MAX (0, g_date_time_to_unix (date) * 1000 - now) : 0;
}

gboolean
anlan_verdict_status (
    AnlanVerdict *verdict, const AnlanChannel *channel, guint status, const char *retry_after, gint64 now)
{
  gint64 wait = read_retry_after (retry_after, now);

  if (status >= 200 && status < 300)
    return TRUE;
  if (status == 410)
    anlan_verdict_set (
        verdict, ANLAN_SENT_GONE, 0,
        g_strdup (_ ("The receiver says that it wants no more messages (410). Set the channel up "
                     "anew or switch it off.")));
  else if (status == 408 || status == 425 || status == 429 || status >= 500)
    anlan_verdict_set (
        verdict, ANLAN_SENT_LATER, wait,
        g_strdup_printf (_ ("The service is busy or disturbed (%u); it is tried again."), status));
  else if (status == 400 || status == 413 || status == 415 || status == 422)
    anlan_verdict_set (verdict, ANLAN_SENT_REFUSED, 0,
                       g_strdup_printf (_ ("The service does not take this message (%u)."), status));
  else
    anlan_verdict_set (
        verdict, ANLAN_SENT_BROKEN, 0,
        g_strdup_printf (
            _ ("The service does not let the channel in (%u). Look at its address and its token."), status));
  return FALSE;
}

/* --- which does which ---------------------------------------------------------------------------------------- */

AnlanRequest *
anlan_channel_request (const AnlanChannel *channel,
                       const AnlanMessage *message,
                       const AnlanAttempt *attempt,
                       GError **error)
{
  typedef AnlanRequest *(*Make) (const AnlanChannel *, const AnlanMessage *, const AnlanAttempt *, GError **);
  static const Make makes[] = {
    [ANLAN_CHANNEL_DINGTALK] = anlan_dingtalk_request, [ANLAN_CHANNEL_WECOM] = anlan_wecom_request,
    [ANLAN_CHANNEL_FEISHU] = anlan_feishu_request,     [ANLAN_CHANNEL_WEBHOOK] = anlan_webhook_request,
    [ANLAN_CHANNEL_NTFY] = anlan_ntfy_request,         [ANLAN_CHANNEL_GOTIFY] = anlan_gotify_request,
    [ANLAN_CHANNEL_MAIL] = anlan_mail_request,         [ANLAN_CHANNEL_SMS] = anlan_sms_request,
    [ANLAN_CHANNEL_MODEM] = anlan_modem_request,
  };

  g_return_val_if_fail (channel != NULL && message != NULL && attempt != NULL, NULL);

  return makes[channel->type](channel, message, attempt, error);
}

void
anlan_channel_verdict (const AnlanChannel *channel,
                       guint status,
                       const char *retry_after,
                       const char *body,
                       gsize length,
                       gint64 now,
                       AnlanVerdict *verdict)
{
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *said = NULL;

  g_return_if_fail (channel != NULL && verdict != NULL);

  *verdict = (AnlanVerdict){ .sent = ANLAN_SENT_DONE };
  if (channel->type == ANLAN_CHANNEL_MAIL)
    {
      said = body != NULL ? g_utf8_make_valid (body, (gssize)MIN (length, SAID_BYTES)) : g_strdup ("");
      anlan_mail_verdict (status, anlan_text_trim (said), verdict);
    }
  else if (channel->type == ANLAN_CHANNEL_SMS)
    {
      /* Its errors come with statuses of all kinds, and the body says more. */
      anlan_sms_verdict (channel, status, body, length, verdict);
    }
  else if (anlan_verdict_status (verdict, channel, status, retry_after, now) &&
           channel->type <= ANLAN_CHANNEL_FEISHU)
    {
      anlan_chat_verdict (channel, anlan_channel_read (body, length, &node), verdict);
    }
  if (verdict->reason != NULL)
    {
      char *clean = anlan_channel_redact (channel, verdict->reason);

      g_free (verdict->reason);
      verdict->reason = clean;
    }
}
