/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/json.h"
#include "base/slice.h"
#include "plant-private.h"

/* A large batch comes in by many short transactions, so that nobody else waits for the writer longer than for one of them:
 *
 *   slices    new records, which nobody sees yet (incoming.h), each with its journal line; many edits too, which are seen
 *   the end   the few edits; what others did meanwhile is looked at once more; the line "batch"; all is seen at once
 *   settling  what other records compute from it, where that is much
 *
 * Whatever goes wrong before the end is taken back by plant-withdraw.c, if need be at the next opening. */

/* How long a slice works: other programs wait for its end. It ends earlier when somebody here waits, but not at once, so
 * that it gets on: what a commit costs is the same for few rows and for many. */
#define SLICE_MICROSECONDS 40000
#define LEAST_MICROSECONDS 4000

/* So many changes take longer than a slice. */
#define LARGE_CHANGES 500

/* So many edits, and computed fields, are done in the last transaction. */
#define MOST_AT_END 100

#define MOST_SETTLING 10000

#define LOCK "import"

typedef struct
{
  AnlanWriting *writing;
  AnlanIncoming *incoming; /* NULL before the first slice */
  AnlanStanding *standing;
  GArray *order;      /* guint: places of the changes as they are done: what is new first */
  guint n_slices;     /* so many of them are done by slices */
  guint next;         /* into @order */
  GPtrArray *kinds;   /* char*: of new records */
  GPtrArray *refused; /* char*, a place for each change; or NULL */
  GHashTable *stale;  /* as in AnlanContext, kept from slice to slice */
  GPtrArray *applied;
  guint n_applied;
  gint64 first; /* journal line */
  gint64 last;  /* of our own */
  gboolean met; /* others have written meanwhile */
  AnlanWork end;
  gpointer end_data;
} Batch;

