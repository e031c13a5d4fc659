/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desk.h"
#include "model/convert.h"
#include "model/expression.h"
#include "model/query.h"
#include "store/files.h"

G_BEGIN_DECLS

/**
 * AnlanFormContext:
 *
 * What the rows of one form share: the plant, the kind, labels of records they refer to, and a private connection in
 * memory on which conditions are judged and typed text is read while somebody types. Main thread only.
 */
typedef struct
{
  AnlanDesk      *desk;
  AnlanPlant     *plant;
  AnlanKind      *kind;
  GTimeZone      *zone;
  AnlanDb        *memory;
  AnlanScope     *scope;
  AnlanUnitHabit  habit;     /* of who sits here */
  AnlanConverter *converter; /* has it too */
  GHashTable     *labels;   /* id -> label of records referred to */
  GPtrArray      *files;    /* AnlanFile: stored in the plant's folder, not yet named by any record */
  char           *record;   /* id of the record shown; NULL: a new one */
  char           *rev;      /* its revision */
  gboolean    anonymous; /* nothing that tells who reports it is taken up with a file */
  gboolean    keeps;    /* what is half typed outlives a crash */
  gboolean    held;     /* so does what has been left, because it is not stored yet */
  grefcount       refs;
} AnlanFormContext;

AnlanFormContext *anlan_form_context_new  (AnlanDesk *desk, AnlanKind *kind, GError **error);
AnlanFormContext *anlan_form_context_ref   (AnlanFormContext *context);
void              anlan_form_context_unref (AnlanFormContext *context);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanFormContext, anlan_form_context_unref)

/* Takes over the labels of @labels (id -> label; nullable). */
void              anlan_form_context_add_labels (AnlanFormContext *context, GHashTable *labels);
void              anlan_form_context_add_label  (AnlanFormContext *context, const char *id, const char *label);
const char       *anlan_form_context_label      (AnlanFormContext *context, const char *id); /* or NULL */

/* The value as people read it. */
char             *anlan_form_context_format     (AnlanFormContext *context, const AnlanField *field,
                                                 const AnlanValue *value);

/* A file that was stored but that no record names yet; borrowed, or NULL. */
const AnlanFile  *anlan_form_context_find_file  (AnlanFormContext *context, const char *sha256);
/* Gives @change those of these files that @value names, so that they are registered with it. */
void              anlan_form_context_give_files (AnlanFormContext *context, AnlanChange *change,
                                                 const AnlanField *field, const AnlanValue *value);

/* Whether @expression holds for @record; where it cannot be judged here because it reads other records, @otherwise. */
gboolean          anlan_form_context_holds      (AnlanFormContext *context, const char *expression,
                                                 const AnlanRecord *record, gboolean otherwise);

/* --- what is half typed ----------------------------------------------------------------------------------------- */

/* Puts down, with the window's state, what stands in the widgets of @field and is not stored; NULL: nothing any more. Of
 * sensitive fields nothing is kept. It is kept for who sits here alone. */
void              anlan_form_context_keep       (AnlanFormContext *context, const AnlanField *field, const char *typed);
char             *anlan_form_context_kept       (AnlanFormContext *context, const AnlanField *field); /* or NULL */
/* The new record has been stored, and has an id. */
void              anlan_form_context_forget_new (AnlanFormContext *context);
/* The kind of a record of which something is kept, in an open plant; NULL: of none. @record: (out): its id, or NULL: it was
 * never stored. The caller frees both. */
char             *anlan_desk_get_kept           (AnlanDesk *desk, char **record);
/* Whether something of a record of @kind is kept that was never stored. */
gboolean          anlan_desk_keeps_new          (AnlanDesk *desk, const AnlanKind *kind);

G_END_DECLS
