/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Untrusted GeoJSON geometries: what is taken for a shape is written as text that is taken for the same shape, and can
 * be measured. */
#define G_LOG_DOMAIN "anlan-fuzz"

#include "base/shape.h"

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanShape) shape = anlan_shape_parse ((const char *)bytes, (gssize)size, &error);
  if (shape == NULL)
    {
      g_assert_nonnull (error);
      return 0;
    }
  g_assert_no_error (error);

  g_autofree char *text = anlan_shape_to_text (shape);
  g_autoptr (AnlanShape) again = anlan_shape_parse (text, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (again->type, ==, shape->type);
  g_assert_cmpuint (again->count, ==, shape->count);
  g_assert_cmpstr (again->level, ==, shape->level);
  g_autofree char *same = anlan_shape_to_text (again);
  g_assert_cmpstr (text, ==, same);

  AnlanBounds bounds;
  anlan_shape_get_bounds (shape, &bounds);
  g_assert_true (anlan_shape_area_m2 (shape) >= 0);
  g_assert_true (anlan_shape_length_m (shape) >= 0);
  anlan_shape_get_label (shape);
  return 0;
}
