/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/record.h"

G_BEGIN_DECLS

typedef enum
{
  ANLAN_OP_CREATE, /* a new record; with a flow and not as draft, it enters the first stage */
  ANLAN_OP_EDIT,   /* sets fields that the stage leaves open */
  ANLAN_OP_STEP,   /* moves it along its flow, setting fields on the way; a draft's first step is "submit" */
  ANLAN_OP_AMEND,  /* corrects a locked field; needs a reason */
  ANLAN_OP_VOID,   /* made by mistake; needs a reason */
  ANLAN_OP_UNVOID, /* needs a reason */
} AnlanOp;

const char *anlan_op_name (AnlanOp op);

/* Somebody else did it, and it is entered for them. */
typedef struct
{
  char *person; /* who did it */
  char *at;     /* when: moment */
  char *how;    /* how this is known */
  char *photo;  /* SHA-256 of the photographed sheet, or NULL */
} AnlanBehalf;

typedef struct _AnlanApplyVerdict AnlanApplyVerdict;

/**
 * AnlanChange:
 *
 * Who wants to set what on which record. Filled in by its maker, then handed over and not touched again.
 */
typedef struct
{
  AnlanOp      op;
  char        *kind;
  char        *record;    /* id; NULL on create gives a new one */
  char        *base_rev;  /* revision it was made from, or NULL: whatever is there */
  char        *step;      /* id of the step */
  char        *actor;     /* person id, or NULL: who sits at the desk */
  char        *reason;
  char        *receipt;   /* on create: the code by which its reporter will ask for it (model/receipt.h), or NULL */
  char        *undoes;    /* revision of the record whose line it takes back, or NULL */
  gboolean     draft;     /* on create: keep it a draft */
  gboolean     unasked;   /* the program's own housekeeping: nobody is offered to take it back */
  gboolean     anonymous; /* no actor, no machine account, time rounded to the day */
  AnlanBehalf *behalf;    /* or NULL */
  char        *batch;     /* id of the batch it belongs to, or NULL */
  GPtrArray   *fields;    /* char*: ids, parallel to @values */
  GArray      *values;    /* AnlanValue */
  GPtrArray   *files;     /* AnlanFile* (store/files.h) that it refers to and that must be registered */
  AnlanApplyVerdict *verdict;  /* the model's own: what was found when it was judged; or NULL */
  gatomicrefcount refs;
} AnlanChange;

AnlanChange *anlan_change_new    (AnlanOp op, const char *kind, const char *record);
AnlanChange *anlan_change_ref    (AnlanChange *change);
void         anlan_change_unref  (AnlanChange *change);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanChange, anlan_change_unref)

/* Sets a field; a later one for the same field wins. The value is copied; _take_ takes it. */
void         anlan_change_set         (AnlanChange *change, const char *field, const AnlanValue *value);
void         anlan_change_take        (AnlanChange *change, const char *field, AnlanValue *value);
void         anlan_change_set_text    (AnlanChange *change, const char *field, const char *text);
void         anlan_change_set_real    (AnlanChange *change, const char *field, double real);
void         anlan_change_set_integer (AnlanChange *change, const char *field, gint64 integer);
void         anlan_change_set_null    (AnlanChange *change, const char *field);
void         anlan_change_set_behalf  (AnlanChange *change, const char *person, const char *at, const char *how,
                                       const char *photo);

/* Why a change was, or would be, refused. @field and @guard may be NULL. */
typedef struct
{
  char *field;
  char *guard;
  char *message; /* whole sentence in the user's language */
} AnlanProblem;

void         anlan_problem_free (AnlanProblem *problem);

/* What was written. */
typedef struct
{
  AnlanRecord *before; /* NULL for a new record */
  AnlanRecord *after;
  char        *receipt; /* of an anonymous report: the code by which its reporter sees how far it is, told once; or NULL */
  gint64       seq;    /* journal line */
  char        *batch;  /* id of the batch it was written with, or NULL */
  gboolean     unasked; /* as the change has it */
} AnlanApplied;

AnlanApplied *anlan_applied_copy (const AnlanApplied *applied); /* shares the records */
void          anlan_applied_free (AnlanApplied *applied);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanApplied, anlan_applied_free)

G_END_DECLS
