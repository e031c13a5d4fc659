/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"
#include "store/search.h"

G_BEGIN_DECLS

typedef enum
{
  ANLAN_FILTER_IS,      /* equal to any of the values; a list field holds any of them */
  ANLAN_FILTER_FROM,    /* at least; of choices in the order of the definition; of moments a date is a day of the plant */
  ANLAN_FILTER_TO,      /* at most; the same */
  ANLAN_FILTER_EMPTY,
  ANLAN_FILTER_FILLED,
} AnlanFilterOp;

typedef struct
{
  char         *field;  /* field id, or "stage" */
  AnlanFilterOp op;
  GArray       *values; /* AnlanValue */
} AnlanFilter;

/**
 * AnlanQuery:
 *
 * Which records of a kind, and in which order. The order always ends with the newest first, so it is total.
 */
typedef struct
{
  char      *kind;
  char      *where;     /* expression over the record; NULL for all */
  char      *words;     /* search words; NULL for all */
  GPtrArray *filters;   /* AnlanFilter */
  char      *sort;      /* field id, "number", "stage", "created", "changed"; '-' before it: descending; or NULL */
  gboolean   drafts;    /* drafts too */
  gboolean   voided;    /* voided ones too */
  guint      limit;     /* 0: all */
} AnlanQuery;

AnlanQuery  *anlan_query_new    (const char *kind);
AnlanQuery  *anlan_query_copy   (const AnlanQuery *query);
void         anlan_query_free   (AnlanQuery *query);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanQuery, anlan_query_free)
AnlanFilter *anlan_query_filter (AnlanQuery *query, const char *field, AnlanFilterOp op); /* borrowed */
void         anlan_filter_add   (AnlanFilter *filter, const AnlanValue *value);
void         anlan_query_add_is (AnlanQuery *query, const char *field, const char *text); /* one filter of one text */

/* As saved views keep it. */
char        *anlan_query_to_json   (const AnlanQuery *query);
AnlanQuery  *anlan_query_from_json (const char *json, GError **error);

/* --- on a connection (inside an AnlanWork) ----------------------------------------------------------------- */

/* Row ids of the matching records, in order: GArray of gint64. */
GArray      *anlan_query_rids   (AnlanDb *db, AnlanKinds *kinds, const AnlanQuery *query, GError **error);

/* Records by row id, in the order given; those that are gone are left out. */
GPtrArray   *anlan_records_load (AnlanDb *db, AnlanKind *kind, const gint64 *rids, guint n, GError **error);

/* By id or by number. NULL with ANLAN_ERROR_NOT_FOUND. */
AnlanRecord *anlan_record_load  (AnlanDb *db, AnlanKind *kind, const char *id_or_number, GError **error);

/* id -> label for references. Those not found are absent. */
GHashTable  *anlan_labels_load  (AnlanDb *db, AnlanKind *kind, const char *const *ids, GError **error);

/* --- asynchronous ------------------------------------------------------------------------------------------ */

void         anlan_plant_find_async   (AnlanPlant *plant, const AnlanQuery *query, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer user_data);
GPtrArray   *anlan_plant_find_finish  (AnlanPlant *plant, GAsyncResult *result, GError **error); /* AnlanRecord */
GPtrArray   *anlan_plant_find         (AnlanPlant *plant, const AnlanQuery *query, GError **error);

void         anlan_plant_load_async   (AnlanPlant *plant, const char *kind, const char *id_or_number,
                                       GCancellable *cancellable, GAsyncReadyCallback callback,
                                       gpointer user_data);
AnlanRecord *anlan_plant_load_finish  (AnlanPlant *plant, GAsyncResult *result, GError **error);
AnlanRecord *anlan_plant_load         (AnlanPlant *plant, const char *kind, const char *id_or_number,
                                       GError **error);

/* Labels of the references in @record: id -> label. */
void         anlan_plant_labels_async  (AnlanPlant *plant, AnlanRecord *record, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data);
GHashTable  *anlan_plant_labels_finish (AnlanPlant *plant, GAsyncResult *result, GError **error);

/* How many records of each kind there are (no drafts, no voided): kind id -> GUINT_TO_POINTER. */
void         anlan_plant_count_async   (AnlanPlant *plant, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data);
GHashTable  *anlan_plant_count_finish  (AnlanPlant *plant, GAsyncResult *result, GError **error);

/* Which records of other kinds refer to this one: AnlanRecord, newest first, at most @limit of a kind. */
void         anlan_plant_backlinks_async  (AnlanPlant *plant, AnlanRecord *record, guint limit,
                                           GCancellable *cancellable, GAsyncReadyCallback callback,
                                           gpointer user_data);
GPtrArray   *anlan_plant_backlinks_finish (AnlanPlant *plant, GAsyncResult *result, GError **error);

/* --- search over all kinds --------------------------------------------------------------------------------- */

/* AnlanHit (store/search.h), newest first; names also by their pinyin initials. */
void         anlan_plant_search_async    (AnlanPlant *plant, const char *words, const char *kind, guint limit,
                                          GCancellable *cancellable, GAsyncReadyCallback callback,
                                          gpointer user_data);
GPtrArray   *anlan_plant_search_finish   (AnlanPlant *plant, GAsyncResult *result, GError **error);

/* --- what a scanner reads ---------------------------------------------------------------------------------- */

/* What stands in the QR code on a label of ours: "anlan:KIND/NUMBER", or the id where there is no number. */
char        *anlan_code_of                (const AnlanRecord *record);

/* The record that @code means: ours, or the number or a unique field (tag, badge, employee number) of any kind, in
 * either case of letters because scanners mind Caps Lock. The hit has no label; NULL without an error: nothing has this
 * code. */
void         anlan_plant_find_code_async  (AnlanPlant *plant, const char *code, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
AnlanHit    *anlan_plant_find_code_finish (AnlanPlant *plant, GAsyncResult *result, GError **error);

/* Appends " AND rid < …" to a condition on the table of @kind: the rows of an import that is not complete yet are left
 * out. Queries and the kinds' views do so by themselves. */
void anlan_query_append_shown (GString *sql, const char *kind);

G_END_DECLS
