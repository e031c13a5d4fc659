/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* What the station and the programs beside it leave each other in the plant's folder. */

#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"
#include "base/paths.h"
#include "base/time.h"
#include "station/live.h"
#include "station/sample.h"
#include "station/wish.h"

#define NOW G_GINT64_CONSTANT (1795136400000) /* 2026-11-20T01:00:00Z */
#define ID "0192f0c8-0000-7000-8000-000000000001"

typedef struct
{
  char *dir;
} Folder;

static void
set_up (Folder *folder, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  folder->dir = g_dir_make_tmp ("anlan-beside-XXXXXX", &error);
  g_assert_no_error (error);
}

static void
tear_down (Folder *folder, gconstpointer data)
{
  anlan_remove_tree (folder->dir);
  g_free (folder->dir);
}

static char *
path_of (Folder *folder, const char *name)
{
  return g_build_filename (folder->dir, "station", name, NULL);
}

/* What another program has put there. */
static void
put (Folder *folder, const char *name, const char *text, gssize length)
{
  g_autofree char *path = path_of (folder, name), *dir = path_of (folder, NULL);
  g_autoptr (GError) error = NULL;

  g_mkdir (dir, 0700);
  g_file_set_contents (path, text, length, &error);
  g_assert_no_error (error);
}

/* --- samples ----------------------------------------------------------------------------------------------------- */

static AnlanSample *
keep (Folder *folder, const char *body, gsize length, const char *secret)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (body, length);
  const char *const secrets[] = { secret, NULL };
  const AnlanSample sample = { .source = (char *)ID,
                               .at = NOW,
                               .type = (char *)"application/json",
                               .address = (char *)"192.168.1.7",
                               .reason = (char *)"It has no “readings”.",
                               .refused = 3,
                               .size = length,
                               .body = bytes };
  g_autoptr (GError) error = NULL;
  AnlanSample *kept;

  g_assert_true (anlan_sample_write (folder->dir, &sample, secrets, &error));
  g_assert_no_error (error);
  kept = anlan_sample_read (folder->dir, ID, &error);
  g_assert_no_error (error);
  return kept;
}

static void
assert_body (const AnlanSample *sample, const char *body, gsize length)
{
  gsize n;
  const void *bytes = g_bytes_get_data (sample->body, &n);

  g_assert_cmpmem (bytes, n, body, length);
}

