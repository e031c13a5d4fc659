/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "apply-private.h"

#include <string.h>

#include "base/time.h"

/* A large import is judged by readers before it is applied. What they found still holds when it is applied, and need not
 * be worked out again while everybody waits for the writer, unless something was written in between that it may hang on. */

/* A new record that was found good. */
struct _AnlanApplyVerdict
{
  AnlanRecord *after;
  gint64 seq; /* last journal line that was seen */
  gint64 at;  /* when, as the clock of the plant had it */
};

/* What takes its values from the clock is not kept for longer. */
#define MOST_MILLISECONDS (10 * 60 * 1000)

/* What the judging of new records of a kind depends on besides the record. */
struct _AnlanGrounds
{
  GHashTable *kinds; /* set of ids whose records are read; NULL: any */
  gboolean timed;
};

void
anlan_verdict_free (AnlanApplyVerdict *verdict)
{
  if (verdict == NULL)
    return;
  anlan_record_unref (verdict->after);
  g_free (verdict);
}

void
anlan_verdict_keep (AnlanChange *change, AnlanRecord *after, gint64 seq, gint64 at)
{
  AnlanApplyVerdict *verdict = g_new0 (AnlanApplyVerdict, 1);

  verdict->after = anlan_record_ref (after);
  verdict->seq = seq;
  verdict->at = at;
  anlan_verdict_free (change->verdict);
  change->verdict = verdict;
}

AnlanRecord *
anlan_verdict_take (AnlanChange *change)
{
  AnlanApplyVerdict *verdict = g_steal_pointer (&change->verdict);
  AnlanRecord *after = anlan_record_ref (verdict->after);

  anlan_verdict_free (verdict);
  return after;
}

/* --- grounds ---------------------------------------------------------------------------------------------------- */

void
anlan_grounds_free (AnlanGrounds *grounds)
{
  if (grounds == NULL)
    return;
  g_clear_pointer (&grounds->kinds, g_hash_table_unref);
  g_free (grounds);
}

/* When a record came into the ledger is known only when it does, and roles are read from records behind the back of the
 * expression. */
static gboolean
names_more (const char *expression)
{
  return strstr (expression, "created") != NULL || strstr (expression, "changed") != NULL ||
         strstr (expression, "has_role") != NULL;
}

static gboolean
add_expression (AnlanGrounds *grounds, AnlanScope *scope, const char *expression, GError **error)
{
  g_auto (AnlanReads) reads = { 0 };
  GHashTableIter iter;
  gpointer column;

  if (expression == NULL || grounds->kinds == NULL)
    return TRUE;
  if (!anlan_scope_reads (scope, expression, &reads, error))
    return FALSE;
  grounds->timed |= reads.timed;
  if (reads.wide || names_more (expression))
    {
      g_clear_pointer (&grounds->kinds, g_hash_table_unref);
      return TRUE;
    }
  if (reads.columns == NULL)
    return TRUE;
  g_hash_table_iter_init (&iter, reads.columns);
  while (g_hash_table_iter_next (&iter, &column, NULL))
    g_hash_table_add (grounds->kinds, g_strndup (column, strcspn (column, ".")));
  return TRUE;
}

static AnlanGrounds *
find_grounds (AnlanTable *table, GError **error)
{
  g_autoptr (AnlanGrounds) grounds = g_new0 (AnlanGrounds, 1);
  const AnlanKind *kind = table->kind;

  grounds->kinds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);

      if (!add_expression (grounds, table->scope, field->compute, error) ||
          !add_expression (grounds, table->scope, field->fallback, error) ||
          !add_expression (grounds, table->scope, field->required_if, error) ||
          !add_expression (grounds, table->scope, field->shown_if, error))
        return NULL;
    }
  for (guint i = 0; i < kind->guards->len; i++)
    {
      const AnlanGuard *guard = g_ptr_array_index (kind->guards, i);

      /* What a named one looks at only it knows. */
      if (guard->sql == NULL)
        g_clear_pointer (&grounds->kinds, g_hash_table_unref);
      else if (!add_expression (grounds, table->scope, guard->sql, error))
        return NULL;
    }
  return g_steal_pointer (&grounds);
}

/* --- whether they still stand --------------------------------------------------------------------------------------- */

struct _AnlanStanding
{
  GHashTable *batch;   /* set of ids of the kinds that are about to be changed */
  gint64 seq;          /* lines up to here are known; at first the earliest that any verdict has seen */
  gint64 at;           /* the earliest moment of any verdict */
  gboolean any;        /* verdicts */
  GHashTable *written; /* set of ids of kinds of which others made or edited records since */
  gboolean upset;      /* something else has happened */
  GHashTable *known;   /* table -> whether its verdicts stand, with what is known now */
};

