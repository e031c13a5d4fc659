/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "query-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/time.h"
#include "context.h"

/* Columns that every kind has and that may be asked for. */
static const char *const COMMON[] = { "stage", "number", "author", "created", "changed", "id" };

static void
clear_value (AnlanValue *value)
{
  anlan_value_clear (value);
}

void
anlan_conditions_free (AnlanConditions *conditions)
{
  if (conditions == NULL)
    return;
  g_string_free (conditions->where, TRUE);
  g_array_unref (conditions->values);
  g_clear_pointer (&conditions->columns, g_hash_table_unref);
  g_free (conditions->indexed);
  anlan_kind_unref (conditions->kind);
  g_free (conditions);
}

static gboolean
refuse (GError **error, const AnlanConditions *conditions, const char *column)
{
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
               _ ("The list of %s cannot be filtered or sorted by “%s”. Take that away and try again."),
               anlan_kind_text (conditions->kind->plural), column);
  return FALSE;
}

static gboolean
is_timed (AnlanDb *db, AnlanKind *kind, const AnlanField *field, gboolean *timed, GError **error)
{
  AnlanTable *table = anlan_context_table (anlan_context_get (db), kind->id);
  AnlanComputed computed;

  *timed = FALSE;
  if (field->compute == NULL || table == NULL)
    return TRUE;
  if (!anlan_scope_classify (table->scope, field, &computed, error))
    return FALSE;
  *timed = computed == ANLAN_COMPUTED_TIMED;
  return TRUE;
}

gboolean
anlan_conditions_use (
    AnlanConditions *conditions, AnlanDb *db, const char *column, const AnlanField **field, GError **error)
{
  gboolean timed;

  *field = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (COMMON); i++)
    if (strcmp (column, COMMON[i]) == 0)
      return TRUE;
  *field = anlan_kind_field (conditions->kind, column);
  if (*field == NULL)
    return refuse (error, conditions, column);
  if (!is_timed (db, conditions->kind, *field, &timed, error))
    return FALSE;
  conditions->computed |= (*field)->compute != NULL;
  conditions->timed |= timed;
  /* The view has null for a column that the table of an older version lacks. */
  conditions->view |=
      timed || (!(*field)->sensitive && !g_hash_table_contains (conditions->columns, (*field)->id));
  return TRUE;
}

/* --- conditions --------------------------------------------------------------------------------------------- */

static void
begin_condition (AnlanConditions *conditions)
{
  if (conditions->where->len > 0)
    g_string_append (conditions->where, " AND ");
}

/* The views have no sensitive fields; whether one is filled is asked of the table, also where the query reads the
 * view. */
static void
append_column (AnlanConditions *conditions, const AnlanField *field, const char *column)
{
  GString *sql = conditions->where;

  if (field != NULL && field->sensitive)
    {
      g_string_append (sql, "(SELECT s.");
      anlan_sql_append_identifier (sql, field->id);
      g_string_append (sql, " FROM ");
      anlan_schema_table_name (sql, conditions->kind->id);
      g_string_append (sql, " AS s WHERE s.rid = k.rid)");
      return;
    }
  g_string_append (sql, "k.");
  anlan_sql_append_identifier (sql, field != NULL ? field->id : column);
}

static void
append_parameter (AnlanConditions *conditions, const AnlanValue *value)
{
  AnlanValue copy = ANLAN_VALUE_INIT;

  anlan_value_copy (value, &copy);
  g_array_append_val (conditions->values, copy);
  g_string_append_c (conditions->where, '?');
}

static void
append_text_parameter (AnlanConditions *conditions, const char *text)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  anlan_value_set_text (&value, text);
  append_parameter (conditions, &value);
}

/* "(?,?,?)"; nulls are left out and told. */
static void
append_values (AnlanConditions *conditions, GArray *values, gboolean *null)
{
  gboolean first = TRUE;

  *null = FALSE;
  g_string_append_c (conditions->where, '(');
  for (guint i = 0; i < values->len; i++)
    {
      const AnlanValue *value = &g_array_index (values, AnlanValue, i);

      if (value->type == ANLAN_VALUE_NULL)
        {
          *null = TRUE;
          continue;
        }
      if (!first)
        g_string_append_c (conditions->where, ',');
      append_parameter (conditions, value);
      first = FALSE;
    }
  g_string_append_c (conditions->where, ')');
}

