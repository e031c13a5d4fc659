/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Typed positions: what is taken for one lies on the earth, and is read again from how Anlan writes it. */
#define G_LOG_DOMAIN "anlan-fuzz"

#include <math.h>

#include "base/geo.h"

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *raw = g_strndup ((const char *)bytes, size);
  g_autofree char *text = g_utf8_make_valid (raw, -1);
  g_autofree char *written = NULL;
  AnlanLonLat near = { 121.4737, 31.2304 }, position, again;
  gboolean ambiguous;

  if (!anlan_position_from_text (text, NULL, &position, &ambiguous, &error))
    {
      g_assert_nonnull (error);
      return 0;
    }
  g_assert_no_error (error);
  g_assert_true (fabs (position.lon) <= 180 && fabs (position.lat) <= 90);
  g_assert_true (anlan_position_from_text (text, &near, &again, NULL, &error));

  written = anlan_position_to_text (position);
  g_assert_true (anlan_position_from_text (written, NULL, &again, &ambiguous, &error));
  g_assert_cmpfloat_with_epsilon (again.lon, position.lon, 1e-6);
  g_assert_cmpfloat_with_epsilon (again.lat, position.lat, 1e-6);
  return 0;
}
