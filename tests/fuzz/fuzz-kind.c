/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A definition of a kind from a pack somebody sent: whatever is taken can be told as JSON, and lies over itself. */
#define G_LOG_DOMAIN "anlan-fuzz"

#include "base/json.h"
#include "model/kind.h"

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *xml = g_strndup ((const char *)bytes, size);
  g_autoptr (AnlanKind) kind = anlan_kind_parse (xml, NULL, &error);
  if (kind == NULL)
    {
      g_assert_nonnull (error);
      return 0;
    }
  g_assert_no_error (error);

  g_autofree char *text = anlan_kind_to_json (kind);
  g_autoptr (JsonNode) node = anlan_json_parse (text, -1, G_MAXSIZE, &error);
  g_assert_no_error (error);
  g_assert_nonnull (node);

  const char *documents[] = { xml, NULL };
  g_autoptr (AnlanKinds) kinds = anlan_kinds_from_xml (documents, &error);
  g_assert_true ((kinds == NULL) == (error != NULL));
  return 0;
}
