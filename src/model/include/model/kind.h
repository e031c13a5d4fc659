/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/hash.h"
#include "base/value.h"

G_BEGIN_DECLS

/**
 * AnlanKind:
 *
 * The definition of one ledger: its fields, flow, lists. Built from XML (resources/kinds/, checked by kind.rng)
 * and a plant's own differences; never changed afterwards, so any thread may read it. Titles and guard texts are
 * kept as written; anlan_kind_text() gives them in the user's language.
 */
typedef struct _AnlanKind AnlanKind;

typedef enum
{
  ANLAN_FIELD_TEXT,      /* one line */
  ANLAN_FIELD_NOTE,      /* several lines */
  ANLAN_FIELD_INTEGER,
  ANLAN_FIELD_NUMBER,    /* real, in the field's unit */
  ANLAN_FIELD_CHOICE,    /* id of a choice */
  ANLAN_FIELD_CHOICES,   /* JSON array of ids, in the order of the definition */
  ANLAN_FIELD_YESNO,     /* 1 or 0 */
  ANLAN_FIELD_DATE,      /* "2026-11-22" */
  ANLAN_FIELD_TIME,      /* "05:09" */
  ANLAN_FIELD_MOMENT,    /* "2026-11-22T05:09:16Z" */
  ANLAN_FIELD_DURATION,  /* integer seconds */
  ANLAN_FIELD_REF,       /* id of a record of kind @to */
  ANLAN_FIELD_REFS,      /* JSON array of ids */
  ANLAN_FIELD_PHOTOS,    /* JSON array of SHA-256 */
  ANLAN_FIELD_FILES,     /* JSON array of SHA-256 */
  ANLAN_FIELD_PLACE,     /* GeoJSON geometry, WGS-84, with an optional member "level" */
  ANLAN_FIELD_SIGNATURE, /* JSON object: person, at, strokes or photo */
  ANLAN_FIELD_CHECKLIST, /* JSON array of items */
  ANLAN_N_FIELD_TYPES,
} AnlanFieldType;

typedef struct
{
  char *id;
  char *title;
  char *colour; /* "red", "orange", "yellow", "blue", or NULL */
  char **aliases; /* earlier ids, and words of spreadsheets, that mean the same; never NULL */
} AnlanChoice;

typedef struct
{
  char          *id;
  char          *title;
  char          *help;        /* or NULL */
  AnlanFieldType type;
  guint          index;       /* place in the kind, and in a record's values */
  char          *section;     /* id of the section it stands in, or NULL */
  char          *to;          /* kind that a reference leads to */
  char          *unit;        /* of a number, base/units.h */
  int            decimals;    /* shown; -1 as many as needed */
  GPtrArray     *choices;     /* (element-type AnlanChoice) or NULL */
  gboolean       open;        /* a choice that also takes text of one's own */
  gboolean       required;
  char          *required_if; /* expression, or NULL */
  char          *shown_if;    /* expression, or NULL */
  char          *compute;     /* expression, or NULL: then people enter it */
  char          *depends;     /* "kind.field …": references by which a change there reaches this record: those
                                 there that lead here, and one's own that lead there; or NULL */
  char          *fallback;    /* expression giving the value of a new record, or NULL */
  gboolean       has_min, has_max;
  double         min, max;    /* of numbers; of texts their length in characters; of lists their items */
  char          *pattern;     /* the whole text must match, or NULL (PCRE) */
  char          *pattern_say; /* what is wanted, when the pattern does not match */
  gboolean       unique;
  gboolean       key;         /* part of what decides on import whether a row is new */
  gboolean       list;        /* a column of the list */
  gboolean       search;      /* found by search */
  gboolean       sortable;    /* indexed */
  gboolean       sensitive;   /* sealed with the key of the person it is about */
  gboolean       readonly;    /* set by steps and effects only */
  char          *geometry;    /* of a place: "point", "line", "polygon" */
  char          *accept;      /* of files: "photo", "clip", "any" */
  char         **columns;     /* headers under which spreadsheets have it */
  char         **aliases;     /* earlier ids */
  char         **report;      /* of a computed field: an import names the rows where it has a value, with these fields */
} AnlanField;

