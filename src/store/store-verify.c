/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-store"

#include "store-private.h"

#include <inttypes.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "base/json.h"
#include "db-private.h"
#include "failure.h"
#include "store/files.h"

/* Of each sort: a plant that is broken throughout needs no list of every line. */
#define MAX_FINDINGS 20

typedef struct
{
  AnlanStore *store;
  AnlanDb *db;
  GPtrArray *findings;
  GCancellable *cancellable;
  GHashTable *said; /* code -> count */
} Verify;

static void
add (Verify *verify, const char *code, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
add (Verify *verify, const char *code, const char *format, ...)
{
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (verify->said, code));
  g_autofree char *what = NULL;
  va_list args;

  g_hash_table_insert (verify->said, (gpointer)code, GUINT_TO_POINTER (count + 1));
  if (count > MAX_FINDINGS)
    return;
  va_start (args, format);
  what = count == MAX_FINDINGS ? g_strdup (_ ("There are more faults of this sort."))
                               : g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (verify->findings, anlan_finding_new (code, "%s", what));
}

/* Damage that SQLite reports is what verify is there to find; anything else stops it. */
static gboolean
take_damage (Verify *verify, GError *trouble, GError **error)
{
  if (trouble == NULL)
    return FALSE;
  if (!g_error_matches (trouble, ANLAN_ERROR, ANLAN_ERROR_CORRUPT))
    {
      g_propagate_error (error, trouble);
      return FALSE;
    }
  add (verify, "sqlite", "%s", trouble->message);
  g_error_free (trouble);
  return TRUE;
}

/* --- SQLite ------------------------------------------------------------------------------------------------ */

static gboolean
check_integrity (Verify *verify, AnlanDb *db, const char *name, GError **error)
{
  GError *trouble = NULL;
  AnlanStmt *stmt = anlan_db_statement (db, "PRAGMA integrity_check (20)", &trouble);
  AnlanStep step = ANLAN_STEP_ERROR;

  while (stmt != NULL && (step = anlan_stmt_step (stmt, &trouble)) == ANLAN_STEP_ROW)
    {
      const char *text = anlan_stmt_text (stmt, 0);

      if (g_strcmp0 (text, "ok") != 0)
        add (verify, "sqlite", _ ("The file %s is damaged: %s"), name, text);
    }
  anlan_db_settle (db);
  return step == ANLAN_STEP_DONE || take_damage (verify, trouble, error);
}

static gboolean
check_search (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  return anlan_db_exec (db, "INSERT INTO search (search, rank) VALUES ('integrity-check', 1)", error);
}

/* Needs a connection that may write, although it writes nothing. */
static gboolean
check_search_index (Verify *verify, GError **error)
{
  GError *trouble = NULL;

  if (verify->store->read_only || anlan_store_run_outside (verify->store, check_search, NULL, &trouble))
    return TRUE;
  if (!g_error_matches (trouble, ANLAN_ERROR, ANLAN_ERROR_CORRUPT))
    {
      g_propagate_error (error, trouble);
      return FALSE;
    }
  add (verify, "sqlite", _ ("The search index does not match what it was made from."));
  g_error_free (trouble);
  return TRUE;
}

static gboolean
check_other_databases (Verify *verify, GError **error)
{
  static const char *const names[] = { "keys.db", "readings.db", "alarms.db", "outbox.db", "access.db" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = anlan_store_path (verify->store, names[i]);
      GError *trouble = NULL;
      AnlanDb *db;
      gboolean ok;

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        continue;
      db = verify->store->immutable ? anlan_db_open_immutable (path, &trouble)
                                    : anlan_db_open (path, ANLAN_DB_READ, &trouble);
      if (db == NULL)
        {
          if (!take_damage (verify, trouble, error))
            return FALSE;
          continue;
        }
      anlan_db_set_cancellable (db, verify->cancellable);
      ok = check_integrity (verify, db, names[i], error);
      anlan_db_close (db);
      if (!ok)
        return FALSE;
    }
  return TRUE;
}

