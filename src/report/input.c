/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "input.h"
#include "ole.h"
#include "zip.h"

/* How far into a text its first elements are looked for. */
#define HEAD_BYTES 4096u

void
anlan_input_set_errno (GError **error, int saved_errno, const char *path)
{
  g_autofree char *name = g_filename_display_basename (path);

  switch (saved_errno)
    {
    case ENOENT:
    case ENOTDIR:
      g_set_error (
          error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND,
          _ ("“%s” is not there, or its folder is not. It may have been moved or renamed, or a disk was "
             "taken out."),
          name);
      break;
    case EACCES:
    case EPERM:
      g_set_error (
          error, ANLAN_ERROR, ANLAN_ERROR_DENIED,
          _ ("This computer does not allow “%s” to be opened or written here. Choose another folder, or ask "
             "whoever owns it for the right."),
          name);
      break;
    case EROFS:
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_READ_ONLY,
                   _ ("“%s” lies on a disk that can only be read. Choose another folder."), name);
      break;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      g_set_error (
          error, ANLAN_ERROR, ANLAN_ERROR_DISK_FULL,
          _ ("There is no space left for “%s”. What was there before is unchanged. Free some space or choose "
             "another disk, then try again."),
          name);
      break;
    default:
      g_set_error (
          error, ANLAN_ERROR, ANLAN_ERROR_IO,
          _ ("“%s” could not be read or written: %s. Nothing was changed; try again or choose another "
             "disk."),
          name, g_strerror (saved_errno));
      break;
    }
}

static void
set_too_large (GError **error, const char *path, gsize max_bytes)
{
  g_autofree char *name = g_filename_display_basename (path);

  g_set_error (
      error, ANLAN_ERROR, ANLAN_ERROR_LIMIT,
      _ ("“%s” is larger than %u MB, the most that can be read at once. Split it into several files."), name,
      (guint)(max_bytes / (1024 * 1024)));
}

/* Read in pieces, not mapped: a mapped file that another program cuts short would end this one. */
static GBytes *
read_pieces (int fd, const char *path, gsize expected, gsize max_bytes, AnlanStep *step, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_sized_new ((guint)MIN (expected + 1, max_bytes + 1));
  gsize used = 0;

  while (TRUE)
    {
      gssize got;

      if (used > max_bytes)
        {
          set_too_large (error, path, max_bytes);
          return NULL;
        }
      g_byte_array_set_size (bytes, (guint)(used + 1024 * 1024));
      got = read (fd, bytes->data + used, 1024 * 1024);
      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        {
          anlan_input_set_errno (error, errno, path);
          return NULL;
        }
      if (got == 0)
        break;
      used += (gsize)got;
      if (!anlan_step_tick (step, 0.1 * (double)used / (double)MAX (expected, used), error))
        return NULL;
    }
  g_byte_array_set_size (bytes, (guint)used);
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

GBytes *
anlan_input_load (const char *path, gsize max_bytes, AnlanStep *step, GError **error)
{
  GBytes *bytes = NULL;
  struct stat status;
  int fd;

  if (!anlan_step_tick (step, 0, error))
    return NULL;
  /* Not blocking, so that a pipe without a writer does not stop us for ever. */
  fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0)
    {
      anlan_input_set_errno (error, errno, path);
      return NULL;
    }
  if (fstat (fd, &status) != 0)
    anlan_input_set_errno (error, errno, path);
  else if (!S_ISREG (status.st_mode))
    {
      g_autofree char *name = g_filename_display_basename (path);

      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("“%s” is a folder or a device, not a file."),
                   name);
    }
  else if ((guint64)status.st_size > max_bytes)
    set_too_large (error, path, max_bytes);
  else
    bytes = read_pieces (fd, path, (gsize)status.st_size, max_bytes, step, error);
  close (fd);
  return bytes;
}

/* Detecting */

static gboolean
has_bytes (const guint8 *data, gsize size, gsize offset, const char *bytes, gsize length)
{
  return size >= offset + length && memcmp (data + offset, bytes, length) == 0;
}

#define STARTS_WITH(data, size, literal) has_bytes (data, size, 0, literal, sizeof literal - 1)

