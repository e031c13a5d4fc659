/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

/* Short messages by a gateway: Alibaba Cloud's signed calls, or any service that takes a text in a POST and says in a
 * member of its JSON how it went. */

#include "channel-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "base/time.h"

/* Operators take up to 500 characters and count each 67; the first three parts say what matters. */
#define SMS_BYTES 500

/* A variable of a template takes 35 characters. */
#define VARIABLE_BYTES 105

#define ALIYUN_ADDRESS "https://dysmsapi.aliyuncs.com/"

static gboolean
is_aliyun (const AnlanChannel *channel)
{
  return g_strcmp0 (anlan_channel_get (channel, "profile"), "aliyun") == 0;
}

/* Of each setting in @names. */
static gboolean
check_set (const AnlanChannel *channel, const char *const *names, GError **error)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (anlan_channel_get (channel, names[i]) == NULL)
      {
        g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("“%s” is not set."), names[i]);
        return FALSE;
      }
  return TRUE;
}

/* --- Alibaba Cloud: call SendSms, signature version 1.0 ------------------------------------------------------- */

char *
anlan_sign_aliyun (const char *method, const char *query, const char *secret)
{
  g_autofree char *escaped = NULL, *text = NULL, *key = NULL;
  guint8 digest[20];
  gsize length = sizeof digest;
  g_autoptr (GHmac) hmac = NULL;

  g_return_val_if_fail (method != NULL && query != NULL && secret != NULL, NULL);

  escaped = g_uri_escape_string (query, NULL, FALSE);
  text = g_strdup_printf ("%s&%%2F&%s", method, escaped);
  key = g_strconcat (secret, "&", NULL);
  hmac = g_hmac_new (G_CHECKSUM_SHA1, (const guchar *)key, strlen (key));
  g_hmac_update (hmac, (const guchar *)text, (gssize)strlen (text));
  g_hmac_get_digest (hmac, digest, &length);
  return g_base64_encode (digest, length);
}

static void
append_parameter (GString *query, const char *name, const char *value)
{
  g_autofree char *escaped = g_uri_escape_string (value, NULL, FALSE);

  g_string_append_printf (query, "%s%s=%s", query->len > 0 ? "&" : "", name, escaped);
}

/* The text as the one variable that the operator has approved a template with. */
static char *
template_values (const AnlanChannel *channel, const AnlanMessage *message)
{
  const char *variable = anlan_channel_get (channel, "variable");
  g_autofree char *text = anlan_channel_cut (message->title, VARIABLE_BYTES);
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, variable != NULL ? variable : "text");
  anlan_json_text (&json, text);
  anlan_json_close (&json, '}');
  return anlan_json_end (&json);
}

static AnlanRequest *
aliyun_request (const AnlanChannel *channel,
                const AnlanMessage *message,
                const AnlanAttempt *attempt,
                GError **error)
{
  static const char *const needed[] = { "key", "secret", "sign", "template", NULL };
  g_autoptr (GString) query = g_string_new (NULL);
  g_autofree char *values = template_values (channel, message), *at = anlan_time_format (attempt->now);
  g_autofree char *phones = NULL, *code = NULL;
  const char *address = anlan_channel_get (channel, "address");
  g_auto (GStrv) list = NULL;
  AnlanRequest *request;

  if (!check_set (channel, needed, error))
    return NULL;
  list = anlan_channel_list (anlan_channel_get (channel, "phones"));
  phones = g_strjoinv (",", list);
  /* In the order of their names, which is the order that is signed. */
  append_parameter (query, "AccessKeyId", anlan_channel_get (channel, "key"));
  append_parameter (query, "Action", "SendSms");
  append_parameter (query, "Format", "JSON");
  append_parameter (query, "OutId", attempt->id);
  append_parameter (query, "PhoneNumbers", phones);
  append_parameter (query, "RegionId", "cn-hangzhou");
  append_parameter (query, "SignName", anlan_channel_get (channel, "sign"));
  append_parameter (query, "SignatureMethod", "HMAC-SHA1");
  append_parameter (query, "SignatureNonce", attempt->nonce);
  append_parameter (query, "SignatureVersion", "1.0");
  append_parameter (query, "TemplateCode", anlan_channel_get (channel, "template"));
  append_parameter (query, "TemplateParam", values);
  append_parameter (query, "Timestamp", at);
  append_parameter (query, "Version", "2017-05-25");
  code = anlan_sign_aliyun ("POST", query->str, anlan_channel_get (channel, "secret"));
  append_parameter (query, "Signature", code);
  request = anlan_request_new ("POST", address != NULL ? address : ALIYUN_ADDRESS);
  request->content_type = g_strdup ("application/x-www-form-urlencoded");
  request->body = g_bytes_new (query->str, query->len);
  return request;
}

