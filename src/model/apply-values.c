/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "apply-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/json.h"
#include "base/time.h"
#include "store/files.h"
#include "store/keys.h"

#define MAX_TEXT 1000
#define MAX_NOTE 100000
#define MAX_JSON (4 * 1024 * 1024)

static void
bad (AnlanApply *apply, const AnlanField *field, const char *what)
{
  anlan_apply_problem (apply, field->id, NULL, _ ("%s: %s"), anlan_kind_text (field->title), what);
}

static void
check_length (AnlanApply *apply, const AnlanField *field, const char *text)
{
  glong length = g_utf8_strlen (text, -1);
  glong most = field->type == ANLAN_FIELD_NOTE ? MAX_NOTE : MAX_TEXT;

  if (field->has_max)
    most = (glong)field->max;
  if (length > most)
    anlan_apply_problem (apply, field->id, NULL, _ ("%s: at most %ld characters, this has %ld."),
                         anlan_kind_text (field->title), most, length);
  if (field->has_min && length < (glong)field->min)
    anlan_apply_problem (apply, field->id, NULL, _ ("%s: at least %ld characters."),
                         anlan_kind_text (field->title), (glong)field->min);
}

static void
check_pattern (AnlanApply *apply, const AnlanField *field, const char *text)
{
  g_autofree char *anchored = NULL;

  if (field->pattern == NULL)
    return;
  anchored = g_strconcat ("^(?:", field->pattern, ")$", NULL);
  if (g_regex_match_simple (anchored, text, G_REGEX_DOLLAR_ENDONLY, 0))
    return;
  bad (apply, field,
       field->pattern_say != NULL ? anlan_kind_text (field->pattern_say)
                                  : _ ("this is not in the form that is wanted."));
}

static void
take_text (AnlanApply *apply, const AnlanField *field, AnlanValue *value)
{
  char *text = value->text;

  if (value->type != ANLAN_VALUE_TEXT || !g_utf8_validate (text, -1, NULL))
    {
      bad (apply, field, _ ("a text is wanted."));
      return;
    }
  if (field->sensitive && anlan_sealed_is (text))
    return;
  if (field->type == ANLAN_FIELD_TEXT)
    g_strdelimit (text, "\r\n\t", ' ');
  g_strstrip (text);
  if (text[0] == '\0')
    {
      anlan_value_set_null (value);
      return;
    }
  check_length (apply, field, text);
  check_pattern (apply, field, text);
}

/* With the unit: who types may be used to another one. */
static void
check_range (AnlanApply *apply, const AnlanField *field, double number)
{
  const char *title = anlan_kind_text (field->title), *unit = field->unit != NULL ? field->unit : "";
  const char *blank = *unit != '\0' ? " " : "";

  if (field->has_min && number < field->min)
    anlan_apply_problem (apply, field->id, NULL, _ ("%s: at least %g%s%s."), title, field->min, blank, unit);
  if (field->has_max && number > field->max)
    anlan_apply_problem (apply, field->id, NULL, _ ("%s: at most %g%s%s."), title, field->max, blank, unit);
}

static void
take_number (AnlanApply *apply, const AnlanField *field, AnlanValue *value)
{
  if (value->type == ANLAN_VALUE_INTEGER)
    anlan_value_set_real (value, (double)value->integer);
  if (value->type != ANLAN_VALUE_REAL || !isfinite (value->real))
    bad (apply, field, _ ("a number is wanted."));
  else
    check_range (apply, field, value->real);
}

static void
take_integer (AnlanApply *apply, const AnlanField *field, AnlanValue *value)
{
  if (value->type == ANLAN_VALUE_REAL && value->real == floor (value->real) && fabs (value->real) < 9e15)
    anlan_value_set_integer (value, (gint64)value->real);
  if (value->type != ANLAN_VALUE_INTEGER)
    bad (apply, field, _ ("a whole number is wanted."));
  else if (field->type == ANLAN_FIELD_DURATION && value->integer < 0)
    bad (apply, field, _ ("a length of time cannot be negative."));
  else
    check_range (apply, field, (double)value->integer);
}

static void
take_yesno (AnlanApply *apply, const AnlanField *field, AnlanValue *value)
{
  if (value->type != ANLAN_VALUE_INTEGER || (value->integer != 0 && value->integer != 1))
    bad (apply, field, _ ("yes or no is wanted."));
}

