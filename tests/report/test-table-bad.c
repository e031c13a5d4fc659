/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-test"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/error.h"
#include "fixture.h"
#include "report/geodata.h"

/* What is no table, what is damaged, and what was made to do harm. */

static void
refuse (const void *bytes, gsize length, const char *name, const char *words)
{
  g_autoptr (GBytes) held = g_bytes_new (bytes, length);

  fixture_assert_refused (held, name, ANLAN_ERROR_INPUT, words);
}

#define REFUSE(literal, name, words) refuse (literal, sizeof literal - 1, name, words)

/* Each kind has a sentence that says what it is and how to save it. */
static void
test_other_kinds (void)
{
  g_test_message ("the bytes are those that the formats begin with");
  REFUSE ("", "empty.xlsx", "empty");
  REFUSE ("%PDF-1.7\n", "scan.xlsx", "PDF");
  REFUSE ("\x89PNG\r\n\x1a\n", "photo.xlsx", "picture");
  REFUSE ("\xff\xd8\xff\xe0\0\x10JFIF", "photo.csv", "picture");
  REFUSE ("Rar!\x1a\7\1\0", "table.xlsx", "Unpack");
  REFUSE ("7z\xbc\xaf\x27\x1c\0\4", "table.xlsx", "Unpack");
  REFUSE ("\x1f\x8b\x08\0\0\0\0\0", "table.csv", "Unpack");
  REFUSE ("AC1032\0\0\0\0\0\0", "plan.dwg", "AutoCAD");
  REFUSE ("SQLite format 3\0", "plant.db", "database");
  REFUSE ("\x09\0\4\0\2\0\x10\0", "old.xls", "Excel 4");
  REFUSE ("<html><table><tr><td>1</td></tr></table></html>", "export.xls", "web page");
  REFUSE ("\n <!DOCTYPE HTML><html>", "export.xls", "web page");
  REFUSE ("MIME-Version: 1.0\nX-Document-Type: Workbook\n", "export.xls", "web page");
  REFUSE ("<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>"
          "<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>",
          "export.xls", "xlsx");
  REFUSE ("<?xml version=\"1.0\"?><osm version=\"0.6\"/>", "map.csv", "base map");
  REFUSE ("<?xml version=\"1.0\"?><root/>", "data.csv", "XML");
  REFUSE ("{\"type\": \"FeatureCollection\"}", "map.csv", "GeoJSON");
  REFUSE ("\0\0\0\x0d\x0a\x09OSMHeader\x18", "map.pbf", ".osm");
}

