/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Untrusted workbooks: archives as they come, and, because few changes leave an archive whole, texts that are packed as
 * the sheet, the styles and the shared strings of a workbook, with a NUL between them. */
#define G_LOG_DOMAIN "anlan-fuzz"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#include "table-check.h"

#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/relationships"

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

static void
add_part (struct archive *archive, const char *name, const void *text, gsize length)
{
  struct archive_entry *entry = archive_entry_new ();

  archive_entry_set_pathname (entry, name);
  archive_entry_set_size (entry, (la_int64_t)length);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_write_header (archive, entry);
  archive_write_data (archive, text, length);
  archive_entry_free (entry);
}

static gsize
pack (const guint8 *bytes, gsize size, char *out, gsize out_size)
{
  static const char to_workbook[] =
      "<Relationships xmlns=\"" PACKAGE "\"><Relationship Id=\"a\" Type=\"" OFFICE
      "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
  static const char to_parts[] = "<Relationships xmlns=\"" PACKAGE "\"><Relationship Id=\"a\" Type=\"" OFFICE
                                 "/worksheet\" Target=\"0.xml\"/><Relationship Id=\"b\" Type=\"" OFFICE
                                 "/styles\" Target=\"1.xml\"/><Relationship Id=\"c\" Type=\"" OFFICE
                                 "/sharedStrings\" Target=\"2.xml\"/></Relationships>";
  static const char workbook[] =
      "<workbook xmlns:r=\"" OFFICE "\"><sheets><sheet name=\"x\" r:id=\"a\"/></sheets></workbook>";
  struct archive *archive = archive_write_new ();
  gsize used = 0;

  archive_write_set_format_zip (archive);
  archive_write_set_options (archive, "zip:compression=store");
  archive_write_open_memory (archive, out, out_size, &used);
  add_part (archive, "_rels/.rels", to_workbook, sizeof to_workbook - 1);
  add_part (archive, "xl/_rels/workbook.xml.rels", to_parts, sizeof to_parts - 1);
  add_part (archive, "xl/workbook.xml", workbook, sizeof workbook - 1);
  for (guint i = 0; i < 3; i++)
    {
      const guint8 *end = size > 0 ? memchr (bytes, '\0', size) : NULL;
      gsize length = end != NULL ? (gsize)(end - bytes) : size;
      g_autofree char *name = g_strdup_printf ("xl/%u.xml", i);

      if (length > 0)
        add_part (archive, name, bytes, length);
      bytes += length;
      size -= length;
      if (end != NULL)
        {
          bytes++;
          size--;
        }
    }
  archive_write_close (archive);
  archive_write_free (archive);
  return used;
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  g_autoptr (AnlanTable) table = NULL;

  if (size >= 2 && memcmp (bytes, "PK", 2) == 0)
    table = fuzz_read_table (bytes, size, "fuzz.xlsx");
  else
    {
      gsize out_size = size + 16384;
      g_autofree char *out = g_malloc (out_size);
      gsize used = pack (bytes, size, out, out_size);

      table = fuzz_read_table (out, used, "fuzz.xlsx");
    }
  if (table != NULL)
    fuzz_walk_table (table);
  return 0;
}
