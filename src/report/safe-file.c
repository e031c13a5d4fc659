/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "input.h"
#include "safe-file.h"

#define BUFFER_BYTES (256u * 1024)

struct _AnlanSafeFile
{
  char *path; /* of the file itself, not of a link to it */
  char *temporary;
  int fd;
  GByteArray *buffer;
  gboolean committed;
};

/* Through a symbolic link to the file that it leads to, so that the link stays one. */
static char *
resolve (const char *path)
{
  char *real = realpath (path, NULL);
  char *copy = g_strdup (real != NULL ? real : path);

  free (real);
  return copy;
}

AnlanSafeFile *
anlan_safe_file_new (const char *path, GError **error)
{
  g_autoptr (AnlanSafeFile) file = g_new0 (AnlanSafeFile, 1);
  g_autofree char *folder = NULL;
  g_autofree char *name = NULL;

  file->fd = -1;
  file->path = resolve (path);
  file->buffer = g_byte_array_sized_new (BUFFER_BYTES);
  folder = g_path_get_dirname (file->path);
  name = g_strdup_printf (".anlan-%08x%08x.part", g_random_int (), g_random_int ());
  file->temporary = g_build_filename (folder, name, NULL);
  if (g_file_test (file->path, G_FILE_TEST_IS_DIR))
    {
      anlan_input_set_errno (error, EISDIR, path);
      return NULL;
    }
  /* An ordinary file with the user's own mask: tables are made to be handed on. */
  file->fd = open (file->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file->fd < 0)
    {
      anlan_input_set_errno (error, errno, path);
      return NULL;
    }
  return g_steal_pointer (&file);
}

void
anlan_safe_file_free (AnlanSafeFile *file)
{
  if (file->fd >= 0)
    {
      close (file->fd);
      if (!file->committed)
        unlink (file->temporary);
    }
  g_byte_array_unref (file->buffer);
  g_free (file->path);
  g_free (file->temporary);
  g_free (file);
}

static gboolean
flush (AnlanSafeFile *file, GError **error)
{
  gsize done = 0;

  while (done < file->buffer->len)
    {
      gssize written = write (file->fd, file->buffer->data + done, file->buffer->len - done);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        {
          anlan_input_set_errno (error, errno, file->path);
          return FALSE;
        }
      done += (gsize)written;
    }
  g_byte_array_set_size (file->buffer, 0);
  return TRUE;
}

gboolean
anlan_safe_file_write (AnlanSafeFile *file, const char *bytes, gsize length, GError **error)
{
  g_byte_array_append (file->buffer, (const guint8 *)bytes, (guint)length);
  return file->buffer->len < BUFFER_BYTES || flush (file, error);
}

const char *
anlan_safe_file_get_temporary (const AnlanSafeFile *file)
{
  return file->temporary;
}

/* The name is on the disk only once its folder is. A folder that may be written but not listed cannot be flushed, and
 * some file systems know no flushing of folders; the kernel does it a little later then. */
static gboolean
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean done = fd < 0 || fsync (fd) == 0 || errno == EINVAL;

  if (fd >= 0)
    close (fd);
  return done;
}

gboolean
anlan_safe_file_commit (AnlanSafeFile *file, GCancellable *cancellable, GError **error)
{
  if (!flush (file, error) || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (fsync (file->fd) != 0 || rename (file->temporary, file->path) != 0)
    {
      anlan_input_set_errno (error, errno, file->path);
      return FALSE;
    }
  file->committed = TRUE;
  if (!sync_folder (file->path))
    {
      anlan_input_set_errno (error, errno, file->path);
      return FALSE;
    }
  return TRUE;
}
