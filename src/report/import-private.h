/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/convert.h"
#include "model/query.h"
#include "report/import.h"

G_BEGIN_DECLS

struct _AnlanImport
{
  AnlanPlant       *plant;
  AnlanKinds       *kinds;
  AnlanKind        *kind;    /* borrowed from @kinds */
  AnlanTable       *table;   /* or NULL */
  AnlanTableHeader *header;  /* of @table */
  AnlanGeodata     *geodata; /* or NULL */
  gboolean          own;     /* records exported as JSON: columns are called by the fields' ids, values are as stored */
  char             *source_name;
  char             *source_sha256;
  int               move_days;

  GPtrArray        *columns; /* char*: names */
  GPtrArray        *fields;  /* char*: field ids or NULL, parallel */
  GPtrArray        *rows;    /* AnlanImportRow */
  AnlanImportSummary summary;
  GHashTable       *matched; /* ids of records that rows are about; NULL before the first check */

  gboolean          make_missing;
  GPtrArray        *made;     /* AnlanImportMade */
  GHashTable       *made_by;  /* kind, line break, folded label -> AnlanImportMade */
};

/* import-source.c: the file's cells, whatever file it is. */
void     anlan_import_source_columns (AnlanImport *import);

/* Goes through the rows that hold data. @cells is for the two functions below, and good until the next step. */
typedef struct _AnlanImportWalk AnlanImportWalk;

AnlanImportWalk *anlan_import_walk_new  (AnlanImport *import);
void             anlan_import_walk_free (AnlanImportWalk *walk);
gboolean         anlan_import_walk_next (AnlanImportWalk *walk, guint *row, gpointer *cells);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanImportWalk, anlan_import_walk_free)

/* The value of a field out of the cell at @column of the row being walked, or of a remembered row. Empty gives null. */
gboolean anlan_import_source_value   (AnlanImport *import, gpointer cells, guint column, AnlanConverter *converter,
                                      const AnlanField *field, GTimeZone *zone, AnlanValue *value, GError **error);
char    *anlan_import_source_text    (AnlanImport *import, gpointer cells, guint column);

/* The column that fills @field, or -1. */
int      anlan_import_column_of      (AnlanImport *import, const char *field);

void     anlan_import_row_free       (AnlanImportRow *row);
void     anlan_import_reject         (AnlanImportRow *row, const char *field, const char *message);
void     anlan_import_put_field      (AnlanImport *import, guint column, const char *field);

/* Text of a column in the row of the file that @row was made from; numbers with all their digits. */
char    *anlan_import_row_text       (AnlanImport *import, const AnlanImportRow *row, guint column);

typedef struct
{
  AnlanImport    *import;
  AnlanImportRow *row; /* being read */
} AnlanImportMaking;

/* import-made.c: an AnlanMissingFunc; @data is an AnlanImportMaking. */
const char *anlan_import_make        (const char *kind, const char *label, const char *folded, gpointer data);
void     anlan_import_made_init      (AnlanImport *import);
void     anlan_import_made_clear     (AnlanImport *import);
/* What the model says of a record that is entered for rows, and to the rows that refer to it. */
void     anlan_import_made_judged    (AnlanImportMade *made, GPtrArray *problems);
/* Rejects @row if something that is entered for it cannot be. */
void     anlan_import_reject_for_made (AnlanImportRow *row);
/* Counts the rows that are still taken. Called when all of them are judged. */
void     anlan_import_count_made     (AnlanImport *import);
/* Puts what will be entered before everything else; @made: (nullable): gets them too. Returns how many. */
guint    anlan_import_add_made       (AnlanImport *import, GPtrArray *changes, GPtrArray *made);

/* import-match.c: the record that a row is about, by number or key. @id is set to NULL if there is none. */
gboolean anlan_import_match          (AnlanImport *import, AnlanDb *db, const AnlanChange *change, char **id,
                                      GError **error);

/* What two rows of one file must not have in common: the number, the key, unique fields; or NULL. */
GPtrArray *anlan_import_identities   (AnlanImport *import, const AnlanChange *change);

G_END_DECLS
