/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "field-row.h"

G_BEGIN_DECLS

/* Photos as large thumbnails; more are added by button, dropped on them, or pasted. */
#define ANLAN_TYPE_PHOTOS_ROW (anlan_photos_row_get_type ())
G_DECLARE_FINAL_TYPE (AnlanPhotosRow, anlan_photos_row, ANLAN, PHOTOS_ROW, AnlanFieldRow)

G_END_DECLS