static void
batch_clear (Batch *batch)
{
  g_clear_pointer (&batch->incoming, anlan_incoming_free);
  g_clear_pointer (&batch->standing, anlan_standing_free);
  g_clear_pointer (&batch->order, g_array_unref);
  g_clear_pointer (&batch->kinds, g_ptr_array_unref);
  g_clear_pointer (&batch->refused, g_ptr_array_unref);
  g_clear_pointer (&batch->stale, g_hash_table_unref);
  g_clear_pointer (&batch->applied, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Batch, batch_clear)

gboolean
anlan_patch_is_of_batch (const char *patch, const char *batch)
{
  g_autofree char *end = g_strdup_printf ("\"batch\":\"%s\"}", batch);

  return g_str_has_suffix (patch, end);
}

/* Steps set off effects on other records, which could not be taken back. */
gboolean
anlan_writing_is_large (const AnlanWriting *writing)
{
  if (writing->batch == NULL || writing->changes->len <= LARGE_CHANGES)
    return FALSE;
  for (guint i = 0; i < writing->changes->len; i++)
    if (((AnlanChange *)g_ptr_array_index (writing->changes, i))->op == ANLAN_OP_STEP)
      return FALSE;
  return TRUE;
}

/* --- one change ------------------------------------------------------------------------------------------------- */

static gboolean
apply_change (Batch *batch, AnlanContext *context, AnlanJournal *journal, AnlanChange *change, GError **error)
{
  gboolean ok = anlan_standing_settle (batch->standing, context, change, error) &&
                anlan_apply_change (context, journal, batch->writing->plant->store, change, batch->applied,
                                    NULL, 0, error);

  batch->n_applied += ok ? batch->applied->len : 0;
  g_ptr_array_set_size (batch->applied, 0);
  return ok;
}

/* One that is refused takes back what it did and leaves the others alone. */
static gboolean
try_change (Batch *batch, AnlanContext *context, AnlanJournal *journal, guint place, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (!anlan_db_savepoint (context->db, error))
    return FALSE;
  if (apply_change (batch, context, journal, g_ptr_array_index (batch->writing->changes, place), &local))
    return anlan_db_release (context->db, error);
  if (!g_error_matches (local, ANLAN_ERROR, ANLAN_ERROR_REFUSED))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  anlan_db_rollback_to_savepoint (context->db);
  /* What comes later may have been found good because of this one. */
  anlan_verdicts_drop (batch->writing->changes, 0);
  batch->refused->pdata[place] = g_strdup (local->message);
  return TRUE;
}

static gboolean
do_next (Batch *batch, AnlanContext *context, AnlanJournal *journal, GError **error)
{
  guint place = g_array_index (batch->order, guint, batch->next);
  gboolean ok =
      batch->refused != NULL
          ? try_change (batch, context, journal, place, error)
          : apply_change (batch, context, journal, g_ptr_array_index (batch->writing->changes, place), error);

  if (ok)
    batch->next++;
  else
    batch->writing->failed = place;
  return ok;
}

/* --- a transaction ---------------------------------------------------------------------------------------------- */

static gboolean
enter (Batch *batch, AnlanContext *context, AnlanJournal *journal, GError **error)
{
  gboolean news;

  anlan_context_refresh (context);
  context->now = anlan_clock_now (context->facts->clock);
  anlan_db_widen (context->db);
  anlan_db_keep_wide (context->db, TRUE);
  g_hash_table_unref (context->stale);
  context->stale = g_hash_table_ref (batch->stale);
  if (batch->incoming == NULL)
    {
      batch->first = anlan_journal_get_seq (journal) + 1;
      batch->incoming =
          anlan_incoming_new (context->db, batch->writing->batch, batch->kinds, batch->first - 1, error);
    }
  else if (!anlan_incoming_lift (batch->incoming, context->db, error))
    return FALSE;
  if (batch->incoming == NULL || !anlan_recompute_prepare (context, error) ||
      !anlan_standing_look (batch->standing, context, &news, error))
    return FALSE;
  batch->met |= batch->last > 0 && anlan_journal_get_seq (journal) > batch->last;
  return TRUE;
}

static void
leave (Batch *batch, AnlanContext *context, AnlanJournal *journal)
{
  if (context->stale != batch->stale)
    {
      g_hash_table_unref (batch->stale);
      batch->stale = g_hash_table_ref (context->stale);
    }
  g_hash_table_unref (context->stale);
  context->stale = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  context->incoming = NULL;
  context->now = 0;
  batch->last = anlan_journal_get_seq (journal);
  anlan_standing_skip (batch->standing, batch->last);
}

static gboolean
goes_on (Batch *batch, AnlanSlice *least, AnlanSlice *slice)
{
  return anlan_slice_goes_on (least) ||
         (anlan_slice_goes_on (slice) && !anlan_store_is_awaited (batch->writing->plant->store));
}

static gboolean
slice_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Batch *batch = data;
  AnlanContext *context = anlan_context_get (db);
  AnlanSlice least = anlan_slice_new (LEAST_MICROSECONDS), slice = anlan_slice_new (SLICE_MICROSECONDS);
  gboolean ok = enter (batch, context, journal, error);

  context->incoming = batch->incoming;
  while (ok && batch->next < batch->n_slices && goes_on (batch, &least, &slice))
    ok = do_next (batch, context, journal, error);
  leave (batch, context, journal);
  return ok && anlan_incoming_cover (batch->incoming, db, error);
}

/* --- what others did meanwhile ---------------------------------------------------------------------------------- */

static gboolean
find_referrer (Batch *batch,
               AnlanDb *db,
               const AnlanKind *kind,
               const AnlanField *field,
               const char *id,
               gboolean *found,
               GError **error)
{
  gint64 first = anlan_incoming_first_row (batch->incoming, kind->id);
  g_autoptr (GString) sql = g_string_new ("SELECT 1 FROM ");
  AnlanStmt *stmt;
  AnlanStep step;

  if (field->type == ANLAN_FIELD_REFS)
    {
      anlan_schema_link_name (sql, kind->id, field->id);
      g_string_append (sql, " WHERE item");
    }
  else
    {
      anlan_schema_table_name (sql, kind->id);
      g_string_append (sql, " WHERE ");
      anlan_sql_append_identifier (sql, field->id);
    }
  g_string_append (sql, "=?1 AND rid>=?2 LIMIT 1");
  stmt = anlan_db_statement (db, sql->str, error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, id);
  anlan_stmt_bind_integer (stmt, 2, first);
  step = anlan_stmt_step (stmt, error);
  anlan_stmt_reset (stmt);
  *found = step == ANLAN_STEP_ROW;
  return step != ANLAN_STEP_ERROR;
}

