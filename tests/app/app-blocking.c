/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-app"

#include <archive.h>
#include <fcntl.h>
#include <gdk/gdk.h>
#include <libexif/exif-data.h>
#include <librsvg/rsvg.h>
#include <poppler.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/blocking.h"

/*
 * The linker leads every call that our own objects make of these functions through here (--wrap, see meson.build): what
 * opens files, decodes pictures or hashes passwords must not be done by the thread that draws. The libraries' own calls
 * (icons, fonts, themes) go their way.
 */
#define WRAP(answer, name, parameters, arguments)                                                            \
  answer __real_##name parameters;                                                                           \
  answer __wrap_##name parameters;                                                                           \
  answer __wrap_##name parameters                                                                            \
  {                                                                                                          \
    anlan_may_block ("call " #name "()");                                                                    \
    return __real_##name arguments;                                                                          \
  }

/* clang-format off */
WRAP (gboolean, g_file_get_contents, (const char *file, char **text, gsize *length, GError **error),
      (file, text, length, error))
WRAP (gboolean, g_file_set_contents, (const char *file, const char *text, gssize length, GError **error),
      (file, text, length, error))
WRAP (gboolean, g_file_set_contents_full,
      (const char *file, const char *text, gssize length, GFileSetContentsFlags flags, int mode, GError **error),
      (file, text, length, flags, mode, error))
WRAP (gboolean, g_file_load_contents,
      (GFile *file, GCancellable *cancellable, char **text, gsize *length, char **tag, GError **error),
      (file, cancellable, text, length, tag, error))
WRAP (gboolean, g_file_replace_contents,
      (GFile *file, const char *text, gsize length, const char *tag, gboolean backup, GFileCreateFlags flags,
       char **new_tag, GCancellable *cancellable, GError **error),
      (file, text, length, tag, backup, flags, new_tag, cancellable, error))
WRAP (gboolean, g_file_copy,
      (GFile *from, GFile *to, GFileCopyFlags flags, GCancellable *cancellable, GFileProgressCallback progress,
       gpointer data, GError **error),
      (from, to, flags, cancellable, progress, data, error))
WRAP (GFileInfo *, g_file_query_info,
      (GFile *file, const char *attributes, GFileQueryInfoFlags flags, GCancellable *cancellable, GError **error),
      (file, attributes, flags, cancellable, error))
WRAP (gboolean, g_file_query_exists, (GFile *file, GCancellable *cancellable), (file, cancellable))
WRAP (gboolean, g_file_test, (const char *file, GFileTest test), (file, test))
WRAP (int, g_mkdir_with_parents, (const char *path, int mode), (path, mode))
WRAP (GDir *, g_dir_open, (const char *path, guint flags, GError **error), (path, flags, error))
WRAP (GMappedFile *, g_mapped_file_new, (const char *file, gboolean writable, GError **error), (file, writable, error))
WRAP (gboolean, g_key_file_load_from_file, (GKeyFile *keys, const char *file, GKeyFileFlags flags, GError **error),
      (keys, file, flags, error))
WRAP (gboolean, g_key_file_save_to_file, (GKeyFile *keys, const char *file, GError **error), (keys, file, error))
WRAP (FILE *, fopen64, (const char *file, const char *mode), (file, mode))
WRAP (GdkPixbuf *, gdk_pixbuf_new_from_file, (const char *file, GError **error), (file, error))
WRAP (GdkPixbuf *, gdk_pixbuf_new_from_stream, (GInputStream *stream, GCancellable *cancellable, GError **error),
      (stream, cancellable, error))
WRAP (gboolean, gdk_pixbuf_loader_write_bytes, (GdkPixbufLoader *loader, GBytes *bytes, GError **error),
      (loader, bytes, error))
WRAP (gboolean, gdk_pixbuf_loader_write, (GdkPixbufLoader *loader, const guchar *data, gsize length, GError **error),
      (loader, data, length, error))
WRAP (GdkTexture *, gdk_texture_new_from_bytes, (GBytes *bytes, GError **error), (bytes, error))
WRAP (GdkTexture *, gdk_texture_new_from_file, (GFile *file, GError **error), (file, error))
WRAP (GdkTexture *, gdk_texture_new_from_filename, (const char *file, GError **error), (file, error))
WRAP (RsvgHandle *, rsvg_handle_new_from_data, (const guint8 *data, gsize length, GError **error),
      (data, length, error))
WRAP (PopplerDocument *, poppler_document_new_from_bytes, (GBytes *bytes, const char *password, GError **error),
      (bytes, password, error))
WRAP (ExifData *, exif_data_new_from_data, (const unsigned char *data, unsigned int length), (data, length))
WRAP (int, archive_read_open_filename, (struct archive *archive, const char *file, size_t block),
      (archive, file, block))
WRAP (int, archive_read_open_memory, (struct archive *archive, const void *data, size_t length),
      (archive, data, length))
WRAP (int, crypto_pwhash_str_verify, (const char *hash, const char *password, unsigned long long length),
      (hash, password, length))
WRAP (int, crypto_pwhash_str_alg,
      (char *hash, const char *password, unsigned long long length, unsigned long long work, size_t memory, int alg),
      (hash, password, length, work, memory, alg))
/* clang-format on */

int
__real_open64 (const char *file, int flags, ...);
int
__wrap_open64 (const char *file, int flags, ...);

int
__wrap_open64 (const char *file, int flags, ...)
{
  int mode = 0;
  va_list arguments;

  va_start (arguments, flags);
  if ((flags & (O_CREAT | O_TMPFILE)) != 0)
    mode = va_arg (arguments, int);
  va_end (arguments);
  anlan_may_block ("open a file");
  return __real_open64 (file, flags, mode);
}
