/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "field-row.h"

G_BEGIN_DECLS

/* Yes or no, and not said at all: two buttons of which at most one is down, because "nobody has looked" is not "no". */
#define ANLAN_TYPE_YESNO_ROW (anlan_yesno_row_get_type ())
G_DECLARE_FINAL_TYPE (AnlanYesnoRow, anlan_yesno_row, ANLAN, YESNO_ROW, AnlanFieldRow)

G_END_DECLS
