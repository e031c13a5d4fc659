/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "context.h"

#include <stdio.h>
#include <string.h>

#include "registry-private.h"

/* --- facts -------------------------------------------------------------------------------------------------- */

static GTimeZone *
find_zone (GHashTable *settings)
{
  const char *name = g_hash_table_lookup (settings, "time-zone");
  GTimeZone *zone = name != NULL ? g_time_zone_new_identifier (name) : NULL;

  return zone != NULL ? zone : g_time_zone_new_local ();
}

/* "06:00" to minutes. */
static int
find_day_start (GHashTable *settings)
{
  const char *text = g_hash_table_lookup (settings, "day-start");
  int hours = 0, minutes = 0;

  if (text == NULL || sscanf (text, "%d:%d", &hours, &minutes) != 2)
    return 0;
  return CLAMP (hours, 0, 23) * 60 + CLAMP (minutes, 0, 59);
}

AnlanFacts *
anlan_facts_new (
    AnlanClock *clock, AnlanRegistry *registry, AnlanKinds *kinds, GHashTable *settings, const char *person)
{
  AnlanFacts *facts = g_new0 (AnlanFacts, 1);

  g_atomic_ref_count_init (&facts->refs);
  facts->clock = anlan_clock_ref (clock);
  facts->registry = registry != NULL ? anlan_registry_ref (registry) : NULL;
  facts->kinds = anlan_kinds_ref (kinds);
  facts->settings = g_hash_table_ref (settings);
  facts->zone = find_zone (settings);
  facts->day_start = find_day_start (settings);
  facts->person = g_strdup (person);
  return facts;
}

AnlanFacts *
anlan_facts_with_setting (AnlanFacts *facts, const char *key, const char *value)
{
  g_autoptr (GHashTable) settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer name, text;

  g_hash_table_iter_init (&iter, facts->settings);
  while (g_hash_table_iter_next (&iter, &name, &text))
    g_hash_table_insert (settings, g_strdup (name), g_strdup (text));
  g_hash_table_insert (settings, g_strdup (key), g_strdup (value));
  return anlan_facts_new (facts->clock, facts->registry, facts->kinds, settings, facts->person);
}

AnlanFacts *
anlan_facts_ref (AnlanFacts *facts)
{
  g_atomic_ref_count_inc (&facts->refs);
  return facts;
}

void
anlan_facts_unref (AnlanFacts *facts)
{
  if (!g_atomic_ref_count_dec (&facts->refs))
    return;
  anlan_clock_unref (facts->clock);
  g_clear_pointer (&facts->registry, anlan_registry_unref);
  anlan_kinds_unref (facts->kinds);
  g_hash_table_unref (facts->settings);
  g_time_zone_unref (facts->zone);
  g_free (facts->person);
  g_free (facts);
}

/* --- tables ------------------------------------------------------------------------------------------------- */

static void
dependent_free (AnlanDependent *dependent)
{
  g_clear_pointer (&dependent->columns, g_hash_table_unref);
  g_free (dependent->via);
  g_free (dependent->own);
  g_free (dependent);
}

static void
table_free (AnlanTable *table)
{
  anlan_scope_free (table->scope);
  g_clear_pointer (&table->dependents, g_ptr_array_unref);
  g_clear_pointer (&table->timed, g_ptr_array_unref);
  g_clear_pointer (&table->grounds, anlan_grounds_free);
  g_free (table->select_timed);
  for (guint i = 0; i < G_N_ELEMENTS (table->load); i++)
    g_free (table->load[i]);
  g_free (table->select);
  g_free (table->insert);
  g_free (table->update);
  anlan_kind_unref (table->kind);
  g_free (table);
}

void
anlan_table_columns (GString *sql, const AnlanKind *kind)
{
  g_string_append (sql, "rid,id,number,stage,rev,created,changed,author,draft,voided,_extra");
  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);

      g_string_append_c (sql, ',');
      anlan_sql_append_identifier (sql, field->id);
    }
}

static char *
select_sql (const AnlanKind *kind)
{
  GString *sql = g_string_new ("SELECT ");

  anlan_table_columns (sql, kind);
  g_string_append (sql, " FROM ");
  anlan_schema_table_name (sql, kind->id);
  g_string_append (sql, " WHERE id=?1");
  return g_string_free (sql, FALSE);
}

/* Parameter n is column n of anlan_table_columns(); rid is null for a new row. */
static char *
insert_sql (const AnlanKind *kind)
{
  GString *sql = g_string_new ("INSERT INTO ");
  guint n = 11 + kind->fields->len;

  anlan_schema_table_name (sql, kind->id);
  g_string_append (sql, " (");
  anlan_table_columns (sql, kind);
  g_string_append (sql, ") VALUES (");
  for (guint i = 1; i <= n; i++)
    g_string_append_printf (sql, "%s?%u", i > 1 ? "," : "", i);
  g_string_append_c (sql, ')');
  return g_string_free (sql, FALSE);
}

