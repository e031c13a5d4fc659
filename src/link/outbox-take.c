/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

/* What goes out next, what becomes a digest, and what becomes of a message that did not get through. */

#include "outbox-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/error.h"
#include "base/ids.h"
#include "base/time.h"

/* So many of those that wait are looked at; a digest shows about thirty and counts the others. */
#define LOOK_AT 2000

/* From so many on they go out as one even where the bucket would let them through. */
#define FOLD_AT 10

/* One that is no storm: two messages are no digest. */
#define FOLD_LEAST 3

/* A channel on which nothing gets through is left alone so long at most, so that a message that just this one service
 * cannot bear does not hold back others. */
#define CHANNEL_PAUSE (30 * ANLAN_SECOND)

/* How long until the next try, by tries so far; an urgent message waits for a minute at most. */
static const gint64 pauses[] = { 5 * ANLAN_SECOND, 15 * ANLAN_SECOND, ANLAN_MINUTE, 3 * ANLAN_MINUTE,
                                 10 * ANLAN_MINUTE };
#define URGENT_PAUSE ANLAN_MINUTE

/* --- the channel's bucket -------------------------------------------------------------------------------------- */

typedef struct
{
  double tokens;
  gint64 blocked;
  gboolean gone;
} Bucket;

/* Filled up to @now. A clock that was set back fills nothing. */
static gboolean
load_bucket (AnlanOutbox *outbox, AnlanChannel *channel, gint64 now, Bucket *bucket, GError **error)
{
  AnlanStmt *stmt =
      anlan_db_statement (outbox->db, "SELECT tokens, at, blocked, gone FROM channel WHERE id = ?", error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  *bucket = (Bucket){ .tokens = channel->burst };
  anlan_stmt_bind_text (stmt, 1, channel->id);
  step = anlan_stmt_step (stmt, error);
  if (step == ANLAN_STEP_ROW)
    {
      gint64 passed = MAX (0, now - anlan_stmt_integer (stmt, 1));

      bucket->tokens = MIN (channel->burst,
                            anlan_stmt_real (stmt, 0) + (double)passed * channel->per_minute / ANLAN_MINUTE);
      bucket->blocked = anlan_stmt_integer (stmt, 2);
      bucket->gone = anlan_stmt_integer (stmt, 3) != 0;
      /* Nothing blocks for longer than a service may ask for: the clock was set back. */
      if (bucket->blocked > now + ANLAN_DAY)
        bucket->blocked = 0;
    }
  anlan_stmt_reset (stmt);
  return step != ANLAN_STEP_ERROR;
}

static gboolean
keep_bucket (AnlanOutbox *outbox, AnlanChannel *channel, gint64 now, double tokens, GError **error)
{
  AnlanStmt *stmt =
      anlan_db_statement (outbox->db,
                          "INSERT INTO channel (id, tokens, at) VALUES (?, ?, ?) ON CONFLICT (id) DO "
                          "UPDATE SET tokens = excluded.tokens, at = excluded.at",
                          error);

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, channel->id);
  anlan_stmt_bind_real (stmt, 2, tokens);
  anlan_stmt_bind_integer (stmt, 3, now);
  return anlan_stmt_run (stmt, error);
}

static gint64
token_at (const AnlanChannel *channel, double tokens, gint64 now)
{
  return now + (gint64)ceil ((1 - tokens) * ANLAN_MINUTE / channel->per_minute);
}

/* --- what is due ------------------------------------------------------------------------------------------------- */

/* Without those that quiet hours hold back, which are put off. */
static gboolean
load_due (
    AnlanOutbox *outbox, AnlanChannel *channel, GTimeZone *zone, gint64 now, GPtrArray **due, GError **error)
{
  g_autoptr (GPtrArray) rows = anlan_outbox_select (
      outbox, error, "channel = ? AND state = 0 AND next_try <= ? ORDER BY rank DESC, id LIMIT ?", "tii",
      channel->id, now, (gint64)LOOK_AT);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len;)
    {
      const AnlanOutboxRow *row = rows->pdata[i];
      gint64 until = anlan_channel_held_until (channel, row->message, now, zone);

      if (until <= now)
        i++;
      else if (anlan_outbox_run (outbox, error, "UPDATE message SET next_try = ? WHERE id = ?", "ii", until,
                                 row->id))
        g_ptr_array_remove_index (rows, i);
      else
        return FALSE;
    }
  *due = g_steal_pointer (&rows);
  return TRUE;
}

