/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "field-row.h"

G_BEGIN_DECLS

/* Somebody's signature: drawn with pen, finger or mouse, with the name of who sits here and the time. */
#define ANLAN_TYPE_SIGNATURE_ROW (anlan_signature_row_get_type ())
G_DECLARE_FINAL_TYPE (AnlanSignatureRow, anlan_signature_row, ANLAN, SIGNATURE_ROW, AnlanFieldRow)

G_END_DECLS
