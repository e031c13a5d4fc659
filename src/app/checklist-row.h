/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "field-row.h"

G_BEGIN_DECLS

/* Items to be ticked off: a JSON array of objects with "text" and "result" ("good", "bad", "none" for does not apply;
 * absent: not yet looked at). Other members of an item are kept as they are. */
#define ANLAN_TYPE_CHECKLIST_ROW (anlan_checklist_row_get_type ())
G_DECLARE_FINAL_TYPE (AnlanChecklistRow, anlan_checklist_row, ANLAN, CHECKLIST_ROW, AnlanFieldRow)

G_END_DECLS
