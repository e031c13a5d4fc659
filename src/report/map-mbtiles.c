/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "map-mbtiles-private.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "map-image-private.h"
#include "store/db.h"

#define MAX_ZOOM 24
#define MAX_TILE_BYTES (16u * 1024 * 1024)
#define MAX_TILE_SIDE 4096
#define MAX_CACHED 96
/* A level so much finer than the view would need four to this power times as many tiles: nothing is drawn then. */
#define MAX_LEVELS_DOWN 2
/* A level so much coarser would be a few pixels as large as the window. */
#define MAX_LEVELS_UP 7

typedef struct
{
  AnlanMapImage *image; /* (nullable): NULL of a tile that is not there */
  guint64 used;
} Cached;

struct _AnlanMapMbtiles
{
  gatomicrefcount refs;
  AnlanMapMbtilesInfo info;
  char *name;
  char *attribution;
  /* Under the lock: a connection may be used by any thread, but by one at a time. */
  GMutex lock;
  AnlanDb *db;
  GHashTable *cache; /* key of zoom, x, y -> Cached */
  guint64 clock;
  guint n_bad;
};

/* --- reading ------------------------------------------------------------------------------------------------- */

static gint64
tile_key (int zoom, int x, int y)
{
  return (gint64)zoom << 50 | (gint64)x << 25 | y;
}

static void
free_cached (gpointer data)
{
  Cached *cached = data;

  g_clear_pointer (&cached->image, anlan_map_image_unref);
  g_free (cached);
}

static void
forget_oldest (AnlanMapMbtiles *mbtiles)
{
  GHashTableIter iter;
  gpointer key, value;
  gpointer oldest = NULL;
  guint64 used = G_MAXUINT64;

  g_hash_table_iter_init (&iter, mbtiles->cache);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (((Cached *)value)->used < used)
      {
        used = ((Cached *)value)->used;
        oldest = key;
      }
  g_hash_table_remove (mbtiles->cache, oldest);
}

/* The stored bytes, copied; NULL where there is no such tile. */
static GBytes *
read_tile (AnlanMapMbtiles *mbtiles, int zoom, int x, int y, gboolean *bad)
{
  AnlanStmt *stmt = anlan_db_statement (
      mbtiles->db, "SELECT tile_data FROM tiles WHERE zoom_level = ?1 AND tile_column = ?2 AND tile_row = ?3",
      NULL);
  GBytes *bytes = NULL;
  AnlanStep step;

  if (stmt == NULL)
    {
      *bad = TRUE;
      return NULL;
    }
  anlan_stmt_bind_integer (stmt, 1, zoom);
  anlan_stmt_bind_integer (stmt, 2, x);
  /* MBTiles 1.3: tiles are numbered as TMS does, rows from the south. */
  anlan_stmt_bind_integer (stmt, 3, ((gint64)1 << zoom) - 1 - y);
  step = anlan_stmt_step (stmt, NULL);
  if (step == ANLAN_STEP_ROW)
    {
      gsize length;
      const void *data = anlan_stmt_blob (stmt, 0, &length);

      if (data != NULL && length > 0 && length <= MAX_TILE_BYTES)
        bytes = g_bytes_new (data, length);
      else
        *bad = TRUE;
    }
  else if (step == ANLAN_STEP_ERROR)
    *bad = TRUE;
  anlan_stmt_reset (stmt);
  return bytes;
}

static void
size_prepared_cb (GdkPixbufLoader *loader, int width, int height, gpointer data)
{
  gboolean *too_large = data;

  if (width > MAX_TILE_SIDE || height > MAX_TILE_SIDE)
    {
      *too_large = TRUE;
      gdk_pixbuf_loader_set_size (loader, 1, 1);
    }
}

/* By content and not by what the file says of itself; GdkPixbuf's own guess needs a MIME database. */
static const char *
picture_type (const guint8 *data, gsize length)
{
  if (length >= 4 && memcmp (data, "\x89PNG", 4) == 0)
    return "png";
  if (length >= 3 && memcmp (data, "\xff\xd8\xff", 3) == 0)
    return "jpeg";
  if (length >= 12 && memcmp (data, "RIFF", 4) == 0 && memcmp (data + 8, "WEBP", 4) == 0)
    return "webp";
  return NULL;
}

