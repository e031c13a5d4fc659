/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "map-tiles-private.h"

#include <math.h>
#include <string.h>

#define N_THREADS 2

/* The overview is about so many logical pixels wide and high. */
#define OVERVIEW_PX 900.0

/* While the zoom changes, tiles that are scaled by less than this are good enough; steps of zoom. */
#define ENOUGH_ZOOM 0.5

/* A new plan of marks is asked for when less than this is left of its margin; logical pixels. */
#define MARKS_REACH_PX 96.0

/* In the order they are drawn. */
enum
{
  PRIORITY_MARKS = 0,
  PRIORITY_VISIBLE = 1,
  PRIORITY_OVERVIEW = 1000000,
  PRIORITY_AROUND = 2000000,
};

/* --- workers ------------------------------------------------------------------------------------------------- */

static void
work (gpointer data, gpointer user_data)
{
  AnlanMapTiles *tiles = user_data;
  Job *job = data;

  anlan_map_job_work (job);
  g_async_queue_push (tiles->done, job);
  g_source_set_ready_time (tiles->wake, 0);
}

static int
compare_jobs (gconstpointer a, gconstpointer b, gpointer data)
{
  const Job *ja = a;
  const Job *jb = b;

  return ja->priority < jb->priority ? -1 : ja->priority > jb->priority;
}

static void
push_job (AnlanMapTiles *tiles, Job *job)
{
  /* Only threads that cannot be started make this fail, and the pool's own are there since it was made. */
  g_thread_pool_push (tiles->pool, job, NULL);
}

/* --- what has come back -------------------------------------------------------------------------------------- */

static gsize
surface_bytes (cairo_surface_t *surface)
{
  return (gsize)cairo_image_surface_get_stride (surface) * cairo_image_surface_get_height (surface);
}

static void
collect_tile (AnlanMapTiles *tiles, Job *job)
{
  Generation *generation = job->generation;
  gint64 key = tile_key (job->x, job->y);
  Tile *tile = g_hash_table_lookup (generation->tiles, &key);

  if (tile == NULL)
    return;
  if (job->surface == NULL)
    {
      g_hash_table_remove (generation->tiles, &key);
      return;
    }
  tile->surface = g_steal_pointer (&job->surface);
  tile->state = TILE_READY;
  tile->used = tiles->frame;
  tiles->n_bytes += surface_bytes (tile->surface);
}

static void
collect_marks (AnlanMapTiles *tiles, Job *job)
{
  if (job->cancellable != tiles->marks_cancellable)
    return;
  g_clear_object (&tiles->marks_cancellable);
  if (job->marks == NULL)
    return;
  g_clear_pointer (&tiles->marks, anlan_map_marks_unref);
  tiles->marks = g_steal_pointer (&job->marks);
}

static gboolean
collect (AnlanMapTiles *tiles)
{
  gboolean any = FALSE;
  Job *job;

  while ((job = g_async_queue_try_pop (tiles->done)) != NULL)
    {
      if (job->generation != NULL)
        collect_tile (tiles, job);
      else
        collect_marks (tiles, job);
      anlan_map_job_free (job);
      any = TRUE;
    }
  return any;
}

