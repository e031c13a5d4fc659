/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* What is kept of photos in a plant: from the moment they come in, and of those that came in before. */

#include <gio/gio.h>
#include <string.h>

#include "photos.h"
#include "safety-fixture.h"
#include "safety/photo.h"
#include "safety/safety.h"
#include "store/files.h"

typedef struct
{
  const char *sql;
  const char *parameter;
  AnlanValue value;
} Lookup;

static gboolean
look_up_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Lookup *lookup = data;

  return anlan_db_lookup (db, lookup->sql, lookup->parameter, &lookup->value, error);
}

static gint64
look_up (AnlanPlant *plant, const char *sql, const char *parameter)
{
  Lookup lookup = { .sql = sql, .parameter = parameter };
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_store_read (anlan_plant_get_store (plant), look_up_work, &lookup, &error));
  g_assert_no_error (error);
  return anlan_value_get_integer (&lookup.value, -1);
}

/* --- coming in ------------------------------------------------------------------------------------------------------ */

static void
test_coming_in (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GdkPixbuf) photo = photos_make (7, 640, 480);
  g_autoptr (GBytes) jpeg = photos_to_jpeg (photo, "90");
  g_autofree char *sha256 = fixture_store (fixture, jpeg);
  g_autofree char *hazard =
      fixture_add (fixture, "hazard", "what", "Flange leaks", "source", "government", "photos", sha256, NULL);
  g_autoptr (GError) error = NULL;
  guint n_read = 99;

  g_assert_cmpint (look_up (fixture->plant, "SELECT length (sign) FROM photo_sign WHERE sha256 = ?1", sha256),
                   ==, 8 * ANLAN_PHOTO_HASHES);
  g_assert_cmpint (
      look_up (fixture->plant,
               "SELECT count(*) FROM photo_print p JOIN photo_sign s ON s.id = p.id WHERE s.sha256 = ?1",
               sha256),
      ==, 1);

  /* A plant that was made with a reader has nothing to catch up with. */
  g_assert_true (anlan_photos_catch_up (anlan_plant_get_store (fixture->plant), &n_read, NULL, &error));
  g_assert_cmpuint (n_read, ==, 0);
  fixture_verify (fixture);
}