static GBytes *
make_ole (const char *stream)
{
  /* The directory entry of one stream, where the second sector of a container of 512-byte sectors lies; its name is in
   * UTF-16 with its length in bytes at offset 64 (MS-CFB, 2.6.1). */
  guint8 *bytes = g_malloc0 (2048);
  gsize length = strlen (stream);

  memcpy (bytes, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
  for (gsize i = 0; i < length; i++)
    bytes[1024 + 2 * i] = (guint8)stream[i];
  bytes[1024 + 64] = (guint8)(2 * (length + 1));
  return g_bytes_new_take (bytes, 2048);
}

static void
test_ole_kinds (void)
{
  g_autoptr (GBytes) locked = make_ole ("EncryptedPackage");
  g_autoptr (GBytes) workbook = make_ole ("Workbook");
  g_autoptr (GBytes) word = make_ole ("WordDocument");
  g_autoptr (GBytes) other = make_ole ("Contents");

  fixture_assert_refused (locked, "people.xlsx", ANLAN_ERROR_INPUT, "password");
  fixture_assert_refused (workbook, "people.et", ANLAN_ERROR_INPUT, "WPS");
  fixture_assert_refused (workbook, "people.ett", ANLAN_ERROR_INPUT, "xlsx");
  fixture_assert_refused (workbook, "people.xls", ANLAN_ERROR_INPUT, "damaged");
  fixture_assert_refused (word, "people.xls", ANLAN_ERROR_INPUT, "text document");
  fixture_assert_refused (other, "people.xls", ANLAN_ERROR_INPUT, "without a workbook");
}

static void
test_zip_kinds (void)
{
  g_autoptr (GBytes) ods = fixture_zip (NULL, "mimetype", "application/vnd.oasis.opendocument.spreadsheet",
                                        "content.xml", "<a/>", NULL);
  g_autoptr (GBytes) odt = fixture_zip (NULL, "mimetype", "application/vnd.oasis.opendocument.text", NULL);
  g_autoptr (GBytes) numbers = fixture_zip (NULL, "Index/Document.iwa", "x", NULL);
  g_autoptr (GBytes) xlsb = fixture_zip (NULL, "[Content_Types].xml", "<a/>", "xl/workbook.bin", "x", NULL);
  g_autoptr (GBytes) word =
      fixture_zip (NULL, "[Content_Types].xml", "<a/>", "word/document.xml", "<a/>", NULL);
  g_autoptr (GBytes) et = fixture_zip (NULL, "content", "x", NULL);
  g_autoptr (GBytes) photos = fixture_zip (NULL, "1.jpg", "x", "2.jpg", "y", NULL);
  g_autoptr (GBytes) locked = fixture_zip ("secret", "xl/workbook.xml", "<a/>", NULL);

  fixture_assert_refused (ods, "t.ods", ANLAN_ERROR_INPUT, "OpenDocument");
  fixture_assert_refused (odt, "t.xlsx", ANLAN_ERROR_INPUT, "text document");
  fixture_assert_refused (numbers, "t.numbers", ANLAN_ERROR_INPUT, "Numbers");
  fixture_assert_refused (xlsb, "t.xlsb", ANLAN_ERROR_INPUT, ".xlsb");
  fixture_assert_refused (word, "t.xlsx", ANLAN_ERROR_INPUT, "text document");
  fixture_assert_refused (et, "t.et", ANLAN_ERROR_INPUT, "WPS");
  fixture_assert_refused (photos, "t.zip", ANLAN_ERROR_INPUT, "Unpack");
  fixture_assert_refused (locked, "t.xlsx", ANLAN_ERROR_INPUT, "password");
}

/* A name says nothing: a table is read whatever it is called. */
static void
test_wrong_ending (void)
{
  g_autoptr (GBytes) xlsx =
      fixture_workbook ("<sheetData><row><c><v>1</v></c></row></sheetData>", NULL, NULL, NULL);
  g_autoptr (GBytes) csv = g_bytes_new_static ("a,b\n1,2\n", 8);
  g_autoptr (AnlanTable) first = fixture_read (xlsx, "table.csv");
  g_autoptr (AnlanTable) second = fixture_read (csv, "table.xlsx");

  g_assert_cmpint (anlan_table_get_kind (first), ==, ANLAN_TABLE_XLSX);
  g_assert_cmpint (anlan_table_get_kind (second), ==, ANLAN_TABLE_CSV);
}

/* Cut at every hundredth byte, and with every hundredth byte turned around, a workbook is refused or read, never more. */
static void
test_damaged_workbook (void)
{
  g_autoptr (GBytes) whole = fixture_workbook ("<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c "
                                               "r=\"B1\" s=\"1\"><v>45292</v></c></row></sheetData>"
                                               "<mergeCells><mergeCell ref=\"A1:A2\"/></mergeCells>",
                                               "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs>",
                                               "<si><t>部门</t></si>", NULL);
  gsize size;
  const guint8 *data = g_bytes_get_data (whole, &size);
  guint n_refused = 0;

  for (gsize i = 4; i < size; i += 97)
    {
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (whole, 0, i);
      g_autofree guint8 *copy = g_memdup2 (data, size);
      g_autoptr (GBytes) turned = NULL;
      g_autoptr (AnlanTable) table = NULL;
      g_autoptr (GError) error = NULL;

      fixture_assert_refused (cut, "cut.xlsx", ANLAN_ERROR_INPUT, "cut.xlsx");
      copy[i] ^= 0xff;
      turned = g_bytes_new (copy, size);
      table = anlan_table_read_bytes (turned, "turned.xlsx", NULL, NULL, NULL, NULL, &error);
      g_assert_true ((table == NULL) == (error != NULL));
      if (table == NULL)
        {
          g_assert_true (error->domain == ANLAN_ERROR);
          n_refused++;
        }
    }
  g_assert_cmpuint (n_refused, >, 0);
}

#define RELATIONS_HEAD                                                                                       \
  "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define TO_WORKBOOK                                                                                          \
  RELATIONS_HEAD "<Relationship Id=\"a\" Type=\"" OFFICE "/officeDocument\" Target=\"xl/workbook.xml\"/>"    \
                 "</Relationships>"

static void
test_missing_parts (void)
{
  static const char workbook[] =
      "<workbook xmlns:r=\"" OFFICE "\"><sheets><sheet name=\"x\" r:id=\"b\"/></sheets>"
      "</workbook>";
  static const char to_sheet[] = RELATIONS_HEAD "<Relationship Id=\"b\" Type=\"" OFFICE
                                                "/worksheet\" Target=\"gone.xml\"/></Relationships>";
  g_autoptr (GBytes) no_relations = fixture_zip (NULL, "xl/workbook.xml", "<workbook/>", NULL);
  g_autoptr (GBytes) no_workbook = fixture_zip (NULL, "xl/x.xml", "<a/>", "_rels/.rels", TO_WORKBOOK, NULL);
  g_autoptr (GBytes) not_named =
      fixture_zip (NULL, "xl/x.xml", "<a/>", "_rels/.rels", RELATIONS_HEAD "</Relationships>", NULL);
  g_autoptr (GBytes) no_sheets =
      fixture_zip (NULL, "_rels/.rels", TO_WORKBOOK, "xl/workbook.xml", "<workbook/>",
                   "xl/_rels/workbook.xml.rels", RELATIONS_HEAD "</Relationships>", NULL);
  g_autoptr (GBytes) no_sheet = fixture_zip (NULL, "_rels/.rels", TO_WORKBOOK, "xl/workbook.xml", workbook,
                                             "xl/_rels/workbook.xml.rels", to_sheet, NULL);
  g_autoptr (GBytes) not_xml =
      fixture_zip (NULL, "_rels/.rels", TO_WORKBOOK, "xl/workbook.xml", "<workbook><sheets></workbook>",
                   "xl/_rels/workbook.xml.rels", to_sheet, NULL);

  fixture_assert_refused (no_relations, "a.xlsx", ANLAN_ERROR_INPUT, "damaged");
  fixture_assert_refused (no_workbook, "b.xlsx", ANLAN_ERROR_INPUT, "damaged");
  fixture_assert_refused (not_named, "c.xlsx", ANLAN_ERROR_INPUT, "no workbook");
  fixture_assert_refused (no_sheets, "d.xlsx", ANLAN_ERROR_INPUT, "without any sheet");
  fixture_assert_refused (no_sheet, "e.xlsx", ANLAN_ERROR_INPUT, "gone.xml");
  fixture_assert_refused (not_xml, "f.xlsx", ANLAN_ERROR_INPUT, "line 1");
}

/* The lol entities of 2003, and one that would read a file of this machine. */
static void
test_entities (void)
{
  static const char laughs[] =
      "<!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol1 \"&lol;&lol;&lol;&lol;&lol;\">"
      "<!ENTITY lol2 \"&lol1;&lol1;&lol1;&lol1;&lol1;\">]>";
  static const char outside[] = "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
  static const char sheet[] =
      "<worksheet><sheetData><row><c t=\"str\"><v>&%s;</v></c></row></sheetData></worksheet>";
  static const struct
  {
    const char *doctype;
    const char *entity;
  } cases[] = { { laughs, "lol2" }, { outside, "x" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *body = g_strdup_printf (sheet, cases[i].entity);
      g_autofree char *text = g_strconcat (cases[i].doctype, body, NULL);
      g_autofree char *osm = g_strconcat ("<?xml version=\"1.0\"?>", cases[i].doctype, "<osm/>", NULL);
      g_autoptr (GBytes) held = g_bytes_new (osm, strlen (osm));
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = fixture_zip (
          NULL, "_rels/.rels", TO_WORKBOOK, "xl/workbook.xml",
          "<workbook xmlns:r=\"" OFFICE "\"><sheets><sheet name=\"x\" r:id=\"b\"/></sheets></workbook>",
          "xl/_rels/workbook.xml.rels",
          RELATIONS_HEAD "<Relationship Id=\"b\" Type=\"" OFFICE
                         "/worksheet\" Target=\"s.xml\"/></Relationships>",
          "xl/s.xml", text, NULL);

      fixture_assert_refused (bytes, "bomb.xlsx", ANLAN_ERROR_INPUT, "document type definition");
      g_assert_null (anlan_geodata_read_bytes (held, "bomb.osm", NULL, NULL, NULL, &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
      g_assert_nonnull (strstr (error->message, "document type definition"));
    }
  /* An entity that nobody declared. */
  {
    g_autoptr (GBytes) undeclared =
        fixture_workbook ("<sheetData><row><c t=\"str\"><v>&x;</v></c></row></sheetData>", NULL, NULL, NULL);

    fixture_assert_refused (undeclared, "x.xlsx", ANLAN_ERROR_INPUT, "damaged");
  }
}

/* 600 MB of blanks in a sheet pack into some 600 kB; they stand before its first element, where XML allows any. */
static void
test_zip_bomb (void)
{
  g_autoptr (GBytes) bomb = fixture_zip_with_blanks (
      "xl/sharedStrings.xml", (guint64)600 * 1024 * 1024, "_rels/.rels", TO_WORKBOOK, "xl/workbook.xml",
      "<workbook xmlns:r=\"" OFFICE "\"><sheets><sheet name=\"x\" r:id=\"b\"/></sheets></workbook>",
      "xl/_rels/workbook.xml.rels",
      RELATIONS_HEAD "<Relationship Id=\"b\" Type=\"" OFFICE "/worksheet\" Target=\"s.xml\"/>"
                     "<Relationship Id=\"c\" Type=\"" OFFICE
                     "/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>",
      "xl/s.xml", "<worksheet/>", NULL);

  g_assert_cmpuint (g_bytes_get_size (bomb), <, 2 * 1024 * 1024);
  fixture_assert_refused (bomb, "bomb.xlsx", ANLAN_ERROR_LIMIT, "512 MB");
}

static void
cancel_cb (double fraction, gpointer data)
{
  g_cancellable_cancel (data);
}

static void
test_cancel_workbook (void)
{
  g_autoptr (GString) sheet = g_string_new ("<sheetData>");
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 20000; i++)
    g_string_append (sheet, "<row><c><v>1</v></c><c><v>2</v></c></row>");
  g_string_append (sheet, "</sheetData>");
  bytes = fixture_workbook (sheet->str, NULL, NULL, NULL);
  /* Progress is told first when the work begins; it must stop where it looks next. */
  g_assert_null (anlan_table_read_bytes (bytes, "x.xlsx", NULL, cancel_cb, cancellable, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_paths (void)
{
  g_autofree char *gone = fixture_path ("gone.xlsx");
  g_autofree char *folder = g_path_get_dirname (gone);
  g_autofree char *pipe_path = g_build_filename (folder, "pipe", NULL);
  g_autofree char *locked = g_build_filename (folder, "locked.csv", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (anlan_table_read (gone, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (anlan_table_read (folder, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_cmpint (mkfifo (pipe_path, 0600), ==, 0);
  g_assert_null (anlan_table_read (pipe_path, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_clear_error (&error);
  g_unlink (pipe_path);
  if (geteuid () != 0)
    {
      g_assert_true (g_file_set_contents (locked, "a,b\n", -1, NULL));
      g_chmod (locked, 0);
      g_assert_null (anlan_table_read (locked, NULL, NULL, NULL, NULL, &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_DENIED);
      g_clear_error (&error);
      g_unlink (locked);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Larger than the bound by its size alone: not a byte of it is read. */
static void
test_too_large (void)
{
  g_autofree char *path = fixture_file ("large.csv", "a,b\n", 4);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (truncate (path, (off_t)ANLAN_TABLE_MAX_FILE_BYTES + 1), ==, 0);
  g_assert_null (anlan_table_read (path, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_LIMIT);
  fixture_remove (path, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/report/bad/other-kinds", test_other_kinds);
  g_test_add_func ("/report/bad/ole-kinds", test_ole_kinds);
  g_test_add_func ("/report/bad/zip-kinds", test_zip_kinds);
  g_test_add_func ("/report/bad/wrong-ending", test_wrong_ending);
  g_test_add_func ("/report/bad/damaged-workbook", test_damaged_workbook);
  g_test_add_func ("/report/bad/missing-parts", test_missing_parts);
  g_test_add_func ("/report/bad/entities", test_entities);
  g_test_add_func ("/report/bad/zip-bomb", test_zip_bomb);
  g_test_add_func ("/report/bad/cancel-workbook", test_cancel_workbook);
  g_test_add_func ("/report/bad/paths", test_paths);
  g_test_add_func ("/report/bad/too-large", test_too_large);
  return g_test_run ();
}
