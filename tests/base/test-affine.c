/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/affine.h"

#include <math.h>
#include <string.h>

#include "base/error.h"

static void
assert_point (AnlanPoint point, double x, double y, double epsilon)
{
  g_assert_cmpfloat_with_epsilon (point.x, x, epsilon);
  g_assert_cmpfloat_with_epsilon (point.y, y, epsilon);
}

/* A quarter turn to the left, twice as large, moved. */
static void
test_similar (void)
{
  AnlanPoint from[] = { { 0, 0 }, { 10, 0 } };
  AnlanPoint to[] = { { 100, 200 }, { 100, 220 } };
  AnlanAffine affine, inverse;
  double residuals[2];
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_affine_fit (from, to, 2, TRUE, FALSE, &affine, residuals, &error));
  g_assert_no_error (error);
  assert_point (anlan_affine_apply (&affine, (AnlanPoint){ 0, 10 }), 80, 200, 1e-9);
  g_assert_cmpfloat_with_epsilon (residuals[0] + residuals[1], 0, 1e-9);
  g_assert_true (anlan_affine_invert (&affine, &inverse));
  assert_point (anlan_affine_apply (&inverse, (AnlanPoint){ 80, 200 }), 0, 10, 1e-9);
}

/* An image of 2000 x 1000 pixels, y down, on the ground: 0.25 m a pixel, north up. */
static void
test_image (void)
{
  AnlanPoint from[] = { { 0, 1000 }, { 2000, 0 } };
  AnlanPoint to[] = { { 0, 0 }, { 500, 250 } };
  AnlanAffine affine;

  g_assert_true (anlan_affine_fit (from, to, 2, TRUE, TRUE, &affine, NULL, NULL));
  assert_point (anlan_affine_apply (&affine, (AnlanPoint){ 0, 0 }), 0, 250, 1e-9);
  assert_point (anlan_affine_apply (&affine, (AnlanPoint){ 2000, 1000 }), 500, 0, 1e-9);
  /* Without the mirror the same two points turn the image about. */
  g_assert_true (anlan_affine_fit (from, to, 2, TRUE, FALSE, &affine, NULL, NULL));
  g_assert_cmpfloat (fabs (anlan_affine_apply (&affine, (AnlanPoint){ 0, 0 }).y - 250), >, 10);
}

static void
test_affine (void)
{
  AnlanAffine truth = { 0.3, -0.1, 12.5, 0.05, 0.4, -7 };
  AnlanPoint from[] = { { 0, 0 }, { 1000, 50 }, { 300, 800 } };
  AnlanPoint to[3];
  AnlanAffine found;
  double residuals[3];

  for (guint i = 0; i < 3; i++)
    to[i] = anlan_affine_apply (&truth, from[i]);
  g_assert_true (anlan_affine_fit (from, to, 3, FALSE, FALSE, &found, residuals, NULL));
  assert_point (anlan_affine_apply (&found, (AnlanPoint){ 500, 500 }), 0.3 * 500 - 0.1 * 500 + 12.5,
                0.05 * 500 + 0.4 * 500 - 7, 1e-9);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpfloat_with_epsilon (residuals[i], 0, 1e-9);
}

/* A point that was placed wrong shows by its residual, and the fit has the least sum of squares: no step away from
 * it, in any of its six numbers, makes it smaller. */
static void
test_least_squares (void)
{
  AnlanPoint from[] = { { 0, 0 }, { 400, 0 }, { 400, 300 }, { 0, 300 }, { 200, 150 } };
  AnlanPoint to[] = { { 0, 0 }, { 400, 0 }, { 400, 300 }, { 0, 300 }, { 200, 162 } };

  for (int similar = 0; similar <= 1; similar++)
    {
      AnlanAffine fit;
      double residuals[5], sum = 0;

      g_assert_true (anlan_affine_fit (from, to, 5, similar, FALSE, &fit, residuals, NULL));
      for (guint i = 0; i < 5; i++)
        sum += residuals[i] * residuals[i];
      for (guint i = 0; i < 4; i++)
        g_assert_cmpfloat (residuals[i], <, residuals[4]);
      g_assert_cmpfloat_with_epsilon (residuals[4], 9.6, 1e-9); /* the mean takes a fifth of 12 m */
      for (int turn = 0; turn < 4 && similar; turn++)
        {
          AnlanAffine other = fit;
          double step = turn % 2 ? 1e-4 : -1e-4, other_sum = 0;

          if (turn / 2)
            other.xx += step, other.yy += step;
          else
            other.xy -= step, other.yx += step;
          for (guint i = 0; i < 5; i++)
            {
              AnlanPoint there = anlan_affine_apply (&other, from[i]);

              other_sum +=
                  (there.x - to[i].x) * (there.x - to[i].x) + (there.y - to[i].y) * (there.y - to[i].y);
            }
          g_assert_cmpfloat (other_sum, >, sum - 1e-9);
        }
    }
}

/* Coordinates as large as those of a national grid keep their millimetres. */
static void
test_large_coordinates (void)
{
  AnlanPoint from[] = { { 40500000.123, 3456000.456 },
                        { 40500800.123, 3456000.456 },
                        { 40500000.123, 3456600.456 } };
  AnlanPoint to[] = { { 0, 0 }, { 800, 0 }, { 0, 600 } };
  AnlanAffine fit;
  double residuals[3];

  g_assert_true (anlan_affine_fit (from, to, 3, FALSE, FALSE, &fit, residuals, NULL));
  for (guint i = 0; i < 3; i++)
    g_assert_cmpfloat (residuals[i], <, 1e-6);
  assert_point (anlan_affine_apply (&fit, (AnlanPoint){ 40500400.123, 3456300.456 }), 400, 300, 1e-6);
}

static void
test_refused (void)
{
  AnlanPoint apart[] = { { 0, 0 }, { 100, 0 }, { 0, 100 } };
  AnlanPoint line[] = { { 0, 0 }, { 100, 100 }, { 200, 200 } };
  AnlanPoint same[] = { { 0, 0 }, { 100, 0 }, { 100, 0 } };
  AnlanPoint wild[] = { { 0, 0 }, { NAN, 0 }, { 0, 100 } };
  AnlanPoint flat[] = { { 0, 0 }, { 100, 0 }, { 200, 0 } };
  const struct
  {
    const AnlanPoint *from, *to;
    gsize count;
    gboolean similar;
    const char *says;
  } cases[] = {
    { apart, apart, 1, TRUE, "two control points" }, { apart, apart, 2, FALSE, "three control points" },
    { line, apart, 3, FALSE, "in one line" },        { apart, line, 3, FALSE, "in one line" },
    { same, apart, 3, FALSE, "fall together" },      { apart, same, 3, TRUE, "fall together" },
    { wild, apart, 3, TRUE, "fall together" },       { flat, apart, 3, FALSE, "in one line" },
  };
  AnlanAffine affine = { 9, 9, 9, 9, 9, 9 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (anlan_affine_fit (cases[i].from, cases[i].to, cases[i].count, cases[i].similar, FALSE,
                                        &affine, NULL, &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
      g_assert_nonnull (strstr (error->message, cases[i].says));
      g_assert_cmpfloat (affine.xx, ==, 9);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/base/affine/similar", test_similar);
  g_test_add_func ("/base/affine/image", test_image);
  g_test_add_func ("/base/affine/affine", test_affine);
  g_test_add_func ("/base/affine/least-squares", test_least_squares);
  g_test_add_func ("/base/affine/large-coordinates", test_large_coordinates);
  g_test_add_func ("/base/affine/refused", test_refused);
  return g_test_run ();
}
