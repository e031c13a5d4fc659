/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include "folder-files.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

/* A folder with more than this is looked at in parts: what is taken makes room. */
#define ENTRIES_MAX 20000

/* How often a name of its own is sought in done/ and bad/. */
#define NAMES_MAX 10000

typedef struct
{
  char *name;
  gint64 changed;
} Ready;

static void
ready_clear (gpointer data)
{
  Ready *ready = data;

  g_free (ready->name);
}

static gint64
changed_of (const struct stat *info)
{
  return (gint64)info->st_mtim.tv_sec * 1000000000 + info->st_mtim.tv_nsec;
}

/* Programs that copy write under such names first; and Windows leaves files of its own in shared folders. */
static gboolean
is_left_alone (const char *name)
{
  static const char *const endings[] = {
    ".part", ".tmp", ".temp", ".filepart", ".partial", ".crdownload", "~"
  };

  if (name[0] == '.' || g_ascii_strcasecmp (name, "thumbs.db") == 0 ||
      g_ascii_strcasecmp (name, "desktop.ini") == 0)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (name, endings[i]))
      return TRUE;
  return FALSE;
}

static int
compare_ready (gconstpointer a, gconstpointer b)
{
  const Ready *one = a, *other = b;

  if (one->changed != other->changed)
    return one->changed < other->changed ? -1 : 1;
  return strcmp (one->name, other->name);
}

static void
set_folder_error (GError **error, const char *folder, int code)
{
  g_autofree char *shown = g_filename_display_name (folder);

  g_set_error (
      error, ANLAN_ERROR, code == ENOENT || code == ENOTDIR ? ANLAN_ERROR_NOT_FOUND : ANLAN_ERROR_IO,
      _ ("The folder %s cannot be read: %s. Nothing in it is lost. Check that it is there, that its disk or "
         "share is connected, and that this user may read and write in it."),
      shown, g_strerror (code));
}

GPtrArray *
anlan_folder_look (const char *folder, GHashTable *seen, GError **error)
{
  g_autoptr (GHashTable) before = NULL;
  g_autoptr (GArray) ready = NULL;
  g_autoptr (GDir) dir = NULL;
  GPtrArray *names;
  GHashTableIter iter;
  gpointer key, value;
  const char *name;
  guint n = 0;

  errno = 0;
  dir = g_dir_open (folder, 0, NULL);
  if (dir == NULL)
    {
      set_folder_error (error, folder, errno);
      return NULL;
    }
  before = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_iter_init (&iter, seen);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      g_hash_table_insert (before, key, value);
      g_hash_table_iter_steal (&iter);
    }
  ready = g_array_new (FALSE, FALSE, sizeof (Ready));
  g_array_set_clear_func (ready, ready_clear);
  while (n < ENTRIES_MAX && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      AnlanFolderFile *file;
      const AnlanFolderFile *old;
      struct stat info;

      if (is_left_alone (name) || lstat (path, &info) != 0 || !S_ISREG (info.st_mode))
        continue;
      n++;
      old = g_hash_table_lookup (before, name);
      file = g_new (AnlanFolderFile, 1);
      *file = (AnlanFolderFile){ .size = info.st_size, .changed = changed_of (&info) };
      if (old != NULL && old->size == file->size && old->changed == file->changed)
        {
          file->finished = old->finished;
          if (!file->finished)
            g_array_append_val (ready, ((Ready){ g_strdup (name), file->changed }));
        }
      g_hash_table_insert (seen, g_strdup (name), file);
    }
  g_array_sort (ready, compare_ready);
  names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < ready->len; i++)
    g_ptr_array_add (names, g_steal_pointer (&g_array_index (ready, Ready, i).name));
  return names;
}

static GBytes *
read_all (int fd, gsize size, GError **error)
{
  g_autofree char *bytes = g_malloc (size + 1);
  gsize length = 0;

  while (length < size)
    {
      gssize n = read (fd, bytes + length, size - length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_IO,
                       _ ("It cannot be read: %s. It stays where it is and is tried again."),
                       g_strerror (errno));
          return NULL;
        }
      if (n == 0)
        break;
      length += (gsize)n;
    }
  return g_bytes_new_take (g_steal_pointer (&bytes), length);
}

