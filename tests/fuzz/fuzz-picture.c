/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Untrusted photos: what their heads say stays within bounds, and of an anonymous one nothing is left that told when and
 * where it was taken. */
#define G_LOG_DOMAIN "anlan-fuzz"

#include <math.h>

#include "../../src/store/files-private.h"
#include "base/time.h"

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

static void
check_picture (const AnlanPicture *picture)
{
  g_assert_cmpint (picture->width, >, 0);
  g_assert_cmpint (picture->height, >, 0);
  g_assert_cmpint ((gint64)picture->width * picture->height, <=, 100000000);
  g_assert_true (picture->orientation >= 1 && picture->orientation <= 8);
  g_assert_true (isnan (picture->latitude) ||
                 (fabs (picture->latitude) <= 90 && fabs (picture->longitude) <= 180));
  if (picture->taken != NULL)
    {
      g_autofree char *date = g_strndup (picture->taken, 10);

      g_assert_true (anlan_date_valid (date));
    }
}

static void
check_stripped (GBytes *picture, const char *mime, const AnlanPicture *before)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) stripped = anlan_picture_strip (picture, mime, &error);
  g_auto (AnlanPicture) after = { 0 };

  if (stripped == NULL)
    {
      g_assert_nonnull (error);
      return;
    }
  g_assert_true (anlan_picture_read (stripped, mime, &after, &error));
  g_assert_null (after.taken);
  g_assert_true (isnan (after.latitude));
  g_assert_cmpint (after.width, ==, before->width);
  g_assert_cmpint (after.height, ==, before->height);
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  static const char *const mimes[] = { "image/jpeg", "image/png" };
  g_autoptr (GBytes) picture = g_bytes_new_static (bytes, size);

  for (guint i = 0; i < G_N_ELEMENTS (mimes); i++)
    {
      g_autoptr (GError) error = NULL;
      g_auto (AnlanPicture) read = { 0 };

      if (!anlan_picture_read (picture, mimes[i], &read, &error))
        {
          g_assert_nonnull (error);
          continue;
        }
      g_assert_no_error (error);
      check_picture (&read);
      check_stripped (picture, mimes[i], &read);
    }
  return 0;
}
