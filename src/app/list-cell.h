/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desk.h"
#include "list-columns.h"
#include "model/ledger.h"

G_BEGIN_DECLS

/**
 * AnlanListCell:
 *
 * One cell of a list: shows what its column says of the row it is bound to, and follows it.
 */
#define ANLAN_TYPE_LIST_CELL (anlan_list_cell_get_type ())
G_DECLARE_FINAL_TYPE (AnlanListCell, anlan_list_cell, ANLAN, LIST_CELL, GtkWidget)

/* @column must outlive the cell, which notes in it how high a line is. */
GtkWidget       *anlan_list_cell_new               (AnlanDesk *desk, AnlanListColumn *column);

AnlanListColumn *anlan_list_cell_get_column        (AnlanListCell *cell);

/* Pixels that what it shows takes, uncut. Its measure does not say: the width is the column's. */
int              anlan_list_cell_get_natural_width (AnlanListCell *cell);

/* NULL: nothing. */
void             anlan_list_cell_bind              (AnlanListCell *cell, AnlanRow *row);

G_END_DECLS
