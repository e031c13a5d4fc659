/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "paper-private.h"
#include "report/paper-form.h"

G_BEGIN_DECLS

typedef enum
{
  FORM_TEXT,
  FORM_SECTION,
  FORM_PHOTOS,
  FORM_TABLE,
  FORM_SIGNS,
  FORM_PATH,
  FORM_STORY,
  FORM_COLUMNS, /* of a list */
  FORM_CHECKS, /* of a round: its points and what is asked there */
  FORM_N_PARTS,
} FormPartType;

/* A field of a section, a column of photos, or a box for a signature. */
typedef struct
{
  char *field;   /* "what", "owner.unit"; NULL: a box that nobody is expected at */
  char *instead; /* of photos: the field that says why there are none */
  char *title;   /* or NULL: that of the field */
  guint lines;   /* room to write, at least; 0: as much as the value takes */
  gboolean wide;
  gboolean leave; /* left out where it is empty */
} FormItem;

typedef struct
{
  FormPartType type;
  char *condition; /* expression, or NULL */
  char *text;      /* paragraph, or title of the part, or NULL */
  char *kind;      /* of a table */
  char *via;
  char *where;
  char *sort;
  char **fields;
  GPtrArray *items; /* FormItem */
} FormPart;

struct _AnlanPaperForm
{
  char *id;
  char *kind;
  char *title;
  gboolean qr;
  gboolean a3;
  GPtrArray *parts; /* FormPart */
};

/* --- paper-form-checks.c: the points of a round ---------------------------------------------------------------------- */

/* On a connection. NULL with the errors of reading. */
GPtrArray *anlan_form_read_checks (AnlanDb *db, AnlanKinds *kinds, AnlanConverter *converter, const AnlanRecord *round,
                                   GError **error);
void anlan_form_build_checks (const GPtrArray *points, AnlanPaper *paper);

G_END_DECLS
