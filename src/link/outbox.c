/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

/* The rows. What is sent when is in outbox-take.c. */

#include "outbox-private.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "base/time.h"
#include "store/side.h"

/* What was told is remembered so long, so that a replay does not tell it again. */
#define KEEP (30 * ANLAN_DAY)

#define RANK_URGENT 100

void
anlan_outbox_item_free (AnlanOutboxItem *item)
{
  if (item == NULL)
    return;

  anlan_message_free (item->message);
  g_free (item);
}

void
anlan_outbox_row_free (AnlanOutboxRow *row)
{
  if (row == NULL)
    return;

  g_free (row->channel);
  anlan_message_free (row->message);
  g_free (row->last_error);
  g_free (row);
}

int
anlan_outbox_rank (const AnlanMessage *message)
{
  return (anlan_message_is_urgent (message) ? RANK_URGENT : 0) + (int)message->severity;
}

/* --- the connection ------------------------------------------------------------------------------------------ */

AnlanOutbox *
anlan_outbox_open (const char *dir, AnlanClock *clock, GError **error)
{
  AnlanOutbox *outbox;
  AnlanDb *db;

  g_return_val_if_fail (dir != NULL && clock != NULL, NULL);

  db = anlan_side_open (dir, ANLAN_SIDE_OUTBOX, TRUE, error);
  if (db == NULL)
    return NULL;
  outbox = g_new0 (AnlanOutbox, 1);
  outbox->db = db;
  outbox->clock = anlan_clock_ref (clock);
  return outbox;
}

void
anlan_outbox_close (AnlanOutbox *outbox)
{
  if (outbox == NULL)
    return;

  anlan_db_close (outbox->db);
  anlan_clock_unref (outbox->clock);
  g_free (outbox);
}

gboolean
anlan_outbox_leave (AnlanOutbox *outbox, gboolean done, GError **error)
{
  if (done)
    return anlan_db_commit (outbox->db, error);
  anlan_db_rollback (outbox->db);
  return FALSE;
}

gboolean
anlan_outbox_run (AnlanOutbox *outbox, GError **error, const char *sql, const char *types, ...)
{
  AnlanStmt *stmt = anlan_db_statement (outbox->db, sql, error);
  va_list args;

  if (stmt == NULL)
    return FALSE;
  va_start (args, types);
  anlan_stmt_bind_list (stmt, types, &args);
  va_end (args);
  return anlan_stmt_run (stmt, error);
}

/* --- rows ---------------------------------------------------------------------------------------------------- */

/* A row that is damaged must not hold back the others, nor be silent. */
static AnlanMessage *
load_message (AnlanStmt *stmt)
{
  g_autoptr (GError) error = NULL;
  const char *payload = anlan_stmt_text (stmt, 2), *key = anlan_stmt_text (stmt, 10);
  AnlanMessage *message = anlan_message_from_json (payload != NULL ? payload : "", &error);

  if (message != NULL)
    return message;
  return anlan_message_new (key != NULL ? key : "", error->message, NULL, ANLAN_SEVERITY_HIGH,
                            anlan_stmt_integer (stmt, 4));
}

static AnlanOutboxRow *
load (AnlanStmt *stmt)
{
  AnlanOutboxRow *row = g_new0 (AnlanOutboxRow, 1);

  row->message = load_message (stmt);
  row->id = anlan_stmt_integer (stmt, 0);
  row->channel = g_strdup (anlan_stmt_text (stmt, 1));
  row->state = (AnlanOutboxState)CLAMP (anlan_stmt_integer (stmt, 3), 0, ANLAN_OUTBOX_WITHDRAWN);
  row->put = anlan_stmt_integer (stmt, 4);
  row->next_try = anlan_stmt_integer (stmt, 5);
  row->done = anlan_stmt_is_null (stmt, 6) ? G_MININT64 : anlan_stmt_integer (stmt, 6);
  row->attempts = (guint)anlan_stmt_integer (stmt, 7);
  row->permanent = anlan_stmt_integer (stmt, 8) != 0;
  row->last_error = g_strdup (anlan_stmt_text (stmt, 9));
  row->unsure = anlan_stmt_integer (stmt, 11) != 0;
  return row;
}

GPtrArray *
anlan_outbox_select (AnlanOutbox *outbox, GError **error, const char *where, const char *types, ...)
{
  g_autofree char *sql =
      g_strconcat ("SELECT id, channel, payload, state, put, next_try, done, attempts, permanent, "
                   "last_error, key, unsure FROM message WHERE ",
                   where, NULL);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_outbox_row_free);
  AnlanStmt *stmt = anlan_db_statement (outbox->db, sql, error);
  AnlanStep step;
  va_list args;

  if (stmt == NULL)
    return NULL;
  va_start (args, types);
  anlan_stmt_bind_list (stmt, types, &args);
  va_end (args);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    g_ptr_array_add (rows, load (stmt));
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE ? g_steal_pointer (&rows) : NULL;
}

