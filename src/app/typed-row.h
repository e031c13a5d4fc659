/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "field-row.h"

G_BEGIN_DECLS

/* What is typed and then read: numbers with their unit, dates, times of day, moments, lengths of time, positions. They
 * are read as people write them ("3 h 30", "8:05", "2026.1.5", "30.27, 120.16") by the same converter as imports. Dates
 * and moments also have a calendar. */
#define ANLAN_TYPE_TYPED_ROW (anlan_typed_row_get_type ())
G_DECLARE_FINAL_TYPE (AnlanTypedRow, anlan_typed_row, ANLAN, TYPED_ROW, AnlanFieldRow)

G_END_DECLS
