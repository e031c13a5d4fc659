/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "link/channel.h"

#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "base/time.h"

#define NOW G_GINT64_CONSTANT (1700000000000) /* 2023-11-14T22:13:20Z */

static const AnlanAttempt attempt = { .now = NOW,
                                      .id = "m-17",
                                      .nonce = "45e25e9b-0a6f-4070-8c85-2956eda1b466" };

static AnlanChannel *
try_channel (const char *settings, GError **error)
{
  g_autoptr (GError) bad = NULL;
  g_autoptr (JsonNode) node = anlan_json_parse (settings, -1, 65536, &bad);

  g_assert_no_error (bad);
  return anlan_channel_new ("ch-1", json_node_get_object (node), error);
}

static AnlanChannel *
make_channel (const char *settings)
{
  g_autoptr (GError) error = NULL;
  AnlanChannel *channel = try_channel (settings, &error);

  g_assert_no_error (error);
  return channel;
}

static AnlanMessage *
make_message (const char *title, const char *text)
{
  return anlan_message_new ("alarm/1/raised", title, text, ANLAN_SEVERITY_HIGH, NOW);
}

static AnlanRequest *
make_request (const char *settings, const AnlanMessage *message)
{
  g_autoptr (AnlanChannel) channel = make_channel (settings);
  g_autoptr (GError) error = NULL;
  AnlanRequest *request = anlan_channel_request (channel, message, &attempt, &error);

  g_assert_no_error (error);
  return request;
}

static char *
body_of (const AnlanRequest *request)
{
  gsize length;
  const char *bytes = g_bytes_get_data (request->body, &length);

  return g_strndup (bytes, length);
}

/* --- signatures: the vectors of the facts of the field, byte for byte ----------------------------------------- */

