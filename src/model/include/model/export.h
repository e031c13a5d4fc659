/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/column.h"
#include "model/convert.h"

G_BEGIN_DECLS

/**
 * AnlanColumns:
 *
 * What of a kind's records goes into a table, and how: the columns of a CSV or XLSX file, the members of a JSON line,
 * the properties of a GeoJSON feature. What is written for people can be imported again: choices by their titles,
 * references by their labels (with the number behind where the label alone is not enough), lists joined with ";",
 * places as GeoJSON. Sensitive fields are never among the columns.
 */
typedef struct _AnlanColumns AnlanColumns;

typedef enum
{
  ANLAN_COLUMNS_PEOPLE, /* titles and labels in the user's language */
  ANLAN_COLUMNS_STORED, /* ids and JSON, for programs */
} AnlanColumnsStyle;

typedef struct
{
  char             *id;       /* field id, or "id", "number", "stage", "rev", "created", "changed", "author" */
  const AnlanField *field;    /* or NULL */
  char             *title;    /* header, with the unit behind it */
  AnlanColumnType     type;
  int               decimals; /* of numbers; -1 as many as needed */
} AnlanColumn;

/**
 * anlan_columns_new:
 * @ids: (nullable): NULL-terminated; NULL takes all: for people number and stage (where the kind has them) and every
 *   field, stored also id and rev before them.
 *
 * Returns: (transfer full): NULL with ANLAN_ERROR_INPUT if the kind has no such field, or with ANLAN_ERROR_DENIED if it
 *   is a sensitive one.
 */
AnlanColumns      *anlan_columns_new  (AnlanKind *kind, const char *const *ids, AnlanColumnsStyle style,
                                       GError **error);
void               anlan_columns_free (AnlanColumns *columns);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanColumns, anlan_columns_free)

guint              anlan_columns_count (const AnlanColumns *columns);
const AnlanColumn *anlan_columns_at    (const AnlanColumns *columns, guint i); /* borrowed */

/* The cells of @record as typed values: @values has a place for each column, initialised; they are replaced. @converter
 * looks up labels: make one for the whole table. */
void               anlan_columns_fill  (const AnlanColumns *columns, AnlanConverter *converter,
                                        const AnlanRecord *record, AnlanValue *values);

/* One cell as text; "" for null. The caller frees it. */
char              *anlan_columns_text  (const AnlanColumns *columns, AnlanConverter *converter,
                                        const AnlanRecord *record, guint i);

G_END_DECLS
