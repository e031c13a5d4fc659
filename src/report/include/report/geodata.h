/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base/geo.h"
#include "base/progress.h"

G_BEGIN_DECLS

/**
 * AnlanGeodata:
 *
 * Features of a map file: what they are, how they are called and where they lie. Positions are WGS-84 degrees,
 * longitude first. Reference counted and immutable once read, so that threads may share it.
 */
typedef struct _AnlanGeodata AnlanGeodata;

typedef enum
{
  ANLAN_GEODATA_GEOJSON,
  ANLAN_GEODATA_OSM,
} AnlanGeodataKind;

/* Bounds of what is read; a file beyond them is refused with ANLAN_ERROR_LIMIT. */
#define ANLAN_GEODATA_MAX_FILE_BYTES (512u * 1024 * 1024)
#define ANLAN_GEODATA_MAX_DEPTH 32u /* nesting of GeoJSON, properties included */
#define ANLAN_GEODATA_MAX_POINTS 50000000u
#define ANLAN_GEODATA_MAX_FEATURES 5000000u
#define ANLAN_GEODATA_MAX_NOTES 1000u /* kept; all are counted */

/**
 * AnlanFeatureClass: how a base map draws a feature. Of several tags the first in this order decides.
 */
typedef enum
{
  ANLAN_FEATURE_BUILDING, /* building; a building:part lies within one and is OTHER */
  ANLAN_FEATURE_GATE,  /* barrier=gate, lift_gate, entrance, swing_gate, bollard …; entrance=*; on points */
  ANLAN_FEATURE_FENCE, /* every other barrier: fence, wall, retaining_wall, hedge … */
  ANLAN_FEATURE_ROAD,  /* highway; area:highway; amenity=parking */
  ANLAN_FEATURE_RAIL,  /* railway */
  ANLAN_FEATURE_WATER, /* waterway; natural=water, bay, wetland; landuse=reservoir, basin; leisure=swimming_pool */
  ANLAN_FEATURE_GREEN, /* landuse=grass, forest, meadow …; natural=wood, scrub …; leisure=park, garden, pitch … */
  ANLAN_FEATURE_OTHER, /* all else that has a tag or a property */
} AnlanFeatureClass;

#define ANLAN_N_FEATURE_CLASSES (ANLAN_FEATURE_OTHER + 1)

typedef enum
{
  ANLAN_GEOMETRY_NONE, /* a GeoJSON feature may have no place */
  ANLAN_GEOMETRY_POINT,
  ANLAN_GEOMETRY_LINE,
  ANLAN_GEOMETRY_POLYGON,
} AnlanGeometryType;

/**
 * AnlanGeometry:
 * @points: all positions, part after part
 * @part_ends: of each part, the index one past its last position; part i begins where part i-1 ends
 * @part_holes: of POLYGON only, else NULL: whether part i is a hole in the last part before it that is none
 *
 * A multi-geometry is one geometry of several parts. A part of POINT is one position, of LINE at least two, of POLYGON
 * a ring of at least four whose last position equals its first. Rings of polygons are turned as RFC 7946 has it:
 * outer ones counter-clockwise, holes clockwise. @part_holes[0] is never TRUE.
 */
typedef struct
{
  AnlanGeometryType type;
  guint n_points;
  guint n_parts;
  const AnlanLonLat *points;
  const guint32 *part_ends;
  const guint8 *part_holes;
} AnlanGeometry;

/**
 * AnlanTag: a tag of OSM or a property of GeoJSON.
 * @value: as text, never NULL: numbers as written, booleans "true" and "false", lists and objects as their JSON
 * @number: the value where @type is NUMBER (or 0 and 1 of BOOLEAN), else NAN. Tags of OSM are all TEXT.
 */
typedef enum
{
  ANLAN_TAG_TEXT,
  ANLAN_TAG_NUMBER,
  ANLAN_TAG_BOOLEAN,
  ANLAN_TAG_NULL, /* a property that is there with no value; @value is "" */
  ANLAN_TAG_JSON,
} AnlanTagType;

typedef struct
{
  const char *key;
  const char *value;
  AnlanTagType type;
  double number;
} AnlanTag;

/**
 * AnlanFeature:
 * @id: "node/1", "way/2", "relation/3" of OSM; the feature's own "id" of GeoJSON, "" if it has none
 * @name: the name to show: name, else name:zh, else name:en, else (GeoJSON) the property Name, NAME or 名称; "" if none
 * @name_zh, @name_en: tags name:zh and name:en; "" if none
 * @level: the tag level as written ("0", "1;2", "-1"); "" if none
 * @tags: all tags, those above included, in the order of the file
 *
 * Everything is borrowed from the AnlanGeodata.
 */
typedef struct
{
  AnlanFeatureClass feature_class;
  const char *id;
  const char *name;
  const char *name_zh;
  const char *name_en;
  const char *level;
  guint n_tags;
  const AnlanTag *tags;
  AnlanGeometry geometry;
} AnlanFeature;

/* West, south, east, north in degrees; NAN all four of nothing. */
typedef struct
{
  double west;
  double south;
  double east;
  double north;
} AnlanLonLatBounds;

/**
 * AnlanGeodataCounts: what the file had, and what could not be used. All zero of what a kind does not know.
 */
