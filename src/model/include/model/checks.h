/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"

G_BEGIN_DECLS

typedef enum
{
  ANLAN_CHECK_OPEN, /* more has to be mended before it can be said */
  ANLAN_CHECK_GOOD,
  ANLAN_CHECK_BAD,
} AnlanCheckResult;

/* One thing that was looked at, and what is to be done about it. All but @check and @title may be NULL. */
typedef struct
{
  char            *check;  /* id of a field, a guard or a rule */
  char            *title;  /* for people */
  AnlanCheckResult result;
  char            *value;
  char            *limit;
  char            *source; /* of the requirement */
  char            *mend;   /* of a bad one: what is wrong */
} AnlanCheck;

AnlanCheck *anlan_check_new  (const char *check, const char *title, AnlanCheckResult result, const char *mend);
void        anlan_check_free (AnlanCheck *check);

/* Whether none is bad or open. */
gboolean    anlan_checks_are_good (GPtrArray *checks);

/* {"id": …, "ok": …, "checks": [{"check", "ok", "value", "limit", "source", "mend"}]}; "ok" of one that is open is null. @more:
 * (nullable): further members, ",…". The caller frees it. */
char       *anlan_checks_to_json  (const char *id, GPtrArray *checks, const char *more);

/* What a record must have and what its kind's guards ask for, each with its verdict (element-type AnlanCheck). Blocks. */
GPtrArray  *anlan_plant_checks    (AnlanPlant *plant, AnlanRecord *record, GError **error);

/* --- the gate ------------------------------------------------------------------------------------------------------------ */

/* May a person enter a zone now? What modules add stands in AnlanRegistry; model/ itself looks at what the plant's records
 * say: whether the person works here, and whether the zone has an alarm. */
typedef struct
{
  AnlanDb           *db;
  AnlanKinds        *kinds;
  const AnlanRecord *person;
  const AnlanRecord *zone;
  gint64             now;
  const char        *day; /* of the plant */
} AnlanGateQuestion;

/* Appends AnlanCheck (transfer full) to @checks. FALSE with @error: it could not be judged, and nobody is let in. */
typedef gboolean (*AnlanGateFunc) (const AnlanGateQuestion *question, GPtrArray *checks, gpointer data, GError **error);

/* In the order in which they are added. */
void        anlan_registry_add_gate (AnlanRegistry *registry, AnlanGateFunc func, gpointer data);

/* @person, @zone: ids or numbers; of a person also the badge or the employee number. (element-type AnlanCheck); @person_id:
 * (out) (optional): freed by the caller. ANLAN_ERROR_NOT_FOUND where there is no such person or zone. Blocks. */
GPtrArray  *anlan_plant_gate        (AnlanPlant *plant, const char *person, const char *zone, char **person_id,
                                     GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanCheck, anlan_check_free)

G_END_DECLS