static char *
update_sql (const AnlanKind *kind)
{
  GString *sql = g_string_new ("UPDATE ");

  anlan_schema_table_name (sql, kind->id);
  g_string_append (sql,
                   " SET id=?2,number=?3,stage=?4,rev=?5,created=?6,changed=?7,author=?8,draft=?9,voided=?10,"
                   "_extra=?11");
  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);

      g_string_append_c (sql, ',');
      anlan_sql_append_identifier (sql, field->id);
      g_string_append_printf (sql, "=?%u", 12 + i);
    }
  g_string_append (sql, " WHERE rid=?1");
  return g_string_free (sql, FALSE);
}

static AnlanTable *
table_new (AnlanContext *context, AnlanKind *kind)
{
  AnlanTable *table = g_new0 (AnlanTable, 1);

  table->kind = anlan_kind_ref (kind);
  table->scope = anlan_scope_new (context->db, kind, context->views);
  table->select = select_sql (kind);
  table->insert = insert_sql (kind);
  table->update = update_sql (kind);
  table->dependents = g_ptr_array_new_with_free_func ((GDestroyNotify)dependent_free);
  return table;
}

AnlanRecord *
anlan_table_read_row (AnlanKind *kind, AnlanStmt *stmt)
{
  AnlanRecord *record = anlan_record_new (kind, anlan_stmt_text (stmt, 1));

  record->rid = anlan_stmt_integer (stmt, 0);
  record->number = g_strdup (anlan_stmt_text (stmt, 2));
  record->stage = g_strdup (anlan_stmt_text (stmt, 3));
  record->rev = g_strdup (anlan_stmt_text (stmt, 4));
  record->created = g_strdup (anlan_stmt_text (stmt, 5));
  record->changed = g_strdup (anlan_stmt_text (stmt, 6));
  record->author = g_strdup (anlan_stmt_text (stmt, 7));
  record->draft = anlan_stmt_integer (stmt, 8) != 0;
  record->voided = anlan_stmt_integer (stmt, 9) != 0;
  record->extra = g_strdup (anlan_stmt_text (stmt, 10));
  for (guint i = 0; i < kind->fields->len; i++)
    anlan_stmt_value (stmt, 11 + (int)i, &record->values[i]);
  return record;
}

AnlanRecord *
anlan_table_load (AnlanTable *table, AnlanDb *db, const char *id, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (db, table->select, error);
  AnlanRecord *record = NULL;

  if (stmt == NULL)
    return NULL;
  anlan_stmt_bind_static (stmt, 1, id);
  if (anlan_stmt_step (stmt, error) == ANLAN_STEP_ROW)
    record = anlan_table_read_row (table->kind, stmt);
  anlan_stmt_reset (stmt);
  return record;
}

/* --- views -------------------------------------------------------------------------------------------------- */

static void
append_view_column (GString *sql, const AnlanField *field, GHashTable *columns, gboolean timed)
{
  g_string_append_c (sql, ',');
  if (timed)
    g_string_append_printf (sql, "(%s\n)", field->compute);
  else if (g_hash_table_contains (columns, field->id))
    {
      g_string_append (sql, "this.");
      anlan_sql_append_identifier (sql, field->id);
    }
  else
    g_string_append (sql, "NULL");
  g_string_append (sql, " AS ");
  anlan_sql_append_identifier (sql, field->id);
}

/* The view of a kind: what expressions may read. @timed: set of computed fields worked out when read, or NULL. Of a
 * kind whose table is not there yet (a plant opened read-only by a newer version) it is empty. */
static gboolean
create_view (AnlanContext *context, const AnlanKind *kind, GHashTable *timed, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("DROP VIEW IF EXISTS temp.");
  g_autoptr (GHashTable) columns = anlan_schema_columns (context->db, kind->id, error);
  gboolean there;

  if (columns == NULL)
    return FALSE;
  there = g_hash_table_size (columns) > 0;
  anlan_sql_append_identifier (sql, kind->id);
  g_string_append (sql, ";CREATE TEMP VIEW ");
  anlan_sql_append_identifier (sql, kind->id);
  g_string_append (
      sql, there ? " AS SELECT this.rid AS rid,this.id AS id,this.number AS number,this.stage AS stage,"
                   "this.created AS created,this.changed AS changed,this.author AS author,"
                   "this.draft AS draft,this.voided AS voided"
                 : " AS SELECT NULL AS rid,NULL AS id,NULL AS number,NULL AS stage,NULL AS created,"
                   "NULL AS changed,NULL AS author,NULL AS draft,NULL AS voided");
  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);

      if (!field->sensitive)
        append_view_column (sql, field, columns,
                            there && timed != NULL && g_hash_table_contains (timed, field->id));
    }
  if (there)
    {
      g_string_append (sql, " FROM main.");
      anlan_schema_table_name (sql, kind->id);
      g_string_append (sql, " AS this WHERE voided=0 AND rid < ");
      anlan_incoming_append_limit (sql, kind->id);
    }
  else
    g_string_append (sql, " WHERE 0");
  g_hash_table_add (context->views, g_strdup (kind->id));
  return anlan_db_exec (context->db, sql->str, error);
}