/* --- the chain --------------------------------------------------------------------------------------------- */

typedef struct
{
  Verify *verify;
  gint64 seq;
  char prev[ANLAN_SHA256_HEX + 1];
  char hlc[ANLAN_HLC_TEXT_LENGTH + 1];
  GHashTable *desks; /* id -> gint64*: its last count */
  GHashTable *keys;  /* id -> public key as the journal says */
  char *plant;       /* as the journal's first line says */
} Chain;

static void
check_desk_seq (Chain *chain, const AnlanLine *line)
{
  gint64 *last = g_hash_table_lookup (chain->desks, line->desk);

  if (last == NULL)
    {
      last = g_new0 (gint64, 1);
      g_hash_table_insert (chain->desks, g_strdup (line->desk), last);
    }
  if (line->desk_seq != *last + 1)
    add (chain->verify, "chain",
         _ ("Line %" PRId64 " of the journal: its computer's own count jumps from %" PRId64 " to %" PRId64
            "."),
         line->seq, *last, line->desk_seq);
  *last = line->desk_seq;
}

static void
take_desk (Chain *chain, const AnlanLine *line)
{
  g_autoptr (JsonNode) node = anlan_json_parse (line->patch, -1, 65536, NULL);
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  const char *id, *key, *plant;

  if (object == NULL)
    return;
  id = json_object_get_string_member_with_default (object, "id", NULL);
  key = json_object_get_string_member_with_default (object, "public_key", NULL);
  plant = json_object_get_string_member_with_default (object, "plant", NULL);
  if (id != NULL && key != NULL)
    g_hash_table_insert (chain->keys, g_strdup (id), g_strdup (key));
  if (chain->plant == NULL)
    chain->plant = g_strdup (plant);
}

static gboolean
check_line (const AnlanLine *line, gpointer data)
{
  Chain *chain = data;
  char hash[ANLAN_SHA256_HEX + 1];

  if (line->desk == NULL || line->hlc == NULL || line->op == NULL || line->patch == NULL ||
      line->prev == NULL || line->hash == NULL)
    {
      add (chain->verify, "chain", _ ("Line %" PRId64 " of the journal is incomplete."), line->seq);
      chain->seq = line->seq;
      return TRUE;
    }
  if (line->seq != chain->seq + 1)
    add (chain->verify, "chain",
         _ ("Lines are missing from the journal: after line %" PRId64 " comes line %" PRId64 "."), chain->seq,
         line->seq);
  anlan_journal_hash_line (line, line->prev, hash);
  if (strcmp (hash, line->hash) != 0)
    add (chain->verify, "chain",
         _ ("Line %" PRId64 " of the journal has been changed: its content does not match its hash."),
         line->seq);
  else if (strcmp (line->prev, chain->prev) != 0)
    add (chain->verify, "chain",
         _ ("Line %" PRId64
            " of the journal does not follow the line before it: one of them has been changed, "
            "or lines between them are missing."),
         line->seq);
  if (strcmp (line->desk, ANLAN_DESK_NOBODY) != 0 && strcmp (line->hlc, chain->hlc) <= 0)
    add (chain->verify, "chain", _ ("Line %" PRId64 " of the journal is older than the line before it."),
         line->seq);
  check_desk_seq (chain, line);
  if (strcmp (line->op, "desk") == 0)
    take_desk (chain, line);

  chain->seq = line->seq;
  g_strlcpy (chain->prev, line->hash, sizeof chain->prev);
  if (strcmp (line->desk, ANLAN_DESK_NOBODY) != 0)
    g_strlcpy (chain->hlc, line->hlc, sizeof chain->hlc);
  return !g_cancellable_is_cancelled (chain->verify->cancellable);
}

static gboolean
check_chain (Verify *verify, Chain *chain, GError **error)
{
  GError *trouble = NULL;

  if (!anlan_journal_walk (verify->db, 0, check_line, chain, &trouble) &&
      !take_damage (verify, trouble, error))
    return FALSE;
  if (g_cancellable_set_error_if_cancelled (verify->cancellable, error))
    return FALSE;
  if (chain->plant != NULL && strcmp (chain->plant, verify->store->plant) != 0)
    add (verify, "chain", _ ("The journal belongs to another plant than the one this folder says it is."));
  return TRUE;
}

