/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-store"

#include "files-private.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <glib/gi18n-lib.h>
#include <libexif/exif-data.h>

#include "base/time.h"

/* A decoded pixel takes four bytes: 400 MB. */
#define MAX_PIXELS 100000000LL

/* JPEG: ITU-T T.81, annex B. */
#define MARK_SOI 0xd8
#define MARK_EOI 0xd9
#define MARK_SOS 0xda
#define MARK_TEM 0x01
#define MARK_RST0 0xd0
#define MARK_RST7 0xd7
#define MARK_APP0 0xe0
#define MARK_APP2 0xe2
#define MARK_APP14 0xee
#define MARK_APP15 0xef
#define MARK_COM 0xfe

#define PNG_START 8

/* Of a JPEG without its end. */
#define LEAST_ROWS 0.9

void
anlan_picture_clear (AnlanPicture *picture)
{
  g_clear_pointer (&picture->taken, g_free);
}

static gboolean
refuse_damaged (GError **error)
{
  g_set_error_literal (
      error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
      _ ("This picture is damaged or incomplete, so it was not taken. Take it again or choose another "
         "one."));
  return FALSE;
}

static guint
read_u16 (const guchar *at)
{
  return (guint)at[0] << 8 | at[1];
}

static guint32
read_u32 (const guchar *at)
{
  return (guint32)at[0] << 24 | (guint32)at[1] << 16 | (guint32)at[2] << 8 | at[3];
}

/* --- JPEG -------------------------------------------------------------------------------------------------- */

/* A walk from marker to marker. @at: the marker's 0xff; @size: of the whole segment, marker included. */
typedef struct
{
  const guchar *data;
  gsize length;
  gsize at;
  gsize size;
  guchar mark;
} JpegWalk;

static gboolean
mark_stands_alone (guchar mark)
{
  return mark == MARK_SOI || mark == MARK_EOI || mark == MARK_TEM || (mark >= MARK_RST0 && mark <= MARK_RST7);
}

/* Bytes of coded picture from @at on: they end at the next marker that is neither stuffed nor a restart. */
static gsize
measure_scan (const JpegWalk *walk, gsize at)
{
  gsize start = at;

  while (at + 1 < walk->length)
    {
      const guchar *found = memchr (walk->data + at, 0xff, walk->length - at - 1);

      if (found == NULL)
        return walk->length - start;
      at = (gsize)(found - walk->data);
      if (found[1] != 0 && found[1] != 0xff && !(found[1] >= MARK_RST0 && found[1] <= MARK_RST7))
        return at - start;
      at += found[1] == 0xff ? 1 : 2;
    }
  return walk->length - start;
}

/* To the next segment; FALSE at the end, or where there is no marker. */
static gboolean
walk_next (JpegWalk *walk)
{
  gsize at = walk->at + walk->size;

  while (at + 1 < walk->length && walk->data[at] == 0xff && walk->data[at + 1] == 0xff)
    at++;
  if (at + 1 >= walk->length || walk->data[at] != 0xff || walk->mark == MARK_EOI)
    return FALSE;
  walk->at = at;
  walk->mark = walk->data[at + 1];
  walk->size = 2;
  if (mark_stands_alone (walk->mark))
    return TRUE;
  if (at + 4 > walk->length || read_u16 (walk->data + at + 2) < 2 ||
      at + 2 + read_u16 (walk->data + at + 2) > walk->length)
    return FALSE;
  walk->size += read_u16 (walk->data + at + 2);
  if (walk->mark == MARK_SOS)
    walk->size += measure_scan (walk, at + walk->size);
  return TRUE;
}

static gboolean
is_frame (guchar mark)
{
  return mark >= 0xc0 && mark <= 0xcf && mark != 0xc4 && mark != 0xc8 && mark != 0xcc;
}