/* Names of @kind's computed fields that depend on time. */
static gboolean
find_timed (AnlanTable *table, GHashTable **timed, GError **error)
{
  for (guint i = 0; i < table->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (table->kind->fields, i);
      AnlanComputed computed;

      if (field->compute == NULL)
        continue;
      if (!anlan_scope_classify (table->scope, field, &computed, error))
        return FALSE;
      if (computed != ANLAN_COMPUTED_TIMED)
        continue;
      if (*timed == NULL)
        *timed = g_hash_table_new (g_str_hash, g_str_equal);
      g_hash_table_add (*timed, field->id);
    }
  return TRUE;
}

/* First plain views, so that every expression can be prepared; then those with fields worked out when read again. */
static gboolean
create_views (AnlanContext *context, GError **error)
{
  static const char raised[] =
      "DROP VIEW IF EXISTS temp.raised;"
      "CREATE TEMP VIEW raised AS SELECT record, kind, source, source_kind, cause, colour,"
      " CASE colour WHEN 'red' THEN 4 WHEN 'orange' THEN 3 WHEN 'yellow' THEN 2 ELSE 1 END AS rank, since"
      " FROM main.raising WHERE " ANLAN_INCOMING_SHOWN;
  AnlanKinds *kinds = context->facts->kinds;

  for (guint i = 0; i < anlan_kinds_count (kinds); i++)
    if (!create_view (context, anlan_kinds_at (kinds, i), NULL, error))
      return FALSE;
  if (!anlan_db_exec (context->db, raised, error))
    return FALSE;
  g_hash_table_add (context->views, g_strdup ("raised"));
  for (guint i = 0; i < anlan_kinds_count (kinds); i++)
    {
      AnlanKind *kind = anlan_kinds_at (kinds, i);
      g_autoptr (GHashTable) timed = NULL;

      if (!find_timed (anlan_context_table (context, kind->id), &timed, error))
        return FALSE;
      if (timed != NULL && !create_view (context, kind, timed, error))
        return FALSE;
    }
  return TRUE;
}

/* --- context ------------------------------------------------------------------------------------------------ */

static void
context_free (AnlanContext *context)
{
  g_clear_pointer (&context->tables, g_hash_table_unref);
  g_clear_pointer (&context->views, g_hash_table_unref);
  g_clear_pointer (&context->stale, g_hash_table_unref);
  g_clear_pointer (&context->facts, anlan_facts_unref);
  g_clear_pointer (&context->order, anlan_order_free);
  g_free (context->person);
  g_free (context);
}

static AnlanContext *
context_new (AnlanDb *db, const AnlanContextSetup *setup)
{
  AnlanContext *context = g_new0 (AnlanContext, 1);

  context->db = db;
  context->get_facts = setup->get_facts;
  context->get_facts_data = setup->data;
  context->facts = setup->get_facts (setup->data);
  context->views = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  context->tables = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)table_free);
  context->stale = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < anlan_kinds_count (context->facts->kinds); i++)
    {
      AnlanKind *kind = anlan_kinds_at (context->facts->kinds, i);

      g_hash_table_insert (context->tables, kind->id, table_new (context, kind));
    }
  return context;
}

gboolean
anlan_context_setup (AnlanDb *db, gpointer data, GError **error)
{
  AnlanContext *context = context_new (db, data);

  anlan_db_set_user_data (db, context, (GDestroyNotify)context_free);
  return anlan_functions_add (context, error) &&
         anlan_registry_add_functions_to (context->facts->registry, db, error) &&
         create_views (context, error);
}

/* --- trying definitions ----------------------------------------------------------------------------------------- */

static gboolean
try_expression (AnlanTable *table, const char *expression, GError **error)
{
  g_auto (AnlanReads) reads = { 0 };

  return expression == NULL || anlan_scope_reads (table->scope, expression, &reads, error);
}

