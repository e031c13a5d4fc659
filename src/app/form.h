/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "field-row.h"

G_BEGIN_DECLS

typedef enum
{
  ANLAN_FORM_RECORD, /* a stored record: its stage says what is open, empty optional fields fold away */
  ANLAN_FORM_NEW,    /* what is entered first: what later steps ask for folds away */
  ANLAN_FORM_ASK,    /* some fields that a dialog asks for, all open */
  ANLAN_FORM_MANY,   /* the same for many records at once: all open, and shown whatever any of them says */
} AnlanFormMode;

/**
 * AnlanForm:
 *
 * The fields of a record in their sections. It knows which are shown, open and needed, and holds the record as it would
 * be with what has been entered; storing it is its owner's part. Signal "commit" (field id) when a field was left with
 * another value.
 */
#define ANLAN_TYPE_FORM (anlan_form_get_type ())
G_DECLARE_FINAL_TYPE (AnlanForm, anlan_form, ANLAN, FORM, AdwBin)

/* @context: (transfer full). @fields: (nullable): ids, in the order to be shown without sections; NULL: all. */
AnlanForm        *anlan_form_new          (AnlanFormContext *context, AnlanFormMode mode, const char *const *fields);
AnlanFormContext *anlan_form_get_context  (AnlanForm *form);

/* Shows @record. What is being typed just now stays, unless @force. */
void              anlan_form_set_record   (AnlanForm *form, const AnlanRecord *record, gboolean force);

/* The record with what has been entered; borrowed, until the next change. NULL before the first set_record(). */
const AnlanRecord *anlan_form_get_record  (AnlanForm *form);

/* These are needed for what comes next: not folded, and marked. */
void              anlan_form_demand       (AnlanForm *form, const char *const *fields);

/* Another mode, as when a draft has been handed in. */
void              anlan_form_set_mode     (AnlanForm *form, AnlanFormMode mode);

/* Puts @widget under the section that @field stands in. */
void              anlan_form_add_below    (AnlanForm *form, const char *field, GtkWidget *widget);

/* Whether the record as entered has @field at all, folded away or not. */
gboolean          anlan_form_shows        (AnlanForm *form, const AnlanField *field);

/* What "commit" told of has been stored. Until it is, or is refused, set_record() leaves the field as entered. */
void              anlan_form_confirm      (AnlanForm *form, const char *field);

/* The change that "commit" told of was not stored. */
void              anlan_form_refuse       (AnlanForm *form, const char *field, const char *message);

/* Marks the fields that @problems (AnlanProblem; nullable) name, and unmarks all others. What belongs to no field that
 * is here is given back as text, a line each; NULL if there is none. The caller frees it. */
char             *anlan_form_set_problems (AnlanForm *form, GPtrArray *problems);

/* Puts back what was half typed before a crash; FALSE where nothing was. */
gboolean          anlan_form_restore      (AnlanForm *form);
gboolean          anlan_form_focus_field  (AnlanForm *form, const char *field); /* FALSE: it is not here */
gboolean          anlan_form_focus_first  (AnlanForm *form);
void              anlan_form_leave        (AnlanForm *form); /* as if each field were left now */
AnlanFieldRow    *anlan_form_get_row      (AnlanForm *form, const char *field); /* borrowed, or NULL */

G_END_DECLS
