/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chore.h"
#include "report/import.h"

G_BEGIN_DECLS

/* The blocking parts of an import, to be run by anlan_chore_run(): each works on its own struct. */

/**
 * AnlanImportFile: a file that has been read. Reference counted; what is in it is never changed, except by who made it.
 */
typedef struct
{
  AnlanPlant   *plant;
  char         *path;
  char         *name;      /* for people */
  AnlanTable   *table;     /* or */
  AnlanGeodata *geodata;
  GPtrArray    *proposals; /* AnlanImportProposal, likeliest first */
  gboolean      is_map;    /* nothing in it but a map: roads, buildings, water */
} AnlanImportFile;

AnlanImportFile *anlan_import_file_new   (AnlanPlant *plant, const char *path);
AnlanImportFile *anlan_import_file_ref   (AnlanImportFile *file);
void             anlan_import_file_unref (AnlanImportFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanImportFile, anlan_import_file_unref)

/* @data is an AnlanImportFile. */
gboolean anlan_import_file_read (gpointer data, AnlanProgress progress, gpointer progress_data,
                                 GCancellable *cancellable, GError **error);

/* How a file is to be taken: the kind, and where its header is. Reference counted. */
typedef struct
{
  AnlanImportFile *file;
  char            *kind;
  guint            sheet;
  guint            first_row; /* of the header; G_MAXUINT: guessed, and @n_rows with it */
  guint            n_rows;
  /* out */
  AnlanImport     *import;
  AnlanTableHeader *header;   /* of a table */
  GPtrArray       *samples;   /* char** for each column */
} AnlanImportOpening;

AnlanImportOpening *anlan_import_opening_new   (AnlanImportFile *file, const char *kind);
AnlanImportOpening *anlan_import_opening_ref   (AnlanImportOpening *opening);
void                anlan_import_opening_unref (AnlanImportOpening *opening);
gboolean            anlan_import_opening_run   (gpointer data, AnlanProgress progress, gpointer progress_data,
                                                GCancellable *cancellable, GError **error);

/* What is done with an import that has been opened. The work keeps it alive, and nobody else touches it meanwhile. */
typedef struct
{
  AnlanImportOpening *opening;
  AnlanImport *import; /* of @opening */
  gboolean     good_rows;
  GArray      *rows;    /* guint: whose cells are wanted */
  guint        most;    /* of the missing ones */
  char        *path;    /* where rejected rows go */
  /* out */
  char        *batch;
  GPtrArray   *lines;   /* GArray of AnlanImportCell */
  char       **missing;
} AnlanImportTask;

AnlanImportTask *anlan_import_task_new    (AnlanImportOpening *opening);
void             anlan_import_task_free   (AnlanImportTask *task);
gboolean         anlan_import_task_check  (gpointer data, AnlanProgress progress, gpointer progress_data,
                                           GCancellable *cancellable, GError **error);
gboolean         anlan_import_task_cells  (gpointer data, AnlanProgress progress, gpointer progress_data,
                                           GCancellable *cancellable, GError **error);
gboolean         anlan_import_task_apply  (gpointer data, AnlanProgress progress, gpointer progress_data,
                                           GCancellable *cancellable, GError **error);
gboolean         anlan_import_task_reject (gpointer data, AnlanProgress progress, gpointer progress_data,
                                           GCancellable *cancellable, GError **error);

G_END_DECLS