GBytes *
anlan_folder_read (const char *folder, const char *name, gsize max_bytes, gint64 *changed, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GBytes) bytes = NULL;
  struct stat before, after;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);

  if (fd < 0 || fstat (fd, &before) != 0 || !S_ISREG (before.st_mode))
    {
      g_set_error (error, ANLAN_ERROR, fd < 0 && errno == ENOENT ? ANLAN_ERROR_BUSY : ANLAN_ERROR_IO,
                   _ ("It cannot be opened: %s. It stays where it is and is tried again."),
                   g_strerror (errno));
      if (fd >= 0)
        close (fd);
      return NULL;
    }
  *changed = changed_of (&before) / 1000000;
  if (before.st_size > (gint64)max_bytes)
    g_set_error (
        error, ANLAN_ERROR, ANLAN_ERROR_LIMIT,
        _ ("It has more than %u MiB, so nothing of it was taken. Cut it into smaller files and drop those."),
        (guint)(max_bytes / (1024 * 1024)));
  else
    bytes = read_all (fd, (gsize)before.st_size, error);
  if (bytes != NULL &&
      (fstat (fd, &after) != 0 || after.st_size != before.st_size ||
       changed_of (&after) != changed_of (&before) || g_bytes_get_size (bytes) != (gsize)before.st_size))
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_BUSY,
                           _ ("It is still being written. It is tried again when it is complete."));
      g_clear_pointer (&bytes, g_bytes_unref);
    }
  close (fd);
  return g_steal_pointer (&bytes);
}

/* A path in @folder that nothing has yet, nor the text beside it. */
static char *
free_path (const char *folder, const char *name)
{
  const char *dot = strrchr (name, '.');
  int stem = dot != NULL && dot > name ? (int)(dot - name) : (int)strlen (name);

  for (guint i = 1; i < NAMES_MAX; i++)
    {
      g_autofree char *numbered =
          i == 1 ? g_strdup (name) : g_strdup_printf ("%.*s-%u%s", stem, name, i, name + stem);
      g_autofree char *path = g_build_filename (folder, numbered, NULL);
      g_autofree char *beside = g_strconcat (path, ".txt", NULL);
      struct stat info;

      if (lstat (path, &info) != 0 && lstat (beside, &info) != 0)
        return g_steal_pointer (&path);
    }
  return NULL;
}

static gboolean
set_move_error (GError **error, const char *folder, const char *name, int code)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *shown = g_filename_display_name (path);

  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_IO,
               _ ("The file %s was read, but cannot be moved away: %s. It is not lost and not taken twice. "
                  "Give this user "
                  "the right to write in the folder, or move the file by hand."),
               shown, g_strerror (code));
  return FALSE;
}

static gboolean
write_reason (const char *path, const char *reason)
{
  g_autofree char *text = g_strconcat (reason, "\n", NULL);

  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0660, NULL);
}

gboolean
anlan_folder_put_away (const char *folder, const char *name, const char *reason, GError **error)
{
  g_autofree char *from = g_build_filename (folder, name, NULL);
  g_autofree char *where = g_build_filename (folder, reason != NULL ? "bad" : "done", NULL);
  g_autofree char *to = NULL, *beside = NULL;

  if (g_mkdir_with_parents (where, 0770) != 0)
    return set_move_error (error, folder, name, errno);
  to = free_path (where, name);
  if (to == NULL)
    return set_move_error (error, folder, name, EEXIST);
  /* The reason first: a file in bad/ always has one. */
  beside = g_strconcat (to, ".txt", NULL);
  if (reason != NULL && !write_reason (beside, reason))
    return set_move_error (error, folder, name, errno);
  if (g_rename (from, to) != 0)
    {
      int code = errno;

      if (reason != NULL)
        g_unlink (beside);
      return set_move_error (error, folder, name, code);
    }
  return TRUE;
}
