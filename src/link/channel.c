/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

/* What a channel is: its settings and its quiet hours. */

#include "channel-private.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "base/time.h"
#include "link/settings.h"

#define REQUIRED TRUE
#define SECRET TRUE

static const AnlanChannelSetting chat_settings[] = {
  { "address", N_ ("Webhook address of the robot"), SECRET, REQUIRED },
  { "secret", N_ ("Signing secret of the robot"), SECRET, FALSE },
  { "keyword", N_ ("Word that the robot asks for"), FALSE, FALSE },
  { "phones", N_ ("Telephone numbers of who is mentioned"), SECRET, FALSE },
};

static const AnlanChannelSetting wecom_settings[] = {
  { "address", N_ ("Webhook address of the robot"), SECRET, REQUIRED },
  { "phones", N_ ("Telephone numbers of who is mentioned"), SECRET, FALSE },
};

static const AnlanChannelSetting feishu_settings[] = {
  { "address", N_ ("Webhook address of the robot"), SECRET, REQUIRED },
  { "secret", N_ ("Signing secret of the robot"), SECRET, FALSE },
  { "keyword", N_ ("Word that the robot asks for"), FALSE, FALSE },
};

static const AnlanChannelSetting webhook_settings[] = {
  { "address", N_ ("Address"), SECRET, REQUIRED },
  { "secret", N_ ("Signing secret (whsec_…)"), SECRET, REQUIRED },
  { "old-secret", N_ ("Signing secret that was valid before"), SECRET, FALSE },
};

static const AnlanChannelSetting ntfy_settings[] = {
  { "address", N_ ("Address of the server"), FALSE, REQUIRED },
  { "topic", N_ ("Topic"), SECRET, REQUIRED },
  { "token", N_ ("Access token"), SECRET, FALSE },
};

static const AnlanChannelSetting gotify_settings[] = {
  { "address", N_ ("Address of the server"), FALSE, REQUIRED },
  { "token", N_ ("Token of the application"), SECRET, REQUIRED },
};

static const AnlanChannelSetting mail_settings[] = {
  { "address", N_ ("Mail server (smtps://mail.example.org:465)"), FALSE, REQUIRED },
  { "from", N_ ("Sender"), FALSE, REQUIRED },
  { "to", N_ ("Receivers"), FALSE, REQUIRED },
  { "user", N_ ("User name at the server"), FALSE, FALSE },
  { "password", N_ ("Password at the server"), SECRET, FALSE },
  { "authority", N_ ("File with the certificate of the server’s authority"), FALSE, FALSE },
};

static const AnlanChannelSetting sms_settings[] = {
  { "profile", N_ ("Profile of the gateway: “aliyun” or “template”"), FALSE, REQUIRED },
  { "address", N_ ("Address of the gateway"), SECRET, FALSE },
  { "phones", N_ ("Telephone numbers"), SECRET, REQUIRED },
  { "key", N_ ("Access key"), SECRET, FALSE },
  { "secret", N_ ("Secret of the access key"), SECRET, FALSE },
  { "sign", N_ ("Signature approved by the operator"), FALSE, FALSE },
  { "template", N_ ("Template approved by the operator"), FALSE, FALSE },
  { "variable", N_ ("Variable of the template that takes the text"), FALSE, FALSE },
  { "body", N_ ("What is posted, with {phones}, {text}, {key} and {secret}"), FALSE, FALSE },
  { "content-type", N_ ("Content type of what is posted"), FALSE, FALSE },
  { "good-name", N_ ("Member of the reply that says how it went"), FALSE, FALSE },
  { "good-value", N_ ("What it says when the message was taken"), FALSE, FALSE },
  { "busy-values", N_ ("What it says when one has to wait"), FALSE, FALSE },
};

static const AnlanChannelSetting modem_settings[] = {
  { "address", N_ ("Serial line of the modem (/dev/ttyUSB2)"), FALSE, REQUIRED },
  { "phones", N_ ("Telephone numbers"), SECRET, REQUIRED },
  { "pin", N_ ("PIN of its card"), SECRET, FALSE },
  { "baud", N_ ("Speed of the line, 9600 to 460800 Bd; 115200"), FALSE, FALSE },
};

