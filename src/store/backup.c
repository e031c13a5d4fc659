/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-store"

#include "store/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "backup-private.h"
#include "backup-stream.h"
#include "base/json.h"
#include "base/paths.h"
#include "base/time.h"
#include "db-private.h"
#include "failure.h"
#include "migrate.h"
#include "store-private.h"

#define BUFFER 65536
#define SAY_EVERY_US 100000
#define WORK_PREFIX ".backup-"

static const char *const databases[] = { "plant.db", "readings.db", "alarms.db" };

/* One backup being written. */
typedef struct
{
  AnlanStore *store;
  char *work;        /* folder of the copies of the databases */
  GPtrArray *pieces; /* of AnlanPiece, in the order of the archive */
  struct archive *archive;
  AnlanOut *out;
  AnlanMeter meter;
  GCancellable *cancellable;
  GError *trouble; /* from within libarchive's callback */
} Backup;

void
anlan_meter_add (AnlanMeter *meter, gsize bytes)
{
  gint64 now = g_get_monotonic_time ();

  meter->done += (gint64)bytes;
  if (meter->progress == NULL || (now - meter->said_at < SAY_EVERY_US && meter->done < meter->total))
    return;
  meter->said_at = now;
  meter->progress (MIN (1.0, (double)meter->done / (double)meter->total), meter->data);
}

void
anlan_piece_free (AnlanPiece *piece)
{
  g_free (piece->path);
  g_free (piece);
}

/* --- what belongs to it ------------------------------------------------------------------------------------ */

static void
add_piece (Backup *backup, const char *path, gint64 size)
{
  AnlanPiece *piece = g_new0 (AnlanPiece, 1);

  piece->path = g_strdup (path);
  piece->size = size;
  g_ptr_array_add (backup->pieces, piece);
}

static gboolean
copy_database (Backup *backup, const char *name, GError **error)
{
  g_autofree char *from = anlan_store_path (backup->store, name);
  g_autofree char *to = g_build_filename (backup->work, name, NULL);
  struct stat st;
  AnlanDb *db;
  gboolean copied;

  if (!g_file_test (from, G_FILE_TEST_EXISTS))
    return TRUE;
  db = backup->store->immutable ? anlan_db_open_immutable (from, error)
                                : anlan_db_open (from, ANLAN_DB_READ, error);
  if (db == NULL)
    return FALSE;
  copied = anlan_db_copy_to (db, to, backup->cancellable, error);
  anlan_db_close (db);
  if (copied && stat (to, &st) == 0)
    add_piece (backup, name, st.st_size);
  return copied;
}

/* Files of the plant's folder @path and of the folders in it; what begins with a dot is somebody's work in hand. */
static void
add_folder (Backup *backup, const char *path)
{
  g_autofree char *full = anlan_store_path (backup->store, path);
  g_autoptr (GDir) dir = g_dir_open (full, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      g_autofree char *child_full = anlan_store_path (backup->store, child);
      struct stat st;

      if (name[0] == '.' || lstat (child_full, &st) != 0)
        continue;
      if (S_ISDIR (st.st_mode))
        add_folder (backup, child);
      else if (S_ISREG (st.st_mode))
        add_piece (backup, child, st.st_size);
    }
}

/* The databases first: every file that they know of was in the folder before they knew of it. */
static gboolean
collect (Backup *backup, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (databases); i++)
    if (!copy_database (backup, databases[i], error))
      return FALSE;
  add_folder (backup, "files");
  add_folder (backup, "tiles");
  for (guint i = 0; i < backup->pieces->len; i++)
    backup->meter.total += 2 * ((AnlanPiece *)g_ptr_array_index (backup->pieces, i))->size;
  return TRUE;
}

/* --- the archive ------------------------------------------------------------------------------------------- */

static la_ssize_t
write_cb (struct archive *archive, void *data, const void *buffer, size_t length)
{
  Backup *backup = data;

  /* Closing tries once more to get rid of what is left; the first trouble is the one to tell. */
  if (backup->trouble == NULL && anlan_out_write (backup->out, buffer, length, &backup->trouble))
    return (la_ssize_t)length;
  archive_set_error (archive, EIO, "write");
  return -1;
}

static gboolean
check_archive (Backup *backup, int code, GError **error)
{
  if (code >= ARCHIVE_WARN)
    return TRUE;
  if (backup->trouble != NULL)
    g_propagate_error (error, g_steal_pointer (&backup->trouble));
  else
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_IO, _ ("The backup could not be written (%s)."),
                 archive_error_string (backup->archive));
  return FALSE;
}

static gboolean
write_header (Backup *backup, const char *path, gint64 size, GError **error)
{
  struct archive_entry *entry = archive_entry_new ();
  int code;

  archive_entry_set_pathname (entry, path);
  archive_entry_set_size (entry, size);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0600);
  archive_entry_set_mtime (entry, anlan_clock_now (backup->store->clock) / 1000, 0);
  code = archive_write_header (backup->archive, entry);
  archive_entry_free (entry);
  return check_archive (backup, code, error);
}

