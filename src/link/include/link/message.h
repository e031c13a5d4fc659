/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "monitor/rule.h"

G_BEGIN_DECLS

/**
 * AnlanMessage:
 * @key: says what it is about; what comes twice with the same key goes out once ("alarm/0193…/raised")
 * @title: one line
 * @text: (nullable): more of it
 * @link: (nullable): address where it can be looked at
 * @event: (nullable): of what happened, for programs: a JSON object. Such a message goes out at any hour, and by itself
 * @at: moment of what it tells of
 * @certified: it comes from the alarm bit of a certified controller
 * @test: somebody tries the channel
 * @count: of a digest: how many messages it stands for; else 0
 *
 * What people are told, before a channel has given it its form. It holds no telephone number and no secret: it lies in
 * outbox.db as it is.
 */
typedef struct
{
  char *key;
  char *title;
  char *text;
  char *link;
  char *event;
  gint64 at;
  AnlanSeverity severity;
  AnlanDanger danger;
  gboolean certified;
  gboolean test;
  guint count;
} AnlanMessage;

AnlanMessage *
anlan_message_new (const char *key, const char *title, const char *text, AnlanSeverity severity, gint64 at);
AnlanMessage *
anlan_message_copy (const AnlanMessage *message);
void
anlan_message_free (AnlanMessage *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanMessage, anlan_message_free)

/* Fire, oxygen, toxic or combustible gas, the alarm bit of a certified controller: no quiet hours, no digest and no test
 * mode may hold it back. */
gboolean
anlan_message_is_urgent (const AnlanMessage *message);

/* As it lies in the outbox. Reading gives NULL with ANLAN_ERROR_CORRUPT. */
char *
anlan_message_to_json (const AnlanMessage *message);
AnlanMessage *
anlan_message_from_json (const char *json, GError **error);

/**
 * anlan_message_digest:
 * @messages: (element-type AnlanMessage): at least one
 * @zone: of the times that it shows
 *
 * One message that stands for many: the gravest first, then the latest, a line each, as many as fit into 1,500 bytes of
 * UTF-8 (which every channel takes), and how many more there are. It is as urgent as the gravest of them.
 */
AnlanMessage *
anlan_message_digest (GPtrArray *messages, const char *key, GTimeZone *zone);

G_END_DECLS