static gboolean
refuse_lost (AnlanContext *context, const char *kind_id, const char *id, GError **error)
{
  AnlanTable *table = anlan_context_table (context, kind_id);
  g_autoptr (AnlanRecord) record = anlan_table_load (table, context->db, id, error);

  if (record != NULL)
    g_set_error (
        error, ANLAN_ERROR, ANLAN_ERROR_REFUSED,
        _ ("%s has been made void by somebody else meanwhile, and new entries refer to it. Nothing was "
           "changed. Check again and repeat."),
        anlan_record_label (record));
  return FALSE;
}

static gboolean
check_target (Batch *batch, AnlanContext *context, const char *kind_id, const char *id, GError **error)
{
  for (guint i = 0; i < batch->kinds->len; i++)
    {
      const AnlanKind *kind = anlan_context_table (context, g_ptr_array_index (batch->kinds, i))->kind;

      for (guint j = 0; j < kind->fields->len; j++)
        {
          const AnlanField *field = g_ptr_array_index (kind->fields, j);
          gboolean found;

          if (g_strcmp0 (field->to, kind_id) != 0 || field->compute != NULL)
            continue;
          if (!find_referrer (batch, context->db, kind, field, id, &found, error))
            return FALSE;
          if (found)
            return refuse_lost (context, kind_id, id, error);
        }
    }
  return TRUE;
}

/* What was made void since a slice referred to it. Unique values need no second look: every transaction sees those of
 * the rows that are not seen yet. */
static gboolean
check_targets (Batch *batch, AnlanContext *context, GError **error)
{
  g_autoptr (GPtrArray) lost = g_ptr_array_new_with_free_func (g_free);
  AnlanStmt *stmt = anlan_db_statement (
      context->db, "SELECT kind, record FROM journal WHERE seq >= ?1 AND op = 'void' AND record IS NOT NULL",
      error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_integer (stmt, 1, batch->first);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      g_ptr_array_add (lost, g_strdup (anlan_stmt_text (stmt, 0)));
      g_ptr_array_add (lost, g_strdup (anlan_stmt_text (stmt, 1)));
    }
  anlan_stmt_reset (stmt);
  for (guint i = 0; step == ANLAN_STEP_DONE && i < lost->len; i += 2)
    if (!check_target (batch, context, g_ptr_array_index (lost, i), g_ptr_array_index (lost, i + 1), error))
      return FALSE;
  return step == ANLAN_STEP_DONE;
}

/* --- the end ---------------------------------------------------------------------------------------------------- */

static gboolean
leaves_much (AnlanContext *context)
{
  GHashTableIter iter;
  gpointer key;

  if (g_hash_table_size (context->stale) > MOST_AT_END)
    return TRUE;
  g_hash_table_iter_init (&iter, context->stale);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (g_str_has_suffix (key, "/*"))
      return TRUE;
  return FALSE;
}

/* What is left to be worked out is noted in the plant too: it may be the next opening that does it. */
static gboolean
note_settling (Batch *batch, AnlanDb *db, GError **error)
{
  AnlanStmt *stmt =
      anlan_db_statement (db, "INSERT INTO pending (kind, first, batch, seq) VALUES ('*', 0, ?1, 0)", error);

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_static (stmt, 1, batch->writing->batch);
  return anlan_stmt_run (stmt, error);
}

/* The kinds of which lists show more now, for who follows the journal. */
static char *
name_kinds (Batch *batch)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GString *names = g_string_new (",\"kinds\":[");

  for (guint i = 0; i < batch->writing->changes->len; i++)
    {
      const AnlanChange *change = g_ptr_array_index (batch->writing->changes, i);

      if (!g_hash_table_add (seen, change->kind))
        continue;
      if (g_hash_table_size (seen) > 1)
        g_string_append_c (names, ',');
      anlan_json_append_string (names, change->kind);
    }
  g_string_append_c (names, ']');
  return g_string_free (names, FALSE);
}