/* When the next of those that wait is due, or G_MAXINT64. */
static gboolean
next_due (AnlanOutbox *outbox, AnlanChannel *channel, gint64 *next, GError **error)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  if (!anlan_db_lookup (outbox->db, "SELECT min(next_try) FROM message WHERE channel = ? AND state = 0",
                        channel->id, &value, error))
    return FALSE;
  *next = anlan_value_get_integer (&value, G_MAXINT64);
  return TRUE;
}

static gboolean
fail (AnlanOutbox *outbox, gint64 id, gint64 now, const char *reason, GError **error)
{
  return anlan_outbox_run (
      outbox, error,
      "UPDATE message SET state = 3, permanent = 1, last_error = ?, done = ? WHERE id = ? OR "
      "digest = ?",
      "tiii", reason, now, id, id);
}

/* --- many as one --------------------------------------------------------------------------------------------- */

/* Those that @digest stands for are put to @messages, and stand for themselves again. */
static gboolean
unfold (AnlanOutbox *outbox, gint64 digest, gint64 into, GPtrArray *messages, GPtrArray *keep, GError **error)
{
  g_autoptr (GPtrArray) rows =
      anlan_outbox_select (outbox, error, "digest = ? ORDER BY id LIMIT ?", "ii", digest, (gint64)LOOK_AT);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (messages, ((AnlanOutboxRow *)rows->pdata[i])->message);
  g_ptr_array_add (keep, g_steal_pointer (&rows));
  return anlan_outbox_run (outbox, error, "UPDATE message SET digest = ? WHERE digest = ?", "ii", into,
                           digest) &&
         anlan_outbox_run (outbox, error, "DELETE FROM message WHERE id = ?", "i", digest);
}

static gboolean
add_digest (
    AnlanOutbox *outbox, AnlanChannel *channel, const char *key, gint64 now, gint64 *id, GError **error)
{
  if (!anlan_outbox_run (outbox, error,
                         "INSERT INTO message (channel, key, payload, rank, put, next_try, members) "
                         "VALUES (?, ?, '', 0, ?, ?, 1)",
                         "ttii", channel->id, key, now, now))
    return FALSE;
  *id = anlan_db_last_rowid (outbox->db);
  return TRUE;
}

/* One message in the place of all @due. */
static AnlanOutboxRow *
fold (AnlanOutbox *outbox, AnlanChannel *channel, GTimeZone *zone, gint64 now, GPtrArray *due, GError **error)
{
  g_autofree char *uuid = anlan_uuid_new (now), *key = g_strconcat ("digest/", uuid, NULL), *payload = NULL;
  g_autoptr (GPtrArray) messages = g_ptr_array_new ();
  g_autoptr (GPtrArray) keep = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  g_autoptr (AnlanMessage) digest = NULL;
  AnlanOutboxRow *row;
  gint64 id;

  if (!add_digest (outbox, channel, key, now, &id, error))
    return NULL;
  for (guint i = 0; i < due->len; i++)
    {
      const AnlanOutboxRow *one = due->pdata[i];

      if (one->message->count > 0 && g_str_has_prefix (one->message->key, "digest/"))
        {
          if (!unfold (outbox, one->id, id, messages, keep, error))
            return NULL;
          continue;
        }
      g_ptr_array_add (messages, one->message);
      if (!anlan_outbox_run (outbox, error, "UPDATE message SET state = 4, digest = ? WHERE id = ?", "ii", id,
                             one->id))
        return NULL;
    }
  digest = anlan_message_digest (messages, key, zone);
  payload = anlan_message_to_json (digest);
  if (!anlan_outbox_run (outbox, error,
                         "UPDATE message SET payload = ?, rank = ?, members = ?, "
                         "put = (SELECT min(put) FROM message WHERE digest = ?) WHERE id = ?",
                         "tiiii", payload, (gint64)anlan_outbox_rank (digest), (gint64)messages->len, id, id))
    return NULL;
  row = g_new0 (AnlanOutboxRow, 1);
  row->id = id;
  row->message = g_steal_pointer (&digest);
  return row;
}

