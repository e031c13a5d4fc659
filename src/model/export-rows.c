/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "model/export.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/json.h"
#include "base/time.h"
#include "convert-private.h"

/* Between the items of a list: what anlan_split_list() always splits at, and what no title or name has in it. */
#define BETWEEN "; "

struct _AnlanColumns
{
  AnlanKind *kind;
  AnlanColumnsStyle style;
  GPtrArray *list; /* AnlanColumn */
};

/* Columns that are no fields. */
typedef struct
{
  const char *id;
  const char *title;
  AnlanColumnType type;
} Common;

static const Common COMMON[] = {
  { "id", N_ ("Id"), ANLAN_COLUMN_TEXT },
  { "number", N_ ("Number"), ANLAN_COLUMN_TEXT },
  { "stage", N_ ("Stage"), ANLAN_COLUMN_TEXT },
  { "rev", N_ ("Revision"), ANLAN_COLUMN_TEXT },
  { "created", N_ ("Entered at"), ANLAN_COLUMN_MOMENT },
  { "changed", N_ ("Changed at"), ANLAN_COLUMN_MOMENT },
  { "author", N_ ("Entered by"), ANLAN_COLUMN_TEXT },
};

static void
column_free (AnlanColumn *column)
{
  g_free (column->id);
  g_free (column->title);
  g_free (column);
}

void
anlan_columns_free (AnlanColumns *columns)
{
  if (columns == NULL)
    return;
  g_ptr_array_unref (columns->list);
  anlan_kind_unref (columns->kind);
  g_free (columns);
}

/* --- columns ---------------------------------------------------------------------------------------------------- */

static AnlanColumnType
cell_type (const AnlanField *field, AnlanColumnsStyle style)
{
  gboolean stored = style == ANLAN_COLUMNS_STORED;

  switch (field->type)
    {
    case ANLAN_FIELD_INTEGER:
      return ANLAN_COLUMN_INTEGER;
    case ANLAN_FIELD_NUMBER:
      return ANLAN_COLUMN_NUMBER;
    case ANLAN_FIELD_YESNO:
      return ANLAN_COLUMN_BOOLEAN;
    case ANLAN_FIELD_DATE:
      return ANLAN_COLUMN_DATE;
    case ANLAN_FIELD_TIME:
      return ANLAN_COLUMN_TIME;
    case ANLAN_FIELD_MOMENT:
      return ANLAN_COLUMN_MOMENT;
    case ANLAN_FIELD_DURATION:
      return stored ? ANLAN_COLUMN_INTEGER : ANLAN_COLUMN_TEXT;
    case ANLAN_FIELD_CHOICES:
    case ANLAN_FIELD_REFS:
    case ANLAN_FIELD_PHOTOS:
    case ANLAN_FIELD_FILES:
      return stored ? ANLAN_COLUMN_JSON : ANLAN_COLUMN_TEXT;
    case ANLAN_FIELD_PLACE:
    case ANLAN_FIELD_SIGNATURE:
    case ANLAN_FIELD_CHECKLIST:
      return ANLAN_COLUMN_JSON;
    case ANLAN_FIELD_TEXT:
    case ANLAN_FIELD_NOTE:
    case ANLAN_FIELD_CHOICE:
    case ANLAN_FIELD_REF:
    case ANLAN_N_FIELD_TYPES:
    default:
      return ANLAN_COLUMN_TEXT;
    }
}

static AnlanColumn *
column_new (AnlanColumns *columns, const char *id, const char *title, AnlanColumnType type)
{
  AnlanColumn *column = g_new0 (AnlanColumn, 1);

  column->id = g_strdup (id);
  column->title = g_strdup (title);
  column->type = type;
  column->decimals = -1;
  g_ptr_array_add (columns->list, column);
  return column;
}

static void
add_field (AnlanColumns *columns, const AnlanField *field)
{
  const char *title = anlan_kind_text (field->title);
  g_autofree char *header = field->unit != NULL && field->unit[0] != '\0'
                                /* Translators: a column's header: the field and the unit of its numbers */
                                ? g_strdup_printf (_ ("%s (%s)"), title, field->unit)
                                : g_strdup (title);
  AnlanColumn *column = column_new (columns, field->id, header, cell_type (field, columns->style));

  column->field = field;
  column->decimals = field->decimals;
}

