/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-store"

#include "store-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "base/ids.h"
#include "base/time.h"
#include "db-private.h"
#include "failure.h"
#include "migrate.h"
#include "netfs.h"

#define DATABASE "plant.db"
#define LOCK "plant.lock"

/* Up to this size a plant is looked through whole when it is opened: some tens of milliseconds. */
#define SMALL_PLANT (8 * 1024 * 1024)

/* The first bytes of every SQLite file: https://sqlite.org/fileformat.html, 1.3. */
#define HEADER_LENGTH 100
#define HEADER_MAGIC "SQLite format 3"

static void
set_damaged (GError **error, const char *path, const char *why)
{
  g_set_error (
      error, ANLAN_ERROR, ANLAN_ERROR_CORRUPT,
      _ ("The plant's data are damaged: %s (“%s”). Nothing was changed. Make a copy of the folder as it is, "
         "then restore the last backup."),
      why, path);
}

static void
set_no_plant (GError **error, const char *dir)
{
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_PLANT,
               _ ("“%s” is no plant of Anlan. Nothing was changed. Choose the folder that holds plant.db."),
               dir);
}

static void
set_no_right (GError **error, const char *dir)
{
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_DENIED,
               _ ("You have no right to read “%s”. Nothing was changed. Ask whoever keeps the plant to give "
                  "it to you."),
               dir);
}

/* --- connections ------------------------------------------------------------------------------------------- */

static gboolean
set_wal (AnlanDb *db, GError **error)
{
  g_auto (AnlanValue) mode = ANLAN_VALUE_INIT;

  if (!anlan_db_lookup (db, "PRAGMA journal_mode = WAL", NULL, &mode, error))
    return FALSE;
  if (g_strcmp0 (anlan_value_get_text (&mode), "wal") != 0)
    {
      g_set_error_literal (
          error, ANLAN_ERROR, ANLAN_ERROR_IO,
          _ ("This disk cannot share memory between programs, which a plant needs to be safe. Nothing "
             "was changed. Copy the plant to a disk of this computer."));
      return FALSE;
    }
  /* What a savepoint may have to put back stays in memory, and with it out of the folder for temporary files. */
  return anlan_db_exec (
      db, "PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -" ANLAN_DB_CACHE,
      error);
}

AnlanDb *
anlan_store_connect (AnlanStore *store, AnlanDbMode mode, GError **error)
{
  g_autofree char *path = anlan_store_path (store, DATABASE);
  AnlanDb *db = store->immutable ? anlan_db_open_immutable (path, error) : anlan_db_open (path, mode, error);

  if (db == NULL)
    return NULL;
  if (store->busy_ms != 0)
    anlan_db_set_busy_timeout (db, store->busy_ms);
  if (mode != ANLAN_DB_READ && !set_wal (db, error))
    g_clear_pointer (&db, anlan_db_close);
  return db;
}

gboolean
anlan_store_set_up (AnlanStore *store, AnlanDb *db, GError **error)
{
  anlan_db_forget_statements (db);
  return store->setup == NULL || store->setup (db, store->setup_data, error);
}

/* --- the folder -------------------------------------------------------------------------------------------- */

static gboolean
is_empty_folder (const char *dir)
{
  g_autoptr (GDir) folder = g_dir_open (dir, 0, NULL);

  return folder != NULL && g_dir_read_name (folder) == NULL;
}

static gboolean
make_folder (AnlanStore *store, GError **error)
{
  static const char *const inside[] = { "files", "tiles" };

  if (g_file_test (store->dir, G_FILE_TEST_EXISTS) && !is_empty_folder (store->dir))
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED,
                   _ ("“%s” is not an empty folder, so no plant was made there and nothing was changed. "
                      "Choose another "
                      "place."),
                   store->dir);
      return FALSE;
    }
  if (g_mkdir_with_parents (store->dir, 0700) != 0)
    {
      anlan_failure_set_errno (error, errno, store->dir);
      return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (inside); i++)
    {
      g_autofree char *path = anlan_store_path (store, inside[i]);

      if (g_mkdir (path, 0700) != 0)
        {
          anlan_failure_set_errno (error, errno, path);
          return FALSE;
        }
    }
  return TRUE;
}

