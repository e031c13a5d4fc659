/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-store"

#include "failure.h"

#include <errno.h>

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

AnlanError
anlan_failure_code_of_errno (int errsv)
{
  switch (errsv)
    {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return ANLAN_ERROR_DISK_FULL;
    case EACCES:
    case EPERM:
    case EROFS:
      return ANLAN_ERROR_READ_ONLY;
    case ENOENT:
    case ENOTDIR:
      return ANLAN_ERROR_NOT_FOUND;
    default:
      return ANLAN_ERROR_IO;
    }
}

AnlanError
anlan_failure_code_of_sqlite (int code, int system_errno)
{
  AnlanError from_errno = anlan_failure_code_of_errno (system_errno);

  switch (code & 0xff)
    {
    case SQLITE_FULL:
      return ANLAN_ERROR_DISK_FULL;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return ANLAN_ERROR_BUSY;
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return ANLAN_ERROR_READ_ONLY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return ANLAN_ERROR_CORRUPT;
    case SQLITE_CANTOPEN:
      return from_errno;
    case SQLITE_IOERR:
      /* A read that came up short is a file that was cut off. */
      if (code == SQLITE_IOERR_SHORT_READ)
        return ANLAN_ERROR_CORRUPT;
      return from_errno == ANLAN_ERROR_DISK_FULL || from_errno == ANLAN_ERROR_READ_ONLY ? from_errno
                                                                                        : ANLAN_ERROR_IO;
    case SQLITE_TOOBIG:
      return ANLAN_ERROR_LIMIT;
    case SQLITE_CONSTRAINT:
      return ANLAN_ERROR_REFUSED;
    case SQLITE_AUTH:
      return ANLAN_ERROR_DENIED;
    default:
      return ANLAN_ERROR_FAILED;
    }
}

/* The sentence for each code; @detail is what the layer below said, for those who mend machines. */
static GError *
failure_new (AnlanError code, const char *path, const char *detail)
{
  const char *where = path != NULL ? path : "plant.db";

  switch (code)
    {
    case ANLAN_ERROR_DISK_FULL:
      return g_error_new (ANLAN_ERROR, code,
                          _ ("The disk is full, so this was not saved. Everything saved before is safe. "
                             "Free some space and try again. (%s)"),
                          where);
    case ANLAN_ERROR_BUSY:
      return g_error_new (
          ANLAN_ERROR, code,
          _ ("Another program is writing to this plant just now. Nothing was changed. Please try "
             "again in a moment."));
    case ANLAN_ERROR_READ_ONLY:
      return g_error_new (
          ANLAN_ERROR, code,
          _ ("“%s” cannot be written: the folder or the disk is read-only for you. Nothing was "
             "changed. Ask for the right to write there, or copy the plant to a folder of your "
             "own."),
          where);
    case ANLAN_ERROR_CORRUPT:
      return g_error_new (
          ANLAN_ERROR, code,
          _ ("The plant's data are damaged (%s). Do not go on writing to it: make a copy of the "
             "folder as it is, then restore the last backup."),
          detail);
    case ANLAN_ERROR_NOT_FOUND:
      return g_error_new (ANLAN_ERROR, code,
                          _ ("“%s” is not there. Check the name, and that the disk is connected."), where);
    case ANLAN_ERROR_LIMIT:
      return g_error_new (ANLAN_ERROR, code,
                          _ ("This is larger than Anlan can take in (%s). Nothing was changed."), detail);
    case ANLAN_ERROR_REFUSED:
      return g_error_new (ANLAN_ERROR, code, _ ("The store refused the change, and nothing was changed: %s"),
                          detail);
    case ANLAN_ERROR_DENIED:
      return g_error_new (ANLAN_ERROR, code, _ ("This may not be used here: %s"), detail);
    case ANLAN_ERROR_IO:
      return g_error_new (
          ANLAN_ERROR, code,
          _ ("Reading or writing “%s” failed (%s). What was saved before is kept; the last change was "
             "not saved. Check the disk and try again."),
          where, detail);
    case ANLAN_ERROR_INPUT:
    case ANLAN_ERROR_CONFLICT:
    case ANLAN_ERROR_LOCKED:
    case ANLAN_ERROR_NEWER:
    case ANLAN_ERROR_NOT_PLANT:
    case ANLAN_ERROR_NETWORK_FS:
    case ANLAN_ERROR_FAILED:
    default:
      return g_error_new (ANLAN_ERROR, code, _ ("The store could not do this, and nothing was changed (%s)."),
                          detail);
    }
}