/* --- take ---------------------------------------------------------------------------------------------------- */

/* @row as one that is on its way. *item NULL where it was rather given up. */
static gboolean
set_going (AnlanOutbox *outbox,
           AnlanChannel *channel,
           const AnlanOutboxRow *row,
           gint64 now,
           AnlanOutboxItem **item,
           GError **error)
{
  if (row->unsure && channel->type == ANLAN_CHANNEL_SMS && !anlan_message_is_urgent (row->message))
    return fail (
        outbox, row->id, now,
        _ ("It is not known whether this short message arrived. It was not sent again; ask the gateway."),
        error);
  if (!anlan_outbox_run (outbox, error, "UPDATE message SET state = 1, attempts = attempts + 1 WHERE id = ?",
                         "i", row->id))
    return FALSE;
  *item = g_new0 (AnlanOutboxItem, 1);
  (*item)->id = row->id;
  (*item)->message = anlan_message_copy (row->message);
  (*item)->attempts = row->attempts + 1;
  (*item)->again = row->unsure;
  return TRUE;
}

/* Those that may become a digest: what may have arrived goes again as it was, so that a receiver can tell, and what is for
 * programs is not for reading. */
static GPtrArray *
choose_sure (GPtrArray *due)
{
  GPtrArray *sure = g_ptr_array_new ();

  for (guint i = 0; i < due->len; i++)
    if (!((AnlanOutboxRow *)due->pdata[i])->unsure &&
        ((AnlanOutboxRow *)due->pdata[i])->message->event == NULL)
      g_ptr_array_add (sure, due->pdata[i]);
  return sure;
}

static gboolean
take (AnlanOutbox *outbox,
      AnlanChannel *channel,
      GTimeZone *zone,
      gint64 now,
      AnlanOutboxItem **item,
      gint64 *next,
      GError **error)
{
  g_autoptr (GPtrArray) due = NULL, sure = NULL;
  g_autoptr (AnlanOutboxRow) digest = NULL;
  const AnlanOutboxRow *first;
  Bucket bucket;

  if (!load_bucket (outbox, channel, now, &bucket, error) ||
      !load_due (outbox, channel, zone, now, &due, error))
    return FALSE;
  if (bucket.gone)
    {
      for (guint i = 0; i < due->len; i++)
        if (!fail (outbox, ((AnlanOutboxRow *)due->pdata[i])->id, now,
                   _ ("The receiver wants no more messages. Set the channel up anew or switch it off."),
                   error))
          return FALSE;
      return next_due (outbox, channel, next, error);
    }
  if (due->len == 0)
    return next_due (outbox, channel, next, error);
  if (bucket.blocked > now || bucket.tokens < 1)
    {
      *next = MAX (bucket.blocked, bucket.tokens < 1 ? token_at (channel, bucket.tokens, now) : now);
      return TRUE;
    }
  first = due->pdata[0];
  sure = choose_sure (due);
  if (!first->unsure && first->message->event == NULL &&
      (sure->len >= FOLD_AT || (sure->len >= FOLD_LEAST && sure->len > bucket.tokens)))
    {
      digest = fold (outbox, channel, zone, now, sure, error);
      if (digest == NULL)
        return FALSE;
      first = digest;
    }
  *next = now;
  return set_going (outbox, channel, first, now, item, error) &&
         (*item == NULL || keep_bucket (outbox, channel, now, bucket.tokens - 1, error));
}

gboolean
anlan_outbox_take (AnlanOutbox *outbox,
                   AnlanChannel *channel,
                   GTimeZone *zone,
                   AnlanOutboxItem **item,
                   gint64 *next,
                   GError **error)
{
  g_return_val_if_fail (outbox != NULL && channel != NULL && zone != NULL && item != NULL && next != NULL,
                        FALSE);

  *item = NULL;
  *next = G_MAXINT64;
  if (!anlan_db_begin (outbox->db, error))
    return FALSE;
  if (anlan_outbox_leave (
          outbox, take (outbox, channel, zone, anlan_clock_now (outbox->clock), item, next, error), error))
    return TRUE;
  g_clear_pointer (item, anlan_outbox_item_free);
  return FALSE;
}

/* --- settle -------------------------------------------------------------------------------------------------- */

