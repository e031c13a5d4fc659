/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "ledger-private.h"

struct _AnlanRow
{
  GObject parent_instance;

  gint64 rid;
  AnlanRecord *record; /* or NULL */
  AnlanLabels *labels;
  gboolean awaited;
  AnlanRowGone gone; /* NULL once the ledger has let go of it */
  gpointer gone_data;
};

G_DEFINE_FINAL_TYPE (AnlanRow, anlan_row, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_RECORD,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* --- labels ----------------------------------------------------------------------------------------------------- */

AnlanLabels *
anlan_labels_new (void)
{
  AnlanLabels *labels = g_new0 (AnlanLabels, 1);

  labels->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_ref_count_init (&labels->refs);
  return labels;
}

AnlanLabels *
anlan_labels_ref (AnlanLabels *labels)
{
  g_ref_count_inc (&labels->refs);
  return labels;
}

void
anlan_labels_unref (AnlanLabels *labels)
{
  if (!g_ref_count_dec (&labels->refs))
    return;
  g_hash_table_unref (labels->by_id);
  g_free (labels);
}

/* --- rows ------------------------------------------------------------------------------------------------------- */

static void
anlan_row_finalize (GObject *object)
{
  AnlanRow *self = ANLAN_ROW (object);

  if (self->gone != NULL)
    self->gone (self->rid, self->gone_data);
  g_clear_pointer (&self->record, anlan_record_unref);
  anlan_labels_unref (self->labels);
  G_OBJECT_CLASS (anlan_row_parent_class)->finalize (object);
}

static void
anlan_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  AnlanRow *self = ANLAN_ROW (object);

  switch (id)
    {
    case PROP_RECORD:
      g_value_set_pointer (value, self->record);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
anlan_row_class_init (AnlanRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = anlan_row_finalize;
  object_class->get_property = anlan_row_get_property;
  properties[PROP_RECORD] = g_param_spec_pointer (
      "record", NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
anlan_row_init (AnlanRow *self)
{
}

AnlanRow *
anlan_row_new (gint64 rid, AnlanLabels *labels, AnlanRowGone gone, gpointer data)
{
  AnlanRow *self = g_object_new (ANLAN_TYPE_ROW, NULL);

  self->rid = rid;
  self->labels = anlan_labels_ref (labels);
  self->gone = gone;
  self->gone_data = data;
  return self;
}

void
anlan_row_orphan (AnlanRow *row)
{
  row->gone = NULL;
}

void
anlan_row_notify (AnlanRow *row)
{
  g_object_notify_by_pspec (G_OBJECT (row), properties[PROP_RECORD]);
}

static gboolean
same_text (const char *a, const char *b)
{
  return g_strcmp0 (a, b) == 0;
}

/* Also computed fields, which change without a new revision. */
static gboolean
same_record (const AnlanRecord *a, const AnlanRecord *b)
{
  if (a == NULL || b == NULL || a->kind != b->kind || !same_text (a->rev, b->rev) ||
      !same_text (a->number, b->number) || !same_text (a->stage, b->stage) || a->draft != b->draft ||
      a->voided != b->voided)
    return FALSE;
  for (guint i = 0; i < a->kind->fields->len; i++)
    if (!anlan_value_equal (&a->values[i], &b->values[i]))
      return FALSE;
  return TRUE;
}

/* Notifies only if there is something new to show. */
void
anlan_row_set_record (AnlanRow *row, AnlanRecord *record)
{
  if (same_record (row->record, record))
    return;
  g_clear_pointer (&row->record, anlan_record_unref);
  row->record = anlan_record_ref (record);
  anlan_row_notify (row);
}

gboolean
anlan_row_is_awaited (AnlanRow *row)
{
  return row->awaited;
}

void
anlan_row_set_awaited (AnlanRow *row, gboolean awaited)
{
  row->awaited = awaited;
}

AnlanRecord *
anlan_row_get_record (AnlanRow *row)
{
  g_return_val_if_fail (ANLAN_IS_ROW (row), NULL);

  return row->record;
}

gint64
anlan_row_get_rid (AnlanRow *row)
{
  g_return_val_if_fail (ANLAN_IS_ROW (row), 0);

  return row->rid;
}

const char *
anlan_row_get_label (AnlanRow *row, const char *id)
{
  g_return_val_if_fail (ANLAN_IS_ROW (row), NULL);

  return id != NULL ? g_hash_table_lookup (row->labels->by_id, id) : NULL;
}