/* --- putting in, taking back ----------------------------------------------------------------------------------- */

gboolean
anlan_outbox_put (
    AnlanOutbox *outbox, GPtrArray *channels, const AnlanMessage *message, guint *put, GError **error)
{
  g_autofree char *payload = NULL;
  gboolean done = TRUE;
  guint n = 0;
  gint64 now;

  g_return_val_if_fail (outbox != NULL && channels != NULL && message != NULL, FALSE);

  payload = anlan_message_to_json (message);
  now = anlan_clock_now (outbox->clock);
  if (!anlan_db_begin (outbox->db, error))
    return FALSE;
  for (guint i = 0; i < channels->len && done; i++)
    {
      const AnlanChannel *channel = channels->pdata[i];

      if (message->severity < channel->least && !anlan_message_is_urgent (message))
        continue;
      done = anlan_outbox_run (outbox, error,
                               "INSERT OR IGNORE INTO message (channel, key, payload, rank, put, next_try) "
                               "VALUES (?, ?, ?, ?, ?, ?)",
                               "tttiii", channel->id, message->key, payload,
                               (gint64)anlan_outbox_rank (message), now, now);
      n += done && anlan_db_changes (outbox->db) > 0;
    }
  if (!anlan_outbox_leave (outbox, done, error))
    return FALSE;
  if (put != NULL)
    *put = n;
  return TRUE;
}

gboolean
anlan_outbox_withdraw (AnlanOutbox *outbox, const char *prefix, GError **error)
{
  g_return_val_if_fail (outbox != NULL && prefix != NULL, FALSE);

  return anlan_outbox_run (outbox, error,
                           "UPDATE message SET state = 5, done = ? WHERE state = 0 AND members = 0 AND "
                           "substr(key, 1, length(?)) = ?",
                           "itt", anlan_clock_now (outbox->clock), prefix, prefix);
}

gboolean
anlan_outbox_retry (AnlanOutbox *outbox, const char *channel, GError **error)
{
  gint64 now;

  g_return_val_if_fail (outbox != NULL, FALSE);

  now = anlan_clock_now (outbox->clock);
  /* A digest is not tried again: what it stood for is. */
  return anlan_db_begin (outbox->db, error) &&
         anlan_outbox_leave (
             outbox,
             anlan_outbox_run (outbox, error,
                               "DELETE FROM message WHERE state = 3 AND members > 0 AND "
                               "channel = coalesce(?, channel)",
                               "t", channel) &&
                 anlan_outbox_run (outbox, error,
                                   "UPDATE message SET state = 0, done = NULL, digest = NULL, attempts = 0, "
                                   "permanent = 0, escalated = 0, put = ?, next_try = ? WHERE state = 3 AND "
                                   "put > ? AND channel = coalesce(?, channel)",
                                   "iiit", now, now, now - ANLAN_OUTBOX_DAYS * ANLAN_DAY, channel) &&
                 anlan_outbox_run (outbox, error,
                                   "UPDATE channel SET blocked = 0, gone = 0 WHERE id = coalesce(?, id)", "t",
                                   channel),
             error);
}

gboolean
anlan_outbox_recover (AnlanOutbox *outbox, GError **error)
{
  g_return_val_if_fail (outbox != NULL, FALSE);

  return anlan_outbox_run (outbox, error, "UPDATE message SET state = 0, unsure = 1 WHERE state = 1", "");
}

gboolean
anlan_outbox_refresh (AnlanOutbox *outbox, GError **error)
{
  g_return_val_if_fail (outbox != NULL, FALSE);

  return anlan_outbox_run (outbox, error,
                           "UPDATE message SET next_try = put WHERE state = 0 AND attempts = 0", "") &&
         anlan_outbox_run (outbox, error, "UPDATE channel SET gone = 0 WHERE gone", "");
}

gboolean
anlan_outbox_prune (AnlanOutbox *outbox, GError **error)
{
  g_return_val_if_fail (outbox != NULL, FALSE);

  return anlan_outbox_run (outbox, error, "DELETE FROM message WHERE done < ?", "i",
                           anlan_clock_now (outbox->clock) - KEEP);
}

/* --- looking --------------------------------------------------------------------------------------------------- */

GPtrArray *
anlan_outbox_list (AnlanOutbox *outbox, const char *channel, guint limit, GError **error)
{
  g_return_val_if_fail (outbox != NULL, NULL);

  return anlan_outbox_select (outbox, error, "channel = coalesce(?, channel) ORDER BY id DESC LIMIT ?", "ti",
                              channel, (gint64)limit);
}

