/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "incoming.h"
#include "model/expression.h"
#include "model/registry.h"

G_BEGIN_DECLS

/**
 * AnlanFacts:
 *
 * What a plant knows besides its records, shared by all its connections and threads: settings, clock, zone, who
 * sits there. Never changed: a new one is made and swapped in.
 */
typedef struct
{
  AnlanClock    *clock;
  GHashTable    *settings; /* key -> value */
  GTimeZone     *zone;
  int            day_start; /* minutes after midnight */
  char          *person;    /* or NULL */
  AnlanKinds    *kinds;
  AnlanRegistry *registry;  /* or NULL */
  gatomicrefcount refs;
} AnlanFacts;

AnlanFacts *anlan_facts_new   (AnlanClock *clock, AnlanRegistry *registry, AnlanKinds *kinds, GHashTable *settings,
                               const char *person);
/* The same with one setting changed. */
AnlanFacts *anlan_facts_with_setting (AnlanFacts *facts, const char *key, const char *value);
AnlanFacts *anlan_facts_ref   (AnlanFacts *facts);
void        anlan_facts_unref (AnlanFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanFacts, anlan_facts_unref)

/* Gives the present facts; what the connections of a plant are set up with. */
typedef AnlanFacts *(*AnlanFactsFunc) (gpointer data); /* transfer full */

typedef struct _AnlanOrder AnlanOrder;

void anlan_order_free (AnlanOrder *order);

/**
 * AnlanContext:
 *
 * What model/ keeps with one connection: the kinds as this connection's views show them, a scope for each kind, and
 * who is being judged just now. Lives in the connection's user data; one thread.
 */
typedef struct
{
  AnlanDb    *db;        /* borrowed: it owns us */
  AnlanFacts *facts;
  GHashTable *views;     /* set of view names */
  GHashTable *tables;    /* kind id -> AnlanTable */
  char       *person;    /* whom guards judge; NULL: facts->person */
  gboolean    nobody;    /* the change being applied is anonymous: there is no actor */
  gboolean    imported;  /* the change being applied comes from a table */
  gint64      now;       /* moment of the change being applied; 0: the clock's */
  GHashTable *promised;  /* (unowned): ids of records that changes judged earlier will make, or NULL */
  GHashTable *stale;     /* set of "kind/record" to be worked out again, see recompute.c */
  AnlanIncoming *incoming; /* (unowned): the large batch that is being written just now, or NULL */
  gboolean    prepared;  /* the tables know their dependents */
  AnlanOrder *order;     /* the last that was read for a part of its rows, or NULL; see query-order.c */
  AnlanFactsFunc get_facts;
  gpointer    get_facts_data;
} AnlanContext;

/* A computed field of some kind that reads a kind's records. */
typedef struct
{
  AnlanKind        *kind;   /* that has it; borrowed */
  const AnlanField *field;
  GHashTable       *columns; /* set of columns read of the kind this stands at; NULL: any */
  char             *via;    /* reference there that leads here, or NULL */
  char             *own;    /* reference here that leads there, or NULL; without either any record may be touched */
} AnlanDependent;

typedef struct _AnlanGrounds AnlanGrounds;

void anlan_grounds_free (AnlanGrounds *grounds);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanGrounds, anlan_grounds_free)

/* One kind on one connection. */
typedef struct
{
  AnlanKind  *kind;
  AnlanScope *scope;
  char       *select;     /* by id: all columns */
  char       *insert;
  char       *update;
  GPtrArray  *dependents; /* AnlanDependent; made by anlan_recompute_prepare() */
  char       *load[3];      /* by row id, id and number; made on first use, as what follows (query-load.c) */
  GPtrArray  *timed;        /* AnlanField that the view works out */
  char       *select_timed; /* those, by row id, from the view */
  AnlanGrounds *grounds;    /* made on first use, see apply-verdict.c */
} AnlanTable;

/* AnlanStoreOptions.setup: functions, views, context. @data is AnlanContextSetup. */
typedef struct
{
  AnlanFactsFunc get_facts;
  gpointer       data;
} AnlanContextSetup;

