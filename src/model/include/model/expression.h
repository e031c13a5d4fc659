/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/record.h"
#include "store/db.h"

G_BEGIN_DECLS

/**
 * AnlanScope:
 *
 * Judges expressions over one record of a kind on one connection: the record's fields and id, number, stage,
 * created, changed, author, draft, voided stand as columns (also as this.FIELD). The values are bound as
 * parameters, so the record need not be stored. On a connection with the kinds' views an expression may also read
 * other records; on a private memory connection it sees only its own. Statements are kept between calls. One
 * thread.
 */
typedef struct _AnlanScope AnlanScope;

/* @views: (nullable): set of view names that may be read. */
AnlanScope *anlan_scope_new  (AnlanDb *db, AnlanKind *kind, GHashTable *views);
void        anlan_scope_free (AnlanScope *scope);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanScope, anlan_scope_free)

/* @value is overwritten. */
gboolean    anlan_scope_evaluate (AnlanScope *scope, const char *expression, const AnlanRecord *record,
                                  AnlanValue *value, GError **error);

/* TRUE only if the value is true: NULL and 0 are not. FALSE with @error if it could not be judged. */
gboolean    anlan_scope_holds    (AnlanScope *scope, const char *expression, const AnlanRecord *record,
                                  GError **error);

/* What an expression depends on, without running it. */
gboolean    anlan_scope_reads    (AnlanScope *scope, const char *expression, AnlanReads *reads, GError **error);

/* Fills in the computed fields of @record (not yet handed out) that are stored, in the order in which they need each
 * other. Those that depend on time are left as they are. */
gboolean    anlan_scope_compute  (AnlanScope *scope, AnlanRecord *record, GError **error);

/* How a computed field is kept up: from the record alone, from other records, or worked out when it is read. */
typedef enum
{
  ANLAN_COMPUTED_OWN,
  ANLAN_COMPUTED_WIDE,
  ANLAN_COMPUTED_TIMED,
} AnlanComputed;

gboolean    anlan_scope_classify (AnlanScope *scope, const AnlanField *field, AnlanComputed *computed,
                                  GError **error);

G_END_DECLS
