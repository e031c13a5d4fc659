/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-store"

#include "store-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "base/json.h"
#include "base/time.h"
#include "db-private.h"

/* --- this desk among those of the plant -------------------------------------------------------------------- */

/* "" for the first desk, then B, C … Z, AA, AB …: the tag is part of numbers that people read out. */
static char *
make_tag (guint n)
{
  g_autoptr (GString) tag = g_string_new (NULL);

  if (n == 0)
    return g_strdup ("");
  for (guint rest = n + 1; rest > 0; rest = (rest - 1) / 26)
    g_string_prepend_c (tag, (char)('A' + (rest - 1) % 26));
  return g_string_free (g_steal_pointer (&tag), FALSE);
}

static gboolean
append_line (AnlanStore *store, AnlanDb *db, const char *op, char *patch, GError **error)
{
  AnlanLine line = { .op = op, .patch = patch, .os_user = g_get_user_name () };
  gboolean ok = anlan_journal_begin (&store->writing.journal, db, anlan_clock_now (store->clock), error) &&
                anlan_journal_append (&store->writing.journal, db, &line, error);

  g_free (patch);
  return ok;
}

static char *
describe_desk (AnlanStore *store, const char *tag)
{
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "id");
  anlan_json_text (&json, store->desk_id);
  anlan_json_name (&json, "name");
  anlan_json_text (&json, anlan_desk_get_name (store->desk));
  anlan_json_name (&json, "plant");
  anlan_json_text (&json, store->plant);
  anlan_json_name (&json, "public_key");
  anlan_json_text (&json, anlan_desk_get_public_key (store->desk));
  anlan_json_name (&json, "tag");
  anlan_json_text (&json, tag);
  anlan_json_close (&json, '}');
  return anlan_json_end (&json);
}

static gboolean
insert_desk (AnlanStore *store, AnlanDb *db, GError **error)
{
  g_auto (AnlanValue) count = ANLAN_VALUE_INIT;
  g_autofree char *at = anlan_time_format (anlan_clock_now (store->clock));
  AnlanStmt *stmt;

  if (!anlan_db_lookup (db, "SELECT count(*) FROM desk", NULL, &count, error))
    return FALSE;
  g_free (store->desk_tag);
  store->desk_tag = make_tag ((guint)anlan_value_get_integer (&count, 0));
  stmt = anlan_db_statement (db, "INSERT INTO desk (id, name, tag, public_key, joined) VALUES (?,?,?,?,?)",
                             error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, store->desk_id);
  anlan_stmt_bind_text (stmt, 2, anlan_desk_get_name (store->desk));
  anlan_stmt_bind_text (stmt, 3, store->desk_tag);
  anlan_stmt_bind_text (stmt, 4, anlan_desk_get_public_key (store->desk));
  anlan_stmt_bind_text (stmt, 5, at);
  return anlan_stmt_run (stmt, error) &&
         append_line (store, db, "desk", describe_desk (store, store->desk_tag), error);
}

/* The plant came out of a backup: the journal says so, and this desk's copies of what was signed behind the end of
 * that backup count no more. */
static gboolean
note_restore (AnlanStore *store, AnlanDb *db, GError **error)
{
  g_auto (AnlanValue) restored = ANLAN_VALUE_INIT;
  gint64 seq = store->writing.journal.seq;

  if (!anlan_db_lookup (db, "SELECT value FROM setting WHERE key = 'restored'", NULL, &restored, error))
    return FALSE;
  if (anlan_value_is_null (&restored))
    return TRUE;
  return append_line (store, db, "restore", g_strdup (anlan_value_get_text (&restored)), error) &&
         anlan_db_exec (db, "DELETE FROM setting WHERE key = 'restored'", error) &&
         anlan_desk_copy_restore (store->desk, store->plant, seq, error);
}

