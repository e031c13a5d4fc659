/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "link/message.h"

G_BEGIN_DECLS

typedef enum
{
  ANLAN_CHANNEL_DINGTALK,
  ANLAN_CHANNEL_WECOM,
  ANLAN_CHANNEL_FEISHU,
  ANLAN_CHANNEL_WEBHOOK, /* Standard Webhooks */
  ANLAN_CHANNEL_NTFY,
  ANLAN_CHANNEL_GOTIFY,
  ANLAN_CHANNEL_MAIL,
  ANLAN_CHANNEL_SMS,   /* by a gateway */
  ANLAN_CHANNEL_MODEM, /* short messages by a modem on a serial line */
  ANLAN_N_CHANNELS,
} AnlanChannelType;

const char *
anlan_channel_type_name (AnlanChannelType type); /* "dingtalk", "wecom", … */

/* A setting of a channel. What is secret is kept by AnlanSecrets, never in the plant. */
typedef struct
{
  const char *name;
  const char *title; /* N_() */
  gboolean secret;
  gboolean required;
} AnlanChannelSetting;

const AnlanChannelSetting *
anlan_channel_type_settings (AnlanChannelType type, guint *n);

/**
 * AnlanChannel:
 * @values: (element-type utf8 utf8): its settings by name, secrets among them
 * @quiet_from, @quiet_to: minutes since midnight of the plant, to the next day where to < from; alike: never quiet
 * @quiet_passes: messages of this severity and above go out in quiet hours too
 * @least: messages below this severity do not go out by this channel
 * @burst, @per_minute: so many messages at once, and then so many a minute; within any minute no more than both together
 *
 * A way out to people, as the plant has set it. Not changed after it is made; any thread.
 */
typedef struct
{
  char *id;
  char *title;
  AnlanChannelType type;
  GHashTable *values;
  int quiet_from, quiet_to;
  AnlanSeverity quiet_passes;
  AnlanSeverity least;
  double burst, per_minute;
  gatomicrefcount refs;
} AnlanChannel;

/**
 * anlan_channel_new:
 * @settings: "type", "title", "quiet-from" and "quiet-to" ("22:00"), "quiet-passes" and "least" (names of severities),
 *   "per-minute" (only to go slower than the service allows), and those of its type, secrets filled in; borrowed
 *
 * Returns: NULL with ANLAN_ERROR_INPUT that names the setting and what may stand there.
 */
AnlanChannel *
anlan_channel_new (const char *id, JsonObject *settings, GError **error);
AnlanChannel *
anlan_channel_ref (AnlanChannel *channel);
void
anlan_channel_unref (AnlanChannel *channel);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanChannel, anlan_channel_unref)

/* (nullable): NULL where it is not set or empty. */
const char *
anlan_channel_get (const AnlanChannel *channel, const char *name);

/* @text without the channel's secrets, for what is stored or logged. The caller frees it. */
char *
anlan_channel_redact (const AnlanChannel *channel, const char *text);

/* Until when quiet hours hold @message back at @now, or @now where they do not. Never one that is urgent. */
gint64
anlan_channel_held_until (const AnlanChannel *channel,
                          const AnlanMessage *message,
                          gint64 now,
                          GTimeZone *zone);

/* --- what goes over the wire: pure functions ------------------------------------------------------------------- */

/**
 * AnlanAttempt:
 * @id: of this message on this channel: the same in every try, so that a receiver can tell repeats
 * @nonce: different in every try
 * @again: an earlier try may have arrived
 */
typedef struct
{
  gint64 now;
  const char *id;
  const char *nonce;
  gboolean again;
} AnlanAttempt;

/* What is sent. HTTP: @url, @headers (name, value, name, value …), @body. Mail: @url of the server, @body the whole
 * message, @from and @to addresses of the envelope. Modem: @url the serial line, @body the text with
 * its NUL, @to the telephone numbers. It holds secrets. */
typedef struct
{
  char *method;
  char *url;
  GPtrArray *headers;
  char *content_type; /* or NULL: no body */
  GBytes *body;       /* or NULL */
  char *from;
  char **to;
} AnlanRequest;

void
anlan_request_free (AnlanRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanRequest, anlan_request_free)

typedef enum
{
  ANLAN_SENT_DONE,    /* the service has it */
  ANLAN_SENT_LATER,   /* not now; try again */
  ANLAN_SENT_UNSURE,  /* it may have arrived or not */
  ANLAN_SENT_REFUSED, /* this message never */
  ANLAN_SENT_BROKEN,  /* no message of this channel, until somebody mends its settings */
  ANLAN_SENT_GONE,    /* the receiver wants none any more */
} AnlanSent;

/* @wait: not before so many ms; 0: as the sender thinks. @reason: a sentence, without secrets. */
typedef struct
{
  AnlanSent sent;
  gint64 wait;
  char *reason;
} AnlanVerdict;

void
anlan_verdict_clear (AnlanVerdict *verdict);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AnlanVerdict, anlan_verdict_clear)

/* NULL with ANLAN_ERROR_INPUT where the settings do not make a request. */
AnlanRequest *
anlan_channel_request (const AnlanChannel *channel,
                       const AnlanMessage *message,
                       const AnlanAttempt *attempt,
                       GError **error);

/**
 * anlan_channel_verdict:
 * @status: of HTTP, or the last reply of the mail server
 * @retry_after: (nullable): header Retry-After, seconds or a date
 * @body: (nullable): of the reply, untrusted
 *
 * What a whole reply means. The Chinese services answer 200 to what they refuse: the body counts.
 */
void
anlan_channel_verdict (const AnlanChannel *channel,
                       guint status,
                       const char *retry_after,
                       const char *body,
                       gsize length,
                       gint64 now,
                       AnlanVerdict *verdict);

/* --- signatures, as the services describe them; the caller frees them ----------------------------------------- */

/* base64 (HMAC-SHA256 (secret, "ms\nsecret")), percent-encoded. */
char *
anlan_sign_dingtalk (gint64 ms, const char *secret);

/* base64 (HMAC-SHA256 ("seconds\nsecret", nothing)). */
char *
anlan_sign_feishu (gint64 seconds, const char *secret);

/* Standard Webhooks 1.0: "v1," and base64 (HMAC-SHA256 (the secret's bytes, "id.seconds.body")); NULL where @secret is
 * not base64, with or without whsec_. */
char *
anlan_sign_webhook (const char *id, gint64 seconds, const void *body, gsize length, const char *secret);

/* Alibaba Cloud RPC, version 1.0: base64 (HMAC-SHA1 (secret&, string to sign)). @query: sorted and encoded. */
char *
anlan_sign_aliyun (const char *method, const char *query, const char *secret);

G_END_DECLS