static gboolean
read_lines (AnlanStanding *standing, AnlanContext *context, gboolean *news, GError **error)
{
  AnlanStmt *stmt =
      anlan_db_statement (context->db, "SELECT DISTINCT kind, op FROM journal WHERE seq > ?1", error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_integer (stmt, 1, standing->seq);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      const char *kind = anlan_stmt_text (stmt, 0), *op = anlan_stmt_text (stmt, 1);

      *news = TRUE;
      /* Making and editing records hurts only who reads them: no reference is lost by it. */
      if (kind == NULL || (g_strcmp0 (op, "create") != 0 && g_strcmp0 (op, "edit") != 0))
        standing->upset = TRUE;
      else
        g_hash_table_add (standing->written, g_strdup (kind));
    }
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE;
}

static gboolean
meet (GHashTable *a, GHashTable *b)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (g_hash_table_contains (b, key))
      return TRUE;
  return FALSE;
}

static gboolean
is_recent (const AnlanStanding *standing, AnlanContext *context)
{
  gint64 now = anlan_context_now (context);
  GTimeZone *zone = context->facts->zone;
  g_autofree char *then = anlan_local_format (standing->at, zone, "%F");
  g_autofree char *today = anlan_local_format (now, zone, "%F");

  return now >= standing->at && now - standing->at <= MOST_MILLISECONDS && strcmp (then, today) == 0;
}

static gboolean
stands (
    const AnlanStanding *standing, AnlanContext *context, AnlanTable *table, gboolean *does, GError **error)
{
  if (table->grounds == NULL && (table->grounds = find_grounds (table, error)) == NULL)
    return FALSE;
  *does = !standing->upset && table->grounds->kinds != NULL &&
          !meet (table->grounds->kinds, standing->batch) &&
          !meet (table->grounds->kinds, standing->written) &&
          (!table->grounds->timed || is_recent (standing, context));
  return TRUE;
}

AnlanStanding *
anlan_standing_new (GPtrArray *changes)
{
  AnlanStanding *standing = g_new0 (AnlanStanding, 1);

  standing->batch = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  standing->written = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  standing->known = g_hash_table_new (NULL, NULL);
  standing->seq = G_MAXINT64;
  standing->at = G_MAXINT64;
  for (guint i = 0; i < changes->len; i++)
    {
      const AnlanChange *change = g_ptr_array_index (changes, i);

      if (!g_hash_table_contains (standing->batch, change->kind))
        g_hash_table_add (standing->batch, g_strdup (change->kind));
      if (change->verdict == NULL)
        continue;
      standing->any = TRUE;
      standing->seq = MIN (standing->seq, change->verdict->seq);
      standing->at = MIN (standing->at, change->verdict->at);
    }
  return standing;
}

void
anlan_standing_free (AnlanStanding *standing)
{
  if (standing == NULL)
    return;
  g_hash_table_unref (standing->batch);
  g_hash_table_unref (standing->written);
  g_hash_table_unref (standing->known);
  g_free (standing);
}

gboolean
anlan_standing_look (AnlanStanding *standing, AnlanContext *context, gboolean *news, GError **error)
{
  *news = FALSE;
  if (standing->any && !read_lines (standing, context, news, error))
    return FALSE;
  if (*news)
    g_hash_table_remove_all (standing->known);
  return TRUE;
}

void
anlan_standing_skip (AnlanStanding *standing, gint64 seq)
{
  standing->seq = seq;
}

gboolean
anlan_standing_settle (AnlanStanding *standing, AnlanContext *context, AnlanChange *change, GError **error)
{
  AnlanTable *table;
  gpointer answer;
  gboolean does = FALSE;

  if (change->verdict == NULL)
    return TRUE;
  table = anlan_context_table (context, change->kind);
  /* Whoever has changed the definition meanwhile may have changed anything. */
  if (table != NULL && table->kind == change->verdict->after->kind)
    {
      if (g_hash_table_lookup_extended (standing->known, table, NULL, &answer))
        does = GPOINTER_TO_INT (answer);
      else if (!stands (standing, context, table, &does, error))
        return FALSE;
      g_hash_table_insert (standing->known, table, GINT_TO_POINTER (does));
    }
  if (!does)
    g_clear_pointer (&change->verdict, anlan_verdict_free);
  return TRUE;
}

gboolean
anlan_verdicts_settle (AnlanContext *context, GPtrArray *changes, GError **error)
{
  g_autoptr (AnlanStanding) standing = anlan_standing_new (changes);
  gboolean news;

  if (!standing->any)
    return TRUE;
  if (!anlan_standing_look (standing, context, &news, error))
    return FALSE;
  for (guint i = 0; i < changes->len; i++)
    if (!anlan_standing_settle (standing, context, g_ptr_array_index (changes, i), error))
      return FALSE;
  return TRUE;
}

void
anlan_verdicts_drop (GPtrArray *changes, guint from)
{
  for (guint i = from; i < changes->len; i++)
    {
      AnlanChange *change = g_ptr_array_index (changes, i);

      g_clear_pointer (&change->verdict, anlan_verdict_free);
    }
}