static void
test_signatures (void)
{
  g_autofree char *dingtalk = anlan_sign_dingtalk (NOW, "SEC000abc");
  g_autofree char *feishu = anlan_sign_feishu (NOW / 1000, "SEC000abc");
  g_autofree char *webhook =
      anlan_sign_webhook ("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}", 20,
                          "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  g_autofree char *bare =
      anlan_sign_webhook ("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}", 20,
                          "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  /* The worked example of Alibaba Cloud's description of SendSms (GET, testId, testSecret). */
  g_autofree char *aliyun = anlan_sign_aliyun (
      "GET",
      "AccessKeyId=testId&Action=SendSms&Format=XML&OutId=123&PhoneNumbers=15300000001&RegionId=cn-hangzhou&"
      "SignName=%E9%98%BF%E9%87%8C%E4%BA%91%E7%9F%AD%E4%BF%A1%E6%B5%8B%E8%AF%95%E4%B8%93%E7%94%A8&"
      "SignatureMethod=HMAC-SHA1&SignatureNonce=45e25e9b-0a6f-4070-8c85-2956eda1b466&SignatureVersion=1.0&"
      "TemplateCode=SMS_71390007&TemplateParam=%7B%22customer%22%3A%22test%22%7D&"
      "Timestamp=2017-07-12T02%3A42%3A19Z&Version=2017-05-25",
      "testSecret");

  g_assert_cmpstr (dingtalk, ==, "xdv1Fa0nmxuOUFuRdlc2rjtKjqAjZzyHqI2Kzexl99I%3D");
  g_assert_cmpstr (feishu, ==, "Q+5Zt67ZOLdqoufZcNu1IX3rYrD7t2FkUeocY8t3KSs=");
  g_assert_cmpstr (webhook, ==, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  g_assert_cmpstr (bare, ==, webhook);
  g_assert_cmpstr (aliyun, ==, "zJDF+Lrzhj/ThnlvIToysFRq6t4=");
}

/* --- requests ------------------------------------------------------------------------------------------------ */

static void
test_requests (void)
{
  static const struct
  {
    const char *settings;
    const char *url;
    const char *body;
    const char *headers; /* name=value, a line each */
  } cases[] = {
    { "{\"type\":\"dingtalk\",\"address\":\"https://oapi.dingtalk.com/robot/send?access_token=T\","
      "\"secret\":\"SEC000abc\",\"phones\":\"13800000001, 13800000002\"}",
      "https://oapi.dingtalk.com/robot/send?access_token=T&timestamp=1700000000000&sign="
      "xdv1Fa0nmxuOUFuRdlc2rjtKjqAjZzyHqI2Kzexl99I%3D",
      "{\"msgtype\":\"text\",\"text\":{\"content\":\"甲烷 12 %LEL\\n罐区\"},\"at\":{\"atMobiles\":"
      "[\"13800000001\",\"13800000002\"],\"isAtAll\":false}}",
      "" },
    { "{\"type\":\"dingtalk\",\"address\":\"https://oapi.dingtalk.com/robot/send?access_token=T\","
      "\"keyword\":\"安澜\"}",
      "https://oapi.dingtalk.com/robot/send?access_token=T",
      "{\"msgtype\":\"text\",\"text\":{\"content\":\"甲烷 12 "
      "%LEL\\n罐区\\n安澜\"},\"at\":{\"isAtAll\":false}}",
      "" },
    { "{\"type\":\"wecom\",\"address\":\"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=K\","
      "\"phones\":\"13800000001\"}",
      "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=K",
      "{\"msgtype\":\"text\",\"text\":{\"content\":\"甲烷 12 %LEL\\n罐区\",\"mentioned_mobile_list\":"
      "[\"13800000001\"]}}",
      "" },
    { "{\"type\":\"feishu\",\"address\":\"https://open.feishu.cn/open-apis/bot/v2/hook/T\",\"secret\":"
      "\"SEC000abc\"}",
      "https://open.feishu.cn/open-apis/bot/v2/hook/T",
      "{\"timestamp\":\"1700000000\",\"sign\":\"Q+5Zt67ZOLdqoufZcNu1IX3rYrD7t2FkUeocY8t3KSs=\","
      "\"msg_type\":\"text\",\"content\":{\"text\":\"甲烷 12 %LEL\\n罐区\"}}",
      "" },
    { "{\"type\":\"ntfy\",\"address\":\"https://ntfy.example.org\",\"topic\":\"plant\",\"token\":\"tk_1\"}",
      "https://ntfy.example.org",
      "{\"topic\":\"plant\",\"title\":\"甲烷 12 %LEL\",\"message\":\"甲烷 12 %LEL\\n罐区\",\"priority\":4,"
      "\"tags\":[\"rotating_light\"]}",
      "Authorization=Bearer tk_1" },
    { "{\"type\":\"gotify\",\"address\":\"https://gotify.example.org/\",\"token\":\"A1\"}",
      "https://gotify.example.org/message",
      "{\"title\":\"甲烷 12 %LEL\",\"message\":\"甲烷 12 %LEL\\n罐区\",\"priority\":8}", "X-Gotify-Key=A1" },
    { "{\"type\":\"sms\",\"profile\":\"template\",\"address\":\"https://sms.example.org/send\",\"phones\":"
      "\"13800000001;13800000002\",\"content-type\":\"application/json\",\"key\":\"k\\\"1\",\"body\":"
      "\"{\\\"to\\\":\\\"{phones}\\\",\\\"key\\\":\\\"{key}\\\",\\\"text\\\":\\\"{text}\\\"}\"}",
      "https://sms.example.org/send",
      "{\"to\":\"13800000001,13800000002\",\"key\":\"k\\\"1\",\"text\":\"甲烷 12 %LEL\\n罐区\"}", "" },
    { "{\"type\":\"sms\",\"profile\":\"template\",\"address\":\"https://sms.example.org/send\",\"phones\":"
      "\"13800000001\",\"body\":\"to={phones}&text={text}\"}",
      "https://sms.example.org/send",
      "to=13800000001&text=%E7%94%B2%E7%83%B7%2012%20%25LEL%0A%E7%BD%90%E5%8C%BA", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AnlanMessage) message = make_message ("甲烷 12 %LEL", "罐区");
      g_autoptr (AnlanRequest) request = make_request (cases[i].settings, message);
      g_autofree char *body = body_of (request);
      g_autoptr (GString) headers = g_string_new (NULL);

      for (guint h = 0; h < request->headers->len; h += 2)
        g_string_append_printf (headers, "%s%s=%s", h > 0 ? "\n" : "", (char *)request->headers->pdata[h],
                                (char *)request->headers->pdata[h + 1]);
      g_assert_cmpstr (request->url, ==, cases[i].url);
      g_assert_cmpstr (body, ==, cases[i].body);
      g_assert_cmpstr (headers->str, ==, cases[i].headers);
    }
}

/* What is signed is what is sent, with both secrets while one replaces the other. */
static void
test_webhook (void)
{
  g_autoptr (AnlanMessage) message = make_message ("Smoke", NULL);
  g_autoptr (AnlanRequest) request =
      make_request ("{\"type\":\"webhook\",\"address\":\"https://example.org/h\",\"secret\":"
                    "\"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\",\"old-secret\":\"whsec_c2VjcmV0\"}",
                    message);
  g_autofree char *body = body_of (request);
  g_autofree char *one =
      anlan_sign_webhook ("m-17", NOW / 1000, body, strlen (body), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  g_autofree char *other = anlan_sign_webhook ("m-17", NOW / 1000, body, strlen (body), "whsec_c2VjcmV0");
  g_autofree char *both = g_strjoin (" ", one, other, NULL);
  g_autoptr (AnlanChannel) bad =
      make_channel ("{\"type\":\"webhook\",\"address\":\"https://example.org/h\",\"secret\":\"whsec_\"}");
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (request->headers->pdata[0], ==, "webhook-id");
  g_assert_cmpstr (request->headers->pdata[1], ==, "m-17");
  g_assert_cmpstr (request->headers->pdata[3], ==, "1700000000");
  g_assert_cmpstr (request->headers->pdata[5], ==, both);
  g_assert_cmpstr (body, ==,
                   "{\"type\":\"anlan.message\",\"timestamp\":\"2023-11-14T22:13:20Z\",\"data\":{\"key\":"
                   "\"alarm/1/raised\",\"title\":\"Smoke\",\"text\":null,\"link\":null,\"severity\":\"high\","
                   "\"danger\":\"other\",\"certified\":false,\"test\":false,\"again\":false,\"count\":0}}");
  g_assert_null (anlan_channel_request (bad, message, &attempt, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
}

static void
test_aliyun (void)
{
  g_autoptr (AnlanMessage) message = make_message ("罐区甲烷高报", NULL);
  g_autoptr (AnlanRequest) request = make_request (
      "{\"type\":\"sms\",\"profile\":\"aliyun\",\"key\":\"testId\",\"secret\":\"testSecret\","
      "\"sign\":\"安澜\",\"template\":\"SMS_1\",\"variable\":\"what\",\"phones\":\"13800000001\"}",
      message);
  g_autofree char *body = body_of (request);
  const char *mark = strstr (body, "&Signature=");
  g_autofree char *query = g_strndup (body, mark - body);
  g_autofree char *code = anlan_sign_aliyun ("POST", query, "testSecret");
  g_autofree char *sent = g_uri_unescape_string (mark + strlen ("&Signature="), NULL);
  g_auto (GStrv) parts = g_strsplit (query, "&", -1);
  g_autoptr (AnlanChannel) bad = make_channel ("{\"type\":\"sms\",\"profile\":\"aliyun\",\"key\":\"k\","
                                               "\"secret\":\"s\",\"sign\":\"x\",\"phones\":\"13800000001\"}");
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (request->url, ==, "https://dysmsapi.aliyuncs.com/");
  g_assert_cmpstr (sent, ==, code);
  g_assert_nonnull (strstr (body, "TemplateParam=%7B%22what%22%3A%22"));
  /* Signed is the order of the names. */
  for (guint i = 1; parts[i] != NULL; i++)
    g_assert_cmpint (strcmp (parts[i - 1], parts[i]), <, 0);
  g_assert_null (anlan_channel_request (bad, message, &attempt, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_assert_nonnull (strstr (error->message, "template"));
}

/* A text that is too long is cut between characters, and what must stand in it stands. */
static void
test_cut (void)
{
  g_autofree char *text = g_strnfill (9000, 'x');
  g_autoptr (AnlanMessage) message = make_message ("隐患", NULL);
  g_autoptr (GString) long_text = g_string_new (NULL);
  static const struct
  {
    const char *settings;
    gsize most;
  } cases[] = {
    { "{\"type\":\"wecom\",\"address\":\"https://example.org/?key=K\"}", 2048 },
    { "{\"type\":\"ntfy\",\"address\":\"https://example.org/\",\"topic\":\"t\"}", 4096 },
    { "{\"type\":\"dingtalk\",\"address\":\"https://example.org/\",\"keyword\":\"安澜\"}", 20000 },
    { "{\"type\":\"feishu\",\"address\":\"https://example.org/\",\"keyword\":\"安澜\"}", 20480 },
  };
  static const char *const paths[] = { "text.content", "message", "text.content", "content.text" };

  for (guint i = 0; i < 2000; i++)
    g_string_append (long_text, "险");
  message->text = g_strdup (long_text->str);
  message->link = g_strdup ("https://desk.example.org/alarm/1");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AnlanRequest) request = make_request (cases[i].settings, message);
      g_autofree char *body = body_of (request);
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = anlan_json_parse (body, -1, 1 << 20, &error);
      g_auto (GStrv) path = g_strsplit (paths[i], ".", -1);
      JsonObject *object;
      const char *said;

      g_assert_no_error (error);
      object = json_node_get_object (node);
      if (path[1] != NULL)
        object = json_object_get_object_member (object, path[0]);
      said = json_object_get_string_member (object, path[1] != NULL ? path[1] : path[0]);
      g_assert_true (g_utf8_validate (said, -1, NULL));
      g_assert_cmpuint (strlen (said), <=, cases[i].most);
      g_assert_cmpuint (strlen (said), >, 1900);
      g_assert_nonnull (strstr (said, "…"));
      g_assert_nonnull (strstr (said, "https://desk.example.org/alarm/1"));
      if (strstr (cases[i].settings, "keyword") != NULL)
        g_assert_true (g_str_has_suffix (said, "安澜"));
    }
}

/* In a digest, which is markdown, a name cannot become a link. */
static void
test_digest (void)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_message_free);
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (AnlanMessage) digest = NULL;
  g_autoptr (AnlanRequest) request = NULL;
  g_autofree char *body = NULL;
  AnlanMessage *gas;

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *title = g_strdup_printf ("[%u](https://evil.example.org) <b>", i);

      g_ptr_array_add (messages, anlan_message_new ("k", title, NULL, ANLAN_SEVERITY_NOTE, NOW + i));
    }
  gas = anlan_message_new ("g", "甲烷", NULL, ANLAN_SEVERITY_HIGH, NOW - ANLAN_HOUR);
  gas->danger = ANLAN_DANGER_COMBUSTIBLE;
  g_ptr_array_add (messages, gas);

  digest = anlan_message_digest (messages, "digest/1", zone);
  g_assert_cmpstr (digest->title, ==, "101 messages at once, 1 of them grave");
  g_assert_true (g_str_has_prefix (digest->text, "- 11-14 21:13 甲烷\n- 11-14 22:13 [99]"));
  g_assert_cmpuint (strlen (digest->text), <, 1600);
  g_assert_nonnull (strstr (digest->text, "the desk shows all."));
  g_assert_cmpuint (digest->count, ==, 101);
  g_assert_true (anlan_message_is_urgent (digest));
  g_assert_cmpint (digest->severity, ==, ANLAN_SEVERITY_HIGH);

  request = make_request ("{\"type\":\"dingtalk\",\"address\":\"https://example.org/\"}", digest);
  body = body_of (request);
  g_assert_nonnull (strstr (body, "\"msgtype\":\"markdown\""));
  g_assert_nonnull (strstr (body, "［99］(https"));
  g_assert_null (strstr (body, "]("));
  g_assert_null (strstr (body, "<b>"));
}

static void
test_mail (void)
{
  static const char *const bad[] = { "nobody", "a@b@c",  "a b@c.org", "a@c.org\\r\\nBcc: d@e.org",
                                     "",       "@c.org", "a@c.org, x" };
  g_autoptr (AnlanMessage) message =
      make_message ("罐区甲烷高报，请立即撤离并核对人数，联系值班负责人\r\nBcc: x@y.z", "“1”");
  g_autoptr (AnlanRequest) request =
      make_request ("{\"type\":\"mail\",\"address\":\"smtps://mail.example.org:465\",\"from\":"
                    "\"Anlan <anlan@example.org>\",\"to\":\"a@example.org, 李四 <b@example.org>\"}",
                    message);
  g_autofree char *body = body_of (request);
  g_auto (GStrv) lines = g_strsplit (body, "\r\n", -1);
  g_auto (GStrv) halves = g_strsplit (body, "\r\n\r\n", 2);
  g_autofree guchar *text = NULL;
  gsize length;

  g_assert_cmpstr (request->from, ==, "anlan@example.org");
  g_assert_cmpstr (request->to[0], ==, "a@example.org");
  g_assert_cmpstr (request->to[1], ==, "b@example.org");
  g_assert_null (request->to[2]);
  /* RFC 2047: no word over 75 characters, no line over 76; nothing in a title begins a header. */
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_assert_cmpuint (strlen (lines[i]), <=, 84);
      g_assert_false (g_str_has_prefix (lines[i], "Bcc"));
    }
  g_assert_nonnull (strstr (body, "\r\nSubject: =?UTF-8?B?"));
  g_assert_nonnull (strstr (body, "\r\nDate: Tue, 14 Nov 2023 22:13:20 +0000\r\n"));
  g_assert_nonnull (strstr (body, "\r\nMessage-ID: <m-17@example.org>\r\n"));
  text = g_base64_decode (halves[1], &length);
  g_assert_cmpuint (length, >, 10);
  g_assert_nonnull (g_strstr_len ((char *)text, (gssize)length, "“1”"));

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *settings = g_strdup_printf ("{\"type\":\"mail\",\"address\":\"smtp://127.0.0.1:25\","
                                                   "\"from\":\"a@example.org\",\"to\":\"%s\"}",
                                                   bad[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (AnlanChannel) channel = try_channel (settings, &error);
      g_autoptr (AnlanRequest) none =
          channel != NULL ? anlan_channel_request (channel, message, &attempt, &error) : NULL;

      g_assert_null (none);
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
    }
}

/* --- replies: the codes of the facts of the field -------------------------------------------------------------- */

#define DINGTALK "{\"type\":\"dingtalk\",\"address\":\"https://example.org/?access_token=TOKEN123\"}"
#define WECOM "{\"type\":\"wecom\",\"address\":\"https://example.org/?key=K\"}"
#define FEISHU "{\"type\":\"feishu\",\"address\":\"https://example.org/hook/T\"}"
#define WEBHOOK "{\"type\":\"webhook\",\"address\":\"https://example.org/\",\"secret\":\"whsec_c2VjcmV0\"}"
#define NTFY "{\"type\":\"ntfy\",\"address\":\"https://example.org/\",\"topic\":\"t\"}"
#define ALIYUN "{\"type\":\"sms\",\"profile\":\"aliyun\",\"phones\":\"13800000001\"}"
#define GATEWAY                                                                                              \
  "{\"type\":\"sms\",\"profile\":\"template\",\"phones\":\"13800000001\",\"good-name\":\"code\","            \
  "\"good-value\":\"0\",\"busy-values\":\"5 6\"}"
#define MAIL "{\"type\":\"mail\",\"address\":\"smtp://h:25\",\"from\":\"a@b.c\",\"to\":\"d@e.f\"}"

static void
test_verdicts (void)
{
  static const struct
  {
    const char *settings;
    guint status;
    const char *retry_after;
    const char *body;
    AnlanSent sent;
    gint64 wait;
  } cases[] = {
    { DINGTALK, 200, NULL, "{\"errcode\":0,\"errmsg\":\"ok\"}", ANLAN_SENT_DONE, 0 },
    { DINGTALK, 200, NULL, "{\"errcode\":130101,\"errmsg\":\"send too fast\"}", ANLAN_SENT_LATER, 600000 },
    { DINGTALK, 200, NULL, "{\"errcode\":310000,\"errmsg\":\"sign not match\"}", ANLAN_SENT_BROKEN, 0 },
    { DINGTALK, 200, NULL, "{\"errcode\":300001,\"errmsg\":\"token is not exist\"}", ANLAN_SENT_BROKEN, 0 },
    { DINGTALK, 200, NULL, "{\"errcode\":-1,\"errmsg\":\"system busy\"}", ANLAN_SENT_LATER, 0 },
    { DINGTALK, 200, NULL, "<html>sign in</html>", ANLAN_SENT_LATER, 0 },
    { DINGTALK, 200, NULL, "{\"errmsg\":\"ok\"}", ANLAN_SENT_LATER, 0 },
    { DINGTALK, 200, NULL, "{\"errcode\":\"0\"}", ANLAN_SENT_LATER, 0 },
    { DINGTALK, 200, NULL, "", ANLAN_SENT_LATER, 0 },
    { DINGTALK, 502, NULL, "bad gateway", ANLAN_SENT_LATER, 0 },
    { WECOM, 200, NULL, "{\"errcode\":0,\"errmsg\":\"ok\"}", ANLAN_SENT_DONE, 0 },
    { WECOM, 200, NULL, "{\"errcode\":45009,\"errmsg\":\"api freq out of limit\"}", ANLAN_SENT_LATER, 60000 },
    { WECOM, 200, NULL, "{\"errcode\":93000,\"errmsg\":\"invalid webhook url\"}", ANLAN_SENT_BROKEN, 0 },
    { FEISHU, 200, NULL, "{\"code\":0,\"msg\":\"success\"}", ANLAN_SENT_DONE, 0 },
    { FEISHU, 200, NULL, "{\"StatusCode\":0,\"StatusMessage\":\"success\"}", ANLAN_SENT_DONE, 0 },
    { FEISHU, 200, NULL, "{\"code\":19021,\"msg\":\"sign match fail\"}", ANLAN_SENT_BROKEN, 0 },
    { FEISHU, 200, NULL, "{\"code\":19022,\"msg\":\"ip\"}", ANLAN_SENT_BROKEN, 0 },
    { FEISHU, 200, NULL, "{\"code\":19024,\"msg\":\"keyword\"}", ANLAN_SENT_BROKEN, 0 },
    { FEISHU, 200, NULL, "{\"code\":19001,\"msg\":\"token\"}", ANLAN_SENT_BROKEN, 0 },
    { FEISHU, 200, NULL, "{\"code\":9499,\"msg\":\"Bad Request\"}", ANLAN_SENT_REFUSED, 0 },
    { FEISHU, 200, NULL, "{\"code\":11232,\"msg\":\"throttled\"}", ANLAN_SENT_LATER, 60000 },
    { WEBHOOK, 200, NULL, "", ANLAN_SENT_DONE, 0 },
    { WEBHOOK, 204, NULL, NULL, ANLAN_SENT_DONE, 0 },
    { WEBHOOK, 410, NULL, "", ANLAN_SENT_GONE, 0 },
    { WEBHOOK, 429, "120", "", ANLAN_SENT_LATER, 120000 },
    { WEBHOOK, 503, "Tue, 14 Nov 2023 22:15:20 GMT", "", ANLAN_SENT_LATER, 120000 },
    { WEBHOOK, 503, "yesterday", "", ANLAN_SENT_LATER, 0 },
    { WEBHOOK, 503, "99999999999999999999", "", ANLAN_SENT_LATER, 0 },
    { WEBHOOK, 302, NULL, "", ANLAN_SENT_BROKEN, 0 },
    { WEBHOOK, 404, NULL, "", ANLAN_SENT_BROKEN, 0 },
    { WEBHOOK, 413, NULL, "", ANLAN_SENT_REFUSED, 0 },
    { NTFY, 200, NULL, "{\"id\":\"x\"}", ANLAN_SENT_DONE, 0 },
    { NTFY, 429, NULL, "{\"code\":42901}", ANLAN_SENT_LATER, 0 },
    { NTFY, 403, NULL, "{\"code\":40301}", ANLAN_SENT_BROKEN, 0 },
    { ALIYUN, 200, NULL, "{\"Code\":\"OK\",\"BizId\":\"1\"}", ANLAN_SENT_DONE, 0 },
    { ALIYUN, 200, NULL, "{\"Code\":\"isv.BUSINESS_LIMIT_CONTROL\"}", ANLAN_SENT_LATER, 60000 },
    { ALIYUN, 200, NULL, "{\"Code\":\"isp.SYSTEM_ERROR\"}", ANLAN_SENT_LATER, 0 },
    { ALIYUN, 200, NULL, "{\"Code\":\"isv.AMOUNT_NOT_ENOUGH\"}", ANLAN_SENT_BROKEN, 0 },
    { ALIYUN, 400, NULL, "{\"Code\":\"SignatureDoesNotMatch\"}", ANLAN_SENT_BROKEN, 0 },
    { ALIYUN, 503, NULL, "", ANLAN_SENT_LATER, 0 },
    { GATEWAY, 200, NULL, "{\"code\":0}", ANLAN_SENT_DONE, 0 },
    { GATEWAY, 200, NULL, "{\"code\":\"0\"}", ANLAN_SENT_DONE, 0 },
    { GATEWAY, 200, NULL, "{\"code\":6}", ANLAN_SENT_LATER, 60000 },
    { GATEWAY, 200, NULL, "{\"code\":9}", ANLAN_SENT_BROKEN, 0 },
    { GATEWAY, 200, NULL, "{}", ANLAN_SENT_LATER, 0 },
    { MAIL, 250, NULL, "2.0.0 Ok: queued", ANLAN_SENT_DONE, 0 },
    { MAIL, 451, NULL, "4.7.1 Greylisted", ANLAN_SENT_LATER, 0 },
    { MAIL, 421, NULL, "", ANLAN_SENT_LATER, 0 },
    { MAIL, 535, NULL, "5.7.8 Authentication failed", ANLAN_SENT_BROKEN, 0 },
    { MAIL, 550, NULL, "5.1.1 No such user", ANLAN_SENT_BROKEN, 0 },
    { MAIL, 554, NULL, "5.6.0 Rejected", ANLAN_SENT_REFUSED, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AnlanChannel) channel = make_channel (cases[i].settings);
      g_auto (AnlanVerdict) verdict = { 0 };

      g_test_message ("case %u: %u %s", i, cases[i].status, cases[i].body);
      anlan_channel_verdict (channel, cases[i].status, cases[i].retry_after, cases[i].body,
                             cases[i].body != NULL ? strlen (cases[i].body) : 0, NOW, &verdict);
      g_assert_cmpint (verdict.sent, ==, cases[i].sent);
      g_assert_cmpint (verdict.wait, ==, cases[i].wait);
      g_assert_cmpint (verdict.reason == NULL, ==, cases[i].sent == ANLAN_SENT_DONE);
    }
}

/* What a service repeats of the address is not kept. */
static void
test_redact (void)
{
  g_autoptr (AnlanChannel) channel = make_channel (DINGTALK);
  g_autoptr (AnlanChannel) hook =
      make_channel ("{\"type\":\"feishu\",\"address\":\"https://example.org/bot/v2/hook/"
                    "0a1b2c3d-4e5f\",\"secret\":\"SEC000abc\"}");
  g_auto (AnlanVerdict) verdict = { 0 };
  g_autofree char *clean = anlan_channel_redact (
      hook, "at https://example.org/bot/v2/hook/0a1b2c3d-4e5f or 0a1b2c3d-4e5f with SEC000abc");

  anlan_channel_verdict (channel, 200, NULL, "{\"errcode\":300001,\"errmsg\":\"no TOKEN123 here\"}", 46, NOW,
                         &verdict);
  g_assert_nonnull (strstr (verdict.reason, "no … here"));
  g_assert_cmpstr (clean, ==, "at … or … with …");
}

/* --- settings ------------------------------------------------------------------------------------------------ */

static void
test_settings (void)
{
  static const struct
  {
    const char *settings;
    const char *named;
  } bad[] = {
    { "{}", "type" },
    { "{\"type\":\"fax\"}", "fax" },
    { "{\"type\":\"dingtalk\"}", "address" },
    { "{\"type\":\"dingtalk\",\"address\":\"oapi.dingtalk.com\"}", "https://" },
    { "{\"type\":\"dingtalk\",\"address\":\"file:///etc/passwd\"}", "https://" },
    { "{\"type\":\"mail\",\"address\":\"https://h\",\"from\":\"a@b.c\",\"to\":\"d@e.f\"}", "smtps://" },
    { "{\"type\":\"wecom\",\"address\":\"https://h\",\"per-minute\":19}", "18" },
    { "{\"type\":\"wecom\",\"address\":\"https://h\",\"per-minute\":0}", "18" },
    { "{\"type\":\"wecom\",\"address\":\"https://h\",\"least\":\"loud\"}", "loud" },
    { "{\"type\":\"wecom\",\"address\":\"https://h\",\"quiet-from\":\"25:00\"}", "25:00" },
    { "{\"type\":\"webhook\",\"address\":\"https://h\"}", "secret" },
  };
  g_autoptr (AnlanChannel) slow =
      make_channel ("{\"type\":\"wecom\",\"address\":\"https://"
                    "h\",\"title\":\"值班群\",\"per-minute\":1,\"least\":\"medium\"}");

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (try_channel (bad[i].settings, &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
      g_assert_nonnull (strstr (error->message, bad[i].named));
    }
  g_assert_cmpstr (slow->title, ==, "值班群");
  g_assert_cmpint (slow->least, ==, ANLAN_SEVERITY_MEDIUM);
  g_assert_cmpfloat (slow->burst, ==, 1);
  g_assert_cmpfloat (slow->per_minute, <, 1);
}

static void
test_quiet (void)
{
  /* 2023-11-14T22:13:20Z is 06:13:20 of the 15th in Shanghai. */
  static const struct
  {
    const char *from, *to;
    gint64 now;
    AnlanSeverity severity;
    AnlanDanger danger;
    gboolean certified;
    gint64 held; /* ms */
  } cases[] = {
    { "22:00", "07:00", NOW, ANLAN_SEVERITY_HIGH, 0, FALSE, 46 * ANLAN_MINUTE + 40 * ANLAN_SECOND },
    { "22:00", "06:13", NOW, ANLAN_SEVERITY_HIGH, 0, FALSE, 0 },
    { "22:00", "07:00", NOW + 17 * ANLAN_HOUR, ANLAN_SEVERITY_NOTE, 0, FALSE,
      7 * ANLAN_HOUR + 46 * ANLAN_MINUTE + 40 * ANLAN_SECOND }, /* 23:13:20, to the next morning */
    { "22:00", "07:00", NOW + 2 * ANLAN_HOUR, ANLAN_SEVERITY_NOTE, 0, FALSE, 0 },
    { "06:00", "07:00", NOW, ANLAN_SEVERITY_NOTE, 0, FALSE, 46 * ANLAN_MINUTE + 40 * ANLAN_SECOND },
    { "07:00", "08:00", NOW, ANLAN_SEVERITY_NOTE, 0, FALSE, 0 },
    { "22:00", "22:00", NOW, ANLAN_SEVERITY_NOTE, 0, FALSE, 0 },
    { "22:00", "07:00", NOW, ANLAN_SEVERITY_CRITICAL, 0, FALSE, 0 },
    { "22:00", "07:00", NOW, ANLAN_SEVERITY_NOTE, ANLAN_DANGER_FIRE, FALSE, 0 },
    { "22:00", "07:00", NOW, ANLAN_SEVERITY_NOTE, ANLAN_DANGER_OXYGEN, FALSE, 0 },
    { "22:00", "07:00", NOW, ANLAN_SEVERITY_NOTE, ANLAN_DANGER_TOXIC, FALSE, 0 },
    { "22:00", "07:00", NOW, ANLAN_SEVERITY_NOTE, ANLAN_DANGER_COMBUSTIBLE, FALSE, 0 },
    { "22:00", "07:00", NOW, ANLAN_SEVERITY_NOTE, 0, TRUE, 0 },
  };
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Asia/Shanghai");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *settings = g_strdup_printf ("{\"type\":\"wecom\",\"address\":\"https://h\","
                                                   "\"quiet-from\":\"%s\",\"quiet-to\":\"%s\"}",
                                                   cases[i].from, cases[i].to);
      g_autoptr (AnlanChannel) channel = make_channel (settings);
      g_autoptr (AnlanMessage) message = anlan_message_new ("k", "t", NULL, cases[i].severity, cases[i].now);

      message->danger = cases[i].danger;
      message->certified = cases[i].certified;
      g_test_message ("case %u", i);
      g_assert_cmpint (anlan_channel_held_until (channel, message, cases[i].now, zone) - cases[i].now, ==,
                       cases[i].held);
    }
}

static void
test_stored (void)
{
  g_autoptr (AnlanMessage) message = make_message ("题\"目", "文\n字");
  g_autofree char *json = NULL, *again = NULL;
  g_autoptr (AnlanMessage) read = NULL;
  g_autoptr (GError) error = NULL;

  message->danger = ANLAN_DANGER_TOXIC;
  message->certified = TRUE;
  message->link = g_strdup ("https://h");
  message->count = 3;
  json = anlan_message_to_json (message);
  read = anlan_message_from_json (json, &error);
  g_assert_no_error (error);
  again = anlan_message_to_json (read);
  g_assert_cmpstr (again, ==, json);
  g_assert_null (anlan_message_from_json ("{\"key\":\"k\"}", &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_CORRUPT);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/link/channel/signatures", test_signatures);
  g_test_add_func ("/link/channel/requests", test_requests);
  g_test_add_func ("/link/channel/webhook", test_webhook);
  g_test_add_func ("/link/channel/aliyun", test_aliyun);
  g_test_add_func ("/link/channel/cut", test_cut);
  g_test_add_func ("/link/channel/digest", test_digest);
  g_test_add_func ("/link/channel/mail", test_mail);
  g_test_add_func ("/link/channel/verdicts", test_verdicts);
  g_test_add_func ("/link/channel/redact", test_redact);
  g_test_add_func ("/link/channel/settings", test_settings);
  g_test_add_func ("/link/channel/quiet", test_quiet);
  g_test_add_func ("/link/channel/stored", test_stored);
  return g_test_run ();
}
