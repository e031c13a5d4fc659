/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "geo-private.h"

/* Tags, points and part ends of features lie in blocks that never move, so that features can point into them. */
#define BLOCK_BYTES (64u * 1024)

struct _AnlanGeodata
{
  AnlanGeodataKind kind;
  GArray *features; /* AnlanFeature */
  GPtrArray *blocks;
  gsize block_used;
  GStringChunk *texts;
  GPtrArray *notes; /* NULL-terminated once finished */
  AnlanGeodataCounts counts;
  AnlanLonLatBounds bounds;
  guint64 n_points;

  /* only while building */
  GHashTable *interned;
  GString *cleaned;
};

AnlanGeodata *
anlan_geodata_new (AnlanGeodataKind kind)
{
  AnlanGeodata *geodata = g_atomic_rc_box_new0 (AnlanGeodata);

  geodata->kind = kind;
  geodata->features = g_array_new (FALSE, FALSE, sizeof (AnlanFeature));
  geodata->blocks = g_ptr_array_new_with_free_func (g_free);
  geodata->block_used = BLOCK_BYTES;
  geodata->texts = g_string_chunk_new (16384);
  geodata->notes = g_ptr_array_new_with_free_func (g_free);
  geodata->bounds = (AnlanLonLatBounds){ NAN, NAN, NAN, NAN };
  geodata->interned = g_hash_table_new (g_str_hash, g_str_equal);
  geodata->cleaned = g_string_new (NULL);
  return geodata;
}

static void
geodata_clear (gpointer data)
{
  AnlanGeodata *geodata = data;

  g_array_unref (geodata->features);
  g_ptr_array_unref (geodata->blocks);
  g_string_chunk_free (geodata->texts);
  g_ptr_array_unref (geodata->notes);
  g_clear_pointer (&geodata->interned, g_hash_table_unref);
  if (geodata->cleaned != NULL)
    g_string_free (geodata->cleaned, TRUE);
}

AnlanGeodata *
anlan_geodata_ref (AnlanGeodata *geodata)
{
  g_return_val_if_fail (geodata != NULL, NULL);
  return g_atomic_rc_box_acquire (geodata);
}

void
anlan_geodata_unref (AnlanGeodata *geodata)
{
  g_return_if_fail (geodata != NULL);
  g_atomic_rc_box_release_full (geodata, geodata_clear);
}

/* Building */

AnlanGeodataCounts *
anlan_geodata_edit_counts (AnlanGeodata *geodata)
{
  return &geodata->counts;
}

void
anlan_geodata_take_note (AnlanGeodata *geodata, char *message)
{
  if (geodata->notes->len < ANLAN_GEODATA_MAX_NOTES)
    g_ptr_array_add (geodata->notes, message);
  else
    g_free (message);
}

const char *
anlan_geodata_intern (AnlanGeodata *geodata, const char *text, gssize length)
{
  const char *kept;

  g_string_truncate (geodata->cleaned, 0);
  g_string_append_len (geodata->cleaned, text, length);
  if (geodata->cleaned->len == 0)
    return "";
  kept = g_hash_table_lookup (geodata->interned, geodata->cleaned->str);
  if (kept == NULL)
    {
      kept = g_string_chunk_insert (geodata->texts, geodata->cleaned->str);
      g_hash_table_add (geodata->interned, (gpointer)kept);
    }
  return kept;
}

/* Memory for @bytes, aligned for doubles. */
static gpointer
allocate (AnlanGeodata *geodata, gsize bytes)
{
  gpointer memory;

  bytes = (bytes + 7) & ~(gsize)7;
  if (bytes > BLOCK_BYTES / 4)
    {
      memory = g_malloc (bytes);
      g_ptr_array_add (geodata->blocks, memory);
      /* Keep filling the block that was in use: it must stay the last one. */
      if (geodata->blocks->len > 1)
        {
          gpointer *blocks = geodata->blocks->pdata;
          guint last = geodata->blocks->len - 1;

          blocks[last] = blocks[last - 1];
          blocks[last - 1] = memory;
        }
      else
        geodata->block_used = BLOCK_BYTES;
      return memory;
    }
  if (geodata->block_used + bytes > BLOCK_BYTES)
    {
      g_ptr_array_add (geodata->blocks, g_malloc (BLOCK_BYTES));
      geodata->block_used = 0;
    }
  memory = (char *)g_ptr_array_index (geodata->blocks, geodata->blocks->len - 1) + geodata->block_used;
  geodata->block_used += bytes;
  return memory;
}

static gconstpointer
copy (AnlanGeodata *geodata, gconstpointer data, gsize bytes)
{
  gpointer memory;

  if (bytes == 0 || data == NULL)
    return NULL;
  memory = allocate (geodata, bytes);
  memcpy (memory, data, bytes);
  return memory;
}

static void
widen (AnlanLonLatBounds *bounds, const AnlanLonLat *points, guint n_points)
{
  for (guint i = 0; i < n_points; i++)
    {
      /* fmin and fmax leave out the NAN that the bounds begin with. */
      bounds->west = fmin (bounds->west, points[i].lon);
      bounds->east = fmax (bounds->east, points[i].lon);
      bounds->south = fmin (bounds->south, points[i].lat);
      bounds->north = fmax (bounds->north, points[i].lat);
    }
}

