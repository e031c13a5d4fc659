/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "table-private.h"

G_BEGIN_DECLS

/* Sets the error for a workbook that cannot be read. */
void anlan_xls_set_damaged (GError **error, const char *name);

/* Excel 2 to 95, through libfreexl, which tells neither the results of formulas nor merged cells. */
gboolean anlan_table_read_old_xls (AnlanTable *table, GBytes *bytes, const char *name, AnlanStep *step,
                                   GError **error);

G_END_DECLS
