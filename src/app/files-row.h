/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "field-row.h"

G_BEGIN_DECLS

/* Files by name and size: opened with the program for them, or saved elsewhere. */
#define ANLAN_TYPE_FILES_ROW (anlan_files_row_get_type ())
G_DECLARE_FINAL_TYPE (AnlanFilesRow, anlan_files_row, ANLAN, FILES_ROW, AnlanFieldRow)

G_END_DECLS