static gboolean
read_jpeg_size (const guchar *data, gsize length, AnlanPicture *picture)
{
  JpegWalk walk = { .data = data, .length = length };

  while (walk_next (&walk))
    if (is_frame (walk.mark) && walk.size >= 9)
      {
        picture->height = (int)read_u16 (data + walk.at + 5);
        picture->width = (int)read_u16 (data + walk.at + 7);
        return TRUE;
      }
  return FALSE;
}

/* Kept is what the picture needs to be shown: JFIF, the colour profile, Adobe's word on the colour transform. All the
 * rest of the application segments, comments, and what is hung on behind the end, may tell where it comes from. */
static gboolean
is_needed (const JpegWalk *walk)
{
  if (walk->mark == MARK_APP2)
    return walk->size >= 16 && memcmp (walk->data + walk->at + 4, "ICC_PROFILE", 12) == 0;
  if (walk->mark >= MARK_APP0 && walk->mark <= MARK_APP15)
    return walk->mark == MARK_APP0 || walk->mark == MARK_APP14;
  return walk->mark != MARK_COM;
}

/* An EXIF segment that says which way is up, and nothing else: TIFF header and one entry (0x0112, SHORT). */
static void
append_orientation (GByteArray *out, int orientation)
{
  guchar segment[] = { 0xff, 0xe1, 0x00, 0x22, 'E',  'x',  'i',  'f',  0x00, 0x00, 'M',  'M',
                       0x00, 0x2a, 0x00, 0x00, 0x00, 0x08, 0x00, 0x01, 0x01, 0x12, 0x00, 0x03,
                       0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00 };

  segment[29] = (guchar)orientation;
  g_byte_array_append (out, segment, sizeof segment);
}

static gboolean
strip_jpeg (const guchar *data, gsize length, int orientation, GByteArray *out)
{
  JpegWalk walk = { .data = data, .length = length };

  while (walk_next (&walk))
    {
      if (is_needed (&walk))
        g_byte_array_append (out, data + walk.at, (guint)walk.size);
      if (walk.mark == MARK_SOI && orientation > 1)
        append_orientation (out, orientation);
    }
  if (walk.mark == MARK_SOS)
    g_byte_array_append (out, (const guchar *)"\xff\xd9", 2);
  return walk.mark == MARK_EOI || walk.mark == MARK_SOS;
}

/* --- PNG: W3C, 5.3 and 11 ---------------------------------------------------------------------------------- */

/* The chunk at @at, with its length, or 0 where it is cut off. */
static gsize
chunk_size (const guchar *data, gsize length, gsize at)
{
  gsize size;

  if (at + 12 > length)
    return 0;
  size = (gsize)read_u32 (data + at) + 12;
  return size <= length - at ? size : 0;
}

static gboolean
chunk_is (const guchar *data, gsize at, const char *type)
{
  return memcmp (data + at + 4, type, 4) == 0;
}

static gboolean
read_png_size (const guchar *data, gsize length, AnlanPicture *picture)
{
  if (chunk_size (data, length, PNG_START) < 25 || !chunk_is (data, PNG_START, "IHDR"))
    return FALSE;
  if (read_u32 (data + PNG_START + 8) > G_MAXINT32 || read_u32 (data + PNG_START + 12) > G_MAXINT32)
    return FALSE;
  picture->width = (int)read_u32 (data + PNG_START + 8);
  picture->height = (int)read_u32 (data + PNG_START + 12);
  return TRUE;
}

/* Whether it reaches its end. (Of a JPEG that cannot be asked: some cameras leave the last marker out.) */
static gboolean
is_whole_png (const guchar *data, gsize length)
{
  gsize size;

  for (gsize at = PNG_START; (size = chunk_size (data, length, at)) > 0; at += size)
    if (chunk_is (data, at, "IEND"))
      return TRUE;
  return FALSE;
}

static gboolean
strip_png (const guchar *data, gsize length, GByteArray *out)
{
  static const char *const kept[] = { "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM",
                                      "sRGB", "iCCP", "sBIT", "bKGD", "pHYs", "hIST", "sPLT" };
  gsize size;

  g_byte_array_append (out, data, PNG_START);
  for (gsize at = PNG_START; (size = chunk_size (data, length, at)) > 0; at += size)
    {
      for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
        if (chunk_is (data, at, kept[i]))
          g_byte_array_append (out, data + at, (guint)size);
      if (chunk_is (data, at, "IEND"))
        return TRUE;
    }
  return FALSE;
}

