/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench"

/* What telling photos and descriptions apart costs: reading a photo of 12 megapixels for its print, against decoding it
 * alone; finding one among 400,000 signs; finding descriptions like one that is typed among 200,000 hazards, against
 * counting the rows that have one of its words. */

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <time.h>

#include <gdk-pixbuf/gdk-pixbuf.h>

#include "../../src/safety/photo-index.h"
#include "base/paths.h"
#include "model/plant.h"
#include "safety/photo.h"
#include "safety/repeat.h"
#include "store/db.h"
#include "store/search.h"

#define ROUNDS 5
#define SIGNS 400000
#define HAZARDS 200000

/* The thread's own time, so that others on the machine do not count. */
static gint64
thread_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static double
milliseconds_since (gint64 start)
{
  return (double)(thread_time () - start) / 1000;
}

static void
run (AnlanDb *db, const char *script)
{
  g_autoptr (GError) error = NULL;

  if (!anlan_db_exec (db, script, &error))
    g_error ("%s", error->message);
}

/* --- photos ---------------------------------------------------------------------------------------------------------- */

static GdkPixbuf *
make_photo (void)
{
  GdkPixbuf *photo = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 4000, 3000);
  guchar *pixels = gdk_pixbuf_get_pixels (photo);
  gsize length = gdk_pixbuf_get_byte_length (photo);
  guint32 state = 1;

  /* Soft shapes with a little noise over them, as a camera gives. */
  for (gsize i = 0; i < length; i++)
    {
      gsize pixel = i / 3;

      state = state * 1664525 + 1013904223;
      pixels[i] = (guchar)((pixel % 4000) / 24 + (pixel / 4000) / 32 + (state >> 28));
    }
  return photo;
}

static GdkPixbuf *
decode (const char *jpeg, gsize length, int edge)
{
  GdkPixbufLoader *loader = gdk_pixbuf_loader_new_with_type ("jpeg", NULL);
  GdkPixbuf *photo;

  if (edge > 0)
    gdk_pixbuf_loader_set_size (loader, edge, edge * 3 / 4);
  if (!gdk_pixbuf_loader_write (loader, (const guchar *)jpeg, length, NULL) ||
      !gdk_pixbuf_loader_close (loader, NULL))
    g_error ("the photo cannot be decoded");
  photo = g_object_ref (gdk_pixbuf_loader_get_pixbuf (loader));
  g_object_unref (loader);
  return photo;
}

static void
bench_print (void)
{
  g_autoptr (GdkPixbuf) photo = make_photo ();
  g_autofree char *jpeg = NULL;
  double alone = G_MAXDOUBLE, whole = G_MAXDOUBLE;
  gsize length;

  gdk_pixbuf_save_to_buffer (photo, &jpeg, &length, "jpeg", NULL, "quality", "85", NULL);
  for (int i = 0; i < ROUNDS; i++)
    {
      gint64 start = thread_time ();
      g_autoptr (GdkPixbuf) large = decode (jpeg, length, 0);
      g_autoptr (GdkPixbuf) small = NULL;
      g_autoptr (GBytes) sign = NULL, print = NULL;

      alone = MIN (alone, milliseconds_since (start));
      start = thread_time ();
      small = decode (jpeg, length, ANLAN_PHOTO_EDGE);
      anlan_photo_reader.read (small, &sign, &print);
      whole = MIN (whole, milliseconds_since (start));
    }
  g_print ("print of 12 megapixels (%.1f MB)   %8.1f ms   decoding alone %.1f ms   ratio %.2f\n",
           (double)length / 1e6, whole, alone, whole / alone);
}

static void
bench_index (AnlanDb *db)
{
  g_autoptr (GdkPixbuf) small = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 360, 270);
  g_autoptr (AnlanPhotoPrint) print = NULL;
  g_autoptr (GError) error = NULL;
  PhotoIndex *index = photo_index_new ();
  gint64 start = thread_time ();
  double read, find = G_MAXDOUBLE;

  gdk_pixbuf_fill (small, 0x336699ff);
  print = anlan_photo_print_new (small);
  if (!photo_index_read (index, db, &error))
    g_error ("%s", error->message);
  read = milliseconds_since (start);
  for (int i = 0; i < ROUNDS; i++)
    {
      g_autoptr (GArray) found = NULL;

      start = thread_time ();
      found = photo_index_find (index, db, print, &error);
      find = MIN (find, milliseconds_since (start));
    }
  g_print ("one photo among %d               %8.1f ms   reading the signs once %.1f ms   ratio %.2f\n", SIGNS,
           find, read, find / read);
  photo_index_free (index);
}

/* --- words ----------------------------------------------------------------------------------------------------------- */

