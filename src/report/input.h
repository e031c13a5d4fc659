/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "step.h"

G_BEGIN_DECLS

/* What a file is by its first bytes and its inner names, so that each kind gets its own sentence. */
typedef enum
{
  ANLAN_INPUT_EMPTY,
  ANLAN_INPUT_TEXT, /* nothing else was recognised */
  ANLAN_INPUT_XLSX,
  ANLAN_INPUT_XLSB,
  ANLAN_INPUT_ODS,
  ANLAN_INPUT_NUMBERS,
  ANLAN_INPUT_DOCUMENT, /* text processor or slides */
  ANLAN_INPUT_ZIP,      /* any other */
  ANLAN_INPUT_ZIP_DAMAGED,
  ANLAN_INPUT_ZIP_LOCKED,
  ANLAN_INPUT_XLS,     /* Excel 5 to 2003 */
  ANLAN_INPUT_OLD_XLS, /* Excel 2 to 4 */
  ANLAN_INPUT_ET,  /* WPS's own, as its name says */
  ANLAN_INPUT_OFFICE_LOCKED,
  ANLAN_INPUT_OLE, /* an OLE container without a workbook */
  ANLAN_INPUT_XML,
  ANLAN_INPUT_XML_SHEET, /* Excel 2003 XML */
  ANLAN_INPUT_OSM,
  ANLAN_INPUT_HTML,
  ANLAN_INPUT_JSON,
  ANLAN_INPUT_PDF,
  ANLAN_INPUT_PICTURE,
  ANLAN_INPUT_PACKED,   /* gzip, rar, 7z, … */
  ANLAN_INPUT_DRAWING,  /* DWG */
  ANLAN_INPUT_DATABASE, /* SQLite, Access */
  ANLAN_INPUT_OSM_PBF,
} AnlanInputKind;

AnlanInputKind anlan_input_detect (GBytes *bytes, const char *name);

/* Reads a whole file of at most @max_bytes, as the first tenth of the progress. */
GBytes *anlan_input_load (const char *path, gsize max_bytes, AnlanStep *step, GError **error);

/* Sets ANLAN_ERROR_INPUT with the sentence on what a file of this kind is and how to save it as something that can be
 * read: as a table, or as a map. @name is the file's name. */
void anlan_input_set_error (GError **error, AnlanInputKind kind, gboolean for_map, const char *name);

/* The sentence for an errno from reading or writing @path, in the matching code of ANLAN_ERROR. */
void anlan_input_set_errno (GError **error, int saved_errno, const char *path);

G_END_DECLS
