/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/pinyin.h"

#include <string.h>

static void
test_readings (void)
{
  static const struct
  {
    const char *text;
    gboolean person;
    const char *initials;
    const char *full;
    const char *terms;
  } cases[] = {
    { "王芳", TRUE, "wf", "wangfang", "wf wangfang wang fang" },
    { " 王芳 ", TRUE, "wf", "wangfang", "wf wangfang wang fang" },
    { "王", TRUE, "w", "wang", "w wang" },
    /* Surnames: 现代汉语词典, entries marked 姓 */
    { "单雄", TRUE, "sx", "shanxiong", "sx shanxiong shan xiong" },
    { "曾国", TRUE, "zg", "zengguo", "zg zengguo zeng guo" },
    { "仇英", TRUE, "qy", "qiuying", "qy qiuying qiu ying" },
    { "解明", TRUE, "xm", "xieming", "xm xieming xie ming" },
    { "区伟", TRUE, "ow", "ouwei", "ow ouwei ou wei" },
    { "查良", TRUE, "zl", "zhaliang", "zl zhaliang zha liang" },
    { "尉迟敬", TRUE, "ycj", "yuchijing", "ycj yuchijing yu chi jing" },
    { "尉健", TRUE, "wj", "weijian", "wj weijian wei jian" },
    { "万俟松", TRUE, "mqs", "moqisong", "mqs moqisong mo qi song" },
    { "朴成", TRUE, "pc", "piaocheng", "pc piaocheng piao cheng" },
    { "李单", TRUE, "ld", "lidan", "ld lidan li dan" }, /* in a given name it is itself */
    { "王会计", TRUE, "whj", "wanghuiji", "whj wanghuiji wang hui ji" },
    { "吕丽", TRUE, "ll", "lvli", "ll lvli lv li luli lu li" },
    { "女", FALSE, "n", "nv", "n nv nu" },
    /* Words */
    { "单元", FALSE, "dy", "danyuan", "dy danyuan dan yuan" },
    { "动火作业", FALSE, "dhzy", "donghuozuoye", "dhzy donghuozuoye dong huo zuo ye" },
    { "重大危险源", FALSE, "zdwxy", "zhongdaweixianyuan", "zdwxy zhongdaweixianyuan zhong da wei xian yuan" },
    { "重复", FALSE, "cf", "chongfu", "cf chongfu chong fu" },
    { "空调调试", FALSE, "ktts", "kongtiaotiaoshi", "ktts kongtiaotiaoshi kong tiao tiao shi" },
    { "R-101泵房", FALSE, "r101bf", "r101bengfang", "r101bf r101bengfang beng fang" },
    { "PLC柜（二）", FALSE, "plcge", "plcguier", "plcge plcguier gui er" },
    { "二〇二六", FALSE, "elel", "erlingerliu", "elel erlingerliu er ling er liu" },
    /* Without Chinese */
    { "John Smith", TRUE, "js", "johnsmith", "" },
    { "Éva Kovács", TRUE, "ek", "evakovacs", "" },
    { "ＡＢ", FALSE, "a", "ab", "" },
    { "", TRUE, "", "", "" },
    { "《》 -", FALSE, "", "", "" },
    { "タンク", FALSE, "", "", "" }, /* kana has no pinyin */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *initials = anlan_pinyin_initials (cases[i].text, cases[i].person);
      g_autofree char *full = anlan_pinyin_full (cases[i].text, cases[i].person);
      g_autofree char *terms = anlan_pinyin_terms (cases[i].text, cases[i].person);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpstr (initials, ==, cases[i].initials);
      g_assert_cmpstr (full, ==, cases[i].full);
      g_assert_cmpstr (terms, ==, cases[i].terms);
    }
}

/* The 20,902 characters of the first Unicode have a reading, all but a handful of ghosts. */
static void
test_coverage (void)
{
  guint without = 0;

  for (gunichar c = 0x4e00; c <= 0x9fa5; c++)
    {
      char text[7] = "";
      g_autofree char *full = NULL;

      g_unichar_to_utf8 (c, text);
      full = anlan_pinyin_full (text, FALSE);
      g_assert_true (full[strspn (full, "abcdefghijklmnopqrstuvwxyz")] == '\0');
      without += full[0] == '\0';
    }
  g_assert_cmpuint (without, <=, 20);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/base/pinyin/readings", test_readings);
  g_test_add_func ("/base/pinyin/coverage", test_coverage);
  return g_test_run ();
}
