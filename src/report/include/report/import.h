/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"
#include "report/geodata.h"
#include "report/table.h"

G_BEGIN_DECLS

/**
 * AnlanImport:
 *
 * A file on its way into a kind: which column fills which field, what each row would do, and then doing it as one
 * batch that can be undone as one. Rows are read, converted and judged outside the writer; only anlan_import_apply()
 * holds it. One thread at a time; the blocking calls belong into a worker thread.
 */
typedef struct _AnlanImport AnlanImport;

typedef enum
{
  ANLAN_IMPORT_NEW,       /* makes a record */
  ANLAN_IMPORT_UPDATE,    /* changes one that has the same number or key */
  ANLAN_IMPORT_UNCHANGED, /* says what is there already */
  ANLAN_IMPORT_REJECTED,  /* cannot be taken; the message says why */
  ANLAN_N_IMPORT_OUTCOMES,
} AnlanImportOutcome;

/* One row of the file as it was judged. */
typedef struct
{
  guint row;                  /* of the sheet, from 0; feature number for map files */
  AnlanImportOutcome outcome;
  char *label;                /* what names it */
  char *message;              /* why it is rejected, a line each; or NULL */
  GPtrArray *problems;        /* the same as AnlanProblem, with their fields where they have one; or NULL */
  char *difference;           /* what the file says and what follows from its own figures are not the same; or NULL */
  AnlanChange *change;        /* or NULL */
  GPtrArray *makes;           /* (element-type AnlanImportMade): what it refers to and was not there; or NULL */
} AnlanImportRow;

/* A record that is entered with nothing but its name, because rows refer to it. */
typedef struct
{
  char *kind;
  char *label;
  char *problem;       /* why it cannot be entered, a line each; or NULL */
  AnlanChange *change;
  guint n_rows;        /* rows to be taken that refer to it; with 0 it is not entered */
} AnlanImportMade;

/* What becomes of one cell of the file. */
typedef struct
{
  char *text;    /* as the file has it */
  char *becomes; /* as people read what will be stored; NULL: nothing */
  char *was;     /* what is stored now, where the row changes it; or NULL */
  char *problem; /* why it cannot be taken; or NULL */
} AnlanImportCell;

/* A kind that a file may be about. */
typedef struct
{
  char *kind;
  guint n_found; /* fields that have a column */
  double score;  /* the higher, the likelier */
} AnlanImportProposal;

typedef struct
{
  guint counts[ANLAN_N_IMPORT_OUTCOMES];
  guint missing; /* records of the kind that no row of the file is about */
  guint differences; /* rows with a difference; they are not rejected for it */
  guint made;    /* records of other kinds entered because rows refer to them */
} AnlanImportSummary;

/* @header: (nullable): the guessed one. The plant, the table and the header are kept or copied. */
AnlanImport *anlan_import_new_table   (AnlanPlant *plant, const char *kind, AnlanTable *table,
                                       const AnlanTableHeader *header, GError **error);

/* Features with their properties as columns, and their geometry as the column "geometry". */
AnlanImport *anlan_import_new_geodata (AnlanPlant *plant, const char *kind, AnlanGeodata *geodata, GError **error);

/* Reads @path, whatever it is, with all guesses. Blocks. */
AnlanImport *anlan_import_open        (AnlanPlant *plant, const char *kind, const char *path, AnlanProgress progress,
                                       gpointer data, GCancellable *cancellable, GError **error);

/* The kinds that a table (with its header; NULL: guessed) or a map file may be about, likeliest first:
 * AnlanImportProposal. Either @table or @geodata is NULL. Derived kinds are not among them. */
GPtrArray   *anlan_import_propose     (AnlanPlant *plant, AnlanTable *table, const AnlanTableHeader *header,
                                       AnlanGeodata *geodata);

/* Notes the name and the hash of the file as what is written into the journal as the source. Blocks. */
gboolean     anlan_import_note_file   (AnlanImport *import, const char *path, GError **error);

/* TRUE for map files: they begin with a bracket; spreadsheets never do. Reads the first bytes. */
gboolean     anlan_import_is_geodata  (const char *path);

void         anlan_import_free        (AnlanImport *import);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanImport, anlan_import_free)