static const char *
first_of (const AnlanTag *tags, guint n_tags, const char *const *keys)
{
  for (; *keys != NULL; keys++)
    {
      const char *value = anlan_tags_get (tags, n_tags, *keys);

      if (value != NULL && *value != '\0')
        return value;
    }
  return "";
}

static void
name_feature (const AnlanGeodata *geodata, AnlanFeature *feature)
{
  static const char *const osm[] = { "name", "name:zh", "name:en", NULL };
  static const char *const geojson[] = { "name", "name:zh", "name:en", "Name", "NAME", "名称", NULL };
  static const char *const chinese[] = { "name:zh", NULL };
  static const char *const english[] = { "name:en", NULL };
  static const char *const level[] = { "level", NULL };

  feature->name =
      first_of (feature->tags, feature->n_tags, geodata->kind == ANLAN_GEODATA_OSM ? osm : geojson);
  feature->name_zh = first_of (feature->tags, feature->n_tags, chinese);
  feature->name_en = first_of (feature->tags, feature->n_tags, english);
  feature->level = first_of (feature->tags, feature->n_tags, level);
}

gboolean
anlan_geodata_add_feature (AnlanGeodata *geodata,
                           const char *id,
                           const AnlanTag *tags,
                           guint n_tags,
                           const AnlanShape *shape,
                           GError **error)
{
  AnlanFeature feature = { .id = anlan_geodata_intern (geodata, id, -1), .n_tags = n_tags };
  AnlanGeometry geometry = anlan_shape_peek (shape);

  geodata->n_points += geometry.n_points;
  if (geodata->n_points > ANLAN_GEODATA_MAX_POINTS || geodata->features->len >= ANLAN_GEODATA_MAX_FEATURES)
    {
      g_set_error (
          error, ANLAN_ERROR, ANLAN_ERROR_LIMIT,
          _ ("The map is too large: at most %u features with %u positions can be read. Nothing was taken "
             "over. Export a smaller area."),
          ANLAN_GEODATA_MAX_FEATURES, ANLAN_GEODATA_MAX_POINTS);
      return FALSE;
    }
  feature.tags = copy (geodata, tags, n_tags * sizeof *tags);
  feature.feature_class = anlan_feature_classify (tags, n_tags, geometry.type);
  feature.geometry = geometry;
  feature.geometry.points = copy (geodata, geometry.points, geometry.n_points * sizeof (AnlanLonLat));
  feature.geometry.part_ends = copy (geodata, geometry.part_ends, geometry.n_parts * sizeof (guint32));
  feature.geometry.part_holes = copy (geodata, geometry.part_holes, geometry.n_parts);
  name_feature (geodata, &feature);
  widen (&geodata->bounds, geometry.points, geometry.n_points);
  g_array_append_val (geodata->features, feature);
  return TRUE;
}

void
anlan_geodata_finish (AnlanGeodata *geodata)
{
  geodata->counts.features = geodata->features->len;
  g_ptr_array_add (geodata->notes, NULL);
  g_clear_pointer (&geodata->interned, g_hash_table_unref);
  g_string_free (geodata->cleaned, TRUE);
  geodata->cleaned = NULL;
}

/* Reading */

AnlanGeodataKind
anlan_geodata_get_kind (const AnlanGeodata *geodata)
{
  g_return_val_if_fail (geodata != NULL, ANLAN_GEODATA_GEOJSON);
  return geodata->kind;
}

guint
anlan_geodata_get_n_features (const AnlanGeodata *geodata)
{
  g_return_val_if_fail (geodata != NULL, 0);
  return geodata->features->len;
}

const AnlanFeature *
anlan_geodata_get_feature (const AnlanGeodata *geodata, guint index)
{
  g_return_val_if_fail (geodata != NULL, NULL);
  g_return_val_if_fail (index < geodata->features->len, NULL);
  return &g_array_index (geodata->features, AnlanFeature, index);
}

const AnlanGeodataCounts *
anlan_geodata_get_counts (const AnlanGeodata *geodata)
{
  g_return_val_if_fail (geodata != NULL, NULL);
  return &geodata->counts;
}

AnlanLonLatBounds
anlan_geodata_get_bounds (const AnlanGeodata *geodata)
{
  g_return_val_if_fail (geodata != NULL, ((AnlanLonLatBounds){ NAN, NAN, NAN, NAN }));
  return geodata->bounds;
}

const char *const *
anlan_geodata_get_notes (const AnlanGeodata *geodata)
{
  g_return_val_if_fail (geodata != NULL, NULL);
  return (const char *const *)geodata->notes->pdata;
}

const AnlanTag *
anlan_feature_find_tag (const AnlanFeature *feature, const char *key)
{
  g_return_val_if_fail (feature != NULL, NULL);
  g_return_val_if_fail (key != NULL, NULL);
  for (guint i = 0; i < feature->n_tags; i++)
    if (strcmp (feature->tags[i].key, key) == 0)
      return &feature->tags[i];
  return NULL;
}

const char *
anlan_feature_get_tag (const AnlanFeature *feature, const char *key)
{
  const AnlanTag *tag = anlan_feature_find_tag (feature, key);

  return tag != NULL ? tag->value : NULL;
}

AnlanLonLatBounds
anlan_geometry_get_bounds (const AnlanGeometry *geometry)
{
  AnlanLonLatBounds bounds = { NAN, NAN, NAN, NAN };

  g_return_val_if_fail (geometry != NULL, bounds);
  widen (&bounds, geometry->points, geometry->n_points);
  return bounds;
}
