/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "ledger-private.h"

#include <string.h>

/* Rows kept although nobody shows them just now, so that scrolling back and forth reads nothing again. */
#define KEPT_ROWS 1024

/* Steps of a view at a change; more are joined into one. */
#define MOST_EDITS 256

/* How often at most a list is looked through because of changes, and because time has passed. */
#define FOLLOW_MILLISECONDS 250
#define CLOCK_SECONDS 60

/* What has to be done because of changes. */
typedef enum
{
  FOLLOW_NOTHING,
  FOLLOW_LOOK, /* run the query if there are lines about the kind that are not known to be harmless */
  FOLLOW_RUN,  /* run it */
} Follow;

struct _AnlanLedger
{
  GObject parent_instance;

  AnlanPlant *plant;
  AnlanQuery *query; /* or NULL */
  GError *error;
  gboolean loading;
  guint notified_rows;

  /* The list. While edits are told, from the last to the first, it is @rids up to @cut_old and @next from @cut_new on;
   * at all other times @next is NULL. Arrays are never changed once they are here: readers compare with them. */
  GArray *rids;
  GArray *next;
  guint cut_old;
  guint cut_new;
  guint
      generation; /* counts new contents, so that telling stops when somebody sets another query meanwhile */

  GHashTable *rows; /* rid -> AnlanRow, not owned: rows tell when they go */
  GQueue kept;      /* AnlanRow, owned */
  AnlanLabels *labels;

  /* Work in the background. */
  GCancellable *query_cancellable; /* while a query runs */
  GCancellable *slice_cancellable; /* of all slices of this kind */
  gint64 seen_seq;
  GHashTable *harmless; /* seqs of own changes since then that move nothing */
  GHashTable *depends;  /* or NULL */
  gboolean depends_any;
  gboolean timed;
  Follow follow;
  gboolean stale;  /* the rows that are there must be read again */
  gint64 followed; /* monotonic time of the last look */
  guint follow_source;
  guint clock_source;
};

static void
list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AnlanLedger,
                               anlan_ledger,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

enum
{
  PROP_0,
  PROP_LOADING,
  PROP_N_ROWS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
schedule_follow (AnlanLedger *self);

/* A job and the ledger it is for, which may be gone before it is done. */
typedef struct
{
  GWeakRef ledger;
  gpointer job;
  GCancellable *cancellable;
} Errand;

static Errand *
errand_new (AnlanLedger *self, gpointer job, GCancellable *cancellable)
{
  Errand *errand = g_new0 (Errand, 1);

  g_weak_ref_init (&errand->ledger, self);
  errand->job = job;
  errand->cancellable = g_object_ref (cancellable);
  return errand;
}

static void
errand_free (Errand *errand)
{
  g_weak_ref_clear (&errand->ledger);
  g_object_unref (errand->cancellable);
  g_free (errand);
}

/* --- rows ------------------------------------------------------------------------------------------------------- */

static gpointer
rid_key (gint64 rid)
{
  return GSIZE_TO_POINTER ((gsize)rid);
}

static void
row_gone_cb (gint64 rid, gpointer data)
{
  AnlanLedger *self = data;

  g_hash_table_remove (self->rows, rid_key (rid));
}

/* Keeps @row for a while, and lets the one kept longest go. */
static void
keep_row (AnlanLedger *self, AnlanRow *row)
{
  g_queue_push_tail (&self->kept, g_object_ref (row));
  if (self->kept.length > KEPT_ROWS)
    g_object_unref (g_queue_pop_head (&self->kept));
}

/* The row of @rid, made if it is not there. Borrowed: it is kept. */
static AnlanRow *
need_row (AnlanLedger *self, gint64 rid)
{
  AnlanRow *row = g_hash_table_lookup (self->rows, rid_key (rid));

  if (row != NULL)
    return row;
  row = anlan_row_new (rid, self->labels, row_gone_cb, self);
  g_hash_table_insert (self->rows, rid_key (rid), row);
  keep_row (self, row);
  g_object_unref (row);
  return row;
}

static void
drop_rows (AnlanLedger *self)
{
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    anlan_row_orphan (row);
  g_hash_table_remove_all (self->rows);
  g_queue_clear_full (&self->kept, g_object_unref);
  g_clear_pointer (&self->labels, anlan_labels_unref);
  self->labels = anlan_labels_new ();
}

static gboolean
refers_to_any (const AnlanRecord *record, GHashTable *ids)
{
  GHashTableIter iter;
  gpointer id;

  if (record == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, ids);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      if (g_strcmp0 (record->author, id) == 0)
        return TRUE;
      for (guint i = 0; i < record->kind->fields->len; i++)
        {
          const AnlanField *field = g_ptr_array_index (record->kind->fields, i);
          const char *text = anlan_value_get_text (&record->values[i]);

          if (text != NULL && (field->to != NULL || field->type == ANLAN_FIELD_SIGNATURE) &&
              strstr (text, id) != NULL)
            return TRUE;
        }
    }
  return FALSE;
}

