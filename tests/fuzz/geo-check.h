/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <math.h>

#include "report/geodata.h"

static inline AnlanGeodata *
fuzz_read_geodata (const void *bytes, gsize size, const char *name)
{
  g_autoptr (GBytes) held = g_bytes_new (bytes, size);
  g_autoptr (GError) error = NULL;
  AnlanGeodata *geodata = anlan_geodata_read_bytes (held, name, NULL, NULL, NULL, &error);

  g_assert_true ((geodata == NULL) == (error != NULL));
  if (error != NULL)
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  return geodata;
}

/* What AnlanGeometry promises. */
static inline void
fuzz_check_geometry (const AnlanGeometry *geometry)
{
  guint begin = 0;

  g_assert_true ((geometry->type == ANLAN_GEOMETRY_NONE) == (geometry->n_parts == 0));
  g_assert_true ((geometry->part_holes != NULL) == (geometry->type == ANLAN_GEOMETRY_POLYGON));
  for (guint i = 0; i < geometry->n_parts; i++)
    {
      guint end = geometry->part_ends[i];
      const AnlanLonLat *first = &geometry->points[begin];

      g_assert_cmpuint (end, >, begin);
      if (geometry->type == ANLAN_GEOMETRY_POINT)
        g_assert_cmpuint (end - begin, ==, 1);
      else
        g_assert_cmpuint (end - begin, >=, geometry->type == ANLAN_GEOMETRY_LINE ? 2 : 4);
      if (geometry->type == ANLAN_GEOMETRY_POLYGON)
        {
          g_assert_true (first->lon == geometry->points[end - 1].lon && first->lat == geometry->points[end - 1].lat);
          g_assert_true (i > 0 || !geometry->part_holes[0]);
        }
      begin = end;
    }
  g_assert_cmpuint (begin, ==, geometry->n_points);
  for (guint i = 0; i < geometry->n_points; i++)
    g_assert_true (fabs (geometry->points[i].lon) <= 180 && fabs (geometry->points[i].lat) <= 90);
}

static inline void
fuzz_walk_geodata (const AnlanGeodata *geodata)
{
  g_assert_cmpuint (anlan_geodata_get_counts (geodata)->features, ==, anlan_geodata_get_n_features (geodata));
  for (guint i = 0; i < anlan_geodata_get_n_features (geodata); i++)
    {
      const AnlanFeature *feature = anlan_geodata_get_feature (geodata, i);

      fuzz_check_geometry (&feature->geometry);
      g_assert_true (g_utf8_validate (feature->name, -1, NULL));
      for (guint j = 0; j < feature->n_tags; j++)
        g_assert_true (g_utf8_validate (feature->tags[j].value, -1, NULL));
    }
}