static gboolean
join (AnlanStore *store, AnlanDb *db, GError **error)
{
  g_auto (AnlanValue) tag = ANLAN_VALUE_INIT;
  g_auto (AnlanValue) key = ANLAN_VALUE_INIT;

  if (!anlan_journal_begin (&store->writing.journal, db, anlan_clock_now (store->clock), error) ||
      !anlan_db_lookup (db, "SELECT tag FROM desk WHERE id = ?", store->desk_id, &tag, error) ||
      !anlan_db_lookup (db, "SELECT public_key FROM desk WHERE id = ?", store->desk_id, &key, error))
    return FALSE;
  if (anlan_value_is_null (&key))
    return note_restore (store, db, error) && insert_desk (store, db, error);

  if (g_strcmp0 (anlan_value_get_text (&key), anlan_desk_get_public_key (store->desk)) != 0)
    {
      g_set_error_literal (
          error, ANLAN_ERROR, ANLAN_ERROR_CONFLICT,
          _ ("The plant knows this computer under another key, so it was not opened for writing and "
             "nothing was changed. Check the plant; its list of computers may have been tampered "
             "with."));
      return FALSE;
    }
  g_free (store->desk_tag);
  store->desk_tag = g_strdup (anlan_value_get_text (&tag));
  return note_restore (store, db, error);
}

gboolean
anlan_store_join_desk (AnlanStore *store, AnlanDb *db, gboolean fresh, GError **error)
{
  g_auto (AnlanValue) known = ANLAN_VALUE_INIT;
  g_auto (AnlanValue) restored = ANLAN_VALUE_INIT;

  /* The usual case takes no lock: a plant opens while another program writes. */
  if (!fresh)
    {
      if (!anlan_db_lookup (db, "SELECT public_key FROM desk WHERE id = ?", store->desk_id, &known, error) ||
          !anlan_db_lookup (db, "SELECT value FROM setting WHERE key = 'restored'", NULL, &restored, error))
        return FALSE;
      if (g_strcmp0 (anlan_value_get_text (&known), anlan_desk_get_public_key (store->desk)) == 0 &&
          anlan_value_is_null (&restored))
        return TRUE;
    }
  if (!anlan_db_begin (db, error))
    return FALSE;
  if (!join (store, db, error))
    {
      anlan_db_settle (db);
      anlan_db_rollback (db);
      return FALSE;
    }
  anlan_db_settle (db);
  if (!anlan_db_commit (db, error))
    return FALSE;
  anlan_store_announce (store, store->writing.journal.seq, store->writing.journal.head);
  return TRUE;
}

/* --- checkpoints ------------------------------------------------------------------------------------------- */

