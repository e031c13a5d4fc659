/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <archive.h>
#include <archive_entry.h>

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "zip.h"

#define MAX_PARTS 10000u

typedef struct archive Archive;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Archive, archive_read_free)

struct _AnlanZip
{
  GBytes *bytes;
  GHashTable *parts; /* folded name -> guint64 size */
  gboolean locked;
  guint64 max_unpacked;
  guint64 unpacked;
};

static char *
fold_name (const char *name)
{
  char *folded = g_ascii_strdown (name, -1);

  g_strdelimit (folded, "\\", '/');
  return folded;
}

/* The bytes are read through the directory at the end of the archive, so that a cut one is found at once. */
static Archive *
open_archive (GBytes *bytes)
{
  g_autoptr (Archive) archive = archive_read_new ();
  gsize size;
  const void *data = g_bytes_get_data (bytes, &size);

  archive_read_support_format_zip_seekable (archive);
  if (archive_read_open_memory (archive, data, size) != ARCHIVE_OK)
    return NULL;
  return g_steal_pointer (&archive);
}

static const char *
entry_name (struct archive_entry *entry)
{
  const char *name = archive_entry_pathname_utf8 (entry);

  return name != NULL ? name : archive_entry_pathname (entry);
}

AnlanZip *
anlan_zip_new (GBytes *bytes, guint64 max_unpacked)
{
  g_autoptr (AnlanZip) zip = g_new0 (AnlanZip, 1);
  g_autoptr (Archive) archive = open_archive (bytes);
  struct archive_entry *entry;
  int status;

  zip->bytes = g_bytes_ref (bytes);
  zip->max_unpacked = max_unpacked;
  zip->parts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (archive == NULL)
    return NULL;
  while ((status = archive_read_next_header (archive, &entry)) == ARCHIVE_OK || status == ARCHIVE_WARN)
    {
      const char *name = entry_name (entry);
      guint64 size = archive_entry_size_is_set (entry) ? (guint64)MAX (archive_entry_size (entry), 0) : 0;

      if (archive_entry_is_encrypted (entry))
        zip->locked = TRUE;
      if (name != NULL)
        g_hash_table_replace (zip->parts, fold_name (name), g_memdup2 (&size, sizeof size));
      if (g_hash_table_size (zip->parts) > MAX_PARTS)
        return NULL;
    }
  if (status != ARCHIVE_EOF || g_hash_table_size (zip->parts) == 0)
    return NULL;
  return g_steal_pointer (&zip);
}

void
anlan_zip_free (AnlanZip *zip)
{
  g_bytes_unref (zip->bytes);
  g_hash_table_unref (zip->parts);
  g_free (zip);
}

gboolean
anlan_zip_has (const AnlanZip *zip, const char *name)
{
  g_autofree char *folded = fold_name (name);

  return g_hash_table_contains (zip->parts, folded);
}

gboolean
anlan_zip_has_prefix (const AnlanZip *zip, const char *prefix)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, zip->parts);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (g_str_has_prefix (name, prefix))
      return TRUE;
  return FALSE;
}

gboolean
anlan_zip_is_locked (const AnlanZip *zip)
{
  return zip->locked;
}

guint64
anlan_zip_get_size (const AnlanZip *zip, const char *name)
{
  g_autofree char *folded = fold_name (name);
  const guint64 *size = g_hash_table_lookup (zip->parts, folded);

  return size != NULL ? *size : 0;
}

static void
set_damaged (GError **error, const char *file, const char *name)
{
  g_set_error (
      error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
      _ ("“%s” is damaged: its part “%s” cannot be unpacked. Nothing was taken over. Copy or download the "
         "file again, or open it with the program that made it and save it anew."),
      file, name);
}

static gboolean
unpack_entry (AnlanZip *zip,
              Archive *archive,
              const char *name,
              const char *file,
              AnlanZipSink sink,
              gpointer data,
              GError **error)
{
  const void *block;
  size_t length;
  la_int64_t offset;
  int status;

  while ((status = archive_read_data_block (archive, &block, &length, &offset)) == ARCHIVE_OK)
    {
      zip->unpacked += length;
      if (zip->unpacked > zip->max_unpacked)
        {
          g_set_error (
              error, ANLAN_ERROR, ANLAN_ERROR_LIMIT,
              _ ("“%s” unpacks to more than %u MB, as files do that were made to fill a computer's memory. "
                 "Reading was stopped and nothing was taken over. If it is a real table, split it into "
                 "several files."),
              file, (guint)(zip->max_unpacked / (1024 * 1024)));
          return FALSE;
        }
      if (length > 0 && !sink (block, length, data, error))
        return FALSE;
    }
  if (status == ARCHIVE_EOF)
    return TRUE;
  set_damaged (error, file, name);
  return FALSE;
}

gboolean
anlan_zip_unpack (
    AnlanZip *zip, const char *name, const char *file, AnlanZipSink sink, gpointer data, GError **error)
{
  g_autofree char *wanted = fold_name (name);
  g_autoptr (Archive) archive = open_archive (zip->bytes);
  struct archive_entry *entry;

  while (archive != NULL && archive_read_next_header (archive, &entry) >= ARCHIVE_WARN)
    {
      const char *found = entry_name (entry);
      g_autofree char *folded = found != NULL ? fold_name (found) : NULL;

      if (g_strcmp0 (folded, wanted) == 0)
        return unpack_entry (zip, archive, name, file, sink, data, error);
    }
  set_damaged (error, file, name);
  return FALSE;
}