/* What the call answers; codes that begin with @code. */
static const struct
{
  const char *code;
  AnlanSent sent;
  gint64 wait;
} aliyun_codes[] = {
  { "isv.BUSINESS_LIMIT_CONTROL", ANLAN_SENT_LATER, ANLAN_MINUTE },
  { "isv.DAY_LIMIT_CONTROL", ANLAN_SENT_LATER, ANLAN_HOUR },
  { "isv.MOBILE_NUMBER_ILLEGAL", ANLAN_SENT_BROKEN, 0 },
  { "isv.MOBILE_COUNT_OVER_LIMIT", ANLAN_SENT_BROKEN, 0 },
  { "isv.INVALID_JSON_PARAM", ANLAN_SENT_REFUSED, 0 },
  { "isv.PARAM_LENGTH_LIMIT", ANLAN_SENT_REFUSED, 0 },
  { "isv.BLACK_KEY_CONTROL_LIMIT", ANLAN_SENT_REFUSED, 0 },
  { "isv.", ANLAN_SENT_BROKEN, 0 },
  { "isp.", ANLAN_SENT_LATER, 0 },
  { "Throttling", ANLAN_SENT_LATER, ANLAN_MINUTE },
  { "ServiceUnavailable", ANLAN_SENT_LATER, 0 },
  { "InternalError", ANLAN_SENT_LATER, 0 },
  { "InvalidAccessKeyId", ANLAN_SENT_BROKEN, 0 },
  { "InvalidTimeStamp", ANLAN_SENT_BROKEN, 0 },
  { "SignatureDoesNotMatch", ANLAN_SENT_BROKEN, 0 },
  { "Forbidden", ANLAN_SENT_BROKEN, 0 },
};

static char *
say_code (AnlanSent sent, const char *code)
{
  g_autofree char *cut = anlan_channel_cut (code, 120);

  switch (sent)
    {
    case ANLAN_SENT_REFUSED:
      return g_strdup_printf (_ ("The gateway does not take this message (%s)."), cut);
    case ANLAN_SENT_BROKEN:
    case ANLAN_SENT_GONE:
      return g_strdup_printf (
          _ ("The gateway does not take messages of this channel (%s). Look at its access key, "
             "signature, template and balance."),
          cut);
    case ANLAN_SENT_DONE:
    case ANLAN_SENT_LATER:
    case ANLAN_SENT_UNSURE:
    default:
      return g_strdup_printf (_ ("The gateway is busy or disturbed (%s); it is tried again."), cut);
    }
}

static void
aliyun_verdict (const char *code, AnlanVerdict *verdict)
{
  AnlanSent sent = ANLAN_SENT_LATER;
  gint64 wait = 0;

  if (strcmp (code, "OK") == 0)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (aliyun_codes); i++)
    if (g_str_has_prefix (code, aliyun_codes[i].code))
      {
        sent = aliyun_codes[i].sent;
        wait = aliyun_codes[i].wait;
        break;
      }
  anlan_verdict_set (verdict, sent, wait, say_code (sent, code));
}

/* --- any gateway --------------------------------------------------------------------------------------------- */

/* A value at a place of @kind: in JSON with its escapes, in a form percent-encoded. */
static char *
fill_in (const char *kind, const char *value)
{
  GString *quoted;

  if (strstr (kind, "json") == NULL)
    return g_uri_escape_string (value, NULL, FALSE);
  quoted = g_string_new (NULL);
  anlan_json_append_string (quoted, value);
  g_string_truncate (quoted, quoted->len - 1);
  g_string_erase (quoted, 0, 1);
  return g_string_free (quoted, FALSE);
}

