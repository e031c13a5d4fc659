/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/table.h"

G_BEGIN_DECLS

/**
 * AnlanTableStyle: what matters of the number format and the background of a cell.
 * @zeros: least digits before the point, for formats such as 00000
 * @decimals: digits after the point, -1 for as many as there are
 */
typedef struct
{
  AnlanCellFormat format;
  gint8 zeros;
  gint8 decimals;
  gint32 fill; /* 0xRRGGBB or -1 */
} AnlanTableStyle;

#define ANLAN_TABLE_STYLE_INIT                                                                               \
  {                                                                                                          \
    .format = ANLAN_CELL_FORMAT_GENERAL, .zeros = 0, .decimals = -1, .fill = -1                              \
  }

/* From a format code such as `yyyy"年"m"月"d"日"` or `#,##0.00;[Red]-#,##0.00`. @fill is left alone. */
void anlan_table_style_from_code (AnlanTableStyle *style, const char *code);

/* From a number that every spreadsheet program knows without a code (ECMA-376-1, 18.8.30, with the numbers that Chinese
 * editions add). FALSE where there is none; the style is then the general one. */
gboolean anlan_table_style_from_builtin (AnlanTableStyle *style, guint id);

/* The text as shown; see AnlanCell. @buffer takes ANLAN_CELL_TEXT_MAX bytes. */
void anlan_table_style_show (const AnlanTableStyle *style, double number, gboolean system_1904, char *buffer);

/* 0xRRGGBB of the standard palette (ECMA-376-1, 18.8.27), -1 outside it. */
gint32 anlan_table_indexed_colour (guint64 index);

G_END_DECLS
