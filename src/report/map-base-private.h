/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "map-shapes.h"
#include "report/map-base.h"

G_BEGIN_DECLS

/* Features lie in drawing order. */
struct _AnlanMapBase
{
  gatomicrefcount refs;
  AnlanMapShapes *shapes;
  GArray *features; /* AnlanMapFeature */
  GArray *spans;    /* AnlanMapSpan, one a feature */
  AnlanMapIndex *index;
  AnlanMapRect bounds;
  AnlanMapRect built;
};

static inline const AnlanMapFeature *
anlan_map_base_feature (const AnlanMapBase *base, guint index)
{
  return &g_array_index (base->features, AnlanMapFeature, index);
}

static inline AnlanMapSpan
anlan_map_base_span (const AnlanMapBase *base, guint index)
{
  return g_array_index (base->spans, AnlanMapSpan, index);
}

G_END_DECLS
