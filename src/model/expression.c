/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "model/expression.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/hash.h"

/* What every record has. */
static const char *const common[] = { "id",      "number", "stage", "created",
                                      "changed", "author", "draft", "voided" };

#define N_COMMON ((int)G_N_ELEMENTS (common))

/* An expression that is ready to be judged: only the columns that it names are there and bound. */
typedef struct
{
  AnlanStmt *stmt;
  GArray
      *columns; /* int: index into @common, or N_COMMON + index of the field; parameter n is column n - 1 */
} Prepared;

struct _AnlanScope
{
  AnlanDb *db;
  AnlanKind *kind;
  GHashTable *views;    /* set of names, or NULL */
  GHashTable *prepared; /* expression -> Prepared */
  GPtrArray *order;     /* computed fields, each after those it needs; made on first use */
  GArray *classes;      /* AnlanComputed, parallel to @order */
};

static void
prepared_free (Prepared *prepared)
{
  g_clear_pointer (&prepared->stmt, anlan_stmt_free);
  g_array_unref (prepared->columns);
  g_free (prepared);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Prepared, prepared_free)

AnlanScope *
anlan_scope_new (AnlanDb *db, AnlanKind *kind, GHashTable *views)
{
  AnlanScope *scope;

  g_return_val_if_fail (db != NULL && kind != NULL, NULL);

  scope = g_new0 (AnlanScope, 1);
  scope->db = db;
  scope->kind = anlan_kind_ref (kind);
  scope->views = views != NULL ? g_hash_table_ref (views) : NULL;
  scope->prepared =
      g_hash_table_new_full (anlan_hash_long_text, g_str_equal, g_free, (GDestroyNotify)prepared_free);
  return scope;
}

void
anlan_scope_free (AnlanScope *scope)
{
  if (scope == NULL)
    return;
  g_hash_table_unref (scope->prepared);
  g_clear_pointer (&scope->views, g_hash_table_unref);
  g_clear_pointer (&scope->order, g_ptr_array_unref);
  g_clear_pointer (&scope->classes, g_array_unref);
  anlan_kind_unref (scope->kind);
  g_free (scope);
}

/* Whether @name occurs as a word outside quotes. It may be another table's column of that name: then a value is bound,
 * or a field computed later, without need. */
static gboolean
mentions (const char *expression, const char *name)
{
  gsize length = strlen (name);
  gboolean quoted = FALSE;

  for (const char *p = expression; *p != '\0'; p++)
    {
      if (*p == '\'')
        quoted = !quoted;
      if (quoted || (p > expression && (g_ascii_isalnum (p[-1]) || p[-1] == '_')))
        continue;
      if (g_ascii_strncasecmp (p, name, length) == 0 && !g_ascii_isalnum (p[length]) && p[length] != '_')
        return TRUE;
    }
  return FALSE;
}

static void
add_column (GString *from, Prepared *prepared, const char *expression, const char *name, int column)
{
  if (!mentions (expression, name))
    return;
  g_array_append_val (prepared->columns, column);
  g_string_append_printf (from, "%s?%u AS ", prepared->columns->len > 1 ? "," : "", prepared->columns->len);
  anlan_sql_append_identifier (from, name);
}

static Prepared *
prepare (AnlanScope *scope, const char *expression, AnlanReads *reads, GError **error)
{
  AnlanDbBounds bounds = { .views = scope->views };
  g_autoptr (Prepared) prepared = g_new0 (Prepared, 1);
  g_autoptr (GString) sql = g_string_new ("SELECT (");

  prepared->columns = g_array_new (FALSE, FALSE, sizeof (int));
  if (!anlan_sql_check_expression (expression, error))
    return NULL;
  g_string_append_printf (sql, "%s\n) FROM (SELECT ", expression);
  for (int i = 0; i < N_COMMON; i++)
    add_column (sql, prepared, expression, common[i], i);
  for (guint i = 0; i < scope->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (scope->kind->fields, i);

      add_column (sql, prepared, expression, field->id, N_COMMON + (int)i);
    }
  g_string_append (sql, prepared->columns->len == 0 ? "1) AS this" : ") AS this");
  prepared->stmt = anlan_db_prepare_bounded (scope->db, sql->str, &bounds, reads, error);
  return prepared->stmt != NULL ? g_steal_pointer (&prepared) : NULL;
}

