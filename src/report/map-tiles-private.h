/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/map-tiles.h"

G_BEGIN_DECLS

#define ANLAN_MAP_TILE_PX 256.0

typedef enum
{
  TILE_ASKED, /* a worker has it, or it is in the queue */
  TILE_READY,
} TileState;

typedef struct
{
  gint32 x;
  gint32 y;
  TileState state;
  cairo_surface_t *surface;
  guint64 used; /* the frame that used it last */
} Tile;

/**
 * Generation: all tiles of one scene, look, zoom and scale
 */
typedef struct
{
  gatomicrefcount refs;
  /* Never changes: any thread. */
  AnlanMapScene *scene;
  AnlanMapLook look;
  double zoom;
  double scale;
  int pixels;  /* side of a tile, device pixels */
  double side; /* the same in logical pixels */
  /* Any thread, atomic: which tiles are still wanted. */
  int wanted[4]; /* x0, y0, x1, y1; first and last */
  /* The owner's thread. */
  GHashTable *tiles;         /* key of x and y -> Tile */
  GCancellable *cancellable; /* of the jobs that were asked for last */
} Generation;

typedef struct
{
  int x0;
  int y0;
  int x1;
  int y1;
} TileRange;

/* Former generations that may stand in for what is not ready. */
#define N_FORMER 4

struct _AnlanMapTiles
{
  GThread *thread;
  gsize max_bytes;
  AnlanMapTilesReady ready;
  gpointer ready_data;

  AnlanMapScene *scene;
  AnlanMapLook look;
  char *selected;

  Generation *current;
  Generation *former[N_FORMER]; /* the newest first */
  Generation *overview;         /* the whole scene, coarse: stands in for everything */
  gsize n_bytes;
  guint64 frame;

  AnlanMapMarks *marks;
  gboolean marks_stale;         /* scene, look or selection has changed since */
  gboolean untold; /* something came that ready has not been called for */
  AnlanMapViewport marks_asked; /* what is being planned, if marks_cancellable */
  GCancellable *marks_cancellable;

  GThreadPool *pool;
  /* Any thread. */
  GAsyncQueue *done; /* Job */
  GSource *wake;
};

/* One piece of work and what came of it. The workers own it until it is in the queue of what is done. */
typedef struct
{
  int priority;
  Generation *generation; /* of a tile */
  int x;
  int y;
  cairo_surface_t *surface; /* (out): NULL if it was not wanted any more */

  AnlanMapScene *scene; /* of a plan of marks */
  AnlanMapViewport viewport;
  AnlanMapLook look;
  char *selected;
  GCancellable *cancellable;
  AnlanMapMarks *previous;
  AnlanMapMarks *marks; /* (out) */
} Job;

void
anlan_map_job_free (Job *job);

/* Does what the job says, in a worker thread. */
void
anlan_map_job_work (Job *job);

Generation *
anlan_map_generation_new (AnlanMapScene *scene, const AnlanMapLook *look, double zoom, double scale);
Generation *
anlan_map_generation_ref (Generation *generation);
void
anlan_map_generation_unref (Generation *generation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Generation, anlan_map_generation_unref)

static inline gint64
tile_key (int x, int y)
{
  return (gint64)x << 32 | (guint32)y;
}

gboolean
anlan_map_generation_is (const Generation *generation,
                         const AnlanMapScene *scene,
                         const AnlanMapLook *look,
                         double zoom,
                         double scale);

Tile *
anlan_map_generation_find (const Generation *generation, int x, int y);

/* Tiles that touch a rectangle of the world, not more than the world has. */
TileRange
anlan_map_generation_get_range (const Generation *generation, AnlanMapRect world);

/* Where a tile comes to lie in @viewport, logical pixels, on whole device pixels: neighbours share their edges. */
AnlanMapRect
anlan_map_generation_place (const Generation *generation, int x, int y, const AnlanMapViewport *viewport);

G_END_DECLS
