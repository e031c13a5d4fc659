/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "field-row.h"

G_BEGIN_DECLS

/* One of several, or several of several: a button that says what is chosen and opens the choices. Risk grades are shown
 * as their chips. Where text of one's own is allowed, it stands below the choices. */
#define ANLAN_TYPE_CHOOSER_ROW (anlan_chooser_row_get_type ())
G_DECLARE_FINAL_TYPE (AnlanChooserRow, anlan_chooser_row, ANLAN, CHOOSER_ROW, AnlanFieldRow)

G_END_DECLS
