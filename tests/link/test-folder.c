/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* The drop folder: what is complete is taken once and moved away, what makes no sense goes to bad/ with its reason, and
 * what was interrupted is not lost. */

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <utime.h>

#include "base/error.h"
#include "base/paths.h"
#include "link-fixture.h"

/* When files of these tests were written: an hour before the fixture's now. */
#define WRITTEN (FIXTURE_NOW - 3600000)

#define FILE_MAX_BYTES (32 * 1024 * 1024)

typedef struct
{
  LinkFixture link;
  char *folder;
} Drop;

static void
set_up (Drop *drop, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  link_set_up (&drop->link, data);
  drop->folder = g_dir_make_tmp ("anlan-drop-XXXXXX", &error);
  g_assert_no_error (error);
}

static void
tear_down (Drop *drop, gconstpointer data)
{
  link_tear_down (&drop->link, data);
  anlan_remove_tree (drop->folder);
  g_free (drop->folder);
}

static void
start (Drop *drop)
{
  link_make (&drop->link, "folder", "{\"folder\":\"%s\",\"interval\":1}", drop->folder);
  anlan_source_start (drop->link.source);
}

static void
put (Drop *drop, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (drop->folder, name, NULL);
  struct utimbuf when = { .actime = WRITTEN / 1000, .modtime = WRITTEN / 1000 };
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_utime (path, &when), ==, 0);
}

static gboolean
is_there (LinkFixture *link, gpointer data)
{
  return g_file_test (data, G_FILE_TEST_EXISTS);
}

static void
wait_for (Drop *drop, const char *name)
{
  g_autofree char *path = g_build_filename (drop->folder, name, NULL);

  link_wait (&drop->link, is_there, path);
}