typedef struct
{
  char *id;
  char *title;
} AnlanSection;

typedef struct
{
  char    *id;
  char    *sql;   /* expression, or NULL */
  char    *name;  /* of a guard written in C, or NULL */
  char    *text;  /* what is wrong when it does not hold */
  char    *field; /* where to look, or NULL */
  gboolean fixed;
} AnlanGuard;

typedef struct
{
  char *field;
  char *sql;
} AnlanSet;

typedef struct
{
  char      *id;
  char      *title;
  char      *help;     /* what will follow; shown when asking for confirmation */
  char     **from;     /* stages */
  char      *to;
  char     **roles;    /* any of these; empty: everybody */
  char     **requires; /* fields that must have a value */
  char     **ask;      /* fields asked for in the step's dialog, besides the required ones */
  gboolean   reason;   /* asks for a reason */
  gboolean   reopen;   /* takes a step back */
  gboolean   primary;  /* the usual way on from its stages */
  gboolean   unasked;  /* the program takes it, and it is not offered */
  GPtrArray *guards;   /* (element-type AnlanGuard) */
  GPtrArray *sets;     /* (element-type AnlanSet) */
  char     **effects;  /* names of effects written in C */
} AnlanFlowStep;

typedef struct
{
  char    *id;
  char    *title;
  char   **locks;      /* fields that cannot be edited here; "all" for every one */
  gboolean final;      /* closed: read-only, corrections are amendments */
} AnlanStage;

typedef struct
{
  char *id;
  char *title;
  char *stage;         /* owed while the record stands here; NULL: always, as long as @when holds */
  char *when;          /* expression, or NULL */
  char *owner;         /* expression: person id, or NULL */
  char *unit;          /* expression: unit whose head owes it when there is no owner, or NULL */
  char *due;           /* expression: moment */
  char *remind;        /* ISO 8601 duration before due, or NULL */
  char *escalate;      /* ISO 8601 duration after due, or NULL */
  char *urgent;        /* expression: its notices go out one by one; NULL: they wait for the digest of the day */
} AnlanDuty;

/* While @when holds, this record raises the risk colour of the record that @via refers to. */
typedef struct
{
  char *id;
  char *via;           /* reference field */
  char *when;          /* expression */
  char *colour;        /* expression: "red" … "blue" */
  char *text;          /* the reason, as people read it */
} AnlanRaise;

typedef struct
{
  char *id;
  char *title;
  char *where;         /* expression, or NULL for all */
  char *sort;          /* field id, '-' before it for descending, or NULL */
} AnlanView;

struct _AnlanKind
{
  char       *id;
  char       *title;
  char       *plural;
  char       *description; /* what belongs here: the empty page's sentence */
  char       *icon;
  char       *number;      /* pattern such as "HZ-{year}-{desk}{seq:4}", or NULL */
  char       *label;       /* field whose value names a record; never NULL */
  char       *unit;        /* reference field to the unit in which a step's role is asked, or NULL */
  char       *moves;       /* expression: whether a record goes over when that unit ends; NULL: unless its stage is final */
  gboolean    managed;     /* once accounts are on, only who manages accounts writes it */
  char       *subject;     /* reference to the person sealed fields are about; NULL: the record itself */
  char      **confirms;    /* a record of it is a person's word on another: the reference to that, the one to the person */
  char      **compares;    /* two fields with photos that are looked at side by side, before and after; or empty */
  char      **first;       /* fields that are enough for a new record: its form folds the others away; or empty */
  char       *asks;        /* expression over a person: whether it is asked of them; {record} is the other's id; or NULL */
  char       *anonymous;   /* field of yes or no: who makes a record with it set is not kept; or NULL */
  char       *group;       /* page of the sidebar it stands on, or NULL */
  gboolean    detail;      /* says more of another record: a search over all kinds finds it after the others */
  gboolean    kept;        /* the program keeps it: nobody makes such a record by hand, and it is not offered */
  gboolean    derived;     /* rows come from a stored file */
  int         retention_years; /* of sensitive fields after the person has left; 0 none */
  GPtrArray  *sections;    /* AnlanSection */
  GPtrArray  *fields;      /* AnlanField, in order */
  GPtrArray  *stages;      /* AnlanStage; empty: no flow */
  GPtrArray  *steps;       /* AnlanFlowStep */
  GPtrArray  *duties;      /* AnlanDuty */
  GPtrArray  *raises;      /* AnlanRaise */
  GPtrArray  *views;       /* AnlanView */
  GPtrArray  *guards;      /* AnlanGuard: hold for every record that is no draft, whatever the stage */
  GHashTable *by_id;       /* field id or alias -> AnlanField */
  guint      *sorted;      /* places of the fields in the order of their ids */
  char       *source;      /* the whole definition with the plant's differences, in one fixed form */
  char        hash[ANLAN_SHA256_HEX + 1]; /* of @source */
  gatomicrefcount refs;
};

