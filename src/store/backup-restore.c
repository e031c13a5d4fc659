/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-store"

#include "backup-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "backup-stream.h"
#include "base/json.h"
#include "base/paths.h"
#include "failure.h"
#include "migrate.h"
#include "netfs.h"

/* A list of some million files. */
#define MAX_MANIFEST (512 * 1024 * 1024)

typedef struct
{
  const char *file;
  const char *dir; /* (nullable): where the pieces go */
  AnlanIn *in;
  struct archive *archive;
  GHashTable *found; /* path -> AnlanPiece */
  char *manifest;
  AnlanMeter *meter; /* (nullable) */
  GCancellable *cancellable;
  GError *trouble;
} Reading;

static gboolean
set_damaged (Reading *reading, const char *what, GError **error)
{
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_CORRUPT,
               _ ("“%s” is damaged: %s. Nothing was changed. Use another backup."), reading->file, what);
  return FALSE;
}

static gboolean
set_no_backup (Reading *reading, GError **error)
{
  g_set_error (
      error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
      _ ("“%s” is no backup of Anlan. Nothing was changed. Choose a file whose name ends in .anlan-backup."),
      reading->file);
  return FALSE;
}

/* --- reading an archive ------------------------------------------------------------------------------------ */

static la_ssize_t
read_cb (struct archive *archive, void *data, const void **buffer)
{
  Reading *reading = data;
  const guchar *piece;
  gsize length;

  if (reading->trouble != NULL || !anlan_in_read (reading->in, &piece, &length, &reading->trouble))
    {
      archive_set_error (archive, EIO, "read");
      return -1;
    }
  *buffer = piece;
  return (la_ssize_t)length;
}

static gboolean
check_archive (Reading *reading, int code, GError **error)
{
  if (code >= ARCHIVE_WARN)
    return TRUE;
  if (reading->trouble != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&reading->trouble));
      return FALSE;
    }
  /* Nothing of an archive has been seen: it is something else altogether. */
  if (g_hash_table_size (reading->found) == 0)
    return set_no_backup (reading, error);
  return set_damaged (reading, archive_error_string (reading->archive), error);
}

/* Only what a backup writes: no path may lead out of the folder. */
static gboolean
is_good_path (const char *path)
{
  g_auto (GStrv) parts = NULL;
  guint n;

  if (path == NULL)
    return FALSE;
  if (strcmp (path, "plant.db") == 0 || strcmp (path, "readings.db") == 0 || strcmp (path, "alarms.db") == 0)
    return TRUE;
  parts = g_strsplit (path, "/", -1);
  n = g_strv_length (parts);
  if (n < 2 || n > 8 || (strcmp (parts[0], "files") != 0 && strcmp (parts[0], "tiles") != 0))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (parts[i][0] == '\0' || parts[i][0] == '.')
      return FALSE;
  return TRUE;
}

