/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "bulk-work.h"

#include "form-context.h"

static void
refused_free (gpointer data)
{
  AnlanBulkRefused *refused = data;

  g_free (refused->label);
  g_free (refused->number);
  g_free (refused->why);
  g_free (refused);
}

AnlanBulk *
anlan_bulk_new (AnlanPlant *plant, const char *kind, GArray *rids, AnlanChange *like)
{
  AnlanBulk *bulk = g_new0 (AnlanBulk, 1);

  bulk->plant = g_object_ref (plant);
  bulk->kind = g_strdup (kind);
  bulk->rids = g_array_ref (rids);
  bulk->like = anlan_change_ref (like);
  bulk->changed = g_array_new (FALSE, FALSE, sizeof (gint64));
  bulk->refused = g_ptr_array_new_with_free_func (refused_free);
  return bulk;
}

void
anlan_bulk_free (gpointer data)
{
  AnlanBulk *bulk = data;

  g_object_unref (bulk->plant);
  g_free (bulk->kind);
  g_array_unref (bulk->rids);
  anlan_change_unref (bulk->like);
  g_free (bulk->batch);
  g_array_unref (bulk->changed);
  g_ptr_array_unref (bulk->refused);
  g_free (bulk);
}

gboolean
anlan_bulk_can (const AnlanKind *kind, const AnlanField *field)
{
  return anlan_field_is_typed (field) && field->compute == NULL && !field->readonly && !field->unique &&
         !field->sensitive && !field->key && g_strcmp0 (field->id, kind->label) != 0;
}

typedef struct
{
  AnlanBulk *bulk;
  AnlanKind *kind;
  GPtrArray *records;
} Reading;

static gboolean
read_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Reading *reading = data;

  reading->records = anlan_records_load (db, reading->kind, (const gint64 *)reading->bulk->rids->data,
                                         reading->bulk->rids->len, error);
  return reading->records != NULL;
}

/* Whether the change would leave @record as it is. A step moves it in any case. */
static gboolean
is_same (const AnlanBulk *bulk, const AnlanKind *kind, const AnlanRecord *record)
{
  if (bulk->like->op == ANLAN_OP_STEP)
    return FALSE;
  for (guint i = 0; i < bulk->like->fields->len; i++)
    {
      const AnlanField *field = anlan_kind_field (kind, g_ptr_array_index (bulk->like->fields, i));
      const AnlanValue *has = &record->values[field->index];

      if (!anlan_value_equal (has, &g_array_index (bulk->like->values, AnlanValue, i)) &&
          !(bulk->only_empty && !anlan_value_is_null (has)))
        return FALSE;
    }
  return TRUE;
}

static AnlanChange *
make_change (const AnlanBulk *bulk, const AnlanRecord *record)
{
  const AnlanChange *like = bulk->like;
  AnlanChange *change = anlan_change_new (like->op, bulk->kind, record->id);

  change->step = g_strdup (like->step);
  change->reason = g_strdup (like->reason);
  for (guint i = 0; i < like->fields->len; i++)
    anlan_change_set (change, g_ptr_array_index (like->fields, i),
                      &g_array_index (like->values, AnlanValue, i));
  for (guint i = 0; i < like->files->len; i++)
    g_ptr_array_add (change->files, anlan_file_copy (g_ptr_array_index (like->files, i)));
  return change;
}

static void
add_refused (AnlanBulk *bulk, const AnlanRecord *record, const char *why)
{
  AnlanBulkRefused *refused = g_new0 (AnlanBulkRefused, 1);

  refused->rid = record->rid;
  refused->label = g_strdup (anlan_record_label (record));
  refused->number = g_strdup (record->number);
  refused->why = g_strdup (why);
  g_ptr_array_add (bulk->refused, refused);
}

static gboolean
apply (AnlanBulk *bulk, GPtrArray *records, GPtrArray *changes, GError **error)
{
  g_autoptr (GPtrArray) refused = g_ptr_array_new_with_free_func (g_free);

  if (changes->len == 0)
    return TRUE;
  bulk->batch = anlan_plant_apply_good (bulk->plant, changes, NULL, refused, error);
  if (bulk->batch == NULL)
    return FALSE;
  for (guint i = 0; i < changes->len; i++)
    if (g_ptr_array_index (refused, i) != NULL)
      add_refused (bulk, g_ptr_array_index (records, i), g_ptr_array_index (refused, i));
    else
      g_array_append_val (bulk->changed, ((const AnlanRecord *)g_ptr_array_index (records, i))->rid);
  if (bulk->changed->len == 0)
    g_clear_pointer (&bulk->batch, g_free);
  return TRUE;
}

gboolean
anlan_bulk_run (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  AnlanBulk *bulk = data;
  g_autoptr (AnlanKind) kind = anlan_plant_get_kind (bulk->plant, bulk->kind);
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_change_unref);
  g_autoptr (GPtrArray) records = g_ptr_array_new (); /* parallel to @changes */
  g_autoptr (GPtrArray) all = NULL;
  Reading reading = { .bulk = bulk, .kind = kind };

  g_return_val_if_fail (kind != NULL, FALSE);

  if (!anlan_store_read (anlan_plant_get_store (bulk->plant), read_work, &reading, error))
    return FALSE;
  all = reading.records;
  for (guint i = 0; i < all->len; i++)
    {
      const AnlanRecord *record = g_ptr_array_index (all, i);

      if (is_same (bulk, kind, record))
        {
          bulk->n_same++;
          continue;
        }
      g_ptr_array_add (changes, make_change (bulk, record));
      g_ptr_array_add (records, (gpointer)record);
    }
  return apply (bulk, records, changes, error);
}
