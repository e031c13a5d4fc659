/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

/* The robots of DingTalk, WeCom and Feishu: one address each, that is itself the key to the group. */

#include "channel-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/time.h"

/* What the services take, in bytes of UTF-8: DingTalk 20,000 for the whole body, WeCom 2,048 of text and 4,096 of markdown,
 * Feishu 20 KB for the whole body. JSON's escapes may make of one byte six, hence the distance. */
#define DINGTALK_BYTES 3000
#define WECOM_TEXT_BYTES 2048
#define WECOM_MARKDOWN_BYTES 4096
#define FEISHU_BYTES 3000

/* A robot of DingTalk that was too fast is blocked for ten minutes. */
#define DINGTALK_BLOCKED (10 * ANLAN_MINUTE)

/* --- signatures ---------------------------------------------------------------------------------------------- */

static char *
sign (const char *key, const char *text)
{
  guint8 digest[32];
  gsize length = sizeof digest;
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, (const guchar *)key, strlen (key));

  g_hmac_update (hmac, (const guchar *)text, (gssize)strlen (text));
  g_hmac_get_digest (hmac, digest, &length);
  return g_base64_encode (digest, length);
}

char *
anlan_sign_dingtalk (gint64 ms, const char *secret)
{
  g_autofree char *text = NULL, *code = NULL;

  g_return_val_if_fail (secret != NULL, NULL);

  text = g_strdup_printf ("%" G_GINT64_FORMAT "\n%s", ms, secret);
  code = sign (secret, text);
  return g_uri_escape_string (code, NULL, FALSE);
}

char *
anlan_sign_feishu (gint64 seconds, const char *secret)
{
  g_autofree char *key = NULL;

  g_return_val_if_fail (secret != NULL, NULL);

  key = g_strdup_printf ("%" G_GINT64_FORMAT "\n%s", seconds, secret);
  return sign (key, "");
}

/* --- requests ------------------------------------------------------------------------------------------------ */

static void
write_phones (AnlanJson *json, const AnlanChannel *channel, const char *name)
{
  const char *text = anlan_channel_get (channel, "phones");
  g_auto (GStrv) phones = text != NULL ? anlan_channel_list (text) : NULL;

  if (phones == NULL || phones[0] == NULL)
    return;
  anlan_json_name (json, name);
  anlan_json_open (json, '[');
  for (guint i = 0; phones[i] != NULL; i++)
    anlan_json_text (json, phones[i]);
  anlan_json_close (json, ']');
}

static void
write_member (AnlanJson *json, const char *name, const char *text)
{
  anlan_json_name (json, name);
  anlan_json_text (json, text);
}

/* The address with timestamp and signature behind what it has. */
static char *
dingtalk_address (const AnlanChannel *channel, const AnlanAttempt *attempt)
{
  const char *address = anlan_channel_get (channel, "address");
  const char *secret = anlan_channel_get (channel, "secret");
  g_autofree char *code = NULL;

  if (secret == NULL)
    return g_strdup (address);
  code = anlan_sign_dingtalk (attempt->now, secret);
  return g_strdup_printf ("%s%ctimestamp=%" G_GINT64_FORMAT "&sign=%s", address,
                          strchr (address, '?') != NULL ? '&' : '?', attempt->now, code);
}

AnlanRequest *
anlan_dingtalk_request (const AnlanChannel *channel,
                        const AnlanMessage *message,
                        const AnlanAttempt *attempt,
                        GError **error)
{
  gboolean markdown = message->count > 0;
  g_autofree char *said =
      anlan_channel_say (message, attempt, anlan_channel_get (channel, "keyword"), markdown, DINGTALK_BYTES);
  g_autofree char *address = dingtalk_address (channel, attempt);
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  write_member (&json, "msgtype", markdown ? "markdown" : "text");
  anlan_json_name (&json, markdown ? "markdown" : "text");
  anlan_json_open (&json, '{');
  if (markdown)
    write_member (&json, "title", message->title);
  write_member (&json, markdown ? "text" : "content", said);
  anlan_json_close (&json, '}');
  anlan_json_name (&json, "at");
  anlan_json_open (&json, '{');
  write_phones (&json, channel, "atMobiles");
  anlan_json_name (&json, "isAtAll");
  anlan_json_boolean (&json, FALSE);
  anlan_json_close (&json, '}');
  anlan_json_close (&json, '}');
  return anlan_request_json (address, &json);
}

AnlanRequest *
anlan_wecom_request (const AnlanChannel *channel,
                     const AnlanMessage *message,
                     const AnlanAttempt *attempt,
                     GError **error)
{
  gboolean markdown = message->count > 0;
  g_autofree char *said = anlan_channel_say (message, attempt, NULL, markdown,
                                             markdown ? WECOM_MARKDOWN_BYTES : WECOM_TEXT_BYTES);
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  write_member (&json, "msgtype", markdown ? "markdown" : "text");
  anlan_json_name (&json, markdown ? "markdown" : "text");
  anlan_json_open (&json, '{');
  write_member (&json, "content", said);
  /* Its markdown mentions nobody by telephone number. */
  if (!markdown)
    write_phones (&json, channel, "mentioned_mobile_list");
  anlan_json_close (&json, '}');
  anlan_json_close (&json, '}');
  return anlan_request_json (anlan_channel_get (channel, "address"), &json);
}