/* Of each type: its settings, and how fast it may be. Within any minute a bucket lets out its burst and what flows in: both
 * together stay below what the service allows (DingTalk and WeCom 20 a minute, Feishu 100 a minute and 5 a second, ntfy 60
 * at once and one in five seconds); the facts of the field name the sources. */
static const struct
{
  const char *name;
  const AnlanChannelSetting *settings;
  guint n_settings;
  double burst, per_minute;
} types[] = {
  [ANLAN_CHANNEL_DINGTALK] = { "dingtalk", chat_settings, G_N_ELEMENTS (chat_settings), 6, 12 },
  [ANLAN_CHANNEL_WECOM] = { "wecom", wecom_settings, G_N_ELEMENTS (wecom_settings), 6, 12 },
  [ANLAN_CHANNEL_FEISHU] = { "feishu", feishu_settings, G_N_ELEMENTS (feishu_settings), 3, 60 },
  [ANLAN_CHANNEL_WEBHOOK] = { "webhook", webhook_settings, G_N_ELEMENTS (webhook_settings), 20, 120 },
  [ANLAN_CHANNEL_NTFY] = { "ntfy", ntfy_settings, G_N_ELEMENTS (ntfy_settings), 20, 10 },
  [ANLAN_CHANNEL_GOTIFY] = { "gotify", gotify_settings, G_N_ELEMENTS (gotify_settings), 20, 60 },
  [ANLAN_CHANNEL_MAIL] = { "mail", mail_settings, G_N_ELEMENTS (mail_settings), 5, 10 },
  [ANLAN_CHANNEL_SMS] = { "sms", sms_settings, G_N_ELEMENTS (sms_settings), 3, 3 },
  [ANLAN_CHANNEL_MODEM] = { "modem", modem_settings, G_N_ELEMENTS (modem_settings), 3, 3 },
};

const char *
anlan_channel_type_name (AnlanChannelType type)
{
  g_return_val_if_fail (type < ANLAN_N_CHANNELS, NULL);

  return types[type].name;
}

const AnlanChannelSetting *
anlan_channel_type_settings (AnlanChannelType type, guint *n)
{
  g_return_val_if_fail (type < ANLAN_N_CHANNELS && n != NULL, NULL);

  *n = types[type].n_settings;
  return types[type].settings;
}

/* --- settings ------------------------------------------------------------------------------------------------ */

static gboolean
read_type (JsonObject *settings, AnlanChannelType *type, GError **error)
{
  const char *name;

  if (!anlan_settings_need (settings, "type", &name, error))
    return FALSE;
  for (guint i = 0; i < ANLAN_N_CHANNELS; i++)
    if (g_strcmp0 (name, types[i].name) == 0)
      {
        *type = (AnlanChannelType)i;
        return TRUE;
      }
  g_set_error (
      error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
      _ ("“type” says “%s”. It may say dingtalk, wecom, feishu, webhook, ntfy, gotify, mail, sms or modem."),
      name);
  return FALSE;
}