static void
append_is (AnlanConditions *conditions, const AnlanField *field, const AnlanFilter *filter)
{
  GString *sql = conditions->where;
  gboolean null;

  g_string_append_c (sql, '(');
  if (field != NULL && anlan_schema_has_links (field))
    {
      g_string_append (sql, "k.rid IN (SELECT rid FROM ");
      anlan_schema_link_name (sql, conditions->kind->id, field->id);
      g_string_append (sql, " WHERE item IN ");
      append_values (conditions, filter->values, &null);
      g_string_append_c (sql, ')');
    }
  else if (field != NULL && anlan_field_is_list (field))
    {
      g_string_append (sql, "EXISTS (SELECT 1 FROM json_each (");
      append_column (conditions, field, NULL);
      g_string_append (sql, ") AS item WHERE item.value IN ");
      append_values (conditions, filter->values, &null);
      g_string_append_c (sql, ')');
    }
  else
    {
      append_column (conditions, field, filter->field);
      g_string_append (sql, " IN ");
      append_values (conditions, filter->values, &null);
    }
  if (null)
    {
      g_string_append (sql, " OR ");
      append_column (conditions, field, filter->field);
      g_string_append (sql, " IS NULL");
    }
  g_string_append_c (sql, ')');
}

static int
choice_place (const AnlanField *field, const AnlanValue *value)
{
  for (guint i = 0; i < field->choices->len; i++)
    if (g_strcmp0 (((AnlanChoice *)g_ptr_array_index (field->choices, i))->id,
                   anlan_value_get_text (value)) == 0)
      return (int)i;
  return -1;
}

/* "At least yellow" goes by the order in which the kind lists its choices. */
static gboolean
append_choice_range (AnlanConditions *conditions,
                     const AnlanField *field,
                     const AnlanFilter *filter,
                     GError **error)
{
  int from = 0, to = (int)field->choices->len - 1, place;

  place = choice_place (field, &g_array_index (filter->values, AnlanValue, 0));
  if (place < 0)
    return refuse (error, conditions, filter->field);
  *(filter->op == ANLAN_FILTER_FROM ? &from : &to) = place;
  append_column (conditions, field, NULL);
  g_string_append (conditions->where, " IN (");
  for (int i = from; i <= to; i++)
    {
      if (i > from)
        g_string_append_c (conditions->where, ',');
      append_text_parameter (conditions, ((AnlanChoice *)g_ptr_array_index (field->choices, (guint)i))->id);
    }
  g_string_append_c (conditions->where, ')');
  return TRUE;
}

static gboolean
is_moment (const AnlanField *field, const char *column)
{
  if (field != NULL)
    return field->type == ANLAN_FIELD_MOMENT;
  return strcmp (column, "created") == 0 || strcmp (column, "changed") == 0;
}

/* Compares a moment with a plain date: a day of the plant, which begins when its settings say so. */
static void
append_day (AnlanConditions *conditions, AnlanDb *db, const AnlanFilter *filter, const char *date)
{
  const AnlanFacts *facts = anlan_context_get (db)->facts;
  g_autofree char *day = anlan_date_add (date, filter->op == ANLAN_FILTER_TO ? 1 : 0);
  g_autofree char *wall = g_strdup_printf ("%s %02d:%02d", day, facts->day_start / 60, facts->day_start % 60);
  g_autofree char *moment = anlan_moment_from_text (wall, facts->zone);

  g_string_append (conditions->where, filter->op == ANLAN_FILTER_FROM ? " >= " : " < ");
  append_text_parameter (conditions, moment != NULL ? moment : date);
}

static gboolean
append_range (AnlanConditions *conditions,
              AnlanDb *db,
              const AnlanField *field,
              const AnlanFilter *filter,
              GError **error)
{
  const AnlanValue *value;

  if (filter->values->len != 1 ||
      (field != NULL && (anlan_field_is_list (field) || field->type == ANLAN_FIELD_PLACE)))
    return refuse (error, conditions, filter->field);
  if (field != NULL && field->type == ANLAN_FIELD_CHOICE && field->choices != NULL)
    return append_choice_range (conditions, field, filter, error);
  value = &g_array_index (filter->values, AnlanValue, 0);
  append_column (conditions, field, filter->field);
  if (is_moment (field, filter->field) && value->type == ANLAN_VALUE_TEXT && anlan_date_valid (value->text))
    {
      append_day (conditions, db, filter, value->text);
      return TRUE;
    }
  g_string_append (conditions->where, filter->op == ANLAN_FILTER_FROM ? " >= " : " <= ");
  append_parameter (conditions, value);
  return TRUE;
}

