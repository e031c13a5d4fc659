/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "map-online-cache.h"

#include <glib/gstdio.h>

#define DEEPEST 4

typedef struct
{
  char *path;
  guint64 size;
  gint64 used; /* seconds: looked at or fetched last */
} Kept;

static void
kept_clear (gpointer data)
{
  g_free (((Kept *)data)->path);
}

static int
compare_kept (gconstpointer a, gconstpointer b)
{
  gint64 ua = ((const Kept *)a)->used, ub = ((const Kept *)b)->used;

  return ua < ub ? -1 : ua > ub;
}

static void
collect (const char *folder, guint depth, GArray *found, guint64 *bytes, GCancellable *cancellable)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  for (const char *name;
       dir != NULL && !g_cancellable_is_cancelled (cancellable) && (name = g_dir_read_name (dir)) != NULL;)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GStatBuf about;

      if (g_lstat (path, &about) != 0)
        continue;
      if (S_ISDIR (about.st_mode) && depth < DEEPEST)
        collect (path, depth + 1, found, bytes, cancellable);
      else if (S_ISREG (about.st_mode))
        {
          Kept kept = { g_steal_pointer (&path), (guint64)about.st_size,
                        MAX (about.st_atime, about.st_mtime) };

          *bytes += kept.size;
          g_array_append_val (found, kept);
        }
    }
}

guint64
anlan_map_online_cache_trim (const char *folder, guint64 max_bytes, GCancellable *cancellable)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (Kept));
  guint64 bytes = 0;

  g_return_val_if_fail (folder != NULL, 0);

  g_array_set_clear_func (found, kept_clear);
  collect (folder, 0, found, &bytes, cancellable);
  if (bytes <= max_bytes)
    return bytes;
  g_array_sort (found, compare_kept);
  for (guint i = 0;
       i < found->len && bytes > max_bytes - max_bytes / 10 && !g_cancellable_is_cancelled (cancellable); i++)
    {
      const Kept *kept = &g_array_index (found, Kept, i);

      if (g_unlink (kept->path) == 0)
        bytes -= kept->size;
    }
  return bytes;
}
