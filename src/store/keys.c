/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-store"

#include "store/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sodium.h>

#include "base/time.h"
#include "db-private.h"
#include "failure.h"
#include "keys-private.h"
#include "migrate.h"
#include "store-private.h"

#define DATABASE "keys.db"
#define SEALED_PREFIX "sealed:1:"

/* --- keys.db ----------------------------------------------------------------------------------------------- */

/* Made readable for nobody else before SQLite writes into it; its WAL gets the same rights. */
static gboolean
make_private (const char *path, GError **error)
{
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd < 0 || fchmod (fd, 0600) != 0)
    {
      anlan_failure_set_errno (error, errno, path);
      if (fd >= 0)
        close (fd);
      return FALSE;
    }
  close (fd);
  return TRUE;
}

static gboolean
prepare_keys (AnlanStore *store, AnlanDb *db, GError **error)
{
  g_autoptr (GPtrArray) scripts = anlan_migrations_load ("keys");
  g_auto (AnlanValue) mode = ANLAN_VALUE_INIT;

  if (store->busy_ms != 0)
    anlan_db_set_busy_timeout (db, store->busy_ms);
  return anlan_db_lookup (db, "PRAGMA journal_mode = WAL", NULL, &mode, error) &&
         anlan_db_exec (db, "PRAGMA synchronous = FULL", error) &&
         anlan_migrate (db, scripts, ANLAN_APPLICATION_NUMBER, error);
}

/* The connection, with its mutex held; NULL with the mutex free. */
static AnlanDb *
take_keys (AnlanStore *store, GError **error)
{
  g_autofree char *path = anlan_store_path (store, DATABASE);

  g_mutex_lock (&store->keys_mutex);
  if (store->keys_closed)
    anlan_store_set_closed_error (error);
  else if (store->keys != NULL)
    return store->keys;
  else if (store->immutable && g_file_test (path, G_FILE_TEST_EXISTS))
    store->keys = anlan_db_open_immutable (path, error);
  else if (store->read_only && g_file_test (path, G_FILE_TEST_EXISTS))
    store->keys = anlan_db_open (path, ANLAN_DB_READ, error);
  else if (store->read_only)
    anlan_keys_set_erased (error);
  else if (make_private (path, error))
    {
      store->keys = anlan_db_open (path, ANLAN_DB_WRITE, error);
      if (store->keys != NULL && !prepare_keys (store, store->keys, error))
        g_clear_pointer (&store->keys, anlan_db_close);
    }
  if (store->keys != NULL)
    return store->keys;
  g_mutex_unlock (&store->keys_mutex);
  return NULL;
}

static void
give_back (AnlanStore *store)
{
  anlan_db_settle (store->keys);
  g_mutex_unlock (&store->keys_mutex);
}

gboolean
anlan_keys_with (AnlanStore *store, AnlanWork work, gpointer data, GError **error)
{
  AnlanDb *db = take_keys (store, error);
  gboolean ok;

  if (db == NULL)
    return FALSE;
  ok = work (db, NULL, data, error);
  give_back (store);
  return ok;
}

void
anlan_keys_set_erased (GError **error)
{
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND,
                       _ ("This value has been erased: its key is not there any more."));
}

/* More than one come together only where the keys were lost, used anew, and then restored. */
#define MAX_KEYS 8

typedef struct
{
  AnlanStore *store;
  const char *subject;
  guchar keys[MAX_KEYS][crypto_secretbox_KEYBYTES];
  guint n;
} KeyLookup;