static gboolean
write_content (Backup *backup, int fd, AnlanPiece *piece, GError **error)
{
  g_autofree guchar *buffer = g_malloc (BUFFER);
  gint64 left = piece->size;
  AnlanSha256 hash;

  anlan_sha256_init (&hash);
  while (left > 0)
    {
      gssize got = read (fd, buffer, (gsize)MIN (left, BUFFER));

      if (g_cancellable_set_error_if_cancelled (backup->cancellable, error))
        return FALSE;
      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        {
          anlan_failure_set_errno (error, got < 0 ? errno : EIO, piece->path);
          return FALSE;
        }
      anlan_sha256_update (&hash, buffer, (gsize)got);
      if (!check_archive (backup, (int)archive_write_data (backup->archive, buffer, (gsize)got), error))
        return FALSE;
      anlan_meter_add (&backup->meter, (gsize)got);
      left -= got;
    }
  anlan_sha256_hex (&hash, piece->sha256);
  return TRUE;
}

static gboolean
write_piece (Backup *backup, AnlanPiece *piece, GError **error)
{
  gboolean copied = strchr (piece->path, '/') == NULL;
  g_autofree char *full = copied ? g_build_filename (backup->work, piece->path, NULL)
                                 : anlan_store_path (backup->store, piece->path);
  int fd = g_open (full, O_RDONLY | O_CLOEXEC, 0);
  gboolean written;

  if (fd < 0)
    {
      anlan_failure_set_errno (error, errno, full);
      return FALSE;
    }
  written =
      write_header (backup, piece->path, piece->size, error) && write_content (backup, fd, piece, error);
  close (fd);
  return written;
}

static char *
make_manifest (Backup *backup)
{
  g_autofree char *at = anlan_time_format (anlan_clock_now (backup->store->clock));
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "format");
  anlan_json_integer (&json, 1);
  anlan_json_name (&json, "plant");
  anlan_json_text (&json, backup->store->plant);
  anlan_json_name (&json, "at");
  anlan_json_text (&json, at);
  anlan_json_name (&json, "pieces");
  anlan_json_open (&json, '[');
  for (guint i = 0; i < backup->pieces->len; i++)
    {
      AnlanPiece *piece = g_ptr_array_index (backup->pieces, i);

      anlan_json_open (&json, '{');
      anlan_json_name (&json, "path");
      anlan_json_text (&json, piece->path);
      anlan_json_name (&json, "size");
      anlan_json_integer (&json, piece->size);
      anlan_json_name (&json, "sha256");
      anlan_json_text (&json, piece->sha256);
      anlan_json_close (&json, '}');
    }
  anlan_json_close (&json, ']');
  anlan_json_close (&json, '}');
  return anlan_json_end (&json);
}

static gboolean
write_pieces (Backup *backup, GError **error)
{
  g_autofree char *manifest = NULL;

  for (guint i = 0; i < backup->pieces->len; i++)
    if (!write_piece (backup, g_ptr_array_index (backup->pieces, i), error))
      return FALSE;
  manifest = make_manifest (backup);
  return write_header (backup, ANLAN_MANIFEST, (gint64)strlen (manifest), error) &&
         check_archive (backup, (int)archive_write_data (backup->archive, manifest, strlen (manifest)),
                        error) &&
         check_archive (backup, archive_write_close (backup->archive), error) &&
         anlan_out_finish (backup->out, error);
}

static gboolean
write_archive (Backup *backup, const char *part, const char *passphrase, GError **error)
{
  gboolean written;

  backup->out = anlan_out_open (part, passphrase, error);
  if (backup->out == NULL)
    return FALSE;
  backup->archive = archive_write_new ();
  archive_write_set_format_pax_restricted (backup->archive);
  archive_write_add_filter_gzip (backup->archive);
  /* A backup is written every day and photos do not shrink: speed counts more than the last per cent. */
  archive_write_set_filter_option (backup->archive, "gzip", "compression-level", "1");
  written =
      check_archive (backup, archive_write_open (backup->archive, backup, NULL, write_cb, NULL), error) &&
      write_pieces (backup, error);
  archive_write_free (backup->archive);
  g_clear_error (&backup->trouble);
  g_clear_pointer (&backup->out, anlan_out_free);
  return written;
}

/* --- the whole of it --------------------------------------------------------------------------------------- */

/* What a backup that was killed has left behind are copies of everything in the plant, erased values included. */
static void
clear_leftovers (AnlanStore *store)
{
  g_autoptr (GDir) dir = g_dir_open (store->dir, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, WORK_PREFIX))
      {
        g_autofree char *path = anlan_store_path (store, name);

        anlan_remove_tree (path);
      }
}

/* One backup of a plant at a time; gone with the process. */
static int
lock_backup (AnlanStore *store, GError **error)
{
  g_autofree char *path = anlan_store_path (store, "backup.lock");
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      anlan_failure_set_errno (error, errno, path);
      return -1;
    }
  if (flock (fd, LOCK_EX | LOCK_NB) == 0)
    return fd;
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_LOCKED,
                       _ ("A backup of this plant is being written just now. Wait for it to finish."));
  close (fd);
  return -1;
}

