/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <libexif/exif-data.h>

#include "files-private.h"
#include "store-fixture.h"

/* --- pictures made here -------------------------------------------------------------------------------------- */

static GBytes *
make_picture (int width, int height, const char *format)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  g_autoptr (GError) error = NULL;
  char *data;
  gsize length;

  /* Left half red, right half blue. */
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        guchar *pixel = gdk_pixbuf_get_pixels (pixbuf) + y * gdk_pixbuf_get_rowstride (pixbuf) + x * 3;

        pixel[0] = x < width / 2 ? 255 : 0;
        pixel[1] = 0;
        pixel[2] = x < width / 2 ? 0 : 255;
      }
  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &data, &length, format, &error, NULL));
  g_assert_no_error (error);
  return g_bytes_new_take (data, length);
}

static void
add_entry (
    ExifData *exif, ExifIfd ifd, int tag, ExifFormat format, const void *data, guint size, guint components)
{
  ExifEntry *entry = exif_entry_new ();

  entry->tag = (ExifTag)tag;
  entry->format = format;
  entry->components = components;
  entry->size = size;
  entry->data = malloc (size);
  memcpy (entry->data, data, size);
  exif_content_add_entry (exif->ifd[ifd], entry);
  exif_entry_unref (entry);
}

static void
add_degrees (ExifData *exif, int tag, guint degrees, guint minutes, guint seconds_100, guint denominator)
{
  guchar data[24];

  exif_set_rational (data, EXIF_BYTE_ORDER_INTEL, (ExifRational){ degrees, 1 });
  exif_set_rational (data + 8, EXIF_BYTE_ORDER_INTEL, (ExifRational){ minutes, 1 });
  exif_set_rational (data + 16, EXIF_BYTE_ORDER_INTEL, (ExifRational){ seconds_100, denominator });
  add_entry (exif, EXIF_IFD_GPS, tag, EXIF_FORMAT_RATIONAL, data, sizeof data, 3);
}

/* "Exif\0\0" and the TIFF structure. */
static GByteArray *
make_exif (int orientation, const char *taken, gboolean place, guint denominator)
{
  ExifData *exif = exif_data_new ();
  GByteArray *bytes = g_byte_array_new ();
  guchar value[2];
  guchar *data;
  guint length;

  exif_data_set_byte_order (exif, EXIF_BYTE_ORDER_INTEL);
  exif_set_short (value, EXIF_BYTE_ORDER_INTEL, (ExifShort)orientation);
  add_entry (exif, EXIF_IFD_0, EXIF_TAG_ORIENTATION, EXIF_FORMAT_SHORT, value, 2, 1);
  add_entry (exif, EXIF_IFD_0, EXIF_TAG_ARTIST, EXIF_FORMAT_ASCII, "Wang-Fang-made-this", 20, 20);
  if (taken != NULL)
    add_entry (exif, EXIF_IFD_EXIF, EXIF_TAG_DATE_TIME_ORIGINAL, EXIF_FORMAT_ASCII, taken, 20, 20);
  if (place)
    {
      /* 31° 19' 2.50" N, 121° 23' 42.00" E: the campus of shu_campus.osm. */
      add_entry (exif, EXIF_IFD_GPS, EXIF_TAG_GPS_LATITUDE_REF, EXIF_FORMAT_ASCII, "N", 2, 2);
      add_degrees (exif, EXIF_TAG_GPS_LATITUDE, 31, 19, 250, denominator);
      add_entry (exif, EXIF_IFD_GPS, EXIF_TAG_GPS_LONGITUDE_REF, EXIF_FORMAT_ASCII, "E", 2, 2);
      add_degrees (exif, EXIF_TAG_GPS_LONGITUDE, 121, 23, 4200, denominator);
    }
  exif_data_save_data (exif, &data, &length);
  g_byte_array_append (bytes, data, length);
  free (data);
  exif_data_unref (exif);
  return bytes;
}