/* --- EXIF -------------------------------------------------------------------------------------------------- */

/* "2026:11:22 13:05:00" to "2026-11-22T13:05:00"; NULL where a camera without a set clock wrote zeros or blanks. */
static char *
read_taken (ExifData *exif)
{
  ExifEntry *entry = exif_content_get_entry (exif->ifd[EXIF_IFD_EXIF], EXIF_TAG_DATE_TIME_ORIGINAL);
  g_autofree char *text = entry != NULL ? g_strndup ((const char *)entry->data, entry->size) : NULL;
  g_autofree char *date = NULL;
  int year, month, day, hour, minute, second;

  if (text == NULL ||
      sscanf (text, "%4d:%2d:%2d %2d:%2d:%2d", &year, &month, &day, &hour, &minute, &second) != 6)
    return NULL;
  date = g_strdup_printf ("%04d-%02d-%02d", year, month, day);
  if (!anlan_date_valid (date) || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
      second > 59)
    return NULL;
  return g_strdup_printf ("%sT%02d:%02d:%02d", date, hour, minute, second);
}

/* Degrees, minutes and seconds as three rationals. */
static double
read_degrees (ExifData *exif, int tag, int reference_tag, char negative)
{
  ExifContent *gps = exif->ifd[EXIF_IFD_GPS];
  ExifEntry *entry = exif_content_get_entry (gps, (ExifTag)tag);
  ExifEntry *reference = exif_content_get_entry (gps, (ExifTag)reference_tag);
  ExifByteOrder order = exif_data_get_byte_order (exif);
  double degrees = 0, part = 1;

  if (entry == NULL || entry->format != EXIF_FORMAT_RATIONAL || entry->components != 3 || entry->size < 24)
    return NAN;
  for (guint i = 0; i < 3; i++, part *= 60)
    {
      ExifRational rational = exif_get_rational (entry->data + 8 * i, order);

      if (rational.denominator == 0)
        return NAN;
      degrees += (double)rational.numerator / rational.denominator / part;
    }
  return reference != NULL && reference->size > 0 && reference->data[0] == negative ? -degrees : degrees;
}

static void
read_place (ExifData *exif, AnlanPicture *picture)
{
  double latitude = read_degrees (exif, EXIF_TAG_GPS_LATITUDE, EXIF_TAG_GPS_LATITUDE_REF, 'S');
  double longitude = read_degrees (exif, EXIF_TAG_GPS_LONGITUDE, EXIF_TAG_GPS_LONGITUDE_REF, 'W');

  /* Cameras without a fix write zeros. */
  if (isnan (latitude) || isnan (longitude) || fabs (latitude) > 90 || fabs (longitude) > 180 ||
      (latitude == 0 && longitude == 0))
    return;
  picture->latitude = latitude;
  picture->longitude = longitude;
}

static void
take_exif (ExifData *exif, AnlanPicture *picture)
{
  ExifEntry *entry = exif_content_get_entry (exif->ifd[EXIF_IFD_0], EXIF_TAG_ORIENTATION);

  if (entry != NULL && entry->format == EXIF_FORMAT_SHORT && entry->size >= 2)
    picture->orientation = exif_get_short (entry->data, exif_data_get_byte_order (exif));
  if (picture->orientation < 1 || picture->orientation > 8)
    picture->orientation = 1;
  picture->taken = read_taken (exif);
  read_place (exif, picture);
}

/* The EXIF of a PNG stands in a chunk of its own, without the mark that libexif looks for. */
static ExifData *
load_png_exif (const guchar *data, gsize length)
{
  gsize size;

  for (gsize at = PNG_START; (size = chunk_size (data, length, at)) > 0; at += size)
    if (chunk_is (data, at, "eXIf"))
      {
        g_autoptr (GByteArray) marked = g_byte_array_new ();

        g_byte_array_append (marked, (const guchar *)"Exif\0\0", 6);
        g_byte_array_append (marked, data + at + 8, (guint)size - 12);
        return exif_data_new_from_data (marked->data, marked->len);
      }
  return NULL;
}