/* One pass, so that what stands in a text is never taken for a place. */
static char *
fill_template (const char *template, const char *kind, const char *const *values)
{
  GString *out = g_string_new (NULL);
  const char *c = template;

  while (*c != '\0')
    {
      guint i;

      for (i = 0; values[i] != NULL; i += 2)
        if (g_str_has_prefix (c, values[i]))
          break;
      if (values[i] != NULL)
        {
          g_autofree char *filled = fill_in (kind, values[i + 1]);

          g_string_append (out, filled);
          c += strlen (values[i]);
        }
      else
        g_string_append_c (out, *c++);
    }
  return g_string_free (out, FALSE);
}

static const char *
or_nothing (const char *text)
{
  return text != NULL ? text : "";
}

static AnlanRequest *
template_request (const AnlanChannel *channel,
                  const AnlanMessage *message,
                  const AnlanAttempt *attempt,
                  GError **error)
{
  static const char *const needed[] = { "address", "body", NULL };
  g_autofree char *text = anlan_channel_say (message, attempt, NULL, FALSE, SMS_BYTES);
  g_auto (GStrv) list = anlan_channel_list (anlan_channel_get (channel, "phones"));
  g_autofree char *phones = g_strjoinv (",", list);
  const char *values[] = { "{phones}", phones,
                           "{text}",   text,
                           "{key}",    or_nothing (anlan_channel_get (channel, "key")),
                           "{secret}", or_nothing (anlan_channel_get (channel, "secret")),
                           NULL };
  const char *kind = anlan_channel_get (channel, "content-type");
  AnlanRequest *request;
  char *body;

  if (!check_set (channel, needed, error))
    return NULL;
  if (kind == NULL)
    kind = "application/x-www-form-urlencoded";
  body = fill_template (anlan_channel_get (channel, "body"), kind, values);
  request = anlan_request_new ("POST", anlan_channel_get (channel, "address"));
  request->content_type = g_strdup (kind);
  request->body = g_bytes_new_take (body, strlen (body));
  return request;
}

AnlanRequest *
anlan_sms_request (const AnlanChannel *channel,
                   const AnlanMessage *message,
                   const AnlanAttempt *attempt,
                   GError **error)
{
  const char *profile = anlan_channel_get (channel, "profile");

  if (is_aliyun (channel))
    return aliyun_request (channel, message, attempt, error);
  if (strcmp (profile, "template") == 0)
    return template_request (channel, message, attempt, error);
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
               _ ("“profile” says “%s”. It may say “aliyun” or “template”."), profile);
  return NULL;
}

/* The member as text, whatever its type; NULL where it is not there. */
static char *
read_member (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? "true" : "false");
  return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
}

static void
template_verdict (const AnlanChannel *channel, const char *value, AnlanVerdict *verdict)
{
  const char *good = anlan_channel_get (channel, "good-value");
  const char *busy = anlan_channel_get (channel, "busy-values");
  g_auto (GStrv) waits = anlan_channel_list (or_nothing (busy));

  if (g_strcmp0 (value, good) == 0)
    return;
  if (g_strv_contains ((const char *const *)waits, value))
    anlan_verdict_set (verdict, ANLAN_SENT_LATER, ANLAN_MINUTE, say_code (ANLAN_SENT_LATER, value));
  else
    anlan_verdict_set (verdict, ANLAN_SENT_BROKEN, 0, say_code (ANLAN_SENT_BROKEN, value));
}

void
anlan_sms_verdict (
    const AnlanChannel *channel, guint status, const char *body, gsize length, AnlanVerdict *verdict)
{
  const char *name = is_aliyun (channel) ? "Code" : anlan_channel_get (channel, "good-name");
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object = anlan_channel_read (body, length, &node);
  g_autofree char *value = name != NULL ? read_member (object, name) : NULL;

  if (value != NULL && is_aliyun (channel))
    aliyun_verdict (value, verdict);
  else if (value != NULL)
    template_verdict (channel, value, verdict);
  else if (anlan_verdict_status (verdict, channel, status, NULL, 0) && name != NULL)
    anlan_verdict_set (
        verdict, ANLAN_SENT_LATER, 0,
        g_strdup (_ ("Something else than the service has answered. It is tried again; look at "
                     "the network of this computer.")));
}