gboolean      anlan_context_setup  (AnlanDb *db, gpointer data, GError **error);
AnlanContext *anlan_context_get    (AnlanDb *db);
AnlanTable   *anlan_context_table  (AnlanContext *context, const char *kind); /* NULL if there is no such kind */
gint64        anlan_context_now    (AnlanContext *context);
const char   *anlan_context_person (AnlanContext *context);

/* Takes the present facts (who sits there, settings) without touching views; kinds stay as they were set up. */
void          anlan_context_refresh (AnlanContext *context);

/* A setting's new value while the transaction that writes it is still open; gone with the next refresh. */
void          anlan_context_override_setting (AnlanContext *context, const char *key, const char *value);

/* Whether every expression of @kinds can be prepared on this connection, whose tables fit them. Leaves the views of
 * @kinds behind: the connection must be set up again afterwards. */
gboolean      anlan_context_try_kinds (AnlanContext *context, AnlanKinds *kinds, GError **error);

/* A private connection in memory with the same functions, for judging forms on the main thread. */
AnlanDb      *anlan_context_open_memory (const AnlanContextSetup *setup, GError **error);

/* Tables, columns and indexes that the kinds need and that are not there. Inside a write. */
/* Whether that has been done for all of them. */
gboolean      anlan_schema_is_complete (AnlanDb *db, AnlanKinds *kinds, gboolean *complete, GError **error);
gboolean      anlan_schema_ensure  (AnlanDb *db, AnlanKinds *kinds, GError **error);
void          anlan_schema_table_name (GString *sql, const char *kind);                     /* "k_…" quoted */
void          anlan_schema_link_name  (GString *sql, const char *kind, const char *field);  /* "l_…" quoted */
/* Set of the columns that a kind's table has; empty if there is no table. */
GHashTable   *anlan_schema_columns    (AnlanDb *db, const char *kind, GError **error);
gboolean      anlan_schema_has_links  (const AnlanField *field);
gboolean      anlan_schema_wants_index (const AnlanField *field);

/* Registers now(), today(), day_end(), actor(), imported(), share(), setting(), colour_rank(), colour_of(), has_role()
 * and what anlan_functions_add_people() does: role_holder (role, unit), superior (person or unit),
 * stand_in (person, at), deadline (from, hours, 'clock' or 'working'). */
gboolean      anlan_functions_add  (AnlanContext *context, GError **error);
gboolean      anlan_functions_add_people (AnlanContext *context, GError **error);

/* Who holds @role for @unit (NULL: the firm): there, else in the next unit up; if nobody has it anywhere above, whoever
 * leads the nearest unit. @person is NULL if there is nobody; the caller frees it. */
gboolean      anlan_role_holder    (AnlanContext *context, const char *role, const char *unit, char **person,
                                    GError **error);
/* Who leads @unit, or the nearest above it that has a leader. */
gboolean      anlan_unit_leader    (AnlanContext *context, const char *unit, char **person, GError **error);
/* Whom the person, or the head of the unit, answers to; NULL for the head of the firm. */
gboolean      anlan_superior       (AnlanContext *context, const char *whose, char **person, GError **error);
/* Who stands in for @person at the moment @at: by the absences, else the person. */
gboolean      anlan_stand_in       (AnlanContext *context, const char *person, const char *at, char **who,
                                    GError **error);

/* Whether @person (NULL: nobody) may change accounts, roles and units: see anlan_account_may_manage(). */
gboolean      anlan_person_may_manage (AnlanContext *context, const char *person, gboolean *may, GError **error);
gboolean      anlan_person_has_role (AnlanContext *context, const char *person, const char *const *roles,
                                     const char *unit, gboolean *has, GError **error);

/* A stored record by id, read whole; computed fields that depend on time are null. NULL without @error if it is not
 * there. */
AnlanRecord  *anlan_table_load     (AnlanTable *table, AnlanDb *db, const char *id, GError **error);

/* The columns of a kind's table in the order in which rows are read and written, "rid,id,number,…". */
void          anlan_table_columns  (GString *sql, const AnlanKind *kind);

/* The record in the row that @stmt stands on, its columns as anlan_table_columns() lists them. */
AnlanRecord  *anlan_table_read_row (AnlanKind *kind, AnlanStmt *stmt);

G_END_DECLS
