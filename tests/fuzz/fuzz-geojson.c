/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Untrusted GeoJSON: what comes out of it keeps what AnlanGeometry promises, and a geometry that is written is read again
 * as the same. */
#define G_LOG_DOMAIN "anlan-fuzz"

#include "geo-check.h"

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

static void
check_round_trip (const AnlanGeometry *geometry)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *json = anlan_geometry_to_json (geometry);
  g_autoptr (AnlanGeometry) again = anlan_geometry_from_json (json, -1, &error);
  g_autofree char *same = NULL;

  g_assert_no_error (error);
  fuzz_check_geometry (again);
  same = anlan_geometry_to_json (again);
  /* Rounding to a centimetre can turn a sliver of a ring around once, not twice. */
  if (geometry->type != ANLAN_GEOMETRY_POLYGON)
    g_assert_cmpstr (json, ==, same);
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  g_autoptr (AnlanGeodata) geodata = fuzz_read_geodata (bytes, size, "fuzz.geojson");

  if (geodata == NULL)
    return 0;
  fuzz_walk_geodata (geodata);
  for (guint i = 0; i < anlan_geodata_get_n_features (geodata); i++)
    check_round_trip (&anlan_geodata_get_feature (geodata, i)->geometry);
  return 0;
}