static gboolean
try_guards (AnlanTable *table, GPtrArray *guards, GError **error)
{
  for (guint i = 0; i < guards->len; i++)
    if (!try_expression (table, ((AnlanGuard *)g_ptr_array_index (guards, i))->sql, error))
      return FALSE;
  return TRUE;
}

static gboolean
try_steps (AnlanTable *table, GError **error)
{
  for (guint i = 0; i < table->kind->steps->len; i++)
    {
      const AnlanFlowStep *step = g_ptr_array_index (table->kind->steps, i);

      if (!try_guards (table, step->guards, error))
        return FALSE;
      for (guint j = 0; j < step->sets->len; j++)
        if (!try_expression (table, ((AnlanSet *)g_ptr_array_index (step->sets, j))->sql, error))
          return FALSE;
    }
  return TRUE;
}

static gboolean
try_rest (AnlanTable *table, GError **error)
{
  if (!try_expression (table, table->kind->moves, error))
    return FALSE;
  for (guint i = 0; i < table->kind->duties->len; i++)
    {
      const AnlanDuty *duty = g_ptr_array_index (table->kind->duties, i);

      if (!try_expression (table, duty->when, error) || !try_expression (table, duty->owner, error) ||
          !try_expression (table, duty->unit, error) || !try_expression (table, duty->due, error) ||
          !try_expression (table, duty->urgent, error))
        return FALSE;
    }
  for (guint i = 0; i < table->kind->raises->len; i++)
    {
      const AnlanRaise *raise = g_ptr_array_index (table->kind->raises, i);

      if (!try_expression (table, raise->when, error) || !try_expression (table, raise->colour, error))
        return FALSE;
    }
  for (guint i = 0; i < table->kind->views->len; i++)
    if (!try_expression (table, ((AnlanView *)g_ptr_array_index (table->kind->views, i))->where, error))
      return FALSE;
  return TRUE;
}

static gboolean
try_kind (AnlanTable *table, GError **error)
{
  g_autoptr (AnlanRecord) record = anlan_record_new (table->kind, "");

  for (guint i = 0; i < table->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (table->kind->fields, i);

      if (!try_expression (table, field->required_if, error) ||
          !try_expression (table, field->shown_if, error) || !try_expression (table, field->fallback, error))
        return FALSE;
    }
  return anlan_scope_compute (table->scope, record, error) &&
         try_guards (table, table->kind->guards, error) && try_steps (table, error) &&
         try_rest (table, error);
}

static AnlanFacts *
give_facts (gpointer data)
{
  return anlan_facts_ref (data);
}

gboolean
anlan_context_try_kinds (AnlanContext *context, AnlanKinds *kinds, GError **error)
{
  g_autoptr (AnlanFacts) facts = anlan_facts_new (context->facts->clock, context->facts->registry, kinds,
                                                  context->facts->settings, context->facts->person);
  AnlanContextSetup setup = { give_facts, facts };
  AnlanContext *trial = context_new (context->db, &setup);
  gboolean ok = create_views (trial, error);

  for (guint i = 0; ok && i < anlan_kinds_count (kinds); i++)
    ok = try_kind (anlan_context_table (trial, anlan_kinds_at (kinds, i)->id), error);
  context_free (trial);
  return ok;
}

AnlanDb *
anlan_context_open_memory (const AnlanContextSetup *setup, GError **error)
{
  AnlanDb *db = anlan_db_open (NULL, ANLAN_DB_MEMORY, error);
  AnlanContext *context;

  if (db == NULL)
    return NULL;
  context = context_new (db, setup);
  anlan_db_set_user_data (db, context, (GDestroyNotify)context_free);
  if (anlan_functions_add (context, error))
    return db;
  anlan_db_close (db);
  return NULL;
}

AnlanContext *
anlan_context_get (AnlanDb *db)
{
  return anlan_db_get_user_data (db);
}

AnlanTable *
anlan_context_table (AnlanContext *context, const char *kind)
{
  return kind != NULL ? g_hash_table_lookup (context->tables, kind) : NULL;
}

void
anlan_context_refresh (AnlanContext *context)
{
  AnlanFacts *facts = context->get_facts (context->get_facts_data);

  anlan_facts_unref (context->facts);
  context->facts = facts;
}

void
anlan_context_override_setting (AnlanContext *context, const char *key, const char *value)
{
  AnlanFacts *facts = context->facts;

  context->facts = anlan_facts_with_setting (facts, key, value);
  anlan_facts_unref (facts);
}

gint64
anlan_context_now (AnlanContext *context)
{
  return context->now != 0 ? context->now : anlan_clock_now (context->facts->clock);
}

const char *
anlan_context_person (AnlanContext *context)
{
  if (context->nobody)
    return NULL;
  return context->person != NULL ? context->person : context->facts->person;
}