/* --- checkpoints ------------------------------------------------------------------------------------------- */

/* Whether the journal still says what was signed. */
static gboolean
check_against_journal (Verify *verify, const AnlanCheckpoint *checkpoint, const char *whose, GError **error)
{
  g_autofree char *seq = g_strdup_printf ("%" G_GINT64_FORMAT, checkpoint->seq);
  g_auto (AnlanValue) hash = ANLAN_VALUE_INIT;

  if (!anlan_db_lookup (verify->db, "SELECT hash FROM journal WHERE seq = CAST(? AS INTEGER)", seq, &hash,
                        error))
    return FALSE;
  if (anlan_value_is_null (&hash))
    add (verify, "checkpoint",
         _ ("The journal was cut: line %s was signed on %s (%s) and is not there any more. Either somebody "
            "has cut it, "
            "or the disk was put back to an older state."),
         seq, checkpoint->at, whose);
  else if (g_strcmp0 (anlan_value_get_text (&hash), checkpoint->head) != 0)
    add (verify, "checkpoint",
         _ ("The journal was rewritten: line %s is not the one that was signed on %s (%s)."), seq,
         checkpoint->at, whose);
  return TRUE;
}

/* The key a desk signs with: our own we know ourselves, others as the journal has them. */
static const char *
find_key (Verify *verify, Chain *chain, const char *desk)
{
  if (verify->store->desk != NULL && strcmp (desk, verify->store->desk_id) == 0)
    return anlan_desk_get_public_key (verify->store->desk);
  return g_hash_table_lookup (chain->keys, desk);
}

static gboolean
check_stored_checkpoint (Verify *verify, Chain *chain, const AnlanCheckpoint *checkpoint, GError **error)
{
  const char *key = find_key (verify, chain, checkpoint->desk);

  if (key == NULL || !anlan_checkpoint_verify (checkpoint, verify->store->plant, key))
    {
      add (verify, "signature", _ ("The signature of the checkpoint at line %" PRId64 " is not genuine."),
           checkpoint->seq);
      return TRUE;
    }
  return check_against_journal (verify, checkpoint, _ ("checkpoint in the plant"), error);
}

static gboolean
check_stored_checkpoints (Verify *verify, Chain *chain, GError **error)
{
  g_autoptr (AnlanStmt) stmt = anlan_db_prepare (
      verify->db, "SELECT seq, count, head, at, desk, signature FROM checkpoint ORDER BY seq", error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
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

      if (!check_stored_checkpoint (verify, chain, &checkpoint, error))
        return FALSE;
    }
  return step == ANLAN_STEP_DONE;
}

/* The desk's own copies, which nobody reaches who can only write to the plant. */
static gboolean
check_copies (Verify *verify, GError **error)
{
  g_autoptr (GPtrArray) copies = NULL;
  g_auto (AnlanValue) restored = ANLAN_VALUE_INIT;

  if (verify->store->desk == NULL)
    return TRUE;
  /* Out of a backup and not opened for writing since: what is behind its end is known to be missing. */
  if (!anlan_db_lookup (verify->db, "SELECT value FROM setting WHERE key = 'restored'", NULL, &restored,
                        error))
    return FALSE;
  if (!anlan_value_is_null (&restored))
    return TRUE;
  copies = anlan_desk_read_copies (verify->store->desk, verify->store->plant, error);
  if (copies == NULL)
    return FALSE;
  for (guint i = 0; i < copies->len; i++)
    {
      const AnlanCheckpoint *copy = g_ptr_array_index (copies, i);

      if (!anlan_checkpoint_verify (copy, verify->store->plant,
                                    anlan_desk_get_public_key (verify->store->desk)))
        add (verify, "signature",
             _ ("This computer's own copy of the checkpoint at line %" PRId64 " has been changed."),
             copy->seq);
      else if (!check_against_journal (verify, copy, _ ("copy on this computer"), error))
        return FALSE;
    }
  return TRUE;
}