typedef struct
{
  guint64 nodes;
  guint64 ways;
  guint64 relations;
  guint64 features;         /* the features that came out */
  guint64 missing_nodes;    /* nodes that ways name and the file does not have */
  guint64 missing_ways;     /* ways that multipolygons name and the file does not have */
  guint64 broken_ways;      /* tagged ways with fewer than two nodes left, left out */
  guint64 broken_relations; /* multipolygons without any ring that closes, left out */
  guint64 open_rings;       /* rings of multipolygons that do not close, left out */
  guint64
      bad_positions; /* nodes without a position on this earth; null or empty geometries' parts of GeoJSON */
} AnlanGeodataCounts;

/**
 * anlan_geodata_read:
 * @progress: (nullable): called on this thread
 *
 * Reads a GeoJSON (RFC 7946) or OSM XML file; which it is, is judged by content. Blocks: on the main thread use
 * anlan_geodata_read_async().
 *
 * GeoJSON: a FeatureCollection, a Feature or a bare geometry; a UTF-8 BOM is skipped. A "crs" member is accepted if it
 * names WGS-84 (CRS84, EPSG:4326) or CGCS2000 (EPSG:4490, which differs by centimetres), else the file is refused, as
 * are positions that are no degrees. A third coordinate is dropped.
 *
 * OSM: nodes and ways with a tag that says something, and relations of type multipolygon and boundary, whose rings
 * are put together from several ways. A closed way is a polygon where it is tagged as an area. References to what the
 * file does not have are counted and left out, as every extract has them.
 *
 * Errors, each a sentence that can be shown: ANLAN_ERROR_INPUT, ANLAN_ERROR_LIMIT, ANLAN_ERROR_NOT_FOUND,
 * ANLAN_ERROR_DENIED, ANLAN_ERROR_IO, G_IO_ERROR_CANCELLED.
 */
AnlanGeodata *anlan_geodata_read ( const char *path, AnlanProgress progress, gpointer data,
                                  GCancellable *cancellable, GError **error);

/* The same in a worker thread. @progress runs on the thread-default main context of the caller and never after
 * @callback. */
void anlan_geodata_read_async (const char *path, AnlanProgress progress, gpointer progress_data,
                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
AnlanGeodata *anlan_geodata_read_finish (GAsyncResult *result, GError **error);

/* The same from memory. @name is shown in sentences only. */
AnlanGeodata *anlan_geodata_read_bytes (GBytes *bytes, const char *name, AnlanProgress progress, gpointer data,
                                        GCancellable *cancellable, GError **error);

AnlanGeodata *anlan_geodata_ref (AnlanGeodata *geodata);
void anlan_geodata_unref (AnlanGeodata *geodata);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanGeodata, anlan_geodata_unref)

AnlanGeodataKind anlan_geodata_get_kind (const AnlanGeodata *geodata);
guint anlan_geodata_get_n_features (const AnlanGeodata *geodata);
const AnlanFeature *anlan_geodata_get_feature (const AnlanGeodata *geodata, guint index);
const AnlanGeodataCounts *anlan_geodata_get_counts (const AnlanGeodata *geodata);
/* Of all positions of all features. */
AnlanLonLatBounds anlan_geodata_get_bounds (const AnlanGeodata *geodata);
/* Translated sentences on what was odd, in the order of the file; NULL-terminated, at most ANLAN_GEODATA_MAX_NOTES.
 * Borrowed. */
const char *const *anlan_geodata_get_notes (const AnlanGeodata *geodata);

/* The tag of that key, or NULL. */
const AnlanTag *anlan_feature_find_tag (const AnlanFeature *feature, const char *key);
/* The value of that tag, or NULL. */
const char *anlan_feature_get_tag (const AnlanFeature *feature, const char *key);
AnlanLonLatBounds anlan_geometry_get_bounds (const AnlanGeometry *geometry);
/* Stable English word of a class ("building"), and back; FALSE where it is none. */
const char *anlan_feature_class_to_text (AnlanFeatureClass feature_class);
gboolean anlan_feature_class_from_text (const char *text, AnlanFeatureClass *feature_class);
/* The GeoJSON geometry object: {"type":"Polygon","coordinates":[…]} with at most seven decimals (about a centimetre);
 * null for NONE. @geometry_from_json is its counterpart for the text that a place field stores: a geometry of its own,
 * to be freed with anlan_geometry_free(); NULL with ANLAN_ERROR_INPUT. */
char *anlan_geometry_to_json (const AnlanGeometry *geometry);
AnlanGeometry *anlan_geometry_from_json (const char *json, gssize length, GError **error);
void anlan_geometry_free (AnlanGeometry *geometry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanGeometry, anlan_geometry_free)

/**
 * AnlanGeojsonWriter:
 *
 * Writes a FeatureCollection, feature by feature, in constant memory; temporary file, flush and rename as
 * AnlanTableWriter has it. Blocks: use it in a worker thread.
 */
typedef struct _AnlanGeojsonWriter AnlanGeojsonWriter;

/* NULL with the errors of anlan_table_writer_new(). */
AnlanGeojsonWriter *anlan_geojson_writer_new (const char *path, GError **error);

/* Adds a feature: @id (nullable or "" for none), its geometry (nullable) and properties, in their order. Of tags, TEXT,
 * NUMBER, BOOLEAN, NULL and JSON are written as such. */
gboolean anlan_geojson_writer_add (AnlanGeojsonWriter *writer, const char *id, const AnlanGeometry *geometry,
                                   const AnlanTag *properties, guint n_properties, GError **error);

/* Only TRUE means that the file is there, whole and on the disk. To be called once. */
gboolean anlan_geojson_writer_close (AnlanGeojsonWriter *writer, GCancellable *cancellable, GError **error);
void anlan_geojson_writer_free (AnlanGeojsonWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanGeojsonWriter, anlan_geojson_writer_free)

G_END_DECLS
