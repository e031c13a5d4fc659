/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-store"

#include "journal-private.h"

#include <inttypes.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

#define COLUMNS                                                                                              \
  "seq, desk, desk_seq, hlc, actor, os_user, kind, record, op, patch, rev, parent_rev, kind_hash, prev, "    \
  "hash"

static void
start_empty (AnlanJournal *journal)
{
  journal->seq = 0;
  journal->desk_seq = 0;
  journal->last = (AnlanHlc){ 0 };
  memcpy (journal->head, ZEROS, sizeof journal->head);
  anlan_hlc_format (journal->last, journal->hlc);
}

void
anlan_journal_init (AnlanJournal *journal, const char *desk)
{
  memset (journal, 0, sizeof *journal);
  g_strlcpy (journal->desk, desk, sizeof journal->desk);
  start_empty (journal);
}

static gboolean
read_desk_seq (AnlanJournal *journal, AnlanDb *db, GError **error)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  /* Walks backwards to this desk's last line: no index, because it is near the end wherever this desk is in use. */
  if (!anlan_db_lookup (db, "SELECT desk_seq FROM journal WHERE desk = ?1 ORDER BY seq DESC LIMIT 1",
                        journal->desk, &value, error))
    return FALSE;
  journal->desk_seq = anlan_value_get_integer (&value, 0);
  return TRUE;
}

/* The stamps of lines of nobody are older than they are. */
static gboolean
read_last_stamp (AnlanJournal *journal, AnlanDb *db, GError **error)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  if (!anlan_db_lookup (db, "SELECT hlc FROM journal WHERE desk <> ?1 ORDER BY seq DESC LIMIT 1",
                        ANLAN_DESK_NOBODY, &value, error))
    return FALSE;
  return anlan_value_is_null (&value) || anlan_hlc_parse (anlan_value_get_text (&value), &journal->last);
}

gboolean
anlan_journal_begin (AnlanJournal *journal, AnlanDb *db, gint64 now_ms, GError **error)
{
  AnlanStmt *stmt;
  AnlanStep step;
  char known[ANLAN_SHA256_HEX + 1];
  gint64 known_seq;
  gboolean nobody = FALSE;

  g_return_val_if_fail (journal != NULL && db != NULL, FALSE);

  stmt = anlan_db_statement (db, "SELECT seq, hash, hlc, desk FROM journal ORDER BY seq DESC LIMIT 1", error);
  if (stmt == NULL)
    return FALSE;
  journal->now_ms = now_ms;
  known_seq = journal->seq;
  memcpy (known, journal->head, sizeof known);

  step = anlan_stmt_step (stmt, error);
  if (step == ANLAN_STEP_ROW)
    {
      journal->seq = anlan_stmt_integer (stmt, 0);
      g_strlcpy (journal->head, anlan_stmt_text (stmt, 1), sizeof journal->head);
      nobody = g_strcmp0 (anlan_stmt_text (stmt, 3), ANLAN_DESK_NOBODY) == 0;
      if (!anlan_hlc_parse (anlan_stmt_text (stmt, 2), &journal->last))
        {
          g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_CORRUPT,
                       _ ("The last line of the journal is damaged (line %" PRId64 "). Nothing was changed. "
                          "Check the plant, and restore the last backup if the check finds it damaged."),
                       journal->seq);
          step = ANLAN_STEP_ERROR;
        }
    }
  else if (step == ANLAN_STEP_DONE)
    start_empty (journal);
  anlan_stmt_reset (stmt);
  if (step == ANLAN_STEP_ERROR || (nobody && !read_last_stamp (journal, db, error)))
    return FALSE;

  /* Nobody else has written since: this desk's count is known. */
  if (journal->desk_seq > 0 && journal->seq == known_seq && strcmp (journal->head, known) == 0)
    return TRUE;
  return journal->seq == 0 || read_desk_seq (journal, db, error);
}