static gboolean
read_severity (JsonObject *settings, const char *name, AnlanSeverity *severity, GError **error)
{
  const char *text;

  if (!anlan_settings_text (settings, name, NULL, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  for (guint i = 0; i < ANLAN_N_SEVERITIES; i++)
    if (strcmp (text, anlan_severity_name ((AnlanSeverity)i)) == 0)
      {
        *severity = (AnlanSeverity)i;
        return TRUE;
      }
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
               _ ("“%s” says “%s”. It may say note, medium, high or critical."), name, text);
  return FALSE;
}

static gboolean
read_time (JsonObject *settings, const char *name, int *minutes, GError **error)
{
  g_autofree char *time = NULL;
  const char *text;
  int hour, minute;

  if (!anlan_settings_text (settings, name, NULL, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  time = anlan_clock_time_from_text (text);
  if (time == NULL || sscanf (time, "%d:%d", &hour, &minute) != 2)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   _ ("“%s” says “%s”. It must be a time of day such as 22:00."), name, text);
      return FALSE;
    }
  *minutes = hour * 60 + minute;
  return TRUE;
}

/* A plant may ask for less than the service allows, not for more: the service would block it. */
static gboolean
read_rate (JsonObject *settings, AnlanChannel *channel, GError **error)
{
  double most = channel->burst + channel->per_minute;
  gint64 wanted;
  double rate;

  if (!anlan_settings_integer (settings, "per-minute", 1, (gint64)most, (gint64)most, &wanted, error))
    return FALSE;
  rate = (double)wanted;
  channel->burst = MAX (1, rate * channel->burst / most);
  channel->per_minute = MAX (0.5, rate - channel->burst);
  return TRUE;
}

static gboolean
read_values (JsonObject *settings, AnlanChannel *channel, GError **error)
{
  guint n;
  const AnlanChannelSetting *known = anlan_channel_type_settings (channel->type, &n);

  for (guint i = 0; i < n; i++)
    {
      const char *text;

      if (!anlan_settings_text (settings, known[i].name, NULL, &text, error))
        return FALSE;
      if (text != NULL)
        g_hash_table_insert (channel->values, g_strdup (known[i].name), anlan_text_trim (g_strdup (text)));
      else if (known[i].required)
        {
          g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("“%s” (%s) is not set."), known[i].name,
                       _ (known[i].title));
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
check_address (const AnlanChannel *channel, GError **error)
{
  const char *address = anlan_channel_get (channel, "address");
  gboolean mail = channel->type == ANLAN_CHANNEL_MAIL;
  g_autoptr (GUri) uri = NULL;
  const char *scheme;

  if (address == NULL)
    return TRUE;
  if (channel->type == ANLAN_CHANNEL_MODEM)
    {
      if (address[0] == '/')
        return TRUE;
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                           _ ("“address” must be the serial line of the modem, such as /dev/ttyUSB2."));
      return FALSE;
    }
  uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);
  scheme = uri != NULL ? g_uri_get_scheme (uri) : "";
  if (uri != NULL && g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0' &&
      (mail ? g_str_equal (scheme, "smtp") || g_str_equal (scheme, "smtps")
            : g_str_equal (scheme, "http") || g_str_equal (scheme, "https")))
    return TRUE;
  /* The address may be a secret: it is not repeated. */
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                       mail ? _ ("“address” must name the mail server, such as smtps://mail.example.org:465.")
                            : _ ("“address” must be a whole address that begins with https:// or http://."));
  return FALSE;
}

AnlanChannel *
anlan_channel_new (const char *id, JsonObject *settings, GError **error)
{
  g_autoptr (AnlanChannel) channel = NULL;
  const char *title;

  g_return_val_if_fail (id != NULL && settings != NULL, NULL);

  channel = g_new0 (AnlanChannel, 1);
  g_atomic_ref_count_init (&channel->refs);
  channel->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  channel->id = g_strdup (id);
  channel->quiet_passes = ANLAN_SEVERITY_CRITICAL;
  if (!read_type (settings, &channel->type, error))
    return NULL;
  if (!anlan_settings_text (settings, "title", types[channel->type].name, &title, error))
    return NULL;
  channel->title = g_strdup (title);
  channel->burst = types[channel->type].burst;
  channel->per_minute = types[channel->type].per_minute;
  if (!read_values (settings, channel, error) || !check_address (channel, error) ||
      !read_rate (settings, channel, error) || !read_severity (settings, "least", &channel->least, error) ||
      !read_severity (settings, "quiet-passes", &channel->quiet_passes, error) ||
      !read_time (settings, "quiet-from", &channel->quiet_from, error) ||
      !read_time (settings, "quiet-to", &channel->quiet_to, error))
    return NULL;
  return g_steal_pointer (&channel);
}

AnlanChannel *
anlan_channel_ref (AnlanChannel *channel)
{
  g_return_val_if_fail (channel != NULL, NULL);

  g_atomic_ref_count_inc (&channel->refs);
  return channel;
}

