/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "model/expression.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

/* What every record has, in the order in which it is bound. */
static const char *const common[] = { "id", "number", "stage", "created", "changed", "author", "draft", "voided" };

struct _AnlanScope
{
  AnlanDb    *db;
  AnlanKind  *kind;
  GHashTable *views;      /* set of names, or NULL */
  char       *from;       /* "FROM (SELECT ?1 AS …) AS this" */
  GHashTable *statements; /* expression -> AnlanStmt */
  GPtrArray  *order;      /* computed fields, each after those it needs; made on first use */
  GArray     *classes;    /* AnlanComputed, parallel to @order */
};

AnlanScope *
anlan_scope_new (AnlanDb *db, AnlanKind *kind, GHashTable *views)
{
  AnlanScope *scope;
  GString *from = g_string_new (" FROM (SELECT ");
  int n = 0;

  g_return_val_if_fail (db != NULL && kind != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (common); i++)
    {
      n++;
      g_string_append_printf (from, "%s?%d AS %s", n > 1 ? "," : "", n, common[i]);
    }
  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);

      g_string_append_printf (from, ",?%d AS ", ++n);
      anlan_sql_append_identifier (from, field->id);
    }
  g_string_append (from, ") AS this");
  scope = g_new0 (AnlanScope, 1);
  scope->db = db;
  scope->kind = anlan_kind_ref (kind);
  scope->views = views != NULL ? g_hash_table_ref (views) : NULL;
  scope->from = g_string_free (from, FALSE);
  scope->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) anlan_stmt_free);
  return scope;
}

void
anlan_scope_free (AnlanScope *scope)
{
  if (scope == NULL)
    return;
  g_hash_table_unref (scope->statements);
  g_clear_pointer (&scope->views, g_hash_table_unref);
  g_clear_pointer (&scope->order, g_ptr_array_unref);
  g_clear_pointer (&scope->classes, g_array_unref);
  g_free (scope->from);
  anlan_kind_unref (scope->kind);
  g_free (scope);
}

static AnlanStmt *
prepare (AnlanScope *scope, const char *expression, AnlanReads *reads, GError **error)
{
  AnlanDbBounds bounds = { .views = scope->views };
  g_autofree char *sql = NULL;

  if (!anlan_sql_check_expression (expression, error))
    return NULL;
  sql = g_strconcat ("SELECT (", expression, "\n)", scope->from, NULL);
  return anlan_db_prepare_bounded (scope->db, sql, &bounds, reads, error);
}

static AnlanStmt *
lookup (AnlanScope *scope, const char *expression, GError **error)
{
  AnlanStmt *stmt = g_hash_table_lookup (scope->statements, expression);

  if (stmt != NULL)
    return stmt;
  stmt = prepare (scope, expression, NULL, error);
  if (stmt != NULL)
    g_hash_table_insert (scope->statements, g_strdup (expression), stmt);
  return stmt;
}

static void
bind_record (AnlanScope *scope, AnlanStmt *stmt, const AnlanRecord *record)
{
  int n = 1;

  anlan_stmt_bind_static (stmt, n++, record->id);
  anlan_stmt_bind_static (stmt, n++, record->number);
  anlan_stmt_bind_static (stmt, n++, record->stage);
  anlan_stmt_bind_static (stmt, n++, record->created);
  anlan_stmt_bind_static (stmt, n++, record->changed);
  anlan_stmt_bind_static (stmt, n++, record->author);
  anlan_stmt_bind_integer (stmt, n++, record->draft);
  anlan_stmt_bind_integer (stmt, n++, record->voided);
  for (guint i = 0; i < scope->kind->fields->len; i++, n++)
    {
      const AnlanField *field = g_ptr_array_index (scope->kind->fields, i);
      const AnlanValue *value = &record->values[i];

      /* Whether it is there may be asked, what it says may not. */
      if (field->sensitive && value->type != ANLAN_VALUE_NULL)
        anlan_stmt_bind_static (stmt, n, "sealed");
      else if (value->type == ANLAN_VALUE_TEXT)
        anlan_stmt_bind_static (stmt, n, value->text);
      else
        anlan_stmt_bind_value (stmt, n, value);
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
anlan_scope_evaluate (AnlanScope *scope, const char *expression, const AnlanRecord *record, AnlanValue *value,
                      GError **error)
{
  AnlanStmt *stmt;
  AnlanStep step;

  g_return_val_if_fail (scope != NULL && expression != NULL && record != NULL && value != NULL, FALSE);

  *value = (AnlanValue) ANLAN_VALUE_INIT;
  stmt = lookup (scope, expression, error);
  if (stmt == NULL)
    return explain (scope, expression, error);
  bind_record (scope, stmt, record);
  step = anlan_stmt_step (stmt, error);
  if (step == ANLAN_STEP_ROW)
    anlan_stmt_value (stmt, 0, value);
  anlan_stmt_reset (stmt);
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
  g_autoptr (AnlanStmt) stmt = NULL;

  g_return_val_if_fail (scope != NULL && expression != NULL && reads != NULL, FALSE);

  stmt = prepare (scope, expression, reads, error);
  return stmt != NULL || explain (scope, expression, error);
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

/* Whether @name occurs as a word outside quotes. It may be another table's column of that name: then a field is
 * only computed later than it had to be. */
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

      if (other != field && other->compute != NULL && !is_placed (order, other)
          && mentions (field->compute, other->id))
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
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _("Kind “%s”: the computed field “%s” needs itself."),
                   scope->kind->id, stuck->id);
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
    anlan_value_set_real (value, (double) value->integer);
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