/* @jpeg with an APP1, an IPTC segment and a comment behind its start, and something behind its end. */
static GBytes *
add_metadata (GBytes *jpeg, GByteArray *exif)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guchar start[4] = { 0xff, 0xe1, (guchar)((exif->len + 2) >> 8), (guchar)(exif->len + 2) };
  gsize length;
  const guchar *data = g_bytes_get_data (jpeg, &length);

  g_byte_array_append (out, data, 2);
  g_byte_array_append (out, start, 4);
  g_byte_array_append (out, exif->data, exif->len);
  g_byte_array_append (out, (const guchar *)"\xff\xed\x00\x0dIPTC-secret", 15);
  g_byte_array_append (out,
                       (const guchar *)"\xff\xfe\x00\x10"
                                       "comment-secret",
                       18);
  g_byte_array_append (out, data + 2, (guint)length - 2);
  g_byte_array_append (out, (const guchar *)"trailing-secret", 15);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

static GdkPixbuf *
decode_png (GBytes *png)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_mime_type ("image/png", NULL);

  g_assert_true (gdk_pixbuf_loader_write_bytes (loader, png, NULL));
  g_assert_true (gdk_pixbuf_loader_close (loader, NULL));
  return g_object_ref (gdk_pixbuf_loader_get_pixbuf (loader));
}

static void
append_chunk (GByteArray *png, const char *type, const void *data, guint32 length)
{
  guint32 size = GUINT32_TO_BE (length);

  g_byte_array_append (png, (const guchar *)&size, 4);
  g_byte_array_append (png, (const guchar *)type, 4);
  g_byte_array_append (png, data, length);
  /* The checksum is not looked at by us; decoders skip what they do not know. */
  g_byte_array_append (png, (const guchar *)"\0\0\0\0", 4);
}

static gboolean
holds (GBytes *bytes, const char *text)
{
  return memmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, strlen (text)) != NULL;
}

static AnlanFile *
add (Fixture *fixture, GBytes *bytes, const char *name, AnlanFileKind kind, gboolean anonymous)
{
  g_autoptr (GError) error = NULL;
  AnlanFile *file = anlan_files_add_bytes (fixture->store, bytes, name, kind, 0, anonymous, &error);

  g_assert_no_error (error);
  return file;
}

static GBytes *
stored (Fixture *fixture, const AnlanFile *file)
{
  g_autofree char *path = anlan_files_path (fixture->store, file->sha256);
  char *data;
  gsize length;

  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  return g_bytes_new_take (data, length);
}