static AnlanMapImage *
decode_tile (GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  const char *type = picture_type (data, length);
  GdkPixbufLoader *loader = type != NULL ? gdk_pixbuf_loader_new_with_type (type, NULL) : NULL;
  AnlanMapImage *image = NULL;
  gboolean too_large = FALSE;
  gboolean fed;

  if (loader == NULL)
    return NULL;
  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), &too_large);
  fed = gdk_pixbuf_loader_write_bytes (loader, bytes, NULL);
  if (gdk_pixbuf_loader_close (loader, NULL) && fed && !too_large &&
      gdk_pixbuf_loader_get_pixbuf (loader) != NULL)
    {
      GdkPixbuf *pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);

      image = anlan_map_image_new_from_pixbuf (pixbuf, gdk_pixbuf_get_width (pixbuf),
                                               gdk_pixbuf_get_height (pixbuf));
    }
  g_object_unref (loader);
  return image;
}

AnlanMapImage *
anlan_map_mbtiles_get_tile (AnlanMapMbtiles *mbtiles, int zoom, int x, int y)
{
  gint64 key = tile_key (zoom, x, y);
  g_autoptr (GBytes) bytes = NULL;
  AnlanMapImage *image = NULL;
  gboolean bad = FALSE;
  Cached *cached;

  g_mutex_lock (&mbtiles->lock);
  cached = g_hash_table_lookup (mbtiles->cache, &key);
  if (cached != NULL)
    {
      cached->used = ++mbtiles->clock;
      image = cached->image != NULL ? anlan_map_image_ref (cached->image) : NULL;
      g_mutex_unlock (&mbtiles->lock);
      return image;
    }
  bytes = read_tile (mbtiles, zoom, x, y, &bad);
  g_mutex_unlock (&mbtiles->lock);

  /* Decoded without the lock; that two threads decode the same tile is rare and harmless. */
  if (bytes != NULL)
    {
      image = decode_tile (bytes);
      bad = image == NULL;
    }

  g_mutex_lock (&mbtiles->lock);
  mbtiles->n_bad += bad;
  if (g_hash_table_size (mbtiles->cache) >= MAX_CACHED)
    forget_oldest (mbtiles);
  cached = g_new (Cached, 1);
  cached->image = image != NULL ? anlan_map_image_ref (image) : NULL;
  cached->used = ++mbtiles->clock;
  g_hash_table_insert (mbtiles->cache, g_memdup2 (&key, sizeof key), cached);
  g_mutex_unlock (&mbtiles->lock);
  return image;
}

/* --- drawing ------------------------------------------------------------------------------------------------- */

/* On whole device pixels, so that neighbours join. */
static double
snap (double at, double scale)
{
  return floor (at * scale + 0.5) / scale;
}

static void
draw_tile (cairo_t *cr, AnlanMapImage *image, const AnlanMapViewport *viewport, int x, int y, double tiles)
{
  AnlanMapPoint a = anlan_map_viewport_to_screen (viewport, (AnlanMapPoint){ x / tiles, y / tiles });
  AnlanMapPoint b =
      anlan_map_viewport_to_screen (viewport, (AnlanMapPoint){ (x + 1) / tiles, (y + 1) / tiles });
  AnlanMapRect area = { snap (a.x, viewport->scale), snap (a.y, viewport->scale), snap (b.x, viewport->scale),
                        snap (b.y, viewport->scale) };
  AnlanMapRect clip = { MAX (area.x0, 0), MAX (area.y0, 0), MIN (area.x1, viewport->width),
                        MIN (area.y1, viewport->height) };

  if (clip.x0 < clip.x1 && clip.y0 < clip.y1)
    anlan_map_image_paint_tile (image, cr, area, clip);
}

void
anlan_map_mbtiles_draw (AnlanMapMbtiles *mbtiles,
                        cairo_t *cr,
                        const AnlanMapViewport *viewport,
                        GCancellable *cancellable)
{
  double wanted = viewport->zoom + log2 (viewport->scale);
  int zoom = CLAMP ((int)lround (wanted), mbtiles->info.min_zoom, mbtiles->info.max_zoom);
  AnlanMapRect view = anlan_map_viewport_get_bounds (viewport);
  AnlanMapRect bounds = mbtiles->info.bounds;
  double tiles = exp2 (zoom);
  int last = (int)tiles - 1;

  if (zoom - wanted > MAX_LEVELS_DOWN + 0.5 || wanted - zoom > MAX_LEVELS_UP + 0.5 ||
      !anlan_map_rect_intersects (view, bounds))
    return;
  view = (AnlanMapRect){ MAX (view.x0, bounds.x0), MAX (view.y0, bounds.y0), MIN (view.x1, bounds.x1),
                         MIN (view.y1, bounds.y1) };
  for (int y = CLAMP ((int)floor (view.y0 * tiles), 0, last);
       y <= CLAMP ((int)floor (view.y1 * tiles), 0, last); y++)
    for (int x = CLAMP ((int)floor (view.x0 * tiles), 0, last);
         x <= CLAMP ((int)floor (view.x1 * tiles), 0, last) && !g_cancellable_is_cancelled (cancellable); x++)
      {
        g_autoptr (AnlanMapImage) image = anlan_map_mbtiles_get_tile (mbtiles, zoom, x, y);

        if (image != NULL)
          draw_tile (cr, image, viewport, x, y, tiles);
      }
}