static gboolean
finish (Batch *batch, AnlanContext *context, AnlanJournal *journal, GError **error)
{
  g_autofree char *kinds = name_kinds (batch);

  while (batch->next < batch->order->len)
    if (!do_next (batch, context, journal, error))
      return FALSE;
  if (batch->met && !check_targets (batch, context, error))
    return FALSE;
  if (leaves_much (context) ? !note_settling (batch, context->db, error)
                            : !anlan_recompute_run (context, error))
    return FALSE;
  if (batch->n_applied > 0 &&
      !anlan_writing_end_batch (batch->writing, context->db, journal, batch->first, kinds, error))
    return FALSE;
  return batch->end == NULL || batch->end (context->db, journal, batch->end_data, error);
}

static gboolean
end_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Batch *batch = data;
  AnlanContext *context = anlan_context_get (db);
  gboolean ok = enter (batch, context, journal, error) && finish (batch, context, journal, error);

  leave (batch, context, journal);
  anlan_db_keep_wide (db, FALSE);
  return ok;
}

/* --- settling --------------------------------------------------------------------------------------------------- */

typedef struct
{
  GHashTable *stale; /* NULL: all, of which nobody knows any more what it was */
} Settling;

static gboolean
end_settling (AnlanDb *db, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (db, "DELETE FROM pending WHERE kind = '*'", error);

  return stmt != NULL && anlan_stmt_run (stmt, error);
}

static gboolean
settle_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Settling *settling = data;
  AnlanContext *context = anlan_context_get (db);
  AnlanSlice slice;
  gboolean ok;

  anlan_context_refresh (context);
  context->now = anlan_clock_now (context->facts->clock);
  ok = anlan_recompute_prepare (context, error);
  if (settling->stale != NULL)
    {
      g_hash_table_unref (context->stale);
      context->stale = g_hash_table_ref (settling->stale);
    }
  else if (ok)
    {
      anlan_recompute_note_all (context);
      settling->stale = g_hash_table_ref (context->stale);
    }
  slice = anlan_slice_new (SLICE_MICROSECONDS);
  ok = ok && anlan_recompute_some (context, &slice, error);
  if (ok && g_hash_table_size (context->stale) == 0)
    ok = end_settling (db, error);
  g_hash_table_unref (context->stale);
  context->stale = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  context->now = 0;
  return ok;
}

static gboolean
settle (AnlanPlant *plant, Settling *settling, GError **error)
{
  for (guint i = 0; i < MOST_SETTLING; i++)
    {
      if (!anlan_store_write (plant->store, settle_work, settling, error))
        return FALSE;
      if (g_hash_table_size (settling->stale) == 0)
        return TRUE;
    }
  return TRUE;
}

gboolean
anlan_plant_settle (AnlanPlant *plant, GError **error)
{
  Settling settling = { NULL };
  gboolean ok = settle (plant, &settling, error);

  g_clear_pointer (&settling.stale, g_hash_table_unref);
  return ok;
}

/* --- all -------------------------------------------------------------------------------------------------------- */

static void
put_in_order (Batch *batch)
{
  GPtrArray *changes = batch->writing->changes;
  guint n_edits = 0;

  batch->order = g_array_sized_new (FALSE, FALSE, sizeof (guint), changes->len);
  batch->kinds = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < changes->len; i++)
    {
      const AnlanChange *change = g_ptr_array_index (changes, i);

      n_edits += change->op != ANLAN_OP_CREATE;
      if (change->op != ANLAN_OP_CREATE)
        continue;
      g_array_append_val (batch->order, i);
      if (!g_ptr_array_find_with_equal_func (batch->kinds, change->kind, g_str_equal, NULL))
        g_ptr_array_add (batch->kinds, g_strdup (change->kind));
    }
  batch->n_slices = n_edits > MOST_AT_END ? changes->len : batch->order->len;
  for (guint i = 0; i < changes->len; i++)
    if (((AnlanChange *)g_ptr_array_index (changes, i))->op != ANLAN_OP_CREATE)
      g_array_append_val (batch->order, i);
}