static void
check_refused (
    Fixture *fixture, GBytes *bytes, AnlanFileKind kind, gint64 max, gboolean anonymous, AnlanError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (anlan_files_add_bytes (fixture->store, bytes, "a.jpg", kind, max, anonymous, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, ANLAN_ERROR, (int)code);
}

/* No half of a file is left in the folder. */
static void
check_no_parts (Fixture *fixture)
{
  g_autofree char *folder = anlan_store_path (fixture->store, "files");
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_false (g_str_has_prefix (name, ".part"));
}

/* --- kinds ---------------------------------------------------------------------------------------------------- */

#define B(text) text, sizeof text - 1

/* First bytes as the formats' specifications give them. */
static void
test_sniff (void)
{
  static const struct
  {
    const char *bytes;
    gsize length;
    const char *mime;
  } cases[] = {
    { B ("\xff\xd8\xff\xe0\0\x10JFIF"), "image/jpeg" },
    { B ("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "image/png" },
    { B ("GIF89a...."), "image/gif" },
    { B ("RIFF\1\2\3\4WEBPVP8 "), "image/webp" },
    { B ("RIFF\1\2\3\4AVI LIST"), "video/x-msvideo" },
    { B ("xxxx\1\2\3\4WEBP text"), "text/plain" },
    { B ("%PDF-1.7\n"), "application/pdf" },
    { B ("junk before\n%PDF-1.4\n"), "application/pdf" },
    { B ("\0\0\0\x18"
         "ftypmp42\0\0\0\0"),
      "video/mp4" },
    { B ("\0\0\0\x18"
         "ftypisom\0\0\2\0"),
      "video/mp4" },
    { B ("\0\0\0\x14"
         "ftypqt  \0\0\2\0"),
      "video/quicktime" },
    { B ("\0\0\0\x14"
         "ftyp3gp5\0\0\2\0"),
      "video/3gpp" },
    { B ("\0\0\0\x18"
         "ftypheic\0\0\0\0"),
      "image/heic" },
    { B ("\x1a\x45\xdf\xa3\x9f\x42\x86\x81\1\x42\x82\x84webm"), "video/webm" },
    { B ("\x1a\x45\xdf\xa3\x9f\x42\x86\x81\1\x42\x82\x88matroska"), "video/x-matroska" },
    { B ("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....W\0o\0r\0k\0b\0o\0o\0k\0"), "application/vnd.ms-excel" },
    { B ("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....W\0o\0r\0d\0D\0o\0c\0"), "application/msword" },
    { B ("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1........"), "application/x-ole-storage" },
    { B ("\x7f"
         "ELF\2\1\1"),
      "application/x-executable" },
    { B ("MZ\x90\0\3"), "application/x-msdownload" },
    { B ("AC1032\0\0"), "image/vnd.dwg" },
    { B ("  0\nSECTION\n  2\nHEADER"), "image/vnd.dxf" },
    { B ("<?xml version=\"1.0\"?>\n<svg xmlns='x'>"), "image/svg+xml" },
    { B ("<?xml version=\"1.0\"?>\n<osm>"), "application/xml" },
    { B ("<!DOCTYPE html><p>"), "text/html" },
    { B ("SQLite format 3\0...."), "application/vnd.sqlite3" },
    { B ("动火作业, a table"), "text/plain" },
    { B ("\xff\xfeh\0i\0"), "text/plain" },
    { B ("\1\2\0\3"), "application/octet-stream" },
    { B ("\xff\xff\xff\xff\xff\xff\xff\xff"), "application/octet-stream" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (anlan_sniff_mime ((const guchar *)cases[i].bytes, cases[i].length, NULL), ==,
                     cases[i].mime);
}

static void
test_wrong_kinds (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) text = g_bytes_new_static (B ("just a text"));
  g_autoptr (GBytes) program = g_bytes_new_static (B ("\x7f"
                                                      "ELF\2\1\1 and so on"));
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) clip = g_bytes_new_static (B ("\0\0\0\x18"
                                                   "ftypmp42\0\0\0\0"));
  g_autoptr (GBytes) picture = make_picture (8, 8, "jpeg");
  g_autoptr (AnlanFile) video = NULL;
  g_autoptr (AnlanFile) any = NULL;

  check_refused (fixture, text, ANLAN_FILE_PHOTO, 0, FALSE, ANLAN_ERROR_INPUT);
  check_refused (fixture, program, ANLAN_FILE_PHOTO, 0, FALSE, ANLAN_ERROR_INPUT);
  check_refused (fixture, clip, ANLAN_FILE_PHOTO, 0, FALSE, ANLAN_ERROR_INPUT);
  check_refused (fixture, picture, ANLAN_FILE_CLIP, 0, FALSE, ANLAN_ERROR_INPUT);
  check_refused (fixture, empty, ANLAN_FILE_ANY, 0, FALSE, ANLAN_ERROR_INPUT);
  check_refused (fixture, picture, ANLAN_FILE_PHOTO, 100, FALSE, ANLAN_ERROR_LIMIT);
  check_refused (fixture, text, ANLAN_FILE_ANY, 0, TRUE, ANLAN_ERROR_REFUSED);
  check_refused (fixture, clip, ANLAN_FILE_CLIP, 0, TRUE, ANLAN_ERROR_REFUSED);
  check_no_parts (fixture);

  video = add (fixture, clip, "clip.txt", ANLAN_FILE_CLIP, FALSE);
  g_assert_cmpstr (video->mime, ==, "video/mp4");
  any = add (fixture, text, NULL, ANLAN_FILE_ANY, FALSE);
  g_assert_cmpstr (any->mime, ==, "text/plain");
  g_assert_null (any->name);
}

/* --- pictures ------------------------------------------------------------------------------------------------- */

static void
test_exif (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) plain = make_picture (40, 20, "jpeg");
  g_autoptr (GByteArray) exif = make_exif (6, "2026:11:22 13:05:00", TRUE, 100);
  g_autoptr (GBytes) tagged = add_metadata (plain, exif);
  g_autoptr (AnlanFile) file = add (fixture, tagged, "IMG_0001.JPG", ANLAN_FILE_PHOTO, FALSE);
  g_autoptr (AnlanFile) bare = add (fixture, plain, "plain.jpg", ANLAN_FILE_PHOTO, FALSE);
  g_autoptr (GBytes) kept = stored (fixture, file);

  g_assert_cmpstr (file->mime, ==, "image/jpeg");
  g_assert_cmpstr (file->name, ==, "IMG_0001.JPG");
  g_assert_cmpint (file->size, ==, g_bytes_get_size (tagged));
  g_assert_cmpstr (file->taken, ==, "2026-11-22T13:05:00");
  g_assert_cmpfloat_with_epsilon (file->latitude, 31 + 19 / 60.0 + 2.5 / 3600, 1e-9);
  g_assert_cmpfloat_with_epsilon (file->longitude, 121 + 23 / 60.0 + 42.0 / 3600, 1e-9);
  /* Upright: orientation 6 stands on its side. */
  g_assert_cmpint (file->width, ==, 20);
  g_assert_cmpint (file->height, ==, 40);
  g_assert_true (g_bytes_equal (kept, tagged));

  g_assert_null (bare->taken);
  g_assert_true (isnan (bare->latitude) && isnan (bare->longitude));
  g_assert_cmpint (bare->width, ==, 40);
  g_assert_cmpint (bare->height, ==, 20);
}

/* Times and places that cameras write and that mean nothing. */
static void
test_exif_nonsense (Fixture *fixture, gconstpointer data)
{
  static const char *const times[] = { "0000:00:00 00:00:00", "    :  :     :  :  ", "2026:02:30 10:00:00",
                                       "2026:11:22 25:00:00", "nonsense here......" };
  g_autoptr (GBytes) plain = make_picture (40, 20, "jpeg");

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autoptr (GByteArray) exif = make_exif (9, times[i], TRUE, 0);
      g_autoptr (GBytes) tagged = add_metadata (plain, exif);
      g_autoptr (AnlanFile) file = add (fixture, tagged, "a.jpg", ANLAN_FILE_PHOTO, FALSE);

      g_assert_null (file->taken);
      g_assert_true (isnan (file->latitude) && isnan (file->longitude));
      g_assert_cmpint (file->width, ==, 40);
    }
}

static void
check_stripped (GBytes *bytes)
{
  g_assert_false (holds (bytes, "Wang-Fang"));
  g_assert_false (holds (bytes, "2026:11:22"));
  g_assert_false (holds (bytes, "secret"));
}

static void
test_anonymous_jpeg (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) plain = make_picture (40, 20, "jpeg");
  g_autoptr (GByteArray) exif = make_exif (6, "2026:11:22 13:05:00", TRUE, 100);
  g_autoptr (GBytes) tagged = add_metadata (plain, exif);
  g_autoptr (AnlanFile) file = add (fixture, tagged, "wang-fang.jpg", ANLAN_FILE_PHOTO, TRUE);
  g_autoptr (GBytes) kept = stored (fixture, file);
  g_autoptr (GBytes) thumbnail = NULL;
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  g_auto (AnlanPicture) picture = { 0 };
  g_autoptr (GError) error = NULL;

  check_stripped (kept);
  g_assert_cmpstr (file->name, ==, "photo.jpg");
  g_assert_null (file->taken);
  g_assert_true (isnan (file->latitude));
  g_assert_true (anlan_picture_read (kept, "image/jpeg", &picture, &error));
  g_assert_cmpint (picture.orientation, ==, 6);
  g_assert_null (picture.taken);

  /* It still decodes, and stands upright: turned clockwise, the red half is on top. */
  thumbnail = anlan_files_thumbnail (fixture->store, file->sha256, 64, &error);
  g_assert_no_error (error);
  pixbuf = decode_png (thumbnail);
  g_assert_cmpint (gdk_pixbuf_get_width (pixbuf), ==, 20);
  g_assert_cmpint (gdk_pixbuf_get_height (pixbuf), ==, 40);
  g_assert_cmpint (gdk_pixbuf_get_pixels (pixbuf)[0], >, 200);
  g_assert_cmpint (gdk_pixbuf_get_pixels (pixbuf)[2], <, 50);
}