static AnlanInputKind
detect_ole (GBytes *bytes, const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  if (anlan_ole_has (bytes, "EncryptedPackage"))
    return ANLAN_INPUT_OFFICE_LOCKED;
  if (g_str_has_suffix (lower, ".et") || g_str_has_suffix (lower, ".ett"))
    return ANLAN_INPUT_ET;
  if (anlan_ole_has (bytes, "Workbook") || anlan_ole_has (bytes, "Book"))
    return ANLAN_INPUT_XLS;
  if (anlan_ole_has (bytes, "WordDocument") || anlan_ole_has (bytes, "PowerPoint Document"))
    return ANLAN_INPUT_DOCUMENT;
  return ANLAN_INPUT_OLE;
}

static gboolean
mimetype_cb (const char *bytes, gsize length, gpointer data, GError **error)
{
  GString *mimetype = data;

  if (mimetype->len < 256)
    g_string_append_len (mimetype, bytes, (gssize)MIN (length, 256));
  return TRUE;
}

static AnlanInputKind
detect_zip (GBytes *bytes, const char *name)
{
  g_autoptr (AnlanZip) zip = anlan_zip_new (bytes, HEAD_BYTES);
  g_autoptr (GString) mimetype = g_string_new (NULL);
  g_autofree char *lower = g_ascii_strdown (name, -1);

  if (zip == NULL)
    return ANLAN_INPUT_ZIP_DAMAGED;
  if (anlan_zip_is_locked (zip))
    return ANLAN_INPUT_ZIP_LOCKED;
  if (anlan_zip_has (zip, "mimetype"))
    anlan_zip_unpack (zip, "mimetype", name, mimetype_cb, mimetype, NULL);
  if (g_str_has_prefix (mimetype->str, "application/vnd.oasis.opendocument.spreadsheet"))
    return ANLAN_INPUT_ODS;
  if (g_str_has_prefix (mimetype->str, "application/vnd.oasis.opendocument"))
    return ANLAN_INPUT_DOCUMENT;
  if (anlan_zip_has (zip, "xl/workbook.bin"))
    return ANLAN_INPUT_XLSB;
  if (anlan_zip_has_prefix (zip, "xl/"))
    return ANLAN_INPUT_XLSX;
  if (anlan_zip_has_prefix (zip, "word/") || anlan_zip_has_prefix (zip, "ppt/"))
    return ANLAN_INPUT_DOCUMENT;
  if (anlan_zip_has_prefix (zip, "index/") || anlan_zip_has (zip, "index.zip"))
    return ANLAN_INPUT_NUMBERS;
  if (g_str_has_suffix (lower, ".et") || g_str_has_suffix (lower, ".ett"))
    return ANLAN_INPUT_ET;
  /* A workbook whose parts have other names than usual; the reader finds them or says so. */
  return anlan_zip_has (zip, "[content_types].xml") ? ANLAN_INPUT_XLSX : ANLAN_INPUT_ZIP;
}

static gboolean
head_contains (const char *head, const char *lower_word)
{
  g_autofree char *lower = g_ascii_strdown (head, -1);

  return strstr (lower, lower_word) != NULL;
}

static gboolean
is_html (const char *p)
{
  static const char *const openings[] = { "<!doctype html", "<html", "<head", "<meta",  "<style",
                                          "<table",         "<body", "<div",  "<script" };

  for (guint i = 0; i < G_N_ELEMENTS (openings); i++)
    if (g_ascii_strncasecmp (p, openings[i], strlen (openings[i])) == 0)
      return TRUE;
  return FALSE;
}

/* Text of which markup or JSON is: only its beginning is looked at. */
static AnlanInputKind
detect_text (const guint8 *data, gsize size)
{
  g_autofree char *head = g_strndup ((const char *)data, MIN (size, HEAD_BYTES));
  const char *p = head;

  if (STARTS_WITH (data, size, "\xef\xbb\xbf"))
    p += 3;
  while (g_ascii_isspace (*p))
    p++;
  if (*p == '{' || *p == '[')
    {
      const char *next = p + 1;

      while (g_ascii_isspace (*next))
        next++;
      /* "[No.],Name" is the beginning of a table; "[1" could be both and is none that people write. */
      return strchr ("\"{[}]-0123456789", *next) != NULL && *next != '\0' ? ANLAN_INPUT_JSON
                                                                          : ANLAN_INPUT_TEXT;
    }
  if (g_ascii_strncasecmp (p, "MIME-Version:", 13) == 0 || is_html (p))
    return ANLAN_INPUT_HTML;
  if (*p != '<')
    return ANLAN_INPUT_TEXT;
  if (head_contains (p, "<osm") && !head_contains (p, "<osmchange"))
    return ANLAN_INPUT_OSM;
  if (head_contains (p, "schemas-microsoft-com:office:spreadsheet"))
    return ANLAN_INPUT_XML_SHEET;
  if (head_contains (p, "<html"))
    return ANLAN_INPUT_HTML;
  return g_str_has_prefix (p, "<?xml") || g_ascii_isalpha (p[1]) || p[1] == '!' ? ANLAN_INPUT_XML
                                                                                : ANLAN_INPUT_TEXT;
}

