/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Untrusted scenarios: one that is taken can be laid out, or says why not; its ways out are valid JSON. */
#define G_LOG_DOMAIN "anlan-fuzz"

#include "base/json.h"
#include "report/scenario.h"

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanScenario) scenario = anlan_scenario_parse ((const char *)bytes, (gssize)size, &error);
  g_autofree char *routes = NULL;
  g_autoptr (JsonNode) node = NULL;

  if (scenario == NULL)
    {
      g_assert_nonnull (error);
      return 0;
    }
  g_assert_no_error (error);
  routes = anlan_scenario_routes (scenario, &error);
  g_assert_true ((routes == NULL) == (error != NULL));
  if (routes != NULL)
    {
      node = anlan_json_parse (routes, -1, G_MAXSIZE, &error);
      g_assert_no_error (error);
    }
  return 0;
}
