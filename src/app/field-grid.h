/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "field-row.h"

G_BEGIN_DECLS

/**
 * AnlanFieldGrid:
 *
 * The fields of a section on one card, like a form on paper: short ones beside each other where there is room, long ones
 * across the whole width, hairlines between them. Hidden rows take no room.
 */
#define ANLAN_TYPE_FIELD_GRID (anlan_field_grid_get_type ())
G_DECLARE_FINAL_TYPE (AnlanFieldGrid, anlan_field_grid, ANLAN, FIELD_GRID, GtkWidget)

GtkWidget *
anlan_field_grid_new (void);
void
anlan_field_grid_add (AnlanFieldGrid *grid, AnlanFieldRow *row);

G_END_DECLS
