/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/geodata.h"
#include "step.h"

G_BEGIN_DECLS

/**
 * AnlanShape: a geometry that is being put together; to be cleared and used again for the next one. @holes has a
 * member for each part of a POLYGON only.
 */
typedef struct
{
  AnlanGeometryType type;
  GArray *points;    /* AnlanLonLat */
  GArray *part_ends; /* guint32 */
  GArray *holes;     /* guint8 */
} AnlanShape;

void anlan_shape_init (AnlanShape *shape);
void anlan_shape_reset (AnlanShape *shape, AnlanGeometryType type);
void anlan_shape_clear (AnlanShape *shape);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AnlanShape, anlan_shape_clear)

void anlan_shape_add_point (AnlanShape *shape, AnlanLonLat point);
/* Ends the part that was begun by the last points; @hole counts for POLYGON. */
void anlan_shape_end_part (AnlanShape *shape, gboolean hole);

/* Makes the geometry what AnlanGeometry promises: closes rings, leaves out parts with too few points (and the holes of
 * an outer ring that goes), turns rings. Returns how many parts were left out. */
guint anlan_shape_mend (AnlanShape *shape);

/* A view of the shape, good until it is changed. */
AnlanGeometry anlan_shape_peek (const AnlanShape *shape);

/* Twice the signed area in square degrees, counter-clockwise positive. */
double
anlan_ring_area2 (const AnlanLonLat *points, guint n_points);
/* Whether a position lies in a ring (even-odd); on its edge either answer. */
gboolean anlan_ring_contains (const AnlanLonLat *points, guint n_points, AnlanLonLat point);

gboolean anlan_lon_lat_valid (AnlanLonLat point);

/* The building side of AnlanGeodata. */
AnlanGeodata *anlan_geodata_new (AnlanGeodataKind kind);
AnlanGeodataCounts *anlan_geodata_edit_counts (AnlanGeodata *geodata);
void anlan_geodata_take_note (AnlanGeodata *geodata, char *message);
/* A text kept once, alive as long as the geodata. Must be UTF-8. */
const char *anlan_geodata_intern (AnlanGeodata *geodata, const char *text, gssize length);
/* Copies tags and geometry; texts of tags must come from anlan_geodata_intern(). @shape must have been mended. FALSE
 * with ANLAN_ERROR_LIMIT. */
gboolean anlan_geodata_add_feature (AnlanGeodata *geodata, const char *id, const AnlanTag *tags, guint n_tags,
                                    const AnlanShape *shape, GError **error);
void anlan_geodata_finish (AnlanGeodata *geodata);

/* What the tags say of a feature. */
AnlanFeatureClass anlan_feature_classify (const AnlanTag *tags, guint n_tags, AnlanGeometryType type);
/* Whether a closed way of OSM with these tags is an area. */
gboolean anlan_tags_make_area (const AnlanTag *tags, guint n_tags);
const char *anlan_tags_get (const AnlanTag *tags, guint n_tags, const char *key);

/* The readers: each fills an empty geodata from the bytes of a file of its kind. */
gboolean anlan_geodata_read_osm ( AnlanGeodata *geodata, GBytes *bytes, const char *name, AnlanStep *step,
                                 GError **error);
gboolean anlan_geodata_read_geojson ( AnlanGeodata *geodata, GBytes *bytes, const char *name, AnlanStep *step,
                                     GError **error);

G_END_DECLS