static void
test_anonymous_png (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) plain = make_picture (40, 20, "png");
  g_autoptr (GByteArray) exif = make_exif (6, "2026:11:22 13:05:00", TRUE, 100);
  g_autoptr (GByteArray) tagged = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (AnlanFile) file = NULL;
  g_autoptr (AnlanFile) named = NULL;
  g_autoptr (GBytes) kept = NULL;
  const guchar *png = g_bytes_get_data (plain, NULL);

  g_byte_array_append (tagged, png, 33); /* signature and IHDR */
  append_chunk (tagged, "tEXt", B ("Author\0text-secret"));
  append_chunk (tagged, "iTXt", B ("XML\0\0\0\0\0xmp-secret"));
  append_chunk (tagged, "tIME", B ("\7\xea\x0b\x16\0\0\0"));
  append_chunk (tagged, "prVt", B ("private-secret"));
  append_chunk (tagged, "eXIf", exif->data + 6, exif->len - 6);
  g_byte_array_append (tagged, png + 33, (guint)g_bytes_get_size (plain) - 33);
  g_byte_array_append (tagged, (const guchar *)B ("trailing-secret"));
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&tagged));

  named = add (fixture, bytes, "a.png", ANLAN_FILE_PHOTO, FALSE);
  g_assert_cmpstr (named->taken, ==, "2026-11-22T13:05:00");
  g_assert_cmpint (named->width, ==, 20);
  file = add (fixture, bytes, "a.png", ANLAN_FILE_PHOTO, TRUE);
  kept = stored (fixture, file);
  check_stripped (kept);
  g_assert_cmpstr (file->name, ==, "photo.png");
  g_assert_true (g_bytes_equal (kept, plain) || g_bytes_get_size (kept) <= g_bytes_get_size (plain));
}