/* Takes over @labels; the rows that show one that is another now are told. */
static void
take_labels (AnlanLedger *self, GHashTable *labels)
{
  g_autoptr (GHashTable) renamed = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer id, label, row;

  g_hash_table_iter_init (&iter, labels);
  while (g_hash_table_iter_next (&iter, &id, &label))
    {
      const char *known = g_hash_table_lookup (self->labels->by_id, id);

      if (known != NULL && strcmp (known, label) == 0)
        continue;
      if (known != NULL)
        g_hash_table_add (renamed, id);
      g_hash_table_insert (self->labels->by_id, g_strdup (id), g_strdup (label));
    }
  if (g_hash_table_size (renamed) == 0)
    return;
  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    if (refers_to_any (anlan_row_get_record (row), renamed))
      g_ptr_array_add (rows, g_object_ref (row));
  for (guint i = 0; i < rows->len; i++)
    anlan_row_notify (g_ptr_array_index (rows, i));
}

static void
take_records (AnlanLedger *self, GPtrArray *records, gboolean make)
{
  for (guint i = 0; i < records->len; i++)
    {
      AnlanRecord *record = g_ptr_array_index (records, i);
      AnlanRow *row =
          make ? need_row (self, record->rid) : g_hash_table_lookup (self->rows, rid_key (record->rid));

      if (row == NULL)
        continue;
      g_object_ref (row);
      anlan_row_set_awaited (row, FALSE);
      anlan_row_set_record (row, record);
      g_object_unref (row);
    }
}

/* --- slices ----------------------------------------------------------------------------------------------------- */

static void
set_error (AnlanLedger *self, GError *error)
{
  g_clear_error (&self->error);
  self->error = error;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

/* So that who asks again gets another try. */
static void
give_up_slice (AnlanLedger *self, GArray *rids)
{
  for (guint i = 0; i < rids->len; i++)
    {
      AnlanRow *row = g_hash_table_lookup (self->rows, rid_key (g_array_index (rids, gint64, i)));

      if (row != NULL)
        anlan_row_set_awaited (row, FALSE);
    }
}

static void
slice_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Errand *errand = user_data;
  AnlanSliceJob *job = errand->job;
  AnlanLedger *self = g_weak_ref_get (&errand->ledger);
  GError *error = NULL;
  gboolean ok = anlan_store_read_finish (ANLAN_STORE (source), result, &error);

  if (self == NULL || g_cancellable_is_cancelled (errand->cancellable))
    g_clear_error (&error);
  else if (!ok)
    {
      give_up_slice (self, job->rids);
      set_error (self, error);
    }
  else
    {
      /* Labels first: a row that is told of its record asks for them. */
      take_labels (self, job->labels);
      take_records (self, job->records, FALSE);
      give_up_slice (self, job->rids); /* those that are gone */
    }
  anlan_slice_job_unref (job);
  errand_free (errand);
  g_clear_object (&self);
}

static void
read_slice (AnlanLedger *self, GArray *rids)
{
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (self->plant);
  AnlanSliceJob *job = anlan_slice_job_new (kinds, self->query->kind, rids);

  anlan_store_read_async (anlan_plant_get_store (self->plant), anlan_slice_job_work,
                          anlan_slice_job_ref (job), (GDestroyNotify)anlan_slice_job_unref,
                          self->slice_cancellable, slice_done_cb,
                          errand_new (self, job, self->slice_cancellable));
}

static gint64
rid_at (AnlanLedger *self, guint position)
{
  if (self->next == NULL || position < self->cut_old)
    return g_array_index (self->rids, gint64, position);
  return g_array_index (self->next, gint64, position - self->cut_old + self->cut_new);
}

static guint
count_rows (AnlanLedger *self)
{
  return self->next == NULL ? self->rids->len : self->cut_old + self->next->len - self->cut_new;
}

