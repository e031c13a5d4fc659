/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-sentence"

#include <glib.h>

#include "base/sentence.h"

/* What is not in the catalogue stands as it was written; places are filled in order or as a translation says. */
static void
test_said (void)
{
  static const struct
  {
    const char *stored;
    const char *said;
  } cases[] = {
    { "{\"say\":\"Nothing at all\",\"with\":[]}", "Nothing at all" },
    { "{\"say\":\"%s of %.2f, 100 %%\",\"with\":[\"V-305\",\"0.97\"]}", "V-305 of 0.97, 100 %" },
    { "{\"say\":\"%2$s before %1$s\",\"with\":[\"a\",\"b\"]}", "b before a" },
    /* Stored by somebody else: never more than what is there. */
    { "{\"say\":\"%s %s %n\",\"with\":[\"a\"]}", "a  " },
    { "{\"say\":\"%9$s\",\"with\":[\"a\"]}", "" },
    { "{\"say\":\"%0$s|\",\"with\":[\"a\"]}", "|" },
    { "{\"say\":\"ends in %\",\"with\":[\"a\"]}", "ends in a" },
    { "{\"say\":\"x\"}", "x" },
    { "{\"say\":\"%s\",\"with\":[[1]]}", "" },
    { "{\"say\":\"%s\",\"with\":7}", "" },
    /* Not one of ours, or broken: as it is. */
    { "There is no photo of the rectified state.", "There is no photo of the rectified state." },
    { "{\"say\":", "{\"say\":" },
    { "{\"say\":7}", "{\"say\":7}" },
    { "{\"say\":\"\"}", "{\"say\":\"\"}" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *said = anlan_sentence_say (cases[i].stored);

      g_assert_cmpstr (said, ==, cases[i].said);
    }
  g_assert_null (anlan_sentence_say (NULL));
  g_assert_false (anlan_sentence_is (NULL));
}

static void
test_round_trip (void)
{
  g_autofree char *stored = anlan_sentence_new ("%s says “%s” \"\\", "赵磊", "done\n", NULL);
  g_autofree char *said = anlan_sentence_say (stored);

  g_assert_true (anlan_sentence_is (stored));
  g_assert_cmpstr (said, ==, "赵磊 says “done\n” \"\\");
}

static void
test_bare (void)
{
  static const struct
  {
    const char *stored;
    const char *bare;
  } cases[] = {
    { "{\"say\":\"%s put it right on %s.\",\"with\":[\"赵磊\",\"2026-11-20\"]}", "赵磊 2026-11-20" },
    { "{\"say\":\"Nothing else is known.\",\"with\":[]}", "" },
    { "{\"say\":\"%s\",\"with\":[[],null,7]}", "" },
    { "{\"say\":\"\"}", "{\"say\":\"\"}" },
    { "{\"say\":", "{\"say\":" },
    { "Typed by hand", "Typed by hand" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *bare = anlan_sentence_bare (cases[i].stored);

      g_assert_cmpstr (bare, ==, cases[i].bare);
    }
  g_assert_null (anlan_sentence_bare (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/base/sentence/said", test_said);
  g_test_add_func ("/base/sentence/round-trip", test_round_trip);
  g_test_add_func ("/base/sentence/bare", test_bare);
  return g_test_run ();
}
