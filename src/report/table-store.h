/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "table-private.h"

G_BEGIN_DECLS

/* A cell takes 16 bytes. Cells lie in pages, a row never over two of them; only cells that hold something are kept,
 * in the order of their columns, and only rows that have a cell. Texts are kept once each. */
typedef struct
{
  union
  {
    double number;
    const char *text;
  };
  guint16 column;
  guint16 style;
  guint8 type;
  guint8 flags;
} AnlanStoredCell;

typedef struct
{
  const AnlanStoredCell *cells;
  guint row;
  guint16 n_cells;
  guint8 hidden;
} AnlanStoredRow;

/* A merged range seen from one column, for finding it from a cell. */
typedef struct
{
  guint column;
  guint first_row;
  guint range;
} AnlanMergedSpan;

typedef struct
{
  char *name;
  gboolean hidden;
  guint n_columns;
  guint64 n_cells;
  GArray *rows;   /* AnlanStoredRow, by row */
  GArray *merged; /* AnlanTableRange */
  GArray *spans;  /* AnlanMergedSpan, by column, then row */
  gboolean rows_unsorted;
  gboolean merged_lost;
  guint wide_cells; /* cells left out because they lie too far right */
} AnlanSheet;

struct _AnlanTable
{
  AnlanTableKind kind;
  char *encoding;
  char separator;
  gboolean system_1904;
  GArray *styles; /* AnlanTableStyle */
  GPtrArray *sheets;
  GPtrArray *pages; /* of AnlanStoredCell */
  GStringChunk *texts;
  GArray *notes;
  guint n_notes; /* also of those that were not kept */

  /* only while building */
  GHashTable *interned;
  GString *cleaned;
  GArray *cells; /* AnlanStoredCell of the row in hand */
  gboolean cells_unsorted;
  guint row;
  gboolean row_hidden;
  guint page_size;
  guint page_used;
  guint64 n_cells;
};

G_END_DECLS