static gboolean
wake_cb (gpointer data)
{
  AnlanMapTiles *tiles = data;

  gboolean any;

  g_source_set_ready_time (tiles->wake, -1);
  any = collect (tiles) || tiles->untold;
  tiles->untold = FALSE;
  if (any && tiles->ready != NULL)
    tiles->ready (tiles->ready_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch_wake (GSource *source, GSourceFunc callback, gpointer data)
{
  return callback (data);
}

static GSourceFuncs wake_funcs = { NULL, NULL, dispatch_wake, NULL, NULL, NULL };

/* --- forgetting ---------------------------------------------------------------------------------------------- */

static void
drop_generation (AnlanMapTiles *tiles, Generation **generation)
{
  GHashTableIter iter;
  gpointer tile;

  if (*generation == NULL)
    return;
  g_cancellable_cancel ((*generation)->cancellable);
  g_hash_table_iter_init (&iter, (*generation)->tiles);
  while (g_hash_table_iter_next (&iter, NULL, &tile))
    {
      if (((Tile *)tile)->state == TILE_READY)
        tiles->n_bytes -= surface_bytes (((Tile *)tile)->surface);
      g_hash_table_iter_remove (&iter);
    }
  g_clear_pointer (generation, anlan_map_generation_unref);
}

static void
drop_all (AnlanMapTiles *tiles)
{
  drop_generation (tiles, &tiles->current);
  for (guint i = 0; i < N_FORMER; i++)
    drop_generation (tiles, &tiles->former[i]);
  drop_generation (tiles, &tiles->overview);
}

/* Forgets tiles of @generation that were last used at or before @frame. */
static void
forget_unused (AnlanMapTiles *tiles, Generation *generation, guint64 frame)
{
  GHashTableIter iter;
  gpointer value;

  if (generation == NULL)
    return;
  g_hash_table_iter_init (&iter, generation->tiles);
  while (tiles->n_bytes > tiles->max_bytes && g_hash_table_iter_next (&iter, NULL, &value))
    {
      Tile *tile = value;

      if (tile->state != TILE_READY || tile->used > frame)
        continue;
      tiles->n_bytes -= surface_bytes (tile->surface);
      g_hash_table_iter_remove (&iter);
    }
}

static guint64
oldest_use (const Generation *generation, guint64 oldest)
{
  GHashTableIter iter;
  gpointer value;

  if (generation == NULL)
    return oldest;
  g_hash_table_iter_init (&iter, generation->tiles);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((Tile *)value)->state == TILE_READY)
      oldest = MIN (oldest, ((Tile *)value)->used);
  return oldest;
}

/* Frame by frame from the oldest; what this frame uses stays, even if it is too much. */
static void
keep_within_bounds (AnlanMapTiles *tiles)
{
  while (tiles->n_bytes > tiles->max_bytes)
    {
      guint64 oldest = oldest_use (tiles->current, G_MAXUINT64);

      for (guint i = 0; i < N_FORMER; i++)
        oldest = oldest_use (tiles->former[i], oldest);
      if (oldest >= tiles->frame)
        return;
      for (guint i = N_FORMER; i-- > 0;)
        forget_unused (tiles, tiles->former[i], oldest);
      forget_unused (tiles, tiles->current, oldest);
    }
}

/* --- asking -------------------------------------------------------------------------------------------------- */

static gboolean
is_of_now (const AnlanMapTiles *tiles, const Generation *generation, double zoom, double scale)
{
  return anlan_map_generation_is (generation, tiles->scene, &tiles->look, zoom, scale);
}

static void
set_wanted (Generation *generation, TileRange range)
{
  g_atomic_int_set (&generation->wanted[0], range.x0);
  g_atomic_int_set (&generation->wanted[1], range.y0);
  g_atomic_int_set (&generation->wanted[2], range.x1);
  g_atomic_int_set (&generation->wanted[3], range.y1);
}

static void
ask_tile (AnlanMapTiles *tiles, Generation *generation, int x, int y, int priority)
{
  gint64 key = tile_key (x, y);
  Tile *tile;
  Job *job;

  if (g_hash_table_contains (generation->tiles, &key))
    return;
  tile = g_new0 (Tile, 1);
  tile->x = x;
  tile->y = y;
  tile->state = TILE_ASKED;
  g_hash_table_insert (generation->tiles, g_memdup2 (&key, sizeof key), tile);

  job = g_new0 (Job, 1);
  job->priority = priority;
  job->generation = anlan_map_generation_ref (generation);
  job->cancellable = g_object_ref (generation->cancellable);
  job->x = x;
  job->y = y;
  push_job (tiles, job);
}

/* The nearer to the middle of @visible, the earlier. Returns whether all are ready. */
static gboolean
ask_range (AnlanMapTiles *tiles, Generation *generation, TileRange range, TileRange visible, int priority)
{
  gboolean all = TRUE;

  for (int y = range.y0; y <= range.y1; y++)
    for (int x = range.x0; x <= range.x1; x++)
      {
        const Tile *tile = anlan_map_generation_find (generation, x, y);
        int far = ABS (2 * x - visible.x0 - visible.x1) + ABS (2 * y - visible.y0 - visible.y1);

        if (tile == NULL || tile->state != TILE_READY)
          all = FALSE;
        if (tile == NULL)
          ask_tile (tiles, generation, x, y, priority + MIN (far, 100000));
      }
  return all;
}

/* Brings the generation of this zoom to the front, an earlier one if there is one, and stops work on the last. */
static void
turn_to (AnlanMapTiles *tiles, double zoom, double scale)
{
  Generation *found = NULL;

  for (guint i = 0; i < N_FORMER; i++)
    if (tiles->former[i] != NULL && is_of_now (tiles, tiles->former[i], zoom, scale))
      {
        found = tiles->former[i];
        memmove (&tiles->former[i], &tiles->former[i + 1], (N_FORMER - 1 - i) * sizeof (Generation *));
        tiles->former[N_FORMER - 1] = NULL;
        /* Jobs it still had are cancelled; those of now need one that is not. */
        g_object_unref (found->cancellable);
        found->cancellable = g_cancellable_new ();
        break;
      }
  if (tiles->current != NULL)
    {
      g_cancellable_cancel (tiles->current->cancellable);
      drop_generation (tiles, &tiles->former[N_FORMER - 1]);
      memmove (&tiles->former[1], &tiles->former[0], (N_FORMER - 1) * sizeof (Generation *));
      tiles->former[0] = tiles->current;
    }
  tiles->current = found != NULL ? found : anlan_map_generation_new (tiles->scene, &tiles->look, zoom, scale);
}

static void
ask_overview (AnlanMapTiles *tiles, double scale)
{
  AnlanMapRect bounds = anlan_map_scene_get_bounds (tiles->scene);
  AnlanMapViewport whole = { .width = OVERVIEW_PX, .height = OVERVIEW_PX, .scale = scale };
  TileRange range;

  if (anlan_map_rect_is_empty (bounds))
    return;
  anlan_map_viewport_fit (&whole, bounds, 0, 18);
  if (tiles->overview == NULL || !is_of_now (tiles, tiles->overview, whole.zoom, scale))
    {
      drop_generation (tiles, &tiles->overview);
      tiles->overview = anlan_map_generation_new (tiles->scene, &tiles->look, whole.zoom, scale);
    }
  range = anlan_map_generation_get_range (tiles->overview, bounds);
  set_wanted (tiles->overview, range);
  ask_range (tiles, tiles->overview, range, range, PRIORITY_OVERVIEW);
}

static void
ask_marks (AnlanMapTiles *tiles, const AnlanMapViewport *viewport)
{
  AnlanMapViewport reach = *viewport;
  Job *job;

  reach.width += 2 * MARKS_REACH_PX;
  reach.height += 2 * MARKS_REACH_PX;
  if (tiles->marks_cancellable != NULL)
    {
      const AnlanMapViewport *asked = &tiles->marks_asked;
      double moved =
          MAX (fabs (asked->centre.x - viewport->centre.x), fabs (asked->centre.y - viewport->centre.y)) *
          anlan_map_pixels_per_unit (viewport->zoom);

      if (asked->zoom == viewport->zoom && asked->scale == viewport->scale &&
          asked->width == viewport->width && asked->height == viewport->height && moved < MARKS_REACH_PX &&
          !tiles->marks_stale)
        return;
      g_cancellable_cancel (tiles->marks_cancellable);
      g_clear_object (&tiles->marks_cancellable);
    }
  else if (!tiles->marks_stale && tiles->marks != NULL && anlan_map_marks_fits (tiles->marks, &reach))
    return;

  tiles->marks_cancellable = g_cancellable_new ();
  tiles->marks_asked = *viewport;
  tiles->marks_stale = FALSE;
  job = g_new0 (Job, 1);
  job->priority = PRIORITY_MARKS;
  job->scene = anlan_map_scene_ref (tiles->scene);
  job->viewport = *viewport;
  job->look = tiles->look;
  job->selected = g_strdup (tiles->selected);
  job->cancellable = g_object_ref (tiles->marks_cancellable);
  job->previous = tiles->marks != NULL ? anlan_map_marks_ref (tiles->marks) : NULL;
  push_job (tiles, job);
}

void
anlan_map_tiles_update (AnlanMapTiles *tiles, const AnlanMapViewport *viewport, gboolean moving)
{
  Generation *current;
  TileRange visible, around;
  gboolean good_enough;

  g_return_if_fail (tiles != NULL && viewport != NULL);
  g_return_if_fail (tiles->thread == g_thread_self ());
  g_return_if_fail (viewport->width > 0 && viewport->height > 0 && viewport->scale > 0);

  collect (tiles);
  tiles->frame++;
  if (tiles->scene == NULL)
    return;

  current = tiles->current;
  good_enough =
      current != NULL && is_of_now (tiles, current, current->zoom, viewport->scale) &&
      (current->zoom == viewport->zoom || (moving && fabs (current->zoom - viewport->zoom) < ENOUGH_ZOOM));
  if (!good_enough)
    turn_to (tiles, viewport->zoom, viewport->scale);
  current = tiles->current;

  visible = anlan_map_generation_get_range (current, anlan_map_viewport_get_bounds (viewport));
  around = (TileRange){ visible.x0 - 1, visible.y0 - 1, visible.x1 + 1, visible.y1 + 1 };
  set_wanted (current, around);
  if (!moving || current->zoom == viewport->zoom)
    ask_marks (tiles, viewport);
  if (ask_range (tiles, current, visible, visible, PRIORITY_VISIBLE) && !moving)
    {
      ask_overview (tiles, viewport->scale);
      around.x0 = MAX (around.x0, 0);
      around.y0 = MAX (around.y0, 0);
      ask_range (tiles, current, around, visible, PRIORITY_AROUND);
    }
  keep_within_bounds (tiles);
}

gboolean
anlan_map_tiles_is_sharp (AnlanMapTiles *tiles, const AnlanMapViewport *viewport)
{
  TileRange range;

  g_return_val_if_fail (tiles != NULL && viewport != NULL, FALSE);
  g_return_val_if_fail (tiles->thread == g_thread_self (), FALSE);

  /* Nobody draws now: who is told when something is ready still has to be. */
  if (collect (tiles))
    tiles->untold = TRUE;
  if (tiles->scene == NULL)
    return TRUE;
  if (tiles->current == NULL || !is_of_now (tiles, tiles->current, viewport->zoom, viewport->scale) ||
      tiles->marks_stale || tiles->marks_cancellable != NULL || tiles->marks == NULL ||
      !anlan_map_marks_fits (tiles->marks, viewport))
    return FALSE;
  range = anlan_map_generation_get_range (tiles->current, anlan_map_viewport_get_bounds (viewport));
  for (int y = range.y0; y <= range.y1; y++)
    for (int x = range.x0; x <= range.x1; x++)
      {
        const Tile *tile = anlan_map_generation_find (tiles->current, x, y);

        if (tile == NULL || tile->state != TILE_READY)
          return FALSE;
      }
  return TRUE;
}

/* --- life ---------------------------------------------------------------------------------------------------- */

AnlanMapTiles *
anlan_map_tiles_new (gsize max_bytes, AnlanMapTilesReady ready, gpointer data)
{
  AnlanMapTiles *tiles = g_new0 (AnlanMapTiles, 1);
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  tiles->thread = g_thread_self ();
  tiles->max_bytes = max_bytes;
  tiles->ready = ready;
  tiles->ready_data = data;
  anlan_map_look_init (&tiles->look, ANLAN_MAP_THEME_LIGHT);
  tiles->done = g_async_queue_new_full ((GDestroyNotify)anlan_map_job_free);
  tiles->wake = g_source_new (&wake_funcs, sizeof (GSource));
  g_source_set_static_name (tiles->wake, "anlan map tiles");
  g_source_set_callback (tiles->wake, wake_cb, tiles, NULL);
  g_source_attach (tiles->wake, context);
  /* Threads of its own: Pango keeps a font map for each thread, which is costly to make. */
  tiles->pool = g_thread_pool_new (work, tiles, N_THREADS, TRUE, NULL);
  g_thread_pool_set_sort_function (tiles->pool, compare_jobs, NULL);
  return tiles;
}

void
anlan_map_tiles_free (AnlanMapTiles *tiles)
{
  if (tiles == NULL)
    return;
  g_return_if_fail (tiles->thread == g_thread_self ());

  drop_all (tiles);
  if (tiles->marks_cancellable != NULL)
    g_cancellable_cancel (tiles->marks_cancellable);
  g_thread_pool_free (tiles->pool, FALSE, TRUE);
  g_source_destroy (tiles->wake);
  g_source_unref (tiles->wake);
  g_async_queue_unref (tiles->done);
  g_clear_object (&tiles->marks_cancellable);
  g_clear_pointer (&tiles->marks, anlan_map_marks_unref);
  g_clear_pointer (&tiles->scene, anlan_map_scene_unref);
  g_free (tiles->selected);
  g_free (tiles);
}

void
anlan_map_tiles_set_scene (AnlanMapTiles *tiles, AnlanMapScene *scene)
{
  g_return_if_fail (tiles != NULL && tiles->thread == g_thread_self ());

  if (tiles->scene == scene)
    return;
  if (scene != NULL)
    anlan_map_scene_ref (scene);
  g_clear_pointer (&tiles->scene, anlan_map_scene_unref);
  tiles->scene = scene;
  tiles->marks_stale = TRUE;
  if (scene == NULL)
    {
      drop_all (tiles);
      g_clear_pointer (&tiles->marks, anlan_map_marks_unref);
    }
}

void
anlan_map_tiles_set_look (AnlanMapTiles *tiles, const AnlanMapLook *look)
{
  g_return_if_fail (tiles != NULL && look != NULL && tiles->thread == g_thread_self ());

  if (anlan_map_look_equal (&tiles->look, look))
    return;
  tiles->look = *look;
  tiles->marks_stale = TRUE;
}

void
anlan_map_tiles_set_selected (AnlanMapTiles *tiles, const char *selected)
{
  g_return_if_fail (tiles != NULL && tiles->thread == g_thread_self ());

  if (g_strcmp0 (tiles->selected, selected) == 0)
    return;
  g_free (tiles->selected);
  tiles->selected = g_strdup (selected);
  tiles->marks_stale = TRUE;
}

const AnlanMapMarks *
anlan_map_tiles_get_marks (AnlanMapTiles *tiles)
{
  g_return_val_if_fail (tiles != NULL && tiles->thread == g_thread_self (), NULL);

  return tiles->marks;
}

gsize
anlan_map_tiles_get_n_bytes (AnlanMapTiles *tiles)
{
  g_return_val_if_fail (tiles != NULL && tiles->thread == g_thread_self (), 0);

  return tiles->n_bytes;
}
