/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "field-row.h"

G_BEGIN_DECLS

/* A record of another kind, or several: their names, each a way to open it, and a picker. */
#define ANLAN_TYPE_REFERENCE_ROW (anlan_reference_row_get_type ())
G_DECLARE_FINAL_TYPE (AnlanReferenceRow, anlan_reference_row, ANLAN, REFERENCE_ROW, AnlanFieldRow)

G_END_DECLS