static gboolean
put_in_place (const char *part, const char *file, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (file);
  int fd;

  if (g_rename (part, file) != 0)
    {
      anlan_failure_set_errno (error, errno, file);
      return FALSE;
    }
  fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  if (fd >= 0)
    {
      fsync (fd);
      close (fd);
    }
  return TRUE;
}

static gboolean
write_and_check (Backup *backup, const char *file, const char *passphrase, GError **error)
{
  g_autofree char *part = g_strconcat (file, ".part", NULL);
  gboolean good;

  /* One of an earlier attempt. */
  g_unlink (part);
  good = write_archive (backup, part, passphrase, error) &&
         anlan_backup_read (part, NULL, passphrase, backup->pieces, &backup->meter, backup->cancellable,
                            error) &&
         put_in_place (part, file, error);
  if (!good)
    g_unlink (part);
  return good;
}

/* The copies of the databases lie in the plant's own folder, under its own rights, and not beside the backup, which
 * may be for others to see. */
static gboolean
make_work_folder (Backup *backup, GError **error)
{
  backup->work = backup->store->read_only
                     ? g_build_filename (g_get_user_cache_dir (), "anlan", WORK_PREFIX "XXXXXX", NULL)
                     : anlan_store_path (backup->store, WORK_PREFIX "XXXXXX");
  if (backup->store->read_only)
    {
      g_autofree char *parent = g_path_get_dirname (backup->work);

      g_mkdir_with_parents (parent, 0700);
    }
  if (g_mkdtemp (backup->work) != NULL)
    return TRUE;
  anlan_failure_set_errno (error, errno, backup->work);
  g_clear_pointer (&backup->work, g_free);
  return FALSE;
}

gboolean
anlan_backup_write (AnlanStore *store,
                    const char *file,
                    const char *passphrase,
                    AnlanProgress progress,
                    gpointer data,
                    GCancellable *cancellable,
                    GError **error)
{
  Backup backup = { .store = store, .cancellable = cancellable };
  gboolean good;
  int lock = -1;

  g_return_val_if_fail (ANLAN_IS_STORE (store) && file != NULL, FALSE);

  if (!store->read_only)
    {
      lock = lock_backup (store, error);
      if (lock < 0)
        return FALSE;
      clear_leftovers (store);
    }
  backup.meter.progress = progress;
  backup.meter.data = data;
  backup.meter.total = 1;
  backup.pieces = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_piece_free);
  good = make_work_folder (&backup, error) && collect (&backup, error) &&
         write_and_check (&backup, file, passphrase, error);
  if (good && progress != NULL)
    progress (1.0, data);
  if (backup.work != NULL)
    anlan_remove_tree (backup.work);
  g_free (backup.work);
  g_ptr_array_unref (backup.pieces);
  if (lock >= 0)
    close (lock);
  return good;
}

/* --- one a day --------------------------------------------------------------------------------------------- */

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* NAME-YYYYMMDD-HHMM.anlan-backup, and nothing that only looks like it. */
static gboolean
is_one_of (const char *file, const char *name)
{
  const char *pattern = "-dddddddd-dddd.anlan-backup";

  if (!g_str_has_prefix (file, name) || strlen (file) != strlen (name) + strlen (pattern))
    return FALSE;
  for (file += strlen (name); *file != '\0'; file++, pattern++)
    if (*pattern == 'd' ? !g_ascii_isdigit (*file) : *file != *pattern)
      return FALSE;
  return TRUE;
}

static void
drop_old (const char *folder, const char *name, guint keep)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *file;

  while (dir != NULL && (file = g_dir_read_name (dir)) != NULL)
    if (is_one_of (file, name))
      g_ptr_array_add (found, g_strdup (file));
  /* The names sort as the times do. */
  g_ptr_array_sort (found, compare_texts);
  for (guint i = 0; i + keep < found->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, g_ptr_array_index (found, i), NULL);

      g_unlink (path);
    }
}

gboolean
anlan_backup_rotate (AnlanStore *store,
                     const char *folder,
                     const char *name,
                     guint keep,
                     const char *passphrase,
                     AnlanProgress progress,
                     gpointer data,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *safe = g_strdup (name);
  g_autofree char *at = NULL;
  g_autofree char *file = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (ANLAN_IS_STORE (store) && folder != NULL && name != NULL && keep > 0, FALSE);

  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      g_set_error (
          error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND,
          _ ("The backup was not written, because its folder “%s” is not there. Connect the disk, or choose "
             "another folder."),
          folder);
      return FALSE;
    }
  g_strdelimit (safe, "/\\:*?\"<>|\n", '_');
  at = anlan_local_format (anlan_clock_now (store->clock), zone, "%Y%m%d-%H%M");
  file = g_strdup_printf ("%s-%s.anlan-backup", safe, at);
  path = g_build_filename (folder, file, NULL);
  if (!anlan_backup_write (store, path, passphrase, progress, data, cancellable, error))
    return FALSE;
  drop_old (folder, safe, keep);
  return TRUE;
}