static void
test_sample (Folder *folder, gconstpointer data)
{
  static const char body[] = "{\"imei\":\"86\",\"sensors\":[{\"id\":1,\"val\":0.0,\"status\":2}]}";
  g_autoptr (AnlanSample) sample = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  GStatBuf info;

  g_assert_null (anlan_sample_read (folder->dir, ID, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  sample = keep (folder, body, strlen (body), "none-of-it");
  g_assert_cmpstr (sample->source, ==, ID);
  g_assert_cmpint (sample->at, ==, NOW);
  g_assert_cmpstr (sample->type, ==, "application/json");
  g_assert_cmpstr (sample->address, ==, "192.168.1.7");
  g_assert_cmpstr (sample->reason, ==, "It has no “readings”.");
  g_assert_cmpuint (sample->taken, ==, 0);
  g_assert_cmpuint (sample->refused, ==, 3);
  g_assert_cmpuint (sample->size, ==, strlen (body));
  g_assert_false (sample->masked);
  assert_body (sample, body, strlen (body));
  /* It is nobody else's. */
  path = path_of (folder, "refused-" ID ".json");
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
  g_assert_true (anlan_sample_forget (folder->dir, ID, &error));
  g_assert_true (anlan_sample_forget (folder->dir, ID, &error));
  g_assert_no_error (error);
  g_assert_null (anlan_sample_read (folder->dir, ID, NULL));
}

static void
test_sample_masks (Folder *folder, gconstpointer data)
{
  static const struct
  {
    const char *body, *kept;
  } cases[] = {
    { "{\"user\":\"a\",\"passWord\":\"p\\\"4\\u0041\",\"v\":1}",
      "{\"user\":\"a\",\"passWord\":\"***\",\"v\":1}" },
    { "{\"access_token\" : 123456,\"v\":1}", "{\"access_token\" : \"***\",\"v\":1}" },
    { "{\"v\":\"tok-0815/x\",\"w\":\"tok-0815\"}", "{\"v\":\"***/x\",\"w\":\"***\"}" },
    { "QN=1;ST=32;PW=123456;MN=SD37", "QN=1;ST=32;PW=***;MN=SD37" },
    { "v=1&api_key=0a1b2c&w=2", "v=1&api_key=***&w=2" },
    { "<a><userPassword>geheim</userPassword><v>1</v></a>",
      "<a><userPassword>***</userPassword><v>1</v></a>" },
    { "{\"password\":\"cut in the mid", "{\"password\":\"***\"" },
    /* GB 18030: 温度 */
    { "{\"\xCE\xC2\xB6\xC8\":21,\"pwd\":\"x\"}", "{\"\xCE\xC2\xB6\xC8\":21,\"pwd\":\"***\"}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AnlanSample) sample = keep (folder, cases[i].body, strlen (cases[i].body), "tok-0815");

      g_assert_true (sample->masked);
      assert_body (sample, cases[i].kept, strlen (cases[i].kept));
    }
}

/* One secret in each hundred bytes, and one that the end of what is kept cuts in two. */
static void
test_sample_bounds (Folder *folder, gconstpointer data)
{
  g_autoptr (GString) body = g_string_new (NULL);
  g_autoptr (AnlanSample) sample = NULL, binary = NULL;
  g_autofree char *text = NULL;

  while (body->len < 1024 * 1024)
    g_string_append (body,
                     "tok-0815 and some ninety bytes of another kind that are of no interest to anybody at "
                     "all, and so.");
  sample = keep (folder, body->str, body->len, "tok-0815");
  g_assert_cmpuint (sample->size, ==, body->len);
  g_assert_cmpuint (g_bytes_get_size (sample->body), <=, ANLAN_SAMPLE_MAX);
  g_assert_cmpuint (g_bytes_get_size (sample->body), >, ANLAN_SAMPLE_MAX / 2);
  text = g_strndup (g_bytes_get_data (sample->body, NULL), g_bytes_get_size (sample->body));
  g_assert_null (strstr (text, "tok-0"));
  binary = keep (folder, "\xFF\xD8\xFF\0\0\x01", 6, "tok-0815");
  assert_body (binary, "\xFF\xD8\xFF\x01", 4);
}

static void
test_sample_refused (Folder *folder, gconstpointer data)
{
  static const char *const ids[] = { "", "../plant", "a/b", "a.json" };
  g_autofree char *big = g_strnfill (17 * 1024 * 1024, ' ');
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_assert_null (anlan_sample_read (folder->dir, ids[i], &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
      g_clear_error (&error);
    }
  put (folder, "refused-" ID ".json", "{\"source\":", -1);
  g_assert_null (anlan_sample_read (folder->dir, ID, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_CORRUPT);
  g_clear_error (&error);
  put (folder, "refused-" ID ".json", big, 17 * 1024 * 1024);
  g_assert_null (anlan_sample_read (folder->dir, ID, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_LIMIT);
}

/* --- live pictures ------------------------------------------------------------------------------------------------ */

static void
look (Folder *folder, const char *source, guint channel, gint64 until)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_live_look (folder->dir, source, channel, until, &error));
  g_assert_no_error (error);
}

static void
assert_looks (Folder *folder, gint64 now, const char *expected)
{
  g_autoptr (GPtrArray) looks = anlan_live_looks (folder->dir, now);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < looks->len; i++)
    {
      const AnlanLiveLook *one = g_ptr_array_index (looks, i);

      g_string_append_printf (text, "%s/%u ", one->source, one->channel);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_live (Folder *folder, gconstpointer data)
{
  g_autoptr (GBytes) picture = g_bytes_new_static ("\xFF\xD8\xFF\xE0", 4);
  AnlanLive seen = { .at = NOW, .seen = NOW, .picture = picture };
  g_auto (AnlanLive) live = { 0 };
  g_autoptr (GError) error = NULL;

  assert_looks (folder, NOW, "");
  look (folder, "cam-b", ANLAN_LIVE_USUAL, NOW + 15000);
  look (folder, "cam-a", 10, NOW + 10000);
  look (folder, "cam-a", 9, NOW + 15000);
  /* It would hold for days: it does not hold at all. */
  look (folder, "cam-c", 1, NOW + ANLAN_DAY);
  put (folder, "look-cam-d-1.json", "[]", -1);
  put (folder, "look-cam-e.json", "{}", -1);
  put (folder, "look-cam-e-9999999.json", "{}", -1);
  assert_looks (folder, NOW, "cam-a/9 cam-a/10 cam-b/0 ");
  g_assert_true (anlan_live_read (folder->dir, "cam-a", 9, &live, &error));
  g_assert_cmpint (live.at, ==, G_MININT64);
  g_assert_null (live.picture);
  g_assert_true (anlan_live_write (folder->dir, "cam-a", 9, &seen, &error));
  seen = (AnlanLive){ .at = NOW + 3000, .seen = NOW, .trouble = (char *)"It does not answer." };
  g_assert_true (anlan_live_write (folder->dir, "cam-a", 9, &seen, &error));
  /* The last picture stays beside what is wrong now. */
  g_assert_true (anlan_live_read (folder->dir, "cam-a", 9, &live, &error));
  g_assert_no_error (error);
  g_assert_cmpint (live.at, ==, NOW + 3000);
  g_assert_cmpint (live.seen, ==, NOW);
  g_assert_cmpstr (live.trouble, ==, "It does not answer.");
  g_assert_true (g_bytes_equal (live.picture, picture));
  anlan_live_clear (&live);
  /* Nobody looks any more; a minute later nothing is left. */
  assert_looks (folder, NOW + 12000, "cam-a/9 cam-b/0 ");
  assert_looks (folder, NOW + 60000, "");
  g_assert_true (anlan_live_read (folder->dir, "cam-a", 9, &live, &error));
  g_assert_nonnull (live.picture);
  anlan_live_clear (&live);
  assert_looks (folder, NOW + 80000, "");
  g_assert_true (anlan_live_read (folder->dir, "cam-a", 9, &live, &error));
  g_assert_no_error (error);
  g_assert_null (live.picture);
}

static void
test_live_refused (Folder *folder, gconstpointer data)
{
  g_auto (AnlanLive) live = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_false (anlan_live_look (folder->dir, "../x", 1, NOW, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_false (anlan_live_read (folder->dir, "cam", 513, &live, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_clear_error (&error);
  put (folder, "live-cam-1.json", "\"x\"", -1);
  g_assert_false (anlan_live_read (folder->dir, "cam", 1, &live, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_CORRUPT);
  g_clear_error (&error);
  put (folder, "live-cam-1.json", "{\"at\":\"2026-11-20T01:00:00Z\",\"seen\":\"2026-11-20T01:00:00Z\"}", -1);
  g_assert_true (anlan_live_read (folder->dir, "cam", 1, &live, &error));
  g_assert_no_error (error);
  g_assert_cmpint (live.at, ==, NOW);
  g_assert_cmpint (live.seen, ==, G_MININT64);
}

/* --- wishes ------------------------------------------------------------------------------------------------------- */

static void
test_wish (Folder *folder, gconstpointer data)
{
  g_autofree char *first = NULL, *second = NULL, *other = NULL, *nowhere = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (anlan_wish_stamp (folder->dir, ANLAN_WISH_SECRETS));
  g_assert_true (anlan_wish_make (folder->dir, ANLAN_WISH_SECRETS, &error));
  first = anlan_wish_stamp (folder->dir, ANLAN_WISH_SECRETS);
  g_assert_nonnull (first);
  g_assert_null (anlan_wish_stamp (folder->dir, ANLAN_WISH_RESTART));
  g_assert_true (anlan_wish_make (folder->dir, ANLAN_WISH_SECRETS, &error));
  second = anlan_wish_stamp (folder->dir, ANLAN_WISH_SECRETS);
  g_assert_cmpstr (first, !=, second);
  g_assert_no_error (error);
  nowhere = g_build_filename (folder->dir, "no", "plant", NULL);
  g_assert_false (anlan_wish_make (nowhere, ANLAN_WISH_RESTART, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_IO);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*run) (Folder *folder, gconstpointer data);
  } tests[] = {
    { "/beside/sample", test_sample },
    { "/beside/sample/masks", test_sample_masks },
    { "/beside/sample/bounds", test_sample_bounds },
    { "/beside/sample/refused", test_sample_refused },
    { "/beside/live", test_live },
    { "/beside/live/refused", test_live_refused },
    { "/beside/wish", test_wish },
  };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Folder, NULL, set_up, tests[i].run, tear_down);
  return g_test_run ();
}
