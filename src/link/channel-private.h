/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/json.h"
#include "link/channel.h"

G_BEGIN_DECLS

/* What the types of channels have in common when they write requests and read replies. */

AnlanRequest *
anlan_request_new (const char *method, const char *url);
/* A POST of JSON to @url; takes the text of @json. */
AnlanRequest *
anlan_request_json (const char *url, AnlanJson *json);
void
anlan_request_add_header (AnlanRequest *request, const char *name, const char *value);

/* A copy of @text of at most @bytes bytes, cut between characters and then with "…" at its end. */
char *
anlan_channel_cut (const char *text, gsize bytes);

/* Title, text and link of @message in lines, cut to @bytes; in @again's case with a line that says so. @keyword
 * (nullable): a word that must stand in it. With @markdown what would be markup is made harmless. */
char *
anlan_channel_say (const AnlanMessage *message,
                   const AnlanAttempt *attempt,
                   const char *keyword,
                   gboolean markdown,
                   gsize bytes);

/* Numbers or addresses as people write them into one setting, between blanks, commas, semicolons or lines. */
char **
anlan_channel_list (const char *text);

/* The reply as an object, or NULL. */
JsonObject *
anlan_channel_read (const char *body, gsize length, JsonNode **node);

/* Sets the verdict; @reason: a translated sentence, transfer full. */
void
anlan_verdict_set (AnlanVerdict *verdict, AnlanSent sent, gint64 wait, char *reason);

/* What an HTTP status says where the body says no more: TRUE where it is 2xx, and nothing is set. */
gboolean
anlan_verdict_status (
    AnlanVerdict *verdict, const AnlanChannel *channel, guint status, const char *retry_after, gint64 now);

AnlanRequest *
anlan_dingtalk_request (const AnlanChannel *channel,
                        const AnlanMessage *message,
                        const AnlanAttempt *attempt,
                        GError **error);
AnlanRequest *
anlan_wecom_request (const AnlanChannel *channel,
                     const AnlanMessage *message,
                     const AnlanAttempt *attempt,
                     GError **error);
AnlanRequest *
anlan_feishu_request (const AnlanChannel *channel,
                      const AnlanMessage *message,
                      const AnlanAttempt *attempt,
                      GError **error);
AnlanRequest *
anlan_webhook_request (const AnlanChannel *channel,
                       const AnlanMessage *message,
                       const AnlanAttempt *attempt,
                       GError **error);
AnlanRequest *
anlan_ntfy_request (const AnlanChannel *channel,
                    const AnlanMessage *message,
                    const AnlanAttempt *attempt,
                    GError **error);
AnlanRequest *
anlan_gotify_request (const AnlanChannel *channel,
                      const AnlanMessage *message,
                      const AnlanAttempt *attempt,
                      GError **error);
AnlanRequest *
anlan_mail_request (const AnlanChannel *channel,
                    const AnlanMessage *message,
                    const AnlanAttempt *attempt,
                    GError **error);
AnlanRequest *
anlan_sms_request (const AnlanChannel *channel,
                   const AnlanMessage *message,
                   const AnlanAttempt *attempt,
                   GError **error);
AnlanRequest *
anlan_modem_request (const AnlanChannel *channel,
                     const AnlanMessage *message,
                     const AnlanAttempt *attempt,
                     GError **error);

/* Of replies with status 2xx; @object (nullable): the body where it is one. */
void
anlan_chat_verdict (const AnlanChannel *channel, JsonObject *object, AnlanVerdict *verdict);
void
anlan_sms_verdict (
    const AnlanChannel *channel, guint status, const char *body, gsize length, AnlanVerdict *verdict);
/* Of the last line of a mail server. */
void
anlan_mail_verdict (guint status, const char *said, AnlanVerdict *verdict);

G_END_DECLS