/* "-," or the length, a colon, the text and a comma. */
static void
append_text (GString *to, const char *text)
{
  char start[24];

  if (text == NULL)
    {
      g_string_append_len (to, "-,", 2);
      return;
    }
  g_snprintf (start, sizeof start, "%zu:", strlen (text));
  g_string_append (to, start);
  g_string_append (to, text);
  g_string_append_c (to, ',');
}

/* All in one text: hashing it piece by piece takes twice as long. */
void
anlan_journal_hash_line (const AnlanLine *line, const char *prev, char hex[ANLAN_SHA256_HEX + 1])
{
  g_autoptr (GString) all = NULL;
  char number[24];

  g_return_if_fail (line != NULL && prev != NULL && hex != NULL);

  all = g_string_sized_new (2048);
  g_snprintf (number, sizeof number, "%" G_GINT64_FORMAT, line->desk_seq);
  append_text (all, line->desk);
  append_text (all, number);
  append_text (all, line->hlc);
  append_text (all, line->actor);
  append_text (all, line->os_user);
  append_text (all, line->kind);
  append_text (all, line->record);
  append_text (all, line->op);
  append_text (all, line->patch);
  append_text (all, line->rev);
  append_text (all, line->parent_rev);
  append_text (all, line->kind_hash);
  append_text (all, prev);
  anlan_sha256_text (all->str, (gssize)all->len, hex);
}

static void
bind_line (AnlanStmt *stmt, const AnlanLine *line)
{
  anlan_stmt_bind_integer (stmt, 1, line->seq);
  anlan_stmt_bind_static (stmt, 2, line->desk);
  anlan_stmt_bind_integer (stmt, 3, line->desk_seq);
  anlan_stmt_bind_static (stmt, 4, line->hlc);
  anlan_stmt_bind_static (stmt, 5, line->actor);
  anlan_stmt_bind_static (stmt, 6, line->os_user);
  anlan_stmt_bind_static (stmt, 7, line->kind);
  anlan_stmt_bind_static (stmt, 8, line->record);
  anlan_stmt_bind_static (stmt, 9, line->op);
  anlan_stmt_bind_static (stmt, 10, line->patch);
  anlan_stmt_bind_static (stmt, 11, line->rev);
  anlan_stmt_bind_static (stmt, 12, line->parent_rev);
  anlan_stmt_bind_static (stmt, 13, line->kind_hash);
  anlan_stmt_bind_static (stmt, 14, line->prev);
  anlan_stmt_bind_static (stmt, 15, line->hash);
}

static gboolean
stamp_as_nobody (AnlanJournal *journal, AnlanDb *db, AnlanLine *line, GError **error)
{
  g_auto (AnlanValue) count = ANLAN_VALUE_INIT;

  if (!anlan_db_exec (db,
                      "INSERT INTO sequence (name, value) VALUES ('journal:nobody', 1)"
                      " ON CONFLICT (name) DO UPDATE SET value = value + 1",
                      error) ||
      !anlan_db_lookup (db, "SELECT value FROM sequence WHERE name = ?1", "journal:nobody", &count, error))
    return FALSE;
  line->desk = ANLAN_DESK_NOBODY;
  line->desk_seq = anlan_value_get_integer (&count, 1);
  anlan_hlc_format ((AnlanHlc){ line->nobody_ms, (guint)line->desk_seq & 0xffff }, journal->hlc);
  return TRUE;
}

static void
stamp (AnlanJournal *journal, AnlanLine *line)
{
  journal->last = anlan_hlc_next (journal->last, journal->now_ms);
  anlan_hlc_format (journal->last, journal->hlc);
  line->desk = journal->desk;
  line->desk_seq = ++journal->desk_seq;
}

