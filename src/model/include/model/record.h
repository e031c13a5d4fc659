/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/kind.h"

G_BEGIN_DECLS

/**
 * AnlanRecord:
 *
 * A snapshot of one record. Never changed once it has been handed out; reference counted; any thread.
 */
typedef struct
{
  AnlanKind  *kind;
  char       *id;
  char       *number;   /* or NULL while a draft, or where the kind has none */
  char       *stage;    /* or NULL: a draft, or a kind without flow */
  char       *rev;
  char       *created;  /* moment */
  char       *changed;  /* moment */
  char       *author;   /* person id, or NULL */
  gboolean    draft;
  gboolean    voided;
  gint64      rid;      /* row id in its table; 0 if not stored */
  char       *extra;    /* JSON object of fields this version does not know, or NULL */
  char       *said;     /* the label in the language of who reads, where it is a sentence (base/sentence.h); else NULL */
  AnlanValue *values;   /* one for each field of the kind, in order */
  gatomicrefcount refs;
} AnlanRecord;

AnlanRecord *anlan_record_new   (AnlanKind *kind, const char *id);
AnlanRecord *anlan_record_ref   (AnlanRecord *record);
void         anlan_record_unref (AnlanRecord *record);
AnlanRecord *anlan_record_copy  (const AnlanRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanRecord, anlan_record_unref)

/* The value of a field by id; a null value if there is no such field. Borrowed. */
const AnlanValue *anlan_record_get      (const AnlanRecord *record, const char *field);
const char       *anlan_record_get_text (const AnlanRecord *record, const char *field); /* NULL if no text */

/* What names the record: its label field, else its number, else the title of its kind. Borrowed. */
const char       *anlan_record_label    (const AnlanRecord *record);

/* The strings of a list value (JSON array of strings), never NULL. The caller frees with g_strfreev(). */
char            **anlan_value_get_items (const AnlanValue *value);
void              anlan_value_set_items (AnlanValue *value, const char *const *items); /* empty gives null */

/* Canonical body (RFC 8785) that the revision hashes: fields that people enter and that are not null, with
 * "stage", "number", "draft", "voided" where set, and the members of @extra. */
char             *anlan_record_body     (const AnlanRecord *record);

/* "N-<32 hex>" of @body after @parent (NULL for the first). */
char             *anlan_revision_next   (const char *parent, const char *body);

G_END_DECLS
