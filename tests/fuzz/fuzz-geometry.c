/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two areas out of raw bytes, as close together as drawn zones are, through all of GEOS that Anlan calls: an answer or
 * an error, and results that are as large as they must be. */
#define G_LOG_DOMAIN "anlan-fuzz"

#include <math.h>

#include "base/geometry.h"

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

/* Every pair of bytes is a corner, some decimetres from the next possible one. */
static AnlanShape *
shape_of (const guint8 *bytes, size_t corners)
{
  g_autofree double *lonlat = g_new (double, 2 * corners);

  for (size_t i = 0; i < corners; i++)
    {
      lonlat[2 * i] = 121 + bytes[2 * i] * 1e-5;
      lonlat[2 * i + 1] = 31 + bytes[2 * i + 1] * 1e-5;
    }
  return anlan_shape_new_polygon (lonlat, (guint)corners, NULL);
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  size_t corners = MIN (size / 4, 30);
  g_autoptr (AnlanShape) a = NULL;
  g_autoptr (AnlanShape) b = NULL;
  g_autoptr (AnlanShape) line = NULL;
  g_autoptr (AnlanShape) both = NULL;
  g_autoptr (AnlanShape) wide = NULL;
  g_autoptr (GPtrArray) pieces = NULL;
  const AnlanShape *pair[2];
  AnlanLonLat snapped;
  double area_a, area_b;

  if (corners < 3)
    return 0;
  pair[0] = a = shape_of (bytes, corners);
  pair[1] = b = shape_of (bytes + 2 * corners, corners);
  line = anlan_shape_new_line (b->lonlat, b->count, NULL);
  area_a = anlan_shape_area_m2 (a);
  area_b = anlan_shape_area_m2 (b);
  anlan_shape_snap (anlan_shape_get_label (a), pair, 2, 5, &snapped);
  anlan_shape_distance_m (a, b, NULL);
  anlan_shape_contains (a, b, NULL);

  if (!anlan_shape_is_valid (a, NULL, NULL))
    return 0;
  g_assert_true (anlan_shape_has_position (a, anlan_shape_get_label (a)));
  pieces = anlan_shape_split (a, line, NULL);
  if (pieces != NULL)
    {
      double sum = 0;

      for (guint i = 0; i < pieces->len; i++)
        sum += anlan_shape_area_m2 (pieces->pdata[i]);
      g_assert_cmpfloat_with_epsilon (sum, area_a, 0.01 + area_a * 1e-6);
    }
  wide = anlan_shape_buffer (a, 1, NULL);
  g_assert_nonnull (wide);
  g_assert_true (anlan_shape_contains (wide, a, NULL));

  if (!anlan_shape_is_valid (b, NULL, NULL))
    return 0;
  both = anlan_shape_union (pair, 2, NULL);
  g_assert_nonnull (both);
  g_assert_cmpfloat (anlan_shape_area_m2 (both), >=, MAX (area_a, area_b) - 0.1);
  g_assert_cmpfloat (anlan_shape_area_m2 (both), <=, area_a + area_b + 0.1);
  return 0;
}