gboolean
anlan_journal_append (AnlanJournal *journal, AnlanDb *db, AnlanLine *line, GError **error)
{
  AnlanStmt *stmt;

  g_return_val_if_fail (journal != NULL && db != NULL && line != NULL, FALSE);
  g_return_val_if_fail (line->op != NULL && line->patch != NULL, FALSE);
  /* Lines of other desks come in by sync, with their own count and stamp, and not by this way. */
  g_return_val_if_fail (line->desk == NULL || strcmp (line->desk, journal->desk) == 0, FALSE);

  stmt = anlan_db_statement (db, "INSERT INTO journal (" COLUMNS ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                             error);
  if (stmt == NULL)
    return FALSE;

  if (line->nobody_ms == 0)
    stamp (journal, line);
  else if (!stamp_as_nobody (journal, db, line, error))
    return FALSE;
  memcpy (journal->prev, journal->head, sizeof journal->prev);
  line->seq = ++journal->seq;
  line->hlc = journal->hlc;
  line->prev = journal->prev;
  anlan_journal_hash_line (line, journal->prev, journal->head);
  line->hash = journal->head;

  bind_line (stmt, line);
  return anlan_stmt_run (stmt, error);
}

gint64
anlan_journal_get_seq (AnlanJournal *journal)
{
  g_return_val_if_fail (journal != NULL, 0);
  return journal->seq;
}

const char *
anlan_journal_get_head (AnlanJournal *journal)
{
  g_return_val_if_fail (journal != NULL, NULL);
  return journal->head;
}

const char *
anlan_journal_get_time (AnlanJournal *journal)
{
  g_return_val_if_fail (journal != NULL, NULL);
  return journal->hlc;
}

/* --- reading ----------------------------------------------------------------------------------------------- */

static void
read_line (AnlanStmt *stmt, AnlanLine *line)
{
  line->seq = anlan_stmt_integer (stmt, 0);
  line->desk = anlan_stmt_text (stmt, 1);
  line->desk_seq = anlan_stmt_integer (stmt, 2);
  line->hlc = anlan_stmt_text (stmt, 3);
  line->actor = anlan_stmt_text (stmt, 4);
  line->os_user = anlan_stmt_text (stmt, 5);
  line->kind = anlan_stmt_text (stmt, 6);
  line->record = anlan_stmt_text (stmt, 7);
  line->op = anlan_stmt_text (stmt, 8);
  line->patch = anlan_stmt_text (stmt, 9);
  line->rev = anlan_stmt_text (stmt, 10);
  line->parent_rev = anlan_stmt_text (stmt, 11);
  line->kind_hash = anlan_stmt_text (stmt, 12);
  line->prev = anlan_stmt_text (stmt, 13);
  line->hash = anlan_stmt_text (stmt, 14);
}

static gboolean
walk (AnlanStmt *stmt, AnlanLineFunc func, gpointer data, GError **error)
{
  AnlanStep step;

  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      AnlanLine line;

      read_line (stmt, &line);
      if (!func (&line, data))
        return TRUE;
    }
  return step == ANLAN_STEP_DONE;
}

/* Statements of their own: what @func does may walk too. */
gboolean
anlan_journal_walk (AnlanDb *db, gint64 after_seq, AnlanLineFunc func, gpointer data, GError **error)
{
  g_autoptr (AnlanStmt) stmt = NULL;

  g_return_val_if_fail (db != NULL && func != NULL, FALSE);

  stmt = anlan_db_prepare (db, "SELECT " COLUMNS " FROM journal WHERE seq > ? ORDER BY seq", error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_integer (stmt, 1, after_seq);
  return walk (stmt, func, data, error);
}

gboolean
anlan_journal_walk_record (AnlanDb *db, const char *record, AnlanLineFunc func, gpointer data, GError **error)
{
  g_autoptr (AnlanStmt) stmt = NULL;

  g_return_val_if_fail (db != NULL && record != NULL && func != NULL, FALSE);

  stmt = anlan_db_prepare (db, "SELECT " COLUMNS " FROM journal WHERE record = ? ORDER BY seq", error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, record);
  return walk (stmt, func, data, error);
}