/* A header that promises more pixels than there is memory: refused before anything is decoded. */
static void
test_pixel_flood (Fixture *fixture, gconstpointer data)
{
  static const guchar png[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\1\x86\xa0\0\1\x86\xa0\x08\2\0\0\0\0\0\0\0";
  static const guchar jpeg[] = "\xff\xd8\xff\xc0\0\x11\x08\xff\xff\xff\xff\3\1\x11\0\2\x11\0\3\x11\0\xff\xd9";
  g_autoptr (GBytes) first = g_bytes_new_static (png, sizeof png - 1);
  g_autoptr (GBytes) second = g_bytes_new_static (jpeg, sizeof jpeg - 1);
  clock_t start = clock ();

  check_refused (fixture, first, ANLAN_FILE_PHOTO, 0, FALSE, ANLAN_ERROR_LIMIT);
  check_refused (fixture, second, ANLAN_FILE_PHOTO, 0, FALSE, ANLAN_ERROR_LIMIT);
  check_refused (fixture, first, ANLAN_FILE_ANY, 0, FALSE, ANLAN_ERROR_LIMIT);
  g_assert_cmpint (clock () - start, <, CLOCKS_PER_SEC);
}

/* Every beginning of a picture, and pictures with a byte turned over: refused or taken, never more than that. */
static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  static const char *const formats[] = { "jpeg", "png" };
  g_autoptr (GByteArray) exif = make_exif (6, "2026:11:22 13:05:00", TRUE, 100);
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint f = 0; f < G_N_ELEMENTS (formats); f++)
    {
      g_autofree char *mime = g_strconcat ("image/", formats[f], NULL);
      g_autoptr (GBytes) plain = make_picture (16, 16, formats[f]);
      g_autoptr (GBytes) whole = f == 0 ? add_metadata (plain, exif) : g_bytes_ref (plain);
      gsize length;
      const guchar *bytes = g_bytes_get_data (whole, &length);

      for (gsize cut = 8; cut < length; cut++)
        {
          g_autofree guchar *copy = g_memdup2 (bytes, cut);
          g_autoptr (GBytes) part = g_bytes_new (copy, cut);
          g_autoptr (GBytes) stripped = anlan_picture_strip (part, mime, NULL);

          g_assert_true (stripped == NULL || f == 0);
        }
      for (int i = 0; i < 3000; i++)
        {
          g_autofree guchar *copy = g_memdup2 (bytes, length);
          g_autoptr (GBytes) turned = NULL;
          g_autoptr (GBytes) stripped = NULL;

          copy[g_rand_int_range (rand, 2, (int)length)] = (guchar)g_rand_int (rand);
          turned = g_bytes_new_take (g_steal_pointer (&copy), length);
          stripped = anlan_picture_strip (turned, mime, NULL);
          g_assert_true (stripped == NULL || g_bytes_get_size (stripped) <= length + 36);
        }
    }
}

