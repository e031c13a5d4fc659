/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "ledger-parts.h"

#include <string.h>

/* So many different texts are sorted in 20 ms; before more are, the first rows are shown. */
#define MANY_TEXTS 8192

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

/* --- the query -------------------------------------------------------------------------------------------------- */

void
anlan_ledger_set_error (AnlanLedger *self, GError *error)
{
  g_clear_error (&self->error);
  self->error = error;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

void
anlan_ledger_notify_rows (AnlanLedger *self)
{
  if (self->notified_rows == anlan_ledger_count_rows (self))
    return;
  self->notified_rows = anlan_ledger_count_rows (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ROWS]);
}

/* It is loading until all of what has come is told. */
void
anlan_ledger_set_loading (AnlanLedger *self, gboolean loading)
{
  if (self->loading == loading || (!loading && (self->next != NULL || self->query_cancellable != NULL)))
    return;
  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

static void
take_answer (AnlanLedger *self, AnlanQueryJob *job)
{
  GArray *shown = job->early != NULL ? job->early->rids : job->old;
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
  anlan_ledger_take_dependencies (self, job);
  anlan_ledger_take_labels (self, job->labels);
  if (job->records != NULL)
    anlan_ledger_take_records (self, job->records, TRUE);
  /* Set while the list before was being told, the query was compared with the one before that. */
  edits =
      shown == self->rids ? g_array_ref (job->edits) : anlan_diff_rids (self->rids, job->rids, MOST_EDITS);
  anlan_ledger_take_list (self, job->rids, edits);
}

static gboolean
early_cb (gpointer data)
{
  const AnlanQueryJob *job = data;
  AnlanErrand *errand = job->early_data;
  AnlanLedger *self = g_weak_ref_get (&errand->ledger);
  g_autoptr (GArray) edits = NULL;

  if (self != NULL && self->query_cancellable == errand->cancellable)
    {
      anlan_ledger_take_labels (self, job->early->labels);
      anlan_ledger_take_records (self, job->early->records, TRUE);
      edits = job->old == self->rids ? g_array_ref (job->early->edits)
                                     : anlan_diff_rids (self->rids, job->early->rids, MOST_EDITS);
      anlan_ledger_take_list (self, job->early->rids, edits);
    }
  g_clear_object (&self);
  return G_SOURCE_REMOVE;
}

static void
query_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AnlanErrand *errand = user_data;
  AnlanQueryJob *job = errand->job;
  AnlanLedger *self = g_weak_ref_get (&errand->ledger);
  GError *error = NULL;
  gboolean ok = anlan_store_read_finish (ANLAN_STORE (source), result, &error);

  /* The first rows, which this answer was compared with. */
  if (ok && self != NULL && self->query_cancellable == errand->cancellable)
    anlan_ledger_tell_rest (self);
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
            anlan_ledger_clear_list (self);
          anlan_ledger_set_error (self, error);
        }
      /* Unless somebody has set another query while being told. */
      anlan_ledger_set_loading (self, FALSE);
      if (self->follow != FOLLOW_NOTHING || self->stale)
        anlan_ledger_schedule_follow (self);
    }
  anlan_query_job_unref (job);
  anlan_errand_free (errand);
  g_clear_object (&self);
}

static void
add_seq_cb (gpointer seq, gpointer value, gpointer set)
{
  g_hash_table_add (set, seq);
}

void
anlan_ledger_run_query (AnlanLedger *self, gboolean always, gboolean early)
{
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (self->plant);
  AnlanQueryJob *job;

  /* Who is told no more of what is new is told of it by the next answer. */
  always |= anlan_ledger_stop_telling (self);
  job = anlan_query_job_new (kinds, self->query, self->rids);
  job->most = MOST_EDITS;
  if (!always)
    {
      job->seen_seq = self->seen_seq;
      job->harmless = g_hash_table_new (NULL, NULL);
      g_hash_table_foreach (self->harmless, add_seq_cb, job->harmless);
    }
  self->follow = FOLLOW_NOTHING;
  self->query_cancellable = g_cancellable_new ();
  if (early)
    {
      job->many = self->many;
      job->early_cb = early_cb;
      job->early_data = anlan_errand_new (self, NULL, self->query_cancellable);
      job->early_free = (GDestroyNotify)anlan_errand_free;
    }
  anlan_store_read_async (anlan_plant_get_store (self->plant), anlan_query_job_work,
                          anlan_query_job_ref (job), (GDestroyNotify)anlan_query_job_unref,
                          self->query_cancellable, query_done_cb,
                          anlan_errand_new (self, job, self->query_cancellable));
}

static void
stop_query (AnlanLedger *self)
{
  if (self->query_cancellable != NULL)
    g_cancellable_cancel (self->query_cancellable);
  g_clear_object (&self->query_cancellable);
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
  return anlan_ledger_count_rows (ANLAN_LEDGER (model));
}

static gpointer
get_item (GListModel *model, guint position)
{
  AnlanLedger *self = ANLAN_LEDGER (model);
  AnlanRow *row;

  if (position >= anlan_ledger_count_rows (self))
    return NULL;
  row = g_object_ref (anlan_ledger_need_row (self, anlan_ledger_rid_at (self, position)));
  if (anlan_row_get_record (row) == NULL && !anlan_row_is_awaited (row))
    anlan_ledger_want_slice (self, position);
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
      g_value_set_uint (value, anlan_ledger_count_rows (self));
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
  g_clear_handle_id (&self->tell_source, g_source_remove);
  if (self->slice_cancellable != NULL)
    g_cancellable_cancel (self->slice_cancellable);
  g_clear_object (&self->slice_cancellable);
  g_clear_handle_id (&self->follow_source, g_source_remove);
  g_clear_handle_id (&self->clock_source, g_source_remove);
  anlan_ledger_drop_rows (self);
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
  g_clear_pointer (&self->edits, g_array_unref);
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
  self->many = MANY_TEXTS;
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
  anlan_ledger_follow (self);
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
  anlan_ledger_drop_rows (self);
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
      anlan_ledger_clear_list (ledger);
      if (ledger->generation != generation) /* set again by somebody who was told */
        return;
    }
  if (ledger->query != NULL)
    anlan_ledger_run_query (ledger, TRUE, TRUE);
  anlan_ledger_set_loading (ledger, ledger->query != NULL);
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

  n = anlan_ledger_count_rows (ledger);
  for (guint i = 0; i < n; i++)
    if (anlan_ledger_rid_at (ledger, i) == rid)
      return i;
  return G_MAXUINT;
}

void
anlan_ledger_set_many (AnlanLedger *ledger, guint many)
{
  g_return_if_fail (ANLAN_IS_LEDGER (ledger));

  ledger->many = many;
}

void
anlan_ledger_set_gentle (AnlanLedger *ledger, gboolean gentle)
{
  g_return_if_fail (ANLAN_IS_LEDGER (ledger));

  ledger->gentle = gentle;
}
