/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/catalog.h"
#include "model/convert.h"
#include "model/query.h"

G_BEGIN_DECLS

/* What can be referred to, of one kind. */
typedef struct _AnlanReferences AnlanReferences;

struct _AnlanConverter
{
  AnlanDb *db; /* or NULL: only what has been promised can be referred to */
  AnlanKinds *kinds;
  GTimeZone *zone;
  AnlanCatalogs *catalogs; /* opened when a choice is first read */
  GHashTable *choices;     /* AnlanField* -> table of folded titles */
  GHashTable *references;  /* kind id -> AnlanReferences */
  GHashTable *labels;      /* "kind\nid" -> label, for formatting */
  AnlanUnitHabit habit;    /* of who types and reads */
  AnlanMissingFunc missing; /* or NULL */
  gpointer missing_data;
};

/* --- texts (convert-text.c) -------------------------------------------------------------------------------- */

/* anlan_text_fold(), and no blanks beside Chinese signs: tables pad 王　芳 to the width of three. */
char *
anlan_fold (const char *text);

/* As people meant it: NFC, no control, zero-width or direction characters, no blanks at the ends; in one line unless
 * @lines. The caller frees it. */
char *
anlan_tidy (const char *text, gboolean lines);

/* Refuses @text for @field. @format takes the field's title and the text, shortened: "%s: “%s” is not a number." */
gboolean
anlan_convert_refuse (const AnlanField *field, const char *text, GError **error, const char *format);

/* Splits a list as people write it at semicolons, line breaks, "、" and, with @commas, at commas. Parts are tidied;
 * empty ones left out. */
char **
anlan_split_list (const char *text, gboolean commas);

/* --- numbers (convert-number.c) ----------------------------------------------------------------------------- */

gboolean
anlan_parse_number (const AnlanField *field,
                    const AnlanUnitHabit *habit,
                    const char *text,
                    AnlanValue *value,
                    GError **error);
gboolean
anlan_parse_duration (const AnlanField *field, const char *text, AnlanValue *value, GError **error);
char *
anlan_format_duration (gint64 seconds);

/* --- choices and references (convert-choice.c, convert-reference.c) ------------------------------------------- */

gboolean
anlan_parse_yesno (
    AnlanConverter *converter, const AnlanField *field, const char *text, AnlanValue *value, GError **error);
gboolean
anlan_parse_choice (
    AnlanConverter *converter, const AnlanField *field, const char *text, AnlanValue *value, GError **error);
gboolean
anlan_parse_choices (
    AnlanConverter *converter, const AnlanField *field, const char *text, AnlanValue *value, GError **error);
gboolean
anlan_parse_ref (
    AnlanConverter *converter, const AnlanField *field, const char *text, AnlanValue *value, GError **error);
gboolean
anlan_parse_refs (
    AnlanConverter *converter, const AnlanField *field, const char *text, AnlanValue *value, GError **error);
void
anlan_references_free (AnlanReferences *references);

/* The label of a record, with its number behind it if others of the kind have the same label: what can be read back
 * without doubt. The caller frees it; NULL if there is no such record. */
char *
anlan_converter_reference_text (AnlanConverter *converter, const char *kind, const char *id);

/* The label of a stored record, or NULL; an AnlanLabelFunc whose @data is the converter (field-format.c). */
const char *
anlan_converter_label (const char *kind, const char *id, gpointer data);

/* --- places and other JSON (convert-place.c) ------------------------------------------------------------------ */

gboolean
anlan_parse_place (const AnlanField *field, const char *text, AnlanValue *value, GError **error);
gboolean
anlan_parse_files (const AnlanField *field, const char *text, AnlanValue *value, GError **error);
gboolean
anlan_parse_json (const AnlanField *field, const char *text, AnlanValue *value, GError **error);
char *
anlan_format_place (const char *geojson);

G_END_DECLS