static void
take_time (AnlanApply *apply, const AnlanField *field, AnlanValue *value)
{
  const char *text = anlan_value_get_text (value);
  gint64 ms;

  if (field->type == ANLAN_FIELD_DATE && (text == NULL || !anlan_date_valid (text)))
    bad (apply, field, _ ("a date such as 2026-11-22 is wanted."));
  else if (field->type == ANLAN_FIELD_TIME)
    {
      g_autofree char *time = text != NULL ? anlan_clock_time_from_text (text) : NULL;

      if (time == NULL)
        bad (apply, field, _ ("a time of day such as 13:05 is wanted."));
      else
        anlan_value_take_text (value, g_steal_pointer (&time));
    }
  else if (field->type == ANLAN_FIELD_MOMENT)
    {
      if (text == NULL || !anlan_time_parse (text, &ms))
        bad (apply, field, _ ("a date and time are wanted."));
      else
        anlan_value_take_text (value, anlan_time_format (ms));
    }
}

static void
take_choice (AnlanApply *apply, const AnlanField *field, AnlanValue *value)
{
  const char *text = anlan_value_get_text (value);
  const AnlanChoice *choice = anlan_field_choice (field, text);

  if (text == NULL)
    bad (apply, field, _ ("one of the choices is wanted."));
  else if (choice != NULL && strcmp (choice->id, text) != 0)
    anlan_value_set_text (value, choice->id); /* an earlier id of it */
  else if (choice == NULL && !field->open)
    anlan_apply_problem (apply, field->id, NULL, _ ("%s: “%s” is none of the choices."),
                         anlan_kind_text (field->title), text);
}

/* Choices in the order of the definition, each once. */
static void
take_choices (AnlanApply *apply, const AnlanField *field, AnlanValue *value)
{
  g_auto (GStrv) items = anlan_value_get_items (value);
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();

  for (guint i = 0; items[i] != NULL; i++)
    if (anlan_field_choice (field, items[i]) == NULL && !field->open)
      anlan_apply_problem (apply, field->id, NULL, _ ("%s: “%s” is none of the choices."),
                           anlan_kind_text (field->title), items[i]);
  for (guint i = 0; i < field->choices->len; i++)
    {
      const AnlanChoice *choice = g_ptr_array_index (field->choices, i);

      if (g_strv_contains ((const char *const *)items, choice->id))
        g_ptr_array_add (sorted, choice->id);
    }
  for (guint i = 0; field->open && items[i] != NULL; i++)
    if (anlan_field_choice (field, items[i]) == NULL)
      g_ptr_array_add (sorted, items[i]);
  g_ptr_array_add (sorted, NULL);
  anlan_value_set_items (value, (const char *const *)sorted->pdata);
}

/* --- references ---------------------------------------------------------------------------------------------- */

static gboolean
check_reference (AnlanApply *apply, const AnlanField *field, const char *id, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("SELECT voided FROM ");
  g_auto (AnlanValue) voided = ANLAN_VALUE_INIT;

  if (apply->change->record != NULL && strcmp (id, apply->change->record) == 0 &&
      g_strcmp0 (field->to, apply->kind->id) == 0)
    {
      bad (apply, field, _ ("it cannot refer to itself."));
      return TRUE;
    }
  if (apply->context->promised != NULL && g_hash_table_contains (apply->context->promised, id))
    return TRUE;
  anlan_schema_table_name (sql, field->to);
  g_string_append (sql, " WHERE id=?1");
  if (!anlan_db_lookup (apply->db, sql->str, id, &voided, error))
    return FALSE;
  if (anlan_value_is_null (&voided))
    bad (apply, field, _ ("what it refers to is not there."));
  else if (anlan_value_get_integer (&voided, 0) != 0)
    bad (apply, field, _ ("what it refers to has been voided."));
  return TRUE;
}

static gboolean
take_references (AnlanApply *apply, const AnlanField *field, AnlanValue *value, GError **error)
{
  g_auto (GStrv) items = NULL;
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();

  if (field->type == ANLAN_FIELD_REF)
    {
      if (anlan_value_get_text (value) == NULL)
        {
          bad (apply, field, _ ("a reference is wanted."));
          return TRUE;
        }
      return check_reference (apply, field, value->text, error);
    }
  items = anlan_value_get_items (value);
  for (guint i = 0; items[i] != NULL; i++)
    {
      if (g_ptr_array_find_with_equal_func (kept, items[i], g_str_equal, NULL))
        continue;
      if (!check_reference (apply, field, items[i], error))
        return FALSE;
      g_ptr_array_add (kept, items[i]);
    }
  g_ptr_array_add (kept, NULL);
  anlan_value_set_items (value, (const char *const *)kept->pdata);
  return TRUE;
}

