/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base/affine.h"
#include "report/map-image.h"

G_BEGIN_DECLS

/* Bounds of what is read; a file beyond them is refused with ANLAN_ERROR_LIMIT. */
#define ANLAN_MAP_IMAGE_MAX_FILE_BYTES (256u * 1024 * 1024)
#define ANLAN_MAP_IMAGE_MAX_PIXELS 150000000u /* an A0 sheet scanned at 300 dots an inch has 139 million */
#define ANLAN_MAP_IMAGE_MAX_PAGES 2000u

/* The longest side of what is kept of a drawing: pixels of an A3 print at 300 dots an inch and more. */
#define ANLAN_MAP_IMAGE_KEPT_SIDE 6000

/**
 * anlan_map_image_load:
 * @page: of a PDF, from 0
 * @n_pages: (out) (optional): how many pages it has, 1 of everything else
 *
 * Reads a site drawing: PNG, JPEG (turned as its EXIF says), SVG or a page of a PDF; which it is, is judged by its
 * content. Files are decoded here with bounds on bytes and pixels; an SVG opens no other file. Blocks, maybe for
 * seconds: on the main thread use the asynchronous one. A PDF or SVG that is being drawn cannot be interrupted.
 *
 * Errors, each a sentence that can be shown: ANLAN_ERROR_INPUT, ANLAN_ERROR_LIMIT, ANLAN_ERROR_NOT_FOUND,
 * ANLAN_ERROR_DENIED, ANLAN_ERROR_IO, G_IO_ERROR_CANCELLED.
 */
AnlanMapImage *
anlan_map_image_load (
    const char *path, guint page, guint *n_pages, GCancellable *cancellable, GError **error);

void
anlan_map_image_load_async (
    const char *path, guint page, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
AnlanMapImage *
anlan_map_image_load_finish (GAsyncResult *result, guint *n_pages, GError **error);

/**
 * AnlanMapControl: a place that is known both on the drawing and on the ground
 * @drawing: units of the image, see anlan_map_image_new()
 */
typedef struct
{
  AnlanPoint drawing;
  AnlanLonLat ground;
} AnlanMapControl;

#define ANLAN_MAP_CONTROLS_MAX 16

/**
 * anlan_map_drawing_fit:
 * @controls: two or more
 * @true_to_scale: only turn and scale it, as fits a drawing that was made to scale; else it may be sheared too,
 *   which needs three points and is right for a photo or a distorted scan
 * @placement: (out): from the drawing to world units
 * @residuals: (out caller-allocates) (array length=count) (nullable): metres that each point is off
 * @rms: (out) (optional): root of the mean of their squares, metres; 0 where they fit exactly
 *
 * With two points there is nothing left over that could tell a wrong one; with three points of a drawing that is true
 * to scale there is. Returns: FALSE with ANLAN_ERROR_INPUT and a sentence where points are missing, fall together or
 * lie in one line.
 */
gboolean
anlan_map_drawing_fit (const AnlanMapControl *controls,
                       guint count,
                       gboolean true_to_scale,
                       AnlanAffine *placement,
                       double *residuals,
                       double *rms,
                       GError **error);

G_END_DECLS
