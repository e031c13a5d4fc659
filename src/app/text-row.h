/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "field-row.h"

G_BEGIN_DECLS

/* Text and notes: lines that grow with what is typed. Sealed ones show dots until somebody asks to see them, which is
 * noted in the journal. */
#define ANLAN_TYPE_TEXT_ROW (anlan_text_row_get_type ())
G_DECLARE_FINAL_TYPE (AnlanTextRow, anlan_text_row, ANLAN, TEXT_ROW, AnlanFieldRow)

G_END_DECLS
