/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Untrusted OSM XML: what comes out of it keeps what AnlanGeometry promises. */
#define G_LOG_DOMAIN "anlan-fuzz"

#include "geo-check.h"

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  g_autoptr (AnlanGeodata) geodata = fuzz_read_geodata (bytes, size, "fuzz.osm");

  if (geodata != NULL)
    fuzz_walk_geodata (geodata);
  return 0;
}
