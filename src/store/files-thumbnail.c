/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-store"

#include "files-private.h"

#include <string.h>

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "base/blocking.h"
#include "failure.h"

#define SMALLEST_EDGE 16
#define LARGEST_EDGE 2048

static char *
cache_path (const char *sha256, int edge)
{
  char folder[3];
  g_autofree char *name = g_strdup_printf ("%s-%d.png", sha256 + 2, edge);

  g_strlcpy (folder, sha256, sizeof folder);
  return g_build_filename (g_get_user_cache_dir (), "anlan", "thumbnails", folder, name, NULL);
}

static GBytes *
read_bytes (const char *path, GError **error)
{
  GError *trouble = NULL;
  char *data;
  gsize length;

  if (g_file_get_contents (path, &data, &length, &trouble))
    return g_bytes_new_take (data, length);
  anlan_failure_propagate_file (error, trouble, path);
  return NULL;
}

/* Where the format allows it, decoding itself gives the smaller size. */
static void
size_prepared_cb (GdkPixbufLoader *loader, int width, int height, gpointer data)
{
  int edge = GPOINTER_TO_INT (data);
  double scale = (double)edge / MAX (width, height);

  if (scale < 1)
    gdk_pixbuf_loader_set_size (loader, MAX (1, (int)(width * scale + 0.5)),
                                MAX (1, (int)(height * scale + 0.5)));
}

/* We know the type; gdk-pixbuf would ask the desktop's list of types, which need not be there. */
GdkPixbuf *
anlan_picture_decode (GBytes *bytes, const char *mime, int edge, GError **error)
{
  GError *trouble = NULL;
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_mime_type (mime, &trouble);
  GdkPixbuf *pixbuf = NULL;
  gboolean read;

  if (loader != NULL)
    {
      g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), GINT_TO_POINTER (edge));
      read = gdk_pixbuf_loader_write_bytes (loader, bytes, &trouble);
      /* It has to be closed in any case, but the first thing that went wrong is the one to tell. */
      read = gdk_pixbuf_loader_close (loader, read ? &trouble : NULL) && read;
      if (read && gdk_pixbuf_loader_get_pixbuf (loader) != NULL)
        pixbuf = gdk_pixbuf_apply_embedded_orientation (gdk_pixbuf_loader_get_pixbuf (loader));
    }
  if (pixbuf == NULL)
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                 _ ("The picture is damaged and cannot be shown (%s)."),
                 trouble != NULL ? trouble->message : mime);
  g_clear_error (&trouble);
  return pixbuf;
}

GdkPixbuf *
anlan_files_decode (GBytes *bytes, int edge, GError **error)
{
  g_auto (AnlanPicture) picture = { 0 };
  const char *mime;

  g_return_val_if_fail (bytes != NULL, NULL);

  anlan_may_block ("decode a picture");
  mime = anlan_sniff_mime (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL);
  if (strcmp (mime, "image/jpeg") != 0 && strcmp (mime, "image/png") != 0)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("This file is no picture (%s)."), mime);
      return NULL;
    }
  if (!anlan_picture_read (bytes, mime, &picture, error))
    return NULL;
  return anlan_picture_decode (bytes, mime, CLAMP (edge, SMALLEST_EDGE, LARGEST_EDGE), error);
}

static GBytes *
make_thumbnail (const char *path, int edge, GError **error)
{
  g_autoptr (GBytes) bytes = read_bytes (path, error);
  /* Looked at once more: the file may have been exchanged since it was stored. */
  g_autoptr (GdkPixbuf) pixbuf = bytes != NULL ? anlan_files_decode (bytes, edge, error) : NULL;
  GError *trouble = NULL;
  char *png = NULL;
  gsize length;

  if (pixbuf == NULL)
    return NULL;
  if (gdk_pixbuf_save_to_buffer (pixbuf, &png, &length, "png", &trouble, NULL))
    return g_bytes_new_take (png, length);
  anlan_failure_propagate_file (error, trouble, path);
  return NULL;
}

/* A cache that cannot be written is no reason to show nothing. */
static void
keep (const char *path, GBytes *png)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) trouble = NULL;

  if (g_mkdir_with_parents (folder, 0700) != 0 ||
      !g_file_set_contents_full (path, g_bytes_get_data (png, NULL), (gssize)g_bytes_get_size (png),
                                 G_FILE_SET_CONTENTS_CONSISTENT, 0600, &trouble))
    g_debug ("thumbnail not kept: %s", trouble != NULL ? trouble->message : folder);
}

GBytes *
anlan_files_thumbnail (AnlanStore *store, const char *sha256, int edge, GError **error)
{
  g_autofree char *path = NULL;
  g_autofree char *cached = NULL;
  char *data;
  GBytes *png;
  gsize length;

  g_return_val_if_fail (ANLAN_IS_STORE (store) && sha256 != NULL, NULL);

  anlan_may_block ("make a thumbnail");
  if (strlen (sha256) != ANLAN_SHA256_HEX || strspn (sha256, "0123456789abcdef") != ANLAN_SHA256_HEX)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND, _ ("The plant has no file “%s”."), sha256);
      return NULL;
    }
  edge = CLAMP (edge, SMALLEST_EDGE, LARGEST_EDGE);
  cached = cache_path (sha256, edge);
  if (g_file_get_contents (cached, &data, &length, NULL))
    return g_bytes_new_take (data, length);

  path = anlan_files_path (store, sha256);
  png = make_thumbnail (path, edge, error);
  if (png != NULL)
    keep (cached, png);
  return png;
}
