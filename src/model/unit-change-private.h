/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "context.h"
#include "model/unit-change.h"

G_BEGIN_DECLS

typedef struct
{
  char *id;
  char *name;
  char *code;   /* or NULL */
  char *head;   /* or NULL */
  char *deputy; /* or NULL */
} AnlanNewUnit;

struct _AnlanUnitChange
{
  AnlanPlant *plant;
  AnlanUnitChangeType type;
  GPtrArray *units; /* char*: ids of those that are changed */
  GPtrArray *made;  /* AnlanNewUnit */
  GHashTable *sent; /* record id -> unit id */
  char *heir;       /* or NULL */
  char *day;        /* or NULL */
  char *reason;     /* or NULL */
  gboolean goes_on;
  gatomicrefcount refs;
};

/* A change as one connection sees it. */
typedef struct
{
  AnlanUnitChange *change;
  AnlanContext *context;
  const char *heir;
  char *day;
  char *heir_name;
  GPtrArray *units;       /* AnlanRecord, parallel to change->units */
  GPtrArray *memberships; /* AnlanRecord */
  AnlanUnitPlan *plan;
} AnlanUnitDraft;

void
anlan_unit_draft_clear (AnlanUnitDraft *draft);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AnlanUnitDraft, anlan_unit_draft_clear)

/* Looks at everything that the change touches. In a transaction. ANLAN_ERROR_REFUSED if it cannot be. */
gboolean
anlan_unit_draft_make (AnlanUnitDraft *draft, AnlanUnitChange *change, AnlanDb *db, GError **error);

/* Where a record goes. */
const char *
anlan_unit_draft_goal (const AnlanUnitDraft *draft, const char *record);

gboolean
anlan_unit_draft_is_source (const AnlanUnitDraft *draft, const char *unit);

G_END_DECLS
