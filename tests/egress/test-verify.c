/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "egress/verify.h"

/* What stands in the table as failed, with its reason. */
static const char *const failed[] = { "Dose: little oxygen",
                                      "Dose: CO 5,000 ppm, CO2 2 %, O2 18 %",
                                      "NIST 2.7: lift",
                                      "RiMEA 15: large crowd round a corner",
                                      "RiMEA 16: single file",
                                      "SFPE: guide, example 1, walked",
                                      "Fire Engineering Design Guide: room and stair, walked",
                                      "EvacuatioNZ: starts of a triangle, 15 s",
                                      "EvacuatioNZ: starts of a triangle, 30 s",
                                      "EvacuatioNZ: starts of a triangle, 60 s",
                                      "Heavy gas: Potchefstroom at 333 m",
                                      NULL };

/* Each published test is a test here, with the limits of the table that users see. */
static void
test_case (gconstpointer data)
{
  const AnlanVerifyResult *result = data;

  g_test_message ("%s: expected %s, obtained %s", result->source, result->expected, result->obtained);
  g_assert_nonnull (result->expected);
  g_assert_nonnull (result->obtained);
  g_assert_cmpint (result->pass, ==, !g_strv_contains (failed, result->test));
  g_assert_true (result->pass || result->note != NULL);
}

/* The same plans and seeds give the same figures. */
static void
test_again (gconstpointer data)
{
  const GPtrArray *first = data;
  g_autoptr (GPtrArray) second = anlan_verify_run_some (FALSE);

  g_assert_cmpuint (second->len, >=, 50);
  for (guint i = 0; i < second->len; i++)
    g_assert_cmpstr (((AnlanVerifyResult *)g_ptr_array_index (first, i))->obtained, ==,
                     ((AnlanVerifyResult *)g_ptr_array_index (second, i))->obtained);
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) results = NULL;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  results = anlan_verify_run ();
  g_assert_cmpuint (results->len, >=, 86);
  for (guint i = 0; i < results->len; i++)
    {
      g_autofree char *path = g_strdup (((AnlanVerifyResult *)g_ptr_array_index (results, i))->test);
      g_autofree char *full = NULL;

      g_strdelimit (path, "/", '-');
      full = g_strconcat ("/verify/", path, NULL);
      g_test_add_data_func (full, g_ptr_array_index (results, i), test_case);
    }
  g_test_add_data_func ("/verify/again", results, test_again);
  return g_test_run ();
}
