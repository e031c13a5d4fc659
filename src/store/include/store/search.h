/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/db.h"

G_BEGIN_DECLS

/**
 * Full-text search over all kinds. Table search_doc(id, kind, record, label, text) holds the indexed text, in
 * which runs of Chinese were split into overlapping pairs (base/text.h) before FTS5 sees them, so that the
 * sqlite3 tool can check the file without a tokenizer of ours. Ids grow with time: newest first is a walk
 * backwards over the index, without ranking.
 */

/* Adds, or replaces, the entry of a record. @text: all that can be found, not yet split. NULL removes it. */
gboolean anlan_search_put (AnlanDb *db, const char *kind, const char *record, const char *label,
                           const char *text, GError **error);

/* As anlan_search_put() for a record that is known to be new. @id: 0 for the next one; a record of an import that is not
 * complete gets one behind those that can be found (table pending). */
gboolean anlan_search_add (AnlanDb *db, gint64 id, const char *kind, const char *record, const char *label,
                           const char *text, GError **error);

typedef struct
{
  char *kind;
  char *record;
  char *label;
} AnlanHit;

void       anlan_hit_free     (AnlanHit *hit);

/* The newest @limit hits of @words (every word must occur; the last may be unfinished) as AnlanHit; of one @kind
 * or, with NULL, of all, those of the kinds in @later (nullable) after all others. @words is what the user typed: no
 * syntax. */
GPtrArray *anlan_search_query (AnlanDb *db, const char *words, const char *kind, const char *const *later, guint limit,
                               GError **error);

/* The row ids (gint64) of all records of @kind in which the words occur, in no order. @table: of the kind, as it is written
 * in SQL, with the columns rid and id. Freed by the caller. */
GArray    *anlan_search_rids  (AnlanDb *db, const char *words, const char *kind, const char *table, GError **error);

/* How many, counted no further than @most. */
gboolean   anlan_search_count (AnlanDb *db, const char *words, const char *kind, guint most, guint *count,
                               GError **error);

G_END_DECLS
