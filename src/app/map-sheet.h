/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/plant.h"
#include "report/map-paper.h"

G_BEGIN_DECLS

/**
 * AnlanMapSheet:
 *
 * One sheet of the four-colour map with everything it needs, so that worker threads draw it while the window goes on.
 * Immutable and reference counted.
 */
typedef struct _AnlanMapSheet AnlanMapSheet;

/* Strings of @paper are copied. */
AnlanMapSheet     *anlan_map_sheet_new           (const AnlanMapPaper *paper, AnlanMapScene *scene);
AnlanMapSheet     *anlan_map_sheet_ref           (AnlanMapSheet *sheet);
void               anlan_map_sheet_unref         (AnlanMapSheet *sheet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanMapSheet, anlan_map_sheet_unref)

const AnlanMapPaper *anlan_map_sheet_get_paper   (AnlanMapSheet *sheet);

/* A picture of it, at most @edge pixels on its longer side. */
void               anlan_map_sheet_render_async  (AnlanMapSheet *sheet, int edge, GCancellable *cancellable,
                                                  GAsyncReadyCallback callback, gpointer user_data);
GdkTexture        *anlan_map_sheet_render_finish (GAsyncResult *result, GError **error);

/* @plant: whose journal's checkpoint stands on it. The format goes by the name: .svg, .png, else PDF. */
void               anlan_map_sheet_write_async   (AnlanMapSheet *sheet, AnlanPlant *plant, const char *path,
                                                  GCancellable *cancellable, GAsyncReadyCallback callback,
                                                  gpointer user_data);
gboolean           anlan_map_sheet_write_finish  (GAsyncResult *result, GError **error);

/* For gtk_print_operation_run(); the page is drawn in a worker thread and fits the printer's paper. (transfer full) */
GtkPrintOperation *anlan_map_sheet_print         (AnlanMapSheet *sheet);

G_END_DECLS