static gboolean
add_common (AnlanColumns *columns, const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (COMMON); i++)
    if (strcmp (id, COMMON[i].id) == 0)
      {
        column_new (columns, id, _ (COMMON[i].title), COMMON[i].type);
        return TRUE;
      }
  return FALSE;
}

static gboolean
add_named (AnlanColumns *columns, const char *id, GError **error)
{
  const AnlanField *field = anlan_kind_field (columns->kind, id);

  if (field != NULL && field->sensitive)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_DENIED,
                   _ ("“%s” is sealed and is not exported. Take it out of the columns."),
                   anlan_kind_text (field->title));
      return FALSE;
    }
  if (field != NULL)
    add_field (columns, field);
  else if (!add_common (columns, id))
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("%s: there is no column “%s”."),
                   anlan_kind_text (columns->kind->title), id);
      return FALSE;
    }
  return TRUE;
}

static void
add_all (AnlanColumns *columns)
{
  if (columns->style == ANLAN_COLUMNS_STORED)
    add_common (columns, "id");
  if (columns->kind->number != NULL)
    add_common (columns, "number");
  if (anlan_kind_has_flow (columns->kind))
    add_common (columns, "stage");
  if (columns->style == ANLAN_COLUMNS_STORED)
    add_common (columns, "rev");
  for (guint i = 0; i < columns->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (columns->kind->fields, i);

      if (!field->sensitive)
        add_field (columns, field);
    }
}

AnlanColumns *
anlan_columns_new (AnlanKind *kind, const char *const *ids, AnlanColumnsStyle style, GError **error)
{
  g_autoptr (AnlanColumns) columns = NULL;

  g_return_val_if_fail (kind != NULL, NULL);

  columns = g_new0 (AnlanColumns, 1);
  columns->kind = anlan_kind_ref (kind);
  columns->style = style;
  columns->list = g_ptr_array_new_with_free_func ((GDestroyNotify)column_free);
  if (ids == NULL)
    add_all (columns);
  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    if (!add_named (columns, ids[i], error))
      return NULL;
  return g_steal_pointer (&columns);
}

guint
anlan_columns_count (const AnlanColumns *columns)
{
  g_return_val_if_fail (columns != NULL, 0);

  return columns->list->len;
}

const AnlanColumn *
anlan_columns_at (const AnlanColumns *columns, guint i)
{
  g_return_val_if_fail (columns != NULL && i < columns->list->len, NULL);

  return g_ptr_array_index (columns->list, i);
}

/* --- cells ------------------------------------------------------------------------------------------------------ */

static const char *
choice_title (const AnlanField *field, const char *id)
{
  const AnlanChoice *choice = field->choices != NULL ? anlan_field_choice (field, id) : NULL;

  return choice != NULL ? anlan_kind_text (choice->title) : id;
}

static char *
reference_text (AnlanConverter *converter, const char *kind, const char *id)
{
  char *text = anlan_converter_reference_text (converter, kind, id);

  /* Drafts and voided ones are no targets any more; they can still be read. */
  if (text == NULL)
    text = g_strdup (anlan_converter_label (kind, id, converter));
  return text != NULL ? text : g_strdup (id);
}