/* A print that was stored says the same as the one it was stored from. */
static void
test_round_trip (void)
{
  g_autoptr (GdkPixbuf) photo = photos_make (11, 900, 500);
  g_autoptr (AnlanPhotoPrint) made = anlan_photo_print_new (photo);
  g_autoptr (GBytes) bytes = anlan_photo_print_to_bytes (made);
  g_autoptr (AnlanPhotoPrint) read =
      anlan_photo_print_new_bytes (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  guint64 before[ANLAN_PHOTO_HASHES], after[ANLAN_PHOTO_HASHES];

  anlan_photo_print_hashes (made, before);
  anlan_photo_print_hashes (read, after);
  g_assert_cmpmem (before, sizeof before, after, sizeof after);
  g_assert_null (anlan_photo_print_new_bytes (g_bytes_get_data (bytes, NULL), 100));
}

/* --- what is no picture --------------------------------------------------------------------------------------------- */

typedef struct
{
  const char *name;
  GBytes *(*make) (void);
  int code;
  const char *part; /* of the sentence */
} Bad;

static GBytes *
make_empty (void)
{
  return g_bytes_new_static ("", 0);
}

static GBytes *
make_huge (void)
{
  return g_bytes_new_take (g_malloc0 (60 * 1024 * 1024), 60 * 1024 * 1024);
}

static GBytes *
make_text (void)
{
  return g_bytes_new_static ("Not a picture at all.", 21);
}

/* Its head says a picture of 640 × 480; the rest is missing. */
static GBytes *
make_cut (void)
{
  g_autoptr (GdkPixbuf) photo = photos_make (3, 640, 480);
  g_autoptr (GBytes) jpeg = photos_to_jpeg (photo, "90");

  return g_bytes_new_from_bytes (jpeg, 0, 700);
}

/* A head and nothing that can be decoded behind it. */
static GBytes *
make_noise (void)
{
  g_autoptr (GdkPixbuf) photo = photos_make (3, 640, 480);
  g_autoptr (GBytes) jpeg = photos_to_jpeg (photo, "90");
  gsize length;
  guchar *copy = g_bytes_unref_to_data (g_bytes_ref (jpeg), &length);

  /* The first table of the Huffman codes counts more codes than there can be. */
  for (gsize i = 0; i + 24 < length; i++)
    if (copy[i] == 0xff && copy[i + 1] == 0xc4)
      {
        memset (copy + i + 5, 0xff, 16);
        break;
      }
  return g_bytes_new_take (copy, length);
}

/* 65,500 pixels each way, in 27 bytes. */
static GBytes *
make_bomb (void)
{
  static const guchar jpeg[] = "\xff\xd8\xff\xc0\0\x11\x08\xff\xdc\xff\xdc\3\1\x11\0\2\x11\0\3\x11\0\xff\xd9";

  return g_bytes_new_static (jpeg, sizeof jpeg - 1);
}

static const Bad bad[] = {
  { "empty", make_empty, ANLAN_ERROR_INPUT, "is empty" },
  { "60 MB", make_huge, ANLAN_ERROR_LIMIT, "too large" },
  { "text", make_text, ANLAN_ERROR_INPUT, "no JPEG or PNG" },
  { "cut off", make_cut, ANLAN_ERROR_INPUT, "damaged" },
  { "noise", make_noise, ANLAN_ERROR_INPUT, "damaged" },
  { "bomb", make_bomb, ANLAN_ERROR_LIMIT, "65500 × 65500 pixels" },
};

static guint
count_files (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      n += g_file_test (child, G_FILE_TEST_IS_DIR) ? count_files (child) : 1;
    }
  return n;
}

static void
test_bad (Fixture *fixture, gconstpointer data)
{
  AnlanStore *store = anlan_plant_get_store (fixture->plant);
  g_autofree char *files = g_build_filename (fixture->root, "plant", "files", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GBytes) bytes = bad[i].make ();
      g_autoptr (GError) error = NULL;
      g_autoptr (AnlanFile) file =
          anlan_files_add_bytes (store, bytes, "photo.jpg", ANLAN_FILE_PHOTO, 0, FALSE, &error);

      g_test_message ("%s: %s", bad[i].name, error != NULL ? error->message : "taken");
      g_assert_null (file);
      g_assert_error (error, ANLAN_ERROR, bad[i].code);
      g_assert_nonnull (strstr (error->message, bad[i].part));
      g_assert_nonnull (strstr (error->message, "not taken"));
      g_assert_cmpuint (count_files (files), ==, 0);
    }
}

/* --- plants of before ----------------------------------------------------------------------------------------------- */

/* tests/data/plant-1/plant.db.gz was written by the program when its schema had version 1: two hazards, the first with
 * data/demo/photos/hydrant-before.png. */
#define OLD_PHOTO "cb4cf7833775a86217e418451dce8bfc1b6fcc4b548453223ba14ee931e1d706"

static void
unpack (const char *from, const char *to)
{
  g_autoptr (GFile) source = g_file_new_for_path (from);
  g_autoptr (GFile) target = g_file_new_for_path (to);
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) raw = G_INPUT_STREAM (g_file_read (source, NULL, &error));
  g_autoptr (GConverter) gunzip = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  g_autoptr (GInputStream) plain = NULL;
  g_autoptr (GOutputStream) out = NULL;

  g_assert_no_error (error);
  plain = g_converter_input_stream_new (raw, gunzip);
  out = G_OUTPUT_STREAM (g_file_create (target, G_FILE_CREATE_NONE, NULL, &error));
  g_assert_no_error (error);
  g_output_stream_splice (out, plain, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error);
  g_assert_no_error (error);
}

