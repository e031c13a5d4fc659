/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-store"

#include "files-private.h"

#include <glib/gi18n-lib.h>

#include "base/blocking.h"
#include "store-private.h"

/* Pictures in one write: a print takes up to a tenth of a second, the write itself next to nothing. */
#define SLICE 32

gboolean
anlan_photo_read (AnlanStore *store, GBytes *bytes, AnlanFile *file, GError **error)
{
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  g_autoptr (GError) local = NULL;

  if (store->photos == NULL)
    return TRUE;
  pixbuf = anlan_picture_decode (bytes, file->mime, store->photos->edge, &local);
  if (pixbuf == NULL || !anlan_picture_is_whole (bytes, file->mime))
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   _ ("“%s” is damaged or incomplete and cannot be shown, so it was not taken. Take the "
                      "picture again or choose another one."),
                   file->name != NULL ? file->name : _ ("The file"));
      return FALSE;
    }
  store->photos->read (pixbuf, &file->sign, &file->print);
  file->print_version = store->photos->version;
  return TRUE;
}

/* --- the tables ---------------------------------------------------------------------------------------------- */

static gboolean
put_sign (AnlanDb *db, const char *sha256, int version, GBytes *sign, GError **error)
{
  AnlanStmt *stmt =
      anlan_db_statement (db, "INSERT INTO photo_sign (sha256, version, sign) VALUES (?1,?2,?3)", error);

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_static (stmt, 1, sha256);
  anlan_stmt_bind_integer (stmt, 2, version);
  if (sign != NULL)
    anlan_stmt_bind_blob (stmt, 3, g_bytes_get_data (sign, NULL), g_bytes_get_size (sign));
  return anlan_stmt_run (stmt, error);
}

static gboolean
put_print (AnlanDb *db, GBytes *print, GError **error)
{
  AnlanStmt *stmt =
      anlan_db_statement (db, "INSERT OR REPLACE INTO photo_print (id, print) VALUES (?1,?2)", error);

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_integer (stmt, 1, anlan_db_last_rowid (db));
  anlan_stmt_bind_blob (stmt, 2, g_bytes_get_data (print, NULL), g_bytes_get_size (print));
  return anlan_stmt_run (stmt, error);
}

/* An old one is taken away whole: whoever remembers its id finds nothing, or another picture's. */
static gboolean
put (AnlanDb *db, const char *sha256, int version, GBytes *sign, GBytes *print, GError **error)
{
  static const char *const sqls[] = {
    "DELETE FROM photo_print WHERE id = (SELECT id FROM photo_sign WHERE sha256 = ?1)",
    "DELETE FROM photo_sign WHERE sha256 = ?1",
  };

  for (guint i = 0; i < G_N_ELEMENTS (sqls); i++)
    {
      AnlanStmt *stmt = anlan_db_statement (db, sqls[i], error);

      if (stmt == NULL)
        return FALSE;
      anlan_stmt_bind_static (stmt, 1, sha256);
      if (!anlan_stmt_run (stmt, error))
        return FALSE;
    }
  return put_sign (db, sha256, version, sign, error) &&
         (sign == NULL || print == NULL || put_print (db, print, error));
}

static gboolean
has_version (AnlanDb *db, const char *sha256, int version, gboolean *has, GError **error)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  if (!anlan_db_lookup (db, "SELECT version FROM photo_sign WHERE sha256 = ?1 AND sign IS NOT NULL", sha256,
                        &value, error))
    return FALSE;
  *has = anlan_value_get_integer (&value, -1) == version;
  return TRUE;
}

gboolean
anlan_photo_register (AnlanDb *db, const AnlanFile *file, GError **error)
{
  gboolean has;

  if (file->sign == NULL)
    return TRUE;
  if (!has_version (db, file->sha256, file->print_version, &has, error))
    return FALSE;
  return has || put (db, file->sha256, file->print_version, file->sign, file->print, error);
}

/* --- catching up --------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanStore *store;
  char last[ANLAN_SHA256_HEX + 1]; /* the pictures up to here have been looked at */
  GPtrArray *files;                /* AnlanFile: of this slice */
  gboolean complete;
} CatchUp;