static char *
join_items (AnlanConverter *converter, const AnlanField *field, const AnlanValue *value)
{
  g_auto (GStrv) items = anlan_value_get_items (value);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; items[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append (text, BETWEEN);
      if (field->type == ANLAN_FIELD_REFS)
        {
          g_autofree char *label = reference_text (converter, field->to, items[i]);

          g_string_append (text, label);
        }
      else
        g_string_append (text, choice_title (field, items[i]));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* A field that is text in a table for people and something else in the store. */
static gboolean
fill_for_people (AnlanConverter *converter, const AnlanField *field, const AnlanValue *from, AnlanValue *to)
{
  if (from->type == ANLAN_VALUE_INTEGER && field->type == ANLAN_FIELD_DURATION)
    anlan_value_take_text (to, anlan_format_duration (from->integer));
  else if (from->type != ANLAN_VALUE_TEXT)
    return FALSE;
  else if (field->type == ANLAN_FIELD_CHOICE)
    anlan_value_set_text (to, choice_title (field, from->text));
  else if (field->type == ANLAN_FIELD_REF)
    anlan_value_take_text (to, reference_text (converter, field->to, from->text));
  else if (anlan_field_is_list (field))
    anlan_value_take_text (to, join_items (converter, field, from));
  else
    return FALSE;
  return TRUE;
}

static const char *
common_text (const AnlanRecord *record, const char *id)
{
  if (strcmp (id, "id") == 0)
    return record->id;
  if (strcmp (id, "number") == 0)
    return record->number;
  if (strcmp (id, "stage") == 0)
    return record->stage;
  if (strcmp (id, "rev") == 0)
    return record->rev;
  if (strcmp (id, "created") == 0)
    return record->created;
  if (strcmp (id, "changed") == 0)
    return record->changed;
  return record->author;
}

static void
fill_common (const AnlanColumns *columns,
             AnlanConverter *converter,
             const AnlanRecord *record,
             const AnlanColumn *column,
             AnlanValue *value)
{
  const char *text = common_text (record, column->id);
  const AnlanStage *stage;

  if (text == NULL || columns->style == ANLAN_COLUMNS_STORED)
    anlan_value_set_text (value, text);
  else if (strcmp (column->id, "stage") == 0)
    {
      stage = anlan_kind_stage (columns->kind, text);
      anlan_value_set_text (value, stage != NULL ? anlan_kind_text (stage->title) : text);
    }
  else if (strcmp (column->id, "author") == 0)
    anlan_value_take_text (value, reference_text (converter, "person", text));
  else
    anlan_value_set_text (value, text);
}

static void
fill_cell (const AnlanColumns *columns,
           AnlanConverter *converter,
           const AnlanRecord *record,
           const AnlanColumn *column,
           AnlanValue *value)
{
  const AnlanValue *stored;

  anlan_value_clear (value);
  if (column->field == NULL)
    {
      fill_common (columns, converter, record, column, value);
      return;
    }
  stored = &record->values[column->field->index];
  if (columns->style == ANLAN_COLUMNS_STORED || !fill_for_people (converter, column->field, stored, value))
    anlan_value_copy (stored, value);
}

void
anlan_columns_fill (const AnlanColumns *columns,
                    AnlanConverter *converter,
                    const AnlanRecord *record,
                    AnlanValue *values)
{
  g_return_if_fail (columns != NULL && converter != NULL && record != NULL && values != NULL);
  g_return_if_fail (record->kind == columns->kind);

  for (guint i = 0; i < columns->list->len; i++)
    fill_cell (columns, converter, record, g_ptr_array_index (columns->list, i), &values[i]);
}

static char *
number_text (const AnlanColumn *column, const AnlanValue *value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE], format[16];
  g_autoptr (GString) text = NULL;

  if (value->type == ANLAN_VALUE_INTEGER)
    return g_strdup_printf ("%" G_GINT64_FORMAT, value->integer);
  if (column->decimals >= 0)
    {
      g_snprintf (format, sizeof format, "%%.%df", MIN (column->decimals, 15));
      return g_strdup (g_ascii_formatd (buffer, sizeof buffer, format, value->real));
    }
  text = g_string_new (NULL);
  anlan_json_append_real (text, value->real);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
moment_text (AnlanConverter *converter, const char *moment)
{
  gint64 ms;

  if (!anlan_time_parse (moment, &ms))
    return g_strdup (moment);
  return anlan_local_format (ms, converter->zone,
                             ms % ANLAN_MINUTE == 0 ? "%Y-%m-%d %H:%M" : "%Y-%m-%d %H:%M:%S");
}

char *
anlan_columns_text (const AnlanColumns *columns,
                    AnlanConverter *converter,
                    const AnlanRecord *record,
                    guint i)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
  const AnlanColumn *column;

  g_return_val_if_fail (columns != NULL && converter != NULL && record != NULL && i < columns->list->len,
                        NULL);

  column = g_ptr_array_index (columns->list, i);
  fill_cell (columns, converter, record, column, &value);
  switch (value.type)
    {
    case ANLAN_VALUE_NULL:
      return g_strdup ("");
    case ANLAN_VALUE_INTEGER:
    case ANLAN_VALUE_REAL:
      if (column->type == ANLAN_COLUMN_BOOLEAN && columns->style == ANLAN_COLUMNS_PEOPLE)
        return g_strdup (anlan_value_get_real (&value, 0) != 0 ? _ ("yes") : _ ("no"));
      return number_text (column, &value);
    case ANLAN_VALUE_TEXT:
    default:
      if (column->type == ANLAN_COLUMN_MOMENT && columns->style == ANLAN_COLUMNS_PEOPLE)
        return moment_text (converter, value.text);
      return g_strdup (value.text);
    }
}
