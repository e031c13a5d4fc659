/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-test"

#include "fixture.h"

#include <archive.h>
#include <archive_entry.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"

char *
fixture_path (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("anlan-report-XXXXXX", &error);

  g_assert_no_error (error);
  return g_build_filename (folder, name, NULL);
}

char *
fixture_file (const char *name, const void *bytes, gssize length)
{
  g_autoptr (GError) error = NULL;
  char *path = fixture_path (name);

  g_file_set_contents (path, bytes, length, &error);
  g_assert_no_error (error);
  return path;
}

void
fixture_remove (const char *path, gboolean left)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *entry;
  gboolean found = FALSE;

  g_assert_nonnull (dir);
  while ((entry = g_dir_read_name (dir)) != NULL)
    {
      g_assert_cmpstr (entry, ==, name);
      found = TRUE;
    }
  g_assert_cmpint (found, ==, left);
  if (found)
    g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
add_part (struct archive *archive, const char *name, const char *text)
{
  struct archive_entry *entry = archive_entry_new ();

  archive_entry_set_pathname (entry, name);
  archive_entry_set_size (entry, (la_int64_t)strlen (text));
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0644);
  g_assert_cmpint (archive_write_header (archive, entry), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_write_data (archive, text, strlen (text)), ==, strlen (text));
  archive_entry_free (entry);
}

static struct archive *
begin_zip (const char *path, const char *password)
{
  struct archive *archive = archive_write_new ();

  archive_write_set_format_zip (archive);
  if (password != NULL)
    {
      g_assert_cmpint (archive_write_set_options (archive, "zip:encryption=zipcrypt"), ==, ARCHIVE_OK);
      g_assert_cmpint (archive_write_set_passphrase (archive, password), ==, ARCHIVE_OK);
    }
  g_assert_cmpint (archive_write_open_filename (archive, path), ==, ARCHIVE_OK);
  return archive;
}

static GBytes *
take_file (char *path)
{
  g_autofree char *taken = path;
  g_autoptr (GError) error = NULL;
  char *contents;
  gsize length;

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  fixture_remove (path, TRUE);
  return g_bytes_new_take (contents, length);
}

static GBytes *
end_zip (struct archive *archive, char *path)
{
  g_assert_cmpint (archive_write_close (archive), ==, ARCHIVE_OK);
  archive_write_free (archive);
  return take_file (path);
}

static void
add_parts (struct archive *archive, va_list parts)
{
  const char *name;

  while ((name = va_arg (parts, const char *)) != NULL)
    add_part (archive, name, va_arg (parts, const char *));
}

GBytes *
fixture_zip (const char *password, ...)
{
  char *path = fixture_path ("parts.zip");
  struct archive *archive = begin_zip (path, password);
  va_list parts;

  va_start (parts, password);
  add_parts (archive, parts);
  va_end (parts);
  return end_zip (archive, path);
}

GBytes *
fixture_zip_with_blanks (const char *blank_name, guint64 n_blanks, ...)
{
  char *path = fixture_path ("parts.zip");
  struct archive *archive = begin_zip (path, NULL);
  struct archive_entry *entry = archive_entry_new ();
  g_autofree char *blanks = g_strnfill (1024 * 1024, ' ');
  va_list parts;

  va_start (parts, n_blanks);
  add_parts (archive, parts);
  va_end (parts);
  archive_entry_set_pathname (entry, blank_name);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_size (entry, (la_int64_t)n_blanks);
  g_assert_cmpint (archive_write_header (archive, entry), ==, ARCHIVE_OK);
  archive_entry_free (entry);
  while (n_blanks > 0)
    {
      gsize piece = (gsize)MIN (n_blanks, 1024 * 1024);

      g_assert_cmpint (archive_write_data (archive, blanks, piece), ==, piece);
      n_blanks -= piece;
    }
  return end_zip (archive, path);
}

#define RELATIONS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/relationships"
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

GBytes *
fixture_workbook (const char *sheet_xml,
                  const char *styles_xml,
                  const char *strings_xml,
                  const char *workbook_pr)
{
  g_autofree char *workbook =
      g_strdup_printf ("<workbook xmlns=\"" MAIN "\" xmlns:r=\"" RELATIONS "\">%s"
                       "<sheets><sheet name=\"表\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
                       workbook_pr != NULL ? workbook_pr : "");
  g_autofree char *sheet = g_strdup_printf ("<worksheet xmlns=\"" MAIN "\">%s</worksheet>", sheet_xml);
  g_autofree char *styles = g_strdup_printf ("<styleSheet xmlns=\"" MAIN "\">%s</styleSheet>",
                                             styles_xml != NULL ? styles_xml : "");
  g_autofree char *strings =
      g_strdup_printf ("<sst xmlns=\"" MAIN "\">%s</sst>", strings_xml != NULL ? strings_xml : "");

  return fixture_zip (
      NULL, "_rels/.rels",
      "<Relationships xmlns=\"" PACKAGE "\"><Relationship Id=\"rId1\" Type=\"" RELATIONS
      "/officeDocument\" Target=\"/xl/workbook.xml\"/></Relationships>",
      "xl/_rels/workbook.xml.rels",
      "<Relationships xmlns=\"" PACKAGE "\">"
      "<Relationship Id=\"rId1\" Type=\"" RELATIONS "/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
      "<Relationship Id=\"rId2\" Type=\"" RELATIONS "/styles\" Target=\"../xl/styles.xml\"/>"
      "<Relationship Id=\"rId3\" Type=\"" RELATIONS "/sharedStrings\" Target=\"sharedStrings.xml\"/>"
      "</Relationships>",
      "xl/workbook.xml", workbook, "xl/worksheets/sheet1.xml", sheet, "xl/styles.xml", styles,
      "xl/sharedStrings.xml", strings, NULL);
}

AnlanTable *
fixture_read (GBytes *bytes, const char *name)
{
  g_autoptr (GError) error = NULL;
  AnlanTable *table = anlan_table_read_bytes (bytes, name, NULL, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (table);
  return table;
}

AnlanTable *
fixture_read_text (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return fixture_read (bytes, "text.csv");
}

void
fixture_assert_refused (GBytes *bytes, const char *name, int code, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanTable) table = anlan_table_read_bytes (bytes, name, NULL, NULL, NULL, NULL, &error);

  g_assert_null (table);
  g_assert_error (error, ANLAN_ERROR, code);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” does not contain “%s”", error->message, words);
}

char *
fixture_shared (const char *name)
{
  const char *shared = g_getenv ("ANLAN_SHARED");
  g_autofree char *path = g_build_filename (shared != NULL ? shared : "", "data", name, NULL);

  if (shared == NULL || !g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("the shared data is not here");
      return NULL;
    }
  return g_steal_pointer (&path);
}
