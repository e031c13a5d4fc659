/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/collate.h"

#include <string.h>

static char *
key_of (const AnlanCollator *collator, const char *text, gboolean name)
{
  return name ? anlan_collator_name_key (collator, text) : anlan_collator_key (collator, text);
}

/* @texts are in order; every pair must be found so, by keys and by comparing. */
static void
assert_order (const char *language, gboolean name, const char *const *texts)
{
  g_autoptr (AnlanCollator) collator = anlan_collator_new (language);

  for (guint i = 0; texts[i] != NULL; i++)
    for (guint j = 0; texts[j] != NULL; j++)
      {
        g_autofree char *a = key_of (collator, texts[i], name);
        g_autofree char *b = key_of (collator, texts[j], name);

        if (CLAMP (strcmp (a, b), -1, 1) != (i > j) - (i < j))
          g_error ("%s: %s and %s are not in order", language, texts[i], texts[j]);
        if (!name)
          g_assert_cmpint (anlan_collator_compare (collator, texts[i], -1, texts[j], (int)strlen (texts[j])),
                           ==, (i > j) - (i < j));
      }
}

static void
test_order (void)
{
  static const char *const chinese[] = { "", "白云", "曾国", "陈晨", "李四", "王芳", "王伟", "张三", NULL };
  static const char *const numbers[] = { "R-2", "R-10", "R-101", "r-101A", NULL };
  static const char *const german[] = { "Adam", "Ähren", "Bär", "Zug", NULL };
  static const char *const swedish[] = { "Adam", "Zug", "Ähren", NULL }; /* ä stands behind z */

  assert_order ("zh_CN.UTF-8", FALSE, chinese);
  assert_order ("zh_CN", FALSE, numbers);
  assert_order ("en_US", FALSE, numbers);
  assert_order ("de_DE", FALSE, german);
  assert_order ("sv_SE", FALSE, swedish);
  assert_order ("C", FALSE, numbers);
  assert_order (NULL, FALSE, numbers);
  assert_order ("xx_nonsense", FALSE, numbers);
}

static void
test_names (void)
{
  /* 单 shan, 解 xie, 尉迟 yu chi and 曾 zeng stand where they are read. */
  static const char *const names[] = {
    "陈晨", "李四", "单雄", "王芳", "解明", "谢安", "尉迟敬", "张三", NULL,
  };
  static const char *const zeng[] = { "岳飞", "曾国", "曾文", "张三", NULL };

  assert_order ("zh_CN", TRUE, names);
  assert_order ("zh_CN", TRUE, zeng);
}

static gpointer
compare_many_cb (gpointer data)
{
  const AnlanCollator *collator = data;

  for (int i = 0; i < 20000; i++)
    {
      g_autofree char *a = anlan_collator_name_key (collator, "单雄");
      g_autofree char *b = anlan_collator_key (collator, "王芳");

      if (strcmp (a, b) >= 0 || anlan_collator_compare (collator, "王芳", -1, "李四", -1) != 1)
        return NULL;
    }
  return data;
}

static void
test_threads (void)
{
  g_autoptr (AnlanCollator) collator = anlan_collator_new ("zh_CN");
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("collate", compare_many_cb, collator);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_true (g_thread_join (threads[i]) == collator);
}

static void
test_long (void)
{
  g_autoptr (AnlanCollator) collator = anlan_collator_new ("zh_CN");
  g_autofree char *text = g_strnfill (5000, 'a');
  g_autofree char *more = g_strconcat (text, "b", NULL);
  g_autofree char *first = anlan_collator_key (collator, text);
  g_autofree char *second = anlan_collator_key (collator, more);

  g_assert_cmpint (strcmp (first, second), <, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/base/collate/order", test_order);
  g_test_add_func ("/base/collate/names", test_names);
  g_test_add_func ("/base/collate/threads", test_threads);
  g_test_add_func ("/base/collate/long", test_long);
  return g_test_run ();
}
