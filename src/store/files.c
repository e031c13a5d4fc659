/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-store"

#include "failure.h"
#include "files-private.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

void
anlan_file_free (AnlanFile *file)
{
  if (file == NULL)
    return;
  g_free (file->mime);
  g_free (file->name);
  g_free (file->taken);
  g_clear_pointer (&file->sign, g_bytes_unref);
  g_clear_pointer (&file->print, g_bytes_unref);
  g_free (file);
}

AnlanFile *
anlan_file_copy (const AnlanFile *file)
{
  AnlanFile *copy;

  g_return_val_if_fail (file != NULL, NULL);

  copy = g_memdup2 (file, sizeof *file);
  copy->mime = g_strdup (file->mime);
  copy->name = g_strdup (file->name);
  copy->taken = g_strdup (file->taken);
  copy->sign = file->sign != NULL ? g_bytes_ref (file->sign) : NULL;
  copy->print = file->print != NULL ? g_bytes_ref (file->print) : NULL;
  return copy;
}

static gboolean
is_sha256 (const char *text)
{
  return strlen (text) == ANLAN_SHA256_HEX && strspn (text, "0123456789abcdef") == ANLAN_SHA256_HEX;
}

char *
anlan_files_path (AnlanStore *store, const char *sha256)
{
  char folder[3];

  g_return_val_if_fail (ANLAN_IS_STORE (store) && sha256 != NULL, NULL);

  /* It may come out of a database that somebody has tampered with, and becomes part of a path. */
  if (!is_sha256 (sha256))
    return g_build_filename (anlan_store_get_dir (store), "files", "no-such-file", NULL);
  g_strlcpy (folder, sha256, sizeof folder);
  return g_build_filename (anlan_store_get_dir (store), "files", folder, sha256 + 2, NULL);
}

static void
bind_degrees (AnlanStmt *stmt, int i, double degrees)
{
  if (isnan (degrees))
    anlan_stmt_bind_null (stmt, i);
  else
    anlan_stmt_bind_real (stmt, i, degrees);
}

gboolean
anlan_files_register (AnlanDb *db, const AnlanFile *file, const char *added, GError **error)
{
  AnlanStmt *stmt;

  g_return_val_if_fail (db != NULL && file != NULL, FALSE);

  /* The same picture may come twice, under another name: the first stands. */
  stmt = anlan_db_statement (
      db,
      "INSERT OR IGNORE INTO file (sha256, size, mime, name, taken, latitude, longitude, width, "
      "height, added) VALUES (?,?,?,?,?,?,?,?,?,?)",
      error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, file->sha256);
  anlan_stmt_bind_integer (stmt, 2, file->size);
  anlan_stmt_bind_text (stmt, 3, file->mime);
  anlan_stmt_bind_text (stmt, 4, file->name);
  anlan_stmt_bind_text (stmt, 5, file->taken);
  bind_degrees (stmt, 6, file->latitude);
  bind_degrees (stmt, 7, file->longitude);
  anlan_stmt_bind_integer (stmt, 8, file->width);
  anlan_stmt_bind_integer (stmt, 9, file->height);
  anlan_stmt_bind_text (stmt, 10, added);
  return anlan_stmt_run (stmt, error) && anlan_photo_register (db, file, error);
}

typedef struct
{
  const char *sha256;
  const char *path;
} Dropping;

/* As a write, so that no change can bring the file in meanwhile. */
static gboolean
drop_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  const Dropping *dropping = data;
  g_auto (AnlanValue) found = ANLAN_VALUE_INIT;

  if (!anlan_db_lookup (db, "SELECT 1 FROM file WHERE sha256 = ?1", dropping->sha256, &found, error))
    return FALSE;
  if (anlan_value_is_null (&found) && g_unlink (dropping->path) != 0 && errno != ENOENT)
    {
      anlan_failure_set_errno (error, errno, dropping->path);
      return FALSE;
    }
  return TRUE;
}

gboolean
anlan_files_drop (AnlanStore *store, const char *sha256, GError **error)
{
  g_autofree char *path = anlan_files_path (store, sha256);
  Dropping dropping = { sha256, path };

  g_return_val_if_fail (path != NULL, FALSE);

  return anlan_store_write (store, drop_work, &dropping, error);
}

AnlanFile *
anlan_files_lookup (AnlanDb *db, const char *sha256, GError **error)
{
  AnlanStmt *stmt;
  AnlanStep step;
  AnlanFile *file = NULL;

  g_return_val_if_fail (db != NULL && sha256 != NULL, NULL);

  stmt = anlan_db_statement (
      db,
      "SELECT sha256, size, mime, name, taken, latitude, longitude, width, height FROM file WHERE sha256 = ?",
      error);
  if (stmt == NULL)
    return NULL;
  anlan_stmt_bind_text (stmt, 1, sha256);
  step = anlan_stmt_step (stmt, error);
  if (step == ANLAN_STEP_ROW)
    {
      file = g_new0 (AnlanFile, 1);
      g_strlcpy (file->sha256, anlan_stmt_text (stmt, 0), sizeof file->sha256);
      file->size = anlan_stmt_integer (stmt, 1);
      file->mime = g_strdup (anlan_stmt_text (stmt, 2));
      file->name = g_strdup (anlan_stmt_text (stmt, 3));
      file->taken = g_strdup (anlan_stmt_text (stmt, 4));
      file->latitude = anlan_stmt_is_null (stmt, 5) ? NAN : anlan_stmt_real (stmt, 5);
      file->longitude = anlan_stmt_is_null (stmt, 6) ? NAN : anlan_stmt_real (stmt, 6);
      file->width = (int)anlan_stmt_integer (stmt, 7);
      file->height = (int)anlan_stmt_integer (stmt, 8);
    }
  else if (step == ANLAN_STEP_DONE)
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND, _ ("The plant has no file “%s”."), sha256);
  anlan_stmt_reset (stmt);
  return file;
}
