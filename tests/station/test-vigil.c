/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

#include <glib/gstdio.h>

#include "base/error.h"
#include "base/time.h"
#include "station/vigil.h"

#define NOW G_GINT64_CONSTANT (1795136400000)

typedef struct
{
  char *dir;
  char *path;
} Folder;

static void
set_up (Folder *folder, gconstpointer data)
{
  folder->dir = g_dir_make_tmp ("anlan-vigil-XXXXXX", NULL);
  folder->path = g_build_filename (folder->dir, "station.json", NULL);
}

static void
tear_down (Folder *folder, gconstpointer data)
{
  g_remove (folder->path);
  g_rmdir (folder->dir);
  g_free (folder->path);
  g_free (folder->dir);
}

static void
assert_gap (const AnlanVigil *vigil, guint i, gint64 from, gint64 to, gboolean stopped)
{
  const AnlanVigilGap *gap = &g_array_index (vigil->gaps, AnlanVigilGap, i);

  g_assert_cmpint (gap->from, ==, NOW + from);
  g_assert_cmpint (gap->to, ==, NOW + to);
  g_assert_cmpint (gap->stopped, ==, stopped);
}

static void
test_life (Folder *folder, gconstpointer data)
{
  g_auto (AnlanVigil) never = { 0 };
  g_auto (AnlanVigil) first = { 0 };
  g_auto (AnlanVigil) second = { 0 };
  g_auto (AnlanVigil) third = { 0 };
  g_auto (AnlanVigil) seen = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_vigil_read (folder->dir, &never, &error));
  g_assert_cmpint (never.alive, ==, G_MININT64);
  g_assert_false (anlan_vigil_is_on (&never, NOW));

  g_assert_true (anlan_vigil_begin (folder->dir, NOW, &first, &error));
  g_assert_true (anlan_vigil_is_on (&first, NOW + ANLAN_VIGIL_GAP));
  g_assert_false (anlan_vigil_is_on (&first, NOW + ANLAN_VIGIL_GAP + 1));
  g_assert_true (anlan_vigil_beat (folder->dir, NOW + ANLAN_VIGIL_BEAT, &first, &error));
  /* It slept for an hour. */
  g_assert_true (anlan_vigil_beat (folder->dir, NOW + ANLAN_HOUR, &first, &error));

  /* It was killed, and started again at once: no gap. Then it was killed, and started ten minutes later. */
  g_assert_true (anlan_vigil_begin (folder->dir, NOW + ANLAN_HOUR + ANLAN_VIGIL_GAP, &second, &error));
  g_assert_cmpuint (second.gaps->len, ==, 1);
  g_assert_true (anlan_vigil_begin (folder->dir, NOW + 2 * ANLAN_HOUR, &third, &error));
  g_assert_cmpuint (third.gaps->len, ==, 2);
  g_assert_true (anlan_vigil_end (folder->dir, NOW + 2 * ANLAN_HOUR + ANLAN_SECOND, &third, &error));
  g_assert_false (anlan_vigil_is_on (&third, NOW + 2 * ANLAN_HOUR + ANLAN_SECOND));
  anlan_vigil_clear (&third);

  /* It was stopped for a day, then its clock was set back: no gap of less than nothing. */
  g_assert_true (anlan_vigil_begin (folder->dir, NOW + ANLAN_DAY, &third, &error));
  g_assert_true (anlan_vigil_beat (folder->dir, NOW, &third, &error));
  g_assert_true (anlan_vigil_read (folder->dir, &seen, &error));
  g_assert_no_error (error);
  g_assert_cmpint (seen.since, ==, NOW + ANLAN_DAY);
  g_assert_cmpuint (seen.gaps->len, ==, 3);
  assert_gap (&seen, 0, ANLAN_VIGIL_BEAT, ANLAN_HOUR, FALSE);
  assert_gap (&seen, 1, ANLAN_HOUR + ANLAN_VIGIL_GAP, 2 * ANLAN_HOUR, FALSE);
  assert_gap (&seen, 2, 2 * ANLAN_HOUR + ANLAN_SECOND, ANLAN_DAY, TRUE);
}

static void
test_many (Folder *folder, gconstpointer data)
{
  g_auto (AnlanVigil) vigil = { 0 };
  gint64 now = NOW;

  g_assert_true (anlan_vigil_begin (folder->dir, now, &vigil, NULL));
  for (guint i = 0; i < ANLAN_VIGIL_GAPS + 5; i++)
    g_assert_true (anlan_vigil_beat (folder->dir, now += ANLAN_HOUR, &vigil, NULL));
  g_assert_cmpuint (vigil.gaps->len, ==, ANLAN_VIGIL_GAPS);
  g_assert_cmpint (g_array_index (vigil.gaps, AnlanVigilGap, ANLAN_VIGIL_GAPS - 1).to, ==, now);
}

static void
test_damaged (Folder *folder, gconstpointer data)
{
  static const char *const texts[] = { "", "{", "[]", "{}", "{\"alive\":7}" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_auto (AnlanVigil) vigil = { 0 };
      g_autoptr (GError) error = NULL;

      g_file_set_contents (folder->path, texts[i], -1, NULL);
      g_assert_false (anlan_vigil_read (folder->dir, &vigil, &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_CORRUPT);
      anlan_vigil_clear (&vigil);
      g_test_expect_message ("anlan-station", G_LOG_LEVEL_WARNING, "*damaged*");
      g_assert_true (anlan_vigil_begin (folder->dir, NOW, &vigil, NULL));
      g_test_assert_expected_messages ();
    }
}

static void
test_no_folder (Folder *folder, gconstpointer data)
{
  g_autofree char *nowhere = g_build_filename (folder->dir, "nowhere", NULL);
  g_auto (AnlanVigil) vigil = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_false (anlan_vigil_begin (nowhere, NOW, &vigil, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_IO);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/station/vigil/life", Folder, NULL, set_up, test_life, tear_down);
  g_test_add ("/station/vigil/many", Folder, NULL, set_up, test_many, tear_down);
  g_test_add ("/station/vigil/damaged", Folder, NULL, set_up, test_damaged, tear_down);
  g_test_add ("/station/vigil/no-folder", Folder, NULL, set_up, test_no_folder, tear_down);
  return g_test_run ();
}
