/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-store"

#include "files-private.h"

#include <string.h>

#include <archive.h>
#include <archive_entry.h>

/* Names in an archive that are looked at before it is taken for a plain one. */
#define MAX_ENTRIES 64

/* Numbers at fixed places: the formats' own specifications, as file(1) knows them. */
static const struct
{
  guint offset;
  const char *bytes;
  guint length;
  const char *mime;
} signatures[] = {
  { 0, "\xff\xd8\xff", 3, "image/jpeg" },
  { 0, "\x89PNG\r\n\x1a\n", 8, "image/png" },
  { 0, "GIF87a", 6, "image/gif" },
  { 0, "GIF89a", 6, "image/gif" },
  { 0, "II*\0", 4, "image/tiff" },
  { 0, "MM\0*", 4, "image/tiff" },
  { 8, "WEBP", 4, "image/webp" },
  { 8, "AVI ", 4, "video/x-msvideo" },
  { 8, "WAVE", 4, "audio/x-wav" },
  { 0, "BM", 2, "image/bmp" },
  { 0, "AC10", 4, "image/vnd.dwg" },
  { 0, "OggS", 4, "audio/ogg" },
  { 0, "ID3", 3, "audio/mpeg" },
  { 0, "\x1f\x8b", 2, "application/gzip" },
  { 0, "7z\xbc\xaf\x27\x1c", 6, "application/x-7z-compressed" },
  { 0, "Rar!\x1a\x07", 6, "application/vnd.rar" },
  { 0, "SQLite format 3\0", 16, "application/vnd.sqlite3" },
  { 0,
    "\x7f"
    "ELF",
    4, "application/x-executable" },
  { 0, "MZ", 2, "application/x-msdownload" },
};

/* ISO base media: size, "ftyp", brand. */
static const struct
{
  const char *brand;
  const char *mime;
} brands[] = {
  { "qt  ", "video/quicktime" }, { "3gp", "video/3gpp" },  { "3g2", "video/3gpp2" }, { "heic", "image/heic" },
  { "heix", "image/heic" },      { "mif1", "image/heif" }, { "avif", "image/avif" }, { "M4A", "audio/mp4" },
  { "isom", "video/mp4" },       { "iso", "video/mp4" },   { "mp4", "video/mp4" },   { "avc1", "video/mp4" },
  { "M4V", "video/mp4" },        { "MSNV", "video/mp4" },  { "dash", "video/mp4" },  { "f4v", "video/mp4" },
};

static gboolean
has (const guchar *head, gsize length, guint offset, const char *bytes, gsize n)
{
  return length >= offset + n && memcmp (head + offset, bytes, n) == 0;
}

static gboolean
contains (const guchar *head, gsize length, const char *bytes, gsize n)
{
  return head != NULL && memmem (head, length, bytes, n) != NULL;
}

static const char *
sniff_media (const guchar *head, gsize length)
{
  for (guint i = 0; i < G_N_ELEMENTS (brands); i++)
    if (has (head, length, 8, brands[i].brand, strlen (brands[i].brand)))
      return brands[i].mime;
  return "application/octet-stream";
}

static const char *
mime_of_entry (const char *name)
{
  if (g_str_has_prefix (name, "word/"))
    return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
  if (g_str_has_prefix (name, "xl/"))
    return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  if (g_str_has_prefix (name, "ppt/"))
    return "application/vnd.openxmlformats-officedocument.presentationml.presentation";
  return NULL;
}

/* Office documents are zip archives; which one is said by the folders within. */
static const char *
list_zip (struct archive *archive)
{
  struct archive_entry *entry;
  const char *mime = NULL;

  for (int i = 0; mime == NULL && i < MAX_ENTRIES && archive_read_next_header (archive, &entry) == ARCHIVE_OK;
       i++)
    if (archive_entry_pathname (entry) != NULL)
      mime = mime_of_entry (archive_entry_pathname (entry));
  return mime != NULL ? mime : "application/zip";
}

static const char *
sniff_zip (const guchar *head, gsize length, const char *path)
{
  struct archive *archive;
  const char *mime = "application/zip";
  int opened;

  /* OpenDocument says it in the first entry, stored and unpacked: 3.3 of its part on packages. */
  if (contains (head, MIN (length, 200), "mimetypeapplication/vnd.oasis.opendocument.spreadsheet", 54))
    return "application/vnd.oasis.opendocument.spreadsheet";
  if (contains (head, MIN (length, 200), "mimetypeapplication/vnd.oasis.opendocument.text", 47))
    return "application/vnd.oasis.opendocument.text";

  archive = archive_read_new ();
  archive_read_support_format_zip (archive);
  opened = path != NULL ? archive_read_open_filename (archive, path, 65536)
                        : archive_read_open_memory (archive, head, length);
  if (opened == ARCHIVE_OK)
    mime = list_zip (archive);
  archive_read_free (archive);
  return mime;
}

/* Microsoft's compound files name their streams in UTF-16. */
static const char *
sniff_compound (const guchar *head, gsize length)
{
  if (contains (head, length, "W\0o\0r\0k\0b\0o\0o\0k", 15))
    return "application/vnd.ms-excel";
  if (contains (head, length, "W\0o\0r\0d\0D\0o\0c", 13))
    return "application/msword";
  return "application/x-ole-storage";
}

static const char *
sniff_text (const guchar *head, gsize length)
{
  g_autofree char *start = NULL;
  const char *end;

  if (has (head, length, 0, "\xff\xfe", 2) || has (head, length, 0, "\xfe\xff", 2))
    return "text/plain";
  /* The last character may have been cut in two. */
  if (memchr (head, '\0', length) != NULL ||
      (!g_utf8_validate ((const char *)head, (gssize)length, &end) && (const char *)head + length - end > 3))
    return "application/octet-stream";
  start = g_ascii_strdown ((const char *)head, (gssize)MIN (length, 1024));
  if (strstr (start, "<svg") != NULL)
    return "image/svg+xml";
  if (strstr (start, "<!doctype html") != NULL || strstr (start, "<html") != NULL)
    return "text/html";
  if (g_str_has_prefix (start, "<?xml"))
    return "application/xml";
  if (g_str_has_prefix (g_strchug (start), "0\nsection") || g_str_has_prefix (start, "0\r\nsection"))
    return "image/vnd.dxf";
  return "text/plain";
}

const char *
anlan_sniff_mime (const guchar *head, gsize length, const char *path)
{
  if (has (head, length, 4, "ftyp", 4))
    return sniff_media (head, length);
  if (has (head, length, 0, "PK\3\4", 4))
    return sniff_zip (head, length, path);
  if (has (head, length, 0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8))
    return sniff_compound (head, length);
  if (has (head, length, 0, "\x1a\x45\xdf\xa3", 4))
    return contains (head, MIN (length, 64), "webm", 4) ? "video/webm" : "video/x-matroska";
  if (contains (head, MIN (length, 1024), "%PDF-", 5))
    return "application/pdf";
  for (guint i = 0; i < G_N_ELEMENTS (signatures); i++)
    if (has (head, length, signatures[i].offset, signatures[i].bytes, signatures[i].length) &&
        (signatures[i].offset == 0 || has (head, length, 0, "RIFF", 4)))
      return signatures[i].mime;
  return sniff_text (head, length);
}