/* Real photographs. */
static void
test_real (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "1.jpg", "2.jpg", "3.jpg", "9.jpg" };
  const char *shared = g_getenv ("ANLAN_SHARED");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path =
          g_build_filename (shared != NULL ? shared : "", "data", "helmet", names[i], NULL);
      g_autoptr (AnlanFile) file = NULL;
      g_autoptr (AnlanFile) anonymous = NULL;
      g_autoptr (GBytes) thumbnail = NULL;
      g_autoptr (GBytes) other = NULL;
      g_autoptr (GError) error = NULL;

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        {
          g_test_skip ("the shared photographs are not here");
          return;
        }
      file = anlan_files_add (fixture->store, path, ANLAN_FILE_PHOTO, 50 * 1024 * 1024, FALSE, &error);
      g_assert_no_error (error);
      g_test_message ("%s: %d × %d, %s", names[i], file->width, file->height, file->taken);
      anonymous = anlan_files_add (fixture->store, path, ANLAN_FILE_PHOTO, 50 * 1024 * 1024, TRUE, &error);
      g_assert_no_error (error);
      thumbnail = anlan_files_thumbnail (fixture->store, file->sha256, 96, &error);
      g_assert_no_error (error);
      other = anlan_files_thumbnail (fixture->store, anonymous->sha256, 96, &error);
      g_assert_no_error (error);
      /* Without its metadata it shows the same. */
      g_assert_true (g_bytes_equal (thumbnail, other));
    }
}

/* --- from files ------------------------------------------------------------------------------------------------ */