static gboolean
has (Drop *drop, const char *name)
{
  g_autofree char *path = g_build_filename (drop->folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static char *
contents (Drop *drop, const char *name)
{
  g_autofree char *path = g_build_filename (drop->folder, name, NULL);
  g_autoptr (GError) error = NULL;
  char *text;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
test_taken (Drop *drop, gconstpointer data)
{
  g_autofree char *readings = NULL;
  g_auto (AnlanSourceStatus) status = { 0 };

  put (drop, "a.json",
       "[{\"series\":\"a\",\"ts\":\"2026-11-20T00:30:00Z\",\"value\":1.5},{\"series\":\"b\",\"value\":2}]");
  put (drop, "a.json.part", "[{\"series\":\"part\",\"value\":3}]");
  put (drop, "Thumbs.db", "x");
  put (drop, ".hidden", "[{\"series\":\"hidden\",\"value\":3}]");
  start (drop);
  wait_for (drop, "done/a.json");
  readings = link_readings (&drop->link);
  /* What has no moment of its own stands at that of its file. */
  g_assert_cmpstr (readings, ==, "a 1795134600000 1.5 0 -\nb 1795132800000 2.0 0 -\n");
  g_assert_false (has (drop, "a.json"));
  g_assert_false (has (drop, "done/a.json.txt"));
  g_assert_true (has (drop, "a.json.part"));
  g_assert_true (has (drop, ".hidden"));
  g_assert_true (has (drop, "Thumbs.db"));
  link_status (&drop->link, &status);
  g_assert_cmpint (status.state, ==, ANLAN_SOURCE_RUNNING);
  g_assert_cmpuint (status.items, ==, 2);
  g_assert_cmpuint (status.errors, ==, 0);

  /* The same again, as after a crash before it was moved: nothing doubles, and neither file is overwritten. */
  put (drop, "a.json",
       "[{\"series\":\"a\",\"ts\":\"2026-11-20T00:30:00Z\",\"value\":1.5},{\"series\":\"b\",\"value\":2}]");
  wait_for (drop, "done/a-2.json");
  g_assert_true (has (drop, "done/a.json"));
  g_free (readings);
  readings = link_readings (&drop->link);
  g_assert_cmpstr (readings, ==, "a 1795134600000 1.5 0 -\nb 1795132800000 2.0 0 -\n");
}

static void
test_bad (Drop *drop, gconstpointer data)
{
  g_autofree char *reason = NULL, *half = NULL, *readings = NULL;
  g_auto (AnlanSourceStatus) status = { 0 };

  put (drop, "broken.json", "[{\"series\":");
  put (drop, "half.json", "[{\"series\":\"good\",\"value\":1},{\"value\":2},7]");
  start (drop);
  wait_for (drop, "bad/broken.json");
  wait_for (drop, "bad/half.json");
  reason = contents (drop, "bad/broken.json.txt");
  g_assert_nonnull (strstr (reason, "not the JSON that was expected"));
  half = contents (drop, "bad/half.json.txt");
  g_assert_nonnull (strstr (half, "1 of its items were taken, 2 were not"));
  readings = link_readings (&drop->link);
  g_assert_cmpstr (readings, ==, "good 1795132800000 1.0 0 -\n");
  link_wait_errors (&drop->link, 2);
  link_status (&drop->link, &status);
  g_assert_cmpuint (status.errors, ==, 2);
  g_assert_nonnull (strstr (status.last_error, "bad"));
}

static void
test_too_large (Drop *drop, gconstpointer data)
{
  g_autofree char *text = g_malloc (FILE_MAX_BYTES + 2), *reason = NULL, *json = NULL;

  memset (text, ' ', FILE_MAX_BYTES + 1);
  text[FILE_MAX_BYTES + 1] = '\0';
  put (drop, "large.csv", text);
  text[ANLAN_BATCH_MAX_BYTES + 1] = '\0';
  put (drop, "large.json", text);
  start (drop);
  wait_for (drop, "bad/large.csv");
  wait_for (drop, "bad/large.json");
  reason = contents (drop, "bad/large.csv.txt");
  g_assert_nonnull (strstr (reason, "more than 32 MiB"));
  json = contents (drop, "bad/large.json.txt");
  g_assert_nonnull (strstr (json, "more than 4 MiB"));
}

static void
test_csv (Drop *drop, gconstpointer data)
{
  g_autofree char *readings = NULL, *reason = NULL;

  put (drop, "a.csv", "series,value,unit\na,1.5,ppm\nb,2,\n");
  put (drop, "words.txt", "nothing of this kind\n");
  start (drop);
  wait_for (drop, "done/a.csv");
  wait_for (drop, "bad/words.txt");
  readings = link_readings (&drop->link);
  g_assert_cmpstr (readings, ==, "a 1795132800000 1.5 0 ppm\nb 1795132800000 2.0 0 -\n");
  reason = contents (drop, "bad/words.txt.txt");
  g_assert_nonnull (strstr (reason, "no column"));
}

/* More lines than a message may have: all of them, part by part, and what is wrong in a later part is told as well. */
static void
test_long (Drop *drop, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("ts,a,b\n");
  g_autofree char *reason = NULL;
  gint64 first = FIXTURE_NOW - 30000000;

  for (guint i = 0; i < 30000; i++)
    g_string_append_printf (text, "%" G_GINT64_FORMAT ",%u,%s\n", first + 1000 * i, i,
                            i == 29999 ? "x" : "1");
  put (drop, "long.csv", text->str);
  link_make (
      &drop->link, "folder",
      "{\"folder\":\"%s\",\"interval\":1,\"profile\":{\"format\":\"csv\",\"readings\":[{\"series\":\"a\","
      "\"ts\":\"ts\",\"value\":\"a\"},{\"series\":\"b\",\"ts\":\"ts\",\"value\":\"b\"}]}}",
      drop->folder);
  anlan_source_start (drop->link.source);
  link_wait_readings (&drop->link, 59999);
  wait_for (drop, "bad/long.csv");
  reason = contents (drop, "bad/long.csv.txt");
  g_assert_nonnull (strstr (reason, "59999 of its items were taken, 1 were not"));
}

/* The measurements of real gas sensors, as their file is: seven sensors, a row each two seconds. */
static void
test_real (Drop *drop, gconstpointer data)
{
  const char *shared = g_getenv ("ANLAN_SHARED");
  g_autofree char *from =
      shared != NULL ? g_build_filename (shared, "data", "gas_sensors_mq.csv", NULL) : NULL;
  g_autofree char *text = NULL, *readings = NULL;

  if (from == NULL || !g_file_get_contents (from, &text, NULL, NULL))
    {
      g_test_skip ("no shared data");
      return;
    }
  put (drop, "mq.csv", text);
  link_make (
      &drop->link, "folder",
      "{\"folder\":\"%s\",\"interval\":1,\"profile\":{\"format\":\"csv\",\"readings\":[{\"series\":"
      "\"mq2/{Serial Number}\",\"value\":\"MQ2\"},{\"series\":\"mq135/{Serial "
      "Number}\",\"value\":\"MQ135\"}],"
      "\"detections\":[{\"source\":\"lab\",\"type\":\"{Gas}\",\"id\":\"{Serial Number}\",\"only\":{\"Gas\":"
      "[\"Smoke\"]}}]}}",
      drop->folder);
  anlan_source_start (drop->link.source);
  wait_for (drop, "done/mq.csv");
  readings = link_readings (&drop->link);
  g_assert_nonnull (strstr (readings, "mq2/0 1795132800000 555.0 0 -\n"));
  g_assert_nonnull (strstr (readings, "mq135/0 1795132800000 416.0 0 -\n"));
}

static void
test_profile (Drop *drop, gconstpointer data)
{
  g_autofree char *readings = NULL;

  put (drop, "a.dat", "T;2026-11-20 08:30;12,5\n");
  link_make (
      &drop->link, "folder",
      "{\"folder\":\"%s\",\"interval\":1,\"profile\":{\"format\":\"csv\",\"header\":false,\"decimal\":\",\","
      "\"readings\":[{\"series\":\"lab/{#1}\",\"ts\":\"#2\",\"value\":\"#3\",\"unit\":\"°C\"}]}}",
      drop->folder);
  anlan_source_start (drop->link.source);
  wait_for (drop, "done/a.dat");
  readings = link_readings (&drop->link);
  /* Local time is that of the plant. */
  g_assert_cmpstr (readings, ==, "lab/T 1795134600000 12.5 0 °C\n");
}

/* What grows is left alone until it stands still. */
static void
test_being_written (Drop *drop, gconstpointer data)
{
  g_autofree char *path = g_build_filename (drop->folder, "slow.json", NULL);
  FILE *file = g_fopen (path, "w");

  fputs ("[{\"series\":\"a\",\"value\":1}", file);
  fflush (file);
  start (drop);
  for (guint i = 0; i < 5; i++)
    {
      link_pass (&drop->link, 500);
      fprintf (file, ",{\"series\":\"a%u\",\"value\":1}", i);
      fflush (file);
      g_assert_false (has (drop, "bad"));
    }
  fputs ("]", file);
  fclose (file);
  wait_for (drop, "done/slow.json");
  link_wait_readings (&drop->link, 6);
}

/* Links, pipes and folders are no files: nothing hangs, nothing is followed. */
static void
test_strange (Drop *drop, gconstpointer data)
{
  g_autofree char *link = g_build_filename (drop->folder, "link.json", NULL);
  g_autofree char *pipe = g_build_filename (drop->folder, "pipe.json", NULL);
  g_autofree char *inner = g_build_filename (drop->folder, "inner.json", NULL);

  g_assert_cmpint (symlink ("/etc/passwd", link), ==, 0);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  g_assert_cmpint (g_mkdir (inner, 0700), ==, 0);
  put (drop, "a.json", "{\"series\":\"a\",\"value\":1}");
  start (drop);
  wait_for (drop, "done/a.json");
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  g_assert_true (has (drop, "pipe.json"));
  g_assert_false (has (drop, "bad"));
}

static gboolean
is_running (LinkFixture *link, gpointer data)
{
  g_auto (AnlanSourceStatus) status = { 0 };

  link_status (link, &status);
  return status.state == ANLAN_SOURCE_RUNNING;
}

static void
test_missing (Drop *drop, gconstpointer data)
{
  g_auto (AnlanSourceStatus) status = { 0 };

  anlan_remove_tree (drop->folder);
  start (drop);
  link_wait_errors (&drop->link, 1);
  link_status (&drop->link, &status);
  g_assert_cmpint (status.state, ==, ANLAN_SOURCE_FAILING);
  g_assert_nonnull (strstr (status.last_error, drop->folder));
  /* The share is back: it goes on by itself. */
  g_assert_cmpint (g_mkdir (drop->folder, 0700), ==, 0);
  link_wait (&drop->link, is_running, NULL);
}

/* The disk does not take it: the file stays, and is taken when it does. */
static void
test_not_stored (Drop *drop, gconstpointer data)
{
  put (drop, "a.json", "{\"series\":\"a\",\"value\":1}");
  anlan_intake_stop (drop->link.intake);
  start (drop);
  link_wait_errors (&drop->link, 2);
  g_assert_true (has (drop, "a.json"));
  g_assert_false (has (drop, "done"));
  g_assert_false (has (drop, "bad"));
}

/* Where it cannot be moved away it is said, and it is not taken again and again. */
static void
test_not_moved (Drop *drop, gconstpointer data)
{
  g_auto (AnlanSourceStatus) status = { 0 };

  put (drop, "done", "a file where a folder should be");
  put (drop, "a.json", "{\"series\":\"a\",\"value\":1}");
  start (drop);
  link_wait_readings (&drop->link, 1);
  link_wait_errors (&drop->link, 1);
  link_pass (&drop->link, 2500);
  link_status (&drop->link, &status);
  g_assert_true (has (drop, "a.json"));
  g_assert_cmpuint (status.items, ==, 1);
}

static void
test_settings (Drop *drop, gconstpointer data)
{
  g_autofree char *missing = link_refusal (&drop->link, "folder", "{}");
  g_autofree char *relative = link_refusal (&drop->link, "folder", "{\"folder\":\"drop\"}");
  g_autofree char *profile = link_refusal (&drop->link, "folder", "{\"folder\":\"/x\",\"profile\":\"{}\"}");
  g_autofree char *often = link_refusal (&drop->link, "folder", "{\"folder\":\"/x\",\"interval\":0}");

  g_assert_nonnull (strstr (missing, "“folder”"));
  g_assert_nonnull (strstr (profile, "“readings”"));
  g_assert_nonnull (strstr (relative, "begins with /"));
  g_assert_nonnull (strstr (often, "1 to 3600"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(path, test) g_test_add ("/link/folder/" path, Drop, NULL, set_up, test, tear_down)
  ADD ("taken", test_taken);
  ADD ("bad", test_bad);
  ADD ("too-large", test_too_large);
  ADD ("csv", test_csv);
  ADD ("profile", test_profile);
  ADD ("long", test_long);
  ADD ("real", test_real);
  ADD ("being-written", test_being_written);
  ADD ("strange", test_strange);
  ADD ("missing", test_missing);
  ADD ("not-stored", test_not_stored);
  ADD ("not-moved", test_not_moved);
  ADD ("settings", test_settings);
#undef ADD
  return g_test_run ();
}
