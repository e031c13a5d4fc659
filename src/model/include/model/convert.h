/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "base/units.h"
#include "model/plant.h"

G_BEGIN_DECLS

/**
 * AnlanConverter:
 *
 * Turns texts as people and spreadsheets write them into values of fields, and values into texts. References are
 * found by id, number or label; choices by id or title in any language we have; moments are the plant's wall time.
 * Holds caches for one import: make one, use it, free it. One thread; @db must have the kinds' tables.
 */
typedef struct _AnlanConverter AnlanConverter;

AnlanConverter *anlan_converter_new     (AnlanDb *db, AnlanKinds *kinds, GTimeZone *zone);
void            anlan_converter_free    (AnlanConverter *converter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanConverter, anlan_converter_free)

/* A label that rows of the same import bring and that is not stored yet, so that later rows can refer to it. */
void            anlan_converter_promise (AnlanConverter *converter, const char *kind, const char *label,
                                         const char *id);

/* Gives the id of the record of @kind that will be called @label, or NULL where it must be there already. @folded is
 * the same for all spellings that mean one record. The id is valid until the next call. */
typedef const char *(*AnlanMissingFunc) (const char *kind, const char *label, const char *folded, gpointer data);

/* From now on @missing is asked about references that nothing is found for. */
void            anlan_converter_set_missing (AnlanConverter *converter, AnlanMissingFunc missing, gpointer data);

/* From now on a number without a unit is in the unit that @habit has for the field's, and numbers are formatted in it;
 * stored is always the field's. A whole number of the field's unit stays one: it is rounded. */
void            anlan_converter_set_habit (AnlanConverter *converter, const AnlanUnitHabit *habit);

/* The unit in which @habit (nullable) has the numbers of @field: as in the definition where no table knows that, NULL where
 * they have none. */
const char     *anlan_field_unit        (const AnlanField *field, const AnlanUnitHabit *habit);

/* Empty text gives null. FALSE with ANLAN_ERROR_INPUT and a sentence that names the field and the text. */
gboolean        anlan_converter_parse   (AnlanConverter *converter, const AnlanField *field, const char *text,
                                         AnlanValue *value, GError **error);

/**
 * anlan_converter_read_json:
 * @fields: members are fields by id or alias, and "number". Texts are read as anlan_converter_parse() does; numbers, true and
 *   false, lists and objects stand for themselves; null empties
 * @wrong: (out) (optional): id of the field that @error is about, or NULL; freed by the caller
 *
 * Sets in @change what somebody else's program says. FALSE with ANLAN_ERROR_INPUT.
 */
gboolean        anlan_converter_read_json (AnlanConverter *converter, AnlanKind *kind, JsonObject *fields,
                                           AnlanChange *change, char **wrong, GError **error);

/* As people read it in lists and exports; labels of references are looked up. The caller frees it. */
char           *anlan_converter_format  (AnlanConverter *converter, const AnlanField *field,
                                         const AnlanValue *value);

/* As anlan_converter_format() without a database; @label gives the label of an id, or NULL. */
typedef const char *(*AnlanLabelFunc) (const char *kind, const char *id, gpointer data);
char           *anlan_field_format      (const AnlanField *field, const AnlanValue *value, GTimeZone *zone,
                                         const AnlanUnitHabit *habit, AnlanLabelFunc label, gpointer data);

/* Records as JSON: "id" first, then number, stage, rev, then the fields by id. */
char           *anlan_record_to_json    (const AnlanRecord *record);

G_END_DECLS