GPtrArray *
anlan_outbox_late (AnlanOutbox *outbox, gint64 patience, GError **error)
{
  g_autoptr (GPtrArray) late = NULL;
  gboolean done;
  gint64 now;

  g_return_val_if_fail (outbox != NULL, NULL);

  now = anlan_clock_now (outbox->clock);
  if (!anlan_db_begin (outbox->db, error))
    return NULL;
  /* What was never tried and is not due yet is held back by quiet hours. */
  late = anlan_outbox_select (outbox, error,
                              "escalated = 0 AND state IN (0, 1, 3, 4) AND members = 0 AND rank >= ? AND "
                              "(state = 3 OR (put <= ? AND (attempts > 0 OR next_try <= ?))) ORDER BY id",
                              "iii", (gint64)ANLAN_SEVERITY_HIGH, now - patience, now);
  done = late != NULL;
  for (guint i = 0; done && i < late->len; i++)
    {
      const AnlanOutboxRow *row = late->pdata[i];

      done = anlan_outbox_run (outbox, error, "UPDATE message SET escalated = 1 WHERE id = ?", "i", row->id);
    }
  return anlan_outbox_leave (outbox, done, error) ? g_steal_pointer (&late) : NULL;
}

gboolean
anlan_outbox_trouble (AnlanOutbox *outbox, const char *channel, char **trouble, gint64 *since, GError **error)
{
  AnlanStmt *stmt;
  AnlanStep step;

  g_return_val_if_fail (outbox != NULL && channel != NULL && trouble != NULL && since != NULL, FALSE);

  *trouble = NULL;
  *since = G_MININT64;
  stmt = anlan_db_statement (
      outbox->db, "SELECT trouble, since FROM channel WHERE id = ? AND trouble IS NOT NULL", error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, channel);
  step = anlan_stmt_step (stmt, error);
  if (step == ANLAN_STEP_ROW)
    {
      *trouble = g_strdup (anlan_stmt_text (stmt, 0));
      *since = anlan_stmt_integer (stmt, 1);
    }
  anlan_stmt_reset (stmt);
  return step != ANLAN_STEP_ERROR;
}

gboolean
anlan_outbox_figures (AnlanOutbox *outbox, const char *channel, AnlanOutboxFigures *figures, GError **error)
{
  AnlanStmt *stmt;
  AnlanStep step;

  g_return_val_if_fail (outbox != NULL && channel != NULL && figures != NULL, FALSE);

  *figures = (AnlanOutboxFigures){ .oldest = G_MININT64, .sent = G_MININT64 };
  stmt = anlan_db_statement (
      outbox->db,
      "SELECT count(*) FILTER (WHERE state IN (0, 1)), "
      "count(*) FILTER (WHERE state = 3 AND done > ?2), min(put) FILTER (WHERE state IN (0, 1)), "
      "max(done) FILTER (WHERE state = 2) FROM message WHERE channel = ?1",
      error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, channel);
  anlan_stmt_bind_integer (stmt, 2, anlan_clock_now (outbox->clock) - ANLAN_OUTBOX_DAYS * ANLAN_DAY);
  step = anlan_stmt_step (stmt, error);
  if (step == ANLAN_STEP_ROW)
    {
      figures->waits = (guint)anlan_stmt_integer (stmt, 0);
      figures->failed = (guint)anlan_stmt_integer (stmt, 1);
      if (!anlan_stmt_is_null (stmt, 2))
        figures->oldest = anlan_stmt_integer (stmt, 2);
      if (!anlan_stmt_is_null (stmt, 3))
        figures->sent = anlan_stmt_integer (stmt, 3);
    }
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_ROW;
}

/* --- places -------------------------------------------------------------------------------------------------- */

gboolean
anlan_outbox_get_place (AnlanOutbox *outbox, const char *name, gint64 *seq, GError **error)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  g_return_val_if_fail (outbox != NULL && name != NULL && seq != NULL, FALSE);

  if (!anlan_db_lookup (outbox->db, "SELECT seq FROM place WHERE name = ?1", name, &value, error))
    return FALSE;
  *seq = anlan_value_get_integer (&value, -1);
  return TRUE;
}

gboolean
anlan_outbox_set_place (AnlanOutbox *outbox, const char *name, gint64 seq, GError **error)
{
  g_return_val_if_fail (outbox != NULL && name != NULL, FALSE);

  return anlan_outbox_run (outbox, error,
                           "INSERT INTO place (name, seq) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET seq = "
                           "excluded.seq",
                           "ti", name, seq);
}
