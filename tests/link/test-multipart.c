/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "link/multipart.h"

#include <string.h>

#include "base/error.h"

static gboolean
part_cb (const AnlanPart *part, gpointer data, GError **error)
{
  g_string_append_printf (data, "%s|%s|%s|%.*s\n", part->type, part->name, part->file, (int)part->length,
                          part->bytes);
  if (part->length == 4 && memcmp (part->bytes, "fail", 4) == 0)
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_FAILED, "as told");
      return FALSE;
    }
  return TRUE;
}

/* RFC 2046, 5.1, and what cameras make of it. However the bytes come, the parts are the same. */
static void
test_parts (void)
{
  static const struct
  {
    const char *type;
    const char *body;
    const char *parts;
    gboolean complete;
  } cases[] = {
    { "multipart/mixed; boundary=b",
      "--b\r\nContent-Type: text/plain\r\n\r\none\r\n--b\r\n\r\ntwo\r\nlines\r\n--b--\r\n",
      "text/plain|(null)|(null)|one\n(null)|(null)|(null)|two\r\nlines\n", TRUE },
    { "multipart/form-data; boundary=\"my b\"",
      "preamble\r\n--my b\r\nContent-Disposition: form-data; name=\"anpr.xml\"; filename=\"anpr.xml\"\r\n"
      "Content-Type: application/xml; charset=\"UTF-8\"\r\nContent-Length: 4\r\n\r\n<a/>\r\n--my b--",
      "application/xml|anpr.xml|anpr.xml|<a/>\n", TRUE },
    /* A part that says its length may have the boundary in it. */
    { "multipart/mixed;boundary=b", "--b\r\nContent-Length: 8\r\n\r\n\r\n--b\r\nx\r\n--b\r\n\r\ny\r\n--b--",
      "(null)|(null)|(null)|\r\n--b\r\nx\n(null)|(null)|(null)|y\n", TRUE },
    /* Dahua: the boundary is told with its dashes; lines end in LF; it never ends. */
    { "multipart/x-mixed-replace; boundary=--myboundary",
      "--myboundary\nContent-Type: "
      "text/plain\nContent-Length:9\n\nHeartbeat\n\n--myboundary\n\nabc\n--myboundary\n",
      "text/plain|(null)|(null)|Heartbeat\n(null)|(null)|(null)|abc\n", FALSE },
    /* Not at the beginning of a line it is no boundary. */
    { "multipart/mixed; boundary=b", "--b\r\n\r\nx --b y\r\n-b\r\nb\r\n--b--",
      "(null)|(null)|(null)|x --b y\r\n-b\r\nb\n", TRUE },
    { "multipart/mixed; boundary=b", "--b\r\n\r\n\r\n--b--", "(null)|(null)|(null)|\n", TRUE },
    { "multipart/mixed; boundary=b", "--b--after", "", TRUE },
    { "multipart/mixed; boundary=b", "--b\r\n\r\ncut off", "", FALSE },
    /* The end of the bytes within or right behind a boundary (what CVE-2025-32914 reads beyond). */
    { "multipart/mixed; boundary=b", "--b", "", FALSE },
    { "multipart/mixed; boundary=b", "--b\r", "", FALSE },
    { "multipart/mixed; boundary=b", "--b\r\n", "", FALSE },
    { "multipart/mixed; boundary=b", "--b\r\n\r\nx\r\n--b", "(null)|(null)|(null)|x\n", FALSE },
    { "multipart/mixed; boundary=b", "--b\r\n\r\nx\r\n--b-", "(null)|(null)|(null)|x\n", FALSE },
    { "multipart/mixed; boundary=b", "", "", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize step = 1; step <= strlen (cases[i].body) + 1; step++)
      {
        g_autoptr (GString) parts = g_string_new (NULL);
        g_autoptr (GError) error = NULL;
        g_autoptr (AnlanMultipart) multipart =
            anlan_multipart_new (cases[i].type, 1000, part_cb, parts, &error);

        g_assert_no_error (error);
        for (gsize at = 0; at < strlen (cases[i].body); at += step)
          {
            g_assert_true (anlan_multipart_feed (multipart, cases[i].body + at,
                                                 MIN (step, strlen (cases[i].body) - at), &error));
            g_assert_no_error (error);
          }
        g_assert_cmpstr (parts->str, ==, cases[i].parts);
        g_assert_cmpint (anlan_multipart_is_complete (multipart), ==, cases[i].complete);
      }
}

static void
test_refused (void)
{
  static const char *const types[] = { "text/plain", "multipart/mixed",
                                       "multipart/mixed; boundary=", "multipart/mixed; boundary=\"b",
                                       "multipart/mixed; boundary=---" };
  static const struct
  {
    const char *body;
    int code;
  } cases[] = {
    { "--b\r\nContent-Length: 1001\r\n\r\n", ANLAN_ERROR_LIMIT },
    { "--b\r\nContent-Length: 18446744073709551615\r\n\r\n", ANLAN_ERROR_LIMIT },
    { "--b\r\n\r\nfail\r\n--b\r\n", ANLAN_ERROR_FAILED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (anlan_multipart_new (types[i], 1000, part_cb, NULL, &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
    }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) parts = g_string_new (NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (AnlanMultipart) multipart =
          anlan_multipart_new ("multipart/mixed; boundary=b", 1000, part_cb, parts, &error);

      g_assert_false (anlan_multipart_feed (multipart, cases[i].body, strlen (cases[i].body), &error));
      g_assert_error (error, ANLAN_ERROR, cases[i].code);
    }
}

/* A device that never ends a part, its headers, or what stands before them is cut off, with little kept. */
static void
test_endless (void)
{
  static const struct
  {
    const char *begin;
    gboolean refused;
  } cases[] = { { "--b\r\n\r\n", TRUE }, { "--b\r\nX: ", TRUE }, { "", FALSE } };
  g_autofree char *filler = g_strnfill (1000, 'x');

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) parts = g_string_new (NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (AnlanMultipart) multipart =
          anlan_multipart_new ("multipart/mixed; boundary=b", 10000, part_cb, parts, &error);
      gboolean taken = anlan_multipart_feed (multipart, cases[i].begin, strlen (cases[i].begin), &error);

      for (guint n = 0; n < 1000 && taken; n++)
        taken = anlan_multipart_feed (multipart, filler, 1000, &error);
      g_assert_cmpint (taken, ==, !cases[i].refused);
      if (!taken)
        g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_LIMIT);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/link/multipart/parts", test_parts);
  g_test_add_func ("/link/multipart/refused", test_refused);
  g_test_add_func ("/link/multipart/endless", test_endless);
  return g_test_run ();
}
