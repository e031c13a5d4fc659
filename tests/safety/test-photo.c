/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "photo-private.h"
#include "photos.h"
#include "safety/photo.h"

static void
check_forgeries (GdkPixbuf *photo, const char *name)
{
  g_autoptr (AnlanPhotoPrint) print = anlan_photo_print_new (photo);
  guint64 hashes[ANLAN_PHOTO_HASHES];

  anlan_photo_print_hashes (print, hashes);
  for (int how = 0; how < PHOTOS_FORGERIES; how++)
    {
      g_autoptr (GdkPixbuf) forged = photos_forge (photo, how);
      g_autoptr (AnlanPhotoPrint) other = anlan_photo_print_new (forged);
      double likeness = anlan_photo_compare (print, other);
      gboolean may = anlan_photo_print_may_match (other, hashes);

      g_test_message ("%s, forgery %d: %.3f, %d bits", name, how, likeness, photo_bits (other, hashes));
      g_assert_cmpfloat (likeness, >=, ANLAN_PHOTO_SAME);
      /* Tilting moves everything: only the comparison itself finds that. */
      g_assert_true (may || how == PHOTOS_TILTED || how == PHOTOS_TILTED + 1);
    }
}

static void
check_different (GdkPixbuf *a, GdkPixbuf *b, const char *name)
{
  g_autoptr (AnlanPhotoPrint) one = anlan_photo_print_new (a);
  g_autoptr (AnlanPhotoPrint) other = anlan_photo_print_new (b);
  double likeness = anlan_photo_compare (one, other);

  g_test_message ("%s: %.3f", name, likeness);
  g_assert_cmpfloat (likeness, <, 0.35);
}

/* --- tests ------------------------------------------------------------------------------------------------------------ */

static void
test_made (void)
{
  GdkPixbuf *photos[] = { photos_make (1, 800, 600), photos_make (2, 480, 640) };

  for (guint i = 0; i < G_N_ELEMENTS (photos); i++)
    {
      check_forgeries (photos[i], "made");
      for (guint j = 0; j < i; j++)
        check_different (photos[i], photos[j], "two made ones");
    }
  for (guint i = 0; i < G_N_ELEMENTS (photos); i++)
    g_object_unref (photos[i]);
}

static void
test_real (void)
{
  static const char *const names[] = { "1.jpg", "2.jpg", "3.jpg", "9.jpg" };
  const char *shared = g_getenv ("ANLAN_SHARED");
  g_autofree char *folder = shared != NULL ? g_build_filename (shared, "data", "helmet", NULL) : NULL;
  GdkPixbuf *photos[G_N_ELEMENTS (names)];

  if (folder == NULL || !g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("the real photos are not here");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      photos[i] = photos_read (path);
      check_forgeries (photos[i], names[i]);
      for (guint j = 0; j < i; j++)
        check_different (photos[i], photos[j], names[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_object_unref (photos[i]);
}

/* A wall of one grey is like nothing, not even like another one: it proves nothing either way. */
static void
test_blank (void)
{
  g_autoptr (GdkPixbuf) blank = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 64, 64);
  g_autoptr (GdkPixbuf) photo = photos_make (5, 1, 1);
  g_autoptr (AnlanPhotoPrint) one = NULL, other = NULL;

  gdk_pixbuf_fill (blank, 0x808080ff);
  one = anlan_photo_print_new (blank);
  other = anlan_photo_print_new (photo);
  g_assert_cmpfloat (fabs (anlan_photo_compare (one, one)), <, 0.01);
  g_assert_cmpfloat (fabs (anlan_photo_compare (one, other)), <, 0.01);
}

static void
test_png (void)
{
  g_autoptr (GdkPixbuf) photo = photos_make (6, 1200, 900);
  g_autoptr (GdkPixbuf) small =
      gdk_pixbuf_scale_simple (photo, ANLAN_PHOTO_EDGE, ANLAN_PHOTO_EDGE * 3 / 4, GDK_INTERP_BILINEAR);
  g_autoptr (AnlanPhotoPrint) print = anlan_photo_print_new (photo), read = NULL;
  g_autoptr (GBytes) png = NULL, broken = g_bytes_new_static ("\x89PNG and no more", 16);
  g_autoptr (GError) error = NULL;
  char *data;
  gsize length;

  g_assert_true (gdk_pixbuf_save_to_buffer (small, &data, &length, "png", &error, NULL));
  png = g_bytes_new_take (data, length);
  read = anlan_photo_print_new_png (png, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (anlan_photo_compare (read, print), >, 0.95);
  g_assert_null (anlan_photo_print_new_png (broken, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/photo/made", test_made);
  g_test_add_func ("/photo/real", test_real);
  g_test_add_func ("/photo/blank", test_blank);
  g_test_add_func ("/photo/png", test_png);
  return g_test_run ();
}
