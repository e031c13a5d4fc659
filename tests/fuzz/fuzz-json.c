/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Untrusted JSON: whatever parses has a canonical text that parses again to the same text. */
#define G_LOG_DOMAIN "anlan-fuzz"

#include "base/json.h"

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = anlan_json_parse ((const char *)bytes, (gssize)size, 1 << 20, &error);
  if (node == NULL)
    {
      g_assert_nonnull (error);
      return 0;
    }

  g_assert_no_error (error);
  g_autofree char *text = anlan_json_canonical (node);
  g_autoptr (JsonNode) again = anlan_json_parse (text, -1, G_MAXSIZE, &error);
  g_assert_no_error (error);
  g_autofree char *same = anlan_json_canonical (again);
  g_assert_cmpstr (text, ==, same);
  return 0;
}