/* What is written into the journal as the source. */
void         anlan_import_set_source  (AnlanImport *import, const char *name, const char *sha256);

/* All dates of the file are moved by @days: a demo plant whose last inspection was last week stays one. */
void         anlan_import_move_dates  (AnlanImport *import, int days);

/* --- mapping ---------------------------------------------------------------------------------------------------- */

guint        anlan_import_n_columns   (AnlanImport *import);
const char  *anlan_import_column_name (AnlanImport *import, guint column);

/* Field id, "number", or NULL: the column is left out. */
const char  *anlan_import_get_field   (AnlanImport *import, guint column);

/* FALSE if there is no such field, or it is worked out. A field is filled by one column: another that had it loses it. */
gboolean     anlan_import_set_field   (AnlanImport *import, guint column, const char *field, GError **error);

/* By what was used the last time for a file with these columns, then by the names that the kind's definition gives,
 * then by titles in English and in the user's language. Done by the constructors. */
void         anlan_import_guess_fields (AnlanImport *import);

/* Keeps the present mapping for the next file with these columns (a setting of the plant). */
gboolean     anlan_import_remember    (AnlanImport *import, GError **error);

/* The first @n different texts of a column that are not empty. Free with g_strfreev(). */
char       **anlan_import_dup_samples (AnlanImport *import, guint column, guint n);

/**
 * anlan_import_set_make_missing:
 *
 * Whether units, persons and whatever else rows refer to by a name that is not there are entered too, with that name
 * and nothing else, in the same batch. A new plant's first table names people that nobody has entered yet. Kinds that
 * need more than a name stay refused. Off at first; takes effect with the next anlan_import_check().
 */
void         anlan_import_set_make_missing (AnlanImport *import, gboolean make_missing);

/* After anlan_import_check(); in the order of first mention. */
guint        anlan_import_n_made      (AnlanImport *import);
const AnlanImportMade *anlan_import_get_made (AnlanImport *import, guint i);

/* --- judging ---------------------------------------------------------------------------------------------------- */

/* Blocks. Can be called again after the mapping has changed. */
gboolean     anlan_import_check       (AnlanImport *import, AnlanProgress progress, gpointer data,
                                       GCancellable *cancellable, GError **error);

const AnlanImportSummary *anlan_import_get_summary (AnlanImport *import);
guint        anlan_import_n_rows      (AnlanImport *import);
const AnlanImportRow *anlan_import_get_row (AnlanImport *import, guint i);

/* Text of a column in the row of the file that row @i was made from. The caller frees it. */
char        *anlan_import_dup_text    (AnlanImport *import, guint i, guint column);

/* What becomes of the cells of these rows: GPtrArray of GArray of AnlanImportCell, one for each column. Blocks. */
GPtrArray   *anlan_import_load_cells  (AnlanImport *import, const guint *rows, guint n, GError **error);

/* At most @most records of the kind that no row is about, as people name them. Free with g_strfreev(). Blocks. */
char       **anlan_import_dup_missing (AnlanImport *import, guint most, GError **error);

/* Writes the rejected rows with all their columns and, behind them, why: a .csv or .xlsx to be mended and imported.
 * Blocks. */
gboolean     anlan_import_write_rejected (AnlanImport *import, const char *path, GCancellable *cancellable,
                                          GError **error);

/* --- doing ------------------------------------------------------------------------------------------------------- */

/**
 * anlan_import_apply:
 * @good_rows: rejected rows are left out; else one rejected row refuses all.
 * @batch: (out) (optional): the batch, for anlan_plant_undo_batch(); NULL if there was nothing to do.
 *
 * Writes what anlan_import_check() found, all or nothing (see anlan_plant_apply_batch()). Rows that are refused only now (somebody else has
 * written since) count as rejected. Blocks.
 */
gboolean     anlan_import_apply       (AnlanImport *import, gboolean good_rows, char **batch, GError **error);

/* The same, telling how far it is. Cancelled, nothing is imported: G_IO_ERROR_CANCELLED. */
gboolean     anlan_import_apply_full  (AnlanImport *import, gboolean good_rows, char **batch, AnlanProgress progress,
                                       gpointer data, GCancellable *cancellable, GError **error);

G_END_DECLS
