/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-store"

#include <errno.h>
#include <string.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sodium.h>

#include "backup-stream.h"
#include "failure.h"
#include "keys-private.h"
#include "store-private.h"
#include "store/backup.h"

/* The file, once opened: a line with the plant's id, then a line a key: subject, base64 of the key, when it was made,
 * with blanks between. */
#define TITLE "anlan keys 1 "
#define MAX_BYTES (64 * 1024 * 1024)

static void
secret_free (GString *text)
{
  sodium_memzero (text->str, text->allocated_len);
  g_string_free (text, TRUE);
}

/* --- out ----------------------------------------------------------------------------------------------------- */

static gboolean
list_keys (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  GString *text = data;
  AnlanStmt *stmt = anlan_db_statement (db, "SELECT subject, secret, made FROM key ORDER BY id", error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      gsize length;
      const void *secret = anlan_stmt_blob (stmt, 1, &length);
      g_autofree char *encoded = g_base64_encode (secret, length);

      g_string_append_printf (text, "%s %s %s\n", anlan_stmt_text (stmt, 0), encoded,
                              anlan_stmt_text (stmt, 2));
      sodium_memzero (encoded, strlen (encoded));
    }
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE;
}

static gboolean
write_text (const char *file, const char *passphrase, const GString *text, GError **error)
{
  g_autoptr (AnlanOut) out = anlan_out_open (file, passphrase, error);

  return out != NULL && anlan_out_write (out, text->str, text->len, error) && anlan_out_finish (out, error);
}

gboolean
anlan_backup_keys (AnlanStore *store, const char *file, const char *passphrase, GError **error)
{
  g_autofree char *part = NULL;
  GString *text;
  gboolean written;

  g_return_val_if_fail (ANLAN_IS_STORE (store) && file != NULL, FALSE);

  if (passphrase == NULL || *passphrase == '\0')
    {
      g_set_error_literal (
          error, ANLAN_ERROR, ANLAN_ERROR_REFUSED,
          _ ("A backup of the keys needs a passphrase: without one it would open every sealed value to "
             "whoever finds it. Nothing was written."));
      return FALSE;
    }
  text = g_string_new (TITLE);
  g_string_append_printf (text, "%s\n", store->plant);
  part = g_strconcat (file, ".part", NULL);
  g_unlink (part);
  written = anlan_keys_with (store, list_keys, text, error) && write_text (part, passphrase, text, error);
  secret_free (text);
  if (written && g_rename (part, file) == 0)
    return TRUE;
  if (written)
    anlan_failure_set_errno (error, errno, file);
  g_unlink (part);
  return FALSE;
}

/* --- in ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  char **lines;
  GHashTable *erased; /* set of subjects */
} Restore;

static gboolean
read_text (const char *file, const char *passphrase, GString *text, GError **error)
{
  g_autoptr (AnlanIn) in = anlan_in_open (file, passphrase, error);
  const guchar *data;
  gsize length = 1;

  while (in != NULL && length > 0)
    {
      if (!anlan_in_read (in, &data, &length, error))
        return FALSE;
      if (text->len + length > MAX_BYTES)
        {
          g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                       _ ("“%s” is no backup of keys. Nothing was changed."), file);
          return FALSE;
        }
      g_string_append_len (text, (const char *)data, (gssize)length);
    }
  return in != NULL;
}

static gboolean
check_title (AnlanStore *store, const char *file, const char *title, GError **error)
{
  if (title == NULL || !g_str_has_prefix (title, TITLE))
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("“%s” is no backup of keys. Nothing was changed."),
                 file);
  else if (strcmp (title + strlen (TITLE), store->plant) != 0)
    g_set_error (
        error, ANLAN_ERROR, ANLAN_ERROR_CONFLICT,
        _ ("“%s” holds the keys of another plant. Nothing was changed. Choose the one of this plant."), file);
  else
    return TRUE;
  return FALSE;
}

static gboolean
insert_key (AnlanDb *db, Restore *restore, const char *line, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (line, " ", 3);
  g_autofree guchar *secret = NULL;
  gsize length = 0;
  AnlanStmt *stmt;

  if (g_strv_length (parts) != 3 || g_hash_table_contains (restore->erased, parts[0]))
    return TRUE;
  secret = g_base64_decode (parts[1], &length);
  stmt = anlan_db_statement (db, "INSERT OR IGNORE INTO key (subject, secret, made) VALUES (?,?,?)", error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, parts[0]);
  anlan_stmt_bind_blob (stmt, 2, secret, length);
  anlan_stmt_bind_text (stmt, 3, parts[2]);
  sodium_memzero (secret, length);
  return anlan_stmt_run (stmt, error);
}

static gboolean
insert_keys (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Restore *restore = data;

  if (!anlan_db_begin (db, error))
    return FALSE;
  for (guint i = 1; restore->lines[i] != NULL; i++)
    if (!insert_key (db, restore, restore->lines[i], error))
      {
        anlan_db_rollback (db);
        return FALSE;
      }
  return anlan_db_commit (db, error);
}

static gboolean
list_erased (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Restore *restore = data;
  AnlanStmt *stmt =
      anlan_db_statement (db, "SELECT record FROM journal WHERE op = 'erase' AND record IS NOT NULL", error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    g_hash_table_add (restore->erased, g_strdup (anlan_stmt_text (stmt, 0)));
  return step == ANLAN_STEP_DONE;
}

/* Erased stays erased: whom the journal, or this desk, knows to be erased gets no key back. */
gboolean
anlan_restore_keys (AnlanStore *store, const char *file, const char *passphrase, GError **error)
{
  Restore restore = { 0 };
  GString *text;
  gboolean restored;

  g_return_val_if_fail (ANLAN_IS_STORE (store) && file != NULL, FALSE);

  if (store->read_only)
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_READ_ONLY,
                           _ ("The plant is open for reading only, so nothing was changed."));
      return FALSE;
    }
  text = g_string_new (NULL);
  restore.erased = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  restored = read_text (file, passphrase, text, error);
  if (restored)
    {
      restore.lines = g_strsplit (text->str, "\n", -1);
      restored = check_title (store, file, restore.lines[0], error) &&
                 anlan_store_read (store, list_erased, &restore, error) &&
                 anlan_desk_read_erasures (store->desk, store->plant, restore.erased, error) &&
                 anlan_keys_with (store, insert_keys, &restore, error);
      g_strfreev (restore.lines);
    }
  secret_free (text);
  g_hash_table_unref (restore.erased);
  return restored;
}
