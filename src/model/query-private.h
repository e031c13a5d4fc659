/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/query.h"

G_BEGIN_DECLS

/* What a query found, and what could make it find something else. */
typedef struct
{
  GArray *rids;      /* gint64, in order */
  GHashTable *kinds; /* set of ids of other kinds on whose records membership or order depend */
  gboolean any;      /* on records of any kind */
  gboolean timed;    /* on the clock */
} AnlanFound;

void
anlan_found_free (AnlanFound *found);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanFound, anlan_found_free)

/* Who waits for a list may be told its first rows while the others are still being sorted. */
typedef struct
{
  guint n;    /* how many are told */
  guint many; /* only if more than that many texts have to be sorted */
  gboolean (*found) (AnlanDb *db, GArray *rids, gpointer data, GError **error); /* gint64 */
  gpointer data;
} AnlanFirst;

/* @first: (nullable). */
AnlanFound *
anlan_query_run (
    AnlanDb *db, AnlanKinds *kinds, const AnlanQuery *query, const AnlanFirst *first, GError **error);

void
anlan_query_no_kind (const char *kind, GError **error);

/* --- labels of what records refer to (query-async.c) ---------------------------------------------------------- */

/* Kind id -> ids (GPtrArray of char*). */
GHashTable *
anlan_references_new (void);

/* Adds what @record refers to, its author and its signers. */
void
anlan_record_references (const AnlanRecord *record, GHashTable *wanted);

/* Loads the labels of all of @wanted into @labels, id -> label. */
gboolean
anlan_references_load (
    AnlanDb *db, AnlanKinds *kinds, GHashTable *wanted, GHashTable *labels, GError **error);

/* --- building SQL (query-sql.c) ------------------------------------------------------------------------------ */

/* What the SQL of a query is about: its table, or its kind's view where a field is worked out when it is read. */
typedef struct
{
  AnlanKind *kind;
  const AnlanQuery *query;
  GString *where;      /* conditions joined with AND; "" if there are none */
  GArray *values;      /* AnlanValue to be bound, in order */
  gint64 limit;        /* row id from which on an import that is under way has its rows; G_MAXINT64: there is none */
  GHashTable *columns; /* set of those that the table has; empty: there is no table yet */
  gboolean filtered;   /* leaves out more than drafts and voided records */
  char *indexed;       /* the column that its only filter asks for some values of and that has an index; or NULL */
  gboolean view;       /* reads the view */
  gboolean timed;      /* uses fields that depend on the clock */
  gboolean computed;   /* uses computed fields: other records may change them */
} AnlanConditions;

AnlanConditions *
anlan_conditions_new (AnlanDb *db, AnlanKind *kind, const AnlanQuery *query, GError **error);
void
anlan_conditions_free (AnlanConditions *conditions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanConditions, anlan_conditions_free)

/* Adds that @column of the query is used; where that is a field, it is returned in @field. FALSE with @error if there is
 * no such thing or it must not be used. */
gboolean
anlan_conditions_use (
    AnlanConditions *conditions, AnlanDb *db, const char *column, const AnlanField **field, GError **error);
void
anlan_conditions_bind (const AnlanConditions *conditions, AnlanStmt *stmt);

/* --- sorting (query-sort.c) ----------------------------------------------------------------------------------- */

/* How a query is sorted. */
typedef enum
{
  ANLAN_SORT_NEWEST, /* by row id, falling */
  ANLAN_SORT_COLUMN, /* as SQLite compares values */
  ANLAN_SORT_LIST,   /* in the order in which the kind lists stages or choices */
  ANLAN_SORT_LABEL,  /* by the label of the record referred to */
  ANLAN_SORT_TEXT,   /* as people look up names */
} AnlanSortBy;

typedef struct
{
  AnlanSortBy by;
  char *column;
  const AnlanField *field; /* or NULL */
  gboolean falling;
} AnlanSort;

gboolean
anlan_sort_init (AnlanSort *sort, AnlanConditions *conditions, AnlanDb *db, GError **error);
void
anlan_sort_clear (AnlanSort *sort);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AnlanSort, anlan_sort_clear)

/* One row to be sorted: its key is a place in @texts, or -1 for none. */
typedef struct
{
  gint64 rid;
  int key;
} AnlanKeyed;

/* --- orders that are kept with a connection (query-order.c) ------------------------------------------------------ */

/* Another one when another connection has committed. Of a connection that writes it says nothing. */
gboolean
anlan_order_version (AnlanDb *db, gint64 *version, GError **error);

/* All rows (AnlanKeyed) in the order of @sql, or NULL if they have not been read at @version. Borrowed. */
GArray *
anlan_order_get (AnlanDb *db, const char *sql, gint64 version, int *groups);
void
anlan_order_keep (AnlanDb *db, const char *sql, gint64 version, GArray *rows, int groups);

/* Newest first, whatever the keys. */
int
anlan_keyed_compare (gconstpointer a, gconstpointer b);

/* Turns groups of rows round: @rows come by falling values, their keys number the values from 0 to @n - 1; after it they
 * rise. */
void
anlan_sort_turn (GArray *rows, guint n);

/* Puts @rows in order by their keys in @texts (char*); equal ones newest first, empty ones last. @first: (nullable). */
gboolean
anlan_sort_rows (const AnlanSort *sort,
                 AnlanDb *db,
                 AnlanKinds *kinds,
                 AnlanKind *kind,
                 GArray *rows,
                 GPtrArray *texts,
                 const AnlanFirst *first,
                 GError **error);

/* --- texts as people look them up (query-text.c) --------------------------------------------------------------- */

typedef struct _AnlanTextOrder AnlanTextOrder;

typedef struct
{
  guint text;
  guint rank;
} AnlanTextPlace;

/* @texts: char*, NULL and empty ones too; borrowed. @person: names of persons, whose surnames may have readings of their
 * own. */
AnlanTextOrder *
anlan_text_order_new (GPtrArray *texts, gboolean person);
void
anlan_text_order_free (AnlanTextOrder *order);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanTextOrder, anlan_text_order_free)

/* Equal ones share a rank, empty ones have G_MAXUINT. Returns how many ranks there are. */
guint
anlan_text_order_rank (const AnlanTextOrder *order, guint *ranks);

/* The @n first texts and some more, in order: AnlanTextPlace. */
GArray *
anlan_text_order_first (const AnlanTextOrder *order, guint n, gboolean falling);

/* @keys: compared as bytes, NULL for none. As anlan_text_order_rank(). */
guint
anlan_rank_keys (char **keys, guint n, guint *ranks);

/* --- the pass over the table or an index (query-pass.c) --------------------------------------------------------- */

/* @only: (nullable): row ids that may come; NULL for all. Appends to @rows and, where the sort needs keys, to @texts. */
gboolean
anlan_pass_run (AnlanDb *db,
                const AnlanConditions *conditions,
                const AnlanSort *sort,
                GHashTable *only,
                GArray *rows,
                GPtrArray *texts,
                GError **error);

G_END_DECLS