static void
fill_hazards (AnlanDb *db)
{
  static const char *const things[] = { "法兰",   "阀门", "护栏",   "灭火器", "配电柜",
                                        "皮带机", "储罐", "应急灯", "管线" };
  static const char *const places[] = { "甲醇罐区", "合成车间", "空分装置", "污水处理",
                                        "装车台",   "循环水站", "硫回收" };
  static const char *const states[] = {
    "渗漏", "锈蚀", "松动", "缺失", "损坏", "压力不足", "未接地", "被遮挡"
  };
  g_autoptr (GError) error = NULL;
  AnlanStmt *stmt = anlan_db_prepare (db,
                                      "INSERT INTO k_hazard (id, number, what, stage, rev, created, changed)"
                                      " VALUES (?1, ?1, ?2, 'found', '1', '', '')",
                                      &error);

  if (stmt == NULL)
    g_error ("%s", error->message);
  run (db, "BEGIN");
  for (guint i = 0; i < HAZARDS; i++)
    {
      g_autofree char *id = g_strdup_printf ("HZ-%06u", i);
      g_autofree char *what =
          g_strdup_printf ("%s%u号%s%s", places[i % 7], i % 97, things[i / 7 % 9], states[i / 63 % 8]);

      anlan_stmt_bind_text (stmt, 1, id);
      anlan_stmt_bind_text (stmt, 2, what);
      if (!anlan_stmt_run (stmt, &error) || !anlan_search_add (db, 0, "hazard", id, what, what, &error))
        g_error ("%s", error->message);
    }
  run (db, "COMMIT");
  anlan_stmt_free (stmt);
}

static void
bench_words (AnlanDb *db)
{
  static const char *const typed[] = { "装车台法兰渗漏", "5号护栏锈蚀", "空分装置配电柜未接地",
                                       "flange leaks" };

  for (guint t = 0; t < G_N_ELEMENTS (typed); t++)
    {
      double find = G_MAXDOUBLE, count = G_MAXDOUBLE;
      guint n = 0;

      for (int i = 0; i < ROUNDS; i++)
        {
          g_autoptr (GError) error = NULL;
          g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
          g_autoptr (GPtrArray) found = NULL;
          gint64 start = thread_time ();

          found = anlan_hazards_similar (db, typed[t], NULL, NULL, TRUE, 5, &error);
          if (found == NULL)
            g_error ("%s", error->message);
          find = MIN (find, milliseconds_since (start));
          n = found->len;
          start = thread_time ();
          if (!anlan_db_lookup (db, "SELECT count(*) FROM k_hazard WHERE what LIKE '%法兰%'", NULL, &value,
                                &error))
            g_error ("%s", error->message);
          count = MIN (count, milliseconds_since (start));
        }
      g_print ("like “%s” among %d     %8.1f ms   %u found   looking at each row %.1f ms   ratio %.2f\n",
               typed[t], HAZARDS, find, n, count, find / count);
    }
}

/* plant.db of a new plant, with the tables as the program makes them. */
static AnlanDb *
open_db (const char *dir, const char *desk)
{
  AnlanPlantOptions options = { .desk_dir = desk };
  AnlanPlantBirth birth = { "Bench", "Asia/Shanghai", "zh_CN", NAN, NAN };
  g_autofree char *path = g_build_filename (dir, "plant.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanPlant) plant = anlan_plant_create (dir, &birth, &options, &error);
  AnlanDb *db;

  if (plant == NULL)
    g_error ("%s", error->message);
  anlan_plant_close (plant);
  db = anlan_db_open (path, ANLAN_DB_WRITE, &error);
  if (db == NULL)
    g_error ("%s", error->message);
  return db;
}

static void
fill_signs (AnlanDb *db)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  AnlanStmt *stmt =
      anlan_db_prepare (db, "INSERT INTO photo_sign (sha256, version, sign) VALUES (?1, ?2, ?3)", &error);

  if (stmt == NULL)
    g_error ("%s", error->message);
  run (db, "BEGIN");
  for (guint i = 0; i < SIGNS; i++)
    {
      g_autofree char *sha256 = g_strdup_printf ("%064x", i);
      guint32 sign[2 * ANLAN_PHOTO_HASHES];

      for (guint j = 0; j < G_N_ELEMENTS (sign); j++)
        sign[j] = g_rand_int (rand);
      anlan_stmt_bind_text (stmt, 1, sha256);
      anlan_stmt_bind_integer (stmt, 2, ANLAN_PHOTO_VERSION);
      anlan_stmt_bind_blob (stmt, 3, sign, sizeof sign);
      if (!anlan_stmt_run (stmt, &error))
        g_error ("%s", error->message);
    }
  run (db, "COMMIT");
  anlan_stmt_free (stmt);
}

int
main (void)
{
  g_autofree char *root = NULL;
  g_autofree char *dir = NULL;
  g_autofree char *desk = NULL;
  AnlanDb *db;

  setlocale (LC_ALL, "C.UTF-8");
  bench_print ();
  root = g_dir_make_tmp ("anlan-bench-XXXXXX", NULL);
  dir = g_build_filename (root, "plant", NULL);
  desk = g_build_filename (root, "desk", NULL);
  db = open_db (dir, desk);
  fill_signs (db);
  bench_index (db);
  fill_hazards (db);
  bench_words (db);
  anlan_db_close (db);
  anlan_remove_tree (root);
  return EXIT_SUCCESS;
}