static gboolean
is_brought (AnlanApply *apply, const char *sha256)
{
  for (guint i = 0; i < apply->change->files->len; i++)
    {
      const AnlanFile *file = g_ptr_array_index (apply->change->files, i);

      if (strcmp (file->sha256, sha256) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
take_files (AnlanApply *apply, const AnlanField *field, AnlanValue *value, GError **error)
{
  g_auto (GStrv) items = anlan_value_get_items (value);

  if (field->has_max && g_strv_length (items) > (guint)field->max)
    anlan_apply_problem (apply, field->id, NULL, _ ("%s: at most %d."), anlan_kind_text (field->title),
                         (int)field->max);
  for (guint i = 0; items[i] != NULL; i++)
    {
      g_autoptr (AnlanFile) file = NULL;
      g_autoptr (GError) local = NULL;

      if (is_brought (apply, items[i]))
        continue;
      file = anlan_files_lookup (apply->db, items[i], &local);
      if (file != NULL)
        continue;
      if (!g_error_matches (local, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      bad (apply, field, _ ("the file is not stored in this plant."));
    }
  anlan_value_set_items (value, (const char *const *)items);
  return TRUE;
}

/* --- JSON ---------------------------------------------------------------------------------------------------- */

static void
take_json (AnlanApply *apply, const AnlanField *field, AnlanValue *value, JsonNodeType wanted)
{
  g_autoptr (JsonNode) node = NULL;
  const char *text = anlan_value_get_text (value);

  node = text != NULL ? anlan_json_parse (text, -1, MAX_JSON, NULL) : NULL;
  if (node == NULL || JSON_NODE_TYPE (node) != wanted)
    bad (apply, field, _ ("it cannot be read."));
  else
    anlan_value_take_text (value, anlan_json_canonical (node));
}

static gboolean
geometry_fits (const AnlanField *field, const char *type)
{
  static const struct
  {
    const char *geometry;
    const char *type;
  } fits[] = {
    { "point", "Point" },
    { "line", "LineString" },
    { "polygon", "Polygon" },
    { "polygon", "MultiPolygon" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (fits); i++)
    if (g_strcmp0 (type, fits[i].type) == 0)
      return field->geometry == NULL || strcmp (field->geometry, fits[i].geometry) == 0;
  return FALSE;
}

static void
take_place (AnlanApply *apply, const AnlanField *field, AnlanValue *value)
{
  g_autoptr (JsonNode) node = NULL;
  const char *text = anlan_value_get_text (value);
  JsonObject *object;

  node = text != NULL ? anlan_json_parse (text, -1, MAX_JSON, NULL) : NULL;
  object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  if (object == NULL || !json_object_has_member (object, "coordinates"))
    bad (apply, field, _ ("it cannot be read."));
  else if (!geometry_fits (field, json_object_get_string_member_with_default (object, "type", NULL)))
    bad (apply, field, _ ("it has not the geometry that is wanted."));
  else
    anlan_value_take_text (value, anlan_json_canonical (node));
}

/* --- all ------------------------------------------------------------------------------------------------------ */

static gboolean
take_value (AnlanApply *apply, const AnlanField *field, AnlanValue *value, GError **error)
{
  if (anlan_value_is_null (value))
    return TRUE;
  switch (field->type)
    {
    case ANLAN_FIELD_TEXT:
    case ANLAN_FIELD_NOTE:
      take_text (apply, field, value);
      return TRUE;
    case ANLAN_FIELD_INTEGER:
    case ANLAN_FIELD_DURATION:
      take_integer (apply, field, value);
      return TRUE;
    case ANLAN_FIELD_NUMBER:
      take_number (apply, field, value);
      return TRUE;
    case ANLAN_FIELD_YESNO:
      take_yesno (apply, field, value);
      return TRUE;
    case ANLAN_FIELD_DATE:
    case ANLAN_FIELD_TIME:
    case ANLAN_FIELD_MOMENT:
      take_time (apply, field, value);
      return TRUE;
    case ANLAN_FIELD_CHOICE:
      take_choice (apply, field, value);
      return TRUE;
    case ANLAN_FIELD_CHOICES:
      take_choices (apply, field, value);
      return TRUE;
    case ANLAN_FIELD_REF:
    case ANLAN_FIELD_REFS:
      return take_references (apply, field, value, error);
    case ANLAN_FIELD_PHOTOS:
    case ANLAN_FIELD_FILES:
      return take_files (apply, field, value, error);
    case ANLAN_FIELD_PLACE:
      take_place (apply, field, value);
      return TRUE;
    case ANLAN_FIELD_SIGNATURE:
      take_json (apply, field, value, JSON_NODE_OBJECT);
      return TRUE;
    case ANLAN_FIELD_CHECKLIST:
      take_json (apply, field, value, JSON_NODE_ARRAY);
      return TRUE;
    case ANLAN_N_FIELD_TYPES:
    default:
      g_return_val_if_reached (FALSE);
    }
}

/* Whether this change may write the field at all. */
static gboolean
may_set (AnlanApply *apply, const AnlanField *field)
{
  const char *title = anlan_kind_text (field->title);
  gboolean locked = apply->before != NULL && anlan_kind_is_locked (apply->kind, apply->before->stage, field);

  if (field->compute != NULL)
    anlan_apply_problem (apply, field->id, NULL,
                         _ ("%s is worked out from other fields and cannot be entered."), title);
  else if (field->readonly && apply->depth == 0 && apply->change->batch == NULL)
    anlan_apply_problem (apply, field->id, NULL, _ ("%s is set by a step and cannot be entered."), title);
  else if (locked && apply->change->op == ANLAN_OP_EDIT)
    anlan_apply_problem (apply, field->id, NULL,
                         _ ("%s is locked now. Correct it by an amendment with a reason."), title);
  else
    return TRUE;
  return FALSE;
}

static gboolean
seal (AnlanApply *apply, const AnlanField *field, AnlanValue *value, GError **error)
{
  const char *subject = apply->after->id;
  char *sealed;

  if (!field->sensitive || value->type != ANLAN_VALUE_TEXT || anlan_sealed_is (value->text) ||
      apply->journal == NULL)
    return TRUE;
  if (apply->kind->subject != NULL)
    subject = anlan_record_get_text (apply->after, apply->kind->subject);
  if (subject == NULL)
    {
      bad (apply, field, _ ("say first which person it is about."));
      return TRUE;
    }
  sealed = anlan_keys_seal (apply->store, subject, value->text, error);
  if (sealed == NULL)
    return FALSE;
  anlan_value_take_text (value, sealed);
  return TRUE;
}

/* Sealed values last: they need to know the person they are about. */
gboolean
anlan_apply_seal (AnlanApply *apply, GError **error)
{
  for (guint i = 0; i < apply->kind->fields->len; i++)
    if (!seal (apply, g_ptr_array_index (apply->kind->fields, i), &apply->after->values[i], error))
      return FALSE;
  return TRUE;
}

gboolean
anlan_apply_values (AnlanApply *apply, GError **error)
{
  for (guint i = 0; i < apply->change->fields->len; i++)
    {
      const char *id = g_ptr_array_index (apply->change->fields, i);
      const AnlanField *field = anlan_kind_field (apply->kind, id);
      AnlanValue *value;

      if (strcmp (id, "number") == 0)
        continue; /* see apply-number.c */
      if (field == NULL)
        {
          anlan_apply_problem (apply, id, NULL, _ ("%s has no field “%s”."),
                               anlan_kind_text (apply->kind->title), id);
          continue;
        }
      if (!may_set (apply, field))
        continue;
      value = &apply->after->values[field->index];
      anlan_value_clear (value);
      anlan_value_copy (&g_array_index (apply->change->values, AnlanValue, i), value);
      if (!take_value (apply, field, value, error))
        return FALSE;
    }
  return anlan_apply_seal (apply, error);
}

gboolean
anlan_apply_defaults (AnlanApply *apply, GError **error)
{
  for (guint i = 0; i < apply->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (apply->kind->fields, i);
      AnlanValue value;

      if (field->fallback == NULL || !anlan_value_is_null (&apply->after->values[i]) ||
          g_ptr_array_find_with_equal_func (apply->change->fields, field->id, g_str_equal, NULL))
        continue;
      if (!anlan_scope_evaluate (apply->table->scope, field->fallback, apply->after, &value, error))
        return FALSE;
      apply->after->values[i] = value;
      if (!take_value (apply, field, &apply->after->values[i], error))
        return FALSE;
    }
  return TRUE;
}