static gboolean
list_slice (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  CatchUp *catch_up = data;
  AnlanStmt *stmt =
      anlan_db_statement (db,
                          "SELECT f.sha256, f.mime FROM file f LEFT JOIN photo_sign s ON s.sha256 = f.sha256 "
                          "WHERE f.sha256 > ?1 AND f.mime IN ('image/jpeg', 'image/png') "
                          "AND s.version IS NOT ?2 ORDER BY f.sha256 LIMIT ?3",
                          error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  g_ptr_array_set_size (catch_up->files, 0);
  anlan_stmt_bind_static (stmt, 1, catch_up->last);
  anlan_stmt_bind_integer (stmt, 2, catch_up->store->photos->version);
  anlan_stmt_bind_integer (stmt, 3, SLICE);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      AnlanFile *file = g_new0 (AnlanFile, 1);

      g_strlcpy (file->sha256, anlan_stmt_text (stmt, 0), sizeof file->sha256);
      file->mime = g_strdup (anlan_stmt_text (stmt, 1));
      g_ptr_array_add (catch_up->files, file);
    }
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE;
}

static void
read_slice (CatchUp *catch_up, GCancellable *cancellable)
{
  for (guint i = 0; i < catch_up->files->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      AnlanFile *file = g_ptr_array_index (catch_up->files, i);
      g_autofree char *path = anlan_files_path (catch_up->store, file->sha256);
      g_auto (AnlanPicture) picture = { 0 };
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GError) error = NULL;
      char *data;
      gsize length;

      g_strlcpy (catch_up->last, file->sha256, sizeof catch_up->last);
      file->print_version = catch_up->store->photos->version;
      /* A lost or damaged one stays without a sign, and is noted so. */
      if (g_file_get_contents (path, &data, &length, &error))
        {
          bytes = g_bytes_new_take (data, length);
          if (anlan_picture_read (bytes, file->mime, &picture, &error) &&
              anlan_photo_read (catch_up->store, bytes, file, &error))
            continue;
        }
      g_debug ("%s: %s", file->sha256, error->message);
    }
}

static gboolean
write_slice (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  CatchUp *catch_up = data;

  for (guint i = 0; i < catch_up->files->len; i++)
    {
      const AnlanFile *file = g_ptr_array_index (catch_up->files, i);
      gboolean has;

      if (!has_version (db, file->sha256, file->print_version, &has, error))
        return FALSE;
      if (!has && !put (db, file->sha256, file->print_version, file->sign, file->print, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_complete (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  CatchUp *catch_up = data;
  AnlanStmt *stmt = anlan_db_statement (db, "SELECT 1 FROM photo_complete WHERE version = ?1", error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_integer (stmt, 1, catch_up->store->photos->version);
  step = anlan_stmt_step (stmt, error);
  anlan_stmt_reset (stmt);
  catch_up->complete = step == ANLAN_STEP_ROW;
  return step != ANLAN_STEP_ERROR;
}

static gboolean
note_complete (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  CatchUp *catch_up = data;
  AnlanStmt *stmt =
      anlan_db_statement (db, "INSERT OR IGNORE INTO photo_complete (version) VALUES (?1)", error);

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_integer (stmt, 1, catch_up->store->photos->version);
  return anlan_stmt_run (stmt, error);
}

gboolean
anlan_photos_catch_up (AnlanStore *store, guint *n_read, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_file_free);
  CatchUp catch_up = { .store = store, .files = files };

  g_return_val_if_fail (ANLAN_IS_STORE (store), FALSE);

  anlan_may_block ("read photos");
  if (n_read != NULL)
    *n_read = 0;
  if (store->photos == NULL || store->read_only)
    return TRUE;
  if (!anlan_store_read (store, is_complete, &catch_up, error))
    return FALSE;
  while (!catch_up.complete)
    {
      if (!anlan_store_read (store, list_slice, &catch_up, error))
        return FALSE;
      if (files->len == 0)
        return anlan_store_write (store, note_complete, &catch_up, error);
      read_slice (&catch_up, cancellable);
      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !anlan_store_write (store, write_slice, &catch_up, error))
        return FALSE;
      if (n_read != NULL)
        *n_read += files->len;
    }
  return TRUE;
}
