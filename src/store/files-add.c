/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-store"

#include "files-private.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "base/blocking.h"
#include "failure.h"

#define MEGABYTE (1024 * 1024)

static const gint64 default_bytes[] = {
  [ANLAN_FILE_ANY] = 100 * MEGABYTE,
  [ANLAN_FILE_PHOTO] = 5 * MEGABYTE,
  [ANLAN_FILE_CLIP] = 50 * MEGABYTE,
};

/* --- what is taken ----------------------------------------------------------------------------------------- */

static gboolean
is_photo (const char *mime)
{
  return strcmp (mime, "image/jpeg") == 0 || strcmp (mime, "image/png") == 0;
}

static gboolean
is_clip (const char *mime)
{
  static const char *const clips[] = { "video/mp4",  "video/quicktime", "video/webm",
                                       "video/3gpp", "video/3gpp2",     "video/x-matroska" };

  for (guint i = 0; i < G_N_ELEMENTS (clips); i++)
    if (strcmp (clips[i], mime) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
check_kind (const char *mime, const char *name, AnlanFileKind kind, gboolean anonymous, GError **error)
{
  if (kind == ANLAN_FILE_PHOTO && !is_photo (mime))
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                 _ ("“%s” is no JPEG or PNG picture, whatever its name says (%s), so it was not taken."),
                 name, mime);
  else if (kind == ANLAN_FILE_CLIP && !is_clip (mime))
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                 _ ("“%s” is no video, whatever its name says (%s), so it was not taken."), name, mime);
  else if (anonymous && !is_photo (mime))
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED,
                 _ ("“%s” may hold who made it and where, and that cannot be taken out of this sort of file, "
                    "so it was "
                    "not taken. Give a JPEG or PNG picture."),
                 name);
  else
    return TRUE;
  return FALSE;
}

static gboolean
check_size (gint64 size, gint64 max_bytes, const char *name, GError **error)
{
  if (size == 0)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("“%s” is empty, so it was not taken."), name);
      return FALSE;
    }
  if (size > max_bytes)
    {
      g_autofree char *is = g_format_size ((guint64)size);
      g_autofree char *most = g_format_size ((guint64)max_bytes);

      g_set_error (
          error, ANLAN_ERROR, ANLAN_ERROR_LIMIT,
          _ ("“%s” is too large (%s), so it was not taken. At most %s are taken: make it smaller and try "
             "again."),
          name, is, most);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_writable (AnlanStore *store, GError **error)
{
  if (!anlan_store_is_read_only (store))
    return TRUE;
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_READ_ONLY,
                       _ ("The plant is open for reading only, so the file was not taken."));
  return FALSE;
}

/* --- into the folder --------------------------------------------------------------------------------------- */

/* Under a name of its own until it is whole and on the disk. */
typedef struct
{
  char *path;
  int fd;
  AnlanSha256 hash;
  gint64 size;
} Part;

static gboolean
part_open (Part *part, AnlanStore *store, GError **error)
{
  g_autofree char *folder = anlan_store_path (store, "files");

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      anlan_failure_set_errno (error, errno, folder);
      return FALSE;
    }
  part->path = g_build_filename (folder, ".part-XXXXXX", NULL);
  part->fd = g_mkstemp_full (part->path, O_RDWR | O_CLOEXEC, 0600);
  part->size = 0;
  anlan_sha256_init (&part->hash);
  if (part->fd >= 0)
    return TRUE;
  anlan_failure_set_errno (error, errno, folder);
  g_clear_pointer (&part->path, g_free);
  return FALSE;
}