void
anlan_channel_unref (AnlanChannel *channel)
{
  g_return_if_fail (channel != NULL);

  if (!g_atomic_ref_count_dec (&channel->refs))
    return;
  g_hash_table_unref (channel->values);
  g_free (channel->id);
  g_free (channel->title);
  g_free (channel);
}

const char *
anlan_channel_get (const AnlanChannel *channel, const char *name)
{
  g_return_val_if_fail (channel != NULL && name != NULL, NULL);

  return g_hash_table_lookup (channel->values, name);
}

/* A secret, and the last part of a path, of fewer characters than this would be found in any sentence. */
#define SHORTEST_SECRET 4
#define SHORTEST_PART 8

static void
blot (GString *text, const char *secret, gsize shortest)
{
  if (secret != NULL && strlen (secret) >= shortest)
    g_string_replace (text, secret, "…", 0);
}

/* Of an address the parts are secrets too: the token stands in its query or at the end of its path. */
static void
blot_address (GString *text, const char *address)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);
  g_auto (GStrv) parts = NULL;
  const char *last;

  if (uri == NULL)
    return;
  last = strrchr (g_uri_get_path (uri), '/');
  blot (text, last != NULL ? last + 1 : NULL, SHORTEST_PART);
  parts = g_strsplit_set (g_uri_get_query (uri) != NULL ? g_uri_get_query (uri) : "", "&=", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    blot (text, parts[i], i % 2 == 1 ? SHORTEST_SECRET : G_MAXSIZE);
}

char *
anlan_channel_redact (const AnlanChannel *channel, const char *text)
{
  const AnlanChannelSetting *known;
  GString *clean;
  guint n;

  g_return_val_if_fail (channel != NULL, NULL);

  if (text == NULL)
    return NULL;
  clean = g_string_new (text);
  known = anlan_channel_type_settings (channel->type, &n);
  for (guint i = 0; i < n; i++)
    {
      const char *value = known[i].secret ? anlan_channel_get (channel, known[i].name) : NULL;
      g_auto (GStrv) parts = value != NULL ? anlan_channel_list (value) : NULL;

      if (value == NULL)
        continue;
      blot (clean, value, SHORTEST_SECRET);
      for (guint p = 0; parts[p] != NULL; p++)
        blot (clean, parts[p], SHORTEST_SECRET);
      blot_address (clean, value);
    }
  return g_string_free (clean, FALSE);
}

/* --- quiet hours --------------------------------------------------------------------------------------------- */

gint64
anlan_channel_held_until (const AnlanChannel *channel,
                          const AnlanMessage *message,
                          gint64 now,
                          GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = NULL, local = NULL, end = NULL;
  int minute;

  g_return_val_if_fail (channel != NULL && message != NULL && zone != NULL, now);

  if (channel->quiet_from == channel->quiet_to || anlan_message_is_urgent (message) || message->test ||
      message->event != NULL || message->severity >= channel->quiet_passes)
    return now;
  utc = g_date_time_new_from_unix_utc (now / 1000);
  local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  if (local == NULL)
    return now;
  minute = g_date_time_get_hour (local) * 60 + g_date_time_get_minute (local);
  if (channel->quiet_from < channel->quiet_to)
    {
      if (minute < channel->quiet_from || minute >= channel->quiet_to)
        return now;
    }
  else if (minute < channel->quiet_from && minute >= channel->quiet_to)
    return now;
  end = g_date_time_new (zone, g_date_time_get_year (local), g_date_time_get_month (local),
                         g_date_time_get_day_of_month (local), channel->quiet_to / 60, channel->quiet_to % 60,
                         0);
  if (end != NULL && minute >= channel->quiet_to)
    {
      GDateTime *tomorrow = g_date_time_add_days (end, 1);

      g_date_time_unref (end);
      end = tomorrow;
    }
  /* A time that the change of clocks leaves out: the message is not held. */
  return end != NULL ? MAX (now, g_date_time_to_unix (end) * 1000) : now;
}