static Prepared *
lookup (AnlanScope *scope, const char *expression, GError **error)
{
  Prepared *prepared = g_hash_table_lookup (scope->prepared, expression);

  if (prepared != NULL)
    return prepared;
  prepared = prepare (scope, expression, NULL, error);
  if (prepared != NULL)
    g_hash_table_insert (scope->prepared, g_strdup (expression), prepared);
  return prepared;
}

static void
bind_common (AnlanStmt *stmt, int n, int column, const AnlanRecord *record)
{
  const char *const texts[] = { record->id,      record->number,  record->stage,
                                record->created, record->changed, record->author };

  if (column < (int)G_N_ELEMENTS (texts))
    anlan_stmt_bind_static (stmt, n, texts[column]);
  else
    anlan_stmt_bind_integer (stmt, n, column == (int)G_N_ELEMENTS (texts) ? record->draft : record->voided);
}

static void
bind_field (AnlanStmt *stmt, int n, const AnlanField *field, const AnlanValue *value)
{
  /* Whether it is there may be asked, what it says may not. */
  if (field->sensitive && value->type != ANLAN_VALUE_NULL)
    anlan_stmt_bind_static (stmt, n, "sealed");
  else if (value->type == ANLAN_VALUE_TEXT)
    anlan_stmt_bind_static (stmt, n, value->text);
  else
    anlan_stmt_bind_value (stmt, n, value);
}

static void
bind_record (AnlanScope *scope, Prepared *prepared, const AnlanRecord *record)
{
  for (guint i = 0; i < prepared->columns->len; i++)
    {
      int column = g_array_index (prepared->columns, int, i);

      if (column < N_COMMON)
        bind_common (prepared->stmt, (int)i + 1, column, record);
      else
        bind_field (prepared->stmt, (int)i + 1, g_ptr_array_index (scope->kind->fields, column - N_COMMON),
                    &record->values[column - N_COMMON]);
    }
}

static gboolean
explain (AnlanScope *scope, const char *expression, GError **error)
{
  if (error != NULL && *error != NULL)
    g_prefix_error (error, "%s: %s: ", anlan_kind_text (scope->kind->title), expression);
  return FALSE;
}

gboolean
anlan_scope_evaluate (
    AnlanScope *scope, const char *expression, const AnlanRecord *record, AnlanValue *value, GError **error)
{
  Prepared *prepared;
  AnlanStep step;

  g_return_val_if_fail (scope != NULL && expression != NULL && record != NULL && value != NULL, FALSE);

  *value = (AnlanValue)ANLAN_VALUE_INIT;
  prepared = lookup (scope, expression, error);
  if (prepared == NULL)
    return explain (scope, expression, error);
  bind_record (scope, prepared, record);
  step = anlan_stmt_step (prepared->stmt, error);
  if (step == ANLAN_STEP_ROW)
    anlan_stmt_value (prepared->stmt, 0, value);
  anlan_stmt_reset (prepared->stmt);
  return step != ANLAN_STEP_ERROR || explain (scope, expression, error);
}

gboolean
anlan_scope_holds (AnlanScope *scope, const char *expression, const AnlanRecord *record, GError **error)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  if (!anlan_scope_evaluate (scope, expression, record, &value, error))
    return FALSE;
  if (value.type == ANLAN_VALUE_TEXT)
    return g_ascii_strtod (value.text, NULL) != 0;
  return anlan_value_get_real (&value, 0) != 0;
}

