/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"
#include "report/geodata.h"

G_BEGIN_DECLS

/* The base map of a plant: the derived kind "basemap", whose rows are the features of one OSM or GeoJSON file. */

/* Reads @path, stores the file in the plant and makes its features the base map, in the place of any before.
 * @counts: (out) (optional): what was in the file. Blocks. */
gboolean anlan_basemap_import (AnlanPlant *plant, const char *path, AnlanGeodataCounts *counts, AnlanProgress progress,
                               gpointer data, GCancellable *cancellable, GError **error);

/* Builds the rows anew from the stored file and compares: appends an AnlanFinding "row" where they differ. FALSE only
 * if it could not look. */
gboolean anlan_basemap_verify (AnlanPlant *plant, GPtrArray *findings, GCancellable *cancellable, GError **error);

G_END_DECLS
