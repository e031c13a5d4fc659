/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "ledger-parts.h"

#include "base/slice.h"

/* A list of GTK 4.8 makes the widgets of 200 rows as soon as it is told of them, whatever is in view: most of a tenth of a
 * second. To a gentle ledger's views new rows are told so many at a time, as long as they may be among those. */
#define PIECE 8
#define MADE_BY_VIEWS 224
#define TELL_MICROSECONDS 3000
#define TELL_EVERY_MILLISECONDS 16

gint64
anlan_ledger_rid_at (AnlanLedger *self, guint position)
{
  if (self->next == NULL)
    return g_array_index (self->rids, gint64, position);
  if (position >= self->hidden_at)
    position += self->hidden;
  if (position < self->cut_old)
    return g_array_index (self->rids, gint64, position);
  return g_array_index (self->next, gint64, position - self->cut_old + self->cut_new);
}

guint
anlan_ledger_count_rows (AnlanLedger *self)
{
  return self->next == NULL ? self->rids->len
                            : self->cut_old + self->next->len - self->cut_new - self->hidden;
}

/* Tells the next edit, or more of the one whose rows are not all told. Returns: FALSE when there is no more. */
static gboolean
tell_piece (AnlanLedger *self)
{
  const AnlanEdit *edit;
  guint at = self->hidden_at, n;

  if (self->hidden > 0)
    {
      n = !self->gentle || at - self->cut_old >= MADE_BY_VIEWS ? self->hidden : MIN (PIECE, self->hidden);
      self->hidden_at += n;
      self->hidden -= n;
      g_list_model_items_changed (G_LIST_MODEL (self), at, 0, n);
      return TRUE;
    }
  if (self->edits_left == 0)
    return FALSE;
  edit = &g_array_index (self->edits, AnlanEdit, --self->edits_left);
  self->cut_old = edit->old_at;
  self->cut_new = edit->new_at;
  n = edit->added;
  /* Where rows go too, it is one step: a selection finds those again that only have another place. */
  if (self->gentle && edit->removed == 0)
    n = MIN (n, PIECE);
  self->hidden = edit->added - n;
  self->hidden_at = edit->old_at + n;
  g_list_model_items_changed (G_LIST_MODEL (self), edit->old_at, edit->removed, n);
  return TRUE;
}

static void
end_telling (AnlanLedger *self, GArray *rids)
{
  g_clear_handle_id (&self->tell_source, g_source_remove);
  self->hidden = 0;
  g_clear_pointer (&self->edits, g_array_unref);
  g_clear_pointer (&self->next, g_array_unref);
  g_array_unref (self->rids);
  self->rids = rids;
}

static gboolean
tell_cb (gpointer data);

/* Tells for a while. What lies before the place that is told is still the old list, what lies behind it already the new
 * one. */
static void
tell_on (AnlanLedger *self)
{
  AnlanSlice slice = anlan_slice_new (TELL_MICROSECONDS);
  guint generation = self->generation;

  while (!self->gentle || anlan_slice_goes_on (&slice))
    {
      gboolean told = tell_piece (self);

      /* Somebody who was told has set another query, or runs the main loop. */
      if (self->generation != generation || self->next == NULL)
        return;
      if (told)
        continue;
      end_telling (self, g_array_ref (self->next));
      anlan_ledger_notify_rows (self);
      anlan_ledger_set_loading (self, FALSE);
      return;
    }
  if (self->tell_source == 0)
    self->tell_source =
        g_timeout_add_full (G_PRIORITY_DEFAULT_IDLE, TELL_EVERY_MILLISECONDS, tell_cb, self, NULL);
}

static gboolean
tell_cb (gpointer data)
{
  AnlanLedger *self = data;

  g_object_ref (self);
  self->tell_source = 0;
  tell_on (self);
  g_object_unref (self);
  return G_SOURCE_REMOVE;
}

void
anlan_ledger_take_list (AnlanLedger *self, GArray *rids, GArray *edits)
{
  self->generation++;
  self->next = g_array_ref (rids);
  self->cut_old = self->rids->len;
  self->cut_new = rids->len;
  self->edits = g_array_ref (edits);
  self->edits_left = edits->len;
  self->hidden = 0;
  tell_on (self);
}

void
anlan_ledger_tell_rest (AnlanLedger *self)
{
  gboolean gentle = self->gentle;

  if (self->next == NULL)
    return;
  self->gentle = FALSE;
  tell_on (self);
  self->gentle = gentle;
}

gboolean
anlan_ledger_stop_telling (AnlanLedger *self)
{
  GArray *rids;
  guint n;

  if (self->next == NULL)
    return FALSE;
  self->generation++;
  n = anlan_ledger_count_rows (self);
  rids = g_array_sized_new (FALSE, FALSE, sizeof (gint64), n);
  for (guint i = 0; i < n; i++)
    {
      gint64 rid = anlan_ledger_rid_at (self, i);

      g_array_append_val (rids, rid);
    }
  end_telling (self, rids);
  return TRUE;
}

void
anlan_ledger_clear_list (AnlanLedger *self)
{
  guint n = anlan_ledger_count_rows (self);

  self->generation++;
  end_telling (self, g_array_new (FALSE, FALSE, sizeof (gint64)));
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
  anlan_ledger_notify_rows (self);
}

guint
anlan_ledger_get_length (AnlanLedger *ledger)
{
  g_return_val_if_fail (ANLAN_IS_LEDGER (ledger), 0);

  return ledger->next != NULL ? ledger->next->len : ledger->rids->len;
}