static gboolean
insert_checkpoint (AnlanStore *store, AnlanDb *db, AnlanJournal *journal, GError **error)
{
  g_autoptr (AnlanCheckpoint) checkpoint = g_new0 (AnlanCheckpoint, 1);
  AnlanStmt *stmt;

  checkpoint->seq = anlan_journal_get_seq (journal);
  /* Lines are numbered without a gap, which verify checks. */
  checkpoint->count = checkpoint->seq;
  checkpoint->head = g_strdup (anlan_journal_get_head (journal));
  checkpoint->at = anlan_time_format (anlan_clock_now (store->clock));
  anlan_checkpoint_sign (checkpoint, store->plant, store->desk);

  stmt = anlan_db_statement (db,
                             "INSERT OR IGNORE INTO checkpoint (seq, count, head, at, desk, signature) "
                             "VALUES (?,?,?,?,?,?)",
                             error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_integer (stmt, 1, checkpoint->seq);
  anlan_stmt_bind_integer (stmt, 2, checkpoint->count);
  anlan_stmt_bind_text (stmt, 3, checkpoint->head);
  anlan_stmt_bind_text (stmt, 4, checkpoint->at);
  anlan_stmt_bind_text (stmt, 5, checkpoint->desk);
  anlan_stmt_bind_text (stmt, 6, checkpoint->signature);
  if (!anlan_stmt_run (stmt, error))
    return FALSE;
  store->writing.checkpoint_seq = checkpoint->seq;
  return TRUE;
}

static gboolean
add_own_transaction (AnlanStore *store, AnlanDb *db, GError **error)
{
  AnlanJournal *journal = &store->writing.journal;
  g_auto (AnlanValue) last = ANLAN_VALUE_INIT;

  if (!anlan_journal_begin (journal, db, anlan_clock_now (store->clock), error) ||
      !anlan_db_lookup (db, "SELECT max(seq) FROM checkpoint", NULL, &last, error))
    return FALSE;
  store->writing.checkpoint_seq = anlan_value_get_integer (&last, 0);
  return journal->seq <= store->writing.checkpoint_seq || insert_checkpoint (store, db, journal, error);
}

/* On the writer's thread; with @journal inside its transaction, else in one of its own. */
gboolean
anlan_store_add_checkpoint (AnlanStore *store, AnlanDb *db, AnlanJournal *journal, GError **error)
{
  if (journal != NULL)
    return insert_checkpoint (store, db, journal, error);

  if (!anlan_db_begin (db, error))
    return FALSE;
  if (!add_own_transaction (store, db, error))
    {
      anlan_db_settle (db);
      anlan_db_rollback (db);
      return FALSE;
    }
  anlan_db_settle (db);
  return anlan_db_commit (db, error);
}

/* Brings the desk's own copies up to what it has signed in the plant. */
gboolean
anlan_store_copy_checkpoints (AnlanStore *store, AnlanDb *db, GError **error)
{
  g_autoptr (GPtrArray) copies = anlan_desk_read_copies (store->desk, store->plant, error);
  AnlanCheckpoint *last;
  AnlanStmt *stmt;
  AnlanStep step;

  if (copies == NULL)
    return FALSE;
  stmt = anlan_db_statement (
      db,
      "SELECT seq, count, head, at, desk, signature FROM checkpoint WHERE desk = ? AND seq > ? ORDER BY seq",
      error);
  if (stmt == NULL)
    return FALSE;
  last = copies->len > 0 ? g_ptr_array_index (copies, copies->len - 1) : NULL;
  anlan_stmt_bind_text (stmt, 1, store->desk_id);
  anlan_stmt_bind_integer (stmt, 2, last != NULL ? last->seq : 0);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      const AnlanCheckpoint checkpoint = {
        .seq = anlan_stmt_integer (stmt, 0),
        .count = anlan_stmt_integer (stmt, 1),
        .head = (char *)anlan_stmt_text (stmt, 2),
        .at = (char *)anlan_stmt_text (stmt, 3),
        .desk = (char *)anlan_stmt_text (stmt, 4),
        .signature = (char *)anlan_stmt_text (stmt, 5),
      };

      if (!anlan_desk_copy_checkpoint (store->desk, store->plant, &checkpoint, error))
        return FALSE;
    }
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE;
}

static gboolean
checkpoint_outside (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  AnlanStore *store = data;

  return anlan_store_add_checkpoint (store, db, NULL, error) &&
         anlan_store_copy_checkpoints (store, db, error);
}

gboolean
anlan_store_checkpoint (AnlanStore *store, GError **error)
{
  g_return_val_if_fail (ANLAN_IS_STORE (store), FALSE);
  return anlan_store_run_outside (store, checkpoint_outside, store, error);
}

/* --- what was deleted leaves the files --------------------------------------------------------------------- */

gboolean
anlan_db_truncate_wal (AnlanDb *db, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (db, "PRAGMA wal_checkpoint (TRUNCATE)", error);
  gboolean busy;

  if (stmt == NULL || anlan_stmt_step (stmt, error) != ANLAN_STEP_ROW)
    return FALSE;
  busy = anlan_stmt_integer (stmt, 0) != 0;
  anlan_stmt_reset (stmt);
  if (busy)
    g_set_error_literal (
        error, ANLAN_ERROR, ANLAN_ERROR_BUSY,
        _ ("What was erased cannot be taken out of the files yet, because another program is reading "
           "them. Close it and erase again."));
  return !busy;
}

static gboolean
scrub_outside (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  return anlan_db_exec (db, "INSERT INTO search (search) VALUES ('optimize')", error) &&
         anlan_db_truncate_wal (db, error);
}

gboolean
anlan_store_scrub (AnlanStore *store, GError **error)
{
  g_return_val_if_fail (ANLAN_IS_STORE (store), FALSE);
  return anlan_store_run_outside (store, scrub_outside, NULL, error);
}
