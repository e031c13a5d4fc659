/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/kind.h"

G_BEGIN_DECLS

typedef enum
{
  ANLAN_COLUMN_GRADE,   /* chip */
  ANLAN_COLUMN_NUMBER,  /* the record's number */
  ANLAN_COLUMN_STAGE,
  ANLAN_COLUMN_TEXT,
  ANLAN_COLUMN_FIGURE,  /* right-aligned, tabular figures */
  ANLAN_COLUMN_MOMENT,
  ANLAN_COLUMN_DATE,
  ANLAN_COLUMN_DUE,     /* time left while it is owed */
  ANLAN_COLUMN_YESNO,
} AnlanColumnType;

/* One column of the list of a kind. */
typedef struct
{
  AnlanColumnType   type;
  const char       *id;       /* what AnlanQuery.sort calls it; borrowed from the kind */
  const char       *title;
  const AnlanField *field;    /* NULL for number and stage */
  int               width;    /* pixels; less than this is not worth showing */
  int               natural;  /* pixels that what was seen in it so far takes; 0: nothing was */
  int               priority; /* the higher, the sooner it goes when there is little room */
  int               line;     /* pixels that a cell of it is high; 0: not measured yet */
  gboolean          expand;   /* takes the room that is left */
} AnlanListColumn;

/* In the order in which they stand: grade, number, what names it, stage, the other fields with list="yes". The kind must
 * outlive them. */
GPtrArray *anlan_list_columns_new (const AnlanKind *kind);

/* A bit for each column: which of them fit into @width pixels. Always what names the record. */
guint64    anlan_list_columns_fit (GPtrArray *columns, int width);

/* Shares out @width among the columns of @fitting: each gets its least, what the name needs comes next, then what the
 * others need, and the rest is the name's. @widths: (array): as many as there are columns. */
void       anlan_list_columns_share (GPtrArray *columns, guint64 fitting, int width, int *widths);

G_END_DECLS