/* --- opening ------------------------------------------------------------------------------------------------- */

static void
set_not_mbtiles (GError **error, const char *name)
{
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
               _ ("“%s” is no file of map pictures (MBTiles), or it has none in it. Choose another file."),
               name);
}

static void
set_vector (GError **error, const char *name)
{
  g_set_error (
      error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
      _ ("“%s” holds vector tiles, which cannot be shown. Export the map as pictures (MBTiles with PNG or "
         "JPG), or import the OSM file it was made from as a base map."),
      name);
}

static char *
get_metadata (AnlanDb *db, const char *key)
{
  AnlanStmt *stmt =
      anlan_db_statement (db, "SELECT CAST (value AS TEXT) FROM metadata WHERE name = ?1", NULL);
  char *value = NULL;

  /* A file without that table has tiles nevertheless. */
  if (stmt == NULL)
    return g_strdup ("");
  anlan_stmt_bind_text (stmt, 1, key);
  if (anlan_stmt_step (stmt, NULL) == ANLAN_STEP_ROW && anlan_stmt_text (stmt, 0) != NULL)
    value = g_utf8_make_valid (anlan_stmt_text (stmt, 0), -1);
  anlan_stmt_reset (stmt);
  return value != NULL ? value : g_strdup ("");
}

/* "left,bottom,right,top" in degrees; what is no such thing is taken as the whole world. */
static AnlanMapRect
parse_bounds (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  double degrees[4];
  AnlanMapPoint a, b;

  if (g_strv_length (parts) != 4)
    return (AnlanMapRect){ 0, 0, 1, 1 };
  for (guint i = 0; i < 4; i++)
    degrees[i] = g_ascii_strtod (parts[i], NULL);
  a = anlan_map_project (degrees[0], degrees[3]);
  b = anlan_map_project (degrees[2], degrees[1]);
  if (!(a.x < b.x && a.y < b.y) || a.x < -1e-9 || b.x > 1 + 1e-9)
    return (AnlanMapRect){ 0, 0, 1, 1 };
  return (AnlanMapRect){ a.x, a.y, b.x, b.y };
}

/* The first tile there is: its level and its first bytes. */
static gboolean
look_at_tiles (AnlanMapMbtiles *mbtiles, const char *name, GError **error)
{
  g_autoptr (GError) local = NULL;
  AnlanStmt *stmt = anlan_db_statement (
      mbtiles->db,
      "SELECT min (zoom_level), max (zoom_level), (SELECT tile_data FROM tiles LIMIT 1) FROM tiles", &local);
  AnlanStep step = stmt != NULL ? anlan_stmt_step (stmt, &local) : ANLAN_STEP_ERROR;
  gboolean good = FALSE;

  if (step == ANLAN_STEP_ROW && !anlan_stmt_is_null (stmt, 0))
    {
      gint64 min_zoom = anlan_stmt_integer (stmt, 0);
      gint64 max_zoom = anlan_stmt_integer (stmt, 1);
      gsize length;
      const guint8 *data = anlan_stmt_blob (stmt, 2, &length);

      if (data != NULL && length >= 2 && data[0] == 0x1f && data[1] == 0x8b)
        set_vector (error, name);
      else if (min_zoom < 0 || max_zoom > MAX_ZOOM || data == NULL || length < 4)
        set_not_mbtiles (error, name);
      else
        {
          mbtiles->info.min_zoom = (int)min_zoom;
          mbtiles->info.max_zoom = (int)max_zoom;
          good = TRUE;
        }
    }
  else if (g_error_matches (local, ANLAN_ERROR, ANLAN_ERROR_CORRUPT))
    g_propagate_error (error, g_steal_pointer (&local));
  else
    set_not_mbtiles (error, name);
  if (stmt != NULL)
    anlan_stmt_reset (stmt);
  return good;
}