static int
last_errno (sqlite3_file *file)
{
  int errsv = 0;

  if (file != NULL && file->pMethods != NULL)
    file->pMethods->xFileControl (file, SQLITE_FCNTL_LAST_ERRNO, &errsv);
  return errsv;
}

/* The errno behind an I/O error. What SQLite keeps for the connection is of the last system call, which may have been
 * one of its tidying up; each file remembers its own. */
static int
find_errno (sqlite3 *handle, int code)
{
  static const int pointers[] = { SQLITE_FCNTL_FILE_POINTER, SQLITE_FCNTL_JOURNAL_POINTER };
  sqlite3_file *file = NULL;
  int errsv = sqlite3_system_errno (handle);

  if ((code & 0xff) != SQLITE_IOERR || anlan_failure_code_of_errno (errsv) == ANLAN_ERROR_DISK_FULL)
    return errsv;
  for (guint i = 0; i < G_N_ELEMENTS (pointers); i++)
    if (sqlite3_file_control (handle, "main", pointers[i], &file) == SQLITE_OK &&
        anlan_failure_code_of_errno (last_errno (file)) == ANLAN_ERROR_DISK_FULL)
      return last_errno (file);
  return errsv;
}

void
anlan_failure_set_sqlite (GError **error, sqlite3 *handle, int code)
{
  int system_errno = handle != NULL ? find_errno (handle, code) : 0;
  int extended = handle != NULL && (sqlite3_extended_errcode (handle) & 0xff) == (code & 0xff)
                     ? sqlite3_extended_errcode (handle)
                     : code;
  const char *detail = handle != NULL ? sqlite3_errmsg (handle) : sqlite3_errstr (code);
  const char *file = handle != NULL ? sqlite3_db_filename (handle, "main") : NULL;

  if (file != NULL && *file == '\0')
    file = NULL;
  g_propagate_error (error,
                     failure_new (anlan_failure_code_of_sqlite (extended, system_errno), file, detail));
}

void
anlan_failure_set_errno (GError **error, int errsv, const char *path)
{
  g_propagate_error (error, failure_new (anlan_failure_code_of_errno (errsv), path, g_strerror (errsv)));
}

void
anlan_failure_propagate_file (GError **error, GError *from, const char *path)
{
  AnlanError code = ANLAN_ERROR_IO;

  if (from->domain == ANLAN_ERROR || g_error_matches (from, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, from);
      return;
    }
  if (g_error_matches (from, G_FILE_ERROR, G_FILE_ERROR_NOSPC) ||
      g_error_matches (from, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    code = ANLAN_ERROR_DISK_FULL;
  else if (g_error_matches (from, G_FILE_ERROR, G_FILE_ERROR_ACCES) ||
           g_error_matches (from, G_FILE_ERROR, G_FILE_ERROR_PERM) ||
           g_error_matches (from, G_FILE_ERROR, G_FILE_ERROR_ROFS) ||
           g_error_matches (from, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED) ||
           g_error_matches (from, G_IO_ERROR, G_IO_ERROR_READ_ONLY))
    code = ANLAN_ERROR_READ_ONLY;
  else if (g_error_matches (from, G_FILE_ERROR, G_FILE_ERROR_NOENT) ||
           g_error_matches (from, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    code = ANLAN_ERROR_NOT_FOUND;
  g_propagate_error (error, failure_new (code, path, from->message));
  g_error_free (from);
}
