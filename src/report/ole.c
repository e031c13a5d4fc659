/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <string.h>

#include "ole.h"

/* [MS-CFB] Compound File Binary File Format, sections 2.2 to 2.6. */

#define HEADER_BYTES 512u
#define ENTRY_BYTES 128u
#define MAX_REGULAR 0xfffffffau /* sector numbers from here on mean something else */
#define HEADER_DIFAT 109u
#define ROOT_ENTRY 5
#define STREAM_ENTRY 2
#define MINI_CUTOFF 4096u

typedef struct
{
  const guint8 *data;
  gsize size;
  guint sector_shift;
  guint mini_shift;
  GArray *fat;      /* guint32 */
  GArray *mini_fat; /* guint32 */
} Ole;

static guint32
read16 (const guint8 *p)
{
  return (guint32)p[0] | (guint32)p[1] << 8;
}

static guint32
read32 (const guint8 *p)
{
  return read16 (p) | read16 (p + 2) << 16;
}

/* The bytes of a sector that lie in the file: the last one may be cut. */
static const guint8 *
get_sector (const Ole *ole, guint32 sector, gsize *length)
{
  guint64 begin = ((guint64)sector + 1) << ole->sector_shift;

  if (sector >= MAX_REGULAR || begin >= ole->size)
    return NULL;
  *length = (gsize)MIN ((guint64)1 << ole->sector_shift, ole->size - begin);
  return ole->data + begin;
}

static void
append_numbers (GArray *numbers, const guint8 *bytes, gsize length)
{
  for (gsize i = 0; i + 4 <= length; i += 4)
    {
      guint32 number = read32 (bytes + i);

      g_array_append_val (numbers, number);
    }
}

/* The sectors of the FAT are listed in the header, and on from there in a chain of sectors whose last number leads to
 * the next. */
static gboolean
read_fat (Ole *ole)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 next = read32 (ole->data + 68);
  guint n_sectors = (guint)(ole->size >> ole->sector_shift) + 1;
  const guint8 *sector;
  gsize length;

  append_numbers (places, ole->data + 76, 4 * HEADER_DIFAT);
  for (guint n = 0; n < n_sectors && (sector = get_sector (ole, next, &length)) != NULL && length >= 8; n++)
    {
      append_numbers (places, sector, length - 4);
      next = read32 (sector + length - 4);
    }
  for (guint i = 0; i < places->len && ole->fat->len < n_sectors; i++)
    {
      sector = get_sector (ole, g_array_index (places, guint32, i), &length);
      if (sector != NULL)
        append_numbers (ole->fat, sector, length);
    }
  return ole->fat->len > 0;
}

/* A chain of sectors as one block, at most @size bytes of it. A chain is never longer than the FAT. */
static GByteArray *
read_chain (const Ole *ole, guint32 first, gsize size)
{
  GByteArray *bytes = g_byte_array_new ();
  guint32 sector = first;

  for (guint n = 0; n < ole->fat->len && bytes->len < size && sector < ole->fat->len; n++)
    {
      gsize length;
      const guint8 *data = get_sector (ole, sector, &length);

      if (data == NULL)
        break;
      g_byte_array_append (bytes, data, (guint)MIN (length, size - bytes->len));
      sector = g_array_index (ole->fat, guint32, sector);
    }
  return bytes;
}

/* The same of the small sectors that lie in the root entry's own stream. */
static GByteArray *
read_mini_chain (const Ole *ole, const GByteArray *mini, guint32 first, gsize size)
{
  GByteArray *bytes = g_byte_array_new ();
  guint32 sector = first;

  for (guint n = 0; n < ole->mini_fat->len && bytes->len < size && sector < ole->mini_fat->len; n++)
    {
      gsize begin = (gsize)sector << ole->mini_shift;
      gsize length = (gsize)1 << ole->mini_shift;

      if (begin >= mini->len)
        break;
      length = MIN (MIN (length, mini->len - begin), size - bytes->len);
      g_byte_array_append (bytes, mini->data + begin, (guint)length);
      sector = g_array_index (ole->mini_fat, guint32, sector);
    }
  return bytes;
}

static gboolean
entry_has_name (const guint8 *entry, const char *name)
{
  gsize length = strlen (name);

  if (length > 31 || read16 (entry + 64) != (length + 1) * 2)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (entry[2 * i] != (guint8)name[i] || entry[2 * i + 1] != 0)
      return FALSE;
  return TRUE;
}

static const guint8 *
find_entry (const GByteArray *directory, int type, const char *name)
{
  for (guint i = 0; i + ENTRY_BYTES <= directory->len; i += ENTRY_BYTES)
    if (directory->data[i + 66] == type && (name == NULL || entry_has_name (directory->data + i, name)))
      return directory->data + i;
  return NULL;
}

static GByteArray *
read_stream (Ole *ole, const char *name)
{
  g_autoptr (GByteArray) directory = read_chain (ole, read32 (ole->data + 48), ole->size);
  const guint8 *entry = find_entry (directory, STREAM_ENTRY, name);
  const guint8 *root = find_entry (directory, ROOT_ENTRY, NULL);
  gsize size;

  if (entry == NULL)
    return NULL;
  size = MIN (read32 (entry + 120), ole->size);
  if (size < MINI_CUTOFF && root != NULL)
    {
      g_autoptr (GByteArray) mini_fat = read_chain (ole, read32 (ole->data + 60), ole->size);
      g_autoptr (GByteArray) mini = read_chain (ole, read32 (root + 116), ole->size);

      append_numbers (ole->mini_fat, mini_fat->data, mini_fat->len);
      return read_mini_chain (ole, mini, read32 (entry + 116), size);
    }
  return read_chain (ole, read32 (entry + 116), size);
}

GBytes *
anlan_ole_read_stream (GBytes *container, const char *name)
{
  g_autoptr (GArray) fat = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) mini_fat = g_array_new (FALSE, FALSE, sizeof (guint32));
  Ole ole = { .fat = fat, .mini_fat = mini_fat };
  GByteArray *stream;

  ole.data = g_bytes_get_data (container, &ole.size);
  if (ole.size < HEADER_BYTES || memcmp (ole.data, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8) != 0)
    return NULL;
  ole.sector_shift = read16 (ole.data + 30);
  ole.mini_shift = read16 (ole.data + 32);
  if ((ole.sector_shift != 9 && ole.sector_shift != 12) || ole.mini_shift != 6 || !read_fat (&ole))
    return NULL;
  stream = read_stream (&ole, name);
  return stream != NULL ? g_byte_array_free_to_bytes (stream) : NULL;
}

gboolean
anlan_ole_has (GBytes *container, const char *name)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (container, &size);

  /* Sectors are 512 bytes or a multiple, so entries lie on multiples of their size. */
  for (gsize entry = HEADER_BYTES; entry + ENTRY_BYTES <= size; entry += ENTRY_BYTES)
    if (entry_has_name (data + entry, name))
      return TRUE;
  return FALSE;
}
