/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"
#include "report/map-import-image.h"
#include "report/map-scene.h"

G_BEGIN_DECLS

/**
 * AnlanSiteDrawing:
 * @file: SHA-256 of the stored file
 * @title: as people call it
 * @level: floor it shows, as anlan_map_floors_from_text() reads it; "" for all
 * @page: of a PDF, from 0
 * @opacity: 0 to 1
 * @distorted: it may be sheared, as a photo or a bad scan; else it is true to scale
 * @controls: places known both on the drawing and on the ground
 *
 * A drawing that lies over the base map, as the plant's setting "drawings" holds it: the later ones lie above.
 */
typedef struct
{
  char *file;
  char *title;
  char *level;
  guint page;
  double opacity;
  gboolean distorted;
  AnlanMapControl controls[ANLAN_MAP_CONTROLS_MAX];
  guint n_controls;
} AnlanSiteDrawing;

#define ANLAN_SITE_DRAWINGS_MAX 50

AnlanSiteDrawing *anlan_site_drawing_new       (const char *file, const char *title);
AnlanSiteDrawing *anlan_site_drawing_copy      (const AnlanSiteDrawing *drawing);
void              anlan_site_drawing_free      (AnlanSiteDrawing *drawing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanSiteDrawing, anlan_site_drawing_free)

/* As anlan_map_drawing_fit() with its control points. */
gboolean          anlan_site_drawing_fit       (const AnlanSiteDrawing *drawing, AnlanAffine *placement,
                                                double *residuals, double *rms, GError **error);

/* (element-type AnlanSiteDrawing): of the setting "drawings"; @text may be NULL or empty: none. NULL with
 * ANLAN_ERROR_INPUT if it cannot be read. */
GPtrArray        *anlan_site_drawings_from_text (const char *text, GError **error);
char             *anlan_site_drawings_to_text   (GPtrArray *drawings); /* the caller frees it */

/**
 * AnlanMapDrawings:
 *
 * All drawings of a plant with their pixels. Immutable and reference counted.
 */
typedef struct _AnlanMapDrawings AnlanMapDrawings;

/**
 * anlan_map_drawings_load:
 * @before: (nullable): pictures that have been read already are taken from there
 *
 * Reads the setting and decodes the files. A drawing that cannot be read or placed is left out and named in
 * anlan_map_drawings_get_problems(). Blocks, maybe for seconds: in a worker thread. NULL only if cancelled.
 */
AnlanMapDrawings *anlan_map_drawings_load      (AnlanPlant *plant, AnlanMapDrawings *before, GCancellable *cancellable,
                                                GError **error);
AnlanMapDrawings *anlan_map_drawings_ref       (AnlanMapDrawings *drawings);
void              anlan_map_drawings_unref     (AnlanMapDrawings *drawings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanMapDrawings, anlan_map_drawings_unref)

guint             anlan_map_drawings_get_n     (AnlanMapDrawings *drawings);
void              anlan_map_drawings_add       (AnlanMapDrawings *drawings, AnlanMapSceneBuilder *builder);
/* Sentences, a line each; NULL: all are there. Borrowed. */
const char       *anlan_map_drawings_get_problems (AnlanMapDrawings *drawings);

/**
 * anlan_site_drawing_store:
 * @path: PNG, JPEG, SVG or PDF
 *
 * Checks that the file can be read and keeps it in the plant's folder; nothing refers to it yet. A file of a drawing
 * program (DWG, DXF) is refused with how to plot it. Blocks: decodes. Returns the SHA-256, freed by the caller.
 */
char             *anlan_site_drawing_store     (AnlanPlant *plant, const char *path, GCancellable *cancellable,
                                                GError **error);

G_END_DECLS