AnlanKind *anlan_kind_ref   (AnlanKind *kind);
void       anlan_kind_unref (AnlanKind *kind);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanKind, anlan_kind_unref)

/**
 * anlan_kind_parse:
 * @xml: a whole <kind> document.
 * @overlay: (nullable): a <kind> document with a plant's differences: elements of the same id replace attributes and
 *   texts; new fields must be named x_…; fixed guards stay.
 *
 * Returns: (transfer full): the kind; NULL with ANLAN_ERROR_INPUT and the line of what is wrong.
 */
AnlanKind *anlan_kind_parse (const char *xml, const char *overlay, GError **error);

const AnlanField    *anlan_kind_field    (const AnlanKind *kind, const char *id); /* also by alias; or NULL */
const AnlanStage    *anlan_kind_stage    (const AnlanKind *kind, const char *id);
const AnlanFlowStep *anlan_kind_step     (const AnlanKind *kind, const char *id);
const AnlanDuty     *anlan_kind_duty     (const AnlanKind *kind, const char *id);
const AnlanSection  *anlan_kind_section  (const AnlanKind *kind, const char *id);
/* Whether people type its values, each into one cell or entry: no photos, files, places, signatures, answers of lists. */
gboolean             anlan_field_is_typed (const AnlanField *field);
const AnlanChoice   *anlan_field_choice  (const AnlanField *field, const char *id);
gboolean             anlan_kind_has_flow (const AnlanKind *kind);

/* The step called @name from @stage, or the only step from it that leads to a stage called @name. */
const AnlanFlowStep *anlan_kind_find_step (const AnlanKind *kind, const char *stage, const char *name);

/* Whether the stage forbids editing the field. */
gboolean             anlan_kind_is_locked (const AnlanKind *kind, const char *stage, const AnlanField *field);

/* A title, help or guard text in the user's language (NULL and "" give ""). Borrowed. */
const char          *anlan_kind_text       (const char *text);

const char          *anlan_field_type_name (AnlanFieldType type);
gboolean             anlan_field_is_list   (const AnlanField *field); /* JSON array */
gboolean             anlan_field_is_text   (const AnlanField *field); /* text or note */

/* JSON of the definition, as "anlanctl kinds" prints it. The caller frees it. */
char                *anlan_kind_to_json    (const AnlanKind *kind);

/* --- all kinds of a plant --------------------------------------------------------------------------------- */

typedef struct _AnlanKinds AnlanKinds; /* immutable set, reference counted */

AnlanKinds *anlan_kinds_ref    (AnlanKinds *kinds);
void        anlan_kinds_unref  (AnlanKinds *kinds);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanKinds, anlan_kinds_unref)

/* The built-in kinds with the overlays of a plant (kind id -> XML; nullable). Also checks what only the whole set
 * shows: references to kinds and fields that are not there. An overlay may also bring a kind of its own (x_…). */
AnlanKinds *anlan_kinds_load     (GHashTable *overlays, GError **error);

/* From kind documents alone, for tests. */
AnlanKinds *anlan_kinds_from_xml (const char *const *documents, GError **error);

AnlanKind  *anlan_kinds_get      (AnlanKinds *kinds, const char *id); /* borrowed, or NULL */
guint       anlan_kinds_count    (AnlanKinds *kinds);
AnlanKind  *anlan_kinds_at       (AnlanKinds *kinds, guint i);        /* in the order of the built-in list */

G_END_DECLS