AnlanInputKind
anlan_input_detect (GBytes *bytes, const char *name)
{
  static const struct
  {
    const char *bytes;
    gsize length;
    AnlanInputKind kind;
    gboolean binary; /* letters only, which a text could begin with too: a NUL must follow soon */
  } magic[] = {
#define MAGIC(literal, kind) { literal, sizeof literal - 1, kind, FALSE }
#define MAGIC_BINARY(literal, kind)                                                                          \
  {                                                                                                          \
    literal, sizeof literal - 1, kind, TRUE                                                                  \
  }
    MAGIC ("%PDF-", ANLAN_INPUT_PDF),
    MAGIC ("\x89PNG\r\n", ANLAN_INPUT_PICTURE),
    MAGIC ("\xff\xd8\xff", ANLAN_INPUT_PICTURE),
    MAGIC_BINARY ("GIF8", ANLAN_INPUT_PICTURE),
    MAGIC ("II*\0", ANLAN_INPUT_PICTURE),
    MAGIC ("MM\0*", ANLAN_INPUT_PICTURE),
    MAGIC_BINARY ("RIFF", ANLAN_INPUT_PICTURE),
    MAGIC ("\x1f\x8b", ANLAN_INPUT_PACKED),
    MAGIC ("Rar!\x1a", ANLAN_INPUT_PACKED),
    MAGIC ("7z\xbc\xaf\x27\x1c", ANLAN_INPUT_PACKED),
    MAGIC ("\xfd\x37zXZ", ANLAN_INPUT_PACKED),
    MAGIC ("BZh9", ANLAN_INPUT_PACKED),
    MAGIC_BINARY ("AC10", ANLAN_INPUT_DRAWING),
    MAGIC ("SQLite format 3", ANLAN_INPUT_DATABASE),
    MAGIC ("\0\1\0\0Standard", ANLAN_INPUT_DATABASE),
    /* Excel before OLE: the BOF records of BIFF 2, 3, 4 and 5. */
    MAGIC ("\x09\x00\x04\x00", ANLAN_INPUT_OLD_XLS),
    MAGIC ("\x09\x02\x06\x00", ANLAN_INPUT_OLD_XLS),
    MAGIC ("\x09\x04\x06\x00", ANLAN_INPUT_OLD_XLS),
    MAGIC ("\x09\x08\x08\x00", ANLAN_INPUT_XLS),
#undef MAGIC
#undef MAGIC_BINARY
  };
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  if (size == 0)
    return ANLAN_INPUT_EMPTY;
  if (STARTS_WITH (data, size, "PK\x03\x04") || STARTS_WITH (data, size, "PK\x05\x06"))
    return detect_zip (bytes, name);
  if (STARTS_WITH (data, size, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
    return detect_ole (bytes, name);
  for (guint i = 0; i < G_N_ELEMENTS (magic); i++)
    if (has_bytes (data, size, 0, magic[i].bytes, magic[i].length) &&
        (!magic[i].binary || memchr (data, '\0', MIN (size, 32)) != NULL))
      return magic[i].kind;
  /* Four bytes of length, of a header under 64 KB. */
  if (has_bytes (data, size, 0, "\0\0", 2) && has_bytes (data, size, 4, "\x0a\x09OSMHeader", 11))
    return ANLAN_INPUT_OSM_PBF;
  return detect_text (data, size);
}

/* What the file is and what to do, as the second sentence. */
static const char *
advice (AnlanInputKind kind, gboolean for_map)
{
  switch (kind)
    {
    case ANLAN_INPUT_EMPTY:
      return _ ("The file is empty. Copy or download it again.");
    case ANLAN_INPUT_ET:
      return _ (
          "It is a WPS table (.et). Open it in WPS, choose File, Save As, take “Excel file (*.xlsx)”, and "
          "import that one.");
    case ANLAN_INPUT_ODS:
      return _ (
          "It is an OpenDocument file. Open it in LibreOffice, choose File, Save As, take “Excel 2007-365 "
          "(.xlsx)”, and import that one.");
    case ANLAN_INPUT_NUMBERS:
      return _ ("It looks like an Apple Numbers file. Open it in Numbers, choose File, Export To, Excel, and "
                "import "
                "that one.");
    case ANLAN_INPUT_XLSB:
      return _ ("It is a binary Excel workbook (.xlsb). Open it in Excel, choose File, Save As, take “Excel "
                "Workbook "
                "(*.xlsx)”, and import that one.");
    case ANLAN_INPUT_OLD_XLS:
      return _ (
          "It is a workbook of Excel 4 or older. Open it in Excel, WPS or LibreOffice, choose File, Save As, "
          "take “Excel Workbook (*.xlsx)”, and import that one.");
    case ANLAN_INPUT_OFFICE_LOCKED:
    case ANLAN_INPUT_ZIP_LOCKED:
      return _ (
          "It is protected by a password. Open it with its password in Excel or WPS, take the password off "
          "under File, Info, Protect Workbook, save it, and import it then.");
    case ANLAN_INPUT_XML_SHEET:
    case ANLAN_INPUT_HTML:
      return for_map
                 ? _ ("It is a web page or an Excel page, not a map.")
                 : _ ("It is a web page that only has the name of a table, as some office systems export "
                      "them. "
                      "Open it in Excel or WPS, choose File, Save As, take “Excel Workbook (*.xlsx)”, and "
                      "import that one.");
    case ANLAN_INPUT_ZIP_DAMAGED:
      return _ ("It is damaged or was not copied to its end. Copy or download it again, or open it with the "
                "program "
                "that made it and save it anew.");
    case ANLAN_INPUT_ZIP:
    case ANLAN_INPUT_PACKED:
      return _ ("It is a packed archive. Unpack it and import the files in it.");
    case ANLAN_INPUT_DOCUMENT:
      return for_map ? _ ("It is a text document, not a map.")
                     : _ ("It is a text document or slides. Copy its table into Excel or WPS, save that as "
                          ".xlsx, and "
                          "import it.");
    case ANLAN_INPUT_PDF:
    case ANLAN_INPUT_PICTURE:
      return for_map ? _ ("It is a picture or a PDF. Place it on the map page as a site drawing instead.")
                     : _ ("It is a picture or a PDF, in which no cells can be read. Ask for the table as "
                          ".xlsx or "
                          ".csv.");
    case ANLAN_INPUT_DRAWING:
      return _ (
          "It is an AutoCAD drawing. Plot it to PDF there and place that on the map page as a site drawing.");
    case ANLAN_INPUT_DATABASE:
      return _ ("It is a database file. Export the table from its program as .xlsx or .csv.");
    case ANLAN_INPUT_OSM:
      return _ ("It is an OpenStreetMap file, a map and not a table. Import it as a base map.");
    case ANLAN_INPUT_OSM_PBF:
      return _ (
          "It is an OpenStreetMap file in its packed form (.pbf). Export the area as .osm (XML) instead.");
    case ANLAN_INPUT_JSON:
      return _ ("It is a JSON file and not a table. If it holds places (GeoJSON), import it as a map.");
    case ANLAN_INPUT_XLSX:
    case ANLAN_INPUT_XLS:
      return _ ("It is a table and not a map.");
    case ANLAN_INPUT_XML:
      return for_map ? _ ("It is an XML file but not of OpenStreetMap. Export the area as .osm or GeoJSON.")
                     : _ ("It is an XML file and not a table. Ask for the table as .xlsx or .csv.");
    case ANLAN_INPUT_OLE:
      return _ ("It is an Office file without a workbook in it. Open it with the program that made it and "
                "save it as "
                ".xlsx.");
    case ANLAN_INPUT_TEXT:
    default:
      return for_map ? _ ("It is neither GeoJSON nor an OpenStreetMap file.")
                     : _ ("It is not a table that can be read. Save it as .xlsx or .csv.");
    }
}

void
anlan_input_set_error (GError **error, AnlanInputKind kind, gboolean for_map, const char *name)
{
  /* Translators: a file's name, then a sentence on what it is and what to do. */
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("“%s” cannot be imported. %s"), name,
               advice (kind, for_map));
}