/* A folder as it lay there then; @photo: (nullable): what stands where its photo was. */
static AnlanPlant *
open_old (Fixture *fixture, const char *photo)
{
  g_autofree char *dir = g_build_filename (fixture->root, "old", NULL);
  g_autofree char *files = g_build_filename (dir, "files", "cb", NULL);
  g_autofree char *stored = g_build_filename (files, OLD_PHOTO + 2, NULL);
  g_autofree char *db = g_build_filename (dir, "plant.db", NULL);
  g_autofree char *gz = g_test_build_filename (G_TEST_DIST, "data", "plant-1", "plant.db.gz", NULL);
  g_autoptr (AnlanRegistry) registry = anlan_safety_registry_new ();
  g_autofree char *desk = g_build_filename (fixture->root, "desk", NULL);
  AnlanPlantOptions options = { .registry = registry, .clock = fixture->clock, .desk_dir = desk };
  g_autoptr (GError) error = NULL;
  AnlanPlant *plant;

  g_assert_cmpint (g_mkdir_with_parents (files, 0700), ==, 0);
  unpack (gz, db);
  if (photo != NULL)
    {
      g_autofree char *bytes = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (photo, &bytes, &length, &error));
      g_assert_true (g_file_set_contents (stored, bytes, (gssize)length, &error));
    }
  plant = anlan_plant_open (dir, &options, &error);
  g_assert_no_error (error);
  return plant;
}

static void
close_old (AnlanPlant *plant)
{
  anlan_plant_close (plant);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_object_unref (plant);
}

static void
check_old (Fixture *fixture, const char *photo, gint64 sign_length)
{
  AnlanPlant *plant = open_old (fixture, photo);
  g_autoptr (GError) error = NULL;
  guint n_read = 99;

  g_assert_cmpint (look_up (plant, "SELECT count(*) FROM photo_sign", NULL), ==, 0);
  g_assert_true (anlan_photos_catch_up (anlan_plant_get_store (plant), &n_read, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_read, ==, 1);
  g_assert_cmpint (look_up (plant, "SELECT count(*) FROM photo_sign", NULL), ==, 1);
  g_assert_cmpint (
      look_up (plant, "SELECT coalesce (length (sign), 0) FROM photo_sign WHERE sha256 = ?1", OLD_PHOTO), ==,
      sign_length);
  g_assert_true (anlan_photos_catch_up (anlan_plant_get_store (plant), &n_read, NULL, &error));
  g_assert_cmpuint (n_read, ==, 0);
  close_old (plant);
}

static void
test_older (Fixture *fixture, gconstpointer data)
{
  g_autofree char *photo =
      g_test_build_filename (G_TEST_DIST, "..", "data", "demo", "photos", "hydrant-before.png", NULL);

  check_old (fixture, photo, 8 * ANLAN_PHOTO_HASHES);
}

static void
test_older_lost (Fixture *fixture, gconstpointer data)
{
  check_old (fixture, NULL, 0);
}

static void
test_older_damaged (Fixture *fixture, gconstpointer data)
{
  g_autofree char *source = g_test_build_filename (G_TEST_DIST, "safety", "test-photo-store.c", NULL);

  check_old (fixture, source, 0);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  AnlanPlant *plant = open_old (fixture, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (anlan_photos_catch_up (anlan_plant_get_store (plant), NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (look_up (plant, "SELECT count(*) FROM photo_complete", NULL), ==, 0);
  close_old (plant);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, function) g_test_add (name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("/photo-store/coming-in", test_coming_in);
  g_test_add_func ("/photo-store/round-trip", test_round_trip);
  ADD ("/photo-store/bad", test_bad);
  ADD ("/photo-store/older", test_older);
  ADD ("/photo-store/older-lost", test_older_lost);
  ADD ("/photo-store/older-damaged", test_older_damaged);
  ADD ("/photo-store/cancelled", test_cancelled);
  return g_test_run ();
}
