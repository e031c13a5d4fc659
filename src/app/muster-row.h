/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-item.h"

G_BEGIN_DECLS

/**
 * AnlanMusterRow:
 *
 * A person in the list of the muster board: who, where last seen, what is known, and the button that counts them. Actions
 * of an ancestor: "muster.here" (key) and "muster.word" (key, state).
 */
#define ANLAN_TYPE_MUSTER_ROW (anlan_muster_row_get_type ())
G_DECLARE_FINAL_TYPE (AnlanMusterRow, anlan_muster_row, ANLAN, MUSTER_ROW, AdwBin)

GtkWidget *anlan_muster_row_new  (void);
/* NULL: none. */
void       anlan_muster_row_bind (AnlanMusterRow *row, AnlanMusterItem *item);

G_END_DECLS