/* --- files ------------------------------------------------------------------------------------------------- */

/* FALSE with errno where it cannot be read. */
static gboolean
hash_file (Verify *verify, const char *path, char hex[ANLAN_SHA256_HEX + 1])
{
  g_autofree guchar *buffer = g_malloc (65536);
  AnlanSha256 state;
  gssize got;
  int saved, fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);

  if (fd < 0)
    return FALSE;
  anlan_sha256_init (&state);
  while ((got = read (fd, buffer, 65536)) > 0 && !g_cancellable_is_cancelled (verify->cancellable))
    anlan_sha256_update (&state, buffer, (gsize)got);
  saved = errno;
  close (fd);
  anlan_sha256_hex (&state, hex);
  errno = saved;
  return got >= 0;
}

static void
check_one_file (Verify *verify, const char *sha256, const char *name)
{
  g_autofree char *path = anlan_files_path (verify->store, sha256);
  char hex[ANLAN_SHA256_HEX + 1];

  if (!hash_file (verify, path, hex))
    add (verify, "file",
         errno == ENOENT ? _ ("The file “%s” is missing (%s): put it back from a backup.")
                         : _ ("The file “%s” cannot be read (%s)."),
         name, sha256);
  else if (strcmp (hex, sha256) != 0 && !g_cancellable_is_cancelled (verify->cancellable))
    add (verify, "file",
         _ ("The file “%s” has been changed since it was stored (%s): put it back from a backup."), name,
         sha256);
}

static gboolean
check_files (Verify *verify, GError **error)
{
  g_autoptr (AnlanStmt) stmt =
      anlan_db_prepare (verify->db, "SELECT sha256, coalesce(name, '') FROM file", error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      if (g_cancellable_set_error_if_cancelled (verify->cancellable, error))
        return FALSE;
      check_one_file (verify, anlan_stmt_text (stmt, 0), anlan_stmt_text (stmt, 1));
    }
  return step == ANLAN_STEP_DONE;
}

/* --- all of it --------------------------------------------------------------------------------------------- */

static gboolean
check_content (Verify *verify, GError **error)
{
  Chain chain = { .verify = verify };
  gboolean ok;

  memset (chain.prev, '0', ANLAN_SHA256_HEX);
  chain.desks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  chain.keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  /* One snapshot: others may write meanwhile. Files are looked at outside it, because that can take long. */
  ok = anlan_db_begin (verify->db, error) && check_chain (verify, &chain, error) &&
       check_stored_checkpoints (verify, &chain, error) && check_copies (verify, error);
  anlan_db_settle (verify->db);
  anlan_db_rollback (verify->db);
  ok = ok && check_files (verify, error);
  g_hash_table_unref (chain.desks);
  g_hash_table_unref (chain.keys);
  g_free (chain.plant);
  return ok;
}

gboolean
anlan_store_verify (AnlanStore *store, GPtrArray *findings, GCancellable *cancellable, GError **error)
{
  Verify verify = { .store = store, .findings = findings, .cancellable = cancellable };
  GError *trouble = NULL;
  gboolean ok;

  g_return_val_if_fail (ANLAN_IS_STORE (store) && findings != NULL, FALSE);

  verify.db = anlan_store_connect (store, ANLAN_DB_READ, error);
  if (verify.db == NULL)
    return FALSE;
  verify.said = g_hash_table_new (g_str_hash, g_str_equal);
  anlan_db_set_cancellable (verify.db, cancellable);
  ok = check_integrity (&verify, verify.db, "plant.db", error) && check_search_index (&verify, error) &&
       check_other_databases (&verify, error);
  if (ok && !check_content (&verify, &trouble))
    ok = take_damage (&verify, trouble, error);
  anlan_db_close (verify.db);
  g_hash_table_unref (verify.said);
  return ok;
}