gboolean
anlan_scope_reads (AnlanScope *scope, const char *expression, AnlanReads *reads, GError **error)
{
  g_autoptr (Prepared) prepared = NULL;

  g_return_val_if_fail (scope != NULL && expression != NULL && reads != NULL, FALSE);

  prepared = prepare (scope, expression, reads, error);
  return prepared != NULL || explain (scope, expression, error);
}

gboolean
anlan_scope_classify (AnlanScope *scope, const AnlanField *field, AnlanComputed *computed, GError **error)
{
  g_auto (AnlanReads) reads = { 0 };

  g_return_val_if_fail (field != NULL && field->compute != NULL && computed != NULL, FALSE);

  if (!anlan_scope_reads (scope, field->compute, &reads, error))
    return FALSE;
  if (reads.timed)
    *computed = ANLAN_COMPUTED_TIMED;
  else if (reads.wide || (reads.columns != NULL && g_hash_table_size (reads.columns) > 0))
    *computed = ANLAN_COMPUTED_WIDE;
  else
    *computed = ANLAN_COMPUTED_OWN;
  return TRUE;
}

/* --- computed fields --------------------------------------------------------------------------------------- */

static gboolean
is_placed (GPtrArray *order, const AnlanField *field)
{
  return g_ptr_array_find (order, field, NULL);
}

static gboolean
is_ready (const AnlanKind *kind, GPtrArray *order, const AnlanField *field)
{
  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *other = g_ptr_array_index (kind->fields, i);

      if (other != field && other->compute != NULL && !is_placed (order, other) &&
          mentions (field->compute, other->id))
        return FALSE;
    }
  return TRUE;
}

static gboolean
find_order (AnlanScope *scope, GError **error)
{
  g_autoptr (GPtrArray) order = g_ptr_array_new ();
  g_autoptr (GArray) classes = g_array_new (FALSE, FALSE, sizeof (AnlanComputed));
  const AnlanField *stuck;
  guint before;

  do
    {
      before = order->len;
      stuck = NULL;
      for (guint i = 0; i < scope->kind->fields->len; i++)
        {
          AnlanField *field = g_ptr_array_index (scope->kind->fields, i);
          AnlanComputed computed;

          if (field->compute == NULL || is_placed (order, field))
            continue;
          if (!is_ready (scope->kind, order, field))
            {
              stuck = field;
              continue;
            }
          if (!anlan_scope_classify (scope, field, &computed, error))
            return FALSE;
          g_ptr_array_add (order, field);
          g_array_append_val (classes, computed);
        }
    }
  while (stuck != NULL && order->len > before);
  if (stuck != NULL)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   _ ("Kind “%s”: the computed field “%s” needs itself."), scope->kind->id, stuck->id);
      return FALSE;
    }
  scope->order = g_steal_pointer (&order);
  scope->classes = g_steal_pointer (&classes);
  return TRUE;
}

/* A computed number keeps the type of its field, so that 5.0 and 5 do not differ from one computing to the next. */
static void
settle (const AnlanField *field, AnlanValue *value)
{
  if (field->type == ANLAN_FIELD_NUMBER && value->type == ANLAN_VALUE_INTEGER)
    anlan_value_set_real (value, (double)value->integer);
}

gboolean
anlan_scope_compute (AnlanScope *scope, AnlanRecord *record, GError **error)
{
  g_return_val_if_fail (scope != NULL && record != NULL, FALSE);

  if (scope->order == NULL && !find_order (scope, error))
    return FALSE;
  for (guint i = 0; i < scope->order->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (scope->order, i);
      AnlanValue value;

      if (g_array_index (scope->classes, AnlanComputed, i) == ANLAN_COMPUTED_TIMED)
        continue;
      if (!anlan_scope_evaluate (scope, field->compute, record, &value, error))
        return FALSE;
      settle (field, &value);
      anlan_value_clear (&record->values[field->index]);
      record->values[field->index] = value;
    }
  return TRUE;
}