void
anlan_store_forget_folder (AnlanStore *store)
{
  static const char *const made[] = {
    DATABASE,      DATABASE "-wal", DATABASE "-shm", DATABASE "-journal", LOCK, "keys.db", "keys.db-wal",
    "keys.db-shm", "files",         "tiles",
  };

  /* Only what we make ourselves, in a folder that was empty before: g_remove() takes no folder that is not. */
  for (guint i = 0; i < G_N_ELEMENTS (made); i++)
    {
      g_autofree char *path = anlan_store_path (store, made[i]);

      g_remove (path);
    }
  g_rmdir (store->dir);
}

/* Everybody who has the plant open holds the lock together; who migrates holds it alone. */
static gboolean
take_lock (AnlanStore *store, GError **error)
{
  g_autofree char *path = anlan_store_path (store, LOCK);

  store->lock_fd =
      g_open (path, store->read_only ? O_RDONLY | O_CLOEXEC : O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (store->lock_fd < 0)
    {
      if (store->read_only)
        return TRUE;
      anlan_failure_set_errno (error, errno, path);
      return FALSE;
    }
  if (flock (store->lock_fd, LOCK_SH | LOCK_NB) == 0)
    return TRUE;
  g_set_error (
      error, ANLAN_ERROR, ANLAN_ERROR_LOCKED,
      _ ("Another Anlan is bringing “%s” up to date just now. Nothing was changed. Wait for it to finish and "
         "open the plant again."),
      store->dir);
  return FALSE;
}

/* --- a look at the file before SQLite takes it ------------------------------------------------------------- */

static guint32
read_u32 (const guchar *at)
{
  return (guint32)at[0] << 24 | (guint32)at[1] << 16 | (guint32)at[2] << 8 | at[3];
}

static gboolean
has_wal (AnlanStore *store)
{
  g_autofree char *path = anlan_store_path (store, DATABASE "-wal");
  struct stat st;

  return stat (path, &st) == 0 && st.st_size > 0;
}

static gboolean
judge_header (AnlanStore *store, const char *path, const guchar *header, gint64 size, GError **error)
{
  guint page = (guint)header[16] << 8 | header[17];

  if (memcmp (header, HEADER_MAGIC, sizeof HEADER_MAGIC) != 0)
    {
      set_damaged (error, path, _ ("its first bytes have been overwritten"));
      return FALSE;
    }
  /* While a WAL holds newer pages the file may rightly be shorter than it says. */
  if (!has_wal (store) && size < (gint64)(page == 1 ? 65536 : page) * read_u32 (header + 28))
    {
      set_damaged (error, path, _ ("its end is missing"));
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_file (AnlanStore *store, GError **error)
{
  g_autofree char *path = anlan_store_path (store, DATABASE);
  guchar header[HEADER_LENGTH];
  struct stat st;
  gssize got;
  int fd;

  fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  if (fd < 0 || fstat (fd, &st) != 0)
    {
      if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        set_no_plant (error, store->dir);
      else if (fd < 0 && errno == EACCES)
        set_no_right (error, store->dir);
      else
        anlan_failure_set_errno (error, errno, path);
      if (fd >= 0)
        close (fd);
      return FALSE;
    }
  got = read (fd, header, sizeof header);
  close (fd);
  if (got < 0)
    {
      anlan_failure_set_errno (error, errno, path);
      return FALSE;
    }
  if (got == (gssize)sizeof header)
    return judge_header (store, path, header, st.st_size, error);
  set_damaged (error, path, _ ("it has been cut off"));
  return FALSE;
}

/* --- a look at the database -------------------------------------------------------------------------------- */

static gboolean
check_small (AnlanDb *db, const char *path, GError **error)
{
  g_auto (AnlanValue) answer = ANLAN_VALUE_INIT;
  struct stat st;

  if (stat (path, &st) != 0 || st.st_size > SMALL_PLANT)
    return TRUE;
  if (!anlan_db_lookup (db, "PRAGMA quick_check(1)", NULL, &answer, error))
    return FALSE;
  if (g_strcmp0 (anlan_value_get_text (&answer), "ok") == 0)
    return TRUE;
  set_damaged (error, path, anlan_value_get_text (&answer));
  return FALSE;
}

static gboolean
migrate_older (AnlanStore *store, AnlanDb *db, GPtrArray *scripts, guint version, GError **error)
{
  g_autofree char *at = anlan_time_format (anlan_clock_now (store->clock));
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  gboolean done;

  if (store->read_only)
    {
      g_set_error (
          error, ANLAN_ERROR, ANLAN_ERROR_READ_ONLY,
          _ ("“%s” was last used by an older Anlan and has to be brought up to date, but it is open for "
             "reading only. Nothing was changed. Open it once for writing."),
          store->dir);
      return FALSE;
    }
  if (flock (store->lock_fd, LOCK_EX | LOCK_NB) != 0)
    {
      g_set_error (
          error, ANLAN_ERROR, ANLAN_ERROR_LOCKED,
          _ ("“%s” has to be brought up to date, but another program has it open. Nothing was changed. Close "
             "the other program and open the plant again."),
          store->dir);
      return FALSE;
    }
  g_strdelimit (at, ":", '-');
  name = g_strdup_printf (DATABASE ".version-%u.%s.bak", version, at);
  path = anlan_store_path (store, name);
  done = anlan_db_copy_to (db, path, NULL, error) &&
         anlan_migrate (db, scripts, ANLAN_APPLICATION_NUMBER, error);
  flock (store->lock_fd, LOCK_SH);
  return done;
}

static gboolean
check_version (AnlanStore *store, AnlanDb *db, GError **error)
{
  g_autoptr (GPtrArray) scripts = anlan_migrations_load ("plant");
  g_auto (AnlanValue) number = ANLAN_VALUE_INIT;
  guint version;

  if (!anlan_db_lookup (db, "PRAGMA application_id", NULL, &number, error) ||
      !anlan_schema_get_version (db, &version, error))
    return FALSE;
  if (anlan_value_get_integer (&number, 0) != ANLAN_APPLICATION_NUMBER || version == 0)
    {
      set_no_plant (error, store->dir);
      return FALSE;
    }
  /* Refuses a newer one, too. */
  if (version >= scripts->len)
    return anlan_migrate (db, scripts, ANLAN_APPLICATION_NUMBER, error);
  return migrate_older (store, db, scripts, version, error);
}

static gboolean
read_facts (AnlanStore *store, AnlanDb *db, GError **error)
{
  g_auto (AnlanValue) plant = ANLAN_VALUE_INIT;
  g_auto (AnlanValue) tag = ANLAN_VALUE_INIT;
  g_auto (AnlanValue) head = ANLAN_VALUE_INIT;
  g_auto (AnlanValue) seq = ANLAN_VALUE_INIT;

  if (!anlan_db_lookup (db, "SELECT value FROM setting WHERE key = 'plant-id'", NULL, &plant, error) ||
      !anlan_db_lookup (db, "SELECT tag FROM desk WHERE id = ?", store->desk_id, &tag, error) ||
      !anlan_db_lookup (db, "SELECT max(seq) FROM journal", NULL, &seq, error) ||
      !anlan_db_lookup (db, "SELECT hash FROM journal ORDER BY seq DESC LIMIT 1", NULL, &head, error))
    return FALSE;
  /* It becomes part of a file name. */
  if (anlan_value_get_text (&plant) == NULL || !anlan_uuid_valid (anlan_value_get_text (&plant)))
    {
      set_damaged (error, store->dir, _ ("the plant's own id is missing"));
      return FALSE;
    }
  store->plant = g_strdup (anlan_value_get_text (&plant));
  g_free (store->desk_tag);
  store->desk_tag = g_strdup (anlan_value_get_text (&tag) != NULL ? anlan_value_get_text (&tag) : "");
  store->head_seq = anlan_value_get_integer (&seq, 0);
  g_strlcpy (store->head_hash,
             anlan_value_get_text (&head) != NULL ? anlan_value_get_text (&head) : "00000000",
             sizeof store->head_hash);
  return TRUE;
}

static gboolean
check_database (AnlanStore *store, AnlanDb *db, GError **error)
{
  g_autofree char *path = anlan_store_path (store, DATABASE);

  return check_version (store, db, error) && check_small (db, path, error) && read_facts (store, db, error);
}

/* Where not even the helper files of WAL can be made, a plant that was closed properly can still be looked at. */
static AnlanDb *
connect_first (AnlanStore *store, GError **error)
{
  GError *trouble = NULL;
  AnlanDb *db = anlan_store_connect (store, store->read_only ? ANLAN_DB_READ : ANLAN_DB_WRITE, &trouble);

  if (db == NULL && store->read_only && !has_wal (store) &&
      (g_error_matches (trouble, ANLAN_ERROR, ANLAN_ERROR_READ_ONLY) ||
       g_error_matches (trouble, ANLAN_ERROR, ANLAN_ERROR_IO) ||
       /* On a disk mounted read-only SQLite says that it cannot open a file, and check_file() has just read it. */
       g_error_matches (trouble, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND)))
    {
      g_clear_error (&trouble);
      store->immutable = TRUE;
      db = anlan_store_connect (store, ANLAN_DB_READ, &trouble);
    }
  if (db == NULL)
    g_propagate_error (error, trouble);
  return db;
}

/* Who is in the way while a plant is opened does not go by itself. */
static void
busy_to_locked (AnlanStore *store, GError **error)
{
  if (error == NULL || !g_error_matches (*error, ANLAN_ERROR, ANLAN_ERROR_BUSY))
    return;
  g_clear_error (error);
  g_set_error (
      error, ANLAN_ERROR, ANLAN_ERROR_LOCKED,
      _ ("Another program holds “%s” and lets nobody else in. Nothing was changed. Close the other program "
         "(it may be a backup or a database tool) and open the plant again."),
      store->dir);
}

static gboolean
prepare_existing (AnlanStore *store, GError **error)
{
  GError *trouble = NULL;
  AnlanDb *db = NULL;
  gboolean good;

  if (!check_file (store, error) || !take_lock (store, error))
    return FALSE;
  db = connect_first (store, &trouble);
  good = db != NULL && check_database (store, db, &trouble);
  anlan_db_close (db);
  if (good)
    return TRUE;
  busy_to_locked (store, &trouble);
  g_propagate_error (error, trouble);
  return FALSE;
}

static gboolean
note_birth (AnlanStore *store, AnlanDb *db, GError **error)
{
  gint64 now = anlan_clock_now (store->clock);
  g_autofree char *id = anlan_uuid_new (now);
  g_autofree char *at = anlan_time_format (now);
  AnlanStmt *stmt =
      anlan_db_statement (db, "INSERT INTO setting VALUES ('plant-id', ?), ('created', ?)", error);

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, id);
  anlan_stmt_bind_text (stmt, 2, at);
  return anlan_stmt_run (stmt, error);
}

static gboolean
prepare_new (AnlanStore *store, GError **error)
{
  g_autoptr (GPtrArray) scripts = anlan_migrations_load ("plant");
  AnlanDb *db;
  gboolean good;

  if (!make_folder (store, error))
    return FALSE;
  if (!take_lock (store, error))
    {
      anlan_store_forget_folder (store);
      return FALSE;
    }
  db = anlan_store_connect (store, ANLAN_DB_CREATE, error);
  good = db != NULL && anlan_migrate (db, scripts, ANLAN_APPLICATION_NUMBER, error) &&
         note_birth (store, db, error) && read_facts (store, db, error);
  anlan_db_close (db);
  if (!good)
    anlan_store_forget_folder (store);
  return good;
}

gboolean
anlan_store_prepare_folder (AnlanStore *store, gboolean create, GError **error)
{
  if (!anlan_netfs_check (store->dir, error))
    return FALSE;
  return create ? prepare_new (store, error) : prepare_existing (store, error);
}
