/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/zone-edit.h"

G_BEGIN_DECLS

/* Corners nearer than this to each other are one: half a centimetre is finer than any survey. */
#define ANLAN_ZONE_CORNER_APART_M 0.005

/**
 * anlan_zone_check_edges:
 * @shape: rings of an area; with @open its one ring may have any number of corners and no edge from the last to the
 *   first
 * @first, @n_edges: edges of ring @ring that are new, counted by the corner where they begin, round the ring
 *
 * Whether no new edge crosses or touches any other. Returns: FALSE with ANLAN_ERROR_INPUT and a sentence that names both
 * edges.
 */
gboolean anlan_zone_check_edges (const AnlanShape *shape, gboolean open, guint ring, guint first, guint n_edges,
                                 GError **error);

G_END_DECLS