/* Asks for the slice in which @position lies. */
static void
want_slice (AnlanLedger *self, guint position)
{
  guint start = position - position % ANLAN_SLICE;
  guint end = MIN (start + ANLAN_SLICE, count_rows (self));
  g_autoptr (GArray) rids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = start; i < end; i++)
    {
      gint64 rid = rid_at (self, i);
      AnlanRow *row = need_row (self, rid);

      if (anlan_row_get_record (row) != NULL || anlan_row_is_awaited (row))
        continue;
      anlan_row_set_awaited (row, TRUE);
      g_array_append_val (rids, rid);
    }
  if (rids->len > 0)
    read_slice (self, rids);
}

/* Reads the rows again that somebody may be looking at. */
static void
read_rows_again (AnlanLedger *self)
{
  g_autoptr (GArray) rids = g_array_new (FALSE, FALSE, sizeof (gint64));
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    {
      gint64 rid = anlan_row_get_rid (row);

      if (anlan_row_get_record (row) != NULL)
        g_array_append_val (rids, rid);
    }
  if (rids->len > 0)
    read_slice (self, rids);
}

/* --- the query -------------------------------------------------------------------------------------------------- */

static void
notify_rows (AnlanLedger *self)
{
  if (self->notified_rows == count_rows (self))
    return;
  self->notified_rows = count_rows (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ROWS]);
}

static void
set_loading (AnlanLedger *self, gboolean loading)
{
  if (self->loading == loading)
    return;
  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

/* Tells the edits from the last to the first: what lies before each is still the old list, what lies behind it
 * already the new one. */
static void
take_list (AnlanLedger *self, GArray *rids, GArray *edits)
{
  guint generation = ++self->generation;

  self->next = g_array_ref (rids);
  self->cut_old = self->rids->len;
  self->cut_new = rids->len;
  for (guint i = edits->len; i-- > 0;)
    {
      const AnlanEdit *edit = &g_array_index (edits, AnlanEdit, i);

      self->cut_old = edit->old_at;
      self->cut_new = edit->new_at;
      g_list_model_items_changed (G_LIST_MODEL (self), edit->old_at, edit->removed, edit->added);
      if (self->generation != generation)
        return;
    }
  g_array_unref (self->rids);
  self->rids = g_steal_pointer (&self->next);
  notify_rows (self);
}

static void
clear_list (AnlanLedger *self)
{
  guint n = count_rows (self);

  self->generation++;
  g_clear_pointer (&self->next, g_array_unref);
  g_array_unref (self->rids);
  self->rids = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
  notify_rows (self);
}

static gboolean
clock_cb (gpointer data)
{
  AnlanLedger *self = data;

  self->follow = FOLLOW_RUN;
  self->stale = TRUE;
  schedule_follow (self);
  return G_SOURCE_CONTINUE;
}

static void
take_dependencies (AnlanLedger *self, const AnlanQueryJob *job)
{
  g_clear_pointer (&self->depends, g_hash_table_unref);
  self->depends = g_hash_table_ref (job->depends);
  self->depends_any = job->depends_any;
  self->timed = job->timed;
  if (self->timed && self->clock_source == 0)
    self->clock_source = g_timeout_add_seconds (CLOCK_SECONDS, clock_cb, self);
  else if (!self->timed)
    g_clear_handle_id (&self->clock_source, g_source_remove);
}

static void
take_answer (AnlanLedger *self, AnlanQueryJob *job)
{
  g_autoptr (GArray) edits = NULL;
  GHashTableIter iter;
  gpointer seq;

  self->seen_seq = job->seq;
  /* Own changes that came after the query began are still to be told apart from those of others. */
  g_hash_table_iter_init (&iter, self->harmless);
  while (g_hash_table_iter_next (&iter, &seq, NULL))
    if ((gint64)GPOINTER_TO_SIZE (seq) <= job->seq)
      g_hash_table_iter_remove (&iter);
  if (job->unchanged)
    return;
  take_dependencies (self, job);
  take_labels (self, job->labels);
  if (job->records != NULL)
    take_records (self, job->records, TRUE);
  /* Set while the list before was being told, the query was compared with the one before that. */
  edits =
      job->old == self->rids ? g_array_ref (job->edits) : anlan_diff_rids (self->rids, job->rids, MOST_EDITS);
  take_list (self, job->rids, edits);
}

static void
query_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Errand *errand = user_data;
  AnlanQueryJob *job = errand->job;
  AnlanLedger *self = g_weak_ref_get (&errand->ledger);
  GError *error = NULL;
  gboolean ok = anlan_store_read_finish (ANLAN_STORE (source), result, &error);

  /* Another query has taken the place of this one: its own answer will come. */
  if (self == NULL || self->query_cancellable != errand->cancellable)
    g_clear_error (&error);
  else
    {
      g_clear_object (&self->query_cancellable);
      if (ok)
        {
          g_clear_error (&self->error);
          take_answer (self, job);
        }
      else
        {
          if (self->loading)
            clear_list (self);
          set_error (self, error);
        }
      /* Unless somebody has set another query while being told. */
      if (self->query_cancellable == NULL)
        set_loading (self, FALSE);
      if (self->follow != FOLLOW_NOTHING || self->stale)
        schedule_follow (self);
    }
  anlan_query_job_unref (job);
  errand_free (errand);
  g_clear_object (&self);
}