AnlanRequest *
anlan_feishu_request (const AnlanChannel *channel,
                      const AnlanMessage *message,
                      const AnlanAttempt *attempt,
                      GError **error)
{
  g_autofree char *said =
      anlan_channel_say (message, attempt, anlan_channel_get (channel, "keyword"), FALSE, FEISHU_BYTES);
  const char *secret = anlan_channel_get (channel, "secret");
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  if (secret != NULL)
    {
      g_autofree char *time = g_strdup_printf ("%" G_GINT64_FORMAT, attempt->now / 1000);
      g_autofree char *code = anlan_sign_feishu (attempt->now / 1000, secret);

      write_member (&json, "timestamp", time);
      write_member (&json, "sign", code);
    }
  write_member (&json, "msg_type", "text");
  anlan_json_name (&json, "content");
  anlan_json_open (&json, '{');
  write_member (&json, "text", said);
  anlan_json_close (&json, '}');
  anlan_json_close (&json, '}');
  return anlan_request_json (anlan_channel_get (channel, "address"), &json);
}

/* --- replies ------------------------------------------------------------------------------------------------- */

/* The codes of the facts' table. A code that is not here is a temporary one: an alarm is rather tried again. */
static const struct
{
  AnlanChannelType type;
  gint64 code;
  AnlanSent sent;
  gint64 wait;
  const char *reason;
} codes[] = {
  { ANLAN_CHANNEL_DINGTALK, 130101, ANLAN_SENT_LATER, DINGTALK_BLOCKED,
    N_ ("The robot was too fast and is blocked for ten minutes.") },
  { ANLAN_CHANNEL_DINGTALK, 310000, ANLAN_SENT_BROKEN, 0,
    N_ ("The robot’s keyword, signature or list of addresses does not fit. Look at its security settings and "
        "at the "
        "clock of this computer.") },
  { ANLAN_CHANNEL_DINGTALK, 300001, ANLAN_SENT_BROKEN, 0,
    N_ ("The robot does not know this address. Copy it anew from the group.") },
  { ANLAN_CHANNEL_WECOM, 45009, ANLAN_SENT_LATER, ANLAN_MINUTE, N_ ("The robot was too fast.") },
  { ANLAN_CHANNEL_WECOM, 93000, ANLAN_SENT_BROKEN, 0,
    N_ ("The robot does not know this address. Copy it anew from the group.") },
  { ANLAN_CHANNEL_FEISHU, 11232, ANLAN_SENT_LATER, ANLAN_MINUTE, N_ ("The robot was too fast.") },
  { ANLAN_CHANNEL_FEISHU, 9499, ANLAN_SENT_REFUSED, 0, N_ ("The robot does not take this message.") },
  { ANLAN_CHANNEL_FEISHU, 19001, ANLAN_SENT_BROKEN, 0,
    N_ ("The robot does not know this address. Copy it anew from the group.") },
  { ANLAN_CHANNEL_FEISHU, 19021, ANLAN_SENT_BROKEN, 0,
    N_ ("The robot’s signature does not fit. Look at its secret and at the clock of this computer.") },
  { ANLAN_CHANNEL_FEISHU, 19022, ANLAN_SENT_BROKEN, 0,
    N_ ("The robot does not take messages from this network. Look at its list of addresses.") },
  { ANLAN_CHANNEL_FEISHU, 19024, ANLAN_SENT_BROKEN, 0,
    N_ ("The robot asks for a keyword. Set it in the channel.") },
};

static gboolean
read_code (JsonObject *object, const char *name, gint64 *code)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  *code = json_node_get_int (node);
  return TRUE;
}

static const char *
read_said (JsonObject *object)
{
  static const char *const names[] = { "errmsg", "msg", "StatusMessage" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      JsonNode *node = json_object_get_member (object, names[i]);

      if (node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_string (node) != NULL)
        return json_node_get_string (node);
    }
  return "";
}

void
anlan_chat_verdict (const AnlanChannel *channel, JsonObject *object, AnlanVerdict *verdict)
{
  g_autofree char *said = NULL, *number = NULL;
  gint64 code;

  if (object == NULL || !(channel->type == ANLAN_CHANNEL_FEISHU
                              ? read_code (object, "code", &code) || read_code (object, "StatusCode", &code)
                              : read_code (object, "errcode", &code)))
    {
      /* A gateway that wants a sign-in answers 200 with a page of its own. */
      anlan_verdict_set (
          verdict, ANLAN_SENT_LATER, 0,
          g_strdup (_ ("Something else than the service has answered. It is tried again; look at "
                       "the network of this computer.")));
      return;
    }
  if (code == 0)
    return;
  number = g_strdup_printf ("%" G_GINT64_FORMAT, code);
  said = anlan_channel_cut (read_said (object), 200);
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (codes[i].type == channel->type && codes[i].code == code)
      {
        anlan_verdict_set (verdict, codes[i].sent, codes[i].wait,
                           g_strdup_printf ("%s (%s %s)", _ (codes[i].reason), number, said));
        return;
      }
  anlan_verdict_set (
      verdict, ANLAN_SENT_LATER, 0,
      g_strdup_printf (_ ("The robot did not take the message (%s %s); it is tried again."), number, said));
}