static gboolean
append_filter (AnlanConditions *conditions, AnlanDb *db, const AnlanFilter *filter, GError **error)
{
  const AnlanField *field;

  if (!anlan_conditions_use (conditions, db, filter->field, &field, error))
    return FALSE;
  /* What is stored there is sealed; only whether it is there can be asked. */
  if (field != NULL && field->sensitive && filter->op != ANLAN_FILTER_EMPTY &&
      filter->op != ANLAN_FILTER_FILLED)
    return refuse (error, conditions, anlan_kind_text (field->title));
  begin_condition (conditions);
  switch (filter->op)
    {
    case ANLAN_FILTER_IS:
      append_is (conditions, field, filter);
      return TRUE;
    case ANLAN_FILTER_FROM:
    case ANLAN_FILTER_TO:
      return append_range (conditions, db, field, filter, error);
    case ANLAN_FILTER_EMPTY:
      append_column (conditions, field, filter->field);
      g_string_append (conditions->where, " IS NULL");
      return TRUE;
    case ANLAN_FILTER_FILLED:
    default:
      append_column (conditions, field, filter->field);
      g_string_append (conditions->where, " IS NOT NULL");
      return TRUE;
    }
}

/* Rows of derived kinds are not in search: their label has to contain each word. */
static void
append_words (AnlanConditions *conditions, const char *words)
{
  g_auto (GStrv) parts = g_strsplit_set (words, " \t\n", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (parts[i][0] == '\0')
        continue;
      begin_condition (conditions);
      g_string_append (conditions->where, "instr (lower (k.");
      anlan_sql_append_identifier (conditions->where, conditions->kind->label);
      g_string_append (conditions->where, "), lower (");
      append_text_parameter (conditions, parts[i]);
      g_string_append (conditions->where, ")) > 0");
    }
}

static gboolean
has_null (const AnlanFilter *filter)
{
  for (guint i = 0; i < filter->values->len; i++)
    if (g_array_index (filter->values, AnlanValue, i).type == ANLAN_VALUE_NULL)
      return TRUE;
  return FALSE;
}

/* Where all that is asked for is some values of a column with an index, that index alone tells the rows. */
static void
find_indexed (AnlanConditions *conditions)
{
  const AnlanFilter *filter;
  const AnlanField *field;

  if (conditions->query->filters->len != 1 || conditions->kind->derived || conditions->view ||
      conditions->query->limit > 0)
    return;
  filter = g_ptr_array_index (conditions->query->filters, 0);
  field = anlan_kind_field (conditions->kind, filter->field);
  if (filter->op != ANLAN_FILTER_IS || has_null (filter))
    return;
  if (field != NULL ? field->sensitive || anlan_field_is_list (field) || anlan_schema_has_links (field) ||
                          !anlan_schema_wants_index (field)
                    : strcmp (filter->field, "stage") != 0)
    return;
  conditions->indexed = g_strdup (field != NULL ? field->id : filter->field);
}

AnlanConditions *
anlan_conditions_new (AnlanDb *db, AnlanKind *kind, const AnlanQuery *query, GError **error)
{
  g_autoptr (AnlanConditions) conditions = g_new0 (AnlanConditions, 1);

  conditions->kind = anlan_kind_ref (kind);
  conditions->query = query;
  conditions->where = g_string_new (NULL);
  conditions->values = g_array_new (FALSE, TRUE, sizeof (AnlanValue));
  g_array_set_clear_func (conditions->values, (GDestroyNotify)clear_value);
  conditions->columns = anlan_schema_columns (db, kind->id, error);
  if (conditions->columns == NULL)
    return NULL;
  conditions->filtered = query->filters->len > 0 || (kind->derived && query->words != NULL);
  if (!anlan_incoming_limit (db, kind->id, &conditions->limit, error))
    return NULL;
  if (conditions->limit != G_MAXINT64)
    g_string_append_printf (conditions->where, "k.rid < %" G_GINT64_FORMAT, conditions->limit);
  if (!query->voided)
    {
      begin_condition (conditions);
      g_string_append (conditions->where, "k.voided = 0");
    }
  if (!query->drafts)
    {
      begin_condition (conditions);
      g_string_append (conditions->where, "k.draft = 0");
    }
  for (guint i = 0; i < query->filters->len; i++)
    if (!append_filter (conditions, db, g_ptr_array_index (query->filters, i), error))
      return NULL;
  if (kind->derived && query->words != NULL)
    append_words (conditions, query->words);
  find_indexed (conditions);
  return g_steal_pointer (&conditions);
}

void
anlan_conditions_bind (const AnlanConditions *conditions, AnlanStmt *stmt)
{
  for (guint i = 0; i < conditions->values->len; i++)
    anlan_stmt_bind_value (stmt, (int)i + 1, &g_array_index (conditions->values, AnlanValue, i));
}