static void
add_seq_cb (gpointer seq, gpointer value, gpointer set)
{
  g_hash_table_add (set, seq);
}

static void
run_query (AnlanLedger *self, gboolean always)
{
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (self->plant);
  AnlanQueryJob *job = anlan_query_job_new (kinds, self->query, self->rids);

  job->most = MOST_EDITS;
  if (!always)
    {
      job->seen_seq = self->seen_seq;
      job->harmless = g_hash_table_new (NULL, NULL);
      g_hash_table_foreach (self->harmless, add_seq_cb, job->harmless);
    }
  self->follow = FOLLOW_NOTHING;
  self->query_cancellable = g_cancellable_new ();
  anlan_store_read_async (anlan_plant_get_store (self->plant), anlan_query_job_work,
                          anlan_query_job_ref (job), (GDestroyNotify)anlan_query_job_unref,
                          self->query_cancellable, query_done_cb,
                          errand_new (self, job, self->query_cancellable));
}

static void
stop_query (AnlanLedger *self)
{
  if (self->query_cancellable != NULL)
    g_cancellable_cancel (self->query_cancellable);
  g_clear_object (&self->query_cancellable);
}

/* --- following changes ------------------------------------------------------------------------------------------ */

static void
follow_cb (gpointer data)
{
  AnlanLedger *self = data;
  Follow follow = self->follow;

  self->follow_source = 0;
  self->followed = g_get_monotonic_time ();
  if (self->stale)
    {
      self->stale = FALSE;
      read_rows_again (self);
    }
  if (follow != FOLLOW_NOTHING)
    run_query (self, follow == FOLLOW_RUN);
}

/* At once after a quiet time, else after a while: an import commits many times a second. */
static void
schedule_follow (AnlanLedger *self)
{
  gint64 since = (g_get_monotonic_time () - self->followed) / 1000;

  /* Once the query that runs is done it comes back here. */
  if (self->query == NULL || self->follow_source != 0 || self->query_cancellable != NULL)
    return;
  self->follow_source = g_timeout_add_once (
      since >= FOLLOW_MILLISECONDS ? 0 : FOLLOW_MILLISECONDS - (guint)since, follow_cb, self);
}

static gboolean
differs (const AnlanRecord *before, const AnlanRecord *after, const char *column)
{
  const AnlanField *field = anlan_kind_field (after->kind, column);

  if (field != NULL)
    return !anlan_value_equal (&before->values[field->index], &after->values[field->index]);
  if (strcmp (column, "stage") == 0)
    return g_strcmp0 (before->stage, after->stage) != 0;
  if (strcmp (column, "number") == 0)
    return g_strcmp0 (before->number, after->number) != 0;
  return strcmp (column, "changed") == 0; /* created, author and id never change */
}

/* Whether a change may have moved a record in the list, into it or out of it. */
static gboolean
may_move (AnlanLedger *self, const AnlanApplied *applied)
{
  const AnlanRecord *before = applied->before, *after = applied->after;
  const AnlanQuery *query = self->query;

  if (before == NULL || before->kind != after->kind || query->where != NULL || query->words != NULL ||
      self->depends_any || before->draft != after->draft || before->voided != after->voided)
    return TRUE;
  for (guint i = 0; i < query->filters->len; i++)
    if (differs (before, after, ((AnlanFilter *)g_ptr_array_index (query->filters, i))->field))
      return TRUE;
  return query->sort != NULL && query->sort[0] != '\0' &&
         differs (before, after, query->sort + (query->sort[0] == '-' ? 1 : 0));
}

