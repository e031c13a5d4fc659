/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/shape.h"

/* Puts a shape together. Rings lose a repeated first position; a point or a line has no rings, whatever was said. */
typedef struct
{
  GArray *lonlat;       /* double */
  GArray *ring_ends;    /* guint, in positions */
  GArray *polygon_ends; /* guint, in rings */
} AnlanShapeBuilder;

void        anlan_shape_builder_init         (AnlanShapeBuilder *builder);
void        anlan_shape_builder_clear        (AnlanShapeBuilder *builder);
void        anlan_shape_builder_add          (AnlanShapeBuilder *builder, double lon, double lat);
void        anlan_shape_builder_end_ring     (AnlanShapeBuilder *builder);
void        anlan_shape_builder_end_polygon  (AnlanShapeBuilder *builder);

/* Empties @builder. */
AnlanShape *anlan_shape_builder_end          (AnlanShapeBuilder *builder, AnlanShapeType type, const char *level);

/* The first ring of polygon @polygon, and the one after its last. */
void        anlan_shape_get_polygon          (const AnlanShape *shape, guint polygon, guint *first, guint *end);

/* The place inside polygon @polygon that is farthest from its edges. */
AnlanLonLat anlan_shape_find_inner           (const AnlanShape *shape, guint polygon);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AnlanShapeBuilder, anlan_shape_builder_clear)