static void
read_exif (const guchar *data, gsize length, gboolean jpeg, AnlanPicture *picture)
{
  ExifData *exif = jpeg ? exif_data_new_from_data (data, (unsigned int)MIN (length, G_MAXUINT))
                        : load_png_exif (data, length);

  if (exif == NULL)
    return;
  take_exif (exif, picture);
  exif_data_unref (exif);
  if (picture->orientation >= 5)
    {
      int width = picture->width;

      picture->width = picture->height;
      picture->height = width;
    }
}

/* --- both -------------------------------------------------------------------------------------------------- */

gboolean
anlan_picture_read (GBytes *bytes, const char *mime, AnlanPicture *picture, GError **error)
{
  gboolean jpeg = strcmp (mime, "image/jpeg") == 0;
  gsize length;
  const guchar *data = g_bytes_get_data (bytes, &length);

  *picture = (AnlanPicture){ .orientation = 1, .latitude = NAN, .longitude = NAN };
  if (!(jpeg ? read_jpeg_size (data, length, picture) : read_png_size (data, length, picture)) ||
      picture->width <= 0 || picture->height <= 0)
    return refuse_damaged (error);
  if ((gint64)picture->width * picture->height > MAX_PIXELS)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_LIMIT,
                   _ ("This picture has %d × %d pixels, more than Anlan takes, so it was not taken. Make it "
                      "smaller and "
                      "try again."),
                   picture->width, picture->height);
      return FALSE;
    }
  if (!jpeg && !is_whole_png (data, length))
    return refuse_damaged (error);
  read_exif (data, length, jpeg, picture);
  return TRUE;
}

static gboolean
has_end_mark (const guchar *data, gsize length)
{
  JpegWalk walk = { .data = data, .length = length };

  while (walk_next (&walk))
    continue;
  return walk.mark == MARK_EOI;
}

static void
area_updated_cb (GdkPixbufLoader *loader, int x, int y, int width, int height, int *rows)
{
  *rows = MAX (*rows, y + height);
}

/* Decodes all of it: only a picture that is not scaled tells how far it came. */
static gboolean
is_mostly_there (GBytes *bytes)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_mime_type ("image/jpeg", NULL);
  GdkPixbuf *pixbuf = NULL;
  gboolean whole;
  int rows = 0;

  if (loader == NULL)
    return FALSE;
  g_signal_connect (loader, "area-updated", G_CALLBACK (area_updated_cb), &rows);
  if (gdk_pixbuf_loader_write_bytes (loader, bytes, NULL))
    pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  /* Closing it fills up what is missing. */
  whole = pixbuf != NULL && rows >= LEAST_ROWS * gdk_pixbuf_get_height (pixbuf);
  gdk_pixbuf_loader_close (loader, NULL);
  return whole;
}

gboolean
anlan_picture_is_whole (GBytes *bytes, const char *mime)
{
  gsize length;
  const guchar *data = g_bytes_get_data (bytes, &length);

  if (strcmp (mime, "image/jpeg") != 0)
    return is_whole_png (data, length);
  return has_end_mark (data, length) || is_mostly_there (bytes);
}

GBytes *
anlan_picture_strip (GBytes *bytes, const char *mime, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_auto (AnlanPicture) picture = { 0 };
  gsize length;
  const guchar *data = g_bytes_get_data (bytes, &length);

  if (!anlan_picture_read (bytes, mime, &picture, error))
    return NULL;
  if (strcmp (mime, "image/jpeg") == 0 ? strip_jpeg (data, length, picture.orientation, out)
                                       : strip_png (data, length, out))
    return g_byte_array_free_to_bytes (g_steal_pointer (&out));
  refuse_damaged (error);
  return NULL;
}