static void
applied_cb (AnlanPlant *plant, const AnlanApplied *applied, gpointer data)
{
  AnlanLedger *self = data;

  if (self->query == NULL || strcmp (applied->after->kind->id, self->query->kind) != 0)
    return;
  if (may_move (self, applied))
    self->follow = FOLLOW_RUN;
  else
    g_hash_table_add (self->harmless, GSIZE_TO_POINTER ((gsize)applied->seq));
  self->stale = TRUE;
  schedule_follow (self);
}

/* Whether what the rows show may be another because records of @changed are: what they refer to, and computed fields,
 * which may read anything. */
static gboolean
shows_any (AnlanKind *kind, const char *const *changed)
{
  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);

      if (field->compute != NULL || (field->to != NULL && g_strv_contains (changed, field->to)))
        return TRUE;
    }
  return g_strv_contains (changed, "person"); /* authors */
}

static gboolean
depends_on_any (AnlanLedger *self, const char *const *changed)
{
  if (self->depends_any)
    return TRUE;
  for (guint i = 0; self->depends != NULL && changed[i] != NULL; i++)
    if (g_hash_table_contains (self->depends, changed[i]))
      return TRUE;
  return FALSE;
}

static void
changed_cb (AnlanPlant *plant, char **kinds, gpointer data)
{
  AnlanLedger *self = data;
  const char *const *changed = (const char *const *)kinds;
  g_autoptr (AnlanKind) kind = NULL;

  if (self->query == NULL || (kind = anlan_plant_get_kind (plant, self->query->kind)) == NULL)
    return;
  if (depends_on_any (self, changed))
    self->follow = FOLLOW_RUN;
  else if (g_strv_contains (changed, kind->id))
    {
      self->follow = MAX (self->follow, FOLLOW_LOOK);
      self->stale = TRUE;
    }
  self->stale |= shows_any (kind, changed);
  if (self->follow != FOLLOW_NOTHING || self->stale)
    schedule_follow (self);
}

static void
kinds_changed_cb (AnlanPlant *plant, gpointer data)
{
  AnlanLedger *self = data;

  self->follow = FOLLOW_RUN;
  self->stale = TRUE;
  schedule_follow (self);
}

/* --- list model ------------------------------------------------------------------------------------------------- */

static GType
get_item_type (GListModel *model)
{
  return ANLAN_TYPE_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return count_rows (ANLAN_LEDGER (model));
}