static gboolean
find_keys (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  KeyLookup *lookup = data;
  AnlanStmt *stmt = anlan_db_statement (db, "SELECT secret FROM key WHERE subject = ? ORDER BY id", error);
  AnlanStep step = ANLAN_STEP_DONE;

  if (stmt == NULL)
    return FALSE;
  lookup->n = 0;
  anlan_stmt_bind_text (stmt, 1, lookup->subject);
  while (lookup->n < MAX_KEYS && (step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      gsize length;
      const void *secret = anlan_stmt_blob (stmt, 0, &length);

      if (length == crypto_secretbox_KEYBYTES)
        memcpy (lookup->keys[lookup->n++], secret, length);
    }
  anlan_stmt_reset (stmt);
  return step != ANLAN_STEP_ERROR;
}

static gboolean
make_key (AnlanDb *db, KeyLookup *lookup, GError **error)
{
  g_autofree char *at = anlan_time_format (anlan_clock_now (lookup->store->clock));
  AnlanStmt *stmt = anlan_db_statement (db, "INSERT INTO key (subject, secret, made) VALUES (?,?,?)", error);
  guchar made[crypto_secretbox_KEYBYTES];

  if (stmt == NULL)
    return FALSE;
  crypto_secretbox_keygen (made);
  anlan_stmt_bind_text (stmt, 1, lookup->subject);
  anlan_stmt_bind_blob (stmt, 2, made, sizeof made);
  anlan_stmt_bind_text (stmt, 3, at);
  sodium_memzero (made, sizeof made);
  return anlan_stmt_run (stmt, error);
}

/* Committed, and on the disk, before anything is sealed with it. Under the lock, because another process may be about
 * to make one for the same person. */
static gboolean
find_or_make_key (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  KeyLookup *lookup = data;

  if (!find_keys (db, NULL, lookup, error))
    return FALSE;
  if (lookup->n > 0)
    return TRUE;
  if (!anlan_db_is_writable (db))
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_READ_ONLY,
                           _ ("The plant is open for reading only, so nothing was changed."));
      return FALSE;
    }
  if (!anlan_db_begin (db, error))
    return FALSE;
  if (find_keys (db, NULL, lookup, error) && (lookup->n > 0 || make_key (db, lookup, error)))
    return anlan_db_commit (db, error) && find_keys (db, NULL, lookup, error);
  anlan_db_rollback (db);
  return FALSE;
}

/* --- sealing ----------------------------------------------------------------------------------------------- */

gboolean
anlan_sealed_is (const char *text)
{
  return text != NULL && g_str_has_prefix (text, SEALED_PREFIX);
}

char *
anlan_keys_seal (AnlanStore *store, const char *subject, const char *plain, GError **error)
{
  KeyLookup lookup = { .store = store, .subject = subject };
  g_autofree guchar *box = NULL;
  g_autofree char *text = NULL;
  gsize length;

  g_return_val_if_fail (ANLAN_IS_STORE (store) && subject != NULL && plain != NULL, NULL);

  if (!anlan_keys_with (store, find_or_make_key, &lookup, error))
    return NULL;
  if (lookup.n == 0)
    {
      g_set_error_literal (
          error, ANLAN_ERROR, ANLAN_ERROR_CORRUPT,
          _ ("The key of this person is damaged, so nothing was saved. Restore the backup of the "
             "keys."));
      return NULL;
    }
  length = strlen (plain);
  box = g_malloc (crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + length);
  randombytes_buf (box, crypto_secretbox_NONCEBYTES);
  crypto_secretbox_easy (box + crypto_secretbox_NONCEBYTES, (const guchar *)plain, length, box,
                         lookup.keys[0]);
  sodium_memzero (lookup.keys, sizeof lookup.keys);
  text = g_base64_encode (box, crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + length);
  return g_strconcat (SEALED_PREFIX, text, NULL);
}

