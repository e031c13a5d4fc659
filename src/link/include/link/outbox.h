/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/clock.h"
#include "link/channel.h"

G_BEGIN_DECLS

/* What could not be sent for so long is given up. */
#define ANLAN_OUTBOX_DAYS 3

/**
 * AnlanOutbox:
 *
 * outbox.db of a plant: what people are to be told, until they are. Each call is one transaction with synchronous=FULL:
 * what was put in outlives a power cut. One connection belongs to one thread; several processes may put messages in, and
 * one (the station) takes them out. All calls block.
 */
typedef struct _AnlanOutbox AnlanOutbox;

AnlanOutbox *
anlan_outbox_open (const char *dir, AnlanClock *clock, GError **error);
void
anlan_outbox_close (AnlanOutbox *outbox);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanOutbox, anlan_outbox_close)

/**
 * anlan_outbox_put:
 * @channels: (element-type AnlanChannel): on which it goes out; those that want nothing of its severity are passed over
 * @put: (out) (optional): on how many of them it is new
 *
 * A key that a channel has seen within the last 30 days is not told again on it: putting twice is harmless.
 */
gboolean
anlan_outbox_put (
    AnlanOutbox *outbox, GPtrArray *channels, const AnlanMessage *message, guint *put, GError **error);

/* Nobody needs to be told any more (it was acknowledged): what waits by itself and whose key begins with @prefix is taken
 * back. What is on its way goes its way. */
gboolean
anlan_outbox_withdraw (AnlanOutbox *outbox, const char *prefix, GError **error);

/* Tries again what has failed for good on @channel (NULL: all) within ANLAN_OUTBOX_DAYS, now that somebody has mended it. */
gboolean
anlan_outbox_retry (AnlanOutbox *outbox, const char *channel, GError **error);

/* How far the one called @name has read what it puts messages in for; -1: nowhere yet. */
gboolean
anlan_outbox_get_place (AnlanOutbox *outbox, const char *name, gint64 *seq, GError **error);
gboolean
anlan_outbox_set_place (AnlanOutbox *outbox, const char *name, gint64 seq, GError **error);

/* --- for who sends -------------------------------------------------------------------------------------------- */

/* A message that is on its way. @again: an earlier try may have arrived. */
typedef struct
{
  gint64 id;
  AnlanMessage *message;
  guint attempts; /* with this one */
  gboolean again;
} AnlanOutboxItem;

void
anlan_outbox_item_free (AnlanOutboxItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanOutboxItem, anlan_outbox_item_free)

/* What was on its way when the program ended may have arrived or not: it waits again. Once, before the first take. */
gboolean
anlan_outbox_recover (AnlanOutbox *outbox, GError **error);

/* The settings of channels have changed: what quiet hours held back is looked at anew, and a receiver that wanted no more is
 * asked again. */
gboolean
anlan_outbox_refresh (AnlanOutbox *outbox, GError **error);

/**
 * anlan_outbox_take:
 * @zone: of quiet hours and digests
 * @item: (out): what to send now, noted as on its way; NULL where there is nothing
 * @next: (out): moment to ask again, G_MAXINT64 where nothing waits
 *
 * The gravest message of @channel that is due, if its bucket has a token. Where more wait than may go out now, they become
 * one digest. A message that may have arrived is sent again as it was, and says so; not by SMS, where each costs and annoys, unless
 * it is urgent.
 */
gboolean
anlan_outbox_take (AnlanOutbox *outbox,
                   AnlanChannel *channel,
                   GTimeZone *zone,
                   AnlanOutboxItem **item,
                   gint64 *next,
                   GError **error);

/* Notes how it went; decides when it is tried again. */
gboolean
anlan_outbox_settle (AnlanOutbox *outbox,
                     AnlanChannel *channel,
                     const AnlanOutboxItem *item,
                     const AnlanVerdict *verdict,
                     GError **error);

/* Drops what was done with 30 days ago. */
gboolean
anlan_outbox_prune (AnlanOutbox *outbox, GError **error);

/* --- looking --------------------------------------------------------------------------------------------------- */

typedef enum
{
  ANLAN_OUTBOX_WAITS,
  ANLAN_OUTBOX_GOING,
  ANLAN_OUTBOX_SENT,
  ANLAN_OUTBOX_FAILED,
  ANLAN_OUTBOX_FOLDED, /* a digest stands for it */
  ANLAN_OUTBOX_WITHDRAWN,
} AnlanOutboxState;

typedef struct
{
  gint64 id;
  char *channel;
  AnlanMessage *message;
  AnlanOutboxState state;
  gint64 put;
  gint64 next_try;
  gint64 done; /* or G_MININT64 */
  guint attempts;
  gboolean unsure; /* a try may have arrived */
  gboolean permanent;
  char *last_error; /* or NULL */
} AnlanOutboxRow;

void
anlan_outbox_row_free (AnlanOutboxRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanOutboxRow, anlan_outbox_row_free)

/* (element-type AnlanOutboxRow): the latest first. @channel: (nullable): of all. */
GPtrArray *
anlan_outbox_list (AnlanOutbox *outbox, const char *channel, guint limit, GError **error);

/**
 * anlan_outbox_late:
 * @patience: ms
 *
 * Messages of severity high and above that have failed for good, or have not gone out within @patience though no quiet hours
 * hold them: somebody must be told another way. Each is given once.
 *
 * Returns: (element-type AnlanOutboxRow)
 */
GPtrArray *
anlan_outbox_late (AnlanOutbox *outbox, gint64 patience, GError **error);

/* What lies there for one channel. */
typedef struct
{
  guint waits;   /* to go out */
  guint failed;  /* for good, within ANLAN_OUTBOX_DAYS */
  gint64 oldest; /* moment of what waits longest, or G_MININT64 */
  gint64 sent;   /* moment of the last that went out, or G_MININT64 */
} AnlanOutboxFigures;

gboolean
anlan_outbox_figures (AnlanOutbox *outbox, const char *channel, AnlanOutboxFigures *figures, GError **error);

/* Why nothing goes through on @channel, and since when; *trouble NULL where it does. */
gboolean
anlan_outbox_trouble (
    AnlanOutbox *outbox, const char *channel, char **trouble, gint64 *since, GError **error);

G_END_DECLS