static gpointer
get_item (GListModel *model, guint position)
{
  AnlanLedger *self = ANLAN_LEDGER (model);
  AnlanRow *row;

  if (position >= count_rows (self))
    return NULL;
  row = g_object_ref (need_row (self, rid_at (self, position)));
  if (anlan_row_get_record (row) == NULL && !anlan_row_is_awaited (row))
    want_slice (self, position);
  return row;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* --- object ----------------------------------------------------------------------------------------------------- */

static void
anlan_ledger_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  AnlanLedger *self = ANLAN_LEDGER (object);

  switch (id)
    {
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;
    case PROP_N_ROWS:
      g_value_set_uint (value, count_rows (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
anlan_ledger_dispose (GObject *object)
{
  AnlanLedger *self = ANLAN_LEDGER (object);

  stop_query (self);
  if (self->slice_cancellable != NULL)
    g_cancellable_cancel (self->slice_cancellable);
  g_clear_object (&self->slice_cancellable);
  g_clear_handle_id (&self->follow_source, g_source_remove);
  g_clear_handle_id (&self->clock_source, g_source_remove);
  drop_rows (self);
  g_clear_object (&self->plant);
  G_OBJECT_CLASS (anlan_ledger_parent_class)->dispose (object);
}

static void
anlan_ledger_finalize (GObject *object)
{
  AnlanLedger *self = ANLAN_LEDGER (object);

  anlan_query_free (self->query);
  g_clear_error (&self->error);
  g_array_unref (self->rids);
  g_clear_pointer (&self->next, g_array_unref);
  g_hash_table_unref (self->rows);
  anlan_labels_unref (self->labels);
  g_hash_table_unref (self->harmless);
  g_clear_pointer (&self->depends, g_hash_table_unref);
  G_OBJECT_CLASS (anlan_ledger_parent_class)->finalize (object);
}

static void
anlan_ledger_class_init (AnlanLedgerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = anlan_ledger_get_property;
  object_class->dispose = anlan_ledger_dispose;
  object_class->finalize = anlan_ledger_finalize;
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  properties[PROP_N_ROWS] = g_param_spec_uint ("n-rows", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
anlan_ledger_init (AnlanLedger *self)
{
  self->rids = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->rows = g_hash_table_new (NULL, NULL);
  self->labels = anlan_labels_new ();
  self->harmless = g_hash_table_new (NULL, NULL);
  self->slice_cancellable = g_cancellable_new ();
  self->followed = G_MININT64 / 2;
  g_queue_init (&self->kept);
}

/**
 * anlan_ledger_new:
 *
 * Returns: (transfer full): an empty ledger; anlan_ledger_set_query() fills it.
 */
AnlanLedger *
anlan_ledger_new (AnlanPlant *plant)
{
  AnlanLedger *self;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant), NULL);

  self = g_object_new (ANLAN_TYPE_LEDGER, NULL);
  self->plant = g_object_ref (plant);
  g_signal_connect_object (plant, "applied", G_CALLBACK (applied_cb), self, 0);
  g_signal_connect_object (plant, "changed", G_CALLBACK (changed_cb), self, 0);
  g_signal_connect_object (plant, "kinds-changed", G_CALLBACK (kinds_changed_cb), self, 0);
  return self;
}

static void
begin_kind (AnlanLedger *self)
{
  g_cancellable_cancel (self->slice_cancellable);
  g_object_unref (self->slice_cancellable);
  self->slice_cancellable = g_cancellable_new ();
  g_clear_handle_id (&self->clock_source, g_source_remove);
  g_hash_table_remove_all (self->harmless);
  g_clear_pointer (&self->depends, g_hash_table_unref);
  self->depends_any = FALSE;
  self->seen_seq = 0;
  self->stale = FALSE;
  drop_rows (self);
}

/**
 * anlan_ledger_set_query:
 * @query: (nullable): NULL empties the list.
 *
 * A query that still runs is cancelled. Of the same kind, the old list stands until the new one is there, and only
 * what differs is told; of another kind, the list is empty until then.
 */
void
anlan_ledger_set_query (AnlanLedger *ledger, const AnlanQuery *query)
{
  gboolean same_kind;
  AnlanQuery *old;
  guint generation;

  g_return_if_fail (ANLAN_IS_LEDGER (ledger));

  old = ledger->query;
  same_kind = old != NULL && query != NULL && strcmp (old->kind, query->kind) == 0;
  ledger->query = anlan_query_copy (query);
  anlan_query_free (old);
  stop_query (ledger);
  g_clear_handle_id (&ledger->follow_source, g_source_remove);
  g_clear_error (&ledger->error);
  if (!same_kind)
    {
      begin_kind (ledger);
      generation = ledger->generation + 1;
      clear_list (ledger);
      if (ledger->generation != generation) /* set again by somebody who was told */
        return;
    }
  if (ledger->query != NULL)
    run_query (ledger, TRUE);
  set_loading (ledger, ledger->query != NULL);
}

/**
 * anlan_ledger_get_query:
 *
 * Returns: (transfer none) (nullable):
 */
const AnlanQuery *
anlan_ledger_get_query (AnlanLedger *ledger)
{
  g_return_val_if_fail (ANLAN_IS_LEDGER (ledger), NULL);

  return ledger->query;
}

/* Whether the rows of the present query have not come yet. Following changes is no loading. */
gboolean
anlan_ledger_is_loading (AnlanLedger *ledger)
{
  g_return_val_if_fail (ANLAN_IS_LEDGER (ledger), FALSE);

  return ledger->loading;
}

/* Why the last reading failed; "loading" notifies when there is a new one. */
const GError *
anlan_ledger_get_error (AnlanLedger *ledger)
{
  g_return_val_if_fail (ANLAN_IS_LEDGER (ledger), NULL);

  return ledger->error;
}

guint
anlan_ledger_find (AnlanLedger *ledger, gint64 rid)
{
  guint n;

  g_return_val_if_fail (ANLAN_IS_LEDGER (ledger), G_MAXUINT);

  n = count_rows (ledger);
  for (guint i = 0; i < n; i++)
    if (rid_at (ledger, i) == rid)
      return i;
  return G_MAXUINT;
}