static gboolean
run_slices (Batch *batch, AnlanProgress progress, gpointer data, GCancellable *cancellable, GError **error)
{
  AnlanStore *store = batch->writing->plant->store;
  gint64 told = 0;

  while (batch->next < batch->n_slices)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !anlan_store_write (store, slice_work, batch, error))
        return FALSE;
      if (progress != NULL && g_get_monotonic_time () - told > G_USEC_PER_SEC / 10)
        {
          told = g_get_monotonic_time ();
          progress ((double)batch->next / batch->order->len, data);
        }
    }
  return !g_cancellable_set_error_if_cancelled (cancellable, error) &&
         anlan_store_write (store, end_work, batch, error);
}

static gboolean
lock (AnlanPlant *plant, GError **error)
{
  g_autoptr (GError) local = NULL;

  g_mutex_lock (&plant->batch_lock);
  if (anlan_store_lock (plant->store, LOCK, &local))
    return TRUE;
  g_mutex_unlock (&plant->batch_lock);
  if (g_error_matches (local, ANLAN_ERROR, ANLAN_ERROR_LOCKED))
    g_set_error_literal (
        error, ANLAN_ERROR, ANLAN_ERROR_LOCKED,
        _ ("Another Anlan is importing into this plant. Nothing was changed. Wait until it has "
           "finished and try again."));
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static void
unlock (AnlanPlant *plant)
{
  anlan_store_unlock (plant->store, LOCK);
  g_mutex_unlock (&plant->batch_lock);
}

/* @error stays what it is; that something is left then is seen at the next opening. */
static void
take_back (AnlanPlant *plant)
{
  g_autoptr (GError) trouble = NULL;

  if (!anlan_plant_withdraw (plant, &trouble))
    g_message ("taking back an import: %s", trouble->message);
}

static void
hand_over_refusals (Batch *batch)
{
  for (guint i = 0; batch->refused != NULL && i < batch->refused->len; i++)
    g_ptr_array_add (batch->writing->refused, g_steal_pointer (&batch->refused->pdata[i]));
}

static gboolean
run (Batch *batch, AnlanProgress progress, gpointer data, GCancellable *cancellable, GError **error)
{
  AnlanPlant *plant = batch->writing->plant;
  Settling settling = { NULL };
  g_autoptr (GError) trouble = NULL;

  if (!anlan_plant_withdraw (plant, error))
    return FALSE;
  if (!run_slices (batch, progress, data, cancellable, error))
    {
      take_back (plant);
      return FALSE;
    }
  hand_over_refusals (batch);
  /* It stands. What is not worked out now is at the next opening. */
  settling.stale = batch->stale;
  if (g_hash_table_size (batch->stale) > 0 && !settle (plant, &settling, &trouble))
    g_message ("working out after an import: %s", trouble->message);
  return TRUE;
}

gboolean
anlan_writing_run_large (AnlanWriting *writing,
                         AnlanWork end,
                         gpointer end_data,
                         AnlanProgress progress,
                         gpointer progress_data,
                         GCancellable *cancellable,
                         GError **error)
{
  g_auto (Batch) batch = { .writing = writing, .end = end, .end_data = end_data };
  gboolean ok;

  if (!lock (writing->plant, error))
    return FALSE;
  put_in_order (&batch);
  batch.standing = anlan_standing_new (writing->changes);
  batch.stale = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  batch.applied = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_applied_free);
  if (writing->refused != NULL)
    {
      batch.refused = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_set_size (batch.refused, (int)writing->changes->len);
    }
  ok = run (&batch, progress, progress_data, cancellable, error);
  unlock (writing->plant);
  return ok;
}

gboolean
anlan_plant_tidy (AnlanPlant *plant, GError **error)
{
  g_autoptr (GError) local = NULL;
  gboolean ok;

  if (!anlan_plant_has_left (plant, &ok, error))
    return FALSE;
  if (!ok)
    return TRUE;
  g_mutex_lock (&plant->batch_lock);
  /* Another program may be writing it just now. */
  if (!anlan_store_lock (plant->store, LOCK, &local))
    {
      g_mutex_unlock (&plant->batch_lock);
      if (g_error_matches (local, ANLAN_ERROR, ANLAN_ERROR_LOCKED))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  ok = anlan_plant_withdraw (plant, error);
  unlock (plant);
  return ok;
}
