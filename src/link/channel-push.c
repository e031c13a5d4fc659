/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

/* Standard Webhooks 1.0, ntfy and Gotify: services that speak HTTP as it is meant; their status says how it went. */

#include "channel-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/time.h"

/* ntfy takes a message of 4,096 bytes; Standard Webhooks recommends at most 20 kB. */
#define NTFY_BYTES 4000
#define WEBHOOK_BYTES 8000

static void
write_member (AnlanJson *json, const char *name, const char *text)
{
  anlan_json_name (json, name);
  anlan_json_text (json, text);
}

static void
write_integer (AnlanJson *json, const char *name, gint64 integer)
{
  anlan_json_name (json, name);
  anlan_json_integer (json, integer);
}

/* --- Standard Webhooks --------------------------------------------------------------------------------------- */

char *
anlan_sign_webhook (const char *id, gint64 seconds, const void *body, gsize length, const char *secret)
{
  g_autofree char *head = NULL, *code = NULL;
  g_autofree guchar *key = NULL;
  guint8 digest[32];
  gsize key_length, digest_length = sizeof digest;
  g_autoptr (GHmac) hmac = NULL;

  g_return_val_if_fail (id != NULL && (body != NULL || length == 0) && secret != NULL, NULL);

  if (g_str_has_prefix (secret, "whsec_"))
    secret += strlen ("whsec_");
  key = g_base64_decode (secret, &key_length);
  if (key_length == 0)
    return NULL;
  head = g_strdup_printf ("%s.%" G_GINT64_FORMAT ".", id, seconds);
  hmac = g_hmac_new (G_CHECKSUM_SHA256, key, key_length);
  g_hmac_update (hmac, (const guchar *)head, (gssize)strlen (head));
  if (length > 0)
    g_hmac_update (hmac, body, (gssize)length);
  g_hmac_get_digest (hmac, digest, &digest_length);
  code = g_base64_encode (digest, digest_length);
  return g_strconcat ("v1,", code, NULL);
}

static char *
webhook_signatures (const AnlanChannel *channel, const AnlanAttempt *attempt, GBytes *body, GError **error)
{
  static const char *const names[] = { "secret", "old-secret" };
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *secret = anlan_channel_get (channel, names[i]);
      g_autofree char *one = NULL;
      gsize length;
      const void *bytes = g_bytes_get_data (body, &length);

      if (secret == NULL)
        continue;
      one = anlan_sign_webhook (attempt->id, attempt->now / 1000, bytes, length, secret);
      if (one == NULL)
        {
          g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                       _ ("“%s” must be the secret as the receiver shows it: whsec_ and base64."), names[i]);
          g_string_free (all, TRUE);
          return NULL;
        }
      g_string_append_printf (all, "%s%s", all->len > 0 ? " " : "", one);
    }
  return g_string_free (all, FALSE);
}

static void
write_data (AnlanJson *json, const AnlanMessage *message, const AnlanAttempt *attempt)
{
  g_autofree char *text = message->text != NULL ? anlan_channel_cut (message->text, WEBHOOK_BYTES) : NULL;

  anlan_json_open (json, '{');
  write_member (json, "key", message->key);
  write_member (json, "title", message->title);
  write_member (json, "text", text);
  write_member (json, "link", message->link);
  write_member (json, "severity", anlan_severity_name (message->severity));
  write_member (json, "danger", anlan_danger_name (message->danger));
  anlan_json_name (json, "certified");
  anlan_json_boolean (json, message->certified);
  anlan_json_name (json, "test");
  anlan_json_boolean (json, message->test);
  anlan_json_name (json, "again");
  anlan_json_boolean (json, attempt->again);
  write_integer (json, "count", message->count);
  if (message->event != NULL)
    {
      anlan_json_name (json, "event");
      anlan_json_raw (json, message->event);
    }
  anlan_json_close (json, '}');
}

AnlanRequest *
anlan_webhook_request (const AnlanChannel *channel,
                       const AnlanMessage *message,
                       const AnlanAttempt *attempt,
                       GError **error)
{
  g_autoptr (AnlanRequest) request = NULL;
  g_autofree char *at = anlan_time_format (message->at), *codes = NULL;
  g_autofree char *seconds = g_strdup_printf ("%" G_GINT64_FORMAT, attempt->now / 1000);
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  write_member (&json, "type",
                message->event != NULL ? "anlan.step"
                : message->count > 0   ? "anlan.digest"
                                       : "anlan.message");
  write_member (&json, "timestamp", at);
  anlan_json_name (&json, "data");
  write_data (&json, message, attempt);
  anlan_json_close (&json, '}');
  request = anlan_request_json (anlan_channel_get (channel, "address"), &json);
  codes = webhook_signatures (channel, attempt, request->body, error);
  if (codes == NULL)
    return NULL;
  anlan_request_add_header (request, "webhook-id", attempt->id);
  anlan_request_add_header (request, "webhook-timestamp", seconds);
  anlan_request_add_header (request, "webhook-signature", codes);
  return g_steal_pointer (&request);
}

/* --- ntfy ---------------------------------------------------------------------------------------------------- */

AnlanRequest *
anlan_ntfy_request (const AnlanChannel *channel,
                    const AnlanMessage *message,
                    const AnlanAttempt *attempt,
                    GError **error)
{
  static const int priorities[ANLAN_N_SEVERITIES] = { 2, 3, 4, 5 };
  const char *token = anlan_channel_get (channel, "token");
  g_autofree char *said = anlan_channel_say (message, attempt, NULL, FALSE, NTFY_BYTES);
  g_autofree char *title = anlan_channel_cut (message->title, 250);
  AnlanRequest *request;
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  write_member (&json, "topic", anlan_channel_get (channel, "topic"));
  write_member (&json, "title", title);
  write_member (&json, "message", said);
  write_integer (&json, "priority", priorities[message->severity]);
  anlan_json_name (&json, "tags");
  anlan_json_open (&json, '[');
  if (anlan_message_is_urgent (message) || message->severity >= ANLAN_SEVERITY_HIGH)
    anlan_json_text (&json, "rotating_light");
  anlan_json_close (&json, ']');
  if (message->link != NULL)
    write_member (&json, "click", message->link);
  anlan_json_close (&json, '}');
  request = anlan_request_json (anlan_channel_get (channel, "address"), &json);
  if (token != NULL)
    {
      g_autofree char *bearer = g_strconcat ("Bearer ", token, NULL);

      anlan_request_add_header (request, "Authorization", bearer);
    }
  return request;
}

/* --- Gotify -------------------------------------------------------------------------------------------------- */

AnlanRequest *
anlan_gotify_request (const AnlanChannel *channel,
                      const AnlanMessage *message,
                      const AnlanAttempt *attempt,
                      GError **error)
{
  static const int priorities[ANLAN_N_SEVERITIES] = { 2, 5, 8, 10 };
  const char *address = anlan_channel_get (channel, "address");
  g_autofree char *said = anlan_channel_say (message, attempt, NULL, FALSE, NTFY_BYTES);
  g_autofree char *title = anlan_channel_cut (message->title, 250);
  g_autofree char *url = g_strdup_printf ("%s%smessage", address, g_str_has_suffix (address, "/") ? "" : "/");
  AnlanRequest *request;
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  write_member (&json, "title", title);
  write_member (&json, "message", said);
  write_integer (&json, "priority", priorities[message->severity]);
  anlan_json_close (&json, '}');
  request = anlan_request_json (url, &json);
  anlan_request_add_header (request, "X-Gotify-Key", anlan_channel_get (channel, "token"));
  return request;
}
