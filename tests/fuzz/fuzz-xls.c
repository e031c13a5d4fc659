/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Untrusted old workbooks: containers as they come, and the bare records of a workbook, which are put into one. */
#define G_LOG_DOMAIN "anlan-fuzz"

#include <string.h>

#include "table-check.h"

#define SECTOR 512u

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

static void
write32 (guint8 *p, guint32 number)
{
  for (guint i = 0; i < 4; i++)
    p[i] = (guint8)(number >> (8 * i));
}

static void
write_entry (guint8 *entry, const char *name, int type, guint32 first, guint32 size)
{
  for (gsize i = 0; name[i] != '\0'; i++)
    entry[2 * i] = (guint8)name[i];
  entry[64] = (guint8)(2 * (strlen (name) + 1));
  entry[66] = (guint8)type;
  write32 (entry + 116, first);
  write32 (entry + 120, size);
}

/* A container of one stream: header, a sector of the FAT, one of the directory, then the stream. */
static guint8 *
wrap (const guint8 *bytes, gsize size, gsize *wrapped_size)
{
  gsize stream = MAX (size, 4096);
  guint n_sectors = (guint)((stream + SECTOR - 1) / SECTOR);
  guint8 *out = g_malloc0 (SECTOR * (3 + n_sectors));

  *wrapped_size = SECTOR * (3 + n_sectors);
  memcpy (out, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
  out[30] = 9;
  out[32] = 6;
  write32 (out + 48, 1);
  write32 (out + 60, 0xfffffffe);
  write32 (out + 68, 0xfffffffe);
  memset (out + 76, 0xff, 109 * 4);
  write32 (out + 76, 0);
  memset (out + SECTOR, 0xff, SECTOR);
  for (guint i = 0; i < MIN (n_sectors, SECTOR / 4 - 2); i++)
    write32 (out + SECTOR + 4 * (2 + i), i + 1 < n_sectors ? 3 + i : 0xfffffffe);
  write_entry (out + 2 * SECTOR, "Root Entry", 5, 0xfffffffe, 0);
  write_entry (out + 2 * SECTOR + 128, "Workbook", 2, 2, (guint32)stream);
  memcpy (out + 3 * SECTOR, bytes, size);
  return out;
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  static const guint8 bof[] = { 0x09, 0x08, 0x10, 0x00 };
  g_autoptr (AnlanTable) table = NULL;

  if (size >= sizeof bof && memcmp (bytes, bof, sizeof bof) == 0)
    {
      gsize wrapped_size;
      g_autofree guint8 *wrapped = wrap (bytes, size, &wrapped_size);

      table = fuzz_read_table (wrapped, wrapped_size, "fuzz.xls");
    }
  else
    table = fuzz_read_table (bytes, size, "fuzz.xls");
  if (table != NULL)
    fuzz_walk_table (table);
  return 0;
}