static gint64
pause_for (const AnlanOutboxItem *item)
{
  gint64 pause = pauses[CLAMP (item->attempts, 1, G_N_ELEMENTS (pauses)) - 1];

  if (anlan_message_is_urgent (item->message))
    pause = MIN (pause, URGENT_PAUSE);
  /* So that many desks behind one line do not all come at the same moment. */
  return (gint64)((double)pause * g_random_double_range (0.8, 1.2));
}

static gboolean
set_trouble (AnlanOutbox *outbox,
             AnlanChannel *channel,
             gint64 now,
             gint64 blocked,
             gboolean gone,
             const char *reason,
             GError **error)
{
  return anlan_outbox_run (outbox, error,
                           "UPDATE channel SET blocked = max(blocked, ?), gone = ?, trouble = ?, "
                           "since = coalesce(since, ?) WHERE id = ?",
                           "iitit", blocked, (gint64)gone, reason, now, channel->id);
}

static gboolean
put_off (AnlanOutbox *outbox,
         AnlanChannel *channel,
         const AnlanOutboxItem *item,
         const AnlanVerdict *verdict,
         gint64 now,
         GError **error)
{
  gint64 pause = pause_for (item);
  gint64 next = now + MAX (pause, verdict->wait);

  /* A service that says how long it wants to be left alone is left alone; else the next message may find it well. */
  return anlan_outbox_run (
             outbox, error,
             "UPDATE message SET state = 0, next_try = ?, unsure = max(unsure, ?), last_error = ? "
             "WHERE id = ?",
             "iiti", next, (gint64)(verdict->sent == ANLAN_SENT_UNSURE), verdict->reason, item->id) &&
         set_trouble (outbox, channel, now,
                      now + (verdict->wait > 0 ? verdict->wait : MIN (pause, CHANNEL_PAUSE)), FALSE,
                      verdict->reason, error);
}

static gboolean
is_too_old (AnlanOutbox *outbox, gint64 id, gint64 now, gboolean *old, GError **error)
{
  g_autoptr (GPtrArray) rows = anlan_outbox_select (outbox, error, "id = ? AND put < ?", "ii", id,
                                                    now - ANLAN_OUTBOX_DAYS * ANLAN_DAY);

  *old = rows != NULL && rows->len > 0;
  return rows != NULL;
}

static gboolean
settle (AnlanOutbox *outbox,
        AnlanChannel *channel,
        const AnlanOutboxItem *item,
        const AnlanVerdict *verdict,
        gint64 now,
        GError **error)
{
  gboolean old;

  switch (verdict->sent)
    {
    case ANLAN_SENT_DONE:
      return anlan_outbox_run (
                 outbox, error,
                 "UPDATE message SET state = 2, done = ?, last_error = NULL WHERE id = ? OR digest = ?",
                 "iii", now, item->id, item->id) &&
             anlan_outbox_run (outbox, error,
                               "UPDATE channel SET trouble = NULL, since = NULL, blocked = 0 WHERE id = ?",
                               "t", channel->id);
    case ANLAN_SENT_REFUSED:
      return fail (outbox, item->id, now, verdict->reason, error);
    case ANLAN_SENT_BROKEN:
    case ANLAN_SENT_GONE:
      return fail (outbox, item->id, now, verdict->reason, error) &&
             set_trouble (outbox, channel, now, 0, verdict->sent == ANLAN_SENT_GONE, verdict->reason, error);
    case ANLAN_SENT_LATER:
    case ANLAN_SENT_UNSURE:
    default:
      if (!is_too_old (outbox, item->id, now, &old, error))
        return FALSE;
      return old ? fail (outbox, item->id, now, verdict->reason, error)
                 : put_off (outbox, channel, item, verdict, now, error);
    }
}

gboolean
anlan_outbox_settle (AnlanOutbox *outbox,
                     AnlanChannel *channel,
                     const AnlanOutboxItem *item,
                     const AnlanVerdict *verdict,
                     GError **error)
{
  g_return_val_if_fail (outbox != NULL && channel != NULL && item != NULL && verdict != NULL, FALSE);

  return anlan_db_begin (outbox->db, error) &&
         anlan_outbox_leave (
             outbox, settle (outbox, channel, item, verdict, anlan_clock_now (outbox->clock), error), error);
}