char *
anlan_keys_open (AnlanStore *store, const char *subject, const char *sealed, GError **error)
{
  KeyLookup lookup = { .store = store, .subject = subject };
  const gsize overhead = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
  g_autofree guchar *box = NULL;
  g_autofree char *plain = NULL;
  gsize length = 0;
  int opened = -1;

  g_return_val_if_fail (ANLAN_IS_STORE (store) && subject != NULL && sealed != NULL, NULL);

  if (anlan_sealed_is (sealed))
    box = g_base64_decode (sealed + strlen (SEALED_PREFIX), &length);
  if (length < overhead)
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_CORRUPT,
                           _ ("This is no sealed value, or half of one."));
      return NULL;
    }
  if (!anlan_keys_with (store, find_keys, &lookup, error))
    return NULL;
  if (lookup.n == 0)
    {
      anlan_keys_set_erased (error);
      return NULL;
    }
  plain = g_malloc (length - overhead + 1);
  for (guint i = 0; i < lookup.n && opened != 0; i++)
    opened = crypto_secretbox_open_easy ((guchar *)plain, box + crypto_secretbox_NONCEBYTES,
                                         length - crypto_secretbox_NONCEBYTES, box, lookup.keys[i]);
  sodium_memzero (lookup.keys, sizeof lookup.keys);
  if (opened != 0)
    {
      g_set_error_literal (
          error, ANLAN_ERROR, ANLAN_ERROR_CORRUPT,
          _ ("A sealed value cannot be opened with the key of this person: it has been changed, or it "
             "is of another person."));
      return NULL;
    }
  plain[length - overhead] = '\0';
  return g_steal_pointer (&plain);
}

/* --- deriving ----------------------------------------------------------------------------------------------- */

gboolean
anlan_keys_mac (AnlanStore *store,
                const char *subject,
                const void *data,
                gsize length,
                guint8 mac[ANLAN_KEYS_MAC],
                GError **error)
{
  KeyLookup lookup = { .store = store, .subject = subject };

  G_STATIC_ASSERT (ANLAN_KEYS_MAC == crypto_auth_hmacsha256_BYTES);
  G_STATIC_ASSERT (crypto_secretbox_KEYBYTES == crypto_auth_hmacsha256_KEYBYTES);

  g_return_val_if_fail (ANLAN_IS_STORE (store) && subject != NULL && data != NULL, FALSE);

  if (!anlan_keys_with (store, find_or_make_key, &lookup, error))
    return FALSE;
  if (lookup.n == 0)
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_CORRUPT,
                           _ ("A key of this plant is damaged. Restore the backup of the keys."));
      return FALSE;
    }
  crypto_auth_hmacsha256 (mac, data, length, lookup.keys[0]);
  sodium_memzero (lookup.keys, sizeof lookup.keys);
  return TRUE;
}

/* --- erasing ----------------------------------------------------------------------------------------------- */

static gboolean
destroy_key (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (db, "DELETE FROM key WHERE subject = ?", error);

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, data);
  /* secure_delete overwrites it in the page; the older page in the WAL has to go as well. */
  if (!anlan_stmt_run (stmt, error))
    return FALSE;
  anlan_db_settle (db);
  return anlan_db_truncate_wal (db, error);
}

gboolean
anlan_keys_destroy (AnlanStore *store, const char *subject, GError **error)
{
  g_return_val_if_fail (ANLAN_IS_STORE (store) && subject != NULL, FALSE);

  if (store->read_only)
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_READ_ONLY,
                           _ ("The plant is open for reading only, so nothing was erased."));
      return FALSE;
    }
  /* Noted first: should the machine stop in between, a restore of the keys must not bring this one back. */
  return anlan_desk_note_erasure (store->desk, store->plant, subject, error) &&
         anlan_keys_with (store, destroy_key, (gpointer)subject, error);
}

/* --- passwords --------------------------------------------------------------------------------------------- */

char *
anlan_password_hash (const char *password, GError **error)
{
  char hash[crypto_pwhash_STRBYTES];

  g_return_val_if_fail (password != NULL, NULL);

  if (sodium_init () < 0 ||
      crypto_pwhash_str_alg (hash, password, strlen (password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                             crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13) != 0)
    {
      g_set_error_literal (
          error, ANLAN_ERROR, ANLAN_ERROR_FAILED,
          _ ("There is not enough free memory to take the password. Nothing was changed. Close other "
             "programs and try again."));
      return NULL;
    }
  return g_strdup (hash);
}

gboolean
anlan_password_matches (const char *hash, const char *password)
{
  g_return_val_if_fail (hash != NULL && password != NULL, FALSE);

  return sodium_init () >= 0 && crypto_pwhash_str_verify (hash, password, strlen (password)) == 0;
}
