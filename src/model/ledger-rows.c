/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "ledger-parts.h"

#include <string.h>

/* Rows kept although nobody shows them just now, so that scrolling back and forth reads nothing again. */
#define KEPT_ROWS 1024

AnlanErrand *
anlan_errand_new (AnlanLedger *self, gpointer job, GCancellable *cancellable)
{
  AnlanErrand *errand = g_new0 (AnlanErrand, 1);

  g_weak_ref_init (&errand->ledger, self);
  errand->job = job;
  errand->cancellable = g_object_ref (cancellable);
  return errand;
}

void
anlan_errand_free (AnlanErrand *errand)
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

AnlanRow *
anlan_ledger_need_row (AnlanLedger *self, gint64 rid)
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

void
anlan_ledger_drop_rows (AnlanLedger *self)
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

void
anlan_ledger_take_labels (AnlanLedger *self, GHashTable *labels)
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

void
anlan_ledger_take_records (AnlanLedger *self, GPtrArray *records, gboolean make)
{
  for (guint i = 0; i < records->len; i++)
    {
      AnlanRecord *record = g_ptr_array_index (records, i);
      AnlanRow *row = make ? anlan_ledger_need_row (self, record->rid)
                           : g_hash_table_lookup (self->rows, rid_key (record->rid));

      if (row == NULL)
        continue;
      g_object_ref (row);
      anlan_row_set_awaited (row, FALSE);
      anlan_row_set_record (row, record);
      g_object_unref (row);
    }
}

/* --- slices ----------------------------------------------------------------------------------------------------- */

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
  AnlanErrand *errand = user_data;
  AnlanSliceJob *job = errand->job;
  AnlanLedger *self = g_weak_ref_get (&errand->ledger);
  GError *error = NULL;
  gboolean ok = anlan_store_read_finish (ANLAN_STORE (source), result, &error);

  if (self == NULL || g_cancellable_is_cancelled (errand->cancellable))
    g_clear_error (&error);
  else if (!ok)
    {
      give_up_slice (self, job->rids);
      anlan_ledger_set_error (self, error);
    }
  else
    {
      /* Labels first: a row that is told of its record asks for them. */
      anlan_ledger_take_labels (self, job->labels);
      anlan_ledger_take_records (self, job->records, FALSE);
      give_up_slice (self, job->rids); /* those that are gone */
    }
  anlan_slice_job_unref (job);
  anlan_errand_free (errand);
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
                          anlan_errand_new (self, job, self->slice_cancellable));
}

void
anlan_ledger_want_slice (AnlanLedger *self, guint position)
{
  guint start = position - position % ANLAN_SLICE;
  guint end = MIN (start + ANLAN_SLICE, anlan_ledger_count_rows (self));
  g_autoptr (GArray) rids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = start; i < end; i++)
    {
      gint64 rid = anlan_ledger_rid_at (self, i);
      AnlanRow *row = anlan_ledger_need_row (self, rid);

      if (anlan_row_get_record (row) != NULL || anlan_row_is_awaited (row))
        continue;
      anlan_row_set_awaited (row, TRUE);
      g_array_append_val (rids, rid);
    }
  if (rids->len > 0)
    read_slice (self, rids);
}

void
anlan_ledger_read_rows_again (AnlanLedger *self)
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