static gboolean
part_write (Part *part, const guchar *data, gsize length, GError **error)
{
  anlan_sha256_update (&part->hash, data, length);
  part->size += (gint64)length;
  while (length > 0)
    {
      gssize written = write (part->fd, data, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        {
          anlan_failure_set_errno (error, errno, part->path);
          return FALSE;
        }
      data += written;
      length -= (gsize)written;
    }
  return TRUE;
}

static void
part_drop (Part *part)
{
  if (part->fd >= 0)
    close (part->fd);
  if (part->path != NULL)
    g_unlink (part->path);
  g_clear_pointer (&part->path, g_free);
  part->fd = -1;
}

static gboolean
sync_folder (const char *folder)
{
  int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  gboolean synced = fd >= 0 && fsync (fd) == 0;

  if (fd >= 0)
    close (fd);
  return synced;
}

/* The same content that is there already is replaced by itself, which also mends a copy that had been altered. */
static gboolean
part_finish (Part *part, AnlanStore *store, char hex[ANLAN_SHA256_HEX + 1], GError **error)
{
  g_autofree char *path = NULL;
  g_autofree char *folder = NULL;
  gboolean done;
  int saved;

  anlan_sha256_hex (&part->hash, hex);
  path = anlan_files_path (store, hex);
  folder = g_path_get_dirname (path);
  done = fsync (part->fd) == 0 && g_mkdir_with_parents (folder, 0700) == 0 &&
         g_rename (part->path, path) == 0 && sync_folder (folder);
  saved = errno;
  if (done)
    g_clear_pointer (&part->path, g_free);
  part_drop (part);
  if (!done)
    anlan_failure_set_errno (error, saved, path);
  return done;
}

/* --- from memory ------------------------------------------------------------------------------------------- */

static AnlanFile *
file_new (const char *mime, const char *name, gboolean anonymous)
{
  AnlanFile *file = g_new0 (AnlanFile, 1);

  file->mime = g_strdup (mime);
  /* A name is often a person's. */
  if (anonymous)
    file->name = g_strdup (strcmp (mime, "image/png") == 0 ? "photo.png" : "photo.jpg");
  else if (name != NULL)
    file->name = g_utf8_make_valid (name, -1);
  file->latitude = NAN;
  file->longitude = NAN;
  return file;
}

static void
take_picture (AnlanFile *file, AnlanPicture *picture, gboolean anonymous)
{
  file->width = picture->width;
  file->height = picture->height;
  if (anonymous)
    return;
  file->taken = g_steal_pointer (&picture->taken);
  file->latitude = picture->latitude;
  file->longitude = picture->longitude;
}

AnlanFile *
anlan_files_add_bytes (AnlanStore *store,
                       GBytes *bytes,
                       const char *name,
                       AnlanFileKind kind,
                       gint64 max_bytes,
                       gboolean anonymous,
                       GError **error)
{
  const char *shown = name != NULL ? name : _ ("The file");
  g_autoptr (GBytes) stored = NULL;
  g_autoptr (AnlanFile) file = NULL;
  g_auto (AnlanPicture) picture = { 0 };
  Part part = { .fd = -1 };
  const guchar *data;
  const char *mime;
  gsize length;

  g_return_val_if_fail (ANLAN_IS_STORE (store) && bytes != NULL && kind <= ANLAN_FILE_CLIP, NULL);

  data = g_bytes_get_data (bytes, &length);
  if (!check_writable (store, error) ||
      !check_size ((gint64)length, max_bytes > 0 ? max_bytes : default_bytes[kind], shown, error))
    return NULL;
  /* All of it, not only its head: of an archive the end may be what tells. */
  mime = anlan_sniff_mime (data, length, NULL);
  if (!check_kind (mime, shown, kind, anonymous, error) ||
      (is_photo (mime) && !anlan_picture_read (bytes, mime, &picture, error)))
    return NULL;

  stored = anonymous ? anlan_picture_strip (bytes, mime, error) : g_bytes_ref (bytes);
  if (stored == NULL)
    return NULL;
  file = file_new (mime, name, anonymous);
  if (is_photo (mime))
    take_picture (file, &picture, anonymous);
  if (is_photo (mime) && !anlan_photo_read (store, stored, file, error))
    return NULL;
  data = g_bytes_get_data (stored, &length);
  if (!part_open (&part, store, error))
    return NULL;
  if (!part_write (&part, data, length, error))
    {
      part_drop (&part);
      return NULL;
    }
  file->size = part.size;
  return part_finish (&part, store, file->sha256, error) ? g_steal_pointer (&file) : NULL;
}

/* --- from a file ------------------------------------------------------------------------------------------- */

/* Copies what is too large for memory; it may have grown since it was looked at. */
static gboolean
copy (int from, Part *part, gint64 max_bytes, const char *name, GError **error)
{
  g_autofree guchar *buffer = g_malloc (ANLAN_SNIFF_BYTES);
  gssize got;

  while ((got = read (from, buffer, ANLAN_SNIFF_BYTES)) != 0)
    {
      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        {
          anlan_failure_set_errno (error, errno, name);
          return FALSE;
        }
      if (!part_write (part, buffer, (gsize)got, error) || !check_size (part->size, max_bytes, name, error))
        return FALSE;
    }
  return TRUE;
}

static AnlanFile *
add_large (AnlanStore *store, int from, const char *mime, const char *name, gint64 max_bytes, GError **error)
{
  g_autoptr (AnlanFile) file = file_new (mime, name, FALSE);
  Part part = { .fd = -1 };

  if (!part_open (&part, store, error))
    return NULL;
  if (!copy (from, &part, max_bytes, name, error))
    {
      part_drop (&part);
      return NULL;
    }
  file->size = part.size;
  return part_finish (&part, store, file->sha256, error) ? g_steal_pointer (&file) : NULL;
}

static gboolean
read_head (int fd, guchar *head, gsize *length, const char *path, GError **error)
{
  gssize got = pread (fd, head, ANLAN_SNIFF_BYTES, 0);

  if (got < 0)
    {
      anlan_failure_set_errno (error, errno, path);
      return FALSE;
    }
  *length = (gsize)got;
  return TRUE;
}

static AnlanFile *
add_open_file (AnlanStore *store,
               int fd,
               const char *path,
               AnlanFileKind kind,
               gint64 max_bytes,
               gboolean anonymous,
               GError **error)
{
  g_autofree guchar *head = g_malloc (ANLAN_SNIFF_BYTES);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *shown = g_filename_display_name (name);
  const char *mime;
  gsize length;
  struct stat st;

  if (fstat (fd, &st) != 0)
    {
      anlan_failure_set_errno (error, errno, path);
      return NULL;
    }
  if (!S_ISREG (st.st_mode))
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("“%s” is no file, so it was not taken."), shown);
      return NULL;
    }
  if (!check_size (st.st_size, max_bytes, shown, error) || !read_head (fd, head, &length, path, error))
    return NULL;
  mime = anlan_sniff_mime (head, length, path);
  if (!check_kind (mime, shown, kind, anonymous, error))
    return NULL;

  if (is_photo (mime))
    {
      g_autofree guchar *all = g_malloc ((gsize)st.st_size);
      gssize got = pread (fd, all, (gsize)st.st_size, 0);
      g_autoptr (GBytes) bytes = NULL;

      if (got < 0)
        {
          anlan_failure_set_errno (error, errno, path);
          return NULL;
        }
      bytes = g_bytes_new_take (g_steal_pointer (&all), (gsize)got);
      return anlan_files_add_bytes (store, bytes, shown, kind, max_bytes, anonymous, error);
    }
  return add_large (store, fd, mime, shown, max_bytes, error);
}

AnlanFile *
anlan_files_add (AnlanStore *store,
                 const char *path,
                 AnlanFileKind kind,
                 gint64 max_bytes,
                 gboolean anonymous,
                 GError **error)
{
  AnlanFile *file;
  int fd;

  g_return_val_if_fail (ANLAN_IS_STORE (store) && path != NULL && kind <= ANLAN_FILE_CLIP, NULL);

  anlan_may_block ("store a file");
  if (!check_writable (store, error))
    return NULL;
  /* A pipe must not hold us up before we see that it is one. */
  fd = g_open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0);
  if (fd < 0)
    {
      int saved = errno;

      if (anlan_failure_code_of_errno (saved) == ANLAN_ERROR_READ_ONLY)
        g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_DENIED,
                     _ ("“%s” may not be read by you, so it was not taken."), path);
      else
        anlan_failure_set_errno (error, saved, path);
      return NULL;
    }
  file = add_open_file (store, fd, path, kind, max_bytes > 0 ? max_bytes : default_bytes[kind], anonymous,
                        error);
  close (fd);
  return file;
}