/* A view that calls itself could keep a reader busy for ever. */
static gboolean
has_endless_view (AnlanDb *db)
{
  AnlanStmt *stmt = anlan_db_statement (
      db, "SELECT 1 FROM sqlite_master WHERE type = 'view' AND sql LIKE '%recursive%'", NULL);
  gboolean has;

  if (stmt == NULL)
    return FALSE;
  has = anlan_stmt_step (stmt, NULL) == ANLAN_STEP_ROW;
  anlan_stmt_reset (stmt);
  return has;
}

static gboolean
check_format (AnlanMapMbtiles *mbtiles, const char *name, GError **error)
{
  g_autofree char *format = get_metadata (mbtiles->db, "format");

  if (strcmp (format, "pbf") == 0 || strcmp (format, "mvt") == 0)
    {
      set_vector (error, name);
      return FALSE;
    }
  if (!look_at_tiles (mbtiles, name, error))
    return FALSE;
  if (strcmp (format, "webp") == 0)
    {
      GSList *formats = gdk_pixbuf_get_formats ();
      gboolean known = FALSE;

      for (GSList *l = formats; l != NULL; l = l->next)
        {
          g_autofree char *format_name = gdk_pixbuf_format_get_name (l->data);

          known |= strcmp (format_name, "webp") == 0;
        }
      g_slist_free (formats);
      if (!known)
        {
          g_set_error (
              error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
              _ ("“%s” holds WebP pictures, which this computer cannot show. Install its WebP loader "
                 "(webp-pixbuf-loader), or export the map with PNG or JPG."),
              name);
          return FALSE;
        }
    }
  return TRUE;
}

AnlanMapMbtiles *
anlan_map_mbtiles_open (const char *path, GError **error)
{
  g_autoptr (AnlanMapMbtiles) mbtiles = NULL;
  g_autofree char *name = NULL;
  g_autofree char *bounds = NULL;
  g_autoptr (GError) local = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  name = g_filename_display_basename (path);
  mbtiles = g_new0 (AnlanMapMbtiles, 1);
  g_atomic_ref_count_init (&mbtiles->refs);
  g_mutex_init (&mbtiles->lock);
  mbtiles->cache = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, free_cached);
  mbtiles->db = anlan_db_open (path, ANLAN_DB_READ, &local);
  if (mbtiles->db == NULL)
    {
      if (g_error_matches (local, ANLAN_ERROR, ANLAN_ERROR_CORRUPT) ||
          g_error_matches (local, ANLAN_ERROR, ANLAN_ERROR_NOT_PLANT))
        set_not_mbtiles (error, name);
      else
        g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (has_endless_view (mbtiles->db))
    {
      set_not_mbtiles (error, name);
      return NULL;
    }
  if (!check_format (mbtiles, name, error))
    return NULL;
  mbtiles->name = get_metadata (mbtiles->db, "name");
  mbtiles->attribution = get_metadata (mbtiles->db, "attribution");
  bounds = get_metadata (mbtiles->db, "bounds");
  mbtiles->info.name = mbtiles->name;
  mbtiles->info.attribution = mbtiles->attribution;
  mbtiles->info.bounds = parse_bounds (bounds);
  return g_steal_pointer (&mbtiles);
}

AnlanMapMbtiles *
anlan_map_mbtiles_ref (AnlanMapMbtiles *mbtiles)
{
  g_return_val_if_fail (mbtiles != NULL, NULL);

  g_atomic_ref_count_inc (&mbtiles->refs);
  return mbtiles;
}

void
anlan_map_mbtiles_unref (AnlanMapMbtiles *mbtiles)
{
  g_return_if_fail (mbtiles != NULL);

  if (!g_atomic_ref_count_dec (&mbtiles->refs))
    return;
  g_hash_table_unref (mbtiles->cache);
  g_clear_pointer (&mbtiles->db, anlan_db_close);
  g_mutex_clear (&mbtiles->lock);
  g_free (mbtiles->name);
  g_free (mbtiles->attribution);
  g_free (mbtiles);
}

const AnlanMapMbtilesInfo *
anlan_map_mbtiles_get_info (const AnlanMapMbtiles *mbtiles)
{
  g_return_val_if_fail (mbtiles != NULL, NULL);

  return &mbtiles->info;
}

guint
anlan_map_mbtiles_get_n_bad (AnlanMapMbtiles *mbtiles)
{
  guint n;

  g_return_val_if_fail (mbtiles != NULL, 0);

  g_mutex_lock (&mbtiles->lock);
  n = mbtiles->n_bad;
  g_mutex_unlock (&mbtiles->lock);
  return n;
}