static void
test_add_path (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->root, "report 报告.txt", NULL);
  g_autofree char *pipe = g_build_filename (fixture->root, "pipe", NULL);
  g_autofree char *missing = g_build_filename (fixture->root, "missing", NULL);
  g_autofree char *large = g_strnfill (300000, 'a');
  g_autofree char *kept_path = NULL;
  g_autofree char *kept = NULL;
  g_autoptr (AnlanFile) file = NULL;
  g_autoptr (AnlanFile) again = NULL;
  g_autoptr (GError) error = NULL;
  char hex[ANLAN_SHA256_HEX + 1];
  struct stat st;

  g_assert_true (g_file_set_contents (path, large, 300000, NULL));
  file = anlan_files_add (fixture->store, path, ANLAN_FILE_ANY, 0, FALSE, &error);
  g_assert_no_error (error);
  anlan_sha256_text (large, 300000, hex);
  g_assert_cmpstr (file->sha256, ==, hex);
  g_assert_cmpint (file->size, ==, 300000);
  g_assert_cmpstr (file->name, ==, "report 报告.txt");
  kept_path = anlan_files_path (fixture->store, hex);
  g_assert_true (g_file_get_contents (kept_path, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, large);
  g_assert_cmpint (stat (kept_path, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 0777, ==, 0600);

  /* Once more mends what has been altered. */
  g_assert_true (g_file_set_contents (kept_path, "altered", -1, NULL));
  again = anlan_files_add (fixture->store, path, ANLAN_FILE_ANY, 0, FALSE, &error);
  g_assert_no_error (error);
  g_clear_pointer (&kept, g_free);
  g_assert_true (g_file_get_contents (kept_path, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, large);

  g_assert_null (anlan_files_add (fixture->store, path, ANLAN_FILE_ANY, 1000, FALSE, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_LIMIT);
  g_clear_error (&error);
  g_assert_null (anlan_files_add (fixture->store, missing, ANLAN_FILE_ANY, 0, FALSE, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (anlan_files_add (fixture->store, fixture->root, ANLAN_FILE_ANY, 0, FALSE, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  g_assert_null (anlan_files_add (fixture->store, pipe, ANLAN_FILE_ANY, 0, FALSE, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_clear_error (&error);
  check_no_parts (fixture);

  fixture->options.read_only = TRUE;
  fixture_reopen (fixture);
  g_assert_null (anlan_files_add (fixture->store, path, ANLAN_FILE_ANY, 0, FALSE, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_READ_ONLY);
}

static gboolean
register_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  return anlan_files_register (db, data, "2026-11-22T05:09:16Z", error);
}

typedef struct
{
  const char *sha256;
  AnlanFile *file;
} FileLookup;

static gboolean
lookup_file (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  FileLookup *lookup = data;

  lookup->file = anlan_files_lookup (db, lookup->sha256, error);
  return lookup->file != NULL;
}

static void
test_register (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) plain = make_picture (40, 20, "jpeg");
  g_autoptr (GByteArray) exif = make_exif (1, "2026:11:22 13:05:00", TRUE, 100);
  g_autoptr (GBytes) tagged = add_metadata (plain, exif);
  g_autoptr (AnlanFile) file = add (fixture, tagged, "a.jpg", ANLAN_FILE_PHOTO, FALSE);
  g_autoptr (AnlanFile) bare = add (fixture, plain, NULL, ANLAN_FILE_PHOTO, FALSE);
  g_autoptr (GError) error = NULL;
  FileLookup lookup = { .sha256 = file->sha256 };

  g_assert_false (anlan_store_read (fixture->store, lookup_file, &lookup, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  for (int i = 0; i < 2; i++)
    {
      g_assert_true (anlan_store_write (fixture->store, register_work, file, &error));
      g_assert_true (anlan_store_write (fixture->store, register_work, bare, &error));
    }
  g_assert_no_error (error);
  g_assert_true (anlan_store_read (fixture->store, lookup_file, &lookup, &error));
  g_assert_cmpstr (lookup.file->sha256, ==, file->sha256);
  g_assert_cmpstr (lookup.file->mime, ==, "image/jpeg");
  g_assert_cmpstr (lookup.file->taken, ==, "2026-11-22T13:05:00");
  g_assert_cmpfloat (lookup.file->latitude, ==, file->latitude);
  g_assert_cmpint (lookup.file->width, ==, 40);
  anlan_file_free (lookup.file);
  lookup.sha256 = bare->sha256;
  g_assert_true (anlan_store_read (fixture->store, lookup_file, &lookup, &error));
  g_assert_true (isnan (lookup.file->latitude));
  g_assert_null (lookup.file->name);
  anlan_file_free (lookup.file);
  g_assert_cmpuint (verify (fixture, NULL), ==, 0);
}

/* What nobody wanted is gone; what a change has brought in stays. */
static void
test_drop (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) one = make_picture (40, 30, "jpeg"), two = make_picture (30, 40, "jpeg");
  g_autoptr (AnlanFile) unwanted = add (fixture, one, "a.jpg", ANLAN_FILE_PHOTO, FALSE);
  g_autoptr (AnlanFile) used = add (fixture, two, "b.jpg", ANLAN_FILE_PHOTO, FALSE);
  g_autofree char *unwanted_path = anlan_files_path (fixture->store, unwanted->sha256);
  g_autofree char *used_path = anlan_files_path (fixture->store, used->sha256);
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_store_write (fixture->store, register_work, used, &error));
  g_assert_no_error (error);
  for (int i = 0; i < 2; i++) /* twice is once */
    {
      g_assert_true (anlan_files_drop (fixture->store, unwanted->sha256, &error));
      g_assert_no_error (error);
      g_assert_true (anlan_files_drop (fixture->store, used->sha256, &error));
      g_assert_no_error (error);
    }
  g_assert_false (g_file_test (unwanted_path, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (used_path, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (verify (fixture, NULL), ==, 0);
}

/* --- thumbnails -------------------------------------------------------------------------------------------------- */

static void
check_size (GBytes *png, int width, int height)
{
  g_autoptr (GdkPixbuf) pixbuf = decode_png (png);

  g_assert_cmpint (gdk_pixbuf_get_width (pixbuf), ==, width);
  g_assert_cmpint (gdk_pixbuf_get_height (pixbuf), ==, height);
}

static void
test_thumbnail (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) plain = make_picture (400, 200, "jpeg");
  g_autoptr (GByteArray) exif = make_exif (8, NULL, FALSE, 100);
  g_autoptr (GBytes) tagged = add_metadata (plain, exif);
  g_autoptr (AnlanFile) file = add (fixture, plain, "a.jpg", ANLAN_FILE_PHOTO, FALSE);
  g_autoptr (AnlanFile) turned = add (fixture, tagged, "b.jpg", ANLAN_FILE_PHOTO, FALSE);
  g_autofree char *path = anlan_files_path (fixture->store, file->sha256);
  g_autoptr (GBytes) small = NULL;
  g_autoptr (GBytes) large = NULL;
  g_autoptr (GBytes) upright = NULL;
  g_autoptr (GBytes) cached = NULL;
  g_autoptr (GError) error = NULL;

  small = anlan_files_thumbnail (fixture->store, file->sha256, 100, &error);
  g_assert_no_error (error);
  check_size (small, 100, 50);
  large = anlan_files_thumbnail (fixture->store, file->sha256, 1000, &error);
  check_size (large, 400, 200);
  upright = anlan_files_thumbnail (fixture->store, turned->sha256, 100, &error);
  check_size (upright, 50, 100);

  /* From the cache, even when the file has gone; without the cache there is none. */
  g_unlink (path);
  cached = anlan_files_thumbnail (fixture->store, file->sha256, 100, &error);
  g_assert_true (g_bytes_equal (cached, small));
  g_assert_null (anlan_files_thumbnail (fixture->store, file->sha256, 101, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
}

static void
test_thumbnail_refuses (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) text = g_bytes_new_static (B ("just a text"));
  g_autoptr (GBytes) picture = make_picture (64, 64, "png");
  g_autoptr (AnlanFile) note = add (fixture, text, "a.txt", ANLAN_FILE_ANY, FALSE);
  g_autoptr (AnlanFile) file = add (fixture, picture, "a.png", ANLAN_FILE_ANY, FALSE);
  g_autofree char *path = anlan_files_path (fixture->store, file->sha256);
  g_autoptr (GError) error = NULL;

  g_assert_null (anlan_files_thumbnail (fixture->store, note->sha256, 64, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_null (anlan_files_thumbnail (fixture->store, "../../etc/passwd", 64, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  /* Exchanged since it was stored. */
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (picture, NULL), 60, NULL));
  g_assert_null (anlan_files_thumbnail (fixture->store, file->sha256, 64, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
}

/* What was made of the photo is the copy's own: each may be freed before the other. */
static void
test_copy (void)
{
  g_autoptr (GBytes) sign = g_bytes_new_static ("sign", 4);
  AnlanFile *file = g_new0 (AnlanFile, 1);
  g_autoptr (AnlanFile) copy = NULL;

  file->mime = g_strdup ("image/jpeg");
  file->taken = g_strdup ("2026-11-20T08:30:00");
  file->sign = g_bytes_ref (sign);
  file->print = g_bytes_new_static ("print", 5);
  copy = anlan_file_copy (file);
  anlan_file_free (file);
  g_assert_cmpstr (copy->mime, ==, "image/jpeg");
  g_assert_null (copy->name);
  g_assert_cmpstr (copy->taken, ==, "2026-11-20T08:30:00");
  g_assert_true (g_bytes_equal (copy->sign, sign));
  g_assert_cmpuint (g_bytes_get_size (copy->print), ==, 5);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, function) g_test_add (name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  g_test_add_func ("/files/sniff", test_sniff);
  g_test_add_func ("/files/copy", test_copy);
  ADD ("/files/wrong-kinds", test_wrong_kinds);
  ADD ("/files/exif", test_exif);
  ADD ("/files/exif-nonsense", test_exif_nonsense);
  ADD ("/files/anonymous-jpeg", test_anonymous_jpeg);
  ADD ("/files/anonymous-png", test_anonymous_png);
  ADD ("/files/pixel-flood", test_pixel_flood);
  ADD ("/files/damaged", test_damaged);
  ADD ("/files/real", test_real);
  ADD ("/files/add-path", test_add_path);
  ADD ("/files/register", test_register);
  ADD ("/files/drop", test_drop);
  ADD ("/files/thumbnail", test_thumbnail);
  ADD ("/files/thumbnail-refuses", test_thumbnail_refuses);
  return g_test_run ();
}