static int
open_target (Reading *reading, const char *path, GError **error)
{
  g_autofree char *full = g_build_filename (reading->dir, path, NULL);
  g_autofree char *folder = g_path_get_dirname (full);
  int fd = -1;

  if (g_mkdir_with_parents (folder, 0700) == 0)
    fd = g_open (full, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    anlan_failure_set_errno (error, errno, full);
  return fd;
}

static gboolean
write_all (int fd, const guchar *data, gsize length, const char *path, GError **error)
{
  while (length > 0)
    {
      gssize written = write (fd, data, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        {
          anlan_failure_set_errno (error, errno, path);
          return FALSE;
        }
      data += written;
      length -= (gsize)written;
    }
  return TRUE;
}

/* Hashes the entry at hand and, with @fd, writes it there. */
static gboolean
take_content (Reading *reading, AnlanPiece *piece, int fd, GError **error)
{
  g_autofree guchar *buffer = g_malloc (65536);
  AnlanSha256 hash;
  la_ssize_t got;

  anlan_sha256_init (&hash);
  while ((got = archive_read_data (reading->archive, buffer, 65536)) > 0)
    {
      if (g_cancellable_set_error_if_cancelled (reading->cancellable, error))
        return FALSE;
      anlan_sha256_update (&hash, buffer, (gsize)got);
      piece->size += got;
      if (fd >= 0 && !write_all (fd, buffer, (gsize)got, piece->path, error))
        return FALSE;
      if (reading->meter != NULL)
        anlan_meter_add (reading->meter, (gsize)got);
    }
  if (!check_archive (reading, (int)got, error))
    return FALSE;
  anlan_sha256_hex (&hash, piece->sha256);
  if (fd < 0 || fsync (fd) == 0)
    return TRUE;
  anlan_failure_set_errno (error, errno, piece->path);
  return FALSE;
}

static gboolean
take_piece (Reading *reading, const char *path, GError **error)
{
  AnlanPiece *piece;
  gboolean taken;
  int fd = -1;

  if (!is_good_path (path))
    return set_no_backup (reading, error);
  if (g_hash_table_contains (reading->found, path))
    return set_damaged (reading, path, error);
  piece = g_new0 (AnlanPiece, 1);
  piece->path = g_strdup (path);
  g_hash_table_insert (reading->found, piece->path, piece);
  if (reading->dir != NULL)
    {
      fd = open_target (reading, path, error);
      if (fd < 0)
        return FALSE;
    }
  taken = take_content (reading, piece, fd, error);
  if (fd >= 0)
    close (fd);
  return taken;
}

static gboolean
take_manifest (Reading *reading, gint64 size, GError **error)
{
  la_ssize_t got;

  if (size < 0 || size > MAX_MANIFEST || reading->manifest != NULL)
    return set_damaged (reading, ANLAN_MANIFEST, error);
  reading->manifest = g_malloc ((gsize)size + 1);
  got = archive_read_data (reading->archive, reading->manifest, (gsize)size);
  reading->manifest[MAX (got, 0)] = '\0';
  if (got < 0)
    return check_archive (reading, (int)got, error);
  return got == size || set_damaged (reading, ANLAN_MANIFEST, error);
}

static gboolean
read_entries (Reading *reading, GError **error)
{
  struct archive_entry *entry;
  int code;

  while ((code = archive_read_next_header (reading->archive, &entry)) != ARCHIVE_EOF)
    {
      g_autofree char *path = NULL;

      if (!check_archive (reading, code, error))
        return FALSE;
      path = g_strdup (archive_entry_pathname (entry));
      if (path == NULL || archive_entry_filetype (entry) != AE_IFREG)
        return set_no_backup (reading, error);
      if (strcmp (path, ANLAN_MANIFEST) == 0 ? !take_manifest (reading, archive_entry_size (entry), error)
                                             : !take_piece (reading, path, error))
        return FALSE;
    }
  return TRUE;
}

/* --- what is in it against what should be ------------------------------------------------------------------- */

static gboolean
check_piece (Reading *reading, const char *path, gint64 size, const char *sha256, GError **error)
{
  AnlanPiece *found = path != NULL ? g_hash_table_lookup (reading->found, path) : NULL;

  if (found == NULL || sha256 == NULL || found->size != size || strcmp (found->sha256, sha256) != 0)
    return set_damaged (reading, path != NULL ? path : ANLAN_MANIFEST, error);
  return TRUE;
}

static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

static gint64
get_integer (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_int (node) : -1;
}

static gboolean
check_list (Reading *reading, JsonArray *pieces, GError **error)
{
  if (json_array_get_length (pieces) != g_hash_table_size (reading->found))
    return set_damaged (reading, ANLAN_MANIFEST, error);
  for (guint i = 0; i < json_array_get_length (pieces); i++)
    {
      JsonNode *node = json_array_get_element (pieces, i);
      JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

      if (object == NULL)
        return set_damaged (reading, ANLAN_MANIFEST, error);
      if (!check_piece (reading, get_text (object, "path"), get_integer (object, "size"),
                        get_text (object, "sha256"), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_manifest (Reading *reading, GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  JsonObject *object;
  JsonNode *pieces;

  if (reading->manifest == NULL)
    return g_hash_table_size (reading->found) == 0 ? set_no_backup (reading, error)
                                                   : set_damaged (reading, _ ("its end is missing"), error);
  root = anlan_json_parse (reading->manifest, -1, MAX_MANIFEST, NULL);
  object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  pieces = object != NULL ? json_object_get_member (object, "pieces") : NULL;
  if (pieces == NULL || !JSON_NODE_HOLDS_ARRAY (pieces))
    return set_damaged (reading, ANLAN_MANIFEST, error);
  if (get_integer (object, "format") != 1)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_NEWER,
                   _ ("“%s” was written by a newer Anlan. Nothing was changed. Install the newer Anlan to "
                      "restore it."),
                   reading->file);
      return FALSE;
    }
  return check_list (reading, json_node_get_array (pieces), error);
}

static gboolean
read_whole (Reading *reading, GPtrArray *expected, GError **error)
{
  if (!check_archive (reading, archive_read_open (reading->archive, reading, NULL, read_cb, NULL), error) ||
      !read_entries (reading, error) || !check_manifest (reading, error))
    return FALSE;
  for (guint i = 0; expected != NULL && i < expected->len; i++)
    {
      const AnlanPiece *piece = g_ptr_array_index (expected, i);

      if (!check_piece (reading, piece->path, piece->size, piece->sha256, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
anlan_backup_read (const char *file,
                   const char *dir,
                   const char *passphrase,
                   GPtrArray *expected,
                   AnlanMeter *meter,
                   GCancellable *cancellable,
                   GError **error)
{
  Reading reading = { .file = file, .dir = dir, .meter = meter, .cancellable = cancellable };
  gboolean good;

  reading.in = anlan_in_open (file, passphrase, error);
  if (reading.in == NULL)
    return FALSE;
  reading.found = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)anlan_piece_free);
  reading.archive = archive_read_new ();
  archive_read_support_filter_gzip (reading.archive);
  archive_read_support_format_tar (reading.archive);
  good = read_whole (&reading, expected, error);
  archive_read_free (reading.archive);
  anlan_in_free (reading.in);
  g_hash_table_unref (reading.found);
  g_free (reading.manifest);
  g_clear_error (&reading.trouble);
  return good;
}

/* --- restoring ----------------------------------------------------------------------------------------------- */

static gboolean
is_empty_or_absent (const char *dir)
{
  g_autoptr (GDir) folder = NULL;

  if (!g_file_test (dir, G_FILE_TEST_EXISTS))
    return TRUE;
  folder = g_dir_open (dir, 0, NULL);
  return folder != NULL && g_dir_read_name (folder) == NULL;
}

static gboolean
check_content (AnlanDb *db, const char *file, GError **error)
{
  g_autoptr (GPtrArray) scripts = anlan_migrations_load ("plant");
  g_auto (AnlanValue) answer = ANLAN_VALUE_INIT;
  guint version;

  if (!anlan_db_lookup (db, "PRAGMA integrity_check (1)", NULL, &answer, error) ||
      !anlan_schema_get_version (db, &version, error))
    return FALSE;
  if (g_strcmp0 (anlan_value_get_text (&answer), "ok") != 0)
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_CORRUPT,
                 _ ("“%s” holds a damaged plant (%s). Nothing was changed. Use another backup."), file,
                 anlan_value_get_text (&answer));
  else if (version > scripts->len)
    g_set_error (
        error, ANLAN_ERROR, ANLAN_ERROR_NEWER,
        _ ("“%s” was written by a newer Anlan. Nothing was changed. Install the newer Anlan to restore it."),
        file);
  else
    return TRUE;
  return FALSE;
}

/* Notes in the plant that it comes out of a backup; the first who opens it for writing puts that into the journal.
 * Keys of sealed values are in no ordinary backup, so what was erased stays so here; anlan_restore_keys() leaves out
 * whom the journal says to be erased. */
static gboolean
note_origin (AnlanDb *db, const char *file, GError **error)
{
  g_autofree char *name = g_path_get_basename (file);
  g_autofree char *shown = g_filename_display_name (name);
  g_autofree char *note = NULL;
  AnlanStmt *stmt =
      anlan_db_statement (db, "INSERT OR REPLACE INTO setting (key, value) VALUES ('restored', ?)", error);
  AnlanJson json;

  if (stmt == NULL)
    return FALSE;
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "file");
  anlan_json_text (&json, shown);
  anlan_json_close (&json, '}');
  note = anlan_json_end (&json);
  anlan_stmt_bind_text (stmt, 1, note);
  return anlan_stmt_run (stmt, error);
}

static gboolean
check_database (const char *dir, const char *file, GError **error)
{
  g_autofree char *path = g_build_filename (dir, "plant.db", NULL);
  AnlanDb *db = anlan_db_open (path, ANLAN_DB_WRITE, error);
  gboolean good;

  if (db == NULL)
    return FALSE;
  good = check_content (db, file, error) && note_origin (db, file, error);
  anlan_db_close (db);
  return good;
}

static gboolean
put_in_place (const char *work, const char *dir, GError **error)
{
  static const char *const inside[] = { "files", "tiles" };

  for (guint i = 0; i < G_N_ELEMENTS (inside); i++)
    {
      g_autofree char *path = g_build_filename (work, inside[i], NULL);

      if (g_mkdir_with_parents (path, 0700) != 0)
        {
          anlan_failure_set_errno (error, errno, path);
          return FALSE;
        }
    }
  /* An empty folder gives way; rename() itself refuses one that is not empty any more. */
  if (g_rename (work, dir) == 0)
    return TRUE;
  anlan_failure_set_errno (error, errno, dir);
  return FALSE;
}

gboolean
anlan_backup_restore (const char *file,
                      const char *dir,
                      const char *passphrase,
                      AnlanProgress progress,
                      gpointer data,
                      GCancellable *cancellable,
                      GError **error)
{
  AnlanMeter meter = { .progress = progress, .data = data, .total = 1 };
  g_autofree char *target = NULL;
  g_autofree char *work = NULL;
  g_autofree char *parent = NULL;
  struct stat st;
  gboolean good;

  g_return_val_if_fail (file != NULL && dir != NULL, FALSE);

  target = g_canonicalize_filename (dir, NULL);
  if (!anlan_netfs_check (target, error))
    return FALSE;
  if (!is_empty_or_absent (target))
    {
      g_set_error (
          error, ANLAN_ERROR, ANLAN_ERROR_REFUSED,
          _ ("“%s” is not an empty folder, so nothing was restored and nothing was changed. Choose another "
             "place."),
          target);
      return FALSE;
    }
  /* Packed it is smaller; photos, which are most of it, hardly are. */
  if (stat (file, &st) == 0)
    meter.total = MAX (1, st.st_size);
  work = g_strconcat (target, ".restoring-XXXXXX", NULL);
  parent = g_path_get_dirname (work);
  if (g_mkdir_with_parents (parent, 0700) != 0 || g_mkdtemp (work) == NULL)
    {
      anlan_failure_set_errno (error, errno, parent);
      return FALSE;
    }
  good = anlan_backup_read (file, work, passphrase, NULL, &meter, cancellable, error) &&
         check_database (work, file, error) && put_in_place (work, target, error);
  if (!good)
    anlan_remove_tree (work);
  else if (progress != NULL)
    progress (1.0, data);
  return good;
}
