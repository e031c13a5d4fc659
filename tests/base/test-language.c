/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

#include "base/language.h"

#include <glib/gi18n-lib.h>

#include "base/paths.h"

static void
test_pick (void)
{
  /* RFC 9110, 12.5.4, with what phones send. */
  static const struct
  {
    const char *accept, *language;
  } rows[] = {
    { "zh-CN,zh;q=0.9,en;q=0.8", "zh_CN" },
    { "zh-Hans-CN", "zh_CN" },
    { "zh", "zh_CN" },
    { "en-GB,en;q=0.9,zh-CN;q=0.8", "en" },
    { "de-DE,de;q=0.9,en;q=0.5,zh;q=0.7", "zh_CN" },
    { "en;q=0,zh;q=0.1", "zh_CN" },
    { "de, fr;q=0.5", NULL },
    { "zhx, enx", NULL },
    { "", NULL },
    { NULL, NULL },
    { ",,;q=,zh;q=x", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpstr (anlan_language_pick (rows[i].accept), ==, rows[i].language);
}

static gpointer
speak (gpointer language)
{
  g_autoptr (GString) said = g_string_new (NULL);

  anlan_language_set (language);
  for (guint i = 0; i < 2000; i++)
    {
      const char *one = _ ("Hazard");

      if (i == 0)
        g_string_assign (said, one);
      g_assert_cmpstr (one, ==, said->str);
    }
  return g_strdup (said->str);
}

/* Two threads at the same time, each in its own language; ours stays as it was. */
static void
test_threads (void)
{
  GThread *chinese = g_thread_new ("zh", speak, (gpointer) "zh_CN"),
          *english = g_thread_new ("en", speak, (gpointer) "en");
  g_autofree char *zh = g_thread_join (chinese), *en = g_thread_join (english);

  g_assert_cmpstr (zh, ==, "隐患");
  g_assert_cmpstr (en, ==, "Hazard");
  g_assert_null (anlan_language_get ());
}

static void
test_forms (void)
{
  anlan_language_set ("zh_CN");
  g_assert_cmpstr (g_dngettext (GETTEXT_PACKAGE, "%u photo", "%u photos", 3), ==, "%u 张照片");
  g_assert_cmpstr (C_ ("between items", ", "), ==, "、");
  g_assert_cmpstr (g_dpgettext2 (GETTEXT_PACKAGE, "between items", ", "), ==, "、");
  anlan_language_set ("en");
  g_assert_cmpstr (g_dngettext (GETTEXT_PACKAGE, "%u photo", "%u photos", 1), ==, "%u photo");
  g_assert_cmpstr (g_dngettext (GETTEXT_PACKAGE, "%u photo", "%u photos", 3), ==, "%u photos");
  g_assert_cmpstr (C_ ("between items", ", "), ==, ", ");
  g_assert_cmpstr (_ ("There is no such text."), ==, "There is no such text.");
  anlan_language_set ("xx");
  g_assert_cmpstr (_ ("Hazard"), ==, "Hazard");
  anlan_language_set (NULL);
}

int
main (int argc, char *argv[])
{
  anlan_path_init_locale ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/language/pick", test_pick);
  g_test_add_func ("/language/threads", test_threads);
  g_test_add_func ("/language/forms", test_forms);
  return g_test_run ();
}
